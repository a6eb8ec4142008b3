"""The state of the lesson: its controls, a table, a cloud of points, a pair with known information, wines."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Points, Seed, Slider, Toggle
from explorer.lesson import State, Unanswerable, kept
from mathcore.probability import dependence, dependent_laws

Array = NDArray[np.float64]
NAMES = {str(k): name for k, name in enumerate(dependence.wines().names)}
ARCH = (
    *((-2.7, -2.8), (-2.4, -2.3), (-2.1, -0.8), (-1.8, -0.6), (-1.5, 0.3), (-1.1, 1.2), (-0.8, 0.9), (-0.4, 1.9)),
    *((-0.1, 2.0), (0.2, 1.6), (0.5, 2.1), (0.9, 2.0), (1.2, 1.2), (1.5, 1.1), (1.9, 0.0), (2.2, -0.1), (2.5, -1.2)),
    (2.8, -1.7),
)
WEIGHTS = Matrix(
    *("weights", "Weights of X (down) and Y (across)", ((14.0, 8.0, 3.0), (9.0, 15.0, 11.0), (4.0, 10.0, 26.0))),
    *(0.0, 100.0, 0.1),
    help="Any weights: they are divided by their sum. Or drag the cuts of the mosaic.",
)
POINTS = Points("points", "Points", ARCH, (-3.0, 3.0), (-3.0, 3.0), 0.1, fewest=4, most=40)
FAMILIES = {"round": "Corner |x|ᵖ + |y|ᵖ ≤ 1", "square": "Turned square", "normal": "Normal"}
FAMILY = Choice("family", "Pair (X, Y)", FAMILIES, "round")
EXPONENT = Slider("exponent", "Exponent p", 0.5, 32, 2, log=True, when={"family": ("round",)})
ANGLE = Slider("angle", "Turned by", 0, 90, 30, 1, unit="°", when={"family": ("square",)})
RHO = Slider("rho", "Correlation ρ of the normals", -0.99, 0.99, 0.6, 0.01, when={"family": ("normal",)})
JOINT = Toggle("joint", "Jointly normal", True, when={"family": ("normal",)}, help="Off: a coin flips the sign of ρ.")
STRETCH = Slider("stretch", "Stretch s of both: (eˢᶻ − 1)/s", 0, 2, 0, 0.05, when={"family": ("normal",)})
SLICE = Slider("slice", "Slice at", -95, 95, 0, 1, unit="%", help="Of the way from the middle to the edge.")
SEED = Seed()
FIRST, SECOND = Choice("first", "Feature a", NAMES, "6"), Choice("second", "Feature b", NAMES, "12")
BINS = Slider("bins", "Bins of each feature", 2, 8, 3, 1, integer=True)
SLIDERS = {"round": EXPONENT, "square": ANGLE, "normal": RHO}
LAW, DOTS = ("family", "exponent", "angle", "rho", "joint"), 400


class Dependence(State):
    """Four ways to look at two variables."""

    # A table.
    @cached_property
    def table(self) -> dependence.Table:
        if not np.any(self.p.weights):
            raise Unanswerable("All weights are zero: give one of them something.")
        return dependence.table(self.p.weights)

    mutual_information = cached_property(lambda q: q.table.mutual)
    phi_squared = cached_property(lambda q: q.table.phi_squared)
    maximal = cached_property(lambda q: float(q.table.values[0]))
    second_layer = cached_property(lambda q: float(q.table.values[1]))
    table_r = cached_property(lambda q: q.table.correlation)

    @cached_property
    def scores(self) -> tuple[Array, Array]:
        """Of X (3,) and of Y (3,), with the sign of the frame before."""
        found = self.steady("scores", np.append(self.table.x_scores, self.table.y_scores)[:, None])[:, 0]
        return found[:3], found[3:]

    # A cloud.
    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    y = cached_property(lambda q: np.array(q.p.points)[:, 1])
    pearson = cached_property(lambda q: q.cloud.pearson)
    spearman = cached_property(lambda q: q.cloud.spearman)
    distance_correlation = cached_property(lambda q: q.cloud.distance)
    shuffled_distance = cached_property(lambda q: q.cloud.shuffled[1])
    count = cached_property(lambda q: len(q.p.points))

    @kept("points")
    def cloud(self) -> dependence.Cloud:
        return dependence.cloud(self.x, self.y)

    # A law.
    t = cached_property(lambda q: float(q.p[SLIDERS[q.p.family].name]))
    s = cached_property(lambda q: float(q.p.stretch) if q.p.family == "normal" else 0.0)
    jointly = cached_property(lambda q: bool(q.p.joint or q.p.family != "normal"))
    rank_r = cached_property(lambda q: dependent_laws.rank_correlation(q.t, q.jointly) if q.normal else 0.0)
    normal = cached_property(lambda q: q.p.family == "normal")
    only_r = cached_property(lambda q: q.normal and q.jointly and q.s == 0)
    known_by_r = cached_property(lambda q: float(dependent_laws.normal_information(q.true_r)))
    surprise = cached_property(
        lambda q: float(dependent_laws.divergences(q.p.family, q.t, q.jointly, np.array([q.z]))[0])
    )
    round_information = cached_property(lambda q: dependent_laws.info("round", float(q.p.exponent)))
    square_information = cached_property(lambda q: dependent_laws.info("square", float(q.p.angle)))
    normal_information = cached_property(lambda q: dependent_laws.info("normal", float(q.p.rho), q.p.joint))
    stretched_r = cached_property(
        lambda q: float(dependent_laws.stretched_correlation(q.p.rho, q.p.stretch, q.p.joint))
    )

    @cached_property
    def true_r(self) -> float:
        """Pearson's correlation of the law."""
        return self.stretched_r if self.normal else 0.0

    @kept(*LAW)
    def information(self) -> float:
        return dependent_laws.info(self.p.family, self.t, self.jointly)

    @kept(*LAW)
    def mean_divergence(self) -> float:
        return dependent_laws.mean_divergence(self.p.family, self.t, self.jointly)

    @kept(*LAW, "seed")
    def drawn(self) -> Array:
        return dependent_laws.draws(self.p.family, self.t, self.jointly, DOTS, self.p.seed)

    @cached_property
    def span(self) -> tuple[float, float]:
        """The range of both axes of the law."""
        if not self.normal:
            return -1.5, 1.5
        low, high = dependent_laws.stretched(np.array([-3.2, 3.2]), self.s).tolist()
        return low - 0.02 * self.s, min(high, 8.0)

    @cached_property
    def widest(self) -> float:
        """How far from the middle a slice may be, on the scale before the stretch."""
        if self.normal:
            return min(2.6, dependent_laws.unstretched(self.span[1], self.s))
        turn = np.deg2rad(self.t)
        return 1.0 if self.p.family == "round" else float(abs(np.cos(turn)) + abs(np.sin(turn)))

    z = cached_property(lambda q: q.p.slice / 100 * q.widest)  # where the slice is, before the stretch

    # Wines.
    @kept("first", "second", "bins", "seed")
    def pair(self) -> dependence.Pair:
        found = dependence.wines()
        first, second = (dependence.binned(found.shares[:, int(k)], self.p.bins) for k in (self.p.first, self.p.second))
        return dependence.pair(first, second, found.cultivar, self.p.bins, self.p.seed)
