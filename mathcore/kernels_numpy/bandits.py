"""Two-armed bandits: the NumPy twin of ``core/src/bandits.rs``."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers, Mask
from .generator import columns, table, uniform
from .means import groups
from .poll import poll
from .portable import log

LANES = 64
_STEPS = 64


def bandits(
    probabilities: Floats,
    policy: str,
    parameter: float,
    times: Integers,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats:
    """Two arms that pay 1 with these probabilities (2,), pulled max(times) times by a policy; 64 runs are a block.

    commit: turns for the first ``parameter`` pulls, then the arm with the greater mean. epsilon: a random arm with the
    chance ``parameter``, else the one with the greater mean so far. upper: the greater of mean + parameter
    sqrt(2 log t / pulls) after t pulls (Auer, Cesa-Bianchi and Fischer, 2002, UCB1 at 1). thompson: the greater of a
    draw from each arm's posterior under uniform priors. Equal arms are chosen by a coin; epsilon and upper begin with
    one pull of each.

    Thompson's choice takes no draws of beta laws: the chance that the second arm's is the greater is kept exactly, and
    moves with each result by a term that has a rational recurrence (Cook, "Exact calculation of beta inequalities",
    2005). times (k,) ascend from 1. Returns (k, 3, runs): pulls of the second arm, and what the first and the second
    have paid, by each of the times.
    """
    runs = max(0, min(last_block * LANES, replicates) - first_block * LANES)
    out, begun = np.empty((len(times), 3, runs)), 0
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        _Runs(probabilities, policy, parameter, width).play(state, times, out[:, :, begun : begun + width])
        begun += width
    return out


class _Runs:
    """Runs side by side: pulls and wins of both arms (2, width), and what the policy keeps of the past."""

    def __init__(self, probabilities: Floats, policy: str, parameter: float, width: int) -> None:
        self.probabilities, self.policy, self.parameter = probabilities, policy, parameter
        self.pulls, self.wins = np.zeros((2, width)), np.zeros((2, width))
        self.committed = np.zeros(width, dtype=np.bool_)
        # P(second > first), and B(a + c, b + d) / (B(a, b) B(c, d)) for Beta(a, b) of the second and Beta(c, d) of the
        # first.
        self.chance, self.term = np.full(width, 0.5), np.full(width, 1.0 / 6.0)

    def play(self, state: np.ndarray, times: Integers, out: Floats) -> None:
        """All pulls; rows of ``out`` (k, 3, width) are written at the times."""
        steps, kept = int(times[-1]) if len(times) else 0, 0
        for row in range(0, steps, _STEPS):
            poll()
            drawn = table(state, 2 * row, 2 * min(_STEPS, steps - row), LANES)
            for t, (pays, chooses) in enumerate(zip(drawn[0::2], drawn[1::2], strict=True), start=row):
                second = self.chosen(t, uniform(chooses), (chooses & np.uint64(1)).astype(np.bool_))
                won = uniform(pays) < np.where(second, self.probabilities[1], self.probabilities[0])
                if self.policy == "thompson":
                    self.learn(second, won)
                for arm, mine in enumerate((~second, second)):
                    self.pulls[arm] += mine
                    self.wins[arm] += mine & won
                if t + 1 == times[kept]:
                    out[kept] = self.pulls[1], self.wins[0], self.wins[1]
                    kept += 1

    def chosen(self, t: int, choice: Floats, coin: Mask) -> Mask:
        """Whether each run pulls the second arm after t pulls."""
        if self.policy == "thompson":
            return choice < self.chance
        if self.policy == "commit":
            if t < self.parameter:
                return np.full(coin.shape, t % 2 == 1)
            if t == int(self.parameter):
                self.committed = self.better(coin)
            return self.committed
        if t < 2:
            return np.full(coin.shape, t == 1)
        if self.policy == "epsilon":
            return np.where(choice < self.parameter, coin, self.better(coin))
        twice = 2.0 * log(np.array([float(t)]))[0]
        bound = self.wins / self.pulls + self.parameter * np.sqrt(twice / self.pulls)
        return np.where(bound[0] == bound[1], coin, bound[1] > bound[0])

    def better(self, coin: Mask) -> Mask:
        """Whether the second arm has the greater mean; the coin where they are equal, or one was never pulled."""
        first, second = self.wins[0] * self.pulls[1], self.wins[1] * self.pulls[0]
        return np.where(first == second, coin, second > first)

    def learn(self, second: Mask, won: Mask) -> None:
        """The posterior chance that the second arm is better, one result further."""
        yes, no = 1.0 + self.wins, 1.0 + (self.pulls - self.wins)
        mine = np.where(second, np.where(won, yes[1], no[1]), np.where(won, yes[0], no[0]))
        both = yes + no
        step = self.term / mine
        self.chance += np.where(second == won, step, -step)
        pair = np.where(won, yes[0] + yes[1], no[0] + no[1])
        self.term *= (pair * np.where(second, both[1], both[0])) / ((both[0] + both[1]) * mine)
