"""The analysis of variance against SciPy, statsmodels, NIST's certified values, and by simulation from raw values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.power import FTestAnovaPower

from mathcore.statistics import anova, group_samples, many_means, unequal_spreads

RNG = np.random.default_rng(50)
scipy_stats: Any = stats  # its types know fewer keywords than it takes


def random_groups(count: int = 20) -> list[list[Any]]:
    sizes = [RNG.integers(2, 12, RNG.integers(2, 7)) for _ in range(count)]
    return [[RNG.normal(RNG.normal(), RNG.uniform(0.2, 3), n) for n in each] for each in sizes]


@pytest.mark.parametrize("groups", random_groups())
def test_one_way_is_scipys(groups):
    a = anova.one_way(groups)
    known = stats.f_oneway(*groups)
    assert (a.f, a.p) == pytest.approx((known.statistic, known.pvalue), rel=1e-9)
    f, _, p = anova.welch(a.means, a.variances, a.counts)
    welch = scipy_stats.f_oneway(*groups, equal_var=False)
    assert (float(f), float(p)) == pytest.approx((welch.statistic, welch.pvalue), rel=1e-8)
    assert anova.welch_p(a) == pytest.approx(welch.pvalue, rel=1e-8)
    assert anova.angle_tail(
        float(np.arctan2(np.sqrt(a.between), np.sqrt(a.within))), a.above, a.below
    ) == pytest.approx(known.pvalue, rel=1e-8)
    assert anova.through_pairs(a) == pytest.approx(a.between)


@pytest.mark.parametrize("groups", random_groups(8))
def test_pairs_are_tukey_and_kramers(groups):
    a = anova.one_way(groups)
    known = scipy_stats.tukey_hsd(*groups).pvalue
    for i, j, t in anova.pair_tests(a):
        assert anova.tukey_p(t, len(groups), a.below) == pytest.approx(known[i, j], abs=2e-6)
    off = ~np.eye(len(groups), dtype=bool)
    assert anova.closest_p(a) == pytest.approx(known[off].max(), abs=2e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-50, 50), min_size=2, max_size=6), min_size=2, max_size=5), st.integers(-9, 9))
def test_laws(values, power):
    groups = [np.array(each) / 8 * 2.0**power for each in values]
    a = anova.one_way(groups)
    assert a.total == pytest.approx(a.between + a.within, rel=1e-9, abs=1e-300)
    if a.within > 0 and a.between > 0:
        assert max(t * t for _, _, t in anova.pair_tests(a)) <= a.above * a.f * (1 + 1e-9)
        moved = anova.one_way([each + 1000 for each in groups])
        assert moved.f == pytest.approx(a.f, rel=1e-6)


def test_nothing_varies_and_nothing_varies_within():
    same = anova.one_way([np.full(3, 0.3), np.full(2, 0.3)])
    assert (same.total, same.between, same.within) == (0, 0, 0) and np.isnan([same.f, same.p, same.share]).all()
    apart = anova.one_way([np.full(3, 0.1), np.full(2, 0.7)])
    assert apart.within == 0 and apart.f == np.inf and apart.p == 0 and apart.share == pytest.approx(1)
    assert np.isnan(anova.welch_p(apart)) and np.isnan(anova.closest_p(same)) and anova.closest_p(apart) == 0
    for bad in ([np.ones(3)], [np.ones(3), np.ones(0)], [np.ones(1), np.ones(1)]):
        with pytest.raises(ValueError):
            anova.one_way(bad)


@pytest.mark.parametrize(
    ("name", "reached", "one_pass"),
    [("SmLs01", 14.5, 13.5), ("SmLs04", 10.0, 1.0), ("SmLs07", 4.3, 0.0)],
)
def test_nist_to_the_digits_that_doubles_hold(name, reached, one_pass):
    sample = group_samples.built_in(name)
    assert sample.certified == 21.0 and [len(each) for each in sample.groups] == [21] * 9
    f = anova.one_way(sample.groups).f
    assert reached <= anova.digits(f, 21.0) <= reached + 2
    assert one_pass <= anova.digits(anova.one_pass(sample.groups), 21.0) <= one_pass + 1.5
    assert f == pytest.approx(stats.f_oneway(*sample.groups).statistic, rel=1e-4)


def test_every_nist_set_reaches_what_its_digits_allow():
    for k in range(1, 10):
        sample = group_samples.nist(f"SmLs0{k}")
        assert anova.digits(anova.one_way(sample.groups).f, sample.certified) > (13, 9, 2)[(k - 1) // 3], k


@pytest.mark.parametrize(("k", "below"), [(2, 6), (3, 27), (3, 5), (9, 180), (12, 108), (5, 45), (10, 90)])
def test_the_studentized_range_is_scipys(k, below):
    for q in (0.5, 1.5, 3.0, 4.5, 7.0):
        assert anova.range_cdf(q, k, below) == pytest.approx(stats.studentized_range.cdf(q, k, below), abs=1e-7)
    for alpha in (0.2, 0.05, 0.01):
        assert anova.range_critical(alpha, k, below) == pytest.approx(
            stats.studentized_range.ppf(1 - alpha, k, below), rel=1e-6
        )


def test_few_degrees_of_freedom():
    for below in (1, 2, 3):
        for q in (2.0, 8.0, 20.0):
            assert anova.range_cdf(q, 3, below) == pytest.approx(stats.studentized_range.cdf(q, 3, below), abs=1e-4)
    assert anova.range_cdf(0.0, 3, 5) == 0


@pytest.mark.parametrize("k", [3, 9])
@pytest.mark.parametrize("below", [1, 2, 3, 4])
def test_critical_ranges_of_few_degrees_of_freedom(k, below):
    """Nine groups with ten values: the tail is long, and small s decide."""
    for alpha in (0.01, 0.05, 0.2):
        found = anova.range_critical(alpha, k, below)
        assert stats.studentized_range.sf(found, k, below) == pytest.approx(alpha, rel=5e-3)
        wanted = stats.t.isf(alpha / 2, below) * np.sqrt(2)
        assert anova.range_critical(alpha, 2, below) == pytest.approx(wanted, rel=1e-3)


def test_groups_of_one_size_disturb_f_less():
    level = unequal_spreads.true_level(0.05, (4000,) * 3, (0.01, 0.01, 4))
    assert float(level) == pytest.approx(stats.chi2.sf(stats.chi2.isf(0.05, 2) / 2, 1), abs=5e-4)
    assert 0.083 < float(level) <= 0.084


def test_known_thresholds_of_three_groups_of_ten():
    found = many_means.thresholds(0.05, 3, 10)
    assert found["F"] == pytest.approx(0.8190, abs=5e-5)
    assert found["Tukey"] / np.sqrt(2) == pytest.approx(0.7841, abs=5e-5)
    assert found["Bonferroni"] == pytest.approx(stats.t.isf(0.05 / 6, 27) * np.sqrt(0.2))
    assert found["t"] == pytest.approx(stats.t.isf(0.025, 27) * np.sqrt(0.2))
    assert [anova.any_pair(0.05, k, 9 * k) for k in (3, 5, 10)] == pytest.approx([0.1193, 0.276, 0.610], abs=5e-4)
    assert anova.f_critical(0.05, 1, 18) == pytest.approx(stats.t.isf(0.025, 18) ** 2)


def test_power_is_statsmodels():
    for total in (30, 60, 159):
        known = FTestAnovaPower().power(0.25, total, 0.05, k_groups=3)
        assert anova.f_power(0.05, 2, total - 3, 0.25**2 * total) == pytest.approx(known, abs=1e-8)
    assert anova.f_power(0.05, 2, 27, 0.0) == pytest.approx(0.05, abs=1e-8)
    wanted = FTestAnovaPower().solve_power(effect_size=0.25, k_groups=3, alpha=0.05, power=0.8)
    assert wanted == pytest.approx(157.19, abs=0.01)


def test_the_plane_of_three_means():
    for _ in range(20):
        m = RNG.normal(size=3)
        spot = many_means.to_plane(m)
        assert spot @ spot == pytest.approx(np.sum((m - m.mean()) ** 2))
        assert many_means.from_plane(spot) == pytest.approx(m - m.mean())
        groups = [m[k] + np.array([-1.0, 0.0, 1.0]) for k in range(3)]  # s = 1
        assert 3 * spot @ spot / 2 == pytest.approx(stats.f_oneway(*groups).statistic)
        squares = [
            float(scipy_stats.ttest_ind(groups[i], groups[j]).statistic) ** 2 for i, j in ((0, 1), (0, 2), (1, 2))
        ]
        assert many_means.squared_t(m, 3) == pytest.approx(squares)
    corners = many_means.from_plane(many_means.hexagon(0.7))
    assert np.ptp(corners, axis=1) == pytest.approx(np.full(7, 0.7))


def test_means_at_a_place_stay_in_their_axis():
    for _ in range(50):
        spot, mean = RNG.uniform(-2, 2, 2), RNG.uniform(-1, 1)
        means, fits = many_means.means_at(spot, mean, -1, 1)
        assert (np.abs(means) <= 1).all()
        if fits:
            assert many_means.to_plane(means) == pytest.approx(spot, abs=1e-9)
        else:
            assert np.ptp(means) == pytest.approx(2)


def test_drawn_laws():
    """Means and deviations of simulated experiments have the law of those of raw normal values."""
    means, s = many_means.experiments(3, 10, 4000, 7)
    assert stats.kstest(means.ravel() * np.sqrt(10), "norm").pvalue > 1e-3
    assert stats.kstest(s**2 * 27, "chi2", args=(27,)).pvalue > 1e-3
    z, v = unequal_spreads.moments((30, 10, 3), 4000, 7)
    for k, n in enumerate((30, 10, 3)):
        assert stats.kstest(v[:, k] * (n - 1), "chi2", args=(n - 1,)).pvalue > 1e-3
        assert abs(np.corrcoef(z[:, k], v[:, k])[0, 1]) < 0.08
    normal = np.linspace(-6, 6, 49)
    for freedom in (2, 7, 60):
        known = stats.chi2.isf(stats.norm.sf(normal), freedom)
        assert np.exp(many_means.chi_square(freedom)(normal)) == pytest.approx(known, rel=1e-5)


def test_false_alarms_are_those_of_simulated_experiments():
    found = many_means.false_alarms(0.05, 10)
    for k in (2, 5, 12):
        m = many_means.observed((0.0,) * k, 10, 4000, 3)
        single = stats.t.isf(0.025, 9 * k) * np.sqrt(0.2)
        assert np.mean(np.ptp(m, axis=1) > single) == pytest.approx(found["t"][k - 2], abs=0.04)
        i, j = many_means.apart(m[0], single)
        assert (np.abs(m[0][i] - m[0][j]) > single).all()
    assert found["t"][0] == pytest.approx(0.05) and (found["Bonferroni"] <= 0.05 + 1e-9).all()
    assert found["independent"][1] == pytest.approx(1 - 0.95**3)


def test_the_true_level_is_what_is_promised_if_the_spreads_agree():
    sizes = RNG.integers(3, 41, (200, 3))
    for alpha in (0.01, 0.05, 0.2):
        assert unequal_spreads.true_level(alpha, sizes, np.full((200, 3), 1.7)) == pytest.approx(alpha, abs=1e-8)


@pytest.mark.parametrize(
    ("sizes", "spreads"), [((30, 10, 5), (1, 3, 3)), ((40, 3, 3), (0.25, 4, 1)), ((12, 12, 12), (1, 1, 4))]
)
def test_the_true_level_by_scipys_f_on_raw_values(sizes, spreads):
    count = 20_000
    raw = [RNG.normal(0, s, (n, count)) for n, s in zip(sizes, spreads, strict=True)]
    share = float(np.mean(scipy_stats.f_oneway(*raw).pvalue <= 0.05))
    exact = float(unequal_spreads.true_level(0.05, sizes, spreads))
    assert share == pytest.approx(exact, abs=5 * np.sqrt(exact * (1 - exact) / count))
    classical, welch = unequal_spreads.simulated_p(sizes, spreads, 4000, 1)
    assert float(unequal_spreads.rejected(classical, 0.05)) == pytest.approx(exact, abs=0.03)
    known = float(np.mean(scipy_stats.f_oneway(*(each[:, :4000] for each in raw), equal_var=False).pvalue <= 0.05))
    assert float(unequal_spreads.rejected(welch, 0.05)) == pytest.approx(known, abs=0.03)


def test_the_true_level_of_one_large_quiet_group():
    """Raw values (the test above) and the integral agree on 25.4%."""
    assert float(unequal_spreads.true_level(0.05, (30, 10, 5), (1, 3, 3))) == pytest.approx(0.25444, abs=1e-5)


def test_the_map_is_the_level_if_the_third_group_stood_there():
    found = unequal_spreads.level_map(0.05, (18, 24), (1.0, 1.0))
    for i, j in ((0, 0), (5, 9), (12, 14)):
        place = (18, 24, unequal_spreads.MAP_SIZES[j]), (1.0, 1.0, unequal_spreads.MAP_SPREADS[i])
        assert found[i, j] == pytest.approx(float(unequal_spreads.true_level(0.05, *place)), abs=1e-3)


def test_the_hill_is_the_density_of_the_angle():
    for above, below in ((2, 15), (1, 8), (8, 180), (1, 1)):
        area = integrate.quad(anova.null_density, 0, np.pi / 2, (above, below), points=[0.2])[0]
        for angle in (0.1, 0.5, 1.2):
            tail = integrate.quad(anova.null_density, angle, np.pi / 2, (above, below))[0] / area
            assert tail == pytest.approx(anova.angle_tail(angle, above, below), abs=1e-7)
    outline = anova.hill(np.linspace(0, 1, 5), 2, 15, 1.0, 1.5)
    assert outline.shape == (10, 2) and np.hypot(*outline[5:].T) == pytest.approx(np.ones(5))
