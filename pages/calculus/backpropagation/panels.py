"""The panels of the lesson: a formula's graph, a nudge, a path, its work; gradients in a deep network; two moons."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import layered_networks as nets
from mathcore.calculus import moon_networks as learners
from mathcore.calculus.graph_sweeps import barred, counted, spoken, told
from pages.calculus.backpropagation.state import PATHS, SCALES
from viz.graphs import gauges, node_labels, status, strands
from viz.layouts import CHART_X, CHART_Y, dense

if TYPE_CHECKING:
    from pages.calculus.backpropagation.state import Backprop

Array = NDArray[np.float64]
FAR = 5.0  # the inputs go from -5 to 5
AXES = viz.Axis("", CHART_X, visible=False), viz.Axis("", CHART_Y, visible=False)
KEY = ((0.0, "value", "data"), (4.0, "local derivative", "model"), (11.2, "adjoint", "gradient"))
BESIDE = (200.0, 170.0)  # the room of names beside a graph
TIMES = np.linspace(-1.0, 1.0, 81)
LOW, HIGH, LOSS = 1e-12, 1e6, (1e-3, 10.0)  # of the axes of gradients, and of the loss
ACROSS, UP = np.linspace(-2.2, 2.2, 56), np.linspace(-2.0, 2.0, 52)
GRID = np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2)
NET = dense(learners.NET, 4.0, 1.15)
LAYERS = viz.Axis("layer", (-0.04, 1.04), ticks=(0, 0.5, 1), labels=("first", "middle", "last"))


def written(x: float, y: float, text: str, role: str = "ink", *, size: float = 12, left: float = CHART_X[0]) -> Any:
    """A text that begins x right of the left edge of a plane."""
    return viz.label([left + x], [y], text, role, position="middle right", size=size)


def graph(q: Backprop, lit: Collection[int], known: Collection[int], role: str, roles: list[str]) -> Any:
    """The formula's graph, traces and handles: edges `lit` in a role, local derivatives where `known`, gauges."""
    c, values = q.chart, {name: q.p[name] for name in q.graph.inputs}
    told_of = {k: told(q.sweeps.slopes[k], 2 if len(c.edges) > 8 or q.tight else 3) for k in known if c.few}
    small = 12 if len(c.edges) <= 12 else 10  # between the discs of a phone
    traces = [
        strands(c.courses),
        viz.ribbons(c.courses, [0.17 if k in lit else 0.0 for k in c.edges], role, opacity=0.6),
        *gauges(c.bases, list(values.values()), FAR, c.half),
        *status(c.nodes, roles[: len(c.nodes)], ("null", "data", "gradient"), size=c.disc, name="node"),
        node_labels(c.nodes, q.graph.symbols[: len(c.nodes)], "paper", size=0.38 * c.disc),
        viz.edge_labels(c.courses, [told_of.get(k, "") for k in c.edges], "model", size=small, aside=0.4, apart=1.6),
    ]
    return traces, c.handles(values, FAR)


def sweeps_panel(q: Backprop) -> viz.Plane:
    """The graph at one step of its sweeps: values above the nodes, adjoints below, what is under way as dots."""
    c, s, count = q.chart, q.sweeps, len(q.graph.ops)
    roles = ["gradient" if k in s.reached else "data" if k in s.known else "null" for k in range(count)]
    known = [k for k, edge in enumerate(q.graph.edges) if edge.head in s.known]
    traces, handles = graph(q, s.used, known, "gradient", roles)
    ways = {k: way for k, way in zip(c.edges, c.courses, strict=True) if k in s.on_the_way}
    moving = [way[round(s.on_the_way[k] * (len(way) - 1))] for k, way in ways.items()]
    above, below = (texts[: len(c.nodes)] for texts in s.labels(c.few, q.tight))
    spot, beside = c.nodes[q.lens], {"size": 10 if not c.few else 11 if q.tight else 13, "clear": c.disc}
    traces += [
        viz.dots(spot, "accent", size=c.disc + 12, ring=True, name="lens"),
        viz.dots(moving or [[np.nan, np.nan]], "accent", size=12, name="on its way"),
        node_labels(c.nodes, above, "data", side="top", **beside),
        node_labels(c.nodes, below, "gradient", side="bottom", **beside),
        written(0, 6.0, s.sentence, size=15),
        *(written(x, -6.1, text, role, size=13) for x, text, role in KEY),
    ]
    # Loosely: it jumps from node to node.
    move = lambda x, y: {"lens": int(np.argmin(np.hypot(*(c.nodes - (x, y)).T)))}
    handles.append(viz.Handle("pull_lens", spot, "lens", "accent", moves=move, follows="loosely"))
    return viz.Plane(traces, *AXES, "Values forward, adjoints backward", equal=True, weight=1.6, handles=handles)


