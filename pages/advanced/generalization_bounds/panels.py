"""Labels in two colours (data and model), what is true in optimum, what is impossible or fails in gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.advanced import generalization as gen
from mathcore.advanced import jensen
from mathcore.advanced import shattering as sh

if TYPE_CHECKING:
    from pages.advanced.generalization_bounds.state import Bounds

Array = NDArray[np.float64]
REACH, SMALL = 1.3, 0.34  # half the width of the plane; what a small picture of the wall shrinks it by
COLUMNS = {2: 2, 3: 3, 4: 4, 5: 6}  # of the wall, by the number of points
NOTHING = np.full((1, 2), np.nan)
BLANK, BARE = (viz.Axis("", ends, visible=False) for ends in ((-0.51, 0.51), (-0.6, 4.6)))
N = np.arange(1, 61)
MOST_LABELINGS = 3e18
SIZES, WIDTHS = np.array(gen.SIZES, dtype=float), np.array(gen.WIDTHS, dtype=float)
BINS = np.arange(25) * gen.BIN + gen.BIN / 2
FLOOR, CEILING = 1e-4, 300.0  # of the spectrum
LEAST = 2.4e-3  # of the gaps that are drawn: smaller ones, down to none, stand there
UNIT = np.linspace(-1.5, 1.5, 151)  # wavelengths around a place on the wave
DASHED: dict[str, Any] = {"width": 1.5, "dash": "dash", "hover": False}


def plane_panel(q: Bounds) -> viz.Plane:
    """The labeling that is shown: the widest line and its margin, or the two hulls and the place where they meet."""
    some = lambda points: points if len(points) else NOTHING
    hull = lambda points: jensen.hull(points) if len(points) else NOTHING
    yes, no = q.x[q.signs], q.x[~q.signs]
    meeting, line, edges = np.full(2, np.nan), NOTHING, NOTHING
    if q.reason is None:
        normal, offset, half = q.all.line(q.shown)
        line, left, right = (sh.chord(normal, at, 100 * REACH) / 100 for at in (offset, offset + half, offset - half))
        edges = np.concatenate([left, NOTHING, right])
    else:
        meeting = q.reason.meeting / 100
    inner = [hull(q.x[chosen]) for chosen in q.all.parts(q.shown)]
    texts = ["+" if on else "−" for on in q.signs]
    numbered, ways = (np.pad(a, ((0, 5 - q.size), (0, 0)), constant_values=np.nan) for a in (q.x, sh.outward(q.x)))
    traces = [
        viz.polygon(hull(yes), "data", opacity=0.1, width=1),
        viz.polygon(hull(no), "model", opacity=0.1, width=1),
        viz.polygon(inner[0], "data", opacity=0.25, width=4),
        viz.polygon(inner[1], "model", opacity=0.25, width=4),
        viz.polyline(edges, "optimum", **DASHED),
        viz.polyline(line, "optimum", width=3, hover=False),
        viz.dots(some(yes), "data", size=20),
        viz.dots(some(no), "model", size=20),
        viz.label(q.x[:, 0], q.x[:, 1], texts, "paper", position="middle center", size=17),
        viz.dots(meeting, "gradient", size=15, symbol="star"),
        viz.corner(-0.95, -0.93, "★ one place, in both hulls" if q.reason else "", "gradient", REACH),
        *(viz.off(*at, f"{k}", "muted", REACH, gap=0.11) for k, at in enumerate(zip(numbered, ways, strict=True), 1)),
    ]
    line_is = "The widest line" if len({*texts}) > 1 else "One side is empty: any line beside all"
    title = "Impossible: the hulls meet" if q.reason else line_is
    axes = viz.Axis("x₁", (-REACH, REACH)), viz.Axis("x₂", (-REACH, REACH))
    return viz.Plane(traces, *axes, title, equal=True, handles=viz.handles("places", q.x, "point", "data"))


def wall_panel(q: Bounds) -> viz.Plane:
    """Every labeling as a small picture, with its line, or with the sets whose hulls meet."""
    number, columns = np.arange(q.labelings), COLUMNS[q.size]
    rows = -(-q.labelings // columns)
    edge = 1 / max(columns, rows)
    middle = np.stack([number % columns - columns / 2 + 0.5, rows / 2 - 0.5 - number // columns], axis=1) * edge
    boxes = np.repeat(middle, 2, axis=1) + 0.47 * edge * np.array([-1, 1, -1, 1])
    small = lambda points, k: middle[k] + SMALL * edge * points
    signs = (number[:, None] >> np.arange(q.size) & 1).astype(bool)
    spots = middle[:, None] + SMALL * edge * q.x
    lines, yes, no, stars = ([NOTHING] for _ in range(4))
    for k, reason in enumerate(q.all.reasons):
        if reason is None:
            normal, offset, _ = q.all.line(k)
            lines += [small(sh.chord(normal, offset, 125) / 100, k), NOTHING]
        else:
            for held, chosen in zip((yes, no), q.all.parts(k), strict=True):
                held += [small(q.x[[*chosen, chosen[0]]], k), NOTHING]
            stars.append(small(reason.meeting[None] / 100, k))
    possible, dot = q.all.possible[:, None], 15 * edge**0.5
    traces = [
        viz.rectangles(np.where(possible, boxes, np.nan), "optimum", opacity=0.07),
        viz.rectangles(np.where(possible, np.nan, boxes), "gradient", opacity=0.22),
        viz.rectangles(boxes[[q.shown]], "ink", opacity=0.0, width=2.5),
        viz.polyline(np.concatenate(lines), "optimum", width=2, hover=False),
        viz.polyline(np.concatenate(yes), "data", width=2.5, hover=False),
        viz.polyline(np.concatenate(no), "model", width=2.5, hover=False),
        viz.dots(spots[signs], "data", size=dot),
        viz.dots(spots[~signs], "model", size=dot),
        viz.dots(np.concatenate(stars), "gradient", size=dot, symbol="star"),
    ]

    def moves(x: float, y: float) -> dict[str, Any]:
        column, row = np.clip([x / edge + columns / 2, rows / 2 - y / edge], 0, [columns - 1, rows - 1]).astype(int)
        chosen = min(int(row * columns + column), q.labelings - 1)
        return {"labels": ((*(chosen >> i & 1 for i in range(q.size)), *q.p.labels[0][q.size :]),)}

    # Loosely: it jumps from picture to picture.
    pick = viz.Handle("pick", boxes[q.shown, [1, 2]], "the labeling that is shown", "ink", None, moves, "loosely")
    title = f"A line makes {q.separable} of {q.labelings} labelings"
    return viz.Plane(traces, BLANK, BLANK, title, equal=True, handles=[pick])


def upright(x: float, low: float, high: float, name: str, role: str, at: float = 1.0) -> Any:
    """A dashed line at x with its name."""
    return viz.called(viz.segment((x, low), (x, high), role, **DASHED), name, at=at, size=13)


def counts_panel(q: Bounds) -> viz.Plane:
    """All labelings, Sauer's bound, and those that hyperplanes make."""
    d, n = q.p.d, q.p.n_points
    made = np.array([float(sh.cover(int(k), d)) for k in N])
    most = np.array([float(sh.sauer(int(k), d + 1)) for k in N])
    traces = [
        viz.called(viz.line(N, 2.0**N, "null", **DASHED), "2ⁿ: all labelings", at=0.6, size=13),
        viz.called(viz.line(N, most, "muted", width=1.8, dash="dot"), "Sauer’s bound", at=0.7, size=13),
        viz.called(viz.line(N, made, "model", width=2.8), "hyperplanes", at=0.95, size=13),
        upright(d + 1, 1, MOST_LABELINGS, "d + 1", "optimum"),
        viz.dots((n, q.made), "model", size=12),
    ]
    axes = viz.Axis("points n", (0, 61)), viz.Axis("labelings", (1, MOST_LABELINGS), log=True)
    handle = viz.Handle("size", (n, q.made), "points", "model", None, lambda x, _: {"n_points": x}, "x")
    return viz.Plane(traces, *axes, "How many labelings", handles=[handle])


