"""Drawing blocks for a `Space`: arrows with heads, lines and planes through the origin, boxes, right angles, quadrics.

Each function returns a list of Plotly traces (plain dictionaries) whose number and types do not depend on the values,
so that a frame only moves vertices. What is degenerate or NaN is collapsed to nothing, not left out. All points have
shape (3,) or (n, 3); sizes called `head`, `size` and `extent` are in units of the axes, widths in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, line, markers
from viz.blocks import label as _label
from viz.labels import letters
from viz.panels import Axis, Space

Array = NDArray[np.float64]
Extent = float | tuple[float, float] | tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
CAMERA = (1.4, -1.65, 0.9)  # where the eye is, unless a lesson says otherwise
HIGH = 400.0  # pixels of height of the panel for which names in space are placed
_SIDES = 14  # of the cone that is an arrow's head
_TURN = 2 * np.pi * np.arange(_SIDES) / _SIDES
_MATTE = {"ambient": 0.75, "diffuse": 0.4, "specular": 0.05, "roughness": 0.9, "fresnel": 0.0}
_CORNERS = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
_EDGES = [(i, j) for i in range(8) for j in range(i + 1, 8) if np.abs(_CORNERS[i] - _CORNERS[j]).sum() == 2]
_MOST_SIDES = 6  # a plane meets a cube in a polygon of at most six sides


def space(
    traces: Sequence[Trace],
    extent: Extent,
    *,
    names: tuple[str, str, str] = ("x₁", "x₂", "x₃"),
    title: str = "",
    camera: tuple[float, float, float] = CAMERA,
    weight: float = 1.0,
    visible: bool = True,
) -> Space:
    """A box with equal units on its three axes, so that right angles look right; the longest side is 1 in `aspect`."""
    low, high = _bounds(extent)
    width = float((high - low).max())
    step = 1 if width <= 5 else 2 if width <= 12 else 5 if width <= 40 else 20
    x, y, z = (
        Axis(
            name, (a, b), ticks=[float(t) for t in np.arange(np.ceil(a / step), b // step + 1) * step], visible=visible
        )
        for name, a, b in zip(names, low.tolist(), high.tolist(), strict=True)
    )
    first, second, third = ((high - low) / width).tolist()
    return Space(traces, x, y, z, title=title, camera=camera, aspect=(first, second, third), weight=weight)


def _bounds(extent: Extent) -> tuple[Array, Array]:
    """The lower and the upper corner (3,) of the box."""
    pairs = np.array((-extent, extent) if isinstance(extent, (int, float)) else extent, dtype=float)
    pairs = np.broadcast_to(pairs, (3, 2))
    return pairs[:, 0], pairs[:, 1]


def _cube(extent: Extent) -> Array:
    """The eight corners (8, 3)."""
    low, high = _bounds(extent)
    return low + (high - low) * (_CORNERS + 1) / 2


def _mesh(vertices: Array, faces: NDArray[Any], role: str, opacity: float, name: str, *, flat: bool = True) -> Trace:
    shown = np.nan_to_num(vertices)
    return {
        "type": "mesh3d",
        "x": np.ascontiguousarray(shown[:, 0]),
        "y": np.ascontiguousarray(shown[:, 1]),
        "z": np.ascontiguousarray(shown[:, 2]),
        "i": np.ascontiguousarray(faces[:, 0], dtype=np.int32),
        "j": np.ascontiguousarray(faces[:, 1], dtype=np.int32),
        "k": np.ascontiguousarray(faces[:, 2], dtype=np.int32),
        "color": f"@{role}",
        "opacity": opacity,
        "flatshading": flat,
        "lighting": _MATTE,
        "name": name,
        "hoverinfo": "skip",
    }


def _sideways(direction: Array) -> tuple[Array, Array]:
    """Two unit vectors at right angles to a unit direction and to each other."""
    helper = np.zeros(3)
    helper[int(np.argmin(np.abs(direction).round(6)))] = 1.0  # rounded: a tie is a tie on every machine
    first = np.cross(direction, helper)
    first /= np.linalg.norm(first)
    return first, np.cross(direction, first)


_FAN = np.array(
    [[0, 2 + k, 2 + (k + 1) % _SIDES] for k in range(_SIDES)]  # the cone, from its tip
    + [[1, 2 + (k + 1) % _SIDES, 2 + k] for k in range(_SIDES)]  # its base
)


def _head(tip: Array, tail: Array, head: float) -> tuple[Array, Array]:
    """The vertices (16, 3) of an arrow's head, and the middle of its base; all at one point where there is no arrow."""
    along = tip - tail
    length = float(np.linalg.norm(along))
    if not (np.isfinite(length) and length > 1e-9):
        spot = np.nan_to_num(tip)
        return np.tile(spot, (_SIDES + 2, 1)), tip
    direction = along / length
    size = min(head, 0.5 * length)
    base = tip - size * direction
    u, v = _sideways(direction)
    ring = base + 0.36 * size * (np.cos(_TURN)[:, None] * u + np.sin(_TURN)[:, None] * v)
    return np.vstack([tip, base, ring]), base


