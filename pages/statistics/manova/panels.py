"""The panels: groups are "data" and "gradient" (and "accent"), a direction u is "accent", what joint tests say "model",
the best direction and the robust fit "optimum", what chance alone would do "null"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import joint_tests as joint
from viz.distributions import padded

if TYPE_CHECKING:
    from pages.statistics.manova.state import Array, Joint

WIDE, SCREEN, HALF, TALL = 5.3, 3.95, 3.3, 1.15  # of the clouds' plane; of the screen: how far, how long; of its bells
REACH, TOPS, CEILING = 1.75, (12.0, 50.0, 200.0, 800.0, 3200.0, 1e6), 60.0  # of differences; of t²; of T² against ρ
DEGREES, RHOS, ALONG = np.arange(0.0, 181.0), np.linspace(-0.95, 0.95, 191), np.linspace(-HALF, HALF, 121)
ARC = np.linspace(0, 2 * np.pi, 121)
CIRCLE, TURNS = (
    np.stack([np.cos(ARC), np.sin(ARC)]),
    np.stack([np.cos(np.deg2rad(DEGREES)), np.sin(np.deg2rad(DEGREES))], 1),
)
FIELD, ACROSS, UP, FAINT = 2.4, 3.3, 1.75, 0.01  # of own means; of the plane of roots, in Roy's thresholds
ROLES, SYMBOLS = ("data", "gradient", "accent"), ("circle", "square", "diamond")
EDGES = {"Wilks": ("model", "solid"), "Pillai": ("optimum", "dash"), "Hotelling–Lawley": ("ink", "dot")}
EDGES |= {"Roy": ("gradient", "solid")}
PLACES = {"Wilks": 0.6, "Pillai": 0.98, "Hotelling–Lawley": 0.3, "Roy": 0.9}
CLOUD, FAR, NEAR = 6.5, 100.0, 0.1  # of drawn points; of robust distances
DIST = 6.6  # of classical distances

text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)
level = lambda y, x0, x1, role, dash="dash": viz.line([x0, x1], [y, y], role, width=1.8, dash=dash, hover=False)


def root_of(covariance: Array) -> Array:
    """A matrix that makes the unit circle the ellipse of one standard deviation."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def clouds_panel(q: Joint) -> viz.Plane:
    """Two clouds, the ellipse that they share, and a screen that turns around them: their shadows along u."""
    (a, b), d, u = q.scaled, q.two.difference, q.u
    out = np.array([u[1], -u[0]])  # from the middle to the screen
    base, s = SCREEN * out, float(np.sqrt(u @ q.two.pooled @ u))
    traces: list[Any] = []
    best = q.chosen / (np.hypot(*q.chosen) or 1.0)
    side = -1.0 if best[1] < 0 else 1.0
    traces.append(viz.segment(-WIDE * 2 * best, WIDE * 2 * best, "optimum", width=1.8, dash="dash", hover=False))
    for k, rows in enumerate((a, b)):
        centre, role = (k - 0.5) * d, ROLES[k]
        bell = TALL * np.exp(-0.5 * ((ALONG - centre @ u) / s) ** 2)
        edge = base + ALONG[:, None] * u - bell[:, None] * out
        shadows = base + (rows @ u)[:, None] * u + (0.16 + 0.16 * k) * out
        shadows[np.abs(rows @ u) > HALF + 0.9] = np.nan
        away = u * (1 if (2 * k - 1) * (d @ u) >= 0 else -1)  # from the other bell
        top = base + (centre @ u) * u - TALL * out
        traces += [
            viz.dots(rows, role, size=6, symbol=SYMBOLS[k], opacity=0.6, name=q.pair.names[k]),
            viz.ellipse(2 * root_of(q.two.pooled), role, center=centre, width=1.6, hover=False),
            viz.polygon(np.vstack([edge, base + HALF * u, base - HALF * u]), role, opacity=0.3, width=1.6),
            viz.dots(shadows, role, size=4, opacity=0.6, name="shadow"),
            viz.dots(centre, role, size=15, symbol="diamond", name=f"mean of {q.pair.names[k]}"),
            viz.off(top, away - 0.5 * out, q.pair.names[k], role, WIDE, gap=0.03),
        ]
    tip = 2.6 * u
    traces += [
        viz.segment(base - HALF * u, base + HALF * u, "accent", width=2, hover=False),
        viz.arrow(tip, "accent", name="u"),
        viz.off(tip, u, "u", "accent", WIDE, gap=0.05, font=16),
        viz.off(4.6 * side * best, best[::-1] * (-side, side), "d" if q.p.naive else "S⁻¹d", "optimum", WIDE, gap=0.02),
    ]
    turn = lambda x, y: {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360}
    handles = [viz.Handle("dial", tip, "direction u", "accent", moves=turn, follows="angle")]
    if q.drawn:
        move = lambda k, x, y: {"shift": (np.array([x, y]) * (4 * k - 2)).tolist()}
        handles += viz.handles("mean", np.outer([-0.5, 0.5], d), lambda k: f"mean of {'AB'[k]}", "ink", moves=move)
    x, y = (
        viz.Axis(name if q.drawn else f"{name.partition(' (')[0]} (pooled s)", (-WIDE, WIDE))
        for name in q.pair.features
    )
    return viz.Plane(traces, x, y, "Two clouds and their shadows along u", equal=True, handles=handles)


