"""Grids with their values and routes, worths over all discounts and explorations, noise that forks, and clouds.

The small prize is `data`, the big one `model`, what is best `optimum`; Q-learning is `gradient`, SARSA `model`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.advanced import gridworlds as grids
from mathcore.advanced import reverse_modes as modes

if TYPE_CHECKING:
    from pages.advanced.rl_diffusion.state import Applied

Array = NDArray[np.float64]
AXES, HIDDEN, ARROWS, RAISED = ("column", "row"), np.full(2, np.nan), "↑→↓←", str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
WAYS = np.array([(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)])  # of the moves; rows are counted downwards
GAMMA, WORTH, FLOOR = np.linspace(0.02, 1.0, 99), (0.0008, 30.0), (0.001, 0.0025)  # the strip lies on the floor
SIDE, UPRIGHT = np.linspace(-4.0, 4.0, 321), (FLOOR[0], WORTH[1], np.nan)
ARROW_GRID = np.stack(np.meshgrid(np.linspace(-3.6, 3.6, 13), np.linspace(-3.6, 3.6, 13)), axis=-1).reshape(-1, 2)
BINS, LOWEST, DARING = np.linspace(0, 2, 41), -103.0, (0, 0.1, 0.2, 0.3, 0.4)
KINDS = ((0.24, 3.7), "● hump", "optimum"), ((0.62, 3.7), "● valley", "gradient"), ((1.12, 3.7), "score", "model")
PITS = np.array([[0.5, 10.5, 2.62, 3.5]])  # the cliff


def text(at: Any, says: str, role: str = "ink", size: float = 14, position: str = "middle center") -> dict[str, Any]:
    return viz.label([at[0]], [at[1]], says, role, position=position, size=size)


def box(cells: Any, half: float = 0.5) -> Array:
    """Squares around cells (k, 2): (k, 4)."""
    x, y = np.asarray(cells, dtype=float).reshape(-1, 2).T
    return np.stack([x - half, x + half, y - half, y + half], axis=1)


def broken(paths: Array) -> Array:
    """Paths (g, n, ...) one after another, with a gap after each."""
    gap = np.full((1, *paths.shape[1:]), np.nan)
    return np.concatenate([paths, gap]).swapaxes(0, 1).reshape(-1, *paths.shape[2:])


def ground(w: grids.World, values: Array, bounds: tuple[float, float]) -> list[Any]:
    """Values as colours, and walls."""
    shown, places = np.where(w.live, values, np.nan).reshape(w.shape), w.place(np.arange(len(values)))
    cells = viz.heatmap(shown, np.arange(w.shape[1]), np.arange(w.shape[0]), bounds=bounds, opacity=0.55)
    return [cells, viz.rectangles(box(places[w.walls]), "ink", opacity=0.75)]


def grid_axes(shape: tuple[int, int]) -> tuple[viz.Axis, viz.Axis]:
    wide, high = (viz.Axis(name, (-0.6, n - 0.4), ticks=range(n)) for name, n in zip(AXES, shape[::-1], strict=True))
    return wide, replace(high, range=(shape[0] - 0.4, -0.6))


def own_grid(q: Applied, values: Array, title: str, policy: NDArray[np.int64], begun: bool = False) -> viz.Plane:
    """The reader's grid with those values, an arrow for the first of the best moves where one is better than another,
    the route of a policy if it arrives, and prizes, walls and start to drag."""
    w, p, moves = q.world, q.p, q.look(values)
    path, places = grids.route(w, policy, q.home), w.place(np.arange(len(values)))
    x, y = (np.array([p.near, p.far]) - (0.41, 0.28)).T  # the corners of the prizes: in the middle stand their handles
    told = w.live & (np.ptp(moves, axis=1) > grids.TIE * moves.max(axis=1))
    arrows = np.where(told[:, None], 0.56 * WAYS[grids.greedy(moves)], np.nan)
    old = begun and p.begin == "old"
    traces = [
        *ground(w, values, (0.0, p.prize)),
        viz.quiver(places - 0.5 * arrows, arrows, "muted", head=0.34, width=1.4),
        viz.polyline(w.place(path) if w.ends[path[-1]] and len(path) > 1 else [HIDDEN] * 2, "optimum", width=5),
        viz.rectangles(box(p.was if old and p.was != p.far else HIDDEN, 0.42), "model", opacity=0, width=2.5),
        viz.rectangles(box(p.near, 0.42), "data", opacity=0.9),
        viz.rectangles(box(p.far, 0.42), "model", opacity=0.95),
        viz.label(x, y, [" " if p.near == p.far else "1", f"{p.prize:g}"], "paper", position="middle right", size=13),
        viz.dots(p.start, "ink", size=15, name="start"),
    ]
    # All stand in the middle of a cell, and so follow the pointer only to the nearest.
    names = {"near": ("small prize", "data"), "far": ("big prize", "model"), "start": ("start", "ink")}
    names |= {"was": ("where the big prize stood", "model")} if old else {}
    to = lambda name: lambda x, y: {name: (round(x), round(y))}
    brick = lambda k, x, y: {"walls": (*p.walls[:k], (round(x), round(y)), *p.walls[k + 1 :])}
    handles = [viz.Handle(n, p[n], says, role, moves=to(n), follows="loosely") for n, (says, role) in names.items()]
    handles += viz.handles("walls", np.array(p.walls), "wall", "ink", moves=brick, follows="loosely")
    return viz.Plane(traces, *grid_axes(w.shape), title, equal=True, handles=handles, weight=1.35)


def route_panel(q: Applied) -> viz.Plane:
    """The best values and moves at this discount, and the best route."""
    return own_grid(q, q.best[0], f"Best route at γ = {q.p.discount:g}", q.best[1])


def strip_panel(q: Applied) -> viz.Plane:
    """What the start is worth at every discount, and each prize by its shortest route; on the floor the first moves."""
    p, s = q.p, q.strip
    traces: list[Any] = []
    for (d, size), role, along in zip(q.both, ("data", "model"), (0.95, 0.35), strict=True):
        curve = size * GAMMA ** max(d - 1, 0)
        ray = viz.line(GAMMA, np.where(curve >= FLOOR[1], curve, np.nan), role, width=2, dash="dash")
        traces.append(viz.called(ray, f"{size:g} · γ{str(d - 1).translate(RAISED)}" if d else " ", at=along))
    x, worth = s.curve[0], np.where(s.curve[1] >= FLOOR[1], s.curve[1], np.nan)
    traces.append(viz.called(viz.line(x, worth, "optimum", width=3.4, name="best")))
    pieces = s.pieces[:5]
    colour = lambda last: "null" if last < 0 else "model" if last == q.world.cell(p.far) else "data"
    for role in ("data", "model", "null"):
        boxes = [[a, b, *FLOOR] for a, b, *_, last in pieces if colour(last) == role]
        traces.append(viz.called(viz.rectangles(boxes, role, opacity=0.8)))
    named = lambda a, b, first, n, _: "nowhere" if n < 1 else f"{ARROWS[first]} {n}{' moves' * (b - a > 0.3)}"
    wide = [named(*piece) if piece[1] - piece[0] > 0.07 else " " for piece in pieces]
    spots = [0.5 * (a + b) for a, b, *_ in pieces] + [np.nan] * (5 - len(pieces))
    words = viz.label(spots, np.full(5, np.sqrt(FLOOR[0] * FLOOR[1])), wide + [" "] * (5 - len(wide)), "paper")
    marks, here = np.append(s.switches, [np.nan] * 4)[:4], float(np.clip(q.start_value, FLOOR[1], WORTH[1]))
    at = p.discount, here
    traces += [
        words | {"textposition": "middle center"},
        viz.called(viz.line(np.repeat(marks, 3), np.tile(UPRIGHT, 4), "ink", width=1.2, dash="dot")),
        viz.called(viz.segment((p.discount, FLOOR[1]), at, "accent", width=1.6, hover=False)),
        viz.dots(at, "accent", size=12, name="here"),
    ]
    handles = [viz.Handle("gamma", at, "discount", "accent", moves=lambda x, _: {"discount": x}, follows="x")]
    axes = viz.Axis("discount γ (below: the route)", (0, 1)), viz.Axis("worth of the start", WORTH, log=True)
    return viz.Plane(traces, *axes, "Every discount at once", handles=handles)


def sweep_panel(q: Applied) -> viz.Plane:
    """Values after the sweeps so far, and the route of the moves that look best with them."""
    return own_grid(q, q.values, f"Values after {q.p.sweep} sweeps", grids.greedy(q.look(q.values)), True)


def error_panel(q: Applied) -> viz.Plane:
    """The error of the values, what contraction promises, and what the change by one sweep more promises."""
    p, k, none = q.p, np.arange(len(q.errors) - 1.0), q.errors <= 1e-9
    promised = max(float(q.errors[0]), 1e-12) * p.discount**k
    seen = np.where(q.changes > 1e-9, q.changes / (1 - p.discount), np.nan)
    done, at = int(np.argmax(np.append(q.errors == 0, True))), (p.sweep, float(q.errors[p.sweep].clip(0.004, 900)))
    traces = [
        viz.called(viz.line(k, promised, "null", width=2, dash="dash"), "γᵏ · first error", at=0.9),
        viz.called(viz.line(k, seen, "accent", width=1.8, dash="dot"), "next change ÷ (1 − γ)", at=0.5),
        viz.called(viz.line(k, np.where(none, np.nan, q.errors)[:-1], "data", width=3, name="error"), "error", at=0.2),
        viz.called(viz.segment((p.sweep, 0.003), at, "data", width=1.2, dash="dot", hover=False)),
        viz.dots(at, "data", size=12, name="this sweep"),
        text((done + 0.8, 0.0045), "exact" if done < 35 else " ", "optimum", position="middle right"),
        viz.dots((done, 0.0045) if done < 35 else HIDDEN, "optimum", size=11, symbol="star", name="exact from here"),
    ]
    handles = [viz.Handle("now", at, "sweep", "data", moves=lambda x, _: {"sweep": round(x)}, follows="x")]
    axes = viz.Axis("sweep k", (-1, 41)), viz.Axis("largest error max |Vₖ − V*|", (0.003, 1e3), log=True)
    return viz.Plane(traces, *axes, "Each sweep shrinks the error", handles=handles, room=(200, 170))


def cliff_panel(q: Applied) -> viz.Plane:
    """The cliff with SARSA's values, and the two learnt routes."""
    traces = [*ground(q.cliff, q.learnt[1].q.max(axis=1), (-40.0, 0.0)), viz.rectangles(PITS, "ink", opacity=0.7)]
    for path, role, name, way in zip(q.paths, ("gradient", "model"), ("Q-learning", "SARSA"), (1, -1), strict=True):
        traces.append(viz.polyline(q.cliff.place(path) + 0.1 * way, role, width=4.5, name=name))
        traces.append(text((5.5 + 3 * way, -0.95), f"— {name}", role))  # above the grid: routes may lie on one another
    traces += [
        text((5.5, 3.06), f"the cliff: −{q.p.fall:g}, the end", "paper"),
        viz.dots((0, 3), "ink", size=14, name="start"),
        viz.dots((11, 3), "optimum", size=17, symbol="star", name="goal"),
    ]
    x, y = grid_axes(q.cliff.shape)
    return viz.Plane(traces, x, replace(y, range=(3.6, -1.4)), "What has been learnt", equal=True, weight=1.4)


