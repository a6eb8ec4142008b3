"""The lesson on expectation and variance. Oracles: NumPy's average and cov, SciPy's minimisers, all permutations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from explorer.catalogue import find
from explorer.lesson import Law, Lesson, Readout, Scene
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return find("expectation_variance")


def said(scene: Scene, name: str) -> Readout:
    return next(each for each in scene.readouts if isinstance(each, Readout) and each.name.startswith(name))


def law(scene: Scene, name: str) -> Law:
    return next(each for each in scene.readouts if isinstance(each, Law) and each.name.startswith(name))


def drag(lesson: Lesson, values: dict, name: str, index: int | None, x: float, y: float) -> tuple[Scene, str]:
    found, sentence = lesson.pulled(lesson.scene(**values), name, index, x, y)
    return lesson.scene(found), sentence


def test_readouts_at_random_states(lesson: Lesson) -> None:
    for values in contracts.random_states(lesson, 30):
        beam = lesson.scene(**values | {"view": "balance"})
        x, w = np.array(values["places"]), np.array(values["weights"][0])
        mean = np.average(x, weights=w)
        assert said(beam, "mean").value == pytest.approx(mean)
        assert said(beam, "standard").value == pytest.approx(np.sqrt(np.average((x - mean) ** 2, weights=w)), abs=1e-9)
        least = minimize_scalar(lambda c, x=x, w=w: np.average(abs(x - c), weights=w), bounds=(0, 10), method="bounded")
        assert law(beam, "no place").left <= least.fun + 1e-9
        table = lesson.scene(**values | {"view": "rectangles"})
        ddof = int(values["divisor"] == "less")
        wanted = np.cov(np.array(values["cloud"]).T, ddof=ddof)
        assert said(table, "covariance").value == pytest.approx(wanted[0, 1], abs=1e-9)
        sides = lesson.scene(**values | {"view": "triangle"})
        a, b, r = (values[name] for name in ("sd_x", "sd_y", "r"))
        sign = -1 if values["minus"] else 1
        assert said(sides, "sd(X").value ** 2 == pytest.approx(a * a + b * b + sign * 2 * a * b * r, abs=1e-9)


def test_the_law_of_cosines_of_the_text(lesson: Lesson) -> None:
    scene = lesson.scene(view="triangle", sd_x=3, sd_y=4, r=0.5)
    assert said(scene, "sd(X").value == pytest.approx(6.0828, abs=5e-5)
    assert not law(scene, "variances add").holds and law(scene, "variances add").unless
    square = lesson.scene(view="triangle", sd_x=3, sd_y=4, r=0)
    assert law(square, "variances add").holds and not law(square, "variances add").unless
    assert said(square, "sd(X").value == pytest.approx(5)


def test_degenerate_states_say_so(lesson: Lesson) -> None:
    assert "one place" in lesson.scene(view="balance", places=(5, 5, 5, 5, 5)).notice
    flat = lesson.scene(view="rectangles", cloud=((1, 1), (2, 1), (3, 1)))
    assert "no rectangle" in flat.notice and said(flat, "correlation").value.startswith("none")
    assert "length 0" in lesson.scene(view="triangle", sd_x=0).notice
    assert "no noise" in lesson.scene(view="minibatch", batch=442).notice
    end = lesson.scene(view="minibatch", share=1)
    assert "noise alone" in end.notice and said(end, "noise scale").value.startswith("none")
    assert said(lesson.scene(view="shuffle", shuffled=0), "in place now").value == "not shuffled yet"


def test_two_cards_stay_together_or_not_at_all(lesson: Lesson) -> None:
    scene = lesson.scene(view="shuffle", cards=2, shuffled=400)
    assert set(scene.numbers["matches"].tolist()) == {0, 2}
    assert law(scene, "the expectation").holds and law(scene, "n squared").holds


def test_handles_move_what_they_hold(lesson: Lesson) -> None:
    scene, sentence = drag(lesson, {"view": "triangle"}, "tip", None, 3.0, 2.0)
    assert (scene.numbers["r"], scene.numbers["sd_y"], sentence) == (0, 2, "")
    scene, sentence = drag(lesson, {"view": "triangle"}, "tip", None, 3.0, -2.0)
    assert "180 degrees" in sentence
    turned, _ = drag(lesson, {"view": "triangle", "minus": True}, "tip", None, 5.0, 2.0)
    assert turned.numbers["r"] == pytest.approx(-np.sqrt(0.5), abs=0.006)
    beam, _ = drag(lesson, {"view": "balance"}, "places", 4, 6.0, 0.0)
    assert beam.numbers["mean_x"] == pytest.approx((1 + 2 + 3 + 4.5 + 6) / 5)


def test_a_point_on_the_edge_of_the_sign_is_not_yet_negative(lesson: Lesson) -> None:
    """At y = −1 the covariance is exactly zero: the challenge asks for less."""
    cloud = tuple((float(k), float(k)) for k in range(4))
    zero = lesson.scene(view="rectangles", cloud=(*cloud, (4.0, -1.0)))
    assert said(zero, "covariance").value == pytest.approx(0, abs=1e-12)
    assert lesson.solved(zero)[1] is False


def test_no_preset_solves_a_challenge(lesson: Lesson) -> None:
    for preset in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(preset.values)))), preset.name


def test_the_same_seed_deals_the_same_cards_and_batches(lesson: Lesson) -> None:
    for view, name in (("shuffle", "matches"), ("minibatch", "steps")):
        one, two, other = (lesson.scene(view=view, seed=seed).numbers[name] for seed in (5, 5, 6))
        assert (one == two).all() and (one != other).any()
