"""Hidden Markov models: filtering, smoothing, the most probable path; and the Nile at Aswan as one.

States 0, ..., k - 1 move by a chain P (k, k) from a start (k,). What is seen at time t comes in through `seen` (T, k),
the logarithm of how probable it is in each state (0 everywhere where nothing is seen). Source: Rabiner, *A Tutorial on
Hidden Markov Models and Selected Applications in Speech Recognition*, Proceedings of the IEEE 77 (1989).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.datasets import nile

Array = NDArray[np.float64]
Path = NDArray[np.intp]


class Beliefs(NamedTuple):
    """`filtered` (T, k): the states given what is seen up to each time; `smoothed` (T, k): given all; `pairs`
    (T - 1, k, k): two in a row, given all; `log_evidence` (T,): the logarithm of the probability of all that is seen,
    summed up at each time (the same number)."""

    filtered: Array
    smoothed: Array
    pairs: Array
    log_evidence: Array


def log(values: ArrayLike) -> Array:
    """The natural logarithm, minus infinity at 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.asarray(values, float)))


def beliefs(chain: ArrayLike, start: ArrayLike, seen: ArrayLike) -> Beliefs:
    """Forward and backward over the record, each step scaled to sum one: no record is too long.

    Raises:
        ValueError: what is seen is impossible.
    """
    step, told = np.asarray(chain, float), np.asarray(seen, float)
    top = told.max(axis=1, keepdims=True)
    likely = np.exp(told - top)
    ahead, back, scale = np.empty_like(told), np.ones_like(told), np.empty(len(told))
    now = np.asarray(start, float)
    for t in range(len(told)):
        ahead[t] = (now if t == 0 else (now[:, None] * step).sum(axis=0)) * likely[t]
        scale[t] = ahead[t].sum()
        if scale[t] <= 0:
            raise ValueError("What is seen has probability zero.")
        now = ahead[t] = ahead[t] / scale[t]
    for t in range(len(told) - 2, -1, -1):
        back[t] = (step * (likely[t + 1] * back[t + 1])).sum(axis=1) / scale[t + 1]
    both = ahead * back
    total = both.sum(axis=1)
    pairs = ahead[:-1, :, None] * step * (likely * back / scale[:, None])[1:, None, :]
    evidence = np.log(scale).sum() + top.sum() + np.log(total)
    return Beliefs(ahead, both / total[:, None], pairs, np.asarray(evidence))


def viterbi(chain: ArrayLike, start: ArrayLike, seen: ArrayLike) -> tuple[Path, float]:
    """The path (T,) that is most probable together with what is seen, and the logarithm of that probability. Of paths
    that are equal, the one with the lowest numbers at the last times."""
    step, told = log(chain), np.asarray(seen, float)
    best, came = log(start) + told[0], np.zeros(told.shape, dtype=np.intp)
    for t in range(1, len(told)):
        ways = best[:, None] + step
        came[t] = ways.argmax(axis=0)
        best = ways.max(axis=0) + told[t]
    path = np.empty(len(told), dtype=np.intp)
    path[-1] = best.argmax()
    for t in range(len(told) - 1, 0, -1):
        path[t - 1] = came[t, path[t]]
    return path, float(best.max())


def log_probability(chain: ArrayLike, start: ArrayLike, seen: ArrayLike, path: ArrayLike) -> Array:
    """The logarithm of the probability of a path (T,), or of each of several (n, T), together with what is seen."""
    step, told, way = log(chain), np.asarray(seen, float), np.asarray(path, int)
    times = np.arange(told.shape[0])
    return np.asarray(
        log(start)[way[..., 0]] + step[way[..., :-1], way[..., 1:]].sum(axis=-1) + told[times, way].sum(axis=-1)
    )


def every_path(states: int, times: int) -> Path:
    """All paths, shape (states^times, times)."""
    return np.stack(np.meshgrid(*[np.arange(states)] * times, indexing="ij"), axis=-1).reshape(-1, times)


class Answers(NamedTuple):
    """What hidden days were: `beliefs`; the `best` path, and the best state of each day (T,), with the logarithms of
    their probabilities together with what is seen; `every` path (n, T), with the same of each."""

    beliefs: Beliefs
    best: Path
    log_best: float
    daily: Path
    log_daily: float
    every: Path
    logs: Array

    @property
    def impossible(self) -> bool:
        """Whether each day has one best state alone, and these form a path that the chain cannot go."""
        ordered = np.sort(self.beliefs.smoothed, axis=1)
        return self.log_daily == -np.inf and bool((ordered[:, -1] - ordered[:, -2] > 1e-9).all())


def decode(chain: ArrayLike, start: ArrayLike, seen: ArrayLike) -> Answers:
    """All answers, beside all paths by brute force, of which there are k^T."""
    found, (best, log_best) = beliefs(chain, start, seen), viterbi(chain, start, seen)
    daily = np.round(found.smoothed, 12).argmax(axis=1)  # of states that are equal but for roundings, the first
    every = every_path(found.smoothed.shape[1], len(daily))
    logs = log_probability(chain, start, seen, np.concatenate([every, daily[None]]))
    return Answers(found, best, log_best, daily, float(logs[-1]), every, logs[:-1])


def noisy(letters: str, alphabet: str, accuracy: float) -> Array:
    """`seen` for a text: each of its letters names the true state with probability `accuracy`, each other state with
    the same share of the rest; a letter that is not in the alphabet says nothing."""
    k = len(alphabet)
    found = np.zeros((len(letters), k))
    for t, letter in enumerate(letters):
        if letter in alphabet:
            found[t] = np.log((1 - accuracy) / (k - 1))
            found[t, alphabet.index(letter)] = np.log(accuracy)
    return found


def normal(values: ArrayLike, means: ArrayLike, deviation: float) -> Array:
    """`seen` for numbers (T,) that are normal around the mean (k,) of their state: the logarithms of densities."""
    z = (np.asarray(values, float)[:, None] - np.asarray(means, float)[None]) / deviation
    return np.asarray(-0.5 * z**2 - np.log(deviation * np.sqrt(2 * np.pi)))


def staying(stay: float) -> Array:
    """Two states that are left with probability 1 - stay."""
    return np.array([[stay, 1 - stay], [1 - stay, stay]])


def two_levels(stay: float, seen: ArrayLike) -> tuple[Beliefs, Path]:
    """Beliefs and the best path of two states that are left with probability 1 - stay, and begin alike."""
    start = np.full(2, 0.5)
    return beliefs(staying(stay), start, seen), viterbi(staying(stay), start, seen)[0]


@lru_cache
def nile_flow() -> tuple[Array, Array]:
    """The years 1871 to 1970 and the flow of the Nile at Aswan in each, in 10^8 cubic metres (statsmodels' `nile`)."""
    table = nile.load().data
    found = np.asarray(table["year"], float), np.asarray(table["volume"], float)
    for array in found:
        array.setflags(write=False)
    return found
