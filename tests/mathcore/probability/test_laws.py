"""The table of laws, at random and extreme parameters.

Oracles: scipy.stats for density or mass, distribution function, quantile and moments (where it gives them); mpmath's
quadrature and sums where it does not; Kolmogorov's distance, with the bound of Dvoretzky, Kiefer, Wolfowitz and
Massart, for draws; hand calculation for moments that do not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.probability.laws import LAWS, Distribution, Law, distribution

# Our parameters to SciPy's frozen law, written down a second time and independently of `law_names`.
SCIPY: dict[str, Callable[..., Any]] = {
    "bernoulli": lambda p: stats.bernoulli(p),
    "binom": lambda n, p: stats.binom(n, p),
    "geom": lambda p: stats.geom(p),
    "nbinom": lambda r, p: stats.nbinom(r, p),
    "poisson": lambda rate: stats.poisson(rate),
    "hypergeom": lambda population, marked, drawn: stats.hypergeom(population, marked, drawn),
    "randint": lambda a, b: stats.randint(int(a), int(b) + 1),
    "zipf": lambda s: stats.zipf(s),
    "logser": lambda p: stats.logser(p),
    "betabinom": lambda n, a, b: stats.betabinom(n, a, b),
    "skellam": lambda first, second: stats.skellam(first, second),
    "uniform": lambda a, b: stats.uniform(a, b - a),
    "norm": lambda mu, sigma: stats.norm(mu, sigma),
    "t": lambda df, mu, sigma: stats.t(df, mu, sigma),
    "beta": lambda a, b: stats.beta(a, b),
    "cauchy": lambda x0, gamma: stats.cauchy(x0, gamma),
    "laplace": lambda mu, b: stats.laplace(mu, b),
    "logistic": lambda mu, s: stats.logistic(mu, s),
    "gumbel_r": lambda mu, b: stats.gumbel_r(mu, b),
    "triang": lambda a, c, b: stats.triang((c - a) / (b - a), a, b - a),
    "vonmises": lambda mu, kappa: stats.vonmises(kappa, mu),
    "expon": lambda rate: stats.expon(scale=1 / rate),
    "gamma": lambda k, theta: stats.gamma(k, scale=theta),
    "chi2": lambda df: stats.chi2(df),
    "f": lambda df1, df2: stats.f(df1, df2),
    "lognorm": lambda mu, sigma: stats.lognorm(sigma, scale=np.exp(mu)),
    "weibull_min": lambda k, lam: stats.weibull_min(k, scale=lam),
    "pareto": lambda low, a: stats.pareto(a, scale=low),
    "invgamma": lambda a, b: stats.invgamma(a, scale=b),
    "rayleigh": lambda sigma: stats.rayleigh(scale=sigma),
    "maxwell": lambda sigma: stats.maxwell(scale=sigma),
    "halfnorm": lambda sigma: stats.halfnorm(scale=sigma),
    "halfcauchy": lambda gamma: stats.halfcauchy(scale=gamma),
    "invgauss": lambda mu, lam: stats.invgauss(mu / lam, scale=lam),
    "fisk": lambda a, b: stats.fisk(b, scale=a),
    "levy": lambda c: stats.levy(scale=c),
}
# The mean of these is infinite or undefined at any parameters, or SciPy has the moments of another convention.
HEAVY = {"cauchy", "halfcauchy", "levy"}


def values_of(law: Law) -> st.SearchStrategy[tuple[float, ...]]:
    """Parameters anywhere in their ranges, ends included."""
    return st.tuples(
        *(
            st.integers(int(p.low), int(p.high)).map(float)
            if p.integer
            else st.floats(0, 1).map(lambda share, p=p: round(p.low + share * (p.high - p.low), 3))
            for p in law.parameters
        )
    )


ANY = st.sampled_from(list(LAWS.values())).flatmap(lambda law: values_of(law).map(lambda found: law.at(*found)))


def oracle(law: Distribution) -> Any:
    return SCIPY[law.law.key](*law.theta)


def places(law: Distribution) -> np.ndarray:
    """Places where the law is, in its tails, at and beyond the ends of its support."""
    found = law.ppf(np.array([1e-9, 1e-4, 0.03, 0.2, 0.41, 0.5, 0.77, 0.96, 0.9999]))
    low, high = (end if np.isfinite(end) else 0.0 for end in law.support)
    return np.concatenate([found, [low - 1, low, high, high + 1]])


@pytest.mark.parametrize("key", LAWS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_density_distribution_function_and_quantile_are_scipys(key: str, data: st.DataObject) -> None:
    law = LAWS[key].at(*data.draw(values_of(LAWS[key])))
    other = oracle(law)
    x = places(law)
    if law.discrete:
        x = x[x < 1e5]  # beyond that SciPy adds up term by term
    if key == "vonmises":  # SciPy's is periodic along the whole line
        x = x[(x > law.support[0]) & (x < law.support[1])]
    density = other.pmf if law.discrete else other.pdf
    finite = np.isfinite(law.density(x)) & np.isfinite(density(x))
    np.testing.assert_allclose(law.density(x)[finite], density(x)[finite], rtol=2e-8, atol=1e-13)
    np.testing.assert_allclose(law.cdf(x), other.cdf(x), rtol=1e-8, atol=2e-10)
    u = np.array([1e-6, 0.01, 0.2, 0.37, 0.5, 0.81, 0.99, 1 - 1e-6])
    u = u[law.ppf(u) < 1e5] if law.discrete else u
    ours, theirs = law.ppf(u), other.ppf(u)
    if law.discrete:  # one apart where u is the height of a step to the last digits
        assert (law.cdf(ours) >= u - 1e-12).all()
        assert (law.cdf(ours - 1) <= u + 1e-12).all()
        assert (np.abs(ours - theirs) <= 1e-6 * ours + 1).all()
    else:
        # Doubles near 1 may be so far apart that the distribution function of beta jumps between them.
        assert (law.cdf(np.nextafter(ours, -np.inf)) <= u * (1 + 1e-9)).all()
        assert (law.cdf(np.nextafter(ours, np.inf)) >= u * (1 - 1e-9)).all()
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_moments_are_scipys_where_it_has_them(law: Distribution) -> None:
    if law.law.key in HEAVY | {"vonmises"}:
        return
    theirs = [float(each) for each in oracle(law).stats("mvsk")]
    theirs[3] += 3
    for ours, other in zip(law.moments, theirs, strict=True):
        if ours is not None and np.isfinite(ours) and np.isfinite(other):
            scale = 1e-9 * (1 + abs(theirs[0]) / max(law.variance or 1.0, 1e-12) ** 0.5) ** 2
            assert ours == pytest.approx(other, rel=1e-6 + scale, abs=1e-6), law


@settings(max_examples=40, deadline=None)
@given(ANY)
def test_moments_are_integrals_over_the_quantiles(law: Distribution) -> None:
    """E g(X) = the integral of g(ppf(u)) over u, by halving the ends: no closed form and no SciPy."""
    mean, variance = law.mean, law.variance
    if mean is None or variance is None or not np.isfinite([mean, variance]).all() or law.discrete:
        return
    if (law.kurtosis or np.inf) > 30:
        return  # what is left out at the ends decides
    nodes, weights = np.polynomial.legendre.leggauss(24)
    ends = np.concatenate([[0.0], 0.5 ** np.arange(40, 0, -1)])
    middle, half = 0.5 * (ends[1:] + ends[:-1])[:, None], 0.5 * np.diff(ends)[:, None]
    u = (middle + half * nodes).ravel()
    w = (half * weights).ravel()
    x = np.concatenate([law.ppf(u), law.ppf(1 - u)])
    w = np.concatenate([w, w])
    assert (x * w).sum() == pytest.approx(mean, rel=1e-5, abs=1e-5)
    assert ((x - mean) ** 2 * w).sum() == pytest.approx(variance, rel=1e-4)
    assert ((x - mean) ** 4 * w).sum() == pytest.approx((law.kurtosis or 0) * variance**2, rel=2e-2)


@pytest.mark.parametrize("kappa", [0.0, 0.4, 2.0, 11.0, 30.0])
def test_moments_of_an_angle_are_those_of_mpmath(kappa: float) -> None:
    law = distribution("vonmises", 0.7, kappa)
    with mpmath.workdps(30):
        weight = lambda x: mpmath.exp(kappa * (mpmath.cos(x) - 1))  # noqa: E731
        whole = mpmath.quad(weight, [-mpmath.pi, 0, mpmath.pi])
        second, fourth = (
            mpmath.quad(lambda x, j=j: x**j * weight(x), [-mpmath.pi, 0, mpmath.pi]) / whole for j in (2, 4)
        )
    assert law.moments == pytest.approx((0.7, float(second), 0.0, float(fourth / second**2)), rel=1e-9)


@pytest.mark.parametrize("kappa", [100.0, 1000.0, 10_000.0])
def test_a_narrow_angle_is_that_of_mpmath(kappa: float) -> None:
    """Far beyond the slider: the Fourier series needs more terms the narrower the law is."""
    law = distribution("vonmises", 0.5, kappa)
    u = np.array([1e-4, 0.01, 0.3, 0.8, 0.999])
    width = kappa**-0.5
    weight = lambda x: mpmath.exp(kappa * (mpmath.cos(x) - 1))  # noqa: E731
    whole = 2 * mpmath.quad(weight, [-12 * width, -6 * width, -2 * width, 0])
    for x, wanted in zip(law.ppf(u) - 0.5, u, strict=True):
        assert float(mpmath.quad(weight, [-12 * width, min(x, -6 * width), x]) / whole) == pytest.approx(wanted)
    assert law.variance == pytest.approx(
        float(2 * mpmath.quad(lambda x: x**2 * weight(x), [-12 * width, -4 * width, 0]) / whole), rel=1e-8
    )
    assert law.kurtosis == pytest.approx(3, abs=4 / kappa)


@pytest.mark.parametrize("theta", [(2.0, 4.0), (10.0, 0.2), (0.1, 40.0), (1.0, 1e5), (1.0, 1e-3)])
def test_quantiles_of_the_inverse_gaussian_are_exact_in_both_tails(theta: tuple[float, float]) -> None:
    law = distribution("invgauss", *theta)
    u = np.array([1e-12, 1e-6, 5e-4, 0.2, 0.7, 0.9995, 1 - 1e-9])
    assert law.cdf(law.ppf(u)) == pytest.approx(u, rel=1e-11)
    assert law.ppf(u) == pytest.approx(oracle(law).ppf(u), rel=1e-7)


def test_masses_of_skellam_far_from_its_other_mean() -> None:
    """The Bessel function underflows there; SciPy's distribution function does not."""
    law, other = distribution("skellam", 500, 0.5), stats.skellam(500, 0.5)
    assert law.density(np.arange(300, 700)).sum() == pytest.approx(1, abs=1e-11)
    assert float(law.density(500)) == pytest.approx(other.cdf(500) - other.cdf(499), rel=1e-9)


