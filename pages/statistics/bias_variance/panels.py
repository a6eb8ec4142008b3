"""The panels of the lesson. The truth is "optimum", fits and their variance "model", their mean and its bias "accent",
noise "null", the answers of a sample "data"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import random_features as rf
from mathcore.statistics import resplits as rs
from mathcore.statistics import smoothers as sm
from pages.statistics.bias_variance.state import DRAWN, GRID, KNOBS

if TYPE_CHECKING:
    from pages.statistics.bias_variance.state import Array, Fits

X = viz.Axis("x", (-1.03, 1.03), ticks=(-1, -0.5, 0, 0.5, 1))
JITTER = 0.04 + 0.34 * ((np.arange(DRAWN) * 0.6180339887) % 1)  # of dots, evenly spread
BELL = np.linspace(-3.5, 3.5, 81)
LABELS = {**KNOBS, "ridge": "penalty λ ="}
WHOLE, ZOOMED = 0.7, 0.16  # top of the axis of errors, for a truth of size 1
RANGES = {"polynomial": (-0.25, 0.6), "ridge": (-0.25, 0.6), "neighbours": (-0.25, 1.1), "tree": (-0.25, 1.1)}
LOWEST, HIGHEST = 0.04, 1500.0  # errors of digits that are drawn
FEATURES = viz.Axis("random features p", (18, 2200), log=True, ticks=(20, 50, 100, 200, 500, 1000, 2000))

# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right": viz.label([x], [y], text, role, position=side, size=14)
height = lambda q: 1.2 * q.tall + 1.0  # of the axis of answers, up and down
within = lambda q, y: np.clip(y, -3 * height(q), 3 * height(q))  # what is far off the axis need not go farther


def _upright(at: float, low: float, high: float, role: str = "ink") -> Any:
    return viz.segment((at, low), (at, high), role, width=1.2, dash="dot", hover=False)


def _pull(q: Fits, name: str, y: float, role: str = "ink") -> list[viz.Handle]:
    return [viz.Handle(name, (q.p.at, y), "place x", role, moves=lambda x, _: {"at": x}, follows="x")]


def fits_panel(q: Fits) -> viz.Plane:
    """Fits to many samples, their mean, the truth, and the first sample."""
    top, x = height(q), np.tile(np.append(GRID, np.nan), DRAWN)
    drawn = np.concatenate([within(q, q.curves), np.full((DRAWN, 1), np.nan)], axis=1).ravel()
    names = ("truth", "optimum"), ("mean of the fits", "accent"), (f"{DRAWN} fits", "model"), ("one sample", "data")
    traces = [
        viz.line(x, drawn, "model", width=1, opacity=0.35, hover=False),
        viz.markers(q.x, q.answers[0], "data", size=6, name="answers of the first sample"),
        viz.line(GRID, q.curve, "optimum", width=3.4, name="truth"),
        viz.line(GRID, within(q, q.mean_curve), "accent", width=3, dash="dash", name="mean of the fits"),
        _upright(q.p.at, -0.5 * top, top),  # it ends above the names
        *(says((-1.0, 0.02)[k // 2], (-0.76, -0.93)[k % 2] * top, text, role) for k, (text, role) in enumerate(names)),
    ]
    y, title = viz.Axis("answer y", (-1.02 * top, 1.02 * top)), f"The same method, {DRAWN} samples"
    return viz.Plane(traces, X, y, title, handles=_pull(q, "place", -0.5 * top), weight=1.45)


def strip_panel(q: Fits) -> viz.Plane:
    """What the fits say at the place: how far off their mean is, and how far they are spread."""
    top, f, sd, y = height(q), q.f_here, q.deviation_here, (mean := q.mean_here) + q.deviation_here * BELL
    bell = 0.42 + 0.25 * np.exp(-BELL * BELL / 2) + (np.nan if q.tree or sd == 0 else 0.0)
    traces = [
        viz.rectangles([(0.0, 1.0, f - q.p.sigma, f + q.p.sigma)], "null", opacity=0.16),
        viz.segment((0, f), (1, f), "optimum", width=3, hover=False),
        viz.segment((0, mean), (1, mean), "accent", width=2, dash="dash", hover=False),
        viz.line(bell, np.where(y < 0.68 * top, y, np.nan), "model", width=2, hover=False),
        viz.markers(JITTER, q.said[:DRAWN], "model", size=5, opacity=0.6, name="said by one fit"),
        viz.segment((0.76, f), (0.76, mean), "accent", width=7, hover=False),
        viz.segment((0.9, mean - sd), (0.9, mean + sd), "model", width=7, hover=False),
        says(0.02, 0.95 * top, f"bias {number(q.bias_here, 2)}", "accent"),
        says(0.02, 0.78 * top, f"deviation {number(sd, 2)}", "model"),
        says(0.02, -0.95 * top, f"noise ±{number(q.p.sigma, 2)}", "muted"),
    ]
    axes = viz.Axis("", (0, 1), visible=False), viz.Axis("", (-1.02 * top, 1.02 * top), bare=True)
    return viz.Plane(traces, *axes, f"What they say at x = {number(q.p.at, 2)}")


def _stack(q: Fits, x: Array, bias: Array, variance: Array) -> tuple[float, float, Array, list[Any]]:
    """The top of the axis, the ground that the terms stand on, their total; noise, bias² and variance as areas."""
    top, ground = (ZOOMED if q.p.zoom else WHOLE) * q.tall**2, 0.0 if q.p.zoom else q.p.sigma**2
    floor, upper = np.full_like(x, ground), np.minimum(ground + bias, 30 * top)
    total = np.minimum(upper + variance, 60 * top)
    areas = [
        viz.area(x, floor, 0.0, "null", opacity=0.3, name="noise"),
        viz.area(x, upper, floor, "accent", opacity=0.45, name="bias²"),
        viz.area(x, total, upper, "model", opacity=0.4, name="variance"),
    ]
    return top, ground, total, [*areas, viz.line(x, total, "ink", width=2.4, name="error on new answers")]


def stack_panel(q: Fits) -> viz.Plane:
    """The three terms of each setting, against the effective number of parameters; dots: measured on new answers."""
    t, x, own = q.terms, q.terms.parameters, q.p.zoom * np.square(q.fresh - q.f).mean()
    top, ground, total, areas = _stack(q, x, t.bias, t.variance)
    training = t.training + (np.nan if q.p.zoom else 0.0)
    here = (float(x[q.place]), float(min(total[q.place], 0.97 * top)))
    # Names, each in the middle of its area, where that is thick enough; those of the right end beside it.
    thick = lambda low, high: min(0.5 * (low + high), 0.92 * top) if high - low > 0.05 * top else np.nan
    end, side = (x[-1] * 0.97, "middle left") if x[-1] > 25 else (x[-1] * 1.06, "middle right")
    pad = " " if here[1] < 0.85 * top else "\u00a0\u00a0\u00a0"  # clear of the dot
    traces = [
        *areas,
        viz.line(x, training, "data", width=2, dash="dot", name="training error"),
        viz.markers(x, np.minimum(q.measured.error - own, 60 * top), "ink", size=5, ring=True, name="measured"),
        _upright(here[0], 0, top),
        viz.dots((x[q.best], total[q.best]), "optimum", size=15, symbol="star", name="least error"),
        viz.dots(here, "ink", size=11, name="chosen"),
        says(x[0], thick(ground, ground + 0.6 * t.bias[0]), " bias²", "accent"),
        says(x[0], thick(0, ground), " noise σ²", "muted"),
        says(end, thick(ground + t.bias[-1], total[-1]), "variance", "model", side),
        says(end, training[-1] + (0.03 * top if x[-1] > 25 else 0), "training", "data", side),
        says(here[0], 0.96 * top, f"{pad}{LABELS[q.p.method]} {number(q.setting, 3)} ", "ink"),
    ]
    nearest = lambda at: sm.SETTINGS[q.p.method][int(np.argmin(np.abs(np.log(x / max(at, 0.1)))))]
    moves = lambda at, _: {KNOBS[q.p.method]: nearest(at)}
    # Loosely: settings are whole numbers, and the dot stands at the nearest.
    handles = [viz.Handle("setting", here, "how supple", "ink", moves=moves, follows="loosely")]
    y, title = viz.Axis("squared error" + " less σ²" * q.p.zoom, (0, top)), "bias² + variance + noise: stiff to supple"
    # Of a tree tr H would say too little: its cuts are fitted too.
    across = "leaves" if q.tree else "effective parameters, tr H"
    x_axis = viz.Axis(across, (0.9, 110), log=True, ticks=(1, 2, 3, 5, 10, 20, 50, 100))
    return viz.Plane(traces, x_axis, y, title, handles=handles, weight=1.25)


def along_panel(q: Fits) -> viz.Plane:
    """Where on the axis the error of the chosen fit lies."""
    top, _, total, areas = _stack(q, GRID, np.square(q.mean_curve - q.curve), q.variance_curve)
    here = float(np.clip(np.interp(q.p.at, GRID, total), 0, 0.97 * top))
    traces = [*areas, _upright(q.p.at, 0, top), viz.dots((q.p.at, here), "ink", size=11, name="here")]
    y, title = viz.Axis("squared error at x", (0, top)), "Where the error lies"
    return viz.Plane(traces, X, y, title, handles=_pull(q, "where", here))


def weights_panel(q: Fits) -> viz.Plane:
    """What each answer counts for at the place: the variance is σ² times the sum of the squares."""
    even, (low, high) = 1 / q.p.n, RANGES[q.p.method]
    foot, said = low + 0.11 * (high - low), f"Σw² = {number(q.squares, 3)}, worth {number(1 / q.squares, 2)} answers"
    traces = [
        viz.line([-1.03, 1.03], [even, even], "optimum", width=1.6, dash="dash", name="the plain mean"),
        viz.stems(q.x, np.clip(q.row, -3, 3), "model", width=4),
        viz.markers(q.x, np.clip(q.row, -3, 3), "model", size=7, name="weight"),
        _upright(q.p.at, foot, high),
        viz.dots((q.p.at, foot), "ink", size=11, name="here"),
        says(-1.0, low + 0.04 * (high - low), "dashed: 1/n, as in the plain mean", "optimum"),
    ]
    y = viz.Axis("weight of an answer", (low, high))
    return viz.Plane(traces, X, y, f"Variance: {said}", handles=_pull(q, "aim", foot))


def followed_panel(q: Fits) -> viz.Plane:
    """The method on answers without noise: what it makes of the truth is the mean of its fits."""
    top, mean = height(q), within(q, q.mean_curve)
    at = float(np.clip(q.mean_here, -0.97 * top, 0.97 * top))
    fit = viz.line(GRID, mean, "accent", width=2.6, dash="dash", name="mean of the fits")
    traces = [
        viz.area(GRID, np.maximum(mean, q.curve), np.minimum(mean, q.curve), "accent", opacity=0.3, name="bias"),
        viz.called(viz.line(GRID, q.curve, "optimum", width=3, name="truth"), "truth f", at=0.8),
        viz.called(fit, "mean fit", at=0.05),
        viz.called(viz.markers(q.x, q.f, "optimum", size=5, name="answer without noise")),
        _upright(q.p.at, -top, top),
        viz.segment((q.p.at, q.f_here), (q.p.at, at), "accent", width=6, hover=False),
        viz.dots((q.p.at, at), "accent", size=11, name="mean of the fits, here"),
    ]
    y, title = viz.Axis("answer without noise", (-1.02 * top, 1.02 * top)), "Bias: what it makes of the truth"
    return viz.Plane(traces, X, y, title, handles=_pull(q, "follow", at, "accent"))


def table_panel(q: Fits) -> viz.Plane:
    """A real table: the rows that are learnt from, those held out, and the fit to each training set."""
    t, s = q.table, q.split
    curves = np.concatenate([np.clip(s.curves[q.place], -9, 9), np.full((rs.SETS, 1), np.nan)], axis=1)
    mean, x = np.clip(s.curves[q.place].mean(axis=0), -9, 9), np.tile(np.append(rs.LINE, np.nan), rs.SETS)
    said = "held out", f"{rs.SETS} fits", "to learn from", "mean of the fits"
    places = (-1.0, 3.7), (-1.0, 3.1), (-0.45, 3.7), (-0.45, 3.1)
    traces = [
        viz.markers(np.where(s.held, np.nan, t.x), t.y, "null", size=4, opacity=0.7, name="to learn from"),
        viz.markers(np.where(s.held, t.x, np.nan), t.y, "data", size=5, name="held out"),
        viz.line(x, curves.ravel(), "model", width=1, opacity=0.4, hover=False),
        viz.line(rs.LINE, mean, "accent", width=3, dash="dash", name="mean of the fits"),
        *(says(*at, *each) for at, *each in zip(places, said, ("data", "model", "null", "accent"), strict=True)),
    ]
    ticks, y = [number(end, 4) for end in (t.ends[0], sum(t.ends) / 2, t.ends[1])], f"{t.up[:28]} (deviations)"
    x_axis, y_axis = viz.Axis(t.across[:40], (-1.03, 1.03), ticks=(-1, 0, 1), labels=ticks), viz.Axis(y, (-3, 4))
    return viz.Plane(traces, x_axis, y_axis, f"{rs.SETS} training sets from one table", weight=1.3)


def split_panel(q: Fits) -> viz.Plane:
    """What can be told apart on rows that no fit has seen: the variance, and all the rest."""
    s, x, k = q.split, np.arange(len(q.split.error), dtype=float), q.place
    rest, total, best = np.minimum(s.of_mean, 40.0), np.minimum(s.error, 80.0), int(np.argmin(s.error))
    # The variance has its name where there is room for it, three settings wide, and where the area is thickest.
    fine, levels = np.arange(4 * len(x) - 3) / 4, np.linspace(0.15, 1.38, 28)[:, None]
    low, high = np.interp(fine, x, rest), np.interp(fine, x, total)
    free = np.lib.stride_tricks.sliding_window_view((low + 0.04 < levels) & (levels < high - 0.04), 13, axis=1).all(
        axis=2
    )
    at, level = np.unravel_index(int(np.argmax((free * (np.minimum(high, 1.4) - low)[6:-6]).T)), free.T.shape)
    middle = float(levels[level, 0]) if free.any() else np.nan
    here, chosen = (float(k), float(min(total[k], 1.45))), f" {LABELS[q.p.method]} {number(q.setting, 3)} "
    traces = [
        viz.area(x, rest, 0.0, "accent", opacity=0.3, name="bias² + noise"),
        viz.area(x, total, rest, "model", opacity=0.4, name="variance"),
        viz.line(x, total, "ink", width=2.4, name="error on rows held out"),
        viz.called(viz.line(x, s.training, "data", width=2, dash="dot", name="training error"), "training", at=0.9),
        _upright(here[0], 0.1, 1.5),  # over the name at the foot
        viz.dots((best, total[best]), "optimum", size=15, symbol="star", name="least error"),
        viz.dots(here, "ink", size=11, name="chosen"),
        says(0, 0.05, "bias² + noise", "accent"),
        says(fine[at + 6], middle, "variance", "model", "middle center"),
        says(k, 1.44, chosen, "ink", "middle right" if k < 9 else "middle left"),
    ]
    moves = lambda at, _: {KNOBS[q.p.method]: sm.SETTINGS[q.p.method][int(np.clip(round(at), 0, len(x) - 1))]}
    handles = [viz.Handle("chosen", here, "how supple", "ink", moves=moves, follows="loosely")]
    settings, step = sm.SETTINGS[q.p.method], 6 if q.p.method == "ridge" else 5
    ticks, across = tuple(range(0, len(x), step)), f"{KNOBS[q.p.method]}: from stiff to supple"
    axis = viz.Axis(across, (-0.4, x[-1] + 0.4), ticks=ticks, labels=[number(settings[k], 3) for k in ticks])
    y = viz.Axis("squared error", (0, 1.5))
    return viz.Plane(traces, axis, y, "What can be told apart", handles=handles)


def _curve(y: Array, role: str, text: str | None, name: str, at: float, **style: Any) -> Any:
    """Against the number of features, with its name."""
    return viz.called(viz.line(rf.SIZES, y, role, **{"width": 2.6, "name": name, **style}), text, at=at)


def descent_panel(q: Fits) -> viz.Plane:
    """Twelve models of digits: the error of one is that of their mean plus their spread about it."""
    s, p, here = q.pulled, q.p.features, float(np.clip(q.digit.error, LOWEST, HIGHEST))
    traces = [
        _upright(rf.TRAINED, LOWEST, HIGHEST, "muted"),
        _curve(rf.sweep().error[0], "null", None, "one model, no penalty", 0.5, width=2, dash="dash"),
        _curve(np.maximum(s.training, 1e-3), "data", "training", "training error", 0.05, width=2, dash="dot"),
        _curve(s.spread, "model", "spread", "spread about the mean of twelve", 0.75),
        _curve(s.of_mean, "accent", "mean of twelve", "error of the mean of twelve", 1.0),
        _curve(s.error, "ink", "one model", "error of one model", 0.05),
        viz.dots((p, here), "ink", size=12, name="chosen"),
        says(rf.TRAINED * 1.05, 900, "200 digits learnt", "muted"),
    ]
    moves = lambda x, _: {"features": round(max(x, 1.0))}
    handles = [viz.Handle("features", (p, here), "number of features", "ink", moves=moves, follows="x")]
    y = viz.Axis("squared error of a test digit", (LOWEST, HIGHEST), log=True)
    return viz.Plane(traces, FEATURES, y, "More features than digits", handles=handles, weight=1.2)


def gain_panel(q: Fits) -> viz.Plane:
    """Why: how much the fit amplifies the worst direction of the answers, and how long its coefficients get."""
    s, d = q.pulled, q.digit
    traces = [
        viz.called(_upright(rf.TRAINED, 0.05, 3000, "muted")),
        _curve(rf.sweep().gain[0], "null", None, "largest gain, no penalty", 0.5, width=2, dash="dash"),
        _curve(s.norm, "ink", None, "length of the coefficients", 0.9),
        _curve(s.gain, "gradient", None, "largest gain", 0.05),
        says(2000, 1.6 * s.norm[-1], "length", "ink", "middle left"),
        says(20, 0.6 * s.gain[0], "largest gain", "gradient"),
        viz.markers([q.p.features] * 2, [d.norm, d.gain], "ink", size=11, name="chosen"),
    ]
    axis = viz.Axis("largest gain; length of the coefficients", (0.05, 3000), log=True)
    return viz.Plane(traces, FEATURES, axis, "Why: small numbers divide noise")
