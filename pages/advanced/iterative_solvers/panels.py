"""The panels: two ways down and their image, a polynomial through a spectrum, errors under bounds, Ritz values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.advanced import digits_ridge, krylov
from pages.advanced.iterative_solvers.state import CIRCLE, MOST, SIDE

if TYPE_CHECKING:
    from pages.advanced.iterative_solvers.state import Plane, Polynomial, Solvers

Array = NDArray[np.float64]
X = np.concatenate([np.linspace(0, 1, 60, endpoint=False), np.linspace(1, 10.4, 201)])
FLOOR, GOAL = 1e-17, krylov.ENOUGH
RINGS = krylov.level_lines(np.eye(2), SIDE)
# Steps whose Ritz values are drawn small.
SHOWN = np.concatenate([np.arange(1, 31), np.arange(33, krylov.STEPS + 1, 3)])
HEIGHTS = {"even": (-3.0, 104.0), "outlier": (0.8, 1.6e4), "pair": (-0.08, 3.2), "strakos": (0.08, 140.0)}
STRIP, RISE = -1.75, 0.085  # where the stacks of eigenvalues stand under the polynomial; of one on another


def valley(q: Plane, root: Array, levels: Array, title: str, axes: tuple[str, str], handle: viz.Handle) -> viz.Plane:
    """Both paths after a linear map, over the images of the level lines: what the two panels have in common."""
    down, two = q.descent[: q.p.tick + 1] @ root.T, q.two[: min(q.p.tick, 2) + 1] @ root.T
    ring = np.linalg.solve(q.root, krylov.a_norm(q.matrix, q.two[1]) * CIRCLE.T).T @ root.T
    corner, legs = two[min(1, len(two) - 1)], np.diff(q.two @ root.T, axis=0)
    round_levels = np.allclose(root, q.root)  # there the legs are at a right angle
    traces = [
        viz.polyline(levels, "null", width=0.8, opacity=0.6, hover=False),
        viz.polyline(viz.clipped(ring, (0, 0), 1.1 * SIDE), "muted", width=1.4, dash="dot", hover=False),
        viz.called(viz.polyline(two, "model", width=6, opacity=0.55, name="conjugate gradients"), "CG", at=0.75),
        viz.called(viz.polyline(down, "gradient", width=2, name="steepest descent"), "steepest descent", at=0.55),
        viz.dots(down, "gradient", size=5, name="a step of descent"),
        viz.dots(two, "model", size=9, name="a step of CG"),
        viz.right_angle(corner, -legs[0], legs[1] * (q.p.tick > 1 and round_levels), 0.35, "ink"),
        viz.dots((0, 0), "optimum", symbol="star", size=14, name="minimum"),
        viz.dots(q.start @ root.T, "data", size=12, name="start"),
    ]
    x, y = (viz.Axis(name, (-SIDE, SIDE)) for name in axes)
    return viz.Plane(traces, x, y, title, equal=True, handles=[handle], room=(250.0, 250.0))


def plane_panel(q: Plane) -> viz.Plane:
    """The valley as it is given."""
    handle = viz.Handle("start", q.start, "start", "data")
    return valley(q, np.eye(2), q.levels, "The valley: level lines of ½ xᵀAx", ("x₁", "x₂"), handle)


def circle_panel(q: Plane) -> viz.Plane:
    """The same under the square root of A: the level lines are circles, and CG's legs stand at a right angle."""

    def moves(x: float, y: float) -> dict[str, Any]:
        to = np.linalg.solve(q.root, [x, y])
        if np.abs(to).max() > SIDE:
            raise viz.Limit("The start stays in the left panel.", {"start": tuple(np.clip(to, -SIDE, SIDE))})
        return {"start": (float(to[0]), float(to[1]))}

    handle = viz.Handle("image", q.root @ q.start, "image of the start", "data", moves=moves)
    return valley(q, q.root, RINGS, "Why: stretched, the levels are circles", ("y₁", "y₂"), handle)


