"""Krylov methods against SciPy's cg and eigsh, NumPy's eigenvalues, SciPy's Chebyshev polynomials and optimiser, and
published facts; ridge regression on the digits against scikit-learn's Ridge."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg, eigsh
from scipy.special import eval_chebyt
from sklearn.datasets import load_digits
from sklearn.linear_model import Ridge

from mathcore.advanced import digits_ridge, krylov

spectra = st.lists(st.integers(1, 100).map(lambda n: n / 10), min_size=2, max_size=12).map(np.array)


def problem(seed: int, n: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n + 3))
    return root @ root.T / n + 0.1 * np.eye(n), rng.normal(size=n)


@pytest.mark.parametrize("seed", range(4))
def test_cg_is_scipys_step_by_step(seed):
    a, b = problem(seed)
    run = krylov.conjugate_gradients(lambda x: a @ x, b, 8)
    for k in range(1, 9):
        theirs, _ = cg(a, b, rtol=0.0, atol=0.0, maxiter=k)
        assert run.points[k, :, 0] == pytest.approx(theirs, rel=1e-7, abs=1e-9)


def test_preconditioned_cg_is_scipys_and_columns_are_systems_of_their_own():
    a, b = problem(5)
    m = np.diag(1 / np.diag(a))
    both = np.stack([b, b[::-1]], axis=1)
    run = krylov.conjugate_gradients(lambda x: a @ x, both, 6, precondition=lambda r: m @ r)
    for column in range(2):
        theirs, _ = cg(a, both[:, column], rtol=0.0, atol=0.0, maxiter=6, M=m)
        assert run.points[6, :, column] == pytest.approx(theirs, rel=1e-8, abs=1e-10)
    exact = np.linalg.solve(a, both)
    before, after = (np.einsum("ic,ij,jc->c", x, a, x) for x in (exact, run.points[6] - exact))
    assert run.gains.sum(axis=0) == pytest.approx(before - after)


def test_a_column_that_has_arrived_rests():
    run = krylov.conjugate_gradients(lambda x: 2 * x, np.array([[1.0, 0.0], [1.0, 0.0]]), 4)
    assert run.points[4] == pytest.approx(np.array([[0.5, 0.0], [0.5, 0.0]])) and np.isfinite(run.points).all()


@given(kappa=st.floats(1, 1000), angle=st.floats(0, 6.28))
@settings(max_examples=40, deadline=None)
def test_a_step_of_descent_obeys_kantorovich(kappa, angle):
    a = np.diag([1.0, kappa])
    errors = krylov.a_norm(a, krylov.steepest_descent(a, [np.cos(angle), np.sin(angle)], 6))
    assert (errors[1:] <= (kappa - 1) / (kappa + 1) * errors[:-1] * (1 + 1e-9) + 1e-12).all()


def test_descent_from_the_worst_start_loses_the_same_part_in_each_step():
    a = np.diag([1.0, 10.0])
    errors = krylov.a_norm(a, krylov.steepest_descent(a, [10.0, 1.0], 12))
    assert errors[1:] / errors[:-1] == pytest.approx(np.full(12, 9 / 11), rel=1e-12)
    assert krylov.steepest_descent(a, [0.0, 0.0], 3) == pytest.approx(np.zeros((4, 2)))


@given(values=spectra, k=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_ritz_values_are_eigenvalues_of_the_projection_and_roots_of_the_residual(values, k):
    lam, parts = krylov.distinct(values, np.ones(len(values)))
    process = krylov.lanczos(lam, parts, len(lam))
    k = min(k, len(lam))
    q = process.basis[:, :k]
    assert len(process.diagonal) == len(lam)
    assert process.ritz(k) == pytest.approx(np.linalg.eigvalsh(q.T @ (lam[:, None] * q)), rel=1e-8, abs=1e-9)
    residual = parts - lam * process.solution(float(np.linalg.norm(parts)), k)
    assert krylov.residual_polynomial(process.ritz(k), lam) == pytest.approx(residual / parts, abs=1e-7)
    assert krylov.residual_polynomial(process.ritz(k), 0.0) == 1


@pytest.mark.parametrize("low", [1, 3, 5])
def test_what_is_left_at_an_outlier_above_a_crowd(low):
    """Against conjugate gradients in fractions of 60 digits: the last bit of the root at 10 was blown up to 0.056."""
    lam = np.append(np.arange(low, 12) / 10, 10.0)
    process = krylov.lanczos(lam, np.ones(len(lam)), len(lam))
    with mp.workdps(60):
        a = [mp.mpf(k) / 10 for k in range(low, 12)] + [mp.mpf(10)]
        r = [mp.mpf(1) for _ in a]
        d, rr, roots, left = r, mp.mpf(len(a)), np.empty(0), np.empty(0)
        for k in range(1, len(lam) + 1):
            ad = [x * y for x, y in zip(a, d, strict=True)]
            alpha = rr / mp.fdot(d, ad)
            r = [x - alpha * y for x, y in zip(r, ad, strict=True)]
            before, rr = rr, mp.fdot(r, r)
            d = [x + rr / before * y for x, y in zip(r, d, strict=True)]
            roots = krylov.arrived(process.ritz(k), lam)
            left = krylov.residual_polynomial(roots, lam)
            assert left == pytest.approx([float(x) for x in r], abs=1e-8)
    assert (roots == lam).all() and (left == 0).all()
    assert krylov.arrived(process.ritz(2), lam) == pytest.approx(process.ritz(2), rel=1e-14)


@given(values=spectra)
@settings(max_examples=60, deadline=None)
def test_errors_fall_under_both_bounds_and_end_with_the_distinct_eigenvalues(values):
    errors, lam = krylov.exact_errors(values, np.ones(len(values)), 12), np.unique(values)
    assert abs(errors[0] - 1) < 1e-14 and (np.diff(errors) <= 1e-12).all()
    assert (errors[len(lam) :] < 1e-10).all()
    for k in range(13):
        apart, alone = krylov.bound_apart(lam, k), krylov.bound(lam[-1] / lam[0], k)
        assert errors[k] <= apart + 1e-10 and apart <= alone + 1e-12
        rate = (np.sqrt(lam[-1] / lam[0]) - 1) / (np.sqrt(lam[-1] / lam[0]) + 1)
        assert alone <= 2 * rate**k + 1e-12


def test_no_polynomial_does_better():
    values = np.array([0.3, 0.9, 1.0, 4.0, 4.5, 9.0])

    def error(roots):
        return np.sqrt((krylov.residual_polynomial(roots, values) ** 2 / values).sum() / (1 / values).sum())

    best = min(
        minimize(error, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-10, "fatol": 1e-14}).fun
        for start in ([0.5, 3.0, 8.0], [1.0, 4.0, 9.0])
    )
    assert krylov.exact_errors(values, np.ones(6), 6)[3] == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("kappa", [1.0, 10.0, 100.0])
def test_level_lines_lie_on_levels_and_in_the_square(kappa):
    root = np.diag([kappa**-0.25, kappa**0.25])
    found = krylov.level_lines(root, 5.0)
    seen = found[np.isfinite(found[:, 0])]
    levels = np.hypot(*(seen @ root.T).T) / 0.75
    assert levels == pytest.approx(np.round(levels), abs=1e-9) and np.abs(seen).max() <= 5.25
    assert len(found) < 6000
    gaps = np.hypot(*np.diff(found, axis=0).T)
    assert np.nanmax(gaps) < 0.5  # no chord across the square


def test_chebyshev_is_scipys_and_evenly_small():
    x = np.linspace(-3, 3, 61)
    for k in (0, 1, 2, 5, 12):
        assert krylov.chebyshev(k, x) == pytest.approx(eval_chebyt(k, x), rel=1e-9, abs=1e-9)
    on = np.linspace(0.5, 8.0, 4001)
    assert np.abs(krylov.chebyshev_polynomial(0.5, 8.0, 5, on)).max() == pytest.approx(krylov.bound(16.0, 5))
    assert krylov.chebyshev_polynomial(0.5, 8.0, 5, 0.0) == pytest.approx(1)
    assert krylov.chebyshev(2000, 5.0) == np.inf and krylov.bound(1.5, 2000) == 0


def test_what_a_spectrum_costs():
    """kappa = 100: .0235 at step 20 under a bound of .0361, 1e-6 after 47 steps. One eigenvalue at 10,000: one step
    more in exact arithmetic, eight in double precision, where the bound from kappa alone says 726."""
    even, outlier = (krylov.history(name, "exact").errors for name in ("even", "outlier"))
    assert even[20] == pytest.approx(0.0235, abs=5e-5) and krylov.bound(100, 20) == pytest.approx(0.0361, abs=5e-5)
    assert (krylov.needed(even), krylov.needed(outlier)) == (47, 48)
    assert krylov.needed(krylov.history("outlier", "double").errors) in range(53, 58)
    assert krylov.steps_of_bound(1e4) == 726 and krylov.steps_of_bound(1.0) == 1
    rate = 99 / 101
    assert 2 * rate**726 <= 1e-6 < 2 * rate**725


def test_double_precision_comes_late_on_strakos_spectrum():
    exact, double = (krylov.history("strakos", kind) for kind in ("exact", "double"))
    assert exact.errors[24] < 1e-12 and 2e-4 < double.errors[24] < 2e-3
    assert krylov.needed(double.errors, 1e-12) in range(42, 49)
    lam = krylov.spectrum("strakos")
    theirs, _ = cg(
        LinearOperator((24, 24), matvec=lambda v: lam * v.ravel(), dtype=float), np.ones(24), rtol=0, maxiter=12
    )
    error = np.sqrt(lam @ (theirs - 1 / lam) ** 2 / (1 / lam).sum())
    assert double.errors[12] == pytest.approx(error, rel=1e-6)


def test_ghosts_are_copies_and_exact_arithmetic_has_none():
    double, exact = (krylov.history("pair", kind) for kind in ("double", "exact"))
    last, ghost = double.at(120)
    assert (np.abs(last - 3) < 1e-5).sum() in (3, 4) and ghost.sum() >= 4 and double.lost[-1] > 0.5
    assert not exact.ghost.any() and exact.lost[-1] < 1e-13
    assert exact.top[-1] == pytest.approx(eigsh(np.diag(double.values), 1, return_eigenvectors=False)[0])
    assert krylov.ghosts([1.0, 2.0, 2.0 + 1e-9, 2.7], [1.0, 2.0, 3.0]).tolist() == [False, False, True, False]
    assert not len(krylov.ghosts([], [1.0]))


@pytest.mark.parametrize("name", krylov.SPECTRA)
def test_the_power_method_never_beats_lanczos_which_stays_within_paiges_bound(name):
    run = krylov.history(name, "exact")
    lam, b = run.values, np.ones(len(run.values))
    power = krylov.power_quotients(lam, b, krylov.STEPS)
    z = np.linalg.matrix_power(np.diag(lam / lam[-1]), 9) @ b
    assert power[9] == pytest.approx(lam @ z**2 / (z @ z))
    slack = 1e-12 * lam[-1]
    assert (power <= run.top + slack).all() and (run.top <= lam[-1] + slack).all()
    most = np.array([krylov.paige_bound(lam, b, k) for k in range(1, krylov.STEPS + 1)])
    assert (lam[-1] - run.top <= most + slack).all()


def test_lanczos_does_not_see_what_b_has_no_part_of():
    lam, parts = krylov.distinct([1.0, 2.0, 2.0, 5.0], [1.0, 3.0, 4.0, 0.0])
    assert lam == pytest.approx([1, 2]) and parts == pytest.approx([1, 5])
    process = krylov.lanczos([1.0, 2.0, 5.0], [1.0, 1.0, 0.0], 3)
    assert process.ended and process.ritz(3) == pytest.approx([1, 2])
    assert krylov.paige_bound([2.0, 2.0], [1.0, 1.0], 1) == 0 and krylov.paige_bound([1.0, 2.0], [1.0, 1.0], 2) == 0
    assert krylov.needed([1.0, 0.5]) is None and process.ritz(0).size == 0


@pytest.mark.parametrize("alpha", [0.01, 1.0, 10.0])
def test_the_digits_are_scikit_learns_ridge(alpha):
    data, n = load_digits(), digits_ridge.LEARNT
    model = Ridge(alpha=n * alpha).fit(data.data[:n], np.eye(10)[data.target[:n]])
    found = np.linalg.solve(digits_ridge.system(alpha), digits_ridge.digits().products)
    assert np.allclose(found.T, model.coef_, rtol=0, atol=1e-9)
    right = (model.predict(data.data[n:]).argmax(axis=1) == data.target[n:]).mean()
    if alpha > 1:
        assert digits_ridge.solve("jacobi", alpha).right[-1] == pytest.approx(right)


def test_the_sums_over_the_digits_are_exact():
    """Whole numbers over 10^6, so the same on every machine: a late iterate of the plain run hangs on the last bits."""
    data, n = load_digits(), digits_ridge.LEARNT
    x = data.data[:n].astype(np.int64)
    whole = n * x.T @ x - np.outer(x.sum(axis=0), x.sum(axis=0))
    assert (digits_ridge.digits().covariance == whole / n**2).all()


@pytest.mark.parametrize("kind", digits_ridge.KINDS)
def test_every_preconditioner_solves_the_same_equations(kind):
    for alpha in (0.1, 3.16):
        found = digits_ridge.solve(kind, alpha)
        m, a = digits_ridge.preconditioner(kind, alpha), digits_ridge.system(alpha)
        wanted = np.sort(np.linalg.eigvals(np.linalg.solve(m, a)).real)
        assert found.spectrum == pytest.approx(wanted, rel=1e-6)
        assert found.taken == pytest.approx(1 - found.errors**2, abs=1e-10)
        bounds = [krylov.bound(found.kappa, k) for k in range(digits_ridge.STEPS + 1)]
        assert (found.errors <= np.array(bounds) + 1e-12).all() and found.errors[0] == 1
    run, data = digits_ridge.solve(kind, 0.1), digits_ridge.digits()
    inverse = np.linalg.inv(digits_ridge.preconditioner(kind, 0.1))
    theirs = np.stack(
        [cg(digits_ridge.system(0.1), b, rtol=0, atol=0, maxiter=9, M=inverse)[0] for b in data.products.T], axis=1
    )
    right = ((data.images @ theirs + data.shares).argmax(axis=1) == data.labels).mean()
    assert run.right[9] == pytest.approx(right)
