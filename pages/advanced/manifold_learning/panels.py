"""The panels: the roll and its sheet, the roll from its end, all distances, Isomap's map; digits; a run of t-SNE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
import viz.space
from explorer.text import number
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm
from pages.advanced.manifold_learning.state import EDGE, LONGEST, TOP, WIDEST

if TYPE_CHECKING:
    from pages.advanced.manifold_learning.state import Manifold

Array = NDArray[np.float64]
ALONG, ACROSS = viz.Axis("along the sheet", (-3, 103)), viz.Axis("across the sheet", (-4, 72), ticks=[0, 10, 20])
ENDS = viz.Axis("x", (-17, 17), ticks=[-10, 0, 10]), viz.Axis("z", (-17, 17), ticks=[-10, 0, 10])
PAIRS = viz.Axis("distance on the sheet", (0, 94)), viz.Axis("distance along the graph", (0, LONGEST + 2))
PLACES = viz.Axis("Isomap’s first coordinate", (-64, 64)), viz.Axis("second coordinate", (-64, 64))
BLANK = viz.Axis("first coordinate, scaled", (-EDGE, EDGE), ticks=[]), viz.Axis("second", (-EDGE, EDGE), ticks=[])
LABELS = ["2", "5", "15", "30", "", "90"]  # no room for 60 beside 90
EASE = viz.Axis("perplexity", (1.6, 115), log=True, ticks=nm.PERPLEXITIES, labels=LABELS)
BOX = ((-16.5, 16.5), (-3.0, 24.0), (-16.5, 16.5))
SPIRAL = mf.rolled(np.stack([np.linspace(0, mf.LENGTH, 400), np.zeros(400)], axis=1))
BOUNDS = (-15.0, mf.LENGTH)  # of the colours: the start of the sheet is not white
NAMES = {"pca": "PCA", "isomap": "Isomap", "tsne": "t-SNE"}
INKS, SHAPES = ("data", "model", "optimum", "gradient", "accent"), ("circle", "diamond")  # of the ten digits
SHOWN = np.linspace(0, nm.POINTS * (nm.POINTS - 1) // 2 - 1, mf.SHOWN).astype(int)  # pairs of a cloud
FARTHEST = {"noise": 16.0, "sizes": 90.0, "gaps": 135.0}  # distance of an axis
IN_MAP = viz.Axis("distance in the map, scaled", (0, 3.25))
NATS = viz.Axis("KL divergence (nats)", (-0.05, 1.95))
EDGES: dict[str, Any] = {"width": 0.8, "opacity": 0.35, "hover": False}


def graph(q: Manifold, points: Array) -> tuple[Array, Array, Array]:
    """The edges of the graph, those to another turn among them, and the path from A to B, NaN if there is none."""
    sets = (q.roll.rank <= q.p.k) & ~q.guilty, q.guilty
    honest, guilty = (mf.broken(points, q.roll.edges[each]) for each in sets)
    return honest, guilty, points[q.way.nodes] if len(q.way.nodes) else np.full((2, points.shape[1]), np.nan)


def roll_panel(q: Manifold) -> viz.Space:
    """The roll in space: its points, the graph, and three ways from A to B."""
    at, ends = q.roll.space, q.roll.space[[q.a, q.b]]
    honest, guilty, path = graph(q, at)
    traces = [
        viz.space.polyline(honest, "null", width=1.0, opacity=0.45),
        viz.space.dots(at, q.roll.sheet[:, 0], size=2.6, bounds=BOUNDS),  # type: ignore[arg-type]
        viz.space.polyline(guilty, "gradient", width=6.0),
        viz.space.polyline(mf.rolled(mf.straight(q.roll, q.a, q.b)), "optimum", width=5.0),
        viz.space.polyline(ends, "null", width=4.0, dash="dash"),
        viz.space.polyline(path, "model", width=6.0),
        viz.space.dots(ends, "ink", size=4),
        viz.space.label(ends + np.array([0.0, 0.0, 1.6]), ["A", "B"], size=17),
    ]
    title, eye = f"{q.p.n} points in space, k = {q.p.k}", (0.46, -1.3, 0.36)
    return viz.space.space(traces, BOX, names=("x", "y", "z"), title=title, camera=eye, visible=False)


def sheet_panel(q: Manifold) -> viz.Plane:
    """The same sheet laid flat: the same edges, the same path, and the straight line that is truly the shortest."""
    at, ends = q.roll.sheet, q.roll.sheet[[q.a, q.b]]
    honest, guilty, path = graph(q, at)
    traces = [
        viz.polyline(honest, "null", **EDGES),
        viz.dots(at, at[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(guilty, "gradient", width=2.2, opacity=0.8, hover=False),
        viz.polyline(mf.straight(q.roll, q.a, q.b), "optimum", width=3.0, name="straight on the sheet"),
        viz.polyline(path, "model", width=3.0, name="along the graph"),
        *named_ends(ends),
        *length_bar("straight through space", q.chord_length, 58, "null"),
        *length_bar("along the sheet", q.sheet_length, 46, "optimum"),
        *length_bar("along the graph", q.graph_length, 34, "model"),
    ]
    return viz.Plane(traces, ALONG, ACROSS, "The sheet, unrolled", equal=True, handles=ends_of(q, "sheet", at))


def length_bar(name: str, length: float, y: float, role: str) -> list[Any]:
    """A length as a bar in the unit of the sheet; nothing where there is no path. What is longer than the axis ends at
    its edge, and has an arrow in its name."""
    says = "there is no path" if np.isinf(length) else number(length, 3) + (" →" if length > 102 else "")
    bar = viz.segment((0, y), (min(length, 102.0) if np.isfinite(length) else np.nan, y), role, width=5.0, hover=False)
    return [bar, viz.label([0], [y + 3.6], f"{name}: {says}", role, position="middle right", size=13)]


def named_ends(ends: Array) -> list[Any]:
    aside = np.where(ends[:, 0] > ends[::-1, 0], 1.0, -1.0)  # outwards, so that they are read where both ends meet
    return [viz.dots(ends, "ink", size=11), viz.label(ends[:, 0] + aside, ends[:, 1] + 0.5, ["A", "B"], size=16)]


def ends_of(q: Manifold, panel: str, at: Array) -> list[viz.Handle]:
    """A and B in a panel that draws the points `at`: each goes to the point that is nearest to the pointer."""

    def moves(name: str) -> Callable[[float, float], Mapping[str, Any]]:
        return lambda x, y: {name: tuple(q.roll.sheet[mf.nearest(at, (x, y))].clip(0, [89.37, 21]).tolist())}

    # Loosely: it jumps from one point of the sample to the next.
    return [
        viz.Handle(f"{panel}_{name}", at[spot], f"point {name}", "ink", moves=moves(control), follows="loosely")
        for name, control, spot in (("A", "first", q.a), ("B", "last", q.b))
    ]


def end_panel(q: Manifold) -> viz.Plane:
    """The roll from its end, where it is a spiral: an edge that leads to another turn shows."""
    at = q.roll.space[:, [0, 2]]
    _, guilty, path = graph(q, at)  # the other edges lie on the spiral
    traces = [
        viz.line(SPIRAL[:, 0], SPIRAL[:, 2], "null", width=1.0, opacity=0.6, hover=False),
        viz.dots(at, q.roll.sheet[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(path, "model", width=5.0, name="along the graph"),
        viz.polyline(guilty, "gradient", width=2.6, hover=False),
        *named_ends(at[[q.a, q.b]]),
    ]
    title = f"{q.guilty_count} of {q.edge_count:,} edges guilty"
    return viz.Plane(traces, *ENDS, title, equal=True, handles=ends_of(q, "end", at))


def shepard_panel(q: Manifold) -> viz.Plane:
    """Pairs of points: their distance on the sheet and along the graph; the pair A and B."""
    x, y = q.walked.sheet, np.where(np.isfinite(q.walked.graph), np.minimum(q.walked.graph, LONGEST), np.nan)
    low, end = y < mf.SHORT * x, 92 * mf.SHORT
    star = q.sheet_length, min(q.graph_length, LONGEST) if len(q.way.nodes) else np.nan
    traces = [
        viz.markers(x, np.where(low, np.nan, y), "data", size=4, opacity=0.5, name="pairs"),
        viz.markers(x, np.where(low, y, np.nan), "gradient", size=4, opacity=0.5, name="short-circuited"),
        viz.segment((0, 0), (92, 92), "optimum", width=1.6, hover=False),
        viz.label([93], [100], "truth", "optimum", position="middle left", size=13),
        viz.called(viz.segment((0, 0), (92, end), "null", width=1.4, dash="dash", hover=False), "70%", at=0.97),
        viz.dots(star, "model", size=15, symbol="star", name="A and B"),
    ]
    about = "" if q.p.all_pairs else "≈ "  # a sample: from landmarks
    return viz.Plane(traces, *PAIRS, f"{about}{number(100 * q.walked.short, 3)}% of pairs cut short")


def map_panel(q: Manifold) -> viz.Plane:
    """What Isomap makes of the graph's distances, coloured by the true place along the sheet."""
    at = np.clip(q.walked.map, -WIDEST, WIDEST)
    honest, guilty, _ = graph(q, at)
    traces = [
        viz.polyline(honest, "null", **EDGES),
        viz.dots(at, q.roll.sheet[:, 0], size=5, bounds=BOUNDS),
        viz.polyline(guilty, "gradient", width=2.6, hover=False),
        *named_ends(at[[q.a, q.b]]),
    ]
    title = "Isomap’s map" if q.p.all_pairs else f"Map from {mf.LANDMARKS} landmarks"
    return viz.Plane(traces, *PLACES, title, equal=True)


