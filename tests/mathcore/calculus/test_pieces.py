"""Where a function changes its formula, where it jumps, and gaps in its curve there."""

from __future__ import annotations

import numpy as np
import pytest

from mathcore.calculus import approximation, series
from mathcore.calculus.pieces import pieces


@pytest.mark.parametrize(
    "text",
    [
        "abs(x)^2",
        "abs(x)^20",
        "abs(x^2)",
        "cos(abs(x))",
        "abs(1-cos(x))",
        "max(x^2,0)",
        "sqrt(x^2)^2",
        "relu(x^2-2*x+1)",
        "max(exp(x),1+x)",
        "max(x,-x)*abs(x)",
        "abs(x^4+x^2)",
        "cbrt(x)",
    ],
)
def test_no_kink_where_both_pieces_are_one_function(text):
    assert not len(pieces(text).kinks)


@pytest.mark.parametrize(
    ("text", "kinks", "jumps"),
    [
        ("max(x^2,x^4)", [-1, 1], []),
        ("abs(x)*abs(sin(x))", [-np.pi, np.pi], []),
        ("abs(x^2-2)", [-np.sqrt(2), np.sqrt(2)], []),
        ("relu(x)^2", [0], []),
        ("sqrt(x^2)", [0], []),
        ("min(x,1,x^2)", [0, 1], []),
        ("if(x<1,x,x^2)", [1], []),
        ("if(x<1,x,x^2+1)", [1], [1]),
        ("if(x>0,exp(-1/x^2),0)", [0], []),
        ("sign(x-0.3)*x", [0.3], [0.3]),
        ("atan(1/x)", [0], [0]),
        ("floor(x^2/9)", [-6, -np.sqrt(27), -np.sqrt(18), -3, 3, np.sqrt(18), np.sqrt(27), 6], None),
    ],
)
def test_kinks_and_jumps_are_where_they_are(text, kinks, jumps):
    found = pieces(text)
    assert found.kinks == pytest.approx(kinks, abs=1e-9)
    assert found.jumps == pytest.approx(kinks if jumps is None else jumps, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "count"),
    [("floor(20*x+0.5)", 244), ("ceil(3*x)", 37), ("floor(exp(x))", 445), ("sign(sin(70*x))", 271)],
)
def test_no_step_is_too_far_out(text, count):
    assert len(pieces(text).jumps) == count  # in [-6.1, 6.1]


@pytest.mark.parametrize(
    ("text", "centre", "width"),
    [
        ("floor(10*x+0.5)", 0.0, 1.5),
        ("floor(20*x+0.5)", 0.0, 6.0),
        ("floor(x^2)", 0.5, 6.0),
        ("10*x-floor(10*x)", 0.05, 3.0),
        ("tan(70*x)", 0.0, 1.5),
    ],
)
def test_no_line_joins_two_sides_of_a_jump(text, centre, width):
    x, y = approximation.parted(series.taylor(text, centre), width * np.linspace(-1, 1, 480))
    gaps = x[np.isnan(y)]
    jumps = pieces(text).jumps if "tan" not in text else (np.arange(-33, 33) + 0.5) * np.pi / 70
    jumps = jumps[np.abs(jumps) < width]
    assert np.allclose(gaps, jumps, atol=1e-9)
    runs = np.split(y, np.flatnonzero(np.isnan(y)))
    assert all(len(run[np.isfinite(run)]) > 1 for run in runs)  # each piece is drawn
    if "floor(1" in text or "floor(2" in text:
        straight = [np.ptp(run[np.isfinite(run)]) for run in runs]
        assert max(straight) < (1 if text[0] == "1" else 1e-9)


def test_what_jumps_too_often_is_not_drawn_as_one_line():
    x, y = approximation.parted(series.taylor("floor(1000*x)", 0.0005), 6 * np.linspace(-1, 1, 480))
    joined = np.isfinite(y[1:]) & np.isfinite(y[:-1])
    assert not joined.any() and len(x) < 1000
