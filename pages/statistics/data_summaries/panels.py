"""The panels of the lesson. Mean and SD are model, median and MAD optimum, midrange accent, what is moved gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries.state import POWERS, SHIFTS, WIDTHS, Array, Summaries
from viz import distributions

NAN, COLUMNS = float("nan"), 32  # digits of the two sums that are shown
ROOM = 250.0, 170.0  # pixels of a panel beside another at 1280, and under another on a phone
STYLES = {"mean": ("mean", "model"), "trimmed": ("trimmed", "null"), "huber": ("Huber", "ink")}
STYLES |= {"median": ("median", "optimum"), "sd": ("SD", "model"), "iqr": ("0.74 IQR", "null")}
STYLES |= {"mad": ("1.48 MAD", "optimum"), "": ("", "ink")}
LOSSES = ("mean distance", "root mean square", "largest distance")
BOWLS = tuple(zip(("median", "mean", "midrange"), ("optimum", "model", "accent"), LOSSES, strict=True))
OFFSETS, QUARTERS = ["0", "10²", "10⁴", "10⁶", "10⁸", "10¹⁰", "10¹²"], [0, 0.25, 0.5, 0.75, 1]


def across(q: Summaries, room: float = 0.04) -> viz.Axis:
    """The axis of the data, with that share of its width more at either end."""
    return viz.Axis(q.column[0], (q.low - room * q.wide, q.low + (1 + room) * q.wide))


def held(q: Summaries, heights: Any) -> list[viz.Handle]:
    """The reader's points as handles; none for a table."""
    spots = np.column_stack([q.x, np.broadcast_to(heights, q.x.shape)])
    return viz.handles("points", spots, "point", "data", follows="x") if q.own else []


def diamond(q: Summaries, name: str, control: str, at: tuple[float, float], label: str) -> tuple[Any, viz.Handle]:
    """A diamond on the axis, and the handle that moves a control which is a share of the axis."""
    handle = viz.Handle(name, at, label, "gradient", moves=lambda x, _: {control: q.share(x)}, follows="x")
    return viz.dots(at, "gradient", size=13, symbol="diamond", name=label), handle


def upright(x: float, low: float, high: float, role: str = "gradient", dash: str = "solid") -> dict[str, Any]:
    return viz.segment((x, low), (x, high), role, width=1.6, dash=dash, hover=False)


def dots(q: Summaries, x: Array, y: Any) -> dict[str, Any]:
    size = 10.0 if q.n <= 20 else 5 if q.n < 300 else 3.5
    return viz.markers(x, np.broadcast_to(y, x.shape), "data", size=size, opacity=0.8, name="value")


def dots_under(q: Summaries) -> tuple[list[Any], list[viz.Handle]]:
    """The values below zero: points in lanes of their own with their distances from t, values of a table in piles."""
    x, y, far = q.x, (np.arange(q.n) + 0.5) / q.n, np.abs(q.x - q.trial)
    if not q.own:
        (x, y), far = sm.piles(q.x, q.low, q.low + q.wide), np.full(q.n, NAN)
        y = 1 - y
    y, limit, traces = -q.wide * (0.08 + 0.56 * y), far.max() - 1e-9 * q.wide, []
    for chosen, role, width in ((far < limit, "gradient/0.45", 1.5), (far >= limit, "accent", 2.4)):
        ends = np.stack([np.where(chosen, x, NAN), np.full(q.n, q.trial), np.full(q.n, NAN)], axis=1)
        traces.append(viz.line(ends.ravel(), np.repeat(y, 3), role, width=width, hover=False))
    return [*traces, dots(q, x, y)], held(q, y)


