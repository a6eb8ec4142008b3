"""Linear differential equations x' = A x: what a step of a method does to an eigenvalue, the flow of the plane, and
gradient flow on real data.

On y' = lambda y a step of length h multiplies by R(z), z = h lambda, where the solution is multiplied by e^z. For
Euler, Heun and the classical Runge-Kutta method R is the Taylor polynomial of e^z of degree 1, 2 and 4 (E. Hairer and
G. Wanner, Solving Ordinary Differential Equations II, 2nd ed., Springer 1996, section IV.2).
"""

from __future__ import annotations

from functools import lru_cache
from math import factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.calculus.ode_steppers import ORDERS
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]


def factor(method: str, z: ArrayLike) -> Complex:
    """R(z): what a step multiplies by, at complex z of any shape."""
    coefficients = [1 / factorial(k) for k in range(ORDERS[method], -1, -1)]
    return np.asarray(np.polyval(coefficients, np.asarray(z, complex)), complex)


def stepped(method: str, rate: complex, h: float, steps: int) -> Complex:
    """y_0 = 1, y_1, ... of a method on y' = rate y, stage by stage as it is defined: shape (steps + 1,)."""
    y, found = 1.0 + 0.0j, [1.0 + 0.0j]
    for _ in range(steps):
        first = rate * y
        if method == "euler":
            y = y + h * first
        elif method == "heun":
            y = y + 0.5 * h * (first + rate * (y + h * first))
        else:
            second = rate * (y + 0.5 * h * first)
            third = rate * (y + 0.5 * h * second)
            y = y + h / 6 * (first + 2 * second + 2 * third + rate * (y + h * third))
        found.append(y)
    return np.array(found)


def remainder(method: str, z: complex) -> float:
    """A bound of |R(z) - e^z|, by Taylor's theorem: |z|^(p+1) / (p+1)! times max(1, e^Re z)."""
    p = ORDERS[method]
    return float(abs(z) ** (p + 1) / factorial(p + 1) * max(1.0, np.exp(np.real(z))))


@lru_cache(maxsize=64)
def reach(method: str, turn: float) -> float:
    """How far from 0 the region |R| <= 1 goes without a gap in the direction e^(i turn), turn in radians; 0 if it does
    not begin at 0."""
    p = ORDERS[method]
    powers = np.exp(1j * turn * np.arange(p + 1)) / [factorial(k) for k in range(p + 1)]
    # |R(r e^(i turn))|^2 as a polynomial in r, lowest power first; less 1 it has the root 0.
    square = np.convolve(powers, powers.conj()).real
    square[0] -= 1.0
    square[np.abs(square) < 1e-11] = 0.0
    if not square.any():
        return float("inf")
    lowest = int(np.flatnonzero(square)[0])
    if square[lowest] > 0:
        return 0.0
    roots = np.roots(square[lowest:][::-1])
    real = roots.real[(np.abs(roots.imag) < 1e-7 * (1 + np.abs(roots))) & (roots.real > 1e-9)]
    return float(real.min()) if len(real) else float("inf")


def largest_step(method: str, rates: ArrayLike) -> float:
    """The h up to which no step of a method grows on y' = rate y, for all of the rates; 0 where there is none.

    Where the region |R| <= 1 leaves the ray and comes back (it does for RK4 next to the imaginary axis) the first stay
    counts. A rate of 0 sets no limit: infinity.
    """
    found = [
        reach(method, round(float(abs(np.angle(rate))), 12)) / abs(rate)
        for rate in np.atleast_1d(np.asarray(rates, complex)).tolist()
        if abs(rate) > 0
    ]
    return float(min(found, default=float("inf")))


@remembered
def border(method: str, parts: int = 60) -> Array:
    """The border |R| = 1 of the region of stability, (n, 2), as a closed curve through 0: where R(z) = e^(i turn).

    A turn through the unit circle, once for each root of R, is followed from root to root.
    """
    p = ORDERS[method]
    coefficients = np.array([1 / factorial(k) for k in range(p, -1, -1)], complex)
    z, found = 0j, []
    for turn in np.linspace(0, 2 * np.pi * p, p * parts + 1):
        goal = coefficients.copy()
        goal[-1] -= np.exp(1j * turn)
        roots = np.roots(goal)
        z = complex(roots[np.argmin(np.abs(roots - z))])
        found.append((z.real, z.imag))
    return np.array(found)


