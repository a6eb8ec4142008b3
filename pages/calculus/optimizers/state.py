"""The state of the lesson: six methods with their numbers, their paths and races, and what theory says of them."""

from __future__ import annotations

from functools import cached_property

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
GROUND = ("view", "objective", "kappa", "angle", "doublings", "start")


class Optimizers(State):
    """A loss times `factor`; six methods on it, the one in hand (`how`, in place `which`) and its path, given up after
    step `last`. `reach` is step · L in the plane of step and momentum, of Nesterov's method or else of momentum."""

    objective = cached_property(lambda q: "quadratic" if q.p.view == "plane" else str(q.p.objective))
    factor = cached_property(lambda q: 2.0**q.p.doublings)
    land = cached_property(lambda q: opt.land(q.objective, q.p.kappa, q.p.angle, q.factor))
    start = cached_property(lambda q: q.land.place(q.p.start))
    hows = cached_property(lambda q: [how.at(q.p[f"step_{how.method}"]) for how in q.methods])
    which = cached_property(lambda q: opt.METHODS.index(q.p.method))
    how = cached_property(lambda q: q.hows[q.which])
    path = cached_property(lambda q: q.runs.points[q.which])
    gaps = cached_property(lambda q: q.runs.gaps[q.which])
    last = cached_property(lambda q: int(np.isfinite(q.path[:, 0]).sum()) - 1)
    headings = cached_property(lambda q: opt.headings(q.land, q.path, q.now))
    now = cached_property(lambda q: min(q.p.tick, q.last))
    shown = cached_property(
        lambda q: [q.p.all or q.on_data or each in ("gradient", q.p.method) for each in opt.METHODS]
    )
    nesterov = cached_property(lambda q: q.p.method == "nesterov")
    plane_step = cached_property(lambda q: "step_nesterov" if q.nesterov else "step_momentum")
    reach = cached_property(lambda q: q.p[q.plane_step] * q.factor * q.p.kappa)
    rate = cached_property(lambda q: float(theory.rate(q.reach, q.p.beta, q.p.kappa, q.nesterov)))
    best = cached_property(lambda q: theory.best(q.p.kappa, q.nesterov))
    on_data = cached_property(lambda q: q.p.view == "data")
    every = cached_property(lambda q: opt.EVERY if q.on_data else 1)  # steps between two losses that are known
    bounds = cached_property(lambda q: panels.DATA if q.on_data else panels.LOSS[q.objective])
    places = cached_property(lambda q: opt.nearest(COARSE, [how.step for how in q.hows]))
    marks = cached_property(lambda q: COARSE[q.places] if q.on_data else np.array([how.step for how in q.hows]))
    level = cached_property(lambda q: "target" if q.on_data else "bar")  # the control of the loss to get below

    @cached_property
    def methods(self) -> list[How]:
        """All six with their memories, and a step size of 1."""
        p = self.p
        memory = {"momentum": (p.beta,), "nesterov": (p.beta,), "rmsprop": (0.0, p.rho), "adam": (p.beta1, p.beta2)}
        return [How(each, 1.0, *memory.get(each, ())) for each in opt.METHODS]

    @kept("view", "objective", "kappa", "angle")
    def relief(self) -> tuple[Array, Array, Array]:
        return opt.land(self.objective, self.p.kappa, self.p.angle).relief()

    @kept(*GROUND, *STEPS, *BETAS)
    def runs(self) -> Runs:
        return opt.paths(self.land, self.start, self.hows, TICKS)

    @kept(*GROUND, *BETAS)
    def race(self) -> Array:
        """The loss at each step of each method with each step size of GRID."""
        return opt.race(self.land, self.start, self.methods, GRID, TICKS)

    @kept("objective", "kappa", "start", *BETAS)
    def plain_race(self) -> Array:
        """The same in the ravine that is neither turned nor doubled."""
        of = opt.land("quadratic", self.p.kappa)
        return opt.race(of, of.place(self.p.start), self.methods, GRID, TICKS)

    @kept("features", "seed", *BETAS)
    def training(self) -> Training:
        return opt.train(self.p.features, self.methods, COARSE, self.p.seed, TICKS)

    @kept("method", "seed", *BETAS)
    def turned_features(self) -> tuple[float, float]:
        return opt.turned_features(self.methods[self.which], self.p.seed)

    @kept("kappa", "method")
    def speeds(self) -> tuple[Array, Array, Array]:
        return theory.speeds(self.p.kappa, self.nesterov)

    @kept("kappa", "doublings", "method", "beta", "step_momentum", "step_nesterov")
    def measured(self) -> float:
        """The factor a step, measured."""
        return theory.measured(self.reach, self.p.beta, self.p.kappa, self.nesterov)

    @kept("big", "memory")
    def cycle(self) -> theory.Cycle:
        return theory.cycle(self.p.big, self.p.memory, TICKS)

    @cached_property
    def course(self) -> Array:
        """The loss of each method at its marked step size after 0, every, 2 every, ... steps: (methods, n)."""
        return self.training.losses[:, np.arange(6), self.places].T if self.on_data else self.runs.gaps

    @cached_property
    def entries(self) -> tuple[Array, Array, Array]:
        """The race so far: step sizes (n,), what each method has come down to with them (methods, n), and with its own
        step (methods,)."""
        own = opt.settled(self.course.T, self.p.tick // self.every)
        if self.on_data:
            return COARSE, opt.settled(self.training.losses, self.p.tick // self.every), own
        return GRID, opt.settled(self.race, self.p.tick), own
