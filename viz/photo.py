"""Pictures as panels: pixels in a thin frame, without axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viz.blocks import line
from viz.panels import Axis, Plane


def framed(image: Mapping[str, Any], columns: int, rows: int, title: str = "") -> Plane:
    """A panel with one layout image (see `picture`) over the box 0 to `columns`, 0 to `rows`; its pixels are square."""
    frame = line([0, columns, columns, 0, 0], [0, 0, rows, rows, 0], "zero", width=1.0, hover=False)
    return Plane(
        [frame],
        Axis("", (-1, columns + 1), visible=False),
        Axis("", (-1, rows + 1), visible=False),
        title,
        equal=True,
        images=[image],
    )
