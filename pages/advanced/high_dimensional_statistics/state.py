"""The state of the lesson: a spike in noise, many means at once, the covariance of real data."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Seed, Slider, Toggle
from explorer.lesson import State, kept
from mathcore.advanced import shrinkage, spiked
from mathcore.common.randomness import random_normals

held: Any = kept  # of a quantity in one line
KINDS = {"gaussian": "Gaussian", "signs": "±1", "heavy": "Heavy tails"}
SHAPES = {"even": "All alike", "slope": "Falling", "one": "One of them"}
TABLES = {"digits": "Handwritten digits", "tumours": "Tumours"}
TAILS = "All have mean 0 and variance 1. The heavy tails are Pareto’s with index 2.5: their fourth moment is infinite."
SPIKE = Slider("spike", "Spike ℓ: variance along one axis", 1, 5, 2, 0.01)
ROWS = Slider("rows", "Samples n", 100, spiked.ROWS, 400, 10, integer=True)
FEATURES = Slider("features", "Variables p", 20, spiked.FEATURES, 200, 10, integer=True)
ENTRIES = Choice("entries", "Entries of the data", KINDS, "gaussian", help=TAILS)
MEANS = Slider("means", "Number of means p", 2, 100, 20, 1, integer=True)
LENGTH = Slider("length", "Length of the vector of means |θ|", 0, 12, 5, 0.1)
SHAPE = Choice("shape", "Who carries the length", SHAPES, "one")
POSITIVE = Toggle("positive", "Never shrink past zero")
TABLE = Choice("table", "Data", TABLES, "digits")
TAKEN = Slider("taken", "Rows taken n", 10, 500, 40, log=True, integer=True)
SHARE = Slider("share", "Shrinkage α", 0, 1, 0.1, 0.002)
NOISE, SPIKED = ("entries", "seed"), ("entries", "seed", "rows", "features")
SEED = Seed()
SPIKES, LENGTHS = np.linspace(1, 5, 81), np.linspace(0, 12, 61)


class High(State):
    """What each view computes, when it is asked for."""

    table_of_noise = held(*NOISE)(lambda q: spiked.entries(q.p.entries, q.p.seed))
    x = cached_property(lambda q: q.table_of_noise[: q.p.rows, : q.p.features])
    reduced = held(*SPIKED)(lambda q: spiked.tridiagonal(q.x))
    gamma = cached_property(lambda q: q.p.features / q.p.rows)
    edges = cached_property(lambda q: spiked.edges(q.gamma))
    threshold = cached_property(lambda q: spiked.threshold(q.gamma))
    reach = cached_property(lambda q: next(r for r in (7, 8, 9.5, 11) if r > 1.2 * spiked.expected_top(5, q.gamma)))
    values = cached_property(lambda q: spiked.eigenvalues(q.reduced, q.p.spike))
    zeros = cached_property(lambda q: max(q.p.features - q.p.rows, 0))
    top = cached_property(lambda q: spiked.top(q.reduced, q.p.spike))
    lambda_top = cached_property(lambda q: q.top.value)
    cos2 = cached_property(lambda q: q.top.cos2)
    expected_top = cached_property(lambda q: float(spiked.expected_top(q.p.spike, q.gamma)))
    expected_cos2 = cached_property(lambda q: float(spiked.expected_cos2(q.p.spike, q.gamma)))
    angle = cached_property(lambda q: float(np.rad2deg(np.arccos(min(np.sqrt(q.cos2), 1)))))
    escaped = cached_property(lambda q: q.p.spike > q.threshold)
    width = cached_property(lambda q: spiked.edge_width(q.p.rows, q.p.features))
    excess = cached_property(lambda q: (q.lambda_top - q.edges[1]) / q.width)  # in the units of Tracy and Widom
    along = cached_property(lambda q: float(q.p.spike * q.reduced.diagonal[0]))  # the sample's variance of the truth
    fresh = cached_property(lambda q: 1 + (q.p.spike - 1) * q.cos2)  # the true variance of the found axis
    course = held(*SPIKED)(lambda q: spiked.course_between(q.reduced, SPIKES[0], SPIKES[-1]))
    solved = cached_property(lambda q: float(spiked.course(q.reduced, [q.lambda_top])[0][0]))

    @cached_property
    def cloud(self) -> Any:
        """The sample in the plane of the true axis and the found one, shape (n, 2): first the truth, then the error."""
        return np.column_stack([self.x[:, 0] * np.sqrt(self.p.spike), self.x[:, 1:] @ self.top.error])

    # Many means at once.
    theta = cached_property(lambda q: shrinkage.means(q.p.shape, q.p.means, q.p.length))
    seen = cached_property(lambda q: q.theta + random_normals(q.p.seed, 2, 0, q.p.means))
    estimate = cached_property(lambda q: shrinkage.james_stein(q.seen, q.p.positive))
    window = cached_property(lambda q: shrinkage.usual(q.p.shape, q.p.means, LENGTHS[-1]))
    factor = cached_property(lambda q: q.estimate[1])
    loss_seen = cached_property(lambda q: float(np.square(q.seen - q.theta).sum()))
    loss_shrunk = cached_property(lambda q: float(np.square(q.estimate[0] - q.theta).sum()))
    risks = held("means")(lambda q: shrinkage.stein_risk(LENGTHS, q.p.means))
    positive_risks = held("means")(lambda q: shrinkage.positive_risk(LENGTHS, q.p.means))
    risk = cached_property(lambda q: float(shrinkage.stein_risk(q.p.length, q.p.means)[0]))
    positive_risk = cached_property(lambda q: float(shrinkage.positive_risk(q.p.length, q.p.means)[0]))
    singles = cached_property(lambda q: shrinkage.coordinate_risks(q.theta))
    worst = cached_property(lambda q: float(q.singles.max()))
    worst_risks = held("means", "shape")(lambda q: shrinkage.worst_risks(q.p.shape, q.p.means, LENGTHS))

    # The covariance of real data.
    sample = held("table", "taken", "seed")(lambda q: shrinkage.drawn(q.p.table, q.p.taken, q.p.seed))
    shrunk = held("table", "taken", "seed")(lambda q: shrinkage.ledoit_wolf(q.sample))
    truth = cached_property(lambda q: shrinkage.standardised(q.p.table).truth)
    truths = held("table")(lambda q: np.linalg.eigvalsh(q.truth)[::-1])
    parabola = held("table", "taken", "seed")(lambda q: shrinkage.errors(q.shrunk, q.truth))
    noise_edges = cached_property(lambda q: spiked.edges(len(q.truth) / q.p.taken))
    above = cached_property(lambda q: int((q.shrunk.values > q.noise_edges[1]).sum()))
    chosen = cached_property(lambda q: q.shrunk.chosen)
    best = cached_property(lambda q: q.parabola.best)
    error_of_sample = cached_property(lambda q: float(np.sqrt(q.parabola(0.0))))
    error_shrunk = cached_property(lambda q: float(np.sqrt(q.parabola(q.p.share))))
    error_chosen = cached_property(lambda q: float(np.sqrt(q.parabola(q.chosen))))
    error_best = cached_property(lambda q: float(np.sqrt(q.parabola(q.best))))
