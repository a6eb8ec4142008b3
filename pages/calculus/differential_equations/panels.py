"""The panels of the lesson: a field with a solution (optimum) and steps (model), errors, the plane of hλ, what steps do
there, trace and determinant, a linear flow with a disc, two rings that a net carries, their scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.calculus import linear_flows as linear
from mathcore.calculus import neural_flows as neural
from pages.calculus.differential_equations.state import LOOKS, SIZES, STEPS
from viz import space

if TYPE_CHECKING:
    from pages.calculus.differential_equations.state import Descent, Flows

Array = NDArray[np.float64]
NAMES = {"euler": "Euler", "heun": "Heun", "rk4": "RK4"}
EDGE = "What the dot stands for is outside the window on the left: it stands at the edge."
ERRORS, LOSS = (1e-9, 1e2), (1e-4, 1e1)
LEFT, HIGH = (-4.3, 1.7), (-3.2, 3.2)  # the plane of hλ
TRACE, DET, SIDE = (-3.2, 3.2), (-3.2, 4.2), 3.0
REGIONS = [("saddles", -1.6, -1.6), ("stable nodes", -2.35, 0.3), ("unstable nodes", 2.2, 0.3)]
REGIONS += [("stable spirals", -1.5, 3.0), ("unstable spirals", 1.55, 3.0)]
MAP, SCORES, CUBE = 7.0, (-25.0, 25.0), ((-5.6, 5.6), (-5.6, 6.4), (-4.8, 8.4))  # of the rings
RINGS = (("data", "inner ring"), ("model", "outer ring"))
PHONE = (213.0, 213.0)  # the least size of a square panel


def phase_panel(q: Flows) -> viz.Plane:
    """The field as arrows of one length, the solution through the start, and the steps of the method."""
    low, high = q.window
    middle, walked = [0.5 * (low + high)] * 2, q.walked.points
    inside = np.where((np.abs(walked - middle) < 0.5 * (high - low)).all(axis=1)[:, None], walked, np.nan)
    (tails, heads), curve, path = q.arrows, *(viz.clipped(points, middle, high - low) for points in (q.curve, walked))
    traces = [
        viz.quiver(tails, heads, "null", width=1.1, opacity=0.55),
        viz.called(viz.polyline(curve, "optimum", width=3.2, name="solution"), "solution", at=0.4),
        viz.called(viz.polyline(path, "model", width=1.8, name="steps"), NAMES[q.p.method]),
        viz.dots(inside, "model", size=5 if len(inside) < 150 else 3, name="a step"),
        viz.called(viz.dots(q.p.start, "ink", size=11, name="start")),
    ]
    axes = viz.Axis("x", (low, high)), viz.Axis("y", (low, high))
    handle = viz.Handle("start", np.clip(q.p.start, low, high), "start", "ink")
    return viz.Plane(traces, *axes, "The field, its solution and the steps", equal=True, handles=[handle], room=PHONE)


def errors_panel(q: Flows) -> viz.Plane:
    """The distance from the solution at time T against the step size: straight lines, the steeper the better."""
    here = q.p.h, float(np.clip(np.nan_to_num(q.off, nan=ERRORS[1]), *ERRORS))
    traces: list[Any] = []
    for k, (method, name) in enumerate(NAMES.items()):
        role = "model" if method == q.p.method else "null"
        errors = np.where(q.errors[method] > 0, np.clip(q.errors[method], ERRORS[0] / 1e3, 1e6), np.nan)
        says = f"{name} {q.order[method]:.2f}" if np.isfinite(q.order[method]) else name
        line = viz.line(SIZES[method], errors, role, width=2.8 if role == "model" else 1.8, name=name)
        traces += [viz.called(line, says, at=0.75 - 0.1 * k), viz.dots(np.stack([SIZES[method], errors], axis=1), role)]
    traces.append(viz.called(viz.dots(here, "model", size=12, name="now")))
    handle = viz.Handle("pull_h", here, "step size h", "model", moves=lambda x, y: {"h": x}, follows="x")
    x = viz.Axis("step size h", (0.0145, 1.25), log=True, ticks=(0.02, 0.05, 0.1, 0.2, 0.5, 1))
    y = viz.Axis("distance from the solution at the end", ERRORS, log=True)
    return viz.Plane(traces, x, y, "Why order counts: error over h, and slopes", handles=[handle])


def region_panel(q: Flows) -> viz.Plane:
    """Where a step of each method does not grow, |R(z)| ≤ 1, and the eigenvalues times h in it or out of it."""
    traces: list[Any] = []
    for (method, name), at in zip(NAMES.items(), (0.35, 0.3, 0.28), strict=True):
        role, opacity, width = ("model", 0.16, 2.4) if method == q.p.method else ("null", 0.0, 1.2)
        traces.append(viz.called(viz.polygon(linear.border(method), role, opacity=opacity, width=width), name, at=at))
    spots = np.clip(q.p.h * q.pairs, (LEFT[0], HIGH[0]), (LEFT[1], HIGH[1]))
    many, held = len(spots) > 2, spots[-1 if len(spots) > 2 else 0]
    traces += [
        viz.line([0.0, 0.0], HIGH, "ink", width=1.4, hover=False),
        viz.called(viz.dots(spots, "data", size=9, name="hλ")),
        viz.called(viz.dots(held, "data", size=12), "hλ", role="data"),
    ]
    one = lambda x, y: {"rate": (x / q.p.h, y / q.p.h)}
    all_of_them = lambda x, y: {"h": x / q.rates.real.min()}
    how: dict[str, Any] = {"moves": all_of_them, "follows": "x"} if many else {"moves": one}
    handle = viz.Handle("pull_z", held, "h times the eigenvalue", "data", **how)
    axes = viz.Axis("real part of z = hλ", LEFT), viz.Axis("imaginary part", HIGH)
    title = f"Inside, the steps of {NAMES[q.p.method]} do not grow"
    return viz.Plane(traces, *axes, title, equal=True, handles=[handle])


def response_panel(q: Flows) -> viz.Plane:
    """The real part of the solution of y′ = λy, and what the steps make of it."""
    n, fine = np.arange(STEPS + 1.0), np.linspace(0.0, STEPS, 401)
    exact = np.clip(np.exp(np.minimum(fine * q.z[0].real, 50.0)) * np.cos(fine * q.z[0].imag), -9.0, 9.0)
    axes = viz.Axis("step n", (-0.4, STEPS + 0.4)), viz.Axis("real part of y (start: 1)", (-2.2, 2.2))
    steps = np.clip(q.stepped.real, -9.0, 9.0)
    return _compared((fine, exact), (n, steps), ("solution", NAMES[q.p.method]), axes, "y′ = λy, step by step")


def losses_panel(q: Descent) -> viz.Plane:
    """The loss of descent on the data against steps, and of the flow that it steps along."""
    n, (steps, flow) = np.arange(LOOKS + 1.0), (np.clip(each, LOSS[0] / 1e3, 1e9) for each in q.losses)
    axes = viz.Axis("step n", (-1.0, LOOKS + 1.0)), viz.Axis("loss above its minimum", LOSS, log=True)
    name = "gradient descent" if q.p.method == "euler" else NAMES[q.p.method]
    return _compared((n, flow), (n, steps), ("gradient flow", name), axes, "Half the mean squared error, 442 patients")


def _compared(exact: Any, steps: Any, names: tuple[str, str], axes: Any, title: str) -> viz.Plane:
    """The solution as a curve, the steps as dots."""
    traces = [
        viz.called(viz.line(exact[0], exact[1], "optimum", width=3.2, name=names[0]), names[0], at=0.55),
        viz.called(viz.line(steps[0], steps[1], "model", width=1.8, name=names[1]), names[1], at=0.25),
        viz.dots(np.stack(steps, axis=1), "model", size=5, name="a step"),
    ]
    return viz.Plane(traces, axes[0], axes[1], title)


def plane_panel(q: Flows) -> viz.Plane:
    """The plane of trace and determinant, parted by det = 0, tr = 0 and the parabola of equal eigenvalues."""
    tau = np.linspace(*TRACE, 121)
    here = np.clip((q.trace, q.det), (TRACE[0], DET[0]), (TRACE[1], DET[1]))
    traces = [
        viz.rectangles([[TRACE[0], 0.0, 0.0, DET[1]]], "optimum", opacity=0.1),
        viz.called(viz.line(tau, tau**2 / 4, "ink", width=1.8, hover=False), "equal eigenvalues", at=0.95, size=12),
        viz.line([*TRACE, np.nan, 0, 0], [0, 0, np.nan, *DET], "ink", width=1.4, hover=False),
        *(viz.label([x], [y], text, "muted", position="middle center", size=12) for text, x, y in REGIONS),
        viz.dots(here, "model", size=13, name="A"),
    ]
    handle = viz.Handle("pull_a", here, "trace and determinant of A", "model", moves=lambda x, y: reshape(q, x, y))
    axes = viz.Axis("trace = λ₁ + λ₂", TRACE), viz.Axis("determinant = λ₁λ₂", DET)
    return viz.Plane(traces, *axes, "Two numbers of A; shaded: all die out", handles=[handle])


def reshape(q: Flows, trace: float, det: float) -> Mapping[str, Any]:
    """A matrix of that trace and determinant, as much like this one as can be."""
    inside = float(np.clip(trace, *TRACE)), float(np.clip(det, *DET))
    values = {"matrix": np.clip(linear.reshaped(q.a, *inside), -4.0, 4.0)}
    if inside != (trace, det):
        raise viz.Limit("The plane ends here.", values)
    return values


def portrait_panel(q: Flows) -> viz.Plane:
    """The linear field with curves of its flow, the lines that it keeps, and a disc that it carries for a time t."""
    p, end = np.array(q.p.point), q.flow @ q.p.point
    curves, lines, tails, heads = q.ground
    cut = lambda points: viz.clipped(points, (0.0, 0.0), 2 * SIDE)
    seen = end if np.abs(end).max() < SIDE else np.full(2, np.nan)
    way = linear.exponential(q.a, np.linspace(0.0, q.t, 41)) @ p
    traces = [
        viz.quiver(tails, heads, "null", width=1.1, opacity=0.55),
        viz.polyline(cut(curves), "null", width=1.4, opacity=0.8, hover=False),
        viz.polyline(lines, "accent", width=2.0, dash="dash", name="eigenvector"),
        viz.called(viz.polygon((linear.DISC + p[:, None]).T[:-1], "data", opacity=0.25, width=1.8), "t = 0", at=0.3),
        viz.called(
            viz.polygon(cut(q.image.T), "model", opacity=0.35, width=2.2), f"t = {q.t:g}" if q.t else "", at=0.3
        ),
        viz.called(viz.polyline(cut(way), "model", width=2.2, name="its way")),
        viz.dots(seen, "model", size=8, name="carried"),
        viz.called(viz.dots(p, "data", size=10, name="middle")),
    ]
    axes = viz.Axis("x", (-SIDE, SIDE)), viz.Axis("y", (-SIDE, SIDE))
    handle = viz.Handle("point", p, "middle of the disc", "data")
    return viz.Plane(traces, *axes, "The flow, and a disc that it carries", equal=True, handles=[handle], room=PHONE)


def lost(q: Flows) -> list[Array]:
    """Of the inner and of the outer ring, which places end on the wrong side of the cut: masks (n,)."""
    inner, outer = neural.score(q.net, q.rings.places[-1])
    return [inner >= 0, outer <= 0]


def rings_panel(q: Flows) -> viz.Panel:
    """Both rings, their samples and the probe where the net has carried them; what ends on the wrong side is marked."""
    rings, seen, net, way = q.rings.places[q.p.layer], q.seen[q.p.layer], q.net, q.probe[: q.p.layer + 1]
    arcs = np.concatenate([np.where(mask[:, None], ring, np.nan) for mask, ring in zip(lost(q), rings, strict=True)])
    foot, title = -net.v[0] * net.w / (net.w @ net.w), "The rings where the net has carried them"
    if q.dims == 3:
        solid = [space.polyline(arcs, "accent", width=9), space.polyline(way, "ink", width=4)]
        for ring, marks, (role, name) in zip(rings, seen, RINGS, strict=True):
            solid += [space.polyline(ring, role, width=5), space.dots(marks, role, size=3)]
            solid.append(space.beside(ring[np.argmax(ring[:, 2])], (0, 0, 1), name, role, extent=CUBE, gap=10))
        solid += [*space.plane_through(net.w, "optimum", extent=CUBE, through=foot), space.dots(way[-1], "ink", size=6)]
        return space.space(solid, CUBE, names=("x", "y", "z"), title=title)
    cut, clip = foot + np.outer((-20.0, 20.0), viz.left_of(net.w)), lambda points: viz.clipped(points, (0, 0), MAP)
    traces: list[Any] = [
        viz.called(viz.polyline(clip(cut), "optimum", dash="dash", hover=False), "the cut at t = 1", at=0.7)
    ]
    for ring, (role, name) in zip(rings, RINGS, strict=True):
        traces.append(viz.called(viz.polyline(clip(ring), role, width=2.4, name=name)))
    traces.append(viz.polyline(clip(arcs), "accent", width=5, name="ends on the wrong side"))
    for marks, at, (role, name) in zip(seen, (-0.96, 0.96), RINGS, strict=True):
        traces += [viz.dots(marks, role, size=7, name="sample"), viz.corner(at, -1.08, name, role, MAP)]
    traces += [
        viz.polyline(way, "ink", width=1.6, hover=False),
        viz.dots(way[-1], "ink", size=11, name="probe"),
        viz.corner(0.96, -1.27, "ends on the wrong side", "accent", MAP),
    ]
    axes = viz.Axis("x", (-MAP, MAP)), viz.Axis("y", (-1.4 * MAP, MAP))  # under the map stands what its colours mean
    return viz.Plane(traces, *axes, title, equal=True)


def scores_panel(q: Flows) -> viz.Plane:
    """The score of every place of both rings at this layer, the samples as dots, the probe as a handle."""
    turn, here = np.rad2deg(q.rings.angles), (q.p.probe, float(np.clip(q.probe_score, *SCORES)))
    dots = np.rad2deg(neural.samples().angles), neural.score(q.net, q.seen[q.p.layer])
    traces: list[Any] = [viz.called(viz.line([0, 360], [0, 0], "optimum", width=2.0, dash="dash", hover=False))]
    for scores, mask, angles, marks, (role, name) in zip(q.ring_scores, lost(q), *dots, RINGS, strict=True):
        traces.append(viz.called(viz.line(turn, scores, role, width=2.4, name=name), name, at=0.2))
        traces.append(viz.line(turn, np.where(mask, scores, np.nan), "accent", width=5))
        traces.append(viz.dots(np.stack([angles, marks], axis=1), role, size=7, name="sample"))
    traces.append(viz.called(viz.dots(here, "ink", size=12, name="probe")))
    pull = lambda x, y: {"probe": x}
    handle = viz.Handle("pull_probe", here, "probe on the outer ring", "ink", moves=pull, follows="x")
    x, y = viz.Axis("place on the ring (degrees)", (0, 360)), viz.Axis("score (logit); above 0: called outer", SCORES)
    return viz.Plane(traces, x, y, f"Scores after layer {q.p.layer} of {neural.LAYERS}", handles=[handle])
