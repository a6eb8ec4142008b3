"""A vector adds something new exactly when a piece is left once its shadows on the others are taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_diabetes

import viz
from explorer.controls import Choice, Matrix, Seed, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import orthogonality, subspaces
from mathcore.kernels_numpy.generator import random_normals
from mathcore.orthogonality import METHODS, Step
from viz import linear, space

Array = NDArray[np.float64]
SUB = "₁₂₃"
EXPONENTS = np.arange(0.0, 15.01, 0.5)
NAMES = {
    "classical": "classical Gram–Schmidt",
    "modified": "modified",
    "twice": "classical, twice",
    "householder": "Householder",
}
ROLES = {"classical": "gradient", "modified": "model", "twice": "accent", "householder": "optimum"}
FEATURES = ("age", "sex", "BMI", "pressure", "total chol.", "LDL", "HDL", "chol./HDL", "triglyc.", "glucose")
STEPPING, ROUNDING, REAL = {"view": ("steps",)}, {"view": ("loss",)}, {"view": ("features",)}
START = ((1.6, 1.0, 0.2), (0.0, 1.6, 1.0), (0.3, 0.5, 1.6))
ROOM = 2.2  # half the width of the space


@dataclass(frozen=True)
class Result:
    """`columns` (3, 3); `steps`, six of them, with `q` and `r` (3, 3); `now`, the step last done (None at 0).
    `losses` by method (31,) over the condition numbers 10^EXPONENTS; `defect` (n, n), the entries of |Q^T Q - I| of the
    chosen method at the chosen condition, `loss` (4,) there. `share` (11,) of each feature in the chosen order that is
    new, `inflation` (11,) of its variance, `names` in that order. Empty where the view does not show them."""

    parameters: Parameters
    columns: Array
    steps: Sequence[Step]
    q: Array
    r: Array
    now: Step | None
    losses: Mapping[str, Array]
    defect: Array
    loss: Mapping[str, float]
    share: Array
    inflation: Array
    names: tuple[str, ...]


CONTROLS = (
    Choice("view", "View", {"steps": "Steps", "loss": "Rounding", "features": "Data"}, "steps"),
    Matrix(
        "matrix", "Columns a₁, a₂, a₃", ((1.6, 1.0, 0.2), (0.0, 1.6, 1.0), (0.3, 0.5, 1.6)), -2, 2, 0.05, when=STEPPING
    ),
    Steps("step", "Gram–Schmidt step", high=6, default=5, rate=0.7, when=STEPPING),
    Choice("family", "Columns", {"random": "Random", "lauchli": "Läuchli"}, "random", when=ROUNDING),
    Slider("exponent", "Condition number 10ᵏ, k", 0, 15, 6, 0.5, when=ROUNDING),
    Choice("method", "Method in the heatmap", NAMES, "classical", when=ROUNDING),
    Slider("count", "Number of columns", 3, 20, 10, integer=True, when=ROUNDING),
    Seed(when=ROUNDING),
    Slider("noise", "Noise on the copy of BMI", 0.001, 3.0, 0.1, log=True, when=REAL, help="In standard deviations."),
    Choice("order", "Order", {"given": "Copy last", "reversed": "Copy first"}, "given", when=REAL),
)


@lru_cache(maxsize=64)
def dependent_columns(family: str, exponent: float, count: int, seed: int) -> Array:
    """Columns (m, count) whose condition number is 10^exponent (Läuchli's: at least the square root of count)."""
    if family == "lauchli":
        return orthogonality.lauchli(count, float(np.sqrt(count)) * 10.0**-exponent)
    tables = random_normals(seed, 0, 0, 4 * count * count)
    left, right = tables[: 2 * count * count], tables[2 * count * count : 3 * count * count]
    return orthogonality.graded(10.0**exponent, left.reshape(2 * count, count), right.reshape(count, count))


@lru_cache(maxsize=32)
def losses(family: str, count: int, seed: int) -> Mapping[str, Array]:
    """The loss of orthogonality of each method over all condition numbers."""
    stack = np.stack([dependent_columns(family, float(e), count, seed) for e in EXPONENTS])
    return {method: orthogonality.loss(orthogonality.orthonormalise(stack, method)[0]) for method in METHODS}


@lru_cache(maxsize=1)
def diabetes() -> Array:
    """Ten features of 442 patients, standardised: (442, 10)."""
    values = load_diabetes(scaled=False).data
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))


