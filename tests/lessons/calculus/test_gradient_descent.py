"""What is special to the lesson on gradient descent.

Oracle: of mini-batches, a simulation over many seeds with NumPy's own random rows.
"""

from __future__ import annotations

import numpy as np
import pytest

from explorer import catalogue, listing
from mathcore.calculus import gradient_descent as gd
from tests.lessons import contracts

SHARE = "step size against its limit, η ÷ (2/L)"


@pytest.fixture(scope="module")
def lesson():
    return catalogue.find("gradient_descent")


def test_with_mini_batches_only_the_mean_of_the_paths_is_said_to_converge(lesson):
    def note(**values):
        return {each.name: each for each in lesson.scene(**values).readouts}[SHARE].note

    assert note(objective="diabetes", step=0.5) == note() == "Below 1 it converges, from every start."
    batched = {"objective": "diabetes", "step": 0.5, "batch": 8}
    assert note(**batched) == "Below 1 the mean of all runs converges, from every start."
    features, target = gd.regression("diabetes")
    best = np.linalg.lstsq(features, target, rcond=None)[0]
    rng, places = np.random.default_rng(0), np.tile(best + 1.0, (2000, 1))
    for _ in range(60):
        rows = rng.integers(len(features), size=(len(places), 8))
        left = (features[rows] @ places[:, :, None])[..., 0] - target[rows]
        places = places - 0.5 * np.mean(left[..., None] * features[rows], axis=1)
    off = places - best
    assert np.abs(off.mean(axis=0)).max() < 0.03 < np.sqrt((off**2).mean(axis=0)).min()


def test_the_notice_keeps_the_letter_of_the_curvature(lesson):
    q = lesson.scene(step=0.2).state  # f = (x² + κy²)/2 with κ = 10: 2/L = 0.2
    assert q.rates.factor == pytest.approx(1) and lesson.scene(step=0.2).notice.endswith("the step is 2/L.")


@pytest.mark.parametrize("kappa", [10.0, 100.0])
def test_on_the_flat_axis_a_path_that_neither_comes_nor_goes_has_the_step_2_over_mu(lesson, kappa):
    """f = (x² + κy²)/2 on the x-axis: x is multiplied by 1 − η = −1, and κ has no part in it."""
    scene = lesson.scene(kappa=kappa, start=(-4.5, 0.0), step=2.0)
    assert np.abs(scene.state.path.points).tolist() == [[4.5, 0.0]] * len(scene.state.path.points)
    assert scene.notice.endswith("the step is 2/μ.") and scene.alt.endswith("the step is 2/μ.")
    assert lesson.scene(kappa=1.0, start=(-4.5, 0.0), step=2.0).notice.endswith("the step is 2/L.")


@pytest.mark.parametrize("tick", [0, 40, 100])
def test_the_verdict_of_the_whole_run_is_not_said_of_the_steps_that_are_shown(lesson, tick):
    """Gradient descent by hand in Rosenbrock's valley: after 4000 steps it is 0.1 away, after 10 000 it has arrived."""
    values = {"objective": "rosenbrock", "step": 0.00126, "start": (-1.2, 1.0), "each": "100", "tick": tick}
    scene, (x, y) = lesson.scene(**values), (-1.2, 1.0)
    for _ in range(100 * tick):
        x, y = x - values["step"] * (-2 * (1 - x) - 400 * x * (y - x * x)), y - values["step"] * 200 * (y - x * x)
    assert (np.hypot(x - 1, y - 1) < 0.01) == (tick == 100)
    assert scene.alt.endswith("; in the end the path has arrived at a minimum.")


@pytest.mark.parametrize(("start", "crosses"), [((-4.5, 0.0), False), ((0.0, 2.0), True), ((-4.5, 2.0), True)])
@pytest.mark.parametrize("step", [0.112, 0.178])
def test_a_path_crosses_the_valley_only_if_its_start_has_a_part_in_the_steep_direction(lesson, start, crosses, step):
    """f = (x² + 10 y²)/2: a step multiplies x by 1 − η > 0 and y by 1 − 10 η < 0."""
    scene = lesson.scene(start=start, step=step)
    signs = np.sign(scene.state.path.points[:6])
    assert crosses == bool((signs[1:] * signs[:-1] < 0).any())
    assert scene.alt.endswith("at each step.") == crosses


def test_at_the_saddle_of_beale_the_path_stands_still(lesson):
    scene = lesson.scene(objective="beale", start=(0.0, 1.0))
    assert np.ptp(scene.state.path.points, axis=0).tolist() == [0, 0]
    assert "no step leaves it" in scene.notice and "no step leaves it" in scene.alt


def test_a_path_that_goes_round_a_cycle_is_not_said_to_be_on_its_way(lesson):
    """η is above 2/L = 0.01495 at the sharpest of Himmelblau's minima, and the path never leaves its valley."""
    values = {"objective": "himmelblau", "step": 0.0158, "start": (-3.0, -3.0), "each": "10", "tick": 100}
    scene = lesson.scene(**values)
    assert scene.state.slope > 10 and scene.alt.endswith("has not arrived at a minimum.")
    assert "Grey: not arrived." in lesson.scene(**values, view="basins").notice


@pytest.mark.parametrize("objective", ["quadratic", "diabetes"])
def test_the_program_of_no_step_at_all_prints_the_start(lesson, objective):
    values = lesson.parameters({"objective": objective, "start": (1.0, 0.5), "batch": 8, "tick": 0})
    found = contracts.printed(contracts.python_prints(listing.python(lesson, values)))
    contracts.agrees(lesson, values, found, "tick 0")


def test_what_a_step_multiplies_in_the_long_run_is_not_measured_too_early(lesson):
    """A short step from a start that lies mostly on the steep axis: 600 steps are far too few."""
    states = [{"objective": "diabetes", "start": (1.5, 1.5), "step": step} for step in (0.00237, 0.00501, 0.00841)]
    states += [{"start": (-0.2, 4.0), "step": 0.000447}, {"kappa": 2.0, "start": (0.01, 2.0), "step": 0.00841}]
    states += [{"start": (0.0, 2.0), "step": 0.119}, {"start": (0.0, 2.0), "step": 0.000447}]  # on the steep axis alone
    for values in states:
        scene = lesson.scene(**values)
        found = next(each for each in scene.readouts if each.name.startswith("each step multiplies"))
        x = scene.state.start[0] - scene.state.rates.target[0]
        slow, steep = 1 - scene.state.p.step * np.array([scene.state.rates.low, scene.state.rates.high])
        assert found.holds and found.left == pytest.approx(abs(slow if x else steep), rel=1e-9)
