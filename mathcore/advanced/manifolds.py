"""The Swiss roll, its neighbour graph, shortest paths on it, and Isomap (Tenenbaum, de Silva and Langford, 2000).

The roll is a flat sheet of paper, rolled up without stretching: what is true of it is known exactly. A point has the
sheet coordinates (s, h), along the roll and across it; the distance on the roll is that of (s, h) in the plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.sparse.linalg import eigsh
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist, pdist, squareform

from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
Integers = NDArray[np.intp]
T_LOW, T_HIGH, HEIGHT = 1.5 * np.pi, 4.5 * np.pi, 21.0  # as scikit-learn's make_swiss_roll
FEWEST, MOST = 4, 12  # neighbours
SHORT = 0.7  # of the true distance: what is shorter is short-circuited
SHOWN = 1500  # pairs that a Shepard plot shows
LANDMARKS = 60  # points that landmark Isomap walks from


def arc_length(t: ArrayLike) -> Array:
    """The length of the spiral (t cos t, t sin t) from t = 0: the integral of sqrt(1 + t^2)."""
    angle = np.asarray(t, float)
    return np.asarray(0.5 * (angle * np.sqrt(1 + angle**2) + np.arcsinh(angle)))


START = float(arc_length(T_LOW))
LENGTH = float(arc_length(T_HIGH)) - START  # of the sheet: 89.37


def rolled(sheet: ArrayLike) -> Array:
    """Points (n, 2) of the sheet, (s, h) with s in [0, LENGTH], as points (n, 3) of the roll: (t cos t, h, t sin t)."""
    s, h = np.asarray(sheet, float).T
    grid = np.linspace(T_LOW, T_HIGH, 4001)
    t = np.interp(s + START, arc_length(grid), grid)
    for _ in range(3):  # Newton's steps from there end at rounding
        t = t - (arc_length(t) - START - s) / np.sqrt(1 + t**2)
    return np.stack([t * np.cos(t), h, t * np.sin(t)], axis=1)


@dataclass(frozen=True)
class Roll:
    """Points on the roll: `sheet` (n, 2) where they belong, `space` (n, 3) where they are, `angle` (n,) along the
    spiral; and every edge that a graph of up to MOST neighbours has: `edges` (m, 2) with i < j, the least k that
    has it, its length in space and on the sheet, each (m,)."""

    sheet: Array
    space: Array
    angle: Array
    edges: Integers
    rank: Integers
    chord: Array
    along: Array

    def graph(self, k: int) -> csr_array:
        """The neighbour graph: an edge where one of two points is among the k nearest of the other."""
        return weighted(len(self.sheet), self.edges[self.rank <= k], self.chord[self.rank <= k])

    def guilty(self, k: int) -> NDArray[np.bool_]:
        """Of all edges, those of the graph of k neighbours that lead to another turn of the roll: over half a turn."""
        apart = np.abs(self.angle[self.edges[:, 0]] - self.angle[self.edges[:, 1]])
        return np.asarray((self.rank <= k) & (apart > np.pi))

    def worst_edge(self, k: int) -> float:
        """The least length of an edge in space, as a part of that on the sheet."""
        inside = self.rank <= k
        return float((self.chord[inside] / self.along[inside]).min())

    def nearest(self, place: ArrayLike) -> int:
        """The point of the sample that is nearest to a place (s, h) on the sheet."""
        return nearest(self.sheet, place)


def nearest(points: Array, place: ArrayLike) -> int:
    """Which of the points (n, 2) is nearest to a place."""
    return int(np.argmin(np.hypot(*(points - np.asarray(place, float)).T)))


def straight(roll: Roll, a: int, b: int) -> Array:
    """The straight line from point a to point b on the sheet, (60, 2)."""
    first, last = roll.sheet[[a, b]]
    return np.asarray(first + np.linspace(0, 1, 60)[:, None] * (last - first))


def broken(points: Array, edges: Integers) -> Array:
    """Edges (m, 2) between points (n, d) as one polyline with gaps; a row at least, so that traces rest. Between edges
    that begin at the same point, one after the other, there is no gap: the line goes back along the first."""
    gaps = np.full((len(edges) + 1, 1, points.shape[1]), np.nan)
    rows = np.concatenate([points[edges], gaps[1:]], axis=1)
    drawn = np.ones(rows.shape[:2], bool)
    drawn[:-1, 2] = edges[1:, 0] != edges[:-1, 0]
    return np.concatenate([gaps[0], rows[drawn]])


def weighted(n: int, edges: Integers, lengths: Array) -> csr_array:
    """An undirected graph of n nodes as a symmetric sparse matrix."""
    i, j = edges.T
    return csr_array((np.tile(lengths, 2), (np.r_[i, j], np.r_[j, i])), shape=(n, n))


def neighbour_edges(points: ArrayLike, most: int) -> tuple[Integers, Integers, Array]:
    """All pairs (m, 2), i < j, one of which is among the `most` nearest of the other; the place (1 for the nearest) at
    which it is, the better one of the two; and their distance. Points (n, d), n > `most`."""
    at = np.asarray(points, float)
    n = len(at)
    found = cKDTree(at).query(at, most + 1)
    far, near = np.asarray(found[0]), np.asarray(found[1])
    own = np.arange(n)
    # A point's double may stand before the point itself.
    order = np.argsort(near != own[:, None], axis=1, kind="stable")
    near, far = np.take_along_axis(near, order, axis=1)[:, 1:], np.take_along_axis(far, order, axis=1)[:, 1:]
    i, j, place = np.repeat(own, most), near.ravel(), np.tile(np.arange(1, most + 1), n)
    code = np.minimum(i, j) * n + np.maximum(i, j)
    first = np.lexsort((place, code))
    kept = first[np.unique(code[first], return_index=True)[1]]
    return np.stack(np.divmod(code[kept], n), axis=1), place[kept], far.ravel()[kept]


def swiss_roll(n: int, noise: float, seed: int) -> Roll:
    """n points, the angle t uniform from 1.5 pi to 4.5 pi and the height from 0 to 21, as make_swiss_roll has them;
    moved off the sheet by normal noise of that deviation in each coordinate."""
    u = random_uniforms(seed, 0, 0, 2 * n).reshape(n, 2)
    t = T_LOW * (1 + 2 * u[:, 0])
    sheet = np.stack([arc_length(t) - START, HEIGHT * u[:, 1]], axis=1)
    space = np.stack([t * np.cos(t), sheet[:, 1], t * np.sin(t)], axis=1)
    space = space + noise * random_normals(seed, 1, 0, 3 * n).reshape(n, 3)
    edges, rank, chord = neighbour_edges(space, MOST)
    along = np.hypot(*(sheet[edges[:, 0]] - sheet[edges[:, 1]]).T)
    return Roll(sheet, space, t, edges, rank, chord, along)


@dataclass(frozen=True)
class Way:
    """The shortest path in a graph between two points: the nodes that it visits (none if there is no path), its length
    (infinite then), and the sum of its hops as they are on the sheet."""

    nodes: Integers
    length: float
    on_sheet: float


def way(roll: Roll, k: int, a: int, b: int) -> Way:
    """Dijkstra's path from point a to point b."""
    rows, trees = dijkstra(roll.graph(k), indices=[a], return_predecessors=True)
    far, before = rows[0], trees[0]
    if not np.isfinite(far[b]):
        return Way(np.zeros(0, np.intp), np.inf, np.inf)
    nodes = [b]
    while nodes[-1] != a:
        nodes.append(int(before[nodes[-1]]))
    return Way(np.array(nodes[::-1]), float(far[b]), float(np.hypot(*np.diff(roll.sheet[nodes], axis=0).T).sum()))


