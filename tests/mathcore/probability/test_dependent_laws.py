"""Pairs with known information. Oracles: scikit-learn's nearest neighbours, SciPy's quadrature and distributions, SymPy
for the disc, the diamond and lognormal correlations, simulated moments."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy
from scipy.integrate import dblquad, quad
from scipy.stats import multivariate_normal, norm, pearsonr, spearmanr
from sklearn.feature_selection import mutual_info_regression

from mathcore.probability import dependent_laws as laws

MEMBERS = [("round", t, True) for t in (0.5, 0.8, 1.0, 2.0, 6.0, 32.0)]
MEMBERS += [("square", t, True) for t in (0.0, 1.0, 20.0, 45.0, 71.0, 90.0)]
MEMBERS += [("normal", t, joint) for t in (-0.99, -0.5, 0.0, 0.3, 0.9) for joint in (True, False)]


def test_closed_forms():
    assert laws.round_information([1, 2]) == pytest.approx([1 - np.log(2), np.log(np.pi) - 1], abs=1e-12)
    assert laws.round_information(1e6) == pytest.approx(0, abs=1e-9)
    assert laws.square_information([0, 45, 90, 30]) == pytest.approx(
        [0, 1 - np.log(2), 0, np.log(3 / 4) + 1 / np.sqrt(3)], abs=1e-12
    )
    assert laws.normal_information([0.5, 0.9]) == pytest.approx([0.143841, 0.830366], abs=1e-6)


@pytest.mark.parametrize(("family", "t", "joint"), MEMBERS)
def test_the_mean_over_the_slices_is_the_information(family, t, joint):
    assert laws.mean_divergence(family, t, joint) == pytest.approx(laws.info(family, t, joint), abs=1e-5)


@pytest.mark.parametrize(("family", "t", "joint"), [each for each in MEMBERS if each[1] not in (0.0, 32.0, 90.0)])
def test_nearest_neighbours_agree_about(family, t, joint):
    x, y = laws.draws(family, t, joint, 4000, 11).T
    found = mutual_info_regression(x[:, None], y, random_state=0)[0]
    assert found == pytest.approx(laws.info(family, t, joint), abs=0.06)


@pytest.mark.parametrize("t", [0.7, 1.0, 2.0, 5.0])
def test_the_entropy_of_a_margin_by_quadrature(t):
    def density(x):
        return float(laws.margin("round", t, x))

    assert quad(density, -1, 1, points=[0])[0] == pytest.approx(1, abs=1e-8)
    entropy = quad(lambda x: -density(x) * np.log(max(density(x), 1e-300)), -1, 1, points=[0], limit=200)[0]
    area = 2 * quad(lambda x: 2 * float(laws.half_chord(t, x)), 0, 1)[0]
    assert 2 * entropy - np.log(area) == pytest.approx(float(laws.round_information(t)), abs=1e-6)


@pytest.mark.parametrize("t", [0.0, 10.0, 45.0, 63.0, 90.0])
def test_the_trapezoid_by_quadrature(t):
    c, s = np.abs(laws.turn(t))

    def density(x):
        return float(laws.margin("square", t, x))

    corners = sorted({-c - s, -abs(c - s), abs(c - s), c + s})
    pieces = list(itertools.pairwise(corners))
    assert sum(quad(density, *ends)[0] for ends in pieces) == pytest.approx(1, abs=1e-6)
    entropy = sum(quad(lambda x: -density(x) * np.log(max(density(x), 1e-300)), *ends)[0] for ends in pieces)
    assert 2 * entropy - np.log(4) == pytest.approx(float(laws.square_information(t)), abs=1e-5)


def test_the_coin_flipped_pair_by_two_dimensional_quadrature():
    for t in (0.3, 0.7):
        one, other = (multivariate_normal([0, 0], [[1, r], [r, 1]]) for r in (t, -t))

        def term(y, x, one=one, other=other):
            joint = 0.5 * (one.pdf((x, y)) + other.pdf((x, y)))
            return joint * np.log(joint / norm.pdf(x) / norm.pdf(y))

        found = 4 * dblquad(term, 0, 6, 0, 6, epsabs=1e-5, epsrel=1e-4)[0]  # four quadrants alike
        assert found == pytest.approx(laws.mixed_information(t), abs=2e-4)


def test_stretched_correlations_symbolically_and_by_simulation():
    r, s = sympy.symbols("r s", positive=True)
    mean = sympy.exp(s**2 / 2)  # moments of the lognormal: E exp(s(X + Y)) = exp(s²(1 + r))
    known = sympy.simplify((sympy.exp(s**2 * (1 + r)) - mean**2) / (sympy.exp(2 * s**2) - mean**2))
    for t, stretch in ((-0.9, 1.5), (0.5, 0.4), (0.95, 2.0)):
        value = float(known.subs({r: t, s: stretch}))
        assert laws.stretched_correlation(t, stretch) == pytest.approx(value)
        assert laws.stretched_correlation(t, stretch) >= -np.exp(-(stretch**2))
        both = laws.stretched_correlation(t, stretch, False)
        assert both == pytest.approx((value + float(known.subs({r: -t, s: stretch}))) / 2)
    drawn = laws.stretched(laws.draws("normal", 0.6, True, 200_000, 3), 0.5)
    assert pearsonr(*drawn.T).statistic == pytest.approx(float(laws.stretched_correlation(0.6, 0.5)), abs=0.01)
    assert laws.stretched_correlation([-0.5, 0.5], 0) == pytest.approx([-0.5, 0.5])
    assert laws.stretched_correlation(0.5, 0, False) == 0


def test_ranks_of_normals():
    assert laws.rank_correlation(0.5) == pytest.approx(0.482584, abs=1e-6)
    z = laws.draws("normal", 0.5, True, 100_000, 4)
    assert spearmanr(*z.T).statistic == pytest.approx(0.4826, abs=0.01)
    assert spearmanr(*laws.stretched(z[:500], 1.7).T).statistic == spearmanr(*z[:500].T).statistic


def test_stretching_and_back():
    for s in (0.0, 0.3, 2.0):
        for z in (-1.5, 0.0, 0.7, 2.5):
            assert laws.unstretched(float(laws.stretched(z, s)), s) == pytest.approx(z, abs=1e-9)
    assert np.isfinite(laws.unstretched(-100.0, 2.0))


@pytest.mark.parametrize(("family", "t", "joint"), MEMBERS)
def test_slices_and_draws(family, t, joint):
    """The density on a slice integrates to one, and its divergence is that of SciPy's quadrature; draws stay in the
    shape, are uncorrelated where the law is, and move little with the parameter."""
    if family != "normal":
        x = 0.3
        y, given, alone = laws.profile(family, t, joint, 0.0, x, np.linspace(-1.5, 1.5, 4001))
        assert np.trapezoid(given, y) == pytest.approx(1, abs=1e-6)
        assert np.trapezoid(alone, y) == pytest.approx(1, abs=2e-3)
        there = given > 0
        integrand = np.where(there, given * np.log(np.where(there, given / np.maximum(alone, 1e-300), 1.0)), 0.0)
        known = np.trapezoid(integrand, y)
    else:
        x, s, p = 0.8, 0.6, np.sqrt(1 - t * t)
        y, given, alone = laws.profile(family, t, joint, s, x, np.linspace(-1.6, 30, 40_001))
        assert np.trapezoid(given, y) == pytest.approx(1, abs=1e-4)

        def term(z):
            density = 0.5 * (norm.pdf(z, t * x, p) + norm.pdf(z, t * x if joint else -t * x, p))
            return density * (np.log(max(density, 1e-300)) - norm.logpdf(z))

        known = quad(term, -9, 9, points=[t * x, -t * x], limit=300)[0]
    assert laws.divergences(family, t, joint, np.array([x]))[0] == pytest.approx(known, abs=2e-3)
    drawn = laws.draws(family, t, joint, 5000, 6)
    inside = {"round": np.sum(np.abs(drawn) ** t, axis=1) <= 1 + 1e-9, "square": np.abs(drawn).max() <= np.sqrt(2)}
    assert np.all(inside.get(family, True))
    want = t if family == "normal" and joint else 0.0
    assert pearsonr(*drawn.T).statistic == pytest.approx(want, abs=0.06)
    near = laws.draws(family, min(t * 1.001 + 1e-4, 0.99) if family == "normal" else t * 1.001, joint, 5000, 6)
    assert np.abs(near - drawn).max() < 0.1
