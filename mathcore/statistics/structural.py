"""Linear structural models: arrows with strengths, what they make of a regression, and what an intervention does.

Each variable is the sum of its causes times the strengths of their arrows, plus a noise of its own. Nodes are X, Y, Z
and two that nobody records, U and V, in this order. `B[i, j]` is the strength of the arrow from i to j.

Sources: S. Wright, "The method of path coefficients", Annals of Mathematical Statistics 5 (1934); J. Pearl, Causality,
2nd edition, Cambridge University Press (2009), chapters 1, 3 and 5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
Edge = tuple[int, int]
NODES = "XYZUV"
X, Y, Z, U, V = range(5)
# Of each structure the arrows: the name of a strength that can be chosen, or the strength.
STRUCTURES: Mapping[str, Mapping[Edge, str | float]] = {
    "fork": {(Z, X): "a", (X, Y): "b", (Z, Y): "c"},
    "chain": {(X, Z): "a", (X, Y): "b", (Z, Y): "c"},
    "collider": {(X, Z): "a", (X, Y): "b", (Y, Z): "c"},
    "m": {(U, X): "a", (X, Y): "b", (V, Y): "c", (U, Z): 1.0, (V, Z): 1.0},
    "instrument": {(Z, X): "a", (X, Y): "b", (U, Y): "c", (U, X): 1.0},
}


class Path(NamedTuple):
    """A way between X and Y along arrows of any direction: its nodes, whether all arrows point from X to Y, whether the
    first points into X, and whether it is open with nothing held fixed, and with Z."""

    nodes: tuple[int, ...]
    causal: bool
    back_door: bool
    open: bool
    open_given_z: bool


def strengths(structure: str, a: float, b: float, c: float) -> Array:
    """The matrix B (5, 5) of a structure."""
    chosen, found = {"a": a, "b": b, "c": c}, np.zeros((5, 5))
    for edge, name in STRUCTURES[structure].items():
        found[edge] = chosen[name] if isinstance(name, str) else name
    return found


def total(b: ArrayLike) -> Array:
    """Total effects (n, n): what one unit more of i, set from outside, does to j along all directed ways,
    the sum of all powers of B."""
    found = np.asarray(b, float)
    return np.asarray(np.linalg.inv(np.eye(len(found)) - found))


def covariance(b: ArrayLike, noise: ArrayLike) -> Array:
    """The covariance (n, n) that arrows B and independent noises of those variances (n,) make."""
    t = total(b)
    return np.asarray(t.T @ (np.asarray(noise, float)[:, None] * t))


def cut(b: Array, noise: Array, at: int = X) -> tuple[Array, Array]:
    """The model in which `at` is drawn by lot, with the variance that it had: arrows into it are gone."""
    arrows, variances = b.copy(), noise.copy()
    variances[at] = covariance(b, noise)[at, at]
    arrows[:, at] = 0.0
    return arrows, variances


def values(b: Array, noise: Array) -> Array:
    """All variables (m, n) from their noises (m, n)."""
    return np.einsum("mi,ij->mj", noise, total(b))


def exact_noise(count: int, seed: int, width: int = 5) -> Array:
    """Normal noises (count, width), shifted, turned and stretched until their sample means are 0 and their sample
    covariance (divisor count) is the identity: so that few points show exactly what very many would."""
    raw = random_normals(seed, 0, 0, count * width + count * width % 2)[: count * width].reshape(count, width)
    raw = raw - raw.mean(axis=0)
    lower = np.linalg.cholesky(np.einsum("ki,kj->ij", raw, raw) / count)
    return np.asarray(np.linalg.solve(lower, raw.T).T)


def slope(cov: ArrayLike, given: Sequence[int] = (), x: int = X, y: int = Y) -> float:
    """The coefficient of x in the regression of y on x and `given`, from a covariance matrix."""
    c, on = np.asarray(cov, float), [x, *given]
    return float(np.linalg.solve(c[np.ix_(on, on)], c[on, y])[0])


def fitted_slope(points: Array, given: Sequence[int] = (), x: int = X, y: int = Y) -> float:
    """The same from points (m, n), by least squares with an intercept."""
    design = np.column_stack([np.ones(len(points)), points[:, [x, *given]]])
    return float(np.linalg.lstsq(design, points[:, y], rcond=None)[0][1])


def slopes_along(structure: str, a: float, b: float, c: Array, lot: bool = False) -> Array:
    """For each c (m,): the total effect of X on Y, the slope of Y on X, and that with Z held fixed, shape (3, m)."""
    arrows = np.stack([strengths(structure, a, b, float(each)) for each in c])
    inverse = np.linalg.inv(np.eye(5) - arrows)
    noise = np.ones((len(c), 5))
    if lot:
        noise[:, X] = (inverse[:, :, X] ** 2).sum(axis=1)
        arrows[:, :, X] = 0.0
        inverse = np.linalg.inv(np.eye(5) - arrows)
    cov = np.einsum("mki,mk,mkj->mij", inverse, noise, inverse)
    xx, xy, xz, zz, zy = cov[:, X, X], cov[:, X, Y], cov[:, X, Z], cov[:, Z, Z], cov[:, Z, Y]
    return np.stack([inverse[:, X, Y], xy / xx, (xy * zz - xz * zy) / (xx * zz - xz**2)])


def stated(structure: str, a: float, b: float, c: float, lot: bool = False) -> tuple[float, float, float]:
    """The true total effect of X on Y, the slope of Y on X, and that with Z held fixed: closed forms for noises of
    variance 1, by hand. With `lot` X is drawn by lot instead."""
    effect = b + a * c if structure == "chain" else b
    if lot and structure in ("fork", "m", "instrument"):
        return b, b, b
    bias = {"fork": a * c / (1 + a * a), "instrument": c / (2 + a * a)}.get(structure, 0.0)
    adjusted = {
        "fork": b,
        "chain": b,
        "collider": (b - a * c) / (1 + c * c),
        "m": b - a * c / (3 + 2 * a * a),
        "instrument": b + c / 2,
    }[structure]
    return effect, effect + bias, adjusted


def descendants(edges: Collection[Edge], node: int) -> set[int]:
    """All that a node causes, itself included."""
    found, waiting = {node}, [node]
    while waiting:
        at = waiting.pop()
        for i, j in edges:
            if i == at and j not in found:
                found.add(j)
                waiting.append(j)
    return found


def ways(edges: Collection[Edge], start: int = X, end: int = Y) -> list[tuple[int, ...]]:
    """All ways between two nodes along arrows of any direction, each node at most once."""
    found: list[tuple[int, ...]] = []

    def go(path: tuple[int, ...]) -> None:
        if path[-1] == end:
            found.append(path)
            return
        for i, j in edges:
            for here, there in ((i, j), (j, i)):
                if here == path[-1] and there not in path:
                    go((*path, there))

    go((start,))
    return found


def is_open(edges: Collection[Edge], way: Sequence[int], given: Collection[int]) -> bool:
    """Whether information passes along a way: at a node where two arrows meet only if it, or something that it causes,
    is given; at any other only if it is not."""
    arrows = set(edges)
    for before, node, after in zip(way, way[1:], way[2:], strict=False):
        if (before, node) in arrows and (after, node) in arrows:
            if not descendants(arrows, node) & set(given):
                return False
        elif node in given:
            return False
    return True


def paths(edges: Collection[Edge]) -> list[Path]:
    """All ways between X and Y, the causal ones first."""
    arrows, found = set(edges), []
    for way in ways(edges):
        causal = all(pair in arrows for pair in zip(way, way[1:], strict=False))
        back = (way[1], way[0]) in arrows
        found.append(Path(way, causal, back, is_open(edges, way, ()), is_open(edges, way, (Z,))))
    return sorted(found, key=lambda path: (not path.causal, len(path.nodes)))


def identifies(edges: Collection[Edge], given: Collection[int]) -> bool:
    """Pearl's back-door criterion: nothing given is caused by X, and it closes all ways that begin with an arrow into
    X. Then the regression on X and the given has the total effect of X as its coefficient."""
    if descendants(edges, X) & set(given):
        return False
    return not any(path.back_door and is_open(edges, path.nodes, given) for path in paths(edges))


class Story(NamedTuple):
    """A model in which nothing is hidden, of X, Y and Z: its order of causes, arrows B (3, 3), noise variances."""

    order: tuple[int, int, int]
    arrows: Array
    noise: Array


ORDERS: Mapping[str, tuple[int, int, int]] = {"fork": (Z, X, Y), "chain": (X, Z, Y), "collider": (X, Y, Z)}


def story(cov: ArrayLike, order: tuple[int, int, int]) -> Story:
    """The one model with that order of causes and exactly this covariance (3, 3) of X, Y, Z: each variable is
    regressed on all before it. Every order has one, whatever the covariance."""
    c, b, noise = np.asarray(cov, float), np.zeros((3, 3)), np.zeros(3)
    for place, node in enumerate(order):
        before = list(order[:place])
        if before:
            b[before, node] = np.linalg.solve(c[np.ix_(before, before)], c[before, node])
        noise[node] = c[node, node] - b[:, node] @ c[:, node]
    return Story(order, b, noise)
