"""Chain rule and backpropagation: what is special to the lesson.

Oracles. f, ∂f/∂x and ∂f/∂y: SymPy, in 30 digits. Each adjoint: the lesson's own nudges, which test_computation_graphs
holds to SymPy and to a linear solve. Paths and products: 2^n and n 2^n of x + x, the inverse of the graph's matrix
(there). The derivative of nested sigmoids: a product of g(1 - g) by hand (there), and 4^-n. Norms of deep networks and
losses of the small one: SciPy's approx_fprime and scikit-learn's MLPClassifier in test_layered_networks; here, their
orders of magnitude.
"""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer import catalogue
from explorer.lesson import Law
from explorer.text import agreed
from mathcore.calculus import moon_networks as learners
from mathcore.common.expressions import parse

lesson = catalogue.find("backpropagation")
STEPPED, CANCELLED, REVIVED, SILENCED = range(4)


def at(**values):
    return lesson.at(lesson.parameters(values))


def solved(which: int, **values) -> bool:
    return bool(lesson.solved(lesson.scene(**values))[which])


def read(scene) -> dict:
    return {each.name: each for each in scene.readouts}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["x*y+sin(x)", "x*(1-x)+y", "(tanh(2x+y)-1)^2", "exp(-(x^2+y^2))*sin(x*y)"]),
    st.integers(-300, 300),
    st.integers(-300, 300),
)
def test_the_numbers_are_sympys(formula, x, y):
    scene = lesson.scene(formula=formula, x=x / 100, y=y / 100, step=72)
    a, b = sympy.symbols("x y", real=True)
    f = parse(formula, ("x", "y")).sympy
    point = {a: sympy.Rational(x, 100), b: sympy.Rational(y, 100)}
    for name, exact in (("f_value", f), ("df_dx", sympy.diff(f, a)), ("df_dy", sympy.diff(f, b))):
        assert scene.numbers[name] == pytest.approx(float(sympy.N(exact.subs(point), 30)), rel=1e-10, abs=1e-12)
    shown = read(scene)
    assert shown["x\u0304, its adjoint so far"].value == pytest.approx(scene.numbers["df_dx"])


def test_the_opening_is_half_way_back():
    q = at()
    assert q.sweeps.so_far[0] == pytest.approx(np.cos(2)) and not q.sweeps.complete(0)
    assert q.right[0] == pytest.approx(3 + np.cos(2)) == pytest.approx(2.583853163)
    assert q.right[1] == 2
    done = lesson.scene(step=72)
    assert read(done)["x\u0304, its adjoint so far"].value == pytest.approx(2.583853163)


def test_the_mistake_breaks_the_laws_and_says_so():
    for values in ({"x": 0.0, "y": 1.0}, {}):
        laws = [each for each in lesson.scene(**values, add=False).readouts if isinstance(each, Law)]
        assert laws and all(each.unless and not each.holds for each in laws)
    assert "classic mistake" in lesson.scene(add=False).notice
    alone = lesson.scene(formula="sigmoid(x)", add=False)  # nothing is used twice: nothing is lost
    assert alone.notice == "" and all(each.holds for each in alone.readouts if isinstance(each, Law))


@pytest.mark.parametrize(("formula", "text", "value"), [("x", "1", 1), ("y", "0", 0), ("3", "0", 0)])
def test_the_sum_of_no_messages(formula, text, value):
    numbers = lesson.scene(formula=formula).numbers
    assert (numbers["x_sum"], numbers["df_dx"]) == (text, value)


def test_one_function_and_three_answers_at_its_kinks():
    at_zero = [at(formula=text, x=0.0).right[0] for text in ("relu(x)-relu(-x)", "x", "max(x,0)-max(-x,0)")]
    assert at_zero == [0, 1, 2]


def test_a_kink_where_the_rule_gives_no_derivative():
    q = at(formula="relu(x)-relu(-x)", x=0.0)
    assert q.right[0] == 0
    law = read(lesson.scene(formula="relu(x)-relu(-x)", x=0.0))["the node in the lens, after the whole sweep"]
    assert law.right == pytest.approx(1) and law.unless and not law.holds


