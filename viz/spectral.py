"""Spectra: the two layers of a matrix, a graph coloured by numbers, a function on a spectrum, scans on components."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import Trace, arrow, ellipse, heatmap, label, line, markers, segment
from viz.linear import matrix
from viz.linear_map import side_arrow
from viz.panels import Axis, Plane

LAYERS = ("optimum", "gradient")  # the roles of the first and the second layer, everywhere
INDEX = "₁₂"


def graph(
    places: ArrayLike,
    edges: ArrayLike,
    values: ArrayLike,
    *,
    bound: float,
    source: int,
    title: str = "",
    unit: str = "",
) -> Plane:
    """A graph whose nodes are coloured by `values` (n,), from -bound to bound, and sized by their moduli.

    `places` has shape (n, 2) with coordinates within [-1, 1], `edges` (m, 2); the node `source` has a ring.
    """
    at, joined, shown = np.asarray(places, float), np.asarray(edges), np.asarray(values, float)
    ends = np.concatenate([at[joined], np.full((len(joined), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    share = np.minimum(np.abs(shown) / bound, 1.0)
    nodes = markers(at[:, 0], at[:, 1], shown, size=9 + 9 * np.sqrt(share), scale="diverging", bounds=(-bound, bound))
    nodes["marker"]["line"] = {"color": "@muted", "width": 1}
    nodes |= {"hovertext": [f"node {k + 1}: {value:.4g}{unit}" for k, value in enumerate(shown)], "hoverinfo": "text"}
    axis = Axis("", (-1.2, 1.2), visible=False)
    return Plane(
        [
            line(ends[:, 0], ends[:, 1], "zero", width=1.2, hover=False),
            nodes,
            markers([at[source, 0]], [at[source, 1]], "data", size=25, ring=True, name="source"),
        ],
        axis,
        axis,
        title,
        equal=True,
    )


def filter_curve(
    function: str, values: ArrayLike, factors: ArrayLike, kept: int, curve: tuple[ArrayLike, ArrayLike]
) -> Plane:
    """A function ("heat", "power" or "root") over the eigenvalues: filled for the first `kept`, a ring for the others.

    `curve` = (x, f(x)) is drawn under them, as wide as the axis.
    """
    at, height, x = np.asarray(values, float), np.asarray(factors, float), np.asarray(curve[0], float)
    lit = np.arange(len(at)) < kept
    letter, formula, low, high = {
        "heat": ("L", "f(λ) = exp(−tλ)", -0.06, 1.1),
        "power": ("A", "f(λ) = (λ/λ₁)ᵏ", -1.12, 1.12),
        "root": ("L", "f(λ) = √λ", -0.25, 1.1 * float(np.sqrt(np.abs(at).max()))),
    }[function]
    return Plane(
        [
            line(x, np.clip(curve[1], -1.3, 9.0), "null", width=1.6, hover=False),
            markers(np.where(lit, at, np.nan), height, "model", size=9, name="layer on"),
            markers(np.where(lit, np.nan, at), height, "null", size=9, ring=True, name="layer off"),
        ],
        Axis(f"eigenvalue λ of {letter}", (float(x[0]), float(x[-1]))),
        Axis(formula, (low, high)),
        f"{kept} of {len(at)} layers on",
    )


def scans(
    first: ArrayLike, second: ArrayLike, names: tuple[str, str], bounds: tuple[float, float], title: str
) -> Plane:
    """Two square pictures of the same size side by side, each with its name under it; row 0 on top."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    n = len(a)
    both = np.concatenate([a, np.full((n, 1), np.nan), b], axis=1)
    return Plane(
        [
            heatmap(both, np.arange(2 * n + 1), np.arange(n), bounds=bounds),
            label(
                [n / 2 - 0.5, 1.5 * n + 0.5],
                [n + 0.9, n + 0.9],
                list(names),
                "muted",
                position="middle center",
                size=12,
            ),
        ],
        Axis("", (-0.6, 2 * n + 0.6), visible=False),
        Axis("", (n + 1.4, -0.6), visible=False),
        title,
        equal=True,
    )


