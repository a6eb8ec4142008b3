"""Optimizers as one formula with switches, run many side by side: on surfaces of the plane, and on data.

With the gradient g taken at p (Nesterov: at p - step look v), a step of every method here is

    v <- a v + b g,    s <- c s + d g^2,    p <- p - step (v / (1 - a^t)) / (sqrt(s / (1 - c^t)) + e)

coordinate by coordinate; t counts the steps from 1, and Adam alone divides by 1 - a^t and 1 - c^t. Sources: Polyak
(1964), momentum; Nesterov (1983), in the form of Sutskever et al. (2013); Duchi, Hazan and Singer (2011), AdaGrad;
Tieleman and Hinton (2012), RMSProp; Kingma and Ba (2015), Adam.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_breast_cancer

from mathcore import kernels
from mathcore.common.memory import remembered
from mathcore.common.plane import rotation
from mathcore.common.randomness import random_normals, random_words

Array = NDArray[np.float64]
Slope = Callable[[Array], Array]  # points (d, k) to gradients (d, k)
LINEAR, ADAPTIVE = ("gradient", "momentum", "nesterov"), ("adagrad", "rmsprop", "adam")
METHODS = (*LINEAR, *ADAPTIVE)
EPSILON = 1e-8  # as in the papers
FAR = 1e6  # a distance from zero beyond this ends a run
CENTRES = {"quadratic": (0.0, 0.0), "rosenbrock": (0.0, 1.0), "beale": (0.0, 0.0), "himmelblau": (0.0, 0.0)}
CENTRES |= {"saddle": (0.0, 0.0)}
REACH = {"quadratic": 5.2, "rosenbrock": 2.2, "beale": 4.5, "himmelblau": 5.5, "saddle": 2.5}


class How(NamedTuple):
    """A method with its numbers; `momentum` is beta (Adam: beta 1), `decay` that of the squares (Adam: beta 2)."""

    method: str
    step: float
    momentum: float = 0.0
    decay: float = 0.0

    def at(self, step: float) -> How:
        """The same with another step size."""
        return self._replace(step=step)

    @property
    def rule(self) -> kernels.Rule:
        """The same for the kernels."""
        return kernels.rule(self.method, step=self.step, momentum=self.momentum, decay=self.decay, epsilon=EPSILON)

    @property
    def switches(self) -> tuple[float, ...]:
        """a, b, c, d, e, look of the one formula, and 1 for Adam, which divides by 1 - a^t and 1 - c^t."""
        beta, rho = self.momentum, self.decay
        return {
            "gradient": (0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
            "momentum": (beta, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
            "nesterov": (beta, 1.0, 0.0, 0.0, 1.0, beta, 0.0),
            "adagrad": (0.0, 1.0, 1.0, 1.0, EPSILON, 0.0, 0.0),
            "rmsprop": (0.0, 1.0, rho, 1 - rho, EPSILON, 0.0, 0.0),
            "adam": (beta, 1 - beta, rho, 1 - rho, EPSILON, 0.0, 1.0),
        }[self.method]

    @property
    def longest(self) -> float:
        """The least bound on |step of a coordinate| / step size over all gradients and all numbers of steps; inf if
        there is none. For an adaptive method; `decay` above 0.

        By Cauchy and Schwarz (sum w g)^2 <= (sum w^2 / u)(sum u g^2), with equality for g = w / u, where w and u are
        the weights of the gradients in v and of their squares in s. For Adam both are geometric, and the largest value
        over t is searched. Kingma and Ba (2015) name (1 - beta 1) / sqrt(1 - beta 2): that of a single gradient.
        """
        if self.method == "adagrad":
            return 1.0
        if self.method == "rmsprop":
            return float(1 / np.sqrt(1 - self.decay))
        a, c = self.momentum, self.decay
        if a * a >= c:
            return np.inf
        t = np.unique(np.round(np.geomspace(1, 1e6, 4000)))
        squares = (1 - (a * a / c) ** t) / (1 - a * a / c)  # of w / sqrt(u)
        bound = ((1 - a) / (1 - a**t)) ** 2 * (1 - c**t) / (1 - c) * squares
        return float(np.sqrt(bound.max()))


class Mover:
    """The memory of many runs, one a column; `move` gives the next points. All arrays are (d, k) or (k,)."""

    def __init__(self, hows: Sequence[How], sizes: ArrayLike, dimension: int) -> None:
        """A run of each method with each step size of `sizes` (n,), which go before those of `hows`: k is their
        product, the methods in turn."""
        table = np.repeat([how.switches for how in hows], len(np.asarray(sizes)), axis=0).T
        self.a, self.b, self.c, self.d, self.e, look, adam = table.copy()
        self.step = np.tile(np.asarray(sizes, float), len(hows))
        self.ahead = self.step * look
        self.v = np.zeros((dimension, len(look)))
        # The columns from the first adaptive method on: no other is divided by anything but 1.
        linear = next((k for k, how in enumerate(hows) if how.method in ADAPTIVE), len(hows))
        self.divided = slice(linear * (len(look) // len(hows)), None)
        self.c, self.d, self.e = (each[self.divided] for each in (self.c, self.d, self.e))
        self.s = np.zeros((dimension, len(self.c)))
        self.looks, self.fresh, self.corrects = bool(look.any()), not self.a.any(), bool(adam.any())
        self.a_power, self.c_power = adam[self.divided].copy(), adam[self.divided].copy()  # 0 for all but Adam

    def move(self, slope: Slope, p: Array) -> Array:
        """The points after a step from p (d, k)."""
        g = slope(p - self.ahead * self.v if self.looks else p)
        if self.fresh:
            np.multiply(self.b, g, out=self.v)
        else:
            self.v *= self.a
            self.v += self.b * g
        if not len(self.c):
            return np.asarray(p - self.step * self.v)
        squares, of = self.s, self.divided
        squares *= self.c
        own = g[:, of]
        own *= own
        own *= self.d
        squares += own
        step = self.step
        if self.corrects:
            self.a_power *= self.a[of]
            self.c_power *= self.c
            squares, step = squares / (1 - self.c_power), step.copy()
            step[of] /= 1 - self.a_power
        root = np.sqrt(squares)
        root += self.e
        long = step * self.v
        long[:, of] /= root
        return np.asarray(p - long)


@dataclass(frozen=True, eq=False)
class Land:
    """A loss over the plane, `factor` times a function f with minimum 0; the ravine's axes are turned by `turn` (2, 2).

    `objective` is the loss with its factor; `minima` (m, 2), every minimum; `low`, `high`: of the quadratic, the
    eigenvalues of the loss's Hessian (NaN for others).
    """

    name: str
    objective: kernels.Objective
    factor: float
    turn: Array
    low: float
    high: float

    @property
    def minima(self) -> Array:
        return self.objective.minima

    @property
    def quadratic(self) -> bool:
        return self.name == "quadratic"

    @cached_property
    def hessian(self) -> Array:
        """Of the quadratic, (2, 2)."""
        return self.objective.parameters[np.array([[0, 1], [1, 2]])]

    @cached_property
    def floor(self) -> float:
        return float(self.objective.value(*self.minima[0]))

    def gap(self, x: ArrayLike, y: ArrayLike) -> Array:
        """f at points of any shape: the loss above its minimum, before the factor."""
        return np.asarray((self.objective.value(x, y) - self.floor) / self.factor)

    def slope(self, p: Array) -> Array:
        """The gradient of the loss at points (2, k)."""
        return self.hessian @ p if self.quadratic else np.array(self.objective.slope(p[0], p[1]))

    def relief(self) -> tuple[Array, Array, Array]:
        """x (91,), y (91,) over the map, and heights (91, 91) from 0 to 1 that show the valley: a root or logarithm of
        f."""
        (cx, cy), reach = CENTRES[self.name], REACH[self.name]
        side = np.linspace(-reach, reach, 91)
        gap = self.gap(cx + side[None, :], cy + side[:, None])
        z = np.log10(gap + 0.03) if self.name in ("rosenbrock", "beale") else gap ** (0.25 if self.quadratic else 0.5)
        return cx + side, cy + side, (z - z.min()) / np.ptp(z)

    def place(self, start: ArrayLike) -> Array:
        """Where a start (2,) lies: of the ravine it is given along its axes (flat, steep), and no farther than the
        ravine's map goes; of other losses it is moved to the edge of the map, if it lies outside."""
        if self.quadratic:
            return np.asarray(self.turn @ self.within(start))
        centre, reach = np.array(CENTRES[self.name]), REACH[self.name]
        return np.clip(start, centre - reach, centre + reach)

    def within(self, start: ArrayLike) -> tuple[float, float]:
        """A start along the ravine's axes, moved to the circle that stays on its map however it is turned, if it lies
        outside."""
        x, y = (float(v) for v in np.asarray(start, float))
        shrink = min(1.0, 0.97 * REACH[self.name] / max(float(np.hypot(x, y)), 1e-300))
        return shrink * x, shrink * y


