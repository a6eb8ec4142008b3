"""What can be drawn of a state that has no figure: the function that the reader typed, by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Expression
from explorer.lesson import Lesson, Parameters, Scene
from mathcore.common.expressions import parse

Array = NDArray[np.float64]
SAMPLES = 960  # an even number, so that the middle, where a pole often is, is not among them
STEEP = 1e4  # of a function that goes beyond, as exp(100 x), what is near 0 is shown
NEAR = 10.0
SAYS = "Shown is the function alone."


def scene(lesson: Lesson, parameters: Parameters) -> Scene | None:
    """The typed function over the control's `alone`; None where the lesson asks for none, or it has no value there."""
    for control in lesson.shown(parameters):
        if isinstance(control, Expression) and control.alone:
            x = np.linspace(*control.alone, SAMPLES)
            with np.errstate(all="ignore"):
                y = np.broadcast_to(np.asarray(parse(parameters[control.name])(x), float), x.shape)
            if np.isfinite(y).any():
                return Scene([_panel(x, y, control)], [], f"The graph of {parameters[control.name]}.")
    return None


def _panel(x: Array, y: Array, control: Expression) -> viz.Plane:
    low, high = heights(y)
    room = high - low
    curve: Any = viz.line(x, np.clip(parted(y, room), low - 3 * room, high + 3 * room), "data", width=3.0, name="f")
    return viz.Plane([curve], viz.Axis("x", (x[0], x[-1])), viz.Axis("f(x)", (low, high)), control.label)


def heights(y: Array) -> tuple[float, float]:
    """The ends of an axis for most of the values, with room."""
    found = y[np.isfinite(y)]
    low, high = found.min(), found.max()
    least, most = np.quantile(found, [0.04, 0.96])
    if high - low > 4 * (most - least):
        low, high = least, most
    if max(-low, high) > STEEP:
        low, high = max(low, -NEAR), min(high, NEAR)
        low, high = (low, high) if low < high else (-NEAR, NEAR)
    pad = max(0.15 * (high - low), 0.05)
    return float(low - pad), float(high + pad)


def parted(y: Array, room: float) -> Array:
    """The values without those that are none, and with a gap where a line would cross a pole: from far above to far
    below between two samples."""
    found = np.where(np.isfinite(y), y, np.nan)
    with np.errstate(invalid="ignore"):
        crosses = (np.abs(np.diff(found)) > room) & (np.sign(found[1:]) != np.sign(found[:-1]))
    found[1:][crosses] = np.nan
    return found
