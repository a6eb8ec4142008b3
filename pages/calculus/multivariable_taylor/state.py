"""The controls of the lesson and its quantities: a function at a point, polynomials there, steps and their paths."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Point, Slider, Steps
from explorer.lesson import State, Unanswerable, kept
from mathcore.calculus import jets, newton, tumour_fit
from mathcore.calculus import taylor_models as models
from pages.calculus.multivariable_taylor import panels

WINDOWS, TICKS = {"near": 1.5, "middle": 3.0, "wide": 5.0}, panels.TICKS
HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
EXAMPLES = (HIMMELBLAU, "exp(x)*cos(y)", "exp(-x^2-y^2)", "x^2/2-y^2/2")  # few: they stand above the sliders
FUNCTION = Expression("function", "Function f(x, y)", "sin(x)*cos(y)+(x^2+y^2)/10", jets.VARIABLES, EXAMPLES)
WINDOW = Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±5"}, "middle")
POINT = Point("point", "Point p", (1.0, 0.6), (-5.0, 5.0), (-5.0, 5.0), 0.0001)
ORDER = Slider("order", "Order n of the polynomial", 1, models.HIGHEST, 2, 1, integer=True)
RADIUS = Slider("radius", "Radius r of the circle", 0.02, 4.0, 1.26, log=True, per_decade=20)
DELTA = Slider("delta", "Trust radius Δ", 0.02, 6.0, 1.0, 0.01)
START = Point("start", "First weights w", (0.0, 0.0), *panels.WEIGHTS, 0.01)
TICK = Steps("tick", "Step k", high=TICKS, default=TICKS, rate=3)
PLACE = "function", "window", "point"


class Taylor(State):
    """A function at a point of the window, `at`; its polynomial of order `n`; steps from the point, and their paths."""

    half = cached_property(lambda q: WINDOWS[q.p.window])
    formula = cached_property(lambda q: q.land.formula)
    follow: Any = cached_property(lambda q: partial(models.at, q.formula))  # f and its derivatives at one place
    rows = cached_property(lambda q: q.follow(*q.at.tolist()))  # the same at the point
    at: Any = kept(*PLACE)(lambda q: q.land.settled(q.p.point))
    contours: Any = kept("function", "window")(panels.contours)

    @kept("function", "window")
    def land(self) -> models.Ground:
        try:
            return models.ground(self.p.function, self.half)
        except models.Undefined as error:
            raise Unanswerable(str(error)) from None

    # The polynomial: what is worst on circles, and the integral that it is.
    n, radii = cached_property(lambda q: q.p.order), RADIUS.values
    radius = cached_property(lambda q: min(q.p.radius, q.half))
    jet: Any = kept(*PLACE)(lambda q: jets.jet(q.formula, q.at[0], q.at[1], models.HIGHEST))
    errors: Any = kept(*PLACE)(lambda q: models.errors(q.formula, q.at, q.jet, q.radii))
    circle = cached_property(lambda q: q.around(q.n))
    rest = cached_property(lambda q: models.remainder(q.formula, q.at, q.circle.way, q.radius, q.n))

    def around(self, order: int) -> models.Circle:
        return models.circle(self.formula, self.at, self.jet, self.radius, order)

    # Steps: Newton's, the best within the trust radius with the part ρ of its promise that is kept, the best of −∇f.
    delta = cached_property(lambda q: min(q.p.delta, panels.FAR * q.half))
    spectrum: Any = cached_property(lambda q: newton.spectrum(q.rows))
    newton_step = cached_property(lambda q: newton.newton_step(q.rows))
    trust = cached_property(lambda q: newton.trust_step(q.spectrum, q.delta))
    cauchy = cached_property(lambda q: newton.cauchy_step(q.rows, q.delta))
    promise = cached_property(lambda q: -float(newton.model(q.rows, q.trust.step)))
    ahead = cached_property(lambda q: float(q.formula(*(q.at + q.trust.step))))  # f there
    kept_part = cached_property(lambda q: float(newton.kept(q.formula, q.at, q.rows, q.trust.step[None])[0]))
    curve: Any = kept(*PLACE)(lambda q: newton.curve(q.formula, q.at, q.rows, panels.FAR * q.half))

    # Paths, the step of each that is shown, and what Newton's comes to.
    middle, reach, weighted = np.zeros(2), cached_property(lambda q: q.half), False
    newton_path: Any = kept(*PLACE)(lambda q: newton.newton_path(q.follow, q.at, TICKS, watched=True))
    trust_path: Any = kept(*PLACE, "delta")(lambda q: newton.trust_path(q.follow, q.at, q.delta, TICKS))
    runs = cached_property(lambda q: {"newton": q.newton_path, "trust": q.trust_path})
    shown = cached_property(lambda q: {name: min(q.p.tick, run.last) for name, run in q.runs.items()})
    here = cached_property(lambda q: q.follow(*q.newton_path.points[q.shown["newton"]].tolist()))
    step = cached_property(lambda q: newton.newton_step(q.here))  # Newton's from there
    rate = cached_property(lambda q: float(np.dot(q.here[1:3], q.step)))  # of f along it
    end: Any = kept(*PLACE)(lambda q: newton.end(q.follow, newton.newton_path(q.follow, q.at, 300)))
    regions: Any = kept("function", "window")(panels.first_regions)


class Basins(Taylor):
    """The same, with the plane coloured by where Newton's method ends."""

    regions: Any = kept("function", "window")(panels.end_regions)
    ends: Any = kept("function", "window")(lambda q: newton.ends(q.land.rows_at, q.land.x, q.land.x, 25))


class Fit(Taylor):
    """The paths of logistic regression in the plane of its two weights."""

    middle, reach, weighted = np.mean(panels.WEIGHTS, axis=1), 5.0, True
    at = cached_property(lambda q: np.array(q.p.start))
    delta = cached_property(lambda q: q.p.delta)
    follow = cached_property(lambda q: tumour_fit.at)
    newton_now = cached_property(lambda q: q.newton_path.points[q.shown["newton"]])
    squared = cached_property(lambda q: tumour_fit.squared(q.newton_now, newton.spectrum(q.here).low))
    newton_path: Any = kept("start")(lambda q: newton.newton_path(q.follow, q.at, TICKS))
    trust_path: Any = kept("start", "delta")(lambda q: newton.trust_path(q.follow, q.at, q.delta, TICKS))
    descent: Any = kept("start")(lambda q: newton.descent_path(q.follow, q.at, 1 / tumour_fit.steepest(), TICKS))
    patience: Any = kept("start")(lambda q: tumour_fit.patience(q.at))
    runs = cached_property(lambda q: {"newton": q.newton_path, "trust": q.trust_path, "descent": q.descent})
    regions, contours = (kept()(draw) for draw in (panels.fit_regions, panels.fit_contours))
