"""Grids with their values and routes, worths over all discounts and explorations, noise that forks, and clouds.

The small prize is `data`, the big one `model`, what is best `optimum`; Q-learning is `gradient`, SARSA `model`.
"""

from __future__ import annotations

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
HIDDEN, ARROWS = np.full(2, np.nan), "↑→↓←"
WAYS = np.array([(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)])  # of the moves; rows are counted downwards
GAMMA, WORTH, FLOOR = np.linspace(0.02, 1.0, 99), (0.0008, 30.0), (0.001, 0.0025)  # the strip lies on the floor
SIDE = np.linspace(-4.0, 4.0, 321)
ARROW_GRID = np.stack(np.meshgrid(np.linspace(-3.6, 3.6, 13), np.linspace(-3.6, 3.6, 13)), axis=-1).reshape(-1, 2)
BINS = np.linspace(0, 2.0, 41)


def text(at: Any, says: str, role: str = "ink", size: float = 14, position: str = "middle center") -> dict[str, Any]:
    return viz.label([at[0]], [at[1]], says, role, position=position, size=size)


def box(cells: Array, half: float = 0.5) -> Array:
    """Squares around cells (k, 2): (k, 4)."""
    return np.stack([cells[:, 0] - half, cells[:, 0] + half, cells[:, 1] - half, cells[:, 1] + half], axis=1)


def ground(w: grids.World, values: Array, q: Array, bounds: tuple[float, float]) -> list[Any]:
    """Values as colours, walls, and an arrow for the first of the best moves where one is better than another."""
    shown = np.where(w.live, values, np.nan).reshape(w.shape)
    decided = w.live & (np.ptp(q, axis=1) > 1e-9)
    arrows = np.where(decided[:, None], 0.56 * WAYS[grids.greedy(q)], np.nan)
    places = w.place(np.arange(len(values)))
    return [
        viz.heatmap(shown, np.arange(w.shape[1]), np.arange(w.shape[0]), bounds=bounds, opacity=0.55),
        viz.rectangles(box(places[w.walls]), "ink", opacity=0.75),
        viz.quiver(places - 0.5 * arrows, arrows, "muted", head=0.34, width=1.4),
    ]


def grid_axes(shape: tuple[int, int]) -> tuple[viz.Axis, viz.Axis]:
    columns, rows = range(shape[1]), range(shape[0])
    return viz.Axis("column", (-0.6, shape[1] - 0.4), ticks=columns), viz.Axis(
        "row", (shape[0] - 0.4, -0.6), ticks=rows
    )


def own_grid(q: Applied, values: Array, title: str, path: NDArray[np.int64], begun: bool = False) -> viz.Plane:
    """The reader's grid with those values, its prizes, walls and start to drag, and a route."""
    w, p = q.world, q.p
    trail = w.place(path).astype(float)
    traces = [
        *ground(w, values, q.look(values), (0.0, p.prize)),
        viz.polyline(trail if len(trail) > 1 else np.full((2, 2), np.nan), "optimum", width=5, opacity=0.8),
        viz.rectangles(box(np.array([p.near], float), 0.42), "data", opacity=0.9),
        viz.rectangles(box(np.array([p.far], float), 0.42), "model", opacity=0.95),
        text(p.near, " " if p.near == p.far else "1", "paper", 17),
        text(p.far, f"{p.prize:g}", "paper", 17),
        viz.dots(p.start, "ink", size=15, name="start"),
    ]
    # All stand in the middle of a cell, and so follow the pointer only to the nearest.
    names = {"near": ("small prize", "data"), "far": ("big prize", "model"), "start": ("start", "ink")}
    names |= {"was": ("where the big prize stood", "model")} if begun and p.begin == "old" else {}
    to = lambda name: lambda x, y: {name: (round(x), round(y))}
    brick = lambda k, x, y: {"walls": (*p.walls[:k], (round(x), round(y)), *p.walls[k + 1 :])}
    handles = [viz.Handle(n, p[n], says, role, moves=to(n), follows="loosely") for n, (says, role) in names.items()]
    handles += viz.handles("walls", np.array(p.walls), "wall", "ink", moves=brick, follows="loosely")
    old = np.array([p.was if "was" in names and p.was != p.far else HIDDEN], float)
    traces.append(viz.rectangles(box(old, 0.42), "model", opacity=0, width=2.5))
    return viz.Plane(traces, *grid_axes(w.shape), title, equal=True, handles=handles, weight=1.2)


