"""The panels of the lesson: a bead on a wall, what a larger bound is worth, prices against a least value, a street.

What is best is drawn as "optimum", a price as "accent", f along the wall as "data", what is forbidden in grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import constrained as co
from mathcore.calculus import duality as du
from mathcore.calculus import margins as ma
from mathcore.calculus import walls as wl
from mathcore.calculus import window

if TYPE_CHECKING:
    from pages.calculus.constrained_optimization.state import Bounded

Array = NDArray[np.float64]
Trace = dict[str, Any]
HALF, HIDDEN = window.HALF, np.full(2, np.nan)
REACHES = (6.0, 9.0, 12.0, 15.0, 20.0, 30.0, 45.0, 70.0)  # of the axis along the wall
# Of each pair of species: petal lengths and widths (cm) that are shown, where the names of the two stand.
PETALS = {"easy": ((0.7, 5.5), (0.0, 2.1)), "hard": ((2.7, 7.2), (0.7, 2.8))}
NAMED = {"easy": ((1.5, 0.85), (3.4, 1.6)), "hard": ((3.4, 0.82), (6.5, 2.6))}
SIGNS = ((-1.0, "data"), (1.0, "model"))
SIDE = (-2.0, 4.5)  # of the hook
SLIP = 0.02  # of an axis that a handle may be off, where a set has a dent


def gapped(chains: Any) -> Array:
    """Polylines as one, NaN between them."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for chain in chains for part in (chain, gap)] or [gap])


def inside(value: float, span: tuple[float, float]) -> float:
    """The nearest value that an axis shows."""
    pad = 0.02 * (span[1] - span[0])
    return float(np.clip(value, span[0] + pad, span[1] - pad))


def ground(q: Bounded) -> list[Trace]:
    """Level curves of f, what is forbidden, the wall."""
    grey = viz.polyline(q.behind if q.p.kind == "le" else q.behind * np.nan, "null", width=0, hover=False)
    shade = {"fill": "toself", "fillcolor": "@null/0.3"}
    return [q.contours, grey | shade, viz.polyline(gapped(q.wall), "ink", width=3, hover=False)]


def plane(q: Bounded, traces: list[Trace], title: str, handles: list[viz.Handle]) -> viz.Plane:
    """The window, with a handle on the wall."""
    if q.wall:
        points = q.wall[0]
        at = wl.at_way(q.problem, q.p.bound, 0, 0.15 * float(wl.lengths(points)[-1]))
        out = np.nan_to_num(q.problem.slopes(at[None])[1][0])
        # Loosely: the wall goes through the pointer, and its handle stands at one place of it.
        handles = [*handles, viz.Handle("wall", at, "the wall", "ink", moves=wall_to(q), follows="loosely")]
    else:
        at, out = HIDDEN, HIDDEN
    text = viz.off(at, -out, "g ≤ c" if q.p.kind == "le" else "g = c", "ink", HALF, gap=0.03)
    traces = [*traces, viz.dots(at, "ink", size=9, symbol="square", name="drag the wall"), text]
    axes = (viz.Axis(name, (-HALF, HALF)) for name in "xy")
    return viz.Plane(traces, *axes, title, equal=True, handles=handles)


