"""The lesson on time series: its readouts against statsmodels (`ArmaProcess`, `acf`, `seasonal_decompose`, `SARIMAX`)
and SciPy (`linregress`) at random states, what its text and presets say, what is degenerate, what the challenges take.

The mathematics has its oracles in `tests/mathcore/statistics` (`test_arma`, `test_seasonal`, `test_spurious`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score
from sklearn.tree import DecisionTreeRegressor
from statsmodels.tsa import arima_process, stattools

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import arma, records, seasonal, spurious
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

process: Any = arima_process
scipy_stats: Any = stats
tests_of: Any = stattools


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("time_series")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def own(values: Any) -> str:
    return pack(OwnData(("mine",), np.asarray(values, float)[:, None]))


def test_the_process_is_statsmodels_at_random_states(lesson):
    seen = 0
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "process", "observed": "simulated"})
        q = scene.state
        if not q.settles:
            assert value(scene, "variance of x").startswith("none")
            continue
        seen += 1
        known = process.ArmaProcess([1, -q.p.phi[0], -q.p.phi[1]], [1, q.p.theta])
        assert known.isstationary
        assert q.rho == pytest.approx(known.acf(25), abs=1e-7)
        assert value(scene, "variance of x") == pytest.approx(known.acovf(1)[0], rel=1e-6)
        assert q.sample == pytest.approx(stattools.acf(q.record.values, nlags=24, fft=False))
        assert value(scene, "bars outside") == np.sum(np.abs(q.sample[1:]) > 1.96 / np.sqrt(200))
    assert seen > 8


def test_the_pair_shown_is_scipys_regression(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "walks", "count": "100", "seed": 4})
        q = scene.state
        known = scipy_stats.linregress(*q.regressed)
        assert value(scene, "slope of") == pytest.approx(known.slope)
        assert value(scene, "R²") == pytest.approx(known.rvalue**2, abs=1e-9)
        significant = "significant" in scene.panels[1].title
        assert significant == (known.pvalue < 0.05)
        assert q.slope_and_t[1] == pytest.approx(q.all_t[q.place, q.p.run - 1])  # the one that is counted


def test_the_numbers_in_the_text(lesson):
    text, co2 = lesson.text(), records.monthly_co2().values
    features = np.stack([np.arange(526), (np.arange(526) + 2) % 12 + 1], axis=1)
    tree = DecisionTreeRegressor(random_state=0)
    for folds, said in ((KFold(5, shuffle=True, random_state=0), "1.15"), (TimeSeriesSplit(5), "6.2")):
        error = -cross_val_score(tree, features, co2, cv=folds, scoring="neg_root_mean_squared_error").mean()
        assert f"${said}$" in text and error == pytest.approx(float(said), abs=0.05)
    scene = preset(lesson, "Fan")
    assert value(scene, "error of this forecast, 60") == pytest.approx(0.94, abs=0.005) and "$0.94$" in text
    assert value(scene, "error of last season") == pytest.approx(5.73, abs=0.005) and "$5.73$" in text
    twice = seasonal.differenced(co2, 12)
    assert tests_of.adfuller(co2, result_object=False)[1] == pytest.approx(0.999, abs=5e-4)
    with pytest.warns(Warning, match="outside"):
        assert tests_of.kpss(co2, result_object=False)[1] <= 0.01
    assert tests_of.adfuller(twice, result_object=False)[1] < 1e-6
    with pytest.warns(Warning, match="outside"):
        assert tests_of.kpss(twice, result_object=False)[1] >= 0.1
    assert float(spurious.expected_share(0.0, 100, True)) == pytest.approx(0.1, abs=0.01)
    assert arma.inflation((0.8, 0.0), 0.0) == pytest.approx(9)


def test_what_the_presets_say(lesson):
    assert preset(lesson, "Pseudo-cycle").state.turn == pytest.approx(9.351, abs=5e-4)
    assert value(preset(lesson, "White noise"), "bars outside") == 1
    walk = preset(lesson, "Random walk")
    assert walk.state.sample[-1] < 0 and "edge" in walk.notice and not walk.state.settles
    twin, other = preset(lesson, "Twin"), lesson.scene(phi=(0, 0), theta=1.25)
    assert twin.state.rho == pytest.approx(other.state.rho) and twin.state.partial == pytest.approx(other.state.partial)
    assert np.abs(twin.state.record.values - other.state.record.values).max() > 0.5
    assert preset(lesson, "Zigzag").state.inflation == pytest.approx(1 / 9)
    often = preset(lesson, "Once too often").state
    assert often.rho[1] == -0.5 and often.partial[3] == pytest.approx(-0.2)
    sun = preset(lesson, "Sunspots").state
    assert sun.fitted == pytest.approx((1.3752, -0.6767), abs=5e-5) and sun.p.phi == pytest.approx(
        sun.fitted, abs=0.006
    )
    assert arma.period(sun.fitted) == pytest.approx(10.81, abs=5e-3) and round(sun.turn, 1) == 10.8
    down = preset(lesson, "Upside down").state
    months, trend = np.arange(526) % 12, down.parts.trend
    bent = trend - seasonal.moving_average(trend, 12)
    by_month = [np.nanmean(bent[months == k]) for k in range(12)]
    series = [down.parts.season[months == k][0] for k in range(12)]
    assert down.passed == pytest.approx(-0.2073, abs=5e-5) and np.corrcoef(by_month, series)[0, 1] < -0.9
    ends = trend[np.isfinite(trend)]
    falls = [
        ends[k : k + 12].argmax() > 0 and np.diff(ends[k : k + 13]).min() < 0 for k in range(0, len(ends) - 13, 12)
    ]
    assert np.mean(falls) > 0.95  # "every year the trend dips"
    grows = preset(lesson, "A season that grows").state.parts.season
    assert np.ptp(grows[-12:]) > 1.3 * np.ptp(grows[:12])
    sure = preset(lesson, "Too sure").state.ratios
    assert sure[0] == pytest.approx(1, abs=0.02) and sure[23] == pytest.approx(1.75, abs=0.05)
    spurious_, cure = preset(lesson, "Spurious"), preset(lesson, "The cure")
    assert spurious_.state.share == pytest.approx(0.76, abs=0.03) and cure.state.share == pytest.approx(0.05, abs=0.02)
    assert lesson.scene(view="walks", count="300").state.share > spurious_.state.share + 0.05
    assert lesson.scene(view="walks", changes=True, memory=0).state.share == pytest.approx(0.11, abs=0.025)
    assert 2 * stats.norm.sf(1.96 / np.sqrt(1.5)) == pytest.approx(0.11, abs=5e-4) and "about $11\\%$" in lesson.text()


def test_strengths_and_the_likelihood(lesson):
    scene = preset(lesson, "A season that grows")
    assert value(scene, "strength of the season") == pytest.approx(0.984, abs=5e-4)
    assert value(scene, "strength of the trend") == pytest.approx(0.9998, abs=5e-5)
    at_best, off = preset(lesson, "Fan"), lesson.scene(view="forecast", ma=0.2)
    assert value(at_best, "−2 log") == pytest.approx(0, abs=0.1) and value(off, "−2 log") > 50


def test_laws_that_need_an_assumption(lesson):
    for view, start in (("process", "every shock"), ("waves", "the waves")):
        edge = law(lesson.scene(view=view, phi=(1.0, 0.0)), start)  # there the formula divides by 0
        assert edge.unless and edge.sides == ("∞", "∞") and edge.gap == "both infinite"
    for phi, inside in (((2.0, 0.5), False), ((0.5, 0.3), True)):
        for view, start in (("process", "every shock"), ("waves", "the waves")):
            found = law(lesson.scene(view=view, phi=phi), start)
            assert bool(found.unless) != inside and found.holds == inside
    for window, whole in ((12, True), (24, True), (6, False), (18, False)):
        found = law(lesson.scene(view="apart", window=window), "whole seasons")
        assert bool(found.unless) != whole and found.holds == whole
    for memory, changes, keeps in ((0, False, True), (1, True, True), (1, False, False), (0, True, False)):
        found = law(lesson.scene(view="walks", memory=memory, changes=changes), "the test keeps")
        assert bool(found.unless) != keeps and found.holds == keeps


def test_poles_are_dragged(lesson):
    scene, sentence = drag(lesson, {}, "pole", 0, 0.3, 0.6)
    assert not sentence and scene.state.poles == pytest.approx([0.3 + 0.6j, 0.3 - 0.6j], abs=0.02)
    scene, _ = drag(lesson, {}, "pole", 0, 0.5, -0.6)  # through the axis: the pair changes places
    assert scene.state.poles.imag == pytest.approx([0.6, -0.6], abs=0.02)
    scene, _ = drag(lesson, {"phi": (0.5, 0.3)}, "pole", 0, 0.2, 0.01)
    assert np.abs(scene.state.poles - 0.2).min() < 0.02
    scene, sentence = drag(lesson, {}, "pole", 0, 1.5, 0.9)
    assert sentence.endswith(".") and scene.state.p.phi[1] == -1.2
    scene, sentence = drag(lesson, {}, "zero", None, -0.6, 0.3)
    assert scene.state.p.theta == pytest.approx(0.6) and not sentence
    scene, _ = drag(lesson, {"view": "waves"}, "beat", None, 0.2, 1.0)
    assert scene.state.turn == pytest.approx(5, abs=0.1)


def test_what_does_not_settle(lesson):
    out = lesson.scene(phi=(2.2, 1.2), theta=1.5)
    assert "Outside" in out.notice and np.isfinite(out.panels[3].traces[1]["y"]).all()
    assert "edge" in lesson.scene(phi=(0.0, -1.0)).notice and "edge" in lesson.scene(phi=(2.0, -1.0)).notice
    for view in ("process", "waves"):
        for phi, theta in (((-1.25, 0.0), 1.25), ((1.7, -0.3), -1.5), ((1.0, 0.0), -1.0)):
            hidden = lesson.scene(
                view=view, phi=phi, theta=theta
            )  # from rest nothing grows: the notice must not say so
            assert "hides" in hidden.notice and "grow" not in hidden.notice and not hidden.state.settles
            assert np.abs(hidden.state.record.values).max() < 6
    assert value(lesson.scene(phi=(-1.25, 0.0), theta=1.25), "variance of x") == "none: it hangs on the start"


def test_the_title_speaks_of_the_size_of_a_pole(lesson):
    assert preset(lesson, "Zigzag").panels[1].title == "|pole| at most 0.8"  # the pole stands at -0.8
    assert preset(lesson, "Pseudo-cycle").panels[1].title == "|pole| = 0.894, period 9.35"


def test_names_in_the_spectrum_stand_above_every_peak(lesson):
    for phi in ((-1.9, -0.95), (1.9, -0.95), (0.99, 0.0)):
        panel = lesson.scene(view="waves", phi=phi).panels[1]
        names = [trace for trace in panel.traces if trace.get("mode") == "text"]
        curves = [trace for trace in panel.traces if trace.get("mode") in ("lines", "markers")]
        tallest = np.nanmax(np.concatenate([np.ravel(trace["y"]) for trace in curves]))
        assert min(min(trace["y"]) for trace in names) > 2 * tallest


def test_a_short_series_with_a_long_season(lesson):
    x = np.random.default_rng(0).normal(size=100).cumsum()
    scene = lesson.scene(view="forecast", series=own(x), period="24")
    assert np.isfinite(value(scene, "measured over promised, 40 steps"))
    assert not scene.notice
    early = lesson.scene(view="forecast", series=own(x[:96]), period="24", origin=60)  # not where the slider says
    assert early.state.m == 60 and "step 60" in early.notice
    for ma in (-0.37, -0.36, -0.35):  # between the places of the grid: never "-0.0000137"
        over = value(lesson.scene(view="forecast", ma=ma), "−2 log likelihood, over the best of the grid")
        assert over == round(over, 2) > -0.5 and (over != 0 or not np.signbit(over))


def test_the_text_says_what_is_regressed(lesson):
    assert "changes" not in lesson.numbers(lesson.scene(view="walks").state)["pair_text"]
    assert "changes" in lesson.numbers(lesson.scene(view="walks", changes=True).state)["pair_text"]


def test_which_waves_are_turned_over():
    """The text: 0 for a wave of w steps, negative between w/2 and w, positive for longer ones."""
    for w in range(3, 37):
        assert seasonal.gain(w, [w])[0] == pytest.approx(0, abs=1e-12)
        between, longer = np.linspace(max(2.0, w / 2), w, 50)[1:-1], np.linspace(w, 10 * w, 50)[1:]
        assert np.all(seasonal.gain(w, between) < 0) and np.all(seasonal.gain(w, longer) > 0)


def test_a_readers_series(lesson):
    rng = np.random.default_rng(1)
    x = np.cumsum(rng.normal(size=120)) + 5 * np.sin(2 * np.pi * np.arange(120) / 7)
    assert lesson.scene(observed=own(x)).state.sample == pytest.approx(stattools.acf(x, nlags=24, fft=False))
    for view in ("apart", "forecast"):
        for period in ("7", "24"):
            scene = lesson.scene(view=view, series=own(x), period=period)
            assert all(
                np.isfinite(each.value)
                for each in scene.readouts
                if not isinstance(getattr(each, "value", ""), str) and not isinstance(each, Law)
            )
    for odd in (1e13 * x, 1e-13 * x, np.where(np.arange(120) == 40, 1.0, 0.0), np.append(x[:70], np.arange(50) % 12)):
        for view in ("process", "forecast"):
            scene = lesson.scene(view=view, series=own(odd), observed=own(odd), origin=60)
            assert all(
                np.isfinite(trace["y"]).any()
                for panel in scene.panels
                for trace in panel.traces[:3]
                if len(panel.traces) > 3
            )
            numbers = [each for each in scene.readouts if not isinstance(getattr(each, "value", 0.0), str)]
            assert all(np.isfinite(getattr(each, "value", 0.0)) for each in numbers)
    with pytest.raises(Unanswerable, match="equal"):
        lesson.scene(observed=own(np.full(60, 3.0)))
    with pytest.raises(Unanswerable, match="30 values"):
        lesson.scene(observed=own([1, 2, 3, 5]))
    with pytest.raises(Unanswerable, match="exactly"):
        lesson.scene(view="apart", series=own(np.arange(120) % 12))
    with pytest.raises(Unanswerable, match="96 values"):
        lesson.scene(view="forecast", series=own(x[:80]), period="24")


def test_at_the_end_of_the_record_nothing_came_yet(lesson):
    scene = lesson.scene(view="forecast", origin=100)
    assert value(scene, "error of this").startswith("nothing") and value(scene, "of what came") == "0 of 0"
    early, _ = drag(lesson, {"view": "forecast"}, "now", None, 1960.0, 300.0)
    assert early.state.m == early.state.first


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng = np.random.default_rng(5)
    solved = np.zeros(4)
    for _ in range(40):
        phi = tuple(np.round(rng.uniform([-2, -1], [2, 1]), 2))
        first = lesson.scene(phi=phi, theta=round(rng.uniform(-1.5, 1.5), 1), mystery=True)
        fan = lesson.scene(view="forecast", ma=round(rng.uniform(-0.96, 0.4), 2), sma=round(rng.uniform(-0.96, 0.2), 2))
        solved += [bool(each) for each in lesson.solved(first)]
        solved += [bool(each) for each in lesson.solved(fan)]
    assert solved.max() <= 1, solved


def test_the_ends_of_one_slider_solve_nothing(lesson):
    for name in ("theta", "ma", "sma", "origin"):
        for end in lesson.control(name).extremes():
            for state in contracts.in_every_view(lesson, {name: end, "mystery": True}):
                assert not any(lesson.solved(lesson.scene(**state))), (name, end)


def test_the_prediction(lesson):
    predicted = next(each.predict for each in lesson.challenges if each.predict)
    truth = predicted.truth(lesson.scene(**predicted.at).state)
    assert (
        truth == pytest.approx(76, abs=3) and min(abs(truth - guess) for guess in (5, 10, 20, 50, 95)) > predicted.near
    )
