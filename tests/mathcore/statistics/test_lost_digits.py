"""Variances against NIST's certified values, Python's `statistics`, fractions, NumPy."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.statistics import lost_digits as ld

HUNDREDTHS = st.lists(st.integers(-5000, 5000).map(lambda n: n / 100), min_size=2, max_size=12)


def deviation(values: np.ndarray, power: int = 0) -> float:
    squares, mean = ld.exact_sums(values, power)
    return ld.exact_deviation(squares - mean, len(values))


def test_the_certified_values_of_nist() -> None:
    """StRD: Michelso, NumAcc3, NumAcc4."""
    x = ld.michelson()
    assert len(x) == 100 and x.mean() == pytest.approx(299.8524, abs=1e-10)
    assert deviation(x) == pytest.approx(0.0790105478190518, rel=1e-14)
    assert len(ld.num_acc()) == 1001
    for power, mean in ((6, 1000000.2), (7, 10000000.2)):
        shifted = ld.shifted(ld.num_acc(), power)
        assert shifted[:3].tolist() == [mean, float(f"{mean - 0.1:.1f}"), float(f"{mean + 0.1:.1f}")]
        assert deviation(ld.num_acc(), power) == 0.1


def test_digits_that_are_reached() -> None:
    wanted = {6: (9.46, 1.14, 0.0115), 7: (8.25, 0.0, -2.0)}
    for power, (two, one, variance) in wanted.items():
        x = ld.shifted(ld.num_acc(), power)
        assert ld.digits(ld.root(ld.two_pass(x)), 0.1) == pytest.approx(two, abs=0.005)
        assert ld.digits(ld.root(ld.welford(x)), 0.1) == pytest.approx(two, abs=0.01)
        assert ld.digits(ld.root(ld.one_pass(x)), 0.1) == pytest.approx(one, abs=0.005)
        assert ld.one_pass(x) == variance
    assert ld.digits(ld.root(ld.two_pass(ld.michelson())), 0.0790105478190518) > 12.5


def test_one_pass_is_a_loop() -> None:
    """NumPy's pairwise sum is more exact than the loop that the lesson speaks of."""
    x = ld.shifted(ld.num_acc(), 6)
    total = squares = 0.0
    for value in x.tolist():
        total += value
        squares += value * value
    assert ld.one_pass(x) == (squares - total * total / 1001) / 1000
    small = np.float32(0.0)
    for each in x.astype(np.float32):
        small += each
    assert float(ld._total(x.astype(np.float32))) == float(small)


@settings(max_examples=60, deadline=None)
@given(HUNDREDTHS, st.integers(0, 12))
def test_exact_sums_and_deviations(values: list[float], power: int) -> None:
    written = [Fraction(Decimal(repr(v))) + (10**power if power else 0) for v in values]
    squares, mean = ld.exact_sums(values, power)
    assert squares == sum(v * v for v in written) and mean == sum(written) ** 2 / len(written)
    found = ld.exact_deviation(squares - mean, len(values))
    assert found == pytest.approx(statistics.stdev(written), rel=1e-13, abs=1e-300)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(HUNDREDTHS)
def test_all_agree_near_zero(values: list[float]) -> None:
    wanted = np.var(values, ddof=1)
    for of in (ld.one_pass, ld.two_pass, ld.welford):
        assert of(values) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(HUNDREDTHS, st.integers(0, 12))
def test_two_passes_lose_what_kappa_says(values: list[float], power: int) -> None:
    squares, mean = ld.exact_sums(values, power)
    if squares > mean:
        true, kappa = ld.exact_deviation(squares - mean, len(values)), float(squares / (squares - mean)) ** 0.5
        found = ld.root(ld.two_pass(ld.shifted(values, power)))
        assert abs(found / true - 1) <= (kappa + len(values)) * 2.0**-52


def test_digits_and_roots_at_the_ends() -> None:
    assert ld.digits(0.1, 0.1) == 15 and ld.digits(0.0, 0.0) == 15 and ld.digits(1.0, 0.0) == 0
    assert ld.digits(float("nan"), 1.0) == 0 and ld.digits(5.0, 1.0) == 0 and ld.digits(1.001, 1.0) == pytest.approx(3)
    assert np.isnan(ld.root(-2.0)) and ld.root(0.0) == 0
    assert ld.exact_deviation(Fraction(0), 5) == 0


def test_decimals_in_columns() -> None:
    assert ld.decimals(Fraction(12345, 100), 2, 5) == "12345"
    assert ld.decimals(Fraction(5, 100), 2, 5) == "  005"
    assert ld.decimals(Fraction(7), 3, 4) == "   7" and ld.decimals(Fraction(0), 1, 4) == " 000"
