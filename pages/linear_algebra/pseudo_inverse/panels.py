"""The panels of the lesson: the two planes of a pseudo-inverse, what noise becomes, and ridge over its penalty."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from viz.linear_map import side_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.pseudo_inverse.lesson import PseudoInverse

SIZES = (2.6, 7.0, 25.0, 90.0)  # half the width of the solution's plane: it rests while b is dragged
DISC, HIDDEN = 0.25, np.full(81, np.nan)  # the radius of the disc of noise around b; a curve that is not drawn
# By the kind of a solution: x̂ and b in words, the titles of their planes, and the notice.
Said = namedtuple("Said", "x b left right notice")
ONE, BEST, MET = "The solution x̂", "All best x (dashed), the shortest x̂", "b, which is Ax̂"
ALL, NEAR = "x̂, the shortest of all that bring Ax nearest to b", "b and the nearest vector of the column space"
RANK = "A has rank one: b off the column space has no solution, b on it has a whole line of them."
CUT, OUTSIDE = "σ₂ is below the cut: A is treated as if it had rank one.", "x̂ lies far outside of the figure."
SAID = {
    "one": Said("the one solution x̂ of Ax = b", MET, ONE, MET, ""),
    "nearest": Said(ALL, NEAR, BEST, "b, and the nearest Ax̂", RANK),
    "cut": Said("x̂ with σ₂ cut off", "b and the nearest Ax̂ in what is left", BEST, "b, and Ax̂ with σ₂ cut off", CUT),
    "damped": Said("the ridge solution x̂", "b and the damped Ax̂", "The ridge x̂", "b, and the damped Ax̂", ""),
    "zero": Said("x̂ = 0", "b and Ax̂ = 0", ONE, "b, and Ax̂ = 0", "A is zero: so is its pseudo-inverse."),
}


def solution_panel(q: PseudoInverse) -> viz.Plane:
    """The solution with the row and the null space, all others, its ridge path, and what the disc of noise becomes."""
    x, a, inverse, (row, null, _) = q.solved.x, q.found.matrix, q.found.inverse, q.lines
    size = viz.reach(q.norm / 0.9, SIZES)
    far, ridge, line = 3 * size, q.p.method == "ridge", q.rank == 1
    traces = [
        viz.segment(-far * row, far * row, "optimum", width=1.6, hover=False),
        viz.segment(-far * null, far * null, "null", width=1.4, dash="dot", hover=False),
        viz.segment(x - far * null, x + far * null, "model", width=1.6, dash="dash", hover=False),
        viz.ellipse(DISC * inverse, "data", center=x, width=1.6, name="x for b within the disc"),
        viz.polyline(q.found.ridge_path(q.b, q.strengths if ridge else HIDDEN), "gradient", width=2.0, name="ridge"),
        _at_end(row, 0.86 * size, "row space", "optimum"),
        _at_end(null, 0.86 * size, "null space", "null"),
        *side_arrow(np.clip(x, -far, far), "x̂", "model", size),
    ]
    # The part of b outside of the reach of A stays. Loosely: where the rank is one, x̂ stays on the row space.
    moves = lambda x, y: {"b": tuple(a @ (inverse @ a @ (x, y)) + q.b - q.solved.image)}
    tip = viz.Handle("solution", x, "solution x̂", "model", None, moves, "loosely" if line else "point")
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, q.said.left, equal=True, handles=[tip] if q.rank and not ridge else [])


def target_panel(q: PseudoInverse) -> viz.Plane:
    """The right side b with the disc of noise, Ax̂ and the column space."""
    b, near, column, size = q.b, q.solved.image, q.lines[2], 2.6
    left = bool(near[0] * b[1] >= near[1] * b[0])  # b lies to the left of Ax̂: the names stand outside of the two
    traces = [
        viz.segment(-9 * column, 9 * column, "optimum", width=1.6, hover=False),
        viz.ellipse(DISC * np.eye(2), "data", center=b, width=1.6, name="noise"),
        viz.segment(b, near, "muted", width=1.6, dash="dot", hover=False),
        _at_end(-column, 2.0, "column space", "optimum", lower=True),
        *side_arrow(near, "Ax̂", "model", size, left=not left),
        *side_arrow(b, "b", "data", size, left=left),
    ]
    axis, handle = viz.Axis("", (-size, size)), viz.Handle("b", b, "right side b", "data")
    return viz.Plane(traces, axis, axis, q.said.right, equal=True, handles=[handle])


def _at_end(d: NDArray[Any], far: float, text: str, role: str, *, lower: bool = False) -> dict[str, Any]:
    """A name at the upper or lower end of a line through the origin of direction d, inside of the plane."""
    spot = (1 if (d[1] >= 0) != lower else -1) * d * min(far / max(abs(each), 1e-9) for each in d)
    position = f"{'bottom' if lower else 'top'} {'left' if spot[0] > 0 else 'right'}"
    return viz.note(spot[0], spot[1], text, role, position, size=12)


def found_panel(q: PseudoInverse) -> viz.Plane:
    """The solution as a signal, and the truth."""
    s, t = q.problem, (np.arange(len(q.coefficients)) + 0.5) / len(q.coefficients)
    found = viz.line(t, np.clip(s.v @ q.coefficients, -5, 5), "model", name="found")
    truth = viz.line(t, s.truth, "optimum", width=2.6, dash="dash", name="truth")
    x, y = viz.Axis("place", (0, 1), ticks=(0, 0.5, 1)), viz.Axis("x", (-1.2, 2.2), ticks=(-1, 0, 1, 2))
    return viz.Plane([found, truth], x, y, f"Error {q.percent} (truth dashed)")


def picard_panel(q: PseudoInverse) -> viz.Plane:
    """Singular values, |u.b|, their ratio, and the coefficients of the filtered solution."""
    s, low, high, n = q.problem, 1e-16, 1e8, len(q.coefficients)
    index, seen, kept = np.arange(1, n + 1), np.abs(s.u.T @ s.b), np.abs(q.coefficients)
    at = [(0.14 * n + 0.5, height) for height in (1e-5, 1e-9, 1e-13)]
    traces = [
        viz.line(index, np.clip(s.singular, low, high), "null", width=1.8, name="σ"),
        viz.markers(index, np.clip(seen, low, high), "data", size=5, name="|u·b|"),
        viz.markers(index, np.clip(seen / s.singular, low, high), "gradient", size=5, name="|u·b|/σ"),
        viz.line(index, np.where(kept > low, np.minimum(kept, high), np.nan), "model", width=2.4, name="f |u·b|/σ"),
        viz.node_labels(at, ("|u·b|/σ", "|u·b|", "σ"), ("gradient", "data", "null"), size=12),
    ]
    y = viz.Axis("", (low, high), log=True, ticks=(1e-16, 1e-8, 1, 1e8))
    return viz.Plane(traces, viz.Axis("number i", (0, n + 1)), y, "Picard: what noise becomes")


def strength_panel(q: PseudoInverse) -> viz.Plane:
    """The true error of both filters over the strength, and where the present one is."""
    error, bounds = q.problem.error, (0.004, 100.0)  # what is smaller leaves the axis
    cut, ridge = (np.where(error[method] < bounds[1], error[method], np.nan) for method in ("tsvd", "ridge"))
    height = np.clip(error.get(q.p.method, HIDDEN)[q.strength_place], *bounds)
    now = (q.p.strength if q.filtered else np.nan, height)
    traces = [
        viz.line(q.strengths, cut, "null", width=1.8, step=True, name="cut off"),
        viz.line(q.strengths, ridge, "gradient", name="ridge"),
        viz.dots(now, "model", size=11, name="now"),
        viz.label([1.4e-8], [0.0075], "ridge", "gradient", position="middle right", size=12),
        viz.label([2e-6], [0.0075], "cut off", "null", position="middle right", size=12),
    ]
    point = viz.Handle("strength_at", now, "strength", "model", moves=lambda x, y: {"strength": x}, follows="x")
    x, y = viz.Axis("strength", (1e-8, 1), log=True), viz.Axis("error / truth", bounds, log=True)
    return viz.Plane(traces, x, y, "True error over the strength", handles=[point] if q.filtered else [])


def l_curve(q: PseudoInverse) -> viz.Plane:
    """|x| over |Ax - b| for both filters at all strengths."""
    left, sizes, far, (least, most) = q.problem.residual, q.problem.size, (1e-6, 20.0), (0.1, 1e3)
    now = [curves.get(q.p.method, HIDDEN)[q.strength_place] for curves in (left, sizes)]
    seen = {name: np.where((size < most) & (size > least), size, np.nan) for name, size in sizes.items()}
    traces = [
        viz.line(np.clip(left["ridge"], *far), seen["ridge"], "gradient", name="ridge"),
        viz.markers(np.clip(left["tsvd"], *far), seen["tsvd"], "null", size=4, name="cut off"),
        viz.dots((np.clip(now[0], *far), np.clip(now[1], least, most)), "model", size=11, name="now"),
    ]
    x = viz.Axis("what is left, |Ax − b|", far, log=True, ticks=(1e-6, 1e-4, 1e-2, 1))
    return viz.Plane(traces, x, viz.Axis("|x|", (least, most), log=True), "L-curve: knee between two evils")


def weights_panel(q: PseudoInverse) -> viz.Plane:
    """The ridge weights of the ten features over the penalty, with the present one marked."""
    steep, here = 90.0, [q.p.penalty] * 10
    shown = np.clip(q.paths.weights[:, :10], -steep, steep)
    apart = np.vstack([shown, np.full(10, np.nan)]).ravel(order="F")
    places = viz.spread(shown[0], 9.0, 0.95 * steep)  # names stand to the left of where the lines begin
    traces = [
        viz.line(np.tile([*q.paths.penalties, np.nan], 10), apart, "data", width=1.6, opacity=0.8, name="weight"),
        viz.line(here[:2], [-steep, steep], "model", width=1.6, dash="dash", hover=False),
        viz.markers(here, shown[q.place], "model", size=6, name="now"),
        viz.label([7e-4] * 10, places, q.paths.names[:10], "data", position="middle left", size=11),
    ]
    x, y = viz.Axis("penalty α", (3e-5, 1e5), log=True), viz.Axis("weight (per standard deviation)", (-steep, steep))
    return viz.Plane(traces, x, y, "Weights of ten features shrink")


def penalty_panel(q: PseudoInverse) -> viz.Plane:
    """The error on patients seen and on others over the penalty, with the least one and the present one."""
    penalties, seen, others, here = q.paths.penalties, q.paths.training, q.paths.testing, q.p.penalty
    best, now, top = int(np.argmin(others)), others[q.place], viz.reach(others, (130.0, 260.0, 520.0))
    traces = [
        viz.line(penalties, np.clip(seen, 0, top), "data", name="patients seen"),
        viz.line(penalties, np.where(others < top, others, np.nan), "gradient", name="others"),
        viz.dots((penalties[best], others[best]), "optimum", size=13, ring=True, name="least"),
        viz.dots((here, np.clip(now, 0, top)), "model", size=11, name="now"),
        viz.label([0.0015], [min(others[0], 0.9 * top) + 2], "others", "gradient", position="top right"),
        viz.label([0.0015], [max(seen[0], 0.11 * top) - 2], "seen", "data", position="bottom right"),
    ]
    x, y = viz.Axis("penalty α", (1e-3, 1e5), log=True), viz.Axis("error (score points, r.m.s.)", (0, top))
    at = (here, min(now, 520.0))
    handle = viz.Handle("penalty_at", at, "penalty", "model", moves=lambda x, y: {"penalty": x}, follows="x")
    return viz.Plane(traces, x, y, "Error on patients seen and others", handles=[handle])