def exposed_panel(q: Applied) -> viz.Plane:
    """What three routes are worth while exploring, the best possible, and what the learners get."""
    p, low = q.p, LOWEST - 2
    names = ("edge", "gradient"), ("one back", "muted"), ("top", "model")
    squares, best = [max(each.late, LOWEST) for each in q.learnt], (p.explore, q.best_exploring)
    traces: list[Any] = [viz.segment((p.explore, low), best, "accent", width=1.4, hover=False)]
    ends = q.routes[:, -1] - np.median(q.routes[:, -1])  # of the curves; names stand 6.5 apart there
    places = q.routes[:, -1] + np.sign(ends) * np.maximum(6.5 - np.abs(ends), 0)
    for y, place, (name, role) in zip(q.routes, places, names, strict=True):
        traces.append(viz.line(grids.EXPLORING, y, role, width=2.2, name=name))
        traces.append(text((0.43, place), name, role, position="middle right"))
    for y, role, name in zip(squares, ("gradient", "model"), ("Q-learning", "SARSA"), strict=True):
        traces.append(viz.dots((p.explore, y), role, size=12, symbol="square", name=name))
    traces.append(viz.dots(best, "optimum", size=15, symbol="star", name="best possible"))
    handles = [viz.Handle("dare", best, "exploration", "optimum", moves=lambda x, _: {"explore": x}, follows="x")]
    x, y = viz.Axis("exploration ε", (-0.01, 0.6), ticks=DARING), viz.Axis("return of an episode", (low, 0))
    return viz.Plane(traces, x, y, "Worth while exploring", handles=handles)


