"""A Galton board: balls that turn right with probability p at each pin: Galton, *Natural Inheritance* (1889), p. 63."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from mathcore.common.memory import remembered
from mathcore.common.randomness import columns, table, uniform

LANES = 1024


@remembered
def board(probability: float, rows: int, balls: int, seed: int, run: int = 1) -> NDArray[np.int64]:
    """Right turns of each ball after 0, 1, ..., rows pins: shape (balls, rows + 1), read-only.

    Ball i is replicate i of the Bernoulli source of `mathcore.kernels` (its first block, so at most 1,024 balls): the
    last column is n times its sample mean. With `run` > 1 a ball decides at every `run`-th pin only and repeats that
    turn in between, so that its turns are not independent.

    Raises:
        ValueError: no rows, no balls, or more than 1,024 balls.
    """
    if rows < 1 or not 1 <= balls <= LANES:
        raise ValueError(f"A board needs at least one row and 1 to {LANES} balls, not {rows} and {balls}.")
    decisions = -(-rows // run)
    words = table(columns(seed, 0, 1, LANES)[:balls], 0, decisions, LANES)
    turns = np.repeat((uniform(words) < probability).T, run, axis=1)[:, :rows]
    path = np.concatenate([np.zeros((balls, 1), np.int64), np.cumsum(turns, axis=1)], axis=1)
    path.flags.writeable = False
    return path


def pins(rows: int) -> NDArray[np.float64]:
    """Where the pins stand, (rows (rows + 1) / 2, 2): row k at height -k, its pins one apart around 0."""
    return np.array([(i - k / 2, -k) for k in range(rows) for i in range(k + 1)])


def course(turns: NDArray[np.int64]) -> NDArray[np.float64]:
    """The places of a ball over the pins, (rows + 1, 2), from its right turns after each row."""
    levels = np.arange(len(turns))
    return np.stack([turns - levels / 2, -levels], axis=1).astype(float)


def flying(path: NDArray[np.int64], released: int) -> NDArray[np.float64]:
    """Where the balls are that are on their way after `released` of them, the newest on top: (rows + 1, 2), NaN where
    there is none. One is released each step and falls a row a step."""
    found = np.full((path.shape[1], 2), np.nan)
    for level in range(min(len(found), released)):
        found[level] = course(path[released - 1 - level])[level]
    return found


@dataclass(frozen=True)
class Heaps:
    """What lies under the board, in standard units: heap k stands at (k - mean) / deviation of the binomial law, `at`
    (rows + 1,), and is `width` = 1 / deviation wide; `share` of the landed balls and the binomial `law`, both
    (rows + 1,), are densities: their areas, height times `width`, sum to 1. The normal density is then the same
    standard one for every board. `counts` (rows + 1,) are the balls that have landed in each."""

    at: NDArray[np.float64]
    share: NDArray[np.float64]
    law: NDArray[np.float64]
    width: float
    counts: NDArray[np.int64]


def heaps(path: NDArray[np.int64], released: int, probability: float) -> Heaps:
    """The heaps after `released` balls; one is released each step and falls a row a step, so the last are still on
    their way. `path` is a `board` with 0 < `probability` < 1."""
    rows = path.shape[1] - 1
    landed = path[: max(0, released - rows - 1), -1]
    turns, law = np.arange(rows + 1), binom(rows, probability)
    counts, deviation = np.bincount(landed, minlength=rows + 1), float(law.std())
    at, share = (turns - law.mean()) / deviation, counts / max(1, len(landed))
    return Heaps(at, share * deviation, law.pmf(turns) * deviation, 1 / deviation, counts)
