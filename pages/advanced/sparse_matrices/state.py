"""The controls and quantities: graphs that are eliminated, grids of all sizes, arrays, real matrices."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import Cells, Choice, Matrix, Slider, Steps, Text, Toggle
from explorer.lesson import State, kept
from mathcore.advanced import elimination, sparse_formats

SIDES = (5, 9)  # of the grids that are eliminated step by step
NODES, LETTERS = 9, "abcdefghi"  # of the reader's graph
ORDERS = {"natural": "Natural", "rcm": "Cuthill–McKee", "degree": "Minimum degree", "dissection": "Nested dissection"}
SHORT = {"natural": "natural", "rcm": "Cuthill–McKee", "degree": "min. degree", "dissection": "dissection"}
MEASURES = {"fill": "Fill", "memory": "Memory", "work": "Work"}
SETS = {"words": "Words", "digits": "Digits", "karate": "Karate", "grid": "Grid"}
STAR = ("011111111", *["100000000"] * 8)
GIVEN = ((5.0, 0.0, 0.0, 2.0, 0.0), (0.0, 0.0, 3.0, 0.0, 8.0), (0.0, 7.0, 0.0, 9.0, 4.0), (1.0, 0.0, 0.0, 0.0, 6.0))
SHAPE = 4, 5
TALLEST = 80  # neighbours that a node of the largest grid has in any of the orders, or less
GRAPH = Choice("graph", "Graph", {"grid": "Grid", "karate": "Karate club"}, "grid")
SIDE = Slider("side", "Nodes along a side, k", *SIDES, 7, 1, integer=True, when={"graph": ("grid",)})
ORDER = Choice("order", "Order", ORDERS, "natural")
TICK = Steps("tick", "Nodes eliminated", high=SIDES[1] ** 2, default=24, rate=5)
EDGES = Cells("edges", "Edges", STAR, symmetric=True, rows=tuple(LETTERS), columns=tuple(LETTERS))
PERMUTED = r"(?!.*(.).*\1)[a-i]{9}"  # each letter once
OWN = Text("own", "Your order", LETTERS, PERMUTED, "the letters a to i, each once", 9, (LETTERS, "ihgfedcba"))
SIZE = Slider("size", "Nodes along a side, k", 3, elimination.LARGEST, 15, 1, integer=True)
MEASURE = Choice("measure", "Measure", MEASURES, "fill")
MATRIX = Matrix("matrix", "Matrix", GIVEN, low=-9, high=9, step=1)
FORM = Choice("form", "Format", {"coo": "COO", "csr": "CSR", "csc": "CSC"}, "csr")
ASK = Choice("ask", "Asked for", {"row": "A row", "column": "A column"}, "row")
PLACE = Slider("place", "Which one (from 0)", 0, 4, 2, 1, integer=True)
ZERO = Toggle("zero", "Store the first zero too", False)
VALUE = Choice("value", "Bytes a value", {"1": "1", "2": "2", "4": "4", "8": "8"}, "8")
INDEX = Choice("index", "Bytes an index", {"2": "2", "4": "4", "8": "8"}, "4")
SET = Choice("set", "Matrix", SETS, "words")


def boxed(places: elimination.Array) -> elimination.Array:
    """The places moved and stretched into the square from -1 to 1."""
    low, high = places.min(axis=0), places.max(axis=0)
    return (2 * places - low - high) / np.maximum(high - low, 1e-12)


class Sparse(State):
    """A graph and an order; the cost of grids; the arrays of a small matrix; real matrices and their bytes."""

    @kept("graph", "side")
    def chosen(self) -> elimination.Graph:
        """The graph that is eliminated."""
        return elimination.karate() if self.p.graph == "karate" else elimination.grid(self.p.side)

    @kept("graph", "side")
    def orders(self) -> dict[str, elimination.Elimination]:
        """What each order makes of it; nested dissection cuts it as it is drawn."""
        net, spots = self.chosen, self.drawn
        return {name: elimination.eliminate(net, order(net, spots)) for name, order in elimination.ORDERS.items()}

    @kept("graph", "side")
    def drawn(self) -> elimination.Array:
        """Where its nodes are drawn."""
        karate = self.p.graph == "karate"
        return boxed(elimination.layout(self.chosen) if karate else elimination.grid_places(self.p.side))

    mine = kept("edges")(lambda q: elimination.from_edges(NODES, np.argwhere(np.array(q.p.edges))))
    my_game = kept("edges", "own")(lambda q: elimination.eliminate(q.mine, [LETTERS.index(each) for each in q.p.own]))
    greedy = kept("edges")(lambda q: elimination.eliminate(q.mine, elimination.minimum_degree(q.mine)))
    chordal = kept("edges")(lambda q: elimination.chordal(q.mine))
    least = kept("edges")(lambda q: elimination.least_fill(q.mine))
    net = cached_property(lambda q: q.chosen)
    spots = cached_property(lambda q: q.drawn)
    game = cached_property(lambda q: q.orders[q.p.order])
    pairs = cached_property(lambda q: elimination.edges_of(q.net))
    by_tree = cached_property(lambda q: elimination.tree_counts(q.net, q.game.order))
    names = cached_property(lambda q: [str(k + 1) for k in q.places])  # of the nodes: their places in the order
    nodes = cached_property(lambda q: len(q.game.order))
    gone = cached_property(lambda q: min(q.p.tick, q.nodes))  # how many are eliminated
    fill = cached_property(lambda q: len(q.game.fill))
    so_far = cached_property(lambda q: int((q.game.born < q.gone).sum()))

    @cached_property
    def places(self) -> elimination.Ints:
        """Of each node, the number of its elimination."""
        found = np.empty(self.nodes, dtype=np.int64)
        found[self.game.order] = np.arange(self.nodes)
        return found

    @cached_property
    def costs(self) -> dict[str, elimination.Array]:
        """Of each order, the measure for grids of all sizes; and of the dense matrix."""
        return {name: MEASURED[self.p.measure][row] for row, name in enumerate((*ORDERS, "dense"))}

    fronts = kept("size")(lambda q: elimination.table()[q.p.size].astype(np.int64))

    @kept("size")
    def stairs(self) -> list[elimination.Array]:
        """Of each order the staircase of its fronts from the widest down: shares of all nodes, and heights."""
        levels = np.repeat(np.arange(TALLEST, -1.0, -1), 2)
        above = np.array([(self.fronts >= c).mean(axis=1) for c in range(TALLEST, -1, -1)]).T
        before = np.concatenate([np.zeros((len(above), 1)), above[:, :-1]], axis=1)
        shares = np.stack([before, above], axis=2).reshape(len(above), -1)
        tops = self.fronts.max(axis=1)
        return [np.stack([x, np.where(levels > top, np.nan, levels)]) for x, top in zip(shares, tops, strict=True)]

    row = cached_property(lambda q: list(ORDERS).index(q.p.order))
    at_size = cached_property(lambda q: {name: float(each[q.p.size - 3]) for name, each in q.costs.items()})
    cells = cached_property(lambda q: np.array(q.p.matrix))
    asked = cached_property(lambda q: min(q.p.place, SHAPE[q.p.ask == "column"] - 1))

    @cached_property
    def zeros(self) -> elimination.Array:
        """A mask of the zero that is stored, if one is."""
        empty = np.flatnonzero(self.cells == 0)[: int(self.p.zero)]
        return np.isin(np.arange(self.cells.size), empty).reshape(SHAPE)

    laid = cached_property(
        lambda q: {form: sparse_formats.stored(q.cells, form, q.p.ask, q.asked, q.zeros) for form in FORM.options}
    )
    stored = cached_property(lambda q: len(q.laid["coo"].arrays["data"]))
    heavy = cached_property(lambda q: sparse_formats.weights(SHAPE, q.stored))
    data = cached_property(lambda q: sparse_formats.real()[q.p.set])
    sizes = cached_property(lambda q: (int(q.p.value), int(q.p.index)))
    density = cached_property(lambda q: q.data.nnz / (q.data.shape[0] * q.data.shape[1]))
    bytes_of = cached_property(lambda q: sparse_formats.weights(q.data.shape, q.data.nnz, *q.sizes))
    even = cached_property(lambda q: q.sizes[0] / sum(q.sizes))  # the density at which CSR stops to save


class Own(Sparse):
    """The reader's graph and order."""

    net = cached_property(lambda q: q.mine)
    spots = cached_property(lambda q: CIRCLE)
    game = cached_property(lambda q: q.my_game)
    names = cached_property(lambda q: list(LETTERS))


def measure_all() -> dict[str, elimination.Array]:
    """Fill, bytes and multiply-adds of all grids, each of shape (5, sizes): the orders, and the dense triangle."""
    found = np.zeros((3, len(ORDERS) + 1, len(elimination.SIZES)))
    for at, k in enumerate(elimination.SIZES):
        n, edges, counts = k * k, 2 * k * (k - 1), elimination.table()[k].astype(np.int64)
        wide = np.concatenate([counts, np.arange(n)[None]])
        below = wide.sum(axis=1)
        found[:, :, at] = below - edges, 12 * (below + n) + 4 * (n + 1), (wide * (wide + 1) // 2).sum(axis=1)
        found[1, -1, at] = 8 * n * n
    return dict(zip(MEASURES, found, strict=True))


MEASURED = measure_all()
ANGLE = np.pi / 2 - 2 * np.pi * np.arange(NODES) / NODES
CIRCLE = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)
