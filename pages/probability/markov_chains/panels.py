"""Mass (data) that a chain (model) moves towards its long run (optimum); what is farthest apart (accent)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import viz
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from pages.probability.markov_chains.state import ALPHABET, MOST, RIFFLES, WEATHER, Chains
from viz.graphs import node_labels

CORNERS = markov.TRIANGLE  # all sun, all cloud, all rain
CIRCLE = np.stack([f(np.linspace(0.0, 2 * np.pi, 73)) for f in (np.cos, np.sin)], axis=1)
PAIRS = [(i, j) for i in range(3) for j in range(3)]
DISC, PIPE, NEAR, SHADES = 0.19, 0.17, 0.06, 12  # a whole mass, a certain step, what shares a name; images in sight
BENDS = [0.06 if j == (i + 1) % 3 else 0.2 for i, j in PAIRS]  # ways around the middle leave it room for numbers
WAYS = viz.courses(CORNERS, PAIRS, radius=DISC, curve=BENDS, loop=0.8)
HEADS = [way[int(0.62 * len(way)) : int(0.62 * len(way)) + 4] for way in WAYS]  # arrows on the pipes
# Where its number stands along each way: inside of the triangle nearer to the start, so that they are apart.
PART = [int((0.36 if j == (i + 1) % 3 else 0.5) * len(way)) for (i, j), way in zip(PAIRS, WAYS, strict=True)]
MIDDLES = np.array([way[at] for at, way in zip(PART, WAYS, strict=True)])
ALONG = np.array([way[at + 1] - way[at - 1] for at, way in zip(PART, WAYS, strict=True)])
LEFT = np.stack([-ALONG[:, 1], ALONG[:, 0]], axis=1) / np.linalg.norm(ALONG, axis=1)[:, None]  # of each way
LIFTED = ((-0.075, "bottom center"), (-0.075, "bottom center"), (0.06, "top center"))  # the corners' names
many = lambda n, thing: f"{n} {thing}{'s' * (n != 1)}"
FLOOR, STEPS = 1e-6, np.arange(MOST + 1)  # of the axis of distances; its steps
ROOM, SIDE = (175.0, 160.0), (237.0, 217.0)  # pixels of the smallest panels, in which names are kept apart
INSIDE = "A distribution has no negative share: the point stays in the triangle."
REACHED = "Jumps reach every state: no row can come nearer to the edge."
HEAPS = ((0.02, "riffled", "data"), (0.38, "shared", "optimum"), (0.72, "even", "muted"))
KEYS = ((1872, "all years", "model"), (1903, "so far", "gradient"), (1928, "that year alone", "muted"))
KEY = ("— best path", "··· each day’s best", "◆ seen")
ROWS_Y, SPAN, LOW = np.array([3.0, 1.5, 0.0]), 7.5, -1.35  # of the trellis: rows, width, the row of what is not seen
BARS, BALL = 8, 0.42  # paths that are listed; radius of a certain state
blank = lambda low, high: viz.Axis("", (low, high), visible=False)  # an axis that is not drawn
# The names of places, those of places that are near joined; points (n, 2), and rows of NaN up to that number.
joined = lambda spots, names: [", ".join(names[k] for k in each if names[k]) for each in markov.heaps(spots, NEAR)]
padded = lambda points, count: np.concatenate([points, np.full((count - len(points), 2), np.nan)])


def rounds(centers: ArrayLike, radii: ArrayLike, role: str, opacity: float, width: float = 0.0) -> dict[str, Any]:
    """Discs of these radii in the units of the plane: one trace. Radius 0 draws nothing."""
    sizes = np.asarray(radii, float)
    shapes = np.asarray(centers, float)[:, None] + np.where(sizes > 0, sizes, np.nan)[:, None, None] * CIRCLE
    gaps = np.concatenate([shapes, np.full((len(shapes), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    trace = viz.polyline(gaps, role if width else f"{role}/0", width=width, hover=False)
    return trace | {"fill": "toself", "fillcolor": f"@{role}/{opacity:g}"}


def graph_panel(q: Chains) -> viz.Plane:
    """The chain as a graph: pipes as wide as their probabilities, filled as far as there is mass to pass."""
    flow, along = q.mass[:, None] * q.chain, q.p.tick % 4 / 4
    title = f"The mass after {many(q.n, 'step')}" + ", moving on" * (along > 0)
    chances, flows = np.array([[each[pair] for pair in PAIRS] for each in (q.chain, flow)])
    says = [f"{p:.{2 if q.p.jump else 3}g}" if p > 0 else "" for p in chances]  # jumps bring them close
    halves = [[0.0155 * len(each), 0.032] for each in says]  # of the widths and heights of numbers, which clear pipes
    numbers = MIDDLES + LEFT * (PIPE / 2 * chances + 0.015 + (halves * np.abs(LEFT)).sum(axis=1))[:, None]
    places = [way[round(along * (len(way) - 1))] for way in WAYS]
    names = [f"<b>{name}</b><br>{100 * m:.3g}%" for name, m in zip(WEATHER, q.mass, strict=True)]
    traces = [
        viz.ribbons(WAYS, PIPE * chances, "null", opacity=0.35),
        viz.ribbons(WAYS, PIPE * flows, "data", opacity=0.9),
        viz.ribbons(HEADS, 0.02 * (chances > 0), "ink", head=0.07, opacity=0.65),
        rounds(CORNERS, [DISC] * 3, "null", 0.1, 1.2),
        rounds(CORNERS, DISC * np.sqrt(q.mass * (along == 0)), "data", 0.45),
        rounds(places, DISC * np.sqrt(flows * (along > 0)), "data", 0.75),
        node_labels(CORNERS, names, size=14),
        node_labels(numbers, says, "muted", size=12),
    ]
    return viz.Plane(traces, blank(-0.52, 1.52), blank(-0.42, 1.4), title, equal=True)


def placed(q: Chains, row: int, x: float, y: float) -> dict[str, Any]:
    """The row of the matrix, or after them the start, that lies at a place of the triangle, jumps included."""
    share, cut = markov.row_at(x, y, q.p.jump if row < 3 else 0.0)
    rows = {"matrix": (*q.p.matrix[:row], share, *q.p.matrix[row + 1 :])} if row < 3 else {"start": (share,)}
    if cut:
        raise viz.Limit(REACHED if row < 3 and q.p.jump else INSIDE, rows)
    return rows


def triangle_panel(q: Chains) -> viz.Plane:
    """All distributions as a triangle, and its images under P, P², ...: their corners are the rows of the powers."""
    images, (i, j, longest) = q.powers @ CORNERS, q.side
    rows, now, path, ends = q.chain @ CORNERS, images[-1], q.masses @ CORNERS, markov.stationary(q.chain) @ CORNERS
    before = images[1:-1][-SHADES:, [0, 1, 2, 0, 0]]
    before[:, 4] = np.nan
    goal, title = q.settled @ CORNERS, f"All distributions after {many(q.n, 'step')}"
    apart = np.ptp(rows, axis=0).max() > 0.45  # closer, their names would lie on those of π and μ
    after = [each and f"after {each}".replace("sun, cloud, rain", "any") for each in joined(rows, WEATHER)]
    after = after if apart or not q.p.jump else [""] * 3
    near = joined([goal, path[-1], path[0]], ["π", "μₙ" if q.n else "", "μ₀"])
    settled, current, begun = (f"  {each}  " if "," in each else each for each in near)  # clear of the other dots
    side = viz.polyline(now[[i, j]] if longest > 1e-9 else now[[i, j]] * np.nan, "accent", width=5, hover=False)
    goals = viz.dots(goal, "optimum", size=13, symbol="diamond", name="long run")
    corners = [
        viz.label([x], [y + lift], f"all {name}", "muted", position=side, size=13)
        for (x, y), (lift, side), name in zip(CORNERS, LIFTED, WEATHER, strict=True)
    ]
    traces = [
        viz.called(viz.polygon(CORNERS, "null", opacity=0.06, width=1.6)),
        viz.polyline(padded(before.reshape(-1, 2), 5 * SHADES), "model", width=1.0, opacity=0.45, hover=False),
        viz.called(viz.polygon(now, "model", opacity=0.2, width=2.0)),
        viz.called(side, "δ(Pⁿ)" if longest > 0.08 and q.n else "", at=0.42, size=13),
        viz.called(viz.polyline(padded(path, MOST + 1), "data", width=1.4, hover=False)),
        viz.dots(padded(path, MOST + 1), "data", size=5, name="μ"),
        viz.polyline(padded(np.concatenate([ends, ends[:1]]), 4), "optimum", width=4, hover=False),
        viz.dots(rows, "model", size=10, ring=True, name="row of P"),
        *(viz.called(each) for each in corners),
        *(viz.called(viz.dots(rows[k], "model", size=1), after[k], role="model", size=12, around=9) for k in range(3)),
        viz.called(viz.dots(path[0], "data", size=11, name="start"), begun, role="data", size=15, around=9),
        viz.called(viz.dots(path[-1], "data", size=12, name="now"), current, role="data", size=15, around=5),
        viz.called(goals, settled, role="optimum", size=15, around=6),
    ]
    move, begin = lambda row, x, y: placed(q, row, x, y), lambda x, y: placed(q, 3, x, y)
    handles = viz.handles("row", rows, lambda k: f"what follows {WEATHER[k]}", "model", moves=move)
    handles.append(viz.Handle("begin", path[0], "start", "data", moves=begin))
    return viz.Plane(traces, blank(-0.14, 1.14), blank(-0.17, 1.0), title, equal=True, handles=handles, room=SIDE)


def circle_panel(q: Chains) -> viz.Plane:
    """The eigenvalues in the complex plane, with jumps and without."""
    d = q.decay
    plain, found, top = d.plain[1:], d.values[1:], float(np.abs(d.plain[1]))
    moved, ways = plain * (1 if q.p.jump else np.nan), np.stack([plain, found, found * np.nan], axis=1).ravel()
    ring = viz.polyline(CIRCLE * (d.second if d.second > 1e-6 else np.nan), "gradient", dash="dash", hover=False)
    traces = [
        viz.called(viz.polyline(CIRCLE, "null", width=1.4, hover=False)),
        viz.called(ring, "|λ₂|", at=0.4, size=15),
        viz.line(ways.real, ways.imag, "muted", width=1.0, hover=False),
        viz.markers(moved.real, moved.imag, "muted", size=8, ring=True, name="without jumps"),
        viz.called(viz.markers(found.real, found.imag, "gradient", size=10, name="eigenvalue")),
        viz.called(viz.dots((1, 0), "optimum", size=13, symbol="diamond", name="1"), "1", size=15, around=6),
        viz.called(viz.dots((0, d.second), "gradient", size=9, symbol="square", name="|λ₂|"), around=9),
    ]
    pull = lambda _, y: {"jump": 1 - max(y, 0.0) / max(top, 1e-3)}
    handle = viz.Handle("pull", (0.0, d.second), "radius |λ₂|, by jumps", "gradient", moves=pull, follows="y")
    x, y = (viz.Axis(f"{part} part", (-1.2, 1.2), ticks=(-1, 0, 1)) for part in ("real", "imaginary"))
    return viz.Plane(traces, x, y, "Eigenvalues, without jumps and with", equal=True, handles=[handle], room=ROOM)


def decay_panel(q: Chains) -> viz.Plane:
    """The worst distance to the long run, step by step, between its bounds."""
    d, n = q.decay, q.n
    seen = lambda values: np.maximum(values, 1e-6 * FLOOR)  # what is gone leaves the panel by its floor
    here, least = (n, max(float(d.worst[n]), FLOOR)), seen(0.5 * d.second**STEPS)
    above = seen(d.bounds if d.reversible else np.full(MOST + 1, np.nan))
    traces = [
        viz.called(viz.line(STEPS, seen(d.delta**STEPS), "accent", width=1.8, dash="dash"), "δⁿ", at=0.5, size=15),
        viz.called(viz.line(STEPS, least, "gradient", width=1.8, dash="dash"), "½|λ₂|ⁿ" * (d.second > 1e-3), at=0.6),
        viz.called(viz.line(STEPS, above, "muted", width=1.6, dash="dot"), "by balance", at=0.8, size=13),
        viz.called(viz.line(STEPS, seen(d.worst), "data", width=2.6, name="d(n)"), "d(n)", at=0.35, size=15),
        viz.markers(STEPS, seen(d.worst), "data", size=5, name="d(n)"),
        viz.called(viz.segment((n, FLOOR), (n, 2.0), "ink", width=1.0, dash="dot", hover=False)),
        viz.called(viz.dots(here, "data", size=12, name="now"), around=9),
    ]
    move = lambda x, _: {"tick": 4 * round(min(max(x, 0), MOST))}
    handle = viz.Handle("when", here, "the step", "data", moves=move, follows="x")
    axes = (
        viz.Axis("steps n", (-0.5, MOST + 0.5)),
        viz.Axis("distance to the long run", (FLOOR, 12.0), log=True, ticks=(1e-6, 1e-4, 0.01, 1)),
    )
    return viz.Plane(traces, *axes, "How fast the worst start is forgotten", handles=[handle], room=ROOM)


def deck_panel(q: Chains) -> viz.Plane:
    """The cards by their places, each rising sequence a line."""
    spots = np.stack([np.argsort(q.deck) + 1.0, np.arange(1.0, q.p.cards + 1)], axis=1)
    broken = padded(np.insert(spots, np.flatnonzero(np.diff(q.runs)) + 1, np.nan, axis=0), 2 * q.p.cards)
    traces = [viz.polyline(broken, "model", width=1.6, hover=False), viz.dots(spots, "data", size=6, name="card")]
    x, y = (viz.Axis(name, (0.0, q.p.cards + 1.0)) for name in ("place from the top", "card"))
    return viz.Plane(traces, x, y, f"A deck: {many(q.count, 'rising sequence')}")


def sequences_panel(q: Chains) -> viz.Plane:
    """How many rising sequences there are, by riffles and by an even shuffle: what they share is 1 − distance."""
    r, tall, both = np.arange(1, q.p.cards + 1), 1.5 * float(q.even.max()), np.minimum(q.shares, q.even)
    peak, wide = int(np.argmax(q.shares)), q.p.cards + 1
    off = f"{100 * q.shares[peak]:.0f}%" if q.shares[peak] > tall else ""
    side = "left" if peak > 0.7 * q.p.cards else "right"
    bars = lambda heights: np.stack([r - 0.45, r + 0.45, 0 * r, np.minimum(heights, tall)], axis=1)
    traces = [
        viz.rectangles(bars(q.even), "null", opacity=0.5),
        viz.rectangles(bars(q.shares), "data", opacity=0.7),
        viz.rectangles(bars(both), "optimum", opacity=0.9),
        viz.dots((q.runs[-1] + 1, -0.04 * tall), "model", size=11, symbol="triangle-up", name="this deck"),
        viz.label([r[peak]], [0.96 * tall], [f"  {off}  " if off else ""], "data", position=f"middle {side}", size=14),
        *(viz.label([x * wide], [1.06 * tall], text, role, position="middle right") for x, text, role in HEAPS),
    ]
    axes = viz.Axis("rising sequences r", (0, q.p.cards + 1)), viz.Axis("share of orders", (-0.08 * tall, 1.12 * tall))
    return viz.Plane(traces, *axes, f"Why: at most {2**q.p.riffles:,} of them")


def cliff_panel(q: Chains) -> viz.Plane:
    """The distance to an even shuffle, riffle by riffle."""
    n, (gap, bound) = np.arange(RIFFLES + 1), q.unmixed
    here, cliff = (q.p.riffles, q.gap), 1.5 * np.log2(q.p.cards)
    mark = viz.segment((cliff, 0), (cliff, 1.04), "muted", width=1.4, dash="dot", hover=False)
    traces = [
        viz.called(mark, "3/2 log₂ m", at=0.02, size=12),
        viz.called(viz.line(n, bound, "accent", width=1.8, dash="dash", name="birthdays"), "birthdays", at=0.8),
        viz.called(viz.line(n, gap, "data", width=2.6, name="distance"), "distance", at=0.35),
        viz.markers(n, gap, "data", size=6, name="distance"),
        viz.called(viz.dots(here, "data", size=13, name="now"), around=9),
    ]
    move = lambda x, _: {"riffles": round(min(max(x, 0), RIFFLES))}
    handle = viz.Handle("shuffled", here, "riffles", "data", moves=move, follows="x")
    x = viz.Axis("riffles n", (-0.5, RIFFLES + 0.5), ticks=range(0, 15, 2))
    return viz.Plane(traces, x, viz.Axis("distance to even", (0.0, 1.05)), "The cliff", handles=[handle], room=ROOM)


def trellis_panel(q: Chains) -> viz.Plane:
    """Days from left to right: beliefs as discs, steps as bands; the best path, and the best state of each day."""
    a, days = q.answers, len(q.p.observed)
    x = SPAN * np.arange(days) / (days - 1)
    spots = np.stack(np.broadcast_arrays(x[:, None], ROWS_Y), axis=-1)  # (days, 3, 2)
    ways = [np.stack([spots[t, i], spots[t + 1, j]]) for t in range(days - 1) for i, j in PAIRS]
    possible = np.tile(q.chain.ravel() > 0, days - 1)
    best, daily = (spots[np.arange(days), way] + [0.0, up] for way, up in ((a.best, 0.07), (a.daily, -0.07)))
    walls = np.stack([daily[:-1], daily[1:], daily[1:] * np.nan], axis=1)
    walls[q.chain[a.daily[:-1], a.daily[1:]] > 0] = np.nan
    marks = np.stack([x, [np.append(ROWS_Y, LOW)[ALPHABET.find(letter)] for letter in q.p.observed]], axis=1)
    key = viz.label([-1.6, 1.4, 6.2], [4.15] * 3, KEY, position="middle right")
    traces = [
        viz.ribbons(ways, 0.03 * possible, "null", opacity=0.6),
        viz.ribbons(ways, 0.55 * a.beliefs.pairs.ravel(), "data", opacity=0.45),
        rounds(spots.reshape(-1, 2), BALL * np.sqrt(a.beliefs.smoothed.ravel()), "data", 0.55),
        rounds(spots.reshape(-1, 2), np.full(3 * days, BALL), "null", 0.0, 1.0),
        viz.polyline(daily, "model", width=4, dash="dot", hover=False),
        viz.polyline(walls, "accent", width=6, hover=False),
        viz.polyline(best, "optimum", width=4, hover=False),
        viz.dots(marks, "ink", size=13, symbol="diamond", name="seen"),
        viz.label([-0.75] * 5, [*ROWS_Y, LOW, LOW - 0.75], [*WEATHER, "unseen", "day"], position="middle left"),
        viz.label(x, 0 * x + LOW - 0.75, [str(t + 1) for t in range(days)], "muted", position="middle center", size=13),
        key | {"textfont": {"color": ["@optimum", "@model", "@ink"], "size": 14}},
    ]
    letter = lambda y: (ALPHABET + "-")[int(np.argmin(np.abs(np.append(ROWS_Y, LOW) - y)))]
    see = lambda day, _, y: {"observed": q.p.observed[:day] + letter(y) + q.p.observed[day + 1 :]}
    handles = viz.handles("sighting", marks, lambda k: f"seen on day {k + 1}", "ink", moves=see, follows="loosely")
    axes, title = (blank(-2.1, SPAN + 0.7), blank(LOW - 1.1, 4.5)), "Hidden days, and what was seen of them"
    return viz.Plane(traces, *axes, title, equal=True, weight=1.5, handles=handles)


def paths_panel(q: Chains) -> viz.Plane:
    """The most probable paths, and where the path of each day's best state stands among them."""
    a, chances = q.answers, np.exp(q.answers.logs - q.log_evidence)
    ranks = np.arange(len(chances)) != np.ravel_multi_index(
        tuple(a.best), (3,) * len(a.best)
    )  # of equal ones, Viterbi’s
    order = np.lexsort((ranks, -np.round(chances, 12)))[: min(BARS, np.count_nonzero(chances))]
    values, y = np.append(chances[order], q.daily), np.append(np.arange(len(order)), BARS + 0.6)
    names = ["".join(ALPHABET[k] for k in way) for way in [*a.every[order], a.daily]]
    says = [f" {way}  {100 * v:.3g}%" if v > 0 else f" {way}  impossible" for way, v in zip(names, values, strict=True)]
    boxes = np.stack([0 * values, values, -y - 0.36, -y + 0.36], axis=1)
    traces = [
        viz.rectangles(boxes[:1], "optimum", opacity=0.7),
        viz.rectangles(boxes[1:-1], "null", opacity=0.7),
        viz.rectangles(boxes[-1:], "model", opacity=0.7),
        viz.label(values, -y, says, position="middle right", size=13),
        viz.label([0.0], [-BARS + 0.05], "each day’s best state:", "model", position="middle right", size=13),
    ]
    x = viz.Axis("probability, given what was seen", (0.0, 1.45), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, blank(-BARS - 1.2, 0.6), "The most probable of all paths")


