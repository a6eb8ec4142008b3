"""The state of the lesson: a field followed in steps, eigenvalues under a method, a linear flow, a net that flows."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Matrix, Point, Slider, Steps, Toggle
from explorer.lesson import State, kept
from mathcore.calculus import jets
from mathcore.calculus import linear_flows as linear
from mathcore.calculus import neural_flows as neural
from mathcore.calculus import ode_steppers as ode
from mathcore.common.expressions import parse

Array = NDArray[np.float64]
XY = ("x", "y")
WINDOWS = {"corner": (-0.2, 4.2), "near": (-2.2, 2.2), "wide": (-5.2, 5.2)}
SIZES = {"euler": 0.5 ** np.arange(6.0), "heun": 0.5 ** np.arange(6.0), "rk4": 0.5 ** np.arange(6.0)}
STEPS, LOOKS = 20, 60  # of the pair of eigenvalues; of the loss on data
MOMENTS = 40  # of the linear flow, up to t = 2
SPAN = np.linspace(-4.0, 4.0, 121)  # times of the curves of a linear flow
AROUND = np.linspace(0.0, 2 * np.pi, 61)
DISC = 0.4 * np.stack([np.cos(AROUND), np.sin(AROUND)])
STARTS = np.concatenate(
    [r * np.stack([np.cos(AROUND[::5]), np.sin(AROUND[::5])])[:, k:12:2] for r, k in ((2.4, 0), (1.0, 1))], axis=1
)
GRID = 15  # arrows a side

HORIZONTAL = ("2/3*x - 4/3*x*y", "y", "1", "1", "-x", "x*(3-x-2*y)")
VERTICAL = ("x*y - y", "-x", "-sin(x)", "(1-x^2)*y - x", "y*cos(x)", "-15*y", "y^2", "3*cbrt(y)^2", "y*(2-x-y)")
WATCHED = ("x - log(x) + 4/3*y - 2/3*log(y)", "x^2+y^2", "y^2/2 - cos(x)", "y")
TIMED = "For a law that hangs on time, let x be the time: x′ = 1."
DX = Expression("dx", "x′ =", HORIZONTAL[0], XY, HORIZONTAL[1:], help=TIMED)
DY = Expression("dy", "y′ =", VERTICAL[0], XY, VERTICAL[1:])
QUANTITY = Expression("quantity", "Watch V(x, y) =", WATCHED[0], XY, WATCHED[1:], help="Does the flow keep it?")
WINDOW = Choice("window", "Window", {"corner": "0 to 4", "near": "±2", "wide": "±5"}, "corner")
START = Point("start", "Start", (1.8, 1.8), (-5.0, 5.0), (-5.0, 5.0), 0.01)
METHOD = Choice("method", "Method", {"euler": "Euler", "heun": "Heun", "rk4": "RK4"}, "euler")
H = Slider("h", "Step size h", 0.02, 1.0, 0.1, log=True, domain="positive")
TIME = Slider("time", "Time to go T", 1.0, 20.0, 10.0, 0.5)
SPECTRUM = Choice("spectrum", "Eigenvalues of", {"pair": "a pair λ, λ̄", "diabetes": "real data"}, "pair")
RATE = Point("rate", "Eigenvalue λ", (-15.0, 0.0), (-60.0, 20.0), (-60.0, 60.0), 0.1, when={"spectrum": ("pair",)})
MATRIX = Matrix("matrix", "Matrix A", ((-0.2, -1.5), (1.5, -0.2)), -4.0, 4.0, 0.01)
POINT = Point("point", "Middle of the disc", (1.6, 0.6), (-3.0, 3.0), (-3.0, 3.0), 0.01)
MOMENT = Steps("moment", "Time t, in twentieths", high=MOMENTS, default=16, rate=12)
SPACE = Toggle("space", "One more dimension", False)
NET = Slider("net", "Seed of the first weights", 1, 4, 1, 1, integer=True)
PROBE = Slider("probe", "Place on the outer ring", 0, 360, 90, 0.5, unit="°")
LAYER = Steps("layer", "Layer: time t, in sixteenths", high=neural.LAYERS, default=neural.LAYERS, rate=6)


class Flows(State):
    """Of a field: `exact`, its solution, `walked`, the steps. Of eigenvalues `rates`: `z` = h times them. Of a matrix:
    its flow. Of a net: `ring`, both rings at all layers (17, 2, n, d), `seen` its samples, and their scores."""

    field = cached_property(lambda q: (ode.quick(parse(q.p.dx, XY)), ode.quick(parse(q.p.dy, XY))))
    view = cached_property(lambda q: WINDOWS[q.p.window])
    dims = cached_property(lambda q: 3 if q.p.space else 2)
    net = cached_property(lambda q: neural.trained(q.dims, q.p.net))
    a = cached_property(lambda q: np.array(q.p.matrix))
    t = cached_property(lambda q: 2.0 * q.p.moment / MOMENTS)

    @kept("dx", "dy", "start", "time")
    def exact(self) -> ode.Path:
        return ode.solve(self.field, self.p.start, self.p.time)

    @kept("dx", "dy", "start", "time")
    def curve(self) -> Array:
        return ode.smooth(self.exact)[1]

    @kept("dx", "dy", "start", "time")
    def errors(self) -> dict[str, Array]:
        """Of each method its error at the end, for step sizes 1, 1/2, ..., 1/32; NaN if the solution ends before T."""
        if not self.exact.whole:
            return {method: np.full(len(sizes), np.nan) for method, sizes in SIZES.items()}
        return ode.errors(self.field, self.p.start, self.exact, dict(SIZES))

    @kept("dx", "dy", "start", "time", "method", "h")
    def walked(self) -> ode.Path:
        return ode.walk(self.field, self.p.method, self.p.start, self.p.h, self.p.time)

    @kept("dx", "dy", "window")
    def arrows(self) -> tuple[Array, Array]:
        """Places (n, 2) and directions (n, 2) of one length."""
        low, high = self.view
        side = low + (high - low) * (np.arange(GRID) + 0.5) / GRID
        x, y = (each.ravel() for each in np.meshgrid(side, side))
        move = np.stack([parse(self.p.dx, XY)(x, y), parse(self.p.dy, XY)(x, y)], axis=1)
        with np.errstate(all="ignore"):
            move *= 0.6 * (high - low) / GRID / np.hypot(*move.T)[:, None]
        move[~np.isfinite(move).all(axis=1)] = 0.0
        return np.stack([x, y], axis=1) - 0.5 * move, move

    @kept("dx", "dy", "start", "time", "quantity")
    def watched(self) -> tuple[float, float, float]:
        """V at the start and at the end of the solution, and the integral of ∇V · (x′, y′) along it."""
        v, path = parse(self.p.quantity, XY), self.exact
        if len(path.times) < 2:
            return float(v(*self.p.start)), np.nan, np.nan
        with np.errstate(all="ignore"):
            total = ode.change_along(lambda x, y: jets.gradient(jets.jet(v, x, y, 1)), path)
        return float(v(*self.p.start)), float(v(*path.end)), total

    @cached_property
    def off(self) -> float:
        """How far the last step is from the solution; NaN if one of them does not come to T."""
        return (
            float(np.hypot(*(self.walked.end - self.exact.end))) if self.exact.whole and self.walked.whole else np.nan
        )

    @cached_property
    def order(self) -> float:
        """The slope of the error's curve between h = 1/16 and h = 1/32; NaN where it is too small to tell."""
        coarse, fine = self.errors[self.p.method][-2:]
        return float(np.log2(coarse / fine)) if fine > 1e-12 and np.isfinite(coarse) else np.nan

    @cached_property
    def rates(self) -> NDArray[np.complex128]:
        """The eigenvalues: of the pair, or of gradient flow on the patients."""
        if self.p.spectrum == "diabetes":
            return np.asarray(-linear.diabetes().rates, complex)
        return np.array([complex(*self.p.rate), complex(*self.p.rate).conjugate()])

    z = cached_property(lambda q: q.p.h * q.rates)
    limit = cached_property(lambda q: linear.largest_step(q.p.method, q.rates))
    factors = cached_property(lambda q: linear.factor(q.p.method, q.z))

    @cached_property
    def stepped(self) -> NDArray[np.complex128]:
        """y₀ = 1, y₁, …, y₂₀ of the pair's first eigenvalue."""
        return linear.stepped(self.p.method, complex(self.rates[0]), self.p.h, STEPS)

    @cached_property
    def losses(self) -> tuple[Array, Array]:
        """The loss above its minimum after 0, 1, … steps, and that of the flow at the same times: (61,) each."""
        n, problem = np.arange(LOOKS + 1.0)[:, None], linear.diabetes()
        steps = np.exp(n * np.log(np.maximum(np.abs(self.factors), 1e-300)))
        return linear.gaps(problem, steps), linear.gaps(problem, np.exp(n * self.z.real))

    flow = cached_property(lambda q: linear.exponential(q.a, q.t)[0])
    image = cached_property(lambda q: q.flow @ (DISC + np.array(q.p.point)[:, None]))
    eigenvalues = cached_property(lambda q: np.linalg.eigvals(q.a.astype(complex)))

    @kept("matrix")
    def courses(self) -> Array:
        """Curves of the flow through some starts, as one broken polyline (n, 2)."""
        found = np.einsum("tij,js->sti", linear.exponential(self.a, SPAN), STARTS)
        gaps = np.full((found.shape[0], 1, 2), np.nan)
        return np.concatenate([found, gaps], axis=1).reshape(-1, 2)

    @kept("matrix")
    def growth(self) -> float:
        """The largest factor by which any start grows at any time up to 10."""
        return float(linear.growths(self.a, np.linspace(0.0, 10.0, 401)).max())

    @kept("space", "net")
    def ring(self) -> Array:
        return neural.carry(self.net, neural.fine(self.dims))

    @kept("space", "net")
    def seen(self) -> Array:
        return neural.carry(self.net, neural.samples(self.dims).places)

    @kept("space", "net")
    def right(self) -> tuple[float, Array]:
        """At t = 1: the part of the samples, and the part of each ring (2,), that is on its side of the cut."""
        return float(neural.shares_right(self.net, self.seen[-1]).mean()), neural.shares_right(self.net, self.ring[-1])

    ring_scores = cached_property(lambda q: neural.score(q.net, q.ring[q.p.layer]))
    seen_scores = cached_property(lambda q: neural.score(q.net, q.seen[q.p.layer]))

    @cached_property
    def probe(self) -> Array:
        """The course of the probe on the outer ring: (17, d)."""
        start = neural.around([np.deg2rad(self.p.probe)], self.dims)[1]
        return neural.carry(self.net, start)[:, 0]

    probe_score = cached_property(lambda q: float(neural.score(q.net, q.probe[q.p.layer])))