def share_panel(q: Bounds) -> viz.Plane:
    """Of all labelings the share that hyperplanes make: all up to d + 1 points, half at twice as many."""
    d, n = q.p.d, q.p.n_points
    share = np.array([sh.cover(int(k), d) / 2 ** int(k) for k in N])
    half = (2 * (d + 1), 0.5)
    traces = [
        viz.called(viz.segment((0, 0.5), (61, 0.5), "null", **DASHED)),
        viz.called(viz.line(N, share, "model", width=2.8), "separable", at=0.9, size=13),
        viz.segment((d + 1, 0), (d + 1, 1.12), "optimum", **DASHED),
        upright(half[0], 0, 1.12, "2(d + 1)", "accent"),
        viz.dots((n, q.made_share), "model", size=12),
        viz.dots(half, "accent", size=13, symbol="diamond"),
    ]
    axes = viz.Axis("points n", (0, 61)), viz.Axis("share of all labelings", (0, 1.16), ticks=(0, 0.25, 0.5, 0.75, 1))
    handle = viz.Handle("half", half, "where half are separable", "accent", None, lambda x, _: {"d": x / 2 - 1}, "x")
    return viz.Plane(traces, *axes, "Their share of all labelings", handles=[handle])


def errors_panel(q: Bounds) -> viz.Plane:
    """Each stump: its true error, and its error on the sample of the first run; the two bands around the diagonal."""
    m, ends = q.p.m, np.linspace(0, 0.7, 141)
    inside = lambda y: np.where((y >= 0) & (y <= 1), y, np.nan)  # no error is outside; there the names stand
    both = lambda width: [*inside(ends + width), np.nan, *inside(ends - width)]
    every = np.where(np.arange(gen.STUMPS) < m, q.sampled, np.nan)
    stray = np.abs(every - gen.population().risks) > q.single + 1e-9
    risks = gen.population().risks
    rote = (q.rote_risk, 0.0) if q.p.rote else (np.nan, np.nan)
    traces = [
        viz.area(ends, np.minimum(ends + q.union, 1), np.maximum(ends - q.union, 0), "optimum", opacity=0.13),
        viz.line([*ends, np.nan, *ends], both(q.union), "optimum", width=1.6),
        viz.line([*ends, np.nan, *ends], both(q.single), "muted", **DASHED),
        viz.label([0.005], [1.2], "green: for all M", "optimum", position="middle right", size=13),
        viz.label([0.005], [1.1], "dashed: for one", "muted", position="middle right", size=13),
        viz.line(ends, ends, "ink", width=1.2, hover=False),
        viz.markers(np.where(stray, np.nan, risks), every, "data", size=5, opacity=0.55, name="a stump"),
        viz.markers(np.where(stray, risks, np.nan), every, "gradient", size=6, name="beyond the band of one"),
        viz.segment((q.best_risk, q.best_error), (q.best_risk, q.best_risk), "accent", width=4, hover=False),
        viz.dots((q.best_risk, q.best_error), "accent", size=14, symbol="star", name="least error on the sample"),
        viz.dots(rote, "gradient", size=15, symbol="x", name="by heart"),
        viz.label([0.695], [1.2], "★ least on the sample", "accent", position="middle left", size=13),
        viz.label([0.695], [1.1], "✕ by heart" if q.p.rote else "", "gradient", position="middle left", size=13),
    ]
    axes = viz.Axis("true error L", (0, 0.7)), viz.Axis("error on the sample L̂", (-0.04, 1.27), ticks=(0, 0.5, 1))
    return viz.Plane(traces, *axes, "One sample: each dot is a hypothesis")