@lru_cache(maxsize=128)
def land(name: str, kappa: float = 100.0, degrees: float = 0.0, factor: float = 1.0) -> Land:
    """A loss by name, a key of REACH. The quadratic is factor * (u^2 + kappa w^2) / 2 with the axes u, w turned by
    `degrees`; for other losses kappa, degrees and factor mean nothing."""
    if name != "quadratic":
        return Land(name, kernels.objective(name), 1.0, np.eye(2), np.nan, np.nan)
    entries = kernels.objective(name, kappa=kappa, angle=float(np.deg2rad(degrees))).parameters
    objective = kernels.Objective(name, factor * entries, np.zeros((1, 2)))
    return Land(name, objective, factor, rotation(degrees), factor, factor * kappa)


def unrolled(of: Land, path: Array, how: How, k: int) -> float:
    """The length of step k >= 1 of a method of LINEAR as the sum that its memory is: step * sum of momentum^j times the
    gradient j steps before, each taken where the method takes it. `path`: shape (steps + 1, 2)."""
    looks = path[:k].copy()
    if how.method == "nesterov":
        looks[1:] += how.momentum * np.diff(looks, axis=0)
    fading = how.momentum ** np.arange(k - 1.0, -1.0, -1.0)
    return float(how.step * np.hypot(*(of.slope(looks.T) @ fading)))


