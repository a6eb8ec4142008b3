"""Partial correlation against regressions (NumPy, statsmodels) and inverse matrices, the ellipse against eigenvalues,
variance inflation against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.outliers_influence import variance_inflation_factor

from mathcore.statistics import third_variables as tv

coefficients = st.floats(-0.98, 0.98)


@pytest.mark.parametrize("name", ["longley", "iris", "petals"])
def test_what_is_left_correlates_as_the_inverse_matrix_says(name):
    t = tv.third(name)
    given_z = np.eye(3)[t.z.astype(int)][:, 1:] if t.levels else t.z[:, None]
    wanted = tv.partial_from_inverse(np.corrcoef(np.column_stack([t.x, t.y, given_z]).T))[0, 1]
    s = tv.split(t.x, t.y, t.z, bool(t.levels))
    assert float(s.correlations(1.0)) == pytest.approx(wanted, abs=1e-8)
    assert float(s.correlations(0.0)) == pytest.approx(np.corrcoef(t.x, t.y)[0, 1], abs=1e-12)
    for share in (0.3, 0.8):
        assert float(s.correlations(share)) == pytest.approx(np.corrcoef(*s.moved(share))[0, 1], abs=1e-12)
        assert np.cov(*s.moved(share))[0, 1] == pytest.approx(s.within + (1 - share) ** 2 * s.between, abs=1e-12)


def test_simpson_in_the_irises_and_in_longley():
    t = tv.third("iris")
    assert [np.corrcoef(t.x[t.z == k], t.y[t.z == k])[0, 1] for k in range(3)] == pytest.approx(
        (0.743, 0.526, 0.457), abs=6e-4
    )
    found = [tv.split(t.x, t.y, t.z, bool(t.levels)).correlations([0, 1]) for t in map(tv.third, ("iris", "longley"))]
    assert found[0] == pytest.approx((-0.118, 0.530), abs=6e-4)
    assert found[1] == pytest.approx((0.502, -0.829), abs=6e-4)
    values = tv.table("iris")[1]
    assert tv.partial_from_inverse(np.corrcoef(values.T))[0, 1] == pytest.approx(0.6286, abs=1e-4)


def test_a_third_variable_that_does_not_vary_takes_nothing_away():
    t = tv.third("longley")
    for grouped in (True, False):
        s = tv.split(t.x, t.y, np.full(16, 3.0), grouped)
        assert float(s.correlations(1.0)) == pytest.approx(np.corrcoef(t.x, t.y)[0, 1])
    assert np.isnan(tv.split(t.x, t.y, t.x, False).correlations(1.0))


@given(coefficients, coefficients, coefficients)
@settings(deadline=None)
def test_the_disc_is_what_eigenvalues_allow(xy, xz, yz):
    matrix = tv.matrix_of(xy, xz, yz)
    spot = tv.shadow(xy, xz, yz)
    assert np.linalg.det(matrix) == pytest.approx((1 - xy**2) * (1 - spot @ spot), abs=1e-12)
    assert tv.from_shadow(xy, spot) == pytest.approx((xz, yz), abs=1e-12)
    low, high = tv.allowed(xy, xz)
    assert (low, high) == pytest.approx(
        (np.cos(np.arccos(xy) + np.arccos(xz)), np.cos(np.arccos(xy) - np.arccos(xz))), abs=1e-12
    )
    least = np.linalg.eigvalsh(matrix)[0]
    if abs(least) > 1e-9:
        assert (least > 0) == (low < yz < high) == (spot @ spot < 1)
    if least > 1e-3:
        partial = tv.partial_from_inverse(matrix)
        assert partial[1, 2] == pytest.approx(spot[1] / np.sqrt(1 - spot[0] ** 2), abs=1e-9)
        assert tv.inflation(matrix)[2] == pytest.approx(1 / (1 - spot @ spot), rel=1e-9)


def test_olkins_example():
    assert tv.allowed(0.9, 0.9) == pytest.approx((0.62, 1.0))


@pytest.mark.parametrize("name", ["longley", "iris", "diabetes"])
def test_inflation_is_statsmodels(name):
    names, values = tv.table(name)
    matrix = tv.correlation_matrix(values)
    assert matrix == pytest.approx(np.corrcoef(values.T), abs=1e-12)
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    wanted = [variance_inflation_factor(standard, k) for k in range(len(names))]
    assert tv.inflation(matrix) == pytest.approx(wanted, rel=1e-6)
    assert [1 / (1 - tv.explained(values, k)) for k in range(len(names))] == pytest.approx(wanted, rel=1e-6)


def test_longleys_published_inflation_and_what_shrinking_does():
    names, values = tv.longley()
    found = dict(zip(names, tv.inflation(tv.correlation_matrix(values)), strict=True))
    assert (found["GNP"], found["year"]) == pytest.approx((1788.5, 759.0), abs=0.1)
    r = tv.correlation_matrix(values)
    assert np.linalg.eigvalsh(tv.shrunk(r, 0.2)) == pytest.approx(0.8 * np.linalg.eigvalsh(r) + 0.2)
    assert np.isinf(tv.inflation(np.ones((3, 3)))).all()
