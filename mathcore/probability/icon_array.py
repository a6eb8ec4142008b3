"""Where icons stand that are sorted into groups: column after column from the left, each from its top.

The array is `width` wide and 1 high; its cells are numbered in that order from 0.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def boxes(first: int, count: int, columns: int, rows: int, width: float) -> Array:
    """The boxes (3, 4), left, right, bottom, top, that hold `count` icons from number `first` on: the rest of a column,
    whole columns, the beginning of one. Rows of NaN where there is no such part."""
    found, at, end = np.full((3, 4), np.nan), first, first + count
    for k in range(3):
        if at >= end:
            break
        column, row = divmod(at, rows)
        whole = (end - at) // rows if row == 0 else 0
        stop = at + whole * rows if whole else min(end, (column + 1) * rows)
        low = rows if whole else row + stop - at
        found[k] = column / columns * width, (column + max(whole, 1)) / columns * width, 1 - low / rows, 1 - row / rows
        at = stop
    return found


def groups(counts: Sequence[int] | NDArray[np.int64], columns: int, rows: int, width: float) -> list[Array]:
    """The boxes of groups of so many icons, one after another."""
    ends = np.cumsum([0, *counts]).tolist()
    return [boxes(a, b - a, columns, rows, width) for a, b in itertools.pairwise(ends)]


def outline(count: int, columns: int, rows: int, width: float) -> Array:
    """The outline (7, 2) of the first `count` icons, closed."""
    full, rest = divmod(count, rows)
    edge, step, foot = full / columns * width, (full + (rest > 0)) / columns * width, 1 - rest / rows
    left = 0.0 if full else foot
    return np.array([(0, 1), (step, 1), (step, foot), (edge, foot), (edge, left), (0, left), (0, 1)])


def gaps(columns: int, rows: int, width: float) -> Array:
    """The lines between the cells (3 (columns + rows - 2), 2), parted by rows of NaN."""
    x, y = np.arange(1, columns) / columns * width, np.arange(1, rows) / rows
    upright = np.stack([np.repeat(x, 3), np.tile([0.0, 1.0, np.nan], len(x))], axis=1)
    level = np.stack([np.tile([0.0, width, np.nan], len(y)), np.repeat(y, 3)], axis=1)
    return np.concatenate([upright, level])
