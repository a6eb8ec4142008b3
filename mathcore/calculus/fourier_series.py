"""Fourier series: closed curves as sums of circles, periodic functions as sums of waves, and the energy left out.

Everywhere c_k = (1/P) * integral of f(t) exp(-2 pi i k t / P) over one period P, so the factor 1/P stands in the
coefficients, and the mean of |f|^2 over a period is the sum of all |c_k|^2 (Parseval). Sources: T. W. Körner, *Fourier
Analysis*, Cambridge University Press, 1988; A. Zygmund, *Trigonometric Series*, Cambridge University Press, 1959.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import sici, zeta

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
REACH = 64  # circles turn at most so many times
KNOTS = 64  # heights of a drawn function; all functions here are straight between multiples of their spacing
MOST = 250  # the highest frequency of a sum of waves
_GAUSS = np.polynomial.legendre.leggauss(32)
WITHIN, SHARES = 0.5 * (_GAUSS[0] + 1), 0.5 * _GAUSS[1]  # nodes in [0, 1] and their shares
GRID = 4096  # places of a period at which a sum of waves is tabulated
_EAR = ((2.15, -0.95), (2.4, -0.1), (2.4, 0.7), (2.4, 1.6), (2.3, 2.55), (1.7, 2.0), (1.1, 1.55), (0.55, 1.42))
_CHIN = ((-1.7, -1.55), (-1.1, -2.0), (-0.55, -2.2), (0.0, -2.28), (0.55, -2.2), (1.1, -2.0), (1.7, -1.55))
CAT = (*_EAR, (0.0, 1.38), *((-x, y) for x, y in reversed(_EAR)), *_CHIN)  # a face of 24 corners, ears at 4 and 12
# A heartbeat of KNOTS heights: places, widths and heights of its bumps.
_BEAT = np.array(
    [(10, 2.6, 0.24), (19.5, 1, -0.2), (22, 1.2, 0.92), (24.6, 1.1, -0.36), (39, 4.5, 0.32), (60.5, 2.4, 0.3)]
)
BEAT = np.round(_BEAT[:, 2] @ np.exp(-0.5 * ((np.arange(64) - _BEAT[:, :1]) / _BEAT[:, 1:2]) ** 2), 2)


class Circles(NamedTuple):
    """A closed polygon as circles, in the order in which they are taken.

    `center` is c_0; `turns` (m,) the frequencies k and `arms` (m,) the c_k; `left` (m + 1,) the mean of |z - S|^2 after
    0, 1, ... m circles; `energy` the mean of |z - c_0|^2; `reachable` the part of it that circles of this kind hold,
    all infinitely many.
    """

    center: complex
    turns: NDArray[np.int64]
    arms: Complex
    left: Array
    energy: float
    reachable: float


def as_complex(corners: ArrayLike) -> Complex:
    """Corners (n, 2) as complex numbers x + iy."""
    found = np.asarray(corners, dtype=float)
    return np.asarray(found[:, 0] + 1j * found[:, 1])


def straight_energy(ends: ArrayLike) -> float:
    """The mean of |z|^2 over a closed polygon whose sides take equal times; corners (n,), real or complex.

    On a side from a to b it is (|a|^2 + |b|^2 + Re(a conj b)) / 3.
    """
    a = np.asarray(ends)
    b = np.roll(a, -1)
    return float(np.mean(np.abs(a) ** 2 + np.abs(b) ** 2 + (a * np.conj(b)).real) / 3)


def circles(corners: ArrayLike, keep: str = "largest") -> Circles:
    """The circles of a closed polygon (n, 2) that is run through once, each side in the same time.

    The polygon is a sum of shifted hats, so c_k = sinc^2(k/n) times the discrete transform of the corners at k mod n.
    `keep` orders them: "largest" first, "slowest" first (1, -1, 2, ...), or "positive" (1, 2, 3, ... alone).

    Raises:
        ValueError: another `keep`.
    """
    z = as_complex(corners)
    n = len(z)
    modes = np.fft.fft(z) / n
    k = np.arange(-REACH, REACH + 1)
    c = np.sinc(k / n) ** 2 * modes[k % n]
    slow = np.lexsort((-k, np.abs(k)))[1:]  # 1, -1, 2, -2, ...
    if keep == "largest":
        order = slow[np.argsort(-np.abs(c[slow]).round(12), kind="stable")]
    elif keep == "slowest":
        order = slow
    elif keep == "positive":
        order = slow[k[slow] > 0]
    else:
        raise ValueError(f"Circles are kept largest, slowest or positive, not {keep}.")
    # The squares of all c_k, added up over k = r + m n: sin^4(pi r/n) / (pi^4) times Hurwitz zetas of 4.
    r = np.arange(1, n)
    scale = np.abs(modes[1:]) ** 2 * (np.sin(np.pi * r / n) / np.pi) ** 4
    positive, negative = scale @ zeta(4, r / n), scale @ zeta(4, 1 - r / n)
    whole = float(positive + negative)
    arms = c[order]
    left = np.maximum(whole - np.concatenate([[0.0], np.cumsum(np.abs(arms) ** 2)]), 0.0)
    reachable = float(positive) if keep == "positive" else whole
    return Circles(complex(z.mean()), k[order], arms, left, straight_energy(z - z.mean()), reachable)


@remembered
def _phases(pieces: int, most: int) -> Complex:
    """exp(2 pi i k w / pieces) at Gauss's nodes w in [0, 1] (a row each) for k = -most ... most."""
    k = np.arange(-most, most + 1)
    return np.asarray(np.exp(2j * np.pi * np.outer(WITHIN, k) / pieces))