def gaps_panel(q: Bounds) -> viz.Plane:
    """The largest gap of the class over the sample size, in 200 runs, under the bounds; names stand at the ends."""
    low, middle, high = q.spread
    union = gen.hoeffding(SIZES, q.p.delta, q.p.m + q.p.rote)
    vapnik = gen.vapnik(SIZES, q.p.delta, gen.stump_growth(2 * SIZES, gen.population().features))
    coins = gen.rademacher(q.runs.coins[:, q.place], SIZES, q.p.delta)
    spot = (q.p.n, max(q.gap, LEAST))
    curves = [
        (np.ones(len(SIZES)), "says nothing", "null", DASHED),
        (vapnik, "Vapnik", "model", {}),
        (coins, "Rademacher", "accent", {}),
        (union, "union", "optimum", {"width": 2.6}),
        (gen.hoeffding(SIZES, q.p.delta), "one", "muted", DASHED),
        (middle, "measured", "data", {"width": 2.8}),
    ]
    ends = 10 ** viz.spread([np.log10(max(y[-1], 4e-3)) for y, *_ in curves], 0.17)
    traces = [
        viz.area(SIZES, high, low, "data", opacity=0.22),
        *(viz.line(SIZES, y, role, name=name, **style) for y, name, role, style in curves),
        viz.segment((q.p.n, 2e-3), (q.p.n, 4), "data", width=1.3, dash="dot", hover=False),
        viz.dots(spot, "data", size=12, name="the run on the left"),
        *(
            viz.label([1.15e4], [end], name, role, position="middle right", size=13)
            for end, (_, name, role, _) in zip(ends, curves, strict=True)
        ),
    ]
    x = viz.Axis("sample size n", (7, 1.4e5), log=True, ticks=(10, 100, 1000, 10000))
    # Loosely: four sizes a decade.
    handle = viz.Handle("sample", spot, "sample size n", "data", moves=lambda x, _: {"n": x}, follows="loosely")
    y = viz.Axis("largest gap |L̂ − L|", (2e-3, 4), log=True)
    return viz.Plane(traces, x, y, "The worst gap of the class", handles=[handle])


