"""Least squares drops a perpendicular: the fit is the shadow of the data on the space that the columns span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Points, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.linear_algebra import least_squares
from mathcore.linear_algebra.least_squares import Fit, Slice, SolverDigits
from viz.least_squares import degree_panel, shadow_space, solver_panel, squares_panel, years_panel

Array = NDArray[np.float64]
START = ((1.0, 1.0), (2.0, 3.0), (3.0, 1.5))
HILL = (0.5, 1.1, 1.9, 2.5, 3.1, 2.9, 3.0, 2.2, 2.3, 1.3, 1.4, 0.6)
CLOUD = tuple((round(0.15 + 0.345 * k, 2), y) for k, y in enumerate(HILL))
HIGHEST = 8
XS = np.linspace(0.0, 4.0, 161)
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
    """The coefficients of 1, x, ..., x^degree, zero for the column of ones that was left out; what rounding leaves of
    a zero counts as nothing."""
    found = r.fit.coefficients if r.parameters.intercept else np.concatenate([[0.0], r.fit.coefficients])
    return np.where(np.abs(found) > 1e-13, found, 0.0)


def squares(r: Result) -> float:
    """The sum of squared residuals; what is left of it by rounding counts as nothing."""
    return r.fit.squares if r.fit.squares > 1e-18 else 0.0


def formula(r: Result) -> str:
    """The fitted curve as text; of more than three terms the first two, which a phone has room for."""
    text = ""
    many = r.parameters.degree > 2
    for power, value in enumerate(coefficients(r)[: 2 if many else 3]):
        if power == 0 and not r.parameters.intercept:
            continue
        term = number(abs(float(value)), 3) + ("", "x", "x²")[power]
        text += (" + " if value >= 0 else " − ") + term if text else ("−" if value < 0 else "") + term
    return "y = " + (text or "0") + (" + …" if many else "")


def shadow(r: Result) -> viz.Space:
    """The data as one vector b, its shadow p on the column space, and the residual e at a right angle to it."""
    s, exact = r.slice, len(r.y) == 3
    power = str(len(r.y)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    title = "In ℝ³: p is the shadow of b" if exact else f"The part of ℝ{power} that holds b and p"
    names = ("1", "x") if r.parameters.intercept else ("x", "x²")
    return shadow_space(s.b, s.p, s.basis, s.frame @ r.fit.design, s.frame if exact else None, names, title)


def fit_readouts(r: Result) -> list[Readout | Law]:
    """The coefficients and the laws of a projection."""
    p, c, e, fitted = r.parameters, coefficients(r), r.fit.residual, r.fit.fitted
    names = ("1", "x", "x²") if p.intercept else ("", "x", "x²")
    along = float(e @ r.x)
    return [
        *(Readout(f"coefficient of {name}", float(v), role="model") for name, v in zip(names, c, strict=False) if name),
        Law("e is orthogonal to the ones", "e·1", float(e.sum()), "", 0.0, digits=2),
        Law("e is orthogonal to x", "e·x", along, "", 0.0, digits=2)
        if p.degree
        else Readout("e·x (x is no column here)", along, role="gradient"),
        Law("Pythagoras", "|b|²", float(r.y @ r.y), "|p|² + |e|²", float(fitted @ fitted + e @ e)),
    ]


def fit_notice(r: Result) -> str:
    """What is special about this state."""
    wanted = r.fit.design.shape[1]
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


def fit_handles(r: Result) -> list[Handle]:
    """The data points, and the two ends of the fit where moving them leaves the residual alone."""
    p = r.parameters
    found = [Handle("points", at, f"data point {k + 1}", index=k, role="data") for k, at in enumerate(p.points)]
    if r.fit.design.shape[1] and p.degree > 0 and p.intercept:
        found.append(Handle("left", (0.0, float(r.curve[0])), "left end of the fit: b follows it", role="model"))
    if r.fit.design.shape[1]:
        found.append(Handle("right", (4.0, float(r.curve[-1])), "right end of the fit: b follows it", role="model"))
    return found


def fit_view(r: Result) -> Scene:
    """The data with its squares, and beside it the projection or the errors by degree."""
    p, by_degree = r.parameters, r.parameters.view == "degree"
    texts = (formula(r), f"squares add up to {number(squares(r), 4)}")
    readouts = fit_readouts(r)
    if by_degree:
        left = float(r.leaving[p.degree])
        readouts[:0] = [
            Readout("error on the points", float(r.training[p.degree]), role="gradient"),
            Readout("error, each left out", left if np.isfinite(left) else "needs more points", role="optimum"),
            Readout(
                "condition number of the columns", r.fit.condition if np.isfinite(r.fit.condition) else "∞: dependent"
            ),
        ]
    return Scene(
        panels=[
            squares_panel((r.x, r.y), r.fit.fitted, (XS, r.curve), texts),
            degree_panel(r.training, r.leaving, p.degree) if by_degree else shadow(r),
        ],
        readouts=readouts,
        handles=fit_handles(r),
        notice=fit_notice(r),
        alt=f"{len(r.x)} data points and the least-squares curve {formula(r)}; the squared residuals add up to "
        f"{number(squares(r), 4)}. The residual vector has length {number(float(np.sqrt(squares(r))), 3)} and "
        "stands at a right angle on the column space.",
        view=f"{p.view}:{len(r.y) == 3}",
    )


def longley_view(r: Result) -> Scene:
    """Employment with the fit, and the digits that each solver gets right."""
    d, data, p = r.longley, least_squares.longley(), r.parameters
    precision, lost, worst = -np.log10(d.roundoff), np.log10(d.condition), d.digits.min(axis=1)
    promise = (precision - lost, f"promised to QR: {number(precision, 3)} − log₁₀κ")
    squared = (max(precision - 2 * lost, 0.0), "to normal equations: 2 log₁₀κ lost")
    return Scene(
        panels=[
            years_panel(data.predictors[:, 5], data.employed, d.fitted, p.predictors),
            solver_panel(d.digits, ROLE_OF_SOLVER, promise, squared),
        ],
        readouts=[
            *(
                Readout(f"fewest digits: {name}", float(fewest), digits=3, role=role)
                for (name, role), fewest in zip(ROLE_OF_SOLVER.items(), worst, strict=True)
            ),
            Readout("condition number κ", d.condition),
            Readout("κ of the normal equations", d.condition**2, role="gradient"),
        ],
        alt=f"Longley's 16 years with {p.predictors} predictors. QR keeps at least {number(float(worst[2]), 3)} "
        f"digits, the normal equations {number(float(worst[0]), 3)}.",
        view=f"longley:{len(r.y) == 3}",
    )


def draw(r: Result) -> Scene:
    """The view that was chosen, and the numbers of the fit."""
    c, e, p = coefficients(r), r.fit.residual, r.fit.fitted
    numbers = {
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
    }
    return replace(longley_view(r) if r.parameters.view == "longley" else fit_view(r), numbers=numbers)


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
    related=("independence_orthogonality", "pseudo_inverse", "bias_variance", "maximum_likelihood"),
    source=(least_squares.fit, least_squares.leave_one_out, least_squares.solve),
    listing=lambda p: {"points": p.points, "degree": p.degree, "intercept": p.intercept},
)
