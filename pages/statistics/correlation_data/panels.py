"""The panels of the lesson. What agrees (r > 0) is data, what disagrees model, what is moved gradient; of the measures
Pearson's is model, Spearman's data, Kendall's optimum, Chatterjee's accent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.lesson import Unanswerable
from explorer.text import number
from mathcore.statistics import correlations as co
from mathcore.statistics import third_variables as tv
from pages.statistics.correlation_data.state import ACROSS, BOX, SHARES, UP

if TYPE_CHECKING:
    from pages.statistics.correlation_data.state import Correlated

NAN, CROSS, SKIPPED = float("nan"), "cross-thin-open", {"hoverinfo": "skip"}
MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "pentagon", "hexagon")
SIGNS = ("●", "◆", "■", "▲", "✚", "✖", "★", "⬟", "⬢")
NEAR = np.array([0.1, -0.1, 0.0, 0.0])
AXES = viz.Axis("x", BOX[:2]), viz.Axis("y", BOX[2:])
TURN = np.linspace(0, 2 * np.pi, 145)
RING, RINGS = np.stack([np.cos(TURN), np.sin(TURN)], axis=1), ((2, np.sqrt(0.5)), (10, np.sqrt(0.9)))
quiet = lambda x, y, role, width=1.2, **style: viz.line(x, y, role, width=width, hover=False, **style)
two = lambda r: f"{r + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−") if np.isfinite(r) else "none"
signed = lambda title: viz.Axis(title, (-1.18, 1.18), ticks=[-1, -0.5, 0, 0.5, 1])


def note(x: float, y: float, text: str, role: str = "ink", position: str = "middle right", size: float = 14) -> Any:
    return viz.label([x], [y], text, role, position=position, size=size)


def level(z: Any, low: float, high: float, role: str, width: float) -> Any:
    """Lines of equal r, every tenth."""
    return viz.contour(ACROSS, UP, z, levels=(low, high, 0.1), filled=False, role=role, width=width) | SKIPPED


def landscape_panel(q: Correlated) -> viz.Plane:
    """What r would be if one more point fell here: blue above zero, orange below; and the level of the newcomer."""
    z, here, spots = np.nan_to_num(q.landscape), float(np.nan_to_num(q.r_after)), np.stack([q.x, q.y], axis=1)
    terrain = viz.heatmap(-z, ACROSS, UP, scale="diverging", bounds=(-1, 1), smooth=True, opacity=0.6)
    (a, b, c, d), left = co.with_one_more(q.sums, q.spot[0] + NEAR, q.spot[1] + NEAR[::-1]), q.spot[0] > 12
    below = q.spot[1] > 13 or (q.spot[1] >= 1 and ((a - b) * (c - d) < 0) == left)  # off its level, and in the window
    side = f"{'bottom' if below else 'top'} {'left' if left else 'right'}"
    lines = (-0.9, 0.9, "null", 0.8), (0.0, 0.0, "ink", 1.8), (here, here, "gradient", 3.0)
    traces = [
        terrain | SKIPPED,
        *(level(z, *each) for each in lines),
        viz.dots(spots, "ink", size=9, name="a point"),
        viz.dots((q.sums.mean_x, q.sums.mean_y), "ink", size=14, symbol=CROSS, name="mean: a saddle"),
        viz.dots(q.spot, "gradient", size=15, symbol="diamond", name="one more point"),
        note(q.spot[0], q.spot[1], f"  r = {two(q.r_after)}  ", "gradient", side, 16),
    ]
    # Loosely: while r is held the newcomer goes to the place on its level that is nearest to the pointer.
    follows: viz.Follows = "loosely" if q.is_held else "point"
    move, grips = lambda x, y: {"extra": (x, y)}, viz.handles("points", spots, "point", "ink")
    grips.append(viz.Handle("newcomer", q.spot, "one more point", "gradient", moves=move, follows=follows))
    return viz.Plane(traces, *AXES, "r, if one more point fell here", handles=grips, weight=1.25)


def areas_panel(q: Correlated) -> viz.Plane:
    """All points in standard deviations: each spans a rectangle with the mean, and r is the mean of their areas."""
    edge = min(np.sqrt(q.n), 5.0) + 0.25
    u, v = np.clip(q.z_x, -edge, edge), np.clip(q.z_y, -edge, edge)
    boxes, old = co.boxes(u, v), np.arange(q.n + 1) < q.n
    kinds = (("data", 0.16, u * v > 0), ("model", 0.24, u * v <= 0))
    shown = [np.where((keep & old)[:, None], boxes, NAN) for _, _, keep in kinds]
    share, up = float(q.z_x[-1] * q.z_y[-1]) / (q.n + 1), -edge if v[-1] > 0 else edge  # clear of the newcomer
    traces = [
        *(viz.rectangles(b, role, opacity=deep, width=0.7) for b, (role, deep, _) in zip(shown, kinds, strict=True)),
        viz.rectangles(boxes[-1:], "gradient", opacity=0.28, width=1.6),
        quiet([-edge, edge, NAN, 0, 0], [0, 0, NAN, -edge, edge], "zero"),
        viz.markers(u[:-1], v[:-1], "ink", size=7, name="a point"),
        viz.dots((u[-1], v[-1]), "gradient", size=12, symbol="diamond", name="one more point"),
        note(-0.97 * edge, 0.92 * up, f"mean area: r = {two(q.r_after)}", size=15),
        note(-0.97 * edge, 0.72 * up, f"the newcomer’s part: {two(share)}", "gradient"),
        note(-0.97 * edge, 0.53 * up, "blue adds, orange takes away", "muted", size=13),
    ]
    across, along = (viz.Axis(f"{name} from its mean, in SDs", (-edge, edge)) for name in "xy")
    return viz.Plane(traces, across, along, "Why: signed areas", equal=True)


def cloud_panel(q: Correlated) -> viz.Plane:
    """The points and their least-squares line."""
    spots, ends = np.stack([q.x, q.y], axis=1), np.array(BOX[:2])
    line = viz.line(ends, co.fitted(q.x, q.y, ends), "model", name="least-squares line")
    grips = viz.handles("points", spots, "point", "data")
    return viz.Plane([line, viz.dots(spots, "data", size=11, name="a point")], *AXES, "The points", handles=grips)


def ranks_panel(q: Correlated) -> viz.Plane:
    """The same points by rank: Spearman's is the r of this picture, and xi hears how far the path goes up and down."""
    order, ends, high = np.argsort(q.x, kind="stable"), np.array([0.5, q.n + 0.5]), 1.1 * q.n + 0.3
    traces = [
        viz.line(q.rank_x[order], q.rank_y[order], "accent", width=1.8, opacity=0.75, name="path by x"),
        viz.line(ends, co.fitted(q.rank_x, q.rank_y, ends), "data", width=2.4, name="line of the ranks"),
        viz.markers(q.rank_x, q.rank_y, "data", size=10, name="a point, by rank"),
        note(0.4, high, "line: ρ", "data"),
        note(q.n + 0.6, high, "path by x: ξ", "accent", "middle left"),
    ]
    axes = viz.Axis("rank of x", (0.1, q.n + 0.9)), viz.Axis("rank of y", (0.1, 1.17 * q.n + 0.6))
    return viz.Plane(traces, *axes, "The same points by rank")


