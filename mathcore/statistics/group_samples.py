"""Groups of numbers to compare: real tables, NIST's reference data, points drawn by hand, a reader's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy.stats
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_iris

Array = NDArray[np.float64]
MOST_GROUPS = 9


@dataclass(frozen=True)
class Grouped:
    """Groups to compare: `groups` one array each, `names` of them, `what` is measured with its unit.

    `certified` is the F that is known of them, or NaN.
    """

    groups: tuple[Array, ...]
    names: tuple[str, ...]
    what: str
    certified: float = float("nan")


@lru_cache(maxsize=8)
def built_in(name: str) -> Grouped:
    """A built-in table: "sepals", "petals", or one of NIST's, "SmLs01" to "SmLs09" (files that SciPy ships).

    sepals, petals: width and length of those of 150 irises of three species (Fisher, 1936). SmLs: nine groups whose
    certified F is 21; the values of SmLs04 share seven leading digits, those of SmLs07 thirteen.
    """
    if name in ("sepals", "petals"):
        table, column = load_iris(), 1 if name == "sepals" else 2
        groups = tuple(table.data[table.target == k, column] for k in range(3))
        what = "sepal width (cm)" if name == "sepals" else "petal length (cm)"
        return Grouped(groups, tuple(map(str, table.target_names)), what)
    return nist(name)


def nist(name: str) -> Grouped:
    """A data set of NIST's Statistical Reference Datasets for the analysis of variance, with its certified F."""
    path = Path(scipy.stats.__file__).parent / "tests" / "data" / "nist_anova" / f"{name}.dat"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("Data:") and "Treatment" in line) + 1
    rows = np.array([line.split() for line in lines[first:] if line.strip()], dtype=float)
    certified = float(next(line.split()[-1] for line in lines if line.startswith("Between ")))
    groups = tuple(rows[rows[:, 0] == label, 1] for label in np.unique(rows[:, 0]))
    return Grouped(groups, tuple(str(k + 1) for k in range(len(groups))), "response", certified)


def from_points(points: Sequence[tuple[float, float]], names: Sequence[str]) -> Grouped:
    """The values y of points (x, y) by the group whose whole number x is nearest to, from 1; empty groups left out."""
    table = np.array(points, dtype=float)
    of = group_of(table[:, 0], len(names))
    found = [k for k in range(len(names)) if (of == k).any()]
    return Grouped(tuple(table[of == k, 1] for k in found), tuple(names[k] for k in found), "value")


def problem(groups: Sequence[Array]) -> str:
    """In a sentence why there is nothing to analyse; "" if there is."""
    if len(groups) < 2:
        return "All values are in one group: with nothing to compare there is no F."
    single = sum(map(len, groups)) == len(groups)
    return "Each group has one value: nothing shows how much values of a group differ." if single else ""


def group_of(x: ArrayLike, count: int) -> NDArray[np.int64]:
    """The group, from 0, of places x: bands of width one around 1, 2, ..., count."""
    return np.asarray(np.clip(np.floor(np.asarray(x, float) - 0.5), 0, count - 1), dtype=np.int64)


def from_columns(columns: Sequence[str], values: Array, labels: Sequence[str] = ()) -> Grouped:
    """A reader's two columns (m, 2): the second names the groups, by words or by at most nine numbers; with more
    numbers than that the columns are two groups."""
    x, y = values[:, 0], values[:, 1]
    levels = np.unique(y)
    if len(levels) > MOST_GROUPS:
        return Grouped((x, y), (columns[0], columns[1]), "value")
    names = tuple(labels[int(level)] if labels else f"{columns[1]} {level:g}" for level in levels)
    return Grouped(tuple(x[y == level] for level in levels), names, columns[0])


@dataclass(frozen=True)
class Layout:
    """Where grouped values are drawn: `x` and `y` (N,) with `of`, the group of each from 0; `places` (k,) of the groups
    across; `less`, what is taken off the values (digits that all of them share); `up`, an axis that holds them."""

    x: Array
    y: Array
    of: NDArray[np.int64]
    places: Array
    less: float
    up: tuple[float, float]


def layout(sample: Grouped, points: Sequence[tuple[float, float]] = ()) -> Layout:
    """Groups side by side, each value aside of its place by its rank, so that near ones show; drawn points stand where
    they are, and keep their axis."""
    y = np.concatenate(sample.groups)
    of = np.repeat(np.arange(len(sample.groups)), [len(each) for each in sample.groups])
    if len(points):
        x = np.array(points, dtype=float)[:, 0]
        own = group_of(x, MOST_GROUPS)
        return Layout(x[np.argsort(own, kind="stable")], y, of, np.unique(own).astype(float) + 1, 0.0, (0.0, 10.0))
    ranks = np.concatenate([np.argsort(np.argsort(each, kind="stable")) for each in sample.groups])
    less = float(np.floor(y.min())) if np.ptp(y) < 1e-5 * np.abs(y).max() else 0.0
    room = 0.08 * float(np.ptp(y)) or 1.0
    up = float(y.min()) - less - room, float(y.max()) - less + room
    return Layout(of + 1 + (ranks * 7 % 11 - 5) * 0.052, y - less, of, np.unique(of).astype(float) + 1, less, up)


def lifted(points: Sequence[tuple[float, float]], group: int, by: float, low: float, high: float) -> tuple[Array, bool]:
    """(points (n, 2) with all values y of a group, from 0, moved by one step of hundredths; whether they could):
    they stop where one is at an end."""
    table = np.array(points, dtype=float)
    inside = group_of(table[:, 0], MOST_GROUPS) == group
    y = table[inside, 1]
    step = float(np.clip(round(by, 2), low - y.min(), high - y.max()))
    table[inside, 1] = np.clip(y + step, low, high)
    return table, abs(step - by) <= 0.01


def turned(points: Sequence[tuple[float, float]], x: float, y: float, low: float, high: float) -> tuple[Array, bool]:
    """(points (n, 2) with the means of their groups drawn apart or together around the grand mean, until root of
    between : root of within is y : x; whether they could be): they stop where a value is at an end."""
    table = np.array(points, dtype=float)
    of, values = group_of(table[:, 0], MOST_GROUPS), table[:, 1]
    means = np.array([values[of == k].mean() if (of == k).any() else 0.0 for k in range(MOST_GROUPS)])
    shift, within = means[of] - values.mean(), float(np.sum((values - means[of]) ** 2))
    between = float(np.sum(shift**2))
    if min(between, within) < 1e-20 or x <= 0:
        return table, False
    factor = max(y, 0.0) / x * np.sqrt(within / between)
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(shift > 0, high - values, low - values) / shift
    most = 1 + float(np.min(room[shift != 0], initial=np.inf))
    table[:, 1] = np.clip(values + (min(factor, most) - 1) * shift, low, high)
    return table, bool(0 < factor <= most)
