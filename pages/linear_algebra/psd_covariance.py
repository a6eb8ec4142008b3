"""A matrix is positive semi-definite when its bowl never dips below zero, and every covariance matrix is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Points, Seed, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.kernels_numpy.generator import random_normals
from mathcore.linear_algebra import quadratic_forms as forms
from mathcore.linear_algebra.quadratic_forms import Cholesky, Definiteness
from viz.parallelogram import reach
from viz.quadratic import (
    SCALE,
    SIZE,
    THETA,
    cloud_panel,
    form_panel,
    kernel_panels,
    sample_panels,
    surface_panel,
    variance_panel,
)

Array = NDArray[np.float64]
CLOUD_X = (-2.6, -2.1, -1.5, -1.1, -0.6, -0.2, 0.3, 0.7, 1.1, 1.6, 2.1, 2.5)
CLOUD_Y = (-1.3, -1.9, -0.2, -1.2, 0.3, -0.8, 0.7, -0.1, 1.3, 0.4, 1.7, 1.0)
CLOUD = tuple(zip(CLOUD_X, CLOUD_Y, strict=True))
DEGREES = np.linspace(0.0, 180.0, 181)
PETALS = tables.iris().values[:, 2:4]  # length and width in cm
# Every sixth flower, less the means of all 150.
IRIS = tuple(map(tuple, np.round(PETALS - PETALS.mean(axis=0), 2)[::6].tolist()))
LEVELS = (0.5, 1.0, 2.0, 4.0, 8.0)
SHAPES = {
    Definiteness.POSITIVE: "a bowl",
    Definiteness.POSITIVE_SEMI: "a valley",
    Definiteness.ZERO: "flat",
    Definiteness.NEGATIVE_SEMI: "a ridge",
    Definiteness.NEGATIVE: "a dome",
    Definiteness.INDEFINITE: "a saddle",
}
FORM, CLOUDY, DRAWN = {"view": ("form", "draw")}, {"view": ("cloud", "kernel")}, {"view": ("draw",)}


@dataclass(frozen=True)
class Result:
    """`form` (2, 2), the symmetric part of A + tI; `values` (2,), `vectors` (2, 2) of it; `factor`, its Cholesky
    factorisation; `covariance` (2, 2) of the cloud with `spread` (2,), `axes` (2, 2); `u` (2,), the direction;
    `normals`, `sample` (2, n), before and after the root R (`root` is NaN if there is none); `gram` (m,) eigenvalues
    of the kernel's matrix, descending, `weights` (m,) the eigenvector of the smallest."""

    parameters: Parameters
    form: Array
    kind: Definiteness
    values: Array
    vectors: Array
    factor: Cholesky
    u: Array
    points: Array
    covariance: Array
    spread: Array
    axes: Array
    normals: Array
    root: Array
    sample: Array
    gram: Array
    weights: Array


ROOTS = {"cholesky": "Cholesky", "symmetric": "Symmetric", "eigen": "Eigen"}
KERNELS = {"gaussian": "Gaussian", "quadratic": "Quadratic", "tanh": "tanh", "distance": "−distance²"}
CONTROLS = (
    Choice("view", "View", {"form": "Surface", "cloud": "Cloud", "draw": "Samples", "kernel": "Kernel"}, "form"),
    Matrix("matrix", "Matrix A", ((1.5, 0.5), (0.5, 1.5)), -3.0, 3.0, 0.01, when=FORM),
    Slider("shift", "Add t to the diagonal", -3, 3, 0, 0.01, when=FORM, help="A + tI moves both eigenvalues by t."),
    Slider("angle", "Direction u", 0, 180, 70, 1, unit="°", when={"view": ("form", "cloud")}),
    Points("points", "Cloud", CLOUD, (-4.0, 4.0), (-4.0, 4.0), 0.001, fewest=2, most=40, when=CLOUDY),
    Choice("root", "Root R of the matrix", ROOTS, "cholesky", when=DRAWN),
    Slider("count", "Draws", 20, 2000, 400, 20, integer=True, when=DRAWN),
    Seed(when=DRAWN),
    Choice("kernel", "Kernel", KERNELS, "gaussian", when={"view": ("kernel",)}),
    Slider("width", "Kernel width", 0.2, 4.0, 1.0, 0.05, when={"view": ("kernel",)}),
)


