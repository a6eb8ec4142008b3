"""The panels of the lesson: the layers of a matrix, a function on a graph and on its spectrum, scans on components."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.linear_algebra import spectral
from viz.linear import matrix
from viz.linear_map import side_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.spectral_decomposition.lesson import Spectral

LAYERS, INDEX = ("optimum", "gradient"), "₁₂"  # the roles and numbers of both layers, everywhere
SCANS = 356  # of the pair of digits that has the fewest


def parts_panel(q: Spectral) -> viz.Plane:
    """x taken apart along the eigenvectors, each part stretched, and the sum of those that are on."""
    size, ends = viz.reach([np.linalg.norm(q.matrix, 2) + 0.3], (2.4, 3.6, 6.6)), []
    to = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(y, x))) % 360}
    handles = [viz.Handle("probe", q.x, "tip of x", "data", moves=to, follows="angle")]
    traces = [viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False)]
    traces += [viz.ellipse(q.total, "null", width=1.2, hover=False)]
    for i, (role, k) in enumerate(zip(LAYERS, INDEX, strict=True)):
        v, value, name = q.vectors[:, i], q.found.values[i], f"λ{k}q{k}"
        share = (v @ q.x) * v
        ends.append(value * share if q.on[i] else np.full(2, np.nan))
        # The name stands beside the tip, where the handle is, on the side away from x.
        away = viz.left_of(v) * (-1 if viz.left_of(v) @ q.x > 0 else 1)
        x, y = np.clip(value * v + 0.15 * size * away, -0.9 * size, 0.9 * size)
        traces += [
            viz.segment(-9 * v, 9 * v, role, width=1.2, dash="dash", hover=False),
            viz.segment(q.x, share, role, width=1.2, dash="dot", hover=False),
            viz.arrow(ends[i], role, name=f"λ{k}(q{k}·x)q{k}"),
            viz.label([x], [y], name, role, position="middle center"),
        ]
        if q.p.symmetric and abs(value) > 0.05:
            # Loosely: eigenvectors have no sign, so a negative layer's arrow may turn round; and the longer one is q₁.
            handles.append(viz.Handle(f"axis{i + 1}", value * v, name, role, None, partial(axis_to, q, i), "loosely"))
    first, second = np.nan_to_num(ends)
    traces += [viz.segment(first, first + second, LAYERS[1], width=1.2, dash="dot", hover=False)]
    traces += [viz.segment(second, first + second, LAYERS[0], width=1.2, dash="dot", hover=False)]
    traces += side_arrow(first + second, "Ax" if all(q.on) and q.p.symmetric else "sum", "model", size)
    traces += side_arrow(q.x, "x", "data", size, left=True)
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "x in parts, each part stretched", equal=True, handles=handles)


def axis_to(q: Spectral, which: int, x: float, y: float) -> dict[str, Any]:
    """The symmetric matrix whose eigenvector arrow ends at the pointer; the other eigenvalue stays."""
    if np.hypot(x, y) < 0.05:
        raise viz.Limit("The arrow keeps a length of at least 0.05, so that it has a direction.")
    found = spectral.with_axis(q.found, which, (x, y))
    viz.keep_within(found, q.p.matrix, 3.0)
    return {"matrix": found}


def tables_panel(q: Spectral) -> viz.Plane:
    """The two layers as tables of numbers, lit if they are on; below, the sum of what is on, and A itself."""
    names, lights = ("λ₁q₁q₁ᵀ", "λ₂q₂q₂ᵀ", "what is on", "A"), (*q.on, True, False)
    roles = [*(role if on else "muted" for role, on in zip(LAYERS, q.on, strict=True)), "model", "ink"]
    equal, traces = np.abs(q.total - q.matrix).max() < 1e-9, []
    for k, (values, name, role) in enumerate(zip((*q.layers, q.total, q.matrix), names, roles, strict=True)):
        at, lit = ((0.0, 3.4)[k % 2], (5.0, 1.9)[k // 2]), {role: np.full((2, 2), lights[k])}
        traces += matrix(values, at=at, size=(1.2, 1.0), lit=lit, role=role, name=name, font=13)
    signs = ["+", "=" if equal else "≠", "=" if all(q.on) and equal else ""]
    traces.append(viz.label([2.9, 2.9, -0.4], [4.0, 0.9, 0.9], signs, position="middle center", size=20))
    wide, tall = viz.Axis("", (-0.8, 6.1), visible=False), viz.Axis("", (-0.4, 5.8), visible=False)
    return viz.Plane(traces, wide, tall, "The same as matrices")


def graph_panel(q: Spectral) -> viz.Plane:
    """What the function makes of a unit at the source: the nodes are coloured by it, and sized by its modulus."""
    at, edges, made, values = q.network.places, q.network.edges, q.filtered.spectrum, q.filtered.columns[:, q.node]
    bound = max(np.abs((made.vectors * q.filtered.factors) @ made.vectors[q.node]).max(), 1e-12)
    size = 9 + 9 * np.sqrt(np.minimum(np.abs(values) / bound, 1.0))
    texts = [f"node {k}: {number(value)}" for k, value in enumerate(values, 1)]
    nodes = viz.dots(at, values, size=size, scale="diverging", bounds=(-bound, bound), text=texts)
    nodes["marker"]["line"] = {"color": "@muted", "width": 1}
    gaps = np.full((len(edges), 1, 2), np.nan)
    joined = viz.polyline(np.concatenate([at[edges], gaps], axis=1), "zero", width=1.2, hover=False)
    source = viz.dots(at[q.node], "data", size=25, ring=True, name="source")
    # Loosely: the node nearest to the pointer.
    to = lambda x, y: {"source": np.argmin(np.hypot(*(at - (x, y)).T)) + 1}
    handle = viz.Handle("source_at", at[q.node], "node it starts from", "data", moves=to, follows="loosely")
    what, axis = {"heat": "Heat", "power": "Walks", "root": "√L"}, viz.Axis("", (-1.2, 1.2), visible=False)
    title = f"{what[q.p.function]} from node {q.node + 1} (largest: {number(bound, 2)})"
    return viz.Plane([joined, nodes, source], axis, axis, title, equal=True, handles=[handle])


def filter_panel(q: Spectral) -> viz.Plane:
    """The function over the eigenvalues: filled for the layers that are on, a ring for the others."""
    at, height, function = q.filtered.spectrum.values, q.filtered.factors, q.p.function
    top, lit = np.abs(at).max(), np.arange(len(at)) < q.filtered.kept
    x = top * np.linspace(*((-1.08, 1.08) if function == "power" else (-0.04, 1.06)), 241)
    y = np.clip(spectral.applied(function, x, q.amount, top), -1.3, 9.0)
    letter, formula = {"heat": "L exp(−tλ)", "power": "A (λ/λ₁)ᵏ", "root": "L √λ"}[function].split()
    heights = {"heat": (-0.06, 1.1), "power": (-1.12, 1.12), "root": (-0.25, 1.1 * np.sqrt(top))}[function]
    curve = viz.line(x, y, "null", width=1.6, hover=False)
    on = viz.markers(np.where(lit, at, np.nan), height, "model", size=9, name="layer on")
    off = viz.markers(np.where(lit, np.nan, at), height, "null", size=9, ring=True, name="layer off")
    axes = viz.Axis(f"eigenvalue λ of {letter}", (x[0], x[-1])), viz.Axis(f"f(λ) = {formula}", heights)
    return viz.Plane([curve, on, off], *axes, f"{q.filtered.kept} of {q.count} layers on")


def scores_panel(q: Spectral) -> viz.Plane:
    """All scans on their first two components; the one that is shown has a ring."""
    scores, second, traces = q.parts.scores[:, :2], q.parts.second, []
    now, clouds = scores[q.p.scan - 1], (scores[~second], scores[second])
    middles = np.array([cloud.mean(axis=0) for cloud in clouds])
    apart = np.argmax(np.abs(middles[1] - middles[0]))  # the names stand outside, where the clouds lie apart
    for cloud, digit, role, spot in zip(clouds, q.p.pair, ("data", "gradient"), middles.copy(), strict=True):
        spot[apart] = cloud[:, apart].max() + 5 if spot[apart] > middles[:, apart].min() else cloud[:, apart].min() - 5
        x, y = np.clip(spot, -39.0, 41.0)
        traces.append(viz.dots(cloud, role, size=4, opacity=0.55, name=digit))
        traces.append(viz.label([x], [y], f"<b>{digit}</b>", role, position="middle center", size=17))
    traces.append(viz.dots(now, "accent", size=12, ring=True, name="scan"))
    # Loosely: the scan nearest to the pointer, of those that the control can name.
    to = lambda x, y: {"scan": np.argmin(np.hypot(*(scores[:SCANS] - (x, y)).T)) + 1}
    handle = viz.Handle("scan_at", now, "the scan shown", moves=to, follows="loosely")
    first, other = (viz.Axis(f"component {k} (ink)", (-44, 44), ticks=(-40, -20, 0, 20, 40)) for k in (1, 2))
    return viz.Plane(traces, first, other, "All scans on two components", handles=[handle])


def components_panels(q: Spectral) -> list[viz.Plane]:
    """What k components bring: mistakes of a classifier that sees them, the scan rebuilt of them, the variance kept."""
    k, row, ks, wrong = q.p.components, q.p.scan - 1, np.arange(1, 65), np.maximum(q.parts.mistakes, 0.2)
    over = lambda y, role, name: [viz.line(ks, y, role, name=name), viz.dots((k, y[k - 1]), role, size=11, name="now")]
    x = viz.Axis("components k", (0.9, 70), log=True, ticks=(1, 2, 4, 8, 16, 32, 64))
    y = viz.Axis("mistakes", (0.15, 400), log=True, ticks=(0.2, 1, 10, 100), labels=("0", "1", "10", "100"))
    mistakes = viz.Plane(over(wrong, "model", y.title), x, y, f"Mistakes: {q.mistakes} of {q.scans}")

    both = [q.parts.rows[row].reshape(8, 8), np.full((8, 1), np.nan), q.parts.rebuilt(row, k).reshape(8, 8)]
    pictures = viz.heatmap(np.concatenate(both, axis=1), np.arange(17), np.arange(8), bounds=(0, 16))
    names = viz.label([3.5, 12.5], [8.9, 8.9], ["scan", f"from {k}"], "muted", position="middle center", size=12)
    wide, tall = viz.Axis("", (-0.6, 16.6), visible=False), viz.Axis("", (9.4, -0.6), visible=False)
    rebuilt = viz.Plane([pictures, names], wide, tall, f"Scan {q.p.scan}, rebuilt", equal=True)

    y, at = viz.Axis("variance kept (%)", (0, 106), ticks=(0, 50, 100)), (k, q.share[k - 1])
    # Loosely: the whole numbers lie far apart on the left.
    handle = viz.Handle("k_at", at, "components", "optimum", None, lambda x, y: {"components": x}, "loosely")
    kept, title = over(q.share, "optimum", y.title), f"Variance kept: {number(at[1], 3)}%"
    return [mistakes, rebuilt, viz.Plane(kept, x, y, title, handles=[handle])]
