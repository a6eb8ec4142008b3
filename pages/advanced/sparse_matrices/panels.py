"""What is given (data), what elimination makes (gradient), the step or the question of the moment (accent)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import viz
from mathcore.advanced import elimination, sparse_formats
from pages.advanced.sparse_matrices import state as given
from pages.advanced.sparse_matrices.state import LETTERS, NODES, ORDERS, SHAPE, SHORT, Own, Sparse
from viz.blocks import Trace
from viz.graphs import node_labels, status
from viz.linear import matrix as table

FIELD = viz.Axis("", (-1.12, 1.12), visible=False)  # of a graph
PAPER = viz.Axis("", (-0.09, 1.02), visible=False), viz.Axis("", (-1.02, 0.05), visible=False)  # of a matrix
T = np.linspace(0.0, 1.0, 7)[:, None]
SIDES = np.array(elimination.SIZES)
COLORS = dict(zip((*ORDERS, "dense"), ("data", "model", "gradient", "optimum", "null"), strict=True))
HEIGHTS = {"fill": (0, 40), "memory": (0, 520), "work": (0, 860)}
WORDS = {"fill": "new entries in L ÷ k²", "memory": "bytes ÷ k²", "work": "multiply-adds ÷ k²"}
TITLES = {"fill": "Fill", "memory": "Memory of L", "work": "Work of the factorisation"}
SLOTS = SHAPE[0] * SHAPE[1]
many = lambda n, thing: f"{n} {thing}{'s' * (n != 1)}"


def bent(spots: elimination.Array, pairs: elimination.Ints, curve: float) -> elimination.Array:
    """Edges as one polyline (m·8, 2); those that curve part from the nodes that lie between their ends."""
    start, way = spots[pairs[:, 0]][:, None], (spots[pairs[:, 1]] - spots[pairs[:, 0]])[:, None]
    across = np.stack([-way[..., 1], way[..., 0]], axis=-1)
    paths = start + T * way + 4 * curve * T * (1 - T) * across
    return np.concatenate([paths, np.full((len(pairs), 1, 2), np.nan)], axis=1).reshape(-1, 2)


def edges(q: Sparse, pairs: elimination.Ints, curve: float, role: str, width: float, opacity: float) -> Trace:
    """Edges as one trace that is hidden, not gone, where there are none."""
    found = bent(q.spots, pairs, curve) if len(pairs) else np.full((2, 2), np.nan)
    return viz.polyline(found, role, width=width, opacity=opacity, hover=False)


def graph_panel(q: Sparse) -> viz.Plane:
    """The graph as far as it is eliminated: who left, whom the last one joined, and the edges that were made."""
    game, t = q.game, q.gone
    left = lambda pairs: (q.places[pairs] < t).any(axis=1)
    made, last = game.born < t, game.born == t - 1
    old = left(q.pairs)
    front = set(front_of(q))
    roles = ["muted" if k < t else "ink" for k in q.places]
    for v in front:
        roles[v] = "gradient"
    if t:
        roles[int(game.order[t - 1])] = "accent"
    dense, curve = q.nodes > 64, 0.0 if isinstance(q, Own) else 0.13
    size = 30 if q.nodes <= 25 else 24 if q.nodes <= 49 else 19
    gone = left(game.fill)
    traces = [
        edges(q, q.pairs[old], 0.0, "data", 1.8, 0.25 if q.nodes > NODES else 0.6),
        edges(q, q.pairs[~old], 0.0, "data", 2.6, 0.9),
        edges(
            q,
            game.fill[made & gone],
            curve,
            "gradient",
            1.2 if q.nodes > NODES else 2.0,
            0.22 if q.nodes > NODES else 0.7,
        ),
        edges(q, game.fill[made & ~gone & ~last], curve, "gradient", 1.8, 0.75),
        edges(q, game.fill[last], curve, "accent", 2.6, 1.0),
        *status(q.spots, roles, ("muted", "ink", "gradient", "accent"), size=size),
        node_labels(q.spots, q.names, "paper", size=15 if q.nodes <= NODES else 9 if dense else 11),
    ]
    title = f"{many(t, 'node')} eliminated, {many(q.so_far, 'edge')} made"
    return viz.Plane(traces, FIELD, FIELD, title, equal=True)


def front_of(q: Sparse) -> list[int]:
    """The nodes that the last one eliminated was joined to, and has joined to one another."""
    if not q.gone:
        return []
    v, every = int(q.game.order[q.gone - 1]), np.concatenate([q.pairs, q.game.fill])
    near = np.concatenate([every[every[:, 0] == v, 1], every[every[:, 1] == v, 0]])
    return [int(u) for u in near if q.places[u] >= q.gone]


def boxes(q: Sparse, rows: elimination.Array, columns: elimination.Array, role: str, opacity: float) -> Trace:
    """Cells of the matrix, whose side is 1, as one trace."""
    x, y, gap = columns / q.nodes, -rows / q.nodes, (0.1 if q.nodes < 50 else 0.04) / q.nodes
    ends = [x + gap, x + 1 / q.nodes - gap, y - 1 / q.nodes + gap, y - gap]
    return viz.rectangles(np.stack(ends, axis=1), role, opacity=opacity)


def matrix_panel(q: Sparse) -> viz.Plane:
    """The matrix with its rows and columns in the order: A above the diagonal, below it the columns of L."""
    n, t, k = q.nodes, q.gone, np.arange(q.nodes)
    a, f = np.sort(q.places[q.pairs], axis=1), q.places[q.game.fill]
    made, last = q.game.born < t - 1, q.game.born == t - 1
    lit = np.array([t - 1.0]) if t else np.array([np.nan])
    side, rest = lit / n, t / n
    traces = [
        viz.rectangles(np.stack([side, side + 1 / n, -side * 0 - 1, -side], axis=1), "accent", opacity=0.18),
        viz.polygon([(rest, -rest), (1, -rest), (1, -1), (rest, -1)], "ink", opacity=0.05, width=1.4),
        boxes(q, k, k, "muted", 0.55),
        boxes(q, a[:, 0], a[:, 1], "data", 0.45),
        boxes(q, a[:, 1], a[:, 0], "data", 0.9),
        boxes(q, f[made, 1], f[made, 0], "gradient", 0.9),
        boxes(q, f[last, 1], f[last, 0], "accent", 1.0),
        viz.label([0.5, -0.05], [0.005, -0.5], ["A", "L"], "muted", size=15),
    ]
    title = "Above the diagonal A, below it L"
    if isinstance(q, Own):
        names = [LETTERS[v] for v in q.game.order]
        spots = np.stack([(k + 0.5) / n, -(k + 0.5) / n], axis=1)
        traces.append(node_labels(spots, names, "ink", size=16))
        # A letter stands in whole places: it follows the pointer to the nearest.
        own = [
            viz.Handle("letter", spots[k], f"{names[k]}, place {k + 1}", "accent", k, moved(q, k), "loosely")
            for k in range(n)
        ]
        return viz.Plane(traces, *PAPER, title, equal=True, handles=own)
    pivot = viz.Handle("pivot", (rest, -rest), "how far it is eliminated", "accent", None, stepped(n), "y")
    return viz.Plane(traces, *PAPER, title, equal=True, handles=[pivot])


def stepped(n: int) -> viz.Moves:
    """The corner of what remains, dragged along the diagonal."""

    def moves(x: float, y: float) -> dict[str, Any]:
        to = round(-y * n)
        if not 0 <= to <= n:
            raise viz.Limit("All nodes are eliminated there." if to > n else "No node is left before the first.")
        return {"tick": to}

    return moves


def moved(q: Own, k: int) -> viz.Moves:
    """The letter at place k put where it is dropped along the diagonal; the others close up."""

    def moves(x: float, y: float) -> dict[str, Any]:
        rest = q.p.own[:k] + q.p.own[k + 1 :]
        to = int(np.clip(np.floor((x - y) / 2 * NODES), 0, NODES - 1))
        return {"own": rest[:to] + q.p.own[k] + rest[to:]}

    return moves


def growth_panel(q: Sparse) -> viz.Plane:
    """The measure for each unknown against the side of the grid, by order; one order carries the cursor."""
    here = q.at_size[q.p.order] / q.p.size**2
    traces = [
        viz.called(
            viz.line(SIDES, q.costs[name] / SIDES**2, COLORS[name], width=3.4 if name == q.p.order else 1.8),
            SHORT[name],
            at=0.93,
        )
        for name in ORDERS
    ]
    law = (SIDES - 1.0) ** 3 / SIDES**2 if q.p.measure == "fill" else np.full(len(SIDES), np.nan)
    traces += [
        viz.called(viz.line(SIDES, law, "ink", width=1.6, dash="dash", hover=False), "(k − 1)³/k²", at=0.55),
        viz.line([q.p.size] * 2, HEIGHTS[q.p.measure], "accent", width=1.4, hover=False),
        viz.dots((q.p.size, here), "accent", size=12, name=SHORT[q.p.order]),
    ]
    axes = viz.Axis("nodes along a side, k", (0, 42)), viz.Axis(WORDS[q.p.measure], HEIGHTS[q.p.measure])
    handle = viz.Handle("grow", (q.p.size, here), "side of the grid", "accent", None, lambda x, y: {"size": x}, "x")
    return viz.Plane(traces, *axes, f"{TITLES[q.p.measure]}, for each unknown", handles=[handle])


def fronts_panel(q: Sparse) -> viz.Plane:
    """How many neighbours the nodes of one grid have when they leave, from the most down: where the cost comes from."""
    k = q.p.size
    traces = [
        viz.called(
            viz.line(share, height / k, COLORS[name], width=3.4 if name == q.p.order else 1.8),
            SHORT[name],
            at=(0.97, 0.6, 0.02, 0.25)[row],
        )
        for row, (name, (share, height)) in enumerate(zip(ORDERS, q.stairs, strict=True))
    ]
    traces.append(viz.called(viz.line([0, 1], [1, 1], "ink", width=1.2, dash="dash", hover=False), "k", at=1.0))
    x = viz.Axis("share of the nodes, those with most neighbours first", (0, 1.04), percent=True)
    y = viz.Axis("neighbours when eliminated, in units of k", (0, 2))
    return viz.Plane(traces, x, y, f"The {k * k:,} eliminations of one grid")


def cells_panel(q: Sparse) -> viz.Plane:
    """The matrix, with what is asked for; the question is dragged along the rows or columns."""
    rows, columns = SHAPE
    along = q.p.ask == "column"
    asked = np.zeros(SHAPE, bool)
    asked[(slice(None), q.asked) if along else q.asked] = True
    there = (q.cells != 0) | q.zeros
    lit = {"data": there, "accent": asked}
    roles = np.where(there, "ink", "null")
    names = np.vectorize(lambda x: f"{x:g}".replace("-", "−"))(q.cells)
    heads = [str(j) for j in range(columns)], [str(i) for i in range(rows)]
    traces = [
        *table(names, lit=lit, role=roles, font=18),
        viz.label(np.arange(columns) + 0.5, np.full(columns, 0.12), heads[0], "muted", size=14),
        viz.label(np.full(rows, -0.3), -np.arange(rows) - 0.5, heads[1], "muted", position="middle left", size=14),
    ]
    at = (q.asked + 0.5, 0.75) if along else (-0.9, -q.asked - 0.5)
    dot = viz.dots(at, "accent", size=13, symbol="triangle-down" if along else "triangle-right")
    # A row or column is a whole one: the handle follows the pointer to the nearest.
    ask = lambda x, y: {"place": int(np.clip(np.floor(x if along else -y), 0, SHAPE[along] - 1))}
    handle = viz.Handle("ask", at, "what is asked for", "accent", None, ask, "loosely")
    axes = viz.Axis("", (-1.3, columns + 0.3), visible=False), viz.Axis("", (-rows - 0.3, 1.1), visible=False)
    title = f"Column {q.asked} is asked for" if along else f"Row {q.asked} is asked for"
    return viz.Plane([*traces, dot], *axes, title, equal=True, handles=[handle], weight=0.7)


def arrays_panel(q: Sparse) -> viz.Plane:
    """The arrays of the format, cell by cell; lit is what must be read for the answer."""
    form = q.laid[q.p.form]
    traces: list[Trace] = []
    tops = (0.0, -2.2, -4.4) if q.p.form == "coo" else (0.0, -2.9, -5.1)
    for top, (name, values) in zip(tops, form.arrays.items(), strict=True):
        traces += strip(values, form.read[name], top, name)
    ways = np.full((1, 2), np.nan)
    if q.p.form != "coo":
        ends = form.arrays["indptr"]
        start = np.stack([np.arange(len(ends)) + 0.5, np.full(len(ends), -1.05)], axis=1)
        stop = np.stack([ends, np.full(len(ends), -2.82)], axis=1)
        ways = np.stack([start, stop, np.full_like(start, np.nan)], axis=1).reshape(-1, 2)
    shown = form.read.get("indptr", np.zeros(0, bool))
    hot = np.where(np.repeat(shown, 3)[:, None], ways, np.nan) if len(shown) else ways
    traces.insert(0, viz.polyline(ways, "muted", width=1.2, opacity=0.6, hover=False))
    traces.insert(1, viz.polyline(hot, "accent", width=2.4, hover=False))
    axes = viz.Axis("", (-0.3, SLOTS + 0.3), visible=False), viz.Axis("", (-6.6, 1.3), visible=False)
    title = f"{q.p.form.upper()}: {many(form.reads, 'number')} read"
    return viz.Plane(traces, *axes, title, weight=1.3)


def strip(values: elimination.Array, read: sparse_formats.Mask, top: float, name: str) -> Sequence[Trace]:
    """An array as cells with its numbers; an empty one keeps its name."""
    k = np.arange(len(values))
    box = np.stack([k + 0.04, k + 0.96, np.full(len(k), top - 1), np.full(len(k), top)], axis=1)
    texts = [f"{x:g}".replace("-", "−") for x in values] or [" "]
    middle = np.stack([k + 0.5, np.full(len(k), top - 0.5)], axis=1) if len(k) else np.array([[0.5, top - 0.5]])
    return [
        viz.rectangles(box[~read], "data" if name == "data" else "null", opacity=0.3),
        viz.rectangles(box[read], "accent", opacity=0.45),
        node_labels(middle, texts, size=14),
        viz.label([0.0], [top + 0.06], f"<b>{name}</b>", "ink", position="top right", size=14),
    ]


def spy_panel(q: Sparse) -> viz.Plane:
    """Where a real matrix is not zero; of the digits the first two hundred."""
    found = q.data[: 200 if q.p.set == "digits" else None].tocoo()
    rows, columns = found.shape
    names = {"words": ("word", "line"), "digits": ("pixel", "image"), "karate": ("member", "member")}
    across, down = names.get(q.p.set, ("node", "node"))
    size = {"words": 2.6, "digits": 3.2, "karate": 9, "grid": 2}[q.p.set]
    dots = viz.markers(found.col, found.row, "data", size=size, symbol="square") | {"hoverinfo": "skip"}
    x, y = viz.Axis(across, (-0.02 * columns, 1.01 * columns)), viz.Axis(down, (1.01 * rows, -0.02 * rows))
    first = "The first 200 rows: " if q.p.set == "digits" else ""
    return viz.Plane([dots], x, y, f"{first}{100 * q.density:.2g}% are not zero")


def worth_panel(q: Sparse) -> viz.Plane:
    """Bytes of CSR as a part of those of the dense array, against density; the matrix is chosen by dragging."""
    value, index = q.sizes
    d = np.array([DENSITY[0], DENSITY[1]])
    spots = {name: spot(found, *q.sizes) for name, found in sparse_formats.real().items()}
    at = spots[q.p.set]
    traces = [
        viz.area(DENSITY, [1, 1], [PARTS[0]] * 2, "optimum", opacity=0.1),
        viz.called(viz.line(DENSITY, [1, 1], "null", width=2.0, dash="dash", hover=False), "as much as dense", at=0.2),
        viz.called(viz.line(d, d * (value + index) / value, "model", width=2.6), "without pointers", at=0.35),
        viz.line([q.even] * 2, [PARTS[0], 1], "optimum", width=1.6, dash="dot", hover=False),
        *(viz.called(viz.dots(spots[name], "data", size=9), label, size=15) for name, label in given.SETS.items()),
        viz.dots(at, "accent", size=14, ring=True),
    ]
    # Only four matrices are there: the handle goes to the one that is nearest.
    far = lambda name, x, y: float(np.hypot(*np.log(np.array(spots[name]) / (max(x, 1e-9), max(y, 1e-9)))))
    nearest = lambda x, y: {"set": min(spots, key=lambda name: far(name, x, y))}
    handle = viz.Handle("choose", at, "which matrix", "accent", None, nearest, "loosely")
    axes = (
        viz.Axis("density: share that is not zero", DENSITY, log=True),
        viz.Axis("bytes, of those of dense", PARTS, log=True),
    )
    return viz.Plane(traces, *axes, f"CSR pays below {100 * q.even:.3g}%", handles=[handle])


DENSITY, PARTS = (0.002, 1.0), (0.004, 20.0)


def spot(found: Any, value: int, index: int) -> tuple[float, float]:
    """Density of a matrix, and its bytes as CSR as a part of those of the dense array."""
    heavy = sparse_formats.weights(found.shape, found.nnz, value, index)
    return found.nnz / (found.shape[0] * found.shape[1]), heavy["csr"] / heavy["dense"]
