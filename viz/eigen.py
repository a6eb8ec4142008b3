"""A matrix drawn by its eigenvectors: a vector and its image, the turning of all directions, flow, power iteration.

Eigenvectors come as the columns of `lines` (2, 2); a column of NaN is an eigenline that does not exist, and hides what
would be drawn on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, arrow, ellipse, line, markers, segment
from viz.labels import left_of, off
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
FAR = 9.0  # beyond every plane here: half the length of an eigenline


def map_panel(
    matrix: ArrayLike,
    values: ArrayLike,
    lines: ArrayLike,
    names: Sequence[str],
    x: ArrayLike,
    turned: float,
    *,
    aligned: bool,
    size: float,
    path: ArrayLike | None = None,
) -> Plane:
    """The unit circle, its image under A, the eigenlines with λv, the vector x and its image Ax.

    `names` (2) are written at the tips of λv, `turned` is the angle from x to Ax in degrees; `path` (n, 2), the steps
    of power iteration, is drawn where it is given. `size` is half the width of the plane.
    """
    a, probe, directions = np.asarray(matrix, float), np.asarray(x, float), np.asarray(lines, float)
    image = a @ probe
    traces = [
        ellipse(np.eye(2), "null", width=1.4, dash="dot", hover=False),
        ellipse(a, "null", width=1.4, hover=False),
    ]
    scales = np.asarray(values, float)
    shown = np.where(scales < 0, -1.0, 1.0) * directions  # the ways in which the arrows λv point
    for k, value in enumerate(scales.tolist()):
        other = shown[:, 1 - k]
        alone = not abs(left_of(shown[:, k]) @ other) > 0.05  # one line only: its name keeps away from Ax instead
        traces += _eigenpair(shown[:, k], abs(value), image if alone else other, "₁₂"[k], names[k], size)
    if path is not None:
        steps = np.asarray(path, float)
        traces.append(markers(steps[:, 0], steps[:, 1], "gradient", size=6, name="Aᵏx, scaled"))
        traces.append(arrow(steps[-1], "gradient", width=2.4, name="the last step"))
    # Beside the arrows, each on its own side: at the tips are the handles, and between the arrows is the angle.
    side = 1 if turned > 0 else -1
    traces += [
        arrow(image, "model", name="Ax", width=4.0 if aligned else 3.0),
        arrow(probe, "data", name="x"),
        off(0.55 * probe, -side * left_of(probe), "x", "data", size, gap=0.03),
        off(0.6 * image, side * left_of(image), "Ax = λx" if aligned else "Ax", "model", size, gap=0.03),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "x on the unit circle, and Ax", equal=True, weight=1.2)


def _eigenpair(v: Array, length: float, other: Array, index: str, name: str, size: float) -> list[Trace]:
    """The eigenline through the unit vector v, the arrow λv of that length along v, and its name beside the tip, away
    from `other`."""
    tip = length * v
    away = -left_of(v) if left_of(v) @ other > 0 else left_of(v)
    return [
        segment(-FAR * v, FAR * v, "optimum", width=1.4, dash="dash", hover=False),
        arrow(tip, "optimum", tail=0 * v, width=2.2, name=f"λ{index}v{index}"),
        off(tip, away, name, "optimum", size, gap=0.08),
    ]


def turning_panel(
    angles: ArrayLike, turning: ArrayLike, rings: ArrayLike, levels: ArrayLike, now: tuple[float, float]
) -> Plane:
    """The angle from x to Ax (n,) over the direction of x (n,), in degrees.

    `rings` (4,) are the directions of the eigenvectors and `levels` (4,) the angles there, 0 or ±180; `now` is the
    direction of x and its angle. NaN among the angles means Ax = 0.
    """
    directions, turned, at = np.asarray(angles, float), np.asarray(turning, float), np.asarray(rings, float)
    curve = turned.copy()
    curve[1:][np.abs(np.diff(turned)) > 180] = np.nan  # the jump from 180 to -180 is no line
    half = 45 if np.nanmax(np.abs(turned), initial=0) < 42 else 190  # it changes with the matrix, not while x turns
    traces = [
        segment((0, level), (360, level), "optimum", width=1.2, dash="dash", hover=False) for level in (-180, 0, 180)
    ]
    traces += [
        line(directions, curve, "model", name="angle from x to Ax"),
        markers(at, np.nan_to_num(levels) + 0 * at, "optimum", size=11, ring=True, name="eigenvector"),
        markers([now[0]], np.nan_to_num([now[1]]), "data", size=11, name="x now"),
    ]
    return Plane(
        traces,
        Axis("direction of x (degrees)", (0, 360), ticks=range(0, 361, 60)),
        Axis("from x to Ax (degrees)", (-half, half), ticks=(-180, -90, -45, 0, 45, 90, 180)),
        "Eigenvectors: turned by 0 or ±180",
    )


def flow_panel(flow: ArrayLike, lines: ArrayLike) -> Plane:
    """Solutions of x' = Ax, `flow` (starts, times, 2): straight along eigenlines, spirals where the pair is complex."""
    paths, directions = np.asarray(flow, float), np.asarray(lines, float)
    inside = np.where(np.abs(paths).max(axis=2, keepdims=True) < 8, paths, np.nan)
    joined = np.concatenate([inside, np.full((len(paths), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    place, after = paths[:, 4], paths[:, 5]  # the head of each arrow, a little after the start
    heads = markers(place[:, 0], place[:, 1], "model", size=11, symbol="arrow")
    heads["marker"]["angle"] = 90 - np.rad2deg(np.arctan2(*(after - place).T[::-1]))
    traces = [
        line(joined[:, 0], joined[:, 1], "model", width=1.8, hover=False),
        markers(paths[:, 0, 0], paths[:, 0, 1], "data", size=6, name="start"),
        heads | {"hoverinfo": "skip"},
    ]
    traces += [segment(-FAR * v, FAR * v, "optimum", width=1.4, dash="dash", hover=False) for v in directions.T]
    axis = Axis("", (-5, 5))
    return Plane(traces, axis, axis, "The flow x′ = Ax", equal=True)


def power_panel(off: ArrayLike, guide: ArrayLike) -> Plane:
    """The angle to the leading eigenvector at each step (m,), in degrees, and the predicted decay (n,), n >= m."""
    found, expected = np.asarray(off, float), np.asarray(guide, float)
    traces = [
        line(np.arange(len(expected)), expected, "optimum", dash="dash", width=1.6, name="off₀·|λ₂/λ₁|ᵏ"),
        markers(np.arange(len(found)), found, "gradient", size=8, name="angle to v₁"),
    ]
    return Plane(
        traces,
        Axis("step k", (-0.5, len(expected) - 0.5)),
        Axis("angle to v₁ (degrees)", (1e-8, 200), log=True, ticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 100]),
        "Power iteration, and |λ₂/λ₁|ᵏ",
    )
