"""The panels of the lesson: a field with a solution (optimum) and steps (model), errors, the plane of hλ, what steps do
there, trace and determinant, a linear flow with a disc, two rings that a net carries, their scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import linear_flows as linear
from mathcore.calculus import neural_flows as neural
from pages.calculus.differential_equations.state import DISC, LOOKS, SIZES, STEPS
from viz import space

if TYPE_CHECKING:
    from pages.calculus.differential_equations.state import Flows

Array = NDArray[np.float64]
NAMES = {"euler": "Euler", "heun": "Heun", "rk4": "RK4"}
THIN: dict[str, Any] = {"width": 1.3, "hover": False}
ERRORS = (1e-11, 1e2)
LEFT, HIGH = (-4.3, 1.7), (-3.2, 3.2)  # the plane of hλ
LOSS = (1e-4, 1e1)
TRACE, DET, SIDE = (-3.2, 3.2), (-3.2, 4.2), 3.0
REGIONS = (("saddle", 0.0, -1.6), ("stable nodes", -2.35, 0.45), ("unstable nodes", 2.3, 0.45))
REGIONS += (("stable spirals", -1.5, 3.0), ("unstable spirals", 1.55, 3.0))
MAP, SCORES = 7.2, (-12.5, 12.5)  # of the rings
TURN = np.linspace(0.0, 360.0, neural.FINE + 1)
RINGS = (("data", "inner ring"), ("model", "outer ring"))


def within(points: Array, low: float, high: float) -> Array:
    """A path cut off at twice the window."""
    return viz.clipped(points, [0.5 * (low + high)] * 2, high - low)


def phase_panel(q: Flows) -> viz.Plane:
    """The field as arrows of one length, the solution through the start, and the steps of the method."""
    low, high = q.view
    inside = np.where(
        ((q.walked.points > low) & (q.walked.points < high)).all(axis=1)[:, None], q.walked.points, np.nan
    )
    start = np.clip(q.p.start, low, high)
    traces = [
        viz.quiver(*q.arrows, "null", width=1.1, opacity=0.55),
        viz.called(viz.polyline(within(q.curve, low, high), "optimum", width=3.2, name="solution"), "solution", at=0.4),
        viz.called(
            viz.polyline(within(q.walked.points, low, high), "model", width=1.8, name="steps"), NAMES[q.p.method]
        ),
        viz.dots(inside, "model", size=5 if len(inside) < 150 else 3, name="a step"),
        viz.dots(q.p.start, "ink", size=11, name="start"),
    ]
    x, y = (viz.Axis(name, (low, high)) for name in "xy")
    handle = viz.Handle("start", start, "start", "ink")
    return viz.Plane(traces, x, y, "The field, its solution and the steps", equal=True, handles=[handle])


def errors_panel(q: Flows) -> viz.Plane:
    """The distance from the solution at time T against the step size: straight lines, the steeper the better."""
    here = float(np.clip(np.nan_to_num(q.off, nan=ERRORS[1]), *ERRORS))
    traces = []
    for k, (method, name) in enumerate(NAMES.items()):
        own, found = method == q.p.method, q.errors[method]
        role, errors = "model" if own else "null", np.where(found > 1e-13, np.clip(found, ERRORS[0] / 1e3, 1e6), np.nan)
        says = name if np.isfinite(errors).any() else ""
        line = viz.line(SIZES[method], errors, role, width=2.8 if own else 1.8, name=name)
        traces += [viz.called(line, says, at=0.75 - 0.1 * k), viz.dots(np.stack([SIZES[method], errors], axis=1), role)]
    traces.append(viz.dots((q.p.h, here), "model", size=12, name="now"))
    pull = lambda x, y: {"h": float(np.clip(x, 0.02, 1.0))}
    handle = viz.Handle("pull_h", (q.p.h, here), "step size h", "model", moves=pull, follows="x")
    x = viz.Axis("step size h", (0.016, 1.25), log=True, ticks=(0.02, 0.05, 0.1, 0.2, 0.5, 1))
    y = viz.Axis(f"distance from the solution at T = {q.p.time:g}", ERRORS, log=True)
    return viz.Plane(traces, x, y, "Why order counts: error against h", handles=[handle])


def region_panel(q: Flows) -> viz.Plane:
    """Where a step of each method does not grow, |R(z)| ≤ 1, and the eigenvalues times h in it or out of it."""
    traces = []
    for method, name in NAMES.items():
        own, edge = method == q.p.method, linear.border(method)
        shape = viz.polygon(edge, "model" if own else "null", opacity=0.16 if own else 0.0, width=2.4 if own else 1.2)
        at = {"euler": 0.35, "heun": 0.3, "rk4": 0.28}[method]
        traces.append(viz.called(shape, name, at=at, role="model" if own else "null"))
    spots = np.stack([q.z.real, q.z.imag], axis=1)
    shown = np.clip(spots, (LEFT[0], HIGH[0]), (LEFT[1], HIGH[1]))
    traces += [
        viz.line([0.0, 0.0], HIGH, "ink", width=1.4, hover=False),
        viz.called(viz.dots(shown, "data", size=9, name="hλ")),
        viz.called(viz.dots(shown[-1 if len(shown) > 2 else 0], "data", size=13, name="hλ"), "hλ", role="data"),
    ]
    if len(shown) > 2:
        stretch = lambda x, y: {"h": float(np.clip(x / q.rates.real.min(), 0.02, 1.0))}
        handle = viz.Handle("pull_z", shown[-1], "h times the eigenvalue", "data", moves=stretch, follows="x")
    else:
        moves = lambda x, y: {"rate": (x / q.p.h, y / q.p.h)}
        handle = viz.Handle("pull_z", shown[0], "h times the eigenvalue", "data", moves=moves)
    x, y = viz.Axis("real part of z = hλ", LEFT), viz.Axis("imaginary part", HIGH)
    title = f"Inside, the steps of {NAMES[q.p.method]} do not grow"
    return viz.Plane(traces, x, y, title, equal=True, handles=[handle])


def response_panel(q: Flows) -> viz.Plane:
    """What the steps make of it, beside the solution: a component, or the loss of gradient descent on data."""
    if q.p.spectrum == "diabetes":
        n, (steps, flow) = np.arange(LOOKS + 1.0), (np.clip(each, LOSS[0] / 1e3, 1e9) for each in q.losses)
        axes = viz.Axis("step n", (-1.0, LOOKS + 1.0)), viz.Axis("loss above its minimum", LOSS, log=True)
        exact, every, title = (n, flow, "gradient flow"), (n, steps), "Half the squared error on 442 patients"
    else:
        n, fine = np.arange(STEPS + 1.0), np.linspace(0.0, STEPS, 401)
        with np.errstate(all="ignore"):
            truth = np.clip(np.exp(np.minimum(fine * q.z[0].real, 50.0)) * np.cos(fine * q.z[0].imag), -9.0, 9.0)
        axes = viz.Axis("step n", (-0.4, STEPS + 0.4)), viz.Axis("real part of y (start: 1)", (-2.2, 2.2))
        exact, every = (fine, truth, "solution"), (n, np.clip(q.stepped.real, -9.0, 9.0))
        title = f"y′ = λy in steps of h = {number(q.p.h, 3)}"
    name = "gradient descent" if q.p.spectrum == "diabetes" and q.p.method == "euler" else NAMES[q.p.method]
    traces = [
        viz.called(viz.line(*exact[:2], "optimum", width=3.2, name=exact[2]), exact[2], at=0.55),
        viz.called(viz.line(*every, "model", width=1.8, name=name), name, at=0.25),
        viz.dots(np.stack(every, axis=1), "model", size=5, name="a step"),
    ]
    return viz.Plane(traces, *axes, title)


def plane_panel(q: Flows) -> viz.Plane:
    """The plane of trace and determinant, parted by det = 0, tr = 0 and the parabola of equal eigenvalues."""
    tau = np.linspace(*TRACE, 121)
    spot = np.array([np.trace(q.a), np.linalg.det(q.a)])
    here, muted = np.clip(spot, (TRACE[0], DET[0]), (TRACE[1], DET[1])), "muted"
    traces = [
        viz.rectangles([[TRACE[0], 0.0, 0.0, DET[1]]], "optimum", opacity=0.1),
        viz.called(viz.line(tau, tau**2 / 4, "ink", width=1.8, hover=False), "equal eigenvalues", at=0.95, size=12),
        viz.line([*TRACE, np.nan, 0, 0], [0, 0, np.nan, *DET], "ink", width=1.4, hover=False),
        *(viz.label([x], [y], text, muted, position="middle center", size=13) for text, x, y in REGIONS),
        viz.dots(here, "model", size=13, name="A"),
    ]
    x, y = viz.Axis("trace = λ₁ + λ₂", TRACE), viz.Axis("determinant = λ₁λ₂", DET)
    handle = viz.Handle("pull_a", here, "trace and determinant of A", "model", moves=lambda x, y: reshape(q, x, y))
    return viz.Plane(traces, x, y, "Two numbers of A; shaded: all die out", handles=[handle])


def reshape(q: Flows, trace: float, det: float) -> Mapping[str, Any]:
    """A matrix of that trace and determinant, as much like this one as can be."""
    inside = float(np.clip(trace, *TRACE)), float(np.clip(det, *DET))
    values = {"matrix": tuple(map(tuple, np.clip(linear.reshaped(q.a, *inside), -4.0, 4.0).tolist()))}
    if inside != (trace, det):
        raise viz.Limit("The plane ends here.", values)
    return values


def portrait_panel(q: Flows) -> viz.Plane:
    """Curves of the flow, its straight lines, and a disc that it carries for a time t."""
    p, lines = np.array(q.p.point), np.full((2, 3, 2), np.nan)
    if np.abs(q.eigenvalues.imag).max() < 1e-9 and q.a.any():
        vectors = np.linalg.eig(q.a)[1].real.T
        lines[:, :2] = 9.0 * vectors[:, None] * np.array([-1.0, 1.0])[:, None]
    path = linear.exponential(q.a, np.linspace(0.0, q.t, 41)) @ p
    image, end = viz.clipped(q.image.T, (0.0, 0.0), 2 * SIDE), q.flow @ p
    centre = end if np.abs(end).max() < SIDE else np.full(2, np.nan)
    traces = [
        viz.polyline(viz.clipped(q.courses, (0.0, 0.0), 2 * SIDE), "null", width=1.2, opacity=0.7, hover=False),
        viz.polyline(lines.reshape(-1, 2), "accent", width=2.0, dash="dash", name="eigenvector"),
        viz.polygon((DISC + p[:, None]).T[:-1], "data", opacity=0.2, width=1.6),
        viz.polygon(image, "model", opacity=0.3, width=2.0),
        viz.polyline(viz.clipped(path, (0.0, 0.0), 2 * SIDE), "model", width=2.2, name="its way"),
        viz.dots(centre, "model", size=8, name="carried"),
        viz.off(p, p, "t = 0", "data", SIDE, gap=0.15),
        viz.off(centre, end - p if (end - p).any() else -p, f"t = {q.t:g}", "model", SIDE, gap=0.12),
        viz.dots(p, "data", size=10, name="middle"),
    ]
    axes = viz.Axis("x", (-SIDE, SIDE)), viz.Axis("y", (-SIDE, SIDE))
    handle = viz.Handle("point", p, "middle of the disc", "data")
    return viz.Plane(traces, *axes, "The flow, and a disc that it carries", equal=True, handles=[handle])


def wrong(q: Flows) -> tuple[Array, Array]:
    """Where the inner ring scores as outer at t = 1, and the outer as inner: masks (FINE + 1,)."""
    final = neural.score(q.net, q.ring[-1])
    return final[0] >= 0, final[1] <= 0


def rings_panel(q: Flows) -> viz.Panel:
    """Both rings, their samples and the probe where the net has carried them; what ends on the wrong side is marked."""
    rings, seen, probe = q.ring[q.p.layer], q.seen[q.p.layer], q.probe
    masks = wrong(q)
    arcs = np.concatenate([np.where(mask[:, None], ring, np.nan) for mask, ring in zip(masks, rings, strict=True)])
    title = "The rings where the net carries them"
    if q.dims == 3:
        extent = ((-MAP, MAP), (-MAP, MAP), (-MAP, MAP))
        traces: list[Any] = [
            *(space.polyline(ring, role, width=5) for ring, (role, _) in zip(rings, RINGS, strict=True)),
            space.polyline(arcs, "accent", width=9),
            *(space.dots(each, role, size=4) for each, (role, _) in zip(seen, RINGS, strict=True)),
            *space.plane_through(
                q.net.w, "optimum", extent=extent, through=-q.net.v[0] * q.net.w / (q.net.w @ q.net.w)
            ),
            space.polyline(probe[: q.p.layer + 1], "ink", width=4),
            space.dots(probe[q.p.layer], "ink", size=7),
        ]
        return space.space(traces, extent, names=("x", "y", "z"), title=title)
    across = viz.left_of(q.net.w) / float(np.hypot(*q.net.w))
    foot = -q.net.v[0] * q.net.w / (q.net.w @ q.net.w)
    cut = np.stack([foot - 20 * across, foot + 20 * across])
    traces = [
        viz.called(viz.polyline(cut, "optimum", width=2.0, dash="dash", hover=False), "the cut at t = 1", at=0.7),
        *(
            viz.called(viz.polyline(viz.clipped(ring, (0, 0), 2 * MAP), role, width=2.4, name=name), name, at=0.3)
            for ring, (role, name) in zip(rings, RINGS, strict=True)
        ),
        viz.polyline(viz.clipped(arcs, (0, 0), 2 * MAP), "accent", width=5, name="ends on the wrong side"),
        *(viz.dots(each, role, size=7, name="sample") for each, (role, _) in zip(seen, RINGS, strict=True)),
        viz.polyline(probe[: q.p.layer + 1], "ink", width=1.6, hover=False),
        viz.dots(probe[q.p.layer], "ink", size=11, name="probe"),
    ]
    axes = viz.Axis("x", (-MAP, MAP)), viz.Axis("y", (-MAP, MAP))
    return viz.Plane(traces, *axes, title, equal=True)


def scores_panel(q: Flows) -> viz.Plane:
    """The score of every place of both rings at this layer, the samples as dots, the probe as a handle."""
    masks, angles = wrong(q), np.rad2deg(neural.samples().angles)
    here = q.p.probe, float(np.clip(q.probe_score, *SCORES))
    traces = [viz.line([0, 360], [0, 0], "optimum", width=2.0, dash="dash", hover=False)]
    for scores, (role, name), mask in zip(q.ring_scores, RINGS, masks, strict=True):
        line = viz.line(TURN, np.clip(scores, -30, 30), role, width=2.4, name=name)
        traces += [viz.called(line, name, at=0.2), viz.line(TURN, np.where(mask, scores, np.nan), "accent", width=5)]
    for angle, scores, (role, _) in zip(angles, q.seen_scores, RINGS, strict=True):
        traces.append(viz.dots(np.stack([angle, np.clip(scores, *SCORES)], axis=1), role, size=7, name="sample"))
    traces += [
        viz.dots(here, "ink", size=12, name="probe"),
        viz.label([352.0], [SCORES[0] + 1.0], "called inner", "data", position="middle left", size=13),
        viz.label([352.0], [SCORES[1] - 1.0], "called outer", "model", position="middle left", size=13),
    ]
    turn = lambda x, y: {"probe": float(np.clip(x, 0.0, 360.0))}
    handle = viz.Handle("pull_probe", here, "probe on the outer ring", "ink", moves=turn, follows="x")
    x = viz.Axis("place on the ring (degrees)", (0, 360), ticks=range(0, 361, 60))
    title = f"Score of every place after layer {q.p.layer} of {neural.LAYERS}"
    return viz.Plane(traces, x, viz.Axis("score of “outer” (logit)", SCORES), title, handles=[handle])
