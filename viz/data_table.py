"""A data table drawn three times over: a row as an arrow, as a list, as a line of a heatmap; a picture rolled out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, arrow, bars, heatmap, label, line, markers, segment
from viz.labels import off
from viz.linear import headings, matrix, pixel_axes, pixels, rectangles
from viz.panels import Axis, Plane

MARKS = ("circle", "square-open", "triangle-up")  # of three classes, told apart without colour
PLACE = Axis("k, place in the vector", (-1, 64), ticks=range(0, 65, 16))


def class_markers(
    points: ArrayLike, classes: ArrayLike, kinds: Sequence[str], role: str, *, opacity: float
) -> list[Trace]:
    """Points (n, 2) of three `kinds`, told apart by their marks; `classes` (n,) count from 0."""
    values, labels = np.asarray(points, float), np.asarray(classes)
    return [
        markers(values[labels == k, 0], values[labels == k, 1], role, size=6, symbol=mark, opacity=opacity, name=name)
        for k, (mark, name) in enumerate(zip(MARKS, kinds, strict=True))
    ]


def arrow_panel(
    points: ArrayLike, classes: ArrayLike, kinds: Sequence[str], x: ArrayLike, y: ArrayLike, names: tuple[str, str]
) -> Plane:
    """Two rows as arrows x and y (2,) in the plane of two features, among all `points` (n, 2) of three `kinds`."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    size = 4.2  # half the width; names keep clear of each other around the middle of the plane
    apart = a - b if np.any(a != b) else np.array([-1.0, 0.0])
    traces: list[Trace] = [
        *class_markers(points, classes, kinds, "null", opacity=0.4),
        segment(a, b, "accent", width=2, dash="dot", hover=False),
        arrow(b, "model", name="y"),
        arrow(a, "data", name="x"),
    ]
    for tip, role, name, away in ((a, "data", "<b>x</b>", apart), (b, "model", "<b>y</b>", -apart)):
        text = off(tip - 4.0, away / np.hypot(*away) + np.array([0.0, 0.6]), name, role, size, gap=0.09)
        traces.append(text | {"x": text["x"] + 4.0, "y": text["y"] + 4.0})
    horizontal, vertical = (Axis(name, (-0.2, 8.2), ticks=range(9)) for name in names)
    return Plane(traces, horizontal, vertical, "An arrow", equal=True, weight=1.75)