def curve_panel(q: Joint) -> viz.Plane:
    """Student's t² of the shadows in every direction; its peak is Hotelling's T²."""
    curve, now = q.two.along(TURNS), (q.p.angle % 180, q.t_u)
    top = viz.reach([q.t_squared / 0.9], TOPS)
    names = [name.partition(" (")[0] for name in q.pair.features]
    ticks = [names[0][:16], "45°", names[1][:16], "135°", "180°"]  # two of the directions are the features themselves
    peak = (q.chosen_angle, q.t_chosen)
    said = f"t² of d: {number(q.t_chosen, 3)}" if q.p.naive else f"T² = {number(q.t_squared, 4)}"
    place = "top center" if 30 < peak[0] < 150 else "top right" if peak[0] < 90 else "top left"
    one, every = (
        level(y, 0, 180, role, dash) for y, role, dash in ((q.limit_one, "null", "dot"), (q.limit_all, "model", "dash"))
    )
    traces = [
        viz.called(
            one, "one direction, chosen before" if q.limit_all - q.limit_one > 0.045 * top else " ", at=0.12, size=12
        ),
        viz.called(every, "best of all directions", at=0.12, size=12),
        viz.called(viz.line(DEGREES, curve, "ink", width=2.6, name="t²")),
        viz.segment((now[0], 0), now, "accent", width=2, hover=False),
        viz.markers([0, 90], q.singles, "data", size=11, symbol="square", name="a single feature"),
        viz.dots(peak, "optimum", size=14, symbol="diamond", name="the chosen direction"),
        viz.dots(now, "accent", size=13, name="u"),
        text(peak[0], peak[1] + 0.02 * top, said, "optimum", place, 14),
    ]
    handle = viz.Handle(
        "where", now, "direction u", "accent", moves=lambda x, _: {"angle": round(np.clip(x, 0, 179))}, follows="x"
    )
    x = viz.Axis("direction of u", (-4, 184), ticks=range(0, 181, 45), labels=ticks)
    y = viz.Axis("t² of the shadows", (-0.03 * top, 1.12 * top))
    return viz.Plane(
        traces, x, y, f"t² = {number(q.t_u, 3)} along u, at best {number(q.t_squared, 4)}", handles=[handle]
    )


