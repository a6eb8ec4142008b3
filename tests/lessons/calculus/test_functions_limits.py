"""The lesson on limits. Oracles: what a verdict says, by dense samples and by values at fifty digits; largest deltas by
closed forms and `scipy.optimize.brentq`; limits by `sympy.limit`; temperatures by `brentq`; errors of activations by
`scipy.optimize.minimize_scalar`."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special

from explorer import catalogue, listing
from explorer.lesson import Law
from mathcore.common.expressions import parse
from pages.calculus.functions_limits.lesson import DELTA, EPS, EXAMPLES, A, lesson
from tests.lessons import contracts

GAMES = ("box", "zoom", "near")


def scene(**values):
    return lesson.scene(lesson.parameters(values))


def state(**values):
    return lesson.at(lesson.parameters(values))


def readout(found, name):
    return next(each.value for each in found.readouts if each.name == name)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["sin(x)/x", "x^2", "sqrt(x)", "x*sin(1/x)", "abs(x)", "exp(x)", "(x^2-1)/(x-1)", "cbrt(x)"]),
    A.strategy(),
    EPS.strategy(),
    DELTA.strategy(),
    st.sampled_from(["left", "both", "right"]),
)
def test_what_is_proved_is_true_and_what_fails_fails(function, a, eps, delta, side):
    q = state(function=function, a=a, eps=eps, delta=delta, side=side)
    f = parse(function)
    signs = {"left": [-1], "right": [1]}.get(side, [-1, 1])
    t = np.concatenate([np.linspace(0, delta, 3001)[1:-1], np.geomspace(1e-9, delta, 800)[:-1]])
    values = np.abs(f(a + np.outer(signs, t)) - q.limit)
    if q.verdict == "proved":
        assert not (values >= eps + 1e-9 * (1 + abs(q.limit))).any()
    if q.verdict == "fails":
        at = sympy.Float(q.largest.witness, 50)
        value = f.sympy.subs(sympy.Symbol("x", real=True), at).evalf(50)
        assert abs(float(at) - a) < delta and abs(value - sympy.Float(q.limit, 50)) >= eps
    assert q.verdict != "part"  # of these all is proved up to a
    if q.verdict == "void":
        assert not np.isfinite(f(a + np.outer(signs, t[-20:] * 1e-3))).any()


def test_the_numbers_of_the_entry():
    """Largest deltas as they are known in closed form, or as roots."""
    square = scene(function="x^2", a=2.0, eps=0.502)
    assert float(readout(square, "largest δ for this ε")) == pytest.approx(math.sqrt(4.502) - 2, abs=1e-7)
    assert readout(square, "the side that binds") == "right"
    hole = state()
    root = optimize.brentq(lambda d: math.sin(d) / d - 0.9, 0.1, 2, xtol=1e-14)
    assert hole.largest.delta == pytest.approx(root, rel=2e-9) and root == pytest.approx(0.786683, abs=1e-6)
    squeezed = state(function="x*sin(1/x)", delta=0.1)
    assert squeezed.verdict == "proved" and squeezed.largest.delta == pytest.approx(0.118720, abs=1e-6)
    steep = state(function="sqrt(x)", delta=0.01)
    assert steep.verdict == "proved" and steep.largest.delta == pytest.approx(0.01, rel=2e-9)
    e = state(function="(1+x)^(1/x)", side="right")
    assert e.limit == pytest.approx(math.e, abs=3e-9)
    assert float(e.around.formula(0.001)) == pytest.approx(2.7169239, abs=5e-8)


@pytest.mark.parametrize(
    ("function", "slope"), [("x^2-x", 1), ("sin(x)/x", 0.5), ("sqrt(x)", 2), ("cbrt(x)", 3), ("x^3", 1 / 3)]
)
def test_the_slope_of_the_curve_of_deltas_tells_the_functions_apart(function, slope):
    q = state(function=function)
    _, _, edge = q.pairs
    seen = (edge > 1e-6) & (edge < 0.1)
    from pages.calculus.functions_limits.state import EPSILONS

    measured = np.polyfit(np.log(EPSILONS[seen]), np.log(edge[seen]), 1)[0]
    assert measured == pytest.approx(slope, rel=0.03)


def test_the_wall_stands_at_half_the_jump_and_moves_with_l():
    q = state(function="abs(x)/x", eps=0.893)
    assert q.limit == 0 and q.verdict == "fails" and q.largest.delta == 0
    assert state(function="abs(x)/x", eps=1.03).verdict == "proved"
    off = state(function="abs(x)/x", eps=1.03, follow=False, limit=0.5)
    assert off.verdict == "fails"
    assert state(function="abs(x)/x", eps=1.55, follow=False, limit=0.5).verdict == "proved"
    assert "whatever L" in scene(function="abs(x)/x", eps=0.893).notice
    assert "this L" in scene(function="x^2", follow=False, limit=3.0).notice


@pytest.mark.parametrize("function", ["abs(x)/x", "x/abs(x)", "sign(x)"])
def test_at_the_wall_itself_every_x_fails(function):
    """|f − 0| = 1 on both sides, and 1 < 1 is false."""
    q = state(function=function, a=0.0, follow=False, limit=0.0, eps=1.0)
    assert q.verdict == "fails" and q.largest.fails < 1e-9


def test_restless_and_unbounded_functions_say_so():
    q = scene(function="sin(1/x)", eps=0.502, view="near")
    assert "No δ works, whatever L" in q.notice
    assert readout(q, "two values within 10⁻⁹ of a differ by") == pytest.approx(2, abs=1e-3)
    unbounded = scene(function="1/x", eps=0.5)
    assert unbounded.notice and readout(unbounded, "largest δ for this ε") == "none"
    assert "not defined" in scene(function="log(x)", a=-2.0).notice
    assert "one-sided" in scene(function="sqrt(x)").notice and not scene(function="sqrt(x)", a=1.0).notice


@pytest.mark.parametrize("view", ["box", "near"])
@pytest.mark.parametrize("eps", [0.1, 0.5, 1.9])
def test_the_line_of_l_is_drawn_at_l_however_wide_the_band(view, eps):
    for panel in scene(view=view, eps=eps).panels[: 1 if view == "box" else 2]:
        level = next(t for t in panel.traces if t.get("line", {}).get("dash") == "dash")
        assert list(level["y"]) == pytest.approx([1.0, 1.0])


def test_the_magnifier_draws_no_line_across_a_jump():
    for function, eps in (("abs(x)/x", 0.1), ("floor(x)", 0.2)):
        found = scene(function=function, view="zoom", eps=eps, delta=1.5)
        u, v = next((np.asarray(t["x"]), np.asarray(t["y"])) for t in found.panels[0].traces if t.get("name") == "f")
        steps = np.abs(np.diff(v))
        assert (steps[np.isfinite(steps)] < 1e-9).all() and (np.diff(u) >= 0).all()


def test_what_is_not_known_is_not_said_to_be_none():
    unknown = scene(function="1/x-1/x", side="left", eps=0.00024)
    assert readout(unknown, "largest δ for this ε") == "not known"
    assert readout(unknown, "is |f(x) − L| < ε in the strip?") == "neither proved nor refuted"
    assert all(each.holds for each in unknown.readouts if isinstance(each, Law))
    assert readout(scene(function="1/x"), "largest δ for this ε") == "none"
    assert math.isnan(scene(function="log(x)", a=-2.0).numbers["delta_largest"])  # no limit can be asked for


def test_large_jumps_are_bounded_and_overflow_is_no_number():
    far = scene(function="if(x<0, 0, 20000)", eps=0.5).notice
    assert "20000 apart" in far and "not bounded" not in far
    assert "not bounded" in scene(function="exp(1/x)", eps=0.5).notice
    found = scene(function="exp(1/x)", side="right", eps=0.3, delta=8e-5, view="near")
    assert all(np.isfinite([each.left, each.right]).all() for each in found.readouts if isinstance(each, Law))


def test_the_value_at_a_is_of_no_account():
    q = state(function="if(abs(x)>0, x^2, 1)", delta=0.1)
    assert q.around.value == 1 and q.limit == pytest.approx(0, abs=1e-9)
    assert q.verdict == "part" and q.largest.inner <= 1e-12
    assert q.largest.delta == pytest.approx(math.sqrt(0.1), rel=2e-9)


def test_rounding_feigns_a_limit_and_the_proof_does_not_believe_it():
    q = state(function="(1-cos(x))/x^2", eps=0.01, view="near")
    assert q.limit == 0.5
    grey = ~q.around.honest
    assert grey[:, q.around.at < 1e-8].all() and not grey[:, q.around.at > 1e-4].any()
    mpmath.mp.dps = 40
    assert float((1 - mpmath.cos(mpmath.mpf("1e-8"))) / mpmath.mpf("1e-16")) == pytest.approx(0.5)
    assert q.largest.delta == pytest.approx(
        optimize.brentq(lambda d: 2 * math.sin(d / 2) ** 2 / d**2 - 0.49, 0.1, 1), rel=1e-8
    )


def test_l_follows_the_function_until_it_is_dragged():
    q = scene(a=1.0)
    assert readout(q, "L") == pytest.approx(math.sin(1))
    moved, sentence = lesson.pulled(q, "level", None, 0.0, 0.55)
    assert (moved.limit, moved.follow, sentence) == (0.55, False, "")
    again, _ = lesson.pulled(q, "a", None, 1.5, 0.0)
    assert again.follow and state(**again).limit == pytest.approx(math.sin(1.5) / 1.5)
    stopped, sentence = lesson.pulled(q, "right", None, 0.2, 0.0)  # to the left of a
    assert sentence.endswith(".") and stopped.delta == pytest.approx(0.01, rel=0.03)


@pytest.mark.parametrize("function", EXAMPLES)
def test_the_limit_that_l_follows_is_sympys(function):
    x = sympy.Symbol("x", real=True)
    for side, way in (("left", "-"), ("right", "+")):
        q = state(function=function, side=side)
        if function.startswith("if") or not q.rows:
            continue
        expected = sympy.limit(parse(function).sympy, x, 0, way)
        if expected.is_finite and not isinstance(expected, sympy.AccumBounds):
            assert q.found == pytest.approx(float(expected), abs=3e-9), (function, side)
        elif not isinstance(expected, sympy.AccumBounds):
            assert math.isnan(q.found)


def test_every_delta_of_the_figure_lies_between_its_proof_and_its_failure():
    for function in EXAMPLES:
        proved, fails, edge = state(function=function, side="right").pairs
        assert (proved <= edge).all() and (edge <= fails).all() and (np.diff(edge) >= 0).all()


def test_the_activations_tend_to_their_limits_uniformly_or_not():
    sigmoid = scene(view="tube")
    assert readout(sigmoid, "one K that serves all x at once") == "none: not uniform"
    assert [each.holds for each in sigmoid.readouts if isinstance(each, Law)] == [True, False]
    left_out = state(view="tube", gap=0.2, eps=0.0476)
    assert left_out.enough == pytest.approx(math.log(1 / left_out.p.eps - 1) / 0.2)
    softplus = state(view="tube", family="softplus")
    assert softplus.enough == pytest.approx(math.log(2) / 0.1)
    found = optimize.minimize_scalar(lambda u: -u * special.expit(-u), bracket=(0.5, 1, 3))
    swish = state(view="tube", family="swish", sharpness=4.0)
    assert swish.searched == pytest.approx(-found.fun / swish.p.sharpness, rel=1e-9)


def test_the_cooling_softmax():
    q = state(view="softmax")
    z = np.sort(q.logits)[::-1]
    assert q.order[:2].tolist() == [9, 8] and q.apart == pytest.approx(0.00244)
    root = optimize.brentq(lambda t: special.softmax(q.logits / t).max() - 0.9, 1e-4, 1e-2, xtol=1e-16)
    assert q.cold == pytest.approx(root, rel=1e-9) and root == pytest.approx(0.0011, abs=5e-5)
    assert q.probabilities.max() == pytest.approx(1 / np.exp((z - z[0]) / 0.01).sum())
    tied = scene(view="softmax", tie=True)
    assert readout(tied, "largest T below which the first is above 1 − ε") == "none"
    law = next(each for each in tied.readouts if each.name == "the limit T → 0")
    assert law.left == pytest.approx(0.5) and law.unless and not law.holds
    assert readout(scene(view="softmax", eps=1.0), "largest T below which the first is above 1 − ε") == "every one"


@pytest.mark.parametrize("text", ["if(x<0, x, sin(1/x))", "max(0, sign(x))*sin(5/x)", "if(x<0, 0.3, 1/x-floor(1/x))"])
def test_more_honest_answers_to_what_has_no_limit_from_the_right(text):
    for view in GAMES:
        assert lesson.solved(scene(function=text, view=view))[2]


@pytest.mark.parametrize(
    "text",
    [
        *("if(x<0, 0.05*sin(1/x), sin(1/x))", "relu(sin(1/x))/x", "sqrt(abs(x))", "if(x>0, 1, 0)", "log(x)", "1/x"),
        "if(x<0, 0.0000001*sin(1/x), sin(1/x))",  # too small to be seen, and no limit either
    ],
)
def test_what_misses_in_another_way(text):
    assert not lesson.solved(scene(function=text))[2]


def test_a_tight_pair_must_be_proved_and_small():
    assert lesson.solved(scene(function="x*sin(1/x)", eps=0.001, delta=0.001))[1] is True
    for miss in ({"eps": 0.01, "delta": 0.237}, {"eps": 0.001, "delta": 0.0823}, {"eps": 0.001, "delta": 0.0654}):
        assert not lesson.solved(scene(**miss))[1]


def test_a_frame_of_a_dragged_delta_computes_no_proof_anew(monkeypatch):
    from mathcore.calculus import limits

    q = scene(function="cos(x)+x/7", a=0.3)
    assert q.readouts
    monkeypatch.setattr(limits, "largest", None)
    assert scene(function="cos(x)+x/7", a=0.3, delta=0.01).readouts


LARGEST = "largest δ for this ε"


@pytest.mark.parametrize(
    ("values", "value", "note"),
    [
        # Every x but 0 fails where |x|/x is held against 0: none of them is the nearest, and no δ is proved.
        ({"function": "abs(x)/x", "eps": 0.893}, "none", "An x that fails is 1×10⁻¹² from a."),
        ({"function": "5"}, "every one up to 3", "Nothing fails up to there."),
        ({"eps": 2.0}, "every one up to 3", "Nothing fails up to there."),  # |sin x / x − 1| < 2 for all x
        # |sin(1/x)| is 1 at 2/((2n + 1)π), as near to 0 as you like: no δ works, and no enclosure can tell.
        ({"function": "sin(1/x)", "eps": 1.0}, "not known", "Not proved within 0.034 of a."),
    ],
)
def test_the_largest_delta_is_a_number_only_between_a_proof_and_a_failure(values, value, note):
    found = next(each for each in scene(**values).readouts if each.name == LARGEST)
    assert (found.value, found.note) == (value, note)
    names = [each.name for each in scene(**values).readouts]
    assert "the nearest x that fails" not in names
    assert "the nearest x that fails" in [each.name for each in scene().readouts]
    assert scene(**values).numbers["delta_largest"] == (3.0 if value.startswith("every") else 0.0)


def test_an_x_next_to_a_is_not_printed_as_a():
    found = next(each for each in scene(function="floor(x)", a=1.0).readouts if each.name.startswith("an x that fails"))
    assert found.note == "x = 1 − 1×10⁻¹²"


def test_a_supremum_that_no_x_attains_may_be_epsilon():
    """x^k < 1 for every k and all x below 1."""
    power = scene(view="tube", family="power", eps=1.0)
    assert readout(power, "one K that serves all x at once") == "0"
    assert all(each.holds and not each.unless for each in power.readouts if isinstance(each, Law))
    below = EPS.values[EPS.values.index(1.0) - 1]
    assert below > 0.9 and math.isinf(state(view="tube", family="power", eps=below).enough)


@pytest.mark.parametrize("text", ["sin(1/x^2)", "sin(1/x^3)", "sin(exp(1/x))", "0.03*cos(1/x^2)"])
def test_waves_too_fast_for_double_numbers_are_seen_where_they_are_slower(text):
    assert lesson.solved(scene(function=f"if(x<0, 0, {text})"))[2]
    assert not lesson.solved(scene(function=f"if(x<0, 0, x*{text})"))[2]  # squeezed: the limit is 0
    assert "stays away" not in scene(function=text).notice


@pytest.mark.parametrize(("function", "a"), [("sqrt(x)", -3.0), ("log(x)", -2.0), ("sqrt(x)", 0.0)])
def test_the_program_asks_for_no_limit_where_f_is_not_defined_beside(function, a):
    parameters = lesson.parameters({"function": function, "a": a})
    source = listing.python(catalogue.find("functions_limits"), parameters)
    contracts.agrees(lesson, parameters, contracts.printed(contracts.python_prints(source)), function)


def test_the_values_next_to_a_are_told_as_far_as_they_are_proved():
    """1/x and log x are unbounded next to 0; the nearest shell ends at 10⁻¹², and (10⁻¹³)² is smaller than (10⁻¹²)²."""
    shells = "10⁻¹² to 4×10⁻⁸ from a all values lie between"
    for function, unbounded in (("1/x", True), ("log(x)", True), ("if(abs(x)>0, x^2, 1)", False)):
        told = next(each for each in scene(function=function, view="near").readouts if "all values" in each.name)
        assert told.name == shells and bool(told.note) == unbounded
        low, high = (float(part.replace("×10", "e").translate(SUPER)) for part in told.value.split(" and "))
        values = parse(function)(np.geomspace(1e-12, 4e-8, 1000))
        assert (values >= low - 1e-5 * abs(low)).all() and (values <= high + 1e-5 * abs(high)).all()
    assert readout(scene(function="sin(1/x)", view="near"), "next to a all values lie between") == "−1 and 1"
    assert state(function="log(x)").limit == 0  # where the slider has it: no L is suggested


SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def test_where_f_is_still_on_its_way_no_delta_is_not_said_of_all():
    slow = scene(function="abs(x)^0.02", eps=0.01)  # |x|^0.02 < 0.01 for |x| < 10⁻¹⁰⁰
    assert "down to 10⁻¹¹" in slow.notice and "down to 10⁻¹¹" in readout(slow, "largest δ for this ε")
    cubic = scene(function="cbrt(x)", eps=2e-4)  # its largest δ is ε³ = 8×10⁻¹², so that none down to 10⁻¹¹ works
    assert "10⁻¹²" not in cubic.notice and "10⁻¹²" not in str(readout(cubic, "largest δ for this ε"))


@pytest.mark.parametrize(
    ("function", "limit", "eps"), [("abs(x)^0.1", 0.01, 0.03), ("1/log(x)", 0.01, 0.03), ("atan(log(x))", -1.57, 0.01)]
)
def test_a_dragged_l_beside_the_limit_is_not_refuted_by_values_on_their_way(function, limit, eps):
    f, x = parse(function).sympy, sympy.Symbol("x", real=True)
    assert abs(sympy.limit(f, x, 0, "+").evalf() - limit) < eps
    found = scene(function=function, follow=False, limit=limit, eps=eps)
    assert "down to 10⁻¹¹" in found.notice and "down to 10⁻¹¹" in readout(found, "largest δ for this ε")
    away = scene(function=function, follow=False, limit=limit + 9 * eps, eps=eps)
    assert "No δ works for this L" in away.notice and readout(away, "largest δ for this ε") == "none"


@pytest.mark.parametrize(
    ("function", "left", "right"),
    [("if(abs(x)>0, x^2, 1)", "0", "0"), ("if(x<0, 0, sin(1/x))", "0", "AccumBounds(-1, 1)"), ("sign(x)", "-1", "1")],
)
def test_the_program_asks_sympy_beside_a_and_not_at_a(function, left, right):
    source = listing.python(catalogue.find("functions_limits"), lesson.parameters({"function": function}))
    printed = contracts.python_prints(source)
    assert f"SymPy, x -> a-: {left}" in printed and f"SymPy, x -> a+: {right}" in printed


def test_ends_that_are_written_alike_are_said_to_be_rounded():
    note = next(each.note for each in scene(view="near").readouts if each.name == "next to a all values lie between")
    assert note == "To six digits."


def test_no_largest_delta_is_told_by_a_law_where_none_is_known():
    """sin(1/x) is 1 as near to 0 as one likes: for L = 0, ε = 1 no δ works, and next to 0 nothing is proved."""
    scene = lesson.scene(function="sin(1/x)", a=0.0, eps=1.0)
    names = [each.name for each in scene.readouts]
    assert "largest δ for this ε" in names and "smaller ε, never larger δ" not in names


def test_a_function_that_comes_to_the_edge_of_the_band_from_within_stays_in_it():
    scene = lesson.scene(function="x^2", a=0.0, follow=False, limit=0.1, eps=0.1, delta=0.3)
    said = {each.name: str(getattr(each, "value", "")) for each in scene.readouts}
    assert not scene.notice and said["is |f(x) − L| < ε in the strip?"].startswith("proved")
    assert said["largest δ for this ε"] == "0.4472136"


def test_a_side_binds_and_a_delta_is_the_largest_only_where_a_failure_shows_it():
    """cot leaves the band on the right of 2 first; on the left it is proved only up to its seam at π/2."""
    cot = lesson.scene(function="cot(x)", a=2.0, eps=0.944)
    assert "the side that binds" not in [each.name for each in cot.readouts] and math.isnan(
        cot.numbers["delta_largest"]
    )
    square = lesson.scene(function="x^2", a=2.0, eps=0.1)
    said = {each.name: each for each in square.readouts}
    assert said["the side that binds"].note == "On the left: 0.0251582."
    assert square.numbers["delta_largest"] == pytest.approx(math.sqrt(4.1) - 2)
