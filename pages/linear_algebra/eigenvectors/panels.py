"""The panels of the lesson: a vector and its image, the turning of all directions, the flow, power iteration.

Eigenvectors are the columns of `lines` (2, 2); a column of NaN is an eigenline that does not exist, and hides what
would be drawn on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import apart
from mathcore.linear_algebra import eigen
from mathcore.linear_algebra.eigen import Kind

if TYPE_CHECKING:
    from pages.linear_algebra.eigenvectors.lesson import Eigenvectors

Array = NDArray[np.float64]
FAR = 9.0  # beyond every plane here: half the length of an eigenline
ANGLES = np.linspace(0.0, 360.0, 361)
TIMES = np.linspace(0.0, 6.0, 121)
STARTS = 2.6 * np.stack([np.cos(np.arange(12) * np.pi / 6), np.sin(np.arange(12) * np.pi / 6)], axis=1)


def map_panel(q: Eigenvectors) -> viz.Plane:
    """The unit circle, its image under A, the eigenlines with λv, the vector x and its image Ax."""
    return _map(q, [])


def steps_panel(q: Eigenvectors) -> viz.Plane:
    """The same with the steps of power iteration."""
    steps = q.powers.vectors
    dots = viz.markers(steps[:, 0], steps[:, 1], "gradient", size=6, name="Aᵏx, scaled")
    return _map(q, [dots, viz.arrow(steps[-1], "gradient", width=2.4, name="the last step")])


def _map(q: Eigenvectors, between: list[dict[str, Any]]) -> viz.Plane:
    size, image, values = q.size, q.image, np.real(q.eigen.values)
    traces = [
        viz.ellipse(np.eye(2), "null", width=1.4, dash="dot", hover=False),
        viz.ellipse(q.matrix, "null", width=1.4, hover=False),
    ]
    shown = np.where(values < 0, -1.0, 1.0) * q.lines  # the ways in which the arrows λv point
    names = apart(values.tolist(), 3)
    for k, value in enumerate(values.tolist()):
        other = shown[:, 1 - k]
        alone = not abs(viz.left_of(shown[:, k]) @ other) > 0.05  # one line only: its name keeps away from Ax instead
        traces += _eigenpair(shown[:, k], value, image if alone else other, "₁₂"[k], names[k], size)
    # Beside the arrows, each on its own side: at the tips are the handles, and between the arrows is the angle.
    side, says = 1 if q.turned > 0 else -1, "Ax = λx" if q.exact else "Ax ≈ λx" if q.aligned else "Ax"
    traces += [
        *between,
        viz.arrow(image, "model", name="Ax", width=4.0 if q.aligned else 3.0),
        viz.arrow(q.probe, "data", name="x"),
        viz.off(0.55 * q.probe, -side * viz.left_of(q.probe), "x", "data", size, gap=0.03),
        viz.off(0.6 * image, side * viz.left_of(image), says, "model", size, gap=0.03),
    ]
    handles = [viz.Handle("probe", q.probe, "tip of x", "data", moves=probe_to, follows="angle")]
    if q.eigen.kind is Kind.DISTINCT:
        for k, tip in enumerate((q.lines * values).T):
            says = f"eigenvector {k + 1}, scaled by its eigenvalue"
            move = partial(eigenvector_to, q, k)
            handles.append(viz.Handle(f"eigen{k + 1}", tip, says, "optimum", moves=move, follows="line"))
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "x on the unit circle, and Ax", equal=True, weight=1.2, handles=handles)


def _eigenpair(v: Array, value: float, other: Array, index: str, says: str, size: float) -> list[dict[str, Any]]:
    """The eigenline through the unit vector v, the arrow λv along v, and its name beside the tip, away from `other`."""
    tip, across, name = abs(value) * v, viz.left_of(v), f"λ{index} = {says}"
    return [
        viz.segment(-FAR * v, FAR * v, "optimum", width=1.4, dash="dash", hover=False),
        viz.arrow(tip, "optimum", tail=0 * v, width=2.2, name=f"λ{index}v{index}"),
        viz.off(tip, -across if across @ other > 0 else across, name, "optimum", size, gap=0.08),
    ]


def probe_to(x: float, y: float) -> Mapping[str, Any]:
    """The direction of x follows the pointer."""
    return {"angle": round(np.rad2deg(np.arctan2(y, x))) % 360}


def eigenvector_to(q: Eigenvectors, which: int, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as λv; the other eigenpair stays."""
    try:
        matrix, reached = eigen.with_pair_in_order(q.p.matrix, which, q.turn.T @ (x, y))
    except ValueError as error:
        raise viz.Limit(str(error)) from None
    viz.keep_within(matrix, q.p.matrix, 3.0)
    if not reached:
        says = "|λ₁| stays the larger of the two: the arrow goes no further. The other one can be moved."
        raise viz.Limit(says, {"matrix": matrix})
    return {"matrix": matrix}


