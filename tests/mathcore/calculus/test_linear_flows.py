"""Linear flows. Oracles: scipy.linalg.expm, numpy.linalg, SymPy's series of the exponential, the published limits of
stability, scikit-learn's data with gradient descent by hand and its LinearRegression."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from mathcore.calculus import linear_flows as linear

METHODS = st.sampled_from(["euler", "heun", "rk4"])
ENTRY = st.integers(-400, 400).map(lambda n: n / 100)
MATRICES = st.tuples(ENTRY, ENTRY, ENTRY, ENTRY).map(lambda e: np.array(e).reshape(2, 2))
PLANE = st.complex_numbers(max_magnitude=6.0)


def test_the_factor_is_the_series_that_sympy_gives():
    z = sympy.Symbol("z")
    points = np.array([0.3 - 1.2j, -2.5, 1.7j])
    for method, order in (("euler", 1), ("heun", 2), ("rk4", 4)):
        series = sympy.series(sympy.exp(z), z, 0, order + 1).removeO()
        exact = [complex(series.subs(z, point)) for point in points]
        assert linear.factor(method, points) == pytest.approx(np.array(exact))


@settings(max_examples=50, deadline=None)
@given(METHODS, PLANE)
def test_steps_are_powers_of_the_factor_and_near_the_exponential(method, z):
    found = linear.stepped(method, z / 0.1, 0.1, 6)
    r = complex(linear.factor(method, z))
    assert found == pytest.approx(r ** np.arange(7.0), rel=1e-9, abs=1e-9)
    assert abs(r - np.exp(z)) <= linear.remainder(method, z) * (1 + 1e-12) + 1e-15


def test_limits_on_both_axes_are_the_published_ones():
    real = [linear.largest_step(method, -1.0) for method in ("euler", "heun", "rk4")]
    imaginary = [linear.largest_step(method, 1j) for method in ("euler", "heun", "rk4")]
    assert real == pytest.approx([2.0, 2.0, 2.785293563], abs=1e-9)
    assert imaginary == pytest.approx([0.0, 0.0, 2 * np.sqrt(2)], abs=1e-9)
    assert linear.largest_step("rk4", -15.0) == pytest.approx(0.185686, abs=1e-6)
    assert linear.largest_step("euler", 0.0) == np.inf


@settings(max_examples=60, deadline=None)
@given(METHODS, st.floats(np.pi / 2 + 0.05, np.pi), st.floats(0.1, 30.0))
def test_up_to_the_limit_no_step_grows_and_just_beyond_it_does(method, turn, size):
    rate = size * np.exp(1j * turn)
    limit = linear.largest_step(method, [rate, np.conj(rate)])
    inside = np.abs(linear.factor(method, np.linspace(0, limit, 200) * rate))
    assert inside.max() <= 1 + 1e-9
    assert abs(complex(linear.factor(method, 1.001 * limit * rate))) > 1


@pytest.mark.parametrize("method", ["euler", "heun", "rk4"])
def test_the_border_is_where_steps_keep_their_size(method):
    edge = linear.border(method)
    assert np.abs(linear.factor(method, edge @ [1, 1j])) == pytest.approx(1.0)
    assert edge[0] == pytest.approx(edge[-1], abs=1e-9) and np.hypot(*np.diff(edge, axis=0).T).max() < 0.2
    assert edge[:, 0].min() == pytest.approx(-linear.largest_step(method, -1.0), abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(MATRICES, st.floats(-2.0, 2.0))
def test_the_flow_is_scipys_exponential(a, t):
    exact = expm(a * t)
    size = np.abs(exact).max()
    assert linear.exponential(a, t)[0] == pytest.approx(exact, rel=1e-8, abs=1e-9 * size)
    assert linear.growths(a, t)[0] == pytest.approx(np.linalg.norm(exact, 2), rel=1e-7)


def test_the_flow_at_equal_eigenvalues():
    for a in (
        [[1.0, 1.0], [0.0, 1.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[-2.0, 0.0], [3.0, -2.0]],
        [[1.0, 1.0], [-1.0, -1.0]],
    ):
        assert linear.exponential(a, 0.7)[0] == pytest.approx(expm(0.7 * np.array(a)))


@settings(max_examples=60, deadline=None)
@given(MATRICES)
def test_eigenvalues_are_numpys(a):
    exact = sorted(np.linalg.eigvals(a).astype(complex).tolist(), key=lambda v: (v.real, v.imag))
    found = sorted(linear.eigenvalues(a).tolist(), key=lambda v: (v.real, v.imag))
    assert found == pytest.approx(exact, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(MATRICES, st.floats(-3.2, 3.2), st.floats(-3.2, 4.2))
def test_a_reshaped_matrix_has_the_wanted_trace_and_determinant_and_stays_small(a, trace, det):
    found = linear.reshaped(np.clip(a, -2, 2), trace, det)
    assert (np.trace(found), np.linalg.det(found)) == pytest.approx((trace, det), abs=1e-9)
    again = linear.reshaped(found, trace, det)
    assert again == pytest.approx(found, abs=1e-6)  # a handle that does not move changes nothing
    assert np.abs(linear.reshaped([[-0.2, -1.5], [1.5, -0.2]], trace, det)).max() <= 4.0


def test_the_names_of_the_origin():
    named = {
        "saddle": [[1, 0], [0, -1]],
        "stable node": [[-1, 0], [0, -2]],
        "unstable node": [[1, 0], [0, 2]],
        "stable spiral": [[-1, 2], [-2, -1]],
        "unstable spiral": [[1, 2], [-2, 1]],
        "centre": [[0, 1], [-1, 0]],
        "stable star": [[-1, 0], [0, -1]],
        "stable node, one direction": [[-1, 1], [0, -1]],
        "a line of rest": [[-1, 0], [0, 0]],
        "a shear": [[0, 1], [0, 0]],
        "everything rests": [[0, 0], [0, 0]],
    }
    assert {linear.kind(a): a for a in named.values()} == named


@settings(max_examples=30, deadline=None)
@given(MATRICES)
def test_straight_lines_are_kept_and_courses_solve_the_equation(a):
    lines = linear.straight_lines(a, 1.0).reshape(2, 3, 2)[:, 1]
    for way in lines[np.isfinite(lines).all(axis=1)]:
        image = a @ way
        assert way[0] * image[1] - way[1] * image[0] == pytest.approx(0.0, abs=1e-6)
    first = linear.courses(a).reshape(8, 62, 2)[0]
    exact = solve_ivp(lambda _, p: a @ p, (0, 1.5), first[30], rtol=1e-10, atol=1e-12).y[:, -1]
    assert first[60] == pytest.approx(exact, rel=1e-6, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(MATRICES, st.floats(0.0, 2.0), ENTRY, ENTRY)
def test_areas_grow_by_the_trace(a, t, x, y):
    image = linear.exponential(a, t)[0] @ (linear.DISC + np.array([[x], [y]]))
    ratio = linear.area(image) / linear.area(linear.DISC)
    assert ratio == pytest.approx(np.exp(t * np.trace(a)), rel=1e-4, abs=1e-5)


def test_descent_on_the_patients_is_gradient_descent_on_their_data():
    found, problem = load_diabetes(), linear.diabetes()
    x = (found.data - found.data.mean(axis=0)) / found.data.std(axis=0)
    y = (found.target - found.target.mean()) / found.target.std()
    least = 0.5 * np.mean((y - LinearRegression(fit_intercept=False).fit(x, y).predict(x)) ** 2)
    w = np.zeros(10)
    for _ in range(40):
        w -= 0.3 * x.T @ (x @ w - y) / len(x)
    gap = 0.5 * np.mean((y - x @ w) ** 2) - least
    assert linear.trained(problem, "euler", 0.3, 40) == pytest.approx(gap, rel=1e-8)
    for method in ("euler", "heun", "rk4"):
        for h in (0.02, 0.3, 0.6, 1.0):
            sizes = np.abs(linear.factor(method, -h * problem.rates)) ** 40
            assert linear.gaps(problem, sizes) == pytest.approx(linear.trained(problem, method, h, 40), rel=1e-8)
    assert linear.largest_step("euler", -problem.rates) == pytest.approx(2 / np.linalg.eigvalsh(x.T @ x / 442)[-1])
    assert (problem.rates[-1], problem.rates[0]) == pytest.approx((4.0242, 0.00856), abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        (((-0.01, 4), (0, -0.01)), 400 * np.exp(-1)),  # e^(-t/100) (1, 4t; 0, 1): largest near t = 100
        (((0, 3), (-1, 0)), np.sqrt(3)),
        (((-1, 2), (0, 0)), np.sqrt(5)),
        (((-2, 0), (0, -1)), 1.0),
        (((0, 0), (0, 0)), 1.0),
        (((0, 1), (0, 0)), np.inf),
        (((0.1, 0), (0, -1)), np.inf),
    ],
)
def test_the_largest_growth_of_all_time(rows, most):
    assert linear.growth(rows) == pytest.approx(most, rel=1e-4)
