"""The panels of the lesson. Mean and SD are model, median and MAD optimum, midrange accent, what is moved gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries.state import BINS, POWERS, SHIFTS, WIDTHS, Summaries
from viz import distributions

Array = NDArray[np.float64]
NAN = float("nan")
ROLES = {"mean": "model", "trimmed": "null", "huber": "ink", "median": "optimum"}
ROLES |= {"sd": "model", "iqr": "null", "mad": "optimum"}
CALLED = {"mean": "mean", "trimmed": "trimmed mean", "huber": "Huber", "median": "median"}
CALLED |= {"sd": "SD", "iqr": "0.74 IQR", "mad": "1.48 MAD"}
BOWLS = (("median", "optimum", "mean distance"), ("mean", "model", "root mean square"))
BOWLS += (("midrange", "accent", "largest distance"),)
COLUMNS = 32  # digits of the two sums that are shown
TEN = [f"10{str(k).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}" for k in POWERS]


def across(q: Summaries, room: float = 0.04) -> viz.Axis:
    """The axis of the data, with that share of its width more at either end."""
    return viz.Axis(q.name, (q.low - room * q.wide, q.low + (1 + room) * q.wide))


def share(q: Summaries, x: float) -> float:
    """A place on the axis in % of its width."""
    return 100 * (x - q.low) / q.wide


def grips(q: Summaries, heights: Any) -> list[viz.Handle]:
    """The reader's points as handles; none for a table."""
    spots = np.column_stack([q.x, np.broadcast_to(heights, q.x.shape)])
    return viz.handles("points", spots, "point", "data", follows="x") if q.own else []


def bowls_panel(q: Summaries) -> viz.Plane:
    """The three losses of a trial value over the data; the bottom of each drops a plumb line on them."""
    unit, t = q.wide, q.low + q.wide * np.linspace(-0.03, 1.03, 85)
    corners = np.sort(np.concatenate([t, q.x if q.n < 40 else [], [q.median, q.midrange]]))  # kinks stand on the grid
    found, here, (first, second) = sm.losses(q.x, corners), sm.losses(q.x, q.trial), sm.medians(q.x)
    x, heights, far = _dots(q)
    heights = -unit * (0.08 + 0.56 * heights)
    longest, at = far >= far.max() - 1e-9 * unit, [float(each[0]) for each in here]
    traces = [
        viz.rectangles([[first, second, -0.66 * unit, 0]], "optimum", opacity=0.2),
        _sticks(q, ~longest, x, heights, "gradient/0.45", 1.5),
        _sticks(q, longest, x, heights, "accent", 2.4),
        viz.markers(x, heights, "data", size=11 if q.n <= 20 else 5 if q.n < 300 else 3.5, name="value"),
        viz.segment((q.trial, -0.66 * unit), (q.trial, 1.14 * unit), "gradient", width=1.6, hover=False),
    ]
    for k, (name, role, text) in enumerate(BOWLS):
        spot, low = getattr(q, name), -unit * (0.74 + 0.085 * k)
        bottom, side = float(sm.losses(q.x, spot)[k][0]), "right" if share(q, spot) < 70 else "left"
        traces += [
            viz.called(viz.line(corners, found[k], role, width=2.6, name=text), text, at=(0.0, 0.8, 0.1)[k]),
            viz.segment((spot, low), (spot, bottom), role, width=1.8, dash="dash", hover=False),
            viz.dots((spot, bottom), role, size=11, name=f"bottom: {name}"),
            viz.label([spot], [low], f" {name} {number(spot)} ", role, position=f"middle {side}", size=13),
        ]
    traces += [
        viz.line([first, second], [float(sm.losses(q.x, first).mean[0])] * 2, "optimum", width=6, hover=False),
        viz.markers([q.trial] * 3, at, "gradient", size=8, name="loss at t"),
        *_trial(q, 1.14 * unit),
    ]
    slide = viz.Handle("t", (q.trial, 1.14 * unit), "t", "gradient", moves=lambda x, y: {"t": share(q, x)}, follows="x")
    step = distributions.nice(0.17 * unit)
    ticks = step * np.arange(int(unit / step + 1e-9) + 1)
    up = viz.Axis("loss, in the unit of x", (-0.98 * unit, 1.24 * unit), ticks=ticks)
    handles = [*grips(q, heights), slide]
    return viz.Plane(traces, across(q), up, "How far from t are they?", handles=handles, weight=1.25, room=(320, 330))


