"""The controls and the named quantities of the four figures."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

import viz
from explorer.controls import Choice, Points, Seed, Simplex, Slider, Toggle
from explorer.lesson import State, kept
from mathcore.advanced import set_sizes
from mathcore.advanced import tail_bounds as tb
from pages.advanced.tail_inequalities import panels

KNOWN = "In the map, Chernoff's bound, which is never above Hoeffding's or Bernstein's, takes part too."
TENS = "Each draw is repeated ten times, as frames of a video are: they are not independent. z stays in √(np(1 − p))."
N = Slider("n", "Draws n", 1, 1000, 100, log=True, integer=True)
CHANCE = Slider("chance", "Chance p of a one", 0.01, 0.99, 0.5, 0.01)
FAR = Slider("z", "Distance z from the mean", 0.05, 6, 2, 0.05, "sd")
CHERNOFF = Toggle("chernoff", "Chernoff takes part", False, help=KNOWN)
COPIES = Toggle("copies", "Draws come as ten copies", False, help=TENS)
SOURCES = {"waits": "Exponential", "coins": "Ten coins", "pareto": "Pareto"}
SOURCE = Choice("source", "Law of X", SOURCES, "waits")
LEVEL = Slider("level", "Threshold a", 1, 10, 4, 0.05)
ORDER = Slider("order", "Exponent s", 0, 15, 1, 0.05)
MASSES = Points("masses", "Places of the masses", (-2.0, 0.0, 1.5), panels.MASSES, None, 0.01, fewest=3, most=3)
WEIGHTS = Simplex("weights", "Weights", ((0.2, 0.6, 0.2),), step=0.005, help="Drag a bar: the others make room.")
TIMES = Slider("k", "Distance k", 1, 5, 1.5, 0.05, "sd")
UPPER = Toggle("upper", "The upper tail alone", False, help="Cantelli's bound in place of Chebyshev's.")
EPS = Slider("eps", "Precision ε", 0.005, 0.15, 0.05, 0.001)
DELTA = Slider("delta", "Chance δ to be wrong", 0.01, 0.2, 0.05, 0.01)
MODELS = Slider("models", "Models compared M", 1, 10_000, 1, log=True, integer=True)
CAP = Slider("cap", "Known: error rates at most", 0.02, 0.5, 0.2, 0.01)
SEED = Seed("seed", "Seed", 1)


class Tails(State):
    """A sum of coins; one variable under powers and exponentials; three masses; error rates on test sets."""

    bounds = cached_property(lambda q: {name: float(y) for name, y in tb.bounds(q.p.n, q.p.chance, q.p.z).items()})
    exact = cached_property(lambda q: float(tb.exact_tail(q.p.n, q.p.chance, q.p.z, q.p.copies)))
    threshold = cached_property(lambda q: float(tb.threshold(q.p.n, q.p.chance, q.p.z)))
    winner = cached_property(lambda q: tb.sharpest(q.p.n, q.p.chance, q.p.z, q.p.chernoff))
    regions = kept("n", "chernoff")(lambda q: tb.contest(q.p.n, panels.P, panels.Z, q.p.chernoff))
    rooms = kept("n", "chernoff")(lambda q: [tb.roomiest(q.regions, each) for each in range(5)])

    tail = cached_property(lambda q: float(tb.tail(q.p.source, q.p.level)))
    power_bound = cached_property(lambda q: float(tb.moment_bound(q.p.source, q.p.level, q.p.order)))
    exponential_bound = cached_property(lambda q: float(tb.exponential_bound(q.p.source, q.p.level, q.p.order)))
    best_moment = kept("source", "level")(lambda q: tb.best_moment(q.p.source, q.p.level))
    best_exponential = kept("source", "level")(lambda q: tb.best_exponential(q.p.source, q.p.level))
    powers = kept("source", "level")(lambda q: tb.moment_bound(q.p.source, q.p.level, panels.ORDERS))
    curves = kept("source", "level")(lambda q: tb.bounds_by_exponent(q.p.source, q.p.level, panels.S))

    x = cached_property(lambda q: np.array(q.p.masses))
    w = cached_property(lambda q: np.array(q.p.weights[0]))
    mean = cached_property(lambda q: tb.spread(q.x, q.w)[0])
    sd = cached_property(lambda q: tb.spread(q.x, q.w)[1])
    far = cached_property(lambda q: q.p.k * q.sd if q.sd else np.nan)
    aside = cached_property(lambda q: "above the mean or higher" if q.p.upper else "from the mean or farther")
    beyond = cached_property(lambda q: tb.mass_beyond(q.x, q.w, panels.K, q.p.upper))
    mass_tail = cached_property(lambda q: float(tb.mass_beyond(q.x, q.w, q.p.k, q.p.upper)))
    mass_bound = cached_property(lambda q: 1 / (q.p.k**2 + q.p.upper))
    hit = cached_property(lambda q: tb.reached(q.x, q.w, q.p.k, q.p.upper).astype(float))
    over = cached_property(lambda q: q.parabola(q.x))
    met = cached_property(lambda q: bool(q.sd > 0 and abs(q.mass_tail - q.mass_bound) < 1e-9))

    walks = kept("seed")(lambda q: set_sizes.running_errors(q.p.seed))
    items = cached_property(lambda q: set_sizes.whole_items(q.p.eps, q.p.delta, q.p.models, q.p.cap))

    def widths(self, method: str, n: Any) -> Any:
        """What a method promises for n items."""
        return set_sizes.half_width(method, n, self.p.delta, self.p.models, self.p.cap)

    def parabola(self, x: Any) -> Any:
        """The parabola over the indicator."""
        return tb.parabola(x, self.mean, self.sd, self.p.k, self.p.upper)

    def weighed(self, which: int, share: float) -> dict[str, Any]:
        """One weight becomes a share of the whole, and the others keep their proportions."""
        values = {"weights": WEIGHTS.with_share(self.p.weights, 0, which, share)}
        if not -0.01 <= share <= 1.01:
            raise viz.Limit("A weight is a share of the whole: it goes from 0 to 1.", values)
        return values
