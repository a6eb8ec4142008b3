"""The panels of the lesson. What agrees (r > 0) is data, what disagrees model, what is moved gradient; of the measures
Pearson's is model, Spearman's data, Kendall's optimum, Chatterjee's accent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import third_variables as tv
from pages.statistics.correlation_data.state import ACROSS, BOX, SHARES, UP

if TYPE_CHECKING:
    from pages.statistics.correlation_data.state import Correlated

NAN = float("nan")
MARKS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "pentagon", "hexagon")
SIGNS = ("●", "◆", "■", "▲", "✚", "✖", "★", "⬟", "⬢")
CIRCLE = np.exp(1j * np.linspace(0, 2 * np.pi, 145))
PLAIN: dict[str, Any] = {"hover": False}
SIGNED = viz.Axis("", (-1.18, 1.18), ticks=[-1, -0.5, 0, 0.5, 1])
TWO = lambda r: f"{r + 0.0:.2f}".replace("-", "−") if np.isfinite(r) else "none"


def note(x: float, y: float, text: str, role: str = "ink", position: str = "middle right", size: float = 13) -> Any:
    return viz.label([x], [y], text, role, position=position, size=size)


def level_lines(z: Any, role: str, width: float, levels: tuple[float, float, float]) -> dict[str, Any]:
    found = viz.contour(ACROSS, UP, z, levels=levels, filled=False, role=role, width=width)
    return found | {"hoverinfo": "skip"}


def landscape_panel(q: Correlated) -> viz.Plane:
    """What r would be if one more point fell here: blue above zero, orange below; and the level of the newcomer."""
    z, here = np.nan_to_num(q.landscape), q.r_after if np.isfinite(q.r_after) else 0.0
    terrain = viz.heatmap(-z, ACROSS, UP, scale="diverging", bounds=(-1, 1), smooth=True, opacity=0.6)
    spots = np.stack([q.x, q.y], axis=1)
    side = "left" if q.spot[0] > 12 else "right"
    low = "bottom" if q.spot[1] > 2 else "top"
    traces = [
        terrain | {"hoverinfo": "skip"},
        level_lines(z, "null", 0.8, (-0.9, 0.9, 0.1)),
        level_lines(z, "ink", 1.6, (0.0, 0.0, 1.0)),
        level_lines(z, "gradient", 3.0, (here, here, 1.0)),
        viz.dots(spots, "ink", size=9, name="a point"),
        viz.dots((q.sums.mean_x, q.sums.mean_y), "ink", size=13, symbol="cross-thin-open", name="mean: a saddle"),
        viz.dots(q.spot, "gradient", size=15, symbol="diamond", name="one more point"),
        note(q.spot[0], q.spot[1], f"  r = {TWO(q.r_after)}  ", "gradient", f"{low} {side}", 16),
    ]
    grips = viz.handles("points", spots, "point", "ink")
    # Loosely: while r is held the newcomer goes to the place on its level that is nearest to the pointer.
    moves = lambda x, y: {"extra": (x, y)}
    follows: viz.Follows = "loosely" if q.is_held else "point"
    grips.append(viz.Handle("newcomer", q.spot, "one more point", "gradient", moves=moves, follows=follows))
    axes = viz.Axis("x", BOX[:2]), viz.Axis("y", BOX[2:])
    return viz.Plane(traces, *axes, "r, if one more point fell here", handles=grips, weight=1.25)


def areas_panel(q: Correlated) -> viz.Plane:
    """All points in standard deviations: each spans a rectangle with the mean, and r is the mean of their areas."""
    edge = min(np.sqrt(q.n), 5.0) + 0.25
    u, v = np.clip(q.z_x, -edge, edge), np.clip(q.z_y, -edge, edge)
    boxes = np.stack([np.minimum(u, 0), np.maximum(u, 0), np.minimum(v, 0), np.maximum(v, 0)], axis=1)
    agree, last = (u * v > 0)[:, None], np.arange(len(u)) == q.n
    hidden = lambda keep: np.where(keep & ~last[:, None], boxes, NAN)
    share = float(u[-1] * v[-1]) / (q.n + 1)
    traces = [
        viz.rectangles(hidden(agree), "data", opacity=0.16, width=0.7),
        viz.rectangles(hidden(~agree), "model", opacity=0.22, width=0.7),
        viz.rectangles(boxes[-1:], "gradient", opacity=0.28, width=1.6),
        viz.line([-edge, edge, NAN, 0, 0], [0, 0, NAN, -edge, edge], "zero", width=1.2, **PLAIN),
        viz.markers(u[:-1], v[:-1], "ink", size=7, name="a point"),
        viz.dots((u[-1], v[-1]), "gradient", size=12, symbol="diamond", name="one more point"),
        note(-0.97 * edge, 0.92 * edge, f"mean area: r = {TWO(q.r_after)}", "ink", size=15),
        note(-0.97 * edge, 0.8 * edge, f"of it the newcomer’s: {TWO(share)}", "gradient"),
        note(0.97 * edge, -0.93 * edge, "blue adds, orange takes away", "muted", "middle left"),
    ]
    axes = (viz.Axis(f"{name} from its mean, in SDs", (-edge, edge)) for name in "xy")
    return viz.Plane(traces, *axes, "Why: signed areas", equal=True)


def fitted(x: Any, y: Any, ends: Any) -> Any:
    """Heights of the least-squares line over two ends; NaN where x does not vary."""
    dx = x - x.mean()
    return y.mean() + (np.sum(dx * y) / np.sum(dx * dx) if np.ptp(x) > 0 else NAN) * (np.asarray(ends) - x.mean())


def cloud_panel(q: Correlated) -> viz.Plane:
    """The points and their least-squares line."""
    spots, ends = np.stack([q.x, q.y], axis=1), np.array(BOX[:2])
    traces = [
        viz.called(viz.line(ends, fitted(q.x, q.y, ends), "model", name="least-squares line")),
        viz.called(viz.dots(spots, "data", size=11, name="a point")),
    ]
    axes = viz.Axis("x", BOX[:2]), viz.Axis("y", BOX[2:])
    return viz.Plane(traces, *axes, "The points", handles=viz.handles("points", spots, "point", "data"))


def ranks_panel(q: Correlated) -> viz.Plane:
    """The same points by rank: Spearman's is the r of this picture, and xi hears how far the path goes up and down."""
    order, ends = np.argsort(q.x, kind="stable"), np.array([0.5, q.n + 0.5])
    traces = [
        viz.line(q.rank_x[order], q.rank_y[order], "accent", width=1.8, opacity=0.75, name="path by x"),
        viz.line(ends, fitted(q.rank_x, q.rank_y, ends), "data", width=2.4, name="line of the ranks"),
        viz.markers(q.rank_x, q.rank_y, "data", size=10, name="a point, by rank"),
        note(0.4, 1.1 * q.n + 0.3, "line: ρ", "data", size=14),
        note(q.n + 0.6, 1.1 * q.n + 0.3, "path by x: ξ", "accent", "middle left", 14),
    ]
    axes = viz.Axis("rank of x", (0.1, q.n + 0.9)), viz.Axis("rank of y", (0.1, 1.17 * q.n + 0.6))
    return viz.Plane(traces, *axes, "The same points by rank")


