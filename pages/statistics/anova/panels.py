"""The panels: "data" is what varies within groups, "model" what lies between them (and F); Tukey is "optimum", single
t-tests "gradient", chance "null"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import anova, factorial, group_samples
from mathcore.statistics import many_means as many
from mathcore.statistics import unequal_spreads as unequal
from pages.statistics.anova.state import NAMES, POWERS, SIZE

if TYPE_CHECKING:
    from pages.statistics.anova.state import Anova, Array

VALUES, RIM, HILL = (0.0, 10.0), 1.62, (1.06, 1.48)  # of drawn values; of the triangle's plane; of its hill
STUCK = "A value is at its end, or one side of the triangle would vanish."
QUARTER, SHARES = np.linspace(0, np.pi / 2, 181), (0, 0.25, 0.5, 0.75, 1)
REACH, SPAN, DOTS, TOP = 1.7, (-1.0, 1.0), 400, 12.0  # of the plane of three means; of means; simulated; of t²
CIRCLE = np.stack([np.cos(4 * QUARTER[:-1:2]), np.sin(4 * QUARTER[:-1:2])], axis=1)
ROLES = {"F": "model", "t": "gradient", "Tukey": "optimum", "Bonferroni": "muted"}
EDGES = {"Bonferroni": (0.0, "dot"), "Tukey": (0.12, "solid"), "t": (0.0, "dash"), "F": (0.16, "solid")}
KEYS = {"F": ("— F", -0.97, 0.94), "Tukey": ("— Tukey", -0.97, 0.8)}  # the names of the outlines, in two corners
KEYS |= {"t": ("single t ╌", 0.97, 0.94), "Bonferroni": ("Bonferroni ┈", 0.97, 0.8)}
LEVELS = np.concatenate([[1e-5, 3e-4, 1e-3, 2e-3, 4e-3], np.linspace(0.0, 0.2, 26)[1:]])
K, MARKS = np.arange(2, many.MOST + 1), [(i, j) for i in (1, 5, 9, 13) for j in (1, 5, 8, 11)]  # of the map's levels
SIDES, CEILING = ("middle right", "middle left"), 0.6  # of the names of outlines; of the levels that are drawn
TABLES = {  # of each table: ticks, names of rows and columns, what is measured; under it axes for each scale
    "drawn": ((0.5, 1, 2, 4, 8), ("row 1", "row 2"), ("column 1", "column 2"), "value"),
    "poisons": ((0.2, 0.3, 0.5, 0.8, 1.2), ("poison I", "II", "III"), tuple("ABCD"), "survival (10 h)"),
}
SPANS = {"raw": ((-1.8, 10.6), (0.05, 1.3)), "log": ((-1.7, 3.0), (-1.85, 0.35))}
SPANS["reciprocal"] = (-2.65, 0.3), (-5.7, -0.65)
SOURCES, CELL_ROLES = ("rows", "columns", "interaction", "within"), ("data", "gradient", "null")

# Segments between places of arrays, as one broken line.
broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)
upright = lambda x, y: viz.line([x, x], [0, y], "muted", width=1.2, dash="dot", hover=False)
level = lambda x, y: viz.line(x, [y, y], "ink", width=1.4, dash="dash", hover=False)


def stop(name: str, found: tuple[Array, bool], said: str) -> dict[str, Any]:
    """What a handle moves: a control; unless it fits, it can go no further."""
    if not found[1]:
        raise viz.Limit(said, {name: found[0].tolist()})
    return {name: found[0].tolist()}


def groups_panel(q: Anova) -> viz.Plane:
    """All values as dots, the mean of each group, the grand mean: values hang from means, means from the grand mean."""
    s, a, at = q.sample, q.a, group_samples.layout(q.sample, q.p.points if q.drawn else ())
    means, grand, x, y, places, small = a.means - at.less, a.grand - at.less, at.x, at.y, at.places, len(at.y) > 60
    names = NAMES if q.drawn else s.names
    edge = len(names) + 0.5
    traces = [
        viz.line(broken(x, x), broken(y, means[at.of]), "data", width=1.2, opacity=0.35 if small else 0.6, hover=False),
        level([0.5, edge], grand),
        viz.line(broken(places, places), broken(means, 0 * means + grand), "model", width=6, opacity=0.55, hover=False),
        viz.line(broken(places - 0.34, places + 0.34), broken(means, means), "model", width=3, hover=False),
        viz.markers(x, y, "data", size=6 if small else 11, opacity=0.75, name="value"),
        viz.markers(places, means, "model", size=13, symbol="diamond", name="mean of the group"),
        text(edge + 0.02 * len(names), grand, "grand mean", "ink", size=12),
    ]
    lifted = lambda k, to: group_samples.lifted(q.p.points, int(places[k]) - 1, to - means[k], *VALUES)
    lift = lambda k, _, to: stop("points", lifted(k, to), "A value of this group is at the end of the axis.")
    handles, says = viz.handles("points", q.p.points, "value", "data"), lambda k: f"mean of {s.names[k]}"
    handles += viz.handles("mean", np.stack([places, means], 1), says, "model", moves=lift, follows="y")
    across = viz.Axis("group", (0.5, 1.3 * len(names) + 0.5), ticks=range(1, len(names) + 1), labels=names)
    up = viz.Axis(f"{s.what} less {at.less:,.0f}" if at.less else s.what, at.up)
    return viz.Plane(traces, across, up, "Values hang from means, means from one", handles=handles if q.drawn else [])


def triangle_panel(q: Anova) -> viz.Plane:
    """Total, between and within as the sides of a right triangle; around it how often chance alone points where."""
    a, at = q.a, q.angle if q.a.total > 0 else np.nan
    tip, foot = np.array([np.cos(at), np.sin(at)]), np.array([np.cos(at), 0.0])
    limit = np.arctan(np.sqrt(q.critical * a.above / a.below))
    ray, side = np.array([np.cos(limit), np.sin(limit)]), "top center" if limit < 0.2 else "top left"
    high, tail = foot[0] * tip, np.append(at, QUARTER[np.greater(QUARTER, at)])  # high: the foot of the altitude
    ends = foot[0] * np.tan(limit), (foot[0] + 0.3) * np.tan(limit)  # of the ray, beside the name of a leg
    over, label = 0.3 * ends[1] + 0.7 * tip[1], 1.58 * ray[1] + 0.08  # label: how high the name of the ray is
    above = tip[1] - ends[1] > ends[0] and (abs(over - label) > 0.18 or ends[0] < 0.17)
    beside = over if above else 0.5 * min(ends[0], tip[1])
    traces = [
        viz.polygon(anova.hill(QUARTER, a.above, a.below, *HILL), "null", opacity=0.28, width=0.6),
        viz.polygon(anova.hill(tail, a.above, a.below, *HILL), "accent", opacity=0.75, width=0.6),
        viz.line(np.cos(QUARTER), np.sin(QUARTER), "muted", width=1.2, dash="dot", hover=False),
        viz.called(viz.segment((0, 0), 1.56 * ray, "model", width=1.8, dash="dash", hover=False)),
        viz.called(text(1.58 * ray[0], 1.58 * ray[1], f"F = {number(q.critical, 3)}", "model", side)),
        viz.segment((0, 0), foot, "data", width=5, name="√within"),
        viz.segment(foot, tip, "model", width=5, name="√between"),
        viz.segment((0, 0), high, "data", width=3.4, hover=False),
        viz.segment(high, tip, "model", width=3.4, hover=False),
        viz.segment(foot, high, "muted", width=1.2, dash="dot", hover=False),
        text(0.5 * foot[0], -0.02, "√within", "data", "bottom center"),
        text(foot[0] + 0.02, beside, "√between" if tip[1] > 0.12 else "", "model"),
        viz.called(viz.segment((0, 0), tip, "ink", width=0), "√total" if tip[1] > 0.2 else "", at=0.5, size=13),
        viz.dots(tip, "ink", size=13, name="the data"),
    ]
    turn = lambda x, y: stop("points", group_samples.turned(q.p.points, x, y, *VALUES), STUCK)
    held = viz.Handle("tip", tip, "tip of the triangle", "ink", moves=turn, follows="angle")
    x, y = (
        viz.Axis(f"√{k} / √total", (low, RIM), ticks=(0, 0.5, 1)) for k, low in (("within", -0.12), ("between", -0.16))
    )
    said = f"F = {number(a.f, 3)}: p = {number(a.p, 2)} of all directions" if at == at else "Nothing varies"
    return viz.Plane(traces, x, y, said, equal=True, handles=[held] if q.drawn and at == at else [])


def means_panel(q: Anova) -> viz.Plane:
    """The three means, each with half of Tukey's least difference either way: two differ if these do not overlap."""
    half, x = q.limits["Tukey"] / 2, np.array([1.0, 2.0, 3.0])
    traces = [
        level([0.4, 3.6], q.m.mean()),
        viz.line(broken(x, x), broken(q.m - half, q.m + half), "optimum", width=7, opacity=0.4, hover=False),
        viz.markers(x, q.m, "data", size=14, symbol="diamond", name="mean"),
    ]
    moves = lambda k, _, to: {"means": (*q.p.means[:k], to, *q.p.means[k + 1 :])}
    said, at = lambda k: f"mean of {NAMES[k]}", np.stack([x, q.m], 1)
    handles = viz.handles("each", at, said, "data", moves=moves, follows="y")
    axes = viz.Axis("group", (0.4, 3.6), ticks=(1, 2, 3), labels=NAMES), viz.Axis("mean (pooled s)", (-1.7, 1.7))
    return viz.Plane(traces, *axes, "Three means", handles=handles, weight=0.5)


