"""Intervals for proportions and their coverage, held against statsmodels, SciPy, the kernels and published numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from statsmodels.stats.proportion import proportion_confint

from mathcore import kernels
from mathcore.statistics import proportions as pr

NAMES = {"wald": "normal", "wilson": "wilson", "agresti_coull": "agresti_coull", "clopper_pearson": "beta"}
LEVEL, KIND = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]), st.sampled_from(pr.KINDS)


def ends(n: int, kind: str, level: float) -> np.ndarray:
    """By statsmodels, which cuts Wald's and Agresti and Coull's at 0 and 1."""
    return np.array(proportion_confint(np.arange(n + 1), n, 1 - level, NAMES[kind])).T


@given(st.integers(1, 150), KIND, LEVEL)
@settings(deadline=None, max_examples=60)
def test_the_belt_is_that_of_statsmodels(n, kind, level):
    assert np.clip(pr.belt(n, kind, level), 0, 1) == pytest.approx(ends(n, kind, level), abs=1e-9)


@given(st.integers(1, 150), st.floats(0, 1))
@settings(deadline=None)
def test_masses_are_binomial(n, p):
    assume(p == 0 or p > 1e-290)  # nearer to 0 the oracle overflows
    assert pr.masses(n, p)[0] == pytest.approx(stats.binom.pmf(np.arange(n + 1), n, p), abs=1e-12)


@given(st.integers(5, 150), KIND, LEVEL, st.floats(0.001, 0.999))
@settings(deadline=None, max_examples=80)
def test_the_coverage_is_a_sum_of_binomial_masses(n, kind, level, p):
    low, high = ends(n, kind, level).T
    by_hand = stats.binom.pmf(np.arange(n + 1), n, p)[(low <= p) & (p <= high)].sum()
    assert pr.covered(n, kind, level, p)[0] == pytest.approx(by_hand, abs=1e-9)
    found = kernels.proportion_coverage(n, [p], method=kind, confidence=level)
    assert found.covered[0] == pytest.approx(by_hand, abs=1e-9)
    chance, left, right = pr.row(n, p, kind, level)
    assert chance[left].sum() == pytest.approx(found.missed_left[0], abs=1e-9)
    assert chance[right].sum() == pytest.approx(found.missed_right[0], abs=1e-9)


@given(KIND, LEVEL, st.integers(1, 999))
@settings(deadline=None, max_examples=30)
def test_rows_of_the_belt_agree_with_its_columns(kind, level, thousandths):
    """Counts that accept p, found without any interval, against intervals that hold p."""
    p = thousandths / 1000
    found = pr.along_trials(5, 60, p, kind, level)
    assert found == pytest.approx([pr.covered(n, kind, level, p)[0] for n in range(5, 61)], abs=1e-9)


@given(st.integers(1, 60), KIND, LEVEL)
@settings(deadline=None, max_examples=25)
def test_the_average_is_an_integral(n, kind, level):
    places = np.unique(np.clip(pr.belt(n, kind, level), 0, 1))
    pieces = itertools.pairwise(places)
    total = sum(integrate.fixed_quad(lambda p: pr.covered(n, kind, level, p), a, b, n=80)[0] for a, b in pieces)
    assert pr.average(n, kind, level) == pytest.approx(total, abs=1e-7)


@pytest.mark.parametrize("kind", pr.KINDS)
@pytest.mark.parametrize(("n", "level"), [(5, 0.95), (23, 0.5), (50, 0.95), (150, 0.99)])
def test_the_infimum_is_approached_and_nowhere_undercut(n, level, kind):
    least, place = pr.least(n, kind, level)
    p = np.linspace(1e-6, 1 - 1e-6, 20_001)
    assert pr.covered(n, kind, level, p).min() >= least - 1e-9
    near = np.clip([place - 1e-10, place + 1e-10], 1e-10, 1 - 1e-10)
    assert pr.covered(n, kind, level, near).min() == pytest.approx(least, abs=1e-6)


def test_clopper_and_pearson_are_never_below():
    for n in (5, 18, 77, 150):
        for level in (0.5, 0.9, 0.95, 0.99):
            assert pr.least(n, "clopper_pearson", level)[0] >= level - 1e-12


def test_numbers_of_brown_cai_and_dasgupta():
    def wald(n: int, p: float) -> float:
        return float(pr.covered(n, "wald", 0.95, p)[0])

    assert (wald(17, 0.5), wald(18, 0.5)) == pytest.approx((0.951, 0.904), abs=5e-4)
    assert (wald(100, 0.106), wald(100, 0.107)) == pytest.approx((0.952, 0.911), abs=5e-4)
    assert wald(50, 0.02) == pytest.approx(0.6354, abs=5e-5)


def test_the_rule_of_three():
    assert pr.belt(100, "clopper_pearson", 0.9)[0, 1] == pytest.approx(1 - 0.05 ** (1 / 100))
    assert pr.belt(100, "clopper_pearson", 0.9)[0, 1] == pytest.approx(0.0295, abs=5e-5)
    assert pr.belt(100, "clopper_pearson", 0.95)[0, 1] == pytest.approx(0.0362, abs=5e-5)


@given(st.integers(1, 150), st.floats(0, 1), KIND, LEVEL)
@settings(deadline=None)
def test_the_ends_solve_the_equations_that_define_them(n, share, kind, level):
    count = round(share * n)
    left, right = pr.defining(n, count, kind, level)
    assert left == pytest.approx(right, rel=1e-7, abs=1e-12)


def test_tails_are_scipys():
    assert pr.tail(20, 3, 0.2, True) == pytest.approx(stats.binom.sf(2, 20, 0.2))
    assert pr.tail(20, 3, 0.2, False) == pytest.approx(stats.binom.cdf(3, 20, 0.2))


@pytest.mark.parametrize("wide", [1.0, 0.2])
def test_curves_have_both_sides_of_each_jump(wide):
    p, found = pr.curve(30, "wilson", 0.95, wide)
    assert (np.diff(p) >= 0).all() and p.max() < 1.1 * wide
    assert found == pytest.approx(pr.covered(30, "wilson", 0.95, p), abs=1e-6)  # of a limit: 1e-9 beside it
    ends = pr.jumps(30, "wilson", 0.95)[0]
    for end in ends[(ends > 0) & (ends < wide)]:
        assert np.abs(p - end).min() < 2e-9
    grid, smooth = pr.smooth(30, "wilson", 0.95, wide)
    assert smooth == pytest.approx(pr.covered(30, "wilson", 0.95, grid))
