"""A map made of moves, seen by its letter and its matrices; the determinant on the way; what models make of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, arrow, bars, heatmap, label, line, markers, segment
from viz.labels import corner
from viz.linear import matrix, polygon
from viz.panels import Axis, Panel, Plane

Array = NDArray[np.float64]


def letter_panel(
    shapes: Sequence[ArrayLike], columns: ArrayLike, texts: tuple[str, str], fill: str, size: float
) -> Plane:
    """The target, the letter scaled, sheared too, and turned too (four shapes (n, 2)), with the map's two columns.

    `texts` are written at the top and at the bottom; `size` is half the width.
    """
    target, scaled, sheared, built = shapes
    traces = [
        polygon(target, "ink", opacity=0.0, width=2.4, dash="dot"),
        polygon(scaled, "model", opacity=0.0, width=1.4, dash="dash"),
        polygon(sheared, "accent", opacity=0.0, width=1.4, dash="dash"),
        polygon(built, fill, opacity=0.3, width=2.6),
        corner(-0.95, 0.92, texts[0], "ink", size),
        corner(-0.95, -0.92, texts[1], fill, size),
    ]
    ends = np.asarray(columns, float)
    traces += [arrow(ends[:, k], fill, width=2.2, name=f"Ae{'₁₂'[k]}") for k in range(2)]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "Scaled, then sheared, then turned", equal=True)


def chain_panel(factors: Sequence[ArrayLike], product: ArrayLike, text: str, fill: str) -> Plane:
    """The matrices of rotation, shear and scaling side by side, their product below, and a line of text."""
    cells: list[Trace] = []
    for k, (values, role, name) in enumerate(
        zip(factors, ("data", "accent", "model"), ("rotate", "shear", "scale"), strict=True)
    ):
        cells += matrix(values, at=(2.75 * k, 2.9), size=(1.2, 1.0), role=role, name=name, font=11)
    cells += matrix(product, at=(2.75, -0.4), size=(1.2, 1.0), role=fill, name="their product A", font=11)
    cells.append(label([3.95], [-3.3], text, fill, position="middle center", size=13))
    wide, tall = Axis("", (-0.2, 8.1), visible=False), Axis("", (-4, 4), visible=False)
    return Plane(cells, wide, tall, "Read from right to left", weight=1.1)


def volume_panel(times: ArrayLike, volumes: ArrayLike, now: tuple[float, float], role: str, size: float) -> Plane:
    """The signed volume over the time on the way from I to A, green above zero, purple below; `now` = (t, volume)."""
    t, along = np.asarray(times, float), np.asarray(volumes, float)
    traces = [
        line([0, 1], [0, 0], "muted", width=1.2, dash="dash", hover=False),
        line(t, np.where(along >= 0, along, np.nan), "optimum", name="volume kept the right way round"),
        line(t, np.where(along <= 0, along, np.nan), "gradient", name="turned over"),
        segment((now[0], 0), now, role, width=3, hover=False),
        markers([now[0]], [now[1]], role, size=11, name="now"),
        label([0.04], [0.09 * size], "flat", "muted", position="middle right", size=12),
    ]
    return Plane(
        traces,
        Axis("t, from I to A", (-0.03, 1.03), ticks=(0, 0.25, 0.5, 0.75, 1)),
        Axis("det of (1 − t)I + tA", (-size, size)),
        "Signed volume on the way",
    )


def reading_panels(picture: ArrayLike, moved: ArrayLike, chances: ArrayLike, written: int) -> list[Panel]:
    """A digit (8, 8), the same digit moved, and the probabilities (10,) that a classifier gives the moved one."""
    panels: list[Panel] = []
    axis = Axis("", (-0.5, 7.5), visible=False)
    for pixels, title in ((picture, f"A {written}"), (moved, "Moved by A")):
        found = np.asarray(pixels, float)[::-1]
        panels.append(
            Plane([heatmap(found, np.arange(8), np.arange(8), bounds=(0, 16))], axis, axis, title, equal=True)
        )
    shares = np.asarray(chances, float)
    best = int(np.argmax(shares))
    roles = ["optimum" if k == written else "model" if k == best else "null" for k in range(10)]
    traces = [
        bars(np.arange(10), shares, roles, width=0.8, name="probability"),
        label([best], [shares[best] + 0.05], f"<b>{best}?</b>", roles[best], position="middle center"),
    ]
    y = Axis("probability", (0, 1.12), ticks=(0, 0.5, 1))
    return [*panels, Plane(traces, Axis("digit", (-0.6, 9.6), ticks=range(10)), y, "The classifier", weight=1.2)]


def groups(points: ArrayLike, second: NDArray[np.bool_]) -> list[Trace]:
    """The points (n, 2) of two classes: circles, and diamonds for the `second` (n,)."""
    at = np.asarray(points, float)
    return [
        markers(at[~second, 0], at[~second, 1], "data", size=8, name="same sign"),
        markers(at[second, 0], at[second, 1], "model", size=9, symbol="diamond", name="different signs"),
    ]


def before_layer(points: ArrayLike, second: NDArray[np.bool_], places: ArrayLike, sides: ArrayLike) -> Plane:
    """The points before a layer, over what the line behind it means there: `sides` (n, n) is -1 or 1 at `places`."""
    shade = heatmap(sides, places, places, scale="diverging", bounds=(-1, 1), opacity=0.25)
    axis = Axis("", (-2.2, 2.2))
    return Plane([shade, *groups(points, second)], axis, axis, "Before the layer", equal=True)


def behind_layer(
    points: ArrayLike, second: NDArray[np.bool_], normal: ArrayLike, level: float, weights: ArrayLike, size: float
) -> Plane:
    """The points behind a layer with the line normal . x = level and the columns of the weights (2, 2)."""
    n, w = np.asarray(normal, float), np.asarray(weights, float)
    ends = level * n + np.array([-30.0, 30.0])[:, None] * np.array([-n[1], n[0]])
    traces = [*groups(points, second), line(ends[:, 0], ends[:, 1], "ink", width=2.4, hover=False)]
    traces += [arrow(w[:, k], "muted", width=2, name=f"We{'₁₂'[k]}") for k in range(2)]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "Behind it: one straight line", equal=True)
