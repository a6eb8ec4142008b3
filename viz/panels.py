"""Panels: one plane or one 3-D space of a figure, with its axes and its traces."""

from __future__ import annotations

import base64
import dataclasses
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from viz.axes import Axis
from viz.curve_names import named
from viz.handles import Handle

Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Plane:
    """A plane with two axes.

    `equal` keeps one unit of x as long as one unit of y (wherever angles or circles matter). `weight` is its share of
    the width beside other panels. `images` are Plotly layout images without their axis references (see `picture`).
    `handles` are what can be dragged in it. Curves that were given a name (`called`) get it written beside them; `room`
    is the least size in pixels, width and height, at which the names must be clear of one another.
    """

    traces: Sequence[Trace]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    title: str = ""
    equal: bool = False
    weight: float = 1.0
    images: Sequence[Mapping[str, Any]] = ()
    handles: Sequence[Handle] = ()
    room: tuple[float, float] = (280.0, 330.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "traces", named(self.traces, self.x, self.y, self.room))


@dataclass(frozen=True)
class Space:
    """A 3-D space with three axes; `camera` is Plotly's eye position, `aspect` the lengths of the three axes, `zoom`
    how much larger than it fits it is shown."""

    traces: Sequence[Trace]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    z: Axis = field(default_factory=Axis)
    title: str = ""
    weight: float = 1.0
    camera: tuple[float, float, float] = (1.35, -1.45, 0.9)
    aspect: tuple[float, float, float] = (1.0, 1.0, 0.8)
    zoom: float = 1.0

    def turned(self, turn: float, tilt: float, zoom: float) -> Space:
        """The same seen from another side: `turn` from the x axis and `tilt` from the horizon, in degrees."""
        around, above = np.deg2rad(turn), np.deg2rad(tilt)
        way = np.array([np.cos(above) * np.cos(around), np.cos(above) * np.sin(around), np.sin(above)])
        x, y, z = (float(np.linalg.norm(self.camera)) * way).tolist()
        return dataclasses.replace(self, camera=(x, y, z), zoom=zoom)


Panel = Plane | Space


def picture(
    pixels: NDArray[np.uint8], *, x: tuple[float, float] = (0.0, 1.0), y: tuple[float, float] = (0.0, 1.0)
) -> dict[str, Any]:
    """A layout image of `pixels`, shape (rows, columns) grey or (rows, columns, 3) RGB, stretched over the box x, y.

    Row 0 is drawn at the top. The pixels travel as a lossless PNG.

    Raises:
        ValueError: if the array is not of 8-bit integers or not of one of those shapes.
    """
    if pixels.dtype != np.uint8 or not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(
            f"A picture needs uint8 pixels of shape (h, w) or (h, w, 3), not {pixels.dtype} {pixels.shape}."
        )
    buffer = io.BytesIO()
    # Level 1: three times faster than the default for a tenth more bytes, and frames are sent while dragging.
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", compress_level=1)
    return {
        "source": "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode(),
        "x": x[0],
        "y": y[1],
        "sizex": x[1] - x[0],
        "sizey": y[1] - y[0],
        "xanchor": "left",
        "yanchor": "top",
        "sizing": "stretch",
        "layer": "below",
    }
