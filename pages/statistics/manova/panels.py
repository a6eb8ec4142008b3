"""Groups are "data" and "gradient", u is "accent", joint tests "model", what is best "optimum", chance "null"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import feature_groups as many
from mathcore.statistics import joint_tests as joint
from mathcore.statistics.outlying import extent, place_labels, shape
from viz.distributions import padded

if TYPE_CHECKING:
    from pages.statistics.manova.state import Joint

WIDE, SCREEN, HALF = 5.8, (4.5, 3.6, 1.15), 3.6  # of the clouds' plane; how far, half how long, how high its bells
REACH, CEILING, TOPS = 1.75, 60.0, (12, 50, 200, 800, 3200, *np.logspace(4, 18, 15))  # of d; of T² against ρ; of t²
DEGREES, RHOS, ANGLES = np.arange(0.0, 181.0), np.linspace(-0.95, 0.95, 191), range(0, 181, 45)
TURNS = np.exp(1j * np.deg2rad(DEGREES)).view(float).reshape(-1, 2)  # the unit vectors of all directions
HITS, BOX = ("neither feature", "one feature", "both features"), np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
FIELD, ROOM, FAINT, MOST = 2.4, (2.6, 1.3), 0.01, (1000.0, 100.0)  # of own means, roots; of data's, on logarithms
CLOUD, FAR, NEAR, SAME = 7.2, 100.0, 0.1, np.geomspace(0.1, 100, 60)  # of drawn points; of robust distances
ROLES, SYMBOLS = ("data", "gradient", "accent"), ("circle", "square", "diamond")
EDGES = {"Wilks": ("model", "solid", 0.6, "Λ"), "Pillai": ("optimum", "dash", 0.98, "V")}  # 0 to 1: where its name is
EDGES |= {"Hotelling–Lawley": ("ink", "dot", 0.3, "U"), "Roy": ("gradient", "solid", 0.9, "λ₁")}

text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)
curve = lambda x, y, role, width=2.6, dash="solid", **style: viz.line(x, y, role, width=width, dash=dash, **style)
rule = lambda x, y, role, dash="solid": curve(0 * np.add(x, y) + x, 0 * np.add(x, y) + y, role, 1.8, dash, hover=False)
named = lambda trace, said, at: viz.called(trace, said, at=at, size=12)


def cloud(q: Joint, k: int) -> list[Any]:
    """One group with its ellipse of two deviations, and its shadow on the screen: a bell, and dots under it."""
    rows, d, name, role = q.scaled[k], (2 * k - 1) * q.two.difference, q.pair.names[k], ROLES[k]
    found = many.shadow(rows, float(np.sqrt(q.u @ q.two.pooled @ q.u)), q.u, SCREEN, 0.16 + 0.16 * k)
    away = q.u * (1 if d @ q.u >= 0 else -1) + 0.5 * np.array([-q.u[1], q.u[0]])  # from the other bell
    return [
        viz.dots(rows, role, size=6, symbol=SYMBOLS[k], opacity=0.6, name=name),
        viz.ellipse(2 * shape(q.two.pooled), role, center=0.5 * d, width=1.6, hover=False),
        viz.polygon(found.bell, role, opacity=0.3, width=1.6),
        viz.dots(found.dots, role, size=4, opacity=0.6, name="shadow"),
        viz.dots(0.5 * d, role, size=15, symbol="diamond", name=f"mean of {name}"),
        viz.off(found.top, away, name[:18], role, WIDE, gap=0.03),
    ]


def clouds_panel(q: Joint) -> viz.Plane:
    """Two clouds, the ellipse that they share, and a screen that turns around them: their shadows along u."""
    u, tip, out = q.u, 2.6 * q.u, np.array([q.u[1], -q.u[0]])  # from the middle to the screen
    base, best = SCREEN[0] * out, q.chosen / (np.hypot(*q.chosen) or 1.0) * (-1 if q.chosen[1] < 0 else 1)
    traces = [
        viz.segment(-2 * WIDE * best, 2 * WIDE * best, "optimum", width=1.8, dash="dash", hover=False),
        *(trace for k in (0, 1) for trace in cloud(q, k)),
        viz.segment(base - HALF * u, base + HALF * u, "accent", width=2, hover=False),
        viz.arrow(tip, "accent", name="u"),
        viz.off(tip, u, "u", "accent", WIDE, gap=0.05, font=16),
        viz.off(5 * best, best[::-1] * (-1, 1), ("d" if q.p.naive else "S⁻¹d") * q.apart, "optimum", WIDE, gap=0.02),
    ]
    turn = lambda x, y: {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360}
    move = lambda k, x, y: {"shift": ((4 * k - 2) * x, (4 * k - 2) * y)}  # the other mean moves opposite
    handles = [viz.Handle("dial", tip, "direction u", "accent", moves=turn, follows="angle")]
    handles += viz.handles("mean", q.ends, lambda k: f"mean of {'AB'[k]}", "ink", moves=move) if q.drawn else []
    x, y = (viz.Axis(f"{each.partition(' (')[0][:40]} (pooled s)", (-WIDE, WIDE)) for each in q.pair.features)
    return viz.Plane(traces, x, y, "Two clouds and their shadows along u", equal=True, handles=handles)


def curve_panel(q: Joint) -> viz.Plane:
    """Student's t² of the shadows in every direction; its peak is Hotelling's T²."""
    now, peak, top = (q.p.angle % 180, q.t_u), (q.chosen_angle, q.t_chosen), viz.reach([q.t_squared / 0.9], TOPS)
    first, second = (name.partition(" (")[0][:16] for name in q.pair.features)
    said = f"t² of d: {number(q.t_chosen, 3)}" if q.p.naive else f"T² = {number(q.t_squared, 4)}"
    place = "top center" if 30 < peak[0] < 150 else "top right" if peak[0] < 90 else "top left"
    traces = [
        rule((0, 180), q.limit_one, "null", "dot"),
        rule((0, 180), q.limit_all, "model", "dash"),
        text(90, 1.07 * top, "┈ u chosen before    ╌ best of all u", "muted", "middle center", 12),
        curve(DEGREES, q.two.along(TURNS), "ink", name="t²"),
        rule(now[0], (0, now[1]), "accent"),
        viz.markers([0, 90], q.singles, "data", size=11, symbol="square", name="a single feature"),
        viz.dots(peak, "optimum", size=14, symbol="diamond", name="the chosen direction"),
        viz.dots(now, "accent", size=13, name="u"),
        text(peak[0], peak[1] + 0.02 * top, said, "optimum", place, 14),
    ]
    held = viz.Handle("where", now, "u", "accent", moves=lambda x, _: {"angle": round(np.clip(x, 0, 179))}, follows="x")
    x = viz.Axis("direction of u", (-4, 184), ticks=ANGLES, labels=[first, "45°", second, "135°", "180°"])
    axes, best = (x, viz.Axis("t² of the shadows", (-0.03 * top, 1.12 * top))), number(q.t_squared)
    return viz.Plane(traces, *axes, f"t² = {number(q.t_u)} along u, at best {best}", handles=[held], room=(250, 170))


def plane_panel(q: Joint) -> viz.Plane:
    """All differences of two means: each test rejects outside its own outline, a box or an ellipse."""
    d, plan, at = np.array(q.p.shift), q.design, lambda k: min(float(k), REACH - 0.2)
    single, both, edge = (np.sqrt(plan.critical[k] / plan.groups.weight) for k in ("single", "Bonferroni", "joint"))
    oval = viz.ellipse(edge * shape(plan.groups.pooled))
    lean, side, other = (1, "left", "right") if q.p.rho > 0 else (-1, "right", "left")  # the ellipse leans into corners
    traces = [
        viz.called(viz.polygon(np.stack([oval["x"], oval["y"]], 1)[:-1], "model", opacity=0.16), "T²", at=0.5),
        viz.called(viz.polygon(single * BOX, "gradient", opacity=0.1, dash="dash")),
        viz.called(viz.polygon(both * BOX, "muted", opacity=0.0, width=1.6, dash="dot")),
        viz.called(text(-lean * at(both), at(both), "┈ Bonferroni", "muted", f"top {other}", 12)),
        viz.called(text(lean * at(both), -at(both), "╌ single t-tests", "gradient", f"bottom {side}", 12)),
        viz.called(viz.dots(d, "data", size=16, symbol="diamond", name="difference of the means")),
    ]
    title = f"Singly: {HITS[plan.single_hits]}. Jointly: {'not ' * (not plan.jointly)}different"
    x, y = (viz.Axis(f"difference in feature {k} (s)", (-REACH, REACH)) for k in (1, 2))
    held = viz.Handle("shift", d, "difference of the means", "data")
    return viz.Plane(traces, x, y, title, equal=True, handles=[held])


def rho_panel(q: Joint) -> viz.Plane:
    """The same difference under every correlation: T² is least, the larger t², where ρ is the ratio of the two t."""
    found, now = joint.joint_from_singles(*q.design.t, RHOS), (q.p.rho, min(q.t_joint, CEILING))
    larger, shown = max(t * t for t in q.design.t), lambda y: np.where(np.greater(y, 1.4 * CEILING), np.nan, y)
    traces = [
        named(rule((-1, 1), q.design.critical["joint"], "model", "dash"), "T² rejects above", 0.5),
        named(rule((-1, 1), shown(larger), "gradient"), "the larger t²", 0.1),
        viz.called(curve(RHOS, shown(found), "ink", name="T²"), "T²", at=0.5, size=15),
        rule(q.p.rho, (0, now[1]), "data"),
        viz.dots(now, "data", size=14, name="now", symbol="triangle-up" if q.t_joint > CEILING else "circle"),
    ]
    held = viz.Handle("tie", now, "correlation ρ", "data", moves=lambda x, _: {"rho": x}, follows="x")
    axes = viz.Axis("correlation ρ within the groups", (-1, 1)), viz.Axis("T² of this difference", (-2, CEILING + 4))
    title = f"T² = {number(q.t_joint)} at ρ = {number(q.tie)}. And at another?"
    return viz.Plane(traces, *axes, title, handles=[held])


def he_panel(q: Joint) -> viz.Plane:
    """The groups, the ellipse of the spread within them, that of their means, and what chance gives to means."""
    (groups, grand, h, e, titles), names, bound = q.shown, q.sample.names, float(np.sqrt(q.limits["Roy"]))
    centres, every, wide = np.stack([each.mean(axis=0) for each in groups]), np.concatenate(groups), (-FIELD, FIELD)
    spans = [wide, wide] if q.own_means else [padded(every[:, j]) for j in (0, 1)]
    ring = lambda m, s, role, **how: viz.ellipse(s * shape(m), role, center=grand, points=73, hover=False, **how)
    spots = lambda k, at, **style: viz.dots(at, ROLES[min(k, 2)], name=names[k], **style)
    rings = [ring(e, 1, "ink", width=1.8), ring(e, bound, "null", dash="dash"), ring(h, 1, "model", width=3.4)]
    side, high = viz.emptiest(np.concatenate([centres, *(np.stack([r["x"], r["y"]], 1) for r in rings)]), *spans)
    share = lambda k: np.array([0.48 * side, 0.085 * k + (0.295 if high > 0 else -0.465)])
    place = lambda k: np.mean(spans, axis=1) + share(k) * np.ptp(spans, axis=1)
    tag = lambda k, said, role: text(place(k)[0], place(k)[1], said, role, f"middle {'left' if side > 0 else 'right'}")
    up, said = centres[:, 1] + 0.03 * float(np.ptp(spans[1])), [f"<b>{name}</b>" for name in names]
    traces = [
        *(spots(k, rows, size=5, symbol=SYMBOLS[k % 3], opacity=0.4) for k, rows in enumerate(groups)),
        *rings,
        *(tag(0, "E: within", "ink"), tag(1, "dashed: chance", "null"), tag(2, "H: means", "model")),
        *(spots(k, at, size=14, symbol="diamond") for k, at in enumerate(centres)),
        viz.label(centres[:, 0], up, said),
    ]
    handles = viz.handles("means", centres, "mean", "ink") if q.own_means else []
    x, y = (viz.Axis(title, span) for title, span in zip(titles, spans, strict=True))
    title = "H leaves the chance ellipse" if q.rejects["Roy"] else "H stays within the chance ellipse"
    return viz.Plane(traces, x, y, title, equal=q.own_means, handles=handles)


def roots_panel(q: Joint) -> viz.Plane:
    """The two roots as a point, in Roy's thresholds: each test rejects on the far side of its own curve."""
    unit, low, most = q.limits["Roy"], 0.0 if q.own_means else FAINT, ROOM if q.own_means else MOST
    at, corner = np.clip(q.roots / unit, low, (0.95 * most[0], 0.97 * most[1])), np.array([low, most[1]])
    beyond, lines = bool((q.roots / unit > at + 1e-9).any()), []
    for k, (role, dash, place, _) in EDGES.items():
        x, y = np.maximum(joint.boundary(k, q.limits[k], min(q.m.design[:2]), 20) / unit, low)
        lines.append(named(curve(x, y, role, 2.2, dash, hover=False), k, place))
    said = f"λ = {number(q.roots[0], 3)}, {number(q.roots[1], 3)}" if beyond or not q.own_means else " "
    words = (0.98 * most[0], 0.45 * most[1]) if q.own_means else (0.6 * at[0], at[1])  # the curves crowd at the foot
    traces = [
        viz.polygon(np.stack([corner[[0, 0]], corner[[1, 1]], corner]), "null", opacity=0.14, width=0),
        text(0.9 * most[1], 0.9 * most[1], "λ₂ = λ₁", "muted", "middle left", 12),
        *lines,
        viz.dots(at, "model", size=15, symbol="diamond", name="the roots"),
        text(words[0], words[1], said, "model", "middle left"),
    ]
    yes = [k for k, rejected in q.rejects.items() if rejected]
    title = "All four reject" if len(yes) == 4 else f"Rejected by {', '.join(yes) or 'none of the four'}"
    held = [viz.Handle("roots", at, "the two roots", "model", moves=lambda x, y: rooted(q, (x * unit, y * unit)))]
    x, y = (viz.Axis(f"λ{'₁₂'[k]} / Roy’s threshold", (low, most[k]), log=not q.own_means) for k in (0, 1))
    return viz.Plane(traces, x, y, title, handles=held * (q.own_means and not beyond), room=(250, 170))


