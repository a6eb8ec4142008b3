"""The lesson on reinforcement learning and diffusion. Oracles: worths by SciPy's linear programming and closed forms,
Sutton and Barto's -13 and 17, forks by the closed form, rates by SciPy's normal law, spreads by the mixture's moments.
(The mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import norm

from explorer import listing
from mathcore.advanced import gridworlds as grids
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

PAIR = {"view": "fork", "places": (-2.0, 2.0)}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("rl_diffusion")


def test_the_worth_of_the_start_is_that_of_a_linear_programme(lesson):
    for values in contracts.random_states(lesson, 12):
        q = lesson.scene(**values | {"view": "discount"}).state
        live, w, gamma, slip = np.flatnonzero(q.world.live), q.world, values["discount"], values["slip"]
        rows, bounds = [], []
        for s in live:
            for a in range(4):
                onward = slip * w.stray[s]
                onward[w.after[s, a]] += 1 - slip
                rows.append(gamma * (onward * w.live)[live] - (live == s))
                bounds.append(-(onward @ w.rewards))
        found = linprog(np.ones(len(live)), A_ub=rows, b_ub=bounds, bounds=(None, None), method="highs")
        wanted = dict(zip(live.tolist(), found.x, strict=True)).get(q.home, 0.0)
        assert q.start_value == pytest.approx(wanted, abs=1e-6)


def test_one_hundredth_of_the_discount_changes_the_route(lesson):
    assert [lesson.scene(discount=g).numbers["route_length"] for g in (0.68, 0.69)] == [2, 8]
    assert lesson.scene().numbers["switch"] == pytest.approx(0.1 ** (1 / 6), abs=1e-9)
    assert lesson.scene(slip=0.3).numbers["switch"] == pytest.approx(0.757, abs=5e-4)  # "moves to 0.757"
    assert not law(lesson.scene(slip=0.3), "a prize").holds and law(lesson.scene(), "a prize").holds


def test_a_prize_that_is_worth_next_to_nothing_is_still_walked_to(lesson):
    """At γ = 0.05, ten moves away: worth 1e-11, and neither the page nor its program gives up."""
    values = {"start": (0, 0), "near": (8, 2), "far": (8, 2), "discount": 0.05}
    scene = lesson.scene(**values)
    assert scene.numbers["route_length"] == 10 and not scene.state.strip.switches
    told = contracts.printed(contracts.python_prints(listing.python(lesson, lesson.parameters(values))))
    assert told["route_length"] == 10 and told["start_value"] == pytest.approx(10 * 0.05**9, rel=1e-9)


def test_degenerate_grids_say_so(lesson):
    assert "is a prize" in lesson.scene(start=(0, 2)).notice
    assert "one cell" in lesson.scene(far=(0, 2)).notice
    shut = lesson.scene(start=(0, 0), near=(4, 4), walls=((1, 0), (0, 1)))
    assert "both prizes" in shut.notice and shut.numbers["start_value"] == 0.0
    assert "Only one" in lesson.scene(near=(0, 0), walls=((1, 0), (0, 1))).notice
    for each in (lesson.scene(start=(0, 2)), shut):
        assert law(each, "a prize").holds and value(each, "moves of") == "it goes nowhere"
        assert each.alt.endswith("it goes nowhere.")


def first_moves(q: Any, gamma: float, sweeps: int) -> Any:
    """What each first move is worth, by plain sweeps."""
    slip, worth, paid = q.p.slip, np.zeros(45), np.zeros((45, 4))
    for _ in range(sweeps):
        onward = q.world.rewards + gamma * np.where(q.world.ends, 0.0, worth)
        paid = (1 - slip) * onward[q.world.after] + slip * onward[q.world.after].mean(axis=1, keepdims=True)
        worth = np.where(q.world.live, paid.max(axis=1), 0.0)
    return paid[q.home]


@pytest.mark.parametrize(
    "world",
    [
        {"start": (8, 4), "near": (0, 3), "far": (7, 3), "walls": ((4, 3), (1, 1), (3, 4), (1, 2)), "prize": 20.0},
        {"start": (5, 3), "near": (2, 1), "far": (6, 2), "walls": ((2, 0), (0, 3), (1, 2)), "prize": 3.0},
    ],
)
def test_a_near_tie_at_one_discount_is_no_switch(lesson, world):
    """Two moves that differ by less than 1e-9 of their worth at small discounts: the same one is better everywhere."""
    scene = lesson.scene(**world, slip=0.1)
    assert value(scene, "the route changes") == "nowhere" and len(scene.state.strip.pieces) == 1
    best = {int(np.argmax(first_moves(scene.state, gamma, 1500))) for gamma in (0.26, 0.3, 0.5, 0.7, 0.9)}
    assert best == {scene.state.strip.pieces[0][2]}


def test_a_switch_among_many_changes_of_the_policy_elsewhere(lesson):
    walls = ((0, 0), (3, 1), (7, 4), (7, 2))
    scene = lesson.scene(start=(0, 2), near=(3, 2), far=(8, 2), walls=walls, prize=1.5, slip=0.4)
    last = scene.state.strip.switches[-1]
    assert last == pytest.approx(0.98975, abs=5e-6)
    assert [int(np.argmax(first_moves(scene.state, last + off, 6000))) for off in (-1e-4, -5e-6, 5e-6)] == [1, 1, 0]


def test_one_prize_and_two_ways_to_it(lesson):
    """Where nothing slips only the shortest way counts. Where moves slip, a safe long way and a short one may cross."""
    one = {"near": (0, 0), "far": (8, 4), "walls": ((1, 0), (0, 1), (0, 3), (0, 0), (5, 2)), "start": (1, 2)}
    for slip in (0.0, 0.2):
        scene = lesson.scene(**one, slip=slip)
        q = scene.state
        right, down = np.array([first_moves(q, gamma, 600) for gamma in (0.5, 0.55)])[:, [1, 2]].T
        assert "Only one" in scene.notice and ("nothing changes" in scene.notice) == (slip == 0)
        if slip:
            assert right[0] > down[0] and right[1] < down[1]
            assert q.strip.switches == pytest.approx([0.52767], abs=1e-5) and "may choose" in scene.notice
        else:
            assert right == pytest.approx(down) and value(scene, "the route changes") == "nowhere"


def test_a_single_prize_without_slips_has_one_route(lesson):
    rng, met = np.random.default_rng(4), 0
    for _ in range(30):
        spots = [(int(rng.integers(2, 9)), int(rng.integers(5))) for _ in range(8)]
        scene = lesson.scene(near=(0, 0), start=spots[0], far=spots[1], walls=((1, 0), (0, 1), *spots[2:]))
        if "nothing changes" in scene.notice:
            met += 1
            assert value(scene, "the route changes") == "nowhere"
    assert met > 15


def test_prizes_walls_and_the_cursor_are_dragged(lesson):
    assert drag(lesson, {}, "far", None, 6.3, 2.8)[0].state.p.far == (6, 3)
    assert drag(lesson, {}, "walls", 1, 5.2, 3.1)[0].state.p.walls[1] == (5, 3)
    assert drag(lesson, {}, "gamma", None, 0.5, 1.0)[0].state.p.discount == 0.5
    old = {"view": "iteration", "begin": "old"}
    assert drag(lesson, old, "was", None, 3.4, 0.2)[0].state.p.was == (3, 0)


def test_values_reach_the_start_as_the_preset_says(lesson):
    worths = [lesson.scene(view="iteration", sweep=k).state.values[20] for k in range(10)]
    assert worths[1] == 0 and worths[2] == pytest.approx(0.9) and worths[7] == worths[2]
    assert worths[8] == pytest.approx(10 * 0.9**7)


def test_the_cliff_is_the_books_and_the_text_tells_its_numbers(lesson):
    q = lesson.scene(view="cliff", episodes=501).state
    assert q.best_plain == -13 and [len(path) - 1 for path in q.paths] == [13, 17]
    for learner in q.learnt:
        assert f"${learner.late:.1f} \\pm {learner.error:.1f}$" in lesson.text()
    small = lesson.scene(view="cliff", rate=0.1).state
    assert small.worths[1] == pytest.approx(small.best_exploring, abs=1e-9) and "$-20.0$" in lesson.text()
    assert f"${small.learnt[1].late:.1f}$" in lesson.text()
    assert small.best_exploring == pytest.approx(-20.0, abs=0.05) and len(small.paths[1]) - 1 == 15
    jumping = lesson.scene(view="cliff", explore=0.4, fall=20)
    assert "SARSA goes over" in jumping.notice and len(jumping.state.paths[1]) == 2
    assert value(jumping, "their best moves") == "the goal in 13 and a fall"
    lost = lesson.scene(view="cliff", rate=1.0)
    assert "circles" in value(lost, "their best moves") and "circles" in lost.notice


def test_returns_below_the_axis_are_said(lesson):
    scene = lesson.scene(view="cliff", episodes=10)
    assert min(each.late for each in scene.state.learnt) < -103 and "SARSA lie below the axis" in scene.notice
    assert "below" not in lesson.scene(view="cliff").notice


def test_what_the_next_change_promises_is_drawn_and_is_the_law(lesson):
    scene = lesson.scene(view="iteration", sweep=6, slip=0.2)
    drawn = scene.panels[1].traces[1]["y"][6]
    assert drawn == pytest.approx(law(scene, "one sweep more").right)


def test_a_worth_below_the_panel_is_not_drawn_in_it(lesson):
    """From ten moves away at a small discount: worth 1e-12, not the height of the floor."""
    scene = lesson.scene(start=(0, 0), near=(8, 4), far=(8, 4))
    best = next(trace for trace in scene.panels[1].traces if trace.get("name") == "best")
    x, y = np.asarray(best["x"], dtype=float), np.asarray(best["y"], dtype=float)
    wanted = 10 * x**11
    assert np.isnan(y[wanted < 0.0024]).all() and np.nanmin(y) > 0.0024
    shown = np.isfinite(y)
    assert y[shown] == pytest.approx(wanted[shown], rel=1e-9)


@pytest.mark.parametrize("explore", [0.05, 0.1, 0.3])
def test_late_episodes_lie_near_the_worth_of_what_was_learnt(lesson, explore):
    """The simulation against the linear equations: Q-learning walks along the edge."""
    q = lesson.scene(view="cliff", explore=explore, rate=0.1, episodes=1000).state
    assert q.learnt[0].late == pytest.approx(q.three[0], abs=0.15 * abs(q.three[0]))
    assert max(each.late for each in q.learnt) <= q.best_exploring + 5 * max(each.error for each in q.learnt)


def test_the_fork_and_what_can_be_told_there(lesson):
    for half, spread in ((2.0, 0.3), (1.0, 0.5), (3.0, 0.1)):
        values = {"view": "fork", "places": (-half, half), "spread": spread}
        at = 0.5 * np.log(1 + half**2 - spread**2)
        scene = lesson.scene(**values, time=round(at, 2))
        assert scene.numbers["first_fork"] == pytest.approx(at, abs=1e-6)
        assert value(scene, "modes told") == pytest.approx(100 * norm.cdf(1), abs=1)
    assert [lesson.scene(**PAIR, time=t).numbers["humps"] for t in (0.79, 0.8)] == [2, 1]


def test_the_smaller_mode_appears_later(lesson):
    forks = [lesson.scene(**PAIR, share=share).numbers["first_fork"] for share in (0.5, 0.6, 0.7, 0.8)]
    assert (np.diff(forks) < 0).all()
    assert lesson.scene(**PAIR, share=0.3).numbers["first_fork"] == pytest.approx(forks[2], abs=1e-6)


def test_modes_in_one_place_never_fork(lesson):
    scene = lesson.scene(view="fork", places=(1.0, 1.0))
    assert "nothing forks" in scene.notice and law(scene, "the fork").holds and scene.alt.endswith("forks: none.")
    assert lesson.scene(**PAIR).alt.endswith(f"forks: {0.5 * np.log(1 + 4 - 0.09):.4g}.")


def test_noise_on_the_way_back_breaks_the_rank_and_not_the_width(lesson):
    assert not law(lesson.scene(view="fork", sampler="sde"), "the ODE").holds
    for sampler in ("ode", "sde"):
        scene = lesson.scene(view="cloud", sampler=sampler, steps=1000)
        assert value(scene, "half of the particles") == pytest.approx(value(scene, "half of the data"), abs=0.04)
    ten = lesson.scene(view="cloud", steps=10)
    assert value(ten, "half of the particles") > 1.2 * value(ten, "half of the data")


def test_particles_end_at_training_digits(lesson):
    scene = lesson.scene(view="cloud", source="digits", spread=0.05, frame=20)
    assert np.quantile(scene.state.nearest, 0.95) < 0.2 and scene.state.clock == 0
    assert len(scene.panels[0].images) == 12 and not scene.handles


def test_random_grids_do_not_solve_the_puzzle(lesson):
    rng = np.random.default_rng(0)
    solved = 0
    for _ in range(60):
        walls = tuple((int(rng.integers(9)), int(rng.integers(5))) for _ in range(8))
        spots = [(int(rng.integers(9)), int(rng.integers(5))) for _ in range(3)]
        scene = lesson.scene(start=spots[0], near=spots[1], far=spots[2], walls=walls, prize=5.0)
        solved += bool(lesson.solved(scene)[0])
    assert solved == 0


def test_the_longest_way_of_the_puzzle_is_what_it_seems(lesson):
    q = lesson.scene(**lesson.challenges[0].answers[0]).state
    near, far = q.prizes
    assert (near, far[0]) == ((1, 1.0), 20) and q.break_even == pytest.approx(0.2 ** (1 / 19))
    assert grids.break_even(1, 1, 5, 16) < 0.9  # a way that is four moves shorter is not enough