def arrows(
    tips: ArrayLike,
    role: str = "data",
    *,
    tails: ArrayLike | None = None,
    width: float = 6.0,
    head: float = 0.3,
    opacity: float = 1.0,
    dash: str = "solid",
    name: str = "",
) -> list[Trace]:
    """Arrows of one role from `tails` (default: the origin) to `tips`, each (n, 3): one trace of shafts, one of heads.

    An arrow shorter than two heads gets a smaller head; one with a NaN tip is hidden.
    """
    ends = np.atleast_2d(np.asarray(tips, float))
    starts = np.zeros_like(ends) if tails is None else np.broadcast_to(np.asarray(tails, float), ends.shape)
    cones, bases = zip(*(_head(tip, tail, head) for tip, tail in zip(ends, starts, strict=True)), strict=True)
    path = np.full((len(ends), 3, 3), np.nan)
    path[:, 0], path[:, 1] = starts, np.array(bases)
    path[~np.isfinite(ends).all(axis=1)] = np.nan
    flat = path.reshape(-1, 3)
    shafts = line(flat[:, 0], flat[:, 1], role, z=flat[:, 2], width=width, dash=dash, opacity=opacity, name=name)
    faces = np.vstack([_FAN + k * (_SIDES + 2) for k in range(len(ends))])
    return [shafts, _mesh(np.vstack(cones), faces, role, opacity, name, flat=False)]


def arrow(tip: ArrayLike, role: str = "data", *, tail: ArrayLike = (0.0, 0.0, 0.0), **style: Any) -> list[Trace]:
    """One arrow from `tail` to `tip`: a shaft and a head. Styles as in `arrows`."""
    return arrows(np.asarray(tip, float)[None], role, tails=np.asarray(tail, float)[None], **style)


def label(at: ArrayLike, text: str | Sequence[str], role: str = "ink", *, size: float = 15, **style: Any) -> Trace:
    """Text at a point (3,) or at points (n, 3)."""
    spots = np.atleast_2d(np.asarray(at, float))
    texts = [text] if isinstance(text, str) else list(text)
    return _label(spots[:, 0], spots[:, 1], texts, role, z=spots[:, 2], size=size, **style)


