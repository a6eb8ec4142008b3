"""Finite Markov chains: classes and periods, long-run shares, distances, eigenvalues, and three chains worth knowing.

A chain is a matrix P of shape (k, k) whose rows sum to one: P[i, j] is the probability of a step from i to j, and a
distribution is a row, shape (k,), that moves as mu -> mu P. Distances are total variation, half of the sum of |p - q|,
between 0 and 1. Sources: Levin and Peres, *Markov Chains and Mixing Times*, 2nd ed. (2017); Seneta, *Non-negative
Matrices and Markov Chains*, 2nd ed. (1981).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn import datasets

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])  # the corners of all distributions on three states
LETTERS = "abcdefghijklmnopqrstuvwxyz "
DESCRIBED = ("breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine")  # data sets of scikit-learn


class Classes(NamedTuple):
    """The closed classes of a chain, each with the numbers of its states, and the period of each; `number` is the
    number of all its communicating classes, closed or not."""

    closed: tuple[tuple[int, ...], ...]
    periods: tuple[int, ...]
    number: int

    @property
    def irreducible(self) -> bool:
        """Every state can be reached from every other."""
        return self.number == 1

    @property
    def settles(self) -> bool:
        """Whether P^n tends to a matrix with all rows alike: one closed class, and that of period 1."""
        return self.periods == (1,)


def damped(chain: ArrayLike, jump: float) -> Array:
    """The chain that with probability `jump` goes to a state chosen evenly, and else takes a step of P."""
    p = np.asarray(chain, float)
    return np.asarray((1 - jump) * p + jump / len(p))


def classes(chain: ArrayLike) -> Classes:
    """The closed classes of a chain and their periods, from its pattern of zeros alone."""
    steps = np.asarray(chain, float) > 0
    return _classes(steps.tobytes(), len(steps))


@remembered
def _classes(pattern: bytes, k: int) -> Classes:
    steps = np.frombuffer(pattern, dtype=bool).reshape(k, k)
    reached = steps | np.eye(k, dtype=bool)
    for _ in range(k.bit_length()):  # ways of at most 1, 2, 4, ... steps
        reached = reached @ reached
    groups = {tuple(np.flatnonzero(reached[i] & reached[:, i]).tolist()) for i in range(k)}
    closed = sorted(each for each in groups if reached[each[0]].sum() == len(each))
    return Classes(tuple(closed), tuple(_period(steps[np.ix_(each, each)]) for each in closed), len(groups))


def _period(steps: NDArray[np.bool_]) -> int:
    """The greatest common divisor of the lengths of all cycles of a strongly connected graph."""
    level, waiting, found = {0: 0}, [0], 0
    for i in waiting:  # grows while it is read: breadth first
        for j in np.flatnonzero(steps[i]).tolist():
            if j not in level:
                level[j] = level[i] + 1
                waiting.append(j)
            found = math.gcd(found, level[i] + 1 - level[j])
    return found


def gth(chain: ArrayLike) -> Array:
    """The stationary distribution (k,) of an irreducible chain, by state reduction without a subtraction (Grassmann,
    Taksar and Heyman 1985): each entry is right to a few roundings, however small it is."""
    a = np.array(chain, float)
    for k in range(len(a) - 1, 0, -1):
        a[:k, k] /= a[k, :k].sum()
        a[:k, :k] += a[:k, k, None] * a[k, :k]
    found = np.zeros(len(a))
    found[0] = 1.0
    for k in range(1, len(a)):
        found[k] = found[:k] @ a[:k, k]
    return np.asarray(found / found.sum())


def stationary(chain: ArrayLike) -> Array:
    """The extreme stationary distributions, one a closed class, shape (classes, k); all others are mixtures of them."""
    p = np.asarray(chain, float)
    found = []
    for members in classes(p).closed:
        row = np.zeros(len(p))
        row[list(members)] = gth(p[np.ix_(members, members)])
        found.append(row)
    return np.array(found)


def long_run(chain: ArrayLike, start: ArrayLike) -> Array:
    """The share of its time that a chain spends in each state, (k,), in the long run and in the mean over its start:
    the limit of the average of mu P^n over n, which always exists."""
    p, mu, every = np.asarray(chain, float), np.asarray(start, float), classes(chain).closed
    inside = sorted(state for members in every for state in members)
    passing = [k for k in range(len(p)) if k not in inside]
    # Where those that leave for good end: (I - Q)^-1 R, with Q the steps among the states that are left for good.
    leave = np.eye(len(passing)) - p[np.ix_(passing, passing)]
    weights = []
    for members in every:
        ends = np.linalg.solve(leave, p[np.ix_(passing, members)].sum(axis=1)) if passing else np.zeros(0)
        weights.append(mu[list(members)].sum() + mu[passing] @ ends)
    return np.asarray(np.array(weights) @ stationary(p))


def return_time(chain: ArrayLike, state: int) -> float:
    """The mean number of steps until a chain that starts in a state is there again; infinite if it may never be.

    By first steps: h(i) = 1 + sum of P[i, j] h(j) over j != state is the mean time from i to the state.
    """
    p = np.asarray(chain, float)
    if not any(state in members for members in classes(p).closed):
        return math.inf
    members = next(each for each in classes(p).closed if state in each)
    others = [k for k in members if k != state]
    way = np.linalg.solve(np.eye(len(others)) - p[np.ix_(others, others)], np.ones(len(others)))
    return float(1 + p[state, others] @ way)


def distance(p: ArrayLike, q: ArrayLike) -> Array:
    """Total variation between distributions in the last axis of two arrays."""
    return np.asarray(0.5 * np.abs(np.asarray(p, float) - np.asarray(q, float)).sum(axis=-1))


def farthest(rows: ArrayLike) -> tuple[int, int, float]:
    """The two rows of a matrix that are farthest from one another, and their distance: Dobrushin's coefficient."""
    found = np.asarray(rows, float)
    apart = distance(found[:, None], found[None])
    i, j = divmod(int(np.argmax(apart)), len(found))
    return min(i, j), max(i, j), float(apart[i, j])