def rooted(q: Joint, wanted: tuple[float, float]) -> dict[str, Any]:
    means, sentence = many.means_with_roots(q.m, wanted, 3.0, q.limits["Roy"] * np.array([0.94, 0.96]) * ROOM)
    if sentence:
        raise viz.Limit(sentence, {} if means is None else {"means": means.round(3).tolist()})
    return {} if means is None else {"means": means.round(3).tolist()}


def rows_panel(q: Joint) -> viz.Plane:
    """The rows, and two ellipses that should hold 97.5% of them: of mean and covariance, and of their tightest half."""
    rows, radius, none = q.rows, float(np.sqrt(q.cut)), np.full(2, np.nan)
    ellipse = lambda f, role, **how: viz.ellipse(radius * shape(f.covariance), role, center=f.centre[:2], **how)
    robust = ellipse(q.robust, "optimum") if q.robust else viz.line(none, none, "optimum")
    ringed = np.where(np.isin(np.arange(len(rows)), q.flagged)[:, None], rows[:, :2], np.nan)
    counted = place_labels(rows, () if q.own_rows else q.flagged)
    spans = [(-CLOUD, CLOUD)] * 2 if q.own_rows else [padded(each) for each in extent(rows, q.classical, radius).T]
    aside = 0.02 * float(np.ptp(spans[0]))
    traces = [
        viz.called(ellipse(q.classical, "gradient", dash="dash"), "mean and covariance", at=0.35, size=13),
        viz.called(robust, "robust", at=0.85, size=13),
        viz.called(viz.dots(rows[:, :2], "data", size=9, name="row")),
        viz.called(viz.dots(ringed, "accent", size=17, ring=True, name="flagged")),
        viz.label(ringed[:, 0] + aside, ringed[:, 1], counted, "accent", position="middle right", size=12),
    ]
    x, y = (viz.Axis(title, span) for title, span in zip(q.columns, spans, strict=True))
    title = f"Flagged: {len(q.outside)} by covariance, {len(q.flagged)} robustly"
    return viz.Plane(traces, x, y, title, handles=viz.handles("spots", rows, "point", "data") if q.own_rows else [])


