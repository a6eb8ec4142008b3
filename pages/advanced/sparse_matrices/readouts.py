"""What the views say in numbers, in a notice and in words."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import elimination, sparse_formats
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
    k = q.p.side
    other = "no grid" if q.p.graph == "karate" else "another order" if q.p.order != "natural" else ""
    shown = [Readout(f"fill, {SHORT[name]}", len(each.fill), role=COLORS[name]) for name, each in q.orders.items()]
    wide = [] if q.p.graph == "karate" else [wide_law(int(q.game.counts.max()), k)]
    return [
        *shown,
        Readout("multiply-adds in this order", q.game.work, digits=7),
        counted(q),
        law("row by row a grid fills", "fill = (k − 1)³", q.fill, (k - 1) ** 3, unless=other),
        *wide,
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
    k, widest = q.p.size, int(q.fronts[q.row].max())
    natural = elimination.table()[k][0].astype(np.int64).sum() - 2 * k * (k - 1)
    names = {name: f"{MEASURES[q.p.measure].lower()}, {SHORT.get(name, 'dense')}" for name in COLORS}
    unit = "bytes" if q.p.measure == "memory" else ""
    return [
        *(Readout(names[name], q.at_size[name], unit, 7, COLORS[name]) for name in COLORS),
        Readout("local exponent: it grows like k to the", exponent(q), digits=3, role="accent"),
        law("row by row a grid fills", "natural fill = (k − 1)³", natural, (k - 1) ** 3),
        wide_law(widest, k),
    ]


def exponent(q: Sparse) -> float:
    """The slope of the measure on the logarithms, between the sizes at both sides of this one."""
    at = q.p.size - elimination.SIZES[0]
    low, high = max(at - 2, 0), min(at + 2, len(elimination.SIZES) - 1)
    values = q.costs[q.p.order][[low, high]]
    sizes = np.array([elimination.SIZES[low], elimination.SIZES[high]])
    return float(np.diff(np.log(values))[0] / np.diff(np.log(sizes))[0])


def cost_alt(q: Sparse) -> str:
    at = f"{MEASURES[q.p.measure]} against the side of the grid for four orders; at {q.p.size}"
    row, own = number(q.at_size["natural"]), number(q.at_size[q.p.order])
    return f"{at} it is {row} row by row and {own} by {ORDERS[q.p.order]}."


def formats(q: Sparse) -> Said:
    form = q.laid[q.p.form]
    line = q.cells[q.asked] if q.p.ask == "row" else q.cells[:, q.asked]
    size = lambda name: Readout(f"bytes as {name.upper()}", q.heavy[name], role="muted" if name != q.p.form else "ink")
    back = sparse_formats.rebuilt(form.arrays, q.p.form, SHAPE)
    zero = "a zero is stored" if q.p.zero else ""
    weigh = np.arange(1, back.size + 1).reshape(SHAPE)  # of each cell, so that none can stand for another
    return [
        Readout("numbers read for the answer", form.reads, role="accent"),
        Readout("bytes dense", q.heavy["dense"], role="muted"),
        *(size(name) for name in ("coo", "csr", "csc")),
        law(
            "the answer is the line of the matrix",
            "sum of what is found = sum of the line",
            form.arrays["data"][form.answers].sum(),
            line.sum(),
        ),
        law(
            "the arrays are the matrix", "rebuilt, cell by cell = given", (weigh * back).sum(), (weigh * q.cells).sum()
        ),
        law("only non-zeros are stored", "stored = non-zeros", q.stored, np.count_nonzero(q.cells), unless=zero),
    ]


def formats_alt(q: Sparse) -> str:
    at = f"A 4 by 5 matrix with {q.stored} stored entries and its arrays as {q.p.form.upper()}"
    return f"{at}. {q.p.ask.capitalize()} {q.asked} takes {q.laid[q.p.form].reads} numbers to read."


def formats_notice(q: Sparse) -> str:
    if q.p.place != q.asked:
        return "There are four rows, 0 to 3: the last one is shown."
    if not q.stored:
        return "Nothing is stored: only pointers are left."
    return "No zero is left to be stored." if q.p.zero and not q.zeros.any() else ""


def worth(q: Sparse) -> Said:
    value, index = q.sizes
    dense, csr = q.bytes_of["dense"], q.bytes_of["csr"]
    types = {1: "u1", 2: "u2", 4: "u4", 8: "u8"}
    arrays = (q.data.data.astype(types[value]), q.data.indices.astype(types[index]), q.data.indptr.astype(types[index]))
    m, n = q.data.shape
    return [
        Readout("size", f"{m:,} × {n:,}, {q.data.nnz:,} not zero"),
        Readout("density", 100 * q.density, "%", 3, role="data"),
        Readout("bytes dense", dense, digits=9),
        Readout("bytes as CSR", csr, digits=9, role="accent"),
        Readout("bytes as COO", q.bytes_of["coo"], digits=9),
        Readout("dense ÷ CSR", dense / csr, digits=3),
        law(
            "CSR weighs what its arrays weigh",
            "v·z + i·z + i·(m + 1) = their bytes",
            csr,
            sum(a.nbytes for a in arrays),
        ),
        law("pays only below v/(v + i)", "CSR ÷ dense ≥ density · (v + i)/v", csr / dense, q.density / q.even),
    ]


def worth_alt(q: Sparse) -> str:
    part = number(q.bytes_of["csr"] / q.bytes_of["dense"])
    return f"{SETS[q.p.set]}: {100 * q.density:.3g}% are not zero; as CSR it takes {part} times the bytes of dense."


def worth_notice(q: Sparse) -> str:
    if q.p.index == "2" and q.data.nnz > 65_535:
        return "Two bytes count to 65,535 only."
    return "CSR would take more than the dense array." if q.bytes_of["csr"] > q.bytes_of["dense"] else ""
