"""The panels of the lesson: beads between two laws, densities, descent in three charts, coins on a circle, tumours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

import viz
from explorer.text import number
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient.state import BEAD, CRAWL, NONE, PIECES, Fisher

X, T = np.linspace(-7.0, 7.0, 211), np.linspace(0.0, 1.0, 101)
CHARTS = {"sigma": ("data", "(μ, σ)"), "log": ("model", "(μ, ln σ)"), "natural": ("gradient", "(μ/σ², −½/σ²)")}
LEVELS = [ng.level(height) for height in (0.1, 0.5, 1.5, 5.0, 20.0)]
PARTS, TENTHS = (1e-4, 150.0), np.arange(11) / 10  # Fisher distances of the third panel; coins that are marked
METHODS = (("plain", "null", 40.0), ("natural", "optimum", 85.0))  # role, and where a step that loses a run is marked
PLAIN, BEST = ("plain gradient", "null", 0.8, 2.4, 1.0), ("Fisher, undamped", "optimum", 0.6, 5.0, 0.6)
LEARNERS = PLAIN, BEST, ("in hand", "model", 0.85, 2.4, 1.0)  # name, role, where it stands, width, opacity
MAP, GAPS, EIGENVALUES, GAP = ((-6.6, 6.6), (0.027, 20.0)), (1e-9, 1.5), (1e-9, 1e5), 3 * "\u00a0"

bell = lambda law: np.exp(-0.5 * ((X - law[0]) / law[1]) ** 2) / (np.sqrt(2 * np.pi) * law[1])  # its density at X


def says(at: ArrayLike, text: str, role: str, side: str = "center", size: float = 14) -> dict[str, Any]:
    """A text at a place (2,)."""
    x, y = np.asarray(at, float)
    return viz.label([x], [y], text, role, position=f"middle {side}", size=size)


def half_plane(q: Fisher) -> viz.Plane:
    """Two laws as points, the shortest way and the straight line between them, and beads along both."""
    a, b, way = q.p.first, q.p.second, ng.geodesic(q.p.first, q.p.second, T)
    on_way, on_line = (ng.beads(each, BEAD) for each in ng.threaded(a, b, BEAD))
    ends = (a, "A", "data", a[0] <= b[0]), (b, "B", "model", a[0] > b[0])
    names = [(at[0] + (-0.4 if left else 0.4), at[1]) for at, *_, left in ends]
    aside = lambda *told: viz.clear_of(_beside(*told), names, 2.0, 0.5, (0.1, 4.6))
    traces = [
        *(viz.polyline(ring, role, width=1.3, hover=False) for ring, role in ((on_way, "optimum"), (on_line, "null"))),
        viz.segment(a, b, "null", width=2.2, dash="dash"),
        viz.polyline(way, "optimum", width=3.0),
        viz.dots(q.crossed, "null", size=11, name="on the line"),
        viz.dots(q.walked, "optimum", size=13, name="on the shortest way"),
        aside(way, int(np.clip(np.argmax(way[:, 1]), 30, 70)), 1, f"shortest: {number(q.far)}", "optimum"),
        aside(np.linspace(a, b, 101), 50, -1, f"straight: {number(q.straight)}", "null"),
    ]
    traces += [viz.dots(at, role, size=14, name=f"law {text}") for at, text, role, _ in ends]
    traces += [says(at, GAP + text + GAP, role, "left" if left else "right", 17) for at, text, role, left in ends]
    along = lambda x, y: {"share": float(T[np.argmin(np.hypot(*(way - (x, y)).T))])}
    walker = viz.Handle("walker", q.walked, "law on the shortest way", "optimum", moves=along, follows="loosely")
    handles = [viz.Handle("first", a, "law A", "data"), viz.Handle("second", b, "law B", "model"), walker]
    x, y = viz.Axis("mean μ", (-4.4, 4.4)), viz.Axis("deviation σ", (0.0, 4.8))
    return viz.Plane(traces, x, y, "Beads: all of the same Fisher size", handles=handles, weight=1.25)


def _beside(way: NDArray[np.float64], place: int, side: int, text: str, role: str) -> dict[str, Any]:
    """The name of a way, clear of its beads: above that place of it (side 1), below it (-1), or beside it if steep."""
    (x, y), (run, rise) = way[place], (way[place + 1] - way[place - 1]) / 0.02
    if abs(rise) > max(0.8, 2 * abs(run)):
        away, where = (1, "right") if x < 0.2 else (-1, "left")
        return says((x + away * (0.3 * y + 0.1), y - 0.3 * side), text, role, where)
    # What is above a way that rises stands to its left.
    shift = 0.07 * len(text) * side * np.clip(3 * rise / max(abs(run), 0.8), -1, 1) * (-1 if run >= 0 else 1)
    return says((np.clip(x + shift, -2.6, 2.6), max(y + side * (0.19 * y + 0.2), 0.13)), text, role)


def densities(q: Fisher) -> viz.Plane:
    """The densities of both laws, and of those on the two ways."""
    first = 1 if q.p.first[0] > q.p.second[0] else -1  # each name at the outer side of its density
    laws = [(q.p.first, "data", "A", first), (q.p.second, "model", "B", -first)]
    flank = lambda law, side: (np.clip(law[0] + 1.1 * side * law[1], -5.9, 5.9), 0.22 / law[1])
    tall = viz.reach([0.4 / law[1] for law, *_ in laws], (0.41, 0.82, 1.34)) / 0.88
    traces = [
        *(viz.area(X, bell(law), role=role, opacity=0.16) for law, role, *_ in laws),
        *(viz.line(X, bell(law), role, width=2.6) for law, role, *_ in laws),
        viz.line(X, bell(q.crossed), "null", width=2.2, dash="dash"),
        viz.line(X, bell(q.walked), "optimum", width=3.0),
        *(says(flank(law, k), f" {name} ", role, ("left", "right")[k > 0], 16) for law, role, name, k in laws),
        says((-6.8, 0.95 * tall), "— shortest way", "optimum", "right"),
        says((6.8, 0.95 * tall), "straight line ╌", "null", "left"),
    ]
    x, y = viz.Axis("x", (-7.0, 7.0)), viz.Axis("density", (0.0, tall))
    return viz.Plane(traces, x, y, "The laws on the way")


def _descent(q: Fisher, how: str, held: str) -> viz.Plane:
    """The runs of a method in three charts over (mu, sigma), up to the tick."""
    fits = lambda law: np.clip(law, (-60.0, 1e-3), (60.0, 600.0))  # far out of the picture is far enough
    traces = [viz.polyline(curve, "muted", width=0.8, opacity=0.6, hover=False) for curve in LEVELS]
    limit = ng.flow(q.p.start, np.linspace(0, 12, 121)) if how == "natural" else np.full((1, 2), np.nan)
    traces.append(viz.polyline(limit, "optimum", width=8.0, opacity=0.3, hover=False))
    traces.append(says((MAP[0][0], 16.0), " ━ flow, all charts" * (how == "natural"), "optimum", "right", 13))
    for k, (chart, (role, name)) in enumerate(CHARTS.items()):
        path = fits(q.runs[how][chart])
        seen = np.where(np.arange(len(path))[:, None] <= q.p.tick, path, np.nan)
        dash, sign = (("solid", "—"), ("dash", "╌"), ("dot", "┈"))[k]
        traces += [
            viz.polyline(seen, role, dash=dash, width=2.2 + 0.4 * k, name=name),
            viz.dots(fits(q.at(how, chart)), role, size=12 - 2.5 * k, name=f"now, in {name}"),
            says((MAP[0][0], (0.077, 0.052, 0.035)[k]), f" {sign} {name}", role, "right", 13),
        ]
    traces.append(viz.dots((0.0, 1.0), "optimum", size=15, symbol="star", name="the data’s law"))
    traces.append(viz.dots(q.p.start, "ink", size=11, name="start"))
    x, y = viz.Axis("mean μ", MAP[0]), viz.Axis("deviation σ", MAP[1], log=True)
    handle = viz.Handle(held, q.p.start, "start", "ink", moves=lambda x, y: {"start": (x, y)})
    return viz.Plane(traces, x, y, f"{how.capitalize()} gradient", handles=[handle])


plain_panel = lambda q: _descent(q, "plain", "start")
natural_panel = lambda q: _descent(q, "natural", "begin")


def parting_panel(q: Fisher) -> viz.Plane:
    """How far the three charts have parted after one unit of time, against the size of the steps."""
    etas, low = 1 / np.array(PIECES), PARTS[0]
    traces = [viz.line([q.rate] * 2, PARTS, "ink", width=1.0, dash="dot", hover=False)]
    spots = {how: lost if np.isnan(q.gaps[how]) else q.gaps[how] for how, _, lost in METHODS}
    for how, role, lost in METHODS:
        gaps = q.parted[how]
        curve = viz.line(etas, np.clip(gaps, low / 10, 1e3), role, width=2.6, name=how)
        traces += [
            viz.called(curve | {"mode": "lines+markers"}, how, at=0.35),
            viz.dots((q.rate, spots[how]), role, size=13, name=f"{how}, now"),
            viz.markers(etas, np.where(np.isnan(gaps), lost, np.nan), role, symbol="x", size=9, name="lost"),
        ]
    some = bool(np.isnan([*q.parted.values()]).any())
    traces.append(says((1.1, 2.2e-4), "× a run leads to no law" * some, "muted", "left", 13))
    moves = lambda x, y: {"pieces": round(min(max(1 / x, 1), 100))}
    # Loosely: steps divide a unit of time, so that near 1 few sizes exist.
    held = viz.Handle(
        "pull_rate", (q.rate, max(spots["natural"], low)), "step η", "optimum", moves=moves, follows="loosely"
    )
    x, y = viz.Axis("step η", (0.009, 1.15), log=True), viz.Axis("largest distance at time 1", PARTS, log=True)
    return viz.Plane(traces, x, y, "How far charts part", handles=[held], room=(240.0, 330.0), weight=0.85)


def circle_panel(q: Fisher) -> viz.Plane:
    """All coins on a quarter circle of radius 2: the arc between two is their distance."""
    spot = lambda p: np.stack([2 * np.sqrt(1 - np.asarray(p)), 2 * np.sqrt(np.asarray(p))], axis=-1)
    (start, end), marks = (float(ng.coin_angle(p)) / 2 for p in (q.p.heads, q.p.others)), spot(TENTHS)
    traces = [
        viz.arc(0.0, 0.5 * np.pi, 2.0, "muted"),
        viz.dots(marks, "muted", size=7, name="p = 0, 0.1, …, 1"),
        *(says(0.92 * mark, f"{p:.1f}", "muted", size=12) for mark, p in zip(marks, TENTHS, strict=True)),
        viz.arc(start, end - start, 2.0, "optimum", width=6.0),
        says((0.75, 0.75), f"arc {number(q.apart)}", "optimum", size=16),
    ]
    handles = []
    for name, value, role, text in (("heads", q.p.heads, "data", "p"), ("others", q.p.others, "model", "q")):
        at, move = spot(value), lambda x, y, name=name: {name: _coin(name, x, y)}
        traces += [viz.dots(at, role, size=14, name=text), says({"p": 1.07, "q": 1.14}[text] * at, text, role, size=17)]
        handles.append(viz.Handle(f"pull_{name}", at, f"coin {text}", role, moves=move, follows="angle"))
    x, y = viz.Axis("2 √(1 − p)", (-0.08, 2.4)), viz.Axis("2 √p", (-0.08, 2.4))
    return viz.Plane(traces, x, y, "Coins on a quarter circle", equal=True, handles=handles)


def _coin(name: str, x: float, y: float) -> float:
    """The coin in the direction of a place; beyond the quarter circle the one at its nearer end."""
    if x < 0 or y < 0:
        raise viz.Limit("The circle ends at the coins that always show one side.", {name: 1.0 if y > x else 0.0})
    return float(np.sin(np.arctan2(y, x)) ** 2)


def tosses_panel(q: Fisher) -> viz.Plane:
    """The shares of heads in n tosses of each coin, over the angle of the share: both humps are equally wide."""
    n, angles = q.p.tosses, np.linspace(-0.2, np.pi + 0.2, 241)
    at, traces, aside = ng.coin_angle(np.arange(n + 1) / n), [], min(0.012, 0.5 / n)
    for k, (p, role) in enumerate(((q.p.heads, "data"), (q.p.others, "model"))):
        mass, centre = binom.pmf(np.arange(n + 1), n, p), float(ng.coin_angle(p))
        hump = np.exp(-0.5 * n * (angles - centre) ** 2) if 0 < p < 1 else np.full_like(angles, np.nan)
        traces += [
            viz.line(angles, hump, role, width=1.4, dash="dash", hover=False),
            viz.stems(at + aside * (2 * k - 1), mass / mass.max(), role, width=4 if n <= 40 else 2) | {"opacity": 0.8},
            says((centre, 1.05 + 0.08 * k), "pq"[k], role, size=17),
        ]
    error = f"best guess errs: {number(100 * ng.best_error(q.p.heads, q.p.others, n), 2)}%"
    traces.append(says((0.02, 1.21), error, "ink", "right"))
    ticks, title = ("0", "0.1", "0.3", "0.5", "0.7", "0.9", "1"), "share of heads, at its Fisher length from 0"
    x = viz.Axis(title, (-0.2, np.pi + 0.2), ticks=[float(ng.coin_angle(float(p))) for p in ticks], labels=ticks)
    y = viz.Axis("chance, the likeliest at 1", (0.0, 1.28))
    return viz.Plane(traces, x, y, "What the tosses show")


def losses_panel(q: Fisher) -> viz.Plane:
    """Nats above the best loss, against the steps taken."""
    runs, traces = (q.plain, q.pure[1], q.hand[1]), []
    for losses, (name, role, at, width, opacity) in zip(runs, LEARNERS, strict=True):
        gap = np.clip(losses - q.least, GAPS[0] / 30, 30 * GAPS[1])
        line = viz.line(np.arange(1, len(gap)), gap[1:], role, width=width, opacity=opacity, name=name)
        traces.append(viz.called(line, name, at=at))
    x = viz.Axis("steps taken", (0.9, 1.1 * CRAWL), log=True)
    y = viz.Axis("loss above the best (nats a patient)", GAPS, log=True)
    return viz.Plane(traces, x, y, "569 tumours: how fast they are learnt", room=(330.0, 330.0))


def spectrum_panel(q: Fisher) -> viz.Plane:
    """Eigenvalues of the matrix in hand, and the damping as a line: directions below it are held back."""
    values, line, ends = q.seen, q.p.damping, [0.3, 15.4]
    order, free = np.arange(1.0, len(values) + 1), values >= q.damped
    text, moves = f"λ = {number(line, 3)}" if q.damped else "no damping", lambda x, y: {"damping": max(y, NONE)}
    traces = [
        viz.area(ends, [line, line], EIGENVALUES[0] / 10, "null", opacity=0.14),
        viz.line(ends, [line, line], "model", width=2.0, dash="dash", hover=False),
        viz.dots(np.stack([order, np.where(free, values, np.nan)], 1), "optimum", size=11, name="eigenvalue"),
        viz.dots(np.stack([order, np.where(free, np.nan, values)], 1), "accent", size=11, name="held back"),
        viz.label([15.3], [1.3 * line], text, "model", position="top left"),
    ]
    handle = viz.Handle("pull_damping", (14.0, line), "damping", "model", moves=moves, follows="y")
    x = viz.Axis("number of the eigenvalue", (0.3, 15.4), ticks=range(1, 12, 2))
    y = viz.Axis("eigenvalue of the matrix in hand", EIGENVALUES, log=True)
    return viz.Plane(traces, x, y, "What each direction knows", handles=[handle], weight=0.8)
