"""Optimizer paths and basins of attraction on surfaces over the plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.descent import BLOCK, OBJECTIVES, RULES
from mathcore.kernels_numpy.descent import gradient as _numpy_gradient

from . import _check
from ._engine import backend
from ._run import Control, block_range, over_blocks

HIMMELBLAU_MINIMA = (
    (3.0, 2.0),
    (-2.805118086952745, 3.131312518250573),
    (-3.779310253377747, -3.283185991286170),
    (3.584428340330492, -1.848126526964404),
)


@dataclass(frozen=True)
class Objective:
    """A function of the plane with its gradient in closed form.

    quadratic: f = (x, y) H (x, y)^T / 2, H with the eigenvalues 1 and ``kappa``, the first axis turned by ``angle``.
    rosenbrock: f = (1 - x)^2 + b (y - x^2)^2, b = 100 (Rosenbrock, 1960).
    beale: f = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 (Beale, 1958).
    himmelblau: f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2, four minima (Himmelblau, 1972).
    saddle: f = x^2 / 2 - y^2 / 2 + y^4 / 4: a saddle at 0 between the minima (0, -1) and (0, 1).

    Attributes
    ----------
    parameters : (3,) what the kernels read: the entries H_xx, H_xy, H_yy of the quadratic; b, 0, 0; or zeros.
    minima : (c, 2) every minimum.
    """

    name: str
    parameters: Floats
    minima: Floats

    def value(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """f at points of any shape."""
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        a, b, c = self.parameters.tolist()
        if self.name == "quadratic":
            out = 0.5 * (a * x * x + 2.0 * b * x * y + c * y * y)
        elif self.name == "rosenbrock":
            out = (1.0 - x) ** 2 + a * (y - x * x) ** 2
        elif self.name == "beale":
            out = (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
        elif self.name == "himmelblau":
            out = (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2
        else:
            out = 0.5 * x * x - 0.5 * y * y + 0.25 * y**4
        return np.asarray(out)

    def gradient(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """(df/dx, df/dy) at points of any shape: the closed form that the kernels use."""
        f = _numpy_gradient(self.name, self.parameters)
        gx, gy = f(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        return np.asarray(gx), np.asarray(gy)


def objective(name: str, *, kappa: float = 10.0, angle: float = 0.0, b: float = 100.0) -> Objective:
    """An objective by name; kappa (1 to 10^6) and angle (radians) for the quadratic, b (above 0) for rosenbrock."""
    _check.choice("objective", name, OBJECTIVES)
    if name == "quadratic":
        k = _check.real("kappa", kappa, 1.0, 1e6)
        turn = _check.real("angle", angle)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        entries = [c * c + k * s * s, (1.0 - k) * c * s, s * s + k * c * c]
        return Objective(name, np.array(entries), np.zeros((1, 2)))
    if name == "rosenbrock":
        weight = _check.real("b", b, 0.0, 1e6, open_low=True)
        return Objective(name, np.array([weight, 0.0, 0.0]), np.ones((1, 2)))
    minima = {"beale": ((3.0, 0.5),), "himmelblau": HIMMELBLAU_MINIMA, "saddle": ((0.0, -1.0), (0.0, 1.0))}[name]
    return Objective(name, np.zeros(3), np.array(minima))


@dataclass(frozen=True)
class Rule:
    """How a step is made from the gradient g; p is the point, t the number of the step.

    gradient: p -= step g.
    momentum: v = momentum v - step g(p); p += v (Polyak, 1964).
    nesterov: v = momentum v - step g(p + momentum v); p += v (Nesterov, 1983, as Sutskever et al., 2013).
    adagrad: s += g^2; p -= step g / (sqrt(s) + epsilon) (Duchi et al., 2011).
    rmsprop: s = decay s + (1 - decay) g^2; p -= step g / (sqrt(s) + epsilon) (Tieleman and Hinton, 2012).
    adam: m = momentum m + (1 - momentum) g; s as rmsprop; p -= step m' / (sqrt(s') + epsilon), with
    m' = m / (1 - momentum^t), s' = s / (1 - decay^t) (Kingma and Ba, 2015).
    adamw: adam, and p -= step weight_decay p (Loshchilov and Hutter, 2019).
    """

    name: str
    hyper: Floats


def rule(
    name: str,
    *,
    step: float,
    momentum: float = 0.9,
    decay: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.0,
) -> Rule:
    """A rule by name; step in (0, 1000], momentum and decay in [0, 1), epsilon in (0, 1], weight_decay in [0, 10]."""
    _check.choice("rule", name, RULES)
    eta = _check.real("step", step, 0.0, 1000.0, open_low=True)
    beta, rho = _check.real("momentum", momentum, 0.0, 1.0), _check.real("decay", decay, 0.0, 1.0)
    if beta == 1.0 or rho == 1.0:
        raise ValueError("momentum and decay must be below 1: at 1 nothing is ever forgotten.")
    small = _check.real("epsilon", epsilon, 0.0, 1.0, open_low=True)
    weight = _check.real("weight_decay", weight_decay, 0.0, 10.0) if name == "adamw" else 0.0
    return Rule(name, np.array([eta, beta, rho, small, weight]))


@dataclass(frozen=True)
class Paths:
    """points : (steps + 1, k, 2), the start first; values : (steps + 1, k). Diverged entries are inf or NaN."""

    points: Floats
    values: Floats


def _points(starts: npt.ArrayLike, most: int) -> Floats:
    array = _check.array("starts", starts, 2)
    if array.shape[1] != 2:
        raise ValueError(f"starts has {array.shape[1]} columns: a point of the plane has 2.")
    _check.integer("the number of starts", len(array), 1, most)
    return array


def descend(of: Objective, how: Rule, starts: npt.ArrayLike, steps: int) -> Paths:
    """The path of each start (k, 2); at most 1,000,000 starts, 1,000,000 steps, 20,000,000 points (320 MB) in all."""
    array = _points(starts, 1_000_000)
    steps = _check.integer("steps", steps, 1, 1_000_000)
    if (steps + 1) * len(array) > 20_000_000:
        raise ValueError(f"{(steps + 1) * len(array):,} points are too many: starts times steps is at most 20,000,000.")
    points: Floats = backend().descend(of.name, of.parameters, how.name, how.hyper, array, steps)
    with np.errstate(all="ignore"):
        return Paths(points, of.value(points[..., 0], points[..., 1]))


@dataclass(frozen=True)
class Basins:
    """Where the starts of a grid end.

    Attributes
    ----------
    x : (w,), y : (h,) the grid.
    labels : (h, w) index of the minimum reached; -1: still on the way after the last step; -2: diverged.
    steps : (h, w) the step at which the point came within ``radius`` of its minimum for good (or diverged).
    """

    x: Floats
    y: Floats
    labels: Integers
    steps: Integers


def basins(
    of: Objective,
    how: Rule,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    steps: int,
    *,
    radius: float = 0.05,
    minima: npt.ArrayLike | None = None,
    control: Control | None = None,
) -> Basins:
    """The minimum that each start of the grid x times y reaches.

    x (w,) and y (h,): at most 4,000,000 starts. steps: 1 to 100,000; starts times steps at most 4e9. radius, above 0:
    how near a minimum counts as there. minima (c, 2), at most 64: the points to label by, the objective's own if None.
    A point that is within the radius and moved less than radius / 100 in a step, and less than radius (1 - momentum) /
    10, so that its momentum cannot carry it out again, is taken to have arrived; one with |x| + |y| over 10^6 to have
    diverged.
    """
    columns, rows = _check.array("x", x, 1), _check.array("y", y, 1)
    steps = _check.integer("steps", steps, 1, 100_000)
    radius = _check.real("radius", radius, 0.0, 1e3, open_low=True)
    targets = of.minima if minima is None else _check.array("minima", minima, 2)
    if targets.shape[1] != 2 or len(targets) > 64:
        raise ValueError("minima must have two columns and at most 64 rows.")
    count = _check.integer("the number of starts", len(columns) * len(rows), 1, 4_000_000)
    _check.work("basins", count * steps, 4_000_000_000)
    starts = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    kernel = backend().basins
    results = over_blocks(
        lambda first, last: kernel(
            of.name, of.parameters, how.name, how.hyper, starts, targets, radius, steps, first, last
        ),
        block_range(None, -(-count // BLOCK)),
        control,
    )
    shape = (len(rows), len(columns))
    labels = np.concatenate([r[0] for r in results]).reshape(shape)
    return Basins(columns, rows, labels, np.concatenate([r[1] for r in results]).reshape(shape))
