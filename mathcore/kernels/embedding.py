"""Maps of many points in the plane that keep neighbours together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers

from . import _check
from ._engine import kernel
from ._run import Control, block_range, over_blocks

_MOST = 20_000_000_000  # pairs of points, over all iterations and runs
_KEPT = 10_000_000  # points


@dataclass(frozen=True)
class Embeddings:
    """Runs of t-SNE, as they stand after some iterations.

    Attributes
    ----------
    iterations : (g,) ascending.
    points : (g, runs, n, 2).
    affinities : (n, n), scaled to sum 1.
    """

    iterations: Integers
    points: Floats
    affinities: Floats

    @cached_property
    def divergence(self) -> Floats:
        """(g, runs) Kullback and Leibler's divergence of the map's similarities from the affinities, in nats: what
        t-SNE makes small; without the exaggeration of the first iterations. Computed when it is asked for."""
        return divergences(self.affinities, self.points)


def _affinities(affinities: npt.ArrayLike) -> Floats:
    """The affinities (n, n), 2 to 2,000 points, scaled to sum 1; ValueError where they are none."""
    p = _check.array("affinities", affinities, 2, 2)
    if p.shape != (len(p), len(p)) or len(p) > 2_000:
        raise ValueError(f"affinities has the shape {p.shape}: it must be square, with at most 2,000 rows.")
    if np.any(p < 0.0) or np.any(np.diag(p)) or not np.array_equal(p, p.T) or not p.sum() > 0.0:
        raise ValueError("affinities must be symmetric, at least 0, not all 0, and 0 on the diagonal.")
    return p / p.sum()


def divergences(affinities: npt.ArrayLike, points: npt.ArrayLike) -> Floats:
    """KL(P | Q) in nats of maps, Q being Student's similarities w / sum w of each.

    Parameters
    ----------
    affinities
        (n, n), 2 to 2,000 points: symmetric, none below 0, with a zero diagonal; scaled to sum 1.
    points
        (g, runs, n, 2), at most 10,000,000 points.

    Returns
    -------
    (g, runs), at least 0 up to rounding.
    """
    p = _affinities(affinities)
    points = _check.array("points", points, 4)
    if points.shape[2:] != (len(p), 2):
        raise ValueError(f"points has the shape {points.shape}: each map must hold {len(p)} points of the plane.")
    _check.work("divergences", points.size // 2, _KEPT, "points")
    first, second = np.triu_indices(len(p), 1)
    half = p[first, second]
    seen = half > 0.0
    own = 2.0 * np.sum(half[seen] * np.log(half[seen]))
    found = np.empty(points.shape[:2])
    for place in np.ndindex(found.shape):
        apart = points[place][first] - points[place][second]
        squared = np.einsum("ij,ij->i", apart, apart)
        # -log w is log(1 + d^2), which no distance takes out of the range of floats.
        found[place] = (
            own + 2.0 * np.sum(half[seen] * np.log1p(squared[seen])) + np.log(2.0 * np.sum(1.0 / (1.0 + squared)))
        )
    return found


def tsne(
    affinities: npt.ArrayLike,
    starts: npt.ArrayLike,
    iterations: npt.ArrayLike,
    *,
    early: int = 250,
    exaggeration: float = 12.0,
    learning_rate: float | None = None,
    control: Control | None = None,
) -> Embeddings:
    """Exact t-SNE (van der Maaten and Hinton, 2008) from some starts, as scikit-learn descends (method "exact").

    Parameters
    ----------
    affinities
        (n, n), 2 to 2,000 points: symmetric, none below 0, with a zero diagonal; scaled to sum 1.
    starts
        (runs, n, 2), or (n, 2) for one run; small: scikit-learn takes the first two components with deviation 1e-4.
    iterations
        (g,) ascending from 0 to 100,000: after how many the points are kept; n^2 runs iterations at most
        2e10, and n runs g at most 10,000,000.
    early, exaggeration
        The first ``early`` iterations multiply the affinities by ``exaggeration`` (1 to 1,000) at momentum 0.5; then
        velocities and gains begin anew, and the momentum is 0.8.
    learning_rate
        Above 0; None: the larger of n / (4 exaggeration) and 50, as scikit-learn has it.
    """
    p = _affinities(affinities)
    n = len(p)
    first = _check.array("starts", starts, 2 if np.ndim(starts) == 2 else 3)
    first = first[None] if first.ndim == 2 else first
    if first.shape[1:] != (n, 2):
        raise ValueError(f"starts has the shape {first.shape}: it must hold {n} points of the plane for each run.")
    at = _check.array("iterations", iterations, 1)
    if np.any(at != np.floor(at)) or at[0] < 0 or at[-1] > 100_000 or np.any(np.diff(at) <= 0):
        raise ValueError("iterations must be whole numbers that ascend from at least 0 to at most 100,000.")
    _check.work("tsne", int(at[-1]) * len(first) * n * n, _MOST, "pairs")
    _check.work("tsne", len(at) * len(first) * n, _KEPT, "points to keep")
    early = _check.integer("early", early, 0, 100_000)
    factor = _check.real("exaggeration", exaggeration, 1.0, 1_000.0)
    rate = max(n / factor / 4.0, 50.0) if learning_rate is None else learning_rate
    rate = _check.real("learning_rate", rate, 0.0, open_low=True)
    grid, compute = at.astype(np.int64), kernel("tsne")
    parts = over_blocks(
        lambda a, b: compute(p, first, grid, early, factor, rate, a, b), block_range(None, len(first)), control
    )
    points = np.concatenate(parts, axis=1)
    return Embeddings(grid, points, p)
