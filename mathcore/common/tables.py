"""Real tables as arrays, and the ways in which a matrix is written as one long vector.

Iris: 150 flowers, four lengths in centimetres, three species (Fisher 1936, as scikit-learn ships it). Digits: 1797
scans of handwritten digits, 8x8 pixels with inks from 0 to 16 (Alpaydin and Kaynak 1998, as scikit-learn ships it).
The arrays are shared: they are read-only.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes, load_digits, load_iris
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float64]

IRIS_FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
IRIS_SPECIES = ("setosa", "versicolor", "virginica")

# W. W. Zachary, An Information Flow Model for Conflict and Fission in Small Groups, Journal of Anthropological Research
# 33 (1977), fig. 1: of each member, 1 (the instructor) to 34 (the president), those with a higher number whom it met
# outside the club.
KARATE = {
    1: (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32), 2: (3, 4, 8, 14, 18, 20, 22, 31),
    3: (4, 8, 9, 10, 14, 28, 29, 33), 4: (8, 13, 14), 5: (7, 11), 6: (7, 11, 17), 7: (17,), 9: (31, 33, 34),
    10: (34,), 14: (34,), 15: (33, 34), 16: (33, 34), 19: (33, 34), 20: (34,), 21: (33, 34), 23: (33, 34),
    24: (26, 28, 30, 33, 34), 25: (26, 28, 32), 26: (32,), 27: (30, 34), 28: (34,), 29: (32, 34), 30: (33, 34),
    31: (33, 34), 32: (33, 34), 33: (34,),
}  # fmt: skip


class Table(NamedTuple):
    """`values` (n, d), one row each; `labels` (n,), the class of each row."""

    values: Array
    labels: NDArray[np.intp]


def _frozen(values: ArrayLike, labels: ArrayLike) -> Table:
    table = Table(np.array(values, dtype=float), np.array(labels, dtype=np.intp))
    for array in table:
        array.setflags(write=False)
    return table


@lru_cache
def iris() -> Table:
    """The 150 flowers: values (150, 4) in cm, labels 0 to 2 (indices of `IRIS_SPECIES`), 50 of each in this order."""
    found = load_iris()
    return _frozen(found.data, found.target)


@lru_cache
def digits() -> Table:
    """The 1797 digits: values (1797, 64), ink from 0 to 16, pixels row by row; labels 0 to 9."""
    found = load_digits()
    return _frozen(found.data, found.target)


@lru_cache
def diabetes() -> tuple[Array, Array]:
    """The 442 patients of Efron, Hastie, Johnstone and Tibshirani (2004): ten features (442, 10), each standardised
    (mean 0, variance 1, divisor n), and the progression of the disease (442,), centred."""
    data = load_diabetes(scaled=False)
    x = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
    y = data.target - data.target.mean()
    for array in (x, y):
        array.setflags(write=False)
    return x, y


@lru_cache
def digits_plane() -> Array:
    """Each digit as two numbers: its coordinates along the two directions of largest variance (principal components of
    the centred pixels, from the SVD; the sign of each direction makes its largest entry positive). Shape (1797, 2)."""
    x = digits().values
    centred = x - x.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2][:2]
    signs = np.sign(directions[np.arange(2), np.abs(directions).argmax(axis=1)])
    found = centred @ (signs[:, None] * directions).T
    found.setflags(write=False)
    return found


def place(position: int, shape: tuple[int, int], order: str = "row") -> tuple[int, int]:
    """The row and column (from 0) of entry number `position` when a matrix is read row by row or column by column.

    Raises:
        ValueError: the order is neither "row" nor "column", or there is no such position.
    """
    rows, columns = shape
    if order not in ("row", "column"):
        raise ValueError(f"The order is row or column, not {order}.")
    if not 0 <= position < rows * columns:
        raise ValueError(f"A matrix of shape {shape} has no entry number {position}.")
    if order == "row":
        return position // columns, position % columns
    return position % rows, position // rows


def position(row: int, column: int, shape: tuple[int, int], order: str = "row") -> int:
    """The inverse of `place`: (i, j) stands at i * columns + j row by row, at j * rows + i column by column."""
    rows, columns = shape
    if order not in ("row", "column"):
        raise ValueError(f"The order is row or column, not {order}.")
    return row * columns + column if order == "row" else column * rows + row


def flatten(matrix: ArrayLike, order: str = "row") -> Array:
    """The matrix as one vector, shape (rows * columns,)."""
    return np.asarray(matrix, float).ravel(order="C" if order == "row" else "F")


def rebuild(vector: ArrayLike, shape: tuple[int, int], order: str = "row") -> Array:
    """The vector as a matrix of that shape again; the same order as it was flattened in gives the same matrix."""
    return np.asarray(vector, float).reshape(shape, order="C" if order == "row" else "F")


@lru_cache
def iris_layer() -> Array:
    """The weights (4, 3) of a softmax layer without offsets, trained on all 150 flowers by scikit-learn's
    `LogisticRegression(fit_intercept=False)`, rounded to two decimals. The scores of flowers X (n, 4) are X W
    (n, 3), and the largest of a row names its species."""
    model = LogisticRegression(max_iter=5000, fit_intercept=False).fit(*iris())
    found = np.round(model.coef_.T, 2) + 0.0
    found.setflags(write=False)
    return found
