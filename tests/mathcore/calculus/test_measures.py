"""Slabs against scipy.integrate and closed forms, famous functions against fractions, the Cantor function against its
functional equations and known values, the mixture against scipy.stats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.calculus import measures as ms
from mathcore.common.expressions import parse

SMOOTH = {
    "x^2": (lambda x: x**2, 1 / 3),
    "exp(x)": (np.exp, np.e - 1),
    "sin(9*x)+0.3": (lambda x: np.sin(9 * x) + 0.3, (1 - np.cos(9)) / 9 + 0.3),
    "x-1": (lambda x: x - 1, -0.5),
}


@pytest.mark.parametrize("text", SMOOTH)
def test_both_integrals_are_scipys(text):
    f, known = SMOOTH[text]
    g = ms.graph("typed", text)
    assert integrate.quad(f, 0, 1)[0] == pytest.approx(known)
    assert g.integral == pytest.approx(known, abs=1e-6)
    assert g.layer_cake() == pytest.approx(g.integral, abs=1e-12)
    for n in (1, 4, 64, 1024):
        low, high = g.columns(n)
        levels, above = g.slabs(n)
        h = levels[1] - levels[0]
        assert low.mean() - 1e-12 <= g.integral <= high.mean() + 1e-12
        lower, upper = g.base + h * above[1:].sum(), g.base + h * above[:-1].sum()
        assert lower - 1e-12 <= g.integral <= upper + 1e-12 and upper - lower <= h + 1e-12
        assert not g.monotone or high.mean() - low.mean() <= h + 1e-12


@pytest.mark.parametrize("n", [1, 16, 256])
def test_sums_of_columns_in_closed_form(n):
    """Infima and suprema over closed columns: of x² they are squares of the ends, of a step at 1 the height there."""
    low, high = (each.mean() for each in ms.graph("typed", "x^2").columns(n))
    assert (low, high) == pytest.approx([1 / 3 + sign / (2 * n) + 1 / (6 * n * n) for sign in (-1, 1)], abs=1e-12)
    low, high = (each.mean() for each in ms.graph("typed", "floor(x)").columns(n))
    assert (low, high) == (0, 1 / n)
    slope = ms.graph("typed", "x-0.6")
    assert (slope.base, slope.top) == pytest.approx((-0.6, 0.4), abs=1e-15)


@pytest.mark.parametrize("text", ["sin(1/x)", "x^2", "sqrt(x)", "log(x)", "floor(4x)/4", "abs(sin(40x))", "abs(x-0.3)"])
def test_an_integral_is_told_to_as_many_digits_as_are_known(text):
    known = {"sin(1/x)": 0.5040670619, "log(x)": -1.0}.get(text)  # sin 1 - Ci(1)
    if known is None:
        known = integrate.quad(parse(text), 0, 1, limit=400, points=[0.25, 0.3, 0.5, 0.75])[0]
    g = ms.graph("typed", text)
    assert g.integral == pytest.approx(known, rel=0.6 * 10.0 ** (1 - g.digits))
    assert g.digits >= (3 if text in ("sin(1/x)", "log(x)") else 4)
    assert ms.graph("dirichlet", "").digits == 6


def test_a_pole_at_an_end_is_cut_off_and_a_lone_hole_is_none():
    assert ms.graph("typed", "log(x)").cut_off and ms.graph("typed", "log(x)").base == -ms.HIGHEST
    assert not ms.graph("typed", "sin(1/x)").holes and not ms.graph("typed", "sin(1/x)").cut_off
    assert ms.graph("typed", "log(-x)").holes


def test_the_measure_above_a_level_in_closed_form():
    g, t = ms.graph("typed", "x^2"), np.linspace(0, 1, 101)
    assert g.above(t) == pytest.approx(1 - np.sqrt(t), abs=1.01 / ms.CELLS)
    wave = ms.graph("typed", "abs(sin(3*pi*x))")
    assert wave.above(t) == pytest.approx(1 - 2 / np.pi * np.arcsin(t), abs=8 / ms.CELLS)


def test_what_is_cut_off_and_what_is_not_defined():
    g = ms.graph("typed", "1/x")
    assert g.cut_off and not g.holes and g.high == ms.HIGHEST
    assert g.integral == pytest.approx(1 + np.log(20), abs=1e-3)  # of min(1/x, 20)
    g = ms.graph("typed", "sqrt(x-0.5)")
    assert g.holes and not g.cut_off and g.low == 0
    assert ms.graph("typed", "0*x").layer_cake() == 0


@pytest.mark.parametrize("level", [0, 1, 3, 5, 8])
def test_famous_functions_against_fractions(level):
    n = 2**level
    columns = [(Fraction(j, n), Fraction(j + 1, n)) for j in range(n)]
    with_denominator = [
        next(q for q in range(1, n + 1) if any(a <= Fraction(p, q) <= b for p in (int(a * q), int(a * q) + 1)))
        for a, b in columns
    ]
    assert ms.graph("thomae", "").columns(n)[1] == pytest.approx([1 / q for q in with_denominator])
    gaps = [(Fraction(a), Fraction(b)) for a, b in ms.fat_gaps(9)]
    meets = [not any(left < a and b < right for left, right in gaps) for a, b in columns]
    assert ms.graph("fat", "").columns(n)[1].tolist() == [float(each) for each in meets]
    assert ms.graph("dirichlet", "").columns(n)[1].tolist() == [1.0] * n


def test_measures_of_famous_functions():
    gaps = ms.fat_gaps(12)
    assert np.diff(gaps, axis=1).sum() == pytest.approx(0.5 * (1 - 2.0**-12), rel=1e-14)
    assert (gaps[1:, 0] > gaps[:-1, 1]).all()
    t = np.array([-0.5, 0.0, 0.5, 1.0])
    assert ms.graph("fat", "").above(t).tolist() == [1, 0.5, 0.5, 0]
    assert ms.graph("dirichlet", "").above(t).tolist() == [1, 0, 0, 0]
    assert [ms.graph(kind, "").layer_cake() for kind in ("dirichlet", "thomae", "fat")] == [0, 0, 0.5]
    uppers = [ms.graph("fat", "").columns(n)[1].mean() for n in (1, 16, 256)]
    assert uppers == sorted(uppers, reverse=True) and uppers[-1] >= 0.5  # towards its measure, never below


fractions = st.fractions(0, 1, max_denominator=500)


@settings(max_examples=40, deadline=None)
@given(fractions)
def test_the_cantor_function_solves_its_equations(x):
    c = ms.cantor(x)
    assert ms.cantor(x / 3) == c / 2
    assert ms.cantor(1 - x / 3) == 1 - c / 2
    assert ms.cantor(1 - x) == 1 - c
    assert ms.cantor(Fraction(1, 3) + x / 3) == Fraction(1, 2)
    assert abs(np.interp(float(x), *ms.cantor_curve()) - float(c)) <= 2.0**-11


@settings(max_examples=40, deadline=None)
@given(fractions, fractions)
def test_the_cantor_function_rises(x, y):
    assert ms.cantor(min(x, y)) <= ms.cantor(max(x, y))


def test_known_values_of_the_cantor_function():
    for x, c in (
        ("1/4", "1/3"),
        ("1/3", "1/2"),
        ("2/3", "1/2"),
        ("3/10", "2/5"),
        ("1/9", "1/4"),
        ("0", "0"),
        ("1", "1"),
    ):
        assert ms.cantor(Fraction(x)) == Fraction(c)
    with pytest.raises(ValueError, match="lives"):
        ms.cantor(Fraction(5, 4))


shares = st.tuples(*[st.integers(0, 10)] * 3).filter(any).map(lambda w: tuple(v / sum(w) for v in w))
hundredths = st.integers(0, 100).map(lambda k: k / 100)


@settings(max_examples=40, deadline=None)
@given(shares, hundredths, hundredths, st.integers(0, 8))
def test_the_mass_of_a_cell_is_the_rise_of_the_distribution_function(w, place, x, stage):
    law = ms.Mixture(place, *w)
    j, third = law.cell(x, stage), 3**stage
    rise = float(ms.cantor(Fraction(j + 1, third)) - ms.cantor(Fraction(j, third)))
    smooth = stats.beta(2, 2).cdf([j / third, (j + 1) / third])
    atom, density, dust = law.masses(x, stage)
    assert dust == pytest.approx(w[2] * rise, abs=1e-15)
    assert density == pytest.approx(w[1] * np.diff(smooth)[0], abs=1e-14)
    last = j == third - 1
    assert atom == w[0] * (Fraction(j, third) <= Fraction(str(place)) < Fraction(j + 1 + last, third))


@settings(max_examples=40, deadline=None)
@given(shares, hundredths, hundredths)
def test_the_mixture_against_scipy(w, place, x):
    law = ms.Mixture(place, *w)
    dust = np.interp(x, *ms.cantor_curve())
    assert law.cdf(x) == pytest.approx(w[0] * (x >= place) + w[1] * stats.beta(2, 2).cdf(x) + w[2] * dust, abs=1e-3)
    # Means and second moments: the Cantor law is a sum of independent digits 2/3^k, each 0 or 2.
    dust_var = sum(9.0**-k for k in range(1, 60))
    assert dust_var == pytest.approx(1 / 8)
    means, variances = np.array([place, 0.5, 0.5]), np.array([0, stats.beta(2, 2).var(), dust_var])
    mean = np.dot(w, means)
    assert law.mean == pytest.approx(mean)
    assert law.variance == pytest.approx(np.dot(w, variances + means**2) - mean**2, abs=1e-12)


def test_draws_have_the_law():
    for k, w in enumerate(((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))):
        found = ms.Mixture(0.5, *w).draw(k, 20_000)
        cdf = stats.beta(2, 2).cdf if k == 0 else (lambda x: np.interp(x, *ms.cantor_curve()))
        assert stats.kstest(found, cdf).pvalue > 1e-3
    dust = ms.Mixture(0.5, 0.0, 0.0, 1.0).draw(3, 40_000)
    assert (dust.mean(), dust.var()) == pytest.approx((0.5, 0.125), abs=4e-3)
    mixed = ms.Mixture(0.25, 0.3, 0.3, 0.4).draw(5, 20_000)
    assert (mixed == 0.25).mean() == pytest.approx(0.3, abs=0.015)


@pytest.mark.parametrize(
    ("kind", "text"), [("typed", "floor(4x)/4"), ("typed", "sin(9x)"), ("fat", ""), ("thomae", "")]
)
def test_what_is_drawn_under_f_is_the_lower_sum_of_the_slabs(kind, text):
    g = ms.graph(kind, text)
    for n in (1, 8, 64):
        x, y = g.stairs(n)
        drawn = np.trapezoid(y - g.base, x) + g.base
        assert drawn == pytest.approx(g.sums(n)[0], abs=0.02 if kind == "typed" else 0.01 + 2.0**-6)
