"""A particle in the double well V = x^4/4 - x^2/2, pushed by noise: dX = (X - X^3) dt + sigma dB.

Mean first-passage times by the double integral and by Kramers' formula (C. Gardiner, *Stochastic Methods*, 4th edition
2009, section 5.5; N. Berglund, *Kramers' law: validity, derivations and generalisations*, 2013), and the Fokker-Planck
equation on a grid by a reversible jump process with the exact stationary law (H. Wang, C. Peskin and T. Elston, *A
robust numerical algorithm for studying biomolecular transport processes*, Journal of Theoretical Biology 221, 2003, in
its symmetric form).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh_tridiagonal

from mathcore import kernels

Array = NDArray[np.float64]
START, GOAL = -1.0, 1.0
NOISES = np.round(np.linspace(0.3, 1.2, 46), 2)
_REACH = 2.6  # of the grid: beyond it e^(-2V/sigma^2) is below 1e-10 for sigma up to 1.2


def potential(x: ArrayLike) -> Array:
    """V(x)."""
    square = np.asarray(x, dtype=float) ** 2
    return np.asarray(square * square / 4 - square / 2)


def boltzmann(x: ArrayLike, sigma: float) -> Array:
    """The stationary density, e^(-2V/sigma^2) over its integral."""
    grid = np.linspace(-_REACH, _REACH, 2001)
    low = potential(1.0)
    mass = np.exp(-2 * (potential(grid) - low) / sigma**2).sum() * (grid[1] - grid[0])  # ends are 0: spectral accuracy
    return np.asarray(np.exp(-2 * (potential(x) - low) / sigma**2) / mass)


def mean_time(sigma: ArrayLike, goal: float = GOAL) -> Array:
    """The mean time from -1 to a goal above it: 2/sigma^2 times the integral over y from -1 to the goal of
    e^(2V(y)/sigma^2) times that of e^(-2V(z)/sigma^2) over z below y, by Gauss and Legendre. `sigma`: any shape, from
    0.2 to 1.2."""
    s = np.asarray(sigma, dtype=float)[..., None]
    nodes, weights = _legendre()
    low = START - 2.5 * nodes  # of z below -1, where e^(-2V) ends; for each y, z from -1 to y
    y = START + nodes * (goal - START)
    z = START + nodes * (y - START)[:, None]
    tail = (weights * np.exp(-_height(low, s))).sum(axis=-1) * 2.5
    between = (weights * np.exp(-_height(z, s[..., None]))).sum(axis=-1) * (y - START)
    inner = np.exp(_height(y, s)) * (tail[..., None] + between)
    return np.asarray(2 / s[..., 0] ** 2 * (weights * inner).sum(axis=-1) * (goal - START))


def _height(x: Array, sigma: Array) -> Array:
    """2 (V - V(1)) / sigma^2."""
    return np.asarray(2 * (potential(x) - potential(1.0)) / sigma**2)


@lru_cache(1)
def _legendre() -> tuple[Array, Array]:
    """Nodes and weights on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(80)
    return (nodes + 1) / 2, weights / 2


@lru_cache(1)
def times_of_noise() -> Array:
    """The mean time for each of NOISES."""
    return mean_time(NOISES)


def kramers(sigma: ArrayLike) -> Array:
    """Kramers' time, 2 pi / sqrt(V''(-1) |V''(0)|) e^(2 (V(0) - V(-1)) / sigma^2) = sqrt(2) pi e^(1/(2 sigma^2))."""
    return np.asarray(np.sqrt(2) * np.pi * np.exp(0.5 / np.asarray(sigma, dtype=float) ** 2))


@dataclass(frozen=True)
class Flow:
    """The Fokker-Planck equation on a grid: modes (n, n), their rates (n,), and where the process starts.

    absorbed: whether what reaches the upper end stays there.
    """

    x: Array
    rates: Array
    modes: Array
    root: Array
    start: Array

    def density(self, time: float) -> Array:
        """The density at the grid's points at a time after the start."""
        share = (self.modes @ (np.exp(-self.rates * time) * (self.modes.T @ (self.start / self.root)))) * self.root
        return np.asarray(np.maximum(share, 0.0) / (self.x[1] - self.x[0]))

    def left(self, times: ArrayLike) -> Array:
        """The share that is not yet absorbed at some times."""
        weights = (self.modes.T @ (self.start / self.root)) * (self.modes.T @ self.root)
        return np.asarray(np.exp(-np.multiply.outer(np.asarray(times, float), self.rates)) @ weights)

    @property
    def mean(self) -> float:
        """The mean time until absorption: the integral of what is left."""
        weights = (self.modes.T @ (self.start / self.root)) * (self.modes.T @ self.root)
        return float((weights / self.rates).sum())


def flow(sigma: float, goal: float | None = None, points: int = 150) -> Flow:
    """The equation for that noise, from -1: reflected at ±2.6, or absorbed at a goal."""
    high = _REACH if goal is None else goal
    x = np.linspace(-_REACH, high, points)
    dx = x[1] - x[0]
    pull = np.exp(-(np.diff(potential(x))) / sigma**2) * sigma**2 / (2 * dx**2)  # to the right
    back = np.exp(np.diff(potential(x)) / sigma**2) * sigma**2 / (2 * dx**2)
    leave = np.concatenate([pull, [0.0]]) + np.concatenate([[0.0], back])
    side = np.sqrt(pull * back)
    if goal is not None:  # the last point is the goal itself: what comes there is gone
        x, leave, side = x[:-1], leave[:-1], side[:-1]
    rates, modes = (np.asarray(each, dtype=float) for each in eigh_tridiagonal(leave, -side))
    root = np.exp(-(potential(x) - potential(1.0)) / sigma**2)
    start = np.zeros(len(x))
    at = (START - x[0]) / dx
    cell = int(at)
    start[cell], start[cell + 1] = 1 - (at - cell), at - cell
    return Flow(x, rates, modes, root, start)


@dataclass(frozen=True)
class Run:
    """Particles by Euler's scheme: places (times, particles), and when each was first at 1 or beyond (inf: never).

    A particle that has left for infinity (the drift is cubic, and a long step overshoots) is NaN from then on.
    """

    times: Array
    places: Array
    crossed: Array

    def share(self, times: ArrayLike) -> Array:
        """The share that has been at 1 by some times."""
        return np.searchsorted(np.sort(self.crossed), np.asarray(times, float) + 1e-9, side="right") / len(self.crossed)


def run(sigma: float, h: float, duration: float, particles: int, seed: int, keep: int) -> Run:
    """The particles from -1, with steps of about h (whole steps fill the duration)."""
    steps = round(duration / h)
    asked = ("double_well", [1.0, sigma], START)
    with np.errstate(all="ignore"):
        found = kernels.sde_paths(*asked, duration, steps, particles, seed, keep=keep)
        times = kernels.first_crossings(*asked, GOAL, duration, steps, particles, seed).times
    return Run(found.times, np.where(np.abs(found.values) < 1e3, found.values, np.nan), times)
