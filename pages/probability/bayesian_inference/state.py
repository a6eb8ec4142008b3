"""The state of the lesson: four chains and their report, what a step size earns, posteriors that are normal."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.lesson import State, Unanswerable, kept
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import gaussian_posteriors as gp
from mathcore.probability import sampled_chains as sc
from pages.probability.bayesian_inference import panels

LEAST, LONG = 8, 4000  # steps after which there is a report; sweeps behind the numbers of Gibbs
SIZES = {"metropolis": np.geomspace(0.1, 10, 17), "hmc": np.geomspace(0.02, 2, 17)}
TARGET = ("density", "correlation", "bend", "distance")
TUNED = (*TARGET, "method", "leaps")
HOW = (*TUNED, "step", "leap")
CHAINS = (*HOW, "starts", "timid", "seed")
DATA = ("points", "noise", "prior", "flat")


class Chains(State):
    """Four chains on a density, how they move, and the `report` on `draws`: x in the later half of the steps so far,
    (n, 4); `running`, the same after more and more steps, (7, marks); `relief`, the map.

    Of step sizes: `tuned`, what is measured (of Gibbs there is nothing to tune), `sweep`, its `sc.Efficiency` over the
    `sizes`, (4, sizes), `own`, at the size in hand, and `theory`, the exact acceptance where it is known."""

    shape = cached_property(lambda q: q.p[panels.SHAPES[q.p.density]])
    unfit = cached_property(lambda q: q.p.method == "gibbs" and q.p.density != "gaussian")
    mover = cached_property(lambda q: "metropolis" if q.unfit else q.p.method)
    size = cached_property(lambda q: q.p.leap if q.mover == "hmc" else q.p.step)
    how = cached_property(lambda q: sc.Setup(q.mover, q.p.density, q.shape, q.size, q.p.leaps))
    spots = cached_property(lambda q: sc.onto(panels.BOXES[q.p.density], q.p.starts))
    course: Any = kept(*CHAINS)(lambda q: sc.course(q.how, q.spots, panels.LAST, q.p.seed, q.p.timid))
    running: Any = kept(*CHAINS)(lambda q: np.array([cd.report(q.course.later(n)) for n in panels.MARKS.tolist()]).T)
    relief: Any = kept(*TARGET)(lambda q: sc.relief(q.p.density, q.shape, *panels.BOXES[q.p.density]))
    draws = cached_property(lambda q: q.course.later(q.p.tick if q.p.tick >= LEAST else 0))
    report = cached_property(lambda q: cd.report(q.draws))
    ready = cached_property(lambda q: bool(np.isfinite(q.report.effective)))
    tuned = cached_property(lambda q: "hmc" if q.mover == "hmc" else "metropolis")
    tuner = cached_property(lambda q: sc.Setup(q.tuned, q.p.density, q.shape, 1.0, q.p.leaps))
    sizes = cached_property(lambda q: SIZES[q.tuned])
    sweep: Any = kept(*TUNED, "budget", "seed")(lambda q: sc.sweep(q.tuner, q.sizes, q.p.budget, q.p.seed))
    own: Any = kept(*HOW, "budget", "seed")(lambda q: sc.efficiency(q.here, q.p.budget, q.p.seed))
    here = cached_property(lambda q: q.tuner._replace(size=q.size))
    theory: Any = kept(*TUNED)(lambda q: sc.exact_acceptance(q.tuner, q.sizes))
    cliff = cached_property(lambda q: sc.stable(q.tuner))
    exact = cached_property(lambda q: float(sc.exact_acceptance(q.here, [q.size])[0]))


class Lines(Chains):
    """A line through points. `shown`: its posterior in the coordinates that Gibbs moves in, the height of the line at
    `place` (0: the intercept) and the slope; `walk`, its sweeps from the picked line; `forgets`, effective draws a
    sweep. `summed`: the same posterior summed over a grid; `long`: what a long run says of the slope."""

    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    place = cached_property(lambda q: float(q.x.mean()) if q.p.centre else 0.0)
    width = cached_property(lambda q: np.inf if q.p.flat else q.p.prior)
    shown = cached_property(lambda q: q.posterior.about(q.place))
    deviations = cached_property(lambda q: np.sqrt(np.diag(q.posterior.covariance)))
    coupling = cached_property(lambda q: q.shown.correlation)
    start = cached_property(lambda q: np.array([q.p.pick[0] + q.place * q.p.pick[1], q.p.pick[1]]))
    forgets = cached_property(lambda q: (1 - q.coupling**2) / (1 + q.coupling**2))
    squares = cached_property(lambda q: float(np.polyfit(q.x, np.array(q.p.points)[:, 1], 1)[0]))
    summed: Any = kept(*DATA)(lambda q: gp.by_grid(q.p.points, q.p.noise, q.width, q.posterior))
    walk: Any = kept(*DATA, "centre", "pick", "seed")(
        lambda q: gp.gibbs_walk(q.shown, q.start, panels.SWEEPS, q.p.seed)
    )
    long: Any = kept(*DATA, "centre", "seed")(lambda q: gp.slope_summary(q.shown, LONG, q.p.seed))

    @kept(*DATA)
    def posterior(self) -> gp.Line:
        try:
            return gp.line_posterior(self.p.points, self.p.noise, self.width)
        except ValueError:
            raise Unanswerable("Without a prior, points at one x say nothing of the slope.") from None


class Curves(Chains):
    """A Gaussian process through points with functions drawn from it, and the landscape of its two numbers, `heights`
    (noises, lengths), with the highest peaks, two at most."""

    data = cached_property(lambda q: np.array(q.p.observed))
    curve = cached_property(lambda q: gp.process(q.data, q.p.length, q.p.sigma, panels.PLACES))
    at_points = cached_property(lambda q: gp.process(q.data, q.p.length, q.p.sigma, q.data[:, 0]))
    samples = cached_property(lambda q: gp.functions(q.curve, 4, q.p.seed))
    heights: Any = kept("observed")(lambda q: gp.landscape(q.p.observed, panels.LENGTHS, panels.NOISES))
    peaks: Any = kept("observed")(lambda q: gp.summits(q.data, panels.LENGTHS, panels.NOISES, q.heights)[:2])
