"""The Fisher geometry of normal laws and of coins, and descent on a normal likelihood in three coordinate systems.

A normal law is a point (mu, sigma), sigma > 0. Its Fisher metric is ds^2 = (dmu^2 + 2 dsigma^2) / sigma^2: with
u = mu / sqrt 2 it is twice that of Poincare's half-plane, so distances are sqrt 2 times hyperbolic ones, and the
curvature is -1/2. Sources: S. Amari, *Information Geometry and Its Applications*, Springer (2016); S. I. R. Costa,
S. A. Santos and J. E. Strapasson, "Fisher information distance: a geometrical reading", Discrete Applied Mathematics
197 (2015), 59-69.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

Array = NDArray[np.float64]
Pair = tuple[float, float]
ROOT2 = math.sqrt(2.0)
CHARTS = ("sigma", "log", "natural")  # (mu, sigma); (mu, ln sigma); (mu / sigma^2, -1 / (2 sigma^2))
FARTHEST = 1e6  # |mu| and sigma, or 1/sigma, beyond which a run is given up


def distance(a: ArrayLike, b: ArrayLike) -> Array:
    """Fisher's (Rao's) distance of normal laws, of shape (..., 2) each: sqrt 2 arccosh(1 + x).

    It is written as 2 sqrt 2 arsinh(sqrt(x / 2)), which keeps its digits where the two are close.
    """
    p, q = np.asarray(a, float), np.asarray(b, float)
    away = np.hypot((p[..., 0] - q[..., 0]) / ROOT2, p[..., 1] - q[..., 1])
    return np.asarray(2 * ROOT2 * np.arcsinh(away / (2 * np.sqrt(p[..., 1] * q[..., 1]))))


def kl(a: ArrayLike, b: ArrayLike) -> Array:
    """KL(a || b) in nats, of normal laws of shape (..., 2) each; about distance^2 / 2 where they are close."""
    p, q = np.asarray(a, float), np.asarray(b, float)
    grown = (p[..., 1] - q[..., 1]) / q[..., 1]  # sigma_a / sigma_b - 1
    shift = (p[..., 0] - q[..., 0]) / q[..., 1]
    return np.asarray(0.5 * shift**2 + 0.5 * grown * (2 + grown) - np.log1p(grown))


def chained(a: Pair, b: Pair, pieces: int) -> float:
    """The distance as a sum over so many pieces of the shortest way: of sqrt(KL + KL back) from law to law."""
    way = geodesic(a, b, np.linspace(0, 1, pieces + 1))
    return float(np.sqrt(np.maximum(kl(way[1:], way[:-1]) + kl(way[:-1], way[1:]), 0.0)).sum())


def straight_length(a: Pair, b: Pair) -> float:
    """The Fisher length of the straight line from a to b in (mu, sigma): its length over the logarithmic mean of the
    two deviations."""
    flat = math.hypot(b[0] - a[0], ROOT2 * (b[1] - a[1]))
    ratio = (b[1] - a[1]) / a[1]
    return flat / a[1] * (math.log1p(ratio) / ratio if ratio else 1.0)


def straight_so_far(a: Pair, b: Pair, shares: ArrayLike) -> Array:
    """The Fisher length from a along the straight line, at each share (n,) of the line in (mu, sigma)."""
    t = np.asarray(shares, float)
    flat, rise = math.hypot(b[0] - a[0], ROOT2 * (b[1] - a[1])), (b[1] - a[1]) / a[1]
    grown = rise * t
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(grown == 0, t, t * np.log1p(grown) / grown)
    return np.asarray(flat / a[1] * each)


def geodesic(a: Pair, b: Pair, shares: ArrayLike) -> Array:
    """The points (n, 2) of the shortest way from a to b at those shares (n,) of its Fisher length.

    The law (u, sigma) is the matrix [[u^2 + sigma^2, u], [u, 1]] / sigma of determinant 1. Such matrices are one sheet
    of a hyperboloid, on which the way at share t is (sinh((1 - t) D) A + sinh(t D) B) / sinh D, with the hyperbolic
    length D. A vertical way (equal means) is no special case.
    """
    t = np.asarray(shares, float)
    far = float(distance(a, b)) / ROOT2
    if far < 1e-9:
        first, last = 1 - t, t
    else:
        first, last = np.sinh((1 - t) * far) / math.sinh(far), np.sinh(t * far) / math.sinh(far)
    (u, s), (v, r) = (a[0] / ROOT2, a[1]), (b[0] / ROOT2, b[1])
    corner = first / s + last / r
    return np.stack([ROOT2 * (first * u / s + last * v / r) / corner, 1 / corner], axis=-1)


def disc(centre: Pair, radius: float, points: int = 33) -> Array:
    """The laws (points, 2) at that Fisher distance from one: an ellipse in (mu, sigma), whose middle lies higher."""
    angle, far = np.linspace(0, 2 * np.pi, points), radius / ROOT2
    tall = centre[1] * math.sinh(far)
    high = centre[1] * math.cosh(far)
    return np.stack([centre[0] + ROOT2 * tall * np.cos(angle), high + tall * np.sin(angle)], axis=-1)


def threaded(a: Pair, b: Pair, radius: float) -> tuple[Array, Array]:
    """The middles of the beads (n, 2) of that Fisher radius that fit one after the other on the shortest way from a to
    b, and those (m, 2) that fit on the straight line in (mu, sigma)."""
    shares, far = np.linspace(0, 1, 401), float(distance(a, b))
    middles = [radius * (2 * np.arange(int(d / (2 * radius) + 1e-9)) + 1) for d in (far, straight_length(a, b))]
    line = np.interp(middles[1], straight_so_far(a, b, shares), shares)
    return geodesic(a, b, middles[0] / max(far, 1e-300)), np.asarray(a) + np.multiply.outer(line, np.subtract(b, a))


def beads(centres: Array, radius: float) -> Array:
    """The discs of that radius around laws (n, 2), as one polyline with gaps; of no laws, a gap alone."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap, *(np.vstack([disc((m, s), radius), gap]) for m, s in centres.tolist())])


