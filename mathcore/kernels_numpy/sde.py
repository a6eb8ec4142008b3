"""Paths of one-dimensional stochastic differential equations: the NumPy twin of ``core/src/sde.rs``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .arrays import Floats, Integers, Singles, Words
from .generator import columns, single_pair, table
from .means import groups, rows_at_once
from .poll import poll

MODELS = ("brownian", "ornstein_uhlenbeck", "geometric", "double_well")
SCHEMES = ("euler", "milstein")
LANES = 256
_COLUMNS = 1 << 13


def _normals(state: Words, count: int) -> Iterator[Singles]:
    """As many normals as are asked for, in single precision: row p of the words gives normals 2p and 2p + 1."""
    rows = rows_at_once(state.size)
    for row in range(0, (count + 1) // 2, rows):
        poll()
        for pair in zip(*single_pair(table(state, row, min(rows, (count + 1) // 2 - row), LANES)), strict=True):
            yield from pair


def _advance(model: str, p: list[float], milstein: bool, x: Floats, dw: Floats, dt: float) -> Floats:
    """One step of dX = a(X) dt + b(X) dW; only the geometric model has a b that depends on X."""
    if model == "brownian":
        return x + p[0] * dt + p[1] * dw
    if model == "ornstein_uhlenbeck":
        return x + p[0] * (p[1] - x) * dt + p[2] * dw
    if model == "double_well":
        return x + p[0] * (x - x * x * x) * dt + p[1] * dw
    moved = x + p[0] * x * dt + p[1] * x * dw
    if milstein:
        moved += 0.5 * p[1] * p[1] * x * (dw * dw - dt)
    return moved


def sde_paths(
    model: str,
    parameters: Floats,
    scheme: str,
    start: float,
    dt: float,
    grid: Integers,
    refine: int,
    paths: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Floats, Floats]:
    """The solution and its Brownian motion after grid[0], grid[1], ... steps; both (grid, paths of these blocks).

    parameters (3,): brownian drift, sigma; ornstein_uhlenbeck rate, mean, sigma; geometric mu, sigma; double_well
    strength, sigma. Each step adds ``refine`` normals of variance dt / refine, so that runs with the same
    ``dt / refine`` follow the same Brownian motions. Memory: the result and about 2 MB.
    """
    p, root, milstein = parameters.tolist(), float(np.sqrt(dt / refine)), scheme == "milstein"
    parts = []
    per = _COLUMNS // LANES
    for begin in range(first_block, last_block, per):
        end = min(begin + per, last_block)
        width = min(end * LANES, paths) - begin * LANES
        state = columns(seed, begin, end, LANES)[:width]
        x, w = np.full(width, start), np.zeros(width)
        out = np.empty((2, len(grid), width))
        z = _normals(state, int(grid[-1]) * refine if len(grid) else 0)
        done = 0
        for i, stop in enumerate(grid.tolist()):
            for _ in range(done, stop):
                total = np.zeros(width)
                for _ in range(refine):
                    total += next(z)
                dw = root * total
                w += dw
                x = _advance(model, p, milstein, x, dw, dt)
            out[0, i], out[1, i] = x, w
            done = stop
        parts.append(out)
    joined = np.concatenate(parts, axis=2) if parts else np.zeros((2, len(grid), 0))
    return joined[0], joined[1]


def sde_crossings(
    model: str,
    parameters: Floats,
    scheme: str,
    start: float,
    level: float,
    dt: float,
    steps: int,
    refine: int,
    paths: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Integers:
    """After how many steps each path of ``sde_paths`` is first at ``level`` or beyond it, seen from ``start``.

    (paths of these blocks,); 0 where it is not by the end. Paths are looked at after whole steps only.
    """
    p, root, milstein = parameters.tolist(), float(np.sqrt(dt / refine)), scheme == "milstein"
    out, begun = np.zeros(max(0, min(last_block * LANES, paths) - first_block * LANES), dtype=np.int64), 0
    for begin, end, width in groups(first_block, last_block, paths, LANES):
        z = _normals(columns(seed, begin, end, LANES)[:width], steps * refine)
        x, first = np.full(width, start), np.zeros(width, dtype=np.int64)
        for step in range(1, steps + 1):
            total = np.zeros(width)
            for _ in range(refine):
                total += next(z)
            x = _advance(model, p, milstein, x, root * total, dt)
            beyond = x >= level if start < level else x <= level
            first[beyond & (first == 0)] = step
            if first.all():
                break
        out[begun : begun + width] = first
        begun += width
    return out
