"""Two groups by ranks against SciPy's `mannwhitneyu`, `permutation_test`, `kruskal`, `ks_2samp`, `brunnermunzel` and
`ttest_ind` and scikit-learn's `roc_auc_score`, `roc_curve`, at random groups with and without ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import roc_auc_score, roc_curve

from mathcore.statistics import rank_tests as rt
from mathcore.statistics import two_groups

scipy_stats: Any = stats
GROUP = st.lists(st.integers(0, 12), min_size=2, max_size=9).map(lambda v: np.array(v, dtype=float))


def groups(seed: int, ties: bool, most: int = 12) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    m, n = rng.integers(3, most, 2)
    a, b = rng.normal(0.5, 1.5, m), rng.normal(0, 1, n)
    return (np.round(2 * a), np.round(2 * b)) if ties else (a, b)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("ties", [False, True])
def test_against_scipy(seed, ties):
    a, b = groups(seed, ties)
    found = rt.compare(a, b)
    assert found.ranks == pytest.approx(stats.rankdata(np.concatenate([a, b])))
    assert found.u == stats.mannwhitneyu(a, b).statistic == rt.wins(a, b)
    if not ties:
        assert found.p_u == pytest.approx(stats.mannwhitneyu(a, b, method="exact").pvalue)
    known = scipy_stats.ttest_ind(a, b, equal_var=False)
    assert (found.t, found.p_t) == pytest.approx((known.statistic, known.pvalue))
    assert rt.kruskal([a, b]) == pytest.approx(stats.kruskal(a, b).statistic)
    assert abs(found.gap[1]) == pytest.approx(stats.ks_2samp(a, b).statistic)
    munzel = scipy_stats.brunnermunzel(a, b)
    assert np.abs(rt.brunner_munzel(a, b)) == pytest.approx(np.abs((munzel.statistic, munzel.pvalue)))
    labels, scores = [1] * len(a) + [0] * len(b), [*a, *b]
    assert found.auc == pytest.approx(roc_auc_score(labels, scores))
    x, y, _ = roc_curve(labels, scores, drop_intermediate=False)
    cuts, across, up = rt.roc(a, b)
    assert np.allclose(np.stack([across, up]), np.stack([x, y]))
    assert rt.area_under(across, up) == pytest.approx(found.auc) and cuts[0] == np.inf


@pytest.mark.parametrize("seed", range(4))
def test_labellings_with_ties_are_those_of_a_permutation_test(seed):
    a, b = groups(seed, True, 7)
    middle = len(a) * len(b) / 2

    def far(x: Any, y: Any) -> float:
        return abs(rt.wins(x, y) - middle)

    known = scipy_stats.permutation_test((a, b), far, n_resamples=np.inf, alternative="greater")
    assert rt.compare(a, b).p_u == pytest.approx(known.pvalue)


def test_many_values_take_the_normal_law_with_ties():
    for name in ("radius", "sepals"):
        two = two_groups.built_in(name)
        known = stats.mannwhitneyu(two.a, two.b, use_continuity=False, method="asymptotic")
        found = rt.compare(two.a, two.b)
        assert not len(found.law.u) and found.p_u == pytest.approx(known.pvalue, rel=1e-8)
    assert rt.compare(*two_groups.built_in("radius")[:2]).auc == pytest.approx(0.937517, abs=1e-6)


def test_three_groups_by_kruskal():
    from sklearn.datasets import load_iris

    table = load_iris()
    parts = [table.data[table.target == k, 1] for k in range(3)]
    assert rt.kruskal(parts) == pytest.approx(stats.kruskal(*parts).statistic) == pytest.approx(63.57, abs=0.005)


@given(GROUP, GROUP)
def test_u_and_its_law(a, b):
    m, n = len(a), len(b)
    found = rt.compare(a, b)
    assert rt.wins(a, b) + rt.wins(b, a) == m * n
    assert found.law.chance.sum() == pytest.approx(1)
    mean = found.law.chance @ found.law.u
    assert mean == pytest.approx(m * n / 2)
    assert found.law.chance @ (found.law.u - mean) ** 2 == pytest.approx(found.law.spread**2, abs=1e-9)
    assert 0 < found.p_u <= 1
    assert rt.compare(b, a).p_u == pytest.approx(found.p_u)


@given(GROUP, GROUP, st.floats(0, 1))
def test_pairs_lie_on_their_side_of_the_curve(a, b, part):
    found = rt.pairs(a, b, (-1.0, 13.0), part)
    won, lost, height = found.sign > 0, found.sign < 0, np.interp(found.x, *found.curve)
    # A point on a corner's level may touch the curve; none crosses it.
    assert (found.y[won] <= height[won] + 1e-9).all() and (found.y[lost] >= height[lost] - 1e-9).all()
    assert (np.diff(found.curve, axis=1) >= -1e-12).all()
    x, y = rt.above(a, b, (-1.0, 13.0), 1.0, 5.5)
    assert (float(x), float(y)) == pytest.approx((np.mean(b > 5.5), np.mean(a > 5.5)))


@pytest.mark.parametrize("seed", range(4))
def test_one_value_moved_is_the_test_of_the_moved_group(seed):
    a, b = groups(seed, False)
    places = np.linspace(-4.013, 4, 23)
    t, p_t, p_u = rt.moved(a, b, 1, places)
    for k, place in enumerate(places.tolist()):
        found = rt.compare(np.concatenate([a[:1], [place], a[2:]]), b)
        assert (t[k], p_t[k], p_u[k]) == pytest.approx((found.t, found.p_t, found.p_u))


@pytest.mark.parametrize("seed", range(6))
def test_one_value_moved_past_ties_of_its_own_group(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 5, 6).astype(float), rng.integers(0, 5, 5).astype(float)
    places = np.arange(-0.5, 6)
    found = rt.moved(a, b, 0, places)[2]
    assert found == pytest.approx([rt.compare(np.append(a[1:], place), b).p_u for place in places])
    # At a value: as just below it.
    assert rt.moved(a, b, 0, np.array([3.0]))[2] == rt.moved(a, b, 0, np.array([2.9]))[2]


@given(GROUP, GROUP)
def test_the_least_p_is_that_of_the_best_labelling(a, b):
    law = rt.compare(a, b).law
    pooled = np.sort(np.concatenate([a, b]))
    sides = [(pooled[: len(a)], pooled[len(a) :]), (pooled[len(b) :], pooled[: len(b)])]
    assert law.least == pytest.approx(min(rt.compare(*each).p_u for each in sides))
    assert law.least <= law.p(rt.wins(a, b)) + 1e-12


def test_one_value_to_infinity():
    a, b = groups(3, False)
    assert rt.welch_test(np.append(a, 1e9), b)[0] == pytest.approx(1, abs=1e-6)
    x = np.array([2, 4, 1, 3, 5, 2.5])
    assert [stats.ttest_1samp(np.append(x, v), 0).statistic for v in (10, 50, 1e6)] == pytest.approx(
        [3.490, 1.430, 1.00002], abs=5e-4
    )


def test_dice_beat_each_other_in_a_circle():
    for k in (1, 2, 3):
        two = two_groups.built_in(f"dice{k}")
        assert rt.compare(two.a, two.b).auc == pytest.approx(5 / 9) and two.a.mean() == 5


def test_what_is_degenerate():
    same = np.array([2.0, 2.0])
    found = rt.compare(same, same)
    assert np.isnan([found.t, found.p_t]).all() and found.p_u == 1 and found.law.spread == 0
    assert np.isnan(rt.brunner_munzel(same, same)).all() and rt.kruskal([same, same]) == 0
    assert np.isnan(rt.brunner_munzel(same, same + 1)).all()
    far = 5e14 + np.arange(6.0)  # varies, though little for its size
    known = scipy_stats.ttest_ind(far, far - 3, equal_var=False)
    assert rt.welch_test(far, far - 3) == pytest.approx((known.statistic, known.pvalue))
    assert rt.compare(np.arange(4.0), np.arange(4.0) + 9).p_u == pytest.approx(2 / 70)


def test_a_readers_columns():
    table = np.stack([np.arange(6.0), [0, 0, 1, 1, 1, 0]], axis=1)
    two = two_groups.from_columns(("y", "g"), table, ("red", "blue"))
    assert (two.first, two.second, two.what) == ("red", "blue", "y") and two.a.tolist() == [0, 1, 5]
