"""The lesson on integration. Oracles: integrals by `scipy.integrate.quad`; rules by `scipy.integrate.trapezoid`,
`simpson` and `fixed_quad`; the bounds by `sympy.diff`; the slope of F by `scipy.differentiate.derivative`; means over
cubes by closed forms and `numpy.mean`; AUC by `sklearn.metrics.roc_auc_score`. (The rules, the tables of errors and the
ROC themselves are held against theirs in `tests/mathcore/calculus`.)"""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np
import pytest
import sympy
from scipy import integrate
from scipy.differentiate import derivative
from scipy.special import expit
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from explorer import listing
from explorer.lesson import Law
from mathcore.calculus import integrals_in_learning as learning
from mathcore.common.expressions import parse
from pages.calculus.integration.lesson import lesson as raw
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

SMOOTH = ("exp(x)", "exp(-x^2)", "x^3-x", "sin(20x)", "exp(cos(2*pi*x))", "1/(1+25x^2)", "x^2")


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("integration")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_integrals_and_rules_are_scipys_at_random_states(lesson):
    seen = 0
    for values in contracts.random_states(lesson, 60):
        scene = lesson.scene(**values | {"view": "panels", "pair": "middle"})
        q, f = scene.state, scene.state.formula
        if q.p.function not in SMOOTH or q.a == q.b:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exact, error = integrate.quad(lambda x, f=f: float(f(x)), q.a, q.b, limit=400)
        assert value(scene, "integral") == pytest.approx(exact, rel=1e-10, abs=1e-9 + 2 * error)
        edges, fine = np.linspace(q.a, q.b, q.p.n + 1), np.linspace(q.a, q.b, 2 * q.p.n + 1)
        known = integrate.trapezoid(f(edges), x=edges), integrate.simpson(f(fine), x=fine)
        slack = {"rel": 1e-9, "abs": 1e-9 + 2 * error}
        assert value(scene, "error of trapezoid") == pytest.approx(known[0] - exact, **slack)
        assert value(scene, "error of Simpson") == pytest.approx(known[1] - exact, **slack)
        one = sum(integrate.fixed_quad(f, low, high, n=1)[0] for low, high in itertools.pairwise(edges))
        assert value(scene, "error of midpoint") == pytest.approx(one - exact, **slack)
        seen += 1
    assert seen > 10


@pytest.mark.parametrize(("pair", "power", "unit"), [("ends", 1, 1 / 2), ("middle", 2, 1 / 12), ("gauss", 4, 1 / 2880)])
@pytest.mark.parametrize("function", ["exp(x)", "x^3-x", "exp(-x^2)", "1/(1+25x^2)"])
def test_the_bound_on_the_error_is_that_of_the_textbooks(lesson, pair, power, unit, function):
    scene = lesson.scene(function=function, pair=pair, n=5, a=-0.7, b=0.9)
    x = sympy.Symbol("x", real=True)
    exact = sympy.lambdify(x, sympy.diff(parse(function).sympy, x, power), "numpy")
    most = np.abs(exact(np.linspace(-0.7, 0.9, 4001)) + 0 * np.linspace(-0.7, 0.9, 4001)).max()
    found = law(scene, "the error has a bound").right
    known = 1.6 * unit * (1.6 / 5) ** power * most
    # What is proved is never less than what is true, and may be more where f uses x often.
    assert known * (1 - 1e-6) <= found <= 2.5 * known + 1e-12


def test_of_an_error_that_hops_the_cost_is_said_to_be_about(lesson):
    """|x − 0.3| by 495 midpoints is off by more than 10⁻⁶, and by 406 it is not."""
    off = {n: abs(np.abs((np.arange(n) + 0.5) / n - 0.3).mean() - 0.29) for n in (406, 495)}
    assert off[406] <= 1e-6 < off[495]
    scene = lesson.scene(view="orders", function="abs(x-0.3)", window="unit", a=0.0)
    assert value(scene, "evaluations to stay below: Midpoint") == "about 406"


