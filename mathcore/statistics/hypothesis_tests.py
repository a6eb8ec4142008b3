"""What a test does over many repetitions: power and size, the law of p, what a threshold does to what passes it; tests
of two groups and of a two-by-two table.

Noncentral laws are integrals over the unknown spread: given s, everything is normal. Sources: Lehmann and Romano,
*Testing Statistical Hypotheses*, 3rd ed. (2005); Gelman and Carlin, "Beyond power calculations" (2014); Welch (1947);
Fisher, *The Design of Experiments* (1935).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from scipy.special import chdtrc, gammaln, ndtr, ndtri, stdtr, stdtrit

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
EXPERIMENTS, LARGEST, HYPOTHESES = 4_000, 50, 4_000  # simulated; the most values in a group of them
NODES, WIDE = 64, 9.0  # of an integral over the spread; how many standard deviations of it are covered
ROOT = float(np.sqrt(2 * np.pi))


def bell(z: ArrayLike) -> Array:
    """The standard normal density."""
    return np.asarray(np.exp(-0.5 * np.square(z)) / ROOT)


@lru_cache(maxsize=8)
def legendre(count: int) -> tuple[Array, Array]:
    """Nodes and weights of Gauss and Legendre on [-1, 1], (count,)."""
    x, w = np.polynomial.legendre.leggauss(count)
    return np.asarray(x), np.asarray(w)


@remembered
def spreads(df: float, count: int = NODES) -> tuple[Array, Array]:
    """Places r (count,) and weights for means over r = s/σ, where df·r² has the chi-square law of df > 0 degrees."""
    x, w = legendre(count)
    low, high = max(0.0, np.sqrt(df) - WIDE), np.sqrt(df) + WIDE
    share, growth = 0.5 * (x + 1), np.ones(count)
    if low == 0:  # far out in the tails of t small spreads count: nodes crowd at 0
        share, growth = share**2, share
    chi = low + (high - low) * share
    logs = (df - 1) * np.log(chi) - 0.5 * chi * chi
    weights = w * growth * np.exp(logs - logs.max())
    return chi / np.sqrt(df), weights / weights.sum()


def critical(alpha: ArrayLike, df: ArrayLike) -> Array:
    """The t that is exceeded, on either side, with probability alpha if the null is true."""
    return np.asarray(-stdtrit(np.asarray(df, float), np.asarray(alpha, float) / 2), float)


def p_at(t: ArrayLike, df: ArrayLike) -> Array:
    """The two-sided p of t."""
    return np.asarray(2 * stdtr(np.asarray(df, float), -np.abs(np.asarray(t, float))), float)


def t_density(t: ArrayLike, df: float) -> Array:
    """Student's density."""
    logs = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * np.log(df * np.pi)
    return np.asarray(np.exp(logs - 0.5 * (df + 1) * np.log1p(np.square(t) / df)))


def power(effect: float, n: float, alpha: float) -> float:
    """P(p ≤ alpha) of the two-sided pooled t-test with n in each group and means `effect` deviations apart."""
    df, shift = 2 * n - 2, effect * np.sqrt(n / 2)
    r, w = spreads(df)
    c = float(critical(alpha, df))
    return min(1.0, float(w @ (ndtr(shift - c * r) + ndtr(-shift - c * r))))


def powers(effects: Sequence[float], sizes: Sequence[int], alpha: float) -> Array:
    """The power of each effect at each size, (effects, sizes)."""
    d, n = np.asarray(effects, float), np.asarray(sizes, float)
    cuts = critical(alpha, 2 * n - 2)
    found = np.empty((len(d), len(n)))
    for k, (size, c) in enumerate(zip(n.tolist(), cuts.tolist(), strict=True)):
        r, w = spreads(2 * size - 2)
        shift = d[:, None] * np.sqrt(size / 2)
        found[:, k] = (ndtr(shift - c * r) + ndtr(-shift - c * r)) @ w
    return np.minimum(found, 1.0)


def difference_density(d: ArrayLike, effect: float, n: int) -> Array:
    """The density of the observed difference in pooled deviations, d = t·√(2/n), where it truly is `effect`.

    t has the noncentral t law of 2n - 2 degrees with noncentrality effect·√(n/2): given s, t·s/σ is normal.
    """
    scale = np.sqrt(n / 2)
    r, w = spreads(2 * n - 2)
    t = np.asarray(d, float)[..., None] * scale
    return np.asarray(scale * (bell(t * r - effect * scale) * r) @ w)


