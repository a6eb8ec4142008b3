"""One picture three times: masses on a curve (model), their centre of mass (data), the plumb line between (accent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

import viz
from mathcore.advanced import jensen

if TYPE_CHECKING:
    from pages.advanced.jensen.lesson import Jensen

PLACES, WIDE, ROOM = (0.05, 3.0), (0.0, 3.1), (280.0, 190.0)  # of the masses; of their axis; of a panel, pixels
X = np.linspace(*PLACES, 296)
# Of each function: the heights that the curve panel shows, its ticks, and the heights over a tangent that are shown.
HEIGHTS = {
    "square": ((-0.2, 9.4), (0, 3, 6, 9), (-0.5, 4.0)),
    "exp": ((-0.4, 20.5), (0, 5, 10, 15, 20), (-1.2, 10.0)),
    "log": ((-3.1, 1.4), (-3, -2, -1, 0, 1), (-2.0, 0.25)),
    "hinge": ((-0.1, 2.2), (0, 0.5, 1, 1.5, 2), (-0.15, 1.2)),
    "wave": ((-1.1, 1.2), (-1, -0.5, 0, 0.5, 1), (-2.6, 2.6)),
}
STRIP = 0.3  # under the curve, for the weights, as a part of the heights above it
QUANTILES = norm.ppf((np.arange(24) + 0.5) / 24)
HEAVIEST, LOWEST = 0.5, -9.0  # weight and logarithm that the weights panel shows
Z, W, CHANCES = np.linspace(-5, 5, 301), np.geomspace(np.exp(LOWEST - 0.5), HEAVIEST, 200), np.geomspace(0.003, 1, 200)
LOSSES, TEXT = (0.0, 5.0), {"mode": "markers+text", "cliponaxis": False}


def named(trace: dict[str, Any], text: str, role: str, position: str) -> dict[str, Any]:
    """A marker with a text that keeps clear of it; names of curves keep clear of both."""
    return viz.called(trace | TEXT | {"text": [text], "textposition": position, "textfont": {"color": f"@{role}"}})


def gap(x: float, mean: float, value: float, names: tuple[str, str], tall: float, side: str = "right") -> list[Any]:
    """The plumb line from the centre of mass (x, mean) to the curve (x, value), in a panel so tall. The value is named
    on that side beyond the line's end, or "beside" the line; the line has a name where there is room for it."""
    near, far = ("bottom", "top") if mean >= value - 1e-9 else ("top", "bottom")
    long, other = abs(mean - value) / tall, {"right": "left"}.get(side, "right")
    places, least = (f"{far} center", f"{near} {side}"), 0.05
    if side == "beside":
        places, least = (f"{far} right", f"{far if long > 0.06 else 'middle'} right"), 0.3
    middle = viz.dots((x, 0.5 * (mean + value)), size=8, opacity=0)
    return [
        viz.called(viz.segment((x, mean), (x, value), "accent", width=5, hover=False)),
        named(viz.dots((x, mean), "data", size=13, symbol="diamond"), names[0], "data", places[0]),
        named(viz.dots((x, value), "model", size=11), names[1], "model", places[1]),
        named(middle, "gap" if long > least else " ", "accent", f"middle {other}"),
    ]


def discs(q: Jensen, heights: Any) -> dict[str, Any]:
    """The masses at some heights, with areas like the weights."""
    return viz.called(viz.markers(q.x, heights, size=np.maximum(3, 34 * np.sqrt(q.w)), opacity=0.75, name="mass"))


def curve_panel(q: Jensen) -> viz.Plane:
    """The curve, the masses and their hull, the gap; under it the weights as bars, balanced on the mean."""
    (low, high), ticks, _ = HEIGHTS[q.p.function]
    g, y, tall = q.found, jensen.value(q.p.function, q.x), STRIP * (high - low)
    base = low - 1.1 * tall
    fulcrum, foot = (g.mean, base - 0.1 * tall), min(g.mean_of_values, g.value_of_mean)
    on, heads = np.stack([q.x, y], axis=1), np.stack([q.x, base + tall * q.w], axis=1)
    side = "right" if g.mean < 0.4 or (jensen.slope(q.p.function, g.mean) >= 0) == (g.gap >= -1e-9) else "left"
    traces = [
        viz.polygon(jensen.hull(on[q.w > 0]), "data", opacity=0.12, width=1),
        viz.stems(q.x, heads[:, 1], "data", width=7, base=base),
        viz.line([*PLACES, np.nan, g.mean, g.mean], [base, base, np.nan, base, foot], "null", width=1.2, hover=False),
        viz.called(viz.line(X, jensen.value(q.p.function, X), "model", width=2.6, name="f"), "f", at=0.95, size=16),
        discs(q, y),
        named(viz.dots(fulcrum, "ink", size=14, symbol="triangle-up"), "E X", "ink", "middle right"),
        *gap(g.mean, g.mean_of_values, g.value_of_mean, ("E f(X)", "f(E X)"), high - base, side),
        viz.label([WIDE[1]], [base + 0.8 * tall], "weights", "muted", position="middle left", size=12),
    ]
    to_share = lambda k, _, height: weigh(q, k, (height - base) / tall)
    handles = [
        *viz.handles("masses", on, "mass", "data", follows="x"),
        *viz.handles("weight", heads, "weight", "data", moves=to_share, follows="y"),
        viz.Handle("crowd", fulcrum, "all masses", "ink", moves=lambda x, _: slide(q, x), follows="x"),
    ]
    axis = viz.Axis("f(x)", (base - 0.25 * tall, high), ticks=ticks)
    return viz.Plane(traces, viz.Axis("x", WIDE), axis, "Masses on the curve", handles=handles, room=ROOM)


