"""The panels of the lesson. "gradient" is what stops for chance alone, "model" what an effect does, "optimum" what is
promised or paid for, "null" what would be without, "accent" a bound that is held, "data" what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq
from pages.statistics.ab_testing.state import GRID, PATHS, SHAPES, THETAS

if TYPE_CHECKING:
    from pages.statistics.ab_testing.state import Online

TALL, SHOWN, WALKS = 4.4, 14, 24  # of the axis of z; paths that are drawn under an effect; and without end
LOOKS, HIGHEST = np.arange(1, sq.MOST_LOOKS + 1), 6.6
RATE = np.linspace(0.001, 0.4, 400)
NAMES = {
    "fixed": "Fixed split",
    "commit": "Trial of 600",
    "epsilon": "ε-greedy",
    "upper": "UCB1",
    "thompson": "Thompson",
}

percent = lambda share, digits=3: f"{number(100 * share, digits)}%"
# A text that hides, and keeps its trace, where its place is NaN.
says = lambda x, y, text, role, side="middle right", size=13: viz.label(
    [x], [y], text if np.isfinite([x, y]).all() else "", role, position=side, size=size
)
flat = lambda y, role, ends=(0.0, 1.0), **style: viz.line([*ends], [y, y], role, hover=False, **style)
grip = lambda name, at, label, role, moves, follows="x": viz.Handle(name, at, label, role, moves=moves, follows=follows)


def broken(x: Any, rows: Any) -> tuple[Any, Any]:
    """Rows (n, k) over x (k,) as one line that breaks between them."""
    gap = np.full((len(rows), 1), np.nan)
    return np.tile(np.append(x, np.nan), len(rows)), np.concatenate([rows, gap], axis=1).ravel()


def uprights(x: Any, low: float, high: float, role: str = "muted") -> dict[str, Any]:
    """The looks, as thin lines; their number does not change how many traces there are."""
    return viz.line(*broken_up(x, low, high), role, width=1, opacity=0.45, hover=False)


def broken_up(x: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """A vertical piece at each x."""
    gap = np.full(len(x), np.nan)
    low, high = np.broadcast_to(low, len(x)), np.broadcast_to(high, len(x))
    return np.stack([x, x, gap], axis=1).ravel(), np.stack([low, high, gap], axis=1).ravel()


def level_at(z: float) -> dict[str, Any]:
    """The level of a bound that is dragged to z."""
    if z <= 0:
        raise viz.Limit("The bound stays above zero; its mirror image below goes with it.")
    return {"level": float(2 * sq.special.ndtr(-z))}


def paths_panel(q: Online) -> viz.Plane:
    """Forty tests of nothing: z as the data come in, what a look sees, and what a reader of looks would do."""
    t, (stop, z_stop) = GRID / sq.USERS, q.stopped
    z = np.clip(q.drawn[:, GRID - 1] / np.sqrt(t), -TALL, TALL)
    lit = stop <= sq.USERS
    before = stop[:, None] >= GRID
    quiet, warned = np.where(lit[:, None], np.nan, z), np.where(lit[:, None] & before, z, np.nan)
    after = np.where(lit[:, None] & ~before, z, np.nan)
    count = int(lit.sum())
    word = "false alarm" if count == 1 else "false alarms"
    traces = [
        uprights(q.shares, -TALL, TALL),
        viz.line(*broken(t, quiet), "muted", width=0.9, opacity=0.55, hover=False),
        viz.line(*broken(t, after), "gradient", width=0.9, opacity=0.3, hover=False),
        viz.line(*broken(t, warned), "gradient", width=1.8, hover=False),
        flat(q.z, "accent", width=2.2),
        flat(-q.z, "accent", width=2.2),
        viz.markers(np.where(lit, stop / sq.USERS, np.nan), np.clip(z_stop, -TALL, TALL), "gradient", size=8),
        says(0.015, 4.75, f"{count} {word} in {PATHS}", "gradient", size=15),
        says(1.0, 4.75, f"|z| ≥ {number(q.z, 3)}", "accent", "middle left"),
    ]
    handles = [grip("bound", (1.0, q.z), "bound", "accent", lambda x, y: level_at(y), "y")]
    y = viz.Axis("z of the difference so far", (-TALL, 5.1), ticks=(-4, -2, 0, 2, 4))
    x = viz.Axis("share of the planned data", (0, 1.03), percent=True)
    return viz.Plane(traces, x, y, "A/A tests: both arms are the same", handles=handles, weight=1.15)


def rates_panel(q: Online) -> viz.Plane:
    """How often a test of nothing is significant at some look, against the number of looks."""
    k, level = q.p.looks, q.p.level
    traces = [
        flat(level, "optimum", (0.6, 20.4), width=1.6, dash="dash"),
        viz.called(viz.line(LOOKS, q.peeked, "gradient", width=2.6, name="exact"), "stop at the first", at=0.75),
        viz.dots(np.stack([LOOKS, q.peeked], axis=1), "gradient", size=5),
        viz.markers([k], [q.alarms], "data", size=15, symbol="cross-thin-open", name="20,000 simulated"),
        viz.dots((k, q.overall), "gradient" if q.p.stop else "optimum", size=13, name="this plan, exact"),
        says(20.3, level - 0.017, f"promised {percent(level)}", "optimum", "middle left"),
        says(k, q.overall + 0.026, f"{percent(q.overall)}", "ink", "top center" if k < 19 else "top left", 15),
    ]
    handles = [grip("looks", (k, q.overall), "number of looks", "gradient", lambda x, _: {"looks": x})]
    x = viz.Axis("equal looks", (0.4, 20.6), ticks=(1, 5, 10, 15, 20))
    y = viz.Axis("chance of a false alarm", (0, 0.47), percent=True)
    return viz.Plane(traces, x, y, "What the looks cost", handles=handles)


def bend(q: Online, y: float) -> dict[str, Any]:
    """The shape of the boundary whose held bound is at y."""
    if q.p.looks == 1:
        raise viz.Limit("A single look has one bound, and no shape.")
    low, high = q.reachable[-1], q.reachable[0]
    found = {"delta": float(np.interp(-y, -q.reachable, SHAPES))}
    if not low - 0.02 <= y <= high + 0.02:
        raise viz.Limit(f"Between Δ = 0 and 0.7 this bound goes from {number(low, 3)} to {number(high, 3)}.", found)
    return found


def boundary_panel(q: Online) -> viz.Plane:
    """The boundary at its looks, paths under the effect that stop there, and the bound that does not pay."""
    t = GRID / sq.USERS
    paths = q.drawn[:SHOWN] + q.p.effect * np.arange(1, sq.USERS + 1) / sq.USERS
    stop, _ = q.first(paths, q.bounds)
    z = np.where(stop[:, None] >= GRID, np.clip(paths[:, GRID - 1] / np.sqrt(t), -2, HIGHEST), np.nan)
    at, seen = q.grip, q.bounds <= HIGHEST - 0.15
    curve = q.constant * sq.shape(t[t >= q.shares[0] - 1e-9], q.p.delta)
    traces = [
        uprights(q.shares, -2, HIGHEST),
        viz.line(*broken(t, z), "model", width=1.0, opacity=0.5, hover=False),
        viz.called(viz.line(t, q.p.effect * np.sqrt(t), "model", width=2.4, name="θ√t"), "mean of z", at=0.5),
        viz.called(flat(q.z, "gradient", width=1.6, dash="dash"), f"{number(q.z, 3)}: one look", at=0.05),
        viz.line(
            t[-len(curve) :], np.where(curve <= HIGHEST, curve, np.nan), "accent", width=1.6, dash="dot", hover=False
        ),
        viz.called(viz.markers(q.shares, np.where(seen, q.bounds, np.nan), "accent", size=9, name="bound")),
        says(
            1.0, HIGHEST - 0.3, f"Δ = {number(q.p.delta, 3)}, C = {number(q.constant, 4)}", "accent", "middle left", 14
        ),
    ]
    spot = (float(q.shares[at]), float(min(q.bounds[at], HIGHEST - 0.1)))
    handles = [grip("shape", spot, "shape of the boundary", "accent", lambda x, y: bend(q, y), "y")]
    x = viz.Axis("share of the planned data t", (0, 1.03), percent=True)
    y = viz.Axis("|z| that stops the test", (-2, HIGHEST), ticks=(-2, 0, 2, 4, 6))
    return viz.Plane(traces, x, y, "A boundary that pays for its looks", handles=handles, weight=1.1)


def spending_panel(q: Online) -> viz.Plane:
    """Look by look: how much of the level is spent, and of the power gained."""
    t = np.append(0, q.shares)
    gained, spent = np.insert(np.cumsum(q.tested.stops, axis=0), 0, 0.0, axis=0).T
    traces = [
        viz.called(viz.line(t, gained, "model", width=2.6, step=True, name="stopped"), "effect θ", at=0.6),
        viz.called(
            viz.line(t, spent / q.p.level, "null", width=2.6, step=True, name="level spent"), "α spent", at=0.85
        ),
        viz.dots(np.stack([t[1:], gained[1:]], axis=1), "model", size=6),
        viz.dots(np.stack([t[1:], (spent / q.p.level)[1:]], axis=1), "null", size=6),
        viz.markers(q.shares, q.run.rejected, "data", size=10, symbol="cross-thin-open", name="20,000 simulated"),
    ]
    x = viz.Axis("share of the planned data t", (0, 1.03), percent=True)
    y = viz.Axis("stopped by then (null: as a part of α)", (0, 1.04), percent=True)
    return viz.Plane(traces, x, y, "When it stops", weight=0.8)


def power_panel(q: Online) -> viz.Plane:
    """Power and expected size against the effect, beside the test with one look."""
    theta = q.p.effect
    traces = [
        viz.line(THETAS, q.single, "null", width=2, dash="dash", name="power, one look", hover=False),
        viz.called(viz.line(THETAS, q.curves.power, "model", width=2.8, name="power"), "power", at=0.35),
        viz.called(viz.line(THETAS, q.curves.size, "optimum", width=2.8, name="expected data"), "data used", at=0.9),
        viz.dots((theta, q.power), "model", size=12),
        viz.dots((theta, q.size), "optimum", size=12),
        viz.line([theta, theta], [0, 1.02], "model", width=1, dash="dot", hover=False),
    ]
    handles = [grip("effect", (theta, 0.0), "true effect", "model", lambda x, _: {"effect": x})]
    x = viz.Axis("true effect θ (mean of z at the end)", (-0.05, 5.05))
    return viz.Plane(
        traces, x, viz.Axis("power, share of the data", (0, 1.04), percent=True), "What it buys", handles=handles
    )


def endless_panel(q: Online) -> viz.Plane:
    """Tests without a planned end: the bound of one look, that for all n, and the law of the iterated logarithm."""
    n, z = sq.ALONG, np.clip(q.walks[:WALKS], -5.4, 5.4)
    when = q.ever[1][:WALKS]
    lit = when >= 0
    paths = np.where(lit[:, None] & (np.arange(len(n)) > when[:, None]), np.nan, z)
    place = np.maximum(when, 0)
    logs = np.sqrt(2 * np.log(np.log(n)))
    mirrored = lambda y: (np.concatenate([n, [np.nan], n]), np.concatenate([y, [np.nan], -y]))
    traces = [
        viz.line(*broken(n, np.where(lit[:, None], np.nan, z)), "muted", width=0.9, opacity=0.6, hover=False),
        viz.line(*broken(n, np.where(lit[:, None], paths, np.nan)), "gradient", width=1.2, opacity=0.7, hover=False),
        viz.line(*broken(n, np.where(lit[:, None] & np.isnan(paths), z, np.nan)), "gradient", width=0.8, opacity=0.25),
        viz.markers(np.where(lit, n[place], np.nan), z[np.arange(WALKS), place], "gradient", size=7),
        viz.line(*mirrored(np.full(len(n), q.z)), "gradient", width=2, dash="dash", hover=False),
        viz.line(*mirrored(q.always), "optimum", width=2.8, name="for all n", hover=False),
        viz.line(*mirrored(logs), "null", width=1.4, dash="dot", hover=False),
        says(11, 5.75, "for all n", "optimum", size=14),
        says(400, 5.75, "one look", "gradient", size=14),
        says(9e4, 5.75, "√(2 ln ln n)", "null", "middle left", 14),
    ]
    low = (float(q.lowest[0]), float(q.lowest[1]))
    moves = lambda x, _: {"scale": x * q.p.scale / q.lowest[0]}
    x = viz.Axis("users n in each arm", (9, 110_000), log=True)
    y = viz.Axis("z after n users", (-5.5, 6.1), ticks=(-4, -2, 0, 2, 4))
    handles = [grip("lowest", low, "where the bound is tightest", "optimum", moves)]
    return viz.Plane(traces, x, y, "A test without a planned end", handles=handles, weight=1.15)


def ever_panel(q: Online) -> viz.Plane:
    """How many of the tests have been stopped by n users."""
    n, naive, valid = sq.ALONG, q.ever[0], q.ever_valid[0]
    traces = [
        viz.line([9, 110_000], [q.p.level] * 2, "optimum", width=1.4, dash="dash", hover=False),
        viz.called(viz.line(n, naive, "gradient", width=2.6, name="bound of one look"), "one look", at=0.6),
        viz.called(viz.line(n, valid, "optimum", width=2.6, name="bound for all n"), "for all n", at=0.95),
        says(10, q.p.level + 0.03, f"α = {percent(q.p.level)}", "optimum"),
    ]
    x = viz.Axis("users n in each arm", (9, 110_000), log=True)
    return viz.Plane(traces, x, viz.Axis("stopped by n", (0, 1.04), percent=True), "Stopped so far")


def scatter_panel(q: Online) -> viz.Plane:
    """One random assignment: outcome over covariate, and parallel lines whose distance is the adjusted effect."""
    e, (y, x, names) = q.deals, q.table
    given = e.treated[0]
    outcome, before = y + q.gain * given, x + q.moved * given
    (sd, sx), middle = e.deviations, float(x.mean())
    wide = (
        float(x.min() - 0.1 * np.ptp(x)) - 1.1 * sx * (not q.p.before),
        float(x.max() + 0.1 * np.ptp(x)) + 1.1 * sx * (not q.p.before),
    )
    tall = (float(y.min() - 1.15 * sd), float(y.max() + 1.5 * sd))
    ends, lines = np.array([wide[0], wide[1]]), []
    for mask, role, text in ((~given, "null", "control"), (given, "model", "treated")):
        at = outcome[mask].mean() + q.slope * (ends - before[mask].mean())
        lines += [viz.line(ends, np.clip(at, *tall), role, width=2.6, name=text)]
        lines += [viz.dots((before[mask].mean(), outcome[mask].mean()), role, size=12, symbol="diamond", name=text)]
    # The line of the control arm is held at its right quarter.
    hold = middle + 1.3 * sx
    base, from_ = float(outcome[~given].mean()), float(before[~given].mean())
    at = (hold, base + q.slope * (hold - from_))
    tilt = lambda _, height: {"slope_part": (height - base) / (hold - from_) / e.slope}
    traces = [
        viz.markers(before[~given], outcome[~given], "null", size=5, opacity=0.6, name="control"),
        viz.markers(before[given], outcome[given], "model", size=5, opacity=0.6, name="treated"),
        *lines,
        says(wide[0] + 0.02 * np.ptp(wide), tall[1] - 0.05 * np.ptp(tall), "treated", "model", size=14),
        says(wide[0] + 0.02 * np.ptp(wide), tall[1] - 0.12 * np.ptp(tall), "control", "null", size=14),
    ]
    cut = lambda text: text if len(text) <= 40 else text[:39] + "…"
    handles = [grip("tilt", at, "slope that is taken off", "null", tilt, "y")] if abs(e.slope) > 1e-12 else []
    x_axis, y_axis = viz.Axis(cut(names[1]), wide), viz.Axis(cut(names[0]), tall)
    return viz.Plane(traces, x_axis, y_axis, "One random assignment", handles=handles)


def estimates_panel(q: Online) -> viz.Plane:
    """The estimates of all assignments, as they are and adjusted; below, the one in hand with its intervals."""
    sd = q.deals.deviations[0]
    half = 0.55 + 4.2 * q.deals.error(0.0) / sd
    bins, rows = 70, []
    tallest = 1.0
    for values, role, name in ((q.plain, "data", "means alone"), (q.adjusted, "model", "adjusted")):
        counts, sides = np.histogram(values / sd, bins, (-half, half))
        rows.append((sides[:-1] + half / bins, counts, role, name))
        tallest = max(tallest, float(rows[-1][1].max()))
    edges = lambda c: np.repeat(np.append(c, c[-1] + 2 * half / bins) - half / bins, 2)[1:-1]
    top = lambda h: np.repeat(h / tallest, 2)
    traces = [
        *(viz.area(edges(c), top(h), 0.0, role, opacity=0.3) for c, h, role, _ in rows),
        *(viz.line(edges(c), top(h), role, width=1.6, hover=False) for c, h, role, _ in rows),
        viz.line([q.p.size_of] * 2, [-0.42, 1.06], "optimum", width=2, dash="dash", hover=False),
        flat(0, "muted", (-half, half), width=1),
    ]
    for (_, _, role, name), value, error, y in zip(
        rows, (q.plain[0], q.adjusted[0]), q.errors, (-0.14, -0.3), strict=True
    ):
        reach = np.clip(np.array([value - 1.96 * error, value + 1.96 * error]) / sd, -half, half)
        traces += [viz.line(reach, [y, y], role, width=3, hover=False)]
        traces += [viz.dots((float(np.clip(value / sd, -half, half)), y), role, size=10, name=name)]
        traces += [says(-half * 0.98, y, name, role, size=13)]
    traces.append(says(q.p.size_of, 1.13, "true effect", "optimum", "middle center"))
    handles = [grip("effect", (q.p.size_of, 1.06), "true effect", "optimum", lambda x, _: {"size_of": x})]
    x = viz.Axis("estimated effect (deviations of the outcome)", (-half, half))
    y_axis = viz.Axis("assignments", (-0.45, 1.22), ticks=())
    return viz.Plane(traces, x, y_axis, f"{oe.DEALS:,} assignments of the same units", handles=handles)


def wasted_panel(q: Online) -> viz.Plane:
    """How many users got the worse arm, on average over the runs, under each policy."""
    n = np.append(0, oe.PULLS)
    time = float(oe.PULLS[q.now])
    curve = lambda key: np.append(0, q.wasted[key])
    strong = lambda key: 3.4 if key == q.p.policy else 1.6
    role = {"fixed": "null", "commit": "data", "epsilon": "gradient", "upper": "accent", "thompson": "model"}
    traces = [
        *(
            viz.called(viz.line(n, curve(key), role[key], width=strong(key), name=NAMES[key]), NAMES[key], at=0.8)
            for key in NAMES
        ),
        viz.dots((time, float(q.wasted[q.p.policy][q.now])), role[q.p.policy], size=12),
    ]
    x, y = viz.Axis("users so far", (0, 5150)), viz.Axis("of these on the worse arm (mean of the runs)", (0, 2600))
    return viz.Plane(traces, x, y, "What learning costs", weight=1.1)


def posterior_panel(q: Online) -> viz.Plane:
    """One run: what is known of each rate by now. An arm that is not pulled stays unknown."""
    wins, pulls = q.counts
    traces = []
    curves = [oe.beta_density(RATE, float(w), float(n)) for w, n in zip(wins, pulls, strict=True)]
    for k, role in enumerate(("data", "accent")):
        y = curves[k] / curves[k].max()
        traces += [viz.area(RATE, y, 0.0, role, opacity=0.22), viz.line(RATE, y, role, width=2.4, hover=False)]
        traces += [viz.line([q.rates[k]] * 2, [0, 1.06 + 0.08 * k], role, width=1.6, dash="dash", hover=False)]
        text = f"{'AB'[k]}: {int(wins[k])} of {int(pulls[k]):,}"
        traces += [says(0.396, 1.3 - 0.09 * k, text, role, "middle left", 14)]
    handles = [
        grip(f"true {'AB'[k]}", (float(q.rates[k]), 1.06 + 0.08 * k), f"true rate of {'AB'[k]}", role, move)
        for k, (role, move) in enumerate((("data", lambda x, _: {"rate_a": x}), ("accent", lambda x, _: {"rate_b": x})))
    ]
    x = viz.Axis("rate", (0, 0.4), percent=True)
    y_axis = viz.Axis("posterior density (peak = 1)", (0, 1.38), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y_axis, f"One run after {oe.PULLS[q.now]:,} users", handles=handles)
