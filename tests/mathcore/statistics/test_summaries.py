"""Summaries against SciPy, statsmodels and scikit-learn.

Bottoms: scipy.optimize.minimize_scalar. Trimmed mean, MAD, IQR, skewness, density: scipy.stats. Huber: statsmodels.
Humps: scipy.signal.find_peaks. Counts: numpy.histogram.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import cbook
from numpy.typing import NDArray
from scipy import optimize, signal, stats
from statsmodels.robust import norms

from mathcore.statistics import summaries as sm

VALUES = st.lists(st.integers(-40, 40).map(lambda n: n / 4), min_size=1, max_size=15)


def mixed(values: list[float], y: float, copies: int) -> tuple[sm.Mixed, NDArray[np.float64]]:
    return sm.Mixed(values, y, copies), np.concatenate([values, np.full(copies, y)])


def test_bottoms_of_the_three_losses() -> None:
    x, at = np.array([1.0, 2.0, 3.0, 4.0, 10.0]), []
    for k in range(3):
        found = optimize.minimize_scalar(lambda t, k=k: float(sm.losses(x, t)[k][0]), bounds=(0, 11), method="bounded",
                                         options={"xatol": 1e-10})  # fmt: skip
        at.append(found.x)
    assert at == pytest.approx([3, 4, 5.5], abs=1e-6)
    assert sm.medians(x) == (3, 3) and sm.medians([1, 2, 4, 9]) == (2, 4) and sm.medians([7]) == (7, 7)


@settings(max_examples=60, deadline=None)
@given(VALUES, st.integers(-60, 60))
def test_losses_are_their_definitions(values: list[float], t: int) -> None:
    away = np.abs(np.array(values) - t / 4)
    found = [float(each[0]) for each in sm.losses(values, t / 4)]
    assert found == pytest.approx([away.mean(), np.sqrt((away**2).mean()), away.max()], abs=1e-9)


@settings(max_examples=120, deadline=None)
@given(VALUES, st.integers(-80, 80), st.integers(0, 20))
def test_bad_values_put_in_against_scipy(values: list[float], place: int, copies: int) -> None:
    found, everything = mixed(values, place / 4, copies)
    assert found.mean()[0] == pytest.approx(everything.mean(), abs=1e-10)
    assert found.median()[0] == pytest.approx(np.median(everything), abs=1e-10)
    assert found.trimmed()[0] == pytest.approx(stats.trim_mean(everything, 0.1), abs=1e-10)
    assert found.mad()[0] == pytest.approx(stats.median_abs_deviation(everything, scale="normal"), abs=1e-10)
    assert found.iqr()[0] == pytest.approx(stats.iqr(everything, scale="normal"), abs=1e-10)
    if len(everything) > 1:
        assert found.sd()[0] == pytest.approx(everything.std(ddof=1), abs=1e-10)
    for level in (0.0, 0.1, 0.37, 1.0):
        assert found.quantile(level)[0] == pytest.approx(np.quantile(everything, level), abs=1e-10)


@settings(max_examples=120, deadline=None)
@given(VALUES, st.integers(-80, 80), st.integers(0, 20))
def test_hubers_pulls_cancel(values: list[float], place: int, copies: int) -> None:
    found, everything = mixed(values, place / 4, copies)
    scale, t = stats.median_abs_deviation(everything, scale="normal"), found.huber()[0]
    if scale == 0:
        assert t == np.median(everything)
    else:
        assert np.clip((everything - t) / scale, -1.345, 1.345).sum() == pytest.approx(0, abs=1e-8)


def test_huber_against_statsmodels() -> None:
    rng = np.random.default_rng(5)
    for size in (7, 30, 400):
        x = rng.standard_t(2, size)
        scale = stats.median_abs_deviation(x, scale="normal")
        wanted = norms.estimate_location(x, scale, norms.HuberT(1.345), maxiter=500, tol=1e-12)
        assert sm.Mixed(x, 0.0, 0).huber()[0] == pytest.approx(float(wanted), abs=1e-8)


def test_many_places_and_many_copies_at_once() -> None:
    x, y = np.random.default_rng(1).normal(size=40), np.linspace(-4, 4, 9)
    for name in (*sm.CENTRES, *sm.SPREADS):
        along = sm.Mixed(x, y, 1).summary(name)
        assert along == pytest.approx([sm.Mixed(x, each, 1).summary(name)[0] for each in y], abs=1e-10)
        many = sm.Mixed(x, 9.0, np.arange(70)).summary(name)
        assert many == pytest.approx([sm.Mixed(x, 9.0, k).summary(name)[0] for k in range(70)], abs=1e-10)


def test_breakdown_points() -> None:
    """Which summaries of 100 values leave the range of the good ones (the spreads: ten times their range)?"""
    good, far = np.linspace(0, 1, 101), 1e9
    for name, last in (("mean", 0), ("trimmed", 11), ("median", 100), ("sd", 0), ("iqr", 33)):
        found = sm.Mixed(good, far, np.arange(150)).summary(name)
        assert int((found < 10).sum()) - 1 == last, name
    assert sm.Mixed(good, far, 100).huber()[0] < 10 < sm.Mixed(good, far, 102).huber()[0]
    assert sm.Mixed(good, far, np.arange(101)).mad().max() < 10 and sm.Mixed(good, far, 102).mad()[0] == 0


@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(1, 20), st.integers(0, 9))
def test_counts_are_numpys(values: list[float], width: int, shift: int) -> None:
    wide = width / 3
    first = -11 - wide * shift / 9
    edges = first + wide * np.arange(80)
    near = np.abs(np.subtract.outer(np.array(values), edges)).min() < 1e-6
    if not near:  # numpy and we may differ on which side of an edge rounding puts a value
        assert (sm.bin_counts(values, first, wide, 79) == np.histogram(values, edges)[0]).all()
    both = sm.bin_counts(values, [first, first], [wide, 2 * wide], 79)
    assert both.shape == (2, 79) and both[0].sum() == both[1].sum() == len(values)


def test_values_on_an_edge_belong_to_its_right() -> None:
    assert sm.bin_counts([0.3, 0.6, 0.7], 0.0, 0.1, 9).tolist() == [0, 0, 0, 1, 0, 0, 1, 1, 0]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_humps_are_scipys_peaks(counts: list[int]) -> None:
    assert sm.humps(counts)[0] == len(signal.find_peaks([-1, *counts, -1])[0]) - (max(counts) == 0)


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_mean_and_skewness(values: list[float]) -> None:
    assert sm.area_above(values) == pytest.approx(np.mean(values), abs=1e-10)
    apart = abs(np.mean(values) - np.median(values))
    assert apart <= np.std(values) + 1e-12
    skew = sm.skewness(values)
    assert np.isnan(skew) if np.ptp(values) == 0 else skew == pytest.approx(stats.skew(values), abs=1e-9)


def test_skewness_and_density_do_not_depend_on_the_unit() -> None:
    """Neither small values nor values far from zero are equal values."""
    x = np.array([1.0, 2.0, 9.0, 5.0])
    for scale, start in ((1e-15, 0.0), (1e13, 0.0), (2.0**-20, 2.0**30)):
        assert sm.skewness(start + scale * x) == pytest.approx(stats.skew(x), rel=1e-12)
    assert sm.kernel_density(1e-15 * x, [4e-15])[1] * 1e-15 == pytest.approx(sm.kernel_density(x, [4.0])[1])


def test_the_bound_between_mean_and_median() -> None:
    for k in (1, 2, 5, 30):
        x = np.array([0.0] * (k + 1) + [10.0] * k)
        assert (x.mean() - np.median(x)) / x.std() == pytest.approx(np.sqrt(k / (k + 1)))


def test_density_is_scipys() -> None:
    x, grid = np.random.default_rng(2).normal(3, 2, 50), np.linspace(-3, 9, 31)
    assert sm.kernel_density(x, grid)[1] == pytest.approx(stats.gaussian_kde(x)(grid))
    assert not sm.kernel_density([2.0, 2.0], grid)[1].any() and not sm.kernel_density([2.0], grid)[1].any()


def test_nuclei() -> None:
    x = sm.nuclei()
    found = [x.mean(), np.median(x), x.std(ddof=1), stats.median_abs_deviation(x, scale="normal")]
    found += [stats.trim_mean(x, 0.1), stats.skew(x)]
    assert found == pytest.approx([40.34, 24.53, 45.49, 13.63, 31.69, 5.43], abs=0.005)


def test_one_spoiled_row() -> None:
    found = sm.spoiled_accuracies()
    assert found["standard"] == pytest.approx((0.961, 0.938), abs=5e-4)
    assert found["min-max"] == pytest.approx((0.972, 0.944), abs=5e-4)
    assert found["robust"] == pytest.approx((0.955, 0.955), abs=5e-4)


def test_slopes_are_those_of_the_losses() -> None:
    x, h = np.array([1.0, 2.0, 2.0, 5.0, 9.0]), 1e-6
    for t in (0.3, 1.7, 3.0, 4.9, 7.0):
        below, above = sm.losses(x, t - h), sm.losses(x, t + h)
        wanted = [float((b - a)[0]) / (2 * h) for a, b in zip(below, above, strict=True)]
        assert [float(each[0]) for each in sm.slopes(x, t)] == pytest.approx(wanted, abs=1e-6)
    assert sm.slopes(x, 2.0).mean[0] == pytest.approx((1 - 2) / 5)
    line = sm.staircases(x, 0.0, 10.0)
    assert np.interp([0.5, 3.0, 9.5], *line) == pytest.approx(sm.slopes(x, [0.5, 3.0, 9.5]).mean)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_the_box_is_tukeys(values: list[float]) -> None:
    """Tukey's box, as Matplotlib draws it: whiskers end within the fence, what is beyond is listed."""
    found, theirs = sm.box(values), cbook.boxplot_stats(values)[0]
    same = [theirs[name] for name in ("q1", "med", "q3", "whislo", "whishi")]
    assert [*found.quartiles, *found.ends] == pytest.approx(same)
    assert np.nansum(found.beyond) == pytest.approx(theirs["fliers"].sum())