def test_one_value_has_no_shape() -> None:
    for law, at in (
        (distribution("bernoulli", 0), 0),
        (distribution("binom", 10, 1), 10),
        (distribution("geom", 1), 1),
    ):
        assert law.moments == (at, 0.0, None, None)
        assert (law.ppf([0.1, 0.9]) == at).all()
    assert distribution("nbinom", 2, 1).moments == (0.0, 0.0, None, None)


def test_the_height_of_a_step_is_reached_by_it() -> None:
    """Though sums of masses round it: 0.9 of 200 objects with one marked are without it in 20 drawn."""
    assert distribution("hypergeom", 200, 1, 20).ppf(0.9) == 0
    assert distribution("randint", 1, 10).ppf(np.arange(1, 10) / 10).tolist() == list(range(1, 10))


@settings(max_examples=60, deadline=None)
@given(ANY.filter(lambda law: law.discrete and law.law.key != "zipf"))
def test_masses_sum_to_one_and_give_the_moments(law: Distribution) -> None:
    x = law.atoms(1e-15)
    mass = law.density(x)
    assert mass.sum() == pytest.approx(1, abs=1e-9)
    assert law.mean == pytest.approx((x * mass).sum(), rel=1e-7, abs=1e-9)
    assert law.variance == pytest.approx(((x - (x * mass).sum()) ** 2 * mass).sum(), rel=1e-7)


