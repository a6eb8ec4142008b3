"""A random projection to a few hundred dimensions keeps nearly all distances, however many dimensions there were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Seed, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import johnson_lindenstrauss as jl
from mathcore import kernels

Array = NDArray[np.float64]
EDGES = np.linspace(0.0, 2.0, 101)
TOP = 2.5  # of the axis of the extreme ratios
LOWEST = 1e-5  # of the axis of failure rates
GOAL = 0.2


@dataclass(frozen=True)
class Result:
    """`found` holds the ratios of all pairs at every k; `place` is its row for the k drawn, `k` (Hadamard and
    coordinates have no more rows than d); `n` the points there are (no more one-hot vectors than d). `counts` (100,)
    pairs in each bin of `EDGES`, `model` (100,) what a Gaussian R would give; `curve` (m,) what the second panel
    shows over `found.sizes`."""

    parameters: Parameters
    found: jl.Sweep
    place: int
    k: int
    n: int
    d: int
    counts: Array
    model: Array
    least: float
    most: float
    share: float
    lemma: int
    sufficient: int | None
    recalled: float
    factor: float
    curve: Array

    @property
    def pairs(self) -> int:
        """How many pairs are compared."""
        return self.n * (self.n - 1) // 2

    @property
    def delta(self) -> float:
        """The largest distortion of all pairs, the one chosen after R included if it is shown."""
        extra = abs(self.chosen - 1) if self.parameters.chosen else 0.0
        return max(1 - self.least, self.most - 1, extra)

    @property
    def chosen(self) -> float:
        """The ratio of the pair that was chosen after R."""
        return float(self.found.chosen[self.place])


CONTROLS = (
    Choice(
        "data",
        "Points",
        {
            "gaussian": "Gaussian cloud",
            "patches": "Patches of photographs",
            "digits": "Handwritten digits (d = 64)",
            "onehot": "One-hot vectors",
        },
        "gaussian",
    ),
    Choice("d", "Dimension d", {"64": "64", "256": "256", "1024": "1024", "4096": "4096"}, "4096"),
    Slider("n", "Number of points n", 10, jl.POINTS, 200, log=True, integer=True),
    Choice(
        "kind",
        "Projection R",
        {
            "gaussian": "Gaussian",
            "sparse": "Sparse: 1/3 of the entries",
            "verysparse": "Very sparse: 1/√d of the entries",
            "hadamard": "Hadamard, subsampled",
            "coordinates": "No mixing: k of the coordinates",
        },
        "gaussian",
    ),
    Slider("k", "Dimensions kept k", 1, jl.LARGEST, 299, log=True, integer=True),
    Slider("eps", "Tolerance ε", 0.05, 0.5, GOAL, 0.01, help="On squared distances: the ratio is to lie in 1 ± ε."),
    Choice("view", "Beside it", {"worst": "Worst pairs", "failure": "Failures", "search": "Search"}, "worst"),
    Toggle(
        "chosen",
        "Add a pair chosen after R",
        help="The lemma needs points that do not know R. This pair differs by the first row of R.",
    ),
    Seed(),
)
SIZES = tuple(int(k) for k in next(c for c in CONTROLS if isinstance(c, Slider) and c.name == "k").values)


def compute(p: Parameters) -> Result:
    """The ratios of all pairs at the chosen k, and the numbers of the lemma."""
    d = jl.width(p.data, int(p.d))
    # Where k can be no larger than d, all of the d rows belong to the sweep, though the slider passes them by.
    sizes = tuple(sorted({*SIZES, jl.most_dimensions(p.kind, d)}))
    key = (p.data, int(p.d), p.kind, p.seed, sizes)
    found = jl.sweep(*key)
    n, place = min(p.n, found.points), found.row(p.k)
    k = int(found.sizes[place])
    ratios = found.ratios[place, : n * (n - 1) // 2]
    recalled, factor = jl.neighbours(found, n, place)
    curve = np.empty(0)
    if p.view == "failure":
        curve = jl.outside(key, n, p.eps)
    elif p.view == "search":
        curve = jl.recall(key, n)
    return Result(
        parameters=p,
        found=found,
        place=place,
        k=k,
        n=n,
        d=d,
        counts=np.bincount(np.minimum(50 * ratios, 100).astype(np.intp), minlength=101)[:100].astype(float),
        model=len(ratios) * jl.ratio_masses(k, EDGES),
        least=float(found.least[place, n - 1]),
        most=float(found.most[place, n - 1]),
        share=float(np.mean(np.abs(ratios - 1) > p.eps + jl.SLACK)),
        lemma=jl.lemma_dimension(n, p.eps),
        sufficient=jl.sufficient(found, n, p.eps),
        recalled=recalled,
        factor=factor,
        curve=curve,
    )


def steps(heights: Array, low: float, high: float) -> tuple[Array, Array]:
    """The outline of the histogram between `low` and `high`, for a filled band that begins and ends there."""
    x = np.repeat(EDGES, 2)[1:-1]
    y = np.repeat(heights, 2)
    inner = (x > low) & (x < high)
    at = np.array([low, high])
    ends = heights[np.clip(((at - np.array([0, 1e-12])) * 50).astype(int), 0, 99)]
    return (
        np.concatenate([at[:1], x[inner], at[1:]]),
        np.concatenate([ends[:1], y[inner], ends[1:]]),
    )


def histogram(r: Result) -> viz.Plane:
    """The ratios of all pairs: within the tolerance, outside it, and the law of a Gaussian R."""
    p = r.parameters
    tallest = max(float(r.counts.max()), 1.0)
    heights, model = r.counts / tallest, r.model / tallest
    low, high = 1 - p.eps, 1 + p.eps
    middle = (EDGES[1:] + EDGES[:-1]) / 2
    beyond = r.pairs - r.counts.sum()
    traces = [
        viz.area([low, high], [1.22, 1.22], 0.0, "optimum", opacity=0.1),
        viz.area(*steps(heights, 0.0, low), 0.0, "gradient", opacity=0.75, name="outside"),
        viz.area(*steps(heights, low, high), 0.0, "data", opacity=0.7, name="within"),
        viz.area(*steps(heights, high, 2.0), 0.0, "gradient", opacity=0.75, name="outside"),
        viz.line(middle, np.minimum(model, 1.4), "model", width=2.0, name="Gaussian R, exact"),
        viz.segment((low, 0), (low, 1.22), "optimum", width=1.6, dash="dash", hover=False),
        viz.segment((high, 0), (high, 1.22), "optimum", width=1.6, dash="dash", hover=False),
        viz.markers(
            np.minimum([r.least, r.most], 1.99), [0.0, 0.0], "gradient", size=10, symbol="diamond", name="worst pairs"
        ),
        viz.markers(
            [min(r.chosen, 1.97) if p.chosen else np.nan],
            [0.12],
            "accent",
            size=13,
            symbol="star",
            name="chosen after R",
        ),
        viz.label(
            [min(r.chosen, 1.97) if p.chosen else np.nan],
            [0.15],
            f"chosen: {number(r.chosen, 3)}" if p.chosen else "",
            "accent",
            position="top left" if r.chosen > 1 else "top right",
        ),
        viz.label([1.0], [1.26], f"1 ± {number(p.eps, 2)}", "optimum", position="middle center"),
        viz.label([1.98], [1.12], "line: Gaussian R", "model", position="middle left", size=12),
        viz.label(
            [1.98],
            [1.26],
            f"{number(100 * beyond / r.pairs, 2)}% beyond 2" if beyond else "",
            "gradient",
            position="middle left",
            size=12,
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("squared distance after / before", (0, 2), ticks=[0, 0.5, 1, 1.5, 2]),
        viz.Axis("pairs in a bin (tallest = 1)", (0, 1.33), ticks=[0, 0.5, 1]),
        f"All pairs, {r.d:,} → {r.k:,} dimensions",
    )


def upright(x: float, bottom: float, top: float, role: str, text: str, y: float) -> list[Mapping[str, Any]]:
    """A vertical line with its name, kept on the side where there is room; hidden where x is off the axis."""
    shown = x if x <= jl.LARGEST else np.nan
    return [
        viz.segment((shown, bottom), (shown, top), role, width=1.6, dash="dash", hover=False),
        viz.label([shown * 0.94], [y], text, role, position="middle left", size=12),
    ]


def size_axis() -> viz.Axis:
    """The axis of k, the same for all views."""
    return viz.Axis("dimensions kept k", (1, jl.LARGEST), log=True, ticks=[1, 3, 10, 30, 100, 300, 1000])


def lemma_lines(r: Result, bottom: float, top: float, high: float, low: float) -> list[Mapping[str, Any]]:
    """Where the lemma stands, or that it is off the axis; and where every pair first was within the tolerance."""
    here = r.lemma <= jl.LARGEST
    enough = float(r.sufficient) if r.sufficient else np.inf
    return [
        *upright(float(r.lemma), bottom, top, "null", "lemma", high),
        viz.label(
            [np.nan if here else jl.LARGEST * 0.96], [high], f"lemma: {r.lemma:,} →", "null", position="middle left"
        ),
        *upright(enough, bottom, top, "optimum", "enough here", low),
    ]


def worst_panel(r: Result) -> viz.Plane:
    """The least and the largest ratio at every k, closing in on 1."""
    p, sizes = r.parameters, r.found.sizes
    least, most = r.found.least[:, r.n - 1], np.minimum(r.found.most[:, r.n - 1], 2 * TOP)
    extra = np.minimum(r.found.chosen, 2 * TOP) if p.chosen else np.full(len(sizes), np.nan)
    traces = [
        viz.area([1, jl.LARGEST], [1 + p.eps] * 2, [1 - p.eps] * 2, "optimum", opacity=0.12),
        viz.segment((1, 1), (jl.LARGEST, 1), "zero", width=1.2, hover=False),
        viz.line(sizes, most, "gradient", width=2.4, name="largest ratio"),
        viz.line(sizes, least, "gradient", width=2.4, name="least ratio"),
        viz.line(sizes, extra, "accent", width=2.2, dash="dash", name="pair chosen after R"),
        viz.markers([r.k, r.k], [r.least, min(r.most, 2 * TOP)], "gradient", size=10, symbol="diamond", name="now"),
        viz.segment((r.k, 0), (r.k, TOP), "data", width=1.4, dash="dot", hover=False),
        viz.label([1.1], [0.1], "least ratio", "gradient", position="middle right", size=12),
        viz.label([1.1], [TOP - 0.1], "largest ratio", "gradient", position="middle right", size=12),
        viz.label([1.1], [1.0], f"1 ± {number(p.eps, 2)}", "optimum", position="middle right", size=12),
        *lemma_lines(r, 0, TOP, TOP - 0.12, TOP - 0.36),
    ]
    return viz.Plane(traces, size_axis(), viz.Axis("extreme ratios", (0, TOP)), "The worst of all pairs")


def failure_panel(r: Result) -> viz.Plane:
    """The share of pairs outside the tolerance, its exact value for a Gaussian R, and the bound of the lemma."""
    p = r.parameters
    sizes = np.array(SIZES, dtype=float)
    measured = np.where(r.curve > 0, r.curve, np.nan)
    exact, bound = jl.pair_failure(sizes, p.eps), np.minimum(jl.pair_bound(sizes, p.eps), 1.0)
    one = 1 / r.pairs
    names = (1.9e-2, 7e-3, 2.6e-3) if one < 8e-4 else (2.6e-4, 9e-5, 3.2e-5)  # clear of the line of one pair
    traces = [
        viz.line(sizes, np.maximum(bound, 1e-12), "null", dash="dash", name="Chernoff's bound"),
        viz.line(sizes, np.maximum(exact, 1e-12), "model", name="Gaussian R, exact"),
        viz.line(r.found.sizes, measured, "data", width=2.6, name="measured"),
        viz.segment((1, one), (jl.LARGEST, one), "optimum", width=1.4, dash="dash", hover=False),
        viz.label([1.1], [one * 1.5], f"one pair of {r.pairs:,}", "optimum", position="middle right", size=12),
        viz.markers([r.k], [r.share if r.share > 0 else np.nan], "data", size=11, name="now"),
        viz.segment((r.k, LOWEST), (r.k, 1.5), "data", width=1.4, dash="dot", hover=False),
        viz.label([1.1], [names[0]], "measured", "data", position="middle right", size=12),
        viz.label([1.1], [names[1]], "Gaussian R, exact", "model", position="middle right", size=12),
        viz.label([1.1], [names[2]], "Chernoff’s bound", "null", position="middle right", size=12),
        *lemma_lines(r, LOWEST, 1.5, 0.7, 2e-5),
    ]
    return viz.Plane(
        traces,
        size_axis(),
        viz.Axis("share of pairs outside", (LOWEST, 1.5), log=True),
        "Outside 1 ± ε: found, and promised",
    )


def search_panel(r: Result) -> viz.Plane:
    """How often the nearest neighbour after the projection is the true one."""
    traces = [
        viz.line(r.found.sizes, 100 * r.curve, "data", name="found"),
        viz.markers([r.k], [100 * r.recalled], "data", size=11, name="now"),
        viz.segment((r.k, 0), (r.k, 108), "data", width=1.4, dash="dot", hover=False),
        *lemma_lines(r, 0, 108, 104, 12),
    ]
    return viz.Plane(
        traces,
        size_axis(),
        viz.Axis("true nearest neighbour found (%)", (0, 108), ticks=range(0, 101, 20)),
        "Search after projecting",
    )


PANELS = {"worst": worst_panel, "failure": failure_panel, "search": search_panel}


def marked(r: Result) -> tuple[float, float]:
    """Where the second panel's curve stands at k, inside its axes."""
    if r.parameters.view == "worst":
        return float(r.k), min(r.most, TOP - 0.05)
    if r.parameters.view == "failure":
        return float(r.k), max(r.share, 1 / r.pairs)
    return float(r.k), 100 * r.recalled


