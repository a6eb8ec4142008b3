"""The lesson on expectation and variance. Oracles: NumPy's average and cov, SciPy's minimisers, all permutations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from explorer.catalogue import find
from explorer.lesson import Lesson, Readout, Scene
from tests.lessons import contracts
from tests.lessons.asking import drag, law


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return find("expectation_variance")


def said(scene: Scene, name: str) -> Readout:
    return next(each for each in scene.readouts if isinstance(each, Readout) and each.name.startswith(name))


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
    assert law(scene, "the expectation").holds and law(scene, "n variances").holds


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


def test_noise_is_variances_and_covariances(lesson: Lesson) -> None:
    """Variances of draws add if they are drawn anew, and of a single one; else they visibly do not."""
    for batch in (1, 2, 8, 100, 442):
        for replaced in (False, True):
            scene = lesson.scene(view="minibatch", batch=batch, replaced=replaced)
            found = law(scene, "variances of draws")
            assert found.holds == (replaced or batch == 1) and bool(found.unless) != found.holds
            wanted = 1.0 if replaced else (442 - scene.numbers["batch"]) / 441
            assert found.left == pytest.approx(found.right * wanted, abs=1e-12)


def test_at_the_minimum_the_signal_is_zero(lesson: Lesson) -> None:
    """Not the rounding of a zero, in readout and text."""
    assert said(lesson.scene(view="minibatch", share=1), "|mean gradient|²").value == 0


def test_bars_and_ring_fit_their_panels(lesson: Lesson) -> None:
    lone = ((5.0, 5.0), *(((-5.0, -5.0),) * 11))  # the largest rectangle to a mean that twelve points can have
    for cloud in (lone, tuple((float(k), float(k)) for k in range(5))):
        scene = lesson.scene(view="rectangles", cloud=cloud)
        panel = scene.panels[1]
        assert 1.04 * np.abs(scene.numbers["found"].centre).max() < np.max(panel.y.range)
    panel = lesson.scene(view="minibatch", batch=1).panels[0]
    ring = next(trace for trace in panel.traces if len(np.atleast_1d(trace["x"])) == 121)
    assert np.abs([ring["x"], ring["y"]]).max() < np.max(panel.x.range)


def test_pairs_are_drawn_without_a_mean(lesson: Lesson) -> None:
    for between, drawn in (("mean", True), ("pairs", False)):
        panel = lesson.scene(view="rectangles", between=between).panels[0]
        mean = next(trace for trace in panel.traces if trace.get("name") == "mean")
        assert np.isfinite(np.asarray(mean["x"], float)).all() == drawn


def test_the_covariance_is_named_where_no_bar_is(lesson: Lesson) -> None:
    """Where it is negative, the bars that hang lowest stand on the right."""
    for last in (-1.5, -3.0, -5.0):
        panel = lesson.scene(view="rectangles", cloud=(*((float(k), float(k)) for k in range(4)), (4.0, last))).panels[
            1
        ]
        name = next(trace for trace in panel.traces if trace.get("text") == ["covariance"])
        assert name["x"][0] < 0.5 and name["textposition"].startswith("bottom")


def test_the_preset_alone_does_not_part_mean_and_median(lesson: Lesson) -> None:
    """To put c at the mean of Outlier and median is not enough: the four others have to come together."""
    outlier = next(preset for preset in lesson.presets if preset.name == "Outlier and median")
    assert not lesson.solved(lesson.scene(**{**outlier.values, "fulcrum": 3.4}))[0]


def test_a_mean_between_two_steps_all_but_balances(lesson: Lesson) -> None:
    near = lesson.scene(view="balance", places=(1, 2, 3, 4.5, 9.6), fulcrum=4)
    assert near.notice.startswith("It all but balances: the mean is 4.02")
    assert lesson.scene(view="balance", fulcrum=4).notice == "It balances: c is the mean."


def test_batches_of_the_text_can_be_set(lesson: Lesson) -> None:
    for batch, noise in ((1, 9.618), (8, 1.183), (64, 0.1288), (104, 0.05 * 1.459)):
        numbers = lesson.scene(view="minibatch", batch=batch).numbers
        assert numbers["batch"] == batch and numbers["expected_noise"] == pytest.approx(noise, rel=0.03)
