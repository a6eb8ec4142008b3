"""The panels of the lesson: secant, slope at every x, number lines, magnifier, errors against h, gradient check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.calculus import finite_differences as fd

if TYPE_CHECKING:
    from pages.calculus.derivatives.state import Derivatives

Array = NDArray[np.float64]
Trace = Mapping[str, Any]
Traces = Sequence[Trace]
EDGE = 4.0  # of the window: a goes to 3, and h to 1
X, T = np.linspace(-EDGE, EDGE, 401), np.linspace(-1.0, 1.0, 401)
H, RADII, CHECKED = (10.0 ** np.linspace(-16, 0, count) for count in (129, 97, 65))  # where errors are measured
ROLES = {"forward": "model", "backward": "model", "central": "gradient", "complex": "accent"}
NAMES = {"forward": "forward", "backward": "backward", "central": "central", "complex": "complex step"}
BITS = {"double": "64 bit", "single": "32 bit", "half": "16 bit", "brain": "bfloat16"}
ZERO, TOP = 1e-18, 10.0  # of the axis of errors; what is exactly 0 stands at its bottom
TICKS = {ZERO: "0", 1e-15: "10⁻¹⁵", 1e-12: "10⁻¹²", 1e-9: "10⁻⁹", 1e-6: "10⁻⁶", 1e-3: "0.001", 1.0: "1"}
GOOD = 1e-7  # a gradient check in double precision should stay below it
SLOPES = (1.5, 3.0, 6.0, 12.0, 30.0, 80.0)  # half the height of the magnified strip
GAP = np.nan
ACROSS, STEPS = viz.Axis("x", (-EDGE, EDGE)), viz.Axis("step h", (1e-16, 1.0), log=True, ticks=[1e-15, 1e-10, 1e-5, 1])
OFF = "|quotient − f′(a)|"
DASHED: dict[str, Any] = {"width": 1.8, "dash": "dash", "hover": False}
THIN: dict[str, Any] = {"width": 1.2, "hover": False}


def within(values: ArrayLike, bounds: tuple[float, float], room: float = 3.0) -> Array:
    """The values cut off so far outside the bounds, in heights of them; inside for a negative room."""
    low, high = bounds
    return np.clip(values, low - room * (high - low), high + room * (high - low))


def held(value: float, bounds: tuple[float, float]) -> float:
    """Where the handle of that height can be taken hold of: in the picture, and somewhere."""
    return float(within(np.nan_to_num(value, nan=sum(bounds) / 2), bounds, -0.03))


def on_log(values: ArrayLike, unknown: float = np.nan) -> Array:
    """Errors on their axis: 0 at the bottom, what is larger than the top above it."""
    return np.clip(np.nan_to_num(np.asarray(values, float), nan=unknown), ZERO, 10 * TOP)


def step_to(side: float, a: float) -> viz.Moves:
    """The step that puts a ± h under the pointer."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if side * (x - a) < 0.01:
            raise viz.Limit("It stays on its side of a; smaller steps are on the slider.", {"h": 0.01})
        return {"h": side * (x - a)}

    return moves


def point(name: str, q: Derivatives, height: float, role: str = "data") -> viz.Handle:
    """A handle that moves the point along."""
    return viz.Handle(name, (q.p.a, height), "point a", role, moves=lambda x, y: {"a": x}, follows="x")


def graph(q: Derivatives, tangent: str) -> list[Trace]:
    """f with its tangent at a: at a corner the two one-sided ones, upright where a slope is infinite."""
    a, value, ends = q.p.a, q.here.value, []
    for side, slope in ((-2.5 * EDGE, q.here.left), (2.5 * EDGE, q.here.right)):
        steep = np.isinf(slope)
        ends.append((a if steep else a + side, value + side * (10.0 * np.sign(slope) if steep else slope)))
    return [
        viz.called(viz.line(X, within(q.curves[0], q.heights[0]), "data", width=3.0, name="f"), "f", at=0.04, size=16),
        viz.called(viz.polyline([ends[0], (a, value), ends[1]], "optimum", **DASHED), tangent, at=0.85),
    ]


