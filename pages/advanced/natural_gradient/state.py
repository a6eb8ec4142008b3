"""The state of the lesson: two normal laws and two ways between them, descent in three charts, two coins, tumours."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.advanced import fisher_logistic as fl
from mathcore.advanced import natural_gradient as ng

Array = NDArray[np.float64]
BEAD = 0.25  # Fisher radius of a bead: two touch where their laws are half a unit apart
NONE = 1e-9  # the damping that stands for none
METHODS, PIECES = tuple(ng.VELOCITIES), (1, 2, 5, 10, 20, 50, 100)  # plain, natural; steps in a unit of time
ALL = "features", "units", "matrix", "damping"  # what a run on the tumours hangs on
ROUNDS, CRAWL, WEIGHED = 30, 1000, 4  # steps with a matrix, without; those after which units are compared


class Fisher(State):
    """`far` to `crossed`: two laws; `runs` to `parted`: descent; `apart`: coins; `hand` to `spectrum`: tumours."""

    far = cached_property(lambda q: float(ng.distance(q.p.first, q.p.second)))
    straight = cached_property(lambda q: ng.straight_length(q.p.first, q.p.second))
    walked = cached_property(lambda q: ng.geodesic(q.p.first, q.p.second, [q.p.share])[0])
    crossed = cached_property(lambda q: q.p.share * np.array(q.p.second) + (1 - q.p.share) * np.array(q.p.first))
    rate = cached_property(lambda q: 1.0 / q.p.pieces)
    fade = cached_property(lambda q: (1 - q.rate) ** q.p.tick * q.p.start[0])  # where the natural mean has come to
    apart = cached_property(lambda q: ng.coin_distance(q.p.heads, q.p.others))
    damped = cached_property(lambda q: q.p.damping if q.p.damping > NONE else 0.0)
    empirical = cached_property(lambda q: q.p.matrix == "empirical")
    problem = cached_property(lambda q: fl.patients(q.p.features, q.p.units == "standard"))
    other = cached_property(lambda q: fl.patients(q.p.features, q.p.units != "standard"))  # in the other kind of units
    plain = cached_property(lambda q: fl.plain_run(q.p.features, q.p.units == "standard", CRAWL))
    least = cached_property(lambda q: fl.best(q.p.features)[1])
    # Weights and losses: with the matrix in hand, with Fisher's, and in the other units.
    hand = kept(*ALL)(lambda q: fl.natural_run(q.problem, ROUNDS, q.empirical, q.damped))
    pure = kept("features", "units")(lambda q: fl.natural_run(q.problem, ROUNDS))
    elsewhere = kept(*ALL)(lambda q: fl.natural_run(q.other, WEIGHED, q.empirical, q.damped))
    # Eigenvalues of Fisher's matrix where the likelihood is highest, the largest first.
    spectrum = kept("features", "units")(lambda q: fl.spectrum(q.problem, q.pure[0][-1]))
    # Those of the matrix in hand; and how fast its steps close in on the best, direction by direction.
    seen = kept("features", "units", "matrix")(lambda q: fl.spectrum(q.problem, q.pure[0][-1], q.empirical))
    paces = kept(*ALL)(lambda q: fl.paces(q.problem, q.pure[0][-1], q.empirical, q.damped))
    # How far the three charts have parted after one unit of time: for each of PIECES, and for the steps in hand.
    parted = kept("start")(lambda q: {how: np.array([ng.spread(how, q.p.start, n) for n in PIECES]) for how in METHODS})
    gaps = cached_property(lambda q: {how: ng.widest([r[q.p.pieces] for r in q.runs[how].values()]) for how in METHODS})
    runs = kept("start", "pieces")(lambda q: ng.every_run(q.p.start, 1.0 / q.p.pieces, 100))  # by method, then by chart

    def at(self, how: str, chart: str) -> Array:
        """The law that a run has come to at the tick, or the last that it reached."""
        run = self.runs[how][chart][: self.p.tick + 1]
        return np.asarray(run[np.isfinite(run[:, 0])][-1])
