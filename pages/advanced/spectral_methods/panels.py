"""What is given (data), the other side of a cut (model), the cut itself (accent), what is best (optimum)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import viz
from explorer.text import number
from mathcore.advanced import elimination_places, roach
from mathcore.advanced import label_spreading as spreading
from mathcore.common.tables import digits
from mathcore.linear_algebra import spectral
from pages.advanced.spectral_methods import state as given
from pages.advanced.spectral_methods.state import HALF, LETTERS, SCALES, SIGMA, Cuts
from viz.blocks import Trace
from viz.graphs import node_labels

FIELD = viz.Axis("", (-1.95, 1.95), visible=False), viz.Axis("", (-1.62, 1.3), visible=False)
PAIRS = np.stack(np.triu_indices(2 * HALF, 1), axis=1)
SHADES = ((0.3, 1.0, 2.6, 0.8), (0.05, 0.3, 1.6, 0.55), (0.003, 0.05, 0.9, 0.35))  # from, up to, width, opacity
LEAST, MOST, BAND = 1e-4, 2.0, (-0.2, -0.07)  # conductances that are shown; where verdicts stand
NAMES = "λ₂", "λ₃", None, None, "λ₆"
VERDICTS = ((1, "right", "optimum"), (0, "wrong", "accent"), (-1, "in pieces", "null"))
AROUND = np.pi - 2 * np.pi * (np.arange(given.NODES) - 2) / given.NODES  # c on the left, h on the right
CIRCLE = np.stack([np.cos(AROUND), np.sin(AROUND)], axis=1)
blank = lambda low, high: viz.Axis("", (low, high), visible=False)
tint = lambda f: np.sign(f) * np.sqrt(np.abs(f))  # of entries up to 1: one near zero has a colour, not only a sign
sub = lambda k: str(k).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
many = lambda n, thing: f"{n} {thing}{'s' * (n != 1)}"


def strokes(spots: ArrayLike, pairs: ArrayLike, role: str, width: float, opacity: float = 1.0) -> Trace:
    """Straight edges between spots (n, 2) as one trace."""
    at, ends = np.asarray(spots, float), np.asarray(pairs, int).reshape(-1, 2)
    path = np.stack([at[ends[:, 0]], at[ends[:, 1]], np.full((len(ends), 2), np.nan)], axis=1).reshape(-1, 2)
    return viz.polyline(path if len(path) else [[np.nan] * 2], role, width=width, opacity=opacity, hover=False)


def web(q: Cuts, inside: Any) -> list[Trace]:
    """The graph of the points, strong edges strong; those that a cut severs by themselves."""
    weight = q.w[PAIRS[:, 0], PAIRS[:, 1]]
    cut = inside[PAIRS[:, 0]] != inside[PAIRS[:, 1]]
    found, thin = [], min(1.0, (150 / max(1, int((weight > SHADES[1][0]).sum()))) ** 0.8)  # a crowd is drawn faintly
    for low, high, width, shade in SHADES:
        here = (weight > low) & (weight <= high)
        found += [strokes(q.x, PAIRS[here & ~cut], "null", width * thin, shade * thin)]
        found += [strokes(q.x, PAIRS[here & cut], "accent", (width + 0.6) * thin, min(1, shade + 0.25) * thin**0.5)]
    return found


def ruler(q: Cuts) -> tuple[list[Trace], viz.Handle]:
    """The scale as a length under the points, with a handle at its end."""
    left, y = -1.85, -1.42
    bar = viz.line([left, left + q.p.sigma], [y, y], "gradient", width=4, hover=False)
    tip = viz.dots((left + q.p.sigma, y), "gradient", size=12, name="σ")
    beside = (left + q.p.sigma + 0.1, y) if q.p.sigma < 2.9 else (left + 2.4, y + 0.14)
    name = viz.label(beside[:1], beside[1:], f"σ = {q.p.sigma:g}", "gradient", position="middle right")
    move = lambda x, y: {"sigma": x - left}
    return [bar, tip, name], viz.Handle("stretch", (left + q.p.sigma, y), "scale σ", "gradient", None, move, "x")


def points_panel(q: Cuts) -> viz.Plane:
    """The points, coloured by their entries of the Fiedler vector, and the edges that the reader's cut severs."""
    bar, handle = ruler(q)
    traces = [
        *web(q, q.before),
        viz.dots(q.x, "muted", size=15),
        viz.dots(q.x, tint(q.fiedler), size=13, scale="diverging", bounds=(-1, 1), name="point"),
        viz.dots(np.where(q.before[:, None], q.x, np.nan), "ink", size=16, ring=True, name="before the cut"),
        *bar,
    ]
    title, moved = f"Coloured by the Fiedler vector; ringed: {q.p.size}", viz.handles("points", q.x, "point", "ink")
    return viz.Plane(traces, *FIELD, title, equal=True, handles=[*moved, handle])


