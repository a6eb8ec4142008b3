"""Series that converge everywhere and are wrong everywhere else, and those that are right somewhere."""

from __future__ import annotations

import pytest

from mathcore.calculus.flat_parts import difference, lopsided, wrong_but_smooth
from mathcore.calculus.series import SeriesError, taylor
from mathcore.common.expressions import parse


@pytest.mark.parametrize(
    "text",
    [
        "x+exp(-1/x^2)",
        "x+exp(-1/x^6)",
        "x+exp(-9/x^2)",
        "x*exp(-1/x^20)",
        "exp(x+exp(-1/x^2))",
        "x+tanh(1/x^2)",
        "x+exp(-1/sqrt(abs(x)))",
        "(2+sin(x))*exp(-1/x^2)+x^3",
        "x+sign(x-1)*exp(-1/x^2)",
    ],
)
def test_wrong_everywhere_but_at_the_centre(text):
    found = taylor(text, 0.0)
    assert wrong_but_smooth(found) and lopsided(found)


@pytest.mark.parametrize(
    "text",
    [
        "sin(20*x)+if(x>0,exp(-1/x^2),0)",
        "cos(30*x)+relu(x)*exp(-1/x^2)",
        "sin(30*x)+exp(-1/x^2)*relu(x)",
        "x*exp(1/x-1/x)",
        "x*exp(1/x^2-1/x^2)+1",
        "1/log(exp(1/x^2))+x^3",
        "(x-0.3)*exp(-1/x^2)",
        "sin(x)+(x-1.05)*exp(-1/x^2)",
        "x*(x-4)*exp(-1/x^2)",
        "x+(x-20)^2*exp(-1/x^2)",
        "(x-0.01)*exp(-1/x^2)",
        "x+sin(x)*exp(-1/x^2)",
        "x+exp(-1/x^2)-exp(-1/x^2)",
        "exp(-1/x^2)+1/(1-x)",
    ],
)
def test_right_somewhere_or_with_an_end(text):
    try:
        found = taylor(text, 0.0)
    except SeriesError:
        return  # no series at all is no answer either
    assert not wrong_but_smooth(found)


def test_the_difference_leaves_out_what_is_common():
    whole, series = (parse(text).tree for text in ("sin(x)+exp(-1/x^2)*x", "sin(x)+0*x"))
    assert difference(whole, series) == parse("x*exp(-1/x^2)").tree
    assert difference(whole, whole) is None
