"""Products of matrices drawn: a shape carried by map after map, an entry term by term, an inverse, an adjoint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, arrow, bars, grid, label, line, markers, segment
from viz.labels import corner, left_of, off
from viz.linear import headings, polygon, product_scheme
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
NOWHERE = np.full(2, np.nan)


def journey(
    shapes: Sequence[ArrayLike],
    now: ArrayLike,
    first: ArrayLike,
    acting: str,
    roles: tuple[str, str],
    names: tuple[str, str],
    size: float,
    title: str,
) -> Plane:
    """A shape on its way: at the start, after the first map, after both (`shapes`, each (n, 2)), and where it is now.

    `now` (2, 2) is the map so far, `first` (2, 2) the first map, whose columns are drawn; `roles` are those of the
    first map and of the product, `acting` that of the shape now.
    """
    start, after, end = (np.asarray(each, float) for each in shapes)
    map_now, columns = np.asarray(now, float), np.asarray(first, float)
    traces = [
        grid(map_now, "null", extent=20, width=0.6, opacity=0.45),
        polygon(start, "null", opacity=0.0, width=1.2, dash="dot"),
        polygon(after, roles[0], opacity=0.0, width=1.4, dash="dash"),
        polygon(end, roles[1], opacity=0.0, width=1.4, dash="dash"),
        polygon(start @ map_now.T, acting, opacity=0.35, width=2.6),
        arrow(columns[:, 0], roles[0], width=2.4, name=f"{names[0]}e₁"),
        arrow(columns[:, 1], roles[0], width=2.4, name=f"{names[0]}e₂"),
        at_far_corner(after, names[0], roles[0], size),
        at_far_corner(end, f"<b>{names[1]}{names[0]}</b>", roles[1], size, beside=after),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)


def at_far_corner(points: Array, text: str, role: str, size: float, *, beside: Array | None = None) -> Trace:
    """A name beyond the corner of a shape (n, 2) that is farthest from 0; turned away where `beside` ends there too."""
    far = points[np.argmax(np.hypot(*points.T))]
    if beside is None:
        return off(far, far, text, role, size, gap=0.04)
    other = beside[np.argmax(np.hypot(*beside.T))]
    apart = far - other
    away = left_of(far) if np.hypot(*apart) < 0.25 * size else 0 * far
    return off(far, far + 2 * away, text, role, size, gap=0.04)


def entry_panel(
    factors: tuple[ArrayLike, ArrayLike, ArrayLike],
    at: tuple[int, int],
    names: tuple[str, str, str],
    headers: tuple[Sequence[str], Sequence[str], Sequence[str]],
    widths: tuple[float, float],
    gap: float,
) -> Plane:
    """Falk's scheme of left, right and product, with the entry `at`, its row and its column lit.

    `headers` name the rows of the left factor, the rows of the right one and the columns of the right one.
    """
    left, right, product = (np.asarray(each, float) for each in factors)
    row, column = at
    traces, x, y = product_scheme(
        left, right, product, row=row, column=column, names=names, gap=gap, widths=widths, font=12
    )
    k = len(right)
    traces += headings(rows=headers[1], at=(0.0, gap + k), font=12)
    traces += headings(columns=headers[2], at=(0.0, gap + k), size=(widths[1], 1.0), font=12)
    traces += headings(rows=headers[0], at=(-gap - k * widths[0], 0.0), font=12)
    horizontal, vertical = (
        Axis("", (x[0] - 1.0, x[1] - 0.2), visible=False),
        Axis("", (y[0], y[1] + 0.5), visible=False),
    )
    return Plane(traces, horizontal, vertical, f"An entry of {names[2]}: row times column", weight=1.5)


def terms_panel(terms: ArrayLike, texts: Sequence[str], total: str, bounds: tuple[float, float], title: str) -> Plane:
    """Terms (k,) stacked on one another with their values as `texts`, and their sum with its value `total`.

    `bounds` are those of the running sums.
    """
    parts = np.asarray(terms, float)
    k = len(parts)
    ends = np.cumsum(parts)
    starts, gap = ends - parts, np.full(k, np.nan)
    steps = np.arange(k)
    # Above what rises and under what falls, so that the values of neighbours keep apart.
    room = 0.03 * (bounds[1] - bounds[0])
    places = ends + np.where(parts >= 0, room, -room)
    last = ends[-1] + (room if ends[-1] >= 0 else -room)
    traces = [
        line(
            np.stack([steps - 0.35, steps + 1.35, gap], axis=1).ravel(),
            np.stack([ends, ends, gap], axis=1).ravel(),
            "null",
            width=1,
            dash="dot",
            hover=False,
        ),
        bars(steps, parts, "accent", width=0.7, base=starts, name="term"),
        bars([k], [ends[-1]], "optimum", width=0.7, name="entry"),
        label(steps, places, texts, "accent", position="middle center", size=12),
        label([k], [last], f"<b>{total}</b>", "optimum", position="middle center", size=12),
    ]
    ticks = [*(str(s + 1) for s in range(k)), "sum"]
    x = Axis("k, along row and column", (-0.6, k + 0.6), ticks=range(k + 1), labels=ticks)
    return Plane(traces, x, Axis("running sum", (bounds[0] - 2 * room, bounds[1] + 2 * room)), title)


def undo_panel(shape: ArrayLike, now: ArrayLike, there: ArrayLike, role: str, stage: str, size: float) -> Plane:
    """A shape (n, 2) carried away by the map `there` (2, 2) and brought back; `now` (2, 2) is the map so far."""
    start = np.asarray(shape, float)
    map_now, after = np.asarray(now, float), start @ np.asarray(there, float).T
    traces = [
        grid(map_now, "null", extent=14, width=0.6, opacity=0.5),
        polygon(start, "null", opacity=0.12, width=1.4, dash="dot"),
        polygon(after, "data", opacity=0.1, width=1.4, dash="dash"),
        polygon(start @ map_now.T, role, opacity=0.32, width=2.8),
        at_far_corner(after, "AF", "data", size),
        corner(-0.94, -0.93, stage, "ink", size, font=13),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "There by A, back by A⁻¹", equal=True)


def reached_panel(columns: ArrayLike, inverse: ArrayLike, texts: tuple[str, str], size: float) -> Plane:
    """The grid that A makes, and the ways along its columns (2, 2) to (1, 0) and (0, 1): the columns of the inverse.

    Where there is no inverse it is NaN, and no way is drawn. `texts` say what the ways are, under the picture.
    """
    a, back = np.asarray(columns, float), np.asarray(inverse, float)
    traces: list[Trace] = [grid(a, "null", extent=24, width=0.7, opacity=0.7)]
    for k, role in enumerate(("optimum", "gradient")):
        bend, goal = back[0, k] * a[:, 0], np.eye(2)[k]
        name = f"e{'₁₂'[k]}"
        traces += [
            line([0, bend[0], goal[0]], [0, bend[1], goal[1]], role, width=2.6, dash="dash", hover=False),
            markers([goal[0]], [goal[1]], role, size=11, name=name),
            off(goal, (1.0, 1.0), name, role, size, gap=0.05, font=13),
            corner(-0.95, -0.82 - 0.11 * k, texts[k], role, size, font=13),
        ]
    for k, name in enumerate(("a₁", "a₂")):
        traces += [arrow(a[:, k], "data", name=name), off(a[:, k], a[:, k], name, "data", size, gap=0.08, font=13)]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "Columns of A⁻¹: the ways to e₁, e₂", equal=True)


def dot_panel(
    u: ArrayLike,
    v: ArrayLike,
    foot: ArrayLike,
    value: str,
    roles: tuple[str, str],
    names: tuple[str, str],
    size: float,
    title: str,
) -> Plane:
    """u and v (2,) with their dot product as an area: the length of v times the shadow of u on v, which ends at `foot`.

    `value` is written into the area, which is grey where the product is negative.
    """
    one, two, end = (np.asarray(each, float) for each in (u, v, foot))
    length, dot = float(np.hypot(*two)), float(one @ two)
    across = left_of(two) / length if length > 0 else np.zeros(2)
    if across @ one > 0:
        across = -across  # the rectangle lies on the other side of v than u
    shadow = abs(dot) / length if length > 0 else 0.0
    box = np.array([np.zeros(2), two, two + shadow * across, shadow * across])
    role = "accent" if dot >= 0 else "null"
    middle = box.mean(axis=0)
    traces = [
        polygon(box, role, opacity=0.25, width=1.4),
        segment(one, end, "null", width=1.6, dash="dash", hover=False),
        line([0, end[0]], [0, end[1]], role, width=6, name="shadow", opacity=0.7),
        arrow(two, roles[1], name=names[1]),
        arrow(one, roles[0], name=names[0]),
        off(one, one, f"<b>{names[0]}</b>", roles[0], size, gap=0.08),
        off(two, two + 0.8 * across * length, f"<b>{names[1]}</b>", roles[1], size, gap=0.08),
        label([middle[0]], [middle[1]], value, role, position="middle center"),
    ]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, title, equal=True)
