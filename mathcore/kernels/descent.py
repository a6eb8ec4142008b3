"""Optimizer paths and basins of attraction on surfaces over the plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.descent import BLOCK, RULES

from . import _check
from ._engine import backend
from ._run import Control, block_range, over_blocks
from .objectives import Objective


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
