"""The lesson on confidence intervals. Oracles: intervals for proportions by statsmodels, their coverage by
scipy.stats.binom; t intervals by scipy.stats; shares of wrong values by statsmodels' TTestPower; two groups by
scipy.stats.norm; two readings by an independent simulation. Also what is degenerate, and numbers that the text says.
(The mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint

from explorer.lesson import Law
from mathcore.statistics import intervals as iv
from mathcore.statistics import proportions as pr
from tests.lessons import contracts
from tests.lessons.asking import drag, law

NAMES = {"wald": "normal", "wilson": "wilson", "agresti_coull": "agresti_coull", "clopper_pearson": "beta"}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("confidence_intervals")


def test_intervals_for_a_mean_are_scipys(lesson):
    for values in contracts.random_states(lesson):
        q = lesson.scene(**values | {"view": "dance"}).state
        for k in (0, 57):
            if q.method == "t" and q.dance.error[k] > 0:
                low, high = stats.t.interval(q.level, q.p.n - 1, q.dance.mean[k], q.dance.error[k])
            else:
                low, high = q.dance.mean[k] + stats.norm.ppf((1 + q.level) / 2) * q.errors[k] * np.array([-1, 1])
            assert (q.dance.mean[k] - q.halves[k], q.dance.mean[k] + q.halves[k]) == pytest.approx((low, high))
        dots = np.abs(q.dance.mean - q.targets) <= q.halves
        assert (q.holds == dots).all()


def test_what_is_in_the_cone_is_what_is_held(lesson):
    """By the geometry of the drawing: dots under the edges of the drawn polygon."""
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "dance"})
        traces, q = scene.panels[1].traces, scene.state
        if (q.dance.error > 0.9 * q.unit).any() or q.p.source == "digits":
            continue  # dots that wait at the edge
        corners = np.stack([traces[0]["x"], traces[0]["y"]], axis=1)
        (foot, _), (head, top) = corners[3], corners[2]
        apex = (corners[0, 0] + foot) / 2
        for trace, inside in ((traces[2], True), (traces[3], False)):
            x, y = trace["x"], trace["y"]
            seen = np.isfinite(x)
            edge = foot - apex + (head - foot) * y[seen] / top
            assert ((np.abs(x[seen] - apex) <= edge + 1e-9) == inside).all()


def test_the_share_at_a_wrong_value_is_that_of_tests(lesson):
    for off, n in ((0.5, 10), (-0.3, 25), (1.0, 5)):
        scene = lesson.scene(off=off, n=n)
        wanted = 1 - TTestPower().power(off, n, 0.05)
        assert law(scene, "of normal draws").right == pytest.approx(wanted, abs=1e-6)
        assert law(scene, "of normal draws").holds and not law(scene, "the promise").holds


def test_the_coverage_of_a_proportion_is_that_of_statsmodels_intervals(lesson):
    for values in contracts.random_states(lesson, 40):
        n, kind, p, alpha = values["trials"], values["kind"], values["share"], 1 - values["confidence"] / 100
        low, high = proportion_confint(np.arange(n + 1), n, alpha, NAMES[kind])
        wanted = stats.binom.pmf(np.arange(n + 1), n, p)[(low <= p) & (p <= high)].sum()
        belt, teeth = (lesson.scene(**values | {"view": view}) for view in ("belt", "teeth"))
        assert belt.numbers["here"] == pytest.approx(wanted, abs=1e-9)
        assert teeth.state.along[n - 5] == pytest.approx(wanted, abs=1e-9)
        count = min(values["count"], n)
        assert np.clip(belt.state.ends, 0, 1) == pytest.approx((low[count], high[count]), abs=1e-9)
        assert belt.readouts[0].value == f"{100 * belt.state.here:.1f}%"
        blue = belt.panels[1].traces[0]  # of the masses: those that hold p, relative to the largest
        chance = stats.binom.pmf(np.arange(n + 1), n, p)
        assert np.nansum(blue["x"]) * chance.max() == pytest.approx(wanted, abs=1e-9)


def test_two_groups_against_scipy(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "groups"})
        q, z = scene.state, stats.norm.ppf((1 + values["confidence"] / 100) / 2)
        error = np.sqrt(1 + values["ratio"] ** 2 - 2 * values["rho"] * values["ratio"])
        assert q.p_gap == pytest.approx(2 * stats.norm.sf(values["gap"] / error), rel=1e-9)
        apart = values["gap"] >= z * (1 + values["ratio"])
        assert scene.readouts[0].value == ("no" if apart else "yes")
        assert bool(scene.notice) == (not apart and q.p_gap < 1 - q.level)


def test_two_groups_stay_on_their_axes_and_off_their_names(lesson):
    for gap in (0, 9):
        for ratio, rho in ((0.3, 0.95), (2.5, -0.5), (2.5, 0.95)):
            panel, p_values = lesson.scene(view="groups", gap=gap, ratio=ratio, rho=rho, confidence=99).panels
            bars = [each for each in panel.traces if each.get("name") in ("A", "B", "B − A") and len(each["x"]) == 2]
            ends = np.concatenate([each["x"] for each in bars])
            assert len(bars) == 3 and panel.x.range[0] < ends.min() and ends.max() < panel.x.range[1]
            texts = [(str(next(iter(each["text"]))), each["y"][0]) for each in panel.traces if each.get("text")]
            names = [y for text, y in texts if text in ("A", "B", "B − A")]
            assert len(names) == 3 and not {each["y"][0] for each in bars} & set(names)
            assert p_values.x.range[0] < gap < p_values.x.range[1]


def test_a_cauchy_law_is_given_no_mean(lesson):
    for source, said in (("cauchy", "the centre"), ("normal", "the true mean")):
        assert f"lie wholly above {said}, wholly below" in [each.name for each in lesson.scene(source=source).readouts]


def test_the_edge_of_the_cone_sets_the_confidence(lesson):
    for method in ("t", "z", "known"):
        for n in (2, 10, 60):
            base = {"method": method, "n": n}
            for confidence in (60, 80, 95, 99):
                at = next(h for _, h in lesson.scene(**base, confidence=confidence).handles if h.name == "edge").spot
                scene, sentence = drag(lesson, base, "edge", None, *at)
                assert scene.state.p.confidence == confidence and not sentence
    assert drag(lesson, {}, "edge", None, -1.0, 0.5)[1].endswith(".")  # on the other side of the tip


def test_the_row_of_the_triangle_moves_both_readings(lesson):
    base = {"view": "readings", "readings": (1.0, -1.0)}
    scene, sentence = drag(lesson, base, "distance", None, 2.0, 6.0)
    assert scene.state.p.readings == (3.0, -3.0) and not sentence
    scene, sentence = drag(lesson, {"view": "readings", "readings": (3.0, 4.0)}, "distance", None, 2.0, 8.0)
    assert scene.state.p.readings == (2.0, 5.0) and sentence.endswith(".")
    assert drag(lesson, base, "distance", None, 2.0, 0.0)[0].state.apart == 0


def test_the_count_in_hand_is_one_of_the_trials(lesson):
    scene = lesson.scene(view="belt", trials=20, count=150)
    assert scene.state.count == 20 and scene.numbers["observed"] == 1
    assert drag(lesson, {"view": "belt", "trials": 20}, "count", None, 0.5, 0.31)[0].state.count == 6
    assert drag(lesson, {"view": "belt", "trials": 20}, "count", None, 0.5, 1.4)[0].state.count == 20
    assert drag(lesson, {"view": "belt", "trials": 20}, "count", None, 0.5, -0.4)[0].state.count == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"source": "cauchy", "method": "known"}, "Cauchy"),
        ({"source": "digits", "n": 5}, "alike"),
        ({"n": 2}, "wait"),
        ({"view": "belt", "count": 0}, "single point"),
        ({"view": "belt", "count": 1}, "beyond 0 or 1"),
        ({"view": "belt", "share": 0.5, "zoom": True}, "zoom off"),
        ({"view": "teeth", "share": 0.5, "zoom": True}, "zoom off"),
        ({"view": "teeth", "share": 0.01}, "below the axis"),
        ({"view": "groups", "gap": 3.2}, "overlap"),
        ({"view": "readings", "readings": (-5.0, 5.0)}, "only one θ"),
        ({"view": "readings", "readings": (1.0, 1.0), "procedure": "between"}, "single point"),
        ({"view": "readings", "readings": (-4.0, 4.0)}, "for certain"),
    ],
)
def test_what_is_degenerate_is_said(lesson, values, says):
    scene = lesson.scene(**values)
    assert says in scene.notice
    for each in scene.readouts:
        assert isinstance(each, Law) or "nan" not in str(each.value)


def test_the_notice_of_points_is_for_points_alone(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "dance"})
        points = (scene.state.halves == 0).any()
        assert points == ("interval is a point" in scene.notice)
        assert np.isfinite(scene.state.halves).all()


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    for kind, said in (
        ("wald", "(0.9484,\\ 0.9737)"),
        ("wilson", "(0.9463,\\ 0.9719)"),
        ("clopper_pearson", "(0.9463,\\ 0.9727)"),
    ):
        low, high = proportion_confint(864, 899, 0.05, NAMES[kind])
        assert f"({low:.4f},\\ {high:.4f})" == said and said in text
    assert iv.digits_score() == (864, 899)
    assert pytest.approx(2 / 3, abs=0.01) == (864 / 899) ** 10  # "in two thirds of the cases all are right"
    assert lesson.scene(source="digits", n=10).state.found[0] == pytest.approx(1 / 3, abs=0.02)
    assert pytest.approx(0.0295, abs=5e-5) == 1 - 0.05 ** (1 / 100)
    assert proportion_confint(0, 100, 0.05, "beta")[1] == pytest.approx(0.0362, abs=5e-5)
    assert stats.t.ppf(0.975, 4) == pytest.approx(2.776, abs=5e-4)
    assert 2 * stats.t.cdf(1.96, 4) - 1 == pytest.approx(0.878, abs=5e-4)
    error, touching, _ = iv.difference(0.95, 1.0, 0.8)
    assert (1.96 * error, touching) == pytest.approx((1.24, 3.92), abs=0.005)


def test_what_the_presets_say(lesson):
    at = {preset.name: lesson.scene(lesson.parameters(preset.values)).state for preset in lesson.presets}
    assert np.count_nonzero(~at["A hundred"].holds[:100]) == 7
    assert round(100 * at["The next mean"].found[0]) == 86
    skewed = at["A skewed source"]
    below = skewed.dance.mean + skewed.halves < skewed.truth
    assert skewed.counts[1] > 20 * skewed.counts[2]
    assert skewed.halves[below].mean() < 0.5 * skewed.halves.mean()
    wald = at["Wald fails"]
    assert pr.masses(50, 0.02)[0, 0] == pytest.approx(0.364, abs=5e-4) and wald.here == pytest.approx(0.635, abs=5e-4)
    assert at["Nothing seen"].ends[1] > 0.03 > 0
    assert (at["One more"].here, pr.covered(18, "wald", 0.95, 0.5)[0]) == pytest.approx((0.951, 0.904), abs=5e-4)
    assert at["Overlap"].z * at["Overlap"].touch[0] < at["Overlap"].p.gap < at["Overlap"].touch[1]
    assert at["Close"].given == pytest.approx(0.30, abs=0.005) and at["Far apart"].given == 1
    assert 10 - at["Far apart"].apart == pytest.approx(2.8) and 2 * at["Far apart"].half > 2.8


def test_only_the_promise_is_excused_and_by_its_assumption(lesson):
    assert law(lesson.scene(), "the promise").unless == ""
    assert "normal" in law(lesson.scene(source="exponential"), "the promise").unless
    assert "Student" in law(lesson.scene(method="z"), "the promise").unless
    assert "true mean" in law(lesson.scene(held="draw"), "the promise").unless


def test_the_trials_of_the_second_challenge_are_the_fewest(lesson):
    for kind, fewest in (("clopper_pearson", 72), ("wilson", 73), ("agresti_coull", 89)):
        for trials in range(5, 151):
            scene = lesson.scene(view="belt", kind=kind, trials=trials, count=0)
            assert lesson.solved(scene)[2] == (trials == fewest), (kind, trials)
        assert not lesson.solved(lesson.scene(view="belt", kind=kind, trials=fewest, count=1))[2]


def test_random_readings_rarely_solve_the_last_challenge(lesson):
    rng = np.random.default_rng(8)
    solved = [
        lesson.solved(lesson.scene(view="readings", readings=tuple(rng.uniform(-5, 5, 2).round(2))))[3]
        for _ in range(400)
    ]
    assert 0 < sum(solved) < 40


def test_the_prediction(lesson):
    predict = lesson.challenges[0].predict
    state = lesson.at(lesson.parameters(predict.at))
    assert predict.truth(state) == pytest.approx(100 * (2 * stats.norm.cdf(1.959964 / np.sqrt(2)) - 1), abs=1e-5)


def test_a_tiny_p_is_told_in_both_laws(lesson):
    laws = {each.name: each for each in lesson.scene(view="groups", ratio=1, rho=0.9).readouts if isinstance(each, Law)}
    parted, equals = laws["to part is more than is needed"], laws["of equals"]
    assert 0 < parted.left < 1e-15 and parted.sides[0] == equals.sides[0] != "0"
