"""Online experiments against statsmodels (users), SciPy (chi-square, beta, entropy), NumPy (regression), all
assignments of a few units (Neyman), and identities that the regret of a bandit keeps."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize

from mathcore.statistics import online_experiments as oe


def test_users_needed_against_statsmodels():
    for p, q in ((0.1, 0.12), (0.1, 0.11), (0.3, 0.35), (0.02, 0.03)):
        arcsine = NormalIndPower().solve_power(proportion_effectsize(q, p), power=0.8, alpha=0.05)
        assert oe.needed(p, q) == pytest.approx(arcsine, rel=0.01)  # another approximation to the same
        n = oe.needed(p, q)
        power = power_proportions_2indep(q - p, p, n, ratio=1, alpha=0.05, return_results=False)
        assert power == pytest.approx(0.8, abs=2e-5)
    assert np.ceil(oe.needed(0.1, 0.12)) == 3841 and np.ceil(oe.needed(0.1, 0.11)) == 14_751
    assert oe.needed(0.2, 0.2) == np.inf


def test_a_mismatch_is_scipys_chi_square():
    for a, b in ((50_300, 49_700), (50_500, 49_500), (10, 20)):
        assert oe.mismatch(a, b) == pytest.approx(stats.chisquare([a, b]).pvalue, rel=1e-9)


def test_divergence_is_scipys_entropy():
    for p, q in ((0.1, 0.12), (0.3, 0.02)):
        assert oe.divergence(p, q) == pytest.approx(stats.entropy([p, 1 - p], [q, 1 - q]), rel=1e-12)
    assert oe.lai_robbins(0.1, 0.12) == oe.lai_robbins(0.12, 0.1) == pytest.approx(10.03, abs=5e-3)
    assert oe.lai_robbins(0.1, 0.1) == 0


def test_neymans_error_is_that_of_all_assignments():
    rng = np.random.default_rng(2)
    y, x = rng.normal(size=8), rng.normal(size=8)
    e = oe.experiments(y, x, 1)
    for slope in (0.0, e.slope, -1.3):
        v = y - slope * x
        found = [v[list(a)].mean() - np.delete(v, list(a)).mean() for a in combinations(range(8), 4)]
        assert e.error(slope) == pytest.approx(np.std(found), rel=1e-12)
        assert (e.dy - slope * e.dx).std() == pytest.approx(np.std(found), rel=0.08)


def test_assignments_are_balanced_uniform_and_their_differences_those_of_numpy():
    for m in (7, 10):
        y, x = np.arange(m) ** 2.0, np.arange(m)[::-1] * 1.0
        e = oe.experiments(y, x, 5)
        assert (e.treated.sum(axis=1) == m // 2).all()
        assert e.treated.mean(axis=0) == pytest.approx(np.full(m, (m // 2) / m), abs=0.05)
        for k in range(0, oe.DEALS, 97):
            who = e.treated[k]
            assert e.dy[k] == pytest.approx(y[who].mean() - y[~who].mean(), abs=1e-9)
            assert e.dx[k] == pytest.approx(x[who].mean() - x[~who].mean(), abs=1e-9)


def test_slope_and_correlation_are_numpys():
    for name in ("bmi", "age", "petals"):
        y, x, _ = oe.columns(name)
        e = oe.experiments(y, x, 3)
        assert e.slope == pytest.approx(np.polyfit(x, y, 1)[0]) and e.r == pytest.approx(np.corrcoef(x, y)[0, 1])
        assert (e.error(e.slope) / e.error(0)) ** 2 == pytest.approx(1 - e.r**2)
    assert oe.experiments(*oe.columns("bmi")[:2], 1).r == pytest.approx(0.5865, abs=5e-5)
    with pytest.raises(ValueError, match="named"):
        oe.columns("none")


def test_bandits_of_all_policies():
    found = oe.played(0.1, 0.12, 400, 1)
    assert set(found) == set(oe.POLICIES)
    for name, run in found.items():
        assert (run.pulls.sum(axis=1) == oe.PULLS[:, None]).all()
        regret = run.regret[-1].mean()
        lost = 5000 * 0.12 - run.wins[-1].sum(axis=0).mean()
        assert regret == pytest.approx(lost, abs=5 * np.sqrt(5000 * 0.12 * 0.88 / 400)), name
    assert found["fixed"].regret[-1] == pytest.approx(50)
    assert found["thompson"].regret[-1].mean() == pytest.approx(19.1, abs=2.5)
    assert oe.share_means(found["fixed"]) == pytest.approx([0.1, 0.12], abs=0.002)
    assert oe.share_means(found["thompson"])[0] < 0.097  # the dropped arm looks worse than it is


def test_posteriors_are_scipys_beta():
    x = np.linspace(0.01, 0.99, 30)
    assert oe.beta_density(x, 12, 100) == pytest.approx(stats.beta(13, 89).pdf(x), rel=1e-9)
    assert oe.beta_density(x, 0, 0) == pytest.approx(np.ones(30))
    rng = np.random.default_rng(1)
    for wins, pulls in (([10, 12], [100, 100]), ([0, 3], [5, 40]), ([40, 2], [400, 9])):
        a, b = (rng.beta(w + 1, n - w + 1, 400_000) for w, n in zip(wins, pulls, strict=True))
        assert oe.chance_better(wins, pulls) == pytest.approx((b > a).mean(), abs=4e-3)


def test_an_outline_is_numpys_histogram():
    values = np.random.default_rng(0).normal(size=500)
    x, counts = oe.outline(values, 2.0, 10)
    wanted, edges = np.histogram(values, 10, (-2, 2))
    assert (
        counts[::2] == pytest.approx(wanted)
        and x[::2] == pytest.approx(edges[:-1])
        and x[1::2] == pytest.approx(edges[1:])
    )
