"""How often an interval holds what it is for, and how often a mean is far from its centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.means import LANES

from . import _check
from ._engine import backend
from ._run import MOST_DRAWS, Control, block_range, over_blocks
from .sampling import Law, block_count, block_sizes, law, standardisation

METHODS = ("t", "z", "known")
PROPORTIONS = ("wald", "wilson", "agresti_coull", "clopper_pearson")


@dataclass(frozen=True)
class Coverage:
    """Intervals for the mean of samples; summaries of different blocks of one run merge, in any order.

    Attributes
    ----------
    target : what the intervals are for. confidence : (k,) the nominal levels.
    blocks : (b,) numbers of the blocks; counts : (b, k, 3) of each block and level, how many intervals hold the target,
        how many lie left of it and how many right.
    examples : (e, k, 2) lower and upper ends of the intervals of the first samples, none without block 0.
    """

    n: int
    method: str
    target: float
    confidence: Floats
    blocks: Integers
    counts: Integers
    examples: Floats

    @property
    def count(self) -> int:
        """The number of samples."""
        return int(self.counts[:, 0].sum())

    def _share(self, which: int) -> Floats:
        return np.asarray(self.counts[:, :, which].sum(axis=0) / max(self.count, 1))

    @property
    def covered(self) -> Floats:
        """Share of the intervals that hold the target, (k,)."""
        return self._share(0)

    @property
    def missed_left(self) -> Floats:
        """Share of the intervals that lie left of the target, (k,)."""
        return self._share(1)

    @property
    def missed_right(self) -> Floats:
        """Share of the intervals that lie right of the target, (k,)."""
        return self._share(2)

    def merge(self, other: Coverage) -> Coverage:
        """The summary of the blocks of both; ValueError if they are of different runs or share a block."""
        same = (self.n, self.method, self.target) == (other.n, other.method, other.target)
        if not same or not np.array_equal(self.confidence, other.confidence):
            raise ValueError("These summaries are of different runs: n, method, target and levels must agree.")
        order = _joined(self.blocks, other.blocks)
        return Coverage(
            self.n,
            self.method,
            self.target,
            self.confidence,
            np.concatenate([self.blocks, other.blocks])[order],
            np.concatenate([self.counts, other.counts])[order],
            self.examples if len(self.examples) else other.examples,
        )


def _joined(mine: Integers, theirs: Integers) -> Integers:
    """The order of the blocks of both, which must not share one."""
    blocks = np.concatenate([mine, theirs])
    if len(np.unique(blocks)) != len(blocks):
        raise ValueError("These summaries share a block: merging them would count its replicates twice.")
    return np.argsort(blocks)


def _levels(confidence: npt.ArrayLike) -> Floats:
    levels = np.atleast_1d(np.asarray(_check.array("confidence", np.atleast_1d(confidence), 1)))
    if len(levels) > 100 or np.any(levels <= 0.0) or np.any(levels >= 1.0):
        raise ValueError("confidence must hold 1 to 100 levels between 0 and 1, both ends excluded.")
    return levels


def _centre(of: Law) -> float:
    """The mean of a law, or Cauchy's centre of symmetry."""
    if np.isfinite(of.mean):
        return of.mean
    if of.source == "cauchy":
        return 0.0
    raise ValueError(f"A Pareto law of tail {of.parameter:g} has no mean: choose a tail above 1.")


