"""The panels: the roll and its sheet, the roll from its end, all distances, Isomap's map; digits; a run of t-SNE."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
import viz.space
from explorer.text import number
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm
from pages.advanced.manifold_learning.state import EDGE

if TYPE_CHECKING:
    from pages.advanced.manifold_learning.state import Manifold

Array = NDArray[np.float64]
ALONG, ACROSS = (
    viz.Axis("along the sheet", (-3, 93)),
    viz.Axis("across the sheet", (-1.5, 26.5), ticks=[0, 5, 10, 15, 20]),
)
BOX = ((-14.5, 15.5), (-1.0, 22.0), (-14.5, 15.5))
SPIRAL = mf.rolled(np.stack([np.linspace(0, mf.LENGTH, 400), np.zeros(400)], axis=1))
BOUNDS = (-15.0, mf.LENGTH)  # of the colours: the start of the sheet is not white
NAMES = {"pca": "PCA", "isomap": "Isomap", "tsne": "t-SNE"}
INKS, SHAPES = ("data", "model", "optimum", "gradient", "accent"), ("circle", "diamond")
GROUPS = ("data", "model", "optimum")
SHEPARD = np.linspace(0, nm.POINTS * (nm.POINTS - 1) // 2 - 1, mf.SHOWN).astype(int)  # pairs of a cloud that are shown
FARTHEST = {"noise": 16.0, "sizes": 90.0, "gaps": 135.0}  # of their axis
TOP = 1.8  # of the axis of divergences


def broken(points: Array, edges: NDArray[Any]) -> Array:
    """Edges (m, 2) between points (n, d) as one polyline with gaps."""
    gaps = np.full((len(edges), 1, points.shape[1]), np.nan)
    return np.concatenate([points[edges], gaps], axis=1).reshape(-1, points.shape[1])


def drawn_edges(q: Manifold, points: Array) -> tuple[Array, Array]:
    """The edges of the graph, those that lead to another turn apart; never without a row, so that traces rest."""
    honest = q.roll.edges[(q.roll.rank <= q.p.k) & ~q.guilty]
    none = np.full((1, points.shape[1]), np.nan)
    return broken(points, honest), np.concatenate([none, broken(points, q.roll.edges[q.guilty])])


def path_of(q: Manifold, points: Array) -> Array:
    """The graph's path from A to B; NaN if there is none."""
    return points[q.way.nodes] if len(q.way.nodes) else np.full((2, points.shape[1]), np.nan)


def straight(q: Manifold) -> Array:
    """The straight line from A to B on the sheet, (60, 2)."""
    return q.roll.sheet[q.a] + np.linspace(0, 1, 60)[:, None] * (q.roll.sheet[q.b] - q.roll.sheet[q.a])


def roll_panel(q: Manifold) -> viz.Space:
    """The roll in space: its points, the graph, and three ways from A to B."""
    at, ends = q.roll.space, q.roll.space[[q.a, q.b]]
    honest, guilty = drawn_edges(q, at)
    dots = viz.space.dots(at, q.roll.sheet[:, 0], size=2.6, bounds=BOUNDS)  # type: ignore[arg-type]
    traces = [
        viz.space.polyline(honest, "null", width=1.0, opacity=0.45),
        dots,
        viz.space.polyline(guilty, "gradient", width=6.0),
        viz.space.polyline(mf.rolled(straight(q)), "optimum", width=5.0),
        viz.space.polyline(ends, "null", width=4.0, dash="dash"),
        viz.space.polyline(path_of(q, at), "model", width=6.0),
        viz.space.dots(ends, "ink", size=7),
        viz.space.label(ends + np.array([0.0, 0.0, 1.6]), ["A", "B"], size=17),
    ]
    title = f"{q.p.n} points in space, k = {q.p.k}"
    return viz.space.space(traces, BOX, names=("x", "y", "z"), title=title, camera=(0.5, -1.45, 0.4), visible=False)


