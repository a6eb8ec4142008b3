"""The lesson on differential equations: readouts at random states, handles, challenges, what is degenerate, and the
numbers of its text.

Oracles: solutions from scipy.integrate.solve_ivp (DOP853); steps by hand in NumPy; flows from scipy.linalg.expm; |R|
from numpy.polyval; the loss on the patients from gradient descent on scikit-learn's table; both rings counted at evenly
spaced places. (The mathematics has its oracles in `tests/mathcore/calculus`.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from sklearn.datasets import load_diabetes

from explorer import catalogue
from explorer.lesson import Law
from mathcore.calculus import neural_flows as neural
from pages.calculus.differential_equations.lesson import boom
from pages.calculus.differential_equations.lesson import lesson as found_lesson

lesson: Any = found_lesson
HEIGHTS = st.integers(-400, 400).map(lambda n: n / 100)
STILL = {"dx": "y", "dy": "-x", "window": "near", "start": (1.0, 0.0), "quantity": "x^2+y^2"}


def said(scene: Any, start: str) -> Any:
    """A readout or law by the beginning of its name."""
    return next(each for each in scene.readouts if each.name.startswith(start))


def law(scene: Any) -> Law:
    return next(each for each in scene.readouts if isinstance(each, Law))


@pytest.fixture(scope="module")
def placed():
    from explorer.catalogue import find

    return find("differential_equations")


@settings(max_examples=12, deadline=None)
@given(st.integers(30, 300), st.integers(30, 300), st.sampled_from(["euler", "heun", "rk4"]), st.integers(2, 16))
def test_steps_and_their_distance_from_scipys_solution(x, y, method, time):
    start, h = (x / 100, y / 100), 0.1
    scene = lesson.scene(start=start, method=method, h=h, time=time / 2)

    def f(p: Any) -> Any:
        return np.array([2 / 3 * p[0] - 4 / 3 * p[0] * p[1], p[0] * p[1] - p[1]])

    p = np.array(start)
    for _ in range(5 * time):
        k = f(p)
        if method == "euler":
            p = p + h * k
        elif method == "heun":
            p = p + h / 2 * (k + f(p + h * k))
        else:
            k2 = f(p + h / 2 * k)
            k3 = f(p + h / 2 * k2)
            p = p + h / 6 * (k + 2 * k2 + 2 * k3 + f(p + h * k3))
    assert (scene.numbers["walk_x"], scene.numbers["walk_y"]) == pytest.approx(tuple(p), rel=1e-9, abs=1e-12)
    exact = solve_ivp(lambda _, p: f(p), (0, time / 2), start, method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1]
    assert said(scene, "distance").value == pytest.approx(np.hypot(*(p - exact)), rel=1e-5, abs=1e-8)

    def kept(q: Any) -> float:
        return float(q[0] - np.log(q[0]) + 4 / 3 * q[1] - 2 / 3 * np.log(q[1]))

    assert said(scene, "V at T: solution").value == pytest.approx(kept(start), abs=1e-8)
    if p.min() > 0:
        assert said(scene, "V at T: steps").value == pytest.approx(kept(p), rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(HEIGHTS, HEIGHTS, st.sampled_from([1, 2, 4]))
def test_the_factor_of_a_step(real, imaginary, order):
    method = {1: "euler", 2: "heun", 4: "rk4"}[order]
    scene = lesson.scene(view="stability", rate=(5 * real, 10 * imaginary), method=method, h=0.1)
    z = complex(*scene.state.p.rate) * 0.1
    r = np.polyval([1 / 24, 1 / 6, 1 / 2, 1, 1][4 - order :], z)
    assert scene.numbers["factor_size"] == pytest.approx(abs(r), rel=1e-9, abs=1e-12)
    assert said(scene, "the solution").value == pytest.approx(np.exp(z.real))
    grows = abs(r) > 1 + 1e-9 and z.real < 0
    assert ("dies out, and steps grow" in scene.notice) == grows


@settings(max_examples=25, deadline=None)
@given(st.tuples(HEIGHTS, HEIGHTS, HEIGHTS, HEIGHTS), st.integers(0, 40))
def test_the_flow_is_scipys(entries, moment):
    rows = (entries[:2], entries[2:])
    scene = lesson.scene(view="linear", matrix=rows, moment=moment)
    exact = expm(np.array(rows) * moment / 20)
    end = exact @ scene.state.p.point
    assert (scene.numbers["flow_x"], scene.numbers["flow_y"]) == pytest.approx(tuple(end), rel=1e-7, abs=1e-6)
    assert law(scene).left == pytest.approx(np.linalg.det(exact), rel=1e-4, abs=1e-5)
    if scene.state.eigenvalues.real.max() < -0.3:
        most = max(np.linalg.norm(expm(np.array(rows) * t), 2) for t in np.linspace(0, 10, 101))
        assert scene.state.growth >= most * (1 - 1e-9) and scene.state.growth == pytest.approx(most, rel=0.02)


def test_the_loss_on_the_patients_is_that_of_gradient_descent():
    found = load_diabetes()
    x = (found.data - found.data.mean(axis=0)) / found.data.std(axis=0)
    y = (found.target - found.target.mean()) / found.target.std()
    least = 0.5 * np.mean((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2)
    for h in (0.1, 0.501, 0.841):
        w = np.zeros(10)
        for _ in range(60):
            w -= h * x.T @ (x @ w - y) / len(x)
        scene = lesson.scene(view="descent", h=h)
        assert law(scene).left == pytest.approx(0.5 * np.mean((y - x @ w) ** 2) - least, rel=1e-6)
        assert bool(scene.notice) == (h > 0.497)


def test_shares_of_the_rings_are_those_of_evenly_spaced_places():
    for space in (False, True):
        scene = lesson.scene(view="rings", space=space, net=2)
        places = neural.around(np.linspace(0, 2 * np.pi, 30000), 3 if space else 2)
        final = neural.carry(scene.state.net, places)[-1] @ scene.state.net.w + scene.state.net.v
        assert scene.numbers["inner_right"] == pytest.approx(100 * (final[0] < 0).mean(), abs=0.1)
        assert scene.numbers["outer_right"] == pytest.approx(100 * (final[1] > 0).mean(), abs=0.1)


def test_the_law_of_the_plane_fails_in_space_alone():
    flat, deep = (law(lesson.scene(view="rings", space=space)) for space in (False, True))
    assert flat.holds and not flat.unless
    assert deep.unless and not deep.holds
    assert law(lesson.scene(view="rings", space=True, layer=0)).holds  # there the rings still lie in the plane


def test_the_probe_is_where_the_ring_is():
    for probe in (0, 45.5, 177, 360):
        for layer in (0, 9, 16):
            state = lesson.scene(view="rings", probe=probe, layer=layer).state
            ring = np.interp(np.deg2rad(probe), state.rings.angles, state.ring_scores[1])
            assert state.probe_score == pytest.approx(ring, abs=0.02)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"dx": "1", "dy": "y^2", "start": (0, 1), "time": 2}, "at t = 1"),
        ({"dx": "1", "dy": "-15*y", "start": (0, 1), "h": 1.0, "time": 20}, "steps leave every bound"),
        ({"dx": "1000*y", "dy": "-1000*x", "start": (1, 0), "time": 20}, "too fast to follow"),
        ({"dy": "log(y)", "start": (1, -1)}, "no value at the start"),
        ({"start": (4.9, 1)}, "outside this window"),
        ({"view": "linear", "matrix": ((0, 0), (0, 0))}, "determinant is 0"),
        ({"view": "linear", "matrix": ((-0.5, 4), (0, -0.5))}, "first grow"),
        ({"view": "stability", "rate": (1, 0), "h": 1.0, "method": "euler"}, ""),
        ({"view": "stability", "rate": (0, 0)}, ""),
        ({"view": "rings"}, "of the outer ring between them is not"),
    ],
)
def test_what_is_degenerate_is_said(values, says):
    scene = lesson.scene(**values)
    assert (says in scene.notice) if says else not scene.notice
    assert "nan" not in scene.alt and scene.plotly()["data"]


def test_steps_that_die_out_where_the_solution_grows_are_owned_up_to():
    scene = lesson.scene(view="stability", method="rk4", rate=(2, 25), h=0.1)
    assert scene.numbers["factor_size"] < 1 < scene.numbers["exact_size"] and "grows, and the steps die" in scene.notice


def test_the_dot_of_the_trace_and_determinant_follows_and_keeps_the_shape_of_the_matrix():
    scene = lesson.scene(view="linear")
    for spot in ((-2.0, 0.5), (1.0, -2.0), (0.0, 3.0), (2.9, 3.9)):
        moved, sentence = lesson.pulled(scene, "pull_a", None, *spot)
        a = np.array(moved["matrix"])
        assert (np.trace(a), np.linalg.det(a)) == pytest.approx(spot, abs=0.06) and not sentence
    assert "ends here" in lesson.pulled(scene, "pull_a", None, 3.4, 0.0)[1]


def test_the_dot_of_the_eigenvalue_moves_h_on_the_patients_and_the_eigenvalue_elsewhere():
    patients = lesson.scene(view="descent")
    moved, _ = lesson.pulled(patients, "pull_z", None, -2.0, 0.7)
    assert moved["h"] == pytest.approx(0.497, rel=0.03)
    pair = lesson.scene(view="stability")
    assert lesson.pulled(pair, "pull_z", None, -2.5, 1.0)[0]["rate"] == pytest.approx((-25.0, 10.0))


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 120), st.sampled_from([0.02, 0.0501, 0.1]), st.sampled_from(["euler", "heun", "rk4"]))
def test_the_explosion_is_won_by_stiffness_alone(rate, h, method):
    scene = lesson.scene(**boom(f"-{rate}*y", h) | {"method": method})
    r = abs(np.polyval([1 / 24, 1 / 6, 1 / 2, 1, 1], -rate * scene.state.p.h))
    solved = lesson.solved(scene)[1]
    if solved:
        assert method == "rk4" and r > 1
    elif method == "rk4":
        assert r < 1.1


def test_tricks_do_not_win():
    for values in (boom("40*y", 0.1), boom("0*y", 0.1), boom("y^2", 0.1), boom("-40*y", 0.1) | {"start": (0, 0)}):
        assert not lesson.solved(lesson.scene(**values))[1]
    for rows in (((0, 4), (0, 0)), ((-4, 4), (-4, -4)), ((0, 4), (-1, 0)), ((-0.09, 4), (0, -4))):
        assert not lesson.solved(lesson.scene(view="linear", matrix=rows))[2]
    for values in ({"probe": 177, "space": True}, {"probe": 165}, {"probe": 177, "layer": 15}):
        assert not lesson.solved(lesson.scene(view="rings", **values))[3]


def test_to_leave_the_domain_is_not_to_grow():
    """RK4 looks below 0, where √y has no value; its y has stayed small."""
    scene = lesson.scene(**(boom("-sqrt(y)", 0.1) | {"time": 2.0}))
    assert scene.state.exact.whole and abs(scene.state.exact.end[1]) < 0.1
    assert not scene.state.walked.whole and not lesson.solved(scene)[1]
    assert "leave the domain" in scene.notice
    for dy in ("-1000*y", "-300*y", "-100000*y"):  # out of every bound at once; the solution is too fast to follow far
        assert lesson.solved(lesson.scene(**boom(dy, 0.1)))[1]


@pytest.mark.parametrize(
    ("rows", "slow"),
    [(((-0.01, 4), (0, -0.01)), 0.01), (((-0.05, 4), (0, -0.06)), 0.05), (((-0.02, 4), (-1, -0.02)), 1)],
)
def test_the_largest_growth_is_that_of_all_time(rows, slow):
    """A slow system is at its largest long after t = 10."""
    most = max(np.linalg.norm(expm(np.array(rows) * t), 2) for t in np.linspace(0, 2 / slow, 401))
    scene = lesson.scene(view="linear", matrix=rows)
    assert said(scene, "largest growth").value == pytest.approx(most, rel=1e-4)


def test_growth_without_bound_and_bounded_at_the_border():
    for rows, most in ((((0, 1), (0, 0)), "without bound"), (((0, 4), (-1, 0)), 2.0), (((-1, 4), (0, 0)), 17**0.5)):
        found = said(lesson.scene(view="linear", matrix=rows), "largest growth").value
        assert found == most if isinstance(most, str) else found == pytest.approx(most, rel=1e-6)


@pytest.mark.parametrize("method", ["euler", "heun", "rk4"])
@pytest.mark.parametrize(
    ("dy", "start"),
    [
        *(("sqrt(x)", (0.3, 2.5)), ("atan(100*y)", (1, 0.5)), ("sin(300*y)", (0, 1)), ("cosh(y)", (-1, -1))),
        *(("x^y", (0, 1)), ("sin(1/x)", (-1, -1)), ("exp(-1000*y^2)", (0, 0)), ("1/(x^2+y^2)", (0.02, 0.03))),
    ],
)
def test_the_law_of_the_order_says_nothing_false_of_odd_fields(dy, start, method):
    scene = lesson.scene(dx="1", dy=dy, start=start, method=method)
    assert all(each.holds for each in scene.readouts if isinstance(each, Law))


def test_a_dot_that_stands_at_the_edge_is_owned_up_to():
    assert "outside the window" in lesson.scene(view="stability", rate=(20, 0), h=0.1).notice
    assert "outside the window" in lesson.scene(view="linear", matrix=((4, 0), (0, 4))).notice


def test_the_numbers_in_the_text(placed):
    text, states = placed.text(), [placed.scene(placed.parameters(preset.values)) for preset in placed.presets]
    prey, spiral, torn, burst, stiff, patients, _, flat, deep = states
    assert (prey.numbers["v_start"], prey.numbers["v_walk"]) == pytest.approx((2.82, 3.43), abs=5e-3)
    assert "from V = 2.82 to 3.43" in text
    assert np.hypot(*prey.state.curve[-1]) > 0 and abs(prey.state.v_end - prey.state.v_start) < 1e-9
    assert 1.01 ** (np.pi / 0.1) == pytest.approx(1.37, abs=5e-3) and spiral.state.p.h == 0.1
    assert max(torn.state.order.values()) < 1.6  # "the errors of all methods shrink about like h"
    assert burst.state.aim.duration == pytest.approx(0.9, abs=1e-4) and max(burst.state.order.values()) < 3.6
    assert stiff.numbers["factor_size"] == pytest.approx(1.115, abs=5e-4)
    z = np.sort(np.abs(patients.state.factors))
    assert z[-1] > 1 > z[-2] and patients.state.limit == pytest.approx(0.497, abs=1e-4)
    rates = -patients.state.rates.real
    assert (rates.max(), rates.min()) == pytest.approx((4.02, 0.0086), abs=5e-3)
    assert flat.numbers["outer_right"] == pytest.approx(97, abs=0.5) and flat.numbers["samples_right"] == 100
    scores = flat.state.ring_scores[1]
    near = np.abs(np.rad2deg(flat.state.rings.angles) - 175) < 12
    assert scores[near].min() == pytest.approx(-12, abs=0.6)
    sampled = np.sort(np.rad2deg(neural.samples().angles[1]))
    ends = sampled[[np.searchsorted(sampled, 175) - 1, np.searchsorted(sampled, 175)]]
    assert np.ptp(ends) == pytest.approx(22, abs=0.5)
    assert np.interp(np.deg2rad(ends), flat.state.rings.angles, scores).min() > 4
    assert deep.numbers["outer_right"] == deep.numbers["inner_right"] == 100
    # "the field is gentler": a bound of its Lipschitz constant.
    steep = [np.linalg.norm(s.state.net.c, 2) * np.linalg.norm(s.state.net.a, 2) for s in (flat, deep)]
    assert steep[1] < steep[0]


def test_a_path_that_leaves_gives_the_browser_no_huge_numbers():
    for dy in ("-15*y", "y^2", "exp(y)"):
        scene = lesson.scene(dx="1", dy=dy, start=(0, 1), h=1.0, time=20, method="heun")
        for trace in scene.panels[0].traces:
            values = np.abs(np.asarray(trace["y"], float))
            assert np.nanmax(values, initial=0.0) < 30
    assert lesson.scene(**STILL).state.v_end == pytest.approx(1.0)


def test_runge_and_kutta_step_across_the_place_where_the_solution_is_infinite():
    """What the preset says: y′ = y² from 1 is 1/(1 − t), and ten steps of 0.1 bring 82."""
    y, h = 1.0, 0.1
    for _ in range(10):
        a = y * y
        b = (y + h / 2 * a) ** 2
        c = (y + h / 2 * b) ** 2
        y += h / 6 * (a + 2 * b + 2 * c + (y + h * c) ** 2)
    assert round(y) == 82 and "RK4 has the finite y = 82 there" in catalogue.find("differential_equations").text()
