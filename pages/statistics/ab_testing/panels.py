"""The panels of the lesson. "gradient" is what stops for chance alone, "model" what an effect does, "optimum" what is
promised or paid for, "null" what would be without, "accent" a bound that is held, "data" what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

import viz
from explorer.text import number
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq
from pages.statistics.ab_testing.state import GRID, PATHS, SHAPES, THETAS

if TYPE_CHECKING:
    from pages.statistics.ab_testing.state import Online

TALL, SHOWN, WALKS, FEW = 4.4, 10, 24, 30  # of the axis of z; paths under an effect; without end; runs of a bandit
LOOKS, HIGHEST = np.arange(1, sq.MOST_LOOKS + 1), 6.6
RATE, PARTS = np.linspace(0.0005, 0.3, 400), (-0.5, 2)  # PARTS: shares of the slope
SHARE = viz.Axis("share of the planned data", (0, 1.03), percent=True)
USERS = viz.Axis("users n in each arm", (9, 110_000), log=True)
NAMES = {"fixed": "Fixed split", "commit": "Trial of 600", "epsilon": "ε-greedy", "upper": "UCB1"}
NAMES, ROLES = NAMES | {"thompson": "Thompson"}, ("null", "optimum", "gradient", "ink", "model")

percent = lambda share: f"{number(100 * share, 3)}%"
says = lambda x, y, text, role, side="middle right", size=13: viz.label([x], [y], text, role, position=side, size=size)
flat = lambda y, role, ends=(0.0, 1.0), **style: viz.line([*ends], [y, y], role, hover=False, **style)
uprights = lambda x, low, high: viz.stems(x, np.full(len(x), high), "grid", width=1.4, base=low)  # the looks
grip = lambda name, at, label, role, moves, follows="x": viz.Handle(name, at, label, role, moves=moves, follows=follows)


def broken(x: Any, rows: Any) -> tuple[Any, Any]:
    """Rows (n, k) over x (k,) as one line that breaks between them."""
    gap = np.full((len(rows), 1), np.nan)
    return np.tile(np.append(x, np.nan), len(rows)), np.concatenate([rows, gap], axis=1).ravel()


def courses(x: Any, z: Any, lit: Any, before: Any) -> list[dict[str, Any]]:
    """Paths z (n, k) over x: those that are never stopped, and the others before (n, k) their stop and after it."""
    rows = np.asarray(lit)[:, None]
    line = lambda which, role, **style: viz.line(*broken(x, np.where(which, z, np.nan)), role, hover=False, **style)
    after = line(rows & ~before, "gradient", width=0.8, opacity=0.3)
    lively = line(rows & before, "gradient", width=1.7, opacity=0.85)
    return [line(~rows, "muted", width=0.9, opacity=0.55), after, lively]


def paths_panel(q: Online) -> viz.Plane:
    """Forty tests of nothing: z as the data come in, what a look sees, and what a reader of looks would do."""
    t, (stop, z_stop) = GRID / sq.USERS, q.stopped
    z = np.clip(q.drawn[:, GRID - 1] / np.sqrt(t), -TALL, TALL)
    lit = stop <= sq.USERS
    traces = [
        uprights(q.shares, -TALL, TALL),
        *courses(t, z, lit, stop[:, None] >= GRID),
        viz.line([0, 1, np.nan, 0, 1], [q.z, q.z, np.nan, -q.z, -q.z], "accent", width=2.2, hover=False),
        viz.markers(np.where(lit, stop / sq.USERS, np.nan), np.clip(z_stop, -TALL, TALL), "gradient", size=8),
        says(0.015, 4.75, f"false alarms: {lit.sum()} of {PATHS}", "gradient", size=15),
        says(1.0, 4.75, f"|z| ≥ {number(q.z, 3)}", "accent", "middle left"),
    ]
    handles = [grip("bound", (1.0, q.z), "bound", "accent", lambda _, y: {"level": 2 * ndtr(-y)}, "y")]
    y = viz.Axis("z of the difference so far", (-TALL, 5.1), ticks=(-4, -2, 0, 2, 4))
    return viz.Plane(traces, SHARE, y, "A/A tests: both arms are the same", handles=handles, weight=1.15)


def rates_panel(q: Online) -> viz.Plane:
    """How often a test of nothing is significant at some look, against the number of looks."""
    k, level, low = q.p.looks, q.p.level, q.overall < 0.045  # low: names stand over what they name
    side = f"{'top' if low else 'bottom'} {'right' if k < 17 else 'left'}"
    shift = 7 * level + 0.05 if level < 0.02 else 0.016 if level < 0.03 else -0.017  # over the curve, or under it
    traces = [
        flat(level, "optimum", (0.6, 20.4), width=1.6, dash="dash"),
        viz.line(LOOKS, q.peeked, "gradient", width=2.6, name="exact"),
        says(0.8, 0.452, "who stops at the first alarm", "gradient", size=14),
        viz.dots(np.stack([LOOKS, q.peeked], axis=1), "gradient", size=5),
        viz.markers([k], [q.alarms], "data", size=15, symbol="cross-thin-open", name="20,000 simulated"),
        viz.dots((k, q.overall), "gradient" if q.p.stop else "optimum", size=13, name="this plan, exact"),
        says(20.3, level + shift, f"promised {percent(level)}" * (q.p.stop or k < 15), "optimum", "middle left"),
        says(k + 0.35, q.overall + (0.012 + 0.018 * (k < 4) if low else -0.012), percent(q.overall), "ink", side, 16),
    ]
    handles = [grip("looks", (k, q.overall), "number of looks", "gradient", lambda x, _: {"looks": x})]
    x = viz.Axis("equal looks", (0.4, 20.6), ticks=(1, 5, 10, 15, 20))
    y = viz.Axis("chance of a false alarm", (0, 0.47), percent=True)
    return viz.Plane(traces, x, y, "What the looks cost", handles=handles)


def bend(q: Online, y: float) -> dict[str, Any]:
    """The shape of the boundary whose held bound is at y."""
    low, high = q.reachable[-1], q.reachable[0]
    found = {"delta": float(np.interp(-y, -q.reachable, SHAPES))}
    if q.p.looks == 1 or not low - 0.02 <= y <= high + 0.02:
        raise viz.Limit(f"Between Δ = 0 and 0.7 this bound goes from {number(low, 3)} to {number(high, 3)}.", found)
    return found


def boundary_panel(q: Online) -> viz.Plane:
    """The boundary at its looks, paths under the effect that stop there, and the bound that does not pay."""
    t = GRID / sq.USERS
    paths = q.drawn[:SHOWN] + q.p.effect * np.arange(1, sq.USERS + 1) / sq.USERS
    stop, _ = sq.first_stop(paths, q.shares, q.bounds)
    z = np.where(stop[:, None] >= GRID, np.clip(paths[:, GRID - 1] / np.sqrt(t), -2, HIGHEST), np.nan)
    curve = q.constant * sq.shape(t[t >= q.shares[0] - 1e-9], q.p.delta)
    traces = [
        uprights(q.shares, -2, HIGHEST),
        viz.line(*broken(t, z), "model", width=1.0, opacity=0.5, hover=False),
        viz.line(t, q.p.effect * np.sqrt(t), "model", width=2.4, name="mean of z", hover=False),
        flat(q.z, "gradient", width=1.6, dash="dash"),
        viz.line(t[-len(curve) :], np.where(curve <= HIGHEST, curve, np.nan), "accent", width=1.6, dash="dot"),
        viz.markers(q.shares, np.where(q.bounds <= HIGHEST - 0.15, q.bounds, np.nan), "accent", size=9, name="bound"),
        says(1.0, HIGHEST - 0.3, f"C = {number(q.constant, 4)}", "accent", "middle left", 14),
        says(0.02, -2.45, "z under θ, and its mean", "model"),
        says(0.02, -3.2, f"dashed: {number(q.z, 3)}, one look", "gradient"),
    ]
    spot = (float(q.shares[q.grip]), float(min(q.bounds[q.grip], HIGHEST - 0.1)))
    handles = [grip("shape", spot, "shape of the boundary", "accent", lambda x, y: bend(q, y), "y")]
    y = viz.Axis("|z| that stops the test", (-3.6, HIGHEST), ticks=(-2, 0, 2, 4, 6))
    return viz.Plane(traces, SHARE, y, "Bounds that pay for looks", handles=handles, weight=1.1)


def spending_panel(q: Online) -> viz.Plane:
    """Look by look: how much of the level is spent, and of the power gained."""
    (gained, spent), cost = np.cumsum(q.tested.stops, axis=0).T / [[1.0], [q.p.level]], "α spent" * (q.p.looks > 1)
    traces = [
        viz.called(viz.line(q.shares, gained, "model", width=2.6, name="stopped"), "effect θ", at=0.7),
        viz.called(viz.line(q.shares, spent, "null", width=2.6, dash="dash", name="level"), cost, at=0.6),
        viz.markers(q.shares, gained, "model", size=6),
        viz.markers(q.shares, spent, "null", size=6),
        viz.markers(q.shares, q.run, "data", size=10, symbol="cross-thin-open", name="20,000 simulated"),
    ]
    y = viz.Axis("stopped by then (null: as a part of α)", (0, 1.04), percent=True)
    return viz.Plane(traces, SHARE, y, "When it stops", weight=0.8, room=(160, 170))


def power_panel(q: Online) -> viz.Plane:
    """Power and expected size against the effect, beside the test with one look."""
    theta = q.p.effect
    traces = [
        viz.called(viz.line(THETAS, q.single, "null", width=2, dash="dash", name="power, one look", hover=False)),
        viz.called(viz.line(THETAS, q.curves.power, "model", width=2.8, name="power"), "power", at=0.35),
        viz.called(viz.line(THETAS, q.curves.size, "optimum", width=2.8, name="expected data"), "data used", at=0.9),
        viz.dots((theta, q.power), "model", size=12),
        viz.dots((theta, q.size), "optimum", size=12),
        viz.called(viz.line([theta, theta], [0, 1.02], "model", width=1, dash="dot", hover=False)),
    ]
    handles = [grip("effect", (theta, 0.0), "true effect", "model", lambda x, _: {"effect": x})]
    x, y = viz.Axis("true effect θ", (-0.05, 5.05)), viz.Axis("share", (0, 1.04), percent=True)
    return viz.Plane(traces, x, y, "What it buys", handles=handles)


def endless_panel(q: Online) -> viz.Plane:
    """Tests without a planned end: the bound of one look, that for all n, and the law of the iterated logarithm."""
    n, z = sq.ALONG, np.where(abs(q.walks[:WALKS]) < 5.4, q.walks[:WALKS], np.nan)
    when = q.ever[1][:WALKS]
    lit, last = when < len(n), np.minimum(when, len(n) - 1)
    mirrored = lambda y: (np.concatenate([n, [np.nan], n]), np.concatenate([y, [np.nan], -y]))
    traces = [
        *courses(n, z, lit, np.arange(len(n)) <= when[:, None]),
        viz.markers(np.where(lit, n[last], np.nan), z[np.arange(WALKS), last], "gradient", size=7),
        viz.line(*mirrored(np.full(len(n), q.z)), "gradient", width=2, dash="dash", hover=False),
        viz.line(*mirrored(q.always), "optimum", width=2.8, name="for all n", hover=False),
        viz.line(*mirrored(np.sqrt(2 * np.log(np.log(n)))), "null", width=1.4, dash="dot", hover=False),
        says(3000, float(sq.mixture_bound(3000, q.p.scale, q.p.level)) + 0.6, "for all n", "optimum", size=15),
        says(1e5, -5.55, f"dashed: ±{number(q.z, 3)}, one look", "gradient", "middle left"),
        says(1e5, -6.35, "dotted: ±√(2 ln ln n)", "null", "middle left"),
    ]
    moves = lambda x, _: {"scale": x * q.p.scale / q.lowest[0]}
    y = viz.Axis("z after n users", (-6.8, 5.5), ticks=(-4, -2, 0, 2, 4))
    handles = [grip("lowest", q.lowest, "where the bound is tightest", "optimum", moves)]
    return viz.Plane(traces, USERS, y, "A test without a planned end", handles=handles, weight=1.15)


def ever_panel(q: Online) -> viz.Plane:
    """How many of the tests have been stopped by n users."""
    n, naive, valid = sq.ALONG, q.ever[0], q.ever_valid[0]
    place = int(np.argmax(valid >= 0.5))  # of the name: beside the rise, or over the end
    over = 1e5, valid[-1] * (valid[-1] < 0.4) + 0.09, "for all n", "optimum", "middle left"
    beside = n[place] * 1.15, 0.42, "for all n", "optimum"
    traces = [
        flat(q.p.level, "muted", (9, 110_000), width=1.6, dash="dash"),
        viz.called(viz.line(n, naive, "gradient", width=2.6, name="bound of one look"), "one look", at=0.6),
        viz.line(n, valid, "optimum", width=2.6, name="bound for all n"),
        says(*(beside if 0 < place < 130 else over)),
    ]
    y = viz.Axis("stopped by n", (0, 1.04), percent=True)
    return viz.Plane(traces, USERS, y, f"Stopped so far, in {len(n)} looks (dashed: α)")


def inside(across: Any, up: Any, at: Any, slope: float) -> tuple[Any, Any]:
    """The two ends, in a window, of the line of that slope through `at`: cut where it leaves, not bent."""
    ends = np.clip(across, *np.sort(at[0] + (np.array(up) - at[1]) / slope)) if slope else np.array(across)
    return ends, at[1] + slope * (ends - at[0])


def scatter_panel(q: Online) -> viz.Plane:
    """One random assignment: outcome over covariate, and parallel lines whose distance is the adjusted effect."""
    e, (y, x, names) = q.deals, q.table
    given, (sd, sx) = e.treated[0], e.deviations
    outcome, before, late = y + q.gain * given, x + q.moved * given, 0.55 * sx * (not q.p.before)
    ends: Any = np.array([x.min() - 0.1 * np.ptp(x) - late, x.max() + 0.1 * np.ptp(x) + late])
    tall, traces = (float(y.min() - 0.6 * sd), float(y.max() + sd)), []
    left, down = ends[0] + 0.02 * np.ptp(ends), np.ptp(tall)
    for mask, role, text, below in ((~given, "null", "control", 0.14), (given, "model", "treated", 0.04)):
        middle = np.array([before[mask].mean(), outcome[mask].mean()])
        traces += [viz.markers(before[mask], outcome[mask], role, size=5, opacity=0.55, name=text)]
        traces += [viz.line(*inside(ends, tall, middle, q.slope), role, width=2.6)]
        traces += [viz.dots(middle, role, size=12, symbol="diamond", name="means")]
        traces += [says(left, tall[1] - below * down, text, role, size=14)]
    base, start = float(outcome[~given].mean()), float(before[~given].mean())
    steep = max(c * e.slope / (edge - base) for c in PARTS for edge in tall)  # so that no slope pulls it off the panel
    hold = start + 0.95 * min(1.3 * sx, float(ends[1]) - start, 1 / max(steep, 1e-300))
    tilt = lambda _, height: {"slope_part": (height - base) / (hold - start) / e.slope}
    at = (hold, base + q.slope * (hold - start))
    handles = [grip("tilt", at, "slope that is taken off", "null", tilt, "y")] if abs(e.r) > 1e-9 else []
    across, up = viz.Axis(f"{names[1]:.40}", ends), viz.Axis(f"{names[0]:.40}", tall)
    return viz.Plane(traces, across, up, "One random assignment", handles=handles)


def estimates_panel(q: Online) -> viz.Plane:
    """The estimates of all assignments, as they are and adjusted; below, the one in hand with its intervals."""
    sd, true = q.deals.deviations[0], q.p.size_of
    half = 0.55 + 4.2 * q.errors[0] / sd
    far = half if true < 0 else -half  # where the names stand
    both = (("means alone", "data", q.plain), ("adjusted", "model", q.adjusted))
    shapes = [oe.outline(values / sd, half) for *_, values in both]
    tallest = max(1.0, *(counts.max() for _, counts in shapes))
    traces = [
        viz.line([true, true], [-0.42, 1.06], "optimum", width=2, dash="dash", hover=False),
        flat(0, "muted", (-half, half), width=1),
        says(true, 1.2, "true effect", "optimum", "middle center"),
    ]
    for (name, role, values), (x, counts), error, y in zip(both, shapes, q.errors, (-0.14, -0.3), strict=True):
        here = float(np.clip(values[0] / sd, -half, half))
        reach = np.clip(values[0] / sd + np.array([-1.96, 1.96]) * error / sd, -half, half)
        traces += [viz.area(x, counts / tallest, 0.0, role, opacity=0.3)]
        traces += [viz.line(x, counts / tallest, role, width=1.6, hover=False)]
        traces += [viz.line(reach, [y, y], role, width=3, hover=False), viz.dots((here, y), role, size=10, name=name)]
        traces += [says(0.98 * far, y, name, role, "middle left" if far > 0 else "middle right")]
    handles = [grip("true", (true, 1.06), "true effect", "optimum", lambda x, _: {"size_of": x})]
    across = viz.Axis("estimated effect (deviations of the outcome)", (-half, half))
    title = f"{oe.DEALS:,} assignments of the same units"
    return viz.Plane(traces, across, viz.Axis("assignments", (-0.45, 1.28), ticks=()), title, handles=handles)


def wasted_panel(q: Online) -> viz.Plane:
    """How many users got the worse arm, on average over the runs, under each policy."""
    n, runs, chosen = np.append(0, oe.PULLS), q.chosen.pulls[::2, q.worse, :FEW].T, list(NAMES).index(q.p.policy)
    curves, own = [np.append(0, q.wasted[key]) for key in NAMES], ROLES[chosen]
    places = viz.spread([curve[-1] - 1300 for curve in curves], 215, 1240) + 1300
    single = broken(oe.PULLS[::2], np.where(runs <= 2560, runs, np.nan))
    strong = [1 + (k == chosen) for k in range(len(curves))]
    named = list(zip(curves, NAMES.values(), ROLES, strong, places, strict=True))
    traces = [
        viz.line(*single, own, width=0.8, opacity=0.3, hover=False),
        *(viz.line(n, curve, role, width=1.7 * wide, name=name) for curve, name, role, wide, _ in named),
        *(says(5080, place, name, role, size=11 + 2 * wide) for _, name, role, wide, place in named),
        viz.dots((oe.PULLS[q.p.pulled], curves[chosen][q.p.pulled + 1]), own, size=12),
    ]
    x = viz.Axis("users so far", (0, 6900), ticks=range(0, 5001, 1000))
    y = viz.Axis("users on the worse arm", (0, 2600))
    return viz.Plane(traces, x, y, f"Cost of learning: means, {FEW} runs", weight=1.1)


def posterior_panel(q: Online) -> viz.Plane:
    """One run: what is known of each rate by now. An arm that is not pulled stays unknown."""
    traces, handles = [], []
    for k, (arm, role, name) in enumerate((("A", "data", "rate_a"), ("B", "accent", "rate_b"))):
        wins, pulls, rate, top = q.counts[0][k], q.counts[1][k], float(q.rates[k]), 1.06 + 0.08 * k
        y = oe.beta_density(RATE, float(wins), float(pulls))
        traces += [viz.area(RATE, y / y.max(), 0.0, role), viz.line(RATE, y / y.max(), role, width=2.4, hover=False)]
        traces += [viz.line([rate, rate], [0, top], role, width=1.6, dash="dash", hover=False)]
        traces += [says(0.297, 1.45 - 0.12 * k, f"{arm}: {int(wins):,} of {int(pulls):,}", role, "middle left", 14)]
        handles += [grip(f"true {arm}", (rate, top), f"true rate of {arm}", role, lambda x, _, name=name: {name: x})]
    x = viz.Axis("rate", (0, 0.3), percent=True)
    y_axis = viz.Axis("posterior density (peak = 1)", (0, 1.53), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y_axis, f"One run after {oe.PULLS[q.p.pulled]:,} users", handles=handles)