@lru_cache(maxsize=128)
def redundancy(noise: float, order: str) -> tuple[Array, Array, tuple[str, ...]]:
    """New shares and variance inflation of the features with a noisy copy of BMI among them."""
    table = diabetes()
    copy = table[:, 2] + noise * random_normals(1, 0, 0, len(table))
    columns = np.column_stack([table, copy - copy.mean()])
    names = (*FEATURES, "BMI copy")
    if order == "reversed":
        columns, names = columns[:, ::-1], names[::-1]
    return orthogonality.new_share(columns), orthogonality.inflation(columns), names


def compute(p: Parameters) -> Result:
    """Gram-Schmidt on the three columns with its steps, and what the view needs of rounding or features."""
    columns = np.array(p.matrix)
    steps, q, r = orthogonality.gram_schmidt_steps(columns)
    curves: Mapping[str, Array] = {}
    loss: Mapping[str, float] = {}
    defect = np.empty((0, 0))
    share, inflation = np.empty(0), np.empty(0)
    names: tuple[str, ...] = ()
    if p.view == "loss":
        curves = losses(p.family, p.count, p.seed)
        here = int(np.argmin(np.abs(EXPONENTS - p.exponent)))
        loss = {method: float(curves[method][here]) for method in METHODS}
        found = orthogonality.orthonormalise(dependent_columns(p.family, p.exponent, p.count, p.seed), p.method)[0]
        defect = np.abs(found.T @ found - np.eye(p.count))
    elif p.view == "features":
        share, inflation, names = redundancy(p.noise, p.order)
    now = steps[p.step - 1] if p.step else None
    return Result(p, columns, steps, q, r, now, curves, defect, loss, share, inflation, names)


def finished(r: Result) -> int:
    """How many of the q are complete after the steps done."""
    return sum(step.kind == "scale" for step in r.steps[: r.parameters.step])


def space_panel(r: Result) -> viz.Space:
    """The three columns, the q that are finished, and the shadow that the present step takes away."""
    nothing = np.full(3, np.nan)
    now, done = r.now, finished(r)
    live = [k for k in range(done) if r.q[:, k].any()]
    tips = np.full((3, 3), np.nan)
    tips[live] = r.q[:, live].T
    working, shadow, left = nothing, nothing, nothing
    if now and now.kind == "subtract":
        working, shadow, left = now.before, now.before - now.after, now.after
    # What the finished q span: the line or plane that the present column is freed from.
    spanned = r.q[:, live] if len(live) < 3 else nothing[:, None]
    sizes = np.maximum(np.linalg.norm(r.columns, axis=0), 0.28)
    traces = [
        *space.subspace(spanned, "optimum", extent=ROOM, opacity=0.1, width=2),
        *space.arrows(r.columns.T, "data", width=5, head=0.24),
        *space.arrows(tips, "optimum", width=7, head=0.26),
        *space.arrow(working, "data", width=3, head=0.2, dash="dash"),
        *space.arrow(shadow, "gradient", width=8, head=0.2),
        *space.arrow(working, "model", tail=shadow, width=7, head=0.22),
        space.right_angle(shadow, -shadow, left, "ink", size=0.2),
        space.label((r.columns * (1 + 0.26 / sizes)).T, [f"a{each}" for each in SUB], "data"),
        space.label(1.3 * tips, [f"q{each}" for each in SUB], "optimum", size=16),
    ]
    return space.space(traces, ROOM, title="Three columns and their shadows", camera=(1.15, -1.45, 0.87), visible=False)


