"""Symmetric matrices as sums of rank-one layers, functions of them, graphs, and principal components.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), chapters 8 and 9; Chung, *Spectral Graph Theory*
(1997); Zachary, "An information flow model for conflict and fission in small groups", J. Anthropol. Res. 33 (1977).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import expm

from mathcore.common.memory import remembered
from mathcore.common.plane import frame
from mathcore.common.tables import KARATE, digits
from mathcore.linear_algebra.eigen import eigen2
from mathcore.linear_algebra.subspaces import upright

Array = NDArray[np.float64]
GRAPHS = ("karate", "grid", "ring")
FUNCTIONS = ("heat", "power", "root")


@dataclass(frozen=True)
class Spectrum:
    """A = sum of values[i] times the outer product of column i of `vectors` with itself.

    Attributes:
        values: (n,), real eigenvalues in descending order of modulus.
        vectors: (n, n), orthonormal columns, the largest entry of each positive (the layers do not see the sign).
    """

    values: Array
    vectors: Array

    def layer(self, i: int) -> Array:
        """The rank-one layer number i (from 0): its eigenvalue times the projection on its eigenvector's line."""
        return np.asarray(self.values[i] * np.outer(self.vectors[:, i], self.vectors[:, i]))

    def summed(self, on: ArrayLike) -> Array:
        """The sum (n, n) of the layers that are switched on, a mask of shape (n,)."""
        mask = np.asarray(on, bool)
        return np.asarray((self.vectors[:, mask] * self.values[mask]) @ self.vectors[:, mask].T)


