"""Mass (data) that a chain (model) moves towards its long run (optimum); what is farthest apart (accent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from mathcore.probability import hidden_markov as hidden
from mathcore.probability import markov_chains as markov
from pages.probability.markov_chains.state import ALPHABET, CARDS, EVEN, MOST, RIFFLES, WEATHER
from viz.graphs import node_labels

if TYPE_CHECKING:
    from pages.probability.markov_chains.state import Chains

Array = NDArray[np.float64]
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])  # all sun, all cloud, all rain
TURN = np.linspace(0.0, 2 * np.pi, 73)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)], axis=1)
PAIRS = [(i, j) for i in range(3) for j in range(3)]
DISC, PIPE, SHADES = 0.19, 0.17, 12  # radius of a whole mass, width of a certain step, images that stay in sight
WAYS = viz.courses(CORNERS, PAIRS, radius=DISC, curve=0.16, loop=0.8)
HEADS = [way[int(0.62 * len(way)) : int(0.62 * len(way)) + 4] for way in WAYS]  # arrows on the pipes
HIDDEN_AXIS = {"visible": False}
SIGNS = [((-0.1, 0.1), -0.08), ((0.9, 1.1), -0.08), ((0.4, 0.6), 0.92)]
FLOOR = 1e-6  # of the axis of distances
STEPS = np.arange(MOST + 1)
INSIDE = "A distribution has no negative share: the point stays in the triangle."


def rounds(
    centers: ArrayLike, radii: ArrayLike, role: str, *, opacity: float = 0.5, width: float = 0.0
) -> dict[str, Any]:
    """Discs of these radii in the units of the plane: one trace. Radius 0 draws nothing."""
    sizes = np.asarray(radii, float)
    shapes = np.asarray(centers, float)[:, None] + np.where(sizes > 0, sizes, np.nan)[:, None, None] * CIRCLE
    gaps = np.concatenate([shapes, np.full((len(shapes), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    trace = viz.polyline(gaps, role if width else f"{role}/0", width=width, hover=False)
    return trace | {"fill": "toself", "fillcolor": f"@{role}/{opacity:g}"}


def graph_panel(q: Chains) -> viz.Plane:
    """The chain as a graph: pipes as wide as their probabilities, filled as far as there is mass to pass."""
    flow = q.mass[:, None] * q.chain
    chances, along = [q.chain[pair] for pair in PAIRS], q.phase
    places = [way[round(along * (len(way) - 1))] for way in WAYS]
    at_rest = q.mass if along == 0 else 0 * q.mass
    names = [f"<b>{name}</b><br>{100 * m:.3g}%" for name, m in zip(WEATHER, q.mass, strict=True)]
    traces = [
        viz.ribbons(WAYS, [PIPE * p for p in chances], "null", opacity=0.35),
        viz.ribbons(HEADS, [0.02 * (p > 0) for p, (i, j) in zip(chances, PAIRS, strict=True)], "muted", head=0.07),
        viz.ribbons(WAYS, [PIPE * flow[pair] for pair in PAIRS], "data", opacity=0.9),
        rounds(CORNERS, [DISC] * 3, "null", opacity=0.1, width=1.2),
        rounds(CORNERS, DISC * np.sqrt(at_rest), "data", opacity=0.45),
        rounds(places, DISC * np.sqrt([flow[pair] * (along > 0) for pair in PAIRS]), "data", opacity=0.75),
        node_labels(CORNERS, names, size=14),
        viz.edge_labels(WAYS, [f"{p:.3g}" if p > 0 else "" for p in chances], "muted", size=12, aside=0.12, apart=0.22),
    ]
    axes = viz.Axis("", (-0.6, 1.6), **HIDDEN_AXIS), viz.Axis("", (-0.45, 1.38), **HIDDEN_AXIS)
    return viz.Plane(traces, *axes, f"The mass after {q.n} step{'s' * (q.n != 1)}", equal=True)


def shares(x: float, y: float) -> Array:
    """The shares (3,) of a place in the triangle; negative outside it."""
    up = y / CORNERS[2, 1]
    return np.array([1 - x - 0.5 * up, x - 0.5 * up, up])


def inside(found: Array) -> tuple[Array, bool]:
    """The nearest shares that are no less than 0, all but exactly, and whether they are others."""
    kept = np.maximum(found, 0.0)
    return kept / kept.sum(), bool(found.min() < -0.005)


def to_start(x: float, y: float) -> dict[str, Any]:
    """The start that lies at a place."""
    found, out = inside(shares(x, y))
    values = {"start": (tuple(found),)}
    if out:
        raise viz.Limit(INSIDE, values)
    return values


def to_row(q: Chains, row: int, x: float, y: float) -> dict[str, Any]:
    """The row of the matrix that, jumps included, lies at a place."""
    found, out = inside((shares(x, y) - q.p.jump * EVEN) / (1 - q.p.jump))
    values = {"matrix": (*q.p.matrix[:row], tuple(found), *q.p.matrix[row + 1 :])}
    if out:
        raise viz.Limit("Jumps reach every state: no row can come nearer to the edge." if q.p.jump else INSIDE, values)
    return values


def triangle_panel(q: Chains) -> viz.Plane:
    """All distributions as a triangle, and its images under P, P², ...: their corners are the rows of the powers."""
    images = q.powers @ CORNERS
    rows, now, path, ends = q.chain @ CORNERS, images[-1], q.masses @ CORNERS, markov.stationary(q.chain) @ CORNERS
    older = np.full((SHADES, 5, 2), np.nan)
    before = images[1:-1][-SHADES:]
    older[: len(before), :4] = before[:, [0, 1, 2, 0]]
    i, j, longest = q.side
    side = now[[i, j]] if longest > 1e-9 else np.full((2, 2), np.nan)
    track = np.full((MOST + 1, 2), np.nan)
    track[: len(path)] = path
    still = np.full((4, 2), np.nan)
    still[: len(ends) + 1] = np.concatenate([ends, ends[:1]])
    traces = [
        viz.polygon(CORNERS, "null", opacity=0.06, width=1.6),
        viz.polyline(older.reshape(-1, 2), "model", width=1.0, opacity=0.45, hover=False),
        viz.called(viz.polygon(now, "model", opacity=0.2, width=2.0)),
        viz.called(viz.polyline(side, "accent", width=5, hover=False), "δ" if longest > 0.08 else "", at=0.5, size=16),
        viz.called(viz.polyline(track, "data", width=1.4, hover=False)),
        viz.dots(track, "data", size=5, name="μ"),
        viz.polyline(still, "optimum", width=4, hover=False),
        viz.dots(rows, "model", size=10, ring=True, name="row of P"),
        *(viz.called(viz.dots(rows[k], "model", size=1), row_name(rows, k), size=12) for k in range(3)),
        viz.called(viz.dots(path[0], "data", size=11, name="start"), "μ₀", size=15),
        viz.called(viz.dots(path[-1], "data", size=12, name="now"), f"μ{subscript(q.n)}" if q.n else "", size=15),
        viz.called(
            viz.dots(q.settled @ CORNERS, "optimum", size=13, symbol="diamond", name="long run π"), "π", size=16
        ),
        *(
            viz.called(viz.line(x, [y, y], "ink/0", width=0, hover=False)) for x, y in SIGNS
        ),  # names keep off the corners
        viz.label(
            CORNERS[:, 0],
            CORNERS[:, 1] + np.array([-0.04, -0.04, 0.03]),
            [f"all {w}" for w in WEATHER],
            "muted",
            size=13,
        )
        | {"textposition": ["bottom center", "bottom center", "top center"]},
    ]
    moves = lambda row, x, y: to_row(q, row, x, y)
    handles = [
        *viz.handles("row", rows, lambda k: f"what follows {WEATHER[k]}", "model", moves=moves),
        viz.Handle("begin", path[0], "start", "data", moves=to_start),
    ]
    axes = viz.Axis("", (-0.14, 1.14), **HIDDEN_AXIS), viz.Axis("", (-0.16, 1.0), **HIDDEN_AXIS)
    title = f"All distributions and their image under P{superscript(q.n)}"
    return viz.Plane(traces, *axes, title, equal=True, handles=handles)


def row_name(rows: Array, k: int) -> str:
    """The name of a row, with those of later ones at the same place; none if an earlier one is there."""
    alike = np.flatnonzero(np.abs(rows - rows[k]).max(axis=1) < 0.01).tolist()
    return "after " + ", ".join(WEATHER[j] for j in alike) if alike[0] == k else ""


def superscript(n: int) -> str:
    """A power as it is written above the line."""
    return str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def subscript(n: int) -> str:
    """An index as it is written below the line."""
    return str(n).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def circle_panel(q: Chains) -> viz.Plane:
    """The eigenvalues in the complex plane, with jumps and without."""
    d = q.decay
    plain, found, top = d.bare[1:], d.values[1:], float(np.abs(d.bare[1]))
    ring = d.second * CIRCLE if d.second > 1e-6 else np.full_like(CIRCLE, np.nan)
    moved = np.full(len(plain), np.nan) if q.p.jump == 0 else plain
    ways = np.stack([plain, found, np.full_like(found, np.nan)], axis=1).ravel()
    traces = [
        viz.called(viz.polyline(CIRCLE, "null", width=1.4, hover=False)),
        viz.line([-1.2, 1.2, np.nan, 0, 0], [0, 0, np.nan, -1.2, 1.2], "zero", width=1.0, hover=False),
        viz.called(viz.polyline(ring, "gradient", width=2.0, dash="dash", hover=False), "|λ₂|", at=0.4, size=15),
        viz.line(ways.real, ways.imag, "muted", width=1.0, hover=False),
        viz.markers(moved.real, moved.imag, "muted", size=8, ring=True, name="without jumps"),
        viz.called(viz.markers(found.real, found.imag, "gradient", size=10, name="eigenvalue")),
        viz.called(viz.dots((1, 0), "optimum", size=13, symbol="diamond", name="1"), "1", size=15),
        viz.dots((0, d.second), "gradient", size=9, symbol="square", name="|λ₂|"),
    ]

    def pull(_: float, y: float) -> dict[str, Any]:
        if top < 1e-3:
            raise viz.Limit("All other eigenvalues are 0: jumps have nothing to shrink.")
        return {"jump": 1 - max(y, 0.0) / top}

    handle = viz.Handle("pull", (0.0, d.second), "radius |λ₂|, by jumps", "gradient", moves=pull, follows="y")
    axes = (
        viz.Axis("real part", (-1.2, 1.2), ticks=(-1, 0, 1)),
        viz.Axis("imaginary part", (-1.2, 1.2), ticks=(-1, 0, 1)),
    )
    return viz.Plane(traces, *axes, "Eigenvalues, without jumps and with", equal=True, handles=[handle])


def seen(values: Array) -> Array:
    """Values of an axis of distances; those under its floor are not drawn."""
    return np.where(values >= FLOOR, values, np.nan)


def decay_panel(q: Chains) -> viz.Plane:
    """The worst distance to the long run, step by step, between its bounds."""
    d, n = q.decay, q.n
    above = markov.reversible_bound(d.settled.min(), d.second, STEPS) if d.reversible else np.full(MOST + 1, np.nan)
    here = (n, max(float(d.worst[n]), FLOOR))
    traces = [
        viz.called(viz.line(STEPS, seen(d.delta**STEPS), "accent", width=1.8, dash="dash"), "δⁿ", at=0.5, size=15),
        viz.called(viz.line(STEPS, seen(0.5 * d.second**STEPS), "gradient", width=1.8, dash="dash"), "½|λ₂|ⁿ", at=0.6),
        viz.called(viz.line(STEPS, seen(above), "muted", width=1.6, dash="dot"), "reversible", at=0.8, size=13),
        viz.called(viz.line(STEPS, seen(d.worst), "data", width=2.6, name="d(n)"), "d(n)", at=0.35, size=15),
        viz.markers(STEPS, seen(d.worst), "data", size=5, name="d(n)"),
        viz.called(viz.segment((n, FLOOR), (n, 2.0), "ink", width=1.0, dash="dot", hover=False)),
        viz.dots(here, "data", size=12, name="now"),
    ]
    move = lambda x, _: {"tick": 4 * round(min(max(x, 0), MOST))}
    handle = viz.Handle("when", here, "the step", "data", moves=move, follows="x")
    axes = viz.Axis("steps n", (-0.5, MOST + 0.5)), viz.Axis("distance to the long run", (FLOOR, 2.0), log=True)
    return viz.Plane(traces, *axes, "How fast the worst start is forgotten", handles=[handle])


def deck_panel(q: Chains) -> viz.Plane:
    """The cards by their places, each rising sequence a line."""
    place = np.argsort(q.deck) + 1.0
    cards = np.arange(1.0, q.p.cards + 1)
    breaks = np.flatnonzero(np.diff(q.runs)) + 1
    gaps = np.full(CARDS.high, np.nan)  # a gap for each sequence that there could be
    x, y = np.insert(place, breaks, np.nan), np.insert(cards, breaks, np.nan)
    pad = gaps[: 2 * q.p.cards - len(x)] if 2 * q.p.cards > len(x) else gaps[:0]
    traces = [
        viz.line(np.append(x, pad), np.append(y, pad), "model", width=1.6, hover=False),
        viz.markers(place, cards, "data", size=6, name="card"),
    ]
    edge = (0.0, q.p.cards + 1.0)
    count = int(q.runs[-1]) + 1
    title = f"A deck: {count} rising sequence{'s' * (count != 1)}"
    return viz.Plane(traces, viz.Axis("place from the top", edge), viz.Axis("card", edge), title)


HEAPS = ((0.02, "riffled", "data"), (0.38, "shared", "optimum"), (0.72, "even", "muted"))


def sequences_panel(q: Chains) -> viz.Plane:
    """How many rising sequences there are, by riffles and by an even shuffle: what they share is 1 − distance."""
    r, tall, both = np.arange(1, q.p.cards + 1), 1.5 * float(q.even.max()), np.minimum(q.shares, q.even)
    peak = int(np.argmax(q.shares))
    off = f"{100 * q.shares[peak]:.0f}%" if q.shares[peak] > tall else ""
    side = "left" if peak > 0.7 * q.p.cards else "right"
    bars = lambda heights: np.stack([r - 0.45, r + 0.45, 0 * r, np.minimum(heights, tall)], axis=1)
    traces = [
        viz.rectangles(bars(q.even), "null", opacity=0.5),
        viz.rectangles(bars(q.shares), "data", opacity=0.7),
        viz.rectangles(bars(both), "optimum", opacity=0.9),
        viz.dots((q.runs[-1] + 1, -0.04 * tall), "model", size=11, symbol="triangle-up", name="this deck"),
        viz.label([r[peak]], [0.96 * tall], [f"  {off}  " if off else ""], "data", position=f"middle {side}", size=14),
        *(viz.label([x * q.p.cards], [1.06 * tall], text, role, position="middle right") for x, text, role in HEAPS),
    ]
    axes = viz.Axis("rising sequences r", (0, q.p.cards + 1)), viz.Axis("share of orders", (-0.08 * tall, 1.12 * tall))
    title = f"Why: {q.p.riffles} riffle{'s' * (q.p.riffles != 1)} make at most {2**q.p.riffles:,} of them"
    return viz.Plane(traces, *axes, title)


def cliff_panel(q: Chains) -> viz.Plane:
    """The distance to an even shuffle, riffle by riffle."""
    n, (gap, bound) = np.arange(RIFFLES + 1), q.unmixed
    here, cliff = (q.p.riffles, q.gap), 1.5 * np.log2(q.p.cards)
    traces = [
        viz.called(
            viz.segment((cliff, 0), (cliff, 1.04), "muted", width=1.4, dash="dot", hover=False),
            "3/2 log₂ m",
            at=0.02,
            size=12,
        ),
        viz.called(viz.line(n, bound, "accent", width=1.8, dash="dash", name="birthdays"), "birthdays", at=0.8),
        viz.called(viz.line(n, gap, "data", width=2.6, name="distance"), "distance", at=0.35),
        viz.markers(n, gap, "data", size=6, name="distance"),
        viz.dots(here, "data", size=13, name="now"),
    ]
    move = lambda x, _: {"riffles": round(min(max(x, 0), RIFFLES))}
    handle = viz.Handle("shuffled", here, "riffles", "data", moves=move, follows="x")
    axes = (
        viz.Axis("riffles n", (-0.5, RIFFLES + 0.5), ticks=range(0, 15, 2)),
        viz.Axis("distance to even", (0.0, 1.05)),
    )
    return viz.Plane(traces, *axes, "The cliff", handles=[handle])


ROWS_Y, SPAN, LOW = np.array([2.0, 1.0, 0.0]) * 1.5, 7.5, -1.35  # of the trellis: rows, width, row of "nothing seen"
BARS = 8
BALL = 0.42


def trellis_panel(q: Chains) -> viz.Plane:
    """Days from left to right: beliefs as discs, steps as bands; the best path, and the best state of each day."""
    a, days = q.answers, len(q.p.observed)
    x = SPAN * np.arange(days) / (days - 1)
    spots = np.stack(np.broadcast_arrays(x[:, None], ROWS_Y), axis=-1)  # (days, 3, 2)
    ways = [np.stack([spots[t, i], spots[t + 1, j]]) for t in range(days - 1) for i, j in PAIRS]
    open_ = np.concatenate([[q.chain[pair] > 0 for pair in PAIRS]] * (days - 1))
    flow = np.array([pairs[pair] for pairs in a.beliefs.pairs for pair in PAIRS])
    best, daily = (spots[np.arange(days), path] for path in (a.best, a.daily))
    walls = [
        pair for t, pair in enumerate(zip(daily, daily[1:], strict=False)) if q.chain[a.daily[t], a.daily[t + 1]] == 0
    ]
    wall = np.concatenate([np.vstack([*pair, np.full(2, np.nan)]) for pair in walls] or [np.full((1, 2), np.nan)])
    rows = [ALPHABET.find(letter) for letter in q.p.observed]
    marks = np.stack([x, [LOW if row < 0 else ROWS_Y[row] for row in rows]], axis=1)
    shift = np.array([0.0, 0.07])
    traces = [
        viz.ribbons(ways, 0.03 * open_, "null", opacity=0.6),
        viz.ribbons(ways, 0.55 * flow, "data", opacity=0.45),
        rounds(spots.reshape(-1, 2), BALL * np.sqrt(a.beliefs.smoothed.ravel()), "data", opacity=0.55),
        rounds(spots.reshape(-1, 2), np.full(3 * days, BALL), "null", opacity=0.0, width=1.0),
        viz.polyline(daily - shift, "model", width=4, dash="dot", hover=False),
        viz.polyline(wall - shift, "accent", width=6, hover=False),
        viz.polyline(best + shift, "optimum", width=4, hover=False),
        viz.dots(marks, "ink", size=13, symbol="diamond", name="seen"),
        viz.label([-0.75] * 4, [*ROWS_Y, LOW], [*WEATHER, "unseen"], "ink", position="middle left", size=14),
        viz.label(
            x, [LOW - 0.75] * days, [f"day {t + 1}" for t in range(days)], "muted", position="middle center", size=13
        ),
        viz.label(
            [0.0, 0.5 * SPAN + 0.2],
            [4.15] * 2,
            ["— best path", "··· each day’s best"],
            size=14,
            position="middle right",
        )
        | {"textfont": {"color": ["@optimum", "@model"], "size": 14}},
    ]

    def see(day: int, _: float, y: float) -> dict[str, Any]:
        row = int(np.argmin(np.abs(np.append(ROWS_Y, LOW) - y)))
        return {"observed": q.p.observed[:day] + (ALPHABET + "-")[row] + q.p.observed[day + 1 :]}

    # Loosely: it jumps from row to row.
    handles = viz.handles("sighting", marks, lambda k: f"seen on day {k + 1}", "ink", moves=see, follows="loosely")
    axes = viz.Axis("", (-2.1, SPAN + 0.7), **HIDDEN_AXIS), viz.Axis("", (LOW - 1.1, 4.5), **HIDDEN_AXIS)
    return viz.Plane(traces, *axes, "Hidden days, and what was seen of them", equal=True, weight=1.5, handles=handles)


def paths_panel(q: Chains) -> viz.Plane:
    """The most probable paths, and where the path of each day's best state stands among them."""
    a = q.answers
    chances = np.exp(a.logs - q.log_evidence)
    order = np.argsort(-np.round(chances, 12), kind="stable")[:BARS]
    listed = [[int(k) for k in a.every[k]] for k in order]
    daily = a.daily.tolist()
    values, texts = chances[order], ["".join(ALPHABET[k] for k in way) for way in listed]
    values, texts = np.append(values, q.daily), [*texts, "".join(ALPHABET[k] for k in daily)]
    y = np.append(np.arange(len(order)), BARS + 0.6)
    roles = [("optimum", [0]), ("null", range(1, len(order))), ("model", [len(order)])]
    boxes = np.stack([0 * values, values, -y - 0.36, -y + 0.36], axis=1)
    told = [f"{100 * v:.3g}%" if v > 0 else "impossible" for v in values]
    traces = [
        *(viz.rectangles(boxes[list(rows)], role, opacity=0.7) for role, rows in roles),
        viz.label(
            values,
            -y,
            [f" {text}  {says}" for text, says in zip(texts, told, strict=True)],
            position="middle right",
            size=13,
        ),
        viz.label([0.0], [-BARS + 0.05], ["each day’s best state:"], "model", position="middle right", size=13),
    ]
    axes = (
        viz.Axis("probability, given what was seen", (0.0, 1.45), ticks=(0, 0.5, 1)),
        viz.Axis("", (-BARS - 1.2, 0.6), **HIDDEN_AXIS),
    )
    return viz.Plane(traces, *axes, "The most probable of all paths")


