"""The state: an orange, a ball among balls, points around a query, a table with columns shuffled, noise beside iris."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Data, Seed, Slider, Toggle
from explorer.controls.data import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.advanced import curse_neighbours as near
from mathcore.advanced import curse_of_dimensionality as curse

Array = NDArray[np.float64]
OWN = 6
TABLES = {"digits": "600 digits, 64 pixels", "cells": "569 nuclei, 30 measures", "wine": "178 wines, 13 measures"}
QUERIES = {"random": "A point", "centre": "Centre", "corner": "Corner"}
COPIES = "Every coordinate repeats one of three: as many columns, three degrees of freedom."
COLUMNS = "Six columns of numbers of your CSV, up to 333 rows; each is standardised."
FEATURES_HELP = "The four lengths of iris, and standard normal noise."
D = Slider("d", "Dimension d", 2, curse.MOST, 20, log=True, integer=True, per_decade=240)
PEEL = Slider("peel", "Thickness of the peel", 0.01, 0.5, 0.1, 0.01, help="As a part of the radius.")
POINTS = Slider("points", "Number of points n", 10, curse.POINTS, curse.POINTS, log=True, integer=True)
QUERY = Choice("query", "Distances from", QUERIES, "random")
COPIED = Toggle("copied", "Coordinates copy three", help=COPIES)
TABLE = Data("table", "Table", TABLES, "digits", own=OWN, help=COLUMNS)
SHUFFLE = Slider("shuffle", "Columns shuffled", 0, 100, 0, 10, unit="%", integer=True)
FEATURES = Slider(
    "features", "Features in all", 4, 1000, 102, log=True, integer=True, per_decade=12, help=FEATURES_HELP
)
SEED = Seed()
SIZES, TOTALS, SHARES = np.array(D.every()), np.array(FEATURES.every()), np.arange(0, 101, 10)
DROPS = 80  # points of the orange that are drawn
BROKEN = "Copies or ties: fewer than twelve rows have their two nearest at two distances above zero."


class Curse(State):
    """What volume and distance do in d dimensions, and what they do in real tables."""

    # The orange and the balls.
    share = cached_property(lambda q: float(curse.peel_share(q.p.d, q.p.peel)))
    flesh = cached_property(lambda q: float(curse.inner_share(q.p.d, 1 - q.p.peel)))
    ripe = cached_property(lambda q: curse.peel_dimension(q.p.peel, 0.99))  # the d at which 99% are peel
    half = cached_property(lambda q: curse.half_thickness(q.p.d))
    drops = kept("seed")(lambda q: curse.ball_points(q.p.seed, DROPS))
    radii = cached_property(lambda q: q.drops[0] ** (1 / q.p.d))
    peeled = cached_property(lambda q: q.radii > 1 - q.p.peel)
    log10_volume = cached_property(lambda q: float(curse.log10_ball_volume(q.p.d)))
    log10_cube_share = cached_property(lambda q: float(curse.log10_share_of_cube(q.p.d)))
    radius = cached_property(lambda q: float(curse.middle_radius(q.p.d)))
    log10_share = cached_property(lambda q: float(curse.log10_middle_share(q.p.d)))

    # Points around a query.
    at = cached_property(lambda q: int(np.searchsorted(SIZES, q.p.d)))
    crowd = kept("seed", "query")(lambda q: curse.crowd(q.p.seed, q.p.query, SIZES))
    squares = cached_property(lambda q: q.crowd.squares(q.p.copied)[q.at, : q.p.points])
    distances = cached_property(lambda q: np.sqrt(q.squares))
    nearest = cached_property(lambda q: float(q.distances.min()))
    farthest = cached_property(lambda q: float(q.distances.max()))
    spread = cached_property(lambda q: float(q.distances.std()))
    contrast = cached_property(lambda q: float(curse.contrast(q.squares)))
    mean_square = cached_property(lambda q: float(q.crowd.mean[q.at]))  # exact, of an independent point
    variance = cached_property(lambda q: float(q.crowd.variance[q.at]))

    @kept("seed", "query", "points")
    def contrasts(self) -> tuple[Array, Array, Array]:
        """Over all d: the contrast of independent coordinates, of copied ones, and what to expect of the former."""
        w, n = self.crowd, self.p.points
        expected = curse.expected_contrast(w.mean, w.variance, n)
        return curse.contrast(w.free[:, :n]), curse.contrast(w.copied[:, :n]), expected

    # A table, real and shuffled.
    @kept("table")
    def rows(self) -> Array:
        """The table (n, d) as distances use it."""
        if self.p.table.startswith("own:"):
            return near.standardised(unpack(self.p.table).values)
        return near.table(self.p.table)

    @kept("table", "seed")
    def swept(self) -> list[near.Neighbourhood | None]:
        """The table with 0%, 10%, ..., 100% of its columns shuffled."""
        d = self.rows.shape[1]
        return [near.neighbourhood(near.shuffled(self.rows, round(d * s / 100), self.p.seed)) for s in SHARES]

    @cached_property
    def sweep(self) -> list[near.Neighbourhood]:
        """The same, where there is something to draw."""
        found = [each for each in self.swept if each is not None]
        if len(found) < len(SHARES):
            raise Unanswerable(BROKEN)
        return found

    shuffled_columns = cached_property(lambda q: round(q.rows.shape[1] * q.p.shuffle / 100))
    real = cached_property(lambda q: q.sweep[0])
    now = cached_property(lambda q: q.sweep[q.p.shuffle // 10])

    # Twice the sum of the columns' variances (divisor n − 1): no shuffling changes it.
    twice_variances = kept("table")(lambda q: 2 * float(q.rows.var(axis=0, ddof=1).sum()))

    # Noise beside the four lengths of iris.
    noise = kept("seed")(lambda q: near.drowned(q.p.seed, TOTALS))
    level = cached_property(lambda q: int(np.searchsorted(TOTALS, q.p.features)))
    pairs = cached_property(lambda q: q.noise.squares[q.level])
    right = cached_property(lambda q: 100 * q.noise.right[:, q.level])  # by p = 1/2, 1, 2
    nearer = kept("seed", "features")(lambda q: near.nearer(q.pairs, q.noise.same))
    gap = cached_property(lambda q: float(q.pairs[~q.noise.same].mean() - q.pairs[q.noise.same].mean()))
    blur = cached_property(lambda q: float(q.pairs[q.noise.same].std()))