def weigh(q: Jensen, which: int, share: float) -> dict[str, Any]:
    """One weight becomes a share of the whole, and the others keep their proportions."""
    values = {"weights": q.shares.with_share(q.p.weights, 0, which, share)}
    if not -0.01 <= share <= 1.01:
        raise viz.Limit("A weight is a share of the whole: it goes from 0 to 1.", values)
    return values


def slide(q: Jensen, to: float) -> dict[str, Any]:
    """All masses moved by the same step, until one is at an end."""
    wanted = round(to - q.found.mean, 2)  # in the steps of the places: else each mass would be rounded on its own
    step = np.clip(wanted, PLACES[0] - q.x.min(), PLACES[1] - q.x.max())
    values = {"masses": tuple(np.clip(q.x + step, *PLACES))}
    if abs(step - wanted) > 1e-9:
        raise viz.Limit("The outermost mass is at the end of the axis.", values)
    return values


def tangent_panel(q: Jensen) -> viz.Plane:
    """f less its tangent at the mean: its mean is the gap, and lies between those of two parabolas."""
    g, ends = q.found, HEIGHTS[q.p.function][2]
    far = ends[0] - np.ptp(ends), ends[1] + np.ptp(ends)
    inside = np.where((g.low <= X) & (g.high >= X), X, np.nan)
    most = g.most_bend if np.isfinite(g.most_bend) else np.nan
    parabolas = [np.clip(0.5 * bend * (inside - g.mean) ** 2, *far) for bend in (g.least_bend, most)]
    spots = np.stack([q.x, np.clip(q.rises, *ends)], axis=1)
    traces = [
        viz.called(viz.segment((WIDE[0], 0), (WIDE[1], 0), "model", width=1.6, dash="dash", name="the tangent at E X")),
        viz.called(viz.line(inside, parabolas[0], "muted", width=1.8, dash="dot"), "½ min f″"),
        viz.called(viz.line(inside, parabolas[1], "muted", width=1.8, dash="dot"), "½ max f″", at=0.3),
        viz.called(viz.line(X, np.clip(g.above_tangent(X), *far), "model", width=2.6, name="f − tangent")),
        viz.called(viz.stems(q.x, spots[:, 1], "data", width=1.6)),
        discs(q, spots[:, 1]),
        *gap(g.mean, float(np.clip(g.gap, *ends)), 0.0, ("mean height", " "), np.ptp(ends)),
    ]
    along = lambda k, x, _: {"masses": (*q.p.masses[:k], x, *q.p.masses[k + 1 :])}
    handles = viz.handles("lift", spots, "mass over the tangent", "data", moves=along, follows="x")
    axes = viz.Axis("x", WIDE), viz.Axis("f(x) − tangent", ends)
    return viz.Plane(traces, *axes, "Why: the tangent", handles=handles, room=ROOM)


