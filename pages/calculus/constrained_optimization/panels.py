"""The panels of the lesson: a bead on a wall, what a larger bound is worth, prices, a pursuit, a street of flowers.

What is best is drawn as "optimum", a price as "accent", f along the wall as "data", what is forbidden in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.calculus import constrained as co
from mathcore.calculus import duality as du
from mathcore.calculus import margins as ma
from mathcore.calculus import walls as wl
from mathcore.calculus.window import HALF, TICKS
from viz.labels import PHONE, apart

if TYPE_CHECKING:
    from pages.calculus.constrained_optimization.state import Bounded

HIDDEN, WINDOW = np.full(2, np.nan), (-HALF, HALF)
REACHES = (6.0, 9.0, 12.0, 15.0, 20.0, 30.0, 45.0, 70.0)  # of the axis along the wall
# Of each pair of species: petal lengths and widths (cm) that are shown, where the names of the two stand.
PETALS = {"easy": ((0.7, 5.5), (0.0, 2.1)), "hard": ((2.7, 7.2), (0.7, 2.8))}
NAMED = {"easy": ((1.15, 0.75), (3.45, 1.65)), "hard": ((3.4, 0.82), (6.5, 2.6))}
SIGNS, SIDE = ((-1.0, "data"), (1.0, "model")), (-2.0, 4.5)  # classes; sides that the hook shows
MOST = (-4.0, 8.0)  # prices of the pursuit that are shown
DENT, ENDS = "No line of these prices touches the set there from below.", "There the wall ends, or closes."
STAR: Any = {"symbol": "star", "size": 17, "name": "least allowed f"}
RING: Any = {"size": 13, "ring": True, "name": "stationary"}
# A space beside each name keeps it off the others on a phone, too.
FORCES = ("\u00a0pull\u00a0", "gradient", 2.6), ("\u00a0push\u00a0", "model", 2.6), ("\u00a0net\u00a0", "accent", 4.5)


def inside(value: float, span: tuple[float, float]) -> float:
    """The nearest value that an axis shows; its lower end for NaN."""
    pad = 0.02 * (span[1] - span[0])
    return float(np.clip(np.nan_to_num(value, nan=span[0]), span[0] + pad, span[1] - pad))


def contours(q: Bounded) -> dict[str, Any]:
    (low, _), z, x = q.span.f, q.problem.grid[0], TICKS
    high = float(np.nanquantile(z, 0.9)) if np.isfinite(z).any() else low + 1
    levels = (low, high, max(high - low, 1e-9) / 18)
    return viz.contour(x, x, z, levels=levels, filled=False, width=0.8, opacity=0.55) | {"hoverinfo": "skip"}


def slides(name: str, spot: Any, label: str, role: str, key: str, less: float = 0.0) -> viz.Handle:
    return viz.Handle(name, spot, label, role, moves=lambda x, _: {key: x - less}, follows="x")


def plane(q: Bounded, more: list[Any], title: str, handles: list[viz.Handle], share: float = 0.15) -> viz.Plane:
    """The window: level curves of f, what is forbidden, the wall with its handle, the least value, and more."""
    at, out, sign = HIDDEN, HIDDEN, "=" if q.problem.equal else "≤"
    if q.wall:
        at = np.array(wl.at_way(q.problem, q.p.bound, 0, share * float(wl.lengths(q.wall[0])[-1])))
        move = lambda x, y: {"bound": wl.level_at(q.problem, x, y, q.p.bound)}
        out = np.nan_to_num(q.problem.slopes(at[None])[1][0])
        # Loosely: the wall goes through the pointer, and its handle stands at one place of it.
        handles = [*handles, viz.Handle("wall", at, "the wall", "ink", moves=move, follows="loosely")]
    grey = viz.polyline(q.behind * (np.nan if q.problem.equal else 1.0), "null", width=0, hover=False)
    traces = [
        *(q.contours, grey | {"fill": "toself", "fillcolor": "@null/0.3"}),
        viz.called(viz.polyline(wl.gapped(q.wall), "ink", width=3, hover=False)),
        viz.dots(at, "ink", size=9, symbol="square", name="drag the wall"),
        *more,
        viz.dots(HIDDEN if q.nothing else q.optimum.point, "optimum", **STAR),
        viz.off(at, -out, f"\u00a0g {sign} c\u00a0", "ink", HALF, gap=0.08),
    ]
    traces = apart(traces, HALF, PHONE)
    return viz.Plane(traces, viz.Axis("x", WINDOW), viz.Axis("y", WINDOW), title, equal=True, handles=handles)


def bead_panel(q: Bounded) -> viz.Plane:
    """The bead on the wall, pulled downhill and pushed back; where the two cancel, a ring or the star."""
    point, forces, told, handles = HIDDEN, np.full((3, 2), np.nan), np.full((3, 2), np.nan), []
    if q.bead:
        point, scale = q.bead.point, 1.7 / (float(np.hypot(*q.bead.pull)) + q.span.usual)
        forces = scale * np.stack([q.bead.pull, q.bead.push, q.bead.net])
        forces = np.where((np.hypot(*forces.T) > 0.04)[:, None], forces, np.nan)
        told = forces * np.array([1, 1, 1 if np.hypot(*forces[2]) > 0.25 else np.nan])[:, None]
        told[2] += told[1]  # clear of the wall; alone the pull is the net, and no name is needed
        # Loosely: the bead stays on the wall, at the point nearest to the pointer.
        move = lambda x, y: {"walker": wl.nearest(q.problem, q.p.bound, x, y)}
        handles = [viz.Handle("pull_bead", point, "bead", "ink", moves=move, follows="loosely")]
    arrows = [viz.arrow(point + f, role, tail=point, width=w) for f, (_, role, w) in zip(forces, FORCES, strict=True)]
    tips = zip(forces, told, FORCES, strict=True)
    names = [viz.off(point + f + 0 * d, np.nan_to_num(d), text, role, HALF, gap=0.05) for f, d, (text, role, _) in tips]
    bead = viz.dots(point, "ink", size=11, name="bead")
    traces = [viz.dots(q.contacts.points, "ink", **RING), *arrows, bead, *names]
    return plane(q, traces, "A bead on the wall g = c", handles, 0.85)


def profile_panel(q: Bounded) -> viz.Plane:
    """f along the bead's piece of wall; the slope at the bead is what is left of the pull."""
    low, high = q.tall
    reach = viz.reach([0.0, *(float(wl.lengths(chain)[-1]) for chain in q.wall)], REACHES)
    f, rings, handles, way, slope, here = HIDDEN, HIDDEN, [], np.nan, np.nan, np.nan
    if q.bead:
        k, way, slope, here = q.bead.chain, q.bead.way, q.bead.slope, inside(q.here, q.tall)
        f, rings = q.heights[k], wl.stations(q.problem, q.p.bound, k)

        def walk(x: float, y: float) -> dict[str, Any]:
            to = {"walker": wl.at_way(q.problem, q.p.bound, k, x)}
            if 0 <= x <= q.far[-1]:
                return to
            raise viz.Limit(ENDS, to)

        handles = [viz.Handle("along", (way, here), "bead", "ink", moves=walk, follows="x")]
    run = 0.12 * reach / np.hypot(1, slope * 0.5 * reach / (high - low))
    least = viz.line([0, reach], [q.optimum.value] * 2, "optimum", width=1.6, dash="dash", hover=False)
    traces = [
        viz.called(viz.line(q.far, f, "data", width=2.8, name="f")),
        viz.called(least, "least allowed f", at=0.95),
        viz.dots(rings, "ink", **RING),
        viz.line([way - run, way + run], [here - run * slope, here + run * slope], "accent", width=4.5, name="slope"),
        viz.called(viz.dots((way, here), "ink", size=11, name="bead")),
    ]
    axes = viz.Axis("way along the wall s", (0, reach)), viz.Axis("f on the wall", (low, high))
    return viz.Plane(traces, *axes, "f along the wall", handles=handles)


