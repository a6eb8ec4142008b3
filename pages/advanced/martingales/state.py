"""The state of the lesson: a stopped walk, a gambler's stakes, evenings of doubling, leads, fortunes by fractions."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore import kernels
from mathcore.advanced import martingales as mg
from mathcore.advanced.duel import duel, shuffled
from mathcore.advanced.martingales import Array, Integers

ROUNDS, DRAWN, EVENINGS, SHOWN = 200, 40, 25, 90  # of walks and fortunes; of evenings, and of their rounds shown
WALKS, GAMBLERS = 10_000, 2_048  # simulated by the kernels
T = np.arange(ROUNDS + 1)
POCKETS = 38  # of the wheel


class Martingales(State):
    """Of each view its own quantities; `edge` is what a coin staked brings on average."""

    # A walk that stops.
    bottom = cached_property(lambda q: q.p.low if q.p.floor else None)
    fair = cached_property(lambda q: q.p.up == 0.5)
    paths = kept("up", "seed")(lambda q: mg.walks(q.p.up, ROUNDS, DRAWN, q.p.seed))
    stops = kept("up", "seed", "high", "low", "floor")(lambda q: mg.stopping_times(q.paths, q.p.high, q.bottom))
    stopped = kept("up", "high", "low", "floor")(lambda q: mg.stopped_walk(q.p.up, q.p.high, q.bottom, ROUNDS))
    reach = cached_property(lambda q: mg.reach_probability(q.p.up, q.p.high, q.bottom))

    duration = kept("up", "high", "low", "floor")(lambda q: mg.mean_duration(q.p.up, q.p.high, q.bottom))
    # The walks that are drawn, each resting where it stopped, (walks, rounds + 1).
    halted = cached_property(lambda q: np.take_along_axis(q.paths, np.minimum(T, q.stops[:, None]), axis=1))

    # A goal, and the stakes on the way.
    red = cached_property(lambda q: q.p.pockets / POCKETS)
    edge = cached_property(lambda q: (2 * q.p.pockets - POCKETS) / POCKETS)
    table = kept("pockets")(lambda q: mg.stakes(q.red))
    chance = cached_property(lambda q: float(q.table.chance[q.p.stake - 1, q.p.start]))
    staked = cached_property(lambda q: float(q.table.staked[q.p.stake - 1, q.p.start]))
    bold = cached_property(lambda q: float(q.table.chance[-1, q.p.start]))
    whole = cached_property(lambda q: q.p.start % q.p.stake == 0 and mg.GOAL % q.p.stake == 0)

    @kept("pockets", "stake", "start", "seed")
    def gamblers(self) -> tuple[float, float] | None:
        """Of the kernel's gamblers the mean number of coins staked, and the share that reach the goal; None where the
        stake does not divide what they have and what they want."""
        if not self.whole:
            return None
        start, goal = self.p.start // self.p.stake, mg.GOAL // self.p.stake
        found = kernels.gamblers_ruin(start, goal, GAMBLERS, self.p.seed, probability=self.red, steps=100_000)
        return self.p.stake * found.mean_duration, 1 - found.ruin_probability

    # Doubling.
    evening = cached_property(lambda q: mg.evening(q.red, q.p.doublings, q.p.wanted))
    evenings = kept("pockets", "doublings", "wanted", "seed")(
        lambda q: mg.evenings(q.red, q.p.doublings, q.p.wanted, SHOWN, EVENINGS, q.p.seed)
    )

    # Who leads.
    leads = kept("length")(lambda q: mg.lead_law(q.p.length))
    lead_counts = kept("length", "seed")(lambda q: kernels.random_walks(q.p.length, WALKS, q.p.seed))

    @kept("length", "seed")
    def ahead(self) -> NDArray[np.bool_]:
        """Of the walks that are drawn, in the order of their time ahead, the steps above the axis, (walks, length)."""
        path = mg.walks(0.5, self.p.length, DRAWN, self.p.seed)
        above = (path[:, 1:] + path[:, :-1]) > 0
        return np.asarray(above[np.argsort(above.sum(axis=1), kind="stable")])

    # Fractions of a fortune.
    digits = cached_property(lambda q: q.p.coin == "digits")
    rounds = cached_property(lambda q: len(duel()) if q.digits else ROUNDS)
    now = cached_property(lambda q: min(q.p.time, q.rounds))
    win = cached_property(lambda q: float((duel() > 0).mean()) if q.digits else q.p.up)
    kelly = cached_property(lambda q: max(2 * q.win - 1, 0.0))
    growth = cached_property(lambda q: float(mg.growth(q.win, q.p.fraction)))
    median_wins = kept("coin", "up")(lambda q: mg.median_wins(q.win, ROUNDS))
    median = cached_property(lambda q: float(q.medians[q.now]))

    @kept("coin", "up", "seed")
    def falls(self) -> Integers:
        """The coins of each path (paths, rounds): thrown, or the digits in their order and then shuffled."""
        thrown = lambda: mg.tosses(self.p.up, ROUNDS, DRAWN, self.p.seed, stream=2)
        return shuffled(DRAWN, self.p.seed) if self.digits else thrown()

    @kept("coin", "up", "seed", "fraction")
    def fortunes(self) -> Array:
        """Logarithms of the fortunes, (paths, rounds + 1)."""
        factors = np.where(self.falls > 0, np.log1p(self.p.fraction), np.log1p(-self.p.fraction))
        return np.pad(np.cumsum(factors, axis=1), ((0, 0), (1, 0)))

    @kept("coin", "up", "fraction", "level")
    def crossing(self) -> Array:
        """The chance that a fortune has been at the level by each round: of the digits, if both were equally good."""
        return mg.crossed(0.5 if self.digits else self.p.up, self.p.fraction, self.p.level, ROUNDS)

    @cached_property
    def medians(self) -> Array:
        """Of the fortunes of a thrown coin, by each round."""
        w, f = self.median_wins, self.p.fraction
        return np.asarray(np.exp(w * np.log1p(f) + (T - w) * np.log1p(-f)))
