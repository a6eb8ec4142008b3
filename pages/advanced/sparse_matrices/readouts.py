"""What the views say in numbers, in a notice and in words."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import elimination, elimination_costs, sparse_formats
from pages.advanced.sparse_matrices.panels import COLORS, many
from pages.advanced.sparse_matrices.state import MEASURES, ORDERS, SETS, SHAPE, SHORT, Own, Sparse

Said = list[Readout | Law]


def counted(q: Sparse) -> Law:
    """Entries of L, by the elimination tree and by the game."""
    by_game = q.nodes + len(q.pairs) + q.fill
    return law(
        "entries of L, without the game", "by the tree = nodes + edges + fill", q.by_tree.sum() + q.nodes, by_game
    )


def eliminated(q: Sparse) -> Said:
    k, other = q.p.side, "another order" if q.p.order != "natural" else ""
    cube = law("row by row a grid fills", "fill = (k − 1)³", q.fill, (k - 1) ** 3, unless=other)
    return [
        *(Readout(f"fill, {SHORT[name]}", len(each.fill), role=COLORS[name]) for name, each in q.orders.items()),
        Readout("multiply-adds in this order", q.game.work, digits=7),
        counted(q),
        *([] if q.karate else [cube, wide_law(int(q.game.counts.max()), k)]),
    ]


def wide_law(widest: int, k: int) -> Law:
    """Whatever the order, some node of a grid meets at least k others: the grid's treewidth is k."""
    return law("no order avoids a wide front", "most neighbours at once ≥ k", widest, k)


def game_alt(q: Sparse) -> str:
    what = "Zachary’s karate club" if q.p.graph == "karate" else f"The {q.p.side} by {q.p.side} grid"
    at = f"{what} with {q.gone} of {q.nodes} nodes eliminated, order: {ORDERS[q.p.order]}; {q.so_far} edges were made"
    return f"{at}, {q.fill} in the end. Beside it the matrix in that order, with the fill in its lower triangle."


def game_notice(q: Sparse) -> str:
    return "All nodes are eliminated: the lower triangle is the whole pattern of L." if q.gone == q.nodes else ""


def own(q: Own) -> Said:
    apart = "" if q.chordal else "a ring of four or more has no chord"
    return [
        Readout("fill of your order", q.fill, role="gradient"),
        Readout("fill of minimum degree (ties: first letter)", len(q.greedy.fill), role="model"),
        Readout("multiply-adds in your order", q.game.work),
        law("no order does better than the best of 362,880", "your fill ≥ least fill", q.fill, q.least),
        law("chordal: some order makes no fill", "least fill = 0", q.least, 0, unless=apart),
        counted(q),
    ]


def own_alt(q: Own) -> str:
    at = f"A graph of nine nodes with {many(len(q.pairs), 'edge')}, and its matrix in the order {q.p.own}"
    return f"{at}: the fill is {q.fill}, the least of any order {q.least}, that of minimum degree {len(q.greedy.fill)}."


def own_notice(q: Own) -> str:
    if not len(q.pairs):
        return "No edges: the matrix is diagonal, and there is nothing to eliminate."
    return "" if elimination.connected(q.net) else "The graph falls apart, and no fill joins its parts."


def cost(q: Sparse) -> Said:
    k, unit, what = q.p.size, "bytes" if q.p.measure == "memory" else "", MEASURES[q.p.measure].lower()
    each = ((f"{what}, {SHORT.get(name, 'dense')}", name) for name in COLORS)
    power, (low, high) = elimination_costs.exponent(q.costs[q.p.order], k), elimination_costs.stretch(k)
    natural = q.fronts[0].sum() - 2 * k * (k - 1)
    return [
        *(Readout(label, q.at_size[name], unit, 7, COLORS[name]) for label, name in each),
        Readout(f"from {low} to {high} it grows like k to the", power, digits=3, role="accent"),
        law("row by row a grid fills", "natural fill = (k − 1)³", natural, (k - 1) ** 3),
        wide_law(int(q.fronts[list(ORDERS).index(q.p.order)].max()), k),
    ]


def cost_alt(q: Sparse) -> str:
    at = f"{MEASURES[q.p.measure]} against the side of the grid for four orders; at {q.p.size}"
    own = f" and {number(q.at_size[q.p.order])} by {ORDERS[q.p.order]}" * (q.p.order != "natural")
    return f"{at} it is {number(q.at_size['natural'])} row by row{own}."


def formats(q: Sparse) -> Said:
    form, line = q.laid, q.cells[q.asked] if q.p.ask == "row" else q.cells[:, q.asked]
    weigh = np.arange(1, q.cells.size + 1).reshape(SHAPE)  # of each cell, so that none can stand for another
    back = (weigh * sparse_formats.rebuilt(form.arrays, q.p.form, SHAPE)).sum()
    answer, zero = form.arrays["data"][form.answers].sum(), "a zero is stored" if q.p.zero else ""
    count = len(form.arrays["data"])
    return [
        Readout("numbers read for the answer", form.reads, role="accent"),
        *(Readout(f"bytes as {name.upper()}".replace("DENSE", "dense"), size) for name, size in q.heavy.items()),
        law("the answer is the line of the matrix", "sum of what is found = sum of the line", answer, line.sum()),
        law("the arrays are the matrix", "rebuilt, cell by cell = given", back, (weigh * q.cells).sum()),
        law("only non-zeros are stored", "stored = non-zeros", count, np.count_nonzero(q.cells), unless=zero),
    ]


def formats_alt(q: Sparse) -> str:
    at = f"A 4 by 5 matrix with {q.stored} stored entries and its arrays as {q.p.form.upper()}"
    return f"{at}. {q.p.ask.capitalize()} {q.asked} takes {q.laid.reads} numbers to read."


def formats_notice(q: Sparse) -> str:
    if q.p.place != q.asked:
        return "There are four rows, 0 to 3: the last one is shown."
    if not q.stored:
        return "Nothing is stored: only pointers are left."
    return "No zero is left to be stored." if q.p.zero and not q.zeros.any() else ""


def worth(q: Sparse) -> Said:
    value, index = q.sizes
    (m, n), dense, csr = q.data.shape, q.bytes_of["dense"], q.bytes_of["csr"]
    arrays = ((q.data.data, value), (q.data.indices, index), (q.data.indptr, index))
    weight = sum(np.asarray(each).astype(f"i{width}").nbytes for each, width in arrays)
    return [
        Readout("size", f"{m:,} × {n:,}, {q.data.nnz:,} not zero"),
        Readout("density", 100 * q.density, "%", 3, role="data"),
        Readout("bytes dense", dense, digits=9),
        Readout("bytes as CSR", csr, digits=9, role="accent"),
        Readout("bytes as COO", q.bytes_of["coo"], digits=9),
        Readout("dense ÷ CSR", dense / csr, digits=3),
        law("CSR weighs what its arrays weigh", "v·z + i·z + i·(m + 1) = their bytes", csr, weight),
        law("pays only below v/(v + i)", "CSR ÷ dense ≥ density · (v + i)/v", csr / dense, q.density / q.even),
    ]


def worth_alt(q: Sparse) -> str:
    part = number(q.bytes_of["csr"] / q.bytes_of["dense"])
    return f"{SETS[q.p.set]}: {100 * q.density:.3g}% are not zero; as CSR it takes {part} times the bytes of dense."


def worth_notice(q: Sparse) -> str:
    return "CSR would take more than the dense array." if q.bytes_of["csr"] > q.bytes_of["dense"] else ""
