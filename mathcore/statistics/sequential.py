"""Tests that are looked at more than once: exact error rates, boundaries that pay for the looks, and one for all n.

Data arrive as a Brownian motion B with drift `theta` on [0, 1]: B(t) is the sum of the differences after a share t of
the data, scaled so that z = B(t)/sqrt(t) has variance 1, and `theta` is the mean of z at the end. That is the joint law
of the z of normal data with known variance, and its limit otherwise. Tests are two-sided and stop at the first look
with |z| at least the bound.

Sources: Armitage, McPherson and Rowe, "Repeated significance tests on accumulating data", JRSS A 132 (1969); Pocock,
Biometrika 64 (1977); O'Brien and Fleming, Biometrics 35 (1979); Wang and Tsiatis, Biometrics 43 (1987); Jennison and
Turnbull, "Group Sequential Methods" (2000), chapters 2 and 19; Robbins, "Statistical methods related to the law of the
iterated logarithm", Annals of Mathematical Statistics 41 (1970).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common import randomness

Array = NDArray[np.float64]
ROOT = np.sqrt(2 * np.pi)
FAR = 8.2  # |z| without drift that is never reached; of a bound farther out nothing is lost
MOST_LOOKS = 20
DENSE = 1.3  # nodes for each deviation of a step
USERS = 5040  # steps of a path that is drawn; 1 to 10, 12, 14, 15, 16, 18 and 20 looks divide it
ALONG = np.unique(
    np.round(np.geomspace(10, 100_000, 161)).astype(int)
)  # users at which a test without end is looked at


def information(looks: int) -> Array:
    """(looks,) the shares of the data at equal looks."""
    return np.arange(1, looks + 1) / looks


@lru_cache(maxsize=256)
def _nodes(count: int) -> tuple[Array, Array]:
    """Gauss and Legendre's nodes and weights on [0, 1]. Not to be written to."""
    x, w = np.polynomial.legendre.leggauss(count)
    return (x + 1) / 2, w / 2


@dataclass(frozen=True)
class Continuing:
    """The density, without drift, of B at a look on the paths that have not stopped, at some nodes of [0, bound): it is
    even. `step` is the share of the data until the next look, `edge` the bound there on the scale of B."""

    time: float
    nodes: Array
    mass: Array  # density times weight
    step: float
    edge: float


def recursion(times: ArrayLike, bounds: ArrayLike) -> list[Continuing]:
    """The paths that have not stopped before each look, by recursive integration (Armitage, McPherson and Rowe).

    times (k,) ascending in (0, 1], bounds (k,) above 0 for |z|. Entry i is the density after look i (entry 0 is the
    start), with the way to look i + 1. Gauss and Legendre's rule resolves the step's deviation, so that what is made of
    it is right to about 1e-9.
    """
    t, b = np.asarray(times, float), np.asarray(bounds, float)
    found = [Continuing(0.0, np.zeros(1), np.array([0.5]), float(t[0]), float(b[0] * np.sqrt(t[0])))]
    for k in range(len(t) - 1):
        last = found[-1]
        far = min(last.edge, FAR * np.sqrt(t[k]))
        ahead = float(t[k + 1] - t[k])
        narrow = np.sqrt(min(ahead, last.step))
        x, w = _nodes(int(10 + DENSE * far / narrow))
        x, w = far * x, far * w
        scale = 1 / np.sqrt(last.step)
        near, over = (x[:, None] - last.nodes) * scale, (x[:, None] + last.nodes) * scale
        kernel = np.exp(-0.5 * near * near) + np.exp(-0.5 * over * over)
        density = np.einsum("ij,j->i", kernel, last.mass) * (scale / ROOT)
        found.append(Continuing(float(t[k]), x, density * w, ahead, float(b[k + 1] * np.sqrt(t[k + 1]))))
    return found


def null_rates(times: ArrayLike, bounds: ArrayLike) -> Array:
    """(k,) the probability without drift that the test stops at each look."""
    found = []
    for now in recursion(times, bounds):
        root = np.sqrt(now.step)
        beyond = special.ndtr((now.nodes - now.edge) / root) + special.ndtr((-now.nodes - now.edge) / root)
        found.append(2 * float(np.einsum("i,i->", now.mass, beyond)))
    return np.array(found)