def digit_panels(q: Manifold) -> list[viz.Plane]:
    """Three maps of the same digits, and in each the star from one digit to its ten nearest among the pixels."""
    pixels = np.array(255 - 15 * q.digits.pixels[q.p.digit].reshape(8, 8), np.uint8)
    scan = viz.picture(np.kron(pixels, np.ones((6, 6), np.uint8)), x=(-1.1, -0.72), y=(0.72, 1.1))
    return [digit_panel(q, method, [scan] if method == "pca" else []) for method in nm.METHODS]


def digit_panel(q: Manifold, method: str, images: list[dict[str, Any]]) -> viz.Plane:
    at, labels, this = q.digits.maps[method].scaled, q.digits.labels, q.p.digit
    near = q.digits.nearest[this]
    points = viz.dots(at, "data", size=5, opacity=0.65)
    points["marker"] |= {"color": [f"@{INKS[c % 5]}" for c in labels], "symbol": [SHAPES[c // 5] for c in labels]}
    middle = np.array([np.median(at[labels == c], axis=0) for c in range(10)])
    names = [viz.label([x], [y], f"{c}", "ink", position="middle center", size=20) for c, (x, y) in enumerate(middle)]
    traces = [
        points,
        viz.polyline(mf.broken(at, np.stack([np.full(len(near), this), near], axis=1)), "ink", width=1.8, hover=False),
        viz.dots(at[near], "ink", size=7, symbol="circle-open"),
        viz.dots(at[this], "ink", size=13, symbol="star"),
        *viz.labels.apart(names, EDGE, 170.0),  # three maps side by side
    ]
    title = f"{NAMES[method]} keeps {q.keeps[method]} of {nm.NEAREST}"
    pick = lambda x, y: {"digit": mf.nearest(at, (x, y))}  # it jumps from digit to digit, hence loosely
    handle = viz.Handle(f"pick_{method}", at[this], f"digit in {NAMES[method]}", "ink", moves=pick, follows="loosely")
    return viz.Plane(traces, *BLANK, title, equal=True, handles=[handle], images=images)


def tsne_panel(q: Manifold) -> viz.Plane:
    """The map after the iterations of the moment, drawn to one size: it has no unit."""
    at, own = np.clip(q.tsne_map / q.size, -EDGE, EDGE), q.embedding.groups[:, None]
    groups = [np.where(own == g, at, np.nan) for g in range(3)]
    traces = [viz.dots(each, role, size=8, opacity=0.75) for each, role in zip(groups, INKS, strict=False)]
    return viz.Plane(traces, *BLANK, f"After {nm.EVERY * q.p.tick} iterations", equal=True)


def distances_panel(q: Manifold) -> viz.Plane:
    """Pairs of points: their distance in the data and in the map."""
    run, wide = q.embedding, FARTHEST[q.p.cloud]
    i, j = (each[SHOWN] for each in np.triu_indices(nm.POINTS, 1))
    x, y = run.before[SHOWN], np.minimum(np.hypot(*(q.tsne_map[i] - q.tsne_map[j]).T) / q.size, 2.75)
    within, several = run.groups[i] == run.groups[j], "between groups" if run.groups.any() else ""
    traces = [
        viz.markers(x, np.where(within, y, np.nan), "data", size=4, opacity=0.5),
        viz.markers(x, np.where(within, np.nan, y), "accent", size=4, opacity=0.5),
        viz.label([0.03 * wide], [3.12], "within a group", "data", position="middle right", size=13),
        viz.label([0.03 * wide], [2.9], several, "accent", position="middle right", size=13),
    ]
    across = viz.Axis("distance in 50 dimensions", (0, wide))
    return viz.Plane(traces, across, IN_MAP, f"Distances of {mf.SHOWN:,} pairs")


def divergence_panel(q: Manifold) -> viz.Plane:
    """The divergence at the end of five runs at each perplexity, and that of the moment."""
    every, here = nm.ends(q.p.cloud), (q.asked, min(q.divergence, TOP))
    rows = np.concatenate([every, np.full((nm.RUNS, 1), np.nan)], axis=1).ravel()
    this = viz.line(nm.PERPLEXITIES, every[q.p.run - 1], "model", width=2.6, name="this run")
    traces = [
        viz.line(np.tile([*nm.PERPLEXITIES, np.nan], nm.RUNS), rows, "null", width=1.2, opacity=0.7, hover=False),
        viz.called(this, "at the end", at=0.5),
        viz.dots(here, "model", size=13, name="now"),
    ]
    moves = lambda x, y: {"perplexity": str(min(nm.PERPLEXITIES, key=lambda each: abs(np.log(each / max(x, 0.1)))))}
    handle = viz.Handle("perplexity", here, "perplexity", "model", moves=moves, follows="loosely")
    return viz.Plane(traces, EASE, NATS, "What t-SNE makes small", handles=[handle], room=(200, 170))
