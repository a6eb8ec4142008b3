"""Gram-Schmidt and Householder against NumPy, statsmodels, and the published bounds on the loss of orthogonality."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.outliers_influence import variance_inflation_factor

from mathcore.linear_algebra import orthogonality as o


def table(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@given(st.integers(0, 9999), st.integers(1, 6), st.sampled_from(o.METHODS))
@settings(max_examples=120, deadline=None)
def test_qr_is_numpys(seed, n, method):
    a = table(seed, n + 2, n)
    if np.linalg.cond(a) > 1e3:
        return
    q, r = o.orthonormalise(a, method)
    expected_q, expected_r = np.linalg.qr(a)
    signs = np.sign(np.diag(expected_r))
    assert np.allclose(q, expected_q * signs, atol=1e-9)
    assert np.allclose(r, expected_r * signs[:, None], atol=1e-9)
    assert np.allclose(q @ r, a) and np.allclose(r, np.triu(r))
    assert o.loss(q) == pytest.approx(np.linalg.norm(q.T @ q - np.eye(n), 2), rel=1e-3, abs=1e-15)


def test_a_stack_is_its_members():
    stack = np.stack([table(k, 6, 4) for k in range(5)])
    for method in o.METHODS:
        q, r = o.orthonormalise(stack, method)
        for k in range(5):
            single_q, single_r = o.orthonormalise(stack[k], method)
            assert np.allclose(q[k], single_q) and np.allclose(r[k], single_r)


@pytest.mark.parametrize("seed", range(4))
def test_loss_of_orthogonality_obeys_the_bounds(seed):
    """Classical (graded columns) c u kappa^2 (Giraud et al. 2005), modified c u kappa (Bjorck 1967), others c u."""
    n = 10
    for power in range(8):
        condition = 10.0**power
        a = o.graded(condition, table(seed, 20, n), table(seed + 50, n, n))
        assert np.linalg.cond(a) == pytest.approx(condition, rel=1e-3)
        u = o.UNIT_ROUNDOFF
        allowed = dict.fromkeys(("classical", "pythagorean"), condition**2)
        allowed |= {"modified": condition, "twice": 1.0, "householder": 1.0}
        for method in o.METHODS:
            assert o.loss(o.orthonormalise(a, method)[0]) <= 60 * n * u * allowed[method]


@given(st.integers(0, 9999), st.integers(10, 20), st.floats(1e4, 1e6))
def test_glued_columns_break_classical_and_not_the_pythagorean_lengths(seed, count, condition):
    """Smoktunowicz, Barlow and Langou (2006): the bound u kappa^2 needs r_kk in its Pythagorean form."""
    a = o.dependent_columns("glued", condition, count, seed)
    assert np.linalg.cond(a) == pytest.approx(condition, rel=0.05)
    bound = 10 * count * o.UNIT_ROUNDOFF * condition**2
    if bound < 1:
        assert o.loss(o.orthonormalise(a, "pythagorean")[0]) < bound


def test_classical_loses_everything_on_glued_columns_where_its_bound_is_a_millionth():
    a = o.dependent_columns("glued", 1e5, 20, 1)
    assert o.loss(o.orthonormalise(a, "classical")[0]) > 1
    assert o.UNIT_ROUNDOFF * 1e5**2 < 2e-6 and o.loss(o.orthonormalise(a, "pythagorean")[0]) < 2e-5


@pytest.mark.parametrize(("count", "least", "most"), [(5, 0, 1e-6), (10, 1e-5, 0.05), (20, 1, 20)])
def test_glued_columns_lose_the_more_the_more_blocks_there_are(count, least, most):
    for seed in range(1, 9):
        lost = o.loss(o.orthonormalise(o.dependent_columns("glued", 1e5, count, seed), "classical")[0])
        assert least <= lost < most


def test_classical_loses_more_than_modified():
    a = o.lauchli(8, 1e-7)
    assert o.loss(o.orthonormalise(a, "classical")[0]) > 100 * o.loss(o.orthonormalise(a, "modified")[0])
    assert np.linalg.cond(a) == pytest.approx(np.sqrt(8 + 1e-14) / 1e-7, rel=1e-6)


DECIMALS = st.integers(-30, 30).map(lambda k: k / 10)


@given(st.lists(st.lists(DECIMALS, min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_steps(rows):
    a = np.array(rows)
    steps, q, r = o.gram_schmidt_steps(a)
    whole = sympy.Matrix((10 * a).round().astype(int).tolist())
    assert np.allclose(q @ r, a, rtol=0, atol=1e-14)
    assert int(np.sum(np.diag(r) > 0)) == whole.rank()
    assert np.prod(np.diag(r)) == pytest.approx(abs(int(whole.det())) / 1000, rel=1e-13, abs=0)
    for step in steps:
        if step.kind == "subtract":
            assert step.after @ q[:, step.against] == pytest.approx(0, abs=1e-14)
            assert np.allclose(step.before - step.after, step.coefficient * q[:, step.against], rtol=0, atol=1e-14)
    live = q[:, np.diag(r) > 0]
    assert np.allclose(live.T @ live, np.eye(live.shape[1]), rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([[99, 0, 99], [0, 99, 99], [0, 0, 9e-8]], [99, 99, 9e-8]),
        ([[2, 2, 0], [0, 1e-9, 0], [0, 0, 2]], [2, 1e-9, 2]),
        ([[1, 1, 0], [0, 1e-200, 0], [0, 0, 1]], [1, 1e-200, 1]),
        ([[0.1, 0.2, 0.3], [0.7, 1.4, 2.1], [0.3, 0.6, 0.9]], [np.sqrt(0.59), 0, 0]),
    ],
)
def test_what_is_left_is_what_the_decimals_leave(rows, left):
    """Less than a billionth of a column was called nothing; in doubles three times 0.1 is not 0.3."""
    _, q, r = o.gram_schmidt_steps(rows)
    assert np.diag(r) == pytest.approx(left, rel=1e-15, abs=0)
    live = q[:, np.diag(r) > 0]
    assert np.allclose(live.T @ live, np.eye(live.shape[1]), rtol=0, atol=1e-15)


def test_householder_takes_dependent_columns():
    a = np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])
    q, r = o.householder(a)
    assert np.allclose(q @ r, a) and np.allclose(q.T @ q, np.eye(2)) and r[1, 1] == pytest.approx(0, abs=1e-12)
    with pytest.raises(ValueError, match="no method"):
        o.orthonormalise(a, "lucky")


def test_inflation_is_statsmodels_and_new_share_is_one_minus_r_squared():
    x = table(7, 40, 4)
    x[:, 3] = x[:, 0] - x[:, 1] + 0.1 * x[:, 3]
    with_ones = np.column_stack([np.ones(40), x])
    expected = [variance_inflation_factor(with_ones, k) for k in range(1, 5)]
    assert np.allclose(o.inflation(x), expected, rtol=1e-8)
    assert np.allclose(o.inflation(x), np.diag(np.linalg.inv(np.corrcoef(x.T))), rtol=1e-8)
    share = o.new_share(x - x.mean(axis=0))
    assert share[0] == pytest.approx(1) and 1 / share[-1] == pytest.approx(expected[-1], rel=1e-8)
    assert o.new_share([[1.0, 2.0], [1.0, 2.0]])[1] == 0 and np.isinf(o.inflation(np.column_stack([x, x[:, 0]]))[0])


@pytest.mark.parametrize("count", [3, 10])
@pytest.mark.parametrize("condition", [1e2, 1e6, 1e10])
def test_dependent_columns_have_the_condition_number_asked_for(condition, count):
    columns = o.dependent_columns("random", condition, count, 4)
    assert columns.shape == (2 * count, count)
    assert np.linalg.cond(columns) == pytest.approx(condition, rel=1e-4)
    assert np.linalg.cond(o.dependent_columns("lauchli", condition, count, 4)) == pytest.approx(condition, rel=0.05)


def test_losses_are_those_of_each_condition_number_alone():
    found = o.losses("random", (10.0, 1e5), 5, 2)
    for k, condition in enumerate((10.0, 1e5)):
        q = np.linalg.qr(o.dependent_columns("random", condition, 5, 2))[0]
        assert found["householder"][k] == pytest.approx(np.linalg.norm(q.T @ q - np.eye(5), 2), abs=3e-15)
    assert found["classical"][1] > found["modified"][1] > found["householder"][1]


def test_the_copy_is_bmi_with_noise_beside_standardised_features():
    table = o.with_copy(0.5)
    expected = StandardScaler().fit_transform(load_diabetes(scaled=False).data)
    assert table.shape == (442, 11) and np.allclose(table[:, :10], expected)
    noise = table[:, 10] - table[:, 2]
    assert noise.mean() == pytest.approx(0, abs=1e-12) and noise.std() == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize("family", ["random", "lauchli", "glued"])
@pytest.mark.parametrize("condition", [1.0, 10**0.5, 10.0, 10**1.5, 100.0, 1e3, 1e6])
@pytest.mark.parametrize("count", [3, 4, 7, 11, 20])
def test_the_condition_number_is_that_of_the_columns(family, condition, count):
    for seed in (4, 7):
        found = np.linalg.cond(o.dependent_columns(family, condition, count, seed))
        assert found == pytest.approx(o.condition_of(family, condition), rel=1e-5)