def sweep_panel(q: Cuts) -> viz.Plane:
    """The conductance of every prefix of the Fiedler order, and Cheeger's bounds on the least."""
    seen = lambda y: np.maximum(y, 0.3 * LEAST)
    sizes, phi = np.arange(1, 2 * HALF), seen(q.swept.conductances)
    low, high = (float(seen(y)) for y in (q.lambda_2 / 2, np.sqrt(2 * q.lambda_2)))
    at, best = (q.p.size, max(float(phi[q.p.size - 1]), LEAST)), (q.best, float(phi[q.best - 1]))
    ends, (side, aside) = np.array([0, 2 * HALF]), ("right", 0.7) if q.best < 34 else ("left", -0.7)
    traces = [
        viz.area(ends, [high] * 2, [low] * 2, "optimum", opacity=0.1),
        viz.called(viz.line(ends, [high] * 2, "optimum", width=1.6, dash="dash", hover=False), "√(2λ₂)", at=0.05),
        viz.called(viz.line(ends, [low] * 2, "optimum", width=1.6, dash="dash", hover=False), "λ₂/2", at=0.05),
        viz.called(viz.line(sizes, phi, "ink", width=2.2, name="conductance")),
        viz.called(viz.segment((at[0], LEAST), (at[0], MOST), "accent", width=1.4, hover=False)),
        viz.dots(best, "optimum", size=14, symbol="diamond", name="least"),
        viz.label([best[0] + aside], [best[1]], f"least: {q.best}", "optimum", position=f"bottom {side}"),
        viz.dots(at, "accent", size=11, name="your cut"),
    ]
    move = lambda x, y: {"size": int(np.clip(round(x), 1, 2 * HALF - 1))}
    handle = viz.Handle("divide", at, "your cut", "accent", None, move, "x")
    x = viz.Axis("nodes before the cut, in the Fiedler order", (0, 2 * HALF), ticks=range(0, 45, 11))
    y = viz.Axis("conductance of the cut", (LEAST, MOST), log=True)
    return viz.Plane(traces, x, y, "The sweep: every cut along the order", handles=[handle])


def found_panel(q: Cuts) -> viz.Plane:
    """The points in the two clusters of the best cut; rings around those that are on the wrong side."""
    bar, handle = ruler(q)
    side = q.inside if (q.inside == given.TRUTH).sum() >= HALF else ~q.inside
    wrong = np.where((side != given.TRUTH)[:, None], q.x, np.nan)
    traces = [
        *web(q, side),
        viz.dots(np.where(side[:, None], q.x, np.nan), "data", size=12, name="one cluster"),
        viz.dots(np.where(side[:, None], np.nan, q.x), "model", size=12, symbol="square", name="the other"),
        viz.dots(wrong, "ink", size=19, ring=True, name="on the wrong side"),
        *bar,
    ]
    title = f"{q.right} of {2 * HALF} right; k-means: {q.right_means}"
    return viz.Plane(traces, *FIELD, title, equal=True, handles=[handle])


def scales_panel(q: Cuts) -> viz.Plane:
    """Eigenvalues over the scale; under them, where the cut is right."""
    roles, widths = ("gradient", "ink", "ink", "muted", "muted"), (2.8, 1.6, 1.3, 1.3, 1.3)
    edges = np.sqrt(SCALES[1:] * SCALES[:-1])
    left, right = np.append(SCALES[0], edges), np.append(edges, SCALES[-1])
    boxes = np.stack([left, right, np.full(len(left), BAND[0]), np.full(len(left), BAND[1])], axis=1)
    traces: list[Trace] = []
    for values, role, width, name in zip(q.scales.values.T[1:], roles, widths, NAMES, strict=True):
        traces.append(viz.called(viz.line(SCALES, values, role, width=width), name, at=0.62))
    for value, name, role in VERDICTS:
        here = q.verdicts == value
        traces.append(viz.rectangles(boxes[here], role, opacity=0.85 if value >= 0 else 0.4))
        traces.append(viz.label([widest(here)], [BAND[0] - 0.06], name, role, position="middle center", size=13))
    at = (q.p.sigma, float(q.values[1]))
    traces.append(viz.called(viz.line([q.p.sigma] * 2, [BAND[0], 1.2], "gradient", width=1.4, hover=False)))
    traces.append(viz.dots(at, "gradient", size=12, name="λ₂ at σ"))
    handle = viz.Handle("where", at, "scale σ", "gradient", None, lambda x, y: {"sigma": x}, "x")
    x = viz.Axis("scale σ of the graph", (SIGMA.low, SIGMA.high), log=True)
    y = viz.Axis("eigenvalue", (-0.33, 1.22), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y, "Gaps open and close; below, is the cut right?", handles=[handle])


