"""What is given is data, what correlation sees of it model, what is pointed at accent, what would be without is null."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.probability import dependence, dependent_laws

if TYPE_CHECKING:
    from pages.probability.independence_correlation.state import Dependence

Array = NDArray[np.float64]
FAR, MOST, THIN = 3.0, 3.4, 0.02  # scores and centred distances that are shown; the least width of a dragged column
GRIDS = {"round": np.geomspace(0.5, 32, 61), "square": np.linspace(0, 90, 61), "normal": np.linspace(-0.99, 0.99, 67)}
PARAMETER = {
    "round": ("exponent", "exponent p", 0.6),
    "square": ("angle", "turned by (degrees)", 0.36),
    "normal": ("rho", "correlation ρ of the normals", 2.05),
}
ROLES, SYMBOLS = ("data", "model", "optimum"), ("circle", "diamond", "square")


def note(x: float, y: float, text: str, role: str, position: str = "middle center", size: float = 13) -> dict[str, Any]:
    """One direct label; it hides, and keeps its trace, where x or y is NaN."""
    return viz.label([x], [y], text if np.isfinite([x, y]).all() else "", role, position=position, size=size)


def mosaic_panel(q: Dependence) -> viz.Plane:
    """Columns as wide as the shares of Y, cut by X given Y; dashed, where all would be cut if they were independent."""
    t = q.table
    edges = np.append(0.0, np.cumsum(t.columns))
    shares = np.divide(t.joint, t.columns, out=np.full((3, 3), np.nan), where=t.columns > 0)
    heights = 1 - np.vstack([np.zeros(3), np.cumsum(shares, axis=0)])  # (4, columns), row 1 on top
    level, middle = 1 - np.append(0.0, np.cumsum(t.rows)), (edges[:-1] + edges[1:]) / 2
    excess = np.divide(t.joint - t.product, np.sqrt(t.product), out=np.zeros((3, 3)), where=t.product > 0)
    tiles, told = [], []
    for i in range(3):
        for j in range(3):
            box = [edges[j], edges[j + 1], heights[i + 1, j], heights[i, j]]
            role, deep = "data" if excess[i, j] >= 0 else "model", round(min(0.7, 0.04 + 2.2 * abs(excess[i, j])), 2)
            tiles.append(viz.rectangles([box], role, opacity=deep))
            told.append(note(*inside(box, level), f"{100 * t.joint[i, j]:.3g}%", "ink", size=14))
    cuts = [([edges[j], edges[j + 1], np.nan], [heights[i, j]] * 2 + [np.nan]) for j in range(3) for i in (1, 2)]
    sides = [([edge, edge, np.nan], [0, 1, np.nan]) for edge in edges]
    dashed = [([0, 1, np.nan], [height] * 2 + [np.nan]) for height in level[1:3]]
    traces = [
        *tiles,
        *(
            viz.line(*np.concatenate(each, axis=1), role, **style)
            for each, role, style in (
                (sides, "ink", {"width": 1.4, "hover": False}),
                (cuts, "ink", {"width": 3.4, "hover": False}),
                (dashed, "null", {"width": 2, "dash": "dash", "hover": False}),
            )
        ),
        *told,
        viz.label(
            viz.spread(middle, 0.14), [-0.01] * 3, [f"Y = {k}" for k in (1, 2, 3)], "muted", position="bottom center"
        ),
        viz.label(
            [-0.02] * 3,
            viz.spread((level[:-1] + level[1:]) / 2, 0.06),
            [f"X = {k}" for k in (1, 2, 3)],
            "muted",
            position="middle left",
        ),
    ]
    handles = [
        viz.Handle(
            "cut",
            (middle[j], heights[i + 1, j]),
            f"cut {i + 1} of column {j + 1}",
            "data",
            2 * j + i,
            lambda x, y, i=i, j=j: cut(q, i, j, y),
            "y",
        )
        for j in range(3)
        for i in range(2)
        if t.columns[j] > 0
    ]
    handles += viz.handles(
        "edge",
        np.stack([edges[1:3], [1.0, 1.0]], axis=1),
        "edge of column",
        "null",
        moves=lambda j, x, y: widen(q, j, x),
        follows="x",
    )
    axes = (
        viz.Axis("share of Y", (-0.13, 1.01), ticks=(0, 0.5, 1)),
        viz.Axis("share of X in a column", (-0.09, 1.02), ticks=[]),
    )
    return viz.Plane(traces, *axes, "The table as a mosaic", weight=1.1, handles=handles)


def inside(box: list[float], level: Any) -> tuple[float, float]:
    """Where the number of a tile stands: its middle, or clear of the dashed lines; NaN where it has no room."""
    left, right, low, high = box
    y = (low + high) / 2
    for dashed in level:
        if abs(y - dashed) < 0.04:
            y = dashed + (0.04 if y >= dashed else -0.04)
    return (left + right) / 2 if right - left > 0.09 else np.nan, y if low + 0.03 < y < high - 0.03 else np.nan


def cut(q: Dependence, i: int, j: int, height: float) -> dict[str, Any]:
    """The cut under row i of column j moved to a height: what row i gains, row i + 1 loses."""
    weights = np.array(q.p.weights)
    total = weights[:, j].sum()
    floor, ceiling = 1 - weights[: i + 2, j].sum() / total, 1 - weights[:i, j].sum() / total
    both, to = weights[i, j] + weights[i + 1, j], float(np.clip(height, floor, ceiling))
    weights[i, j] = round(total * (ceiling - to), 1)
    weights[i + 1, j] = max(0.0, both - weights[i, j])
    values = {"weights": tuple(map(tuple, np.minimum(weights, 100).tolist()))}
    if abs(to - height) > 1e-9:
        raise viz.Limit("A cut stops at the next one: a cell cannot hold less than nothing.", values)
    return values


def widen(q: Dependence, j: int, x: float) -> dict[str, Any]:
    """The edge between columns j and j + 1 moved to x; each keeps its proportions."""
    weights, t = np.array(q.p.weights), q.table
    left, both = float(t.columns[:j].sum()), float(t.columns[j : j + 2].sum())
    least = min(THIN, both / 2)
    to = float(np.clip(x - left, least, both - least))
    total = weights.sum()
    for column, share in ((j, to), (j + 1, both - to)):
        alone = t.joint[:, column] / t.columns[column] if t.columns[column] > 0 else t.rows
        weights[:, column] = np.round(share * total * alone, 1)
    values = {"weights": tuple(map(tuple, weights.tolist()))}
    if abs(to - (x - left)) > 1e-9:
        raise viz.Limit("An edge stops near the next one: a column keeps some of the weight.", values)
    return values


def layers_panel(q: Dependence) -> viz.Plane:
    """The singular values of the standardised table: the first is the product of the margins, and always 1."""
    values = np.append(1.0, q.table.values[:2])
    traces = [
        viz.bars([1, 2, 3], values, ("null", "data", "data"), width=0.62, name="singular value"),
        *(note(k + 1, values[k], f"{values[k]:.3f}", "ink", "top center") for k in range(3)),
    ]
    x = viz.Axis("layer", (0.5, 3.5), ticks=[1, 2, 3], labels=["product", "second", "third"])
    return viz.Plane(
        traces, x, viz.Axis("singular value", (0, 1.12)), "Its layers: rank one, if independent", weight=0.75
    )


def scores_panel(q: Dependence) -> viz.Plane:
    """The cells at the scores that correlate most: the means of the columns lie on a line of slope s₂."""
    t, (f, g) = q.table, q.scores
    y, x = np.meshgrid(np.clip(np.nan_to_num(g), -FAR, FAR), np.clip(np.nan_to_num(f), -FAR, FAR))
    means = np.divide(np.nan_to_num(f) @ t.joint, t.columns, out=np.full(3, np.nan), where=t.columns > 0)
    ends = np.array([-FAR, FAR])
    across, up = (viz.spread(np.clip(each, -FAR, FAR), gap, 3.0) for each, gap in ((g, 0.95), (f, 0.4)))
    names = [
        [f"{name} = {k + 1}" if np.isfinite(at) else "" for k, at in enumerate(each)]
        for name, each in (("Y", across), ("X", up))
    ]
    traces = [
        viz.markers(y.ravel(), x.ravel(), "data", size=np.sqrt(t.joint.ravel()) * 64, opacity=0.55, name="cell"),
        viz.line(ends, q.maximal * ends, "model", width=2.4, name="slope s₂"),
        viz.markers(np.clip(g, -FAR, FAR), means, "accent", size=11, symbol="diamond", name="mean of a column"),
        viz.label(np.nan_to_num(across), np.full(3, -3.3), names[0], "muted", position="middle center", size=12),
        viz.label(np.full(3, 3.45), np.nan_to_num(up), names[1], "muted", position="middle left", size=12),
        note(-3.4, 3.25, f"line of slope {q.maximal:.3f}", "model", "middle right"),
        note(-3.4, 2.85, "◆ mean of a column", "accent", "middle right"),
    ]
    axes = viz.Axis("score of Y", (-3.5, 3.5)), viz.Axis("score of X", (-3.5, 3.5))
    return viz.Plane(traces, *axes, "Best scores: they correlate by s₂")


def cloud_panel(q: Dependence) -> viz.Plane:
    """The points and their least-squares line."""
    slope = np.nan if q.cloud.constant else q.pearson * q.y.std() / q.x.std()
    ends = np.array([-3.2, 3.2])
    line = q.y.mean() + slope * (ends - q.x.mean())
    spots = np.stack([q.x, q.y], axis=1)
    traces = [
        viz.line(ends, line, "model", width=2.2, name="least-squares line"),
        viz.dots(spots, "data", size=11, name="a point"),
        note(-3.0, 3.05, f"r = {number(q.pearson, 3)}", "model", "middle right", 15),
    ]
    axes = viz.Axis("x", (-3.3, 3.3)), viz.Axis("y", (-3.3, 3.3))
    return viz.Plane(traces, *axes, "The cloud", handles=viz.handles("points", spots, "point", "data"))


def pairs_panel(q: Dependence) -> viz.Plane:
    """Each pair of points: its centred distance in x and in y. The mean of the products is dCor²."""
    first, second = (np.clip(each, -MOST, MOST) for each in (q.cloud.first, q.cloud.second))
    together = first * second > 0
    ends, slope = np.array([-3.4, 3.4]), q.distance_correlation**2
    traces = [
        *(
            viz.markers(
                np.where(chosen, first, np.nan).ravel(), np.where(chosen, second, np.nan).ravel(), role, **style
            )
            for chosen, role, style in (
                (together, "data", {"size": 5, "opacity": 0.5, "name": "a pair"}),
                (~together, "null", {"size": 5, "opacity": 0.4, "name": "a pair"}),
            )
        ),
        viz.line([*ends, np.nan, 0, 0], [0, 0, np.nan, *ends], "muted", width=1, hover=False),
        viz.line(ends, slope * ends, "optimum", width=2.4, name="slope dCor²"),
        note(-3.3, 3.2, f"slope dCor² = {number(slope, 3)}", "optimum", "middle right", 14),
    ]
    axes = viz.Axis("centred distance in x", (-3.5, 3.5)), viz.Axis("centred distance in y", (-3.5, 3.5))
    return viz.Plane(traces, *axes, "Its pairs: are far ones far in both?")


def strengths_panel(q: Dependence) -> viz.Plane:
    """The three measures, and what is left of each when y is shuffled."""
    found = np.abs([q.pearson, q.spearman, q.distance_correlation])
    plain, distance = q.cloud.shuffled
    chance = [plain, plain, distance]
    x = np.concatenate([[k - 0.42, k + 0.42, np.nan] for k in range(3)])
    traces = [
        viz.bars([0, 1, 2], np.nan_to_num(found), ("model", "data", "optimum"), width=0.62),
        viz.line(x, np.concatenate([[each, each, np.nan] for each in chance]), "ink", width=3, dash="dot", hover=False),
        *(note(k, np.fmax(found[k], chance[k]), number(found[k], 2), "ink", "top center", 14) for k in range(3)),
        note(2.45, 1.06, "⋯ after shuffling y", "ink", "middle left"),
    ]
    axis = viz.Axis("", (-0.5, 2.5), ticks=[0, 1, 2], labels=["|r|", "|ρ| ranks", "dCor"])
    return viz.Plane(traces, axis, viz.Axis("strength", (0, 1.12), ticks=[0, 0.5, 1]), "Three measures", weight=0.62)


def law_panel(q: Dependence) -> viz.Plane:
    """Draws of the pair, the shape that they fill, and the slice at x."""
    low, high = q.span
    rise = lambda values: dependent_laws.stretched(values, q.s)
    at, dots = float(rise(q.z)), rise(q.drawn)
    edge = rise(dependent_laws.outline(q.p.family, q.t))
    other = edge * np.nan if q.jointly else rise(dependent_laws.outline("normal", -q.t))
    traces = [
        viz.dots(dots, "data", size=5, opacity=0.55, name="a draw"),
        viz.polyline(edge, "data", width=2, hover=False),
        viz.polyline(other, "data", width=2, hover=False),
        viz.segment((at, low), (at, high), "accent", width=2.6, hover=False),
        note(
            low + 0.03 * (high - low),
            high - 0.04 * (high - low),
            f"r = {number(q.true_r + 0.0, 3)}",
            "model",
            "middle right",
            15,
        ),
    ]
    slide = lambda x, _: {"slice": 100 * _within(q, x) / q.widest}
    handles = [
        viz.Handle("slice", (at, low + 0.06 * (high - low)), "slice", "accent", moves=slide, follows="x"),
        *_shape(q),
    ]
    title = {"round": "Uniform in the shape", "square": "Uniform in the square", "normal": "Normal margins"}[q.p.family]
    title = title if not q.s else "Stretched normal margins"
    return viz.Plane(
        traces, viz.Axis("x", (low, high)), viz.Axis("y", (low, high)), title, equal=True, weight=1.35, handles=handles
    )


def _within(q: Dependence, x: float) -> float:
    """The place before the stretch that lands on x."""
    z = dependent_laws.unstretched(max(x, -0.999 / q.s) if q.s else x, q.s)
    end = 0.95 * q.widest
    if abs(z) > end:
        raise viz.Limit("The slice stops where the shape all but ends.", {"slice": 95 * np.sign(z)})
    return z


def _shape(q: Dependence) -> list[viz.Handle]:
    """What moves the parameter: the corner on the diagonal, a vertex, the line of the mean at z = 1.5."""
    t = q.t
    if q.p.family == "round":
        corner = 2 ** (-1 / t)
        return [viz.Handle("corner", (corner, corner), "corner of the shape", "data", moves=_corner, follows="x")]
    if q.p.family == "square":
        turn = np.deg2rad(t + 45)
        vertex = np.sqrt(2) * np.array([np.cos(turn), np.sin(turn)])
        return [viz.Handle("vertex", vertex, "vertex of the square", "data", moves=_turn, follows="angle")]
    at = dependent_laws.stretched([1.5, 1.5 * t], q.s)
    lift = lambda x, y: {"rho": dependent_laws.unstretched(max(y, -0.999 / q.s) if q.s else y, q.s) / 1.5}
    return [viz.Handle("lift", at, "mean of Y where X is 1.5 deviations", "data", moves=lift, follows="y")]


def _corner(x: float, y: float) -> dict[str, Any]:
    if not 0.25 <= x <= 0.978:
        raise viz.Limit("The corner goes from a star's to all but the square's.", {"exponent": 0.5 if x < 0.5 else 32})
    return {"exponent": np.log(2) / -np.log(x)}


def _turn(x: float, y: float) -> dict[str, Any]:
    return {"angle": (np.rad2deg(np.arctan2(y, x)) - 45 + 180) % 360 - 180}


def slice_panel(q: Dependence) -> viz.Plane:
    """The density of Y on the slice beside that of Y alone: independence says that they are the same at every slice."""
    low, high = q.span
    top = 1.6 if not q.normal else 1.2
    y = np.linspace(low, high, 401)
    if not q.normal:  # the ends of the slice exactly
        half = float(dependent_laws.half_chord(q.t, q.z))
        ends = (-half, half) if q.p.family == "round" else dependent_laws.square_chord(q.t, q.z)
        y = np.sort(np.concatenate([y, [float(end) + step for end in ends for step in (-1e-9, 1e-9)]]))
    before, steep = y, np.ones_like(y)
    if q.s:
        before = np.log1p(np.maximum(q.s * y, -0.999)) / q.s
        steep = np.where(y > -1 / q.s, 1 / np.maximum(1 + q.s * y, 1e-3), 0.0)
    alone = np.minimum(dependent_laws.margin(q.p.family, q.t, before) * steep, 1.5 * top)
    given = dependent_laws.slice_density(q.p.family, q.t, q.jointly, q.z, before) * steep
    given = np.minimum(given, 1.5 * top)
    outside = np.stack([np.concatenate([given, [0.0, 0.0]]), np.concatenate([y, [high, low]])], axis=1)
    traces = [
        viz.polygon(outside, "accent", opacity=0.3, width=2),
        viz.line(alone, y, "null", width=2.6, dash="dash", name="Y alone"),
        note(0.97 * top, high - 0.05 * (high - low), "Y on the slice", "accent", "middle left"),
        note(0.97 * top, high - 0.11 * (high - low), "- - Y alone", "null", "middle left"),
        note(0.97 * top, low + 0.05 * (high - low), f"differ by {number(q.surprise, 3)} nats", "ink", "middle left"),
    ]
    axes = viz.Axis("density", (0, top)), viz.Axis("y", (low, high))
    return viz.Plane(traces, *axes, "Does the slice know anything?", weight=0.62)


@lru_cache
def informed(family: str, joint: bool) -> Array:
    """The information over the grid of the family's parameter."""
    return np.array([dependent_laws.info(family, float(t), joint) for t in GRIDS[family]])


