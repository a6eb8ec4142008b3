"""A matrix is positive semi-definite when its bowl never dips below zero, and every covariance matrix is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Points, Seed, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import quadratic_forms as forms
from mathcore import tables
from mathcore.kernels_numpy.generator import random_normals
from mathcore.quadratic_forms import Cholesky, Definiteness
from viz import space

Array = NDArray[np.float64]
CLOUD_X = (-2.6, -2.1, -1.5, -1.1, -0.6, -0.2, 0.3, 0.7, 1.1, 1.6, 2.1, 2.5)
CLOUD_Y = (-1.3, -1.9, -0.2, -1.2, 0.3, -0.8, 0.7, -0.1, 1.3, 0.4, 1.7, 1.0)
CLOUD = tuple(zip(CLOUD_X, CLOUD_Y, strict=True))
THETA = np.linspace(0.0, 2 * np.pi, 361)
DEGREES = np.linspace(0.0, 180.0, 181)
PETALS = tables.iris().values[:, 2:4]  # length and width in cm
# Every sixth flower, less the means of all 150.
IRIS = tuple(map(tuple, np.round(PETALS - PETALS.mean(axis=0), 2)[::6].tolist()))
SIZE = 2.4  # half the width of the plane of the form
SCALE = 3.0  # an eigenvector is drawn with length |eigenvalue| / SCALE
LEVELS = (0.5, 1.0, 2.0, 4.0, 8.0)
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


CONTROLS = (
    Choice("view", "View", {"form": "Surface", "cloud": "Cloud", "draw": "Samples", "kernel": "Kernel"}, "form"),
    Matrix("matrix", "Matrix A", ((1.5, 0.5), (0.5, 1.5)), -3.0, 3.0, 0.01, when=FORM),
    Slider("shift", "Add t to the diagonal", -3, 3, 0, 0.01, when=FORM, help="A + tI moves both eigenvalues by t."),
    Slider("angle", "Direction u", 0, 180, 70, 1, unit="°", when={"view": ("form", "cloud")}),
    Points("points", "Cloud", CLOUD, (-4.0, 4.0), (-4.0, 4.0), 0.001, fewest=2, most=40, when=CLOUDY),
    Choice(
        "root",
        "Root R of the matrix",
        {"cholesky": "Cholesky", "symmetric": "Symmetric", "eigen": "Eigen"},
        "cholesky",
        when=DRAWN,
    ),
    Slider("count", "Draws", 20, 2000, 400, 20, integer=True, when=DRAWN),
    Seed(when=DRAWN),
    Choice(
        "kernel",
        "Kernel",
        {"gaussian": "Gaussian", "quadratic": "Quadratic", "tanh": "tanh", "distance": "−distance²"},
        "gaussian",
        when={"view": ("kernel",)},
    ),
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


def surface_panel(r: Result) -> viz.Space:
    """The form as a surface, with the parabolas over the eigenvectors and over u."""
    height = 4.0
    traces: list[Mapping[str, Any]] = [space.quadric(r.form, radius=2.3, height=height)]
    for direction, role, width in (
        (r.vectors[:, 0], "optimum", 5.0),
        (r.vectors[:, 1], "optimum", 5.0),
        (r.u, "accent", 7.0),
    ):
        value = float(forms.form(r.form, direction))
        reach = min(2.3, float(np.sqrt(height / max(abs(value), 1e-9))))
        along = np.linspace(-reach, reach, 41)
        lift = 0.04  # just above the surface, so that it is seen
        path = np.stack([along * direction[0], along * direction[1], along**2 * value + lift], axis=1)
        traces.append(space.polyline(path, role, width=width))
    floor = np.stack([np.cos(THETA), np.sin(THETA), np.zeros(len(THETA))], axis=1)
    traces.append(space.polyline(floor, "null", width=2.0))
    plane = viz.Axis("x₁", (-SIZE, SIZE), ticks=(-2, 0, 2)), viz.Axis("x₂", (-SIZE, SIZE), ticks=(-2, 0, 2))
    shape = {
        Definiteness.POSITIVE: "a bowl",
        Definiteness.POSITIVE_SEMI: "a valley",
        Definiteness.ZERO: "flat",
        Definiteness.NEGATIVE_SEMI: "a ridge",
        Definiteness.NEGATIVE: "a dome",
        Definiteness.INDEFINITE: "a saddle",
    }[r.kind]
    tall = viz.Axis("xᵀAx", (-height, height), ticks=(-4, -2, 0, 2, 4))
    return viz.Space(traces, *plane, tall, title=f"xᵀAx is {shape}", camera=(1.4, -1.6, 0.72), aspect=(1, 1, 0.85))


def form_panel(r: Result) -> viz.Plane:
    """Level curves, the signs around the unit circle, the eigenvectors and u."""
    circle = np.stack([np.cos(THETA), np.sin(THETA)])
    value = forms.form(r.form, circle)
    small = 1e-9 * max(1e-12, float(np.abs(r.values).max()))
    traces: list[Mapping[str, Any]] = []
    for sign, role in ((1.0, "model"), (-1.0, "data")):
        curves = forms.level_curves(r.form, sign * np.array(LEVELS), THETA, 3.6)
        arc = np.where(sign * value > small, circle, np.nan)
        traces += [
            viz.line(curves[0], curves[1], role, width=1.3, opacity=0.7, hover=False),
            viz.line(arc[0], arc[1], role, width=5.0, name="positive" if sign > 0 else "negative"),
        ]
    for k in range(2):
        v, size = r.vectors[:, k], float(r.values[k]) / SCALE
        tip = float(np.clip(size, -0.92 * SIZE, 0.92 * SIZE)) * v
        spot = 2.0 * v * (-1.0 if size < 0 else 1.0)
        traces += [
            viz.segment(-9 * v, 9 * v, "optimum", width=1.0, dash="dash", hover=False),
            viz.arrow(tip, "optimum", name=f"λ{'₁₂'[k]}v{'₁₂'[k]} / 3"),
            viz.label(
                spot[:1], spot[1:], f"λ{'₁₂'[k]} = {number(float(r.values[k]), 3)}", "optimum", position="top center"
            ),
        ]
    tip = 1.24 * r.u
    traces += [
        viz.arrow(r.u, "accent", name="u"),
        viz.label(tip[:1], tip[1:], "u", "accent", position="middle center", size=16),
        viz.label([-0.95 * SIZE], [-0.94 * SIZE], "xᵀAx > 0", "model", position="middle right"),
        viz.label([0.95 * SIZE], [-0.94 * SIZE], "xᵀAx < 0", "data", position="middle left"),
    ]
    first, second = viz.Axis("x₁", (-SIZE, SIZE)), viz.Axis("x₂", (-SIZE, SIZE))
    return viz.Plane(traces, first, second, "Level curves, and the sign in each direction", equal=True)


def cloud_panel(r: Result) -> viz.Plane:
    """The cloud, its ellipse, and its shadow on the line along u."""
    middle = r.points.mean(axis=0)
    shadow = middle + ((r.points - middle) @ r.u)[:, None] * r.u
    gap = np.full(len(r.points), np.nan)
    sticks = [np.stack([r.points[:, k], shadow[:, k], gap], axis=1).ravel() for k in range(2)]
    stretched = r.axes * np.sqrt(r.spread)
    far = forms.coverage_radius(0.95)
    height = float(np.sqrt(r.covariance[1, 1]))
    highest = np.array([float(r.covariance[0, 1]) / height if height > 0 else 0.0, height])
    tops = middle + np.array([[1.0], [far]]) * highest
    tops[np.abs(tops).max(axis=1) > 3.8] = np.nan
    ends = np.stack([middle - 12 * r.u, middle + 12 * r.u])
    traces: list[Mapping[str, Any]] = [
        viz.line(ends[:, 0], ends[:, 1], "accent", width=1.4, hover=False),
        viz.line(sticks[0], sticks[1], "accent", width=1.0, opacity=0.5, hover=False),
        viz.ellipse(stretched, "model", center=middle, width=2.6, name="one standard deviation"),
        viz.ellipse(far * stretched, "model", center=middle, width=1.4, dash="dash", name="95% of a Gaussian"),
        *(
            viz.arrow(middle + stretched[:, k], "optimum", tail=middle, name=f"√λ{'₁₂'[k]} v{'₁₂'[k]}")
            for k in range(2)
        ),
        viz.markers(shadow[:, 0], shadow[:, 1], "accent", size=6, name="shadow on u"),
        viz.markers(r.points[:, 0], r.points[:, 1], "data", size=9, name="data"),
        viz.label(tops[:, 0], tops[:, 1], ("1σ", "95%"), "model", position="top center"),
    ]
    axes = viz.Axis("x₁", (-4.3, 4.3)), viz.Axis("x₂", (-4.3, 4.3))
    return viz.Plane(traces, *axes, "The cloud, its ellipse, its shadow on u", equal=True)


def variance_panel(r: Result) -> viz.Plane:
    """The variance of the shadow in each direction: a mean of squares, so never negative."""
    turn = np.deg2rad(DEGREES)
    value = forms.form(r.covariance, np.stack([np.cos(turn), np.sin(turn)]))
    top = next((tier for tier in (1.0, 2.5, 5.0, 10.0, 20.0, 40.0) if r.spread[0] <= 0.92 * tier), 40.0)
    here = float(forms.form(r.covariance, r.u))
    spots = np.rad2deg(np.arctan2(r.axes[1], r.axes[0])) % 180
    traces: list[Mapping[str, Any]] = [
        viz.area(DEGREES, value, 0.0, "model", opacity=0.12),
        viz.line(DEGREES, value, "model", name="uᵀΣu"),
        viz.markers(spots, r.spread, "optimum", size=12, ring=True, name="eigenvector"),
        viz.segment((r.parameters.angle, 0), (r.parameters.angle, here), "accent", width=2.0, hover=False),
        viz.markers([r.parameters.angle], [here], "accent", size=11, name="u now"),
        viz.label([np.clip(spots[0], 20, 160)], [r.spread[0]], f"λ₁ = {number(float(r.spread[0]), 3)}", "optimum"),
        viz.label(
            [np.clip(spots[1], 20, 160)],
            [r.spread[1] + 0.02 * top],
            f"λ₂ = {number(float(r.spread[1]), 3)}",
            "optimum",
            position="top center",
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("direction of u (degrees)", (0, 180), ticks=range(0, 181, 30)),
        viz.Axis("variance of the shadow, uᵀΣu", (-0.04 * top, 1.12 * top)),
        "Variance by direction: never below zero",
    )


def sample_panels(r: Result) -> list[viz.Plane]:
    """A round cloud of independent normals, and what the root R makes of it."""
    side = r.normals[0] > 0
    reach = 8.0 if r.values[0] > 3.2 else 5.0
    panels = []
    for points, matrix, name, size in ((r.normals, np.eye(2), "z", 5.0), (r.sample, r.root, "x = Rz", reach)):
        traces: list[Mapping[str, Any]] = [
            viz.markers(points[0][mask], points[1][mask], role, size=4, opacity=0.65, name="draws")
            for mask, role in ((side, "data"), (~side, "gradient"))
        ]
        traces += [
            viz.ellipse(matrix, "model", width=2.6, hover=False),
            viz.ellipse(2 * matrix, "model", width=1.4, dash="dash", hover=False),
        ]
        for k in range(2):
            tip = matrix[:, k]
            text = ("e₁", "e₂")[k] if name == "z" else ("r₁", "r₂")[k]
            spot = 1.12 * tip + 0.07 * size * tip / max(float(np.linalg.norm(tip)), 1e-9)
            traces += [
                viz.arrow(tip, "ink", width=3.4, name=text),
                viz.label(spot[:1], spot[1:], text, "ink", position="middle center", size=16),
            ]
        title = "Independent: z has covariance I" if name == "z" else "x = Rz has covariance RRᵀ = A + tI"
        axes = viz.Axis(name[0] + "₁", (-size, size)), viz.Axis(name[0] + "₂", (-size, size))
        panels.append(viz.Plane(traces, *axes, title, equal=True))
    return panels


def kernel_panels(r: Result) -> list[viz.Plane]:
    """The points with the weights of the worst combination, and all eigenvalues of the kernel's matrix."""
    count = len(r.gram)
    largest = float(np.abs(r.gram).max()) or 1.0
    share = r.gram / largest
    negative = share < -1e-9
    weight = np.abs(r.weights) if negative[-1] else np.zeros(count)
    size = 9.0 + 60.0 * weight
    traces: list[Mapping[str, Any]] = [
        viz.markers(
            np.where(sign * r.weights >= 0, r.points[:, 0], np.nan),
            r.points[:, 1],
            role,
            size=np.where(weight > 0, size, 0.0),
            opacity=0.35,
            name="weight of the worst combination",
        )
        for sign, role in ((1.0, "gradient"), (-1.0, "accent"))
    ]
    traces.append(viz.markers(r.points[:, 0], r.points[:, 1], "data", size=8, name="data"))
    axes = viz.Axis("x₁", (-4.3, 4.3)), viz.Axis("x₂", (-4.3, 4.3))
    left = viz.Plane(traces, *axes, "The points, and the weights c where cᵀKc < 0", equal=True)
    order = np.arange(1.0, count + 1)
    bars: list[Mapping[str, Any]] = [
        viz.bars(order, np.where(negative, 0.0, share), "model", width=0.8, name="positive or zero"),
        viz.bars(order, np.where(negative, share, 0.0), "data", width=0.8, name="negative"),
        viz.label([40.6], [0.93], "eigenvalues ≥ 0", "model", position="middle left"),
        viz.label([40.6], [-0.93], "negative: not a kernel", "data", position="middle left"),
    ]
    right = viz.Plane(
        bars,
        viz.Axis("number of the eigenvalue", (0, 41), ticks=(1, 10, 20, 30, 40)),
        viz.Axis("eigenvalue of K over the largest in size", (-1.05, 1.05)),
        "Spectrum of the kernel's matrix",
    )
    return [left, right]


