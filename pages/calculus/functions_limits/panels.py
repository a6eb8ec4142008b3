"""The panels: the box, all pairs (ε, δ), the magnifier, ever closer; a tube of functions; a digit and its softmax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
import viz.linear
from explorer.text import number
from mathcore.calculus.neighbourhoods import traced
from mathcore.common.tables import digits
from pages.calculus.functions_limits.state import COLD, EDGE, EPSILONS

if TYPE_CHECKING:
    from pages.calculus.functions_limits.state import Limits

Array = NDArray[np.float64]
Pair = tuple[float, float]
Trace = Mapping[str, Any]
LEAST, FAR, NEAREST, BLUNT, SHARP, NAN = 1e-6, 3.0, 1e-12, 1.0, 1e3, np.nan  # ends of axes: δ, distance, sharpness
DASHED: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}
DOTTED: dict[str, Any] = {"width": 1.2, "dash": "dot", "hover": False}
STRONG: dict[str, Any] = {"width": 4.5, "name": "not in the box"}
TUBES, KINK = {"sigmoid": (-0.35, 1.4), "power": (-0.2, 1.3)}, (-0.4, 2.2)  # heights, and those of the other families
LIMIT_TO: viz.Moves = lambda x, y: {"limit": y, "follow": False}  # where the pointer is, no longer with the function


def within(values: ArrayLike, bounds: Pair, room: float = 3.0) -> Array:
    """Values cut off so far outside the bounds, in heights of them."""
    low, high = bounds
    return np.clip(values, low - room * (high - low), high + room * (high - low))


def held(value: float, bounds: Pair) -> float:
    """Where a handle can be taken hold of: in the picture."""
    return float(within(value, bounds, -0.02))


def apart(name: str, origin: float, sign: float, least: float, axis: int = 0) -> viz.Moves:
    """A distance from the origin that follows the pointer, along x or y, on its side."""

    def moves(*pointer: float) -> Mapping[str, Any]:
        if sign * (pointer[axis] - origin) < least:
            closer = "; the slider goes closer" * (name == "delta")  # the others end where the slider does
            raise viz.Limit(f"The edge stays on its side{closer}.", {name: least})
        return {name: sign * (pointer[axis] - origin)}

    return moves


def box(left: float, right: float, band: ArrayLike, level: float, x: Pair, y: Pair) -> list[Trace]:
    """The strip, the band around the level, and the box that they have in common."""
    low, high = np.asarray(band, float).tolist()
    return [
        viz.area([left, right], [y[1]] * 2, [y[0]] * 2, "accent", opacity=0.14, name="strip"),
        viz.area(x, [high] * 2, [low] * 2, "optimum", opacity=0.14, name="band"),
        viz.area([left, right], [high] * 2, [low] * 2, "optimum", opacity=0.2, name="box"),
        viz.called(viz.line(x, [level] * 2, "optimum", **DASHED)),
    ]


def graph_panel(q: Limits) -> viz.Plane:
    """The curve with the band L ± ε and the strip a ± δ; orange in the strip and not in the band. Next to a, where no
    single curve can be seen, the ranges of all its values."""
    bounds, (low, high), a, eps, (left, right), (x, y) = q.heights, q.heights, q.p.a, q.p.eps, q.strip, q.curve
    level = float(within(q.limit, bounds, 0.1))
    band, foot = within([q.limit - eps, q.limit + eps], bounds, 0.1), low + 0.1 * (high - low)
    outside = (x > left) & (x < right) & (np.abs(y - q.limit) >= eps)
    at, *ranges = q.around.close(0.1)
    least, most = (within(np.where(np.isnan(part), q.limit, part), bounds) for part in ranges)
    worst = q.worst[0] if q.verdict == "fails" and q.worst[1] >= eps else NAN
    told = 1 in q.rows and max(right, a + 0.2) < EDGE - 0.8  # there is room for the name of the right end
    traces = [
        *box(left, right, band, level, (-EDGE, EDGE), bounds),
        viz.called(viz.line([-EDGE, EDGE], [band[1]] * 2, "optimum", **DOTTED), "L + ε", at=0.72),
        viz.line([a, a], bounds, "accent", **DOTTED),
        viz.area(at, most, least, "data", opacity=0.35, name="all values"),
        viz.called(viz.line(x, within(y, bounds), "data", width=2.6, name="f"), "f", at=0.15, size=16),
        viz.line(x, np.where(outside, within(y, bounds), NAN), "model", **STRONG),
        viz.markers([a], [level], "data", size=11, ring=True, name="L"),
        viz.markers([a], within([q.around.value], bounds, 0.1), "data", size=9, name="f(a)"),
        viz.markers([worst], within(q.around.formula([worst]), bounds, -0.02), "model", size=12, name="farthest off"),
        viz.label([max(right, a + 0.2)], [low], " a + δ" if told else "", "accent", position="top right"),
    ]
    sides, point, grip = (-EDGE, EDGE), (held(a, (-EDGE, EDGE)), low + 0.02 * (high - low)), held(q.limit, bounds)
    handles = [
        viz.Handle("a", point, "point a", "accent", None, lambda x, y: {"a": x}, "x"),
        viz.Handle("level", (-0.9 * EDGE, grip), "limit L", "optimum", None, LIMIT_TO, "y"),
    ]
    for row, (sign, side, end) in enumerate(((-1.0, "left", "bottom"), (1.0, "right", "top"))):
        spot, moves = (0.8 * EDGE, held(q.limit + sign * eps, bounds)), apart("eps", q.limit, sign, 1e-4, 1)
        handles.append(viz.Handle(end, spot, f"{end} of the band", "optimum", None, moves, "y"))
        if row in q.rows:
            spot, moves = (held(q.strip[row], sides), foot), apart("delta", a, sign, 0.01)
            handles.append(viz.Handle(side, spot, f"{side} end of the strip", "accent", None, moves, "x"))
    axes, title = (viz.Axis("x", sides), viz.Axis("f(x)", bounds)), "In the strip the curve must stay in the box"
    return viz.Plane(traces, *axes, title, weight=1.25, handles=handles)


def pairs_panel(q: Limits) -> viz.Plane:
    """All pairs (ε, δ): proved, refuted, and the largest δ between them; the present pair is dragged."""
    proved, fails, edge = q.pairs if q.rows else np.full((3, len(EPSILONS)), NAN)
    (eps, delta), best = (q.p.eps, q.p.delta), q.largest.delta if q.rows else NAN
    lower, upper = np.clip(proved, LEAST, FAR), np.clip(fails, LEAST, FAR)
    role = {"fails": "model", "proved": "optimum", "part": "optimum"}.get(q.verdict, "null")
    traces = [
        viz.area(EPSILONS, lower, np.full_like(lower, LEAST), "optimum", opacity=0.16, name="proved"),
        viz.area(EPSILONS, np.full_like(upper, FAR), upper, "model", opacity=0.16, name="fails"),
        viz.called(viz.line(EPSILONS, np.maximum(edge, 1e-9), "ink", width=2.4, name="largest δ"), "largest δ", at=0.6),
        viz.called(viz.line([eps, eps], [delta, np.clip(best, LEAST, FAR)], role, **DOTTED)),
        viz.markers([eps], [best if best >= LEAST else NAN], "ink", size=11, ring=True, name="largest δ"),
        viz.markers([eps], [delta], role, size=13, name="this pair"),
        viz.label([1.7], [1.5e-6], "proved" if proved[193] > 1e-5 else "", "optimum", position="top left"),
        viz.label([1.2e-4], [1.6], "fails" if fails[12] < 0.3 else "", "model", position="bottom right"),
    ]
    x, y = viz.Axis("ε", (1e-4, 2.0), log=True), viz.Axis("δ", (LEAST, FAR), log=True)
    pair = viz.Handle("pair", (eps, delta), "the pair ε, δ", role, None, lambda x, y: {"eps": x, "delta": y})
    return viz.Plane(traces, x, y, "All pairs (ε, δ): which win?", handles=[pair])


def box_panel(q: Limits) -> viz.Plane:
    """The box itself, always of one size: the curve in units of δ and ε."""
    close = 10.0 ** -np.linspace(0, 4, 160)
    u = np.concatenate([np.linspace(-1.5, 1.5, 600), -close, close])
    x, y = traced(q.p.function, np.append(q.p.a + q.p.delta * u, q.p.a))
    near = (q.limit - q.p.eps, q.limit + q.p.eps)
    u, v = (x - q.p.a) / q.p.delta, (within(np.where(x == q.p.a, NAN, y), near) - q.limit) / q.p.eps
    left, right = ((np.array(q.strip) - q.p.a) / q.p.delta).tolist()
    traces = [
        *box(left, right, [-1, 1], 0.0, (-1.5, 1.5), (-2.0, 2.0)),
        viz.line([0, 0], [-2, 2], "accent", **DOTTED),
        viz.called(viz.line(u, v, "data", width=2.6, name="f"), "f", at=0.04, size=16),
        viz.line(u, np.where((np.abs(v) >= 1) & (u > left) & (u < right), v, NAN), "model", **STRONG),
        viz.markers([0.0], [0.0], "data", size=11, ring=True, name="L"),
    ]
    across, up = viz.Axis("(x − a)/δ", (-1.5, 1.5), ticks=[-1, 0, 1]), viz.Axis("(f(x) − L)/ε", (-2.0, 2.0))
    return viz.Plane(traces, across, up, f"The box, δ = {number(q.p.delta, 3)}, ε = {number(q.p.eps, 3)}", weight=0.8)


def approach_panel(q: Limits) -> viz.Plane:
    """f on both sides against the distance from a, ever closer to the right; the range of all values nearer than that;
    the highest and the lowest point of each decade. What rounding has spoilt is grey."""
    bounds, at, eps, level = q.heights, q.around.at, q.p.eps, float(within(q.limit, q.heights, 0.1))
    traces: list[Trace] = []
    for row, role, name in ((0, "gradient", "from the left"), (1, "data", "from the right")):
        hull = (within(np.where(np.isnan(part), level, part), bounds) for part in q.around.hulls[row])
        least, most = (part if row in q.rows else np.full_like(part, level) for part in hull)
        y, honest = np.where(row in q.rows, within(q.around.f[row], bounds), NAN), q.around.honest[row]
        # A line through points between which f goes up and down would be a drawing of the points, not of f.
        wild = np.maximum.accumulate((q.around.loose[row] > 0.2 * (bounds[1] - bounds[0]))[::-1])[::-1]
        seen = np.where(honest & ~wild, y, NAN)
        spoilt = viz.line(at, np.where(honest, NAN, y), "null", width=1.4, dash="dot", name="rounding")
        traces += [
            viz.area(q.around.t, most, least, role, opacity=0.16, name="all values nearer than that"),
            viz.called(spoilt, "rounding" if row else None, at=0.5),
            viz.called(viz.line(at, seen, role, width=2.2, name=name), name, at=0.1 + 0.3 * row),
        ]
    band = within([q.limit - eps, q.limit + eps], bounds, 0.1)
    traces += box(NEAREST, q.p.delta, band, level, (NEAREST, FAR), bounds)
    for points, symbol in zip(q.sequences, ("triangle-up", "triangle-down"), strict=True):
        x, y = (points if len(points) else np.full((1, 2), NAN)).T
        marks = viz.markers(np.abs(x - q.p.a), within(y, bounds, 0.02), "ink", size=9, symbol=symbol)
        traces.append(viz.called(marks))
    foot, top = bounds[0] + 0.05 * (bounds[1] - bounds[0]), held(q.limit + eps, bounds)
    handles = [
        viz.Handle("near", (q.p.delta, foot), "δ", "accent", None, lambda x, y: {"delta": x}, "x"),
        viz.Handle("above", (1e-10, top), "ε", "optimum", None, apart("eps", q.limit, 1.0, 1e-4, 1), "y"),
        viz.Handle("there", (1e-11, held(q.limit, bounds)), "limit L", "optimum", None, LIMIT_TO, "y"),
    ]
    traces.append(
        viz.called(viz.markers([1e-10, 1e-11], [top, held(q.limit, bounds)], "optimum", size=9))
    )  # in the rings
    x_axis = viz.Axis("distance |x − a|, closer →", (FAR, NEAREST / 2), log=True, ticks=[1, 1e-3, 1e-6, 1e-9, 1e-12])
    title = "Highest ▲ and lowest ▼ of each decade"
    return viz.Plane(traces, x_axis, viz.Axis("f(x)", bounds), title, weight=1.2, handles=handles)


def tube_panel(q: Limits) -> viz.Plane:
    """The limit with a tube of half-width ε, f_k in it or not, two blunter ones; what is left out is shaded."""
    family, k, eps, gap, bounds = q.family, q.p.sharpness, q.p.eps, q.p.gap, TUBES.get(q.p.family, KINK)
    x = np.linspace(family.low, family.high, 800)
    y, limit, d = family.at(k, x), family.limit(x), family.distance(x)
    error = np.where((d >= gap) & (d > 0), np.abs(y - limit), -1.0)
    worst, jump = int(error.argmax()), np.abs(np.diff(limit, prepend=limit[0])) > 0.3
    traces = [
        viz.area(q.out, [bounds[1]] * 2, [bounds[0]] * 2, "null", opacity=0.18, name="left out"),
        viz.area(x, limit + eps, limit - eps, "optimum", opacity=0.18, name="tube"),
        viz.line(x, np.where(jump, NAN, limit), "optimum", width=2.0, name="limit"),
        *(viz.line(x, family.at(k * share, x), "data", width=1.2, opacity=0.4, hover=False) for share in (0.1, 0.3)),
        viz.called(viz.line(x, y, "data", width=2.6, name="f_k"), "fₖ", at=0.35, size=16),
        viz.line(x, np.where(error >= eps, y, NAN), "model", **STRONG),
        viz.line([x[worst]] * 2, [limit[worst], y[worst]], "model", width=2.0, name="largest error"),
    ]
    at, edge, kink, sign = (1.5, gap, 0.0, 1.0) if family.low < 0 else (0.3, 1 - gap, 1.0, -1.0)
    level = float(family.limit(np.array(at)))
    top, foot = (at, held(level + eps, bounds)), (edge, bounds[0] + 0.05)
    handles = [
        viz.Handle("tube", top, "ε", "optimum", None, apart("eps", level, 1.0, 1e-4, 1), "y"),
        viz.Handle("gap", foot, "what is left out", "null", None, apart("gap", kink, sign, 0.0), "x"),
    ]
    axes = viz.Axis("x", (family.low, family.high)), viz.Axis("fₖ(x)", bounds)
    return viz.Plane(traces, *axes, "Which x are in the tube?", handles=handles)


def needed_panel(q: Limits) -> viz.Plane:
    """At each x the k that it needs. Where the curve has a top, one k serves all: that is uniform convergence."""
    (x, needed), family, k, one = q.needed, q.family, q.p.sharpness, q.enough if q.enough <= 1e6 else NAN
    most, ends = np.clip(needed, BLUNT / 10, SHARP * 10), (family.low, family.high)
    says = f"K = {number(one, 3)}" if np.isfinite(one) else ""
    traces = [
        viz.area(q.out, [SHARP * 2] * 2, [BLUNT / 2] * 2, "null", opacity=0.18, name="left out"),
        viz.area(x, most, np.full_like(most, BLUNT / 10), "model", opacity=0.1, name="too blunt"),
        viz.called(viz.line(x, most, "ink", width=2.4, name="k needed"), "k needed at x", at=0.2),
        viz.called(viz.line(ends, [np.clip(one, BLUNT / 10, SHARP * 10)] * 2, "optimum", **DASHED), says, at=0.02),
        viz.called(viz.line(ends, [k, k], "data", width=2.2, name="k")),
        viz.line(x, np.where((needed > k) & (family.distance(x) >= q.p.gap), k, NAN), "model", **STRONG),
    ]
    at = ends[0] + 0.9 * (ends[1] - ends[0]), k
    handle = viz.Handle("k", at, "sharpness k", "data", None, lambda x, y: {"sharpness": y}, "y")
    y = viz.Axis("sharpness k", (BLUNT, SHARP), log=True)
    return viz.Plane(traces, viz.Axis("x", ends), y, "How sharp fₖ must be at each x", handles=[handle])


def digit_panel(q: Limits) -> viz.Plane:
    ink, title = digits().values[q.p.image].reshape(8, 8), f"Image {q.p.image}: a {digits().labels[q.p.image]}"
    traces = viz.linear.pixels(ink, (0, 16), numbers=False)
    return viz.Plane(traces, *viz.linear.pixel_axes((8, 8)), title, equal=True, weight=0.5)


def bars_panel(q: Limits) -> viz.Plane:
    """The ten probabilities at this temperature."""
    roles = {q.order[0]: "optimum", q.order[1]: "model"}
    bars = viz.bars(np.arange(10), q.probabilities, [roles.get(k, "null") for k in range(10)], width=0.8)
    line = viz.called(viz.line([-0.7, 9.7], [1 - q.p.eps] * 2, "optimum", **DASHED), "1 − ε", at=0.0)
    axes = viz.Axis("class", (-0.7, 9.7), ticks=range(10)), viz.Axis("probability", (0.0, 1.05))
    return viz.Plane([bars, line], *axes, f"Softmax at T = {number(q.p.temperature, 3)}", weight=0.8)


def cooling_panel(q: Limits) -> viz.Plane:
    """The probabilities of all classes as T goes to 0; where the largest comes above 1 − ε."""
    t, level, (first, second) = q.p.temperature, 1 - q.p.eps, q.order[:2].tolist()
    others = np.append(q.cooling[:, q.order[2:]], np.full((1, 8), NAN), axis=0).T.ravel()
    one, two = (q.cooling[:, k] for k in (first, second))
    now, strip = q.probabilities[q.order], [7e-5, np.clip(q.cold, 7e-5, 10.0)]
    traces = [
        viz.area(strip, [1.05] * 2, [0.0] * 2, "accent", opacity=0.14, name="cold enough"),
        viz.area([7e-5, 10.0], [1.05] * 2, [max(level, -0.1)] * 2, "optimum", opacity=0.16, name="above 1 − ε"),
        viz.line(np.tile(np.append(COLD, NAN), 8), others, "null", width=1.2, hover=False),
        viz.called(viz.line(COLD, two, "model", width=2.4, name=f"class {second}"), f"class {second}"),
        viz.called(viz.line(COLD, one, "optimum", width=2.8, name=f"class {first}"), f"class {first}"),
        viz.line([t, t], [0, 1.05], "accent", **DASHED),
        viz.markers([q.cold if 1e-4 <= q.cold <= 10 else NAN], [level], "ink", size=12, ring=True, name="largest T"),
        viz.markers([t, t], now[:2], "ink", size=8, name="now"),
    ]
    handles = [
        viz.Handle("cool", (t, now[0]), "temperature", "accent", None, lambda x, y: {"temperature": x}, "x"),
        viz.Handle("sure", (5.0, max(level, 0.02)), "1 − ε", "optimum", None, lambda x, y: {"eps": 1 - y}, "y"),
    ]
    x = viz.Axis("temperature T, colder →", (10.0, 7e-5), log=True, ticks=[10, 1, 0.1, 0.01, 0.001, 1e-4])
    return viz.Plane(traces, x, viz.Axis("probability", (0.0, 1.05)), "T → 0: the largest takes all", handles=handles)
