"""Random projections and what they do to the distances of all pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.projection import KINDS

from . import _check
from ._engine import backend
from ._run import Control, watcher

_TILE = 512


@dataclass(frozen=True)
class Distortions:
    """Ratios of squared distances, after the projection over before, of all pairs of points.

    Attributes
    ----------
    edges : (bins + 1,); counts : (bins,) ratios in each half-open bin; below, above : the rest.
    least, most : the extreme ratios; within : share of the ratios in [1 - epsilon, 1 + epsilon].
    pairs : pairs compared; coincident : pairs left out because their points are the same.
    projected : (n, k) the projected points, or None if they were not asked for.
    """

    edges: Floats
    counts: Integers
    below: int
    above: int
    least: float
    most: float
    within: float
    pairs: int
    coincident: int
    projected: Floats | None


def projection_matrix(kind: str, rows: int, width: int, seed: int, *, sparsity: int = 3) -> Floats:
    """A random matrix R (rows, width) with E |R x|^2 = |x|^2 for every x.

    kind: gaussian; sparse, whose entries are 0 but for one in ``sparsity`` (Achlioptas, 2003, for 1 and 3; Li, Hastie
    and Church, 2006); hadamard, the subsampled randomised Hadamard transform (Ailon and Chazelle, 2006), for which
    rows is at most the next power of two of width. rows and width 1 to 100,000, and their product at most 50,000,000.
    """
    _check.choice("kind", kind, KINDS)
    rows = _check.integer("k", rows, 1, 100_000)
    width = _check.integer("the number of features", width, 1, 100_000)
    if rows * width > 50_000_000:
        raise ValueError(f"A matrix of {rows:,} x {width:,} is too large: at most 50,000,000 entries are made.")
    order = 1 << (width - 1).bit_length()
    if kind == "hadamard" and rows > order:
        raise ValueError(f"k is {rows}: a Hadamard projection of {width} features has at most {order} rows.")
    sparsity = _check.integer("sparsity", sparsity, 1, 1_000_000)
    matrix: Floats = backend().projection_matrix(kind, rows, width, sparsity, _check.seed(seed))
    return matrix


def pair_ratios(
    x: npt.ArrayLike,
    projected: npt.ArrayLike,
    *,
    epsilon: float = 0.2,
    bins: int = 80,
    low: float = 0.0,
    high: float = 2.0,
    keep_projected: bool = False,
    control: Control | None = None,
) -> Distortions:
    """Ratios of squared distances of all pairs of rows of x (n, d) and projected (n, k), tile by tile; n 2 to 50,000.

    The inner products of a tile of 512 x 512 pairs come from BLAS, whose rounding can depend on its version; the
    points are centred first, so that little is cancelled. Memory: the centred points and about 25 MB.
    """
    before, after = _check.array("x", x, 2, 2), _check.array("projected", projected, 2, 2)
    if len(before) != len(after):
        raise ValueError(f"x has {len(before)} rows and projected {len(after)}: they must be the same points.")
    n = _check.integer("the number of points", len(before), 2, 50_000)
    bins = _check.integer("bins", bins, 1, 100_000)
    low, high = _check.interval(low, high)
    epsilon = _check.real("epsilon", epsilon, 0.0, 1.0, open_low=True)
    control = watcher(control)
    points = before - before.mean(axis=0), after - after.mean(axis=0)
    lengths = tuple(np.einsum("ij,ij->i", p, p) for p in points)
    counts, kernel = np.zeros(bins + 2, dtype=np.int64), backend().count_ratios
    within, skipped, least, most = 0, 0, np.inf, -np.inf
    for i in range(0, n, _TILE):
        if control is not None:
            control.ask()
        rows = slice(i, i + _TILE)
        for j in range(i, n, _TILE):
            across = slice(j, j + _TILE)
            old, new = (p[rows] @ p[across].T for p in points)
            was, now = ((length[rows], length[across]) for length in lengths)
            found, near, same, small, large = kernel(old, new, was, now, i == j, low, high, bins, epsilon)
            counts += found
            within, skipped = within + near, skipped + same
            least, most = min(least, small), max(most, large)
        if control is not None:
            control.report(min(1.0, 1.0 - (1.0 - (i + _TILE) / n) ** 2) if i + _TILE < n else 1.0)
    pairs = n * (n - 1) // 2 - skipped
    return Distortions(
        np.linspace(low, high, bins + 1),
        counts[1:-1],
        int(counts[0]),
        int(counts[-1]),
        least if pairs else float("nan"),
        most if pairs else float("nan"),
        within / pairs if pairs else float("nan"),
        pairs,
        skipped,
        after if keep_projected else None,
    )


def random_projection_distortions(
    x: npt.ArrayLike,
    k: int,
    seed: int,
    *,
    kind: str = "gaussian",
    sparsity: int = 3,
    epsilon: float = 0.2,
    bins: int = 80,
    low: float = 0.0,
    high: float = 2.0,
    keep_projected: bool = False,
    control: Control | None = None,
) -> Distortions:
    """Project the rows of x (n, d) to k dimensions and compare the squared distances of all pairs.

    The projection is ``projection_matrix``; the comparison ``pair_ratios``. Johnson and Lindenstrauss (1984); Dasgupta
    and Gupta (2003).
    """
    points = _check.array("x", x, 2, 2)
    matrix = projection_matrix(kind, k, points.shape[1], seed, sparsity=sparsity)
    return pair_ratios(
        points,
        points @ matrix.T,
        epsilon=epsilon,
        bins=bins,
        low=low,
        high=high,
        keep_projected=keep_projected,
        control=control,
    )
