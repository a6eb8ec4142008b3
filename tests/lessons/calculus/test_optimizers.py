"""The lesson on optimizers: paths against scikit-learn's optimisers, roots against numpy.linalg.eigvals, losses against
SciPy, all at random states; what is degenerate; cheats at its challenges; and numbers that its text says. (The
mathematics has its oracles in `tests/mathcore/calculus`.)"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import approx_fprime, rosen, rosen_der
from sklearn.datasets import load_breast_cancer
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from explorer import listing
from explorer.lesson import Law
from mathcore.calculus import optimizer_theory as theory
from mathcore.calculus import optimizers as opt
from pages.calculus.optimizers import panels
from pages.calculus.optimizers.lesson import PLANE_AT, RACE_AT
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("optimizers")


def height(land: opt.Land, p: Any) -> float:
    return float(land.gap(*p))


def laws(scene: Any) -> dict[str, Law]:
    return {each.name: each for each in scene.readouts if isinstance(each, Law)}


def preset(lesson: Any, name: str, **more: Any) -> Any:
    values = next(each.values for each in lesson.presets if each.name == name)
    return lesson.scene(**{**values, **more})


def test_paths_are_those_of_scikit_learns_optimisers(lesson):
    for values in contracts.random_states(lesson, 40):
        q = lesson.at(lesson.parameters({**values, "view": "paths"}))
        if q.p.method not in ("gradient", "momentum", "adam"):
            continue
        at = [q.start.copy()]
        if q.p.method == "adam":
            machine: Any = AdamOptimizer(at, q.how.step, q.how.momentum, q.how.decay, 1e-16)
        else:
            machine = SGDOptimizer(at, q.how.step, momentum=q.how.momentum, nesterov=False)
        steps = min(10, q.last)
        for _ in range(steps):
            machine.update_params(at, [q.land.slope(at[0][:, None])[:, 0]])
        assert at[0] == pytest.approx(q.path[steps], rel=1e-4, abs=1e-5), values


def test_losses_of_the_map_are_the_functions_of_their_names(lesson):
    rng = np.random.default_rng(1)
    for x, y in rng.uniform(-2, 2, (10, 2)).tolist():
        valley = opt.land("rosenbrock")
        assert valley.gap(x, y) == pytest.approx(rosen([x, y]))
        assert valley.slope(np.array([[x], [y]]))[:, 0] == pytest.approx(rosen_der(np.array([x, y])))
        for name in opt.REACH:
            land = opt.land(name, 30.0, 20.0, 2.0)
            slope = land.factor * approx_fprime([x, y], partial(height, land), 1e-7)
            assert land.slope(np.array([[x], [y]]))[:, 0] == pytest.approx(slope, rel=1e-4, abs=1e-3)


def test_the_factor_of_the_plane_is_numpys_spectral_radius(lesson):
    for values in contracts.random_states(lesson, 40):
        q = lesson.at(lesson.parameters({**values, "view": "plane"}))
        beta, radius = q.p.beta, 0.0
        for x in (q.reach / q.p.kappa, q.reach):
            row = [(1 + beta) * (1 - x), -beta * (1 - x)] if q.nesterov else [1 + beta - x, -beta]
            radius = max(radius, np.abs(np.linalg.eigvals([row, [1, 0]])).max())
        assert q.rate == pytest.approx(radius, rel=1e-6, abs=1e-7)


def test_the_patients_are_those_of_scikit_learn_and_the_marks_are_trained(lesson):
    data = load_breast_cancer()
    for features in ("standard", "raw", "turned"):
        x, y = opt.patients(features)
        assert sorted(y.tolist()) == sorted(data.target.tolist())
        assert np.sort(np.hypot.reduce(x[:, :30], axis=1)).shape == (569,)
    q = lesson.at(lesson.parameters({"view": "data", "tick": 300}))
    assert set(q.marks) <= set(q.sizes)
    for how, mark in zip(q.hows, q.marks, strict=True):
        assert abs(np.log10(mark / how.step)) <= 1 / 16 + 1e-9
    assert q.course[:, 0] == pytest.approx(np.full(6, np.log(2)))


def test_steps_to_a_thousandth_in_the_text(lesson):
    """Ravine: 243 and 71; the numbers of the entry in the curriculum's notes, where they are ours."""
    scene = lesson.scene()
    assert [each.value for each in scene.readouts[1:3]] == ["from step 243", "from step 71"]
    for method, step, angle, says in (
        ("adam", 0.1, 0, "from step 118"),
        ("adagrad", 1.0, 0, "from step 33"),
        ("rmsprop", 0.01, 0, "not within 300 steps"),
    ):
        found = lesson.scene(method=method, angle=angle, **{f"step_{method}": step})
        assert found.readouts[2].value == says


