"""The panels of the lesson: a row of a table as an arrow, as a list, in its table; a picture unrolled and rolled up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.common import tables
from mathcore.linear_algebra import norms
from viz import linear
from viz.data_table import class_markers

if TYPE_CHECKING:
    from pages.linear_algebra.vectors.lesson import Vectors

BATCH = 40  # digits in one batch
PLACE = viz.Axis("k, place in the vector", (-1, 64), ticks=range(0, 65, 16))


def arrow_panel(q: Vectors) -> viz.Plane:
    """The two flowers as arrows in the plane of two features, among all flowers of the three species."""
    values, labels = tables.iris()
    points, a, b = values[:, q.shown], q.tip, q.second[q.shown]
    apart = a - b if np.any(a != b) else np.array([-1.0, 0.0])
    traces = [
        *class_markers(points, labels, tables.IRIS_SPECIES, "null", opacity=0.4),
        viz.segment(a, b, "accent", width=2, dash="dot", hover=False),
        viz.arrow(b, "model", name="y"),
        viz.arrow(a, "data", name="x"),
    ]
    # Names keep clear of each other around the middle of the plane, which is (4, 4).
    for tip, role, name, away in ((a, "data", "<b>x</b>", apart), (b, "model", "<b>y</b>", -apart)):
        text = viz.off(tip - 4.0, away / np.hypot(*away) + np.array([0.0, 0.6]), name, role, 4.2, gap=0.09)
        traces.append(text | {"x": text["x"] + 4.0, "y": text["y"] + 4.0})
    same = q.horizontal == q.vertical

    def tip_to(x: float, y: float) -> dict[str, Any]:
        """The numbers of x follow its tip; from then on they are the reader's own."""
        measured = q.first.copy()
        measured[q.shown] = (x + y) / 2 if same else (x, y)
        return {"own": True, "measured": (measured,)}

    goes = "tip of y: goes to the nearest flower of the table"
    moves = lambda x, y: {"second": np.argmin(norms.distances(points, (x, y))) + 1}
    follows: Any = "loosely" if same else "point"  # with one feature on both axes x stays on the diagonal
    handles = [
        viz.Handle("tip", a, "tip of x: the numbers follow", "data", moves=tip_to, follows=follows),
        viz.Handle("other", b, goes, "model", moves=moves, follows="loosely"),  # from flower to flower
    ]
    x, y = (viz.Axis(f"{tables.IRIS_FEATURES[k]} (cm)", (-0.2, 8.2), ticks=range(9)) for k in q.shown)
    return viz.Plane(traces, x, y, "An arrow", equal=True, weight=1.75, handles=handles)


def list_panel(q: Vectors) -> viz.Plane:
    """The same two flowers as columns of numbers, with their difference; the features drawn are lit."""
    traces: list[dict[str, Any]] = []
    columns = (("data", "x", q.first, 0.0, 1.0), ("model", "y", q.second, 1.25, 1.0))
    for role, name, values, left, width in (*columns, ("accent", "x−y", q.difference, 2.6, 1.3)):  # 1.3: it has signs
        style: dict[str, Any] = {"lit": {role: q.drawn}, "role": role, "name": name, "digits": 1, "font": 13}
        traces += linear.matrix(values, at=(left, 4), size=(width, 1.0), **style)
    # One line each: on a phone the rows are low.
    traces += linear.headings(rows=["sepal L", "sepal W", "petal L", "petal W"], at=(0.0, 4), font=12)
    x, y = viz.Axis("", (-1.7, 4.05), visible=False), viz.Axis("", (-0.9, 5.0), visible=False)
    return viz.Plane(traces, x, y, "A list of 4 numbers", weight=1.25)


def table_panel(q: Vectors) -> viz.Plane:
    """The whole table as a heatmap, with the rows of x and y (from 1) and the columns drawn marked."""
    table, at = tables.iris().values.copy(), np.array([q.p.first, q.p.second])
    table[q.p.first - 1] = q.first
    names = viz.spread(at, 9.0)  # so that they do not collide
    marks = ((1, "model", "<b>y</b>"), (0, "data", "<b>x</b>"))
    boxes = [[-0.5, 3.5, max(row - 1.5, 0.8), min(row + 1.5, 150.5)] for row in at]
    traces = [
        viz.heatmap(table, np.arange(4), np.arange(1, 151), bounds=(0, 8)),
        viz.rectangles([[c - 0.5, c + 0.5, 0.5, 150.5] for c in q.shown], "ink", opacity=0, width=1.2),
        *(viz.rectangles([boxes[k]], role, opacity=0, width=2.2) for k, role, _ in marks),
        viz.label(range(4), [150.5] * 4, ["SL", "SW", "PL", "PW"], "muted", position="bottom center", size=10),
        *(viz.label([4.95], [names[k]], name, role, position="middle center", size=13) for k, role, name in marks),
    ]
    first = lambda x, y: {"first": round(y), "own": False}
    second = lambda x, y: {"second": round(y)}
    handles = [
        viz.Handle("row_first", (3.95, at[0]), "row of x", "data", moves=first, follows="y"),
        viz.Handle("row_second", (3.95, at[1]), "row of y", "model", moves=second, follows="y"),
    ]
    y_axis = viz.Axis("", (160.5, 0.2), ticks=(25, 75, 125), labels=("● set", "□ ver", "▲ vir"))
    x_axis = viz.Axis("", (-0.6, 5.4), visible=False)
    return viz.Plane(traces, x_axis, y_axis, "A table row", weight=0.9, handles=handles)


