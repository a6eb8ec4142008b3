"""A vector is a list of numbers, an arrow and a row of a table, all at once; even a picture is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import norms, tables
from viz.linear import headings, matrix, pixel_axes, pixels, rectangles

Array = NDArray[np.float64]
FEATURES = {"sepal_length": 0, "sepal_width": 1, "petal_length": 2, "petal_width": 3}
LABELS = dict(zip(FEATURES, tables.IRIS_FEATURES, strict=True))
BATCH = 40  # digits in one batch
SIDE = (8, 8)


@dataclass(frozen=True)
class Result:
    """`first` and `second` (4,) in cm, with their `species`; `shown` the two features drawn (indices); `table` (150, 4)
    with the first flower's row as it stands. `picture` (8, 8), `vector` (64,), `rebuilt` (8, 8) in ink from 0 to 16;
    `pixel` (row, column) of the lit entry."""

    parameters: Parameters
    first: Array
    second: Array
    species: tuple[str, str]
    shown: tuple[int, int]
    table: Array
    picture: Array
    vector: Array
    rebuilt: Array
    pixel: tuple[int, int]
    label: int


ORDERS = {"row": "Row by row", "column": "Column by column"}
FLOWER = {"view": ("flower",)}
PIXELS = {"view": ("digit", "batch")}
CONTROLS = (
    Choice("view", "Look at", {"flower": "Flower", "digit": "Digit", "batch": "Batch"}, "flower"),
    Slider("first", "Flower x: row of the table", 1, 150, 1, 1, integer=True, when=FLOWER),
    Slider("second", "Flower y: row of the table", 1, 150, 101, 1, integer=True, when=FLOWER),
    Choice("horizontal", "Feature to the right", LABELS, "petal_length", when=FLOWER),
    Choice("vertical", "Feature upwards", LABELS, "sepal_width", when=FLOWER),
    Toggle(
        "own",
        "Measure x yourself",
        False,
        help="Then x is the list below; dragging its tip turns this on.",
        when=FLOWER,
    ),
    Matrix(
        "measured",
        "x as you measured it: SL, SW, PL, PW (cm)",
        ((5.1, 3.5, 1.4, 0.2),),
        0.0,
        8.0,
        0.1,
        when=FLOWER | {"own": (True,)},
    ),
    Slider("digit", "Digit: row of the table", 0, 1796, 3, 1, integer=True, when=PIXELS),
    Slider("pixel", "Entry k of the 64-vector", 0, 63, 29, 1, integer=True, when=PIXELS),
    Choice("order", "Unroll the picture", ORDERS, "row", when=PIXELS),
    Toggle(
        "mismatch",
        "Roll it up in the other order",
        False,
        help="What if reader and writer disagree on the order?",
        when={"view": ("digit",)},
    ),
)


def flower_at(p: Parameters) -> Array:
    """The four numbers of the flower x."""
    return np.array(p.measured[0]) if p.own else tables.iris().values[p.first - 1]


def compute(p: Parameters) -> Result:
    """The two flowers, and the picture on its way to a vector and back."""
    values, labels = tables.iris()
    first = flower_at(p)
    table = values.copy()
    table[p.first - 1] = first
    picture = tables.digits().values[p.digit].reshape(SIDE)
    vector = tables.flatten(picture, p.order)
    other = "column" if p.order == "row" else "row"
    names = tables.IRIS_SPECIES
    return Result(
        parameters=p,
        first=first,
        second=values[p.second - 1],
        species=(names[labels[p.first - 1]], names[labels[p.second - 1]]),
        shown=(FEATURES[p.horizontal], FEATURES[p.vertical]),
        table=table,
        picture=picture,
        vector=vector,
        rebuilt=tables.rebuild(vector, SIDE, other if p.mismatch else p.order),
        pixel=tables.place(p.pixel, SIDE, p.order),
        label=int(tables.digits().labels[p.digit]),
    )


def coincide(r: Result) -> bool:
    """Whether two flowers of different species fall on one point of the plane, to half a step of the ruler."""
    h, v = r.shown
    gap = np.abs(r.first - r.second)
    return r.species[0] != r.species[1] and h != v and max(gap[h], gap[v]) < 0.05


# --- A flower ---------------------------------------------------------------------------------------------------------


def arrow_panel(r: Result) -> viz.Plane:
    """The two flowers as arrows in the plane of two features, among all others."""
    h, v = r.shown
    values, labels = tables.iris()
    traces = [
        viz.markers(values[labels == k, h], values[labels == k, v], "null", size=6, symbol=mark, opacity=0.4, name=name)
        for k, (mark, name) in enumerate(
            zip(("circle", "square-open", "triangle-up"), tables.IRIS_SPECIES, strict=True)
        )
    ]
    x, y = r.first[[h, v]], r.second[[h, v]]
    side = 1 if x[0] * y[1] - x[1] * y[0] <= 0 else -1  # x is labelled on the side away from y
    traces += [
        viz.segment(x, y, "accent", width=2, dash="dot", hover=False),
        viz.arrow(y, "model", name="y"),
        viz.arrow(x, "data", name="x"),
        viz.label([x[0]], [x[1] + 0.6], "<b>x</b>", "data", position="middle left" if side > 0 else "middle right"),
        viz.label([y[0]], [y[1] + 0.6], "<b>y</b>", "model", position="middle right" if side > 0 else "middle left"),
    ]
    return viz.Plane(
        traces,
        viz.Axis(f"{tables.IRIS_FEATURES[h]} (cm)", (-0.2, 8.2), ticks=range(9)),
        viz.Axis(f"{tables.IRIS_FEATURES[v]} (cm)", (-0.2, 8.2), ticks=range(9)),
        "An arrow",
        equal=True,
        weight=1.35,
    )


def list_panel(r: Result) -> viz.Plane:
    """The same two flowers as columns of four numbers, with their difference."""
    lit = np.zeros((4, 3), bool)
    lit[list(r.shown)] = True
    columns = np.stack([r.first, r.second, r.first - r.second], axis=1)
    traces: list[dict[str, Any]] = []
    places = ((0.0, "data", "x"), (1.25, "model", "y"), (2.5, "accent", "x − y"))
    for k, (left, role, name) in enumerate(places):
        style: dict[str, Any] = {"at": (left, 4.0), "role": role, "name": name, "digits": 1, "font": 15}
        traces += matrix(columns[:, [k]], lit={role: lit[:, [k]]}, **style)
    traces += headings(
        rows=["sepal<br>length SL", "sepal<br>width SW", "petal<br>length PL", "petal<br>width PW"],
        at=(0.0, 4.0),
        font=12,
    )
    return viz.Plane(
        traces,
        viz.Axis("", (-1.3, 3.6), visible=False),
        viz.Axis("", (-0.9, 5.0), visible=False),
        "A list of four numbers",
        weight=1.3,
    )


def table_panel(r: Result) -> viz.Plane:
    """The table of all flowers as a heatmap, with the two rows and the two columns marked."""
    p, half = r.parameters, 1.4
    rows = np.array([p.first, p.second], float)
    apart = np.array(rows)
    if abs(rows[0] - rows[1]) < 9:  # so that the two names do not collide
        apart += (
            np.where(rows == rows.max(), 1, -1) * (9 - abs(rows[0] - rows[1])) / 2
            if rows[0] != rows[1]
            else [-4.5, 4.5]
        )
    columns = [[c - 0.5, c + 0.5, 0.5, 150.5] for c in r.shown]
    traces = [
        viz.heatmap(r.table, np.arange(4), np.arange(1, 151), bounds=(0, 8)),
        rectangles(columns, "ink", opacity=0, width=1.2),
        rectangles([[-0.5, 3.5, max(rows[1] - half, 0.8), min(rows[1] + half, 150.5)]], "model", opacity=0, width=2.2),
        rectangles([[-0.5, 3.5, max(rows[0] - half, 0.8), min(rows[0] + half, 150.5)]], "data", opacity=0, width=2.2),
        viz.label(np.arange(4), np.full(4, 156), ["SL", "SW", "PL", "PW"], "muted", position="middle center", size=11),
        viz.label([4.75], [apart[1]], f"y: {p.second}", "model", position="middle right", size=13),
        viz.label([4.75], [apart[0]], f"x: {p.first}", "data", position="middle right", size=13),
    ]
    return viz.Plane(
        traces,
        viz.Axis("", (-0.6, 6.8), visible=False),
        viz.Axis("", (162, 0.2), ticks=(25, 75, 125), labels=["● set", "□ ver", "▲ vir"]),
        "A row of a table",
        weight=0.95,
    )


# --- A digit ----------------------------------------------------------------------------------------------------------


def picture_panel(values: Array, lit: tuple[int, int], order: str, title: str) -> viz.Plane:
    """An 8x8 picture as numbers in coloured cells; the lit entry and the row (or column) that it belongs to."""
    row, column = lit
    strip = [-0.5, 7.5, row - 0.5, row + 0.5] if order == "row" else [column - 0.5, column + 0.5, -0.5, 7.5]
    cell = [column - 0.5, column + 0.5, row - 0.5, row + 0.5]
    traces = [
        *pixels(values, (0, 16)),
        rectangles([strip], "data", opacity=0, width=2.6),
        rectangles([cell], "model", opacity=0, width=3.4),
    ]
    return viz.Plane(traces, *pixel_axes(SIDE), title, equal=True)


def vector_panel(r: Result) -> viz.Plane:
    """The 64 numbers one after the other; eight at a time they are the rows (or columns) of the picture."""
    k, of = r.parameters.pixel, r.parameters.pixel // 8
    spots = np.arange(64.0)
    inside = spots // 8 == of
    edges = np.arange(9) * 8 - 0.5
    traces = [
        viz.line(np.repeat(edges, 3), np.tile([0, 17.2, np.nan], 9), "grid", width=1.2, hover=False),
        viz.bars(spots, np.where(inside, 0, r.vector), "null", width=0.8, name="ink"),
        viz.bars(spots, np.where(inside & (spots != k), r.vector, 0), "data", width=0.8, opacity=1, name="ink"),
        viz.bars(spots, np.where(spots == k, r.vector, 0), "model", width=0.8, opacity=1, name="ink"),
        viz.markers([k], [r.vector[k]], "model", size=8, name="entry k"),
        viz.label(
            edges[:-1] + 4, np.full(8, 17.6), [str(i) for i in range(8)], "muted", position="middle center", size=11
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("k, the place in the vector", (-1, 64), ticks=range(0, 65, 8)),
        viz.Axis("ink", (0, 18.6), ticks=(0, 4, 8, 12, 16)),
        f"Unrolled {ORDERS[r.parameters.order].lower()}: a vector of 64",
        weight=1.35,
    )


# --- A batch ----------------------------------------------------------------------------------------------------------


def batch_panel(r: Result) -> viz.Plane:
    """Forty digits as the rows of a matrix X; the lit row is the picture."""
    digit = r.parameters.digit
    start = digit - digit % BATCH
    rows = tables.digits().values[start : start + BATCH]
    whole = np.full((BATCH, 64), np.nan)
    whole[: len(rows)] = (
        rows if r.parameters.order == "row" else rows.reshape(-1, 8, 8).transpose(0, 2, 1).reshape(-1, 64)
    )
    here = digit - start
    traces = [
        viz.heatmap(whole, np.arange(64), np.arange(BATCH), bounds=(0, 16)),
        rectangles([[-0.5, 63.5, here - 0.5, here + 0.5]], "data", opacity=0, width=2.4),
        rectangles(
            [[r.parameters.pixel - 0.5, r.parameters.pixel + 0.5, -0.5, BATCH - 0.5]], "model", opacity=0, width=1.4
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("k, the place in the vector", (-1, 64), ticks=range(0, 65, 8)),
        viz.Axis(f"row of this batch of {BATCH}", (BATCH - 0.4, -0.6), ticks=range(0, BATCH, 8)),
        "A batch: a digit in each row",
        weight=1.3,
    )


@lru_cache
def middles() -> Array:
    """The mean place of each of the ten digits in the plane of the embedding; shape (10, 2)."""
    plane, labels = tables.digits_plane(), tables.digits().labels
    return np.stack([plane[labels == k].mean(axis=0) for k in range(10)])


def embedding_panel(r: Result) -> viz.Plane:
    """All digits as arrows of two numbers: their two leading principal components. The present digit's class is lit."""
    plane, labels = tables.digits_plane(), tables.digits().labels
    tip, mean = plane[r.parameters.digit], middles()
    same = np.where((labels == r.label)[:, None], plane, np.nan)
    traces = [
        viz.markers(plane[:, 0], plane[:, 1], "null", size=4, opacity=0.25, name="a digit"),
        viz.markers(same[:, 0], same[:, 1], "data", size=5, opacity=0.45, name=f"a {r.label}"),
        viz.label(mean[:, 0], mean[:, 1], [f"<b>{k}</b>" for k in range(10)], position="middle center", size=17),
        viz.arrow(tip, "data", width=3, name="this digit"),
    ]
    axis = (-36.0, 36.0)
    return viz.Plane(
        traces,
        viz.Axis("first component (ink)", axis),
        viz.Axis("second component (ink)", axis),
        "An embedding: two numbers",
        equal=True,
        weight=1.1,
    )


