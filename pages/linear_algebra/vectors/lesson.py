"""A vector is a list of numbers, an arrow and a row of a table, all at once; even a picture is one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Matrix, Slider, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, law
from explorer.text import number
from mathcore.common import tables
from pages.linear_algebra.vectors import panels

LABELS = {name.replace(" ", "_"): name for name in tables.IRIS_FEATURES}
ORDERS = {"row": "Row by row", "column": "Column by column"}
TRANSPOSED = "Unrolled in one order, rolled up in the other: the picture comes back transposed."
LIST = "x as you measured it: SL, SW, PL, PW (cm)"
WRONG = "What if reader and writer disagree on the order?"
FLOWERS = (
    Slider("first", "Flower x: row of the table", 1, 150, 1, 1, integer=True),
    Slider("second", "Flower y: row of the table", 1, 150, 101, 1, integer=True),
    Choice("horizontal", "Feature to the right", LABELS, "petal_length"),
    Choice("vertical", "Feature upwards", LABELS, "sepal_width"),
    Toggle("own", "Measure x yourself", False, help="Then x is the list below; dragging its tip turns this on."),
    Matrix("measured", LIST, ((5.1, 3.5, 1.4, 0.2),), 0.0, 8.0, 0.1, when={"own": (True,)}),
)
PIXELS = (
    Slider("digit", "Digit: row of the table", 0, 1796, 3, 1, integer=True),
    Slider("pixel", "Entry k of the 64-vector", 0, 63, 29, 1, integer=True),
    Choice("order", "Unroll the picture", ORDERS, "row"),
)
MISMATCH = Toggle("mismatch", "Roll it up in the other order", False, help=WRONG)


class Vectors(State):
    """Two flowers x and y as lists (4,) in cm; a picture (8, 8) in ink from 0 to 16, as a vector (64,), and back."""

    rows = cached_property(lambda q: [q.p.first - 1, q.p.second - 1])  # of the table, from 0
    first = cached_property(lambda q: np.array(q.p.measured[0]) if q.p.own else tables.iris().values[q.p.first - 1])
    second = cached_property(lambda q: tables.iris().values[q.p.second - 1])
    difference = cached_property(lambda q: q.first - q.second)
    horizontal = cached_property(lambda q: LABELS[q.p.horizontal])
    vertical = cached_property(lambda q: LABELS[q.p.vertical])
    species = cached_property(lambda q: [tables.IRIS_SPECIES[k] for k in tables.iris().labels[q.rows]])
    shown = cached_property(lambda q: [tables.IRIS_FEATURES.index(name) for name in (q.horizontal, q.vertical)])
    drawn = cached_property(lambda q: np.isin(np.arange(4), q.shown))  # of each feature whether it is drawn
    gap = cached_property(lambda q: q.difference[q.shown])
    tip = cached_property(lambda q: q.first[q.shown])
    distance_two = cached_property(lambda q: float(np.linalg.norm(q.difference[q.drawn])))
    distance_hidden = cached_property(lambda q: float(np.linalg.norm(q.difference[~q.drawn])))
    distance_four = cached_property(lambda q: float(np.linalg.norm(q.difference)))
    # Whether flowers of two species fall on one point of the plane of two features, to half a step of the ruler.
    coincide = cached_property(lambda q: len({*q.species}) == len({*q.shown}) == 2 and (abs(q.gap) < 0.05).all())

    # The picture, its vector, its entry k (the control `pixel`), and the picture as it comes back.
    picture = cached_property(lambda q: tables.digits().values[q.p.digit].reshape(8, 8))
    label = cached_property(lambda q: tables.digits().labels[q.p.digit])  # the digit that it shows
    vector = cached_property(lambda q: tables.flatten(q.picture, q.p.order))
    pixel_row = cached_property(lambda q: tables.place(q.p.pixel, (8, 8), q.p.order)[0])
    pixel_column = cached_property(lambda q: tables.place(q.p.pixel, (8, 8), q.p.order)[1])
    ink = cached_property(lambda q: q.vector[q.p.pixel])
    read = cached_property(lambda q: "row" if (q.p.order == "row") != q.p.mismatch else "column")  # to roll it up
    rebuilt = cached_property(lambda q: tables.rebuild(q.vector, (8, 8), q.read))
    rebuilt_error = cached_property(lambda q: np.abs(q.rebuilt - q.picture).max())
    embedding = cached_property(lambda q: tables.digits_plane()[q.p.digit])


def flower_readouts(q: Vectors) -> list[Readout | Law]:
    says, parts = "what the plane shows and what it hides", q.distance_two**2 + q.distance_hidden**2
    return [
        Readout("x", f"row {q.p.first}, {'measured by you' if q.p.own else q.species[0]}", role="data"),
        Readout("y", f"row {q.p.second}, {q.species[1]}", role="model"),
        Readout("distance in the two features drawn", q.distance_two, "cm", role="accent"),
        Readout("distance in all four", q.distance_four, "cm", role="accent"),
        law(says, "d² in four features = drawn² + hidden²", q.distance_four**2, parts),
    ]


def flower_notice(q: Vectors) -> str:
    if q.horizontal == q.vertical:
        return "Both axes show the same feature, so every arrow lies on the diagonal."
    says = f"One point of this plane, two species: what is hidden still differs by {number(q.distance_four, 3)} cm."
    return says if q.coincide else ""


def flower_alt(q: Vectors) -> str:
    x, y = (", ".join(number(c, 3) for c in each) for each in (q.first, q.second))
    return (
        f"Two iris flowers as arrows, as lists and as rows of the table. x is {x} cm, y is {y} cm. "
        f"In {q.horizontal} and {q.vertical} they are {number(q.distance_two, 3)} cm apart, "
        f"in all four features {number(q.distance_four, 3)} cm."
    )


def digit_readouts(q: Vectors) -> list[Readout | Law]:
    row, column, k = q.pixel_row, q.pixel_column, q.p.pixel
    rule, found = ("k = 8i + j", 8 * row + column) if q.p.order == "row" else ("k = 8j + i", 8 * column + row)
    says, other = "unrolled and rolled up, nothing is lost", "rolled up in the other order" if q.p.mismatch else ""
    return [
        Readout("row i, column j", f"{row}, {column}", role="model"),
        Readout("place k in the vector", f"{k}", role="model"),
        Readout("ink there", q.ink, "of 16", role="model"),
        law("place from row and column", rule, k, found),
        law(says, "largest change of a pixel = none", q.rebuilt_error, 0, unless=other),
    ]


def digit_alt(q: Vectors) -> str:
    return (
        f"A handwritten {q.label} as an 8 by 8 matrix, unrolled {ORDERS[q.p.order].lower()} into 64 numbers "
        f"and rolled up again. Entry {q.p.pixel} is row {q.pixel_row}, column {q.pixel_column}, "
        f"with ink {number(q.ink, 3)}. It comes back {'transposed' if q.p.mismatch else 'unchanged'}."
    )


def batch_readouts(q: Vectors) -> list[Readout | Law]:
    x, y = (number(each, 4) for each in q.embedding)
    return [
        Readout("this row shows a", f"{q.label}", role="data"),
        Readout("shape of the batch", f"{panels.BATCH} × 64"),
        Readout("shape of the whole table", "1797 × 64"),
        Readout("its embedding", f"({x}, {y})", role="data"),
    ]


def batch_alt(q: Vectors) -> str:
    x, y = (number(each, 3) for each in q.embedding)
    return (
        f"A batch of {panels.BATCH} digits as a matrix with 64 columns, and all 1797 digits in the plane of their two "
        f"leading components. Row {q.p.digit}, a {q.label}, is at {x}, {y}."
    )


def listing(q: Vectors) -> dict[str, Any]:
    """The flowers and the picture as they stand: the programs need no data set."""
    (h, v), rows = q.shown, q.picture.astype(int).tolist()
    flowers = {"first": q.first.tolist(), "second": q.second.tolist(), "horizontal": h, "vertical": v}
    unrolled = {"pixel": q.p.pixel, "order": q.p.order, "mismatch": q.p.mismatch}
    return flowers | {f"row_{k}": row for k, row in enumerate(rows)} | unrolled


turned = lambda q: TRANSPOSED if q.p.mismatch else ""
FLOWER = [panels.arrow_panel, panels.list_panel, panels.table_panel]
DIGIT = [panels.picture_panel, panels.vector_panel, panels.rebuilt_panel]
BATCH = [panels.batch_panel, panels.row_panel, panels.embedding_panel]
lesson = Lesson(
    title="Scalars, Vectors, and Matrices",
    terms=("vector space", "feature vector", "reshape", "row-major", "batch", "embedding", "tensor", "design matrix"),
    state=Vectors,
    choose="Look at",
    views={
        "flower": View("Flower", FLOWER, flower_readouts, flower_alt, FLOWERS, flower_notice),
        "digit": View("Digit", DIGIT, digit_readouts, digit_alt, [*PIXELS, MISMATCH], turned),
        "batch": View("Batch", BATCH, batch_readouts, batch_alt, PIXELS),
    },
    challenges=(
        Challenge(
            "Make two flowers of different species coincide in a length or width of the sepal and one of the petal.",
            "Versicolor (rows 51 to 100) and virginica (101 to 150) overlap; setosa has petals of its own.",
            lambda q: q.coincide and (q.p.horizontal[:5], q.p.vertical[:5]) in (("sepal", "petal"), ("petal", "sepal")),
            [
                {"first": 73, "second": 134, "horizontal": "sepal_length", "vertical": "petal_width"},
                {"first": 84, "second": 102, "horizontal": "sepal_width", "vertical": "petal_length"},
                {"first": 120, "second": 69, "horizontal": "petal_width", "vertical": "sepal_width"},
            ],
            [
                {"first": 53, "second": 140, "horizontal": "sepal_length", "vertical": "sepal_width"},
                {"first": 143, "second": 102, "horizontal": "sepal_length", "vertical": "petal_width"},
                {"first": 73, "second": 134, "horizontal": "sepal_length", "vertical": "petal_length"},
            ],
        ),
        Challenge(
            "Predict: a picture is unrolled column by column. At which place k does row 6, column 2 land, all from 0?",
            "Two whole columns of eight come before it.",
            predict=Prediction(
                "The place k",
                lambda q: tables.position(6, 2, (8, 8), q.p.order),
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
                lambda q: q.tip,
                0.3,
                {"first": 150, "second": 150, "horizontal": "petal_length", "vertical": "petal_width"},
                "point",
                panel=panels.arrow_panel,
                why="An arrow's tip has the chosen entries of the list as its coordinates.",
            ),
            again=(
                Again(
                    "Predict: flower 1 has the list (5.1, 3.5, 1.4, 0.2). Where is its tip in the "
                    "plane of petal length and petal width? Click there.",
                    {"first": 1, "second": 1, "horizontal": "petal_length", "vertical": "petal_width"},
                    "Petal length and petal width are the last two numbers.",
                ),
            ),
        ),
    ),
    related=("dot_products_norms", "matrix_operations", "subspaces_basis", "spectral_decomposition"),
    oracles=(
        *("order of entries: numpy.ravel, numpy.reshape", "tables: their published summaries"),
        *("plane of digits: sklearn’s PCA",),
    ),
    source=(tables.flatten, tables.rebuild, tables.place),
    listing=listing,
)
