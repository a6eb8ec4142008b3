"""What elimination costs on grids of all sizes, in each order: from the numbers of neighbours that its nodes meet.

The table `elimination_fronts.npz` beside this file was made by

    python -m mathcore.advanced.elimination_costs

and a test makes some of its sizes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from mathcore.advanced.elimination import ORDERS, Array, Ints, fronts, grid, grid_places

LARGEST = 40  # side of the largest grid of the table
SIZES = np.arange(3, LARGEST + 1)
FRONTS = Path(__file__).with_name("elimination_fronts.npz")
MEASURES = ("fill", "memory", "work")


def measured(k: int) -> dict[str, Ints]:
    """The fronts of the k x k grid in each of the ORDERS, as they come."""
    graph, places = grid(k), grid_places(k)
    return {name: fronts(graph, order(graph, places)) for name, order in ORDERS.items()}


@lru_cache(maxsize=1)
def table() -> Mapping[int, Ints]:
    """Of each of the SIZES the fronts in each of the ORDERS, shape (4, k²), as
    `python -m mathcore.advanced.elimination_costs` wrote them."""
    with np.load(FRONTS) as found:
        return {k: found[f"k{k}"].astype(np.int64) for k in SIZES.tolist()}


@lru_cache(maxsize=1)
def totals() -> Mapping[str, Mapping[str, Array]]:
    """Of each of the MEASURES and each order what it is for all SIZES: new entries of L; its bytes as CSC, 8 for a
    value and 4 for an index; multiply-adds. "dense" is the triangle without zeros, and for memory the square array."""
    found = np.zeros((3, len(ORDERS) + 1, len(SIZES)))
    for at, (k, counts) in enumerate(table().items()):
        n, edges, wide = k * k, 2 * k * (k - 1), np.concatenate([counts, np.arange(k * k)[None]])
        below = wide.sum(axis=1)
        found[:, :, at] = below - edges, 12 * (below + n) + 4 * (n + 1), (wide * (wide + 1) // 2).sum(axis=1)
        found[1, -1, at] = 8 * n * n
    return {name: dict(zip((*ORDERS, "dense"), rows, strict=True)) for name, rows in zip(MEASURES, found, strict=True)}


def stretch(k: int) -> tuple[int, int]:
    """Half of k, rounded down, and k, within SIZES: from 3 to 4 at least."""
    return max(k // 2, int(SIZES[0])), max(k, 4)


def exponent(values: Array, k: int) -> float:
    """The power of k with which values, given for all SIZES, grow over the stretch of k: over a shorter way the ties of
    minimum degree, which make it rough, would drown it."""
    ends = np.array(stretch(k)) - SIZES[0]
    return float(np.diff(np.log(values[ends]))[0] / np.diff(np.log(SIZES[ends]))[0])


def staircase(counts: Ints, tallest: int) -> Array:
    """Fronts (n,) from the widest down as a staircase, shape (2, 2 · tallest + 2) whatever they are: shares of all
    nodes, and heights; NaN above the widest."""
    levels = np.arange(tallest, -1, -1)
    above = (counts[:, None] >= levels).mean(axis=0)
    shares = np.stack([np.concatenate([[0.0], above[:-1]]), above], axis=1).ravel()
    return np.stack([shares, np.repeat(np.where(levels > counts.max(), np.nan, levels), 2)])


def main() -> None:
    """Write the table anew."""
    rows = {f"k{k}": np.stack(list(measured(k).values())).astype(np.uint8) for k in SIZES.tolist()}
    np.savez_compressed(FRONTS, **rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
