# Numba compiles the legacy functions to a generator of its own for each thread; it takes no Generator into prange.
# ruff: noqa: NPY002
"""The simulations in Numba, with the replicates dealt out by ``prange`` and Numba's own generator in every thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, prange

from . import kernels_sizes as size

DOWN, RIGHT = np.array([-1, 0, 1, 0]), np.array([0, 1, 0, -1])


@njit(parallel=True)
def _means(kind: int, n: int, replicates: int) -> Any:
    z = np.empty(replicates)
    for r in prange(replicates):
        total = 0.0
        for _ in range(n):
            if kind == 0:
                total += np.random.random()
            elif kind == 1:
                total += np.random.exponential(1.0)
            elif kind == 2:
                total += np.random.standard_normal()
            else:
                total += np.random.random() ** (-1.0 / 1.5)
        z[r] = (total / n - 1.0) * np.sqrt(n)
    return z


@njit(parallel=True)
def _coverage(n: int, replicates: int, quantile: float) -> Any:
    left, right = 0, 0
    for r in prange(replicates):  # noqa: B007 (Numba wants the index of prange to have a name of its own)
        total, squares = 0.0, 0.0
        for _ in range(n):
            d = np.random.exponential(1.0) - 1.0
            total += d
            squares += d * d
        half = quantile * np.sqrt((squares - total * total / n) / (n - 1) / n)
        left += total / n < -half
        right += total / n > half
    return replicates - left - right, left, right


@njit(parallel=True)
def _tails(n: int, replicates: int, thresholds: Any) -> Any:
    pieces = 64
    counts = np.zeros((pieces, thresholds.size), dtype=np.int64)
    for piece in prange(pieces):
        for _ in range(piece, replicates, pieces):
            total = 0.0
            for _ in range(n):
                total += np.random.exponential(1.0)
            away = abs(total / n - 1.0)
            for k in range(thresholds.size):
                counts[piece, k] += away >= thresholds[k]
    return counts.sum(axis=0)


@njit(parallel=True)
def _walks(steps: int, replicates: int) -> Any:
    found = np.empty((replicates, 4), dtype=np.int64)
    for r in prange(replicates):
        at, top, positive, last = 0, 0, 0, 0
        for t in range(steps):
            up = np.random.random() < 0.5
            positive += (at > 0) or (at == 0 and up)
            at += 1 if up else -1
            top = max(top, at)
            if at == 0:
                last = t + 1
        found[r, 0], found[r, 1], found[r, 2], found[r, 3] = at, top, positive, last
    return found


@njit(parallel=True)
def _paths(well: bool, steps: int, paths: int) -> Any:
    kept = np.empty((paths, steps // 10))
    dt = 10.0 / steps
    for r in prange(paths):
        x = 0.0
        for t in range(steps):
            drift = (x - x * x * x) * dt if well else 0.0
            x += drift + 0.5 * np.sqrt(dt) * np.random.standard_normal()
            if t % 10 == 9:
                kept[r, t // 10] = x
    return kept


@njit(parallel=True)
def _bootstrap(values: Any, median: bool, replicates: int) -> Any:
    m = values.size
    out = np.empty(replicates)
    for r in prange(replicates):
        if median:
            drawn = np.empty(m)
            for i in range(m):
                drawn[i] = values[np.random.randint(0, m)]
            out[r] = np.median(drawn)
        else:
            total = 0.0
            for _ in range(m):
                total += values[np.random.randint(0, m)]
            out[r] = total / m
    return out


@njit(parallel=True)
def _correlation(data: Any, replicates: int) -> Any:
    m = len(data)
    out = np.empty(replicates)
    for r in prange(replicates):
        sx, sy, sxx, syy, sxy = 0.0, 0.0, 0.0, 0.0, 0.0
        for _ in range(m):
            i = np.random.randint(0, m)
            x, y = data[i, 0], data[i, 1]
            sx += x
            sy += y
            sxx += x * x
            syy += y * y
            sxy += x * y
        out[r] = (sxy - sx * sy / m) / np.sqrt((sxx - sx * sx / m) * (syy - sy * sy / m))
    return out


@njit(parallel=True)
def _permutation(values: Any, replicates: int) -> Any:
    m = values.size
    half = m // 2
    whole = values.sum()
    out = np.empty(replicates)
    for r in prange(replicates):
        mixed = values.copy()
        total = 0.0
        for i in range(half):
            j = i + np.random.randint(0, m - i)
            mixed[i], mixed[j] = mixed[j], mixed[i]
            total += mixed[i]
        out[r] = total / half - (whole - total) / (m - half)
    return out


@njit(parallel=True)
def _basins(grid: Any, minima: Any, steps: int) -> Any:
    n = grid.size
    labels = np.empty((n, n), dtype=np.int64)
    for i in prange(n):
        for j in range(n):
            x, y, vx, vy = grid[j], grid[i], 0.0, 0.0
            for _ in range(steps):
                a, b = x * x + y - 11, x + y * y - 7
                vx = 0.9 * vx - 0.002 * (4 * x * a + 2 * b)
                vy = 0.9 * vy - 0.002 * (2 * a + 4 * y * b)
                x += vx
                y += vy
            best, label = np.inf, -1
            for k in range(4):
                d = (x - minima[k, 0]) ** 2 + (y - minima[k, 1]) ** 2
                if d < best:
                    best, label = d, k
            labels[i, j] = label
    return labels


@njit(parallel=True)
def _q_learning(walls: Any, rewards: Any, terminal: Any, episodes: int, agents: int) -> Any:
    out = np.zeros((agents, 8, 8, 4))
    for agent in prange(agents):
        q = out[agent]
        for _ in range(episodes):
            i, j = 0, 0
            for _ in range(500):
                a = np.random.randint(0, 4) if np.random.random() < 0.1 else np.argmax(q[i, j])
                r, c = i + DOWN[a], j + RIGHT[a]
                if r < 0 or r > 7 or c < 0 or c > 7 or walls[r, c] != 0.0:
                    r, c = i, j
                target = rewards[r, c] + (0.0 if terminal[r, c] != 0.0 else 0.95 * np.max(q[r, c]))
                q[i, j, a] += 0.1 * (target - q[i, j, a])
                i, j = r, c
                if terminal[i, j] != 0.0:
                    break
    return out


@njit(parallel=True)
def _markov(rows: Any, steps: int, chains: int) -> Any:
    k = len(rows)
    pieces = 64
    counts = np.zeros((pieces, steps, k), dtype=np.int64)
    for piece in prange(pieces):
        for _ in range(piece, chains, pieces):
            s = 0
            for t in range(steps):
                u, j = np.random.random(), 0
                while j < k - 1 and rows[s, j] <= u:
                    j += 1
                s = j
                counts[piece, t, s] += 1
    return counts.sum(axis=0)


@njit(parallel=True)
def _peeking(looks: int, replicates: int) -> Any:
    first = np.full(replicates, -1)
    for r in prange(replicates):
        total = 0.0
        for i in range(looks):
            total += np.random.standard_normal()
            if abs(total) >= 1.96 * np.sqrt(i + 1.0):
                first[r] = i
                break
    return first


@njit(parallel=True)
def _diffusion(centres: Any, particles: int, steps: int) -> Any:
    k = len(centres)
    out = np.empty((particles, 2))
    times = np.linspace(4.0, 0.01, steps + 1)
    for r in prange(particles):
        x, y = np.random.standard_normal(), np.random.standard_normal()
        logits = np.empty(k)
        for t in range(steps):
            fade, dt = np.exp(-times[t]), times[t] - times[t + 1]
            v = 0.09 * fade * fade + 1 - fade * fade
            most = -np.inf
            for j in range(k):
                dx, dy = x - fade * centres[j, 0], y - fade * centres[j, 1]
                logits[j] = -(dx * dx + dy * dy) / (2 * v)
                most = max(most, logits[j])
            total, gx, gy = 0.0, 0.0, 0.0
            for j in range(k):
                share = np.exp(logits[j] - most)
                total += share
                gx += share * (fade * centres[j, 0] - x)
                gy += share * (fade * centres[j, 1] - y)
            root = np.sqrt(2 * dt)
            x += dt * (x + 2 * gx / (total * v)) + root * np.random.standard_normal()
            y += dt * (y + 2 * gy / (total * v)) + root * np.random.standard_normal()
        out[r, 0], out[r, 1] = x, y
    return out


@njit(parallel=True, fastmath=True)
def _distortions(x: Any, y: Any) -> Any:
    n, pieces = len(x), 64
    counts = np.zeros((pieces, 80), dtype=np.int64)
    for piece in prange(pieces):
        for i in range(piece, n, pieces):
            for j in range(i + 1, n):
                old, new = 0.0, 0.0
                for k in range(x.shape[1]):
                    old += (x[i, k] - x[j, k]) ** 2
                for k in range(y.shape[1]):
                    new += (y[i, k] - y[j, k]) ** 2
                ratio = new / old
                place = int(ratio * 40)
                if place < 80:
                    counts[piece, place] += 1
    return counts.sum(axis=0)


@njit(parallel=True)
def _matrix(rows: int, width: int) -> Any:
    out = np.empty((rows, width))
    for i in prange(rows):
        for j in range(width):
            out[i, j] = np.random.standard_normal() / np.sqrt(rows)
    return out


@njit(parallel=True)
def _metropolis(chains: int, steps: int) -> Any:
    out = np.empty((chains, steps, 2))
    for c in prange(chains):
        x, y = 0.0, 0.0
        here = -0.5 * (x * x / 4 + (y - 0.3 * (x * x - 4)) ** 2)
        for t in range(steps):
            a, b = x + np.random.standard_normal(), y + np.random.standard_normal()
            there = -0.5 * (a * a / 4 + (b - 0.3 * (a * a - 4)) ** 2)
            if np.log(np.random.random()) < there - here:
                x, y, here = a, b, there
            out[c, t, 0], out[c, t, 1] = x, y
    return out


def _all_pairs() -> Any:
    x = size.POINTS
    y = x @ np.random.default_rng(1).standard_normal((x.shape[1], size.DIMENSIONS)) / np.sqrt(size.DIMENSIONS)
    return _distortions(x, y)


def _histogram(kind: int) -> Any:
    return np.histogram(_means(kind, size.MEANS_N, size.MEANS), bins=80, range=(-5, 5))[0]


_MINIMA = np.array([(3.0, 2.0), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)])
WAYS: dict[str, Callable[[], Any]] = {
    "means of 100 uniforms": lambda: _histogram(0),
    "means of 100 exponentials": lambda: _histogram(1),
    "means of 100 normals": lambda: _histogram(2),
    "means of 100 Pareto draws": lambda: _histogram(3),
    "coverage of t intervals": lambda: _coverage(size.MEANS_N, size.MEANS, size.STUDENT),
    "tail frequencies": lambda: _tails(size.MEANS_N, size.MEANS, size.THRESHOLDS),
    "random walks": lambda: _walks(size.WALK_STEPS, size.WALKS),
    "Gaussian walks": lambda: _paths(False, size.SDE_STEPS, size.SDE_PATHS),
    "double-well paths": lambda: _paths(True, size.SDE_STEPS, size.SDE_PATHS),
    "bootstrap of the mean": lambda: _bootstrap(size.VALUES, False, size.RESAMPLES),
    "bootstrap of the median": lambda: _bootstrap(size.VALUES, True, size.RESAMPLES),
    "bootstrap of the correlation": lambda: _correlation(size.PAIRED, size.RESAMPLES),
    "permutation of a difference": lambda: _permutation(size.VALUES, size.RESAMPLES),
    "basins of attraction": lambda: _basins(size.GRID, _MINIMA, size.BASIN_STEPS),
    "Q-learning": lambda: _q_learning(*size.world(), size.EPISODES, size.AGENTS),
    "Markov chains": lambda: _markov(np.cumsum(size.TRANSITION, axis=1), size.CHAIN_STEPS, size.CHAINS),
    "peeking at a test": lambda: _peeking(size.LOOKS, size.EXPERIMENTS),
    "reverse diffusion": lambda: _diffusion(size.CENTRES, size.PARTICLES, size.DIFFUSION_STEPS),
    "distortions of all pairs": _all_pairs,
    "Gaussian matrix": lambda: _matrix(*size.MATRIX),
    "Metropolis chains": lambda: _metropolis(size.SAMPLERS, size.SAMPLER_STEPS),
}
