"""What the figures show: a roll and its graph, three maps of the same digits, and a run of t-SNE."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

from explorer.lesson import State, kept
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm

Array = NDArray[np.float64]
EDGE = 1.12  # of the axes of a map that is drawn to one size
INNER = 98  # of a t-SNE map: the percentile of the points' coordinates that the size is measured by


class Manifold(State):
    """Named quantities; lengths are in units of the roll, whose turns are 2 pi apart along a ray."""

    @kept("n", "noise", "seed")
    def roll(self) -> mf.Roll:
        return mf.swiss_roll(int(self.p.n), float(self.p.noise), self.p.seed)

    @kept("n", "noise", "seed", "k")
    def isomap(self) -> mf.Isomap:
        return mf.isomap(self.roll, self.p.k)

    @kept("n", "noise", "seed", "k")
    def guilty(self) -> NDArray[np.bool_]:
        """Of all edges, those of the graph that lead to another turn."""
        return self.roll.guilty(self.p.k)

    # The points of the sample that are nearest, on the sheet, to where the reader put A and B.
    a = cached_property(lambda q: int(np.argmin(np.hypot(*(q.roll.sheet - q.p.first).T))))
    b = cached_property(lambda q: int(np.argmin(np.hypot(*(q.roll.sheet - q.p.last).T))))
    way = cached_property(lambda q: mf.way(q.roll, q.p.k, q.a, q.b))
    chord_length = cached_property(lambda q: float(np.linalg.norm(q.roll.space[q.a] - q.roll.space[q.b])))
    graph_length = cached_property(lambda q: q.way.length)
    sheet_length = cached_property(lambda q: float(np.hypot(*(q.roll.sheet[q.a] - q.roll.sheet[q.b]))))
    edge_count = cached_property(lambda q: int((q.roll.rank <= q.p.k).sum()))
    guilty_count = cached_property(lambda q: int(q.guilty.sum()))

    @cached_property
    def hops(self) -> float:
        """The length of the graph's path, each hop measured on the sheet."""
        return float(np.hypot(*np.diff(self.roll.sheet[self.way.nodes], axis=0).T).sum())

    @cached_property
    def worst_edge(self) -> float:
        """The least length of an edge in space, as a part of that on the sheet."""
        inside = self.roll.rank <= self.p.k
        return float((self.roll.chord[inside] / self.roll.along[inside]).min())

    correlation = cached_property(lambda q: q.isomap.correlation)
    short_percent = cached_property(lambda q: 100 * q.isomap.short)
    worst_pair = cached_property(lambda q: q.isomap.worst)
    residual = cached_property(lambda q: q.isomap.residual)

    @cached_property
    def excuse(self) -> str:
        """What is not so where the graph may cut through the roll."""
        if float(self.p.noise):
            return "noise moves points off the sheet"
        return "an edge leads to another turn" if self.guilty_count else ""

    digits = cached_property(lambda q: nm.mapped_digits())
    kept_of_digit = cached_property(lambda q: {m: int(q.digits.maps[m].kept[q.p.digit]) for m in nm.METHODS})

    @kept("cloud", "run", "perplexity")
    def embedding(self) -> nm.Run:
        return nm.tsne_run(self.p.cloud, self.p.run, int(self.p.perplexity))

    divergence = cached_property(lambda q: float(q.embedding.divergence[q.p.tick]))
    asked = cached_property(lambda q: int(q.p.perplexity))
    tsne_map = cached_property(lambda q: q.embedding.maps[q.p.tick])

    @kept("cloud", "run", "perplexity")
    def size(self) -> float:
        """Of the map at the end, to which all of the run is drawn: a few points that are thrown out do not count."""
        last = self.embedding.maps[-1]
        return float(1.1 * np.percentile(np.abs(last), INNER))

    @kept("cloud", "run", "perplexity")
    def before(self) -> NDArray[np.intp]:
        return nm.place_of_neighbours(squareform(self.embedding.before))

    @cached_property
    def tsne_trust(self) -> float:
        return nm.trustworthiness(self.before, nm.place_of_neighbours(squareform(pdist(self.tsne_map))))

    @cached_property
    def compared(self) -> tuple[str, float, float]:
        """What the groups are compared in, in the data and in the map: nothing for noise (NaN)."""
        groups = self.embedding.groups
        data = nm.cloud(self.p.cloud, self.p.run)[0]
        if self.p.cloud == "sizes":
            first, second = (nm.widths(each, groups) for each in (data, self.tsne_map))
            return "second group, times as wide as the first", float(first[1] / first[0]), float(second[1] / second[0])
        if self.p.cloud == "gaps":
            steps = [
                np.linalg.norm(np.diff(nm.middles(each, groups), axis=0), axis=1) for each in (data, self.tsne_map)
            ]
            return "far gap, times as wide as the near one", *(float(gap[1] / gap[0]) for gap in steps)  # type: ignore[return-value]
        return "", np.nan, np.nan

    @cached_property
    def least_perplexity(self) -> int:
        """The perplexity of those on offer with the least divergence at the end, in the mean over five runs."""
        return nm.PERPLEXITIES[int(np.argmin(nm.ends(self.p.cloud).mean(axis=0)))]
