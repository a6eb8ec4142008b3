"""A random projection to a few hundred dimensions keeps nearly all distances, however many dimensions there were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Seed, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import kernels
from mathcore.advanced import johnson_lindenstrauss as jl
from viz import projections as drawn

Array = NDArray[np.float64]
EDGES = np.linspace(0.0, 2.0, 101)
GOAL = 0.2


@dataclass(frozen=True)
class Result:
    """`found` holds the ratios of all pairs at every k, `at` what they are at the k drawn; `curve` (m,) what the second
    panel shows over `found.sizes`; `lemma` the k that the lemma asks for and `sufficient` the one that suffices."""

    parameters: Parameters
    d: int
    found: jl.Sweep
    at: jl.Distortions
    lemma: int
    sufficient: int | None
    curve: Array

    @property
    def delta(self) -> float:
        """The largest distortion of all pairs, the one chosen after R included if it is shown."""
        extra = abs(self.at.chosen - 1) if self.parameters.chosen else 0.0
        return max(1 - self.at.least, self.at.most - 1, extra)


TERMS = (
    "Johnson-Lindenstrauss lemma", "random projection", "dimension reduction", "sketching", "Hadamard transform",
    "SRHT", "sparse projection", "union bound", "Chernoff bound", "nearest neighbour search",
)  # fmt: skip
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
    at = jl.distortions(found, p.n, p.k, p.eps, EDGES)
    curve = np.empty(0)
    if p.view == "failure":
        curve = jl.outside(key, at.n, p.eps)
    elif p.view == "search":
        curve = jl.recall(key, at.n)
    return Result(p, d, found, at, jl.lemma_dimension(at.n, p.eps), jl.sufficient(found, at.n, p.eps), curve)


def ratios(r: Result) -> viz.Plane:
    """The ratios of all pairs: within the tolerance, outside it, and the law of a Gaussian R."""
    p, beyond = r.parameters, r.at.pairs - r.at.counts.sum()
    says = (
        f"1 ± {number(p.eps, 2)}",
        f"{number(100 * beyond / r.at.pairs, 2)}% > 2" if beyond else "",
        f"chosen: {number(r.at.chosen, 3)}" if p.chosen else "",
    )
    title = f"All pairs, {r.d:,} → {r.at.k:,} dimension{'s' if r.at.k > 1 else ''}"
    chosen = r.at.chosen if p.chosen else np.nan
    return drawn.ratio_panel(EDGES, r.at.counts, r.at.model, p.eps, (r.at.least, r.at.most), title, chosen, says)


def beside(r: Result) -> viz.Plane:
    """The chosen panel over k."""
    p, found = r.parameters, r.found
    marks = drawn.Marks(r.at.k, jl.LARGEST, r.lemma, float(r.sufficient) if r.sufficient else np.inf)
    if p.view == "worst":
        least, most = found.least[:, r.at.n - 1], found.most[:, r.at.n - 1]
        chosen = found.chosen if p.chosen else np.full(len(found.sizes), np.nan)
        return drawn.worst_panel(marks, found.sizes, least, most, chosen, p.eps, f"1 ± {number(p.eps, 2)}")
    if p.view == "failure":
        k = np.array(SIZES, dtype=float)
        exact, bound = jl.pair_failure(k, p.eps), jl.pair_bound(k, p.eps)
        return drawn.failure_panel(marks, k, exact, bound, found.sizes, r.curve, r.at.pairs)
    return drawn.search_panel(marks, found.sizes, 100 * r.curve)


def marked(r: Result) -> tuple[float, float]:
    """Where the second panel's curve stands at k, inside its axes."""
    if r.parameters.view == "worst":
        return float(r.at.k), min(r.at.most, drawn.TOP - 0.05)
    if r.parameters.view == "failure":
        return float(r.at.k), max(r.at.share, 1 / r.at.pairs)
    return float(r.at.k), 100 * r.at.recalled


def notice(r: Result) -> str:
    """What is special about the case at hand."""
    p = r.parameters
    said = []
    if r.at.k < p.k:
        said.append(f"This projection picks from d = {r.d} rows, so k stops at {r.at.k}.")
    elif r.at.k >= r.d:
        said.append(f"k = {r.at.k:,} is no reduction of d = {r.d:,}.")
    if r.at.n < p.n:
        said.append(f"There are only {r.at.n} one-hot vectors in {r.d} dimensions.")
    if p.view == "search" and p.data == "gaussian" and r.d >= 1024:
        said.append(
            "In a Gaussian cloud all points are nearly equally far apart: missing the nearest one costs little."
        )
    if r.sufficient is None:
        said.append("No k on the slider keeps every pair within the tolerance.")
    return " ".join(said)