@pytest.mark.parametrize("formula", ["x^2-2x", "cos(x)^2+sin(x)^2", "x^0+10^x"])
def test_a_square_at_zero_is_no_kink(formula):
    laws = [each for each in lesson.scene(formula=formula, x=0.0).readouts if isinstance(each, Law)]
    assert laws and all(each.holds and not each.unless for each in laws)


def test_a_steep_kink_excuses_the_laws():
    """x is three ten-thousandths from a kink, and the argument of the rectifier a third."""
    laws = [each for each in lesson.scene(formula="relu(1000x-370.05)", x=0.37).readouts if isinstance(each, Law)]
    assert laws and all(each.unless == "a nudge goes over a kink or a jump" for each in laws)


@pytest.mark.parametrize("n", [1, 6, 12])
def test_many_paths(n):
    scene = lesson.scene(view="paths", formula="x+x", nest=n)
    numbers = scene.numbers
    assert (numbers["path_count"], numbers["path_products"]) == (2**n, n * 2**n)
    assert (numbers["sweep_products"], numbers["df_dx"]) == (2 * n, 2.0**n)
    assert all(each.holds for each in scene.readouts if isinstance(each, Law))


def test_a_chain_of_sigmoids():
    found = [at(view="paths", formula="sigmoid(x)", x=0.0, nest=n).right[0] for n in (5, 10)]
    assert found == pytest.approx([6.763e-4, 3.875e-7], rel=1e-3)
    assert found[1] < 4.0**-10


def test_the_orders_of_magnitude_in_the_text():
    sigmoid, tanh = at(view="depth", activation="sigmoid").reach, at(view="depth").reach
    assert sigmoid.norms[0] == pytest.approx(0.00002, rel=0.05) and sigmoid.norms[-1] == pytest.approx(0.8, abs=0.01)
    assert tanh.norms[[0, -1]] == pytest.approx([0.5, 0.4], abs=0.05)
    handed = sigmoid.passed[:-1] / sigmoid.passed[1:]
    assert (np.abs(handed - 0.24) < 0.03).all() and sigmoid.passed[0] / sigmoid.passed[-1] < 1.2e-5
    wild = at(view="scale", activation="relu", start="normal").reach
    assert (wild.passed[0] / wild.passed[-1]) ** (1 / 8) == pytest.approx(4, abs=0.6)
    calm = at(view="scale", activation="relu", start="normal", scale=0.251).reach.norms
    assert 0.3 < calm[0] < 3 and 0.3 < calm[-1] < 3
    around = at(view="depth", activation="sigmoid", skip=True).reach.norms
    assert around[0] > 10_000 * sigmoid.norms[0]


def test_the_moons_of_the_text():
    dead = at(view="moons", start="zero")
    assert dead.training.losses[-1] == pytest.approx(np.log(2)) and not dead.training.norms[:, :2].any()
    assert at(view="moons").training.losses[-1] < 0.05
    preset, late = (at(view="moons", rate=1.0, later=0.316, switch=k).training.losses for k in (120, 140))
    assert preset.max() < 0.8 and late.max() > 1.5 and preset[-1] < 0.04


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 400), st.integers(1, 30), st.sampled_from(["sigmoid", "tanh", "relu"]))
def test_the_readouts_of_learning(tick, seed, activation):
    q = at(view="moons", tick=tick, seed=seed, activation=activation)
    points, labels = learners.moons(seed)
    shown = read(lesson.scene(q.p))
    chances = learners.chances(q.weights, points, activation)
    loss = -np.log(np.where(labels == 1, chances, 1 - chances)).mean()
    assert shown[agreed(f"loss after {tick} steps")].value == pytest.approx(loss, rel=1e-6)
    assert shown["points on the right side"].value == pytest.approx(100 * ((chances > 0.5) == labels).mean())


# --- challenges ---


