"""What is seen is data, held fixed or weighted model, true of an intervention optimum, a leak accent."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import adjustment as adj
from mathcore.statistics import structural as sm
from pages.statistics.causal_inference.state import ALONG, MOST, Causes
from viz.graphs import node_labels, strands

Edge = tuple[int, int]
BELOW = np.array([(2.0, -0.95), (2.0, -1.5)])  # where the ways are written
RADIUS, LONGEST, WIDE, ALONG_EDGE, EDGE, CURVES, THIRDS = 0.3, 5, 0.11, 0.28, 6.5, 3.4, (-6, -3, 0, 3, 6)
MOSTLY = {"a": 2.0, "b": 1.5, "c": 2.0}  # of the strengths
ROLES = {"an effect": "optimum", "a leak": "accent"}
COLOURED: dict[str, Any] = {"scale": "diverging", "bounds": (-2.2, 2.2), "opacity": 0.8, "name": "coloured by Z"}
LEVELS = {0: "no effect", -150: "−150 g", -100: "−100 g", -50: "−50 g", 50: "+50 g"}
GRID, SHARE = np.linspace(-4, 4, 121), np.append(np.linspace(1e-4, 0.2, 120), np.nan)
SIDE = ("gradient", "accent")  # the two groups of a table
HEIGHTS = {"berkeley": (0.25, 0.5), "stones": (0.7, 0.9), "own": (0.0, 1.0)}
ROOM: dict[str, Any] = {"room": (250.0, 260.0)}
MAP: dict[str, Any] = {"range": (-0.006, 0.206), "ticks": (0, 0.1, 0.2), "percent": True}
DIAMOND = {"symbol": "diamond", "size": 26, "color": "@accent"}
NOWHERE = [np.full((2, 2), np.nan)]
QUIET: dict[str, Any] = {"hover": False}


def drawn_graph(at: np.ndarray, edges: dict[Edge, float], texts: list[str], gone: list[Edge], fixed: bool) -> list[Any]:
    """Arrows as wide as their strengths, cut ones dotted; nodes; Z in a box where it is held fixed."""
    ways, blank = viz.courses(at, list(edges), radius=RADIUS), LONGEST - len(edges)
    widths = [0.0 if e in gone else 0.03 + WIDE * min(abs(s), 2) for e, s in edges.items()] + [0.0] * blank
    spots = sm.beside(at, list(edges), [len(t) for t in texts])
    box = [(at[2, 0] - 0.42, at[2, 0] + 0.42, at[2, 1] - 0.42, at[2, 1] + 0.42)] if fixed else []
    hidden = [" "] * 3 + ["hidden" if np.isfinite(x) else " " for x in at[3:, 0]]
    cut = strands([way for way, e in zip(ways, edges, strict=True) if e in gone] or NOWHERE, "null", width=1.6)
    return [
        viz.ribbons([*ways, *NOWHERE * blank], widths, "null", head=0.34, opacity=0.5),
        cut | {"line": {**cut["line"], "dash": "dot"}},
        viz.rectangles(box, "model", opacity=0.12, width=2),
        viz.discs(at[:3], "ink", size=30),
        viz.discs(at[3:], "null", size=30, opacity=0.6),
        node_labels(at, list(sm.NODES), "paper", size=15),
        node_labels(at, hidden, "muted", size=11, side="top", clear=34),
        node_labels(np.concatenate([spots, np.full((blank, 2), np.nan)]), texts + [" "] * blank, size=13),
    ]


def lit_ways(at: np.ndarray, edges: Any, found: list[sm.Path], said: list[str]) -> list[Any]:
    """The ways that pass something, lit; and under the graph all of them, written."""
    turned = lambda way: viz.courses(at, [p if p in edges else p[::-1] for p in pairwise(way)], radius=RADIUS)
    lit = {k: [c for p, s in zip(found, said, strict=True) if s == k for c in turned(p.nodes)] for k in ROLES}
    told = [f"{sm.written(edges, p.nodes)}:  {s}" for p, s in zip(found, said, strict=True)] + [" "] * (2 - len(said))
    roles = [ROLES.get(s, "muted") for s in said] + ["muted"] * (2 - len(said))
    strokes = [strands(lit[k] or NOWHERE, role, width=4, opacity=0.9) for k, role in ROLES.items()]
    return [*strokes, node_labels(BELOW, told, roles, size=14)]


def graph_plane(traces: list[Any], title: str, handles: Any = ()) -> viz.Plane:
    """The plane of a graph."""
    axes = viz.Axis("", (-0.75, 4.75), visible=False), viz.Axis("", (-1.9, 4.3), visible=False)
    return viz.Plane(traces, *axes, title, equal=True, handles=handles)


def graph_panel(q: Causes) -> viz.Plane:
    """The structure; ways that are open light up: effects in one colour, leaks in another."""
    at, gone = sm.PLACES[q.p.structure], [e for e in q.edges if e not in q.left_edges]
    texts = [f"{n} = {number(q.p[n], 3)}" if isinstance(n, str) else number(n, 3) for n in q.edges.values()]
    named = {n: e for e, n in q.edges.items() if isinstance(n, str) and e not in gone}
    bead = lambda n, i, j: at[i] + (0.5 + ALONG_EDGE * q.p[n] / MOSTLY[n]) * (at[j] - at[i])
    beads = {n: bead(n, *e) for n, e in named.items()}
    traces = [
        *drawn_graph(at, {e: float(q.whole[e]) for e in q.edges}, texts, gone, q.p.held),
        *lit_ways(at, q.edges, q.paths, q.passing),
        viz.dots(np.array([beads.get(n, np.full(2, np.nan)) for n in "abc"]), "ink", size=11, name="strength"),
    ]

    def handle(name: str, i: int, j: int) -> viz.Handle:
        axis = int(at[i, 0] == at[j, 0])  # an upright arrow is followed by its height, any other by its x
        share = lambda *pointer: (pointer[axis] - at[i, axis]) / (at[j, axis] - at[i, axis])
        moves = lambda x, y: {name: (share(x, y) - 0.5) / ALONG_EDGE * MOSTLY[name]}
        said = f"strength {name} of {sm.NODES[i]} → {sm.NODES[j]}"
        return viz.Handle(f"pull_{name}", beads[name], said, "ink", None, moves, "y" if axis else "x")

    title = "X drawn by lot" if q.p.lot else "Who causes whom"
    return graph_plane(traces, title, [handle(n, *e) for n, e in named.items()])


def cloud_panel(q: Causes) -> viz.Plane:
    """Points coloured by Z; the line through all, lines at three values of Z, and the true effect."""
    ends, thick = np.array([-EDGE, EDGE]), (2.0, 4.0) if q.p.held else (4.0, 2.0)
    strata = sm.strata_lines(q.cov, (-1.3, 0.0, 1.3))
    x, y, z = q.people[:, :3].T
    traces = [
        viz.markers(x, y, z / np.sqrt(q.cov[2, 2]), size=7, **COLOURED),
        viz.called(viz.line(ends, q.effect * ends, "optimum", width=2.2, dash="dash", **QUIET), "true", at=0.98),
        viz.called(viz.polyline(strata, "model", width=thick[1], **QUIET), "Z fixed", at=0.5),
        viz.called(viz.line(ends, q.naive * ends, "data", width=thick[0], **QUIET), "all", at=0.02),
    ]
    x_axis, y_axis = (viz.Axis(name, (-EDGE, EDGE), ticks=THIRDS) for name in ("X", "Y"))
    return viz.Plane(traces, x_axis, y_axis, "Z: low blue, high orange", **ROOM)


def strength_panel(q: Causes) -> viz.Plane:
    """The three slopes as the third arrow grows from -2 to 2."""
    effect, naive, adjusted = (np.where(np.abs(each) <= CURVES, each, np.nan) for each in q.along)
    c, now = q.p.c, np.clip([q.effect, q.naive, q.adjusted], -CURVES, CURVES)
    spot, thick = (c, float(now[1 + q.p.held])), (2.0, 3.6) if q.p.held else (3.6, 2.0)
    traces = [
        viz.called(viz.segment((c, now[0]), spot, "accent", width=6, hover=False)),
        viz.called(viz.line(ALONG, naive, "data", width=thick[0], name="all"), "all", at=0.1),
        viz.called(viz.line(ALONG, adjusted, "model", width=thick[1], name="Z fixed"), "Z fixed", at=0.9),
        viz.called(viz.line(ALONG, effect, "optimum", width=2.2, dash="dash", name="true"), "true", at=0.55),
        *(viz.dots((c, at), role, size=10) for at, role in zip(now, ("optimum", "data", "model"), strict=True)),
    ]
    (i, j), role = next(e for e, n in q.edges.items() if n == "c"), ("data", "model")[q.p.held]
    handle = viz.Handle("push", spot, "strength c", role, moves=lambda x, _: {"c": x}, follows="x")
    x = viz.Axis(f"strength c of {sm.NODES[i]} → {sm.NODES[j]}", (-2.1, 2.1), ticks=(-2, -1, 0, 1, 2))
    y = viz.Axis("slope of Y on X", (-CURVES, CURVES), ticks=(-3, -2, -1, 0, 1, 2, 3))
    return viz.Plane(traces, x, y, "The three slopes", handles=[handle], **ROOM)


def story_panel(q: Causes) -> viz.Plane:
    """The arrows of the story, in standard deviations."""
    arrows, pairs = q.tale.arrows, sm.causes_first(q.tale.order)
    said = [sm.passes(path, arrows, False) for path in sm.paths(pairs)]
    texts = [number(float(arrows[e]), 3) for e in pairs]
    at, edges = sm.PLACES["fork"], {e: float(arrows[e]) for e in pairs}
    graph = drawn_graph(at, edges, texts, [], False)
    return graph_plane([*graph, *lit_ways(at, pairs, sm.paths(pairs), said)], "The story, in deviations")


def scatter_panel(q: Causes) -> viz.Plane:
    """The points, which no story moves; the line of seeing, and the line of doing."""
    (names, rows), (x, y), ((x0, y0, _), (sx, _, _), _), t = q.table, q.window, q.spread, q.told
    see, do = (y0 + slope * (x - x0) for slope in (t.effect_seen, t.effect_done))
    done = (t.value_x, float(np.clip(t.done, *y)))
    traces = [
        viz.markers(rows[:, 0], rows[:, 1], q.std[:, 2], size=6, **COLOURED),
        viz.line([t.value_x] * 2, y, "muted", width=1.6, dash="dot", **QUIET),
        viz.called(viz.line(x, see, "data", width=2.4, **QUIET), "see", at=0.04),
        viz.called(viz.line(x, do, "optimum", width=3.2, dash="dash", **QUIET), "do", at=0.97),
        viz.dots((t.value_x, t.seen), "data", size=11, name="seen"),
        viz.dots(done, "optimum", size=13, symbol="diamond", name="done"),
    ]
    move = lambda x, _: {"at": (x - x0) / sx}
    handle = viz.Handle("slice", done, "value of X", "optimum", moves=move, follows="x")
    axes = viz.Axis(names[0], x), viz.Axis(names[1], y)
    return viz.Plane(traces, *axes, "Z: low blue, high orange", handles=[handle], **ROOM)


def slices_panel(q: Causes) -> viz.Plane:
    """Y where X has this value: among those who have it, and if all were given it."""
    (x, y, _), ((_, y0, _), (_, sy, _), _), t = q.std.T, q.spread, q.told
    left, heights = float(np.std(y - t.slope_sd * x)), y0 + sy * GRID
    width, tall = 1.06 * len(x) ** -0.2 * left, round(0.6 / left, 9)
    seen, done = (sm.density(y + s * (q.p.at - x), GRID, width) for s in (t.slope_sd, t.effect_sd))
    level = lambda at, role, **style: viz.called(viz.segment((0, at), (0.97 * tall, at), role, width=1.2, **style))
    traces = [
        viz.polygon(np.stack([seen, heights], axis=1), "data", width=0),
        viz.called(viz.line(seen, heights, "data", width=2.2, **QUIET), "see X = x", at=0.45),
        viz.called(viz.line(done, heights, "optimum", width=3, dash="dash", **QUIET), "do X = x", at=0.65),
        level(t.seen, "data"),
        level(t.done, "optimum", dash="dash"),
        viz.line([0.93 * tall] * 2, [t.seen, t.done], "accent", width=6, **QUIET),
    ]
    title = f"Y at X = {number(t.value_x, 3)}"
    axes = viz.Axis("density", (0, tall), ticks=()), viz.Axis(q.table[0][1], q.window[1])
    return viz.Plane(traces, *axes, title, **ROOM)


def mosaic(q: Causes, group: int) -> viz.Plane:
    """The strata of one group, as wide as they weigh and as high as their rate: the area is the overall rate."""
    names, rates, level = adj.CASES[q.p.cases], q.rates.rates[:, group], float(q.overall[group])
    boxes, few = q.rates.boxes(q.p.shared, group), len(rates) <= 3  # six rows
    under = 0.5 + viz.spread(boxes[:, :2].mean(axis=1) - 0.5, 0.36 if few else 0.06, 0.33 if few else 0.48)
    strata = [str(names[3][k]) for k, row in enumerate(q.counts) if sum(row) > 0]
    traces = [
        viz.rectangles(np.where([0, 0, 0, 1], boxes * 0 + 1, boxes), "null", opacity=0.06, width=0.6),
        viz.rectangles(boxes, SIDE[group], opacity=0.5, width=1.2),
        viz.line([0, 1], [level, level], SIDE[group], width=4, **QUIET),
        viz.label([0.985], [level + 0.01], f"{100 * level:.1f}%", SIDE[group], position="top left", size=16),
        viz.label(under, [-0.012] * 6, strata + [" "] * (6 - len(strata)), "muted", position="bottom center", size=12),
    ]
    x, y = viz.Axis("share of the strata", (-0.02, 1.02), ticks=(0, 0.5, 1)), viz.Axis("", (-0.09, 1.02), ticks=())
    title = f"{q.rates.sizes[:, group].sum():.0f} {names[group]}: {names[2]}"
    return viz.Plane(traces, x, y, title, weight=1.1)


def mix_panel(q: Causes) -> viz.Plane:
    """Both overall rates on the way from each group's own mix of strata to the mix of all."""
    names = [str(each) for each in adj.CASES[q.p.cases][:3]]
    both = np.stack([np.full(2, q.p.shared), q.overall], axis=1)
    ways = [viz.line([0, 1], [q.crude[k], q.standard[k]], SIDE[k], width=3, name=names[k]) for k in (0, 1)]
    traces = [
        *(viz.called(way, names[k], at=(0.1, 0.9)[k]) for k, way in enumerate(ways)),
        *(viz.dots(both[k], SIDE[k], size=12, name=names[k]) for k in (0, 1)),
        viz.called(viz.segment(both[0], both[1], "ink", width=2, **QUIET)),
    ]
    told, moves = lambda k: f"mix, {names[k]}", lambda _, x, __: {"shared": x}
    handles = viz.handles("blend", both, told, "ink", moves=moves, follows="x")
    x = viz.Axis("strata weighed", (-0.16, 1.16), ticks=(0, 1), labels=("own mix", "one mix"))
    y = viz.Axis(f"overall share {names[2]}", HEIGHTS[q.p.cases], percent=True)
    return viz.Plane(traces, x, y, "Other weights", handles=handles, room=(165, 175))


