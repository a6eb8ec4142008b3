"""Moments and likelihood. Oracles: scipy.stats (gamma.fit by both methods, beta, pareto), SymPy's Fisher information,
scipy.integrate, the delta method by hand, simulation with NumPy's generator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from mathcore.statistics import shape_estimates as se

REGULAR = ("gamma", "beta", "pareto")
SHAPES = (0.2, 0.7, 1.0, 2.5, 5.0, 20.0)
FROZEN: dict[str, Any] = {"gamma": stats.gamma, "beta": lambda a: stats.beta(a, 1), "pareto": stats.pareto}


def law(name, a):
    return FROZEN[name](a)


@given(st.floats(-18, 8))
def test_the_gamma_shape_solves_its_equation(power):
    a = float(np.exp(-power))
    gap = float(np.log(a) - special.psi(a)) if a < 1e6 else 1 / (2 * a)
    if gap > 1e-10:
        assert se.gamma_shape(gap) == pytest.approx(a, rel=1e-6)


def test_equal_values_have_an_infinite_shape():
    assert se.gamma_shape(0.0) == np.inf and se.gamma_shape(-1e-17) == np.inf
    assert se.fit([5.0, 5.0, 5.0])[-2:] == (np.inf, np.inf)
    assert se.of_sample("gamma", [2.0, 2.0, 2.0]) == (np.inf, np.inf)


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("n", [2, 9, 300])
def test_gamma_fits_are_scipys(a, n):
    x = np.maximum(stats.gamma(a, scale=3).rvs(n, random_state=7), 1e-12)
    found = se.fit(x)
    if n > 2:  # SciPy's root finder starts from the estimate for large samples
        assert found.likelihood == pytest.approx(stats.gamma.fit(x, floc=0)[0], rel=1e-5)
    assert found.moments == pytest.approx(x.mean() ** 2 / x.var(), rel=1e-9)
    assert found.moments == pytest.approx(stats.gamma.fit(x, floc=0, method="MM")[0], rel=2e-3)
    assert found.n == n and found.mean == pytest.approx(x.mean())
    assert se.of_sample("gamma", x) == pytest.approx((found.moments, found.likelihood), rel=1e-6)


@pytest.mark.parametrize("name", ["beta", "pareto"])
@pytest.mark.parametrize("a", SHAPES)
def test_power_law_estimates_maximise_and_match(name, a):
    x = law(name, a).rvs(40, random_state=3)
    moments, likelihood = se.of_sample(name, x)
    assert law(name, moments).mean() == pytest.approx(x.mean())
    heights = [law(name, likelihood * s).logpdf(x).sum() for s in (0.999, 1.0, 1.001)]
    assert max(heights) == heights[1]


def test_the_uniform_estimates():
    assert se.of_sample("uniform", [0.1, 0.1, 0.9]) == pytest.approx((2.2 / 3, 0.9))


@pytest.mark.parametrize("name", ["gamma", "beta", "pareto"])
def test_the_information_is_sympys(name):
    a, x = sp.symbols("a x", positive=True)
    logs = {"beta": sp.log(a) + (a - 1) * sp.log(x), "pareto": sp.log(a) - (a + 1) * sp.log(x)}
    if name == "gamma":
        b = sp.symbols("b", positive=True)
        height = (a - 1) * sp.log(x) - x / b - a * sp.log(b) - sp.loggamma(a)
        second = sp.hessian(height, (a, b)).subs(x, a * b)  # linear in x, whose mean is a·b
        found = (-second).inv()[0, 0].subs(b, 1)
    else:
        found = 1 / -sp.diff(logs[name], a, 2)
    for value in SHAPES:
        assert se.likelihood_variance(name, value) == pytest.approx(float(found.subs(a, value)), rel=1e-9)


@pytest.mark.parametrize("name", REGULAR)
@pytest.mark.parametrize("a", SHAPES)
def test_the_variance_of_moments_is_that_of_the_delta_method(name, a):
    m, v = (float(each) for each in law(name, a).stats("mv")) if name != "pareto" or a > 2 else (np.nan, np.nan)
    found = float(se.moment_variance(name, a))
    if name == "gamma":
        m1, m2, m3, m4 = (float(law(name, a).moment(k)) for k in (1, 2, 3, 4))
        slope = np.array([2 * m1 * m2, -(m1**2)]) / (m2 - m1**2) ** 2
        spread = np.array([[m2 - m1**2, m3 - m1 * m2], [m3 - m1 * m2, m4 - m2**2]])
        assert found == pytest.approx(slope @ spread @ slope, rel=1e-6)
    elif name == "beta":
        assert found == pytest.approx(v / (1 - m) ** 4, rel=1e-9)
    else:
        assert found == (np.inf if a <= 2 else pytest.approx(v / (m - 1) ** 4, rel=1e-9))


def test_efficiencies_of_the_entry():
    assert se.efficiency("gamma", [0.2, 1, 5, 20]) == pytest.approx([0.098, 0.388, 0.782, 0.937], abs=5e-4)
    assert se.efficiency("beta", 1.0) == pytest.approx(0.75) and se.efficiency("pareto", [1.5, 3.0]).tolist() == [
        0,
        0.75,
    ]


@pytest.mark.parametrize("name", REGULAR)
@pytest.mark.parametrize("a", SHAPES)
def test_influences_are_the_limits_of_one_observation_more(name, a):
    """By mixing a millionth of a point mass into the law itself."""
    z, part = np.array([-2.0, -0.5, 0.4, 1.5]), 1e-6
    x = np.exp(se.log_quantile(name, a, z))
    if name == "pareto" and a <= 1:
        assert np.isnan(se.influences(name, a, z).moments).all()
        return
    mean = float(law(name, a).mean())
    logs = {"gamma": float(special.psi(a)), "beta": -1 / a, "pareto": 1 / a}[name]
    square = a * (a + 1)
    mixed = [(1 - part) * old + part * new for old, new in ((mean, x), (logs, np.log(x)), (square, x * x))]
    found = se.estimates(name, mixed[0], mixed[1], mixed[2], x)
    wanted = se.influences(name, a, z)
    assert (found.moments - a) / part == pytest.approx(wanted.moments, rel=2e-3, abs=2e-3 * max(1, a * a))
    assert (found.likelihood - a) / part == pytest.approx(wanted.likelihood, rel=2e-3, abs=2e-3 * max(1, a * a))


@pytest.mark.parametrize(
    ("name", "a"), [("gamma", 0.2), ("gamma", 3.0), ("beta", 0.5), ("pareto", 4.0), ("pareto", 2.3)]
)
def test_mean_products_are_those_of_quad(name, a):
    square, own, both = se.mean_products(name, a)
    assert (square, own) == pytest.approx(se.variances(name, a), rel=1e-9)
    assert both == pytest.approx(own, rel=1e-9)  # the right angle

    def shift(u: float) -> float:
        return float(se.influences(name, a, special.ndtri(u)).likelihood ** 2)

    assert integrate.quad(shift, 0, 1, limit=200)[0] == pytest.approx(own, rel=1e-4)


@pytest.mark.parametrize("name", se.LAWS)
@pytest.mark.parametrize("a", [0.5, 3.0])
def test_quantiles_and_shares_are_scipys(name, a):
    z = np.linspace(-3, 3, 13)
    frozen = stats.uniform(0, a) if name == "uniform" else law(name, a)
    x = np.exp(se.log_quantile(name, a, z)) * (a if name == "uniform" else 1)
    assert x == pytest.approx(frozen.ppf(special.ndtr(z)), rel=1e-8)
    assert se.share_below(name, a, x) == pytest.approx(special.ndtr(z), rel=1e-7)
    assert np.isnan(se.share_below(name, np.inf, x)).all() and np.isnan(se.share_below(name, -2.0, x)).all()
    if name == "gamma":
        assert se.share_below(name, a, x, 2 * a) == pytest.approx(stats.gamma(a, scale=2).cdf(x))


@pytest.mark.parametrize("name", se.LAWS)
@pytest.mark.parametrize("a", [0.4, 1.0, 8.0])
def test_simulated_draws_are_of_the_law(name, a):
    x = np.exp(se.log_draws(name, a, 20, 1000, 3)).ravel()
    frozen = stats.uniform() if name == "uniform" else law(name, a)
    assert stats.kstest(x, frozen.cdf).pvalue > 1e-4
    assert (se.log_draws(name, a, 20, 1000, 3) == se.log_draws(name, a, 20, 1000, 3)).all()


def test_the_efficiency_shows_in_simulation():
    """Of n times the variance at n = 400, a = 1: another simulation gave 1.60 and 3.96; the limits are 1.551 and 4."""
    x = np.random.default_rng(2).gamma(1.0, size=(4000, 400))
    found = se.of_sample("gamma", x)
    assert 400 * found.likelihood.var() == pytest.approx(1.60, abs=0.15)
    assert 400 * found.moments.var() == pytest.approx(3.96, abs=0.4)
    apart = [se.hausman(se.fit(row)) for row in x[:600]]
    assert abs(np.mean(apart)) < 0.25 and np.std(apart) == pytest.approx(1, abs=0.2)


def test_replicates_are_estimates_over_the_truth_and_some_are_wrong():
    clean, wrong = (se.replicates("uniform", 1.0, 10, right, 1500, 4) for right in (True, False))
    assert clean.likelihood.max() < 1 < wrong.likelihood.max() <= 2
    x = np.exp(se.log_draws("beta", 2.0, 10, 1500, 4))
    assert se.replicates("beta", 2.0, 10, True, 1500, 4).moments == pytest.approx(x.mean(1) / (1 - x.mean(1)) / 2)
    share = np.mean(
        se.replicates("beta", 2.0, 10, False, 1500, 4).likelihood
        != se.replicates("beta", 2.0, 10, True, 1500, 4).likelihood
    )
    assert share == pytest.approx(1 - 0.98**10, abs=0.06)


def test_the_curve_and_the_cloud():
    a = np.array([0.5, 2.0, 30.0])
    spread, gap = se.curve(a)
    assert spread == pytest.approx([float(stats.gamma(s).var() / stats.gamma(s).mean() ** 2) for s in a])
    means = [integrate.quad(lambda x, s=s: np.log(x) * stats.gamma.pdf(x, s), 0, np.inf)[0] for s in a]
    assert gap == pytest.approx(np.log(a) - means, rel=1e-5)
    found = se.cloud(2.0, 500, 300, 1)
    assert found.mean(1) == pytest.approx([0.5, np.log(2) - special.psi(2)], rel=0.03)
    assert np.isfinite(se.cloud(np.inf, 3, 10, 1)).all()


def test_the_tables_are_real():
    sizes = {name: len(se.table(name)[1]) for name in ("nuclei", "diabetes", "nile")}
    assert sizes == {"nuclei": 569, "diabetes": 442, "nile": 100}
    found = se.fit(se.table("nuclei")[1])
    assert (found.moments, found.likelihood) == pytest.approx((0.788, 1.723), abs=5e-4)
    assert found.likelihood == pytest.approx(stats.gamma.fit(se.table("nuclei")[1], floc=0)[0], rel=1e-7)


def test_tiny_quantiles_keep_their_logarithms():
    """Below 10⁻³⁰⁰ the distribution function is x^a/Γ(a + 1) to all digits."""
    for a, z in ((0.2, -20.0), (0.03, -3.0), (0.002, 0.5)):
        found = float(se.log_quantile("gamma", a, z))
        assert a * found - special.gammaln(a + 1) == pytest.approx(special.log_ndtr(z), rel=1e-9)


@pytest.mark.parametrize("scale", [0.3, 2.0, 40.0, 3000.0])
def test_the_log_likelihood_is_scipys(scale):
    x = scale + np.random.default_rng(3).gamma(2.0, 1.0, 40)
    found = se.fit(x)
    for a in (0.2, 3.0, 299.0, 301.0, found.likelihood):
        wanted = stats.gamma.logpdf(x, a, scale=found.mean / a).mean()
        assert se.log_likelihood(found, a) - np.log(found.mean) == pytest.approx(wanted, rel=1e-7, abs=1e-7)
