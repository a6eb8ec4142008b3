"""The state of the lesson: a test that is looked at, boundaries that pay for it, tests without end, CUPED, bandits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore import kernels
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq

Array = NDArray[np.float64]
PATHS, RUNS, ENDLESS = 40, 20_000, 1_500  # drawn; simulated; simulated without end
GRID = np.arange(48, sq.USERS + 1, 48)  # where a path is drawn
THETAS = np.linspace(0, 5, 31)
SHAPES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
held: Any = kept  # of a quantity in one line
DESIGN = ("looks", "delta", "level")
simulated = lambda q, bounds, **more: kernels.repeated_looks(q.shares, bounds, RUNS, q.p.seed, **more).rejected


class Online(State):
    """What each view computes, when it is asked for."""

    z = cached_property(lambda q: sq.nominal(q.p.level))
    shares = cached_property(lambda q: sq.information(q.p.looks))  # of the data, at the looks
    drawn = held("seed")(lambda q: sq.brownian(PATHS, q.p.seed))  # B without drift, after each step

    # Peeking, with the bound of a single look.
    peeked = held("level")(lambda q: sq.peeking(q.p.level))  # for 1, 2, ... looks
    overall = cached_property(lambda q: float(q.peeked[q.p.looks - 1]) if q.p.stop else q.p.level)
    used = cached_property(lambda q: np.where(q.p.stop | (q.shares == 1), q.z, 99.0))  # looks that only watch
    alarms = held("looks", "level", "stop", "seed")(lambda q: float(simulated(q, q.used)[-1]))
    stopped = cached_property(lambda q: sq.first_stop(q.drawn, q.shares, q.used))

    # A boundary that pays for its looks.
    constant = held(*DESIGN)(lambda q: sq.constant(q.p.looks, q.p.delta, q.p.level))
    bounds = cached_property(lambda q: q.constant * sq.shape(q.shares, q.p.delta))
    tested = held(*DESIGN, "effect")(lambda q: sq.operating(q.shares, q.bounds, [q.p.effect, 0.0]))
    curves = held(*DESIGN)(lambda q: sq.operating(q.shares, q.bounds, THETAS))
    single = held("level")(lambda q: sq.operating([1.0], [q.z], THETAS).power)
    power = cached_property(lambda q: float(q.tested.power[0]))
    spent = cached_property(lambda q: float(q.tested.power[1]))
    size = cached_property(lambda q: float(q.tested.size[0]))
    claimed = cached_property(lambda q: float(q.tested.claimed[0]))
    fixed_power = cached_property(lambda q: float(sq.operating([1.0], [q.z], [q.p.effect]).power[0]))
    run = held(*DESIGN, "effect", "seed")(lambda q: simulated(q, q.bounds, drift=q.p.effect))  # stopped by each look
    grip = cached_property(lambda q: int(np.argmax(q.shares >= 0.2 - 1e-9)))  # the look whose bound is held
    reachable = cached_property(lambda q: sq.held_bounds(q.p.looks, q.p.level, q.grip, SHAPES))

    # A bound for all n.
    endless = held("seed")(lambda q: sq.forever(ENDLESS, q.p.seed))
    walks = cached_property(lambda q: q.endless + q.p.lift * np.sqrt(sq.ALONG))
    always = cached_property(lambda q: sq.mixture_bound(sq.ALONG, q.p.scale, q.p.level))
    lowest = cached_property(lambda q: np.array(sq.tightest(q.p.level)) * (q.p.scale, 1))  # (users, |z|)
    lowest_bound = cached_property(lambda q: float(q.lowest[1]))
    ever = held("seed", "lift", "level")(lambda q: sq.crossed(q.walks, q.z))
    ever_valid = cached_property(lambda q: sq.crossed(q.walks, q.always))

    # The same units, dealt to two arms again and again.
    @kept("data")
    def table(self) -> tuple[Array, Array, tuple[str, str]]:
        """Outcome, covariate and their names."""
        if not self.p.data.startswith("own:"):
            return oe.columns(self.p.data)
        own = unpack(self.p.data)
        y, x = own.values.T
        if len(y) < 6 or any(np.ptp(each) <= 1e-9 * np.abs(each).max() for each in (x, y)):
            raise Unanswerable("Two columns are needed, an outcome and a covariate, that vary over at least six rows.")
        return y, x, (own.columns[0], own.columns[1])

    deals = held("data", "seed")(lambda q: oe.experiments(q.table[0], q.table[1], q.p.seed))
    gain = cached_property(lambda q: q.p.size_of * q.deals.deviations[0])  # the effect, in the outcome's unit
    slope = cached_property(lambda q: q.p.slope_part * q.deals.slope)
    moved = cached_property(lambda q: 0.0 if q.p.before else q.p.size_of * q.deals.deviations[1])  # of the covariate
    plain = cached_property(lambda q: q.deals.dy + q.gain)  # estimates, one for each deal
    adjusted = cached_property(lambda q: q.plain - q.slope * (q.deals.dx + q.moved))
    expected = cached_property(lambda q: float(q.gain - q.slope * q.moved) / q.deals.deviations[0])  # their mean
    errors = cached_property(lambda q: (q.deals.error(0.0), q.deals.error(q.slope)))
    correlation = cached_property(lambda q: q.deals.r)
    ratio = cached_property(lambda q: (q.errors[1] / q.errors[0]) ** 2)

    # A bandit with two arms.
    rates = cached_property(lambda q: np.array([q.p.rate_a, q.p.rate_b]))
    gap = cached_property(lambda q: float(np.ptp(q.rates)))
    worse = cached_property(lambda q: int(np.argmin(q.rates)))
    policies = held("rate_a", "rate_b", "runs", "seed")(lambda q: oe.played(q.p.rate_a, q.p.rate_b, q.p.runs, q.p.seed))
    chosen = cached_property(lambda q: q.policies[q.p.policy])
    wasted = cached_property(lambda q: {k: v.pulls[:, q.worse].mean(axis=1) for k, v in q.policies.items()})
    final_regret = cached_property(lambda q: float(q.gap * q.wasted[q.p.policy][-1]))  # the mean over the runs
    counts = cached_property(lambda q: [each[q.p.pulled, :, 0] for each in (q.chosen.wins, q.chosen.pulls)])
    needed = cached_property(lambda q: oe.needed(q.p.rate_a, q.p.rate_b))
    floor = cached_property(lambda q: oe.lai_robbins(q.p.rate_a, q.p.rate_b))