def bowls_panel(q: Summaries) -> viz.Plane:
    """The three losses of a trial value over the data; the bottom of each drops a plumb line on them."""
    unit, spots, (first, second) = q.wide, np.array([q.median, q.mean, q.midrange]), sm.medians(q.x)
    t = np.sort(np.concatenate([q.low + unit * np.linspace(-0.03, 1.03, 85), q.x[: 40 * q.own], spots]))  # with kinks
    found, here, left = sm.losses(q.x, t), sm.losses(q.x, q.trial), q.share(spots) >= 70
    # The names hang in rows, the outermost on top, so that no other plumb line runs through one.
    rows = np.argsort(np.argsort(np.where(left, 1e3 + q.share(spots), -q.share(spots)), kind="stable"))
    (values, handles), top = dots_under(q), 1.14 * unit
    band = viz.rectangles([[first, second, -0.66 * unit, 0]], "optimum", opacity=0.2)
    traces = [band, *values, viz.called(upright(q.trial, -0.66 * unit, top))]
    for k, (name, role, text) in enumerate(BOWLS):
        spot, low = float(spots[k]), -unit * (0.77 + 0.2 * rows[k])
        bottom, side = float(sm.losses(q.x, spot)[k][0]), "left" if left[k] else "right"
        traces += [
            viz.called(viz.line(t, found[k], role, width=2.6, name=text), text, at=(0.0, 0.8, 0.2)[k]),
            viz.called(upright(spot, low, bottom, role, "dash")),
            viz.dots((spot, bottom), role, size=11, name=f"bottom: {name}"),
            viz.label([spot], [low], f" {name} {q.told(spot)} ", role, position=f"middle {side}", size=13),
        ]
    (mark, slide), side = diamond(q, "t", "t", (q.trial, top), "t"), "right" if q.p.t < 75 else "left"
    end = q.trial + (0.6 if side == "right" else -0.6) * unit
    traces += [
        # It keeps the names of curves off that of t.
        viz.called(viz.segment((q.trial, top), (end, top), "muted", width=0, hover=False)),
        viz.line([first, second], [float(sm.losses(q.x, first).mean[0])] * 2, "optimum", width=6, hover=False),
        viz.markers([q.trial] * 3, [float(each[0]) for each in here], "gradient", size=8, name="loss at t"),
        mark,
        viz.label([q.trial], [top], f"    t = {q.told(q.trial)}    ", "gradient", position=f"middle {side}"),
    ]
    step = distributions.nice(0.17 * unit)
    ticks = (step * np.arange(int(unit / step + 1e-9) + 1)).tolist()
    up = viz.Axis("loss, in the unit of x", (-1.29 * unit, 1.24 * unit), ticks=ticks)
    handles.append(slide)
    return viz.Plane(traces, across(q), up, "How far from t are they?", handles=handles, weight=1.25, room=ROOM)


def slopes_panel(q: Summaries) -> viz.Plane:
    """The slope of each loss: of the mean distance the share of values below t less the share above."""
    axis, spots = across(q, 0.03), (q.median, q.mean, q.midrange)
    (low, high), here = axis.range or (0.0, 1.0), [float(each[0]) for each in sm.slopes(q.x, q.trial)]
    t, jump = np.linspace(low, high, 161), np.array([[low, q.midrange, q.midrange, high], [-1, -1, 1, 1]])
    curves: list[Any] = [sm.staircases(q.x, low, high), (t, sm.slopes(q.x, t).root), jump]
    # Left of all bottoms no slope is positive, and right of them none is negative: there is room for the names.
    start = min(spots) - low > high - max(spots)
    edge, side, top = (low + 0.02 * q.wide, "right", 0.8) if start else (high - 0.02 * q.wide, "left", -0.3)
    traces = [viz.segment((low, 0), (high, 0), "muted", width=1.6, hover=False)]
    for k, (name, role, text) in enumerate(BOWLS):
        traces.append(viz.line(curves[k][0], curves[k][1], role, width=2.4, name=text))
        traces.append(viz.label([edge], [top - 0.25 * k], name, role, position=f"middle {side}"))
    mark, slide = diamond(q, "trial", "t", (q.trial, -1.22), "t")
    traces += [upright(q.trial, -1.1, 1.1), viz.markers([q.trial] * 3, here, "gradient", size=8, name="slope at t")]
    traces += [viz.markers(spots, [0] * 3, "ink", size=11, ring=True, name="bottom"), mark]
    up = viz.Axis("slope of the loss at t", (-1.34, 1.34), ticks=[-1, -0.5, 0, 0.5, 1])
    return viz.Plane(traces, axis, up, "At a bottom the slope is 0", handles=[slide])