def face_panel(r: Result) -> viz.Plane:
    """The present step seen face on: the working vector, its shadow along q, and what is left at a right angle."""
    now = r.now
    hidden = np.full(2, np.nan)
    working, tail, tip, shadow, unit = hidden, hidden, hidden, hidden, hidden
    working_text = shadow_text = left_text = unit_text = ""
    title = "Nothing done yet: press play"
    if now and now.kind == "subtract":
        one, two = SUB[now.column], SUB[now.against]
        working = np.array([now.coefficient, float(np.linalg.norm(now.after))])
        shadow, unit = np.array([now.coefficient, 0.0]), np.array([1.0, 0.0])
        tail, tip = shadow, working
        title = f"Step {r.parameters.step}: take the shadow on q{two} off a{one}"
        working_text = f"a{one}" if now.against == 0 else f"a{one}, as far as it is freed"
        shadow_text, left_text = f"shadow {number(now.coefficient, 3)} q{two}", f"left: {number(float(working[1]), 3)}"
        unit_text = f"q{two}"
    elif now:
        one = SUB[now.column]
        tail, tip = np.zeros(2), hidden if now.dependent else np.array([now.coefficient, 0.0])
        unit = hidden if now.dependent else np.array([1.0, 0.0])
        title = f"Step {r.parameters.step}: scale what is left of a{one} to length 1"
        left_text, unit_text = f"left: {number(now.coefficient, 3)}", f"q{one}"
    side = -1.0 if now and now.coefficient < 0 else 1.0
    upright = now is not None and now.kind == "subtract"
    place = (tail + tip) / 2 + (np.array([0.1 * side, 0.0]) if upright else np.array([0.0, 0.1]))
    position = ("middle right" if side > 0 else "middle left") if upright else "top center"
    traces: list[Mapping[str, Any]] = [
        viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        viz.arrow(tip, "model", tail=tail, width=4.0, name="what is left"),
        viz.arrow(unit, "optimum", width=3.4, name="q"),
        viz.arrow(shadow, "gradient", width=3.4, name="shadow"),
        viz.arrow(working, "data", name="working vector"),
        linear.right_angle(shadow, np.array([-side, 0.0]), np.array([0.0, 1.0]), 0.14, "ink"),
        viz.label([working[0]], [working[1] + 0.08], working_text, "data", position="top center"),
        viz.label([shadow[0] / 2], [-0.1], shadow_text, "gradient", position="bottom center"),
        viz.label([place[0]], [place[1]], left_text, "model", position=position),
        viz.label([unit[0]], [-0.34], unit_text, "optimum", position="bottom center", size=16),
    ]
    across = viz.Axis("along q", (-2.9, 2.9))
    return viz.Plane(traces, across, viz.Axis("at a right angle to q", (-1.7, 3.6)), title, equal=True)


def powers(title: str, limits: tuple[float, float], exponents: range) -> viz.Axis:
    """A logarithmic axis with its ticks at powers of ten."""
    raised = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    labels = [f"10{str(each).translate(raised)}" if each else "1" for each in exponents]
    return viz.Axis(title, limits, log=True, ticks=[10.0**each for each in exponents], labels=labels)


def loss_panel(r: Result) -> viz.Plane:
    """The loss of orthogonality against the condition number, with the predicted slopes."""
    k = EXPONENTS
    u = orthogonality.UNIT_ROUNDOFF
    conditions = 10.0**k
    traces: list[Mapping[str, Any]] = [
        viz.segment(
            (10.0**r.parameters.exponent, 1e-17), (10.0**r.parameters.exponent, 1e2), "grid", width=8, hover=False
        ),
        viz.line(
            conditions,
            np.where(u * conditions**2 <= 10, u * conditions**2, np.nan),
            "gradient",
            width=1.4,
            dash="dash",
            hover=False,
        ),
        viz.line(conditions, u * conditions, "model", width=1.4, dash="dash", hover=False),
    ]
    for method in METHODS:
        shown = np.clip(r.losses[method], 1e-17, 1e2)
        traces.append(viz.line(conditions, shown, ROLES[method], width=2.6, name=NAMES[method]))
        traces.append(
            viz.markers(
                [10.0**r.parameters.exponent], [max(r.loss[method], 1e-17)], ROLES[method], size=11, name=NAMES[method]
            )
        )
    traces += [
        viz.label([3.0], [1e1], NAMES["classical"], "gradient", position="middle right"),
        viz.label([3.0], [2e-1], "(dashed: κ² · 10⁻¹⁶)", "gradient", position="middle right", size=12),
        viz.label([1e15], [2e-8], "modified", "model", position="middle left"),
        viz.label([1e15], [4e-10], "(dashed: κ · 10⁻¹⁶)", "model", position="middle left", size=12),
        viz.label([1e15], [4e-13], "Householder", "optimum", position="middle left"),
        viz.label([1e15], [3e-17], "classical, twice", "accent", position="middle left"),
    ]
    return viz.Plane(
        traces,
        powers("condition number κ of the columns", (0.6, 3e15), range(0, 16, 3)),
        powers("loss of orthogonality |QᵀQ − I|", (1e-17, 1e2), range(-16, 1, 4)),
        "How much orthogonality survives",
    )