def classical_mds(distances: ArrayLike, dimensions: int = 2) -> Array:
    """Points (n, dimensions) whose inner products are nearest to those that the distances (n, n) say: the leading
    eigenvectors of -1/2 J D^2 J times the roots of their eigenvalues (Torgerson 1952). Signs are arbitrary."""
    squared = np.asarray(distances, float) ** 2
    rows = squared.mean(axis=0)
    inner = -0.5 * (squared - rows - rows[:, None] + rows.mean())
    start = random_normals(1, 0, 0, len(inner))
    values, vectors = eigsh(inner, dimensions, which="LA", v0=start, tol=0)
    return np.asarray(vectors[:, ::-1] * np.sqrt(np.maximum(values[::-1], 0.0)))


def landmark_mds(distances: ArrayLike, dimensions: int = 2) -> Array:
    """Points (n, dimensions) from the distances (l, n) of l of them, the first l, to all: classical scaling of these
    l, and each point where its squared distances to them put it (de Silva and Tenenbaum 2003). For l = n this is
    classical scaling."""
    far = np.asarray(distances, float)
    own = far[:, : len(far)]
    places = classical_mds(own, dimensions)
    shift = far**2 - (own**2).mean(axis=1)[:, None]
    return np.asarray(-0.5 * shift.T @ places / np.maximum((places**2).sum(axis=0), np.finfo(float).tiny))


