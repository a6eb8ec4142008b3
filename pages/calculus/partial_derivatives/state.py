"""The controls of the lesson and its quantities: a function and a point of it, slopes there, a lens; a digit."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Expression, Point, Seed, Slider
from explorer.lesson import State, kept
from mathcore.calculus import partial_derivatives as pd
from mathcore.calculus import saliency
from mathcore.calculus.level_curves import level_curve

Array = NDArray[np.float64]
WINDOW, REACH = 2.5, 1.5  # half the width of the map; how far out the point goes, so that a unit step is on the map
GRID = np.linspace(-WINDOW, WINDOW, 81)
FAN = np.arange(0.0, 360.0, 5.0)  # degrees
DRAWS = 400  # random directions that are averaged over
CASES = "if(x^2+y^2>0, {}, 0)"
TORN = ("xy/(x^2+y^2)", "x^2y/(x^2+y^2)", "x^3y/(x^4+y^2)", "(x^2+y^2)sin(1/sqrt(x^2+y^2))")  # at the origin
SMOOTH = ("x^2-y^2", "sin(2x)cos(y)", "exp(-x^2-y^2)", "softplus(-x-2y)+softplus(x-y)")
EDGED = ("relu(x-y/2)", "|x|+|y|", "sqrt(x^2+y^2)", "if(0<y<x^2, 1, 0)")
EXAMPLES = (*SMOOTH, *EDGED, CASES.format(TORN[-1]))  # the others of the torn are presets
KNOWN = "Of x and y, with + - * / ^, sin, exp, log, sqrt, abs, relu, softplus, …; cases: if(x > 0, x^2, 0)."
FUNCTION = Expression("function", "Function f(x, y)", "x^2+2y^2", pd.VARIABLES, EXAMPLES, help=KNOWN)
POINT = Point("point", "Point p", (1.0, 1.0), (-REACH, REACH), (-REACH, REACH), 0.01)
ANGLE = Slider("angle", "Direction of u", 0, 359, 20, 1, unit="°")
COUNTED = "Say x is in metres: 10 puts y in decimetres. One step is then 1 m along x, or 1 dm along y."
UNITS = Slider("units", "Units of y in one unit of x", 1.0, 10.0, 1.0, log=True, per_decade=20, help=COUNTED)
RADIUS = Slider("radius", "Radius r", 0.001, 1.0, 0.501, log=True, per_decade=10)
IMAGE = Slider("image", "Digit, one of 797 unseen ones", 0, saliency.SHOWN - 1, 64, 1, integer=True)
STEP = Slider("step", "Length of the step s", 0.0, 2.0, 0.8, 0.01, unit="inks")
PIXEL = Slider("pixel", "Pixel", 0, saliency.PIXELS - 1, 21, 1, integer=True)
SEED = Seed("seed", "Seed of the random directions", 1)


class Slopes(State):
    """A function of two variables, a point, a direction; and a digit."""

    formula = cached_property(lambda q: pd.read(q.p.function))
    here = cached_property(lambda q: float(q.formula(*q.p.point)) if np.isfinite(q.formula(*q.p.point)) else np.nan)
    found = cached_property(lambda q: bool(np.isfinite(q.partials).all()))  # do both partial derivatives exist?
    length = cached_property(lambda q: float(np.hypot(*q.partials)))  # of the gradient
    scale = cached_property(lambda q: pd.nice(q.chart.top / 1.3))  # arrows of slopes are drawn 1 : scale

    # Kept for the controls that they hang on: what a map shows; the slopes by the rules, written and at p; the gradient
    # by limits, NaN where a slope is missing; the level curve through p; how far f is from a plane.
    chart = kept("function")(lambda q: pd.chart(q.formula, GRID, REACH))
    formulas = kept("function")(lambda q: pd.written(q.formula))
    dual = kept("function", "point")(lambda q: pd.duals(q.formula, *q.p.point))
    partials = kept("function", "point")(lambda q: pd.partials(q.formula, q.p.point))
    level = kept("function", "point")(lambda q: level_curve(GRID, GRID, q.chart.z, q.here))
    remainder = kept("function", "point")(lambda q: pd.remainder(q.formula, q.p.point, RADIUS.values))

    @kept("function")
    def contours(self) -> dict[str, Any]:
        """Level curves at even heights, so that where they crowd f is steep."""
        z, low, high, _ = self.chart
        levels = (low, high, (high - low) / 15)
        return viz.contour(GRID, GRID, np.clip(z, low, high), levels=levels, width=0.7, opacity=0.45)

    # The dial. Its angles are those of the plane (x, units y); vectors are in x and y.

    units = cached_property(lambda q: 1.0)
    u = cached_property(lambda q: q.way(q.p.angle))  # the vector (2,) of length one
    along = cached_property(lambda q: float(q.slope([q.p.angle])[0]))  # the slope along u
    predicted = cached_property(lambda q: float(q.partials @ q.u))  # what the gradient says that it is
    longest = cached_property(lambda q: float(np.hypot(*(q.partials / [1.0, q.units]))))  # |∇f| in these units
    arrow = cached_property(lambda q: q.partials / np.array([1.0, q.units**2]))  # ∇f as a move on the map

    def way(self, degrees: Any) -> Array:
        """The vectors (..., 2) of length one at these angles."""
        return pd.units(np.deg2rad(degrees)) / np.array([1.0, self.units])

    def slope(self, degrees: Any) -> Array:
        """The slopes (n,) of f at p along them, by limits."""
        return pd.slopes(self.formula, self.p.point, self.way(degrees))

    @kept("function", "point", "units")
    def fan(self) -> Array:
        """The slopes in 72 directions."""
        return self.slope(FAN)

    @kept("function", "point", "units")
    def steepest(self) -> float:
        """The largest slope of all directions, by search."""
        return pd.steepest(lambda turn: self.slope(np.rad2deg(turn)), np.deg2rad(FAN), self.fan)

    @kept("function", "point", "units")
    def across(self) -> float:
        """The slope at a right angle, on the map, to the arrow of the gradient, as a part of the gradient's length."""
        way = viz.left_of(self.arrow / np.hypot(*self.arrow))
        return float(pd.slopes(self.formula, self.p.point, way)[0]) / self.length

    # The lens.

    spot = cached_property(lambda q: RADIUS.values.index(q.p.radius))  # the place of r among the radii
    plane = cached_property(lambda q: q.remainder.gradient[q.spot])  # the slopes of the plane that f is held against
    worst = cached_property(lambda q: float(q.remainder.worst[q.spot]))
    change = cached_property(lambda q: float(q.remainder.change[q.spot]))

    # The digit.

    reading = cached_property(lambda q: saliency.reading(q.p.image))

    directions = kept("seed")(lambda q: saliency.directions(q.p.seed, DRAWS))

    @cached_property
    def moved(self) -> Array:
        """The picture after the step, (2, 64): against the gradient, and along the first random direction."""
        return np.asarray(self.reading.ink + self.p.step * np.stack([self.reading.down, self.directions[0]]))

    after = cached_property(lambda q: saliency.model().scores(q.moved).argmax(axis=1))  # what the model reads then


class Recounted(Slopes):
    """The same, with y counted in other units than x."""

    units = cached_property(lambda q: float(q.p.units))
