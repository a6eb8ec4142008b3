"""A matrix of tiles as a heatmap: the Kronecker product, with one tile outlined and numbers where there is room."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import Trace, heatmap, label, line
from viz.linear import entry, rectangles
from viz.panels import Axis, Plane


def tiles(
    values: ArrayLike,
    tile: tuple[int, int],
    lit: tuple[int, int],
    title: str,
    *,
    bound: float,
    numbers: bool = True,
    caption: str = "",
    weight: float = 1.0,
) -> Plane:
    """A matrix cut into tiles of that shape (rows, columns); tile `lit` (row, column) is outlined, `caption` is below.

    Colours run from -bound to bound. Row 0 is on top. With `numbers` each cell shows its value.
    """
    found = np.asarray(values, float)
    rows, columns = found.shape
    high, wide = tile
    across = np.arange(0, columns + 1, wide) - 0.5
    down = np.arange(0, rows + 1, high) - 0.5
    x = np.concatenate([np.repeat(across, 3), np.tile([-0.5, columns - 0.5, np.nan], len(down))])
    y = np.concatenate([np.tile([-0.5, rows - 0.5, np.nan], len(across)), np.repeat(down, 3)])
    x[2 : 3 * len(across) : 3] = np.nan
    box = [wide * lit[1] - 0.5, wide * (lit[1] + 1) - 0.5, high * lit[0] - 0.5, high * (lit[0] + 1) - 0.5]
    texts = [entry(each, 2 if max(rows, columns) <= 6 else 1) if numbers else "" for each in found.ravel().tolist()]
    i, j = np.divmod(np.arange(rows * columns), columns)
    figures = label(j, i, texts, position="middle center", size=11)
    # Ink on pale cells, paper on strong ones.
    figures["textfont"]["color"] = ["@paper" if abs(v) > 0.62 * bound else "@ink" for v in found.ravel().tolist()]
    traces: list[Trace] = [
        heatmap(found, np.arange(columns), np.arange(rows), scale="diverging", bounds=(-bound, bound)),
        line(x, y, "ink", width=1.6, hover=False),
        figures,
        rectangles([box], "accent", opacity=0.0, width=4),
        label([columns / 2 - 0.5], [rows + 0.06 * rows - 0.5], caption, "accent", position="middle center"),
    ]
    return Plane(
        traces,
        Axis("", (-0.7, columns - 0.3), visible=False),
        Axis("", (rows + 0.14 * rows - 0.5, -0.7), visible=False),
        title,
        equal=True,
        weight=weight,
    )