def _picture(q: Vectors, title: str, back: bool = False) -> viz.Plane:
    """The picture as numbers in coloured cells; entry k is lit, and the row (or column) that it belongs to."""
    values, order = (q.rebuilt, q.read) if back else (q.picture, q.p.order)
    row, column = tables.place(q.p.pixel, (8, 8), order)
    strip = [-0.5, 7.5, row - 0.5, row + 0.5] if order == "row" else [column - 0.5, column + 0.5, -0.5, 7.5]
    traces = [
        *linear.pixels(values, (0, 16), font=10),
        viz.rectangles([strip], "data", opacity=0, width=2.6),
        viz.rectangles([[column - 0.5, column + 0.5, row - 0.5, row + 0.5]], "model", opacity=0, width=3.4),
    ]
    moves = lambda x, y: {"pixel": tables.position(round(np.clip(y, 0, 7)), round(np.clip(x, 0, 7)), (8, 8), order)}
    spot = (column + 0.42, row - 0.42)  # in a corner of the cell that the pointer is in
    cell = viz.Handle("cell", spot, "the lit entry", "model", moves=moves, follows="loosely")
    handles = [] if back else [cell]
    return viz.Plane(traces, *linear.pixel_axes((8, 8)), title, equal=True, weight=1.2, handles=handles)


picture_panel = lambda q: _picture(q, "A matrix, 8 by 8")
rebuilt_panel = lambda q: _picture(q, f"Rolled up by {q.read}s", back=True)
row_panel = lambda q: _picture(q, "That row, rolled up")


def vector_panel(q: Vectors) -> viz.Plane:
    """The 64 numbers one after the other; eight at a time they are the picture's rows (or columns)."""
    ink, k, spots = q.vector, q.p.pixel, np.arange(64.0)
    inside = spots // 8 == k // 8
    edges, counts = np.arange(9) * 8 - 0.5, [str(i) for i in range(8)]
    traces = [
        viz.line(np.repeat(edges, 3), np.tile([0, 17.2, np.nan], 9), "grid", width=1.2, hover=False),
        viz.bars(spots, np.where(inside, 0, ink), "null", width=0.8, name="ink"),
        viz.bars(spots, np.where(inside & (spots != k), ink, 0), "data", width=0.8, opacity=1, name="ink"),
        viz.bars(spots, np.where(spots == k, ink, 0), "model", width=0.8, opacity=1, name="ink"),
        viz.dots((k, ink[k]), "model", size=8, name="entry k"),
        viz.label(edges[:-1] + 4, np.full(8, 17.6), counts, "muted", position="middle center", size=11),
    ]
    moves = lambda x, y: {"pixel": round(x)}
    handle = viz.Handle("bar", (k, ink[k]), "place in the vector", "model", moves=moves, follows="x")
    y = viz.Axis("ink", (0, 18.6), ticks=(0, 4, 8, 12, 16))
    return viz.Plane(traces, PLACE, y, "A vector of 64", handles=[handle])


def batch_panel(q: Vectors) -> viz.Plane:
    """Forty digits as the rows of a matrix (the last batch has fewer); this one's row and the column k are marked."""
    here, k = q.p.digit % BATCH, q.p.pixel
    start = q.p.digit - here
    pictures = tables.digits().values[start : start + BATCH].reshape(-1, 8, 8)
    rows = np.full((BATCH, 64), np.nan)
    rows[: len(pictures)] = [tables.flatten(each, q.p.order) for each in pictures]
    traces = [
        viz.heatmap(rows, np.arange(64), np.arange(BATCH), bounds=(0, 16)),
        viz.rectangles([[-0.5, 63.5, here - 0.5, here + 0.5]], "data", opacity=0, width=2.4),
        viz.rectangles([[k - 0.5, k + 0.5, -0.5, BATCH - 0.5]], "model", opacity=0, width=1.4),
    ]
    moves = lambda x, y: {"digit": start + round(np.clip(y, 0, BATCH - 1))}
    handle = viz.Handle("batch_row", (0.0, here), "row of the batch", "data", moves=moves, follows="y")
    y = viz.Axis(f"row of this batch of {BATCH}", (BATCH - 0.4, -0.6), ticks=range(0, BATCH, 8))
    return viz.Plane(traces, PLACE, y, "A batch of digits", handles=[handle])


def embedding_panel(q: Vectors) -> viz.Plane:
    """All pictures as arrows of two numbers; those of the same digit are lit, and each digit named at its mean."""
    plane, labels = tables.digits_plane(), tables.digits().labels
    middles = np.stack([plane[labels == k].mean(axis=0) for k in range(10)])
    same = np.where((labels == q.label)[:, None], plane, np.nan)
    traces = [
        viz.dots(plane, "null", size=4, opacity=0.25, name="a digit"),
        viz.dots(same, "data", size=5, opacity=0.45, name=f"a {q.label}"),
        viz.label(middles[:, 0], middles[:, 1], [f"<b>{k}</b>" for k in range(10)], position="middle center", size=15),
        viz.arrow(q.embedding, "data", width=3, name="this digit"),
    ]
    moves = lambda x, y: {"digit": np.argmin(norms.distances(plane, (x, y)))}  # loosely: from digit to digit
    handle = viz.Handle("embedded", q.embedding, "goes to the nearest digit", "data", moves=moves, follows="loosely")
    x, y = (viz.Axis(f"{which} component (ink)", (-36.0, 36.0)) for which in ("first", "second"))
    return viz.Plane(traces, x, y, "An embedding", equal=True, weight=1.35, handles=[handle])
