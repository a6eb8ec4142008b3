"""One law in every panel: the law (model), what was drawn or observed (data), and where the hand is (accent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.calculus.densities import histogram
from mathcore.probability import law_fit, law_relations, law_shapes
from mathcore.probability.laws import LAWS

if TYPE_CHECKING:
    from pages.probability.random_variables.state import Laws

LOW, HIGH = 0.0005, 0.9995  # of the probability u
to_x = lambda q, x: to_u(law_shapes.level(q.law, x, LOW, HIGH))  # the probability whose quantile x is


def heights(values: Any, low: float, high: float, opacity: float = 0.4) -> Any:
    """A histogram, as a density, over that part of the line; of a few draws none, and of some in broader bins."""
    count = len(values) if len(values) >= 30 else 0
    x, f = histogram(values[:count], (low, high), int(np.clip(2 * count**0.5, 8, 40)))
    return viz.bars(x, f, "data", width=x[1] - x[0], opacity=opacity, name="share, as a density")


def upwards(q: Laws, top: float, low: float = 0.0) -> viz.Axis:
    """The axis of densities, or of masses."""
    return viz.Axis("probability P(X = x)" if q.law.discrete else "density", (low, top))


def at_x(q: Laws, name: str, x: float) -> viz.Handle:
    """The handle of the quantile; on integers it jumps, so that a hand is followed loosely there."""
    follows: viz.Follows = "loosely" if q.law.discrete else "x"
    return viz.Handle(name, (x, 0.0), "x, the quantile", moves=lambda x, _: to_x(q, x), follows=follows)


def to_u(u: float) -> dict[str, Any]:
    """A probability, within its slider."""
    values = {"u": float(np.clip(u, LOW, HIGH))}
    if not LOW <= u <= HIGH:
        raise viz.Limit("Beyond that place lies less than 0.0005 of the law, or nothing.", values)
    return values


def density_panel(q: Laws) -> viz.Plane:
    """The density or mass; the part of it up to x is u."""
    (x, f, _), (low, high), end = q.curve, q.frame, q.x
    shown, draws = np.minimum(f, 3 * q.top), q.shown[1]
    if q.law.discrete:
        roles = ["accent" if each <= end else "model" for each in x.tolist()]
        share = np.array([np.mean(draws == each) if each in draws else np.nan for each in x])
        law = [viz.bars(x, shown, roles, width=0.82, opacity=0.55, name="mass")]
        law.append(viz.markers(x, share, "data", size=9, name="share of the draws"))
    else:
        xs, below = np.append(x[x <= end], end), np.append(shown[x <= end], min(q.height, 3 * q.top))
        law = [viz.line(x, shown, "model", width=2.8, name="density"), viz.area(xs, below, 0.0, "accent", opacity=0.3)]
        law.append(heights(draws, max(low, q.law.support[0]), min(high, q.law.support[1]), 0.3))
    mean = q.law.mean if q.law.mean is not None and low <= q.law.mean <= high else np.nan
    # On the side of the quantile where it lies, and clear of the handle there; the x on the other.
    foot, side, sides = -0.07 * q.top, *((1, ("right", "left")) if mean > end else (-1, ("left", "right")))
    near, clear = 0.008 * (high - low), 0.045 * (high - low)
    beside = side * max(side * mean + near, side * end + clear)
    traces = [
        *law,
        viz.segment((end, 0.0), (end, min(q.height, q.top)), "accent", width=2, hover=False),
        viz.label([end - side * clear], [foot], "x", "accent", position=f"middle {sides[1]}", size=15),
        viz.markers([mean], [0.0], "ink", size=11, symbol="triangle-up", name="mean"),
        viz.label([beside], [foot], "mean", "ink", position=f"middle {sides[0]}", size=13),
    ]
    title = f"{q.law.law.name}: the shaded {'mass' if q.law.discrete else 'area'} is u = P(X ≤ x)"
    handles = [at_x(q, "x", float(np.clip(end, low, high)))]
    return viz.Plane(traces, viz.Axis("x", q.frame), upwards(q, q.top, 1.9 * foot), title, handles=handles)


def cdf_panel(q: Laws) -> viz.Plane:
    """The distribution function: from u on the left to the curve, and down to the quantile; draws go the same way."""
    (x, _, big), (low, high), count = q.curve, q.frame, q.p.drawn
    uniforms, draws = q.shown
    last = (uniforms[-1], draws[-1]) if count else (np.nan, np.nan)
    places, levels = np.concatenate([[low], x, [high]]), np.concatenate([q.law.cdf([low]), big, big[-1:]])
    end, edge = float(np.clip(q.x, low, high)), low + 0.012 * (high - low)
    path, side = [[low, last[0]], [last[1], last[0]], [last[1], 0.0]], "top" if q.p.u < 0.85 else "bottom"
    traces = [
        viz.line(places, levels, "model", width=2.8, step=q.law.discrete, name="F"),
        viz.polyline(path, "data", width=1.6, dash="dot", hover=False),
        viz.markers(np.full(count, edge), uniforms, "data", size=5, opacity=0.5, name="uniform"),
        viz.markers(draws, np.full(count, -0.025), "data", size=5, opacity=0.5, name="draw"),
        viz.polyline([[low, q.p.u], [end, q.p.u], [end, 0.0]], "accent", width=2.4, hover=False),
        viz.dots((end, q.p.u), "accent", size=9),
        viz.label([low + 0.05 * (high - low)], [q.p.u], "u", "accent", position=f"{side} right", size=15),
    ]
    handles = [viz.Handle("u", (edge, q.p.u), "u, the probability", moves=lambda _, u: to_u(u), follows="y")]
    axis = viz.Axis("F(x) = P(X ≤ x)", (-0.07, 1.05), ticks=(0, 0.25, 0.5, 0.75, 1))
    return viz.Plane(
        traces, viz.Axis("x", q.frame), axis, "From u to the curve and down: the quantile", handles=handles
    )


def relation_panel(q: Laws) -> viz.Plane:
    """Source and target of a limit together; of an identity the draws made and the law claimed."""
    if (limit := q.limit) is None:
        return identity_panel(q)
    low, high = limit.window
    x = np.arange(np.ceil(low), np.floor(high) + 1) if limit.discrete else np.linspace(low, high, 241)
    (source, _), (target, _) = limit.source(q.size, x), limit.target(x)
    name, top, side = "standardised x" if q.p.relation == "waits" else "x", 1.4 * float(target.max()), "middle right"
    if limit.discrete:
        bars = zip((x - 0.2, x + 0.2), (source, target), ("model", "optimum"), strict=True)
        both = [viz.bars(*each, width=0.4, opacity=0.6) for each in bars]
        both.append(viz.label([6.0], [0.33], "binomial(n, 3/n)", "model", position=side))
        both.append(viz.label([6.0], [0.30], "Poisson(3)", "optimum", position=side))
        return viz.Plane(both, viz.Axis("x", (low, high)), viz.Axis("probability", (0.0, 0.37)), limit.name)
    both = [viz.area(x, np.maximum(source, target), np.minimum(source, target), "accent", opacity=0.25)]
    both.append(viz.called(viz.line(x, target, "optimum", width=2.4, dash="dash"), "target", at=0.3))
    both.append(viz.called(viz.line(x, np.minimum(source, 3 * top), "model", width=2.8), "source", at=0.7))
    return viz.Plane(
        both, viz.Axis(name, (low, high)), viz.Axis("density", (0.0, top)), limit.name, room=(280.0, 190.0)
    )


def identity_panel(q: Laws) -> viz.Plane:
    """Draws made into others, as a histogram, and the density that the theorem claims."""
    assert q.identity is not None
    high = {"first": 5.0 / q.p.k, "squares": 24.0, "share": 1.0, "powers": 8.0}[q.p.relation]
    x = np.linspace(0.0, high, 301)[1:-1]
    f = q.target.density(x)
    top = 0.8 if q.p.relation == "squares" and q.p.k == 1 else law_shapes.rounded(1.35 * float(f.max()))
    traces = [heights(q.made, 0.0, high), viz.line(x, np.minimum(f, 3 * top), "optimum", width=2.8, name="claimed")]
    axes = viz.Axis("x", (0.0, high)), viz.Axis("density", (0.0, top))
    return viz.Plane(traces, *axes, f"{q.identity.says}: {q.p.amount} made")


def distance_panel(q: Laws) -> viz.Plane:
    """The distance left, against the limiting parameter or the number of draws; and its bound."""
    (grid, apart), limit, rare = q.path, q.limit, q.p.relation == "rare"
    control, ends = ("n", (1.0, 1e3)) if limit else ("amount", (10.0, law_relations.DRAWS))
    name = limit.parameter if limit else "draws"
    bound = law_relations.promised(q.p.relation, grid) if limit else law_relations.band(grid)
    lowest, least = (1e-4, limit.least) if limit else (2e-3, 10.0)
    spot = (q.size, max(q.apart, lowest))

    def moves(x: float, _: float) -> dict[str, Any]:
        if x < least:
            raise viz.Limit(f"It is shown from {least:g} on.", {control: least})
        return {control: float(np.clip(x, *ends))}

    text = ("Le Cam’s n p²" if rare else "bound") if limit else "once in 10⁹, by chance"
    traces = [
        viz.called(viz.line(grid, bound, "null", width=1.8, dash="dash", name="bound"), text, at=0.75),
        viz.called(viz.line(grid, apart, "accent", width=2.6, name="distance"), "distance", at=0.35),
        viz.dots(spot, "accent", size=12),
    ]
    handles = [viz.Handle("reached", spot, name, moves=moves, follows="loosely")]  # whole numbers
    title = "Half of Σ|p − q|" if rare else "Largest gap of the distribution functions"
    axes = viz.Axis(name, ends, log=True), viz.Axis("distance", (lowest, 1.5), log=True)
    return viz.Plane(traces, *axes, title, handles=handles, room=(280.0, 190.0))


def over(q: Laws, box: Any, law: Any, x: str, title: str, unit: tuple[float, float] = (0.0, 1.0)) -> viz.Plane:
    """The data less a mean, in units of a spread, as a histogram, and a law (places, heights) over it."""
    (low, high, top), (at, f), (mean, spread) = box, law, unit
    if q.whole:
        values, counts = law_fit.counted(q.p.sample)
        bars = (values - mean) / spread, counts / len(q.data) * spread
        data = viz.bars(*bars, "data", width=0.82 / spread, opacity=0.4, name="share")
    else:
        data = heights((q.data - mean) / spread, low, high)
    f = np.minimum(f, 3 * top)
    own = viz.markers(at, f, "model", size=8) if q.law.discrete else viz.line(at, f, "model", width=2.8, name="density")
    axes = viz.Axis(x, (low, high)), viz.Axis("probability" if q.whole and spread == 1 else "density", (0.0, top))
    return viz.Plane([data, own], *axes, title)


def fit_panel(q: Laws) -> viz.Plane:
    """The data as a histogram and the law over them, on the window of the data."""
    low, high, _ = box = law_fit.WINDOWS[q.p.sample]
    x = np.arange(np.ceil(low), np.floor(high) + 1) if q.law.discrete else np.linspace(low, high, 401)
    return over(q, box, (x, q.law.density(x)), "x", f"The data, and the law: {q.law.law.name}")


def shape_panel(q: Laws) -> viz.Plane:
    """The data and the law, each moved and stretched to mean 0 and deviation 1: their shapes are left."""
    low, high, _ = box = -3.0, 5.0, 1.6 if q.p.sample == "visits" else 0.8
    law, title = law_shapes.standardised(q.law, low, high), "Shapes: at mean 0 and deviation 1"
    return over(q, box, law, "(x − mean) / deviation", title, (q.data.mean(), q.data.std()))


def against(q: Laws, box: Any, both: Any, spot: Any, role: str, names: tuple[str, str]) -> viz.Plane:
    """Quantiles against quantiles, on the diagonal where they agree; the accent is at u, which is dragged."""
    (low, high), (x, y), (first, second) = box, both, names
    at, inside = np.clip(spot, low, high), (x >= low) & (x <= high) & (y >= low) & (y <= high)
    diagonal = viz.segment((low, low), (high, high), "null", width=1.6, dash="dash", hover=False)
    dots = viz.markers(np.where(inside, x, np.nan), y, role, size=6, opacity=0.7, name="quantile")
    # Quantiles of a sample are steps, and those of whole numbers are few.
    handle = viz.Handle("level", at, "the quantiles of u", moves=lambda x, _: to_x(q, x), follows="loosely")
    axes, traces = (viz.Axis(first, box), viz.Axis(second, box)), [diagonal, dots, viz.dots(at, "accent", size=12)]
    return viz.Plane(traces, *axes, f"{second.capitalize()}, against the law’s", handles=[handle])


def matching_panel(q: Laws) -> viz.Plane:
    """Quantiles of the data against those of the law."""
    low, high, _ = law_fit.WINDOWS[q.p.sample]
    data = np.quantile(q.data, [*(np.arange(199) + 0.5) / 199, q.p.u], method="inverted_cdf")
    names = "quantile of the law", "quantile of the data"
    return against(q, (low, high), (law_shapes.quantiles(q.law), data[:-1]), (q.x, data[-1]), "data", names)


def pearson_panel(q: Laws) -> viz.Plane:
    """Pearson's plane: families as areas, curves and points; the law, and the data with their bootstrap cloud."""
    x, curves = np.array([0.0, law_fit.PLANE[0][1]]), []
    for key, (b1, b2, side) in law_fit.NAMED.items():
        each, role = law_fit.curves()[key], {"gamma": "model", "t": "ink"}.get(key, "muted")
        order = np.argsort(each[:, 0])
        up = b2 or float(np.interp(b1, each[order, 0], each[order, 1]))
        shown = np.where(each[:, 1:] < law_fit.ENDS.get(key, np.inf), each, np.nan)
        curves.append(viz.polyline(shown, role, width=1.6, hover=False))
        curves.append(viz.label([b1], [up], f" {law_fit.CURVES[key][0]} ", role, position=side, size=12))
    dots = np.array([law_fit.place(LAWS[key].at()) for key in law_fit.POINTS])
    at = law_fit.pinned(q.place)
    sides = [law_fit.ASIDE.get(key, "middle right") for key in law_fit.POINTS]
    beside = [-0.1 if "left" in side else 0.07 for side in sides]
    names = zip(dots[:, 0] + beside, dots[:, 1], law_fit.POINTS.values(), sides, strict=True)
    traces = [
        viz.area(x, x + 1, 0.0, "muted", opacity=0.3, name="no law"),
        viz.area(x, 3 + 1.5 * x, x + 1, "model", opacity=0.1, name="beta"),
        viz.line(x, x + 1, "ink", width=1.6, hover=False),
        *curves,
        viz.dots(dots, "ink", size=7, symbol="square", name="one law"),
        *(viz.label([x0], [y0], name, position=side, size=12) for x0, y0, name, side in names),
        viz.label([3.8, 5.0], [2.4, 6.6], ["no law can be here", "beta"], "muted", size=13),
        viz.dots(law_fit.cloud(q.p.sample), "data", size=4, opacity=0.35, name="resampled"),
        viz.dots(q.spot if law_fit.pinned(q.spot) == q.spot else (np.nan, np.nan), "data", size=12, symbol="diamond"),
        viz.dots(at, "accent", size=14),
    ]
    handle = viz.Handle("shape", at, "the law’s place", moves=lambda b, k: to_place(q, b, k), follows="loosely")
    x_axis = viz.Axis("skewness squared, β₁", law_fit.PLANE[0], ticks=range(6))
    axes = x_axis, viz.Axis("kurtosis, β₂", law_fit.PLANE[1])
    return viz.Plane(traces, *axes, "Every law has its place: Pearson’s plane", weight=1.4, handles=[handle])


