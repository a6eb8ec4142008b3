"""A symmetric matrix is a sum of independent layers, one for each eigenvector; functions of it act layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import plane
from mathcore.linear_algebra import spectral
from mathcore.linear_algebra.spectral import Components, Filtered, Graph, Spectrum
from viz.spectral import (
    INDEX,
    LAYERS,
    filter_curve,
    graph,
    layer_tables,
    over_components,
    parts_plane,
    scans,
    scores_panel,
)

Array = NDArray[np.float64]
PAIRS = {"01": "0 and 1", "49": "4 and 9", "38": "3 and 8", "18": "1 and 8"}
WHAT = {"heat": "Heat", "power": "Walks", "root": "√L"}  # that the functions give
FEWEST_SCANS = 356  # of the four pairs


@dataclass(frozen=True)
class Result:
    """`matrix` (2, 2) as it is used; `found` its eigenvalues and unit eigenvectors, NaN where it has none that are
    real; `on` which layers are switched on; `total` (2, 2) their sum; `x` (2,). `network`, `filtered`: the graph and
    the function of its matrix, `amount` the time or the power. `parts`: the components of two digits."""

    parameters: Parameters
    matrix: Array
    found: Spectrum
    on: tuple[bool, bool]
    total: Array
    x: Array
    network: Graph
    source: int
    amount: float
    filtered: Filtered
    parts: Components


IN_LAYERS = {"view": ("layers",)}
IN_GRAPH = {"view": ("graph",)}
IN_DIGITS = {"view": ("digits",)}
CONTROLS = (
    Choice("view", "Show", {"layers": "Layers", "graph": "Graph", "digits": "Digits"}, "layers"),
    Matrix("matrix", "Matrix A", ((1.5, 1.0), (1.0, 0.0)), -3.0, 3.0, 0.01, when=IN_LAYERS),
    Toggle(
        "symmetric",
        "Keep A symmetric",
        True,
        help="On: (A + Aᵀ)/2 is used. Off: A as it is, and the theorem may fail.",
        when=IN_LAYERS,
    ),
    Slider("angle", "Direction of x", 0, 360, 80, 1, unit="°", when=IN_LAYERS),
    Toggle("first", "Layer 1: λ₁q₁q₁ᵀ", True, when=IN_LAYERS),
    Toggle("second", "Layer 2: λ₂q₂q₂ᵀ", True, when=IN_LAYERS),
    Choice("graph", "Graph", {"karate": "Karate club", "grid": "Grid", "ring": "Ring"}, "karate", when=IN_GRAPH),
    Choice(
        "function",
        "Function",
        {"heat": "e⁻ᵗᴸ", "power": "Aᵏ", "root": "√L"},
        "heat",
        help="L = degrees minus adjacency, the Laplacian; A = adjacency.",
        when=IN_GRAPH,
    ),
    Slider("time", "Time t", 0.01, 100, 0.5, log=True, when={"view": ("graph",), "function": ("heat",)}),
    Slider("power", "Power k", 0, 16, 3, integer=True, step=1, when={"view": ("graph",), "function": ("power",)}),
    Slider("source", "Node it starts from", 1, 36, 1, 1, integer=True, when=IN_GRAPH),
    Slider("kept", "Layers switched on", 1, 36, 36, 1, integer=True, when=IN_GRAPH),
    Choice("pair", "Digits", PAIRS, "01", when=IN_DIGITS),
    Slider("components", "Components k", 1, 64, 1, log=True, integer=True, per_decade=60, when=IN_DIGITS),
    Slider("scan", "Scan", 1, FEWEST_SCANS, 8, 1, integer=True, when=IN_DIGITS),
)


def compute(p: Parameters) -> Result:
    """All three views: the layers of the matrix, the function on the graph, the components of the digits."""
    matrix = np.array(p.matrix)
    if p.symmetric:
        matrix = (matrix + matrix.T) / 2
    found = spectral.spectrum(matrix) if p.symmetric else spectral.real_layers(matrix)
    on = (p.first, p.second)
    total = np.nansum([found.layer(i) for i in range(2) if on[i]] or [np.zeros((2, 2))], axis=0)
    network = spectral.graph(p.graph)
    amount = {"heat": p.time, "power": float(p.power), "root": 0.5}[p.function]
    basis = network.of_adjacency if p.function == "power" else network.of_laplacian
    return Result(
        parameters=p,
        matrix=matrix,
        found=found,
        on=on,
        total=np.asarray(total),
        x=plane.rotation(p.angle)[:, 0],
        network=network,
        source=min(p.source, len(network.places)) - 1,
        amount=amount,
        filtered=spectral.filtered(basis, p.function, amount, p.kept),
        parts=spectral.components(int(p.pair[0]), int(p.pair[1])),
    )


def layers_notice(r: Result) -> str:
    """What is special about the matrix."""
    p, values = r.parameters, r.found.values
    if not p.symmetric:
        if np.isnan(values).all():
            return "A is not symmetric, and no real direction stays: there are no layers."
        if np.isnan(values).any():
            return "A is not symmetric and has a single line of eigenvectors: one layer is missing."
        if abs(p.matrix[0][1] - p.matrix[1][0]) > 1e-12:
            return "A is not symmetric: its eigenvectors are not perpendicular, and the layers do not add up to A."
        return ""
    if abs(values[0] - values[1]) < 1e-9:
        return "λ₁ = λ₂: A is a multiple of the identity, and any perpendicular pair serves as q₁, q₂."
    if abs(values[1]) < 1e-9 * max(1.0, abs(values[0])):
        return "λ₂ = 0: one layer is all of A, which has rank one."
    return ""


def layers_laws(r: Result) -> list[Law]:
    """The right angle, A as the sum of its layers, and the error of what is off."""
    q = np.nan_to_num(r.found.vectors)
    gap = float(np.linalg.norm(r.matrix - sum(np.nan_to_num(r.found.layer(i)) for i in range(2))))
    squares, energy = float(np.nansum(r.found.values**2)), float(np.sum(r.matrix**2))
    missing = [abs(float(np.nan_to_num(r.found.values[i]))) for i in range(2) if not r.on[i]]
    found = [
        Law("eigenvectors are perpendicular", "q₁·q₂", float(q[:, 0] @ q[:, 1]), "", 0.0),
        Law("the layers add up to A", "‖A − Σλᵢqᵢqᵢᵀ‖", gap, "", 0.0),
        Law("squares add up to the energy", "λ₁² + λ₂²", squares, "Σ aᵢⱼ²", energy),
    ]
    if missing and r.parameters.symmetric:
        error = float(np.linalg.norm(r.matrix - r.total, 2))
        found.append(Law("what is off is the error", "‖A − sum‖₂", error, "largest |λ| off", max(missing)))
    return found


def layers_view(r: Result) -> Scene:
    """x taken apart along the eigenvectors, each part stretched; and the same as matrices."""
    p, found, longest = r.parameters, r.found, float(np.linalg.norm(r.matrix, 2))
    # One of three sizes, so that the axes rest while something turns.
    size = 2.4 if longest <= 2.1 else 3.6 if longest <= 3.3 else 6.6
    name = "Ax" if all(r.on) and p.symmetric else "sum"
    handles = [Handle("probe", (float(r.x[0]), float(r.x[1])), "tip of x", role="data")]
    for i, role in enumerate(LAYERS):
        tip = found.values[i] * found.vectors[:, i]
        if p.symmetric and np.hypot(*tip) > 0.05:
            at = (float(tip[0]), float(tip[1]))
            handles.append(Handle(f"axis{i + 1}", at, f"λ{INDEX[i]}q{INDEX[i]}", role=role))
    on = " and ".join(f"layer {i + 1}" for i in range(2) if r.on[i]) or "no layer"
    values = " and ".join("none" if np.isnan(v) else number(float(v), 4) for v in found.values)
    return Scene(
        panels=[
            parts_plane(found.vectors, found.values, r.on, r.x, r.total, name, size),
            layer_tables([np.nan_to_num(found.layer(i)) for i in range(2)], r.on, r.total, r.matrix),
        ],
        readouts=[
            *(Readout(f"eigenvalue λ{INDEX[i]}", float(found.values[i]), role=LAYERS[i]) for i in range(2)),
            *layers_laws(r),
        ],
        handles=handles,
        notice=layers_notice(r),
        alt=f"The vector x taken apart along the eigenvectors of A, with eigenvalues {values}; switched on: {on}.",
        view=f"layers:{size}",
    )


def graph_laws(r: Result) -> list[Readout | Law]:
    """What is conserved, and f(A) against a way without eigenvalues."""
    p, made = r.parameters, r.filtered
    found: list[Readout | Law] = []
    if p.function == "heat":
        second = float(np.sort(r.network.of_laplacian.values)[1])
        total = float(made.columns[:, r.source].sum())
        found += [
            Readout("slowest decay, λ₂ of L", second, "per unit of time", role="model"),
            Law("no heat is lost", "sum over nodes", total, "at the start", 1.0),
        ]
    if p.function == "power":
        scale = float(np.abs(made.spectrum.values).max()) ** int(r.amount)
        closed = float(np.trace(np.linalg.matrix_power(r.network.adjacency, int(r.amount))))
        found.append(Law("closed walks of k steps", "Σ λᵢᵏ", float(made.factors.sum() * scale), "tr Aᵏ", closed))
    if p.function == "root":
        square = float(np.linalg.norm(made.columns @ made.columns - r.network.laplacian, 2))
        off = made.following**2
        found.append(Law("squared it gives L, but for layers off", "‖S² − L‖₂", square, "largest λ off", off))
        return found
    error = float(np.linalg.norm(spectral.direct(p.graph, p.function, r.amount) - made.columns, 2))
    text = "‖e⁻ᵗᴸ (SciPy) − sum‖₂" if p.function == "heat" else "‖multiplied out − sum‖₂"
    off = made.following
    found.append(Law("what is off is the error", text, error, "largest |f(λ)| off", off, tolerance=1e-8))
    return found


def graph_view(r: Result) -> Scene:
    """What f of the matrix makes of a unit at the source, and f on the spectrum."""
    p, made, places = r.parameters, r.filtered, r.network.places
    values, many, at = made.columns[:, r.source], len(made.factors), places[r.source]
    full = (made.spectrum.vectors * made.factors) @ made.spectrum.vectors[r.source]
    top, bound = float(np.abs(made.spectrum.values).max()), max(float(np.abs(full).max()), 1e-12)
    x = top * np.linspace(*((-1.08, 1.08) if p.function == "power" else (-0.04, 1.06)), 241)
    curve = spectral.applied(p.function, x, r.amount, top)
    heading = f"{WHAT[p.function]} from node {r.source + 1} (largest: {number(bound, 2)})"
    return Scene(
        panels=[
            graph(places, r.network.edges, values, bound=bound, source=r.source, title=heading),
            filter_curve(p.function, made.spectrum.values, made.factors, made.kept, (x, curve)),
        ],
        readouts=[Readout("value at the source", float(values[r.source]), role="data"), *graph_laws(r)],
        handles=[Handle("source_at", (float(at[0]), float(at[1])), "node it starts from", role="data")],
        notice=f"Layers are off: |f| = {number(made.following, 3)} is the largest one missing."
        if made.kept < many
        else "",
        alt=f"The graph {p.graph} with its nodes coloured by {p.function} from node {r.source + 1}, beside that "
        f"function on the spectrum; {made.kept} of {many} layers are on.",
        view=f"graph:{p.graph}:{p.function}",
    )


def digits_view(r: Result) -> Scene:
    """The scans on two components, mistakes and variance over k, and one scan rebuilt."""
    p, parts = r.parameters, r.parts
    k, row, many, wrong = p.components, p.scan - 1, len(parts.rows), parts.mistakes[p.components - 1]
    share = 100 * np.cumsum(parts.variances) / parts.variances.sum()
    trace, at = float(np.var(parts.rows, axis=0, ddof=1).sum()), parts.scores[row]
    pictures = (parts.rows[row].reshape(8, 8), parts.rebuilt(row, k).reshape(8, 8))
    counts = viz.Axis("mistakes", (0.15, 400), log=True, ticks=(0.2, 1, 10, 100), labels=("0", "1", "10", "100"))
    kept = viz.Axis("variance kept (%)", (0, 106), ticks=(0, 50, 100))
    mistakes, variance = np.maximum(parts.mistakes, 0.2), f"Variance kept: {number(share[k - 1], 3)}%"
    total, left_out = float(parts.variances.sum()), float(parts.variances[k:].sum())
    return Scene(
        panels=[
            scores_panel(parts.scores, parts.second, p.pair, row),
            over_components(mistakes, k, "model", f"Mistakes: {wrong} of {many}", counts),
            scans(*pictures, ("scan", f"from {k}"), (0, 16), f"Scan {p.scan}, rebuilt"),
            over_components(share, k, "optimum", variance, kept),
        ],
        readouts=[
            Readout("variance kept", 100 * float(parts.variances[:k].sum()) / trace, "%", role="optimum"),
            Readout("mistakes", float(wrong), f"of {many}", role="model"),
            Law("eigenvalues add up to the variance", "Σλᵢ", total, "Σ Var(pixel)", trace),
            Law("the error is what was left out", "Σ|x − x̂|²/(m−1)", parts.lost(k), "Σ λᵢ, i > k", left_out),
        ],
        handles=[
            Handle("scan_at", (float(at[0]), float(at[1])), "the scan shown", role="accent"),
            Handle("k_at", (float(k), float(share[k - 1])), "components", panel=3, role="optimum"),
        ],
        alt=f"Scans of the digits {PAIRS[p.pair]} on their first two principal components; with {k} "
        f"components, {wrong} of {many} lie on the wrong side.",
        view="digits",
    )


VIEWS = {"layers": layers_view, "graph": graph_view, "digits": digits_view}


def numbers(r: Result) -> dict[str, Any]:
    """The named values, of all three views; the heat on the karate club is that of the examples."""
    p, parts = r.parameters, r.parts
    club = spectral.graph("karate")
    source = min(p.source, 34) - 1
    heat = spectral.filtered(club.of_laplacian, "heat", p.time, p.kept).columns[source]
    image = r.total @ r.x
    values, vectors = r.found.values, r.found.vectors
    exponential = (vectors * np.exp(values)) @ vectors.T
    return {
        "matrix": r.matrix,
        "x": r.x,
        "q1": vectors[:, 0],
        "q2": vectors[:, 1],
        "layer_1": r.found.layer(0),
        "layer_2": r.found.layer(1),
        "eigenvalue_1": float(values[0]),
        "eigenvalue_2": float(values[1]),
        "image": image,
        "image_x": float(image[0]),
        "image_y": float(image[1]),
        "exponential": exponential,
        "exponential_trace": float(np.trace(exponential)),
        "connectivity": float(np.sort(club.of_laplacian.values)[1]),
        "time": p.time,
        "source": source + 1,
        "kept": min(p.kept, 34),
        "heat_at_source": float(heat[source]),
        "heat_at_34": float(heat[33]),
        "heat_total": float(heat.sum()),
        "first_digit": p.pair[0],
        "second_digit": p.pair[1],
        "scans": len(parts.rows),
        "components": p.components,
        "variance_percent": 100 * float(parts.variances[: p.components].sum() / parts.variances.sum()),
        "mistakes": float(parts.mistakes[p.components - 1]),
    }


def draw(r: Result) -> Scene:
    """The chosen view, and the laws at the present numbers."""
    return replace(VIEWS[r.parameters.view](r), numbers=numbers(r))


def pull_axis(which: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The symmetric matrix whose eigenvector arrow ends at the pointer; the other eigenvalue stays."""
    if not p.symmetric or np.hypot(x, y) < 0.05:
        return {}
    a = np.array(p.matrix)
    matrix = spectral.with_axis(spectral.spectrum((a + a.T) / 2), which, (x, y))
    return {"matrix": matrix} if np.abs(matrix).max() <= 3.0 else {}


