"""The state of the lesson: its controls, a table, a cloud of points, a pair with known information, wines."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Points, Seed, Slider, Toggle
from explorer.lesson import State, kept
from mathcore.probability import dependence, dependent_laws
from mathcore.probability.dependent_laws import stretched_correlation

Array = NDArray[np.float64]
DRAGGED = "Any weights: they are divided by their sum. Or drag the cuts of the mosaic."
TILTED = ((14.0, 8.0, 3.0), (9.0, 15.0, 11.0), (4.0, 10.0, 26.0))
WEIGHTS = Matrix("weights", "Weights, X down and Y across", TILTED, 0.0, 100.0, 0.1, help=DRAGGED)
ARCH_Y = (-3.0, -2.2, -0.4, -0.1, 0.9, 1.7, 1.3, 2.1, 1.7, 1.9, 1.6, 0.5, 0.1, -1.3, -1.9)
ARCH = tuple((k * 0.4 - 2.8, y) for k, y in enumerate(ARCH_Y))
POINTS = Points("points", "Points", ARCH, (-3.0, 3.0), (-3.0, 3.0), 0.1, fewest=4, most=40)
FAMILY = Choice("family", "Uniform in", {"round": "|x|ᵖ + |y|ᵖ ≤ 1", "square": "a turned square"}, "round")
EXPONENT = Slider("exponent", "Exponent p of |x|ᵖ + |y|ᵖ ≤ 1", 0.5, 32, 2, log=True, when={"family": ("round",)})
ANGLE = Slider("angle", "Turned by", 0, 90, 30, 1, unit="°", when={"family": ("square",)})
RHO = Slider("rho", "Correlation ρ of the normals", -0.99, 0.99, 0.6, 0.01)
JOINT = Toggle("joint", "Jointly normal", True, help="Off: a coin flips the sign of ρ. Both margins stay normal.")
STRETCH = Slider("stretch", "Stretch s of both, (eˢᶻ − 1)/s", 0, 2, 0, 0.05)
SLICE = Slider("slice", "Slice at", -95, 95, 0, 1, unit="%", help="Of the way from the middle to the edge.")
SEED = Seed()
NAMES = {str(k): name for k, name in enumerate(dependence.wines().names)}
FIRST, SECOND = Choice("first", "Feature a", NAMES, "6"), Choice("second", "Feature b", NAMES, "12")
BINS = Slider("bins", "Bins of each feature", 2, 8, 3, 1, integer=True)
LAW, DOTS = ("family", "exponent", "angle", "rho", "joint"), 400


class Dependence(State):
    """A table, a cloud, a pair that is uniform in a shape, the features of wines."""

    masses = cached_property(lambda q: np.array(q.p.weights) if np.any(q.p.weights) else np.ones((3, 3)))
    table = cached_property(lambda q: dependence.table(q.masses))

    mutual_information = cached_property(lambda q: q.table.mutual)
    phi_squared = cached_property(lambda q: q.table.phi_squared)
    maximal = cached_property(lambda q: float(q.table.values[0]))
    table_r = cached_property(lambda q: q.table.correlation)

    @cached_property
    def scores(self) -> tuple[Array, Array]:
        """Of X (3,) and of Y (3,), with the signs of the frame before."""
        found = self.steady("scores", np.append(self.table.x_scores, self.table.y_scores)[:, None])[:, 0]
        return found[:3], found[3:]

    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    y = cached_property(lambda q: np.array(q.p.points)[:, 1])
    pearson = cached_property(lambda q: q.cloud.pearson)
    spearman = cached_property(lambda q: q.cloud.spearman)
    distance_correlation = cached_property(lambda q: q.cloud.distance)
    shuffled_distance = cached_property(lambda q: q.cloud.shuffled[1])

    @kept("points")
    def cloud(self) -> dependence.Cloud:
        return dependence.cloud(self.x, self.y)

    shape = cached_property(lambda q: str(q.p.family))
    t = cached_property(lambda q: float(q.p.exponent if q.shape == "round" else q.p.angle))
    # Without a stretch; no correlations, by symmetry: the shapes look alike when turned by 90°.
    s, jointly = cached_property(lambda q: 0.0), cached_property(lambda q: True)
    true_r, rank_r = cached_property(lambda q: 0.0), cached_property(lambda q: 0.0)
    known_by_r = cached_property(lambda q: float(dependent_laws.normal_information(q.true_r)))
    round_information = cached_property(lambda q: dependent_laws.info("round", float(q.p.exponent)))
    square_information = cached_property(lambda q: dependent_laws.info("square", float(q.p.angle)))
    normal_information = cached_property(lambda q: dependent_laws.info("normal", float(q.p.rho), q.p.joint))
    stretched_r = cached_property(lambda q: float(stretched_correlation(q.p.rho, q.p.stretch, q.p.joint)))
    span = cached_property(lambda q: (-1.5, 1.5))  # of both axes
    # How far from the middle a slice may be, and where it is, before the stretch.
    widest = cached_property(lambda q: 1.0 if q.shape == "round" else float(np.abs(dependent_laws.turn(q.t)).sum()))
    z = cached_property(lambda q: q.p.slice / 100 * q.widest)

    @cached_property
    def surprise(self) -> float:
        """What the slice tells of Y, in nats."""
        found = float(dependent_laws.divergences(self.shape, self.t, self.jointly, np.array([self.z]))[0])
        return found if found > 1e-12 else 0.0

    @kept(*LAW)
    def information(self) -> float:
        return dependent_laws.info(self.shape, self.t, self.jointly)

    @kept(*LAW)
    def mean_divergence(self) -> float:
        return dependent_laws.mean_divergence(self.shape, self.t, self.jointly)

    @kept(*LAW, "seed")
    def drawn(self) -> Array:
        return dependent_laws.draws(self.shape, self.t, self.jointly, DOTS, self.p.seed)

    @kept("first", "second", "bins")
    def pair(self) -> dependence.Pair:
        found = dependence.wines()
        first, second = (dependence.binned(found.shares[:, int(k)], self.p.bins) for k in (self.p.first, self.p.second))
        return dependence.pair(first, second, found.cultivar, self.p.bins)


class Normals(Dependence):
    """The pair is made of two normals, each stretched by s."""

    shape = cached_property(lambda q: "normal")
    t, s = cached_property(lambda q: float(q.p.rho)), cached_property(lambda q: float(q.p.stretch))
    jointly, true_r = cached_property(lambda q: bool(q.p.joint)), cached_property(lambda q: q.stretched_r)
    rank_r = cached_property(lambda q: dependent_laws.rank_correlation(q.t, q.jointly))
    widest = cached_property(lambda q: min(2.6, dependent_laws.unstretched(q.span[1], q.s)))

    ends = cached_property(lambda q: dependent_laws.stretched(np.array([-3.2, 3.2]), q.s))
    span = cached_property(lambda q: (float(q.ends[0]) - 0.02 * q.s, min(float(q.ends[1]), 8.0)))
