"""Where a reader looks at a 3-D figure from: a control of every view that has a space."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from explorer.controls.base import ControlError, Widget, clipped
from explorer.controls.words import Typed

MOST = 4  # spaces of one figure
TILT = 89.0  # degrees: straight from above there is no up
NEAREST, FARTHEST = 3.0, 0.3  # zoom


@dataclass(frozen=True)
class Camera(Typed):
    """Turn and tilt in degrees and zoom, for each space: "35,20,1", or "35,20,1;40,15,1.5" for two of them.

    Empty: as the lesson opens. The turn counts from the x axis towards the y axis, the tilt from the horizon upwards; a
    zoom of 2 shows everything twice as large. What a figure has no camera for looks as it opens.
    """

    name: str = "camera"
    label: str = "Camera"
    default: str = ""
    examples: tuple[str, ...] = ()

    kind: ClassVar[str] = "text"

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ControlError(f"{self.label} must be text, such as 35,20,1.", self.default)
        text = value.replace(" ", "")
        if not text:
            return ""
        return ";".join(",".join(f"{part + 0.0:g}" for part in each) for each in self.parts(text))

    def parts(self, text: str) -> list[tuple[float, float, float]]:
        """Turn, tilt and zoom of each space; raises ControlError for what is none."""
        told = text.split(";") if len(text) <= 200 else []
        found = []
        for each in told if len(told) <= MOST else []:
            try:
                numbers = [float(part) for part in each.split(",")]
            except ValueError:
                break
            if len(numbers) not in (2, 3) or not np.isfinite(numbers).all():
                break
            turn, tilt, zoom = (*numbers, 1.0)[:3]
            turn = round((turn + 180) % 360 - 180, 1)
            found.append((turn, round(tilt, 1), round(zoom, 2)))
        if len(found) != len(told) or not found:
            raise ControlError(
                f"{self.label} is turn, tilt and zoom of at most {MOST} spaces, such as 35,20,1; "
                f"“{clipped(text)}” is not.",
                self.default,
            )
        allowed = [
            (turn, float(np.clip(tilt, -TILT, TILT)), float(np.clip(zoom, FARTHEST, NEAREST)))
            for turn, tilt, zoom in found
        ]
        if allowed != found:
            nearest = ";".join(",".join(f"{part:g}" for part in each) for each in allowed)
            raise ControlError(
                f"{self.label} tilts by at most {TILT:g} degrees and zooms from {FARTHEST:g} to {NEAREST:g}; "
                f"“{clipped(text)}” does not.",
                nearest,
            )
        return found

    def extremes(self) -> Sequence[Any]:
        return ["", f"0,{TILT:g},{NEAREST:g}", f"120,{-TILT:g},{FARTHEST:g}"]

    def strategy(self) -> Any:
        from hypothesis import strategies as st

        return st.sampled_from(["", "35,20,1", "-120,-10,0.8", "10,60,1.6;-40,5,1"])

    def widget(self) -> Widget:
        return Widget("text_input", {"max_chars": 100, "placeholder": "as it opens"})

    def python(self, value: Any) -> str:
        return json.dumps(value)

    def rust(self, value: Any) -> tuple[str, str]:
        return "&str", json.dumps(value)


CAMERA = Camera(help="Turn and tilt in degrees, zoom: 35,20,1. Or turn the figure itself; empty is as it opens.")
"""The control of all views with a space."""
