"""What the lesson's figures are made of: a formula as a graph, a deep network at its start, a small one that learns."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.calculus import computation_graphs as graphs
from mathcore.calculus import graph_sweeps
from mathcore.calculus import layered_networks as nets
from mathcore.calculus import moon_networks as learners
from mathcore.common.expressions import Formula, parse
from viz.layouts import Chart, chart

Array = NDArray[np.float64]
NODES, DEEPEST, WIDTH, STEPS = 25, 12, 32, 400  # drawn of a graph; of nesting; of a deep network; of training
PLACES, PATHS = 72, 64  # of the play bars of the sweeps and of the paths
SCALES = np.geomspace(0.1, 10.0, 17)


class Backprop(State):
    """The quantities of all views."""

    formula: cached_property[Formula] = cached_property(lambda q: parse(q.p.formula, ("x", "y")))
    levels = cached_property(lambda q: 1)  # of nesting

    @kept("formula", "nest")
    def graph(self) -> graphs.Graph:
        return graphs.build(self.formula, self.levels)

    @kept("formula", "nest")
    def chart(self) -> Chart:
        edges = [edge[:2] for edge in self.graph.edges]
        return chart(len(self.graph.ops), edges, list(self.graph.inputs.values()), most=NODES)

    @cached_property
    def sweeps(self) -> graph_sweeps.Sweeps:
        """Both sweeps at the place of the play bar."""
        return graph_sweeps.Sweeps(self.graph, {"x": self.p.x, "y": self.p.y}, self.p.step / PLACES, self.p.add)

    # The adjoint of each node, all uses added; the node in the lens; the paths from x.
    right = cached_property(lambda q: graphs.sweep(q.graph, q.sweeps.slopes))
    tight = cached_property(lambda q: q.chart.few and graph_sweeps.crowded(q.chart.nodes[:, 0]))
    lens = cached_property(lambda q: min(q.p.lens, len(q.chart.nodes) - 1))
    walk = cached_property(lambda q: graph_sweeps.walk(q.sweeps, q.p.walk / PATHS))

    @kept("formula", "nest", "lens")
    def swing(self) -> float:  # half the height of the axis for a nudge
        return graph_sweeps.swing(self.graph, self.lens)

    @kept("formula")
    def most_work(self) -> int:  # products for all paths from x, the formula nested as deep as can be
        return graph_sweeps.most_work(self.formula, DEEPEST)

    @kept("activation", "start", "scale", "depth", "skip", "seed")
    def reach(self) -> nets.Reach:
        p = self.p
        return nets.reach(p.activation, p.start, p.scale, p.depth, WIDTH, p.skip, p.seed)

    @kept("activation", "start", "depth", "skip", "seed")
    def ends(self) -> Array:
        """The norms of the first and the last layer's gradient over `SCALES`."""
        return nets.ends(self.p.activation, self.p.start, SCALES, self.p.depth, WIDTH, self.p.skip, self.p.seed)

    @kept("activation", "start", "scale", "seed", "rate", "later", "switch")
    def training(self) -> learners.Training:
        p = self.p
        return learners.train(p.activation, p.start, p.scale, p.seed, (p.rate, p.later), p.switch, STEPS)

    # The step of training that is shown, the 105 weights there, the gradient of the loss, what is said at the probe.
    tick = cached_property(lambda q: min(q.p.tick, q.training.last))
    weights = cached_property(lambda q: q.training.weights[q.tick])
    gradient = cached_property(lambda q: learners.slope_of(q.weights, *learners.moons(q.p.seed), q.p.activation)[1])
    silenced = cached_property(lambda q: learners.silenced(q.training, learners.moons(q.p.seed)[0], q.p.activation))
    sight = cached_property(lambda q: learners.probe(q.weights, q.p.probe, q.p.activation))


class Nested(Backprop):
    """The formula put into itself, its sweeps done."""

    levels = cached_property(lambda q: q.p.nest)
    sweeps = cached_property(lambda q: graph_sweeps.Sweeps(q.graph, {"x": q.p.x, "y": q.p.y}))
