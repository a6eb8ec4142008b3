"""Where the nodes and edges of a graph go: layers from left to right, a chart with gauges, the columns of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.graphs import STEPS
from viz.handles import Handle, Moves
from viz.labels import spread

Array = NDArray[np.float64]


class Layers(NamedTuple):
    """A graph in layers: `nodes` (n, 2), x the layer and y the place in it, one apart and centred at 0; `ways`, of each
    edge the points (k, 2) that it goes through, from its first node to its second."""

    nodes: Array
    ways: list[Array]

    def fitted(self, size: ArrayLike, most: ArrayLike) -> Layers:
        """The same in the middle of a box from (0, -height / 2) to (width, height / 2), `size` being (width, height),
        two layers and two places at most `most` (2,) apart."""
        spots = np.concatenate([self.nodes, *self.ways])
        span = np.ptp(spots, axis=0)
        scale = np.minimum(np.asarray(size, float) / np.maximum(span, 1.0), most)
        start = np.array([0.5 * (np.asarray(size, float)[0] - scale[0] * span[0]), 0.0])
        return Layers(start + scale * self.nodes, [start + scale * way for way in self.ways])


def layered(count: int, edges: ArrayLike, *, rounds: int = 8) -> Layers:
    """Places for the nodes of a directed graph without cycles, edges from left to right, few of them crossing.

    The layer of a node is the longest way to it. Edges of a node that pass layers have a place there, one for all of
    them, so that they go round other nodes. Orders are by the mean of the neighbours, over and back, and the best one
    counts (Sugiyama, Tagawa and Toda 1981); at first, earlier nodes stand higher. `edges` has shape (m, 2); edges
    between the same two nodes share a way.

    Raises:
        ValueError: the graph has a cycle.
    """
    pairs = [(int(i), int(j)) for i, j in np.asarray(edges, int).reshape(-1, 2)]
    layer = [0] * count
    for _ in range(count):
        longer = [(j, layer[i] + 1) for i, j in pairs if layer[j] <= layer[i]]
        if not longer:
            break
        for j, least in longer:
            layer[j] = max(layer[j], least)
    else:
        if any(layer[j] <= layer[i] for i, j in pairs):
            raise ValueError("Only a graph without cycles has layers.")
    stops: dict[tuple[int, int], list[int]] = {}
    buses: dict[int, list[int]] = {}  # the places of a node's long edges, one in each layer after it
    for i, j in sorted(set(pairs), key=lambda pair: layer[pair[1]]):
        bus = buses.setdefault(i, [])
        passed = range(layer[i] + 1 + len(bus), layer[j])
        bus += range(len(layer), len(layer) + len(passed))
        layer += passed
        stops[i, j] = [i, *bus[: layer[j] - layer[i] - 1], j]
    links = list({link: None for way in stops.values() for link in pairwise(way)})
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for i, j in links:
        before[j].append(i)
        after[i].append(j)
    rows = [[k for k, at in enumerate(layer) if at == depth] for depth in range(max(layer, default=0) + 1)]
    place = [0.0] * len(layer)

    def stack(row: list[int]) -> None:
        for up, k in enumerate(row):
            place[k] = 0.5 * (len(row) - 1) - up

    for row in rows:
        stack(row)
    best, fewest = place.copy(), _crossings(links, layer, place)
    for turn in range(rounds):
        over = turn % 2 == 0
        sides = before if over else after
        for row in rows if over else rows[::-1]:
            mean = {k: sum(place[j] for j in sides[k]) / len(sides[k]) if sides[k] else place[k] for k in row}
            stack(sorted(row, key=lambda k: (-mean[k], -place[k])))
        now = _crossings(links, layer, place)
        if now < fewest:
            best, fewest = place.copy(), now
    # The order stands; now each node moves towards its neighbours, as far as the others let it.
    place[:] = best
    order = [sorted(row, key=lambda k: place[k]) for row in rows]
    for turn in range(rounds):
        for row in order if turn % 2 == 0 else order[::-1]:
            near = [[*before[k], *after[k], k] for k in row]
            wanted = list(accumulate((sum(place[j] for j in each) / len(each) for each in near), max))
            settled = wanted if len(row) == 1 else spread(np.array(wanted) + 1e-9 * np.arange(len(row)), 1.0).tolist()
            for k, spot in zip(row, settled, strict=True):
                place[k] = spot
    middle = 0.5 * (min(place) + max(place)) if place else 0.0
    spots = np.stack([np.array(layer, float), np.array(place) - middle], axis=1)
    return Layers(spots[:count], [spots[stops[pair]] for pair in pairs])


def _crossings(links: Sequence[tuple[int, int]], layer: Sequence[int], places: Sequence[float]) -> int:
    """How many pairs of links between the same two layers cross."""
    ends = np.array(links, int).reshape(-1, 2)
    depth, place = np.array(layer, int)[ends[:, 0]], np.array(places)
    left, right = place[ends[:, 0]], place[ends[:, 1]]
    crossed = (left[:, None] < left[None]) & (right[:, None] > right[None])
    return int((crossed & (depth[:, None] == depth[None])).sum())


def flowing(ways: Sequence[Array], *, radius: float = 0.0, aside: float = 0.3) -> list[Array]:
    """The middle line of each edge that goes through those points (k, 2), leaving and entering each of them along x, as
    the courses of `layered`. Edges of one way lie beside one another, `aside` units of y apart."""
    alike: dict[bytes, list[int]] = {}
    for number, way in enumerate(ways):
        alike.setdefault(np.asarray(way, float).tobytes(), []).append(number)
    t = np.linspace(0.0, 1.0, STEPS)[:, None]
    smooth = np.concatenate([t, t * t * (3 - 2 * t)], axis=1)
    found: list[Array] = [np.empty((0, 2))] * len(ways)
    for numbers in alike.values():
        way = np.asarray(ways[numbers[0]], float)
        parts = [start + smooth * (end - start) for start, end in pairwise(way)]
        course = np.concatenate([*(part[:-1] for part in parts[:-1]), parts[-1]])
        along = np.linspace(0.0, 1.0, len(course))
        outside = (np.hypot(*(course - way[0]).T) >= radius) & (np.hypot(*(course - way[-1]).T) >= radius)
        for place, number in enumerate(numbers):
            bulge = np.zeros_like(course)
            bulge[:, 1] = 4 * along * (1 - along) * aside * (place - 0.5 * (len(numbers) - 1))
            found[number] = (course + bulge)[outside] if outside.sum() > 1 else course + bulge
    return found


class Chart(NamedTuple):
    """A graph that flows from left to right, in a plane 18.1 wide (`CHART_X`), 12.4 high (`CHART_Y`): the places (n, 2)
    of the nodes that are drawn, the numbers of the edges among them with their courses, the size of a disc in pixels,
    `few` if there is room for all numbers; the bases (k, 2) of the gauges of the inputs, and half their height."""

    nodes: Array
    edges: list[int]
    courses: list[Array]
    disc: float
    few: bool
    bases: Array
    half: float

    def handles(self, values: Mapping[str, float], bound: float) -> list[Handle]:
        """A handle on the gauge of each input, at its value; it moves the control of the input's name."""

        def moves(name: str, middle: float) -> Moves:
            return lambda x, y: {name: (y - middle) / self.half * bound}

        return [
            Handle(
                f"pull_{name}",
                (x, y + self.half * value / bound),
                f"value of {name}",
                "data",
                None,
                moves(name, y),
                "y",
            )
            for (name, value), (x, y) in zip(values.items(), self.bases.tolist(), strict=True)
        ]


