"""The lesson on the MAP. Oracles: SciPy's beta and chi laws, scikit-learn's Ridge and Lasso."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import Lasso, Ridge

from explorer import catalogue
from explorer.catalogue import find
from explorer.lesson import Lesson, Readout, Scene
from tests.lessons import contracts
from tests.lessons.asking import law


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return find("map_estimation")


def said(scene: Scene, name: str) -> Any:
    return next(each for each in scene.readouts if isinstance(each, Readout) and each.name.startswith(name)).value


def test_the_coin_at_random_states(lesson: Lesson) -> None:
    for values in contracts.random_states(lesson, 30):
        scene = lesson.scene(**values | {"view": "coin"})
        heads = scene.numbers["heads"]
        a = values["strength"] * values["guess"] + heads
        b = values["strength"] * (1 - values["guess"]) + values["tossed"] - heads
        assert said(scene, "posterior mean") == pytest.approx(stats.beta(a, b).mean())
        if a > 1 and b > 1:
            assert said(scene, "maximum") == pytest.approx((a - 1) / (a + b - 2))


def test_rulers_at_random_states(lesson: Lesson) -> None:
    for values in contracts.random_states(lesson, 30):
        scene = lesson.scene(**values | {"view": "rulers"})
        assert said(scene, "median") == pytest.approx(stats.beta(values["a"], values["b"]).median())
        assert said(scene, "mean") == pytest.approx(stats.beta(values["a"], values["b"]).mean())


def test_the_ruler_moves_the_mode_unless_it_is_even_or_the_law_symmetric(lesson: Lesson) -> None:
    moved = law(lesson.scene(view="rulers"), "the mode goes along")
    assert moved.unless and not moved.holds and (moved.left, moved.right) == pytest.approx((0.25, 0.2))
    for state in ({"bend": 0}, {"a": 7, "b": 7}):
        still = law(lesson.scene(view="rulers", **state), "the mode goes along")
        assert still.holds and not still.unless


def test_weights_are_those_of_scikit_learn(lesson: Lesson) -> None:
    for kind, model in (("normal", Ridge), ("laplace", Lasso)):
        for tau in (0.2, 0.946, 7.52, 150.0):
            scene = lesson.scene(view="weights", prior_of_w=kind, tau=tau)
            fit = scene.numbers["ten"]
            table = fit.table
            options = {"tol": 1e-12, "max_iter": 100_000} if model is Lasso else {}
            fitted = model(alpha=said(scene, "alpha"), fit_intercept=False, **options).fit(table.x, table.y)
            assert fit.weights == pytest.approx(fitted.coef_, abs=1e-3)
            assert said(scene, "share") == pytest.approx(fitted.score(table.x, table.y), abs=1e-6)


def test_the_lasso_keeps_four_and_can_lose_all(lesson: Lesson) -> None:
    four = next(preset for preset in lesson.presets if preset.name == "Lasso, four survive")
    assert said(lesson.scene(lesson.parameters(four.values)), "weights") == "4 of 10"
    none = lesson.scene(view="weights", prior_of_w="laplace", tau=0.2)
    assert said(none, "weights") == "0 of 10" and "exactly 0" in none.notice
    assert said(lesson.scene(view="weights", tau=0.2), "weights") == "10 of 10"


def test_where_there_is_no_map_the_page_says_so(lesson: Lesson) -> None:
    before = lesson.scene(view="coin", strength=1, tossed=0)
    assert said(before, "maximum") == "none" and "no MAP" in before.notice
    sure = lesson.scene(view="coin", coin=0, strength=1, tossed=5)
    assert said(sure, "maximum") == 0 and "at the end" in sure.notice
    flat = lesson.scene(view="rulers", a=1, b=1, bend=0)
    assert said(flat, "mode in p") == "none" and "no mode" in flat.notice


def test_a_ball_halfway_to_the_peel_is_empty(lesson: Lesson) -> None:
    scene = lesson.scene(view="typical", d=100, radius=5)
    assert said(scene, "P(|x|") == pytest.approx(stats.chi(100).cdf(5), rel=1e-6)
    assert law(scene, "counted").left == 0


def test_handles_move_what_they_hold(lesson: Lesson) -> None:
    ruler = lesson.scene(view="rulers", bend=0)
    found, sentence = lesson.pulled(ruler, "mode", None, 2.5 / 11, 0.0)
    assert found["bend"] == pytest.approx(0.5, abs=0.011) and not sentence
    assert lesson.pulled(ruler, "mode", None, 0.4, 0.0)[1].startswith("The rulers go")
    plane = lesson.scene(view="weights", prior_of_w="laplace")
    spot = plane.numbers["two"].path[60]
    assert lesson.pulled(plane, "map", None, *spot)[0]["tau"] == pytest.approx(
        np.geomspace(0.2, 200, 161)[60], rel=0.05
    )


def test_a_handle_that_has_nowhere_to_go_stays_and_says_why(lesson: Lesson) -> None:
    even = lesson.scene(view="rulers", a=7, b=7, bend=0.4)
    found, sentence = lesson.pulled(even, "mode", None, 0.6, 0.0)
    assert found["bend"] == 0.4 and "symmetric" in sentence
    wide = lesson.scene(view="coin", guess=0.9, strength=1)
    handle = next(each for _, each in wide.handles if each.name == "spread")
    assert 0 < handle.spot[0] < 0.9  # on the side where there is room
    assert lesson.pulled(wide, "spread", None, *handle.spot)[0]["strength"] == 1
    found, sentence = lesson.pulled(wide, "spread", None, 0.1, 0.0)
    assert found["strength"] == 1 and "1 to 1000" in sentence


def test_the_mode_at_an_end_needs_no_toss(lesson: Lesson) -> None:
    notice = lesson.scene(view="coin", guess=0.1, strength=4, tossed=0).notice
    assert "at the end, 0" in notice and "toss" not in notice


def test_at_the_corner_the_mode_is_zero_and_the_mean_is_not(lesson: Lesson) -> None:
    preset = next(preset for preset in lesson.presets if preset.name == "At the corner")
    corner = lesson.scene(lesson.parameters(preset.values))
    parted = law(corner, "of two")
    assert parted.unless and not parted.holds and parted.right == 0 and parted.left > 1
    assert corner.numbers["w_bp"] == 0 and corner.numbers["w_bmi"] > 10
    table = corner.numbers["two"].table
    fitted = Lasso(alpha=corner.numbers["alpha"], fit_intercept=False, tol=1e-12).fit(table.x, table.y)
    assert corner.numbers["two"].weights == pytest.approx(fitted.coef_, abs=1e-6)
    joined = law(lesson.scene(view="weights", tau=0.3), "of two")
    assert joined.holds and not joined.unless


def test_along_the_lassos_path_weights_come_in_and_one_leaves(lesson: Lesson) -> None:
    path = lesson.scene(view="weights", prior_of_w="laplace").numbers["ten"].path != 0
    left = (path[:-1] & ~path[1:]).sum(axis=0)
    assert left.sum() == 1 and path[-1].all() and not path[0].any()


def test_a_slice_that_the_old_grid_missed_is_drawn(lesson: Lesson) -> None:
    even = lesson.scene(view="rulers", a=1, b=30).panels[0]
    first = np.asarray(even.traces[0]["x"], float)
    assert np.nanmin(first) == 0 and np.nanmax(first) == pytest.approx(stats.beta(1, 30).ppf(0.1), abs=1e-9)


def test_no_preset_solves_a_challenge(lesson: Lesson) -> None:
    for preset in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(preset.values)))), preset.name


def test_what_stands_under_the_ruler_stays_under_it_where_its_axis_rests():
    """Dragging the mode changes the height of the density on the ruler, whose axis rests meanwhile (drawing.js)."""
    panel = find("map_estimation").scene(view="rulers", bend=0.3).panels[1]
    said = {
        "".join(trace["text"]).strip() for trace in panel.traces if trace.get("meta") == "corner" and "text" in trace
    }
    assert {"mode", "median"} <= said


def test_no_exercise_takes_the_posterior_mean_for_the_mode(lesson):
    """At no pair of prior and tosses: with 2 of 2 heads and a + b = 20 they were within what it forgives."""
    task = next(each for each in catalogue.tasks(lesson) if "all heads" in each.text)
    for strength, n in itertools.product(task.vary["strength"], task.vary["tossed"]):
        right, mean = (strength / 2 + n - 1) / (strength + n - 2), (strength / 2 + n) / (strength + n)
        assert abs(right - mean) > task.near, (strength, n)
