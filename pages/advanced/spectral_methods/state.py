"""The controls and quantities: points and their graph at a scale, the roach, a graph of the reader's, ten labels."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import Cells, Choice, Points, Seed, Slider, Steps
from explorer.lesson import State, kept
from mathcore.advanced import label_spreading as spreading
from mathcore.advanced import roach
from mathcore.advanced import spectral_graphs as graphs
from mathcore.advanced.point_sets import HALF, MOONS
from mathcore.linear_algebra import spectral

WIDE, TALL = (-1.75, 1.75), (-1.15, 1.15)  # where points go
NODES, LETTERS = 10, "abcdefghij"
PAIR = ("0111100000", "1011100000", "1101100000", "1110100000", "1111010000")  # five friends; e knows f
CLIQUES = (*PAIR, *(row[::-1] for row in PAIR[::-1]))
NEAREST = 10  # neighbours of a digit
KINDS = {"normalised": "Normalised", "plain": "Plain, D − W"}
POINTS = Points("points", "Points", MOONS, WIDE, TALL, 0.01, fewest=2 * HALF, most=2 * HALF)
SIGMA = Slider("sigma", "Scale σ", 0.03, 3, 0.15, log=True)
SIZE = Slider("size", "Nodes before the cut", 1, 2 * HALF - 1, HALF, 1, integer=True)
LAPLACIAN = Choice("laplacian", "Laplacian", KINDS, "normalised")
RUNGS = Slider("rungs", "Rungs of the body", 2, 12, 5, 1, integer=True)
ANTENNA = Slider("antenna", "Length of the antennae", 0, 12, 5, 1, integer=True)
GRAPH = Choice("graph", "Graph", {"own": "Yours", "karate": "Karate club"}, "own")
ROWS = tuple(LETTERS)
EDGES = Cells("edges", "Edges", CLIQUES, True, rows=ROWS, columns=ROWS, when={"graph": ("own",)})
MODE = Slider("mode", "Mode k", 1, 34, 2, 1, integer=True)
ALPHA = Choice("alpha", "Passed on, α", {"0.5": "0.5", "0.9": "0.9", "0.95": "0.95", "0.99": "0.99"}, "0.95")
SEED = Seed("seed", "Which ten are labelled", 1)
TICK = Steps("tick", "Rounds", high=spreading.ROUNDS, default=6, rate=5)
TRUTH = np.arange(2 * HALF) < HALF
SCALES = np.array(SIGMA.values[::2])  # of the curves


class Cuts(State):
    """A graph of points and its sweep; scales; two ways to halve a roach; modes of a graph; labels that spread."""

    x = cached_property(lambda q: np.array(q.p.points))
    plain = cached_property(lambda q: q.p.laplacian == "plain")
    w = kept("points", "sigma")(lambda q: graphs.affinities(q.x, q.p.sigma))
    found = kept("points", "sigma", "laplacian")(lambda q: graphs.spectrum(q.w, normalised=not q.plain))
    lambda_2 = cached_property(lambda q: float(q.found.values[1]))
    lambda_3 = cached_property(lambda q: float(q.found.values[2]))
    sure = cached_property(lambda q: not graphs.undecided(q.w, q.found.values))

    @cached_property
    def fiedler(self) -> graphs.Array:
        """The Fiedler vector (n,), largest entry 1 or -1; the first point is on its positive side, if on any."""
        f = graphs.fiedler(self.w, self.found, normalised=not self.plain)
        f = f / max(float(np.abs(f).max()), 1e-300)
        return f if f[0] >= 0 else -f

    swept = kept("points", "sigma", "laplacian")(lambda q: graphs.sweep(q.w, graphs.ordered(-q.fiedler)))
    best = cached_property(lambda q: int(q.swept.best))
    conductance = cached_property(lambda q: float(q.swept.conductances[q.p.size - 1]))
    conductance_best = cached_property(lambda q: float(q.swept.conductances[q.best - 1]))
    before = cached_property(lambda q: graphs.prefix(q.swept.order, q.p.size))  # the reader's side of the cut
    cut = cached_property(lambda q: float(q.swept.cuts[q.p.size - 1]))
    volume = cached_property(lambda q: float(q.swept.volumes[q.p.size - 1]))
    rest = cached_property(lambda q: float(q.swept.rests[q.p.size - 1]))
    ncut = cached_property(lambda q: graphs.normalised_cut(q.cut, q.volume, q.rest))
    # Over the scales, and at this one, by the normalised Laplacian
    scales = kept("points")(lambda q: graphs.over_scales(q.x, SCALES))
    means = kept("points")(lambda q: graphs.two_means(q.x))
    at_scale = kept("points", "sigma")(lambda q: graphs.over_scales(q.x, [q.p.sigma], first=2 * HALF))
    values = cached_property(lambda q: q.at_scale.values[0])
    inside = cached_property(lambda q: q.at_scale.inside[0])
    right = cached_property(lambda q: int(graphs.agreement(q.inside, TRUTH)))
    right_means = cached_property(lambda q: int(graphs.agreement(q.means, TRUTH)))
    settled = cached_property(lambda q: not q.at_scale.open[0])
    # 1 where the cut is right, 0 where it is wrong, -1 where others are as good
    is_right = cached_property(lambda q: graphs.agreement(q.scales.inside, TRUTH) == 2 * HALF)
    verdicts = cached_property(lambda q: np.where(q.scales.open, -1, q.is_right))
    length = cached_property(lambda q: q.p.antenna + q.p.rungs)
    roach = kept("antenna", "rungs")(lambda q: roach.fiedler(q.p.antenna, q.p.rungs))
    by_fiedler = kept("antenna", "rungs")(lambda q: roach.halved(q.p.antenna, q.p.rungs))
    by_count = kept("antenna", "rungs")(lambda q: roach.best_halving(q.p.antenna, q.p.rungs))
    lambda_even = cached_property(lambda q: roach.even_value(q.p.antenna, q.p.rungs))
    lambda_odd = kept("antenna", "rungs")(lambda q: roach.odd_value(q.p.antenna, q.p.rungs))
    race = kept("rungs")(lambda q: np.array([roach.odd_value(a, q.p.rungs) for a in range(13)]))
    # A graph and its modes, by the plain Laplacian
    karate = cached_property(lambda q: q.p.graph == "karate")
    net = cached_property(lambda q: spectral.graph("karate").adjacency if q.karate else np.array(q.p.edges, float))
    modes = kept("graph", "edges")(lambda q: graphs.settled(graphs.spectrum(q.net, normalised=False)))
    mode_at = cached_property(lambda q: min(q.p.mode, len(q.net)))
    shape = cached_property(lambda q: q.modes.vectors[:, q.mode_at - 1])
    lambda_k = cached_property(lambda q: float(q.modes.values[q.mode_at - 1]))
    parts = kept("graph", "edges")(lambda q: int(graphs.components(q.net).max()) + 1)
    zeros = cached_property(lambda q: graphs.zero_values(q.modes.values))
    domains = cached_property(lambda q: int(graphs.nodal_domains(q.net, q.shape).max()) + 1)
    alike = cached_property(lambda q: graphs.alike(q.modes.values, q.mode_at - 1))
    resistances = kept("graph", "edges")(lambda q: graphs.resistances(q.net))
    spread = kept("alpha", "seed")(lambda q: spreading.spread(NEAREST, float(q.p.alpha), q.p.seed))
    course = kept("alpha", "seed")(lambda q: q.spread.course)
    share = cached_property(lambda q: float(q.course[q.p.tick]))
    share_limit = cached_property(lambda q: q.spread.right(q.spread.limit))
    share_nearest = cached_property(lambda q: q.spread.right(q.spread.nearest))