def _dots(q: Summaries) -> tuple[Array, Array, Array]:
    """Where the values stand, (x, height from 0 to 1), and their distances from t: points in lanes of their own, values
    of a table in piles, without distances."""
    if q.own:
        return q.x, (np.arange(q.n) + 0.5) / q.n, np.abs(q.x - q.trial)
    low, high, bins = q.low, q.low + q.wide, 120
    x, heights = distributions.stacked(q.x, low, high, bins, q.n)
    place = np.clip(((x - low) / q.wide * bins).astype(int), 0, bins - 1)
    return low + (place + 0.5) * q.wide / bins, 1 - heights, np.full(q.n, NAN)


def _sticks(q: Summaries, chosen: Any, x: Array, y: Array, role: str, width: float) -> dict[str, Any]:
    """Lines from the chosen values to t; none for a table."""
    if not q.own:
        return viz.line([NAN], [NAN], role, width=width, hover=False)
    ends = np.stack([np.where(chosen, x, NAN), np.full(q.n, q.trial), np.full(q.n, NAN)], axis=1)
    return viz.line(ends.ravel(), np.repeat(y, 3), role, width=width, hover=False)


def _trial(q: Summaries, y: float) -> list[Any]:
    """The diamond of t, with its value."""
    side = "right" if q.p.t < 75 else "left"
    text = viz.label([q.trial], [y], f"  t = {number(q.trial)}  ", "gradient", position=f"middle {side}")
    return [viz.dots((q.trial, y), "gradient", size=13, symbol="diamond", name="t"), text]


def slopes_panel(q: Summaries) -> viz.Plane:
    """The slope of each loss: of the mean distance the share of values below t less the share above."""
    axis = across(q, 0.03)
    (low, high), s = axis.range or (0.0, 1.0), np.sort(q.x)
    t = np.linspace(low, high, 161)
    rise = 2 * np.arange(q.n + 1) / q.n - 1
    at = np.concatenate([[low], np.repeat(s, 2), [high]])
    root = lambda t: (t - q.mean) / np.maximum(np.hypot(q.sd_n, t - q.mean), 1e-300)
    jump = ([low, q.midrange, q.midrange, high], [-1, -1, 1, 1])
    under, over = np.sum(q.x < q.trial), np.sum(q.x > q.trial)
    here = [(under - over) / q.n, float(root(q.trial)), float(np.sign(q.trial - q.midrange))]
    traces = [
        viz.segment((low, 0), (high, 0), "muted", width=1.6, hover=False),
        viz.called(viz.line(at, np.repeat(rise, 2), "optimum", width=2.4), "mean distance", at=0.12),
        viz.called(viz.line(t, root(t), "model", width=2.4), "root mean square", at=0.85),
        viz.called(viz.line(*jump, "accent", width=2.4), "largest distance", at=0.5),
        viz.segment((q.trial, -1.1), (q.trial, 1.1), "gradient", width=1.6, hover=False),
        viz.markers([q.trial] * 3, here, "gradient", size=8, name="slope at t"),
        viz.markers([q.median, q.mean, q.midrange], [0] * 3, "ink", size=11, ring=True, name="slope 0"),
        viz.dots((q.trial, -1.22), "gradient", size=13, symbol="diamond", name="t"),
    ]
    moves = lambda x, _: {"t": share(q, x)}
    slide = viz.Handle("trial", (q.trial, -1.22), "t", "gradient", moves=moves, follows="x")
    up = viz.Axis("slope of the loss at t", (-1.34, 1.34), ticks=[-1, -0.5, 0, 0.5, 1])
    return viz.Plane(traces, axis, up, "At a bottom the slope is 0", handles=[slide], room=(260, 330))


def _names(names: Any, x: float, ends: Any, low: float, high: float) -> list[Any]:
    """The names of four curves at their right ends, moved apart; hidden ones have no text."""
    half, middle = (high - low) / 2, (high + low) / 2
    places = viz.spread((np.clip(ends, low, high) - middle) / half, 0.1, 0.95) * half + middle
    rows = zip(names, places.tolist(), strict=True)
    return [viz.label([x], [y], CALLED.get(n, ""), ROLES.get(n, "ink"), position="middle right", size=13) for n, y in rows]