def densities_panel(q: Jensen) -> viz.Plane:
    """q with its quantiles, the posterior, the prior, and the observation."""
    m, s, seen, away = q.p.q_mean, q.p.q_sd, (q.p.observed, -0.06), "left" if q.p.observed > 1 else "right"
    density, true, prior = (np.exp(jensen.log_normal(Z, *at)) for at in ((m, s), q.posterior, jensen.PRIOR))
    peak, side = (float(np.exp(jensen.log_normal(z, m, s))) for z in (m, m + s))
    high = [np.where(y > 0.1, y, np.nan) for y in (prior, true, density)]  # no names on tails
    named_by = zip(high, ("null", "optimum", "data"), ("p(z)", "p(z|x)", "q(z)"), (0.3, 0.6, 0.4), strict=True)
    traces = [
        viz.area(Z, density, 0.0, "data", opacity=0.14),
        viz.line(Z, prior, "null", width=1.6, dash="dot", name="prior"),
        viz.line(Z, true, "optimum", width=2.6, dash="dash", name="posterior"),
        viz.line(Z, density, "data", width=2.6, name="q"),
        *(viz.called(viz.line(Z, y, role, width=0, hover=False), name, at=at) for y, role, name, at in named_by),
        viz.segment((m, 0), (m, peak), "data", width=1.2, dash="dot", hover=False),
        viz.markers(q.draws, np.full(len(q.draws), 0.02), "data", size=6, name="one of 24 equal parts of q"),
        named(viz.dots(seen, "ink", size=12, symbol="diamond"), "observed x", "ink", f"middle {away}"),
    ]
    handles = [
        viz.Handle("peak", (m, peak), "mean of q", "data", moves=lambda z, _: {"q_mean": z}, follows="x"),
        viz.Handle("width", (m + s, side), "width of q", "data", moves=lambda z, _: {"q_sd": z - m}, follows="x"),
        viz.Handle("seen", seen, "observed x", "ink", moves=lambda x, _: {"observed": x}, follows="x"),
    ]
    axes = viz.Axis("latent z, observed x", (-5, 5)), viz.Axis("density", (-0.13, 1.08), ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(traces, *axes, "A guess q at the posterior", handles=handles)


def weights_panel(q: Jensen) -> viz.Plane:
    """The weights of q's quantiles on the logarithm, and the exact means over all of q: the far ones count."""
    log_w = np.clip(q.log_weights, LOWEST, np.log(HEAVIEST))
    traces = [
        viz.called(viz.line(W, np.log(W), "model", width=2.6, name="ln w"), "ln w", at=0.98, size=16),
        viz.markers(np.exp(log_w), log_w, "data", size=9, opacity=0.6, name="weight"),
        *gap(float(np.exp(q.log_evidence)), max(q.elbo, LOWEST), q.log_evidence, ("ELBO", "ln p(x)"), 10, "left"),
    ]
    axis = viz.Axis("weight w = p(x, z)/q(z)", (-0.13, HEAVIEST + 0.01), ticks=(0, 0.1, 0.2, 0.3, 0.4, 0.5))
    return viz.Plane(traces, axis, viz.Axis("ln w (nats)", (LOWEST - 0.5, 0.4)), "Its weights on the logarithm")


def votes_panel(q: Jensen) -> viz.Plane:
    """What each tree gives to the true class of the digit, on minus the logarithm."""
    g, names = q.on_log, ("mean loss", "loss of the mean")
    traces = [
        viz.called(viz.line(CHANCES, -np.log(CHANCES), "model", width=2.6, name="−ln p"), "−ln p", at=0.1, size=16),
        viz.markers(q.votes, -np.log(q.votes), "data", size=12, opacity=0.6, name="a tree"),
        *gap(g.mean, -g.mean_of_values, -g.value_of_mean, names, 5.9, "left" if g.mean > 0.5 else "beside"),
    ]
    axes = viz.Axis("probability of the true class p", (-0.02, 1.02)), viz.Axis("log loss −ln p (nats)", (-0.3, 5.6))
    return viz.Plane(traces, *axes, "One digit, and what the trees make of it", room=ROOM)


def losses_panel(q: Jensen) -> viz.Plane:
    """Both losses of all test digits: none lies above the diagonal; above it the digit. A drag takes the nearest."""
    (each, together), found, k, at = q.losses, jensen.bagged(), q.p.digit, q.losses[:, q.p.digit]
    grey = np.kron(255 - found.images[k] * 15.9, np.ones((8, 8))).astype(np.uint8)
    traces = [
        viz.called(viz.line(LOSSES, LOSSES, "ink", width=1.4, dash="dash"), "no gain", at=0.9),
        viz.markers(each, together, "null", size=5, opacity=0.5, name="a digit"),
        viz.segment(at, at[[0, 0]], "accent", width=5, hover=False),
        viz.dots(at, "model", size=12, name="this digit"),
        viz.label([1.0], [4.5], f"a {found.labels[k]}", "ink", position="middle right", size=16),
    ]
    nearest = lambda x, y: {"digit": int(np.argmin(np.hypot(each - x, together - y)))}
    handles = [viz.Handle("pick", at, "the digit that is shown", "model", moves=nearest, follows="loosely")]
    axes = viz.Axis("mean of the trees’ losses (nats)", LOSSES), viz.Axis("loss of their mean (nats)", LOSSES)
    image, title = viz.picture(grey, x=(0.1, 0.9), y=(4.1, 4.9)), "No test digit lies above the diagonal"
    return viz.Plane(traces, *axes, title, equal=True, images=[image], handles=handles)
