"""Panels: one plane or one 3-D space of a figure, with its axes and its traces."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """One axis: its title with the unit in it, its range, and how it is ticked.

    `range` is in data units on a logarithmic axis too (Plotly's exponents are made in `compose`). Leave it out only
    where the axis may move with the data: an axis without a range jumps while a control is dragged. `bare` leaves out
    title and tick labels, where a neighbouring panel with the same axis shows them.
    """

    title: str = ""
    range: tuple[float, float] | None = None
    log: bool = False
    ticks: Sequence[float] | None = None
    labels: Sequence[str] | None = None
    visible: bool = True
    percent: bool = False
    bare: bool = False

    def layout(self) -> dict[str, Any]:
        """The axis as Plotly's layout dictionary, without its domain."""
        out: dict[str, Any] = {"title": {"text": self.title}}
        if self.range is not None:
            low, high = self.range
            out["range"] = [float(np.log10(low)), float(np.log10(high))] if self.log else [float(low), float(high)]
        ticks, labels = self.ticks, self.labels
        if self.log:
            out["type"] = "log"
            if ticks is None and self.range is not None:
                ticks = decades(*self.range)
            if ticks is not None and labels is None:
                labels = [power(tick) for tick in ticks]
        if self.percent:
            out["tickformat"] = ".0%"
        if ticks is not None:
            out |= {"tickmode": "array", "tickvals": [float(tick) for tick in ticks]}
            if labels is not None:
                out["ticktext"] = list(labels)
        if self.bare:
            out |= {"title": {"text": ""}, "showticklabels": False}
        if not self.visible:
            out |= {"visible": False}
        return out


def decades(low: float, high: float) -> list[float]:
    """Ticks of a logarithmic axis: at most seven powers of ten, or 1, 2, 5 where there is hardly a decade."""
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    if last - first < 1:
        steps = [digit * 10.0**n for n in range(first - 1, last + 1) for digit in (1, 2, 5)]
        return [tick for tick in steps if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
    stride = -(-(last - first + 1) // 7)
    return [10.0**n for n in range(last, first - 1, -stride)][::-1]


def power(value: float) -> str:
    """A tick of a logarithmic axis: 0.01, 1, 100 as they are, what is beyond as a power of ten."""
    exponent = np.log10(value)
    whole = round(exponent)
    if abs(exponent - whole) > 1e-9 or -3 <= whole <= 3:
        return f"{value:,.6g}" if value < 1e4 else f"{value:.3g}"
    return "10" + str(whole).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


@dataclass(frozen=True)
class Plane:
    """A plane with two axes.

    `equal` keeps one unit of x as long as one unit of y (wherever angles or circles matter). `weight` is its share of
    the width beside other panels. `images` are Plotly layout images without their axis references (see `picture`).
    """

    traces: Sequence[Trace]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    title: str = ""
    equal: bool = False
    weight: float = 1.0
    images: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Space:
    """A 3-D space with three axes; `camera` is Plotly's eye position, `aspect` the lengths of the three axes."""

    traces: Sequence[Trace]
    x: Axis = field(default_factory=Axis)
    y: Axis = field(default_factory=Axis)
    z: Axis = field(default_factory=Axis)
    title: str = ""
    weight: float = 1.0
    camera: tuple[float, float, float] = (1.35, -1.45, 0.9)
    aspect: tuple[float, float, float] = (1.0, 1.0, 0.8)


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
