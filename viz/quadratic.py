"""Quadratic forms and covariances drawn: surface and level curves, a cloud and its shadows, samples, kernel spectra."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.blocks import Trace, area, arrow, bars, ellipse, label, line, markers, segment
from viz.labels import corner, off
from viz.panels import Axis, Plane, Space

Array = NDArray[np.float64]
THETA = np.linspace(0.0, 2 * np.pi, 361)
SIZE = 2.4  # half the width of the plane of the form
SCALE = 3.0  # an eigenvector is drawn with length |eigenvalue| / SCALE


def surface_panel(form: ArrayLike, vectors: ArrayLike, direction_u: ArrayLike, title: str) -> Space:
    """A form (2, 2) as a surface, with the parabolas over the eigenvectors (columns) and over u (2,)."""
    matrix, axes, u = (np.asarray(each, float) for each in (form, vectors, direction_u))
    height = 4.0
    traces: list[Trace] = [space.quadric(matrix, radius=2.3, height=height)]
    for direction, role, width in ((axes[:, 0], "optimum", 5.0), (axes[:, 1], "optimum", 5.0), (u, "accent", 7.0)):
        value = float(direction @ matrix @ direction)
        reach = min(2.3, float(np.sqrt(height / max(abs(value), 1e-9))))
        along = np.linspace(-reach, reach, 41)
        lift = 0.04  # just above the surface, so that it is seen
        path = np.stack([along * direction[0], along * direction[1], along**2 * value + lift], axis=1)
        traces.append(space.polyline(path, role, width=width))
    floor = np.stack([np.cos(THETA), np.sin(THETA), np.zeros(len(THETA))], axis=1)
    traces.append(space.polyline(floor, "null", width=2.0))
    plane = Axis("x₁", (-SIZE, SIZE), ticks=(-2, 0, 2)), Axis("x₂", (-SIZE, SIZE), ticks=(-2, 0, 2))
    tall = Axis("xᵀAx", (-height, height), ticks=(-4, -2, 0, 2, 4))
    return Space(traces, *plane, tall, title=title, camera=(1.27, -1.5, 0.63), aspect=(1, 1, 0.85))


def form_panel(
    curves: Sequence[ArrayLike],
    arcs: Sequence[ArrayLike],
    values: ArrayLike,
    vectors: ArrayLike,
    names: Sequence[str],
    u: ArrayLike,
) -> Plane:
    """Level curves, the signs around the unit circle, the eigenvectors with their names, and u (2,).

    `curves` and `arcs` are (2, n) each, first those where the form is positive, then those where it is negative.
    """
    axes, sizes, turned = np.asarray(vectors, float), np.asarray(values, float), np.asarray(u, float)
    traces: list[Trace] = []
    for sign, role in ((1.0, "model"), (-1.0, "data")):
        found = np.asarray(curves[0 if sign > 0 else 1], float)
        arc = np.asarray(arcs[0 if sign > 0 else 1], float)
        traces += [
            line(found[0], found[1], role, width=1.3, opacity=0.7, hover=False),
            line(arc[0], arc[1], role, width=5.0, name="positive" if sign > 0 else "negative"),
        ]
    for k in range(2):
        v, size = axes[:, k], float(sizes[k]) / SCALE
        tip = float(np.clip(size, -0.92 * SIZE, 0.92 * SIZE)) * v
        spot = 2.0 * v * (-1.0 if size < 0 else 1.0)
        traces += [
            segment(-9 * v, 9 * v, "optimum", width=1.0, dash="dash", hover=False),
            arrow(tip, "optimum", name=f"λ{'₁₂'[k]}v{'₁₂'[k]} / 3"),
            off(spot, axes[::-1, k] * (1, -1), names[k], "optimum", SIZE, gap=0.02),
        ]
    traces += [
        arrow(turned, "accent", name="u"),
        off(turned, turned, "u", "accent", SIZE, gap=0.07, font=16),
        corner(-0.95, -0.94, "xᵀAx > 0", "model", SIZE),
        corner(0.95, -0.94, "xᵀAx < 0", "data", SIZE),
    ]
    first, second = Axis("x₁", (-SIZE, SIZE)), Axis("x₂", (-SIZE, SIZE))
    return Plane(traces, first, second, "Level curves and signs", equal=True)


def cloud_panel(points: ArrayLike, u: ArrayLike, covariance: ArrayLike, half_axes: ArrayLike, coverage: float) -> Plane:
    """A cloud (n, 2), its ellipse, and its shadow on the line along u (2,).

    `half_axes` are those of the ellipse of one standard deviation, as columns; `coverage` times it is dashed.
    """
    data, u_, cov, far = np.asarray(points, float), np.asarray(u, float), np.asarray(covariance, float), coverage
    middle = data.mean(axis=0)
    shadow = middle + ((data - middle) @ u_)[:, None] * u_
    gap = np.full(len(data), np.nan)
    sticks = [np.stack([data[:, k], shadow[:, k], gap], axis=1).ravel() for k in range(2)]
    stretched = np.asarray(half_axes, float)
    height = float(np.sqrt(cov[1, 1]))
    highest = np.array([float(cov[0, 1]) / height if height > 0 else 0.0, height])
    tops = middle + np.array([[1.0], [far]]) * highest
    tops[np.abs(tops).max(axis=1) > 3.8] = np.nan
    ends = np.stack([middle - 12 * u_, middle + 12 * u_])
    traces: list[Trace] = [
        line(ends[:, 0], ends[:, 1], "accent", width=1.4, hover=False),
        line(sticks[0], sticks[1], "accent", width=1.0, opacity=0.5, hover=False),
        ellipse(stretched, "model", center=middle, width=2.6, name="one standard deviation"),
        ellipse(far * stretched, "model", center=middle, width=1.4, dash="dash", name="95% of a Gaussian"),
        *(arrow(middle + stretched[:, k], "optimum", tail=middle, name=f"√λ{'₁₂'[k]} v{'₁₂'[k]}") for k in range(2)),
        markers(shadow[:, 0], shadow[:, 1], "accent", size=6, name="shadow on u"),
        markers(data[:, 0], data[:, 1], "data", size=9, name="data"),
        label(tops[:, 0], tops[:, 1], ("1σ", "95%"), "model", position="top center"),
    ]
    axes = Axis("x₁", (-4.3, 4.3)), Axis("x₂", (-4.3, 4.3))
    return Plane(traces, *axes, "The cloud and its shadow on u", equal=True)


def variance_panel(
    degrees: ArrayLike,
    variances: ArrayLike,
    spots: ArrayLike,
    spread: ArrayLike,
    names: Sequence[str],
    now: tuple[float, float],
    top: float,
) -> Plane:
    """The variance (n,) of the shadow in each direction (n,), in degrees: a mean of squares, so never negative.

    `spots` (2,) are the directions of the eigenvectors and `spread` (2,) the variances there; `now` is u's.
    """
    curve, sizes, at = np.asarray(variances, float), np.asarray(spread, float), np.asarray(spots, float)
    angle, here = now
    traces: list[Trace] = [
        area(degrees, curve, 0.0, "model", opacity=0.12),
        line(degrees, curve, "model", name="uᵀΣu"),
        markers(at, sizes, "optimum", size=12, ring=True, name="eigenvector"),
        segment((angle, 0), (angle, here), "accent", width=2.0, hover=False),
        markers([angle], [here], "accent", size=11, name="u now"),
        label(np.clip(at, 24, 156), sizes + 0.035 * top, names, "optimum", position="top center"),
    ]
    return Plane(
        traces,
        Axis("direction of u (degrees)", (0, 180), ticks=range(0, 181, 30)),
        Axis("variance of the shadow, uᵀΣu", (-0.04 * top, 1.12 * top)),
        "Its variance: never below zero",
    )


def sample_panels(normals: ArrayLike, sample: ArrayLike, root: ArrayLike, reach: float) -> list[Plane]:
    """A round cloud of independent normals (2, n), and what the root R (2, 2) makes of it; all NaN if there is none."""
    before, after, made = (np.asarray(each, float) for each in (normals, sample, root))
    side = before[0] > 0
    panels = []
    for points, matrix, name, size in ((before, np.eye(2), "z", 5.0), (after, made, "x = Rz", reach)):
        traces: list[Trace] = [
            markers(points[0][mask], points[1][mask], role, size=4, opacity=0.65, name="draws")
            for mask, role in ((side, "data"), (~side, "gradient"))
        ]
        traces += [
            ellipse(matrix, "model", width=2.6, hover=False),
            ellipse(2 * matrix, "model", width=1.4, dash="dash", hover=False),
        ]
        for k in range(2):
            tip = matrix[:, k]
            text = ("e₁", "e₂")[k] if name == "z" else ("r₁", "r₂")[k]
            traces += [arrow(tip, "ink", width=3.4, name=text), off(tip, tip, text, "ink", size, font=16)]
        missing = "" if np.isfinite(matrix).all() else "no such cloud:<br>a variance would be negative"
        traces.append(label([0.0], [-0.3 * size], missing, "muted", position="middle center"))
        title = "Independent z: covariance I" if name == "z" else "x = Rz: covariance RRᵀ = A + tI"
        axes = Axis(name[0] + "₁", (-size, size)), Axis(name[0] + "₂", (-size, size))
        panels.append(Plane(traces, *axes, title, equal=True))
    return panels


def kernel_panels(points: ArrayLike, weights: ArrayLike, gram: ArrayLike) -> list[Plane]:
    """Points (n, 2) with the weights (n,) of the worst combination, and all eigenvalues (n,) of a kernel's matrix.

    The weights are shown only where the smallest eigenvalue is negative. There is room for 40 points.
    """
    data, worst, eigenvalues = (np.asarray(each, float) for each in (points, weights, gram))
    count = len(eigenvalues)
    share = eigenvalues / (float(np.abs(eigenvalues).max()) or 1.0)
    negative = share < -1e-9
    weight = np.abs(worst) if negative[-1] else np.zeros(count)
    size = 9.0 + 60.0 * weight
    traces: list[Trace] = [
        markers(
            np.where(sign * worst >= 0, data[:, 0], np.nan),
            data[:, 1],
            role,
            size=np.where(weight > 0, size, 0.0),
            opacity=0.35,
            name="weight of the worst combination",
        )
        for sign, role in ((1.0, "gradient"), (-1.0, "accent"))
    ]
    traces.append(markers(data[:, 0], data[:, 1], "data", size=8, name="data"))
    axes = Axis("x₁", (-4.3, 4.3)), Axis("x₂", (-4.3, 4.3))
    left = Plane(traces, *axes, "The points, and weights c with cᵀKc < 0" if negative[-1] else "The points", equal=True)
    order = np.arange(1.0, count + 1)
    spectrum: list[Trace] = [
        bars(order, np.where(negative, 0.0, share), "model", width=0.8, name="positive or zero"),
        bars(order, np.where(negative, share, 0.0), "data", width=0.8, name="negative"),
        label([40.6], [0.93], "eigenvalues ≥ 0", "model", position="middle left"),
        label([40.6], [-0.93], "negative: not a kernel", "data", position="middle left"),
    ]
    right = Plane(
        spectrum,
        Axis("number of the eigenvalue", (0, 41), ticks=(1, 10, 20, 30, 40)),
        Axis("eigenvalue of K / the largest", (-1.05, 1.05)),
        "Spectrum of the kernel matrix",
    )
    return [left, right]
