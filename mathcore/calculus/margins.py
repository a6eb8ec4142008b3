"""The linear support vector machine as a constrained problem: its multipliers say which points hold the line.

Primal: minimise |w|^2 / 2 + C sum xi subject to y (w x + b) >= 1 - xi and xi >= 0. Dual: maximise sum alpha - |w|^2 / 2
with w = sum alpha y x, subject to 0 <= alpha <= C and sum alpha y = 0. There is no penalty on b.

Sources: Cortes and Vapnik, "Support-vector networks", Machine Learning 20 (1995); Boyd and Vandenberghe, *Convex
Optimization* (2004), section 8.6. The solver is LIBSVM's (Chang and Lin, 2011) through scikit-learn; its multipliers
are then made exact by solving the linear equations of the points on the margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.svm import SVC

from mathcore.common.memory import remembered
from mathcore.common.tables import IRIS_SPECIES, iris

Array = NDArray[np.float64]
PAIRS = {"easy": (0, 1), "hard": (1, 2)}
EACH = 50  # flowers of a species
ZERO = 1e-9  # of C: a multiplier that counts as 0, and as far from C that it counts as C


@remembered
def flowers(pair: str) -> tuple[Array, Array]:
    """Petal length and width in cm of two species of iris, shape (100, 2); and -1 for the first, 1 for the second."""
    table = iris()
    chosen = np.isin(table.labels, PAIRS[pair])
    x, y = table.values[chosen][:, 2:].copy(), np.where(table.labels[chosen] == PAIRS[pair][1], 1.0, -1.0)
    x.setflags(write=False)
    y.setflags(write=False)
    return x, y


def species(pair: str) -> tuple[str, str]:
    """The names of the two species."""
    first, second = PAIRS[pair]
    return IRIS_SPECIES[first], IRIS_SPECIES[second]


@dataclass(frozen=True, eq=False)
class Machine:
    """A trained machine: points `x` (n, 2), classes `y` (n,), the bound `c`, the multipliers `alpha` (n,), `b`."""

    x: Array
    y: Array
    c: float
    alpha: Array
    b: float

    @cached_property
    def w(self) -> Array:
        """The normal (2,) of the line."""
        return np.asarray((self.alpha * self.y) @ self.x)

    @cached_property
    def side(self) -> Array:
        """y (w x + b) of each point: 1 on its margin, less within or beyond it."""
        return np.asarray(self.y * (self.x @ self.w + self.b))

    @property
    def width(self) -> float:
        """The width of the street, 2 / |w|, in the unit of the points."""
        return float(2 / np.hypot(*self.w))

    def line(self, side: float) -> Array:
        """The line w x + b = side by two points far outside, shape (2, 2)."""
        size = float(np.hypot(*self.w))
        foot, way = (side - self.b) * self.w / size**2, np.array([-self.w[1], self.w[0]]) / size
        return np.asarray(foot + np.array([[-30.0], [30.0]]) * way)

    @property
    def primal(self) -> float:
        """|w|^2 / 2 + C sum of the slacks, the least slacks that w and b allow."""
        return float(0.5 * self.w @ self.w + self.c * np.maximum(0.0, 1 - self.side).sum())

    @property
    def dual(self) -> float:
        """sum alpha - |w|^2 / 2."""
        return float(self.alpha.sum() - 0.5 * self.w @ self.w)

    @property
    def support(self) -> NDArray[np.bool_]:
        """The points with alpha > 0."""
        return np.asarray(self.alpha > ZERO * self.c)

    @property
    def bound(self) -> NDArray[np.bool_]:
        """The points with alpha = C."""
        return np.asarray(self.alpha > (1 - ZERO) * self.c)

    @property
    def broken(self) -> float:
        """How far the worst point is from complementary slackness: alpha > 0 only where the side is at most 1, and
        alpha < C only where it is at least 1. In units of C."""
        room = np.where(self.side > 1, self.alpha, np.where(self.side < 1, self.c - self.alpha, 0.0)) / self.c
        return float(np.minimum(room, np.abs(self.side - 1)).max())


def train(x: ArrayLike, y: ArrayLike, c: float) -> Machine:
    """The machine for points (n, 2), classes -1 and 1 of which both occur, and a bound C on the multipliers."""
    points, classes = np.asarray(x, float), np.asarray(y, float)
    rough = None
    for tolerance in (1e-6, 1e-9, 1e-12):
        model = SVC(kernel="linear", C=c, tol=tolerance, cache_size=10).fit(points, classes)
        alpha = np.zeros(len(points))
        alpha[model.support_] = np.abs(model.dual_coef_[0])
        rough = Machine(points, classes, c, np.minimum(alpha, c), float(model.intercept_[0]))
        for near in (1e-5, 1e-8, 1e-3):
            exact = _polished(rough, near)
            if exact is not None:
                return exact
    assert rough is not None
    return rough


def _polished(rough: Machine, near: float) -> Machine | None:
    """The same with the multipliers that are not `near` (in units of C) 0 or C, and b, from linear equations: those
    points are on their margins. None unless the result is a solution."""
    x, y, c = rough.x, rough.y, rough.c
    free = (rough.alpha > near * c) & (rough.alpha < (1 - near) * c)
    full = rough.alpha >= (1 - near) * c
    if not free.any():
        return _checked(Machine(x, y, c, np.where(full, c, 0.0), _middle(x, y, c, full)))
    count = int(free.sum())
    fixed = c * (y[full] @ x[full])
    sign, on = y[free], x[free]
    matrix = np.zeros((count + 1, count + 1))
    matrix[:count, :count] = (sign[:, None] * on) @ (sign[:, None] * on).T
    matrix[:count, count] = matrix[count, :count] = sign
    right = np.append(1 - sign * (on @ fixed), -c * y[full].sum())
    # Several solutions where more points than three are on the margins: the one nearest to the rough one.
    start = np.append(rough.alpha[free], rough.b)
    step = np.linalg.lstsq(matrix, right - matrix @ start, rcond=1e-10)[0]
    alpha = np.where(full, c, 0.0)
    alpha[free] = (start + step)[:count]
    return _checked(Machine(x, y, c, alpha, float((start + step)[count])))


def _middle(x: Array, y: Array, c: float, full: NDArray[np.bool_]) -> float:
    """The middle of all b that solve the problem, where no multiplier lies between 0 and C: they form an interval."""
    b = y - x @ (c * (y[full] @ x[full]))  # with this b the point is on its margin
    at_least = np.where(full, y < 0, y > 0)  # with alpha = 0 the side is at least 1, with alpha = C at most 1
    low, high = b[at_least].max(initial=-np.inf), b[~at_least].min(initial=np.inf)
    return float((low + high) / 2) if np.isfinite(low + high) else 0.0


def _checked(found: Machine) -> Machine | None:
    """The machine, if it is a solution up to rounding."""
    c = found.c
    fits = found.alpha.min() >= -1e-9 * c and found.alpha.max() <= (1 + 1e-9) * c and found.broken < 1e-8
    balanced = abs(found.alpha @ found.y) < 1e-9 * c * len(found.y)
    return found if fits and balanced and abs(found.primal - found.dual) < 1e-9 * (1 + found.primal) else None


@dataclass(frozen=True, eq=False)
class Trial:
    """The flowers of a pair with one of them treated in some way: where all are, `spots` (100, 2), their classes `y`,
    the machines of the flowers as they are (`plain`), of those in the trial, and of its support vectors alone (`few`).
    `alpha` and `sides` are those of all 100; alpha of a flower that is left out is NaN."""

    spots: Array
    y: Array
    plain: Machine
    machine: Machine
    few: Machine
    alpha: Array
    sides: Array


def trial(pair: str, c: float, flower: int, kind: str, place: ArrayLike) -> Trial:
    """The trial of a flower: "as" it is, "moved" to a place (2,), or left "out"."""
    spots, y = flowers(pair)
    kept = np.ones(len(y), bool)
    plain = machine = train(spots, y, c)
    if kind == "moved":
        spots = spots.copy()
        spots[flower] = place
    elif kind == "out":
        kept[flower] = False
    if kind != "as":
        machine = train(spots[kept], y[kept], c)
    alpha = np.full(len(y), np.nan)
    alpha[kept] = machine.alpha
    few = train(machine.x[machine.support], machine.y[machine.support], c)
    return Trial(spots, y, plain, machine, few, alpha, np.asarray(y * (spots @ machine.w + machine.b)))
