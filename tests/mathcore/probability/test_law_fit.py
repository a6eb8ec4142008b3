"""Data that want a law, and how laws are looked at. Oracles: scipy.stats (log-likelihoods, moments of samples, kstest,
quadrature), statsmodels' and scikit-learn's data; the published AIC of the doctor visits' fits by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.probability import law_fit, law_shapes
from mathcore.probability.laws import LAWS, distribution
from tests.mathcore.probability.test_laws import ANY, SCIPY

SAMPLES = [*law_fit.RIDDLES, "visits", "tumours", "growth"]


def test_doctor_visits() -> None:
    x = law_fit.sample("visits")
    assert len(x) == 20_190
    assert (x.mean(), x.var(), (x == 0).mean()) == pytest.approx((2.860, 20.29, 0.312), abs=5e-3)
    assert np.exp(-x.mean()) == pytest.approx(0.057, abs=5e-4)
    likelihood = stats.poisson.logpmf(x, x.mean()).sum()
    assert law_fit.log_likelihood("visits", distribution("poisson", x.mean())) == pytest.approx(likelihood)
    assert 2 - 2 * likelihood == pytest.approx(133_296, abs=1)
    negative = law_fit.log_likelihood("visits", distribution("nbinom", 0.680, 0.192))
    assert negative == pytest.approx(stats.nbinom.logpmf(x, 0.680, 0.192).sum())
    assert 4 - 2 * negative == pytest.approx(88_403, abs=1)
    assert law_fit.log_likelihood("visits", distribution("geom", 0.3)) == -np.inf  # a trial at least


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_and_their_shape(name: str) -> None:
    x = law_fit.sample(name)
    assert (np.diff(x) >= 0).all()
    b1, b2 = law_fit.shape_of(x)
    assert b1 == pytest.approx(stats.skew(x) ** 2)
    assert b2 == pytest.approx(stats.kurtosis(x, fisher=False))
    assert b2 >= b1 + 1
    low, high, top = law_fit.WINDOWS[name]
    assert ((x >= low) & (x <= high)).mean() > 0.98
    assert top > 0


def test_hidden_laws_drew_their_samples() -> None:
    for name, hidden in law_fit.RIDDLES.items():
        assert law_fit.misfit(name, hidden) == 0
        assert abs(law_fit.sample(name).mean() - (hidden.mean or 0)) < 0.3
    other = distribution("gamma", 3, 2)
    x = np.linspace(0, 60, 100_001)
    exact = np.abs(stats.gamma.cdf(x, 2.4, scale=1.7) - stats.gamma.cdf(x, 3, scale=2)).max()
    assert law_fit.misfit("one", other) == pytest.approx(exact, abs=2e-4)
    assert law_fit.misfit("tumours", distribution("norm", 14, 3.5)) == pytest.approx(
        stats.kstest(law_fit.sample("tumours"), stats.norm(14, 3.5).cdf).statistic, abs=1e-12
    )


@settings(max_examples=100, deadline=None)
@given(st.floats(0.3, 20), st.floats(0.3, 20))
def test_beta_of_a_place_is_the_inverse(a: float, b: float) -> None:
    law = distribution("beta", a, b)
    found = law_fit.beta_of(*law_fit.place(law))
    assert found is not None
    assert found == pytest.approx(sorted((a, b)), rel=1e-4)


def test_places_of_laws() -> None:
    wanted = {"uniform": (0, 1.8), "norm": (0, 3), "expon": (4, 9), "logistic": (0, 4.2), "laplace": (0, 6)}
    for key, spot in wanted.items():
        assert law_fit.place(LAWS[key].at()) == pytest.approx(spot)
    assert law_fit.place(LAWS["gumbel_r"].at()) == pytest.approx((1.2986, 5.4), abs=1e-4)
    for p in (0.01, 0.3, 0.5, 0.9):
        b1, b2 = law_fit.place(distribution("bernoulli", p))
        assert b2 == pytest.approx(b1 + 1)
    assert np.isnan(law_fit.place(distribution("cauchy"))).all()
    assert law_fit.beta_of(1.0, 1.5) is None
    assert law_fit.beta_of(1.0, 5.0) is None
    for key, curve in law_fit.curves().items():
        assert np.isfinite(curve).all(), key
        assert (curve[:, 1] >= curve[:, 0] + 1).all()


def test_the_cloud_is_made_of_resampled_places() -> None:
    cloud = law_fit.cloud("growth")
    assert cloud.shape == (law_fit.BOOTSTRAPS, 2)
    x = law_fit.sample("growth")
    rng = np.random.default_rng(1)
    other = np.array([law_fit.shape_of(rng.choice(x, len(x))) for _ in range(400)])
    assert np.median(cloud, axis=0) == pytest.approx(np.median(other, axis=0), rel=0.6, abs=0.25)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_windows_hold_the_middle_of_a_law(law) -> None:
    low, high = law_shapes.window(law)
    assert low < float(law.ppf(0.25)) <= float(law.ppf(0.75)) < high or law.discrete
    top = law_shapes.top(law, (low, high))
    x, f, big = law_shapes.curve(law, (low, high))
    assert np.isfinite(top) and top > 0
    assert (np.diff(x) > 0).all() and (np.diff(big) >= -1e-9).all()
    assert ((f <= top) | ~np.isfinite(f) | (f > 0)).all()


@settings(max_examples=120, deadline=None)
@given(ANY, st.floats(0.0005, 0.9995))
def test_areas_are_probabilities(law, u: float) -> None:
    if law.discrete:
        return
    x, middle = float(law.ppf(u)), float(law.ppf(0.5))
    area = law_shapes.area(law, min(x, middle), max(x, middle))
    other = SCIPY[law.law.key](*law.theta)
    assert area == pytest.approx(abs(other.cdf(x) - other.cdf(middle)), abs=1e-6)


def test_rounding_and_together() -> None:
    assert law_shapes.rounded(0.13) == pytest.approx(0.15)
    assert law_shapes.rounded(-7) == -8
    assert law_shapes.rounded(0) == 0
    wide = law_shapes.together(distribution("gamma", 3, 2), distribution("gamma", 3, 0.5), 0.0)
    assert wide[0] < 0 < 20 < wide[1]
    assert law_shapes.together(distribution("norm"), None, 0.0)[:2] == law_shapes.window(distribution("norm"))
    assert law_shapes.uniforms(4, 1) == pytest.approx(law_shapes.uniforms(9, 1)[:4])
