"""Let a graph decide what is near: the slowest mode of its Laplacian finds where it is almost in two."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import label_spreading, roach
from mathcore.advanced import spectral_graphs as graphs
from mathcore.advanced.point_sets import HALF, MOONS, RINGS
from pages.advanced.spectral_methods import panels
from pages.advanced.spectral_methods import readouts as told
from pages.advanced.spectral_methods import state as given
from pages.advanced.spectral_methods.state import NODES, SCALES, SIGMA, TRUTH, Cuts

SWEPT, SCALED = (panels.points_panel, panels.sweep_panel), (panels.found_panel, panels.scales_panel)
HALVED, NET = (panels.roach_panel, panels.race_panel), (panels.net_panel, panels.spectrum_panel)
SPREAD = panels.digits_panel, panels.course_panel
OF_NET, OF_LABELS = (given.GRAPH, given.EDGES, given.MODE), (given.ALPHA, given.SEED, given.TICK)
OF_CUT = given.POINTS, given.SIGMA, given.SIZE, given.LAPLACIAN
SIZES = {"graph": "The karate club has 34 modes and larger eigenvalues."}


def numbers(q: Cuts) -> dict[str, Any]:
    """Names for the text and the programs."""
    own, trees = graphs.spectrum(np.array(q.p.edges, float), normalised=False).values, graphs.spanning_trees(q.net)
    found = {"fiedler_cut": q.by_fiedler.cut, "best_cut": q.by_count.cut, "roach_nodes": 2 * q.length}
    found |= {"roach_lambda": q.roach[0][1], "upper": np.sqrt(2 * q.lambda_2), "cheeger_low": q.values[1] / 2}
    found |= {"cheeger_high": np.sqrt(2 * q.values[1]), "scale_lambda_2": q.values[1]}
    found |= {"scale_lambda_3": q.values[2], "net_lambda_2": q.modes.values[1]}
    found |= {"own_lambda_2": own[1], "own_zeros": graphs.zero_values(own), "net_nodes": len(q.net)}
    found |= {"net_edges": int(q.net.sum() / 2), "net_trees": max(trees, 0.0) if q.parts == 1 else 0.0}
    shares = {"": q.share, "_limit": q.share_limit, "_nearest": q.share_nearest}
    return found | {f"percent{name}": 100 * share for name, share in shares.items()}


def last_right(q: Cuts) -> bool:
    """Whether the cut is right at this scale and wrong at all larger ones, where k-means has ten or more wrong."""
    if q.right < 2 * HALF or not q.settled or q.right_means > 2 * HALF - 10:
        return False
    if q.p.sigma == SIGMA.high or q.is_right[q.p.sigma < SCALES].any():  # those of the curves are known
        return False
    between = [sigma for sigma in SIGMA.values[1::2] if sigma > q.p.sigma]
    return not (graphs.agreement(graphs.over_scales(q.x, between).inside, TRUTH) == 2 * HALF).any()


def ambiguous(q: Cuts) -> bool:
    """Whether the reader's graph is connected, no node has more than three neighbours, and the second eigenvalue is
    there twice."""
    values = q.modes.values
    return not q.karate and q.parts == 1 and q.net.sum(axis=1).max() <= 3 and values[2] - values[1] < 1e-7


def drawn(*pairs: str) -> dict[str, Any]:
    """A state of Modes: the reader's graph with these edges, two letters each, words parted by spaces."""
    net = np.zeros((NODES, NODES), int)
    for pair in " ".join(pairs).split():
        i, j = sorted(given.LETTERS.index(letter) for letter in pair)
        net[i, j] = net[j, i] = 1
    return {"view": "modes", "edges": net.tolist()}


RING, CHORD, SPOKES = "ab bc cd de ef fg gh hi ij ja", "ab bc cd de ef fg gh hi ij", "af bg ch di ej"
STAR, INNER, FIVE = "fh hj jg gi if", "fg gh hi ij jf", "ab bc cd de ea"
LOWER = tuple((x, y if k < HALF else round(y - 0.2, 2)) for k, (x, y) in enumerate(MOONS))
EIGHT = {"view": "roach", "rungs": 8, "antenna": 8}
WHY = "The mode is opposite on both rails: every rung is cut, 8 of them. Two edges would do."
AT = lambda sigma, **more: {"view": "scales", "sigma": sigma, **more}
lesson = Lesson(
    title="Spectral Methods in ML (Graph Laplacians, Spectral Clustering)",
    terms=("graph Laplacian", "Fiedler vector", "spectral clustering", "Cheeger", "normalised cut", "label spreading"),
    state=Cuts,
    views={
        "cut": View("Cut", SWEPT, told.cut, told.cut_alt, OF_CUT, told.cut_notice),
        "scales": View("Scales", SCALED, told.scales, told.scales_alt, OF_CUT[:2], told.scales_notice),
        "roach": View("Roach", HALVED, told.roach, told.roach_alt, [given.RUNGS, given.ANTENNA]),
        "modes": View("Modes", NET, told.net, told.net_alt, OF_NET, told.net_notice, rescales=SIZES),
        "labels": View("Ten labels", SPREAD, told.spread, told.spread_alt, OF_LABELS),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "In Scales: where k-means has 10 or more of the 44 wrong, find the last scale at which the cut is right.",
            "Too coarse a scale joins what should be apart. Go up until the band turns, then step by step.",
            last_right,
            [AT(0.159), AT(0.179, points=RINGS), AT(0.252, points=LOWER)],
            [AT(0.15), AT(0.169), AT(0.189, points=RINGS), AT(0.159, points=LOWER)],
            ["scales"],
        ),
        Challenge(
            "Predict: 8 rungs, antennae of length 8. How many edges do the halves by the Fiedler vector cut?",
            "The slowest mode is opposite on both rails: where does it change its sign?",
            predict=Prediction("Edges", lambda q: q.by_fiedler.cut, 0.4, EIGHT, why=WHY),
        ),
        Challenge(
            "In Modes: draw a connected graph, no node with over three neighbours, whose mode 2 is one of many.",
            "λ₂ must be there twice. What looks the same from several sides?",
            ambiguous,
            [drawn(RING), drawn(FIVE, SPOKES, STAR), drawn(FIVE, SPOKES, INNER)],
            [drawn(CHORD), drawn(RING, "af"), drawn(FIVE, INNER), drawn("ab ac ad ae af ag ah ai aj")],
            ["modes"],
        ),
    ),
    related=("spectral_decomposition", "markov_chains", "sparse_matrices", "manifold_learning", "eigenvectors"),
    oracles=(
        "Laplacians: scipy.sparse.csgraph; clusters: sklearn’s SpectralClustering and KMeans",
        "cuts: all subsets of small graphs; halves of roaches: all halves of small ones",
        "paths, cycles, cliques: closed forms; labels: sklearn’s LabelSpreading",
    ),
    source=(graphs.spectrum, graphs.sweep, graphs.over_scales, roach.best_halving, label_spreading.spread),
)