def fork_panel(q: Applied) -> viz.Plane:
    """Paths from noise to data, and where the score is zero: humps and valleys."""
    p, x = q.p, q.back.points[:, :, 0]
    when, spots = np.tile(q.back.times[:, None], x.shape[1]), [(0.0, place) for place in p.places]
    z, forks = np.tile(q.times[:, None], q.zeros.shape[1]), np.append(q.forks, [np.nan] * 7)[:7]
    now, up_and_down = (p.time, -3.6), np.tile([-4, 4, np.nan], 7)
    traces = [
        viz.line(broken(when), broken(x), "null", width=1.2, opacity=0.75, hover=False),
        viz.markers(z[:, ::2].ravel(), q.zeros[:, ::2].ravel(), "optimum", size=5, name="hump"),
        viz.markers(z[:, 1::2].ravel(), q.zeros[:, 1::2].ravel(), "gradient", size=3.5, name="valley"),
        viz.line(np.repeat(forks, 3), up_and_down, "ink", width=1.3, dash="dot", hover=False),
        text((forks[0] + 0.05, 3.65), f"fork t = {q.first_fork:.2f}" if len(q.forks) else " ", position="middle left"),
        viz.segment((p.time, -4), (p.time, 4), "accent", width=2, hover=False),
        viz.dots(spots, "data", size=12, name="mode"),
        viz.dots(now, "accent", size=12, name="time"),
    ]
    put = lambda k, _, y: {"places": (*p.places[:k], y, *p.places[k + 1 :])}
    handles = viz.handles("places", spots, "mode", "data", moves=put, follows="y")
    handles.append(viz.Handle("clock", now, "time", "accent", moves=lambda x, _: {"time": x}, follows="x"))
    axes = viz.Axis("noise t: 3 is noise, 0 is data", (3.06, -0.1)), viz.Axis("x", (-4, 4))
    return viz.Plane(traces, *axes, "Where the score is zero, and paths", handles=handles, weight=1.35)