def information_panel(q: Dependence) -> viz.Plane:
    """The information of the family, and what correlation makes of it."""
    name, says, top = PARAMETER[q.p.family]
    grid = GRIDS[q.p.family]
    r = dependent_laws.stretched_correlation(grid, q.s, q.jointly) if q.normal else np.zeros_like(grid)
    known, middle = dependent_laws.normal_information(r), 4.0 if q.p.family == "round" else float(np.mean(grid))
    traces = [
        viz.called(viz.line(grid, known, "model", width=2.4, name="−½ ln(1 − r²)")),
        viz.called(
            viz.line(grid, informed(q.p.family, q.jointly), "data", width=2.6, name="I(X; Y)"), "I(X; Y)", at=0.3
        ),
        viz.segment((q.t, q.known_by_r), (q.t, q.information), "accent", width=5, hover=False),
        viz.dots((q.t, q.known_by_r), "model", size=10, name="what r says"),
        viz.dots((q.t, q.information), "data", size=12, name="information"),
        note(middle, -0.06 * top, "what r says: −½ ln(1 − r²)", "model", size=14),
    ]
    x = viz.Axis(
        says,
        (grid[0] * 0.94 if q.p.family == "round" else grid[0] - 0.03 * np.ptp(grid), grid[-1] * 1.06),
        log=q.p.family == "round",
    )
    handles = [viz.Handle("here", (q.t, q.information), says, "data", moves=lambda x, _: {name: x}, follows="x")]
    y = viz.Axis("information (nats)", (-0.11 * top, top))
    return viz.Plane(traces, x, y, "What is known, and what r sees", handles=handles)