KEYS = ((1872, "all years", "model"), (1903, "so far", "gradient"), (1928, "that year alone", "muted"))


def series_panel(q: Chains) -> viz.Plane:
    """The flow of the Nile, two levels, and the most probable path between them."""
    years, flow = hidden.nile_flow()
    levels = np.array([q.p.upper, q.p.lower])
    path = levels[q.river[1]]
    here = years[q.index], flow[q.index]
    traces = [
        viz.line(
            [1869, 1972, np.nan, 1869, 1972],
            [*levels[[0, 0]], np.nan, *levels[[1, 1]]],
            "model",
            width=1.4,
            dash="dot",
            hover=False,
        ),
        viz.line(years, flow, "data", width=1.0, opacity=0.5, hover=False),
        viz.markers(years, flow, "data", size=6, name="flow"),
        viz.line(years, path, "optimum", width=3.4, step=True, name="best path"),
        viz.label([1925], [1380], "best path", "optimum", position="middle right"),
        viz.dots(here, "accent", size=13, ring=True, name="the year"),
        viz.label([1972.5] * 2, levels, ["high", "low"], "model", position="middle right", size=13),
    ]
    handles = [
        viz.Handle(
            "raise", (1869, q.p.upper), "level of the high state", "model", moves=lambda _, y: {"upper": y}, follows="y"
        ),
        viz.Handle(
            "lift", (1869, q.p.lower), "level of the low state", "model", moves=lambda _, y: {"lower": y}, follows="y"
        ),
    ]
    axes = (
        viz.Axis("year", (1866, 1987), ticks=range(1880, 1980, 20)),
        viz.Axis("flow at Aswan (10⁸ m³ a year)", (420, 1420)),
    )
    return viz.Plane(traces, *axes, "The Nile, and two hidden levels", handles=handles)


