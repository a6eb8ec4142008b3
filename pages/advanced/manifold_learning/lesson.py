"""A map of many dimensions keeps some distances and invents others: look at the edges that it trusts before you do."""

from __future__ import annotations

from typing import Any

from explorer.controls import Choice, Point, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore import kernels
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm
from pages.advanced.manifold_learning import panels
from pages.advanced.manifold_learning import state as said
from pages.advanced.manifold_learning.state import Manifold

TURNS = "The turns of the roll are 2π = 6.28 apart along a ray; noise moves each coordinate."
K = Slider("k", "Neighbours k", mf.FEWEST, mf.MOST, 7, 1, integer=True)
N = Choice("n", "Points", {n: n for n in ("300", "500", "800")}, "500")
NOISE = Choice("noise", "Noise", {s: s for s in ("0", "0.5", "1")}, "0", help=TURNS)
FIRST = Point("first", "A, along and across the sheet", (13.6, 6.0), (0, 89.37), (0, 21), 0.01)
LAST = Point("last", "B, along and across the sheet", (77.6, 14.0), (0, 89.37), (0, 21), 0.01)
SEED = Seed("seed", "Seed of the roll", 2)
LANDMARKS = f"Off, and while you drag: from {mf.LANDMARKS} landmarks alone (landmark Isomap)."
ALL_PAIRS = Toggle("all_pairs", "Walks from every point", True, help=LANDMARKS)
DIGIT = Slider("digit", "Digit", 0, nm.DIGITS - 1, 100, 1, integer=True)
CLOUD = Choice("cloud", "Data", said.CLOUDS, "noise")
PERPLEXITY = Choice("perplexity", "Perplexity", {str(p): str(p) for p in nm.PERPLEXITIES}, "2")
RUN = Slider("run", "Run (data and start)", 1, nm.RUNS, 1, 1, integer=True)
TICK = Steps("tick", "Iterations, in tens", high=nm.FRAMES, default=nm.FRAMES, rate=20)


def numbers(q: Manifold) -> dict[str, Any]:
    maps, more = q.digits.maps, {"correlation": q.isomap.correlation, "residual": q.isomap.residual}
    scores = {f"{name}_{what}": getattr(maps[name], what) for name in nm.METHODS for what in ("trust", "vote", "order")}
    more |= scores | {f"{name}_keeps": kept for name, kept in q.keeps.items()}
    more |= {"run_trust": q.embedding.trust(q.p.tick), "iterations": nm.EVERY * q.p.tick}
    return more | {"hop_count": max(len(q.way.nodes) - 1, 0)}


def listing(q: Manifold) -> dict[str, Any]:
    return {name: q.p[name] for name in ("k", "seed", "first", "last")} | {"n": int(q.p.n), "noise": float(q.p.noise)}


def one_edge(q: Manifold) -> bool:
    """Whether one guilty edge alone cuts short over an eighth of all pairs of 500 points without noise."""
    asked = q.p.all_pairs and q.p.n == "500" and not float(q.p.noise)
    return asked and q.guilty_count == 1 and q.short_percent > 12.5


ROLL, TSNE = (K, N, NOISE, SEED, FIRST, LAST), (CLOUD, PERPLEXITY, RUN, TICK)
GUILTY = (*ROLL, ALL_PAIRS)
ON_ROLL: list[Any] = [panels.roll_panel, panels.sheet_panel]
ON_GRAPH = [panels.end_panel, panels.shepard_panel, panels.map_panel]
ON_NOISE = [panels.tsne_panel, panels.distances_panel, panels.divergence_panel]
guilty = lambda **values: {"view": "guilty", **values}
digit = lambda number: {"view": "digits", "digit": number}
tsne = lambda cloud: {"view": "tsne", "cloud": cloud, "perplexity": "30"}
LEAST = "The perplexity with the least KL: 2, 30 or 90"
ALIKE = "At 90 of 149 neighbours all similarities are nearly alike: KL 0.33. It judges no map."
EVEN = "Each row of P has the same entropy, so a wide group gets a wide kernel: t-SNE evens out sizes by design."
lesson = Lesson(
    title="Manifold Learning and Nonlinear Dimensionality Reduction",
    terms=(
        *("Isomap", "t-SNE", "UMAP", "Swiss roll", "geodesic", "neighbour graph", "short circuit", "perplexity"),
        *("trustworthiness", "classical MDS", "multidimensional scaling", "embedding", "Shepard plot", "Dijkstra"),
    ),
    state=Manifold,
    views={
        "path": View("Two ways", ON_ROLL, said.path_readouts, said.path_alt, ROLL, said.path_notice, turns=True),
        "guilty": View("Guilty edges", ON_GRAPH, said.guilty_readouts, said.guilty_alt, GUILTY, said.guilty_notice),
        "digits": View("Digits, three maps", [panels.digit_panels], said.digits_readouts, said.digits_alt, [DIGIT]),
        "tsne": View("t-SNE’s inventions", ON_NOISE, said.tsne_readouts, said.tsne_alt, TSNE, said.tsne_notice),
    },
    numbers=numbers,
    draft={"all_pairs": False},
    listing=listing,
    challenges=(
        Challenge(
            "In Guilty edges, 500 points, no noise: let a single guilty edge cut short over an eighth of all pairs.",
            "Deal a roll, and raise k one by one until the middle panel tears. Was it one edge? If not, deal another.",
            one_edge,
            [guilty(seed=5, k=9), guilty(seed=14, k=8), guilty(seed=36, k=10)],
            [guilty(k=8), guilty(seed=8, k=5), guilty(seed=26, k=4), guilty(seed=5, k=9, all_pairs=False)],
            views=["guilty"],
        ),
        Challenge(
            "In Digits: find a digit of which PCA keeps more of its ten true neighbours than t-SNE does.",
            "There are ten among 600. Long lines of the star in t-SNE’s map are a sign.",
            lambda q: q.keeps["pca"] > q.keeps["tsne"],
            [digit(82), digit(134), digit(565)],
            [digit(1), digit(100), digit(153), {"digit": 82}],
            views=["digits"],
        ),
        Challenge(
            "Predict: two groups in 50 dimensions, one five times as wide. How many times in t-SNE’s map?",
            "Every point gets a kernel of its own width, such that it has as many neighbours as every other.",
            predict=Prediction("Times as wide, at perplexity 30", lambda q: q.ratio, 0.3, tsne("sizes"), why=EVEN),
        ),
        Challenge(
            "Predict: t-SNE of pure noise. Which perplexity, 2, 30 or 90, ends with the least KL?",
            "The less the similarities differ among themselves, the easier they are to match.",
            predict=Prediction(LEAST, lambda q: nm.least(q.p.cloud), 5.0, tsne("noise"), why=ALIKE),
        ),
    ),
    related=("random_projections", "svd", "markov_chains", "entropy_kl"),
    oracles=(
        *("graph distances, map: sklearn.manifold.Isomap", "roll: sklearn’s make_swiss_roll, scipy.integrate.quad"),
        *("affinities: scikit-learn’s _joint_probabilities", "scores: sklearn’s trustworthiness, scipy’s spearmanr"),
    ),
    source=(mf.isomap, mf.landmark_mds, mf.way, nm.affinities, nm.trustworthiness, kernels.tsne),
)
