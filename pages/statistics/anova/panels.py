"""The panels: "data" is what varies within groups, "model" what lies between them (and F); Tukey is "optimum", single
t-tests "gradient", chance "null"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import anova, factorial, group_samples
from pages.statistics.anova.state import LEVELS, MANY, NAMES, PAIRS, SHOWN, SIZE

if TYPE_CHECKING:
    from pages.statistics.anova.state import Anova, Array

VALUES, RIM, HIGH = (0.0, 10.0), 1.62, 0.42  # of drawn values; of the triangle's plane; of its hill
QUARTER = np.linspace(0, np.pi / 2, 181)
REACH, SPAN = 1.7, (-1.0, 1.0)  # of the plane of three means; of means
ROLES = {"t": "gradient", "F": "model", "Tukey": "optimum", "Bonferroni": "muted"}
TITLES = {"raw": "raw scale", "log": "log scale", "reciprocal": "scale 1/y"}
DRAWN_TICKS, POISON_TICKS = (0.5, 1, 2, 3, 4, 6, 8), (0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.2)
ALARMS = (0.0, 0.6)
DASHES = (("t", "dash"), ("Tukey", "solid"), ("Bonferroni", "dot"))
KEYS = (
    *(("F", "— F", -0.97, 0.93, "middle right"), ("Tukey", "— Tukey", -0.97, 0.81, "middle right")),
    *(("t", "single t ╌", 0.97, 0.93, "middle left"), ("Bonferroni", "Bonferroni ┈", 0.97, 0.81, "middle left")),
)
MARKS = np.array([(n, s) for n in (6, 16, 26, 36) for s in (0.55, 1.6, 2.65, 3.7)])  # where the map says its levels

# Segments (x0, y0)-(x1, y1) of arrays as one broken line.
broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)


def groups_panel(q: Anova) -> viz.Plane:
    """All values as dots, the mean of each group, the grand mean; each value hangs from its mean, each mean from the
    grand mean."""
    s, a, offset = q.sample, q.a, 0.0
    values = np.concatenate(s.groups)
    of = np.repeat(np.arange(len(s.groups)), [len(each) for each in s.groups])
    if q.drawn:
        table = np.array(q.p.points)
        places = np.arange(3)[[name in s.names for name in NAMES]] + 1.0
        x, order = table[:, 0], group_samples.group_of(table[:, 0], 3)
        x, up, ticks, names = x[np.argsort(order, kind="stable")], VALUES, (1, 2, 3), NAMES
    else:
        places = np.arange(len(s.groups)) + 1.0
        x = places[of] + np.concatenate([_spread(each) for each in s.groups])
        if np.ptp(values) < 1e-5 * np.abs(values).max():
            offset = float(np.floor(values.min()))  # the digits that all values share say nothing on an axis
        room = 0.08 * np.ptp(values) or 1.0
        up, ticks, names = (values.min() - offset - room, values.max() - offset + room), places, s.names
    y, means, grand = values - offset, a.means - offset, a.grand - offset
    hung = means[of]
    wide, edge = np.full(len(places), 0.34), len(ticks) + 0.5
    small = len(values) > 60
    traces = [
        viz.line(broken(x, x), broken(y, hung), "data", width=1.2, opacity=0.35 if small else 0.6, hover=False),
        viz.line([0.5, edge], [grand] * 2, "ink", width=1.4, dash="dash", hover=False),
        viz.line(broken(places, places), broken(means, 0 * means + grand), "model", width=6, opacity=0.55, hover=False),
        viz.line(broken(places - wide, places + wide), broken(means, means), "model", width=3, hover=False),
        viz.dots(np.stack([x, y], axis=1), "data", size=6 if small else 11, opacity=0.75, name="value"),
        viz.dots(np.stack([places, means], axis=1), "model", size=13, symbol="diamond", name="mean of the group"),
        text(edge + 0.02 * len(ticks), grand, "grand mean", "ink", size=12),
    ]
    handles = []
    if q.drawn:
        handles = viz.handles("points", q.p.points, "value", "data")
        at = np.stack([places, means], axis=1)
        group = [NAMES.index(name) for name in s.names]
        moves = lambda k, _, to: lift(q, group[k], to - means[k])
        says = lambda k: f"mean of {s.names[k]}"
        handles += viz.handles("mean", at, says, "model", moves=moves, follows="y")
    what = s.what if not offset else f"{s.what} less {offset:,.0f}"
    across = viz.Axis("group", (0.5, 1.24 * len(ticks) + 0.5), ticks=ticks, labels=names)
    return viz.Plane(traces, across, viz.Axis(what, up), "Values hang from means, means from one", handles=handles)


def _spread(values: Array) -> Array:
    """How far each dot stands aside so that equal or near values show: by rank, in a fixed pattern."""
    rank = np.argsort(np.argsort(values, kind="stable"))
    return np.asarray(((rank * 7) % 11 - 5) / 5 * 0.26)


def lift(q: Anova, group: int, by: float) -> dict[str, Any]:
    """All values of a group moved by the same step, until one is at an end."""
    table = np.array(q.p.points)
    inside = group_samples.group_of(table[:, 0], 3) == group
    y = table[inside, 1]
    step = float(np.clip(round(by, 2), VALUES[0] - y.min(), VALUES[1] - y.max()))
    table[inside, 1] = np.clip(y + step, *VALUES)
    moved = {"points": tuple(map(tuple, table.tolist()))}
    if abs(step - by) > 0.01:
        raise viz.Limit("A value of this group is at the end of the axis.", moved)
    return moved


def turn(q: Anova, x: float, y: float) -> dict[str, Any]:
    """The means drawn apart or together around the grand mean until the triangle has the angle of (x, y)."""
    a = q.a
    if a.between == 0 or a.within == 0:
        raise viz.Limit("A triangle with two sides only: drag a mean or a value first.")
    table = np.array(q.p.points)
    of = group_samples.group_of(table[:, 0], 3)
    offsets = np.zeros(3)
    offsets[[NAMES.index(name) for name in q.sample.names]] = a.effects
    wanted = max(y, 0.0) / max(x, 1e-6) / np.tan(q.angle) if x > 0 or y > 0 else 1.0
    shift, room = offsets[of], np.inf
    if (shift > 0).any():
        room = float(np.min(((VALUES[1] - table[:, 1]) / shift)[shift > 0]))
    if (shift < 0).any():
        room = min(room, float(np.min(((VALUES[0] - table[:, 1]) / shift)[shift < 0])))
    factor = min(wanted, 1 + room)
    table[:, 1] = np.clip(table[:, 1] + (factor - 1) * shift, *VALUES)
    moved = {"points": tuple(map(tuple, table.tolist()))}
    if factor < wanted:
        raise viz.Limit("A value is at the end of its axis.", moved)
    if min(x, y) <= 0.02:
        raise viz.Limit("The angle lies between 0 and 90 degrees.", moved)
    return moved


def triangle_panel(q: Anova) -> viz.Plane:
    """Total, between and within as the sides of a right triangle; around it how often chance alone points where."""
    a, at = q.a, q.angle if q.a.total > 0 else np.nan
    tip, foot = np.array([np.cos(at), np.sin(at)]), np.array([np.cos(at), 0.0])
    high = foot[0] * tip  # where the altitude of the right angle meets the total
    hill = 1.06 + HIGH * anova.null_density(QUARTER, a.above, a.below)
    tail = np.append(at, QUARTER[QUARTER > at]) if at == at else np.array([np.nan])
    cut = 1.06 + HIGH * anova.null_density(tail, a.above, a.below)
    limit = np.arctan(np.sqrt(q.critical * a.above / a.below))
    ray, low = np.array([np.cos(limit), np.sin(limit)]), limit < 0.2
    traces = [
        _ring(QUARTER, hill, "null", 0.28),
        _ring(tail, cut, "accent", 0.75),
        viz.line(np.cos(QUARTER), np.sin(QUARTER), "muted", width=1.2, dash="dot", hover=False),
        viz.segment((0, 0), 1.56 * ray, "model", width=1.8, dash="dash", hover=False),
        text(*(1.58 * ray), f"F = {number(q.critical, 3)}", "model", "top left" if not low else "top center"),
        viz.segment((0, 0), foot, "data", width=5, name="√within"),
        viz.segment(foot, tip, "model", width=5, name="√between"),
        viz.segment((0, 0), high, "data", width=3.4, hover=False),
        viz.segment(high, tip, "model", width=3.4, hover=False),
        viz.segment(foot, high, "muted", width=1.2, dash="dot", hover=False),
        text(0.5 * foot[0], -0.02, "√within", "data", "bottom center"),
        text(foot[0] + 0.02, 0.5 * tip[1], "√between" if tip[1] > 0.12 else "", "model"),
        text(*(0.52 * tip + [-0.03, 0.04]), "√total" if tip[1] > 0.2 else "", "ink", "top left"),
        viz.dots(tip, "ink", size=13, name="the data"),
    ]
    handles = []
    if q.drawn and at == at:
        moves = lambda x, y: turn(q, x, y)
        handles = [viz.Handle("tip", tip, "tip of the triangle", "ink", moves=moves, follows="angle")]
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes = (
        viz.Axis("√within / √total", (-0.12, RIM), ticks=ticks),
        viz.Axis("√between / √total", (-0.16, RIM), ticks=ticks),
    )
    said = f"F = {number(a.f, 3)}: p = {number(a.p, 2)} of all directions" if at == at else "Nothing varies"
    return viz.Plane(traces, *axes, said, equal=True, handles=handles)


def _ring(angle: Array, radius: Array, role: str, opacity: float) -> dict[str, Any]:
    """What lies between the radius 1.06 and another over some angles."""
    turns = np.concatenate([angle, angle[::-1]])
    both = np.concatenate([radius, np.full(len(angle), 1.06)])
    return viz.polygon(np.stack([both * np.cos(turns), both * np.sin(turns)], axis=1), role, opacity=opacity, width=0.6)


def means_panel(q: Anova) -> viz.Plane:
    """The three means, each with half of Tukey's least difference either way: two differ if these do not overlap."""
    half, spots = q.limits["Tukey"] / 2, np.stack([[1.0, 2.0, 3.0], q.means], axis=1)
    x = spots[:, 0]
    traces = [
        viz.line([0.4, 3.6], [q.means.mean()] * 2, "ink", width=1.4, dash="dash", hover=False),
        viz.line(broken(x, x), broken(q.means - half, q.means + half), "optimum", width=7, opacity=0.4, hover=False),
        viz.dots(spots, "data", size=14, symbol="diamond", name="mean"),
    ]
    moves = lambda k, _, to: {"means": (*q.p.means[:k], to, *q.p.means[k + 1 :])}
    says = lambda k: f"mean of {NAMES[k]}"
    handles = viz.handles("each", spots, says, "data", moves=moves, follows="y")
    axes = (
        viz.Axis("group", (0.4, 3.6), ticks=(1, 2, 3), labels=NAMES),
        viz.Axis("mean (pooled deviations s)", (-1.7, 1.7)),
    )
    return viz.Plane(traces, *axes, "Three means", handles=handles, weight=0.5)