def wall_to(q: Bounded) -> viz.Moves:
    """The bound at which the wall goes through the pointer."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        level = float(q.problem.g(*np.clip((x, y), -HALF, HALF)))
        if not np.isfinite(level):
            raise viz.Limit("There g has no value: the wall goes no further.")
        return {"bound": level}

    return moves


def bead_panel(q: Bounded) -> viz.Plane:
    """The bead on the wall, pulled downhill and pushed back; where the two cancel, a ring or the star."""
    point, forces = HIDDEN, np.full((3, 2), np.nan)
    if q.bead:
        point, pull = q.bead.point, q.bead.pull
        forces = np.stack([pull, q.bead.push, q.bead.net]) * 1.7 / (float(np.hypot(*pull)) + q.span.usual)
        forces = np.where((np.hypot(*forces.T) > 0.04)[:, None], forces, np.nan)
    names = zip(forces, ("pull", "push", "net"), ("gradient", "model", "accent"), (2.6, 2.6, 4.5), strict=True)
    arrows, texts = [], []
    for force, text, role, width in names:
        arrows.append(viz.arrow(point + force, role, tail=point, width=width, name=text))
        texts.append(viz.off(point + force, force, text, role, HALF, gap=0.02))
    traces = [
        *ground(q),
        viz.dots(q.contacts.points, "ink", size=12, ring=True, name="pull and push may cancel"),
        viz.dots(q.optimum.point, "optimum", size=17, symbol="star", name="least allowed f"),
        *arrows,
        viz.dots(point, "ink", size=11, name="bead"),
        *texts,
    ]
    # Loosely: the bead stays on the wall, at the point nearest to the pointer.
    pull_bead = viz.Handle("pull_bead", point, "bead", "ink", moves=lambda x, y: to_wall(q, (x, y)), follows="loosely")
    return plane(q, traces, "A bead on the wall g = c", [pull_bead] if q.bead else [])


def to_wall(q: Bounded, pointer: Any) -> Mapping[str, Any]:
    """The bead at the point of the wall that is nearest."""
    found = wl.bead(q.problem, q.p.bound, np.clip(pointer, -HALF, HALF))
    return {"walker": tuple(found.point.tolist())} if found else {}


def profile_panel(q: Bounded) -> viz.Plane:
    """f along the bead's piece of wall; the slope at the bead is what is left of the pull."""
    low, high = q.span.f
    reach = viz.reach([float(wl.lengths(chain)[-1]) for chain in q.wall] or [0.0], REACHES)
    way, slope, here = (q.bead.way, q.bead.slope, q.here) if q.bead else (np.nan, np.nan, np.nan)
    f = q.heights[q.bead.chain] if q.bead else np.full(2, np.nan)
    run = 0.12 * reach / np.hypot(1, slope * 0.5 * reach / (high - low))
    rings = np.array([[*ring] for ring in on_piece(q)]).reshape(-1, 2)
    best = q.optimum.value
    traces = [
        viz.line(q.far, f, "data", width=2.8, name="f along the wall"),
        viz.called(viz.line([0, reach], [best, best], "optimum", width=1.6, dash="dash"), "least allowed f", at=0.95),
        viz.dots(rings, "ink", size=12, ring=True, name="level along the wall"),
        viz.line([way - run, way + run], [here - run * slope, here + run * slope], "accent", width=4.5, name="slope"),
        viz.called(viz.dots((way, inside(here, q.span.f)), "ink", size=11, name="bead")),
    ]
    walk = lambda x, _: {"walker": tuple(wl.at_way(q.problem, q.p.bound, q.bead.chain, x).tolist())}
    walker = [viz.Handle("along", (way, inside(here, q.span.f)), "bead", "ink", moves=to_end(q, walk), follows="x")]
    axes = viz.Axis("way along the wall s", (0, reach)), viz.Axis("f on the wall", (low, high))
    return viz.Plane(traces, *axes, "f along the wall", handles=walker if q.bead else [])


def to_end(q: Bounded, walk: viz.Moves) -> viz.Moves:
    """The walk, which ends where the wall does."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if not 0 <= x <= float(q.far[-1]):
            raise viz.Limit("The wall ends there, or comes back to where it began.", walk(x, y))
        return walk(x, y)

    return moves


def on_piece(q: Bounded) -> list[tuple[float, float]]:
    """Where on the bead's piece of wall f is level, and how high: (way, f)."""
    found = []
    for point, value in zip(q.contacts.points, q.contacts.values, strict=True):
        far = np.hypot(*(q.piece - point).T)
        k = int(np.argmin(far))
        if far[k] < 2 * window.CELL:
            found.append((float(q.far[k]), float(value)))
    return found


