"""Maps that keep neighbours together: t-SNE's affinities and runs, scores of a map, and three maps of the same digits.

The table `neighbour_maps.json` holds the three maps of 600 digits and where 90 runs of t-SNE end. It was made by

    python -m mathcore.advanced.neighbour_maps

and a test makes parts of it again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import pdist, squareform
from scipy.stats import rankdata

from mathcore import kernels
from mathcore.advanced.manifolds import classical_mds, neighbour_edges, weighted
from mathcore.common.randomness import random_normals
from mathcore.common.tables import digits

Array = NDArray[np.float64]
Integers = NDArray[np.intp]
TABLE = Path(__file__).with_name("neighbour_maps.json")
DIGITS, NEAREST = 600, 10  # digits that are mapped; neighbours that a map is judged by
METHODS = ("pca", "isomap", "tsne")
POINTS, DIMENSIONS, RUNS = 150, 50, 5
PERPLEXITIES = (2, 5, 15, 30, 60, 90)
EVERY, FRAMES = 10, 100  # iterations between two kept maps; how many are kept after the start
CLOUDS = ("noise", "sizes", "gaps")
WIDTH, GAPS = 5.0, (20.0, 100.0)  # how many times as wide the second group is; gaps between the three groups


def affinities(distances: ArrayLike, perplexity: float) -> tuple[Array, Array]:
    """t-SNE's similarities in the data, from distances (n, n).

    Row i of the conditional ones is proportional to exp(-b_i d_ij^2), with b_i such that its entropy is
    ln(perplexity): as if it had so many equally near neighbours. Returns these (n, n), rows summing to 1, and the
    symmetric ones, (p_ij + p_ji) / 2n. All b_i are found at once by bisection.

    Raises:
        ValueError: the perplexity is below 1, or at or above n - 1, which no row reaches.
    """
    squared = np.asarray(distances, float) ** 2
    n = len(squared)
    if not 1 <= perplexity < n - 1:
        raise ValueError(f"The perplexity is at least 1 and below n - 1 = {n - 1}, not {perplexity}.")
    apart = squared[~np.eye(n, dtype=bool)].reshape(n, n - 1)
    apart = apart - apart.min(axis=1, keepdims=True)  # changes no similarity, and keeps the nearest from vanishing
    unit = np.maximum(apart.mean(axis=1), np.finfo(float).tiny)
    low, high = np.log(1e-12 / unit), np.log(1e12 / unit)
    goal = np.log(perplexity)
    for _ in range(70):
        middle = 0.5 * (low + high)
        entropy = _softmax_entropy(apart, np.exp(middle))[1]
        wide = entropy > goal
        low, high = np.where(wide, middle, low), np.where(wide, high, middle)
    own = np.zeros((n, n))
    own[~np.eye(n, dtype=bool)] = _softmax_entropy(apart, np.exp(0.5 * (low + high)))[0].ravel()
    return own, (own + own.T) / (2 * n)


def _softmax_entropy(apart: Array, sharp: Array) -> tuple[Array, Array]:
    """Rows of probabilities proportional to exp(-sharp * apart), and their entropies in nats."""
    weight = np.exp(-sharp[:, None] * apart)
    total = weight.sum(axis=1)
    found = weight / total[:, None]
    return found, np.log(total) + sharp * (found * apart).sum(axis=1)


def first_plane(points: ArrayLike) -> Array:
    """PCA: the two coordinates of largest variance (n, 2) of points (n, d); the largest of each is positive."""
    at = np.asarray(points, float)
    centred = at - at.mean(axis=0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    found = u[:, :2] * s[:2]
    return np.asarray(found * np.sign(found[np.abs(found).argmax(axis=0), [0, 1]]))


def place_of_neighbours(distances: ArrayLike) -> Integers:
    """The place of each point among the neighbours of each other, (n, n): 1 for the nearest, 0 for the point itself.
    Equally near ones stand in the order of their numbers."""
    far = np.array(distances, float)
    np.fill_diagonal(far, -1.0)
    order = np.argsort(far, axis=1, kind="stable")
    found = np.empty_like(order)
    np.put_along_axis(found, order, np.arange(len(far))[None], axis=1)
    return found


def trustworthiness(before: Integers, after: Integers, k: int = NEAREST) -> float:
    """Venna and Kaski's (2001) trustworthiness, from the places of neighbours in the data and in the map: 1 less a
    penalty for each of a point's k neighbours in the map that is farther than its k-th in the data."""
    n = len(before)
    false = (after <= k) & (after > 0)
    penalty = float(np.maximum(before - k, 0)[false].sum())
    return 1 - penalty * 2 / (n * k * (2 * n - 3 * k - 1))


