"""Networks of dense layers, with backpropagation written out: how far gradients reach at the first weights.

A hidden layer takes h to phi(h W + b), with W of shape (in, out); with skips, a layer between equal widths takes h to
h + phi(h W + b). Sources: X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural
networks, AISTATS (2010); K. He et al., Delving deep into rectifiers, ICCV (2015), and Deep residual learning, CVPR
(2016).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.common.tables import digits

Array = NDArray[np.float64]
Layer = tuple[Array, Array]  # weights (in, out), offsets (out,)
IMAGES, CLASSES = 256, 10


class Activation(NamedTuple):
    """phi(z), its derivative by z and phi(z), and the largest value of that derivative."""

    phi: Callable[[Array], Array]
    slope: Callable[[Array, Array], NDArray[Any]]
    steepest: float


ACTIVATIONS: Mapping[str, Activation] = {
    "sigmoid": Activation(special.expit, lambda z, a: a * (1 - a), 0.25),
    "tanh": Activation(np.tanh, lambda z, a: 1 - a * a, 1.0),
    "relu": Activation(lambda z: np.maximum(z, 0.0), lambda z, a: 1.0 * (z > 0), 1.0),
}

DEVIATIONS: Mapping[str, Callable[[int, int], float]] = {
    "glorot": lambda before, after: (2.0 / (before + after)) ** 0.5,
    "he": lambda before, after: (2.0 / before) ** 0.5,
    "normal": lambda before, after: 1.0,
    "zero": lambda before, after: 0.0,
}
"""The standard deviation of a layer's first weights, by the widths before and after it."""


def network(sizes: Sequence[int], start: str, scale: float, seed: int) -> list[Layer]:
    """Layers of these widths; normal weights with `scale` times the deviation that `start` names, offsets zero.

    Layer l reads stream l of the seed, row by row of its (in, out) weights.
    """
    found = []
    for number, (before, after) in enumerate(pairwise(sizes)):
        draws = random_normals(seed, number, 0, before * after).reshape(before, after)
        found.append((scale * DEVIATIONS[start](before, after) * draws, np.zeros(after)))
    return found


class Run(NamedTuple):
    """A forward sweep: what each layer is given, what it adds up to, and its activation of that (the last has none)."""

    given: list[Array]
    sums: list[Array]
    active: list[Array]

    @property
    def output(self) -> Array:
        """The sums of the last layer, shape (rows, out)."""
        return self.sums[-1]


def forward(layers: Sequence[Layer], x: Array, activation: str, skip: bool = False) -> Run:
    """The values of a network at rows x (rows, in), all kept: the reverse sweep needs them."""
    phi = ACTIVATIONS[activation].phi
    given, sums, active = [x], [], []
    for number, (weights, offsets) in enumerate(layers):
        h = given[-1]
        sums.append(h @ weights + offsets)
        if number < len(layers) - 1:
            out = phi(sums[-1])
            active.append(out)
            given.append(h + out if skip and h.shape == out.shape else out)
    return Run(given, sums, active)


class Gradients(NamedTuple):
    """A reverse sweep: the gradient of each layer's weights and offsets; the adjoint of what each layer was given
    (`given[0]` belongs to the rows themselves); the derivative of each hidden activation."""

    layers: list[Layer]
    given: list[Array]
    slopes: list[Array]


def backward(layers: Sequence[Layer], run: Run, adjoint: Array, activation: str, skip: bool = False) -> Gradients:
    """The reverse sweep from the adjoint of the output, shape (rows, out)."""
    kind = ACTIVATIONS[activation]
    grads: list[Layer] = []
    passed: list[Array] = []
    slopes: list[Array] = []
    at_sum = adjoint  # the adjoint of the sums of the layer in hand
    for number in range(len(layers) - 1, -1, -1):
        weights, _ = layers[number]
        h = run.given[number]
        grads.append((h.T @ at_sum, at_sum.sum(axis=0)))
        at_given = at_sum @ weights.T
        if skip and number < len(layers) - 1 and weights.shape[0] == weights.shape[1]:  # a second use of h
            at_given = at_given + passed[-1]
        passed.append(at_given)
        if number:
            slopes.append(kind.slope(run.sums[number - 1], run.active[number - 1]))
            at_sum = at_given * slopes[-1]
    return Gradients(grads[::-1], passed[::-1], slopes[::-1])


def softmax_loss(scores: Array, labels: NDArray[np.intp]) -> tuple[float, Array]:
    """The mean cross-entropy of scores (rows, classes), and its derivative by them."""
    logs = scores - special.logsumexp(scores, axis=1, keepdims=True)
    rows = np.arange(len(scores))
    slope = np.exp(logs)
    slope[rows, labels] -= 1.0
    return float(-logs[rows, labels].mean()), slope / len(scores)


# --- how far gradients reach: real digits, deep networks ---


