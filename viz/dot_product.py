"""The dot product and the norms drawn: a shadow, a cosine, a ball that touches a line, a chord of the unit ball."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import area, arrow, label, line, markers, segment, stems
from viz.labels import corner, left_of, off
from viz.linear import arc, polygon, right_angle
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
TURN = np.linspace(-180.0, 180.0, 181)


def shadow_panel(a: ArrayLike, b: ArrayLike, foot: ArrayLike, angle: float, reach: float, title: str) -> Plane:
    """a, b (2,), the shadow of b on the line of a, which ends at `foot`, and the half-planes of the product's sign.

    `angle` is that from a to b in degrees, NaN if there is none; `reach` is half the width of the plane.
    """
    one, two, end = (np.asarray(each, float) for each in (a, b, foot))
    size = float(np.hypot(*one))
    axis = Axis("", (-reach, reach))
    u = one / size if size > 0 else np.full(2, np.nan)
    v, far = np.array([-u[1], u[0]]), 2 * reach
    half = np.array([far * v, far * v + far * u, -far * v + far * u, -far * v])
    levels = np.arange(-8, 9) * 2.0 / size if size > 0 else np.full(17, np.nan)
    lines = np.stack([levels[:, None] * u - far * v, levels[:, None] * u + far * v, np.full((17, 2), np.nan)], axis=1)
    path = lines.reshape(-1, 2)
    side = 1.0 if angle >= 0 else -1.0
    lift = np.nan_to_num(-0.1 * side * v)  # the shadow lies beside a, away from b, so that both are seen
    sweep = np.deg2rad(angle) if np.isfinite(angle) else np.nan
    start = float(np.arctan2(one[1], one[0]))
    middle = start + sweep / 2
    short = min(size, float(np.hypot(*two))) < 0.9  # no room for an angle's number
    spot = np.array([np.cos(middle), np.sin(middle)]) * (np.nan if short else 1.05)
    traces = [
        polygon(half, "optimum", opacity=0.08, width=0),
        polygon(-half, "gradient", opacity=0.08, width=0),
        line(path[:, 0], path[:, 1], "null", width=0.8, dash="dot", hover=False, opacity=0.7),
        segment(-far * v, far * v, "null", width=1.6, hover=False),
        segment(-far * u, far * u, "data", width=1, dash="dash", hover=False),
        segment(two, end, "null", width=1.8, dash="dash", hover=False),
        right_angle(end, two - end, -end if np.hypot(*end) > 0.05 else u, 0.2),
        line([lift[0], lift[0] + end[0]], [lift[1], lift[1] + end[1]], "accent", width=7, name="shadow"),
        arc(start, sweep, 0.7, "ink"),
        arrow(one, "data", name="a"),
        arrow(two, "model", name="b"),
        off(one, one - 1.5 * side * size * np.nan_to_num(v), "<b>a</b>", "data", reach, gap=0.08),
        off(two, two, "<b>b</b>", "model", reach, gap=0.08),
        label([spot[0]], [spot[1]], f"{angle:.0f}°".replace("-", "−"), "ink", position="middle center", size=12),
        label([-4.05], [3.85], "a·x > 0", "optimum", position="middle right", size=12),
        label([-4.05], [3.4], "a·x < 0", "gradient", position="middle right", size=12),
        label([-4.05], [-3.9], "dotted: a·x = ±2, ±4, …", "null", position="middle right", size=12),
    ]
    return Plane(traces, axis, axis, title, equal=True)


def cosine_panel(angle: float, cosine: float, title: str) -> Plane:
    """The dot product as b is turned about 0: a cosine between the two ends that Cauchy and Schwarz allow."""
    curve = np.cos(np.deg2rad(TURN))
    traces = [
        area(TURN, np.maximum(curve, 0), 0.0, "optimum", opacity=0.12),
        area(TURN, np.minimum(curve, 0), 0.0, "gradient", opacity=0.12),
        segment((-180, 1), (180, 1), "null", dash="dash", width=1.4, hover=False),
        segment((-180, -1), (180, -1), "null", dash="dash", width=1.4, hover=False),
        line(TURN, curve, "ink", width=2, name="a·b as b turns"),
        stems([angle], [cosine], "accent", width=5),
        markers([angle], [cosine], "model", size=12, name="b now"),
        label([-176], [1.1], "|a||b|: the same direction", "muted", position="middle right", size=12),
        label([-176], [-1.1], "−|a||b|: opposite", "muted", position="middle right", size=12),
    ]
    return Plane(
        traces,
        Axis("angle from a to b (degrees)", (-180, 180), ticks=range(-180, 181, 90)),
        Axis("a·b as a share of |a||b|", (-1.25, 1.25), ticks=(-1, -0.5, 0, 0.5, 1)),
        title,
    )


def touch_panel(
    a: ArrayLike, b: ArrayLike, foot: ArrayLike, ball: ArrayLike, spot: ArrayLike, reach: float, title: str
) -> Plane:
    """The line a.x = a.b, which runs through `foot`, and the smallest ball (n, 2) around 0 that touches it, at `spot`.

    What does not exist (a = 0) is NaN.
    """
    axis = Axis("", (-reach, reach))
    one, two, shape, at = (np.asarray(each, float) for each in (a, b, ball, spot))
    away = left_of(one) / max(float(np.hypot(*one)), 1e-9)
    side, up = _freest_corner(one, two, reach)
    line_ends = np.stack([np.asarray(foot, float) - 12 * away, np.asarray(foot, float) + 12 * away])
    traces = [
        polygon(shape[:-1], "gradient", opacity=0.12, width=2),
        line(line_ends[:, 0], line_ends[:, 1], "accent", width=2, name="a·x = a·b"),
        arrow(one, "data", name="a"),
        arrow(two, "model", name="b"),
        markers([at[0]], [at[1]], "gradient", size=12, symbol="diamond", name="the smallest x on the line"),
        off(one, one, "<b>a</b>", "data", reach, gap=0.08),
        off(two, two, "<b>b</b>", "model", reach, gap=0.08),
        corner(side, up + 0.055, "line: a·x = a·b", "accent", reach, font=12),
        corner(side, up - 0.055, "◆ its point of least norm", "gradient", reach, font=12),
    ]
    return Plane(traces, axis, axis, title, equal=True)


def _freest_corner(a: Array, b: Array, reach: float) -> tuple[float, float]:
    """The corner of a plane from -reach to reach, in shares of it, whose text is farthest from both tips and the line
    a.x = a.b."""
    corners = np.array([(-0.96, 0.86), (-0.96, -0.86), (0.96, 0.86), (0.96, -0.86)])
    texts = corners * (0.45, 1.0) * reach  # their middles: they run towards the middle of the plane
    clear = [np.hypot(*(texts - tip).T) for tip in (a, b)]
    length = float(np.hypot(*a))
    if length > 1e-9:
        clear.append(np.abs(texts @ a - a @ b) / length)
    across, up = corners[int(np.argmax(np.min(clear, axis=0).round(6)))]
    return float(across), float(up)


def chord_panel(ball: ArrayLike, known: Sequence[ArrayLike], ends: ArrayLike, inside: bool, title: str) -> Plane:
    """The unit ball (n, 2) of a norm with two vectors `ends` (2, 2) on it, and where the middle of their chord lies.

    `known` are the balls of p = 1/2, 1, 2 and infinity.
    """
    axis = Axis("", (-1.35, 1.35), ticks=(-1, 0, 1))
    found, tips = np.asarray(ball, float), np.asarray(ends, float)
    middle = tips.mean(axis=0)
    diagonal = np.array([0.25, 0.5, 0.5**0.5, 1.0])
    traces = [
        *(line(each[:, 0], each[:, 1], "null", width=1, dash="dot", hover=False) for each in map(np.asarray, known)),
        label(diagonal, -diagonal - 0.07, ["½", "1", "2", "∞"], "null", position="middle center", size=12),
        polygon(found[:-1], "gradient", opacity=0.14, width=2.6),
        line(tips[:, 0], tips[:, 1], "ink", width=1.6, dash="dash", hover=False),
        arrow(tips[0], "data", name="a/‖a‖"),
        arrow(tips[1], "model", name="b/‖b‖"),
        markers([middle[0]], [middle[1]], "optimum" if inside else "model", size=12, name="the middle"),
        off(middle, middle, "inside" if inside else "<b>outside</b>", "optimum" if inside else "model", 1.35, font=13),
    ]
    return Plane(traces, axis, axis, title, equal=True)