def summaries(x: Array, curves: dict[str, Array], now: float, here: Any, low: float, high: float) -> list[Any]:
    """Four curves over x with dots at `now` and names at their right ends, moved apart; what is missing is hidden."""
    names, half = (*curves, *[""] * (4 - len(curves))), (high - low) / 2
    traces, ends = [], [np.clip(curves[name][-1], low, high) if name else NAN for name in names]
    for name, height in zip(names, viz.spread((np.array(ends) - low) / half - 1, 0.18, 0.88).tolist(), strict=True):
        curve, (text, role) = curves.get(name, np.full(len(x), NAN)), STYLES[name]
        spot = here(name, curve) if name else NAN
        traces += [
            viz.line(x, np.where((curve >= low) & (curve <= high), curve, NAN), role, width=2.4, name=text),
            viz.dots((now, spot if low <= spot <= high else NAN), role, size=9, name=text),
            viz.label([x[-1]], [low + half * (1 + height)], f"  {text}", role, position="middle right", size=13),
        ]
    return [*traces, upright(now, low, high, "gradient", "dot")]


def ghost_panel(q: Summaries) -> viz.Plane:
    """How one more value moves each summary, over all places where it may be."""
    y, (below, above) = q.places, (2.3, 2.3) if q.p.what == "centre" else (1.4, 3.2)
    low, high, floor = -below * q.wide, above * q.wide, -below * q.wide + 0.05 * (below + above) * q.wide
    mark, handle = diamond(q, "ghost", "ghost", (q.ghost_at, floor), "one more value, y")
    traces = [
        viz.segment((y[0], 0), (y[-1], 0), "grid", width=1.4, hover=False),
        *summaries(y, q.sensitivity, q.ghost_at, lambda _, curve: float(np.interp(q.ghost_at, y, curve)), low, high),
        *(dots(q, q.x, floor), mark),
    ]
    x = viz.Axis(f"one more value y, {q.column[0]}"[:52], (y[0] - 0.06 * q.wide, y[-1] + q.wide))
    up = viz.Axis("(n + 1) · shift of the summary", (low, high))
    return viz.Plane(traces, x, up, "One more value at y", handles=[*held(q, floor), handle])


def broken_panel(q: Summaries) -> viz.Plane:
    """Each summary while the share of bad values grows: how much does it take to carry it away?"""
    (shares, curves), centre = q.broken, q.p.what == "centre"
    low, high = (q.low - 1.15 * q.wide, q.low + 2.15 * q.wide) if centre else (-0.05 * q.wide, 1.65 * q.wide)
    band = [0, 60, float(q.x.min()), float(q.x.max())] if centre else [NAN] * 4
    # The name of the band stands on the side from which no curve comes.
    edge, place = (band[2], "bottom left") if q.ghost_at > q.mean else (band[3], "top left")
    ghost, now = q.ghost_at if centre else NAN, 100 * q.copies / (q.copies + q.n)
    spot = lambda name, _: float(q.mixed.summary(name)[0])
    traces = [
        viz.rectangles([band], "data", opacity=0.16),
        viz.label(
            [59 if now < 30 else 28], [edge], "the good values" if centre else "", "data", position=place, size=12
        ),
        viz.segment((0, ghost), (60, ghost), "gradient", width=1.6, dash="dot", hover=False),
        viz.label([1], [ghost], "y: the bad values" if centre else "", "gradient", position="top right", size=12),
        *summaries(100 * shares, curves, now, spot, low, high),
    ]
    # It moves in steps of one value, which are wide where the values are few.
    grip = (now, min(spot(q.names[0], None), high - 0.03 * (high - low)))
    handle = viz.Handle("bad", grip, "share of bad values", "model", moves=lambda x, _: {"bad": x}, follows="loosely")
    x = viz.Axis("share of bad values, all at y (%)", (-1, 84), ticks=range(0, 61, 10))
    up = viz.Axis(f"{'centre' if centre else 'spread'} of all, {q.column[0]}"[:52], (low, high))
    return viz.Plane(traces, x, up, f"{q.copies} bad among {q.n + q.copies}", handles=[handle])


