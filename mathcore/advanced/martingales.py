"""Walks of ±1 that are stopped, and systems of stakes: exact laws, by recursion and in closed form.

Doob, *Stochastic Processes*, Wiley (1953), chapter VII; Feller, *An Introduction to Probability Theory and Its
Applications*, vol. 1, 3rd ed., Wiley (1968), chapters III and XIV; Dubins and Savage, *How to Gamble If You Must*,
McGraw-Hill (1965).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu
from scipy.stats import binom

from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
DUST = 1e-12  # of the size of what a number is the sum of: less is rounding
GOAL, BOLDEST = 100, 50  # of the gambler who plays for a goal; the largest stake that the table has a row for


def tosses(p: float, steps: int, count: int, seed: int, stream: int = 0) -> Integers:
    """Steps +1 with probability p and −1 otherwise, (count, steps). The same uniforms serve every p."""
    u = random_uniforms(seed, stream, 0, count * steps).reshape(count, steps)
    return np.where(u < p, 1, -1)


def walks(p: float, steps: int, count: int, seed: int) -> Integers:
    """Walks from 0 with the tosses as steps, (count, steps + 1)."""
    return np.pad(np.cumsum(tosses(p, steps, count, seed), axis=1), ((0, 0), (1, 0)))


def stopping_times(paths: Integers, high: int, low: int | None) -> Integers:
    """The first time at which each walk (count, n + 1) is at `high` or at −`low`; n + 1 if it is at neither by n."""
    out = paths >= high if low is None else (paths >= high) | (paths <= -low)
    return np.where(out.any(axis=1), out.argmax(axis=1), paths.shape[1])


@dataclass(frozen=True)
class Stopped:
    """The law of a walk stopped at `high` or −`low`, at each time t = 0, ..., n, arrays (n + 1,).

    up, down: probabilities of having stopped there. playing: of not having stopped; place: E[S; still playing].
    square: E of S² of the stopped walk; power: E of (q/p)^S of it; time: E min(t, T).
    """

    up: Array
    down: Array
    playing: Array
    place: Array
    square: Array
    power: Array
    time: Array
    high: int
    low: int  # 0 where there is no lower barrier, so that its part of the mean is 0

    @property
    def mean(self) -> Array:
        """E of the stopped walk at each time; what only rounding leaves of its parts is 0."""
        above, below = self.high * self.up, self.low * self.down
        found = above - below + self.place
        return np.where(np.abs(found) > DUST * (above + below + np.abs(self.place)), found, 0.0)


def stopped_walk(p: float, high: int, low: int | None, n: int) -> Stopped:
    """Exact, step by step: the probabilities of all places of those who still play. 0 < p < 1, barriers ≥ 1."""
    bottom = -(n + 1) if low is None else -low
    s = np.arange(bottom, high + 1)
    up, down, time = np.zeros(n + 1), np.zeros(n + 1), np.zeros(n + 1)
    alive = np.zeros((n + 1, len(s)))
    alive[0] = s == 0
    for t in range(1, n + 1):
        at, new = alive[t - 1], alive[t]
        time[t] = time[t - 1] + at.sum()
        new[1:] += p * at[:-1]
        new[:-1] += (1 - p) * at[1:]
        up[t], new[-1] = up[t - 1] + new[-1], 0.0
        if low is not None:
            down[t], new[0] = down[t - 1] + new[0], 0.0
    floor = 0 if low is None else low
    ratio = (1 - p) / p
    moments = [np.einsum("ts,s->t", alive, f) for f in (np.ones(len(s)), s, s**2.0, ratio ** s.astype(float))]
    moments[1] *= np.abs(moments[1]) > DUST * np.einsum("ts,s->t", alive, np.abs(s))  # where sides balance it is 0
    square = high**2 * up + floor**2 * down + moments[2]
    power = ratio**high * up + ratio ** (-floor) * down + moments[3]
    return Stopped(up, down, moments[0], moments[1], square, power, time, high, floor)


def reach_probability(p: float, high: int, low: int | None) -> float:
    """Of a walk from 0 to be at `high` before −`low`, or ever if there is none. Feller, XIV.2; de Moivre (1711)."""
    ratio = (1 - p) / p
    if low is None:
        return 1.0 if p >= 0.5 else ratio**-high
    if p == 0.5:
        return low / (high + low)
    # Both forms are one; each is used where its powers stay below 1.
    if ratio < 1:
        return (1 - ratio**low) / (1 - ratio ** (high + low))
    return ratio**-high * (1 - ratio**-low) / (1 - ratio ** -(high + low))


def mean_duration(p: float, high: int, low: int | None) -> float:
    """E of the time until a walk from 0 is at `high` or −`low`, from its linear equations d(s) = 1 + E d(next).

    Without a lower barrier it is infinite at p = 1/2, and NaN below, where some walks never stop.
    """
    if low is None:
        return np.inf if p == 0.5 else high / (2 * p - 1) if p > 0.5 else np.nan
    size = high + low - 1
    equations = np.eye(size) - p * np.eye(size, k=1) - (1 - p) * np.eye(size, k=-1)
    return float(np.linalg.solve(equations, np.ones(size))[low - 1])


def azuma(high: int, low: int | None, n: int) -> float:
    """Bound on the chance that a fair walk is at `high` or −`low` by n: exp(−high²/2n) + exp(−low²/2n).

    Azuma and Hoeffding's inequality for steps of at most 1, with Doob's maximal inequality.
    """
    return sum(float(np.exp(-(level**2) / (2 * n))) for level in (high, low) if level is not None and n > 0)


@dataclass(frozen=True)
class Stakes:
    """A gambler with x of GOAL coins who stakes s, or what he has, or what he lacks, if that is less, until the end.

    chance, staked, rounds: of stake s (row s − 1, s = 1, ..., BOLDEST) from x coins (column x = 0, ..., GOAL): the
    probability of the goal, the mean number of coins staked in all, the mean number of rounds.
    """

    chance: Array
    staked: Array
    rounds: Array


def stakes(p: float) -> Stakes:
    """The table for every stake and start, from their linear equations; 0 < p < 1."""
    x = np.arange(1, GOAL)
    bet = np.minimum(np.arange(1, BOLDEST + 1)[:, None], np.minimum(x, GOAL - x))  # (stakes, starts)
    size, row = BOLDEST * (GOAL + 1), np.arange(BOLDEST)[:, None] * (GOAL + 1)
    here, up, down = ((row + each).ravel() for each in (x + 0 * bet, x + bet, x - bet))
    # One sparse system, a block a stake: for dense ones of this size a library starts threads that wait for each other.
    parts = [np.ones(size), np.full(len(here), -p), np.full(len(here), p - 1)]
    at = np.concatenate([np.arange(size), here, here]), np.concatenate([np.arange(size), up, down])
    equations = csc_array((np.concatenate(parts), at), shape=(size, size))
    right = np.zeros((BOLDEST, GOAL + 1, 3))
    right[:, GOAL, 0] = 1.0
    right[:, 1:GOAL, 1] = bet
    right[:, 1:GOAL, 2] = 1.0
    found = splu(equations).solve(right.reshape(-1, 3)).reshape(right.shape)
    return Stakes(*np.ascontiguousarray(np.moveaxis(np.maximum(found, 0.0), 2, 0)))


@dataclass(frozen=True)
class Evening:
    """Doubling after each loss: `results` (m + 1,) in coins with their `chances`: ruined after 0, ..., m − 1 coins won,
    and home with m. `staked`: the mean number of coins staked in all."""

    results: Array
    chances: Array
    staked: float

    @property
    def won(self) -> float:
        """The chance to go home with what was wanted."""
        return float(self.chances[-1])

    @property
    def mean(self) -> float:
        """The mean result; what only rounding leaves of its parts is 0."""
        found, size = self.results @ self.chances, np.abs(self.results) @ self.chances
        return float(found) if abs(found) > DUST * size else 0.0


def evening(p: float, doublings: int, wanted: int) -> Evening:
    """Stake 1, after a loss twice as much, after a win 1 again; home with `wanted` coins, or after `doublings` losses
    in a row, for the next stake is above the limit of the table."""
    q, before = 1 - p, np.arange(wanted)
    bust = q**doublings
    chances = np.append(bust * (1 - bust) ** before, (1 - bust) ** wanted)
    results = np.append(before - (2.0**doublings - 1), wanted)
    once = float(((2 * q) ** np.arange(doublings)).sum())  # staked in a series that ends with a win or at the limit
    return Evening(results, chances, once * float(((1 - bust) ** before).sum()))


def evenings(p: float, doublings: int, wanted: int, rounds: int, count: int, seed: int) -> Array:
    """Results after each round of some evenings, (count, rounds + 1); they rest when the player has gone home."""
    wins = tosses(p, rounds, count, seed, stream=1) > 0
    result, losses = np.zeros((count, rounds + 1)), np.zeros(count, dtype=np.int64)
    for t in range(rounds):
        playing = (result[:, t] < wanted) & (losses < doublings)
        stake = np.where(playing, 2.0**losses, 0.0)
        result[:, t + 1] = result[:, t] + np.where(wins[:, t], stake, -stake)
        losses = np.where(playing, np.where(wins[:, t], 0, losses + 1), losses)
    return result


def unfinished(results: Array, doublings: int, wanted: int) -> int:
    """How many of such evenings go on after their last round: not home, and not so many losses in a row below their
    highest result."""
    last = results[:, -1]
    return int(np.count_nonzero((last < wanted) & (results.max(axis=1) - last < 2.0**doublings - 1)))


def returns(half: int) -> Array:
    """u(k), k = 0, ..., half: the chance that a fair walk is at 0 after 2k steps."""
    k = np.arange(1, half + 1)
    return np.concatenate([[1.0], np.cumprod((2 * k - 1) / (2 * k))])


def lead_law(steps: int) -> Array:
    """The chance that 2k of an even number of steps of a fair walk are above the axis, k = 0, ..., steps/2.

    u(k) u(steps/2 − k): Chung and Feller (1949). The time of the last visit to 0 has the same law.
    """
    u = returns(steps // 2)
    return u * u[::-1]


def times_ahead(steps: int, count: int, seed: int) -> NDArray[np.bool_]:
    """Of fair walks, in the order of their time ahead, the steps above the axis, (count, steps)."""
    path = walks(0.5, steps, count, seed)
    above = (path[:, 1:] + path[:, :-1]) > 0
    return np.asarray(above[np.argsort(above.sum(axis=1), kind="stable")])


def tails(law: ArrayLike, part: float) -> float:
    """What a law over shares 0, 1/m, ..., 1 has at shares ≤ part and ≥ 1 − part; part ≤ 1/2."""
    weights = np.asarray(law, float)
    share = np.arange(len(weights)) / (len(weights) - 1)
    return float(weights[(share <= part + 1e-9) | (share >= 1 - part - 1e-9)].sum() / weights.sum())


def arcsine_tails(part: float) -> float:
    """The same of the limit, whose density is 1/(π √(x(1 − x))): Lévy (1939)."""
    return float(4 / np.pi * np.arcsin(np.sqrt(part)))


def growth(p: float, fraction: ArrayLike) -> Array:
    """The mean of the logarithm of one round's factor, which is 1 + f with probability p and 1 − f otherwise, f < 1."""
    f = np.asarray(fraction, float)
    return np.asarray(p * np.log1p(f) + (1 - p) * np.log1p(-f))


