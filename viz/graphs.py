"""Graphs: nodes and edges, straight or curved, weighted, directed, with loops; trees; many arrows in one trace.

Everything of a kind is one trace, whatever its number, and hides with NaN: while a weight is dragged, traces rest.
Edges are drawn as ribbons whose width is data, in the units of a plane with equal axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, line, markers, polyline

Array = NDArray[np.float64]
STEPS = 25  # points along a curved edge
GAP = np.full((1, 2), np.nan)


def quiver(
    tails: ArrayLike, vectors: ArrayLike, role: str = "model", *, head: float = 0.28, width: float = 1.6, **style: Any
) -> Trace:
    """Arrows from `tails` by `vectors`, both (n, 2), in a plane with equal axes: one trace.

    `head` is the length of a head, as a part of its arrow. A vector of zero or NaN draws nothing.
    """
    start, move = np.asarray(tails, float).reshape(-1, 2), np.asarray(vectors, float).reshape(-1, 2)
    move = np.where((np.abs(move).max(axis=1) > 0)[:, None], move, np.nan)
    tip, across = start + move, 0.45 * np.stack([-move[:, 1], move[:, 0]], axis=1)
    left, right = (tip - head * (move - sign * across) for sign in (1, -1))
    gap = np.full_like(tip, np.nan)
    path = np.stack([start, tip, gap, left, tip, right, gap], axis=1).reshape(-1, 2)
    return line(path[:, 0], path[:, 1], role, width=width, **{"hover": False, **style})


def _bend(start: Array, end: Array, curve: float) -> Array:
    """An edge as a parabola (STEPS, 2) that leaves the straight way by `curve` of its length, to the left."""
    t = np.linspace(0.0, 1.0, STEPS)[:, None]
    way = end - start
    return start + t * way + 4 * curve * t * (1 - t) * np.array([-way[1], way[0]])


def _loop(at: Array, away: Array, size: float) -> Array:
    """A loop (STEPS, 2) from a node to itself, on the side `away` (a unit vector)."""
    angle = np.linspace(0.0, 2 * np.pi, STEPS)
    across = np.array([-away[1], away[0]])
    middle = at + size * away
    return middle - size * np.outer(np.cos(angle), away) + size * np.outer(np.sin(angle), across)


def courses(
    nodes: ArrayLike, edges: ArrayLike, *, radius: float, curve: float | ArrayLike = 0.0, loop: float = 1.6
) -> list[Array]:
    """The middle line of each edge, (k, 2), from the rim of its first node to the rim of its second.

    Args:
        nodes: shape (n, 2).
        edges: shape (m, 2), pairs of numbers of nodes; twice the same is a loop, away from the middle of the graph.
        radius: of a node.
        curve: how far an edge leaves the straight way, as a part of its length; for all or each. Two edges between the
            same nodes, one each way, part if both curve.
        loop: the radius of a loop, in radii of a node.
    """
    spots, pairs = np.asarray(nodes, float), np.asarray(edges, int).reshape(-1, 2)
    bends = np.broadcast_to(np.asarray(curve, float), len(pairs))
    middle, found = spots.mean(axis=0), []
    for (i, j), bend in zip(pairs.tolist(), bends.tolist(), strict=True):
        if i == j:
            away = spots[i] - middle
            length = float(np.hypot(*away))
            away = away / length if length > 1e-9 else np.array([0.0, 1.0])
            path = _loop(spots[i], away, loop * radius)
        else:
            path = _bend(spots[i], spots[j], bend)
        outside = (np.hypot(*(path - spots[i]).T) >= radius) & (np.hypot(*(path - spots[j]).T) >= radius)
        found.append(np.where(outside[:, None], path, np.nan) if not outside.any() else path[outside])
    return found


def ribbons(
    paths: Sequence[Array],
    widths: ArrayLike,
    role: str = "null",
    *,
    head: float = 0.0,
    opacity: float = 0.8,
    name: str = "",
) -> Trace:
    """Edges as filled bands along their courses: one trace.

    `widths` (m,) are in the units of the plane; 0 draws nothing. With `head`, in the same units, each ends in the head
    of an arrow of that length, which is wider than the band.
    """
    shapes: list[Array] = []
    for path, width in zip(paths, np.broadcast_to(np.asarray(widths, float), len(paths)).tolist(), strict=True):
        if width <= 0 or len(path) < 2 or not np.isfinite(path).all():
            shapes += [np.full((2, 2), np.nan), GAP]
            continue
        body, tip = path, path[-1]
        if head:
            far = np.hypot(*(path - tip).T) > head
            body = path[: max(int(far.sum()), 2)] if far[:2].all() else path[:2]
        way = np.empty_like(body)
        way[1:-1], way[0], way[-1] = body[2:] - body[:-2], body[1] - body[0], body[-1] - body[-2]
        normal = np.stack([-way[:, 1], way[:, 0]], axis=1)
        normal *= 0.5 * width / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-12)[:, None]
        wide = 1 + head / width if head else 1.0
        ends = [body[-1:] + wide * normal[-1:], tip[None], body[-1:] - wide * normal[-1:]] if head else []
        shapes += [body + normal, *ends, (body - normal)[::-1], (body + normal)[:1], GAP]
    outline = np.concatenate(shapes) if shapes else np.full((2, 2), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.ascontiguousarray(outline[:, 0]),
        "y": np.ascontiguousarray(outline[:, 1]),
        "fill": "toself",
        "fillcolor": f"@{role}/{opacity:g}",
        "line": {"color": f"@{role}/0", "width": 0, "simplify": False},
        "name": name,
        "hoverinfo": "skip",
    }


def strands(paths: Sequence[Array], role: str = "null", *, width: float = 2.4, opacity: float = 0.7) -> Trace:
    """Edges as lines of that width in pixels along their courses: one trace."""
    joined = np.concatenate([part for path in paths for part in (path, GAP)] or [GAP])
    return line(joined[:, 0], joined[:, 1], role, width=width, opacity=opacity, hover=False)


def tree(
    spots: ArrayLike, parents: Sequence[int], role: str = "null", *, brackets: bool = False, **style: Any
) -> Trace:
    """The edges of a tree, or of several, between nodes at `spots` (n, 2): one trace.

    `parents` (n,) are the numbers of the nodes above, -1 for a root; `layouts.tidy` finds spots. Edges are straight, or
    `brackets`: up from each child to the height of the node, and across.
    """
    at, above = np.asarray(spots, float).reshape(-1, 2), np.asarray(parents, int)
    found: list[Array] = []
    for node in np.unique(above[above >= 0]).tolist():
        y, children = at[node, 1], at[above == node]
        if not brackets:
            found += [np.array([at[node], child, GAP[0]]) for child in children]
            continue
        children = children[np.argsort(children[:, 0], kind="stable")]
        first, last = children[0], children[-1] if len(children) > 1 else at[node]
        found.append(np.array([first, (first[0], y), (last[0], y), last, GAP[0]]))
        found += [np.array([(child[0], y), child, GAP[0]]) for child in children[1:-1]]
    return polyline(np.concatenate(found or [GAP]), role, **{"hover": False, **style})


def edge_labels(
    paths: Sequence[Array],
    texts: Sequence[str],
    role: str = "ink",
    *,
    size: float = 12,
    aside: float = 0.0,
    apart: float = 0.0,
) -> Trace:
    """A text beside the middle of each course, `aside` units to its left: one trace. An empty text writes nothing.

    With `apart` a text that would be nearer than that to one before it goes along its course, to the place that is
    farthest from them all.
    """
    spots: list[Array] = []
    for path, text in zip(paths, texts, strict=True):
        places = [_aside(path, share, aside) for share in ((0.5, 0.35, 0.65, 0.22, 0.78) if apart and text else (0.5,))]
        taken = np.array([spot for spot, other in zip(spots, texts, strict=False) if other]).reshape(-1, 2)
        room = [float(np.hypot(*(taken - place).T).min(initial=apart)) for place in places]
        spots.append(places[int(np.argmax(room))])
    return _texts(np.array(spots).reshape(-1, 2), texts, role, size)


def _aside(path: Array, share: float, aside: float) -> Array:
    """The place beside a course, that share of the way along it."""
    place = min(int(share * len(path)), len(path) - 1)
    way = path[min(place + 1, len(path) - 1)] - path[max(place - 1, 0)]
    length = float(np.hypot(*way))
    return path[place] + (aside / length * np.array([-way[1], way[0]]) if length > 1e-12 else np.zeros(2))


def discs(
    nodes: ArrayLike, role: str | ArrayLike = "data", *, size: float | ArrayLike = 30, name: str = "", **style: Any
) -> Trace:
    """The nodes (n, 2) as discs of that size in pixels, with a rim: one trace. `role` and scale as in `markers`."""
    spots = np.asarray(nodes, float).reshape(-1, 2)
    found = markers(spots[:, 0], spots[:, 1], role, size=size, name=name, **style)
    found["marker"] |= {"line": {"color": "@paper", "width": 2}}
    return found


def status(
    nodes: ArrayLike, roles: Sequence[str], among: Sequence[str], *, size: float = 30, name: str = ""
) -> list[Trace]:
    """The nodes (n, 2) as discs, each in its own role: one trace for each of the roles `among`, so that a node changes
    its colour while the traces rest."""
    spots, own = np.asarray(nodes, float).reshape(-1, 2), np.array(roles)
    return [discs(np.where((own == role)[:, None], spots, np.nan), role, size=size, name=name) for role in among]


def gauges(bases: ArrayLike, values: ArrayLike, bound: float, half: float, role: str = "data") -> list[Trace]:
    """Upright scales from -bound to bound, `half` high to each side of their bases (n, 2), with a mark at each of the
    values (n,): three traces, whatever their number."""
    at = np.asarray(bases, float).reshape(-1, 2)
    low, high = at - np.array([0.0, half]), at + np.array([0.0, half])
    ends = np.concatenate([low, high])
    rails = np.stack([low, high, np.full_like(at, np.nan)], axis=1).reshape(-1, 2)
    rails = rails if len(at) else np.full((1, 2), np.nan)
    marks = at + np.stack([np.zeros(len(at)), half * np.asarray(values, float) / bound], axis=1)
    texts = [f"−{bound:g}"] * len(at) + [f"{bound:g}"] * len(at)
    return [
        line(rails[:, 0], rails[:, 1], "null", width=3.0, opacity=0.5, hover=False),
        node_labels(ends, texts, "muted", size=11, side="left", clear=6),
        markers(marks[:, 0], marks[:, 1], role, size=13),
    ]


def node_labels(
    nodes: ArrayLike,
    texts: Sequence[str],
    role: str | Sequence[str] = "ink",
    *,
    size: float = 14,
    side: str = "",
    clear: float = 30,
) -> Trace:
    """A text in each node: one trace. With a `side` ("top", "bottom", "left", "right") the texts stand on that side of
    discs of the size `clear`, both in pixels: so they keep off them however large the plane is drawn."""
    found = _texts(np.asarray(nodes, float).reshape(-1, 2), texts, role, size)
    if side:
        position = f"{side} center" if side in ("top", "bottom") else f"middle {side}"
        unseen = {"size": clear, "color": "@ink/0", "line": {"width": 0}}
        found |= {"mode": "markers+text", "marker": unseen, "textposition": position}
    return found


def _texts(at: Array, texts: Sequence[str], role: str | Sequence[str], size: float) -> Trace:
    colors: Any = f"@{role}" if isinstance(role, str) else [f"@{each}" for each in role]
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.ascontiguousarray(at[:, 0]),
        "y": np.ascontiguousarray(at[:, 1]),
        "text": [text or " " for text in texts],
        "textposition": "middle center",
        "textfont": {"color": colors, "size": size},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
