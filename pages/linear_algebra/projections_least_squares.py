"""Least squares drops a perpendicular: the fit is the shadow of the data on the space that the columns span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Points, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import least_squares
from mathcore.least_squares import Fit, Slice, SolverDigits
from viz import linear, space

Array = NDArray[np.float64]
START = ((1.0, 1.0), (2.0, 3.0), (3.0, 1.5))
HILL = (0.5, 1.1, 1.9, 2.5, 3.1, 2.9, 3.0, 2.2, 2.3, 1.3, 1.4, 0.6)
CLOUD = tuple((round(0.15 + 0.345 * k, 2), y) for k, y in enumerate(HILL))
HIGHEST = 8
XS = np.linspace(0.0, 4.0, 161)
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈"
ROLE_OF_SOLVER = dict(zip(least_squares.SOLVERS, ("gradient", "accent", "optimum"), strict=True))


@dataclass(frozen=True)
class Result:
    """`x`, `y` (n,); `fit` of y on the powers of x; `curve` (161,) over [0, 4]; `training`, `leaving` (9,) root mean
    square errors by degree, on the points and on each point left out; `slice` and `longley` as above."""

    parameters: Parameters
    x: Array
    y: Array
    fit: Fit
    curve: Array
    training: Array
    leaving: Array
    slice: Slice
    longley: SolverDigits


FITTING = {"view": ("space", "degree")}
CONTROLS = (
    Choice("view", "View", {"space": "Space", "degree": "Degree", "longley": "Longley"}, "space"),
    Points("points", "Data points", START, (0.0, 4.0), (-1.0, 4.0), 0.001, fewest=3, most=30, when=FITTING),
    Slider("degree", "Degree of the curve", 0, HIGHEST, 1, integer=True, when=FITTING),
    Toggle("intercept", "Column of ones", True, help="Without it the curve goes through the origin.", when=FITTING),
    Slider("predictors", "Number of predictors", 1, 6, 6, integer=True, when={"view": ("longley",)}),
    Toggle("single", "Single precision", False, help="About 7 digits instead of 16.", when={"view": ("longley",)}),
)


@lru_cache(maxsize=64)
def errors(points: tuple[tuple[float, float], ...], intercept: bool) -> tuple[Array, Array]:
    """Errors by degree, kept while the degree or the view changes."""
    x, y = np.array(points).T
    return least_squares.errors_by_degree(x, y, HIGHEST, intercept=intercept)


def compute(p: Parameters) -> Result:
    """The fit, the slice of R^n that shows it as a projection, the errors by degree, and Longley's digits."""
    x, y = np.array(p.points).T
    found = least_squares.fit(least_squares.polynomial_design(x, p.degree, intercept=p.intercept), y)
    curve = least_squares.polynomial_design(XS, p.degree, intercept=p.intercept) @ found.coefficients
    training, leaving = errors(p.points, p.intercept)
    part = least_squares.regression_slice(x, y, found)
    digits = least_squares.longley_digits(p.predictors, p.single)
    return Result(p, x, y, found, curve, training, leaving, part, digits)


def coefficients(r: Result) -> Array:
    """The coefficients of 1, x, ..., x^degree, zero for the column of ones that was left out."""
    return r.fit.coefficients if r.parameters.intercept else np.concatenate([[0.0], r.fit.coefficients])


def squares(r: Result) -> float:
    """The sum of squared residuals; what is left of it by rounding counts as nothing."""
    return r.fit.squares if r.fit.squares > 1e-18 else 0.0


def formula(r: Result) -> str:
    """The fitted curve as text, up to its first three terms."""
    text = ""
    for power, value in enumerate(coefficients(r)[:3]):
        if power == 0 and not r.parameters.intercept:
            continue
        term = number(abs(float(value)), 3) + ("", "x", "x²")[power]
        text += (" + " if value >= 0 else " − ") + term if text else ("−" if value < 0 else "") + term
    return "y = " + (text or "0") + (" + …" if r.parameters.degree > 2 else "")


