"""The panels of the lesson: Gram-Schmidt in space and face on, what rounding leaves of orthogonality, redundancy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import orthogonality, subspaces
from viz import space
from viz.labels import LETTER

if TYPE_CHECKING:
    from pages.linear_algebra.independence_orthogonality.lesson import Orthogonality

Array = NDArray[np.float64]
SUB = "₁₂₃"
CAMERA = (1.06, -1.35, 0.72)
ROOM = 2.2  # half the width of the space
WIDE = 2.9  # half the width of a step seen face on
ROWS = np.arange(11.0)[::-1]  # the heights of the features, the first on top
ROW_AXIS = viz.Axis("", (-0.7, 10.9), visible=False)
SWEEP = tuple(10.0 ** (k / 2) for k in range(31))  # of condition numbers
NAMES = ("classical", "Pythagorean", "modified", "classical, twice", "Householder")
ROLES = ("gradient", "data", "model", "accent", "optimum")
METHODS = dict(zip(orthogonality.METHODS, zip(NAMES, ROLES, strict=True), strict=True))


def columns_panel(q: Orthogonality) -> viz.Space:
    """The columns, the q that are complete with what they span, and the column that is being freed of a shadow."""
    a, now = q.columns, q.done[-1] if q.done else None
    done = np.where(np.isin(range(3), q.live), q.frame, np.nan)
    work, shadow = (now.before, now.before - now.after) if now and now.kind == "subtract" else np.full((2, 3), np.nan)
    spanned = done[:, q.live] if len(q.live) < 3 else np.full((3, 1), np.nan)  # what the column is freed from
    # The first q lies along its column: its name stands below; the others' names stand beside theirs, away from it.
    part, away = (0.8, 0.9, 0.9), np.vstack([(0.0, 0.0, -1.0), (done - a)[:, 1:].T])
    view: dict[str, Any] = {"camera": CAMERA, "extent": ROOM}
    traces = [
        *space.subspace(spanned, "optimum", extent=0.8 * ROOM, opacity=0.1, width=2),
        *space.arrows(a.T, "data", width=5, head=0.24),
        *space.arrows(done.T, "optimum", width=7, head=0.26),
        *space.arrow(work, "data", width=3, head=0.2, dash="dash"),
        *space.arrow(shadow, "gradient", width=8, head=0.2),
        *space.arrow(work, "model", tail=shadow, width=7, head=0.22),
        space.right_angle(shadow, -shadow, work - shadow, "ink", size=0.2),
        *(space.beside(a[:, k], a[:, k], f"a{SUB[k]}", "data", gap=7, **view) for k in range(3)),
        *(space.beside(part[k] * done[:, k], away[k], f"q{SUB[k]}", "optimum", size=16, **view) for k in range(3)),
    ]
    return space.space(traces, ROOM, title="Three columns and their shadows", camera=CAMERA, visible=False)


def face_panel(q: Orthogonality) -> viz.Plane:
    """The present step face on: a shadow on q is taken off, at a right angle, or what is left is scaled to a new q."""
    now: Any = q.done[-1] if q.done else None
    subtract = bool(now and now.kind == "subtract")
    along = now.coefficient if now and not now.dependent else np.nan
    left = q.left if subtract else 0.0 * along
    side = -1.0 if along < 0 else 1.0
    tip, foot, unit = np.array([along, left]), np.array([along, 0.0]), np.array([1.0, 0.0]) + 0.0 * along
    working, shadow = (tip, foot) if subtract else np.full((2, 2), np.nan)
    tail = shadow if subtract else np.full(2, 0.0 if now else np.nan)
    near = subtract and abs(along) <= 1.5 and left > 0.25
    beside = (tail + tip) / 2 + ((0.1 * side, 0.0) if subtract else (0.0, 0.1))
    spot = (1.9 * side, -1.4) if subtract and not near else np.nan_to_num(beside)
    position = ("middle right" if side > 0 else "middle left") if near else "top center"
    title, whole, flat, rest, name, says = "Nothing done yet: press play", "", "", "", "", ""
    if subtract:
        one, name = f"a{SUB[now.column]}", f"q{SUB[now.against]}"
        title, rest = f"Step {q.p.step}: take the shadow on {name} off {one}", f"left: {number(left, 3)}"
        whole, flat = one if now.against == 0 else f"{one}, as far as it is freed", f"shadow {number(along, 3)} {name}"
        says = f"{one}, moved in this plane" if q.diagonal[now.against] > 0 else ""
    elif now:
        name, says = f"q{SUB[now.column]}", "" if now.dependent else "length of what is left"
        rest = f"nothing is left of a{SUB[now.column]}" if now.dependent else f"left: {number(now.coefficient, 3)}"
        title = f"Step {q.p.step}: {'nothing to scale' if now.dependent else 'scale the rest to length 1'}"
    room = max(0.0, 0.98 - LETTER * len(whole)) * WIDE  # the name stays within the picture
    traces = [
        viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        viz.arrow(tip, "model", tail=tail, width=4.0, name="what is left"),
        viz.arrow(unit, "optimum", width=3.4, name="q"),
        viz.arrow(shadow, "gradient", width=3.4, name="shadow"),
        viz.arrow(working, "data", name="working vector"),
        viz.right_angle(shadow, (-side, 0.0), (0.0, 1.0), 0.14, "ink"),
        viz.label([np.clip(working[0], -room, room)], [working[1] + 0.18], whole, "data", position="top center"),
        viz.label([shadow[0] / 2], [-0.1], flat, "gradient", position="bottom center"),
        viz.label([spot[0]], [spot[1]], rest, "model", position=position),
        viz.label([unit[0]], [-0.6], name, "optimum", position="bottom center", size=16),
    ]
    moves = partial(work_to, q, now)
    handle = viz.Handle("work", tip, says, "data" if subtract else "model", None, moves, "point" if subtract else "x")
    across, up = viz.Axis("along q", (-WIDE, WIDE)), viz.Axis("at a right angle to q", (-1.7, 3.6))
    return viz.Plane(traces, across, up, title, equal=True, handles=[handle] if says else [])


def work_to(q: Orthogonality, now: orthogonality.Step, x: float, y: float) -> Mapping[str, Any]:
    """The column follows what is dragged of it, in the plane of the step: a free direction where nothing is left."""
    if now.kind == "scale":  # there the length of what is left is along q
        x, y = 0.0, x
        if y < 0.05:
            raise viz.Limit("The column keeps a length of at least 0.05, so that it has a direction.")
    rest = now.after / now.left if now.left else subspaces.four_subspaces(q.frame[:, : now.column]).left[:, 0]
    columns = q.columns.copy()
    columns[:, now.column] += x * q.frame[:, now.against] + max(y, 0.0) * rest - now.before
    viz.keep_within(columns, q.p.matrix, 2.0, "column")
    if y < 0:
        raise viz.Limit("No length is less than 0.", {"matrix": columns})
    return {"matrix": columns}


def _powers(title: str, limits: tuple[float, float], exponents: range) -> viz.Axis:
    """A logarithmic axis with its ticks at powers of ten."""
    raised = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    labels = [f"10{str(each).translate(raised)}" if each else "1" for each in exponents]
    return viz.Axis(title, limits, log=True, ticks=[10.0**each for each in exponents], labels=labels)


def loss_panel(q: Orthogonality) -> viz.Plane:
    """The loss of orthogonality of each method over the condition number, with the slopes of theory (dashed)."""
    k, here = np.array(SWEEP), q.condition
    linear, square = orthogonality.UNIT_ROUNDOFF * np.stack([k, np.where(k < 3e8, k**2, np.nan)])
    traces = [
        viz.segment((here, 1e-17), (here, 1e2), "grid", width=8, hover=False),
        viz.called(viz.line(k, square, "gradient", width=1.4, dash="dash", hover=False), "κ²u", at=0.4, size=12),
        viz.called(viz.line(k, linear, "model", width=1.4, dash="dash", hover=False), "κu", at=0.5, size=12),
    ]
    for method, (name, role) in METHODS.items():
        loss = viz.line(k, np.clip(q.losses[method], 1e-17, 1e2), role, width=2.6, name=name)
        named = viz.called(loss, name, at=0.55 if method == "modified" else 1.0)
        traces += [named, viz.dots((here, max(q.loss[method], 1e-17)), role, size=11, name=name)]
    across = _powers("condition number κ of the columns", (0.6, 3e15), range(0, 16, 3))
    up = _powers("loss of orthogonality |QᵀQ − I|", (1e-17, 1e2), range(-16, 1, 4))
    return viz.Plane(traces, across, up, "How much orthogonality survives")


def defect_panel(q: Orthogonality) -> viz.Plane:
    """The entries of |QᵀQ − I| on a logarithmic scale: which pairs of columns are not orthogonal."""
    n, at = q.p.count, np.arange(1.0, q.p.count + 1)
    field = viz.heatmap(np.log10(np.maximum(q.deviation, 1e-17)), at, at, bounds=(-16.0, 0.0), bar="log₁₀")
    field["colorbar"]["title"]["side"] = "right"
    ends, ticks = (0.5, n + 0.5), [1, *range(5, n + 1, 5)]
    across, down = (viz.Axis("column of Q", limits, ticks=ticks) for limits in (ends, ends[::-1]))
    return viz.Plane([field], across, down, f"|QᵀQ − I|, {METHODS[q.p.method][0]}", equal=True)


def features_panels(q: Orthogonality) -> list[viz.Plane]:
    """How much of each feature is new, given those above it; and the inflation of its variance."""
    new, price, gap = np.clip(q.share, 0, 1), np.clip(q.inflation, 1.0, 1e7), np.full(11, np.nan)
    parts = (np.arange(11) != q.copy, "data"), (np.arange(11) == q.copy, "gradient")
    boxes = np.stack([0.0 * ROWS, new, ROWS - 0.38, ROWS + 0.38], axis=1)
    shares = [
        *(viz.rectangles(boxes[mask], role, opacity=0.55) for mask, role in parts),
        viz.label(0.0 * ROWS - 0.02, ROWS, q.names, position="middle left", size=12),
        viz.label(new + 0.01, ROWS, [number(each, 2) for each in new.tolist()], position="middle right", size=12),
    ]
    sticks = np.stack([np.ones(11), ROWS, price, ROWS, gap, gap], axis=1).reshape(-1, 2)
    prices = [
        viz.segment((10.0, -0.6), (10.0, 10.4), "null", dash="dash", width=1.4, hover=False),
        viz.label([10.5], [10.5], "often called too much", "muted", position="middle right", size=12),
        viz.polyline(sticks, "null", width=1.6, hover=False),
        *(viz.markers(price[mask], ROWS[mask], role, size=11, name="inflation") for mask, role in parts),
        viz.label(0.0 * ROWS + 0.75, ROWS, q.names, position="middle left", size=12),
    ]
    part = viz.Axis("new part of the feature (share of its variance)", (-0.34, 1.24), ticks=(0, 0.25, 0.5, 0.75, 1))
    factor = _powers("variance inflation factor", (0.012, 2e7), range(8))
    left = viz.Plane(shares, part, ROW_AXIS, "New in each, given those above it")
    return [left, viz.Plane(prices, factor, ROW_AXIS, "Price of redundancy, in any order")]
