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
R, TURN = np.linspace(0, 1, 401), np.linspace(0, 2 * np.pi, 181)
THIN: dict[str, Any] = {"width": 1.5, "dash": "dash", "hover": False}
DIMENSIONS = viz.Axis("dimension d", (2, curse.MOST), log=True, ticks=[2, 5, 10, 30, 100, 300, 1000])
FEATURES = viz.Axis("features in all (4 of them real)", (4, 1000), log=True, ticks=[4, 10, 30, 100, 300, 1000])
BINS, LEAST, MOST = 90, 0.05, 5000.0  # of distances; of the axis of contrasts
LOW, HIGH = -12.0, 8.0  # powers of ten of volumes
HUBS, WIDE = 50, 2  # times in a list that are shown; in one bar
FEW, MANY = 0.3, 50.0  # of the axis of contrast and dimension


def circle(x: float, y: float, radius: float, role: str, **style: Any) -> dict[str, Any]:
    return viz.line(x + radius * np.cos(TURN), y + radius * np.sin(TURN), role, hover=False, **style)


def upright(x: float, low: float, high: float, role: str, **style: Any) -> dict[str, Any]:
    return viz.segment((x, low), (x, high), role, **(THIN | style))


def orange_panel(q: Curse) -> viz.Plane:
    """The orange with its peel, points by their distance from the middle, and the circle that halves the volume."""
    edge, angle = 1 - q.p.peel, q.drops[1]
    x, y = q.radii * np.cos(angle), q.radii * np.sin(angle)
    ring = [np.concatenate([f(TURN), edge * f(-TURN)]) for f in (np.cos, np.sin)]
    traces = [
        viz.polygon(np.stack(ring, axis=1), "accent", opacity=0.3, width=0),
        circle(0, 0, 1, "accent", width=2.2),
        circle(0, 0, 1 - q.half, "null", width=1.6, dash="dash"),
        viz.markers(np.where(q.peeled, np.nan, x), np.where(q.peeled, np.nan, y), "data", size=7, name="flesh"),
        viz.markers(np.where(q.peeled, x, np.nan), np.where(q.peeled, y, np.nan), "accent", size=7, name="peel"),
        viz.label(
            [0], [1.16], f"{np.count_nonzero(q.peeled)} of {len(x)} in the peel", "accent", position="middle center"
        ),
        viz.label([0], [-1.16], "half of the volume is outside the dashes", "muted", position="middle center", size=12),
    ]
    handle = viz.Handle(
        "inner", (edge, 0), "inside of the peel", "accent", moves=lambda x, y: {"peel": 1 - x}, follows="x"
    )
    x_axis, y_axis = (
        viz.Axis("distance from the middle", (-1.3, 1.3), ticks=[-1, 0, 1]),
        viz.Axis("", (-1.3, 1.3), ticks=[]),
    )
    return viz.Plane(traces, x_axis, y_axis, f"An orange in {q.p.d:,} dimensions", equal=True, handles=[handle])


