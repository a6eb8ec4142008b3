"""The panels: an orange and r^d, a section through a box of balls, crowding points, a shuffled table, drowned iris."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.advanced import curse_neighbours as near
from mathcore.advanced import curse_of_dimensionality as curse
from pages.advanced.curse_of_dimensionality.state import SHARES, SIZES, TOTALS, Curse
from viz import distributions

Array = NDArray[np.float64]
R, TURN, TENTHS = np.linspace(0, 1, 401), np.linspace(0, 2 * np.pi, 181), [0, 0.2, 0.4, 0.6, 0.8, 1]
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
THIN: dict[str, Any] = {"width": 1.5, "dash": "dash", "hover": False}
FIRM: dict[str, Any] = {"width": 2.4, "dash": "solid", "hover": False}
DIMENSIONS = viz.Axis("dimension d", (1.85, 1.08 * curse.MOST), log=True, ticks=[2, 5, 10, 30, 100, 300, 1000])
FEATURES = viz.Axis("features in all (4 of them real)", (3.75, 1070), log=True, ticks=[4, 10, 30, 100, 300, 1000])
NONE = viz.Axis("", (-1.3, 1.3), ticks=[])
TALLEST = viz.Axis("share (tallest = 1)", (0, 1.25), ticks=[0, 0.5, 1])
BINS, LEAST, MOST = 90, 0.05, 5000.0  # of distances; of the axis of contrasts
LOW, HIGH = -12.0, 8.0  # powers of ten of volumes
MIDDLE, *TINY = curse.log10_middle_share(SIZES), curse.log10_share_of_cube(SIZES), curse.log10_ball_volume(SIZES)
INSIDE, UNIT = (np.where(each >= LOW - 3, each, np.nan) for each in TINY)
HUBS, WIDE, TOP = 50, 2, 33.0  # times in a list that are shown; in one bar; per cent of the rows
FEW, MANY = 0.3, 50.0  # of the axis of contrast and dimension


def upright(x: float, low: float, high: float, role: str, style: dict[str, Any] = THIN) -> dict[str, Any]:
    return viz.segment((x, low), (x, high), role, **style)


def note(x: float, y: float, text: str, role: str, side: str = "center", size: float = 13) -> dict[str, Any]:
    """A text at the level of y: centred at x, or beside it."""
    return viz.label([x], [y], text, role, position=f"middle {side}", size=size)


def slides(control: str, at: tuple[float, float], label: str, role: str) -> viz.Handle:
    """A handle that moves a control along x. Loosely: its values are whole, and low ones are far apart."""
    return viz.Handle(f"{control} along", at, label, role, moves=lambda x, y: {control: x}, follows="loosely")


def orange_panel(q: Curse) -> viz.Plane:
    """The orange with its peel, points by their distance from the middle, and the circle that halves the volume."""
    edge, angle, flat = 1 - q.p.peel, q.drops[1], 1 - q.half
    spots = q.radii[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    ring = [np.concatenate([f(TURN), edge * f(-TURN)]) for f in (np.cos, np.sin)]
    traces = [
        viz.polygon(np.stack(ring, axis=1), "accent", opacity=0.3, width=0),
        viz.ellipse(np.eye(2), "accent", hover=False),
        viz.ellipse(flat * np.eye(2), "null", **THIN),
        viz.dots(np.where(q.peeled[:, None], np.nan, spots), "data", size=7, name="flesh"),
        viz.dots(np.where(q.peeled[:, None], spots, np.nan), "accent", size=7, name="peel"),
        note(0, 1.2, f"{np.count_nonzero(q.peeled)} of {len(angle)} points lie in the peel", "accent"),
        note(0, -1.2, "half of the volume is outside the dashes", "muted", size=12),
    ]
    moves = lambda x, y: {"peel": 1 - x}
    handle = viz.Handle("inner", (edge, 0), "inside of the peel", "accent", moves=moves, follows="x")
    x, y = viz.Axis("distance from the middle", (-1.3, 1.3), ticks=[-1, 0, 1], labels=[*"101"]), NONE
    return viz.Plane(traces, x, y, f"An orange in {q.p.d:,} dimensions", equal=True, handles=[handle])


def growth_panel(q: Curse) -> viz.Plane:
    """The share of the volume within each radius: r² and r³, as we know them, and r^d; the peel's share beside it."""
    edge, flat = 1 - q.p.peel, 1 - q.half
    tiny = f"all but {number(100 * q.flesh, 2)}" if q.flesh > 0 else "all but under 10⁻³⁰⁰"
    says, raised = number(100 * q.share) if q.flesh > 1e-5 else tiny, str(q.p.d).translate(RAISED)
    traces = [
        viz.area([edge, 1], [1, 1], 0.0, "accent", opacity=0.16),
        viz.called(viz.line(R, R**2, "null", width=1.6, dash="dash", name="r²"), "r²", at=0.45),
        viz.called(viz.line(R, R**3, "null", width=1.6, dash="dot", name="r³"), "r³", at=0.45),
        viz.called(viz.line(R, curse.inner_share(q.p.d, R), "model", width=2.8, name="r^d"), f"r{raised}", at=0.4),
        viz.called(viz.segment((edge, q.flesh), (edge, 1), "accent", width=6, hover=False)),
        viz.called(viz.segment((edge, 0), (edge, q.flesh), "data", width=6, hover=False)),
        note(1.01, 1.06, f"peel {says}%", "accent", "left"),
    ]
    moves = lambda x, y: {"d": np.log(2) / -np.log(np.clip(x, 1e-3, 1 - 1e-5))}
    handles = [
        viz.Handle("edge", (edge, q.flesh), "peel", "accent", moves=lambda x, y: {"peel": 1 - x}, follows="x"),
        # Loosely: d is whole, and low ones are far apart.
        viz.Handle("steep", (flat, 0.5), "dimension, where r^d is one half", "model", moves=moves, follows="loosely"),
    ]
    x, y = (viz.Axis(t, (0, w), ticks=TENTHS) for t, w in (("radius r", 1.02), ("share of the volume within r", 1.12)))
    return viz.Plane(traces, x, y, "Volume within a radius", handles=handles)


