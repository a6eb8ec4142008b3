"""The controls of the lesson and its quantities: a function and a point, polynomials there, steps, and where they lead."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Point, Slider, Steps
from explorer.lesson import State, Unanswerable, kept
from mathcore.calculus import jets, newton, tumour_fit
from mathcore.calculus import taylor_models as models
from pages.calculus.multivariable_taylor import panels

Array = NDArray[np.float64]
WINDOWS, SLOWLY = {"near": 1.5, "middle": 3.0, "wide": 5.0}, 600
TICKS = panels.TICKS
HIMMELBLAU, VALLEY, COSHES = "(x^2+y-11)^2+(x+y^2-7)^2", "(1-x)^2+100*(y-x^2)^2", "log(cosh(x))+log(cosh(y))"
EXAMPLES = (
    *(HIMMELBLAU, VALLEY, COSHES, "x^2/2-y^2/2", "exp(-x^2-y^2)", "exp(x)*cos(y)", "x*y*exp(-(x^2+y^2)/2)"),
    *("sqrt(1+x^2+y^2)", "log(1+x^2+2*y^2)", "softplus(x-y)+softplus(-x-2*y)", "|x|+y^2/2"),
)
FUNCTION = Expression("function", "Function f(x, y)", "sin(x)*cos(y)+(x^2+y^2)/10", jets.VARIABLES, EXAMPLES)
WINDOW = Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±5"}, "middle")
POINT = Point("point", "Point p", (1.0, 0.6), (-5.0, 5.0), (-5.0, 5.0), 0.0001)
ORDER = Slider("order", "Order n of the polynomial", 1, models.HIGHEST, 2, 1, integer=True)
RADIUS = Slider("radius", "Radius r of the circle", 0.02, 4.0, 1.26, log=True, per_decade=20)
DELTA = Slider("delta", "Trust radius Δ", 0.02, 6.0, 1.0, 0.01)
HELP = "By Newton's first step, or by what kind of point Newton's method ends at."
COLOURS = Choice("colours", "Colours of the map", {"first": "first step", "ends": "where it ends"}, "first", help=HELP)
START = Point("start", "First weights w", (0.0, 0.0), *map(tuple, panels.WEIGHTS.tolist()), 0.01)
TICK = Steps("tick", "Step k", high=TICKS, default=TICKS, rate=3)


class Taylor(State):
    """A function at a point of the window, `at`; its polynomial of order `n`; steps from the point, and their paths."""

    half = cached_property(lambda q: WINDOWS[q.p.window])
    formula = cached_property(lambda q: q.land.formula)
    rows = cached_property(lambda q: models.at(q.formula, *q.at.tolist()))  # f and its derivatives at the point (6,)

    @kept("function", "window")
    def land(self) -> models.Ground:
        try:
            return models.ground(self.p.function, self.half)
        except models.Undefined as error:
            raise Unanswerable(str(error)) from None

    at: Any = kept("function", "window", "point")(lambda q: q.land.settled(q.p.point))

    # The polynomial, and its worst errors on circles.

    radii = RADIUS.values
    n = cached_property(lambda q: q.p.order)
    radius = cached_property(lambda q: min(q.p.radius, q.half))
    jet: Any = kept("function", "window", "point")(lambda q: jets.jet(q.formula, *q.at, models.HIGHEST))
    errors: Any = kept("function", "window", "point")(lambda q: models.errors(q.formula, q.at, q.jet, RADIUS.values))
    halved = cached_property(lambda q: models.errors(q.formula, q.at, q.jet, q.radius * np.array([1.0, 0.5, 0.99, 1.01])))
    worst = cached_property(lambda q: float(q.halved.worst[q.n - 1, 0]))  # on the circle
    way = cached_property(lambda q: models.CIRCLE[:, q.halved.way[q.n - 1, 0]])  # towards where it is
    rest = cached_property(lambda q: models.remainder(q.formula, q.at, q.way, q.radius, q.n))
    contours: Any = kept("function", "window")(panels.contours)
    surface: Any = kept("function", "window")(panels.surface)

    @cached_property
    def slope(self) -> float:
        """That of log E against log r, at r."""
        near = self.halved.worst[self.n - 1, 2:]
        return float(np.log(near[1] / near[0]) / np.log(1.01 / 0.99)) if near.min() > self.floor else np.nan

    @cached_property
    def floor(self) -> float:
        """An error below it is rounding."""
        return 1e-13 * (self.land.spread + abs(float(self.jet[0])))

    # Steps.

    delta = cached_property(lambda q: min(q.p.delta, panels.FAR * q.half))
    spectrum: Any = cached_property(lambda q: newton.spectrum(q.rows))
    newton_step = cached_property(lambda q: newton.newton_step(q.rows))
    trust = cached_property(lambda q: newton.trust_step(q.spectrum, q.delta))
    cauchy = cached_property(lambda q: newton.cauchy_step(q.rows, q.delta))
    promise = cached_property(lambda q: -float(newton.model(q.rows, q.trust.step)))  # how far the model falls
    kept_part = cached_property(lambda q: float(q.ratios(q.trust.step[None])[0]))  # ρ

    def ratios(self, steps: Array) -> Array:
        """The actual over the promised decrease (n,) of steps (n, 2); NaN where nothing is promised."""
        promised = -newton.model(self.rows, steps)
        actual = self.rows[0] - self.formula(*(self.at + steps).T)
        with np.errstate(all="ignore"):
            return np.where(promised > 1e-11 * (abs(self.rows[0]) + 1e-12), actual / promised, np.nan)

    @kept("function", "window", "point")
    def curve(self) -> tuple[Array, Array, Array]:
        """Trust radii (n,), the steps (n, 2) of each, and how much of its promise each keeps (n,)."""
        radii = panels.FAR * self.half * np.linspace(0.0, 1.0, 91)[1:]
        steps = np.array([newton.trust_step(self.spectrum, float(radius)).step for radius in radii])
        return radii, steps, self.ratios(steps)

    # Paths.

    middle, reach, weighted = np.zeros(2), cached_property(lambda q: q.half), False
    grid = cached_property(lambda q: q.land.x)
    follow = cached_property(lambda q: partial(models.at, q.formula))  # f and its derivatives at one place
    newton_path: Any = kept("function", "window", "point")(lambda q: newton.newton_path(q.follow, q.at, TICKS))
    trust_path: Any = kept("function", "window", "point", "delta")(
        lambda q: newton.trust_path(q.follow, q.at, q.delta, TICKS)
    )
    runs = cached_property(lambda q: {"newton": q.newton_path, "trust": q.trust_path})
    first = cached_property(lambda q: newton.first_steps(q.land.rows))
    shown = cached_property(lambda q: {name: min(q.p.tick, run.last) for name, run in q.runs.items()})
    here = cached_property(lambda q: q.follow(*q.newton_path.points[q.shown["newton"]].tolist()))  # at Newton's point
    next_step = cached_property(lambda q: newton.newton_step(q.here))
    rate = cached_property(lambda q: float(np.dot(q.here[1:3], q.next_step)))  # of f along it

    @kept("function", "window")
    def ends(self) -> newton.Ends:
        return newton.ends(partial(models.second_order, self.formula), *np.meshgrid(self.grid, self.grid), 25)

    @cached_property
    def end(self) -> str:
        """What Newton's path comes to."""
        run = self.newton_path
        arrived = run.why == "arrived" or run.slopes[run.last] < 1e-9 * (1 + run.slopes[0])
        return newton.ENDS[newton.kind(self.follow(*run.points[run.last].tolist()))] if arrived else newton.ENDS[3]

    regions: Any = kept("function", "window", "colours")(panels.regions)
    relief: Any = kept("function", "window")(panels.relief)


