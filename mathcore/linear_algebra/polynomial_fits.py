"""Least squares by polynomials as a projection, in fractions: whether columns are dependent is known, not estimated.

The columns 1, x, x^2, ... of points that lie close together look dependent in double precision though they are not: six
points within 0.05 of x = 4 leave the sixth column 10^-13 of its length, and many fits of x^5 no digit. Here orthogonal
polynomials on the points are built by the recurrence of Stieltjes in whole numbers, and what is said is rounded once.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), chapter 5; Forsythe, "Generation and use of
orthogonal polynomials for data-fitting with a digital computer", J. SIAM 5 (1957) 74-88.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import gcd, lcm

import flint
import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.rationals import exact, root, rounded

Array = NDArray[np.float64]
Whole = list[int]


def polynomial_design(x: ArrayLike, degree: int, *, intercept: bool = True) -> Array:
    """The columns 1, x, ..., x^degree (n, degree + 1); without `intercept` the column of ones is left out.

    Without intercept and with degree 0 there is no column at all: shape (n, 0).
    """
    powers = np.vander(np.asarray(x, float), degree + 1, increasing=True)
    return powers if intercept else powers[:, 1:]


@dataclass(frozen=True)
class Orthogonal:
    """Polynomials that are orthogonal on points, as far as the points tell them apart: whole multiples of them.

    Attributes:
        scale: the points are whole numbers over it; the polynomials are in t = scale x.
        values: of polynomial k at each point. coefficients: of t^j in it. squares: the sum of its squared values.
        room: 1 - leverage of each point once polynomial k is fitted too, as whole numbers over `over`.
        vanishing: the coefficients of the next polynomial if it is zero at all points, else none.
    """

    scale: int
    values: list[Whole]
    coefficients: list[Whole]
    squares: Whole
    room: list[Whole]
    over: Whole
    vanishing: Whole


@lru_cache(maxsize=64)
def orthogonal(x: tuple[float, ...], count: int, intercept: bool) -> Orthogonal:
    """The first `count` orthogonal polynomials on points as they print, beginning with 1, or x without `intercept`."""
    scale, t = _whole(x)
    now, powers = ([1] * len(t), [1]) if intercept else (t, [0, 1])
    values: list[Whole] = []
    coefficients: list[Whole] = []
    squares: Whole = []
    room, over = [[1] * len(t)], [1]
    for _ in range(count):
        size = _dot(now, now)
        if size == 0:
            return Orthogonal(scale, values, coefficients, squares, room[1:], over[1:], powers)
        values.append(now)
        coefficients.append(powers)
        squares.append(size)
        left = [mine * size - over[-1] * value * value for mine, value in zip(room[-1], now, strict=True)]
        shared = gcd(*left, over[-1] * size)
        room.append([each // shared for each in left])
        over.append(over[-1] * size // shared)
        # The next: t times this one, less its shadows on this one and on the one before; on others it has none.
        shifted = [place * value for place, value in zip(t, now, strict=True)]
        parts = [(_dot(shifted, values[k]), squares[k], k) for k in range(max(len(values) - 2, 0), len(values))]
        common = lcm(*(below for _, below, _ in parts))
        powers = [0, *(common * each for each in powers)]
        now = [common * each for each in shifted]
        for above, below, k in parts:
            factor = above * (common // below)
            for j, each in enumerate(coefficients[k]):
                powers[j] -= factor * each
            now = [value - factor * each for value, each in zip(now, values[k], strict=True)]
        shared = gcd(*powers)
        powers, now = [each // shared for each in powers], [each // shared for each in now]
    return Orthogonal(scale, values, coefficients, squares, room[1:], over[1:], [] if any(now) else powers)


@dataclass(frozen=True)
class Fit:
    """The least-squares solution of X c = y with the columns 1, x, ..., x^degree, X of shape (n, p) and rank r.

    All is computed in fractions of the numbers as they print and rounded once.

    Attributes:
        design: X.
        coefficients: (p,); where columns are dependent, those that are shortest after columns are scaled to length one.
        fitted: (n,), the projection of y on the column space.
        residual: (n,), y - fitted, orthogonal to every column.
        leverage: (n,), the diagonal of the projection matrix; adds up to r.
        left_out: (n,), what the residual of each point would be if it had been left out of the fit: residual over
            1 - leverage; NaN where the leverage is 1: without that point the fit is not determined there.
        rank: r, a fact of the points.
        squares: the sum of squared residuals, the squared distance from y to the column space.
        ones: whether the column of ones is one of the columns, or a combination of them.
    """

    design: Array
    coefficients: Array
    fitted: Array
    residual: Array
    leverage: Array
    left_out: Array
    rank: int
    squares: float
    ones: bool
    _orthogonal: Orthogonal
    _polynomial: list[flint.fmpq]  # by powers of x

    @cached_property
    def basis(self) -> Array:
        """Orthonormal columns (n, r) that span the column space."""
        made = zip(self._orthogonal.values, self._orthogonal.squares, strict=True)
        found = [[_signed_root(value, 1, size) for value in values] for values, size in made]
        return np.array(found).reshape(self.rank, len(self.design)).T

    @cached_property
    def condition(self) -> float:
        """The ratio of the largest to the smallest singular value of X; inf if the rank is below p.

        With X = QR it is |X| |R^-1|, and the columns of R^-1 are the coefficients of the orthonormal polynomials.
        """
        p = self.design.shape[1]
        if self.rank < p or p == 0:
            return 1.0 if p == 0 else float("inf")
        made, low = self._orthogonal, len(self._polynomial) - p
        inverse = np.zeros((p, p))
        for k in range(p):
            for j, each in enumerate(made.coefficients[k][low:]):
                inverse[j, k] = _signed_root(each, made.scale ** (j + low), made.squares[k])
        return float(np.linalg.norm(self.design, 2) * np.linalg.norm(inverse, 2))

    def at(self, x: ArrayLike) -> Array:
        """The fitted polynomial at places x (m,)."""
        below, places = _whole(tuple(np.asarray(x, float).tolist()))
        over = lcm(*(int(each.q) for each in self._polynomial))
        last = len(self._polynomial) - 1
        whole = [int(c.p) * (over // int(c.q)) * below ** (last - j) for j, c in enumerate(self._polynomial)]
        return np.array([_horner(whole, place) / (over * below**last) for place in places])


def fit(x: ArrayLike, y: ArrayLike, degree: int, *, intercept: bool = True) -> Fit:
    """The least-squares polynomial of that degree through points x, y (n,), each a finite number as it prints."""
    at, target = np.asarray(x, float), np.asarray(y, float)
    design = polynomial_design(at, degree, intercept=intercept)
    n, p = design.shape
    made = orthogonal(tuple(at.tolist()), p, intercept)
    rank = len(made.squares)
    below, heights = _whole(tuple(target.tolist()))
    residuals = _residuals(made, heights, below)
    left, over = residuals[-1]
    polynomial = _combination(made, heights, below, degree)
    if rank < p:
        polynomial = _shortest(polynomial, made, at, intercept)
    room, whole = (made.room[-1], made.over[-1]) if rank else ([1] * n, 1)
    return Fit(
        design,
        np.array([rounded(c) for c in polynomial[0 if intercept else 1 :]]),
        np.array([(height * over - each * below) / (below * over) for height, each in zip(heights, left, strict=True)]),
        np.array([each / over for each in left]),
        np.array([(whole - each) / whole for each in room]),
        np.array([each * whole / (over * space) if space else np.nan for each, space in zip(left, room, strict=True)]),
        rank,
        _dot(left, left) / over**2,
        intercept or (bool(at.all()) and degree >= len(set(at.tolist()))),
        made,
        polynomial,
    )


def errors_by_degree(x: ArrayLike, y: ArrayLike, highest: int, *, intercept: bool = True) -> tuple[Array, Array]:
    """Root mean square errors (highest + 1,) of the polynomial fits: on the points, and of each point left out.

    NaN where a fit says nothing of one of the points without it: what the others leave open there is its value.
    """
    at, target = np.asarray(x, float), np.asarray(y, float)
    n, counts = len(at), range(1 if intercept else 0, highest + (2 if intercept else 1))
    made = orthogonal(tuple(at.tolist()), counts[-1], intercept)
    below, heights = _whole(tuple(target.tolist()))
    residuals = _residuals(made, heights, below)
    training, leaving = np.full(highest + 1, np.nan), np.full(highest + 1, np.nan)
    for degree, count in enumerate(counts):
        rank = min(count, len(residuals) - 1)  # further columns are made of these
        left, over = residuals[rank]
        training[degree] = np.sqrt(_dot(left, left) / over**2 / n)
        room, whole = (made.room[rank - 1], made.over[rank - 1]) if rank else ([1] * n, 1)
        if all(room):
            each = np.array([e * whole / (over * space) for e, space in zip(left, room, strict=True)])
            leaving[degree] = np.sqrt(np.mean(each * each))
    return training, leaving


@dataclass(frozen=True)
class Slice:
    """A three-dimensional part of R^n that holds the data b, its projection p and the residual, all lengths kept.

    Attributes:
        frame: (3, n), orthonormal rows (a zero row where a direction is missing); `frame @ v` are coordinates.
        b, p: (3,), the data and the projection in these coordinates.
        basis: (3, k), the part of the column space that lies in it.
    """

    frame: Array
    b: Array
    p: Array
    basis: Array


def regression_slice(x: ArrayLike, y: ArrayLike, found: Fit) -> Slice:
    """The picture of a regression of y (n,) on powers of x (n,) as a projection in space.

    Three points: all of R^3, turned so that the ones and x lie in the floor (it does not depend on y, so it rests while
    y is changed). More: the first two columns if there are only two, otherwise the first one and the rest of the
    projection; the residual points straight up.
    """
    at, target = np.asarray(x, float), np.asarray(y, float)
    n = len(target)
    if n == 3:
        spread = at - at.mean()
        across = spread / np.linalg.norm(spread) if np.ptp(at) else np.array([-1.0, 0.0, 1.0]) / np.sqrt(2)
        ones = np.ones(3) / np.sqrt(3)
        frame = np.stack([ones, across, np.cross(across, ones)])
        return Slice(frame, frame @ target, frame @ found.fitted, frame @ found.basis)
    columns = found.design
    wanted = [columns[:, 0] if columns.shape[1] else np.zeros(n)]
    wanted += [columns[:, 1] if columns.shape[1] == 2 else found.fitted, found.residual]
    rows = np.zeros((3, n))
    for k, vector in enumerate(wanted):
        rest = vector - rows.T @ (rows @ vector)
        size = float(np.linalg.norm(rest))
        if size > 1e-9 * max(float(np.linalg.norm(vector)), 1e-3):
            rows[k] = rest / size
    return Slice(rows, rows @ target, rows @ found.fitted, np.eye(3)[:, : min(found.rank, 2)])


def _residuals(made: Orthogonal, heights: Whole, below: int) -> list[tuple[Whole, int]]:
    """What is left of y, heights over `below`, by none of the polynomials, the first, the first two ...: whole numbers
    over the second of each pair."""
    found = [(heights, below)]
    for values, size in zip(made.values, made.squares, strict=True):
        left, over = found[-1]
        part = _dot(left, values)
        rest = [each * size - part * value for each, value in zip(left, values, strict=True)]
        shared = gcd(*rest, over * size)
        found.append(([each // shared for each in rest], over * size // shared))
    return found


def _shortest(polynomial: list[flint.fmpq], made: Orthogonal, x: Array, intercept: bool) -> list[flint.fmpq]:
    """Of all polynomials with these values on the points the one whose coefficients, each times the length of its
    column, are shortest: what it has along the polynomials that vanish on all points is taken off."""
    low, last = 0 if intercept else 1, len(polynomial) - 1
    vanishing = [c * flint.fmpq(made.scale) ** j for j, c in enumerate(made.vanishing)]
    free = last + 2 - len(vanishing)  # the vanishing one times 1, x, x^2, ...
    null = [[*[flint.fmpq(0)] * k, *vanishing, *[flint.fmpq(0)] * (free - 1 - k)] for k in range(free)]
    points = [exact(value) for value in x.tolist()]
    sizes = [sum((value ** (2 * j) for value in points), flint.fmpq(0)) for j in range(last + 1)]
    weights = [size if size != 0 else flint.fmpq(1) for size in sizes]  # a column of zeros gets the coefficient 0

    def inner(a: list[flint.fmpq], b: list[flint.fmpq]) -> flint.fmpq:
        return sum((w * u * v for w, u, v in zip(weights[low:], a[low:], b[low:], strict=True)), flint.fmpq(0))

    gram = flint.fmpq_mat(free, free, [inner(a, b) for a in null for b in null])
    along = gram.solve(flint.fmpq_mat(free, 1, [inner(a, polynomial) for a in null]))
    for k, each in enumerate(null):
        polynomial = [c - along[k, 0] * v for c, v in zip(polynomial, each, strict=True)]
    return polynomial


def _combination(made: Orthogonal, heights: Whole, below: int, degree: int) -> list[flint.fmpq]:
    """The coefficients, by powers of x, of the polynomial that is nearest to y (heights over `below`) on the points."""
    common = lcm(*made.squares)
    whole = [0] * (degree + 1)
    for values, coefficients, size in zip(made.values, made.coefficients, made.squares, strict=True):
        part = _dot(heights, values) * (common // size)
        for j, each in enumerate(coefficients):
            whole[j] += part * each
    return [flint.fmpq(each * made.scale**j, below * common) for j, each in enumerate(whole)]


def _signed_root(value: int, factor: int, squares: int) -> float:
    """value factor / sqrt(squares)."""
    found = root(flint.fmpq((value * factor) ** 2, squares))
    return -found if value < 0 else found


@lru_cache(maxsize=64)
def _whole(values: tuple[float, ...]) -> tuple[int, Whole]:
    """(the least number of which all are whole parts, those parts): 0.5 and 2 are 1 and 4 over 2."""
    found = [exact(value) for value in values]
    scale = lcm(*(int(each.q) for each in found))
    return scale, [int(each.p) * (scale // int(each.q)) for each in found]


def _dot(first: Whole, second: Whole) -> int:
    return sum(a * b for a, b in zip(first, second, strict=True))


def _horner(coefficients: Whole, place: int) -> int:
    """The value of a polynomial, the coefficient of the constant first."""
    found = 0
    for each in reversed(coefficients):
        found = found * place + each
    return found