def balance_panel(q: Causes) -> viz.Plane:
    """How far smokers and others differ in each covariate, as they are and weighted; a line to drag."""
    rows, line, before = MOST - 0.5 - np.arange(MOST), MOST - q.p.used, adj.births().balance()
    ways = np.stack([before, q.balance, np.full(MOST, np.nan)], axis=1).ravel()
    traces = [
        viz.rectangles([(-1.3, 0.5, line, MOST)], "model", opacity=0.07),
        viz.line([0, 0], [0, MOST], "null", width=1.2, **QUIET),
        viz.line(ways, np.repeat(rows, 3), "muted", width=1.2, **QUIET),
        viz.markers(before, rows, "data", size=9, ring=True, name="as they are"),
        viz.markers(q.balance, rows, "model", size=10, name="weighted"),
        viz.line([-1.3, 0.5], [line, line], "model", width=2.5, **QUIET),
        viz.label([-1.27] * MOST, rows, list(adj.births().names), "ink", position="middle right", size=13),
        viz.label([-1.27], [MOST + 0.3], "adjusted for: above the line", "model", position="middle right", size=13),
    ]
    move = lambda _, y: {"used": round(min(max(MOST - y, 0), MOST))}  # loosely: it stands between two rows
    handle = viz.Handle("cut", (0.44, line), "covariates adjusted for", "model", moves=move, follows="loosely")
    x = viz.Axis("smokers less others, in standard deviations", (-1.3, 0.5), ticks=(-0.5, 0, 0.5))
    y = viz.Axis("", (-0.25, MOST + 0.6), visible=False)
    return viz.Plane(traces, x, y, "Are they alike? Rings: as they are", handles=[handle])