def density_panel(q: Applied) -> viz.Plane:
    """The density at the time, on its side: its humps and valleys, zeros of the score; triangles, its pull."""
    x, y, z = np.arange(-3.75, 3.3, 0.5), q.now.density(SIDE[:, None]), modes.zeros(q.line, np.array([q.p.time]))[0]
    pull, most = q.now.score(x[:, None])[:, 0], y.max()
    heights = (q.now.density(np.nan_to_num(z)[:, None]) + 0 * z) / most
    size = 4 + 9 * np.tanh(np.abs(pull) / 4)
    traces = [
        viz.polygon(np.stack([y / most, SIDE], axis=1), "data", opacity=0.18, width=2.4),
        viz.markers(heights[::2], z[::2], "optimum", size=11, name="hump"),
        viz.markers(heights[1::2], z[1::2], "gradient", size=10, name="valley"),
        *(text(*each) for each in KINDS),
    ]
    for sign, symbol in ((1, "triangle-up"), (-1, "triangle-down")):
        traces.append(viz.markers(np.where(sign * pull > 0, 1.12, np.nan), x, "model", size=size, symbol=symbol))
    axes = viz.Axis("density ÷ its largest value", (-0.02, 1.22), ticks=(0, 0.5, 1)), viz.Axis("x", (-4, 4))
    return viz.Plane(traces, *axes, f"The density at t = {q.p.time:g}")


