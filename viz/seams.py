"""No bands between the cells of a surface: where two of them meet, the one that is drawn first goes on under the other.

A renderer that smooths edges lets the paper shine through between two polygons with a common edge, since each covers a
part of the same pixels: a net of faint lines over the whole surface. Printers close such seams by trapping. Here the
strip by which a cell goes on lies within its neighbour, which is drawn over it, so that no outline of the figure moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viz.facets import Paint
from viz.painter import Piece

Array = NDArray[np.float64]
UNDER = 1.5  # pixels by which a cell goes on: more than the diagonal of a screen's pixel, at any angle
MOST = 0.95  # of the neighbour at most
_SAME = 1e6  # corners that are nearer than one by this, in the world, are one


def closed(found: Sequence[Piece], pixels: Callable[[Array], Array]) -> list[Piece]:
    """The pieces in the order in which they are drawn, the cells of surfaces so that none leaves a seam.

    Args:
        pixels: points (n, 3) of the world to their places (n, 2) on the paper, in pixels.
    """
    cells = [at for at, piece in enumerate(found) if _is_cell(piece)]
    out = list(found)
    if not cells:
        return out
    points = np.concatenate([found[at].points for at in cells])
    places = np.split(pixels(points), np.cumsum([len(found[at].points) for at in cells])[:-1])
    names = np.unique((points * _SAME).round(), axis=0, return_inverse=True)[1].reshape(-1)
    corners = np.split(names, np.cumsum([len(found[at].points) for at in cells])[:-1])
    # The edges of what is drawn later come first: a cell finds those that it goes on under.
    later: dict[tuple[int, int], tuple[int, int]] = {}
    for number in reversed(range(len(cells))):
        own = corners[number].tolist()
        count = len(own)
        shape: list[Array] = []
        for at in range(count):
            to = (at + 1) % count
            shape.append(found[cells[number]].points[at])
            edge = (min(own[at], own[to]), max(own[at], own[to]))
            if edge[0] != edge[1] and edge in later:
                other, begin = later[edge]
                shape += _strip(found[cells[other]].points, places[other], begin, corners[other][begin] == own[at])
        for at in range(count):
            to = (at + 1) % count
            later[min(own[at], own[to]), max(own[at], own[to])] = number, at
        if len(shape) > count:
            out[cells[number]] = replace(found[cells[number]], points=np.array(shape))
    return out


def _is_cell(piece: Piece) -> bool:
    paint = piece.paint[0] if isinstance(piece.paint, tuple) else piece.paint
    return piece.kind == "face" and not piece.wall and isinstance(paint, Paint) and paint.opacity >= 0.999


def _strip(points: Array, places: Array, begin: int, along: bool) -> list[Array]:
    """Two corners of the strip of a cell beside its edge from corner `begin` to the next: on its sides, from the end at
    which a neighbour comes to the edge; that is `begin` if it goes `along` the edge in the cell's own direction."""
    count = len(points)
    end = (begin + 1) % count
    sides = [(begin, (begin - 1) % count), (end, (end + 1) % count)]
    edge = places[end] - places[begin]
    length = max(float(np.hypot(*edge)), 1e-9)
    found = []
    for root, top in sides if along else sides[::-1]:
        away = places[top] - places[root]
        height = abs(float(edge[0] * away[1] - edge[1] * away[0])) / length
        share = min(MOST, UNDER / max(height, 1e-9))
        found.append(points[root] + share * (points[top] - points[root]))
    return found