def bars(values: Any, roles: tuple[str, ...], names: list[str], tops: Any = None) -> tuple[list[Any], viz.Axis]:
    """Bars between -1 and 1 with their numbers, and the axis under them."""
    places, found = np.arange(float(len(roles))), np.nan_to_num(values).round(9) + 0.0
    texts = [two(each) for each in values]
    heights = (found if tops is None else tops) + np.where(found >= 0, 0.07, -0.07)
    traces = [
        viz.bars(places, found, roles, width=0.62),
        quiet([-0.5, len(roles) - 0.5], [0, 0], "zero"),
        viz.label(places, heights, texts, position="middle center"),
    ]
    return traces, viz.Axis("", (-0.5, len(roles) - 0.5), ticks=places.tolist(), labels=names)


def measures_panel(q: Correlated) -> viz.Plane:
    """The four measures as bars, Pearson's with its interval."""
    (low, high), tops = q.fisher, np.nan_to_num(q.measures).round(9) + 0.0
    tops[0] = tops[0] if np.isnan(low) else high if tops[0] >= 0 else low
    traces, x = bars(q.measures, ("model", "data", "optimum", "accent"), ["r", "ρ", "τ", "ξ"], tops)
    ends = [0, 0, NAN, -0.12, 0.12, NAN, -0.12, 0.12], [low, high, NAN, low, low, NAN, high, high]
    return viz.Plane([*traces, quiet(*ends, "ink", 2)], x, signed("correlation"), "Four measures", weight=0.85)


