"""What the lesson says in numbers and words: readouts, laws, notices, alternative texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import latex, number
from mathcore.calculus import computation_graphs as graphs
from mathcore.calculus import graph_sweeps
from mathcore.calculus import moon_networks as learners
from mathcore.calculus.graph_sweeps import barred, told
from pages.calculus.backpropagation.state import NODES, Backprop

Found = list[Readout | Law]


def sweeps(q: Backprop) -> Found:
    s, v = q.sweeps, q.lens
    found: Found = [Readout("f", s.values[-1], role="data")]
    for name, node in q.graph.inputs.items():
        found.append(Readout(f"{barred(name)}, its adjoint so far", s.so_far[node], role="gradient"))
    slope, error, kinked = graphs.nudged(q.graph, s.at)
    if not np.isfinite([s.adjoints, slope, error]).all():
        return found
    unless = "a nudge goes over a kink or a jump" if kinked else ""
    unless = unless if s.add else "a later use overwrites an earlier one"
    slack, gaps = error + 1e-11 * (1 + abs(slope)), np.abs(s.adjoints - slope)
    name, statement = "the node in the lens, after the whole sweep", "v̄ = (f(v+h) − f(v−h)) / 2h"
    says, worst = "The graph is run with that node alone moved by ±h.", int(np.argmax(gaps - slack))
    found.append(law(name, statement, s.adjoints[v], slope[v], slack=slack[v], note=says, unless=unless))
    name, statement = "every node: adjoint less nudge", "|v̄ − nudge| ≤ error of the nudge"
    says = f"The worst of {len(gaps)} nodes; the error is estimated from a run with 2h."
    return [*found, law(name, statement, gaps[worst], slack[worst], note=says, unless=unless)]


def cut(q: Backprop) -> str:
    """What cannot be computed, or is not drawn."""
    many = f"The graph has {len(q.graph.ops)} nodes; the first {NODES} of them are drawn."
    return q.sweeps.trouble or (many if len(q.graph.ops) > NODES else "")


def sweeps_notice(q: Backprop) -> str:
    lost = not q.p.add and not q.sweeps.trouble and max(map(len, q.graph.uses)) > 1
    return "A value that is used twice keeps its last adjoint alone: the classic mistake." if lost else cut(q)


def sweeps_alt(q: Backprop) -> str:
    s, at = q.sweeps, f"{q.p.formula} at x = {told(q.p.x)}, y = {told(q.p.y)}"
    back = ", ".join(f"{name}: {told(s.so_far[node])}" for name, node in q.graph.inputs.items()) or "none"
    done = f"after {s.done} of {len(q.graph.steps)} steps forward and back"
    return f"The computation graph of {at}, {done}. The value is {told(s.values[-1])}; adjoints of inputs: {back}."


def paths(q: Backprop) -> Found:
    w, slopes = q.walk, q.sweeps.slopes
    found: Found = [
        Readout("paths from x to f", f"{w.count:,}", role="model"),
        Readout("products, path by path", f"{w.work:,}", role="model"),
        Readout("products, one reverse sweep", f"{len(slopes):,}", role="gradient"),
    ]
    if not np.isfinite(q.right).all() or "x" not in q.graph.inputs:
        return found
    adjoint, size = q.right[q.graph.inputs["x"]], w.size
    if w.products is not None:
        found.append(law("path by path", "Σ of all paths = x̄", w.products.sum(), adjoint, slack=1e-9 * (1 + size)))
    says = "∂g/∂x of the formula g at each level of the nesting; y is held."
    chained = graph_sweeps.chained(q.formula, q.sweeps.at, q.levels)
    return [*found, law("level by level, the chain rule", "∏ ∂g/∂x = x̄", chained, adjoint, tolerance=1e-7, note=says)]


def paths_notice(q: Backprop) -> str:
    if not q.walk.count:
        return "x does not occur in the formula, so no path leads from it to f."
    if q.walk.count > graphs.MOST_WALKED:
        return f"x has {q.walk.count:,} paths to f: too many to be walked. The sweep does without them."
    return cut(q)


def paths_alt(q: Backprop) -> str:
    work = f"{q.walk.work:,} products path by path, {len(q.graph.edges)} in one reverse sweep"
    lit = ", one lit" if q.walk.count else ""
    return f"{q.p.formula} nested {q.p.nest} times: {q.walk.count:,} paths from x to the output{lit}; {work}."


def reach(q: Backprop) -> Found:
    r, (first, last) = q.reach, q.reach.norms[[0, -1]].tolist()
    found: Found = [
        Readout("gradient of the first layer's weights", first, role="gradient"),
        Readout("gradient of the last layer's weights", last, role="data"),
        Readout("first ÷ last", first / last if last > 0 else "0 ÷ 0"),
        Readout("loss at the start", r.loss, note="Guessing is ln 10 = 2.303."),
    ]
    says = "One direction in all weights at once. A forward sweep gives one direction, the reverse sweep all of them."
    found.append(law("reverse against forward sweep", "∇L · d = forward sweep", r.reverse, r.forward, note=says))
    says, name = "The product of ‖W‖ max φ′ over all layers that it passes.", "what can reach the first layer"
    return [*found, law(name, "‖adjoint of the images‖ ≤ bound", r.passed[0], r.bounds[0], note=says)]


def reach_notice(q: Backprop) -> str:
    first, last = q.reach.norms[[0, -1]].tolist()
    if q.p.start == "zero":
        return "All weights are 0: no adjoint passes a layer, so the gradient of every hidden layer is 0."
    out = min(first, last) < 1e-12 or max(first, last) > 1e6
    return f"Beyond the axis: first layer {number(first, 3)}, last layer {number(last, 3)}." if out else ""


def reach_alt(q: Backprop) -> str:
    first, last = (number(each, 3) for each in q.reach.norms[[0, -1]].tolist())
    net = f"{q.p.depth} hidden layers with {q.p.activation} at their start, on 256 digits"
    return f"{net}: the gradient of the first layer's weights has the norm {first}, that of the last layer's {last}."


def moons(q: Backprop) -> Found:
    points, labels = learners.moons(q.p.seed)
    right = ((learners.chances(q.weights, points, q.p.activation) > 0.5) == labels).mean()
    found: Found = [
        Readout(f"loss after {q.tick} steps", q.training.losses[q.tick], role="gradient"),
        Readout("points on the right side", 100 * right, "%"),
        Readout("chance of label 1 at the probe", q.sight.chance),
        Readout("runs for a gradient by differences", "210", note="Two a weight. Backward: one, and its way back."),
    ]
    check = learners.checked(q.weights, q.gradient, points, labels, q.p.activation)
    if check is None:
        return found
    slack = check.error + 1e-9 * (1 + check.length)
    name, says = "gradient check, all 105 weights at once", "u is the gradient divided by its length."
    return [*found, law(name, "|∇L| = (L(w+hu) − L(w−hu)) / 2h", check.length, check.nudge, slack=slack, note=says)]


def moons_notice(q: Backprop) -> str:
    if q.p.start == "zero":
        return "All weights start at 0: at the first step no hidden layer has a gradient."
    if q.training.last < len(q.training.losses) - 1:
        return f"The loss passed a million after step {q.training.last}: the run was given up."
    off = learners.silent(q.weights, learners.moons(q.p.seed)[0], q.p.activation)
    return "The last hidden layer is off at every point: no gradient gets past it, now or ever." if off else ""


def moons_alt(q: Backprop) -> str:
    loss = number(q.training.losses[q.tick], 3)
    return f"A 2-8-8-1 network after {q.tick} steps on two moons: its edges, the chance of label 1, its loss {loss}."


def numbers(q: Backprop) -> dict[str, Any]:
    graph, (first, last) = q.graph, q.reach.norms[[0, -1]].tolist()
    by = [float(q.right[graph.inputs[name]]) if name in graph.inputs else 0.0 for name in ("x", "y")]
    uses = graph.uses[graph.inputs["x"]] if "x" in graph.inputs else []
    pairs = [(q.right[graph.edges[k].head], q.sweeps.slopes[k]) for k in uses]
    terms = [r" \cdot ".join(f"({latex(v)})" if v < 0 else latex(v) for v in pair) for pair in pairs]
    found = {"expression": graph_sweeps.unsimplified(q.formula), "f_value": q.sweeps.values[-1], "uses": len(uses)}
    found |= {"df_dx": by[0], "x_sum": " + ".join(terms[:4]) + r" + \cdots" * (len(terms) > 4) or latex(by[0])}
    found |= {"df_dy": by[1], "node_count": len(graph.ops), "path_count": q.walk.count, "path_products": q.walk.work}
    found |= {"sweep_products": len(graph.edges), "first_norm": first, "last_norm": last, "start_loss": q.reach.loss}
    return found | {"first_to_last": first / last if last > 0 else np.nan, "loss_now": q.training.losses[q.tick]}
