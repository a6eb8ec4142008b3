"""The panels of the lesson: points with their squares, the projection in space, errors by degree, digits kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.linalg import norm
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import least_squares
from viz import space

if TYPE_CHECKING:
    from pages.linear_algebra.projections_least_squares.lesson import Projection

Array = NDArray[np.float64]
CAMERA = (1.05, -1.79, 0.89)
FLOOR, CEILING = 1e-3, 1e2  # of the axis of errors
HIGHEST, MOST = 8, 7  # degree; coefficients of Longley's regression
XS = np.linspace(0.0, 4.0, 161).round(3)
SOLVERS = dict(zip(least_squares.SOLVERS, ("gradient", "accent", "optimum"), strict=True))  # names and roles


def squares_panel(q: Projection) -> viz.Plane:
    """The data and the fit, each residual with its square. Points can be dragged, and so can the ends of the fit."""
    x, y, on = q.x, q.b, q.fit.fitted
    side, gap = np.abs(y - on), np.full(len(x), np.nan)
    across = np.where(x + side > 4.6, x - side, x + side)  # a square leans to the side where it has room
    boxes = [np.minimum(x, across), np.maximum(x, across), np.minimum(y, on), np.maximum(y, on)]
    sticks = np.stack([x, on, x, y, gap, gap], axis=1).reshape(-1, 2)
    told = f"squares add up to {number(q.fit.squares, 4)}"
    traces = [
        viz.rectangles(np.stack(boxes, axis=1), "gradient", opacity=0.16, width=1.0),
        viz.polyline(sticks, "gradient", width=3.0, hover=False),
        viz.line(XS, np.where(np.abs(q.curve) < 20, q.curve, np.nan), "model", width=3.0, name="fit"),
        viz.markers(x, on, "model", size=8, name="fitted"),
        viz.markers(x, y, "data", size=11, name="data"),
        viz.label([-0.35], [5.75], q.formula, "model", position="middle right", size=15),
        viz.label([-0.35], [5.05], told, "gradient", position="middle right"),
    ]
    handles = viz.handles("points", q.p.points, "data point", "data")
    # Where columns are dependent many curves are as good, and the one that is drawn need not be the one that is pulled.
    follows: Any = "y" if q.rank == q.wanted else "loosely"
    for name, end in (("left", 0), ("right", -1)):
        if q.wanted and (
            end or (q.p.degree and q.p.intercept)
        ):  # the origin, and a constant's left end, are no handles
            at, says = (XS[end], q.curve[end]), f"{name} end of the fit: b follows it"
            handles.append(viz.Handle(name, at, says, "model", None, partial(end_to, q, end), follows))
    axes = viz.Axis("x", (-0.5, 4.8)), viz.Axis("y", (-1.4, 6.15))
    return viz.Plane(traces, *axes, "The squares at their smallest", equal=True, handles=handles)


def end_to(q: Projection, end: int, x: float, y: float) -> dict[str, Any]:
    """One end of the fit moves while the other rests: the data move by a line, which lies in the column space. So the
    shadow p moves within the column space, and the residual e stays what it was."""
    share = (q.x - XS[-1 - end]) / (XS[end] - XS[-1 - end]) if q.p.degree else 1.0
    moved = q.b + (y - q.curve[end]) * share
    if np.any(moved > 4.0) or np.any(moved < -1.0):
        raise viz.Limit("The data stay between y = −1 and y = 4: the fit goes no further.")
    return {"points": tuple(zip(q.x.tolist(), moved.tolist(), strict=True))}


def shadow_panel(q: Projection) -> viz.Space:
    """The data as one vector b, its shadow p on the column space, e at a right angle; a part of more than ℝ³."""
    b, p, basis, exact = q.part.b, q.part.p, q.part.basis, len(q.b) == 3
    size = viz.reach([norm(b)], (4.0, 7.0, 12.0, 24.0))
    up = (-0.6 * size, 0.6 * size) if exact else (-0.15 * size, 1.05 * size)
    extent = ((-0.2 * size, size), (-0.6 * size, 0.6 * size), up)
    # Columns longer than the box are only shown as far as it reaches; from the third power on they are left out.
    ends, seen = np.full((2, 3), np.nan), min(q.wanted, 2) if exact or q.wanted <= 2 else 0
    for k, arm in enumerate((q.part.frame @ q.design).T[:seen]):
        ends[k] = arm * min(1.0, 0.55 * size / max(float(norm(arm)), 1e-9))
    residual, along = b - p, _unit(p)
    far, head = bool(norm(residual) > 0.1 * size), 0.08 * size
    rising = _unit(residual) if far else np.array([0.0, 0.0, -1.0 if residual[2] < -0.02 * size else 1.0])
    within = basis[:, 0] if basis.size and norm(p) <= 1e-9 * size else p
    tips = 0.62 * size * q.part.frame.T if exact else np.full((3, 3), np.nan)
    rays = np.stack([np.zeros((3, 3)), tips, np.full((3, 3), np.nan)], axis=1).reshape(-1, 3)
    view: dict[str, Any] = {"camera": CAMERA, "extent": extent, "size": 16}
    sides = [_unit(ends[k]) + _unit(ends[k] - ends[1 - k]) for k in range(2)]
    columns = zip(ends, sides, ("1", "x") if q.p.intercept else ("x", "x²"), strict=True)
    traces = [
        space.polyline(rays, "zero", width=2.5),
        space.label(1.1 * tips, ("y₁", "y₂", "y₃"), "muted", size=13),
        # All of space is no sight: where the fit reaches every b, nothing is drawn for what it reaches.
        *space.subspace(basis if basis.shape[1] < 3 else np.full((3, 1), np.nan), "model", extent=extent, opacity=0.16),
        *space.arrows(ends, "null", head=head, width=4),
        *(space.beside(end, side, name, "muted", **view | {"size": 14}) for end, side, name in columns),
        *space.arrow(p, "model", head=head, width=7),
        *space.arrow(b, "data", head=head, width=7),
        *space.arrow(b, "gradient", tail=p, head=head, width=6),
        space.right_angle(p, -within, residual, "ink", size=0.07 * size),
        space.beside(b, 0.35 * along + rising, "b = data", "data", **view),
        space.beside(p, 0.35 * along - rising, "p = fit", "model", **view),
        space.beside(np.where(far, (b + p) / 2, np.nan), along, "e", "gradient", **view),
    ]
    power = str(len(q.b)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    title = "In ℝ³: p is the shadow of b" if exact else f"The part of ℝ{power} that holds b and p"
    return space.space(traces, extent, title=title, camera=CAMERA, visible=False)


def _unit(v: Array) -> Array:
    """The vector scaled to length one; what has no length, or is NaN, is zero."""
    return np.nan_to_num(v) / max(float(norm(np.nan_to_num(v))), 1e-12)


def degree_panel(q: Projection) -> viz.Plane:
    """Errors by degree, on the fitted points and on each point left out, with the degree that was chosen."""
    fitted, left = (np.clip(each, FLOOR, CEILING) for each in q.errors)
    degrees, here = np.arange(HIGHEST + 1), q.p.degree
    last = int(np.flatnonzero(np.isfinite(left))[-1])
    end = np.nan if last == HIGHEST else last + 0.15
    known, other = "on the fitted points", "each predicted from the others" if last > 2 else ""
    traces = [
        viz.segment((here, FLOOR), (here, CEILING), "grid", width=8, hover=False),
        viz.called(viz.line(degrees, fitted, "gradient", name=known), known, at=0.5),
        viz.markers(degrees, fitted, "gradient", size=7, name=known),
        viz.called(viz.line(degrees, left, "optimum", name="on points left out"), other, at=0.5),
        viz.markers(degrees, left, "optimum", size=7, name="on points left out"),
        viz.markers([here], [fitted[here]], "gradient", size=13, name="now"),
        viz.markers([here], [left[here]], "optimum", size=13, name="now"),
        viz.label([end], [left[last]], "needs more x", "optimum", position="top right", size=12),
    ]
    across = viz.Axis("degree", (-0.5, HIGHEST + 0.5), ticks=range(HIGHEST + 1))
    up = viz.Axis("root mean square error (units of y)", (FLOOR, CEILING), log=True)
    return viz.Plane(traces, across, up, "Closer to the data, not to the truth")


def years_panel(q: Projection) -> viz.Plane:
    """Longley's employment by year with its fit."""
    data, fit = least_squares.longley(), f"fit by {q.p.predictors} predictor{'s' if q.p.predictors > 1 else ''}"
    years = data.predictors[:, 5]
    traces = [
        viz.line(years, q.digits.fitted / 1000, "model", width=3, name="fit"),
        viz.markers(years, data.employed / 1000, "data", size=9, name="employed"),
        viz.label([1948.2], [71.0], "employed", "data", position="middle right"),
        viz.label([1948.2], [70.2], fit, "model", position="middle right"),
    ]
    axes = viz.Axis("year", (1946, 1963), ticks=range(1947, 1963, 3)), viz.Axis("employed (millions)", (59, 72))
    return viz.Plane(traces, *axes, "Longley: the US economy 1947–1962")


