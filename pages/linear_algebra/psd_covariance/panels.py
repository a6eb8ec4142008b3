"""The panels of the lesson: a form's surface and level curves, a cloud and its shadows, draws, kernel spectra."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import quadratic_forms as forms
from mathcore.linear_algebra.quadratic_forms import Definiteness
from viz import space
from viz.linear_map import tagged_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.psd_covariance.state import Form

Array = NDArray[np.float64]
SIZE = 2.4  # half the width of the plane of the form
SCALE = 3.0  # an eigenvector is drawn with length |eigenvalue| / SCALE
THETA = np.linspace(0.0, 2 * np.pi, 361)
CIRCLE = np.stack([np.cos(THETA), np.sin(THETA)])
LEVELS = np.array([0.5, 1.0, 2.0, 4.0, 8.0])
DEGREES = np.linspace(0.0, 180.0, 181)
HALF = np.stack([np.cos(np.deg2rad(DEGREES)), np.sin(np.deg2rad(DEGREES))])
COVERAGE = forms.coverage_radius(0.95)
AXES = viz.Axis("x₁", (-4.3, 4.3)), viz.Axis("x₂", (-4.3, 4.3))  # of a cloud
SHAPES = dict(zip(Definiteness, ("a bowl", "a valley", "flat", "a ridge", "a dome", "a saddle"), strict=True))


def _named(values: Array) -> list[str]:
    """Two eigenvalues with their names."""
    return [f"λ{'₁₂'[k]} = {number(value, 3)}" for k, value in enumerate(values)]


def surface_panel(q: Form) -> viz.Space:
    """The form as a surface, with the parabolas over the eigenvectors and over u."""
    height, (first, second) = 4.0, q.vectors.T
    traces = [space.quadric(q.form, radius=2.3, height=height)]
    for direction, role, width in ((first, "optimum", 5.0), (second, "optimum", 5.0), (q.u, "accent", 7.0)):
        value = direction @ q.form @ direction
        reach = min(2.3, np.sqrt(height / max(abs(value), 1e-9)))
        along = np.linspace(-reach, reach, 41)
        lift = 0.04  # just above the surface, so that it is seen
        path = np.stack([along * direction[0], along * direction[1], along**2 * value + lift], axis=1)
        traces.append(space.polyline(path, role, width=width))
    traces.append(space.polyline(np.stack([*CIRCLE, 0 * THETA], axis=1), "null", width=2.0))
    x, y = (viz.Axis(name, (-SIZE, SIZE), ticks=(-2, 0, 2)) for name in ("x₁", "x₂"))
    z, title = viz.Axis("xᵀAx", (-height, height), ticks=(-4, -2, 0, 2, 4)), f"xᵀAx is {SHAPES[q.signs]}"
    return viz.Space(traces, x, y, z, title=title, camera=(1.27, -1.5, 0.63), aspect=(1, 1, 0.85))


def form_panel(q: Form) -> viz.Plane:
    """Level curves, the signs around the unit circle, the eigenvectors with their names, and u."""
    heights, small = forms.form(q.form, CIRCLE), 1e-9 * max(1e-12, np.abs(q.values).max())
    traces = []
    for sign, role, name in ((1, "model", "positive"), (-1, "data", "negative")):
        curves = forms.level_curves(q.form, sign * LEVELS, THETA, 3.6)
        arcs = np.where(sign * heights > small, CIRCLE, np.nan)
        traces += [
            viz.polyline(curves.T, role, width=1.3, opacity=0.7, hover=False),
            viz.polyline(arcs.T, role, width=5.0, name=name),
        ]
    # Loosely: u and −u are one direction, and the upper of the two has the handle.
    turn = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(y, x))) % 180}
    handles = [viz.Handle("direction", q.u, "tip of u", moves=turn, follows="loosely")]
    for k, (v, name) in enumerate(zip(q.vectors.T, _named(q.values), strict=True)):
        size = q.values[k] / SCALE
        spot = 2.0 * v * (-1.0 if size < 0 else 1.0)
        traces += [
            viz.segment(-9 * v, 9 * v, "optimum", width=1.0, dash="dash", hover=False),
            viz.arrow(np.clip(size, -0.92 * SIZE, 0.92 * SIZE) * v, "optimum", name=f"λ{'₁₂'[k]}v{'₁₂'[k]} / 3"),
            viz.off(spot, v[::-1] * (1, -1), name, "optimum", SIZE, gap=0.02),
        ]
        # Loosely: the sign of v is a convention, so that beyond the diagonal the arrow is at the other end of its line.
        says, moves = f"eigenvector {k + 1}, a third of its eigenvalue long", partial(eigenvector_to, q, k)
        tip = v * q.values[k] / SCALE
        if np.abs(tip).max() < 0.9 * SIZE:
            handles.append(viz.Handle(f"eigen{k + 1}", tip, says, "optimum", moves=moves, follows="loosely"))
    traces += [
        *tagged_arrow(q.u, "u", "accent", SIZE, gap=0.07, font=16),
        viz.corner(-0.95, -0.94, "xᵀAx > 0", "model", SIZE),
        viz.corner(0.95, -0.94, "xᵀAx < 0", "data", SIZE),
    ]
    x, y = viz.Axis("x₁", (-SIZE, SIZE)), viz.Axis("x₂", (-SIZE, SIZE))
    return viz.Plane(traces, x, y, "Level curves and signs", equal=True, handles=handles)


def eigenvector_to(q: Form, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as its eigenvector; through the origin the eigenvalue changes its sign."""
    form = forms.with_eigenvector(q.form, k, (SCALE * x, SCALE * y), q.vectors[:, k])
    moved = form - q.p.shift * np.eye(2)
    viz.keep_within(moved, q.p.matrix, 3.0)
    if np.ptp(forms.eigen_symmetric(form)[0]) < 0.02 + 1e-9:
        raise viz.Limit("λ₁ stays the larger of the two: the arrow goes no further.", {"matrix": moved})
    return {"matrix": moved}