def turned(points: Array, like: Array) -> Array:
    """The points (n, 2), centred and turned or mirrored as a whole, so as to lie as near as they can to others."""
    centred, goal = points - points.mean(axis=0), like - like.mean(axis=0)
    u, _, v = np.linalg.svd(centred.T @ goal)
    return np.asarray(centred @ (u @ v))


@dataclass(frozen=True)
class Isomap:
    """What the graph of k neighbours makes of the pairs of points that are walked: of all, or of those with a landmark.

    Attributes
    ----------
    pieces : connected pieces of the graph.
    inside : (n,) whether a point belongs to the largest piece.
    correlation : of graph and sheet distance, over all walked pairs with a path.
    short : the share of these with a graph distance of less than SHORT of that on the sheet.
    worst : the least graph distance, as a part of that on the sheet.
    graph, sheet : (SHOWN,) both distances of some pairs with a landmark; infinite where there is no path.
    map : (n, 2) Isomap's coordinates, turned as the sheet lies; NaN outside the largest piece.
    residual : 1 - r^2 of graph and map distance: needs no truth.
    """

    pieces: int
    inside: NDArray[np.bool_]
    correlation: float
    short: float
    worst: float
    graph: Array
    sheet: Array
    map: Array
    residual: float


def isomap(roll: Roll, k: int, everywhere: bool = True) -> Isomap:
    """Isomap with k neighbours, of the largest piece of the graph, and the truth beside it. Walks from every point, or
    from LANDMARKS of them alone: the first of the largest piece, and points are in random order."""
    graph = roll.graph(k)
    n = len(roll.sheet)
    pieces, piece = connected_components(graph, directed=False)
    inside = piece == np.bincount(piece).argmax()
    own = np.flatnonzero(inside)
    landmarks = own[:LANDMARKS]
    starts = np.arange(n) if everywhere else landmarks
    far = dijkstra(graph, indices=starts)  # the matrix is symmetric
    later = np.arange(n) > starts[:, None]  # each pair once
    between, true = far[later], cdist(roll.sheet[starts], roll.sheet)[later]
    joined = np.isfinite(between)
    walked, straight_on = between[joined], true[joined]
    ratio = walked / straight_on
    within = far[np.ix_(own, own)] if everywhere else far[:, own]
    plane = turned(classical_mds(within) if everywhere else landmark_mds(within), roll.sheet[inside])
    found = np.full((n, 2), np.nan)
    found[inside] = plane
    once = np.arange(len(own)) > np.arange(len(within))[:, None]
    mapped = np.corrcoef(within[once], cdist(plane[: len(within)], plane)[once])[0, 1]
    # The pairs that are shown are the same, wherever else one walks from.
    rows = far[landmarks] if everywhere else far
    pairs = np.argwhere(np.arange(n) > landmarks[:, None])
    i, j = pairs[np.linspace(0, len(pairs) - 1, SHOWN).astype(int)].T
    return Isomap(
        pieces=int(pieces),
        inside=inside,
        correlation=float(np.corrcoef(walked, straight_on)[0, 1]),
        short=float(np.mean(ratio < SHORT)),
        worst=float(ratio.min()),
        graph=rows[i, j],
        sheet=np.hypot(*(roll.sheet[landmarks[i]] - roll.sheet[j]).T),
        map=found,
        residual=float(1 - mapped**2),
    )


@lru_cache(maxsize=8)
def unrolled_error(n: int, seed: int, everywhere: bool = True) -> float:
    """The largest error of a distance in the map that scaling makes of the true distances of a roll: of those between
    all points, or of those from LANDMARKS points to all."""
    sheet = swiss_roll(n, 0.0, seed).sheet
    if everywhere:
        true = squareform(pdist(sheet))
        return float(np.abs(pdist(classical_mds(true)) - pdist(sheet)).max())
    true = cdist(sheet[:LANDMARKS], sheet)
    found = landmark_mds(true)
    return float(np.abs(cdist(found[:LANDMARKS], found) - true).max())
