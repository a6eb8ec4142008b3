"""A vector adds something new exactly when a piece is left once its shadows on the others are taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Seed, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.linear_algebra import orthogonality, subspaces
from mathcore.linear_algebra.orthogonality import METHODS, Step
from viz.gram_schmidt import METHODS as METHOD_LOOKS
from viz.gram_schmidt import SUB, columns_space, defect_panel, face_plane, loss_panel, redundancy_panels

Array = NDArray[np.float64]
CONDITIONS = tuple(10.0 ** (k / 2) for k in range(31))
FEATURES = ("age", "sex", "BMI", "pressure", "total chol.", "LDL", "HDL", "chol./HDL", "triglyc.", "glucose")
STEPPING, ROUNDING, REAL = {"view": ("steps",)}, {"view": ("loss",)}, {"view": ("features",)}


@dataclass(frozen=True)
class Result:
    """`columns` (3, 3); `steps`, six of them, with `q` and `r` (3, 3); `now`, the step last done (None at 0).
    `losses` by method (31,) over the condition numbers CONDITIONS; `defect` (n, n), the entries of |Q^T Q - I| of the
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
    Choice(
        "method",
        "Method in the heatmap",
        {k: name for k, (name, _) in METHOD_LOOKS.items()},
        "classical",
        when=ROUNDING,
    ),
    Slider("count", "Number of columns", 3, 20, 10, integer=True, when=ROUNDING),
    Seed(when=ROUNDING),
    Slider("noise", "Noise on the copy of BMI", 0.001, 3.0, 0.1, log=True, when=REAL, help="In standard deviations."),
    Choice("order", "Order", {"given": "Copy last", "reversed": "Copy first"}, "given", when=REAL),
)


@lru_cache(maxsize=128)
def redundancy(noise: float, order: str) -> tuple[Array, Array, tuple[str, ...]]:
    """New shares and variance inflation of the features with a noisy copy of BMI among them."""
    columns, names = orthogonality.with_copy(noise), (*FEATURES, "BMI copy")
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
        curves = orthogonality.losses(p.family, CONDITIONS, p.count, p.seed)
        loss = {method: float(curves[method][round(2 * p.exponent)]) for method in METHODS}
        columns_here = orthogonality.dependent_columns(p.family, 10.0**p.exponent, p.count, p.seed)
        found = orthogonality.orthonormalise(columns_here, p.method)[0]
        defect = np.abs(found.T @ found - np.eye(p.count))
    elif p.view == "features":
        share, inflation, names = redundancy(p.noise, p.order)
    now = steps[p.step - 1] if p.step else None
    return Result(p, columns, steps, q, r, now, curves, defect, loss, share, inflation, names)


def finished(r: Result) -> int:
    """How many of the q are complete after the steps done."""
    return sum(step.kind == "scale" for step in r.steps[: r.parameters.step])


def pairs(r: Result) -> list[bool]:
    """For the pairs 12, 13, 23: whether the two columns are dependent."""
    return [subspaces.is_dependent(r.columns[:, [j, k]]) for j, k in ((0, 1), (0, 2), (1, 2))]


def steps_notice(r: Result) -> str:
    """Which column adds nothing."""
    gone = [k for k in range(3) if r.r[k, k] == 0]
    zero = [k for k in gone if not r.columns[:, k].any()]
    if zero:
        return f"a{SUB[zero[0]]} is the zero vector, which is dependent on anything."
    if gone == [2] and not any(pairs(r)):
        return "No two columns are parallel, and yet nothing is left of a₃: it lies in the plane of a₁ and a₂."
    return (
        f"Nothing is left of a{SUB[gone[0]]}: the columns before it already make it, so it gets no q." if gone else ""
    )