def interval_coverage(
    source: str,
    n: int,
    replicates: int,
    seed: int,
    *,
    method: str = "t",
    confidence: npt.ArrayLike = 0.95,
    probability: float = 0.5,
    separation: float = 4.0,
    tail: float = 3.0,
    examples: int = 50,
    blocks: range | None = None,
    control: Control | None = None,
) -> Coverage:
    """How often an interval for the mean of n draws holds the mean, by simulation; Student (1908), Neyman (1937).

    Parameters
    ----------
    source, probability, separation, tail
        The law of a draw; see ``law``. Of Cauchy, which has no mean, the centre of symmetry is to be held; Pareto needs
        a tail above 1.
    n
        Draws in a sample, 2 to 1,000,000.
    replicates
        Samples, 1 to 100,000,000; n times replicates at most 4e10.
    method
        t: mean +- t(n - 1) s / sqrt(n), s the sample's standard deviation; exact for normal draws. z: the normal
        quantile in place of Student's. known: the normal quantile and the true deviation, which must be finite.
    confidence
        One level in (0, 1), or at most 100.
    examples
        The first samples whose intervals are kept for drawing, 0 to 1,000.
    blocks
        A range of blocks of 1,024 samples, to compute a part of a run; None for all. Parts merge.
    """
    of = law(source, probability=probability, separation=separation, tail=tail)
    target = _centre(of)
    n = _check.integer("n", n, 2, 1_000_000)
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("interval_coverage", n * replicates, MOST_DRAWS)
    _check.choice("method", method, METHODS)
    levels, seed = _levels(confidence), _check.seed(seed)
    if method == "known" and not np.isfinite(of.deviation):
        raise ValueError("This source has no finite deviation that could be known: take the method t or z.")
    shown = _check.integer("examples", examples, 0, 1_000)
    upper = (1.0 + levels) / 2.0
    quantile = np.asarray(special.stdtrit(n - 1, upper) if method == "t" else special.ndtri(upper))
    nothing = np.zeros(len(levels))
    known = method == "known"
    factors, fixed = (nothing, quantile * (of.deviation / np.sqrt(n))) if known else (quantile, nothing)
    part = block_range(blocks, block_count(replicates, LANES))
    kernel = backend().interval_coverage
    results = over_blocks(
        lambda a, b: kernel(of.source, of.parameter, n, replicates, seed, target, factors, fixed, shown, a, b),
        part,
        control,
    )
    first = results[0][1]
    half = fixed + factors * first[:, 1:]
    mean = target + first[:, :1]
    return Coverage(
        n,
        method,
        target,
        levels,
        np.arange(part.start, part.stop, dtype=np.int64),
        np.concatenate([r[0] for r in results]),
        np.stack([mean - half, mean + half], axis=2),
    )


def proportion_intervals(n: int, *, method: str = "wilson", confidence: float = 0.95) -> Floats:
    """Lower and upper ends of the interval for a proportion after 0, ..., n successes in n trials, (n + 1, 2).

    wald: p' +- z sqrt(p' q' / n), p' = x / n, not cut at 0 and 1. wilson: Wilson (1927). agresti_coull: wald after
    z^2 / 2 successes and failures are added; Agresti and Coull (1998). clopper_pearson: no tail of the binomial law
    above (1 - confidence) / 2; Clopper and Pearson (1934). n from 1 to 1,000,000.
    """
    n = _check.integer("n", n, 1, 1_000_000)
    _check.choice("method", method, PROPORTIONS)
    level = float(_levels(_check.real("confidence", confidence, 0.0, 1.0))[0])
    x = np.arange(n + 1.0)
    z = float(special.ndtri((1.0 + level) / 2.0))
    if method == "clopper_pearson":
        a = (1.0 - level) / 2.0
        low, high = np.zeros(n + 1), np.ones(n + 1)
        low[1:] = special.betaincinv(x[1:], n - x[1:] + 1.0, a)
        high[:-1] = special.betaincinv(x[:-1] + 1.0, n - x[:-1], 1.0 - a)
        return np.stack([low, high], axis=1)
    if method == "wald":
        centre = x / n
        half = z * np.sqrt(centre * (1.0 - centre) / n)
    else:
        centre = (x + z * z / 2.0) / (n + z * z)
        if method == "wilson":
            half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4.0)
        else:
            half = z * np.sqrt(centre * (1.0 - centre) / (n + z * z))
    out = np.stack([centre - half, centre + half], axis=1)
    if method == "wilson":
        out[0, 0], out[-1, 1] = 0.0, 1.0
    return out


@dataclass(frozen=True)
class ProportionCoverage:
    """p : (g,) the true proportions; covered, missed_left, missed_right : (g,) exact probabilities, which sum to 1."""

    p: Floats
    covered: Floats
    missed_left: Floats
    missed_right: Floats


def proportion_coverage(
    n: int, p: npt.ArrayLike, *, method: str = "wilson", confidence: float = 0.95
) -> ProportionCoverage:
    """The probability that the interval for a proportion holds it, at each true p (g,) in [0, 1]; Brown et al. (2001).

    Exact, a sum of binomial probabilities over the counts whose interval holds p, so there is nothing to simulate and
    no kernel. Missed left: the interval lies left of p. Methods as for ``proportion_intervals``; n times g at most 2e8.
    """
    points = _check.array("p", p, 1)
    if np.any(points < 0.0) or np.any(points > 1.0):
        raise ValueError("p holds a proportion outside 0 to 1.")
    low, high = proportion_intervals(n, method=method, confidence=confidence).T
    if len(low) * len(points) > 200_000_000:
        raise ValueError(f"n times the number of proportions is {n * len(points):,}: at most 200,000,000.")
    x = np.arange(n + 1.0)
    under, over, covered = (np.empty(len(points)) for _ in range(3))
    logs = special.gammaln(n + 1.0) - special.gammaln(x + 1.0) - special.gammaln(n - x + 1.0)
    for i, q in enumerate(points.tolist()):
        chance = np.exp(logs + special.xlogy(x, q) + special.xlog1py(n - x, -q))
        left, right = high < q, low > q
        under[i], over[i], covered[i] = chance[left].sum(), chance[right].sum(), chance[~(left | right)].sum()
    return ProportionCoverage(points, covered, under, over)


