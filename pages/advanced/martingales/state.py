"""The state of the lesson: a stopped walk, a gambler's stakes, evenings of doubling, leads, fortunes by fractions."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.lesson import State, kept
from mathcore import kernels
from mathcore.advanced import martingales as mg
from mathcore.advanced.duel import duel, shuffled

ROUNDS, DRAWN, EVENINGS, SHOWN = 200, 40, 25, 90  # of walks and fortunes; of evenings, and of their rounds shown
WALKS, GAMBLERS = 10_000, 1_024  # simulated by the kernels
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

    @kept("pockets", "stake", "start", "seed")
    def gamblers(self) -> tuple[float, float] | None:
        """Of the kernel's gamblers the mean number of coins staked, and the share that reach the goal; None where the
        stake does not divide what they have and what they want."""
        start, over = divmod(self.p.start, self.p.stake)
        goal, more = divmod(mg.GOAL, self.p.stake)
        if over or more:
            return None
        found = kernels.gamblers_ruin(start, goal, GAMBLERS, self.p.seed, probability=self.red, steps=100_000)
        return self.p.stake * found.mean_duration, 1 - found.ruin_probability

    # Doubling.
    limits = kept("pockets", "wanted")(lambda q: [mg.evening(q.red, k, q.p.wanted) for k in range(1, 11)])
    evening = cached_property(lambda q: q.limits[q.p.doublings - 1])
    evenings = kept("pockets", "doublings", "wanted", "seed")(
        lambda q: mg.evenings(q.red, q.p.doublings, q.p.wanted, SHOWN, EVENINGS, q.p.seed)
    )
    playing = cached_property(lambda q: mg.unfinished(q.evenings, q.p.doublings, q.p.wanted))

    # Who leads.
    leads = kept("length")(lambda q: mg.lead_law(q.p.length))
    lead_counts = kept("length", "seed")(lambda q: kernels.random_walks(q.p.length, WALKS, q.p.seed))
    ahead = kept("length", "seed")(lambda q: mg.times_ahead(q.p.length, DRAWN, q.p.seed))

    # Fractions of a fortune.
    digits = cached_property(lambda q: q.p.coin == "digits")
    rounds = cached_property(lambda q: len(duel()) if q.digits else ROUNDS)
    now = cached_property(lambda q: min(q.p.time, q.rounds))
    win = cached_property(lambda q: float((duel() > 0).mean()) if q.digits else q.p.up)
    kelly = cached_property(lambda q: max(2 * q.win - 1, 0.0))
    growth = cached_property(lambda q: float(mg.growth(q.win, q.p.fraction)))
    log_median = cached_property(lambda q: mg.log_median(q.win, q.p.fraction, q.now))
    null = cached_property(lambda q: 0.5 if q.digits else q.p.up)  # the coin whose chance to see the level is told
    thrown = kept("up", "seed")(lambda q: mg.tosses(q.p.up, ROUNDS, DRAWN, q.p.seed, stream=2))
    falls = kept("coin", "up", "seed")(lambda q: shuffled(DRAWN, q.p.seed) if q.digits else q.thrown)
    fortunes = kept("coin", "up", "seed", "fraction")(lambda q: mg.log_fortunes(q.falls, q.p.fraction))
    crossing = kept("coin", "up", "fraction", "level")(lambda q: mg.crossed(q.null, q.p.fraction, q.p.level, ROUNDS))
