"""The state of the lesson: two groups and their shadows, a design, several groups and their roots, rows and outliers."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_wine

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.tables import IRIS_FEATURES, IRIS_SPECIES, iris
from mathcore.statistics import anova, outlying
from mathcore.statistics import joint_tests as joint

Array = NDArray[np.float64]
held: Any = kept  # of a quantity in one line
MOST = 9  # groups
DRAWN, AXES = ("A", "B", "C"), ("first feature (s)", "second feature (s)")
PARTS = {"sepals": slice(0, 2), "petals": slice(2, 4), "iris": slice(0, 4)}
NO_GROUPS = "The third column names the groups, by words or by at most nine numbers; this one has more."
FLAT = "Within the groups the features determine one another: their covariance has no inverse, and T² divides by it."
TILTED = "All points lie on one line: their covariance has no inverse, and there is no distance to speak of."


class Sample(NamedTuple):
    """Groups of rows (n_i, p), their names, and the names of the features."""

    groups: tuple[Array, ...]
    names: tuple[str, ...]
    features: tuple[str, ...]


@lru_cache(maxsize=16)
def built_in(name: str) -> Sample:
    """Iris or part of its features; the wines of scikit-learn; or a reader's two features and a column of groups."""
    if name.startswith("own:"):
        own = unpack(name)
        levels = np.unique(own.values[:, 2])
        if len(levels) > MOST:
            raise Unanswerable(NO_GROUPS)
        labels = own.groups(2)
        names = tuple(labels[int(k)] if labels else f"{own.columns[2]} {k:g}" for k in levels)
        return Sample(tuple(own.values[own.values[:, 2] == k, :2] for k in levels), names, own.columns[:2])
    if name == "wine":
        x, y = load_wine(return_X_y=True)
        return Sample(tuple(x[y == k] for k in range(3)), ("cultivar 1", "cultivar 2", "cultivar 3"), ("",) * 13)
    x, y = iris()
    features = tuple(f"{each} (cm)" for each in IRIS_FEATURES[PARTS[name]])
    return Sample(tuple(x[y == k, PARTS[name]] for k in range(3)), IRIS_SPECIES, features)


