"""How many digits of a standard deviation survive the arithmetic, and the data of NIST to try it on.

Sources: NIST Statistical Reference Datasets, univariate summary statistics (Michelso, NumAcc3, NumAcc4), with 15
certified digits; Chan, Golub and LeVeque, "Algorithms for computing the sample variance" (The American Statistician 37,
1983); Welford, "Note on a method for calculating corrected sums of squares and products" (Technometrics 4, 1962).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, isqrt, log10
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
MOST_DIGITS = 15.0  # certified by NIST: more cannot be claimed

# The speed of light in air, less 299,000 km/s: A. A. Michelson, 1879, five series of twenty (NIST's Michelso).
MICHELSON = (
    *(850, 740, 900, 1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760, 810, 1000, 1000, 960, 960),
    *(960, 940, 960, 940, 880, 800, 850, 880, 900, 840, 830, 790, 810, 880, 880, 830, 800, 790, 760, 800),
    *(880, 880, 880, 860, 720, 720, 620, 860, 970, 950, 880, 910, 850, 870, 840, 840, 850, 840, 840, 840),
    *(890, 810, 810, 820, 800, 770, 760, 740, 750, 760, 910, 920, 890, 860, 880, 720, 840, 850, 850, 780),
    *(890, 840, 780, 810, 760, 810, 790, 810, 820, 850, 870, 870, 810, 740, 810, 940, 950, 800, 810, 870),
)


def michelson() -> Array:
    """The 100 speeds in 1000 km/s, shape (100,): certified mean 299.8524, standard deviation 0.0790105478190518."""
    return (299_000 + np.array(MICHELSON, dtype=float)) / 1000


def num_acc() -> Array:
    """0.2, then 0.1 and 0.3 in turn, shape (1001,). Plus 10⁶ they are NIST's NumAcc3, plus 10⁷ NumAcc4; certified
    standard deviation 0.1 exactly."""
    return np.array([0.2, *([0.1, 0.3] * 500)])


def shifted(values: ArrayLike, power: int) -> Array:
    """The values plus 10^power; power 0: as they are."""
    x = np.asarray(values, float)
    return x + 10.0**power if power else x


def _total(values: NDArray[Any]) -> Any:
    """The sum in a loop from left to right, in the precision of the values (numpy.sum adds in pairs)."""
    return np.add.accumulate(values)[-1]


def one_pass(values: ArrayLike, kind: Any = np.float64) -> float:
    """Σx² − (Σx)²/n over n − 1, in one loop: the formula that loses digits. n ≥ 2; it may be negative."""
    x: NDArray[Any] = np.asarray(values, float).astype(kind)
    total = _total(x)
    return float((_total(x * x) - total * total / kind(len(x))) / kind(len(x) - 1))


def two_pass(values: ArrayLike, kind: Any = np.float64) -> float:
    """The mean first, then Σ(x − mean)² over n − 1, less (Σ(x − mean))²/n, which would be 0 in exact arithmetic."""
    x: NDArray[Any] = np.asarray(values, float).astype(kind)
    away = x - _total(x) / kind(len(x))
    rest = _total(away)
    return float((_total(away * away) - rest * rest / kind(len(x))) / kind(len(x) - 1))


def welford(values: ArrayLike) -> float:
    """The variance (divisor n − 1) in one loop that keeps the mean so far, and the sum of squares about it."""
    mean, squares = 0.0, 0.0
    x = np.asarray(values, float).tolist()
    for count, value in enumerate(x, 1):
        step = value - mean
        mean += step / count
        squares += step * (value - mean)
    return squares / (len(x) - 1)


def variances(values: ArrayLike) -> tuple[float, float, float]:
    """By one pass, by two, and by Welford's."""
    return one_pass(values), two_pass(values), welford(values)


def exact_sums(values: ArrayLike, power: int = 0) -> tuple[Fraction, Fraction]:
    """(Σx², (Σx)²/n) without any rounding, of the values as their shortest decimals say, plus 10^power (0: as they
    are)."""
    offset = 10**power if power else 0
    written = [Decimal(repr(value)) for value in np.asarray(values, float).tolist()]
    places = max(0, *(-int(each.as_tuple().exponent) for each in written))
    scale = 10**places
    whole = [int(each.scaleb(places)) + offset * scale for each in written]
    return Fraction(sum(v * v for v in whole), scale**2), Fraction(sum(whole) ** 2, scale**2 * len(whole))


