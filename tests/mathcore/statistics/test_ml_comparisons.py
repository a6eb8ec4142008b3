"""Comparing models, against SciPy (`ttest_rel`, `t`, `nct`, `binomtest`, `friedmanchisquare`, `studentized_range`,
`wilcoxon`), statsmodels (`mcnemar`, `multipletests`, `proportions_ztest`), scikit-learn's own runs, and Demšar's and
Benjamini and Hochberg's published numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sklearn
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs

scipy_stats: Any = stats
METHODS = {"none": "none", "Bonferroni": "bonferroni", "BH": "fdr_bh"}


def test_the_paired_test_is_scipys():
    rng = np.random.default_rng(1)
    for n in (2, 3, 10, 30):
        a, b = rng.normal(80, 2, n), rng.normal(81, 2, n)
        found, known = ml.paired(b - a), stats.ttest_rel(b, a)
        assert (found.t, found.p) == pytest.approx((known.statistic, known.pvalue))
        low, high = known.confidence_interval(0.9)
        assert (found.mean - found.half(0.1), found.mean + found.half(0.1)) == pytest.approx((low, high))
        mean, half = ml.running(b - a, 0.1)
        assert (mean[-1], half[-1]) == pytest.approx((found.mean, found.half(0.1))) and half[0] == np.inf
        corrected = ml.paired(b - a, 0.1)
        assert corrected.t / found.t == pytest.approx(np.sqrt((1 / n) / (1 / n + 1 / 9)))


def test_paired_where_nothing_varies():
    assert ml.paired([1.0]).p == 1 and np.isinf(ml.paired([1.0]).half(0.05))
    assert ml.paired([0.0, 0.0, 0.0]).p == 1 and ml.paired([2.0, 2.0]).t == np.inf and ml.paired([-2.0, -2.0]).p == 0


def test_the_best_of_many():
    assert [round(ml.expected_best(k), 3) for k in (5, 10, 20, 50)] == [1.163, 1.539, 1.867, 2.249]
    for k in (1, 2, 7, 50):
        assert quad(lambda z, k=k: float(ml.best_density(z, k)), -9, 9)[0] == pytest.approx(1)
        assert quad(lambda z, k=k: z * float(ml.best_density(z, k)), -9, 9)[0] == pytest.approx(ml.expected_best(k))
        assert ml.best_is_ahead(k, 4) == pytest.approx(k / (k + 4))
    x = np.random.default_rng(3).normal(size=6)
    pairs = [max(x[i], x[j]) for i in range(6) for j in range(i)]
    assert ml.best_of(x, 6)[[0, 1, 5]] == pytest.approx([x.mean(), np.mean(pairs), x.max()])


def test_the_true_level_of_both_tests():
    for alpha, n, rho, share in ((0.05, 10, 0.1, 0.1), (0.1, 2, 0.5, 0.2), (0.01, 30, 0.8, 0.5), (0.05, 5, 0.0, 0.3)):
        limit = stats.t.isf(alpha / 2, n - 1)
        # the mean has variance rho + (1-rho)/n, s² estimates 1-rho, by simulation apart from the formula
        plain, corrected = ml.counted_levels(alpha, n, rho, share, 5, 20_000)
        assert plain == pytest.approx(float(ml.true_level(alpha, n, rho)), abs=0.02)
        assert corrected == pytest.approx(float(ml.true_level(alpha, n, rho, share)), abs=0.02)
        ratio = np.sqrt((1 / n) * (1 - rho) / (rho + (1 - rho) / n))
        assert float(ml.true_level(alpha, n, rho)) == pytest.approx(2 * stats.t.sf(limit * ratio, n - 1))
    assert ml.true_level(0.05, np.arange(2, 31), 0.2, 0.2) == pytest.approx(0.05)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(lambda c: sum(c) > 0))
def test_the_same_items_against_statsmodels(counts):
    t = ml.items_table(*counts)
    table = [[counts[0], counts[1]], [counts[2], counts[3]]]
    if t.split:
        assert t.p == pytest.approx(mcnemar(table, exact=True).pvalue)
        assert t.p == pytest.approx(stats.binomtest(t.first, t.split).pvalue)
        assert ml.coin(t.split) == pytest.approx(stats.binom.pmf(np.arange(t.split + 1), t.split, 0.5))
    assert ml.coin_tail(t.first, t.second) == pytest.approx(t.p)
    right, n = [counts[0] + counts[1], counts[0] + counts[2]], sum(counts)
    if 0 < sum(right) < 2 * n:
        assert t.p_unpaired == pytest.approx(proportions_ztest(right, [n, n])[1])
    a, b = ml_runs.rows_of(table)
    assert ml.crossed(a, b) == t
    assert ml.paired_variance(a, b) == pytest.approx(np.var(a - b), abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.sampled_from([0.01, 0.05, 0.2]))
def test_many_tests_against_statsmodels(p, alpha):
    found = ml.rejections(np.sort(p), alpha)
    for name, method in METHODS.items():
        known = np.array(p) <= alpha if method == "none" else multipletests(p, alpha, method=method)[0]
        near = np.abs(np.sort(p) - ml.limits(len(p), alpha)[name]).min() < 1e-12  # equal up to rounding: either will do
        assert near or found[name] == known.sum()
    assert found["Bonferroni"] <= found["Holm"] <= found["BH"] <= found["none"]


def test_holm_against_statsmodels():  # which takes half a second for each
    for seed in range(5):
        p = np.random.default_rng(seed).uniform(0, 1, 12) ** (2 + 3 * seed)
        assert ml.rejections(np.sort(p), 0.05)["Holm"] == multipletests(p, 0.05, method="holm")[0].sum()


def test_rejections_of_many_experiments_at_once_and_their_rates():
    run = ml.simulate(15, 9, 3.0, 0.0, 4, 300)
    many = ml.rejections(run.p, 0.05)
    false, any_false, found = [], [], []
    for p, null in zip(run.p, run.null, strict=True):
        rejected = multipletests(p, 0.05, method="fdr_bh")[0]
        false.append((rejected & null).sum() / max(rejected.sum(), 1))
        any_false.append((rejected & null).any())
        found.append((rejected & ~null).sum() / 6)
    rates = ml.rates(run, 0.05)["BH"]
    assert tuple(rates) == pytest.approx((np.mean(any_false), np.mean(false), np.mean(found)))
    assert many["BH"].shape == (300,) and run.null.sum() == 2700
    assert np.isnan(ml.rates(ml.simulate(4, 4, 1.0, 0.0, 1, 50), 0.05)["none"].found)
    # with common noise any two estimates of nothing correlate by 0.8
    shared = ml.simulate(2, 2, 0.0, 0.8, 2, 40_000).p
    assert np.mean((shared <= 0.05).all(axis=1)) > 5 * 0.05**2


def test_benjamini_and_hochbergs_example():
    found = ml.rejections(ml_runs.FIFTEEN, 0.05)
    assert {k: int(v) for k, v in found.items()} == {"none": 9, "Bonferroni": 3, "Holm": 3, "BH": 4}


def test_demsars_league_is_as_published():
    found = ml.league(ml_runs.LEAGUE)
    assert found.means.round(3).tolist() == [3.143, 2.0, 2.893, 1.964]
    assert (round(found.chi2, 2), round(found.f, 2)) == (9.28, 3.69)
    assert found.corrected == pytest.approx(stats.friedmanchisquare(*np.array(ml_runs.LEAGUE).T).statistic)
    assert found.p == pytest.approx(stats.f.sf(found.f, 3, 39))
    assert ml.critical_difference(0.05, 4, 14) == pytest.approx(1.2536, abs=1e-4)
    for k, q in ((2, 1.960), (3, 2.343), (4, 2.569), (10, 3.164)):  # his table 5
        assert ml.range_limit(0.05, k) / np.sqrt(2) == pytest.approx(q, abs=1.1e-3)
        assert ml.range_limit(0.1, k) == pytest.approx(stats.studentized_range.isf(0.1, k, np.inf), rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 20), st.integers(3, 8), st.integers(2, 9), st.integers(0, 999))
def test_a_league_of_random_scores(n, k, levels, seed):
    scores = np.random.default_rng(seed).integers(0, levels, (n, k)).astype(float)
    found = ml.league(scores)
    assert found.ranks == pytest.approx(stats.rankdata(-scores, axis=1)) and found.means.mean() == pytest.approx(
        (k + 1) / 2
    )
    if (np.ptp(scores, axis=1) > 0).any():
        assert found.corrected == pytest.approx(stats.friedmanchisquare(*scores.T).statistic)
    left, right = ml.rank_f(found)
    assert left == pytest.approx(right)


def test_company_in_the_pool():
    duel = np.array(ml_runs.DUEL)
    for added, gap, cd in ((0, 0.6, 0.620), (3, 2.4, 1.929)):
        pool = ml.with_company(duel, added, "between", 0, 1)
        means = ml.league(pool).means
        assert means[0] - means[1] == pytest.approx(gap)
        assert ml.critical_difference(0.05, 2 + added, 10) == pytest.approx(cd, abs=1e-3)
    league = np.array(ml_runs.LEAGUE)
    for place in ("below", "above"):
        means = ml.league(ml.with_company(league, 3, place, 0, 3)).means
        assert means[0] - means[3] == pytest.approx(33 / 28)
    between = ml.with_company(league, 2, "between", 0, 3)
    assert ((between[:, 4:] - between[:, [0]]) * (between[:, 4:] - between[:, [3]]) <= 0).all()
    assert ml.worst_and_best(league) == (0, 3) and ml.worst_and_best(np.ones((3, 4))) == (0, 1)
    assert ml.groups_within([1.0, 1.5, 2.4, 3.0], 1.0) == [(0, 1), (1, 2), (2, 3)]
    assert ml.groups_within([1.0, 2.5], 1.0) == [] and ml.groups_within([1.0, 1.2, 1.4], 1.0) == [(0, 2)]


@pytest.mark.parametrize("n", [1, 4, 9, 14])
def test_signed_ranks_are_scipys(n):
    rng = np.random.default_rng(n)
    d = rng.normal(0.3, 1, n)
    assert ml.signed_rank_p(d) == pytest.approx(stats.wilcoxon(d, method="exact").pvalue)
    tied = np.append(rng.integers(-3, 4, min(n, 9)), [0, 1, 1, -2]).astype(float)
    exact = scipy_stats.wilcoxon(tied[tied != 0], method=stats.PermutationMethod(n_resamples=np.inf))
    assert ml.signed_rank_p(tied) == pytest.approx(exact.pvalue)
    assert ml.signed_rank_p([0.0, 0.0]) == 1


def test_sheets_of_scans():
    scans = ml_runs.scans()
    assert scans.shape == (797, 8, 8) and scans.min() == 15 and scans.max() == 255
    assert ml_runs.sheet(scans[:7], 5, 4).shape == (72, 180) and ml_runs.sheet(scans[:0], 5, 4).min() == 255
    assert ml_runs.sheet(scans[:100], 5, 2).shape == (72, 180)
    assert (ml_runs.sheet(scans[:7], 5, 4)[36:68:4, 36:68:4] == scans[6]).all()


SAME = pytest.mark.skipif(
    ml_runs._table()["scikit-learn"].split(".")[:2] != sklearn.__version__.split(".")[:2],
    reason="the table was made with another scikit-learn",
)


@SAME
def test_the_table_of_runs_can_be_made_again():
    table = ml_runs._table()
    assert ml_runs.forest_runs("forest", range(2)) == table["twins"][0][:2] == table["trees"][0][:2]
    assert ml_runs.forest_runs("forest", range(50, 52)) == table["twins"][1][:2]
    assert ml_runs.forest_runs("extra", range(2)) == table["trees"][1][:2]
    assert ml_runs.split_runs(2) == [each[:2] for each in table["splits"]]
    names = ("naive Bayes", "tree")
    assert ml_runs.classifier_answers(names) == {name: table["answers"][name] for name in names}


def test_the_measured_levels_can_be_made_again():
    count = 60
    d = ml_runs.differences(0.2, 0, count)
    assert np.abs(d.mean()) < 0.05 and d.shape == (count, 30)
    found = ml_runs.level_counts(d, 0.2)
    for n, plain, corrected in zip(ml_runs.COUNTS, found["plain"], found["corrected"], strict=True):
        p = [stats.ttest_1samp(row[:n], 0).pvalue if np.ptp(row[:n]) else float(row[0] == 0) for row in d]
        assert plain[8] == np.count_nonzero(np.array(p) <= 0.05) >= corrected[8]
    plain, corrected, rho = ml_runs.measured(0.1, 0.05)
    assert rho == pytest.approx(0.099, abs=1e-3) and corrected[1:] == pytest.approx(0.05, abs=0.01)
    assert plain[-1] == pytest.approx(0.33, abs=0.01)


def test_the_runs_in_numbers():
    splits = ml_runs.runs("splits")
    d = splits.second - splits.first
    assert (ml.paired(d).p, ml.paired(d, splits.share).p) == pytest.approx((0.0454, 0.3235), abs=1e-4)
    p, names = ml_runs.pair_p()
    assert len(p) == 45 and (np.diff(p) >= 0).all()
    for k in (0, 20, 44):
        a, b = (ml_runs.answers()[name] for name in names[k].split(" and "))
        split = int(np.count_nonzero(a & ~b)), int(np.count_nonzero(~a & b))
        assert p[k] == pytest.approx(stats.binomtest(split[0], sum(split)).pvalue)