def contact_panel(q: Bounded) -> viz.Plane:
    """The wall and the raised wall, their least values, and the curve that all least values glide along."""
    moved = gapped(co.wall(q.problem, q.raised))
    traces = [
        *ground(q),
        viz.called(viz.polyline(gapped(q.problem.contact), "data", width=2.4, dash="dash"), "contact curve", at=0.15),
        viz.polyline(moved, "ink", width=1.6, dash="dot", hover=False),
        viz.dots(q.other.point, "optimum", size=13, symbol="star", opacity=0.6, name="least f at the raised bound"),
        viz.dots(q.optimum.point, "optimum", size=17, symbol="star", name="least allowed f"),
    ]
    return plane(q, traces, "The least f glides on the contact curve", [])


def value_panel(q: Bounded) -> viz.Plane:
    """The least value for every bound, and the price: what its slope promises of a raise, and what comes of it."""
    (low, high), (first, last) = q.span.f, q.span.g
    c, p, price, then = q.p.bound, q.optimum.value, q.optimum.multiplier, q.other.value
    line, end = p - price * (q.levels - c), p - price * q.p.step
    traces = [
        viz.called(viz.line(q.levels, q.least, "optimum", width=2.8, name="p(c)"), "p(c)", at=0.03, size=16),
        viz.called(viz.line(q.levels, line, "accent", width=2, dash="dash"), f"slope −λ = {number(-price, 3)}", at=0.1),
        viz.called(viz.line([c, c], [low, p], "null", width=1.4, dash="dot", hover=False)),
        viz.called(viz.line([q.raised] * 2, [end, then], "gradient", width=5, name="promise less truth")),
        viz.dots((q.raised, then), "optimum", size=10, name="p at the raised bound"),
        viz.called(viz.dots((q.raised, end), "accent", size=10, name="promised"), "promised", role="accent"),
        viz.dots((c, p), "optimum", size=17, symbol="star", name="least allowed f"),
    ]
    spots = [(inside(c, q.span.g), inside(np.nan_to_num(p, nan=low), q.span.f))]
    ends = (end, then, p, low)
    spots.append((inside(q.raised, q.span.g), inside(next(v for v in ends if np.isfinite(v)), q.span.f)))
    handles = [
        viz.Handle("dear", spots[0], "bound c", "optimum", moves=lambda x, _: {"bound": x}, follows="x"),
        viz.Handle("raise", spots[1], "the raise", "accent", moves=lambda x, _: {"step": x - c}, follows="x"),
    ]
    axes = viz.Axis("bound c", (first, last)), viz.Axis("least f", (low, high))
    return viz.Plane(traces, *axes, "What the bound is worth", handles=handles)


def pairs_panel(q: Bounded) -> viz.Plane:
    """All pairs (g, f), as the window's square grid is bent by them, and the line of slope −m that touches from below."""
    (low, high), (first, last) = q.span.f, q.span.g
    c, m, d, best = q.p.bound, q.p.price, q.dual, q.optimum
    shade = [[c, last, low, high]] if q.p.kind == "le" else [[np.nan] * 4]
    at = float(q.problem.g(*best.point)) if not q.nothing else np.nan
    folds = gapped([q.problem.values(chain)[::-1].T for chain in q.problem.contact])
    spot = (float(q.touch.g[0]), float(q.touch.f[0]))
    traces = [
        viz.rectangles(shade, "null", opacity=0.3),
        viz.polyline(q.net, "data", width=0.7, opacity=0.5, hover=False),
        viz.polyline(folds, "data", width=2, hover=False),
        viz.line([c, c], [low, high], "ink", width=3, hover=False),
        viz.called(
            viz.line([first, last], [d - m * (first - c), d - m * (last - c)], "accent", width=2.6),
            f"slope −m = {number(-m, 3)}",
            at=0.05,
        ),
        viz.line([at, c], [best.value] * 2, "optimum", width=1.6, dash="dash", hover=False),
        viz.line([c, c], [d, best.value], "gradient", width=6, name="what m leaves open"),
        viz.dots((c, d), "accent", size=12, symbol="diamond", name="d(m)"),
        viz.dots(spot, "accent", size=10, name="the line touches"),
        viz.dots((at, best.value), "optimum", size=17, symbol="star", name="least allowed f"),
    ]
    where = (inside(spot[0], q.span.g), inside(spot[1], q.span.f)) if np.isfinite(spot).all() else (c, low)
    foot = inside(c, q.span.g), inside(low, q.span.f)
    handles = [
        viz.Handle("touch", where, "where the line touches", "accent", moves=lambda x, _: tilt(q, x), follows="x"),
        viz.Handle("foot", foot, "bound c", "ink", moves=lambda x, _: {"bound": x}, follows="x"),
    ]
    axes = viz.Axis("g", (first, last)), viz.Axis("f", (low, high))
    return viz.Plane(traces, *axes, "All pairs (g, f), and a line below them", handles=handles)


