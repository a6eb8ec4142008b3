"""Tails under their bounds (each bound keeps its colour), the functions that bound them, masses, test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.advanced import set_sizes, tail_bounds

if TYPE_CHECKING:
    from pages.advanced.tail_inequalities.state import Tails

ROLES = {"markov": "null", "chebyshev": "ink", "cantelli": "model", "hoeffding": "gradient"}
ROLES |= {"bernstein": "accent", "chernoff": "optimum", "normal": "muted"}
DASHES = {"markov": "dash", "chebyshev": "dot", "normal": "dash"}
Z, P, FLOOR = np.linspace(0.02, 6, 150), np.arange(1, 100) / 100, 1e-10
AT, S, ORDERS = np.linspace(0, 10, 401), np.linspace(0, 15, 301), np.arange(16)  # values of X; exponents
MASSES, X, K = (-3.0, 3.0), np.linspace(-3.1, 3.1, 311), np.round(np.linspace(1, 5, 401), 2)
ITEMS, NONE = np.geomspace(10, 1e6, 101), np.nan
DISTANCE, HEIGHTS = "z: standard deviations over the mean", (0, 0.5, 1, 1.5, 2)


def cursor(x: float, low: float, high: float) -> Any:
    """A thin upright line that names keep clear of."""
    return viz.called(viz.segment((x, low), (x, high), "ink", width=1.2, dash="dot", hover=False))


def curve(x: Any, y: Any, method: str, at: float | None = None, told: bool = True, **style: Any) -> Any:
    """What an inequality says, in its colour; with its name, if a place `at` is wanted for it, and if it is told."""
    look: dict[str, Any] = {"width": 2.0, "dash": DASHES.get(method, "solid"), "name": method.capitalize()} | style
    line = viz.line(x, y, ROLES[method], **look)
    return line if at is None else viz.called(line, method.capitalize() if told else " ", at=at)


def named(x: float, y: float, method: str, side: str) -> Any:
    """The name of an inequality in a free corner: lines may be too near one another for names between them."""
    text = "normal, no bound" if method == "normal" else method.capitalize()
    return viz.label([x], [y], text, ROLES[method], position=f"middle {side}", size=13)


def below(y: Any, most: float, least: float = -1.0) -> Any:
    """The heights between two limits; what is far out of a panel is not drawn."""
    return np.where((y < most) & (y > least), y, NONE)


def tails_panel(q: Tails) -> viz.Plane:
    """The exact tail and its bounds against the distance from the mean, on a logarithmic scale."""
    n, p, z = q.p.n, q.p.chance, q.p.z
    found, true = tail_bounds.bounds(n, p, Z), tail_bounds.exact_tail(n, p, Z, q.p.copies)
    places = {"markov": 1, "cantelli": 1, "bernstein": 1, "hoeffding": 1, "chernoff": 1, "chebyshev": 0.12}
    spot = z, max(q.exact, FLOOR)
    told = lambda name: name != "chernoff" or n * (1 - p) > 1.05 * np.sqrt(n * p * (1 - p))  # or both are one
    traces = [
        cursor(z, FLOOR, 3) if z < 5.4 else dict(cursor(z, FLOOR, 3)),  # at the end names stand beyond it
        *(curve(Z, below(found[name], 1e4, 0.01 * FLOOR), name, at, told(name)) for name, at in places.items()),
        viz.called(viz.line(Z, below(true, 2, 0.01 * FLOOR), "data", width=3.2, name="exact"), "exact", at=0.2),
        *(viz.dots((z, y if y > FLOOR else NONE), ROLES[name], size=8) for name, y in q.bounds.items()),
        viz.dots(spot, "data", size=11),
    ]
    handle = viz.Handle("far", spot, "distance from the mean", "data", moves=lambda x, _: {"z": x}, follows="x")
    axes = viz.Axis(DISTANCE, (0, 7.5), ticks=range(7)), viz.Axis("P(S ≥ np + z·sd)", (FLOOR, 3), log=True)
    return viz.Plane(traces, *axes, "The tail under its bounds", handles=[handle], room=(280, 190))


def contest_panel(q: Tails) -> viz.Plane:
    """Which bound is the least one, over distance and chance: strong where it is near the truth."""
    names, here = tail_bounds.CONTEST, (q.p.z, q.p.chance)
    spots = [(Z[at[1]], P[at[0]]) if at else (NONE, NONE) for at in q.rooms]
    traces = [
        viz.classes(q.regions, Z, P, [ROLES[name] for name in names], strong=0.8, weak=0.16),
        viz.line(Z, 1 / (1 + Z**2 / q.p.n), "ink", width=1.6, name="beyond it S cannot be"),
        *(viz.label([x], [y], name.capitalize()) for (x, y), name in zip(spots, names, strict=True)),
        cursor(q.p.z, 0, 1),
        viz.dots(here, "data", size=13, name="the sum on the left"),
    ]
    handle = viz.Handle("here", here, "distance and chance", "data", moves=lambda x, y: {"z": x, "chance": y})
    axes = viz.Axis(DISTANCE, (0, 6)), viz.Axis("chance p of a one", (0, 1))
    return viz.Plane(traces, *axes, "Whose bound is sharpest", handles=[handle])


def over_panel(q: Tails) -> viz.Plane:
    """The indicator of the tail under a power and under an exponential of the same slope at a; the law under all."""
    a, s, base, coins = q.p.level, q.p.order, -0.75, q.p.source == "coins"
    heads = 0.5 * tail_bounds.COIN_SHARES / tail_bounds.COIN_SHARES.max()
    density = tail_bounds.density(q.p.source, AT)
    density = base + (NONE if coins else 0.5) * density / density.max()
    power, exponential = below((AT / a) ** s, 4), below(np.exp(s * (AT / a - 1)), 4)
    traces = [
        viz.stems(np.arange(11), base + (heads if coins else NONE * heads), "data", width=6, base=base),
        viz.area(AT, density, base, "data", opacity=0.3),
        viz.line([0, 10], [base, base], "null", width=1.2, hover=False),
        viz.label([10.0], [base + 0.36], "law of X", "data", position="middle left", size=13),
        viz.called(viz.line(AT, power, "null", width=2.4), "(x/a)ˢ", size=15),
        viz.called(viz.line(AT, exponential, "optimum", width=2.4), "exp(s(x/a − 1))", at=0.4),
        viz.called(viz.line([0, a, NONE, a, 10], [0, 0, NONE, 1, 1], "data", width=3.4), "1 if x ≥ a"),
        cursor(a, base, 1),
        viz.dots((a, 1), "data", size=12),
    ]
    handle = viz.Handle("step", (a, 1), "threshold a", "data", moves=lambda x, _: {"level": x}, follows="x")
    axes = viz.Axis("value x", (0, 10.2)), viz.Axis("height over the law", (base - 0.05, 2.3), ticks=HEIGHTS)
    return viz.Plane(traces, *axes, "Both lie over the indicator", handles=[handle])


def orders_panel(q: Tails) -> viz.Plane:
    """The mean of either function over the law, against s: what each says of the tail, and the least of either."""
    low, high, style = 1e-5 if q.tail < 1.5e-3 else 1e-3, 10.0, {"size": 13, "symbol": "diamond"}
    exponents, power, exponential = q.curves[0], *(below(y, 300, 1e-9) for y in q.curves[1:])
    (k, least), (rate, least_too) = q.best_moment, q.best_exponential
    here = [min(float(y), high) for y in (q.power_bound, q.exponential_bound)]
    traces = [
        viz.called(viz.line([0, 15], [q.tail] * 2, "data", width=2.6, dash="dash", name="tail"), "P(X ≥ a)", at=0.02),
        viz.called(viz.line(exponents, power, "null", width=2.2, name="E Xˢ/aˢ"), "power", at=0.7),
        viz.called(
            viz.line(exponents, exponential, "optimum", width=2.2, name="e⁻ˢ E exp(sX/a)"), "exponential", at=0.3
        ),
        viz.markers(ORDERS, below(q.powers, 100), "null", size=6, name="whole moments"),
        cursor(q.p.order, low, high),
        viz.dots((k if k <= 15 else NONE, least), "null", name="best moment", **style),
        viz.dots((rate if 0 < rate <= 15 else NONE, least_too), "optimum", name="Chernoff", **style),
        viz.dots([(q.p.order, y if y < high else NONE) for y in here], "ink", size=8),
    ]
    spot, moves = (q.p.order, here[0]), lambda x, _: {"order": x}
    handle = viz.Handle("order", spot, "exponent s", "null", moves=moves, follows="x")
    axes = viz.Axis("exponent s = λa", (-0.2, 15.2)), viz.Axis("bound on P(X ≥ a)", (low, high), log=True)
    return viz.Plane(traces, *axes, "Their means are the bounds", handles=[handle], room=(280, 190))


def masses_panel(q: Tails) -> viz.Plane:
    """Masses, the indicator of the tail, the parabola over it; what the parabola wastes at each mass."""
    role, base, tall = "model" if q.p.upper else "ink", -0.95, 0.75
    x, side = (-3.1, "right") if ((q.x > 2) & (q.w > 0.6)).any() else (3.1, "left")
    low, high = q.mean - (NONE if q.p.upper else q.far), q.mean + q.far
    heads, spots = np.stack([q.x, base + tall * q.w], axis=1), np.stack([q.x, q.hit], axis=1)
    tops, gap = np.where(q.w > 0, q.over, NONE), np.full(3, NONE)
    wasted = np.array([[q.x, q.x, gap], [q.hit, tops, gap]]).transpose(0, 2, 1).reshape(2, -1)
    step = [-3.1, low, NONE, -3.1 if q.p.upper else low, high, NONE, high, 3.1]
    traces = [
        viz.stems(q.x, heads[:, 1], "data", width=9, base=base),
        viz.line([-3.1, 3.1], [base, base], "null", width=1.2, hover=False),
        viz.called(viz.line(X, below(q.parabola(X), 4), role, width=2.4), "parabola", at=0.9),
        viz.line(step, [1, 1, NONE, 0, 0, NONE, 1, 1], "data", width=3.2, name="indicator of the tail"),
        viz.line(wasted[0], wasted[1], "accent", width=5, hover=False),
        viz.markers(q.x, q.hit, "data", size=np.maximum(4, 30 * np.sqrt(q.w)), opacity=0.75, name="mass"),
        viz.dots((q.mean, base - 0.09), "ink", size=13, symbol="triangle-up", name="mean"),
        viz.label([x], [base + 0.9 * tall], "weights", "muted", position=f"middle {side}", size=12),
    ]
    weigh = lambda k, _, y: q.weighed(k, (y - base) / tall)
    handles = viz.handles("masses", spots, "mass", "data", follows="x")
    handles += viz.handles("weight", heads, "weight", "data", moves=weigh, follows="y")
    axes = viz.Axis("value x", (-3.2, 3.2)), viz.Axis("indicator, parabola", (base - 0.2, 2.3), ticks=HEIGHTS)
    return viz.Plane(traces, *axes, "What the parabola wastes", handles=handles)


def beyond_panel(q: Tails) -> viz.Plane:
    """The tail of the masses under the bound, for every k."""
    name, k, there = "cantelli" if q.p.upper else "chebyshev", q.p.k, (q.p.k, q.mass_bound)
    traces = [
        cursor(k, 0, 1),
        curve(K, 1 / (K**2 + q.p.upper), name, 0.3, dash="solid", width=2.4),
        viz.called(viz.line(K, q.beyond, "data", width=2.8, name="tail"), "tail", at=0.1),
        viz.segment((k, q.mass_tail), there, "accent", width=5, hover=False),
        viz.dots(there, ROLES[name], size=11),
        viz.dots((k, q.mass_tail), "data", size=9),
    ]
    handle = viz.Handle("times", there, "distance k", ROLES[name], moves=lambda x, _: {"k": x}, follows="x")
    side = "P(X − EX ≥ k sd)" if q.p.upper else "P(|X − EX| ≥ k sd)"
    axes = viz.Axis("k: standard deviations", (0.95, 5.05)), viz.Axis(side, (-0.03, 1.05))
    return viz.Plane(traces, *axes, "The tail under its bound", handles=[handle])


def asked(q: Tails, name: str, most: float) -> viz.Handle:
    """The precision that is asked for, where Hoeffding's bound grants it."""
    spot = min(q.items["hoeffding"], most), q.p.eps
    return viz.Handle(name, spot, "precision ε", "gradient", moves=lambda _, y: {"eps": y}, follows="y")


