"""What is given is data, what correlation sees of it model, what is pointed at accent, what chance makes null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.probability import dependence, dependent_laws

if TYPE_CHECKING:
    from pages.probability.independence_correlation.state import Dependence

FAR, MOST = 3.0, 4.0  # scores, and centred distances, that are shown
PARAMETER = {  # of each pair: its control, the title of its axis, the range of it, the information that is shown
    "round": ("exponent", "exponent p", (0.47, 34.0), 0.6),
    "square": ("angle", "turned by (degrees)", (-3.0, 93.0), 0.36),
    "normal": ("rho", "correlation ρ of the normals", (-1.05, 1.05), 2.05),
}
TITLES = {"round": "Uniform in the shape", "square": "Uniform in the square", "normal": "Normal margins"}
CULTIVARS = (("data", "circle"), ("model", "diamond"), ("optimum", "square"))
QUIET: dict[str, Any] = {"hover": False}
THREE, TICKS = np.arange(3.0), (0, 1, 2)


def strokes(left: Any, right: Any, heights: Any, role: str, upright: bool = False, **style: Any) -> dict[str, Any]:
    """Level strokes, or upright ones, as one broken line."""
    left, right, heights = np.broadcast_arrays(left, right, heights)
    along, at = np.stack([left, right, left], axis=-1).ravel(), np.repeat(heights.ravel(), 3)
    at[2::3] = np.nan
    return viz.line(*((at, along) if upright else (along, at)), role, hover=False, **style)


def mosaic_panel(q: Dependence) -> viz.Plane:
    """Columns as wide as the shares of Y, cut by X given Y; dashed, where all would be cut if they were independent."""
    t, tiles, told = q.table, [], []
    edges, level = np.append(0.0, np.cumsum(t.columns)), 1 - np.append(0.0, np.cumsum(t.rows))
    middle, cuts, excess = (edges[:-1] + edges[1:]) / 2, t.cuts, t.excess
    for i, j in np.ndindex(3, 3):
        box = edges[j], edges[j + 1], cuts[i + 1, j], cuts[i, j]
        deep = round(min(0.7, 0.04 + 2.2 * float(abs(excess[i, j]))), 2)
        tiles.append(viz.rectangles([box], "data" if excess[i, j] > -1e-9 else "model", opacity=deep))
        told.append(
            viz.note(*inside(*box, level[1:3]), f"{number(float(100 * t.joint[i, j]), 2)}%", "ink", "middle center", 14)
        )
    columns, rows = ([f"{name}={k}" for k in (1, 2, 3)] for name in "YX")
    beside, under = viz.spread((level[:-1] + level[1:]) / 2, 0.06), viz.spread(middle, 0.2)
    traces = [
        *tiles,
        strokes(0.0, 1.0, level[1:3], "null", width=2, dash="dash"),
        strokes(0.0, 1.0, edges, "ink", True, width=1.4),
        strokes(edges[:3], edges[1:], cuts[1:3], "ink", width=3.4),
        *told,
        viz.label(under, [-0.08] * 3, columns, "muted", position="bottom center"),
        viz.label([-0.02] * 3, beside, rows, "muted", position="middle left"),
    ]
    moved = lambda k, _, y: stopping(dependence.with_cut(q.masses, k // 3, k % 3, y), "A cut stops at the next one.")
    pushed = lambda k, x, _: stopping(dependence.with_edge(q.masses, k, x), "A column keeps some of the weight.")
    spots = np.stack([np.tile(middle, 2), cuts[1:3].ravel()], axis=1)
    said = lambda k: f"cut {k // 3 + 1} of column {k % 3 + 1}"
    grips = [grip for grip in viz.handles("cut", spots, said, "data", moves=moved, follows="y") if grip.spot[1] >= 0]
    sides = np.stack([edges[1:3], [1, 1]], axis=1)
    grips += viz.handles("edge", sides, "edge of column", "null", moves=pushed, follows="x")
    x, y = viz.Axis("share of Y", (-0.15, 1.01), ticks=(0, 0.5, 1)), viz.Axis("X by Y", (-0.17, 1.02), visible=False)
    return viz.Plane(traces, x, y, "The table as a mosaic", weight=1.1, handles=grips)


def inside(left: Any, right: Any, low: Any, high: Any, level: Any) -> tuple[float, float]:
    """Where the number of a tile stands: between the handles and clear of the dashed lines; NaN without room."""
    low, high = low + 0.06 * (low > 0), high - 0.06 * (high < 1)  # a cut has a handle
    y = (low + high) / 2
    for dashed in level:
        y = dashed + (0.05 if y >= dashed else -0.05) if abs(y - dashed) < 0.05 else y
    return (left + right) / 2 if right - left > 0.13 else np.nan, y if low + 0.035 < y < high - 0.035 else np.nan


def stopping(moved: tuple[Any, bool], sentence: str) -> dict[str, Any]:
    values = {"weights": tuple(map(tuple, moved[0].tolist()))}
    if moved[1]:
        raise viz.Limit(sentence, values)
    return values


def layers_panel(q: Dependence) -> viz.Plane:
    """The singular values of the standardised table: the first is the product of the margins, and always 1."""
    values = np.append(1.0, q.table.values[:2])
    bars = viz.bars(THREE, values, ("null", "data", "data"), width=0.62, name="singular value")
    tops = viz.label(THREE, values, [f"{value:.3f}" for value in values], "ink", size=13)
    x = viz.Axis("layer (1: product)", (-0.5, 2.5), ticks=TICKS, labels=["1", "2", "3"])
    y = viz.Axis("singular value", (0, 1.12), ticks=[0, 0.5, 1])
    return viz.Plane([bars, tops], x, y, "Layers of the table", weight=0.68)


def scores_panel(q: Dependence) -> viz.Plane:
    """The cells at the scores that correlate most: the means of the columns lie on a line of slope s₂."""
    t, (f, g) = q.table, (np.clip(each, -FAR, FAR) for each in q.scores)
    below, beside = (viz.spread(each, gap, FAR) for each, gap in ((g, 1.6), (f, 0.6)))
    named = lambda name, places: [f"{name}={k + 1}" if np.isfinite(at) else "" for k, at in enumerate(places)]
    y, x = np.meshgrid(np.nan_to_num(g), np.nan_to_num(f))
    means, ends = t.means * (1 if np.nansum(f * t.x_scores) >= 0 else -1), np.array([-3.2, 3.2])
    traces = [
        viz.markers(y.ravel(), x.ravel(), "data", size=np.sqrt(t.joint.ravel()) * 64, opacity=0.55, name="cell"),
        viz.line(ends, q.maximal * ends, "model", width=2.4, name="slope s₂"),
        viz.markers(g, means, "accent", size=11, symbol="diamond", name="mean of a column"),
        viz.label(np.nan_to_num(below), [-3.8] * 3, named("Y", below), "muted", position="middle center", size=12),
        viz.label([4.55] * 3, np.nan_to_num(beside), named("X", beside), "muted", position="middle left", size=12),
        viz.note(-3.4, 4.2, f"line of slope {q.maximal:.3f}", "model"),
        viz.note(-3.4, 3.7, "◆ mean of a column", "accent"),
    ]
    axes = viz.Axis("score of Y", (-3.5, 4.6)), viz.Axis("score of X", (-4.1, 4.5))
    return viz.Plane(traces, *axes, "The best scores")


def cloud_panel(q: Dependence) -> viz.Plane:
    """The points and their least-squares line."""
    spots, ends = np.stack([q.x, q.y], axis=1), np.array([-3.2, 3.2])
    slope = np.nan if q.cloud.constant else q.pearson * q.y.std() / q.x.std()
    traces = [
        viz.line(ends, q.y.mean() + slope * (ends - q.x.mean()), "model", name="least-squares line"),
        viz.dots(spots, "data", size=11, name="a point"),
        viz.note(-3.2, 4.1, f"r = {number(q.pearson, 3)}", "model", size=15),
    ]
    axes = viz.Axis("x", (-3.3, 3.3)), viz.Axis("y", (-3.3, 4.5))
    return viz.Plane(traces, *axes, "The cloud", handles=viz.handles("points", spots, "point", "data"))


def pairs_panel(q: Dependence) -> viz.Plane:
    """Each pair of points: its centred distance in x and in y. The mean of the products is dCor²."""
    first, second = (np.clip(each.ravel(), -MOST, MOST) for each in (q.cloud.first, q.cloud.second))
    alike, slope, ends = first * second > 0, q.distance_correlation**2, np.array([-MOST, MOST])
    kinds = ((np.where(alike, 1, np.nan), "data"), (np.where(alike, np.nan, 1), "null"))
    traces = [
        *(viz.markers(first * shown, second, role, size=5, opacity=0.5, name="a pair") for shown, role in kinds),
        viz.line([*ends, np.nan, 0, 0], [0, 0, np.nan, *ends], "muted", width=1, **QUIET),
        viz.line(ends, slope * ends, "optimum", width=2.4, name="slope dCor²"),
        viz.note(-3.9, 4.2, f"slope dCor² = {number(slope, 3)}", "optimum", size=14),
    ]
    axes = viz.Axis("centred distance in x", (-4.1, 4.1)), viz.Axis("centred distance in y", (-4.1, 4.5))
    return viz.Plane(traces, *axes, "Pairs: far in both?")


def strengths_panel(q: Dependence) -> viz.Plane:
    """The three measures, and what is left of each when y is shuffled."""
    found = np.abs([q.pearson, q.spearman, q.distance_correlation])
    chance, tops = np.array(q.cloud.shuffled)[[0, 0, 1]], [f"{each:.2f}" if np.isfinite(each) else "" for each in found]
    traces = [
        viz.bars(THREE, np.nan_to_num(found), ("model", "data", "optimum"), width=0.62),
        strokes(THREE - 0.42, THREE + 0.42, chance, "ink", width=3, dash="dot"),
        viz.label(THREE, np.nan_to_num(np.fmax(found, chance)), tops, "ink"),
        viz.note(2.45, 1.15, "⋯ after shuffling y", "ink", "middle left"),
    ]
    axis = viz.Axis("", (-0.5, 2.5), ticks=TICKS, labels=["|r|", "|ρ|", "dCor"])
    return viz.Plane(traces, axis, viz.Axis("strength", (0, 1.2), ticks=[0, 0.5, 1]), "Three measures", weight=0.62)


def law_panel(q: Dependence) -> viz.Plane:
    """Draws of the pair, the shape that they fill, and the slice at x."""
    low, high = q.span
    rise = lambda values: dependent_laws.stretched(values, q.s)
    at, edge = float(rise(q.z)), rise(dependent_laws.outline(q.shape, q.t))
    other = edge * np.nan if q.jointly else rise(dependent_laws.outline("normal", -q.t))
    traces = [
        viz.dots(rise(q.drawn), "data", size=5, opacity=0.55, name="a draw"),
        *(viz.polyline(each, "data", width=2, **QUIET) for each in (edge, other)),
        viz.segment((at, low), (at, high), "accent", width=2.6, **QUIET),
    ]
    slide = lambda x, _: {"slice": 100 * within(q, x) / q.widest}
    foot = at, 0.94 * low + 0.06 * high
    grips = [viz.Handle("slice", foot, "slice", "accent", moves=slide, follows="x"), shaping(q)]
    axes = viz.Axis("x", (low, high)), viz.Axis("y", (low, high))
    title = f"{'Stretched normals' if q.s else TITLES[q.shape]}: r = {number(q.true_r + 0.0, 3)}"
    return viz.Plane(traces, *axes, title, equal=True, weight=1.25, handles=grips)


def within(q: Dependence, x: float) -> float:
    """The place before the stretch of a slice that is dragged to x."""
    if abs(z := dependent_laws.unstretched(x, q.s)) > 0.95 * q.widest:
        raise viz.Limit("The slice stops where the shape all but ends.", {"slice": 95 * np.sign(z)})
    return z


def shaping(q: Dependence) -> viz.Handle:
    """What moves the parameter: the corner on the diagonal, a vertex, the mean of Y where X is 1.5 deviations."""
    if q.shape == "round":
        corner = np.full(2, 2 ** (-1 / q.t))
        return viz.Handle("corner", corner, "corner of the shape", "data", moves=cornered, follows="x")
    if q.shape == "square":
        vertex, turned = np.sqrt(2) * dependent_laws.turn(q.t + 45), lambda x, y: np.rad2deg(np.arctan2(y, x)) - 45
        moves = lambda x, y: {"angle": (turned(x, y) + 180) % 360 - 180}
        return viz.Handle("vertex", vertex, "vertex of the square", "data", moves=moves, follows="angle")
    at, lift = dependent_laws.stretched([1.5, 1.5 * q.t], q.s), lambda y: dependent_laws.unstretched(y, q.s) / 1.5
    return viz.Handle("lift", at, "height at 1.5 deviations", "data", moves=lambda _, y: {"rho": lift(y)}, follows="y")


def cornered(x: float, _: float) -> dict[str, Any]:
    if not 0.25 <= x <= 0.978:
        raise viz.Limit("The corner goes from a star's to all but the square's.", {"exponent": 0.5 if x < 0.5 else 32})
    return {"exponent": np.log(2) / -np.log(x)}


def slice_panel(q: Dependence) -> viz.Plane:
    """The density of Y on the slice beside that of Y alone: independence says that they are the same at every slice."""
    (low, high), top = q.span, 1.2 if q.shape == "normal" else 1.6
    y, given, alone = dependent_laws.profile(q.shape, q.t, q.jointly, q.s, q.z, np.linspace(low, high, 301))
    outline = np.stack([np.minimum([*given, 0, 0], 1.5 * top), [*y, high, low]], axis=1)
    ups = [0.95, 0.86, 0.77 if q.shape == "normal" else 0.04]
    if q.shape == "normal" and q.s < 0.3 and (q.t * q.z > 1.2 if q.jointly else abs(q.t * q.z) > 1.6):  # clear of it
        ups = [0.22, 0.13, 0.04] if q.jointly else [0.69, 0.6, 0.51]
    says = ("Y on the slice", "accent"), ("- - Y alone", "null"), (f"KL = {number(q.surprise, 3)}", "ink")
    traces = [
        viz.polygon(outline, "accent", opacity=0.3, width=2),
        viz.line(np.minimum(alone, 1.5 * top), y, "null", width=2.6, dash="dash", name="Y alone"),
        *(
            viz.note(0.97 * top, low + up * (high - low), *each, "middle left")
            for each, up in zip(says, ups, strict=True)
        ),
    ]
    return viz.Plane(traces, viz.Axis("density", (0, top)), viz.Axis("y", (low, high)), "Y, if x is known", weight=0.82)


def information_panel(q: Dependence) -> viz.Plane:
    """The information of the family, and what correlation makes of it."""
    (name, says, ends, top), (grid, told) = PARAMETER[q.shape], dependent_laws.curve(q.shape, q.jointly)
    r = dependent_laws.stretched_correlation(grid, q.s, q.jointly) if q.shape == "normal" else 0.0 * grid
    middle = float(np.sqrt(np.prod(ends)) if q.shape == "round" else np.mean(ends))
    traces = [
        viz.line(grid, dependent_laws.normal_information(r), "model", width=2.4, name="−½ ln(1 − r²)"),
        viz.line(grid, told, "data", width=2.6, name="I(X; Y)"),
        viz.segment((q.t, q.known_by_r), (q.t, q.information), "accent", width=5, **QUIET),
        viz.dots((q.t, q.known_by_r), "model", size=10, name="what r says"),
        viz.dots((q.t, q.information), "data", size=12, name="information"),
        viz.note(middle, -0.07 * top, "what r says", "model", "middle center", 14),
        viz.note(middle, 1.07 * top, "I(X; Y)", "data", "middle center", 14),
    ]
    grip = viz.Handle("here", (q.t, q.information), says, "data", moves=lambda x, _: {name: x}, follows="x")
    axes = viz.Axis(says, ends, log=q.shape == "round"), viz.Axis("information (nats)", (-0.13 * top, 1.14 * top))
    return viz.Plane(traces, *axes, "What is there to know", handles=[grip])


def wines_panel(q: Dependence) -> viz.Plane:
    """The wines by their ranks in both features, in the bins that are counted."""
    found, a, b = dependence.wines(), int(q.p.first), int(q.p.second)
    sides = np.append(np.arange(1, q.p.bins) / q.p.bins, [np.nan] * (8 - q.p.bins))
    wines = [found.shares[found.cultivar == k][:, [a, b]] for k in range(3)]
    traces = [
        *(strokes(0.0, 1.0, sides, "zero", upright, width=1) for upright in (False, True)),
        *(viz.dots(wines[k], role, size=8, symbol=symbol, opacity=0.75) for k, (role, symbol) in enumerate(CULTIVARS)),
    ]
    ranks = lambda letter, k: f"{letter}: {found.names[k]} (wines below)"
    x, y = (viz.Axis(says, (-0.02, 1.02), ticks=(0, 0.5, 1), percent=True) for says in (ranks("a", a), ranks("b", b)))
    return viz.Plane(traces, x, y, "Wines of cultivar ● ◆ ■")


def told_panel(q: Dependence) -> viz.Plane:
    """What a, b and both tell of the cultivar; the sum of the single ones; what shuffling leaves."""
    p = q.pair
    found, added = np.array([p.first, p.second, p.both]), p.first + p.second
    tops = np.maximum(found, p.shuffled)
    for line in sorted((added, p.entropy)):  # the numbers are clear of both
        tops = np.where((tops - 0.02 < line) & (line < tops + 0.19) & ((THREE == 2) | (line != added)), line, tops)
    traces = [
        viz.bars(THREE, found, ("accent", "gradient", "ink"), width=0.62, opacity=0.65),
        strokes(THREE - 0.42, THREE + 0.42, p.shuffled, "ink", width=3, dash="dot"),
        viz.line([-0.5, 2.5], [p.entropy] * 2, "muted", dash="dash", width=1.6, **QUIET),
        viz.line([1.58, 2.42], [added] * 2, "null", width=4, **QUIET),
        viz.label(THREE, tops, [f"{each:.3f}" for each in found], "ink"),
        viz.note(-0.45, p.entropy, "H(C)", "muted", "top right"),
        *viz.key(-0.5, 1.72, (("━ a plus b", "null"), ("⋯ after shuffling", "ink"))),
    ]
    axis = viz.Axis("", (-0.5, 2.5), ticks=TICKS, labels=["a", "b", "a and b"])
    return viz.Plane(traces, axis, viz.Axis("on the cultivar (nats)", (0, 1.72)), "What they tell", weight=0.72)


def ranking_panel(q: Dependence) -> viz.Plane:
    """All features one at a time: information by nearest neighbours against F."""
    found, a, b = dependence.wines(), int(q.p.first), int(q.p.second)
    spots = np.stack([found.f, found.information], axis=1)
    near = lambda x, y: str(int(np.argmin(np.hypot(np.log(found.f / x) / 8, (found.information - y) / 0.7))))
    other = spots[b] if a != b else spots[b] * np.nan
    traces = [
        viz.dots(spots, "null", size=8, text=found.names),
        viz.dots(spots[a], "accent", size=13),
        viz.dots(other, "gradient", size=13),
        viz.note(0.06, 0.71, f"a: {found.names[a]}", "accent", size=14),
        viz.note(0.06, 0.61, f"b: {found.names[b]}", "gradient", size=14),
    ]
    # Loosely: there are fifteen places to be.
    first, second = (lambda x, y, which=which: {which: near(x, y)} for which in ("first", "second"))
    grips = [viz.Handle("a", spots[a], "feature a", "accent", moves=first, follows="loosely")]
    grips += [viz.Handle("b", spots[b], "feature b", "gradient", moves=second, follows="loosely")]
    axes = viz.Axis("F statistic", (0.05, 900), log=True), viz.Axis("information (nats)", (-0.09, 0.75))
    return viz.Plane(traces, *axes, "Ranked one at a time", handles=grips)
