"""Random walks, gambler's ruin, and tests that are looked at more than once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.walks import LANES

from . import _check
from ._engine import backend
from ._run import MOST_DRAWS, Control, block_range, over_blocks
from .sampling import block_count


def _add_counts(
    kernel: Callable[[int, int], Any], replicates: int, blocks: range | None, control: Control | None
) -> tuple[list[Integers], int]:
    """The counts of the blocks, and how many replicates they hold."""
    chosen = block_range(blocks, block_count(replicates, LANES))
    results = over_blocks(kernel, chosen, control)
    held = max(0, min(chosen.stop * LANES, replicates) - chosen.start * LANES)
    return [np.sum(column, axis=0) for column in zip(*results, strict=True)], held


def _added(mine: Integers, theirs: Integers) -> Integers:
    if mine.shape != theirs.shape:
        raise ValueError("These summaries are of different runs: their counts must have one length.")
    return mine + theirs


@dataclass(frozen=True)
class Walks:
    """Histograms over walks of n steps of +-1 from 0.

    Attributes
    ----------
    ends : (n + 1,) the possible ends -n, -n + 2, ..., n; end_counts : (n + 1,) walks that end there.
    top_counts : (n + 1,) walks by their maximum 0, ..., n.
    positive_counts : (n + 1,) walks by how many of their n steps are above the axis (arcsine law).
    last_zero_counts : (n + 1,) walks by the time of their last visit to 0.
    """

    ends: Integers
    end_counts: Integers
    top_counts: Integers
    positive_counts: Integers
    last_zero_counts: Integers

    def merge(self, other: Walks) -> Walks:
        """The counts of both, which are other blocks of the same run."""
        return Walks(
            self.ends,
            _added(self.end_counts, other.end_counts),
            _added(self.top_counts, other.top_counts),
            _added(self.positive_counts, other.positive_counts),
            _added(self.last_zero_counts, other.last_zero_counts),
        )


def random_walks(
    steps: int,
    replicates: int,
    seed: int,
    *,
    probability: float = 0.5,
    blocks: range | None = None,
    control: Control | None = None,
) -> Walks:
    """Walks that go up with ``probability`` and down otherwise; steps 1 to 100,000, replicates to 10^8, 4e10 in all.

    ``blocks``: those of 1,024 walks to compute here, all if None; the parts of a run merge.
    """
    steps = _check.integer("steps", steps, 1, 100_000)
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("random_walks", steps * replicates, MOST_DRAWS)
    p, seed, kernel = _check.real("probability", probability, 0.0, 1.0), _check.seed(seed), backend().walks
    (ends, tops, positives, lasts), _ = _add_counts(
        lambda a, b: kernel(p, steps, replicates, seed, a, b), replicates, blocks, control
    )
    return Walks(np.arange(-steps, steps + 1, 2), ends[::2].copy(), tops, positives, lasts)


@dataclass(frozen=True)
class Ruin:
    """Gamblers by the round in which they stopped: ruined (n + 1,), won (n + 1,); ``playing`` have not stopped."""

    ruined: Integers
    won: Integers
    playing: int

    def merge(self, other: Ruin) -> Ruin:
        """The counts of both, which are other blocks of the same run."""
        return Ruin(_added(self.ruined, other.ruined), _added(self.won, other.won), self.playing + other.playing)

    @property
    def ruin_probability(self) -> float:
        """Share of the ruined among those who stopped; NaN if nobody did."""
        stopped = int(self.ruined.sum() + self.won.sum())
        return float(self.ruined.sum() / stopped) if stopped else float("nan")

    @property
    def mean_duration(self) -> float:
        """Mean number of rounds of those who stopped; NaN if nobody did."""
        both = self.ruined + self.won
        return float(both @ np.arange(both.size) / both.sum()) if both.any() else float("nan")


def gamblers_ruin(
    start: int,
    goal: int,
    replicates: int,
    seed: int,
    *,
    probability: float = 0.5,
    steps: int = 10_000,
    blocks: range | None = None,
    control: Control | None = None,
) -> Ruin:
    """Gamblers with ``start`` coins who bet one a round, win it with ``probability``, and stop at 0 or ``goal``.

    0 < start < goal <= 10^6; rounds ``steps`` 1 to 100,000; replicates 1 to 10^8, 4e10 rounds in all. ``blocks``: those
    of 1,024 gamblers to compute here, all if None; the parts of a run merge.
    """
    goal = _check.integer("goal", goal, 2, 1_000_000)
    start = _check.integer("start", start, 1, goal - 1)
    steps = _check.integer("steps", steps, 1, 100_000)
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("gamblers_ruin", steps * replicates, MOST_DRAWS)
    p, seed, kernel = _check.real("probability", probability, 0.0, 1.0), _check.seed(seed), backend().ruin
    (ruined, won), held = _add_counts(
        lambda a, b: kernel(p, start, goal, steps, replicates, seed, a, b), replicates, blocks, control
    )
    return Ruin(ruined, won, held - int(ruined.sum() + won.sum()))


@dataclass(frozen=True)
class Looks:
    """Experiments by the look at which they first crossed the boundary, above and below, both (k,)."""

    above: Integers
    below: Integers
    count: int

    def merge(self, other: Looks) -> Looks:
        """The counts of both, which are other blocks of the same run."""
        return Looks(_added(self.above, other.above), _added(self.below, other.below), self.count + other.count)

    @property
    def rejected(self) -> Floats:
        """Share of the experiments that have crossed by each look, on either side; (k,)."""
        return np.asarray(np.cumsum(self.above + self.below) / self.count)


def repeated_looks(
    information: npt.ArrayLike,
    bounds: npt.ArrayLike,
    replicates: int,
    seed: int,
    *,
    drift: float = 0.0,
    blocks: range | None = None,
    control: Control | None = None,
) -> Looks:
    """A z-test looked at k times, stopped at the first |z| that reaches its bound.

    information (k,): ascending and above 0, the share of the data (or their number) at each look; bounds (k,), above 0.
    The statistic is z_i = B(t_i) / sqrt(t_i) with B a Brownian motion of this drift per unit of information: the joint
    law of the z of accumulating data with known variance, and its limit otherwise. k 1 to 100,000; replicates 1 to
    10^8; 4e10 in all. ``blocks``: those of 1,024 experiments to compute here, all if None; the parts of a run merge.
    Armitage, McPherson and Rowe (1969); Pocock (1977).
    """
    t, b = _check.array("information", information, 1), _check.array("bounds", bounds, 1)
    if len(t) != len(b):
        raise ValueError(f"information has {len(t)} entries and bounds {len(b)}: they must have as many.")
    if t[0] <= 0.0 or np.any(np.diff(t) <= 0.0) or np.any(b <= 0.0):
        raise ValueError("information must ascend from above 0, and bounds must be above 0.")
    _check.integer("the number of looks", len(t), 1, 100_000)
    replicates = _check.integer("replicates", replicates, 1, 100_000_000)
    _check.work("repeated_looks", len(t) * replicates, MOST_DRAWS)
    step, seed, kernel = np.diff(t, prepend=0.0), _check.seed(seed), backend().looks
    means, deviations, scales = _check.real("drift", drift) * step, np.sqrt(step), 1.0 / np.sqrt(t)
    (above, below), held = _add_counts(
        lambda first, last: kernel(means, deviations, scales, b, replicates, seed, first, last),
        replicates,
        blocks,
        control,
    )
    return Looks(above, below, held)