def plane_panel(q: Anova) -> viz.Plane:
    """All that three means can differ by, as a plane: F rejects outside the disc, the others outside their hexagons."""
    names, tips = [f"{name} high" for name in NAMES], 1.56 * many.TOWARDS
    spokes, near = [broken(0 * each, each) for each in tips.T], 0.42 if max(q.limits.values()) > 1.2 else 1.0
    cloud = many.to_plane(q.cloud[:DOTS]) if q.p.cloud != "off" else np.full((DOTS, 2), np.nan)
    cloud[np.abs(cloud).max(axis=1) > REACH] = np.nan
    outlines = [(k, many.hexagon(q.limits[k])[:-1], *EDGES[k]) for k in ("Bonferroni", "Tukey", "t")]
    traces = [
        viz.line(spokes[0], spokes[1], "grid", width=1.2, hover=False),
        viz.label(near * tips[:, 0], near * tips[:, 1], names, "muted", position="middle center", size=12),
        viz.polygon(q.limits["F"] * CIRCLE, "model", opacity=0.16, width=2.4),
        *(viz.polygon(edge, ROLES[k], opacity=o, width=2.0, dash=dash) for k, edge, o, dash in outlines),
        viz.dots(cloud, "null", size=4.5, opacity=0.55, name="simulated"),
        viz.dots(q.spot, "data", size=15, symbol="diamond", name="the three means"),
        *(text(x * REACH, y * REACH, said, ROLES[k], SIDES[x > 0], 12) for k, (said, x, y) in KEYS.items()),
    ]
    at = lambda x, y: many.means_at((x, y), float(q.m.mean()), *SPAN)
    place = lambda x, y: stop("means", at(x, y), "Two means are at the ends of their axis.")
    across, up = (viz.Axis(f"{name} (s)", (-REACH, REACH)) for name in ("(C − B)/√2", "(2A − B − C)/√6"))
    said = ", ".join(name for name, yes in q.verdicts.items() if yes)
    title = f"Different by {said}" if said else "No test calls them different"
    held = viz.Handle("state", q.spot, "the three means", "data", moves=place)
    return viz.Plane(traces, across, up, title, equal=True, weight=1.15, handles=[held])


