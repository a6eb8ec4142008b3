"""Gradient descent in the plane: landscapes with gradient and Hessian in closed form, paths, rates, least squares.

Sources: Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), chapter 3; Bottou, Curtis and Nocedal,
"Optimization methods for large-scale machine learning", SIAM Review 60 (2018), for mini-batches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from sklearn.datasets import load_diabetes

from mathcore import kernels
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_words

Array = NDArray[np.float64]
DIVERGED = 1e6  # |x| + |y| beyond this ends a path, as in mathcore.kernels
FEATURES = {"diabetes": ("bmi", "s5"), "collinear": ("s1", "s2")}
Box = tuple[tuple[float, float], tuple[float, float]]
WINDOWS: dict[str, Box] = {
    "quadratic": ((-5.0, 5.0), (-5.0, 5.0)),
    "rosenbrock": ((-2.5, 2.5), (-1.5, 3.5)),
    "himmelblau": ((-5.0, 5.0), (-5.0, 5.0)),
    "beale": ((-4.5, 4.5), (-4.5, 4.5)),
    "diabetes": ((-1.5, 1.5), (-1.5, 1.5)),
    "collinear": ((-1.5, 1.5), (-1.5, 1.5)),
}


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss over the plane.

    Attributes:
        name: one of WINDOWS.
        minima: shape (m, 2), every minimum.
        floor: the loss at the minima.
        matrix: shape (2, 2), the constant Hessian of a quadratic loss; None if the loss is not quadratic.
        closed: the closed form behind it (a quadratic is taken about its minimum).
    """

    name: str
    minima: Array
    floor: float
    matrix: Array | None
    closed: kernels.Objective

    def value(self, x: ArrayLike, y: ArrayLike) -> Array:
        """The loss at points of any shape."""
        cx, cy = self._about
        return self.floor + self.closed.value(np.asarray(x, float) - cx, np.asarray(y, float) - cy)

    def gap(self, x: ArrayLike, y: ArrayLike) -> Array:
        """The loss above its minimum, without the cancellation of subtracting the two."""
        cx, cy = self._about
        return self.closed.value(np.asarray(x, float) - cx, np.asarray(y, float) - cy)

    def slope(self) -> Callable[[float, float], tuple[float, float]]:
        """The gradient as a function of two plain numbers (fast: for loops over steps)."""
        form = self.closed.slope
        if self.matrix is None:
            return form
        cx, cy = self._about
        return lambda x, y: form(x - cx, y - cy)

    def hessian(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array, Array]:
        """(f_xx, f_xy, f_yy) at points of any shape."""
        cx, cy = self._about
        return self.closed.hessian(np.asarray(x, dtype=float) - cx, np.asarray(y, dtype=float) - cy)

    def curvatures(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """Smallest and largest eigenvalue of the Hessian."""
        xx, xy, yy = self.hessian(x, y)
        middle, radius = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
        return middle - radius, middle + radius

    def nearest(self, point: ArrayLike) -> int:
        """The index of the minimum nearest to a point, shape (2,)."""
        return int(np.argmin(np.hypot(*(self.minima - np.asarray(point, float)).T)))

    @property
    def _about(self) -> tuple[float, float]:
        if self.matrix is None:
            return 0.0, 0.0
        return float(self.minima[0, 0]), float(self.minima[0, 1])


@remembered
def landscape(name: str, kappa: float = 10.0) -> Landscape:
    """A landscape by name; `kappa` (1 or more) is the condition number of the quadratic.

    quadratic: f = (x^2 + kappa y^2) / 2. rosenbrock, himmelblau, beale: see `mathcore.kernels.Objective`.
    diabetes, collinear: half the mean squared error of a linear model of two features, see `regression`.
    """
    if name in FEATURES:
        features, target = regression(name)
        count = len(target)
        gram = np.asarray(features.T @ features / count, dtype=np.float64)
        weights = np.asarray(np.linalg.solve(gram, features.T @ target / count), dtype=np.float64)
        residual = target - features @ weights
        closed = kernels.Objective("quadratic", gram[[0, 0, 1], [0, 1, 1]], np.zeros((1, 2)))
        return Landscape(name, weights[None, :], float(residual @ residual) / (2 * count), gram, closed)
    closed = kernels.objective(name, kappa=kappa)
    matrix = np.diag([1.0, kappa]) if name == "quadratic" else None
    return Landscape(name, closed.minima, 0.0, matrix, closed)


@lru_cache(maxsize=4)
def regression(name: str) -> tuple[Array, Array]:
    """Two features, shape (442, 2), and the target (442,) of scikit-learn's diabetes data, each standardised.

    Standardised: mean 0, variance 1 with ddof = 0. Source: Efron, Hastie, Johnstone and Tibshirani (2004).
    """
    data = load_diabetes(scaled=False)
    columns = [data.feature_names.index(feature) for feature in FEATURES[name]]
    table = np.column_stack([data.data[:, columns], data.target])
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    return table[:, :2], table[:, 2]


@dataclass(frozen=True)
class Path:
    """`points` (steps + 1, 2), the start first; NaN after step `last`, at which the path was given up as diverged
    (`last` is the number of steps otherwise)."""

    points: Array
    last: int

    @property
    def diverged(self) -> bool:
        """Whether the path was given up."""
        return self.last < len(self.points) - 1


def descend(land: Landscape, start: ArrayLike, step: float, steps: int) -> Path:
    """p <- p - step * gradient(p). A path ends where |x| + |y| passes DIVERGED."""
    slope = land.slope()
    x, y = (float(v) for v in np.asarray(start, float))
    out = [(x, y)]
    for _ in range(steps):
        gx, gy = slope(x, y)
        x, y = x - step * gx, y - step * gy
        out.append((x, y))
        if not abs(x) + abs(y) < DIVERGED:
            break
    return _padded(out, steps)


def _padded(out: list[tuple[float, float]], steps: int) -> Path:
    points = np.full((steps + 1, 2), np.nan)
    points[: len(out)] = out
    return Path(points, len(out) - 1)


@remembered
def _ranks(seed: int, steps: int, count: int) -> NDArray[np.int16]:
    """For each step, the place of each row when rows are sorted by their random words; shape (steps, count)."""
    words = random_words(seed, 0, 0, steps * count).reshape(steps, count)
    order = np.argsort(words, axis=1)
    ranks = np.empty((steps, count), dtype=np.int16)
    np.put_along_axis(ranks, order, np.arange(count, dtype=np.int16)[None, :], axis=1)
    return ranks


@remembered
def batch_moments(name: str, batch: int, seed: int, steps: int) -> Array:
    """What a step of mini-batch descent needs: the batch means of x x^T (xx, xy, yy) and of x t; shape (steps, 5).

    At each step `batch` different rows are drawn, independently of the other steps: those whose random words are
    smallest. Word i of step t is word t * 442 + i of stream 0 of the seed (`mathcore.common.randomness`), so a
    larger batch contains the smaller one.
    """
    features, target = regression(name)
    a, b = features.T
    table = np.column_stack([a * a, a * b, b * b, a * target, b * target])
    if batch >= len(target):
        return np.tile(table.mean(axis=0), (steps, 1))
    out = np.empty((steps, 5))
    ranks = _ranks(seed, steps, len(target))
    for first in range(0, steps, 1000):
        out[first : first + 1000] = (ranks[first : first + 1000] < batch).astype(float) @ table / batch
    return out


def descend_batches(name: str, start: ArrayLike, step: float, steps: int, batch: int, seed: int) -> Path:
    """Mini-batch gradient descent on a regression: w <- w - step * (mean over the batch of x (x^T w - t))."""
    x, y = (float(v) for v in np.asarray(start, float))
    out = [(x, y)]
    for xx, xy, yy, bx, by in batch_moments(name, batch, seed, steps).tolist():
        x, y = x - step * (xx * x + xy * y - bx), y - step * (xy * x + yy * y - by)
        out.append((x, y))
        if not abs(x) + abs(y) < DIVERGED:
            break
    return _padded(out, steps)


@dataclass(frozen=True)
class Noise:
    """Where mini-batch descent settles: `second` (2, 2), the exact stationary mean of e e^T, e the distance to the
    minimum; `excess` the exact mean loss above the minimum, tr(H second) / 2. NaN where `factor`, the factor by which
    the mean square shrinks a step, is 1 or more."""

    second: Array
    excess: float
    factor: float


@lru_cache(maxsize=4)
def _fourth(name: str) -> tuple[Array, Array]:
    """The mean of x x^T M x x^T as a 3x3 matrix acting on (M_xx, M_xy, M_yy), and the mean of r^2 x x^T as a vector."""
    features, target = regression(name)
    a, b = features.T
    residual = target - features @ landscape(name).minima[0]
    outer = np.stack([a * a, a * b, b * b])
    weight = np.stack([a * a, 2 * a * b, b * b])  # x^T M x
    return outer @ weight.T / len(a), outer @ residual**2 / len(a)


@lru_cache(maxsize=256)
def noise(name: str, step: float, batch: int) -> Noise:
    """The exact stationary second moment of mini-batch descent with batches drawn without replacement.

    With A = I - step H and c = (n - b) / (b (n - 1)), the second moment obeys M <- A M A + step^2 c (E[x x^T M x x^T] -
    H M H + E[r^2 x x^T]): linear in M, so its fixed point is the solution of three equations.
    """
    matrix = landscape(name).matrix
    assert matrix is not None
    count = len(regression(name)[1])
    share = (count - batch) / (batch * (count - 1))
    fourth, source = _fourth(name)
    contraction = np.eye(2) - step * matrix
    operator = _congruence(contraction) + step**2 * share * (fourth - _congruence(matrix))
    factor = float(np.abs(np.linalg.eigvals(operator)).max())
    if factor >= 1:
        return Noise(np.full((2, 2), np.nan), float("nan"), factor)
    xx, xy, yy = np.linalg.solve(np.eye(3) - operator, step**2 * share * source)
    second = np.array([[xx, xy], [xy, yy]])
    return Noise(second, float(np.trace(matrix @ second)) / 2, factor)


def _congruence(a: Array) -> Array:
    """M -> a M a^T as a 3x3 matrix acting on (M_xx, M_xy, M_yy)."""
    (p, q), (r, s) = a
    return np.array([[p * p, 2 * p * q, q * q], [p * r, p * s + q * r, q * s], [r * r, 2 * r * s, s * s]])


@lru_cache(maxsize=64)
def mean_square_limit(name: str, batch: int) -> float:
    """The largest step for which mini-batch descent is stable in mean square (2 / L for the whole data set)."""
    matrix = landscape(name).matrix
    assert matrix is not None
    low, high = 0.0, 2.0 / float(np.linalg.eigvalsh(matrix)[-1])
    if batch >= len(regression(name)[1]):
        return high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if noise(name, middle, batch).factor < 1 else (low, middle)
    return low


def long_run_factor(matrix: ArrayLike, offset: ArrayLike, step: float) -> float:
    """The factor by which gradient descent on a quadratic changes the distance to the minimum, measured on a step so
    late that the slower direction has outgrown the other by 10^13, if the start has a part in it. The steps before it
    are the power of a matrix, scaled so that it neither over- nor underflows."""
    move = np.eye(2) - step * np.asarray(matrix, float)
    slow, fast = (float(np.linalg.norm(move, order)) for order in (2, -2))
    if not slow:
        return 0.0
    apart = float(np.log(slow) - np.log(max(fast, 1e-300)))
    before = np.linalg.matrix_power(move / slow, int(np.clip(np.ceil(30 / max(apart, 1e-14)), 1, 2**50)))
    place = before @ (np.asarray(offset, float) / np.hypot(*np.asarray(offset, float)))
    size = float(np.hypot(*place))
    return float(np.hypot(*(move @ place))) / size if size > 1e-150 else 0.0


@lru_cache(maxsize=256)
def best_factor(smallest: float, largest: float) -> tuple[float, float]:
    """The step with the least max(|1 - step s|, |1 - step l|), and that least factor, by numerical search."""
    found = minimize_scalar(
        lambda step: max(abs(1 - step * smallest), abs(1 - step * largest)),
        bounds=(0.0, 2.0 / largest),
        method="bounded",
        options={"xatol": 1e-12 / largest, "maxiter": 300},
    )
    return float(found.x), float(found.fun)


_NODES, _WEIGHTS = (0.5 * v for v in np.polynomial.legendre.leggauss(8))


def mean_curvature(land: Landscape, point: ArrayLike, step: float) -> tuple[float, float]:
    """(|g|^2, the mean curvature c along the gradient step from `point`), such that the step lowers the loss by exactly
    step |g|^2 (1 - step c / 2).

    c = 2 * integral over t in [0, 1] of (1 - t) g^T H(point - t step g) g / |g|^2: Taylor's theorem with the remainder
    as an integral, by Gauss-Legendre quadrature that is exact for these polynomials. NaN where g = 0.
    """
    x, y = (float(v) for v in np.asarray(point, float))
    gx, gy = land.slope()(x, y)
    square = gx * gx + gy * gy
    if not 0 < square < np.inf:
        return square, float("nan")
    t = _NODES + 0.5
    xx, xy, yy = land.hessian(x - t * step * gx, y - t * step * gy)
    along = (gx * gx * xx + 2 * gx * gy * xy + gy * gy * yy) / square
    return square, float(2 * np.sum(_WEIGHTS * (1 - t) * along))


@remembered
def basins(name: str, kappa: float, step: float, cells: int, steps: int) -> kernels.Basins:
    """Which minimum gradient descent reaches within `steps` from each of cells x cells starts in the window."""
    land = landscape(name, kappa)
    (left, right), (low, high) = WINDOWS[name]
    x, y = (a + (b - a) * (np.arange(cells) + 0.5) / cells for a, b in ((left, right), (low, high)))
    cx, cy = land.minima[0] if land.matrix is not None else (0.0, 0.0)
    radius = 0.01 * (right - left)
    found = kernels.basins(land.closed, kernels.rule("gradient", step=step), x - cx, y - cy, steps, radius=radius)
    return kernels.Basins(x, y, found.labels, found.steps)
