"""The painter's algorithm: pieces of a 3-D scene in the order in which they are drawn, what is behind first.

Large flat faces ("walls") divide the space, and whatever crosses one is cut by it (a BSP tree: Fuchs, Kedem and Naylor,
1980), so that planes, arrows and boxes that pass through one another come out right. Between walls the small pieces,
cells of a surface and bits of a line, are sorted by their depth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TOUCH = 1e-7  # in the world: what is nearer to a wall lies in it
_KINDS = {"face": 0, "stroke": 1, "dot": 2}


@dataclass(frozen=True)
class Piece:
    """A face (corners in order), a stroke (points in order) or a dot, as (n, 3) in the world.

    `paint` says how it is drawn; `wall`: it divides the space; `lift`: how much nearer than it lies it counts, for what
    lies on a surface; `lines`: strokes drawn with it, each (n, 3); `line` and `start`: of which line it is a part, and
    from where along it (world units).
    """

    kind: str
    points: Array
    paint: Any
    wall: bool = False
    lift: float = 0.0
    lines: Sequence[Array] = field(default_factory=tuple)
    line: int = -1
    start: float = 0.0


def ordered(pieces: Sequence[Piece], eye: Array, depth: Callable[[Array], Array]) -> list[Piece]:
    """All pieces, cut where they cross walls, those behind first.

    Args:
        eye: where the camera is (3,).
        depth: points (n, 3) to their distances (n,) in front of the camera.
    """
    walls = [piece for piece in pieces if piece.wall]
    if not walls:
        if not pieces:
            return []
        middles = np.array([piece.points.sum(axis=0) / len(piece.points) for piece in pieces])
        nearness = depth(middles) - np.array([piece.lift for piece in pieces])
        return [pieces[at] for at in np.argsort(-nearness, kind="stable")]
    sizes = [(float(np.linalg.norm(_area(each.points))), at) for at, each in enumerate(walls)]
    wall = walls[max(sizes)[1]]
    normal = _area(wall.points)
    normal /= np.linalg.norm(normal)
    level = float(wall.points.mean(axis=0) @ normal)
    sides: dict[int, list[Piece]] = {-1: [], 0: [], 1: []}
    for piece in pieces:
        if piece is wall:
            continue
        height = piece.points @ normal - level
        if np.abs(height).max() <= TOUCH:
            sides[0].append(piece)
        elif height.min() >= -TOUCH:
            sides[1].append(piece)
        elif height.max() <= TOUCH:
            sides[-1].append(piece)
        else:
            for side in (-1, 1):
                sides[side] += cut(piece, side * normal, side * level)
    near = 1 if float(eye @ normal) >= level else -1
    flat = sorted(sides[0], key=lambda piece: _KINDS[piece.kind])
    return [*ordered(sides[-near], eye, depth), wall, *flat, *ordered(sides[near], eye, depth)]


def _area(corners: Array) -> Array:
    """The vector of a flat polygon's area (Newell's method); its direction is the normal."""
    return np.asarray(0.5 * np.cross(corners, np.roll(corners, -1, axis=0)).sum(axis=0))


def cut(piece: Piece, normal: Array, level: float) -> list[Piece]:
    """What of a piece lies where `x @ normal >= level`: none, one, or the several parts of a line."""
    height = piece.points @ normal - level
    if piece.kind == "dot":
        return [piece] if height[0] >= 0 else []
    if piece.kind == "face":
        corners = clipped(piece.points, height)
        if len(corners) < 3:
            return []
        lines = [part for each in piece.lines for part in _parts(each, each @ normal - level)]
        return [replace(piece, points=corners, lines=[points for points, _ in lines])]
    return [replace(piece, points=points, start=piece.start + start) for points, start in _parts(piece.points, height)]


def clipped(corners: Array, height: Array) -> Array:
    """The part of a polygon (n, k) where the height (n,) is not negative (Sutherland and Hodgman, 1974)."""
    found = []
    for at in range(len(corners)):
        to = (at + 1) % len(corners)
        if height[at] >= 0:
            found.append(corners[at])
        if (height[at] < 0) != (height[to] < 0):
            share = height[at] / (height[at] - height[to])
            found.append(corners[at] + share * (corners[to] - corners[at]))
    return np.array(found).reshape(-1, corners.shape[1])


def _parts(points: Array, height: Array) -> list[tuple[Array, float]]:
    """The parts of a line where the height is not negative, and how far along the line each begins."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    found: list[tuple[Array, float]] = []
    open_: list[Array] = []
    start = 0.0
    for at in range(len(points)):
        if at and (height[at - 1] < 0) != (height[at] < 0):
            share = height[at - 1] / (height[at - 1] - height[at])
            crossing = points[at - 1] + share * (points[at] - points[at - 1])
            if height[at] >= 0:
                open_, start = [crossing], float(along[at - 1] + share * (along[at] - along[at - 1]))
            else:
                found.append((np.array([*open_, crossing]), start))
                open_ = []
        if height[at] >= 0:
            open_.append(points[at])
    if open_:
        found.append((np.array(open_), start))
    return [(part, begin) for part, begin in found if len(part) > 1]
