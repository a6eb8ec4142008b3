"""A neural differential equation that untangles two rings: trained by hand-made backpropagation, carried, scored.

x' = tanh(x A + b) C + c moves every point of the plane, or of space with the plane in it, from t = 0 to t = 1 in 16
Euler steps: a residual network of 16 layers with the same weights in each. At t = 1 a plane cuts: the score w . x + v
is positive for the outer ring. R. T. Q. Chen, Y. Rubanova, J. Bettencourt and D. Duvenaud, Neural Ordinary Differential
Equations, NeurIPS (2018); E. Dupont, A. Doucet and Y. W. Teh, Augmented Neural ODEs, NeurIPS (2019).

The weights of six trained nets lie in `neural_flows.json`, which takes three seconds, by
`python -m mathcore.calculus.neural_flows`; a test trains one of them again.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
RADII = (0.6, 1.4)  # of the inner ring, class 0, and the outer one, class 1
EACH, WIDTH, LAYERS = 30, 16, 16  # samples a ring, neurons, Euler steps
EPOCHS, RATE, DECAY = 600, 0.03, 0.05
FINE = 1440  # points that stand for a whole ring
TABLE, SPACES, SEEDS = Path(__file__).with_suffix(".json"), (2, 3), (1, 2, 3)  # the nets of the table


class Net(NamedTuple):
    """Weights: inner (d, 16) and (16,), outer (16, d) and (d,), readout (d,) and (1,)."""

    a: Array
    b: Array
    c: Array
    d: Array
    w: Array
    v: Array


class Rings(NamedTuple):
    """Samples: their angles (2, n) in radians, the inner ring's first, and their places (2, n, d)."""

    angles: Array
    places: Array


def around(angles: ArrayLike, dimensions: int = 2) -> Array:
    """Points at angles (n,), or (2, n) for each ring its own, on both rings: (2, n, d), 0 in further dimensions."""
    turn = np.broadcast_to(np.asarray(angles, float), (2, np.shape(angles)[-1]))
    found = np.zeros((*turn.shape, dimensions))
    found[..., 0], found[..., 1] = np.cos(turn), np.sin(turn)
    return np.asarray(found * np.array(RADII)[:, None, None])


@remembered
def samples(dimensions: int = 2) -> Rings:
    """60 samples, 30 on each ring: one at random within each arc of 12 degrees. The same for all nets."""
    jitter = random_uniforms(3, 5, 0, 2 * EACH).reshape(2, EACH)
    angles = 2 * np.pi * (np.arange(EACH) + jitter) / EACH
    return Rings(angles, around(angles, dimensions))


def first_weights(dimensions: int, seed: int) -> Net:
    """Normal random weights: of the inner layer with standard deviation 1 (offsets 0.5), of the outer 0.3 and without
    offsets, of the readout 0.5 and without offset."""
    d, m = dimensions, WIDTH
    draws = random_normals(seed, 7, 0, 2 * d * m + m + d + d % 2)
    a, b, c, w = np.split(draws, np.cumsum([d * m, m, d * m]))
    return Net(a.reshape(d, m), 0.5 * b, 0.3 * c.reshape(m, d), np.zeros(d), 0.5 * w[:d], np.zeros(1))


def velocity(net: Net, x: Array) -> Array:
    """The field at points (..., d)."""
    return np.asarray(np.tanh(x @ net.a + net.b) @ net.c + net.d)


def carry(net: Net, x: Array, layers: int = LAYERS) -> Array:
    """Where points (..., d) are after 0, 1, ..., `layers` Euler steps: (layers + 1, ..., d)."""
    found, h = [x], 1 / layers
    for _ in range(layers):
        found.append(found[-1] + h * velocity(net, found[-1]))
    return np.array(found)


def score(net: Net, x: Array) -> Array:
    """The logit of "outer ring" at points (..., d)."""
    return np.asarray(x @ net.w + net.v[0])


def loss_and_slopes(net: Net, x: Array, labels: Array) -> tuple[float, Net]:
    """The mean cross-entropy of points (n, d) with labels 0 or 1 (n,), and its gradient by backpropagation through all
    steps: what is discretised is differentiated."""
    h, n, hidden, places = 1 / LAYERS, len(x), [], [x]
    for _ in range(LAYERS):
        u = np.tanh(places[-1] @ net.a + net.b)
        hidden.append(u)
        places.append(places[-1] + h * (u @ net.c + net.d))
    logit = score(net, places[-1])
    loss = float(np.mean(np.logaddexp(0, logit) - labels * logit))
    pull = (0.5 * (1 + np.tanh(0.5 * logit)) - labels) / n
    back = np.outer(pull, net.w)
    slopes = Net(*(np.zeros_like(part) for part in net))
    slopes.w[:] = places[-1].T @ pull
    slopes.v[:] = pull.sum()
    for k in range(LAYERS - 1, -1, -1):
        u = hidden[k]
        slopes.c[:] += h * u.T @ back
        slopes.d[:] += h * back.sum(axis=0)
        inner = h * (back @ net.c.T) * (1 - u * u)
        slopes.a[:] += places[k].T @ inner
        slopes.b[:] += inner.sum(axis=0)
        back = back + inner @ net.a.T
    return loss, slopes


