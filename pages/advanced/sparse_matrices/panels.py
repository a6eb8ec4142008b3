"""What is given (data), what elimination makes (gradient), the step or the question of the moment (accent)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import viz
from mathcore.advanced import elimination, sparse_formats
from mathcore.advanced.elimination_costs import SIZES
from pages.advanced.sparse_matrices import state as given
from pages.advanced.sparse_matrices.state import LETTERS, NODES, ORDERS, SHAPE, SHORT, Own, Sparse
from viz.blocks import Trace
from viz.graphs import node_labels, status
from viz.linear import matrix as table

FIELD = viz.Axis("", (-1.12, 1.12), visible=False)  # of a graph
PAPER = viz.Axis("", (-0.09, 1.02), visible=False), viz.Axis("", (-1.02, 0.05), visible=False)  # of a matrix
T = np.linspace(0.0, 1.0, 7)[:, None]
SIDES = {"words": "top left", "grid": "bottom right", "karate": "bottom right", "digits": "bottom right"}
DENSITY, PARTS = (0.002, 1.0), (0.004, 20.0)  # ranges of the view on real matrices
COLORS = dict(zip((*ORDERS, "dense"), ("data", "model", "gradient", "optimum", "null"), strict=True))
HEIGHTS = {"fill": (0, 40), "memory": (0, 520), "work": (0, 860)}
WORDS = {"fill": "new entries in L ÷ k²", "memory": "bytes ÷ k²", "work": "multiply-adds ÷ k²"}
TITLES = {"fill": "Fill", "memory": "Memory of L", "work": "Work of the factorisation"}
SLOTS = 12, SHAPE[0] * SHAPE[1]  # cells of an array that have room: a longer one takes the larger scale
many = lambda n, thing: f"{n} {thing}{'s' * (n != 1)}"


def edges(q: Sparse, pairs: elimination.Ints, curve: float, role: str, width: float, opacity: float) -> Trace:
    """Edges as one trace; those that curve part from the nodes that lie between their ends."""
    start, way = q.spots[pairs[:, 0]][:, None], (q.spots[pairs[:, 1]] - q.spots[pairs[:, 0]])[:, None]
    across = np.stack([-way[..., 1], way[..., 0]], axis=-1)
    paths = start + T * way + 4 * curve * T * (1 - T) * across
    found = np.concatenate([paths, np.full((len(pairs), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    return viz.polyline(found if len(found) else [[np.nan] * 2], role, width=width, opacity=opacity, hover=False)


def graph_panel(q: Sparse) -> viz.Plane:
    """The graph as far as it is eliminated: who left, whom the last one joined, and the edges that were made."""
    game, t, small = q.game, q.gone, q.nodes <= NODES
    made, last = game.born < t, game.born == t - 1
    old, gone = ((q.places[pairs] < t).any(axis=1) for pairs in (q.pairs, game.fill))
    roles = ["muted" if k < t else "ink" for k in q.places]
    for v in game.fronts[t - 1] if t else ():
        roles[v] = "gradient"
    if t:
        roles[int(game.order[t - 1])] = "accent"
    curve, faint = (0.0, 0.6) if small else (0.13, 0.25)
    size = 30 if q.nodes <= 25 else 24 if q.nodes > 36 else 20 if q.karate else 27
    traces = [
        edges(q, q.pairs[old], 0.0, "data", 1.8, faint),
        edges(q, q.pairs[~old], 0.0, "data", 2.6, 0.9),
        edges(q, game.fill[made & gone], curve, "gradient", 1.2 + small, faint),
        edges(q, game.fill[made & ~gone & ~last], curve, "gradient", 1.8, 0.75),
        edges(q, game.fill[last], curve, "accent", 2.6, 1.0),
        *status(q.spots, roles, ("muted", "ink", "gradient", "accent"), size=size),
        node_labels(q.spots, q.names, "paper", size=size / 2),
    ]
    title = f"{many(t, 'node')} eliminated, {many(q.so_far, 'edge')} made"
    return viz.Plane(traces, FIELD, FIELD, title, equal=True)


def boxes(q: Sparse, rows: ArrayLike, columns: ArrayLike, role: str, opacity: float) -> Trace:
    """Cells of the matrix, whose side is 1, as one trace."""
    x, y, gap = np.asarray(columns) / q.nodes, -np.asarray(rows) / q.nodes, (0.1 if q.nodes < 50 else 0.04) / q.nodes
    ends = [x + gap, x + 1 / q.nodes - gap, y - 1 / q.nodes + gap, y - gap]
    return viz.rectangles(np.stack(ends, axis=1), role, opacity=opacity)


def matrix_panel(q: Sparse) -> viz.Plane:
    """The matrix with its rows and columns in the order: A above the diagonal, below it the columns of L."""
    n, t, k = q.nodes, q.gone, np.arange(q.nodes)
    a, f = np.sort(q.places[q.pairs], axis=1), q.places[q.game.fill]
    made, last = q.game.born < t - 1, q.game.born == t - 1
    rest, lit = t / n, (t - 1) / n if t else np.nan
    traces = [
        viz.rectangles([[lit, rest, -1, -lit]], "accent", opacity=0.18),
        viz.polygon([(rest, -rest), (1, -rest), (1, -1), (rest, -1)], "ink", opacity=0.05, width=1.4),
        boxes(q, k, k, "muted", 0.55),
        boxes(q, a[:, 0], a[:, 1], "data", 0.45),
        boxes(q, a[:, 1], a[:, 0], "data", 0.9),
        boxes(q, f[made, 1], f[made, 0], "gradient", 0.9),
        boxes(q, f[last, 1], f[last, 0], "accent", 1.0),
    ]
    title = "Above the diagonal A, below it L"
    if isinstance(q, Own):
        names = [LETTERS[v] for v in q.game.order]
        spots = np.stack([(k + 0.5) / n, -(k + 0.5) / n], axis=1)
        traces.append(node_labels(spots, names, "ink", size=16))
        # A letter stands in whole places: it follows the pointer to the nearest, and stays itself in any of them.
        places = spots[np.argsort(q.game.order)]
        own = viz.handles("letter", places, lambda v: f"letter {LETTERS[v]}", moves=moved(q), follows="loosely")
        return viz.Plane(traces, *PAPER, title, equal=True, handles=own)
    pivot = viz.Handle("pivot", (rest, -rest), "how far it is eliminated", "accent", None, stepped(n), "y")
    return viz.Plane(traces, *PAPER, title, equal=True, handles=[pivot])


def stepped(n: int) -> viz.Moves:
    """The corner of what remains, dragged along the diagonal."""

    def moves(x: float, y: float) -> dict[str, Any]:
        to = round(-y * n)
        if not 0 <= to <= n:
            raise viz.Limit("That is the end: all nodes are eliminated, or none.", {"tick": n * (to > n)})
        return {"tick": to}

    return moves


def moved(q: Own) -> Callable[[int, float, float], dict[str, Any]]:
    """A letter put where it is dropped along the diagonal; the others close up."""

    def moves(v: int, x: float, y: float) -> dict[str, Any]:
        rest = q.p.own.replace(LETTERS[v], "")
        to = int(np.clip(np.floor((x - y) / 2 * NODES), 0, NODES - 1))
        return {"own": rest[:to] + LETTERS[v] + rest[to:]}

    return moves


def growth_panel(q: Sparse) -> viz.Plane:
    """The measure for each unknown against the side of the grid, by order; one order carries the cursor."""
    here = q.at_size[q.p.order] / q.p.size**2
    each = {name: q.costs[name] / SIZES**2 for name in ORDERS}
    law = (SIZES - 1.0) ** 3 / SIZES**2 * (1.0 if q.p.measure == "fill" else np.nan)
    ends = [*((SIZES[-1], values[-1]) for values in each.values()), (SIZES[20], law[20] + 1.2)]
    names, roles = [*SHORT.values(), "(k − 1)³/k²"], [*(COLORS[name] for name in ORDERS), "ink"]
    sides = ["middle right"] * len(ORDERS) + ["middle left"]
    traces = [
        *(viz.line(SIZES, y, COLORS[k], width=3.4 if k == q.p.order else 1.8) for k, y in each.items()),
        node_labels(ends, names, roles, side="right", clear=16) | {"textposition": sides},
        viz.line(SIZES, law, "ink", width=1.6, dash="dash", hover=False),
        viz.line([q.p.size] * 2, HEIGHTS[q.p.measure], "accent", width=1.4, hover=False),
        viz.dots((q.p.size, here), "accent", size=12, name=SHORT[q.p.order]),
    ]
    x = viz.Axis("nodes along a side, k", (0, 62), ticks=range(0, 41, 10))
    axes = x, viz.Axis(WORDS[q.p.measure], HEIGHTS[q.p.measure])
    handle = viz.Handle("grow", (q.p.size, here), "side of the grid", "accent", None, lambda x, y: {"size": x}, "x")
    return viz.Plane(traces, *axes, f"{TITLES[q.p.measure]}, for each unknown", handles=[handle])


def fronts_panel(q: Sparse) -> viz.Plane:
    """How many neighbours the nodes of one grid have when they leave, from the most down: where the cost comes from.
    The names stand where no staircase comes, whatever its size, and say the area under it."""
    k = q.p.size
    width = {name: 3.4 if name == q.p.order else 1.8 for name in ORDERS}
    traces: list[Trace] = [
        viz.line(share, height / k, COLORS[name], width=width[name])
        for name, (share, height) in zip(ORDERS, q.stairs, strict=True)
    ]
    traces.append(viz.line([0, 1], [1, 1], "ink", width=1.2, dash="dash", hover=False))
    said = {name: f"{SHORT[name]}: mean {each.mean():.1f}" for name, each in zip(ORDERS, q.fronts, strict=True)}
    said[q.p.order] = f"<b>{said[q.p.order]}</b>"
    spots, roles = [(1.02, 1.92 - 0.14 * row) for row in range(len(said))], [COLORS[name] for name in said]
    traces.append(node_labels(spots, list(said.values()), roles) | {"textposition": "middle left"})
    x = viz.Axis("share of nodes, most neighbours first", (0, 1.04), percent=True)
    y = viz.Axis("neighbours when eliminated, in units of k", (0, 2))
    return viz.Plane(traces, x, y, f"The {k * k:,} eliminations of one grid")


def cells_panel(q: Sparse) -> viz.Plane:
    """The matrix, with what is asked for; the question is dragged along the rows or columns."""
    (rows, columns), along = SHAPE, q.p.ask == "column"
    asked = np.zeros(SHAPE, bool)
    asked[(slice(None), q.asked) if along else q.asked] = True
    there = (q.cells != 0) | q.zeros
    across, down = np.arange(columns), np.arange(rows)
    traces = [
        *table(q.cells, lit={"data": there, "accent": asked}, role=np.where(there, "ink", "null"), font=18),
        viz.label(across + 0.5, 0 * across + 0.12, list(map(str, across)), "muted", size=14),
        viz.label(0 * down - 0.3, -down - 0.5, list(map(str, down)), "muted", position="middle left", size=14),
    ]
    at = (q.asked + 0.5, 0.75) if along else (-0.9, -q.asked - 0.5)
    dot = viz.dots(at, "accent", size=13, symbol="triangle-down" if along else "triangle-right")
    # A row or column is a whole one: the handle follows the pointer to the nearest.
    ask = lambda x, y: {"place": int(np.clip(np.floor(x if along else -y), 0, SHAPE[along] - 1))}
    handle = viz.Handle("ask", at, "what is asked for", "accent", None, ask, "loosely")
    axes = viz.Axis("", (-1.3, columns + 0.3), visible=False), viz.Axis("", (-rows - 0.3, 1.1), visible=False)
    title = f"{'Column' if along else 'Row'} {q.asked} is asked for"
    return viz.Plane([*traces, dot], *axes, title, equal=True, handles=[handle], weight=0.7)


def arrays_panel(q: Sparse) -> viz.Plane:
    """The arrays of the format, cell by cell; lit is what must be read for the answer."""
    form = q.laid
    traces: list[Trace] = []
    slots = SLOTS[q.stored > SLOTS[0]]
    tops = (0.0, -1.9, -3.8) if q.p.form == "coo" else (0.0, -2.7, -4.3)
    for top, (name, values) in zip(tops, form.arrays.items(), strict=True):
        traces += strip(values, form.read[name], top, name, 17 if slots == SLOTS[0] else 11)
    ways = np.full((1, 2), np.nan)
    if q.p.form != "coo":
        ends = form.arrays["indptr"]
        start = np.stack([np.arange(len(ends)) + 0.5, np.full(len(ends), -1.05)], axis=1)
        stop = np.stack([ends, np.full(len(ends), -2.65)], axis=1)
        ways = np.stack([start, stop, np.full_like(start, np.nan)], axis=1).reshape(-1, 2)
    shown = form.read.get("indptr", np.zeros(0, bool))
    hot = np.where(np.repeat(shown, 3)[:, None], ways, np.nan) if len(shown) else ways
    traces.append(viz.polyline(ways, "muted", width=1.2, opacity=0.6, hover=False))
    traces.append(viz.polyline(hot, "accent", width=2.4, hover=False))
    axes = viz.Axis("", (-0.24 * slots, slots + 0.2), visible=False), viz.Axis("", (-6.0, 0.7), visible=False)
    return viz.Plane(traces, *axes, f"{q.p.form.upper()}: {many(form.reads, 'number')} read", weight=1.3)


def strip(values: elimination.Array, read: sparse_formats.Mask, top: float, name: str, size: float) -> Sequence[Trace]:
    """An array as cells with its numbers, its name before it; an empty one keeps its name."""
    k = np.arange(len(values))
    box = np.stack([k + 0.04, k + 0.96, np.full(len(k), top - 1), np.full(len(k), top)], axis=1)
    texts = [f"{x:g}".replace("-", "−") for x in values] or [" "]
    middle = np.stack([k + 0.5, np.full(len(k), top - 0.5)], axis=1) if len(k) else np.array([[0.5, top - 0.5]])
    return [
        viz.rectangles(box[~read], "data" if name == "data" else "null", opacity=0.3),
        viz.rectangles(box[read], "accent", opacity=0.45),
        node_labels(middle, texts, size=size),
        viz.label([-0.15], [top - 0.5], f"<b>{name}</b>", "ink", position="middle left", size=14),
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
    first = "; 200 of 1,797 rows are drawn" if q.p.set == "digits" else ""
    return viz.Plane([dots], x, y, f"{100 * q.density:.2g}% are not zero{first}")


def worth_panel(q: Sparse) -> viz.Plane:
    """Bytes of CSR as a part of those of the dense array, against density; the matrix is chosen by dragging."""
    spots = {name: sparse_formats.standing(found, *q.sizes) for name, found in sparse_formats.real().items()}
    at = spots[q.p.set]
    traces = [
        viz.area(DENSITY, [1, 1], [PARTS[0]] * 2, "optimum", opacity=0.1),
        viz.called(viz.line(DENSITY, [1, 1], "null", width=2.0, dash="dash", hover=False), "as much as dense", at=0.2),
        viz.called(viz.line(DENSITY, np.array(DENSITY) / q.even, "model", width=2.6), "without pointers", at=0.35),
        viz.line([q.even] * 2, [PARTS[0], 1], "optimum", width=1.6, dash="dot", hover=False),
        *(viz.called(viz.dots(spots[name], "data", size=9)) for name in given.SETS),
        *(viz.label([spots[k][0]], [spots[k][1]], f" {v} ", "data", position=SIDES[k]) for k, v in given.SETS.items()),
        viz.dots(at, "accent", size=14, ring=True),
    ]
    # Only four matrices are there: the handle goes to the one that is nearest.
    far = lambda name, x, y: float(np.hypot(*np.log(np.array(spots[name]) / (max(x, 1e-9), max(y, 1e-9)))))
    nearest = lambda x, y: {"set": min(spots, key=lambda name: far(name, x, y))}
    handle = viz.Handle("choose", at, "which matrix", "accent", None, nearest, "loosely")
    x = viz.Axis("density: share that is not zero", (DENSITY[0], 2.5), log=True)
    y = viz.Axis("bytes as CSR ÷ bytes dense", PARTS, log=True)
    return viz.Plane(traces, x, y, f"CSR can pay only below {100 * q.even:.3g}%", handles=[handle])
