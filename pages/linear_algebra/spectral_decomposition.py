"""A symmetric matrix is a sum of independent layers, one for each eigenvector; functions of it act layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import eigen, spectral
from mathcore.spectral import Components, Filtered, Graph, Spectrum
from viz import linear
from viz.linear_map import side_arrow
from viz.spectral import filter_curve, graph, scans

Array = NDArray[np.float64]
ROLES = ("optimum", "gradient")  # of the first and the second layer, everywhere
INDEX = "₁₂"
PAIRS = {"01": "0 and 1", "49": "4 and 9", "38": "3 and 8", "18": "1 and 8"}
ORDERS = np.arange(1, 65)
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


LAYERS = {"view": ("layers",)}
GRAPH = {"view": ("graph",)}
DIGITS = {"view": ("digits",)}
CONTROLS = (
    Choice("view", "Show", {"layers": "Layers", "graph": "Graph", "digits": "Digits"}, "layers"),
    Matrix("matrix", "Matrix A", ((1.5, 1.0), (1.0, 0.0)), -3.0, 3.0, 0.01, when=LAYERS),
    Toggle(
        "symmetric",
        "Keep A symmetric",
        True,
        help="On: (A + Aᵀ)/2 is used. Off: A as it is, and the theorem may fail.",
        when=LAYERS,
    ),
    Slider("angle", "Direction of x", 0, 360, 80, 1, unit="°", when=LAYERS),
    Toggle("first", "Layer 1: λ₁q₁q₁ᵀ", True, when=LAYERS),
    Toggle("second", "Layer 2: λ₂q₂q₂ᵀ", True, when=LAYERS),
    Choice("graph", "Graph", {"karate": "Karate club", "grid": "Grid", "ring": "Ring"}, "karate", when=GRAPH),
    Choice(
        "function",
        "Function",
        {"heat": "e⁻ᵗᴸ", "power": "Aᵏ", "root": "√L"},
        "heat",
        help="L = degrees minus adjacency, the Laplacian; A = adjacency.",
        when=GRAPH,
    ),
    Slider("time", "Time t", 0.01, 100, 0.5, log=True, when={"view": ("graph",), "function": ("heat",)}),
    Slider("power", "Power k", 0, 16, 3, integer=True, step=1, when={"view": ("graph",), "function": ("power",)}),
    Slider("source", "Node it starts from", 1, 36, 1, 1, integer=True, when=GRAPH),
    Slider("kept", "Layers switched on", 1, 36, 36, 1, integer=True, when=GRAPH),
    Choice("pair", "Digits", PAIRS, "01", when=DIGITS),
    Slider("components", "Components k", 1, 64, 1, log=True, integer=True, per_decade=60, when=DIGITS),
    Slider("scan", "Scan", 1, FEWEST_SCANS, 8, 1, integer=True, when=DIGITS),
)


def decomposed(matrix: Array, symmetric: bool) -> Spectrum:
    """The spectrum; without symmetry whatever real unit eigenvectors there are, NaN for what is missing."""
    if symmetric:
        return spectral.spectrum(matrix)
    found = eigen.eigen2(matrix)
    values, vectors = np.full(2, np.nan), np.full((2, 2), np.nan)
    count = found.vectors.shape[1]
    values[:count], vectors[:, :count] = np.real(found.values[:count]), found.vectors
    return Spectrum(values, vectors)


def compute(p: Parameters) -> Result:
    """All three views: the layers of the matrix, the function on the graph, the components of the digits."""
    matrix = np.array(p.matrix)
    if p.symmetric:
        matrix = (matrix + matrix.T) / 2
    found = decomposed(matrix, p.symmetric)
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
        x=eigen.rotation(p.angle)[:, 0],
        network=network,
        source=min(p.source, len(network.places)) - 1,
        amount=amount,
        filtered=spectral.filtered(basis, p.function, amount, p.kept),
        parts=spectral.components(int(p.pair[0]), int(p.pair[1])),
    )


def reach(r: Result) -> float:
    """Half the width of the plane: one of three sizes, so that the axes rest while something turns."""
    longest = float(np.linalg.norm(r.matrix, 2))
    return 2.4 if longest <= 2.1 else 3.6 if longest <= 3.3 else 6.6


def layers_panels(r: Result) -> list[viz.Panel]:
    """x taken apart along the eigenvectors, each part stretched; and the same as matrices."""
    size = reach(r)
    axis = viz.Axis("", (-size, size))
    traces: list[Mapping[str, Any]] = [
        viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        viz.ellipse(r.total, "null", width=1.2, hover=False),
    ]
    ends = []
    for i in range(2):
        q, value = r.found.vectors[:, i], float(r.found.values[i])
        share = (q @ r.x) * q
        end = value * share if r.on[i] else np.full(2, np.nan)
        ends.append(np.nan_to_num(end))
        tip = value * q
        # Beside the tip, where the handle is, on the side away from x.
        across = np.array([-q[1], q[0]])
        side = -1.0 if across @ r.x > 0 else 1.0
        spot = np.clip(tip + 0.15 * size * side * across, -0.9 * size, 0.9 * size)
        traces += [
            viz.segment(-9 * q, 9 * q, ROLES[i], width=1.2, dash="dash", hover=False),
            viz.segment(r.x, share, ROLES[i], width=1.2, dash="dot", hover=False),
            viz.arrow(end, ROLES[i], width=3.0, name=f"λ{INDEX[i]}(q{INDEX[i]}·x)q{INDEX[i]}"),
            viz.label([spot[0]], [spot[1]], f"λ{INDEX[i]}q{INDEX[i]}", ROLES[i], position="middle center"),
        ]
    image = ends[0] + ends[1]
    both = all(r.on)
    for i in range(2):
        traces.append(viz.segment(ends[i], image, ROLES[1 - i], width=1.2, dash="dot", hover=False))
    traces += side_arrow(image, "Ax" if both and r.parameters.symmetric else "sum", "model", size)
    traces += side_arrow(r.x, "x", "data", size, left=True)
    plane = viz.Plane(traces, axis, axis, "x in parts, each part stretched", equal=True)
    return [plane, matrices_panel(r)]


def matrices_panel(r: Result) -> viz.Plane:
    """The layers as tables of numbers, their sum, and A."""
    places = ((0.0, 5.0), (3.4, 5.0), (0.0, 1.9), (3.4, 1.9))
    tables = (*(np.nan_to_num(r.found.layer(i)) for i in range(2)), r.total, r.matrix)
    equal = bool(np.abs(r.total - r.matrix).max() < 1e-9)
    names = (f"λ{INDEX[0]}q{INDEX[0]}q{INDEX[0]}ᵀ", f"λ{INDEX[1]}q{INDEX[1]}q{INDEX[1]}ᵀ", "what is on", "A")
    traces: list[Mapping[str, Any]] = []
    for k, (values, at, name) in enumerate(zip(tables, places, names, strict=True)):
        role = (ROLES[k] if r.on[k] else "muted") if k < 2 else "model" if k == 2 else "ink"
        lit = {role: np.full((2, 2), k == 2 or (k < 2 and r.on[k]))}
        traces += linear.matrix(values, at=at, size=(1.2, 1.0), lit=lit, role=role, name=name, digits=2, font=14)
    signs = ["+", "=" if equal else "≠", "=" if all(r.on) and equal else ""]
    traces.append(viz.label([2.9, 2.9, -0.4], [4.0, 0.9, 0.9], signs, "ink", position="middle center", size=20))
    return viz.Plane(
        traces,
        viz.Axis("", (-0.8, 6.1), visible=False),
        viz.Axis("", (-0.4, 5.8), visible=False),
        "The same as matrices",
        equal=True,
    )


def graph_panels(r: Result) -> list[viz.Panel]:
    """What f of the matrix makes of a unit at the source, and f on the spectrum."""
    p, made = r.parameters, r.filtered
    values = made.columns[:, r.source]
    full = (made.spectrum.vectors * made.factors) @ made.spectrum.vectors[r.source]
    bound = max(float(np.abs(full).max()), 1e-12)
    of = {"heat": "heat", "power": "walks, scaled", "root": "entry of √L"}[p.function]
    top = float(np.abs(made.spectrum.values).max())
    if p.function == "power":
        ends, heights = (-1.08 * top, 1.08 * top), (-1.12, 1.12)
        name, axis = "eigenvalue λ of A", "f(λ) = (λ/λ₁)ᵏ"
    else:
        ends = (-0.04 * top, 1.06 * top)
        heights = (-0.06, 1.1) if p.function == "heat" else (-0.25, 1.1 * np.sqrt(top))
        name, axis = "eigenvalue λ of L", "f(λ) = exp(−tλ)" if p.function == "heat" else "f(λ) = √λ"
    x = np.linspace(min(ends[0], 0.0), ends[1], 241)
    curve = spectral.applied(p.function, x, r.amount, top)
    on = np.arange(len(made.factors)) < made.kept
    return [
        graph(
            r.network.places, r.network.edges, values, bound=bound, source=r.source,
            title=f"From node {r.source + 1}: {of}",
        ),
        filter_curve(
            made.spectrum.values, made.factors, on, (x, np.clip(curve, -1.3, 9.0)),
            title=f"{made.kept} of {len(on)} layers on", x=viz.Axis(name, ends), y=viz.Axis(axis, heights),
        ),
    ]  # fmt: skip


def digits_panels(r: Result) -> list[viz.Panel]:
    """The scans on two components, mistakes and variance over k, and one scan rebuilt."""
    p, parts = r.parameters, r.parts
    k, row = p.components, p.scan - 1
    roles = ("data", "gradient")
    traces: list[Mapping[str, Any]] = []
    for which in (False, True):
        members = parts.second == which
        s = parts.scores[members]
        centre = s.mean(axis=0)
        traces += [
            viz.markers(s[:, 0], s[:, 1], roles[which], size=4, opacity=0.55, name=p.pair[which]),
            viz.label([centre[0]], [centre[1]], f"<b>{p.pair[which]}</b>", "ink", position="middle center", size=20),
        ]
    traces.append(
        viz.markers([parts.scores[row, 0]], [parts.scores[row, 1]], "accent", size=12, ring=True, name="scan")
    )
    scatter = viz.Plane(
        traces,
        viz.Axis("component 1 (ink)", (-44, 44), ticks=(-40, -20, 0, 20, 40)),
        viz.Axis("component 2 (ink)", (-44, 44), ticks=(-40, -20, 0, 20, 40)),
        "All scans on two components",
    )
    mistakes = viz.Plane(
        [
            viz.line(ORDERS, np.maximum(parts.mistakes, 0.5), "model", name="mistakes"),
            viz.markers([k], [max(parts.mistakes[k - 1], 0.5)], "model", size=11, name="now"),
        ],
        viz.Axis("components k", (0.9, 70), log=True, ticks=[1, 2, 4, 8, 16, 32, 64]),
        viz.Axis("mistakes", (0.4, 400), log=True, ticks=(0.5, 1, 10, 100), labels=("0", "1", "10", "100")),
        f"Mistakes: {parts.mistakes[k - 1]} of {len(parts.rows)}",
    )
    share = 100 * np.cumsum(parts.variances) / parts.variances.sum()
    variance = viz.Plane(
        [
            viz.line(ORDERS, share, "optimum", name="variance kept"),
            viz.markers([k], [share[k - 1]], "optimum", size=11, name="now"),
        ],
        viz.Axis("components k", (0.9, 70), log=True, ticks=[1, 2, 4, 8, 16, 32, 64]),
        viz.Axis("variance kept (%)", (0, 106), ticks=(0, 50, 100)),
        f"Variance kept: {number(share[k - 1], 3)}%",
    )
    pictures = scans(
        parts.rows[row].reshape(8, 8), parts.rebuilt(row, k).reshape(8, 8), ("scan", f"from {k}"), (0, 16),
        f"Scan {p.scan}, rebuilt",
    )  # fmt: skip
    return [scatter, mistakes, pictures, variance]


PANELS = {"layers": layers_panels, "graph": graph_panels, "digits": digits_panels}


def layers_readouts(r: Result) -> list[Readout | Law]:
    """Eigenvalues, the right angle, and A as the sum of its layers."""
    q = np.nan_to_num(r.found.vectors)
    layers = [np.nan_to_num(r.found.layer(i)) for i in range(2)]
    everything = layers[0] + layers[1]
    squares = float(np.nansum(r.found.values**2))
    missing = [abs(float(np.nan_to_num(r.found.values[i]))) for i in range(2) if not r.on[i]]
    found: list[Readout | Law] = [
        Readout("eigenvalue λ₁", float(r.found.values[0]), role=ROLES[0]),
        Readout("eigenvalue λ₂", float(r.found.values[1]), role=ROLES[1]),
        Law("eigenvectors are perpendicular", "q₁·q₂", float(q[:, 0] @ q[:, 1]), "", 0.0),
        Law("the layers add up to A", "‖A − Σλᵢqᵢqᵢᵀ‖", float(np.linalg.norm(r.matrix - everything)), "", 0.0),
        Law("squares add up to the energy", "λ₁² + λ₂²", squares, "Σ aᵢⱼ²", float(np.sum(r.matrix**2))),
    ]
    if missing and r.parameters.symmetric:
        error = float(np.linalg.norm(r.matrix - r.total, 2))
        found.append(Law("what is off is the error", "‖A − sum‖₂", error, "largest |λ| off", max(missing)))
    return found


def graph_readouts(r: Result) -> list[Readout | Law]:
    """What stays at the source, what is conserved, and f(A) against a way without eigenvalues."""
    p, made = r.parameters, r.filtered
    values = made.columns[:, r.source]
    found: list[Readout | Law] = [Readout("value at the source", float(values[r.source]), role="data")]
    if p.function == "heat":
        second = float(np.sort(r.network.of_laplacian.values)[1])
        found += [
            Readout("slowest decay, λ₂ of L", second, "per unit of time", role="model"),
            Law("no heat is lost", "sum over nodes", float(values.sum()), "at the start", 1.0),
        ]
    if p.function == "power":
        scale = float(np.abs(made.spectrum.values).max()) ** int(r.amount)
        closed = float(np.trace(np.linalg.matrix_power(r.network.adjacency, int(r.amount))))
        found.append(Law("closed walks of k steps", "Σ λᵢᵏ", float(made.factors.sum() * scale), "tr Aᵏ", closed))
    if p.function == "root":
        gap = made.columns @ made.columns - r.network.laplacian
        square, next_one, text = float(np.linalg.norm(gap, 2)), made.following**2, "‖S² − L‖₂"
        found.append(Law("squared it gives L, but for layers off", text, square, "largest λ off", next_one))
    else:
        error = float(np.linalg.norm(spectral.direct(p.graph, p.function, r.amount) - made.columns, 2))
        way = "e⁻ᵗᴸ (SciPy)" if p.function == "heat" else "multiplied out"
        found.append(
            Law(
                "what is off is the error",
                f"‖{way} − sum‖₂",
                error,
                "largest |f(λ)| off",
                made.following,
                tolerance=1e-8,
            )
        )
    return found


def digits_readouts(r: Result) -> list[Readout | Law]:
    """Variance, mistakes, and the error as the eigenvalues left out."""
    p, parts = r.parameters, r.parts
    k = p.components
    left_out = float(parts.variances[k:].sum())
    trace = float(np.var(parts.rows, axis=0, ddof=1).sum())
    return [
        Readout("variance kept", 100 * float(parts.variances[:k].sum()) / trace, "%", role="optimum"),
        Readout("mistakes", float(parts.mistakes[k - 1]), f"of {len(parts.rows)}", role="model"),
        Law("eigenvalues add up to the variance", "Σλᵢ", float(parts.variances.sum()), "Σ Var(pixel)", trace),
        Law("the error is what was left out", "Σ|x − x̂|²/(m−1)", parts.lost(k), "Σ λᵢ, i > k", left_out),
    ]  # fmt: skip


READOUTS = {"layers": layers_readouts, "graph": graph_readouts, "digits": digits_readouts}


def handles(r: Result) -> list[Handle]:
    """x and the eigenvectors; the source; the scan and the number of components."""
    p = r.parameters
    if p.view == "graph":
        at = r.network.places[r.source]
        return [Handle("source_at", (float(at[0]), float(at[1])), "node it starts from", role="data")]
    if p.view == "digits":
        s = r.parts.scores[p.scan - 1]
        k = p.components
        share = 100 * float(r.parts.variances[:k].sum() / r.parts.variances.sum())
        return [
            Handle("scan_at", (float(s[0]), float(s[1])), "the scan shown", role="accent"),
            Handle("k_at", (float(k), share), "components", panel=3, role="optimum"),
        ]
    held = [Handle("probe", (float(r.x[0]), float(r.x[1])), "tip of x", role="data")]
    if p.symmetric:
        for i in range(2):
            tip = r.found.values[i] * r.found.vectors[:, i]
            if np.hypot(*tip) > 0.05:
                held.append(
                    Handle(f"axis{i + 1}", (float(tip[0]), float(tip[1])), f"λ{INDEX[i]}q{INDEX[i]}", role=ROLES[i])
                )
    return held


def notice(r: Result) -> str:
    """What is special about the case at hand."""
    p, values = r.parameters, r.found.values
    if p.view == "graph":
        if r.filtered.kept < len(r.filtered.factors):
            return f"Layers are off: |f| = {number(r.filtered.following, 3)} is the largest one missing."
        return ""
    if p.view == "digits":
        return ""
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
    p = r.parameters
    if p.view == "layers":
        on = " and ".join(f"layer {i + 1}" for i in range(2) if r.on[i]) or "no layer"
        values = " and ".join(number(float(v), 4) for v in r.found.values)
        alt = f"The vector x taken apart along the eigenvectors of A, with eigenvalues {values}; switched on: {on}."
        alt = alt.replace("undefined", "none")
    elif p.view == "graph":
        alt = (
            f"The graph {p.graph} with its nodes coloured by {p.function} from node {r.source + 1}, beside that "
            f"function on the spectrum; {r.filtered.kept} of {len(r.filtered.factors)} layers are on."
        )
    else:
        alt = (
            f"Scans of the digits {PAIRS[p.pair]} on their first two principal components; with {p.components} "
            f"components, {r.parts.mistakes[p.components - 1]} of {len(r.parts.rows)} lie on the wrong side."
        )
    return Scene(
        panels=PANELS[p.view](r),
        readouts=READOUTS[p.view](r),
        handles=handles(r),
        notice=notice(r),
        alt=alt,
        numbers=numbers(r),
        view={"layers": f"layers:{reach(r)}", "graph": f"graph:{p.graph}:{p.function}", "digits": "digits"}[p.view],
    )


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
            "Here the largest variance is about how the digit 1 was written; it says nothing about which digit it is.",
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