class Fit(Taylor):
    """The paths of logistic regression in the plane of its two weights."""

    middle, reach, weighted = panels.WEIGHTS.mean(axis=1), 5.0, True
    at = cached_property(lambda q: np.array(q.p.start))
    delta = cached_property(lambda q: q.p.delta)
    follow = cached_property(lambda q: tumour_fit.at)
    error = cached_property(lambda q: float(np.hypot(*(q.newton_path.points[q.shown["newton"]] - tumour_fit.best()))))
    newton_path: Any = kept("start")(lambda q: newton.newton_path(tumour_fit.at, q.p.start, TICKS))
    trust_path: Any = kept("start", "delta")(lambda q: newton.trust_path(tumour_fit.at, q.p.start, q.p.delta, TICKS))
    runs = cached_property(
        lambda q: {"newton": q.newton_path, "trust": q.trust_path, "descent": q.descent}
    )

    @kept("start")
    def descent(self) -> newton.Path:
        return newton.descent_path(tumour_fit.at, self.p.start, 1 / tumour_fit.steepest(), TICKS)

    @kept("start")
    def patience(self) -> float:
        """Steps of gradient descent until the gradient is below 1e-6; NaN if it takes more than SLOWLY."""
        run = newton.descent_path(tumour_fit.at, self.p.start, 1 / tumour_fit.steepest(), SLOWLY)
        below = run.slopes < 1e-6
        return float(np.argmax(below)) if below.any() else np.nan

    regions, relief = (kept()(draw) for draw in (panels.fit_regions, panels.fit_relief))