def exponential(matrix: ArrayLike, times: ArrayLike) -> Array:
    """e^(A t) of a real 2x2 matrix at times of shape (n,), in closed form: shape (n, 2, 2).

    With tau = tr A / 2, D = A - tau I and s = -det D, D^2 = s I, so that e^(At) = e^(tau t) (C I + S D), where
    C = cosh(sqrt(s) t) and S = sinh(sqrt(s) t) / sqrt(s): cosine and sine for s < 0, 1 and t for s = 0.
    """
    a, t = np.asarray(matrix, float), np.atleast_1d(np.asarray(times, float))
    middle = 0.5 * np.trace(a)
    rest = a - middle * np.eye(2)
    root = np.sqrt(complex(-np.linalg.det(rest)))
    c = np.cosh(root * t).real
    s = (np.sinh(root * t) / root).real if abs(root) > 1e-7 else t
    return np.asarray(np.exp(middle * t)[:, None, None] * (c[:, None, None] * np.eye(2) + s[:, None, None] * rest))


def eigenvalues(matrix: ArrayLike) -> Complex:
    """Both eigenvalues (2,) of a real 2x2 matrix from trace and determinant: the one with the larger real part, then
    imaginary part, first."""
    a = np.asarray(matrix, float)
    middle, rest = 0.5 * np.trace(a), 0.25 * (a[0, 0] - a[1, 1]) ** 2 + a[0, 1] * a[1, 0]
    root = np.sqrt(complex(rest))
    return np.array([middle + root, middle - root])


def kind(matrix: ArrayLike) -> str:
    """What the origin of x' = A x is called."""
    a = np.asarray(matrix, float)
    trace, det = float(np.trace(a)), float(np.linalg.det(a))
    tiny = 1e-9
    disc = 0.25 * trace**2 - det
    if abs(det) < tiny:
        return "everything rests" if not a.any() else "a shear" if abs(trace) < tiny else "a line of rest"
    if det < 0:
        return "saddle"
    if abs(trace) < tiny:
        return "centre"
    way = "stable" if trace < 0 else "unstable"
    if disc < -tiny:
        return f"{way} spiral"
    if disc > tiny:
        return f"{way} node"
    star = np.abs(a - 0.5 * trace * np.eye(2)).max() < tiny
    return f"{way} star" if star else f"{way} node, one direction"


def reshaped(matrix: ArrayLike, trace: float, det: float) -> Array:
    """A matrix of that trace and determinant that is as much as possible like another one, for dragging.

    D = A - (tr A/2) I is a symmetric part of size sigma, turned by some angle, and a rotation of size w, and
    -det D = sigma^2 - w^2. The angle, the sense of the rotation and sigma^2 + w^2 are kept, the latter if it can be.
    """
    a = np.asarray(matrix, float)
    p, m, w = 0.5 * (a[0, 0] - a[1, 1]), 0.5 * (a[0, 1] + a[1, 0]), 0.5 * (a[1, 0] - a[0, 1])
    wanted = 0.25 * trace**2 - det
    size = max(p * p + m * m + w * w, abs(wanted), 0.25)
    sigma, turn = np.sqrt(0.5 * (size + wanted)), np.arctan2(m, p)
    w = np.sqrt(0.5 * (size - wanted)) * (-1.0 if w < 0 else 1.0)
    p, m = sigma * np.cos(turn), sigma * np.sin(turn)
    return np.array([[0.5 * trace + p, m - w], [m + w, 0.5 * trace - p]])


def growths(matrix: ArrayLike, times: ArrayLike) -> Array:
    """The largest factor by which any start has grown at each of the times: the spectral norm of e^(At), (n,)."""
    flow = exponential(matrix, times)
    total = (flow**2).sum(axis=(1, 2))
    det = np.exp(np.trace(np.asarray(matrix, float)) * np.atleast_1d(np.asarray(times, float)))
    return np.asarray(np.sqrt(0.5 * (total + np.sqrt(np.maximum(total**2 - 4 * det**2, 0.0)))))