def chances_panel(q: Chains) -> viz.Plane:
    """The probability of the high state in each year: from that year alone, from the past, from the whole record."""
    years, b = hidden.nile_flow()[0], q.river[0]
    alone = 1 / (1 + np.exp(q.levels[:, 1] - q.levels[:, 0]))
    here = years[q.index], q.high
    traces = [
        viz.markers(years, alone, "null", size=5, opacity=0.7, name="that year alone"),
        viz.line(years, b.filtered[:, 0], "gradient", width=1.8, dash="dash", name="so far"),
        viz.line(years, b.smoothed[:, 0], "model", width=2.8, name="all years"),
        *(viz.label([x], [1.09], text, role, position="middle right") for x, text, role in KEYS),
        viz.segment((here[0], 0), (here[0], 1), "accent", width=1.0, dash="dot", hover=False),
        viz.dots(here, "accent", size=13, name="the year"),
    ]
    move = lambda x, _: {"year": round(min(max(x, 1871), 1970))}
    handle = viz.Handle("when", here, "year", "accent", moves=move, follows="x")
    axes = (
        viz.Axis("year", (1868, 1972)),
        viz.Axis("probability of the high state", (-0.04, 1.16), ticks=(0, 0.25, 0.5, 0.75, 1)),
    )
    return viz.Plane(traces, *axes, "How sure, from how much of the record", handles=[handle])