def contact_panel(q: Bounded) -> viz.Plane:
    """The wall and the raised wall, their least values, and the curve that all least values glide along."""
    contact = viz.polyline(wl.gapped(q.problem.contact), "data", width=2.4, dash="dash", hover=False)
    traces = [
        viz.called(contact, "contact curve", at=0.05, size=13),
        viz.called(viz.polyline(wl.gapped(co.wall(q.problem, q.raised)), "ink", width=1.6, dash="dot", hover=False)),
        viz.dots(q.other.point, "optimum", symbol="star", size=13, opacity=0.6, name="least f at the raised bound"),
    ]
    return plane(q, traces, "The least f glides on the contact curve", [])


def value_panel(q: Bounded) -> viz.Plane:
    """The least value for every bound, and the price: what its slope promises of a raise, and what comes of it."""
    (low, _), c, p, price, then = q.span.f, q.p.bound, q.optimum.value, q.optimum.multiplier, q.other.value
    end = p - q.promised
    slope = viz.line(q.levels, p - price * (q.levels - c), "accent", width=2, dash="dash", hover=False)
    traces = [
        viz.called(viz.line(q.levels, q.least, "optimum", width=2.8, name="p(c)"), "p(c)", at=0.03, size=16),
        viz.called(slope, f"slope −λ = {number(-price, 3)}", at=0.1),
        viz.called(viz.line([c, c], [low, p], "null", width=1.4, dash="dot", hover=False)),
        viz.called(viz.line([q.raised] * 2, [end, then], "gradient", width=5, name="promise less truth")),
        viz.dots((q.raised, then), "optimum", size=10, name="p at the raised bound"),
        viz.called(viz.dots((q.raised, end), "accent", size=10, name="promised"), "\u00a0promised", role="accent"),
        viz.dots((c, p), "optimum", **STAR),
    ]
    spot = inside(c, q.span.g), inside(p, q.span.f)
    other = inside(q.raised, q.span.g), inside(end if np.isfinite(end) else then, q.span.f)
    handles = [slides("dear", spot, "bound c", "optimum", "bound")]
    handles.append(slides("raise", other, "the raise", "accent", "step", c))
    axes = viz.Axis("bound c", q.span.g), viz.Axis("least f", q.span.f)
    return viz.Plane(traces, *axes, "What the bound is worth", handles=handles)


