"""Two trained networks, and all the ways to write one of them down: why the loss of a network is not convex.

The network has four inputs, five hidden units with tanh, three outputs with softmax: 43 weights. Its hidden units have
no order, and tanh is odd, so that a unit with all its weights reversed does the same: each network is written in
5! 2^5 = 3,840 ways, the same function with the same loss. If the loss were convex, it would be no higher half-way
between two of them. It is trained on Fisher's irises, the inputs standardised, on the mean cross-entropy plus DECAY / 2
times the sum of the squared weights: gradient descent with momentum, then damped Newton steps down to rounding.

Sources: Hecht-Nielsen, "On the algebraic structure of feedforward network weight spaces" (1990), for the symmetries;
Entezari, Sedghi, Saukh and Neyshabur, ICLR (2022), and Ainsworth, Hayase and Srinivasa, ICLR (2023), for matching.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations, product
from math import factorial, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from mathcore.calculus.sharpness import flowers
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
INPUTS, HIDDEN, OUTPUTS = 4, 5, 3
WEIGHTS = (INPUTS + 1 + OUTPUTS) * HIDDEN + OUTPUTS
DECAY = 1e-3
RATE, MOMENTUM, STEPS = 0.5, 0.9, 2000
COPIES = 3840
_SPLIT = (INPUTS + 1 + OUTPUTS) * HIDDEN
NUDGE = 1e-5
BOTH = np.array([1.0, -1.0])[:, None]  # the signs of a unit


def units(w: ArrayLike) -> Array:
    """The hidden units of weights (43,), one a row: four weights in, the offset, three weights out; shape (5, 8)."""
    return np.asarray(w, float)[:_SPLIT].reshape(HIDDEN, INPUTS + 1 + OUTPUTS)


def _scores(w: Array) -> tuple[Array, Array]:
    """What the hidden units say and the scores of the classes: shapes (150, 5) and (150, 3)."""
    u = units(w)
    hidden = np.tanh(flowers()[0] @ u[:, :INPUTS].T + u[:, INPUTS])
    return hidden, hidden @ u[:, INPUTS + 1 :] + w[_SPLIT:]


def _entropies(scores: Array) -> Array:
    """Mean cross-entropy of scores (..., 150, 3)."""
    top = scores.max(axis=-1, keepdims=True)
    logs = np.log(np.exp(scores - top).sum(axis=-1)) + top[..., 0]
    return np.asarray((logs - (scores * flowers()[1]).sum(axis=-1)).mean(axis=-1))


def loss(w: ArrayLike) -> float:
    """The loss of weights (43,)."""
    found = np.asarray(w, float)
    return float(_entropies(_scores(found)[1])) + 0.5 * DECAY * float(found @ found)


def slope(w: Array) -> Array:
    """Its gradient (43,), by backpropagation."""
    x, wanted = flowers()
    hidden, scores = _scores(w)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    wrong = (chances / chances.sum(axis=1, keepdims=True) - wanted) / len(x)
    below = (wrong @ units(w)[:, INPUTS + 1 :].T) * (1 - hidden * hidden)
    rows = np.concatenate([below.T @ x, below.sum(axis=0)[:, None], hidden.T @ wrong], axis=1)
    return np.concatenate([rows.ravel(), wrong.sum(axis=0)]) + DECAY * w


def hessian(w: Array) -> Array:
    """Its Hessian (43, 43), by central differences of the gradient."""
    moves = NUDGE * np.eye(WEIGHTS)
    found = np.array([slope(w + move) - slope(w - move) for move in moves]) / (2 * NUDGE)
    return np.asarray((found + found.T) / 2)


def first_weights(seed: int) -> Array:
    """The first weights (43,) of a seed: uniform on [-1, 1)."""
    return 2 * random_uniforms(seed, 0, 0, WEIGHTS) - 1


@lru_cache(maxsize=64)
def trained(seed: int) -> Array:
    """The weights (43,) at which training from the first weights of a seed ends: a strict minimum but for rounding."""
    w, speed = first_weights(seed), np.zeros(WEIGHTS)
    for _ in range(STEPS):
        speed = MOMENTUM * speed - RATE * slope(w)
        w = w + speed
    for _ in range(60):
        gradient = slope(w)
        if np.abs(gradient).max() < 1e-14:
            break
        values, vectors = np.linalg.eigh(hessian(w))
        # Where the loss bends down the step still goes downhill: the curvatures count without their sign.
        step = -vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-4))
        size, now = 1.0, loss(w)
        while loss(w + size * step) > now + 1e-15 and size > 1e-6:
            size /= 2
        w = w + size * step
    w.setflags(write=False)
    return w


def hits(w: ArrayLike) -> int:
    """How many of the 150 flowers get the largest score at their own species."""
    scores = _scores(np.asarray(w, float))[1]
    return int((scores.argmax(axis=1) == flowers()[1].argmax(axis=1)).sum())


@lru_cache
def labels() -> tuple[NDArray[np.intp], Array]:
    """All relabellings: the orders (3840, 5) and the signs (3840, 5) of the units; the first changes nothing."""
    orders = np.array(list(permutations(range(HIDDEN))))
    signs = np.array(list(product((1.0, -1.0), repeat=HIDDEN)))
    return np.repeat(orders, len(signs), axis=0), np.tile(signs, (len(orders), 1))


def relabelled(w: Array, order: ArrayLike, signs: ArrayLike) -> Array:
    """The same network, its unit order[k] written at place k, with that sign: weights (43,)."""
    rows = np.asarray(signs, float)[:, None] * units(w)[np.asarray(order)]
    return np.concatenate([rows.ravel(), w[_SPLIT:]])


class Copies(NamedTuple):
    """Every way to write the second network, against the first: squared distances (3840,), losses half-way (3840,),
    and the places of all in the order of distance."""

    squared: Array
    half_way: Array
    nearest: NDArray[np.intp]


def copies(first: Array, second: Array) -> Copies:
    """All 3,840 of them. A unit half-way is half of one of the first's and half of one of the second's, with either
    sign: fifty units in all, from which every network half-way is put together."""
    orders, signs = labels()
    u, v = units(first), units(second)
    ends = first[_SPLIT:], second[_SPLIT:]
    mixed = 0.5 * (u[:, None, None] + BOTH * v[:, None])  # the fifty units: (5, 5, 2, 8)
    hidden = np.tanh(np.einsum("ri,abci->abcr", flowers()[0], mixed[..., :INPUTS]) + mixed[..., INPUTS, None])
    parts = hidden[..., None] * mixed[..., None, INPUTS + 1 :]  # of the scores: (5, 5, 2, 150, 3)
    sizes, apart = (mixed**2).sum(axis=-1), _apart(u, v)
    flipped = (signs < 0).astype(int)
    offset, gap = 0.5 * (ends[0] + ends[1]), ends[0] - ends[1]
    scores = np.broadcast_to(offset, (COPIES, *parts.shape[3:])).copy()
    weight, squared = np.full(COPIES, offset @ offset), np.full(COPIES, gap @ gap)
    for place in range(HIDDEN):
        chosen = place, orders[:, place], flipped[:, place]
        scores += parts[chosen]
        weight += sizes[chosen]
        squared += apart[chosen]
    half_way = _entropies(scores) + 0.5 * DECAY * weight
    return Copies(squared, half_way, np.argsort(np.round(squared, 9), kind="stable"))


def _apart(u: Array, v: Array) -> Array:
    """Squared distances between units, the second with either sign: shape (5, 5, 2)."""
    return np.asarray(((u[:, None, None] - BOTH * v[:, None]) ** 2).sum(axis=-1))


def assigned(first: Array, second: Array) -> float:
    """The least squared distance to a relabelling, without trying them all: each pair of units has its better sign, and
    the pairs are an assignment problem (the Hungarian method)."""
    costs = _apart(units(first), units(second)).min(axis=2)
    gap = first[_SPLIT:] - second[_SPLIT:]
    return float(costs[linear_sum_assignment(costs)].sum() + gap @ gap)


def different(w: Array) -> int:
    """How many of the 3,840 ways to write a network differ: fewer, where units are the same up to their sign, or zero
    (such a unit has no sign)."""
    kinds: list[Array] = []
    counts: list[int] = []
    for row in units(w):
        same = [k for k, kind in enumerate(kinds) if min(np.abs(row - kind).max(), np.abs(row + kind).max()) < 1e-6]
        if same:
            counts[same[0]] += 1
        else:
            kinds.append(row)
            counts.append(1)
    zeros = sum(count for kind, count in zip(kinds, counts, strict=True) if np.abs(kind).max() < 1e-6)
    return factorial(HIDDEN) * 2 ** (HIDDEN - zeros) // prod(map(factorial, counts))


def opposite(label: int) -> int:
    """The place of the relabelling with the same order and every sign reversed."""
    signs = 2**HIDDEN
    return label // signs * signs + signs - 1 - label % signs


def along(first: Array, second: Array, t: ArrayLike) -> Array:
    """The losses (n,) at the weights (1 - t) first + t second."""
    share = np.asarray(t, float)[:, None]
    w = (1 - share) * first + share * second
    u = w[:, :_SPLIT].reshape(-1, HIDDEN, INPUTS + 1 + OUTPUTS)
    hidden = np.tanh(flowers()[0] @ u[:, :, :INPUTS].swapaxes(1, 2) + u[:, None, :, INPUTS])
    scores = hidden @ u[:, :, INPUTS + 1 :] + w[:, None, _SPLIT:]
    return np.asarray(_entropies(scores) + 0.5 * DECAY * (w * w).sum(axis=1))


@dataclass(frozen=True, eq=False)
class Pair:
    """Two trained networks, weights (43,) each, and every way to write the second one down."""

    first: Array
    second: Array

    @cached_property
    def copies(self) -> Copies:
        return copies(self.first, self.second)

    @cached_property
    def losses(self) -> tuple[float, float]:
        return loss(self.first), loss(self.second)

    @cached_property
    def barriers(self) -> Array:
        """Of every copy how far the loss half-way is above the mean of the ends (3840,)."""
        return np.asarray(self.copies.half_way - sum(self.losses) / 2)

    @cached_property
    def far(self) -> Array:
        """The distances of the copies (3840,)."""
        return np.sqrt(self.copies.squared)

    @cached_property
    def spots(self) -> Array:
        """Distance and barrier of every copy, those that coincide once: shape (k, 2)."""
        return np.unique(np.round(np.stack([self.far, self.barriers], axis=1), 5), axis=0)

    def label(self, name: str, rank: int) -> int:
        """The place of a relabelling: "trained", "matched" (the nearest), "opposite" to that, or by its rank."""
        matched = int(self.copies.nearest[0])
        named = {"trained": 0, "matched": matched, "opposite": opposite(matched)}
        return named.get(name, int(self.copies.nearest[rank]))

    def copy(self, label: int) -> Array:
        """The second network so relabelled (43,)."""
        orders, signs = labels()
        return relabelled(self.second, orders[label], signs[label])

    def nearest_to(self, far: float, barrier: float, size: tuple[float, float]) -> tuple[int, float]:
        """The rank of the copy nearest to a place in the plane of distance and barrier, and how far off it is along the
        worse axis, as a part of `size`."""
        order = self.copies.nearest
        off = np.stack([(self.far[order] - far) / size[0], (self.barriers[order] - barrier) / size[1]])
        rank = int(np.argmin(np.hypot(*off)))
        return rank, float(np.abs(off[:, rank]).max())


@remembered
def pair(first: int, second: int) -> Pair:
    """The networks of two seeds."""
    return Pair(trained(first), trained(second))