PANELS: dict[str, Callable[[Result], Sequence[viz.Panel]]] = {
    "form": lambda r: [surface_panel(r), form_panel(r)],
    "cloud": lambda r: [cloud_panel(r), variance_panel(r)],
    "draw": sample_panels,
    "kernel": kernel_panels,
}


def cholesky_text(factor: Cholesky) -> str:
    """What Cholesky says, in a few words."""
    if factor.failed is None:
        return "succeeds"
    return f"fails at step {factor.failed + 1}: pivot {number(float(factor.pivots[factor.failed]), 3)}"


def readouts(r: Result) -> list[Readout | Law]:
    """The numbers of the view, and the laws that tie signs, pivots and variances together."""
    view = r.parameters.view
    if view == "cloud":
        here = float(forms.form(r.covariance, r.u))
        shadow = r.points @ r.u
        return [
            Readout("variance along x₁", float(r.covariance[0, 0]), role="model"),
            Readout("variance along x₂", float(r.covariance[1, 1]), role="model"),
            Readout("covariance", float(r.covariance[0, 1]), role="model"),
            Readout("largest variance λ₁", float(r.spread[0]), role="optimum"),
            Readout("smallest variance λ₂", float(r.spread[1]), role="optimum"),
            Law("the form is the variance of the shadow", "uᵀΣu", here, "Var(uᵀx)", float(np.var(shadow, ddof=1))),
            Law("it is never negative", "uᵀΣu", here, "0", 0.0, "≥"),
        ]
    if view == "kernel":
        smallest = float(r.gram[-1])
        return [
            Readout("largest eigenvalue of K", float(r.gram[0]), role="model"),
            Law("a kernel has none below zero", "smallest eigenvalue", smallest, "0", 0.0, "≥", digits=4),
            Law("they add up to the trace", "Σλ", float(r.gram.sum()), "Σ k(x, x)", trace_of_gram(r)),
        ]
    value = float(forms.form(r.form, r.u))
    common: list[Readout | Law] = [
        Readout("A + tI is", r.kind.value, role="ink"),
        Readout("λ₁", float(r.values[0]), role="optimum"),
        Readout("λ₂", float(r.values[1]), role="optimum"),
        Readout("Cholesky", cholesky_text(r.factor), role="model" if r.factor.failed is None else "data"),
    ]
    if view == "form":
        law = Law("no direction goes below λ₂", "uᵀAu", value, "λ₂", float(r.values[1]), "≥")
        common.insert(1, Readout("uᵀAu", value, role="accent"))
        common.append(law)
        if np.isfinite(r.factor.pivots[1]):
            product = float(r.factor.pivots.prod())
            name = "pivots and eigenvalues: same product, the determinant"
            common.append(Law(name, "d₁d₂", product, "λ₁λ₂", float(r.values.prod())))
        return common
    if r.kind.semidefinite:
        drawn = forms.covariance(r.sample.T)
        for i, j in ((0, 0), (0, 1), (1, 1)):
            name = f"covariance {'₁₂'[i]}{'₁₂'[j]} of the draws"
            common.append(
                Readout(name, float(drawn[i, j]), role="gradient", note=f"wanted {number(float(r.form[i, j]), 4)}")
            )
    return common


