"""The curvatures of the graph of a function of x and y, and of its sections.

A Hessian is given by its entries (f_xx, f_xy, f_yy), a gradient by (f_x, f_y).

Source: do Carmo, *Differential Geometry of Curves and Surfaces* (1976), chapter 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh

Array = NDArray[np.float64]


def gaussian_curvature(slope: ArrayLike, entries: ArrayLike) -> float:
    """det H / (1 + |grad f|^2)^2: the Gaussian curvature of the graph of f, from (f_x, f_y) and (f_xx, f_xy, f_yy)."""
    (p, q), (xx, xy, yy) = np.asarray(slope, float), np.asarray(entries, float)
    return float((xx * yy - xy * xy) / (1 + p * p + q * q) ** 2)


def principal_curvatures(slope: ArrayLike, entries: ArrayLike) -> Array:
    """The largest and the smallest curvature (2,) of the graph's sections at right angles to it: the eigenvalues of the
    second fundamental form H / sqrt(1 + |grad f|^2) relative to the first, I + grad f grad f^T. Upwards is positive."""
    g, (xx, xy, yy) = np.asarray(slope, float), np.asarray(entries, float)
    second = np.array([[xx, xy], [xy, yy]]) / np.sqrt(1 + g @ g)
    return np.asarray(eigh(second, np.eye(2) + np.outer(g, g), eigvals_only=True))[::-1]


def section_curvature(along: ArrayLike) -> float:
    """f'' / (1 + f'^2)^(3/2), the curvature of a plane curve, from its Taylor coefficients (f, f', f''/2, ...)."""
    _, slope, half = np.asarray(along, float)[:3]
    return float(2 * half / (1 + slope * slope) ** 1.5)


def normal_curvature(slope: ArrayLike, entries: ArrayLike, direction: ArrayLike) -> tuple[float, float]:
    """The curvature of the graph above a direction of the plane, II(u, u) / I(u, u), and the cosine of the angle from
    the upright section there to the section at a right angle to the graph, which has this curvature.

    By a theorem of Meusnier the upright section's own curvature times that cosine is the normal curvature.
    """
    g, u, (xx, xy, yy) = np.asarray(slope, float), np.asarray(direction, float), np.asarray(entries, float)
    second = u @ np.array([[xx, xy], [xy, yy]]) @ u / np.sqrt(1 + g @ g)
    first = 1 + (g @ u) ** 2
    return float(second / first), float(np.sqrt(first / (1 + g @ g)))


def osculating_circle(along: ArrayLike, at: float, size: float) -> Array:
    """The circle (2, 193) that fits a plane curve of these Taylor coefficients at `at`; a piece of the tangent where
    the radius is over 50 times `size`."""
    height, slope, _ = np.asarray(along, float)[:3]
    bend, foot = section_curvature(along), np.array([at, height])
    normal = np.array([-slope, 1.0]) / np.hypot(slope, 1.0)
    if abs(bend) * size < 0.02:
        return np.asarray(foot[:, None] + 3 * size * np.outer([normal[1], -normal[0]], np.linspace(-1, 1, 193)))
    angle = np.linspace(0.0, 2 * np.pi, 193)
    return np.asarray((foot + normal / bend)[:, None] + np.stack([np.cos(angle), np.sin(angle)]) / abs(bend))
