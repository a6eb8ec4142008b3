"""A factorisation splits a matrix into triangles and turns: solving gets easy, and the way decides the digits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Points, Slider, Steps, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.linear_algebra import factorizations
from mathcore.linear_algebra.factorizations import Digits
from pages.linear_algebra.matrix_factorizations import panels

FORMS = {"lu": "‖PA − LU‖/‖A‖ = 0", "qr": "‖A − QR‖/‖A‖ = 0", "cholesky": "‖A − LLᵀ − rest‖/‖A‖ = 0"}
WAYS = {"plain": "LU without pivoting", "pivoting": "LU with pivoting", "cholesky": "Cholesky of XᵀX", "qr": "QR"}
BOOK = ((2.0, 1.0, 1.0, 0.0), (4.0, 3.0, 3.0, 1.0), (8.0, 7.0, 9.0, 5.0), (6.0, 7.0, 9.0, 8.0))
DATA = ((1.0, -0.6), (2.2, 0.5), (3.1, 1.1), (5.0, 0.2), (6.4, -0.9), (8.5, 0.7))
SWAPS = "Bring the largest entry of the column up before eliminating."
STEPS = (
    Choice("method", "Factorise by", {"lu": "LU", "qr": "QR", "cholesky": "Cholesky"}, "lu"),
    Matrix("matrix", "Matrix A", BOOK, -9.0, 9.0, 0.01, wide=WIDE),
    Toggle("pivoting", "Partial pivoting", help=SWAPS, when={"method": ("lu",)}),
    Steps("step", "Step", high=9, default=6, rate=1.5),  # the longest factorisation has 9
)
PROBLEM = Choice("problem", "What goes wrong", {"pivot": "Tiny pivot", "normal": "Normal equations"}, "pivot")
EPSILON = Slider("epsilon", "First entry ε", 1e-17, 1, 1e-10, log=True, per_decade=4, when={"problem": ("pivot",)})
CONDITION = Slider("condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=4, when={"problem": ("normal",)})
DIGITS = (PROBLEM, EPSILON, CONDITION)
GAUSS = (
    Points("points", "Measured values", DATA, (0.0, 10.0), (-2.5, 2.5), 0.05, fewest=1, most=panels.MOST),
    Slider("width", "Width of the kernel", 0.2, 5, 1, 0.05),
    Slider("noise", "Noise (standard deviation)", 1e-8, 1, 0.1, log=True, per_decade=10),
)


class Factorization(State):
    """A matrix factorised step by step, the digits that ways of solving lose, and a Gaussian process."""

    matrix = cached_property(lambda q: np.array(q.p.matrix))
    used = cached_property(lambda q: (q.matrix + q.matrix.T) / 2 if q.p.method == "cholesky" else q.matrix)
    steps = cached_property(lambda q: factorizations.steps(q.matrix, q.p.method, pivoting=q.p.pivoting))
    shown = cached_property(lambda q: min(q.p.step, len(q.steps) - 1))
    now = cached_property(lambda q: q.steps[q.shown])
    complete = cached_property(lambda q: q.now is q.steps[-1] and not q.now.failed)
    pivot = cached_property(lambda q: q.p.problem == "pivot")
    here = cached_property(lambda q: q.p.epsilon if q.pivot else q.p.condition)
    place = cached_property(lambda q: int(np.abs(np.log(q.digits.at / q.here)).argmin()))  # its place among all
    process = cached_property(lambda q: factorizations.process(q.p.points, panels.PLACES, q.p.width, q.p.noise))

    @kept("problem")
    def digits(self) -> Digits:
        """The errors over all ε or κ."""
        small, normal = factorizations.small_pivots, factorizations.normal_equations
        return small(EPSILON.values, BOOK) if self.pivot else normal(CONDITION.values)

    @cached_property
    def right(self) -> dict[str, float]:
        """The digits that each way gets right; not finite where it broke down."""
        return {name: float(-np.log10(max(of[self.place], 1e-16))) for name, of in self.digits.errors.items()}


def steps_readouts(q: Factorization) -> list[Readout | Law]:
    p, now, a = q.p, q.now, q.used
    made = now.factor @ now.factor.T + now.rest if p.method == "cholesky" else now.factor @ now.rest
    lost = np.linalg.norm(a[now.order] - made) / max(float(np.linalg.norm(a)), 1e-300)
    found: list[Readout | Law] = [
        Readout("operations so far", now.flops, f"of {factorizations.total_flops(p.method, 4)}"),
        Readout("growth factor", now.growth, role="gradient", note="Largest entry met so far over the largest of A."),
        law("nothing is lost, at any step", FORMS[p.method], lost, 0, tolerance=1e-9 * max(1.0, now.growth)),
    ]
    if p.method == "lu" and p.pivoting:
        found.append(law("growth is bounded", "growth ≤ 2ⁿ⁻¹", now.growth, 8))
    if p.method == "qr":
        gap = np.linalg.norm(now.factor.T @ now.factor - np.eye(4))
        found.append(law("Q only turns and mirrors", "‖QᵀQ − I‖ = 0", gap, 0))
    if q.complete:
        diagonal = np.diag(now.factor) ** 2 if p.method == "cholesky" else np.diag(now.rest)
        same = f"|product of the {'pivots' if p.method == 'lu' else 'diagonal'}| = |det A|"
        slack = 1e-9 * max(1.0, np.linalg.norm(a, axis=0).prod())
        found.append(law("the determinant", same, abs(diagonal.prod()), abs(np.linalg.det(a)), tolerance=slack))
    return found


def steps_notice(q: Factorization) -> str:
    if q.steps[-1].failed and q.p.method == "lu":
        return "The elimination ends at a zero pivot. If A is invertible, a swap of rows would save it."
    if q.steps[-1].failed:
        return "The symmetric part of A is not positive definite: Cholesky ends at a pivot that is not positive."
    return "A is not symmetric: Cholesky factorises (A + Aᵀ)/2." if np.abs(q.matrix - q.used).max() > 0 else ""


def steps_alt(q: Factorization) -> str:
    (left, right), at = panels.FACTORS[q.p.method], f"{q.shown} of {len(q.steps) - 1}"
    return f"{left} and {right} of a 4 by 4 matrix as coloured tables, after step {at}: {q.now.text}."


def digits_readouts(q: Factorization) -> list[Readout | Law]:
    found: list[Readout | Law] = []
    for name, right in q.right.items():
        shown = number(right, 3) if np.isfinite(right) else "broke down"
        found.append(Readout(f"digits right, {WAYS[name]}", shown, role=panels.ROLES[name]))
    value = q.digits.second["plain" if q.pivot else "cholesky"][q.place]
    if np.isfinite(value):
        found.append(Readout("growth without pivoting" if q.pivot else "condition of XᵀX", value, role="gradient"))
    if q.pivot:
        return [*found, law("growth with pivoting", "growth ≤ 2ⁿ⁻¹", q.digits.second["pivoting"][q.place], 8)]
    near, bound = "error ≤ 100 κ 2⁻⁵³", 100 * q.here / panels.WALL
    return [*found, law("QR stays near κ × rounding", near, q.digits.errors["qr"][q.place], bound, tolerance=1e-16)]


def digits_alt(q: Factorization) -> str:
    at = f"{'first entry' if q.pivot else 'condition'} {number(q.here, 3)}"
    return f"Relative errors of several solvers on logarithmic axes, at {at}, and beside them what explains them."


def process_readouts(q: Factorization) -> list[Readout | Law]:
    lower, covariance = q.process.lower, q.process.covariance
    if lower is None:
        return [Readout("Cholesky", "failed", role="gradient")]
    n, (low, high) = len(covariance), np.linalg.eigvalsh(covariance)[[0, -1]].tolist()
    twice, direct, name = 2 * np.log(np.diag(lower)).sum(), np.linalg.slogdet(covariance)[1], "2 Σ log lᵢᵢ = log det"
    blur = min(1.0, n * 2.0**-50 * high / low) if low > 0 else 1.0  # rounding errors grow by the condition number
    same = law("the determinant from the diagonal", name, twice, direct, tolerance=1e-9 + blur)
    return [
        Readout("log likelihood of the values", q.process.log_likelihood, role="model"),
        Readout("condition of K + noise² I", high / low if low > 0 else np.nan),
        Readout("operations", factorizations.total_flops("cholesky", n), f"for n = {n}"),
        law("LLᵀ = K + noise² I", "‖LLᵀ − K − noise² I‖ = 0", np.linalg.norm(lower @ lower.T - covariance), 0),
        *([same] if np.isfinite(direct) else []),  # a determinant that is rounded to 0 has no logarithm
    ]


def too_close(q: Factorization) -> str:
    close = "points are too close for so little noise. Add noise."
    return f"K + noise² I is not positive definite to 16 digits: {close}" if q.process.lower is None else ""


def process_alt(q: Factorization) -> str:
    through = f"A Gaussian process through {len(q.p.points)} measured values with its band of 95%"
    failed = " (which failed)" if q.process.lower is None else ""
    return f"{through}, and the Cholesky factor of the covariance{failed}."


def numbers(q: Factorization) -> Mapping[str, Any]:
    """The examples print those of the finished LU, QR and the process."""
    lu, qr = factorizations.lu_steps(q.matrix)[-1], factorizations.qr_steps(q.matrix)[-1]
    five = factorizations.process(q.p.points, [5.0], q.p.width, q.p.noise)
    work = {f"operations_{method}": factorizations.total_flops(method, 4) for method in factorizations.METHODS}
    factors = {"permuted": q.matrix[lu.order], "lower": lu.factor, "upper": lu.rest, "triangle": qr.rest}
    pivots = {"u_11": lu.rest[0, 0], "u_44": lu.rest[3, 3], "r_11": abs(qr.rest[0, 0]), "r_44": abs(qr.rest[3, 3])}
    determinant = np.linalg.det(np.eye(4)[lu.order]) * np.diag(lu.rest).prod()
    gauss = {"log_likelihood": five.log_likelihood, "mean_at_5": five.mean[0], "deviation_at_5": five.deviation[0]}
    more = {"growth": lu.growth, "determinant": determinant, "values": len(q.p.points)}
    return work | factors | pivots | gauss | more


def stuck(q: Factorization) -> bool:
    """Whether an invertible matrix without a zero entry stops the elimination without pivoting."""
    failed = q.p.method == "lu" and not q.p.pivoting and q.steps[-1].failed
    return bool(failed and abs(np.linalg.det(q.matrix)) > 0.01 and np.all(q.matrix))


def runs_through(q: Factorization) -> bool:
    """Whether Cholesky runs through a matrix with an entry larger than the diagonal entry of its row."""
    larger = np.abs(q.matrix).max(axis=1) > np.diag(q.matrix) + 1e-9
    return bool(q.p.method == "cholesky" and not q.steps[-1].failed and larger.any())


ZERO_PIVOT = (BOOK[0], (4.0, 2.0, 3.0, 1.0), *BOOK[2:])
FULL = ((1.0, 1.0, 2.0, 1.0), (2.0, 2.0, 1.0, 3.0), (1.0, 2.0, 1.0, 1.0), (3.0, 1.0, 1.0, 2.0))
TIGHT = "1,2,0,0; 2,9,0,0; 0,0,9,2; 0,0,2,1"
NINES = tuple((*row[:k], 9.0, *row[k + 1 :]) for k, row in enumerate(BOOK))
SPD = ((4.0, 2.0, 2.0, 0.0), (2.0, 5.0, 3.0, 2.0), (2.0, 3.0, 6.0, 1.0), (0.0, 2.0, 1.0, 3.0))
lesson = Lesson(
    title="Matrix Factorizations in ML (LU, QR, Cholesky)",
    terms=(
        *("LU decomposition", "Gaussian elimination", "partial pivoting", "growth factor", "QR decomposition"),
        *("Householder reflection", "Cholesky decomposition", "normal equations", "Gaussian process", "flops"),
    ),
    state=Factorization,
    choose="Show",
    views={
        "steps": View("Steps", [panels.left, panels.right], steps_readouts, steps_alt, STEPS, steps_notice),
        "digits": View("Digits", [panels.errors, panels.reasons], digits_readouts, digits_alt, DIGITS),
        "process": View("Process", [panels.process, panels.factor], process_readouts, process_alt, GAUSS, too_close),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("matrix", "points", "width", "noise")},
    challenges=(
        Challenge(
            "Find an invertible matrix without any zero entry on which LU without pivoting fails.",
            "A later pivot must become zero: what do the first rows look like when the first column is cleared?",
            stuck,
            [{"matrix": FULL}, {"matrix": FULL[:2] + FULL[:1:-1]}, {"matrix": tuple(zip(*FULL, strict=True))}],
            [{"matrix": FULL, "pivoting": True}, {"matrix": ZERO_PIVOT}, {"matrix": (FULL[0],) * 3 + FULL[3:]}],
            views=("steps",),
        ),
        Challenge(
            "Make Cholesky run through although some entry exceeds the diagonal entry of its row.",
            "A large diagonal is enough, but not needed. Of a 2×2 block only the determinant is asked.",
            runs_through,
            [
                {"method": "cholesky", "matrix": each}
                for each in (TIGHT, "2,2.5,0,0; 2.5,4,0,0; 0,0,5,1; 0,0,1,5", "1,0,0,2; 0,1,0,1.5; 0,0,1,1; 2,1.5,1,9")
            ],
            [{"method": "cholesky", "matrix": SPD}, {"matrix": TIGHT}, {"method": "cholesky", "matrix": NINES}],
            views=("steps",),
        ),
        Challenge(
            "Predict: in double precision (16 digits), the first pivot is 10⁻¹⁰ and is not swapped away.",
            "The row is multiplied by about 10¹⁰ and subtracted from numbers of size 1.",
            predict=Prediction(
                "About how many digits of x are right?",
                lambda q: q.right["plain"],
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
                lambda q: q.right["cholesky"],
                1.5,
                {"view": "digits", "problem": "normal", "condition": 1e6},
                unit="digits",
                why="κ² = 10¹² costs about 12 of 16 digits. QR of X loses 6 at most, more or less.",
            ),
        ),
    ),
    related=("projections_least_squares", "psd_covariance", "sparse_matrices", "pseudo_inverse"),
    oracles=(
        *("LU, QR, Cholesky: scipy.linalg", "solutions: numpy.linalg.solve"),
        *("process: sklearn’s GaussianProcessRegressor",),
    ),
    source=(factorizations.lu_steps, factorizations.qr_steps, factorizations.cholesky_steps, factorizations.process),
)