def third_panel(q: Correlated) -> viz.Plane:
    """The pairs, coloured by the third variable, after a share of what it predicts was taken away."""
    t, (u, v) = q.third, q.moved
    if min(np.ptp(t.x), np.ptp(t.y)) == 0:
        raise Unanswerable("The first two columns must vary: what is constant has no correlation.")
    x, y, size = u + t.x.mean(), v + t.y.mean(), 9 if len(u) < 60 else 7
    low, high = q.split.reach() + np.array([t.x.mean(), t.y.mean()])
    (left, bottom), (right, top) = low - 0.08 * (high - low), high + 0.08 * (high - low)
    over, least, wide = np.array([left, right]), float(t.z.min()), float(np.ptp(t.z)) or 1.0
    cloud = viz.markers(x, y, t.z, size=size, bounds=(least - 0.6 * wide, least + wide), name="a pair")
    title = f"stronger colour: larger {t.names[2]}"
    if q.grouped:
        cloud["marker"]["symbol"] = [MARKS[int(k)] for k in t.z.tolist()]
        title = "  ".join(f"{sign} {name}" for sign, name in zip(SIGNS, t.levels, strict=False))
    lines = tv.group_lines(x, y, t.z, 9) if q.grouped else np.full((27, 2), NAN)
    traces = [
        cloud,
        viz.polyline(lines, "optimum", width=2.6, name="line of a group"),
        viz.line(over, co.fitted(t.x, t.y, over), "null", width=2, dash="dash", name="line of all, as they were"),
        viz.line(over, co.fitted(x, y, over), "model", width=3, name="line of all"),
    ]
    axes = viz.Axis(t.names[0], (left, right)), viz.Axis(t.names[1], (bottom, top))
    return viz.Plane(traces, *axes, title if len(title) <= 52 else "The pairs, by the third variable", weight=1.2)


def removed_panel(q: Correlated) -> viz.Plane:
    """r while the share that is taken away grows from none to all."""
    late, falls = q.p.removed > 60, q.r_partial < q.r_raw
    side = f"{'bottom' if late == falls else 'top'} {'left' if late else 'right'}"  # off the curve
    traces = [
        quiet([-6, 106], [0, 0], "zero"),
        viz.line(100 * SHARES, q.curve, "model", width=3, name="r"),
        viz.dots((q.p.removed, q.r_moved), "gradient", size=15, symbol="diamond", name="now"),
        note(-4, 1.09, f"all: {two(q.r_raw)}", "null"),
        note(104, 1.09, f"partial: {two(q.r_partial)}", "ink", "middle left"),
        note(q.p.removed, q.r_moved, f"  r = {two(q.r_moved)}  ", "gradient", side, 15),
    ]
    at = q.p.removed, float(np.nan_to_num(q.r_moved))
    grip = viz.Handle("dial", at, "share taken away", "gradient", moves=lambda x, _: {"removed": x}, follows="x")
    x = viz.Axis("taken away (%)", (-6, 106), ticks=[0, 25, 50, 75, 100])
    return viz.Plane(traces, x, signed("r"), "r on the way", handles=[grip])


def parts_panel(q: Correlated) -> viz.Plane:
    """The covariance in its two parts, in units of the product of the two standard deviations."""
    between, within = (each / q.scale for each in q.covariances)
    roles, names = ("accent", "optimum", "model"), ["by z", "rest", "sum"]
    traces, x = bars(np.array([between, within, between + within]), roles, names)
    return viz.Plane(traces, x, signed("covariance / (SD · SD)"), "Two parts", weight=0.66)


def disc_panel(q: Correlated) -> viz.Plane:
    """X, Y and the shadow that Z casts on their plane; correlations are cosines, so r is the shadow's product."""
    a, tip, ends = q.p.r_xz, np.array([q.p.r_xy, np.sqrt(1 - q.p.r_xy**2)]), np.array([1.0, 0.0])
    at, half, role = np.clip(q.shadow, -1.55, 1.55), np.sqrt(1 - a**2), "optimum" if q.possible else "model"
    arrows = ("X", ends, "ink", ends), ("Y", tip, "data", tip), ("Z" if q.possible else "no such Z", at, role, at)
    traces = [
        viz.polygon(RING, "null", opacity=0.08, width=2),
        *(viz.polyline(r * RING, "null", width=1, dash="dot", hover=False) for _, r in RINGS),
        *(note(0.04 - 0.34 * r, 0.12 - 0.94 * r, f"VIF {k}", "muted", "middle center", 12) for k, r in RINGS),
        viz.segment((a, -half), (a, half), "accent", width=5, name="where the shadow may be"),
        viz.polyline([(a, 0), at, (q.shadow @ tip) * tip], "muted", width=1.4, dash="dash", hover=False),
        *(viz.arrow(end, color, name=name) for name, end, color, _ in arrows),
        *(viz.off(end, way, name, color, 1.6, font=16) for name, end, color, way in arrows),
    ]
    # Loosely: Y turns in the upper half-plane only, for its mirror image has the same correlations.
    turn = lambda x, y: {"r_xy": x / max(float(np.hypot(x, y)), 1e-9)}
    cast = lambda x, y: dict(zip(("r_xz", "r_yz"), tv.from_shadow(q.p.r_xy, (x, y)), strict=True))
    grips = [viz.Handle("tip", tip, "Y", "data", moves=turn, follows="loosely")]
    grips.append(viz.Handle("shadow", at, "shadow of Z", role, moves=cast))
    axes = viz.Axis("along X: r of X and Z", (-1.6, 1.6)), viz.Axis("across X", (-1.6, 1.6))
    return viz.Plane(traces, *axes, "X, Y, and the shadow of Z", equal=True, handles=grips)