def plane_panel(q: Joint) -> viz.Plane:
    """All differences of two means: each test rejects outside its own outline, a box or an ellipse."""
    d, unit = np.array(q.p.shift), 1 / np.sqrt(q.weight)
    correlation = np.array([[1, q.p.rho], [q.p.rho, 1]])
    corner = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    single, both, edge = (unit * np.sqrt(c) for c in (q.critical_t, q.critical_pair, q.critical_joint))
    ellipse = edge * root_of(correlation) @ CIRCLE
    at = lambda k: min(float(k), REACH - 0.05)
    lean, side, other = (1, "right", "left") if q.p.rho > 0 else (-1, "left", "right")  # the ellipse leans into corners
    traces = [
        viz.polygon(ellipse[:, :-1].T, "model", opacity=0.16, width=2.6, name="T²"),
        viz.polygon(single * corner, "gradient", opacity=0.1, width=2.2, dash="dash"),
        viz.polygon(both * corner, "muted", opacity=0.0, width=1.6, dash="dot"),
        viz.segment((0, 0), d, "data", width=1.6, hover=False),
        viz.dots(d, "data", size=16, symbol="diamond", name="difference of the means"),
        text(-lean * at(0.97 * single), at(single), "single t-tests", "gradient", f"bottom {side}", 12),
        text(lean * at(both), -at(both), "Bonferroni", "muted", f"bottom {other}", 12),
        viz.corner(-0.96 * lean, -0.94, "ellipse: T²", "model", REACH),
    ]
    said = ("neither feature", "one feature", "both features")[q.single_hits]
    title = f"Singly: {said}. Jointly: {'different' if q.jointly else 'not different'}"
    x, y = (viz.Axis(f"difference in the {name} (s)", (-REACH, REACH)) for name in ("first", "second"))
    return viz.Plane(
        traces, x, y, title, equal=True, handles=[viz.Handle("shift", d, "difference of the means", "data")]
    )


def rho_panel(q: Joint) -> viz.Plane:
    """The same difference under every correlation: T² is least, the larger t², where ρ is the ratio of the two t."""
    curve = joint.joint_from_singles(*q.signed.tolist(), RHOS)
    up = lambda y: np.where(np.greater(y, 1.4 * CEILING), np.nan, y)
    now = (q.p.rho, min(q.t_joint, CEILING))
    larger = float(np.max(q.signed**2))
    traces = [
        viz.called(level(q.critical_joint, -1, 1, "model"), "T² rejects above", at=0.5, size=12),
        viz.called(
            viz.line([-1, 1], [larger] * 2 if larger < CEILING else [np.nan] * 2, "gradient", width=1.8, hover=False),
            "the larger t²",
            at=0.1,
            size=12,
        ),
        viz.called(viz.line(RHOS, up(curve), "ink", width=2.6, name="T²"), "T²", at=0.5, size=15),
        viz.segment((q.p.rho, 0), now, "data", width=1.6, hover=False),
        viz.dots(now, "data", size=14, name="now"),
    ]
    handle = viz.Handle("tie", now, "correlation ρ", "data", moves=lambda x, _: {"rho": x}, follows="x")
    x, y = viz.Axis("correlation ρ within the groups", (-1, 1)), viz.Axis("T² of this difference", (-2, CEILING * 1.06))
    return viz.Plane(
        traces, x, y, f"T² = {number(q.t_joint, 4)} at ρ = {number(q.p.rho)}. And at another?", handles=[handle]
    )