def train(dimensions: int, seed: int) -> Net:
    """The net after 600 steps of AdamW (rate 0.03, decay 0.05) on all samples."""
    x = samples(dimensions).places.reshape(-1, dimensions)
    labels = np.repeat([0.0, 1.0], EACH)
    net = first_weights(dimensions, seed)
    means, squares = ([np.zeros_like(part) for part in net] for _ in range(2))
    for t in range(1, EPOCHS + 1):
        _, slopes = loss_and_slopes(net, x, labels)
        for part, mean, square, slope in zip(net, means, squares, slopes, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            part *= 1 - RATE * DECAY
            part -= RATE * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
    return net


@lru_cache
def _table() -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


@lru_cache
def trained(dimensions: int, seed: int) -> Net:
    """What `train` gives, for the dimensions SPACES and the seeds SEEDS out of the table; shared, so read-only."""
    key, first = f"{dimensions} {seed}", first_weights(dimensions, seed)
    if key not in _table():
        raise ValueError(f"The nets of dimension {SPACES} and seeds {SEEDS} are trained, not of {dimensions}, {seed}.")
    cuts = np.split(np.array(_table()[key]), np.cumsum([part.size for part in first])[:-1])
    net = Net(*(cut.reshape(part.shape) for cut, part in zip(cuts, first, strict=True)))
    for part in net:
        part.setflags(write=False)
    return net


def winding(curve: ArrayLike, points: ArrayLike) -> NDArray[np.int_]:
    """How often a closed curve (n, 2), its first point repeated, goes around each of some points (m, 2)."""
    arms = np.asarray(curve, float)[None] - np.asarray(points, float).reshape(-1, 1, 2)
    angle = np.arctan2(arms[..., 1], arms[..., 0])
    turn = (np.diff(angle, axis=1) + np.pi) % (2 * np.pi) - np.pi
    return np.asarray(np.rint(turn.sum(axis=1) / (2 * np.pi)), int)


class Carried(NamedTuple):
    """Both rings as closed curves, the first point repeated: `angles` (n,) in radians, the same for both, and `places`
    (LAYERS + 1, 2, n, d) after each layer."""

    angles: Array
    places: Array


@remembered
def rings(dimensions: int, seed: int) -> Carried:
    """Both rings carried by the net of that seed, with more points where it stretches them: half of the points are
    spread evenly over the angle, half over the length of the carried outer ring."""
    net, angles = trained(dimensions, seed), np.linspace(0, 2 * np.pi, 2881)
    outer = carry(net, around(angles, dimensions))[-1, 1]
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(outer, axis=0), axis=1))])
    wanted = np.linspace(0.0, 1.0, FINE + 1)
    angles = np.interp(wanted, 0.5 * (length / length[-1] + angles / (2 * np.pi)), angles)
    return Carried(angles, carry(net, around(angles, dimensions)))


def right(net: Net, ring: Carried) -> Array:
    """The part (2,) of each ring, by angle, that ends on its side of the cut."""
    logit = score(net, ring.places[-1])
    sides = np.stack([logit[0] < 0, logit[1] > 0]).astype(float)
    return np.asarray(np.diff(ring.angles) @ (0.5 * (sides[:, 1:] + sides[:, :-1])).T / (2 * np.pi))


def samples_right(dimensions: int, seed: int) -> float:
    """The part of all samples that ends on its side of the cut."""
    net = trained(dimensions, seed)
    logit = score(net, carry(net, samples(dimensions).places)[-1])
    return float(np.mean(np.stack([logit[0] < 0, logit[1] > 0])))


def main() -> None:
    """Make the table: of each net all weights in the order of `Net`, row by row, every digit of them."""
    nets = {f"{dims} {seed}": train(dims, seed) for dims in SPACES for seed in SEEDS}
    table = {key: np.concatenate([part.ravel() for part in net]).tolist() for key, net in nets.items()}
    TABLE.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