def face(r: Result) -> viz.Plane:
    """The present step seen face on."""
    now, step = r.now, r.parameters.step
    if now is None:
        return face_plane("", np.nan, np.nan, ("", "", "", ""), "Nothing done yet: press play")
    one, along = SUB[now.column], now.coefficient
    if now.kind == "scale":
        title = f"Step {step}: scale the rest to length 1"
        texts = ("", "", f"left: {number(along, 3)}", f"q{one}")
        return face_plane("scale", np.nan if now.dependent else along, 0.0, texts, title)
    two, left = SUB[now.against], float(np.linalg.norm(now.after))
    working = f"a{one}" if now.against == 0 else f"a{one}, as far as it is freed"
    texts = (working, f"shadow {number(along, 3)} q{two}", f"left: {number(left, 3)}", f"q{two}")
    return face_plane("subtract", along, left, texts, f"Step {step}: take the shadow on q{two} off a{one}")


def steps_readings(r: Result) -> tuple[list[Readout | Law], list[Handle]]:
    """The numbers of the present step, and its vector as a handle in its own plane."""
    now, diagonal = r.now, np.diag(r.r)
    rank, done = int(np.sum(diagonal > 0)), finished(r)
    found: list[Readout | Law] = [
        Readout("independent together", "yes" if rank == 3 else f"no: rank {rank}", role="optimum"),
        Readout("independent pairs", f"{sum(not each for each in pairs(r))} of 3", role="data"),
    ]
    handles = []
    if now and now.kind == "subtract":
        one, two, along, left = SUB[now.column], SUB[now.against], now.coefficient, float(np.linalg.norm(now.after))
        whole, parts = float(now.before @ now.before), along**2 + float(now.after @ now.after)
        found += [
            Readout(f"r{two}{one}, the shadow's length", along, role="gradient"),
            Readout("length of what is left", left, role="model"),
            Law("Pythagoras", "|w|²", whole, "r² + |left|²", parts),
        ]
        if r.q[:, now.against].any():
            handles = [Handle("work", (along, left), f"a{one}, moved in this plane", panel=1, role="data")]
    elif now:
        found.append(Readout(f"r{SUB[now.column] * 2}, the length scaled away", now.coefficient, role="model"))
        if not now.dependent:
            handles = [Handle("work", (now.coefficient, 0.0), "length of what is left", panel=1, role="model")]
    volume, live = float(np.prod(diagonal)), r.q[:, :done][:, diagonal[:done] > 0]
    found.append(Law("volume of the box", "|det A|", abs(float(np.linalg.det(r.columns))), "r₁₁ r₂₂ r₃₃", volume))
    if live.shape[1] > 1:
        found.append(Law("the q are orthonormal", "|QᵀQ − I|", float(orthogonality.loss(live)), "", 0.0, digits=2))
    return found, handles


def steps_view(r: Result) -> Scene:
    """The columns in space with the q that are finished, and the present step face on."""
    now, nowhere = r.now, np.full(3, np.nan)
    q = np.full((3, 3), np.nan)
    live = [k for k in range(finished(r)) if r.q[:, k].any()]
    q[:, live] = r.q[:, live]
    working, shadow = (now.before, now.before - now.after) if now and now.kind == "subtract" else (nowhere, nowhere)
    readouts, handles = steps_readings(r)
    volume = number(float(np.prod(np.diag(r.r))), 3)
    return Scene(
        panels=[columns_space(r.columns, q, working, shadow), face(r)],
        readouts=readouts,
        handles=handles,
        notice=steps_notice(r),
        alt=f"Three columns in space after {r.parameters.step} of 6 steps of Gram–Schmidt; their box has volume "
        f"{volume}.",
        view="steps",
    )


