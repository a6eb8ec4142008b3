"""The score of a digit and its gradient against scikit-learn, SciPy and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import approx_fprime, brentq
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from mathcore.calculus import saliency

numbers = st.integers(0, saliency.SHOWN - 1)


@pytest.fixture(scope="module")
def fitted():
    data = load_digits()
    return LogisticRegression(C=0.2, max_iter=5000).fit(data.data[:1000] / 16, data.target[:1000]), data


def test_the_model_is_scikit_learns_and_has_not_seen_the_pictures(fitted):
    model, data = fitted
    pictures, meant = data.data[1000:] / 16, data.target[1000:]
    read = [saliency.reading(k) for k in range(saliency.SHOWN)]
    assert np.array_equal([each.ink for each in read], pictures)
    assert np.array_equal([each.meant for each in read], meant)
    assert np.array_equal([each.answer for each in read], model.predict(pictures))
    assert np.allclose(saliency.model().scores(pictures), model.decision_function(pictures), atol=1e-9)
    chance = model.predict_proba(pictures).max(axis=1)
    assert np.allclose([each.score for each in read], np.log(chance / (1 - chance)), atol=1e-9)
    assert round(model.score(pictures, meant), 2) == 0.92  # the text says 92%


def test_the_text_on_fragile_pictures(fitted):
    """0.62 against the gradient, a sixth of 3.87, and about ten times as much in a random direction."""
    read = [saliency.reading(k) for k in range(saliency.SHOWN)]
    against, size = np.median([each.flip for each in read]), np.median([np.linalg.norm(each.ink) for each in read])
    assert round(against, 2) == 0.62
    assert round(size, 2) == 3.87
    assert 1 / 7 < against / size < 1 / 6 + 0.01
    ways = saliency.directions(1, 21)
    random = [
        np.median([saliency.flip(saliency.model(), each.ink, each.answer, way) for way in ways]) for each in read[::5]
    ]
    assert 8 < np.median(random) / against < 13


@settings(max_examples=25, deadline=None)
@given(numbers)
def test_the_gradient_is_that_of_finite_differences(number):
    read, model = saliency.reading(number), saliency.model()
    score = lambda x: float(saliency.log_odds(model.scores(x), read.answer))  # noqa: E731
    assert np.allclose(read.gradient, approx_fprime(read.ink, score, 1e-7), atol=1e-5)
    assert np.isclose(read.length, np.linalg.norm(read.gradient))
    assert np.allclose(read.down * read.length, -read.gradient)
    for pixel in (0, 20, 43, 63):
        assert np.isclose(saliency.chord(read.ink, read.answer, pixel), read.gradient[pixel], rtol=1e-7, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(numbers, st.integers(0, 10**6))
def test_the_score_is_concave_and_flips_where_a_fine_scan_says(number, seed):
    read, model = saliency.reading(number), saliency.model()
    for way in (read.down, saliency.directions(seed, 1)[0]):
        steps = np.linspace(0, 3, 301)
        path = saliency.along(model, read.ink, read.answer, way[None], steps)[0]
        assert (np.diff(path, 2) <= 1e-9).all()
        assert (path <= read.score + steps * (read.gradient @ way) + 1e-9).all()
        answers = model.scores(read.ink + steps[:, None] * way).argmax(axis=1)
        flip = saliency.flip(model, read.ink, read.answer, way)
        first = steps[answers != read.answer].min(initial=np.inf)
        assert (first == np.inf and flip > 3 - 0.01) or first - 0.01 - 1e-9 <= flip <= first + 1e-9


def test_no_rival_overtakes_along_a_way_that_changes_nothing():
    read = saliency.reading(0)
    assert saliency.flip(saliency.model(), read.ink, read.answer, np.zeros(64)) == np.inf


def test_the_first_guess_of_a_step_is_never_too_short():
    """Concave: the score is 0 no later than its tangent."""
    for number in (64, 87, 325):
        read = saliency.reading(number)
        path = lambda s, r=read: saliency.along(saliency.model(), r.ink, r.answer, r.down[None], [s])[0, 0]  # noqa: E731
        assert brentq(path, 0, 3) <= read.score / read.length + 1e-12


def test_random_directions_are_even_and_have_a_tenth_of_the_slope():
    ways = saliency.directions(7, 4000)
    assert np.allclose(np.linalg.norm(ways, axis=1), 1)
    assert np.array_equal(ways[:10], saliency.directions(7, 10))
    assert np.allclose(ways.T @ ways / 4000, np.eye(64) / 64, atol=1.5e-3)
    mean, spread = saliency.mean_cosine(64)
    cosines = np.abs(ways @ saliency.reading(64).down)
    assert abs(cosines.mean() - mean) < 4 * spread / np.sqrt(4000)
    assert np.isclose(cosines.std(), spread, rtol=0.05)


@pytest.mark.parametrize("d", [2, 3, 10, 64])
def test_the_mean_cosine_is_the_integral(d):
    """The angle to a fixed direction has a density proportional to sin^(d - 2)."""
    weight, _ = quad(lambda t: np.sin(t) ** (d - 2), 0, np.pi)
    first, _ = quad(lambda t: abs(np.cos(t)) * np.sin(t) ** (d - 2), 0, np.pi, points=[np.pi / 2])
    second, _ = quad(lambda t: np.cos(t) ** 2 * np.sin(t) ** (d - 2), 0, np.pi)
    mean, spread = saliency.mean_cosine(d)
    assert np.isclose(mean, first / weight, rtol=1e-8)
    assert np.isclose(spread**2, second / weight - (first / weight) ** 2, rtol=1e-7)
    if d == 64:
        assert np.isclose(mean, 0.1001259, atol=1e-7)
