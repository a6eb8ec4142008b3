"""Least squares drops a perpendicular: the fit is the shadow of the data on the space that the columns span."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Points, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.linear_algebra import least_squares, polynomial_fits
from pages.linear_algebra.projections_least_squares import panels

Array = NDArray[np.float64]
START = ((1.0, 1.0), (2.0, 3.0), (3.0, 1.5))
POINTS = Points("points", "Data points", START, (0.0, 4.0), (-1.0, 4.0), 0.001, fewest=3, most=30)
DEGREE = Slider("degree", "Degree of the curve", 0, panels.HIGHEST, 1, integer=True)
INTERCEPT = Toggle("intercept", "Column of ones", True, help="Without it the curve goes through the origin.")
PREDICTORS = Slider("predictors", "Number of predictors", 1, 6, 6, integer=True)
IN_SPAN = "The column of ones is left out, yet the others combine to it: the residuals still add up to zero."
SINGLE = Toggle("single", "Single precision", False, help="About 7 digits instead of 16.")


class Projection(State):
    """Data as one vector b, its shadow p on the columns of a polynomial, errors by degree; Longley's regression."""

    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    b = cached_property(lambda q: np.array(q.p.points)[:, 1])
    fit = cached_property(lambda q: polynomial_fits.fit(q.x, q.b, q.p.degree, intercept=q.p.intercept))
    curve = cached_property(lambda q: q.fit.at(panels.XS))
    e = cached_property(lambda q: q.fit.residual)
    design = cached_property(lambda q: q.fit.design)
    rank = cached_property(lambda q: q.fit.rank)
    wanted = cached_property(lambda q: q.design.shape[1])  # the rank of independent columns
    # The coefficients of 1, x, ..., with a zero for ones that are left out.
    terms = cached_property(lambda q: np.concatenate([[0.0] * (not q.p.intercept), q.fit.coefficients]))
    part = cached_property(lambda q: polynomial_fits.regression_slice(q.x, q.b, q.fit))
    digits = kept("predictors", "single")(lambda q: least_squares.longley_digits(q.p.predictors, q.p.single))
    fewest = cached_property(lambda q: q.digits.digits.min(axis=1))  # (3,) correct digits of each solver

    @kept("points", "intercept")
    def errors(self) -> tuple[Array, Array]:
        """Root mean square errors by degree, on the points and on each point left out."""
        return polynomial_fits.errors_by_degree(self.x, self.b, panels.HIGHEST, intercept=self.p.intercept)

    @cached_property
    def formula(self) -> str:
        """The fitted curve as text; of more than three terms the first two, which a phone has room for."""
        text, many = "", self.p.degree > 2
        for power, value in enumerate(self.terms[: 2 if many else 3].tolist()):
            if power or self.p.intercept:
                sign = (" + " if value >= 0 else " − ") if text else "" if value >= 0 else "−"
                text += sign + number(abs(value), 3) + ("", "x", "x²")[power]
        return "y = " + (text or "0") + (" + …" if many else "")


def fit_readouts(q: Projection) -> list[Readout | Law]:
    names, e, fitted = ("1", "x", "x²") if q.p.intercept else ("", "x", "x²"), q.e, q.fit.fitted
    off = "" if q.fit.ones else "the column of ones is left out"
    return [
        *(Readout(f"coefficient of {name}", v, role="model") for name, v in zip(names, q.terms, strict=False) if name),
        law("e is orthogonal to the ones", "e·1 = 0", e.sum(), 0, digits=2, unless=off),
        law("e is orthogonal to x", "e·x = 0", e @ q.x, 0, digits=2)
        if q.p.degree
        else Readout("e·x (x is no column here)", e @ q.x, role="gradient"),
        law("Pythagoras", "|b|² = |p|² + |e|²", q.b @ q.b, fitted @ fitted + e @ e),
    ]


def degree_readouts(q: Projection) -> list[Readout | Law]:
    (training, leaving), condition = (each[q.p.degree] for each in q.errors), q.fit.condition
    return [
        Readout("error on the points", training, role="gradient", scale=1),
        Readout("error, each left out", leaving if np.isfinite(leaving) else "needs more x", role="optimum", scale=1),
        Readout("condition number of the columns", condition if np.isfinite(condition) else "∞: dependent"),
        *fit_readouts(q),
    ]


def fit_notice(q: Projection) -> str:
    if q.wanted == 0:
        return "There is no column left: the column space is {0}, p = 0 and all of b is residual."
    if q.rank < q.wanted:
        unique = "the shadow p is still unique, the coefficients are not."
        columns = f"The {q.wanted} columns are dependent here" if q.wanted > 1 else "The one column is zero here"
        return f"{columns} (rank {q.rank}): {unique}"
    if q.rank == len(q.b):
        return "As many columns as points: the column space is everything, so b is its own shadow and nothing is left."
    if q.p.intercept:
        return ""
    if not np.any(q.fit.residual):
        return "b lies in the column space: it is its own shadow, and nothing is left that could add up."
    return IN_SPAN if q.fit.ones else "Without the column of ones nothing makes the residuals add up to zero."