def test_the_numbers_of_real_data_in_the_text(lesson):
    """With five seeds of the batches, each method at its best step: in their own units, standardised, turned."""
    found = {
        kind: np.array(
            [
                preset(lesson, "Tumours in their own units", features=kind, seed=seed).state.down.min(axis=1)
                for seed in range(1, 6)
            ]
        )
        for kind in ("raw", "standard", "turned")
    }
    for kind, method, low, high in (
        ("raw", "adagrad", 0.14, 0.16),
        ("raw", "adam", 0.13, 0.17),
        ("raw", "momentum", 0.19, 0.22),
        ("raw", "gradient", 0.20, 0.22),
        ("turned", "adam", 0.18, 0.20),
    ):
        ends = found[kind][:, opt.METHODS.index(method)]
        assert [ends.min(), ends.max()] == pytest.approx([low, high], abs=0.0055), (kind, method)
    assert (found["raw"][:, [3, 5]].max(axis=1) < found["raw"][:, :3].min(axis=1)).all()  # with each seed both win
    assert found["standard"].max() < 0.075
    raw = preset(lesson, "Tumours in their own units").state
    own = opt.settled(raw.course.T, 30)
    assert own == pytest.approx(raw.down.min(axis=1))  # each is marked at its best step
    turned = preset(lesson, "Tumours in their own units", features="turned").state
    assert turned.down[:3].min(axis=1) == pytest.approx(raw.down[:3].min(axis=1), rel=0.01)
    spread = opt.patients("raw").features[: opt.TRAINED, :30].std(axis=0)
    assert spread.min() == pytest.approx(0.003, abs=3e-4) and spread.max() == pytest.approx(575, abs=1)
    assert spread.max() / spread.min() == pytest.approx(2e5, rel=0.05)


def test_what_the_presets_of_the_race_say(lesson):
    plain, turned = preset(lesson, "Fair race").state, preset(lesson, "Turned by 45 degrees").state
    good = [q.down <= q.p.bar for q in (plain, turned)]
    assert (good[0][:3] == good[1][:3]).all()  # "rest"
    first = [q.sizes[good[k][5]].min() for k, q in enumerate((plain, turned))]
    assert first[1] / first[0] == pytest.approx(10, rel=0.25)  # "a step ten times as long"
    decades = [each[5].sum() / 12 for each in good]
    assert decades[0] - decades[1] == pytest.approx(1.0, abs=0.1)
    assert good[0][3].any() and not good[1][3].any() and not good[0][4].any() and not good[1][4].any()
    floor = plain.down[1][(plain.sizes > 0.004) & (plain.sizes < 0.03)]
    assert floor.max() / floor.min() < 10  # "a flat floor", where gradient descent falls by far more
    start = plain.race[0, 0, 0]
    assert np.log(floor.min() / start) == pytest.approx(180 * np.log(0.9), rel=0.1)  # complex roots: beta^k


def test_doubling_slides_three_curves_and_leaves_three(lesson):
    """ "By a factor of two each": twelve step sizes a decade, so twelve doublings of 2 are near 3.6 places each."""
    plain = lesson.at(lesson.parameters({"view": "race", "tick": 200, "doublings": 0}))
    double = lesson.at(lesson.parameters({"view": "race", "tick": 200, "doublings": 10}))
    assert double.down[3:] == pytest.approx(plain.down[3:], rel=1e-3, abs=1e-7)
    for k in range(3):
        far = [np.log10(q.sizes[np.argmin(q.down[k])]) for q in (plain, double)]
        assert far[0] - far[1] == pytest.approx(np.log10(1024), abs=0.35)


def test_adams_first_step_is_the_step_size(lesson):
    q = lesson.at(lesson.parameters(lesson.challenges[0].predict.at))
    assert q.land.slope(q.start[:, None])[:, 0].tolist() == [-4.5, 200.0]
    assert q.path[1] - q.path[0] == pytest.approx([0.1, -0.1], abs=1e-8)
    assert lesson.challenges[0].predict.truth(q) == pytest.approx(0.1)


def test_best_of_the_plane_in_the_text(lesson):
    q = preset(lesson, "The best momentum").state
    for x in (q.reach / q.p.kappa, q.reach):
        assert np.abs(theory.roots(x, q.p.beta)) == pytest.approx([q.p.beta**0.5] * 2)  # all four on one circle
    assert theory.digit(999 / 1001) == pytest.approx(1151, abs=1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"start": (0.0, 0.0)}, "nothing moves"),
        ({"start": (6.0, 6.0)}, "moved to the edge"),
        ({"objective": "rosenbrock", "start": (6.0, 6.0)}, "moved to the edge"),
        ({"method": "gradient", "step_gradient": 10.0, "tick": 300}, "given up"),
        ({"view": "plane", "method": "adam"}, "plane is that of momentum"),
        ({"view": "plane", "step_momentum": 10.0}, "right of it"),
    ],
)
def test_what_is_degenerate_is_said_and_drawn(lesson, values, says):
    scene = lesson.scene(**values)
    assert says in scene.notice
    assert scene.figure()
    assert all(law.holds for law in laws(scene).values())