def ghost_panel(q: Summaries) -> viz.Plane:
    """How one more value moves each summary, over all places where it may be."""
    (y, curves), centre = q.sensitivity, q.p.what == "centre"
    low, high = (-2.3 * q.wide, 2.3 * q.wide) if centre else (-1.4 * q.wide, 3.2 * q.wide)
    floor, names = low + 0.05 * (high - low), (*q.names, *[""] * (4 - len(q.names)))
    traces: list[Any] = [viz.segment((y[0], 0), (y[-1], 0), "grid", width=1.4, hover=False)]
    drawn = [np.clip(curves.get(name, np.full(len(y), NAN)), low, high) for name in names]
    for name, curve in zip(names, drawn, strict=True):
        role, seen = ROLES.get(name, "ink"), np.where((curve > low) & (curve < high), curve, NAN)
        here = float(np.interp(q.ghost_at, y, seen))
        traces.append(viz.line(y, seen, role, width=2.4, name=CALLED.get(name, " ")))
        traces.append(viz.dots((q.ghost_at, here), role, size=9, name=CALLED.get(name, " ")))
    traces += [
        viz.segment((q.ghost_at, floor), (q.ghost_at, high), "gradient", width=1.4, dash="dot", hover=False),
        viz.markers(q.x, np.full(q.n, floor), "data", size=9 if q.n <= 20 else 5, opacity=0.6, name="value"),
        viz.dots((q.ghost_at, floor), "gradient", size=14, symbol="diamond", name="one more value"),
        *_names(names, y[-1] + 0.05 * q.wide, [curve[-1] for curve in drawn], low, high),
    ]
    moves = lambda x, _: {"ghost": share(q, x)}
    handle = viz.Handle("ghost", (q.ghost_at, floor), "one more value, y", "gradient", moves=moves, follows="x")
    x = viz.Axis(f"place y of one more value, {q.name}"[:52], (y[0] - 0.06 * q.wide, y[-1] + 1.0 * q.wide))
    up = viz.Axis("(n + 1) · shift of the summary", (low, high))
    return viz.Plane(traces, x, up, "One more value at y", handles=[*grips(q, floor), handle])


def broken_panel(q: Summaries) -> viz.Plane:
    """Each summary while the share of bad values grows: how much does it take to carry it away?"""
    (shares, curves), centre = q.broken, q.p.what == "centre"
    low, high = (q.low - 1.15 * q.wide, q.low + 2.15 * q.wide) if centre else (-0.05 * q.wide, 1.65 * q.wide)
    band = [0, 60, float(q.x.min()), float(q.x.max())] if centre else [NAN] * 4
    # The name of the band stands on the side from which no curve comes.
    edge, place = (band[2], "bottom left") if q.ghost_at > q.mean else (band[3], "top left")
    ghost, now = q.ghost_at if centre else NAN, 100 * q.copies / (q.copies + q.n)
    traces = [
        viz.rectangles([band], "data", opacity=0.16),
        viz.label([59], [edge], "the good values" if centre else "", "data", position=place, size=12),
        viz.segment((0, ghost), (60, ghost), "gradient", width=1.6, dash="dot", hover=False),
        viz.label([1], [ghost], "y: the bad values" if centre else "", "gradient", position="top right", size=12),
    ]
    names, spots, ends = (*q.names, *[""] * (4 - len(q.names))), [], []
    for name in names:
        curve, role = curves.get(name, np.full(len(shares), NAN)), ROLES.get(name, "ink")
        spots.append(float(q.mixed.summary(name)[0]) if name else NAN)
        ends.append(curve[-1])
        traces.append(viz.line(100 * shares, curve, role, width=2.4, name=CALLED.get(name, " ")))
        traces.append(viz.dots((now, spots[-1] if low <= spots[-1] <= high else NAN), role, size=9))
    traces.append(viz.segment((now, low), (now, high), "gradient", width=1.4, dash="dot", hover=False))
    traces += _names(names, 61.0, ends, low, high)
    # It moves in steps of one value, which are wide where the values are few.
    grip = (now, min(spots[0], high - 0.03 * (high - low)))
    handle = viz.Handle("bad", grip, "share of bad values", "model", moves=lambda x, _: {"bad": x}, follows="loosely")
    x = viz.Axis("share of bad values, all at y (%)", (-1, 84), ticks=range(0, 61, 10))
    up = viz.Axis(f"{'centre' if centre else 'spread'} of all, {q.name}"[:52], (low, high))
    return viz.Plane(traces, x, up, f"{q.copies} bad among {q.n + q.copies}", handles=[handle])