def dobrushin(rows: ArrayLike) -> float:
    """max over i, j of the distance of row i to row j: the factor by which P brings any two distributions nearer."""
    return farthest(rows)[2]


def powers(chain: ArrayLike, most: int) -> Array:
    """P^0, P^1, ..., P^most, shape (most + 1, k, k)."""
    p = np.asarray(chain, float)
    found = np.empty((most + 1, *p.shape))
    found[0] = np.eye(len(p))
    for n in range(most):
        found[n + 1] = np.einsum("ij,jk->ik", found[n], p)
    return found


def far_power(chain: ArrayLike, doublings: int = 60) -> Array:
    """P to the power 2^doublings, by squaring; rows are kept at sum one."""
    found = np.array(chain, float)
    for _ in range(doublings):
        found = found @ found
        found /= found.sum(axis=1, keepdims=True)
    return found


def worst_distances(raised: ArrayLike, settled: ArrayLike) -> Array:
    """For each power of P, shape (n, k, k), the distance of its worst row to a distribution (k,): d(n)."""
    return np.asarray(distance(raised, settled).max(axis=-1))


def eigenvalues(chain: ArrayLike) -> NDArray[np.complex128]:
    """All eigenvalues, the largest modulus first; the first is the 1 that every chain has. Those of three states come
    from their sum and product, exact where both vanish: there an iteration is off by the root of its rounding."""
    p = np.asarray(chain, float)
    if len(p) == 3:
        half, product = (np.trace(p) - 1) / 2, np.linalg.det(p)
        root = np.sqrt(complex(half * half - product))
        far = half + root if half >= 0 else half - root  # nothing cancels in it, so the other one is the quotient
        rest = np.array([far, np.conj(far) if root.imag else product / far if far else 0.0])
    else:
        found = np.linalg.eigvals(p).astype(complex)
        rest = np.delete(found, int(np.argmin(np.abs(found - 1))))
    order = np.lexsort((-rest.imag, -rest.real, -np.round(np.abs(rest), 9)))
    return np.concatenate([[1.0 + 0j], rest[order]])


class Decay(NamedTuple):
    """How a chain forgets: `chain` (k, k), and the eigenvalues that it would have without jumps; its classes, its long
    run from an even start, its eigenvalues, d(0), d(1), ..., Dobrushin's coefficient, its largest breach of balance."""

    chain: Array
    plain: NDArray[np.complex128]
    kinds: Classes
    settled: Array
    values: NDArray[np.complex128]
    worst: Array
    delta: float
    unbalanced: float

    @property
    def second(self) -> float:
        """The second largest modulus of an eigenvalue."""
        return float(np.abs(self.values[1]))

    @property
    def reversible(self) -> bool:
        """Detailed balance, and no state with the share 0."""
        return self.unbalanced < 1e-12 and self.kinds.irreducible

    @property
    def bounds(self) -> Array:
        """`reversible_bound` for each n, of the smallest share that is not 0."""
        smallest = float(self.settled[self.settled > 0].min())
        return reversible_bound(smallest, self.second, np.arange(len(self.worst)))

    @property
    def mixing(self) -> float:
        """The first n with d(n) <= 1/4; infinite if there is none among those computed."""
        found = np.flatnonzero(self.worst <= 0.25)
        return float(found[0]) if len(found) else math.inf


