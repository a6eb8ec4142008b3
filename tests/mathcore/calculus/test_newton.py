"""Trust regions against SciPy's exact subproblem solver, a dense search and the conditions of Moré and Sorensen; Newton
against exact fractions, closed forms and `numpy.linalg`; where it ends against `scipy.optimize.root`."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.optimize._trustregion_exact import IterativeSubproblem

from mathcore.calculus import newton
from mathcore.calculus import taylor_models as models

NUMBERS = st.one_of(st.just(0.0), st.floats(-1e3, 1e3), st.floats(-1.0, 1.0))
ROWS = st.tuples(*[NUMBERS] * 6)
RADII = st.floats(0.02, 6.0)
HIMMELBLAU, VALLEY = "(x^2+y-11)^2+(x+y^2-7)^2", "(1-x)^2+100*(y-x^2)^2"


def follow(text: str):
    return partial(models.at, models.parse(text, ("x", "y")))


def hessian(rows) -> np.ndarray:
    return np.array([[rows[3], rows[4]], [rows[4], rows[5]]])


@settings(max_examples=150, deadline=None)
@given(ROWS, RADII)
def test_a_trust_region_step_keeps_the_conditions_of_more_and_sorensen(rows, radius):
    step, h, g = newton.trust_step(newton.spectrum(rows), radius), hessian(rows), np.array(rows[1:3])
    size = 1e-300 + np.hypot(*g) + np.abs(h).sum() * radius
    for p in (step.step, step.other if step.hard else step.step):
        assert np.hypot(*((h + step.multiplier * np.eye(2)) @ p + g)) <= 1e-9 * size
        assert np.hypot(*p) <= radius * (1 + 1e-9)
        assert step.multiplier * abs(radius - np.hypot(*p)) <= 1e-9 * size
    assert step.multiplier >= 0
    assert np.linalg.eigvalsh(h)[0] + step.multiplier >= -1e-12 * (1 + np.abs(h).sum())
    assert newton.residual(rows, step)[0] <= 1e-9 * size


@settings(max_examples=80, deadline=None)
@given(ROWS, RADII)
@example((0.0, 0.0, 5e-324, 0.0, 0.0, 0.0), 2.0)
@example((0.0, 0.0, 5e-324, 0.0, 1.0, 0.0), 2.0)
def test_no_step_of_a_dense_search_is_lower(rows, radius):
    best = float(newton.model(rows, newton.trust_step(newton.spectrum(rows), radius).step))
    assert best <= newton.searched(rows, radius) + 1e-9 * (1 + abs(best))
    angle = np.linspace(0, 2 * np.pi, 3601)
    ring = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert best <= newton.model(rows, ring).min() + 1e-9 * (1 + abs(best))
    assert best <= float(newton.model(rows, newton.cauchy_step(rows, radius))) + 1e-9 * (1 + abs(best))


def test_the_steps_are_those_of_scipy_or_lower():
    """SciPy's solver stops when its bounds are near enough, which may leave some per cent in the step."""
    rng = np.random.default_rng(2)
    for _ in range(60):
        rows = [0.0, *rng.normal(size=5)]
        g, h, radius = np.array(rows[1:3]), hessian(rows), float(rng.uniform(0.1, 3))

        def slope(x, g=g):
            return g

        def bend(x, h=h):
            return h

        exact = IterativeSubproblem(np.zeros(2), lambda x: 0.0, slope, bend, k_easy=1e-11, k_hard=1e-11)
        theirs, ours = exact.solve(radius)[0], newton.trust_step(newton.spectrum(rows), radius).step
        assert ours == pytest.approx(theirs, abs=0.02 * radius)
        if np.hypot(*theirs) <= radius:
            assert float(newton.model(rows, ours)) <= float(newton.model(rows, theirs)) + 1e-12


def test_himmelblau_at_the_origin_has_the_multipliers_and_ratios_of_the_entry():
    f = follow(HIMMELBLAU)
    rows, formula = f(0.0, 0.0), models.parse(HIMMELBLAU, ("x", "y"))
    assert (newton.spectrum(rows).low, newton.spectrum(rows).high) == pytest.approx((-42, -26))
    for radius, multiplier, ratio in ((0.1, 291.7, 0.9995), (0.5, 84.5, 0.988), (1, 60.3, 0.955), (2, 49.9, 0.841)):
        step = newton.trust_step(newton.spectrum(rows), radius)
        assert step.multiplier == pytest.approx(multiplier, abs=0.06)
        assert newton.kept(formula, np.zeros(2), rows, step.step[None])[0] == pytest.approx(ratio, abs=6e-4)
    assert f(*newton.newton_step(rows).tolist())[0] == pytest.approx(181.50, abs=5e-3)