def list_panel(x: ArrayLike, y: ArrayLike, shown: Sequence[int], names: Sequence[str]) -> Plane:
    """The same two rows as columns of numbers (n,), with their difference; the features `shown` are lit."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    n = len(a)
    lit = np.isin(np.arange(n), shown)[:, None]
    traces: list[Trace] = []
    for left, role, name, values in ((0.0, "data", "x", a), (1.25, "model", "y", b), (2.6, "accent", "x−y", a - b)):
        width = 1.0 if role != "accent" else 1.3  # differences have signs
        traces += matrix(
            values, at=(left, n), size=(width, 1.0), lit={role: lit}, role=role, name=name, digits=1, font=13
        )
    traces += headings(rows=names, at=(0.0, n), font=12)
    x_axis, y_axis = Axis("", (-1.7, 4.05), visible=False), Axis("", (-0.9, n + 1.0), visible=False)
    return Plane(traces, x_axis, y_axis, f"A list of {n} numbers", weight=1.25)


def table_panel(
    values: ArrayLike, rows: tuple[int, int], columns: Sequence[int], names: Sequence[str], groups: Sequence[str]
) -> Plane:
    """The whole table (n, m) as a heatmap, with two rows (from 1) and the columns (from 0) marked.

    `groups` name equal parts of the rows, from the top.
    """
    table = np.asarray(values, float)
    n, m = table.shape
    at = np.array(rows, float)
    gap = 0.06 * n  # between the two names, so that they do not collide
    order = np.where(at == at.max(), 1, -1) if at[0] != at[1] else np.array([-1, 1])
    apart = at + order * max(gap - abs(at[0] - at[1]), 0.0) / 2
    traces: list[Trace] = [
        heatmap(table, np.arange(m), np.arange(1, n + 1), bounds=(0, 8)),
        rectangles([[c - 0.5, c + 0.5, 0.5, n + 0.5] for c in columns], "ink", opacity=0, width=1.2),
    ]
    for k, role in ((1, "model"), (0, "data")):
        box = [-0.5, m - 0.5, max(at[k] - 0.01 * n, 0.8), min(at[k] + 0.01 * n, n + 0.5)]
        traces.append(rectangles([box], role, opacity=0, width=2.2))
    traces.append(label(np.arange(m), np.full(m, n + 0.5), names, "muted", position="bottom center", size=10))
    for k, role, name in ((1, "model", "<b>y</b>"), (0, "data", "<b>x</b>")):
        traces.append(label([m + 0.95], [apart[k]], name, role, position="middle center", size=13))
    ticks = (np.arange(len(groups)) + 0.5) * n / len(groups)
    y_axis = Axis("", (1.07 * n, 0.2), ticks=ticks.tolist(), labels=groups)
    return Plane(traces, Axis("", (-0.6, m + 1.4), visible=False), y_axis, "A table row", weight=0.9)


def picture_panel(values: ArrayLike, lit: tuple[int, int], order: str, title: str) -> Plane:
    """A square picture as numbers in coloured cells; the lit entry, and the row (or column) that it belongs to."""
    found = np.asarray(values, float)
    last = len(found) - 0.5
    row, column = lit
    strip = [-0.5, last, row - 0.5, row + 0.5] if order == "row" else [column - 0.5, column + 0.5, -0.5, last]
    cell = [column - 0.5, column + 0.5, row - 0.5, row + 0.5]
    traces = [
        *pixels(found, (0, 16), font=10),
        rectangles([strip], "data", opacity=0, width=2.6),
        rectangles([cell], "model", opacity=0, width=3.4),
    ]
    return Plane(traces, *pixel_axes((len(found), len(found))), title, equal=True, weight=1.2)


def vector_panel(vector: ArrayLike, k: int, title: str) -> Plane:
    """The 64 numbers of an 8x8 picture one after the other; eight at a time they are its rows (or columns)."""
    ink = np.asarray(vector, float)
    spots = np.arange(64.0)
    inside = spots // 8 == k // 8
    edges = np.arange(9) * 8 - 0.5
    counts = [str(i) for i in range(8)]
    traces = [
        line(np.repeat(edges, 3), np.tile([0, 17.2, np.nan], 9), "grid", width=1.2, hover=False),
        bars(spots, np.where(inside, 0, ink), "null", width=0.8, name="ink"),
        bars(spots, np.where(inside & (spots != k), ink, 0), "data", width=0.8, opacity=1, name="ink"),
        bars(spots, np.where(spots == k, ink, 0), "model", width=0.8, opacity=1, name="ink"),
        markers([k], [ink[k]], "model", size=8, name="entry k"),
        label(edges[:-1] + 4, np.full(8, 17.6), counts, "muted", position="middle center", size=11),
    ]
    return Plane(traces, PLACE, Axis("ink", (0, 18.6), ticks=(0, 4, 8, 12, 16)), title)


def batch_panel(rows: ArrayLike, size: int, here: int, k: int, title: str) -> Plane:
    """Up to `size` vectors of 64 numbers as the rows of a matrix; row `here` and column `k` are marked."""
    found = np.asarray(rows, float)
    whole = np.full((size, 64), np.nan)
    whole[: len(found)] = found
    traces = [
        heatmap(whole, np.arange(64), np.arange(size), bounds=(0, 16)),
        rectangles([[-0.5, 63.5, here - 0.5, here + 0.5]], "data", opacity=0, width=2.4),
        rectangles([[k - 0.5, k + 0.5, -0.5, size - 0.5]], "model", opacity=0, width=1.4),
    ]
    y = Axis(f"row of this batch of {size}", (size - 0.4, -0.6), ticks=range(0, size, 8))
    return Plane(traces, PLACE, y, title)


def embedding_panel(points: ArrayLike, same: ArrayLike, middles: NDArray, tip: ArrayLike, kind: str) -> Plane:
    """All pictures as arrows of two numbers; those of the `same` kind (mask) are lit, `middles` (10, 2) are named."""
    plane = np.asarray(points, float)
    lit = np.where(np.asarray(same, bool)[:, None], plane, np.nan)
    names = [f"<b>{k}</b>" for k in range(len(middles))]
    traces = [
        markers(plane[:, 0], plane[:, 1], "null", size=4, opacity=0.25, name="a digit"),
        markers(lit[:, 0], lit[:, 1], "data", size=5, opacity=0.45, name=f"a {kind}"),
        label(middles[:, 0], middles[:, 1], names, position="middle center", size=15),
        arrow(tip, "data", width=3, name="this digit"),
    ]
    x, y = (Axis(f"{which} component (ink)", (-36.0, 36.0)) for which in ("first", "second"))
    return Plane(traces, x, y, "An embedding", equal=True, weight=1.35)