def tilt(q: Bounded, g: float) -> Mapping[str, Any]:
    """The price at which the line touches where g has that value."""
    shown = np.abs(q.floor.prices) <= 9
    prices, reached = q.floor.prices[shown & (q.floor.prices >= du.LOWEST)], None
    reached = q.floor.g[shown & (q.floor.prices >= du.LOWEST)]
    price = float(np.interp(-g, -reached, prices))
    found = float(du.lowest(q.problem, [round(price, 2)]).g[0])
    if abs(found - g) > SLIP * (q.span.g[1] - q.span.g[0]):
        raise viz.Limit("No line of these prices touches the set there from below.", {"price": price})
    return {"price": price}


def dual_panel(q: Bounded) -> viz.Plane:
    """The dual function, never above the least value, and what lies between them at its top."""
    (low, high), c, m, p, best = q.span.f, q.p.bound, q.p.price, q.optimum.value, q.best
    shown = slice(len(du.FAR), len(du.FAR) + len(du.SHOWN))
    d = q.floor.heights[shown] - c * du.SHOWN
    ends = (du.LOWEST, du.HIGHEST)
    gap, wrong = q.gap if q.gap > 1e-3 * (high - low) else np.nan, np.nan if q.p.kind == "eq" else 0.0
    text = f"gap {number(gap, 3)}" if np.isfinite(gap) else " "
    level = viz.line(ends, [p, p], "optimum", width=1.8, dash="dash", name="least allowed f")
    traces = [
        viz.rectangles([[du.LOWEST, wrong, low, high]], "null", opacity=0.3),
        viz.rectangles([[*ends, best.value, p + 0 * gap]], "gradient", opacity=0.22),
        viz.called(viz.line(du.SHOWN, d, "accent", width=2.8, name="d(m)"), "d(m)", at=0.8, size=16),
        viz.called(level, "p(c)", at=0.99),
        viz.called(viz.dots((best.price, best.value), "accent", size=16, ring=True, name="best price")),
        viz.called(viz.dots((m, q.dual), "accent", size=12, symbol="diamond", name="this price")),
        viz.label([8.8], [0.5 * (best.value + p)], text, "gradient", position="middle left"),
    ]
    spot = (m, inside(np.nan_to_num(q.dual, nan=low), q.span.f))
    handles = [viz.Handle("price", spot, "price m", "accent", moves=lambda x, _: {"price": x}, follows="x")]
    axes = viz.Axis("price m of one unit of g", ends), viz.Axis("d(m) = least f + m(g − c)", (low, high))
    return viz.Plane(traces, *axes, "No price promises more than p(c)", handles=handles)


def across(w: Array, b: float, side: float) -> Array:
    """The line w x + b = side as its two ends far outside, shape (2, 2)."""
    size = float(w @ w)
    foot, way = (side - b) * w / size, viz.left_of(w) / np.sqrt(size)
    return foot + np.array([[-30.0], [30.0]]) * way


