"""Sample means and running means of a chosen source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.means import FINE_BINS, FINE_REACH, LANES
from mathcore.kernels_numpy.sources import SOURCES

from . import _check
from ._engine import backend
from ._run import MOST_DRAWS, Control, block_range, joined, over_blocks


@dataclass(frozen=True)
class Law:
    """A source with its parameter, mean and standard deviation (inf or nan where there is none)."""

    source: str
    parameter: float
    mean: float
    deviation: float


def law(source: str, *, probability: float = 0.5, separation: float = 4.0, tail: float = 1.5) -> Law:
    """The law of a source.

    ``uniform`` on [0, 1); ``exponential`` of rate 1; ``bernoulli`` of ``probability`` in (0, 1); ``mixture``, half and
    half, of normals with deviation 1 and means +-``separation`` / 2 (0 to 100); ``pareto`` with P(X > x) = x^-``tail``
    for x >= 1 (0.1 to 100); ``cauchy``, standard; ``normal``, standard.
    """
    _check.choice("source", source, SOURCES)
    if source == "bernoulli":
        p = _check.real("probability", probability, 0.0, 1.0)
        if p in (0.0, 1.0):
            raise ValueError(f"probability is {p:g}: a constant has no spread; choose between 0 and 1.")
        return Law(source, p, p, float(np.sqrt(p * (1.0 - p))))
    if source == "mixture":
        s = _check.real("separation", separation, 0.0, 100.0)
        return Law(source, s, 0.0, float(np.sqrt(1.0 + s * s / 4.0)))
    if source == "pareto":
        a = _check.real("tail", tail, 0.1, 100.0)
        mean = a / (a - 1.0) if a > 1.0 else np.inf
        deviation = float(np.sqrt(a / (a - 2.0)) / (a - 1.0)) if a > 2.0 else np.inf
        return Law(source, a, float(mean), deviation)
    known = {"uniform": (0.5, float(np.sqrt(1.0 / 12.0))), "exponential": (1.0, 1.0), "normal": (0.0, 1.0)}
    mean, deviation = known.get(source, (float("nan"), np.inf))
    return Law(source, 0.0, mean, deviation)


def standardisation(of: Law, n: int) -> tuple[float, float]:
    """(centre, scale) such that z = (mean - centre) * scale has a limit law as n grows.

    With a finite variance: centre at the mean, scale sqrt(n) / deviation; the limit is the standard normal. Pareto
    with tail a <= 2 has no variance, and its limit is not normal but stable: the sums spread like n^(1/a), so the scale
    of a mean is n^(1 - 1/a), with the centre at the mean for 1 < a <= 2, and at 0 for a <= 1, where there is none. (At
    a = 2 exactly the spread is sqrt(n log n); the logarithm is left out.) The mean of n Cauchy draws is Cauchy again:
    centre 0, scale n^(1 - 1/1) = 1, that is, left as it is. n: 1 to 2^30.
    """
    n = _check.integer("n", n, 1, 1 << 30)
    if np.isfinite(of.deviation):
        return of.mean, float(np.sqrt(n)) / of.deviation
    if of.source == "pareto":
        return (of.mean if of.parameter > 1.0 else 0.0), float(n) ** (1.0 - 1.0 / of.parameter)
    return 0.0, 1.0


@dataclass(frozen=True)
class SampleMeans:
    """A summary of standardised sample means; summaries of different blocks of one run merge, in any order.

    Attributes
    ----------
    edges : (bins + 1,) ends of the histogram's bins; each bin holds its lower end and not its upper.
    counts : (bins,) means in each bin; ``below`` and ``above`` count the rest.
    centre, scale : z = (mean of n draws - centre) * scale.
    fine : (6,002,) counts on a fine grid of [-6, 6), between a count below and one above.
    blocks : (b,) numbers of the blocks; sizes : (b,) replicates in each; sums : (b, 4) sums of z, z^2, z^3, z^4.
    """

    n: int
    centre: float
    scale: float
    edges: Floats
    counts: Integers
    below: int
    above: int
    fine: Integers
    blocks: Integers
    sizes: Integers
    sums: Floats

    @property
    def count(self) -> int:
        """The number of means."""
        return int(self.sizes.sum())

    @property
    def density(self) -> Floats:
        """The histogram as a density; its area is the share of the means between the outer edges."""
        out: Floats = self.counts / (max(self.count, 1) * np.diff(self.edges))
        return out

    def _central(self) -> tuple[float, float, float, float]:
        m1, m2, m3, m4 = (self.sums.sum(axis=0) / max(self.count, 1)).tolist()
        second = m2 - m1 * m1
        third = m3 - 3.0 * m1 * m2 + 2.0 * m1**3
        fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1**4
        return m1, second, third, fourth

    @property
    def mean(self) -> float:
        """Mean of z."""
        return self._central()[0]

    @property
    def variance(self) -> float:
        """Variance of z, divided by the count."""
        return self._central()[1]

    @property
    def skewness(self) -> float:
        """Third standardised moment of z; 0 for a symmetric law."""
        _, second, third, _ = self._central()
        return third / second**1.5 if second > 0.0 else 0.0

    @property
    def excess_kurtosis(self) -> float:
        """Fourth standardised moment of z, less the normal's 3."""
        _, second, _, fourth = self._central()
        return fourth / second**2 - 3.0 if second > 0.0 else 0.0

    @property
    def sup_distance(self) -> float:
        """Largest |F(z) - Phi(z)| over the fine grid, F the share of the means below z.

        The supremum over all z is at most ``sup_resolution`` larger.
        """
        at = np.linspace(-FINE_REACH, FINE_REACH, FINE_BINS + 1)
        below = np.cumsum(self.fine[:-1]) / max(self.count, 1)
        return float(np.max(np.abs(below - ndtr(at))))

    @property
    def sup_resolution(self) -> float:
        """What the fine grid can miss of the supremum: the most normal mass in a step of it, 0.0008."""
        return float(2.0 * FINE_REACH / FINE_BINS / np.sqrt(2.0 * np.pi))

    def merge(self, other: SampleMeans) -> SampleMeans:
        """The summary of the blocks of both; ValueError if they are of different runs or share a block."""
        same = (self.n, self.centre, self.scale) == (other.n, other.centre, other.scale)
        if not same or not np.array_equal(self.edges, other.edges):
            raise ValueError("These summaries are of different runs: n, the standardisation and the bins must agree.")
        blocks = np.concatenate([self.blocks, other.blocks])
        if len(np.unique(blocks)) != len(blocks):
            raise ValueError("These summaries share a block: merging them would count its replicates twice.")
        order = np.argsort(blocks)
        return SampleMeans(
            self.n,
            self.centre,
            self.scale,
            self.edges,
            self.counts + other.counts,
            self.below + other.below,
            self.above + other.above,
            self.fine + other.fine,
            blocks[order],
            np.concatenate([self.sizes, other.sizes])[order],
            np.concatenate([self.sums, other.sums])[order],
        )