def draw(r: Result) -> Scene:
    """The histogram, the chosen panel beside it, and what is promised against what is found."""
    p, at = r.parameters, r.at
    exact, bound = float(jl.pair_failure(at.k, p.eps)), float(jl.pair_bound(at.k, p.eps))
    union = at.pairs * float(jl.pair_bound(r.lemma, p.eps))
    readouts: list[Readout | Law] = [
        Readout("pairs outside 1 ± ε", 100 * at.share, "%", role="gradient"),
        Readout("least ratio", at.least, role="gradient"),
        Readout("largest ratio", at.most, role="gradient"),
        Readout("k that the lemma asks for", f"{r.lemma:,}", role="null", note="4 ln n / (ε²/2 − ε³/3), rounded up."),
        Readout("true nearest neighbour found", 100 * at.recalled, "%", 3, "data"),
        Law("Gaussian R: a pair fails", "exact", exact, "Chernoff’s bound", bound, "≤"),
        Law("at the lemma’s k, all failures", "pairs × bound", union, "1 − 1/n", 1 - 1 / at.n, "≤"),
    ]
    if r.delta < 1:
        promise = (1 + r.delta) / (1 - r.delta)
        readouts.append(Law("found neighbour too far, at worst", "squared", at.factor, "(1+δ)/(1−δ)", promise, "≤"))
    else:
        readouts.append(Readout("found neighbour too far, at worst", at.factor, "× squared", note="No promise: δ ≥ 1."))
    if p.chosen:
        readouts.insert(3, Readout("ratio of the pair chosen after R", at.chosen, role="accent"))
    return Scene(
        panels=[ratios(r), beside(r)],
        readouts=readouts,
        handles=[
            Handle("tolerance", (1 + p.eps, 0.9), "tolerance ε", panel=0, role="optimum"),
            Handle("size", marked(r), "dimensions kept k", panel=1, role="data"),
        ],
        notice=notice(r),
        alt=(
            f"The ratios of squared distances of {at.pairs} pairs after a projection from {r.d} to {at.k} dimensions "
            f"lie between {number(at.least, 3)} and {number(at.most, 3)}; {number(100 * at.share, 3)}% are off by more "
            f"than {number(p.eps, 2)}. The lemma asks for {r.lemma} dimensions."
        ),
        numbers={
            "n": at.n,
            "d": r.d,
            "k": at.k,
            "eps": p.eps,
            "pairs": at.pairs,
            "log_n": float(np.log(at.n)),
            "denominator": p.eps**2 / 2 - p.eps**3 / 3,
            "lemma_dimension": float(r.lemma),
            "sufficient": float(r.sufficient) if r.sufficient else rf"\text{{more than }} {jl.LARGEST}",
            "ratio_least": at.least,
            "ratio_most": at.most,
            "outside_percent": 100 * at.share,
            "pair_failure": exact,
            "pair_bound": bound,
            "expected_failures": at.pairs * exact,
            "union_bound": union,
            "delta": r.delta,
            "neighbour_factor": at.factor,
            "recalled_percent": 100 * at.recalled,
            "chosen_ratio": at.chosen,
            "chosen_expected": 1 + r.d / at.k,
        },
        view=p.view,
    )


def every_pair_kept(r: Result) -> bool:
    """Whether k is the smallest of the slider at which every pair is within 20%, in a real reduction of many points."""
    p = r.parameters
    return p.eps == GOAL and not p.chosen and r.at.n >= 100 and r.at.k == r.sufficient and r.at.k < r.d


lesson = Lesson(
    title="Johnson-Lindenstrauss Lemma and Random Projections",
    idea="A random projection to a few hundred dimensions keeps nearly all distances, however many there were before.",
    terms=TERMS,
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "tolerance": lambda p, x, y: {"eps": float(np.clip(abs(x - 1), 0.05, 0.5))},
        "size": lambda p, x, y: {"k": float(np.clip(x, 1, jl.LARGEST))},
    },
    presets=(
        Preset(
            "4096 → 299",
            {},
            "Each pair is off by chance, and the line says how: χ² with k degrees, over k. About 1% of the "
            "19,900 pairs leave the band.",
        ),
        Preset(
            "d does not matter",
            {"d": "1024"},
            "d fell from 4096 to 1024, and the histogram is the same. Only k, and the number of points, count.",
        ),
        Preset(
            "Patches",
            {"data": "patches", "d": "1024", "view": "search", "k": 100},
            "Real data lie near few directions, so pairs fail together. A tenth of the dimensions still finds most "
            "nearest neighbours.",
        ),
        Preset(
            "Digits",
            {"data": "digits", "k": 30},
            "With d = 64 the lemma asks for more dimensions than there are. It is a bound for the worst points, not "
            "for these.",
        ),
        Preset(
            "Very sparse",
            {"data": "onehot", "kind": "verysparse", "d": "1024"},
            "Each vector meets a few nonzero entries only: too few to average over. Sparse projections need spread-out "
            "points.",
        ),
        Preset(
            "Why mix",
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
            lambda r: r.at.k >= 100 and r.at.least < 1e-12,
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
                lambda r: 100 * r.at.share,
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
