"""Chains and what their numbers say of them.

Oracles: statsmodels' autocorrelations; SciPy's one-way analysis of variance for R-hat, and its ranks and normal
quantiles for that of 2021; the exact correlations of Gibbs for effective draws; closed forms and a plain simulation by
NumPy for the acceptance of Metropolis; SciPy's quadrature for densities.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import dblquad, quad
from statsmodels.tsa.stattools import acf

from mathcore import kernels
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import sampled_chains as sc

rng = np.random.default_rng(3)


def autoregressions(phi: float, n: int, m: int, seed: int = 1) -> np.ndarray:
    """Stationary autoregressions (n, m) of variance 1."""
    draw = np.random.default_rng(seed)
    x = np.empty((n, m))
    x[0] = draw.normal(size=m)
    for t in range(1, n):
        x[t] = phi * x[t - 1] + np.sqrt(1 - phi * phi) * draw.normal(size=m)
    return x


def test_autocorrelation_is_that_of_statsmodels():
    x = autoregressions(0.8, 301, 1)
    assert cd.autocorrelation(x)[:50] == pytest.approx(acf(x[:, 0], nlags=49, fft=False), abs=1e-12)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9, -0.5])
def test_effective_draws_of_an_autoregression(phi):
    x = autoregressions(phi, 4000, 4)
    assert cd.effective(x) == pytest.approx(x.size * (1 - phi) / (1 + phi), rel=0.15)


def test_effective_draws_against_the_variance_of_many_means():
    """The definition: the mean of the chains has the variance sigma^2 over the effective draws."""
    means = [autoregressions(0.7, 400, 2, seed).mean() for seed in range(150)]
    counts = [cd.effective(autoregressions(0.7, 400, 2, seed)) for seed in range(30)]
    assert np.mean(counts) == pytest.approx(1 / np.var(means), rel=0.25)


def plainly_counted(x: np.ndarray) -> float:
    """Effective draws lag by lag, as ArviZ writes them down, of chains that are not halved."""
    n, m = x.shape
    away = x - x.mean(axis=0)
    covariances = [np.mean([away[: n - k, j] @ away[k:, j] / (n - 1) for j in range(m)]) for k in range(n)]
    above = covariances[0] * (n - 1) / n + x.mean(axis=0).var(ddof=1)
    rho = [1.0] + [1 - (covariances[0] - each) / above for each in covariances[1:]]
    total, last = 0.0, np.inf
    for k in range(0, n - 1, 2):
        pair = rho[k] + rho[k + 1]
        if pair <= 0:
            break
        last = min(last, pair)
        total += last
    return min(n * m / max(2 * total - 1, 1e-9), n * m * np.log10(n * m))


@pytest.mark.parametrize(("phi", "apart"), [(0.7, 0.0), (-0.3, 0.0), (-0.8, 0.0), (0.3, 2.0)])
def test_effective_draws_lag_by_lag(phi, apart):
    x = autoregressions(phi, 211, 4) + apart * np.arange(4)
    assert cd.effective(x) == pytest.approx(plainly_counted(x), rel=1e-9)


def test_chains_in_different_places_count_as_little():
    x = autoregressions(0.5, 500, 4) + np.array([0.0, 0.0, 8.0, 8.0])
    assert cd.effective(x) < 4 and cd.correlations(x)[60] > 0.8


@given(st.integers(2, 5), st.integers(4, 60), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_r_hat_is_the_f_of_an_analysis_of_variance(m, n, seed):
    x = np.random.default_rng(seed).normal(size=(n, m)) * np.arange(1, m + 1)
    assert cd.r_hat(x) ** 2 == pytest.approx((n - 1 + stats.f_oneway(*x.T).statistic) / n, rel=1e-9)
    points = np.stack([x, x[::-1]], axis=2)
    assert cd.r_hat(x) == pytest.approx(kernels.Chains(points, np.ones(m)).r_hat()[0], rel=1e-12)


def test_r_hat_of_2021_is_that_of_split_ranks():
    for ties in (False, True):
        x = np.round(rng.normal(size=(41, 4)), 1) if ties else rng.normal(size=(41, 4))
        halves = np.concatenate([x[:20], x[21:]], axis=1)
        found = []
        for values in (halves, np.abs(halves - np.median(halves))):
            ranks = stats.rankdata(values.ravel()).reshape(values.shape)
            z = stats.norm.ppf((ranks - 3 / 8) / (values.size + 1 / 4))
            found.append(np.sqrt((20 - 1 + stats.f_oneway(*z.T).statistic) / 20))
        assert cd.r_hat_2021(x) == pytest.approx(found, rel=1e-9)


def test_the_form_of_1992_is_blind_to_unequal_spreads_and_the_folded_one_is_not():
    x = rng.normal(size=(500, 4)) * np.array([1, 1, 1, 0.05])
    assert cd.r_hat(x) < 1.01 < 1.2 < cd.r_hat_2021(x)[1]


@pytest.mark.parametrize("x", [np.zeros((40, 4)), np.repeat([[1.0, 2.0, 3.0, 4.0]], 40, axis=0), np.zeros((0, 4))])
def test_chains_that_stand_still_have_no_report(x):
    assert np.isnan(cd.report(x)).all()


def test_a_report_holds_its_parts():
    x = autoregressions(0.6, 300, 4)
    found = cd.report(x)
    assert found.mean == x.mean() and found.right == np.mean(x > 0) and found.classic == cd.r_hat(x)
    assert found.error == pytest.approx(x.std() / np.sqrt(cd.effective(x)))


@pytest.mark.parametrize("s", [0.05, 0.7, 1.5, 2.4, 10.0])
def test_acceptance_on_the_round_normal_has_a_closed_form(s):
    assert sc.normal_acceptance(0.0, [s])[0] == pytest.approx(1 - s / np.sqrt(s * s + 4), abs=1e-10)
    # In d dimensions it is twice the distribution function of F(d, d): with d = 2 that is rho / (1 + rho).
    root = np.sqrt(s**4 + 4 * s * s)
    ratio = (root - s * s) / (root + s * s)
    assert sc.normal_acceptance(0.0, [s])[0] == pytest.approx(2 * stats.f(2, 2).cdf(ratio), abs=1e-10)
    assert 2 * stats.f(1, 1).cdf(ratio) == pytest.approx(2 / np.pi * np.arctan(2 / s), abs=1e-10)  # on the line


@pytest.mark.parametrize("r", [-0.9, 0.5, 0.99])
def test_acceptance_on_correlated_normals_against_a_simulation(r):
    draw = np.random.default_rng(5)
    factor = np.linalg.cholesky([[1, r], [r, 1]])
    law = stats.multivariate_normal([0, 0], [[1, r], [r, 1]])
    for s in (0.1, 1.0, 3.0):
        x = draw.normal(size=(60_000, 2)) @ factor.T
        gain = law.logpdf(x + s * draw.normal(size=x.shape)) - law.logpdf(x)
        wanted = np.exp(np.minimum(gain, 0)).mean()
        assert sc.normal_acceptance(r, [s])[0] == pytest.approx(wanted, abs=0.007)


@pytest.mark.parametrize(("s", "entry"), [(1.68, 0.126)])
def test_efficiency_of_metropolis_on_the_round_normal(s, entry):
    found = np.mean(
        [sc.efficiency(sc.Setup("metropolis", "gaussian", 0.0, s, 1), 2000, seed) for seed in range(6)], axis=0
    )
    assert found[0] == pytest.approx(1000 * entry, rel=0.12)
    assert found[1] == pytest.approx(1 - s / np.sqrt(s * s + 4), abs=0.01)
    assert found[2] == pytest.approx(1 - found[3], abs=0.003)


@pytest.mark.parametrize("r", [0.0, 0.6, -0.9])
def test_efficiency_of_gibbs_is_that_of_its_autoregression(r):
    found = np.mean([sc.efficiency(sc.Setup("gibbs", "gaussian", r, 1.0, 1), 2000, seed).gain for seed in range(4)])
    # x of a sweep is r times y before plus noise: its correlations are powers of r^2 as well.
    assert found == pytest.approx(1000 * (1 - r * r) / (1 + r * r), rel=0.12)


def test_leapfrog_runs_away_beyond_twice_the_least_deviation():
    for r in (0.5, -0.95):
        cliff = sc.stable(sc.Setup("hmc", "gaussian", r, 1.0, 40))
        assert cliff == pytest.approx(2 * np.sqrt(np.linalg.eigvalsh([[1, r], [r, 1]])[0]))
        shares = [sc.efficiency(sc.Setup("hmc", "gaussian", r, f * cliff, 40), 200, 1).acceptance for f in (0.8, 1.1)]
        assert shares[0] > 0.7 and shares[1] < 0.01
    assert np.isnan(sc.stable(sc.Setup("hmc", "banana", 0.5, 1.0, 4)))


@pytest.mark.parametrize(("density", "shape"), [("gaussian", 0.7), ("banana", 0.5), ("mixture", 5.0)])
def test_exact_draws_have_the_density(density, shape):
    draws = sc.exact_draws(density, shape, 20_000, 3)
    p = lambda y, x: float(np.exp(kernels.log_density(density, sc.parameters(density, shape), x, y)))  # noqa: E731
    total = {"gaussian": np.sqrt(abs(1 - shape**2)), "banana": sc.WIDE, "mixture": 2 * np.exp(shape**2 / 8)}[density]
    inside = dblquad(p, 0, 1.5, -1, 2, epsabs=1e-4)[0] / (2 * np.pi * total)
    share = np.mean((draws[:, 0] > 0) & (draws[:, 0] < 1.5) & (draws[:, 1] > -1) & (draws[:, 1] < 2))
    assert share == pytest.approx(inside, abs=0.015)
    low, high = sc.middle(density, shape)
    assert np.mean((draws[:, 0] > low) & (draws[:, 0] < high)) == pytest.approx(0.95, abs=0.008)


def test_the_middle_of_two_islands():
    low, high = sc.middle("mixture", 6.0)
    both = lambda x: (stats.norm.pdf(x, -3) + stats.norm.pdf(x, 3)) / 2  # noqa: E731
    assert -low == high and quad(both, low, high, points=[-3, 3])[0] == pytest.approx(0.95, abs=1e-9)


def test_a_course_tells_where_it_went():
    starts = np.array([[0.5, 0.5], [-1.0, 0.0]])
    for method in ("metropolis", "hmc"):
        found = sc.course(sc.Setup(method, "banana", 0.5, 0.4, 6), starts, 60, 3)
        assert np.array_equal(found.points[0], starts) and found.later(11).shape == (6, 2)
        for t in range(1, 60):
            way, taken, gain = found.proposal(t)
            assert np.array_equal(way[0], found.points[t - 1, 0])
            assert np.array_equal(found.points[t, 0], way[-1] if taken else way[0])
            level = -kernels.log_density("banana", [0.5, sc.WIDE], *way[[0, -1]].T)
            assert taken or gain > 0
            assert method == "hmc" or gain == pytest.approx(level[1] - level[0])
        refused = found.refused(59, 20)[:-1]
        assert np.array_equal(np.isnan(refused[:, 0]), found.moved(59)[-20:, 0])
    gibbs = sc.course(sc.Setup("gibbs", "gaussian", 0.5, 1.0, 1), starts, 20, 3)
    way, taken, _ = gibbs.proposal(5)
    assert taken and (way[1] == [gibbs.points[5, 0, 0], gibbs.points[4, 0, 1]]).all()
    assert np.isnan(gibbs.refused(9, 4)).all() and len(gibbs.trail(9, 4)) == 9


def test_a_timid_chain_hardly_moves():
    starts = np.zeros((3, 2))
    how = sc.Setup("metropolis", "gaussian", 0.0, 1.5, 1)
    calm, timid = (sc.course(how, starts, 200, 3, each).points for each in (False, True))
    assert np.array_equal(calm[:, :2], timid[:, :2])
    assert np.ptp(timid[:, 2, 0]) < 0.2 * np.ptp(calm[:, 2, 0])


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=4))
def test_parts_of_a_box_and_back(rows):
    box = ((-5.0, 5.0), (-5.0, 9.5))
    assert sc.parts(box, sc.onto(box, rows)) == pytest.approx(np.array(rows), abs=1e-12)