def trace_of_gram(r: Result) -> float:
    """The sum of k(x, x) over the points."""
    return float(np.trace(forms.gram(r.points, r.parameters.kernel, r.parameters.width)))


def notice(r: Result) -> str:
    """What is special about this state."""
    view = r.parameters.view
    if view == "cloud":
        flat = r.spread[1] <= 1e-9 * max(float(r.spread[0]), 1e-12)
        return "All points lie on one line: Σ is singular, and the variance across the line is 0." if flat else ""
    if view == "kernel":
        if r.gram[-1] < -1e-9 * max(float(np.abs(r.gram).max()), 1e-12):
            return "With the weights shown, cᵀKc is negative: this function is no inner product of features."
        return ""
    if view == "draw" and not r.kind.semidefinite:
        return f"No Gaussian has this covariance: the matrix is {r.kind.value}, and Cholesky {cholesky_text(r.factor)}."
    a = np.array(r.parameters.matrix)
    if a[0, 1] != a[1, 0]:
        return "xᵀAx sees only the symmetric part of A: the off-diagonal entries count by their mean."
    if r.kind in (Definiteness.POSITIVE_SEMI, Definiteness.NEGATIVE_SEMI):
        return "One eigenvalue is zero: along its eigenvector the form vanishes, and A cannot be inverted."
    return ""


