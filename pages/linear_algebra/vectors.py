"""A vector is a list of numbers, an arrow and a row of a table, all at once; even a picture is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import norms
from viz.data_table import (
    arrow_panel,
    batch_panel,
    embedding_panel,
    list_panel,
    picture_panel,
    table_panel,
    vector_panel,
)

Array = NDArray[np.float64]
FEATURES = {"sepal_length": 0, "sepal_width": 1, "petal_length": 2, "petal_width": 3}
LABELS = dict(zip(FEATURES, tables.IRIS_FEATURES, strict=True))
ROWS = ["sepal L", "sepal W", "petal L", "petal W"]  # one line each: on a phone the rows are low
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
OWN = "Then x is the list below; dragging its tip turns this on."
LIST = "x as you measured it: SL, SW, PL, PW (cm)"
WRONG = "What if reader and writer disagree on the order?"
CONTROLS = (
    Choice("view", "Look at", {"flower": "Flower", "digit": "Digit", "batch": "Batch"}, "flower"),
    Slider("first", "Flower x: row of the table", 1, 150, 1, 1, integer=True, when=FLOWER),
    Slider("second", "Flower y: row of the table", 1, 150, 101, 1, integer=True, when=FLOWER),
    Choice("horizontal", "Feature to the right", LABELS, "petal_length", when=FLOWER),
    Choice("vertical", "Feature upwards", LABELS, "sepal_width", when=FLOWER),
    Toggle("own", "Measure x yourself", False, help=OWN, when=FLOWER),
    Matrix("measured", LIST, ((5.1, 3.5, 1.4, 0.2),), 0.0, 8.0, 0.1, when=FLOWER | {"own": (True,)}),
    Slider("digit", "Digit: row of the table", 0, 1796, 3, 1, integer=True, when=PIXELS),
    Slider("pixel", "Entry k of the 64-vector", 0, 63, 29, 1, integer=True, when=PIXELS),
    Choice("order", "Unroll the picture", ORDERS, "row", when=PIXELS),
    Toggle("mismatch", "Roll it up in the other order", False, help=WRONG, when={"view": ("digit",)}),
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


def distances(r: Result) -> tuple[float, float, float]:
    """The distances of the flowers in the features drawn, in the hidden ones, and in all four."""
    gap, drawn = r.first - r.second, np.isin(np.arange(4), r.shown)
    return float(np.linalg.norm(gap[drawn])), float(np.linalg.norm(gap[~drawn])), float(np.linalg.norm(gap))


@lru_cache
def middles() -> Array:
    """The mean place of each of the ten digits in the plane of the embedding; shape (10, 2)."""
    plane, labels = tables.digits_plane(), tables.digits().labels
    return np.stack([plane[labels == k].mean(axis=0) for k in range(10)])


def flower(r: Result) -> Scene:
    """One flower as an arrow, as a list and as a row of the table."""
    p, (h, v) = r.parameters, r.shown
    x, y = r.first[[h, v]].tolist(), r.second[[h, v]].tolist()
    values, labels = tables.iris()
    drawn, hidden, whole = distances(r)
    notice = ""
    if h == v:
        notice = "Both axes show the same feature, so every arrow lies on the diagonal."
    elif coincide(r):
        notice = f"One point of this plane, two species: what is hidden still differs by {number(whole, 3)} cm."
    units = (f"{tables.IRIS_FEATURES[h]} (cm)", f"{tables.IRIS_FEATURES[v]} (cm)")
    return Scene(
        panels=[
            arrow_panel(values[:, [h, v]], labels, tables.IRIS_SPECIES, x, y, units),
            list_panel(r.first, r.second, r.shown, ROWS),
            table_panel(r.table, (p.first, p.second), r.shown, ("SL", "SW", "PL", "PW"), ("● set", "□ ver", "▲ vir")),
        ],
        readouts=[
            Readout("x", f"row {p.first}" + (", measured by you" if p.own else f", {r.species[0]}"), role="data"),
            Readout("y", f"row {p.second}, {r.species[1]}", role="model"),
            Readout("distance in the two features drawn", drawn, "cm", role="accent"),
            Readout("distance in all four", whole, "cm", role="accent"),
            Law(
                "what the plane shows and what it hides",
                "d² in four features",
                whole**2,
                "drawn² + hidden²",
                drawn**2 + hidden**2,
            ),
        ],
        handles=[
            Handle("tip", (x[0], x[1]), "tip of x: the numbers follow", role="data"),
            Handle("other", (y[0], y[1]), "tip of y: goes to the nearest flower of the table", role="model"),
            Handle("row_first", (3.95, float(p.first)), "row of x", 2, role="data"),
            Handle("row_second", (3.95, float(p.second)), "row of y", 2, role="model"),
        ],
        notice=notice,
        alt=f"Two iris flowers as arrows, as lists and as rows of the table. "
        f"x is {', '.join(number(c, 3) for c in r.first)} cm, y is {', '.join(number(c, 3) for c in r.second)} cm. "
        f"In {LABELS[p.horizontal]} and {LABELS[p.vertical]} they are {number(drawn, 3)} cm apart, "
        f"in all four features {number(whole, 3)} cm.",
    )


def digit(r: Result) -> Scene:
    """A picture, the vector that it unrolls into, and the picture again."""
    p, (row, column) = r.parameters, r.pixel
    read = {"row": "column", "column": "row"}[p.order] if p.mismatch else p.order
    ink, rows = float(r.vector[p.pixel]), p.order == "row"
    error = float(np.abs(r.rebuilt - r.picture).max())
    return Scene(
        panels=[
            picture_panel(r.picture, r.pixel, p.order, "A matrix, 8 by 8"),
            vector_panel(r.vector, p.pixel, "A vector of 64"),
            picture_panel(r.rebuilt, (column, row) if p.mismatch else r.pixel, read, f"Rolled up by {read}s"),
        ],
        readouts=[
            Readout("row i, column j", f"{row}, {column}", role="model"),
            Readout("place k in the vector", f"{p.pixel}", role="model"),
            Readout("ink there", ink, "of 16", role="model"),
            Law(
                "place from row and column",
                "k",
                float(p.pixel),
                "8i + j" if rows else "8j + i",
                float(8 * row + column if rows else 8 * column + row),
            ),
            Law("unrolled and rolled up, nothing is lost", "largest change of a pixel", error, "none", 0.0),
        ],
        handles=[
            Handle("cell", (column + 0.42, row - 0.42), "the lit entry", 0, role="model"),
            Handle("bar", (float(p.pixel), ink), "place in the vector", 1, role="model"),
        ],
        notice="Unrolled in one order, rolled up in the other: the picture comes back transposed."
        if p.mismatch
        else "",
        alt=f"A handwritten {r.label} as an 8 by 8 matrix, unrolled {ORDERS[p.order].lower()} into 64 numbers "
        f"and rolled up again. Entry {p.pixel} is row {row}, column {column}, with ink {number(ink, 3)}. "
        f"It comes back {'transposed' if p.mismatch else 'unchanged'}.",
    )


def batch(r: Result) -> Scene:
    """Forty digits as the rows of a matrix, one of them rolled up, and all digits as arrows of two numbers."""
    p, (row, column) = r.parameters, r.pixel
    everything, labels = tables.digits()
    start = p.digit - p.digit % BATCH
    rows = np.stack([tables.flatten(each.reshape(SIDE), p.order) for each in everything[start : start + BATCH]])
    plane = tables.digits_plane()
    x, y = plane[p.digit].tolist()
    return Scene(
        panels=[
            batch_panel(rows, BATCH, p.digit - start, p.pixel, "A batch of digits"),
            picture_panel(r.picture, r.pixel, p.order, "That row, rolled up"),
            embedding_panel(plane, labels == r.label, middles(), (x, y), str(r.label)),
        ],
        readouts=[
            Readout("this row shows a", f"{r.label}", role="data"),
            Readout("shape of the batch", f"{BATCH} × 64"),
            Readout("shape of the whole table", "1797 × 64"),
            Readout("its embedding", f"({number(x, 4)}, {number(y, 4)})", role="data"),
        ],
        handles=[
            Handle("batch_row", (0.0, float(p.digit - start)), "row of the batch", 0, role="data"),
            Handle("cell", (column + 0.42, row - 0.42), "the lit entry", 1, role="model"),
            Handle("embedded", (x, y), "goes to the nearest digit", 2, role="data"),
        ],
        alt=f"A batch of {BATCH} digits as a matrix with 64 columns, and all 1797 digits in the plane of their two "
        f"leading components. Row {p.digit}, a {r.label}, is at {number(x, 3)}, {number(y, 3)}.",
    )


VIEWS = {"flower": flower, "digit": digit, "batch": batch}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    p = r.parameters
    drawn, _, whole = distances(r)
    return replace(
        VIEWS[p.view](r),
        view=p.view,
        numbers={
            "first": r.first,
            "second": r.second,
            "difference": r.first - r.second,
            "horizontal": LABELS[p.horizontal],
            "vertical": LABELS[p.vertical],
            "tip": r.first[list(r.shown)],
            "distance_two": drawn,
            "distance_four": whole,
            "picture": r.picture,
            "place": float(p.pixel),
            "pixel_row": float(r.pixel[0]),
            "pixel_column": float(r.pixel[1]),
            "ink": float(r.vector[p.pixel]),
            "rebuilt_error": float(np.abs(r.rebuilt - r.picture).max()),
            "embedding": tables.digits_plane()[p.digit],
        },
    )


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
    terms=("feature vector", "reshape", "row-major", "batch", "embedding", "tensor", "iris", "design matrix"),
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
