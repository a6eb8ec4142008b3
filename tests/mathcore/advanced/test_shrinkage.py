"""Shrinkage against scikit-learn's LedoitWolf, SciPy's noncentral chi-square and quadrature, and simulations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import ncx2
from sklearn.covariance import LedoitWolf
from sklearn.datasets import load_digits

from mathcore.advanced import shrinkage

LENGTHS = [0.0, 0.7, 10**0.5, 6.0, 12.0]


@pytest.mark.parametrize("p", [3, 5, 10, 50, 100])
@pytest.mark.parametrize("length", LENGTHS)
def test_the_risk_is_an_integral_over_the_noncentral_chi_square(p, length):
    inverse = quad(lambda t: t ** (p - 3) * np.exp(-(length**2) / 2 * (1 - t * t)), 0, 1)[0]  # E 1/|y|^2
    assert shrinkage.stein_risk(length, p)[0] == pytest.approx(p - (p - 2) ** 2 * inverse, rel=1e-8)

    def density(s: float) -> float:
        return float(ncx2.pdf(s, p, max(length**2, 1e-12)))

    c, far = p - 2, p + length**2 + 60 * np.sqrt(p + length**2)
    low = quad(lambda s: (s - p) * density(s), 0, c, limit=200)[0]
    high = quad(lambda s: (p - c**2 / s) * density(s), c, far, limit=400, points=[p + length**2])[0]
    assert shrinkage.positive_risk(length, p)[0] == pytest.approx(low + high, rel=1e-5, abs=1e-5)


def test_known_values():
    assert shrinkage.stein_risk(0, 50)[0] == pytest.approx(2)
    assert shrinkage.stein_risk(10**0.5, 10)[0] == pytest.approx(6.2091, abs=5e-5)
    assert shrinkage.stein_risk([0.0, 5.0], 2) == pytest.approx([2, 2])
    assert shrinkage.positive_risk(3.0, 2) == pytest.approx([2])


@pytest.mark.parametrize("shape", ["even", "slope", "one"])
def test_risks_of_single_means_against_a_simulation(shape):
    theta = shrinkage.means(shape, 8, 3.0)
    y = theta + np.random.default_rng(4).normal(size=(300_000, 8))
    square = np.square(y).sum(axis=1)
    plain = (1 - 6 / square)[:, None] * y
    assert np.square(plain - theta).mean(axis=0) == pytest.approx(shrinkage.coordinate_risks(theta), abs=0.03)
    positive = np.maximum(1 - 6 / square, 0)[:, None] * y
    assert np.square(positive - theta).sum(axis=1).mean() == pytest.approx(shrinkage.positive_risk(3.0, 8)[0], abs=0.04)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 100), st.floats(0, 12), st.sampled_from(["even", "slope", "one"]))
def test_single_risks_add_up_and_the_total_never_loses(p, length, shape):
    theta = shrinkage.means(shape, p, length)
    risk = float(shrinkage.stein_risk(length, p)[0])
    assert np.linalg.norm(theta) == pytest.approx(length, abs=1e-12)
    assert shrinkage.coordinate_risks(theta).sum() == pytest.approx(risk, rel=1e-9)
    assert shrinkage.positive_risk(length, p)[0] <= risk + 1e-9 and risk < p
    assert risk <= 2 + (p - 2) * length**2 / (p - 2 + length**2) + 1e-9
    assert risk >= p * length**2 / (p + length**2) - 1e-9


def test_the_estimate():
    y = np.array([3.0, 0, 4.0])
    assert shrinkage.james_stein(y)[0] == pytest.approx(y * 0.96)
    assert shrinkage.james_stein(y / 10)[1] == pytest.approx(-3)
    assert shrinkage.james_stein(y / 10, positive=True)[1] == 0


@pytest.mark.parametrize("name", ["digits", "tumours"])
@pytest.mark.parametrize("count", [10, 40, 500])
def test_ledoit_and_wolf_is_scikit_learns_and_the_error_is_a_parabola(name, count):
    rows = shrinkage.drawn(name, count, 7)
    found, model = shrinkage.ledoit_wolf(rows), LedoitWolf().fit(rows)
    truth = shrinkage.standardised(name).truth
    error = shrinkage.errors(found, truth)
    assert found.chosen == pytest.approx(model.shrinkage_, rel=1e-9)
    assert error(found.chosen) == pytest.approx(np.square(model.covariance_ - truth).sum(), rel=1e-9)
    grid = np.linspace(0, 1, 2001)
    assert error(error.best) <= error(grid).min() + 1e-12 and abs(grid[error(grid).argmin()] - error.best) < 1e-3


def test_the_tables_and_the_draws():
    digits, tumours = shrinkage.standardised("digits"), shrinkage.standardised("tumours")
    assert (digits.truth.shape, tumours.truth.shape) == ((61, 61), (30, 30))
    values = load_digits().data
    assert digits.truth == pytest.approx(np.corrcoef(values[:, values.std(axis=0) > 0], rowvar=False), abs=1e-12)
    assert (np.linalg.eigvalsh(digits.truth) > 1.4024313).sum() == 12
    few, many = shrinkage.drawn("digits", 10, 3), shrinkage.drawn("digits", 50, 3)
    assert (many[:10] == few).all() and len(np.unique(many, axis=0)) == 50


def test_what_the_panels_ask_for():
    assert shrinkage.usual("one", 20, 12.0) == pytest.approx((-3.5, 17.0))
    assert shrinkage.worst_risks("one", 20, [0.0, 5.0]) == pytest.approx([0.1, 5.3947], abs=1e-3)