def draw(r: Result) -> Scene:
    """The two panels of the view, its numbers and its handles."""
    p, view = r.parameters, r.parameters.view
    handles: list[Handle] = []
    if view == "form":
        handles.append(Handle("direction", (float(r.u[0]), float(r.u[1])), "tip of u", panel=1, role="accent"))
        for k in range(2):
            tip = r.vectors[:, k] * float(r.values[k]) / SCALE
            if np.abs(tip).max() < 0.9 * SIZE:
                name = f"eigenvector {k + 1}, a third of its eigenvalue long"
                handles.append(Handle(f"eigen{k + 1}", (float(tip[0]), float(tip[1])), name, panel=1, role="optimum"))
    if view in ("cloud", "kernel"):
        handles += [
            Handle("points", (x, y), f"point {k + 1}", index=k, role="data") for k, (x, y) in enumerate(p.points)
        ]
    if view == "cloud":
        middle = r.points.mean(axis=0)
        for k in range(2):
            tip = middle + r.axes[:, k] * np.sqrt(r.spread[k])
            if r.spread[1] > 1e-6:
                name = f"axis {k + 1} of the ellipse: the cloud follows"
                handles.append(Handle(f"axis{k + 1}", (float(tip[0]), float(tip[1])), name, role="optimum"))
    drawn = forms.covariance(r.sample.T) if r.kind.semidefinite else None
    low = {"form": r.values[1], "draw": r.values[1], "cloud": r.spread[1], "kernel": r.gram[-1]}[view]
    seen, what = {
        "form": ("A surface and its level curves", "the quadratic form"),
        "draw": ("Draws before and after the root", "the covariance matrix"),
        "cloud": ("A cloud, its covariance ellipse and the variance of its shadows", "the covariance matrix"),
        "kernel": ("Points and the spectrum of their kernel matrix", "the kernel matrix"),
    }[view]
    return Scene(
        panels=PANELS[view](r),
        readouts=readouts(r),
        handles=handles,
        notice=notice(r),
        alt=f"{seen}. The smallest eigenvalue of {what} is {number(float(low), 3)}.",
        numbers={
            "form": r.form,
            "eigenvalue_1": float(r.values[0]),
            "eigenvalue_2": float(r.values[1]),
            "u": r.u,
            "value": float(forms.form(r.form, r.u)),
            "determinant": float(np.linalg.det(r.form)),
            "pivot_1": float(r.factor.pivots[0]),
            "pivot_2": float(r.factor.pivots[1]) if np.isfinite(r.factor.pivots[1]) else r"\text{never reached}",
            "factor": r.factor.lower if r.factor.failed is None else r"\text{none}",
            "kind": rf"\text{{{r.kind.value}}}",
            "covariance": r.covariance,
            "spread_1": float(r.spread[0]),
            "spread_2": float(r.spread[1]),
            "shadow_variance": float(forms.form(r.covariance, r.u)),
            "count": float(p.count),
            **{
                f"sample_{i + 1}{j + 1}": float(drawn[i, j]) if drawn is not None else r"\text{none}"
                for i, j in ((0, 0), (0, 1), (1, 1))
            },
        },
        view=view,
    )


