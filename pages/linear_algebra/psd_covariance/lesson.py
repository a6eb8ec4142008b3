"""A matrix is positive semi-definite when its bowl never dips below zero, and every covariance matrix is."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Points, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.linear_algebra import quadratic_forms as forms
from mathcore.linear_algebra.quadratic_forms import Definiteness
from pages.linear_algebra.psd_covariance import panels
from pages.linear_algebra.psd_covariance.state import Form

CLOUD_X = (-2.6, -2.1, -1.5, -1.1, -0.6, -0.2, 0.3, 0.7, 1.1, 1.6, 2.1, 2.5)
CLOUD_Y = (-1.3, -1.9, -0.2, -1.2, 0.3, -0.8, 0.7, -0.1, 1.3, 0.4, 1.7, 1.0)
CLOUD = tuple(zip(CLOUD_X, CLOUD_Y, strict=True))
ROOTS = {"cholesky": "Cholesky", "symmetric": "Symmetric", "eigen": "Eigen"}
KERNELS = {"gaussian": "Gaussian", "quadratic": "Quadratic", "tanh": "tanh", "distance": "−distance²"}
MATRIX = Matrix("matrix", "Matrix A", ((1.5, 0.5), (0.5, 1.5)), -3.0, 3.0, 0.01, wide=WIDE)
SHIFT = Slider("shift", "Add t to the diagonal", -3, 3, 0, 0.01, help="A + tI moves both eigenvalues by t.")
ANGLE = Slider("angle", "Direction u", 0, 180, 70, 1, unit="°")
POINTS = Points("points", "Cloud", CLOUD, (-4.0, 4.0), (-4.0, 4.0), 0.001, fewest=2, most=40)
ROOT = Choice("root", "Root R of the matrix", ROOTS, "cholesky")
COUNT = Slider("count", "Draws", 20, 2000, 400, 20, integer=True)
KERNEL = Choice("kernel", "Kernel", KERNELS, "gaussian")
WIDTH = Slider("width", "Kernel width", 0.2, 4.0, 1.0, 0.05)
SAMPLING = MATRIX, SHIFT, ROOT, COUNT, Seed()
SURFACE = panels.surface_panel, panels.form_panel
SHADOW = panels.cloud_panel, panels.variance_panel
DRAWS = panels.normals_panel, panels.sample_panel
SPECTRUM = panels.points_panel, panels.spectrum_panel
TALLER = {"points": "The axis of the variances is tall enough for the largest, in six sizes."}
WIDER = dict.fromkeys(("matrix", "shift"), "The plane of x has two sizes, the larger where the ellipse needs it.")


def signs(q: Form) -> list[Readout | Law]:
    """The kind of the matrix, its eigenvalues, and what Cholesky says."""
    return [
        Readout("A + tI is", q.signs.value),
        Readout("λ₁", q.values[0], role="optimum"),
        Readout("λ₂", q.values[1], role="optimum"),
        Readout("Cholesky", q.verdict, role="model" if q.cholesky.failed is None else "data"),
    ]


def form_readouts(q: Form) -> list[Readout | Law]:
    found, pivots = signs(q), q.cholesky.pivots
    found.insert(1, Readout("uᵀAu", q.value, role="accent"))
    found.append(law("no direction goes below λ₂", "uᵀAu ≥ λ₂", q.value, q.values[1]))
    if np.isfinite(pivots[1]):
        name = "pivots and eigenvalues: same product, the determinant"
        found.append(law(name, "d₁d₂ = λ₁λ₂", pivots.prod(), q.values.prod()))
    return found


def form_notice(q: Form) -> str:
    if q.p.matrix[0][1] != q.p.matrix[1][0]:
        return "xᵀAx sees only the symmetric part of A: the off-diagonal entries count by their mean."
    semi = q.signs in (Definiteness.POSITIVE_SEMI, Definiteness.NEGATIVE_SEMI)
    zero = "One eigenvalue is zero: along its eigenvector the form vanishes, and A + tI cannot be inverted."
    return zero if semi else ""


def cloud_readouts(q: Form) -> list[Readout | Law]:
    shadow = np.var(q.points @ q.u, ddof=1)
    return [
        Readout("variance along x₁", q.covariance[0, 0], role="model"),
        Readout("variance along x₂", q.covariance[1, 1], role="model"),
        Readout("covariance", q.covariance[0, 1], role="model"),
        Readout("largest variance λ₁", q.spread[0], role="optimum"),
        Readout("smallest variance λ₂", q.spread[1], role="optimum"),
        law("the form is the variance of the shadow", "uᵀΣu = Var(uᵀx)", q.shadow_variance, shadow),
        law("it is never negative", "uᵀΣu ≥ 0", q.shadow_variance, 0),
    ]


def cloud_notice(q: Form) -> str:
    if q.spread[0] <= 1e-12:
        return "All points are one: Σ is zero, and no direction has a variance."
    flat = q.spread[1] <= 1e-9 * q.spread[0]
    return "All points lie on one line: Σ is singular, and the variance across the line is 0." if flat else ""


def draw_readouts(q: Form) -> list[Readout | Law]:
    found = signs(q)
    for i, j in ((0, 0), (0, 1), (1, 1)) if q.signs.semidefinite else ():
        name, wanted = f"covariance {'₁₂'[i]}{'₁₂'[j]} of the draws", f"wanted {number(q.form[i, j], 4)}"
        found.append(Readout(name, q.drawn[i, j], role="gradient", note=wanted))
    return found


def draw_notice(q: Form) -> str:
    none = f"No Gaussian has this covariance: the matrix is {q.signs.value}, and Cholesky {q.verdict}."
    return "" if q.signs.semidefinite else none


def kernel_readouts(q: Form) -> list[Readout | Law]:
    values = q.spectrum[0]
    none = f"{KERNELS[q.p.kernel]} is no kernel" if q.p.kernel in ("tanh", "distance") else ""
    return [
        Readout("largest eigenvalue of K", values[0], role="model"),
        law("a kernel has none below zero", "smallest eigenvalue ≥ 0", values[-1], 0, digits=4, unless=none),
        law("they add up to the trace", "Σλ = Σ k(x, x)", values.sum(), np.trace(q.gram)),
    ]


def kernel_notice(q: Form) -> str:
    shown = "With the weights shown, cᵀKc is negative: this function is no inner product of features."
    return shown if q.negative[-1] else ""


def alt(drawn: str, matrix: str, smallest: float) -> str:
    return f"{drawn}. The smallest eigenvalue of the {matrix} is {number(smallest, 3)}."


def form_alt(q: Form) -> str:
    return alt("A surface and its level curves", "quadratic form", q.values[1])


def cloud_alt(q: Form) -> str:
    return alt("A cloud, its covariance ellipse and the variance of its shadows", "covariance matrix", q.spread[1])


def draw_alt(q: Form) -> str:
    return alt("Draws before and after the root", "covariance matrix", q.values[1])


def kernel_alt(q: Form) -> str:
    return alt("Points and the spectrum of their kernel matrix", "kernel matrix", q.spectrum[0][-1])


def numbers(q: Form) -> dict[str, Any]:
    cholesky, pivots, none, never = q.cholesky, q.cholesky.pivots, r"\text{none}", r"\text{never reached}"
    known = {"eigenvalue_1": q.values[0], "eigenvalue_2": q.values[1], "spread_1": q.spread[0], "spread_2": q.spread[1]}
    tried = {"pivot_1": pivots[0], "pivot_2": pivots[1] if np.isfinite(pivots[1]) else never}
    factor = {"factor": cholesky.lower if cholesky.failed is None else none}
    entries = {"sample_11": (0, 0), "sample_12": (0, 1), "sample_22": (1, 1)}
    drawn = {name: q.drawn[entry] if q.signs.semidefinite else none for name, entry in entries.items()}
    determined = {"kind": rf"\text{{{q.signs.value}}}", "determinant": np.linalg.det(q.form)}
    return known | tried | factor | drawn | determined


lesson = Lesson(
    title="Positive Semi-Definite Matrices and Covariance",
    terms=("positive definite", "quadratic form", "Cholesky", "saddle", "Gram matrix", "kernel", "Gaussian", "jitter"),
    state=Form,
    views={
        "form": View(
            "Surface",
            SURFACE,
            form_readouts,
            form_alt,
            [MATRIX, SHIFT, ANGLE],
            form_notice,
            turns=True,
        ),
        "cloud": View("Cloud", SHADOW, cloud_readouts, cloud_alt, [ANGLE, POINTS], cloud_notice, rescales=TALLER),
        "draw": View("Samples", DRAWS, draw_readouts, draw_alt, SAMPLING, draw_notice, rescales=WIDER),
        "kernel": View("Kernel", SPECTRUM, kernel_readouts, kernel_alt, [POINTS, KERNEL, WIDTH], kernel_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Turn the bowl into a valley by the entries of A alone, with t at 0.",
            "One eigenvalue must become zero while the other stays positive: what must the determinant be?",
            lambda q: q.signs is Definiteness.POSITIVE_SEMI and q.p.shift == 0,
            [{"matrix": a} for a in (((2, 2), (2, 2)), ((2, 1), (1, 0.5)), ((0, 0), (0, 1)))],
            [{"shift": -1}, {"matrix": ((2, 1.99), (1.99, 2))}, {"matrix": ((2, 2), (2, 2)), "view": "draw"}],
            views=("form",),
        ),
        Challenge(
            "Make a saddle although both diagonal entries of A + tI stay at 2 or more.",
            "The determinant must become negative: make the off-diagonal entries large.",
            lambda q: q.signs is Definiteness.INDEFINITE and np.diag(q.form).min() >= 2.0,
            [{"matrix": a} for a in (((2, 2.5), (2.5, 2)), ((2.5, -3), (-3, 3)), ((2, 3), (1.5, 2)))],
            [{"matrix": a} for a in (((2, 2), (2, 2)), ((1, 2), (2, 1)))]
            + [{"matrix": ((2.0, 2.5), (2.5, 2.0)), "shift": -0.5}],
        ),
        Challenge(
            "Predict: how much must be added to the diagonal of [1 2; 2 1] to make it positive semi-definite?",
            "Adding t to the diagonal adds t to every eigenvalue.",
            predict=Prediction(
                "The smallest t that is enough",
                lambda q: -q.values[1],
                0.1,
                {"matrix": ((1.0, 2.0), (2.0, 1.0))},
                why="The eigenvalues are 3 and −1. Cholesky itself needs a little more than 1: practitioners add such "
                "jitter to a covariance matrix.",
            ),
        ),
    ),
    related=(
        *("eigenvectors", "matrix_factorizations", "expectation_variance"),
        *("bayesian_inference", "spectral_methods"),
    ),
    oracles=(
        *("eigenvalues: numpy.linalg.eigvalsh", "Cholesky: numpy.linalg.cholesky", "root: scipy.linalg.sqrtm"),
        *("kernels: sklearn.metrics.pairwise",),
    ),
    source=(forms.definiteness, forms.cholesky, forms.root, forms.covariance),
    listing=lambda q: {name: q.p[name] for name in ("matrix", "shift", "angle", "count", "seed")},
)
