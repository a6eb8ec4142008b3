"""What is special to the lesson on gradient descent.

Oracle: of mini-batches, a simulation over many seeds with NumPy's own random rows.
"""

from __future__ import annotations

import numpy as np
import pytest

from explorer import catalogue
from mathcore.calculus import gradient_descent as gd

SHARE = "step size against its limit, η ÷ (2/L)"


@pytest.fixture(scope="module")
def lesson():
    return catalogue.find("gradient_descent")


def test_with_mini_batches_only_the_mean_of_the_paths_is_said_to_converge(lesson):
    def note(**values):
        return {each.name: each for each in lesson.scene(**values).readouts}[SHARE].note

    assert note(objective="diabetes", step=0.5) == note() == "Below 1 it converges."
    batched = {"objective": "diabetes", "step": 0.5, "batch": 8}
    assert note(**batched) == "Below 1 the mean of all runs converges."
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


@pytest.mark.parametrize("tick", [0, 40, 100])
def test_the_verdict_of_the_whole_run_is_not_said_of_the_steps_that_are_shown(lesson, tick):
    """Gradient descent by hand in Rosenbrock's valley: after 4000 steps it is 0.1 away, after 10 000 it has arrived."""
    values = {"objective": "rosenbrock", "step": 0.00126, "start": (-1.2, 1.0), "each": "100", "tick": tick}
    scene, (x, y) = lesson.scene(**values), (-1.2, 1.0)
    for _ in range(100 * tick):
        x, y = x - values["step"] * (-2 * (1 - x) - 400 * x * (y - x * x)), y - values["step"] * 200 * (y - x * x)
    assert (np.hypot(x - 1, y - 1) < 0.01) == (tick == 100)
    assert scene.alt.endswith("; in the end the path arrives at a minimum.")