def growth(matrix: ArrayLike) -> float:
    """The largest factor by which any start ever grows under x' = A x: the supremum over t >= 0 of the spectral norm of
    e^(At); infinite where there is none.

    Where the eigenvalues are not real, with imaginary part w, the norm is e^(tr A t/2) times a function of period
    pi/w, so that with tr A <= 0 the first period has the largest. Else the slower eigenvalue sets the time in which to
    look, on a scale of times that is finer where it is short, and about the largest value found once more.
    """
    a = np.asarray(matrix, float)
    first, second = eigenvalues(a)
    slow, fast = float(first.real), float(second.real)
    tiny = 1e-9
    if slow > tiny or (abs(first) < tiny and abs(second) < tiny and a.any()):
        return float("inf")
    if abs(first.imag) > tiny:
        end = np.pi / first.imag if slow > -tiny else min(np.pi / first.imag, -20 / slow)
    elif abs(second) < tiny:
        return 1.0
    else:
        end = -3 / slow if slow < -tiny else -40 / fast
    times = np.concatenate([[0.0], np.geomspace(1e-4 * end, end, 400), np.linspace(0, end, 400)[1:]])
    times.sort()
    found = growths(a, times)
    k = int(np.argmax(found))
    about = np.linspace(times[max(k - 1, 0)], times[min(k + 1, len(times) - 1)], 201)
    return float(max(found[k], growths(a, about).max()))


_AROUND = np.linspace(0.0, 2 * np.pi, 73)
DISC = 0.4 * np.stack([np.cos(_AROUND), np.sin(_AROUND)])
"""The rim of a disc around the origin, (2, 73), the first point repeated."""


def area(rim: ArrayLike) -> float:
    """The signed area within a closed polygon (2, n), its first point repeated (the shoelace formula)."""
    x, y = np.asarray(rim, float)
    return float(0.5 * (x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


def courses(matrix: ArrayLike, radius: float = 1.6, span: float = 1.5) -> Array:
    """Curves of the flow through eight places around the origin, over times -span to span: one polyline (n, 2) with
    gaps of NaN."""
    starts = radius * np.stack([np.cos(_AROUND[:-1:9]), np.sin(_AROUND[:-1:9])])
    found = np.einsum("tij,js->sti", exponential(matrix, np.linspace(-span, span, 61)), starts)
    return np.concatenate([found, np.full((8, 1, 2), np.nan)], axis=1).reshape(-1, 2)


def straight_lines(matrix: ArrayLike, reach: float) -> Array:
    """The lines that the flow keeps, along real eigenvectors, `reach` to both sides: a polyline (6, 2) with gaps, all
    NaN where there are none, or where every line is one."""
    a = np.asarray(matrix, float)
    values, vectors = np.linalg.eig(a)
    found = np.full((2, 3, 2), np.nan)
    if np.isrealobj(values) and np.abs(a - a[0, 0] * np.eye(2)).max() > 0:
        found[:, :2] = reach * np.array([-1.0, 1.0])[:, None] * vectors.T[:, None]
    return found.reshape(-1, 2)


class Descent(NamedTuple):
    """Least squares on a table: the Hessian's `rates` (d,), smallest first, `shares` (d,), the squares of the start's
    distance from the minimum along its eigenvectors; the `hessian` (d, d) and the `start` (d,), weights zero less the
    best weights."""

    rates: Array
    shares: Array
    hessian: Array
    start: Array


@lru_cache
def diabetes() -> Descent:
    """442 patients, ten measurements and the disease a year later (scikit-learn's diabetes data, Efron et al. 2004),
    all standardised; the loss is half the mean squared error, the start is weight zero."""
    found: Any = load_diabetes()
    x = (found.data - found.data.mean(axis=0)) / found.data.std(axis=0)
    y = (found.target - found.target.mean()) / found.target.std()
    hessian = x.T @ x / len(x)
    best = np.linalg.solve(hessian, x.T @ y / len(x))
    rates, vectors = np.linalg.eigh(hessian)
    return Descent(rates, (vectors.T @ best) ** 2, hessian, -best)


def gaps(problem: Descent, factors: ArrayLike) -> Array:
    """The loss above its minimum where each eigendirection was multiplied by `factors` (..., d): shape (...)."""
    found = np.abs(np.asarray(factors)) ** 2 @ (0.5 * problem.rates * problem.shares)
    return np.asarray(found, float)


def trained(problem: Descent, method: str, h: float, steps: int) -> float:
    """The loss above its minimum after steps of a method on the gradient flow w' = -H (w - best), as it is trained:
    by products with the matrix, without its eigenvalues."""
    w, a = problem.start.copy(), -problem.hessian
    for _ in range(steps):
        first = a @ w
        if method == "euler":
            w = w + h * first
        elif method == "heun":
            w = w + 0.5 * h * (first + a @ (w + h * first))
        else:
            second = a @ (w + 0.5 * h * first)
            third = a @ (w + 0.5 * h * second)
            w = w + h / 6 * (first + 2 * second + 2 * third + a @ (w + h * third))
    return float(0.5 * w @ problem.hessian @ w)
