"""The series of typed functions: laws where f is large, the complex plane of functions in pieces."""

from __future__ import annotations

import numpy as np
import pytest

from pages.calculus.taylor_series.lesson import lesson
from tests.lessons import asking


@pytest.mark.parametrize("text", ["exp(3*x)", "exp(5*x)", "x^20", "1000000*sin(x)"])
def test_rounding_of_a_large_function_breaks_no_bound(text):
    scene = lesson.scene(function=text, centre=3.0, half=0.1, order=30)
    assert asking.law(scene, "no error is above").holds


def test_a_bound_that_is_broken_is_seen():
    law = asking.law(lesson.scene(function="exp(x)", half=1.0, order=4), "no error is above")
    assert law.slack is not None and law.left > 100 * law.slack


@pytest.mark.parametrize("text", ["floor(x)", "sign(x)", "cbrt(x+5)", "if(x<0,x,x^2)", "max(x,1)", "cbrt(x+5)/(x-4)"])
def test_the_complex_plane_of_a_function_in_pieces_is_drawn(text):
    scene = lesson.scene(function=text, centre=0.5, half=0.3, view="plane")
    assert len(scene.panels) == 2
    assert scene.state is not None and np.isfinite(scene.state.moduli[1]).all()  # type: ignore[attr-defined]


@pytest.mark.parametrize("values", [{"centre": 1.0, "half": 1.0}, {"centre": 1.0, "half": 3.0}, {"centre": 2.0}])
def test_beside_a_pole_no_number_is_called_the_largest(values):
    scene = lesson.scene(function="1/x", **values)
    assert asking.value(scene, "largest error") == asking.value(scene, "1% of") == "unbounded"
    assert "unbounded" in scene.notice


def test_the_largest_value_is_that_of_the_whole_interval():
    assert asking.value(lesson.scene(function="cos(x)"), "1% of") == pytest.approx(0.01, rel=1e-12)
    assert asking.value(lesson.scene(function="1/(0.0001+x^2)", half=1.0), "1% of") == pytest.approx(100, rel=1e-9)