def route_panel(q: Applied) -> viz.Plane:
    """The best values and moves at this discount, and the best route."""
    says = f"Best route at γ = {q.p.discount:g}"
    return own_grid(q, q.best[0], says, q.path if q.arrives else q.path[:1])


def strip_panel(q: Applied) -> viz.Plane:
    """What the start is worth at every discount, and each prize by its shortest route; on the floor the first moves."""
    p, s = q.p, q.strip
    worth, colours = np.where(s.worth > 0, s.worth, np.nan), {"near": "data", "far": "model"}
    traces: list[Any] = []
    for name, role in colours.items():
        d, size = q.prizes.get(name, (1, np.nan))
        curve = size * GAMMA ** (d - 1)
        shown = np.where(curve >= FLOOR[1], curve, np.nan)
        says = f"{size:g} · γ{exponent(d - 1)}" if name in q.prizes else " "
        traces.append(viz.called(viz.line(GAMMA, shown, role, width=2, dash="dash"), says, at=0.62))
    traces.append(viz.called(viz.line(s.discounts, np.clip(worth, FLOOR[1], None), "optimum", width=3.4, name="best")))
    pieces = grids.segments(s)[:5]
    spans: dict[str, list[list[float]]] = {"data": [], "model": [], "null": []}
    labels = []
    for low, high, k in pieces:
        ends = int(s.ends_at[k])
        role = "null" if s.length[k] < 0 else "model" if ends == q.world.cell(p.far) else "data"
        spans[role].append([low, high, *FLOOR])
        says = f"{ARROWS[s.first[k]]} {s.length[k]} moves" if s.length[k] > 0 else "waits" if not q.idle else " "
        labels.append((0.5 * (low + high), says if high - low > 0.17 else " "))
    labels += [(np.nan, " ")] * (5 - len(labels))
    traces += [viz.rectangles(spans[role], role, opacity=0.75) for role in spans]
    height = float(np.sqrt(FLOOR[0] * FLOOR[1]))
    traces.append(
        viz.label([x for x, _ in labels], [height] * 5, [t for _, t in labels], "paper", position="middle center")
    )
    marks = np.append(s.switches, np.full(4, np.nan))[:4]
    traces.append(viz.line(np.repeat(marks, 3), np.tile([FLOOR[0], WORTH[1], np.nan], 4), "ink", width=1.2, dash="dot"))
    here = float(np.clip(q.start_value, FLOOR[1], WORTH[1]))
    traces += [
        viz.segment((p.discount, FLOOR[1]), (p.discount, here), "accent", width=1.6, hover=False),
        viz.dots((p.discount, here), "accent", size=12, name="here"),
    ]
    handle = viz.Handle(
        "gamma", (p.discount, here), "discount", "accent", moves=lambda x, _: {"discount": x}, follows="x"
    )
    axes = viz.Axis("discount γ; below: first move, route", (0, 1)), viz.Axis("worth of the start", WORTH, log=True)
    return viz.Plane(traces, *axes, "The same choice at every discount", handles=[handle])


