"""The state of the lesson: six methods with their numbers, their paths and races, and what theory says of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.calculus import optimizer_theory as theory
from mathcore.calculus import optimizers as opt
from mathcore.calculus.optimizers import How, Runs, Training
from pages.calculus.optimizers import panels

Array = NDArray[np.float64]
TICKS = 300
GRID, COARSE = np.geomspace(1e-5, 10, 73), np.geomspace(1e-5, 10, 49)  # step sizes of a race; of one on data
STEPS, BETAS = tuple(f"step_{method}" for method in opt.METHODS), ("beta", "rho", "beta1", "beta2")
GROUND = ("objective", "kappa", "angle", "doublings", "start")


class Optimizers(State):
    """A loss times `factor`; six methods on it, the one in hand (`how`, in place `which`) and its path, given up after
    step `last`. `reach` is step · L in the plane of step and momentum, of Nesterov's method or else of momentum.

    Of a race: `sizes` (n,), the step sizes; `down` (methods, n), what each method has come down to with them; `marks`,
    the step size of each, and `course`, its loss every so many steps; `level`, the control of the loss to get below.
    """

    factor = cached_property(lambda q: 2.0**q.p.doublings)
    land = cached_property(lambda q: opt.land(q.p.objective, q.p.kappa, q.p.angle, q.factor))
    start = cached_property(lambda q: q.land.place(q.p.start))
    hows = cached_property(lambda q: [how.at(q.p[f"step_{how.method}"]) for how in q.methods])
    which = cached_property(lambda q: opt.METHODS.index(q.p.method))
    how = cached_property(lambda q: q.hows[q.which])
    path = cached_property(lambda q: q.runs.points[q.which])
    gaps = cached_property(lambda q: q.runs.gaps[q.which])
    last = cached_property(lambda q: int(np.isfinite(q.path[:, 0]).sum()) - 1)
    now = cached_property(lambda q: min(q.p.tick, q.last))
    headings = cached_property(lambda q: opt.headings(q.land, q.path, q.now))
    shown = cached_property(
        lambda q: {m: n for m, n in panels.NAMES.items() if q.p.all or m in ("gradient", q.p.method)}
    )
    nesterov = cached_property(lambda q: q.p.method == "nesterov")
    plane_step = cached_property(lambda q: "step_nesterov" if q.nesterov else "step_momentum")
    reach = cached_property(lambda q: q.p[q.plane_step] * q.factor * q.p.kappa)
    rate = cached_property(lambda q: float(theory.rate(q.reach, q.p.beta, q.p.kappa, q.nesterov)))
    best = cached_property(lambda q: theory.best(q.p.kappa, q.nesterov))
    alone = cached_property(lambda q: "each coordinate is scaled by itself" if q.p.method in opt.ADAPTIVE else "")
    sizes, every, level, says = GRID, 1, "bar", "loss above its minimum"
    bounds: Any = cached_property(lambda q: panels.LOSS[q.p.objective])
    down = cached_property(lambda q: opt.settled(q.race, q.p.tick))
    marks = cached_property(lambda q: np.array([how.step for how in q.hows]))
    course = cached_property(lambda q: q.runs.gaps)

    @cached_property
    def methods(self) -> list[How]:
        """All six with their memories, and a step size of 1."""
        p = self.p
        memory = {"momentum": (p.beta,), "nesterov": (p.beta,), "rmsprop": (0.0, p.rho), "adam": (p.beta1, p.beta2)}
        return [How(each, 1.0, *memory.get(each, ())) for each in opt.METHODS]

    @kept("objective", "kappa", "angle")
    def relief(self) -> tuple[Array, Array, Array]:
        return opt.land(self.p.objective, self.p.kappa, self.p.angle).relief()

    @kept(*GROUND, *STEPS, *BETAS)
    def runs(self) -> Runs:
        return opt.paths(self.land, self.start, self.hows, TICKS)

    @kept(*GROUND, *BETAS)
    def race(self) -> Array:
        return opt.race(self.land, self.start, self.methods, GRID, TICKS)

    @kept("kappa", "start", "method", *BETAS)
    def plain_race(self) -> Array:
        """The same of the method in hand in the ravine that is neither turned nor doubled."""
        of = opt.land("quadratic", self.p.kappa)
        return opt.race(of, of.place(self.p.start), [self.methods[self.which]], GRID, TICKS)[:, 0]

    @cached_property
    def before(self) -> Array:
        """What the method in hand came down to in that ravine, (n,); NaN if nothing has changed."""
        changed = self.land.quadratic and (self.p.angle or self.p.doublings)
        return opt.settled(self.plain_race, self.p.tick) if changed else np.full(len(GRID), np.nan)

    @kept("kappa", "method")
    def speeds(self) -> tuple[Array, Array, Array]:
        return theory.speeds(self.p.kappa, self.nesterov)

    @kept("kappa", "doublings", "method", "beta", "step_momentum", "step_nesterov")
    def measured(self) -> float:
        return theory.measured(self.reach, self.p.beta, self.p.kappa, self.nesterov)

    @kept("big", "memory")
    def cycle(self) -> theory.Cycle:
        return theory.cycle(self.p.big, self.p.memory, TICKS)


class Patients(Optimizers):
    """A race of logistic regressions; marks go to the nearest step size that was trained."""

    sizes, every, level, says, bounds = COARSE, opt.EVERY, "target", "log loss on 169 others", panels.DATA
    before = cached_property(lambda q: np.full(len(COARSE), np.nan))
    down = cached_property(lambda q: opt.settled(q.training.losses, q.p.tick // q.every))
    places = cached_property(lambda q: opt.nearest(COARSE, [how.step for how in q.hows]))
    marks = cached_property(lambda q: COARSE[q.places])
    course = cached_property(lambda q: q.training.losses[:, np.arange(6), q.places].T)

    @kept("features", "seed", *BETAS)
    def training(self) -> Training:
        return opt.train(self.p.features, self.methods, COARSE, self.p.seed, TICKS)

    @kept("method", "seed", *BETAS)
    def turned_features(self) -> tuple[float, float]:
        return opt.turned_features(self.methods[self.which], self.p.seed)
