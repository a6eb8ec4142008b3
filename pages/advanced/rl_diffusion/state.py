"""What the lesson computes: a grid and its prizes for every discount, the cliff, and mixtures under noise."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Point, Points, Seed, Slider, Steps
from explorer.lesson import State, kept
from mathcore import kernels
from mathcore.advanced import gridworlds as grids
from mathcore.advanced import reverse_modes as modes

Array = NDArray[np.float64]
SHAPE, SMALL, LAST, FRAMES, AGENTS, PARTICLES = (5, 9), 1.0, 40, 20, 24, 800
COLUMNS, ROWS, REACH = (0, SHAPE[1] - 1), (0, SHAPE[0] - 1), (-3.0, 3.0)
DISCOUNTS, TIMES, LONGEST = np.linspace(0.03, 0.99, 33), np.linspace(0.0, 3.0, 121), 3.0
CELL = "Column and row, counted from the upper left."
DISCOUNT = Slider("discount", "Discount γ", 0.05, 0.99, 0.9, 0.01, help="What a reward is worth one move later.")
PRIZE = Slider("prize", "Big prize", 1.5, 20, 10, 0.5, help="The small one is 1.")
SLIP = Slider("slip", "Chance that a move slips", 0, 0.5, 0, 0.05, help="Then one of the four is made, evenly.")
START = Point("start", "Start", (2, 2), COLUMNS, ROWS, 1, help=CELL)
NEAR = Point("near", "Small prize at", (0, 2), COLUMNS, ROWS, 1, help=CELL)
FAR = Point("far", "Big prize at", (8, 0), COLUMNS, ROWS, 1, help=CELL)
WALLS = Points("walls", "Walls", ((4, 4), (4, 3), (4, 2), (6, 0)), COLUMNS, ROWS, 1, fewest=1, most=8, help=CELL)
BEGINS = {"zero": "zeros", "old": "old values"}
BEGIN = Choice("begin", "Begin with", BEGINS, "zero", help="Old: what was right when the big prize stood elsewhere.")
WAS = Point("was", "Big prize stood at", (0, 4), COLUMNS, ROWS, 1, help=CELL, when={"begin": ("old",)})
SWEEP = Steps("sweep", "Sweep k", high=LAST, default=4, rate=4)
EXPLORE = Slider("explore", "Exploration ε", 0.01, 0.4, 0.1, 0.01, help="The chance of a random move.")
FALL = Slider("fall", "A fall costs", 15, 100, 100, 5)
EPISODES = Slider("episodes", "Episodes", 10, 1000, 501, log=True, integer=True)
RATE = Slider("rate", "Learning rate", 0.05, 1, 0.5, 0.05)
PLACES = Points("places", "Modes", (-2.0, 2.0), REACH, None, 0.05, fewest=2, most=4)
SHARE = Slider("share", "Share of the first mode", 0.1, 0.9, 0.5, 0.01, help="The others have equal parts of the rest.")
SPREAD = Slider("spread", "Spread s of a mode", 0.05, 1, 0.3, 0.05)
TIME = Slider("time", "Time t of the noise", 0, LONGEST, 0.3, 0.01)
SAMPLER = Choice("sampler", "Way back", {"ode": "ODE", "sde": "SDE"}, "ode")
SOURCES = {"yours": "Your modes", "digits": "Twelve digits"}
SOURCE = Choice("source", "Data", SOURCES, "yours")
THREE, OWN = ((-2, -1), (2, -1), (0, 1.8)), {"source": ("yours",)}
CENTRES = Points("centres", "Centres", THREE, REACH, REACH, 0.05, fewest=1, most=6, when=OWN)
STEPS = Slider("steps", "Steps back", 5, 1000, 200, log=True, integer=True, per_decade=20)
FRAME = Steps("frame", "Way back so far", high=FRAMES, default=11, rate=6)
SEED = Seed()
GRID = ("start", "near", "far", "walls", "prize", "slip")
CLIFF, LINE = ("explore", "fall", "episodes", "rate", "seed"), ("places", "share", "spread")
CLOUD = ("source", "centres", "spread", "steps", "sampler", "seed")


def world(q: State, far: tuple[float, float]) -> grids.World:
    """The grid with the big prize there; the start is no wall."""
    walls = [wall for wall in q.p.walls if wall != q.p.start]
    return grids.world(SHAPE, walls, [(q.p.near, SMALL), (far, q.p.prize)])


class Applied(State):
    """Two applications: values of moves, and scores of noisy densities."""

    times = TIMES
    world = cached_property(lambda q: world(q, q.p.far))
    home = cached_property(lambda q: q.world.cell(q.p.start))
    best = kept(*GRID, "discount")(lambda q: grids.solve(q.world, q.p.discount, q.p.slip))
    strip = kept(*GRID)(lambda q: grids.strip(q.world, q.home, DISCOUNTS, q.p.slip))
    path = cached_property(lambda q: grids.route(q.world, q.best[1], q.home))
    arrives = cached_property(lambda q: bool(q.world.ends[q.path[-1]]))
    route_length = cached_property(lambda q: len(q.path) - 1 if q.arrives else -1)
    start_value = cached_property(lambda q: float(q.best[0][q.home]))
    idle = cached_property(lambda q: bool(q.world.ends[q.home]))  # the start is a prize
    both = cached_property(lambda q: grids.within_reach(q.world, q.home, (q.p.near, q.p.far), (SMALL, q.p.prize)))
    prizes = cached_property(lambda q: [each for each in q.both if each[0]])  # how far, how large
    break_even = cached_property(lambda q: grids.break_even(q.both[0][1], q.both[0][0], q.both[1][1], q.both[1][0]))

    @kept(*GRID, "discount", "begin", "was")
    def history(self) -> Array:
        """The values after each sweep: (LAST + 2, n)."""
        old = grids.solve(world(self, self.p.was), self.p.discount, self.p.slip)[0] if self.p.begin == "old" else 0.0
        return grids.sweeps(self.world, old + np.zeros(45), self.p.discount, self.p.slip, LAST + 1)

    errors = cached_property(lambda q: np.abs(q.history - q.best[0]).max(axis=1))
    changes = cached_property(lambda q: np.abs(np.diff(q.history, axis=0)).max(axis=1))  # of sweep k to k + 1
    values = cached_property(lambda q: q.history[q.p.sweep])
    residual = cached_property(lambda q: np.abs(q.look(q.best[0]).max(axis=-1) - q.best[0]).max())

    def look(self, values: Array) -> Array:
        """What each move is worth with these values one move later: (n, 4)."""
        return grids.action_values(self.world, values, self.p.discount, self.p.slip)

    cliff = cached_property(lambda q: grids.cliff(-q.p.fall))
    best_plain = kept("fall")(lambda q: float(grids.solve(q.cliff, 1.0, 0.0)[0][grids.START]))
    best_exploring = kept("explore", "fall")(lambda q: float(grids.solve(q.cliff, 1.0, q.p.explore)[0][grids.START]))

    @kept(*CLIFF)
    def learnt(self) -> list[grids.Learner]:
        """Q-learning and SARSA."""
        p = self.p
        return [grids.learn(k, p.explore, p.rate, p.episodes, AGENTS, p.seed, -p.fall) for k in (False, True)]

    policies = cached_property(lambda q: [grids.greedy(each.q) for each in q.learnt])
    paths = cached_property(lambda q: [grids.route(q.cliff, each, grids.START) for each in q.policies])
    solved = kept(*CLIFF)(lambda q: [grids.evaluate(q.cliff, each, 1.0, q.p.explore) for each in q.policies])
    worths = cached_property(lambda q: [float(each[grids.START]) for each in q.solved])  # of what is learnt, exploring
    routes = cached_property(lambda q: grids.priced(grids.routes_exposed(), q.p.fall))  # edge, one back, top
    exposed = kept("explore")(lambda q: np.array([grids.exposed(grids.along(row), q.p.explore) for row in (2, 1, 0)]))
    three = cached_property(lambda q: grids.priced(q.exposed, q.p.fall)[:, 0])

    line = cached_property(lambda q: modes.line_mixture(q.p.places, q.p.share, q.p.spread))
    now = cached_property(lambda q: q.line.at(q.p.time))
    zeros = kept(*LINE)(lambda q: modes.zeros(q.line, TIMES))
    forks = kept(*LINE)(lambda q: modes.forks(q.line, LONGEST, (TIMES, q.zeros)))
    humps = cached_property(lambda q: int(modes.humps(q.line, q.p.time)[0]))
    told_apart = kept(*LINE, "time")(lambda q: modes.told_apart(q.line, q.p.time))
    first_fork = cached_property(lambda q: float(q.forks[0]) if len(q.forks) else 0.0)
    fork_of_two = cached_property(lambda q: modes.fork_of_two(abs(q.p.places[1] - q.p.places[0]), q.p.spread))

    @kept(*LINE, "sampler", "seed")
    def back(self) -> kernels.Reverse:
        """Paths on the line (the first coordinate), from noise to data."""
        start = self.line.shares, np.pad(self.line.centres, ((0, 0), (0, 1))), self.p.spread, 24, self.p.seed
        noisy = self.p.sampler == "sde"
        return kernels.reverse_diffusion(*start, duration=LONGEST, steps=800, keep=81, stochastic=noisy)

    moved = kept(*LINE, "sampler", "seed")(lambda q: modes.rank_moved(q.line, q.back.times, q.back.points[..., 0]))

    @cached_property
    def mixture(self) -> modes.Mixture:
        """What the cloud comes from, in the plane."""
        centres = modes.digits()[0] if self.p.source == "digits" else np.array(self.p.centres, dtype=float)
        return modes.Mixture(np.full(len(centres), 1 / len(centres)), centres, self.p.spread)

    @kept(*CLOUD)
    def cloud(self) -> kernels.Reverse:
        """Particles in the plane, from noise to data."""
        m, p = self.mixture, self.p
        start, noisy = (m.shares, m.centres, p.spread, PARTICLES, p.seed), p.sampler == "sde"
        return kernels.reverse_diffusion(*start, steps=p.steps, keep=FRAMES + 1, stochastic=noisy)

    # The frame among the times that are kept, which are fewer where there are few steps.
    tick = cached_property(lambda q: round(q.p.frame / FRAMES * (len(q.cloud.times) - 1)))
    clock = cached_property(lambda q: float(q.cloud.times[q.tick]))
    nearest = kept(*CLOUD)(lambda q: modes.gaps(q.cloud.points[-1], q.mixture.centres))
    drawn = kept("source", "centres", "spread")(lambda q: modes.drawn_gaps(q.mixture, 4000))
    square = cached_property(lambda q: (q.cloud.points[-1] ** 2).sum(axis=1))
    asked_square = cached_property(lambda q: q.mixture.second_moment())
