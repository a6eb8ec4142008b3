"""A small network that learns a sum of waves: which frequencies it learns first, and the kernel that says why.

One input, 64 tanh units, one output, mean squared error on a full batch, Adam. Sources: N. Rahaman et al., "On the
spectral bias of neural networks", ICML 2019; A. Jacot, F. Gabriel and C. Hongler, "Neural tangent kernel", NeurIPS
2018; M. Tancik et al., "Fourier features let networks learn high frequency functions in low dimensional domains",
NeurIPS 2020.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
UNITS, SAMPLES = 64, 64
X = -1 + 2 * np.arange(SAMPLES) / SAMPLES
TONES = (1, 3, 6)  # the target is the sum of sin(pi k x)
EVERY, LOOKS = 40, 100  # steps between two looks, and how many looks after the start
RATE, FIRST, SECOND, TINY = 5e-3, 0.9, 0.999, 1e-8  # of Adam
FEATURES = 8  # frequencies that are given to the network as features


def target(x: Array) -> Array:
    """What is to be learnt: the sum of the waves."""
    return np.asarray(np.sum([np.sin(np.pi * k * x) for k in TONES], axis=0))


TARGET = target(X)


class Weights(NamedTuple):
    """A network: `w` (d, UNITS), `b` (UNITS,), `v` (UNITS,), `a` (1,)."""

    w: Array
    b: Array
    v: Array
    a: Array

    @property
    def flat(self) -> Array:
        """All in one vector."""
        return np.concatenate([each.ravel() for each in self])


class Training(NamedTuple):
    """`weights` (LOOKS + 1, p) and `outputs` (LOOKS + 1, SAMPLES) every EVERY steps."""

    weights: Array
    outputs: Array


def inputs(features: bool, x: Array = X) -> Array:
    """What the network is given of each x: x alone (n, 1), or sin and cos of pi k x as well, k = 1 ... FEATURES."""
    if not features:
        return x[:, None]
    k = np.pi * np.arange(1, FEATURES + 1)
    return np.concatenate([x[:, None], np.sin(np.outer(x, k)), np.cos(np.outer(x, k))], axis=1)


def start(seed: int, features: bool) -> Weights:
    """The first weights: w normal of variance 1 an input (divided by their number), b uniform on [-1, 1], v normal of
    variance 1/UNITS, a zero."""
    d = inputs(features).shape[1]
    w = random_normals(seed, 0, 0, d * UNITS).reshape(d, UNITS) / np.sqrt(d)
    b = 2 * random_uniforms(seed, 1, 0, UNITS) - 1
    v = random_normals(seed, 2, 0, UNITS) / np.sqrt(UNITS)
    return Weights(w, b, v, np.zeros(1))


def parts(flat: Array, features: bool) -> Weights:
    """The vector of all weights as a network."""
    d = 17 if features else 1
    cut = d * UNITS
    return Weights(flat[:cut].reshape(d, UNITS), flat[cut : cut + UNITS], flat[cut + UNITS : -1], flat[-1:])


def output(net: Weights, x: Array) -> Array:
    """What the network says of inputs (n, d); shape (n,)."""
    return np.asarray(np.tanh(x @ net.w + net.b) @ net.v + net.a[0])


def gradient(net: Weights, x: Array) -> tuple[Array, Array]:
    """Of half the mean squared error against TARGET: the gradient (p,), and the outputs (n,)."""
    h = np.tanh(x @ net.w + net.b)
    out = h @ net.v + net.a[0]
    r = (out - TARGET) / len(x)
    back = 1 - h * h
    back *= net.v
    back *= r[:, None]
    return np.concatenate([(x.T @ back).ravel(), back.sum(axis=0), r @ h, [r.sum()]]), out


def train(seed: int, features: bool) -> Training:
    """EVERY * LOOKS steps of Adam (D. P. Kingma and J. Ba, ICLR 2015) on the full batch."""
    x, flat = inputs(features), start(seed, features).flat
    net = parts(flat, features)  # views: they move with the vector
    first, second, size = (np.zeros_like(flat) for _ in range(3))
    weights, outputs = np.empty((LOOKS + 1, len(flat))), np.empty((LOOKS + 1, SAMPLES))
    for step in range(EVERY * LOOKS + 1):
        g, out = gradient(net, x)
        if step % EVERY == 0:
            weights[step // EVERY], outputs[step // EVERY] = flat, out
        first *= FIRST
        first += (1 - FIRST) * g
        g *= g
        second *= SECOND
        second += (1 - SECOND) * g
        unbiased = np.sqrt(1 - SECOND ** (step + 1))
        np.sqrt(second, out=size)
        size += TINY * unbiased
        np.divide(first, size, out=size)
        size *= RATE * unbiased / (1 - FIRST ** (step + 1))
        flat -= size
    return Training(weights, outputs)


def amplitudes(outputs: Array, most: int = 12) -> Array:
    """The part of sin(pi k x), k = 1 ... most, in outputs (..., SAMPLES): shape (..., most), by projection."""
    waves = np.sin(np.pi * np.outer(X, np.arange(1, most + 1)))
    return np.asarray(outputs @ waves * 2 / SAMPLES)


def error_by_frequency(outputs: Array) -> Array:
    """The mean squared error dealt out to the frequencies 0, 1, ... SAMPLES/2 of the record [-1, 1): Parseval."""
    squares = np.abs(np.fft.rfft(outputs - TARGET)) ** 2 / SAMPLES**2
    squares[1:-1] *= 2
    return squares


def jacobian(net: Weights, x: Array) -> Array:
    """Derivatives (n, p) of the outputs by all weights."""
    h = np.tanh(x @ net.w + net.b)
    back = (1 - h * h) * net.v
    by_w = (x[:, :, None] * back[:, None, :]).reshape(len(x), -1)
    return np.concatenate([by_w, back, h, np.ones((len(x), 1))], axis=1)


def speeds(net: Weights, x: Array, most: int = 12) -> Array:
    """How fast gradient descent would shrink an error sin(pi k x), k = 1 ... most, at these weights:
    s^T K s / (n s^T s) with the tangent kernel K = J J^T; shape (most,)."""
    waves = np.sin(np.pi * np.outer(X, np.arange(1, most + 1)))
    return np.asarray(((jacobian(net, x).T @ waves) ** 2).sum(axis=0) / (0.5 * len(x) ** 2))


def pull(net: Weights, x: Array, k: int) -> tuple[float, float]:
    """How fast the amplitude of sin(pi k x) grows under gradient flow at these weights: from the tangent kernel, and
    from the outputs a tiny step along the negative gradient on either side."""
    wave = np.sin(np.pi * k * X)
    g, out = gradient(net, x)
    j = jacobian(net, x)
    kernel = -(wave @ (j @ (j.T @ (out - TARGET)))) * 2 / SAMPLES / len(x)
    tiny = 1e-5 / max(float(np.linalg.norm(g)), 1e-12)
    ahead, behind = (output(parts(net.flat - sign * tiny * g, x.shape[1] > 1), x) for sign in (1, -1))
    return float(kernel), float(wave @ (ahead - behind) * 2 / SAMPLES / (2 * tiny))
