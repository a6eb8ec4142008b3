"""A symmetric matrix is a sum of independent layers, one for each eigenvector; functions act layer by layer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.common.plane import rotation
from mathcore.linear_algebra import spectral
from pages.linear_algebra.spectral_decomposition import panels

PAIRS = {"01": "0 and 1", "49": "4 and 9", "38": "3 and 8", "18": "1 and 8"}
MAY_FAIL = "On: (A + Aᵀ)/2 is used. Off: A as it is, and the theorem may fail."
MATRICES = "L = degrees minus adjacency, the Laplacian; A = adjacency."
MATRIX = Matrix("matrix", "Matrix A", ((1.5, 1.0), (1.0, 0.0)), -3.0, 3.0, 0.01, wide=WIDE)
SYMMETRIC = Toggle("symmetric", "Keep A symmetric", True, help=MAY_FAIL)
ANGLE = Slider("angle", "Direction of x", 0, 360, 80, 1, unit="°")
FIRST, SECOND = Toggle("first", "Layer 1: λ₁q₁q₁ᵀ", True), Toggle("second", "Layer 2: λ₂q₂q₂ᵀ", True)
GRAPH = Choice("graph", "Graph", {"karate": "Karate club", "grid": "Grid", "ring": "Ring"}, "karate")
FUNCTION = Choice("function", "Function", {"heat": "e⁻ᵗᴸ", "power": "Aᵏ", "root": "√L"}, "heat", help=MATRICES)
TIME = Slider("time", "Time t", 0.01, 100, 0.5, log=True, when={"function": ("heat",)})
POWER = Slider("power", "Power k", 0, 16, 3, integer=True, step=1, when={"function": ("power",)})
SOURCE = Slider("source", "Node it starts from", 1, 36, 1, 1, integer=True)
KEPT = Slider("kept", "Layers switched on", 1, 36, 36, 1, integer=True)
COMPONENTS = Slider("components", "Components k", 1, 64, 1, log=True, integer=True, per_decade=60)
PAIR, SCAN = Choice("pair", "Digits", PAIRS, "01"), Slider("scan", "Scan", 1, panels.SCANS, 8, 1, integer=True)
OF_LAYERS, OF_GRAPH = (MATRIX, SYMMETRIC, ANGLE, FIRST, SECOND), (GRAPH, FUNCTION, TIME, POWER, SOURCE, KEPT)
SIZES = {"matrix": "The plane has one of three sizes, so that Ax stays in it."}
ON_X, ON_GRAPH = (panels.parts_panel, panels.tables_panel), (panels.graph_panel, panels.filter_panel)
ON_SCANS = (panels.scores_panel, panels.components_panels)


class Spectral(State):
    """The layers of a matrix; a function of a graph's matrix; the principal components of two digits."""

    x = cached_property(lambda q: rotation(q.p.angle)[:, 0])
    given = cached_property(lambda q: np.array(q.p.matrix))
    matrix = cached_property(lambda q: (q.given + q.given.T) / 2 if q.p.symmetric else q.given)  # as it is used
    skew = cached_property(lambda q: abs(q.matrix[0, 1] - q.matrix[1, 0]) > 1e-12)  # then the theorem may fail
    found = cached_property(lambda q: (spectral.spectrum if q.p.symmetric else spectral.real_layers)(q.matrix))
    vectors = cached_property(lambda q: q.steady("vectors", q.found.vectors))  # as drawn; NaN where none are real
    layers = cached_property(lambda q: [np.nan_to_num(q.found.layer(i)) for i in range(2)])
    on = cached_property(lambda q: (q.p.first, q.p.second))
    total = cached_property(lambda q: q.on[0] * q.layers[0] + q.on[1] * q.layers[1])
    image = cached_property(lambda q: q.total @ q.x)
    exponential = cached_property(lambda q: (q.found.vectors * np.exp(q.found.values)) @ q.found.vectors.T)
    network = kept("graph")(lambda q: spectral.graph(q.p.graph))
    node = cached_property(lambda q: min(q.p.source, len(q.network.places)) - 1)
    amount = cached_property(lambda q: {"heat": q.p.time, "power": q.p.power, "root": 0.5}[q.p.function])
    basis = cached_property(lambda q: q.network.of_adjacency if q.p.function == "power" else q.network.of_laplacian)
    filtered = cached_property(lambda q: spectral.filtered(q.basis, q.p.function, q.amount, q.p.kept))
    count = cached_property(lambda q: len(q.filtered.factors))  # of the graph's layers
    parts = kept("pair")(lambda q: spectral.components(int(q.p.pair[0]), int(q.p.pair[1])))
    scans = cached_property(lambda q: len(q.parts.rows))
    mistakes = cached_property(lambda q: q.parts.mistakes[q.p.components - 1])
    share = cached_property(lambda q: 100 * np.cumsum(q.parts.variances) / q.parts.variances.sum())  # kept, in percent
    direct = kept("graph", "function", "time", "power")(  # without eigenvalues; the root is held against L
        lambda q: q.network.laplacian if q.p.function == "root" else spectral.direct(q.p.graph, q.p.function, q.amount)
    )


