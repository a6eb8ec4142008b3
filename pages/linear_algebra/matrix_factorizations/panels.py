"""The panels of the lesson: the factors as lit tables, lost digits and what explains them, a process and its factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from viz import linear

if TYPE_CHECKING:
    from pages.linear_algebra.matrix_factorizations.lesson import Factorization

Array = NDArray[np.float64]
FACTORS = {"lu": ("L", "U"), "qr": ("Q", "R"), "cholesky": ("L", "Rest")}
PLACES = np.linspace(0.0, 10.0, 121)  # where the process is drawn
MOST = 12  # measured values
LOW, HIGH = 1e-17, 1e2  # of a relative error
WALL = 2.0**53  # one over the rounding
ROLES = {"plain": "gradient", "pivoting": "optimum", "cholesky": "gradient", "qr": "data", "": "null"}
ERRORS = {  # what the curves are called; the empty one keeps the number of curves
    "pivot": {"plain": "no pivoting", "pivoting": "pivoting", "qr": "QR"},
    "normal": {"cholesky": "Cholesky of XᵀX", "qr": "QR of X", "": ""},
}
REASONS = {
    "pivot": {"plain": "no pivoting", "pivoting": "pivoting"},
    "normal": {"cholesky": "κ(XᵀX) = κ²", "qr": "κ(X)"},
}
TICKS = (1e-16, 1e-12, 1e-8, 1e-4, 1)
EPSILONS = viz.Axis("first entry ε", (1e-17, 1), log=True, ticks=TICKS)
GROWTH = viz.Axis("largest entry met / of A", (0.1, 1e18), log=True, ticks=(1, 1e4, 1e8, 1e12, 1e16))
CONDITION = viz.Axis("condition number", (1, 1e28), log=True, ticks=(1, 1e8, 1e16, 1e24))
CONDITIONS = viz.Axis("condition κ of X", (1, 1e14), log=True, ticks=(1, 1e4, 1e8, 1e12))


def left(q: Factorization) -> viz.Plane:
    """The left factor so far; outlined is what this step brought: a multiplier, turned columns, or a new column."""
    now, (_, column) = q.now, q.now.pivot or (0, 0)
    turned = now.changed.any(axis=0) if q.p.method == "qr" else now.changed & (np.arange(4) == column)
    title = f"{FACTORS[q.p.method][0]}{'' if q.complete else ' so far'} · step {q.shown} of {len(q.steps) - 1}"
    return _table(now.factor, {"model": turned}, title, max(1.0, np.abs(q.steps[-1].factor).max()))


def right(q: Factorization) -> viz.Plane:
    """What is left of A; outlined are the pivot, the row or column used, and the entries changed."""
    now, pivot = q.now, np.zeros((4, 4), bool)
    if now.pivot is not None:
        pivot[now.pivot] = True
    lit = {"data": now.source & ~pivot, "model": now.changed & ~now.source & ~pivot, "accent": pivot}
    title = f"{FACTORS[q.p.method][1]} · {now.text}"
    plane = _table(now.rest, lit, title, max(np.abs(q.used).max(), 1e-9))
    # Where the pivots are, by step: the present one, dragged, leads to the step that has it.
    pivots = {k: each.pivot for k, each in enumerate(q.steps) if each.pivot}
    spots = {0: (0.0, 4.0)} | {k: (column + 0.5, 3.5 - row) for k, (row, column) in pivots.items()}
    far = lambda k, x, y: (round(float(np.hypot(spots[k][0] - x, spots[k][1] - y)), 9), abs(k - q.shown))
    moves = lambda x, y: {"step": min(spots, key=lambda k: far(k, x, y))}
    at = spots[max(k for k in spots if k <= q.shown)]
    return replace(plane, handles=[viz.Handle("pivot", at, "the pivot", "accent", moves=moves, follows="loosely")])


def _table(values: Array, lit: Mapping[str, NDArray[np.bool_]], title: str, top: float) -> viz.Plane:
    """A 4x4 matrix as a heatmap with its numbers, outlined where it is lit; `top`: the modulus of the full colours."""
    at = np.arange(4) + 0.5
    traces = [viz.heatmap(values, at, 4 - at, scale="diverging", bounds=(-2.6 * top, 2.6 * top))]
    traces += linear.matrix(values, at=(0.0, 4.0), frame="rules", digits=2, font=15)
    x, y = linear.centers((4, 4), (0.0, 4.0))
    boxes = np.stack([x - 0.46, x + 0.46, y - 0.46, y + 0.46], axis=-1)
    lit_boxes = {role: np.where(mask[..., None], boxes, np.nan) for role, mask in lit.items()}
    traces += [viz.rectangles(each, role, opacity=0, width=2.6) for role, each in lit_boxes.items()]
    axis = viz.Axis("", (-0.1, 4.1), visible=False)
    return viz.Plane(traces, axis, axis, title, equal=True)


def errors(q: Factorization) -> viz.Plane:
    """The relative error by each way of solving, over the small pivot or the condition number; a NaN is a breakdown."""
    inside = {key: np.clip(v, LOW, HIGH) for key, v in q.digits.errors.items()}
    spot = q.here, np.nan_to_num(inside["qr"][q.place], nan=LOW)
    moves = lambda x, _: {"epsilon" if q.pivot else "condition": x}
    handle = viz.Handle("at", spot, "ε or κ", "data", moves=moves, follows="x")
    x, y = EPSILONS if q.pivot else CONDITIONS, viz.Axis("relative error of x", (LOW, 1e3), log=True, ticks=TICKS)
    return viz.Plane(_curves(q, ERRORS[q.p.problem], inside), x, y, "Digits lost", handles=[handle])


def reasons(q: Factorization) -> viz.Plane:
    """What explains the errors: the growth of entries, or the condition number of what is factorised."""
    x, y = (EPSILONS, GROWTH) if q.pivot else (CONDITIONS, CONDITION)
    wall = viz.line(np.asarray(x.range), [WALL, WALL], "muted", width=1.2, dash="dash", hover=False)
    curves = _curves(q, REASONS[q.p.problem], {key: np.clip(v, 0.2, 1e27) for key, v in q.digits.second.items()})
    title = "Entries grow" if q.pivot else "What is factorised: κ or κ²"
    return viz.Plane([viz.called(wall, "1/rounding", at=0.0, size=12), *curves], x, y, title)


def _curves(q: Factorization, names: Mapping[str, str], values: Mapping[str, Array]) -> list[dict[str, Any]]:
    """Each curve with its name, and its point at the place that is shown."""
    heights = {key: values.get(key, np.full(len(q.digits.at), np.nan)) for key in names}
    line = lambda key, name: viz.called(
        viz.line(q.digits.at, heights[key], ROLES[key], width=2.0, name=name), name, size=13
    )
    dot = lambda key, name: viz.dots((q.here, heights[key][q.place]), ROLES[key], size=9, name=name)
    return [make(*each) for each in names.items() for make in (line, dot)]


def process(q: Factorization) -> viz.Plane:
    """The mean of the process with its band of 95%, and the measured values."""
    mean, spread = q.process.mean, 1.96 * q.process.deviation
    traces = [
        viz.area(PLACES, mean + spread, mean - spread, "model"),
        viz.line(PLACES, mean, "model", name="mean"),
        viz.dots(q.p.points, "data", size=8, name="measured"),
    ]
    axes, values = (viz.Axis("x", (0, 10)), viz.Axis("y", (-3, 3))), viz.handles("points", q.p.points, "value", "data")
    return viz.Plane(traces, *axes, "Mean, and a band of 95%", handles=values)


def factor(q: Factorization) -> viz.Plane:
    """The Cholesky factor of the covariance, empty if there is none."""
    n, at, table = len(q.p.points), np.arange(1, MOST + 1), np.full((MOST, MOST), np.nan)
    if q.process.lower is not None:
        table[:n, :n] = np.where(np.tri(n, dtype=bool), q.process.lower, np.nan)
    x = viz.Axis("column", (0.5, n + 0.5), ticks=range(1, n + 1))
    y = viz.Axis("row (points by x)", (n + 0.5, 0.5), ticks=range(1, n + 1))
    cells = viz.heatmap(table, at, at, scale="diverging", bounds=(-1.2, 1.2))
    return viz.Plane([cells], x, y, "Cholesky factor of K + noise² I", equal=True)