def histogram_panel(q: Summaries) -> viz.Plane:
    """The histogram, with its first whole bin as a bracket whose ends are held."""
    left, right, top = q.first_edge, q.first_edge + q.bin_width, 1.12
    bracket = [left, left, NAN, left, right, NAN, right, right], [0, top, NAN, top, top, NAN, 0, top]
    traces = [
        viz.bars(q.middles, q.counts / q.counts.max(), "data", width=0.97 * q.bin_width, opacity=0.5),
        viz.line(*bracket, "gradient", width=1.8, hover=False),
        viz.markers([left, right], [top] * 2, "gradient", size=10, symbol="diamond", name="edge of a bin"),
        viz.label([right], [top], "    one bin", "gradient", position="middle right", size=13),
        dots(q, q.x, -0.1),
        viz.dots((q.mode, 1.0), "accent", size=10, symbol="star", name="mode: middle of the tallest bar"),
        *[upright(at, -0.03, 0.9, role, "dash") for at, role in ((q.mean, "model"), (q.median, "optimum"))],
    ]
    to_origin = lambda x, _: {"origin": 100 * (x - q.low) / q.bin_width}
    to_width = lambda x, _: {"width": q.share(x) / (1 + q.p.origin / 100)}
    handles = [
        *held(q, -0.1),
        viz.Handle("edge", (left, top), "left edge of a bin", "gradient", moves=to_origin, follows="x"),
        viz.Handle("width", (right, top), "right edge of a bin", "gradient", moves=to_width, follows="x"),
    ]
    said = f"{q.hump_count} hump{'s' * (q.hump_count != 1)}, bins {number(q.bin_width, 3)} wide"
    up = viz.Axis("count (tallest bar = 1)", (-0.2, 1.24), ticks=QUARTERS)
    return viz.Plane(traces, across(q), up, said, handles=handles)


def map_panel(q: Summaries) -> viz.Plane:
    """How many humps the same data have, at every width and edge of the bins."""
    at = (q.p.origin, q.p.width)
    traces = [viz.heatmap(np.minimum(q.hump_map, 6), SHIFTS, WIDTHS, bounds=(0, 6), bar="humps")]
    traces += [viz.dots(at, role, size=size, symbol="diamond") for role, size in (("gradient", 16), ("paper", 7))]
    moves = lambda x, y: {"origin": x, "width": y}
    handle = viz.Handle("bins", at, "edge and width of the bins", "gradient", moves=moves)
    axes = viz.Axis("left edge (% of a bin)", (-2, 102)), viz.Axis("bin width (% of the axis)", (1.25, 50.75))
    return viz.Plane(traces, *axes, "Humps, by edge and width", handles=[handle])


def box_panel(q: Summaries) -> viz.Plane:
    """The values as dots, as a box after Tukey, as a violin."""
    (q1, middle, q3), (start, end), beyond = q.box
    half = 0.45 * q.density[1] / np.nanmax(q.density[1], initial=1e-300)  # of the violin
    x, y = (q.x, np.zeros(q.n)) if q.own else sm.piles(q.x, q.low, q.low + q.wide)
    traces = [
        dots(q, x, 0.12 + 0.7 * y),
        viz.rectangles([[q1, q3, 1.1, 1.5]], "data", opacity=0.18, width=2),
        viz.polyline([(start, 1.3), (q1, 1.3), (NAN, NAN), (q3, 1.3), (end, 1.3)], "data", width=2, hover=False),
        viz.segment((middle, 1.1), (middle, 1.5), "optimum", width=3, hover=False),
        viz.markers(beyond, np.full(q.n, 1.3), "data", size=6, ring=True, name="beyond the fence"),
        viz.area(q.density[0], 2.25 + half, 2.25 - half, "data", opacity=0.3),
        viz.dots((q.mean, 1.3), "model", size=10, symbol="diamond", name="mean"),
    ]
    up = viz.Axis("", (-0.05, 2.85), visible=False)
    return viz.Plane(traces, across(q), up, "Dots, box, violin", handles=held(q, 0.12))


def steps_panel(q: Summaries) -> viz.Plane:
    """The distribution function, whose steps the box reads at 1/4, 1/2, 3/4; the area above it is the mean."""
    low, high = across(q).range or (0.0, 1.0)
    drops = [e for x, y in zip(q.box[0], QUARTERS[1:4], strict=True) for e in ((low, y), (x, y), (x, 0), (NAN, NAN))]
    x, heights = sm.staircases(q.x, q.low, high)  # from 0, or from the smallest value of a table
    name = f"  area above: the mean{'' if q.own else ' − the smallest'}"
    traces = [
        viz.area(x, np.ones(len(x)), (heights + 1) / 2, "model", opacity=0.16),
        viz.polyline(drops, "optimum", width=1.8, dash="dot", hover=False),
        distributions.steps(q.x, low, high, "data", width=2.6, name="share at or below"),
        viz.label([low], [1.05], name, "model", position="middle right", size=13),
        upright(q.mean, 0, 1, "model", "dash"),
    ]
    up = viz.Axis("share at or below x", (-0.04, 1.16), ticks=QUARTERS)
    return viz.Plane(traces, across(q), up, "The box reads these steps")