def squares_panel(q: Anova) -> viz.Plane:
    """Why they disagree: F is the mean of the three t², the others look at the largest alone."""
    x, y = np.array([1.0, 2.0, 3.0, 4.4]), np.append(q.t_squared, q.f_means)
    lines = [(k, q.p.size / 2 * q.limits[k] ** 2, (0.55, 3.45) if k != "F" else (3.95, 4.85)) for k in ROLES]
    said = [f"↑{each:.0f}" if each > TOP else number(each, 2 if each < 1 else 3) for each in y]
    traces = [
        viz.bars(x, np.minimum(y, TOP), ["data"] * 3 + ["model"], width=0.62, opacity=0.6, name="t², and F"),
        *(viz.line(at, [v, v], ROLES[k], width=2, dash=EDGES[k][1], hover=False) for k, v, at in lines),
        viz.label(x, np.minimum(y, TOP) + 0.1, said, "ink", position="top center", size=12),
    ]
    across = viz.Axis("pairs, and their mean", (0.4, 5.0), ticks=x.tolist(), labels=("AB", "AC", "BC", "F"))
    axes = across, viz.Axis("t² of a pair, F", (0, TOP + 0.8))
    return viz.Plane(traces, *axes, "F = mean of t²", weight=0.6)


def null_panel(q: Anova) -> viz.Plane:
    """Equal groups as one experiment sees them, and the pairs that single t-tests and Tukey's call different."""
    m, x, ends = np.full(many.MOST, np.nan), np.arange(many.MOST) + 1.0, (0.4, many.MOST + 0.6)
    m[: q.p.groups] = q.nulls[q.p.experiment - 1]
    found = {k: many.apart(m[: q.p.groups], q.least[k]) for k in ("t", "Tukey")}
    lines = {k: (broken(x[i], x[j]), broken(m[i], m[j])) for k, (i, j) in found.items()}
    traces = [
        level(ends, 0.0),
        viz.line(*lines["t"], "gradient", width=1.6, opacity=0.7, hover=False),
        viz.line(*lines["Tukey"], "optimum", width=3.2, hover=False),
        viz.markers(x, m, "data", size=12, symbol="diamond", name="mean"),
        text(0.6, 1.52, f"different by single t-tests: {len(found['t'][0])} of {q.pairs_count}", "gradient"),
        text(0.6, 1.22, f"different by Tukey: {len(found['Tukey'][0])}", "optimum"),
    ]
    axes = viz.Axis("group (all alike)", ends, ticks=(1, 4, 8, 12)), viz.Axis("mean (s)", (-1.65, 1.65))
    return viz.Plane(traces, *axes, f"Experiment {q.p.experiment}: {SIZE} values a group")