def _on_pieces(c: Complex, pieces: int) -> Complex:
    """The sum of c_k exp(2 pi i k t), k = -most ... most, at Gauss's nodes of each of so many pieces of [0, 1]: shape
    (nodes, pieces). At one node of all pieces it is a discrete transform, of the terms added up modulo `pieces`."""
    most = len(c) // 2
    turned = c * _phases(pieces, most)
    wide = pieces * -(-len(c) // pieces)
    folded = np.zeros((len(turned), wide), dtype=complex)
    folded[:, : len(c)] = turned
    folded = np.roll(folded.reshape(len(turned), -1, pieces).sum(axis=1), -most % pieces, axis=1)
    return np.asarray(np.fft.ifft(folded, axis=1) * pieces)


def _spread(found: Circles, count: int) -> Complex:
    """The coefficients of the first `count` circles and the centre, for k = -REACH ... REACH."""
    c = np.zeros(2 * REACH + 1, dtype=complex)
    c[REACH] = found.center
    c[found.turns[:count] + REACH] = found.arms[:count]
    return c


def rebuilt(found: Circles, count: int, places: int) -> Complex:
    """The sum of the centre and the first `count` circles at t = 0, 1/places, ... 1; shape (places + 1,)."""
    padded = np.zeros(places, dtype=complex)
    np.add.at(padded, np.arange(-REACH, REACH + 1) % places, _spread(found, count))
    z = np.fft.ifft(padded) * places
    return np.append(z, z[0])


def chain(found: Circles, count: int, t: float) -> Complex:
    """Where the arms meet at the time t in [0, 1]: the centre, then the end of each circle's arm; (count + 1,)."""
    turned = found.arms[:count] * np.exp(2j * np.pi * found.turns[:count] * t)
    return np.asarray(found.center + np.concatenate([[0.0], np.cumsum(turned)]))


def along(corners: ArrayLike, t: float) -> complex:
    """The place on the polygon at the time t in [0, 1]."""
    z = as_complex(corners)
    side, share = divmod(t * len(z), 1.0)
    a, b = z[int(side) % len(z)], z[(int(side) + 1) % len(z)]
    return complex(a + share * (b - a))


def misfit(corners: ArrayLike, found: Circles, count: int) -> float:
    """The mean of |z - S|^2 over a turn, S the sum of the first `count` circles, by Gauss's quadrature on each side."""
    z = as_complex(corners)
    path = z + WITHIN[:, None] * (np.roll(z, -1) - z)
    off = path - _on_pieces(_spread(found, count), len(z))
    return float(SHARES @ np.abs(off) ** 2 @ np.ones(len(z)) / len(z))


class Periodic(NamedTuple):
    """A function of period 2 pi on [-pi, pi], straight between KNOTS places, that may jump at them.

    `starts`, `ends` (KNOTS,) are its values at both ends of each piece; `coefficients` (MOST + 1,) are c_0, c_1, ...
    (c_-k is the conjugate of c_k); `energy` is the mean of f^2; `spot` is where it jumps or bends most and `jump` how
    far it jumps there.
    """

    starts: Array
    ends: Array
    coefficients: Complex
    energy: float
    spot: float
    jump: float

    @property
    def high(self) -> float:
        """The largest value."""
        return float(max(self.starts.max(), self.ends.max()))

    def at(self, t: ArrayLike) -> Array:
        """The values at any places, continued with the period; at a jump the value behind it."""
        place = (np.asarray(t, dtype=float) + np.pi) / (2 * np.pi) * KNOTS
        piece = np.floor(place).astype(int)
        a, b = self.starts[piece % KNOTS], self.ends[piece % KNOTS]
        return np.asarray(a + (place - piece) * (b - a))

    def drawn(self) -> Array:
        """The graph over one period as a polyline (3 * KNOTS, 2) that NaNs break at each knot."""
        gap = np.full(KNOTS, np.nan)
        x, y = (KNOT[:-1], KNOT[1:], gap), (self.starts, self.ends, gap)
        return np.stack([np.stack(each, axis=1).ravel() for each in (x, y)], axis=1)


KNOT = -np.pi + 2 * np.pi * np.arange(KNOTS + 1) / KNOTS


def periodic(shape: str, heights: ArrayLike = ()) -> Periodic:
    """The square wave sign(t), the sawtooth 1 - t/pi on (0, 2 pi), the triangle 1 - 2|t|/pi, or a "drawn" function with
    `heights` (KNOTS,) at -pi, -pi + 2 pi/KNOTS, ..., straight between them.

    Raises:
        ValueError: another shape.
    """
    k = np.arange(1, MOST + 1)
    odd = k % 2
    a, b = KNOT[:-1], KNOT[1:]
    if shape == "square":
        c, low = -2j * odd / (np.pi * k), np.where(a < 0, -1.0, 1.0)
        return Periodic(low, low, np.concatenate([[0], c]), 1.0, 0.0, 2.0)
    if shape == "saw":
        left = np.where(a < 0, -1.0, 1.0)
        return Periodic(left - a / np.pi, left - b / np.pi, np.concatenate([[0], -1j / (np.pi * k)]), 1 / 3, 0.0, 2.0)
    if shape == "triangle":
        c = 4 * odd / (np.pi * k) ** 2
        left, right = 1 - 2 * np.abs(a) / np.pi, 1 - 2 * np.abs(b) / np.pi
        return Periodic(left, right, np.concatenate([[0], c]).astype(complex), 1 / 3, 0.0, 0.0)
    if shape != "drawn":
        raise ValueError(f"The function is square, saw, triangle or drawn, not {shape}.")
    h = np.asarray(heights, dtype=float)
    j = np.arange(MOST + 1)
    c = np.sinc(j / KNOTS) ** 2 * np.exp(1j * np.pi * j) * (np.fft.fft(h) / KNOTS)[j % KNOTS]
    steepest = int(np.argmax(np.abs(np.roll(h, -1) - h)))
    spot = float(KNOT[steepest] + np.pi / KNOTS)
    return Periodic(h, np.roll(h, -1), c, straight_energy(h), spot, 0.0)


def weights(order: int, faded: bool) -> Array:
    """What each term k = 0 ... order is multiplied by: 1, or faded out as 1 - k/(order + 1) (Fejér's means)."""
    k = np.arange(order + 1)
    return 1 - k / (order + 1) if faded else np.ones(order + 1)


def terms(f: Periodic, order: int, faded: bool = False) -> Complex:
    """The coefficients (order + 1,) of the sum that is kept."""
    return np.asarray(f.coefficients[: order + 1] * weights(order, faded))


def tabulated(c: Complex) -> Array:
    """The real sum with coefficients c_0, c_1, ... at the GRID places -pi, -pi + 2 pi/GRID, ...; shape (GRID,)."""
    padded = np.zeros(GRID // 2 + 1, dtype=complex)
    padded[: len(c)] = c * (-1.0) ** np.arange(len(c))
    return np.asarray(np.fft.irfft(padded, GRID) * GRID)


def summed(c: Complex, t: ArrayLike) -> Array:
    """The real sum with coefficients c_0, c_1, ... at any places t (n,); shape (n,)."""
    values = np.polynomial.polynomial.polyval(np.exp(1j * np.asarray(t, dtype=float)), c)
    return np.asarray(2 * values.real - c[0].real)


def highest(c: Complex, near: float = 0.0) -> tuple[float, float]:
    """Where the sum is largest, and how large: the best of GRID places, then Newton's steps on the derivative. Of
    several places that are as high the one nearest to `near`."""
    table = tabulated(c)
    tops = -np.pi + 2 * np.pi * np.flatnonzero(table >= table.max() - 1e-9) / GRID
    t = float(tops[np.argmin(np.abs(tops - near - 1e-6))])
    k = np.arange(len(c))
    best = (t, -np.inf)
    for _ in range(6):
        turned = c * np.exp(1j * k * t)
        value, first, second = ((2 * (turned * (1j * k) ** d).sum() - turned[0] * (d == 0)).real for d in range(3))
        best = max(best, (t, float(value)), key=lambda each: each[1])
        if not second < 0 or abs(first / second) > 2 * np.pi / GRID:
            break
        t -= float(first / second)
    return best


def mean_square_misfit(f: Periodic, c: Complex) -> float:
    """The mean of (f - S)^2 over a period by Gauss's quadrature on each piece."""
    from_left = c * (-1.0) ** np.arange(len(c))  # pieces are counted from -pi on
    kept = _on_pieces(np.concatenate([np.conj(from_left[:0:-1]), from_left]), KNOTS).real
    off: Array = f.starts + np.outer(WITHIN, f.ends - f.starts) - kept
    return float(np.mean(SHARES @ off**2))


def energy_left(f: Periodic, order: int, faded: bool = False) -> float:
    """The same by Parseval: all |c_k|^2 beyond the order, and of those kept the part that was faded out."""
    squares = np.abs(f.coefficients[: order + 1]) ** 2
    squares[1:] *= 2
    return float(max(f.energy - squares.sum(), 0.0) + squares @ (1 - weights(order, faded)) ** 2)


def gibbs(x: ArrayLike) -> Array:
    """The limit of the sums near a jump from -1 to 1, x half-waves of the last term away: (2/pi) Si(pi x)."""
    return np.asarray(2 / np.pi * sici(np.pi * np.asarray(x, dtype=float))[0])