def cloud_panel(q: Form) -> viz.Plane:
    """The cloud, its ellipses of one standard deviation and of 95%, and its shadow on the line along u."""
    data, middle = q.points, q.points.mean(axis=0)
    shadow = middle + ((data - middle) @ q.u)[:, None] * q.u
    sticks = np.stack([data, shadow, np.full_like(data, np.nan)], axis=1).reshape(-1, 2)
    height = np.sqrt(q.covariance[1, 1])
    highest = np.array([q.covariance[0, 1] / height if height > 0 else 0.0, height])
    tops = middle + np.array([[1.0], [COVERAGE]]) * highest
    tops[np.abs(tops).max(axis=1) > 3.8] = np.nan
    ends = list(zip("₁₂", middle + q.half_axes.T, strict=True))
    traces = [
        viz.segment(middle - 12 * q.u, middle + 12 * q.u, "accent", width=1.4, hover=False),
        viz.polyline(sticks, "accent", width=1.0, opacity=0.5, hover=False),
        viz.ellipse(q.half_axes, "model", center=middle, width=2.6, name="one standard deviation"),
        viz.ellipse(COVERAGE * q.half_axes, "model", center=middle, width=1.4, dash="dash", name="95% of a Gaussian"),
        *(viz.arrow(end, "optimum", tail=middle, name=f"√λ{k} v{k}") for k, end in ends),
        viz.dots(shadow, "accent", size=6, name="shadow on u"),
        viz.dots(data, "data", size=9, name="data"),
        viz.label(tops[:, 0], tops[:, 1], ("1σ", "95%"), "model", position="top center"),
    ]
    handles = viz.handles("points", data, "point", "data")
    for k, (_, end) in enumerate(ends, 1) if q.spread[1] > 1e-6 else ():
        # Loosely: an axis has two ends, and a convention says which of them has the handle.
        says, moves = f"axis {k} of the ellipse: the cloud follows", partial(axis_to, q, k - 1)
        handles.append(viz.Handle(f"axis{k}", end, says, "optimum", moves=moves, follows="loosely"))
    return viz.Plane(traces, *AXES, "The cloud and its shadow on u", equal=True, handles=handles)