def loss_view(r: Result) -> Scene:
    """The loss of orthogonality over the condition number, and which columns of Q are not orthogonal."""
    p, roundoff, here = r.parameters, orthogonality.UNIT_ROUNDOFF, 10.0**r.parameters.exponent
    readouts: list[Readout | Law] = [
        Readout(f"loss, {name}", r.loss[method], digits=3, role=role) for method, (name, role) in METHOD_LOOKS.items()
    ]
    # The proved bounds have a modest constant that grows with the size; 10 n is generous.
    for method, text, bound, formula in (
        ("modified", "bound for modified (Björck)", 10.0 * p.count * roundoff * here, "10n·u·κ"),
        ("classical", "bound for classical", 10.0 * p.count * roundoff * here**2, "10n·u·κ²"),
    ):
        if bound < 1:
            readouts.append(Law(text, "loss", r.loss[method], formula, bound, "≤", 0.0, 3))
    lost = "Classical Gram–Schmidt has lost its orthogonality: some columns of its Q are far from right angles."
    return Scene(
        panels=[
            loss_panel(CONDITIONS, r.losses, here, r.loss, roundoff),
            defect_panel(r.defect, f"|QᵀQ − I|, {METHOD_LOOKS[p.method][0]}"),
        ],
        readouts=readouts,
        notice=lost if r.loss["classical"] > 0.5 else "",
        alt=f"Loss of orthogonality against the condition number. At 10 to the {number(p.exponent)} classical "
        f"Gram–Schmidt is off by {number(r.loss['classical'], 2)}, modified by {number(r.loss['modified'], 2)}.",
        view="loss",
    )


def features_view(r: Result) -> Scene:
    """How much of each feature is new, and what redundancy costs."""
    worst, copy, original = int(np.argmax(r.inflation)), r.names.index("BMI copy"), r.names.index("BMI")
    new, price = 100 * float(r.share[copy]), float(r.inflation[copy])
    last, inverse = float(r.inflation[-1]), float(1 / r.share[-1])
    texts = [number(float(value), 2) for value in np.clip(r.share, 0, 1)]
    return Scene(
        panels=redundancy_panels(r.names, r.share, texts, r.inflation),
        readouts=[
            Readout("new in the copy of BMI", new, "%", 3, role="gradient"),
            Readout("its variance inflation", price, digits=3, role="gradient"),
            Readout("variance inflation of BMI", float(r.inflation[original]), digits=3, role="data"),
            Readout("largest inflation", f"{r.names[worst]}: {number(float(r.inflation[worst]), 3)}", role="ink"),
            Law("last feature: 1 over its new part", "inflation", last, "1/share", inverse, tolerance=1e-6),
        ],
        alt=f"Diabetes features: the copy of BMI is {number(new, 2)} percent new, and its variance inflation is "
        f"{number(price, 3)}.",
        view="features",
    )


VIEWS = {"steps": steps_view, "loss": loss_view, "features": features_view}


def draw(r: Result) -> Scene:
    """The two panels of the view, and the numbers of the columns."""
    numbers = {
        "columns": r.columns,
        "q": r.q,
        "r": r.r,
        **{f"r_{j + 1}{k + 1}": float(r.r[j, k]) for j in range(3) for k in range(j, 3)},
        "volume": float(np.prod(np.diag(r.r))),
        "determinant": float(np.linalg.det(r.columns)),
        "defect": float(orthogonality.loss(r.q[:, np.diag(r.r) > 0])) if r.r.any() else 0.0,
    }
    return replace(VIEWS[r.parameters.view](r), numbers=numbers)


def across(r: Result) -> Array:
    """The unit vector of what is left in the present step; any direction that is still free where nothing is left."""
    assert r.now is not None
    size = float(np.linalg.norm(r.now.after))
    if size > 1e-6:
        return np.asarray(r.now.after / size)
    used = [k for k in range(r.now.column) if r.q[:, k].any()]
    return subspaces.four_subspaces(r.q[:, used]).left[:, 0] if used else np.eye(3)[0]


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
                {"view": "loss", "exponent": 7, "seed": 3},
                why="The bound grows like κ², six powers of ten; the matrix decides the rest.",
            ),
        ),
    ),
    related=("subspaces_basis", "projections_least_squares", "matrix_factorizations", "dot_products_norms"),
    source=(orthogonality.gram_schmidt_steps, orthogonality.orthonormalise, orthogonality.new_share),
    listing=lambda p: {"matrix": p.matrix},
)
