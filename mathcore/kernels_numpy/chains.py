"""Markov chains, Metropolis, Hamiltonian Monte Carlo and Gibbs: the NumPy twin of ``core/src/chains.rs``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from .arrays import Floats, Integers, Words
from .generator import columns, normal_pair, table, uniform
from .means import groups, rows_at_once
from .poll import poll
from .portable import exp, log

DENSITIES = ("gaussian", "banana", "mixture")
LANES = 1024
CHAIN_LANES = 16


def markov(
    cumulative: Floats, initial: Floats, steps: int, chains: int, seed: int, first_block: int, last_block: int
) -> Integers:
    """How many chains are in each state at each time; (steps + 1, k).

    cumulative (k, k): cumulated rows of the transition matrix; initial (k,): cumulated start distribution; the next
    state is the number of entries but the last that are at most a uniform. Memory: the counts and about 10 MB.
    """
    k = len(initial)
    counts = np.zeros((steps + 1, k), dtype=np.int64)
    # The columns are compared one after the other, so that no table of chains times states is made.
    across = np.ascontiguousarray(cumulative.T)
    for begin, end, width in groups(first_block, last_block, chains, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        rows = rows_at_once(width)
        here = np.zeros(width, dtype=np.int64)
        for row in range(0, steps + 1, rows):
            poll()
            for t, u in enumerate(uniform(table(state, row, min(rows, steps + 1 - row), LANES)), start=row):
                following = np.zeros(width, dtype=np.int64)
                for j in range(k - 1):
                    following += (initial[j] if t == 0 else across[j][here]) <= u
                here = following
                counts[t] += np.bincount(here, minlength=k)
    return counts


def log_density(density: str, parameters: Floats, x: Floats, y: Floats) -> Floats:
    """The logarithm of a density up to a constant; the formulas are in ``mathcore.kernels.chains``."""
    a, b = parameters.tolist()
    if density == "gaussian":
        return -0.5 * (x * x - 2.0 * a * (x * y) + y * y) / (1.0 - a * a)
    if density == "banana":
        r = y - a * (x * x - b * b)
        return -0.5 * (x * x / (b * b) + r * r)
    m = np.abs(x * (0.5 * a))
    return -0.5 * (x * x + y * y) + (m + log(1.0 + exp(-2.0 * m)))


def log_gradient(density: str, parameters: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The gradient of ``log_density``."""
    a, b = parameters.tolist()
    if density == "gaussian":
        return -(x - a * y) / (1.0 - a * a), -(y - a * x) / (1.0 - a * a)
    if density == "banana":
        r = y - a * (x * x - b * b)
        return -(x / (b * b)) + 2.0 * a * (x * r), -r
    h = x * (0.5 * a)
    e = exp(-2.0 * np.abs(h))
    t = (1.0 - e) / (1.0 + e)
    return -x + (0.5 * a) * np.where(h < 0.0, -t, t), -y


Pass = Callable[[int, int, Floats, Floats, Floats, Floats], None]


def sample_density(
    density: str,
    parameters: Floats,
    step: float,
    leaps: int,
    starts: Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Floats, Integers]:
    """Chains in the plane by Metropolis (leaps = 0) or Hamiltonian Monte Carlo with that many leapfrog steps.

    starts (c, 2); 16 chains are a block. Returns the positions (steps + 1, c', 2), the start first, and how many
    proposals each chain accepted (c',). Metropolis proposes a normal move of deviation ``step``; HMC leaps by ``step``.
    """
    return _sample(density, parameters, step, leaps, starts, steps, seed, first_block, last_block, None)