def test_the_numbers_of_the_entry_and_of_the_text(lesson):
    start = preset(lesson, "The same area")
    assert value(start, "error of midpoint") == pytest.approx(-0.004467, abs=5e-7)
    assert value(start, "error of trapezoid") == pytest.approx(0.008940, abs=5e-7)
    assert value(start, "error of T ÷ error of M") == pytest.approx(-2.0016, abs=5e-5)
    left = lesson.scene(a=0.0, n=4, pair="ends")
    assert value(left, "error of left") == pytest.approx(-0.205845, abs=5e-7)
    costs = [value(preset(lesson, "Four orders"), f"evaluations to stay below: {n}") for n in ("Gauss", "Simpson")]
    costs += [value(preset(lesson, "Four orders"), f"evaluations to stay below: {n}") for n in ("Mid", "Trap", "Rand")]
    assert costs == ["3", "11", "268", "380", "2.42×10¹¹"]
    corner = preset(lesson, "A corner costs").state
    assert abs(corner.panels.errors[:, 0]).sum() > 0.8 * np.abs(corner.panels.errors).sum()
    for rule in ("midpoint", "trapezoid", "simpson"):
        assert corner.race.ratio(rule, 257) == pytest.approx(2**1.5, rel=0.02)
    bell = preset(lesson, "Gauss and Simpson").state
    assert abs((bell.totals - bell.exact)[2]) < 0.055 * abs((bell.totals - bell.exact)[1])
    miracle = preset(lesson, "Periodic miracle")
    assert abs(miracle.state.error) < abs(miracle.state.race.error("gauss", 9))
    over = lesson.at(lesson.parameters({**miracle.parameters, "b": 0.99}))
    assert abs(over.error) > 1000 * abs(miracle.state.error) and abs(over.error) > abs(over.race.error("gauss", 9))
    runge = preset(lesson, "Runge, and Newton–Cotes")
    assert "−1890 to 1739" in runge.notice and runge.state.error == pytest.approx(-5.919, abs=1e-3)
    six = preset(lesson, "Six dimensions")
    assert value(six, "the grid loses") == "d = 6" and value(six, "places of the grid") == "4"
    assert len(learning.shadow("grid", 1, 6, 12)) == 16
    text = lesson.text()
    for number in (f"{lesson.at(lesson.parameters({'view': 'roc'})).auc:.6f}", "0.8133", "0.8964", "0.9796"):
        assert number in text
    true = integrate.quad(lambda z: expit(1 + 2 * z) * norm.pdf(z), -12, 12, epsabs=1e-14)[0]
    assert f"{true:.6f}" in text
    for nodes, off in ((10, 1.5e-4), (20, 3e-6)):
        t, w = np.polynomial.hermite_e.hermegauss(nodes)
        assert abs(w @ expit(1 + 2 * t) / w.sum() - true) == pytest.approx(off, rel=0.02)
    variance = integrate.quad(lambda z: expit(1 + 2 * z) ** 2 * norm.pdf(z), -12, 12)[0] - true**2
    assert variance / 1.5e-4**2 == pytest.approx(4e6, rel=0.05)


def test_bent_roofs_keep_their_area_until_the_law_of_the_ends(lesson):
    for tilt in (0.0, 0.35, 1.0):
        for pair in ("middle", "gauss"):
            scene = lesson.scene(function="exp(cos(2*pi*x))", n=3, tilt=tilt, pair=pair)
            found = law(scene, "bending the roofs")
            assert found.left == pytest.approx(found.right, abs=1e-13)


def test_dragging_a_roof_bends_all_and_stops_with_a_sentence(lesson):
    start = {"tilt": 0.0, "n": 2}
    roof = next(handle for _, handle in lesson.scene(**start).handles if handle.name == "roof")
    touching = next(handle for _, handle in lesson.scene(n=2, tilt=1.0).handles if handle.name == "roof")
    half = 0.5 * (roof.spot[1] + touching.spot[1])
    scene, sentence = drag(lesson, start, "roof", None, 0.0, half)
    assert scene.state.p.tilt == pytest.approx(0.5) and not sentence
    scene, sentence = drag(lesson, start, "roof", None, 0.0, touching.spot[1] + 0.5)
    assert scene.state.p.tilt == 1.0 and sentence.endswith(".")
    assert not any(handle.name == "roof" for _, handle in lesson.scene(function="3").handles)


def test_two_rules_that_do_not_enclose_the_integral_say_why(lesson):
    scene = lesson.scene(function="sin(20x)", a=-0.3, b=0.9, n=2)
    found = law(scene, "the integral I lies between")
    assert found.unless and not found.holds
    assert not law(lesson.scene(), "the integral I lies between").unless


