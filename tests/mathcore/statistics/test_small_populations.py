"""All samples of a small population, and equal groups. Oracles: itertools, scipy.stats.hypergeom and binom; the sums
of squares of one-way analysis of variance; all samples of groups enumerated."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mathcore.statistics import small_populations as sp
from mathcore.statistics import survey_designs as sd

EIGHT = (2, 3, 5, 8, 9, 12, 14, 20)
BY: dict[str, Callable[..., Any]] = {
    "mean": np.mean,
    "median": np.median,
    "largest": np.max,
    "variance": lambda x: np.var(x, ddof=1),
}


@pytest.mark.parametrize("name", list(BY))
@pytest.mark.parametrize("n", [1, 2, 3, 4, 8])
def test_all_samples_are_itertools(name, n):
    by = BY[name] if (name, n) != ("variance", 1) else lambda x: 0.0
    found = sp.all_samples(EIGHT, n, name)
    wanted = np.array([by(each) for each in combinations(EIGHT, n)])
    assert np.sort(found.statistic) == pytest.approx(np.sort(wanted))
    assert (found.mean, found.error) == pytest.approx((wanted.mean(), wanted.std()), abs=1e-9)
    few = EIGHT[:4]
    if n <= 4:
        wanted = np.array([by(each) for each in product(few, repeat=n)])
        found = sp.all_samples(few, n, name, True)
        assert found.chance.sum() == pytest.approx(1)
        assert (found.mean, found.error) == pytest.approx((wanted.mean(), wanted.std()), abs=1e-9)


def test_the_fifty_six_means():
    found = sp.all_samples(EIGHT, 3, "mean")
    assert len(found.chance) == 56 and found.mean == pytest.approx(9.125)
    assert found.error**2 == pytest.approx(7.645089, abs=5e-7)


@given(st.lists(st.integers(0, 40).map(lambda k: k / 2), min_size=3, max_size=8), st.data())
def test_what_theory_expects(values, data):
    n, replaced = data.draw(st.integers(1, len(values))), data.draw(st.booleans())
    for name in BY:
        found = sp.all_samples(values, n, name, replaced).mean
        assert sp.expected(values, n, name, replaced) == pytest.approx(found, abs=1e-9)
        if name in ("mean", "variance") and n > 1:
            assert sp.of_population(values, name, replaced) == pytest.approx(found, abs=1e-9)


def test_the_chances_of_ranks_are_scipys():
    size, y = len(EIGHT), np.sort(EIGHT).astype(float)
    for n in (1, 3, 6):
        for rank in range(1, n + 1):
            j = np.arange(size + 1)
            plain = np.diff(stats.hypergeom.sf(rank - 1, size, j, n)) @ y
            back = np.diff(stats.binom.sf(rank - 1, n, j / size)) @ y
            assert sp.expected_order(EIGHT, n, rank) == pytest.approx(plain)
            assert sp.expected_order(EIGHT, n, rank, True) == pytest.approx(back)


def test_shares_of_bins():
    found = sp.all_samples(EIGHT, 3, "mean")
    x, heights = sp.shares(found, 20.0, 81)
    assert heights.sum() == pytest.approx(1) and x[[0, -1]].tolist() == [0, 20]
    assert sp.shares(sp.all_samples((0, 0, 20), 1, "largest"), 20.0, 81)[1][[0, -1]] == pytest.approx([2 / 3, 1 / 3])
    assert sp.shares(sp.all_samples((0, 0, 20), 2, "variance"), 100.0, 81)[1].sum() == pytest.approx(1 / 3)


@given(st.integers(2, 5), st.integers(2, 4), st.integers(0, 10_000))
def test_both_uses_of_groups_are_those_over_all_samples(count, m, seed):
    values = np.random.default_rng(seed).normal(size=(count, m)) + np.arange(count)[:, None] * (seed % 3)
    groups, rows = sp.Groups(values), count * m
    y, mu = values.ravel(), values.mean()
    group = np.repeat(np.arange(count), m)
    pairs = [(y[i] - mu) * (y[j] - mu) for i in range(rows) for j in range(rows) if i != j and group[i] == group[j]]
    assert groups.alike == pytest.approx(np.mean(pairs) / y.var())
    whole = np.var([values[list(each)].mean() for each in combinations(range(count), 2)]) if count > 2 else None
    plain = float(sd.simple_error(float(y.std(ddof=1)), 2 * m, rows)) ** 2
    if whole is not None:
        assert groups.cluster_effect == pytest.approx(whole / plain)
    one = np.var([np.mean(each) for each in product(*values)])
    assert groups.strata_effect == pytest.approx(one / float(sd.simple_error(float(y.std(ddof=1)), count, rows)) ** 2)
    assert sp.cluster_effect(groups.alike, count, m) == pytest.approx(groups.cluster_effect, abs=1e-9)
    assert sp.strata_effect(groups.alike, count, m) == pytest.approx(groups.strata_effect, abs=1e-9)
    # Of one-way analysis of variance: the share of the sum of squares that lies between the groups.
    between = m * ((values.mean(axis=1) - mu) ** 2).sum() / ((y - mu) ** 2).sum()
    assert (1 + (m - 1) * groups.alike) / m == pytest.approx(between)


def test_digits_in_blocks_of_the_file():
    ink = sd.built_in("digits").values
    groups = sp.Groups(ink[sp.grouping(ink, 20, None, 1)])
    assert groups.values.shape == (89, 20)
    assert (groups.alike, groups.cluster_effect) == pytest.approx((0.0305, 1.597), abs=5e-4)


def test_groups_are_as_alike_as_asked():
    y = sd.built_in("cells").values
    rows = sp.grouping(y, 20, 0.5, 4)
    assert rows.shape == (28, 20) and len(np.unique(rows)) == 560
    alike = [sp.Groups(y[sp.grouping(y, 20, r, 4)]).alike for r in (0, 0.3, 0.6, 0.9, 1)]
    assert alike == sorted(alike) and abs(alike[0]) < 0.05 and alike[-1] > 0.95
    assert (np.diff(y[sp.grouping(y, 20, 1.0, 4)].ravel()) >= 0).all()
    likeness, off = sp.likeness_for(sp.ladder(y, 20, 4), 0.4)
    assert abs(off) < 0.03 and sp.Groups(y[sp.grouping(y, 20, likeness, 4)]).alike == pytest.approx(0.4 + off)


def test_what_is_drawn_of_groups():
    some, each = sp.used(28, 20, False, 1)
    assert each == 4 and (some.sum(axis=1) == 4).all()
    whole, count = sp.used(28, 20, True, 1)
    assert count == 6 and sorted(whole.sum(axis=1).tolist()) == [0] * 22 + [20] * 6