def between(low: float, high: float, effect: float, n: int) -> float:
    """The area under `difference_density` from low to high; nodes lie densely where it is tall, thinly in its tails."""
    scale = np.sqrt(2 / n)
    start, stop = (np.arcsinh((end - effect) / scale) for end in (low, high))
    x, w = legendre(160)
    u = start + 0.5 * (stop - start) * (x + 1)
    heights = difference_density(effect + scale * np.sinh(u), effect, n) * scale * np.cosh(u)
    return float(0.5 * (stop - start) * np.einsum("i,i", w, heights))


def needed(effect: float, alpha: float, wanted: float = 0.8) -> float:
    """The smallest n per group whose power is at least `wanted`; inf for no effect."""
    if effect == 0:
        return float("inf")
    low, high = 1, 2
    while power(effect, high, alpha) < wanted:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(effect, middle, alpha) >= wanted else (middle, high)
    return float(high)


class Filtered(NamedTuple):
    """What a threshold c for |z| does to z ~ N(signal, 1): the share that passes; of those, how much larger |z| is on
    average than the signal, and the share of the wrong sign."""

    power: Any
    exaggeration: Any
    wrong_sign: Any


def significance_filter(signal: ArrayLike, alpha: float) -> Filtered:
    """Exaggeration ("type M") and wrong-sign share ("type S") of significant results; signal > 0, in standard errors.

    E(|z|; |z| > c) = signal·[Φ(signal - c) - Φ(-signal - c)] + φ(c - signal) + φ(c + signal). Gelman and Carlin (2014).
    """
    c, theta = float(-ndtri(alpha / 2)), np.asarray(signal, float)
    right, wrong = ndtr(theta - c), ndtr(-theta - c)
    mean = theta * (right - wrong) + bell(c - theta) + bell(c + theta)
    return Filtered(right + wrong, mean / (right + wrong) / theta, wrong / (right + wrong))


def false_share(real: float, passing: float, alpha: float) -> float:
    """Of the hypotheses that pass, the share whose null is true: `real` of all have an effect, found with power
    `passing`. The expectation of false passes over that of all."""
    false = (1 - real) * alpha
    return false / (false + real * passing)


@remembered
def hypotheses(seed: int) -> tuple[Array, Array]:
    """Errors (HYPOTHESES,) of estimates, standard normal, and uniform numbers that say which effects are real."""
    return random_normals(seed, 0, 0, HYPOTHESES), random_uniforms(seed, 1, 0, HYPOTHESES)