def spectrum(matrix: ArrayLike) -> Spectrum:
    """The spectral decomposition of a symmetric matrix; only the lower triangle is read.

    Raises:
        ValueError: the matrix is not square or not finite.
    """
    a = np.asarray(matrix, dtype=float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.isfinite(a).all():
        raise ValueError(f"A spectral decomposition needs a finite square matrix, not an array of shape {a.shape}.")
    values, vectors = np.linalg.eigh(a)
    order = np.argsort(-np.abs(values), kind="stable")
    return Spectrum(values[order], upright(vectors[:, order]))


def real_layers(matrix: ArrayLike) -> Spectrum:
    """The real unit eigenvectors of any 2x2 matrix with their eigenvalues, NaN for those that it has not.

    Unless the matrix is symmetric they are not perpendicular, and the layers do not add up to it.
    """
    found = eigen2(matrix)
    values, vectors = np.full(2, np.nan), np.full((2, 2), np.nan)
    count = found.vectors.shape[1]
    values[:count], vectors[:, :count] = np.real(found.values[:count]), found.vectors
    return Spectrum(values, vectors)


def with_axis(found: Spectrum, which: int, tip: ArrayLike) -> Array:
    """The symmetric 2x2 matrix whose arrow values[which] * vectors[:, which] ends at `tip`; the other value stays.

    The other eigenvector turns along, since it must stay perpendicular. A negative eigenvalue stays negative.

    Raises:
        ValueError: the tip is at the origin, where an arrow has no direction.
    """
    size, along, across = frame(tip)
    value = -size if found.values[which] < 0 else size
    return np.asarray(value * np.outer(along, along) + found.values[1 - which] * np.outer(across, across))


@dataclass(frozen=True, eq=False)
class Graph:
    """An undirected graph of n nodes.

    Attributes:
        adjacency: (n, n), 1 where two nodes are joined.
        laplacian: (n, n), degrees on the diagonal minus the adjacency.
        edges: (m, 2), from 0.
        places: (n, 2), where the nodes are drawn, coordinates in [-1, 1].
        of_adjacency, of_laplacian: their spectra.
    """

    adjacency: Array
    laplacian: Array
    edges: NDArray[np.intp]
    places: Array
    of_adjacency: Spectrum
    of_laplacian: Spectrum


@remembered
def graph(name: str) -> Graph:
    """ "karate": 34 members of a club, 78 friendships; "grid": 6 x 6 neighbours; "ring": 24 nodes in a circle.

    Raises:
        ValueError: another name.
    """
    if name == "karate":
        n, pairs = 34, [(a - 1, b - 1) for a, others in KARATE.items() for b in others]
    elif name == "grid":
        n = 36
        pairs = [(i, i + 1) for i in range(n) if i % 6 < 5] + [(i, i + 6) for i in range(n - 6)]
    elif name == "ring":
        n, pairs = 24, [(i, (i + 1) % 24) for i in range(24)]
    else:
        raise ValueError(f"There is no graph {name!r}; there are {', '.join(GRAPHS)}.")
    edges = np.array(pairs)
    adjacency = np.zeros((n, n))
    adjacency[edges[:, 0], edges[:, 1]] = adjacency[edges[:, 1], edges[:, 0]] = 1.0
    laplacian = np.diag(adjacency.sum(axis=1)) - adjacency
    if name == "grid":
        places = np.stack([np.arange(n) % 6 - 2.5, 2.5 - np.arange(n) // 6], axis=1) / 2.5
    elif name == "ring":
        angle = np.pi / 2 - 2 * np.pi * np.arange(n) / n
        places = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    else:
        places = drawn_by_distance(adjacency)
    return Graph(adjacency, laplacian, edges, places, spectrum(adjacency), spectrum(laplacian))


def steps_apart(adjacency: ArrayLike) -> Array:
    """The number of edges on the shortest path between each two nodes (n, n); inf where there is none."""
    joined = np.asarray(adjacency) > 0
    found = np.where(np.eye(len(joined)), 0.0, np.inf)
    reached = np.eye(len(joined), dtype=bool)
    for step in range(1, len(joined)):
        wider = reached | (reached.astype(float) @ joined > 0)
        found[wider & ~reached] = step
        reached = wider
    return found


def drawn_by_distance(adjacency: ArrayLike, rounds: int = 300) -> Array:
    """Places (n, 2) of a connected graph's nodes whose distances follow the steps between them: stress majorization
    (Gansner, Koren and North 2004) with weights 1/steps^2, from a circle; stretched to fill [-1, 1] both ways."""
    apart = steps_apart(adjacency)
    n = len(apart)
    weight = 1.0 / np.where(apart > 0, apart, np.inf) ** 2
    weighted = np.diag(weight.sum(axis=1)) - weight
    back = np.linalg.pinv(weighted)
    angle = 2 * np.pi * np.arange(n) / n
    at = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(rounds):
        distance = np.linalg.norm(at[:, None] - at[None], axis=2)
        pull = -weight * apart / np.where(distance > 1e-12, distance, np.inf)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        at = back @ pull @ at
    low, high = at.min(axis=0), at.max(axis=0)
    return np.asarray((2 * at - low - high) / np.where(high > low, high - low, 1.0))


def applied(function: str, values: ArrayLike, amount: float, scale: float = 1.0) -> Array:
    """f of each eigenvalue: "heat" exp(-amount x), "power" (x / scale)^amount, "root" the square root (0 for x < 0).

    Raises:
        ValueError: the function is unknown.
    """
    x = np.asarray(values, float)
    if function == "heat":
        return np.asarray(np.exp(-amount * np.maximum(x, 0.0)))
    if function == "power":
        return np.asarray((x / scale) ** int(amount))
    if function == "root":
        # An eigenvalue that is 0 may come out as 1e-15, whose root would be 3e-8.
        return np.asarray(np.sqrt(np.where(x > 1e-12 * max(1.0, float(np.abs(x).max())), x, 0.0)))
    raise ValueError(f"There is no function {function!r}; there are {', '.join(FUNCTIONS)}.")


@dataclass(frozen=True, eq=False)
class Filtered:
    """A function of a graph's matrix, made of its largest layers.

    Attributes:
        spectrum: of the graph's Laplacian ("heat", "root") or adjacency ("power"), by descending |f|.
        factors: (n,), f of each eigenvalue, in the same order.
        kept: how many layers are on.
        columns: (n, n), the sum of the layers that are on.
        following: |f| of the first layer that is off, 0 if none is.
    """

    spectrum: Spectrum
    factors: Array
    kept: int
    columns: Array
    following: float


def filtered(found: Spectrum, function: str, amount: float, kept: int) -> Filtered:
    """f(A) = Q f(Lambda) Q^T, from the `kept` layers of largest |f|; powers are of A over its largest |eigenvalue|."""
    factors = applied(function, found.values, amount, float(np.abs(found.values).max()))
    # Equal factors (the eigenvalues 4 and -4 under a square) keep their order whatever the last bit of each says.
    order = np.lexsort((np.arange(len(factors)), -np.round(np.abs(factors), 12)))
    factors, vectors = factors[order], found.vectors[:, order]
    kept = min(kept, len(factors))
    columns = (vectors[:, :kept] * factors[:kept]) @ vectors[:, :kept].T
    following = float(np.abs(factors[kept:]).max(initial=0.0))
    return Filtered(Spectrum(found.values[order], vectors), factors, kept, columns, following)


@remembered
def direct(name: str, function: str, amount: float) -> Array:
    """f of the graph's matrix without its eigenvalues: scipy.linalg.expm, or repeated multiplication. Not for "root".

    Raises:
        ValueError: the function has no such way here.
    """
    found = graph(name)
    if function == "heat":
        return np.asarray(expm(-amount * found.laplacian))
    if function == "power":
        scale = float(np.abs(found.of_adjacency.values).max())
        return np.asarray(np.linalg.matrix_power(found.adjacency, int(amount)) / scale ** int(amount))
    raise ValueError(f"{function!r} has no direct way here.")


@dataclass(frozen=True, eq=False)
class Components:
    """The principal components of all scans of two digits.

    Attributes:
        rows: (m, 64), the scans, ink 0 to 16; `second` (m,), True for the second digit; `mean` (64,).
        variances: (64,), eigenvalues of the covariance matrix (ddof 1), descending.
        directions: (64, 64), its eigenvectors in columns, the largest entry of each positive.
        scores: (m, 64), coordinates of the centred scans along them.
        mistakes: (64,), scans on the wrong side of the least-squares classifier that sees the first k scores.
    """

    rows: Array
    second: NDArray[np.bool_]
    mean: Array
    variances: Array
    directions: Array
    scores: Array
    mistakes: NDArray[np.int64]

    def rebuilt(self, row: int, k: int) -> Array:
        """Scan number `row` from its first k components: (64,)."""
        return np.asarray(self.mean + self.directions[:, :k] @ self.scores[row, :k])

    def lost(self, k: int) -> float:
        """The squared error of all scans from k components, divided by m - 1, measured pixel by pixel."""
        rest = self.rows - self.mean - self.scores[:, :k] @ self.directions[:, :k].T
        return float(np.sum(rest**2) / (len(rest) - 1))


@remembered
def components(first: int, second: int) -> Components:
    """PCA of scikit-learn's scans of two digits, by the eigenvectors of the covariance matrix of their 64 pixels.

    The classifier fits +1 and -1 by least squares with an offset (the direction of Fisher's discriminant) and is judged
    on the scans that it was fitted to. Pixels that never change leave directions without variance: they add nothing.
    """
    values, labels = digits()
    chosen = (labels == first) | (labels == second)
    rows = values[chosen]
    is_second = labels[chosen] == second
    mean = rows.mean(axis=0)
    centred = rows - mean
    found = spectrum(centred.T @ centred / (len(rows) - 1))
    directions = found.vectors
    scores = centred @ directions
    target = np.where(is_second, 1.0, -1.0)
    # Scores are uncorrelated and centred, so the least-squares coefficients of the first k are the same for every k.
    sizes = np.sum(scores**2, axis=0)
    useful = sizes > 1e-9 * sizes[0]
    weights = np.where(useful, scores.T @ target / np.where(useful, sizes, 1.0), 0.0)
    guesses = target.mean() + np.cumsum(scores * weights, axis=1)
    mistakes = np.sum((guesses > 0) != is_second[:, None], axis=0)
    return Components(rows, is_second, mean, np.maximum(found.values, 0.0), directions, scores, mistakes)
