"""Linear structural models: arrows with strengths, what they make of a regression, and what an intervention does.

Each variable is the sum of its causes times the strengths of their arrows, plus a noise of its own. Nodes are X, Y, Z
and two that nobody records, U and V, in this order. `B[i, j]` is the strength of the arrow from i to j.

Sources: S. Wright, "The method of path coefficients", Annals of Mathematical Statistics 5 (1934); J. Pearl, Causality,
2nd edition, Cambridge University Press (2009), chapters 1, 3 and 5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

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
    """The same from points (m, n), by least squares with an intercept; 0 where it is only rounding."""
    design = np.column_stack([np.ones(len(points)), points[:, [x, *given]]])
    found = float(np.linalg.lstsq(design, points[:, y], rcond=None)[0][1])
    return found if abs(found) * points[:, x].std() > 1e-12 * points[:, y].std() else 0.0


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
        causal = all(pair in arrows for pair in pairwise(way))
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


# Where the nodes of each structure are drawn, in a plane 4 wide: causes above, X on the left, Y on the right.
NONE = (np.nan, np.nan)
PLACES: Mapping[str, Array] = {
    **dict.fromkeys(("fork", "chain", "collider"), np.array([(0, 0), (4, 0), (2, 3.4), NONE, NONE])),
    "m": np.array([(0, 0), (4, 0), (2, 1.9), (0, 3.4), (4, 3.4)]),
    "instrument": np.array([(1.2, 0), (4, 0), (-0.2, 3.4), (3.2, 3.4), NONE]),
}


def beside(places: Array, edges: Collection[Edge], letters: Sequence[int]) -> Array:
    """Where texts of so many letters stand beside the middles of arrows, shape (m, 2): above level ones, to the inner
    side of upright ones and below their middles, to the outer side of slanted ones."""
    found = []
    for (i, j), count in zip(edges, letters, strict=True):
        middle, way = (places[i] + places[j]) / 2, places[j] - places[i]
        side = 1.0 if middle[0] >= 2 else -1.0
        side = 0.0 if way[1] == 0 else -side if way[0] == 0 else side
        found.append([middle[0] + side * (0.3 + 0.1 * count), middle[1] + 0.34 * (way[1] == 0) - 0.75 * (way[0] == 0)])
    return np.array(found)


# The slope of Y on X, and that with Z held fixed, as `stated` computes them, for people to read.
FORMULAS: Mapping[str, tuple[str, str]] = {
    "fork": ("b + ac / (1 + a²)", "b"),
    "chain": ("b + ac", "b"),
    "collider": ("b", "(b − ac) / (1 + c²)"),
    "m": ("b", "b − ac / (3 + 2a²)"),
    "instrument": ("b + c / (2 + a²)", "b + c/2"),
}
ROUND = np.array([[2.0, 2.0, 1.0], [2.0, 3.5, 1.5], [1.0, 1.5, 1.0]])  # of X, Y, Z: slope 1, with Z held fixed 1/2


def written(edges: Collection[Edge], way: Sequence[int]) -> str:
    """A way as it is read: X ← Z → Y."""
    steps = [f"{'→' if pair in edges else '←'} {NODES[pair[1]]}" for pair in pairwise(way)]
    return " ".join([NODES[way[0]], *steps])


def passes(path: Path, b: Array, given_z: bool) -> str:
    """What passes along a way of a model with strengths B: "an effect", "a leak", or nothing ("closed", "of strength
    0")."""
    if any(b[pair] == 0 and b[pair[::-1]] == 0 for pair in pairwise(path.nodes)):
        return "of strength 0"
    if not (path.open_given_z if given_z else path.open):
        return "closed"
    return "an effect" if path.causal else "a leak"


def causes_first(order: Sequence[int]) -> list[Edge]:
    """The arrows of a story: from each variable to all that come after it."""
    return [(i, j) for place, i in enumerate(order) for j in order[place + 1 :]]


def round_numbers(count: int, seed: int) -> Array:
    """Points (count, 3) of X, Y, Z with mean 0 and exactly the covariance `ROUND` (divisor count)."""
    return np.einsum("mi,ji->mj", exact_noise(count, seed, 4)[:, :3], np.linalg.cholesky(ROUND))


def moments(rows: Array) -> tuple[Array, Array, Array] | None:
    """Means (3,), standard deviations (3,) with divisor n, and correlations (3, 3) of columns; None where one is
    constant or all but a combination of the others."""
    with np.errstate(all="ignore"):
        found = rows.mean(axis=0), rows.std(axis=0), np.asarray(np.corrcoef(rows.T))
    tied = not np.isfinite(found[2]).all() or np.linalg.eigvalsh(found[2])[0] < 1e-6
    return None if tied else found


def averaged(rows: Array, at: float) -> float:
    """The mean, over all rows, of what the regression of Y on X and Z predicts where X is `at` and Z as it is."""
    design = np.column_stack([np.ones(len(rows)), rows[:, X], rows[:, Z]])
    fit = np.linalg.lstsq(design, rows[:, Y], rcond=None)[0]
    return float(fit[0] + fit[1] * at + fit[2] * rows[:, Z].mean())


def strata_lines(cov: Array, levels: Sequence[float], reach: float = 1.6) -> Array:
    """The regression of Y on X and Z at some values of Z, in standard deviations of it, each over the X that go with
    it: a polyline with gaps, shape (3 len(levels), 2)."""
    slope_x = slope(cov, [Z])
    on_x, on_y = cov[X, Z] / cov[Z, Z], (cov[Y, Z] - slope_x * cov[X, Z]) / cov[Z, Z]
    half = reach * np.sqrt(max(cov[X, X] - on_x * cov[X, Z], 0.0))
    parts = []
    for level in np.sqrt(cov[Z, Z]) * np.array(levels):
        across = on_x * level + np.array([-half, half, np.nan])
        parts.append(np.stack([across, slope_x * across + on_y * level], axis=1))
    return np.concatenate(parts)


def density(values: Array, at: Array, width: float) -> Array:
    """A kernel density of values (n,) at some places (m,), with normal bumps of that width."""
    steps = (at[:, None] - values) / width
    return np.asarray(np.exp(-0.5 * steps**2).sum(axis=1) / (len(values) * width * np.sqrt(2 * np.pi)))


class Told(NamedTuple):
    """What a story says of X = `value_x`: the effect of X on Y if it is true, the slope of Y on X, that with Z held
    fixed (in units of Y per unit of X); the means of Y among those with this X, and if all were given it; and the mean,
    over the Z of all, of the regression of Y on X and Z. `effect_sd` and `slope_sd` are in standard deviations."""

    effect_done: float
    effect_seen: float
    effect_fixed: float
    value_x: float
    seen: float
    done: float
    averaged: float
    effect_sd: float
    slope_sd: float


def told(rows: Array, found: Story, at: float) -> Told:
    """What a story about columns X, Y, Z (n, 3) says where X is `at` standard deviations above its mean."""
    mean, sd, r = rows.mean(axis=0), rows.std(axis=0), np.corrcoef(rows.T)
    done, seen, unit = float(total(found.arrows)[X, Y]), slope(r), float(sd[Y] / sd[X])

    def near(value: float, k: int) -> float:  # 0 where it is 0 but for rounding
        return float(np.round(value / sd[k], 12) * sd[k] + 0.0)

    x = near(mean[X] + at * sd[X], X)
    over_z = averaged((rows - mean) / sd, at)
    heights = [near(mean[Y] + sd[Y] * each, Y) for each in (seen * at, done * at, over_z)]
    return Told(done * unit, seen * unit, slope(r, [Z]) * unit, x, heights[0], heights[1], heights[2], done, seen)


def window(rows: Array, deviations: float = 2.6, room: float = 0.06) -> Array:
    """Ranges (k, 2) that hold the columns with some room, and at least so many standard deviations to each side."""
    far, free = deviations * rows.std(axis=0), room * np.ptp(rows, axis=0)
    low = np.minimum(rows.mean(axis=0) - far, rows.min(axis=0) - free)
    return np.stack([low, np.maximum(rows.mean(axis=0) + far, rows.max(axis=0) + free)], axis=1)


def tidy(values: ArrayLike, scale: ArrayLike) -> list[Any]:
    """Numbers as lists, rounded to the twelfth digit of their scale: for people to read."""
    size = np.asarray(scale, float)
    rounded = np.round(np.asarray(values, float) / size, 12) * size + 0.0
    found: list[Any] = np.vectorize(lambda x: float(f"{x:.12g}"))(rounded).tolist()
    return found