def solver_panel(q: Projection) -> viz.Plane:
    """Correct digits of each coefficient by three solvers; dashed what theory promises to two of them."""
    precision, lost, count = -np.log10(q.digits.roundoff), np.log10(q.digits.condition), q.digits.digits.shape[1]
    found = np.pad(q.digits.digits, ((0, 0), (0, MOST - count)), constant_values=np.nan)
    at, right = np.where(np.arange(MOST) < count, np.arange(MOST), np.nan), MOST - 0.4
    promise, squared = precision - lost, max(precision - 2 * lost, 0.0)
    says = f"promised to QR: {number(precision, 3)} − log₁₀κ", "to normal equations: 2 log₁₀κ lost"
    dashed: dict[str, Any] = {"width": 1.4, "dash": "dash", "hover": False}
    traces = [
        viz.segment((-0.6, promise), (right, promise), "optimum", **dashed),
        viz.segment((-0.6, squared), (right, squared), "gradient", **dashed),
        viz.label([right], [promise - 0.25], says[0], "optimum", position="bottom left", size=12),
        viz.label([right], [squared + 0.25], says[1], "gradient", position="top left", size=12),
    ]
    for k, (name, role) in enumerate(SOLVERS.items()):
        traces.append(viz.markers(at + 0.12 * (k - 1), found[k], role, size=10, name=name))
    traces += viz.key(-0.5, 20.1, [(f"● {name}", role) for name, role in reversed(SOLVERS.items())])
    across = viz.Axis("coefficient", (-0.7, MOST - 0.3), ticks=range(MOST), labels=[f"β{k}" for k in "₀₁₂₃₄₅₆"])
    return viz.Plane(traces, across, viz.Axis("correct digits", (-0.5, 20.2), ticks=range(0, 17, 4)), "Digits kept")