def curve_panel(q: Derivatives) -> viz.Plane:
    """f, its tangent at a, and the line through the two points that the quotient compares."""
    bounds, role, (low, high) = q.heights[0], ROLES[q.p.method], q.step.ends
    f = fd.evaluate(q.p.function, [low, q.p.a, high], q.p.precision)
    f_low, f_a, f_high = np.where(np.isfinite(f), f, GAP).tolist()
    x, wide = np.array([-EDGE, EDGE]), high - low > 0.3
    corner = [low, high, high] if wide else [GAP] * 3
    run = ("2h" if q.p.method == "central" else "h") if wide else ""
    line = "secant" if q.step.real else NAMES["complex"]
    traces = [
        *graph(q, "tangent"),
        viz.called(viz.line(x, f_low + q.step.value * (x - low), role, width=2.2, hover=False), line, at=0.0),
        viz.called(viz.line(corner, [f_low, f_low, f_high], "muted", **THIN), run, at=0.3),
        viz.called(viz.markers([low, high], [f_low, f_high], role, size=10, name="compared")),
        viz.called(viz.markers([q.p.a], [f_a], "data", size=11, name="a")),
    ]
    handles = [point("point", q, held(f_a, bounds))]
    if q.step.real:
        side, end, f_end = (-1.0, low, f_low) if q.p.method == "backward" else (1.0, high, f_high)
        at, moves = (end, held(f_end, bounds)), step_to(side, q.p.a)
        handles.append(viz.Handle("second", at, "second point", role, moves=moves, follows="x"))
    return viz.Plane(traces, ACROSS, viz.Axis("f(x)", bounds), f"The tangent at a, and the {line}", handles=handles)


def slope_panel(q: Derivatives) -> viz.Plane:
    """f' by the rules, strong up to a, the quotient at every x, and a place where f' is the secant's slope."""
    bounds, role, a = q.heights[1], ROLES[q.p.method], q.p.a
    slopes, quotients = (within(y, bounds) for y in (q.curves[1], q.quotients))
    mean = q.step.mean if q.step.smooth and q.p.h > 0.02 else GAP
    traced = viz.line(X, np.where(a >= X, slopes, GAP), "optimum", width=3.0, name="f′")
    traces = [
        viz.called(viz.line([a, a], bounds, "data", width=1.0, dash="dot", hover=False)),
        viz.line(X, slopes, "optimum", width=1.6, opacity=0.4, hover=False),
        viz.called(traced, "f′", at=0.1, size=16),
        viz.called(viz.line(X, quotients, role, width=2.0, name="quotient"), "quotient", at=0.9),
        viz.line(q.step.between if np.isfinite(mean) else [GAP, GAP], [q.step.unrounded] * 2, role, **DASHED),
        viz.line([a, a], [q.here.slope, q.step.value], role, width=3.0, hover=False),
        viz.markers([mean], [q.step.unrounded], "ink", size=12, ring=True, name="f′ is the secant’s slope here"),
        viz.called(viz.markers([a, a], within([q.here.left, q.here.right], bounds), "optimum", size=10, name="f′(a)")),
        viz.called(viz.markers([a], within([q.step.value], bounds), role, size=11, name="quotient at a")),
    ]
    axes, handles = (ACROSS, viz.Axis("slope", bounds)), [point("here", q, held(q.step.value, bounds), role)]
    return viz.Plane(traces, *axes, "The slope at every x, and its limit f′", handles=handles)


def lines_panel(q: Derivatives) -> viz.Plane:
    """x above, f(x) below on the same scale: the piece between the two points, and what its length becomes."""
    (low, high), value, slope = q.step.between, q.here.value, q.here.slope

    def threads(x: Array) -> Array:
        image = within(fd.evaluate(q.p.function, x), (-EDGE, EDGE), 0.5)
        return np.stack([x, 1 + 0 * x, image, 0 * x, GAP * x, GAP * x], axis=1).reshape(-1, 2)

    image = within(fd.evaluate(q.p.function, [low, high]), (-EDGE, EDGE), 0.5)
    promised = value + slope * np.array([low - q.p.a, high - q.p.a])
    says = f"f′(a) = {number(slope, 3)} times Δx" + ", outside" * (abs(value) > EDGE) if np.isfinite(slope) else ""
    traces = [
        viz.line([-EDGE, EDGE, GAP, -EDGE, EDGE], [1, 1, GAP, 0, 0], "ink", **THIN),
        viz.polyline(threads(np.arange(-4.0, 4.01, 0.2)), "null", width=1.0, opacity=0.35, hover=False),
        viz.polyline(threads(np.linspace(low, high, 9)), "data", width=1.6, hover=False),
        viz.line([low, high], [1, 1], "data", width=7.0, name="a piece of length Δx"),
        viz.line(image, [0, 0], "data", width=7.0, name="Δf, from end to end"),
        viz.line(within(promised, (-EDGE, EDGE), 0.5), [-0.12, -0.12], "optimum", width=5.0, name="f′(a) times Δx"),
        viz.label([-EDGE, -EDGE], [1.03, 0.03], ["x", "f(x)"], "ink", position="top right", size=16),
        viz.label([np.clip(value, -1.5, 1.5)], [-0.16], says, "optimum", position="bottom center"),
    ]
    side, end = (-1.0, low) if q.p.method == "backward" else (1.0, high)
    edge = viz.Handle("edge", (end, 1.0), "end of the piece", "data", moves=step_to(side, q.p.a), follows="x")
    axes = viz.Axis("both lines on one scale", (-EDGE, EDGE)), viz.Axis("", (-0.35, 1.25), visible=False)
    long = f": Δf is {number(q.step.value, 3)} times Δx" if q.step.real and np.isfinite(q.step.value) else ""
    return viz.Plane(traces, *axes, f"x ↦ f(x){long}", handles=[point("point", q, 1.0), edge])


