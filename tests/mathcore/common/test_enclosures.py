"""Proved bounds against derivatives in high precision, on formulas that a generator of bad habits writes."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mathcore.common import enclosures
from mathcore.common.expressions import Call, ExpressionError, Node, Number, Variable, parse

CONSTANTS = ["0.5", "2", "1.5", "3", "10", "0.1", "1", "0.999", "1.0001", "pi", "e", "(1/3)", "(2*0.5^2)", "(-2)"]
EXPONENTS = ["2", "3", "4", "7", "(-1)", "(-2)", "0.5", "1.5", "(1/3)", "(2*0.5)", "(5*0.5)", "0", "1"]
MP = {
    "exp": mpmath.exp,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "atan": mpmath.atan,
    "tanh": mpmath.tanh,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "sinh": mpmath.sinh,
    "erf": mpmath.erf,
    "asin": mpmath.asin,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
}
leaves = st.sampled_from(["x", "x", "x", *CONSTANTS])
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.sampled_from(EXPONENTS)).map(lambda t: f"({t[0]})^{t[1]}"),
        st.tuples(st.sampled_from(CONSTANTS[:8]), inner).map(lambda t: f"({t[0]})^({t[1]})"),
        st.tuples(
            st.sampled_from(["exp", "sin", "cos", "atan", "tanh", "log", "sqrt", "sinh", "erf", "sigmoid", "asin"]),
            inner,
        ).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=7,
)


def exactly(node: Node, x: Any) -> Any:
    """The formula in mpmath's arithmetic; every constant is the double that the formula holds."""
    match node:
        case Number(value):
            return mpmath.mpf(value)
        case Variable():
            return x
        case Call("neg", (u,)):
            return -exactly(u, x)
        case Call("add" | "sub" | "mul" | "div" | "pow" as name, (left, right)):
            a, b = exactly(left, x), exactly(right, x)
            match name:
                case "add":
                    return a + b
                case "sub":
                    return a - b
                case "mul":
                    return a * b
                case "div":
                    return a / b
            return a**b
        case Call(name, (u,)):
            return MP[name](exactly(u, x))
    raise TypeError(node)


def coefficient(text: str, at: float, order: int) -> float | None:
    """|f^(order)(at)| / order!, or None where the function has no real value there or next to it."""
    tree = parse(text).tree
    with mpmath.workdps(60):
        try:
            # On a circle far from rounding: mpmath's own differences with steps of a hundredth of its precision.
            found = mpmath.taylor(lambda t: exactly(tree, t), mpmath.mpf(at), order)[order]
        except (ZeroDivisionError, ValueError, OverflowError, mpmath.NoConvergence):
            return None
        return float(abs(found)) if mpmath.im(found) == 0 and mpmath.isfinite(found) else None


@settings(max_examples=250)
@given(
    formulas,
    st.sampled_from([-1.5, -0.3, 0.0, 0.4, 1.0, 2.5]),
    st.sampled_from([0.05, 0.3, 1.0]),
    st.integers(0, 7),
    st.lists(st.floats(-1, 1), min_size=3, max_size=3),
)
def test_no_derivative_passes_its_proved_bound(text, centre, half, order, places):
    assume(len(text) <= 100)
    try:
        bound = enclosures.lagrange(text, centre, half, order).derivative
    except ExpressionError:
        return
    if not np.isfinite(bound):
        return
    for place in places:
        true = coefficient(text, centre + half * place, order + 1)
        assert true is None or true <= bound * (1 + 1e-12) + 1e-300, (
            f"{text} at {centre + half * place}: {true} > {bound}"
        )


@pytest.mark.parametrize(
    ("text", "half", "order"),
    [("exp(-x^2/(2*0.5^2))", 1.0, 10), ("(0.5*x)^3*0.5^4", 1.0, 1), ("1.5^2*x^2", 1.0, 0), ("(1+x)^(4*5)", 0.5, 5)],
)
def test_a_power_of_a_constant_is_that_power(text, half, order):
    """Once a constant below 2 was taken for one in a power: the first of these had the "proved" bound 0.0034."""
    found = enclosures.lagrange(text, 0.0, half, order)
    tree, taylor = parse(text), [coefficient(text, 0.0, k) for k in range(order + 1)]
    assert None not in taylor
    with mpmath.workdps(50):
        series = mpmath.taylor(lambda t: exactly(tree.tree, t), mpmath.mpf(0), order)
        for x, error in zip(found.x[::16], found.error[::16], strict=True):
            true = abs(exactly(tree.tree, mpmath.mpf(float(x))) - mpmath.polyval(series[::-1], mpmath.mpf(float(x))))
            assert float(true) <= error * (1 + 1e-12) + 1e-300


def test_what_balls_do_not_know_has_no_bound():
    for text in ("floor(x)", "min(x, 1)", "if(x < 0, x, 1)", "sign(x)", "cbrt(x)"):
        assert enclosures.lagrange(text, 0.0, 1.0, 3).derivative == math.inf