def he_panel(q: Joint) -> viz.Plane:
    """The groups, the ellipse of the spread within them, that of their means, and what chance gives to means."""
    groups, grand, h, e = q.shown
    bound = float(np.sqrt(q.limits["Roy"]))
    if q.own_means:
        spans, titles = [(-FIELD, FIELD)] * 2, ["first feature (s)", "second feature (s)"]
    else:
        every = np.concatenate(groups)
        spans, titles = [padded(every[:, j]) for j in (0, 1)], list(q.many.features[:2])
    if q.canonical:
        titles = ["first canonical axis (s within)", "second canonical axis (s within)"]
    tall = float(np.ptp(spans[1]))
    traces: list[Any] = []
    for k, rows in enumerate(groups):
        style = {"role": ROLES[min(k, 2)], "symbol": SYMBOLS[k % 3]}
        traces.append(viz.dots(rows, size=5, opacity=0.4, name=q.many.names[k], **style))
    centres = np.stack([each.mean(axis=0) for each in groups])
    roles = [ROLES[min(k, 2)] for k in range(len(groups))]
    ellipse = lambda matrix, role, **style: viz.ellipse(matrix, role, center=grand, hover=False, **style)
    traces += [
        viz.called(ellipse(root_of(e), "ink", width=1.8), "E: within", at=0.3, size=13),
        viz.called(ellipse(bound * root_of(e), "null", width=2.2, dash="dash"), "chance", at=0.75, size=13),
        viz.called(ellipse(root_of(h), "model", width=3.4), "H: the means", at=0.1, size=13),
        *(
            viz.dots(c, r, size=14, symbol="diamond", name=n)
            for c, r, n in zip(centres, roles, q.many.names, strict=True)
        ),
        *(
            text(c[0], c[1] + 0.03 * tall, f"<b>{n}</b>", "ink", "top center", 14)
            for c, n in zip(centres, q.many.names, strict=True)
        ),
    ]
    handles = viz.handles("means", centres, lambda k: f"mean of {q.many.names[k]}", "ink") if q.own_means else []
    x, y = (viz.Axis(t, s) for t, s in zip(titles, spans, strict=True))
    title = "H leaves the chance ellipse" if q.rejects["Roy"] else "H stays within the chance ellipse"
    return viz.Plane(traces, x, y, title, equal=q.own_means, handles=handles)


def roots_panel(q: Joint) -> viz.Plane:
    """The two roots as a point, in Roy's thresholds: each test rejects on the far side of its own curve."""
    unit, many, low = q.limits["Roy"], min(q.m.design[:2]), (0.0, 0.0) if q.own_means else (FAINT, FAINT)
    most = (ACROSS, UP) if q.own_means else (1000.0, 100.0)  # data stand far out: on logarithms
    at = np.clip(q.roots / unit, low, (0.95 * most[0], 0.97 * most[1]))
    beyond = bool((q.roots / unit > at + 1e-9).any())
    outlines = []
    for k, (role, dash) in EDGES.items():
        x, y = np.maximum(joint.boundary(k, q.limits[k], many) / unit, low[0])
        outlines.append(viz.called(viz.line(x, y, role, width=2.2, dash=dash, hover=False), k, at=PLACES[k], size=12))
    said = f"λ = {number(q.roots[0], 3)}, {number(q.roots[1], 3)}" + " →" * beyond
    traces = [
        viz.polygon([[low[0], low[1]], [most[1], most[1]], [low[0], most[1]]], "null", opacity=0.14, width=0.8),
        viz.called(
            viz.line(*[[low[0], most[1]]] * 2, "null", width=0.8, hover=False), "λ₂ ≤ λ₁", at=0.9, role="muted", size=12
        ),
        *outlines,
        viz.called(viz.dots([at, at], "model", size=15, symbol="diamond", name="the roots")),
        text(0.96 * at[0], at[1], said if beyond or not q.own_means else " ", "model", "middle left", 13),
    ]
    held = viz.Handle("roots", at, "the two roots", "model", moves=lambda x, y: rooted(q, x * unit, y * unit))
    found = ", ".join(k for k, yes in q.rejects.items() if yes)
    title = (
        "All four reject" if all(q.rejects.values()) else f"{found} rejects" if found else "None of the four rejects"
    )
    x, y = (viz.Axis(f"λ{'₁₂'[k]} / Roy’s threshold", (low[k], most[k]), log=not q.own_means) for k in (0, 1))
    return viz.Plane(traces, x, y, title, handles=[held] if q.own_means and not beyond else [])


def rooted(q: Joint, first: float, second: float) -> dict[str, Any]:
    """The means drawn apart or together along the canonical axes, until the roots are those of the pointer."""
    wanted, found = np.array([first, second]), q.roots
    if second > first or min(first, second) <= 0:
        raise viz.Limit("λ₁ is the larger root, and none is negative: the point stays below the diagonal.")
    if found[1] < 1e-6:
        raise viz.Limit("The three means lie on a line, or are one: there is no second direction to draw them along.")
    scores = (q.m.means - q.m.grand) @ q.m.axes * np.sqrt(wanted / found)
    means = q.m.grand + scores @ np.linalg.inv(q.m.axes)
    if np.abs(means).max() > 3.0:
        raise viz.Limit("A mean is at the end of its axis: the point goes no further.")
    return {"means": means.round(3).tolist()}


