"""Tails under their bounds (each bound keeps its colour), the functions that bound them, masses, test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

import viz
from mathcore.advanced import set_sizes, tail_bounds

if TYPE_CHECKING:
    from pages.advanced.tail_inequalities.state import Tails

ROLES = {"markov": "null", "chebyshev": "ink", "cantelli": "model", "hoeffding": "gradient"}
ROLES |= {"bernstein": "accent", "chernoff": "optimum", "normal": "muted"}
PLACES_OF_NAMES = {
    "markov": 0.9,
    "chebyshev": 0.35,
    "cantelli": 0.75,
    "hoeffding": 0.6,
    "bernstein": 0.8,
    "chernoff": 1,
}
Z, P = np.linspace(0.02, 6, 150), np.arange(1, 100) / 100
FLOOR, FAR = 1e-10, (0.0, 6.0)
AT, S = np.linspace(0, 10, 401), np.linspace(0, 15, 301)  # values of X; exponents
MASSES, K = (-3.0, 3.0), np.round(np.linspace(1, 5, 401), 2)
ITEMS, MOST_ITEMS = np.geomspace(10, 1e6, 101), 1e6


def cursor(x: float, low: float, high: float) -> dict[str, Any]:
    """A thin upright line."""
    return viz.segment((x, low), (x, high), "ink", width=1.2, dash="dot", hover=False)


def tails_panel(q: Tails) -> viz.Plane:
    """The exact tail and its bounds against the distance from the mean, on a logarithmic scale."""
    n, p, z = q.p.n, q.p.chance, q.p.z
    found = tail_bounds.bounds(n, p, Z)
    true = tail_bounds.exact_tail(n, p, Z, q.p.copies)
    seen = lambda y: np.where(y > 0.01 * FLOOR, y, np.nan)
    dash = {"chebyshev": "dot", "markov": "dash"}
    curves = [
        viz.called(
            viz.line(Z, seen(y), ROLES[name], width=2.0, dash=dash.get(name, "solid"), name=name.capitalize()),
            name.capitalize(),
            at=PLACES_OF_NAMES[name],
        )
        for name, y in found.items()
    ]
    dots = [viz.dots((z, y if y > FLOOR else np.nan), ROLES[name], size=8) for name, y in q.bounds.items()]
    spot = z, max(q.exact, FLOOR)
    traces = [
        cursor(z, FLOOR, 3),
        *curves,
        viz.called(viz.line(Z, seen(true), "data", width=3.2, name="exact"), "exact", at=0.55),
        *dots,
        viz.dots(spot, "data", size=11),
    ]
    handle = viz.Handle("far", spot, "distance from the mean", "data", moves=lambda x, _: {"z": x}, follows="x")
    axes = viz.Axis("z: standard deviations over the mean", FAR), viz.Axis("P(S ≥ np + z·sd)", (FLOOR, 3), log=True)
    return viz.Plane(traces, *axes, "The tail under its bounds", handles=[handle])


def region_name(regions: NDArray[np.float64], which: int) -> dict[str, Any]:
    """The name of a winner where its region has most room, if it has enough."""
    mine = (np.floor(np.nan_to_num(regions, nan=-1.0)) == which).astype(float)
    room = uniform_filter(mine, (9, 34), mode="constant") + 0.01 * uniform_filter(mine, (25, 60), mode="constant")
    row, column = np.unravel_index(int(room.argmax()), room.shape)
    at = (Z[column], P[row]) if room.max() > 0.96 else (np.nan, np.nan)
    return viz.label([at[0]], [at[1]], tail_bounds.CONTEST[which].capitalize(), "ink", position="middle center")


def contest_panel(q: Tails) -> viz.Plane:
    """Which bound is the least one, over distance and chance: strong where it is near the truth."""
    roles, here = [ROLES[name] for name in tail_bounds.CONTEST], (q.p.z, q.p.chance)
    edge = 1 / (1 + Z**2 / q.p.n)  # beyond it np + z sd is over n
    traces = [
        viz.classes(q.regions, Z, P, roles, strong=0.8, weak=0.16),
        viz.line(Z, edge, "ink", width=1.6, name="z at S = n"),
        *(region_name(q.regions, which) for which in range(len(roles))),
        viz.segment((q.p.z, 0), (q.p.z, 1), "ink", width=1.2, dash="dot", hover=False),
        viz.dots(here, "data", size=13, name="the sum on the left"),
    ]
    handle = viz.Handle("here", here, "distance and chance", "data", moves=lambda x, y: {"z": x, "chance": y})
    axes = viz.Axis("z: standard deviations over the mean", FAR), viz.Axis("chance p of a one", (0, 1))
    return viz.Plane(traces, *axes, "Whose bound is sharpest", handles=[handle])


def over_panel(q: Tails) -> viz.Plane:
    """The indicator of the tail under a power and under an exponential of the same slope at a; the law under all."""
    a, s, base = q.p.level, q.p.order, -0.75
    coins = q.p.source == "coins"
    heads = 0.5 * tail_bounds.COIN_SHARES / tail_bounds.COIN_SHARES.max()
    density = tail_bounds.density(q.p.source, AT)
    density = np.full(len(AT), np.nan) if coins else base + 0.5 * density / density.max()
    power, exponential = (AT / a) ** s, np.exp(s * (AT / a - 1))
    traces = [
        viz.stems(np.arange(11), base + heads if coins else np.full(11, np.nan), "data", width=6, base=base),
        viz.area(AT, density, base, "data", opacity=0.3),
        viz.line([0, 10], [base, base], "null", width=1.2, hover=False),
        viz.label([10.0], [base + 0.36], "law of X", "data", position="middle left", size=13),
        viz.called(viz.line(AT, np.where(power < 4, power, np.nan), "null", width=2.4), "(x/a)ˢ", at=1.0, size=15),
        viz.called(
            viz.line(AT, np.where(exponential < 4, exponential, np.nan), "optimum", width=2.4),
            "exp(s(x/a − 1))",
            at=0.4,
        ),
        viz.called(viz.line([0, a, np.nan, a, 10], [0, 0, np.nan, 1, 1], "data", width=3.4), "1 if x ≥ a", at=1.0),
        cursor(a, base, 1),
        viz.dots((a, 1), "data", size=12),
    ]
    handle = viz.Handle("step", (a, 1), "threshold a", "data", moves=lambda x, _: {"level": x}, follows="x")
    axes = (
        viz.Axis("value x", (0, 10.2)),
        viz.Axis("height over the law", (base - 0.05, 2.3), ticks=(0, 0.5, 1, 1.5, 2)),
    )
    return viz.Plane(traces, *axes, "Both lie over the indicator", handles=[handle])


def orders_panel(q: Tails) -> viz.Plane:
    """The mean of either function over the law, against s: what each says of the tail, and the least of either."""
    low, high = 1e-5, 10.0
    seen = lambda y: np.where((y < 100) & (y > 1e-9), y, np.nan)
    power, exponential = q.curves
    whole = np.arange(16)
    (k, least), (rate, least_too) = q.best_moment, q.best_exponential
    here = [min(float(y), high) for y in (q.power_bound, q.exponential_bound)]
    traces = [
        viz.called(
            viz.line([0, 15], [q.tail] * 2, "data", width=2.6, dash="dash", name="P(X ≥ a)"), "P(X ≥ a)", at=0.02
        ),
        viz.called(viz.line(S, seen(power), "null", width=2.2, name="moment"), "E Xˢ/aˢ", at=0.7),
        viz.called(viz.line(S, seen(exponential), "optimum", width=2.2, name="exponential"), "e⁻ˢ E exp(sX/a)", at=0.7),
        viz.markers(whole, seen(power[:: len(S) // 15]), "null", size=6, name="whole moments"),
        cursor(q.p.order, low, high),
        viz.dots((k if k <= 15 else np.nan, least), "null", size=13, symbol="diamond", name="best moment"),
        viz.dots(
            (rate if 0 < rate <= 15 else np.nan, least_too), "optimum", size=13, symbol="diamond", name="Chernoff"
        ),
        viz.dots([(q.p.order, y) for y in here], "ink", size=8),
    ]
    moves = lambda x, _: {"order": x}
    handle = viz.Handle("order", (q.p.order, here[0]), "exponent s", "null", moves=moves, follows="x")
    axes = viz.Axis("exponent s = λa", (-0.2, 15.2)), viz.Axis("bound on P(X ≥ a)", (low, high), log=True)
    return viz.Plane(traces, *axes, "Their means are the bounds", handles=[handle])


def masses_panel(q: Tails) -> viz.Plane:
    """Masses, the indicator of the tail, the parabola over it; what the parabola wastes at each mass."""
    role = "model" if q.p.upper else "ink"
    base, tall, far = -0.95, 0.75, q.p.k * q.sd if q.sd else np.nan
    x = np.linspace(-3.1, 3.1, 311)
    over = q.parabola(x) if q.sd else np.full(len(x), np.nan)
    ends = (q.mean + far, 3.1, np.nan, -3.1 if not q.p.upper else np.nan, q.mean - far)
    tops = q.parabola(q.x) if q.sd else np.full(3, np.nan)
    heads = np.stack([q.x, base + tall * q.w], axis=1)
    wasted = np.stack([q.x, q.x, np.full(3, np.nan)], axis=1).ravel()
    gaps = np.stack([q.hit, np.minimum(tops, 2.4), np.full(3, np.nan)], axis=1).ravel()
    floor = (-3.1, q.mean + far) if q.p.upper else (q.mean - far, q.mean + far)
    traces = [
        viz.stems(q.x, heads[:, 1], "data", width=9, base=base),
        viz.line([-3.1, 3.1], [base, base], "null", width=1.2, hover=False),
        viz.called(viz.line(x, np.where(over < 4, over, np.nan), role, width=2.4), "parabola", at=0.9),
        viz.line([*ends, np.nan, *floor], [1, 1, np.nan, 1, 1, np.nan, 0, 0], "data", width=3.2),
        viz.line(wasted, gaps, "accent", width=5, hover=False),
        viz.markers(q.x, q.hit, "data", size=np.maximum(4, 30 * np.sqrt(q.w)), opacity=0.75, name="mass"),
        viz.dots((q.mean, base - 0.09), "ink", size=13, symbol="triangle-up", name="mean"),
        viz.label([3.1], [base + 0.9 * tall], "weights", "muted", position="middle left", size=12),
    ]
    weigh = lambda k, _, y: q.weighed(k, (y - base) / tall)
    spots = np.stack([q.x, q.hit], axis=1)
    handles = [
        *viz.handles("masses", spots, "mass", "data", follows="x"),
        *viz.handles("weight", heads, "weight", "data", moves=weigh, follows="y"),
    ]
    axes = (
        viz.Axis("value x", (-3.2, 3.2)),
        viz.Axis("indicator, parabola", (base - 0.2, 2.3), ticks=(0, 0.5, 1, 1.5, 2)),
    )
    return viz.Plane(traces, *axes, "What the parabola wastes", handles=handles)


def beyond_panel(q: Tails) -> viz.Plane:
    """The tail of the masses under the bound, for every k."""
    role, name = ("model", "Cantelli") if q.p.upper else ("ink", "Chebyshev")
    bound, there = 1 / (K**2 + q.p.upper), 1 / (q.p.k**2 + q.p.upper)
    traces = [
        cursor(q.p.k, 0, 1),
        viz.called(viz.line(K, bound, role, width=2.4, name=name), name, at=0.3),
        viz.called(viz.line(K, q.beyond, "data", width=2.8, name="tail"), "tail", at=0.1),
        viz.segment((q.p.k, q.mass_tail), (q.p.k, there), "accent", width=5, hover=False),
        viz.dots((q.p.k, there), role, size=11),
        viz.dots((q.p.k, q.mass_tail), "data", size=9),
    ]
    handle = viz.Handle("times", (q.p.k, there), "distance k", role, moves=lambda x, _: {"k": x}, follows="x")
    side = "P(X − EX ≥ k sd)" if q.p.upper else "P(|X − EX| ≥ k sd)"
    axes = viz.Axis("k: standard deviations", (0.95, 5.05)), viz.Axis(side, (-0.03, 1.05))
    return viz.Plane(traces, *axes, "The tail under its bound", handles=[handle])


def widths_panel(q: Tails) -> viz.Plane:
    """What each inequality promises of a test set, against its size; the precision asked for."""
    settings = q.p.delta, q.p.models, q.p.cap
    needed = {method: float(np.ceil(items)) for method, items in q.items.items()}
    curves = [
        viz.called(
            viz.line(ITEMS, y, ROLES[method], dash="dash" if method == "normal" else "solid", name=method.capitalize()),
            "normal, no bound" if method == "normal" else method.capitalize(),
            at=at,
        )
        for method, at in (("chebyshev", 0.9), ("hoeffding", 0.5), ("bernstein", 0.75), ("normal", 0.2))
        for y in [set_sizes.half_width(method, ITEMS, *settings)]
    ]
    spot = min(needed["hoeffding"], MOST_ITEMS), q.p.eps
    traces = [
        viz.called(
            viz.segment((10, q.p.eps), (MOST_ITEMS, q.p.eps), "ink", width=1.6, dash="dot", name="±ε"), "ε", at=0.0
        ),
        *curves,
        *(viz.dots((n if n <= MOST_ITEMS else np.nan, q.p.eps), ROLES[m], size=10) for m, n in needed.items()),
    ]
    handle = viz.Handle("asked", spot, "precision ε", "gradient", moves=lambda _, y: {"eps": y}, follows="y")
    axes = viz.Axis("test items n", (10, MOST_ITEMS), log=True), viz.Axis("half-width ε", (0.002, 1), log=True)
    return viz.Plane(traces, *axes, "What each promises", handles=[handle])


def walks_panel(q: Tails) -> viz.Plane:
    """Error rates of one real model on 40 growing test sets, and the two funnels that are to hold them."""
    n, x = set_sizes.COUNTED, np.append(set_sizes.COUNTED, np.nan)
    rows = np.concatenate([q.walks, np.full((len(q.walks), 1), np.nan)], axis=1).ravel()
    settings = q.p.delta, q.p.models, q.p.cap
    funnels = []
    for method, at in (("hoeffding", 0.02), ("bernstein", 0.9)):
        y = set_sizes.half_width(method, n, *settings)
        both = np.concatenate([y, [np.nan], -y])
        line = viz.line(np.concatenate([n, [np.nan], n]), both, ROLES[method], width=2.4, name=method.capitalize())
        funnels += [line, viz.called(viz.line(n, y, ROLES[method], width=0, hover=False), method.capitalize(), at=at)]
    spot = min(float(np.ceil(q.items["hoeffding"])), 1e4), q.p.eps
    traces = [
        viz.called(viz.line(np.tile(x, len(q.walks)), rows, "data", width=1.0, opacity=0.5, name="a test set")),
        viz.line([10, 1e4, np.nan, 10, 1e4], [q.p.eps] * 2 + [np.nan] + [-q.p.eps] * 2, "ink", width=1.6, dash="dot"),
        *funnels,
        viz.dots(spot, "gradient", size=10),
    ]
    handle = viz.Handle(
        "band", spot, "precision ε in the funnel", "gradient", moves=lambda _, y: {"eps": y}, follows="y"
    )
    axes = viz.Axis("test items n", (10, 1e4), log=True), viz.Axis("measured − true error rate", (-0.22, 0.22))
    return viz.Plane(traces, *axes, "One real model, 40 test sets", handles=[handle])