def nudge_panel(q: Backprop) -> viz.Plane:
    """How the output moves with the node in the lens, beside the line whose slope is the node's adjoint so far."""
    s, name, t, high = q.sweeps, q.graph.names[q.lens], q.p.nudge, q.swing
    change = np.clip(s.change(q.lens, np.append(TIMES, t)), -20 * high, 20 * high)
    adjoint = s.so_far[q.lens]
    line = np.clip(adjoint * np.append(TIMES, t), -20 * high, 20 * high) if np.isfinite(adjoint) else np.nan * change
    says = f"{barred(name)} = {told(adjoint)}" + ("" if s.complete(q.lens) else " so far")
    traces = [
        viz.segment((-1, 0), (1, 0), "null", width=1.0, hover=False),
        viz.called(viz.line(TIMES, line[:-1], "gradient", width=2.6, dash="dash", name=says), says, at=0.05),
        viz.called(viz.line(TIMES, change[:-1], "data", width=3.0, name="change of f"), "f", at=0.95, size=16),
        viz.segment((t, change[-1]), (t, line[-1]), "model", width=2.4, hover=False),
        viz.called(viz.dots((t, change[-1]), "data", size=12, name="nudged")),
    ]
    held = (t, float(np.clip(np.nan_to_num(change[-1]), -0.97 * high, 0.97 * high)))
    handle = viz.Handle("pull_nudge", held, f"nudge of {name}", "data", moves=lambda x, y: {"nudge": x}, follows="x")
    axes = viz.Axis(f"nudge t added to {name}", (-1.05, 1.05)), viz.Axis("change of f", (-high, high))
    return viz.Plane(traces, *axes, f"Move {name} a little: what does f do?", handles=[handle], room=BESIDE)


def path_panel(q: Backprop) -> viz.Plane:
    """The graph with the path in hand, and below each node the number of paths that lead on from it."""
    c, lit = q.chart, q.walk.lit
    on = {node for k in lit for node in q.graph.edges[k][:2]}
    traces, handles = graph(q, lit, lit, "model", ["data" if k in on else "null" for k in range(len(q.graph.ops))])
    counts = [counted(n) for n in q.graph.counts[: len(c.nodes)]]
    traces += [
        node_labels(c.nodes, counts, "muted", size=12 if c.few else 10, side="bottom", clear=c.disc),
        written(0, 6.0, spoken(q.sweeps, q.walk), size=15),
        written(0, -6.1, "below a node: paths from it to f", "muted"),
    ]
    title = f"Path {min(q.walk.walked + 1, q.walk.count):,} of {q.walk.count:,} from x to f"
    return viz.Plane(traces, *AXES, title, equal=True, weight=1.6, handles=handles)


def work_panel(q: Backprop) -> viz.Plane:
    """The derivative by x so far (as a part of the sum of all |products|) against the products made for it."""
    w, edges = q.walk, max(len(q.graph.edges), 1)
    top = 10.0 ** np.ceil(np.log10(max(10.0, q.most_work)))
    (work, sums), strong = w.stairs, np.arange(len(w.stairs[0])) <= w.walked
    level, here = sums[-1], (work[strong][-1], sums[strong][-1])
    ends, says = (f"x\u0304 = {told(level * w.size, 4)}", f"all paths: {w.work:,}") if np.isfinite(level) else ("", "")
    sweep = viz.line([edges, edges], [-1.35, 1.35], "gradient", width=1.8, dash="dot", hover=False)
    traces = [
        viz.called(viz.line([0.8, top], [level, level], "optimum", width=1.6, dash="dash", hover=False), ends, at=0.12),
        viz.called(sweep, f"one sweep: {edges}", at=0.03),
        viz.called(viz.line(work, sums, "model", width=1.6, opacity=0.4, step=True, hover=False)),
        viz.line(work[strong], sums[strong], "model", width=2.8, step=True, name="path by path"),
        viz.called(viz.dots((edges, level), "gradient", size=13, symbol="diamond", name="one reverse sweep")),
        viz.called(viz.dots((work[-1], level), "model", size=9), says, role="model"),
        viz.called(viz.dots(here, "model", size=12, name="paths walked")),
    ]
    # Loosely: on a logarithmic axis the first paths lie far apart, and the bar has 64 places for all of them.
    move = lambda x, y: {"walk": round(PATHS * float(np.searchsorted(work, x)) / (len(work) - 1))}
    held = np.nan_to_num(here, nan=1.0)
    handle = viz.Handle("pull_walk", held, "paths walked", "model", moves=move, follows="loosely")
    axes = viz.Axis("products made", (0.8, top), log=True), viz.Axis("sum so far ÷ Σ |products|", (-1.35, 1.35))
    return viz.Plane(traces, *axes, "The derivative against the work", handles=[handle], room=BESIDE)


