"""Small real samples for resampling: one column, a second column, and two groups to compare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_diabetes, load_digits, load_iris
from sklearn.neighbors import KNeighborsClassifier

from mathcore.common.memory import remembered

Array = NDArray[np.float64]

# Extra hours of sleep of ten patients under two drugs: Student (1908), "The probable error of a mean", Biometrika 6.
SLEEP = (
    (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
    (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
)


@dataclass(frozen=True)
class Sample:
    """A sample with all that the lesson asks of it.

    Attributes:
        values, second: (m,) the column whose statistic is taken, and the one that it is correlated with.
        first_group, second_group: the numbers that a permutation test compares.
        paired: whether entry i of the first group and entry i of the second belong together.
        name, second_name: the columns with their units; group_names: the two groups; compared: what is compared.
    """

    values: Array
    second: Array
    first_group: Array
    second_group: Array
    paired: bool
    name: str
    second_name: str
    group_names: tuple[str, str]
    compared: str


@remembered
def built_in(name: str) -> Sample:
    """A built-in sample: "diabetes", "iris", "sleep" or "models".

    diabetes: 442 patients (Efron, Hastie, Johnstone and Tibshirani, 2004), disease progression after a year and body
    mass index; groups by sex as coded there. iris: 150 flowers (Fisher, 1936), petals; groups versicolor and virginica.
    sleep: Student's ten patients. models: 1 for a right answer and 0 for a wrong one, of a 1-nearest-neighbour and a
    15-nearest-neighbour classifier on the last 400 of scikit-learn's digits, trained on the first 300.

    Raises:
        ValueError: another name.
    """
    if name == "diabetes":
        table = load_diabetes(scaled=False)
        y, x, sex = table.target, table.data[:, 2], table.data[:, 1]
        return Sample(
            y, x, y[sex == 1], y[sex == 2], False, "progression of diabetes (score)", "body mass index (kg/m²)",
            ("sex coded 1", "sex coded 2"), "progression of diabetes (score)",
        )  # fmt: skip
    if name == "iris":
        table = load_iris()
        length, width, kind = table.data[:, 2], table.data[:, 3], table.target
        return Sample(
            length, width, length[kind == 1], length[kind == 2], False, "petal length (cm)", "petal width (cm)",
            ("versicolor", "virginica"), "petal length (cm)",
        )  # fmt: skip
    if name == "sleep":
        first, second = np.array(SLEEP[0]), np.array(SLEEP[1])
        return Sample(
            second, first, first, second, True, "extra sleep under drug 2 (hours)", "extra sleep under drug 1 (hours)",
            ("drug 1", "drug 2"), "extra sleep (hours)",
        )  # fmt: skip
    if name == "models":
        x, y = load_digits(return_X_y=True)
        right = [
            (KNeighborsClassifier(k).fit(x[:300], y[:300]).predict(x[-400:]) == y[-400:]).astype(float) for k in (1, 15)
        ]
        return Sample(
            right[0], right[1], right[0], right[1], True, "1-NN is right (0 or 1)", "15-NN is right (0 or 1)",
            ("1-NN", "15-NN"), "right answer (0 or 1)",
        )  # fmt: skip
    raise ValueError(f"There is no built-in sample named {name}.")


def from_columns(columns: tuple[str, ...], values: Array, groups: tuple[str, ...] = ()) -> Sample:
    """A reader's two columns, values of shape (m, 2).

    If the second column holds two different numbers only, they label the two groups of the first, by the names of
    `groups` (0 the first of them) where it has any; otherwise the two columns are the groups, and rows are pairs.
    """
    x, y = values[:, 0], values[:, 1]
    levels = np.unique(y)
    if len(levels) == 2:
        called = [groups[int(level)] if groups else f"{columns[1]} = {level:g}" for level in levels]
        names = (called[0], called[1])
        return Sample(x, y, x[y == levels[0]], x[y == levels[1]], False, columns[0], columns[1], names, columns[0])
    return Sample(x, y, x, y, True, columns[0], columns[1], (columns[0], columns[1]), "value")


def from_points(points: tuple[tuple[float, float], ...], divide: float | None) -> Sample:
    """Points of the plane: x is the column, y the second one; the groups lie above and below y = `divide`. Without it x
    and y of a point are a pair."""
    table = np.array(points, dtype=float)
    x, y = table[:, 0], table[:, 1]
    if divide is None:
        return Sample(x, y, x, y, True, "x", "y", ("x", "y"), "value")
    return Sample(x, y, x[y >= divide], x[y < divide], False, "x", "y", ("upper", "lower"), "x")