def test_at_the_minimum_no_number_is_lost(lesson):
    for method in opt.METHODS:
        for view in ("paths", "race"):
            scene = lesson.scene(view=view, method=method, start=(0.0, 0.0), tick=50)
            assert scene.state.gaps[50] == 0
            assert all(np.isfinite(each.value) for each in scene.readouts if hasattr(each, "value") and each.value == 0)


def test_equal_curvatures_have_no_best_momentum_but_zero(lesson):
    scene = lesson.scene(view="plane", kappa=1.0, step_momentum=1.0, beta=0.0)
    assert scene.state.rate == 0 and scene.state.best.rate == 0
    assert all(law.holds for law in laws(scene).values())


def test_a_turn_breaks_adam_and_nothing_else(lesson):
    for method in opt.METHODS:
        scene = lesson.scene(view="race", method=method, angle=40, tick=60)
        law = laws(scene)["a turn of the ravine, with its start"]
        assert law.holds == (method in opt.LINEAR) == (not law.unless)


def test_handles_of_the_race_move_the_step_of_their_method(lesson):
    scene = lesson.scene(view="race", tick=100)
    for method in opt.METHODS:
        moved, sentence = lesson.pulled(scene, f"pull_{method}", None, 0.05, 1.0)
        assert not sentence and moved[f"step_{method}"] == pytest.approx(0.05, rel=0.03)
    moved, sentence = lesson.pulled(scene, "pull_start", None, 5.1, 5.1)
    assert sentence.endswith(".") and np.hypot(*moved["start"]) == pytest.approx(
        0.97 * opt.REACH["quadratic"], abs=0.01
    )
    turned = lesson.scene(view="race", angle=60)
    moved, _ = lesson.pulled(turned, "pull_start", None, 1.0, 2.0)
    assert lesson.scene(moved).state.start == pytest.approx([1.0, 2.0], abs=0.02)


def test_challenges_cannot_be_cheated(lesson):
    """Not by another start, fewer steps or a weaker Adam, nor in another view; and no preset solves one."""
    answer = RACE_AT | {"beta": 0.9, "step_momentum": 0.00211}
    assert lesson.solved(lesson.scene(**answer))[2]
    cheats = ({"beta1": 0.99}, {"beta2": 0.5}, {"start": (0.9, 0.8)}, {"tick": 300})
    for cheat in (*cheats, {"view": "paths"}, {"objective": "quadratic"}):
        assert not lesson.solved(lesson.scene(**{**answer, **cheat}))[2], cheat
    assert not lesson.solved(lesson.scene(**{**PLANE_AT, "view": "paths"}))[1]
    for each in lesson.presets:
        assert not any(lesson.solved(lesson.scene(**each.values))), each.name


def test_momentum_wins_the_race_whichever_method_is_in_hand(lesson):
    """All six steps can be dragged in the race: nobody has to choose momentum first."""
    answer = RACE_AT | {"beta": 0.9, "step_momentum": 0.00211}
    for method in opt.METHODS:
        assert lesson.solved(lesson.scene(**answer, method=method))[2], method
        assert not lesson.solved(lesson.scene(**{**answer, "step_momentum": 0.001}, method=method))[2], method


def test_the_first_step_is_the_step_size_only_where_there_is_a_slope(lesson):
    """On the axis of the ravine x has no slope, and Adam does not move along it."""
    for method in ("adam", "adagrad"):
        flat, steep = (
            laws(lesson.scene(method=method, start=start, tick=5))["the first step, whatever the gradient"]
            for start in ((0.0, 2.0), (-4.5, 2.0))
        )
        assert (flat.left, flat.holds) == (0.0, False) and flat.unless
        assert steep.holds and not steep.unless
        assert steep.right == flat.right == lesson.scene(method=method).state.how.step


def test_the_race_names_the_steps_that_it_shows(lesson):
    """On data there is a look every ten steps: what stands over the curves is when they were looked at."""
    for view, tick, says in (("data", 24, "of 20 steps"), ("data", 205, "of 200 steps"), ("race", 205, "of 205 steps")):
        scene = lesson.scene(view=view, tick=tick)
        assert says in scene.panels[1].title and says.removeprefix("of ") in scene.alt