# --- coins ---


def coin_angle(p: ArrayLike) -> Array:
    """2 arcsin sqrt p, from 0 to pi: the place of a coin on the quarter circle of radius 2, in Fisher length."""
    return np.asarray(2 * np.arcsin(np.sqrt(np.asarray(p, float))))


def coin_distance(p: float, q: float) -> float:
    """Fisher's distance of two coins, at most pi."""
    return float(abs(coin_angle(p) - coin_angle(q)))


def affinity(p: float, q: float, tosses: int) -> float:
    """Bhattacharyya's sum of sqrt(P(k) Q(k)) over the numbers k of heads in so many tosses, term by term."""
    k = np.arange(tosses + 1)
    return float(np.sqrt(binom.pmf(k, tosses, p) * binom.pmf(k, tosses, q)).sum())


def best_error(p: float, q: float, tosses: int) -> float:
    """How often the best guess, which of two equally likely coins it was, is wrong: half the sum of min(P(k), Q(k))."""
    k = np.arange(tosses + 1)
    return float(0.5 * np.minimum(binom.pmf(k, tosses, p), binom.pmf(k, tosses, q)).sum())


# --- descent on the mean negative log-likelihood of data with mean 0 and deviation 1 ---


def loss(mu: ArrayLike, sigma: ArrayLike) -> Array:
    """Nats an observation above the best: ln sigma + (1 + mu^2) / (2 sigma^2) - 1/2, which is KL(N(0, 1) || model)."""
    m, s = np.asarray(mu, float), np.asarray(sigma, float)
    return np.asarray(np.log(s) + (1 + m**2) / (2 * s**2) - 0.5)


def level(height: float, points: int = 161) -> Array:
    """The laws (2 points, 2) at which the loss is `height` > 0, as a closed curve around (0, 1)."""
    from scipy.optimize import brentq

    inner = brentq(lambda x: float(loss(0.0, math.exp(x))) - height, -10.0, 0.0)
    outer = brentq(lambda x: float(loss(0.0, math.exp(x))) - height, 0.0, 10.0 + height)
    x = inner + (outer - inner) * 0.5 * (1 - np.cos(np.linspace(0, np.pi, points)))
    s = np.exp(x)
    mu = np.sqrt(np.maximum(2 * s**2 * (height + 0.5 - x) - 1, 0.0))
    return np.concatenate([np.stack([mu, s], axis=1), np.stack([-mu, s], axis=1)[::-1]])


