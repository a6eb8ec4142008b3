"""The state of the lesson: a cloud and one more point, a third variable, three correlations, a table of columns."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, kept
from mathcore.statistics import correlations as co
from mathcore.statistics import third_variables as tv

Array = NDArray[np.float64]
BOX, SHARES = (0.0, 20.0, 0.0, 14.0), np.linspace(0, 1, 101)  # the window of the reader's points; shares taken away
ACROSS, UP = np.linspace(0, 20, 81), np.linspace(0, 14, 57)  # where the landscape is computed


class Correlated(State):
    """Quantities of one view each, in the order of the views."""

    # A cloud, and one more point.
    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    y = cached_property(lambda q: np.array(q.p.points)[:, 1])
    n = cached_property(lambda q: len(q.p.points))
    sums = cached_property(lambda q: co.sums(q.x, q.y))
    pearson = cached_property(lambda q: q.sums.r)
    landscape: Any = kept("points")(lambda q: co.with_one_more(q.sums, ACROSS[None], UP[:, None]))
    on_level = cached_property(lambda q: co.held(q.sums, q.p.level, q.p.extra, BOX))
    is_held = cached_property(lambda q: bool(q.p.hold and np.isfinite(q.on_level).all()))
    spot = cached_property(lambda q: q.on_level if q.is_held else np.array(q.p.extra))
    r_after = cached_property(lambda q: float(co.with_one_more(q.sums, *q.spot)))
    all_x = cached_property(lambda q: np.append(q.x, q.spot[0]))
    all_y = cached_property(lambda q: np.append(q.y, q.spot[1]))
    z_x = cached_property(lambda q: co.standard(q.all_x))
    z_y = cached_property(lambda q: co.standard(q.all_y))
    offset = cached_property(lambda q: co.offset(q.sums, q.spot))  # (u, v), in SDs of the others
    # Four measures.
    rank_x = cached_property(lambda q: co.ranks(q.x))
    rank_y = cached_property(lambda q: co.ranks(q.y))
    spearman = cached_property(lambda q: co.spearman(q.x, q.y))
    kendall = cached_property(lambda q: co.kendall(q.x, q.y))
    xi = cached_property(lambda q: co.xi(q.x, q.y))
    measures = cached_property(lambda q: np.array([q.pearson, q.spearman, q.kendall, q.xi]))
    pairs = cached_property(lambda q: co.pairs(q.x, q.y))
    tied = cached_property(lambda q: q.pairs.equal_x + q.pairs.equal_y > 0)
    fisher = cached_property(lambda q: co.interval(q.pearson, q.n))

    # A third variable.
    @kept("data")
    def third(self) -> tv.Third:
        """What the reader chose or brought."""
        if not self.p.data.startswith("own:"):
            return tv.third(self.p.data)
        own = unpack(self.p.data)
        a, b, c = own.columns
        return tv.Third((a, b, c), own.values[:, 0], own.values[:, 1], own.values[:, 2], own.groups(2))

    grouped = cached_property(lambda q: bool(q.third.levels))
    split: Any = kept("data")(lambda q: tv.split(q.third.x, q.third.y, q.third.z, q.grouped))
    share = cached_property(lambda q: q.p.removed / 100)
    moved = cached_property(lambda q: q.split.moved(q.share))  # (x, y) about their means
    curve: Any = kept("data")(lambda q: q.split.correlations(SHARES))
    r_raw = cached_property(lambda q: float(q.split.correlations(0.0)))
    r_moved = cached_property(lambda q: float(q.split.correlations(q.share)))
    r_partial = cached_property(lambda q: float(q.split.correlations(1.0)))
    covariances = cached_property(lambda q: ((1 - q.share) ** 2 * q.split.between, q.split.within))
    scale = cached_property(lambda q: float(q.third.x.std(ddof=1) * q.third.y.std(ddof=1)))
    by_inverse: Any = kept("data")(lambda q: tv.partial(q.third.x, q.third.y, q.third.z, q.grouped))
    # Three correlations.
    three = cached_property(lambda q: tv.matrix_of(q.p.r_xy, q.p.r_xz, q.p.r_yz))
    shadow = cached_property(lambda q: tv.shadow(q.p.r_xy, q.p.r_xz, q.p.r_yz))
    r_squared = cached_property(lambda q: float(q.shadow @ q.shadow))
    possible = cached_property(lambda q: q.r_squared <= 1 + 1e-12)
    bounds = cached_property(lambda q: tv.allowed(q.p.r_xy, q.p.r_xz))
    given_x = cached_property(lambda q: float(q.shadow[1] / np.sqrt(1 - q.p.r_xz**2)))
    least_eigenvalue = cached_property(lambda q: float(np.linalg.eigvalsh(q.three)[0]))

    # A table.
    @kept("table")
    def columns(self) -> tuple[tuple[str, ...], Array]:
        """The names and values (n, k) of what the reader chose or brought."""
        if not self.p.table.startswith("own:"):
            return tv.table(self.p.table)
        own = unpack(self.p.table)
        return own.columns, own.values

    matrix: Any = kept("table")(lambda q: tv.correlation_matrix(q.columns[1]))
    weakened = cached_property(lambda q: tv.shrunk(q.matrix, q.p.shrink / 100))
    inflation = cached_property(lambda q: tv.inflation(q.weakened))
    plain_inflation: Any = kept("table")(lambda q: tv.inflation(q.matrix))
    worst = cached_property(lambda q: int(np.argmax(q.plain_inflation)))
    explained: Any = kept("table")(lambda q: [tv.explained(q.columns[1], k) for k in range(len(q.columns[0]))])
    collinear = cached_property(lambda q: not np.isfinite(q.plain_inflation).all())
    given_all = cached_property(lambda q: bool(q.p.partial and np.isfinite(q.inflation).all()))
    shown = cached_property(lambda q: tv.partial_from_inverse(q.weakened) if q.given_all else q.weakened)