def wines_panel(q: Dependence) -> viz.Plane:
    """The wines by their ranks in both features, in the bins that are counted."""
    found, cells = dependence.wines(), np.arange(1, q.p.bins) / q.p.bins
    a, b = int(q.p.first), int(q.p.second)
    grid = np.concatenate(
        [[[c, c, np.nan], [0, 1, np.nan]] for c in cells] + [[[0, 1, np.nan], [c, c, np.nan]] for c in cells], axis=1
    )
    chosen = [found.cultivar == k for k in range(3)]
    traces = [
        viz.line(*grid, "grid", width=1.4, hover=False),
        *(
            viz.markers(
                found.shares[each, a],
                found.shares[each, b],
                ROLES[k],
                size=8,
                symbol=SYMBOLS[k],
                opacity=0.75,
                name=f"cultivar {k + 1}",
            )
            for k, each in enumerate(chosen)
        ),
    ]
    axes = (
        viz.Axis(f"a: {found.names[a]} (rank)", (-0.02, 1.02), percent=True),
        viz.Axis(f"b: {found.names[b]} (rank)", (-0.02, 1.02), percent=True),
    )
    return viz.Plane(traces, *axes, "178 wines: ● ◆ ■ are the cultivars")


def told_panel(q: Dependence) -> viz.Plane:
    """What a, b and both tell of the cultivar; the sum of the single ones; what shuffling leaves."""
    p = q.pair
    found = [p.first, p.second, p.both]
    x = np.concatenate([[k - 0.42, k + 0.42, np.nan] for k in range(3)])
    traces = [
        viz.bars([0, 1, 2], found, ("accent", "gradient", "ink"), width=0.62, opacity=0.65),
        viz.line(
            x, np.concatenate([[each, each, np.nan] for each in p.shuffled]), "ink", width=3, dash="dot", hover=False
        ),
        viz.line([-0.5, 2.5], [p.entropy] * 2, "muted", dash="dash", width=1.6, hover=False),
        viz.line([1.58, 2.42], [p.first + p.second] * 2, "null", width=4, hover=False),
        *(note(k, each, f"{each:.3f}", "ink", "top center", 14) for k, each in enumerate(found)),
        note(-0.45, p.entropy, "all there is to know: H(C)", "muted", "top right"),
        note(1.55, p.first + p.second, "a plus b", "null", "middle left"),
        note(-0.45, 1.36, "⋯ after shuffling", "ink", "middle right"),
    ]
    axis = viz.Axis("", (-0.5, 2.5), ticks=[0, 1, 2], labels=["a", "b", "a and b"])
    return viz.Plane(
        traces, axis, viz.Axis("information on the cultivar (nats)", (0, 1.42)), "What they tell", weight=0.72
    )