def estimates(q: Causes, hidden: bool = False) -> viz.Plane:
    """The difference in weight, adjusted for more and more, with 95% intervals; and with a hidden U."""
    k, (effect, half, plain, wide) = np.arange(MOST + 1), adj.births_path("all" if hidden else q.p.target)
    here = (q.p.used, float(plain[q.p.used] if hidden else effect[q.p.used]))
    role, with_u = ("muted", q.with_u) if hidden else ("model", np.nan)
    middle, reach, shown = (plain, wide, np.nan) if hidden else (effect, half, 1.0)  # of the hidden U: regression alone
    gap = viz.line([q.p.used] * 2, [here[1], with_u], "accent", width=3, **QUIET)
    traces = [
        viz.called(viz.line([-0.5, MOST + 0.5], [0, 0], "null", width=1.4, **QUIET), "no effect", at=0.0, size=13),
        viz.area(k, middle + reach, middle - reach, "muted" if hidden else "model", opacity=0.16),
        viz.called(viz.line(k, plain, "muted", width=2, name="regression"), "regression", at=0.4),
        viz.called(viz.line(k, effect * shown, "model", width=2.4, name="weighting"), "weighting", at=0.8),
        viz.dots((0, effect[0]), "data", size=11, name="as they are"),
        viz.dots(here, role, size=13, name="used"),
        viz.called(gap),
        viz.called(viz.dots((q.p.used, with_u), "accent", size=12, symbol="diamond"), "with U", role="accent", size=15),
    ]
    move = lambda x, _: {"used": round(min(max(x, 0), MOST))}  # loosely: covariates are whole
    handle = viz.Handle("count", here, "covariates adjusted for", role, moves=move, follows="loosely")
    x = viz.Axis("covariates adjusted for", (-0.5, MOST + 0.5), ticks=range(0, MOST + 1, 2))
    y = viz.Axis("smokers less others (grams)", (-340, 170 if hidden else 40), ticks=(-300, -200, -100, 0, 100))
    return viz.Plane(traces, x, y, "Smoking and weight at birth", handles=[handle])