@lru_cache(maxsize=32)
def normals(count: int, seed: int) -> Array:
    """Standard normals (2, count); the first draws stay the same as the count grows."""
    return random_normals(seed, 0, 0, 2 * count).reshape(count, 2).T


def compute(p: Parameters) -> Result:
    """The form and its signs, the cloud's covariance, a sample, and the kernel's eigenvalues."""
    a = forms.symmetric_part(p.matrix) + p.shift * np.eye(2)
    kind = forms.definiteness(a)
    values, vectors = forms.eigen_symmetric(a)
    points = np.array(p.points)
    covariance = forms.covariance(points)
    spread, axes = forms.eigen_symmetric(covariance)
    z = normals(p.count, p.seed)
    root = forms.root(a, p.root) if kind.semidefinite else np.full((2, 2), np.nan)
    gram, weights = forms.eigen_symmetric(forms.gram(points, p.kernel, p.width))
    turn = np.deg2rad(p.angle)
    return Result(
        parameters=p,
        form=a,
        kind=kind,
        values=values,
        vectors=vectors,
        factor=forms.cholesky(a),
        u=np.array([np.cos(turn), np.sin(turn)]),
        points=points,
        covariance=covariance,
        spread=np.maximum(spread, 0.0),
        axes=axes,
        normals=z,
        root=root,
        sample=root @ z,
        gram=gram,
        weights=weights[:, -1],
    )


def cholesky_text(factor: Cholesky) -> str:
    """What Cholesky says, in a few words."""
    if factor.failed is None:
        return "succeeds"
    return f"fails at step {factor.failed + 1}: pivot {number(float(factor.pivots[factor.failed]), 3)}"


def form_readouts(r: Result) -> list[Readout | Law]:
    """The signs of the matrix: its kind, its eigenvalues, and what Cholesky says."""
    return [
        Readout("A + tI is", r.kind.value),
        Readout("λ₁", float(r.values[0]), role="optimum"),
        Readout("λ₂", float(r.values[1]), role="optimum"),
        Readout("Cholesky", cholesky_text(r.factor), role="model" if r.factor.failed is None else "data"),
    ]


def named(values: Array) -> list[str]:
    """Two eigenvalues with their names."""
    return [f"λ{'₁₂'[k]} = {number(value, 3)}" for k, value in enumerate(values.tolist())]


