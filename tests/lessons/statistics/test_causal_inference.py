"""The lesson on causes: slopes of its points against NumPy's least squares and closed forms, what its presets and text
say, rates against the published figures, births against statsmodels' `OLS`, degenerate data, what challenges take.

The mathematics (open ways, stories, weights and their errors, hidden causes) has its oracles in `tests/mathcore`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Unanswerable
from mathcore.statistics import adjustment, structural
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

api: Any = sm


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("causal_inference")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def test_slopes_are_those_of_the_points_that_are_drawn(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "graph"})
        points = scene.panels[1].traces[0]
        x, y, z = points["x"], points["y"], points["marker"]["color"]
        assert value(scene, "slope of Y on X, all") == pytest.approx(stats.linregress(x, y).slope)
        design = np.column_stack([np.ones_like(x), x, z])
        fit = np.linalg.lstsq(design, y, rcond=None)[0][1]
        assert value(scene, "slope of Y on X with Z") == pytest.approx(fit, abs=1e-9)


def test_what_the_presets_say_of_arrows(lesson):
    said = {
        "Sign flip": (0.5, 0.5 - 1.2 * 1.8 / 2.44, 0.5),
        "The lot": (0.5, 0.5, 0.5),
        "Mediator": (0.7, 0.7, 0.3),
        "Collider": (0.5, 0.5, -0.25),
        "M": (0.5, 0.5, 0.3),
        "Instrument": (0.5, 2 / 3, 1.0),
    }
    for name, wanted in said.items():
        q = preset(lesson, name).state
        assert (q.effect, q.naive, q.adjusted) == pytest.approx(wanted, abs=1e-9), name
    assert preset(lesson, "Sign flip").state.passing == ["an effect", "a leak"]
    assert preset(lesson, "The lot").state.passing == ["an effect"]
    assert preset(lesson, "Mediator").state.passing == ["an effect", "closed"]
    assert preset(lesson, "M").state.passing == ["an effect", "a leak"]
    assert law(preset(lesson, "Instrument"), "the instrument").left == pytest.approx(0.5)


def test_the_entry_s_numbers(lesson):
    flipped = lesson.scene(a=1, b=0.5, c=-2).state
    assert (flipped.naive, flipped.adjusted) == pytest.approx((-0.5, 0.5))
    made = lesson.scene(structure="collider", a=1, b=0, c=1).state
    assert (made.naive, made.adjusted) == pytest.approx((0, -0.5), abs=1e-12)


def test_no_story_moves_a_point_and_every_story_fits(lesson):
    for data in ("round", "diabetes"):
        scenes = {story: lesson.scene(view="stories", story=story, data=data) for story in structural.ORDERS}
        first = scenes["fork"].panels[1].traces[0]
        for scene in scenes.values():
            assert np.array_equal(scene.panels[1].traces[0]["x"], first["x"])
            assert np.array_equal(scene.panels[1].traces[0]["y"], first["y"])
            assert law(scene, "the story fits").holds
    effects = [lesson.scene(view="stories", story=story).state.told.effect_done for story in structural.ORDERS]
    assert effects == pytest.approx([0.5, 1, 1])


def test_patients_by_statsmodels(lesson):
    scene, (_, rows) = preset(lesson, "Patients"), adjustment.patients()
    both = api.OLS(rows[:, 1], api.add_constant(rows[:, [0, 2]])).fit().params[1]
    alone = api.OLS(rows[:, 1], api.add_constant(rows[:, 0])).fit().params[1]
    assert (value(scene, "effect of one more"), value(scene, "slope of Y on X")) == pytest.approx((both, alone))
    assert both < alone  # "lowering the pressure does less than the scatter promises"
    assert value(scene, "mean of Y if all") == pytest.approx(rows[:, 1].mean() + both * 2 * rows[:, 0].std())


def test_a_readers_file(lesson):
    rng = np.random.default_rng(3)
    rows = np.round(rng.normal(size=(40, 3)) @ [[1, 1, 0.5], [0, 1, 0], [0.3, 0, 1]], 3)
    scene = lesson.scene(view="stories", data=pack(OwnData(("dose", "pain", "age"), rows)))
    fit = api.OLS(rows[:, 1], api.add_constant(rows[:, [0, 2]])).fit().params[1]
    assert value(scene, "effect of one more") == pytest.approx(fit)
    assert (scene.panels[1].x.title, scene.panels[1].y.title) == ("dose", "pain")
    tied = pack(OwnData(("a", "b", "c"), np.column_stack([rows[:, :2], rows[:, 0] * 2])))
    still = pack(OwnData(("a", "b", "c"), np.column_stack([rows[:, :2], np.ones(40)])))
    for data in (tied, still):
        with pytest.raises(Unanswerable, match="constant"):
            lesson.scene(view="stories", data=data)
        scene = lesson.scene(data=data)  # other views still speak, and so do the text and the programs
        assert np.isfinite(scene.numbers["naive"]) and np.isnan(scene.numbers["done"])
        assert lesson.listing(scene.state)["means"] == [0, 0, 0]


def test_rates_of_the_presets(lesson):
    scene = preset(lesson, "Admissions")
    assert "44.5%" in value(scene, "men") and "38.7%" in value(scene, "men")
    assert "30.4%" in value(scene, "women") and "43.0%" in value(scene, "women") and "turns round" in scene.notice
    applied, admitted = scene.state.rates.sizes, scene.state.rates.rates
    assert applied[2:, 1].sum() > 0.9 * applied[:, 1].sum() and admitted[2:].max() < 0.38  # "C to F, where few …"
    stones = preset(lesson, "Kidney stones")
    assert value(stones, "strata that favour surgery") == "2 of 2" and stones.state.crude[0] < stones.state.crude[1]
    assert stones.state.rates.own[1].tolist() == pytest.approx([263 / 350, 80 / 350])  # "it got the large ones"


def test_tables_without_an_answer(lesson):
    full, none = (10, 20, 30, 40), (0, 0, 0, 0)
    for rows, said in (((none,) * 3, "empty"), ((full, (1, 1, 0, 0), full), "one stratum")):
        with pytest.raises(Unanswerable, match=said):
            lesson.scene(view="rates", cases="own", own=rows)
        assert np.isnan(lesson.scene(cases="own", own=rows).numbers["crude_first"])
    two = lesson.scene(view="rates", cases="own", own=(full, none, (5, 6, 7, 8)))
    assert value(two, "strata that favour").endswith("of 2")


def test_dragging_the_mix_weighs_the_same_rates_otherwise(lesson):
    scene, sentence = drag(lesson, {"view": "rates"}, "blend", 0, 0.5, 0.4)
    assert not sentence and scene.state.p.shared == 0.5
    assert scene.state.overall == pytest.approx((scene.state.crude + scene.state.standard) / 2)
    assert law(scene, "no gap beyond").unless and not law(lesson.scene(view="rates", shared=1), "no gap beyond").unless


def test_births_by_statsmodels(lesson):
    b = adjustment.births()
    for used in (0, 2, 8):
        scene = lesson.scene(view="hidden", used=used)
        fit = api.OLS(b.weight, api.add_constant(np.column_stack([b.smoked, b.covariates[:, :used]]))).fit()
        numbers = scene.numbers
        assert (numbers["estimate"], numbers["error"], numbers["freedom"]) == pytest.approx(
            (fit.params[1], fit.bse[1], fit.df_resid)
        )
    text = lesson.text()
    assert "275 g" in text and value(lesson.scene(view="births"), "as they are") == pytest.approx(-275, abs=0.5)
    assert "about 224 g" in text and lesson.scene(view="births").state.weighted_effect == pytest.approx(-224, abs=0.6)
    exact = preset(lesson, "Exact balance").state
    assert np.abs(exact.balance[:4]).max() < 1e-9 and np.abs(exact.balance[4:]).max() > 0.15
    assert preset(lesson, "Hidden U").state.regressed.known.max() < 0.03  # "in the corner"


def test_the_line_and_the_hidden_cause_are_dragged(lesson):
    scene, _ = drag(lesson, {"view": "births"}, "cut", None, 0.4, 5.1)
    assert scene.state.p.used == 3
    scene, _ = drag(lesson, {"view": "births"}, "count", None, 0.2, -200)
    assert scene.state.p.used == 0 and "Nothing is adjusted" in scene.notice
    scene, sentence = drag(lesson, {"view": "hidden"}, "hide", None, 0.19, 0.19)
    assert not sentence and scene.state.with_u > 0 and "turn the effect round" in scene.notice
    _, sentence = drag(lesson, {"view": "hidden"}, "hide", None, 0.3, 0.1)
    assert sentence.endswith(".")


def test_selection_makes_a_correlation(lesson):
    """The text's −0.467, by simulation and from the moments of a half-normal."""
    v = 1 - 2 / np.pi
    assert (v - 1) / (v + 1) == pytest.approx(-0.467, abs=5e-4)
    x, y = np.random.default_rng(1).normal(size=(2, 400_000))
    assert np.corrcoef(x[x + y > 0], y[x + y > 0])[0, 1] == pytest.approx(-0.467, abs=0.005)


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng, solved = np.random.default_rng(11), np.zeros(2)
    for values in contracts.random_states(lesson, 60):
        scene = lesson.scene(**values | {"view": "graph"})
        table = tuple(map(tuple, rng.integers(10, 500, (3, 4)).tolist()))
        other = lesson.scene(view="rates", cases="own", own=table)
        solved += [bool(lesson.solved(scene)[0]), bool(lesson.solved(other)[1])]
    assert (solved <= 1).all(), solved


