"""The roach of Guattery and Miller: a ladder with two long antennae, where halving by the Fiedler vector goes wrong.

Two paths of `antenna + body` nodes each run side by side; rungs join them at the last `body` places. Nodes are numbered
along the upper path, then along the lower one.

Sources: S. Guattery and G. L. Miller, "On the quality of spectral separators", SIAM Journal on Matrix Analysis and
Applications 19 (1998); W. E. Donath and A. J. Hoffman, IBM Journal of Research and Development 17 (1973).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.advanced.spectral_graphs import Array, Ints, Mask, ordered, prefix, settled, spectrum

SIDES = ((0, 0), (0, 1), (1, 0), (1, 1))  # of the upper and the lower node of one place


class Halving(NamedTuple):
    """Half of the nodes, a mask (n,), and how many edges lead out of it."""

    inside: Mask
    cut: int


def edges(antenna: int, body: int) -> Ints:
    """Pairs of nodes (m, 2): the upper path, the lower path, the rungs."""
    length = antenna + body
    along = np.stack([np.arange(length - 1), np.arange(1, length)], axis=1)
    rung = np.arange(antenna, length)
    return np.concatenate([along, along + length, np.stack([rung, rung + length], axis=1)])


def weights(antenna: int, body: int) -> Array:
    """The adjacency matrix (n, n), n = 2 (antenna + body)."""
    n, pairs = 2 * (antenna + body), edges(antenna, body)
    found = np.zeros((n, n))
    found[pairs[:, 0], pairs[:, 1]] = found[pairs[:, 1], pairs[:, 0]] = 1.0
    return found


def even_value(antenna: int, body: int) -> float:
    """The least positive eigenvalue of a mode that is alike above and below: that of a path, 2 - 2 cos(pi / length)."""
    return float(2 - 2 * np.cos(np.pi / (antenna + body)))


def odd_value(antenna: int, body: int) -> float:
    """The least eigenvalue of a mode that is opposite above and below: of a path on which each rung adds 2."""
    length = antenna + body
    path = np.diag(np.where(np.arange(length) >= antenna, 2.0, 0.0))
    steps = np.arange(length - 1)
    path[steps, steps] += 1
    path[steps + 1, steps + 1] += 1
    path[steps, steps + 1] = path[steps + 1, steps] = -1
    return float(np.linalg.eigvalsh(path)[0])


def fiedler(antenna: int, body: int) -> tuple[Array, Array]:
    """All eigenvalues (n,) of D - W, ascending, and the Fiedler vector (n,), of unit length, its first entry not
    negative."""
    values, vectors = settled(spectrum(weights(antenna, body), normalised=False))
    f = vectors[:, 1]
    return values, f if f[0] >= 0 else -f


def halved(antenna: int, body: int) -> Halving:
    """The half that has the largest entries of the Fiedler vector."""
    n = 2 * (antenna + body)
    inside = ~prefix(ordered(fiedler(antenna, body)[1]), n // 2)
    return Halving(inside, cut_of(antenna, body, inside))


def cut_of(antenna: int, body: int, inside: NDArray[np.bool_]) -> int:
    """How many edges of the roach lead out of a set."""
    pairs = edges(antenna, body)
    return int((inside[pairs[:, 0]] != inside[pairs[:, 1]]).sum())


def best_halving(antenna: int, body: int) -> Halving:
    """The half that cuts the fewest edges of all: place by place from the left, the least cut for each pair of sides
    that the last place has and each number of nodes inside (dynamic programming, exact)."""
    length = antenna + body
    least = np.full((length, 4, 2 * length + 1), np.inf)
    came = np.zeros((length, 4, 2 * length + 1), int)
    for k, (up, low) in enumerate(SIDES):
        least[0, k, up + low] = (up != low) * (antenna == 0)
    for place in range(1, length):
        for k, (up, low) in enumerate(SIDES):
            rung = (up != low) * (place >= antenna)
            options = np.stack([least[place - 1, j] + (up != a) + (low != b) + rung for j, (a, b) in enumerate(SIDES)])
            size = up + low
            best = options.min(axis=0)
            least[place, k, size:] = best[: len(best) - size]
            came[place, k, size:] = options.argmin(axis=0)[: len(best) - size]
    k, count = int(least[-1, :, length].argmin()), length
    cut, inside = int(least[-1, k, length]), np.zeros(2 * length, bool)
    for place in range(length - 1, -1, -1):
        up, low = SIDES[k]
        inside[place], inside[place + length] = up, low
        k, count = int(came[place, k, count]), count - up - low
    return Halving(inside, cut)