def pull_direction(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The direction u follows the pointer; u and −u are the same direction."""
    return {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 180}


def pull_eigen(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as its eigenvector; through the origin the eigenvalue changes its sign."""
    values, vectors = forms.eigen_symmetric(forms.symmetric_part(p.matrix) + p.shift * np.eye(2))
    tip = np.array([x, y])
    length = float(np.hypot(x, y))
    if length > 0.03:
        v = tip / length * (np.sign(tip @ vectors[:, k]) or 1.0)
        turned = np.array([-v[1], v[0]])
        vectors = np.stack([v, turned] if k == 0 else [turned, v], axis=1)
    wanted = SCALE * float(tip @ vectors[:, k])
    # The eigenvalues stay in their order, so that the hand keeps the arrow that it holds.
    values[k] = max(wanted, values[1] + 0.02) if k == 0 else min(wanted, values[0] - 0.02)
    matrix = (vectors * values) @ vectors.T - p.shift * np.eye(2)
    return {"matrix": matrix} if np.abs(matrix).max() <= 3.0 else {}


def pull_axis(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The cloud is stretched and turned so that its ellipse has the dragged axis; the other axis keeps its length."""
    points = np.array(p.points)
    middle = points.mean(axis=0)
    spread, axes = forms.eigen_symmetric(forms.covariance(points))
    arm = np.array([x, y]) - middle
    length = float(np.hypot(*arm))
    if length < 0.1 or spread[1] < 1e-6:
        return {}
    before = axes * np.sqrt(spread)
    after = before.copy()
    after[:, k] = arm
    across = np.array([-arm[1], arm[0]]) / length
    after[:, 1 - k] = across * np.sqrt(spread[1 - k]) * (np.sign(across @ axes[:, 1 - k]) or 1.0)
    moved = middle + (points - middle) @ (after @ np.linalg.inv(before)).T
    return {"points": tuple(map(tuple, moved.tolist()))} if np.abs(moved).max() <= 4.0 else {}


lesson = Lesson(
    title="Positive Semi-Definite Matrices and Covariance",
    idea="A matrix is positive semi-definite when its bowl never dips below zero, and every covariance matrix is.",
    terms=(
        "positive definite",
        "positive semi-definite",
        "quadratic form",
        "covariance",
        "Cholesky",
        "saddle",
        "Gram matrix",
        "kernel",
        "Gaussian",
        "jitter",
    ),
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
            "tanh(xᵀy) is sold as a kernel; its matrix has negative eigenvalues.",
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
            "Predict: how much must be added to the diagonal of [1 2; 2 1] until Cholesky stops failing?",
            "Adding t to the diagonal adds t to every eigenvalue.",
            predict=Prediction(
                "The smallest t that is enough",
                lambda r: -float(r.values[1]),
                0.1,
                {"matrix": ((1.0, 2.0), (2.0, 1.0))},
                why="The eigenvalues are 3 and −1. This is the jitter that practitioners add to a covariance matrix.",
            ),
        ),
    ),
    related=(
        "eigenvectors",
        "matrix_factorizations",
        "expectation_variance",
        "gaussian_multivariate",
        "kernel_methods",
    ),
    source=(forms.definiteness, forms.cholesky, forms.root, forms.covariance),
    listing=lambda p: {name: p[name] for name in ("matrix", "shift", "angle", "count", "seed")},
)