def accuracy_panel(q: Bounds) -> viz.Plane:
    """Shares right over the number of cosines, on the labels that were given and on new digits."""
    train, test = 100 * q.fits.train[:, q.noisy], 100 * q.fits.test[:, q.noisy]
    spot = (q.p.width, q.train_right)
    traces = [
        viz.called(viz.segment((5, 10), (5000, 10), "null", **DASHED), "chance", at=0.02, size=13),
        upright(gen.TRAINED, 0, 112, "D = n", "muted"),
        viz.called(viz.line(WIDTHS, train, "data", width=2.6), "training", at=0.35, size=13),
        viz.called(viz.line(WIDTHS, test, "model", width=2.6), "new digits", at=0.35, size=13),
        viz.dots((q.p.width, q.test_right), "model", size=11),
        viz.dots(spot, "data", size=12),
    ]
    axes = viz.Axis("random cosines D", (5, 5000), log=True), viz.Axis("right (%)", (0, 114), ticks=range(0, 101, 25))
    handle = viz.Handle("features", spot, "random cosines", "data", moves=lambda x, _: {"width": x}, follows="x")
    return viz.Plane(traces, *axes, "Right answers", handles=[handle])


def norms_panel(q: Bounds) -> viz.Plane:
    """The norm of the least-norm fit, for the labels that were given and for the true ones."""
    given, true = q.fits.norm[:, q.noisy], q.fits.norm[:, 0]
    traces = [
        upright(gen.TRAINED, 0.1, 1e4, "D = n", "muted"),
        viz.called(viz.line(WIDTHS, given, "data", width=3.2), "these labels" if q.noisy else "", at=0.95, size=13),
        viz.called(viz.line(WIDTHS, true, "optimum", width=1.6), "true labels", at=1.0, size=13),
        viz.dots((q.p.width, q.norm), "data", size=11),
    ]
    axes = viz.Axis("random cosines D", (5, 5000), log=True), viz.Axis("norm of the weights", (0.1, 2e4), log=True)
    return viz.Plane(traces, *axes, "What they cost")


