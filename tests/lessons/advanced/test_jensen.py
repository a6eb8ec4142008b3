"""The lesson on Jensen's inequality: NumPy's averages at random states, scikit-learn's losses for the digits, what is
degenerate, and numbers that its text says. (The mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from sklearn.metrics import log_loss

from mathcore.advanced import jensen
from pages.advanced.jensen import panels
from pages.advanced.jensen.lesson import FUNCTIONS
from tests.lessons import contracts
from tests.lessons.asking import drag, law

F: dict[str, Callable[[Any], Any]] = {"square": np.square, "exp": np.exp, "log": np.log}
F |= {"hinge": lambda x: np.clip(x - 1, 0, None), "wave": lambda x: np.sin(2 * x)}
ONE_PLACE = {"masses": (1.3, 1.3, 1.3, 1.3)}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("jensen")


def test_both_sides_are_numpys_averages(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "gap"})
        f, x, w = F[values["function"]], np.array(values["masses"]), np.array(values["weights"][0])
        mean = np.average(x, weights=w)
        sides = np.average(f(x), weights=w), f(mean)
        assert (scene.readouts[0].value, scene.readouts[1].value) == pytest.approx(sides, rel=1e-9, abs=1e-9)
        assert scene.readouts[2].value == pytest.approx(sides[0] - sides[1], abs=1e-9)
        assert scene.readouts[3].value == pytest.approx(np.average((x - mean) ** 2, weights=w), abs=1e-9)


def test_the_elbo_and_the_evidence_against_scipy(lesson):
    joint = multivariate_normal([0, 0], [[1, 1], [1, 2]])  # of z and x
    nodes, shares = np.polynomial.hermite_e.hermegauss(20)
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "elbo"})
        x, m, s = values["observed"], values["q_mean"], values["q_sd"]
        z = m + s * nodes
        log_w = joint.logpdf(np.stack([z, np.full(20, x)], axis=1)) - norm.logpdf(z, m, s)
        assert scene.readouts[0].value == pytest.approx(norm.logpdf(x, 0, np.sqrt(2)), abs=1e-9)
        assert scene.readouts[1].value == pytest.approx(shares @ log_w / shares.sum(), abs=1e-9)
        assert scene.state.log_weights == pytest.approx(
            joint.logpdf(np.stack([scene.state.draws, np.full(24, x)], axis=1)) - norm.logpdf(scene.state.draws, m, s)
        )


def test_the_losses_of_one_digit_and_of_all_are_scikit_learns(lesson):
    found = jensen.bagged()
    for digit, trees in ((0, 1), (450, 20), (43, 2), (897, 13)):
        scene = lesson.scene(view="ensemble", digit=digit, trees=trees)
        labels, first = found.labels, found.chances[:trees]
        one = [log_loss(labels[[digit]], p[[digit]], labels=range(10)) for p in first]
        together = first.mean(axis=0)
        wanted = [np.mean(one), log_loss(labels[[digit]], together[[digit]], labels=range(10))]
        wanted += [np.mean([log_loss(labels, p) for p in first]), log_loss(labels, together)]
        assert [each.value for each in scene.readouts[:4]] == pytest.approx(wanted)


def test_the_numbers_in_the_text(lesson):
    found, text = jensen.bagged(), lesson.text()
    (each, together), right = found.losses(20), found.accuracies(20)
    for said in (f"${each.mean():.3f}$", f"${together.mean():.3f}$", rf"${100 * right[0]:.1f}\%$"):
        assert said in text
    assert rf"${100 * right[1]:.1f}\%$" in text
    ensemble = found.chances.mean(axis=0).argmax(axis=1) == found.labels
    assert ((found.chances.argmax(axis=2) == found.labels) & ~ensemble).any()  # "some digits that a tree had right …"
    prior, narrow = (lesson.scene(lesson.parameters(lesson.presets[k].values)).numbers for k in (6, 7))
    assert (prior["elbo_gap"], narrow["elbo_gap"]) == pytest.approx((0.7159, 0.23), abs=4e-4)
    assert np.ptp(lesson.scene(view="elbo").state.log_weights) > np.log(200)
    start, thin = lesson.scene().state, lesson.scene(lesson.parameters(lesson.presets[7].values)).state
    assert (start.w * start.rises)[-1] > 0.5 * start.found.gap  # "more than half of it comes from the last mass"
    assert np.exp(thin.log_weights).mean() < 0.9 * np.exp(thin.log_evidence)  # "huge weights that no dot meets"
    bet = lesson.scene(lesson.parameters(lesson.presets[5].values)).numbers
    assert (bet["mean"], np.exp(bet["mean_of_values"])) == pytest.approx((1.4, 0.866), abs=1e-4)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("values", [ONE_PLACE, {"weights": ((0.0, 1.0, 0.0, 0.0),)}])
def test_weight_at_one_place_has_no_gap(lesson, function, values):
    scene = lesson.scene(function=function, **values)
    assert abs(scene.numbers["gap"]) < 1e-12 and scene.numbers["variance"] == pytest.approx(0, abs=1e-30)
    assert "one place" in scene.notice
    assert law(scene, "between the masses f is straight").relation == "="


def test_a_kink_at_the_outermost_mass_does_not_bend_the_hinge(lesson):
    touching = lesson.scene(function="hinge", masses=(1.0, 1.2, 2.0, 3.0))
    assert touching.numbers["gap"] == 0 and "No bend" in touching.notice  # and no 5.6e-17
    inside = lesson.scene(function="hinge", masses=(0.99, 1.2, 2.0, 3.0))
    assert inside.numbers["gap"] > 1e-3 and inside.numbers["most"] == np.inf
    assert any("kink" in str(getattr(each, "value", "")) for each in inside.readouts)


def test_masses_just_as_far_apart_as_the_challenge_asks_are_far_enough(lesson):
    """In floating point 1.9 − 1 is less than 0.9."""
    for low in (0.05, 0.07, 0.1, 1.0, 1.03, 2.1):
        for spread, enough in ((0.9, True), (0.89, False)):
            places = (low, low, low, round(low + spread, 2))
            assert lesson.solved(lesson.scene(function="hinge", masses=places))[0] == enough, places


def test_where_f_bends_both_ways_no_side_is_promised(lesson):
    start = lesson.presets[4].values
    before, after = lesson.scene(**start), drag(lesson, start, "crowd", None, 2.3, 0.0)[0]
    assert before.numbers["gap"] < -0.1 and after.numbers["gap"] > 0.1
    assert law(before, "between the masses f is bent both ways").unless and not law(after, "between").unless


def test_sliding_all_masses_leaves_the_gap_of_the_square_and_stops_at_the_ends(lesson):
    start = {"function": "square", "masses": (0.5, 1.0, 2.0, 2.5)}
    for to, says in ((1.2, False), (1.9, False), (2.4, True), (-4.0, True)):
        scene, sentence = drag(lesson, start, "crowd", None, to, 0.0)
        assert scene.numbers["gap"] == pytest.approx(lesson.scene(**start).numbers["gap"], abs=1e-9)
        assert bool(sentence) == says


def test_bars_of_the_presets_show_all_the_weight_of_a_place(lesson):
    """Masses at one place hide one another: only one of them may weigh something."""
    for preset in lesson.presets:
        q = lesson.at(lesson.parameters(preset.values))
        heavy = q.x[q.w > 0]
        assert len(set(heavy)) == len(heavy), preset.name


def test_names_keep_their_sides_and_stay_in_their_panels(lesson):
    """Of the value of the mean: over a kink at which the slope is no more positive, and at a small p."""

    def at(scene: Any, panel: int, text: str) -> Any:
        return next(t for t in scene.panels[panel].traces if t.get("text") == [text])

    for left in (0.1, 0.7, 1.0, 2.0):  # the mean is on either side of the kink; or there is no gap
        scene = lesson.scene(function="hinge", masses=(left, left, left, left + 0.9))
        assert at(scene, 0, "f(E X)")["textposition"] == "bottom right"
    for digit in range(0, 898, 20):
        for trees in (1, 2, 20):
            scene = lesson.scene(view="ensemble", digit=digit, trees=trees)
            name = at(scene, 0, "loss of the mean")
            assert name["textposition"].endswith("right" if name["x"][0] < 0.5 else "left")
    assert lesson.scene(view="elbo", observed=3).panels[1].x.range[0] < -0.1  # "ln p(x)" stands left of 0.03


def test_names_of_densities_stand_over_the_axis(lesson):
    for mean in np.linspace(-3, 3, 13):
        scene = lesson.scene(view="elbo", q_mean=float(mean))
        names = [t for t in scene.panels[0].traces if t.get("text") in (["p(z)"], ["q(z)"], ["p(z|x)"])]
        assert len(names) == 3 and all(t["y"][0] > 0.02 for t in names)


def test_a_bar_is_a_weight_and_the_others_keep_their_proportions(lesson):
    start = {"weights": ((0.1, 0.2, 0.3, 0.4),)}
    bars = {handle.index: handle for _, handle in lesson.scene(**start).handles if handle.name == "weight"}
    base = bars[0].spot[1] - (bars[3].spot[1] - bars[0].spot[1]) / 3
    tall = (bars[0].spot[1] - base) / 0.1
    scene, sentence = drag(lesson, start, "weight", 3, 0.0, base + 0.7 * tall)
    assert scene.state.w == pytest.approx([0.05, 0.1, 0.15, 0.7]) and not sentence
    for share, kept in ((1.4, 1.0), (-0.5, 0.0)):
        scene, sentence = drag(lesson, start, "weight", 3, 0.0, base + share * tall)
        assert scene.state.w[3] == kept and sentence.endswith(".")


def test_what_waits_at_an_edge_is_said(lesson):
    for values in contracts.random_states(lesson, 60):
        scene = lesson.scene(**values | {"view": "gap"})
        low, high = panels.HEIGHTS[values["function"]][2]
        out = (scene.state.rises < low).any() or (scene.state.rises > high).any()
        assert bool(scene.notice) >= out
        plane = scene.panels[1]
        assert all(low <= handle.spot[1] <= high for handle in plane.handles)


def test_the_first_challenge_takes_a_function_that_does_not_bend_between_its_masses(lesson):
    rng = np.random.default_rng(3)
    solved = 0
    for _ in range(400):
        masses = tuple(np.round(rng.uniform(0.05, 3, 4) if rng.random() < 0.5 else rng.uniform(1, 3, 4), 2))
        function = str(rng.choice(list(FUNCTIONS)))
        scene = lesson.scene(function=function, masses=masses)
        if lesson.solved(scene)[0]:
            solved += 1
            assert function == "hinge" and (min(masses) >= 1 or max(masses) <= 1) and np.ptp(masses) >= 0.9
    assert solved > 5


def test_no_preset_solves_a_challenge(lesson):
    for preset in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(preset.values)))), preset.name


def test_the_handle_over_the_cloud_takes_the_nearest_digit(lesson):
    each, together = jensen.bagged().losses(20)
    for digit in (0, 77, 450, 896):
        scene, _ = drag(lesson, {"view": "ensemble"}, "pick", None, each[digit] + 1e-9, together[digit])
        assert scene.state.losses[:, scene.state.p.digit] == pytest.approx([each[digit], together[digit]])


def test_what_is_said_in_words_has_no_gap_of_its_own(lesson):
    for preset in lesson.presets:
        assert "  " not in lesson.scene(**dict(preset.values)).alt, preset.name