def test_the_prediction_is_four():
    predict = lesson.challenges[STEPPED].predict
    assert predict is not None
    assert predict.truth(at(**predict.at)) == pytest.approx(4)
    for wrong in (3.0, 1.0, 0.0):  # the product alone, the sine alone, overlooked
        assert abs(wrong - 4) > predict.near


@pytest.mark.parametrize(
    "values",
    [
        {"formula": "x-x+y"},
        {"formula": "x^3-3x", "x": 1.0},
        {"formula": "x*y+sin(x)", "x": 3.14, "y": 1.0, "view": "paths", "nest": 1},
        {"formula": "x^2-2x", "x": 1.0, "step": 0},
    ],
)
def test_other_ways_in_which_products_cancel(values):
    assert solved(CANCELLED, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"formula": "3"},  # no path
        {"formula": "y"},
        {"formula": "0*x*x"},  # products that are 0
        {"formula": "floor(x)+floor(x*x)"},
        {"formula": "x*(1-x)", "x": 0.5, "view": "depth"},  # where it is not seen
        {"formula": "log(x)-log(x)", "x": -1.0},
        {"formula": "x*(1-x)", "x": 0.51},
        {"formula": "0.01*x-0.01*x"},
    ],
)
def test_what_does_not_cancel(values):
    assert not solved(CANCELLED, **values)


@pytest.mark.parametrize("depth", [8, 12, 16])
def test_skips_revive_at_any_depth(depth):
    assert solved(REVIVED, view="depth", activation="sigmoid", skip=True, depth=depth)
    assert not solved(REVIVED, view="depth", activation="sigmoid", depth=depth)
    assert not solved(REVIVED, view="depth", activation="tanh", skip=True, depth=depth)
    assert not solved(REVIVED, view="depth", activation="sigmoid", start="zero", skip=True, depth=depth)


def test_silence_asks_for_a_network_that_could_hear():
    for seed in (1, 2, 3):
        assert solved(SILENCED, view="moons", activation="relu", rate=5.01, seed=seed)
        assert not solved(SILENCED, view="moons", activation="relu", seed=seed)
    assert not solved(SILENCED, view="moons", activation="tanh", rate=100.0)
    # Every gradient is 0 in the computer's numbers, and yet a unit is on.
    still = lesson.scene(view="moons", activation="relu", rate=100.0, seed=2, switch=200, later=100.0)
    assert not still.notice and not lesson.solved(still)[SILENCED]
    assert not solved(SILENCED, view="moons", activation="relu", rate=30.2, seed=3)  # lost, not silent


# --- degenerate states ---


@pytest.mark.parametrize(
    "values",
    [
        {"formula": "3"},
        {"formula": "x"},
        {"formula": "y"},
        {"formula": "log(x)", "x": -1.0},
        {"formula": "1/x", "x": 0.0},
        {"formula": "exp(exp(x))", "x": 5.0},
        {"formula": "exp(exp(exp(x)))", "x": 5.0},
        {"formula": "sqrt(x)", "x": 0.0},
        {"formula": "x^y", "x": -1.0, "y": 0.5},
        {"formula": "if(x<y,x,log(x))", "x": -2.0},
        {"formula": "x*x*x*x", "nest": 12, "x": 5.0},
        {"formula": "+".join(["x*y"] * 20), "nest": 12},
        {"formula": "sin(x)" + "+sin(x*y)*x" * 9, "lens": 24, "nest": 5},
        {"step": 0},
        {"step": 1},
        {"activation": "relu", "start": "normal", "scale": 10.0, "depth": 16},
        {"activation": "sigmoid", "scale": 0.1, "depth": 16, "tick": 0},
        {"activation": "relu", "rate": 100.0, "scale": 10.0},
        {"activation": "tanh", "start": "normal", "scale": 10.0, "rate": 100.0, "tick": 3},
    ],
)
@pytest.mark.parametrize("view", list(lesson.views))
def test_nothing_raises_and_no_number_is_nan(values, view):
    scene = lesson.scene(**values, view=view)
    for each in scene.readouts:
        if isinstance(each, Law):
            assert np.isfinite([each.left, each.right]).all() and (each.holds or each.unless), each
    for trace in scene.plotly()["data"]:
        assert not np.isinf(np.asarray(trace["x"], float)).any() and not np.isinf(np.asarray(trace["y"], float)).any()
    assert scene.alt.endswith(".") and "nan" not in scene.alt


