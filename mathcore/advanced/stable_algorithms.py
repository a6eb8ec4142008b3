"""Four ways to add in a floating-point format, and Gaussian elimination with and without pivots in double precision.

Nothing here calls BLAS: each operation is one IEEE operation, so that the last digits repeat on every machine and in
every language. Sums: Higham, *Accuracy and Stability of Numerical Algorithms* (2002), chapter 4; Kahan (1965);
Neumaier (1974). Elimination: Higham, chapter 9.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import invhilbert

from mathcore.advanced.floating_point import FORMATS, Format
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Matrix = NDArray[np.float64]
MOST = 10_000  # terms
TERMS = ("tenths", "thousandths", "ones", "harmonic", "alternating", "peters")
WAYS = ("loop", "pairwise", "kahan", "neumaier")
HILBERT_MOST = 20  # up to here all entries of the scaled Hilbert matrix are whole numbers below 2^53


def terms(kind: str, form: Format, count: int = MOST) -> Array:
    """The numbers that are added, shape (count,), as the format stores them.

    "peters" repeats 1, B, 1, -B with B = 4/u, so large that the format loses a 1 beside it (after Tim Peters' test of
    Python's fsum, where B = 1e100).
    """
    k = np.arange(1, count + 1)
    match kind:
        case "tenths":
            raw = np.full(count, 0.1)
        case "thousandths":
            raw = np.full(count, 0.001)
        case "ones":
            raw = np.ones(count)
        case "harmonic":
            raw = 1.0 / k
        case "alternating":
            raw = np.where(k % 2 == 1, 1.0, -1.0) / k
        case "peters":
            raw = np.resize([1.0, 4 / form.unit, 1.0, -4 / form.unit], count)
        case _:
            raise ValueError(f"There are no terms called {kind}.")
    return form.round(raw)


def rounder(form: Format) -> Callable[[float], float]:
    """Rounding of one sum to a format: of a sum subnormals need no care, it is a whole number of the least of them."""
    if form.bits == 53:
        return lambda x: x
    bits, frexp, ldexp = form.bits, math.frexp, math.ldexp

    def rounded(x: float) -> float:
        m, e = frexp(x)
        return ldexp(round(ldexp(m, bits)), e - bits)  # Python rounds ties to even

    return rounded


def loop_sums(values: Sequence[float], form: Format) -> Array:
    """All running totals of a loop, shape (n,)."""
    fl, s, found = rounder(form), 0.0, []
    for v in values:
        s = fl(s + v)
        found.append(s)
    return np.array(found)


def kahan_sums(values: Sequence[float], form: Format) -> Array:
    """All running totals of Kahan's sum: what a step lost is taken off the next term."""
    fl, s, c, found = rounder(form), 0.0, 0.0, []
    for v in values:
        y = fl(v - c)
        t = fl(s + y)
        c = fl(fl(t - s) - y)
        s = t
        found.append(s)
    return np.array(found)


def neumaier_sums(values: Sequence[float], form: Format) -> Array:
    """All running totals of Neumaier's sum: what is lost is collected, also where the term is the larger one."""
    fl, s, c, found = rounder(form), 0.0, 0.0, []
    for v in values:
        t = fl(s + v)
        lost = fl(fl(s - t) + v) if abs(s) >= abs(v) else fl(fl(v - t) + s)
        c = fl(c + lost)
        s = t
        found.append(fl(s + c))
    return np.array(found)


def pairwise_sum(values: Array, form: Format) -> float:
    """The sum of neighbours, of neighbouring sums, and so on; an odd one out waits for the next round."""
    found = np.asarray(values, float)
    while len(found) > 1:
        odd = found[len(found) - len(found) % 2 :]
        found = np.concatenate([form.round(found[0 : len(found) - len(odd) : 2] + found[1::2]), odd])
    return float(found[0])


@dataclass(frozen=True)
class Sums:
    """Sums of the first `counts` terms, each of shape (m,), by four ways, with the exact ones and their conditions."""

    counts: NDArray[np.int64]
    exact: Array
    size: Array  # the sum of the absolute values
    ways: dict[str, Array]
    form: Format

    def error(self, way: str) -> Array:
        """Relative errors of one of WAYS, shape (m,)."""
        return np.asarray(np.abs(self.ways[way] - self.exact) / np.abs(self.exact))

    @property
    def condition(self) -> Array:
        """The sum of the absolute values over the absolute value of the sum."""
        return np.asarray(self.size / np.abs(self.exact))

    @property
    def loop_bound(self) -> Array:
        """(n - 1) u times the condition; for every n (Rump, BIT 52, 2012)."""
        return (self.counts - 1) * self.form.unit * self.condition

    @property
    def pairwise_bound(self) -> Array:
        """((1 + u)^h - 1) times the condition, where h = ceil(log2 n) roundings touch a term."""
        h = np.ceil(np.log2(self.counts))
        return np.asarray(np.expm1(h * np.log1p(self.form.unit)) * self.condition)


@remembered
def sums(kind: str, name: str, counts: tuple[int, ...]) -> Sums:
    """The sums of the first so many terms, for each of the counts; of "peters" whole groups of four (at least 4)."""
    form = FORMATS[name]
    values = terms(kind, form)
    many = np.array([n - n % 4 if kind == "peters" else n for n in counts])
    plain = values.tolist()
    at = many - 1
    ways = {
        "loop": loop_sums(plain, form)[at],
        "pairwise": np.array([pairwise_sum(values[:n], form) for n in many]),
        "kahan": kahan_sums(plain, form)[at],
        "neumaier": neumaier_sums(plain, form)[at],
    }
    exact = np.array([math.fsum(plain[:n]) for n in many])
    return Sums(many, exact, np.array([math.fsum(map(abs, plain[:n])) for n in many]), ways, form)


def together(curves: Mapping[str, Array], near: float) -> dict[str, list[str]]:
    """Which curves stay within `near` of one another over their last third: each group under the name of its first."""
    groups: dict[str, list[str]] = {}
    for name, values in curves.items():
        late = slice(2 * len(values) // 3, None)
        first = next((each for each in groups if np.abs(curves[each] - values)[late].max() <= near), name)
        groups.setdefault(first, []).append(name)
    return groups


def system(kind: str, size: int, pivot: float) -> Matrix:
    """A square matrix: "small" is [[pivot, 1], [1, 1]], whatever the size; "wilkinson" has 1 on the diagonal and in the
    last column and -1 below the diagonal; "hilbert" has the least common multiple of 1, ..., 2n - 1, over i + j - 1,
    all whole numbers; its size is at most HILBERT_MOST."""
    i, j = np.indices((size, size))
    match kind:
        case "small":
            return np.array([[pivot, 1.0], [1.0, 1.0]])
        case "wilkinson":
            return np.where(i > j, -1.0, np.where((i == j) | (j == size - 1), 1.0, 0.0))
        case "hilbert":
            return float(math.lcm(*range(1, 2 * size))) / (i + j + 1)
    raise ValueError(f"There is no matrix called {kind}.")


def truth(kind: str, size: int) -> Array:
    """The solution that is asked for: ones; for "wilkinson" 1, 1/2, 1/3, ... (with whole numbers all of its elimination
    would be exact, up to size 53)."""
    return 1.0 / np.arange(1, size + 1) if kind == "wilkinson" else np.ones(size)


def condition(kind: str, size: int, pivot: float) -> float:
    """|A| |A^-1| in the maximum norm, by the inverse in closed form."""
    match kind:
        case "small":
            return 4 / (1 - pivot)
        case "wilkinson":
            return float(size)  # rows of the inverse: 1/2, -1/4, -1/8, ... and the like; absolute sums of at most 1
    scale = math.lcm(*range(1, 2 * size))
    inverse = [[abs(int(v)) for v in row] for row in invhilbert(size, exact=True)]
    return _norm(system(kind, size, pivot)) * (max(map(sum, inverse)) / scale)


@dataclass(frozen=True)
class Solved:
    """A x = b solved by elimination, where b = A truth, rounded. `order` is that of the rows; the product of `lower`
    and `upper` is A in that order, up to rounding; `largest` has the largest absolute value at the start and after each
    of the n - 1 steps; `reduced` is the right-hand side after them."""

    matrix: Matrix
    truth: Array
    right: Array
    lower: Matrix
    upper: Matrix
    order: NDArray[np.int64]
    largest: Array
    reduced: Array
    solution: Array

    @property
    def growth(self) -> float:
        """The largest absolute value that came up, over the largest of A."""
        return float(self.largest.max() / self.largest[0])

    @property
    def error(self) -> float:
        """max |x - truth|; the truth has the maximum norm 1, so this is the relative error."""
        return float(np.abs(self.solution - self.truth).max())

    @cached_property
    def backward(self) -> float:
        """|A truth - A x| / (|A| |x|) in the maximum norm: how little A must change for x to be right. Exact products
        (Dekker 1971) and fsum: the residual is correct to its last digit."""
        worst = 0.0
        for row in self.matrix:
            parts = [*_products(row, self.truth), *_products(row, -self.solution)]
            worst = max(worst, abs(math.fsum(np.concatenate(parts).tolist())))
        return worst / (_norm(self.matrix) * float(np.abs(self.solution).max()))

    @cached_property
    def backward_bound(self) -> float:
        """What it is at most: gamma_3n times the norm of |L||U| over that of A (Higham, theorem 9.4), and the rounding
        of b."""
        n, u = len(self.matrix), 2.0**-53
        gamma = 3 * n * u / (1 - 3 * n * u)
        both = _norm(np.einsum("ij,jk->ik", np.abs(self.lower), np.abs(self.upper)))
        off = u * float(np.abs(self.right).max()) / float(np.abs(self.solution).max())
        return (gamma * both + off) / _norm(self.matrix)


def _norm(a: Matrix) -> float:
    """The largest absolute row sum."""
    return float(np.abs(a).sum(axis=1).max())


def _products(a: Array, b: Array) -> tuple[Array, Array]:
    """a b exactly, as a rounded product and what that lost (Veltkamp's splitting)."""

    def halves(x: Array) -> tuple[Array, Array]:
        c = 134217729.0 * x
        high = c - (c - x)
        return high, x - high

    (ah, al), (bh, bl) = halves(a), halves(b)
    product = a * b
    return product, ((ah * bh - product) + ah * bl + al * bh) + al * bl


def solve(matrix: Matrix, wanted: Array, pivoting: bool) -> Solved:
    """Gaussian elimination in double precision, with the largest of its column as the pivot or without. No pivot may
    be zero."""
    a = np.array(matrix, float)
    n = len(a)
    right = np.array([math.fsum(np.concatenate(_products(row, wanted)).tolist()) for row in a])
    order, largest = np.arange(n), [float(np.abs(a).max())]
    y, lower = right.copy(), np.eye(n)
    for k in range(n - 1):
        best = k + int(np.argmax(np.abs(a[k:, k]))) if pivoting else k
        if best != k:
            for each in (a, y, order):
                each[[k, best]] = each[[best, k]]
            lower[[k, best], :k] = lower[[best, k], :k]
        factor = a[k + 1 :, k] / a[k, k]
        lower[k + 1 :, k] = factor
        a[k + 1 :, k + 1 :] -= factor[:, None] * a[k, k + 1 :]
        a[k + 1 :, k] = 0.0
        y[k + 1 :] -= factor * y[k]
        largest.append(float(np.abs(a[k + 1 :, k + 1 :]).max()))
    reduced, x = y.copy(), np.zeros(n)
    for k in range(n - 1, -1, -1):
        x[k] = y[k] / a[k, k]
        y[:k] -= a[:k, k] * x[k]
    return Solved(np.array(matrix, float), wanted, right, lower, a, order, np.array(largest), reduced, x)


def posed(kind: str, size: int, pivot: float, pivoting: bool) -> Solved:
    """One of the systems, solved."""
    return solve(system(kind, size, pivot), truth(kind, size if kind != "small" else 2), pivoting)


@remembered
def course(kind: str, pivoting: bool, along: tuple[float, ...]) -> dict[str, Array]:
    """For each pivot of "small", or each size of the others: "error", "growth" and "condition"."""
    at = [(2, value) if kind == "small" else (int(value), 1.0) for value in along]
    found = [posed(kind, *each, pivoting) for each in at]
    out = {name: np.array([getattr(each, name) for each in found]) for name in ("error", "growth")}
    return out | {"condition": np.array([condition(kind, *each) for each in at])}