def notice(r: Result) -> str:
    """What is special about the case at hand."""
    p = r.parameters
    said = []
    if r.k < p.k:
        said.append(f"This projection picks from d = {r.d} rows, so k stops at {r.k}.")
    elif r.k >= r.d:
        said.append(f"k = {r.k:,} is no reduction of d = {r.d:,}.")
    if r.n < p.n:
        said.append(f"There are only {r.n} one-hot vectors in {r.d} dimensions.")
    if r.sufficient is None:
        said.append("No k on the slider keeps every pair within the tolerance.")
    return " ".join(said)


def draw(r: Result) -> Scene:
    """The histogram, the chosen panel beside it, and what is promised against what is found."""
    p = r.parameters
    exact, bound = float(jl.pair_failure(r.k, p.eps)), float(jl.pair_bound(r.k, p.eps))
    union = r.pairs * float(jl.pair_bound(r.lemma, p.eps))
    readouts: list[Readout | Law] = [
        Readout("pairs outside 1 ± ε", 100 * r.share, "%", role="gradient"),
        Readout("least ratio", r.least, role="gradient"),
        Readout("largest ratio", r.most, role="gradient"),
        Readout("k that the lemma asks for", f"{r.lemma:,}", role="null", note="4 ln n / (ε²/2 − ε³/3), rounded up."),
        Readout("true nearest neighbour found", 100 * r.recalled, "%", 3, "data"),
        Law("Gaussian R: a pair fails", "exact", exact, "Chernoff’s bound", bound, "≤"),
        Law("at the lemma’s k, all failures", "pairs × bound", union, "1 − 1/n", 1 - 1 / r.n, "≤"),
    ]
    if r.delta < 1:
        promise = (1 + r.delta) / (1 - r.delta)
        readouts.append(Law("found neighbour too far, at worst", "squared", r.factor, "(1+δ)/(1−δ)", promise, "≤"))
    else:
        readouts.append(Readout("found neighbour too far, at worst", r.factor, "× squared", note="No promise: δ ≥ 1."))
    if p.chosen:
        readouts.insert(3, Readout("ratio of the pair chosen after R", r.chosen, role="accent"))
    return Scene(
        panels=[histogram(r), PANELS[p.view](r)],
        readouts=readouts,
        handles=[
            Handle("tolerance", (1 + p.eps, 0.9), "tolerance ε", panel=0, role="optimum"),
            Handle("size", marked(r), "dimensions kept k", panel=1, role="data"),
        ],
        notice=notice(r),
        alt=(
            f"The ratios of squared distances of {r.pairs} pairs after a projection from {r.d} to {r.k} dimensions lie "
            f"between {number(r.least, 3)} and {number(r.most, 3)}; {number(100 * r.share, 3)}% are off by more than "
            f"{number(p.eps, 2)}. The lemma asks for {r.lemma} dimensions."
        ),
        numbers={
            "n": r.n,
            "d": r.d,
            "k": r.k,
            "eps": p.eps,
            "pairs": r.pairs,
            "log_n": float(np.log(r.n)),
            "denominator": p.eps**2 / 2 - p.eps**3 / 3,
            "lemma_dimension": float(r.lemma),
            "sufficient": float(r.sufficient) if r.sufficient else rf"\text{{more than }} {jl.LARGEST}",
            "ratio_least": r.least,
            "ratio_most": r.most,
            "outside_percent": 100 * r.share,
            "pair_failure": exact,
            "pair_bound": bound,
            "expected_failures": r.pairs * exact,
            "union_bound": union,
            "delta": r.delta,
            "neighbour_factor": r.factor,
            "recalled_percent": 100 * r.recalled,
            "chosen_ratio": r.chosen,
            "chosen_expected": 1 + r.d / r.k,
        },
        view=p.view,
    )


