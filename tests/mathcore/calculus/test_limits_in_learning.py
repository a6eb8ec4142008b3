"""Largest errors against `scipy.optimize` and closed forms, the softmax against `scipy.special`, scikit-learn and
`scipy.optimize.brentq`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special, stats
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from mathcore.calculus.limits_in_learning import (
    FAMILIES,
    GELU_CREST,
    SWISH_CREST,
    classifier,
    coldest_needed,
    logits,
    softmax,
)

DIRECT = {
    "sigmoid": lambda k, x: 1 / (1 + np.exp(-k * x)),
    "softplus": lambda k, x: np.log(1 + np.exp(k * x)) / k,
    "swish": lambda k, x: x / (1 + np.exp(-k * x)),
    "gelu": lambda k, x: x * stats.norm.cdf(k * x),
    "power": lambda k, x: x**k,
}


@pytest.mark.parametrize("name", FAMILIES)
def test_the_functions_are_what_they_are_called(name):
    family = FAMILIES[name]
    x = np.linspace(family.low, family.high, 401)
    for k in (1.0, 3.7, 50.0):
        np.testing.assert_allclose(family.at(k, x), DIRECT[name](k, x), atol=1e-14)
        error = np.abs(DIRECT[name](k, x) - family.limit(x))
        d = family.distance(x)
        np.testing.assert_allclose(family.error(k, d)[d > 0], error[d > 0], atol=1e-13)
    limit = DIRECT[name](300.0, x)
    assert np.abs(limit - family.limit(x))[family.distance(x) > 0.05].max() < 1e-6  # they do tend to it


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("gap", [0.0, 0.05, 0.4])
@pytest.mark.parametrize("k", [1.0, 4.0, 33.0])
def test_no_error_is_above_the_largest_and_some_is_near_it(name, gap, k):
    family = FAMILIES[name]
    d = np.geomspace(max(gap, 1e-12), 3.0 if family.low < 0 else 1.0, 200_001)
    searched = family.error(k, d).max()
    assert family.largest(k, gap) == pytest.approx(searched, rel=1e-7, abs=1e-9)


def test_the_largest_errors_have_closed_forms():
    crest = optimize.minimize_scalar(lambda u: -u * stats.norm.sf(u), bracket=(0.1, 0.7, 2))
    for k in (1.0, 7.0, 1000.0):
        assert FAMILIES["sigmoid"].largest(k, 0) == 0.5  # for every k: pointwise, not uniform
        assert FAMILIES["power"].largest(k, 0) == 1.0
        assert FAMILIES["softplus"].largest(k, 0) == pytest.approx(math.log(2) / k)
        assert FAMILIES["swish"].largest(k, 0) == pytest.approx(special.lambertw(1 / math.e).real / k)
        assert FAMILIES["gelu"].largest(k, 0) == pytest.approx(-crest.fun / k)
        assert FAMILIES["sigmoid"].largest(k, 0.3) == pytest.approx(1 / (1 + math.exp(0.3 * k)))
    assert float(SWISH_CREST) == pytest.approx(1.27846454)
    assert float(GELU_CREST) == pytest.approx(0.75179152)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(FAMILIES)), st.floats(0.001, 0.9), st.floats(-3, -0.01))
def test_from_the_needed_sharpness_on_the_error_is_below_epsilon(name, d, power):
    epsilon = 10.0**power
    k = float(FAMILIES[name].needed(d, epsilon))
    assert FAMILIES[name].error(k, d) <= epsilon * (1 + 1e-12)
    if k > 1e-5:
        assert FAMILIES[name].error(k * (1 - 1e-9), d) >= epsilon * (1 - 1e-6)
    assert FAMILIES[name].error(3 * k, d) < epsilon


def test_the_needed_sharpness_of_two_has_a_closed_form():
    d, epsilon = np.geomspace(0.001, 0.9, 30), 0.05
    np.testing.assert_allclose(FAMILIES["sigmoid"].needed(d, epsilon), math.log(19) / d, rtol=1e-12)
    np.testing.assert_allclose(FAMILIES["power"].needed(d, epsilon), math.log(0.05) / np.log1p(-d), rtol=1e-12)
    assert np.isinf(FAMILIES["sigmoid"].needed(0.0, epsilon))
    assert FAMILIES["softplus"].needed(0.0, epsilon) == pytest.approx(math.log(2) / epsilon)
    with pytest.raises(ValueError, match="positive"):
        FAMILIES["gelu"].needed(1.0, 0.0)


def trained(**how):
    data = load_digits()
    with threadpool_limits(1):
        model = LogisticRegression(C=0.05, **how).fit(data.data / 16, data.target)
    return model.decision_function(data.data / 16), model.predict_proba(data.data / 16)


def test_one_sharpness_is_enough_for_all_or_none_is():
    assert FAMILIES["softplus"].enough(0.0, 0.05) == pytest.approx(math.log(2) / 0.05)
    assert FAMILIES["swish"].enough(0.0, 0.05) == pytest.approx(special.lambertw(1 / math.e).real / 0.05)
    assert FAMILIES["sigmoid"].enough(0.2, 0.05) == pytest.approx(math.log(19) / 0.2)
    assert FAMILIES["power"].enough(0.1, 0.05) == pytest.approx(math.log(0.05) / math.log(0.9))
    assert np.isinf(FAMILIES["sigmoid"].enough(0.0, 0.05)) and np.isinf(FAMILIES["power"].enough(0.0, 0.5))
    assert FAMILIES["sigmoid"].enough(0.0, 0.6) == 0 == FAMILIES["power"].enough(0.2, 1.5)
    for name, family in FAMILIES.items():
        for gap in (0.0, 0.1, 0.6):
            if name not in ("sigmoid", "power"):
                assert family.searched(7.0, gap) == pytest.approx(family.largest(7.0, gap), rel=1e-9)
            needed = family.needed(gap + np.geomspace(1e-6, 0.3, 2000), 0.03).max()
            assert family.enough(gap, 0.03) >= needed * (1 - 1e-9)
            assert np.isinf(family.enough(gap, 0.03)) or family.enough(gap, 0.03) <= needed * 1.001


def test_the_logits_are_scikit_learns_by_another_solver():
    logits, probabilities = trained(solver="lbfgs", tol=1e-10, max_iter=5000)
    np.testing.assert_allclose(classifier().logits, logits, atol=1e-5)
    np.testing.assert_allclose(softmax(classifier().logits, 1.0), probabilities, atol=1e-5)
    assert (classifier().labels == load_digits().target).all()
    gaps = np.diff(np.sort(classifier().logits)[:, -2:])[:, 0]
    assert np.argmin(gaps) == 578  # the nearest to a tie of all


def test_near_a_tie_the_winner_hangs_on_when_the_training_stops():
    assert classifier().labels[578] == 3
    assert np.argsort(classifier().logits[578])[-3:].tolist() == [2, 8, 9]
    assert np.sort(classifier().logits[578])[-2:] == pytest.approx([1.24654, 1.24898], abs=1e-5)
    early, _ = trained(max_iter=2000)  # the default tolerance
    assert np.argsort(early[578])[-2:].tolist() == [9, 8]
    assert np.sort(early[578])[-2:] == pytest.approx([1.2482, 1.2496], abs=1e-3)


def test_the_softmax_of_the_digit_at_four_temperatures():
    z = classifier().logits[578]
    for temperature in (1.0, 0.1, 0.01, 0.001):
        powers = [math.exp((each - max(z)) / temperature) for each in z]
        np.testing.assert_allclose(softmax(z, temperature), np.array(powers) / math.fsum(powers), rtol=1e-12)
    assert np.sort(softmax(z, 0.001))[-2:] == pytest.approx([0.0807, 0.9193], abs=2e-3)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(-20, 20), min_size=2, max_size=10), st.floats(-4, -0.02))
def test_the_largest_temperature_brings_the_probability_to_one_less_epsilon(values, power):
    z, epsilon = np.array(values), 10.0**power
    t = coldest_needed(z, epsilon)
    if t == 0:
        assert np.ptp(np.sort(z)[-2:]) == 0 or softmax(z, 1e-20).max() <= 1 - epsilon
    elif np.isinf(t):
        assert softmax(z, 1e9).max() > 1 - epsilon
    else:
        assert softmax(z, t).max() == pytest.approx(1 - epsilon, rel=1e-7)
        assert softmax(z, 0.9 * t).max() >= 1 - epsilon - 1e-12


def test_two_logits_have_a_closed_form_and_ties_none():
    assert coldest_needed([0.3, 0.0], 0.01) == pytest.approx(0.3 / math.log(99))
    assert coldest_needed(classifier().logits[578], 0.01) == pytest.approx(0.00244 / math.log(99), rel=1e-3)
    assert coldest_needed([2.0, 2.0, 0.0], 0.4) == 0 and coldest_needed([2.0, 2.0, 0.0], 0.55) > 0
    np.testing.assert_allclose(softmax([2.0, 2.0, 0.0], 1e-3), [0.5, 0.5, 0.0])
    assert coldest_needed([1.0, 0.0], 0.6) == np.inf
    with pytest.raises(ValueError, match="positive"):
        coldest_needed([1.0, 0.0], 0.0)


def test_a_tie_lifts_the_second_largest_logit_alone():
    plain, tied = logits(578), logits(578, tie=True)
    assert (plain != tied).sum() == 1 and tied[8] == tied[9] == plain.max()
    np.testing.assert_array_equal(plain, classifier().logits[578])
