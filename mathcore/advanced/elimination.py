"""Elimination of symmetric sparse matrices as a game on graphs: who is eliminated joins its neighbours.

A graph has a node for each row and an edge for each pair of off-diagonal entries that are not zero. A graph of n nodes
is a tuple of n whole numbers: bit j of number i is 1 if i and j are joined. So the neighbours of a node are one number,
and joining two sets is one `|`, whatever their size.

Fill is about the pattern: numbers that cancel by accident are counted as not zero (D. J. Rose, 1972; A. George and
J. W. Liu, *Computer Solution of Large Sparse Positive Definite Systems*, 1981).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.common.tables import KARATE

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Graph = tuple[int, ...]
MOST = 12  # nodes for which all orders are weighed


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are 1, ascending.

    >>> bits(0b10110)
    [1, 2, 4]
    """
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def from_edges(n: int, edges: Iterable[Sequence[int]]) -> Graph:
    """The graph of n nodes with these edges, pairs of numbers from 0; loops are left out."""
    rows = [0] * n
    for i, j in edges:
        if i != j:
            rows[i] |= 1 << int(j)
            rows[j] |= 1 << int(i)
    return tuple(rows)


def edges_of(graph: Graph) -> Ints:
    """The edges as pairs (i, j) with i < j, shape (m, 2)."""
    pairs = [(i, j) for i, row in enumerate(graph) for j in bits(row >> i + 1 << i + 1)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def cliques(n: int, groups: Iterable[Iterable[int]]) -> Graph:
    """The graph of n nodes in which the members of each group all are joined."""
    return from_edges(n, [(i, j) for group in groups for i in group for j in group])


@lru_cache(maxsize=64)
def grid(k: int) -> Graph:
    """The k x k grid, numbered row by row: the pattern of the five-point Laplacian."""
    across = [(r * k + c, r * k + c + 1) for r in range(k) for c in range(k - 1)]
    return from_edges(k * k, across + [(i, i + k) for i in range(k * (k - 1))])


def grid_places(k: int) -> Array:
    """Where the nodes of the grid lie, shape (k², 2): x is the column, y the row counted from the top, downwards."""
    rows, columns = np.divmod(np.arange(k * k), k)
    return np.stack([columns, -rows], axis=1).astype(float)


@lru_cache(maxsize=1)
def karate() -> Graph:
    """Zachary's karate club (`mathcore/common/tables.py`): 34 members, 78 friendships. Member 1 is node 0."""
    return from_edges(34, [(i - 1, j - 1) for i, others in KARATE.items() for j in others])


@dataclass(frozen=True)
class Elimination:
    """What an order makes of a graph.

    `order` (n,) has the nodes as they are eliminated. `counts` (n,): how many neighbours the k-th still had, which is
    the number of entries under the diagonal in column k of the Cholesky factor L. `fill` (f, 2) are the edges that were
    made, earlier node first, and `born` (f,) the number, from 0, of the elimination that made each. `fronts`
    are the nodes that each one joined to one another.
    """

    order: Ints
    counts: Ints
    fill: Ints
    born: Ints
    fronts: tuple[tuple[int, ...], ...]

    @property
    def places(self) -> Ints:
        """Of each node, the number of its elimination, from 0."""
        return np.argsort(self.order)

    @property
    def entries(self) -> int:
        """Entries of L, the diagonal too."""
        return int(self.counts.sum()) + len(self.counts)

    @property
    def work(self) -> int:
        """Multiply-adds of the Cholesky factorisation (see `work`)."""
        return work(self.counts)


def work(counts: Ints) -> int:
    """Multiply-adds of a symmetric elimination: a column with d entries under the diagonal changes the d(d + 1)/2
    entries of one triangle of the rest."""
    wide = np.asarray(counts, dtype=np.int64)
    return int((wide * (wide + 1) // 2).sum())


def eliminate(graph: Graph, order: Sequence[int]) -> Elimination:
    """Play the game: each node in turn joins its remaining neighbours to one another and leaves.

    Raises:
        ValueError: the order does not name each node once.
    """
    n = len(graph)
    if sorted(order) != list(range(n)):
        raise ValueError("An order names each node once.")
    rows, alive = list(graph), (1 << n) - 1
    place = [0] * n
    for k, v in enumerate(order):
        place[v] = k
    counts, fill, born, met = [], [], [], []
    for step, v in enumerate(order):
        alive &= ~(1 << v)
        front = rows[v] & alive
        counts.append(front.bit_count())
        met.append(tuple(bits(front)))
        for u in met[-1]:
            new = front & ~rows[u] & ~(1 << u)
            rows[u] |= front & ~(1 << u)
            for w in bits(new >> u + 1 << u + 1):
                fill.append((u, w) if place[u] < place[w] else (w, u))
                born.append(step)
    pairs = np.array(fill, dtype=np.int64).reshape(-1, 2)
    made = np.array(born, dtype=np.int64)
    return Elimination(np.array(order, dtype=np.int64), np.array(counts), pairs, made, tuple(met))


def fronts(graph: Graph, order: Sequence[int]) -> Ints:
    """The `counts` of the game alone, for large graphs."""
    rows, alive, counts = list(graph), (1 << len(graph)) - 1, []
    for v in order:
        alive &= ~(1 << v)
        front = rows[v] & alive
        counts.append(front.bit_count())
        for u in bits(front):
            rows[u] |= front
    return np.array(counts, dtype=np.int64)


def tree_counts(graph: Graph, order: Sequence[int]) -> Ints:
    """The same numbers without the game: row i of L has an entry in column j where j lies, in the elimination tree, on
    the way up from a neighbour of i that comes before it (J. W. Liu, SIAM J. Matrix Analysis 11, 1990)."""
    n = len(graph)
    place = np.empty(n, dtype=np.int64)
    place[np.asarray(order, dtype=np.int64)] = np.arange(n)
    parent, ancestor = [-1] * n, [-1] * n
    counts = np.zeros(n, dtype=np.int64)
    earlier = [sorted(int(place[u]) for u in bits(graph[v]) if place[u] < i) for i, v in enumerate(order)]
    for i in range(n):
        for j in earlier[i]:
            while ancestor[j] not in (-1, i):
                ancestor[j], j = i, ancestor[j]
            if ancestor[j] == -1:
                ancestor[j] = parent[j] = i
    for i in range(n):
        seen: set[int] = set()
        for j in earlier[i]:
            while j != i and j not in seen:
                seen.add(j)
                counts[j] += 1
                j = parent[j]
    return counts


def natural(graph: Graph, places: Array | None = None) -> tuple[int, ...]:
    """The nodes as they are numbered."""
    return tuple(range(len(graph)))


def cuthill_mckee(graph: Graph, places: Array | None = None) -> tuple[int, ...]:
    """Reverse Cuthill and McKee: breadth first from a node of least degree, neighbours by their degree, then all
    backwards. Ties go to the lower number. It keeps entries near the diagonal (1969; reversed by A. George, 1971)."""
    degree = [row.bit_count() for row in graph]
    found: list[int] = []
    waiting = (1 << len(graph)) - 1
    while waiting:
        start = min(bits(waiting), key=lambda v: (degree[v], v))
        waiting &= ~(1 << start)
        found.append(start)
        head = len(found) - 1
        while head < len(found):
            near = sorted(bits(graph[found[head]] & waiting), key=lambda v: (degree[v], v))
            for v in near:
                waiting &= ~(1 << v)
            found += near
            head += 1
    return tuple(found[::-1])


def minimum_degree(graph: Graph, places: Array | None = None) -> tuple[int, ...]:
    """Always the node that has the fewest neighbours at that moment; ties go to the lower number (W. F. Tinney and
    J. W. Walker, 1967). A greedy rule: it need not find the least fill."""
    n = len(graph)
    rows, alive, found = list(graph), (1 << n) - 1, []
    degree = np.array([row.bit_count() for row in graph])
    for _ in range(n):
        v = int(degree.argmin())
        found.append(v)
        degree[v] = n + 1
        alive &= ~(1 << v)
        front = rows[v] & alive
        for u in bits(front):
            rows[u] = (rows[u] | front) & alive & ~(1 << u)
            degree[u] = rows[u].bit_count()
    return tuple(found)


def dissection(graph: Graph, places: Array | None = None) -> tuple[int, ...]:
    """Nested dissection (A. George, 1973) by places (n, 2): cut across the longer side at its middle; the nodes on the
    far side of the cut that touch the near side part the two, and come last. Both sides are cut likewise.

    Without places the graph itself is cut, at a middle level of a breadth-first search (`_cut_by_levels`)."""
    if places is None:
        return tuple(_cut_by_levels(graph, range(len(graph))))
    spots = np.asarray(places, float).tolist()

    def cut(nodes: list[int]) -> list[int]:
        if len(nodes) <= 2:
            return nodes
        spans = [max(spots[v][a] for v in nodes) - min(spots[v][a] for v in nodes) for a in (0, 1)]
        axis = int(spans[1] > spans[0])
        middle = sorted(spots[v][axis] for v in nodes)[len(nodes) // 2]
        near = [v for v in nodes if spots[v][axis] < middle]
        if not near:
            return nodes
        touched = sum(1 << v for v in near)
        far = [v for v in nodes if spots[v][axis] >= middle]
        between = [v for v in far if graph[v] & touched]
        rest = [v for v in far if not graph[v] & touched]
        return cut(near) + cut(rest) + between

    return tuple(cut(list(range(len(graph)))))


def _levels(graph: Graph, inside: int, root: int) -> list[int]:
    """The nodes of the set `inside` by their distance from the root, as sets."""
    found, seen = [1 << root], 1 << root
    while True:
        near = 0
        for v in bits(found[-1]):
            near |= graph[v]
        near &= inside & ~seen
        if not near:
            return found
        seen |= near
        found.append(near)


def _end(graph: Graph, part: int, level: int) -> int:
    """The node of the level with the fewest neighbours in the part."""
    return min(bits(level), key=lambda v: ((graph[v] & part).bit_count(), v))


def _cut_by_levels(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """Automatic nested dissection (A. George and J. W. Liu, 1978): in each connected part search breadth first from an
    end of it; of the level at which half of the part is reached, the nodes that touch the next level come last. Ties
    go to the lower number."""
    found: list[int] = []
    waiting = sum(1 << v for v in nodes)
    while waiting:
        part = sum(_levels(graph, waiting, (waiting & -waiting).bit_length() - 1))
        waiting &= ~part
        levels = _levels(graph, part, _end(graph, part, part))
        while len(farther := _levels(graph, part, _end(graph, part, levels[-1]))) > len(levels):
            levels = farther
        if len(levels) < 3:
            found += bits(part)
            continue
        reached = np.cumsum([level.bit_count() for level in levels])
        middle = min(max(int(np.searchsorted(2 * reached, reached[-1])), 1), len(levels) - 2)
        between = [v for v in bits(levels[middle]) if graph[v] & levels[middle + 1]]
        rest = part & ~sum(1 << v for v in between)
        found += _cut_by_levels(graph, bits(rest)) + between
    return found


ORDERS: Mapping[str, Callable[[Graph, Array | None], tuple[int, ...]]] = {
    "natural": natural,
    "rcm": cuthill_mckee,
    "degree": minimum_degree,
    "dissection": dissection,
}


def least_fill(graph: Graph) -> int:
    """The least fill of all n! orders, for n <= MOST. What a node meets when a set S is gone hangs on S alone, not on
    the order in S, so that 2^n sets are weighed instead of n! orders.

    Raises:
        ValueError: there are more than MOST nodes.
    """
    n = len(graph)
    if n > MOST:
        raise ValueError(f"At most {MOST} nodes.")
    best = [0] + [n * n] * ((1 << n) - 1)
    for gone in range(1 << n):
        here = bits(~gone & (1 << n) - 1)
        met = {v: _met(graph, v, gone) for v in here}
        for v in here:
            front = met[v]
            made = sum((front & ~met[u] & ~(1 << u)).bit_count() for u in bits(front)) // 2
            after = gone | 1 << v
            best[after] = min(best[after], best[gone] + made)
    return best[-1]


def _met(graph: Graph, v: int, gone: int) -> int:
    """The nodes that v is joined to when those of `gone` are eliminated: ends of ways through them."""
    seen, waiting = 1 << v, graph[v]
    found = 0
    while waiting:
        low = waiting & -waiting
        waiting ^= low
        seen |= low
        if low & gone:
            waiting |= graph[low.bit_length() - 1] & ~seen
        else:
            found |= low
    return found


def chordal(graph: Graph) -> bool:
    """Whether each ring of four or more nodes has a chord: just then some order makes no fill. By maximum cardinality
    search (R. E. Tarjan and M. Yannakakis, SIAM J. Computing 13, 1984)."""
    n = len(graph)
    chosen, backwards = 0, []
    for _ in range(n):
        free = bits(~chosen & (1 << n) - 1)
        v = max(free, key=lambda u: ((graph[u] & chosen).bit_count(), -u))
        backwards.append(v)
        chosen |= 1 << v
    return len(eliminate(graph, backwards[::-1]).fill) == 0


def connected(graph: Graph) -> bool:
    """Whether each node can be reached from each."""
    reached, waiting = 0, 1
    while waiting:
        low = waiting & -waiting
        reached |= low
        waiting = (waiting | graph[low.bit_length() - 1]) & ~reached
    return reached == (1 << len(graph)) - 1