def layers_notice(q: Spectral) -> str:
    first, second = q.found.values
    if np.isnan(first):
        return "A is not symmetric, and no real direction stays: there are no layers."
    if np.isnan(second):
        return "A is not symmetric and has a single line of eigenvectors: one layer is missing."
    if q.skew:
        return "A is not symmetric: its eigenvectors are not perpendicular, and the layers do not add up to A."
    if q.p.symmetric and abs(first - second) < 1e-9:
        return "λ₁ = λ₂: A is a multiple of the identity, and any perpendicular pair serves as q₁, q₂."
    rank_one = q.p.symmetric and abs(second) < 1e-9 * max(1.0, abs(first))
    return "λ₂ = 0: one layer is all of A, which has rank one." if rank_one else ""


def layers_readouts(q: Spectral) -> list[Readout | Law]:
    v, values, unless = np.nan_to_num(q.found.vectors), q.found.values, "A is not symmetric" if q.skew else ""
    squares, energy = np.nansum(values**2), np.sum(q.matrix**2)
    found: list[Readout | Law] = [
        *(Readout(f"eigenvalue λ{panels.INDEX[i]}", values[i], role=panels.LAYERS[i]) for i in range(2)),
        law("eigenvectors are perpendicular", "q₁·q₂ = 0", v[:, 0] @ v[:, 1], 0, unless=unless),
        law("the layers add up to A", "‖A − Σλᵢqᵢqᵢᵀ‖ = 0", np.linalg.norm(q.matrix - sum(q.layers)), 0, unless=unless),
        law("squares add up to the energy", "λ₁² + λ₂² = Σ aᵢⱼ²", squares, energy, unless=unless),
    ]
    if q.p.symmetric and not all(q.on):
        error, off = np.linalg.norm(q.matrix - q.total, 2), np.abs(values)[~np.array(q.on)].max()
        found.append(law("what is off is the error", "‖A − sum‖₂ = largest |λ| off", error, off))
    return found


def layers_alt(q: Spectral) -> str:
    on = " and ".join(f"layer {i + 1}" for i in range(2) if q.on[i]) or "no layer"
    values = " and ".join("none" if np.isnan(value) else number(value) for value in q.found.values)
    return f"The vector x taken apart along the eigenvectors of A, with eigenvalues {values}; switched on: {on}."


def graph_readouts(q: Spectral) -> list[Readout | Law]:
    made, sums, off, k = q.filtered, q.filtered.columns, q.filtered.following, int(q.amount)
    found: list[Readout | Law] = [Readout("value at the source", sums[q.node, q.node], role="data")]
    if q.p.function == "root":
        error, name = np.linalg.norm(sums @ sums - q.direct, 2), "squared it gives L, but for layers off"
        return [*found, law(name, "‖S² − L‖₂ = largest λ off", error, off**2)]
    if q.p.function == "heat":
        pace = np.sort(q.network.of_laplacian.values)[1]
        found.append(Readout("slowest decay, λ₂ of L", pace, "per unit of time", role="model"))
        found.append(law("no heat is lost", "sum over nodes = at the start", sums[:, q.node].sum(), 1))
    else:
        closed, top = np.trace(np.linalg.matrix_power(q.network.adjacency, k)), np.abs(made.spectrum.values).max() ** k
        walks, slack = made.factors.sum() * top, 1e-9 * top  # they may cancel: odd walks on a grid never close
        found.append(law("closed walks of k steps", "Σ λᵢᵏ = tr Aᵏ", walks, closed, slack=slack))
    error, way = np.linalg.norm(q.direct - sums, 2), "e⁻ᵗᴸ (SciPy)" if q.p.function == "heat" else "multiplied out"
    return [*found, law("what is off is the error", f"‖{way} − sum‖₂ = largest |f(λ)| off", error, off, tolerance=1e-8)]


def graph_notice(q: Spectral) -> str:
    k, values = q.filtered.kept, q.filtered.spectrum.values
    if k == q.count:
        return ""
    off = f"Layers are off: |f| = {number(q.filtered.following, 3)} is the largest one missing."
    parted = bool(abs(values[k - 1] - values[k]) < 1e-9)
    return off + " The cut parts layers of one eigenvalue: which of them are on is a choice of basis." * parted


def graph_alt(q: Spectral) -> str:
    coloured = f"The graph {q.p.graph} with its nodes coloured by {q.p.function} from node {q.node + 1}"
    return f"{coloured}, beside that function on the spectrum; {q.filtered.kept} of {q.count} layers are on."


def digits_readouts(q: Spectral) -> list[Readout | Law]:
    k, variances, says = q.p.components, q.parts.variances, "Σ|x − x̂|²/(m−1) = Σ λᵢ, i > k"
    trace = np.var(q.parts.rows, axis=0, ddof=1).sum()
    return [
        Readout("variance kept", 100 * variances[:k].sum() / trace, "%", role="optimum"),
        Readout("mistakes", q.mistakes, f"of {q.scans}", role="model"),
        law("eigenvalues add up to the variance", "Σλᵢ = Σ Var(pixel)", variances.sum(), trace),
        law("the error is what was left out", says, q.parts.lost(k), variances[k:].sum()),
    ]