def alarms_panel(q: Anova) -> viz.Plane:
    """The chance of any false alarm against the number of groups; names stand aside of curves that may meet."""
    curves, k, at = q.alarms, q.p.groups, q.any_alarm
    line = lambda y, role, width, dash: viz.line(K, y, role, width=width, dash=dash, hover=False)
    y = curves["independent"], curves["t"], np.full(len(K), q.p.alpha), curves["Bonferroni"]
    said, roles = ("if independent", "single t-tests", "Tukey, and F"), ("null", "gradient", "optimum", "muted")
    aside = 0.51 * (1 + viz.spread(np.array([each[-1] for each in y]) / 0.51 - 1, 0.18, 0.9))
    traces = [
        *map(line, y, roles, (1.6, 2.6, 2.6, 1.8), ("dash", "solid", "solid", "dot")),
        *(text(12.9, *each, size=12) for each in zip(aside, (*said, "Bonferroni"), roles, strict=True)),
        upright(k, at),
        viz.dots((k, at), "gradient", size=14, name="any false alarm"),
    ]
    more = lambda x, _: {"groups": float(np.clip(round(x), 2, many.MOST))}  # loosely: there is no half group
    held = viz.Handle("count", (k, at), "number of groups", "gradient", moves=more, follows="loosely")
    axes = viz.Axis("equal groups k", (1.6, 18.6), ticks=K[::2].tolist()), viz.Axis("P(any false alarm)", (0, 1.02))
    return viz.Plane(traces, *axes, f"A false alarm in {number(100 * at, 3)}% of experiments", handles=[held])


