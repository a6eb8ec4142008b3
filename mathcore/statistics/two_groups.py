"""Two groups of numbers to compare: real tables, dice, a reader's columns."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_breast_cancer

from mathcore.common import tables
from mathcore.statistics import samples

Array = NDArray[np.float64]
# Each beats the next five times in nine, and the last one the first: the rows of a magic square, twice.
DICE = ((2.0, 2.0, 4.0, 4.0, 9.0, 9.0), (1.0, 1.0, 6.0, 6.0, 8.0, 8.0), (3.0, 3.0, 5.0, 5.0, 7.0, 7.0))


class Two(NamedTuple):
    """Two groups, their names, what is measured."""

    a: Array
    b: Array
    first: str
    second: str
    what: str


@lru_cache(maxsize=16)
def built_in(name: str) -> Two:
    """A built-in pair of groups.

    radius: mean radius of 569 breast tumours (Street, Wolberg and Mangasarian, 1993, as scikit-learn ships them).
    sepals: width of those of 100 irises (Fisher, 1936). dice1, dice2, dice3: one of `DICE` against the next.
    """
    if name == "radius":
        found = load_breast_cancer()
        x = found.data[:, 0]
        return Two(x[found.target == 0], x[found.target == 1], "malignant", "benign", "mean radius (as recorded)")
    if name == "sepals":
        x = tables.iris().values[:, 1]
        return Two(x[100:], x[50:100], "virginica", "versicolor", "sepal width (cm)")
    k = int(name.removeprefix("dice")) - 1
    dice = [np.array(each) for each in DICE]
    return Two(dice[k], dice[(k + 1) % 3], f"die {'ABC'[k]}", f"die {'BCA'[k]}", "points")


def from_columns(columns: tuple[str, ...], values: Array, levels: tuple[str, ...] = ()) -> Two:
    """A reader's two columns (m, 2): two groups of the first by the second, or two columns that are the groups."""
    s = samples.from_columns(columns, values, levels)
    return Two(s.first_group, s.second_group, *s.group_names, s.compared)
