"""A random projection to a few hundred dimensions keeps nearly all distances, however many there were before."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Seed, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore import kernels
from mathcore.advanced import johnson_lindenstrauss as jl
from pages.advanced.random_projections import panels

Array = NDArray[np.float64]
GOAL = 0.2
POINTS = {
    "gaussian": "Gaussian cloud",
    "patches": "Patches of photographs",
    "digits": "Handwritten digits (d = 64)",
    "onehot": "One-hot vectors",
}
KINDS = {
    "gaussian": "Gaussian",
    "sparse": "Sparse: 1/3 of the entries",
    "verysparse": "Very sparse: 1/√d nonzero",
    "hadamard": "Hadamard, subsampled",
    "coordinates": "No mixing: k coordinates",
}
K = Slider("k", "Dimensions kept k", 1, jl.LARGEST, 299, log=True, integer=True)
KNOWS = "The lemma needs points that do not know R. This pair differs by the first row of R."
CONTROLS = (
    Choice("data", "Points", POINTS, "gaussian"),
    Choice("d", "Dimension d", {d: d for d in ("64", "256", "1024", "4096")}, "4096"),
    Slider("n", "Number of points n", 10, jl.POINTS, 200, log=True, integer=True),
    Choice("kind", "Projection R", KINDS, "gaussian"),
    K,
    Slider("eps", "Tolerance ε", 0.05, 0.5, GOAL, 0.01, help="On squared distances: the ratio is to lie in 1 ± ε."),
    Toggle("chosen", "Add a pair chosen after R", help=KNOWS),
    Seed(),
)
CLOUD = ("data", "d", "kind", "seed")  # what the sweep hangs on


class Projections(State):
    """All pairs of a cloud of n points in d dimensions under projections to k of them, and what the lemma promises."""

    steps = np.array(K.values, dtype=float)  # the k of the slider
    d = cached_property(lambda q: jl.width(q.p.data, int(q.p.d)))
    n = cached_property(lambda q: min(q.p.n, q.sweep.points))
    k = cached_property(lambda q: q.at.k)
    pairs = cached_property(lambda q: q.at.pairs)
    lemma = cached_property(lambda q: jl.lemma_dimension(q.n, q.p.eps))  # the k that it asks for
    enough = cached_property(lambda q: jl.sufficient(q.sweep, q.n, q.p.eps))  # the k that suffices, if one does

    pair_failure = cached_property(lambda q: float(jl.pair_failure(q.k, q.p.eps)))  # of one pair, for a Gaussian R
    pair_bound = cached_property(lambda q: float(jl.pair_bound(q.k, q.p.eps)))
    union_bound = cached_property(lambda q: q.pairs * float(jl.pair_bound(q.lemma, q.p.eps)))  # at the lemma's k

    @cached_property
    def key(self) -> jl.Key:
        # Where k can be no larger than d, all of the d rows belong to the sweep, though the slider passes them by.
        sizes = tuple(sorted({*map(int, K.values), jl.most_dimensions(self.p.kind, self.d)}))
        return self.p.data, int(self.p.d), self.p.kind, self.p.seed, sizes

    @kept(*CLOUD)
    def sweep(self) -> jl.Sweep:
        """The ratios of all pairs at every k."""
        return jl.sweep(*self.key)

    @cached_property
    def at(self) -> jl.Distortions:
        """What they are at the k of the moment."""
        return jl.distortions(self.sweep, self.p.n, self.p.k, self.p.eps, panels.EDGES)

    @kept(*CLOUD, "n", "eps")
    def outside(self) -> Array:
        """The share of the pairs outside the tolerance at every k."""
        return jl.outside(self.key, self.n, self.p.eps)

    @kept(*CLOUD, "n")
    def recall(self) -> Array:
        """The share of the points whose nearest neighbour is found at every k."""
        return jl.recall(self.key, self.n)

    @cached_property
    def delta(self) -> float:
        """The largest distortion of all pairs, the one chosen after R included if it is shown."""
        return max(1 - self.at.least, self.at.most - 1, abs(self.at.chosen - 1) if self.p.chosen else 0.0)


def notice(q: Projections, more: str = "") -> str:
    """What is special about the case at hand."""
    said = []
    if q.k < q.p.k:
        said.append(f"This projection picks from d = {q.d} rows, so k stops at {q.k}.")
    elif q.k >= q.d:
        said.append(f"k = {q.k:,} is no reduction of d = {q.d:,}.")
    if q.n < q.p.n:
        said.append(f"There are only {q.n} one-hot vectors in {q.d} dimensions.")
    if more:
        said.append(more)
    if q.enough is None:
        said.append("No k on the slider keeps every pair within the tolerance.")
    return " ".join(said)


def readouts(q: Projections) -> list[Readout | Law]:
    """What is found against what is promised."""
    at, says = q.at, "4 ln n / (ε²/2 − ε³/3), rounded up."
    found: list[Readout | Law] = [
        Readout("pairs outside 1 ± ε", 100 * at.share, "%", role="gradient"),
        Readout("least ratio", at.least, role="gradient"),
        Readout("largest ratio", at.most, role="gradient"),
        Readout("k that the lemma asks for", f"{q.lemma:,}", role="null", note=says),
        Readout("true nearest neighbour found", 100 * at.recalled, "%", 3, "data"),
        law("Gaussian R: a pair fails", "exact ≤ Chernoff’s bound", q.pair_failure, q.pair_bound),
        law("at the lemma’s k, all failures", "pairs × bound ≤ 1 − 1/n", q.union_bound, 1 - 1 / q.n),
    ]
    if q.p.chosen:
        found.insert(3, Readout("ratio of the pair chosen after R", at.chosen, role="accent"))
    name = "found neighbour too far, at worst"
    if q.delta >= 1:
        return [*found, Readout(name, at.factor, "× squared", note="No promise: δ ≥ 1.")]
    return [*found, law(name, "squared ≤ (1+δ)/(1−δ)", at.factor, (1 + q.delta) / (1 - q.delta))]


def alt(q: Projections) -> str:
    return (
        f"The ratios of squared distances of {q.pairs} pairs after a projection from {q.d} to {q.k} dimensions "
        f"lie between {number(q.at.least, 3)} and {number(q.at.most, 3)}; {number(100 * q.at.share, 3)}% are off by "
        f"more than {number(q.p.eps, 2)}. The lemma asks for {q.lemma} dimensions."
    )


def numbers(q: Projections) -> dict[str, Any]:
    return {
        "log_n": np.log(q.n),
        "denominator": q.p.eps**2 / 2 - q.p.eps**3 / 3,
        "lemma_dimension": q.lemma,
        "sufficient": q.enough or rf"\text{{more than }} {jl.LARGEST}",
        "ratio_least": q.at.least,
        "ratio_most": q.at.most,
        "outside_percent": 100 * q.at.share,
        "expected_failures": q.pairs * q.pair_failure,
        "neighbour_factor": q.at.factor,
        "recalled_percent": 100 * q.at.recalled,
        "chosen_ratio": q.at.chosen,
        "chosen_expected": 1 + q.d / q.k,
    }


NEARLY = "In a Gaussian cloud all points are nearly equally far apart: missing the nearest one costs little."
search_notice = lambda q: notice(q, NEARLY if q.p.data == "gaussian" and q.d >= 1024 else "")
# The smallest k of the slider at which every pair is within 20%, in a real reduction of many points.
every_pair_kept = lambda q: q.p.eps == GOAL and not q.p.chosen and q.n >= 100 and q.k == q.enough and q.k < q.d
BARE = {"data": "onehot", "d": "1024", "kind": "coordinates", "k": 531}
lesson = Lesson(
    title="Johnson-Lindenstrauss Lemma and Random Projections",
    terms=(
        *("Johnson-Lindenstrauss lemma", "random projection", "dimension reduction", "sketching", "union bound"),
        *("Hadamard transform", "SRHT", "sparse projection", "Chernoff bound", "nearest neighbour search"),
    ),
    controls=CONTROLS,
    state=Projections,
    choose="Beside it",
    views={
        "worst": View("Worst pairs", [panels.ratio_panel, panels.worst_panel], readouts, alt, notice=notice),
        "failure": View("Failures", [panels.ratio_panel, panels.failure_panel], readouts, alt, notice=notice),
        "search": View("Search", [panels.ratio_panel, panels.search_panel], readouts, alt, notice=search_notice),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("data", "d", "n", "kind", "k", "eps", "seed")} | {"d": q.d},
    challenges=(
        Challenge(
            "With a hundred points or more, find the smallest k (fewer than d) with every pair within 20%.",
            "Watch the two curves of worst pairs: k must be where both have just entered the band 1 ± 0.2.",
            every_pair_kept,
            [{"k": 843}],
            [{"k": 893}, {"k": 843, "eps": 0.21}, {"k": 796}],
        ),
        Challenge(
            "Find data and a projection for which pairs vanish (a ratio of 0), though k is half of d or more.",
            "Something must be thrown away without mixing, and the points must differ in what is thrown away.",
            lambda q: q.k >= q.d / 2 and q.at.least < 1e-12,
            [BARE, BARE | {"d": "256", "k": 133}, BARE | {"k": 596}],
            [BARE | {"k": 299}, BARE | {"kind": "hadamard"}, BARE | {"data": "gaussian"}],
        ),
        Challenge(
            "Predict: for 20 points and ε = 0.2 the lemma asks for 692 dimensions. How many for ten times the points?",
            "The number of points enters through its logarithm: ln 200 = ln 20 + ln 10.",
            predict=Prediction(
                "Which k does the lemma ask for, for 200 points?",
                lambda q: q.lemma,
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
                lambda q: 100 * q.at.share,
                4.0,
                {"d": "256", "k": 200, "eps": 0.1},
                unit="%",
                why="For a Gaussian R the ratio is χ² with k degrees over k, whatever the point and its dimension.",
            ),
        ),
    ),
    related=("svd", "curse_of_dimensionality", "high_dimensional_statistics", "lln_clt"),
    oracles=(
        *("lemma: sklearn’s johnson_lindenstrauss_min_dim", "distances: scipy.spatial.distance.pdist"),
        *("ratios: scipy.stats.chi2, kstest", "neighbours: sklearn’s NearestNeighbors"),
    ),
    source=(jl.lemma_dimension, jl.rows, jl.sweep, kernels.projection_matrix),
)
