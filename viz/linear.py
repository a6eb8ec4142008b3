"""Matrices, vectors and tables drawn as cells with numbers in them, and the small figures of plane geometry.

Cells lie in a plane whose y axis points up: row 0 is on top, entry (i, j) of a matrix drawn at `at` = (left, top) with
cells of `size` = (width, height) has its middle at (left + (j + 1/2) width, top - (i + 1/2) height). Every function
returns a list of traces whose number and types depend on its roles alone, never on its values, so a frame of a drag can
be painted without rebuilding the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, heatmap, label, line
from viz.panels import Axis

Pair = tuple[float, float]


def entry(value: float, digits: int = 2) -> str:
    """A number for a cell: at most `digits` decimals, no trailing zeros, a real minus sign; a NaN is an empty cell.

    >>> entry(-0.5), entry(2.0), entry(1e-17)
    ('−0.5', '2', '0')
    """
    if np.isnan(value):
        return ""
    if abs(value) >= 1e5:
        return f"{value:.0e}".replace("-", "−").replace("e+0", "e")
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.replace("-", "−")


def centers(shape: tuple[int, int], at: Pair = (0.0, 0.0), size: Pair = (1.0, 1.0)) -> tuple[NDArray, NDArray]:
    """The middles of all cells of a matrix of that shape: x and y, each of that shape."""
    rows, columns = shape
    x = at[0] + (np.arange(columns) + 0.5) * size[0]
    y = at[1] - (np.arange(rows) + 0.5) * size[1]
    return np.broadcast_to(x, shape), np.broadcast_to(y[:, None], shape)


def rectangles(boxes: ArrayLike, role: str = "data", *, opacity: float = 0.2, width: float = 0.0) -> Trace:
    """Filled boxes as one trace; `boxes` has shape (m, 4): left, right, bottom, top. A row of NaN draws nothing.

    With a `width` the outline is drawn too. An empty list keeps the trace, hidden.
    """
    found = np.asarray(boxes, float).reshape(-1, 4)
    if not len(found):
        found = np.full((1, 4), np.nan)
    left, right, bottom, top = found.T
    gap = np.full(len(found), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.stack([left, right, right, left, left, gap], axis=1).ravel(),
        "y": np.stack([bottom, bottom, top, top, bottom, gap], axis=1).ravel(),
        "fill": "toself",
        "fillcolor": f"@{role}/{opacity:g}",
        "line": {"color": f"@{role}" if width else f"@{role}/0", "width": width, "simplify": False},
        "hoverinfo": "skip",
    }


def _boxes(mask: NDArray, at: Pair, size: Pair) -> NDArray:
    """The boxes of the lit cells: one for each cell (NaN where unlit), so that a drag keeps their number."""
    x, y = centers(mask.shape, at, size)
    half_x, half_y = 0.5 * size[0], 0.5 * size[1]
    boxes = np.stack([x - half_x, x + half_x, y - half_y, y + half_y], axis=-1)
    return np.where(mask[..., None], boxes, np.nan).reshape(-1, 4)


def brackets(shape: tuple[int, int], at: Pair = (0.0, 0.0), size: Pair = (1.0, 1.0), role: str = "ink") -> Trace:
    """The square brackets around a matrix of that shape."""
    left, top = at
    right, bottom = left + shape[1] * size[0], top - shape[0] * size[1]
    lip = 0.14 * min(size)
    nan = np.nan
    return line(
        [left + lip, left, left, left + lip, nan, right - lip, right, right, right - lip],
        [top, top, bottom, bottom, nan, top, top, bottom, bottom],
        role,
        width=1.8,
        hover=False,
    )


def rules(shape: tuple[int, int], at: Pair = (0.0, 0.0), size: Pair = (1.0, 1.0), role: str = "grid") -> Trace:
    """The thin lines between the cells of a table."""
    rows, columns = shape
    left, top = at
    right, bottom = left + columns * size[0], top - rows * size[1]
    x = [part for j in range(columns + 1) for part in (left + j * size[0], left + j * size[0], np.nan)]
    y = [top, bottom, np.nan] * (columns + 1)
    x += [left, right, np.nan] * (rows + 1)
    y += [part for i in range(rows + 1) for part in (top - i * size[1], top - i * size[1], np.nan)]
    return line(x, y, role, width=1.0, hover=False)


def matrix(
    values: ArrayLike,
    *,
    at: Pair = (0.0, 0.0),
    size: Pair = (1.0, 1.0),
    lit: Mapping[str, ArrayLike] | None = None,
    role: str | ArrayLike = "ink",
    name: str = "",
    digits: int = 2,
    font: float = 14,
    frame: str = "brackets",
) -> list[Trace]:
    """A matrix as cells with its numbers in them (a vector of shape (n,) is a column).

    Args:
        values: shape (rows, columns) or (n,); NaN is an empty cell. Text is allowed: shown as it is.
        lit: for each colour role the cells lit in it, a mask of the matrix's shape; later ones lie above.
        role: the colour of the numbers, one role or an array of roles of the matrix's shape.
        name: written above the matrix, in the same colour if `role` is one role.
        digits: decimals.
        frame: "brackets", "rules" (the lines of a table) or "none".

    Returns:
        One trace a lit role, then the frame, the numbers and the name (those that were asked for).
    """
    found = np.asarray(values)
    if found.ndim == 1:
        found = found[:, None]
    traces: list[Trace] = []
    for color, mask in (lit or {}).items():
        chosen = np.broadcast_to(np.asarray(mask, bool).reshape(found.shape), found.shape)
        traces.append(rectangles(_boxes(chosen, at, size), color))
    if frame == "brackets":
        traces.append(brackets(found.shape, at, size))
    elif frame == "rules":
        traces.append(rules(found.shape, at, size))
    x, y = centers(found.shape, at, size)
    texts = [entry(float(each), digits) if found.dtype.kind in "fiub" else str(each) for each in found.ravel().tolist()]
    numbers = label(x.ravel(), y.ravel(), texts, position="middle center", size=font)
    color_of_name = role if isinstance(role, str) else "ink"
    roles = [f"@{each}" for each in np.asarray(role).ravel().tolist()]
    numbers["textfont"]["color"] = roles[0] if isinstance(role, str) else roles
    traces.append(numbers)
    if name:
        middle = at[0] + found.shape[1] * size[0] / 2
        traces.append(label([middle], [at[1] + 0.1 * size[1]], f"<b>{name}</b>", color_of_name, size=font))
    return traces


def headings(
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    *,
    at: Pair = (0.0, 0.0),
    size: Pair = (1.0, 1.0),
    role: str = "muted",
    font: float = 13,
) -> list[Trace]:
    """Names to the left of the rows and above the columns of a matrix drawn with the same `at` and `size`."""
    traces: list[Trace] = []
    if rows:
        _, y = centers((len(rows), 1), at, size)
        x = np.full(len(rows), at[0] - 0.12 * size[0])
        traces.append(label(x, y.ravel(), rows, role, position="middle left", size=font))
    if columns:
        x, _ = centers((1, len(columns)), at, size)
        y = np.full(len(columns), at[1] + 0.1 * size[1])
        traces.append(label(x.ravel(), y, columns, role, position="top center", size=font))
    return traces


def pixels(values: ArrayLike, bounds: Pair, *, numbers: bool = True, font: float = 11) -> list[Trace]:
    """A small picture as coloured cells with their numbers in them; entry (i, j) lies at x = j, y = i.

    Its plane needs a y axis that points down: see `pixel_axes`. `bounds` are the values of the ends of the colours.
    """
    found = np.asarray(values, float)
    rows, columns = found.shape
    middle = (bounds[0] + bounds[1]) / 2
    y, x = np.divmod(np.arange(rows * columns), columns)
    shown = [entry(ink, 0) if numbers else "" for ink in found.ravel().tolist()]
    texts = label(x, y, shown, position="middle center", size=font)
    texts["textfont"]["color"] = ["@paper" if ink > middle else "@ink" for ink in found.ravel().tolist()]
    return [
        heatmap(found, np.arange(columns), np.arange(rows), bounds=bounds),
        rules(found.shape, (-0.5, rows - 0.5)),
        texts,
    ]


def pixel_axes(shape: tuple[int, int], x: str = "column", y: str = "row") -> tuple[Axis, Axis]:
    """The axes for `pixels`: row 0 on top."""
    rows, columns = shape
    return (
        Axis(x, (-0.6, columns - 0.4), ticks=range(columns)),
        Axis(y, (rows - 0.4, -0.6), ticks=range(rows)),
    )


def row_mask(shape: tuple[int, int], row: int) -> NDArray[np.bool_]:
    """The cells of one row, for `lit`."""
    mask = np.zeros(shape, bool)
    mask[row] = True
    return mask


def column_mask(shape: tuple[int, int], column: int) -> NDArray[np.bool_]:
    """The cells of one column, for `lit`."""
    mask = np.zeros(shape, bool)
    mask[:, column] = True
    return mask


def entry_mask(shape: tuple[int, int], row: int, column: int) -> NDArray[np.bool_]:
    """One cell, for `lit`."""
    mask = np.zeros(shape, bool)
    mask[row, column] = True
    return mask


def polygon(
    points: ArrayLike,
    role: str = "data",
    *,
    opacity: float = 0.25,
    width: float = 2.2,
    dash: str = "solid",
    name: str = "",
) -> Trace:
    """A filled closed shape; `points` has shape (n, 2), the first point not repeated."""
    found = np.asarray(points, float)
    closed = np.concatenate([found, found[:1]])
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.ascontiguousarray(closed[:, 0]),
        "y": np.ascontiguousarray(closed[:, 1]),
        "fill": "toself",
        "fillcolor": f"@{role}/{opacity:g}",
        "line": {"color": f"@{role}", "width": width, "dash": dash, "simplify": False},
        "name": name,
        "hoverinfo": "skip",
    }


def right_angle(corner: ArrayLike, along: ArrayLike, across: ArrayLike, size: float, role: str = "muted") -> Trace:
    """The little square that marks a right angle at `corner` between two directions; hidden if one of them is zero."""
    c, u, v = (np.asarray(each, float) for each in (corner, along, across))
    lengths = float(np.hypot(*u)), float(np.hypot(*v))
    if min(lengths) < 1e-9:
        return line(np.full(3, np.nan), np.full(3, np.nan), role, width=1.4, hover=False)
    u, v = size * u / lengths[0], size * v / lengths[1]
    path = np.stack([c + u, c + u + v, c + v])
    return line(path[:, 0], path[:, 1], role, width=1.4, hover=False)


def arc(
    start: float, sweep: float, radius: float, role: str = "accent", *, center: Pair = (0.0, 0.0), width: float = 2.0
) -> Trace:
    """An arc of a circle from the angle `start` over `sweep`, both in radians, counterclockwise if `sweep` > 0."""
    angle = start + sweep * np.linspace(0.0, 1.0, 41)
    x, y = center[0] + radius * np.cos(angle), center[1] + radius * np.sin(angle)
    return line(x, y, role, width=width, hover=False)