def ranking_panel(q: Dependence) -> viz.Plane:
    """All features one at a time: information by nearest neighbours against F."""
    found, a, b = dependence.wines(), int(q.p.first), int(q.p.second)
    spots = np.stack([found.f, found.information], axis=1)
    near = lambda x, y: str(int(np.argmin(np.hypot(np.log(found.f / x) / 8, (found.information - y) / 0.7))))
    apart = spots[b] if a != b else spots[b] * np.nan
    traces = [
        viz.called(viz.markers(*spots.T, "null", size=8, name="feature", text=found.names)),
        viz.called(viz.dots(spots[a], "accent", size=13), f"a: {found.names[a]}", role="accent"),
        viz.called(viz.dots(apart, "gradient", size=13), f"b: {found.names[b]}", role="gradient"),
    ]
    handles = [
        # Loosely: there are fifteen places to be.
        viz.Handle("a", spots[a], "feature a", "accent", moves=lambda x, y: {"first": near(x, y)}, follows="loosely"),
        viz.Handle(
            "b", spots[b], "feature b", "gradient", moves=lambda x, y: {"second": near(x, y)}, follows="loosely"
        ),
    ]
    axes = viz.Axis("F statistic", (0.05, 900), log=True), viz.Axis("information (nats)", (-0.03, 0.75))
    return viz.Plane(traces, *axes, "Ranked one at a time", handles=handles)