def data_panel(r: Result) -> viz.Plane:
    """The points, the curve, each residual and its square."""
    side = np.abs(r.fit.residual)
    shift = np.where(r.x + side > 4.6, -side, side)  # a square leans to the side where it has room
    low, high = np.minimum(r.y, r.fit.fitted), np.maximum(r.y, r.fit.fitted)
    boxes = np.stack([np.minimum(r.x, r.x + shift), np.maximum(r.x, r.x + shift), low, high], axis=1)
    gap = np.full(len(r.x), np.nan)
    sticks = np.stack([r.fit.fitted, r.y, gap], axis=1).ravel()
    shown = np.where(np.abs(r.curve) < 20, r.curve, np.nan)
    traces = [
        linear.rectangles(boxes, "gradient", opacity=0.16, width=1.0),
        viz.line(np.stack([r.x, r.x, gap], axis=1).ravel(), sticks, "gradient", width=3.0, hover=False),
        viz.line(XS, shown, "model", width=3.0, name="fit"),
        viz.markers(r.x, r.fit.fitted, "model", size=8, name="fitted"),
        viz.markers(r.x, r.y, "data", size=11, name="data"),
        viz.label([-0.35], [4.55], formula(r), "model", position="middle right", size=15),
        viz.label([-0.35], [4.15], f"squares add up to {number(squares(r), 4)}", "gradient", position="middle right"),
    ]
    title = "The squares at their smallest"
    return viz.Plane(traces, viz.Axis("x", (-0.5, 4.8)), viz.Axis("y", (-1.4, 4.9)), title, equal=True)