# --- The scene --------------------------------------------------------------------------------------------------------


def draw(r: Result) -> Scene:
    """Flower: arrow, list and table row. Digit: picture, vector, picture again. Batch: matrix and embedding."""
    p, (h, v) = r.parameters, r.shown
    gap = r.first - r.second
    seen = sorted({h, v})
    hidden = [k for k in range(4) if k not in seen]
    in_two, in_four = float(np.linalg.norm(gap[seen])), float(np.linalg.norm(gap))
    error = float(np.abs(r.rebuilt - r.picture).max())
    row, column = r.pixel
    tip = tables.digits_plane()[p.digit]
    notice = ""
    if p.view == "flower":
        x, y = r.first[[h, v]], r.second[[h, v]]
        panels: list[viz.Panel] = [arrow_panel(r), list_panel(r), table_panel(r)]
        handles = [
            Handle("tip", (float(x[0]), float(x[1])), "tip of x: the numbers follow", role="data"),
            Handle(
                "other", (float(y[0]), float(y[1])), "tip of y: goes to the nearest flower of the table", role="model"
            ),
            Handle("row_first", (3.95, float(p.first)), "row of x", 2, role="data"),
            Handle("row_second", (3.95, float(p.second)), "row of y", 2, role="model"),
        ]
        readouts: list[Readout | Law] = [
            Readout("x", f"row {p.first}" + (", measured by you" if p.own else f", {r.species[0]}"), role="data"),
            Readout("y", f"row {p.second}, {r.species[1]}", role="model"),
            Readout("distance in the two features drawn", in_two, "cm", role="accent"),
            Readout("distance in all four", in_four, "cm", role="accent"),
            Law(
                "what the plane shows and what it hides",
                "d² in four features",
                in_four**2,
                "drawn² + hidden²",
                in_two**2 + float(np.sum(gap[hidden] ** 2)),
            ),
        ]
        if h == v:
            notice = "Both axes show the same feature, so every arrow lies on the diagonal."
        elif coincide(r):
            notice = f"One point of this plane, two species: what is hidden still differs by {number(in_four, 3)} cm."
        alt = (
            f"Two iris flowers as arrows, as lists and as rows of the table. "
            f"x is {', '.join(number(c, 3) for c in r.first)} cm, y is {', '.join(number(c, 3) for c in r.second)} cm. "
            f"In {LABELS[p.horizontal]} and {LABELS[p.vertical]} they are {number(in_two, 3)} cm apart, "
            f"in all four features {number(in_four, 3)} cm."
        )
    elif p.view == "digit":
        rebuilt_at = r.pixel if not p.mismatch else (column, row)
        read = ("column" if p.order == "row" else "row") if p.mismatch else p.order
        panels = [
            picture_panel(r.picture, r.pixel, p.order, "A matrix, 8 by 8"),
            vector_panel(r),
            picture_panel(r.rebuilt, rebuilt_at, read, f"Rolled up {ORDERS[read].lower()}"),
        ]
        handles = [
            Handle("cell", (column + 0.42, row - 0.42), "the lit entry", 0, role="model"),
            Handle("bar", (float(p.pixel), float(r.vector[p.pixel])), "place in the vector", 1, role="model"),
        ]
        readouts = [
            Readout("row i, column j", f"{row}, {column}", role="model"),
            Readout("place k in the vector", f"{p.pixel}", role="model"),
            Readout("ink there", float(r.vector[p.pixel]), "of 16", role="model"),
            Law(
                "place from row and column",
                "k",
                float(p.pixel),
                "8i + j" if p.order == "row" else "8j + i",
                float(8 * row + column if p.order == "row" else 8 * column + row),
            ),
            Law("unrolled and rolled up, nothing is lost", "largest change of a pixel", error, "none", 0.0),
        ]
        if p.mismatch:
            notice = "Unrolled in one order, rolled up in the other: the picture comes back transposed."
        alt = (
            f"A handwritten {r.label} as an 8 by 8 matrix, unrolled {ORDERS[p.order].lower()} into 64 numbers "
            f"and rolled up again. "
            f"Entry {p.pixel} is row {row}, column {column}, with ink {number(float(r.vector[p.pixel]), 3)}. "
            + ("It comes back transposed." if p.mismatch else "It comes back unchanged.")
        )
    else:
        panels = [batch_panel(r), picture_panel(r.picture, r.pixel, p.order, "That row, rolled up"), embedding_panel(r)]
        handles = [
            Handle("batch_row", (0.0, float(p.digit % BATCH)), "row of the batch", 0, role="data"),
            Handle("cell", (column + 0.42, row - 0.42), "the lit entry", 1, role="model"),
            Handle("embedded", (float(tip[0]), float(tip[1])), "goes to the nearest digit", 2, role="data"),
        ]
        readouts = [
            Readout("this row shows a", f"{r.label}", role="data"),
            Readout("shape of the batch", f"{BATCH} × 64"),
            Readout("shape of the whole table", "1797 × 64"),
            Readout("its embedding", f"({number(float(tip[0]), 4)}, {number(float(tip[1]), 4)})", role="data"),
        ]
        alt = (
            f"A batch of {BATCH} digits as a matrix with 64 columns, and all 1797 digits in the plane of their two "
            f"leading components. Row {p.digit}, a {r.label}, is at {number(tip[0], 3)}, {number(tip[1], 3)}."
        )
    return Scene(
        panels=panels,
        readouts=readouts,
        handles=handles,
        notice=notice,
        alt=alt,
        numbers={
            "first": r.first,
            "second": r.second,
            "difference": gap,
            "horizontal": LABELS[p.horizontal],
            "vertical": LABELS[p.vertical],
            "tip": r.first[[h, v]],
            "distance_two": in_two,
            "distance_four": in_four,
            "picture": r.picture,
            "place": float(p.pixel),
            "pixel_row": float(row),
            "pixel_column": float(column),
            "ink": float(r.vector[p.pixel]),
            "rebuilt_error": error,
            "embedding": tip,
        },
        view=p.view,
    )