def first_step(of: Land, start: ArrayLike, how: How) -> float:
    """How far x goes in the first step of Adam or AdaGrad: the step size, whatever the gradient is, up to epsilon."""
    slope = abs(float(of.slope(np.asarray(start, float)[:, None])[0, 0]))
    return how.step * slope / (slope + EPSILON)


def headings(of: Land, path: Array, k: int) -> Array:
    """Unit vectors (2, 2) at step k of a path: steepest descent, and the step that follows (the last, if none does);
    NaN for one that is zero."""
    at = min(k, int(np.isfinite(path[:, 0]).sum()) - 2)
    both = np.stack([-of.slope(path[k][:, None])[:, 0], path[at + 1] - path[at]])
    size = np.hypot(*both.T)[:, None]
    return np.divide(both, size, out=np.full((2, 2), np.nan), where=size > 0)


class Runs(NamedTuple):
    """Paths of m methods: `points` (m, count + 1, 2), NaN after a run was given up; `gaps` (m, count + 1), f there."""

    points: Array
    gaps: Array


def paths(of: Land, start: ArrayLike, hows: Sequence[How], count: int) -> Runs:
    """The path of each method from `start` (2,), by the kernels. A run ends FAR from zero."""
    at = np.asarray(start, float)[None, :]
    points = np.stack([kernels.descend(of.objective, how.rule, at, count).points[:, 0] for how in hows])
    with np.errstate(all="ignore"):
        lost = np.logical_or.accumulate(~(np.hypot(points[..., 0], points[..., 1]) < FAR), axis=1)
        points[lost] = np.nan
        return Runs(points, of.gap(points[..., 0], points[..., 1]))


