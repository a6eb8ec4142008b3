"""A normal q fitted to a mixture p of two normals, by either Kullback-Leibler divergence. All divergences are in nats.

p = w N(-d/2, 1) + (1 - w) N(d/2, 1): lengths are in standard deviations of a hump, which costs no generality, for both
divergences stay the same when x is stretched. q = N(m, s^2). Sources: Bishop, *Pattern Recognition and Machine
Learning* (2006), section 10.1.2; Minka, *Divergence measures and message passing* (2005).

The reverse divergence rests on ln p(x) = ln w + ln N(x; -d/2, 1) + softplus(c + d x), c = ln((1 - w)/w): only the mean
of the last term under q has no closed form. It is a trapezoidal sum, which converges exponentially (Trefethen and
Weideman, *The exponentially convergent trapezoidal rule*, SIAM Review 56, 2014).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from mathcore.common.memory import remembered

Array = NDArray[np.float64]

HALF_LOG_2PI = 0.5 * float(np.log(2 * np.pi))
MEANS, SPREADS = np.linspace(-7.0, 7.0, 57), np.geomspace(0.5, 6.0, 45)
"""The grid of the landscape: means of q, and its standard deviations (evenly spaced on a logarithmic axis)."""
FARTHEST = 10.0  # distance of the humps up to which everything here is tested
DISTANCES = np.linspace(0.0, FARTHEST, 101)
_X = np.linspace(-43.5, 43.5, 697)


class Minimum(NamedTuple):
    """A local minimum of a divergence: mean and standard deviation of q, and the divergence there, in nats."""

    mean: float
    spread: float
    value: float


def density(x: ArrayLike, distance: float, weight: float) -> Array:
    """p at x, any shape."""
    return np.exp(log_density(x, distance, weight))


def log_density(x: ArrayLike, distance: float, weight: float) -> Array:
    """ln p at x, any shape; 0 < weight < 1 is that of the hump on the left."""
    at = np.asarray(x, float)
    left = np.log(weight) - 0.5 * (at + distance / 2) ** 2
    right = np.log1p(-weight) - 0.5 * (at - distance / 2) ** 2
    return np.asarray(np.logaddexp(left, right) - HALF_LOG_2PI)


def moments(distance: float, weight: float) -> tuple[float, float]:
    """Mean and standard deviation of p."""
    return distance * (0.5 - weight), float(np.sqrt(1 + weight * (1 - weight) * distance**2))


@lru_cache(maxsize=256)
def entropy(distance: float, weight: float) -> float:
    """The differential entropy of p, in nats: between ln sqrt(2 pi e) and that plus the entropy of the weights."""
    x = np.linspace(-FARTHEST / 2 - 12, FARTHEST / 2 + 12, 1361)
    log_p = log_density(x, distance, weight)
    return float(-(np.exp(log_p) * log_p).sum() * (x[1] - x[0]))


def forward(mean: ArrayLike, spread: ArrayLike, distance: float, weight: float) -> Array:
    """KL(p || q) in nats: exact but for the entropy of p. Broadcasts `mean` with `spread`."""
    (m, v), s = moments(distance, weight), np.asarray(spread, float)
    cross = HALF_LOG_2PI + np.log(s) + 0.5 * (v**2 + (np.asarray(mean, float) - m) ** 2) / s**2
    return np.asarray(cross - entropy(distance, weight))


def log_normal(x: ArrayLike, mean: float, spread: float) -> Array:
    """ln q at x, any shape."""
    return np.asarray(-0.5 * ((np.asarray(x, float) - mean) / spread) ** 2 - np.log(spread) - HALF_LOG_2PI)


def summed(kind: str, x: ArrayLike, mean: float, spread: float, distance: float, weight: float) -> Array:
    """What a divergence is the integral of: p ln p/q ("forward") or q ln q/p ("reverse") at x, any shape, in nats."""
    log_p, log_q = log_density(x, distance, weight), log_normal(x, mean, spread)
    over, under = (log_p, log_q) if kind == "forward" else (log_q, log_p)
    return np.asarray(np.exp(over) * (over - under))


def unseen(
    kind: str, x: Array, low: float, high: float, mean: float, spread: float, distance: float, weight: float
) -> float:
    """What a divergence would be short of, or have too much, if the integral went over x alone (evenly spaced), and the
    integrand were cut off at `low` and `high`: in nats, at least 0."""
    place = mean, spread, distance, weight
    found = float(np.clip(summed(kind, x, *place), low, high).sum() * (x[1] - x[0]))
    return abs(found - float(forward(*place) if kind == "forward" else reverse(*place)))


def normals(mean: float, spread: float, other_mean: float, other_spread: float) -> float:
    """KL(N(mean, spread^2) || N(other_mean, other_spread^2)) in nats."""
    ratio = spread / other_spread
    return float(0.5 * (ratio**2 - 1 + ((mean - other_mean) / other_spread) ** 2) - np.log(ratio))


def _softplus(x: Array) -> Array:
    return np.asarray(np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x))))


def _nodes(step: float) -> tuple[Array, Array]:
    """Nodes and weights of the trapezoidal rule for means under the standard normal."""
    z = np.arange(-8.5, 8.5 + step / 2, step)
    w = np.exp(-0.5 * z**2)
    return z, w / w.sum()


FINE, COARSE = _nodes(0.0125), _nodes(0.05)


def _closed(m: ArrayLike, s: ArrayLike, distance: float, weight: float) -> Array:
    """The part of KL(q || p) that has a closed form."""
    mean, spread = np.asarray(m, float), np.asarray(s, float)
    return np.asarray(0.5 * (spread**2 + (mean + distance / 2) ** 2) - np.log(spread) - 0.5 - np.log(weight))


def reverse(mean: float, spread: float, distance: float, weight: float) -> float:
    """KL(q || p) in nats."""
    z, share = FINE
    tilt = np.log1p(-weight) - np.log(weight)
    rest = share @ _softplus(tilt + distance * (mean + spread * z))
    return float(_closed(mean, spread, distance, weight) - rest)


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.float32]:
    """Weights (45, 57, 697) of the values of a function at _X in its mean under each normal of the landscape."""
    z = (_X - MEANS[:, None]) / SPREADS[:, None, None]
    w = np.exp(-0.5 * z**2)
    found = (w / w.sum(axis=-1, keepdims=True)).astype(np.float32)
    found.setflags(write=False)
    return found


def landscape(kind: str, distance: float, weight: float) -> Array:
    """The divergence ("forward" or "reverse") at SPREADS[row], MEANS[column]: shape (45, 57), to about 1e-5 nats."""
    s = SPREADS[:, None]
    if kind == "forward":
        return forward(MEANS, s, distance, weight)
    tilt = np.log1p(-weight) - np.log(weight)
    # Half a line is taken off the softplus: what is left grows half as fast, and single precision suffices for it.
    y = tilt + distance * _X
    rest = np.einsum("smx,x->sm", _weights(), (_softplus(y) - 0.5 * y).astype(np.float32)).astype(float)
    return np.asarray(_closed(MEANS, s, distance, weight) - rest - 0.5 * (tilt + distance * MEANS))


def slopes(kind: str, mean: float, log_spread: float, distance: float, weight: float) -> tuple[Array, Array]:
    """Gradient (2,) and Hessian (2, 2) of a divergence ("forward" or "reverse") in (m, ln s)."""
    d, s = distance, float(np.exp(log_spread))
    if kind == "forward":
        centre, wide = moments(d, weight)
        off, second = (mean - centre) / s**2, (wide**2 + (mean - centre) ** 2) / s**2
        return np.array([off, 1 - second]), np.array([[1 / s**2, -2 * off], [-2 * off, 2 * second]])
    z, share = COARSE
    rise = expit(np.log1p(-weight) - np.log(weight) + d * (mean + s * z))
    change = share * rise * (1 - rise)
    rise *= share
    lean = d * s * (rise @ z)
    mixed, last = -(d**2) * s * (change @ z), 2 * s**2 - lean - d**2 * s**2 * (change @ z**2)
    gradient = np.array([mean + d / 2 - d * rise.sum(), s**2 - 1 - lean])
    return gradient, np.array([[1 - d**2 * change.sum(), mixed], [mixed, last]])


STRIDE, SETTLED = 0.2, 1e-8


def descent(kind: str, mean: float, spread: float, distance: float, weight: float, steps: int = 60) -> Array:
    """The path (steps + 1, 2) of descent in (m, ln s), each row with mean and standard deviation of q.

    Newton's method, damped as by Levenberg and Marquardt: the Hessian is made positive and, where the slope is steep,
    so large that a step is at most 0.2 long. Far from a minimum that is steepest descent, near it Newton's method.
    """
    at = np.array([mean, np.log(spread)])
    path = np.tile(at, (steps + 1, 1))
    for n in range(1, steps + 1):
        gradient, hessian = slopes(kind, float(at[0]), float(at[1]), distance, weight)
        half, off = 0.5 * float(hessian[0, 0] + hessian[1, 1]), 0.5 * float(hessian[0, 0] - hessian[1, 1])
        least = half - float(np.hypot(off, hessian[0, 1]))
        damping = float(np.hypot(gradient[0], gradient[1])) / STRIDE + max(0.0, -1.01 * least)
        a, b, c = hessian[0, 0] + damping, hessian[0, 1], hessian[1, 1] + damping
        step = np.array([c * gradient[0] - b * gradient[1], a * gradient[1] - b * gradient[0]]) / (b * b - a * c)
        at = at + step
        path[n:] = at
        if np.abs(step).max() < SETTLED:
            break
    path[:, 1] = np.exp(path[:, 1])
    return path


def settle(mean: float, spread: float, distance: float, weight: float) -> Minimum | None:
    """The local minimum of KL(q || p) that descent comes to from there; None if it comes to none in time."""
    m, s = descent("reverse", mean, spread, distance, weight, 200)[-1].tolist()
    gradient, hessian = slopes("reverse", m, float(np.log(s)), distance, weight)
    if np.abs(gradient).max() > 1e-6 or np.linalg.eigvalsh(hessian)[0] < 1e-6:
        return None
    return Minimum(m, s, reverse(m, s, distance, weight))


def _ahead(before: Array, now: Array) -> tuple[float, float]:
    """Mean and standard deviation one step on, along a line in (m, ln s)."""
    m, log_s = (2 * now - before).tolist()
    return m, float(np.exp(log_s))


@remembered
def branches(weight: float) -> Array:
    """The local minima of KL(q || p) at each of DISTANCES: shape (3, 101, 3), of the bridge, the hump on the left and
    that on the right, each with mean, standard deviation and value; NaN where there is no such minimum.

    Each is followed from where it is sure to exist: the bridge from distance 0 upwards, the humps from the farthest
    distance downwards, until it ends or becomes another. Where the bridge and a hump are one minimum it counts as
    the hump if its mean is nearer to the hump's than to that of p.
    """
    if weight < 0.5:
        mirrored = branches(round(1 - weight, 12))[[0, 2, 1]] * [-1.0, 1.0, 1.0]
        mirrored.setflags(write=False)
        return np.asarray(mirrored)
    found = np.full((3, len(DISTANCES), 3), np.nan)
    up = range(len(DISTANCES))
    for k, (start, order) in enumerate(((0.0, up), (-FARTHEST / 2, up[::-1]), (FARTHEST / 2, up[::-1]))):
        before = at = np.array([start, 0.0])
        for n in order:
            minimum = settle(*_ahead(before, at), float(DISTANCES[n]), weight)
            if minimum is None:
                break
            now = np.array([minimum.mean, np.log(minimum.spread)])
            if np.hypot(*(now - at)) > 0.35:
                break
            found[k, n], before, at = minimum, at, now
    means = DISTANCES * (0.5 - weight)
    for k, side in ((1, -0.5), (2, 0.5)):
        one = np.abs(found[0, :, :2] - found[k, :, :2]).max(axis=1) < 1e-4
        nearer = np.abs(found[k, :, 0] - side * DISTANCES) < np.abs(found[k, :, 0] - means)
        found[0, one & nearer] = np.nan
        found[k, one & ~nearer] = np.nan
    found.setflags(write=False)
    return found


@remembered
def minima(kind: str, weight: float) -> Array:
    """The local minima of a divergence ("forward" or "reverse") as in `branches`. KL(p || q) has but one, where q has
    the moments of p; it stands in the place of the bridge."""
    if kind == "reverse":
        return branches(weight)
    found = np.full((3, len(DISTANCES), 3), np.nan)
    for n, distance in enumerate(DISTANCES.tolist()):
        mean, spread = moments(distance, weight)
        found[0, n] = mean, spread, forward(mean, spread, distance, weight)
    found.setflags(write=False)
    return found


def basin(kind: str, end: ArrayLike, distance: float, weight: float) -> int | None:
    """Which of the minima, by their place in `minima`, descent from that mean and standard deviation (2,) comes to."""
    if kind == "forward":
        return 0
    mean, spread = np.asarray(end, float).tolist()
    there = settle(mean, spread, distance, weight)
    known = branches(weight)[:, int(np.abs(DISTANCES - distance).argmin()), :2]
    off = np.abs(known - (np.nan if there is None else np.array(there[:2]))).max(axis=1)
    return int(np.nanargmin(off)) if np.nanmin(off, initial=np.inf) < 1e-3 else None
