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


def from_points(points: Sequence[tuple[float, float]], names: Sequence[str]) -> tuple[Array, ...]:
    """The values y of points (x, y) by the group whose whole number x is nearest to, from 1: some may be empty."""
    table = np.array(points, dtype=float)
    group = group_of(table[:, 0], len(names))
    return tuple(table[group == k, 1] for k in range(len(names)))


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
