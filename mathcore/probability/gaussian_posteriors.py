"""Posteriors that are normal: a straight line with known noise, and a Gaussian process.

Sources: Bishop, Pattern Recognition and Machine Learning (2006), section 3.3; Rasmussen and Williams, Gaussian
Processes for Machine Learning (2006), sections 2.2 and 5.4.1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore import kernels
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
JITTER = 1e-10  # added to the diagonal, as scikit-learn does, so that two points at one x do not make it singular
GRID = 81  # points along each axis of the grid
CLIMBS = 7  # steps on the way to the top of a peak


class Line(NamedTuple):
    """The posterior of (intercept, slope): its mean (2,) and covariance (2, 2)."""

    mean: Array
    covariance: Array

    @property
    def correlation(self) -> float:
        """Of intercept and slope."""
        c = self.covariance
        return float(c[0, 1] / np.sqrt(c[0, 0] * c[1, 1]))

    def about(self, place: float) -> Line:
        """The same posterior of (height at `place`, slope)."""
        turn = np.array([[1.0, place], [0.0, 1.0]])
        return Line(turn @ self.mean, turn @ self.covariance @ turn.T)

    def band(self, x: ArrayLike) -> tuple[Array, Array]:
        """Mean and standard deviation of the height of the line at each x."""
        rows = np.stack([np.ones_like(np.asarray(x, float)), np.asarray(x, float)], axis=1)
        return rows @ self.mean, np.sqrt(np.einsum("ij,jk,ik->i", rows, self.covariance, rows))


def line_posterior(points: ArrayLike, noise: float, prior: float) -> Line:
    """y = intercept + slope x + noise of that deviation, both coefficients N(0, prior^2) before the data; points
    (n, 2). An infinite prior is a flat one.

    Raises:
        ValueError: a flat prior, and the points do not determine a line.
    """
    x, y = np.asarray(points, float).T
    rows = np.stack([np.ones_like(x), x], axis=1)
    precision = rows.T @ rows / noise**2 + np.eye(2) / prior**2
    if np.isinf(prior) and (len(x) < 2 or np.ptp(x) == 0):
        raise ValueError("A flat prior needs points at two places.")
    covariance = np.linalg.inv(precision)
    return Line(covariance @ (rows.T @ y) / noise**2, covariance)


def gibbs_walk(line: Line, start: ArrayLike, sweeps: int, seed: int) -> Array:
    """Gibbs on a posterior from `start` (2,), the first coefficient given the second, then the second given the first:
    (sweeps + 1, 2)."""
    spread = np.sqrt(np.diag(line.covariance))
    found = kernels.gibbs_chains(line.correlation, [(np.asarray(start, float) - line.mean) / spread], sweeps, seed)
    return np.asarray(line.mean + spread * found.points[:, 0])


def slope_summary(line: Line, sweeps: int, seed: int) -> tuple[float, float]:
    """Of a long walk from the middle: the mean of the slope, and the correlation of its neighbours."""
    slope = gibbs_walk(line, line.mean, sweeps, seed)[:, 1]
    z = slope - line.mean[1]
    return float(slope.mean()), float(np.einsum("i,i", z[1:], z[:-1]) / np.einsum("i,i", z, z))


def log_evidence(points: ArrayLike, noise: float, prior: float) -> float:
    """The logarithm of the density of the data, coefficients integrated out: y ~ N(0, noise^2 I + prior^2 X X^T)."""
    x, y = np.asarray(points, float).T
    rows = np.stack([np.ones_like(x), x], axis=1)
    covariance = noise**2 * np.eye(len(x)) + prior**2 * rows @ rows.T
    return log_normal(y, covariance)


def log_normal(y: ArrayLike, covariance: ArrayLike) -> float:
    """The logarithm of the density of N(0, covariance) at y (n,)."""
    lower = np.linalg.cholesky(np.asarray(covariance, float))
    z = np.linalg.solve(lower, np.asarray(y, float))
    return float(-0.5 * z @ z - np.log(np.diag(lower)).sum() - 0.5 * len(z) * np.log(2 * np.pi))


class ByGrid(NamedTuple):
    """The posterior summed over a grid: its mean (2,), and the logarithm of its total mass, the evidence."""

    mean: Array
    log_evidence: float


def by_grid(points: ArrayLike, noise: float, prior: float, around: Line) -> ByGrid:
    """Prior times likelihood, written out and summed over a grid of intercepts and slopes that reaches 8 posterior
    deviations to each side along the axes of the posterior; a flat prior counts as 1. Knows no conjugate formula but
    where to put the grid."""
    x, y = np.asarray(points, float).T
    axes = np.linalg.cholesky(around.covariance)
    u = np.linspace(-8, 8, GRID)
    places = around.mean + np.stack(np.meshgrid(u, u, indexing="ij"), axis=-1).reshape(-1, 2) @ axes.T
    off = y - places[:, :1] - places[:, 1:] * x
    log_mass = -0.5 * (off**2).sum(axis=1) / noise**2 - len(x) * np.log(noise * np.sqrt(2 * np.pi))
    if np.isfinite(prior):
        log_mass += -0.5 * (places**2).sum(axis=1) / prior**2 - 2 * np.log(prior * np.sqrt(2 * np.pi))
    top = log_mass.max()
    mass = np.exp(log_mass - top)
    cell = (u[1] - u[0]) ** 2 * axes[0, 0] * axes[1, 1]
    return ByGrid(mass @ places / mass.sum(), float(top + np.log(mass.sum() * cell)))


def similar(a: ArrayLike, b: ArrayLike, length: float) -> Array:
    """The covariances exp(-(a - b)^2 / 2 length^2) of a process of variance 1, (len(a), len(b))."""
    apart = np.asarray(a, float)[:, None] - np.asarray(b, float)[None]
    return np.asarray(np.exp(-0.5 * (apart / length) ** 2))


class Process(NamedTuple):
    """A Gaussian process given data: mean (k,) and covariance (k, k) of f at the places asked for, and the logarithm of
    the marginal likelihood of the data as fit, complexity and constant."""

    mean: Array
    covariance: Array
    fit: float
    complexity: float
    constant: float

    @property
    def log_likelihood(self) -> float:
        """log p(y): the sum of the three."""
        return self.fit + self.complexity + self.constant

    @property
    def deviation(self) -> Array:
        """Standard deviations of f; a rounding below zero counts as zero."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))


