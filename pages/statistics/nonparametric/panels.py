"""The panels: "data" is the first group and "model" the second, a won pair has the winner's colour; what works with
numbers as they are (t, the sample) is "gradient", what works with ranks "optimum", the sign test "muted"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

import viz
from explorer.text import number
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import tail_weight as tw
from pages.statistics.nonparametric.state import ALPHA, GRID, MORPH, SHIFTS

if TYPE_CHECKING:
    from pages.statistics.nonparametric.state import Array, Ranked

RANKS, MEANS, BARS = -3.0, 5.0, 91  # heights of the rows of ranks and of means; bars of a normal law
P_DRAWN, TESTS = (5e-5, 1.3), (("t", "gradient"), ("Wilcoxon", "optimum"), ("sign", "muted"))
TAILS, REACH, HIGH = np.linspace(-1, 1, 201), (0.28, 9.0), 0.62  # of the map of efficiency; of densities of shapes
NAMED, NAMES = (-1, -1 / 3, 0, 1 / 3, 1), ("uniform", "", "normal", "t₃", "Cauchy")
WIDTHS, BUMPS, KERNEL = np.geomspace(*kd.RANGE, 121), 25, (-3.85, 0.74)  # where the kernel's width is drawn

text = lambda x, y, said, role, side="middle right", size=13: viz.label(
    [x], [y], said if np.isfinite([x, y]).all() else "", role, position=side, size=size
)
broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
upright = lambda x, low, high, role, **style: viz.line([x, x], [low, high], role, hover=False, **style)
grip = lambda name, at, label, role, moves, follows="x": viz.Handle(name, at, label, role, moves=moves, follows=follows)
cut_off = lambda name, most=11: name if len(name) <= most else name[: most - 1] + "…"
percent = lambda share: f"{number(100 * share, 3)}%"
small = lambda p: "undefined" if np.isnan(p) else number(p, 2)


def rows(q: Ranked) -> tuple[Array, Array]:
    """Where the values of both groups stand above and below the middle: as drawn, or aside by turns."""
    if q.drawn:
        y = q.table[:, 1]
        return y[q.upper], y[~q.upper]
    aside = lambda k: (np.arange(k) * 7 % 11 - 5) * 0.32
    return 7.5 + aside(q.m), 2.5 + aside(q.n)


def dots_of(q: Ranked) -> list[dict[str, Any]]:
    """The values of both groups, and a ring around one of them."""
    (y_a, y_b), size = rows(q), 11 if q.m + q.n < 60 else 5
    at = (y_a if q.ring_upper else y_b)[q.ring]
    return [
        viz.markers(q.a, y_a, "data", size=size, opacity=0.8, name=q.two.first),
        viz.markers(q.b, y_b, "model", size=size, opacity=0.8, name=q.two.second),
        viz.markers([q.ringed], [at], "accent", size=size + 8, ring=True),
    ]


def threads_panel(q: Ranked) -> viz.Plane:
    """Each value hangs by a thread from its rank: the ranks stand at even distances, wherever the values are."""
    (low, high), size, (y_a, y_b) = q.span, q.m + q.n, rows(q)
    spots = low + (q.ranks - 0.5) / size * (high - low)
    r_a, r_b, opacity = spots[: q.m], spots[q.m :], 0.45 if size < 60 else 0.07
    hung = lambda x, y, r, role: viz.line(
        broken(x, r), broken(y, np.full(len(r), RANKS)), role, width=1.5, opacity=opacity, hover=False
    )
    x, r, y = (r_a, r_b, y_a) if q.ring_upper else (r_b, r_a, y_b)
    means = [q.a.mean(), q.b.mean()], [r_a.mean(), r_b.mean()]
    traces = [
        hung(q.a, y_a, r_a, "data"),
        hung(q.b, y_b, r_b, "model"),
        viz.segment((q.ringed, y[q.ring]), (x[q.ring], RANKS), "accent", width=2.4, hover=False),
        viz.markers(r_a, np.full(q.m, RANKS), "data", size=9 if size < 60 else 4, symbol="square", name="rank"),
        viz.markers(r_b, np.full(q.n, RANKS), "model", size=9 if size < 60 else 4, symbol="square", name="rank"),
        *dots_of(q),
        viz.markers(means[0][:1], [MEANS], "data", size=15, symbol="diamond", name="mean"),
        viz.markers(means[0][1:], [MEANS], "model", size=15, symbol="diamond", name="mean"),
        viz.markers(means[1][:1], [RANKS - 1.5], "data", size=15, symbol="diamond", name="mean rank"),
        viz.markers(means[1][1:], [RANKS - 1.5], "model", size=15, symbol="diamond", name="mean rank"),
    ]
    held = viz.handles("points", q.p.points, "value", "data") if q.drawn else []
    ticks = {7.5: cut_off(q.two.first), MEANS: "means", 2.5: cut_off(q.two.second), RANKS: "ranks"}
    ticks[RANKS - 1.5] = "their means"
    up = viz.Axis("", (RANKS - 2.4, 10.4), ticks=list(ticks), labels=list(ticks.values()))
    return viz.Plane(traces, viz.Axis(q.two.what, q.span), up, "Each value and its rank", handles=held, weight=1.25)


def swept_panel(q: Ranked) -> viz.Plane:
    """Both p-values as functions of where one value stands: t believes in its distance, ranks in its place."""
    _, p_t, p_u = q.swept
    found, now = np.append(p_t[np.isfinite(p_t)], p_u), (q.welch[1], q.p_u)
    low = P_DRAWN[0] if q.drawn else max(10.0 ** np.floor(np.log10(max(float(found.min()), 1e-290))) / 3, 1e-300)
    own = q.m if q.ring_upper else q.n
    limit = 2 * float(special.stdtr(own - 1, -1.0))
    shown = lambda p: np.maximum(p, low)
    traces = [
        viz.line(q.span, [ALPHA] * 2, "muted", width=1.2, dash="dot", hover=False),
        text(q.span[0], ALPHA * 1.25, " 5%", "muted", "top right", 12),
        viz.line(q.span, [limit] * 2, "gradient", width=1.2, dash="dot", hover=False),
        upright(q.ringed, low, P_DRAWN[1], "accent", width=1.4, dash="dash"),
        viz.called(viz.line(q.places, shown(p_t), "gradient", width=2.8), "Welch’s t", at=0.9),
        viz.called(viz.line(q.places, shown(p_u), "optimum", width=2.8), "ranks", at=0.9),
        viz.markers([q.ringed], [shown(now[0])], "gradient", size=13, name="p of t"),
        viz.markers([q.ringed], [shown(now[1])], "optimum", size=13, name="p of ranks"),
    ]
    place = lambda x, _: {"points": ((x, q.p.points[0][1]), *q.p.points[1:])}
    held = [grip("place", (q.ringed, shown(now[1])), "place of the ringed value", "accent", place)] if q.drawn else []
    title = f"t: p = {small(now[0])}    ranks: p = {small(now[1])}"
    axes = viz.Axis("where the ringed value stands", q.span), viz.Axis("p-value", (low, P_DRAWN[1]), log=True)
    return viz.Plane(traces, *axes, title, handles=held)


def threshold_panel(q: Ranked) -> viz.Plane:
    """Both groups and a threshold: how much of each lies above it."""
    traces = [
        upright(q.cut, 0, 10.2, "accent", width=2.4),
        *dots_of(q),
        text(q.cut, 11.0, "above →", "accent", "middle right" if q.p.cut < 70 else "middle left"),
    ]
    low, high = q.span
    slide = lambda x, _: {"cut": 100 * (x - low) / (high - low)}
    held = [grip("threshold", (q.cut, 10.2), "threshold", "accent", slide)]
    held += viz.handles("points", q.p.points, "value", "data") if q.drawn else []
    up = viz.Axis("", (0, 11.8), ticks=(7.5, 2.5), labels=(cut_off(q.two.first), cut_off(q.two.second)))
    title = f"Above: {percent(q.share_a)} and {percent(q.share_b)}"
    return viz.Plane(traces, viz.Axis(q.two.what, q.span), up, title, handles=held, weight=0.9)


def pairs_panel(q: Ranked) -> viz.Plane:
    """All pairs: a value of b across, one of a upwards, both from the largest down. What a wins lies under the curve of
    equal values; with ranks for values that curve is the ROC curve."""
    part, (low, high) = q.p.morph / MORPH, q.span
    fall = lambda v: (1 - part) * (high - v) / (high - low)
    cuts, x, y = q.roc
    along = fall(np.repeat(cuts[1:], 2))
    both = lambda each: np.stack([each[:-1], each[1:]], axis=1).ravel()
    curve = np.stack([np.r_[0, along + part * both(x), 1], np.r_[0, along + part * both(y), 1]])
    middle = lambda v: (np.searchsorted(np.sort(-v), -v, "left") + np.searchsorted(np.sort(-v), -v, "right")) / 2
    few = q.m * q.n <= 200
    a, b = (v if few else np.full(2, np.nan) for v in (q.a, q.b))
    up, across = fall(a) + part * middle(a) / len(a), fall(b) + part * middle(b) / len(b)
    grid_x, grid_y, size = np.tile(across, len(a)), np.repeat(up, len(b)), min(20.0, 170 / max(q.m, q.n))
    sign = np.sign(np.repeat(a, len(b)) - np.tile(b, len(a)))
    cells = lambda s, role: viz.markers(
        np.where(sign == s, grid_x, np.nan), np.where(sign == s, grid_y, np.nan), role, size=size, symbol="square",
        opacity=0.75, name="pair",
    )  # fmt: skip
    spot = fall(q.cut) + part * np.array([q.share_b, q.share_a])
    at, gap = q.gap if part == 1 else (np.nan, np.nan)
    foot, top = (float(np.mean(v > at)) if part == 1 else np.nan for v in (q.b, q.a))
    traces = [
        viz.area(*curve, 0.0, "data", opacity=0.16),
        viz.area(*curve, 1.0, "model", opacity=0.1),
        viz.line([0, 1], [0, 1], "null", width=1.4, dash="dash", hover=False),
        cells(1, "data"),
        cells(-1, "model"),
        cells(0, "muted"),
        viz.line(*curve, "ink", width=2.8, name="ROC" if part == 1 else "equal values"),
        upright(foot, foot, top, "gradient", width=3),
        text(foot, (foot + top) / 2, f" D = {number(abs(gap), 3)}", "gradient"),
        viz.dots(spot, "accent", size=14, name="threshold"),
    ]

    def along_curve(x_at: float, y_at: float) -> dict[str, Any]:
        """The threshold whose place on the curve is nearest: it follows loosely, for the curve has corners."""
        each = np.linspace(low, high, 201)
        shares = [1 - np.searchsorted(np.sort(v), each, "right") / len(v) for v in (q.b, q.a)]
        away = np.hypot(fall(each) + part * shares[0] - x_at, fall(each) + part * shares[1] - y_at)
        return {"cut": float(np.argmin(away)) / 2}

    held = [grip("spot", spot, "threshold on the curve", "accent", along_curve, "loosely")]
    says = "share of {} above the threshold" if part == 1 else "{}: from its largest value down"
    axes = [viz.Axis(says.format(cut_off(each, 18)), (-0.02, 1.02)) for each in (q.two.second, q.two.first)]
    title = f"{cut_off(q.two.first)} wins {percent(q.auc)} of all pairs"
    return viz.Plane(traces, axes[0], axes[1], title, equal=True, handles=held)


def null_panel(q: Ranked) -> viz.Plane:
    """The law of that share if every labelling of the ranks is equally likely: it knows nothing of the values."""
    law, pairs = q.law, q.m * q.n
    u, chance = law.u, law.chance
    if not len(u):
        u = law.mean + law.spread * np.linspace(-4.5, 4.5, BARS)
        chance = np.exp(-0.5 * ((u - law.mean) / max(law.spread, 1e-9)) ** 2)
    far = np.abs(u - law.mean) >= abs(q.u - law.mean) - 1e-9
    wide = float(np.diff(u).min()) if len(u) > 1 else 1.0
    counted = len(law.u) > 0
    said = f"{math.comb(q.m + q.n, q.m):,} labellings" if counted else "Many labellings"
    traces = [
        viz.bars(
            u / pairs, chance / chance.max(), ["accent" if each else "null" for each in far], width=0.9 * wide / pairs
        ),
        upright(q.auc, 0, 1.06, "ink", width=2, dash="dash"),
        text(q.auc, 1.12, "yours", "ink", "middle left" if q.auc > 0.5 else "middle right"),
    ]
    axes = viz.Axis("share of pairs won", (-0.03, 1.03)), viz.Axis("chance (largest = 1)", (0, 1.2))
    return viz.Plane(traces, *axes, f"{said}: p = {small(q.p_u)}", weight=0.85)


def shape_panel(q: Ranked) -> viz.Plane:
    """The shape beside the normal law with the same quartiles; below, one sample and the interval of each test."""
    x, unit = np.linspace(-4, 4.6, 345), q.unit
    shape = lambda at: tw.density(at / unit, q.p.tail) / unit
    peak, mine = float(shape(np.zeros(1))[0]), np.clip(q.first + q.p.shift, -4, 4.6)
    bars = [np.clip(each[0] + q.p.shift, -4, 4.6) for each in q.ends]
    heights = -0.11 - 0.055 * np.arange(3)
    traces = [
        viz.line([-4, 4.6], [0, 0], "muted", width=1, hover=False),
        upright(0, heights[-1] - 0.04, HIGH - 0.06, "null", width=1.4, dash="dot"),
        viz.called(viz.line(x, tw.density(x, 0.0), "null", width=1.8, dash="dash", hover=False), "normal", at=0.1),
        viz.area(x, shape(x - q.p.shift), 0.0, "data", opacity=0.2),
        viz.called(viz.line(x, shape(x - q.p.shift), "data", width=2.8, hover=False), "shifted", at=0.9),
        viz.markers(mine, np.full(len(mine), -0.045), "data", size=8, opacity=0.7, name="value"),
        *(viz.line(e, [h, h], r, width=6, hover=False) for e, h, (_, r) in zip(bars, heights, TESTS, strict=True)),
        *(text(-3.95, h, name, r, size=12) for h, (name, r) in zip(heights, TESTS, strict=True)),
    ]
    slide = lambda at, _: {"shift": at}
    held = [grip("peak", (q.p.shift, peak), "shift of the centre", "data", slide)]
    axes = viz.Axis("value (quartiles at ±0.674)", (-4, 4.6)), viz.Axis("density", (-0.27, HIGH), ticks=(0, 0.2, 0.4))
    return viz.Plane(traces, *axes, "One sample and three intervals", handles=held)


def efficiency_panel(q: Ranked) -> viz.Plane:
    """How many values the t-test needs for one of the others, for every shape."""
    curves = np.array([tw.efficiency(s) for s in TAILS]).T
    curves[curves > REACH[1]] = np.nan
    now = min(q.efficiency[0], REACH[1])
    traces = [
        viz.line([-1, 1], [1, 1], "gradient", width=2.4, hover=False),
        text(1.0, 0.93, "t ", "gradient", "bottom left", 14),
        viz.line([-1, 1], [0.864, 0.864], "null", width=1.2, dash="dot", hover=False),
        text(1.04, 0.7, "0.864 ", "null", "middle left", 12),
        viz.called(viz.line(TAILS, curves[0], "optimum", width=2.8), "Wilcoxon", at=0.75),
        viz.called(viz.line(TAILS, curves[1], "muted", width=2.4), "sign", at=0.3),
        upright(q.p.tail, REACH[0], now, "accent", width=1.4, dash="dash"),
        viz.dots((q.p.tail, now), "optimum", size=14, name="this shape"),
    ]
    weigh = lambda at, _: {"tail": at}
    held = [grip("weight", (q.p.tail, now), "tail weight", "optimum", weigh)]
    x = viz.Axis("tail weight s", (-1.06, 1.06), ticks=NAMED, labels=NAMES)
    y = viz.Axis("values t needs for one of theirs", REACH, log=True, ticks=(0.3, 0.5, 1, 2, 5))
    needs = "t never gets there" if np.isinf(q.efficiency[0]) else f"t needs {number(q.efficiency[0], 3)} for one"
    return viz.Plane(traces, x, y, f"s = {number(q.p.tail, 2)}: {needs}", handles=held)


def power_panel(q: Ranked) -> viz.Plane:
    """How often each test finds the shift, simulated."""
    named = zip(q.powers, TESTS, (0.75, 0.5, 0.35), (3.0, 3.0, 2.2), strict=True)
    traces = [
        viz.line([0, 1.5], [ALPHA] * 2, "null", width=1.2, dash="dot", hover=False),
        *(viz.called(viz.line(SHIFTS, y, role, width=w), name, at=at) for y, (name, role), at, w in named),
        viz.called(upright(q.p.shift, 0, 1, "accent", width=1.4, dash="dash")),
        viz.markers([q.p.shift] * 3, q.power, "data", size=9, name="found"),
    ]
    slide = lambda at, _: {"shift": at}
    held = [grip("shift", (q.p.shift, q.power[1]), "shift", "data", slide)]
    axes = viz.Axis("shift of the centre", (0, 1.5)), viz.Axis("power", (0, 1.03), percent=True)
    return viz.Plane(traces, *axes, f"How often it is found, n = {q.p.size}", handles=held)


def bumps_panel(q: Ranked) -> viz.Plane:
    """A bump for each value, their mean, and the density that the values came from."""
    x, h = q.sample, q.p.h
    each = np.linspace(-3.2, 3.2, 41)
    bumps = x[:BUMPS, None] + h * each
    tall, gap = kd.bell(h * each, h) / BUMPS, np.full((len(bumps), 1), np.nan)
    (left, y), right = KERNEL, min(KERNEL[0] + h, 4.0)
    traces = [
        viz.line(
            np.hstack([bumps, gap]).ravel(), np.hstack([np.tile(tall, (len(bumps), 1)), gap]).ravel(), "data",
            width=1.0, opacity=0.5, hover=False,
        ),
        viz.line(broken(x, x), np.tile([-0.045, -0.015, np.nan], len(x)), "data", width=1.2, opacity=0.6, hover=False),
        viz.called(viz.line(GRID, q.truth, "optimum", width=2.4, dash="dash"), "truth", at=0.75),
        viz.called(viz.line(GRID, q.estimate, "model", width=3.0), "estimate", at=0.35),
        viz.line([left, right], [y, y], "accent", width=3, hover=False),
        text(left, y + 0.035, f"bandwidth h = {number(h, 3)}", "accent"),
        viz.dots((right, y), "accent", size=11, name="h"),
    ]  # fmt: skip
    widen = lambda at, _: {"h": at - left}
    held = [grip("width", (right, y), "bandwidth", "accent", widen)]
    axes = viz.Axis("value", (-4, 4)), viz.Axis("density", (-0.06, 0.82))
    return viz.Plane(traces, *axes, f"The mean of {q.p.count} bumps", handles=held, weight=1.15)


def mise_panel(q: Ranked) -> viz.Plane:
    """The exact mean integrated squared error against the bandwidth: variance falls, bias rises."""
    varies, bias = kd.errors(WIDTHS, q.mixture, q.p.count)
    low, high = 2e-5, 3.0
    spots = ((q.rule, q.rule_mise, "null"), (*q.best, "optimum"), (q.p.h, q.mise, "accent"))
    hidden = lambda y: np.where(y >= low, y, np.nan)
    traces = [
        viz.called(viz.line(WIDTHS, hidden(varies), "gradient", width=1.8, dash="dash"), "variance", at=0.05),
        viz.called(viz.line(WIDTHS, hidden(bias), "model", width=1.8, dash="dash"), "bias²", at=0.2),
        viz.called(viz.line(WIDTHS, varies + bias, "ink", width=3.0), "error", at=0.95),
        *(viz.called(upright(x, low, y, role, width=1.6, dash="dot")) for x, y, role in spots),
        *(viz.markers([x], [y], role, size=14, name="error") for x, y, role in spots),
        text(q.best[0], low * 1.7, "best " if q.best[0] < q.rule else " best", "optimum",
             "middle left" if q.best[0] < q.rule else "middle right"),
        text(q.rule, low * 1.7, " rule" if q.best[0] < q.rule else "rule ", "null",
             "middle right" if q.best[0] < q.rule else "middle left"),
    ]  # fmt: skip
    widen = lambda at, _: {"h": at}
    held = [grip("bandwidth", (q.p.h, min(q.mise, high)), "bandwidth", "accent", widen)]
    x = viz.Axis("bandwidth h", (0.018, 3.3), log=True, ticks=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2))
    y = viz.Axis("mean integrated squared error", (low, high), log=True)
    return viz.Plane(traces, x, y, f"The rule of thumb costs × {number(q.ratio, 3)}", handles=held)