def _exits(now: Continuing, theta: Array) -> tuple[Array, Array]:
    """(2, g) each: the probability to stop at the next look above and below, for each drift; and the mean of B there
    on those paths. Drift reweighs the paths by exp(theta B - theta^2 t / 2) (Girsanov)."""
    y = np.concatenate([-now.nodes, now.nodes])[:, None]
    mass = np.concatenate([now.mass, now.mass])[:, None]
    weight = mass * np.exp(theta * y - 0.5 * theta * theta * now.time)
    root, mean = np.sqrt(now.step), y + theta * now.step
    rates, means = [], []
    for side in (1.0, -1.0):
        gap = (now.edge - side * mean) / root
        beyond = special.ndtr(-gap)
        rates.append((weight * beyond).sum(axis=0))
        means.append((weight * (mean * beyond + side * root * np.exp(-0.5 * gap * gap) / ROOT)).sum(axis=0))
    return np.array(rates), np.array(means)


@dataclass(frozen=True)
class Operating:
    """What a test does under each of g drifts.

    Attributes:
        above, below: (k, g) the probability to stop at each look, above and below.
        ends: (k, g) the mean of B at the stop, times the probability to stop at that look.
        times: (k,) the looks. power, size, mean_end, estimate: see the properties.
    """

    times: Array
    drifts: Array
    above: Array
    below: Array
    ends: Array
    tail: Array  # (g,) the mean of B(1), times the probability, on the paths that never stop

    @property
    def stops(self) -> Array:
        """(k, g) the probability to stop at each look, on either side."""
        return np.asarray(self.above + self.below)

    @property
    def power(self) -> Array:
        """(g,) the probability to stop for significance at some look."""
        return np.asarray(self.stops.sum(axis=0))

    @property
    def size(self) -> Array:
        """(g,) the expected share of the data that is used; a test that never stops uses all."""
        last = self.times[-1]
        return np.asarray(last - ((last - self.times)[:, None] * self.stops).sum(axis=0))

    @property
    def mean_end(self) -> Array:
        """(g,) the mean of B at the end of the test."""
        return np.asarray(self.ends.sum(axis=0) + self.tail)

    @property
    def claimed(self) -> Array:
        """(g,) the mean of the estimate B(t)/t of the drift, given that the test stopped for significance; 0 where
        sums of both signs leave only rounding."""
        found = (self.ends / self.times[:, None]).sum(axis=0) / self.power
        return np.where(np.abs(found) > 1e-12, found, 0.0)


def operating(times: ArrayLike, bounds: ArrayLike, drifts: ArrayLike) -> Operating:
    """Exact stopping probabilities, expected size and mean at the stop for each drift (g,), between -6 and 6."""
    theta, t = np.atleast_1d(np.asarray(drifts, float)), np.asarray(times, float)
    courses = recursion(t, bounds)
    found = [_exits(each, theta) for each in courses]
    rates, means = np.array([each[0] for each in found]), np.array([each[1] for each in found])
    last = courses[-1]
    # On the paths that never stop: the last step, cut at both edges.
    y = np.concatenate([-last.nodes, last.nodes])[:, None]
    weight = np.concatenate([last.mass, last.mass])[:, None] * np.exp(theta * y - 0.5 * theta * theta * last.time)
    middle, root = y + theta * last.step, np.sqrt(last.step)
    high, low = (last.edge - middle) / root, (-last.edge - middle) / root
    bell = (np.exp(-0.5 * low * low) - np.exp(-0.5 * high * high)) / ROOT
    tail = (weight * (middle * (special.ndtr(high) - special.ndtr(low)) + root * bell)).sum(axis=0)
    return Operating(t, theta, rates[:, 0], rates[:, 1], means.sum(axis=1), tail)


def nominal(alpha: float) -> float:
    """The two-sided normal critical value of a single look."""
    return float(-special.ndtri(alpha / 2))


def shape(times: ArrayLike, delta: float) -> Array:
    """(k,) Wang and Tsiatis' boundary of constant 1: z = t^(delta - 1/2); 0 is O'Brien and Fleming's, 1/2 Pocock's."""
    return np.asarray(np.asarray(times, float) ** (delta - 0.5))


@lru_cache(maxsize=512)
def constant(looks: int, delta: float, alpha: float) -> float:
    """The constant with which Wang and Tsiatis' boundary has the two-sided level alpha over all looks.

    By the secant rule on the scale of z, on which the level is nearly a straight line.
    """
    times = information(looks)
    bent, wanted = shape(times, delta), nominal(alpha)

    def reached(c: float) -> float:
        return nominal(float(np.clip(null_rates(times, c * bent).sum(), 1e-15, 1 - 1e-12))) - wanted

    before = wanted + np.log(looks) * (0.03 + 0.85 * max(delta, 0.0) ** 2)  # nearly
    now = before + 0.01
    low, here = reached(before), reached(now)
    for _ in range(30):
        if here == low:
            break
        before, now, low = now, now - here * (now - before) / (here - low), here
        if abs(here) < 3e-5:  # then the step just made has all digits that the integrals have
            break
        here = reached(now)
    return float(now)