def parts_plane(
    vectors: ArrayLike, values: ArrayLike, on: Sequence[bool], x: ArrayLike, total: ArrayLike, name: str, size: float
) -> Plane:
    """x (2,) taken apart along the eigenvectors (columns of (2, 2), NaN where there is none), each part stretched.

    `total` (2, 2) is the sum of the layers that are `on`, `name` what it makes of x; `size` is half the width.
    """
    basis, stretch, start = (np.asarray(each, float) for each in (vectors, values, x))
    traces: list[Trace] = [
        ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        ellipse(total, "null", width=1.2, hover=False),
    ]
    ends = []
    for i, role in enumerate(LAYERS):
        q = basis[:, i]
        share = (q @ start) * q
        end = stretch[i] * share if on[i] else np.full(2, np.nan)
        ends.append(np.nan_to_num(end))
        # The name stands beside the tip, where the handle is, on the side away from x.
        across = np.array([-q[1], q[0]])
        side = -1.0 if across @ start > 0 else 1.0
        spot = np.clip(stretch[i] * q + 0.15 * size * side * across, -0.9 * size, 0.9 * size)
        k = INDEX[i]
        traces += [
            segment(-9 * q, 9 * q, role, width=1.2, dash="dash", hover=False),
            segment(start, share, role, width=1.2, dash="dot", hover=False),
            arrow(end, role, width=3.0, name=f"λ{k}(q{k}·x)q{k}"),
            label([spot[0]], [spot[1]], f"λ{k}q{k}", role, position="middle center"),
        ]
    image = ends[0] + ends[1]
    for end, role in zip(ends, LAYERS[::-1], strict=True):
        traces.append(segment(end, image, role, width=1.2, dash="dot", hover=False))
    traces += [*side_arrow(image, name, "model", size), *side_arrow(start, "x", "data", size, left=True)]
    axis = Axis("", (-size, size))
    return Plane(traces, axis, axis, "x in parts, each part stretched", equal=True)


def layer_tables(layers: Sequence[ArrayLike], on: Sequence[bool], total: ArrayLike, whole: ArrayLike) -> Plane:
    """The two layers (2, 2) as tables of numbers, lit if `on`; below, the sum of what is on, and A itself."""
    equal = bool(np.abs(np.asarray(total, float) - np.asarray(whole, float)).max() < 1e-9)
    names = (*(f"λ{k}q{k}q{k}ᵀ" for k in INDEX), "what is on", "A")
    places = ((0.0, 5.0), (3.4, 5.0), (0.0, 1.9), (3.4, 1.9))
    roles = (*(role if lit else "muted" for role, lit in zip(LAYERS, on, strict=True)), "model", "ink")
    lights = (*on, True, False)
    traces: list[Trace] = []
    for values, at, name, role, lit in zip((*layers, total, whole), places, names, roles, lights, strict=True):
        mask = {role: np.full((2, 2), lit)}
        traces += matrix(values, at=at, size=(1.2, 1.0), lit=mask, role=role, name=name, digits=2, font=13)
    signs = ["+", "=" if equal else "≠", "=" if all(on) and equal else ""]
    traces.append(label([2.9, 2.9, -0.4], [4.0, 0.9, 0.9], signs, "ink", position="middle center", size=20))
    wide, tall = Axis("", (-0.8, 6.1), visible=False), Axis("", (-0.4, 5.8), visible=False)
    return Plane(traces, wide, tall, "The same as matrices")


def scores_panel(scores: ArrayLike, second: ArrayLike, names: Sequence[str], row: int) -> Plane:
    """Two classes on their first two components: scores (n, 2 or more), `second` (n,) the class; `row` has a ring."""
    at, other = np.asarray(scores, float), np.asarray(second, bool)
    traces: list[Trace] = []
    clouds = [at[~other, :2], at[other, :2]]
    middles = [cloud.mean(axis=0) for cloud in clouds]
    # Names stand outside, on the sides on which the clouds lie apart.
    apart = int(np.argmax(np.abs(middles[1] - middles[0])))
    for which, (cloud, role) in enumerate(zip(clouds, ("data", "gradient"), strict=True)):
        above = middles[which][apart] > middles[1 - which][apart]
        spot = middles[which].copy()
        spot[apart] = cloud[:, apart].max() + 5 if above else cloud[:, apart].min() - 5
        x, y = np.clip(spot, -39.0, 41.0)
        traces += [
            markers(cloud[:, 0], cloud[:, 1], role, size=4, opacity=0.55, name=names[which]),
            label([x], [y], f"<b>{names[which]}</b>", role, position="middle center", size=17),
        ]
    traces.append(markers([at[row, 0]], [at[row, 1]], "accent", size=12, ring=True, name="scan"))
    ticks = (-40, -20, 0, 20, 40)
    first, second_axis = (Axis(f"component {k} (ink)", (-44, 44), ticks=ticks) for k in (1, 2))
    return Plane(traces, first, second_axis, "All scans on two components")


def over_components(values: ArrayLike, k: int, role: str, title: str, y: Axis) -> Plane:
    """One number for each count of components 1, 2, ..., with the one of k components marked."""
    heights = np.asarray(values, float)
    traces = [
        line(np.arange(1, len(heights) + 1), heights, role, name=y.title),
        markers([k], [heights[k - 1]], role, size=11, name="now"),
    ]
    return Plane(traces, Axis("components k", (0.9, 70), log=True, ticks=(1, 2, 4, 8, 16, 32, 64)), y, title)
