"""Two factors against statsmodels and Box and Cox's published table; groups of values and how they are dragged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.feature_selection import f_classif
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from mathcore.statistics import anova, factorial, group_samples

RNG = np.random.default_rng(7)


@pytest.mark.parametrize("shape", [(2, 2, 4), (3, 4, 4), (2, 5, 2), (4, 3, 3)])
def test_two_factors_are_statsmodels(shape):
    y = RNG.normal(size=shape) + RNG.normal(size=(shape[0], shape[1], 1))
    i, j, _ = np.indices(shape)
    table = pd.DataFrame({"y": y.ravel(), "i": i.ravel(), "j": j.ravel()})
    known = anova_lm(ols("y ~ C(i) * C(j)", table).fit(), typ=2)
    two = factorial.two_way(y)
    for name, row in (("rows", "C(i)"), ("columns", "C(j)"), ("interaction", "C(i):C(j)")):
        assert two.squares[name] == pytest.approx(known.loc[row, "sum_sq"])
        assert two.freedoms[name] == known.loc[row, "df"]
        assert (two.f(name), two.p(name)) == pytest.approx((known.loc[row, "F"], known.loc[row, "PR(>F)"]))
    assert two.squares["within"] == pytest.approx(known.loc["Residual", "sum_sq"])
    assert two.total == pytest.approx(sum(two.squares.values()))
    assert two.fit + two.left == pytest.approx(two.cells)


def test_box_and_coxs_poisons():
    """Mean squares of their tables 2 and 4: 1000 times the raw ones, and those of 1/y."""
    raw, rates = factorial.two_way(factorial.POISONS), factorial.two_way(factorial.on_scale(factorial.POISONS, -1))
    names = ("rows", "columns", "interaction", "within")
    of_raw, of_rates = ([two.squares[name] / two.freedoms[name] for name in names] for two in (raw, rates))
    assert [1000 * each for each in of_raw] == pytest.approx([516.3, 307.1, 41.7, 22.2], abs=0.3)
    assert of_rates == pytest.approx([17.44, 6.80, 0.262, 0.240], abs=0.006)


def test_on_logs_effects_that_multiply_add():
    for _ in range(10):
        a, b, c = RNG.uniform(0.5, 2, 3)
        cells = factorial.drawn_cells((a, a * b, a * c, a * b * c))
        assert factorial.two_way(factorial.on_scale(cells, 0)).squares["interaction"] == pytest.approx(0, abs=1e-12)
        assert factorial.two_way(cells).twist == pytest.approx(a * (b - 1) * (1 - c))
    for power in (1, 0, -1):
        assert (np.diff(factorial.on_scale([0.2, 1.0, 3.0], power)) > 0).all()


@pytest.mark.parametrize("power", [1.0, 0.0, -1.0])
def test_a_cell_is_found_from_the_height_of_its_mean(power):
    for mean in (0.5, 1.7, 8.0):
        height = factorial.on_scale(factorial.drawn_cells([mean] * 4), power)[0, 0].mean()
        assert factorial.mean_at(float(height), power) == pytest.approx(mean)
    assert factorial.mean_at(5.0, -1.0) > 1e6  # there is no such value


def test_no_spread_has_no_f():
    still = factorial.two_way(np.ones((2, 2, 3)))
    assert np.isnan(still.f("rows")) and np.isnan(still.p("rows")) and still.total == 0


def test_irises_are_f_classif():
    for name in ("sepals", "petals"):
        sample = group_samples.built_in(name)
        values = np.concatenate(sample.groups)[:, None]
        known = f_classif(values, np.repeat(np.arange(3), 50))
        a = anova.one_way(sample.groups)
        assert (a.f, a.p) == pytest.approx((known[0][0], known[1][0])) and np.isnan(sample.certified)
    with pytest.raises(FileNotFoundError):
        group_samples.built_in("nothing")


def test_a_readers_columns():
    x = np.arange(12.0)
    words = group_samples.from_columns(("y", "g"), np.stack([x, x % 3], axis=1), ("one", "two", "three"))
    assert words.names == ("one", "two", "three") and [len(each) for each in words.groups] == [4, 4, 4]
    coded = group_samples.from_columns(("y", "g"), np.stack([x, x % 2 + 5], axis=1))
    assert coded.names == ("g 5", "g 6") and coded.what == "y"
    wide = group_samples.from_columns(("a", "b"), np.stack([x, x**2], axis=1))
    assert wide.names == ("a", "b") and wide.what == "value"


def test_points_belong_to_the_nearest_group():
    found = group_samples.from_points(((1.4, 2.0), (0.6, 3.0), (3.3, 1.0), (3.45, 5.0)), ("A", "B", "C"))
    assert found.names == ("A", "C") and found.groups[0].tolist() == [2.0, 3.0]
    assert "one group" in group_samples.problem(found.groups[:1])
    assert "one value" in group_samples.problem([np.ones(1), np.ones(1)])
    assert not group_samples.problem(found.groups)


POINTS = ((0.9, 4.0), (1.1, 6.0), (2.0, 5.0), (2.1, 7.5), (3.0, 8.0), (2.9, 9.5))


def test_a_group_is_lifted_until_it_is_at_an_end():
    table, fits = group_samples.lifted(POINTS, 1, 1.5, 0, 10)
    assert fits and table[2:4, 1].tolist() == [6.5, 9.0] and table[0, 1] == 4.0
    table, fits = group_samples.lifted(POINTS, 2, 2.0, 0, 10)
    assert not fits and table[4:, 1].tolist() == [8.5, 10.0]


def test_the_triangle_turns_and_keeps_what_is_within():

    def groups(table: Any) -> list[Any]:
        return [table[2 * k : 2 * k + 2, 1] for k in range(3)]

    before = anova.one_way(groups(np.array(POINTS)))
    for angle in (0.2, 0.7, 0.9):
        table, fits = group_samples.turned(POINTS, np.cos(angle), np.sin(angle), 0, 10)
        after = anova.one_way(groups(table))
        assert fits and np.arctan2(np.sqrt(after.between), np.sqrt(after.within)) == pytest.approx(angle)
        assert (after.within, after.grand) == pytest.approx((before.within, before.grand))
    table, fits = group_samples.turned(POINTS, 0.01, 1.0, 0, 10)
    assert not fits and table[:, 1].max() == pytest.approx(10) and stats.f_oneway(*groups(table)).statistic > before.f
    for x, y in ((-1.0, 0.5), (0.5, -0.1)):
        assert not group_samples.turned(POINTS, x, y, 0, 10)[1]
    assert not group_samples.turned([(1, 5), (1.1, 6), (2, 5), (2.1, 6)], 1, 1, 0, 10)[1]


def test_layouts():
    sample = group_samples.built_in("SmLs07")
    at = group_samples.layout(sample)
    assert at.less == 1e12 and 0 < at.y.min() < at.y.max() < 1 and at.up[0] < at.y.min()
    assert np.abs(at.x - at.of - 1).max() < 0.3
    drawn = group_samples.layout(group_samples.from_points(POINTS, ("A", "B", "C")), POINTS)
    assert drawn.x.tolist() == [x for x, _ in POINTS] and drawn.y.tolist() == [y for _, y in POINTS]
    assert drawn.places.tolist() == [1, 2, 3]