def street_panel(q: Bounded) -> viz.Plane:
    """Flowers, the street between their species, the flowers that hold it."""
    y, found, old = ma.flowers(q.p.pair)[1], q.machine, q.plain
    spots, k = q.spots, q.p.flower
    size = np.where(q.alpha > 0, 8 + 8 * np.sqrt(np.nan_to_num(q.alpha) / np.nanmax(q.alpha)), 0.0)
    before = across(old.w, old.b, 0.0) * (np.nan if q.p.trial == "as" else 1.0)
    edges = [across(found.w, found.b, side) for side in (-1.0, 1.0)]
    names = zip(NAMED[q.p.pair], ma.species(q.p.pair), SIGNS, strict=True)
    first, second = (viz.dots(spots[(y == sign) & q.kept_in], role, size=7, opacity=0.8) for sign, role in SIGNS)
    traces = [
        viz.polygon(np.concatenate([edges[0], edges[1][::-1]]), "accent", opacity=0.12, width=0),
        viz.polyline(gapped(edges), "accent", width=1.6, dash="dash", hover=False),
        viz.polyline(before, "null", width=2, dash="dot", hover=False),
        viz.polyline(across(found.w, found.b, 0.0), "ink", width=2.6, hover=False),
        first,
        second,
        viz.dots(spots, "ink", size=size, ring=True, name="support vector"),
        viz.dots(spots[k], "accent", size=14, ring=q.p.trial == "out", symbol="x" if q.p.trial == "out" else "circle"),
        *(viz.label([x], [y], name, role, position="middle center", size=16) for (x, y), name, (_, role) in names),
    ]
    held = np.flatnonzero((np.nan_to_num(q.alpha) > 0) | (np.arange(len(y)) == k))
    name = "pull_flower"
    handles = [
        viz.Handle(
            name, spots[j], f"flower {j}", "accent" if j == k else "ink", j, moves=lambda x, y, j=j: move(j, x, y)
        )
        for j in held.tolist()
    ]
    lengths, widths = PETALS[q.p.pair]
    axes = viz.Axis("petal length (cm)", lengths), viz.Axis("petal width (cm)", widths)
    return viz.Plane(traces, *axes, "The widest street, with fines for trespass", handles=handles)


def move(flower: int, x: float, y: float) -> Mapping[str, Any]:
    """That flower at the pointer."""
    return {"flower": flower, "trial": "moved", "place": (x, y)}


def hook_panel(q: Bounded) -> viz.Plane:
    """Multipliers against sides: all flowers lie on a hook, which is complementary slackness."""
    y, most = ma.flowers(q.p.pair)[1], float(np.nanmax(q.alpha))
    x, height = np.clip(q.sides, SIDE[0] + 0.05, SIDE[1] - 0.05), q.alpha / most
    top = q.p.limit / most
    full = top if top < 1.001 else np.nan
    k = q.p.flower
    chosen = (x[k], np.nan_to_num(height[k]))
    traces = [
        viz.line(
            [SIDE[1], 1, 1, SIDE[0]], [0, 0, full if np.isfinite(full) else 1.15, full], "null", width=5, hover=False
        ),
        *(viz.markers(x[y == s], height[y == s], role, size=9, opacity=0.6, name="a flower") for s, role in SIGNS),
        viz.dots(chosen, "accent", size=14, ring=q.p.trial == "out", name="the chosen flower"),
        viz.label([0.9], [0.5], "on its margin", "muted", position="middle left"),
        viz.label([2.8], [0.04], "beyond it: α = 0", "muted", position="top center"),
        viz.label(
            [-0.5], [0.95 * np.nan_to_num(full, nan=np.nan)], "trespassing: α = C", "muted", position="bottom center"
        ),
    ]
    axes = viz.Axis("side y(w·x + b): 1 on the margin", SIDE), viz.Axis("α, as a part of the largest", (-0.05, 1.1))
    return viz.Plane(traces, *axes, "Who holds the street")