def pull_source(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The node nearest to the pointer."""
    places = spectral.graph(p.graph).places
    return {"source": int(np.argmin(np.hypot(*(places - (x, y)).T))) + 1}


def pull_scan(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The scan nearest to the pointer, of those that the control can name."""
    scores = spectral.components(int(p.pair[0]), int(p.pair[1])).scores[:FEWEST_SCANS, :2]
    return {"scan": int(np.argmin(np.hypot(*(scores - (x, y)).T))) + 1}


def separated(r: Result) -> bool:
    """Whether the number shown is the smallest that puts every 0 and 1 on its side."""
    p = r.parameters
    return p.view == "digits" and p.pair == "01" and p.components == int(np.argmax(r.parts.mistakes == 0)) + 1


def projection(r: Result) -> bool:
    """Whether A is a projection onto an oblique line: eigenvalues 1 and 0, no zero entry."""
    close = np.abs(np.nan_to_num(r.found.values, nan=9.0) - (1, 0)).max() < 0.015
    return bool(r.parameters.symmetric and close and np.abs(r.matrix).min() > 0.1)


def few_layers(r: Result) -> bool:
    """Whether at most five layers of the club's heat miss it by less than a hundredth."""
    p = r.parameters
    return (
        p.view == "graph"
        and p.graph == "karate"
        and p.function == "heat"
        and p.kept <= 5
        and r.filtered.following < 0.01
    )


lesson = Lesson(
    title="Spectral Decomposition and Applications",
    idea="A symmetric matrix is a sum of independent layers, one for each eigenvector; functions act layer by layer.",
    terms=(
        "spectral theorem",
        "symmetric matrix",
        "matrix function",
        "matrix exponential",
        "matrix square root",
        "graph Laplacian",
        "diffusion",
        "principal component analysis",
        "PCA",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "probe": lambda p, x, y: {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360},
        "axis1": lambda p, x, y: pull_axis(0, p, x, y),
        "axis2": lambda p, x, y: pull_axis(1, p, x, y),
        "source_at": pull_source,
        "scan_at": pull_scan,
        "k_at": lambda p, x, y: {"components": float(np.clip(x, 1, 64))},
    },
    presets=(
        Preset(
            "Two layers", {}, "Two perpendicular projections, one stretched by 2, the other turned over and halved."
        ),
        Preset(
            "One layer", {"second": False}, "Layer 1 alone: everything falls onto its line, and A is missed by |λ₂|."
        ),
        Preset(
            "Not symmetric",
            {"matrix": ((1.5, 1.2), (0.0, 0.6)), "symmetric": False, "angle": 40},
            "The eigenvectors are no longer perpendicular, and the sum of the two layers is not A.",
        ),
        Preset(
            "Diffusion",
            {"view": "graph", "time": 0.5},
            "Heat starts at the instructor; friends warm up first, and the president's side stays cool for longest.",
        ),
        Preset(
            "Walks",
            {"view": "graph", "function": "power", "power": 12, "source": 12},
            "After many steps one layer is left: wherever walks start, they crowd at the best connected members.",
        ),
        Preset(
            "0 and 1",
            {"view": "digits", "components": 1, "scan": 8},
            "A single component already puts all but 3 of 360 scans on the right side.",
        ),
        Preset(
            "1 and 8",
            {"view": "digits", "pair": "18", "components": 1, "scan": 10},
            "Here the largest variance is about how the digit 1 was written; it says nothing about which digit it is. "
            "The fit is hardly better than a constant, and 218 of 356 fall on the wrong side.",
        ),
    ),
    challenges=(
        Challenge(
            "How many components separate the digits 0 and 1? Find the smallest number without a mistake.",
            "Show Digits and raise k from 1.",
            separated,
            {"view": "digits", "components": 2},
        ),
        Challenge(
            "Make A the projection onto a line that is not an axis: layer 2 vanishes, layer 1 stretches by one.",
            "Drag λ₂q₂ to the middle and λ₁q₁ onto the dotted circle.",
            projection,
            {"matrix": ((0.5, 0.5), (0.5, 0.5))},
        ),
        Challenge(
            "On the karate club, describe the heat by at most five layers, with an error below 0.01.",
            "Time damps the layers with large eigenvalues first: wait.",
            few_layers,
            {"view": "graph", "time": 4.0, "kept": 5},
        ),
        Challenge(
            "Predict: heat starts at member 1 of the club, of 34. How much of it is there after a very long time?",
            "Every layer fades but the one with λ = 0, whose eigenvector has equal entries.",
            predict=Prediction(
                "Heat at member 1 at t = 100?",
                lambda r: float(r.filtered.columns[r.source, r.source]),
                0.005,
                {"view": "graph", "time": 100.0},
                why="Heat is conserved and ends up spread evenly: 1/34 ≈ 0.0294 each.",
            ),
        ),
    ),
    related=("eigenvectors", "psd_covariance", "svd", "markov_chains", "special_matrices"),
    source=(spectral.spectrum, spectral.filtered, spectral.applied, spectral.components),
)
