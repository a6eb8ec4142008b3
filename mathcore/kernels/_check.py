"""Arguments checked once, for both engines; what is wrong is said in one sentence."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats


def choice(name: str, value: str, options: Sequence[str]) -> str:
    """``value`` if it is one of the options."""
    if value not in options:
        raise ValueError(f"{name} is {value!r}: it must be one of {', '.join(options)}.")
    return value


def integer(name: str, value: Any, low: int, high: int) -> int:
    """``value`` as an int if it is a whole number in [low, high]."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} is {value!r}: it must be a whole number.") from None
    if not low <= number <= high:
        raise ValueError(f"{name} is {number:,}: it must lie between {low:,} and {high:,}.")
    return number


def seed(value: Any) -> int:
    """``value`` as a seed: a whole number in [0, 2^64)."""
    return integer("seed", value, 0, (1 << 64) - 1)


def real(name: str, value: Any, low: float = -np.inf, high: float = np.inf, *, open_low: bool = False) -> float:
    """``value`` as a finite float in [low, high], or in (low, high] if ``open_low``."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}: it must be a number.") from None
    if not np.isfinite(number):
        raise ValueError(f"{name} is {number}: it must be a finite number.")
    if not low <= number <= high or (open_low and number == low):
        reach = f"above {low:g}" if open_low and np.isinf(high) else f"between {low:g} and {high:g}"
        raise ValueError(f"{name} is {number:g}: it must lie {reach}.")
    return number


def interval(low: Any, high: Any) -> tuple[float, float]:
    """The ends of a histogram as floats, the lower one first."""
    a, b = real("low", low), real("high", high)
    if not a < b or not np.isfinite(b - a):
        raise ValueError(f"low is {a:g} and high is {b:g}: low must be below high.")
    return a, b


def array(name: str, value: npt.ArrayLike, dimensions: int, least: int = 1) -> Floats:
    """``value`` as a contiguous array of finite floats with ``dimensions`` axes and at least ``least`` rows."""
    try:
        out = np.asarray(value, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of numbers.") from None
    if out.ndim != dimensions:
        raise ValueError(f"{name} has {out.ndim} axes: it must have {dimensions}.")
    if out.ndim and len(out) < least:
        raise ValueError(f"{name} has {len(out)} rows: it needs at least {least}.")
    if not np.isfinite(out).all():
        raise ValueError(f"{name} holds a value that is not finite: replace or drop the NaN and infinite values.")
    return out


def work(name: str, operations: int, most: int, what: str = "draws") -> None:
    """Refuse a run that would take minutes."""
    if operations > most:
        raise ValueError(f"{name} would need {operations:.2g} {what}: at most {most:.2g} are allowed in one run.")