@lru_cache
def images() -> tuple[Array, NDArray[np.intp]]:
    """The first 256 digits, each pixel less its mean over them, all divided by one number that makes their mean square
    1; shape (256, 64). And their labels."""
    table = digits()
    x = table.values[:IMAGES] - table.values[:IMAGES].mean(axis=0)
    found = x / np.sqrt((x * x).mean())
    found.setflags(write=False)
    return found, table.labels[:IMAGES]


class Reach(NamedTuple):
    """How a gradient travels through a network at its start.

    `norms` (layers,) are the Frobenius norms of the gradient of each layer's weights, first to last; `passed` (layers,)
    those of the adjoint of what each layer is given; `slopes` (3, hidden) the 10%, 50% and 90% quantiles of the
    activations' derivatives, `mean_slopes` (hidden,) their means; `bounds` (layers,) what `passed` cannot exceed by the
    norms of the weights. `reverse` and `forward` are the slope of the loss in one direction (each layer moves along its
    own gradient, as fast as its weights are large): gradient times direction, and the forward sweep of derivatives.
    """

    loss: float
    norms: Array
    passed: Array
    slopes: Array
    mean_slopes: Array
    bounds: Array
    reverse: float
    forward: float


@remembered
def _unscaled(sizes: tuple[int, ...], start: str, seed: int) -> list[Layer]:
    """A network with the scale 1; shared, so do not change it."""
    return network(sizes, start, 1.0, seed)


def depth_sizes(depth: int, width: int) -> tuple[int, ...]:
    """The widths of a network for digits with that many hidden layers."""
    return (64, *[width] * depth, CLASSES)


def reach(activation: str, start: str, scale: float, depth: int, width: int, skip: bool, seed: int) -> Reach:
    """One forward and one reverse sweep over 256 digits, at the first weights."""
    x, labels = images()
    layers = [(scale * weights, offsets) for weights, offsets in _unscaled(depth_sizes(depth, width), start, seed)]
    run = forward(layers, x, activation, skip)
    loss, adjoint = softmax_loss(run.output, labels)
    found = backward(layers, run, adjoint, activation, skip)
    quantiles = np.quantile(np.array(found.slopes)[:, ::2].reshape(depth, -1), (0.1, 0.5, 0.9), axis=1)
    passed = np.array([np.linalg.norm(each) for each in found.given])
    moves = [
        (np.linalg.norm(w) or 1.0) / (np.linalg.norm(g) or 1.0) * g
        for (w, _), (g, _) in zip(layers, found.layers, strict=True)
    ]
    return Reach(
        loss,
        np.array([np.linalg.norm(weights) for weights, _ in found.layers]),
        passed,
        quantiles,
        np.array([s.mean() for s in found.slopes]),
        _bounds(layers, float(np.linalg.norm(adjoint)), activation, skip),
        sum(float((move * g).sum()) for move, (g, _) in zip(moves, found.layers, strict=True)),
        float((adjoint * tangent(layers, moves, run, activation, skip)).sum()),
    )


def ends(activation: str, start: str, scales: ArrayLike, depth: int, width: int, skip: bool, seed: int) -> Array:
    """The norms of the first and of the last layer's gradient at each scale of the first weights: shape (2, scales)."""
    x, labels = images()
    unit = _unscaled(depth_sizes(depth, width), start, seed)
    found = []
    for scale in np.asarray(scales, float).tolist():
        layers = [(scale * weights, offsets) for weights, offsets in unit]
        run = forward(layers, x, activation, skip)
        grads = backward(layers, run, softmax_loss(run.output, labels)[1], activation, skip).layers
        found.append([np.linalg.norm(grads[0][0]), np.linalg.norm(grads[-1][0])])
    return np.array(found).T


def _bounds(layers: Sequence[Layer], last: float, activation: str, skip: bool) -> Array:
    """What the norm of the adjoint of each layer's input cannot exceed: each layer passes at most the largest singular
    value of its weights times the steepest slope on, and a skip adds 1 to that."""
    steep = ACTIVATIONS[activation].steepest
    stretch = np.array([np.linalg.norm(weights, 2) for weights, _ in layers])
    factors = stretch * np.append(np.full(len(layers) - 1, steep), 1.0)
    if skip:
        factors[1:-1] += 1.0
    return last * np.cumprod(factors[::-1])[::-1]


def tangent(layers: Sequence[Layer], moves: Sequence[Array], run: Run, activation: str, skip: bool = False) -> Array:
    """The forward sweep of derivatives: how fast the output (rows, out) moves while the weights move at the velocities
    `moves`, one (in, out) for each layer. One such sweep gives one direction; the reverse sweep gives them all."""
    kind = ACTIVATIONS[activation]
    rate, at = np.zeros_like(run.given[0]), np.zeros(0)
    for number, ((weights, _), move) in enumerate(zip(layers, moves, strict=True)):
        at = rate @ weights + run.given[number] @ move
        if number < len(layers) - 1:
            out = kind.slope(run.sums[number], run.active[number]) * at
            rate = rate + out if skip and rate.shape == out.shape else out
    return at