def section_panel(q: Curse) -> viz.Plane:
    """A plane through the box: along one edge, and along the diagonal of the d − 1 others. In it lie the middles of
    four of the unit balls, and all lengths are true."""
    tall = np.sqrt(q.p.d - 1)
    size = viz.reach([2 * tall + 0.4], (2.6, 4, 6.2, 9, 13, 19, 28, 42, 62, 90))
    box = np.array([[-2, -2 * tall], [2, -2 * tall], [2, 2 * tall], [-2, 2 * tall]])
    ball = np.stack([np.cos(TURN), np.sin(TURN)], axis=1)
    where = "sticks out" if q.radius > 2 else "touches the faces" if q.radius == 2 else "inside"
    traces = [
        viz.polygon(box, "null", opacity=0.13, width=2),
        *(viz.ellipse(np.eye(2), "data", center=(x, y), width=2, hover=False) for x in (-1, 1) for y in (-tall, tall)),
        viz.polygon(q.radius * ball, "gradient", opacity=0.25, width=2.4),
        viz.segment((0, 0), (1, tall), "muted", **THIN),
        note(0, 1.08 * size, f"√{q.p.d} − 1 = {number(q.radius)}: {where}", "gradient"),
        note(2 + 0.04 * size, tall, "unit balls" if size < 20 else "", "data", "right"),
        note(2 + 0.04 * size, -1.8 * tall, "side 4", "muted", "right"),
    ]
    # Loosely: d is whole, and the picture grows with it.
    moves = lambda x, y: {"d": max(2.0, (abs(x) + 1) ** 2)}
    handle = viz.Handle("middle", (q.radius, 0), "ball in the middle", "gradient", moves=moves, follows="loosely")
    x, y = viz.Axis("along one edge", (-size, size)), viz.Axis("along the diagonal of the others", (-size, 1.2 * size))
    return viz.Plane(traces, x, y, f"Section of the box, d = {q.p.d:,}", equal=True, handles=[handle])


def volumes_panel(q: Curse) -> viz.Plane:
    """Powers of ten: the middle ball over the box, the largest ball in a box over it, a unit ball."""
    below = viz.line(SIZES, INSIDE, "data", name="largest ball in a cube")
    traces = [
        viz.segment((2, 0), (curse.MOST, 0), "zero", width=1.2, hover=False),
        viz.called(below, "largest ball : cube", at=0.7, size=12),
        viz.called(viz.line(SIZES, UNIT, "null", dash="dash", name="unit ball"), "unit ball", at=0.8, size=12),
        viz.called(viz.line(SIZES, MIDDLE, "gradient", width=2.6, name="middle"), "middle ball : box", at=0.6, size=12),
        viz.called(upright(9, LOW, HIGH, "muted"), "9: touches", at=1.0, size=12),
        viz.called(upright(1206, LOW, HIGH, "muted"), "1206: larger", at=1.0, size=12),
        viz.dots((q.p.d, q.log10_share), "gradient", size=11, name="now"),
    ]
    y = viz.Axis("volume (power of ten)", (LOW, HIGH), ticks=[-12, -8, -4, 0, 4, 8])
    handle = slides("d", (q.p.d, q.log10_share), "dimension", "gradient")
    return viz.Plane(traces, DIMENSIONS, y, "Balls against boxes", handles=[handle])