def turning_panel(q: Eigenvectors) -> viz.Plane:
    """The angle from x to Ax over the direction of x, in degrees; NaN among the angles means Ax = 0."""
    turned, rings = eigen.turning(q.matrix, ANGLES), q.eigen.directions
    curve = turned.copy()
    curve[1:][np.abs(np.diff(turned)) > 180] = np.nan  # the jump from 180 to -180 is no line
    half = 45 if np.nanmax(np.abs(turned), initial=0) < 42 else 190  # it changes with the matrix, not while x turns
    levels = np.nan_to_num(eigen.turning(q.matrix, rings)) + 0 * rings
    traces = [
        *(viz.segment((0, at), (360, at), "optimum", width=1.2, dash="dash", hover=False) for at in (-180, 0, 180)),
        viz.line(ANGLES, curve, "model", name="angle from x to Ax"),
        viz.markers(rings, levels, "optimum", size=11, ring=True, name="eigenvector"),
        viz.markers([q.p.angle], np.nan_to_num([q.turned]), "data", size=11, name="x now"),
    ]
    x = viz.Axis("direction of x (degrees)", (0, 360), ticks=range(0, 361, 60))
    y = viz.Axis("from x to Ax (degrees)", (-half, half), ticks=(-180, -90, -45, 0, 45, 90, 180))
    return viz.Plane(traces, x, y, "Eigenvectors: turned by 0 or ±180")


def flow_panel(q: Eigenvectors) -> viz.Plane:
    """Solutions of x' = Ax: straight along eigenlines, spirals where the pair is complex."""
    paths = eigen.trajectories(q.matrix, STARTS, TIMES)
    inside = np.where(np.abs(paths).max(axis=2, keepdims=True) < 8, paths, np.nan)
    joined = np.concatenate([inside, np.full((len(paths), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    place, after = paths[:, 4], paths[:, 5]  # the head of each arrow, a little after the start
    heads = viz.markers(place[:, 0], place[:, 1], "model", size=11, symbol="arrow")
    heads["marker"]["angle"] = 90 - np.rad2deg(np.arctan2(*(after - place).T[::-1]))
    traces = [
        viz.line(joined[:, 0], joined[:, 1], "model", width=1.8, hover=False),
        viz.markers(paths[:, 0, 0], paths[:, 0, 1], "data", size=6, name="start"),
        heads | {"hoverinfo": "skip"},
        *(viz.segment(-FAR * v, FAR * v, "optimum", width=1.4, dash="dash", hover=False) for v in q.lines.T),
    ]
    axis = viz.Axis("", (-5, 5))
    return viz.Plane(traces, axis, axis, "The flow x′ = Ax", equal=True)


def power_panel(q: Eigenvectors) -> viz.Plane:
    """The angle to the leading eigenvector at each step, in degrees, and the predicted decay."""
    off = np.maximum(eigen.angles_to(q.powers.vectors, q.lines[:, 0]), 1e-10)
    steps = np.arange(31.0)
    decay = np.maximum(off[0] * q.eigen.ratio**steps, 1e-12)
    traces = [
        viz.line(steps, decay, "optimum", dash="dash", width=1.6, name="off₀·|λ₂/λ₁|ᵏ"),
        viz.markers(np.arange(len(off)), off, "gradient", size=8, name="angle to v₁"),
    ]
    y = viz.Axis("angle to v₁ (degrees)", (1e-8, 200), log=True, ticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 100])
    return viz.Plane(traces, viz.Axis("step k", (-0.5, steps[-1] + 0.5)), y, "Power iteration, and |λ₂/λ₁|ᵏ")
