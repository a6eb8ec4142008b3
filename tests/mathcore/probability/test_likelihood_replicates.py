"""Oracles: SymPy (scores and bends), scipy.stats (laws of the data, fits), closed forms (peak of a uniform sample)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import stats
from scipy.optimize import minimize_scalar

from mathcore.probability import likelihood_replicates as rp

LAWS: dict[tuple[str, bool], Any] = {
    ("normal", True): stats.norm(),
    ("normal", False): stats.laplace(),
    ("exponential", True): stats.expon(),
    ("exponential", False): stats.gamma(0.5, scale=2),
    ("poisson", True): stats.poisson(2),
    ("poisson", False): stats.nbinom(1, 1 / 3),
    ("uniform", True): stats.uniform(),
}
t, x = sp.symbols("t x", positive=True)
LOGS = {
    "normal": -((x - t) ** 2) / 2,
    "exponential": sp.log(t) - t * x,
    "poisson": x * sp.log(t) - t - sp.log(sp.factorial(x)),
    "uniform": -sp.log(t),
}
PDFS = {  # of one observation, by the parameter
    "normal": lambda a, d: stats.norm.logpdf(d, a),
    "exponential": lambda a, d: stats.expon.logpdf(d, scale=1 / a),
    "poisson": lambda a, d: stats.poisson.logpmf(d, a),
    "uniform": lambda a, d: stats.uniform.logpdf(d, 0, a),
}
every = pytest.mark.parametrize(("model", "right"), LAWS)


@pytest.mark.parametrize("model", LOGS)
def test_scores_and_bends_against_sympy(model):
    values = np.array([0.0, 1.0, 2.0, 5.0])
    for found, order, sign in ((rp.score, 1, 1), (rp.bend, 2, -1)):
        wanted = sp.lambdify(x, sign * sp.diff(LOGS[model], t, order).subs(t, sp.Rational(rp.TRUTH[model])), "numpy")
        assert found(model, values) == pytest.approx(np.broadcast_to(wanted(values), 4), abs=1e-12)


@every
def test_moments_against_scipys_laws(model, right):
    law, found = LAWS[model, right], rp.moments(model, right)
    wide = rp.score(model, np.array([1.0])) - rp.score(model, np.array([0.0]))  # scores are linear in the data
    mean, variance, excess = (float(v) for v in law.stats(moments="mvk"))
    assert found.score == pytest.approx(rp.score(model, np.array([mean]))[0], abs=1e-10)
    assert found.variance == pytest.approx(wide[0] ** 2 * variance, abs=1e-10)
    assert found.curvature == pytest.approx(rp.bend(model, np.array([mean]))[0], abs=1e-10)
    if model != "uniform":
        assert found.kurtosis == pytest.approx(excess, abs=1e-7)
        assert (abs(found.variance - found.curvature) < 1e-9) == right
        assert found.score == pytest.approx(0.0, abs=1e-10)


@every
def test_draws_have_the_law(model, right):
    found, law = rp.draws(model, right, 40, 500, 7).ravel(), LAWS[model, right]
    if model == "poisson":
        k = np.arange(12)
        wanted = law.pmf(k)
        seen = np.array([(found == each).mean() for each in k])
        assert np.abs(seen - wanted).max() < 5 * np.sqrt(0.25 / found.size)
    else:
        assert stats.kstest(found, law.cdf).pvalue > 1e-4
    assert (rp.draws(model, right, 7, 500, 7) == rp.draws(model, right, 40, 500, 7)[:7]).all()


def samples(model, right, n, count=300, seed=3):
    mean, wide = rp.running(model, right, n, count, seed)
    return rp.Samples(model, n, mean[-1], wide[-1], rp.moments(model, right)), rp.draws(model, right, n, count, seed)


@every
@pytest.mark.parametrize("n", [2, 9])
def test_peaks_slopes_and_curves_against_scipys_densities(model, right, n):
    found, data = samples(model, right, n, 12)

    def total(a: float, d: Any) -> float:
        return float(PDFS[model](a, d).sum())

    for k in range(12):
        d, peak = data[:, k], float(found.peak[k])
        if model == "uniform":
            assert peak == d.max() and found.slope[k] == -n
        elif peak > 0.02 or model == "normal":
            top = minimize_scalar(lambda a, d=d: -total(a, d), bracket=(peak * 0.9, peak * 1.1 + 1e-3), tol=1e-10)
            assert top.x == pytest.approx(peak, rel=1e-5, abs=1e-5)
            h = 1e-5
            rise = (total(found.truth + h, d) - total(found.truth - h, d)) / (2 * h)
            assert found.slope[k] == pytest.approx(rise, rel=1e-6, abs=1e-6)
        theta = np.array([0.6, 1.0, 1.7])
        wanted = [max(total(a, d) - total(found.truth, d), -60.0) for a in theta]
        assert found.curves(np.array([k]), theta)[0] == pytest.approx(wanted, rel=1e-9, abs=1e-9)
        if peak > 0:
            assert found.summits[k] == pytest.approx(total(peak, d) - total(found.truth, d), abs=1e-9)


@every
def test_standard_errors_are_those_of_scores_and_bends(model, right):
    found, data = samples(model, right, 25, 8)
    if model == "uniform":
        assert np.isnan(found.claimed).all() and np.isnan(found.sandwich).all()
        assert np.isnan(found.covers).all()
        return
    first = sp.lambdify((x, t), sp.diff(LOGS[model], t), "numpy")
    second = sp.lambdify((x, t), -sp.diff(LOGS[model], t, 2), "numpy")
    for k in range(8):
        s = first(data[:, k], found.peak[k])
        bend = np.broadcast_to(second(data[:, k], found.peak[k]), 25).sum()
        assert found.claimed[k] == pytest.approx(bend**-0.5, rel=1e-9)
        assert found.sandwich[k] == pytest.approx(np.sqrt(np.sum(s**2)) / bend, rel=1e-9)


@every
def test_the_sandwich_is_the_deviation_of_the_peaks(model, right):
    if model == "uniform":
        return
    found, _ = samples(model, right, 200, 2000)
    true = found.unit * np.sqrt(found.law.ratio)
    assert found.peak.std() == pytest.approx(true, rel=0.08)
    assert found.covers[1] == pytest.approx(0.95, abs=0.025)
    assert abs(found.covers[0] - (2 * stats.norm.cdf(1.96 / np.sqrt(found.law.ratio)) - 1)) < 0.025
    drift, wide = found.errors
    assert abs(found.slope.mean() / np.sqrt(200)) < drift and abs(found.slope.var() / 200 - found.law.variance) < wide


def test_cramer_and_rao_hold_with_equality_for_means():
    for model in ("normal", "poisson"):
        found, _ = samples(model, True, 10, 4000)
        assert found.peak.var() == pytest.approx(found.unit**2, rel=0.1)
        assert found.peak.mean() == pytest.approx(found.truth, abs=5 * found.unit / np.sqrt(4000))
    # The rate of an exponential law is biased: its mean is n/(n - 1).
    found, _ = samples("exponential", True, 10, 4000)
    assert found.peak.mean() == pytest.approx(10 / 9, abs=0.04)


def test_the_end_of_a_uniform_law():
    for n in (2, 20, 200):
        largest = stats.beta(n, 1)  # the law of the largest of n uniform draws
        at = np.linspace(-6.0, 0.0, 25)
        assert rp.end_density(n, at) == pytest.approx(np.where(at >= -n, largest.pdf(1 + at / n) / n, 0.0), abs=1e-12)
        assert np.sqrt(n / (n + 2)) / (n + 1) == pytest.approx(largest.std(), rel=1e-12)
        assert n / (n + 1) == pytest.approx(largest.mean(), rel=1e-12)
    assert stats.beta(20, 1).var() == pytest.approx(0.0020614, abs=1e-7)
    found, _ = samples("uniform", True, 20, 4000)
    assert found.peak.mean() == pytest.approx(20 / 21, abs=0.004)
    assert stats.kstest(found.off, lambda v: np.clip(1 + v / 20, 0, 1) ** 20).pvalue > 1e-4


@every
@pytest.mark.parametrize("n", [2, 13, 200])
def test_bars_do_not_cut_the_places_of_counts(model, right, n):
    found, _ = samples(model, right, n)
    edges = found.edges(-5.0, 5.0)
    assert edges[0] <= -4.7 and edges[-1] >= 4.7
    if model == "poisson":
        lattice = np.arange(0, 40 * n) / n
        places = (lattice - found.truth) / found.unit
        assert np.abs(places[:, None] - edges).min() > 0.4 / np.sqrt(2 * n)
