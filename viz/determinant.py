"""The panels of a determinant: the square and its image, the way back, the straight line in a height, the density."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import label, line, markers, segment
from viz.labels import corner
from viz.linear import polygon
from viz.panels import Axis, Plane
from viz.parallelogram import CORNERS, parallelogram


def side(signed: float) -> str:
    """The colour of an oriented area: one for kept orientation, one for flipped, one for none."""
    return "null" if abs(signed) < 1e-9 else "optimum" if signed > 0 else "gradient"


def image_plane(columns: ArrayLike, signed: float, inner: str, size: float, title: str) -> Plane:
    """The unit square (dotted) and its image, the parallelogram of the columns (2, 2) with its base and height."""
    traces = [
        polygon(CORNERS.T, "null", opacity=0.0, width=1.4, dash="dot"),
        *parallelogram(columns, size=size, fill=side(signed), inner=inner),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)


def back_plane(columns: ArrayLike, signed: float, inner: str, missing: str, size: float, title: str) -> Plane:
    """What a map sends onto the unit square: the parallelogram of the inverse's columns (2, 2).

    Where these are NaN there is no inverse, and the text `missing` says so.
    """
    a = np.asarray(columns, float)
    exists = bool(np.isfinite(a).all())
    shown = a if exists else np.eye(2)
    spacing = 1.0 if size < 8 else 2.0
    names = ("b₁", "b₂")
    picture = parallelogram(shown, size=size, fill=side(signed), names=names, foot=False, inner=inner, spacing=spacing)
    if not exists:
        picture = [trace | {key: np.full(len(trace[key]), np.nan) for key in ("x", "y")} for trace in picture]
    picture += [
        polygon(CORNERS.T, "null", opacity=0.0, width=1.4, dash="dot"),
        label([0.0], [-0.5 * size], "" if exists else missing, "muted", position="middle center"),
    ]
    axis = Axis("", (-size, size))
    return Plane(picture, axis, axis, title, equal=True)


def height_plane(whole: float, now: float, size: float, title: str) -> Plane:
    """The determinant as a straight line in the height of the last column; `whole` is its value at height 1."""
    heights = np.array([-1.0, 1.0])
    traces = [
        line([0, 0], [-size, size], "null", width=1, dash="dot", hover=False),
        line([-1.1, 1.1], [0, 0], "null", width=1, dash="dot", hover=False),
        line(heights, whole * heights, "ink", name="det A"),
        segment((now, 0), (now, now * whole), side(now * whole), width=3, hover=False),
        markers([now], [now * whole], side(now * whole), size=11, name="now"),
        markers([0], [0], "accent", size=12, ring=True, name="flat"),
        label([-0.06], [0.09 * size], "flat: rank below 3", "accent", position="middle left", size=12),
    ]
    x = Axis("height of a₃ (1: as typed)", (-1.1, 1.1), ticks=(-1, -0.5, 0, 0.5, 1))
    return Plane(traces, x, Axis("det A", (-size, size)), title)


def density_plane(
    points: ArrayLike, lit: ArrayLike, matrix: ArrayLike, signed: float, texts: tuple[str, str], size: float, title: str
) -> Plane:
    """Points (n, 2) after a map, those that began in the square [-1, 1]^2 `lit` (n,), with the square's image.

    `texts` stand above and below; `signed` is the map's determinant.
    """
    a = np.asarray(matrix, float)
    moved, within = np.asarray(points, float) @ a.T, np.asarray(lit, bool)[:, None]
    inner, outer = np.where(within, moved, np.nan), np.where(within, np.nan, moved)
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    traces = [
        markers(outer[:, 0], outer[:, 1], "null", size=3, opacity=0.5, name="outside"),
        markers(inner[:, 0], inner[:, 1], side(signed), size=3, opacity=0.6, name="inside"),
        polygon(square @ a.T, side(signed), opacity=0.12, width=2),
        corner(0, -0.92, texts[1], side(signed), size, font=12),
        corner(0, 0.92, texts[0], "ink", size, font=12),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)