def exponent(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def sweep_panel(q: Applied) -> viz.Plane:
    """Values after the sweeps so far, and the route of the moves that look best with them."""
    path = grids.route(q.world, grids.greedy(q.look(q.values)), q.home)
    return own_grid(q, q.values, f"Values after {q.p.sweep} sweeps", path if q.world.ends[path[-1]] else path[:1], True)


def error_panel(q: Applied) -> viz.Plane:
    """The error of the values, what contraction promises, and what the last change promises."""
    p, k = q.p, np.arange(len(q.errors) - 1.0)
    first = max(float(q.errors[0]), 1e-12)
    promised = first * p.discount**k
    seen = p.discount / (1 - p.discount) * np.append(np.nan, q.changes)[:-1]
    done = int(np.argmax(np.append(q.errors, 0.0) <= 1e-9))  # the first sweep that leaves no error
    error = np.where(q.errors > 1e-9, q.errors, np.nan)[:-1]
    here = float(np.clip(q.errors[p.sweep], 0.004, 900))
    traces = [
        viz.called(viz.line(k, promised, "null", width=2, dash="dash"), "γᵏ · first error", at=0.9),
        viz.called(
            viz.line(k, np.where(seen > 1e-9, seen, np.nan), "accent", width=1.8, dash="dot"), "from the last change"
        ),
        viz.called(viz.line(k, error, "data", width=3, name="error"), "error", at=0.2),
        viz.segment((p.sweep, 0.003), (p.sweep, here), "data", width=1.2, dash="dot", hover=False),
        viz.dots((p.sweep, here), "data", size=12, name="this sweep"),
        text((done, 0.006), "exact" if done < 40 else " ", "optimum", position="middle right"),
        viz.dots((done, 0.0045) if done < 40 else HIDDEN, "optimum", size=9, symbol="star", name="exact from here"),
    ]
    handle = viz.Handle("now", (p.sweep, here), "sweep", "data", moves=lambda x, _: {"sweep": round(x)}, follows="x")
    axes = viz.Axis("sweep k", (-1, 41)), viz.Axis("largest error max |Vₖ − V*|", (0.003, 1e3), log=True)
    return viz.Plane(traces, *axes, "Each sweep shrinks the error", handles=[handle])


def cliff_panel(q: Applied) -> viz.Plane:
    """The cliff with SARSA's values, and the two learnt routes."""
    w = q.cliff
    found = q.learnt[1].q
    fall = w.place(np.arange(37, 47))
    traces = ground(w, found.max(axis=1), found, (-40.0, 0.0))[:2]
    traces.append(viz.rectangles([[0.5, 10.5, 2.5, 3.5]], "ink", opacity=0.7))
    for path, role, name, shift in zip(
        q.paths, ("gradient", "model"), ("Q-learning", "SARSA"), (0.1, -0.1), strict=True
    ):
        trail = w.place(path) + shift
        middle = trail[len(trail) // 2]
        traces.append(viz.polyline(trail, role, width=4.5, name=name))
        at = (middle[0], middle[1] + (-0.32 if shift < 0 else 0.32)) if len(path) > 4 else HIDDEN
        traces.append(text(at, name, role))
    traces += [
        text(fall.mean(axis=0), f"the cliff: −{q.p.fall:g}, and over", "paper"),
        viz.dots((0, 3), "ink", size=14, name="start"),
        viz.dots((11, 3), "optimum", size=17, symbol="star", name="goal"),
    ]
    return viz.Plane(traces, *grid_axes(w.shape), "What has been learnt", equal=True, weight=1.25)


def exposed_panel(q: Applied) -> viz.Plane:
    """What three routes are worth while exploring, the best possible, and what the learners get."""
    p, bottom = q.p, -105.0
    names = (("along the edge", "gradient", 0.35), ("one row back", "muted", 0.6), ("at the top", "model", 0.95))
    traces: list[Any] = []
    for y, (name, role, at) in zip(q.routes, names, strict=True):
        curve = viz.line(grids.EXPLORING, np.where(y > bottom, y, np.nan), role, width=2.2, name=name)
        traces.append(viz.called(curve, name, at=at))
    learnt = [max(each.late, bottom + 2) for each in q.learnt]
    best = q.best_exploring
    traces += [
        viz.segment((p.explore, bottom), (p.explore, best), "accent", width=1.4, hover=False),
        viz.called(viz.dots((p.explore, learnt[0]), "gradient", size=12, symbol="square", name="Q-learning")),
        viz.called(viz.dots((p.explore, learnt[1]), "model", size=12, symbol="square", name="SARSA")),
        viz.called(viz.dots((p.explore, best), "optimum", size=15, symbol="star", name="best possible")),
    ]
    moves = lambda x, _: {"explore": x}
    handle = viz.Handle("dare", (p.explore, best), "exploration", "optimum", moves=moves, follows="x")
    axes = viz.Axis("exploration ε", (-0.01, 0.42)), viz.Axis("return of an episode", (bottom, 0))
    return viz.Plane(traces, *axes, "Worth of a route while exploring", handles=[handle])


def fork_panel(q: Applied) -> viz.Plane:
    """Paths from noise to data, and where the score is zero: humps and valleys."""
    p, t = q.p, q.back.times
    x = q.back.points[:, :, 0]
    paths = np.concatenate([x, np.full((1, x.shape[1]), np.nan)]).T.ravel()
    z = np.tile(q.times, (q.zeros.shape[1], 1)).T
    humps, valleys = q.zeros[:, ::2], q.zeros[:, 1::2]
    first = q.first_fork if len(q.forks) else np.nan
    others = np.append(q.forks[1:], np.full(6, np.nan))[:6]
    traces = [
        viz.line(np.tile(np.append(t, np.nan), x.shape[1]), paths, "null", width=1.2, opacity=0.75, hover=False),
        viz.markers(z[:, ::2].ravel(), humps.ravel(), "optimum", size=5, name="hump"),
        viz.markers(z[:, 1::2].ravel(), valleys.ravel(), "gradient", size=3.5, name="valley"),
        viz.line(np.repeat(others, 3), np.tile([-4, 4, np.nan], 6), "ink", width=1, dash="dot", hover=False),
        viz.segment((first, -4), (first, 4), "ink", width=1.4, dash="dot", hover=False),
        text((first + 0.05, 3.65), f"fork t = {first:.2f}" if len(q.forks) else " ", position="middle left"),
        viz.segment((p.time, -4), (p.time, 4), "accent", width=2, hover=False),
        viz.dots(np.stack([np.zeros(len(p.places)), p.places], axis=1), "data", size=12, name="mode"),
        viz.dots((p.time, -3.6), "accent", size=12, name="time"),
    ]
    spots = np.stack([np.zeros(len(p.places)), p.places], axis=1)
    put = lambda k, _, y: {"places": (*p.places[:k], y, *p.places[k + 1 :])}
    handles = [
        *viz.handles("places", spots, "mode", "data", moves=put, follows="y"),
        viz.Handle("clock", (p.time, -3.6), "time", "accent", moves=lambda x, _: {"time": x}, follows="x"),
    ]
    axes = viz.Axis("noise t: 3 is noise, 0 is data", (3.06, -0.1)), viz.Axis("x", (-4, 4))
    return viz.Plane(traces, *axes, "Where the score is zero, and paths", handles=handles, weight=1.35)


def density_panel(q: Applied) -> viz.Plane:
    """The density at the time, on its side: its humps and valleys are the zeros of the score."""
    now, x = q.now, np.arange(-3.75, 3.3, 0.5)
    density = lambda places: now.density(np.nan_to_num(places)[:, None]) + 0 * places
    y, z = density(SIDE), modes.zeros(q.line, np.array([q.p.time]))[0]
    most, pull = y.max(), now.score(x[:, None])[:, 0]
    heights = density(z) / most
    size = 4 + 9 * np.tanh(np.abs(pull) / 4)
    places = np.full(len(x), 1.12)
    low = z[1] if np.isfinite(z[1:2]).all() else np.nan
    traces = [
        viz.polygon(np.stack([y / most, SIDE], axis=1), "data", opacity=0.18, width=2.4),
        viz.markers(heights[::2], z[::2], "optimum", size=11, name="hump"),
        viz.markers(heights[1::2], z[1::2], "gradient", size=10, name="valley"),
        text((heights[0] - 0.05, z[0]), "hump", "optimum", position="middle left"),
        text((heights[1] + 0.05, low), "valley", "gradient", position="middle right"),
        viz.markers(np.where(pull > 0, places, np.nan), x, "model", size=size, symbol="triangle-up", name="score"),
        viz.markers(np.where(pull < 0, places, np.nan), x, "model", size=size, symbol="triangle-down", name="score"),
        text((1.12, 3.7), "score", "model"),
    ]
    axes = viz.Axis("density ÷ its largest value", (-0.02, 1.22), ticks=(0, 0.5, 1)), viz.Axis("x", (-4, 4))
    return viz.Plane(traces, *axes, f"The density at t = {q.p.time:g}")


def cloud_panel(q: Applied) -> viz.Plane:
    """The particles so far, the score at their time as arrows, and some paths."""
    p, points, tick = q.p, q.cloud.points, q.tick
    now = q.mixture.at(q.clock)
    score = now.score(ARROW_GRID)
    size = np.hypot(*score.T)[:, None]
    arrows = score / np.maximum(size, 1e-12) * 0.42 * np.tanh(size / 2.5)
    part = points[:, :10]
    trails = np.where((np.arange(len(points)) <= tick)[:, None, None], part, np.nan)
    trails = np.concatenate([trails, np.full((1, 10, 2), np.nan)]).transpose(1, 0, 2).reshape(-1, 2)
    faded = now.centres
    traces = [
        viz.quiver(ARROW_GRID - 0.5 * arrows, arrows, "muted", head=0.34, width=1.1, opacity=0.8),
        viz.dots(points[tick, :500], "model", size=4, opacity=0.5, name="particle"),
        viz.polyline(trails, "gradient", width=1.4, opacity=0.9, hover=False),
        viz.dots(faded, "optimum", size=8, symbol="x", name="centre of that time"),
        viz.dots(q.mixture.centres, "data", size=12, ring=True, name="centre"),
    ]
    handles = viz.handles("centres", q.mixture.centres, "centre", "data") if p.source == "yours" else []
    images = pictures() if p.source == "digits" else []
    title = f"t = {q.clock:.2f}: {'data' if q.clock == 0 else 'noise' if tick == 0 else 'on the way'}"
    axes = viz.Axis("x₁", (-4, 4)), viz.Axis("x₂", (-4, 4))
    return viz.Plane(traces, *axes, title, equal=True, handles=handles, images=images, room=(300.0, 300.0))


@lru_cache(maxsize=1)
def pictures() -> list[dict[str, Any]]:
    """The twelve digits beside their points."""
    centres, grey = modes.digits()
    big = np.kron(grey, np.ones((1, 4, 4), dtype=np.uint8))
    ends = [((x + 0.1, x + 0.65), (y + 0.1, y + 0.65)) for x, y in centres]
    return [viz.picture(image, x=x, y=y) for image, (x, y) in zip(big, ends, strict=True)]


def gaps_panel(q: Applied) -> viz.Plane:
    """How far the particles end from the nearest centre, and how far they should."""
    middles, width = 0.5 * (BINS[1:] + BINS[:-1]), BINS[1] - BINS[0]
    got = np.histogram(np.clip(q.nearest, 0, 1.999), BINS)[0] / len(q.nearest)
    want = np.histogram(np.clip(q.drawn, 0, 1.999), BINS)[0] / len(q.drawn)
    top = max(float(want.max()), 0.05)
    traces = [
        viz.bars(middles, got / top, "model", width=0.9 * width, name="particles"),
        viz.line(BINS, np.append(want, want[-1]) / top, "optimum", width=2.6, step=True, name="the data’s law"),
    ]
    axes = (
        viz.Axis("distance to the nearest centre at t = 0", (0, 2)),
        viz.Axis("share ÷ largest share asked for", (0, 1.6)),
    )
    return viz.Plane(traces, *axes, "Brought back (bars), and asked for (line)", weight=0.8)
