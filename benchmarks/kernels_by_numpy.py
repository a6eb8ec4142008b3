"""The simulations as a competent user of NumPy writes them: whole arrays, cut into chunks where they would be large."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import kernels_sizes as size

CHUNK = 2_000


def chunks(total: int, step: int = CHUNK) -> Iterator[int]:
    """Sizes of the chunks of a total."""
    for begin in range(0, total, step):
        yield min(step, total - begin)


def sample_means(draw: Callable[[np.random.Generator, tuple[int, int]], Any]) -> Any:
    """Histogram of standardised means."""
    rng, counts = np.random.default_rng(1), np.zeros(80, dtype=np.int64)
    for r in chunks(size.MEANS):
        z = (draw(rng, (r, size.MEANS_N)).mean(axis=1) - 1.0) * np.sqrt(size.MEANS_N)
        counts += np.histogram(z, bins=80, range=(-5, 5))[0]
    return counts


def coverage() -> Any:
    """Student's intervals that hold the mean, lie left of it, lie right of it."""
    rng, counts = np.random.default_rng(1), np.zeros(3, dtype=np.int64)
    for r in chunks(size.MEANS):
        x = rng.exponential(size=(r, size.MEANS_N))
        mean, half = x.mean(axis=1), size.STUDENT * x.std(axis=1, ddof=1) / np.sqrt(size.MEANS_N)
        left, right = np.count_nonzero(mean + half < 1.0), np.count_nonzero(mean - half > 1.0)
        counts += r - left - right, left, right
    return counts


def tails() -> Any:
    """How often a mean is at least each threshold from 1."""
    rng, counts = np.random.default_rng(1), np.zeros(len(size.THRESHOLDS), dtype=np.int64)
    for r in chunks(size.MEANS):
        away = np.abs(rng.exponential(size=(r, size.MEANS_N)).mean(axis=1) - 1.0)
        counts += (away[:, None] >= size.THRESHOLDS).sum(axis=0)
    return counts


def walks() -> Any:
    """End, maximum, time above the axis and last zero of +-1 walks."""
    rng, tops = np.random.default_rng(1), np.zeros(size.WALK_STEPS + 1, dtype=np.int64)
    for r in chunks(size.WALKS):
        steps = 2 * rng.integers(0, 2, (r, size.WALK_STEPS), dtype=np.int8) - 1
        at = steps.cumsum(axis=1, dtype=np.int32)
        before = np.concatenate([np.zeros((r, 1), dtype=np.int32), at[:, :-1]], axis=1)
        tops += np.bincount(np.maximum(at.max(axis=1), 0), minlength=size.WALK_STEPS + 1)
        ((at > 0) | (before > 0)).sum(axis=1)
        zero = at[:, ::-1] == 0
        np.where(zero.any(axis=1), size.WALK_STEPS - zero.argmax(axis=1), 0)
    return tops


def gaussian_walks() -> Any:
    """Brownian paths kept at 101 times."""
    rng, kept = np.random.default_rng(1), []
    for r in chunks(size.SDE_PATHS):
        path = rng.standard_normal((r, size.SDE_STEPS)).cumsum(axis=1) * np.sqrt(1.0 / size.SDE_STEPS)
        kept.append(path[:, 9::10])
    return np.concatenate(kept)


def double_well() -> Any:
    """Paths in a double well by Euler and Maruyama, kept at 101 times."""
    rng, x, kept = np.random.default_rng(1), np.zeros(size.SDE_PATHS), []
    dt = 10.0 / size.SDE_STEPS
    for t in range(size.SDE_STEPS):
        x = x + (x - x**3) * dt + 0.5 * np.sqrt(dt) * rng.standard_normal(size.SDE_PATHS)
        if t % 10 == 9:
            kept.append(x)
    return np.array(kept)


