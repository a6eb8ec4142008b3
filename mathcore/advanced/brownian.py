"""Brownian motion that can be read at any dyadic time, and the errors of schemes that follow it.

Lévy's construction (P. Mörters and Y. Peres, *Brownian Motion*, 2010, theorem 1.3) gives B at multiples of 2^-m from
those of 2^-(m-1), a normal for each midpoint. The normals are read by their position, so that a window of any width
costs the same, and all windows belong to one path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter
from scipy.stats import chi2

from mathcore import kernels
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_integers, random_normals
from mathcore.common.tables import diabetes

Array = NDArray[np.float64]
Given = tuple[float, float, float]  # of dX = mu X dt + sigma X dW from X = 1: mu, sigma, the horizon
KINDS = ("brownian", "walk", "smooth")
WALK = 8  # the walk has 2^8 steps
SCHEMES = ("euler", "milstein")
OTHER = ", other noise"  # after the name of a scheme: Y follows another Brownian motion than X
STEPPERS = ("euler", "implicit", "midpoint", "exact")
_STREAM = 7  # of Lévy's normals: one for each level from here on


def window(kind: str, seed: int, level: int, first: int, last: int) -> Array:
    """A path on [0, 1] at the times first, ..., last in units of 2^-level; shape (last - first + 1,).

    "brownian": B by Lévy's construction. "walk": 2^8 steps of ±2^-4, the signs of the same path's increments, joined by
    straight lines. "smooth": a fixed sum of sines with derivatives of all orders.
    """
    if kind == "smooth":
        t = np.arange(first, last + 1) / 2.0**level
        return np.asarray(np.sin(7 * t) * 0.55 + 0.45 * (1 - np.cos(17 * t)))
    if kind == "walk":
        places = np.concatenate([[0.0], np.cumsum(np.sign(np.diff(window("brownian", seed, WALK, 0, 2**WALK))))])
        t = np.arange(first, last + 1) / 2.0**level
        return np.asarray(np.interp(t * 2**WALK, np.arange(2**WALK + 1), places / 2 ** (WALK / 2)))
    if level == 0:
        return np.array([0.0, float(random_normals(seed, _STREAM, 0, 2)[0])])[first : last + 1]
    low, high = first // 2, -(-last // 2)
    coarse = window(kind, seed, level - 1, low, high)
    found = np.empty(2 * len(coarse) - 1)
    found[0::2] = coarse
    if high > low:
        begin = low - low % 2  # normals come in pairs
        normals = random_normals(seed, _STREAM + level, begin, high - begin)[low - begin :]
        found[1::2] = (coarse[1:] + coarse[:-1]) / 2 + 2.0 ** (-(level + 1) / 2) * normals
    return found[first - 2 * low : last - 2 * low + 1]


@dataclass(frozen=True)
class Sums:
    """Of a path cut into 1, 2, 4, ... pieces: sums over the pieces, each of shape (levels,).

    squares: of the squared increments; lengths: of their sizes; ito: of B at the piece's beginning times its increment.
    """

    squares: Array
    lengths: Array
    ito: Array
    end: float


def sums(path: ArrayLike) -> Sums:
    """The sums of a path at 2^m + 1 evenly spread times, from 0 on, in pieces from the whole down to 2^-m of it."""
    b = np.asarray(path, dtype=float)
    levels = (len(b) - 1).bit_length() - 1
    cuts = [b[:: 2 ** (levels - k)] for k in range(levels + 1)]
    steps = [np.diff(cut) for cut in cuts]
    return Sums(
        np.array([np.einsum("i,i", d, d) for d in steps]),
        np.array([np.abs(d).sum() for d in steps]),
        np.array([np.einsum("i,i", cut[:-1], d) for cut, d in zip(cuts, steps, strict=True)]),
        float(b[-1] - b[0]),
    )


def squares_reach(pieces: int, chance: float = 1e-6) -> float:
    """How far the sum of so many squared increments of B over [0, 1] may be from 1: farther with that chance."""
    sides = chi2.isf([chance / 2, 1 - chance / 2], pieces) / pieces
    return float(np.abs(sides - 1).max())


def moments(
    mu: float, sigma: float, h: float, steps: int, scheme: str, order: int = 2, weighted: bool = False
) -> Array:
    """E[e^j Y^(order - j)], j = 0 ... order, after steps of length h, for dX = mu X dt + sigma X dW, X = Y = 1 at 0.

    Y is Euler's or Milstein's approximation, driven by the same W as X, and e = X - Y. A step multiplies X by G and Y
    by F, so e becomes G e + (G - F) Y: the moments of a step are a triangular matrix, and its entries are integrals
    over one normal (Gauss and Hermite). Nothing is subtracted that nearly cancels, unlike in the closed form
    E e^2 = E X^2 - 2 E XY + E Y^2.

    weighted: the same of e/X and Y/X in place of e and Y, each path weighted by X^2 / E X^2. Under these weights W is
    a Brownian motion with drift 2 sigma (Girsanov), and E e^2 / E X^2 is the mean of (e/X)^2.
    """
    nodes, shares = _hermite()
    root = np.sqrt(h)
    z = nodes + 2 * sigma * root if weighted else nodes
    log_g = (mu - sigma**2 / 2) * h + sigma * root * z
    moved = mu * h + sigma * root * z + (sigma**2 * h * (z * z - 1) / 2 if scheme == "milstein" else 0.0)
    g, f, d = np.exp(log_g), 1 + moved, np.expm1(log_g) - moved
    if weighted:
        g, f, d = np.ones_like(g), f / g, d / g
    step = np.zeros((order + 1, order + 1))
    for j in range(order + 1):
        for i in range(j + 1):
            step[j, i] = comb(j, i) * float(np.einsum("i,i", shares, g**i * d ** (j - i) * f ** (order - j)))
    return np.asarray(np.linalg.matrix_power(step, steps)[:, 0])


@lru_cache(1)
def _hermite() -> tuple[Array, Array]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return nodes, weights / weights.sum()


def strong_error(given: Given, steps: int, scheme: str) -> float:
    """The root mean square of X - Y at the horizon, exactly."""
    mu, sigma, horizon = given
    return float(np.sqrt(moments(mu, sigma, horizon / steps, steps, scheme)[2]))


def unrelated_error(given: Given, steps: int, scheme: str) -> float:
    """The same if Y follows another Brownian motion, independent of that of X."""
    mu, sigma, horizon = given
    h = horizon / steps
    of_x = np.exp((2 * mu + sigma**2) * horizon)
    of_y = ((1 + mu * h) ** 2 + sigma**2 * h + (sigma**4 * h * h / 2 if scheme == "milstein" else 0.0)) ** steps
    return float(np.sqrt(of_x + of_y - 2 * np.exp(mu * horizon) * (1 + mu * h) ** steps))


def error_reach(given: Given, steps: int, scheme: str, paths: int) -> float:
    """The standard error of `weighted_square` on so many paths, as a part of it. One of a thousand runs has a path so
    low that it is off by more than six of these."""
    mu, sigma, horizon = given
    second, fourth = (moments(mu, sigma, horizon / steps, steps, scheme, k, True)[k] for k in (2, 4))
    return float(np.sqrt(max(fourth / second**2 - 1, 0.0) / paths))


def weighted_squares(
    motions: tuple[Array, Array], halvings: int, same: bool, given: Given
) -> dict[str, tuple[float, float]]:
    """Of each scheme E(X - Y)^2 in 2^halvings steps, measured on weighted paths, and six standard errors of it: X
    follows the first of two motions, and Y the same, or the second.

    One very low path may outweigh all others. So the standard error is that of the run where this is the larger one.
    """
    w, other = (each[:: (len(each) - 1) >> halvings] for each in motions)
    mu, sigma, horizon = given
    size, steps, found = float(np.exp((2 * mu + sigma**2) * horizon)), 2**halvings, {}
    for name in SCHEMES:
        squares = size * relative_squares(w, given, name, None if same else other)
        off = error_reach(given, steps, name, len(squares)) * strong_error(given, steps, name) ** 2
        own = float(squares.std()) / np.sqrt(len(squares)) if same else 0.0
        found[name] = float(squares.mean()), 6 * max(off, own)
    return found


def weighted_square(w: Array, given: Given, scheme: str, other: Array | None = None) -> float:
    """E(X - Y)^2 / E X^2 measured on paths that X^2 / E X^2 has weighted: the mean of `relative_squares`.

    A plain mean of (X - Y)^2 is made by rare high paths, and is far too small without one. These weights make them
    common.
    """
    return float(np.mean(relative_squares(w, given, scheme, other)))


def relative_squares(w: Array, given: Given, scheme: str, other: Array | None = None) -> Array:
    """(1 - Y/X)^2 of each path (paths,), where W drifts by 2 sigma. X and Y follow w, (times, paths), with a step for
    each increment; or Y follows another motion, as it is. Rare low paths, on which X is small beside Y, have very large
    ones: in one run of many their mean is off by far more than its standard error."""
    t = np.linspace(0, given[2], len(w))[:, None]
    risen = w + 2 * given[1] * t
    y = followed(risen if other is None else other, given, scheme)[-1]
    return np.asarray((1 - y / geometric(risen[[0, -1]], given)[-1]) ** 2)


def promised(given: Given, halvings: int) -> dict[str, Array]:
    """Of each scheme the root mean square error with 1, 2, 4, ... steps; with OTHER after its name: on other noise."""
    counts = [2**k for k in range(halvings + 1)]
    found = {name: np.array([strong_error(given, n, name) for n in counts]) for name in SCHEMES}
    return found | {name + OTHER: np.array([unrelated_error(given, n, name) for n in counts]) for name in SCHEMES}


def pairs_of_paths(seed: int, halvings: int, paths: int, horizon: float) -> tuple[Array, Array]:
    """W of some paths at 2^halvings + 1 even times from 0 to the horizon, (times, paths), and of as many others."""
    n = 2**halvings
    found = kernels.sde_paths("brownian", [0.0, 1.0], 0.0, horizon, n, 2 * paths, seed, keep=n + 1).values
    return np.ascontiguousarray(found[:, :paths]), np.ascontiguousarray(found[:, paths:])


def geometric(w: Array, given: Given) -> Array:
    """X at the times of W (times on the first axis, evenly from 0 to the horizon), exactly."""
    mu, sigma, horizon = given
    t = np.linspace(0, horizon, len(w)).reshape(-1, *[1] * (w.ndim - 1))
    return np.asarray(np.exp((mu - sigma**2 / 2) * t + sigma * w))


def _factors(dw: Array, h: float, given: Given, scheme: str) -> Array:
    """What a step of a scheme multiplies Y by."""
    mu, sigma, _ = given
    found = sigma * dw
    found += 1 + mu * h - (sigma**2 * h / 2 if scheme == "milstein" else 0.0)
    if scheme == "milstein":
        found += (sigma**2 / 2) * dw * dw
    return np.asarray(found)


def followed(w: Array, given: Given, scheme: str) -> Array:
    """Euler's or Milstein's approximation at the times of W, with a step for each of its increments."""
    factors = _factors(np.diff(w, axis=0), given[2] / (len(w) - 1), given, scheme)
    return np.concatenate([np.ones_like(w[:1]), factors.cumprod(axis=0)])


def typical(given: Given) -> float:
    """A height that X rarely passes: its 93% quantile at the horizon, or a little over its largest mean."""
    mu, sigma, horizon = given
    quantile = np.exp((mu - sigma**2 / 2) * horizon + 1.5 * sigma * np.sqrt(horizon))
    return float(max(quantile, 1.2 * np.exp(max(mu, 0.0) * horizon)))


def errors(w: Array, of_y: Array, given: Given) -> dict[str, Array]:
    """Of each scheme X - Y at the horizon, (levels, paths), with 1, 2, 4, ... steps; X follows w and Y follows `of_y`,
    each (2^m + 1 times, paths)."""
    at, last = geometric(w[[0, -1]], given)[1], (len(w) - 1).bit_length() - 1
    steps = [np.diff(of_y[:: 2 ** (last - k)], axis=0) for k in range(last + 1)]
    ends = {name: [_factors(dw, given[2] / len(dw), given, name).prod(axis=0) for dw in steps] for name in SCHEMES}
    return {name: at - np.array(each) for name, each in ends.items()}


def stepper(name: str, rate: float, h: float) -> tuple[float, float]:
    """(a, s) of a step X <- a X + s Z of length h for dX = -rate X dt + dB, Z standard normal.

    Euler's, implicit Euler's, the implicit midpoint rule's (for a linear drift, the trapezoidal rule's), and the step
    that has the exact law.
    """
    y, root = rate * h, np.sqrt(h)
    if name == "euler":
        return 1 - y, root
    if name == "implicit":
        return 1 / (1 + y), root / (1 + y)
    if name == "midpoint":
        return (1 - y / 2) / (1 + y / 2), root / (1 + y / 2)
    return float(np.exp(-y)), float(np.sqrt(-np.expm1(-2 * y) / (2 * rate)))


def stationary(name: str, rate: float, h: float) -> float:
    """The variance that such steps keep, s^2 / (1 - a^2); infinite where they have none, |a| >= 1."""
    a, s = stepper(name, rate, h)
    return float(s * s / (1 - a * a)) if abs(a) < 1 else np.inf


def chain(factor: tuple[float, float], normals: Array) -> Array:
    """X after each of len(normals) steps X <- a X + s Z, from X = 0."""
    a, s = factor
    return np.asarray(lfilter([s], [1.0, -a], normals))


@dataclass(frozen=True)
class Regression:
    """A feature x and a target y, each of mean 0 and mean square 1; `best` is the least-squares weight.

    noise: mean of x^2 r^2, r the residual at the best weight; fourth: mean of x^4.
    """

    x: Array
    y: Array
    best: float
    noise: float
    fourth: float

    def contraction(self, eta: float, batch: int) -> float:
        """E(1 - eta m)^2, m the mean of x^2 over a batch drawn with replacement: what a step does to a variance."""
        return 1 - 2 * eta + eta**2 * (self.fourth + batch - 1) / batch

    def limit(self, batch: int) -> float:
        """The learning rate from which on the variance grows without bound."""
        return 2 * batch / (self.fourth + batch - 1)

    def due(self, eta: float, batch: int, steps: int) -> Array:
        """The variance of the weight after 0, 1, ..., steps updates from the best weight; shape (steps + 1,)."""
        rho, k = self.contraction(eta, batch), np.arange(steps + 1)
        with np.errstate(over="ignore"):
            grown = k if abs(rho - 1) < 1e-12 else (1 - np.float64(rho) ** k) / (1 - rho)
        return np.asarray(eta**2 * self.noise / batch * np.minimum(grown, 1e300))

    def wander(self, eta: float, batch: int) -> float:
        """The stationary variance of the weight under SGD; infinite from the limit on.

        A step is e <- (1 - eta m) e + eta c with c the mean of x r over the batch. Its part E[(1 - eta m) c] is not
        zero, but it is multiplied by E e, which is zero as E c is.
        """
        rho = self.contraction(eta, batch)
        return eta**2 * self.noise / batch / (1 - rho) if rho < 1 else np.inf


@lru_cache(1)
def regression() -> Regression:
    """Body mass index against the progress of diabetes, 442 patients (scikit-learn's table)."""
    table, target = diabetes()
    x, y = table[:, 2] - table[:, 2].mean(), target - target.mean()
    x, y = x / np.sqrt(np.mean(x * x)), y / np.sqrt(np.mean(y * y))
    best = float(np.mean(x * y))
    r = y - best * x
    return Regression(x, y, best, float(np.mean(x * x * r * r)), float(np.mean(x**4)))


@remembered
def batches(batch: int, seed: int, steps: int, chains: int) -> tuple[Array, Array]:
    """Of batches drawn with replacement the means of x^2 and of x r, each of shape (steps, chains)."""
    on = regression()
    chosen = random_integers(seed, 5, 0, steps * chains * batch, len(on.x)).astype(np.int64)
    r = on.y - on.best * on.x
    of = (on.x**2)[chosen].reshape(-1, batch), (on.x * r)[chosen].reshape(-1, batch)
    return of[0].mean(axis=1).reshape(steps, chains), of[1].mean(axis=1).reshape(steps, chains)


def descents(eta: float, drawn: tuple[Array, Array]) -> Array:
    """The weight less the best one along SGD from there, a step for each batch; shape (steps + 1, chains)."""
    found = np.zeros((len(drawn[0]) + 1, drawn[0].shape[1]))
    with np.errstate(all="ignore"):
        shrink, push = 1 - eta * drawn[0], eta * drawn[1]
        for k in range(len(shrink)):
            found[k + 1] = shrink[k] * found[k] + push[k]
    return found