def pairs_panel(q: Bounded) -> viz.Plane:
    """All pairs (g, f), as the window's square grid is bent by them, and the line of slope −m that touches below."""
    (low, high), (first, last), c, m, d = q.span.f, q.span.g, q.p.bound, q.p.price, q.dual
    p, at = q.optimum.value, np.nan if q.nothing else float(q.problem.g(*q.optimum.point))
    folds = wl.gapped([q.problem.values(chain)[::-1].T for chain in q.problem.contact])
    spot, line = (float(q.touch.g[0]), float(q.touch.f[0])), [d - m * (first - c), d - m * (last - c)]
    slope = viz.line([first, last], line, "accent", width=2.6, hover=False)
    traces = [
        viz.rectangles([[np.nan if q.problem.equal else c, last, low, high]], "null", opacity=0.3),
        *(viz.polyline(q.net, "data", width=0.7, opacity=0.5, hover=False), viz.called(viz.polyline(folds, "data"))),
        viz.called(viz.line([c, c], [low, high], "ink", width=3, hover=False)),
        viz.called(slope, f"slope −m = {number(-m, 3)}", at=0.05),
        viz.line([at, c], [p, p], "optimum", width=1.6, dash="dash", hover=False),
        viz.line([c, c], [d, p], "gradient", width=6, name="what m leaves open"),
        *(viz.dots((c, d), "accent", symbol="diamond", size=12), viz.dots(spot, "accent", size=10)),
        viz.dots((at, p), "optimum", **STAR),
    ]

    def tilt(x: float, y: float) -> dict[str, Any]:
        price, reached = du.touching(q.problem, x)
        if abs(reached - x) < 0.02 * (last - first):
            return {"price": price}
        raise viz.Limit(DENT, {"price": price})

    touch, foot = (inside(spot[0], q.span.g), inside(spot[1], q.span.f)), (inside(c, q.span.g), inside(low, q.span.f))
    pull = viz.Handle("touch", touch, "where the line touches", "accent", moves=tilt, follows="x")
    handles = [pull, slides("foot", foot, "bound c", "ink", "bound")]
    axes = viz.Axis("g", q.span.g), viz.Axis("f", q.span.f)
    return viz.Plane(traces, *axes, "All pairs (g, f), and a line below them", handles=handles)


