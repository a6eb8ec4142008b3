"""The lesson on distributions in practice. Readouts at random states against scipy.stats (binom, betabinom, poisson,
norm, nbinom, skew); the reader's own columns; handles and degenerate states; each number of the text against
scipy.stats and statsmodels' tables. (The mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from explorer.controls.data import OwnData, pack
from explorer.lesson import Unanswerable
from explorer.text import fill
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("distributions_in_practice")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(**next(each.values for each in lesson.presets if each.name == name))


def column(values: Any, name: str = "calls") -> str:
    return pack(OwnData((name,), np.reshape(np.asarray(values, float), (-1, 1))))


def truth(n: int, p: float, rho: float) -> Any:
    return stats.betabinom(n, p * (1 / rho - 1), (1 - p) * (1 / rho - 1)) if rho else stats.binom(n, p)


def test_the_stand_ins_at_random_states(lesson):
    for values in contracts.random_states(lesson, 20):
        n, p, rho = values["n"], values["share"], values["rho"]
        q = lesson.scene(**values | {"view": "laws"}).state
        scene = lesson.scene(**values | {"view": "tails"})
        real, poisson, k = truth(n, p, rho), stats.poisson(n * p), np.arange(n + 600)
        assert q.laws.errors.poisson_tv == pytest.approx(0.5 * np.abs(real.pmf(k) - poisson.pmf(k)).sum(), abs=1e-8)
        assert q.true_sd == pytest.approx(real.std(), rel=1e-7)
        tail = real.sf(q.first - 1)
        assert value(scene, "P(X ≥") == pytest.approx(tail, rel=1e-6, abs=1e-13)
        if tail > 1e-10:
            ratio = stats.norm(n * p, np.sqrt(n * p * (1 - p))).sf(q.first - 0.5) / tail
            assert value(scene, "the same by Poisson") == pytest.approx(poisson.sf(q.first - 1) / tail, rel=1e-5)
            assert value(scene, "the same by the normal") == pytest.approx(ratio, rel=1e-5, abs=1e-12)


def test_independence_is_what_the_laws_need(lesson):
    alike, tied = lesson.scene(), preset(lesson, "Tied trials")
    for start in ("independent", "Le Cam", "the shaded"):
        assert law(alike, start).holds and not law(alike, start).unless
        assert "correlated" in law(tied, start).unless
    assert not law(tied, "independent").holds and tied.notice and not alike.notice
    assert not law(lesson.scene(share=0.01, rho=0.1), "Le Cam").holds
    assert not law(lesson.scene(view="tails", share=0.1, rho=0.1), "Poisson is on").holds


def test_the_map_does_not_ask_for_the_correlation(lesson):
    plain, tied = lesson.scene(view="map"), lesson.scene(view="map", rho=0.1)
    assert plain.state.pair == tied.state.pair
    e = plain.state.plain
    assert lesson.scene(view="map", error="tv").state.pair == [e.poisson_tv, e.normal_tv]
    assert lesson.scene(view="map", error="raw").state.pair == [e.poisson_cdf, e.normal_raw]


def test_the_curves_along_n_meet_the_dots(lesson):
    from mathcore.statistics.stand_ins import NS

    for n in NS[[0, 20, 40, -1]].tolist():
        q = lesson.scene(view="map", n=n, share=0.0605).state
        place = NS.tolist().index(n)
        assert [q.along.poisson_cdf[place], q.along.normal_cdf[place]] == pytest.approx(q.pair, abs=1e-10)


def test_counts_of_the_reader(lesson):
    values = np.asarray(stats.nbinom.rvs(1.5, 0.3, size=300, random_state=4))
    scene = lesson.scene(view="counts", data=column(values), mean_ratio=1.1, phi=2.51)
    q, mean = scene.state, values.mean()
    assert q.table[:3] == pytest.approx((300, mean, values.var(ddof=1)))
    wanted = np.sum(stats.nbinom.logpmf(values, 1.1 * mean / (q.p.phi - 1), 1 / q.p.phi))
    assert q.law_log == pytest.approx(wanted, rel=1e-9) and q.law_log <= q.table.fit_log
    assert "calls" in scene.panels[0].x.title and not scene.notice
    assert not law(scene, "Poisson’s mark").holds
    assert law(lesson.scene(view="counts", data=column(values)), "Poisson’s mark").holds
    for bad, says in (([0.5, 1, 2], "whole"), ([-1, 3, 3], "whole"), ([0, 0, 0], "0"), ([1, 2, 700], "500")):
        with pytest.raises(Unanswerable, match=says):
            lesson.scene(view="counts", data=column(bad))
        assert lesson.scene(view="laws", data=column(bad)).numbers["n"] == 100  # other views go on
    assert "beyond" in lesson.scene(view="counts", data=column([0, 0, 0, 0, 300, 0, 0])).notice
    assert "less than" in lesson.scene(view="counts", data=column([3, 3, 4, 3, 3])).notice
    assert lesson.scene(view="counts", data=column([5, 5, 5])).state.table.counts_variance == 0


def test_values_of_the_reader(lesson):
    values = np.random.default_rng(5).exponential(size=80)
    scene = lesson.scene(view="qq", sample=column(values, "seconds"))
    assert value(scene, "skewness") == pytest.approx(stats.skew(values))
    r = np.corrcoef(stats.norm.ppf((np.arange(1, 81) - 0.375) / 80.25), np.sort(values))[0, 1]
    assert value(scene, "correlation") == pytest.approx(r) and scene.state.outside > 0
    with pytest.raises(Unanswerable, match="equal"):
        lesson.scene(view="qq", sample=column([2, 2, 2]))
    with pytest.raises(Unanswerable, match="equal"):
        lesson.scene(view="qq", points=(3.0,) * 5)
    equal = lesson.scene(view="laws", points=(3.0,) * 5, data=column([0, 0, 0]))
    assert equal.numbers["outside"] == 0 and np.isnan(equal.numbers["law_log"])  # the text goes on, too
    told = fill(lesson.text(), equal.numbers)
    assert "undefined" in told and "{{" not in told
    assert lesson.scene(view="qq", points=(1, 2, 3, 4)).notice
    many = lesson.scene(view="qq", sample=column(np.random.default_rng(1).normal(size=2000).round(4)))
    assert sum(len(np.atleast_1d(trace.get("x", 0))) for trace in many.plotly()["data"]) < 20_000


def test_a_value_keeps_its_number_when_it_passes_others(lesson):
    scene = lesson.scene(view="qq")
    moved, said = lesson.pulled(scene, "value", 0, -3.0, 9.5)
    assert not said and moved["points"][0] == 9.5 and moved["points"][1:] == scene.parameters["points"][1:]
    after = {handle.index: handle for _, handle in lesson.scene(moved).handles}
    assert after[0].spot[1] == 9.5 and after[0].spot[0] == max(each.spot[0] for each in after.values())
    assert not lesson.scene(view="qq", sample="nile").handles


def test_the_handles_follow_and_stop(lesson):
    scene = lesson.scene(view="map")
    moved, said = lesson.pulled(scene, "here", None, np.log10(250.2), np.log10(0.1201))
    assert not said and (moved["n"], moved["share"]) == (250, 0.12)
    moved, said = lesson.pulled(scene, "allowed", None, 900, 0.0500)
    assert not said and moved["within"] == pytest.approx(0.05, rel=0.03)
    counts = lesson.scene(view="counts")
    moved, said = lesson.pulled(counts, "law", None, np.log10(1.2), np.log10(0.8))
    assert "ends at Poisson" in said and moved["phi"] == 1 and moved["mean_ratio"] == 1.2
    moved, said = lesson.pulled(lesson.scene(), "line", None, 3.02, 0.2)
    assert not said and moved["cut"] == 3.0


def test_small_and_large_states_say_what_they_are(lesson):
    for values in ({"n": 5, "share": 0.002}, {"n": 5, "share": 0.5, "cut": 5}, {"n": 1000, "share": 0.5, "rho": 0.2}):
        for view in ("laws", "tails"):
            scene = lesson.scene(view=view, **values)
            low, high = scene.panels[0].y.range
            heights = np.asarray(scene.panels[0].traces[0]["y"])
            assert len(heights) and low <= heights.min() and heights.max() <= high
    scene = lesson.scene(view="tails", n=5, share=0.5, cut=5)
    assert value(scene, "P(X ≥") == 0 and "0 to all" in value(scene, "the same by Poisson")


def test_challenges_are_not_solved_by_the_end_of_a_slider(lesson):
    for name in ("n", "share", "cut", "rho", "within"):
        for end in lesson.control(name).extremes():
            for view in ("tails", "map"):
                assert not any(lesson.solved(lesson.scene(view=view, **{name: end}))), (name, end, view)
    ends = {name: lesson.control(name).extremes() for name in ("n", "share", "cut")}
    for n in ends["n"]:
        for p in ends["share"]:
            for cut in ends["cut"]:
                assert not any(lesson.solved(lesson.scene(view="tails", n=n, share=p, cut=cut)))
                assert not any(lesson.solved(lesson.scene(view="map", n=n, share=p)))


def test_the_numbers_of_the_text(lesson):
    assert (0.98**50, np.exp(-1)) == pytest.approx((0.364, 0.368), abs=5e-4)
    assert lesson.challenges[0].predict.truth(lesson.scene(n=50, share=0.02).state) == pytest.approx(0.98**50)
    visits = sm.datasets.randhie.load_pandas().data["mdvis"].to_numpy()
    ratio = visits.var(ddof=1) / visits.mean()
    assert (len(visits), round(visits.mean(), 2), round(visits.var(ddof=1), 2)) == (20190, 2.86, 20.29)
    assert (ratio, ratio**0.5) == pytest.approx((7.09, 2.66), abs=5e-3)
    assert 2 * stats.norm.cdf(1.96 / ratio**0.5) - 1 == pytest.approx(0.54, abs=5e-3)
    assert ((visits == 0).mean(), np.exp(-visits.mean())) == pytest.approx((0.312, 0.057), abs=5e-4)
    found = preset(lesson, "Doctor visits").state.table
    zeros = stats.nbinom.pmf(0, found.fit_size, 1 / found.fit_phi)
    assert (found.fit_size, zeros) == pytest.approx((0.680, 0.326), abs=5e-4)
    assert (round(found.poisson_log), round(found.fit_log)) == (-66647, -44199)
    assert (1 / np.sqrt(2 * np.pi * np.e), 1 / (6 * np.sqrt(2 * np.pi))) == pytest.approx((0.242, 0.0665), abs=5e-5)
    inflation = 1 + 99 * 0.05
    assert inflation == pytest.approx(5.95)
    alpha = lesson.scene(view="counts", data="alpha").state.table
    assert alpha.counts_variance < alpha.counts_mean and alpha.total == 2608


def test_the_presets_show_what_they_say(lesson):
    rare, coin = preset(lesson, "Rare").state.laws.errors, preset(lesson, "Coin").state
    assert rare.poisson_tv < 0.01 < 0.05 < rare.normal_tv
    assert coin.laws.errors.normal_tv < 0.0027 and coin.laws.errors.poisson_tv == pytest.approx(0.17, abs=0.005)
    assert coin.mean == 2 * coin.sd**2
    alarm, tied = preset(lesson, "Alarm").state, preset(lesson, "Tied trials").state
    assert alarm.first == 12 and alarm.tail.normal / alarm.tail.truth == pytest.approx(1 / 3, abs=0.003)
    assert (alarm.tail.truth, alarm.tail.normal) == pytest.approx((0.00427, 0.00143), abs=5e-6)
    assert tied.true_sd / tied.sd == pytest.approx(2.4, abs=0.05)
    kicks = preset(lesson, "Horse kicks").state
    assert kicks.short == 0 and np.abs(np.sqrt(kicks.expected) - np.sqrt(kicks.seen)).max() < 1
    visits = preset(lesson, "Doctor visits").state
    assert np.sqrt(visits.expected[0]) - np.sqrt(visits.seen[0]) < -40 and visits.short > 20_000
    assert preset(lesson, "Small sample").state.outside == 0
    schools = preset(lesson, "Schools").state
    assert schools.deviation == pytest.approx(10.4, abs=0.05) and schools.outside > 30


def test_the_rule_of_five_is_an_edge_of_the_map(lesson):
    """Within 0.0299 the zone of the normal law begins at np = 5: above it everywhere, and not much below."""
    from mathcore.statistics.stand_ins import LOG_N, LOG_P

    q = preset(lesson, "Rule of five").state
    expected = 10 ** (LOG_P[:, None] + LOG_N[None])
    good = (q.zones == 0) | (q.zones == 2)
    n = np.broadcast_to(10**LOG_N, expected.shape)
    failures = n - expected >= 5
    assert good[(expected > 5.1) & failures].all()
    assert not good[(expected > 2) & (expected < 4.2) & (n > 200)].any()


def test_uncorrected_the_normal_zone_shrinks(lesson):
    corrected, raw = (lesson.scene(view="map", error=each).state.zones for each in ("cdf", "raw"))
    assert np.isin(raw, (0, 2)).sum() < 0.25 * np.isin(corrected, (0, 2)).sum()


def test_large_counts_of_the_reader_fill_the_rootogram(lesson):
    values = np.random.default_rng(1).poisson(200, 300)
    scene = lesson.scene(view="counts", data=column(values))
    q, (number, width) = scene.state, scene.state.cells
    edges = np.arange(number + 1) * width - 0.5
    assert q.seen == pytest.approx(np.histogram(values, edges)[0]) and q.seen.sum() == 300
    wanted = 300 * np.diff(stats.poisson.cdf(edges, values.mean()))
    assert q.expected[1:] == pytest.approx(wanted[1:], abs=1e-8)
    bars = scene.panels[0].traces[0]
    assert np.ptp(np.asarray(bars["x"])[q.seen > 0]) > 50 and "counts a bar" in str(scene.panels[0].traces)


def test_the_threshold_is_named_above_the_bars(lesson):
    for view in ("laws", "tails"):
        for cut in (-1.0, 0.0, 2.2, 4.0):
            panel = lesson.scene(view=view, cut=cut).panels[0]
            spot = next(t for t in panel.traces if "X ≥" in str(t.get("text")) and "P(" not in str(t.get("text")))
            highest = max(np.nanmax(t["y"]) for t in panel.traces if t["type"] == "bar" or t.get("mode") == "markers")
            assert spot["y"][0] > highest + 0.02


def test_names_of_zones_lie_off_the_lines(lesson):
    from mathcore.statistics.stand_ins import LOG_N, LOG_P

    for within in (0.002, 0.005, 0.01, 0.02, 0.03):
        q = lesson.scene(view="map", within=within).state
        for x, y in q.zone_spots:
            if np.isfinite(x):
                assert not q.crossed[np.argmin(np.abs(LOG_P - y)), np.argmin(np.abs(LOG_N - x))]


def test_a_nudge_of_the_alarm_does_not_meet_the_challenge(lesson):
    alarm = next(each.values for each in lesson.presets if each.name == "Alarm")
    for cut in np.arange(3.0, 5.0, 0.05).round(2):
        assert not lesson.solved(lesson.scene(**{**alarm, "cut": float(cut)}))[1]