def seen(values: Array) -> Array:
    """Norms as they are drawn: those beyond the axis lie on its edge."""
    return np.clip(np.nan_to_num(values, nan=LOW, posinf=HIGH), LOW, HIGH)


def reach_panel(q: Backprop) -> viz.Plane:
    """The gradient of each layer's weights, the adjoint of what it is given, and what that cannot exceed."""
    r, at = q.reach, np.linspace(0.0, 1.0, q.p.depth + 1)
    bound = "bound on adjoint" if r.bounds[0] > LOW else ""
    traces = [
        viz.called(viz.line(at, seen(r.bounds), "null", width=1.6, dash="dot"), bound, at=0.3, size=12),
        viz.called(viz.line(at, seen(r.passed), "accent", width=1.8, dash="dash"), "adjoint of h", at=0.0, size=13),
        viz.called(viz.line(at, seen(r.norms), "gradient", width=2.6), "gradient of W", at=0.6, size=13),
        viz.markers(at, seen(r.norms), "gradient", size=8, name="gradient of its weights"),
    ]
    return viz.Plane(traces, LAYERS, viz.Axis("norm", (LOW, HIGH), log=True), "How much arrives at each layer")


def slopes_panel(q: Backprop) -> viz.Plane:
    """The derivatives of the activations in each hidden layer: what is handed back is multiplied by them."""
    (low, _, high), at = q.reach.slopes, np.linspace(0.0, 1.0, q.p.depth + 1)[:-1]
    steepest = nets.ACTIVATIONS[q.p.activation].steepest
    limit = viz.line([0, 1], [steepest] * 2, "null", width=1.6, dash="dot", hover=False)
    traces = [
        viz.called(limit, f"largest φ′ = {steepest:g}", at=0.9, size=12),
        viz.area(at, high, low, "model", opacity=0.25, name="10% to 90% of all units and images"),
        viz.called(viz.line(at, q.reach.mean_slopes, "model", width=2.6, name="mean of φ′"), "mean of φ′", size=13),
    ]
    return viz.Plane(traces, LAYERS, viz.Axis("slope φ′ of the activations", (-0.04, 1.12)), "What it is multiplied by")


def ends_panel(q: Backprop) -> viz.Plane:
    """The first and the last layer's gradient against the scale of the first weights."""
    (first, last), here, s = seen(q.ends), seen(q.reach.norms[[0, -1]]), q.p.scale
    traces = [
        viz.called(viz.line(SCALES, last, "data", width=2.2, name="last layer"), "last layer", at=0.05, size=13),
        viz.called(viz.line(SCALES, first, "gradient", width=2.6, name="first layer"), "first layer", at=0.05, size=13),
        viz.line([s, s], [LOW, HIGH], "muted", width=1.2, dash="dot", hover=False),
        viz.dots((s, here[1]), "data", size=11, name="last layer now"),
        viz.dots((s, here[0]), "gradient", size=11, name="first layer now"),
    ]
    handle = viz.Handle("pull_scale", (s, here[0]), "scale", "gradient", moves=lambda x, y: {"scale": x}, follows="x")
    x, y = viz.Axis("scale of the first weights", (0.1, 10.0), log=True), viz.Axis("norm", (LOW, HIGH), log=True)
    return viz.Plane(traces, x, y, "Gradient of the first and the last layer", handles=[handle])