def widest(here: Any) -> float:
    """The middle of the longest run of scales, NaN if there is none of four or more."""
    runs = np.split(np.arange(len(here)), np.flatnonzero(np.diff(here)) + 1)
    longest = max((run for run in runs if here[run[0]]), key=len, default=runs[0][:0])
    return float(np.sqrt(SCALES[longest[0]] * SCALES[longest[-1]])) if len(longest) > 3 else np.nan


def roach_panel(q: Cuts) -> viz.Plane:
    """The roach, coloured by the Fiedler vector; the edges of both halvings; the vector along both rails."""
    n, (_, f) = q.length, q.roach
    across = np.tile(np.arange(n) - q.p.antenna, 2)
    spots = np.stack([across, np.repeat([1.0, -1.0], n)], axis=1).astype(float)
    pairs = roach.edges(q.p.antenna, q.p.rungs)
    broken = [half.inside[pairs[:, 0]] != half.inside[pairs[:, 1]] for half in (q.by_fiedler, q.by_count)]
    tall, base = f / np.abs(f).max(), -5.2
    start, end = np.moveaxis(spots[pairs[broken[1]]], 1, 0)
    across_them = 0.45 * np.sign(end - start)[:, ::-1]
    marks = np.stack([0.5 * (start + end) - across_them, 0.5 * (start + end) + across_them, start * np.nan], axis=1)
    traces = [
        strokes(spots, pairs[~broken[0]], "null", 2.2, 0.8),
        strokes(spots, pairs[broken[0]], "accent", 4.5),
        viz.polyline(marks.reshape(-1, 2), "optimum", width=5, hover=False),
        viz.dots(spots, "muted", size=17),
        viz.dots(spots, tint(tall), size=15, scale="diverging", bounds=(-1, 1)),
        viz.line([-12.4, 11.4], [base] * 2, "null", width=1.0, hover=False),
        viz.line(across[:n], base + 2.2 * tall[:n], "model", width=2.4, name="upper rail"),
        viz.line(across[n:], base + 2.2 * tall[n:], "data", width=2.4, dash="dash", name="lower rail"),
        viz.label([-12.4], [2.6], f"Fiedler’s halves: {q.by_fiedler.cut} edges", "accent", position="middle right"),
        viz.label([11.4], [2.6], f"best halves: {q.by_count.cut}", "optimum", position="middle left"),
        viz.label([-12.4], [base + 2.6], "Fiedler vector: upper rail", "model", position="middle right", size=13),
        viz.label([11.4], [base + 2.6], "lower rail", "data", position="middle left", size=13),
    ]
    grow, rung = lambda x, y: {"antenna": round(-x)}, lambda x, y: {"rungs": round(x) + 1}
    handles = [viz.Handle("grow", (-q.p.antenna, 1.0), "end of the antennae", "ink", None, grow, "x")]
    handles.append(viz.Handle("rung", (q.p.rungs - 1, 1.0), "end of the body", "ink", None, rung, "x"))
    axes, title = (blank(-13, 12), blank(-8, 3.4)), "The roach, halved in two ways"
    return viz.Plane(traces, *axes, title, weight=1.5, handles=handles)


def race_panel(q: Cuts) -> viz.Plane:
    """The least eigenvalues of modes that are alike, or opposite, on both rails, over the antennae's length."""
    a = np.arange(13)
    even = np.array([roach.even_value(k, q.p.rungs) for k in a.tolist()])
    at = (q.p.antenna, min(q.lambda_even, q.lambda_odd))
    traces = [
        viz.called(viz.line(a, q.race, "accent", width=2.6, name="opposite"), "opposite", at=0.12),
        viz.called(viz.line(a, even, "data", width=2.6, name="alike"), "alike", at=0.9),
        viz.markers(a, q.race, "accent", size=6),
        viz.markers(a, even, "data", size=6),
        viz.called(viz.line([q.p.antenna] * 2, [0.004, 4], "ink", width=1.2, dash="dot", hover=False)),
        viz.dots(at, "ink", size=12, name="λ₂"),
    ]
    # Loosely, here and in the spectrum: there are whole numbers only, far apart.
    move = lambda x, y: {"antenna": round(x)}
    handle = viz.Handle("reach", at, "length of the antennae", "ink", None, move, "loosely")
    x, y = viz.Axis("length of the antennae", (-0.4, 12.4)), viz.Axis("eigenvalue of the mode", (0.004, 4), log=True)
    return viz.Plane(traces, x, y, "Why: the lower mode is Fiedler’s", handles=[handle])


