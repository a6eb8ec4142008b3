"""Where the nodes of a graph are drawn."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from mathcore.advanced.elimination import Array, Graph, edges_of


@lru_cache(maxsize=4)
def layout(graph: Graph, rounds: int = 200) -> Array:
    """Places (n, 2) of the nodes of a connected graph whose distances are near to the numbers of steps between them:
    stress majorisation from a circle (E. Gansner, Y. Koren and S. North, 2004), the longest side as x."""
    n = len(graph)
    pairs = edges_of(graph)
    steps = shortest_path(csr_matrix((np.ones(len(pairs)), pairs.T), shape=(n, n)), directed=False, unweighted=True)
    weights = np.divide(1.0, steps**2, out=np.zeros_like(steps), where=steps > 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    angle = 2 * np.pi * np.arange(n) / n
    spots = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(rounds):
        apart = np.linalg.norm(spots[:, None] - spots[None], axis=2)
        pull = -np.divide(weights * steps, apart, out=np.zeros_like(apart), where=apart > 1e-12)
        np.fill_diagonal(pull, 0.0)
        np.fill_diagonal(pull, -pull.sum(axis=1))
        spots = inverse @ (pull @ spots)
    axes = np.linalg.svd(spots - spots.mean(axis=0), full_matrices=False)[2]
    axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    return np.asarray((spots - spots.mean(axis=0)) @ axes.T)


def spread(places: Array, least: float, rounds: int = 400) -> Array:
    """Places (n, 2) fitted to the square from -1 to 1, and those that are nearer than `least` pushed apart."""
    found = np.asarray(places, float)
    for _ in range(rounds):
        found = (2 * found - found.min(axis=0) - found.max(axis=0)) / np.ptp(found, axis=0)
        way = found[:, None] - found[None]
        apart = np.linalg.norm(way, axis=2) + 9.0 * np.eye(len(found))
        if apart.min() >= least:
            break
        push = np.clip(1.02 * least / np.maximum(apart, 1e-9) - 1, 0, None)
        found = found + (0.5 * push[:, :, None] * way).sum(axis=1)
    return found
