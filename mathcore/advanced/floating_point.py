"""Floating-point formats of 8 to 64 bits, rounding to them, and what a difference of rounded numbers loses.

A format has significands of `bits` binary digits (the leading one is not stored) and exponents from `low` on; below
2^low the spacing rests (subnormals). Rounding is to nearest, ties to even (IEEE 754-2019; the two formats of 8 bits:
Micikevicius et al., "FP8 formats for deep learning", 2022). Sums, differences, products and quotients of numbers with
at most 24 bits, computed in double precision and then rounded, are rounded as if once (Figueroa, SIGNUM Newsletter
30, 1995): double precision has 53 bits, and 2 * 24 + 2 suffice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.memory import remembered

Array = NDArray[np.float64]


ENDLESS = ("E4M3",)  # formats without infinity


@dataclass(frozen=True)
class Format:
    """A binary floating-point format; `largest` is its largest finite number."""

    name: str
    bits: int
    low: int
    largest: float

    @property
    def unit(self) -> float:
        """The unit roundoff u: a rounded normal number is off by at most u of itself."""
        return 2.0**-self.bits

    @property
    def tiny(self) -> float:
        """The smallest normal number."""
        return 2.0**self.low

    @property
    def least(self) -> float:
        """The smallest positive number, subnormal."""
        return 2.0 ** (self.low - self.bits + 1)

    def spacing(self, x: ArrayLike) -> Array:
        """The gap between neighbours in the binade [2^e, 2^(e+1)) of |x|, and below the normal numbers."""
        exponent = np.frexp(np.abs(np.asarray(x, float)))[1] - 1
        return np.ldexp(1.0, np.maximum(exponent, self.low) - self.bits + 1)

    def round(self, x: ArrayLike) -> Array:
        """x rounded to nearest, ties to even; what is beyond `largest` after that is infinite.

        E4M3 has no infinity: its 448 is followed by NaN, and hardware stops at 448 or gives NaN. Here it is infinite
        (`stored` says NaN).
        """
        found = np.asarray(x, float)
        gap = self.spacing(found)
        rounded = np.rint(found / gap) * gap
        return np.where(np.abs(rounded) > self.largest, np.copysign(np.inf, rounded), rounded)

    def around(self, x: float) -> tuple[float, float]:
        """The numbers on both sides of x > 0 (the same one twice, if x is one); the last may be infinite. 8 bits."""
        found = np.concatenate([[0.0], self.positive, [np.inf]])
        below = int(np.searchsorted(found, x, "right")) - 1
        return float(found[below]), float(found[below + (found[below] != x)])

    @cached_property
    def positive(self) -> Array:
        """All positive finite numbers, ascending; for formats of 8 bits."""
        steps = np.arange(2 ** (self.bits - 1))
        binades = [self.least * steps[1:]]
        start = self.tiny
        while start <= self.largest:
            binades.append(start + start * steps / len(steps))
            start *= 2
        found = np.concatenate(binades)
        return found[found <= self.largest]


FORMATS = {
    each.name: each
    for each in (
        Format("E4M3", 4, -6, 448.0),
        Format("E5M2", 3, -14, 57344.0),
        Format("bf16", 8, -126, (2 - 2.0**-7) * 2.0**127),
        Format("fp16", 11, -14, 65504.0),
        Format("fp32", 24, -126, (2 - 2.0**-23) * 2.0**127),
        Format("fp64", 53, -1022, float(np.finfo(float).max)),
    )
}


def stored(form: Format, x: float) -> float:
    """x as the format holds it: what is beyond it is infinite, or NaN where the format has no infinity."""
    found = float(form.round(x))
    return np.nan if np.isinf(found) and form.name in ENDLESS else found


@remembered
def teeth(name: str) -> tuple[Array, Array]:
    """Places x over all of a format of 8 bits and beyond, and the relative error of rounding each: x and error (n,)."""
    form = FORMATS[name]
    ends = np.concatenate([[1e-6], form.positive, [2 * form.largest]])
    share = np.array([0.0, 0.1, 0.3, 0.49999, 0.50001, 0.7, 0.9])
    x = (ends[:-1, None] + np.diff(ends)[:, None] * share).ravel()
    with np.errstate(invalid="ignore"):
        error = np.abs(form.round(x) - x) / x
    return x, np.where(np.isfinite(error), error, np.nan)


@dataclass(frozen=True)
class Difference:
    """What a format makes of a - b: each of `a`, `b` rounded, then their difference rounded."""

    first: Array
    second: Array
    computed: Array
    exact: Array  # a - b of the numbers as they were
    bound: Array  # of |computed - exact|: u (|a| + |b|) for the two numbers, u |first - second| for the difference

    @property
    def error(self) -> Array:
        """|computed - exact| / |exact|; NaN where a = b."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.exact == 0, np.nan, np.abs(self.computed - self.exact) / np.abs(self.exact))

    @property
    def bounded(self) -> Array:
        """The bound of the relative error; infinite where a = b."""
        with np.errstate(divide="ignore"):
            return np.where(self.exact == 0, np.inf, self.bound / np.abs(self.exact))


def difference(form: Format, a: ArrayLike, b: ArrayLike) -> Difference:
    """a - b in a format, of normal numbers a and b (broadcast) whose difference is exact in double precision.

    Sterbenz's lemma: where the rounded numbers are within a factor of 2, their difference is exact, and all the error
    is that of the rounded inputs (Sterbenz, *Floating-Point Computation*, 1974).
    """
    x, y = np.asarray(a, float), np.asarray(b, float)
    first, second = form.round(x), form.round(y)
    bound = form.unit * (np.abs(x) + np.abs(y)) + form.unit * np.abs(first - second)
    return Difference(first, second, form.round(first - second), x - y, bound)


def magnified(form: Format, a: float, b: float) -> tuple[Array, Array]:
    """a, b and a - b under a lens, in gaps of the larger of a and b: how far each lies from what the format makes of it
    (3,), and how far it could at most (3,). Where the difference is exact, its place is that of a less that of b."""
    d, gaps = difference(form, a, b), form.spacing([a, b])
    rounded = float(d.computed != d.first - d.second) * float(form.spacing(d.first - d.second))
    off = np.array([a - d.first, b - d.second, d.exact - d.computed])
    return off / gaps.max(), 0.5 * np.array([*gaps, gaps.sum() + rounded]) / gaps.max()


def amplification(a: float, b: float) -> float:
    """(|a| + |b|) / |a - b|, the condition number of a difference; infinite for a = b."""
    return (abs(a) + abs(b)) / abs(a - b) if a != b else float("inf")


def shares(form: Format, logits: ArrayLike, shifted: bool) -> tuple[Array, float]:
    """Softmax in a format, and the logarithm of the sum of exponentials: each operation rounded, sums by a loop.

    With `shifted` the largest logit is taken off first; without, the sum may be infinite or zero and the shares NaN.
    """
    z = form.round(np.asarray(logits, float))
    top = float(z.max()) if shifted else 0.0
    with np.errstate(all="ignore"):
        powers = form.round(np.exp(form.round(z - top)))
        total = 0.0
        for each in powers:
            total = float(form.round(total + each))
        return form.round(powers / total), float(form.round(top + form.round(np.log(total))))
