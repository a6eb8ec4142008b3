"""The panels of the lesson: a grid and a letter before and after, a scorecard, a whitened cloud, signals in layers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.common import tables
from mathcore.linear_algebra import linear_maps
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from viz import linear
from viz.data_table import class_markers

if TYPE_CHECKING:
    from pages.linear_algebra.special_matrices.lesson import SpecialMatrices

COLUMNS = ("optimum", "gradient")  # the roles of the images of e1 and e2
THIRD = 20  # steps of the whitening for each of its factors
STAGE_NAMES = ("orthogonal: turned", "diagonal: shrunk to variance 1", "orthogonal: turned back")
SIGNAL = (1e-7, 1e6)  # the lengths that are drawn


def shape_panel(q: SpecialMatrices) -> viz.Plane:
    """The grid, the letter F and the unit circle, before and after the map, with the images of e1 and e2."""
    role, far = "model" if q.keeps.flipped else "data", q.image[np.argmax(np.hypot(*q.image.T))]
    size = viz.reach([q.image + 0.1, q.image - 0.1], (2.2, 3.4, 5.2))
    traces = [
        viz.grid(q.a, "null", extent=16, width=0.7, opacity=0.6),
        viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        viz.ellipse(q.a, "accent", width=2, hover=False),
        viz.polygon(LETTER_F, "null", opacity=0.1, width=1.3, dash="dot"),
        viz.polygon(q.image, role, opacity=0.3, width=2.6),
        viz.off(far, far, "AF", role, size, gap=0.04),
    ]
    handles = []
    for k, (tip, color) in enumerate(zip(q.a.T, COLUMNS, strict=True)):
        # The letter lies between the two columns: their names stand on its outside.
        away = viz.left_of(tip) if viz.left_of(tip) @ q.a.T[1 - k] <= 0 else -viz.left_of(tip)
        name = "Ae" + "₁₂"[k]
        traces.append(viz.arrow(tip, color, name=name))
        traces.append(viz.off(tip, tip + 1.5 * away, name, color, size, gap=0.08, font=13))
        # A kind with a constraint lets its columns go only part of the way.
        follows: Any = "point" if q.held in ("general", "symmetric") else "loosely"
        says, moves = f"column {k + 1} of A", partial(column_to, q, k)
        handles.append(viz.Handle(f"column{k + 1}", tip, says, color, moves=moves, follows=follows))
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "The grid, the letter F, the circle", equal=True, handles=handles)


def column_to(q: SpecialMatrices, k: int, x: float, y: float) -> dict[str, Any]:
    """The matrix of the same kind whose column k goes towards the pointer."""
    return {"matrix": linear_maps.steer(q.held, q.a, k, np.clip([x, y], *viz.span(q.p.matrix, 2.0)))}


def card_panel(q: SpecialMatrices) -> viz.Plane:
    """A scorecard: a row for each thing that may be kept, whether it is, and the text that says by how much."""
    names, yes, texts = zip(*q.card, strict=True)
    n, kept = len(names), np.array(yes)[:, None]
    roles, ticks = np.where(kept, "optimum", "model"), np.where(kept, "✓", "✗")
    style: dict[str, Any] = {"role": roles, "frame": "rules"}
    traces = [
        *linear.matrix(ticks, at=(0.0, n), lit={"optimum": kept, "model": ~kept}, font=17, **style),
        *linear.matrix(np.array(texts)[:, None], at=(1.0, n), size=(3.4, 1.0), font=13, **style),
        *linear.headings(rows=names, at=(0.0, n), font=14, role="ink"),
    ]
    x, y = viz.Axis("", (-2.1, 4.5), visible=False), viz.Axis("", (-0.2, n + 0.3), visible=False)
    return viz.Plane(traces, x, y, "What it keeps", weight=0.85)


def cloud_panel(q: SpecialMatrices) -> viz.Plane:
    """The petals under the map so far, with the ellipse of their covariance: two standard deviations each way."""
    half_axes = 2 * np.linalg.cholesky(q.spread + 1e-15 * np.eye(2))
    cloud, labels = apply(q.so_far, q.petals), tables.iris().labels
    traces = [
        *class_markers(cloud, labels, tables.IRIS_SPECIES, "data", opacity=0.6),
        viz.ellipse(np.eye(2) * 2, "null", width=1.3, dash="dot", hover=False),
        viz.ellipse(half_axes, "accent", width=2.4, name="two standard deviations"),
    ]
    for tip, role, name in zip(q.so_far.T, COLUMNS, ("e₁", "e₂"), strict=True):
        image = viz.arrow(tip, role, width=2.4, name=f"image of {name}")
        traces += [image, viz.off(tip, tip, name, role, 4.2, font=13)]
    stage = q.p.stage
    title = "Now " + STAGE_NAMES[min((stage - 1) // THIRD, 2)] if stage else "The petals as they are (centred)"
    x, y = (viz.Axis(f"from petal {name}", (-4.2, 4.2)) for name in ("length", "width"))
    return viz.Plane(traces, x, y, title, equal=True)


def factors_panel(q: SpecialMatrices) -> viz.Plane:
    """The three factors from right to left, as maps act, those that have acted lit; the map and the covariance now."""
    style: dict[str, Any] = {"size": (1.25, 1.0), "font": 12}  # room for a minus sign
    traces = []
    for k, (values, name) in enumerate(((q.white.turn, "Qᵀ"), (q.white.shrink, "Λ⁻¹ᐟ²"), (q.white.back, "Q"))):
        done = q.p.stage >= THIRD * (k + 1)
        role, lit = "optimum" if done else "muted", {"optimum": np.full((2, 2), done)}
        traces += linear.matrix(values, at=(6.2 - 3.1 * k, 5.6), lit=lit, name=name, role=role, **style)
    traces += linear.matrix(q.so_far, at=(0.4, 2.2), name="the map so far", role="data", **style)
    traces += linear.matrix(q.spread, at=(5.0, 2.2), name="covariance now", role="accent", **style)
    x, y = viz.Axis("", (-0.3, 9.0), visible=False), viz.Axis("", (-0.3, 6.6), visible=False)
    return viz.Plane(traces, x, y, "Three special factors: W = Q Λ⁻¹ᐟ² Qᵀ", weight=1.1)


def lengths_panel(q: SpecialMatrices) -> viz.Plane:
    """The length of a digit after each layer."""
    y = viz.Axis("length of the signal (1 at the start)", SIGNAL, log=True, ticks=[1e-6, 1e-4, 1e-2, 1, 100, 1e4])
    straight, wandering = (np.clip(each.lengths * q.growth, *SIGNAL) for each in (q.orthogonal, q.gaussian))
    return _layers(straight, wandering, y, "A digit through sixty layers", level=1.0)


def angles_panel(q: SpecialMatrices) -> viz.Plane:
    """The angle between two digits after each layer."""
    y = viz.Axis("angle between a 0 and a 5 (degrees)", (0, 180), ticks=range(0, 181, 30))
    return _layers(q.orthogonal.angles, q.gaussian.angles, y, "Do two digits stay apart?")


def _layers(straight: Any, wandering: Any, y: viz.Axis, title: str, level: float = np.nan) -> viz.Plane:
    """A number after each layer, for orthogonal layers and for Gaussian ones; `level` is a dashed line."""
    steps = np.arange(len(straight))
    traces = [
        viz.segment((0, level), (steps[-1], level), "null", dash="dash", width=1.4, hover=False),
        viz.called(viz.line(steps, wandering, "model", name="Gaussian"), "Gaussian"),
        viz.called(viz.line(steps, straight, "optimum", width=3, name="orthogonal"), "orthogonal"),
    ]
    x = viz.Axis("layer", (0, len(steps)), ticks=range(0, len(steps), 10))
    return viz.Plane(traces, x, y, title)