def exact_deviation(squares: Fraction, n: int) -> float:
    """The standard deviation (divisor n − 1) from Σ(x − mean)² as a fraction, to the last digit of a double; n ≥ 2."""
    if squares <= 0:
        return 0.0
    variance = squares / (n - 1)
    # Whole numbers of about 40 digits have roots of about 20.
    even = 2 * max(0, 20 - (len(str(variance.numerator)) - len(str(variance.denominator))) // 2)
    return float(Fraction(isqrt(variance.numerator * 10**even // variance.denominator), 10 ** (even // 2)))


def digits(found: float, certified: float) -> float:
    """How many digits of a standard deviation are right: −log₁₀ of its relative error, from 0 to 15.

    NIST calls it the log relative error. A NaN (the root of a negative variance) has none.
    """
    if not np.isfinite(found) or certified == 0:
        return 0.0 if found != certified else MOST_DIGITS
    error = abs(found - certified) / abs(certified)
    return MOST_DIGITS if error < 10.0**-MOST_DIGITS else max(0.0, -log10(error))


def root(variance: float) -> float:
    """The standard deviation; NaN where the variance came out negative."""
    return float(np.sqrt(variance)) if variance >= 0 else float("nan")


def decimals(number: Fraction, first: int, columns: int) -> str:
    """A number ≥ 0 in columns of one digit each, from that of 10^first downwards, rounded to the last; leading zeros
    in front of the units are blanks."""
    last = first - columns + 1
    scaled = number / Fraction(10) ** last
    text = str(floor(scaled + Fraction(1, 2))).rjust(columns, "0")
    wanted = text.lstrip("0")
    keep = max(len(wanted), min(columns, 1 - last) if last <= 0 else 1)  # the zero before a decimal point stays
    return text[len(text) - keep :].rjust(columns)[:columns]


class Offsets(NamedTuple):
    """At each offset: Σx² and (Σx)²/n, exact; the standard deviation to the last digit of a double; κ = √(Σx² / Σ(x −
    mean)²), infinite for constant data; the digits that each way of computing gets right, by its name."""

    sums: list[tuple[Fraction, Fraction]]
    deviations: list[float]
    kappas: Array
    reached: dict[str, Array]


def by_offset(values: ArrayLike, powers: Sequence[int]) -> Offsets:
    """What becomes of a deviation while 10^power (0: nothing) is added to each value; n ≥ 2. A relative error u of the
    data may become κu in the deviation, and one of order κ²u in the one-pass formula."""
    x = np.asarray(values, float)
    sums = [exact_sums(x, power) for power in powers]
    true = [exact_deviation(a - b, len(x)) for a, b in sums]
    moved = [shifted(x, power) for power in powers]
    ways = {"one": (one_pass, np.float64), "two": (two_pass, np.float64)}
    ways |= {"one32": (one_pass, np.float32), "two32": (two_pass, np.float32)}  # type: ignore[dict-item]
    reached = {
        name: np.array([digits(root(of(each, kind)), s) for each, s in zip(moved, true, strict=True)])
        for name, (of, kind) in ways.items()
    }
    kappas = np.array([float(a / (a - b)) ** 0.5 if a > b else np.inf for a, b in sums])
    return Offsets(sums, true, kappas, reached)


class Subtraction(NamedTuple):
    """Two numbers and their difference as digits in columns, at the right: how many columns agree, the first column
    that a double does not hold any more, and that of the units."""

    rows: list[str]
    agree: int
    wall: int
    units: int


def subtraction(sums: tuple[Fraction, Fraction], columns: int) -> Subtraction:
    """The first less the second, 0 ≤ second ≤ first, down to the fifth digit of the difference, if the columns
    suffice."""
    first, second = sums
    rest = first - second
    lead = floor(log10(first)) if first > 0 else 0
    last = (floor(log10(rest)) if rest > 0 else lead - 18) - 4
    top = max(lead, 0)
    shown = min(columns, top - min(last, 0) + 1)
    rows = [decimals(each, top, shown).rjust(columns) for each in (first, second, rest)]
    start = columns - shown  # the column of 10^top
    agree = next((i for i in range(start, columns) if rows[0][i] != rows[1][i]), columns)
    return Subtraction(rows, agree, min(start + top - lead + 16, columns), start + top)