def test_the_hard_case_has_two_steps_and_its_neighbours_one():
    hard = newton.trust_step(newton.spectrum([0, 1, 0, 1, 0, -1]), 1.0)  # x^2/2 - y^2/2 from (1, 0)
    assert hard.hard and hard.multiplier == 1
    assert sorted([hard.step.tolist(), hard.other.tolist()]) == [
        pytest.approx([-0.5, -np.sqrt(0.75)]),
        pytest.approx([-0.5, np.sqrt(0.75)]),
    ]
    assert not newton.trust_step(newton.spectrum([0, 1, 0, 1, 0, -1]), 0.4).hard
    near = newton.trust_step(newton.spectrum([0, 1, -1e-9, 1, 0, -1]), 1.0)
    assert not near.hard and near.step == pytest.approx([-0.5, np.sqrt(0.75)], abs=1e-7)
    flat = newton.trust_step(newton.spectrum([0, 1, 0, 1, 0, 0]), 2.0)
    assert not flat.hard and flat.step == pytest.approx([-1, 0])
    still = newton.trust_step(newton.spectrum([0, 0, 0, 1, 0, 2]), 2.0)
    assert still.step.tolist() == [0, 0] and still.multiplier == 0


@settings(max_examples=100, deadline=None)
@given(ROWS, st.floats(0.1, 3.0))
def test_the_multiplier_is_the_slope_of_the_promise(rows, radius):
    found = newton.price(rows, radius)
    mu = newton.trust_step(newton.spectrum(rows), radius).multiplier
    assert abs(found.rate - mu * radius) <= found.slack


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_newtons_step_is_that_of_numpy(rows):
    h = hessian(rows)
    step = newton.newton_step(rows)
    if np.isnan(step).any():
        assert abs(h[0, 0] * h[1, 1] - h[0, 1] ** 2) <= 2e-12 * np.abs(np.linalg.eigvalsh(h)).max() ** 2
    else:
        error = np.abs(h @ step + np.array(rows[1:3])).max()
        assert error <= 1e-9 * (np.abs(h).max() * np.abs(step).max() + 1e-300) + 1e-9 * np.abs(rows[1:3]).max()


def test_lengths_are_those_of_the_shifted_systems():
    rows = [0.0, 1.0, -2.0, 3.0, 0.7, -1.0]
    for mu in (-2.0, 0.5, 4.0):
        exact = np.linalg.norm(np.linalg.solve(hessian(rows) + mu * np.eye(2), [1.0, -2.0]))
        assert newton.lengths(newton.spectrum(rows), mu) == pytest.approx(exact)


def test_newton_on_rosenbrocks_function_is_that_of_exact_fractions():
    """From (-1.2, 1), up by a factor of 300 on the way and done in six steps."""
    path = newton.newton_path(follow(VALLEY), (-1.2, 1.0), 24)
    known = [24.2, 4.731884, 1411.845, 0.055966, 0.313189]
    assert path.values[:5] == pytest.approx(known, rel=1e-5)
    x, y = Fraction(-6, 5), Fraction(1)
    for point in path.points[:6].tolist():
        assert point == pytest.approx([float(x), float(y)], rel=1e-9)
        gx, gy = -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)
        xx, xy, yy = 2 - 400 * y + 1200 * x * x, -400 * x, Fraction(200)
        d = xx * yy - xy * xy
        x, y = x + (xy * gy - yy * gx) / d, y + (xy * gx - xx * gy) / d
    assert path.values[5] == pytest.approx(1.85e-11, rel=0.01) and path.values[6] < 1e-19
    assert path.why == "arrived" and newton.end(follow(VALLEY), path) == "a minimum"
    other = newton.trust_path(follow(VALLEY), (-1.2, 1.0), 1.0, 40)
    assert (np.diff(other.values[: other.last + 1]) <= 0).all() and other.values[other.last] < 1e-20
    assert other.last > 20


def test_the_edge_of_the_cosh_is_the_root_of_sinh():
    f = follow("log(exp(x)+exp(-x))+y^2/2")
    root = brentq(lambda x: np.sinh(2 * x) - 4 * x, 0.5, 2)
    assert newton.edge(f, 3.0) == pytest.approx(root, abs=1e-7) == pytest.approx(1.0886595, abs=1e-7)
    path = newton.newton_path(f, (0.9, 0.0), 3)
    x = path.points[:, 0]
    assert x[1:] == pytest.approx(x[:-1] - np.sinh(2 * x[:-1]) / 2)
    lost = newton.newton_path(f, (1.1, 0.0), 24)
    assert lost.points[: lost.last + 1, 0] == pytest.approx([1.1, -1.12855, 1.23413, -1.69517, 5.71536], abs=1e-4)
    assert lost.why and newton.end(f, lost) == "nowhere"


