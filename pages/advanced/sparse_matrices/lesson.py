"""Zeros need not be stored, read or multiplied, if they stay zeros; which ones do is up to the order of the work."""

from __future__ import annotations

from typing import Any

from explorer.lesson import Lesson, View
from mathcore.advanced import elimination, sparse_formats
from pages.advanced.sparse_matrices import panels
from pages.advanced.sparse_matrices import readouts as told
from pages.advanced.sparse_matrices import state as given
from pages.advanced.sparse_matrices.state import Own, Sparse

GAME = panels.graph_panel, panels.matrix_panel
COSTS, ARRAYS = (panels.growth_panel, panels.fronts_panel), (panels.cells_panel, panels.arrays_panel)
REAL = panels.spy_panel, panels.worth_panel
ASKED = given.MATRIX, given.FORM, given.ASK, given.PLACE, given.ZERO


def numbers(q: Sparse) -> dict[str, Any]:
    """Names for the text and the programs."""
    game, rank = q.orders[q.p.order], sparse_formats.ranks()
    found: dict[str, Any] = {f"fill_{name}": len(each.fill) for name, each in q.orders.items()}
    found |= {"nodes_chosen": len(game.order), "fill_chosen": len(game.fill), "entries_chosen": game.entries}
    found |= {"edges_chosen": len(elimination.edges_of(q.chosen)), "work_chosen": game.work}
    found |= {"own_edges": sum(map(sum, q.p.edges)) // 2, "own_fill": len(q.my_game.fill), "rank_34": rank[33], "rank_1": rank[0]}
    found |= {
        "greedy_fill": len(q.greedy.fill),
        "unknowns": q.p.size**2,
        "cube": (q.p.size - 1) ** 3,
        "rank_1": rank[0],
    }
    return found | {f"bytes_{name}": size for name, size in q.heavy.items()} | {"reads": q.laid[q.p.form].reads}


lesson = Lesson(
    title="Sparse Matrices and Efficient Computation",
    terms=("CSR", "CSC", "COO", "fill-in", "Cholesky", "nested dissection", "minimum degree", "elimination tree"),
    state=Sparse,
    views={
        "eliminate": View(
            "Eliminate",
            GAME,
            told.eliminated,
            told.game_alt,
            [given.GRAPH, given.SIDE, given.ORDER, given.TICK],
            told.game_notice,
        ),
        "own": View(
            "Your order", GAME, told.own, told.own_alt, [given.EDGES, given.OWN, given.TICK], told.own_notice, state=Own
        ),
        "cost": View("Cost", COSTS, told.cost, told.cost_alt, [given.ORDER, given.SIZE, given.MEASURE]),
        "formats": View("Formats", ARRAYS, told.formats, told.formats_alt, ASKED, told.formats_notice),
        "worth": View(
            "Worth it?", REAL, told.worth, told.worth_alt, [given.SET, given.VALUE, given.INDEX], told.worth_notice
        ),
    },
    numbers=numbers,
    challenges=(),
    related=("matrix_factorizations", "markov_chains", "special_matrices", "spectral_methods", "iterative_solvers"),
    oracles=(
        "entries of L: scipy.sparse.linalg.splu; Cuthill–McKee: scipy.sparse.csgraph",
        "least fill: all orders of small graphs; arrays: scipy.sparse",
        "fill of grids: (k − 1)³; PageRank: numpy.linalg.eig",
    ),
    source=(elimination.eliminate, elimination.minimum_degree, elimination.dissection, sparse_formats.stored),
)
