"""What the laws are called elsewhere. Oracles: SciPy's distribution functions and NumPy's Generator, called as the
table says; densities by hand for the conventions of R, Stan and PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mathcore.probability.law_names import BOOKS, LIBRARIES, NAMES, Call, misread, named, scipy_density, short
from mathcore.probability.law_relations import band, kolmogorov
from mathcore.probability.laws import LAWS, distribution


def called(key: str, theta: tuple[float, ...], library: str) -> Call:
    """The call of a library that has one."""
    found = named(key, theta)[library]
    assert found is not None
    return found


def values(key: str, seed: int) -> tuple[float, ...]:
    """Parameters somewhere in the middle of their ranges."""
    rng = np.random.default_rng(seed)
    found = []
    for p in LAWS[key].parameters:
        value = p.low + (p.high - p.low) * rng.uniform(0.15, 0.6)
        found.append(float(round(value)) if p.integer else round(float(value), 2))
    return tuple(found)


@pytest.mark.parametrize("key", LAWS)
@pytest.mark.parametrize("seed", [1, 2])
def test_scipy_called_like_this_is_our_law(key: str, seed: int) -> None:
    theta = values(key, seed)
    call = called(key, theta, "SciPy")
    law = getattr(stats, call.function)(*call.arguments, **dict(call.named))
    x = distribution(key, *theta).ppf(np.array([0.1, 0.4, 0.8]))
    assert law.cdf(x) == pytest.approx(distribution(key, *theta).cdf(x), abs=1e-8)
    assert scipy_density(key, theta, float(x[1])) == pytest.approx(
        float(distribution(key, *theta).density(x[1])), rel=1e-6
    )


@pytest.mark.parametrize("key", LAWS)
def test_numpy_called_like_this_draws_our_law(key: str) -> None:
    """Kolmogorov's distance of 4000 draws stays below what it passes once in a thousand million."""
    theta = values(key, 3)
    call = named(key, theta)["NumPy"]
    if call is None:
        return
    integer = {"n", "ngood", "nbad", "nsample", "low", "high"} if LAWS[key].discrete and key != "nbinom" else set()
    options = {name: int(value) if name in integer else value for name, value in call.named}
    draws = (
        getattr(np.random.default_rng(5), call.function)(*call.arguments, **options, size=4000) * call.times
        + call.shift
    )
    if key == "vonmises":  # NumPy's angles lie between -π and π
        middle = theta[0]
        draws = middle + (draws - middle + np.pi) % (2 * np.pi) - np.pi
    assert kolmogorov(draws.astype(float), distribution(key, *theta)) < band(4000)


def test_conventions_of_r_stan_and_pytorch() -> None:
    """The functions that their manuals define, by hand, at a place."""
    x = 2.3
    gamma = distribution("gamma", 3, 2).density(x)
    rate = dict(called("gamma", (3, 2), "R").named)["rate"]
    assert rate**3 * x**2 * np.exp(-rate * x) / 2 == pytest.approx(gamma)
    shape, second = called("gamma", (3, 2), "Stan").arguments
    assert second**shape * x ** (shape - 1) * np.exp(-second * x) / 2 == pytest.approx(gamma)
    # Stan's neg_binomial(alpha, beta) has the mean alpha / beta, PyTorch's NegativeBinomial n probs / (1 - probs).
    alpha, beta = called("nbinom", (3, 0.25), "Stan").arguments
    assert alpha / beta == pytest.approx(9)
    torch = dict(called("nbinom", (3, 0.25), "PyTorch").named)
    assert torch["total_count"] * torch["probs"] / (1 - torch["probs"]) == pytest.approx(9)
    # R's dgeom and PyTorch's Geometric count failures, with the mean (1 - p)/p.
    call = called("geom", (0.25,), "R")
    assert 0.75 / 0.25 + call.shift == 4
    # R's dhyper has marked, unmarked, drawn.
    m, n, k = (value for _, value in called("hypergeom", (50, 15, 10), "R").named)
    assert k * m / (m + n) == pytest.approx(distribution("hypergeom", 50, 15, 10).mean)
    # VGAM's dzeta(x, shape) is proportional to x^-(shape + 1); dmaxwell's rate is 1/sigma^2.
    assert dict(called("zipf", (2.5,), "R").named)["shape"] == 1.5
    a = dict(called("maxwell", (1.5,), "R").named)["rate"]
    wanted = np.sqrt(2 / np.pi) * a**1.5 * x**2 * np.exp(-a * x**2 / 2)
    assert wanted == pytest.approx(float(distribution("maxwell", 1.5).density(x)))


def test_misreadings_are_what_the_other_call_gives() -> None:
    u = np.array([0.1, 0.5, 0.9])

    def quantiles(key: str, *theta: float) -> np.ndarray:
        found = misread(key, theta)
        assert found is not None
        return distribution(found.key, *found.theta).ppf(u) + found.shift

    assert quantiles("gamma", 3, 2) == pytest.approx(stats.gamma(3, scale=1 / 2).ppf(u))
    assert quantiles("expon", 0.5) == pytest.approx(stats.expon(scale=0.5).ppf(u))
    assert quantiles("lognorm", 1.0, 0.5) == pytest.approx(stats.lognorm(s=0.5, loc=1.0).ppf(u))
    assert quantiles("uniform", 1.0 - 2, 3) == pytest.approx(stats.uniform(-1, 3).ppf(u))
    assert quantiles("pareto", 2, 3) == pytest.approx(stats.lomax(3, scale=2).ppf(u))
    assert quantiles("geom", 0.25) == pytest.approx(stats.nbinom(1, 0.25).ppf(u))
    assert quantiles("randint", 1, 6) == pytest.approx(stats.randint(1, 6).ppf(u))
    assert quantiles("invgauss", 2, 4) == pytest.approx(stats.invgauss(mu=2).ppf(u))
    assert quantiles("weibull_min", 1.5, 2) == pytest.approx(stats.weibull_min(2, scale=1.5).ppf(u))
    assert quantiles("norm", 1, 4) == pytest.approx(stats.norm(1, 2).ppf(u))
    assert quantiles("triang", -1, 0.3, 5) == pytest.approx(stats.triang(0.3, -1, 6).ppf(u))
    assert misread("poisson", (3.0,)) is None
    # What gives no law there is no misreading: SciPy answers NaN, and the notice says so.
    assert misread("vonmises", (-1.0, 2.0)) is None and np.isnan(stats.vonmises(-1.0, loc=2.0).cdf(0.5))
    assert misread("triang", (0, 2, 6)) is None and np.isnan(stats.triang(2, 0, 6).cdf(1.0))
    assert str(called("t", (3, 1, 2), "NumPy")) == "2 × standard_t(df=3) + 1"


@pytest.mark.parametrize("key", LAWS)
def test_texts_have_room(key: str) -> None:
    for seed in range(4):
        theta = values(key, seed)
        for name, call in named(key, theta).items():
            assert name in LIBRARIES
            assert call is None or len(str(call)) <= 64, str(call)
        found = misread(key, theta)
        assert found is None or len(found.says) <= 60
        if found:
            assert np.isfinite(distribution(found.key, *found.theta).ppf([0.1, 0.9])).all()
    assert len(BOOKS.get(key, "")) <= 64


def test_the_table_is_whole() -> None:
    assert set(NAMES) == set(LAWS)
    assert short(1 / 3) == "0.3333"
    assert str(called("geom", (0.25,), "R")) == "dgeom(prob=0.25) + 1"
    assert str(called("poisson", (4.0,), "R")) == "dpois(lambda=4)"