def measures_panel(q: Correlated) -> viz.Plane:
    """The four measures as bars, Pearson's with its interval."""
    places, found = np.arange(4.0), np.nan_to_num(q.measures)
    low, high = q.fisher
    tops = found + np.where(found >= 0, 0.07, -0.07)
    tops[0] = (max(high, found[0]) + 0.07 if found[0] >= 0 else min(low, found[0]) - 0.07) if high == high else tops[0]
    traces = [
        viz.bars(places, found, ("model", "data", "optimum", "accent"), width=0.62),
        viz.line([-0.5, 3.5], [0, 0], "zero", width=1.2, **PLAIN),
        viz.line(
            [0, 0, NAN, -0.12, 0.12, NAN, -0.12, 0.12], [low, high, NAN, low, low, NAN, high, high], "ink", **PLAIN
        ),
        viz.label(places, tops, [TWO(each) for each in q.measures], "ink", position="middle center", size=14),
    ]
    x = viz.Axis(
        "", (-0.5, 3.5), ticks=places, labels=["Pearson<br>r", "Spearman<br>ρ", "Kendall<br>τ", "Chatterjee<br>ξ"]
    )
    return viz.Plane(traces, x, viz.Axis("correlation", SIGNED.range, ticks=SIGNED.ticks), "Four measures", weight=0.85)


