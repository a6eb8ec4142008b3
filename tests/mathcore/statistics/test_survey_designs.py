"""Designs of samples. Oracles: all samples of small populations enumerated; all allocations tried out; numbers of
scikit-learn's breast cancer data by NumPy; simulated draws against the formulas."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import load_breast_cancer

from mathcore.statistics import survey_designs as sd

VALUES = st.lists(st.integers(-50, 50).map(lambda k: k / 4), min_size=3, max_size=7)


@given(VALUES, st.data())
def test_the_error_of_a_random_sample_is_that_over_all_samples(values, data):
    n = data.draw(st.integers(1, len(values)))
    means = [np.mean(each) for each in combinations(values, n)]
    spread = float(np.std(values, ddof=1))
    assert sd.simple_error(spread, n, len(values)) == pytest.approx(np.std(means), abs=1e-9)
    small = min(n, 4)
    means = [np.mean(each) for each in product(values, repeat=small)]
    assert sd.replaced_error(spread, small, len(values)) == pytest.approx(np.std(means), abs=1e-9)


def test_the_error_of_strata_is_that_over_all_samples():
    first, second = [1.0, 4.0, 4.5, 9.0], [10.0, 12.0, 19.0]
    shares = np.array([4, 3]) / 7
    for a, b in product(range(1, 5), range(1, 4)):
        pairs = product(combinations(first, a), combinations(second, b))
        means = [shares @ [np.mean(x), np.mean(y)] for x, y in pairs]
        found = sd.stratified_error([4, 3], [np.std(first, ddof=1), np.std(second, ddof=1)], [a, b])
        assert found == pytest.approx(np.std(means), abs=1e-12)


@given(
    st.lists(st.tuples(st.integers(1, 7), st.floats(0.1, 9.0)), min_size=2, max_size=3), st.data()
)  # sizes and spreads
def test_no_other_whole_numbers_have_a_smaller_error(strata, data):
    sizes, spreads = np.array([n for n, _ in strata]), np.array([s if n > 1 else 0.0 for n, s in strata])
    n = data.draw(st.integers(len(sizes), int(sizes.sum())))
    found = sd.apportion(sizes * spreads, sizes)[n - len(sizes)]
    every = [each for each in product(*(range(1, m + 1) for m in sizes.tolist())) if sum(each) == n]
    least = min(float(sd.stratified_error(sizes, spreads, each)) for each in every)
    assert found.sum() == n and (found >= 1).all() and (found <= sizes).all()
    assert float(sd.stratified_error(sizes, spreads, found)) == pytest.approx(least, abs=1e-9)


def test_the_biopsies_are_scikit_learns():
    table, cells = load_breast_cancer(), sd.built_in("cells")
    radius = table.data[:, 0]
    assert (cells.values == radius).all() and cells.names == ("malignant", "benign")
    assert (radius.mean(), radius.std(ddof=1)) == pytest.approx((14.127, 3.524), abs=5e-4)
    assert float(cells.errors("simple", 60)) == pytest.approx(0.4303, abs=5e-5)
    assert cells.deal("neyman")[58].tolist() == [31, 29] and cells.deal("stratified")[58].tolist() == [22, 38]
    assert float(cells.errors("neyman", 60)) == pytest.approx(0.2807, abs=5e-5)
    assert float(cells.errors("stratified", 60)) == pytest.approx(0.2956, abs=5e-5)
    # The ideal shares, 22.36 and 37.64, which no sample can have, would do a little better.
    ideal = sd.stratified_error(cells.sizes, cells.spreads, 60 * cells.sizes / 569)
    assert float(ideal) == pytest.approx(0.2944, abs=5e-5)
    for design in ("simple", "stratified", "neyman"):
        assert float(cells.errors(design, 569)) == 0


@pytest.mark.parametrize("design", ["simple", "replaced", "stratified", "neyman"])
def test_simulated_samples_are_as_wrong_as_the_formula_says(design):
    for name in ("cells", "digits"):
        found = sd.built_in(name)
        lots = sd.lots(len(found.values), 800, 3)
        for n in (12, 60, 400):
            means = found.means(found.sums(design, lots), found.deal(design)[n - found.fewest(design)])
            error = float(found.errors(design, n))
            aside, wide = sd.slack(error, 800, found.heaviness / 2)
            assert abs(means.mean() - found.values.mean()) < aside and abs(means.std() - error) < wide


def test_the_rows_of_a_replicate_have_its_mean():
    for design in ("simple", "replaced", "stratified", "neyman"):
        found = sd.built_in("cells")
        lots, counts = sd.lots(569, 5, 8), found.deal(design)[40]
        means = found.means(found.sums(design, lots), counts)
        for r in range(5):
            rows = found.rows(design, lots[r], counts)
            assert len(rows) == counts.sum()
            assert design == "replaced" or len(set(rows.tolist())) == len(rows)
            parts = [rows] if len(counts) == 1 else [rows[: counts[0]], rows[counts[0] :]]
            shares = np.ones(1) if len(parts) == 1 else found.sizes / 569
            assert means[r] == pytest.approx(
                sum(w * found.values[p].mean() for w, p in zip(shares, parts, strict=True))
            )
            for h, part in enumerate(parts if len(parts) > 1 else []):
                assert (found.stratum[part] == h).all()


def test_each_row_is_as_likely_and_replicates_do_not_hang_on_how_many_there_are():
    lots = sd.lots(20, 4000, 11)
    assert (sd.lots(20, 70, 11) == lots[:70]).all()
    first = np.bincount(np.argsort(lots, axis=1)[:, :5].ravel(), minlength=20)
    assert stats.chisquare(first).pvalue > 1e-4
    assert stats.kstest(sd.waiting(lots).ravel()[:5000], "expon").pvalue > 1e-4


def test_rows_come_in_proportion_to_their_odds():
    """The first of all is row i with the chance odds_i / sum; the second given the first likewise (Plackett, Luce)."""
    odds = np.array([1.0, 2.0, 5.0])
    order = np.argsort(sd.waiting(sd.lots(3, 40_000, 2), odds), axis=1)
    wanted = {(i, j): odds[i] / 8 * odds[j] / (8 - odds[i]) for i in range(3) for j in range(3) if i != j}
    for (i, j), chance in wanted.items():
        assert np.mean((order[:, 0] == i) & (order[:, 1] == j)) == pytest.approx(chance, abs=0.012)


def test_a_readers_columns():
    x = np.arange(12.0)
    words = sd.from_columns(("y", "site"), np.stack([x, np.arange(12) % 3], axis=1), ("a", "b", "c"))
    assert words.names == ("a", "b", "c") and words.sizes.tolist() == [4, 4, 4]
    few = sd.from_columns(("y", "site"), np.stack([x, np.where(x < 5, 7.0, 9.0)], axis=1))
    assert few.names == ("site 7", "site 9") and few.sizes.tolist() == [5, 7]
    many = sd.from_columns(("y", "age"), np.stack([x, x**2], axis=1))
    assert many.names[0] == "age, quarter 1" and many.sizes.tolist() == [3, 3, 3, 3]
    one = sd.from_columns(("y", "g"), np.stack([x, np.zeros(12)], axis=1))
    assert one.sizes.tolist() == [12] and float(one.errors("neyman", 6)) == pytest.approx(
        float(one.errors("simple", 6))
    )
    with pytest.raises(ValueError, match="no built-in"):
        sd.built_in("x")