def test_an_end_where_f_is_infinite_leaves_the_open_rule(lesson):
    scene = lesson.scene(function="log(x)", window="unit", a=0.0)
    assert "trapezoid" in scene.notice and value(scene, "integral") == pytest.approx(-1)
    assert lesson.scene(function="log(x)", window="unit", a=0.0, view="orders", rule="gauss").state.error < 0.01
    nothing = lesson.scene(function="1/x")
    assert "near x = 0:" in nothing.notice and np.isnan(value(nothing, "integral"))
    assert "held at its edge" in lesson.scene(window="unit", a=-1.0).notice
    assert "one place" in lesson.scene(a=0.4, b=0.4).notice


def test_the_area_so_far_has_the_slope_that_scipy_finds(lesson):
    for values in contracts.random_states(lesson, 60):
        scene = lesson.scene(**values | {"view": "area"})
        q = scene.state
        if q.p.function not in SMOOTH:
            continue
        area = np.vectorize(lambda x, q=q: integrate.quad(lambda t: float(q.formula(t)), q.x, x, limit=200)[0])
        slope = derivative(area, q.x + 1e-3, initial_step=1e-3).df
        assert slope == pytest.approx(float(q.formula(q.x + 1e-3)), rel=1e-4, abs=1e-4)
        assert law(scene, "the slope of F").right == pytest.approx(float(q.formula(q.x)))
        assert value(scene, "ΔF/Δx") == pytest.approx(float(area(q.x + q.dx)) / q.dx, rel=1e-7, abs=1e-7)
        assert q.x + q.dx <= q.window[1] + 1e-9


def test_at_a_jump_the_area_has_a_corner(lesson):
    scene = preset(lesson, "A jump")
    found = law(scene, "the slope of F")
    assert found.left == pytest.approx(1) and found.right == 0 and found.unless and not found.holds
    left = lesson.scene(view="area", function="sign(x)", x=-0.4, dx=0.3)
    assert law(left, "the slope of F").left == pytest.approx(-1)


def test_the_dimensions_are_means_over_their_points(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "cube"})
        q = scene.state
        points = learning.grid(q.p.d, q.p.doublings)
        mean = q.integrand.values(points)[:, -1].mean()
        exact = q.integrand.exact[q.p.d - 1]
        assert value(scene, "Grid") == pytest.approx(abs(mean / exact - 1), rel=1e-6, abs=1e-12)
        assert value(scene, "Random") == pytest.approx(q.integrand.random[q.p.d - 1] / math.sqrt(len(points)))
        assert scene.numbers["grid_mean"] == pytest.approx(mean)


def test_the_auc_is_scikit_learns_at_random_states(lesson):
    for values in contracts.random_states(lesson, 25):
        scene = lesson.scene(**values | {"view": "roc"})
        scores, ill = scene.state.scores
        assert scene.numbers["auc"] == pytest.approx(roc_auc_score(ill, scores))
        called = scores >= values["threshold"] - 1e-9
        assert value(scene, "of the ill") == pytest.approx(called[ill].mean())
        assert value(scene, "of the well") == pytest.approx(called[~ill].mean())


def test_dragging_the_corner_goes_to_the_nearest_threshold(lesson):
    scene, _ = drag(lesson, {"view": "roc"}, "corner", None, 0.5, 0.97)
    false, true = scene.state.rates
    assert abs(false - 0.5) < 0.03 and abs(true - 0.97) < 0.02


def test_no_preset_solves_a_challenge_and_cheap_answers_do_not_pass(lesson):
    for each in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(each.values)))), each.name
    cheats: list[dict[str, Any]] = [
        {"view": "orders", "rule": "random", "count": 3, "a": 0.0, "seed": seed} for seed in range(3)
    ] + [
        {"view": "orders", "rule": "gauss", "count": 3, "a": 1.0},
        {"view": "orders", "function": "0", "rule": "left"},
    ]
    for cheat in cheats:
        assert not lesson.solved(lesson.scene(**cheat))[1]
    for function in ("1/x", "sin(1/x)", "0", "x"):
        assert not lesson.solved(lesson.scene(function=function, n=8))[2]


