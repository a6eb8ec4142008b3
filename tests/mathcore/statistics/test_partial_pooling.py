"""Partial pooling. Oracles: tables 5.2 and 5.3 of *Bayesian Data Analysis*, integrals over tau by scipy's quad, a
random-effects mean by numpy.average, Gibbs sampling written here, and published sums of the batters."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.statistics import partial_pooling as pp

NUMBERS = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 30)), min_size=3, max_size=9)


def study(rows) -> pp.Estimates:
    return pp.from_table("x", rows)


def by_quad(found: pp.Estimates, prior: str, f) -> float:
    """The posterior mean of f(tau) by adaptive quadrature of the likelihood, written with normal densities."""

    def weight(tau: float) -> float:
        sd = np.sqrt(found.errors**2 + tau**2)
        mu = np.average(found.effects, weights=sd**-2)
        height = np.exp(np.sum(stats.norm.logpdf(found.effects, mu, sd)) + 20) * np.sqrt(1 / np.sum(sd**-2.0))
        if prior == "cauchy":
            height *= stats.halfcauchy.pdf(tau, scale=np.median(found.errors))
        if prior == "gamma":
            height *= stats.invgamma.pdf(tau**2, 0.001, scale=0.001) * 2 * tau
        return float(height)

    ends = [0.0, 0.02, 0.05, 0.1, 0.5, 2, 8, 25, 80, 400, 4000, 40000]
    sides = []
    for g in (lambda tau: weight(tau) * f(tau), weight):
        parts = [integrate.quad(g, a, b, limit=200)[0] for a, b in itertools.pairwise(ends)]
        sides.append(sum(parts))
    return sides[0] / sides[1]


@pytest.mark.parametrize("prior", pp.PRIORS)
def test_averages_over_tau_are_those_by_quadrature(prior):
    for found in (pp.schools(), pp.batters()):
        post = pp.pooled(found, prior)
        for which in (0,):

            def mean(tau: float, which: int = which, found: pp.Estimates = found) -> float:
                sd2 = found.errors**2 + tau**2
                mu = np.average(found.effects, weights=1 / sd2)
                return float((found.effects[which] * tau**2 + mu * found.errors[which] ** 2) / sd2[which])

            assert post.means[which] == pytest.approx(by_quad(found, prior, mean), rel=2e-6)
        below = by_quad(found, prior, lambda tau: float(tau <= 2))
        assert post.below(2.0) == pytest.approx(below, abs=2e-4)
        assert post.below(post.median()) == pytest.approx(0.5, abs=1e-9)


def test_the_book_s_eight_schools():
    """BDA, table 5.3: quantiles of 200 simulated draws; school A −2, 7, 10, 16, 31; P(A is best) about 1/4."""
    post = pp.pooled(pp.schools())
    found = [post.quantile(0, chance) for chance in (0.025, 0.25, 0.5, 0.75, 0.975)]
    assert np.abs(np.array(found) - [-2, 7, 10, 16, 31]).max() < 1.1
    given_zero = pp.given_tau(pp.SCHOOLS, pp.SCHOOL_ERRORS, 0.0)
    assert given_zero.centre[0] == pytest.approx(7.686, abs=5e-4)  # pooled: 7.7 with standard error 4.1
    assert given_zero.centre_sd[0] == pytest.approx(4.072, abs=5e-4)
    assert post.means == pytest.approx([11.40, 7.89, 6.13, 7.65, 5.13, 6.14, 10.67, 8.46], abs=0.01)


def test_gibbs_sampling_finds_the_same():
    """Draws of effects, mu and tau from their conditional laws (flat prior on tau), written without the module."""
    rng, k, v = np.random.default_rng(5), 8, np.array(pp.SCHOOL_ERRORS) ** 2
    y, chains = np.array(pp.SCHOOLS), 4000
    mu, t2, kept, best = np.full(chains, 8.0), np.full(chains, 30.0), [], []
    for step in range(160):
        spread = 1 / (1 / v + 1 / t2[:, None])
        theta = spread * (y / v + mu[:, None] / t2[:, None]) + np.sqrt(spread) * rng.normal(size=(chains, k))
        mu = theta.mean(axis=1) + np.sqrt(t2 / k) * rng.normal(size=chains)
        t2 = ((theta - mu[:, None]) ** 2).sum(axis=1) / rng.chisquare(k - 1, chains)
        if step >= 60:
            kept.append(theta.mean(axis=0))
            best.append((theta.argmax(axis=1) == 0).mean())
    assert np.abs(np.mean(kept, axis=0) - pp.pooled(pp.schools()).means).max() < 0.08
    assert np.mean(best) == pytest.approx(pp.chance_best(pp.schools(), "flat", 0), abs=0.006)


@settings(max_examples=40, deadline=None)
@given(NUMBERS, st.floats(0, 100))
def test_pooling_keeps_the_centre_and_solves_the_joint_system(rows, tau):
    found = study(rows)
    g = pp.given_tau(found.effects, found.errors, tau)
    assert g.means[0].mean() == pytest.approx(g.centre[0], abs=1e-8)
    solved = pp.joint(found, max(tau, 0.05))
    again = pp.given_tau(found.effects, found.errors, max(tau, 0.05))
    assert solved.effects == pytest.approx(again.means[0], abs=1e-6)
    assert solved.centre == pytest.approx(again.centre[0], abs=1e-6)
    assert pp.joint(found, 0.0).effects == pytest.approx(pp.given_tau(found.effects, found.errors, 0.0).means[0])


def test_given_tau_is_the_posterior_of_the_joint_normal_law():
    """Means and deviations from the joint covariance of effects and estimates, with a very wide prior of mu."""
    y, s, tau, wide = np.array(pp.SCHOOLS), np.array(pp.SCHOOL_ERRORS), 6.0, 1e6
    prior = tau**2 * np.eye(8) + wide
    gain = prior @ np.linalg.inv(prior + np.diag(s**2))
    g = pp.given_tau(y, s, tau)
    assert g.means[0] == pytest.approx(gain @ y, abs=1e-3)
    assert g.sds[0] ** 2 == pytest.approx(np.diag(prior - gain @ prior), rel=1e-3)


@settings(max_examples=20, deadline=None)
@given(NUMBERS, st.sampled_from(pp.PRIORS))
def test_the_posterior_is_one_and_its_laws_hold(rows, prior):
    post = pp.pooled(study(rows), prior)
    finer = pp.pooled(study(rows), prior, 3200)
    assert post.shares.sum() == pytest.approx(1)
    assert post.means == pytest.approx(finer.means, abs=1e-5)
    assert post.means.mean() == pytest.approx(post.centre, abs=1e-8)
    chances = [pp.chance_best(study(rows), prior, which) for which in range(len(rows))]
    assert sum(chances) == pytest.approx(1, abs=0.02)
    middle = post.quantile(0, 0.5)
    assert post.cdf(0, middle) == pytest.approx(0.5, abs=1e-5)


def test_the_density_of_tau_integrates_to_one_and_the_flat_prior_needs_three():
    post = pp.pooled(pp.schools())
    total = sum(
        integrate.quad(lambda t: float(post.density([t])[0]), a, b)[0] for a, b in ((0, 20), (20, 200), (200, 9e4))
    )
    assert total == pytest.approx(1, abs=1e-6)
    # With two groups the tail is 1/tau: each decade adds as much.
    logs = pp.log_posterior([0.0, 1.0], [1.0, 1.0], [1e3, 1e4], "flat", 1.0)
    assert logs[0] - logs[1] == pytest.approx(np.log(10), abs=1e-3)
    # With 1/tau nothing bounds the mass near zero: the likelihood has a positive limit.
    zero = pp.log_posterior(pp.SCHOOLS, pp.SCHOOL_ERRORS, [1e-6, 1e-3], "flat", 1.0)
    assert zero[0] == pytest.approx(zero[1], abs=1e-6)


def test_the_batters_are_those_of_the_paper():
    """Efron and Morris (1975): hits average .265; sums of squares 17.56 and 5.01 for the averages and James–Stein's
    estimate, from truths with more digits; the factor B is .791."""
    s = pp.batters()
    assert np.mean([hits / 45 for hits, _ in pp.BATTERS.values()]) == pytest.approx(0.265, abs=5e-4)
    assert s.effects[[0, 4, 8, 17]] == pytest.approx([-1.35, -2.60, -3.60, -5.10], abs=0.006)
    assert s.truth[[0, 3, 16, 17]] == pytest.approx([-2.10, -3.96, -2.53, -4.32], abs=0.011)
    total = ((s.effects - s.effects.mean()) ** 2).sum()
    assert 15 / total == pytest.approx(0.791, abs=1e-3)
    stein = s.effects.mean() + (1 - 15 / total) * (s.effects - s.effects.mean())
    assert ((s.effects - s.truth) ** 2).sum() == pytest.approx(17.56, abs=0.06)
    assert ((stein - s.truth) ** 2).sum() == pytest.approx(5.01, abs=0.02)


def test_accuracies_are_scikit_learns():
    from sklearn.neighbors import NearestCentroid

    from mathcore.common.tables import digits

    x, labels = digits()
    with pytest.warns(UserWarning, match="within_class"):
        model = NearestCentroid().fit(x[:898], labels[:898])
    right = model.predict(x[898:]) == labels[898:]
    found = pp.accuracies()
    for digit in range(10):
        own = right[labels[898:] == digit]
        part = (own[0:90:6][:15].sum() + 0.375) / 15.75
        assert np.sin(found.effects[digit] / np.sqrt(62)) ** 2 == pytest.approx(part)
        rest = np.delete(own, np.arange(0, 90, 6)[:15])
        assert np.sin(found.truth[digit] / np.sqrt(62)) ** 2 == pytest.approx(rest.mean())


def test_a_reader_s_table():
    assert "above 0" in pp.problem([[1, 1], [2, 0], [3, 1]])
    assert "ten-thousandfold" in pp.problem([[1, 1], [2, 1e9], [3, 1]])
    assert pp.problem([[1, 1], [2, 2], [3, 1]]) == ""
    assert len(pp.from_table("a", np.ones((40, 2))).effects) == pp.MOST
    low, high = pp.from_table("a", [[1, 1], [1, 2], [1, 1]]).span
    assert low < -1 and high > 3
