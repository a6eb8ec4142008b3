"""The state of the lesson: a source, means of n draws of it, and how far their law is from normal."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore import kernels
from mathcore.probability import galton, limit_laws
from mathcore.probability.simulated_means import Means, Running, running, simulated
from pages.probability.lln_clt.panels import BALLS, GRID, MOST_ROWS

Array = NDArray[np.float64]
SOURCES = {"exponential": "Exponential", "uniform": "Uniform", "bernoulli": "Bernoulli (yes or no)"}
SOURCES |= {"mixture": "Two humps", "pareto": "Pareto (heavy tail)", "cauchy": "Cauchy"}
ONE = ("source", "probability", "separation", "tail")  # what the law of one draw hangs on


class Averages(State):
    """A source, means of n draws of it, each recorded in so many copies, and how far their law is from normal. `claim`:
    half of the 90% band claimed of running means, in deviations."""

    n = cached_property(lambda q: q.p.n)
    copies = cached_property(lambda q: 1 if q.p.independent else 4)
    named = cached_property(lambda q: SOURCES[q.draw.source].partition(" (")[0])
    moments = cached_property(lambda q: limit_laws.moments(q.draw))
    finite = cached_property(lambda q: q.moments == "variance")
    claim = cached_property(lambda q: (1.645 if q.finite else np.nan) / np.sqrt(q.copies * q.running[0]))
    bound = cached_property(lambda q: float(limit_laws.berry_esseen(q.draw, q.n)))

    @cached_property
    def draw(self) -> kernels.Law:
        """The law of one draw."""
        p = self.p
        return kernels.law(p.source, probability=p.probability, separation=p.separation, tail=p.tail)

    @kept(*ONE, "n", "replicates", "independent", "seed")
    def means(self) -> Means:
        return simulated(self.draw, self.n, self.p.replicates, self.p.seed, self.copies)

    @kept(*ONE, "n", "independent")
    def distance(self) -> float:
        """The largest gap to the normal, exact; NaN without a variance."""
        return self._gap(self.n)

    @kept(*ONE, "independent")
    def distances(self) -> Array:
        """The same over the grid of n."""
        return np.array([self._gap(int(n)) for n in GRID])

    @kept(*ONE, "n", "independent")
    def farthest(self) -> limit_laws.Farthest:
        return limit_laws.farthest(self.draw, self.n, float(np.sqrt(self.copies)))

    widest = cached_property(lambda q: float(np.abs(q.farthest.below - q.farthest.normal)[q.farthest.at]))

    def _gap(self, n: int) -> float:
        return limit_laws.sup_distance(self.draw, n, float(np.sqrt(self.copies))) if self.finite else np.nan

    @kept(*ONE, "replicates", "seed")
    def running(self) -> Running:
        return running(self.draw, min(self.p.replicates, 1000), self.p.seed)


class Board(Averages):
    """A Galton board: a row for each record of the n tosses, so copies of a toss stand in a run of rows."""

    n = cached_property(lambda q: min(q.p.n, MOST_ROWS // q.copies))
    rows = cached_property(lambda q: q.n * q.copies)
    draw = cached_property(lambda q: kernels.law("bernoulli", probability=q.p.probability))

    @kept("n", "probability", "independent", "seed")
    def path(self) -> NDArray[np.int64]:
        """Right turns of each ball after each row, (balls, rows + 1)."""
        return galton.board(self.p.probability, self.rows, BALLS, self.p.seed, self.copies)

    @cached_property
    def heaps(self) -> galton.Heaps:
        return galton.heaps(self.path, self.p.step, self.p.probability)