def plane_panel(q: Anova) -> viz.Plane:
    """All that three means can differ by, as a plane: F rejects outside the disc, the others outside their hexagons."""
    circle = np.linspace(0, 2 * np.pi, 121)[:-1]
    disc = q.limits["F"] * np.stack([np.cos(circle), np.sin(circle)], axis=1)
    cloud = anova.to_plane(q.cloud[:SHOWN]) if q.p.cloud != "off" else np.full((SHOWN, 2), np.nan)
    cloud[np.abs(cloud).max(axis=1) > REACH] = np.nan
    outlines = [(name, anova.hexagon(q.limits[name])[:-1]) for name in ("Bonferroni", "Tukey", "t")]
    tips = REACH * 0.92 * anova.TOWARDS
    shades = {"Bonferroni": (0.0, "dot"), "Tukey": (0.12, "solid"), "t": (0.0, "dash")}
    traces = [
        viz.line(
            broken(0 * tips[:, 0], tips[:, 0]), broken(0 * tips[:, 1], tips[:, 1]), "grid", width=1.2, hover=False
        ),
        viz.label(
            tips[:, 0], tips[:, 1], [f"{name} high" for name in NAMES], "muted", position="middle center", size=12
        ),
        viz.polygon(disc, "model", opacity=0.16, width=2.4),
        *(viz.polygon(o, ROLES[k], opacity=shades[k][0], width=2.0, dash=shades[k][1]) for k, o in outlines),
        viz.dots(cloud, "null", size=4.5, opacity=0.55, name="simulated"),
        viz.dots(q.spot, "data", size=15, symbol="diamond", name="the three means"),
    ]
    keys = [text(x * REACH, y * REACH, said, ROLES[k], side, 12) for k, said, x, y, side in KEYS]
    handles = [viz.Handle("state", q.spot, "the three means", "data", moves=lambda x, y: place(q, x, y))]
    axes = (viz.Axis(f"{name} (s)", (-REACH, REACH)) for name in ("(C − B)/√2", "(2A − B − C)/√6"))
    said = [name for name, yes in q.verdicts.items() if yes]
    title = "Different by " + ", ".join(said) if said else "No test calls them different"
    return viz.Plane([*traces, *keys], *axes, title, equal=True, weight=1.15, handles=handles)


