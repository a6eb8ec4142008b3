"""Networks of dense layers, trained by backpropagation written out: how far gradients reach, and what they learn.

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
MOONS, SPREAD = 200, 0.2  # points, standard deviation of their noise
NET = (2, 8, 8, 1)
LOST = 1e6  # a loss beyond which training is given up


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


def logistic_loss(scores: Array, labels: Array) -> tuple[float, Array]:
    """The mean cross-entropy of scores (rows, 1) with labels 0 and 1 (rows,), and its derivative by them."""
    s = scores[:, 0]
    loss = np.logaddexp(0.0, s) - labels * s
    return float(loss.mean()), ((special.expit(s) - labels) / len(s))[:, None]


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


# --- what they learn: two moons, a 2-8-8-1 network ---


@lru_cache(maxsize=32)
def moons(seed: int) -> tuple[Array, Array]:
    """Two interleaved half circles of 100 points each with normal noise, shape (200, 2), and their labels 0 and 1."""
    half = MOONS // 2
    angle = np.linspace(0.0, np.pi, half)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    noise = SPREAD * random_normals(seed, 100, 0, 2 * MOONS).reshape(MOONS, 2)
    points = np.concatenate([upper, lower]) + noise - np.array([0.5, 0.25])
    labels = np.repeat([0.0, 1.0], half)
    for array in (points, labels):
        array.setflags(write=False)
    return points, labels


class Training(NamedTuple):
    """A run of gradient descent: `weights` (steps + 1, 105), those of a step as `unpack` reads them; `losses` (steps +
    1,); `norms` (steps + 1, 3), the norm of the gradient of each layer's weights; `last`, the last step before the loss
    was lost (from there on all is NaN), or the last of all."""

    weights: Array
    losses: Array
    norms: Array
    last: int


def unpack(flat: Array, sizes: Sequence[int] = NET) -> list[Layer]:
    """The layers that a vector holds, as views of it: of each layer the weights row by row, then the offsets."""
    found, at = [], 0
    for before, after in pairwise(sizes):
        weights = flat[at : at + before * after].reshape(before, after)
        found.append((weights, flat[at + before * after : at + (before + 1) * after]))
        at += (before + 1) * after
    return found


def pack(layers: Sequence[Layer]) -> Array:
    """The inverse of `unpack`."""
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def slope_of(flat: Array, points: Array, labels: Array, activation: str) -> tuple[float, Array]:
    """The loss of a 2-8-8-1 network on points (n, 2) with labels (n,), and its gradient (105,) by one reverse sweep."""
    layers = unpack(flat)
    run = forward(layers, points, activation)
    loss, adjoint = logistic_loss(run.output, labels)
    return loss, pack(backward(layers, run, adjoint, activation).layers)


def _sweeper(points: Array, labels: Array, activation: str) -> Callable[[Sequence[Layer], Array], float]:
    """What `slope_of` computes, by the same sums in the same order, on arrays that stand from step to step: a function
    of the layers and of where the gradient (105,) is put, to the loss. It hands nothing on to the points themselves."""
    kind, rows = ACTIVATIONS[activation], len(points)
    sums = [np.empty((rows, after)) for after in NET[1:]]
    back = [np.empty((rows, before)) for before in NET[:-1]]
    column = labels[:, None]

    def sweep(layers: Sequence[Layer], gradient: Array) -> float:
        given = [points]
        for (weights, offsets), z in zip(layers, sums, strict=True):
            np.matmul(given[-1], weights, out=z)
            z += offsets
            if z is not sums[-1]:
                given.append(kind.phi(z))
        scores = sums[-1][:, 0]
        loss = float(np.add.reduce(np.logaddexp(0.0, scores) - labels * scores) / rows)
        at_sum = special.expit(sums[-1])
        at_sum -= column
        at_sum /= rows
        into = unpack(gradient)
        for number in range(len(layers) - 1, -1, -1):
            np.matmul(given[number].T, at_sum, out=into[number][0])
            np.add.reduce(at_sum, axis=0, out=into[number][1])
            if number:
                np.matmul(at_sum, layers[number][0].T, out=back[number])
                back[number] *= kind.slope(sums[number - 1], given[number])
                at_sum = back[number]
        return loss

    return sweep


def train(
    activation: str, start: str, scale: float, seed: int, rates: tuple[float, float], switch: int, steps: int
) -> Training:
    """Gradient descent on all points at once, with the first rate up to step `switch` and then the second."""
    points, labels = moons(seed)
    flat, last = pack(network(NET, start, scale, seed)), steps
    layers, slope_at = unpack(flat), _sweeper(points, labels, activation)
    weights, gradients, losses = (np.full((steps + 1, *size), np.nan) for size in (flat.shape, flat.shape, ()))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(steps + 1):
            loss = slope_at(layers, gradients[k])
            if not loss < LOST:
                last, gradients[k] = k - 1, np.nan
                break
            weights[k], losses[k] = flat, loss
            flat -= rates[int(k >= switch)] * gradients[k]
    ends = np.cumsum([0, *((before + 1) * after for before, after in pairwise(NET))])
    sizes = [before * after for before, after in pairwise(NET)]
    parts = [gradients[:, at : at + size] for at, size in zip(ends[:-1], sizes, strict=True)]
    return Training(weights, losses, np.stack([np.linalg.norm(part, axis=1) for part in parts], axis=1), last)


def silent(flat: Array, points: Array, activation: str) -> bool:
    """Whether the last hidden layer is off at every point: it hands back nothing then, and of all weights and offsets
    only the last offset moves, which does not switch it on again. Sigmoids and tanh are never off. A gradient that is
    merely too small for the computer is not silence."""
    return activation == "relu" and not forward(unpack(flat), points, activation).given[-1].any()


def silenced(run: Training, points: Array, activation: str) -> bool:
    """Whether a run has a gradient in every layer at its first step, and is `silent` after its last."""
    return bool(run.norms[0].all()) and silent(run.weights[-1], points, activation)


class Probe(NamedTuple):
    """At one point: `chance` that its label is 1, the gradient (2,) of that by the point, and the activations of each
    layer, the point first."""

    chance: float
    gradient: Array
    given: list[Array]


def probe(flat: Array, point: ArrayLike, activation: str) -> Probe:
    """What a 2-8-8-1 network says at a point (2,); the reverse sweep goes on to the inputs themselves."""
    layers = unpack(flat)
    run = forward(layers, np.asarray(point, float)[None], activation)
    chance = special.expit(run.output)
    found = backward(layers, run, chance * (1 - chance), activation)
    return Probe(float(chance[0, 0]), found.given[0][0], [each[0] for each in (*run.given, chance)])


def chances(flat: Array, points: Array, activation: str) -> Array:
    """The chance of the label 1 at points (n, 2), shape (n,)."""
    return np.asarray(special.expit(forward(unpack(flat), points, activation).output[:, 0]))


class Slope(NamedTuple):
    """The length of the gradient of the loss, and the central difference of the loss along it (its error: `error`)."""

    length: float
    nudge: float
    error: float


def checked(flat: Array, gradient: Array, points: Array, labels: Array, activation: str) -> Slope | None:
    """A gradient check along the gradient itself. The step is the longest of 1e-5, 1e-6, ... for which no rectifier
    switches on or off on the way; None if there is none, or the gradient is zero."""
    length = float(np.linalg.norm(gradient))
    if not length > 0:
        return None
    for h in (1e-5, 1e-6, 1e-7, 1e-8):
        runs = [forward(unpack(flat + t * h / length * gradient), points, activation) for t in (1, -1, 2, -2)]
        signs = [np.concatenate([z > 0 for z in run.sums[:-1]], axis=1) for run in (runs[2], runs[3])]
        if activation == "relu" and (signs[0] != signs[1]).any():
            continue
        up, down, far_up, far_down = (logistic_loss(run.output, labels)[0] for run in runs)
        near, far = (up - down) / (2 * h), (far_up - far_down) / (4 * h)
        return Slope(length, near, abs(near - far) + 1e-15 * (1 + abs(up)) / h)
    return None
