"""What a deep stack of linear layers does to vectors: orthogonal layers against Gaussian ones.

Layer k is a matrix W_k of shape (n, n). Gaussian layers have independent entries N(0, 1/n), so that |Wx|^2 has the mean
|x|^2; orthogonal layers are the Q of their QR decomposition (with the sign convention R_ii > 0, which makes Q uniformly
distributed: Mezzadri, *How to generate random matrices from the classical compact groups*, Notices AMS 54 (2007)).
A gain g multiplies every layer, hence lengths after k layers by g^k; angles do not change.

Sources: Saxe, McClelland and Ganguli, *Exact solutions to the nonlinear dynamics of learning in deep linear neural
networks*, ICLR (2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Depth:
    """Two vectors on their way through the layers, at gain 1: `lengths` (layers + 1,) of the first relative to its
    start, and `angles` (layers + 1,) in degrees between the two."""

    lengths: Array
    angles: Array


def gaussian_layer(seed: int, layer: int, n: int) -> Array:
    """An (n, n) matrix of independent N(0, 1/n), from stream `layer` of the seed, row by row; n^2 is even."""
    return np.asarray(random_normals(seed, layer, 0, n * n).reshape(n, n) / np.sqrt(n))


def orthogonal_layer(seed: int, layer: int, n: int) -> Array:
    """The uniformly distributed orthogonal matrix made from the Gaussian one."""
    q, r = np.linalg.qr(gaussian_layer(seed, layer, n))
    return np.asarray(q * np.sign(np.diag(r)))


def through(kind: str, first: ArrayLike, second: ArrayLike, seed: int, layers: int) -> Depth:
    """Two vectors, shape (n,) each, through `layers` layers of a kind ("gaussian" or "orthogonal").

    The vectors are scaled to length one after each layer and their lengths kept apart, so that nothing overflows.

    Raises:
        ValueError: no such kind, or one of the vectors is zero.
    """
    make = {"gaussian": gaussian_layer, "orthogonal": orthogonal_layer}.get(kind)
    if make is None:
        raise ValueError(f"The kind of layer is gaussian or orthogonal, not {kind}.")
    pair = np.stack([np.asarray(first, float), np.asarray(second, float)], axis=1)
    sizes = np.linalg.norm(pair, axis=0)
    if not sizes.min() > 0:
        raise ValueError("The zero vector has no direction.")
    pair = pair / sizes
    logs, angles = [0.0], [_angle(pair)]
    for layer in range(layers):
        pair = make(seed, layer, len(pair)) @ pair
        sizes = np.linalg.norm(pair, axis=0)
        pair = pair / sizes
        logs.append(logs[-1] + float(np.log(sizes[0])))
        angles.append(_angle(pair))
    return Depth(np.exp(logs), np.array(angles))


def _angle(pair: Array) -> float:
    """The angle in degrees between two unit columns; stable near 0 and 180 (Kahan's formula)."""
    u, v = pair.T
    return float(np.rad2deg(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))))