def third_panel(q: Correlated) -> viz.Plane:
    """The pairs, coloured by the third variable, after a share of what it predicts was taken away."""
    t, (u, v) = q.third, q.moved
    mean, ends = np.array([t.x.mean(), t.y.mean()]), []
    for rest, hat, middle in ((q.split.x_rest, q.split.x_hat, mean[0]), (q.split.y_rest, q.split.y_hat, mean[1])):
        both = np.concatenate([rest, rest + hat]) + middle
        room = 0.08 * float(np.ptp(both))
        ends.append((float(both.min()) - room, float(both.max()) + room))
    x, y, (left, right) = u + mean[0], v + mean[1], ends[0]
    of, low, wide = np.unique(t.z, return_inverse=True)[1], float(t.z.min()), float(np.ptp(t.z)) or 1.0
    cloud = viz.markers(x, y, t.z, size=9 if len(x) < 60 else 7, bounds=(low - 0.6 * wide, low + wide), opacity=0.9)
    lines = np.full((9, 3, 2), NAN)
    for k in range(len(t.levels)):
        if np.ptp(x[of == k]) > 0 if (of == k).sum() > 1 else False:
            across = np.array([x[of == k].min(), x[of == k].max()])
            lines[k, :2] = np.stack([across, fitted(x[of == k], y[of == k], across)], axis=1)
    if q.grouped:
        cloud["marker"]["symbol"] = [MARKS[k] for k in of.tolist()]
        title = "  ".join(f"{sign} {name}" for sign, name in zip(SIGNS, t.levels, strict=False))
    else:
        title = f"darker: larger {t.names[2]}" if len(t.names[2]) < 36 else "darker: larger third variable"
    over = np.array([left, right])
    traces = [
        cloud | {"name": "a pair"},
        viz.polyline(lines.reshape(-1, 2), "optimum", width=2.6, name="line of a group"),
        viz.line(over, fitted(t.x, t.y, over), "null", width=2, dash="dash", name="line of all, as they were"),
        viz.line(over, fitted(x, y, over), "model", width=3, name="line of all"),
    ]
    axes = viz.Axis(t.names[0][:52], ends[0]), viz.Axis(t.names[1][:52], ends[1])
    return viz.Plane(traces, *axes, title if len(title) <= 52 else "The pairs, by the third variable", weight=1.2)


def removed_panel(q: Correlated) -> viz.Plane:
    """r while the share that is taken away grows from none to all."""
    side = lambda r: "bottom" if r > 0 else "top"
    late = q.p.removed > 70
    traces = [
        viz.line([-6, 106], [0, 0], "zero", width=1.2, **PLAIN),
        viz.line(100 * SHARES, q.curve, "model", width=3, name="r"),
        viz.dots([(0, q.r_raw), (100, q.r_partial)], "ink", size=9, ring=True, name="an end"),
        viz.dots((q.p.removed, q.r_moved), "gradient", size=15, symbol="diamond", name="now"),
        note(0, 1.09, f"all: {TWO(q.r_raw)}", "null", size=14),
        note(101, 1.09, f"partial: {TWO(q.r_partial)}", "ink", "middle left", 14),
        note(
            q.p.removed,
            q.r_moved,
            f"  r = {TWO(q.r_moved)}  ",
            "gradient",
            f"{side(q.r_moved)} {('right', 'left')[late]}",
            15,
        ),
    ]
    grip = viz.Handle(
        "dial", (q.p.removed, np.nan_to_num(q.r_moved)), "share taken away", "gradient", moves=dial, follows="x"
    )
    x = viz.Axis("taken away (%)", (-6, 106), ticks=[0, 25, 50, 75, 100])
    return viz.Plane(traces, x, viz.Axis("r", SIGNED.range, ticks=SIGNED.ticks), "r on the way", handles=[grip])


