"""Gram-Schmidt in space and face on, what rounding leaves of orthogonality, and redundant features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.blocks import arrow, ellipse, heatmap, label, line, markers, segment
from viz.curve_names import Named, names
from viz.labels import LETTER
from viz.linear import rectangles, right_angle
from viz.panels import Axis, Panel, Plane, Space

Array = NDArray[np.float64]
SUB = "₁₂₃"
CAMERA = (1.06, -1.35, 0.72)
ROOM = 2.2  # half the width of the space
WIDE = 2.9  # half the width of a step seen face on
NOWHERE = np.full(2, np.nan)
METHODS: Mapping[str, tuple[str, str]] = {  # of making columns orthonormal: the name and the role
    "classical": ("classical Gram–Schmidt", "gradient"),
    "modified": ("modified", "model"),
    "twice": ("classical, twice", "accent"),
    "householder": ("Householder", "optimum"),
}


def columns_space(columns: ArrayLike, q: ArrayLike, working: ArrayLike, shadow: ArrayLike) -> Space:
    """Three columns (3, 3), the q that are finished (columns of (3, 3), NaN for the others) with what they span.

    `working` (3,) is the vector that is being freed of its `shadow` (3,); NaN where nothing is subtracted.
    """
    a, done = np.asarray(columns, float), np.asarray(q, float)
    work, along = np.asarray(working, float), np.asarray(shadow, float)
    live = np.isfinite(done).all(axis=0)
    # What the finished q span: the line or plane that the present column is freed from.
    spanned = done[:, live] if live.sum() < 3 else np.full((3, 1), np.nan)
    view: dict[str, Any] = {"camera": CAMERA, "extent": ROOM}
    # The first q lies along its column: its name stands below; the others' names stand beside theirs, away from it.
    shown = [
        space.beside(0.8 * done[:, 0], (0.0, 0.0, -1.0), "q₁", "optimum", size=16, **view),
        *(
            space.beside(0.9 * done[:, k], done[:, k] - a[:, k], f"q{SUB[k]}", "optimum", size=16, **view)
            for k in (1, 2)
        ),
    ]
    traces = [
        *space.subspace(spanned, "optimum", extent=0.8 * ROOM, opacity=0.1, width=2),
        *space.arrows(a.T, "data", width=5, head=0.24),
        *space.arrows(done.T, "optimum", width=7, head=0.26),
        *space.arrow(work, "data", width=3, head=0.2, dash="dash"),
        *space.arrow(along, "gradient", width=8, head=0.2),
        *space.arrow(work, "model", tail=along, width=7, head=0.22),
        space.right_angle(along, -along, work - along, "ink", size=0.2),
        *(space.beside(a[:, k], a[:, k], f"a{SUB[k]}", "data", gap=7, **view) for k in range(3)),
        *shown,
    ]
    title = "Three columns and their shadows"
    return space.space(traces, ROOM, title=title, camera=CAMERA, visible=False)


def face_plane(kind: str, along: float, left: float, texts: tuple[str, str, str, str], title: str) -> Plane:
    """A step seen face on.

    "subtract": the working vector (along, left), its shadow on q, and what is left at a right angle. "scale": what is
    left, of length `along`, and the q that it becomes (both hidden if NaN). "": nothing. `texts` are written at the
    working vector, the shadow, what is left, and q.
    """
    subtract, side = kind == "subtract", -1.0 if along < 0 else 1.0
    there = kind and np.isfinite(along)
    flat = np.array([along, 0.0])
    working, shadow = (np.array([along, left]), flat) if subtract else (NOWHERE, NOWHERE)
    tail = shadow if subtract else np.zeros(2) if kind else NOWHERE
    tip = working if subtract else flat if there else NOWHERE
    unit = np.array([1.0, 0.0]) if there else NOWHERE
    spot = (tail + tip) / 2 + (np.array([0.1 * side, 0.0]) if subtract else np.array([0.0, 0.1]))
    beside = subtract and abs(along) <= 1.5 and left > 0.25
    if subtract and not beside:
        spot = np.array([1.9 * side, -1.15])
    position = ("middle right" if side > 0 else "middle left") if beside else "top center"
    room = max(0.0, 0.98 - LETTER * len(texts[0])) * WIDE  # the name stays within the picture
    traces = [
        ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        arrow(tip, "model", tail=tail, width=4.0, name="what is left"),
        arrow(unit, "optimum", width=3.4, name="q"),
        arrow(shadow, "gradient", width=3.4, name="shadow"),
        arrow(working, "data", name="working vector"),
        right_angle(shadow, np.array([-side, 0.0]), np.array([0.0, 1.0]), 0.14, "ink"),
        label([np.clip(working[0], -room, room)], [working[1] + 0.18], texts[0], "data", position="top center"),
        label([shadow[0] / 2], [-0.1], texts[1], "gradient", position="bottom center"),
        label([spot[0]], [spot[1]], texts[2], "model", position=position),
        label([unit[0]], [-0.6], texts[3], "optimum", position="bottom center", size=16),
    ]
    across = Axis("along q", (-WIDE, WIDE))
    return Plane(traces, across, Axis("at a right angle to q", (-1.7, 3.6)), title, equal=True)


def _powers(title: str, limits: tuple[float, float], exponents: range) -> Axis:
    """A logarithmic axis with its ticks at powers of ten."""
    raised = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    labels = [f"10{str(each).translate(raised)}" if each else "1" for each in exponents]
    return Axis(title, limits, log=True, ticks=[10.0**each for each in exponents], labels=labels)


def loss_panel(
    conditions: ArrayLike, losses: Mapping[str, ArrayLike], here: float, now: Mapping[str, float], roundoff: float
) -> Plane:
    """The loss of orthogonality of each method over the condition numbers (n,), with the slopes of theory (dashed).

    `here` is the condition number shown, `now` the losses there, `roundoff` that of the arithmetic.
    """
    k = np.asarray(conditions, float)
    squared = roundoff * k**2
    traces = [
        segment((here, 1e-17), (here, 1e2), "grid", width=8, hover=False),
        line(k, np.where(squared <= 10, squared, np.nan), "gradient", width=1.4, dash="dash", hover=False),
        line(k, roundoff * k, "model", width=1.4, dash="dash", hover=False),
    ]
    for method, (name, role) in METHODS.items():
        traces.append(line(k, np.clip(losses[method], 1e-17, 1e2), role, width=2.6, name=name))
        traces.append(markers([here], [max(now[method], 1e-17)], role, size=11, name=name))
    across = _powers("condition number κ of the columns", (0.6, 3e15), range(0, 16, 3))
    up = _powers("loss of orthogonality |QᵀQ − I|", (1e-17, 1e2), range(-16, 1, 4))
    curves = [
        Named(k, np.where(squared <= 10, squared, np.nan), "κ² · 10⁻¹⁶", "gradient", at=0.4, size=12),
        Named(k, roundoff * k, "κ · 10⁻¹⁶", "model", at=0.5, size=12),
        *(Named(k, np.clip(losses[each], 1e-17, 1e2), name, role) for each, (name, role) in METHODS.items()),
    ]
    traces += names(curves, across, up)
    return Plane(traces, across, up, "How much orthogonality survives")


def defect_panel(defect: ArrayLike, title: str) -> Plane:
    """The moduli of Q^T Q - I (n, n) on a logarithmic scale: which pairs of columns are not orthogonal."""
    shade = np.log10(np.maximum(np.asarray(defect, float), 1e-17))
    count = len(shade)
    at, bounds, ticks = np.arange(1.0, count + 1), (0.5, count + 0.5), [1, *range(5, count + 1, 5)]
    field = heatmap(shade, at, at, bounds=(-16.0, 0.0), bar="log₁₀")
    field["colorbar"]["title"]["side"] = "right"
    return Plane(
        [field],
        Axis("column of Q", bounds, ticks=ticks),
        Axis("column of Q", bounds[::-1], ticks=ticks),
        title,
        equal=True,
    )


def redundancy_panels(
    names: Sequence[str], share: ArrayLike, texts: Sequence[str], inflation: ArrayLike
) -> list[Panel]:
    """How much of each feature is new, given those above it, and its variance inflation; copies are marked.

    `share` (n,) in [0, 1] has the `texts` written at its bars; a feature whose name ends in "copy" is a copy.
    """
    count = len(names)
    at = np.arange(count)[::-1].astype(float)
    new, price = np.clip(share, 0, 1), np.clip(inflation, 1.0, 1e7)
    copy = np.array([name.endswith("copy") for name in names])
    parts = ((~copy, "data"), (copy, "gradient"))
    boxes = np.stack([np.zeros(count), new, at - 0.38, at + 0.38], axis=1)
    rows = Axis("", (-0.7, count - 0.1), visible=False)
    left = Plane(
        [
            *(rectangles(boxes[mask], role, opacity=0.55) for mask, role in parts),
            label(np.full(count, -0.02), at, names, "ink", position="middle left", size=12),
            label(new + 0.01, at, texts, "ink", position="middle right", size=12),
        ],
        Axis("new part of the feature (share of its variance)", (-0.34, 1.24), ticks=(0, 0.25, 0.5, 0.75, 1)),
        rows,
        "New in each, given those above it",
    )
    gap = np.full(count, np.nan)
    sticks = np.stack([np.ones(count), price, gap], axis=1).ravel()
    right = Plane(
        [
            segment((10.0, -0.6), (10.0, count - 0.6), "null", dash="dash", width=1.4, hover=False),
            label([10.5], [count - 0.5], "often called too much", "muted", position="middle right", size=12),
            line(sticks, np.stack([at, at, gap], axis=1).ravel(), "null", width=1.6, hover=False),
            *(markers(price[mask], at[mask], role, size=11, name="inflation") for mask, role in parts),
            label(np.full(count, 0.75), at, names, "ink", position="middle left", size=12),
        ],
        _powers("variance inflation factor", (0.012, 2e7), range(8)),
        rows,
        "Price of redundancy, in any order",
    )
    return [left, right]