def distances_panel(q: Joint) -> viz.Plane:
    """Each row's distance by both: masked outliers are high up and not far to the right."""
    edge, wall, x = float(np.sqrt(q.cut)), float(np.sqrt(q.wall)), np.sqrt(q.classical.distances)
    y = np.clip(np.sqrt(q.robust.distances), NEAR * 1.1, FAR * 0.9) if q.robust else np.full(len(x), np.nan)
    across = max(6.6, 1.05 * wall)
    traces = [
        rule(edge, (NEAR, FAR), "gradient", "dash"),
        rule((0, across), edge, "optimum"),
        rule(wall, (NEAR, FAR), "ink"),
        curve(SAME, SAME, "null", 1.2, "dot", hover=False),
        text(edge - 0.01 * across, 0.8 * FAR, "97.5%", "gradient", "middle left", 12),
        text(0.99 * across, 0.85 * edge, "97.5%, robust", "optimum", "middle left", 12),
        text(wall + 0.01 * across, 0.4 * FAR, "none beyond" if wall < 0.8 * across else " ", "ink", size=12),
        viz.markers(x, y, "data", size=9, name="row"),
        viz.markers(np.where(y > edge, x, np.nan), y, "accent", size=17, ring=True, name="flagged"),
    ]
    axes = viz.Axis("distance by mean and covariance", (0, across)), viz.Axis("robust distance", (NEAR, FAR), log=True)
    return viz.Plane(traces, *axes, "Why: the outliers stretch their own ruler")
