"""The panels: "data" is the first group and "model" the second, a won pair has the winner's colour; what works with
numbers as they are (t) is "gradient", what works with ranks "optimum", as is the truth; the sign test is "muted"."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

import viz
from explorer.text import number
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import lowess
from mathcore.statistics import rank_tests as rt
from mathcore.statistics import tail_weight as tw
from pages.statistics.nonparametric.state import ALPHA, GRID, SHIFTS
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.nonparametric.state import Ranked

RANKS, MEANS, BARS = -3.2, 5.0, 91  # heights of the rows of ranks and of means; bars of a normal law
P_DRAWN, TESTS = (5e-5, 1.3), (("t", "gradient"), ("Wilcoxon", "optimum"), ("sign", "muted"))
TAILS, REACH, HIGH = np.linspace(-1, 1, 201), (0.28, 9.0), 0.62  # of the map of efficiency; of densities of shapes
CURVES, NAMES = np.array([tw.efficiency(s) for s in TAILS]).T, ("uniform", "normal", "Cauchy")
WIDTHS, BUMPS, KERNEL = np.geomspace(*kd.RANGE, 121), 25, (-3.85, 0.88)  # where the bandwidth is drawn
SPIKE, TICKS, ERROR, TURN = 0.82, (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2), (2e-5, 3.0), ("middle left", "middle right")
PAD = 3 * "\u00a0"  # beside a handle

text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)
broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
rule = lambda x, y, role, w, dash: viz.line(x, y, role, width=w, dash=dash, hover=False)
upright = lambda x, low, up, role, w=1.4, dash="dash": rule([x, x], [low, up], role, w, dash)
thread = lambda x, y, role, opacity: viz.line(x, y, role, width=1.5, opacity=opacity, hover=False)
level = lambda ends, y, role, w=1.2, dash="dot": rule(ends, [y, y], role, w, dash)
grip = lambda name, at, label, role, moves: viz.Handle(name, at, label, role, moves=moves, follows="x")
cut_off = lambda name, most=11: name if len(name) <= most else name[: most - 1] + "…"
percent = lambda share: f"{number(100 * share, 3)}%"
small = lambda p: "undefined" if np.isnan(p) else number(p, 2)
draggable = lambda q: viz.handles("points", q.p.points, "value", "data") if q.drawn else []


def dots_of(q: Ranked) -> list[dict[str, Any]]:
    """The values of both groups, their names, and a ring around one of the values."""
    (y_a, y_b), size = q.rows, 11 if q.m + q.n < 60 else 5
    at, low = (y_a if q.ring_upper else y_b)[q.ring], q.span[0]
    return [
        viz.markers(q.a, y_a, "data", size=size, opacity=0.8, name=q.two.first),
        viz.markers(q.b, y_b, "model", size=size, opacity=0.8, name=q.two.second),
        viz.markers([q.ringed], [at], "accent", size=size + 8, ring=True),
        text(low, 11.0, " " + cut_off(q.two.first, 18), "data"),
        text(low, -0.7, " " + cut_off(q.two.second, 18), "model"),
    ]


def threads_panel(q: Ranked) -> viz.Plane:
    """Each value hangs by a thread from its rank: the ranks stand at even distances, wherever the values are."""
    (low, high), size, (y_a, y_b) = q.span, q.m + q.n, q.rows
    places, few = low + (q.c.ranks - 0.5) / size * (high - low), size < 60
    both = (q.a, y_a, places[: q.m], "data"), (q.b, y_b, places[q.m :], "model")
    x, y, r, _ = both[1 - q.ring_upper]
    hung = lambda x, y, r, role: thread(broken(x, r), broken(y, 0 * r + RANKS), role, 0.45 if few else 0.07)
    mean = lambda x, y, role, name: viz.markers([x.mean()], [y], role, size=15, symbol="diamond", name=name)
    square = lambda r, role: viz.markers(r, 0 * r + RANKS, role, size=9 if few else 4, symbol="square", name="rank")
    traces = [
        *(hung(*each) for each in both),
        viz.segment((x[q.ring], y[q.ring]), (r[q.ring], RANKS), "accent", width=2.4, hover=False),
        *(square(r, role) for _, _, r, role in both),
        *dots_of(q),
        *(mean(x, MEANS, role, "mean") for x, _, _, role in both),
        *(mean(r, RANKS - 1.6, role, "mean rank") for _, _, r, role in both),
    ]
    up = viz.Axis("", (-5.8, 11.5), ticks=(MEANS, RANKS, RANKS - 1.6), labels=("means", "ranks", "means"))
    return viz.Plane(traces, viz.Axis(q.two.what, q.span), up, "Values and ranks", handles=draggable(q), weight=1.25)


def swept_panel(q: Ranked) -> viz.Plane:
    """Both p-values as functions of where one value stands: t believes in its distance, ranks in its place."""
    places, p_t, p_u = q.swept
    low = P_DRAWN[0] if q.drawn else 10.0 ** np.floor(np.log10(max(np.nanmin([*p_t, *p_u]), 1e-290))) / 3
    limit = 2 * float(special.stdtr((q.m if q.ring_upper else q.n) - 1, -1.0))  # t = 1, for a value without end
    shown = lambda p: np.maximum(p, low)
    traces = [
        level(q.span, ALPHA, "muted"),
        viz.called(level(q.span, limit, "gradient"), "limit of t’s p", at=0.7),
        upright(q.ringed, low, P_DRAWN[1], "accent"),
        viz.called(viz.line(places, shown(p_t), "gradient", width=2.8), "Welch’s t", at=0.9),
        viz.called(viz.line(places, shown(p_u), "optimum", width=2.8), "ranks", at=0.9),
        viz.markers([q.ringed], [shown(q.c.p_t)], "gradient", size=13, name="p of t"),
        viz.markers([q.ringed], [shown(q.c.p_u)], "optimum", size=13, name="p of ranks"),
    ]
    place = lambda x, _: {"points": ((x, q.p.points[0][1]), *q.p.points[1:])}
    held = [grip("place", (q.ringed, shown(q.c.p_u)), "place of the ringed value", "accent", place)]
    up = viz.Axis("p-value", (low, P_DRAWN[1]), log=True, ticks=(1e-4, 1e-3, 0.01, 0.05, 0.2, 1) if q.drawn else None)
    across, title = "where the ringed value stands", f"t: p = {small(q.c.p_t)}    ranks: p = {small(q.c.p_u)}"
    return viz.Plane(traces, viz.Axis(across, q.span), up, title, handles=held if q.drawn else [])


def threshold_panel(q: Ranked) -> viz.Plane:
    """Both groups and a threshold: how much of each lies above it."""
    traces = [
        upright(q.threshold, 0, 10.3, "accent", 2.4, "solid"),
        *dots_of(q),
        text(q.threshold, 10.3, f"{PAD}above →{PAD}", "accent", TURN[q.p.cut < 70]),
    ]
    slide = lambda x, _: {"cut": 100 * (x - q.span[0]) / (q.span[1] - q.span[0])}
    held = [grip("threshold", (q.threshold, 10.3), "threshold", "accent", slide), *draggable(q)]
    axes = viz.Axis(q.two.what, q.span), viz.Axis("", (-1.4, 11.4), ticks=())
    title = "Above: {} and {}".format(*map(percent, q.shares))
    return viz.Plane(traces, *axes, title, handles=held, weight=0.9)


def pairs_panel(q: Ranked) -> viz.Plane:
    """All pairs: a value of b across, one of a upwards, both from the largest down. What a wins lies under the curve of
    equal values; with ranks for values that curve is the ROC curve."""
    found, whole, size = q.pairs, q.part == 1, min(20.0, 170 / max(q.m, q.n)) * (0.35 + 0.65 * q.part)
    x, y = found.curve
    cells = lambda role, x, y: viz.markers(x, y, role, size=size, symbol="square", opacity=0.75, name="pair")
    lit = ((role, np.where(found.sign == s, 1.0, np.nan)) for s, role in ((1, "data"), (-1, "model"), (0, "muted")))
    foot, top = (float(np.mean(v > q.c.gap[0])) if whole else np.nan for v in (q.b, q.a))
    traces = [
        viz.area(x, y, 0.0, "data", opacity=0.16),
        viz.area(x, y, 1.0, "model", opacity=0.1),
        viz.line([0, 1], [0, 1], "null", width=1.4, dash="dash", hover=False),
        *(cells(role, found.x * shown, found.y * shown) for role, shown in lit),
        viz.line(x, y, "ink", width=2.8, name="ROC" if whole else "equal values"),
        upright(foot, foot, top, "gradient", 3, "solid"),
        viz.dots(q.spot, "accent", size=14, name="threshold"),
    ]

    def nearest(x: float, y: float) -> dict[str, Any]:
        """The threshold whose place on the curve is nearest; it follows loosely, for the curve has corners."""
        every = rt.above(q.a, q.b, q.span, q.part, np.linspace(*q.span, 201))
        return {"cut": float(np.argmin(np.hypot(every[0] - x, every[1] - y))) / 2}

    held = viz.Handle("spot", q.spot, "threshold on the curve", "accent", moves=nearest, follows="loosely")
    says = "share of {} above the line" if whole else "{}: from its largest value down"
    across, up = (viz.Axis(says.format(cut_off(each, 18)), (-0.02, 1.02)) for each in (q.two.second, q.two.first))
    title = f"{cut_off(q.two.first)} wins {percent(q.c.auc)}; D = {number(abs(q.c.gap[1]), 2)}"
    return viz.Plane(traces, across, up, title, equal=True, handles=[held])


def null_panel(q: Ranked) -> viz.Plane:
    """The law of that share if every labelling of the ranks is equally likely: it knows nothing of the values."""
    law, pairs, counted = q.c.law, q.m * q.n, len(q.c.law.u) > 0
    z = np.linspace(-4.5, 4.5, BARS)
    u, chance = (law.u, law.chance) if counted else (law.mean + law.spread * z, np.exp(-0.5 * z * z))
    far = np.abs(u - law.mean) >= abs(q.c.u - law.mean) - 1e-9
    wide = 0.9 * float(np.diff(u).min()) / pairs if len(u) > 1 else 0.02
    traces = [
        viz.bars(u / pairs, chance / chance.max(), ["accent" if each else "null" for each in far], width=wide),
        upright(q.c.auc, 0, 1.06, "ink", 2),
        text(q.c.auc, 1.12, "yours", "ink", TURN[q.c.auc <= 0.5]),
    ]
    said = f"chance, {math.comb(q.m + q.n, q.m):,} labellings" if counted else "chance, by the normal law"
    axes = viz.Axis("share of pairs won", (-0.03, 1.03)), viz.Axis(said, (0, 1.2), ticks=(0, 0.5, 1))
    return viz.Plane(traces, *axes, f"p = {small(q.c.p_u)}", weight=0.85)


def shape_panel(q: Ranked) -> viz.Plane:
    """The shape beside the normal law with the same quartiles; below, one sample and the interval of each test."""
    x, ends, heights = np.linspace(-4, 4.6, 345), (-4, 4.6), -0.125 - 0.075 * np.arange(3)
    shape = lambda at: tw.density((at - q.p.shift) / q.unit, q.p.tail) / q.unit
    at, mine = (q.p.shift, tw.top(q.p.tail) / q.unit), q.x[0] + q.p.shift
    bars, off = [np.clip(e[0] + q.p.shift, *ends) for e in q.ends], (mine < ends[0]) | (mine > ends[1])
    traces = [
        viz.line(x, tw.density(x, 0.0), "null", width=1.8, dash="dash", hover=False),
        text(-1.25, 0.2, "normal ", "null", "top left"),
        viz.area(x, shape(x), 0.0, "data", opacity=0.2),
        viz.line(x, shape(x), "data", width=2.8, hover=False),
        text(at[0] + 0.35, at[1] + 0.02, "shifted", "data", "top right"),
        viz.markers(np.where(off, np.nan, mine), np.full(len(mine), -0.045), "data", size=8, opacity=0.7, name="value"),
        *(level(e, h, role, 6, "solid") for e, h, (_, role) in zip(bars, heights, TESTS, strict=True)),
        *(text(-3.95, h + 0.03, name, role, size=12) for h, (name, role) in zip(heights, TESTS, strict=True)),
    ]
    held = [grip("peak", at, "shift of the centre", "data", lambda x, _: {"shift": x})]
    axes = viz.Axis("value (quartiles at ±0.674)", ends), viz.Axis("density", (-0.31, HIGH), ticks=(0, 0.2, 0.4))
    beyond = f" ({off.sum()} off the axis)" if off.any() else ""
    return viz.Plane(traces, *axes, f"A sample{beyond}, three intervals", handles=held)


def efficiency_panel(q: Ranked) -> viz.Plane:
    """How many values the t-test needs for one of the others, for every shape."""
    now, (wilcoxon, sign) = min(q.efficiency[0], REACH[1]), np.where(REACH[1] < CURVES, np.nan, CURVES)
    traces = [
        level((-1, 1), 1, "gradient", 2.4, "solid"),
        text(-0.93, 1.06, "t", "gradient", "top right", 14),
        level((-1, 1), 0.864, "null"),
        text(1.04 if q.p.tail < 0 else -1.04, 0.76, " 0.864 ", "null", TURN[q.p.tail >= 0], 12),
        text(0.16, 1.4, "Wilcoxon", "optimum", TURN[0]),
        text(0.02, 0.47, "sign", "muted"),
        viz.line(TAILS, wilcoxon, "optimum", width=2.8),
        viz.line(TAILS, sign, "muted", width=2.4),
        upright(q.p.tail, REACH[0], now, "accent"),
        viz.dots((q.p.tail, now), "optimum", size=14, name="this shape"),
    ]
    held = [grip("weight", (q.p.tail, now), "tail weight", "optimum", lambda x, _: {"tail": x})]
    x = viz.Axis("tail weight s", (-1.06, 1.06), ticks=(-1, 0, 1), labels=NAMES)
    y = viz.Axis("values t needs for one of theirs", REACH, log=True, ticks=(0.3, 0.5, 1, 2, 5))
    needs = "no multiple is enough" if np.isinf(q.efficiency[0]) else f"t needs {number(q.efficiency[0], 3)} for 1"
    return viz.Plane(traces, x, y, f"s = {number(q.p.tail, 2)}: {needs}", handles=held)


def power_panel(q: Ranked) -> viz.Plane:
    """How often each test finds the shift, simulated."""
    named = zip(q.powers, TESTS, (0.75, 0.5, 0.35), (3.0, 3.0, 2.2), strict=True)
    traces = [
        level((0, 1.5), ALPHA, "null"),
        *(viz.called(viz.line(SHIFTS, y, role, width=w), name, at=at) for y, (name, role), at, w in named),
        viz.called(upright(q.p.shift, 0, 1, "accent")),
        *(viz.markers([q.p.shift], [y], role, size=9) for y, (_, role) in zip(q.power, TESTS, strict=True)),
    ]
    held = [grip("found", (q.p.shift, q.power[1]), "shift", "data", lambda x, _: {"shift": x})]
    axes = viz.Axis("shift of the centre", (0, 1.5)), viz.Axis("power", (0, 1.03), percent=True)
    return viz.Plane(traces, *axes, f"Power at n = {q.p.size}", handles=held)


def bumps_panel(q: Ranked) -> viz.Plane:
    """A bump for each value, their mean, and the density that the values came from."""
    x, h, z, (left, y) = q.sample, q.p.h, np.append(np.linspace(-3.2, 3.2, 41), np.nan), KERNEL
    few, below = min(BUMPS, len(x)), lambda y: np.minimum(y, SPIKE)
    bumps, tall = (x[:few, None] + h * z).ravel(), np.tile(below(kd.bell(z, 1.0) / (h * few)), few)
    traces = [
        viz.called(viz.line(bumps, tall, "data", width=1.0, opacity=0.5, hover=False)),
        viz.line(broken(x, x), np.tile([-0.045, -0.015, np.nan], len(x)), "data", width=1.2, opacity=0.6, hover=False),
        viz.called(viz.line(GRID, q.truth, "optimum", width=2.4, dash="dash"), "truth", at=0.75),
        viz.called(viz.line(GRID, below(q.estimate), "model", width=3.0), "estimate", at=0.35),
        level((left, left + h), y, "accent", 3, "solid"),
        viz.called(text(left + h + 0.4, y, f"bandwidth h = {number(h, 3)}", "accent")),
        viz.dots((left + h, y), "accent", size=11, name="h"),
    ]
    held = [grip("width", (left + h, y), "bandwidth", "accent", lambda x, _: {"h": x - left})]
    axes = viz.Axis("value", (-4, 4)), viz.Axis("density", (-0.06, 0.97))
    some = f" ({few} drawn, × {number(len(x) / few, 3)})" if few < len(x) else ""
    return viz.Plane(traces, *axes, f"The mean of {len(x)} bumps{some}", handles=held, weight=1.15)


def mise_panel(q: Ranked) -> viz.Plane:
    """The exact mean integrated squared error against the bandwidth: variance falls, bias rises."""
    varies, bias = kd.errors(WIDTHS, q.mixture, q.p.count)
    spots = ((q.rule, q.rule_mise, "null"), (*q.best, "optimum"), (q.p.h, q.mise, "accent"))
    hidden, left = lambda y: np.where(y >= ERROR[0], y, np.nan), q.best[0] < q.rule
    traces = [
        viz.called(viz.line(WIDTHS, hidden(varies), "gradient", width=1.8, dash="dash"), "variance", at=0.05),
        viz.called(viz.line(WIDTHS, hidden(bias), "model", width=1.8, dash="dash"), "bias²", at=0.2),
        viz.called(viz.line(WIDTHS, varies + bias, "ink", width=3.0), "error", at=0.95),
        *(viz.called(upright(x, ERROR[0], y, role, 1.6, "dot")) for x, y, role in spots),
        *(viz.markers([x], [y], role, size=14, name="error") for x, y, role in spots),
        text(q.best[0], 3.5e-5, "best " if left else " best", "optimum", TURN[not left]),
        text(q.rule, 3.5e-5, " rule" if left else "rule ", "null", TURN[left]),
    ]
    held = [grip("bandwidth", (q.p.h, min(q.mise, ERROR[1])), "bandwidth", "accent", lambda x, _: {"h": x})]
    axes = viz.Axis("bandwidth h", (0.018, 3.3), log=True, ticks=TICKS), viz.Axis("mean error, integrated", ERROR, True)
    return viz.Plane(traces, *axes, f"The rule of thumb costs × {number(q.ratio, 3)}", handles=held)


def local_panel(q: Ranked) -> viz.Plane:
    """Points, the curve, and the straight line that makes its one point here: near points weigh most."""
    c, at, (weights, reach, height, slope) = q.scatter, q.at, q.line
    x, (low, high) = distributions.padded(c.x), q.frame
    ends, spot = np.clip([at - reach, at + reach], *x), (at, float(np.clip(height, low, high)))
    traces = [
        viz.area(ends, [high] * 2, low, "accent", opacity=0.1),
        viz.markers(c.x, c.y, "data", size=5, opacity=0.45, name="point"),
        viz.markers(c.x, c.y, "accent", size=13 * np.sqrt(weights), opacity=0.5, name="weight"),
        viz.line(*q.smooth, "model", width=3.2, name="LOWESS"),
        viz.line(ends, height + slope * (ends - at), "accent", width=2.4, dash="dash", hover=False),
        viz.dots(spot, "model", size=14, name="the curve here"),
    ]
    share = lambda x, _: {"focus": 100 * (x - c.x[0]) / (c.x[-1] - c.x[0])}
    held = [grip("here", spot, "place of the line", "accent", share)]
    axes = viz.Axis(c.names[0], x), viz.Axis(c.names[1], (low, high))
    return viz.Plane(traces, *axes, f"{q.near} of {len(c.x)} points make one line", handles=held, weight=1.25)


def check_panel(q: Ranked) -> viz.Plane:
    """The error at points that are left out, against the share of points that a line sees."""
    best, top = int(np.argmin(q.checks)), 1.1 * float(q.checks.max())
    least = float(lowess.FRACTIONS[best]), float(q.checks[best])
    traces = [
        viz.called(viz.line(lowess.FRACTIONS, q.checks, "model", width=2.8), "error at left-out points", at=0.6),
        viz.dots(least, "optimum", size=13, name="least"),
        text(min(least[0], 0.95), least[1] - 0.02 * top, "least", "optimum", "bottom center"),
        viz.dots((q.p.fraction, q.check), "accent", size=14, name="this share"),
    ]
    held = [grip("share", (q.p.fraction, q.check), "share of points", "accent", lambda x, _: {"fraction": x})]
    axes = viz.Axis("share of points in a window", (0, 1.04)), viz.Axis("root mean square error", (0, top))
    return viz.Plane(traces, *axes, "Too few wobble, too many flatten", handles=held)
