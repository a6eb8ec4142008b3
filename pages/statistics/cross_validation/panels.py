"""The panels: points over lanes of folds, a cloud of noise, rows against their doubles, estimates against truths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import ArrayLike

import viz
from explorer.text import number
from mathcore.common import tables
from mathcore.statistics import cross_validated as cv
from mathcore.statistics import leaks
from pages.statistics.cross_validation.state import SCHEMES, SIZES, Folds

NAN = np.nan
TOP, LANES, FLOOR = 2.7, -3.0, -5.8  # of the curve that is drawn; the first and the last lane of the folds
FINE, ERRORS = np.linspace(0, 1, 201), (0.02, 12.0)
TRAINED, TESTED = (-1.5, 1.5), (-2.7, 2.7)  # differences of class means that are shown
FEET = 0.275, 0.38  # heights of the handles under the learning curve, a line of type apart
SPAN, TICKS = (0.4, 6.0), (0.5, 1, 1.5, 2, 3, 4, 6)  # errors of estimates
MARKS: dict[str, Any] = {"log": True, "ticks": TICKS, "labels": [f"{tick:g}" for tick in TICKS]}


def text(x: float, y: float, words: str, role: str, position: str = "middle right") -> Any:
    """Words to the right of a place, or where `position` says."""
    return viz.label([x], [y], words, role, position=position, size=13)


def upright(x: Any, low: Any, high: Any, role: str, **style: Any) -> Any:
    """Upright lines at some x, each between two heights, as one trace."""
    at, a, b, gap = np.broadcast_arrays(np.atleast_1d(x).astype(float), low, high, NAN)
    return viz.line(np.c_[at, at, gap].ravel(), np.c_[a, b, gap].ravel(), role, hover=False, **style)


def whole(name: str, at: ArrayLike, label: str, role: str, control: str, value: Any) -> viz.Handle:
    """A handle for a control of whole numbers, which takes the nearest to what `value(x, y)` says (hence "loosely")."""
    return viz.Handle(name, at, label, role, moves=lambda x, y: {control: round(float(value(x, y)))}, follows="loosely")


def points_panel(q: Folds) -> viz.Plane:
    """The points and the fit without a fold, over a lane for each fold: which rows train, and which are held out."""
    k, out, x = q.p.folds, q.out, q.x + np.tile(np.arange(q.times) * 0.011, len(cv.POINTS))
    lanes, step, size = np.linspace(LANES, FLOOR, k), (LANES - FLOOR) / (k - 1), min(9.0, 110 / k)
    cells, rows = np.meshgrid(x, lanes)
    held, lane = q.fold == np.arange(k)[:, None], float(lanes[q.place])
    curve = legendre.legval(2 * FINE - 1, q.without)
    curve = np.where(np.abs(curve) <= TOP, curve, NAN)
    truth = viz.line(FINE, cv.signal(FINE), "optimum", width=1.6, dash="dash", hover=False)
    squares: dict[str, Any] = {"size": size, "symbol": "square"}
    traces = [
        viz.called(truth, "the truth", at=0.72),
        viz.line(FINE, curve, "model", width=2.8, name="fitted without this fold"),
        upright(x[out], q.y[out], np.clip(q.predicted[out], -TOP, TOP), "accent", width=2.4),
        viz.called(viz.markers(x[~out], q.y[~out], "data", size=9, name="trains")),
        viz.called(viz.markers(x[out], q.y[out], "accent", size=11, name="held out")),
        viz.line([-0.012, 1.012], [lane, lane], "muted/0.35", width=max(6.0, 1.7 * size), hover=False),
        viz.markers(cells[~held], rows[~held], "data", opacity=0.35, name="trains", **squares),
        viz.markers(cells[held], rows[held], "accent", name="held out", **squares),
        text(0.0, 3.2, "held out", "accent"),
        text(0.62, 3.2, "trains the curve", "data"),
    ]
    lift = lambda i, _, y: {"heights": (*q.p.heights[:i], float(y), *q.p.heights[i + 1 :])}
    handles = viz.handles("point", np.stack([cv.POINTS, q.y_once], axis=1), "point", "data", moves=lift, follows="y")
    to_fold = lambda _, y: np.clip((LANES - y) / step + 1, 1, k)
    handles.append(whole("lane", (-0.04, lane), "the fold that is shown", "accent", "shown", to_fold))
    across = viz.Axis("x", (-0.07, 1.05), ticks=(0, 0.25, 0.5, 0.75, 1))
    axis = viz.Axis("y, and the folds under it", (-6.1, 3.6), ticks=(-2, -1, 0, 1, 2))
    return viz.Plane(traces, across, axis, f"Fold {q.place + 1} of {k} held out, degree {q.p.degree}", handles=handles)


def degrees_panel(q: Folds) -> viz.Plane:
    """Three errors of each degree: of the rows that were fitted, of held-out rows, of new rows."""
    d, degrees = q.p.degree, np.arange(cv.MOST_DEGREE + 1)
    fitted, held, new = (np.clip(e, *ERRORS) for e in (q.fitted_error, q.held_out_error, q.new_error))
    at, each = d + np.linspace(-0.2, 0.2, q.p.folds), np.clip(q.fold_errors, *ERRORS)
    traces = [
        viz.called(upright(d, ERRORS[0], ERRORS[1], "muted", width=1.2, dash="dot")),
        viz.called(viz.markers(at, each, "accent", size=6, opacity=0.55, name="a fold")),
        viz.called(viz.line(degrees, fitted, "null", width=2.2, name="fitted rows"), "fitted rows", at=0.7),
        viz.called(viz.line(degrees, new, "optimum", width=2.4, dash="dash", name="new rows"), "new rows", at=1.0),
        viz.called(viz.line(degrees, held, "model", width=2.8, name="held-out rows"), "held-out rows", at=0.0),
        viz.markers(at[[q.place]], each[[q.place]], "accent", size=11, name="this fold"),
        viz.markers([q.best], [new[q.best]], "optimum", size=13, symbol="diamond", name="least on new rows"),
        viz.markers([q.chosen], [held[q.chosen]], "model", size=14, symbol="star", name="chosen"),
        text(-0.2, 0.028, f"★ chosen: {q.chosen}", "model"),
        text(3.6, 0.028, f"◆ best on new rows: {q.best}", "optimum"),
    ]
    drag = whole("degree_line", (d, 8.0), "the degree", "muted", "degree", lambda x, _: np.clip(x, 0, cv.MOST_DEGREE))
    ticks: dict[str, Any] = {"log": True, "ticks": (0.1, 0.3, 1, 3, 10), "labels": ("0.1", "0.3", "1", "3", "10")}
    axes = viz.Axis("degree of the polynomial", (-0.5, 8.5)), viz.Axis("mean squared error", ERRORS, **ticks)
    return viz.Plane(traces, *axes, "Which degree would you take?", weight=0.85, handles=[drag], room=(250, 170))


def cloud_panel(q: Folds) -> viz.Plane:
    """Of each feature of noise the difference of the class means, in the training rows and in the held-out rows."""
    noise, k, n = q.tables[0], q.p.held - 1, q.p.features
    x, y = np.clip(noise.train[k, :n], *TRAINED), np.clip(noise.test[k, :n], *TESTED)
    lit, size, ends = np.isin(np.arange(n), q.lit), 6 if n <= 500 else 4, np.array(TESTED)
    good, bad = lit & (x * y > 0), lit & (x * y <= 0)
    part, slope = (0.8, 0.25) if q.outside else (1.0, 0.0)
    lean = (cut := q.cut / part) - slope * ends  # 0.8 x + 0.2 y = the least difference that is chosen
    traces = [
        viz.line([*TRAINED, NAN, 0, 0], [0, 0, NAN, *TESTED], "muted", width=1, hover=False),
        viz.markers(x[~lit], y[~lit], "null", size=size - 1, opacity=0.45, name="not chosen"),
        viz.markers(x[good], y[good], "gradient", size=size + 2, opacity=0.85, name="holds in the test rows"),
        viz.markers(x[bad], y[bad], "data", size=size + 2, opacity=0.85, name="fails in the test rows"),
        viz.line([*lean, NAN, *-lean], [*ends, NAN, *-ends], "ink", width=1.6, dash="dash", hover=False),
        text(-1.48, 2.95, f"{number(100 * good.sum() / lit.sum(), 3)}% of the chosen hold", "gradient"),
        text(1.48, 2.95, "the others fail", "data", "middle left"),
    ]
    beyond = lambda x, _: max(1, np.sum(np.abs(q.ranked[:n]) >= abs(x) * part))
    edge = whole("edge", (min(cut, 1.5), 0.0), "the edge of what is chosen", "ink", "most", beyond)
    axes = viz.Axis("class difference in training rows", TRAINED), viz.Axis("the same in test rows", (-2.7, 3.2))
    title = "Chosen by all 50 rows: the cut leans" if q.outside else "Chosen by the training rows: the cut is upright"
    return viz.Plane(traces, *axes, title, handles=[edge])


def climb_panel(q: Folds) -> viz.Plane:
    """The cross-validated accuracy on eight tables of noise as their features become more."""
    at, spread = float(q.p.features), np.repeat(SIZES, q.along.shape[2])
    chance = viz.line([10, 2000], [0.5, 0.5], "optimum", width=1.8, dash="dash", hover=False)
    traces: list[Any] = [viz.called(chance), text(10, 0.97, "dashed: the truth, 50%", "optimum")]
    ways = ("gradient", "chosen before", 0.6, q.outside), ("model", "chosen inside", 0.9, not q.outside)
    slot = int(np.searchsorted(SIZES, at))  # the curve goes through what is computed at the present number
    sizes = np.insert(SIZES.astype(float), slot, at)
    for each, mean, (role, name, place, lit) in zip(q.along, q.here.mean(axis=1), ways, strict=True):
        traces.append(viz.markers(spread, each.ravel(), role, size=5, opacity=0.5 if lit else 0.2, name="a table"))
        curve = viz.line(sizes, np.insert(each.mean(axis=1), slot, mean), role, width=2.8, opacity=1.0 if lit else 0.6)
        traces.append(viz.called(curve, name, at=place))
    traces.append(upright(at, 0.2, 1.03, "muted", width=1.2, dash="dot"))
    traces.append(viz.markers([at, at], q.here.mean(axis=1), "ink", size=9, ring=True, name="mean of eight tables"))
    to_features = lambda x, _: {"features": round(float(np.clip(x, 10, leaks.MOST)))}
    handle = viz.Handle("wide", (at, 0.23), "features", "ink", moves=to_features, follows="x")
    across = viz.Axis("features of pure noise", (9, 2250), log=True, ticks=(10, 30, 100, 300, 1000))
    axis = viz.Axis("accuracy of held-out rows", (0.18, 1.05), percent=True)
    return viz.Plane(traces, across, axis, "Five folds, 25 + 25 rows, eight tables", weight=0.9, handles=[handle])


def xray_panel(q: Folds) -> viz.Plane:
    """Each held-out row against the training row that is most like it: on the diagonal they are neighbours."""
    held, n, rows, fold = q.shown_rows, q.count, np.arange(1.0, q.count + 1), q.ways[q.p.scheme][0]
    wrong = held.tested & (held.predicted != q.table.y) & bool(q.table.classes)
    near = np.where(held.tested, held.nearest + 1.0, NAN)
    cuts = np.flatnonzero(np.diff(fold)) + 1.5 if q.p.scheme != "shuffled" else [NAN]
    at, size = (q.spot + 1.0, q.spot + 1.0 if q.nearest < 0 else near[q.spot]), 4 if n > 400 else 6
    up = upright(cuts, 1, n, "grid", width=1)
    traces = [
        up,
        viz.line(up["y"], up["x"], "grid", width=1, hover=False),
        viz.line([1, n], [1, n], "null", width=1, dash="dot", hover=False),
        viz.markers(rows, np.where(wrong, NAN, near), "data", size=size, opacity=0.6, name="held-out row"),
        viz.markers(rows, np.where(wrong, near, NAN), "accent", size=size + 3, name="wrong"),
        viz.markers(at[:1], at[1:], "ink", size=13, ring=True, name="this row"),
        text(0.02 * n, 1.06 * n, f"{number(100 * q.next_door, 3)}% next door", "data"),
        text(0.98 * n, 1.06 * n, "wrong" if q.table.classes else " ", "accent", "middle left"),
    ]
    to_row = lambda x, y: np.nanargmin(np.hypot(rows - x, near - y)) + 1
    drag, ends = whole("this", at, "the row that is shown", "ink", q.pointer, to_row), (-0.02 * n, 1.02 * n)
    axes = viz.Axis("held-out row", ends), viz.Axis("training row most like it", (ends[0], 1.12 * n))
    return viz.Plane(traces, *axes, "Where is its double?", handles=[drag])


def scans_panel(q: Folds) -> viz.Plane:
    """The held-out scan, and its double in the training rows."""
    found, other, said, none = tables.digits(), q.nearest, q.shown_rows.predicted[q.spot], q.nearest < 0
    ink = [found.values[q.spot], np.zeros(64) if none else found.values[other]]
    grey = [np.kron(255 - each.reshape(8, 8) * 15.9, np.ones((8, 8))).astype(np.uint8) for each in ink]
    images = [viz.picture(each, x=(0.0, 0.86), y=(y, y + 0.9)) for each, y in zip(grey, (1.1, 0.0), strict=True)]
    right, role = ("right", "data") if said == found.labels[q.spot] else ("wrong", "accent")
    traces = [
        text(0.93, 1.7, f"row {q.spot + 1}, a {found.labels[q.spot]}", "ink"),
        text(0.93, 1.4, "not tested" if none else f"said {said:g}: {right}", role),
        text(0.93, 0.6, " " if none else f"row {other + 1}, a {found.labels[other]}", "model"),
        text(0.93, 0.3, " " if none else f"{abs(other - q.spot)} rows off", "model"),
    ]
    axes = viz.Axis("", (0.0, 2.0), visible=False), viz.Axis("", (-0.1, 2.1), visible=False)
    return viz.Plane(traces, *axes, "This row, and its double", equal=True, images=images, weight=0.75)


def series_panel(q: Folds) -> viz.Plane:
    """The rows of one fold, the rows that train for it, and what was predicted."""
    x, y, held, both = q.table.x[:, 0], q.table.y, q.shown_rows, [q.spot, q.nearest]
    fold, train = q.ways[q.p.scheme]
    mine, wide, high = (fold == fold[q.spot]) & held.tested, np.ptp(x) or 1.0, np.ptp(y) or 1.0
    used = train[fold[q.spot]] & (shown := q.nearest >= 0)
    kinds = [np.where(which, y, NAN) for which in (~used & ~mine, used, mine)]
    traces = [
        viz.markers(x, kinds[0], "null", size=4, opacity=0.6, name="not used"),
        viz.markers(x, kinds[1], "data", size=4, opacity=0.6, name="trains"),
        viz.markers(x, kinds[2], "accent", size=5, name="held out together"),
        viz.markers(x, np.where(mine, held.predicted, NAN), "model", size=5, name="predicted"),
        viz.line(np.where(shown, x[both], NAN), y[both], "ink", width=2, hover=False),
        viz.markers(x[[q.spot]], y[[q.spot]], "ink", size=13, ring=True, name="this row"),
        text(x.min(), y.max() + 0.23 * high, "trains", "data"),
        text(x.min(), y.max() + 0.11 * high, "held out", "accent"),
        text(x.max(), y.max() + 0.23 * high, "predicted", "model", "middle left"),
    ]
    names = ("year", "CO₂ (ppm)") if q.source == "months" else ("first column", "second column")
    across = viz.Axis(names[0], (x.min() - 0.04 * wide, x.max() + 0.04 * wide))
    axis = viz.Axis(names[1], (y.min() - 0.08 * high, y.max() + 0.3 * high))
    return viz.Plane(traces, across, axis, "What was predicted", weight=0.95)


def scores_panel(q: Folds) -> viz.Plane:
    """One kind of model and one table, three ways of holding out: three scores. (The future trains on fewer rows.)"""
    classes, found = q.table.classes, np.array(list(q.scores.values()))
    most = 1.0 if classes else float(1.8 * q.table.y.std()) or 1.0
    low, high = {"digits": (0.9, 1.0), "months": (0.0, 12.0)}.get(q.source, (0.0, most))
    heights, mine = np.clip(found, low, high), np.array([name == q.p.scheme for name in SCHEMES])
    edge = lambda v: " ↑" if v > high else " ↓" if v < low else ""
    words = ["none" if np.isnan(v) else (f"{100 * v:.1f}%" if classes else number(v, 3)) + edge(v) for v in found]
    traces = [
        viz.markers([0, 1, 2], np.where(mine, NAN, heights), "null", size=12),
        viz.markers([0, 1, 2], np.where(mine, heights, NAN), "model", size=16),
        viz.label([0, 1, 2], np.nan_to_num(heights, nan=low) + 0.03 * (high - low), words, size=12),
    ]
    across = viz.Axis("how rows are held out", (-0.6, 2.6), ticks=(0, 1, 2), labels=("shuffled", "blocks", "future"))
    axis = viz.Axis(q.measure, (low - 0.03 * (high - low), high + 0.12 * (high - low)), percent=bool(classes))
    return viz.Plane(traces, across, axis, "Three scores", weight=0.85)


def estimates_panel(q: Folds) -> viz.Plane:
    """Each simulated data set: its estimate against the error that its own model really has."""
    seen, x, y = q.sets.covered(), np.clip(q.sets.estimate, *SPAN), np.clip(q.sets.truth, *SPAN)
    mean = np.minimum([q.mean_estimate, q.mean_truth], SPAN[1])
    cross = [mean[0], mean[0], NAN, *SPAN], [*SPAN, NAN, mean[1], mean[1]]
    traces = [
        viz.line(SPAN, SPAN, "muted", width=1.4, dash="dash", hover=False),
        text(0.55, 0.49, "estimate = truth", "muted"),
        viz.markers(np.where(seen, x, NAN), y, "model", size=6, opacity=0.6, name="interval holds the truth"),
        viz.markers(np.where(seen, NAN, x), y, "accent", size=7, opacity=0.8, name="interval misses"),
        viz.line(*cross, "optimum", width=1.8, hover=False),
        text(SPAN[0] * 1.02, 6.8, f"{number(100 * q.coverage, 3)}% hold the truth", "model"),
        text(SPAN[1] * 0.98, 6.8, "the others miss", "accent", "middle left"),
    ]
    axes = viz.Axis("cross-validated error", SPAN, **MARKS), viz.Axis("true error of that fit", (0.4, 7.5), **MARKS)
    return viz.Plane(traces, *axes, f"{q.p.runs} data sets: estimate and truth", weight=1.05)


def learning_panel(q: Folds) -> viz.Plane:
    """The learning curve: a fit to fewer rows is worse, and the estimate judges fits to fewer rows."""
    n, p, e, m = q.p.rows, q.dimension, q.sets, q.p.rows * (1 - 1 / q.p.parts)
    along, top, true = np.linspace(p + 1.02, 60, 300), min(q.mean_estimate, SPAN[1]), min(q.mean_truth, SPAN[1])
    high = cv.expected_error(along, p)
    curve = viz.line(along, np.where(high <= SPAN[1], high, NAN), "optimum", width=2.8)
    low, up = (np.clip([x.mean() + sign * x.std() for x in (e.estimate, e.truth)], *SPAN) for sign in (-1, 1))
    means = np.minimum([e.estimate.mean(), e.truth.mean()], SPAN[1])
    traces = [
        viz.called(curve, "expected error", at=0.15),
        upright(p + 1, SPAN[0], SPAN[1], "null", width=1.4, dash="dot"),
        viz.called(upright(m, low[0], up[0], "model", width=3)),
        viz.called(upright(n, low[1], up[1], "data", width=3)),
        viz.line([m, n], [top, top], "accent", width=1.6, dash="dash", hover=False),
        viz.called(upright(n, true, top, "accent", width=4)),
        viz.markers([m], means[:1], "model", size=11, name="mean estimate"),
        viz.markers([n], means[1:], "data", size=11, name="mean true error"),
        text(m - 2.4, FEET[0], f"{q.p.parts} folds", "model", "middle left"),
        text(n - 2.4, FEET[1], f"all {n} rows", "data", "middle left"),
        viz.called(text(2.0, 6.8, "bars: mean ± a deviation over data sets", "ink")),
    ]
    to_rows, to_p = lambda x, _: {"rows": round(x)}, lambda x, _: {"variables": round(x) - 1}
    handles = [
        viz.Handle("all_rows", (n, FEET[1]), "rows", "data", moves=to_rows, follows="x"),
        whole("train", (m, FEET[0]), "folds", "model", "parts", lambda x, _: np.clip(n / max(n - x, 1e-6), 2, 20)),
        viz.Handle("wall", (q.p.variables + 1, 5.0), "variables", "null", moves=to_p, follows="x"),
    ]
    axes = viz.Axis("rows that the fit sees", (0.5, 63)), viz.Axis("mean squared error", (0.24, 7.5), **MARKS)
    return viz.Plane(traces, *axes, "Why: the learning curve", handles=handles)
