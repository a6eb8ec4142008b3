"""Sharpness, the largest eigenvalue of a loss's Hessian, along gradient descent: two weights, and a small network.

Two weights: f(a, b) = (ab - 1)^2 / 2 is the loss of the network x -> b a x on one sample (1, 1). All points of the
curve ab = 1 are the same function and minima, with the sharpness a^2 + b^2.

The network: 4 measurements of an iris, 5 tanh units, 3 outputs, half the mean squared distance to the one-hot species;
43 weights in the order (4 x 5 weights, 5 offsets, 5 x 3 weights, 3 offsets).

Sources: Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient descent on neural networks typically occurs at the edge of
stability", ICLR (2021); Lewkowycz, Bahri, Dyer, Sohl-Dickstein and Gur-Ari, "The large learning rate phase of deep
learning: the catapult mechanism" (2020); Dinh, Pascanu, Bengio and Bengio, "Sharp minima can generalize for deep
nets", ICML (2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.hessians import principal
from mathcore.common.randomness import random_normals
from mathcore.common.tables import iris

Array = NDArray[np.float64]
FAR = 1e6  # |a| + |b|, or a loss, beyond this ends a path
INPUTS, HIDDEN, OUTPUTS = 4, 5, 3
WEIGHTS = (INPUTS + 1) * HIDDEN + (HIDDEN + 1) * OUTPUTS
SPREAD = 0.2  # standard deviation of the first weights
EVERY, CHECKS = 4, 120  # steps between two looks at the Hessian, and how many looks after the first


def two_hessian(a: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    """(f_aa, f_ab, f_bb) of (ab - 1)^2 / 2."""
    first, second = np.asarray(a, float), np.asarray(b, float)
    return second**2, 2 * first * second - 1, first**2


def two_path(start: ArrayLike, step: float, steps: int) -> Array:
    """Gradient descent on (ab - 1)^2 / 2: points (steps + 1, 2), the start first; NaN once |a| + |b| passes FAR."""
    a, b = (float(v) for v in np.asarray(start, float))
    out = np.full((steps + 1, 2), np.nan)
    out[0] = a, b
    for k in range(1, steps + 1):
        pull = step * (a * b - 1)
        a, b = a - pull * b, b - pull * a
        if not abs(a) + abs(b) < FAR:
            break
        out[k] = a, b
    return out


def two_sharpness(points: ArrayLike) -> Array:
    """The largest eigenvalue of the Hessian of (ab - 1)^2 / 2 at points (n, 2)."""
    return principal(*two_hessian(*np.asarray(points, float).T))[0]


def balance(points: Array, step: float) -> tuple[float, float]:
    """What a^2 - b^2 is at the end of a path (n, 2), and how far rounding may have moved it: a step multiplies it by
    1 - step^2 (ab - 1)^2."""
    a, b = points.T
    value, error = float(a[0] ** 2 - b[0] ** 2), 0.0
    for factor, size in zip(1 - step**2 * (a * b - 1)[:-1] ** 2, (a * a + b * b)[1:], strict=True):
        value, error = value * float(factor), error * abs(float(factor)) + 1e-14 * float(size + abs(value))
    return value, error


def flow_sharpness(start: ArrayLike) -> float:
    """The sharpness where gradient flow from `start` ends: a^2 - b^2 = c stays, and ab = 1 at the end, so a^2 + b^2 is
    sqrt(c^2 + 4). From a = -b the flow ends at the saddle (0, 0) instead, whose largest eigenvalue is 1."""
    a, b = np.asarray(start, float)
    return 1.0 if a == -b else float(np.hypot(a * a - b * b, 2.0))


def rests(path: Array) -> int | None:
    """The step of a path (n, 2) at which it stands exactly on a minimum without having come near before: there it stays
    whatever the sharpness. None for a path that does not, or that draws in to its end little by little."""
    off = np.abs(path[:, 0] * path[:, 1] - 1)
    still = np.flatnonzero(off < 1e-12)
    if not len(still) or not off[still[0] :].max() < 1e-9 or (still[0] and off[still[0] - 1] < 1e-3):
        return None
    return int(still[0])


@cache
def flowers() -> tuple[Array, Array]:
    """The inputs (150, 4), standardised with divisor n, and the one-hot species (150, 3)."""
    table = iris()
    x = (table.values - table.values.mean(axis=0)) / table.values.std(axis=0)
    return x, np.eye(OUTPUTS)[table.labels]


def _parts(w: Array) -> tuple[Array, Array, Array, Array]:
    """The weights and offsets of the two layers."""
    cut = INPUTS * HIDDEN, (INPUTS + 1) * HIDDEN, WEIGHTS - OUTPUTS
    return (
        w[: cut[0]].reshape(INPUTS, HIDDEN),
        w[cut[0] : cut[1]],
        w[cut[1] : cut[2]].reshape(HIDDEN, OUTPUTS),
        w[cut[2] :],
    )


def net_start(seed: int) -> Array:
    """The first weights (43,): normal with deviation SPREAD, from stream 0 of the seed."""
    return SPREAD * random_normals(seed, 0, 0, WEIGHTS)


def net_slope(w: Array) -> tuple[float, Array]:
    """The loss and its gradient (43,), by backpropagation."""
    x, wanted = flowers()
    first, offset, second, last = _parts(w)
    hidden = np.tanh(x @ first + offset)
    wrong = hidden @ second + last - wanted
    back = wrong / len(x)
    below = (back @ second.T) * (1 - hidden * hidden)
    loss = 0.5 * float((wrong * wrong).sum()) / len(x)
    return loss, np.concatenate([(x.T @ below).ravel(), below.sum(axis=0), (hidden.T @ back).ravel(), back.sum(axis=0)])


def net_hits(w: Array) -> int:
    """How many of the 150 flowers have the largest output at their own species."""
    x, wanted = flowers()
    first, offset, second, last = _parts(w)
    return int((np.argmax(np.tanh(x @ first + offset) @ second + last, axis=1) == wanted.argmax(axis=1)).sum())


def net_hessians(weights: ArrayLike) -> Array:
    """The Hessians of the loss at weights (..., 43), shape (..., 43, 43): J^T J / n, J the derivatives of the outputs
    (the part of Gauss and Newton), and the mean of the errors times the second derivatives of the outputs.

    Both are put together from a few sums over the flowers, so that many Hessians cost little.
    """
    w = np.asarray(weights, float).reshape(-1, WEIGHTS)
    x, wanted = flowers()
    count, many, units = len(x), len(w), HIDDEN * np.arange(INPUTS + 1)[:, None] + np.arange(HIDDEN)
    cut = (INPUTS + 1) * HIDDEN, WEIGHTS - OUTPUTS
    inputs = np.concatenate([x, np.ones((count, 1))], axis=1)
    second, last = w[:, cut[0] : cut[1]].reshape(-1, HIDDEN, OUTPUTS), w[:, None, cut[1] :]
    hidden = np.tanh(inputs @ w[:, : cut[0]].reshape(-1, INPUTS + 1, HIDDEN))
    slope = 1 - hidden * hidden
    wrong = (hidden @ second + last - wanted) / count
    # The derivatives of output k: inputs_i slope_u second_uk by the first weights, hidden_u or 1 by the second ones.
    moved = (inputs[:, :, None] * slope[:, :, None, :]).reshape(many, count, -1)
    outer = np.concatenate([hidden, np.ones((many, count, 1))], axis=2)
    turned = moved.swapaxes(1, 2) / count
    out = np.zeros((many, WEIGHTS, WEIGHTS))
    out[:, : cut[0], : cut[0]] = turned @ moved * np.tile(second @ second.swapaxes(1, 2), (1, INPUTS + 1, INPUTS + 1))
    mixed = (turned @ outer)[..., None] * np.tile(second, (1, INPUTS + 1, 1))[:, :, None, :]
    bends = (-2 * hidden * slope * (wrong @ second.swapaxes(1, 2))).swapaxes(1, 2)
    squares = (inputs[:, :, None] * inputs[:, None, :]).reshape(count, -1)
    felt = (slope[..., None] * wrong[:, :, None, :]).reshape(many, count, -1).swapaxes(1, 2) @ inputs
    for u in range(HIDDEN):
        mine = units[:, u]
        out[:, mine[:, None], mine] += (bends[:, u] @ squares).reshape(-1, INPUTS + 1, INPUTS + 1)
        mixed[:, mine, u] += felt[:, u * OUTPUTS : (u + 1) * OUTPUTS].swapaxes(1, 2)
    out[:, : cut[0], cut[0] :] = mixed.reshape(many, cut[0], -1)
    out[:, cut[0] :, : cut[0]] = out[:, : cut[0], cut[0] :].swapaxes(1, 2)
    for k in range(OUTPUTS):
        out[:, cut[0] + k :: OUTPUTS, cut[0] + k :: OUTPUTS] = outer.swapaxes(1, 2) @ outer / count
    return out.reshape(*np.shape(weights), WEIGHTS)


def net_steepest(w: Array, largest: float) -> Array:
    """A unit eigenvector (43,) of the Hessian's largest eigenvalue, which is given, by inverse iteration."""
    shifted = net_hessians(w) - (largest + 1e-9 * (1 + abs(largest))) * np.eye(WEIGHTS)
    v: Array = np.ones(WEIGHTS)
    for _ in range(3):
        v = np.linalg.solve(shifted, v).astype(np.float64)
        v = np.divide(v, np.linalg.norm(v), dtype=np.float64)
    return v