def hidden_panel(q: Causes) -> viz.Plane:
    """What the regression would say if a U had been left out that shares so much with smoking, and with weight."""
    known, used = q.regressed.known, np.arange(MOST)[:, None] < q.p.used
    u, first = (q.p.hidden_x, q.p.hidden_y), int(np.argmax(known[:, 0]))
    strongest = f"   {adj.births().names[first]}"
    heights = np.array([adj.level_curve(q.regressed, level, SHARE) for level in LEVELS])
    alike = np.array([adj.robustness(q.estimate - level, q.error, q.freedom) for level in LEVELS])  # on the diagonal
    zero, *others = np.where(heights <= 0.2, heights, np.nan)
    roles = {"textfont": {"color": ["@accent", *["@muted"] * len(others)], "size": 13}}
    traces = [
        viz.line(np.tile(SHARE, len(others)), np.concatenate(others), "muted", width=1.4, **QUIET),
        viz.line(SHARE, zero, "accent", width=3.5, **QUIET),
        viz.label(np.where(alike < 0.19, alike, np.nan), alike, list(LEVELS.values()), position="top right") | roles,
        viz.dots(np.where(used, known, np.nan), "model", size=8, name="known and used"),
        viz.dots(np.where(used, np.nan, known), "data", size=8, ring=True, name="known, left out"),
        viz.label([known[first, 0]], [known[first, 1]], strongest, "muted", position="middle right", size=12),
        node_labels([u], ["U"], "paper", size=13) | {"mode": "markers+text", "marker": DIAMOND},
    ]
    handle = viz.Handle("hide", u, "hidden U", moves=lambda x, y: {"hidden_x": x, "hidden_y": y})
    x, y = (viz.Axis(f"U’s part of the rest of {name}", **MAP) for name in ("smoking", "weight"))
    return viz.Plane(traces, x, y, "What a hidden U would leave", handles=[handle])
