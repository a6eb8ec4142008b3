"""Taylor polynomials and Chebyshev interpolants on an interval, against mpmath and SciPy's barycentric formula."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
import pytest
from scipy.interpolate import BarycentricInterpolator

from mathcore.calculus import approximation, series
from mathcore.calculus.singularities import log_modulus

CASES = [
    ("sin(x)", mpmath.sin, 0.5, 2.0, 7),
    ("exp(x)", mpmath.exp, -1.0, 1.5, 4),
    ("1/(1+25*x^2)", lambda x: 1 / (1 + 25 * x * x), 0.0, 1.0, 12),
]


@pytest.mark.parametrize(("text", "exact", "centre", "half", "order"), CASES)
def test_errors_of_both_polynomials(text, exact, centre, half, order):
    found = approximation.approximate(series.taylor(text, centre), half, order)
    with mpmath.workdps(30):
        coefficients = mpmath.taylor(exact, centre, order)[::-1]
        error = [float(abs(exact(mpmath.mpf(x)) - mpmath.polyval(coefficients, x - centre))) for x in found.x[::19]]
    assert np.allclose(found.error[::19], error, rtol=1e-9, atol=1e-12)
    nodes = centre + half * np.cos((2 * np.arange(order + 1) + 1) * np.pi / (2 * order + 2))
    values = np.array([float(exact(x)) for x in nodes])
    assert np.allclose(found.chebyshev, BarycentricInterpolator(nodes, values)(found.x), atol=1e-12)
    known = np.abs(BarycentricInterpolator(nodes, values)(found.x) - [float(exact(x)) for x in found.x]).max()
    assert known <= found.chebyshev_worst * (1 + 1e-6) <= 1.05 * known + 1e-13


def test_chebyshev_comes_close_where_taylor_fails():
    found = approximation.approximate(series.taylor("1/(1+25*x^2)", 0.0), 1.0, 30)
    assert found.worst > 1e10
    # Trefethen (2013), theorem 8.2: 4 M rho^-n / (rho - 1) with rho < (1 + sqrt 26) / 5, the ellipse through the poles.
    rho = (1 + np.sqrt(26)) / 5
    assert found.chebyshev_worst < 20 * rho**-30


def test_errors_of_lower_orders_are_those_of_their_own_polynomials():
    taylor = series.taylor("exp(x)", 0.3)
    found = approximation.approximate(taylor, 1.0, 5)
    assert np.allclose(found.lower, [approximation.approximate(taylor, 1.0, n).worst for n in range(5)], rtol=1e-12)


def test_a_removable_singularity_has_its_limit_and_a_pole_has_no_value():
    taylor = series.taylor("sin(x)/x", 0.0)
    assert approximation.values(taylor, 0.0) == pytest.approx(1.0)
    assert np.isnan(approximation.values(series.taylor("1/x", 1.0), [0.0, 1.0])).tolist() == [True, False]


def test_no_value_on_the_interval_is_said_in_a_sentence():
    flat = series.taylor("exp(-1/x^2)", 0.0)
    assert np.isfinite(approximation.approximate(flat, 1.0, 3).worst)
    nowhere = replace(flat, text="sqrt(x-9)")
    with pytest.raises(ValueError, match="no real value on the interval"):
        approximation.approximate(nowhere, 1.0, 3)


@pytest.mark.parametrize("text", ["log(1+x)", "tanh(x)", "exp(x)", "abs(x-0.5)"])
def test_the_series_sums_to_the_function_half_way_to_its_end(text):
    x, value, total = approximation.summed(series.taylor(text, 0.0))
    assert total == pytest.approx(value, abs=1e-10)
    assert x > 0


def test_log_modulus_is_the_logarithm_of_the_modulus():
    x, size = log_modulus("1/(1+x^2)", 1.5, points=6)
    z = x[None, :] + 1j * x[:, None]
    assert np.allclose(size, np.clip(-np.log10(np.abs(1 + z * z)), -2, 2), atol=1e-7)


@pytest.mark.parametrize(
    ("text", "centre", "gaps"),
    [("1/x", 1.0, [0.0]), ("tan(x)", 0.0, [-np.pi / 2, np.pi / 2]), ("if(x<1,0,2)", 0.0, [1.0]), ("cbrt(x)", 1.0, [])],
)
def test_a_curve_has_a_gap_at_poles_and_jumps_and_nowhere_else(text, centre, gaps):
    x = np.linspace(-3, 3, 480)
    at, found = approximation.parted(series.taylor(text, centre), x)
    assert np.isin(x, at).all() and (np.diff(at) > 0).all()
    assert at[np.isnan(found)] == pytest.approx(gaps, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "centre", "half"),
    [
        ("1/x", 1.0, 1.0),
        ("1/x", 1.0, 3.0),
        ("log(x)", 1.0, 1.0),
        ("tan(x)", 0.0, 3.0),
        ("exp(1/x)", -1.0, 1.5),
        ("x^(-0.1)", 1.0, 1.0),
        ("log(log(1+x))", 1.0, 1.0),
        ("1/(x-sin(x))-6/x^3", 1.0, 1.0),
    ],
)
def test_beside_a_pole_no_error_is_the_largest(text, centre, half):
    found = approximation.approximate(series.taylor(text, centre), half, 4)
    assert np.isinf([found.worst, found.size, *found.lower]).all()


@pytest.mark.parametrize(
    ("text", "centre", "half"),
    [
        ("1/x", 1.0, 0.95),
        ("sqrt(x)", 1.0, 1.0),
        ("x^0.1", 1.0, 1.0),
        ("exp(1/x)", -1.0, 1.0),
        ("x*log(x)", 1.0, 1.0),
        ("sin(1/x)", 1.0, 1.0),
        ("asin(x)", 0.0, 1.0),
        ("(x^2-1)/(x-1)", 0.0, 3.0),
    ],
)
def test_where_f_is_bounded_so_is_the_error(text, centre, half):
    found = approximation.approximate(series.taylor(text, centre), half, 4)
    assert np.isfinite([found.worst, found.size, *found.lower]).all()


@pytest.mark.parametrize(
    ("text", "centre", "half", "size"),
    [
        ("cos(x)", 0.0, 3.0, 1.0),
        ("1/(0.0001+x^2)", 0.0, 1.0, 1e4),
        ("1/(0.000001+(x-0.3)^2)", 0.0, 1.0, 1e6),
        ("1-abs(x-0.3)", 0.0, 1.0, 1.0),
        ("exp(-1000*(x-0.3)^2)", 0.0, 1.0, 1.0),
        ("sin(20*x)", 0.0, 1.0, 1.0),
    ],
)
def test_the_largest_value_is_the_top_of_the_narrowest_peak(text, centre, half, size):
    assert approximation.approximate(series.taylor(text, centre), half, 4).size == pytest.approx(size, rel=1e-9)


def test_the_largest_error_of_the_interpolant_lies_between_its_nodes():
    found = approximation.approximate(series.taylor("abs(x-0.5)", 0.0), 1.0, 30)
    nodes = np.cos((2 * np.arange(31) + 1) * np.pi / 62)
    x = np.linspace(-1, 1, 400_001)
    error = np.abs(BarycentricInterpolator(nodes, np.abs(nodes - 0.5))(x) - np.abs(x - 0.5))
    assert found.chebyshev_worst == pytest.approx(error.max(), rel=1e-8)


@pytest.mark.parametrize("text", ["exp(x)-exp(x)", "sin(x)-sin(x)", "tan(x)-sin(x)/cos(x)", "sqrt(1+x)-(1+x)^(1/2)"])
def test_what_is_0_and_not_written_so_has_an_error_of_0(text):
    taylor = series.taylor(text, 0.3)
    assert approximation.values(taylor, 0.3).shape == ()
    assert approximation.values(taylor, 0.5) == pytest.approx(0.0, abs=1e-15)
    assert approximation.approximate(taylor, 0.5, 5).worst == pytest.approx(0.0, abs=1e-15)