def defect_panel(r: Result) -> viz.Plane:
    """Which pairs of columns of Q are not orthogonal."""
    count = r.parameters.count
    shade = np.log10(np.maximum(r.defect, 1e-17))
    at = np.arange(1.0, count + 1)
    axis = (0.5, count + 0.5)
    ticks = [1, *range(5, count + 1, 5)]
    field = viz.heatmap(shade, at, at, bounds=(-16.0, 0.0), bar="log₁₀")
    title = f"|QᵀQ − I|, {NAMES[r.parameters.method]}"
    return viz.Plane(
        [field],
        viz.Axis("column of Q", axis, ticks=ticks),
        viz.Axis("column of Q", axis[::-1], ticks=ticks),
        title,
        equal=True,
    )


def feature_panels(r: Result) -> list[viz.Plane]:
    """How much of each feature is new, and what redundancy costs."""
    count = len(r.names)
    at = np.arange(count)[::-1].astype(float)
    share, inflation = np.clip(r.share, 0, 1), np.clip(r.inflation, 1.0, 1e7)
    copy = np.array([name == "BMI copy" for name in r.names])
    parts = ((~copy, "data"), (copy, "gradient"))
    boxes = np.stack([np.zeros(count), share, at - 0.38, at + 0.38], axis=1)
    rows = viz.Axis("", (-0.7, count - 0.1), visible=False)
    values = [number(float(value), 2) for value in share]
    left = viz.Plane(
        [
            *(linear.rectangles(boxes[mask], role, opacity=0.55) for mask, role in parts),
            viz.label(np.full(count, -0.02), at, r.names, "ink", position="middle left", size=12),
            viz.label(np.minimum(share + 0.01, 0.9), at, values, "ink", position="middle right", size=12),
        ],
        viz.Axis("new part of the feature (share of its variance)", (-0.34, 1.04), ticks=(0, 0.25, 0.5, 0.75, 1)),
        rows,
        "New in each, given those above it",
    )
    gap = np.full(count, np.nan)
    sticks = np.stack([np.ones(count), inflation, gap], axis=1).ravel()
    right = viz.Plane(
        [
            viz.segment((10.0, -0.6), (10.0, count - 0.6), "null", dash="dash", width=1.4, hover=False),
            viz.label([10.5], [count - 0.5], "often called too much", "muted", position="middle right", size=12),
            viz.line(sticks, np.stack([at, at, gap], axis=1).ravel(), "null", width=1.6, hover=False),
            *(viz.markers(inflation[mask], at[mask], role, size=11, name="inflation") for mask, role in parts),
            viz.label(np.full(count, 0.75), at, r.names, "ink", position="middle left", size=12),
        ],
        powers("variance inflation factor", (0.012, 2e7), range(8)),
        rows,
        "Price of redundancy, whatever the order",
    )
    return [left, right]


PANELS: dict[str, Callable[[Result], Sequence[viz.Panel]]] = {
    "steps": lambda r: [space_panel(r), face_panel(r)],
    "loss": lambda r: [loss_panel(r), defect_panel(r)],
    "features": feature_panels,
}


def pairs(r: Result) -> list[bool]:
    """For the pairs 12, 13, 23: whether the two columns are dependent."""
    return [subspaces.is_dependent(r.columns[:, [j, k]]) for j, k in ((0, 1), (0, 2), (1, 2))]


