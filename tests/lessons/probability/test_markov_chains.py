"""The lesson on Markov chains. Oracles: NumPy's matrix powers and least squares for masses, long runs and distances;
returns counted in simulated chains; exact fractions for riffles; all paths for hidden days; statsmodels for the Nile;
and the numbers that its text says. (The mathematics has its oracles in `tests/mathcore/probability`.)"""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb, factorial
from typing import Any

import numpy as np
import pytest
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from explorer.lesson import Law
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from pages.probability.markov_chains import panels
from tests.lessons import contracts
from tests.lessons.asking import drag, value

TWO_STROKE = {"matrix": ((0, 1, 0), (0.5, 0, 0.5), (0, 1, 0)), "start": ((0.2, 0.1, 0.7),)}
TWO_WORLDS = {"matrix": ((0.9, 0.1, 0), (0.3, 0.7, 0), (0, 0, 1)), "start": ((0.2, 0.3, 0.5),)}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("markov_chains")


def law(scene: Any, name: str) -> Law:
    return next(each for each in scene.readouts if isinstance(each, Law) and each.name == name)


def test_masses_and_distances_are_numpys(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "flow"})
        p = (1 - values["jump"]) * np.array(values["matrix"]) + values["jump"] / 3
        power = np.linalg.matrix_power(p, values["tick"] // 4)
        mass = np.array(values["start"][0]) @ power
        assert value(scene, "rain now") == pytest.approx(mass[2], abs=1e-12)
        sides = [0.5 * np.abs(a - b).sum() for a, b in itertools.combinations(power, 2)]
        assert value(scene, "longest side") == pytest.approx(max(sides), abs=1e-12)
        lazy = np.linalg.matrix_power((np.eye(3) + p) / 2, 2**18)
        assert value(scene, "rain in the long run") == pytest.approx((values["start"][0] @ lazy)[2], abs=1e-6)


def test_the_share_of_rain_is_counted_in_days_between_rains(lesson):
    from mathcore.kernels import markov_chains

    q = lesson.scene().state
    counts = markov_chains(q.chain, [0, 0, 1], 400, 20_000, 5)
    assert counts[200:].mean(axis=0) / 20_000 == pytest.approx(q.settled, abs=0.002)
    assert markov.return_time(q.chain, 2) == pytest.approx(16)


def test_decay_against_matrix_powers_and_eigvals(lesson):
    for values in contracts.random_states(lesson, 40):
        q = lesson.scene(**values | {"view": "forgetting"}).state
        d, n = q.decay, values["tick"] // 4
        settled = np.linalg.matrix_power((np.eye(len(d.chain)) + d.chain) / 2, 2**18).mean(axis=0)
        power = np.linalg.matrix_power(d.chain, n)
        assert d.worst[n] == pytest.approx(0.5 * np.abs(power - settled).sum(axis=1).max(), abs=1e-5)
        moduli = np.sort(np.abs(np.linalg.eigvals(d.chain)))
        assert d.second == pytest.approx(moduli[-2], abs=1e-5)


def test_where_the_start_is_not_forgotten_it_is_said_why_and_jumps_mend_it(lesson):
    for values, word, side in ((TWO_STROKE, "period 2", 1.0), (TWO_WORLDS, "2 closed classes", 1.0)):
        scene = lesson.scene(**values)
        told = law(scene, "the start is forgotten")
        assert word in told.unless and word in scene.notice and not told.holds
        assert told.left == pytest.approx(side)
        assert word in lesson.scene(**values, view="forgetting").notice
        mended = lesson.scene(**values, jump=0.01)
        assert not mended.notice and law(mended, "the start is forgotten").holds
        assert not law(mended, "the start is forgotten").unless


def test_the_period_alone_leaves_the_law_of_returns(lesson):
    swing, worlds = lesson.scene(**TWO_STROKE), lesson.scene(**TWO_WORLDS)
    assert law(swing, "share of time and time of return").holds
    broken = law(worlds, "share of time and time of return")
    assert broken.unless and not broken.holds and broken.left == pytest.approx(0.5)


def test_a_state_that_is_left_for_good_is_named(lesson):
    scene = lesson.scene(matrix=((0.5, 0.5, 0), (0.5, 0.5, 0), (0.3, 0.3, 0.4)))
    assert "rain will be left for good" in scene.notice and scene.state.settled[2] == 0
    assert law(scene, "share of time and time of return").holds  # 0 = 1/∞


def test_the_identity_forgets_nothing_and_the_even_matrix_all(lesson):
    still = lesson.scene(matrix=((1, 0, 0), (0, 1, 0), (0, 0, 1)), start=((0.2, 0.3, 0.5),), tick=40)
    assert still.state.settled == pytest.approx([0.2, 0.3, 0.5]) and "3 closed classes" in still.notice
    even = lesson.scene(matrix=((0.3, 0.3, 0.4),) * 3, view="forgetting", tick=4)
    assert even.state.decay.worst[1] == pytest.approx(0) and even.state.delta == pytest.approx(0)


def test_rows_and_start_are_dragged_in_the_triangle(lesson):
    target = np.array([0.2, 0.3, 0.5]) @ markov.TRIANGLE
    for jump in (0.0, 0.3):
        scene, sentence = drag(lesson, {"jump": jump}, "row", 1, *target)
        assert scene.state.chain[1] == pytest.approx([0.2, 0.3, 0.5], abs=0.005) and not sentence
        assert scene.state.p.matrix[0] == (0.9, 0.075, 0.025)
    scene, sentence = drag(lesson, {}, "begin", None, *target)
    assert scene.state.first == pytest.approx([0.2, 0.3, 0.5], abs=0.005) and not sentence
    scene, sentence = drag(lesson, {}, "begin", None, -3.0, -2.0)
    assert "negative share" in sentence and scene.state.first.min() == 0
    scene, sentence = drag(lesson, {"jump": 0.3}, "row", 0, 0.0, 0.0)
    assert "Jumps reach every state" in sentence and scene.state.chain[0, 0] == pytest.approx(0.8)


def test_the_radius_is_pulled_by_jumps_and_stops(lesson):
    start = {"view": "forgetting"}
    scene, sentence = drag(lesson, start, "pull", None, 0.0, 0.6)
    assert scene.state.decay.second == pytest.approx(0.6, abs=0.005) and not sentence
    for height in (0.1, 0.9):
        assert drag(lesson, start, "pull", None, 0.0, height)[1].endswith(".")
    nothing = {"matrix": ((0.5, 0.5, 0), (0.5, 0, 0.5), (0.5, 0, 0.5)), **start}
    assert drag(lesson, nothing, "pull", None, 0.0, 0.5)[1].endswith(".")


def test_distances_of_decks_are_exact_fractions(lesson):
    for cards, n in ((2, 0), (2, 3), (52, 5), (52, 7), (104, 9), (33, 14)):
        scene, a, found = lesson.scene(view="shuffle", cards=cards, riffles=n), 2**n, Fraction(0)
        for r in range(1, cards + 1):
            count = sum((-1) ** j * comb(cards + 1, j) * (r - j) ** cards for j in range(r))
            even, chance = Fraction(1, factorial(cards)), Fraction(comb(a + cards - r, cards), a**cards)
            found += count * max(even - chance, Fraction(0))
        assert value(scene, "distance to an evenly") == pytest.approx(float(found), rel=1e-9, abs=1e-14)
        deck = scene.state.deck.tolist()
        runs = 1 + sum(deck.index(k + 1) < deck.index(k) for k in range(cards - 1))
        assert value(scene, "rising sequences in this deck") == runs <= 2**n


def test_seven_riffles_are_the_first_below_a_half(lesson):
    assert value(lesson.scene(view="shuffle"), "first n below") == 7


def test_hidden_days_against_all_paths(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "decode"})
        q, seen = scene.state, values["observed"]
        told = {"-": np.ones(3)}
        for k, letter in enumerate("scr"):
            told[letter] = np.full(3, (1 - values["accuracy"]) / 2)
            told[letter][k] = values["accuracy"]
        total, best, states = 0.0, 0.0, np.zeros((len(seen), 3))
        for way in itertools.product(range(3), repeat=len(seen)):
            chance = q.first[way[0]] * told[seen[0]][way[0]]
            for t in range(1, len(seen)):
                chance *= q.chain[way[t - 1], way[t]] * told[seen[t]][way[t]]
            total, best = total + chance, max(best, chance)
            for t, k in enumerate(way):
                states[t, k] += chance
        assert value(scene, "its probability, given") == pytest.approx(best / total)
        assert q.answers.beliefs.smoothed == pytest.approx(states / total, abs=1e-9)
        chosen = q.answers.beliefs.smoothed[np.arange(len(seen)), q.answers.daily]
        assert chosen == pytest.approx((states / total).max(axis=1), abs=1e-9)