def place(q: Anova, x: float, y: float) -> dict[str, Any]:
    """The three means at a place of their plane, with the mean of all as it was, if their axis holds them."""
    offsets = anova.from_plane((x, y))
    low, high = SPAN[0] - offsets.min(), SPAN[1] - offsets.max()
    centre = float(np.clip(q.means.mean(), low, high)) if low <= high else 0.0
    if low > high:
        offsets = offsets * (SPAN[1] - SPAN[0]) / np.ptp(offsets) * 0.999
        centre = float(np.clip(q.means.mean(), SPAN[0] - offsets.min(), SPAN[1] - offsets.max()))
        raise viz.Limit("Two means are at the ends of their axis.", {"means": tuple(centre + offsets)})
    return {"means": tuple(np.clip(centre + offsets, *SPAN))}


def squares_panel(q: Anova) -> viz.Plane:
    """Why they disagree: F is the mean of the three t², the others look at the largest alone."""
    top, squares = 12.0, q.t_means**2
    scale = q.p.size / 2
    lines = {"F": q.limits["F"] ** 2 * scale, **{k: q.limits[k] ** 2 * scale for k in ("t", "Tukey", "Bonferroni")}}
    x, names = np.arange(3) + 1.0, [f"{NAMES[i]}{NAMES[j]}" for i, j in PAIRS]
    shown = np.minimum(squares, top)
    of = (q.f_means, lines["F"])
    traces = [
        viz.bars(x, shown, "data", width=0.62, opacity=0.55, name="t²"),
        *(viz.segment((0.55, lines[k]), (3.45, lines[k]), ROLES[k], width=1.8, dash=d, hover=False) for k, d in DASHES),
        viz.bars([4.4], [min(of[0], top)], "model", width=0.62, opacity=0.7, name="F"),
        viz.segment((3.95, of[1]), (4.85, of[1]), "model", width=2.4, hover=False),
    ]
    over = [f"↑ {number(v, 3)}" if v > top else number(v, 3) for v in (*squares, of[0])]
    at = [*x, 4.4], [*(shown + 0.1), min(of[0], top) + 0.1]
    traces.append(viz.label(*at, over, "ink", position="top center", size=12))
    up = viz.Axis("t² of a pair, F", (0, top + 0.8))
    across = viz.Axis("pairs, and their mean", (0.4, 5.0), ticks=(1, 2, 3, 4.4), labels=[*names, "F"])
    return viz.Plane(traces, across, up, "F is the mean of the t²", weight=0.6)