def test_predictions(lesson):
    cured, slope = (each.predict for each in lesson.challenges if each.predict)
    scene = lesson.scene(**cured.at)
    assert cured.truth(scene.state) == pytest.approx((90 + 30) / 2)
    assert 100 * scene.state.crude == pytest.approx([36, 74])  # (90 + 270)/1000, (720 + 20)/1000
    rows = np.random.default_rng(3).normal(size=(400_000, 3)) @ np.array([[1, 0.5, 2.5], [0, 1, 1], [0, 0, 1]])
    design = np.column_stack([np.ones(len(rows)), rows[:, [0, 2]]])
    assert np.linalg.lstsq(design, rows[:, 1], rcond=None)[0][1] == pytest.approx(-0.75, abs=0.01)
    assert slope.truth(lesson.scene(**slope.at).state) == pytest.approx(-0.75)
    for guess in (36.0, 74.0, 50.0, 55.0, 65.0):
        assert abs(cured.truth(scene.state) - guess) > cured.near
    for guess in (0.5, 0, -0.5, -0.25, 2.5, -1):
        assert abs(slope.truth(lesson.scene(**slope.at).state) - guess) > slope.near


def test_no_answer_of_a_prediction_is_printed_before_it_is_asked(lesson):
    """Neither a preset nor the start shows the number that is to be guessed."""
    for prediction in (each.predict for each in lesson.challenges if each.predict):
        truth = prediction.truth(lesson.scene(**prediction.at).state)
        for values in ({}, *(each.values for each in lesson.presets)):
            assert prediction.truth(lesson.scene(**values).state) != pytest.approx(truth, abs=prediction.near)