def digits_alt(q: Spectral) -> str:
    wrong = f"with {q.p.components} components, {q.mistakes} of {q.scans} lie on the wrong side"
    return f"Scans of the digits {PAIRS[q.p.pair]} on their first two principal components; {wrong}."


def numbers(q: Spectral) -> dict[str, Any]:
    values, vectors, club, source = q.found.values, q.found.vectors, spectral.graph("karate"), min(q.p.source, 34)
    heat = spectral.filtered(club.of_laplacian, "heat", q.p.time, q.p.kept).columns[source - 1]
    layers = {"q1": vectors[:, 0], "q2": vectors[:, 1], "layer_1": q.found.layer(0), "layer_2": q.found.layer(1)}
    matrix = {"eigenvalue_1": values[0], "eigenvalue_2": values[1], "image_x": q.image[0], "image_y": q.image[1]}
    graph = {"connectivity": np.sort(club.of_laplacian.values)[1], "source": source, "kept": min(q.p.kept, 34)}
    heats = {"heat_at_source": heat[source - 1], "heat_at_34": heat[33], "heat_total": heat.sum()}
    share = 100 * (q.parts.variances[: q.p.components].sum() / q.parts.variances.sum())
    digits = {"first_digit": q.p.pair[0], "second_digit": q.p.pair[1], "variance_percent": share}
    return layers | matrix | {"exponential_trace": np.trace(q.exponential)} | graph | heats | digits


lesson = Lesson(
    title="Spectral Decomposition and Applications",
    terms=(
        *("spectral theorem", "symmetric matrix", "matrix function", "matrix exponential", "matrix square root"),
        *("diagonalisation", "graph Laplacian", "diffusion", "principal component analysis", "PCA"),
    ),
    state=Spectral,
    choose="Show",
    views={
        "layers": View("Layers", ON_X, layers_readouts, layers_alt, OF_LAYERS, layers_notice, rescales=SIZES),
        "graph": View("Graph", ON_GRAPH, graph_readouts, graph_alt, OF_GRAPH, graph_notice),
        "digits": View("Digits", ON_SCANS, digits_readouts, digits_alt, [PAIR, COMPONENTS, SCAN]),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "How many components separate the digits 0 and 1? Find the smallest number without a mistake.",
            "Show Digits and raise k from 1.",
            lambda q: q.p.pair == "01" and q.p.components == np.argmax(q.parts.mistakes == 0) + 1,
            [{"view": "digits", "components": 2}],
            [{"components": 2}, {"view": "digits", "components": 3}, {"view": "digits", "components": 1}],
            ("digits",),
        ),
        Challenge(
            "Make A the projection onto a line that is not an axis: layer 2 vanishes, layer 1 stretches by one.",
            "Drag λ₂q₂ to the middle and λ₁q₁ onto the dotted circle.",
            lambda q: q.p.symmetric and np.abs(q.found.values - (1, 0)).max() < 0.015 and np.abs(q.matrix).min() > 0.1,
            [{"matrix": a} for a in (((0.5, 0.5), (0.5, 0.5)), ((0.8, -0.4), (-0.4, 0.2)), ((0.2, 0.4), (0.4, 0.8)))],
            [
                *({"matrix": ((1.0, 0.0), (0.0, 0.0))}, {"matrix": ((0.5, 0.5), (0.5, 0.5)), "symmetric": False}),
                {"matrix": ((0.6, 0.5), (0.5, 0.5))},
            ],
        ),
        Challenge(
            "On the karate club, describe the heat by at most five layers, with an error below 0.01.",
            "Time damps the layers with large eigenvalues first: wait.",
            lambda q: (q.p.graph, q.p.function) == ("karate", "heat") and q.p.kept <= 5 and q.filtered.following < 0.01,
            [{"view": "graph", "time": t, "kept": kept} for t, kept in ((4.0, 5), (100.0, 1), (100.0, 3))],
            [{"view": "graph", "time": t, "kept": kept} for t, kept in ((4.0, 6), (1.0, 5))]
            + [{"view": "graph", "graph": "ring", "time": 100.0, "kept": 5}],
            ("graph",),
        ),
        Challenge(
            "Predict: heat starts at member 1 of the club, of 34. How much of it is there after a very long time?",
            "Every layer fades but the one with λ = 0, whose eigenvector has equal entries.",
            predict=Prediction(
                "Heat at member 1 at t = 100?",
                lambda q: q.filtered.columns[q.node, q.node],
                0.005,
                {"view": "graph", "time": 100.0},
                why="Heat is conserved and ends up spread evenly: 1/34 ≈ 0.0294 each.",
            ),
        ),
    ),
    related=("eigenvectors", "psd_covariance", "svd", "markov_chains", "special_matrices"),
    oracles=(
        *("layers: scipy.linalg.eig", "functions: scipy.linalg.expm, sqrtm", "graphs: scipy.sparse.csgraph"),
        *("components: sklearn’s PCA",),
    ),
    source=(spectral.spectrum, spectral.filtered, spectral.applied, spectral.components),
)