def dual_panel(q: Bounded) -> viz.Plane:
    """The dual function, never above the least value, and what lies between them at its top."""
    (low, high), ends, m, p, best = q.span.f, (du.LOWEST, du.HIGHEST), q.p.price, q.optimum.value, q.best
    d = q.floor.heights[np.isin(q.floor.prices, du.SHOWN)] - q.p.bound * du.SHOWN
    gap = q.gap if q.gap > 1e-3 * (high - low) else np.nan
    level = viz.line(ends, [p, p], "optimum", width=1.8, dash="dash", hover=False)
    name = f"gap {number(gap, 3)}" if np.isfinite(gap) else ""
    traces = [
        viz.rectangles([[du.LOWEST, np.nan if q.problem.equal else 0.0, low, high]], "null", opacity=0.3),
        viz.rectangles([[*ends, best.value, p + 0 * gap]], "gradient", opacity=0.22),
        viz.called(viz.line(du.SHOWN, d, "accent", width=2.8, name="d(m)"), "d(m)", at=0.8, size=16),
        *(viz.called(level, "p(c)", at=0.99), viz.called(viz.dots((best.price, best.value), "accent", **RING))),
        viz.dots((m, q.dual), "accent", size=12, symbol="diamond", name="this price"),
        viz.label([8.8], [0.5 * (best.value + p)], name, "gradient", position="middle left"),
    ]
    handles = [slides("price", (m, inside(q.dual, q.span.f)), "price m", "accent", "price")]
    axes = viz.Axis("price m of one unit of g", ends), viz.Axis("d(m)", (low, high))
    return viz.Plane(traces, *axes, "No price promises more than p(c)", handles=handles)


def path_panel(q: Bounded) -> viz.Plane:
    """The point that goes downhill on f + m g while the price m is raised as long as it trespasses."""
    path, seen = viz.clipped(q.run[:, :2], (0, 0), HALF), np.where(np.abs(q.run[:, :2]) < HALF, q.run[:, :2], np.nan)
    traces = [
        viz.dots(q.contacts.points, "ink", **RING),
        viz.polyline(path, "gradient", width=2, hover=False),
        viz.dots(seen, "gradient", size=5, name="a step"),
        *(viz.dots(q.p.start, "ink", size=10, name="start"), viz.dots(seen[q.now], "gradient", size=12, name="now")),
    ]
    return plane(q, traces, "Downhill on f + m g", [viz.Handle("start", q.p.start, "start", "ink")])