def polynomial_panel(q: Polynomial) -> viz.Plane:
    """The polynomial of step k through the spectrum, and under it the eigenvalues to drag, equal ones stacked."""
    lam, size = q.merged[0], np.array(q.p.spectrum)
    place = np.array([np.count_nonzero(size[:i] == value) for i, value in enumerate(size)])
    spots = np.stack([size, STRIP + RISE * place], axis=1)
    curve = np.clip(krylov.residual_polynomial(q.roots, X), -4, 4)
    even = np.clip(krylov.chebyshev_polynomial(lam[0], lam[-1], q.p.k, X), -4, 4) if q.groups > 1 else np.nan * X
    roots = np.append(q.roots, np.full(MOST - len(q.roots), np.nan))
    traces = [
        viz.line([0, 10.4], [0, 0], "ink", width=1, hover=False),
        viz.called(viz.line(X, even, "null", width=1.8, dash="dash", name="Chebyshev"), "Chebyshev", at=0.9),
        viz.called(viz.line(X, curve, "model", width=2.8, name="CG’s polynomial"), "pₖ", at=0.3, size=17),
        viz.stems(size, np.clip(krylov.residual_polynomial(q.roots, size), -4, 4), "accent", width=3),
        viz.called(viz.markers(size, krylov.residual_polynomial(q.roots, size), "accent", size=8, name="what is left")),
        viz.markers(roots, np.zeros(MOST), "model", size=11, ring=True, name="Ritz value"),
        viz.called(viz.line(np.repeat(size, 3), np.tile([STRIP, 0, np.nan], len(size)), width=0.8, dash="dot")),
        viz.dots(spots, "data", size=12, opacity=0.85, name="eigenvalue"),
        viz.dots((0, 1), "ink", size=8, name="p(0) = 1"),
        viz.label([0.0], [STRIP - 0.22], "eigenvalues: drag them", "data", position="middle right", size=13),
    ]
    handles = viz.handles("spectrum", spots, "eigenvalue", "data", follows="x")
    y = viz.Axis("pₖ(λ): part of the residual that is left", (STRIP - 0.36, 1.2), ticks=(-1, -0.5, 0, 0.5, 1))
    x = viz.Axis("eigenvalue λ", (-0.25, 10.4))
    return viz.Plane(traces, x, y, "The polynomial that CG picks", handles=handles, room=(280.0, 280.0))


def logged(values: ArrayLike, floor: float = FLOOR) -> Array:
    """Values as a logarithmic axis can show them: what is smaller waits under its lower edge."""
    return np.maximum(np.asarray(values, float), floor)


def now(step: int, value: float, low: float, size: float = 12, edge: float | None = None) -> dict[str, Any]:
    """Where the step stands on a curve; an arrow at the lower edge, where the curve has left the panel there."""
    symbol, place = ("circle", value) if value >= low else ("triangle-down", 2 * low if edge is None else edge)
    return viz.dots((step, place), "accent", size=size, symbol=symbol, name="now")


def steps_axis(last: int) -> viz.Axis:
    """Steps from zero, with a little room."""
    return viz.Axis("step k", (-0.02 * last, 1.02 * last))


def errors_panel(q: Polynomial) -> viz.Plane:
    """The errors at all steps under two bounds."""
    steps, low = np.arange(MOST + 1), 1e-8
    alone, apart = logged(q.line_bounds, low / 100)
    traces = [
        viz.called(viz.line(steps, alone, "null", width=2, dash="dash", name="from κ alone"), "from κ alone", at=0.9),
        viz.called(viz.line(steps, apart, "optimum", width=2, dash="dot"), "largest λ set apart", at=0.6),
        viz.called(viz.line(steps, logged(q.line_errors, low / 100), "model", width=2.8), "CG", at=0.3),
        viz.markers(steps, logged(q.line_errors, low / 100), "model", size=6, name="error"),
        now(q.p.k, q.line_error, low, 13),
    ]
    pull = lambda x, _: {"k": round(x)}
    spot = (q.p.k, max(q.line_error, 2 * low))  # half a step is much on an axis of twelve: it follows loosely
    handles = [viz.Handle("now", spot, "step", "accent", moves=pull, follows="loosely")]
    y = viz.Axis("error in the A-norm, relative", (low, 2.0), log=True)
    return viz.Plane(traces, steps_axis(MOST), y, "The error, and two promises", handles=handles)


