"""The lesson on martingales: its mathematics has its oracles in `tests/mathcore/advanced`. Here: the chance of a goal
against Feller's formula and a simulation in plain Python, Wald's identity at random states, the parts of the mean, the
numbers that the text says, honest and dishonest answers, degenerate states."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from mathcore.advanced import martingales as mg
from mathcore.advanced.duel import duel
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("martingales")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(p for p in lesson.presets if p.name == name).values))


def test_the_parts_of_the_mean_add_up_at_random_states(lesson):
    for values in contracts.random_states(lesson):
        found = lesson.scene(**values | {"view": "stop"}).numbers
        parts = found["part_above"] + found["part_below"] + found["still_place"]
        assert parts == pytest.approx(found["mean_now"], abs=1e-9)
        assert parts == pytest.approx((2 * values["up"] - 1) * found["time_now"], abs=1e-9)


@pytest.mark.parametrize("floor", [False, True])
@pytest.mark.parametrize(("high", "low"), [(8, 16), (30, 30), (3, 3), (7, 19)])
def test_the_mean_of_a_fair_stopped_walk_is_written_as_zero(lesson, floor, high, low):
    for time in (0, 1, 37, 100, 120, 200):
        scene = lesson.scene(floor=floor, high=high, low=low, time=time)
        found = scene.numbers
        assert found["mean_now"] == 0 and "the exact mean is 0;" in scene.alt
        if floor and high == low:  # the sides balance, and so do those who still play
            assert found["still_place"] == 0


def test_a_fair_evening_brings_nothing(lesson):
    for doublings, wanted in itertools.product(range(1, 11), (1, 7, 13, 30)):
        scene = lesson.scene(view="double", pockets=19, doublings=doublings, wanted=wanted)
        assert scene.numbers["evening_mean"] == 0 and scene.alt.endswith("a mean result of 0 coins.")
    unfair = lesson.scene(view="double", pockets=18, doublings=3, wanted=2).numbers
    assert unfair["evening_mean"] == pytest.approx(unfair["evening_staked"] * (36 - 38) / 38)


def test_evenings_that_are_still_played_at_the_end_of_the_picture_are_counted(lesson):
    """In plain numbers: an evening is over at home, or after so many rounds of loss in a row."""
    for pockets, doublings, wanted, seed in ((14, 10, 30, 1), (14, 10, 30, 2), (16, 9, 30, 3), (18, 8, 10, 1)):
        scene = lesson.scene(view="double", pockets=pockets, doublings=doublings, wanted=wanted, seed=seed)
        playing = 0
        for results in scene.state.evenings:
            row = 0
            for before, after in itertools.pairwise(results):
                row = row + 1 if after < before else 0 if after > before else row
            playing += results[-1] < wanted and row < doublings
        assert scene.panels[0].title.endswith(f" home, {playing} still at play" if playing else "home")
        assert bool(playing) == (pockets == 14)


def test_the_mean_of_a_fortune_that_is_next_to_nothing_is_a_law_that_can_fail(lesson):
    """0.64²⁰⁰ is 1.7e-39: as a quotient both sides are seen."""
    scene = lesson.scene(view="bets", up=0.3, fraction=0.9, time=200)
    assert law(scene, "mean").left == pytest.approx(1, rel=1e-9) and law(scene, "mean").sides == ("1", "1")
    assert mg.mean_fortune(0.3, 0.9, 200) == pytest.approx(0.64**200, rel=1e-9)


def test_the_goal_against_plain_play(lesson):
    rng, won, staked, count = random.Random(4), 0, 0, 3000
    for _ in range(count):
        x = 40
        while 0 < x < 100:
            bet = min(15, x, 100 - x)
            staked += bet
            x += bet if rng.random() < 17 / 38 else -bet
        won += x == 100
    q = lesson.scene(view="stake", stake=15, start=40, pockets=17).state
    assert won / count == pytest.approx(q.chance, abs=5 * np.sqrt(0.25 / count))
    assert staked / count == pytest.approx(q.staked, rel=0.1)


def test_without_a_floor_optional_stopping_fails_and_each_n_still_holds(lesson):
    scene = preset(lesson, "No floor")
    stopping = law(scene, "optional stopping")
    assert not stopping.holds and stopping.unless and stopping.left == 8
    assert law(scene, "Wald").holds and scene.numbers["mean_now"] == pytest.approx(0, abs=1e-12)
    assert value(scene, "rounds until then") == "infinite"
    down = lesson.scene(floor=False, up=0.4)
    assert "never stop" in down.notice and not any("optional" in each.name for each in down.readouts)


def test_bold_is_best_only_against_the_house(lesson):
    for pockets, best in ((14, 50), (18, 50), (20, 1), (24, 1)):
        q = lesson.scene(view="stake", pockets=pockets).state
        assert q.table.chance[:, 50].max() == pytest.approx(q.table.chance[best - 1, 50])
    over = law(lesson.scene(view="stake", pockets=22), "no stake beats")
    assert over.unless and not over.holds


def test_the_numbers_in_the_text(lesson):
    assert value(preset(lesson, "Azuma"), "stopped by now") == pytest.approx(0.53, abs=5e-3)
    assert law(preset(lesson, "Azuma"), "Azuma").right == pytest.approx(0.022, abs=5e-4)
    timid, bold = preset(lesson, "Timid").state, preset(lesson, "Bold").state
    assert (timid.staked, timid.chance) == pytest.approx((940, 0.005), rel=0.05)
    assert bold.chance == pytest.approx(0.474, abs=5e-4) and bold.staked == 50
    doubling, fair = preset(lesson, "Doubling").state.evening, preset(lesson, "Fair doubling").state.evening
    assert doubling.mean == pytest.approx(-4.9, abs=0.05) and doubling.results[0] == -255
    assert 1 / (1 - doubling.won) == pytest.approx(17, abs=0.5) and doubling.won == pytest.approx(0.94, abs=5e-3)
    assert fair.won == pytest.approx(0.992, abs=5e-4) and fair.mean == pytest.approx(0, abs=1e-12)
    assert mg.tails(mg.lead_law(100), 0.1) == pytest.approx(0.44, abs=5e-3)
    ruinous = preset(lesson, "Fair and ruinous")
    assert value(ruinous, "median") == pytest.approx(6e-7, rel=0.06)
    assert value(ruinous, "chance to have") == pytest.approx(100 / 300, rel=0.01)
    kelly = preset(lesson, "Kelly").state
    assert kelly.growth == pytest.approx(0.02, abs=2e-4) and mg.growth(0.6, 0.38) > 0 > mg.growth(0.6, 0.39)
    duelled = preset(lesson, "Two classifiers")
    assert value(duelled, "ridge right") == "64 and 39" and len(duel()) == 103
    assert lesson.scene(view="bets", coin="digits", fraction=0.2, time=200).readouts[1].value == "at disagreement 90"
    assert np.ptp(duelled.state.fortunes[:, -1]) < 1e-12  # "The shuffles end at one point"
    start = lesson.scene().state
    assert start.reach == pytest.approx(2 / 3)


def test_median_and_chances_against_scipy(lesson):
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "bets", "coin": "thrown"})
        n, p, f = values["time"], values["up"], values["fraction"]
        w = np.arange(n + 1)
        fortune = (1 + f) ** w * (1 - f) ** (n - w)
        rich = binom.pmf(w, n, p)[fortune >= 1 - 1e-12].sum()
        assert value(scene, "chance to have") == pytest.approx(100 * rich, abs=1e-7)
        k = int(binom.median(n, p)) if n else 0
        assert value(scene, "median") == pytest.approx(fortune[k], rel=1e-9)


def test_honest_answers_of_the_first_challenge_are_all_that_there_are(lesson):
    solved = {
        (k, m)
        for k in range(1, 11)
        for m in range(1, 31)
        if lesson.solved(lesson.scene(view="double", doublings=k, wanted=m))[0]
    }
    assert solved == {(9, 2), (9, 3), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6)}
    assert not lesson.solved(lesson.scene(doublings=9, wanted=3))[0]  # in another view


def test_honest_answers_of_the_second_challenge(lesson):
    solved = {(a, b) for a in range(14, 31) for b in range(20, 31) if lesson.solved(lesson.scene(high=a, low=b))[1]}
    assert solved == {(16, 24), (18, 27), (20, 30)}
    assert not lesson.solved(lesson.scene(high=18, low=27, floor=False))[1]
    assert not lesson.solved(lesson.scene(high=18, low=27, view="lead"))[1]


def test_degenerate_states(lesson):
    assert "Nothing is staked" in lesson.scene(view="bets", fraction=0).notice
    assert "fair game" in lesson.scene(view="stake", pockets=19).notice
    zero = lesson.scene(time=0)
    assert zero.numbers["mean_now"] == 0 and law(zero, "Azuma").right == 0
    assert lesson.scene(view="bets", time=0).numbers["crossed"] == 0
    odd = lesson.scene(view="stake", stake=7, start=50)  # neither 50 nor 100 is a multiple of 7
    assert odd.state.gamblers is None and not any("agree" in each.name for each in odd.readouts)
    one = lesson.scene(high=1, low=1, time=200)
    assert one.state.duration == 1 and value(one, "stopped by now") == 100


def test_a_bound_says_only_the_barriers_that_there_are(lesson):
    both, one = law(lesson.scene(high=8, low=30), "Azuma"), law(lesson.scene(high=8, floor=False), "Azuma")
    assert "b²" in both.right_name and "b²" not in one.right_name
    assert one.right == pytest.approx(np.exp(-64 / 240)) and both.right == pytest.approx(one.right + np.exp(-900 / 240))


def test_a_fraction_whose_growth_is_off_the_axis_is_marked_as_lower(lesson):
    def mark(fraction: float) -> str:
        panel = lesson.scene(view="bets", fraction=fraction).panels[1]
        return next(str(each["marker"]["symbol"]) for each in panel.traces if each.get("name") == "this fraction")

    assert (mark(0.5), mark(0.9)) == ("circle", "triangle-down")


def test_other_fractions_on_the_digits_as_the_text_says(lesson):
    passed = [np.cumprod(1 + f * duel()).max() >= 20 for f in (0.1, 0.2, 0.25)]
    assert passed == [False, True, True]


def test_handles_set_what_they_stand_for(lesson):
    start = lesson.scene(view="double")
    moved, _ = lesson.pulled(start, "limit", None, 40.0, -255.0)
    assert moved["doublings"] == 8
    moved, _ = lesson.pulled(lesson.scene(view="stake"), "dial", None, 50.0, 0.4)
    assert moved["stake"] == 50
    _, sentence = lesson.pulled(lesson.scene(), "top", None, 0.0, -5.0)
    assert sentence.endswith(".")
