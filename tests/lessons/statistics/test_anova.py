"""The lesson on the analysis of variance: its readouts against SciPy's `f_oneway`, `tukey_hsd` and `ttest_ind` and
statsmodels' `anova_lm` at random states, what its text says, what is degenerate, what the challenges take.

The mathematics (the studentized range, the exact level, Box and Cox's table, NIST's F) has its oracles in
`tests/mathcore/statistics`."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from scipy import stats

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Unanswerable
from mathcore.statistics import many_means, unequal_spreads
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

scipy_stats: Any = stats


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("anova")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def test_f_p_and_pairs_of_drawn_points(lesson):
    rng = np.random.default_rng(4)
    for _ in range(12):
        count = int(rng.integers(6, 30))
        x = np.concatenate([[1, 2, 3, 1], rng.uniform(0.6, 3.4, count - 4)])
        points = tuple(zip(np.round(x, 2).tolist(), np.round(rng.uniform(0, 10, count), 2).tolist(), strict=True))
        groups = [[v for at, v in points if int(at + 0.5) == k] for k in (1, 2, 3)]
        scene, known = lesson.scene(points=points), stats.f_oneway(*groups)
        assert scene.numbers["f_statistic"] == pytest.approx(known.statistic)
        assert scene.numbers["p_value"] == pytest.approx(known.pvalue)
        tukey = scipy_stats.tukey_hsd(*groups).pvalue
        wanted = [f"{'ABC'[i]}–{'ABC'[j]}" for i, j in ((0, 1), (0, 2), (1, 2)) if tukey[i, j] < 0.05]
        assert value(scene, "pairs that differ") == (", ".join(wanted) or "none")


def test_the_numbers_in_the_text(lesson):
    sepals, petals, digits = (lesson.scene(data=name) for name in ("sepals", "petals", "SmLs07"))
    text = lesson.text()
    assert f"$F={sepals.numbers['f_statistic']:.2f}$" in text and f"${petals.numbers['f_statistic']:.0f}$" in text
    assert value(sepals, "p of the closest pair") == "0.00878"
    assert value(petals, "p of the closest pair") == "under 10⁻⁶"  # not the rounding of 1 less a probability
    assert value(digits, "digits of NIST’s F = 21, deviations").startswith("4.41") and "4.4$ digits" in text
    assert value(digits, "digits of NIST’s F = 21, squares") == "0 (F = −33.75)" and "$F=-33.75$" in text
    alarms = many_means.false_alarms(0.05, 10)
    assert (alarms["t"][1], alarms["independent"][1]) == pytest.approx((0.119, 0.143), abs=5e-4)
    assert alarms["t"][3] > 0.25  # five alike, ten pairs: "more than a quarter"
    odds = [p / (1 - p) for p in (0.5, 0.75, 0.9, 0.964)]
    assert odds[1] / odds[0] == 3 and odds[3] / odds[2] == pytest.approx(3, rel=0.02)


def test_what_the_presets_say(lesson):
    apart = preset(lesson, "F yes, Tukey no").state.verdicts
    assert apart["F"] and not apart["Tukey"]
    a, b, c = preset(lesson, "F yes, Tukey no").state.m
    scheffe = ((a + b) / 2 - c) ** 2 * 10 / 1.5, 2 * stats.f.isf(0.05, 2, 27)
    assert scheffe[0] > scheffe[1]  # "C differs from A and B taken together", by Scheffé's own threshold
    chance = preset(lesson, "Nothing but chance").state.shares
    assert (chance["F"], chance["Tukey"], chance["t"]) == pytest.approx((1 / 20, 1 / 20, 1 / 8), abs=0.015)
    for name, pairs in (("Six alike", 3), ("Twelve alike", 7)):
        q = preset(lesson, name).state
        found = [len(many_means.apart(q.nulls[q.p.experiment - 1], q.least[k])[0]) for k in ("t", "Tukey")]
        assert found == [pairs, 0]
    assert preset(lesson, "Twelve alike").state.any_alarm == pytest.approx(0.70, abs=0.005)
    assert preset(lesson, "Small and loud").state.level == pytest.approx(0.26, abs=0.005)
    quiet, loud = preset(lesson, "Quiet and large"), preset(lesson, "Loud and large")
    assert quiet.state.level == pytest.approx(0.25, abs=0.005) and loud.state.level < 0.005
    assert value(quiet, "level of Welch") == pytest.approx(6, abs=1)
    rows = preset(lesson, "Rows and columns").state
    on_logs = lesson.scene(**{**rows.p, "scale": "log"}).state
    assert on_logs.two.squares["interaction"] / on_logs.two.total < rows.two.squares["interaction"] / rows.two.total / 2


def test_in_small_and_loud_c_falls_silent_to_the_right(lesson):
    start = {"view": "spreads"}
    scene, sentence = drag(lesson, start, "settings", 2, 39.0, 3.0)
    assert not sentence and scene.state.level < 0.03 and scene.state.sizes[2] == 39


def test_the_level_and_the_map_agree_where_c_stands(lesson):
    for values in contracts.random_states(lesson, 15):
        q = lesson.scene(**values | {"view": "spreads"}).state
        found = unequal_spreads.level_map(q.p.alpha, q.sizes[:2], q.spreads[:2])
        i, j = (
            np.abs(unequal_spreads.MAP_SPREADS - q.spreads[2]).argmin(),
            np.abs(unequal_spreads.MAP_SIZES - q.sizes[2]).argmin(),
        )
        near = unequal_spreads.true_level(
            q.p.alpha, (*q.sizes[:2], unequal_spreads.MAP_SIZES[j]), (*q.spreads[:2], unequal_spreads.MAP_SPREADS[i])
        )
        assert found[i, j] == pytest.approx(float(near), abs=2e-3)


def test_f_of_three_means_is_scipys(lesson):
    for values in contracts.random_states(lesson, 15):
        q = lesson.scene(**values | {"view": "plane"}).state
        n = q.p.size
        noise = np.linspace(-1, 1, n)
        noise /= noise.std(ddof=1)
        groups = [mean + noise for mean in q.p.means]  # s is 1
        assert q.f_means == pytest.approx(stats.f_oneway(*groups).statistic, abs=1e-9)
        assert q.verdicts["F"] == (stats.f_oneway(*groups).pvalue < q.p.alpha)
        assert q.verdicts["Tukey"] == bool((scipy_stats.tukey_hsd(*groups).pvalue < q.p.alpha).any())


def test_two_groups_are_students_t(lesson):
    a, b = (4.0, 5.0, 6.5, 5.5), (6.0, 7.0, 8.5)
    points = tuple((1.0, y) for y in a) + tuple((3.0, y) for y in b)
    scene = lesson.scene(points=points)
    assert scene.numbers["f_statistic"] == pytest.approx(float(scipy_stats.ttest_ind(a, b).statistic) ** 2)
    assert "B is empty" in scene.notice and scene.state.sample.names == ("A", "C")


def test_degenerate_points(lesson):
    with pytest.raises(Unanswerable, match="one group"):
        lesson.scene(points=((1, 2), (1.1, 3), (0.9, 5), (1.2, 6)))
    same = lesson.scene(points=((1, 5), (1.1, 5), (2, 5), (3, 5)))
    assert "0/0" in same.notice and value(same, "F with").startswith("0/0")
    still = lesson.scene(points=((1, 5), (1.1, 5), (2, 6), (3, 7)))
    assert "spread" in still.notice and value(still, "F with") == "∞" and still.numbers["p_value"] == 0
    _, sentence = drag(lesson, {"points": ((1, 5), (1.1, 5), (2, 6), (3, 7))}, "tip", None, 0.5, 0.5)
    assert sentence.endswith(".")


def test_a_readers_file(lesson):
    y = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 5.0, 9.0, 8.0, 7.5])
    own = OwnData(
        ("score", "kind"), np.stack([y, np.repeat([0.0, 1.0, 2.0], 3)], axis=1), ((), ("red", "green", "blue"))
    )
    scene = lesson.scene(data=pack(own))
    assert scene.numbers["f_statistic"] == pytest.approx(stats.f_oneway(y[:3], y[3:6], y[6:]).statistic)
    assert scene.panels[0].x.labels == ("red", "green", "blue") and scene.panels[0].y.title == "score"
    few = np.stack([np.arange(10.0), np.minimum(np.arange(10.0), 8)], axis=1)  # nine groups, one of them of two values
    lone = lesson.scene(data=pack(OwnData(("y", "g"), few)), alpha=0.01)
    assert value(lone, "p by Welch") == "none" and lone.numbers["f_statistic"] == pytest.approx(20.5)
    assert lone.state.tukey_t * np.sqrt(2) == pytest.approx(stats.studentized_range.isf(0.01, 9, 1), rel=0.01)
    single = OwnData(("y", "g"), np.array([[1.0, 0], [2.0, 1], [3.0, 2]]))
    with pytest.raises(Unanswerable, match="one value"):
        lesson.scene(data=pack(single))


def test_the_tip_of_the_triangle_follows_and_stops(lesson):
    scene, sentence = drag(lesson, {}, "tip", None, 0.6, 0.8)
    assert not sentence and scene.state.degrees == pytest.approx(53.13, abs=0.2)
    scene, sentence = drag(lesson, {}, "tip", None, -0.5, 0.8)
    assert sentence.endswith(".")
    up, sentence = drag(lesson, {}, "mean", 0, 1.0, 9.9)
    assert sentence.endswith(".") and max(y for x, y in up.state.p.points if x < 1.5) == 10


def test_the_plane_and_the_means_are_one_thing(lesson):
    scene, sentence = drag(lesson, {"view": "plane"}, "state", None, 0.3, 0.5)
    assert not sentence and scene.state.spot == pytest.approx([0.3, 0.5], abs=0.02)
    _, sentence = drag(lesson, {"view": "plane"}, "state", None, 1.65, 1.65)
    assert sentence.endswith(".")


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng = np.random.default_rng(11)
    solved = np.zeros(3)
    for _ in range(120):
        settings = tuple((float(n), float(s)) for n, s in rng.uniform([3, 0.25], [40, 4], (3, 2)))
        plane = lesson.scene(view="plane", means=tuple(rng.uniform(-1, 1, 3)))
        spread = lesson.scene(view="spreads", settings=settings)
        cells = lesson.scene(view="factors", cells=tuple(rng.uniform(0.5, 8, 4)), scale="log")
        solved += [bool(lesson.solved(s)[k]) for k, s in enumerate((plane, spread, cells))]
    assert (solved <= 3).all(), solved


def test_the_prediction(lesson):
    predicted = next(each.predict for each in lesson.challenges if each.predict)
    truth = predicted.truth(lesson.scene(**predicted.at).state)
    q = stats.t.isf(0.025, 90) * np.sqrt(2)
    assert truth == pytest.approx(100 * stats.studentized_range.sf(q, 10, 90), abs=1e-4)
    assert abs(truth - 5) > predicted.near and abs(truth - 90) > predicted.near


def test_level_is_undecided_only_where_the_spreads_differ(lesson):
    even = law(lesson.scene(view="spreads", settings=((30, 2), (10, 2), (5, 2))), "F keeps")
    odd = law(lesson.scene(view="spreads", settings=((30, 2), (10, 2), (5, 3))), "F keeps")
    assert even.holds and not even.unless and odd.unless and not odd.holds
    assert re.search("differ", odd.unless)


def test_squares_of_small_units_are_shown(lesson):
    y = 1e-9 * np.array([1.0, 2.0, 3.0, 4.0, 6.0, 5.0])
    scene = lesson.scene(data=pack(OwnData(("s", "kind"), np.stack([y, np.repeat([0.0, 1.0], 3)], axis=1))))
    whole = np.sum((y - y.mean()) ** 2)
    assert (
        law(scene, "Pythagoras").left == pytest.approx(whole) and law(scene, "Pythagoras").sides == ("1.75×10⁻¹⁷",) * 2
    )
    assert "×10⁻¹⁷" in law(scene, "the pairs hold it all").sides[0]