def ritz_panel(q: Solvers) -> viz.Plane:
    """The Ritz values of each step beside the spectrum, ghosts ringed."""
    name, run, last = q.p.matrix, q.run, krylov.STEPS
    shown = np.isin(run.steps, SHOWN)
    small = np.where(run.ghost[shown], np.nan, run.ritz[shown]), np.where(run.ghost[shown], run.ritz[shown], np.nan)
    now, ghost = (np.append(each, np.full(last - len(each), np.nan)) for each in (q.now[0], q.now[1].astype(float)))
    (low, high), at, count = HEIGHTS[name], np.full(last, float(q.p.step)), len(q.lam)
    strokes = np.tile([last + 2.0, last + 7.0, np.nan], count), np.repeat(q.lam, 3)
    traces = [
        viz.markers(run.steps[shown], small[0], "muted", size=3, opacity=0.6, name="Ritz value"),
        viz.markers(run.steps[shown], small[1], "gradient", size=4, opacity=0.7, name="ghost"),
        viz.line([q.p.step] * 2, [low, high], "accent", width=1, hover=False),
        viz.line(*strokes, "data", width=1.2, name="eigenvalue"),
        viz.markers(at, np.where(ghost == 0, now, np.nan), "model", size=6, name="Ritz value now"),
        viz.markers(at, np.where(ghost == 1, now, np.nan), "gradient", size=11, ring=True, name="ghost now"),
    ]
    log = name in ("outlier", "strakos")
    place = (q.p.step, float(np.sqrt(low * high)) if log else (low + high) / 2)
    handle = viz.Handle("column", place, "step", "accent", moves=lambda x, _: {"step": round(x)}, follows="x")
    x, y = viz.Axis("step k", (-2, last + 9)), viz.Axis("Ritz values; at the right λ", (low, high), log=log)
    return viz.Plane(traces, x, y, "Ritz values arrive at the spectrum", handles=[handle])


def top_panel(q: Solvers) -> viz.Plane:
    """How far the largest eigenvalue is missed by Lanczos and by the power method."""
    k, top, low = np.arange(1, krylov.STEPS + 1), q.lam[-1], 1e-14
    found, power, most = (logged(np.abs(y) / top) for y in (top - q.run.top, top - q.power, q.paige))
    traces = [
        viz.line(k, most, "null", width=1.8, dash="dash", name="bound"),
        viz.line(k, power, "data", width=2.6, name="power method"),
        viz.line(k, found, "model", width=2.6, name="Lanczos"),
        *(now(q.p.step, y[q.p.step - 1], low, 10) for y in (power, found)),
    ]
    # In the one corner that is empty for each spectrum: beside the steep curves there is no room.
    rows = (("power method", "data"), ("Lanczos", "model"), ("bound", "null"))
    traces += viz.key(krylov.STEPS, 2.4, rows, position="bottom left", size=14)
    y = viz.Axis("largest λ missed by, relative", (low, 3.0), log=True)
    return viz.Plane(traces, steps_axis(krylov.STEPS), y, "Same products, two uses")


def delay_panel(q: Solvers) -> viz.Plane:
    """CG's error as computed beside that of exact arithmetic, and how the basis loses its right angles."""
    k, low = np.arange(krylov.STEPS + 1), 1e-13
    traces = [
        viz.called(viz.line(k[1:], logged(q.run.lost), "gradient", width=1.8, dash="dash"), "|QᵀQ − I|", at=0.95),
        viz.called(viz.line(k, logged(q.exact.errors), "optimum", width=2.4, name="exact"), "CG, exact", at=0.2),
        viz.called(viz.line(k, logged(q.run.errors), "model", width=2.6, name="computed"), "CG, computed", at=0.6),
        viz.line([0, krylov.STEPS], [GOAL, GOAL], "muted", width=1, dash="dot", hover=False),
        *(now(q.p.step, error, low, 10) for error in (q.exact_error, q.run_error)),
    ]
    y = viz.Axis("relative error; largest entry of |QᵀQ − I|", (low, 3.0), log=True)
    return viz.Plane(traces, steps_axis(krylov.STEPS), y, "What rounding costs")