def settings_panel(q: Anova) -> viz.Plane:
    """Sizes and spreads of three groups with equal means; behind them the true level if C stood there."""
    table, x, y = np.array(q.p.settings), unequal.MAP_SIZES, unequal.MAP_SPREADS
    levels = unequal.level_map(q.p.alpha, q.sizes[:2], q.spreads[:2])
    map_, (i, j) = np.log2(np.maximum(levels, 1e-6) / q.p.alpha), np.transpose(MARKS)
    free = np.abs([(x[i][:, None] - table[:, 0]) / 5, (y[j][:, None] - table[:, 1] - 0.25) / 0.6]).max(0).min(1) > 1
    free &= np.abs(map_[j, i]) > 0.2  # clear of the line
    said = [f"{number(100 * each, 2)}%" * bool(seen) for each, seen in zip(levels[j, i].tolist(), free, strict=True)]
    group = viz.dots(table, "data", size=17, name="group") | {"mode": "markers+text", "textposition": "top center"}
    traces = [
        viz.heatmap(map_, x, y, scale="diverging", bounds=(-3.5, 3.5), smooth=True, opacity=0.75),
        viz.contour(x, y, map_, levels=(0, 0, 1), filled=False, role="ink", width=1.6),
        viz.label(x[i], y[j], said, "ink", position="middle center", size=11),
        group | {"text": [f"<b>{name}</b>" for name in NAMES], "textfont": {"color": "@ink", "size": 15}},
    ]
    axes = viz.Axis("values in the group n", (1, 42)), viz.Axis("standard deviation σ", (0.05, 4.4))
    handles = viz.handles("settings", table, lambda k: f"group {NAMES[k]}", "data")
    return viz.Plane(traces, *axes, "The true level, if C stood there", handles=handles)


def levels_panel(q: Anova) -> viz.Plane:
    """How often each test rejects equal means, against how often it says so."""
    alpha, top = q.p.alpha, lambda y: np.where(np.greater(y, CEILING), np.nan, y)
    classical, welch = (unequal.rejected(each, LEVELS) for each in q.simulated)
    exact = top(unequal.true_level(LEVELS, q.sizes, q.spreads, coarse=True))
    spots = [(alpha, min(y, CEILING)) for y in (q.level, float(unequal.rejected(q.simulated[1], alpha)))]
    traces = [
        viz.called(viz.line([0, 0.2], [0, 0.2], "null", width=1.6, dash="dash", hover=False), "as promised", at=0.6),
        viz.called(viz.line(LEVELS, exact, "model", width=2.8, name="F, exact"), "classical F", at=0.6),
        viz.called(viz.line(LEVELS, top(welch), "optimum", width=2.4, name="Welch"), "Welch", at=0.95),
        viz.markers(LEVELS[6::2], top(classical[6::2]), "model", size=6, ring=True, name="F, simulated"),
        upright(alpha, CEILING),
        viz.dots(spots[0], "model", size=13, name="true level of F"),
        viz.dots(spots[1], "optimum", size=11, name="level of Welch"),
    ]
    held = viz.Handle("level", spots[0], "level α", "model", moves=lambda x, _: {"alpha": x}, follows="x")
    axes = viz.Axis("level α that is claimed", (0, 0.2)), viz.Axis("share of equal means rejected", (0, CEILING))
    title = f"α = {number(alpha)}: F rejects in {number(100 * q.level, 3)}%"
    return viz.Plane(traces, *axes, title, handles=[held])


