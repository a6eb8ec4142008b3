"""Formats and differences against NumPy's own half and single precision, bit patterns decoded one by one, fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, logsumexp, softmax

from mathcore.advanced import floating_point as fp

REALS = st.floats(-1e5, 1e5, allow_subnormal=False)


def decoded(bits: int, mantissa: int, bias: int) -> list[float]:
    """The number that each positive pattern of `bits` bits means, the infinite and NaN ones among them left out."""
    found = []
    for pattern in range(1, 2 ** (bits - 1)):
        exponent, fraction = divmod(pattern, 2**mantissa)
        low = exponent == 0
        found.append((fraction / 2**mantissa + (not low)) * 2.0 ** (max(exponent, 1) - bias))
    return found


def test_the_numbers_of_eight_bits_are_those_of_their_patterns():
    four, five = decoded(8, 3, 7)[:-1], decoded(8, 2, 15)[:-4]  # S.1111.111 is NaN; 11111 is infinity and NaN
    assert fp.FORMATS["E4M3"].positive.tolist() == four and len(four) == 126 and four[-1] == 448
    assert fp.FORMATS["E5M2"].positive.tolist() == five and len(five) == 123 and five[-1] == 57344


@pytest.mark.parametrize("name", ["E4M3", "E5M2"])
def test_rounding_to_eight_bits_takes_the_nearest_and_ties_go_to_even(name):
    form = fp.FORMATS[name]
    floats = np.concatenate([[0.0], form.positive])
    for k in range(len(floats) - 1):
        low, high = floats[k], floats[k + 1]
        middle = 0.5 * (low + high)
        assert form.round(np.nextafter(middle, 0)) == low and form.round(np.nextafter(middle, 1e9)) == high
        assert form.round(middle) == (low if k % 2 == 0 else high)  # patterns alternate between even and odd
        assert form.round(-low) == -low
    over = form.largest + 0.5 * form.spacing(form.largest)
    assert np.isinf(form.round(1.01 * over)) and form.round(0.999 * over) == form.largest


@pytest.mark.parametrize(("name", "kind"), [("fp16", np.float16), ("fp32", np.float32), ("fp64", np.float64)])
def test_formats_of_numpy(name, kind):
    form, info = fp.FORMATS[name], np.finfo(kind)
    assert (form.largest, form.tiny, form.least) == (info.max, info.tiny, info.smallest_subnormal)
    assert 2 * form.unit == info.eps
    rng = np.random.default_rng(1)
    x = rng.normal(size=4000) * 10.0 ** rng.uniform(-9, 6, 4000)
    x = np.append(x, [0.0, 65519.9, 65520.0, 2.0**-25, 1.5 * 2.0**-24, 2049.0, 2051.0, 16777217.0])
    with np.errstate(over="ignore"):
        assert form.round(x).tolist() == x.astype(kind).astype(float).tolist()


def test_bf16_is_the_upper_half_of_single_precision():
    rng = np.random.default_rng(2)
    x = (rng.normal(size=4000) * 10.0 ** rng.uniform(-30, 30, 4000)).astype(np.float32)
    bits = x.view(np.uint32)
    upper = (bits + 0x7FFF + (bits >> 16 & 1)) & np.uint32(0xFFFF0000)
    assert fp.FORMATS["bf16"].round(x).tolist() == upper.view(np.float32).astype(float).tolist()
    assert fp.FORMATS["bf16"].largest == np.array([0x7F7F0000], np.uint32).view(np.float32)[0]


@given(REALS, REALS)
def test_two_roundings_are_one(x, y):
    """An operation in double precision, then rounded to 24 bits, is the operation of single precision."""
    a, b = np.float32(x), np.float32(y)
    form = fp.FORMATS["fp32"]
    assert form.round(float(a) + float(b)) == float(a + b)
    assert form.round(float(a) * float(b)) == float(a * b)


def test_the_teeth_are_the_errors_of_rounding():
    for name in ("E4M3", "E5M2"):
        x, error = fp.teeth(name)
        normal = (x >= fp.FORMATS[name].tiny) & (x <= fp.FORMATS[name].largest)
        assert error[normal].max() <= fp.FORMATS[name].unit and error[x < fp.FORMATS[name].least / 2.01].min() == 1


@given(st.integers(500, 4000), st.integers(500, 4000), st.sampled_from(["E4M3", "bf16", "fp16", "fp32"]))
def test_differences_by_fractions(m, n, name):
    a, b = m / 1000, n / 1000
    d = fp.difference(fp.FORMATS[name], a, b)
    exact = Fraction(a) - Fraction(b)
    assert abs(Fraction(float(d.computed)) - exact) <= Fraction(float(d.bound)) * (1 + Fraction(1, 10**12))
    if 0.5 <= float(d.first / d.second) <= 2:  # Sterbenz
        assert Fraction(float(d.computed)) == Fraction(float(d.first)) - Fraction(float(d.second))
    if m != n:
        assert float(d.error) == pytest.approx(float(abs(Fraction(float(d.computed)) - exact) / abs(exact)), abs=1e-12)
        assert fp.amplification(a, b) == pytest.approx((m + n) / abs(m - n))


def test_softmax_against_scipy():
    rng = np.random.default_rng(3)
    for name, near in (("fp16", 0.02), ("bf16", 0.2), ("fp32", 3e-6), ("fp64", 1e-14)):
        form = fp.FORMATS[name]
        z = form.round(rng.uniform(-8, 8, 4))
        for shifted in (False, True):
            shares, total = fp.shares(form, z, shifted)
            assert shares == pytest.approx(softmax(z), abs=near) and total == pytest.approx(logsumexp(z), abs=near)
    z = np.array([-40.0, 88.0, 90.0, 91.0])
    shares, total = fp.shares(fp.FORMATS["fp32"], z, False)
    assert np.isinf(total) and np.isnan(shares).sum() == 2
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(np.float32(90)))  # NumPy's own single precision agrees
    assert fp.shares(fp.FORMATS["fp32"], z, True)[0] == pytest.approx(np.exp(log_softmax(z)), abs=1e-6)
