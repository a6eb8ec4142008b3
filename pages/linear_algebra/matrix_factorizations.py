"""A factorisation splits a matrix into triangles and turns, so that solving, determinants and sampling become easy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Points, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.linear_algebra import factorizations
from mathcore.linear_algebra.factorizations import Digits, Process, Step
from viz.factorization import factor_panel, lost_digits, process_panel, table_panel

Array = NDArray[np.float64]
NAMES = {"lu": ("L", "U"), "qr": ("Q", "R"), "cholesky": ("L", "Rest")}
FORMS = {"lu": "‖PA − LU‖/‖A‖", "qr": "‖A − QR‖/‖A‖", "cholesky": "‖A − LLᵀ − rest‖/‖A‖"}
WAYS = {
    "plain": ("LU without pivoting", "gradient"),
    "pivoting": ("LU with pivoting", "optimum"),
    "cholesky": ("Cholesky of XᵀX", "gradient"),
    "qr": ("QR", "data"),
}
PLACES = np.linspace(0.0, 10.0, 121)
BOOK = ((2.0, 1.0, 1.0, 0.0), (4.0, 3.0, 3.0, 1.0), (8.0, 7.0, 9.0, 5.0), (6.0, 7.0, 9.0, 8.0))
DATA = ((1.0, -0.6), (2.2, 0.5), (3.1, 1.1), (5.0, 0.2), (6.4, -0.9), (8.5, 0.7))
LAST = 9  # the number of the last step of the longest factorisation

STEPS = {"view": ("steps",)}
DIGITS = {"view": ("digits",)}
TOO_CLOSE = "K + noise² I is not positive definite to 16 digits: points are too close for so little noise. Add noise."
PIVOT, NORMAL = ({"view": ("digits",), "problem": (each,)} for each in ("pivot", "normal"))
EPSILON = Slider("epsilon", "First entry ε", 1e-17, 1, 1e-10, log=True, per_decade=4, when=PIVOT)
CONDITION = Slider("condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=4, when=NORMAL)
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


def gained(now: Step, method: str) -> NDArray[np.bool_]:
    """What the left factor gained in this step: a multiplier, turned columns, or a new column."""
    if now.pivot is None:
        return np.zeros((4, 4), bool)
    if method == "qr":
        return np.broadcast_to(now.changed.any(axis=0), (4, 4))
    return np.asarray(now.changed & (np.arange(4) == now.pivot[1]))


def residual(r: Result) -> float:
    """How far the factors and what is left are from A, relative to its size: 0 at every step."""
    a, now = used_matrix(r), r.now
    made = now.factor @ now.factor.T + now.rest if r.parameters.method == "cholesky" else now.factor @ now.rest
    return float(np.linalg.norm(a[now.order] - made)) / max(float(np.linalg.norm(a)), 1e-300)


def steps_laws(r: Result) -> list[Readout | Law]:
    """The invariant of the steps, and what the finished factors say."""
    p, now, a = r.parameters, r.now, used_matrix(r)
    slack = 1e-9 * max(1.0, now.growth)
    found: list[Readout | Law] = [
        Law("nothing is lost, at any step", FORMS[p.method], residual(r), "", 0.0, tolerance=slack)
    ]
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


def steps_notice(r: Result) -> str:
    """What stopped the factorisation, or what is factorised instead."""
    p = r.parameters
    if r.steps[-1].failed and p.method == "lu":
        return "The elimination ends at a zero pivot. If A is invertible, a swap of rows would save it."
    if r.steps[-1].failed:
        return "The symmetric part of A is not positive definite: Cholesky ends at a pivot that is not positive."
    if p.method == "cholesky" and np.abs(np.array(p.matrix) - used_matrix(r)).max() > 0:
        return "A is not symmetric: Cholesky factorises (A + Aᵀ)/2."
    return ""


def steps_view(r: Result) -> Scene:
    """The left factor so far, and what is left of A: pivot, row used and entries changed are outlined."""
    now, method = r.now, r.parameters.method
    left, right = NAMES[method]
    done = f"{min(r.parameters.step, len(r.steps) - 1)} of {len(r.steps) - 1}"
    pivot = np.zeros((4, 4), bool)
    if now.pivot is not None:
        pivot[now.pivot] = True
    lit = {"data": now.source & ~pivot, "model": now.changed & ~now.source & ~pivot, "accent": pivot}
    top = max(float(np.abs(used_matrix(r)).max()), 1e-9)
    left_top = max(1.0, float(np.abs(r.steps[-1].factor).max()))
    title = f"{left}{'' if r.complete else ' so far'} · step {done}"
    return Scene(
        panels=[
            table_panel(now.factor, {"model": gained(now, method)}, title, left_top),
            table_panel(now.rest, lit, f"{right} · {now.text}", top),
        ],
        readouts=[
            Readout("operations so far", float(now.flops), f"of {factorizations.total_flops(method, 4)}"),
            Readout(
                "growth factor", now.growth, role="gradient", note="Largest entry met so far over the largest of A."
            ),
            *steps_laws(r),
        ],
        notice=steps_notice(r),
        alt=f"{left} and {right} of a 4 by 4 matrix as coloured tables, after step {done}: {now.text}.",
        view="steps",
    )


def digits_view(r: Result) -> Scene:
    """Relative errors on logarithmic axes, and what explains them; the digits that are right by each way."""
    assert r.digits is not None
    p, found, pivot = r.parameters, r.digits, r.parameters.problem == "pivot"
    here = float(found.at[r.place])
    readouts: list[Readout | Law] = []
    for name, values in found.errors.items():
        error = float(values[r.place])
        shown = number(-np.log10(max(error, 1e-16)), 3) if np.isfinite(error) else "broke down"
        readouts.append(Readout(f"digits right, {WAYS[name][0]}", shown, role=WAYS[name][1]))
    value = float(found.second["plain" if pivot else "cholesky"][r.place])
    if np.isfinite(value):
        readouts.append(Readout("growth without pivoting" if pivot else "condition of XᵀX", value, role="gradient"))
    if pivot:
        grown = float(found.second["pivoting"][r.place])
        readouts.append(Law("growth with pivoting", "growth", grown, "2ⁿ⁻¹", 8.0, "≤"))
    else:
        error, bound = float(found.errors["qr"][r.place]), 100 * here * 2.0**-53
        readouts.append(Law("QR stays near κ × rounding", "error", error, "100 κ 2⁻⁵³", bound, "≤", tolerance=1e-16))
    height = float(np.clip(np.nan_to_num(found.errors["qr"][r.place]), 1e-17, 1e2))
    what = f"first entry {number(p.epsilon, 3)}" if pivot else f"condition {number(p.condition, 3)}"
    return Scene(
        panels=lost_digits(p.problem, found.at, r.place, found.errors, found.second),
        readouts=readouts,
        handles=[Handle("at", (here, height), "ε or κ", role="data")],
        alt=f"Relative errors of several solvers on logarithmic axes, at {what}, and beside them what explains them.",
        view=f"digits:{p.problem}",
    )


def process_laws(r: Result) -> list[Readout | Law]:
    """The likelihood, and determinant and factor against ways without Cholesky."""
    found = r.process
    if found.lower is None:
        return [Readout("Cholesky", "failed", role="gradient")]
    n = len(found.covariance)
    gap = float(np.linalg.norm(found.lower @ found.lower.T - found.covariance))
    low, high = (float(v) for v in np.linalg.eigvalsh(found.covariance)[[0, -1]])
    from_factor, direct = 2 * float(np.log(np.diag(found.lower)).sum()), float(np.linalg.slogdet(found.covariance)[1])
    slack = 1e-9 if low > 1e-9 else 1.0
    return [
        Readout("log likelihood of the values", found.log_likelihood, role="model"),
        Readout("condition of K + noise² I", high / low if low > 0 else float("nan")),
        Readout("operations", float(factorizations.total_flops("cholesky", n)), f"for n = {n}"),
        Law("LLᵀ = K + noise² I", "‖LLᵀ − K − noise² I‖", gap, "", 0.0),
        Law("the determinant from the diagonal", "2 Σ log lᵢᵢ", from_factor, "log det", direct, tolerance=slack),
    ]


def process_view(r: Result) -> Scene:
    """The process through the points, and the Cholesky factor of the covariance matrix."""
    found, points = r.process, r.parameters.points
    failed = found.lower is None
    return Scene(
        panels=[
            process_panel(PLACES, found.mean, found.deviation, points),
            factor_panel(found.lower, len(points)),
        ],
        readouts=process_laws(r),
        handles=[Handle("points", at, f"value {k + 1}", index=k, role="data") for k, at in enumerate(points)],
        notice=TOO_CLOSE if failed else "",
        alt=f"A Gaussian process through {len(points)} measured values with its band of 95%, and the Cholesky "
        f"factor of the covariance{' (which failed)' if failed else ''}.",
        view=f"process:{len(points)}",
    )


VIEWS = {"steps": steps_view, "digits": digits_view, "process": process_view}


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
    return replace(VIEWS[r.parameters.view](r), numbers=numbers(r))


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
            "QR",
            {"method": "qr", "step": 4},
            "A mirror sends a column onto an axis: all rows below move, no length changes.",
        ),
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
                why="κ² = 10¹² costs about 12 of 16 digits. QR of X loses 6 at most, more or less.",
            ),
        ),
    ),
    related=("projections_least_squares", "psd_covariance", "independence_orthogonality", "pseudo_inverse"),
    source=(factorizations.lu_steps, factorizations.qr_steps, factorizations.cholesky_steps, factorizations.process),
    listing=lambda p: {name: p[name] for name in ("matrix", "points", "width", "noise")},
)