def sheet_panel(q: Manifold) -> viz.Plane:
    """The same sheet laid flat: the same edges, the same path, and the straight line that is truly the shortest."""
    at, ends = q.roll.sheet, q.roll.sheet[[q.a, q.b]]
    honest, guilty = drawn_edges(q, at)
    walked = f"graph {number(q.graph_length, 3)}" if len(q.way.nodes) else "graph: no path"
    lengths = f"space {number(q.chord_length, 3)}", f"sheet {number(q.sheet_length, 3)}", walked
    traces = [
        viz.polyline(honest, "null", width=0.8, opacity=0.35, hover=False),
        viz.dots(at, at[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(guilty, "gradient", width=2.2, opacity=0.8, hover=False),
        viz.polyline(straight(q), "optimum", width=3.0, name="straight on the sheet"),
        viz.polyline(path_of(q, at), "model", width=3.0, name="along the graph"),
        *named_ends(ends, (0.0, 1.3)),
        *(
            viz.label([x], [24.4], text, role, position="middle center", size=13)
            for x, text, role in zip((15.0, 46.0, 76.0), lengths, ("null", "optimum", "model"), strict=True)
        ),
    ]
    return viz.Plane(traces, ALONG, ACROSS, "The sheet, unrolled", handles=ends_of(q, ends, "sheet", at))


def named_ends(ends: Array, lift: tuple[float, float]) -> list[Any]:
    spots = ends + np.array(lift)
    return [viz.dots(ends, "ink", size=11), viz.label(spots[:, 0], spots[:, 1], ["A", "B"], size=16)]


def ends_of(q: Manifold, ends: Array, panel: str, at: Array) -> list[viz.Handle]:
    """A and B in a panel that draws the points `at`: each goes to the point nearest to the pointer."""

    def moves(name: str) -> Callable[[float, float], dict[str, Any]]:
        def to(x: float, y: float) -> dict[str, Any]:
            s, h = q.roll.sheet[int(np.argmin(np.hypot(*(at - [x, y]).T)))]
            return {name: (float(np.clip(s, 0, 89.3)), float(np.clip(h, 0, 21)))}

        return to

    # Loosely: it jumps from one point of the sample to the next.
    return [
        viz.Handle(f"{panel}_{letter}", spot, f"point {letter}", "ink", moves=moves(name), follows="loosely")
        for spot, letter, name in zip(ends, "AB", ("first", "last"), strict=True)
    ]


def end_panel(q: Manifold) -> viz.Plane:
    """The roll from its end, where it is a spiral: an edge that leads to another turn shows."""
    at = q.roll.space[:, [0, 2]]
    ends = at[[q.a, q.b]]
    honest, guilty = drawn_edges(q, at)
    traces = [
        viz.line(SPIRAL[:, 0], SPIRAL[:, 2], "null", width=1.0, opacity=0.6, hover=False),
        viz.polyline(honest, "null", width=0.8, opacity=0.4, hover=False),
        viz.dots(at, q.roll.sheet[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(guilty, "gradient", width=3.2, hover=False),
        viz.polyline(path_of(q, at), "model", width=2.4, name="along the graph"),
        *named_ends(ends, (0.0, 1.4)),
    ]
    x, y = viz.Axis("x", (-15, 15), ticks=[-10, 0, 10]), viz.Axis("z", (-15, 15), ticks=[-10, 0, 10])
    title = f"From its end: {q.guilty_count} of {q.edge_count:,} edges guilty"
    return viz.Plane(traces, x, y, title, equal=True, handles=ends_of(q, ends, "end", at))


def shepard_panel(q: Manifold) -> viz.Plane:
    """Pairs of points: their distance on the sheet and along the graph."""
    x, y = q.isomap.sheet, np.where(np.isfinite(q.isomap.graph), q.isomap.graph, np.nan)
    low = y < mf.SHORT * x
    here = min(q.graph_length, 104.0)
    traces = [
        viz.markers(x, np.where(low, np.nan, y), "data", size=4, opacity=0.5, name="pairs"),
        viz.markers(x, np.where(low, y, np.nan), "gradient", size=4, opacity=0.5, name="short-circuited"),
        viz.called(viz.segment((0, 0), (92, 92), "optimum", width=1.6, hover=False), "truth", at=0.9),
        viz.called(
            viz.segment((0, 0), (92, 92 * mf.SHORT), "null", width=1.4, dash="dash", hover=False), "70%", at=0.97
        ),
        viz.dots((q.sheet_length, here), "model", size=15, symbol="star", name="A and B"),
    ]
    axes = viz.Axis("distance on the sheet", (0, 94)), viz.Axis("distance along the graph", (0, 105))
    title = f"{number(q.short_percent, 3)}% of all pairs short-circuited"
    return viz.Plane(traces, *axes, title)


def map_panel(q: Manifold) -> viz.Plane:
    """What Isomap makes of the graph's distances, coloured by the true place along the sheet."""
    at = q.isomap.map
    honest, guilty = drawn_edges(q, at)
    traces = [
        viz.polyline(honest, "null", width=0.8, opacity=0.35, hover=False),
        viz.dots(at, q.roll.sheet[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(guilty, "gradient", width=2.6, hover=False),
        viz.dots(at[[q.a, q.b]], "ink", size=9),
    ]
    x, y = viz.Axis("Isomap’s first coordinate", (-54, 54)), viz.Axis("second coordinate", (-36, 36))
    return viz.Plane(traces, x, y, "Isomap’s map")


def digit_panels(q: Manifold) -> list[viz.Plane]:
    """Three maps of the same digits, and in each the star from one digit to its ten nearest among the pixels."""
    return [digit_panel(q, method) for method in nm.METHODS]


def digit_panel(q: Manifold, method: str) -> viz.Plane:
    at, labels, this = scaled(q, method), q.digits.labels, q.p.digit
    near = q.digits.nearest[this]
    star = broken(at, np.stack([np.full(len(near), this), near], axis=1))
    points = viz.dots(at, "data", size=5, opacity=0.65)
    points["marker"] |= {
        "color": [f"@{INKS[c % 5]}" for c in labels],
        "symbol": [SHAPES[c // 5] for c in labels],
    }
    middle = np.array([np.median(at[labels == c], axis=0) for c in range(10)])
    traces = [
        points,
        viz.polyline(star, "ink", width=1.8, hover=False),
        viz.dots(at[near], "ink", size=7, symbol="circle-open"),
        viz.dots(at[this], "ink", size=13, symbol="star"),
        viz.label(middle[:, 0], middle[:, 1], [str(c) for c in range(10)], "ink", position="middle center", size=20),
    ]
    blank = viz.Axis("first coordinate, scaled", (-EDGE, EDGE), ticks=[]), viz.Axis("second", (-EDGE, EDGE), ticks=[])
    title = f"{NAMES[method]}: keeps {q.kept_of_digit[method]} of its {nm.NEAREST} nearest"
    pick = lambda x, y: {"digit": int(np.argmin(np.hypot(*(at - [x, y]).T)))}
    # Loosely: it jumps from digit to digit.
    handle = viz.Handle(f"pick_{method}", at[this], f"digit in {NAMES[method]}", "ink", moves=pick, follows="loosely")
    images = [scan(q)] if method == "pca" else []
    return viz.Plane(traces, *blank, title, handles=[handle], images=images)


def scan(q: Manifold) -> dict[str, Any]:
    """The digit itself, in the corner."""
    pixels = np.array(255 - 15 * q.digits.pixels[q.p.digit].reshape(8, 8), np.uint8)
    return viz.picture(np.kron(pixels, np.ones((6, 6), np.uint8)), x=(-1.1, -0.72), y=(0.72, 1.1))


def scaled(q: Manifold, method: str) -> Array:
    """A map about its middle, its farthest coordinate 1."""
    at = q.digits.maps[method].points
    at = at - 0.5 * (at.max(axis=0) + at.min(axis=0))
    return np.asarray(at / np.abs(at).max())


def tsne_panel(q: Manifold) -> viz.Plane:
    """The map after the iterations of the moment, each run drawn to one size."""
    at, groups = np.clip(q.tsne_map / q.size, -EDGE, EDGE), q.embedding.groups
    traces = [
        viz.dots(np.where((groups == g)[:, None], at, np.nan), role, size=8, opacity=0.75, name=f"group {g + 1}")
        for g, role in enumerate(GROUPS)
    ]
    blank = viz.Axis("first coordinate, scaled", (-EDGE, EDGE), ticks=[]), viz.Axis("second", (-EDGE, EDGE), ticks=[])
    return viz.Plane(traces, *blank, f"t-SNE after {nm.EVERY * q.p.tick} iterations", equal=True)


def distances_panel(q: Manifold) -> viz.Plane:
    """Pairs of points: their distance in the data and in the map."""
    run = q.embedding
    i, j = (each[SHEPARD] for each in np.triu_indices(nm.POINTS, 1))
    x = run.before[SHEPARD]
    y = np.minimum(np.hypot(*(q.tsne_map[i] - q.tsne_map[j]).T) / q.size, 2.9)
    within = run.groups[i] == run.groups[j]
    inside = viz.markers(x, np.where(within, y, np.nan), "data", size=4, opacity=0.5, name="within a group")
    between = viz.markers(x, np.where(within, np.nan, y), "accent", size=4, opacity=0.5, name="between groups")
    wide = FARTHEST[q.p.cloud]
    several = q.p.cloud != "noise"
    traces = [
        inside,
        between,
        viz.label([0.03 * wide], [2.86], "within a group", "data", position="middle right", size=13),
        viz.label([0.97 * wide], [0.1], "between groups" if several else "", "accent", position="middle left", size=13),
    ]
    axes = viz.Axis("distance in 50 dimensions", (0, wide)), viz.Axis("distance in the map, scaled", (0, 3))
    return viz.Plane(traces, *axes, "All distances, before and after")


def divergence_panel(q: Manifold) -> viz.Plane:
    """The divergence at the end of five runs at each perplexity, and that of the moment."""
    every, chosen = nm.ends(q.p.cloud), q.p.run - 1
    gap = np.full((nm.RUNS, 1), np.nan)
    x = np.tile([*nm.PERPLEXITIES, np.nan], nm.RUNS)
    here = min(q.divergence, TOP)
    traces = [
        viz.line(x, np.concatenate([every, gap], axis=1).ravel(), "null", width=1.2, opacity=0.7, hover=False),
        viz.called(viz.line(nm.PERPLEXITIES, every[chosen], "model", width=2.6, name="this run"), "at the end", at=0.5),
        viz.dots((q.asked, here), "model", size=13, name="now"),
    ]
    ticks = [*nm.PERPLEXITIES]
    axes = viz.Axis("perplexity", (1.6, 115), log=True, ticks=ticks, labels=[str(t) for t in ticks])
    moves = lambda x, y: {"perplexity": str(min(nm.PERPLEXITIES, key=lambda each: abs(np.log(each / max(x, 0.1)))))}
    # Loosely: there are six perplexities.
    handle = viz.Handle("perplexity", (q.asked, here), "perplexity", "model", moves=moves, follows="loosely")
    y = viz.Axis("KL divergence (nats)", (-0.05, 1.95))
    return viz.Plane(traces, axes, y, "What t-SNE makes small", handles=[handle])