def cloud_panel(q: Applied) -> viz.Plane:
    """The particles so far, the score at their time as arrows, and some paths."""
    points, tick, now = q.cloud.points, q.tick, q.mixture.at(q.clock)
    score = now.score(ARROW_GRID)
    size = np.hypot(*score.T)[:, None]
    arrows = score / np.maximum(size, 1e-12) * 0.42 * np.tanh(size / 2.5)
    trails = np.where((np.arange(len(points)) <= tick)[:, None, None], points[:, :10], np.nan)
    traces = [
        viz.quiver(ARROW_GRID - 0.5 * arrows, arrows, "muted", head=0.34, width=1.1, opacity=0.8),
        viz.dots(points[tick, :500], "model", size=4, opacity=0.5, name="particle"),
        viz.polyline(broken(trails), "gradient", width=1.4, opacity=0.9, hover=False),
        viz.dots(now.centres, "optimum", size=8, symbol="x", name="centre of that time"),
        viz.dots(q.mixture.centres, "data", size=12, ring=True, name="centre"),
    ]
    own, stage = q.p.source == "yours", "data" if q.clock == 0 else "noise" if tick == 0 else "on the way"
    more: dict[str, Any] = {"equal": True, "images": [] if own else pictures()}
    more["handles"] = viz.handles("centres", q.mixture.centres, "centre", "data") if own else []
    return viz.Plane(traces, viz.Axis("x₁", (-4, 4)), viz.Axis("x₂", (-4, 4)), f"t = {q.clock:.2f}: {stage}", **more)


@lru_cache(maxsize=1)
def pictures() -> list[dict[str, Any]]:
    """The twelve digits beside their points."""
    centres, grey = modes.digits()
    big = np.kron(grey, np.ones((1, 4, 4), dtype=np.uint8))
    ends = [((x + 0.1, x + 0.65), (y + 0.1, y + 0.65)) for x, y in centres]
    return [viz.picture(image, x=x, y=y) for image, (x, y) in zip(big, ends, strict=True)]


def gaps_panel(q: Applied) -> viz.Plane:
    """How far the particles end from the nearest centre, and how far they should."""
    got, want = (np.histogram(np.clip(each, 0, 1.999), BINS)[0] / len(each) for each in (q.nearest, q.drawn))
    top, width = max(float(want.max()), 0.05), BINS[1] - BINS[0]
    traces = [
        viz.bars(BINS[:-1] + 0.5 * width, got / top, "model", width=0.9 * width, name="particles"),
        viz.line(BINS, np.append(want, want[-1]) / top, "optimum", width=2.6, step=True, name="the law of the data"),
    ]
    x, y = viz.Axis("distance to nearest centre (last: ≥ 2)", (0, 2)), viz.Axis("share ÷ largest asked", (0, 1.6))
    return viz.Plane(traces, x, y, "Brought back (bars), asked (line)", weight=0.8)


GRIDS = {"discount": [route_panel, strip_panel], "iteration": [sweep_panel, error_panel]}
VIEWS = GRIDS | {"cliff": [cliff_panel, exposed_panel], "fork": [fork_panel, density_panel]}
VIEWS |= {"cloud": [cloud_panel, gaps_panel]}