def test_a_dragged_tilt_computes_no_integral_anew(lesson, monkeypatch):
    from mathcore.calculus import antiderivatives, quadrature

    lesson.scene(function="exp(x)+x/7")
    monkeypatch.setattr(antiderivatives, "antiderivative", None)
    monkeypatch.setattr(quadrature, "panels", None)
    assert lesson.scene(function="exp(x)+x/7", tilt=0.3).readouts


def test_the_lesson_names_its_oracles():
    assert raw.oracles and all(":" in each for each in raw.oracles)


def test_where_f_jumps_the_area_has_no_tangent(lesson):
    for function, x in (("sign(x)", 0.0), ("floor(5x)", 0.2)):
        scene = lesson.scene(view="area", function=function, x=x)
        assert "no tangent" in scene.panels[1].title and "no slope" in scene.alt
    for function, x in (("sign(x)", 0.3), ("abs(x)", 0.0), ("sin(1000x)", 0.2)):
        scene = lesson.scene(view="area", function=function, x=x)
        assert "tangent: f(x)" in scene.panels[1].title and "no slope" not in scene.alt


def test_where_there_is_no_area_so_far_none_is_drawn(lesson):
    scene = lesson.scene(view="area", function="1/x", x=0.2)
    drawn = {trace.get("name"): trace for trace in scene.panels[1].traces}
    assert np.isnan(drawn["F(x)"]["y"]).all() and scene.panels[1].title == "F has no tangent here"
    assert np.isfinite(scene.panels[1].handles[0].spot).all()


def test_what_holds_of_points_holds_for_every_seed(lesson):
    # Few random points and a small ball: some runs are off by far more than six deviations, and that is no wonder.
    runs = []
    for seed in (0, 1, 5, 42, 77, 300):
        scene = lesson.scene(view="cube", integrand="ball", d=10, doublings=5, seed=seed)
        assert all(each.holds for each in scene.readouts if isinstance(each, Law))
        runs.append(value(scene, "this run"))
    assert min(runs) == 1.0  # no point in the ball


def test_a_singular_place_that_has_an_area_is_no_obstacle(lesson):
    scene = lesson.scene(function="log(abs(x-0.3))")
    known = 1.3 * math.log(1.3) + 0.7 * math.log(0.7) - 2
    assert value(scene, "integral") == pytest.approx(known, rel=1e-12) and not scene.notice
    assert "near x = 0.3:" in lesson.scene(function="1/(x-0.3)").notice
    steep = lesson.scene(function="exp(1/x)", window="unit", a=0.7, b=1.0)
    known = integrate.quad(lambda x: math.exp(1 / x), 0.7, 1.0)[0]
    assert value(steep, "integral") == pytest.approx(known, rel=1e-10)
    assert all(each.holds for each in steep.readouts if isinstance(each, Law))
    # The middle of the middle panel is the pole, though sums of widths only nearly say so.
    for function in ("sin(1/x)", "abs(x)^(-0.5)"):
        assert "midpoint" in lesson.scene(function=function, n=5).notice


def test_challenges_ask_for_more_than_equal_ends_and_for_the_exponential_itself(lesson):
    even = {"pair": "ends", "n": 4}  # left and right end agree wherever f(a) = f(b)
    for function in ("1/(1+25x^2)", "9x^2"):
        assert not lesson.solved(lesson.scene(function=function, **even))[2]
    off = (1 + 4 * math.exp(0.5) + math.e) / 6 - (math.e - 1)  # of Simpson's rule with three nodes
    bent = f"exp(x)+{2 * off:.9f}*sin(100*pi*x)^2"  # at all hundredths it is the exponential
    scene = lesson.scene(view="orders", function=bent, window="unit", rule="simpson", count=3, a=0.0)
    assert abs(scene.state.error) < 1e-6 and not lesson.solved(scene)[1]


@pytest.mark.parametrize(
    ("values", "exact"),
    [
        *(
            ({"function": text}, np.nan) for text in ("1/x", "sqrt(x)", "1/x^2")
        ),  # a pole inside, or half of it no value
        ({"function": "log(x)", "a": 0.0, "b": 1.0}, -1.0),
        ({"function": "1/sqrt(x)", "a": 0.0, "b": 1.0}, 2.0),
    ],
)
def test_the_program_gives_no_integral_where_there_is_none(lesson, values, exact):
    parameters = lesson.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, str(values))
    assert found["exact"] == pytest.approx(exact, abs=1e-8, nan_ok=True)