def test_paths_stop_where_h_has_no_inverse_and_where_they_arrive():
    assert newton.newton_path(follow("x"), (0, 0), 5).why == "H has no inverse"
    one = newton.newton_path(follow("x^2+y^2"), (3, 4), 5)
    assert one.last == 2 and one.why == "arrived" and np.isnan(one.points[3:]).all()
    for text, kind in (("x^2-y^2", "a saddle"), ("-x^2-y^2", "a maximum"), ("x^2+y^2", "a minimum")):
        assert newton.end(follow(text), newton.newton_path(follow(text), (1, 1), 5)) == kind
    down = newton.descent_path(follow("x^2+y^2"), (1, 1), 0.25, 3)
    assert down.points[:, 0] == pytest.approx([1, 0.5, 0.25, 0.125])


@pytest.mark.parametrize("text", [HIMMELBLAU, "sin(x)*cos(y)+(x^2+y^2)/10", "log(1+x^2+2*y^2)"])
def test_the_map_of_ends_is_that_of_single_paths(text):
    x = np.linspace(-2.9, 2.9, 12)
    formula = models.parse(text, ("x", "y"))
    found = newton.ends(partial(models.second_order, formula), x, x, 60)
    agree = 0
    for i, j in np.ndindex(found.kinds.shape):
        path = newton.newton_path(follow(text), (x[j], x[i]), 60)
        agree += newton.end(follow(text), path) == newton.ENDS[int(found.kinds[i, j])]
    assert agree >= 142  # of 144: on a boundary rounding decides


def test_signs_of_first_steps_and_the_shares_of_himmelblau():
    x = np.linspace(-5, 5, 401)
    rows = models.second_order(models.parse(HIMMELBLAU, ("x", "y")), x[None, :], x[:, None])
    high, low = np.linalg.eigvalsh(np.moveaxis(np.array([[rows[3], rows[4]], [rows[4], rows[5]]]), (0, 1), (2, 3))).T[
        ::-1
    ]
    shares = [(low > 0).mean(), ((low < 0) & (high > 0)).mean(), (high < 0).mean()]
    assert shares == pytest.approx([0.435, 0.465, 0.101], abs=4e-3)  # of the entry
    found = newton.first_steps(rows)
    assert (found == 0).mean() == pytest.approx(shares[0])
    for i, j in ((200, 200), (10, 10), (300, 220), (120, 333)):
        step = newton.newton_step(rows[:, i, j].tolist())
        climbs = float(rows[1:3, i, j] @ step) > 0
        assert (found[i, j] == 2) == climbs


def test_places_of_names_are_in_their_class():
    x = np.linspace(-3, 3, 60)
    cells = (x[None, :] > x[:, None]).astype(float)
    spots = newton.roomiest(cells, x, 3)
    assert spots[0, 0] < spots[0, 1] and spots[1, 0] > spots[1, 1] and np.isnan(spots[2]).all()


@pytest.mark.parametrize("radius", [4.0, 1.0, 0.25])
def test_a_slope_near_the_largest_number_has_a_step_within_the_radius(radius):
    steep = newton.spectrum((0.0, 1.117e308, 0.0, -1.117e308, 0.0, 0.0))
    assert np.hypot(*newton.trust_step(steep, radius).step) <= radius * (1 + 1e-12)


def test_a_path_that_hangs_on_rounding_says_from_which_step():
    """From (0.4, 0.5) the path leaves for far away and comes back: sixty digits lead elsewhere than sixteen from the
    seventh step on. From (-1.2, 0.1) it arrives in a few."""
    f = follow("sin(x)*cos(y)+(x^2+y^2)/10")
    lost, sure = (newton.newton_path(f, start, 24, watched=True) for start in ((0.4, 0.5), (-1.2, 0.1)))
    assert lost.doubt(4) == "" and lost.doubt(24).endswith("it hangs on the 15th digit of p.")
    assert sure.why == "arrived" and sure.doubt(sure.last) == ""
    assert newton.newton_path(f, (0.4, 0.5), 24).doubt(24) == ""  # nobody asked


@pytest.mark.parametrize(
    ("start", "steps", "value", "hangs"),
    [  # values: the same path with eighty digits
        ((1.0585, 1.717), 14, 0.2574490383957677, False),  # it leaves, and all come to one saddle
        ((4.6628, -4.0488), 24, None, False),
        ((0.0, -4.6435), 24, 37914.9, True),
        ((-4.4473, -3.3133), 24, 3570.6, True),
        ((-4.1744, -3.5606), 24, 51617021.0, True),
        ((3.9976, 4.2458), 24, 943.180765, True),
    ],
)
def test_what_hangs_on_the_last_digits_of_the_start_is_told_and_nothing_else(start, steps, value, hangs):
    path = newton.newton_path(follow("sin(x)*cos(y)+(x^2+y^2)/10"), start, 24, watched=True)
    last = min(steps, path.last)
    assert bool(path.doubt(last)) is hangs
    if value is not None:
        assert (path.values[last] == pytest.approx(value, rel=1e-4)) is not hangs