def proposal_paths(
    density: str,
    parameters: Floats,
    step: float,
    leaps: int,
    starts: Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats:
    """Where the proposals of the chains of ``sample_density`` pass; (steps * m, c', 3) with m = max(leaps, 1) + 1.

    Rows m t, ..., m t + m - 1 are step t: the start, then each leap (Metropolis: its proposal). The columns are x, y
    and the energy (px^2 + py^2) / 2 - log p, in which Metropolis has no momentum.
    """
    m = max(leaps, 1) + 1
    count = len(starts[first_block * CHAIN_LANES : last_block * CHAIN_LANES])
    out, momenta = np.empty((steps * m, count, 3)), np.empty((steps * m, 2, count))

    def keep(t: int, k: int, x: Floats, y: Floats, px: Floats, py: Floats) -> None:
        row, momentum = out[t * m + k], momenta[t * m + k]
        row[:, 0] = x
        row[:, 1] = y
        momentum[0] = px
        momentum[1] = py

    _sample(density, parameters, step, leaps, starts, steps, seed, first_block, last_block, keep)
    px, py = momenta[:, 0], momenta[:, 1]
    with np.errstate(all="ignore"):
        out[..., 2] = 0.5 * (px * px + py * py) - log_density(density, parameters, out[..., 0], out[..., 1])
    return out


def _normals(state: Words, steps: int, words: int) -> Iterator[tuple[Floats, Floats, Words]]:
    """Of each step, which has so many rows of words: two normals, and its row 2 onwards. They do not depend on where
    the chains are, so they are drawn many steps at a time."""
    ahead = max(1, rows_at_once(state.size) // words)
    for first in range(0, steps, ahead):
        count = min(ahead, steps - first)
        drawn = table(state, words * first, words * count, CHAIN_LANES).reshape(count, words, state.size)
        yield from zip(*normal_pair(drawn[:, 0].copy(), drawn[:, 1].copy()), drawn[:, 2:], strict=True)


def _sample(
    density: str,
    parameters: Floats,
    step: float,
    leaps: int,
    starts: Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
    passes: Pass | None,
) -> tuple[Floats, Integers]:
    chosen = starts[first_block * CHAIN_LANES : last_block * CHAIN_LANES]
    state = columns(seed, first_block, last_block, CHAIN_LANES)[: len(chosen)]
    x, y = chosen[:, 0].copy(), chosen[:, 1].copy()
    rest = np.zeros(len(chosen))
    out = np.empty((steps + 1, len(chosen), 2))
    out[0] = chosen
    accepted = np.zeros(len(chosen), dtype=np.int64)
    here = log_density(density, parameters, x, y)
    with np.errstate(all="ignore"):
        for t, (px, py, bar) in enumerate(_normals(state, steps, 3), start=1):
            poll()
            if passes is not None:
                passes(t - 1, 0, x, y, px if leaps else rest, py if leaps else rest)
            if leaps == 0:
                new_x, new_y = x + step * px, y + step * py
                if passes is not None:
                    passes(t - 1, 1, new_x, new_y, rest, rest)
                there = log_density(density, parameters, new_x, new_y)
                gain = there - here
            else:
                energy = here - 0.5 * (px * px + py * py)
                new_x, new_y = x.copy(), y.copy()
                gx, gy = log_gradient(density, parameters, new_x, new_y)
                for leap in range(1, leaps + 1):
                    px = px + (0.5 * step) * gx
                    py = py + (0.5 * step) * gy
                    new_x = new_x + step * px
                    new_y = new_y + step * py
                    gx, gy = log_gradient(density, parameters, new_x, new_y)
                    px = px + (0.5 * step) * gx
                    py = py + (0.5 * step) * gy
                    if passes is not None:
                        passes(t - 1, leap, new_x, new_y, px, py)
                there = log_density(density, parameters, new_x, new_y)
                gain = there - 0.5 * (px * px + py * py) - energy
            # A NaN gain, from a leap out of the floats, is a rejection.
            yes = log(1.0 - uniform(bar[0])) < gain
            x, y = np.where(yes, new_x, x), np.where(yes, new_y, y)
            here = np.where(yes, there, here)
            accepted += yes
            out[t, :, 0] = x
            out[t, :, 1] = y
    return out, accepted


def gibbs(correlation: float, starts: Floats, steps: int, seed: int, first_block: int, last_block: int) -> Floats:
    """Gibbs's sampler on two normals of correlation r: x from its law given y, N(r y, 1 - r^2), then y given the new x.

    starts (c, 2); 16 chains are a block. Returns the position after each sweep (steps + 1, c', 2), the start first.
    """
    chosen = starts[first_block * CHAIN_LANES : last_block * CHAIN_LANES]
    state = columns(seed, first_block, last_block, CHAIN_LANES)[: len(chosen)]
    x, y = chosen[:, 0].copy(), chosen[:, 1].copy()
    spread = math.sqrt(1.0 - correlation * correlation)
    out = np.empty((steps + 1, len(chosen), 2))
    out[0] = chosen
    for t, (z, w, _) in enumerate(_normals(state, steps, 2), start=1):
        poll()
        x = correlation * y + spread * z
        y = correlation * x + spread * w
        out[t, :, 0] = x
        out[t, :, 1] = y
    return out
