"""Landscapes over the plane, and what their convexity hangs on: the least eigenvalue of the Hessian, and segments.

Beside typed functions there are two losses of real data with two weights each. *Logistic regression*: log-odds
w1 x1 + w2 x2 for two measurements of 569 tumours, each standardised. *One hidden unit*: log-odds v tanh(w x) from the
first of them; (w, v) and (-w, -v) are one function, which no convex loss could bear.

Sources: Boyd and Vandenberghe, *Convex Optimization* (2004), section 3.1.4; the data: Street, Wolberg and Mangasarian
(1993), as scikit-learn ships them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.datasets import load_breast_cancer

from mathcore.calculus import jets
from mathcore.calculus.convexity import TINY, Verdict, finite, gapped
from mathcore.calculus.convexity_rules import degree, proved_by_rules
from mathcore.common.expressions import Formula, constant, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
HALF = 4.0  # the window is [-HALF, HALF]^2
TICKS = HALF * np.arange(-32, 33) / 32
ACROSS = HALF * np.linspace(-1, 1, 618)  # of a line along an axis, in no simple ratio to TICKS
MOST = 40  # minima that are told apart
ROUND = np.exp(2j * np.pi * np.arange(720) / 720)  # directions


@lru_cache
def tumours() -> tuple[Array, Array]:
    """Mean texture and mean smoothness of 569 tumours, standardised with divisor n, shape (2, 569); and +1 for
    malignant, -1 for benign ones (569,)."""
    data = load_breast_cancer()
    x = data.data[:, [1, 4]]
    return ((x - x.mean(axis=0)) / x.std(axis=0)).T, np.where(data.target == 0, 1.0, -1.0)


@dataclass(frozen=True, eq=False)
class Landscape:
    """`value(x, y)` at points of any shape; `jet(x, y)` has the rows f, f_x, f_y, f_xx, f_xy, f_yy; NaN where f is not
    defined. `proof` says why it is convex, if that is known."""

    value: Callable[[Array, Array], Array]
    jet: Callable[[Array, Array], Array]
    proof: str

    @cached_property
    def grid(self) -> Array:
        """f over TICKS (columns) and TICKS (rows), shape (65, 65)."""
        return self.value(TICKS[None, :], TICKS[:, None])

    @cached_property
    def least(self) -> Array:
        """The smallest eigenvalue of the Hessian over the same grid, zero where it may be rounding."""
        found = least_eigenvalue(self._jets)
        return np.where(np.abs(found) <= TINY * self.size, 0.0, found)

    @cached_property
    def size(self) -> float:
        """One more than the largest |f| of the grid."""
        return 1 + float(np.nanmax(np.abs(self.grid), initial=0.0))

    @cached_property
    def _jets(self) -> Array:
        return self.jet(*np.broadcast_arrays(TICKS[None, :], TICKS[:, None]))

    @cached_property
    def only_separately(self) -> bool:
        """Whether f is not convex, though convex in x for each y and in y for each x as far as the window shows: f_xx
        and f_yy are nowhere negative on the grid, no chord along a finer line of it fails half-way, and f is defined on
        all of these."""
        if self.verdict.convex is not False or not np.isfinite(self.grid).all():
            return False
        if (self._jets[[3, 5]] < -TINY * self.size).any():  # NaN at a corner, where chords decide
            return False
        rows = self.value(ACROSS[None, :], TICKS[:, None]), self.value(TICKS[:, None], ACROSS[None, :])
        return all(bool((np.diff(f, 2, axis=1) >= -TINY * self.size).all()) for f in rows)

    def along(self, p: ArrayLike, q: ArrayLike) -> Callable[[Array], Array]:
        """Value, slope and second derivative, shape (3, n), of t -> f(p + t (q - p))."""
        start, move = np.asarray(p, float), np.asarray(q, float) - np.asarray(p, float)

        def found(t: Array) -> Array:
            f, fx, fy, xx, xy, yy = self.jet(start[0] + t * move[0], start[1] + t * move[1])
            u, v = move
            return np.stack([f, u * fx + v * fy, u * u * xx + 2 * u * v * xy + v * v * yy])

        return found

    def _descended(self, x: float, y: float) -> tuple[float, float, float]:
        """The minimum (x, y, f) that is reached from there; the start itself if that is no lower."""

        def height(p: Array) -> np.float64:
            found = np.float64(self.value(p[0], p[1]))
            return found if np.isfinite(found) else np.float64(np.inf)

        start = np.array([x, y])
        run = minimize(height, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13})
        at = run.x if run.fun < height(start) else start
        return float(at[0]), float(at[1]), float(height(at))

    @cached_property
    def crowded(self) -> bool:
        """Whether there are more minima than are told apart."""
        return len(self._spots) > 2 * MOST or len(self._found) > MOST

    @cached_property
    def minima(self) -> Array:
        """The strict local minima inside the window that the grid shows, lowest first: shape (k, 3) of x, y and f; none
        where it is `crowded`."""
        found = [] if self.crowded else sorted(self._found, key=lambda each: each[2])
        return np.array(found, float).reshape(-1, 3)

    @cached_property
    def _spots(self) -> list[list[int]]:
        """The places of the grid, row and column, with no lower neighbour; of many only those that bend up."""
        z = np.where(np.isnan(self.grid), np.inf, self.grid)
        inner = z[1:-1, 1:-1]
        ways = [(i, j) for i in (0, 1, 2) for j in (0, 1, 2) if (i, j) != (1, 1)]
        low = np.isfinite(inner)
        for i, j in ways:  # of equal neighbours the first
            other = z[i : i + inner.shape[0], j : j + inner.shape[1]]
            low &= inner < other if (i, j) < (1, 1) else inner <= other
        if low.sum() > 2 * MOST:
            low &= ~(self.least[1:-1, 1:-1] <= 0)  # NaN at a corner
        return list((np.argwhere(low) + 1).tolist())

    @cached_property
    def _found(self) -> list[list[float]]:
        """Where descents from these end."""
        z, step = np.where(np.isnan(self.grid), np.inf, self.grid), float(TICKS[1] - TICKS[0])
        found: list[list[float]] = []
        for i, j in self._spots if len(self._spots) <= 2 * MOST else ():
            x, y, height = self._descended(float(TICKS[j]), float(TICKS[i]))
            around = np.abs(z[i - 1 : i + 2, j - 1 : j + 2] - z[i, j])
            if z[i, j] - height > around[np.isfinite(around)].max():
                continue  # a pole
            ring = self.value(x + 0.5 * step * ROUND.real, y + 0.5 * step * ROUND.imag)
            if not np.nanmin(ring, initial=np.inf) > height + TINY * self.size:
                continue  # a flat bottom, or a valley with a level floor
            near = max(abs(x - TICKS[j]), abs(y - TICKS[i])) <= 2 * step
            if near and all(np.hypot(x - other[0], y - other[1]) > 1e-3 for other in found):
                found.append([x, y, height])
        return found

    @cached_property
    def verdict(self) -> Verdict:
        """Whether it is convex on the window: refuted by the Hessian or by a segment of the grid, proved by `proof`."""
        if not np.isfinite(self.grid).any():
            return Verdict(None, "f is not defined here")
        least = np.where(np.isnan(self.least), np.inf, self.least)
        i, j = np.unravel_index(int(np.argmin(least)), least.shape)
        if least[i, j] < 0:
            where = f"({TICKS[j]:.4g}, {TICKS[i]:.4g})"
            return Verdict(False, f"curvature {least[i, j]:.3g} at {where}".replace("-", "−"))
        if any(gapped(row) for row in (*self.grid, *self.grid.T)):  # before the proof, which knows nothing of 0/x at 0
            return Verdict(False, "the domain has a gap, and some segments no ground")
        if self.proof:
            return Verdict(True, self.proof)
        coarse = self.grid[::4, ::4]
        ends = coarse[::2, ::2]
        half = 0.5 * (ends[:, :, None, None] + ends[None, None])
        at = np.add.outer(np.arange(9), np.arange(9))
        middles = coarse[at[:, None, :, None], at[None, :, None, :]]
        if (half - middles < -TINY * self.size).any():
            return Verdict(False, "a segment of the grid fails")
        return Verdict(None, "no segment of the grid fails, and nothing is proved")


def least_eigenvalue(jet: Array) -> Array:
    """Of the Hessians in the last three rows of a jet: the smaller root of (f_xx - t)(f_yy - t) = f_xy^2."""
    xx, xy, yy = jet[3:]
    return finite(0.5 * (xx + yy) - np.hypot(0.5 * (xx - yy), xy))


def typed(text: str) -> Landscape:
    """A function of x and y as a landscape."""
    formula = parse(text, jets.VARIABLES)
    flat = constant(formula.tree) is not None

    def value(x: Array, y: Array) -> Array:
        return finite(formula(x, y))

    def jet(x: Array, y: Array) -> Array:
        if flat:
            f = value(x, y)
            return np.stack([f, *np.zeros((5, *f.shape))])
        found = jets.jet(formula, x, y, 2)
        return finite(np.where(np.isfinite(found[0]), [*found[:3], 2 * found[3], found[4], 2 * found[5]], np.nan))

    return Landscape(
        value, jet, "proved by the rules for formulas" if proved_by_rules(formula) else _proved_once(formula, jet)
    )


def _proved_once(formula: Formula, jet: Callable[[Array, Array], Array]) -> str:
    """Of a polynomial of degree two, whose Hessian is one matrix."""
    if degree(formula.tree) > 2:
        return ""
    least = float(least_eigenvalue(jet(np.zeros(1), np.zeros(1)))[0])
    return f"a quadratic with curvatures ≥ {least:.3g}" if least >= 0 else ""


def _loss(z: Array) -> Array:
    """log(1 + exp(-y z)), a mean over the last axis of log-odds (..., 569)."""
    return np.asarray(np.logaddexp(0.0, -tumours()[1] * z).mean(axis=-1))


def _slopes(z: Array) -> tuple[Array, Array]:
    """The first and the second derivative of each of its terms in z, over n."""
    p, y = expit(z), tumours()[1]
    return (p - (y > 0)) / len(y), p * (1 - p) / len(y)


def _logistic(a: Array, b: Array) -> Array:
    """The log-odds of logistic regression, shape (..., 569)."""
    first, second = tumours()[0]
    return np.asarray(np.multiply.outer(a, first) + np.multiply.outer(b, second))


def _logistic_jet(a: Array, b: Array) -> Array:
    first, second = tumours()[0]
    z = _logistic(a, b)
    slope, bend = _slopes(z)
    rows = slope @ first, slope @ second, bend @ first**2, bend @ (first * second), bend @ second**2
    return np.stack([_loss(z), *rows])


def _unit(w: Array, v: Array) -> Array:
    """The log-odds of one hidden unit, shape (..., 569)."""
    return np.asarray(np.asarray(v)[..., None] * np.tanh(np.multiply.outer(w, tumours()[0][0])))


def _unit_jet(w: Array, v: Array) -> Array:
    x, out = tumours()[0][0], np.asarray(v)[..., None]
    t = np.tanh(np.multiply.outer(w, x))
    xs = x * (1 - t * t)  # t's slope in w
    slope, bend = _slopes(out * t)
    rows = (
        *((slope * xs * out).sum(-1), (slope * t).sum(-1)),
        (bend * (out * xs) ** 2 - 2 * slope * out * t * xs * x).sum(-1),
        *((bend * out * xs * t + slope * xs).sum(-1), (bend * t * t).sum(-1)),
    )
    return np.stack([_loss(out * t), *rows])


def _of_data(odds: Callable[[Array, Array], Array], jet: Callable[[Array, Array], Array], proof: str) -> Landscape:
    def level(x: Array, y: Array) -> list[Array]:
        return list(np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float)))

    return Landscape(lambda x, y: _loss(odds(*level(x, y))), lambda x, y: jet(*level(x, y)), proof)


@remembered
def landscape(name: str, text: str = "") -> Landscape:
    """The landscape "logistic" or "unit", or "typed", the function of that text."""
    if name == "logistic":
        return _of_data(_logistic, _logistic_jet, "a mean of convex functions of linear ones")
    return _of_data(_unit, _unit_jet, "") if name == "unit" else typed(text)