@settings(max_examples=80, deadline=None)
@given(ANY, st.integers(0, 10**6))
def test_draws_have_the_law(law: Distribution, seed: int) -> None:
    """Kolmogorov's distance of 2000 draws stays below what it passes once in a thousand million."""
    x = np.sort(law.samples(2000, seed))
    bound = np.sqrt(np.log(2e9) / 4000)
    above = np.searchsorted(x, x, side="right") / 2000
    below = np.searchsorted(x, x, side="left") / 2000
    assert np.abs(law.cdf(x) - above).max() < bound
    before = law.cdf(x - 1) if law.discrete else law.cdf(x)
    assert np.abs(before - below).max() < bound
    np.testing.assert_array_equal(law.samples(5, seed), law.samples(9, seed)[:5])


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_quantile_and_distribution_function_are_inverse(law: Distribution) -> None:
    u = np.array([0.0, 1e-12, 0.3, 0.7, 1.0, -0.1, 1.1])
    x = law.ppf(u)
    assert (x[0], x[4]) == law.support
    assert np.isnan(x[5:]).all()
    inner = x[1:4]
    assert (law.cdf(inner) >= u[1:4] - 1e-9).all()
    assert not np.isnan(law.log_density(inner)).any()
    assert (law.density([law.support[0] - 1, law.support[1] + 1, np.nan]) == 0).all()
    assert (np.diff(law.cdf(np.linspace(*law.reach(1e-6), 50))) >= -1e-12).all()