def process(points: ArrayLike, length: float, noise: float, places: ArrayLike) -> Process:
    """The posterior of f at `places`: zero mean and variance 1 before the data; y = f(x) + noise of that deviation."""
    x, y = np.asarray(points, float).reshape(-1, 2).T
    lower = np.linalg.cholesky(similar(x, x, length) + (noise**2 + JITTER) * np.eye(len(x)))
    # One small solve for all: SciPy's triangular ones wake the threads of BLAS for a handful of points.
    whole = np.linalg.solve(lower, np.column_stack([y, similar(x, places, length)]))
    z, half = whole[:, 0], whole[:, 1:]
    fit, complexity = float(-0.5 * z @ z), float(-np.log(np.diag(lower)).sum())
    constant = -0.5 * len(x) * float(np.log(2 * np.pi))
    return Process(half.T @ z, similar(places, places, length) - half.T @ half, fit, complexity, constant)


def functions(found: Process, many: int, seed: int) -> Array:
    """Draws of f from a process, (k, many): from the same normal numbers each time, so that they move along."""
    k = len(found.mean)
    lower = np.linalg.cholesky(found.covariance + 1e-6 * np.eye(k))
    return np.asarray(found.mean[:, None] + lower @ random_normals(seed, 3, 0, many * k).reshape(k, many))