def test_names_of_the_rows_of_the_race_end_where_bars_begin(lesson):
    """Also where the panel is 330 pixels wide, and a letter of size 11 takes about seven of them."""
    widest = max(len(name.split()[0]) for name in panels.NAMES.values()) + 4
    assert 330 * np.log10(1e-5 / panels.LEFT) / np.log10(panels.RIGHT / panels.LEFT) > 7 * widest


def test_bars_are_cut_where_the_sliders_end(lesson):
    """The numbers in the text: after 200 steps in the ravine Adam is good up to 59, turned up to 42."""
    for name, last in (("Fair race", 59), ("Turned by 45 degrees", 42)):
        sizes = np.append(np.linspace(last - 10, last + 10, 201), 1e4)
        q = preset(lesson, name).state
        down = opt.settled(opt.race(q.land, q.start, [q.methods[3], q.methods[5]], sizes, 200), 200)
        assert sizes[down[1] <= q.p.bar].max() == pytest.approx(last, abs=0.5)
        assert (down[0, -1] <= q.p.bar) == (name == "Fair race")


@pytest.mark.parametrize("objective", ["quadratic", "rosenbrock"])
def test_the_program_multiplies_the_ravine_alone(lesson, objective):
    """Doublings of the ravine stay set when another loss is chosen, and mean nothing there."""
    scene = lesson.scene(objective=objective, doublings=4, step_momentum=0.0005)
    run = subprocess.run([sys.executable, "-c", listing.python(lesson, scene.state.p)], capture_output=True, text=True)
    found = dict(line.split(" = ") for line in run.stdout.splitlines() if " = " in line)
    assert float(found["gap_now"]) == pytest.approx(scene.numbers["gap_now"], rel=1e-8)


def test_of_the_shortest_memories_one_is_right_for_each_large_gradient(lesson):
    for big in np.arange(4.0, 8.01, 0.5):
        right = [
            m for m in np.arange(0.01, 0.6, 0.01) if lesson.solved(lesson.scene(view="fail", big=big, memory=m))[3]
        ]
        assert len(right) == 1
        long, short = (theory.simulated_pulls(big, m).sum() for m in (right[0], right[0] - 0.01))
        assert long < 0 < short, (big, right)


def test_names_stand_where_they_are_drawn(lesson):
    """Rows under the race lie under the curves, each at its own height; the two names at the arrows do not meet."""
    scene = lesson.scene(view="race", tick=200)
    rows = [t for t in scene.panels[1].traces if t.get("mode") == "text" and str(t["text"][0])[-3:-2].isdigit()]
    heights = [float(t["y"][0]) for t in rows]
    assert (
        len(rows) == 6 and sorted(heights, reverse=True) == heights and max(heights) < 10 ** panels.LOSS["quadratic"][0]
    )
    for values in contracts.random_states(lesson, 30):
        map_panel = lesson.scene(**{**values, "view": "paths"}).panels[0]
        spots = [np.array([t["x"][0], t["y"][0]]) for t in map_panel.traces if t.get("text") in (["−∇f"], ["step"])]
        if np.isfinite(spots).all():
            assert np.hypot(*(spots[0] - spots[1])) > 0.08 * opt.REACH[values["objective"]]


@pytest.mark.parametrize("tick", [0, 5, 9])
def test_before_the_first_look_no_answer_is_right_or_wrong(lesson, tick):
    """All weights are 0, every chance is ½: a toss is right half the time."""
    found = [each for each in lesson.scene(view="data", tick=tick).readouts if each.name.endswith("right answers")]
    assert found[0].value == 50


@pytest.mark.parametrize(
    ("objective", "start", "kind"),
    [("beale", (0.0, 1.0), "no"), ("saddle", (0.0, 0.0), "no"), ("beale", (3.0, 0.5), "a")],
)
def test_where_the_gradient_is_zero_nothing_moves(lesson, objective, start, kind):
    scene = lesson.scene(objective=objective, start=start, method="adam")
    assert scene.notice == f"The start is {kind} minimum, and the gradient is zero there: nothing moves."


@pytest.mark.parametrize(
    ("objective", "how", "chaotic"),
    [
        ("saddle", opt.How("rmsprop", 1.41, decay=0.619), True),
        ("saddle", opt.How("rmsprop", 0.01, decay=0.9), False),
        ("quadratic", opt.How("momentum", 0.01, momentum=0.8), False),
    ],
)
def test_long_steps_that_never_settle_amplify_rounding(objective, how, chaotic):
    land = opt.land(objective)
    ends = [opt.paths(land, np.array([-2.5, 2.5]) * (1 + moved), [how], 400).points[0, -100:] for moved in (0, 1e-15)]
    off = np.hypot(*(ends[0] - ends[1]).T).max()
    assert off > 0.1 if chaotic else off < 1e-12