def rescaled(of: Land, start: ArrayLike, how: How, factor: float, count: int) -> Array:
    """f after 0, ..., count steps of a method with a step `factor` times as long, or, if it is adaptive, with an
    epsilon `factor` times smaller: what it does to `factor` times the loss. The kernels take no step of over 1000.
    """
    adaptive = how.method in ADAPTIVE
    step, epsilon = (how.step, EPSILON / factor) if adaptive else (how.step * factor, EPSILON)
    rule = kernels.rule(how.method, step=step, momentum=how.momentum, decay=how.decay, epsilon=epsilon)
    with np.errstate(all="ignore"):
        return of.gap(*kernels.descend(of.objective, rule, np.asarray(start, float)[None, :], count).points[:, 0].T)


def race(of: Land, start: ArrayLike, hows: Sequence[How], steps: ArrayLike, count: int) -> Array:
    """f after 0, ..., count steps of each method with each step size: shape (count + 1, methods, steps); inf where a
    run has been given up."""
    sizes = np.asarray(steps, float)
    mover = Mover(hows, sizes, 2)
    p = np.repeat(np.asarray(start, float)[:, None], len(mover.step), axis=1)
    out = np.empty((count + 1, *p.shape))
    out[0] = p
    with np.errstate(all="ignore"):
        for t in range(1, count + 1):
            p = mover.move(of.slope, p)
            out[t] = p
        lost = np.logical_or.accumulate(~(out[:, 0] ** 2 + out[:, 1] ** 2 < FAR**2), axis=0)
        gaps = np.where(lost, np.inf, of.gap(out[:, 0], out[:, 1]))
    return gaps.reshape(count + 1, len(hows), len(sizes))


def near(losses: Array, low: float, high: float) -> Array:
    """Losses for a logarithmic axis from 10^low to 10^high: what lies far off is brought to four powers of ten; NaN and
    what is below zero hide."""
    with np.errstate(invalid="ignore"):
        return np.where(losses >= 0, np.clip(losses, 10.0 ** (low - 4), 10.0 ** (high + 4)), np.nan)


