"""Special matrices drawn: a grid and a letter before and after, a scorecard, a whitened cloud, signals in layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import Trace, arrow, ellipse, grid, line, segment
from viz.curve_names import Named, names
from viz.data_table import class_markers
from viz.labels import left_of, off
from viz.linear import headings, matrix, polygon
from viz.panels import Axis, Plane

COLUMNS = ("optimum", "gradient")  # the roles of the images of e1 and e2


def shape_panel(a: ArrayLike, letter: ArrayLike, role: str, size: float, title: str) -> Plane:
    """The grid, a letter (n, 2) and the unit circle, before and after a map (2, 2), with the images of e1 and e2."""
    moved, start = np.asarray(a, float), np.asarray(letter, float)
    image = start @ moved.T
    far = image[np.argmax(np.hypot(*image.T))]
    traces = [
        grid(moved, "null", extent=16, width=0.7, opacity=0.6),
        ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        ellipse(moved, "accent", width=2, hover=False),
        polygon(start, "null", opacity=0.1, width=1.3, dash="dot"),
        polygon(image, role, opacity=0.3, width=2.6),
        off(far, far, "AF", role, size, gap=0.04),
    ]
    for tip, other, color, name in zip(moved.T, moved.T[::-1], COLUMNS, ("Ae₁", "Ae₂"), strict=True):
        # The letter lies between the two columns: their names stand on its outside.
        away = -left_of(tip) if left_of(tip) @ other > 0 else left_of(tip)
        traces += [arrow(tip, color, name=name), off(tip, tip + 1.5 * away, name, color, size, gap=0.08, font=13)]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)


def card_panel(rows: Sequence[tuple[str, bool, str]], title: str) -> Plane:
    """A scorecard: a row for each thing that may be kept, whether it is, and the text that says by how much."""
    n = len(rows)
    kept = np.array([[yes] for _, yes, _ in rows])
    roles = np.where(kept, "optimum", "model")
    lit = {"optimum": kept, "model": ~kept}
    ticks = np.array([["✓" if yes else "✗"] for _, yes, _ in rows])
    texts = np.array([[text] for _, _, text in rows])
    traces = [
        *matrix(ticks, at=(0.0, n), lit=lit, role=roles, font=17, frame="rules"),
        *matrix(texts, at=(1.0, n), size=(3.4, 1.0), role=roles, frame="rules", font=13),
        *headings(rows=[name for name, _, _ in rows], at=(0.0, n), font=14, role="ink"),
    ]
    x, y = Axis("", (-2.1, 4.5), visible=False), Axis("", (-0.2, n + 0.3), visible=False)
    return Plane(traces, x, y, title, weight=0.85)


def cloud_panel(
    cloud: ArrayLike,
    classes: ArrayLike,
    kinds: Sequence[str],
    so_far: ArrayLike,
    spread: ArrayLike,
    names: tuple[str, str],
    title: str,
) -> Plane:
    """A cloud (n, 2) of three `kinds` under the map `so_far` (2, 2), with the ellipse of its covariance `spread`.

    The ellipse holds two standard deviations in each direction; `names` are those of the axes.
    """
    a = np.asarray(so_far, float)
    half_axes = 2 * np.linalg.cholesky(np.asarray(spread, float) + 1e-15 * np.eye(2))
    traces: list[Trace] = [
        *class_markers(cloud, classes, kinds, "data", opacity=0.6),
        ellipse(np.eye(2) * 2, "null", width=1.3, dash="dot", hover=False),
        ellipse(half_axes, "accent", width=2.4, name="two standard deviations"),
    ]
    for tip, role, name in zip(a.T, COLUMNS, ("e₁", "e₂"), strict=True):
        traces += [arrow(tip, role, width=2.4, name=f"image of {name}"), off(tip, tip, name, role, 4.2, font=13)]
    x, y = (Axis(name, (-4.2, 4.2)) for name in names)
    return Plane(traces, x, y, title, equal=True)


def factors_panel(
    factors: Sequence[tuple[ArrayLike, str, bool]], results: Mapping[str, tuple[ArrayLike, str]], title: str
) -> Plane:
    """Three 2x2 factors (matrix, name, whether it has acted), and two results by their names, each with its role.

    The factors stand from right to left, as maps act.
    """
    size = (1.25, 1.0)  # room for a minus sign
    traces: list[Trace] = []
    for k, (values, name, done) in enumerate(factors):
        lit, role = {"optimum": np.full((2, 2), done)}, "optimum" if done else "muted"
        traces += matrix(values, at=(6.2 - 3.1 * k, 5.6), size=size, lit=lit, name=name, role=role, font=12)
    for left, (name, (values, role)) in zip((0.4, 5.0), results.items(), strict=True):
        traces += matrix(values, at=(left, 2.2), size=size, name=name, role=role, font=12)
    return Plane(traces, Axis("", (-0.3, 9.0), visible=False), Axis("", (-0.3, 6.6), visible=False), title, weight=1.1)


def layers_panel(first: ArrayLike, second: ArrayLike, y: Axis, title: str, *, level: float = np.nan) -> Plane:
    """A number after each layer (n + 1,), for orthogonal layers and for Gaussian ones; `level` is a dashed line."""
    steps = np.arange(len(np.asarray(first, float)))
    traces = [
        segment((0, level), (steps[-1], level), "null", dash="dash", width=1.4, hover=False),
        line(steps, second, "model", name="Gaussian"),
        line(steps, first, "optimum", width=3, name="orthogonal"),
    ]
    x = Axis("layer", (0, len(steps)), ticks=range(0, len(steps), 10))
    traces += names([Named(steps, first, "orthogonal", "optimum"), Named(steps, second, "Gaussian", "model")], x, y)
    return Plane(traces, x, y, title)
