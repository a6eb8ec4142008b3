"""Oracles: scipy.stats (densities, fit, power_divergence), statsmodels (Logit, Wilson's interval), scipy.optimize
(peaks, linprog for whether a logistic curve has one), numpy.roots (all stationary places of a Cauchy likelihood)."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq, linprog, minimize_scalar
from statsmodels.stats.proportion import proportion_confint

from mathcore.probability import likelihood as lk

SCIPY = {"normal": stats.norm, "laplace": stats.laplace, "cauchy": stats.cauchy}
grid = st.integers(-500, 500).map(lambda k: k / 100)
samples = st.lists(grid, min_size=2, max_size=12)


@settings(max_examples=60, deadline=None)
@given(samples, grid, st.floats(0.1, 5.0))
def test_a_normal_law_against_scipy(x, mu, sigma):
    assert lk.log_density(x, mu, sigma) == pytest.approx(stats.norm.logpdf(x, mu, sigma), rel=1e-12)
    peak = lk.normal_peak(x)
    assert peak == pytest.approx(stats.norm.fit(x), abs=1e-12)
    if peak[1] == 0:
        assert len(set(x)) == 1 and lk.normal_top(x) == np.inf
        assert np.isnan(lk.level_curve(peak, 1.0)).all()
        return
    top = stats.norm.logpdf(x, *stats.norm.fit(x)).sum()
    assert lk.normal_top(x) == pytest.approx(top, rel=1e-9)
    lost = top - stats.norm.logpdf(x, mu, sigma).sum()
    assert len(x) * float(lk.shortfall(peak, mu, sigma)) == pytest.approx(lost, rel=1e-7, abs=1e-8)
    assert lost >= -1e-8


def test_the_shortfall_is_a_divergence():
    p, q = stats.norm(1.0, 0.7), stats.norm(-0.4, 1.9)
    assert float(lk.shortfall((1.0, 0.7), -0.4, 1.9)) == pytest.approx(p.expect(lambda x: p.logpdf(x) - q.logpdf(x)))


@pytest.mark.parametrize("drop", [1e-3, 0.1, 0.5, 3.0, 13.5])
@pytest.mark.parametrize("peak", [(0.0, 1.0), (-3.2, 0.04), (2.0, 4.9)])
def test_level_curves_are_level_and_go_all_around(drop, peak):
    curve = lk.level_curve(peak, drop)
    assert lk.shortfall(peak, *curve.T) == pytest.approx(np.full(len(curve), drop), rel=1e-6)
    assert curve[:, 1].min() < peak[1] < curve[:, 1].max() and curve[:, 0].min() < peak[0] < curve[:, 0].max()


@settings(max_examples=60, deadline=None)
@given(st.lists(grid, min_size=1, max_size=12), grid)
def test_pulls_are_slopes_of_scipys_log_densities(x, theta):
    for law, density in SCIPY.items():
        assert lk.log_likelihood(law, x, theta)[0] == pytest.approx(density.logpdf(np.array(x) - theta).sum())
        h = 1e-5
        rise = density.logpdf(np.array(x) - theta - h) - density.logpdf(np.array(x) - theta + h)
        assert lk.pull(law, np.array(x) - theta) == pytest.approx(rise / (2 * h), abs=1e-5)


def cauchy_peaks(x):
    """Real roots of the score's numerator where the likelihood bends down."""
    total = np.poly1d([0.0])
    for i, a in enumerate(x):
        term = np.poly1d([-2.0, 2.0 * a])
        for j, b in enumerate(x):
            if j != i:
                term = term * np.poly1d([1.0, -2.0 * b, 1.0 + b * b])
        total = total + term
    roots = total.roots[np.abs(total.roots.imag) < 1e-7].real
    d = np.array(x)[:, None] - roots
    return np.sort(roots[(2 * (d**2 - 1) / (1 + d**2) ** 2).sum(axis=0) < -1e-6])


def test_all_peaks_of_a_cauchy_likelihood_are_found():
    rng = np.random.default_rng(5)
    for _ in range(80):
        x = np.round(rng.uniform(-6, 6, rng.integers(2, 7)), 2)
        wanted, found = cauchy_peaks(x), lk.peaks("cauchy", x)
        assert len(found) == len(wanted) and found == pytest.approx(wanted, abs=1e-6), x
        at, high, best = lk.highest("cauchy", x)
        scan = np.linspace(-7, 7, 4001)
        assert high.max() >= lk.log_likelihood("cauchy", x, scan).max() - 1e-9 and best in at


@pytest.mark.parametrize("d", [0.0, 0.5, 1.0, 1.01, 1.5, 2.0, 3.0, 6.0])
def test_two_points_under_cauchy(d):
    wanted = [0.0] if d <= 1 else [-np.sqrt(d * d - 1), np.sqrt(d * d - 1)]
    assert lk.peaks("cauchy", [-d, d]) == pytest.approx(wanted, abs=1e-4 if d == 1 else 1e-9)
    if d > 1:
        assert lk.highest("cauchy", [d, -d])[2] < 0  # of two that are level the first


@settings(max_examples=60, deadline=None)
@given(st.lists(grid, min_size=1, max_size=12))
def test_mean_and_median(x):
    assert lk.peaks("normal", x)[0] == pytest.approx(np.mean(x))
    ends = lk.peaks("laplace", x)
    assert ends.mean() == pytest.approx(np.median(x))
    highest = lk.log_likelihood("laplace", x, np.linspace(-5, 5, 1001)).max()
    assert lk.log_likelihood("laplace", x, ends) == pytest.approx(np.full(len(ends), highest), abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 100).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 99))