@dataclass(frozen=True)
class Tails:
    """How many means are far from their centre; summaries of different blocks of one run merge, in any order.

    Attributes
    ----------
    centre, scale : z = (mean of n draws - centre) * scale. thresholds : (k,).
    above, below : (k,) how many z are at least a threshold, at most its negative.
    blocks : (b,) numbers of the blocks; sizes : (b,) means in each.
    """

    n: int
    centre: float
    scale: float
    thresholds: Floats
    above: Integers
    below: Integers
    blocks: Integers
    sizes: Integers

    @property
    def count(self) -> int:
        """The number of means."""
        return int(self.sizes.sum())

    @property
    def counts(self) -> Integers:
        """How many |z| are at least each threshold, (k,)."""
        return self.above + self.below

    @property
    def frequencies(self) -> Floats:
        """The share of the |z| that are at least each threshold, (k,)."""
        return np.asarray(self.counts / max(self.count, 1))

    def merge(self, other: Tails) -> Tails:
        """The summary of the blocks of both; ValueError if they are of different runs or share a block."""
        same = (self.n, self.centre, self.scale) == (other.n, other.centre, other.scale)
        if not same or not np.array_equal(self.thresholds, other.thresholds):
            raise ValueError("These summaries are of different runs: n, scaling and thresholds must agree.")
        order = _joined(self.blocks, other.blocks)
        return Tails(
            self.n,
            self.centre,
            self.scale,
            self.thresholds,
            self.above + other.above,
            self.below + other.below,
            np.concatenate([self.blocks, other.blocks])[order],
            np.concatenate([self.sizes, other.sizes])[order],
        )


def tail_frequencies(
    source: str,
    n: int,
    thresholds: npt.ArrayLike,
    replicates: int,
    seed: int,
    *,
    probability: float = 0.5,
    separation: float = 4.0,
    tail: float = 3.0,
    standardise: bool = False,
    blocks: range | None = None,
    control: Control | None = None,
) -> Tails:
    """How often the mean of n draws is at least t from its centre, for each t in thresholds, by simulation.

    What Markov's, Chebyshev's, Hoeffding's (1963) and Chernoff's (1952) bounds bound, and large deviations describe.

    Parameters
    ----------
    source, probability, separation, tail
        The law of a draw; see ``law``. The centre is its mean (0 for Cauchy); Pareto needs a tail above 1.
    thresholds
        (k,) numbers above 0, at most 100,000. A mean within a relative 1e-12 of a threshold counts as reaching it.
    n, replicates
        1 to 1,000,000 draws in a mean; 1 to 100,000,000 means; n times replicates at most 4e10.
    standardise
        False: z is the mean less its centre. True: z as ``standardisation`` says.
    blocks
        A range of blocks of 1,024 means, to compute a part of a run; None for all. Parts merge.
    """
    of = law(source, probability=probability, separation=separation, tail=tail)
    target = _centre(of)
    n = _check.integer("n", n, 1, 1_000_000)
    t = _check.array("thresholds", thresholds, 1)
    if len(t) > 100_000 or np.any(t <= 0.0):
        raise ValueError("thresholds must hold 1 to 100,000 numbers above 0.")
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("tail_frequencies", n * replicates, MOST_DRAWS)
    seed = _check.seed(seed)
    centre, scale = standardisation(of, n) if standardise else (target, 1.0)
    part = block_range(blocks, block_count(replicates, LANES))
    kernel = backend().tail_frequencies
    # Rounding must not decide whether a mean that is exactly t away, as those of coins can be, is counted.
    reached = np.maximum(t - 1e-12 * t - 1e-15 * abs(centre) * scale, 0.5 * t)
    results = over_blocks(
        lambda a, b: kernel(of.source, of.parameter, n, replicates, seed, centre, scale, reached, a, b), part, control
    )
    return Tails(
        n,
        centre,
        scale,
        t,
        np.sum([r[0] for r in results], axis=0),
        np.sum([r[1] for r in results], axis=0),
        np.arange(part.start, part.stop, dtype=np.int64),
        block_sizes(part, replicates),
    )
