"""The family of shapes against SciPy's laws and quadrature, efficiencies against closed forms, samples against their
law, intervals against `ttest_1samp`, `wilcoxon` and `binomtest`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from mathcore.statistics import tail_weight as tw

scipy_stats: Any = stats


def known(s: float) -> Any:
    if s == 0:
        return stats.norm()
    if s > 0:
        return stats.t(1 / s)
    half = 0.5 - 0.5 / s
    return stats.beta(half, half, loc=-1 / np.sqrt(-s), scale=2 / np.sqrt(-s))


@pytest.mark.parametrize("s", [-1, -0.7, -1 / 3, -0.05, 0, 0.02, 0.2, 1 / 3, 0.45, 1])
def test_a_shape_is_that_law(s):
    law, x = known(s), np.linspace(-0.97, 0.97, 41) / np.sqrt(max(-s, 0.04))
    assert tw.density(x, s) == pytest.approx(law.pdf(x), rel=1e-7)
    assert tw.top(s) == pytest.approx(float(law.pdf(0.0)))
    assert tw.quartile(s) == pytest.approx(law.ppf(0.75))
    end = 1 / np.sqrt(-s) if s < 0 else np.inf
    assert tw.squared(s) == pytest.approx(2 * integrate.quad(lambda v: law.pdf(v) ** 2, 0, end)[0], rel=1e-6)
    if s < 0.5:
        assert tw.variance(s) == pytest.approx(law.var())
    u = 1 - np.random.default_rng(3).random((2, 20_000))
    assert stats.kstest(tw.radii(s, u[0]) * np.cos(2 * np.pi * u[1]), law.cdf).pvalue > 1e-3


def test_efficiencies_that_are_known():
    found = {s: tw.efficiency(s) for s in (-1, -1 / 3, 0, 1 / 3, 0.5, 1)}
    assert found[-1] == pytest.approx((1, 1 / 3))
    assert found[-1 / 3][0] == pytest.approx(108 / 125)
    assert found[0] == pytest.approx((3 / np.pi, 2 / np.pi))
    assert found[1 / 3][0] == pytest.approx(1.900, abs=5e-4)
    assert np.isinf([*found[0.5], *found[1]]).all()
    all_of_them = [tw.efficiency(s)[0] for s in np.linspace(-1, 0.49, 150)]
    assert min(all_of_them) >= 0.864 and tw.efficiency(1e-5)[0] == pytest.approx(3 / np.pi, rel=1e-4)


@pytest.mark.parametrize("size", [6, 11, 20, 30])
def test_laws_and_levels(size):
    law = tw.signed_rank_law(size)
    assert law.sum() == pytest.approx(1) and law @ np.arange(len(law)) == pytest.approx(size * (size + 1) / 4)
    ranked, signs = tw.levels(size, 0.05)
    k = int(stats.binom.ppf(0.025, size, 0.5))
    k -= stats.binom.cdf(k, size, 0.5) > 0.025
    assert signs == pytest.approx(2 * stats.binom.cdf(k, size, 0.5))
    assert 0 < ranked <= 0.05


@pytest.mark.parametrize(("s", "size"), [(-1, 6), (0, 9), (1 / 3, 20), (1, 13)])
def test_an_interval_leaves_out_zero_where_its_test_rejects(s, size):
    x = tw.samples(s, 5, 60, size, 30) + 0.4
    ends = tw.intervals(x, 0.05)
    for row, t, w, sign in zip(x, *ends, strict=True):
        assert (t[0] > 0 or t[1] < 0) == (stats.ttest_1samp(row, 0).pvalue < 0.05)
        assert (w[0] > 0 or w[1] < 0) == (scipy_stats.wilcoxon(row, method="exact").pvalue <= 0.05)
        assert (sign[0] > 0 or sign[1] < 0) == (stats.binomtest(int((row > 0).sum()), size).pvalue <= 0.05)
    interval = stats.ttest_1samp(x[0], 0).confidence_interval(0.95)
    assert ends.t[0] == pytest.approx([interval.low, interval.high])


def test_power_counts_what_is_shifted():
    x = tw.samples(0.2, 1, 200, 12, 30)
    for ends, moved in zip(tw.intervals(x, 0.05), tw.intervals(x + 0.5, 0.05), strict=True):
        assert tw.power(ends, [0.5])[0] == pytest.approx(tw.power(moved, [0.0])[0])


def test_the_exact_levels_hold_for_every_shape():
    for s in (-1.0, 0.0, 1.0):
        ends = tw.intervals(tw.samples(s, 9, 4000, 15, 30), 0.05)
        for each, level in zip(ends[1:], tw.levels(15, 0.05), strict=True):
            assert tw.power(each, [0.0])[0] == pytest.approx(level, abs=5 * np.sqrt(level / 4000))
    cauchy = tw.intervals(tw.samples(1.0, 9, 4000, 15, 30), 0.05).t
    assert tw.power(cauchy, [0.0])[0] < 0.035  # the t-test rejects too rarely


def test_shapes_share_their_quartiles_and_their_random_numbers():
    for s in (-1.0, 0.0, 1.0):
        x = tw.samples(s, 2, 4000, 10, 30)
        assert np.quantile(x, 0.75) == pytest.approx(stats.norm.ppf(0.75), abs=0.03)
    near = tw.samples(1e-4, 2, 50, 10, 30) - tw.samples(0.0, 2, 50, 10, 30)
    assert np.abs(near).max() < 0.01