def test_what_cannot_be_drawn_is_said():
    assert "the first 25" in lesson.scene(view="paths", nest=12).notice
    assert "undefined" in lesson.scene(formula="log(x)", x=-1.0).notice
    assert "too many" in lesson.scene(view="paths", formula="x*x*x*x", nest=12, x=1.0).notice
    assert "does not occur" in lesson.scene(view="paths", formula="y").notice
    assert "given up" in lesson.scene(view="moons", activation="relu", rate=30.2, seed=3).notice
    assert "off at every point" in lesson.scene(view="moons", activation="relu", rate=5.01).notice
    assert "Beyond the axis" in lesson.scene(view="depth", activation="relu", start="normal", depth=16).notice


@pytest.mark.parametrize("formula", list(lesson.control("formula").describe()["examples"]))
@pytest.mark.parametrize(("x", "y"), [(2.0, 3.0), (0.37, -1.25)])
def test_numbers_beside_neighbours_have_room(formula, x, y):
    """At 30 pixels a unit a letter of size 13 is 8 wide, of size 11 about 7."""
    q = at(formula=formula, x=x, y=y, step=72)
    for texts in q.sweeps.labels(q.chart.few, q.tight):
        widths = [
            max(map(len, text.replace("\u0304", "").split("<br>"))) * (7 if q.tight else 8) / 30 for text in texts
        ]
        spots = q.chart.nodes
        for i in range(len(spots)):
            for j in range(i):
                if abs(spots[i, 1] - spots[j, 1]) < 0.3:
                    assert abs(spots[i, 0] - spots[j, 0]) > 0.95 * (widths[i] + widths[j]) / 2, (texts[i], texts[j])


def test_handles_move_what_they_are_named_after():
    scene = lesson.scene()
    moved, sentence = lesson.pulled(scene, "pull_x", None, 0.0, 99.0)
    assert moved.x == 5.0 and "5" in sentence
    node = at().chart.nodes[3]
    assert lesson.pulled(scene, "pull_lens", None, *(node + 0.3))[0].lens == 3
    assert lesson.pulled(scene, "pull_nudge", None, -0.25, 0.0)[0].nudge == -0.25
    learning = lesson.scene(view="moons")
    assert lesson.pulled(learning, "pull_switch", None, 77.3, 1.0)[0].switch == 77


def test_where_no_path_leads_from_x_none_is_lit():
    alt = lesson.scene(view="paths", formula="y").alt
    assert "0 paths from x to the output;" in alt and "lit" not in alt
    assert "paths from x to the output, one lit;" in lesson.scene(view="paths").alt


def summed_backwards(activation, start, seed, rate, steps):
    """The losses of training that adds up the points in the reverse order."""
    points, labels = (each[::-1] for each in learners.moons(seed))
    flat, losses = learners.train(activation, start, 1.0, seed, (rate, rate), 0, 0).weights[0].copy(), []
    for _ in range(steps + 1):
        loss, slope = learners.slope_of(flat, points, labels, activation)
        losses.append(loss)
        flat = flat - rate * slope
    return np.array(losses)


@pytest.mark.parametrize(
    ("start", "seed", "rate", "most", "least"), [("glorot", 1, 0.501, 1e-12, 0.0), ("normal", 255254, 3.16, 0.1, 1e-5)]
)
def test_only_where_the_loss_jumps_does_the_order_of_a_sum_show(start, seed, rate, most, least):
    q = at(activation="tanh", start=start, seed=seed, rate=rate, later=rate)
    off = np.abs(summed_backwards("tanh", start, seed, rate, 400) - q.training.losses).max()
    assert least <= off < most
