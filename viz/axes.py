"""Axes: titles, ranges, ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


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

    def __post_init__(self) -> None:
        for name in ("range", "ticks", "labels"):  # arrays too: axes are compared
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, tuple(np.asarray(value).tolist()))

    def share(self, value: float) -> float:
        """How far along its range a value lies, from 0 to 1; 0 for an axis without a range. What a logarithmic axis has
        no place for lies before its beginning."""
        if self.range is None:
            return 0.0
        low, high = self.range
        if self.log:
            return float(np.log(value / low) / np.log(high / low)) if value > 0 else -1.0
        return (value - low) / (high - low)

    def at(self, share: float) -> float:
        """The value at a share of the range, 0 at its low end and 1 at its high end: the inverse of `share`.

        Raises:
            ValueError: the axis has no range.
        """
        if self.range is None:
            raise ValueError("An axis without a range has no shares.")
        low, high = self.range
        return float(low * (high / low) ** share if self.log else low + share * (high - low))

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


def reach(points: ArrayLike, sizes: Sequence[float]) -> float:
    """The smallest of the sizes that holds all coordinates, the largest if none does: axes rest during a small drag."""
    longest = float(np.nanmax(np.abs(np.asarray(points, float))))
    return next((size for size in sizes if longest <= size), sizes[-1])
