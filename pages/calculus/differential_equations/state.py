"""The state of the lesson: a field followed in steps, eigenvalues under a method, a linear flow, a net that flows."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Matrix, Point, Slider, Steps, Toggle
from explorer.lesson import State, kept
from mathcore.calculus import linear_flows as linear
from mathcore.calculus import neural_flows as neural
from mathcore.calculus import ode_steppers as ode
from mathcore.common.expressions import parse

Array = NDArray[np.float64]
XY = ("x", "y")
WINDOWS = {"corner": (-0.2, 4.2), "near": (-2.2, 2.2), "wide": (-5.2, 5.2)}
SIZES = {method: 0.5 ** np.arange(n) for method, n in (("euler", 7.0), ("heun", 6.0), ("rk4", 5.0))}  # of steps
STEPS, LOOKS, MOMENTS = 20, 60, 40  # of one pair; of descent; of the linear flow, up to t = 2
HORIZONTAL = ("2/3*x - 4/3*x*y", "y", "1", "-x", "x*(3-x-2*y)")
VERTICAL = ("x*y - y", "-x", "-sin(x)", "(1-x^2)*y - x", "y*cos(x)", "-15*y", "y^2", "3*cbrt(y)^2", "y*(2-x-y)")
WATCHED = ("x - log(x) + 4/3*y - 2/3*log(y)", "x^2+y^2", "y^2/2 - cos(x)", "y")
DX = Expression(
    "dx", "x′ =", HORIZONTAL[0], XY, HORIZONTAL[1:], help="Let x be the time, x′ = 1, where a law needs it."
)
DY = Expression("dy", "y′ =", VERTICAL[0], XY, VERTICAL[1:])
QUANTITY = Expression("quantity", "Watch V(x, y) =", WATCHED[0], XY, WATCHED[1:], help="Does the flow keep it?")
WINDOW = Choice("window", "Window", {"corner": "0 to 4", "near": "±2", "wide": "±5"}, "corner")
START = Point("start", "Start", (1.5, 1.5), (-5.0, 5.0), (-5.0, 5.0), 0.01)
METHOD = Choice("method", "Method", {"euler": "Euler", "heun": "Heun", "rk4": "RK4"}, "euler")
H = Slider("h", "Step size h", 0.02, 1.0, 0.1, log=True, domain="positive")
TIME = Slider("time", "Time to go T", 0.5, 20.0, 9.5, 0.5)
RATE = Point("rate", "Eigenvalue λ", (-15.0, 0.0), (-60.0, 20.0), (-60.0, 60.0), 0.1)
MATRIX = Matrix("matrix", "Matrix A", ((-0.2, -1.5), (1.5, -0.2)), -4.0, 4.0, 0.01)
POINT = Point("point", "Middle of the disc", (1.6, 0.6), (-3.0, 3.0), (-3.0, 3.0), 0.01)
MOMENT = Steps("moment", "Time t, in twentieths", high=MOMENTS, default=16, rate=12)
SPACE = Toggle("space", "One more dimension", False)
NET = Slider("net", "Seed of the first weights", 1, 3, 1, 1, integer=True)
PROBE = Slider("probe", "Place on the outer ring", 0, 360, 90, 0.5, unit="°")
LAYER = Steps("layer", "Layer: time t, in sixteenths", high=neural.LAYERS, default=neural.LAYERS, rate=6)
RUN = "dx", "dy", "start", "time"


class Flows(State):
    """Of a field (two closures): its solution `exact`, drawn as `curve`, the steps `walked`; as far as it can be
    compared, `aim`, and the `errors` there. Of eigenvalues `rates`: `z` = h times them, and the `factors` of a step. Of
    a matrix `a`: its flow up to `t`, the `image` of the disc, and how far any start ever grows. Of a net: `rings` and
    samples `seen` after all layers, their scores after this one."""

    formulas = cached_property(lambda q: (parse(q.p.dx, XY), parse(q.p.dy, XY)))
    watch = cached_property(lambda q: parse(q.p.quantity, XY))
    v_start = cached_property(lambda q: ode.value(q.watch, q.p.start))
    v_end = cached_property(lambda q: ode.value(q.watch, q.exact.end) if q.exact.whole else np.nan)
    v_walk = cached_property(lambda q: ode.value(q.watch, q.walked.end) if q.walked.whole else np.nan)
    window: Any = cached_property(lambda q: WINDOWS[q.p.window])
    field = cached_property(lambda q: ode.field(*q.formulas))
    exact = kept(*RUN)(lambda q: ode.solve(q.field, q.p.start, q.p.time))
    curve = kept(*RUN)(lambda q: ode.smooth(q.exact)[1])
    aim = kept(*RUN)(lambda q: ode.within(q.field, q.exact))
    errors = kept(*RUN)(lambda q: ode.errors(q.field, q.aim, SIZES))
    walked = kept(*RUN, "method", "h")(lambda q: ode.walk(q.field, q.p.method, q.p.start, q.p.h, q.p.time))
    off = cached_property(lambda q: ode.distance(q.field, q.p.method, q.p.h, q.walked, q.exact, q.aim))
    local = kept("dx", "dy", "start", "method")(lambda q: ode.local_slope(q.field, q.p.method, q.p.start))
    arrows = kept("dx", "dy", "window")(lambda q: ode.directions(q.formulas[0], q.formulas[1], q.window, 15))
    rates = cached_property(lambda q: np.array([complex(*q.p.rate), complex(*q.p.rate).conjugate()]))
    z = cached_property(lambda q: q.p.h * q.rates)
    pairs = cached_property(lambda q: np.stack([q.rates.real, q.rates.imag], axis=1) + 0.0)
    factors = cached_property(lambda q: linear.factor(q.p.method, q.z))
    limit = cached_property(lambda q: linear.largest_step(q.p.method, q.rates))
    stepped = cached_property(lambda q: linear.stepped(q.p.method, complex(q.rates[0]), q.p.h, STEPS))
    a = cached_property(lambda q: np.array(q.p.matrix))
    trace = cached_property(lambda q: float(np.trace(q.a)))
    det = cached_property(lambda q: float(np.linalg.det(q.a)))
    t = cached_property(lambda q: 2.0 * q.p.moment / MOMENTS)
    flow = cached_property(lambda q: linear.exponential(q.a, q.t)[0])
    image = cached_property(lambda q: q.flow @ (linear.DISC + np.array(q.p.point)[:, None]))
    eigenvalues = cached_property(lambda q: linear.eigenvalues(q.a))
    growth = kept("matrix")(lambda q: linear.growth(q.a))
    dims = cached_property(lambda q: 3 if q.p.space else 2)
    net = cached_property(lambda q: neural.trained(q.dims, q.p.net))
    rings = cached_property(lambda q: neural.rings(q.dims, q.p.net))
    seen = kept("space", "net")(lambda q: neural.carry(q.net, neural.samples(q.dims).places))
    ring_scores = cached_property(lambda q: neural.score(q.net, q.rings.places[q.p.layer]))
    probe = cached_property(lambda q: neural.carry(q.net, neural.around([np.deg2rad(q.p.probe)], q.dims)[1, 0]))
    probe_score = cached_property(lambda q: float(neural.score(q.net, q.probe[q.p.layer])))

    @cached_property
    def order(self) -> dict[str, float]:
        """The slope of each method's error between its two least sizes; NaN where it is too small to tell."""
        ends = {method: found[-2:] for method, found in self.errors.items()}
        return {method: float(np.log2(a / b)) if b > 1e-10 else np.nan for method, (a, b) in ends.items()}

    @kept("matrix")
    def ground(self) -> tuple[Array, Array, Array, Array]:
        """Curves of the linear flow, the lines that it keeps, and its field as arrows."""
        f, g = (parse(f"({a!r})*x + ({b!r})*y", XY) for a, b in self.a.tolist())
        return linear.courses(self.a), linear.straight_lines(self.a, 9.0), *ode.directions(f, g, (-3.0, 3.0), 13)

    @kept("space", "net")
    def right(self) -> tuple[float, float, float]:
        """The parts of the samples, of the inner and of the outer ring that end on their side of the cut."""
        inner, outer = neural.right(self.net, self.rings).tolist()
        return neural.samples_right(self.dims, self.p.net), inner, outer


class Descent(Flows):
    """The eigenvalues are those of gradient flow on the patients."""

    rates = cached_property(lambda q: np.asarray(-linear.diabetes().rates, complex))

    @cached_property
    def losses(self) -> tuple[Array, Array]:
        """The loss above its minimum after 0, 1, … steps, and that of the flow at the same times: (61,) each."""
        n, problem = np.arange(LOOKS + 1.0)[:, None], linear.diabetes()
        return linear.gaps(problem, np.abs(self.factors) ** n), linear.gaps(problem, np.exp(n * self.z.real))