def settled(gaps: ArrayLike, k: int) -> Array:
    """The highest of the last tenth of the first k of some losses (steps, ...): what they have come down to, and not
    what they dipped to on a lucky step. NaN counts as infinite."""
    found = np.asarray(gaps, float)[k - k // 10 : k + 1].max(axis=0)
    return np.where(np.isnan(found), np.inf, found)


def arrival(gaps: ArrayLike, target: float) -> Array:
    """The first step after which losses (steps, ...) stay at or below `target` to the end; NaN if there is none."""
    above = ~(np.asarray(gaps, float) <= target)
    first = len(above) - np.argmax(above[::-1], axis=0)
    return np.where(above[-1], np.nan, np.where(above.any(axis=0), first, 0)).astype(float)


def stretches(sizes: ArrayLike, good: ArrayLike) -> Array:
    """Where step sizes (n,), evenly spaced in the logarithm, are good (m, n): ends of stretches around them, joined
    where they meet, and NaN between others; shape (m, 3 n)."""
    x, yes = np.asarray(sizes, float), np.asarray(good, bool)
    half = (x[1] / x[0]) ** 0.5
    ends = np.where(yes[..., None], np.stack([x / half, x * half, x * half], axis=1), np.nan)
    ends[..., :-1, 2][~yes[..., 1:]] = np.nan
    return ends.reshape(*yes.shape[:-1], -1)


def nearest(sizes: ArrayLike, steps: ArrayLike) -> NDArray[np.intp]:
    """The place of the step size that is nearest to each of `steps`, by their ratio."""
    return np.abs(np.log(np.divide.outer(np.asarray(steps, float), np.asarray(sizes, float)))).argmin(axis=-1)


TRAINED, BATCH, EVERY = 400, 32, 10  # patients to learn from, of each batch; steps between two looks at the others


class Patients(NamedTuple):
    """Features (n, 31), the last of them 1, and labels (n,) in {0, 1}; the first TRAINED rows are learned from."""

    features: Array
    labels: Array


@remembered
def patients(features: str) -> Patients:
    """The Wisconsin breast cancer data (569 patients, 30 measurements of cell nuclei; 1: benign), in a random order.

    `features`: "standard" (mean 0, deviation 1 over the rows that are learned from), "raw" (centred, in the units in
    which they were measured) or "turned" (raw, and turned by a fixed random rotation of the 30 axes).
    """
    data = load_breast_cancer()
    order = np.argsort(random_words(0, 1, 0, len(data.target)))
    x, y = data.data[order], data.target[order].astype(float)
    x = x - x[:TRAINED].mean(axis=0)
    if features == "standard":
        x = x / x[:TRAINED].std(axis=0)
    if features == "turned":
        x = x @ np.linalg.qr(random_normals(7, 0, 0, 900).reshape(30, 30))[0]
    return Patients(np.column_stack([x, np.ones(len(x))]), y)


def _logistic_slope(rows: Array, labels: Array, w: Array) -> Array:
    """The gradient of the mean log loss at weights (d, k)."""
    off = rows @ w
    np.negative(off, out=off)
    np.exp(off, out=off)
    off += 1
    np.divide(1, off, out=off)
    off -= labels
    found = rows.T @ off
    found /= len(rows)
    return np.asarray(found)


class Training(NamedTuple):
    """Logistic regressions side by side: `losses`, mean log loss, and `right`, the share of right answers, both on the
    patients that were not learned from, after 0, EVERY, 2 EVERY, ... steps: (looks, methods, steps)."""

    losses: Array
    right: Array


def train(features: str, hows: Sequence[How], sizes: ArrayLike, seed: int, count: int) -> Training:
    """Logistic regression from zero weights by each method with each step size, on the same mini-batches.

    A batch is BATCH different patients, drawn anew at each step: those with the smallest random words, word i of step t
    being word TRAINED t + i of stream 0 of the seed.
    """
    steps = tuple(np.asarray(sizes, float).tolist())
    each = [_trained(features, how.at(1.0), steps, seed, count) for how in hows]
    return Training(*(np.stack(found, axis=1) for found in zip(*each, strict=True)))


@remembered
def _batches(seed: int, count: int) -> NDArray[np.intp]:
    words = random_words(seed, 0, 0, count * TRAINED).reshape(count, TRAINED)
    return np.argpartition(words, BATCH - 1, axis=1)[:, :BATCH]


@remembered
def _trained(features: str, how: How, sizes: tuple[float, ...], seed: int, count: int) -> tuple[Array, Array]:
    """`losses` and `right` of one method, (looks, steps). One whose numbers have not changed is not trained again."""
    (x, y), mover = patients(features), Mover([how], sizes, 31)
    rest, signs = x[TRAINED:], (1 - 2 * y[TRAINED:])[:, None]
    w, losses, right = np.zeros_like(mover.v), [], []
    with np.errstate(all="ignore"):
        for t, batch in enumerate([*_batches(seed, count), None]):
            if t % EVERY == 0:
                margin = signs * (rest @ w)  # positive where the answer is wrong
                losses.append(np.logaddexp(0.0, margin).mean(axis=0))
                right.append(((margin < 0) + 0.5 * (margin == 0)).mean(axis=0))  # a chance of ½ is half an answer
            if batch is not None:
                w = mover.move(partial(_logistic_slope, x[batch], y[batch][:, None]), w)
    return np.array(losses), np.array(right)


def turned_features(how: How, seed: int) -> tuple[float, float]:
    """The log loss after 300 steps: on features that were turned, and on the same as they were measured. The steps of
    linear methods are so short that rounding is not amplified."""
    step = {"adagrad": 0.02, "rmsprop": 0.001, "adam": 0.005}.get(how.method, 1e-7)
    first, second = (train(each, [how], [step], seed, 300).losses[-1, 0, 0] for each in ("turned", "raw"))
    return float(first), float(second)