@dataclass(frozen=True)
class Judged:
    """A map (n, 2) and its scores: trustworthiness, accuracy of the vote of a point's five nearest in the map, and
    Spearman's correlation of all distances before and after; and how many of its NEAREST neighbours each point keeps,
    (n,)."""

    points: Array
    trust: float
    vote: float
    order: float
    kept: Integers

    @cached_property
    def scaled(self) -> Array:
        """The map about its middle, its farthest coordinate 1."""
        at = self.points - 0.5 * (self.points.max(axis=0) + self.points.min(axis=0))
        return np.asarray(at / np.abs(at).max())


@dataclass(frozen=True)
class Digits:
    """The first 600 digits: pixels (n, 64), labels (n,), each one's nearest (n, NEAREST), and three maps. Of PCA's: the
    largest factor of a distance, the sum of all squared distances as a part of that before, and the share of the
    variance by the eigenvalues."""

    pixels: Array
    labels: Integers
    nearest: Integers
    maps: dict[str, Judged]
    growth: float
    squares: float
    variance: float


@lru_cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


@lru_cache
def mapped_digits() -> Digits:
    """PCA (computed here), Isomap (10 neighbours) and t-SNE (perplexity 30) of the digits, and their scores."""
    pixels, labels = digits().values[:DIGITS], digits().labels[:DIGITS]
    apart = pdist(pixels)
    places = place_of_neighbours(squareform(apart))
    maps = {"pca": first_plane(pixels)} | {name: np.array(_table()["digits"][name]) for name in METHODS[1:]}
    ranked = rankdata(apart)
    found = {name: judged(points, labels, places, ranked) for name, points in maps.items()}
    after, values = pdist(maps["pca"]), np.linalg.eigvalsh(np.cov(pixels.T))
    return Digits(
        pixels=pixels,
        labels=labels,
        nearest=np.argsort(places, axis=1)[:, 1 : NEAREST + 1],
        maps=found,
        growth=float((after / apart).max()),
        squares=float((after**2).sum() / (apart**2).sum()),
        variance=float(values[-2:].sum() / values.sum()),
    )


def judged(points: Array, labels: Integers, places: Integers, ranked: Array) -> Judged:
    """The scores of a map, from the places of neighbours in the data and the ranks of its distances."""
    apart = pdist(points)
    after = place_of_neighbours(squareform(apart))
    votes = np.zeros((len(points), int(labels.max()) + 1), int)
    for place in range(1, 6):
        votes[np.arange(len(points)), labels[np.argmax(after == place, axis=1)]] += 1
    return Judged(
        points=points,
        trust=trustworthiness(places, after),
        vote=float(np.mean(votes.argmax(axis=1) == labels)),
        order=float(np.corrcoef(ranked, rankdata(apart))[0, 1]),
        kept=((places <= NEAREST) & (after <= NEAREST) & (places > 0)).sum(axis=1),
    )


def isomap_of(points: ArrayLike, k: int) -> Array:
    """Isomap's plane (n, 2) of points (n, d) whose neighbour graph is in one piece."""
    edges, _, far = neighbour_edges(points, k)
    distances = dijkstra(weighted(len(np.asarray(points)), edges, far), directed=False)
    found = classical_mds(distances)
    return np.asarray(found * np.sign(found[np.abs(found).argmax(axis=0), [0, 1]]))


def cloud(kind: str, run: int) -> tuple[Array, Integers]:
    """150 points in 50 dimensions, and the group of each: one of pure noise; two, the second five times as wide; three
    on a line, at gaps of 20 and 100. Groups are normal, with deviation 1 in each dimension where nothing else is
    said."""
    x = random_normals(run, 2, 0, POINTS * DIMENSIONS).reshape(POINTS, DIMENSIONS)
    groups = np.arange(POINTS) * {"noise": 1, "sizes": 2, "gaps": 3}[kind] // POINTS
    if kind == "sizes":
        x[groups == 1] *= WIDTH
        x[groups == 1, 0] += 60.0
    elif kind == "gaps":
        x[:, 0] += np.array([0.0, GAPS[0], sum(GAPS)])[groups]
    return x, groups