def bootstrap(statistic: Callable[[Any], Any]) -> Any:
    """A statistic of resamples, which are the rows of what it is given."""
    rng, m, kept = np.random.default_rng(1), size.VALUES.size, []
    for r in chunks(size.RESAMPLES):
        kept.append(statistic(size.VALUES[rng.integers(0, m, (r, m))]))
    return np.concatenate(kept)


def bootstrap_correlation() -> Any:
    """The correlation of resampled rows."""
    rng, m, kept = np.random.default_rng(1), len(size.PAIRED), []
    for r in chunks(size.RESAMPLES):
        x, y = np.moveaxis(size.PAIRED[rng.integers(0, m, (r, m))], 2, 0)
        x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
        kept.append((x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1)))
    return np.concatenate(kept)


def permutation() -> Any:
    """Differences of means of shuffled halves."""
    rng, m, kept = np.random.default_rng(1), size.VALUES.size, []
    for r in chunks(size.RESAMPLES):
        mixed = rng.permuted(np.broadcast_to(size.VALUES, (r, m)), axis=1)
        kept.append(mixed[:, : m // 2].mean(axis=1) - mixed[:, m // 2 :].mean(axis=1))
    return np.concatenate(kept)


def basins() -> Any:
    """The minimum of Himmelblau's function that momentum descent reaches."""
    minima = np.array([(3.0, 2.0), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)])
    x, y = np.meshgrid(size.GRID, size.GRID)
    vx, vy = np.zeros_like(x), np.zeros_like(y)
    with np.errstate(all="ignore"):
        for _ in range(size.BASIN_STEPS):
            a, b = x * x + y - 11, x + y * y - 7
            vx = 0.9 * vx - 0.002 * (4 * x * a + 2 * b)
            vy = 0.9 * vy - 0.002 * (2 * a + 4 * y * b)
            x, y = x + vx, y + vy
        return ((x[..., None] - minima[:, 0]) ** 2 + (y[..., None] - minima[:, 1]) ** 2).argmin(axis=-1)


def q_learning() -> Any:
    """Q-learning as everybody writes it: a loop in Python."""
    walls, rewards, terminal = size.world()
    rng = np.random.default_rng(1)
    q = np.zeros((8, 8, 4))
    for _ in range(size.AGENTS):
        q = np.zeros((8, 8, 4))
        for _ in range(size.EPISODES):
            i, j = 0, 0
            for _ in range(500):
                a = int(rng.integers(4)) if rng.random() < 0.1 else int(q[i, j].argmax())
                di, dj = ((-1, 0), (0, 1), (1, 0), (0, -1))[a]
                r, c = i + di, j + dj
                if not (0 <= r < 8 and 0 <= c < 8) or walls[r, c]:
                    r, c = i, j
                target = rewards[r, c] + (0.0 if terminal[r, c] else 0.95 * q[r, c].max())
                q[i, j, a] += 0.1 * (target - q[i, j, a])
                i, j = r, c
                if terminal[i, j]:
                    break
    return q


def markov() -> Any:
    """Counts of each state at each time."""
    rng, rows = np.random.default_rng(1), np.cumsum(size.TRANSITION, axis=1)[:, :-1]
    here, counts = np.zeros(size.CHAINS, dtype=np.int64), []
    for _ in range(size.CHAIN_STEPS):
        here = (rows[here] <= rng.random((size.CHAINS, 1))).sum(axis=1)
        counts.append(np.bincount(here, minlength=size.STATES))
    return np.array(counts)


def peeking() -> Any:
    """First look at which a z statistic passes 1.96."""
    rng, counts = np.random.default_rng(1), np.zeros(size.LOOKS, dtype=np.int64)
    root = np.sqrt(np.arange(1, size.LOOKS + 1))
    for r in chunks(size.EXPERIMENTS):
        crossed = np.abs(rng.standard_normal((r, size.LOOKS)).cumsum(axis=1) / root) >= 1.96
        first = crossed.argmax(axis=1)[crossed.any(axis=1)]
        counts += np.bincount(first, minlength=size.LOOKS)
    return counts


def diffusion() -> Any:
    """Noise turned back into three clusters."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal((size.PARTICLES, 2))
    times = np.linspace(4.0, 0.01, size.DIFFUSION_STEPS + 1)
    for t, following in itertools.pairwise(times.tolist()):
        fade, dt = np.exp(-t), t - following
        v = 0.09 * fade * fade + 1 - fade * fade
        away = x[:, None, :] - fade * size.CENTRES
        logits = -(away**2).sum(axis=2) / (2 * v)
        share = np.exp(logits - logits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        score = -(share[:, :, None] * away).sum(axis=1) / v
        x = x + dt * (x + 2 * score) + np.sqrt(2 * dt) * rng.standard_normal(x.shape)
    return x


def distortions() -> Any:
    """Histogram of the squared-distance ratios of all pairs, by the inner products of a band of rows at a time."""
    rng, x = np.random.default_rng(1), size.POINTS
    y = x @ rng.standard_normal((x.shape[1], size.DIMENSIONS)) / np.sqrt(size.DIMENSIONS)
    counts, near = np.zeros(80, dtype=np.int64), []
    lengths = (x * x).sum(axis=1), (y * y).sum(axis=1)
    for i in range(0, len(x), 250):
        band = slice(i, i + 250)
        old = lengths[0][band, None] + lengths[0] - 2 * x[band] @ x.T
        new = lengths[1][band, None] + lengths[1] - 2 * y[band] @ y.T
        upper = np.arange(len(x)) > np.arange(i, min(i + 250, len(x)))[:, None]
        ratio = new[upper] / old[upper]
        counts += np.histogram(ratio, bins=80, range=(0, 2))[0]
        near.append(np.count_nonzero(np.abs(ratio - 1) < 0.2))
    return counts, sum(near)


def matrix() -> Any:
    """A Gaussian projection matrix."""
    return np.random.default_rng(1).standard_normal(size.MATRIX) / np.sqrt(size.MATRIX[0])


def metropolis() -> Any:
    """Metropolis on a banana, all chains side by side."""
    rng, p = np.random.default_rng(1), np.zeros((size.SAMPLERS, 2))

    def log_p(p: Any) -> Any:
        return -0.5 * (p[:, 0] ** 2 / 4 + (p[:, 1] - 0.3 * (p[:, 0] ** 2 - 4)) ** 2)

    here, out = log_p(p), np.empty((size.SAMPLER_STEPS, size.SAMPLERS, 2))
    for t in range(size.SAMPLER_STEPS):
        new = p + rng.standard_normal(p.shape)
        there = log_p(new)
        yes = np.log(rng.random(size.SAMPLERS)) < there - here
        p, here = np.where(yes[:, None], new, p), np.where(yes, there, here)
        out[t] = p
    return out


WAYS: dict[str, Callable[[], Any]] = {
    "means of 100 uniforms": lambda: sample_means(lambda rng, shape: rng.random(shape)),
    "means of 100 exponentials": lambda: sample_means(lambda rng, shape: rng.exponential(size=shape)),
    "means of 100 normals": lambda: sample_means(lambda rng, shape: rng.standard_normal(shape)),
    "means of 100 Pareto draws": lambda: sample_means(lambda rng, shape: rng.pareto(1.5, shape)),
    "coverage of t intervals": coverage,
    "tail frequencies": tails,
    "random walks": walks,
    "Gaussian walks": gaussian_walks,
    "double-well paths": double_well,
    "bootstrap of the mean": lambda: bootstrap(lambda v: v.mean(axis=1)),
    "bootstrap of the median": lambda: bootstrap(lambda v: np.median(v, axis=1)),
    "bootstrap of the correlation": bootstrap_correlation,
    "permutation of a difference": permutation,
    "basins of attraction": basins,
    "Q-learning": q_learning,
    "Markov chains": markov,
    "peeking at a test": peeking,
    "reverse diffusion": diffusion,
    "distortions of all pairs": distortions,
    "Gaussian matrix": matrix,
    "Metropolis chains": metropolis,
}