def readouts(r: Result) -> list[Readout | Law]:
    """The numbers of the view."""
    p = r.parameters
    if p.view == "loss":
        found: list[Readout | Law] = [
            Readout(f"loss, {NAMES[method]}", r.loss[method], digits=3, role=ROLES[method]) for method in METHODS
        ]
        u, kappa = orthogonality.UNIT_ROUNDOFF, 10.0**p.exponent
        # The proved bounds have a modest constant that grows with the size; 10 n is generous.
        slack = 10.0 * p.count
        if slack * u * kappa < 1:
            found.append(
                Law(
                    "bound for modified (Björck)", "loss", r.loss["modified"], "10n·u·κ", slack * u * kappa, "≤", 0.0, 3
                )
            )
        if slack * u * kappa**2 < 1:
            found.append(
                Law("bound for classical", "loss", r.loss["classical"], "10n·u·κ²", slack * u * kappa**2, "≤", 0.0, 3)
            )
        return found
    if p.view == "features":
        worst = int(np.argmax(r.inflation))
        where = r.names.index("BMI copy")
        return [
            Readout("new in the copy of BMI", 100 * float(r.share[where]), "%", 3, role="gradient"),
            Readout("its variance inflation", float(r.inflation[where]), digits=3, role="gradient"),
            Readout("variance inflation of BMI", float(r.inflation[r.names.index("BMI")]), digits=3, role="data"),
            Readout("largest inflation", f"{r.names[worst]}: {number(float(r.inflation[worst]), 3)}", role="ink"),
            Law(
                "last feature: 1 over its new part",
                "inflation",
                float(r.inflation[-1]),
                "1/share",
                float(1 / r.share[-1]),
                tolerance=1e-6,
            ),
        ]
    volume = float(np.prod(np.diag(r.r)))
    rank = int(np.sum(np.diag(r.r) > 0))
    apart = sum(not each for each in pairs(r))
    found = [
        Readout("independent together", "yes" if rank == 3 else f"no: rank {rank}", role="optimum"),
        Readout("independent pairs", f"{apart} of 3", role="data"),
    ]
    if r.now and r.now.kind == "subtract":
        name = f"r{SUB[r.now.against]}{SUB[r.now.column]}, the shadow's length"
        found.append(Readout(name, r.now.coefficient, role="gradient"))
        found.append(Readout("length of what is left", float(np.linalg.norm(r.now.after)), role="model"))
        rest = float(r.now.after @ r.now.after)
        found.append(
            Law("Pythagoras", "|w|²", float(r.now.before @ r.now.before), "r² + |left|²", r.now.coefficient**2 + rest)
        )
    elif r.now:
        found.append(Readout(f"r{SUB[r.now.column] * 2}, the length scaled away", r.now.coefficient, role="model"))
    found.append(Law("volume of the box", "|det A|", abs(float(np.linalg.det(r.columns))), "r₁₁ r₂₂ r₃₃", volume))
    done = finished(r)
    live = r.q[:, :done][:, np.diag(r.r)[:done] > 0]
    if live.shape[1] > 1:
        found.append(Law("the q are orthonormal", "|QᵀQ − I|", float(orthogonality.loss(live)), "", 0.0, digits=2))
    return found


def notice(r: Result) -> str:
    """What is special about this state."""
    if r.parameters.view == "loss" and r.loss["classical"] > 0.5:
        return "Classical Gram–Schmidt has lost all orthogonality: some columns of its Q are nearly parallel."
    if r.parameters.view != "steps":
        return ""
    gone = [k for k in range(3) if r.r[k, k] == 0]
    if not gone:
        return ""
    zero = [k for k in gone if not r.columns[:, k].any()]
    if zero:
        return f"a{SUB[zero[0]]} is the zero vector, which is dependent on anything."
    if gone == [2] and not any(pairs(r)):
        return "No two columns are parallel, and yet nothing is left of a₃: it lies in the plane of a₁ and a₂."
    return f"Nothing is left of a{SUB[gone[0]]}: the columns before it already make it, so it gets no q."


def across(r: Result) -> Array:
    """The unit vector of what is left in the present step; any direction that is still free where nothing is left."""
    assert r.now is not None
    size = float(np.linalg.norm(r.now.after))
    if size > 1e-6:
        return np.asarray(r.now.after / size)
    used = [k for k in range(r.now.column) if r.q[:, k].any()]
    return subspaces.four_subspaces(r.q[:, used]).left[:, 0] if used else np.eye(3)[0]


def draw(r: Result) -> Scene:
    """The two panels of the view; in the steps, the working vector can be dragged in its own plane."""
    p = r.parameters
    handles = []
    if p.view == "steps" and r.now:
        if r.now.kind == "subtract" and r.q[:, r.now.against].any():
            at = (r.now.coefficient, float(np.linalg.norm(r.now.after)))
            handles.append(Handle("work", at, f"a{SUB[r.now.column]}, moved in this plane", panel=1, role="data"))
        elif r.now.kind == "scale" and not r.now.dependent:
            handles.append(Handle("work", (r.now.coefficient, 0.0), "length of what is left", panel=1, role="model"))
    if p.view == "steps":
        volume = number(float(np.prod(np.diag(r.r))), 3)
        alt = f"Three columns in space after {p.step} of 6 steps of Gram–Schmidt; their box has volume {volume}."
    elif p.view == "loss":
        alt = (
            f"Loss of orthogonality against the condition number. At 10 to the {number(p.exponent)} classical "
            f"Gram–Schmidt is off by {number(r.loss['classical'], 2)}, modified by {number(r.loss['modified'], 2)}."
        )
    else:
        where = r.names.index("BMI copy")
        new, price = number(100 * float(r.share[where]), 2), number(float(r.inflation[where]), 3)
        alt = f"Diabetes features: the copy of BMI is {new} percent new, and its variance inflation is {price}."
    return Scene(
        panels=PANELS[p.view](r),
        readouts=readouts(r),
        handles=handles,
        notice=notice(r),
        alt=alt,
        numbers={
            "columns": r.columns,
            "q": r.q,
            "r": r.r,
            **{f"r_{j + 1}{k + 1}": float(r.r[j, k]) for j in range(3) for k in range(j, 3)},
            "volume": float(np.prod(np.diag(r.r))),
            "determinant": float(np.linalg.det(r.columns)),
            "defect": float(orthogonality.loss(r.q[:, np.diag(r.r) > 0])) if r.r.any() else 0.0,
        },
        view=p.view,
    )