def distances_panel(q: Curse) -> viz.Plane:
    """The distances of all points from the query, over √d, the nearest and the farthest; what sums of independent
    coordinates come to."""
    root, grid = np.sqrt(q.p.d), np.linspace(0, 1, 401)
    x, heights = distributions.histogram(q.distances / root, 0, 1, BINS)
    middle, wide = np.sqrt(q.mean_square) / root, np.sqrt(q.variance / (4 * q.mean_square)) / root
    curve = np.where(q.p.copied or q.p.d < 10, np.nan, np.exp(-0.5 * ((grid - middle) / wide) ** 2))
    low, high = q.nearest / root, q.farthest / root
    traces = [
        viz.bars(x, heights, "data", width=1 / BINS, opacity=0.5, name="of the tallest bar"),
        viz.line(grid, curve, "model", width=2, name="normal approximation"),
        upright(low, 0, 1.08, "optimum", FIRM),
        upright(high, 0, 1.08, "gradient", FIRM),
        note(low, 1.14, f"nearest {number(q.nearest, 3)}", "optimum", "left" if low > 0.3 else "right"),
        note(high, 1.22, f"farthest {number(q.farthest, 3)}", "gradient", "right" if high < 0.66 else "left"),
    ]
    y = viz.Axis("points in a bin (tallest = 1)", (0, 1.3), ticks=[0, 0.5, 1])
    title = f"{q.p.points:,} points in a cube, d = {q.p.d:,}"
    return viz.Plane(traces, viz.Axis("distance from the query / √d", (0, 1), ticks=TENTHS), y, title)


def contrast_panel(q: Curse) -> viz.Plane:
    """The contrast (farthest − nearest)/nearest at every d: independent coordinates, and copies of three."""
    free, copied, expected = (np.clip(each, LEAST / 3, 2 * MOST) for each in q.contrasts)
    now, role = (q.p.d, float(np.clip(q.contrast, LEAST, 0.98 * MOST))), "accent" if q.p.copied else "data"
    copies = viz.line(SIZES, copied, "accent", width=2.2, name="copies of three")
    traces = [
        viz.called(copies, "copies of three", at=0.8, size=12),
        viz.called(viz.line(SIZES, free, "data", width=2.6, name="independent"), "independent", at=0.35, size=12),
        viz.called(viz.line(SIZES, expected, "model", dash="dash", name="expected"), "expected ∝ 1/√d", at=0.5),
        viz.dots(now, role, size=11, name="now"),
    ]
    y = viz.Axis("contrast (far − near) / near", (LEAST, MOST), log=True, ticks=[0.1, 1, 10, 100, 1000])
    handle = slides("d", now, "dimension", role)
    return viz.Plane(traces, DIMENSIONS, y, "How much farther the farthest is", handles=[handle])


def sweep_panel(q: Curse) -> viz.Plane:
    """Intrinsic dimension and contrast while more and more columns are shuffled."""
    dimension, contrast = (np.clip([getattr(s, k) for s in q.sweep], FEW, MANY) for k in ("dimension", "contrast"))
    at, d = q.p.shuffle // 10, q.rows.shape[1]
    traces = [
        viz.called(viz.segment((0, d), (100, d), "muted", **THIN), f"{d} columns" if d < MANY else "", at=0.1, size=12),
        viz.called(viz.line(SHARES, dimension, "model", width=2.6, name="dimension"), "dimension", at=0.6, size=13),
        viz.called(viz.line(SHARES, contrast, "gradient", width=2.6, name="contrast"), "contrast", at=0.6, size=13),
        viz.dots((q.p.shuffle, dimension[at]), "model", size=10, name="now"),
        viz.dots((q.p.shuffle, contrast[at]), "gradient", size=10, name="now"),
    ]
    handle = slides("shuffle", (q.p.shuffle, dimension[at]), "columns shuffled", "model")
    x = viz.Axis("columns shuffled (%)", (-4, 104), ticks=[0, 25, 50, 75, 100])
    y = viz.Axis("intrinsic dimension; contrast", (FEW, MANY), log=True, ticks=[0.5, 1, 2, 5, 10, 20, 50])
    return viz.Plane(traces, x, y, "Breaking the structure", handles=[handle])


