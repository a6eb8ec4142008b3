"""Sums against NumPy's single and half precision, math.fsum and fractions; elimination against SciPy and fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import hilbert, lu

from mathcore.advanced import stable_algorithms as sa
from mathcore.advanced.floating_point import FORMATS

KINDS = [("fp16", np.float16), ("fp32", np.float32), ("fp64", np.float64)]


def kahan(values, kind):
    """Kahan's sum in NumPy's own arithmetic."""
    s = c = kind(0)
    for v in values:
        y = v - c
        t = s + y
        c = (t - s) - y
        s = t
    return float(s)


def neumaier(values, kind):
    s = c = kind(0)
    for v in values:
        t = s + v
        c = c + ((s - t) + v if abs(s) >= abs(v) else (v - t) + s)
        s = t
    return float(s + c)


@pytest.mark.parametrize(("name", "kind"), KINDS)
@pytest.mark.parametrize("terms", sa.TERMS)
def test_running_sums_are_those_of_numpys_own_arithmetic(name, kind, terms):
    values = sa.terms(terms, FORMATS[name], 700)
    plain, own = values.tolist(), values.astype(kind)
    assert sa.loop_sums(plain, FORMATS[name]).tolist() == np.cumsum(own, dtype=kind).astype(float).tolist()
    assert sa.kahan_sums(plain, FORMATS[name])[-1] == kahan(own, kind)
    assert sa.neumaier_sums(plain, FORMATS[name])[-1] == neumaier(own, kind)
    level = own
    while len(level) > 1:
        level = np.array([level[k : k + 2].sum(dtype=kind) for k in range(0, len(level), 2)], kind)
    assert sa.pairwise_sum(values, FORMATS[name]) == float(level[0])


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=40), st.sampled_from(list(FORMATS)))
def test_bounds_hold_for_any_numbers(values, name):
    form = FORMATS[name]
    terms = form.round(np.clip(values, -8, 8))
    exact = sum(map(Fraction, terms.tolist()))
    size, n = float(sum(abs(Fraction(v)) for v in terms.tolist())), len(terms)
    off = abs(float(Fraction(float(sa.loop_sums(terms.tolist(), form)[-1])) - exact))
    assert off <= (n - 1) * form.unit * size * (1 + 1e-9)
    off = abs(float(Fraction(sa.pairwise_sum(terms, form)) - exact))
    assert off <= math.expm1(math.ceil(math.log2(n)) * math.log1p(form.unit)) * size * (1 + 1e-9) + 1e-300
    if n * form.unit < 0.1:
        off = abs(float(Fraction(float(sa.neumaier_sums(terms.tolist(), form)[-1])) - exact))
        gamma = (n - 1) * form.unit / (1 - (n - 1) * form.unit)
        assert off <= (form.unit * abs(float(exact)) + gamma**2 * size) * (1 + 1e-9)


def test_published_sums():
    """Where counting by ones stops; Peters' four with 1e100 (Python's own test of fsum); a million tenths."""
    for name, stop in (("fp16", 2048), ("bf16", 256)):
        assert sa.loop_sums([1.0] * 5000, FORMATS[name])[-1] == stop
    assert sa.loop_sums([16777215.0, 1.0, 1.0, 1.0], FORMATS["fp32"])[-1] == 16777216
    four = [1.0, 1e100, 1.0, -1e100]
    double = FORMATS["fp64"]
    found = [f(four, double)[-1] for f in (sa.loop_sums, sa.kahan_sums, sa.neumaier_sums)]
    assert found == [0, 0, 2] and math.fsum(four) == 2
    tenth = float(np.float32(0.1))
    assert sa.loop_sums([tenth] * 10**5, FORMATS["fp32"])[-1] == pytest.approx(9998.557)
    assert sa.loop_sums([float(np.float16(0.001))] * 10**4, FORMATS["fp16"])[-1] == 4


def test_sums_of_all_counts_are_sums_of_each():
    found = sa.sums("peters", "fp32", (10, 11, 401))
    assert found.counts.tolist() == [8, 8, 400] and found.exact.tolist() == [4, 4, 200]
    assert found.ways["neumaier"].tolist() == [4, 4, 200] and found.ways["kahan"].tolist() == [0, 0, 0]
    alike = sa.sums("alternating", "fp16", (10, 700))
    values = sa.terms("alternating", FORMATS["fp16"], 700)
    assert alike.condition[1] == pytest.approx(np.abs(values).sum() / abs(values.sum()))
    assert alike.error("loop")[1] == pytest.approx(abs(np.cumsum(values.astype(np.float16))[-1] / values.sum() - 1))


@pytest.mark.parametrize("kind", ["wilkinson", "hilbert", "random"])
def test_factors_against_scipy(kind):
    for n in (2, 3, 5, 7):
        a = np.random.default_rng(n).normal(size=(n, n)) if kind == "random" else sa.system(kind, n, 1.0)
        found = sa.solve(a, np.ones(n), True)
        p, lower, upper = lu(a)
        assert found.lower == pytest.approx(lower, rel=1e-6, abs=1e-9)
        assert found.upper == pytest.approx(upper, rel=1e-6, abs=1e-9 * np.abs(a).max())
        assert (a[found.order] == p.T @ a).all()
        assert found.growth >= np.abs(upper).max() / np.abs(a).max() * (1 - 1e-9)


@pytest.mark.parametrize("kind", ["small", "wilkinson", "hilbert"])
@pytest.mark.parametrize("pivoting", [False, True])
def test_errors_by_fractions(kind, pivoting):
    for n, pivot in ((2, 1e-20), (3, 1e-9), (9, 1e-3), (18, 0.1)):
        s = sa.posed(kind, n, pivot, pivoting)
        rows = [[Fraction(v) for v in row] for row in s.matrix.tolist()]
        off = [Fraction(t) - Fraction(x) for t, x in zip(s.truth.tolist(), s.solution.tolist(), strict=True)]
        residual = max(abs(sum((v * d for v, d in zip(row, off, strict=True)), Fraction(0))) for row in rows)
        norm = max(sum(map(abs, row), Fraction(0)) for row in rows)
        largest = max(abs(Fraction(x)) for x in s.solution.tolist())
        assert s.backward == pytest.approx(float(residual / norm / largest), rel=1e-12)
        assert s.error == pytest.approx(float(max(map(abs, off))), rel=1e-9, abs=1e-15)
        kappa = sa.condition(kind, len(rows), pivot)
        assert s.error <= kappa * s.backward * float(largest) * (1 + 1e-9) + 1e-300
        assert s.backward <= s.backward_bound


def test_conditions_against_numpy():
    for n in (2, 5, 9):
        assert sa.condition("wilkinson", n, 1.0) == pytest.approx(
            np.linalg.cond(sa.system("wilkinson", n, 1.0), np.inf)
        )
        assert sa.condition("hilbert", n, 1.0) == pytest.approx(np.linalg.cond(hilbert(n), np.inf), rel=1e-2)
    for pivot in (1e-20, 1e-3, 0.1):
        found = np.linalg.cond(sa.system("small", 2, pivot), np.inf)
        assert sa.condition("small", 2, pivot) == pytest.approx(found)


def test_the_hilbert_matrix_is_one_of_whole_numbers():
    for n in (2, 12, sa.HILBERT_MOST):
        a = sa.system("hilbert", n, 1.0)
        assert (a == np.rint(a)).all() and a.max() < 2**53
        assert a / a[0, 0] == pytest.approx(hilbert(n))


def test_wilkinsons_growth_is_known():
    for n in (2, 20, 60):
        for pivoting in (False, True):
            s = sa.posed("wilkinson", n, 1.0, pivoting)
            assert s.growth == 2.0 ** (n - 1) and s.order.tolist() == list(range(n))


def test_a_course_is_its_systems():
    c = sa.course("hilbert", True, (2.0, 7.0))
    assert c["error"][1] == sa.posed("hilbert", 7, 1.0, True).error and c["condition"][0] == 27
    c = sa.course("small", False, (1e-20, 1e-3))
    assert c["error"][0] == 1 and c["growth"][1] == pytest.approx(999)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="no matrix"):
        sa.system("vandermonde", 3, 1.0)
    with pytest.raises(ValueError, match="no terms"):
        sa.terms("primes", FORMATS["fp16"])


def test_curves_that_run_together():
    x = np.linspace(0, 1, 30)
    curves = {"a": x, "b": x + 0.001, "c": np.where(x < 0.5, 9.0, x), "d": 2 * x}
    assert sa.together(curves, 0.01) == {"a": ["a", "b", "c"], "d": ["d"]}
