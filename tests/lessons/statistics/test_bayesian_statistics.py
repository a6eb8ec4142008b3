"""The lesson on Bayesian statistics in practice. Oracles: effects by a simulation of the hierarchical model given the
data (importance sampling), intervals and misses by scipy.stats, p-values by scipy.stats.binomtest, Bayes factors by
scipy.stats.betabinom, replicates by scipy.stats.t. Also what is degenerate, what drags do, and what the text says.
(The mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from explorer.controls.data import OwnData, pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import bayes_in_practice as bp
from mathcore.statistics import partial_pooling as pp
from tests.lessons import contracts
from tests.lessons.asking import drag, law

NAMES = {"wald": "normal", "wilson": "wilson", "clopper_pearson": "beta"}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("bayesian_statistics")


def own(*columns: list[float]) -> str:
    return pack(OwnData(tuple(f"c{k}" for k in range(len(columns))), np.transpose(np.array(columns, float))))


def test_effects_by_weighted_draws_from_the_prior(lesson):
    """tau flat on 0 to 60, mu wide: draws weighted by the likelihood of the data give the same means."""
    rng = np.random.default_rng(6)
    for effects in (pp.SCHOOLS, (50.0, *pp.SCHOOLS[1:])):
        y, v = np.array(effects), np.array(pp.SCHOOL_ERRORS) ** 2
        tau, mu = rng.uniform(0, 60, 300_000), rng.uniform(-40, 60, 300_000)
        total = v + tau[:, None] ** 2
        weight = np.exp(-0.5 * (np.log(total) + (y - mu[:, None]) ** 2 / total).sum(axis=1) + 18)
        means = (y * tau[:, None] ** 2 + mu[:, None] * v) / total
        expected = weight @ means / weight.sum()
        assert np.abs(lesson.scene(effects=effects).state.pooled.means - expected).max() < 0.35


def test_intervals_and_misses_are_scipys(lesson):
    for values in contracts.random_states(lesson, 12):
        q = lesson.scene(**values | {"view": "interval"}).state
        n, x, a, b = q.p.trials, q.count, q.p.a, q.p.b
        tails = [(1 - q.level) / 2, (1 + q.level) / 2]
        assert (q.low, q.high) == pytest.approx(stats.beta(a + x, b + n - x).ppf(tails), abs=1e-9)
        for kind, name in NAMES.items():
            low, high = proportion_confint(x, n, 1 - q.level, name)
            assert np.clip(q.others[kind], 0, 1) == pytest.approx((low, high), abs=1e-9)
        counts = np.arange(n + 1)
        low, high = stats.beta.ppf(np.array(tails)[:, None], a + counts, b + n - counts)
        held = (low <= q.p.share) & (q.p.share <= high)
        assert q.missed == pytest.approx(1 - stats.binom.pmf(counts, n, q.p.share)[held].sum(), abs=1e-9)


def test_the_coin_is_scipys(lesson):
    for values in contracts.random_states(lesson, 25):
        q = lesson.scene(**values | {"view": "coin"}).state
        n = q.p.tosses
        assert q.p_fair == pytest.approx(stats.binomtest(q.x, n).pvalue, rel=1e-7)
        log_factor = stats.binom.logpmf(q.x, n, 0.5) - stats.betabinom.logpmf(q.x, n, q.p.spread, q.p.spread)
        assert q.log_factor == pytest.approx(log_factor, abs=1e-7)
        assert q.fair == pytest.approx(1 / (1 + np.exp(-log_factor)))


def test_the_replicates_of_a_reader_s_column_are_student_s(lesson):
    y = [3.0, 4.5, 2.0, 8.0, 5.5, 6.0, 4.0]
    q = lesson.scene(view="check", sample=own(y), seed=5).state
    t = (q.repeats[:, 2] - np.mean(y)) / (np.std(y, ddof=1) * np.sqrt(1 + 1 / 7))
    assert stats.kstest(t, stats.t(6).cdf).pvalue > 1e-3
    assert q.observed == 2.0 and q.above == np.mean(q.repeats.min(axis=1) >= 2.0)


def test_a_reader_s_groups(lesson):
    scene = lesson.scene(data=own([1, 5, 9], [1, 2, 1]))
    assert scene.state.k == 3 and scene.state.scale == 1
    assert lesson.scene(data=own(list(range(30)), [1.0] * 30)).state.k == pp.MOST
    for errors in ([1, 0, 1], [1, 1e9, 1]):
        with pytest.raises(Unanswerable, match=r"\.$"):
            lesson.scene(data=own([1, 5, 9], errors))
    with pytest.raises(Unanswerable, match="equal"):
        lesson.scene(view="check", sample=own([2, 2, 2, 2]))
    assert lesson.scene(view="check", sample=own(list(range(400)))).state.y.shape == (bp.MOST,)


@pytest.mark.parametrize(
    "values",
    [
        {"effects": (8.0,) * 8},
        {"effects": (-20.0, 50.0) * 4, "tau": 4},
        {"data": own([3, 3, 3], [1, 1, 1]), "tau": 0},
        {"data": own([-5000, 0, 5000, 100], [1, 1, 1, 1])},
        {"data": own([1e-4, 2e-4, 5e-4], [1e-4, 1e-4, 1e-4]), "prior": "gamma"},
        {"view": "check", "sample": own([1, 2, 4]), "statistic": "kurtosis"},
        {"data": own([1e6, 2e6, -1e6], [2e5, 3e5, 1e5]), "prior": "gamma"},
        {"view": "interval", "trials": 5, "seen": 60, "a": 0.5, "b": 30},
        {"view": "coin", "tosses": 10, "result": 4, "spread": 1000},
        {"view": "coin", "tosses": 100_000, "result": 4, "spread": 0.1},
        {"view": "check", "sample": own([0, 0, 1]), "statistic": "kurtosis"},
        {"view": "check", "sample": own([-1e12, 0, 1e12, 5]), "statistic": "lag"},
    ],
)
def test_what_is_degenerate_has_numbers(lesson, values):
    scene = lesson.scene(**values)
    for each in scene.readouts:
        if isinstance(each, Law):
            assert np.isfinite([each.left, each.right]).all() and (each.holds or each.unless)
        else:
            assert "nan" not in str(each.value)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"tau": 0}, "one true effect"),
        ({"prior": "gamma"}, "probability 62.1%"),
        ({"data": own([-60, 0, 60, 10], [1, 1, 1, 1])}, "beyond this axis with probability 100.0%"),
        ({"view": "interval", "seen": 30}, "There are 20 trials"),
        ({"view": "coin", "tosses": 10, "result": 3.5}, "are 3.16 standard errors"),
        ({"view": "check", "sample": own([1, 2, 4]), "statistic": "kurtosis"}, "1.5, whatever"),
        ({"view": "interval", "seen": 0}, "single point"),
        ({"view": "coin", "tosses": 10_000, "result": 1.98}, "speak for"),
        ({"view": "check", "statistic": "sd"}, "cannot fail"),
        ({"view": "check", "sample": "nile", "statistic": "lag"}, "No replicate"),
        ({}, ""),
    ],
)
def test_what_is_said(lesson, values, says):
    assert says in lesson.scene(**values).notice


def test_drags(lesson):
    scene, sentence = drag(lesson, {}, "tau", None, 22.0, 0.0)
    assert scene.state.here == pytest.approx(22.0, abs=0.06) and not sentence
    assert drag(lesson, {}, "tau", None, 90.0, 0.0)[1].endswith(".")
    assert drag(lesson, {}, "effects", 0, 40.0, 7.0)[0].state.study.effects[0] == 40
    base = {"view": "interval", "a": 6, "b": 2}
    leaned = drag(lesson, base, "prior", None, 0.25, 0.3)[0].state.p
    assert (leaned.a, leaned.b) == (2, 6)
    assert drag(lesson, base, "count", None, 0.52, 0.0)[0].state.count == 10
    assert drag(lesson, {"view": "coin"}, "result", None, 1.5, 0.0)[0].state.p.result == 1.5
    assert drag(lesson, {"view": "coin"}, "tosses", None, 1e4, 1.0)[0].state.p.tosses == 10_000
    q = lesson.scene(view="check").state
    found = drag(lesson, {"view": "check"}, "pick", None, -60.0, 0.0)[0].state
    assert abs(found.shown + 60) == np.abs(q.found + 60).min()


def test_only_the_prior_s_world_is_promised(lesson):
    assert law(lesson.scene(view="interval"), "calibrated").unless == ""
    assert "your prior" in law(lesson.scene(view="interval", world="small"), "calibrated").unless
    assert law(lesson.scene(view="interval", world="even", a=1, b=1), "calibrated").unless == ""
    assert "imagined" in law(lesson.scene(view="interval", b=30), "Clopper").unless


def test_what_the_presets_and_the_text_say(lesson):
    at = {preset.name: lesson.scene(lesson.parameters(preset.values)).state for preset in lesson.presets}
    schools = at["Eight schools"]
    assert round(schools.pooled.means[0]) == 11
    near = at["A prior that is not flat"]
    assert round(100 * near.pooled.below(0.1 * near.scale)) == 62
    assert near.pooled.means[0] == pytest.approx(8.5, abs=0.05)
    measured, here, over = at["Batters"].misses
    assert (measured, over) == pytest.approx((17.61, 5.01), abs=0.006) and here < measured / 3
    study = pp.batters()
    assert np.sum((study.effects.mean() - study.truth) ** 2) == pytest.approx(5.65, abs=0.006)
    assert study.truth[0] > at["Batters"].pooled.means[0]  # Clemente was better than his shrunken average
    digits = lesson.scene(data="accuracies").state
    assert (digits.misses[0], digits.misses[2]) == pytest.approx((15.37, 13.68), abs=0.006)
    even = np.sum((digits.study.effects.mean() - digits.study.truth) ** 2)
    assert even == pytest.approx(17.92, abs=0.006)
    sure = at["Sure and wrong"]
    assert (round(100 * sure.missed), round(100 * sure.average)) == (93, 43)
    coin = at["Lindley"]
    assert coin.x == 5099 and coin.p_fair == pytest.approx(0.049, abs=5e-4) and round(coin.factor) == 11
    jeffreys = at["Jeffreys"]
    p, coverage = jeffreys.teeth
    middle = coverage[(p > 0.15) & (p < 0.85)]
    assert middle.min() > 0.9 and middle.max() < 0.99
    fitted = at["A check that cannot fail"]
    assert 0.4 < fitted.above < 0.6
    assert lesson.scene(view="check", sample="petals", statistic="kurtosis").state.above == 1
    area = bp.values("area")
    assert (area.mean(), area.std(ddof=1)) == pytest.approx((45, 35), abs=0.5) and area.min() > 0
    assert stats.norm.cdf(-area.mean() / area.std(ddof=1)) == pytest.approx(0.1, abs=0.005)
    for seed in (1, 2, 3):
        assert (lesson.scene(view="check", seed=seed).state.repeats.min(axis=1) < 0).sum() >= 999
    for statistic in ("min", "skew"):
        assert 0.05 < lesson.scene(view="check", sample="logs", statistic=statistic).state.above < 0.95
    nile = {s: lesson.scene(view="check", sample="nile", statistic=s).state.above for s in bp.STATISTICS}
    assert nile.pop("lag") == 0 and all(0.05 < share < 0.95 for share in nile.values())


def test_a_posterior_beyond_the_axis_is_drawn_without_nan(lesson):
    """The likelihood of every tau that is shown underflows: the density is 0 there, and its handle lies on it."""
    scene = lesson.scene(data=own([-5000, 0, 5000, 100], [1, 1, 1, 1]))
    assert np.isfinite([handle.at for _, handle in scene.handles]).all()


def test_the_unit_matters_to_the_inverse_gamma_prior(lesson):
    """By the midpoint rule on ln tau, written here: 8.5 in points, 21.9 in thousands of points."""
    t = np.exp(np.linspace(np.log(1e-4), np.log(1e4), 40_001))
    for unit, expected in ((1.0, 8.5), (1e-3, 21.9)):
        y, v = np.array(pp.SCHOOLS) * unit, (np.array(pp.SCHOOL_ERRORS) * unit) ** 2
        precision = 1 / (v + t[:, None] ** 2)
        mu = (precision * y).sum(axis=1) / precision.sum(axis=1)
        logs = 0.5 * (np.log(precision) - (y - mu[:, None]) ** 2 * precision).sum(axis=1)
        logs += stats.invgamma.logpdf(t**2, 0.001, scale=0.001) + 2 * np.log(t) - 0.5 * np.log(precision.sum(axis=1))
        share, w = np.exp(logs - logs.max()), t**2 * precision[:, 0]
        mean = float(share @ (w * y[0] + (1 - w) * mu) / share.sum()) / unit
        found = pp.pooled(pp.from_table("x", np.transpose([y, np.sqrt(v)])), "gamma").means[0] / unit
        assert (found, found) == pytest.approx((mean, expected), abs=0.06)


def test_the_leader_leads_all_and_not_only_the_largest(lesson):
    """E is 1.1 points before H, the largest; but G, measured well too, is half a point behind E."""
    q = lesson.scene(effects=(8, 8, -3, 7, 24, 1, 23.5, 30)).state
    assert q.behind == 6 and q.pooled.means[4] - q.pooled.means[7] > 1
    assert q.leads == pytest.approx(q.pooled.means[4] - q.pooled.means[6]) and q.leads < 1


def test_the_curves_of_lindley_pass_through_what_is_in_hand(lesson):
    for n in (10, 32, 1000, 100_000):
        q = lesson.scene(view="coin", tosses=n).state
        assert bp.p_between(q.x, q.p.tosses) == pytest.approx(q.p_fair, rel=1e-9)
    factors, p, least = bp.along_tosses(4.0, [10, 15.9, 16, 100], 1.0)
    assert np.isnan([factors[:2], p[:2], least[:2]]).all()  # ten heads of ten are only 3.16 standard errors
    assert p[2:] == pytest.approx([2.0**-15, stats.binomtest(70, 100).pvalue])
    assert factors[2:] == pytest.approx([17 / 2**16, 101 * stats.binom.pmf(70, 100, 0.5)])


def test_the_prediction_and_why(lesson):
    predict = lesson.challenges[0].predict
    found = predict.truth(lesson.at(lesson.parameters(predict.at)))
    assert found == pytest.approx(22.74, abs=0.01)
    assert found / 50 > lesson.scene().state.pooled.means[0] / 28  # it keeps a larger part


def test_no_random_state_and_no_end_of_a_slider_solves_a_challenge(lesson):
    states = contracts.random_states(lesson, 60)
    for challenge in (each for each in lesson.challenges if each.solved):
        view = {"view": challenge.views[0], "data": "schools", "sample": "nile"}

        def reached(values, challenge=challenge):
            return challenge.solved(lesson.at(lesson.parameters(values)))

        assert sum(bool(reached(state | view)) for state in states) <= 1
        for control in lesson.controls:
            for end in control.extremes():
                if control.name not in ("view", "data", "sample"):
                    assert not reached(view | {control.name: end}), control.name