def settings_panel(q: Anova) -> viz.Plane:
    """Sizes and spreads of three groups with equal means; behind them the true level if C stood there."""
    (n, s), table = (q.sizes[:2], q.spreads[:2]), np.array(q.p.settings)
    map_ = np.log2(np.maximum(anova.level_map(q.p.alpha, n, s), 1e-6) / q.p.alpha)
    near = [
        np.abs(grid[:, None] - MARKS[:, k]).argmin(axis=0)
        for k, grid in enumerate((anova.MAP_SIZES, anova.MAP_SPREADS))
    ]
    said = [f"{number(100 * q.p.alpha * 2**x, 2)}%" for x in map_[near[1], near[0]].tolist()]
    group = viz.dots(table, "data", size=17, name="group")
    group |= {"mode": "markers+text", "text": [f"<b>{name}</b>" for name in NAMES], "textposition": "top center"}
    traces = [
        viz.heatmap(
            map_, anova.MAP_SIZES, anova.MAP_SPREADS, scale="diverging", bounds=(-3.5, 3.5), smooth=True, opacity=0.75
        ),
        viz.contour(anova.MAP_SIZES, anova.MAP_SPREADS, map_, levels=(0, 0, 1), filled=False, role="ink", width=1.6),
        viz.label(MARKS[:, 0], MARKS[:, 1], said, "ink", position="middle center", size=11),
        group | {"textfont": {"color": "@ink", "size": 15}},
    ]
    axes = viz.Axis("values in the group n", (1, 42)), viz.Axis("standard deviation σ", (0.05, 4.4))
    handles = viz.handles("settings", table, lambda k: f"group {NAMES[k]}", "data")
    title = "The true level, if C stood there"
    return viz.Plane(traces, *axes, title, handles=handles)


