"""The state of the lesson: a sample, replicates of its statistic, and its two groups under shuffled labels."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import opened
from explorer.lesson import State, Unanswerable, kept
from mathcore import kernels
from mathcore.statistics import sample_inference as inference
from mathcore.statistics import samples

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

    paired = False  # whether labels are swapped within pairs
    loose: inference.Permuted | None = None  # of pairs, what comes of labels that are shuffled over all values
    named = cached_property(lambda q: STATISTICS[q.p.statistic].partition(" (")[0])
    stuck = cached_property(lambda q: np.mean(q.boot.replicates == q.boot.observed))  # share equal to the sample's own
    levels = cached_property(lambda q: inference.levels(q.boot, q.p.confidence / 100))
    courses = kept(*DRAWN)(lambda q: inference.courses(q.boot, q.sample, q.p.statistic))  # of which intervals read two
    # Of the resample that is shown its rows, of the shuffle which of the pooled values have the first group's label.
    rows = cached_property(lambda q: inference.shown_rows(q.sample, q.p.statistic, q.p.step, q.p.seed))
    labels = cached_property(lambda q: inference.shown_labels(q.sample, q.null.compared, q.paired, q.p.step, q.p.seed))
    difference, p_value = cached_property(lambda q: q.null.observed), cached_property(lambda q: q.null.p_value)
    p_exact = cached_property(lambda q: q.null.p_exact)
    pooled = cached_property(lambda q: np.concatenate([q.sample.first_group, q.sample.second_group]))

    @kept("data", "points")
    def given(self) -> samples.Sample:
        """What the reader chose, drew or brought, fit for the lesson or not."""
        if self.p.data == "draw":
            return samples.from_points(self.p.points, None if self.paired else DIVIDE)
        return opened(self.p.data, samples.built_in, samples.from_columns)

    @cached_property
    def sample(self) -> samples.Sample:
        if self.paired and not self.given.paired:
            raise Unanswerable("These data are two groups, not pairs: take the sleep data, the two models or your own.")
        return self.given

    @cached_property
    def span(self) -> inference.Interval:
        """The axis of the replicates: fixed for points that are dragged, and else from the spread of the data."""
        if self.p.data == "draw":
            return {"std": (0.0, 6.0), "correlation": (-1.0, 1.0)}.get(self.p.statistic, (0.0, 10.0))
        return inference.likely_range(self.sample, self.p.statistic)

    @kept(*DRAWN)
    def boot(self) -> kernels.Bootstrap:
        found = inference.bootstrap(self.sample, self.p.statistic, self.p.replicates, self.p.seed)
        if np.isnan(found.observed):
            raise Unanswerable("One of the columns is constant, so there is no correlation.")
        return found

    @kept(*DRAWN, "confidence")
    def intervals(self) -> dict[str, inference.Interval]:
        return inference.intervals(self.boot, self.sample, self.p.statistic, self.p.confidence / 100)

    @kept(*DRAWN)
    def null(self) -> inference.Permuted:
        """Differences with shuffled labels: of medians if they are asked for, and else of means."""
        if not (len(self.sample.first_group) and len(self.sample.second_group)):
            raise Unanswerable("All points lie on one side of y = 5: drag one across, so that there are two groups.")
        return inference.permute(self.sample, self.p.statistic, self.paired, self.p.replicates, self.p.seed)


class Pairs(Resampling):
    """Entry i of both groups belongs together: labels are swapped within pairs. Of a drawn point x and y are a pair."""

    paired = True

    @kept(*DRAWN)
    def loose(self) -> inference.Permuted:
        """Differences of means with labels shuffled over all values, as if nobody knew the pairs."""
        return inference.permute(self.sample, "mean", False, self.p.replicates, self.p.seed)