def space_panel(r: Result) -> viz.Space:
    """The data as one vector b, its shadow p on the column space, and the residual e at a right angle to it."""
    s, intercept, exact = r.slice, r.parameters.intercept, len(r.y) == 3
    reach = float(np.linalg.norm(s.b))
    size = next((tier for tier in (4.0, 7.0, 12.0, 24.0) if reach <= tier), 24.0)
    up = (-0.6 * size, 0.6 * size) if exact else (-0.15 * size, 1.05 * size)
    extent = ((-0.2 * size, size), (-0.6 * size, 0.6 * size), up)
    head, lift = 0.08 * size, 0.07 * size * np.array([0.0, 0.0, 1.0])
    hidden = np.full(3, np.nan)
    columns = s.frame @ r.fit.design
    # Columns longer than the box are only shown as far as it reaches; from the third power on they are left out.
    arms = [columns[:, k] if k < columns.shape[1] and (exact or columns.shape[1] <= 2) else hidden for k in range(2)]
    arms = [arm * min(1.0, 0.55 * size / max(float(np.linalg.norm(arm)), 1e-9)) for arm in arms]
    residual = s.b - s.p
    far = float(np.linalg.norm(residual)) > 0.1 * size
    above = -1.0 if residual[2] < -0.02 * size else 1.0
    within = s.p if float(np.linalg.norm(s.p)) > 1e-9 * size else (s.basis[:, 0] if s.basis.size else s.p)
    axes = 0.62 * size * s.frame.T if exact else np.full((3, 3), np.nan)
    rays = np.stack([np.zeros((3, 3)), axes, np.full((3, 3), np.nan)], axis=1).reshape(-1, 3)
    side = np.array([0.0, 0.06 * size, 0.0])
    traces = [
        space.polyline(rays, "zero", width=2.5),
        space.label(1.1 * axes, ("y₁", "y₂", "y₃"), "muted", size=13),
        *space.subspace(s.basis, "model", extent=extent, opacity=0.16),
        *space.arrows(np.array(arms), "null", head=head, width=4),
        space.label(
            np.array(arms) - 0.6 * lift, ("1", "x") if intercept else ("x", "x²"), "muted", position="bottom center"
        ),
        *space.arrow(s.p, "model", head=head, width=7),
        *space.arrow(s.b, "data", head=head, width=7),
        *space.arrow(s.b, "gradient", tail=s.p, head=head, width=6),
        space.right_angle(s.p, -within, residual, "ink", size=0.07 * size),
        space.label(s.b + above * lift, "b = data", "data", size=16),
        space.label(s.p - above * lift, "p = fit", "model", size=16, position="bottom right"),
        space.label((s.b + s.p) / 2 + side if far else hidden, "e", "gradient", size=16, position="middle right"),
    ]
    power = str(len(r.y)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    title = "The same in ℝ³: p is the shadow of b" if exact else f"The part of ℝ{power} that holds b and p"
    return space.space(traces, extent, title=title, camera=(1.0, -1.7, 0.85), visible=False)


def degree_panel(r: Result) -> viz.Plane:
    """The error on the points that were fitted only falls; on points left out it falls, then rises."""
    degrees = np.arange(HIGHEST + 1)
    floor = 1e-3
    fitted, left = np.clip(r.training, floor, 1e2), np.clip(r.leaving, floor, 1e2)
    here = r.parameters.degree
    ends = np.flatnonzero(np.isfinite(left))
    last = int(ends[-1]) if len(ends) else 0
    traces = [
        viz.segment((here, floor), (here, 1e2), "grid", width=8, hover=False),
        viz.line(degrees, fitted, "gradient", name="on the fitted points"),
        viz.markers(degrees, fitted, "gradient", size=7, name="on the fitted points"),
        viz.line(degrees, left, "optimum", name="on points left out"),
        viz.markers(degrees, left, "optimum", size=7, name="on points left out"),
        viz.markers([here], [fitted[here]], "gradient", size=13, name="now"),
        viz.markers([here], [left[here]], "optimum", size=13, name="now"),
        viz.label([4.0], [max(0.62 * fitted[4], 1.6e-3)], "on the fitted points", "gradient", position="bottom center"),
        viz.label([4.0], [1.6 * left[4]], "each predicted from the others", "optimum", position="top center"),
        viz.label(
            [np.nan if last == HIGHEST else last + 0.15],
            [left[last] if len(ends) else np.nan],
            "needs more points",
            "optimum",
            position="middle right",
            size=12,
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("degree", (-0.5, HIGHEST + 0.5), ticks=range(HIGHEST + 1)),
        viz.Axis("root mean square error (units of y)", (floor, 1e2), log=True),
        "Closer to the data, not to the truth",
    )


def longley_panels(r: Result) -> list[viz.Plane]:
    """Employment with the fit, and the digits that each solver gets right."""
    d, data = r.longley, least_squares.longley()
    years = data.predictors[:, 5]
    count = d.digits.shape[1]
    at = np.append(np.arange(count), np.full(7 - count, np.nan))
    precision = -np.log10(d.roundoff)
    promise = precision - np.log10(d.condition)
    squared = max(precision - 2 * np.log10(d.condition), 0.0)
    traces: list[Mapping[str, Any]] = [
        viz.segment((-0.6, promise), (6.6, promise), "optimum", width=1.4, dash="dash", hover=False),
        viz.segment((-0.6, squared), (6.6, squared), "gradient", width=1.4, dash="dash", hover=False),
        viz.label(
            [6.6],
            [promise - 0.25],
            f"promised to QR: {number(precision, 3)} − log₁₀κ",
            "optimum",
            position="bottom left",
            size=12,
        ),
        viz.label(
            [6.6], [squared + 0.25], "to normal equations: 2 log₁₀κ lost", "gradient", position="top left", size=12
        ),
    ]
    for k, (name, role) in enumerate(ROLE_OF_SOLVER.items()):
        digits = np.append(d.digits[k], np.full(7 - count, np.nan))
        traces.append(viz.markers(at + 0.12 * (k - 1), digits, role, size=10, name=name))
    for k, (name, role) in enumerate(reversed(ROLE_OF_SOLVER.items())):
        traces.append(viz.label([-0.5], [17.6 - 0.85 * k], f"● {name}", role, position="middle right"))
    ticks = viz.Axis("coefficient", (-0.7, 6.7), ticks=range(7), labels=[f"β{SUBSCRIPTS[k]}" for k in range(7)])
    right = viz.Plane(traces, ticks, viz.Axis("correct digits", (-0.5, 18.2), ticks=range(0, 17, 4)), "Digits kept")
    left = viz.Plane(
        [
            viz.line(years, d.fitted / 1000, "model", width=3, name="fit"),
            viz.markers(years, data.employed / 1000, "data", size=9, name="employed"),
            viz.label([1948.2], [71.0], "employed", "data", position="middle right"),
            viz.label([1948.2], [70.2], f"fit by {count - 1} predictors", "model", position="middle right"),
        ],
        viz.Axis("year", (1946, 1963), ticks=range(1947, 1963, 3)),
        viz.Axis("employed (millions)", (59, 72)),
        "Longley: the US economy 1947–1962",
    )
    return [left, right]


def readouts(r: Result) -> list[Readout | Law]:
    """The coefficients, the lengths, and the laws of a projection."""
    if r.parameters.view == "longley":
        d = r.longley
        worst = d.digits.min(axis=1)
        shown: list[Readout | Law] = [
            Readout(f"fewest digits: {name}", float(worst[k]), digits=3, role=ROLE_OF_SOLVER[name])
            for k, name in enumerate(least_squares.SOLVERS)
        ]
        return [
            *shown,
            Readout("condition number κ", d.condition),
            Readout("κ of the normal equations", d.condition**2, role="gradient"),
        ]
    c = coefficients(r)
    e, p = r.fit.residual, r.fit.fitted
    found: list[Readout | Law] = [
        *(
            Readout(f"coefficient of {('1', 'x', 'x²')[k]}", float(c[k]), role="model")
            for k in range(min(len(c), 3))
            if k or r.parameters.intercept
        ),
        Law("e is orthogonal to the ones", "e·1", float(e.sum()), "", 0.0, digits=2),
        Law("e is orthogonal to x", "e·x", float(e @ r.x), "", 0.0, digits=2)
        if r.parameters.degree
        else Readout("e·x (x is no column here)", float(e @ r.x), role="gradient"),
        Law("Pythagoras", "|b|²", float(r.y @ r.y), "|p|² + |e|²", float(p @ p + e @ e)),
    ]
    if r.parameters.view == "degree":
        left, condition = float(r.leaving[r.parameters.degree]), r.fit.condition
        found[:0] = [
            Readout("error on the points", float(r.training[r.parameters.degree]), role="gradient"),
            Readout("error, each left out", left if np.isfinite(left) else "needs more points", role="optimum"),
            Readout("condition number of the columns", condition if np.isfinite(condition) else "∞: dependent"),
        ]
    return found


def notice(r: Result) -> str:
    """What is special about this state."""
    wanted = r.fit.design.shape[1]
    if r.parameters.view == "longley":
        return ""
    if wanted == 0:
        return "There is no column left: the column space is {0}, p = 0 and all of b is residual."
    if r.fit.rank < wanted:
        return (
            f"The {wanted} columns are dependent here (rank {r.fit.rank}): the shadow p is still unique, the "
            "coefficients are not."
        )
    if r.fit.rank == len(r.y):
        return "As many columns as points: the column space is everything, so b is its own shadow and nothing is left."
    if not r.parameters.intercept:
        return "Without the column of ones nothing makes the residuals add up to zero, and they do not."
    return ""


def draw(r: Result) -> Scene:
    """The data with its squares, and beside it the projection, the errors by degree, or Longley's digits."""
    view = r.parameters.view
    c = coefficients(r)
    e, p = r.fit.residual, r.fit.fitted
    handles = [
        Handle("points", (float(x), float(y)), f"data point {k + 1}", index=k, role="data")
        for k, (x, y) in enumerate(r.parameters.points)
    ]
    for name, at, value in (("left", 0.0, r.curve[0]), ("right", 4.0, r.curve[-1])):
        if r.fit.design.shape[1] and (r.parameters.degree > 0 or name == "right"):
            if name == "left" and not r.parameters.intercept:
                continue
            handles.append(Handle(name, (at, float(value)), f"{name} end of the fit: b follows it", role="model"))
    panels: list[viz.Panel]
    if view == "longley":
        panels, handles = [*longley_panels(r)], []
        alt = (
            f"Longley's 16 years with {r.parameters.predictors} predictors. QR keeps at least "
            f"{number(float(r.longley.digits[2].min()), 3)} digits, the normal equations "
            f"{number(float(r.longley.digits[0].min()), 3)}."
        )
    else:
        panels = [data_panel(r), space_panel(r) if view == "space" else degree_panel(r)]
        alt = (
            f"{len(r.x)} data points and the least-squares curve {formula(r)}; the squared residuals add up to "
            f"{number(squares(r), 4)}. The residual vector has length {number(float(np.sqrt(squares(r))), 3)} and "
            "stands at a right angle on the column space."
        )
    return Scene(
        panels=panels,
        readouts=readouts(r),
        handles=handles,
        notice=notice(r),
        alt=alt,
        numbers={
            "b": r.y,
            "p": p,
            "e": e,
            "x": r.x,
            "design": r.fit.design,
            "gram": r.fit.design.T @ r.fit.design,
            "moments": r.fit.design.T @ r.y,
            "coefficients": r.fit.coefficients,
            "coefficient_0": float(c[0]) if len(c) else 0.0,
            "coefficient_1": float(c[1]) if len(c) > 1 else 0.0,
            "data_squares": float(r.y @ r.y),
            "fitted_squares": float(p @ p),
            "residual_squares": r.fit.squares,
            "residual_dot_ones": float(e.sum()),
            "residual_dot_x": float(e @ r.x),
            "rank": float(r.fit.rank),
            "condition": r.longley.condition,
        },
        view=f"{view}:{len(r.y) == 3}",
    )


def pull(at: float, fixed: float | None, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """Drag one end of the fit while the other rests: the data move by a line, which lies in the column space.

    So the shadow p moves within the column space and the residual e stays what it was.
    """
    found = compute(p)
    change = y - float(found.curve[0 if at == 0.0 else -1])
    if fixed is None or p.degree == 0:
        moved = found.y + change
    else:
        moved = found.y + change * (found.x - fixed) / (at - fixed)
    if np.any(moved > 4.0) or np.any(moved < -1.0):
        return {}
    return {"points": tuple(zip(found.x.tolist(), moved.tolist(), strict=True))}


def slope_turned(r: Result) -> bool:
    """Whether exactly one of the first three points was moved and the line now falls."""
    here = r.parameters.points
    if len(here) != len(START) or r.parameters.degree != 1 or not r.parameters.intercept:
        return False
    changed = sum(now != then for now, then in zip(here, START, strict=True))
    return changed == 1 and float(r.fit.coefficients[1]) < -0.01


lesson = Lesson(
    title="Projections and Least Squares",
    idea="Least squares drops a perpendicular: the fit is the shadow of the data on the space that the columns span.",
    terms=(
        "projection",
        "least squares",
        "residual",
        "normal equations",
        "column space",
        "linear regression",
        "hat matrix",
        "leave-one-out",
        "condition number",
        "Longley",
        "overfitting",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"left": lambda p, x, y: pull(0.0, 4.0, p, x, y), "right": lambda p, x, y: pull(4.0, 0.0, p, x, y)},
    presets=(
        Preset(
            "Three points", {}, "Three points are one vector b in ℝ³; the line is its shadow p; e is perpendicular."
        ),
        Preset(
            "Already on a line",
            {"points": ((0.5, 1.0), (2.0, 2.0), (3.5, 3.0))},
            "b lies in the plane: it is its own shadow, and the squares shrink to nothing.",
        ),
        Preset(
            "Through the origin",
            {"intercept": False},
            "Without the ones the plane becomes a line. e is orthogonal to x, but no longer adds up to zero.",
        ),
        Preset(
            "One above another",
            {"points": ((2.0, 0.5), (2.0, 2.0), (2.0, 3.5))},
            "All x are equal, so the columns 1 and x are parallel: many lines are equally good, yet p is unique.",
        ),
        Preset(
            "Too many columns",
            {"points": CLOUD, "degree": 8, "view": "degree"},
            "Degree 8 hugs the points, and predicts a point that was left out far worse than degree 2 does.",
        ),
        Preset(
            "Outlier",
            {"points": ((0.3, 0.4), (0.9, 0.9), (1.5, 1.4), (2.1, 2.1), (2.7, 2.6), (3.7, -0.8))},
            "One point far out at the edge: its square is so large that the line gives up the other five for it.",
        ),
        Preset(
            "Longley 1967",
            {"view": "longley"},
            "Six predictors that rise together: the normal equations lose about twice the digits that QR loses.",
        ),
    ),
    challenges=(
        Challenge(
            "Move one of the three points so that the slope turns negative.",
            "The slope is pulled up by the last point and by the first one being low.",
            slope_turned,
            {"points": ((1.0, 1.0), (2.0, 3.0), (3.0, 0.4))},
        ),
        Challenge(
            "Make the residual vanish without moving a point.",
            "The column space must grow until it holds b.",
            lambda r: r.fit.squares < 1e-9 and r.parameters.points == START,
            {"degree": 2},
        ),
        Challenge(
            "Predict: take the column of ones away. What slope does the best line through the origin have?",
            "One column, one equation: x·(b − cx) = 0.",
            predict=Prediction(
                "The slope c",
                lambda r: float(r.fit.coefficients[0]),
                0.1,
                {"intercept": False},
                why="c = x·b / x·x = (1 + 6 + 4.5) / 14.",
            ),
        ),
    ),
    related=("independence_orthogonality", "pseudo_inverse", "simple_regression", "multiple_regression"),
    source=(least_squares.fit, least_squares.leave_one_out, least_squares.solve),
    listing=lambda p: {"points": p.points, "degree": p.degree, "intercept": p.intercept},
)
