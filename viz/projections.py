"""Panels of random projections: the ratios of all pairs, their extremes against k, failures against their bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.blocks import area, label, line, markers, segment
from viz.curve_names import Named, names
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Sizes = NDArray[np.int64]  # dimensions kept, ascending
Trace = dict[str, Any]
TOP = 2.5  # of the axis of the extreme ratios
LOWEST = 1e-5  # of the axis of failure rates
NAME = 0.17  # share of the axis of k that the name of a line takes


@dataclass(frozen=True)
class Marks:
    """What every panel over k marks: the `k` of the moment, the `most` of the axis, the k that the `lemma` asks for,
    and the k that is `enough` here (infinite if none is)."""

    k: int
    most: int
    lemma: int
    enough: float

    @property
    def axis(self) -> Axis:
        """The axis of k, the same in all panels."""
        return Axis("dimensions kept k", (1, self.most), log=True, ticks=[1, 3, 10, 30, 100, 300, 1000])

    def upright(self, low: float, high: float) -> tuple[list[Trace], list[Named]]:
        """The three vertical lines from `low` to `high`, and their names; an arrow to a lemma beyond the axis."""
        here = self.lemma <= self.most
        lemma, enough = (self.lemma if here else np.nan), (self.enough if self.enough <= self.most else np.nan)
        traces = [
            segment((self.k, low), (self.k, high), "data", width=1.4, dash="dot", hover=False),
            segment((lemma, low), (lemma, high), "null", width=1.6, dash="dash", hover=False),
            segment((enough, low), (enough, high), "optimum", width=1.6, dash="dash", hover=False),
        ]
        # Where the name has no room between the two lines it stands before both, and points.
        between = self.enough < self.lemma < self.enough * self.most**NAME
        spot, says = (self.enough, "lemma →") if here and between else (lemma if here else self.most, self._says)
        named = [
            Named([self.k] * 2, [low, high]),
            Named([spot] * 2, [low, high], says, "null", size=12),
            Named([enough] * 2, [low, high], "enough here", "optimum", at=0.0, size=12),
        ]
        return traces, named

    @property
    def _says(self) -> str:
        return "lemma" if self.lemma <= self.most else f"lemma: {self.lemma:,} →"


def steps(edges: Array, heights: Array, low: float, high: float) -> tuple[Array, Array]:
    """The outline of a histogram between `low` and `high`, for a filled band that begins and ends there."""
    x, y = np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)
    inner = (x > low) & (x < high)
    width = edges[1] - edges[0]
    place = ((np.array([low, high - 1e-12]) - edges[0]) / width).astype(int)
    ends = heights[np.clip(place, 0, len(heights) - 1)]
    return np.concatenate([[low], x[inner], [high]]), np.concatenate([ends[:1], y[inner], ends[1:]])


def ratio_panel(
    edges: Array, counts: Array, model: Array, eps: float, worst: tuple[float, float], title: str,
    chosen: float, says: tuple[str, str, str],
) -> Plane:  # fmt: skip
    """Pairs within 1 ± eps and outside it, the `model` counts as a line, the `worst` two ratios, and the ratio of a
    pair `chosen` after R (NaN if it is not shown). `says`: tolerance, share beyond the axis, chosen ratio, as text."""
    tallest = max(float(counts.max()), 1.0)
    heights, curve = counts / tallest, np.minimum(model / tallest, 1.4)
    low, high, end = 1 - eps, 1 + eps, float(edges[-1])
    middle = (edges[1:] + edges[:-1]) / 2
    star = min(chosen, end - 0.03) if chosen == chosen else np.nan
    axes = (
        Axis("squared distance after / before", (0, end), ticks=[0, 0.5, 1, 1.5, 2]),
        Axis("pairs in a bin (tallest = 1)", (0, 1.33), ticks=[0, 0.5, 1]),
    )
    named = [
        Named(middle, curve, "Gaussian R", "model", at=0.75, size=12),
        Named(middle, heights),
        Named([low, low, np.nan, high, high], [0, 1.3, np.nan, 0, 1.3]),
        Named([high, high], [0.86, 0.94]),
        Named([star], [0.12], says[2], "accent"),
    ]
    traces = [
        area([low, high], [1.22, 1.22], 0.0, "optimum", opacity=0.1),
        area(*steps(edges, heights, 0.0, low), 0.0, "gradient", opacity=0.75, name="outside"),
        area(*steps(edges, heights, low, high), 0.0, "data", opacity=0.7, name="within"),
        area(*steps(edges, heights, high, end), 0.0, "gradient", opacity=0.75, name="outside"),
        line(middle, curve, "model", width=2.0, name="Gaussian R, exact"),
        segment((low, 0), (low, 1.22), "optimum", width=1.6, dash="dash", hover=False),
        segment((high, 0), (high, 1.22), "optimum", width=1.6, dash="dash", hover=False),
        markers(np.minimum(worst, end - 0.01), [0.0, 0.0], "gradient", size=10, symbol="diamond", name="worst pairs"),
        markers([star], [0.12], "accent", size=13, symbol="star", name="chosen after R"),
        label([1.0], [1.27], says[0], "optimum", position="middle center"),
        label([end], [1.15], says[1], "gradient", position="middle left", size=12),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, title)


def worst_panel(marks: Marks, sizes: Sizes, least: Array, most: Array, chosen: Array, eps: float, says: str) -> Plane:
    """The least and the largest ratio at every k, closing in on 1; `chosen` is the pair that knows R (NaN: hidden)."""
    high, extra = np.minimum(most, 2 * TOP), np.minimum(chosen, 2 * TOP)
    at = int(np.searchsorted(sizes, marks.k))
    uprights, lines = marks.upright(0, TOP)
    axes = marks.axis, Axis("extreme ratios", (0, TOP))
    named = [
        Named(sizes, high, "largest ratio", "gradient", at=0.3, size=12),
        Named(sizes, least, "least ratio", "gradient", at=0.3, size=12),
        Named(sizes, extra, "chosen after R" if np.isfinite(extra).any() else "", "accent", at=0.9, size=12),
        Named([1, marks.most], [1, 1], says, "optimum", at=0.0, size=12),
        *lines,
    ]
    traces = [
        area([1, marks.most], [1 + eps] * 2, [1 - eps] * 2, "optimum", opacity=0.12),
        segment((1, 1), (marks.most, 1), "zero", width=1.2, hover=False),
        line(sizes, high, "gradient", width=2.4, name="largest ratio"),
        line(sizes, least, "gradient", width=2.4, name="least ratio"),
        line(sizes, extra, "accent", width=2.2, dash="dash", name="pair chosen after R"),
        markers([marks.k] * 2, [least[at], high[at]], "gradient", size=10, symbol="diamond", name="now"),
        *uprights,
        *names(named, *axes),
    ]
    return Plane(traces, *axes, "The worst of all pairs")


def failure_panel(
    marks: Marks, all_sizes: Array, exact: Array, bound: Array, sizes: Sizes, measured: Array, pairs: int
) -> Plane:
    """The share of pairs outside the tolerance at `sizes`; its exact value for a Gaussian R and its bound, both at
    `all_sizes`; and the line of one pair of all."""
    at = int(np.searchsorted(sizes, marks.k))
    seen = np.where(measured > 0, measured, np.nan)
    exact, bound = np.maximum(exact, 1e-12), np.clip(bound, 1e-12, 1.0)
    one = 1 / pairs
    uprights, lines = marks.upright(LOWEST, 1.5)
    axes = marks.axis, Axis("share of pairs outside", (LOWEST, 1.5), log=True)
    named = [
        Named(sizes, seen, "measured", "data", at=0.6, size=12),
        Named(all_sizes, exact, "exact", "model", at=0.8, size=12),
        Named(all_sizes, bound, "bound", "null", at=0.6, size=12),
        Named([1, marks.most], [one, one], f"one pair of {pairs:,}", "optimum", at=0.0, size=12),
        *lines,
    ]
    traces = [
        line(all_sizes, bound, "null", dash="dash", name="Chernoff's bound"),
        line(all_sizes, exact, "model", name="Gaussian R, exact"),
        line(sizes, seen, "data", width=2.6, name="measured"),
        segment((1, one), (marks.most, one), "optimum", width=1.4, dash="dash", hover=False),
        markers([marks.k], [seen[at]], "data", size=11, name="now"),
        *uprights,
        *names(named, *axes),
    ]
    return Plane(traces, *axes, "Outside 1 ± ε, and its bound")


def search_panel(marks: Marks, sizes: Sizes, found: Array) -> Plane:
    """How often (in per cent) the nearest neighbour after the projection is the true one, at every k."""
    at = int(np.searchsorted(sizes, marks.k))
    uprights, lines = marks.upright(0, 108)
    axes = marks.axis, Axis("true nearest neighbour found (%)", (0, 108), ticks=range(0, 101, 20))
    traces = [
        line(sizes, found, "data", name="found"),
        markers([marks.k], [found[at]], "data", size=11, name="now"),
        *uprights,
        *names([Named(sizes, found), *lines], *axes),
    ]
    return Plane(traces, *axes, "Search after projecting")