def test_a_sighting_is_dragged_to_another_row_or_taken_back(lesson):
    start = {"view": "decode", "observed": "s-r"}
    for y, wanted in ((panels.ROWS_Y[1], "s-c"), (panels.LOW, "s--"), (99.0, "s-s")):
        scene, _ = drag(lesson, start, "sighting", 2, 3.0, float(y))
        assert scene.state.p.observed == wanted


def test_the_impossible_path_is_said_to_be_one(lesson):
    scene = lesson.scene(lesson.parameters(next(p.values for p in lesson.presets if p.name == "Impossible path")))
    assert scene.state.daily == 0 and "cannot go" in scene.notice and scene.state.best == pytest.approx(0.4)
    assert [value(scene, "best path"), value(scene, "each day")] == ["s s", "s r"]


@pytest.mark.parametrize("values", [{}, {"upper": 1200, "lower": 700, "spread": 200, "stay": 0.9}])
def test_the_nile_is_statsmodels(lesson, values):
    scene = lesson.scene(view="nile", year=1916, **values)
    p = scene.state.p
    rates = np.array([p.stay, 1 - p.stay, p.upper, p.lower, p.spread**2])
    fitted = MarkovRegression(hidden.nile_flow()[1], k_regimes=2, trend="c").smooth(rates)
    assert value(scene, "P(high) in 1916, from all") == pytest.approx(fitted.smoothed_marginal_probabilities[45, 0])
    assert value(scene, "P(high) in 1916, from the years") == pytest.approx(
        fitted.filtered_marginal_probabilities[45, 0]
    )
    assert law(scene, "one evidence").left == pytest.approx(fitted.llf)