def estimates(signal: float, real: float, seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """Estimates of many effects in their standard errors, a share `real` of which is `signal` and the others zero; and
    which are real: (HYPOTHESES,) each."""
    errors, uniform = hypotheses(seed)
    return errors + signal * (uniform < real), uniform < real


def piles(values: ArrayLike, wide: float) -> tuple[Array, Array]:
    """Dots in columns that are `wide`, with edges at the multiples of it: the middle of each dot's column, and its rank
    in the column from 0; both (n,)."""
    column = np.floor(np.asarray(values, float) / wide + 1e-9)
    order = np.argsort(column, kind="stable")
    _, first, counts = np.unique(column[order], return_index=True, return_counts=True)
    rank = np.empty(len(column))
    rank[order] = np.arange(len(column)) - np.repeat(first, counts)
    return (column + 0.5) * wide, rank


def share_slack(share: float, count: int, errors: float = 5.0) -> float:
    """How far the share of `count` independent trials may be off: so many standard errors, and as many trials."""
    return errors * float(np.sqrt(max(share * (1 - share), 0.0) / count)) + errors / count


class Summed(NamedTuple):
    """Of EXPERIMENTS samples the sums and sums of squares of their first 0, 1, ... values; both (LARGEST + 1, E)."""

    first: Array
    second: Array


@remembered
def running(seed: int, group: int) -> Summed:
    """Standard normal samples of one group of each experiment, by their running sums: any size is a row of them."""
    x = random_normals(seed, group, 0, EXPERIMENTS * LARGEST).reshape(LARGEST, EXPERIMENTS)
    start = np.zeros((1, EXPERIMENTS))
    return Summed(*(np.concatenate([start, np.cumsum(each, axis=0)]) for each in (x, x * x)))


class Plan(NamedTuple):
    """Two normal groups of sizes a and b, deviations 1 and `ratio`, means `effect` apart; a test that thinks each value
    was recorded `copies` times (more than once: rows that are not independent)."""

    effect: float
    a: int
    b: int
    ratio: float
    test: str  # "pooled" or "welch"
    copies: int

    @property
    def unmet(self) -> str:
        """What the test assumes and the plan does not keep; "" if it keeps everything."""
        if self.copies > 1:
            return "each value was counted twice"
        if self.test == "welch":
            return "Welch’s degrees of freedom are approximate"
        return "the groups differ in their spreads" if self.ratio != 1 else ""

    def errors(self, va: ArrayLike, vb: ArrayLike) -> tuple[Array, Array]:
        """The standard error of the difference and the degrees of freedom that the test takes, from the variances of
        the distinct values (divisors a - 1, b - 1)."""
        na, nb = self.copies * self.a, self.copies * self.b
        # Copies leave the mean, and the sum of squares grows with them.
        sa, sb = self.copies * (self.a - 1) * np.asarray(va, float), self.copies * (self.b - 1) * np.asarray(vb, float)
        if self.test == "pooled":
            df = np.asarray(float(na + nb - 2))
            return np.sqrt((sa + sb) / df * (1 / na + 1 / nb)), df
        ea, eb = sa / (na - 1) / na, sb / (nb - 1) / nb
        total = np.maximum(ea + eb, 1e-300)
        return np.sqrt(total), total**2 / np.maximum(ea**2 / (na - 1) + eb**2 / (nb - 1), 1e-300)


class Experiments(NamedTuple):
    """Differences of means, their standard errors, degrees of freedom and two-sided p-values; each (EXPERIMENTS,)."""

    difference: Array
    error: Array
    df: Array
    p: Array


def experiments(plan: Plan, seed: int) -> Experiments:
    """The experiments of a seed under a plan."""
    one, two = running(seed, 0), running(seed, 1)
    mean_a, mean_b = one.first[plan.a] / plan.a, two.first[plan.b] / plan.b
    va = np.maximum(one.second[plan.a] - plan.a * mean_a**2, 0) / (plan.a - 1)
    vb = plan.ratio**2 * np.maximum(two.second[plan.b] - plan.b * mean_b**2, 0) / (plan.b - 1)
    error, df = plan.errors(va, vb)
    difference = plan.effect + plan.ratio * mean_b - mean_a
    return Experiments(difference, error, np.broadcast_to(df, error.shape), 2 * stdtr(df, -np.abs(difference / error)))


def rejects(plan: Plan, levels: ArrayLike, count: int = 40) -> Array:
    """P(p ≤ level) of the plan's test at each of the levels (k,), exactly: an integral over both spreads."""
    alphas = np.minimum(np.atleast_1d(np.asarray(levels, float)), 1 - 1e-12)
    (ra, wa), (rb, wb) = spreads(plan.a - 1, count), spreads(plan.b - 1, count)
    error, df = plan.errors(ra[:, None] ** 2, (plan.ratio * rb[None]) ** 2)
    if df.ndim:  # Welch's degrees differ from node to node: t is smooth in 1/df
        inverse = np.linspace(
            1 / (plan.copies * (plan.a + plan.b) - 2), 1 / (plan.copies * min(plan.a, plan.b) - 1), 24
        )
        table = CubicSpline(inverse, np.log(critical(alphas[None], 1 / inverse[:, None])))
        cut = np.moveaxis(np.exp(table(np.clip(1 / df, inverse[0], inverse[-1]))), -1, 0)
    else:
        cut = critical(alphas, df)[:, None, None]
    true = np.sqrt(1 / plan.a + plan.ratio**2 / plan.b)
    edge, shift = cut * error / true, plan.effect / true
    return np.clip(np.einsum("i,kij,j->k", wa, ndtr(shift - edge) + ndtr(-shift - edge), wb), 0.0, 1.0)


class TTest(NamedTuple):
    """A t-test of two groups: t, degrees of freedom, two-sided p, standard error of the difference."""

    t: float
    df: float
    p: float
    error: float


def t_test(first: ArrayLike, second: ArrayLike, kind: str) -> TTest:
    """ "pooled" (Student), "welch" or "paired", of the first mean less the second. No spread: t is 0, or huge.

    Raises:
        ValueError: pairs of different length.
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    if kind == "paired":
        if len(a) != len(b):
            raise ValueError(f"Pairs need two groups of one size, not {len(a)} and {len(b)}.")
        gaps, df = a - b, float(len(a) - 1)
        error = float(gaps.std(ddof=1) / np.sqrt(len(a)))
    else:
        plan = Plan(0.0, len(a), len(b), 1.0, kind, 1)
        found = plan.errors(a.var(ddof=1), b.var(ddof=1))
        error, df = float(found[0]), float(found[1])
    middle = np.concatenate([a, b]).mean()
    difference = float((a - middle).mean() - (b - middle).mean())  # without the rounding of large means
    scale = 1e-16 * max(1e-300, float(np.abs(np.concatenate([a, b])).max()))
    t = 0.0 if abs(difference) <= scale else difference / max(error, scale)
    return TTest(t, df, float(2 * stdtr(df, -abs(t))), error)


def t_of_differences(differences: ArrayLike, first: ArrayLike, second: ArrayLike, paired: bool) -> Array:
    """The t of relabelled data from their difference of means alone: what labels do not change fixes the rest.

    Two groups: the total sum of squares stays, so the one within is it less ab/(a+b)·d². Pairs: Σd² stays.
    """
    d, a, b = np.asarray(differences, float), np.asarray(first, float), np.asarray(second, float)
    if paired:
        m, squares = len(a), float(np.sum((a - b) ** 2))
        within = np.maximum(squares - m * d * d, 1e-12 * max(squares, 1e-300))
        return np.asarray(d / np.sqrt(within / (m - 1) / m))
    pooled = np.concatenate([a, b])
    total, share = float(np.sum((pooled - pooled.mean()) ** 2)), len(a) * len(b) / len(pooled)
    within = np.maximum(total - share * d * d, 1e-12 * max(total, 1e-300))
    return np.asarray(d / np.sqrt(within / (len(pooled) - 2) / share))


@dataclass(frozen=True)
class Table:
    """A two-by-two table of counts, rows the groups, and what its margins allow.

    Attributes:
        counts, expected: (2, 2), as seen, and if rows and columns have nothing to do with one another.
        chi2, p: Pearson's statistic without a correction, and its p by the chi-square law of one degree.
        possible: (k,) all values of the first count that the margins allow; chances: their probabilities if the null is
            true, given the margins; roots: √chi2 of each, with the sign of its difference.
    """

    counts: Array
    expected: Array
    chi2: float
    p: float
    possible: Array
    chances: Array
    roots: Array

    @property
    def empty(self) -> bool:
        """Whether a row or a column is empty."""
        return bool(self.expected.min() == 0)

    @property
    def exact(self) -> float:
        """Fisher's two-sided p: the chance of a table that is no more probable than this one."""
        return min(1.0, float(self.chances[self.as_improbable].sum()))

    @property
    def place(self) -> int:
        """Which of the possible tables was seen."""
        return int(self.counts[0, 0] - self.possible[0])

    @property
    def as_improbable(self) -> NDArray[np.bool_]:
        """Which of the possible tables are no more probable than the one that was seen, (k,)."""
        return np.asarray(self.chances <= self.chances[self.place] * (1 + 1e-7))

    def size(self, alpha: float) -> float:
        """The chance, given the margins, that the chi-square test rejects at level alpha though the null is true."""
        cut = float(ndtri(alpha / 2)) ** 2
        return float(self.chances[self.roots**2 >= cut * (1 - 1e-12)].sum())


def log_choose(n: ArrayLike, k: ArrayLike) -> Array:
    """The logarithm of n over k."""
    total, part = np.asarray(n, float), np.asarray(k, float)
    return np.asarray(gammaln(total + 1) - gammaln(part + 1) - gammaln(total - part + 1))


def table(counts: ArrayLike) -> Table:
    """A two-by-two table; where a row or a column is empty chi2 is 0 and p is 1. Fisher (1935), Pearson (1900)."""
    seen = np.asarray(counts, float).reshape(2, 2)
    (r1, r2), (c1, c2), total = seen.sum(axis=1), seen.sum(axis=0), seen.sum()
    expected = np.outer([r1, r2], [c1, c2]) / max(total, 1.0)
    possible = np.arange(max(0.0, r1 - c2), min(r1, c1) + 1)
    chances = np.exp(log_choose(r1, possible) + log_choose(r2, c1 - possible) - log_choose(total, c1))
    spread = np.sqrt(r1 * r2 * c1 * c2 / max(total, 1.0) ** 3)
    roots = (possible - expected[0, 0]) / spread if spread > 0 else np.zeros(len(possible))
    chi2 = float(np.sum((seen - expected) ** 2 / expected)) if expected.min() > 0 else 0.0
    return Table(seen, expected, chi2, float(chdtrc(1, chi2)), possible, chances, roots)


def with_share(counts: ArrayLike, row: int, share: float) -> tuple[tuple[float, ...], ...]:
    """The table with another share of its first column in a row, to whole counts; the row's total stays."""
    found = np.array(counts, float)
    total = found[row].sum()
    yes = float(np.clip(round(share * total), 0, total))
    found[row] = yes, total - yes
    return tuple(tuple(each) for each in found.tolist())