def levels_panel(q: Anova) -> viz.Plane:
    """How often each test rejects equal means, against how often it says so."""
    alpha, top = q.p.alpha, ALARMS[1]
    classical, welch = (np.searchsorted(np.sort(p), LEVELS, side="right") / len(p) for p in q.simulated)
    hidden = lambda y: np.where(y > top, np.nan, y)
    mine = float(np.interp(alpha, LEVELS, welch))
    traces = [
        viz.called(viz.line([0, 0.2], [0, 0.2], "null", width=1.6, dash="dash", hover=False), "as promised", at=0.6),
        viz.called(viz.line(LEVELS, hidden(q.curve), "model", width=2.8, name="F, exact"), "classical F", at=0.6),
        viz.called(viz.line(LEVELS, hidden(welch), "optimum", width=2.4, name="Welch"), "Welch", at=0.95),
        viz.markers(LEVELS[6::2], hidden(classical[6::2]), "model", size=6, ring=True, name="F, simulated"),
        viz.line([alpha] * 2, [0, top], "muted", width=1.2, dash="dot", hover=False),
        viz.dots((alpha, min(q.level, top)), "model", size=13, name="true level of F"),
        viz.dots((alpha, min(mine, top)), "optimum", size=11, name="level of Welch"),
    ]
    moves = lambda x, _: {"alpha": x}
    handles = [viz.Handle("level", (alpha, min(q.level, top)), "level α", "model", moves=moves, follows="x")]
    axes = viz.Axis("level α that is claimed", (0, 0.2)), viz.Axis("share of equal means rejected", ALARMS)
    title = f"α = {number(alpha)}: F rejects in {number(100 * q.level, 3)}%"
    return viz.Plane(traces, *axes, title, handles=handles)