def lens_panel(q: Derivatives) -> viz.Plane:
    """f, and the strip around a that is magnified."""
    (low, high), a, h = q.heights[0], q.p.a, q.p.h
    strip = viz.area([a - h, a + h], [high, high], [low, low], "accent", opacity=0.25, name="magnified")
    at = a + h, low + 0.1 * (high - low)
    hold = viz.called(viz.markers([at[0]], [at[1]], "accent", size=9, name="edge of the strip"))
    traces = [strip, *graph(q, "tangent"), hold, viz.called(viz.markers([a], [q.here.value], "data", size=11))]
    edge = viz.Handle("edge", at, "edge of the strip", "accent", moves=step_to(1.0, a), follows="x")
    handles = [point("point", q, held(q.here.value, (low, high))), edge]
    y = viz.Axis("f(x)", (low, high))
    return viz.Plane(traces, ACROSS, y, "The strip within h of a", weight=0.9, handles=handles, room=(160.0, 170.0))


def magnified_panel(q: Derivatives) -> viz.Plane:
    """The strip with both axes magnified by 1/h, its tangent, and the band around it that holds the graph."""
    known = [slope for slope in (q.here.left, q.here.right) if np.isfinite(slope)]
    top = viz.reach(1.25 * np.array(known), SLOPES) if known else SLOPES[1]
    y = np.clip(fd.blow_up(q.p.function, q.p.a, q.p.h, T, q.p.precision), -3 * top, 3 * top)
    misfit = np.clip(np.nan_to_num(q.misfit), 0.0, 3 * top)
    tangent = np.clip([-q.here.left, 0.0, q.here.right], -9 * top, 9 * top)
    traces = [
        viz.area(T, q.line * T + misfit, q.line * T - misfit, "model", opacity=0.15, name="misfit"),
        viz.called(viz.line([-1.0, 0.0, 1.0], tangent, "optimum", **DASHED)),
        viz.called(viz.line(T, y, "data", width=2.6, name="f magnified"), "f", at=0.05, size=16),
    ]
    axes = viz.Axis("(x − a)/h", (-1.0, 1.0)), viz.Axis("(f(x) − f(a))/h", (-top, top))
    return viz.Plane(traces, *axes, f"Magnified {number(1 / q.p.h, 3)} times")


def small(title: str) -> viz.Axis:
    """A logarithmic axis of something small, with a place for 0."""
    return viz.Axis(title, (ZERO, TOP), log=True, ticks=list(TICKS), labels=list(TICKS.values()))


def named(traces: Traces) -> Traces:
    """The traces with the names beside them, where no names are placed anew while h moves."""
    return viz.Plane(traces, STEPS, small("")).traces


def against_h(q: Derivatives, traces: Traces, now: float, role: str, y: str, title: str) -> viz.Plane:
    """A panel of something small against the step, with the present step to be dragged."""
    at = q.p.h, float(on_log(np.minimum(now, TOP), 1e-9))
    shown = viz.markers([q.p.h], [GAP if np.isnan(now) else at[1]], role, size=12, name="now")
    here = viz.line([q.p.h] * 2, [ZERO, TOP], "ink", width=1.0, dash="dot", hover=False)
    handle = viz.Handle(f"step {title}", at, "step h", role, moves=lambda x, y: {"h": x}, follows="x")
    return viz.Plane([here, *traces, shown], STEPS, small(y), title, handles=[handle])


def errors(q: Derivatives, method: str, precision: str, role: str, name: str, at: float) -> Traces:
    """The errors of a quotient at every step, as dots, and what theory says of them."""
    found = np.abs(fd.quotient(q.p.function, q.p.a, H, method, precision) - q.here.slope)
    rounding = q.rounding * fd.ROUNDOFF[precision] / fd.ROUNDOFF[q.p.precision]
    theory = fd.model(H, method, rounding, q.here.second, q.here.third, q.here.slope, precision)
    theory += abs(np.nan_to_num(q.here.second) * (q.p.a - fd.rounded(q.p.a, precision)))  # a itself is rounded
    dots = viz.called(viz.markers(H, on_log(found), role, size=4, opacity=0.8, name=name))
    dots.named = replace(dots.named, x=H[::3], y=on_log(found)[::3])  # some are enough to keep names clear of them
    return [dots, viz.called(viz.line(H, on_log(theory), role, **DASHED), name, at=at, size=13)]