def widths_panel(q: Tails) -> viz.Plane:
    """What each inequality promises of a test set, against its size; the precision asked for."""
    eps, far, order = q.p.eps, 1e6, sorted(q.items, key=lambda m: -q.items[m])  # as the lines follow, from the right
    traces = [
        viz.segment((10, eps), (far, eps), "ink", width=1.6, dash="dot", name="±ε"),
        viz.label([far], [eps], "ε", "ink", position="top left"),
        *(curve(ITEMS, q.widths(m, ITEMS), m) for m in set_sizes.METHODS),
        *(viz.dots((n if n <= far else NONE, eps), ROLES[m], size=10) for m, n in q.items.items()),
        *(named(12, 0.0088 / 1.6**row, m, "right") for row, m in enumerate(order)),
    ]
    axes = viz.Axis("test items n", (10, far), log=True), viz.Axis("half-width ε", (0.002, 1), log=True)
    return viz.Plane(traces, *axes, "What each promises", handles=[asked(q, "asked", far)])


def walks_panel(q: Tails) -> viz.Plane:
    """Error rates of one real model on 40 growing test sets, and the two funnels that are to hold them."""
    n, eps, handle, both = set_sizes.COUNTED, q.p.eps, asked(q, "band", 1e4), np.append(set_sizes.COUNTED, NONE)
    rows = np.concatenate([q.walks, np.full((len(q.walks), 1), NONE)], axis=1).ravel()
    mirrored = {m: -q.widths(m, n) for m in ("hoeffding", "bernstein")}
    traces = [
        viz.line(np.tile(both, len(q.walks)), rows, "data", width=1.0, opacity=0.5, name="a test set"),
        viz.line([10, 1e4, NONE, 10, 1e4], [eps, eps, NONE, -eps, -eps], "ink", width=1.6, dash="dot"),
        *(viz.line(n, -y, ROLES[m], width=2.4, hover=False) for m, y in mirrored.items()),
        *(curve(n, y, m, width=2.4) for m, y in mirrored.items()),
        *(named(9500, -0.2 + 0.025 * row, m, "left") for row, m in enumerate(mirrored)),  # where no funnel comes
        viz.dots(handle.spot, "gradient", size=10),
    ]
    axes = viz.Axis("test items n", (10, 1e4), log=True), viz.Axis("measured − true error rate", (-0.22, 0.22))
    return viz.Plane(traces, *axes, "One real model, 40 test sets", handles=[handle])
