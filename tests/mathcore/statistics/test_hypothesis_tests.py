"""Tests and their repetitions. Oracles: statsmodels for power and sample size, SciPy for noncentral t, the t-tests,
chi-square, Fisher and the hypergeometric law, its quadrature for the filter, published numbers (Gelman and Carlin 2014;
Student's sleep; Mendel's and Berkeley's aggregates), simulation with NumPy for size under unequal spreads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.power import TTestIndPower

from mathcore.common import memory
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics.samples import SLEEP

Plan = ht.Plan
STATES = [
    (0.5, 64, 0.05),
    (0.5, 2, 0.05),
    (1.5, 2, 0.001),
    (0.1, 400, 0.2),
    (0.0, 5, 0.05),
    (0.3, 3, 0.01),
    (1.5, 30, 0.3),
]


@pytest.mark.parametrize(("effect", "n", "alpha"), STATES)
def test_power_is_statsmodels(effect, n, alpha):
    wanted = TTestIndPower().power(effect, n, alpha) if effect else alpha
    assert ht.power(effect, n, alpha) == pytest.approx(wanted, abs=1e-9)
    edge = float(ht.critical(alpha, 2 * n - 2)) * np.sqrt(2 / n)
    assert 1 - ht.between(-edge, edge, effect, n) == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize(
    ("effect", "alpha", "n"), [(0.5, 0.05, 64), (0.2, 0.05, 394), (0.4, 0.01, 148), (1.5, 0.05, 9)]
)
def test_the_smallest_n_is_statsmodels_rounded_up(effect, alpha, n):
    exact = TTestIndPower().solve_power(effect, power=0.8, alpha=alpha)
    assert ht.needed(effect, alpha) == np.ceil(exact) == n
    assert ht.power(effect, n - 1, alpha) < 0.8 <= ht.power(effect, n, alpha)
    assert ht.needed(0.0, 0.05) == np.inf and ht.needed(0.01, 0.05) == pytest.approx(156_979, abs=3)


def test_the_published_powers_of_64_and_63():
    assert ht.power(0.5, 64, 0.05) == pytest.approx(0.80146, abs=5e-6)
    assert ht.power(0.5, 63, 0.05) == pytest.approx(0.79517, abs=5e-6)
    wanted = [[ht.power(d, n, 0.05) for n in (2, 63, 64)] for d in (0.5, 0.25)]
    assert ht.powers((0.5, 0.25), (2, 63, 64), 0.05) == pytest.approx(np.array(wanted), abs=1e-13)


@pytest.mark.parametrize(("effect", "n"), [(0.0, 2), (0.7, 3), (0.5, 64), (1.2, 20)])
def test_the_density_is_that_of_the_noncentral_t(effect, n):
    d = np.linspace(-1, 2, 13)
    scale, law = np.sqrt(n / 2), stats.nct(2 * n - 2, effect * np.sqrt(n / 2) or 1e-12)
    step = 1e-4
    slope = scale * (law.cdf((d + step) * scale) - law.cdf((d - step) * scale)) / (2 * step * scale)
    assert ht.difference_density(d, effect, n) == pytest.approx(slope, abs=1e-5)
    assert ht.between(-0.3, 0.9, effect, n) == pytest.approx(float(np.diff(law.cdf(np.array([-0.3, 0.9]) * scale))[0]))


def test_student_against_scipy():
    t = np.linspace(-6, 6, 25)
    for df in (1, 3.7, 9, 200):
        assert ht.t_density(t, df) == pytest.approx(stats.t.pdf(t, df), rel=1e-10)
        assert ht.p_at(t, df) == pytest.approx(2 * stats.t.sf(np.abs(t), df), rel=1e-10)
    assert ht.p_at(1.96, np.inf) == pytest.approx(2 * stats.norm.sf(1.96))
    r, w = ht.spreads(7)
    assert [w @ r**2, w @ r**4] == pytest.approx([1.0, 9 / 7])


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 6), st.floats(1e-4, 0.4))
def test_the_filter_by_quadrature(theta, alpha):
    c = stats.norm.isf(alpha / 2)
    found = ht.significance_filter(theta, alpha)
    tails = [integrate.quad(lambda z, k=k: abs(z) ** k * stats.norm.pdf(z - theta), c, c + 40, points=[theta])[0]
             for k in (0, 1)]  # fmt: skip
    below = [integrate.quad(lambda z, k=k: abs(z) ** k * stats.norm.pdf(z - theta), -c - 40, -c)[0] for k in (0, 1)]
    whole = tails[0] + below[0]
    assert found.power == pytest.approx(whole, rel=1e-6)
    assert found.wrong_sign == pytest.approx(below[0] / whole, rel=1e-5, abs=1e-9)
    assert found.exaggeration == pytest.approx((tails[1] + below[1]) / whole / theta, rel=1e-6)
    assert found.exaggeration >= 1


def test_gelman_and_carlins_published_example():
    found = ht.significance_filter(0.1 / 3.28, 0.05)
    assert (found.power, found.wrong_sign, found.exaggeration) == pytest.approx((0.05, 0.46, 77), rel=0.01)
    for power, wanted in ((0.8, 1.125), (0.5, 1.407), (0.17, 2.491)):
        signal = np.linspace(0.5, 4, 70_001)
        every = ht.significance_filter(signal, 0.05)
        assert every.exaggeration[np.argmin(np.abs(every.power - power))] == pytest.approx(wanted, abs=1e-3)


def test_the_false_share_by_counting():
    assert ht.false_share(0.1, 0.8, 0.05) == pytest.approx(45 / (45 + 80))
    z, real = ht.estimates(2.0, 0.3, 5)
    passed = np.abs(z) >= stats.norm.isf(0.025)
    wanted = ht.false_share(0.3, ht.significance_filter(2.0, 0.05).power, 0.05)
    assert np.mean(~real[passed]) == pytest.approx(wanted, abs=ht.share_slack(wanted, int(passed.sum())))
    assert real.mean() == pytest.approx(0.3, abs=0.04)


@pytest.mark.parametrize("test", ["pooled", "welch"])
@pytest.mark.parametrize(
    "shape",
    [(0.0, 40, 10, 3.0, 1), (0.0, 10, 40, 3.0, 1), (0.5, 30, 30, 1.0, 1), (0.4, 12, 20, 0.5, 2), (0, 3, 2, 1, 1)],
)
def test_each_experiment_is_scipys_and_their_share_is_the_exact_one(test, shape):
    effect, a, b, ratio, copies = shape
    plan = Plan(effect, a, b, ratio, test, copies)
    found = ht.experiments(plan, 3)
    draws = [ht.running(3, g) for g in (0, 1)]
    for k in (0, 7, 3999):
        x, y = (np.diff(each.first[:, k])[:size] for each, size in zip(draws, (a, b), strict=True))
        wanted = stats.ttest_ind(
            np.repeat(effect + ratio * y, copies), np.repeat(x, copies), equal_var=test == "pooled"
        )
        assert found.p[k] == pytest.approx(wanted.pvalue, rel=1e-6)
        assert found.difference[k] / found.error[k] == pytest.approx(wanted.statistic, rel=1e-6)
        assert found.df[k] == pytest.approx(wanted.df, rel=1e-6)
    exact = ht.rejects(plan, [0.01, 0.05, 0.4])
    for level, share in zip((0.01, 0.05, 0.4), exact, strict=True):
        assert np.mean(found.p <= level) == pytest.approx(share, abs=ht.share_slack(share, ht.EXPERIMENTS))


def test_size_is_the_level_where_the_assumptions_hold_and_known_where_they_fail():
    levels = np.array([0.001, 0.05, 0.5, 0.95])
    assert ht.rejects(Plan(0, 20, 20, 1, "pooled", 1), levels) == pytest.approx(levels, abs=1e-9)
    assert ht.rejects(Plan(0, 2, 2, 1, "pooled", 1), levels, 60) == pytest.approx(levels, abs=1e-6)
    assert ht.rejects(Plan(0.5, 64, 64, 1, "pooled", 1), 0.05, 80)[0] == pytest.approx(ht.power(0.5, 64, 0.05))
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(60_000, 40)), 3 * rng.normal(size=(60_000, 10))
    for test, wanted in (("pooled", 0.2566), ("welch", 0.0506)):
        exact = ht.rejects(Plan(0, 40, 10, 3, test, 1), 0.05)[0]
        assert exact == pytest.approx(wanted, abs=1e-4)
        seen = np.mean(stats.ttest_ind(x, y, axis=1, equal_var=test == "pooled").pvalue <= 0.05)
        assert exact == pytest.approx(seen, abs=ht.share_slack(seen, 60_000))
    assert ht.rejects(Plan(0, 50, 50, 1, "pooled", 2), 0.05)[0] == pytest.approx(
        2 * stats.norm.sf(1.96 / 2**0.5), abs=0.01
    )
    assert Plan(0, 9, 9, 1, "pooled", 1).unmet == "" and "spreads" in Plan(0, 9, 9, 2, "pooled", 1).unmet


def test_the_draws_are_the_same_for_a_seed_and_standard_normal():
    x = np.diff(ht.running(11, 0).first, axis=0)
    assert stats.kstest(x.ravel(), "norm").pvalue > 0.001
    memory.SHELF.clear()
    assert np.array_equal(np.diff(ht.running(11, 0).first, axis=0), x)
    assert abs(np.corrcoef(x[0], np.diff(ht.running(11, 1).first, axis=0)[0])[0, 1]) < 0.08


def test_students_sleep_as_published():
    found = {kind: ht.t_test(*SLEEP, kind) for kind in ("paired", "pooled", "welch")}
    assert (found["paired"].t, found["paired"].p) == pytest.approx((-4.0621, 0.002833), abs=5e-5)
    assert (found["pooled"].t, found["pooled"].p) == pytest.approx((-1.8608, 0.07919), abs=5e-5)
    assert found["welch"].p == pytest.approx(0.07939, abs=5e-6)
    with pytest.raises(ValueError, match="one size"):
        ht.t_test([1, 2, 3], [1, 2], "paired")


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 30), st.integers(2, 30), st.integers(0, 10**6))
def test_the_t_tests_are_scipys_and_labels_move_the_difference_alone(a, b, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=a) + rng.normal(), rng.normal(size=b) * rng.uniform(0.2, 4)
    for kind in ("pooled", "welch"):
        wanted, found = stats.ttest_ind(x, y, equal_var=kind == "pooled"), ht.t_test(x, y, kind)
        assert (found.t, found.p, found.df) == pytest.approx((wanted.statistic, wanted.pvalue, wanted.df), rel=1e-8)
    mixed = rng.permutation(np.concatenate([x, y]))
    t = float(ht.t_of_differences(mixed[:a].mean() - mixed[a:].mean(), x, y, False))
    assert t == pytest.approx(stats.ttest_ind(mixed[:a], mixed[a:]).statistic, rel=1e-6, abs=1e-9)
    if a == b:
        wanted = stats.ttest_rel(x, y)
        assert ht.t_test(x, y, "paired").t == pytest.approx(wanted.statistic, rel=1e-8)
        assert float(ht.t_of_differences(x.mean() - y.mean(), x, y, True)) == pytest.approx(wanted.statistic, rel=1e-6)


def test_groups_that_do_not_vary():
    assert ht.t_test([2, 2], [2, 2], "pooled").t == 0 and ht.t_test([2, 2], [2, 2], "pooled").p == 1
    apart = ht.t_test([1, 1], [2, 2], "pooled")
    assert apart.error == 0 and apart.t < -1e9
    assert np.isfinite(ht.t_of_differences([0.0, 1.0], [1, 1], [2, 2], False)).all()


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_tables_are_scipys(cells):
    counts = np.array(cells, float).reshape(2, 2)
    found = ht.table(counts)
    assert found.chances.sum() == pytest.approx(1, abs=1e-9)
    if found.empty:
        assert (found.chi2, found.p) == (0, 1) and found.exact == pytest.approx(1)
        return
    wanted = stats.chi2_contingency(counts, correction=False)
    assert (found.chi2, found.p) == pytest.approx((wanted.statistic, wanted.pvalue), rel=1e-8)
    assert found.expected == pytest.approx(wanted.expected_freq)
    assert found.exact == pytest.approx(stats.fisher_exact(counts).pvalue, rel=1e-6)
    (r1, _), (c1, _) = counts.sum(axis=1), counts.sum(axis=0)
    law = stats.hypergeom(int(counts.sum()), int(r1), int(c1))
    assert found.chances == pytest.approx(law.pmf(found.possible), rel=1e-7, abs=1e-300)
    assert found.roots[found.place] ** 2 == pytest.approx(found.chi2, rel=1e-9, abs=1e-12)
    every = [stats.chi2_contingency([[k, r1 - k], [c1 - k, counts.sum() - r1 - c1 + k]], correction=False).statistic
             for k in found.possible]  # fmt: skip
    assert found.size(0.05) == pytest.approx(found.chances[np.array(every) >= stats.chi2.isf(0.05, 1)].sum(), abs=1e-9)


def test_published_tables():
    berkeley = ht.table([[1198, 1493], [557, 1278]])
    assert berkeley.counts.sum() == 4526 and berkeley.counts.sum(axis=1).tolist() == [2691, 1835]
    assert berkeley.chi2 == pytest.approx(92.21, abs=0.01)
    assert berkeley.counts[:, 0] / berkeley.counts.sum(axis=1) == pytest.approx([0.445, 0.304], abs=5e-4)
    tea = ht.table([[4, 0], [0, 4]])
    assert tea.chances[-1] == pytest.approx(1 / 70) and tea.exact == pytest.approx(2 / 70)


def test_a_cut_is_dragged_to_whole_counts():
    assert ht.with_share(((12, 8), (6, 14)), 1, 0.51) == ((12, 8), (10, 10))
    assert ht.with_share(((3, 1), (1, 3)), 0, 7.0) == ((4, 0), (1, 3))
    assert ht.with_share(((0, 0), (1, 3)), 0, 0.5) == ((0, 0), (1, 3))


def test_dots_pile_up_in_their_columns():
    x, rank = ht.piles([0.1, 0.15, -0.05, 0.19, 0.2], 0.2)
    assert x.tolist() == pytest.approx([0.1, 0.1, -0.1, 0.1, 0.3]) and rank.tolist() == [0, 1, 0, 2, 0]
