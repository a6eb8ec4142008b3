"""One sentence: the idea of Spectral methods."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, law
from pages.advanced.spectral_methods import panels

SLOPE = Slider("slope", "Slope", -3, 3, 1, 0.1)
POINT = Slider("point", "Where to read it off", -2, 2, 1, 0.1)


class Line(State):
    """What the figure shows, by functions of `mathcore`: each quantity is computed when a view asks for it."""

    @cached_property
    def height(self) -> float:
        """The height of the line at the point."""
        return float(self.p.slope * self.p.point)

    @cached_property
    def y(self) -> NDArray[np.float64]:
        """The line over `panels.X`."""
        return self.p.slope * panels.X


def readouts(q: Line) -> list[Readout | Law]:
    return [
        Readout("height at the point", q.height, role="data"),
        law("the line goes through zero", "f(−x) = −f(x)", -q.p.slope * q.p.point, -q.height),
    ]


def alt(q: Line) -> str:
    return f"A line of slope {q.p.slope} through zero; at {q.p.point} its height is {q.height:.3g}."


def numbers(q: Line) -> dict[str, Any]:
    return {"opposite": -q.height}


lesson = Lesson(
    title="Spectral methods",
    terms=("spectral_methods",),
    controls=(SLOPE,),
    state=Line,
    views={
        "line": View("Line", [panels.line_panel], readouts, alt, [POINT]),
        "slopes": View("Slopes", [panels.slopes_panel], lambda q: [Readout("slope", q.p.slope)], alt),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Make the line level.",
            "A level line has no slope.",
            lambda q: q.p.slope == 0,
            answers=[{"slope": 0}, {"slope": 0, "point": 2}, {"slope": 0, "view": "slopes"}],
            misses=[{"slope": 0.1}, {"slope": -0.1}, {"slope": 3}],
        ),
        Challenge(
            "Predict: how high is a line of slope 2 at the point 1.5?",
            "Height is slope times distance.",
            predict=Prediction("The height", lambda q: q.height, 0.1, {"slope": 2, "point": 1.5}, why="2 · 1.5 = 3."),
        ),
    ),
    source=(np.multiply,),
)