def cells_panel(q: Anova) -> viz.Plane:
    """Cell means as lines, one for each row; dashed the parallel lines that fit best, and what is left of the means."""
    two, power = q.two, q.power_of_scale
    poisons = q.p.table == "poisons"
    rows, columns = two.cells.shape
    x = np.arange(columns) + 1.0
    ticks = np.array(POISON_TICKS if poisons else DRAWN_TICKS)
    low, high = (0.16, 1.35) if poisons else (0.36, 10.4)
    ends = factorial.on_scale(np.array([low, high]), power)
    at = factorial.on_scale(ticks, power)
    names = ("poison I", "poison II", "poison III") if poisons else ("row 1", "row 2")
    roles = ("data", "gradient", "null")
    every, fit = q.scaled, two.fit
    traces = [
        viz.line(np.tile(np.append(x, np.nan), rows), np.column_stack([fit, np.full(rows, np.nan)]).ravel(),
                 "muted", width=1.8, dash="dash", hover=False),
        viz.line(broken(*[np.tile(x, rows)] * 2), broken(fit.ravel(), two.cells.ravel()), "accent", width=5, hover=False),
    ]  # fmt: skip
    for i in range(rows):
        aside = (i - (rows - 1) / 2) * 0.1 + 0.02
        dots = np.stack([np.repeat(x + aside, every.shape[2]), every[i].ravel()], axis=1)
        traces += [
            viz.dots(dots, roles[i], size=5, opacity=0.45, name="value"),
            viz.line(x, two.cells[i], roles[i], width=2.6, name=names[i]),
            viz.dots(np.stack([x, two.cells[i]], axis=1), roles[i], size=13, name=names[i]),
        ]
    handles = []
    if not poisons:
        spots = np.stack([np.tile(x, 2), two.cells.ravel()], axis=1)
        handles = viz.handles("cell", spots, cell_name, "data", moves=lambda k, _, y: set_cell(q, k, y), follows="y")
    last = viz.spread(two.cells[:, -1], 0.05 * float(np.ptp(ends)))
    traces += [text(columns + 0.16, y, name, role, size=13) for y, name, role in zip(last, names, roles, strict=False)]
    labels = ("A", "B", "C", "D") if poisons else ("column 1", "column 2")
    across = viz.Axis("treatment" if poisons else "", (0.6, columns + 0.85), ticks=x, labels=labels)
    what = "survival (10 hours)" if poisons else "value"
    up = viz.Axis(f"{what}, {TITLES[q.p.scale]}", tuple(ends), ticks=at, labels=[f"{each:g}" for each in ticks])
    return viz.Plane(traces, across, up, "Dashed: parallel. Thick: what is left", handles=handles)


def cell_name(k: int) -> str:
    """What a screen reader calls a cell."""
    return f"row {k // 2 + 1}, column {k % 2 + 1}"


def set_cell(q: Anova, k: int, y: float) -> dict[str, Any]:
    """The cell whose mean, on the scale in hand, is y."""
    power, around = q.power_of_scale, np.array(factorial.AROUND)
    if power == 0:
        mean = float(np.exp(y - np.log(around).mean()))
    else:
        inside = (1 + power * y) / float(np.mean(around**power))
        mean = float(max(inside, 1e-9) ** (1 / power))
    return {"cells": (*q.p.cells[:k], min(mean, 100.0), *q.p.cells[k + 1 :])}