def digits_panel(q: Summaries) -> viz.Plane:
    """The digits of the deviation that each way gets right, over the offset, and dotted what κ says."""
    k, found, here, lost = np.array(POWERS), q.offsets.reached, q.p.power, np.log10(np.minimum(q.offsets.kappas, 1e99))
    traces: list[Any] = []
    for way, role, at, text in (("two", "optimum", 0.75, "two passes"), ("one", "model", 0.45, "one pass")):
        guess = np.where(lost < 99, np.clip(15.95 - (2 - (way == "two")) * lost, 0, ld.MOST_DIGITS), NAN)
        single = viz.line(k, found[f"{way}32"], f"{role}/0.6", width=1.6, dash="dash", name="float32")
        traces.append(viz.line(k, guess, f"{role}/0.5", width=1.6, dash="dot", name="16 digits less those of κ"))
        traces.append(viz.called(single, "float32", at=0.4 - at / 2))
        traces.append(viz.called(viz.line(k, found[way], role, width=3, name=text), text, at=at))
    both = [found["two"][here], found["one"][here]]
    traces += [upright(here, 0, 16, dash="dot"), viz.markers([here] * 2, both, "gradient", size=11, name="here")]
    moves = lambda x, _: {"power": round(x)}  # in whole steps, so that it follows loosely
    handle = viz.Handle("offset", (here, both[0]), "offset", "gradient", moves=moves, follows="loosely")
    x = viz.Axis("added to every value", (-0.4, 12.4), ticks=POWERS[::2], labels=OFFSETS)
    y = viz.Axis("right digits of the SD", (-0.6, 16.4), ticks=range(0, 17, 4))
    return viz.Plane(traces, x, y, "Digits that survive", handles=[handle], room=ROOM)


def cancel_panel(q: Summaries) -> viz.Plane:
    """Why: the two sums that one pass subtracts, digit by digit, and where a double ends."""
    found, places, traces = ld.subtraction(q.offsets.sums[q.p.power], COLUMNS), np.arange(COLUMNS), []
    colors = ["@model" if i >= found.wall else "@muted" if i < found.agree else "@ink" for i in places]
    said = [(0.37, f"variance: {number(q.certified**2, 6)}", "optimum")]
    said.append((-0.1, f"by one pass: {number(q.variances[0], 6)}", "model"))
    lines = [(3.37, "Σx²", "ink"), (2.37, "(Σx)²/n", "ink"), (1.37, "difference", "ink"), *said]
    for row, level in zip(found.rows, (3, 2, 1), strict=True):
        digits = viz.label(places, np.full(COLUMNS, level), list(row), position="middle center", size=14)
        digits["textfont"]["color"] = colors
        traces.append(digits)
    traces += [viz.label([COLUMNS - 0.5], [y], text, role, position="middle left", size=13) for y, text, role in lines]
    end = found.wall - 0.5 if found.wall < COLUMNS else NAN  # fewer digits than a double has: no end
    point = found.units + 0.5 if found.units < COLUMNS - 1 else NAN
    place = "left" if found.wall > 25 else "center"
    wall = [each for y in (3, 2, 1) for each in ((end, y - 0.2), (end, y + 0.2), (NAN, NAN))]
    traces += [
        viz.label([point] * 3, [2.93, 1.93, 0.93], ["."] * 3, "ink", position="middle center", size=14),
        viz.polyline([(end, 3.7), (end, 3.5), (NAN, NAN), *wall], "model", width=2, hover=False),
        viz.label([end], [3.72], "a double ends here", "model", position=f"top {place}"),
    ]
    axes = viz.Axis("", (-1, COLUMNS), visible=False), viz.Axis("", (-0.4, 4.2), visible=False)
    return viz.Plane(traces, *axes, "What one pass subtracts")