def spectrum_panel(q: Bounds) -> viz.Plane:
    """Where the labels lie: along the strong directions of the features (cheap), or everywhere (dear)."""
    found, k = q.fits, q.wide

    def beaded(values: Array, role: str, name: str, at: float, **style: Any) -> Any:
        """A line through the means of bins; with dots, since of few cosines there is but one."""
        line = viz.line(BINS, np.clip(values, FLOOR, CEILING), role, **style)
        return viz.called(
            line | {"mode": "lines+markers", "marker": {"color": f"@{role}", "size": 5}}, name, at=at, size=13
        )

    traces = [
        beaded(found.spectrum[k], "null", "strength λ", 1.0, dash="dot"),
        beaded(found.energy[k, q.noisy], "data", "these labels" if q.noisy else "", 1.0, width=3.2),
        beaded(found.energy[k, 0], "optimum", "true labels", 0.7, width=1.6),
    ]
    y = viz.Axis("λ, squares of the labels", (FLOOR, CEILING), log=True)
    return viz.Plane(traces, viz.Axis("direction of the features", (0, 500)), y, "Where the labels lie")


def wave_panel(q: Bounds) -> viz.Plane:
    """sin θx around each of five places, a row each, three wavelengths wide."""
    rows = 4 - np.arange(5)
    heights = rows + 0.36 * np.sin(q.phases)
    waves = rows[:, None] + 0.36 * np.sin(2 * np.pi * UNIT + q.phases[:, None])
    gaps = np.full((5, 1), np.nan)
    x = np.concatenate([np.tile(UNIT, (5, 1)), gaps], axis=1).ravel()
    ends = np.tile([-1.5, 1.5, np.nan], 5)
    spots = np.stack([np.zeros(5), heights], axis=1)
    yes, no = (np.where(each[:, None], spots, np.nan) for each in (q.five, ~q.five))
    traces = [
        viz.line(ends, np.repeat(rows, 3), "null", width=1, hover=False),
        viz.line(x, np.concatenate([waves, gaps], axis=1).ravel(), "muted", width=2, hover=False),
        viz.dots(yes, "data", size=18),
        viz.dots(no, "model", size=18),
        viz.label(np.zeros(5), heights, ["+" if on else "−" for on in q.five], "paper", position="middle center"),
        viz.label(np.full(5, -1.55), rows, [f"x = 10⁻{'¹²³⁴⁵'[k]}" for k in range(5)], position="middle left"),
    ]
    row = q.p.labels[0]
    # Loosely: a dot stays in its row, on one of its two sides.
    flips = lambda k, _, y: {"labels": ((*row[:k], int(y > rows[k]), *row[k + 1 :]),)}
    handles = viz.handles("flip", spots, "label of place", "data", moves=flips, follows="loosely")
    axes = viz.Axis("wavelengths from the place", (-2.3, 1.6), ticks=(-1, 0, 1)), BARE
    return viz.Plane(traces, *axes, "sin θx around five places", handles=handles)


def digits_panel(q: Bounds) -> viz.Plane:
    """The decimal digits of θ/π: even for a positive place, odd for a negative one."""
    digits = np.array([4.0, *(5.0 - q.five)])
    labels = ["1", "10", "100", "1,000", "10⁴", "10⁵"]
    names = ["", *("even" if on else "odd" for on in q.five)]
    traces = [
        viz.bars(np.arange(6), digits, ["muted", *("data" if on else "model" for on in q.five)], width=0.6),
        viz.label(np.arange(6), digits + 0.1, [f"{digit:.0f}" for digit in digits], size=20),
        viz.label(np.arange(6), digits + 0.75, names, "muted", size=13),
    ]
    x = viz.Axis("digit of θ/π", (5.6, -0.6), ticks=range(6), labels=labels)
    return viz.Plane(traces, x, viz.Axis("its value", (0, 6.6), ticks=range(7)), f"θ = {q.theta / np.pi:,.0f} π")