def test_what_is_left_out_of_the_births(lesson):
    """ "age, left out, comes nearer, and first baby moves away", "age comes nearer, a birth abroad moves away"."""
    b = adjustment.births()
    raw = dict(zip(b.names, np.abs(b.balance()), strict=True))
    one = dict(zip(b.names, np.abs(lesson.scene(view="births", used=1).state.balance), strict=True))
    assert b.names[0] == "married" and one["age"] < 0.5 * raw["age"] and one["first baby"] > raw["first baby"] + 0.03
    exact = dict(zip(b.names, np.abs(preset(lesson, "Exact balance").state.balance), strict=True))
    assert exact["age"] < 0.5 * raw["age"] and exact["born abroad"] > raw["born abroad"] + 0.03


def test_nothing_is_lost_where_nothing_is_weighted(lesson):
    """With no covariates the difference of means uses each birth fully; Kish's number by group, by hand."""
    for target in ("all", "treated", "overlap"):
        said = value(lesson.scene(view="births", used=0, target=target), "as many would do")
        assert said == "864 of 864, 3778 of 3778"
    q = lesson.scene(view="births").state
    w = q.weighted.weights[adjustment.births().smoked == 1]
    assert value(lesson.scene(view="births"), "as many").startswith(f"{w.sum() ** 2 / (w**2).sum():.0f} of 864, ")


def test_the_target_of_another_view_does_not_move_the_hidden_u(lesson):
    first, second = (lesson.scene(view="hidden", target=t) for t in ("all", "treated"))
    assert first.figure().to_json() == second.figure().to_json()
    band = first.panels[1].traces[1]  # a 95% interval of the regression
    assert np.nanmax(band["y"][:9]) < 0 and lesson.scene(view="births").figure().to_json() != first.figure().to_json()


def test_points_that_leave_the_scatter_are_counted(lesson):
    for seed in range(60):
        scene = lesson.scene(view="stories", seed=seed)
        points, plane = scene.panels[1].traces[0], scene.panels[1]
        (x0, x1), (y0, y1) = plane.x.range, plane.y.range
        x, y = np.asarray(points["x"]), np.asarray(points["y"])
        out = int(((x < x0) | (x > x1) | (y < y0) | (y > y1)).sum())
        assert scene.notice == (f"Points beyond the picture: {out}." if out else "")
    x, y, z = np.random.default_rng(2).normal(size=(3, 30))
    far = pack(OwnData(("a", "b", "c"), np.column_stack([x, 4 * y + 20 * z, x + 0.05 * z])))
    scene = lesson.scene(view="stories", data=far, at=2.5)
    assert scene.state.told.done < scene.panels[1].y.range[0] and "waits at the edge" in scene.notice


def test_strengths_of_upright_arrows_stand_clear_of_a_z_that_is_held(lesson):
    at = structural.PLACES["m"]
    spots = structural.beside(at, [(3, 0), (4, 1)], [8, 8])
    assert (spots[:, 1] + 0.2 < at[2, 1] - 0.42).all()


def test_names_of_ways_and_nothing_to_cut(lesson):
    scene = lesson.scene(structure="chain", lot=True)
    assert "nothing to cut" in scene.notice and scene.state.stated == lesson.scene(structure="chain").state.stated
    assert "no instrument" in lesson.scene(structure="instrument", a=0).notice
    assert "waits at its edge" in lesson.scene(structure="chain", a=2, b=1.5, c=2).notice


def test_a_slope_of_zero_is_zero(lesson):
    for values in ({"a": 1, "b": 0, "c": 1}, {"a": 0, "b": 0, "c": 0, "held": True}, {"a": -0.7, "b": 0, "c": 1.3}):
        scene = lesson.scene(structure="collider", **values)
        assert scene.state.naive == 0 and scene.numbers["naive"] == 0
    assert lesson.scene(structure="fork", a=1, b=0, c=1).state.adjusted == 0
