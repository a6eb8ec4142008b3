"""Bootstrap and permutation of a sample against SciPy, counted labellings and closed forms."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from mathcore.statistics import resamples, samples
from mathcore.statistics import sample_inference as inference

SLEEP = samples.built_in("sleep")
IRIS = samples.built_in("iris")
R = 20_000


@pytest.mark.parametrize("statistic", ["mean", "median", "trimmed_mean", "std", "correlation", "maximum"])
def test_the_resample_that_is_shown_gives_its_replicate(statistic):
    boot = inference.bootstrap(IRIS, statistic, 200, 5)
    for number in (1, 7, 50):
        rows = inference.shown_rows(IRIS, statistic, number, 5)
        value = resamples.statistic(statistic, IRIS.values[rows], IRIS.second[rows])
        assert value == pytest.approx(boot.replicates[number - 1], rel=1e-12)
    low, high = inference.likely_range(IRIS, statistic)
    assert np.mean((boot.replicates >= low) & (boot.replicates <= high)) > 0.99
    assert low <= boot.observed <= high


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize("paired", [False, True])
def test_the_shuffle_that_is_shown_gives_its_difference(statistic, paired):
    found = inference.permute(SLEEP, statistic, paired, 200, 3)
    pooled = np.concatenate([SLEEP.first_group, SLEEP.second_group])
    middle = np.median if found.compared == "median" else np.mean
    assert found.compared == ("median" if statistic == "median" and not paired else "mean")
    for number in (1, 9, 50):
        first = inference.shown_labels(SLEEP, found.compared, paired, number, 3)
        assert middle(pooled[first]) - middle(pooled[~first]) == pytest.approx(found.replicates[number - 1], abs=1e-12)
    as_observed = inference.shown_labels(SLEEP, found.compared, paired, 0, 3)
    assert middle(pooled[as_observed]) - middle(pooled[~as_observed]) == pytest.approx(found.observed)


def test_exact_p_values_against_scipy():
    a, b = SLEEP.first_group, SLEEP.second_group
    for paired, kind in ((False, "independent"), (True, "samples")):
        known = stats.permutation_test(
            (a, b), lambda x, y, axis: np.mean(x, axis=axis) - np.mean(y, axis=axis),
            permutation_type=kind, n_resamples=np.inf, vectorized=True,
        )  # fmt: skip
        found = inference.permute(SLEEP, "mean", paired, R, 1)
        assert found.p_exact == pytest.approx(known.pvalue, rel=1e-9)
        assert found.p_value == pytest.approx(known.pvalue, abs=4 * np.sqrt(known.pvalue / R))


def test_students_interval_is_for_means_only():
    found = inference.intervals(inference.bootstrap(IRIS, "mean", 2000, 1), IRIS, "mean", 0.9)
    known = stats.ttest_1samp(IRIS.values, 0.0).confidence_interval(0.9)
    assert found["Student's t"] == pytest.approx((known.low, known.high))
    other = inference.intervals(inference.bootstrap(IRIS, "median", 2000, 1), IRIS, "median", 0.9)
    assert np.isnan(other["Student's t"]).all()


def test_errors_known_without_a_computer():
    x = np.array([0.0, 1.0, 5.0])
    means = [np.mean([a, b, c]) for a in x for b in x for c in x]  # all 27 resamples
    assert inference.ideal_error(x, R)[0] == pytest.approx(np.std(means))
    largest = [max(a, b, c) == 5.0 for a in x for b in x for c in x]
    ties, share, _ = inference.stuck_share(x, R)
    assert ties == 1
    assert share == pytest.approx(np.mean(largest))
    pair = samples.Sample(x, x, x, np.array([2.0, 2.5]), False, "", "", ("", ""), "")
    pooled = np.array([0.0, 1.0, 5.0, 2.0, 2.5])
    differences = [
        pooled[list(chosen)].mean() - np.delete(pooled, chosen).mean() for chosen in combinations(range(5), 3)
    ]
    assert inference.shuffle_error(pair, False, R)[0] == pytest.approx(np.std(differences))
    a, b = SLEEP.first_group, SLEEP.second_group
    exact = resamples.exact_paired(a - b)
    assert exact is not None
    assert inference.shuffle_error(SLEEP, True, R)[0] == pytest.approx(np.std(exact))


@pytest.mark.parametrize("statistic", ["mean", "median", "maximum", "std", "correlation"])
def test_the_mark_of_a_statistic_stands_at_it(statistic):
    sample, across = samples.built_in("iris"), (0.0, 8.0)
    rows = inference.shown_rows(sample, statistic, 3, 1)
    x, y = sample.values[rows], sample.second[rows]
    (left, right), (low, high) = inference.mark(sample, statistic, rows, across, 0.0, 2.0)
    if statistic == "correlation":
        slope, offset = np.polyfit(x, y, 1)
        assert (left, right) == pytest.approx((0.0, 0.88 * 8)) and (low, high) == pytest.approx(
            (offset, slope * right + offset)
        )
    elif statistic == "std":
        assert right - left == pytest.approx(2 * x.std(ddof=1)) and left + right == pytest.approx(2 * x.mean())
    else:
        exact = {"mean": x.mean(), "median": np.median(x), "maximum": x.max()}[statistic]
        assert left == right == pytest.approx(exact) and (low, high) == (0.0, 2.0)
    assert np.isnan(inference.mark(sample, statistic, np.empty(0, np.int64), across, 0.0, 2.0)).all()


@pytest.mark.parametrize("statistic", ["mean", "std", "correlation"])
def test_intervals_are_read_off_their_courses(statistic):
    """Each end is the quantile of its law at its level: the staircase of quantiles is read between its own points."""
    boot = inference.bootstrap(IRIS, statistic, 4000, 2)
    ends, at, c = (
        inference.intervals(boot, IRIS, statistic, 0.9),
        inference.levels(boot, 0.9),
        inference.courses(boot, IRIS, statistic),
    )
    laws = {"percentile": c.replicates, "basic": c.mirrored, "BCa": c.replicates, "Student's t": c.student}
    spread = float(np.ptp(boot.replicates))
    for name, law in laws.items():
        if name == "Student's t" and statistic != "mean":
            assert np.isnan(law).all() and np.isnan(ends[name]).all()
            continue
        assert np.interp(at[name], c.levels[1:-1], law[1:-1]) == pytest.approx(ends[name], abs=0.01 * spread)


def test_students_width_from_the_error_of_the_ideal_bootstrap():
    error = inference.ideal_error(IRIS.values, 1)[0]
    low, high = stats.ttest_1samp(IRIS.values, 0).confidence_interval(0.8)
    assert inference.student_width(len(IRIS.values), error, 0.8) == pytest.approx(high - low)


def test_a_drawn_point_is_a_member_of_a_group_or_a_pair():
    points = ((1.0, 7.0), (2.0, 3.0), (4.0, 6.0))
    groups, pairs = samples.from_points(points, 5.0), samples.from_points(points, None)
    assert (groups.first_group.tolist(), groups.second_group.tolist(), groups.paired) == ([1.0, 4.0], [2.0], False)
    assert (pairs.first_group.tolist(), pairs.second_group.tolist(), pairs.paired) == ([1, 2, 4], [7, 3, 6], True)