def histogram_panel(q: Summaries) -> viz.Plane:
    """The histogram, with its first whole bin as a bracket whose ends are held."""
    left, right, top = q.first_edge, q.first_edge + q.bin_width, 1.12
    traces = [
        viz.bars(q.middles, q.counts / q.counts.max(), "data", width=0.97 * q.bin_width, opacity=0.5, name="of the tallest"),
        viz.line([left, left, NAN, left, right, NAN, right, right], [0, top, NAN, top, top, NAN, 0, top], "gradient",
                 width=1.8, hover=False),
        viz.markers([left, right], [top] * 2, "gradient", size=10, symbol="diamond", name="edge of a bin"),
        viz.label([right], [top], "  one bin", "gradient", position="middle right", size=13),
        viz.markers(q.x, np.full(q.n, -0.1), "data", size=10 if q.n <= 20 else 5, opacity=0.6, name="value"),
        viz.dots((q.mode, 1.0), "accent", size=10, symbol="star", name="middle of the tallest bar"),
        viz.segment((q.mean, -0.03), (q.mean, 0.9), "model", width=2, dash="dash", hover=False),
        viz.segment((q.median, -0.03), (q.median, 0.9), "optimum", width=2, dash="dash", hover=False),
    ]  # fmt: skip
    to_origin = lambda x, _: {"origin": 100 * (x - q.low) / q.bin_width}
    to_width = lambda x, _: {"width": share(q, x) / (1 + q.p.origin / 100)}
    handles = [
        *grips(q, -0.1),
        viz.Handle("edge", (left, top), "left edge of a bin", "gradient", moves=to_origin, follows="x"),
        viz.Handle("width", (right, top), "right edge of a bin", "gradient", moves=to_width, follows="x"),
    ]
    said = f"{q.hump_count} hump{'s' * (q.hump_count != 1)}, bins {number(q.bin_width, 3)} wide"
    up = viz.Axis("count (tallest bar = 1)", (-0.2, 1.24), ticks=[0, 0.25, 0.5, 0.75, 1])
    return viz.Plane(traces, across(q), up, said, handles=handles)


def map_panel(q: Summaries) -> viz.Plane:
    """How many humps the same data have, at every width and edge of the bins."""
    at = (q.p.origin, q.p.width)
    traces = [
        viz.heatmap(np.minimum(q.hump_map, 6), SHIFTS, WIDTHS, bounds=(0, 6), bar="humps"),
        viz.dots(at, "gradient", size=15, symbol="diamond", name="here"),
        viz.dots(at, "paper", size=6, name="here"),
    ]
    moves = lambda x, y: {"origin": x, "width": y}
    handle = viz.Handle("bins", at, "edge and width of the bins", "gradient", moves=moves)
    x, y = viz.Axis("left edge (% of a bin)", (-2, 102)), viz.Axis("bin width (% of the axis)", (1.25, 50.75))
    return viz.Plane(traces, x, y, "Humps, by edge and width", handles=[handle], weight=0.8)


def steps_panel(q: Summaries) -> viz.Plane:
    """The distribution function, and over it box and violin: the box's edges stand where the staircase passes 1/4, 3/4."""
    (q1, middle, q3), (low, high), at, half = q.quartiles.tolist(), across(q).range or (0, 1), 1.24, 0.1
    fence = 1.5 * (q3 - q1)
    inside = q.x[(q.x >= q1 - fence) & (q.x <= q3 + fence)]
    ends = (min(inside.min(), q1), max(inside.max(), q3)) if len(inside) else (q1, q3)
    beyond = np.where((q.x < q1 - fence) | (q.x > q3 + fence), q.x, NAN)
    edges = [(q1, 0.25), (middle, 0.5), (q3, 0.75)]
    drops = [each for x, level in edges for each in ((low, level), (x, level), (x, at - half), (NAN, NAN))]
    box = [(ends[0], at), (q1, at), (NAN, NAN), (q3, at), (ends[1], at), (NAN, NAN)]
    traces = [
        viz.polyline(drops, "muted", width=1.3, dash="dot", hover=False),
        distributions.steps(q.x, low, high, "data", width=2.4, name="share at or below"),
        viz.rectangles([[q1, q3, at - half, at + half]], "data", opacity=0.18, width=2),
        viz.polyline(box, "data", width=2, hover=False),
        viz.segment((middle, at - half), (middle, at + half), "optimum", width=3, hover=False),
        viz.markers(beyond, np.full(q.n, at), "data", size=6, ring=True, name="beyond the fence"),
        distributions.violin(*q.density, 1.56, 0.3, "data", upright=False),
        viz.dots((q.mean, at), "model", size=9, symbol="diamond", name="mean"),
    ]
    up = viz.Axis("share at or below x", (-0.04, 1.76), ticks=[0, 0.25, 0.5, 0.75, 1])
    return viz.Plane(traces, across(q), up, "Steps, box and violin")


