"""Support vector machines against scikit-learn's SVC, SciPy's SLSQP on the primal, and a published pair of flowers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.datasets import load_iris
from sklearn.svm import SVC

from mathcore.calculus import margins as ma


def test_flowers_are_irises():
    data = load_iris()
    for pair, (first, second) in ma.PAIRS.items():
        x, y = ma.flowers(pair)
        chosen = np.isin(data.target, (first, second))
        assert (x == data.data[chosen][:, 2:]).all() and ((y > 0) == (data.target[chosen] == second)).all()
        assert ma.species(pair) == (data.target_names[first], data.target_names[second])


def test_the_hard_margin_is_held_by_two_flowers():
    x, y = ma.flowers("easy")
    found = ma.train(x, y, 100.0)
    assert x[found.support].tolist() == [[1.9, 0.4], [3.0, 1.1]] and not found.bound.any()
    assert found.alpha[found.support] == pytest.approx([20 / 17, 20 / 17], rel=1e-12)  # 2 / |difference|^2
    assert found.width == pytest.approx(np.hypot(1.1, 0.7), rel=1e-12)  # the distance of the two
    assert found.alpha.sum() == pytest.approx(found.w @ found.w)


@pytest.mark.parametrize(
    ("c", "held", "width"), [(0.1, 50, 1.312), (1.0, 24, 0.637), (10.0, 15, 0.360), (100.0, 12, 0.224)]
)
def test_streets_are_scikit_learns(c, held, width):
    for pair in ("easy", "hard"):
        x, y = ma.flowers(pair)
        found, model = ma.train(x, y, c), SVC(kernel="linear", C=c, tol=1e-8).fit(x, y)
        assert found.w == pytest.approx(model.coef_[0], rel=2e-3)  # LIBSVM's products have single precision
        assert found.alpha.sum() == pytest.approx(np.abs(model.dual_coef_).sum(), rel=1e-3)
    hard = ma.train(*ma.flowers("hard"), c)
    assert int(hard.support.sum()) == held and hard.width == pytest.approx(width, abs=6e-4)


@pytest.mark.parametrize("c", [0.05, 1.0, 8.0])
def test_the_primal_is_slsqps(c):
    x, y = (each[36:64] for each in ma.flowers("hard"))

    def cost(v):
        return 0.5 * v[:2] @ v[:2] + c * v[3:].sum()

    def slope(v):
        return np.concatenate([v[:2], [0.0], np.full(len(y), c)])

    matrix = np.column_stack([y[:, None] * x, y, np.eye(len(y))])
    rule = {"type": "ineq", "fun": lambda v: matrix @ v - 1, "jac": lambda v: matrix}
    start = np.concatenate([np.zeros(3), np.full(len(y), 2.0)])
    bounds = [(None, None)] * 3 + [(0, None)] * len(y)
    run = minimize(cost, start, jac=slope, method="SLSQP", bounds=bounds, constraints=rule, options={"maxiter": 500})
    found = ma.train(x, y, c)
    assert found.primal == pytest.approx(run.fun, rel=1e-5) and found.w == pytest.approx(run.x[:2], rel=2e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(ma.PAIRS)),
    st.integers(0, 99),
    st.tuples(st.integers(70, 720), st.integers(0, 280)),
    st.integers(0, 94),
    st.sampled_from(["as", "moved", "out"]),
)
def test_conditions_hold_and_support_vectors_suffice(pair, flower, place, power, kind):
    c = 0.02 * 10 ** (power / 20)
    found = ma.trial(pair, c, flower, kind, np.array(place) / 100)
    m = found.machine
    assert (m.alpha >= -1e-9 * c).all() and (m.alpha <= (1 + 1e-9) * c).all()
    assert abs(m.alpha @ m.y) < 1e-8 * c * 100 and m.broken < 1e-8
    assert m.primal == pytest.approx(m.dual, rel=1e-7)
    assert found.few.w == pytest.approx(m.w, rel=1e-6, abs=1e-9)
    assert len(m.y) == 100 - (kind == "out") and np.isnan(found.alpha).sum() == (kind == "out")


def test_a_flower_without_a_multiplier_can_be_moved_or_left_out():
    x, y = ma.flowers("hard")
    whole = ma.train(x, y, 10.0)
    for flower in np.flatnonzero(~whole.support)[::9].tolist():
        out = ma.trial("hard", 10.0, flower, "out", (0, 0)).machine
        away = x[flower] + y[flower] * 0.3 * whole.w / np.hypot(*whole.w)  # further from the street
        moved = ma.trial("hard", 10.0, flower, "moved", away).machine
        assert out.w == pytest.approx(whole.w, rel=1e-9) and moved.w == pytest.approx(whole.w, rel=1e-9)


def test_lines_have_the_sides_that_they_are_asked_for():
    found = ma.train(*ma.flowers("hard"), 1.0)
    for side in (-1.0, 0.0, 1.0):
        assert found.line(side) @ found.w + found.b == pytest.approx([side, side], abs=1e-9)
