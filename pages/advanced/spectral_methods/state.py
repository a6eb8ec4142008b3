"""The controls and quantities: points and their graph at a scale, the roach, a graph of the reader's, ten labels."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import Cells, Choice, Points, Seed, Slider, Steps
from explorer.lesson import State, kept
from mathcore.advanced import label_spreading as spreading
from mathcore.advanced import roach
from mathcore.advanced import spectral_graphs as graphs
from mathcore.linear_algebra import spectral

HALF = 22  # points of each group: the first so many are one, wherever they are dragged
MOONS = (
    *((0.06, 0.46), (-0.2, 0.72), (0.21, 0.36), (-1.29, 0.43), (-1.28, 0.51), (-0.5, 0.83), (-1.3, 0.11)),
    *((-0.91, 0.55), (0.24, 0.36), (0.42, -0.04), (0.49, 0.09), (-1.42, 0.41), (-0.99, 0.7), (0.0, 0.55)),
    *((-0.76, 0.69), (-1.56, -0.07), (-0.36, 0.66), (-1.46, 0.08), (-1.41, -0.24), (0.46, -0.3), (-0.09, 0.7)),
    *((0.36, 0.17), (0.22, -0.74), (1.51, 0.09), (-0.32, -0.47), (-0.46, -0.35), (0.55, -0.87), (1.28, -0.35)),
    *((0.21, -0.62), (0.92, -0.81), (0.8, -0.63), (-0.14, -0.41), (1.35, -0.17), (1.15, -0.4), (-0.5, 0.22)),
    *((-0.45, 0.27), (-0.42, -0.3), (1.54, 0.19), (-0.2, -0.68), (0.39, -0.75), (1.28, -0.49), (0.98, -0.46)),
    *((-0.48, 0.01), (1.44, 0.14)),
)
RINGS = (
    "0.98,0.16;0.9,0.37;0.77,0.66;0.51,0.84;0.29,0.95;0,1;-0.3,0.94;-0.54,0.84;-0.74,0.63;-0.91,0.4;-0.97,0.13;"
    "-0.93,-0.11;-0.97,-0.46;-0.75,-0.65;-0.52,-0.82;-0.21,-0.97;-0.01,-0.92;0.3,-0.92;0.51,-0.87;0.75,-0.64;"
    "0.85,-0.43;0.97,-0.17;0.44,0.07;0.41,0.17;0.36,0.32;0.25,0.35;0.15,0.42;0.03,0.42;-0.1,0.43;-0.28,0.37;"
    "-0.34,0.3;-0.44,0.15;-0.44,0.05;-0.44,-0.04;-0.46,-0.18;-0.3,-0.3;-0.27,-0.36;-0.12,-0.4;-0.01,-0.49;"
    "0.12,-0.45;0.27,-0.37;0.29,-0.33;0.44,-0.17;0.43,-0.06"
)  # as a link writes them
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
OWN = {"graph": ("own",)}
EDGES = Cells("edges", "Edges", CLIQUES, symmetric=True, rows=tuple(LETTERS), columns=tuple(LETTERS), when=OWN)
MODE = Slider("mode", "Mode k", 1, 34, 2, 1, integer=True)
ALPHA = Choice("alpha", "Passed on, α", {"0.5": "0.5", "0.9": "0.9", "0.95": "0.95", "0.99": "0.99"}, "0.95")
SEED = Seed("seed", "Which ten are labelled", 1)
TICK = Steps("tick", "Rounds", high=spreading.ROUNDS, default=6, rate=5)
TRUTH = np.arange(2 * HALF) < HALF
SCALES = np.array(SIGMA.values[::2])  # of the curves
SURE = 1e-10  # the least gap between λ₂ and λ₃ that leaves six digits of a Fiedler vector


class Cuts(State):
    """A graph of points and its sweep; scales; two ways to halve a roach; modes of a graph; labels that spread."""

    x = cached_property(lambda q: np.array(q.p.points))
    plain = cached_property(lambda q: q.p.laplacian == "plain")
    w = kept("points", "sigma")(lambda q: graphs.affinities(q.x, q.p.sigma))
    found = kept("points", "sigma", "laplacian")(lambda q: graphs.spectrum(q.w, normalised=not q.plain))
    lambda_2 = cached_property(lambda q: float(q.found.values[1]))
    lambda_3 = cached_property(lambda q: float(q.found.values[2]))
    sure = cached_property(lambda q: q.lambda_3 - q.lambda_2 > SURE)

    @cached_property
    def fiedler(self) -> graphs.Array:
        """The Fiedler vector (n,), largest entry 1 or -1; the first point is on its positive side, if on any."""
        f = self.found.vectors[:, 1]
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
    settled = cached_property(lambda q: bool(q.values[2] - q.values[1] > SURE))
    # 1 where the cut is right, 0 where it is wrong, -1 where rounding chooses it
    verdicts = cached_property(
        lambda q: np.where(
            np.diff(q.scales.values[:, 1:3])[:, 0] > SURE, graphs.agreement(q.scales.inside, TRUTH) == 2 * HALF, -1
        )
    )
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
    modes = kept("graph", "edges")(lambda q: graphs.spectrum(q.net, normalised=False))
    mode_at = cached_property(lambda q: min(q.p.mode, len(q.net)))
    shape = cached_property(lambda q: q.modes.vectors[:, q.mode_at - 1])
    lambda_k = cached_property(lambda q: float(q.modes.values[q.mode_at - 1]))
    parts = kept("graph", "edges")(lambda q: int(graphs.components(q.net).max()) + 1)
    zeros = cached_property(lambda q: graphs.zero_values(q.modes.values))
    domains = cached_property(lambda q: int(graphs.nodal_domains(q.net, q.shape).max()) + 1)
    last_alike = cached_property(lambda q: graphs.last_alike(q.modes.values, q.mode_at - 1))
    resistances = kept("graph", "edges")(lambda q: graphs.resistances(q.net))
    spread = kept("alpha", "seed")(lambda q: spreading.spread(NEAREST, float(q.p.alpha), q.p.seed))
    course = kept("alpha", "seed")(lambda q: q.spread.course)
    share = cached_property(lambda q: float(q.course[q.p.tick]))
    share_limit = cached_property(lambda q: q.spread.right(q.spread.limit))
    share_nearest = cached_property(lambda q: q.spread.right(q.spread.nearest))