def block_count(replicates: int, lanes: int = LANES) -> int:
    """The number of blocks of a run."""
    return -(-replicates // lanes)


def block_sizes(blocks: range, replicates: int, lanes: int = LANES) -> Integers:
    """The number of replicates in each block."""
    return np.array([min(lanes, replicates - b * lanes) for b in blocks], dtype=np.int64)


def sample_means(
    source: str,
    n: int,
    replicates: int,
    seed: int,
    *,
    probability: float = 0.5,
    separation: float = 4.0,
    tail: float = 1.5,
    bins: int = 80,
    low: float = -5.0,
    high: float = 5.0,
    standardise: bool = True,
    blocks: range | None = None,
    control: Control | None = None,
) -> SampleMeans:
    """The law of the mean of n draws, by simulation.

    Parameters
    ----------
    source, probability, separation, tail
        The law of a draw; see ``law``.
    n
        Draws in a mean, 1 to 1,000,000.
    replicates
        Means, 1 to 100,000,000; n times replicates at most 4e10.
    seed
        Whole number in [0, 2^64). Same seed, same numbers, on either engine.
    bins, low, high
        The histogram of z: 1 to 100,000 equal bins over [low, high).
    standardise
        True: z as ``standardisation`` says. False: z is the mean itself.
    blocks
        A range of blocks of 1,024 replicates, to compute a part of a run; None for all. Parts merge.
    control
        Progress and cancellation of a long run.

    Returns
    -------
    SampleMeans

    Raises
    ------
    ValueError
        A sentence that names the argument that is out of range.
    """
    of = law(source, probability=probability, separation=separation, tail=tail)
    n = _check.integer("n", n, 1, 1_000_000)
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("sample_means", n * replicates, MOST_DRAWS)
    bins = _check.integer("bins", bins, 1, 100_000)
    low, high = _check.interval(low, high)
    seed = _check.seed(seed)
    centre, scale = standardisation(of, n) if standardise else (0.0, 1.0)
    part = block_range(blocks, block_count(replicates))
    kernel = backend().sample_means
    results = over_blocks(
        lambda first, last: kernel(
            of.source, of.parameter, n, replicates, seed, centre, scale, low, high, bins, first, last
        ),
        part,
        control,
    )
    coarse = np.sum([r[0] for r in results], axis=0)
    return SampleMeans(
        n,
        centre,
        scale,
        np.linspace(low, high, bins + 1),
        coarse[1:-1],
        int(coarse[0]),
        int(coarse[-1]),
        np.sum([r[1] for r in results], axis=0),
        np.arange(part.start, part.stop, dtype=np.int64),
        block_sizes(part, replicates),
        np.concatenate([r[2] for r in results]),
    )


@dataclass(frozen=True)
class RunningMeans:
    """Running means of many paths at a grid of n.

    Attributes
    ----------
    grid : (g,) the n at which the means are kept, ascending.
    means : (g, paths) the mean of the first n draws of each path.
    """

    grid: Integers
    means: Floats

    def band(self, levels: Floats | list[float] | tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Floats:
        """Quantiles over the paths, (levels, g)."""
        return np.asarray(np.quantile(self.means, np.asarray(levels), axis=1))

    def examples(self, count: int) -> Floats:
        """The first few paths, (count, g)."""
        return self.means[:, :count].T.copy()

    def merge(self, other: RunningMeans) -> RunningMeans:
        """The paths of both, those of ``self`` first."""
        if not np.array_equal(self.grid, other.grid):
            raise ValueError("These summaries are of different runs: their grids must agree.")
        return RunningMeans(self.grid, np.concatenate([self.means, other.means], axis=1))


def geometric_grid(n: int, points: int) -> Integers:
    """At most ``points`` whole numbers from 1 to n, evenly spread on a log axis."""
    return np.unique(np.round(np.geomspace(1, n, points)).astype(np.int64))


def running_means(
    source: str,
    n: int,
    paths: int,
    seed: int,
    *,
    probability: float = 0.5,
    separation: float = 4.0,
    tail: float = 1.5,
    points: int = 120,
    blocks: range | None = None,
    control: Control | None = None,
) -> RunningMeans:
    """Means of the first 1, ..., n draws of many paths, kept on a geometric grid of n.

    ``source`` and its parameters as for ``sample_means``, whose replicates these paths are: the mean at n of path i is
    its i-th mean. n: 1 to 10,000,000; paths: 1 to 100,000; points of the grid: 2 to 1,000; at most 4e10 draws and
    20,000,000 kept means (160 MB).
    """
    of = law(source, probability=probability, separation=separation, tail=tail)
    n = _check.integer("n", n, 1, 10_000_000)
    paths = _check.integer("paths", paths, 1, 100_000)
    points = _check.integer("points", points, 2, 1_000)
    _check.work("running_means", n * paths, MOST_DRAWS)
    seed = _check.seed(seed)
    grid = geometric_grid(n, points)
    if len(grid) * paths > 20_000_000:
        raise ValueError(f"paths times points is {len(grid) * paths:,}: at most 20,000,000 means are kept.")
    part = block_range(blocks, block_count(paths))
    kernel = backend().running_means
    results = over_blocks(
        lambda first, last: kernel(of.source, of.parameter, grid, paths, seed, first, last), part, control
    )
    return RunningMeans(grid, joined(results, 1))