def test_three_tests_against_scipy_and_statsmodels(counts, percent):
    (k, n), p = counts, percent / 100
    seen, wanted = [k, n - k], [n * p, n * (1 - p)]
    wald, score, ratio = lk.three_tests(k, n, p)
    assert score == pytest.approx(stats.power_divergence(seen, wanted)[0], rel=1e-9, abs=1e-9)
    assert ratio == pytest.approx(stats.power_divergence(seen, wanted, lambda_="log-likelihood")[0], abs=1e-9)
    assert lk.counted(k, n, p) == pytest.approx((score, ratio), rel=1e-9, abs=1e-9)
    assert lk.share_height(k, n, p) == pytest.approx(stats.binom.logpmf(k, n, p) - np.log(float(_choose(n, k))))
    found = lk.three_intervals(k, n)
    assert found[1] == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)
    low, high = proportion_confint(k, n, method="normal")
    assert np.clip(found[0], 0, 1) == pytest.approx((low, high), abs=1e-12)
    for end, side in zip(found[2], (1e-12, 1 - 1e-12), strict=True):
        if (k, side < 0.5) in ((0, True), (n, False)):
            assert end == round(side)
            continue

        def over(q: float) -> float:
            return 2 * (stats.binom.logpmf(k, n, k / n) - stats.binom.logpmf(k, n, q)) - stats.chi2.ppf(0.95, 1)

        assert end == pytest.approx(brentq(over, *sorted((side, k / n)), xtol=1e-13), abs=1e-9)
    assert np.isinf(wald) == (k in (0, n) and k / n != p)


def _choose(n, k):
    from math import comb

    return comb(n, k)


def overlaps(x, y):
    """Whether no line a + bx but 0 has the right sign, or is 0, at all points: then there is a peak."""
    signs = np.where(y > 0.5, 1.0, -1.0)
    rows = -signs[:, None] * np.stack([np.ones(len(x)), x], axis=1)
    found = linprog(rows.sum(axis=0), A_ub=rows, b_ub=np.zeros(len(x)), bounds=[(-1, 1)] * 2)
    assert found.fun is not None
    return found.fun > -1e-9 and np.ptp(x) > 0


points = st.lists(st.tuples(st.integers(0, 12).map(lambda k: k / 2), st.integers(0, 1)), min_size=2, max_size=14)


@settings(max_examples=60, deadline=None)
@given(points)
def test_whether_a_logistic_curve_has_a_peak(rows):
    x, y = np.array(rows, dtype=float).T
    best = lk.logistic_best(x, y)
    assert (best.kind == "peak") == overlaps(x, y)
    climb = lk.Climb(x, y)
    assert (np.diff(climb.heights) >= -1e-12).all() and climb.heights.max() <= best.height + 1e-9
    assert climb.heights[-1] == pytest.approx(best.height, abs=1e-3 if best.kind != "peak" else 1e-8)


@settings(max_examples=60, deadline=None)
@given(points)
def test_the_ridge_has_the_best_intercept(rows):
    x, y = np.array(rows, dtype=float).T
    z, _, _ = lk.standardised(x)
    slopes = np.array([-3.0, 0.0, 0.7, 25.0])
    found = lk.profile(z, y, slopes)
    for b, high in zip(slopes, found, strict=True):
        other = minimize_scalar(
            lambda a, b=b: -float(lk.logistic_height(z, y, [a, b])), bounds=(-90, 90), options={"xatol": 1e-9}
        )
        assert high >= -other.fun - 1e-6 and high <= lk.logistic_best(x, y).height + 1e-9


def test_real_data_against_statsmodels():
    for name, (x, y) in lk.measured().items():
        climb = lk.Climb(x, y)
        if name == "setosa":
            assert climb.best == (0.0, "separable")
            assert np.diff(climb.path[:, 1]).min() > 0.9  # every step goes on
            continue
        fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
        assert climb.weights(lk.STEPS) == pytest.approx(fit.params, rel=1e-6)
        assert climb.best.height == pytest.approx(fit.llf, rel=1e-9)
        assert climb.arrived(lk.STEPS) and not climb.arrived(1)
        assert climb.curve(lk.STEPS, x) == pytest.approx(fit.predict(), rel=1e-6)


def test_first_steps_are_newtons():
    x, y = lk.measured()["spector"]
    model = sm.Logit(y, sm.add_constant(x))
    weights = np.zeros(2)
    climb = lk.Climb(x, y)
    for t in range(1, 5):
        weights = weights - np.linalg.solve(model.hessian(weights), model.score(weights))
        assert climb.weights(t) == pytest.approx(weights, rel=1e-8)


def test_flat_and_touching():
    flat, touching = lk.logistic_best([2, 2, 2], [0, 1, 1]), lk.logistic_best([1, 2, 3, 3], [0, 0, 0, 1])
    assert (flat.kind, touching.kind) == ("one place", "touching")
    assert (flat.height, touching.height) == pytest.approx((np.log(4 / 27), 2 * np.log(0.5)))
    assert lk.logistic_best([5, 5, 3, 7], [0, 0, 1, 1]).kind == "peak"  # one place within the span of the others
    assert lk.logistic_best([1, 2], [1, 1]) == (0.0, "alike")
    assert lk.logistic_best([3, 2, 1], [0, 1, 1]) == (0.0, "separable")


def test_a_top_as_flat_as_a_fourth_power_is_where_it_is():
    for sample, wanted in (
        ((-1.0, 1.0), 0.0),
        ((1.0, 3.0), 2.0),
        ((-6.0, -4.0), -5.0),
        ((0.0,), 0.0),
        ((-1, -1, 1, 1), 0),
    ):
        assert lk.peaks("cauchy", sample).tolist() == [wanted]