def network_panel(q: Backprop) -> viz.Plane:
    """The network: the widths of its edges are weights, or their gradients; its discs the activations at the probe."""
    chosen = q.weights if q.p.shown == "weights" else q.gradient
    edges = np.concatenate([weights.ravel() for weights, _ in learners.unpack(chosen)])
    largest, given = float(np.abs(edges).max()), q.sight.given
    widths = 0.34 * edges / (largest or 1.0)
    colors = np.concatenate([given[0] / 2.2, *(np.clip(each, -1, 1) for each in given[1:-1]), 2 * given[-1] - 1])
    spots = np.concatenate(NET.nodes)
    traces = [
        viz.ribbons(NET.courses, widths, "model", opacity=0.6, name="positive"),
        viz.ribbons(NET.courses, -widths, "data", opacity=0.6, name="negative"),
        viz.dots(spots, "ink", size=20),
        viz.dots(spots, colors, size=17, scale="diverging", bounds=(-1.0, 1.0), name="activation at the probe"),
        node_labels(NET.nodes[0], ["x₁", "x₂"], "ink", size=13, side="left", clear=22),
        written(0, -5.2, f"widest edge: {number(largest, 3)}" if largest else "every edge is 0", "muted", left=-1.4),
        written(0, 5.2, "positive", "model", left=-1.4),
        written(5.0, 5.2, "negative", "data", left=-1.4),
    ]
    axes = viz.Axis("", (-1.6, 13.2), visible=False), viz.Axis("", (-5.6, 5.6), visible=False)
    return viz.Plane(traces, *axes, "The weights" if q.p.shown == "weights" else "Their gradients")


def boundary_panel(q: Backprop) -> viz.Plane:
    """The points, the chance of label 1, the line where it is a half, and the probe with the gradient of the chance."""
    (points, labels), probe, slope = learners.moons(q.p.seed), np.array(q.p.probe), q.sight.gradient
    chance = learners.chances(q.weights, GRID, q.p.activation).reshape(len(UP), len(ACROSS))
    tip = probe + 0.55 * min(1.0 / max(float(np.hypot(*slope)), 1e-12), 4.0) * slope
    half = viz.contour(ACROSS, UP, chance, levels=(0.5, 0.5, 1.0), filled=False, role="ink", width=2.4)
    first, second = (np.where((labels == label)[:, None], points, np.nan) for label in (0, 1))
    traces = [
        viz.heatmap(chance, ACROSS, UP, scale="diverging", bounds=(0.0, 1.0), smooth=True, opacity=0.4),
        half,
        viz.discs(first, "data", size=8, name="label 0"),
        viz.discs(second, "model", size=8, name="label 1"),
        viz.arrow(tip, "gradient", tail=probe, width=3.0, name="gradient of the chance"),
        viz.dots(probe, "ink", size=13, name="probe"),
    ]
    axes = viz.Axis("x₁", (-2.2, 2.2)), viz.Axis("x₂", (-2.0, 2.0))
    handles = [viz.Handle("probe", probe, "probe", "ink")]
    return viz.Plane(traces, *axes, "Chance of label 1", equal=True, weight=1.3, handles=handles)


def loss_panel(q: Backprop) -> viz.Plane:
    """The loss against the steps, and where the learning rate is switched."""
    steps, loss, switch = np.arange(len(q.training.losses)), np.clip(q.training.losses, *LOSS), q.p.switch
    now, line = (q.tick, loss[q.tick]), viz.line([switch] * 2, LOSS, "accent", width=2.0, dash="dash", hover=False)
    traces = [
        line,
        viz.line(steps, loss, "gradient", width=1.6, opacity=0.35, hover=False),
        viz.line(steps, np.where(steps <= q.tick, loss, np.nan), "gradient", width=2.6, name="loss"),
        viz.dots(now, "gradient", size=12, name="now"),
    ]
    tick, turn = (lambda x, y: {"tick": round(x)}), (lambda x, y: {"switch": round(x)})
    handles = [
        viz.Handle("pull_tick", now, "training step", "gradient", moves=tick, follows="x"),
        viz.Handle("pull_switch", (switch, 5.0), "switch of the rate", "accent", moves=turn, follows="x"),
    ]
    axes = viz.Axis("training step", (-8, len(steps) + 7)), viz.Axis("mean cross-entropy (nats)", LOSS, log=True)
    return viz.Plane(traces, *axes, f"Loss, η {number(q.p.rate, 2)} → {number(q.p.later, 2)}", handles=handles)
