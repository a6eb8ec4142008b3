"""The panels of the lesson: one function each, from the state to a plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import viz

if TYPE_CHECKING:
    from pages.advanced.spectral_methods.lesson import Line

X = np.linspace(-2.0, 2.0, 101)


def slope_at(x: float) -> viz.Moves:
    """The slope that puts the line at x under the pointer."""
    return lambda _, y: {"slope": y / x}


def line_panel(q: Line) -> viz.Plane:
    """The line, the point on it, and a handle at its end."""
    traces = [
        viz.called(viz.line(X, q.y, "model"), "f(x)", at=0.8),
        viz.dots((q.p.point, q.height), "data", size=11, name="the point"),
    ]
    end = viz.Handle("end", (2.0, q.y[-1]), "end of the line", "model", moves=slope_at(2.0), follows="y")
    return viz.Plane(traces, viz.Axis("x", (-2.1, 2.1)), viz.Axis("f(x)", (-7, 7)), "A line", handles=[end])


def slopes_panel(q: Line) -> viz.Plane:
    """The slope as a bar."""
    bar = viz.bars([0.0], [q.p.slope], "model", width=0.5)
    return viz.Plane([bar], viz.Axis("", (-1, 1), ticks=[]), viz.Axis("slope", (-3.5, 3.5)), "Its slope")