def beside(
    spot: ArrayLike,
    away: ArrayLike,
    text: str,
    role: str = "ink",
    *,
    camera: tuple[float, float, float] = CAMERA,
    extent: Extent,
    size: float = 15,
    gap: float = 4.0,
) -> Trace:
    """A name `gap` pixels from a point (3,), pushed by its own size in the direction `away` (3,) **as it is seen** from
    the opening camera in a box of that extent; above, where that direction points at the eye. NaN hides it.

    One pixel is what it is in a panel HIGH pixels high: Plotly's camera sees an angle of 45 degrees.
    """
    low, high = _bounds(extent)
    eye = np.asarray(camera, float)
    distance = float(np.linalg.norm(eye))
    right = np.cross(-eye, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    up = np.cross(right, -eye / distance)
    pixel = 2 * np.tan(np.pi / 8) * distance * float((high - low).max()) / HIGH
    seen = np.array([right, up]) @ np.nan_to_num(np.asarray(away, float))
    length = float(np.hypot(*seen))
    seen = seen / length if length > 1e-9 else np.array([0.0, 1.0])
    push = pixel * (gap + size * np.array([0.28 * letters(text), 0.6]) @ np.abs(seen))
    place = np.clip(
        np.asarray(spot, float) + push * (seen @ [right, up]), low, high
    )  # nothing is drawn outside the box
    return label(place, text, role, size=size, position="middle center")


def polyline(points: ArrayLike, role: str = "null", **style: Any) -> Trace:
    """A line through points (n, 3); a row of NaN breaks it. Styles as in `viz.line`."""
    rows = np.asarray(points, float)
    return line(rows[:, 0], rows[:, 1], role, z=rows[:, 2], **{"hover": False, **style})


def dots(points: ArrayLike, role: str = "data", *, size: float = 5, **style: Any) -> Trace:
    """Points (n, 3) as markers. Styles as in `viz.markers`."""
    rows = np.atleast_2d(np.asarray(points, float))
    return markers(rows[:, 0], rows[:, 1], role, z=rows[:, 2], size=size, **style)


def line_through(
    direction: ArrayLike,
    role: str = "null",
    *,
    extent: Extent = 3.0,
    through: ArrayLike = (0.0, 0.0, 0.0),
    **style: Any,
) -> list[Trace]:
    """The line along `direction`, cut off by the cube; a zero or NaN direction hides it."""
    return [polyline(_clipped_line(np.asarray(direction, float), np.asarray(through, float), extent), role, **style)]


def _clipped_line(direction: Array, through: Array, extent: Extent) -> Array:
    size = float(np.linalg.norm(direction))
    if not (np.isfinite(size) and size > 1e-12 and np.isfinite(through).all()):
        return np.full((2, 3), np.nan)
    unit = direction / size
    moving = np.abs(unit) > 1e-12
    least, most = _bounds(extent)
    first, second = ((side - through)[moving] / unit[moving] for side in (least, most))
    low, high = float(np.minimum(first, second).max()), float(np.maximum(first, second).min())
    if low > high or np.any(((through > most) | (through < least))[~moving]):
        return np.full((2, 3), np.nan)
    return np.stack([through + low * unit, through + high * unit])


def _clipped_plane(normal: Array, through: Array, extent: Extent) -> Array:
    """The corners (6, 3) of the polygon in which a plane meets the cube, the last one repeated; NaN if they miss."""
    hidden = np.full((_MOST_SIDES, 3), np.nan)
    size = float(np.linalg.norm(normal))
    if not (np.isfinite(size) and size > 1e-12 and np.isfinite(through).all()):
        return hidden
    unit = normal / size
    corners = _cube(extent)
    touch = 1e-9 * float(np.ptp(corners))
    height = (corners - through) @ unit
    # A corner in the plane counts as just above it, so that every crossing lies on an edge.
    height = np.where(np.abs(height) < touch, touch, height)
    found = [
        corners[i] + height[i] / (height[i] - height[j]) * (corners[j] - corners[i])
        for i, j in _EDGES
        if height[i] * height[j] < 0
    ]
    if len(found) < 3:
        return hidden
    spots = np.array(found)
    u, v = _sideways(unit)
    arms = spots - spots.mean(axis=0)
    spots = spots[np.argsort(np.arctan2(arms @ v, arms @ u))][:_MOST_SIDES]
    return np.vstack([spots, np.repeat(spots[-1:], _MOST_SIDES - len(spots), axis=0)])


_POLYGON = np.array([[0, k, k + 1] for k in range(1, _MOST_SIDES - 1)])


def plane_through(
    normal: ArrayLike,
    role: str = "model",
    *,
    extent: Extent = 3.0,
    through: ArrayLike = (0.0, 0.0, 0.0),
    opacity: float = 0.18,
    name: str = "",
) -> list[Trace]:
    """The plane with that normal, cut off by the cube: its face and its rim.

    A zero or NaN normal hides it. `np.cross(u, v)` is the normal of the plane that u and v span.
    """
    polygon = _clipped_plane(np.asarray(normal, float), np.asarray(through, float), extent)
    rim = polyline(np.vstack([polygon, polygon[:1]]), role, width=2.0, opacity=min(1.0, 3 * opacity))
    return [_mesh(polygon, _POLYGON, role, opacity, name), rim]


def subspace(
    basis: ArrayLike, role: str = "model", *, extent: Extent = 3.0, opacity: float = 0.18, width: float = 6.0
) -> list[Trace]:
    """A subspace of R^3 of any dimension, from a basis in the columns of a (3, k) array: always four traces.

    k = 0: a dot at the origin; k = 1: a line; k = 2: a plane; k = 3: the whole cube, by its edges.
    """
    columns = np.asarray(basis, float).reshape(3, -1)
    k = columns.shape[1]
    nothing = np.full(3, np.nan)
    normal = np.cross(columns[:, 0], columns[:, 1]) if k == 2 else nothing
    face, rim = plane_through(normal, role, extent=extent, opacity=opacity)
    if k == 3:
        corners = _cube(extent)
        walk = np.array([[corners[i], corners[j], nothing] for i, j in _EDGES]).reshape(-1, 3)
        rim = polyline(walk, role, width=2.0, opacity=rim["opacity"])
    stroke = line_through(columns[:, 0] if k == 1 else nothing, role, extent=extent, width=width, opacity=0.75)
    spot = dots(np.zeros((1, 3)) if k == 0 else nothing[None], role, size=9)
    return [face, rim, *stroke, spot]


_BOX_QUADS = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
_BOX_FACES = np.array([half for a, b, c, d in _BOX_QUADS for half in ([a, b, c], [a, c, d])])


def parallelepiped(
    columns: ArrayLike, role: str = "data", *, origin: ArrayLike = (0.0, 0.0, 0.0), opacity: float = 0.18
) -> list[Trace]:
    """The box spanned by the three columns of a (3, 3) array: its faces and its edges."""
    corners = (_CORNERS + 1) / 2 @ np.asarray(columns, float).T + np.asarray(origin, float)
    nothing = np.full(3, np.nan)
    walk = np.array([[corners[i], corners[j], nothing] for i, j in _EDGES]).reshape(-1, 3)
    return [
        _mesh(corners, _BOX_FACES, role, opacity, ""),
        polyline(walk, role, width=2.0, opacity=min(1.0, 3 * opacity)),
    ]


def right_angle(
    corner: ArrayLike, first: ArrayLike, second: ArrayLike, role: str = "ink", *, size: float = 0.25, width: float = 3.0
) -> Trace:
    """The small square at `corner` between the directions `first` and `second`; hidden if one of them is zero."""
    at = np.asarray(corner, float)
    arms = [np.asarray(each, float) for each in (first, second)]
    lengths = [float(np.linalg.norm(arm)) for arm in arms]
    if not all(np.isfinite(length) and length > 1e-9 for length in lengths) or not np.isfinite(at).all():
        return polyline(np.full((3, 3), np.nan), role, width=width)
    # Never longer than a third of an arm, so that it shrinks away with a vanishing residual.
    u, v = (min(size, n / 3) * arm / n for arm, n in zip(arms, lengths, strict=True))
    return polyline(np.stack([at + u, at + u + v, at + v]), role, width=width)


def quadric(
    matrix: ArrayLike,
    *,
    radius: float = 2.0,
    height: float = 8.0,
    opacity: float = 0.92,
    scale: str = "diverging",
    rings: int = 17,
    spokes: int = 61,
) -> Trace:
    """The surface z = x^T A x of a 2x2 matrix over the disc of that radius, cut off where |z| exceeds `height`.

    Coloured on `scale` with zero in the middle. The grid is polar and reaches, in each direction, as far as both limits
    allow, so that its rim is smooth.
    """
    a = np.asarray(matrix, float)
    angle = np.linspace(0, 2 * np.pi, spokes)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    value = np.einsum("ik,ij,jk->k", circle, a, circle)
    reach = np.minimum(radius, np.sqrt(height / np.maximum(np.abs(value), 1e-12)))
    part = np.linspace(0, 1, rings)[:, None] * reach
    return {
        "type": "surface",
        "x": part * circle[0],
        "y": part * circle[1],
        "z": part**2 * value,
        "colorscale": f"@{scale}",
        "cmin": -height,
        "cmax": height,
        "showscale": False,
        "opacity": opacity,
        "lighting": _MATTE,
        "contours": {"z": {"show": True, "color": "@ink/0.35", "width": 1, "start": -height, "end": height, "size": 1}},
        "hoverinfo": "x+y+z",
    }