def ellipse_panel(q: Correlated) -> viz.Plane:
    """Which pairs (r of X and Z, r of Y and Z) go with the r of X and Y: the inside of an ellipse."""
    a, (low, high), role = q.p.r_xz, q.bounds, "optimum" if q.possible else "model"
    edge = np.stack([RING[:, 0], q.p.r_xy * RING[:, 0] + np.sqrt(1 - q.p.r_xy**2) * RING[:, 1]], axis=1)
    side = "left" if a > 0 else "right"  # towards the middle: there is room
    traces = [
        viz.polygon(edge, "null", opacity=0.08, width=2),
        viz.segment((a, low), (a, high), "accent", width=5, name="what is allowed"),
        note(a, high, f" at most {two(high)} ", "accent", f"top {side}"),
        note(a, low, f" at least {two(low)} ", "accent", f"bottom {side}"),
        viz.dots((a, q.p.r_yz), role, size=15, symbol="diamond", name="these three"),
    ]
    grip = viz.Handle("pair", (a, q.p.r_yz), "the pair", role, moves=lambda x, y: {"r_xz": x, "r_yz": y})
    axes = viz.Axis("r of X and Z", (-1.75, 1.75)), viz.Axis("r of Y and Z", (-1.3, 1.3))
    return viz.Plane(traces, *axes, f"What r = {two(q.p.r_xy)} of X and Y allows", equal=True, handles=[grip])


def matrix_panel(q: Correlated) -> viz.Plane:
    """All correlations of a table, or each given all other columns."""
    (names, values), r = q.columns, q.shown.ravel()
    if np.ptp(values, axis=0).min() == 0:
        raise Unanswerable("Each column must vary: what is constant has no correlation.")
    k, places = len(names), np.arange(1, len(names) + 1) + 100  # so that no line of the axis stands at 0
    (across, up), size = np.meshgrid(places, places), 13 if k < 6 else 11 if k < 8 else 10
    cells = [two(each) if k < 6 else two(each).replace("0.", ".") for each in r]
    texts = viz.label(across.ravel(), up.ravel(), cells, position="middle center", size=size)
    texts["textfont"]["color"] = ["@paper" if abs(each) > 0.62 else "@ink" for each in r]
    heat = viz.heatmap(-q.shown, places, places, scale="diverging", bounds=(-1, 1)) | SKIPPED
    told = [f"{name[:13]}  {i}" for i, name in enumerate(names, 1)]
    rows = viz.label([100.4] * k, places, told, position="middle left")
    x = viz.Axis("column", (100.5 - 0.38 * k, k + 100.5), ticks=places.tolist(), labels=[str(i - 100) for i in places])
    y = viz.Axis("row", (k + 100.5, 100.5), visible=False)
    title = "Partial correlations, given all others" if q.given_all else "Correlations"
    return viz.Plane([heat, texts, rows], x, y, title, weight=1.3)


def inflation_panel(q: Correlated) -> viz.Plane:
    """How many times the variance of each coefficient is what it would be without the other columns."""
    plain, now = (np.clip(each, 1 + 1e-6, 1e6) for each in (q.plain_inflation, q.inflation))
    k, places = len(now), np.arange(1.0, len(now) + 1)
    strokes = np.stack([places - 0.4, places + 0.4, NAN * places], axis=1).ravel()
    texts, heights = [number(each, 3) for each in q.inflation.tolist()], np.where(abs(now - 8.5) < 2, 10.5, now)
    traces = [
        viz.bars(places, now - 1, "model", width=0.62, base=np.ones(k)),
        quiet(strokes, np.repeat(plain, 3), "null", 2.5),
        quiet([0.4, k + 0.6], [10, 10], "ink", 1.4, dash="dash"),
        viz.label(places, heights, texts, size=13 if k < 8 else 10),
    ]
    top = float(10 ** np.ceil(np.log10(1.5 * max(float(plain.max()), 20))))
    x, up = viz.Axis("column", (0.4, k + 0.6), ticks=places.tolist()), viz.Axis("VIF", (0.9, top), log=True)
    return viz.Plane(traces, x, up, "Variance inflation: 10 is dashed")
