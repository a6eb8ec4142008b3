"""Dot products, angles, p-norms and their unit balls, distances and nearest neighbours.

The p-norm of x is (sum |x_i|^p)^(1/p) for 0 < p < infinity and max |x_i| for p = infinity. For p < 1 the same formula
is no norm: the triangle inequality fails. Some functions take s = 1/p, so that s runs from 0 (p = infinity) over 1/2
(Euclid) and 1 (Manhattan) to 2 (p = 1/2) without a gap; dual exponents then obey s + t = 1.

Sources: Boyd and Vandenberghe, *Convex Optimization* (2004), appendix A.1; Hardy, Littlewood and Polya, *Inequalities*
(1934), chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
INFINITY = float("inf")


def exponent(s: float) -> float:
    """p = 1/s, with p = infinity at s = 0.

    Raises:
        ValueError: s is negative.
    """
    if s < 0:
        raise ValueError("1/p is never negative.")
    return INFINITY if s == 0 else 1.0 / s


def norm(x: ArrayLike, p: float = 2.0, axis: int = -1) -> Array:
    """The p-norm along an axis, for 0 < p <= infinity; scaled by the largest entry, so that no power overflows.

    Raises:
        ValueError: p is not positive.
    """
    if not p > 0:
        raise ValueError(f"The exponent of a norm is positive, not {p}.")
    size = np.abs(np.asarray(x, float))
    top = size.max(axis=axis, keepdims=True)
    if np.isinf(p):
        return np.asarray(top.squeeze(axis))
    scaled = size / np.where(top > 0, top, 1.0)
    return np.asarray(top.squeeze(axis) * np.sum(scaled**p, axis=axis) ** (1.0 / p))


def dual(p: float) -> float:
    """The exponent q with 1/p + 1/q = 1; infinity for every p <= 1, since the 1-norm is the largest that has a dual
    inequality |a . b| <= |a|_q |b|_p (for p < 1 it holds because then |b|_1 <= |b|_p)."""
    if p <= 1:
        return INFINITY
    return 1.0 if np.isinf(p) else p / (p - 1.0)


def ball(p: float, points: int = 241) -> Array:
    """The boundary of the unit ball of the p-norm in the plane, counterclockwise from (1, 0): shape (points, 2).

    Closed. For p < 2 each quarter is (cos^(2/p), sin^(2/p)), dense at the corners; p = infinity is the square.
    """
    angle = np.linspace(0.0, 2 * np.pi, points)
    c, s = np.cos(angle), np.sin(angle)
    if p < 2:
        power = 2.0 / p
        x = np.sign(c) * np.abs(c) ** power
        y = np.sign(s) * np.abs(s) ** power
    else:  # rays: for large p the other form bunches the points at the corners
        size = norm(np.stack([c, s], axis=1), p)
        x, y = c / size, s / size
    found = np.stack([x, y], axis=1)
    # The points on the axes are exactly there.
    for k, corner in enumerate([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]):
        at = k * (points - 1) // 4
        if (points - 1) % 4 == 0:
            found[at] = corner
    return found


@dataclass(frozen=True)
class Shadow:
    """Of two vectors: `dot` a . b, their Euclidean `lengths`, the signed `angle` in degrees from a to b in (-180, 180]
    (NaN if one is 0), `cosine` (NaN likewise), and the `foot` of b on the line of a, with its signed length `along`
    (the foot is 0 and `along` NaN if a = 0)."""

    dot: float
    lengths: tuple[float, float]
    angle: float
    cosine: float
    foot: Array
    along: float


def shadow(a: ArrayLike, b: ArrayLike) -> Shadow:
    """The shadow of b on a, both in the plane."""
    u, v = np.asarray(a, float), np.asarray(b, float)
    dot = float(u @ v)
    lengths = float(np.hypot(*u)), float(np.hypot(*v))
    if lengths[0] == 0:
        return Shadow(dot, lengths, np.nan, np.nan, np.zeros(2), np.nan)
    foot = dot / lengths[0] ** 2 * u
    if lengths[1] == 0:
        return Shadow(dot, lengths, np.nan, np.nan, foot, 0.0)
    angle = float(np.rad2deg(np.arctan2(u[0] * v[1] - u[1] * v[0], dot)))
    cosine = float(np.clip(dot / (lengths[0] * lengths[1]), -1.0, 1.0))
    return Shadow(dot, lengths, angle, cosine, foot, dot / lengths[0])


def touching(a: ArrayLike, level: float, p: float) -> tuple[float, Array]:
    """The smallest p-norm on the line {x: a . x = level} (or hyperplane), and a point where it is reached.

    It is |level| / |a|_q with the dual exponent q (Hoelder), reached where |x_i|^p is in proportion to |a_i|^q. For
    p <= 1 it is reached at a corner: all of x sits on the coordinate where |a_i| is largest (the first of several).

    Raises:
        ValueError: a = 0.
    """
    u = np.asarray(a, float)
    q = dual(p)
    size = float(norm(u, q))
    if size == 0:
        raise ValueError("The zero vector has no line across it.")
    if p <= 1:
        x = np.zeros_like(u)
        k = int(np.argmax(np.abs(u)))
        x[k] = level / u[k]
    elif np.isinf(p):
        x = np.sign(u) * level / size
    else:
        top = float(np.abs(u).max())
        shape = np.sign(u) * (np.abs(u) / top) ** (q - 1.0)
        x = shape * level / float(u @ shape)
    return abs(level) / size, x


def distances(points: ArrayLike, query: ArrayLike, p: float = 2.0) -> Array:
    """The p-distance of each point, shape (n, d), from a query, shape (d,): shape (n,)."""
    return norm(np.asarray(points, float) - np.asarray(query, float), p, axis=-1)


def cosine_distances(points: ArrayLike, query: ArrayLike) -> Array:
    """1 - cos of the angle at 0 between each point and the query; NaN where one of them is 0."""
    rows, q = np.asarray(points, float), np.asarray(query, float)
    sizes = np.linalg.norm(rows, axis=-1) * np.linalg.norm(q)
    return np.where(sizes > 0, 1.0 - rows @ q / np.where(sizes > 0, sizes, 1.0), np.nan)


def neighbours(distance: ArrayLike, count: int) -> NDArray[np.intp]:
    """The indices of the `count` smallest distances, nearest first, of equal ones the first; NaN comes last."""
    return np.argsort(np.asarray(distance, float), kind="stable")[:count]


def changes(points: ArrayLike, query: ArrayLike, s: ArrayLike) -> tuple[Array, NDArray[np.intp]]:
    """Distances for each s = 1/p: shape (len(s), n), and the index of the nearest point for each: shape (len(s),)."""
    size = np.abs(np.asarray(points, float) - np.asarray(query, float))
    top = size.max(axis=1)
    scaled = size / np.where(top > 0, top, 1.0)[:, None]
    inverse = np.asarray(s, float)[:, None]
    power = 1.0 / np.where(inverse > 0, inverse, 1.0)
    table = np.where(inverse > 0, top * np.sum(scaled ** power[:, :, None], axis=2) ** inverse, top)
    return table, np.argmin(table, axis=1)
