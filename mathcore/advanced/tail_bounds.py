"""Bounds on the upper tail of a sum: Markov, Chebyshev, Cantelli, Hoeffding, Bernstein, Chernoff; who meets them.

All are for the upper tail, P(S >= x) with x above the mean; Chebyshev's bounds both tails together.

Sources: Hoeffding, "Probability inequalities for sums of bounded random variables", JASA 58 (1963); Boucheron, Lugosi
and Massart, "Concentration Inequalities", Oxford (2013), chapter 2; Philips and Nelson, "The moment bound is tighter
than Chernoff's bound for positive tail probabilities", The American Statistician 49 (1995).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import uniform_filter
from scipy.special import betainc, gammaln, logsumexp, xlogy
from scipy.stats import binom

Array = NDArray[np.float64]
CONTEST = ("markov", "cantelli", "hoeffding", "bernstein", "chernoff")  # Chebyshev's never beats Cantelli's
COPIES = 10  # how often each draw is repeated where draws are copies
COINS, TAIL = 10, 3.0  # of the laws that moments know: Binomial(10, 1/2); P(X >= x) = x^-3 for x >= 1
LAST, TERMS = 200, np.arange(6000)  # the highest moment that is tried; the terms of a Poisson average
_HEADS = np.arange(COINS + 1)
COIN_SHARES = binom.pmf(_HEADS, COINS, 0.5)


def divergence(a: ArrayLike, p: ArrayLike) -> Array:
    """Of a coin a from a coin p, in nats, for 0 <= a <= 1 and 0 < p < 1; infinite for an a that no share can have."""
    share, chance = np.asarray(a, dtype=float), np.asarray(p, dtype=float)
    inside = np.clip(share, 0.0, 1.0)
    found = xlogy(inside, inside / chance) + xlogy(1 - inside, (1 - inside) / (1 - chance))
    return np.asarray(np.where(share > 1 + 1e-12, np.inf, np.maximum(found, 0.0)))


def bounds(n: int, p: ArrayLike, z: ArrayLike) -> dict[str, Array]:
    """What each inequality says of P(S >= np + z sd), S ~ Binomial(n, p), z > 0, by its name. Not capped at 1.

    Hoeffding's uses that a draw lies in [0, 1]; Bernstein's its variance, and that it exceeds its mean by at most
    1 - p; Chernoff's is optimised over its parameter, exp(-n KL): by Hoeffding's Theorem 1 it holds for all independent
    draws in [0, 1] with mean p.
    """
    chance, far = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(z, dtype=float))
    variance = chance * (1 - chance)
    over = far * np.sqrt(variance / n)  # of the share over p
    return {
        "markov": chance / (chance + over),
        "chebyshev": 1 / far**2,
        "cantelli": 1 / (1 + far**2),
        "hoeffding": np.exp(-2 * n * over**2),
        "bernstein": np.exp(-n * over**2 / (2 * (variance + (1 - chance) * over / 3))),
        "chernoff": np.exp(-n * divergence(chance + over, chance)),
    }


def threshold(n: int, p: ArrayLike, z: ArrayLike) -> Array:
    """np + z sd: where the tail begins. Within rounding of a whole number it is that number."""
    chance = np.asarray(p, dtype=float)
    x = n * chance + np.asarray(z, dtype=float) * np.sqrt(n * chance * (1 - chance))
    return np.asarray(np.where(np.abs(x - np.round(x)) < 1e-9 * (1 + x), np.round(x), x))


def exact_tail(n: int, p: ArrayLike, z: ArrayLike, copies: bool = False) -> Array:
    """P(S >= np + z sd) of n coins; with `copies` each coin counts ten times (the last one for what is left of n)."""
    x, chance = threshold(n, p, z), np.asarray(p, dtype=float)
    if not copies:
        return np.asarray(binom.sf(np.ceil(x) - 1, n, chance))
    groups, rest = divmod(n, COPIES)
    without, beside = (binom.sf(np.ceil(y / COPIES - 1e-9) - 1, groups, chance) for y in (x, x - rest))
    return np.asarray((1 - chance) * without + chance * beside)


def sharpest(n: int, p: ArrayLike, z: ArrayLike, chernoff: bool) -> tuple[NDArray[np.int64], Array]:
    """The place in CONTEST of the least bound, and that bound; the last of CONTEST takes part only if `chernoff`."""
    found = bounds(n, p, z)
    all_of_them = np.stack([found[name] for name in CONTEST[: len(CONTEST) - (not chernoff)]])
    return all_of_them.argmin(axis=0), all_of_them.min(axis=0)


def contest(n: int, p: ArrayLike, z: ArrayLike, chernoff: bool) -> Array:
    """The map of the winners, [row of p, column of z]: place in CONTEST + shade; NaN where S cannot reach so far.

    The shade is 0 where the winner is the tail itself, and near 1 where it exceeds it a thousand times. The tail at x
    is the incomplete beta function I_p(x, n - x + 1), which is exact at whole x, and goes smoothly between them.
    """
    rows, columns = np.asarray(p, dtype=float)[:, None], np.asarray(z, dtype=float)[None, :]
    which, least = sharpest(n, rows, columns, chernoff)
    x = threshold(n, rows, columns)
    some = x[::2, ::2]  # the shade is smooth: one in four cells is enough
    true = betainc(some, np.maximum(n - some, 0) + 1, rows[::2])
    with np.errstate(divide="ignore", invalid="ignore"):  # beyond n both are 0
        few = np.clip(np.nan_to_num(np.log10(least[::2, ::2] / true) / 3), 0.0, 0.999)
    shade = few.repeat(2, axis=0).repeat(2, axis=1)[: x.shape[0], : x.shape[1]]
    return np.where(x > n, np.nan, which + shade)


def roomiest(regions: Array, which: int, size: tuple[int, int] = (9, 34)) -> tuple[int, int] | None:
    """The cell, row and column, around which the region of that place in CONTEST has most room; None if a box of that
    size (rows, columns) does not fit."""
    mine = (np.floor(np.nan_to_num(regions, nan=-1.0)) == which).astype(float)
    if not mine.any():
        return None
    wide = tuple(2 * side for side in size)
    room = uniform_filter(mine, size, mode="constant") + 0.01 * uniform_filter(mine, wide, mode="constant")
    row, column = np.unravel_index(int(room.argmax()), room.shape)
    return (int(row), int(column)) if room.max() > 0.97 else None


def tail(source: str, a: ArrayLike) -> Array:
    """P(X >= a), a > 0, of "coins" (heads in ten tosses), "waits" (exponential, mean 1), "pareto" (x^-3 from 1 on)."""
    at = np.asarray(a, dtype=float)
    if source == "coins":
        return np.asarray(binom.sf(np.ceil(at - 1e-9) - 1, COINS, 0.5))
    return np.exp(-at) if source == "waits" else np.minimum(1.0, at**-TAIL)


def density(source: str, x: ArrayLike) -> Array:
    """The density of "waits" or "pareto" at x >= 0."""
    at = np.asarray(x, dtype=float)
    return np.exp(-at) if source == "waits" else np.where(at >= 1, TAIL / np.maximum(at, 1.0) ** (TAIL + 1), 0.0)


def log_moment(source: str, s: ArrayLike) -> Array:
    """ln E X^s for s >= 0; infinite where there is no such moment."""
    at = np.asarray(s, dtype=float)
    if source == "waits":
        return np.asarray(gammaln(at + 1))
    if source == "pareto":
        return np.log(np.where(at < TAIL, TAIL / np.maximum(TAIL - at, 1e-300), np.inf))
    powers = at[..., None] * np.log(np.maximum(_HEADS, 1)) + np.log(COIN_SHARES)
    none = np.where(at[..., None] == 0, np.log(COIN_SHARES[0]), -np.inf)  # 0^0 = 1, and 0^s = 0
    return np.asarray(logsumexp(np.concatenate([none, powers[..., 1:]], axis=-1), axis=-1))


def log_mgf(source: str, rate: ArrayLike) -> Array:
    """ln E exp(rate X) for rate >= 0; infinite where the mean is."""
    at = np.asarray(rate, dtype=float)
    if source == "coins":
        return COINS * np.logaddexp(np.log(0.5), np.log(0.5) + at)
    if source == "waits":
        return np.where(at < 1 - 1e-12, -np.log1p(-np.minimum(at, 1 - 1e-12)), np.inf)
    return np.where(at > 0, np.inf, 0.0)


def moment_bound(source: str, a: float, s: ArrayLike) -> Array:
    """E X^s / a^s, which bounds P(X >= a): Markov's inequality for X^s."""
    with np.errstate(over="ignore"):
        return np.exp(log_moment(source, s) - np.asarray(s, dtype=float) * np.log(a))