# --- Dragging ---------------------------------------------------------------------------------------------------------


def pull_tip(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The numbers of x follow its tip; from then on they are the reader's own."""
    values = flower_at(p).copy()
    h, v = FEATURES[p.horizontal], FEATURES[p.vertical]
    values[h], values[v] = x, y
    if h == v:
        values[h] = (x + y) / 2
    return {"own": True, "measured": (tuple(np.clip(values, 0.0, 8.0).tolist()),)}


def pull_other(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """y goes to the flower of the table that lies nearest."""
    plane = tables.iris().values[:, [FEATURES[p.horizontal], FEATURES[p.vertical]]]
    return {"second": int(norms.neighbours(norms.distances(plane, (x, y)), 1)[0]) + 1}


def between(value: float, low: int, high: int) -> int:
    """The whole number in that range that is nearest."""
    return round(min(max(value, low), high))


def pull_cell(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The lit entry of the picture, hence the place in the vector."""
    return {"pixel": tables.position(between(y, 0, 7), between(x, 0, 7), SIDE, p.order)}


def pull_batch(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """Another row of the same batch."""
    return {"digit": between(p.digit - p.digit % BATCH + between(y, 0, BATCH - 1), 0, 1796)}


def pull_embedded(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The digit whose two numbers are nearest."""
    return {"digit": int(norms.neighbours(norms.distances(tables.digits_plane(), (x, y)), 1)[0])}


def listing(p: Parameters) -> Mapping[str, Any]:
    """The flowers and the picture as they stand: the programs need no data set."""
    rows = tables.digits().values[p.digit].reshape(SIDE).astype(int)
    return {
        "first": flower_at(p).tolist(),
        "second": tables.iris().values[p.second - 1].tolist(),
        "horizontal": FEATURES[p.horizontal],
        "vertical": FEATURES[p.vertical],
        **{f"row_{k}": rows[k].tolist() for k in range(8)},
        "pixel": p.pixel,
        "order": p.order,
        "mismatch": p.mismatch,
    }


lesson = Lesson(
    title="Scalars, Vectors, and Matrices",
    idea="A vector is a list of numbers, an arrow and a row of a table, all at once; even a picture is one.",
    terms=(
        "scalar",
        "vector",
        "matrix",
        "feature vector",
        "reshape",
        "row-major",
        "batch",
        "embedding",
        "tensor",
        "iris",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "tip": pull_tip,
        "other": pull_other,
        "row_first": lambda p, x, y: {"first": between(y, 1, 150), "own": False},
        "row_second": lambda p, x, y: {"second": between(y, 1, 150)},
        "cell": pull_cell,
        "bar": lambda p, x, y: {"pixel": between(x, 0, 63)},
        "batch_row": pull_batch,
        "embedded": pull_embedded,
    },
    presets=(
        Preset(
            "Two flowers",
            {},
            "One object, three views: drag the tip of x, and its list and its row of the table follow.",
        ),
        Preset(
            "One point, two species",
            {"first": 53, "second": 140, "horizontal": "sepal_length", "vertical": "sepal_width"},
            "A versicolor and a virginica have the same sepals to the millimetre: two features do not tell them apart.",
        ),
        Preset(
            "Petals tell",
            {"first": 53, "second": 140, "horizontal": "petal_length", "vertical": "petal_width"},
            "The same two flowers seen in their petals: now the arrows lie apart. It matters what is kept.",
        ),
        Preset(
            "A digit unrolled",
            {"view": "digit"},
            "Entry 29 of the vector is row 3, column 5: eight numbers a row, so 8·3 + 5.",
        ),
        Preset(
            "The wrong order",
            {"view": "digit", "digit": 7, "mismatch": True},
            "Nothing is lost, yet the picture is wrong: writer and reader did not agree on the order.",
        ),
        Preset(
            "Batch and embedding",
            {"view": "batch", "digit": 10},
            "1797 vectors of 64 numbers, each reduced to an arrow of two: digits of one kind lie together.",
        ),
    ),
    challenges=(
        Challenge(
            "Make two flowers of different species coincide in two features.",
            "Versicolor (rows 51 to 100) and virginica (101 to 150) overlap in their sepals.",
            coincide,
            {"first": 53, "second": 140, "horizontal": "sepal_length", "vertical": "sepal_width"},
        ),
        Challenge(
            "Predict: a picture is unrolled column by column. At which place k does row 6, column 2 land, all from 0?",
            "Two whole columns of eight come before it.",
            predict=Prediction(
                "The place k",
                lambda r: float(tables.position(6, 2, SIDE, r.parameters.order)),
                0.1,
                {"view": "digit", "order": "column", "pixel": 22},
                why="Column by column, entry (i, j) stands at 8j + i.",
            ),
        ),
        Challenge(
            "Predict: flower 150 has the list (5.9, 3.0, 5.1, 1.8). Where is its tip in the plane of petal length and "
            "petal width? Click there.",
            "Petal length and petal width are the last two numbers of the list.",
            predict=Prediction(
                "The tip of the arrow",
                lambda r: (float(r.first[r.shown[0]]), float(r.first[r.shown[1]])),
                0.3,
                {"first": 150, "second": 150, "horizontal": "petal_length", "vertical": "petal_width"},
                "point",
                why="An arrow's tip has the chosen entries of the list as its coordinates.",
            ),
        ),
    ),
    related=("dot_products_norms", "matrix_operations", "subspaces_basis", "spectral_decomposition"),
    source=(tables.flatten, tables.rebuild, tables.place),
    listing=listing,
)
