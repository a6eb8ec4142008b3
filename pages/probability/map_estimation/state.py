"""The state of the lesson: a coin, a posterior on a ruler, ten weights with a prior, and a ball in many dimensions."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.lesson import State, kept
from mathcore.probability import beta_posterior as beta
from mathcore.probability import penalties, typical

TOSSES, DRAWS, MOST = 120, 200, 200
TWO, ALL = (2, 3), tuple(range(10))  # bmi and bp, the two weights that are drawn as a plane
TAUS = np.geomspace(0.2, 200, 161)
GRID = np.linspace(beta.EDGE, 1 - beta.EDGE, 1001)


class Posterior(State):
    """Each quantity belongs to one view; none is computed where it is not shown."""

    # Coin
    prior = cached_property(lambda q: beta.Beta(q.p.strength * q.p.guess, q.p.strength * (1 - q.p.guess)))
    row = cached_property(lambda q: beta.tosses(q.p.coin, TOSSES, q.p.seed))  # all tosses that can be played
    story: Any = kept("coin", "seed", "guess", "strength")(lambda q: beta.story(q.prior, q.row))
    heads = cached_property(lambda q: int(q.row[: q.p.tossed].sum()))
    posterior = cached_property(lambda q: beta.after(q.prior, q.heads, q.p.tossed))
    map_p = cached_property(lambda q: q.posterior.mode())
    mean_p = cached_property(lambda q: q.posterior.mean)
    share = cached_property(lambda q: q.heads / q.p.tossed if q.p.tossed else 0.0)
    weight = cached_property(lambda q: q.p.tossed / (q.p.tossed + q.p.strength))  # of the data, in the posterior mean

    # Rulers
    law = cached_property(lambda q: beta.Beta(q.p.a, q.p.b))
    mode_p = cached_property(lambda q: q.law.mode())
    mode_ruler = cached_property(lambda q: q.law.mode(q.p.bend))
    median_p = cached_property(lambda q: float(q.law.quantile(0.5)))
    mean_law = cached_property(lambda q: q.law.mean)
    on_ruler = cached_property(lambda q: beta.density_on_ruler(q.law, GRID, q.p.bend))

    # Weights
    laplace = cached_property(lambda q: q.p.prior_of_w == "laplace")
    two = cached_property(lambda q: penalties.fit(TWO, q.p.tau, TAUS, q.laplace))
    average: Any = kept("prior_of_w", "tau")(lambda q: penalties.average(q.two, q.p.tau, q.laplace))
    told = cached_property(lambda q: (q.two.table.noise, q.posterior.a, q.posterior.b, *q.two.weights, *q.average))
    ten = cached_property(lambda q: penalties.fit(ALL, q.p.tau, TAUS, q.laplace))
    alpha = cached_property(lambda q: q.ten.alpha)
    survivors = cached_property(lambda q: int(np.count_nonzero(np.abs(q.ten.weights) > 1e-9)))

    # Typical
    growing: Any = kept("seed")(lambda q: typical.distances(MOST, DRAWS, q.p.seed))
    drawn = cached_property(lambda q: q.growing[q.p.d - 1])
    held = cached_property(lambda q: float(typical.inside(q.p.radius, q.p.d)))
    median_radius = cached_property(lambda q: float(typical.radius(0.5, q.p.d)))
    digits = cached_property(lambda q: 0.5 * q.median_radius**2 / np.log(10))  # by which the mode is denser