def form(r: Result) -> Scene:
    """The quadratic form as a surface, and its level curves with the sign in each direction."""
    value = float(forms.form(r.form, r.u))
    circle = np.stack([np.cos(THETA), np.sin(THETA)])
    heights, small = forms.form(r.form, circle), 1e-9 * max(1e-12, float(np.abs(r.values).max()))
    curves = [forms.level_curves(r.form, sign * np.array(LEVELS), THETA, 3.6) for sign in (1, -1)]
    arcs = [np.where(sign * heights > small, circle, np.nan) for sign in (1, -1)]
    handles = [Handle("direction", (float(r.u[0]), float(r.u[1])), "tip of u", panel=1, role="accent")]
    for k, (x, y) in enumerate((r.vectors * r.values / SCALE).T.tolist(), 1):
        if max(abs(x), abs(y)) < 0.9 * SIZE:
            handles.append(
                Handle(f"eigen{k}", (x, y), f"eigenvector {k}, a third of its eigenvalue long", 1, role="optimum")
            )
    readouts = form_readouts(r)
    readouts.insert(1, Readout("uᵀAu", value, role="accent"))
    readouts.append(Law("no direction goes below λ₂", "uᵀAu", value, "λ₂", float(r.values[1]), "≥"))
    if np.isfinite(r.factor.pivots[1]):
        products = float(r.factor.pivots.prod()), float(r.values.prod())
        name = "pivots and eigenvalues: same product, the determinant"
        readouts.append(Law(name, "d₁d₂", products[0], "λ₁λ₂", products[1]))
    a, notice = np.array(r.parameters.matrix), ""
    if a[0, 1] != a[1, 0]:
        notice = "xᵀAx sees only the symmetric part of A: the off-diagonal entries count by their mean."
    elif r.kind in (Definiteness.POSITIVE_SEMI, Definiteness.NEGATIVE_SEMI):
        notice = "One eigenvalue is zero: along its eigenvector the form vanishes, and A cannot be inverted."
    return Scene(
        panels=[
            surface_panel(r.form, r.vectors, r.u, f"xᵀAx is {SHAPES[r.kind]}"),
            form_panel(curves, arcs, r.values, r.vectors, named(r.values), r.u),
        ],
        readouts=readouts,
        handles=handles,
        notice=notice,
        alt="A surface and its level curves. The smallest eigenvalue of the quadratic form is "
        f"{number(float(r.values[1]), 3)}.",
    )


def cloud(r: Result) -> Scene:
    """A cloud with its covariance ellipse and its shadow on u, and the variance of the shadow in each direction."""
    p, here = r.parameters, float(forms.form(r.covariance, r.u))
    turn, half_axes = np.deg2rad(DEGREES), r.axes * np.sqrt(r.spread)
    variances = forms.form(r.covariance, np.stack([np.cos(turn), np.sin(turn)]))
    spots = np.rad2deg(np.arctan2(r.axes[1], r.axes[0])) % 180
    top = reach([float(r.spread[0]) / 0.92], (1.0, 2.5, 5.0, 10.0, 20.0, 40.0))
    handles = [Handle("points", at, f"point {k + 1}", index=k, role="data") for k, at in enumerate(p.points)]
    if r.spread[1] > 1e-6:
        for k, (x, y) in enumerate((r.points.mean(axis=0) + half_axes.T).tolist(), 1):
            handles.append(Handle(f"axis{k}", (x, y), f"axis {k} of the ellipse: the cloud follows", role="optimum"))
    flat = r.spread[1] <= 1e-9 * max(float(r.spread[0]), 1e-12)
    shadow = float(np.var(r.points @ r.u, ddof=1))
    return Scene(
        panels=[
            cloud_panel(r.points, r.u, r.covariance, half_axes, forms.coverage_radius(0.95)),
            variance_panel(DEGREES, variances, spots, r.spread, named(r.spread), (p.angle, here), top),
        ],
        readouts=[
            Readout("variance along x₁", float(r.covariance[0, 0]), role="model"),
            Readout("variance along x₂", float(r.covariance[1, 1]), role="model"),
            Readout("covariance", float(r.covariance[0, 1]), role="model"),
            Readout("largest variance λ₁", float(r.spread[0]), role="optimum"),
            Readout("smallest variance λ₂", float(r.spread[1]), role="optimum"),
            Law("the form is the variance of the shadow", "uᵀΣu", here, "Var(uᵀx)", shadow),
            Law("it is never negative", "uᵀΣu", here, "0", 0.0, "≥"),
        ],
        handles=handles,
        notice="All points lie on one line: Σ is singular, and the variance across the line is 0." if flat else "",
        alt="A cloud, its covariance ellipse and the variance of its shadows. The smallest eigenvalue of the "
        f"covariance matrix is {number(float(r.spread[1]), 3)}.",
    )