def log_fortunes(coins: Integers, fraction: float) -> Array:
    """Logarithms of fortunes from 1 that stake a fraction of themselves on coins ±1 (m, n), (m, n + 1)."""
    factors = np.where(coins > 0, np.log1p(fraction), np.log1p(-fraction))
    return np.pad(np.cumsum(factors, axis=1), ((0, 0), (1, 0)))


def crossed(p: float, fraction: float, level: float, n: int) -> Array:
    """The chance that a fortune from 1, of which `fraction` is staked each round, was at `level` > 1 or above by round
    t = 0, ..., n; exact, by the number of wins."""
    gain, loss, bar = np.log1p(fraction), np.log1p(-fraction), np.log(level)
    wins, found = np.arange(n + 1), np.zeros(n + 1)
    at = (wins == 0).astype(float)
    for t in range(1, n + 1):
        new = (1 - p) * at
        new[1:] += p * at[:-1]
        over = wins * gain + (t - wins) * loss >= bar - 1e-12
        found[t] = found[t - 1] + new[over].sum()
        at = np.where(over, 0.0, new)
    return found


def fortune_law(p: float, fraction: float, n: int) -> tuple[Array, Array]:
    """Logarithms of the fortunes after n rounds by the number of wins, and of their probabilities, (n + 1,)."""
    w = np.arange(n + 1)
    return w * np.log1p(fraction) + (n - w) * np.log1p(-fraction), np.asarray(binom.logpmf(w, n, p))


def mean_fortune(p: float, fraction: float, n: int) -> float:
    """E of the fortune after n rounds, summed over the law of the wins."""
    logs, chances = fortune_law(p, fraction, n)
    return float(np.exp(logs + chances).sum())


def kept_first(p: float, fraction: float, n: int) -> float:
    """The chance that the fortune after n rounds is 1 or more."""
    logs, chances = fortune_law(p, fraction, n)
    return float(np.exp(chances)[logs >= -1e-12].sum())


def log_median(p: float, fraction: float, n: int) -> float:
    """Logarithm of the (lower) median of the fortune after n rounds.

    A binomial law's median is off its mean by at most ln 2 (Hamza, Statistics & Probability Letters 23 (1995)), so this
    is off n · growth by at most ln 2 · ln((1 + f)/(1 − f)).
    """
    wins = float(binom.ppf(0.5, n, p)) if n else 0.0
    return float(wins * np.log1p(fraction) + (n - wins) * np.log1p(-fraction))
