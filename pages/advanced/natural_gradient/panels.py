"""The panels of the lesson: beads between two laws, densities, descent in three charts, coins on a circle, tumours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

import viz
from explorer.text import number
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient.state import BEAD, CRAWL, NONE, PIECES

if TYPE_CHECKING:
    from pages.advanced.natural_gradient.state import Fisher

X, T = np.linspace(-7.0, 7.0, 211), np.linspace(0.0, 1.0, 101)
CHARTS = {"sigma": ("data", "(μ, σ)"), "log": ("model", "(μ, ln σ)"), "natural": ("accent", "(μ/σ², −1/2σ²)")}
LEVELS = [ng.level(height) for height in (0.1, 0.5, 1.5, 5.0, 20.0)]
MAP = (-6.6, 6.6), (0.04, 20.0)
PARTS, TENTHS = (1e-4, 20.0), np.arange(11) / 10  # Fisher distances of the third panel; coins that are marked
PLAIN, BEST = ("plain gradient", "null", 0.8, 2.4, 1.0), ("Fisher, undamped", "optimum", 0.6, 5.0, 0.6)
LEARNERS = PLAIN, BEST, ("in hand", "model", 0.85, 2.4, 1.0)  # name, role, where it stands, width, opacity
GAPS, EIGENVALUES = (1e-9, 1.5), (1e-9, 1e5)

bell = lambda law: np.exp(-0.5 * ((X - law[0]) / law[1]) ** 2) / (np.sqrt(2 * np.pi) * law[1])  # its density at X


def says(at: ArrayLike, text: str, role: str, side: str = "center", size: float = 14) -> dict[str, Any]:
    """A text at a place (2,)."""
    x, y = np.asarray(at, float)
    return viz.label([x], [y], text, role, position=f"middle {side}", size=size)


def half_plane(q: Fisher) -> viz.Plane:
    """Two laws as points, the shortest way and the straight line between them, and beads along both."""
    a, b, way = q.p.first, q.p.second, ng.geodesic(q.p.first, q.p.second, T)
    on_way, on_line = (ng.beads(each, BEAD) for each in ng.threaded(a, b, BEAD))
    rings = (
        (on_way, "optimum", f"shortest: {number(q.far)}", 0.4),
        (on_line, "null", f"straight line: {number(q.straight)}", 0.6),
    )
    traces = [
        *(viz.called(viz.polyline(ring, role, width=1.3, hover=False), says, at=at) for ring, role, says, at in rings),
        viz.called(viz.segment(a, b, "null", width=2.2, dash="dash")),
        viz.called(viz.polyline(way, "optimum", width=3.0)),
        viz.dots(q.crossed, "null", size=11, name="on the line"),
        viz.dots(q.walked, "optimum", size=13, name="on the shortest way"),
    ]
    for at, text, role, left in ((a, "A", "data", a[0] <= b[0]), (b, "B", "model", a[0] > b[0])):
        traces.append(viz.called(viz.dots(at, role, size=14, name=f"law {text}")))
        traces.append(says(at, f" {text}  ", role, "left" if left else "right", 17))
    along = lambda x, y: {"share": float(T[np.argmin(np.hypot(*(way - (x, y)).T))])}
    handles = [
        viz.Handle("first", a, "law A", "data"),
        viz.Handle("second", b, "law B", "model"),
        # Loosely: it stays on the way, at the place nearest to the pointer.
        viz.Handle("walker", q.walked, "law on the shortest way", "optimum", moves=along, follows="loosely"),
    ]
    x, y = viz.Axis("mean μ", (-4.4, 4.4)), viz.Axis("deviation σ", (0.0, 4.6))
    return viz.Plane(traces, x, y, "Beads: all of the same Fisher size", handles=handles, weight=1.25)


def densities(q: Fisher) -> viz.Plane:
    """The densities of both laws, and of those on the two ways."""
    laws = [(q.p.first, "data", "A", 0.2), (q.p.second, "model", "B", 0.8)]
    tall = viz.reach([0.4 / law[1] for law, *_ in laws], (0.41, 0.82, 1.34)) / 0.88
    traces = [
        *(viz.area(X, bell(law), role=role, opacity=0.16) for law, role, *_ in laws),
        *(viz.called(viz.line(X, bell(law), role, width=2.6), name, at=at) for law, role, name, at in laws),
        viz.called(viz.line(X, bell(q.crossed), "null", width=2.2, dash="dash")),
        viz.called(viz.line(X, bell(q.walked), "optimum", width=3.0)),
        says((-6.8, 0.95 * tall), "— shortest way", "optimum", "right"),
        says((6.8, 0.95 * tall), "straight line ╌", "null", "left"),
    ]
    x, y = viz.Axis("x", (-7.0, 7.0)), viz.Axis("density", (0.0, tall))
    return viz.Plane(traces, x, y, "The laws on the way", room=(330.0, 330.0))


def _descent(q: Fisher, how: str, title: str, handle: viz.Handle) -> viz.Plane:
    """The runs of a method in three charts over (mu, sigma), up to the tick."""
    low, high = MAP[1]
    fits = lambda law: np.clip(law, (-60.0, low / 30), (60.0, 30 * high))
    traces = [viz.polyline(curve, "muted", width=0.8, opacity=0.6, hover=False) for curve in LEVELS]
    limit = ng.flow(q.p.start, np.linspace(0, 12, 121)) if how == "natural" else np.full((1, 2), np.nan)
    band = viz.polyline(limit, "optimum", width=8.0, opacity=0.3, hover=False)
    traces.append(viz.called(band, "all three" if how == "natural" else None, at=0.2))
    for k, (chart, (role, name)) in enumerate(CHARTS.items()):
        path = fits(q.runs[how][chart])
        seen = np.where(np.arange(len(path))[:, None] <= q.p.tick, path, np.nan)
        dash, sign = (("solid", "—"), ("dash", "╌"), ("dot", "┈"))[k]
        traces += [
            viz.called(viz.polyline(seen, role, dash=dash, width=2.2 + 0.4 * k, name=name)),
            viz.dots(fits(q.at(how, chart)), role, size=12 - 2.5 * k, name=f"now, in {name}"),
            says((MAP[0][0], (0.115, 0.076, 0.05)[k]), f" {sign} {name}", role, "right", 13),
        ]
    traces.append(viz.dots((0.0, 1.0), "optimum", size=15, symbol="star", name="the data’s law"))
    traces.append(viz.dots(q.p.start, "ink", size=11, name="start"))
    x, y = viz.Axis("mean μ", MAP[0]), viz.Axis("deviation σ", MAP[1], log=True)
    return viz.Plane(traces, x, y, title, handles=[handle], room=(260.0, 330.0))


def plain_panel(q: Fisher) -> viz.Plane:
    return _descent(q, "plain", "Plain gradient", viz.Handle("start", q.p.start, "start", "ink"))


def natural_panel(q: Fisher) -> viz.Plane:
    held = viz.Handle("begin", q.p.start, "start", "ink", moves=lambda x, y: {"start": (x, y)})
    return _descent(q, "natural", "Natural gradient", held)


def parting_panel(q: Fisher) -> viz.Plane:
    """How far the three charts have parted after one unit of time, against the size of the steps."""
    etas, low = 1 / np.array(PIECES), PARTS[0]
    traces = [viz.line([q.rate] * 2, PARTS, "ink", width=1.0, dash="dot", hover=False)]
    for how, role in (("plain", "null"), ("natural", "optimum")):
        curve = viz.line(etas, np.clip(q.parted[how], low / 10, 1e3), role, width=2.6, name=how)
        traces.append(viz.called(curve | {"mode": "lines+markers"}, how, at=0.35))
        traces.append(viz.dots((q.rate, q.gaps[how]), role, size=13, name=f"{how}, now"))
    spot = q.gaps["natural"] if np.isfinite(q.gaps["natural"]) else PARTS[1] / 2
    moves = lambda x, y: {"pieces": round(min(max(1 / x, 1), 100))}
    # Loosely: steps divide a unit of time, so that near 1 few sizes exist.
    held = viz.Handle("pull_rate", (q.rate, max(spot, low)), "step η", "optimum", moves=moves, follows="loosely")
    x, y = viz.Axis("step η", (0.009, 1.15), log=True), viz.Axis("largest distance at time 1", PARTS, log=True)
    return viz.Plane(traces, x, y, "How far the charts part", handles=[held], room=(240.0, 330.0), weight=0.85)


def circle_panel(q: Fisher) -> viz.Plane:
    """All coins on a quarter circle of radius 2: the arc between two is their distance."""
    spot = lambda p: np.stack([2 * np.sqrt(1 - np.asarray(p)), 2 * np.sqrt(np.asarray(p))], axis=-1)
    (start, end), marks = (float(ng.coin_angle(p)) / 2 for p in (q.p.heads, q.p.others)), spot(TENTHS)
    traces = [
        viz.arc(0.0, 0.5 * np.pi, 2.0, "muted"),
        viz.dots(marks, "muted", size=7, name="p = 0, 0.1, …, 1"),
        *(says(0.92 * mark, f"{p:.1f}", "muted", size=12) for mark, p in zip(marks, TENTHS, strict=True)),
        viz.arc(start, end - start, 2.0, "optimum", width=6.0),
        viz.segment(spot(q.p.heads), spot(q.p.others), "null", width=1.6, dash="dash", hover=False),
        says((0.75, 0.75), f"arc {number(q.apart)}", "optimum", size=16),
    ]
    handles = []
    for name, value, role, text in (("heads", q.p.heads, "data", "p"), ("others", q.p.others, "model", "q")):
        at, move = spot(value), lambda x, y, name=name: {name: _coin(x, y)}
        traces.append(viz.dots(at, role, size=14, name=text))
        traces.append(says((1.075 if text == "p" else 1.16) * at, text, role, size=17))
        handles.append(viz.Handle(f"pull_{name}", at, f"coin {text}", role, moves=move, follows="angle"))
    x, y = viz.Axis("2 √(1 − p)", (-0.08, 2.4)), viz.Axis("2 √p", (-0.08, 2.4))
    return viz.Plane(traces, x, y, "Coins on a quarter circle", equal=True, handles=handles)


def _coin(x: float, y: float) -> float:
    """The coin in the direction of a place."""
    if x < 0 or y < 0:
        raise viz.Limit("The circle ends at the coins that always show one side.")
    return float(np.sin(np.arctan2(y, x)) ** 2)


def tosses_panel(q: Fisher) -> viz.Plane:
    """The shares of heads in n tosses of each coin, over the angle of the share: both humps are equally wide."""
    n, angles = q.p.tosses, np.linspace(-0.2, np.pi + 0.2, 241)
    at, traces = ng.coin_angle(np.arange(n + 1) / n), []
    for k, (p, role) in enumerate(((q.p.heads, "data"), (q.p.others, "model"))):
        mass, centre = binom.pmf(np.arange(n + 1), n, p), float(ng.coin_angle(p))
        hump = np.exp(-0.5 * n * (angles - centre) ** 2)
        traces += [
            viz.line(angles, hump, role, width=1.4, dash="dash", hover=False),
            viz.stems(at + 0.012 * (2 * k - 1), mass / mass.max(), role, width=4),
            says((centre, 1.05 + 0.08 * k), "pq"[k], role, size=17),
        ]
    traces.append(says((0.02, 1.21), f"best guess errs: {ng.best_error(q.p.heads, q.p.others, n):.1%}", "ink", "right"))
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
    """Eigenvalues of Fisher's matrix, and the damping as a line: directions below it are held back."""
    values, line, ends = q.spectrum, q.p.damping, [0.3, 11.7]
    order, free = np.arange(1.0, len(values) + 1), values >= q.damped
    text = f"damping {number(line, 3)}" if q.damped else "no damping"
    traces = [
        viz.area(ends, [line, line], EIGENVALUES[0] / 10, "null", opacity=0.14),
        viz.line(ends, [line, line], "model", width=2.0, dash="dash", hover=False),
        viz.dots(np.stack([order, np.where(free, values, np.nan)], 1), "optimum", size=11, name="eigenvalue"),
        viz.dots(np.stack([order, np.where(free, np.nan, values)], 1), "accent", size=11, name="held back"),
        viz.label([11.6], [1.3 * line], text, "model", position="top left"),
    ]
    moves = lambda x, y: {"damping": max(y, NONE)}
    handle = viz.Handle("pull_damping", (11.0, line), "damping", "model", moves=moves, follows="y")
    x = viz.Axis("number of the eigenvalue", (0.3, 11.7), ticks=range(1, 12))
    y = viz.Axis("eigenvalue of Fisher’s matrix", EIGENVALUES, log=True)
    return viz.Plane(traces, x, y, "What each direction knows", handles=[handle], weight=0.8)