def pursuit_panel(q: Bounded) -> viz.Plane:
    ticks = np.arange(len(q.run))
    level = viz.line(ticks, 0 * ticks + q.optimum.multiplier, "optimum", width=1.8, dash="dash", hover=False)
    m = np.where((q.run[:, 2] > MOST[0]) & (q.run[:, 2] < MOST[1]), q.run[:, 2], np.nan)
    traces = [
        viz.called(viz.line(ticks, m, "accent", width=2.6, name="price m"), "price m", at=0.6, size=16),
        viz.called(level, "multiplier λ of the least f", at=0.98),
        viz.dots((q.now, m[q.now]), "accent", size=12, symbol="diamond", name="now"),
    ]
    axes = viz.Axis("step", (0, len(q.run) - 1)), viz.Axis("price m", MOST)
    return viz.Plane(traces, *axes, "The price rises while g > c")


def street_panel(q: Bounded) -> viz.Plane:
    """Flowers, the street between their species, the flowers that hold it."""
    t, m, k, alpha = q.flowers, q.machine, q.p.flower, np.nan_to_num(q.flowers.alpha)
    size = np.where(alpha > 0, 8 + 8 * np.sqrt(alpha / alpha.max()), 0.0)
    edges, out = [m.line(-1.0), m.line(1.0)], q.p.trial == "out"
    names = zip(NAMED[q.p.pair], ma.species(q.p.pair), SIGNS, strict=True)
    there = np.arange(len(t.y)) != (k if out else -1)
    traces = [
        viz.polygon(np.concatenate([edges[0], edges[1][::-1]]), "accent", opacity=0.12, width=1.6, dash="dash"),
        viz.polyline(t.plain.line(0.0) * (np.nan if q.p.trial == "as" else 1.0), "null", width=2.4, dash="dot"),
        viz.polyline(m.line(0.0), "ink", width=2.6, hover=False),
        *(viz.dots(t.spots[(t.y == sign) & there], role, size=7, opacity=0.8) for sign, role in SIGNS),
        *(viz.dots(t.spots, "ink", size=size, ring=True, name="it holds"), viz.dots(t.spots[k], "accent", **q.marked)),
        *(viz.label([x], [y], name, role, position="middle center", size=15) for (x, y), name, (_, role) in names),
    ]
    move = lambda flower: lambda x, y: {"flower": flower, "trial": "moved", "place": (x, y)}
    held = np.flatnonzero((alpha > 0) | (np.arange(len(t.y)) == k)).tolist()
    handles = [viz.Handle("pull_flower", t.spots[j], f"flower {j}", "ink", j, move(j)) for j in held]
    x, y = (viz.Axis(f"petal {n} (cm)", span) for n, span in zip(("length", "width"), PETALS[q.p.pair], strict=True))
    return viz.Plane(traces, x, y, "The widest street, with fines for trespass", handles=handles)


def hook_panel(q: Bounded) -> viz.Plane:
    """Multipliers against sides: all flowers lie on a hook, which is complementary slackness."""
    t, k, most = q.flowers, q.p.flower, float(np.nanmax(q.flowers.alpha))
    x, height = np.clip(t.sides, SIDE[0] + 0.05, SIDE[1] - 0.05), t.alpha / most
    full = q.p.limit / most if q.p.limit < 1.001 * most else np.nan
    says = ["on its margin", "beyond it: α = 0", "trespassing: α = C"]
    hook = [0, 0, full if np.isfinite(full) else 1.15, full]
    traces = [
        viz.line([SIDE[1], 1, 1, SIDE[0]], hook, "null", width=5, hover=False),
        *(viz.markers(x[t.y == s], height[t.y == s], role, size=9, opacity=0.6, name="a flower") for s, role in SIGNS),
        viz.dots((x[k], np.nan_to_num(height[k])), "accent", **q.marked, name="the chosen flower"),
        viz.label([0.85, 4.4, 0.85], [0.5, 0.06, 0.93 * full], says, "muted", position="middle left"),
    ]
    axes = viz.Axis("side y(w·x + b): 1 on the margin", SIDE), viz.Axis("α, as a part of the largest", (-0.05, 1.1))
    return viz.Plane(traces, *axes, "Who holds the street")