def growth_panel(q: Curse) -> viz.Plane:
    """The share of the volume within each radius: r² and r³, as we know them, and r^d; the peel's share beside it."""
    edge, flat = 1 - q.p.peel, 1 - q.half
    bar = viz.segment((edge, q.flesh), (edge, 1), "accent", width=6, hover=False)
    traces = [
        viz.area([edge, 1], [1, 1], 0.0, "accent", opacity=0.16),
        viz.called(viz.line(R, R**2, "null", width=1.6, dash="dash", name="r²"), "r²", at=0.45),
        viz.called(viz.line(R, R**3, "null", width=1.6, dash="dot", name="r³"), "r³", at=0.45),
        viz.called(viz.line(R, curse.inner_share(q.p.d, R), "model", width=2.8, name="r^d")),
        viz.called(bar),
        viz.label([edge - 0.02], [1.06], f"peel {number(100 * q.share, 4)}%", "accent", position="middle left"),
        viz.called(viz.segment((edge, 0), (edge, q.flesh), "data", width=6, hover=False)),
        viz.label([0.02], [0.93], f"r^d, d = {q.p.d:,}", "model", position="middle right"),
    ]
    to_d = lambda x, y: {"d": np.log(2) / -np.log(np.clip(x, 1e-3, 1 - 1e-5))}
    handles = [
        viz.Handle("edge", (edge, q.flesh), "peel", "accent", moves=lambda x, y: {"peel": 1 - x}, follows="x"),
        # Loosely: d is whole, and low ones are far apart.
        viz.Handle("steep", (flat, 0.5), "dimension, where r^d is one half", "model", moves=to_d, follows="loosely"),
    ]
    x = viz.Axis("radius r", (0, 1.02), ticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    return viz.Plane(
        traces, x, viz.Axis("share of the volume within r", (0, 1.12)), "Volume within a radius", handles=handles
    )


def section_panel(q: Curse) -> viz.Plane:
    """A plane through the box: along one edge, and along the diagonal of the d − 1 others. In it lie the middles of
    four of the unit balls, and all lengths are true."""
    tall = np.sqrt(q.p.d - 1)
    size = viz.reach([2 * tall + 0.4], (2.6, 4, 6.2, 9, 13, 19, 28, 42, 62, 90))
    box = np.array([[-2, -2 * tall], [2, -2 * tall], [2, 2 * tall], [-2, 2 * tall], [-2, -2 * tall]])
    out = q.radius > 2 + 1e-12
    says = f"radius √{q.p.d:,} − 1 = {number(q.radius)}"
    traces = [
        viz.polygon(box, "null", opacity=0.13, width=2),
        *(circle(x, y, 1, "data", width=2) for x in (-1, 1) for y in (-tall, tall)),
        viz.polygon(q.radius * np.stack([np.cos(TURN), np.sin(TURN)], axis=1), "gradient", opacity=0.25, width=2.4),
        viz.segment((0, 0), (1, tall), "muted", **THIN),
        viz.label(
            [0],
            [0.95 * size],
            f"{says}{': it sticks out' if out else ''}",
            "gradient",
            position="middle center",
            size=13,
        ),
    ]
    # Loosely: d is whole, and the picture grows with it.
    moves = lambda x, y: {"d": max(2.0, (abs(x) + 1) ** 2)}
    handle = viz.Handle("middle", (q.radius, 0), "ball in the middle", "gradient", moves=moves, follows="loosely")
    x, y = viz.Axis("along one edge", (-size, size)), viz.Axis("along the diagonal of the others", (-size, size))
    return viz.Plane(traces, x, y, f"Section of the box, d = {q.p.d:,}", equal=True, handles=[handle])


def volumes_panel(q: Curse) -> viz.Plane:
    """Powers of ten: the middle ball over the box, the largest ball in a box over it, a unit ball."""
    middle, inside = curse.log10_middle_share(SIZES), curse.log10_share_of_cube(SIZES)
    seen = lambda y: np.where(y >= LOW - 3, y, np.nan)
    unit = curse.log10_ball_volume(SIZES)
    traces = [
        viz.segment((2, 0), (curse.MOST, 0), "zero", width=1.2, hover=False),
        viz.called(
            viz.line(SIZES, seen(inside), "data", name="ball in its cube"), "largest ball : cube", at=0.7, size=12
        ),
        viz.called(viz.line(SIZES, seen(unit), "null", dash="dash", name="unit ball"), "unit ball", at=0.8, size=12),
        viz.called(
            viz.line(SIZES, middle, "gradient", width=2.6, name="middle ball"), "middle ball : box", at=0.6, size=12
        ),
        viz.called(upright(9, LOW, HIGH, "muted"), "9: touches", at=1.0, size=12),
        viz.called(upright(1206, LOW, HIGH, "muted"), "1206: larger", at=1.0, size=12),
        viz.dots((q.p.d, q.log10_share), "gradient", size=11, name="now"),
    ]
    # Loosely: d is whole.
    handle = viz.Handle(
        "dimension", (q.p.d, q.log10_share), "dimension", "gradient", moves=lambda x, y: {"d": x}, follows="loosely"
    )
    y = viz.Axis("volume (power of ten)", (LOW, HIGH), ticks=[-12, -8, -4, 0, 4, 8])
    return viz.Plane(traces, DIMENSIONS, y, "Balls against boxes", handles=[handle])


def distances_panel(q: Curse) -> viz.Plane:
    """The distances of all points from the query, over √d, the nearest and the farthest; what sums of independent
    coordinates come to."""
    root = np.sqrt(q.p.d)
    x, heights = distributions.histogram(q.distances / root, 0, 1, BINS)
    middle, wide = np.sqrt(q.mean_square) / root, np.sqrt(q.variance / (4 * q.mean_square)) / root
    grid = np.linspace(0, 1, 401)
    curve = np.exp(-0.5 * ((grid - middle) / wide) ** 2) if not q.p.copied and q.p.d >= 10 else np.full(401, np.nan)
    low, high = q.nearest / root, q.farthest / root
    traces = [
        viz.bars(x, heights, "data", width=1 / BINS, opacity=0.5, name="of the tallest bar"),
        viz.line(grid, curve, "model", width=2, name="normal approximation"),
        upright(low, 0, 1.08, "optimum", width=2.4, dash="solid"),
        upright(high, 0, 1.08, "gradient", width=2.4, dash="solid"),
        viz.label(
            [low],
            [1.14],
            f"nearest {number(q.nearest, 3)}",
            "optimum",
            position="middle left" if low > 0.24 else "middle right",
        ),
        viz.label(
            [high],
            [1.22],
            f"farthest {number(q.farthest, 3)}",
            "gradient",
            position="middle right" if high < 0.72 else "middle left",
        ),
    ]
    x_axis = viz.Axis("distance from the query / √d", (0, 1), ticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    y = viz.Axis("points in a bin (tallest = 1)", (0, 1.3), ticks=[0, 0.5, 1])
    return viz.Plane(traces, x_axis, y, f"{q.p.points:,} points in a cube, d = {q.p.d:,}")


def contrast_panel(q: Curse) -> viz.Plane:
    """The contrast (farthest − nearest)/nearest at every d: independent coordinates, and copies of three."""
    free, copied, expected = (np.clip(each, LEAST / 3, 2 * MOST) for each in q.contrasts)
    now = float(np.clip(q.contrast, LEAST, 0.98 * MOST))
    role = "accent" if q.p.copied else "data"
    traces = [
        viz.called(
            viz.line(SIZES, copied, "accent", width=2.2, name="copies of three"), "copies of three", at=0.8, size=12
        ),
        viz.called(viz.line(SIZES, free, "data", width=2.6, name="independent"), "independent", at=0.35, size=12),
        viz.called(
            viz.line(SIZES, expected, "model", dash="dash", name="expected"), "expected ∝ 1/√d", at=0.5, size=12
        ),
        viz.dots((q.p.d, now), role, size=11, name="now"),
    ]
    # Loosely: d is whole.
    handle = viz.Handle("size", (q.p.d, now), "dimension", role, moves=lambda x, y: {"d": x}, follows="loosely")
    y = viz.Axis("contrast (far − near) / near", (LEAST, MOST), log=True, ticks=[0.1, 1, 10, 100, 1000])
    return viz.Plane(traces, DIMENSIONS, y, "How much farther the farthest is", handles=[handle])


def sweep_panel(q: Curse) -> viz.Plane:
    """Intrinsic dimension and contrast while more and more columns are shuffled."""
    dimension, contrast = (np.clip([getattr(s, k) for s in q.sweep], FEW, MANY) for k in ("dimension", "contrast"))
    at, d = q.p.shuffle // 10, q.rows.shape[1]
    columns = viz.segment((0, d), (100, d), "muted", **THIN)
    traces = [
        viz.called(columns, f"{d} columns" if d < MANY else "", at=0.1, size=12),
        viz.called(viz.line(SHARES, dimension, "model", width=2.6, name="dimension"), "dimension", at=0.6, size=13),
        viz.called(viz.line(SHARES, contrast, "gradient", width=2.6, name="contrast"), "contrast", at=0.6, size=13),
        viz.markers([q.p.shuffle] * 2, [dimension[at], contrast[at]], ["model", "gradient"][0], size=10, name="now"),
    ]
    # Loosely: there are eleven places.
    moves = lambda x, y: {"shuffle": x}
    handle = viz.Handle(
        "columns", (q.p.shuffle, dimension[at]), "columns shuffled", "model", moves=moves, follows="loosely"
    )
    y = viz.Axis("intrinsic dimension; contrast", (FEW, MANY), log=True, ticks=[0.5, 1, 2, 5, 10, 20, 50])
    return viz.Plane(
        traces,
        viz.Axis("columns shuffled (%)", (-4, 104), ticks=[0, 25, 50, 75, 100]),
        y,
        "Breaking the structure",
        handles=[handle],
    )


def table_panel(q: Curse) -> viz.Plane:
    """All pairs of rows, and of each row the nearest other, by distance over the root of the mean square."""
    middles = (np.arange(near.BINS) + 0.5) * near.REACH / near.BINS
    mean = float(q.now.nearest @ middles / max(q.now.nearest.sum(), 1e-300))
    tall = lambda shares: shares / max(shares.max(), 1e-300)
    was = viz.called(
        viz.line(middles, tall(q.real.nearest), "null", width=1.6, dash="dash", name="nearest, unshuffled")
    )
    traces = [
        viz.area(middles, tall(q.now.pairs), 0.0, "data", opacity=0.3),
        viz.area(middles, tall(q.now.nearest), 0.0, "optimum", opacity=0.45),
        was,
        viz.label([mean], [1.09], "nearest", "optimum", position="middle center", size=13),
        viz.label([1.5], [0.8], "all pairs", "data", position="middle center", size=13),
    ]
    x = viz.Axis("distance / root mean square", (0, 2), ticks=[0, 0.5, 1, 1.5, 2])
    return viz.Plane(traces, x, viz.Axis("share (tallest = 1)", (0, 1.2), ticks=[0, 0.5, 1]), "Nearest and all others")


def hubs_panel(q: Curse) -> viz.Plane:
    """How often a row is among the ten nearest of others: a share of rows in each bar."""
    share = lambda s: (
        100 * np.bincount(np.minimum(s.times // WIDE, HUBS // WIDE), minlength=HUBS // WIDE + 1) / len(s.times)
    )
    bins = (np.arange(HUBS // WIDE + 1) + 0.5) * WIDE
    most, top = int(q.now.times.max()), 62.0
    traces = [
        viz.bars(bins, np.minimum(share(q.now), top), "data", width=0.9 * WIDE, opacity=0.6, name="rows (%)"),
        viz.line(bins - WIDE / 2, share(q.real), "null", width=1.6, dash="dash", step=True, name="unshuffled"),
        upright(near.NEIGHBOURS, 0, top, "muted"),
        viz.label([HUBS], [0.92 * top], f"largest hub: in {most} lists", "data", position="middle left", size=13),
        viz.label(
            [HUBS],
            [0.83 * top],
            f"in none: {np.count_nonzero(q.now.times == 0)} rows",
            "data",
            position="middle left",
            size=13,
        ),
    ]
    x = viz.Axis("times in a list of ten", (0, HUBS + WIDE), ticks=[0, 10, 20, 30, 40, 50])
    return viz.Plane(traces, x, viz.Axis("rows (%)", (0, top)), "Hubs")


def accuracy_panel(q: Curse) -> viz.Plane:
    """The share of flowers that five neighbours name right, by three distances and after a choice of four features."""
    half, one, two = 100 * q.noise.right
    chance = viz.segment((4, 100 / 3), (1000, 100 / 3), "muted", **THIN)
    traces = [
        viz.called(chance, "guessing", at=0.1, size=12),
        viz.called(
            viz.line(TOTALS, 100 * q.noise.screened, "optimum", name="four chosen"), "four chosen by F", at=0.8, size=13
        ),
        viz.called(viz.line(TOTALS, half, "null", width=1.6, dash="dot", name="p = 1/2"), "p = ½", at=0.7, size=12),
        viz.called(viz.line(TOTALS, one, "null", width=1.6, dash="dash", name="p = 1"), "p = 1", at=0.5, size=12),
        viz.called(viz.line(TOTALS, two, "data", width=2.6, name="p = 2"), "Euclid", at=0.3, size=13),
        viz.dots((q.p.features, q.right[2]), "data", size=11, name="now"),
    ]
    # Loosely: the number of features is whole.
    moves = lambda x, y: {"features": x}
    handle = viz.Handle("total", (q.p.features, q.right[2]), "features", "data", moves=moves, follows="loosely")
    return viz.Plane(
        traces, FEATURES, viz.Axis("named right (%)", (20, 104)), "Iris by its five nearest", handles=[handle]
    )


def overlap_panel(q: Curse) -> viz.Plane:
    """Distances of pairs of one species, and of two, over √d: what the neighbours are chosen by."""
    distances, most = np.sqrt(q.pairs / q.p.features), 3.4
    count = lambda which: np.histogram(distances[which], bins=85, range=(0, most))[0] / np.count_nonzero(which)
    same, other = count(q.noise.same), count(~q.noise.same)
    top, x = max(same.max(), other.max()), (np.arange(85) + 0.5) * most / 85
    left, right = float(distances[q.noise.same].mean()), float(distances[~q.noise.same].mean())
    traces = [
        viz.area(x, same / top, 0.0, "data", opacity=0.45),
        viz.area(x, other / top, 0.0, "gradient", opacity=0.4),
        viz.label(
            [left - 0.1],
            [1.07],
            "one species",
            "data",
            position="middle left" if left > 1.05 else "middle center",
            size=13,
        ),
        viz.label([right + 0.1], [1.07], "two species", "gradient", position="middle right", size=13),
    ]
    x_axis = viz.Axis("distance of a pair / √(features)", (0, most), ticks=[0, 1, 2, 3])
    return viz.Plane(
        traces, x_axis, viz.Axis("share (tallest = 1)", (0, 1.2), ticks=[0, 0.5, 1]), "Pairs of one species and of two"
    )