class Joint(State):
    """What each view computes, when it is asked for."""

    # Two groups, in two features.
    drawn = cached_property(lambda q: q.p.pair == "draw")
    noise = held("size", "rho", "seed")(lambda q: joint.exact_noise(2, q.p.size, q.p.rho, q.p.seed))

    @cached_property
    def pair(self) -> Sample:
        """The two groups; of iris the two species that are hard to tell apart."""
        if self.drawn:
            half = np.array(self.p.shift) / 2
            return Sample((self.noise[0] - half, self.noise[1] + half), DRAWN[:2], AXES)
        found = built_in(self.p.pair)
        first = 1 if self.p.pair in PARTS else 0
        if len(found.groups) < 2 or sum(map(len, found.groups[first : first + 2])) < 4:
            raise Unanswerable("T² compares two groups, with four rows or more in all.")
        return Sample(found.groups[first : first + 2], found.names[first : first + 2], found.features)

    @cached_property
    def scaled(self) -> tuple[Array, Array]:
        """Both groups around the middle of their means, each feature in pooled standard deviations."""
        a, b = self.pair.groups
        pooled = joint.two_groups(a, b).pooled
        if joint.singular(pooled):
            raise Unanswerable(FLAT)
        middle, spread = (a.mean(axis=0) + b.mean(axis=0)) / 2, np.sqrt(np.diag(pooled))
        return (a - middle) / spread, (b - middle) / spread

    two = cached_property(lambda q: joint.two_groups(*q.scaled))
    u = cached_property(lambda q: np.array([np.cos(np.deg2rad(q.p.angle)), np.sin(np.deg2rad(q.p.angle))]))
    t_u = cached_property(lambda q: float(q.two.along(q.u)))
    singles = cached_property(lambda q: q.two.along(np.eye(2)))
    chosen = cached_property(lambda q: q.two.difference if q.p.naive else q.two.best)  # spreads are 1 here
    chosen_angle = cached_property(lambda q: float(np.rad2deg(np.arctan2(*q.chosen[::-1])) % 180))
    t_squared = cached_property(lambda q: q.two.t_squared)
    t_chosen = cached_property(lambda q: float(q.two.along(q.chosen)) if q.two.difference.any() else 0.0)
    limit_one = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 1, q.two.freedom))
    limit_all = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 2, q.two.freedom))

    # The same as a design: n in each group, a difference and a correlation, whatever data the first view shows.
    freedom = cached_property(lambda q: 2 * q.p.size - 2)
    weight = cached_property(lambda q: q.p.size / 2)
    signed = cached_property(lambda q: np.sqrt(q.weight) * np.array(q.p.shift))  # the two t
    t_joint = cached_property(lambda q: float(joint.joint_from_singles(*q.signed.tolist(), q.p.rho)))
    p_singles = cached_property(lambda q: [joint.t_tail(t * t, q.freedom) for t in q.signed.tolist()])
    p_joint = cached_property(lambda q: joint.f_tail(q.t_joint * (q.freedom - 1) / (2 * q.freedom), 2, q.freedom - 1))
    critical_t = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 1, q.freedom))
    critical_pair = cached_property(lambda q: joint.t_squared_critical(q.p.alpha / 2, 1, q.freedom))  # Bonferroni
    critical_joint = cached_property(lambda q: joint.t_squared_critical(q.p.alpha, 2, q.freedom))
    single_hits = cached_property(lambda q: int(np.count_nonzero(q.signed**2 > q.critical_t)))
    jointly = cached_property(lambda q: bool(q.t_joint > q.critical_joint))
    distance = cached_property(lambda q: float(np.sqrt(q.t_joint / q.weight)))  # Mahalanobis, of the means
    power = cached_property(lambda q: joint.power(q.p.alpha, 2, q.freedom, q.t_joint))

    # Several groups.
    own_means = cached_property(lambda q: q.p.table == "draw")
    noises = held("each", "rho", "seed")(lambda q: joint.exact_noise(3, q.p.each, q.p.rho, q.p.seed))

    @cached_property
    def many(self) -> Sample:
        if self.own_means:
            return Sample(tuple(self.noises + np.array(self.p.means)[:, None]), DRAWN, AXES)
        return built_in(self.p.table)

    @cached_property
    def m(self) -> joint.Manova:
        try:
            return joint.manova(self.many.groups)
        except ValueError as error:
            raise Unanswerable(str(error)) from None

    canonical = cached_property(lambda q: len(q.many.features) > 2)  # drawn in the plane of the first two axes
    limits = cached_property(lambda q: joint.critical(q.p.alpha, *q.m.design))
    roots = cached_property(lambda q: q.m.roots[:2])
    p_four = cached_property(lambda q: q.m.p_values)
    rejects = cached_property(lambda q: {k: p < q.p.alpha for k, p in q.p_four.items()})

    @cached_property
    def shown(self) -> tuple[tuple[Array, ...], Array, Array, Array]:
        """(groups, grand mean, H/ν, E/ν) in the plane that is drawn: two features, or the first two canonical axes."""
        m, nu = self.m, self.m.design[2]
        if self.canonical:
            groups = tuple((each - m.grand) @ m.axes[:, :2] for each in self.many.groups)
            return groups, np.zeros(2), np.diag(m.roots[:2]), np.eye(2)
        return self.many.groups, m.grand, m.hypothesis / nu, m.error / nu

    @cached_property
    def first_f(self) -> float:
        """F of the scores along the first canonical axis, by the one-way analysis of variance."""
        return anova.one_way([(each - self.m.grand) @ self.m.axes[:, 0] for each in self.many.groups]).f

    # Rows and outliers.
    @cached_property
    def rows(self) -> Array:
        if self.p.cloud == "draw":
            return np.array(self.p.spots)
        return unpack(self.p.cloud).values if self.p.cloud.startswith("own:") else outlying.stackloss()

    @cached_property
    def classical(self) -> outlying.Fit:
        if len(self.rows) < 4 or joint.singular(np.cov(self.rows.T)):
            raise Unanswerable(TILTED)
        return outlying.classical(self.rows)

    robust = held("cloud", "spots")(lambda q: outlying.robust(q.rows))  # None where half of the rows lie on a line
    cut = cached_property(lambda q: outlying.cut(q.rows.shape[1]))
    wall = cached_property(lambda q: (len(q.rows) - 1) ** 2 / len(q.rows))  # no D² of a row is larger
    farthest = cached_property(lambda q: float(q.classical.distances.max()))
    outside = cached_property(lambda q: np.flatnonzero(q.classical.distances > q.cut))
    flagged = cached_property(lambda q: np.flatnonzero(q.robust.distances > q.cut) if q.robust else np.arange(0))