@lru_cache(maxsize=64)
def held_bounds(looks: int, alpha: float, held: int, deltas: tuple[float, ...]) -> Array:
    """(len(deltas),) the bound of the look `held` (from 0) for each shape: falling, but at the last."""
    return np.array([constant(looks, d, alpha) * shape(information(looks), d)[held] for d in deltas])


@lru_cache(maxsize=64)
def peeking(alpha: float) -> Array:
    """(MOST_LOOKS,) the probability that a test at level alpha rejects a true null at one of 1, 2, ... equal looks.

    The z of the first k of 20 equal looks have the law of those of k equal looks: what counts are ratios of times.
    """
    return np.cumsum(null_rates(information(MOST_LOOKS), np.full(MOST_LOOKS, nominal(alpha))))


def brownian(paths: int, seed: int) -> Array:
    """(paths, USERS) B after each user, without drift."""
    steps = randomness.random_normals(seed, 61, 0, paths * USERS).reshape(paths, USERS)
    return np.asarray(np.cumsum(steps, axis=1) / np.sqrt(USERS))


def first_stop(paths: Array, times: Array, bounds: ArrayLike) -> tuple[NDArray[np.int64], Array]:
    """Of each path (n, USERS) the step at which a look stops it, one past the end if none does; and z there, or NaN."""
    z = paths[:, np.round(USERS * times).astype(int) - 1] / np.sqrt(times)
    over = np.abs(z) >= bounds
    look, found = over.argmax(axis=1), over.any(axis=1)
    at = np.where(found, np.round(USERS * times).astype(int)[look], USERS + 1)
    return at, np.where(found, z[np.arange(len(z)), look], np.nan)


def crossed(z: Array, bound: ArrayLike) -> tuple[Array, NDArray[np.int64]]:
    """Of runs z (n, k): the share that has reached the bound by each place (k,), and where each does first (n,), k
    if it never does."""
    over = np.abs(z) >= bound
    when = np.where(over.any(axis=1), over.argmax(axis=1), z.shape[1])
    return np.cumsum(np.bincount(when, minlength=z.shape[1] + 1)[:-1]) / len(z), when


def forever(runs: int, seed: int) -> Array:
    """(runs, len(ALONG)) z of tests without an effect after each of ALONG users."""
    steps = randomness.random_normals(seed, 62, 0, runs * len(ALONG)).reshape(runs, len(ALONG))
    return np.asarray(np.cumsum(steps * np.sqrt(np.diff(ALONG, prepend=0)), axis=1) / np.sqrt(ALONG))


def mixture_bound(n: ArrayLike, scale: float, alpha: float) -> Array:
    """Robbins' bound for |z| after n users, which holds for all n at once with probability at least 1 - alpha.

    `scale` (r > 0): effects, in deviations a user, are mixed by a normal law of variance 1/r.
    """
    u = np.asarray(n, float) / scale
    return np.asarray(np.sqrt((1 + 1 / u) * (np.log1p(u) + 2 * np.log(1 / alpha))))


@lru_cache(maxsize=4)
def _hermite(count: int) -> tuple[Array, Array]:
    """Gauss and Hermite's nodes and weights for exp(-x^2/2). Not to be written to."""
    x, w = np.polynomial.hermite_e.hermegauss(count)
    return np.asarray(x), np.asarray(w)


def mixture(z: ArrayLike, n: ArrayLike, scale: float, nodes: int = 80) -> Array:
    """Robbins' martingale by quadrature: the mean over lambda ~ N(0, 1/scale) of exp(lambda S - lambda^2 n / 2), with
    S = z sqrt(n). In closed form it is sqrt(r/(n + r)) exp(S^2 / (2 (n + r)))."""
    n = np.asarray(n, float)
    x, w = _hermite(nodes)
    at = np.asarray(z, float) * np.sqrt(n)
    # The product is a normal density around S/(n + r); nodes are laid there.
    middle, wide = at / (n + scale), 1 / np.sqrt(n + scale)
    lam = middle[..., None] + 1.3 * wide[..., None] * x
    logs = lam * at[..., None] - lam**2 * n[..., None] / 2 - lam**2 * scale / 2 + x**2 / 2
    return np.asarray((np.exp(logs) * w).sum(axis=-1) * 1.3 * wide * np.sqrt(scale) / ROOT)


@lru_cache(maxsize=64)
def tightest(alpha: float) -> tuple[float, float]:
    """(n/r, |z|) where Robbins' bound is lowest."""
    wanted = 2 * np.log(1 / alpha)
    u = max(wanted, 1e-6)
    for _ in range(200):  # where the derivative is zero: u = ln(1 + u) + 2 ln(1/alpha), a contraction
        u = float(np.log1p(u) + wanted)
    return u, float(mixture_bound(u, 1.0, alpha))