def series_panel(q: Chains) -> viz.Plane:
    """The flow of the Nile, two levels (their names apart), and the most probable path between them."""
    (years, flow), both = hidden.nile_flow(), np.array([q.p.upper, q.p.lower])
    signs = both.mean() + np.array([0.5, -0.5]) * (1 if both[0] >= both[1] else -1) * max(abs(both[0] - both[1]), 50.0)
    rails = np.array([[(1869.0, level), (1972.0, level), (np.nan, np.nan)] for level in both])
    traces = [
        viz.polyline(rails.reshape(-1, 2), "model", width=1.4, dash="dot", hover=False),
        viz.line(years, flow, "data", width=1.0, opacity=0.5, hover=False),
        viz.markers(years, flow, "data", size=6, name="flow"),
        viz.line(years, both[q.river[1]], "optimum", width=3.4, step=True, name="best path"),
        viz.label([1925], [1380], "best path", "optimum", position="middle right"),
        viz.dots((q.p.year, flow[q.index]), "accent", size=13, ring=True, name="the year"),
        viz.label([1972.5] * 2, signs, ["high", "low"], "model", position="middle right", size=13),
    ]
    move, names = lambda k, _, y: {("upper", "lower")[k]: y}, ("the high level", "the low level")
    handles = viz.handles("level", rails[:, 0], lambda k: names[k], "model", moves=move, follows="y")
    axes = viz.Axis("year", (1866, 1987), ticks=range(1880, 1980, 20)), viz.Axis("flow (10⁸ m³ a year)", (420, 1420))
    return viz.Plane(traces, *axes, "The Nile at Aswan, and two hidden levels", handles=handles)


def chances_panel(q: Chains) -> viz.Plane:
    """The probability of the high state in each year: from that year alone, from the past, from the whole record."""
    years, b, here = hidden.nile_flow()[0], q.river[0], (q.p.year, q.high)
    traces = [
        viz.markers(years, q.alones, "null", size=5, opacity=0.7, name="that year alone"),
        viz.line(years, b.filtered[:, 0], "gradient", width=1.8, dash="dash", name="so far"),
        viz.line(years, b.smoothed[:, 0], "model", width=2.8, name="all years"),
        *(viz.label([x], [1.09], text, role, position="middle right") for x, text, role in KEYS),
        viz.segment((here[0], 0), (here[0], 1), "accent", width=1.0, dash="dot", hover=False),
        viz.dots(here, "accent", size=13, name="the year"),
    ]
    move = lambda x, _: {"year": round(min(max(x, 1871), 1970))}
    handle = viz.Handle("when", here, "year", "accent", moves=move, follows="x")
    y = viz.Axis("probability of the high state", (-0.04, 1.16), ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(traces, viz.Axis("year", (1868, 1972)), y, "How sure, from how much we know", handles=[handle])
