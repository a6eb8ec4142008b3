"""What a small network learns: two moons, told apart by a 2-8-8-1 network of `layered_networks`, by gradient descent.

The 105 weights and offsets stand in one vector, which `unpack` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from mathcore.calculus.layered_networks import ACTIVATIONS, Array, Layer, backward, forward, network
from mathcore.common.randomness import random_normals

MOONS, SPREAD = 200, 0.2  # points, standard deviation of their noise
NET = (2, 8, 8, 1)
LOST = 1e6  # a loss beyond which training is given up


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


def logistic_loss(scores: Array, labels: Array) -> tuple[float, Array]:
    """The mean cross-entropy of scores (rows, 1) with labels 0 and 1 (rows,), and its derivative by them."""
    s = scores[:, 0]
    loss = np.logaddexp(0.0, s) - labels * s
    return float(loss.mean()), ((special.expit(s) - labels) / len(s))[:, None]


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