@dataclass(frozen=True)
class Run:
    """A run of t-SNE on a cloud.

    Attributes
    ----------
    points : (n, 50), in the data, and `groups` (n,).
    before : (pairs,) distances in the data, and `places` (n, n) of all points among each other's neighbours.
    joint : (n, n) the similarities in the data.
    perplexities : (n,) e to the entropy of each row of the conditional ones.
    maps : (FRAMES + 1, n, 2).
    """

    points: Array
    groups: Integers
    before: Array
    places: Integers
    joint: Array
    perplexities: Array
    maps: Array

    def size(self, frame: int) -> float:
        """Of a map: where 98% of its coordinates are, and a tenth more. Points thrown far out do not count."""
        return float(1.1 * np.percentile(np.abs(self.maps[frame]), 98))

    def divergence(self, frame: int) -> float:
        """What t-SNE makes small, of a map: the divergence of its similarities from those in the data, in nats."""
        return float(kernels.divergences(self.joint, self.maps[frame][None, None])[0, 0])

    def trust(self, frame: int) -> float:
        """The trustworthiness of a map."""
        return trustworthiness(self.places, place_of_neighbours(squareform(pdist(self.maps[frame]))))


def tsne_run(kind: str, run: int, perplexity: int) -> Run:
    """1,000 iterations from a small random start, kept every EVERY."""
    x, groups = cloud(kind, run)
    before = pdist(x)
    own, joint = affinities(squareform(before), perplexity)
    start = 1e-4 * random_normals(run, 3, 0, 2 * POINTS).reshape(POINTS, 2)
    found = kernels.tsne(joint, start, np.arange(0, EVERY * FRAMES + 1, EVERY))
    return Run(
        points=x,
        groups=groups,
        before=before,
        places=place_of_neighbours(squareform(before)),
        joint=joint,
        perplexities=np.exp(-(own * np.log(np.where(own > 0, own, 1.0))).sum(axis=1)),
        maps=found.points[:, 0],
    )


def compared(kind: str, points: Array, groups: Integers) -> float:
    """What a cloud is about, in the data or in a map: how many times as wide as the first the second of two groups is;
    how many times as wide as the near one the far gap between three is; NaN for noise."""
    if kind == "sizes":
        narrow, wide = widths(points, groups)
        return float(wide / narrow)
    if kind == "gaps":
        near, far = np.linalg.norm(np.diff(middles(points, groups), axis=0), axis=1)
        return float(far / near)
    return np.nan


@lru_cache
def ends(kind: str) -> Array:
    """The divergence at the end of each run, (RUNS, number of perplexities), out of the table."""
    return np.array(_table()["ends"][kind])


def least(kind: str) -> int:
    """The perplexity, of those on offer, with the least divergence at the end, in the mean over all runs."""
    return PERPLEXITIES[int(np.argmin(ends(kind).mean(axis=0)))]


def cross_entropy(joint: Array, points: Array) -> float:
    """-sum p ln q of the data's similarities p (n, n) and the map's, q proportional to 1 / (1 + distance^2)."""
    weight = 1 / (1 + pdist(points) ** 2)
    p = joint[np.triu_indices(len(joint), 1)]
    return float(-2 * np.sum(p * np.log(weight / (2 * weight.sum()))))


def entropy(joint: Array) -> float:
    """-sum p ln p, in nats."""
    p = joint[joint > 0]
    return float(-np.sum(p * np.log(p)))


def widths(points: Array, groups: Integers) -> Array:
    """The root mean square distance of each group's points from their middle."""
    apart = [points[groups == g] - points[groups == g].mean(axis=0) for g in range(int(groups.max()) + 1)]
    return np.array([np.sqrt((each**2).sum(axis=1).mean()) for each in apart])


def middles(points: Array, groups: Integers) -> Array:
    """The middle of each group."""
    return np.array([points[groups == g].mean(axis=0) for g in range(int(groups.max()) + 1)])


def main() -> None:
    """Make the table."""
    pixels = digits().values[:DIGITS]
    _, joint = affinities(squareform(pdist(pixels)), 30)
    start = first_plane(pixels)
    start = 1e-4 * start / start[:, 0].std()
    found = kernels.tsne(joint, start, [1000]).points[0, 0]
    maps = {"isomap": isomap_of(pixels, NEAREST), "tsne": found}
    last = {
        kind: [[tsne_run(kind, run, p).divergence(FRAMES) for p in PERPLEXITIES] for run in range(1, RUNS + 1)]
        for kind in CLOUDS
    }
    table = {
        "digits": {name: np.round(points, 3).tolist() for name, points in maps.items()},
        "ends": {kind: np.round(rows, 5).tolist() for kind, rows in last.items()},
    }
    TABLE.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