def decay(bare: ArrayLike, jump: float, most: int) -> Decay:
    """How a chain with jumps forgets, in its first `most` steps."""
    chain = damped(bare, jump)
    settled = long_run(chain, np.full(len(chain), 1 / len(chain)))
    worst, unbalanced = worst_distances(powers(chain, most), settled), imbalance(chain, settled)
    found = eigenvalues(bare), classes(chain), settled, eigenvalues(chain), worst, dobrushin(chain), unbalanced
    return Decay(chain, *found)


def heaps(places: ArrayLike, near: float) -> list[list[int]]:
    """For each of the places (n, 2), those that share its name: every place goes to the first one that is nearer than
    `near` and has not itself gone to another."""
    at = np.asarray(places, float)
    found: list[list[int]] = [[] for _ in at]
    for k in range(len(at)):
        found[next((j for j in range(k) if found[j] and math.dist(at[j], at[k]) < near), k)].append(k)
    return found


def shares_at(x: float, y: float) -> Array:
    """The distribution on three states that a place in the TRIANGLE stands for, (3,); negative shares are outside."""
    up = y / TRIANGLE[2, 1]
    return np.array([1 - x - 0.5 * up, x - 0.5 * up, up])


def row_at(x: float, y: float, jump: float = 0.0) -> tuple[tuple[float, ...], bool]:
    """The row (3,) of a chain that, with jumps, lies at a place in the TRIANGLE, or the nearest there is by cutting off
    what is negative; and whether that was more than a rounding."""
    wanted = (shares_at(x, y) - jump / 3) / (1 - jump)
    found = np.maximum(wanted, 0.0)
    return tuple((found / found.sum()).tolist()), bool(wanted.min() < -0.005)


def area_share(rows: ArrayLike) -> float:
    """The area of the triangle of three distributions (3, 3), as a part of the TRIANGLE, by its corners."""
    (x0, y0), (x1, y1), (x2, y2) = (np.asarray(rows, float) @ TRIANGLE).tolist()
    return float(abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / TRIANGLE[2, 1])


def imbalance(chain: ArrayLike, settled: ArrayLike) -> float:
    """The largest |pi_i P_ij - pi_j P_ji|: zero exactly if the chain is reversible (detailed balance)."""
    flow = np.asarray(settled, float)[:, None] * np.asarray(chain, float)
    return float(np.abs(flow - flow.T).max())


def reversible_bound(smallest: float, second: float, steps: ArrayLike) -> Array:
    """sqrt((1 - m)/m)/2 * |lambda|^n, which d(n) of an irreducible reversible chain never exceeds; m is the smallest
    stationary probability (Levin and Peres 2017, section 12.6; Diaconis and Stroock 1991)."""
    return np.asarray(0.5 * np.sqrt((1 - smallest) / smallest) * second ** np.asarray(steps, float))


@lru_cache
def written() -> str:
    """The descriptions of six data sets that scikit-learn ships, in small letters, all else one space each time."""
    texts = (getattr(datasets, f"load_{name}")().DESCR for name in DESCRIBED)
    return re.sub("[^a-z]+", " ", " ".join(texts).lower()).strip() + " "


@lru_cache
def letter_counts() -> Array:
    """How often each of the 27 LETTERS is followed by each, (27, 27), in `written`, its end joined to its beginning."""
    text = np.array([LETTERS.index(each) for each in written()])
    found = np.zeros((27, 27))
    np.add.at(found, (text, np.roll(text, -1)), 1)
    found.setflags(write=False)
    return found


@lru_cache
def letters() -> Array:
    """The chain of letters of English as scikit-learn's authors write it: row i, what follows letter i."""
    found = letter_counts() / letter_counts().sum(axis=1, keepdims=True)
    found.setflags(write=False)
    return found


@lru_cache
def urn(balls: int = 10) -> Array:
    """Ehrenfest's urns, lazy: with probability 1/2 nothing, else one of the balls, chosen evenly, changes its urn.

    The state is the number of balls in the first urn, 0 to `balls`. It is the number of ones of the lazy walk on the
    corners of a cube of that dimension, and started at 0 it is as far from its end as that walk is.
    """
    k = np.arange(balls + 1)
    found = np.diag(np.full(balls + 1, 0.5))
    found[k[:-1], k[1:]] = 0.5 * (balls - k[:-1]) / balls
    found[k[1:], k[:-1]] = 0.5 * k[1:] / balls
    found.setflags(write=False)
    return found


KNOWN = {"letters": letters, "urn": urn}  # chains by name
