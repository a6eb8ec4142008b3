"""Lebesgue's integral against Riemann's, and the three kinds of law on the line.

Slabs: measures and integrals take a function on [0, 1] as constant on each of 32768 cells (its value at the middle),
infima and suprema of columns take the ends of the cells too; three famous functions are not sampled but known. Kinds:
an atom, a density, and the Cantor law.

Sources: Lebesgue, "Sur le développement de la notion d'intégrale" (1926); Billingsley, *Probability and Measure*, 3rd
ed., Wiley (1995), sections 15, 31.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.expressions import parse
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
CELLS = 32768
POINTS = np.arange(2 * CELLS + 1) / (2 * CELLS)  # ends of cells and, between them, their middles
DRAWN = slice(CELLS // 4096, None, CELLS // 2048)  # of the middles 2048 are drawn
MIDDLES = POINTS[1::2][DRAWN]
HIGHEST = 20.0  # functions are cut off at plus and minus this


@dataclass(frozen=True)
class Graph:
    """A bounded function on [0, 1]: `samples` at `POINTS`, or None for a famous function of that `kind`; `cut_off` and
    `holes` say whether something was cut off at ±20, or was not defined and counts as 0."""

    kind: str
    samples: Array | None = None
    cut_off: bool = False
    holes: bool = False

    @cached_property
    def values(self) -> Array | None:
        """At the middles of the cells."""
        return None if self.samples is None else self.samples[1::2]

    @cached_property
    def ordered(self) -> Array:
        """Those, ascending."""
        return np.sort(self.values) if self.values is not None else np.empty(0)

    @cached_property
    def low(self) -> float:
        return 0.0 if self.samples is None else float(self.samples.min())

    @cached_property
    def high(self) -> float:
        return 1.0 if self.samples is None else float(self.samples.max())

    @property
    def base(self) -> float:
        """Where slabs begin: 0, or the least value if that is negative."""
        return min(self.low, 0.0)

    @property
    def top(self) -> float:
        """Where slabs end."""
        return max(self.high, 0.0)

    @cached_property
    def monotone(self) -> bool:
        """Whether it goes only up, or only down."""
        if self.samples is None:
            return False
        steps = np.diff(self.samples)
        return bool((steps >= 0).all() or (steps <= 0).all())

    @cached_property
    def integral(self) -> float:
        """Lebesgue's integral: of the famous functions 0, 0 and 1/2; else the mean of the cells."""
        if self.values is None:
            return 0.5 if self.kind == "fat" else 0.0
        return float(self.values.mean())

    @cached_property
    def off(self) -> float:
        """How far apart sums over middles and over ends are."""
        return (
            0.0 if self.samples is None else abs(self.integral - float(np.trapezoid(self.samples[::2], dx=1 / CELLS)))
        )

    @cached_property
    def digits(self) -> int:
        """To how many digits the integral is known, from 1 to 6: those to which the two sums agree."""
        return int(np.clip(-np.log10(self.off / max(abs(self.integral), 1e-9) + 1e-15), 1, 6))

    @property
    def scale(self) -> float:
        """What is below 1e-12 of it is no part of the integral: neither beyond rounding, nor known."""
        return 1.0 + 1e12 * self.off

    def above(self, t: ArrayLike) -> Array:
        """The measure of {f > t} for each t."""
        levels = np.asarray(t, dtype=float)
        if self.values is None:
            return np.where(levels < 0, 1.0, np.where(levels < 1, self.integral, 0.0))
        return np.asarray(1 - np.searchsorted(self.ordered, levels, side="right") / CELLS)

    def columns(self, n: int) -> tuple[Array, Array]:
        """Infimum and supremum over each of n closed columns, a power of two up to 32768; shape (n,) each."""
        if self.samples is None:
            return np.zeros(n), SUPREMA[self.kind](n)
        parts, right = self.samples[:-1].reshape(n, -1), self.samples[2 * CELLS // n :: 2 * CELLS // n]
        return np.minimum(parts.min(axis=1), right), np.maximum(parts.max(axis=1), right)

    def slabs(self, n: int) -> tuple[Array, Array]:
        """The n + 1 levels from base to top, and the measure of {f > t} at each."""
        levels = np.linspace(self.base, self.top, n + 1)
        return levels, self.above(levels)

    def sums(self, n: int) -> tuple[float, float]:
        """Lower and upper sum of n slabs."""
        above = self.slabs(n)[1]
        height = (self.top - self.base) / n
        return float(self.base + height * above[1:].sum()), float(self.base + height * above[:-1].sum())

    def stairs(self, n: int) -> tuple[Array, Array]:
        """x and y of the simple function that n slabs make: the highest of n + 1 levels below f, or the base."""
        slab = (self.top - self.base) / n or 1.0
        if self.values is not None:
            reached = np.ceil((self.values[DRAWN] - self.base) / slab - 1e-12) - 1
            return MIDDLES, self.base + slab * np.maximum(reached, 0.0)
        tall = (1 - slab) * (self.kind == "fat")
        return np.repeat(KEPT.ravel(), 2), np.tile([0.0, tall, tall, 0.0], len(KEPT))

    def cut(self, t: float) -> Array:
        """Ends of the intervals of {f > t}, two and a NaN each; of a set of measure 0 one NaN, of the fat Cantor set
        those after six stages."""
        if self.values is None:
            found = KEPT if self.kind == "fat" and t < 1 else np.empty((0, 2))
        else:
            inside = np.concatenate([[False], self.values > t, [False]])
            found = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2) / CELLS
        return np.append(found.ravel(), np.nan) if len(found) < 2 else np.insert(found, 2, np.nan, axis=1).ravel()

    def points(self, above: float = -1.0) -> Array:
        """Of a function that lives on the rationals its points over p/q with q up to 24, those higher than `above`
        (m, 2); else one of NaN."""
        found = FRACTIONS if self.kind == "thomae" else FRACTIONS * [1, 0] + [0, 1]
        shown = self.kind in ("dirichlet", "thomae") and bool((found[:, 1] > above).any())
        return found[found[:, 1] > above] if shown else np.full((1, 2), np.nan)

    def curve(self) -> tuple[Array, Array]:
        """x and f(x) to draw, NaN where the pen is lifted: of the famous functions what lies on lines."""
        if self.values is not None:
            return MIDDLES, self.values[DRAWN]
        high = np.insert(KEPT, 2, np.nan, axis=1).ravel() if self.kind == "fat" else np.empty(0)
        return np.append(high, [0.0, 1.0]), np.append(np.ones(len(high)), [0.0, 0.0])

    def layer_cake(self) -> float:
        """base + the integral of the measure of {f > t} over t from base to top, exactly: it is constant between two
        values of f that follow one another."""
        if self.values is None:
            return self.integral  # its measure is constant on [0, 1)
        levels = np.concatenate([[self.base], self.ordered])
        return float(self.base + np.diff(levels) @ (1 - np.arange(CELLS) / CELLS))


