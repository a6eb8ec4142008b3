"""Points moved by the gradient of t-SNE: the NumPy twin of ``core/src/embedding.rs``."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers
from .poll import poll


def tsne(
    affinities: Floats,
    starts: Floats,
    grid: Integers,
    early: int,
    exaggeration: float,
    rate: float,
    first_block: int,
    last_block: int,
) -> Floats:
    """Exact t-SNE (van der Maaten and Hinton, 2008) from each of some starts, a block each.

    affinities (n, n): symmetric, with a zero diagonal and sum 1; starts (runs, n, 2). Each iteration moves by the
    gradient with momentum and a gain for each coordinate, as scikit-learn does: in the first ``early`` iterations the
    affinities are multiplied by ``exaggeration`` and the momentum is 0.5; then velocities and gains begin anew and it
    is 0.8. Returns (grid, runs of these blocks, n, 2): the points after grid[0], grid[1], ... iterations. Sums over the
    other points go from the first to the last, so that the engines give the same bits.
    """
    out = np.empty((len(grid), last_block - first_block, starts.shape[1], 2))
    for run in range(first_block, last_block):
        at = starts[run].T.copy()
        velocity, gains, done = np.zeros_like(at), np.ones_like(at), 0
        for kept, until in enumerate(grid.tolist()):
            for t in range(done, until):
                poll()
                if t == early:
                    velocity[:], gains[:] = 0.0, 1.0
                pull, push = _forces(affinities, at)
                gradient = 4.0 * ((exaggeration if t < early else 1.0) * pull - push)
                gains = np.where(velocity * gradient < 0.0, gains + 0.2, np.maximum(gains * 0.8, 0.01))
                velocity = (0.5 if t < early else 0.8) * velocity - rate * (gains * gradient)
                at = at + velocity
            out[kept, run - first_block] = at.T
            done = until
    return out


def _forces(affinities: Floats, at: Floats) -> tuple[Floats, Floats]:
    """What pulls each point to its like and what pushes it from all: both (2, n), the sum over rows of (n, n)."""
    apart = at[:, None, :] - at[:, :, None]
    weights = 1.0 / (1.0 + (apart[0] * apart[0] + apart[1] * apart[1]))
    np.fill_diagonal(weights, 0.0)
    total = float(np.add.accumulate(weights.sum(axis=0))[-1])
    pull = ((affinities * weights) * apart).sum(axis=1)
    push = ((weights * weights) * apart).sum(axis=1) / total
    return pull, push