def test_levels_of_the_nile_that_change_places_are_named(lesson):
    scene = lesson.scene(view="nile", upper=800, lower=1100)
    assert "changed places" in scene.notice
    alike = lesson.scene(view="nile", upper=900, lower=900)
    assert alike.state.high == pytest.approx(0.5) and "changed places" in alike.notice


def test_without_memory_each_year_is_alone(lesson):
    for year in (1871, 1913, 1964, 1970):
        scene = lesson.scene(view="nile", stay=0.5, year=year)
        assert law(scene, "without memory").holds and not law(scene, "without memory").unless
    told = law(lesson.scene(view="nile", year=1916), "without memory")
    assert told.unless and not told.holds


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    letters = lesson.scene(view="forgetting", source="letters").state.decay
    assert f"{len(markov.written()):,}" in text and f"${letters.second:.3f}$" in text
    assert letters.worst[6] < 0.01 < letters.worst[5]  # "six letters on, less than 1%"
    assert round(0.85**50, 4) == 0.0003
    unmixed = lesson.scene(view="shuffle").state.unmixed
    assert unmixed[0, 5] == pytest.approx(0.92, abs=0.005)  # "two riffles earlier it was 0.92"
    assert unmixed[0, 8:12] / unmixed[0, 7:11] == pytest.approx([0.5] * 4, abs=0.015)
    assert np.flatnonzero(unmixed[1] < 0.334)[0] == 12  # "promises as much only after twelve"
    alone = lesson.scene(view="nile", stay=0.5).state
    wet = alone.river[0].smoothed[[45, 46, 93], 0]
    assert len(alone.switches) > 24 and (wet > 0.8).all()
    river = lesson.scene(view="nile").state.river[0]
    assert river.filtered[46, 0] > 0.5 > river.smoothed[46, 0]  # "is alarmed by 1917"
    assert river.smoothed[26, 0] > 0.9 and river.smoothed[28, 0] < 0.05
    urn = lesson.scene(view="forgetting", source="urn").state.decay
    assert urn.second == pytest.approx(0.9) and urn.delta == pytest.approx(1) and urn.reversible
    turning = lesson.scene(matrix=((0.6, 0.4, 0), (0, 0.6, 0.4), (0.4, 0, 0.6)), view="forgetting").state.decay
    assert abs(turning.values[1].imag) > 0.3
    rain = {"view": "decode", "observed": "ss-r-ss", "start": ((0.6, 0.3, 0.1),)}
    bent = [lesson.scene(**rain, accuracy=a).state.answers for a in (0.95, 0.97, 0.99)]
    assert [[each.daily[3], each.best[3]] for each in bent] == [[0, 0], [2, 0], [2, 2]]