def methods(q: Derivatives) -> Traces:
    """Three methods in this arithmetic; the steps at which a + h is no other number than a are shaded."""
    least = np.spacing(abs(q.p.a)) / 2 * fd.ROUNDOFF[q.p.precision] / fd.ROUNDOFF["double"]
    ends = [1e-16, least] if least > 1e-15 else [GAP, GAP]
    shade = viz.area(ends, [TOP, TOP], [ZERO, ZERO], "null", opacity=0.15, name="a + h = a")
    says = viz.label([2 * ends[0]], [1e-17], "here a + h = a", "muted", position="top right", size=13)
    places = {"forward": 0.2, "central": 0.1, "complex": 0.3}
    found = [errors(q, name, q.p.precision, ROLES[name], NAMES[name], at) for name, at in places.items()]
    return named([shade, says, *(trace for each in found for trace in each)])


def precisions(q: Derivatives) -> Traces:
    """This method in four arithmetics, the one in use in colour."""
    roles = {name: ROLES[q.p.method] if name == q.p.precision else "null" for name in BITS}
    found = [errors(q, q.p.method, name, roles[name], bits.replace("loat", ""), 0.1) for name, bits in BITS.items()]
    return named([trace for each in found for trace in each])


def misfits(q: Derivatives) -> Traces:
    """The misfit against the half-width of the strip, and what a second derivative promises."""
    promised = on_log(RADII * abs(q.here.second) / 2 + 2 * q.rounding / RADII)
    found = on_log(fd.misfits(q.p.function, q.p.a, RADII, q.line, q.p.precision))
    line = viz.called(viz.line(RADII, promised, "null", **DASHED), "h|f″|/2 + rounding", at=0.3, size=13)
    return named([line, viz.called(viz.markers(RADII, found, "model", size=5, name="misfit"))])


def checks(q: Derivatives) -> Traces:
    """The disagreement at every step, of the right gradient and of the one with the bug."""
    w = fd.weights(q.p.seed)
    numeric = fd.differences(w, CHECKED, q.p.method, q.p.precision)
    right = fd.disagreement(fd.gradient(w), numeric)
    wrong = fd.disagreement(q.gradient, numeric) if q.p.bug != "none" else GAP * right
    threshold = viz.called(viz.line([1e-16, 1.0], [GOOD] * 2, "null", **DASHED), "10⁻⁷", at=0.05)
    line = viz.line(CHECKED, on_log(right), ROLES[q.p.method], width=2.4, name="right gradient")
    floor = viz.line(CHECKED, on_log(wrong), "ink", width=2.4, name="with the bug")
    return named([threshold, viz.called(line, "right gradient", at=0.3), viz.called(floor, "with the bug", at=0.2)])


def methods_panel(q: Derivatives) -> viz.Plane:
    return against_h(q, q.methods, q.error, ROLES[q.p.method], OFF, f"Three methods, {BITS[q.p.precision]}")


def precisions_panel(q: Derivatives) -> viz.Plane:
    return against_h(q, q.precisions, q.error, ROLES[q.p.method], OFF, f"Four precisions, {NAMES[q.p.method]}")


def misfit_panel(q: Derivatives) -> viz.Plane:
    return against_h(q, q.misfits, q.misfit, "model", "largest |f − tangent| ÷ h", "Does it straighten?")


def check_panel(q: Derivatives) -> viz.Plane:
    title = f"All weights, {NAMES[q.p.method]}, {BITS[q.p.precision]}"
    return against_h(q, q.checks, q.disagreement, "ink", "‖g − d‖ ÷ (‖g‖ + ‖d‖)", title)


def weights_panel(q: Derivatives) -> viz.Plane:
    """The disagreement of the two gradients weight by weight, below the threshold or above it."""
    apart, names, k = on_log(q.apart), fd.tumours()[2], np.arange(1.0, 32.0)
    worst = f"Worst: {names[int(np.nanargmax(apart))]}" if np.isfinite(apart).any() else "Weight by weight"
    traces = [
        viz.line([0, 32], [GOOD] * 2, "null", **DASHED),
        viz.stems(k, apart, "grid", base=ZERO),
        viz.markers(k, np.where(apart <= GOOD, apart, GAP), "optimum", size=9, text=names),
        viz.markers(k, np.where(apart > GOOD, apart, GAP), "model", size=9, text=names),
    ]
    across, y = viz.Axis("weight", (0, 32), ticks=[1, 11, 21, 31]), small("|g − d| ÷ (|g| + |d|)")
    return viz.Plane(traces, across, y, worst)
