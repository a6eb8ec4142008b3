"""ARMA(2, 1) processes x_t = phi1 x_{t-1} + phi2 x_{t-2} + e_t + theta e_{t-1}: what follows from three numbers.

The shocks e_t are independent with mean 0 and variance 1. Box, Jenkins, Reinsel and Ljung, *Time Series Analysis*
(5th ed. 2015), chapters 3 and 6; Brockwell and Davis, *Time Series: Theory and Methods* (2nd ed. 1991), chapter 3.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter, lfiltic

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
Pair = tuple[float, float]
EDGE = 1e-9  # rounding of what is 0 on the triangle's edge
WARM = 100  # steps before the first that is shown
WEIGHTS = 8192  # of the response to one shock
_ANGLES = 2 * np.pi * np.arange(8192) / 8192
_CIRCLE = np.exp(-1j * _ANGLES)


def poles(phi: Pair) -> NDArray[np.complex128]:
    """The two roots z of z² = phi1 z + phi2, largest first, of a pair the upper one: the response to a shock is made of
    their powers."""
    half, square = phi[0] / 2, phi[0] ** 2 / 4 + phi[1]
    if square < 0:
        return np.array([complex(half, np.sqrt(-square)), complex(half, -np.sqrt(-square))])
    return np.array([half + np.sqrt(square), half - np.sqrt(square)], dtype=complex)


def from_poles(first: complex, second: complex) -> Pair:
    """The coefficients (phi1, phi2) of two poles, both real or conjugate: their sum, and minus their product."""
    return float(np.real(first + second)), float(-np.real(first * second))


def pulled(phi: Pair, which: int, x: float, y: float, snap: float) -> Pair:
    """The coefficients when pole number `which` goes to x + iy. Away from the real axis the other one mirrors it;
    within `snap` of the axis it is real, and the other stays where it is if it is real too."""
    other = poles(phi)[1 - which]
    if abs(y) > snap:
        return from_poles(complex(x, y), complex(x, -y))
    return from_poles(complex(x), complex(x if abs(other.imag) > 0 else other.real))


def turned(phi: Pair, frequency: float) -> Pair:
    """The same two poles, conjugate ones, turned to an angle: as far from 0 as they were."""
    size = np.sqrt(max(-phi[1], 0.0))
    return float(2 * size * np.cos(2 * np.pi * frequency)), phi[1]


def stationary(phi: Pair) -> bool:
    """Whether (phi1, phi2) lies in the open triangle: phi1 + phi2 < 1, phi2 - phi1 < 1, phi2 > -1."""
    return min(1 - phi[0] - phi[1], 1 + phi[0] - phi[1], 1 + phi[1]) > EDGE


def cloaked(phi: Pair, theta: float) -> bool:
    """Whether the zero -theta stands on the only pole that is not inside the circle: begun at rest, the series is that
    of the other pole alone; begun elsewhere, it never settles."""
    inside, outside = sorted(poles(phi), key=abs)
    return bool(abs(inside) < 1 - EDGE <= abs(outside) and abs(outside + theta) < EDGE)


def _filter(phi: Pair, theta: float) -> tuple[list[float], list[float]]:
    """The recursion from rest as a filter. A cloaked pole is left out: of it rounding alone would grow."""
    if cloaked(phi, theta):
        return [1.0], [1.0, -float(np.real(sorted(poles(phi), key=abs)[0]))]
    return [1.0, theta], [1.0, -phi[0], -phi[1]]


def period(phi: Pair) -> float:
    """Steps of one turn of a pair of conjugate poles; inf for real ones, which do not turn."""
    z = poles(phi)[0]
    return float(2 * np.pi / np.angle(z)) if z.imag > 0 else float("inf")


def responses(phi: Pair, theta: float, count: int) -> Array:
    """The response psi_0 = 1, psi_1, ... to one shock, shape (count,)."""
    shock = np.zeros(count)
    shock[0] = 1.0
    return np.asarray(lfilter(*_filter(phi, theta), shock))


def autocovariances(phi: Pair, theta: float, most: int) -> Array:
    """gamma_0, ..., gamma_most of the stationary solution, shape (most + 1,); NaN outside the triangle.

    Multiplying the recursion by x_t, x_{t-1}, x_{t-2} and taking means gives three linear equations for gamma_0, 1, 2.
    """
    if not stationary(phi):
        return np.full(most + 1, np.nan)
    first = np.linalg.solve(*_equations(phi, theta))
    back = [1.0, -phi[0], -phi[1]]
    rest = lfilter([1.0], back, np.zeros(max(most - 2, 0)), zi=lfiltic([1.0], back, first[:0:-1]))[0]
    return np.asarray(np.concatenate([first, rest])[: most + 1])


def _equations(phi: Pair, theta: float) -> tuple[Array, Array]:
    a, b = phi
    sides = np.array([1 + theta * (a + theta), theta, 0.0])
    return np.array([[1.0, -a, -b], [-a, 1 - b, 0.0], [-b, -a, 1.0]]), sides


def formal_variance(phi: Pair, theta: float) -> float:
    """What the formula of the variance says, inside the triangle or not: inf on its edge, where it divides by 0; of a
    cloaked pole nothing is left but the other one."""
    if cloaked(phi, theta):
        return float(1 / (1 - abs(min(poles(phi), key=abs)) ** 2))
    matrix, sides = _equations(phi, theta)
    if abs(np.linalg.det(matrix)) < EDGE:
        return float("inf")
    return float(np.linalg.solve(matrix, sides)[0])


def partial(rho: ArrayLike) -> Array:
    """Partial autocorrelations at lags 1, ..., m of autocorrelations rho_0 = 1, ..., rho_m, by Durbin and Levinson:
    the last coefficient of the best linear prediction from k values. NaN from where nothing is left to predict."""
    r = np.asarray(rho, dtype=float)
    found, row, left = np.full(len(r) - 1, np.nan), np.zeros(0), 1.0
    for k in range(1, len(r)):
        if not left > 1e-12:
            break
        last = (r[k] - row @ r[k - 1 : 0 : -1]) / left
        row = np.append(row - last * row[::-1], last)
        left *= 1 - last * last
        found[k - 1] = last
    return found


def spectrum(phi: Pair, theta: float, frequencies: ArrayLike) -> Array:
    """|1 + theta z|² / |1 - phi1 z - phi2 z²|² at z = exp(-2 pi i f), f in cycles a step: its mean over a full circle
    is the variance, so that white noise has 1 everywhere."""
    return _power(phi, theta, np.exp(-2j * np.pi * np.asarray(frequencies, dtype=float)))


def _power(phi: Pair, theta: float, z: NDArray[np.complex128]) -> Array:
    shocks, past = (np.polyval(each[::-1], z) for each in _filter(phi, theta))
    return np.asarray(np.abs(shocks) ** 2 / np.maximum(np.abs(past) ** 2, 1e-12))


def mean_spectrum(phi: Pair, theta: float) -> float:
    """The mean of the spectrum over 8192 frequencies around the circle; inf with a pole on it that no zero hides."""
    if not cloaked(phi, theta) and np.any(np.abs(np.abs(poles(phi)) - 1) <= EDGE):
        return float("inf")
    return float(np.mean(_power(phi, theta, _CIRCLE)))


def echoes(phi: Pair, theta: float) -> float:
    """The sum of all squared responses to a shock, of the first WEIGHTS; inf where they do not die."""
    if not stationary(phi) and not cloaked(phi, theta):
        return float("inf")
    weights = responses(phi, theta, WEIGHTS)
    return float(np.einsum("i,i->", weights, weights))


def all_lags(phi: Pair, theta: float) -> float:
    """The sum of the autocorrelations at all lags, from minus to plus infinity (WEIGHTS of them either way)."""
    gamma = autocovariances(phi, theta, WEIGHTS)
    return float(1 + 2 * gamma[1:].sum() / gamma[0])


def inflation(phi: Pair, theta: float) -> float:
    """How much larger the variance of the mean of many values is than of as many independent ones of the same variance:
    the sum of all autocorrelations, which is the spectrum at 0 over the variance. NaN outside the triangle."""
    return float(spectrum(phi, theta, [0.0])[0] / autocovariances(phi, theta, 0)[0])


@lru_cache(maxsize=64)
def shocks(seed: int, count: int) -> Array:
    """Standard normal shocks of a seed, shape (WARM + count,)."""
    found = random_normals(seed, 59, 0, WARM + count)
    found.setflags(write=False)
    return found


def series(phi: Pair, theta: float, noise: ArrayLike) -> Array:
    """The recursion from rest, x = 0 before the first shock; the first WARM values are left out."""
    return np.asarray(lfilter(*_filter(phi, theta), np.asarray(noise, float)))[WARM:]


def sample_acf(values: ArrayLike, most: int) -> Array:
    """Sample autocorrelations at lags 0, ..., most, divisor n at every lag (so that they belong to some stationary
    process); shape (most + 1,). Lags without a pair are NaN, and so is everything for constant values."""
    x = np.asarray(values, dtype=float)
    x = x - x.mean()
    size = np.abs(x).max()
    if not size > 0:
        return np.full(most + 1, np.nan)
    x = x / size  # an explosive series must not overflow when it is squared
    whole = float(x @ x)
    return np.array([x[k:] @ x[: len(x) - k] / whole if k < len(x) else np.nan for k in range(most + 1)])


def standardised(values: ArrayLike) -> Array:
    """Less the mean, over the standard deviation (divisor n): zeros if nothing varies. Nothing overflows."""
    x = np.asarray(values, dtype=float)
    x = x / (np.abs(x).max() or 1.0)
    x = x - x.mean()
    spread = float(np.sqrt(np.mean((x / (np.abs(x).max() or 1.0)) ** 2)) * np.abs(x).max())
    return x / spread if spread > 0 else x


def yule_walker(rho: ArrayLike) -> Pair:
    """The (phi1, phi2) whose first two autocorrelations are rho_1 and rho_2; rho = (1, rho_1, rho_2, ...)."""
    r = np.asarray(rho, dtype=float)
    left = 1 - r[1] ** 2
    return float(r[1] * (1 - r[2]) / left), float((r[2] - r[1] ** 2) / left)


def periodogram(values: ArrayLike) -> tuple[Array, Array]:
    """Frequencies k/n, 0 < k < n/2, in cycles a step, and |sum x_t exp(-2 pi i k t/n)|²/n of the centred values."""
    x = np.asarray(values, dtype=float)
    power = np.abs(np.fft.rfft(x - x.mean())) ** 2 / len(x)
    k = np.arange(1, (len(x) + 1) // 2)
    return k / len(x), power[k]