def test_two_steps_forget_all_where_the_bound_promises_it_for_one(lesson):
    scene = lesson.scene(lesson.parameters(next(p.values for p in lesson.presets if p.name == "Two steps")))
    d = scene.state.decay
    assert d.worst[1] == pytest.approx(0.25) and d.worst[2] < 1e-12 and d.second < 1e-6
    assert not law(scene, "from above: balance").holds


def test_a_tie_is_no_impossible_path(lesson):
    """Three days that follow one another in a circle, all but alike: which is best is then a matter of taste."""
    values = {"matrix": "0,1,0;0,0,1;1,0,0", "start": "0.335,0.33,0.335", "view": "decode", "observed": "--"}
    scene = lesson.scene(**values)
    assert scene.state.daily == 0 and not lesson.solved(scene)[3]


def test_random_chains_do_not_solve_the_challenges(lesson):
    rng, solved = np.random.default_rng(4), np.zeros(4, int)
    for _ in range(60):
        rows = tuple(map(tuple, np.round(rng.dirichlet(np.ones(3), 3) / 0.05) * 0.05))
        try:
            values = lesson.parameters({"matrix": rows, "start": (tuple(rng.dirichlet(np.ones(3)).tolist()),)})
        except ValueError:
            continue
        for k, view in ((1, "flow"), (2, "forgetting"), (3, "decode")):
            solved[k] += bool(lesson.solved(lesson.scene(lesson.parameters({**values, "view": view})))[k])
    assert solved.tolist()[1:3] == [0, 0] and solved[3] <= 3


def test_numbers_of_the_graph_stand_clear_of_pipes_and_of_one_another(lesson):
    """A number is beside its own way, and no other way is nearer to it."""
    for values in [{}, {"matrix": ((0.01, 0.495, 0.495), (0.495, 0.01, 0.495), (0.495, 0.495, 0.01))}]:
        q = lesson.scene(**values).state
        trace = panels.graph_panel(q).traces[-1]
        spots = np.stack([trace["x"], trace["y"]], axis=1)
        apart = np.array([[np.hypot(*(way - spot).T).min() for way in panels.WAYS] for spot in spots])
        pipes = panels.PIPE / 2 * q.chain.ravel()
        assert (np.diag(apart) > pipes + 0.03).all() and (apart.argmin(axis=1) == np.arange(9)).all()
        assert (apart > pipes[None] + 0.02).all()
        between = np.abs(spots[:, None] - spots[None])[~np.eye(9, dtype=bool)]
        assert ((between[:, 0] > 0.1) | (between[:, 1] > 0.06)).all()