def scales_panel(q: Solvers) -> viz.Plane:
    """The spectra of A and of the preconditioned matrix on one logarithmic line."""
    traces: list[Any] = []
    rows = ((q.plain.spectrum, "null", 0.72, "A"), (q.solved.spectrum, "model", 0.22, "M⁻¹A"))
    for lam, role, high, name in rows:
        strokes = np.repeat(lam, 3), np.tile([high - 0.09, high + 0.09, np.nan], len(lam))
        says = f"{name}: κ = {number(lam[-1] / lam[0], 3)}"
        traces.append(viz.line(*strokes, role, width=1.4, hover=False))
        traces.append(
            viz.label([2e-4], [high + 0.17], says, role if role == "model" else "ink", position="middle right")
        )
    place = (q.p.alpha, 0.58)
    traces.append(viz.dots(place, "data", size=12, symbol="triangle-up", name="ridge α"))
    traces.append(viz.label([q.p.alpha], [0.55], "α", "data", position="bottom center", size=16))
    handle = viz.Handle("ridge", place, "ridge α", "data", moves=lambda x, _: {"alpha": x}, follows="x")
    x, y = viz.Axis("eigenvalue", (1e-4, 500.0), log=True, ticks=(0.001, 0.1, 10)), viz.Axis("", (0.0, 1.0), ticks=())
    return viz.Plane(traces, x, y, "Spectra, with and without M", handles=[handle])


def digits_panel(q: Solvers) -> viz.Plane:
    """The errors of the ten systems together, plain and preconditioned, each under its bound."""
    steps = np.arange(digits_ridge.STEPS + 1)
    traces: list[Any] = []
    for found, role, text, at in ((q.plain, "null", "plain", 0.9), (q.solved, "model", "with M", 0.5)):
        traces.append(viz.called(viz.line(steps, logged(found.bounds), role, width=1.4, dash="dot", hover=False)))
        traces.append(viz.called(viz.line(steps, logged(found.errors), role, width=2.6), text, at=at))
    traces.append(viz.line([0, digits_ridge.STEPS], [GOAL, GOAL], "muted", width=1, dash="dot", hover=False))
    traces.append(now(q.p.it, q.solved_error, 1e-12))
    spot = (q.p.it, max(q.solved_error, 2e-12))
    handle = viz.Handle("iterate", spot, "step", "accent", moves=lambda x, _: {"it": round(x)}, follows="x")
    y = viz.Axis("error in the A-norm, relative", (1e-12, 3.0), log=True)
    return viz.Plane(traces, steps_axis(digits_ridge.STEPS), y, "Errors under bounds", handles=[handle])


def right_panel(q: Solvers) -> viz.Plane:
    """The share of test digits that each iterate gets right, and the solution: soon as many as it does."""
    steps, low, solved = np.arange(digits_ridge.STEPS + 1), 86.0, 100 * q.solved.goal
    traces = [
        viz.label([digits_ridge.STEPS], [88.6], "dashes: the solution", "optimum", position="middle left"),
        viz.line([q.soon] * 2, [low, solved], "optimum", width=1.2, dash="dot", hover=False),
        viz.label([q.soon + 1], [86.6], f"reached at step {q.soon}", "optimum", position="middle right"),
        viz.called(viz.line(steps, 100 * q.plain.right, "null", width=2.4, name="plain"), "plain", at=0.2),
        viz.called(viz.line(steps, 100 * q.solved.right, "model", width=2.4, name="with M"), "with M", at=0.5),
        viz.line([0, digits_ridge.STEPS], [solved, solved], "optimum", width=1.8, dash="dash", name="the solution"),
        now(q.p.it, 100 * q.solved.right[q.p.it], low, edge=low + 0.15),
    ]
    y = viz.Axis("test digits right (%)", (low, 92.0))
    return viz.Plane(traces, steps_axis(digits_ridge.STEPS), y, "Test digits right")