def test_quartile_rules() -> None:
    """Of 1, 2, ..., 10: nine rules, seven different lower quartiles."""
    found = {rule: sm.box(np.arange(1, 11.0), rule).quartiles[0] for rule in sm.RULES}
    assert found["linear"] == 3.25 and found["weibull"] == 2.75 and found["interpolated_inverted_cdf"] == 2.5
    assert sorted(set(np.round(list(found.values()), 4))) == [2, 2.5, 2.75, 2.9167, 2.9375, 3, 3.25]


def test_sensitivity_and_breakdown() -> None:
    x, y = np.random.default_rng(3).normal(size=12), np.linspace(-5, 5, 7)
    found = sm.sensitivity(x, y, sm.CENTRES)
    assert found["mean"] == pytest.approx(y - x.mean())
    assert found["median"] == pytest.approx([13 * (np.median(np.append(x, each)) - np.median(x)) for each in y])
    share, curves = sm.breakdown(x, 50.0, sm.SPREADS)
    assert share[0] == 0 and share[-1] == pytest.approx(0.6) and len(share) == 19
    assert curves["sd"][3] == pytest.approx(np.append(x, [50.0] * 3).std(ddof=1))


def test_map_of_humps_piles_and_spans() -> None:
    x = np.array([0.7, 1.7, 2.1, 2.1, 2.2, 2.3, 2.3, 2.4, 4.3, 4.4, 4.4, 4.7, 4.9, 5.5, 5.6, 6.3, 7.0, 7.2])
    found = sm.hump_map(x, 0.0, [1.6, 10.0], [0.0, 0.6, 1.0], 20)
    assert found.tolist() == [[1, 2, 1], [1, 1, 1]]
    assert np.histogram(x, 0.96 + 1.6 * np.arange(-1, 6))[0].tolist() == [1, 7, 0, 7, 3, 0]
    place, height = sm.piles(x, 0.0, 10.0, 5)
    assert sorted(set(place)) == [1, 3, 5, 7] and height.max() == pytest.approx(0.6)
    assert sm.span([2.0, 5.0]) == (2, 3) and sm.span([4.0, 4.0]) == (3.5, 1) and sm.span([1e6] * 2)[1] == 2000
