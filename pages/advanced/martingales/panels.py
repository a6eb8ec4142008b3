"""Walks and their barriers, stakes on one line, evenings of doubling, leads, fortunes and their growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.advanced import martingales as mg
from mathcore.advanced.martingales import Array
from pages.advanced.martingales.state import DRAWN, ROUNDS, SHOWN, T

if TYPE_CHECKING:
    from pages.advanced.martingales.state import Martingales

TIME, WIDER, HEIGHT = viz.Axis("round n", (-3.0, 206.0)), viz.Axis("round n", (-3.0, 218.0)), 33.0
FINE = np.linspace(0.0, 0.97, 195)
ARC = np.linspace(0.0005, 0.9995, 400)
POOREST, RICHEST = 1e-6, 1e4
LAW = 110.0  # where the law of the results stands, right of their last round and of the name of the mean
NAMED = {50: "bold", 1: "timid", 10: "10", 5: "5", 25: "25"}


def until(values: Array, now: int) -> Array:
    """Paths (m, n) up to a time as one broken line (m (n + 1),)."""
    hidden = np.where(np.arange(values.shape[1]) <= now, values, np.nan)
    return np.pad(hidden, ((0, 0), (0, 1)), constant_values=np.nan).ravel()


def times(count: int, n: int) -> Array:
    """The times of as many paths, as one broken line."""
    return np.tile(np.append(np.arange(n, dtype=float), np.nan), count)


def level(y: float, role: str, name: str, side: str = "middle", **style: Any) -> list[Any]:
    """A horizontal line over all rounds, and its name where no path comes: right of the last round, on that side."""
    line = viz.called(viz.line([0, ROUNDS], [y, y], role, hover=False, **style))
    return [line, viz.label([ROUNDS + 3], [y], name, role, position=f"{side} right", size=15)]


def upright(x: float, low: float, high: float) -> Any:
    """A thin dotted line at a place."""
    return viz.line([x, x], [low, high], "muted", width=1.2, dash="dot", hover=False)


def hold(name: str, at: Any, says: str, role: str, moves: viz.Moves, follows: viz.Follows = "x") -> viz.Handle:
    return viz.Handle(name, at, says, role, moves=moves, follows=follows)


def clock(q: Martingales, y: float, name: str = "clock") -> viz.Handle:
    return hold(name, (q.p.time, y), "round", "ink", lambda x, _: {"time": round(x)})


def adding_up(x: Any, now: int, size: float, parts: dict[str, tuple[Array, str, float]]) -> list[Any]:
    """Curves of the parts of a mean and of the mean, each with its name, and with a dot where we are."""
    traces: list[Any] = [viz.line([x[0], x[-1]], [0, 0], "zero", width=1.4, hover=False), upright(x[now], -size, size)]
    for name, (values, role, at) in parts.items():
        traces.append(viz.called(viz.line(x, values, role, width=2.6, name=name), name, at=at, size=13))
        traces.append(viz.dots((x[now], values[now]), role, size=10))
    return traces


def walks_panel(q: Martingales) -> viz.Plane:
    """Walks that rest where they stop, their mean and its exact value, the barriers, twice the root of n around."""
    now, mean, wide = q.p.time, q.stopped.mean, 2 * np.sqrt(T)
    drift, low = (2 * q.p.up - 1) * T, -float(q.p.low) if q.p.floor else np.nan
    moving = np.where(np.minimum(q.stops, now)[:, None] >= T, q.halted, np.nan)
    spots = np.stack([np.minimum(q.stops, now), q.halted[:, now]], axis=1)
    traces = [
        viz.called(viz.line(T, drift + wide, "null", width=1.6, dash="dash", hover=False), "2√n", at=0.85, size=13),
        viz.line(T, drift - wide, "null", width=1.6, dash="dash", hover=False),
        viz.line(times(DRAWN, ROUNDS + 1), until(moving, now), "data", width=1.1, opacity=0.45, hover=False),
        *level(q.p.high, "optimum", "a", "top"),
        *level(low, "gradient", "−b", "bottom"),
        viz.dots(spots, "data", size=6, opacity=0.7, name="a walk"),
        viz.line(T, np.where(now >= T, q.halted.mean(axis=0), np.nan), "accent", width=3.0, name="mean of the 40"),
        viz.line(T, mean, "ink", width=2.4, dash="dot", name="exact mean"),
        upright(now, -HEIGHT, HEIGHT),
    ]
    ends = [hold("top", (ROUNDS, q.p.high), "upper barrier", "optimum", lambda _, y: {"high": round(y)}, "y")]
    if q.p.floor:
        ends.append(hold("foot", (ROUNDS, low), "lower barrier", "gradient", lambda _, y: {"low": round(-y)}, "y"))
    y = viz.Axis("place of the walk", (-HEIGHT, HEIGHT), ticks=range(-30, 31, 10))
    title = f"{DRAWN} walks, stopped at a{' or −b' * q.p.floor}"
    return viz.Plane(traces, WIDER, y, title, weight=1.25, handles=[*ends, clock(q, -HEIGHT)])


def shares_panel(q: Martingales) -> viz.Plane:
    """The mean as a sum: what those who stopped above, those who stopped below and those who still play add to it."""
    s, below = q.stopped, q.stopped.down if q.p.floor else np.full(ROUNDS + 1, np.nan)
    parts = {
        "stopped above": (s.high * s.up, "optimum", 0.9),
        "stopped below": (-s.low * below, "gradient", 0.9),
        "still playing": (s.place, "data", 0.45),
        "sum: the mean": (s.mean, "ink", 0.1),
    }
    size = viz.reach([values for values, _, _ in parts.values()], (6.0, 12.0, 24.0, 48.0, 100.0))
    y = viz.Axis("part of the mean", (-1.05 * size, 1.05 * size))
    hands = [clock(q, s.mean[q.p.time], "when")]
    return viz.Plane(adding_up(T, q.p.time, size, parts), TIME, y, "Why: what adds up to the mean", handles=hands)


def chances_panel(q: Martingales) -> viz.Plane:
    """The chance of the goal against the coins that one has: with stake 1, with the stake in hand, boldly."""
    x, c, at = np.arange(mg.GOAL + 1), q.table.chance, (q.p.start, q.chance)
    traces = [
        viz.called(viz.segment((0, 0), (mg.GOAL, 1), "null", width=1.8, dash="dash", hover=False), "fair", at=0.75),
        viz.called(viz.line(x, c[-1], "optimum", width=2.2, name="bold"), "bold", at=0.3),
        viz.called(viz.line(x, c[0], "gradient", width=2.2, name="stake 1"), "timid", at=0.8),
        viz.called(viz.line(x, c[q.p.stake - 1], "data", width=3.0, name="this stake")),
        upright(q.p.start, 0, q.chance),
        viz.dots(at, "data", size=12, name="here"),
    ]
    hand = hold("purse", at, "coins at the start", "data", lambda x, _: {"start": round(x)})
    axes = viz.Axis("coins at the start", (0, mg.GOAL)), viz.Axis("chance to reach 100", (-0.02, 1.02))
    return viz.Plane(traces, *axes, f"Chance with stakes of {q.p.stake}", handles=[hand])


def line_panel(q: Martingales) -> viz.Plane:
    """Every stake on one line: the chance is what one has, plus the edge on each coin that is staked."""
    start, staked, chance = q.p.start, q.table.staked[:, q.p.start], q.table.chance[:, q.p.start]
    far = viz.reach(staked, (30.0, 110.0, 300.0, 550.0, 1100.0, 2750.0))
    fall = (start + q.edge * np.array([0.0, far])) / mg.GOAL
    traces = [
        viz.called(viz.line([0, far], fall, "null", width=1.8, dash="dash", hover=False)),
        viz.markers(staked, chance, "muted", size=6, opacity=0.7, name="another stake"),
        viz.dots((0.0, start / mg.GOAL), "null", size=9, name="nothing staked: a fair game’s chance"),
        viz.dots(q.gamblers or (np.nan, np.nan), "accent", size=18, ring=True, name="1,024 gamblers"),
        viz.called(viz.dots((q.staked, q.chance), "data", size=12, name="this stake"), f"stake {q.p.stake}", size=14),
    ]
    taken = [(q.staked, 0.17)]  # where a name stands, and how much of the axis it takes
    for s, name in NAMED.items():
        clear = all(abs(staked[s - 1] - each) > wide * far for each, wide in taken)
        taken += [(staked[s - 1], 0.085)] if clear else []
        spot = viz.dots((staked[s - 1], chance[s - 1]), {1: "gradient", 50: "optimum"}.get(s, "muted"), size=8)
        traces.append(viz.called(spot, name if clear else "", size=12))
    nearest = lambda x, _: {"stake": 1 + int(np.argmin(np.abs(staked - x)))}  # loosely: of fifty places
    hand = hold("dial", (q.staked, q.chance), "stake", "data", nearest, "loosely")
    axes = viz.Axis("coins staked until the end, mean", (-0.04 * far, far)), viz.Axis("chance", (-0.04, 1.04))
    return viz.Plane(traces, *axes, "Why: each coin staked pays the edge", handles=[hand], room=(250, 190))


def evenings_panel(q: Martingales) -> viz.Plane:
    """Results round by round, up a coin at a time and down at once; at the right the exact law of the last."""
    e, limit, won = q.evening, 1 - 2.0**q.p.doublings, q.evenings >= q.p.wanted
    top, span = 40 - 0.06 * limit, 44 - 1.18 * limit  # room for names above home and below the limit
    near = min(abs(e.mean), q.p.wanted - e.mean) < 0.03 * span
    paths = np.where(np.pad(won, ((0, 0), (1, 0)))[:, :-1], np.nan, q.evenings)
    law = np.stack([e.chances * 0 + LAW, LAW + 28 * e.chances, e.chances * np.nan], axis=1)
    rows = np.repeat(e.results, 3).reshape(-1, 3)
    traces = [
        viz.line([0, SHOWN], [0, 0], "zero", width=1.2, hover=False),
        viz.called(viz.line([0, LAW], [q.p.wanted] * 2, "optimum", width=2, hover=False), "home", at=0.55),
        viz.line([0, LAW], [limit] * 2, "gradient", width=2, dash="dash", hover=False),
        viz.label([60], [limit - span / 80], "limit", "gradient", position="bottom center"),  # no evening comes there
        viz.line(times(len(paths), SHOWN + 1), until(paths, SHOWN), "data", width=1.3, opacity=0.6, hover=False),
        viz.line(law[:-1].ravel(), rows[:-1].ravel(), "gradient", width=3, name="probability"),
        viz.line(law[-1], rows[-1], "optimum", width=7, name="probability of home"),
        viz.dots((LAW, e.mean), "ink", size=13, symbol="triangle-right", name="mean"),
        viz.label([LAW - 1.5], [e.mean], "mean", "ink", position=f"{'bottom' if near else 'middle'} left", size=13),
    ]
    moves = lambda _, y: {"doublings": int(np.clip(round(np.log2(max(1 - y, 1.0))), 1, 10))}
    # Loosely: each loss more is twice as deep, and on an axis for 1,023 coins one coin is next to nothing.
    limits = hold("limit", (SHOWN, limit), "limit of the table", "gradient", moves, "loosely")
    home = hold("aim", (SHOWN, q.p.wanted), "coins wanted", "optimum", lambda _, y: {"wanted": round(y)}, "loosely")
    x = viz.Axis("round; at the right: probability", (-1, LAW + 30), ticks=range(0, SHOWN + 1, 20))
    y = viz.Axis("result (coins)", (top - span, top))
    title = f"{len(paths)} evenings, {won[:, -1].sum()} of them home" + f", {q.playing} still at play" * bool(q.playing)
    return viz.Plane(traces, x, y, title, weight=1.25, handles=[limits, home])


def limits_panel(q: Martingales) -> viz.Plane:
    """The mean as a sum, against the limit: what the evenings at home bring, and those at the limit cost."""
    k, home = np.arange(1, 11), np.array([e.results[-1] * e.won for e in q.limits])
    lost = np.array([e.mean for e in q.limits]) - home
    size, now = viz.reach([home, lost, home + lost], (1.2, 3.0, 6.0, 12.0, 24.0, 48.0, 100.0, 270.0)), q.p.doublings - 1
    parts = {"home": (home, "optimum", 0.9), "at the limit": (lost, "gradient", 0.6), "mean": (home + lost, "ink", 0.4)}
    traces = adding_up(k, now, size, parts)
    at = float(k[now]), float((home + lost)[now])  # followed loosely: there are ten places
    hand = hold("steps", at, "losses in a row", "ink", lambda x, _: {"doublings": round(x)}, "loosely")
    x = viz.Axis("losses in a row, allowed", (0.5, 10.5), ticks=k.tolist())
    axes = x, viz.Axis("part of the mean", (-size, size))
    return viz.Plane(traces, *axes, "Why: what adds up to the mean", handles=[hand], room=(250, 190))


def strips_panel(q: Martingales) -> viz.Plane:
    """A row a walk: the steps at which it is ahead."""
    n, share = q.p.length, q.ahead.mean(axis=1)
    x, y = (np.arange(n) + 0.5) / n, np.arange(DRAWN) + 0.5
    traces = [
        viz.classes(np.where(q.ahead, 1.0, 0.75), x, y, ("null", "data"), strong=0.95, weak=0.2),
        viz.line(share, y, "ink", width=2.6, name="share of the time ahead"),
    ]
    axes = viz.Axis("part of the time", (0, 1)), viz.Axis("walk", (0, DRAWN), ticks=[])
    return viz.Plane(traces, *axes, f"{DRAWN} fair walks: coloured where ahead")


def leads_panel(q: Martingales) -> viz.Plane:
    """How long walks are ahead: simulated, exact, and the limit; both tails up to the part in hand."""
    m, part = q.p.length // 2, q.p.part
    share = np.arange(m + 1) / m
    found = q.lead_counts.positive_counts[::2] / q.lead_counts.positive_counts.sum() * m
    tail = (share <= part + 1e-9) | (share >= 1 - part - 1e-9)
    cuts = np.array([part, part, np.nan, 1 - part, 1 - part])
    traces = [
        viz.bars(share, found, ["accent" if each else "data" for each in tail], width=0.86 / m, opacity=0.6),
        viz.markers(share, q.leads * m, "ink", size=5, name="exact"),
        viz.line(ARC, 1 / np.pi / np.sqrt(ARC * (1 - ARC)), "model", width=2.4, name="arcsine"),
        viz.label([0.5 if part < 0.38 else 0.22], [0.9 if part < 0.38 else 1.1], "arcsine law", "model"),
        viz.line(cuts, [0, 5.2, np.nan, 0, 5.2], "accent", width=1.8, dash="dash", hover=False),
    ]
    hand = hold("cut", (part, 5.2), "part of the time", "accent", lambda x, _: {"part": x})
    axes = viz.Axis("part of the time ahead", (-0.03, 1.03)), viz.Axis("density", (0, 6))
    return viz.Plane(traces, *axes, "How long one of two equals leads", handles=[hand])


def fortunes_panel(q: Martingales) -> viz.Plane:
    """Fortunes on a logarithmic axis, their mean and their median, the level; of the digits, in their order first."""
    off, ends = np.nan if q.digits else 1.0, (POOREST / 10, RICHEST * 10)
    shown = np.full((DRAWN, ROUNDS + 1), np.nan)
    shown[:, : q.rounds + 1] = np.clip(np.exp(q.fortunes), *ends)
    crowd = np.sort(shown, axis=0)[2::5, ::4]  # what names keep clear of: no need to try all points of all paths
    first = np.where((q.now >= T) & q.digits, shown[0], np.nan)
    mean = np.clip(np.exp(T * np.log1p(q.p.fraction * (2 * q.win - 1))), *ends) * off
    typical = np.clip(np.exp(T * q.growth), *ends)
    gone = typical < POOREST  # its name then stands where it left, and no path is
    place = min(max(int(gone.argmax()), q.now) + 3.0, 165.0) if gone.any() and not q.digits else np.nan
    traces = [
        viz.line(times(DRAWN, ROUNDS + 1), until(shown, q.now), "data", width=1.1, opacity=0.45, hover=False),
        viz.called(viz.line(4 * times(8, 51), until(crowd, q.now // 4), "data", width=0, hover=False)),
        viz.called(viz.line(T, mean, "optimum", width=2.6, name="mean"), "mean", at=0.8),
        viz.called(viz.line(T, typical * off, "model", width=2.6, name="eⁿᵍ"), "" if gone.any() else "median", at=1.0),
        viz.label([place], [3 * POOREST], "median", "model", position="middle right"),
        viz.called(viz.line(T, first, "ink", width=2.6, name="in the order of the file"), "as filed", at=0.8),
        *level(q.p.level, "accent", "c", width=1.8, dash="dash"),
    ]
    hands = [hold("bar", (ROUNDS, q.p.level), "level", "accent", lambda _, y: {"level": y}, "y"), clock(q, POOREST)]
    y = viz.Axis("fortune", (POOREST, RICHEST), log=True)
    return viz.Plane(traces, WIDER, y, f"{DRAWN} fortunes from 1", weight=1.25, handles=hands)


def growth_panel(q: Martingales) -> viz.Plane:
    """The mean logarithm of a round against the fraction staked, highest at Kelly's."""
    f, best, curve = q.p.fraction, float(mg.growth(q.win, q.kelly)), mg.growth(q.win, FINE)
    here, side = (f, max(q.growth, -0.24)), "left" if f - 1e-9 > q.kelly > 0.15 else "right"
    over = best + 0.04 if 0 < f - q.kelly < 0.17 and side == "right" else here[1]  # not through the name
    below = "triangle-down" if q.growth < here[1] else "circle"  # where the curve has left the panel
    traces = [
        viz.line([0, 1], [0, 0], "zero", width=1.4, hover=False),
        viz.line(FINE, np.maximum(curve, -0.5), "model", width=2.6, name="growth"),
        viz.dots((q.kelly, best), "optimum", symbol="star", size=14, name="Kelly"),
        viz.label([q.kelly], [best + 0.005], "Kelly", "optimum", position=f"top {side}"),
        upright(f, 0.122, over),
        viz.dots(here, "data", size=12, symbol=below, name="this fraction"),
        viz.label([min(max(f, 0.14), 0.86)], [0.125], "this fraction", "data"),
    ]
    hand = hold("part", here, "fraction staked", "data", lambda x, _: {"fraction": x})
    axes = viz.Axis("fraction of the fortune staked", (0, 1)), viz.Axis("growth, E ln factor", (-0.25, 0.15))
    return viz.Plane(traces, *axes, "Why: the median grows by this", handles=[hand])
