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
WORLD = (START, NEAR, FAR, WALLS, PRIZE, SLIP)
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
CENTRES = Points(
    *("centres", "Centres", ((-2, -1), (2, -1), (0, 1.8)), REACH, REACH, 0.05),
    fewest=1, most=6, when={"source": ("yours",)},
)  # fmt: skip
STEPS = Slider("steps", "Steps back", 5, 1000, 200, log=True, integer=True, per_decade=20)
FRAME = Steps("frame", "Way back so far", high=FRAMES, default=11, rate=6)
SEED = Seed()
GRID = ("start", "near", "far", "walls", "prize", "slip")
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
    away = cached_property(lambda q: grids.distances(q.world, q.home))
    idle = cached_property(lambda q: bool(q.world.ends[q.home]))  # the start is a prize

    @cached_property
    def prizes(self) -> dict[str, tuple[int, float]]:
        """Of the prizes that can be reached from the start by moves that do not slip: how far, and how large."""
        found = {name: (int(self.away[self.world.cell(self.p[name])]), name) for name in ("near", "far")}
        sizes = {"near": SMALL, "far": self.p.prize}
        hidden = self.p.near == self.p.far
        return {n: (d, sizes[n]) for n, (d, _) in found.items() if d > 0 and not (hidden and n == "near")}

    @cached_property
    def break_even(self) -> float:
        """Where both prizes are worth the same to moves that do not slip; NaN if one is never the better one."""
        if len(self.prizes) < 2:
            return np.nan
        return grids.break_even(SMALL, self.prizes["near"][0], self.p.prize, self.prizes["far"][0])

    @kept(*GRID, "discount", "begin", "was")
    def history(self) -> Array:
        """The values after each sweep: (LAST + 2, n)."""
        begun = np.zeros(SHAPE[0] * SHAPE[1])
        if self.p.begin == "old":
            begun = grids.solve(world(self, self.p.was), self.p.discount, self.p.slip)[0]
        return grids.sweeps(self.world, begun, self.p.discount, self.p.slip, LAST + 1)

    errors = cached_property(lambda q: np.abs(q.history - q.best[0]).max(axis=1))
    values = cached_property(lambda q: q.history[q.p.sweep])
    residual = cached_property(lambda q: np.abs(q.look(q.best[0]).max(axis=-1) - q.best[0]).max())
    changes = cached_property(lambda q: np.abs(np.diff(q.history, axis=0)).max(axis=1))  # of sweep k to k + 1

    def look(self, values: Array) -> Array:
        """What each move is worth with these values one move later: (n, 4)."""
        return grids.action_values(self.world, values, self.p.discount, self.p.slip)

    cliff = cached_property(lambda q: grids.cliff(-q.p.fall))
    risky = kept("explore", "fall")(lambda q: grids.solve(q.cliff, 1.0, q.p.explore))  # best among those that explore
    plain = kept("fall")(lambda q: grids.solve(q.cliff, 1.0, 0.0))
    best_exploring = cached_property(lambda q: float(q.risky[0][grids.START]))
    best_plain = cached_property(lambda q: float(q.plain[0][grids.START]))

    @kept("explore", "fall", "episodes", "rate", "seed")
    def learnt(self) -> list[grids.Learner]:
        """Q-learning and SARSA."""
        p = self.p
        return [grids.learn(k, p.explore, p.rate, p.episodes, AGENTS, p.seed, -p.fall) for k in (False, True)]

    policies = cached_property(lambda q: [grids.greedy(each.q) for each in q.learnt])
    paths = cached_property(lambda q: [grids.route(q.cliff, each, grids.START) for each in q.policies])

    @kept("explore", "fall", "episodes", "rate", "seed")
    def worths(self) -> list[float]:
        """What the greedy moves of the mean values are worth with exploration."""
        pairs = [grids.evaluate(self.cliff, each, 1.0, self.p.explore)[grids.START] for each in self.policies]
        return [float(each) for each in pairs]

    routes = cached_property(lambda q: q.priced(grids.routes_exposed()))  # of edge, one back, top, over EXPLORING
    three = kept("explore", "fall")(lambda q: [float(q.priced(np.array(each))[0]) for each in _exposed(q.p.explore)])

    def priced(self, exposed: Array) -> Array:
        """Worths from mean numbers of moves and probabilities of a fall, (..., 2, m)."""
        moves, falls = exposed[..., 0, :], exposed[..., 1, :]
        return np.asarray(-(moves - falls) - self.p.fall * falls)

    line = cached_property(lambda q: modes.line_mixture(q.p.places, q.p.share, q.p.spread))
    now = cached_property(lambda q: q.line.at(q.p.time))
    zeros = kept("places", "share", "spread")(lambda q: modes.zeros(q.line, TIMES))
    forks = kept("places", "share", "spread")(lambda q: modes.forks(q.line, LONGEST))
    humps = cached_property(lambda q: int(modes.humps(q.line, q.p.time)[0]))
    told_apart = kept("places", "share", "spread", "time")(lambda q: modes.told_apart(q.line, q.p.time))
    first_fork = cached_property(lambda q: float(q.forks[0]) if len(q.forks) else 0.0)
    fork_of_two = cached_property(lambda q: modes.fork_of_two(abs(q.p.places[1] - q.p.places[0]), q.p.spread))

    @kept("places", "share", "spread", "sampler", "seed")
    def back(self) -> kernels.Reverse:
        """Paths on the line, from noise to data."""
        centres, noisy = np.pad(self.line.centres, ((0, 0), (0, 1))), self.p.sampler == "sde"
        start = self.line.shares, centres, self.p.spread, 24, self.p.seed
        return kernels.reverse_diffusion(*start, duration=LONGEST, steps=800, keep=81, stochastic=noisy)

    @kept("places", "share", "spread", "sampler", "seed")
    def rank_moved(self) -> float:
        """How much the probability of less than where a path is changes along it, at most."""
        lines = zip(self.back.times.tolist(), self.back.points[:, :, 0], strict=True)
        ranks = np.array([self.line.at(t).below(x) for t, x in lines])
        return float(np.abs(ranks - ranks[0]).max())

    @cached_property
    def mixture(self) -> modes.Mixture:
        """What the cloud comes from, in the plane."""
        centres = modes.digits()[0] if self.p.source == "digits" else np.array(self.p.centres, dtype=float)
        return modes.Mixture(np.full(len(centres), 1 / len(centres)), centres, self.p.spread)

    @kept(*CLOUD)
    def cloud(self) -> kernels.Reverse:
        """Particles in the plane, from noise to data."""
        m, noisy = self.mixture, self.p.sampler == "sde"
        start = m.shares, m.centres, m.deviation, PARTICLES, self.p.seed
        return kernels.reverse_diffusion(*start, steps=self.p.steps, keep=FRAMES + 1, stochastic=noisy)

    @cached_property
    def tick(self) -> int:
        """The place of the frame among the times that are kept: fewer than frames where there are few steps."""
        return round(self.p.frame / FRAMES * (len(self.cloud.times) - 1))

    @kept(*CLOUD)
    def nearest(self) -> Array:
        """How far each particle ends from the nearest centre."""
        gaps = ((self.cloud.points[-1][:, None] - self.mixture.centres[None]) ** 2).sum(axis=2)
        return np.asarray(np.sqrt(gaps.min(axis=1)))

    @kept("source", "centres", "spread")
    def drawn(self) -> Array:
        """How far points of the mixture itself lie from the nearest centre: 4,000, evenly from its parts."""
        return modes.drawn_gaps(self.mixture, 4000)

    clock = cached_property(lambda q: float(q.cloud.times[q.tick]))
    square = cached_property(lambda q: (q.cloud.points[-1] ** 2).sum(axis=1))
    asked_square = cached_property(lambda q: q.mixture.second_moment())


def _exposed(explore: float) -> list[tuple[Array, Array]]:
    return [grids.exposed(grids.along(row), explore) for row in (2, 1, 0)]