def to_place(q: Laws, b1: float, b2: float) -> dict[str, Any]:
    """Parameters at which the law is there, or as near as one of its parameters brings it."""
    if b2 < b1 + 1:
        raise viz.Limit("No law has a kurtosis below 1 plus its squared skewness.")
    names = [each.name for each in q.sliders]
    found = law_fit.nearest(q.law, (b1, b2), [each.every() for each in q.sliders])
    if found is None:
        raise viz.Limit("No parameter of this law brings it nearer.")
    return {names[place]: value for place, value in found.items()}


def names_panel(q: Laws) -> viz.Plane:
    """The law that is meant, and what another convention makes of the same numbers."""
    low, high, top = q.both
    x = np.arange(np.ceil(low), np.floor(high) + 1) if q.law.discrete else np.linspace(low, high, 301)
    g = np.minimum(q.other.density(x - q.shift), 3 * top) if q.other else np.full(x.shape, np.nan)
    f = np.minimum(q.law.density(x), 3 * top)
    if q.law.discrete:
        both = [viz.bars(x - 0.2 if q.other else x, f, "model", width=0.4, name="meant")]
        both.append(viz.bars(x + 0.2, g, "gradient", width=0.4, name="understood"))
    else:
        both = [viz.called(viz.line(x, f, "model", width=2.8), "meant", at=0.4)]
        both.append(viz.called(viz.line(x, g, "gradient", width=2.4, dash="dash"), "understood", at=0.6))
    spot = float(np.clip(q.x, low, high))
    both.append(viz.segment((spot, 0.0), (spot, top), "accent", width=1.6, dash="dot", hover=False))
    axes, handles = (viz.Axis("x", (low, high)), upwards(q, top)), [at_x(q, "where", spot)]
    return viz.Plane(both, *axes, "The same numbers, meant and understood", handles=handles, room=(280.0, 190.0))


def wrong_panel(q: Laws) -> viz.Plane:
    """The quantile that is reported against the one that is meant."""
    other, names = q.other or q.law, ("quantile that is meant", "quantile reported")
    told, spot = law_shapes.quantiles(other) + q.shift, (q.x, float(other.ppf(q.p.u)) + q.shift)
    return against(q, q.both[:2], (law_shapes.quantiles(q.law), told), spot, "gradient", names)