@remembered
def graph(kind: str, text: str) -> Graph:
    """The function of that kind: "typed" (then `text` is read), "dirichlet" (1 on the rationals, else 0), "thomae" (1/q
    at p/q in lowest terms, else 0), "fat" (1 on the Smith-Volterra-Cantor set of measure 1/2, else 0)."""
    if kind != "typed":
        return Graph(kind)
    found = parse(text, ("x",))(POINTS)
    middles, lone = found[1::2], np.isnan(found[::2])  # where only an end is not defined, a middle beside it stands in
    found[::2] = np.where(lone, np.append(middles, middles[-1]), found[::2])
    holes = np.isnan(found)
    samples = np.where(holes, 0.0, found)
    bounded = np.clip(samples, -HIGHEST, HIGHEST)
    bounded.setflags(write=False)
    return Graph(kind, bounded, bool((bounded != samples).any()), bool(holes.any()))


def _thomae(n: int) -> Array:
    """The largest 1/q with a p/q in each closed column [j/n, (j + 1)/n]."""
    found = np.zeros(n)
    columns = np.arange(n)
    for q in range(n, 0, -1):  # q = n always has one; smaller q overwrite
        p = -(-q * columns // n)
        found = np.where(p * n <= q * (columns + 1), 1.0 / q, found)
    return found


@lru_cache
def fat_gaps(stages: int) -> Array:
    """The open intervals that are removed from [0, 1] in stages 1, ..., `stages`: at stage k the middle 4^-k of each of
    the 2^(k-1) intervals that are left; shape (2^stages - 1, 2), ascending. All ends are exact in binary."""
    kept, gaps = [(0.0, 1.0)], []
    for k in range(1, stages + 1):
        parts = []
        for a, b in kept:
            left, right = (a + b) / 2 - 4.0**-k / 2, (a + b) / 2 + 4.0**-k / 2
            gaps.append((left, right))
            parts += [(a, left), (right, b)]
        kept = parts
    return np.array(sorted(gaps))


def _fat(n: int) -> Array:
    """1 for each closed column [j/n, (j + 1)/n] that meets the set: all but those within one removed interval."""
    left, right = fat_gaps(6).T
    start = np.arange(n)[:, None] / n
    return np.where(((left < start) & (start + 1 / n < right)).any(axis=1), 0.0, 1.0)


FRACTIONS = np.array([(p / q, 1 / q) for q in range(1, 25) for p in range(q + 1) if np.gcd(p, q) == 1])
KEPT = np.concatenate([[0.0], fat_gaps(6).ravel(), [1.0]]).reshape(-1, 2)
SUPREMA: Mapping[str, Callable[[int], Array]] = {"dirichlet": lambda n: np.ones(n), "thomae": _thomae, "fat": _fat}


# The three kinds of law.


def cantor(x: Fraction) -> Fraction:
    """The Cantor function at a rational x in [0, 1], exactly: ternary digits up to the first 1, twos read as binary
    ones. The digits of a rational repeat, so the sum is a geometric series."""
    if not 0 <= x <= 1:
        raise ValueError("The Cantor function lives on [0, 1].")
    if x == 1:
        return Fraction(1)
    seen: dict[Fraction, tuple[int, Fraction]] = {}
    total, k = Fraction(0), 0
    while x not in seen:
        seen[x] = k, total
        digit = int(3 * x)
        x, k = 3 * x - digit, k + 1
        total += Fraction(min(digit, 1), 2**k)
        if digit == 1:
            return total
    first, before = seen[x]
    return before + (total - before) / (1 - Fraction(1, 2 ** (k - first)))


@remembered
def cantor_intervals(stage: int) -> Array:
    """Left ends, in units of 3^-stage, of the 2^stage intervals that are left: numbers of ternary digits 0 and 2."""
    ends = np.zeros(1)
    for _ in range(stage):
        ends = (3 * ends[:, None] + [0, 2]).ravel()
    return ends


@remembered
def cantor_curve(stage: int = 11) -> tuple[Array, Array]:
    """Corners of the polygon that agrees with the Cantor function at all ends of stage-`stage` intervals."""
    left = cantor_intervals(stage)
    x = np.stack([left, left + 1], axis=1).ravel() / 3.0**stage
    return x, np.repeat(np.arange(2**stage + 1), 2)[1:-1] / 2.0**stage


def bump(x: ArrayLike) -> Array:
    """The distribution function 3x² - 2x³ of the density 6x(1 - x), which is Beta(2, 2)."""
    at = np.clip(np.asarray(x, dtype=float), 0.0, 1.0)
    return np.asarray(at * at * (3 - 2 * at))


@dataclass(frozen=True)
class Mixture:
    """The law with an atom at `place`, and the shares of that atom, of Beta(2, 2), and of the Cantor law."""

    place: float
    atom: float
    density: float
    singular: float

    def cdf(self, x: float) -> float:
        """P(X <= x) for an x that is a whole number of thousandths, exact to rounding."""
        at = Fraction(round(x * 1000), 1000)
        return self.atom * (x >= self.place) + self.density * float(bump(x)) + self.singular * float(cantor(at))

    def cell(self, x: float, stage: int) -> int:
        """The cell [j, j + 1)/3^stage of x; the last one has its right end too."""
        return min(int(Fraction(round(x * 1000), 1000) * 3**stage), 3**stage - 1)

    def masses(self, x: float, stage: int) -> tuple[float, float, float]:
        """What the three parts give to the cell of x."""
        j = self.cell(x, stage)
        low, high = (bump(end / 3**stage) for end in (j, j + 1))
        digits, rest = True, j
        for _ in range(stage):
            rest, digit = divmod(rest, 3)
            digits = digits and digit != 1
        atom = self.atom * (self.cell(self.place, stage) == j)
        return atom, self.density * float(high - low), self.singular * 2.0**-stage * digits

    def curve(self) -> tuple[Array, Array, Array]:
        """x, F(x-) and F(x) to draw: at the atom x stands twice, before and after the jump."""
        x = np.concatenate([cantor_curve(8)[0], np.linspace(0, 1, 121), [self.place, self.place]])
        x = np.sort(np.append(np.unique(x), self.place))
        smooth = self.density * bump(x) + self.singular * np.interp(x, *cantor_curve())
        return x, smooth, smooth + self.atom * (np.arange(len(x)) > np.searchsorted(x, self.place))

    def profile(self, stage: int) -> tuple[Array, Array]:
        """Ends of cells of width 3^-stage (1/243, if that is wider), and mass by length of the density part there."""
        ends = np.linspace(0, 1, 3 ** min(stage, 5) + 1)
        return ends, self.density * np.diff(bump(ends)) * (len(ends) - 1)

    def area(self) -> float:
        """The integral of F over [0, 1], by the middles of 3^8 cells: right to 3^-8."""
        at = (np.arange(3**8) + 0.5) / 3**8
        dust = np.interp(at, *cantor_curve())
        return float(np.mean(self.atom * (at >= self.place) + self.density * bump(at) + self.singular * dust))

    @property
    def mean(self) -> float:
        return self.atom * self.place + (self.density + self.singular) / 2

    @property
    def variance(self) -> float:
        """From the second moments 3/10 of Beta(2, 2) and 3/8 of the Cantor law."""
        return self.atom * self.place**2 + 0.3 * self.density + 0.375 * self.singular - self.mean**2

    def draw(self, seed: int, count: int) -> Array:
        """That many draws; those of the Cantor law have 40 random ternary digits 0 and 2."""
        which, u = random_uniforms(seed, 0, 0, count), random_uniforms(seed, 1, 0, count)
        corners = 2.0 * (random_uniforms(seed, 2, 0, 40 * count).reshape(count, 40) < 0.5)
        dust = corners @ 3.0 ** -np.arange(1.0, 41.0)
        # The median of three uniforms is Beta(2, 2).
        middle = np.median([u, random_uniforms(seed, 3, 0, count), random_uniforms(seed, 4, 0, count)], axis=0)
        smooth = which < self.atom + self.density
        return np.where(which < self.atom, self.place, np.where(smooth, middle, dust))
