"""A factorisation splits a matrix into triangles and turns, so that solving, determinants and sampling become easy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Points, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import factorizations
from mathcore.factorizations import Digits, Process, Step
from viz import linear

Array = NDArray[np.float64]
NAMES = {"lu": ("L", "U"), "qr": ("Q", "R"), "cholesky": ("L", "Rest")}
PLACES = np.linspace(0.0, 10.0, 121)
BOOK = ((2.0, 1.0, 1.0, 0.0), (4.0, 3.0, 3.0, 1.0), (8.0, 7.0, 9.0, 5.0), (6.0, 7.0, 9.0, 8.0))
DATA = ((1.0, -0.6), (2.2, 0.5), (3.1, 1.1), (5.0, 0.2), (6.4, -0.9), (8.5, 0.7))
LAST = 9  # the number of the last step of the longest factorisation

STEPS = {"view": ("steps",)}
DIGITS = {"view": ("digits",)}
EPSILON = Slider(
    "epsilon",
    "First entry ε",
    1e-17,
    1,
    1e-10,
    log=True,
    per_decade=4,
    when={"view": ("digits",), "problem": ("pivot",)},
)
CONDITION = Slider(
    "condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=4, when={"view": ("digits",), "problem": ("normal",)}
)
GAUSS = {"view": ("process",)}
CONTROLS = (
    Choice("view", "Show", {"steps": "Steps", "digits": "Digits", "process": "Process"}, "steps"),
    Choice("method", "Factorise by", {"lu": "LU", "qr": "QR", "cholesky": "Cholesky"}, "lu", when=STEPS),
    Matrix("matrix", "Matrix A", BOOK, -9.0, 9.0, 0.01, when=STEPS),
    Toggle(
        "pivoting",
        "Partial pivoting",
        help="Bring the largest entry of the column up before eliminating.",
        when={"view": ("steps",), "method": ("lu",)},
    ),
    Steps("step", "Step", high=LAST, default=6, rate=1.5, when=STEPS),
    Choice("problem", "What goes wrong", {"pivot": "Tiny pivot", "normal": "Normal equations"}, "pivot", when=DIGITS),
    EPSILON,
    CONDITION,
    Points("points", "Measured values", DATA, (0.0, 10.0), (-2.5, 2.5), 0.05, fewest=1, most=12, when=GAUSS),
    Slider("width", "Width of the kernel", 0.2, 5, 1, 0.05, when=GAUSS),
    Slider("noise", "Noise (standard deviation)", 1e-8, 1, 0.1, log=True, per_decade=10, when=GAUSS),
)
EPSILONS = tuple(float(value) for value in EPSILON.values)
CONDITIONS = tuple(float(value) for value in CONDITION.values)


@dataclass(frozen=True)
class Result:
    """`steps` all steps of the factorisation, `now` the one shown; `digits` the errors over ε or κ (None in the other
    views) and `place` the one shown; `process` the Gaussian process."""

    parameters: Parameters
    steps: list[Step]
    now: Step
    digits: Digits | None
    place: int
    process: Process

    @property
    def complete(self) -> bool:
        """Whether the step shown is the last one of a factorisation that did not fail."""
        return self.now is self.steps[-1] and not self.now.failed


def compute(p: Parameters) -> Result:
    """The steps, the errors of the chosen problem, and the process."""
    steps = factorizations.steps(p.matrix, p.method, pivoting=p.pivoting)
    digits = None
    grid, value = (EPSILONS, p.epsilon) if p.problem == "pivot" else (CONDITIONS, p.condition)
    if p.view == "digits":
        pivot = p.problem == "pivot"
        digits = factorizations.small_pivots(EPSILONS, BOOK) if pivot else factorizations.normal_equations(CONDITIONS)
    return Result(
        parameters=p,
        steps=steps,
        now=steps[min(p.step, len(steps) - 1)],
        digits=digits,
        place=int(np.argmin(np.abs(np.log(np.array(grid) / value)))),
        process=factorizations.process(p.points, PLACES, p.width, p.noise),
    )


def used_matrix(r: Result) -> Array:
    """The matrix that is factorised: A, or its symmetric part for Cholesky."""
    a = np.array(r.parameters.matrix)
    return np.asarray((a + a.T) / 2) if r.parameters.method == "cholesky" else a


def cells(values: Array, lit: Mapping[str, Any], title: str, top: float) -> viz.Plane:
    """A 4x4 matrix as a heatmap with its numbers, outlined where it is lit; `top`: the modulus of the full colours."""
    at = np.arange(4) + 0.5
    traces: list[Mapping[str, Any]] = [
        viz.heatmap(values, at, 4 - at, scale="diverging", bounds=(-2.6 * top, 2.6 * top))
    ]
    traces += linear.matrix(values, at=(0.0, 4.0), frame="rules", digits=2, font=15)
    x, y = linear.centers((4, 4), (0.0, 4.0))
    boxes = np.stack([x - 0.46, x + 0.46, y - 0.46, y + 0.46], axis=-1)
    for role, mask in lit.items():
        shown = np.where(np.asarray(mask)[..., None], boxes, np.nan)
        traces.append(linear.rectangles(shown, role, opacity=0, width=2.6))
    axis = viz.Axis("", (-0.1, 4.1), visible=False)
    return viz.Plane(traces, axis, axis, title, equal=True)


def gained(now: Step, method: str) -> NDArray[np.bool_]:
    """What the left factor gained in this step: a multiplier, turned columns, or a new column."""
    if now.pivot is None:
        return np.zeros((4, 4), bool)
    if method == "qr":
        return np.broadcast_to(now.changed.any(axis=0), (4, 4))
    return np.asarray(now.changed & (np.arange(4) == now.pivot[1]))


def steps_panels(r: Result) -> list[viz.Panel]:
    """The left factor so far, and what is left of A: pivot, row used and entries changed are outlined."""
    now, method = r.now, r.parameters.method
    top = max(float(np.abs(used_matrix(r)).max()), 1e-9)
    pivot = np.zeros((4, 4), bool)
    if now.pivot is not None:
        pivot[now.pivot] = True
    left_name, right_name = NAMES[method]
    so_far = "" if r.complete else " so far"
    done = f"{min(r.parameters.step, len(r.steps) - 1)} of {len(r.steps) - 1}"
    left_top = max(1.0, float(np.abs(r.steps[-1].factor).max()))
    lit = {"data": now.source & ~pivot, "model": now.changed & ~now.source & ~pivot, "accent": pivot}
    return [
        cells(now.factor, {"model": gained(now, method)}, f"{left_name}{so_far} · step {done}", left_top),
        cells(now.rest, lit, f"{right_name} · {now.text}", top),
    ]


def digits_panels(r: Result) -> list[viz.Panel]:
    """Relative errors on logarithmic axes, and what explains them."""
    assert r.digits is not None
    found, pivot = r.digits, r.parameters.problem == "pivot"
    here = found.at[r.place]
    low, high = 1e-17, 1e2

    def inside(values: Array) -> Array:
        return np.clip(np.nan_to_num(values, nan=np.nan, posinf=high), low, high)

    if pivot:
        lines = (("plain", "gradient", "no pivoting"), ("pivoting", "optimum", "pivoting"), ("qr", "data", "QR"))
        spots = ((1e-10, 1e-2), (3e-10, 3e-17), (3e-5, 3e-14))
        x = viz.Axis("first entry ε", (1e-17, 1), log=True, ticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
        second = (("plain", "gradient", "no pivoting"), ("pivoting", "optimum", "pivoting"))
        places = ((1e-7, 1e11), (1e-7, 30.0))
        y = viz.Axis("largest entry met / of A", (0.1, 1e18), log=True, ticks=[1, 1e4, 1e8, 1e12, 1e16])
        title = "Entries grow"
    else:
        lines = (("cholesky", "gradient", "Cholesky of XᵀX"), ("qr", "data", "QR of X"), ("", "null", ""))
        spots = ((2.0, 1e-3), (3e7, 1e-13), (1.0, low))
        x = viz.Axis("condition κ of X", (1, 1e14), log=True, ticks=[1, 1e4, 1e8, 1e12])
        second = (("cholesky", "gradient", "κ(XᵀX) = κ²"), ("qr", "data", "κ(X)"))
        places = ((2.0, 1e13), (1e9, 1e6))
        y = viz.Axis("condition number", (1, 1e28), log=True, ticks=[1, 1e8, 1e16, 1e24])
        title = "What is factorised: κ or κ²"
    nothing = np.full(len(found.at), np.nan)
    errors: list[Mapping[str, Any]] = []
    for (name, role, text), (a, b) in zip(lines, spots, strict=True):
        values = inside(found.errors[name]) if name else nothing
        errors += [
            viz.line(found.at, values, role, width=2.0, name=text),
            viz.markers([here], [values[r.place]], role, size=9, name=text),
            viz.label([a], [b], text, role, position="middle right", size=13),
        ]
    wall, ends = 2.0**53, (1e-17, 1.0) if pivot else (1.0, 1e14)
    why: list[Mapping[str, Any]] = [
        viz.segment((ends[0], wall), (ends[1], wall), "muted", width=1.2, dash="dash", hover=False),
        viz.label([ends[0] * 3], [wall * 4], "1/rounding", "muted", position="middle right", size=12),
    ]
    for (name, role, text), (a, b) in zip(second, places, strict=True):
        values = np.clip(found.second[name], 0.2, 1e27)
        why += [
            viz.line(found.at, values, role, width=2.0, name=text),
            viz.markers([here], [values[r.place]], role, size=9, name=text),
            viz.label([a], [b], text, role, position="middle right", size=13),
        ]
    y_error = viz.Axis("relative error of x", (low, 1e3), log=True, ticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
    return [viz.Plane(errors, x, y_error, "Digits lost"), viz.Plane(why, x, y, title)]


def process_panels(r: Result) -> list[viz.Panel]:
    """The process through the points, and the Cholesky factor of the covariance matrix."""
    found, points = r.process, np.array(r.parameters.points)
    n, most = len(points), 12
    table = np.full((most, most), np.nan)
    if found.lower is not None:
        table[:n, :n] = np.where(np.tri(n, dtype=bool), found.lower, np.nan)
    at = np.arange(1, most + 1)
    curve = viz.Plane(
        [
            viz.area(PLACES, found.mean + 1.96 * found.deviation, found.mean - 1.96 * found.deviation, "model"),
            viz.line(PLACES, found.mean, "model", name="mean"),
            viz.markers(points[:, 0], points[:, 1], "data", size=8, name="measured"),
        ],
        viz.Axis("x", (0, 10)),
        viz.Axis("y", (-3, 3)),
        "Mean, and a band of 95%",
    )
    factor = viz.Plane(
        [viz.heatmap(table, at, at, scale="diverging", bounds=(-1.2, 1.2))],
        viz.Axis("column", (0.5, n + 0.5), ticks=range(1, n + 1)),
        viz.Axis("row (points by x)", (n + 0.5, 0.5), ticks=range(1, n + 1)),
        "Cholesky factor of K + noise² I",
        equal=True,
    )
    return [curve, factor]


PANELS = {"steps": steps_panels, "digits": digits_panels, "process": process_panels}


def residual(r: Result) -> float:
    """How far the factors and what is left are from A, relative to its size: 0 at every step."""
    a, now = used_matrix(r), r.now
    if r.parameters.method == "cholesky":
        made = now.factor @ now.factor.T + now.rest
    else:
        made = now.factor @ now.rest
    return float(np.linalg.norm(a[now.order] - made)) / max(float(np.linalg.norm(a)), 1e-300)


def steps_readouts(r: Result) -> list[Readout | Law]:
    """The invariant of the steps, operations, growth, and what the finished factors say."""
    p, now = r.parameters, r.now
    forms = {"lu": "‖PA − LU‖/‖A‖", "qr": "‖A − QR‖/‖A‖", "cholesky": "‖A − LLᵀ − rest‖/‖A‖"}
    total = factorizations.total_flops(p.method, 4)
    found: list[Readout | Law] = [
        Readout("operations so far", float(now.flops), f"of {total}"),
        Readout("growth factor", now.growth, role="gradient", note="Largest entry met so far over the largest of A."),
        Law(
            "nothing is lost, at any step", forms[p.method], residual(r), "", 0.0, tolerance=1e-9 * max(1.0, now.growth)
        ),
    ]
    a = used_matrix(r)
    if p.method == "lu" and p.pivoting:
        found.append(Law("growth is bounded", "growth", now.growth, "2ⁿ⁻¹", 8.0, "≤"))
    if p.method == "qr":
        gap = float(np.linalg.norm(now.factor.T @ now.factor - np.eye(4)))
        found.append(Law("Q only turns and mirrors", "‖QᵀQ − I‖", gap, "", 0.0))
    if r.complete:
        diagonal = np.diag(now.factor) ** 2 if p.method == "cholesky" else np.diag(now.rest)
        product, value = abs(float(np.prod(diagonal))), abs(float(np.linalg.det(a)))
        slack = 1e-9 * max(1.0, float(np.prod(np.linalg.norm(a, axis=0))))
        name = "|product of the pivots|" if p.method == "lu" else "|product of the diagonal|"
        found.append(Law("the determinant", name, product, "|det A|", value, tolerance=slack))
    return found


def digits_readouts(r: Result) -> list[Readout | Law]:
    """Digits that are right by each way."""
    assert r.digits is not None
    pivot = r.parameters.problem == "pivot"
    names = {"plain": "LU without pivoting", "pivoting": "LU with pivoting", "cholesky": "Cholesky of XᵀX", "qr": "QR"}
    roles = {"plain": "gradient", "cholesky": "gradient", "pivoting": "optimum", "qr": "data"}
    found: list[Readout | Law] = []
    for name, values in r.digits.errors.items():
        error = float(values[r.place])
        shown = number(-np.log10(max(error, 1e-16)), 3) if np.isfinite(error) else "broke down"
        found.append(Readout(f"digits right, {names[name]}", shown, role=roles[name]))
    key = "plain" if pivot else "cholesky"
    value = float(r.digits.second[key][r.place])
    if np.isfinite(value):
        found.append(Readout("growth without pivoting" if pivot else "condition of XᵀX", value, role="gradient"))
    if pivot:
        found.append(
            Law("growth with pivoting", "growth", float(r.digits.second["pivoting"][r.place]), "2ⁿ⁻¹", 8.0, "≤")
        )
    else:
        qr = float(r.digits.errors["qr"][r.place])
        bound = 100 * float(r.digits.at[r.place]) * 2.0**-53
        found.append(Law("QR stays near κ × rounding", "error", qr, "100 κ 2⁻⁵³", bound, "≤", tolerance=1e-16))
    return found  # fmt: skip


def process_readouts(r: Result) -> list[Readout | Law]:
    """The likelihood, and determinant and factor against ways without Cholesky."""
    found = r.process
    if found.lower is None:
        return [Readout("Cholesky", "failed", role="gradient")]
    n = len(found.covariance)
    gap = float(np.linalg.norm(found.lower @ found.lower.T - found.covariance))
    low, high = (float(v) for v in np.linalg.eigvalsh(found.covariance)[[0, -1]])
    condition = high / low if low > 0 else float("nan")
    slack = 1e-9 if low > 1e-9 else 1.0
    return [
        Readout("log likelihood of the values", found.log_likelihood, role="model"),
        Readout("condition of K + noise² I", condition),
        Readout("operations", float(factorizations.total_flops("cholesky", n)), f"for n = {n}"),
        Law("LLᵀ = K + noise² I", "‖LLᵀ − K − noise² I‖", gap, "", 0.0),
        Law(
            "the determinant from the diagonal", "2 Σ log lᵢᵢ", 2 * float(np.log(np.diag(found.lower)).sum()),
            "log det", float(np.linalg.slogdet(found.covariance)[1]), tolerance=slack,
        ),
    ]  # fmt: skip


READOUTS = {"steps": steps_readouts, "digits": digits_readouts, "process": process_readouts}


def handles(r: Result) -> list[Handle]:
    """The measured points; the place on the error curves."""
    p = r.parameters
    if p.view == "process":
        return [Handle("points", point, f"value {k + 1}", index=k, role="data") for k, point in enumerate(p.points)]
    if p.view == "digits" and r.digits is not None:
        error = float(np.clip(np.nan_to_num(r.digits.errors["qr"][r.place]), 1e-17, 1e2))
        return [Handle("at", (float(r.digits.at[r.place]), error), "ε or κ", role="data")]
    return []


def notice(r: Result) -> str:
    """What is special about the case at hand."""
    p, last = r.parameters, r.steps[-1]
    if p.view == "steps" and last.failed:
        if p.method == "lu":
            return "The elimination ends at a zero pivot. If A is invertible, a swap of rows would save it."
        return "The symmetric part of A is not positive definite: Cholesky ends at a pivot that is not positive."
    if p.view == "steps" and p.method == "cholesky" and np.abs(np.array(p.matrix) - used_matrix(r)).max() > 0:
        return "A is not symmetric: Cholesky factorises (A + Aᵀ)/2."
    if p.view == "process" and r.process.lower is None:
        return (
            "K + noise² I is not positive definite to 16 digits: points are too close for so little noise. Add noise."
        )
    return ""


def numbers(r: Result) -> dict[str, Any]:
    """The named values; the examples print those of the finished LU, QR and the process."""
    p = r.parameters
    a = np.array(p.matrix)
    lu, qr = factorizations.lu_steps(a)[-1], factorizations.qr_steps(a)[-1]
    middle = factorizations.process(p.points, [5.0], p.width, p.noise)
    sign = np.linalg.det(np.eye(4)[lu.order])
    return {
        "matrix": a,
        "permuted": a[lu.order],
        "lower": lu.factor,
        "upper": lu.rest,
        "growth": lu.growth,
        "determinant": float(sign * np.prod(np.diag(lu.rest))),
        "u_11": float(lu.rest[0, 0]),
        "u_44": float(lu.rest[3, 3]),
        "triangle": qr.rest,
        "r_11": abs(float(qr.rest[0, 0])),
        "r_44": abs(float(qr.rest[3, 3])),
        "operations_lu": float(factorizations.total_flops("lu", 4)),
        "operations_qr": float(factorizations.total_flops("qr", 4)),
        "operations_cholesky": float(factorizations.total_flops("cholesky", 4)),
        "values": len(p.points),
        "width": p.width,
        "noise": p.noise,
        "log_likelihood": middle.log_likelihood,
        "mean_at_5": float(middle.mean[0]),
        "deviation_at_5": float(middle.deviation[0]),
    }


def draw(r: Result) -> Scene:
    """The chosen view, and the laws at the present numbers."""
    p = r.parameters
    if p.view == "steps":
        names = NAMES[p.method]
        alt = (
            f"{names[0]} and {names[1]} of a 4 by 4 matrix as coloured tables, after step "
            f"{min(p.step, len(r.steps) - 1)} of {len(r.steps) - 1}: {r.now.text}."
        )
    elif p.view == "digits":
        what = f"first entry {number(p.epsilon, 3)}" if p.problem == "pivot" else f"condition {number(p.condition, 3)}"
        alt = f"Relative errors of several solvers on logarithmic axes, at {what}, and beside them what explains them."
    else:
        alt = (
            f"A Gaussian process through {len(p.points)} measured values with its band of 95%, and the Cholesky "
            f"factor of the covariance{' (which failed)' if r.process.lower is None else ''}."
        )
    return Scene(
        panels=PANELS[p.view](r),
        readouts=READOUTS[p.view](r),
        handles=handles(r),
        notice=notice(r),
        alt=alt,
        numbers=numbers(r),
        view={"steps": "steps", "digits": f"digits:{p.problem}", "process": f"process:{len(p.points)}"}[p.view],
    )


def pull_at(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """ε or κ follows the pointer."""
    if p.problem == "pivot":
        return {"epsilon": float(np.clip(x, 1e-17, 1.0))}
    return {"condition": float(np.clip(x, 1.0, 1e14))}


def fails_without_pivoting(r: Result) -> bool:
    """Whether an invertible matrix stops the elimination without pivoting."""
    p = r.parameters
    failed = p.view == "steps" and p.method == "lu" and not p.pivoting and r.steps[-1].failed
    return bool(failed and abs(np.linalg.det(np.array(p.matrix))) > 0.01)


def positive_definite(r: Result) -> bool:
    """Whether Cholesky runs through."""
    return r.parameters.view == "steps" and r.parameters.method == "cholesky" and not r.steps[-1].failed


SPD = ((4.0, 2.0, 2.0, 0.0), (2.0, 5.0, 3.0, 2.0), (2.0, 3.0, 6.0, 1.0), (0.0, 2.0, 1.0, 3.0))
ZERO_PIVOT = ((2.0, 1.0, 1.0, 0.0), (4.0, 2.0, 3.0, 1.0), (8.0, 7.0, 9.0, 5.0), (6.0, 7.0, 9.0, 8.0))
lesson = Lesson(
    title="Matrix Factorizations in ML (LU, QR, Cholesky)",
    idea="A factorisation splits a matrix into triangles and turns: solving gets easy, and the way decides the digits.",
    terms=(
        "LU decomposition",
        "Gaussian elimination",
        "partial pivoting",
        "growth factor",
        "QR decomposition",
        "Householder reflection",
        "Cholesky decomposition",
        "normal equations",
        "Gaussian process",
        "flops",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"at": pull_at},
    presets=(
        Preset("LU", {}, "Rows below the pivot lose their first entries; the multiples that did it are stored in L."),
        Preset(
            "Pivoting",
            {"pivoting": True, "step": 1},
            "The largest entry of the column is swapped up, so that no multiple exceeds 1. Play the steps.",
        ),
        Preset(
            "Zero pivot",
            {"matrix": ZERO_PIVOT, "step": 5},
            "An invertible matrix whose second pivot is zero: no L exists. Switch pivoting on.",
        ),
        Preset(
            "QR", {"method": "qr", "step": 4},
            "A mirror sends a column onto an axis: all rows below move, no length changes."),
        Preset(
            "Cholesky",
            {"method": "cholesky", "matrix": SPD, "step": 4},
            "A symmetric positive definite matrix needs one triangle, half the work, and no pivoting.",
        ),
        Preset(
            "Tiny pivot",
            {"view": "digits"},
            "Not zero, only small: without pivoting the entries grow by 1/ε, and as many digits are lost.",
        ),
        Preset(
            "XᵀX",
            {"view": "digits", "problem": "normal"},
            "Forming XᵀX squares the condition number: twice as many digits are lost as by QR.",
        ),
        Preset("Process", {"view": "process"}, "One Cholesky factor gives the mean, the band and the likelihood."),
    ),
    challenges=(
        Challenge(
            "Find an invertible matrix on which LU without pivoting fails.",
            "A pivot must become zero; the top left entry is the first pivot.",
            fails_without_pivoting,
            {"matrix": ((0.0, 1.0, 1.0, 0.0), *BOOK[1:]), "pivoting": False},
        ),
        Challenge(
            "Change the matrix until Cholesky runs through.",
            "Make the diagonal large.",
            positive_definite,
            {"method": "cholesky", "matrix": SPD},
        ),
        Challenge(
            "Predict: in double precision (16 digits), the first pivot is 10⁻¹⁰ and is not swapped away.",
            "The row is multiplied by about 10¹⁰ and subtracted from numbers of size 1.",
            predict=Prediction(
                "About how many digits of x are right?",
                lambda r: float(-np.log10(r.digits.errors["plain"][r.place])) if r.digits else 0.0,
                1.5,
                {"view": "digits", "epsilon": 1e-10},
                unit="digits",
                why="Entries grow by 10¹⁰, so their rounding errors do too: 16 − 10 = 6 digits are left, more or less.",
            ),
        ),
        Challenge(
            "Predict: X has condition number 10⁶.",
            "Singular values of XᵀX are the squares of those of X.",
            predict=Prediction(
                "About how many digits does Cholesky of XᵀX get right?",
                lambda r: float(-np.log10(r.digits.errors["cholesky"][r.place])) if r.digits else 0.0,
                1.5,
                {"view": "digits", "problem": "normal", "condition": 1e6},
                unit="digits",
                why="κ² = 10¹² costs 12 of 16 digits. QR of X loses only 6.",
            ),
        ),
    ),
    related=("projections_least_squares", "psd_covariance", "independence_orthogonality", "pseudo_inverse"),
    source=(factorizations.lu_steps, factorizations.qr_steps, factorizations.cholesky_steps, factorizations.process),
    listing=lambda p: {name: p[name] for name in ("matrix", "points", "width", "noise")},
)  # fmt: skip
