"""Optimizer paths and basins of attraction in the plane: the NumPy twin of ``core/src/descent.rs``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Floats, Integers
from .poll import poll

OBJECTIVES = ("quadratic", "rosenbrock", "beale", "himmelblau", "saddle")
RULES = ("gradient", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
BLOCK = 1024
DIVERGED = 1e6
Gradient = Callable[[Floats, Floats], tuple[Floats, Floats]]


def gradient(objective: str, parameters: Floats) -> Gradient:
    """The gradient of an objective as a function of (x, y); parameters (3,), see ``mathcore.kernels.descent``."""
    a, b, c = parameters.tolist()

    def quadratic(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return a * x + b * y, b * x + c * y

    def rosenbrock(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        valley = y - x * x
        return -2.0 * (1.0 - x) - 4.0 * a * (x * valley), 2.0 * a * valley

    def beale(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        y2 = y * y
        y3 = y2 * y
        r1 = 1.5 - x + x * y
        r2 = 2.25 - x + x * y2
        r3 = 2.625 - x + x * y3
        gx = 2.0 * (r1 * (y - 1.0) + r2 * (y2 - 1.0) + r3 * (y3 - 1.0))
        gy = 2.0 * (x * (r1 + 2.0 * (r2 * y) + 3.0 * (r3 * y2)))
        return gx, gy

    def himmelblau(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        r1 = x * x + y - 11.0
        r2 = x + y * y - 7.0
        return 4.0 * (x * r1) + 2.0 * r2, 2.0 * r1 + 4.0 * (y * r2)

    def saddle(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return x, y * y * y - y

    return {
        "quadratic": quadratic,
        "rosenbrock": rosenbrock,
        "beale": beale,
        "himmelblau": himmelblau,
        "saddle": saddle,
    }[objective]


class Mover:
    """The state of a rule for some points: ``move`` gives the displacement of one step.

    ``hyper`` (5,) is step, momentum, decay, epsilon, weight decay.
    """

    def __init__(self, rule: str, hyper: Floats, points: int) -> None:
        self.rule = rule
        self.step, self.beta, self.decay, self.epsilon, self.weight = hyper.tolist()
        self.first = np.zeros((2, points))
        self.second = np.zeros((2, points))
        self.beta_power = 1.0
        self.decay_power = 1.0

    def keep(self, which: Integers) -> None:
        """Forget all points but these."""
        self.first = self.first[:, which]
        self.second = self.second[:, which]

    def move(self, f: Gradient, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The displacement of every point; the rules of the papers that the door's docstring names."""
        self.beta_power *= self.beta
        self.decay_power *= self.decay
        if self.rule == "nesterov":
            g = f(x + self.beta * self.first[0], y + self.beta * self.first[1])
        else:
            g = f(x, y)
        moves = []
        for axis, (at, slope) in enumerate(zip((x, y), g, strict=True)):
            m, s = self.first[axis], self.second[axis]
            if self.rule == "gradient":
                moves.append(-(self.step * slope))
            elif self.rule in ("momentum", "nesterov"):
                m *= self.beta
                m -= self.step * slope
                moves.append(m.copy())
            elif self.rule == "adagrad":
                s += slope * slope
                moves.append(-(self.step * slope / (np.sqrt(s) + self.epsilon)))
            elif self.rule == "rmsprop":
                s *= self.decay
                s += (1.0 - self.decay) * (slope * slope)
                moves.append(-(self.step * slope / (np.sqrt(s) + self.epsilon)))
            else:
                m *= self.beta
                m += (1.0 - self.beta) * slope
                s *= self.decay
                s += (1.0 - self.decay) * (slope * slope)
                mean = m / (1.0 - self.beta_power)
                root = np.sqrt(s / (1.0 - self.decay_power))
                moves.append(-(self.step * (mean / (root + self.epsilon) + self.weight * at)))
        return moves[0], moves[1]


def descend(objective: str, parameters: Floats, rule: str, hyper: Floats, starts: Floats, steps: int) -> Floats:
    """The path of each start (k, 2); result (steps + 1, k, 2). Overflow gives inf, then NaN."""
    f = gradient(objective, parameters)
    mover = Mover(rule, hyper, len(starts))
    out = np.empty((steps + 1, len(starts), 2))
    out[0] = starts
    x, y = starts[:, 0].copy(), starts[:, 1].copy()
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            dx, dy = mover.move(f, x, y)
            x += dx
            y += dy
            out[t, :, 0] = x
            out[t, :, 1] = y
    return out


def basins(
    objective: str,
    parameters: Floats,
    rule: str,
    hyper: Floats,
    starts: Floats,
    minima: Floats,
    radius: float,
    steps: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]:
    """Where each start of some blocks of 1,024 ends; starts (k, 2), minima (c, 2); labels and step counts, both (b,).

    A point is in the basin of minimum i if it lies within ``radius`` of it at the end; its count is the step at which
    it entered for good. It is frozen once inside with a displacement under radius / 100, and under the tenth of the
    radius times 1 - momentum, so that momentum alone cannot carry it out. Label -1: still on the way, count ``steps``;
    -2: |x| + |y| passed 10^6 (or is not a number), at the step counted. 200 bytes a point.
    """
    f = gradient(objective, parameters)
    chosen = starts[first_block * BLOCK : last_block * BLOCK]
    labels = np.full(len(chosen), -1, dtype=np.int64)
    counts = np.full(len(chosen), steps, dtype=np.int64)
    near = radius * radius
    still = _still(radius, float(hyper[1]))
    for begin in range(0, len(chosen), 8 * BLOCK):
        part = slice(begin, begin + 8 * BLOCK)
        mover = Mover(rule, hyper, len(chosen[part]))
        _basins(f, mover, chosen[part], minima, near, still, steps, labels[part], counts[part])
    return labels, counts


def _still(radius: float, momentum: float) -> float:
    """The square of the displacement under which a point near a minimum is at rest."""
    least = 0.1 * (1.0 - momentum)
    least = radius * (least if least < 0.01 else 0.01)
    return least * least


def _inside(x: Floats, y: Floats, minima: Floats, near: float) -> Integers:
    where = np.full(x.size, -1, dtype=np.int64)
    for i, (cx, cy) in enumerate(minima.tolist()):
        where[(x - cx) * (x - cx) + (y - cy) * (y - cy) < near] = i
    return where


def _basins(
    f: Gradient,
    mover: Mover,
    starts: Floats,
    minima: Floats,
    near: float,
    still: float,
    steps: int,
    labels: Integers,
    counts: Integers,
) -> None:
    x, y = starts[:, 0].copy(), starts[:, 1].copy()
    point = np.arange(len(starts))
    here = _inside(x, y, minima, near)
    entered = np.zeros(len(starts), dtype=np.int64)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            poll()
            dx, dy = mover.move(f, x, y)
            x += dx
            y += dy
            now = _inside(x, y, minima, near)
            entered[now != here] = t
            here = now
            lost = ~(np.abs(x) + np.abs(y) < DIVERGED)
            settled = (here >= 0) & (dx * dx + dy * dy < still)
            frozen = lost | settled
            if frozen.any():
                labels[point[frozen]] = np.where(lost, -2, here)[frozen]
                counts[point[frozen]] = np.where(lost, t, entered)[frozen]
                rest = np.flatnonzero(~frozen)
                x, y, point, here, entered = x[rest], y[rest], point[rest], here[rest], entered[rest]
                mover.keep(rest)
                if not rest.size:
                    return
    labels[point] = here
    counts[point[here >= 0]] = entered[here >= 0]