def test_moments_that_do_not_exist_are_none_and_infinite_ones_inf() -> None:
    assert distribution("cauchy").moments == (None, None, None, None)
    assert distribution("t", 1).moments == (None, None, None, None)
    assert distribution("t", 1.5, 2).moments == (2.0, np.inf, None, None)
    assert distribution("t", 3).moments[2:] == (None, np.inf)
    assert distribution("t", 5).moments == pytest.approx((0.0, 5 / 3, 0.0, 9.0))
    assert distribution("pareto", 1, 1).moments == (np.inf, np.inf, None, None)
    assert distribution("pareto", 1, 2).moments == (2.0, np.inf, None, None)
    assert distribution("pareto", 1, 3).moments[2:] == (np.inf, np.inf)
    assert distribution("levy").moments == (np.inf, np.inf, None, None)
    assert distribution("zipf", 2).moments == (np.inf, np.inf, None, None)
    assert distribution("zipf", 2.5).moments[1:] == (np.inf, None, None)
    assert distribution("fisk", 1, 3).moments[2:] == (np.inf, np.inf)
    assert distribution("f", 3, 6).moments[2:] == (np.inf, np.inf)
    assert distribution("invgamma", 2.5).moments[2:] == (np.inf, np.inf)


def test_conventions() -> None:
    """Geometric counts trials, negative binomial failures; exponential has a rate, gamma a scale."""
    assert distribution("geom", 0.25).mean == 4
    assert distribution("nbinom", 3, 0.25).moments[:2] == (9, 36)
    assert distribution("expon", 0.5).mean == 2
    assert distribution("gamma", 3, 2).moments[:2] == (6, 12)
    assert distribution("lognorm", 1.0, 0.5).ppf(0.5) == pytest.approx(np.e)


def test_densities_are_infinite_where_they_are() -> None:
    for law in (distribution("gamma", 0.5, 1), distribution("beta", 0.5, 0.5), distribution("chi2", 1)):
        assert law.density(0.0) == np.inf
    assert distribution("expon", 2).density(0.0) == pytest.approx(2)
    assert distribution("gamma", 1, 2).density(0.0) == pytest.approx(0.5)


def test_a_law_is_called_by_place_or_by_name() -> None:
    assert distribution("gamma", 3, 2) == distribution("gamma", k=3, theta=2) == LAWS["gamma"].at(3, theta=2)
    for wrong in ({"lambda_": 1.0}, {"k": 1.0, "scale": 1.0}):
        with pytest.raises(TypeError, match="k, theta"):
            distribution("gamma", **wrong)
    with pytest.raises(TypeError, match="k, theta"):
        distribution("gamma", 1, 2, 3)
    with pytest.raises(KeyError, match="There is no law gama"):
        distribution("gama")


def test_the_table_is_whole() -> None:
    assert len(LAWS) >= 30
    assert set(SCIPY) == set(LAWS)
    for law in LAWS.values():
        assert law.parameters
        for parameter in law.parameters:
            assert parameter.low <= parameter.default <= parameter.high
            assert parameter.key.isidentifier()
