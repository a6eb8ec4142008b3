"""The panels of the lesson: the ratios of all pairs, and over k their extremes, their failures, or a search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.advanced import johnson_lindenstrauss as jl

if TYPE_CHECKING:
    from pages.advanced.random_projections.lesson import Projections

Array = NDArray[np.float64]
EDGES = np.linspace(0.0, 2.0, 101)  # of the bins of ratios
TOP, LOWEST = 2.5, 1e-5  # of the axis of the extreme ratios; of that of failure rates
NAME = 0.17  # share of the axis of k that the name of a line takes
KS = viz.Axis("dimensions kept k", (1, jl.LARGEST), log=True, ticks=[1, 3, 10, 30, 100, 300, 1000])
ENDS = [1, jl.LARGEST]


def ratio_panel(q: Projections) -> viz.Plane:
    """All pairs, within the tolerance and outside it, the law of a Gaussian R, the two worst ratios, and that of the
    pair chosen after R if it is shown."""
    at, (low, high), end = q.at, (1 - q.p.eps, 1 + q.p.eps), float(EDGES[-1])
    tallest, middle, beyond = max(at.counts.max(), 1.0), (EDGES[1:] + EDGES[:-1]) / 2, at.pairs - at.counts.sum()
    heights, curve = at.counts / tallest, np.minimum(at.model / tallest, 1.4)
    outside: dict[str, Any] = {"role": "gradient", "opacity": 0.75, "name": "outside"}
    dashed: dict[str, Any] = {"role": "optimum", "width": 1.6, "dash": "dash", "hover": False}
    exact = viz.line(middle, curve, "model", width=2.0, name="Gaussian R, exact")
    star = min(at.chosen, end - 0.03) if q.p.chosen else np.nan
    chosen = viz.dots((star, 0.12), "accent", size=13, symbol="star", name="chosen after R")
    more = f"{number(100 * beyond / at.pairs, 2)}% > 2" if beyond else ""
    worst = np.minimum([at.least, at.most], end - 0.01)
    traces = [
        viz.area([low, high], [1.22, 1.22], 0.0, "optimum", opacity=0.1),
        viz.called(viz.area(*steps(heights, 0.0, low), **outside)),
        viz.called(viz.area(*steps(heights, low, high), role="data", opacity=0.7, name="within")),
        viz.called(viz.area(*steps(heights, high, end), **outside)),
        viz.called(exact, "Gaussian R", at=0.75, size=12),
        viz.called(viz.segment((low, 0), (low, 1.22), **dashed)),
        viz.called(viz.segment((high, 0), (high, 1.22), **dashed)),
        viz.markers(worst, [0.0, 0.0], "gradient", size=10, symbol="diamond", name="worst pairs"),
        viz.called(chosen, f"chosen: {number(at.chosen, 3)}" if q.p.chosen else "", role="accent"),
        viz.label([1.0], [1.27], f"1 ± {number(q.p.eps, 2)}", "optimum", position="middle center"),
        viz.label([end], [1.15], more, "gradient", position="middle left", size=12),
    ]
    x = viz.Axis("squared distance after / before", (0, end), ticks=[0, 0.5, 1, 1.5, 2])
    y = viz.Axis("pairs in a bin (tallest = 1)", (0, 1.33), ticks=[0, 0.5, 1])
    title = f"All pairs, {q.d:,} → {q.k:,} dimension{'s' if q.k > 1 else ''}"
    # Loosely: left of 1 it stands for its mirror image.
    moves = lambda x, y: {"eps": abs(x - 1)}
    handle = viz.Handle("tolerance", (high, 0.9), "tolerance ε", "optimum", moves=moves, follows="loosely")
    return viz.Plane(traces, x, y, title, handles=[handle])


def steps(heights: Array, low: float, high: float) -> tuple[Array, Array]:
    """The outline of the histogram between `low` and `high`, for a filled band that begins and ends there."""
    x, y = np.repeat(EDGES, 2)[1:-1], np.repeat(heights, 2)
    inner = (x > low) & (x < high)
    place = ((np.array([low, high - 1e-12]) - EDGES[0]) / (EDGES[1] - EDGES[0])).astype(int)
    ends = heights[np.clip(place, 0, len(heights) - 1)]
    return np.concatenate([[low], x[inner], [high]]), np.concatenate([ends[:1], y[inner], ends[1:]])


def worst_panel(q: Projections) -> viz.Plane:
    """The least and the largest ratio at every k, closing in on 1, and that of the pair that knows R if it is shown."""
    k, least = q.sweep.sizes, q.sweep.least[:, q.n - 1]
    most = np.minimum(q.sweep.most[:, q.n - 1], 2 * TOP)
    chosen = np.minimum(q.sweep.chosen, 2 * TOP) if q.p.chosen else np.full(len(k), np.nan)
    at = int(np.searchsorted(k, q.k))
    one = viz.segment((1, 1), (jl.LARGEST, 1), "zero", width=1.2, hover=False)
    dashed = viz.line(k, chosen, "accent", width=2.2, dash="dash", name="pair chosen after R")
    traces = [
        viz.area(ENDS, [1 + q.p.eps] * 2, [1 - q.p.eps] * 2, "optimum", opacity=0.12),
        viz.called(one, f"1 ± {number(q.p.eps, 2)}", at=0.0, role="optimum", size=12),
        viz.called(viz.line(k, most, "gradient", width=2.4, name="largest ratio"), "largest ratio", at=0.3, size=12),
        viz.called(viz.line(k, least, "gradient", width=2.4, name="least ratio"), "least ratio", at=0.3, size=12),
        viz.called(dashed, "chosen after R" if q.p.chosen else "", at=0.9, size=12),
        viz.markers([q.k] * 2, [least[at], most[at]], "gradient", size=10, symbol="diamond", name="now"),
        *_uprights(q, 0, TOP),
    ]
    y = viz.Axis("extreme ratios", (0, TOP))
    return viz.Plane(traces, KS, y, "The worst of all pairs", handles=[_size(q, min(q.at.most, TOP - 0.05))])


def failure_panel(q: Projections) -> viz.Plane:
    """The share of pairs outside the tolerance at every k; its exact value for a Gaussian R, its bound, and the line of
    one pair of all."""
    k, every, one = q.sweep.sizes, q.steps, 1 / q.pairs
    seen = np.where(q.outside > 0, q.outside, np.nan)
    exact = np.maximum(jl.pair_failure(every, q.p.eps), 1e-12)
    bound = np.clip(jl.pair_bound(every, q.p.eps), 1e-12, 1.0)
    single = viz.segment((1, one), (jl.LARGEST, one), "optimum", width=1.4, dash="dash", hover=False)
    traces = [
        viz.called(viz.line(every, bound, "null", dash="dash", name="Chernoff's bound"), "bound", at=0.6, size=12),
        viz.called(viz.line(every, exact, "model", name="Gaussian R, exact"), "exact", at=0.8, size=12),
        viz.called(viz.line(k, seen, "data", width=2.6, name="measured"), "measured", at=0.6, size=12),
        viz.called(single, f"one pair of {q.pairs:,}", at=0.0, size=12),
        viz.dots((q.k, seen[int(np.searchsorted(k, q.k))]), "data", size=11, name="now"),
        *_uprights(q, LOWEST, 1.5),
    ]
    y = viz.Axis("share of pairs outside", (LOWEST, 1.5), log=True)
    return viz.Plane(traces, KS, y, "Outside 1 ± ε, and its bound", handles=[_size(q, max(q.at.share, one))])


def search_panel(q: Projections) -> viz.Plane:
    """How often (in per cent) the nearest neighbour after the projection is the true one, at every k."""
    k, found = q.sweep.sizes, 100 * q.recall
    traces = [
        viz.called(viz.line(k, found, "data", name="found")),
        viz.dots((q.k, found[int(np.searchsorted(k, q.k))]), "data", size=11, name="now"),
        *_uprights(q, 0, 108),
    ]
    y = viz.Axis("true nearest neighbour found (%)", (0, 108), ticks=range(0, 101, 20))
    return viz.Plane(traces, KS, y, "Search after projecting", handles=[_size(q, 100 * q.at.recalled)])


def _uprights(q: Projections, low: float, high: float) -> list[dict[str, Any]]:
    """Lines at the k of the moment, at the lemma's (an arrow to one beyond the axis), and at the k that is enough."""
    here, enough = q.lemma <= jl.LARGEST, q.enough or np.inf
    lemma, says = (q.lemma, "lemma") if here else (np.nan, f"lemma: {q.lemma:,} →")
    spot = q.lemma if here else jl.LARGEST
    if here and enough < q.lemma < enough * jl.LARGEST**NAME:
        # The name has no room between the two lines, so it stands before both, and points.
        spot, says = int(enough), "lemma →"
    dashed: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}
    at = enough if enough <= jl.LARGEST else np.nan
    asked = viz.called(viz.segment((lemma, low), (lemma, high), "null", **dashed), says, size=12)
    asked.named = replace(asked.named, x=[spot, spot])
    return [
        viz.called(viz.segment((q.k, low), (q.k, high), "data", width=1.4, dash="dot", hover=False)),
        asked,
        viz.called(viz.segment((at, low), (at, high), "optimum", **dashed), "enough here", at=0.0, size=12),
    ]


def _size(q: Projections, height: float) -> viz.Handle:
    # Loosely: k is whole, from 1 to 2 it is far on a logarithmic axis, and some projections have no more than d rows.
    return viz.Handle(
        "size", (q.k, height), "dimensions kept k", "data", moves=lambda x, y: {"k": x}, follows="loosely"
    )