def to_chart(chart: str, mu: float, sigma: float) -> Pair:
    """The coordinates of a law in a chart."""
    if chart == "sigma":
        return mu, sigma
    if chart == "log":
        return mu, math.log(sigma)
    return mu / sigma**2, -0.5 / sigma**2


def from_chart(chart: str, first: float, second: float) -> Pair | None:
    """The law (mu, sigma) of coordinates in a chart; None where they name none, or one out of reach."""
    if chart == "log":
        sigma = math.exp(second) if abs(second) < 700 else math.inf
    elif chart == "sigma":
        sigma = second
    else:
        sigma = math.sqrt(-0.5 / second) if second < 0 else math.nan
    mu = first * sigma**2 if chart == "natural" else first
    return (mu, sigma) if abs(mu) <= FARTHEST and 1 / FARTHEST <= sigma <= FARTHEST else None


def plain_velocity(chart: str, mu: float, sigma: float) -> Pair:
    """Minus the gradient of the loss in the coordinates of a chart, taken as if they were Cartesian."""
    pull = (1 + mu**2) / sigma**2  # 1 where the deviation is right
    if chart == "sigma":
        return -mu / sigma**2, (pull - 1) / sigma
    if chart == "log":
        return -mu / sigma**2, pull - 1
    return -mu, 1 - mu**2 - sigma**2  # the data's E x and E x^2 less the model's


def natural_velocity(chart: str, mu: float, sigma: float) -> Pair:
    """Minus the natural gradient, the inverse Fisher matrix times the gradient, in the coordinates of a chart."""
    half = 0.5 * ((1 + mu**2) / sigma**2 - 1)  # d ln sigma / dt
    if chart == "sigma":
        return -mu, sigma * half
    if chart == "log":
        return -mu, half
    return (-mu - 2 * mu * half) / sigma**2, half / sigma**2


VELOCITIES: dict[str, Callable[[str, float, float], Pair]] = {"plain": plain_velocity, "natural": natural_velocity}


def push(chart: str, velocity: Pair, mu: float, sigma: float) -> Pair:
    """A velocity in a chart as the velocity (dmu, dsigma) of the law."""
    first, second = velocity
    if chart == "sigma":
        return velocity
    if chart == "log":
        return first, sigma * second
    return sigma**2 * (first + 2 * mu * second), sigma**3 * second


def descend(chart: str, method: str, start: Pair, rate: float, steps: int) -> Array:
    """The laws (steps + 1, 2) that descent with a fixed step goes through in a chart; NaN once a step leads to
    coordinates that name no law (sigma <= 0), or to one that is out of reach."""
    found, law, velocity = [start], start, VELOCITIES[method]
    for _ in range(steps):
        (a, b), (da, db) = to_chart(chart, *law), velocity(chart, *law)
        after = from_chart(chart, a + rate * da, b + rate * db)
        if after is None:
            break
        law = after
        found.append(law)
    return np.array(found + [(math.nan, math.nan)] * (steps + 1 - len(found)))


def every_run(start: Pair, rate: float, steps: int) -> dict[str, dict[str, Array]]:
    """What `descend` goes through from a start, by method and then by chart."""
    return {how: {chart: descend(chart, how, start, rate, steps) for chart in CHARTS} for how in VELOCITIES}


def flow(start: Pair, times: ArrayLike) -> Array:
    """The limit of ever shorter natural steps: E x and E x^2 of the model go exponentially to those of the data, 0 and
    1. Points (n, 2) at the times (n,); the same curve in all coordinates."""
    fade = np.exp(-np.asarray(times, float))
    mu, square = start[0] * fade, 1 + (start[0] ** 2 + start[1] ** 2 - 1) * fade
    return np.stack([mu, np.sqrt(square - mu**2)], axis=-1)


def spread(method: str, start: Pair, pieces: int) -> float:
    """After one unit of time in so many equal steps: the largest Fisher distance between the laws that the three charts
    have come to; NaN if one of them has left."""
    return widest([descend(chart, method, start, 1 / pieces, pieces)[-1] for chart in CHARTS])


def widest(laws: ArrayLike) -> float:
    """The largest Fisher distance among three laws (3, 2); NaN if one of them is none."""
    ends = np.asarray(laws, float)
    return float(distance(ends, ends[[1, 2, 0]]).max())