def table_panel(q: Curse) -> viz.Plane:
    """All pairs of rows, and of each row the nearest other, by distance over the root of the mean square."""
    x, tall = (np.arange(near.BINS) + 0.5) * near.REACH / near.BINS, lambda shares: shares / max(shares.max(), 1e-300)
    mean = float(q.now.nearest @ x / max(q.now.nearest.sum(), 1e-300))
    traces = [
        viz.area(x, tall(q.now.pairs), 0.0, "data", opacity=0.3),
        viz.area(x, tall(q.now.nearest), 0.0, "optimum", opacity=0.45),
        viz.line(x, tall(q.real.nearest), "null", width=1.6, dash="dash", name="nearest, unshuffled"),
        note(max(mean, 0.28), 1.07, "nearest", "optimum"),
        note(1.55, 0.8, "all pairs", "data"),
        note(1.98, 1.18, "dashes: before shuffling", "muted", "left", 12),
    ]
    axis = viz.Axis("distance / root mean square", (0, near.REACH), ticks=[0, 0.5, 1, 1.5, 2])
    return viz.Plane(traces, axis, TALLEST, "Nearest and all others")


def hubs_panel(q: Curse) -> viz.Plane:
    """How often a row is among the ten nearest of others: a share of rows in each bar, the last with all beyond."""
    last, top = HUBS // WIDE, TOP if len(q.rows) > 150 else 2 * TOP
    share = lambda s: 100 * np.bincount(np.minimum(s.times // WIDE, last), minlength=last + 1) / len(s.times)
    bins = (np.arange(last + 1) + 0.5) * WIDE
    traces = [
        viz.bars(bins, share(q.now), "data", width=0.9 * WIDE, opacity=0.6, name="rows (%)"),
        viz.line(bins - WIDE / 2, share(q.real), "null", width=1.6, dash="dash", step=True, name="unshuffled"),
        upright(near.NEIGHBOURS, 0, 0.8 * top, "muted"),
        note(HUBS, 0.95 * top, f"largest hub: in {q.now.times.max()} lists", "data", "left"),
        note(HUBS, 0.88 * top, f"rows in none: {np.count_nonzero(q.now.times == 0)}", "data", "left"),
    ]
    x = viz.Axis(
        "times in a list of ten",
        (0, HUBS + WIDE),
        ticks=[0, 10, 20, 30, 40, 51],
        labels=["0", "10", "20", "30", "40", "50+"],
    )
    return viz.Plane(traces, x, viz.Axis("rows (%)", (0, top)), "Hubs")


def accuracy_panel(q: Curse) -> viz.Plane:
    """The share of flowers that five neighbours name right, by three distances and after a choice of four features."""
    half, one, two = 100 * q.noise.right
    chosen, now = viz.line(TOTALS, 100 * q.noise.screened, "optimum", name="four chosen"), (q.p.features, q.right[2])
    chance = viz.segment((4, 100 / 3), (1000, 100 / 3), "muted", **THIN)
    traces = [
        viz.called(chance, "guessing", at=0.1, size=12),
        viz.called(chosen, "four chosen by F", at=0.8, size=13),
        viz.called(viz.line(TOTALS, half, "null", width=1.6, dash="dot", name="p = 1/2"), "p = ½", at=0.7, size=12),
        viz.called(viz.line(TOTALS, one, "null", width=1.6, dash="dash", name="p = 1"), "p = 1", at=0.5, size=12),
        viz.called(viz.line(TOTALS, two, "data", width=2.6, name="p = 2"), "Euclid", at=0.3, size=13),
        viz.dots(now, "data", size=11, name="now"),
    ]
    handle = slides("features", now, "features", "data")
    y = viz.Axis("named right (%)", (20, 104))
    return viz.Plane(traces, FEATURES, y, "Iris by its five nearest", handles=[handle])


def overlap_panel(q: Curse) -> viz.Plane:
    """Distances of pairs of one species, and of two, over √(features): what the neighbours are chosen by."""
    distances, most, bins = np.sqrt(q.pairs / q.p.features), 3.4, 85
    ours, theirs = distances[q.noise.same], distances[~q.noise.same]
    (x, same), (_, other) = (distributions.histogram(each, 0, most, bins) for each in (ours, theirs))
    left, right = float(ours.mean()), float(theirs.mean())
    traces = [
        viz.area(x, same, 0.0, "data", opacity=0.45),
        viz.area(x, other, 0.0, "gradient", opacity=0.4),
        note(min(left, right - 0.1), 1.07, "one species", "data", "left" if left > 1.1 else "center"),
        note(right + 0.05, 1.07, "two species", "gradient", "right"),
    ]
    axis = viz.Axis("distance of a pair / √(features)", (0, most), ticks=[0, 1, 2, 3])
    return viz.Plane(traces, axis, TALLEST, "Pairs of one species and of two")