def pull_work(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The column follows the working vector, which is moved within the plane of the present step."""
    r = compute(p)
    if r.now is None:
        return {}
    columns = r.columns.copy()
    if r.now.kind == "subtract":
        moved = x * r.q[:, r.now.against] + max(y, 0.0) * across(r)
        columns[:, r.now.column] += moved - r.now.before
    else:
        columns[:, r.now.column] += (max(x, 0.0) - r.now.coefficient) * r.q[:, r.now.column]
    return {"matrix": columns} if np.abs(columns).max() <= 2.0 else {}


lesson = Lesson(
    title="Linear Independence and Orthogonality",
    idea="A vector adds something new exactly when a piece is left once its shadows on the others are taken away.",
    terms=(
        "linear independence",
        "orthogonality",
        "Gram-Schmidt",
        "QR",
        "Householder",
        "loss of orthogonality",
        "collinearity",
        "variance inflation factor",
        "orthonormal basis",
        "condition number",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"work": pull_work},
    presets=(
        Preset("Third column", {}, "The last shadow comes off a₃; what is left is orthogonal to the whole plane."),
        Preset(
            "Dependent together",
            {"matrix": ((1.5, 0.0, 1.5), (0.0, 1.5, 1.5), (0.5, 0.5, 1.0)), "step": 6},
            "No two columns are parallel, but a₃ lies in the plane of the others: nothing is left of it.",
        ),
        Preset(
            "Nearly parallel",
            {"matrix": ((1.6, 1.6, 0.0), (0.6, 0.8, 0.0), (0.0, 0.0, 1.5)), "step": 2},
            "a₂ is almost a₁. What is left is short, and any error in it is blown up when it is scaled to length one.",
        ),
        Preset("Rounding", {"view": "loss"}, "Slope 2 for classical, slope 1 for modified, flat for the other two."),
        Preset(
            "Läuchli",
            {"view": "loss", "family": "lauchli", "exponent": 9},
            "ε² is lost beside 1: classical Gram–Schmidt makes columns at 60 degrees to one another.",
        ),
        Preset(
            "Redundant features",
            {"view": "features", "noise": 0.02},
            "A noisy copy of BMI adds almost nothing, and multiplies the variance of both coefficients by thousands.",
        ),
    ),
    challenges=(
        Challenge(
            "Make three columns that are pairwise independent but dependent together.",
            "Keep a₁ and a₂ apart and make a₃ a mixture of both. Or drag what is left of a₃ down to zero.",
            lambda r: r.parameters.view == "steps" and bool(r.r[2, 2] == 0) and not any(pairs(r)),
            {"matrix": ((1.0, 0.0, 1.0), (0.0, 1.0, 1.0), (0.0, 0.0, 0.0))},
        ),
        Challenge(
            "Find a κ at which classical Gram–Schmidt is useless (loss above 0.1) and modified still keeps 6 digits.",
            "The loss is κ² times the unit roundoff for one, κ for the other.",
            lambda r: r.parameters.view == "loss" and r.loss["classical"] > 0.1 and r.loss["modified"] < 1e-6,
            {"view": "loss", "exponent": 9},
        ),
        Challenge(
            "Predict: κ goes from 10⁴ to 10⁷. By how many powers of ten does the loss of classical Gram–Schmidt grow?",
            "Look at the slope of its bound.",
            predict=Prediction(
                "Powers of ten",
                lambda r: float(np.log10(r.losses["classical"][14] / r.losses["classical"][8])),
                1.0,
                {"view": "loss", "exponent": 7},
                why="The bound grows like κ², six powers of ten; the matrix decides the rest.",
            ),
        ),
    ),
    related=("subspaces_basis", "projections_least_squares", "matrix_factorizations", "dot_products_norms"),
    source=(orthogonality.gram_schmidt_steps, orthogonality.orthonormalise, orthogonality.new_share),
    listing=lambda p: {"matrix": p.matrix},
)