def every_pair_kept(r: Result) -> bool:
    """Whether k is the smallest of the slider at which every pair is within 20%, in a real reduction of many points."""
    p = r.parameters
    return p.eps == GOAL and not p.chosen and r.n >= 100 and r.k == r.sufficient and r.k < r.d


lesson = Lesson(
    title="Johnson-Lindenstrauss Lemma and Random Projections",
    idea="A random projection to a few hundred dimensions keeps nearly all distances, however many there were before.",
    terms=(
        "Johnson-Lindenstrauss lemma",
        "random projection",
        "dimension reduction",
        "sketching",
        "Hadamard transform",
        "SRHT",
        "sparse projection",
        "union bound",
        "Chernoff bound",
        "nearest neighbour search",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "tolerance": lambda p, x, y: {"eps": float(np.clip(abs(x - 1), 0.05, 0.5))},
        "size": lambda p, x, y: {"k": float(np.clip(x, 1, jl.LARGEST))},
    },
    presets=(
        Preset(
            "A few hundred of 4096",
            {},
            "Each pair is off by chance, and the line says how: χ² with k degrees, over k. A few of the 19,900 pairs "
            "leave the band.",
        ),
        Preset(
            "The dimension does not matter",
            {"d": "256"},
            "d fell from 4096 to 256, and the histogram is the same. Only k, and the number of points, count.",
        ),
        Preset(
            "Patches of photographs",
            {"data": "patches", "d": "1024", "view": "search", "k": 100},
            "Real data lie near few directions, so pairs fail together. A tenth of the dimensions still finds most "
            "nearest neighbours.",
        ),
        Preset(
            "Digits: the lemma is silent",
            {"data": "digits", "k": 30},
            "With d = 64 the lemma asks for more dimensions than there are. It is a bound for the worst points, not "
            "for these.",
        ),
        Preset(
            "One-hot, very sparse",
            {"data": "onehot", "kind": "verysparse", "d": "1024"},
            "Each vector meets a few nonzero entries only: too few to average over. Sparse projections need spread-out "
            "points.",
        ),
        Preset(
            "Why Hadamard mixes",
            {"data": "onehot", "kind": "coordinates", "d": "1024"},
            "Without mixing most one-hot vectors vanish: their ratio is 0. Switch to Hadamard: the same choice of k "
            "coordinates, after mixing.",
        ),
        Preset(
            "Chosen after R",
            {"chosen": True, "k": 600},
            "R is random, but a pair that knows R defeats it: x and x plus the first row of R. No k below d helps.",
        ),
        Preset(
            "Bound and truth",
            {"view": "failure", "n": 60},
            "The lemma’s k is where Chernoff’s bound falls to about one pair of all. The exact curve is there sooner.",
        ),
    ),
    challenges=(
        Challenge(
            "With a hundred points or more, find the smallest k (fewer than d) with every pair within 20%.",
            "Watch the two curves of worst pairs: k must be where both have just entered the band 1 ± 0.2.",
            every_pair_kept,
            {"k": 843},
        ),
        Challenge(
            "Find data and a projection for which pairs vanish altogether: a ratio of 0 at k = 100 or more.",
            "Something must be thrown away without mixing, and the points must differ in what is thrown away.",
            lambda r: r.k >= 100 and r.least < 1e-12,
            {"data": "onehot", "kind": "coordinates"},
        ),
        Challenge(
            "Predict: for 20 points and ε = 0.2 the lemma asks for 692 dimensions. How many for ten times the points?",
            "The number of points enters through its logarithm: ln 200 = ln 20 + ln 10.",
            predict=Prediction(
                "Which k does the lemma ask for, for 200 points?",
                lambda r: float(r.lemma),
                100.0,
                {"n": 200, "eps": 0.2},
                why="4 ln 10 / (ε²/2 − ε³/3) = 531 more dimensions, for any tenfold number of points.",
            ),
        ),
        Challenge(
            "Predict: in 4096 dimensions 33% of the pairs are off by more than 10% at k = 200. How many if d is 256?",
            "The ratio of a pair is an average of k squares. Does d appear anywhere in it?",
            predict=Prediction(
                "What percentage of the pairs is off by more than 10%, for d = 256?",
                lambda r: 100 * r.share,
                4.0,
                {"d": "256", "k": 200, "eps": 0.1},
                unit="%",
                why="For a Gaussian R the ratio is χ² with k degrees over k, whatever the point and its dimension.",
            ),
        ),
    ),
    related=("svd", "curse_of_dimensionality", "high_dimensional_statistics", "lln_clt"),
    source=(jl.lemma_dimension, jl.rows, jl.sweep, kernels.projection_matrix),
    listing=lambda p: {
        "data": p.data,
        "d": jl.width(p.data, int(p.d)),
        "n": p.n,
        "kind": p.kind,
        "k": p.k,
        "eps": p.eps,
        "seed": p.seed,
    },
)
