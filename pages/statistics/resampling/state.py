"""The state of the lesson: a sample, replicates of its statistic, and its two groups under shuffled labels."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import opened
from explorer.lesson import State, Unanswerable, kept
from mathcore import kernels
from mathcore.statistics import sample_inference as inference
from mathcore.statistics import samples
from mathcore.statistics.sample_inference import Interval, Permuted

STATISTICS = {
    "mean": "mean",
    "median": "median",
    "trimmed_mean": "trimmed mean (10% a side)",
    "std": "standard deviation",
    "correlation": "correlation (second column)",
    "maximum": "maximum",
}
DIVIDE = 5.0  # the groups of drawn points lie above and below this y
DRAWN = ("data", "points", "statistic", "replicates", "seed")  # what the replicates hang on


class Resampling(State):
    """A sample, and what is drawn from it again and again."""

    named = cached_property(lambda q: STATISTICS[q.p.statistic].partition(" (")[0])
    stuck = cached_property(lambda q: np.mean(q.boot.replicates == q.boot.observed))  # share equal to the sample's own
    paired = cached_property(lambda q: q.p.paired and q.sample.paired)
    pooled = cached_property(lambda q: np.concatenate([q.sample.first_group, q.sample.second_group]))

    @kept("data", "points")
    def given(self) -> samples.Sample:
        """What the reader chose, drew or brought, fit for the lesson or not."""
        if self.p.data == "draw":
            return samples.from_points(self.p.points, DIVIDE)
        return opened(self.p.data, samples.built_in, samples.from_columns)

    @cached_property
    def sample(self) -> samples.Sample:
        s, statistic = self.given, self.p.statistic
        if min(len(s.first_group), len(s.second_group)) == 0:
            raise Unanswerable("All points lie on one side of y = 5: drag one across, so that there are two groups.")
        if statistic == "correlation" and not np.isfinite(inference.bootstrap(s, statistic, 1, 1).observed):
            raise Unanswerable("One of the columns is constant, so there is no correlation.")
        return s

    @cached_property
    def span(self) -> Interval:
        """The axis of the replicates: fixed for points that are dragged, and else from the spread of the data."""
        if self.p.data == "draw":
            return {"std": (0.0, 6.0), "correlation": (-1.0, 1.0)}.get(self.p.statistic, (0.0, 10.0))
        return inference.likely_range(self.sample, self.p.statistic)

    @kept(*DRAWN)
    def boot(self) -> kernels.Bootstrap:
        return inference.bootstrap(self.sample, self.p.statistic, self.p.replicates, self.p.seed)

    @kept(*DRAWN, "confidence")
    def intervals(self) -> dict[str, Interval]:
        return inference.intervals(self.boot, self.sample, self.p.statistic, self.p.confidence / 100)

    @cached_property
    def rows(self) -> NDArray[np.int64] | None:
        """The rows of the sample (m,) in the resample that is shown; None before the first."""
        p = self.p
        return inference.shown_rows(self.sample, p.statistic, p.step, p.seed) if p.step else None

    @kept(*DRAWN, "paired")
    def null(self) -> Permuted:
        """Differences with shuffled labels: of medians if they are asked for, and else of means."""
        return inference.permute(self.sample, self.p.statistic, self.paired, self.p.replicates, self.p.seed)

    @cached_property
    def labels(self) -> NDArray[np.bool_]:
        """Which of the pooled values are in the first group in the shuffle that is shown."""
        return inference.shown_labels(self.sample, self.null.compared, self.paired, self.p.step, self.p.seed)