def exponential_bound(source: str, a: float, s: ArrayLike) -> Array:
    """exp(-s) E exp(s X / a), which bounds P(X >= a): Markov's inequality for exp(s X / a)."""
    at = np.asarray(s, dtype=float)
    with np.errstate(over="ignore"):
        return np.exp(log_mgf(source, at / a) - at)


def bounds_by_exponent(source: str, a: float, s: Array) -> tuple[Array, Array, Array]:
    """Exponents, and the moment and exponential bounds there; `s` made dense where one of them runs off to infinity."""
    end = {"waits": a, "pareto": TAIL}.get(source, float(s[-1]))
    at = np.sort(np.append(s, end * (1 - np.geomspace(1e-9, 1e-2, 15))))
    return at, moment_bound(source, a, at), exponential_bound(source, a, at)


@lru_cache(maxsize=3)
def _log_moments(source: str) -> Array:
    """ln E X^k for k in TERMS."""
    return log_moment(source, TERMS)


def poisson_average(source: str, a: float, s: float) -> float:
    """The mean of the moment bounds of orders k = 0, 1, 2, ... when k is a Poisson number with mean s."""
    if s == 0:
        return 1.0
    logs = _log_moments(source) - TERMS * np.log(a) + TERMS * np.log(s) - s - gammaln(TERMS + 1)
    return float(np.exp(logsumexp(logs)))