def names(lesson: Any, **values: Any) -> list[str]:
    traces = panels.triangle_panel(lesson.scene(**values).state).traces
    found = ["".join(trace["text"]).strip() for trace in traces if trace.get("mode") == "text" and len(trace["x"]) == 1]
    return [name for name in found if name and not name.startswith("all ")]  # the corners keep theirs


def test_places_that_are_near_share_a_name(lesson):
    assert names(lesson) == ["δ(Pⁿ)", "after sun", "after cloud", "after rain", "μ₀", "μₙ", "π"]
    assert names(lesson, tick=160)[-2:] == ["μ₀", "π, μₙ"]
    assert names(lesson, tick=0, start=((0.62, 0.31, 0.07),))[-1] == "π, μ₀"
    alike = {"matrix": ((0.3, 0.3, 0.4), (0.33, 0.33, 0.34), (0.31, 0.32, 0.37))}
    assert names(lesson, **alike) == ["after any", "μ₀", "π, μₙ"]
    assert "after sun, rain" in names(lesson, **TWO_STROKE)


def test_the_list_of_paths_begins_with_the_path_that_is_drawn(lesson):
    """Also where several are best, and it lists none that cannot be gone."""
    circle = {"matrix": "0,1,0;0,0,1;1,0,0", "start": "0.3,0.3,0.4", "view": "decode"}
    for values in ({"observed": "ccc"}, {"observed": "--"}, {"observed": "scr-"}, {"observed": "crsrcs-"}):
        scene = lesson.scene(lesson.parameters(circle | values))
        listed = panels.paths_panel(scene.state).traces[3]["text"]
        assert listed[0].split()[0] == "".join("scr"[k] for k in scene.state.answers.best)
        assert not any("impossible" in each for each in listed[:-1]) and len(listed) <= 4
    scene = lesson.scene(
        lesson.parameters(
            {"matrix": "0.5,0.5,0;0.5,0.5,0;0.5,0.5,0", "start": "0.5,0.5,0", "view": "decode", "observed": "--"}
        )
    )
    listed = panels.paths_panel(scene.state).traces[3]["text"]
    assert listed[0].split()[0] == "".join("scr"[k] for k in scene.state.answers.best) and len(listed) == 5


def test_the_second_modulus_is_exact_and_what_is_gone_falls_out_of_the_panel(lesson):
    scene = lesson.scene(lesson.parameters(next(p.values for p in lesson.presets if p.name == "Two steps")))
    assert value(scene, "second largest") == 0.0
    fall = next(t for t in panels.decay_panel(scene.state).traces if t.get("name") == "d(n)" and t["mode"] == "lines")
    assert np.isfinite(fall["y"]).all() and (fall["y"][2:] < panels.FLOOR).all()


def test_levels_of_the_nile_that_are_alike_have_two_names(lesson):
    for upper, lower in ((900, 900), (860, 870), (1300, 600)):
        places = panels.series_panel(lesson.scene(view="nile", upper=upper, lower=lower).state).traces[-1]["y"]
        assert abs(places[0] - places[1]) >= 50 and (places[0] > places[1]) == (upper >= lower)


def test_while_mass_moves_the_title_says_so(lesson):
    assert [panels.graph_panel(lesson.scene(tick=t).state).title for t in (4, 5)] == [
        "The mass after 1 step",
        "The mass after 1 step, moving on",
    ]


def test_a_start_that_is_dragged_out_is_not_stopped_by_jumps(lesson):
    assert "negative share" in drag(lesson, {"jump": 0.3}, "begin", None, -3.0, -2.0)[1]


def test_states_that_are_left_for_good_are_spoken_of_by_their_number(lesson):
    assert lesson.scene(matrix=[[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5]]).notice.endswith(" to them.")
    assert lesson.scene(matrix=[[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.5, 0.0, 0.5]]).notice.endswith(" to it.")
