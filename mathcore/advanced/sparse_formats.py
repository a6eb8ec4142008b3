"""How a sparse matrix is laid out in arrays: coordinates (COO), compressed rows (CSR), compressed columns (CSC); what a
question reads of them, what they weigh, and a few real matrices.

Rows, columns and positions count from 0, as SciPy's do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix, csr_matrix, diags
from sklearn import datasets
from sklearn.feature_extraction.text import CountVectorizer

from mathcore.advanced import elimination

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
DESCRIBED = ("iris", "wine", "digits", "breast_cancer", "diabetes", "linnerud")


@dataclass(frozen=True)
class Stored:
    """The arrays of a format by their names, in the order in which SciPy names them; and for a question the cells of
    each that have to be read. `answers` are the positions of what was asked for."""

    arrays: Mapping[str, Array]
    read: Mapping[str, Mask]
    answers: Ints

    @property
    def reads(self) -> int:
        """How many numbers were read."""
        return int(sum(mask.sum() for mask in self.read.values()))


def stored(matrix: ArrayLike, form: str, ask: str, place: int, keep: ArrayLike | None = None) -> Stored:
    """The matrix in a form ("coo", "csr" or "csc"), and what it takes to find row or column (`ask`) number `place`.

    COO: all of the array that names it is compared. The compressed direction: two pointers, and the slice between
    them. The other direction: all indices are compared, and all pointers tell whose they are. `keep` is a mask of
    zeros that are stored nevertheless.
    """
    a = np.asarray(matrix, float)
    there = (a != 0) | (np.zeros(a.shape, bool) if keep is None else np.asarray(keep, bool))
    flip = form == "csc"
    major, minor = np.nonzero(there.T if flip else there)
    rows, columns = (minor, major) if flip else (major, minor)
    values = a[rows, columns]
    wanted = np.flatnonzero((rows if ask == "row" else columns) == place)
    hit = np.zeros(len(values), bool)
    hit[wanted] = True
    every = np.ones(len(values), bool)
    if form == "coo":
        names = ("row", "col") if ask == "row" else ("col", "row")
        read = {names[0]: every, names[1]: hit, "data": hit}
        return Stored({"row": rows.astype(float), "col": columns.astype(float), "data": values}, read, wanted)
    pointers = np.concatenate([[0], np.bincount(major, minlength=a.shape[1 if flip else 0]).cumsum()])
    along = (ask == "column") == flip
    ends = np.zeros(len(pointers), bool)
    ends[place : place + 2] = True
    read = {"indptr": ends if along else np.ones(len(pointers), bool), "indices": hit if along else every, "data": hit}
    return Stored({"indptr": pointers.astype(float), "indices": minor.astype(float), "data": values}, read, wanted)


def rebuilt(arrays: Mapping[str, Array], form: str, shape: tuple[int, int]) -> Array:
    """The dense matrix, by the loop that each format asks for."""
    found = np.zeros(shape)
    if form == "coo":
        for i, j, value in zip(arrays["row"], arrays["col"], arrays["data"], strict=True):
            found[int(i), int(j)] += value
        return found
    out = found.T if form == "csc" else found
    pointers = arrays["indptr"].astype(int)
    for i in range(len(pointers) - 1):
        for k in range(pointers[i], pointers[i + 1]):
            out[i, int(arrays["indices"][k])] += arrays["data"][k]
    return found


def weights(shape: tuple[int, int], stored: int, value: int = 8, index: int = 4) -> dict[str, int]:
    """Bytes of a matrix with that many stored entries, with `value` bytes for each and `index` bytes for each place."""
    m, n = shape
    return {
        "dense": value * m * n,
        "coo": stored * (value + 2 * index),
        "csr": stored * (value + index) + index * (m + 1),
        "csc": stored * (value + index) + index * (n + 1),
    }


@lru_cache(maxsize=1)
def real() -> Mapping[str, csr_matrix]:
    """Matrices as they come: how often each word stands in each line of scikit-learn's descriptions of its data;
    handwritten digits by their pixels; who meets whom in Zachary's club; the Laplacian of a 31 x 31 grid."""
    texts = [getattr(datasets, f"load_{name}")().DESCR for name in DESCRIBED]
    lines = [line for text in texts for line in text.splitlines() if any(map(str.isalnum, line))]
    k = 31
    ends = np.arange(1, k * k) % k != 0
    across = -ends.astype(float)
    down = -np.ones(k * k - k)
    return {
        "words": csr_matrix(CountVectorizer().fit_transform(lines), dtype=float),
        "digits": csr_matrix(datasets.load_digits().data),
        "karate": adjacency(elimination.karate()),
        "grid": csr_matrix(diags([down, across, np.full(k * k, 4.0), across, down], [-k, -1, 0, 1, k])),
    }


def standing(found: csr_matrix, value: int, index: int) -> tuple[float, float]:
    """The density of a matrix, and its bytes as CSR as a part of those of the dense array."""
    heavy = weights(found.shape, found.nnz, value, index)
    return found.nnz / (found.shape[0] * found.shape[1]), heavy["csr"] / heavy["dense"]


def adjacency(graph: elimination.Graph) -> csr_matrix:
    """The matrix of a graph, both triangles."""
    pairs = elimination.edges_of(graph)
    half = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(graph),) * 2)
    return csr_matrix(half + half.T)


def pagerank(graph: elimination.Graph, damping: float = 0.85, rounds: int = 200) -> Array:
    """The PageRank of the nodes of a graph without lonely nodes, by powers: each round reads each edge twice, and no
    zero (S. Brin and L. Page, 1998)."""
    n = len(graph)
    matrix = adjacency(graph)
    share = 1 / np.asarray(matrix.sum(axis=1)).ravel()
    mass = np.full(n, 1 / n)
    for _ in range(rounds):
        mass = (1 - damping) / n + damping * (matrix.T @ (share * mass))
    return np.asarray(mass)


@lru_cache(maxsize=1)
def ranks() -> Array:
    """PageRank of Zachary's club with damping 0.85."""
    return pagerank(elimination.karate())
