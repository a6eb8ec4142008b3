"""Noise turned back into a mixture by its exact score: the NumPy twin of ``core/src/diffusion.rs``."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers
from .generator import columns, normal_pair, table
from .means import groups
from .poll import poll
from .portable import exp

LANES = 256


def reverse_diffusion(
    log_weights: Floats,
    centres: Floats,
    decays: Floats,
    variances: Floats,
    lengths: Floats,
    noisy: bool,
    grid: Integers,
    particles: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats:
    """Particles of the plane moved back in time, kept after grid[0], grid[1], ... steps; (grid, 2, particles).

    The mixture at step i has the weights exp(log_weights) (k,), the centres decays[i] * centres (k, 2) and the variance
    variances[i] in each direction; the step takes lengths[i]. The particles begin as standard normals and move by
    Euler's method on the reverse SDE of dX = -X dt + sqrt(2) dB if ``noisy``, and on its ODE otherwise. Memory: the
    result and a few MB.
    """
    parts = []
    steps = int(grid[-1]) if len(grid) else 0
    for begin, end, width in groups(first_block, last_block, particles, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        w = table(state, 0, 2, LANES)
        x, y = normal_pair(w[0].copy(), w[1].copy())
        out = np.empty((len(grid), 2, width))
        kept = 0
        for t in range(steps + 1):
            poll()
            while kept < len(grid) and grid[kept] == t:
                out[kept, 0], out[kept, 1] = x, y
                kept += 1
            if t == steps:
                break
            gx, gy = _score(log_weights, centres * decays[t], float(variances[t]), x, y)
            dt = float(lengths[t])
            if noisy:
                w = table(state, 2 * t + 2, 2, LANES)
                a, b = normal_pair(w[0].copy(), w[1].copy())
                root = float(np.sqrt(2.0 * dt))
                x = x + dt * (x + 2.0 * gx) + root * a
                y = y + dt * (y + 2.0 * gy) + root * b
            else:
                x = x + dt * (x + gx)
                y = y + dt * (y + gy)
        parts.append(out)
    return np.concatenate(parts, axis=2) if parts else np.zeros((len(grid), 2, 0))


def _score(log_weights: Floats, centres: Floats, variance: float, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The gradient of the log density of the mixture: the mean pull of the centres, weighted by responsibility."""
    logits = []
    for weight, (cx, cy) in zip(log_weights.tolist(), centres.tolist(), strict=True):
        dx, dy = x - cx, y - cy
        logits.append(weight - (dx * dx + dy * dy) / (2.0 * variance))
    most = logits[0]
    for logit in logits[1:]:
        most = np.maximum(most, logit)
    total, mx, my = np.zeros(x.size), np.zeros(x.size), np.zeros(x.size)
    for logit, (cx, cy) in zip(logits, centres.tolist(), strict=True):
        share = exp(logit - most)
        total += share
        mx += share * cx
        my += share * cy
    return (mx / total - x) / variance, (my / total - y) / variance