def digits_panel(q: Summaries) -> viz.Plane:
    """The digits that each way to compute the deviation gets right, over the offset of the data."""
    k, found = np.array(POWERS, dtype=float), q.reached
    with np.errstate(divide="ignore"):
        lost = np.log10(np.maximum(q.kappas, 1))
    guess = lambda times: np.clip(15.95 - times * lost, 0, ld.MOST_DIGITS) if np.isfinite(lost).all() else k * NAN
    here = q.p.power
    traces = [
        viz.line(k, guess(1), "optimum/0.5", width=1.6, dash="dot", name="16 − log₁₀ κ"),
        viz.line(k, guess(2), "model/0.5", width=1.6, dash="dot", name="16 − 2 log₁₀ κ"),
        viz.called(viz.line(k, found["two32"], "optimum/0.6", width=1.6, dash="dash"), "float32", at=0.3),
        viz.called(viz.line(k, found["one32"], "model/0.6", width=1.6, dash="dash"), "float32", at=0.0),
        viz.called(viz.line(k, found["two"], "optimum", width=3, name="two passes"), "two passes", at=0.75),
        viz.called(viz.line(k, found["one"], "model", width=3, name="one pass"), "one pass", at=0.45),
        viz.segment((here, 0), (here, 16), "gradient", width=1.6, dash="dot", hover=False),
        viz.markers([here, here], [found["two"][here], found["one"][here]], "gradient", size=11, name="here"),
    ]
    spot = (here, found["two"][here])
    handle = viz.Handle("offset", spot, "offset", "gradient", moves=lambda x, _: {"power": round(x)}, follows="loosely")
    x = viz.Axis("added to every value", (-0.4, 12.4), ticks=range(0, 13, 2), labels=["0", *TEN[2::2]])
    y = viz.Axis("right digits of the SD", (-0.6, 16.4), ticks=range(0, 17, 4))
    return viz.Plane(traces, x, y, "Digits that survive", handles=[handle])


def cancel_panel(q: Summaries) -> viz.Plane:
    """Why: the two sums that one pass subtracts, digit by digit, and where a double ends."""
    from math import log10

    (squares, mean), rest = q.sums, q.sums[0] - q.sums[1]
    lead = int(np.floor(log10(squares))) if squares > 0 else 0
    last = (int(np.floor(log10(rest))) if rest > 0 else lead - 18) - 4
    first = max(lead, 0)
    shown = min(COLUMNS, first - min(last, 0) + 1)
    rows = [ld.decimals(each, first, shown).rjust(COLUMNS)[-COLUMNS:] for each in (squares, mean, abs(rest))]
    start = COLUMNS - shown  # the column of 10^first
    agree = next((i for i in range(start, COLUMNS) if rows[0][i] != rows[1][i]), COLUMNS)
    wall = min(start + (first - lead) + 16, COLUMNS)  # a double keeps about sixteen digits, from the leading one on
    point = start + first + 0.5
    places, traces = np.arange(COLUMNS, dtype=float), []
    for y, row, name in zip((3.0, 2.0, 1.0), rows, ("Σx²", "(Σx)²/n", "difference: (n − 1) · variance"), strict=True):
        text = viz.label(places, np.full(COLUMNS, y), list(row), position="middle center", size=13)
        colors = ["@muted" if i < agree else "@ink" for i in range(COLUMNS)]
        text["textfont"]["color"] = [c if i < wall else "@model" for i, c in enumerate(colors)]
        traces += [text, viz.label([COLUMNS - 0.5], [y + 0.36], name, "ink", position="middle left", size=13)]
    marks = [point] * 3 if point < COLUMNS - 1 else [NAN] * 3
    end = wall - 0.5 if wall < COLUMNS else NAN
    computed, true = q.variances[0], float(rest) / (q.n - 1)
    traces += [
        viz.label(marks, [2.93, 1.93, 0.93], ["."] * 3, "ink", position="middle center", size=13),
        viz.segment((end, 0.6), (end, 3.7), "model", width=2, dash="dash", hover=False),
        viz.label([end], [3.72], "a double ends here", "model", position="top center" if wall < 26 else "top left"),
        viz.label([COLUMNS - 0.5], [0.3], f"variance: {number(true, 6)}", "optimum", position="middle left"),
        viz.label([COLUMNS - 0.5], [-0.05], f"by one pass: {number(computed, 6)}", "model", position="middle left"),
    ]
    x, y = viz.Axis("", (-1, COLUMNS), visible=False), viz.Axis("", (-0.4, 4.2), visible=False)
    return viz.Plane(traces, x, y, "What one pass subtracts")
