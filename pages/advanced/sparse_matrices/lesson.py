"""Zeros need not be stored, read or multiplied, if they stay zeros; which ones do is up to the order of the work."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import elimination, elimination_costs, sparse_formats
from pages.advanced.sparse_matrices import panels
from pages.advanced.sparse_matrices import readouts as told
from pages.advanced.sparse_matrices import state as given
from pages.advanced.sparse_matrices.state import Own, Sparse

GAME = panels.graph_panel, panels.matrix_panel
COSTS, ARRAYS = (panels.growth_panel, panels.fronts_panel), (panels.cells_panel, panels.arrays_panel)
REAL = panels.spy_panel, panels.worth_panel
PLAYED, DRAWN = (given.GRAPH, given.SIDE, given.ORDER, given.TICK), (given.EDGES, given.OWN, given.TURN)
WEIGHED = given.SET, given.VALUE, given.INDEX
LONGER = {"matrix": "arrays of more than twelve entries take a smaller scale"}
ASKED = given.MATRIX, given.FORM, given.ASK, given.PLACE, given.ZERO


def numbers(q: Sparse) -> dict[str, Any]:
    """Names for the text and the programs."""
    game, rank = q.orders[q.p.order], sparse_formats.ranks()
    found: dict[str, Any] = {f"fill_{name}": len(each.fill) for name, each in q.orders.items()}
    found |= {"nodes_chosen": len(game.order), "fill_chosen": len(game.fill), "entries_chosen": game.entries}
    found |= {"edges_chosen": len(elimination.edges_of(q.chosen)), "work_chosen": game.work, "reads": q.laid.reads}
    found |= {"own_edges": len(elimination.edges_of(q.mine)), "own_fill": len(q.my_game.fill), "rank_1": rank[0]}
    found |= {"greedy_fill": len(q.greedy.fill), "unknowns": q.p.size**2, "cube": (q.p.size - 1) ** 3}
    found |= {"grid_fill": elimination_costs.totals()["fill"][q.p.order][q.p.size - 3], "met": q.met}
    return found | {f"bytes_{name}": size for name, size in q.heavy.items()} | {"rank_34": rank[33]}


def graph(groups: str, order: str) -> dict[str, Any]:
    """A state of Your order: the letters of each group all are joined."""
    net = elimination.cliques(given.NODES, [[given.LETTERS.index(x) for x in each] for each in groups.split()])
    return {"view": "own", "own": order, "edges": [[row >> j & 1 for j in range(given.NODES)] for row in net]}


def cells(*columns: int) -> dict[str, Any]:
    """A state of Formats: an entry in that column of each row in turn; a fifth in the first row."""
    found = np.zeros(given.SHAPE)
    found[np.arange(len(columns)) % 4, list(columns)] = 1
    return {"view": "formats", "matrix": found.tolist()}


thrifty = lambda q: q.heavy["coo"] < min(q.heavy[name] for name in ("dense", "csr", "csc"))
STAR, RING = "ab ac ad ae af ag ah ai", graph("ab bc cd de ef fg gh hi ia", given.LETTERS)
CROWDS, UNEVEN, FIRST, APART = "abcd de ef fghi", "abcde ef fg ghi", "bcde ea af fghi", "abcd ef fghi"
lesson = Lesson(
    title="Sparse Matrices and Efficient Computation",
    terms=("CSR", "CSC", "COO", "fill-in", "Cholesky", "nested dissection", "minimum degree", "elimination tree"),
    state=Sparse,
    views={
        "eliminate": View("Eliminate", GAME, told.eliminated, told.game_alt, PLAYED, told.game_notice),
        "own": View("Your order", GAME, told.own, told.own_alt, DRAWN, told.own_notice, state=Own),
        "cost": View("Cost", COSTS, told.cost, told.cost_alt, [given.ORDER, given.SIZE, given.MEASURE]),
        "formats": View("Formats", ARRAYS, told.formats, told.formats_alt, ASKED, told.formats_notice, rescales=LONGER),
        "worth": View("Worth it?", REAL, told.worth, told.worth_alt, WEIGHED, told.worth_notice),
    },
    numbers=numbers,
    listing=lambda q: {**q.p, "edges": given.EDGES.write(q.p.edges)},
    challenges=(
        Challenge(
            "Predict: nine nodes in a ring. How many new edges does the best of all orders make?",
            "Whoever leaves a ring joins its two neighbours: what is left?",
            predict=Prediction(
                "New edges",
                lambda q: q.least,
                0.4,
                RING,
                why="Each one that leaves makes one edge, until three are left: 9 − 3 = 6.",
            ),
        ),
        Challenge(
            "In Your order: a connected graph where your order makes no fill and minimum degree makes some.",
            "A node of degree two between two crowds. Why does the rule take it first, and what would be better?",
            lambda q: elimination.connected(q.mine) and not len(q.my_game.fill) and len(q.greedy.fill) > 0,
            [graph(CROWDS, "abcdefghi"), graph(UNEVEN, "higfabcde"), graph(FIRST, "ihgfbcdea")],
            [
                graph(CROWDS, "eabcdfghi"),
                graph(APART, "abcdefghi"),
                graph(STAR, "bcdefghia"),
                RING,
            ],
            ["own"],
        ),
        Challenge(
            "In Formats: each row has a non-zero, and COO takes fewer bytes than dense, CSR and CSC.",
            "COO pays twice for each place, and nothing for pointers.",
            lambda q: bool(q.cells.any(axis=1).all()) and thrifty(q),
            [cells(0, 1, 2, 3), cells(4, 4, 4, 4), cells(2, 0, 4, 1)],
            [cells(0, 1, 2), cells(0, 1, 2, 3) | {"zero": True}, cells(0, 1, 2, 3, 4)],
            ["formats"],
        ),
    ),
    related=("matrix_factorizations", "markov_chains", "special_matrices", "spectral_methods", "iterative_solvers"),
    oracles=(
        "entries of L: scipy.sparse.linalg.splu; Cuthill–McKee: scipy.sparse.csgraph",
        "least fill: all orders of small graphs; arrays: scipy.sparse",
        "fill of grids: (k − 1)³; PageRank: numpy.linalg.eig",
    ),
    source=(elimination.eliminate, elimination.minimum_degree, elimination.dissection, sparse_formats.stored),
)