def dial(x: float, _: float) -> dict[str, Any]:
    if not 0 <= x <= 100:
        raise viz.Limit("From none to all of what it predicts.", {"removed": min(max(x, 0), 100)})
    return {"removed": x}


def parts_panel(q: Correlated) -> viz.Plane:
    """The covariance in its two parts, in units of the product of the two standard deviations."""
    between, within = (each / q.scale for each in q.covariances)
    found = np.array([between, within, between + within])
    tops = found + np.where(found >= 0, 0.07, -0.07)
    traces = [
        viz.bars(np.arange(3.0), found, ("accent", "optimum", "model"), width=0.62),
        viz.line([-0.5, 2.5], [0, 0], "zero", width=1.2, **PLAIN),
        viz.label(np.arange(3.0), tops, [TWO(each) for each in found], "ink", position="middle center"),
    ]
    x = viz.Axis("", (-0.5, 2.5), ticks=(0, 1, 2), labels=["predicted", "the rest", "sum"])
    up = viz.Axis("covariance / (SD · SD)", SIGNED.range, ticks=SIGNED.ticks)
    return viz.Plane(traces, x, up, "Covariance in parts", weight=0.62)


def disc_panel(q: Correlated) -> viz.Plane:
    """X, Y and the shadow that Z casts on their plane; correlations are cosines, so r is the shadow's product."""
    a, tip = q.p.r_xz, np.array([q.p.r_xy, np.sqrt(1 - q.p.r_xy**2)])
    at, half, ends = np.clip(q.shadow, -1.55, 1.55), float(np.sqrt(1 - q.p.r_xz**2)), np.array([1.0, 0.0])
    drop, role = float(q.shadow @ tip) * tip, "optimum" if q.possible else "model"
    rings = [np.sqrt(0.5), np.sqrt(0.9)]
    below = -1 if at[1] >= 0 else 1
    traces = [
        viz.polygon(np.stack([CIRCLE.real, CIRCLE.imag], axis=1), "null", opacity=0.08, width=2),
        *(viz.line(r * CIRCLE.real, r * CIRCLE.imag, "null", width=1, dash="dot", **PLAIN) for r in rings),
        *(
            viz.label([0], [-r], f"VIF {k}", "muted", position="top center", size=12)
            for r, k in zip(rings, (2, 10), strict=True)
        ),
        viz.segment((a, -half), (a, half), "accent", width=5, name="where the shadow may be"),
        viz.polyline([at, (a, 0), (NAN, NAN), at, drop], "muted", width=1.4, dash="dash", **PLAIN),
        viz.arrow(ends, "ink", name="X"),
        viz.arrow(tip, "data", name="Y"),
        viz.arrow(at, role, name="shadow of Z"),
        viz.off(ends, ends, "X", "ink", 1.6, font=16),
        viz.off(tip, tip, "Y", "data", 1.6, font=16),
        viz.off(at, np.array([0.35, -below * 1.0]), "Z’s shadow" if q.possible else "no such Z", role, 1.6),
    ]
    turn = lambda x, y: {"r_xy": float(np.clip(x / max(np.hypot(x, y), 1e-9), -0.99, 0.99))}
    # Loosely: Y turns in the upper half-plane only, for its mirror image has the same correlations.
    grips = [viz.Handle("tip", tip, "Y", "data", moves=turn, follows="loosely")]
    grips.append(
        viz.Handle("shadow", at, "shadow of Z", role, moves=lambda x, y: to_pair(*tv.from_shadow(q.p.r_xy, (x, y))))
    )
    axes = viz.Axis("along X: r of X and Z", (-1.6, 1.6)), viz.Axis("across X", (-1.6, 1.6))
    return viz.Plane(traces, *axes, "Cosines: X, Y, and Z from above", equal=True, handles=grips)


def to_pair(r_xz: float, r_yz: float) -> dict[str, Any]:
    found = {"r_xz": min(max(r_xz, -0.99), 0.99), "r_yz": min(max(r_yz, -0.99), 0.99)}
    if max(abs(r_xz), abs(r_yz)) > 0.99:
        raise viz.Limit("A correlation stops at ±0.99 here.", found)
    return found