def rows_panel(q: Joint) -> viz.Plane:
    """The rows, and two ellipses that should hold 97.5% of them: of mean and covariance, and of their tightest half."""
    rows, drawn, p = q.rows, q.p.cloud == "draw", q.rows.shape[1]
    radius, hidden = float(np.sqrt(q.cut)), np.full((2, 2), np.nan)
    fits = [(q.classical.covariance, q.classical.centre), (hidden, np.zeros(p))]
    if q.robust:
        fits[1] = (q.robust.covariance, q.robust.centre)
    shape = lambda c: c if np.isnan(c).any() else radius * root_of(c[:2, :2])
    one, two = (
        viz.ellipse(shape(c), role, center=at[:2], width=2.6, dash=dash, hover=False)
        for (c, at), role, dash in zip(fits, ("gradient", "optimum"), ("dash", "solid"), strict=True)
    )
    spots = np.where(np.isin(np.arange(len(rows)), q.flagged)[:, None], rows[:, :2], np.nan)
    traces = [
        viz.called(one, "mean and covariance", at=0.35, size=13),
        viz.called(two, "robust", at=0.6, size=13),
        viz.called(viz.dots(rows[:, :2], "data", size=9, name="row")),
        viz.dots(spots, "accent", size=17, ring=True, name="flagged"),
        viz.label(
            spots[:, 0] + 1.2,
            spots[:, 1],
            [str(k + 1) for k in range(len(rows))] if p == 3 else [" "] * len(rows),
            "accent",
            position="middle right",
            size=12,
        ),
    ]
    if drawn:
        spans, titles = [(-CLOUD, CLOUD)] * 2, ("first feature", "second feature")
    else:
        spans, titles = [padded(rows[:, j]) for j in (0, 1)], ("first column", "second column")
        if p == 3:
            titles, spans = ("air flow", "water temperature (°C)"), [(34, 90), (12, 32)]
    x, y = (viz.Axis(t, s) for t, s in zip(titles, spans, strict=True))
    title = f"Beyond 97.5%: {len(q.outside)} by the covariance, {len(q.flagged)} robustly"
    return viz.Plane(traces, x, y, title, handles=viz.handles("spots", rows, "point", "data") if drawn else [])


def distances_panel(q: Joint) -> viz.Plane:
    """Each row's distance by both: masked outliers are high up and not far to the right."""
    edge, wall = float(np.sqrt(q.cut)), float(np.sqrt(q.wall))
    x = np.sqrt(q.classical.distances)
    y = np.sqrt(q.robust.distances) if q.robust else np.full(len(x), np.nan)
    y = np.clip(y, NEAR * 1.1, FAR * 0.9)
    across = max(DIST, 1.05 * float(x.max()))
    upright = lambda at, role, dash: viz.line([at, at], [NEAR, FAR], role, width=1.8, dash=dash, hover=False)
    traces = [
        viz.called(upright(edge, "gradient", "dash"), "97.5%", at=0.9, size=12),
        viz.called(level(edge, 0, across, "optimum", "solid"), "97.5%, robust", at=0.95, size=12),
        viz.called(upright(wall if wall < across else np.nan, "ink", "solid"), "none beyond", at=0.75, size=12),
        viz.called(
            viz.line(
                np.geomspace(NEAR, FAR, 60), np.geomspace(NEAR, FAR, 60), "null", width=1.2, dash="dot", hover=False
            )
        ),
        viz.called(viz.markers(x, y, "data", size=9, name="row")),
        viz.markers(np.where(y > edge, x, np.nan), y, "accent", size=17, ring=True, name="flagged"),
    ]
    axes = viz.Axis("distance by mean and covariance", (0, across)), viz.Axis("robust distance", (NEAR, FAR), log=True)
    return viz.Plane(traces, *axes, "Why: the outliers stretch their own ruler")