CHART_X, CHART_Y = (-3.3, 14.8), (-6.2, 6.2)


def chart(
    count: int, edges: Sequence[tuple[int, int]], inputs: Sequence[int], *, most: int = 25, few: int = 12
) -> Chart:
    """The first `most` of `count` nodes, whose edges go from lower to higher numbers, as a chart."""
    shown = [k for k, (_, head) in enumerate(edges) if head < most]
    found = layered(min(count, most), [edges[k] for k in shown]).fitted((13.0, 8.2), (5.5, 4.4))
    bases = found.nodes[list(inputs)] - np.array([2.2, 0.0])
    half = min(1.6, 0.4 * float(np.ptp(bases[:, 1])) / (len(bases) - 1)) if len(bases) > 1 else 1.6
    courses = flowing(found.ways, radius=0.35, aside=1.0)
    return Chart(found.nodes, shown, courses, 34.0 if count <= few else 24.0, count <= few, bases, half)


class Dense(NamedTuple):
    """A network of dense layers: `nodes`, the places (n, 2) of the units of each layer, and the `courses` of all edges,
    of each two layers those of the first unit first."""

    nodes: list[Array]
    courses: list[Array]


def dense(sizes: Sequence[int], across: float, apart: float) -> Dense:
    """Layers of those sizes, `across` units apart from x = 0 on, their units `apart` and centred at y = 0."""
    nodes = [
        np.stack([np.full(size, across * k), apart * (0.5 * (size - 1) - np.arange(size))], axis=1)
        for k, size in enumerate(sizes)
    ]
    return Dense(nodes, [np.stack([a, b]) for before, after in pairwise(nodes) for a in before for b in after])


def tidy(parents: Sequence[int], heights: ArrayLike | None = None) -> Array:
    """Where the nodes of a tree, or of several, stand, (n, 2): leaves side by side at x = 0, 1, ... in the order of
    their numbers, every other node above the middle of its first and its last child.

    `parents` (n,) are the numbers of the nodes above, -1 for a root. A leaf has the height 0 and a node one more than
    the highest of its children, unless `heights` (n,) are given.

    Raises:
        ValueError: some nodes lie above one another in a circle.
    """
    above = np.asarray(parents, int)
    children = [np.flatnonzero(above == node) for node in range(len(above))]
    spots, leaves = np.full((len(above), 2), np.nan), [node for node, below in enumerate(children) if not len(below)]
    spots[leaves] = np.stack([np.arange(len(leaves)), np.zeros(len(leaves))], axis=1)
    waiting = [node for node, below in enumerate(children) if len(below)]
    while waiting:
        ready = [node for node in waiting if np.isfinite(spots[children[node], 0]).all()]
        if not ready:
            raise ValueError("These nodes lie above one another in a circle, which is no tree.")
        for node in ready:
            x, y = spots[children[node]].T
            spots[node] = 0.5 * (x.min() + x.max()), 1 + y.max()
        waiting = [node for node in waiting if node not in ready]
    if heights is not None:
        spots[:, 1] = heights
    return spots