def ellipse_panel(q: Correlated) -> viz.Plane:
    """Which pairs (r of X and Z, r of Y and Z) go with the r of X and Y: the inside of an ellipse."""
    a, (low, high), role = q.p.r_xz, q.bounds, "optimum" if q.possible else "model"
    edge = np.stack([CIRCLE.real, q.p.r_xy * CIRCLE.real + np.sqrt(1 - q.p.r_xy**2) * CIRCLE.imag], axis=1)
    aside = "left" if a > 0.1 else "right"
    traces = [
        viz.polygon(edge, "null", opacity=0.08, width=2),
        viz.line([-1.2, 1.2, NAN, 0, 0], [0, 0, NAN, -1.2, 1.2], "zero", width=1, **PLAIN),
        viz.segment((a, low), (a, high), "accent", width=5, name="what is allowed"),
        viz.label([a], [high], f" at most {TWO(high)} ", "accent", position=f"top {aside}"),
        viz.label([a], [low], f" at least {TWO(low)} ", "accent", position=f"bottom {aside}"),
        viz.dots((a, q.p.r_yz), role, size=15, symbol="diamond", name="these three"),
    ]
    grip = viz.Handle("pair", (a, q.p.r_yz), "r of X and Z, r of Y and Z", role, moves=to_pair)
    axes = viz.Axis("r of X and Z", (-1.25, 1.25)), viz.Axis("r of Y and Z", (-1.25, 1.25))
    title = f"What r = {TWO(q.p.r_xy)} of X and Y allows"
    return viz.Plane(traces, *axes, title, equal=True, handles=[grip])


def matrix_panel(q: Correlated) -> viz.Plane:
    """All correlations of a table, or each given all other columns."""
    (names, _), r = q.columns, q.shown
    k, places = len(names), np.arange(1.0, len(names) + 1)
    across, up = np.meshgrid(places, places)
    texts = viz.label(
        across.ravel(), up.ravel(), [TWO(each) for each in r.ravel()], position="middle center", size=13 if k < 8 else 9
    )
    texts["textfont"]["color"] = ["@paper" if abs(each) > 0.62 else "@ink" for each in r.ravel()]
    cells = viz.heatmap(-r, places, places, scale="diverging", bounds=(-1, 1)) | {"hoverinfo": "skip"}
    x = viz.Axis("column", (0.5, k + 0.5), ticks=places, labels=[str(int(each)) for each in places])
    y = viz.Axis("", (k + 0.5, 0.5), ticks=places, labels=[f"{name[:16]} {i}" for i, name in enumerate(names, 1)])
    given = q.p.partial and np.isfinite(q.inflation).all()
    return viz.Plane(
        [cells, texts], x, y, "Partial correlations, given all others" if given else "Correlations", weight=1.2
    )


def inflation_panel(q: Correlated) -> viz.Plane:
    """How many times the variance of each coefficient is what it would be without the other columns."""
    k, plain = len(q.inflation), np.minimum(q.plain_inflation, 1e6)
    top, places = 10 ** np.ceil(np.log10(1.5 * max(float(plain.max()), 20))), np.arange(1.0, k + 1)
    found = np.clip(q.inflation, 1 + 1e-6, 1e6)
    tall = [f"{number(each, 3)}" if np.isfinite(each) else "∞" for each in q.inflation]
    traces = [
        viz.bars(places, found - 1, "model", width=0.62, base=np.ones(k)),
        viz.line(
            np.stack([places - 0.4, places + 0.4, NAN * places], axis=1).ravel(), np.repeat(plain, 3), "null", **PLAIN
        ),
        viz.line([0.4, k + 0.6], [10, 10], "ink", dash="dash", width=1.4, **PLAIN),
        viz.label(places, np.maximum(found, 1.0), tall, "ink", size=13 if k < 8 else 10),
    ]
    x = viz.Axis("column", (0.4, k + 0.6), ticks=places, labels=[str(int(each)) for each in places])
    up = viz.Axis("variance inflation factor", (0.9, float(top)), log=True)
    return viz.Plane(traces, x, up, "Collinear? VIF 10 is dashed")