def one_by_one(points: ArrayLike, length: float, noise: float) -> float:
    """log p(y) as a sum of the logarithms of how well each point was predicted from those before it."""
    rows = np.asarray(points, float).reshape(-1, 2)
    total = 0.0
    for k, (x, y) in enumerate(rows):
        before = process(rows[:k], length, noise, [x])
        variance = before.covariance[0, 0] + noise**2 + JITTER
        total += -0.5 * (y - before.mean[0]) ** 2 / variance - 0.5 * np.log(2 * np.pi * variance)
    return float(total)


def landscape(points: ArrayLike, lengths: ArrayLike, noises: ArrayLike) -> Array:
    """log p(y) over lengths and noises, (len(noises), len(lengths)): one eigendecomposition for each length."""
    x, y = np.asarray(points, float).reshape(-1, 2).T
    apart = (x[:, None] - x[None]) ** 2
    values, vectors = np.linalg.eigh(np.exp(-0.5 * apart / np.asarray(lengths, float)[:, None, None] ** 2))
    squares = np.einsum("kij,i->kj", vectors, y) ** 2
    total = np.maximum(values, 0.0) + np.asarray(noises, float)[:, None, None] ** 2 + JITTER
    return np.asarray(-0.5 * (squares / total + np.log(total)).sum(axis=2) - 0.5 * len(x) * np.log(2 * np.pi))


def peaks(heights: ArrayLike) -> list[tuple[int, int]]:
    """Rows and columns of the cells of a landscape that are higher than all neighbours, highest first."""
    z = np.pad(np.asarray(heights, float), 1, constant_values=-np.inf)
    here = z[1:-1, 1:-1]
    shifts = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
    higher = np.all([here > z[i : i + here.shape[0], j : j + here.shape[1]] for i, j in shifts], axis=0)
    found = [(int(i), int(j)) for i, j in np.argwhere(higher)]
    flat = np.unravel_index(int(np.argmax(here)), here.shape)  # on a plateau no cell is higher than all around it
    return sorted(found, key=lambda cell: -here[cell]) or [(int(flat[0]), int(flat[1]))]


def summits(points: ArrayLike, lengths: Array, noises: Array, heights: Array) -> list[tuple[float, float, float]]:
    """(length, noise, log p(y)) at the peaks of a landscape over geometric grids, highest first: each is moved from its
    cell to the top of the parabola through it and its neighbours, and again on finer and finer grids; on the edge it
    stays. Two that meet count once, and none does that is still on its way: a step of a ridge, not a peak."""
    mesh = np.log([lengths[1] / lengths[0], noises[1] / noises[0]])
    found: list[tuple[float, float, float]] = []
    for i, j in peaks(heights):
        at, wide, shift = np.log([lengths[j], noises[i]]), mesh, np.zeros(2)
        for _ in range(CLIMBS if 0 < i < len(noises) - 1 and 0 < j < len(lengths) - 1 else 0):
            grid = np.exp(at + np.arange(-1, 2)[:, None] * wide)
            c = landscape(points, grid[:, 0], grid[:, 1])
            slope = np.array([c[1, 2] - c[1, 0], c[2, 1] - c[0, 1]]) / 2
            mixed = (c[2, 2] - c[2, 0] - c[0, 2] + c[0, 0]) / 4
            bend = np.array([[c[1, 2] - 2 * c[1, 1] + c[1, 0], mixed], [mixed, c[2, 1] - 2 * c[1, 1] + c[0, 1]]])
            if np.linalg.eigvalsh(bend)[1] < 0:
                shift = np.clip(-np.linalg.solve(bend, slope), -1, 1)
                at, wide = at + shift * wide, wide / 3
            else:  # not yet under the dome of the peak: to the highest of the nine
                shift = np.array(divmod(int(np.argmax(c)), 3))[::-1] - 1
                at, wide = at + shift * wide, wide / 2
        length, noise = np.exp(at).tolist()
        if (np.abs(shift) < 1).all() and not any((np.abs(at - np.log(each[:2])) < 2 * mesh).all() for each in found):
            found.append((length, noise, float(landscape(points, [length], [noise])[0, 0])))
    return sorted(found, key=lambda each: -each[2])