def sources_panel(q: Anova) -> viz.Plane:
    """The total split by what it comes from."""
    two, names = q.two, ("rows", "columns", "interaction", "within")
    roles, total = ("data", "data", "accent", "null"), q.two.total or 1.0
    share = np.array([two.squares[name] / total for name in names])
    said = [f"F = {number(two.f(k), 3)}<br>p = {number(two.p(k), 2)}" for k in names[:3]] + [" "]
    x = np.arange(4) + 1.0
    traces = [
        viz.bars(x, share, roles, width=0.66, opacity=0.75, name="of the total"),
        viz.label(x, share + 0.01, said, "ink", position="top center", size=12),
    ]
    axes = viz.Axis("source of variation", (0.4, 4.6), ticks=x, labels=names), viz.Axis("part of the total", (0, 1.18))
    return viz.Plane(traces, *axes, "Four parts of one total", weight=0.85)


def null_panel(q: Anova) -> viz.Plane:
    """Equal groups as one experiment sees them, and the pairs that single t-tests call different."""
    m = np.full(anova.MOST, np.nan)
    m[: q.p.groups] = q.nulls[q.p.experiment - 1]
    x, (least, honest) = np.arange(anova.MOST) + 1.0, q.least
    i, j = np.array(q.false or [(0, 0)]).T
    far = np.abs(m[i] - m[j]) > honest
    ends = lambda keep: (broken(x[i[keep]], x[j[keep]]), broken(m[i[keep]], m[j[keep]]))
    traces = [
        viz.line([0.4, anova.MOST + 0.6], [0, 0], "ink", width=1.4, dash="dash", hover=False),
        viz.line(*ends(np.abs(m[i] - m[j]) > least), "gradient", width=1.6, opacity=0.7, hover=False),
        viz.line(*ends(far), "optimum", width=3.2, hover=False),
        viz.dots(np.stack([x, m], axis=1), "data", size=12, symbol="diamond", name="mean"),
        text(0.6, 1.52, f"{len(q.false)} pairs “differ” by single t-tests", "gradient"),
        text(0.6, 1.33, f"{np.count_nonzero(far)} by Tukey", "optimum"),
    ]
    axes = (
        viz.Axis("group (all alike)", (0.4, anova.MOST + 0.6), ticks=(1, 4, 8, 12)),
        viz.Axis("mean (s)", (-1.65, 1.65)),
    )
    return viz.Plane(traces, *axes, f"Experiment {q.p.experiment}: {SIZE} values a group")


def alarms_panel(q: Anova) -> viz.Plane:
    """The chance of any false alarm against the number of groups."""
    found, k, alpha = q.alarms, q.p.groups, q.p.alpha
    at, kind = float(found["t"][k - 2]), viz.line
    traces = [
        viz.called(
            kind(MANY, found["independent"], "null", width=1.6, dash="dash", name="1 − (1 − α)ᵐ"),
            "if independent",
            at=0.1,
        ),
        viz.called(kind(MANY, found["t"], "gradient", width=2.8, name="single t-tests"), "single t-tests", at=0.6),
        viz.called(kind([2, anova.MOST], [alpha] * 2, "optimum", width=2.4, name="Tukey, F"), "Tukey, and F", at=0.9),
        viz.called(
            kind(MANY, found["Bonferroni"], "muted", width=1.8, dash="dot", name="Bonferroni"), "Bonferroni", at=0.5
        ),
        viz.line([k, k], [0, at], "muted", width=1.2, dash="dot", hover=False),
        viz.dots((k, at), "gradient", size=14, name="any false alarm"),
    ]
    more = lambda x, _: {"groups": float(np.clip(round(x), 2, anova.MOST))}  # loosely: there is no half group
    handles = [viz.Handle("count", (k, at), "number of groups", "gradient", moves=more, follows="loosely")]
    axes = (
        viz.Axis("equal groups k", (1.6, anova.MOST + 0.4), ticks=(2, 4, 6, 8, 10, 12)),
        viz.Axis("P(any false alarm)", (0, 1.02)),
    )
    return viz.Plane(
        traces, *axes, f"{k * (k - 1) // 2} pairs: a false alarm in {number(100 * at, 3)}%", handles=handles
    )