def samples(r: Result) -> Scene:
    """Independent normals, and what a root of the matrix makes of them."""
    readouts, notice = form_readouts(r), ""
    if r.kind.semidefinite:
        drawn = forms.covariance(r.sample.T)
        for i, j in ((0, 0), (0, 1), (1, 1)):
            wanted = f"wanted {number(float(r.form[i, j]), 4)}"
            name = f"covariance {'₁₂'[i]}{'₁₂'[j]} of the draws"
            readouts.append(Readout(name, float(drawn[i, j]), role="gradient", note=wanted))
    else:
        notice = (
            f"No Gaussian has this covariance: the matrix is {r.kind.value}, and Cholesky {cholesky_text(r.factor)}."
        )
    return Scene(
        panels=sample_panels(r.normals, r.sample, r.root, 8.0 if r.values[0] > 3.2 else 5.0),
        readouts=readouts,
        notice=notice,
        alt="Draws before and after the root. The smallest eigenvalue of the covariance matrix is "
        f"{number(float(r.values[1]), 3)}.",
    )


def kernel(r: Result) -> Scene:
    """Points, and the eigenvalues of their kernel matrix: none is negative if the function is a kernel."""
    p, smallest = r.parameters, float(r.gram[-1])
    trace = float(np.trace(forms.gram(r.points, p.kernel, p.width)))
    negative = smallest < -1e-9 * max(float(np.abs(r.gram).max()), 1e-12)
    return Scene(
        panels=kernel_panels(r.points, r.weights, r.gram),
        readouts=[
            Readout("largest eigenvalue of K", float(r.gram[0]), role="model"),
            Law("a kernel has none below zero", "smallest eigenvalue", smallest, "0", 0.0, "≥", digits=4),
            Law("they add up to the trace", "Σλ", float(r.gram.sum()), "Σ k(x, x)", trace),
        ],
        handles=[Handle("points", at, f"point {k + 1}", index=k, role="data") for k, at in enumerate(p.points)],
        notice="With the weights shown, cᵀKc is negative: this function is no inner product of features."
        if negative
        else "",
        alt="Points and the spectrum of their kernel matrix. The smallest eigenvalue of the kernel matrix is "
        f"{number(smallest, 3)}.",
    )


VIEWS = {"form": form, "cloud": cloud, "draw": samples, "kernel": kernel}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    none = r"\text{none}"
    drawn = forms.covariance(r.sample.T).tolist() if r.kind.semidefinite else [[none] * 2] * 2
    return replace(
        VIEWS[r.parameters.view](r),
        view=r.parameters.view,
        numbers={
            "form": r.form,
            "eigenvalue_1": float(r.values[0]),
            "eigenvalue_2": float(r.values[1]),
            "u": r.u,
            "value": float(forms.form(r.form, r.u)),
            "determinant": float(np.linalg.det(r.form)),
            "pivot_1": float(r.factor.pivots[0]),
            "pivot_2": float(r.factor.pivots[1]) if np.isfinite(r.factor.pivots[1]) else r"\text{never reached}",
            "factor": r.factor.lower if r.factor.failed is None else none,
            "kind": rf"\text{{{r.kind.value}}}",
            "covariance": r.covariance,
            "spread_1": float(r.spread[0]),
            "spread_2": float(r.spread[1]),
            "shadow_variance": float(forms.form(r.covariance, r.u)),
            "count": float(r.parameters.count),
            "sample_11": drawn[0][0],
            "sample_12": drawn[0][1],
            "sample_22": drawn[1][1],
        },
    )


