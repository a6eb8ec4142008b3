"""Definiteness, Cholesky and roots against NumPy and SciPy; Cholesky fails exactly when it should."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from sklearn.metrics.pairwise import polynomial_kernel, rbf_kernel, sigmoid_kernel

from mathcore.linear_algebra import quadratic_forms as q
from mathcore.linear_algebra.quadratic_forms import Definiteness


@st.composite
def symmetric(draw, largest=4):
    """Symmetric matrices with known eigenvalues, zeros and wide spreads among them."""
    n = draw(st.integers(1, largest))
    values = draw(st.lists(st.sampled_from([0.0, 1e-4, 0.3, 1.0, 2.5, -0.2, -2.0]), min_size=n, max_size=n))
    rng = np.random.default_rng(draw(st.integers(0, 9999)))
    v = np.linalg.qr(rng.normal(size=(n, n)))[0]
    return np.array(values), q.symmetric_part(v * np.array(values) @ v.T)


@given(symmetric())
@settings(max_examples=200, deadline=None)
def test_definiteness_cholesky_and_numpy_agree(case):
    values, a = case
    kind = q.definiteness(a)
    assert kind.semidefinite == bool(np.all(values >= 0))
    assert (kind is Definiteness.POSITIVE) == bool(np.all(values > 0))
    assert (kind is Definiteness.INDEFINITE) == bool(np.any(values > 0) and np.any(values < 0))
    found = q.cholesky(a)
    assert (found.failed is None) == bool(np.all(values > 0))
    if found.failed is None:
        assert np.allclose(found.lower, np.linalg.cholesky(a), atol=1e-7)
        assert np.allclose(found.lower @ found.lower.T, a, atol=1e-9)
        # The product of the first k pivots is the leading k x k minor (Sylvester).
        minors = [np.linalg.det(a[:k, :k]) for k in range(1, len(a) + 1)]
        assert np.allclose(np.cumprod(found.pivots), minors, rtol=1e-5, atol=1e-12)
    elif np.any(values < 0):
        with pytest.raises(np.linalg.LinAlgError):
            np.linalg.cholesky(a)
    directions = np.random.default_rng(1).normal(size=(len(a), 200))
    if kind.semidefinite:
        assert np.all(q.form(a, directions) >= -1e-9)


@given(symmetric())
@settings(max_examples=100, deadline=None)
def test_roots(case):
    values, a = case
    for kind in ("cholesky", "symmetric", "eigen"):
        if np.all(values >= 0):
            r = q.root(a, kind)
            assert np.allclose(r @ r.T, a, atol=1e-6)
        else:
            with pytest.raises(ValueError, match="semi-definite"):
                q.root(a, kind)
    if np.all(values > 0):
        assert np.allclose(q.root(a, "symmetric"), scipy.linalg.sqrtm(a), atol=1e-6)


def test_kinds_and_the_step_of_failure():
    assert q.definiteness(np.zeros((2, 2))) is Definiteness.ZERO
    assert q.definiteness(-np.eye(2)) is Definiteness.NEGATIVE
    assert q.definiteness([[-1.0, 0.0], [0.0, 0.0]]) is Definiteness.NEGATIVE_SEMI
    assert q.cholesky([[1.0, 2.0], [2.0, 1.0]]).failed == 1
    assert q.cholesky([[0.0, 1.0], [1.0, 5.0]], semidefinite=True).failed == 0
    assert q.cholesky([[1.0, 1.0], [1.0, 1.0]]).failed == 1
    assert q.cholesky([[1.0, 1.0], [1.0, 1.0]], semidefinite=True).failed is None
    with pytest.raises(ValueError, match="no root"):
        q.root(np.eye(2), "cube")


@given(st.integers(0, 9999), st.integers(2, 12), st.integers(0, 1))
@settings(max_examples=60, deadline=None)
def test_covariance_is_numpys_and_never_negative(seed, n, ddof):
    rows = np.random.default_rng(seed).normal(size=(n, 3)) * [1, 10, 0.1]
    found = q.covariance(rows, ddof)
    assert np.allclose(found, np.cov(rows.T, ddof=ddof))
    assert q.definiteness(found).semidefinite
    u = np.array([0.6, -0.8, 0.0])
    assert q.form(found, u) == pytest.approx(np.var(rows @ u, ddof=ddof))


def test_kernels_are_scikit_learns_and_only_some_are_kernels():
    rows = np.random.default_rng(3).normal(size=(12, 2))
    assert np.allclose(q.gram(rows, "gaussian", 0.7), rbf_kernel(rows, gamma=1 / (2 * 0.49)))
    assert np.allclose(q.gram(rows, "quadratic"), polynomial_kernel(rows, degree=2, gamma=1, coef0=1))
    assert np.allclose(q.gram(rows, "tanh", 0.7), sigmoid_kernel(rows, gamma=1 / 0.49, coef0=-1))
    for kernel in ("gaussian", "linear", "quadratic"):
        assert q.definiteness(q.gram(rows, kernel)).semidefinite
    for kernel in ("tanh", "distance"):
        assert not q.definiteness(q.gram(rows, kernel)).semidefinite
    with pytest.raises(ValueError, match="no kernel"):
        q.gram(rows, "cosine")


def test_coverage_radius_is_chi_squareds():
    for p in (0.3935, 0.5, 0.95):
        assert q.coverage_radius(p) ** 2 == pytest.approx(chi2.ppf(p, 2))


@given(symmetric(largest=2), st.floats(0.1, 5))
@settings(max_examples=60, deadline=None)
def test_level_curves_lie_on_their_level(case, level):
    _, a = case
    if a.shape != (2, 2):
        return
    for sign in (1.0, -1.0):
        curve = q.level_curves(a, sign * level, np.linspace(0, 2 * np.pi, 73), 50.0)
        shown = curve[:, ~np.isnan(curve[0])]
        assert np.allclose(q.form(a, shown), sign * level)
        assert np.all(np.hypot(*shown) <= 50.0 + 1e-9)


@pytest.mark.parametrize(("which", "tip"), [(0, (2.0, 1.5)), (0, (-0.3, 2.2)), (1, (0.2, -0.4)), (1, (-0.5, -0.1))])
def test_a_moved_eigenvector_ends_where_it_was_put(which, tip):
    before = np.array([[1.5, 0.5], [0.5, 1.5]])
    after = q.with_eigenvector(before, which, tip)
    values = np.linalg.eigvalsh(after)[::-1]
    assert np.allclose(after, after.T)
    assert values[1 - which] == pytest.approx(np.linalg.eigvalsh(before)[::-1][1 - which])
    signed = values[which] * np.array(tip) / np.hypot(*tip)
    assert np.allclose(np.abs(after @ np.array(tip)), np.abs(np.hypot(*tip) * signed))


def test_eigenvalues_stay_in_their_order_while_one_is_moved():
    after = q.with_eigenvector([[3.0, 0.0], [0.0, 1.0]], 0, (0.2, 0.0))
    assert np.allclose(np.linalg.eigvalsh(after), [1.0, 1.02])


@pytest.mark.parametrize("which", [0, 1])
def test_a_cloud_is_stretched_so_that_an_axis_of_its_ellipse_ends_at_the_tip(which):
    cloud = np.array([[-2.0, -1.0], [-1.0, 0.5], [0.5, -0.5], [1.5, 1.5], [2.0, 0.5]])
    arm = np.array([0.9, 0.8])
    spread = np.linalg.eigvalsh(np.cov(cloud.T))[::-1]
    after = np.cov(q.with_axis(cloud, which, cloud.mean(axis=0) + arm).T)
    assert np.allclose(after @ arm, (arm @ arm) * arm)
    assert np.trace(after) == pytest.approx(arm @ arm + spread[1 - which])


def test_a_cloud_on_a_line_cannot_be_stretched():
    with pytest.raises(ValueError, match="line"):
        q.with_axis([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 0, (3.0, 0.0))