def net_bend(w: Array, direction: Array, step: float = 1e-4) -> float:
    """d^T H d for a direction (43,), from two gradients and no Hessian; its error is of the order of step^2."""
    ahead, behind = (net_slope(w + sign * step * direction)[1] for sign in (1, -1))
    return float(direction @ (ahead - behind)) / (2 * step)


@dataclass(frozen=True, eq=False)
class Training:
    """Gradient descent on all flowers, looked at every EVERY steps: `weights` (looks, 43), `losses` (looks,) and
    `eigenvalues` (looks, 43) of the Hessian, ascending; all NaN from where the loss passed FAR."""

    weights: Array
    losses: Array
    eigenvalues: Array

    @property
    def last(self) -> int:
        """The last look before the run was given up."""
        return int(np.isfinite(self.losses).sum()) - 1


def train(seed: int, step: float, checks: int = CHECKS) -> Training:
    """Train the network from the first weights of a seed."""
    x, wanted = flowers()
    inputs, outer = np.concatenate([x, np.ones((len(x), 1))], axis=1), np.ones((len(x), HIDDEN + 1))
    weights, losses = np.full((checks + 1, WEIGHTS), np.nan), np.full(checks + 1, np.nan)
    w = net_start(seed)
    first, second = w[: (INPUTS + 1) * HIDDEN].reshape(-1, HIDDEN), w[(INPUTS + 1) * HIDDEN :].reshape(-1, OUTPUTS)
    across, rate = inputs.T.copy(), step / len(x)
    with np.errstate(all="ignore"):
        for k in range(EVERY * checks + 1):  # the steps of `net_slope`, on two matrices that are parts of w
            hidden = np.tanh(inputs @ first)
            outer[:, :HIDDEN] = hidden
            wrong = outer @ second - wanted
            if k % EVERY == 0:
                loss = 0.5 * float((wrong * wrong).sum()) / len(x)
                if not loss < FAR:
                    break
                weights[k // EVERY], losses[k // EVERY] = w, loss
            back = (wrong @ second[:HIDDEN].T) * (1 - hidden * hidden)
            second -= rate * (outer.T @ wrong)
            first -= rate * (across @ back)
    spectra = np.full((checks + 1, WEIGHTS), np.nan)
    whole = int(np.isfinite(losses).sum())
    spectra[:whole] = np.linalg.eigvalsh(net_hessians(weights[:whole]))
    return Training(weights, losses, spectra)