def pull_direction(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The direction u follows the pointer; u and −u are the same direction."""
    return {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 180}


def pull_eigen(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as its eigenvector; through the origin the eigenvalue changes its sign."""
    tip = (SCALE * x, SCALE * y)
    moved = forms.with_eigenvector(forms.symmetric_part(p.matrix) + p.shift * np.eye(2), k, tip) - p.shift * np.eye(2)
    return {"matrix": moved} if np.abs(moved).max() <= 3.0 else {}


def pull_axis(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The cloud is stretched and turned so that its ellipse has the dragged axis; the other axis keeps its length."""
    try:
        moved = forms.with_axis(p.points, k, (x, y))
    except ValueError:
        return {}
    return {"points": tuple(map(tuple, moved.tolist()))} if np.abs(moved).max() <= 4.0 else {}


lesson = Lesson(
    title="Positive Semi-Definite Matrices and Covariance",
    idea="A matrix is positive semi-definite when its bowl never dips below zero, and every covariance matrix is.",
    terms=("positive definite", "quadratic form", "Cholesky", "saddle", "Gram matrix", "kernel", "Gaussian", "jitter"),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "direction": pull_direction,
        "eigen1": lambda p, x, y: pull_eigen(0, p, x, y),
        "eigen2": lambda p, x, y: pull_eigen(1, p, x, y),
        "axis1": lambda p, x, y: pull_axis(0, p, x, y),
        "axis2": lambda p, x, y: pull_axis(1, p, x, y),
    },
    presets=(
        Preset(
            "Bowl", {}, "Both eigenvalues are positive: every direction leads up, and the level curves are ellipses."
        ),
        Preset(
            "Valley", {"shift": -1}, "λ₂ = 0: along one eigenvector the form stays at zero. Semi-definite, singular."
        ),
        Preset(
            "Saddle",
            {"matrix": ((1.0, 2.0), (2.0, 1.0)), "angle": 135},
            "All entries positive, and yet a saddle: along (1, −1) the form is negative. Cholesky finds it in step 2.",
        ),
        Preset(
            "Cloud", {"view": "cloud", "angle": 28}, "The variance of the shadow on u, for each u: a mean of squares."
        ),
        Preset(
            "Iris petals",
            {"view": "cloud", "points": IRIS, "angle": 22},
            "Length and width of real petals: one direction carries nearly all of the variance.",
        ),
        Preset(
            "Sampling",
            {"view": "draw", "matrix": ((1.6, 1.1), (1.1, 1.2))},
            "One round cloud, pushed through R. Change the root: the draws differ, the ellipse does not.",
        ),
        Preset(
            "Not a kernel",
            {"view": "kernel", "kernel": "tanh", "width": 1.5},
            "tanh(xᵀy/w² − 1) is sold as a kernel; its matrix has negative eigenvalues.",
        ),
    ),
    challenges=(
        Challenge(
            "Turn the bowl into a valley.",
            "One eigenvalue must become zero while the other stays positive. The slider t moves both.",
            lambda r: r.parameters.view == "form" and r.kind is Definiteness.POSITIVE_SEMI,
            {"shift": -1},
        ),
        Challenge(
            "Make a saddle although both diagonal entries of A + tI stay at 1 or more.",
            "The determinant must become negative: make the off-diagonal entries large.",
            lambda r: r.kind is Definiteness.INDEFINITE and float(np.diag(r.form).min()) >= 1.0,
            {"matrix": ((2.0, 2.5), (2.5, 2.0))},
        ),
        Challenge(
            "Predict: how much must be added to the diagonal of [1 2; 2 1] to make it positive semi-definite?",
            "Adding t to the diagonal adds t to every eigenvalue.",
            predict=Prediction(
                "The smallest t that is enough",
                lambda r: -float(r.values[1]),
                0.1,
                {"matrix": ((1.0, 2.0), (2.0, 1.0))},
                why="The eigenvalues are 3 and −1. Cholesky itself needs a little more than 1: practitioners add such "
                "jitter to a covariance matrix.",
            ),
        ),
    ),
    related=(
        "eigenvectors",
        "matrix_factorizations",
        "expectation_variance",
        "bayesian_inference",
        "spectral_methods",
    ),
    source=(forms.definiteness, forms.cholesky, forms.root, forms.covariance),
    listing=lambda p: {name: p[name] for name in ("matrix", "shift", "angle", "count", "seed")},
)