def fit_alt(q: Projection) -> str:
    return (
        f"{len(q.x)} data points and the least-squares curve {q.formula}; the squared residuals add up to "
        f"{number(q.fit.squares, 4)}. The residual vector has length {number(float(np.sqrt(q.fit.squares)), 3)} and "
        "stands at a right angle on the column space."
    )


def longley_readouts(q: Projection) -> list[Readout | Law]:
    condition, roles = q.digits.condition, zip(panels.SOLVERS.items(), q.fewest, strict=True)
    return [
        *(Readout(f"fewest digits: {name}", fewest, digits=3, role=role) for (name, role), fewest in roles),
        Readout("condition number κ", condition),
        Readout("κ of the normal equations", condition**2, role="gradient"),
    ]


def longley_alt(q: Projection) -> str:
    solvers = f"QR keeps at least {number(q.fewest[2], 3)} digits, the normal equations {number(q.fewest[0], 3)}."
    return f"Longley's 16 years with {q.p.predictors} of its predictors. {solvers}"


def numbers(q: Projection) -> dict[str, Any]:
    c, fitted, x = np.append(q.terms, [0.0, 0.0]), q.fit.fitted, q.design
    found = {"coefficients": q.fit.coefficients, "coefficient_0": c[0], "coefficient_1": c[1]}
    squares = {"data_squares": q.b @ q.b, "fitted_squares": fitted @ fitted, "residual_squares": q.fit.squares}
    sums = {"residual_dot_ones": q.e.sum(), "residual_dot_x": q.e @ q.x, "condition": q.digits.condition}
    return {"p": fitted, "gram": x.T @ x, "moments": x.T @ q.b} | found | squares | sums


def slope_turned(q: Projection) -> bool:
    """Whether exactly one of the first three points was moved and the line now falls."""
    line = len(q.p.points) == len(START) and q.p.degree == 1 and q.p.intercept
    moved = sum(now != then for now, then in zip(q.p.points, START, strict=False))
    return bool(line and moved == 1 and q.terms[1] < 0)


FITTING = [POINTS, DEGREE, INTERCEPT]
lesson = Lesson(
    title="Projections and Least Squares",
    terms=(
        *("projection", "least squares", "residual", "normal equations", "column space", "linear regression"),
        *("hat matrix", "leave-one-out", "condition number", "Longley", "overfitting"),
    ),
    state=Projection,
    views={
        "space": View(
            "Space",
            [panels.squares_panel, panels.shadow_panel],
            fit_readouts,
            fit_alt,
            FITTING,
            fit_notice,
            rescales={"points": "A longer b takes the next of four sizes of the box."},
            turns=True,
        ),
        "degree": View(
            "Degree", [panels.squares_panel, panels.degree_panel], degree_readouts, fit_alt, FITTING, fit_notice
        ),
        "longley": View(
            "Longley", [panels.years_panel, panels.solver_panel], longley_readouts, longley_alt, [PREDICTORS, SINGLE]
        ),
    },
    numbers=numbers,
    listing=lambda q: {"points": q.p.points, "degree": q.p.degree, "intercept": q.p.intercept},
    challenges=(
        Challenge(
            "Move one of the three points so that the slope turns negative.",
            "The slope is pulled up by the last point and by the first one being low.",
            slope_turned,
            answers=[{"points": (*START[:2], (3.0, each))} for each in (0.4, 0.8)]
            + [{"points": ((1.0, 3.5), *START[1:])}],
            misses=[
                *({"points": (*START[:2], (3.0, 1.1))}, {"points": ((1.0, 3.5), (2.0, 3.0), (3.0, 0.4))}),
                {"points": (START[0], (2.0, 0.0), START[2])},
            ],
        ),
        Challenge(
            "Make the residual vanish without moving a point.",
            "The column space must grow until it holds b.",
            lambda q: q.fit.squares == 0 and q.p.points == START,
            answers=[{"degree": 2}, {"degree": 3, "intercept": False}, {"degree": 3}],
            misses=[{"degree": 2, "intercept": False}, {"degree": 1}, {"points": ((0.5, 1.0), (2.0, 2.0), (3.5, 3.0))}],
        ),
        Challenge(
            "Predict: take the column of ones away. What slope does the best line through the origin have?",
            "One column, one equation: x·(b − cx) = 0.",
            predict=Prediction(
                "The slope c",
                lambda q: q.fit.coefficients[0],
                0.1,
                {"intercept": False},
                why="c = x·b / x·x = (1 + 6 + 4.5) / 14.",
            ),
        ),
    ),
    related=("independence_orthogonality", "pseudo_inverse", "bias_variance", "maximum_likelihood"),
    oracles=("fits: numpy.linalg.lstsq, statsmodels’ OLS", "Longley: NIST’s certified values"),
    source=(polynomial_fits.fit, polynomial_fits.orthogonal, least_squares.solve),
)