def axis_to(q: Form, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The cloud is stretched and turned so that its ellipse has the dragged axis; the other axis keeps its length."""
    try:
        moved = forms.with_axis(q.p.points, k, (x, y))
    except ValueError as error:
        raise viz.Limit(str(error)) from None
    if np.abs(moved).max() > 4.0:
        raise viz.Limit("The points stay between −4 and 4: the axis goes no further.")
    return {"points": tuple(map(tuple, moved.tolist()))}


def variance_panel(q: Form) -> viz.Plane:
    """The variance of the shadow in each direction, with its extremes at the eigenvectors: never negative."""
    curve, now = forms.form(q.covariance, HALF), (q.p.angle, q.shadow_variance)
    at = np.rad2deg(np.arctan2(q.axes[1], q.axes[0])) % 180
    top = viz.reach([q.spread[0] / 0.92], (1.0, 2.5, 5.0, 10.0, 20.0, 40.0))
    traces = [
        viz.area(DEGREES, curve, 0.0, "model", opacity=0.12),
        viz.line(DEGREES, curve, "model", name="uᵀΣu"),
        viz.markers(at, q.spread, "optimum", size=12, ring=True, name="eigenvector"),
        viz.segment((q.p.angle, 0), now, "accent", width=2.0, hover=False),
        viz.dots(now, "accent", size=11, name="u now"),
        viz.label(np.clip(at, 24, 156), q.spread + 0.035 * top, _named(q.spread), "optimum", position="top center"),
    ]
    x = viz.Axis("direction of u (degrees)", (0, 180), ticks=range(0, 181, 30))
    y = viz.Axis("variance of the shadow, uᵀΣu", (-0.04 * top, 1.12 * top))
    return viz.Plane(traces, x, y, "Its variance: never below zero")


def normals_panel(q: Form) -> viz.Plane:
    """A round cloud of independent normals."""
    return _draws(q, q.normals, np.eye(2), "ze", "Independent z: covariance I", 5.0)


def sample_panel(q: Form) -> viz.Plane:
    """What the root makes of it; nothing if there is none."""
    return _draws(q, q.sample, q.root, "xr", "x = Rz: covariance RRᵀ = A + tI", 8.0 if q.values[0] > 3.2 else 5.0)


def _draws(q: Form, points: Array, matrix: Array, letters: str, title: str, size: float) -> viz.Plane:
    """Points (2, n), coloured by the sign of z₁, with what `matrix` makes of the circles and unit vectors of z.
    The `letters` name the axes and the columns."""
    right = q.normals[0] > 0
    traces = [
        viz.dots(points[:, side].T, role, size=4, opacity=0.65, name="draws")
        for side, role in ((right, "data"), (~right, "gradient"))
    ]
    traces += [
        viz.ellipse(matrix, "model", width=2.6, hover=False),
        viz.ellipse(2 * matrix, "model", width=1.4, dash="dash", hover=False),
    ]
    for tip, index in zip(matrix.T, "₁₂", strict=True):
        traces += tagged_arrow(tip, letters[1] + index, "ink", size, gap=0.05, font=16, width=3.4)
    missing = "" if np.isfinite(matrix).all() else "no such cloud:<br>a variance would be negative"
    traces.append(viz.label([0.0], [-0.3 * size], missing, "muted", position="middle center"))
    x, y = (viz.Axis(letters[0] + index, (-size, size)) for index in "₁₂")
    return viz.Plane(traces, x, y, title, equal=True)


def points_panel(q: Form) -> viz.Plane:
    """The points, and as discs the weights of the worst combination where it is negative."""
    data, worst, shown = q.points, q.spectrum[1][:, -1], bool(q.negative[-1])
    size, (x, y) = np.where(shown & (worst != 0), 9.0 + 60.0 * np.abs(worst), 0.0), data.T
    discs: dict[str, Any] = {"size": size, "opacity": 0.35, "name": "weight of the worst combination"}
    traces = [
        viz.markers(np.where(worst >= 0, x, np.nan), y, "gradient", **discs),
        viz.markers(np.where(worst <= 0, x, np.nan), y, "accent", **discs),
        viz.dots(data, "data", size=8, name="data"),
    ]
    title = "The points, and weights c with cᵀKc < 0" if shown else "The points"
    return viz.Plane(traces, *AXES, title, equal=True, handles=viz.handles("points", data, "point", "data"))


def spectrum_panel(q: Form) -> viz.Plane:
    """All eigenvalues of the kernel's matrix; there is room for those of 40 points."""
    order = np.arange(1.0, len(q.share) + 1)
    traces = [
        viz.bars(order, np.where(q.negative, 0.0, q.share), "model", width=0.8, name="positive or zero"),
        viz.bars(order, np.where(q.negative, q.share, 0.0), "data", width=0.8, name="negative"),
        viz.label([40.6], [0.93], "eigenvalues ≥ 0", "model", position="middle left"),
        viz.label([40.6], [-0.93], "negative: not a kernel", "data", position="middle left"),
    ]
    x = viz.Axis("number of the eigenvalue", (0, 41), ticks=(1, 10, 20, 30, 40))
    y = viz.Axis("eigenvalue of K / the largest", (-1.05, 1.05))
    return viz.Plane(traces, x, y, "Spectrum of the kernel matrix")
