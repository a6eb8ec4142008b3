"""Standardised rates against the published figures, weights against statsmodels' `Logit` and `TreatmentEffect` (errors
too), regressions against its `OLS`, hidden causes against regressions that have them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.treatment.treatment_effects import TreatmentEffect

from mathcore.statistics import adjustment as adj

api: Any = sm


def test_berkeley_and_stones_have_their_published_totals():
    """Bickel and others: 8442 and 4321 in all of Berkeley; these are the six largest departments, as R's UCBAdmissions
    has them: 1198 of 2691 men and 557 of 1835 women. Charig: 273 of 350 and 289 of 350."""
    counts = np.array(adj.BERKELEY)
    assert counts.sum() == 4526 and counts.sum(axis=0).tolist() == [1198, 1493, 557, 1278]
    applied = counts[:, :2].sum(axis=1), counts[:, 2:].sum(axis=1)
    assert [each.tolist() for each in applied] == [[825, 560, 325, 417, 191, 373], [108, 25, 593, 375, 393, 341]]
    assert np.array(adj.STONES).sum(axis=0).tolist() == [273, 77, 289, 61]
    found = adj.table(counts)
    assert 100 * found.overall(0) == pytest.approx([44.5, 30.4], abs=0.05)
    assert 100 * found.overall(1) == pytest.approx([38.7, 43.0], abs=0.05)
    stones = adj.table(adj.STONES)
    assert 100 * stones.overall(0) == pytest.approx([78.0, 82.6], abs=0.05)
    assert 100 * stones.overall(1) == pytest.approx([83.3, 77.9], abs=0.05)


def test_standardising_is_a_saturated_regression():
    """Statsmodels: a dummy for each stratum and group, predictions for everybody as either group, and their means."""
    c = np.array(adj.BERKELEY, float)
    rows = [(k, g, yes, c[k, 2 * g + 1 - yes]) for k in range(6) for g in (0, 1) for yes in (0, 1)]
    stratum, group, y, weight = np.array(rows).T
    design = np.array(
        [[(s == k) * (g == h) for k in range(6) for h in (0, 1)] for s, g in zip(stratum, group, strict=True)]
    )
    fit = api.WLS(y, design.astype(float), weights=weight).fit()
    sizes = c.sum(axis=1) / c.sum()
    wanted = [fit.params.reshape(6, 2)[:, g] @ sizes for g in (0, 1)]
    assert adj.table(c).overall(1) == pytest.approx(wanted)


def test_parts_boxes_and_mixes():
    rng = np.random.default_rng(1)
    for _ in range(20):
        found = adj.table(rng.integers(1, 80, (4, 4)))
        crude = found.overall(0)
        assert sum(found.parts) == pytest.approx(crude[0] - crude[1])
        for t in (0.0, 0.35, 1.0):
            assert found.mix(t).sum(axis=0) == pytest.approx([1, 1])
            for group in (0, 1):
                left, right, bottom, top = found.boxes(t, group)[:4].T
                assert ((right - left) * (top - bottom)).sum() == pytest.approx(found.overall(t)[group])
        gap = np.subtract(*found.overall(1))
        assert np.min(-np.diff(found.rates)) - 1e-12 <= gap <= np.max(-np.diff(found.rates)) + 1e-12


def test_tables_that_cannot_be_standardised():
    assert "empty" in adj.problem([[3, 4, 0, 0]]) and "one stratum" in adj.problem([[3, 4, 0, 0], [1, 2, 3, 4]])
    assert adj.problem([[0, 0, 0, 0], [1, 2, 3, 4]]) == "" and len(adj.table([[0, 0, 0, 0], [1, 2, 3, 4]]).rates) == 1
    assert np.isnan(list(adj.named([[3, 4, 0, 0]], 0.5).values())).all()
    assert adj.reverses(adj.STONES, 6, 0.04, 0.04) and not adj.reverses(adj.STONES, 10, 0.04, 0.04)
    assert not adj.reverses(adj.STONES, 6, 0.07, 0.04) and not adj.reverses(adj.STONES, 6, 0.04, 0.06)
    assert not adj.reverses([[3, 4, 0, 0]], 0, 0, 0)


def test_births_are_those_of_statsmodels():
    b = adj.births()
    assert len(b.weight) == 4642 and b.smoked.sum() == 864
    raw = b.weight[b.smoked == 1].mean() - b.weight[b.smoked == 0].mean()
    assert raw == pytest.approx(-275.25, abs=0.01) and adj.births_weighted(0, "all").effect == pytest.approx(raw)
    assert (np.diff(np.abs(b.balance())) <= 1e-12).all()


@pytest.mark.parametrize("used", [1, 4, 8])
def test_weighting_and_its_error(used):
    """`Logit` for the propensities; `TreatmentEffect.ipw` for effect and error, in all and in the treated."""
    b = adj.births()
    design = adj.with_ones(b.covariates[:, :used])
    logit = api.Logit(b.smoked, design).fit(disp=0, tol=1e-10)
    assert adj.births_weighted(used, "all").e == pytest.approx(logit.predict(), abs=1e-8)
    known = TreatmentEffect(api.OLS(b.weight, design), b.smoked, results_select=logit, _cov_type="HC0")
    for target, group in (("all", "all"), ("treated", 1)):
        found, effect = adj.births_weighted(used, target), known.ipw(effect_group=group)
        assert found.effect == pytest.approx(float(np.ravel(effect.effect)[0]), rel=1e-6)
        assert found.error == pytest.approx(float(effect.results_gmm.bse[0]), rel=0.002)


def test_what_weighted_groups_are_worth():
    """The variance of a weighted mean of unit noises is that of so many unweighted ones, at any scale."""
    rng = np.random.default_rng(9)
    treated, w = np.repeat([1.0, 0.0], [30, 70]), rng.uniform(0.2, 3, 100)
    for scale in (1.0, 50.0):
        found, _ = adj.worth(w * np.where(treated == 1, scale, 1), treated)
        for count, group in zip(found, (w[:30], w[30:]), strict=True):
            assert 1 / count == pytest.approx(((group / group.sum()) ** 2).sum())
    assert adj.worth(np.ones(100), treated) == ([30, 70], [30, 70])


def test_overlap_weights_balance_exactly_and_their_error_is_that_of_resampling():
    b = adj.births()
    for used in (2, 8):
        found = adj.births_weighted(used, "overlap")
        assert np.abs(b.balance(found.weights)[:used]).max() < 1e-10
    assert np.abs(b.balance(adj.births_weighted(8, "all").weights)).max() > 0.1
    rng, found, draws = np.random.default_rng(3), adj.births_weighted(3, "overlap"), []
    for _ in range(40):
        k = rng.integers(0, len(b.weight), len(b.weight))
        draws.append(adj.weighted(b.weight[k], b.smoked[k], b.covariates[k, :3], "overlap").effect)
    assert np.std(draws) == pytest.approx(found.error, rel=0.3)


@pytest.mark.parametrize("used", [0, 3, 8])
def test_regression(used):
    b = adj.births()
    design = np.column_stack([b.smoked, adj.with_ones(b.covariates[:, :used])])
    known, found = api.OLS(b.weight, design).fit(), adj.births_regressed(used)
    assert (found.effect, found.error, found.freedom) == pytest.approx((known.params[0], known.bse[0], known.df_resid))
    assert found.effect == pytest.approx(adj.births_path("all")[2, used])
    assert adj.births_path("all")[3, used] == pytest.approx(1.96 * known.bse[0])
    for k in (0, 5, 7):  # partial R squared: t^2 / (t^2 + df), of the regression that has that covariate
        keep = [j for j in range(used) if j != k]
        more = np.column_stack([b.covariates[:, k], adj.with_ones(b.covariates[:, keep])])
        on_x = api.OLS(b.smoked, more).fit()
        on_y = api.OLS(b.weight, np.column_stack([more, b.smoked])).fit()
        wanted = [fit.tvalues[0] ** 2 / (fit.tvalues[0] ** 2 + fit.df_resid) for fit in (on_x, on_y)]
        assert found.known[k] == pytest.approx(wanted, rel=1e-6)


def test_a_covariate_that_is_left_out_moves_the_effect_as_the_formula_says():
    """The regression with the first covariate, predicted from that without it."""
    without, with_it = adj.births_regressed(0), adj.births_regressed(1)
    bias = adj.hidden_bias(without.error, without.freedom, *without.known[0])
    assert without.effect + bias == pytest.approx(with_it.effect, rel=1e-9)


def test_hidden_causes_made_by_hand():
    rng = np.random.default_rng(4)
    found, noise = adj.births_regressed(5), rng.normal(size=4642)
    turned, short = adj.births_turned(5)
    for r_x, r_y in rng.uniform(0, 0.9, (12, 2)):
        wanted = found.effect - np.sign(found.effect) * adj.hidden_bias(found.error, found.freedom, r_x, r_y)
        assert adj.with_hidden(found, r_x, r_y, noise) == pytest.approx(wanted, rel=1e-8)
        assert adj.with_hidden(turned, r_x, r_y, short) == pytest.approx(wanted, rel=1e-8)
    value = adj.robustness(*found[:3])
    assert adj.hidden_bias(found.error, found.freedom, value, value) == pytest.approx(abs(found.effect))
    x = np.array([0.05, 0.1, 0.2])
    for level in (-150, 0, 50):
        shares = adj.level_curve(found, level, x)
        assert found.effect + adj.hidden_bias(found.error, found.freedom, x, shares) == pytest.approx(level)
    assert np.isnan(adj.level_curve(found, found.effect - 10, x)).all()
    names, rows = adj.patients()
    assert rows.shape == (442, 3) and len(names) == 3 and rows[:, 1].mean() == pytest.approx(152.13, abs=0.01)