def cells_panel(q: Anova) -> viz.Plane:
    """Cell means as lines, one for each row; dashed the parallel lines that fit best, and what is left of the means."""
    two, scale = q.two, lambda y: factorial.on_scale(y, POWERS[q.p.scale])
    ticks, names, labels, what = TABLES[q.p.table]
    (count, columns), (low, high) = two.cells.shape, SPANS[q.p.scale][q.poisons]
    x, gap, y = np.arange(columns) + 1.0, np.full((count, 1), np.nan), scale(q.values)
    every = np.tile(x, count)
    parallel = np.tile(np.append(x, np.nan), count), np.hstack([two.fit, gap]).ravel()
    traces = [
        viz.line(*parallel, "muted", width=1.8, dash="dash", hover=False),
        viz.line(broken(every, every), broken(two.fit.ravel(), two.cells.ravel()), "accent", width=5, hover=False),
    ]
    for i, (name, role) in enumerate(zip(names, CELL_ROLES, strict=False)):
        aside = np.repeat(x + (i - (count - 1) / 2) * 0.1 + 0.02, len(y[0, 0]))
        traces += [
            viz.markers(aside, y[i].ravel(), role, size=5, opacity=0.45, name="value"),
            viz.line(x, two.cells[i], role, width=2.6, name=name),
            viz.markers(x, two.cells[i], role, size=13, name=name),
        ]
    last = viz.spread(two.cells[:, -1], 0.09 * (high - low))
    traces += [text(columns + 0.22, at, name, role) for at, name, role in zip(last, names, CELL_ROLES, strict=False)]
    spots, said = np.stack([every, two.cells.ravel()], axis=1), lambda k: f"{names[k // 2]}, {labels[k % 2]}"
    to = lambda height: min(factorial.mean_at(height, POWERS[q.p.scale]), 100.0)
    moves = lambda k, _, up: {"cells": (*q.p.cells[:k], to(up), *q.p.cells[k + 1 :])}
    handles = [] if q.poisons else viz.handles("cell", spots, said, "data", moves=moves, follows="y")
    across = viz.Axis("treatment" if q.poisons else "", (0.6, columns + 0.85), ticks=x.tolist(), labels=labels)
    kept = ticks if q.poisons else {"raw": ticks[1:], "reciprocal": ticks[:-1]}.get(q.p.scale, ticks)  # apart
    what, says = f"{what}, {q.p.scale} scale", [f"{each:g}" for each in kept]
    up = viz.Axis(what, (low, high), ticks=scale(kept).tolist(), labels=says)
    return viz.Plane(traces, across, up, "Dashed: parallel. Thick: what is left", handles=handles)


def sources_panel(q: Anova) -> viz.Plane:
    """The total split by what it comes from."""
    two, x = q.two, np.arange(4) + 1.0
    share = np.array([two.squares[name] for name in SOURCES]) / (two.total or 1.0)
    said = [f"F = {number(two.f(k), 3)}<br>p = {number(two.p(k), 1)}" for k in SOURCES[:3]] + [" "]
    traces = [
        viz.bars(x, share, ("data", "data", "accent", "null"), width=0.66, opacity=0.75, name="of the total"),
        viz.label(x, share + 0.01, said, "ink", position="top center", size=12),
    ]
    up = viz.Axis("part of the total", (0, 1.18), ticks=SHARES)
    across = viz.Axis("source of variation", (0.4, 4.6), ticks=x.tolist(), labels=SOURCES)
    return viz.Plane(traces, across, up, "Four parts of one total")