def best_moment(source: str, a: float) -> tuple[int, float]:
    """The whole order from 0 to 200 with the least bound, the first of equals (of "waits" a - 1 and a are, for a whole
    a), and that bound; 0, which says P <= 1, if a is not over the mean."""
    found = moment_bound(source, a, np.arange(LAST + 1))
    return int((found <= found.min() * (1 + 1e-12)).argmax()), float(found.min())


def best_exponential(source: str, a: float) -> tuple[float, float]:
    """The s >= 0 with the least exponential bound (Chernoff's), and that bound.

    s is infinite where a is the largest value. No moment generating function: s = 0, which says P <= 1.
    """
    if source == "waits":
        return (a - 1, a * float(np.exp(1 - a))) if a > 1 else (0.0, 1.0)
    if source == "pareto" or a <= COINS / 2:
        return 0.0, 1.0
    share = a / COINS
    least = float(np.exp(-COINS * divergence(share, 0.5)))
    return (np.inf if share >= 1 else a * float(np.log(share / (1 - share)))), least


def spread(x: ArrayLike, w: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of masses w (shares of one) at x; a deviation that is only rounding is 0."""
    places, shares = np.asarray(x, dtype=float), np.asarray(w, dtype=float)
    mean = float(np.einsum("i,i", shares, places))
    sd = float(np.sqrt(np.einsum("i,i", shares, (places - mean) ** 2)))
    return mean, sd if sd > 1e-9 * (1 + abs(mean)) else 0.0


def reached(x: ArrayLike, w: ArrayLike, k: ArrayLike, upper: bool) -> NDArray[np.bool_]:
    """Which masses are k sd or more from the mean (over it, if `upper`), [k, mass]; none if sd is 0. Rounding decides
    nothing: a mass just at the distance counts."""
    mean, sd = spread(x, w)
    off = np.asarray(x, dtype=float) - mean
    off = off if upper else np.abs(off)
    far = np.asarray(k, dtype=float)[..., None] * sd * (1 - 1e-10)
    return np.asarray((off >= far) & (sd > 0))


def mass_beyond(x: ArrayLike, w: ArrayLike, k: ArrayLike, upper: bool) -> Array:
    """P(|X - mean| >= k sd), or of the upper tail alone, for each k > 0; 0 where sd is 0."""
    return np.asarray((reached(x, w, k, upper) * np.asarray(w, dtype=float)).sum(axis=-1))


def parabola(x: ArrayLike, mean: float, sd: float, k: float, upper: bool) -> Array:
    """The parabola over the indicator of the tail whose mean is Chebyshev's bound 1/k^2, or Cantelli's 1/(1 + k^2);
    NaN if sd is 0."""
    at = (np.asarray(x, dtype=float) - mean) / (sd or np.nan)
    return np.asarray(((at + 1 / k) / (k + 1 / k)) ** 2 if upper else (at / k) ** 2)
