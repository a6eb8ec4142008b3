"""Landscapes over the plane, against SymPy's Hessian, scikit-learn's logistic regression and `scipy.optimize`."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize
from sklearn.linear_model import LogisticRegression

from mathcore.calculus import convexity as cv
from mathcore.calculus import jets
from mathcore.calculus import plane_landscapes as pl
from mathcore.calculus.chords import chord
from mathcore.common.expressions import parse

TEXTS = ["1-exp(-(x^2+y^2)/2)", "log(exp(x)+exp(y)+exp(-x-y))", "(x^2+y-11)^2+(x+y^2-7)^2", "x*y", "x^2+y^2+x*y"]
SPOTS = st.tuples(st.floats(-3, 3), st.floats(-3, 3))
HIMMELBLAU = [[3, 2], [-2.805118, 3.131313], [-3.779310, -3.283186], [3.584428, -1.848127]]  # Himmelblau (1972)


@pytest.mark.parametrize("text", TEXTS)
def test_the_least_eigenvalue_is_that_of_sympys_hessian(text):
    x, y = sympy.symbols("x y", real=True)
    matrix = sympy.lambdify((x, y), sympy.hessian(parse(text, jets.VARIABLES).sympy, (x, y)))
    land = pl.landscape("typed", text)
    for i, j in np.random.default_rng(3).integers(0, 65, (12, 2)).tolist():
        exact = np.linalg.eigvalsh(np.array(matrix(pl.TICKS[j], pl.TICKS[i]), float))[0]
        assert np.isclose(land.least[i, j], exact, rtol=1e-8, atol=1e-7)


@pytest.mark.parametrize("name", ["logistic", "unit", *TEXTS])
@settings(max_examples=25)
@given(p=SPOTS, q=SPOTS)
def test_the_midpoint_test_is_a_mean_of_the_curvature(name, p, q):
    land = pl.landscape(name) if name in ("logistic", "unit") else pl.landscape("typed", name)
    found = chord(lambda t: land.along(p, q)(t)[0], 3)
    bent = cv.bend(land.along(p, q), 0, 1e-9)
    assert np.isclose(found.middle, bent.mean / 8, rtol=1e-7, atol=1e-7 * land.size)
    if land.verdict.convex:
        assert found.middle >= -1e-9 * land.size


@pytest.mark.parametrize("name", ["logistic", "unit"])
@settings(max_examples=25)
@given(spot=SPOTS)
def test_jets_of_losses_are_their_differences(name, spot):
    land = pl.landscape(name)
    jet = land.jet(*np.array(spot))

    def height(p: np.ndarray) -> float:
        return float(land.value(p[0], p[1]))

    def slopes(p: np.ndarray) -> np.ndarray:
        return land.jet(p[0], p[1])[1:3]

    assert np.allclose(jet[1:3], approx_fprime(np.array(spot), height, 1e-6), atol=1e-5)
    bends = approx_fprime(np.array(spot), slopes, 1e-6)
    assert np.allclose([jet[3], jet[4], jet[4], jet[5]], bends.ravel(), atol=1e-4)


def test_logistic_regression_is_scikit_learns():
    x, y = pl.tumours()
    model = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-10).fit(x.T, y)
    ((a, b, height),) = pl.landscape("logistic").minima.tolist()
    assert np.allclose([a, b], model.coef_[0], atol=1e-4)
    chance = model.predict_proba(x.T)[np.arange(569), (y > 0).astype(int)]
    assert np.isclose(height, -np.log(chance).mean(), atol=1e-8)
    assert np.linalg.eigvalsh(x @ x.T / (4 * 569))[1] >= np.nanmax(pl.landscape("logistic").least)  # p(1 - p) <= 1/4
    assert pl.landscape("logistic").verdict.convex


def test_one_hidden_unit_is_written_in_two_ways():
    land = pl.landscape("unit")
    x, y = pl.tumours()

    def loss(p: np.ndarray) -> float:
        return float(np.logaddexp(0, -y * p[1] * np.tanh(p[0] * x[0])).mean())

    best = minimize(loss, [1.0, 1.0], tol=1e-12)
    assert np.allclose(land.minima[:, :2], [-best.x, best.x], atol=1e-4) or np.allclose(
        land.minima[:, :2], [best.x, -best.x], atol=1e-4
    )
    assert np.isclose(land.minima[0, 2], best.fun)
    assert np.isclose(land.value(0.0, 0.0), np.log(2))
    assert np.allclose(land.grid, land.grid[::-1, ::-1])
    assert land.verdict.convex is False


def test_minima_are_counted():
    found = pl.landscape("typed", "(x^2+y-11)^2+(x+y^2-7)^2").minima
    assert len(found) == 4
    assert all(np.hypot(*(found[:, :2] - known).T).min() < 1e-5 for known in np.array(HIMMELBLAU))
    for text, count in (("x^2", 0), ("max(x^2+y^2,4)", 0), ("sqrt(x^2+y^2)", 1), ("5", 0), ("log(x)+y^2", 0)):
        assert len(pl.landscape("typed", text).minima) == count, text


JUDGED = {  # convex, and: only in x and in y
    (False, True): ("x*y", "(x*y-1)^2", "x^2+y^2+3x*y", "x*y+abs(x)+abs(y)", "abs(x)*abs(y)", "x*y+max(x,0.3)"),
    (False, False): (
        *("x^2-y^2", "-abs(x)", "log(x)+y", "x*y^3", "min(x,y)", "x^2-0.1*abs(y-0.01)", "x*y+sin(8*pi*x)^2"),
        *("0/x", "0*x/y"),
    ),
    (True, False): ("x^2+y^2+x*y", "x^2+y^2+2x*y", "sqrt(x^2+y^2)", "5", "log(exp(x)+exp(y)+exp(-x-y))"),
    (None, False): ("x log(x) + y^2", "log(-20-x^2)"),
}


@pytest.mark.parametrize(
    ("text", "convex", "separately"), [(text, *known) for known, texts in JUDGED.items() for text in texts]
)
def test_verdicts(text, convex, separately):
    land = pl.landscape("typed", text)
    assert land.verdict.convex is convex
    assert land.only_separately is separately
    assert len(land.verdict.why) <= 64


def test_the_place_of_a_negative_curvature_is_the_one_that_is_named():
    why = pl.landscape("typed", "1/(1.1+x)+y^2").verdict.why.replace("−", "-")
    value, place = why.removeprefix("curvature ").split(" at (")
    assert 2 / (1.1 + float(place.split(",")[0])) ** 3 == pytest.approx(float(value), rel=6e-3)


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("(x-0.0625)^2+(y-0.0625)^2", [(0.0625, 0.0625)]),  # in the middle of a cell of the grid
        ("(x^2-1)^2+(y-0.3)^2", [(-1, 0.3), (1, 0.3)]),
        ("x^4+y^4", [(0, 0)]),
        ("x^2/y", []),  # level along x = 0
        ("(2x+y-1)^2", []),
        ("(x-2y)^2", []),
        ("(x^2+y^2-4)^2", []),
        ("max(abs(x),abs(y),1)", []),
    ],
)
def test_minima_are_strict_and_none_is_missed(text, spots):
    found = pl.landscape("typed", text).minima[:, :2]
    assert len(found) == len(spots)
    assert np.allclose(found[np.lexsort(found.T[::-1])], np.reshape(spots, (-1, 2)), atol=1e-3)


def test_minima_of_waves():
    # sin 3x sin 3y = -1 at half of the 8 x 8 places where both are 1 or -1.
    assert len(pl.landscape("typed", "sin(3x)*sin(3y)").minima) == 32
    many = pl.landscape("typed", "sin(9x)*sin(9y)")
    assert many.crowded
    assert many.minima.shape == (0, 3)
