"""The controls and quantities: graphs that are eliminated, grids of all sizes, arrays, real matrices."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import Cells, Choice, Matrix, Slider, Steps, Text, Toggle
from explorer.lesson import State, kept
from mathcore.advanced import elimination, elimination_costs, elimination_places, sparse_formats

SIDES = (4, 7)  # of the grids that are eliminated step by step
NODES, LETTERS = 9, "abcdefghi"  # of the reader's graph
ORDERS = {"natural": "Natural", "rcm": "Cuthill–McKee", "degree": "Minimum degree", "dissection": "Nested dissection"}
SHORT = {"natural": "natural", "rcm": "Cuthill–McKee", "degree": "min. degree", "dissection": "dissection"}
MEASURES = {"fill": "Fill", "memory": "Memory", "work": "Work"}
SETS = {"words": "Words", "digits": "Digits", "karate": "Karate", "grid": "Grid"}
STAR = ("011111111", *["100000000"] * 8)
GIVEN = ((5.0, 0.0, 0.0, 2.0, 0.0), (0.0, 0.0, 3.0, 0.0, 8.0), (0.0, 7.0, 0.0, 9.0, 4.0), (1.0, 0.0, 0.0, 0.0, 6.0))
SHAPE = 4, 5
ANGLE = np.pi / 2 - 2 * np.pi * np.arange(NODES) / NODES
CIRCLE = np.stack([np.cos(ANGLE), np.sin(ANGLE)], axis=1)
APART = 0.17  # the least distance between nodes that are drawn
TALLEST = 80  # neighbours that a node of the largest grid has in any of the orders, or less
GRAPH = Choice("graph", "Graph", {"grid": "Grid", "karate": "Karate club"}, "grid")
SIDE = Slider("side", "Nodes along a side, k", *SIDES, 7, 1, integer=True, when={"graph": ("grid",)})
ORDER = Choice("order", "Order", ORDERS, "natural", help="Each node carries its place in the order.")
TICK = Steps("tick", "Nodes eliminated", high=SIDES[1] ** 2, default=24, rate=5)
TURN = Steps("turn", "Letters eliminated", high=NODES, default=NODES, rate=1.5)
EDGES = Cells("edges", "Edges", STAR, symmetric=True, rows=tuple(LETTERS), columns=tuple(LETTERS))
PERMUTED = r"(?!.*(.).*\1)[a-i]{9}"  # each letter once
OWN = Text("own", "Your order", LETTERS, PERMUTED, "the letters a to i, each once", 9, (LETTERS, "ihgfedcba"))
SIZE = Slider("size", "Nodes along a side, k", 3, elimination_costs.LARGEST, 15, 1, integer=True)
MEASURE = Choice("measure", "Measure", MEASURES, "fill")
MATRIX = Matrix("matrix", "Matrix", GIVEN, low=-9, high=9, step=1)
FORM = Choice("form", "Format", {"coo": "COO", "csr": "CSR", "csc": "CSC"}, "csr")
ASK = Choice("ask", "Asked for", {"row": "A row", "column": "A column"}, "row")
PLACE = Slider("place", "Which one (from 0)", 0, 4, 2, 1, integer=True)
ZERO = Toggle("zero", "Store the first zero too", False)
VALUE = Choice("value", "Bytes a value", {"1": "1", "2": "2", "4": "4", "8": "8"}, "8")
INDEX = Choice("index", "Bytes an index", {"2": "2", "4": "4", "8": "8"}, "4")
SET = Choice("set", "Matrix", SETS, "words")


class Sparse(State):
    """A graph and an order; the cost of grids; the arrays of a small matrix; real matrices and their bytes."""

    karate = cached_property(lambda q: q.p.graph == "karate")
    chosen = kept("graph", "side")(lambda q: elimination.karate() if q.karate else elimination.grid(q.p.side))

    @kept("graph", "side")
    def drawn(self) -> elimination.Array:
        """Where the nodes are drawn: within the square from -1 to 1."""
        found = elimination_places.layout(self.chosen) if self.karate else elimination.grid_places(self.p.side)
        return elimination_places.spread(found, APART)

    @kept("graph", "side")
    def orders(self) -> dict[str, elimination.Elimination]:
        """What each order makes of the graph; nested dissection cuts the grid at its lines, the club by distances."""
        net, spots = self.chosen, None if self.karate else self.drawn
        return {name: elimination.eliminate(net, order(net, spots)) for name, order in elimination.ORDERS.items()}

    mine = kept("edges")(lambda q: elimination.from_edges(NODES, np.argwhere(np.array(q.p.edges))))
    my_game = kept("edges", "own")(lambda q: elimination.eliminate(q.mine, [LETTERS.index(each) for each in q.p.own]))
    greedy = kept("edges")(lambda q: elimination.eliminate(q.mine, elimination.minimum_degree(q.mine)))
    chordal = kept("edges")(lambda q: elimination.chordal(q.mine))
    least = kept("edges")(lambda q: elimination.least_fill(q.mine))
    # What is drawn; `Own` has others of these, but for the last three.
    net = cached_property(lambda q: q.chosen)
    spots = cached_property(lambda q: q.drawn)
    game = cached_property(lambda q: q.orders[q.p.order])
    names = cached_property(lambda q: [str(k + 1) for k in q.places])
    pairs = kept("graph", "side")(lambda q: elimination.edges_of(q.net))
    by_tree = kept("graph", "side", "order")(lambda q: elimination.tree_counts(q.net, q.game.order))
    gone = cached_property(lambda q: min(q.p.tick, q.nodes))  # how many are eliminated
    places = cached_property(lambda q: q.game.places)
    nodes = cached_property(lambda q: len(q.game.order))
    fill = cached_property(lambda q: len(q.game.fill))
    so_far = cached_property(lambda q: int((q.game.born < q.gone).sum()))
    costs = cached_property(lambda q: elimination_costs.totals()[q.p.measure])
    fronts = cached_property(lambda q: elimination_costs.table()[q.p.size])
    met = cached_property(lambda q: float(q.fronts[list(ORDERS).index(q.p.order)].mean()))
    stairs = kept("size")(lambda q: [elimination_costs.staircase(each, TALLEST) for each in q.fronts])
    at_size = cached_property(lambda q: {name: float(each[q.p.size - 3]) for name, each in q.costs.items()})
    cells = cached_property(lambda q: np.array(q.p.matrix))
    asked = cached_property(lambda q: min(q.p.place, SHAPE[q.p.ask == "column"] - 1))
    zeros = cached_property(lambda q: (q.cells == 0) & ((q.cells == 0).cumsum().reshape(SHAPE) == 1) & q.p.zero)
    lay = lambda q, form: sparse_formats.stored(q.cells, form, q.p.ask, q.asked, q.zeros)
    laid = cached_property(lambda q: q.lay(q.p.form))
    stored = cached_property(lambda q: int(np.count_nonzero(q.cells) + q.zeros.sum()))
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
    gone = cached_property(lambda q: q.p.turn)
    pairs = kept("edges")(lambda q: elimination.edges_of(q.net))
    by_tree = kept("edges", "own")(lambda q: elimination.tree_counts(q.net, q.game.order))