def net_panel(q: Cuts) -> viz.Plane:
    """The reader's graph or the karate club, coloured by one mode."""
    spots = elimination_places.spread(1.0 * spectral.graph("karate").places, 0.17) if q.karate else CIRCLE
    f = q.shape / max(float(np.abs(q.shape).max()), 1e-300)
    texts, size = ([str(k + 1) for k in range(34)], 25) if q.karate else (list(LETTERS), 36)
    pairs = np.argwhere(np.triu(q.net) > 0)
    apart = f[pairs[:, 0]] * f[pairs[:, 1]] < 0
    traces = [
        strokes(spots, pairs[~apart], "null", 1.8, 0.7),
        strokes(spots, pairs[apart], "accent", 2.6),
        viz.dots(spots, "muted", size=size + 2),
        viz.dots(spots, tint(f), size=size, scale="diverging", bounds=(-1.3, 1.3)),
        node_labels(spots, texts, "ink", size=12 if q.karate else 15),
    ]
    title = f"Mode {q.mode_at}; between its signs: {many(int(apart.sum()), 'edge')}"
    return viz.Plane(traces, blank(-1.2, 1.2), blank(-1.2, 1.2), title, equal=True)


def spectrum_panel(q: Cuts) -> viz.Plane:
    """All eigenvalues of the graph; one is chosen."""
    n, values = len(q.net), q.modes.values
    wide, tall = (34, 19.5) if q.karate else (10, 10.8)
    at, count = (q.mode_at, q.lambda_k), np.arange(1, n + 1)
    says = f"λ{sub(q.mode_at)} = {number(q.lambda_k)}"
    traces = [
        viz.stems(count, values, "null", width=2.0),
        viz.markers(count, values, "data", size=8, name="eigenvalue"),
        viz.markers(count[: q.zeros], values[: q.zeros], "optimum", size=11, name="zero"),
        viz.label([1.0], [-0.085 * tall], f"zero: {q.zeros}", "optimum", position="middle right", size=14),
        viz.dots(at, "accent", size=16, ring=True, name="mode k"),
        viz.label([0.5 + 0.04 * wide], [0.95 * tall], says, "accent", position="middle right", size=16),
    ]
    move = lambda x, y: {"mode": int(np.clip(round(x), 1, n))}
    handle = viz.Handle("choose", at, "mode k", "accent", None, move, "loosely")
    axes = viz.Axis("mode k", (0.3, wide + 0.7)), viz.Axis("eigenvalue of D − W", (-0.13 * tall, tall))
    return viz.Plane(traces, *axes, "The spectrum: drag to another mode", handles=[handle])


def digits_panel(q: Cuts) -> viz.Plane:
    """The digits by the second and third vector of their graph; what has a label, and whether it is right."""
    spots, y, now = spreading.places(given.NEAREST), digits().labels, q.spread.classes[q.p.tick]
    shown = lambda mask: np.where(mask[:, None], spots, np.nan)
    known = spots[q.spread.known]
    traces = [
        viz.dots(shown(now < 0), "null", size=3, opacity=0.45),
        viz.dots(shown(now == y), "data", size=4, opacity=0.7),
        viz.dots(shown((now >= 0) & (now != y)), "accent", size=5, symbol="x"),
        viz.dots(known, "ink", size=21, opacity=0.9),
        node_labels(known, [str(k) for k in range(10)], "paper", size=14),
    ]
    x, y_axis = (viz.Axis(f"place in the order of vector {k}", (-0.04, 1.04), percent=True) for k in (2, 3))
    return viz.Plane(traces, x, y_axis, f"After {many(q.p.tick, 'round')}: × wrong, grey not reached")


def course_panel(q: Cuts) -> viz.Plane:
    """The share of right labels, round by round."""
    rounds, at = np.arange(spreading.ROUNDS + 1), (q.p.tick, q.share)
    ends, title = [0, spreading.ROUNDS], f"Ten labels, {100 * q.share:.1f}% right"
    dashed: dict[str, Any] = {"width": 1.8, "dash": "dash", "hover": False}
    traces = [
        viz.called(viz.line(ends, [q.share_limit] * 2, "optimum", **dashed), "limit F*", at=0.3),
        viz.called(viz.line(ends, [q.share_nearest] * 2, "null", **dashed), "nearest label", at=0.9),
        viz.called(viz.line(rounds, q.course, "data", width=2.8, name="right"), "spreading", at=0.9),
        viz.dots(at, "ink", size=12, name="now"),
    ]
    handle = viz.Handle("pass", at, "rounds", "ink", None, lambda x, y: {"tick": int(np.clip(round(x), 0, 60))}, "x")
    y = viz.Axis("right, of 1,787 without a label", (0, 1), percent=True)
    return viz.Plane(traces, viz.Axis("rounds", (-1, spreading.ROUNDS + 1)), y, title, handles=[handle])
