"""One law in every panel: the law (model), what was drawn or observed (data), and where the hand is (accent)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.probability import law_fit, law_relations, law_shapes
from mathcore.probability.laws import LAWS

if TYPE_CHECKING:
    from pages.probability.random_variables.state import Laws

BINS = 40
LOW, HIGH = 0.0005, 0.9995  # of the probability u
PLANE = (-0.25, 6.0), (0.5, 15.0)  # of Pearson's plane


def density_name(q: Laws) -> str:
    """What the heights of the law are."""
    return "probability P(X = x)" if q.law.discrete else "density"


def density_panel(q: Laws) -> viz.Plane:
    """The density or mass, and under it the part up to x, whose area is u."""
    x, f, _ = q.curve
    shown = np.minimum(f, 3 * q.top)
    end, (low, high) = q.x, q.frame
    if q.law.discrete:
        roles = ["accent" if each <= end else "model" for each in x.tolist()]
        drawn = [viz.bars(x, shown, roles, width=0.82, opacity=0.55, name="mass")]
    else:
        inside = x <= end
        xs = np.append(x[inside], end)
        below = np.append(shown[inside], min(q.height, 3 * q.top))
        drawn = [
            viz.line(x, shown, "model", width=2.8, name="density"),
            viz.area(xs, below, 0.0, "accent", opacity=0.3),
        ]
    mean = q.law.mean
    seen = mean if mean is not None and low <= mean <= high else np.nan
    count = q.p.drawn
    foot = -0.07 * q.top
    left = not seen > end  # the mean is named on its own side
    traces = [
        *drawn,
        histogram(q, q.draws[1][:count]),
        viz.segment((end, 0.0), (end, min(q.height, q.top)), "accent", width=2, hover=False),
        viz.label([end], [foot], "x", "accent", position=f"middle {'right' if left else 'left'}", size=15),
        viz.markers([seen], [0.0], "ink", size=11, symbol="triangle-up", name="mean"),
        viz.label([seen], [foot], "mean", "ink", position=f"middle {'left' if left else 'right'}", size=13),
    ]
    at = float(np.clip(end, low, high)), 0.0
    handle = viz.Handle("x", at, "x, the quantile", moves=lambda x, _: to_x(q, x), follows=held(q))
    name = f"{q.law.law.name}: the shaded {'mass' if q.law.discrete else 'area'} is u = P(X ≤ x)"
    axis = viz.Axis(density_name(q), (1.9 * foot, q.top))
    return viz.Plane(traces, viz.Axis("x", q.frame), axis, name, handles=[handle])


def held(q: Laws) -> Any:
    """A quantile of integers jumps, so that a hand is followed loosely there."""
    return "loosely" if q.law.discrete else "x"


def histogram(q: Laws, values: Any) -> Any:
    """Draws or data over the law: the share of each integer, or of each bin over its width; hidden where none is."""
    low, high = q.frame
    if q.law.discrete:
        x = q.curve[0]
        share = np.array([np.count_nonzero(values == each) for each in x]) / max(len(values), 1)
        return viz.markers(x, np.where(share > 0, share, np.nan), "data", size=9, name="share of the draws")
    edges = np.linspace(low, high, BINS + 1)
    counts = np.histogram(values, edges)[0] / max(len(values), 1) / (edges[1] - edges[0])
    return viz.bars(
        0.5 * (edges[1:] + edges[:-1]), counts, "data", width=edges[1] - edges[0], opacity=0.3, name="draws"
    )


def to_x(q: Laws, x: float) -> dict[str, Any]:
    """The probability at which x is the quantile."""
    u = float(q.law.cdf(x))
    values = {"u": float(np.clip(u, LOW, HIGH))}
    if not LOW <= u <= HIGH:
        raise viz.Limit("The rest of the law beyond that place is less than 0.0005.", values)
    return values


def to_u(q: Laws, u: float) -> dict[str, Any]:
    """A probability, within the panel."""
    values = {"u": float(np.clip(u, LOW, HIGH))}
    if not LOW <= u <= HIGH:
        raise viz.Limit("A probability lies between 0 and 1; the quantile there may be infinite.", values)
    return values


def cdf_panel(q: Laws) -> viz.Plane:
    """The distribution function: from u on the left to the curve, and down to the quantile; draws go the same way."""
    x, _, big = q.curve
    low, high = q.frame
    count = q.p.drawn
    uniforms, draws = (each[:count] for each in q.draws)
    last = (uniforms[-1], draws[-1]) if count else (np.nan, np.nan)
    places = np.concatenate([[low], x, [high]])
    heights = np.concatenate([q.law.cdf([low]), big, big[-1:]])
    steps = viz.line(places, heights, "model", width=2.8, step=q.law.discrete, name="F")
    end = float(np.clip(q.x, low, high))
    edge = low + 0.012 * (high - low)
    route = np.array([[low, q.p.u], [end, q.p.u], [end, 0.0]])
    path = np.array([[low, last[0]], [last[1], last[0]], [last[1], 0.0]])
    traces = [
        steps,
        viz.polyline(path, "data", width=1.6, dash="dot", hover=False),
        viz.markers(np.full(count, edge), uniforms, "data", size=5, opacity=0.5, name="uniform"),
        viz.markers(draws, np.full(count, -0.025), "data", size=5, opacity=0.5, name="draw"),
        viz.polyline(route, "accent", width=2.4, hover=False),
        viz.dots((end, q.p.u), "accent", size=9),
        viz.label([low + 0.02 * (high - low)], [q.p.u], "u", "accent", position="top right", size=15),
    ]
    moves = lambda _, u: to_u(q, u)
    handles = [viz.Handle("u", (edge, q.p.u), "u, the probability", moves=moves, follows="y")]
    name = "From u to the curve and down: the quantile"
    ticks = (0, 0.25, 0.5, 0.75, 1)
    return viz.Plane(
        traces, viz.Axis("x", q.frame), viz.Axis("F(x) = P(X ≤ x)", (-0.07, 1.05), ticks=ticks), name, handles=handles
    )


def relation_panel(q: Laws) -> viz.Plane:
    """Source and target of a relation together; of an identity the draws made and the law claimed."""
    return limit_panel(q) if q.limit else identity_panel(q)


def limit_panel(q: Laws) -> viz.Plane:
    """A family at its limiting parameter, its target, and where their distribution functions are farthest apart."""
    limit = q.limit
    assert limit is not None
    low, high = limit.window
    x = np.arange(np.ceil(low), np.floor(high) + 1) if limit.discrete else np.linspace(low, high, 321)
    (source, _), (target, _) = limit.source(q.size, x), limit.target(x)
    height = 0.48 if limit.discrete else 1.12 * float(target.max())
    if limit.discrete:
        both = [viz.bars(x - 0.2, source, "model", width=0.4, opacity=0.6, name="binomial")]
        both += [viz.bars(x + 0.2, target, "optimum", width=0.4, opacity=0.6, name="Poisson")]
        both += [viz.label([5.5], [0.44], "binomial(n, 3/n)", "model", position="middle right")]
        both += [viz.label([5.5], [0.40], "Poisson(3)", "optimum", position="middle right")]
    else:
        apart = viz.area(x, np.maximum(source, target), np.minimum(source, target), "accent", opacity=0.25)
        both = [apart, viz.called(viz.line(x, target, "optimum", width=2.4, dash="dash"), "target", at=0.3)]
        both.append(viz.called(viz.line(x, np.minimum(source, 3 * height), "model", width=2.8), "source", at=0.7))
        height *= 1.25 if q.p.relation != "maxima" else 1.1
    axis = viz.Axis("probability" if limit.discrete else "density", (0.0, height))
    return viz.Plane(both, viz.Axis("x" if limit.discrete else "standardised x", (low, high)), axis, limit.name)


def identity_panel(q: Laws) -> viz.Plane:
    """Draws made into others, as a histogram, and the density that the theorem claims."""
    target, identity = q.target, q.identity
    assert identity is not None
    ends = {"first": (0.0, 4.0), "squares": (0.0, 24.0), "share": (0.0, 1.0), "powers": (0.0, 8.0)}[q.p.relation]
    if q.p.relation == "first":
        ends = (0.0, 5.0 / q.p.k)
    x = np.linspace(*ends, 301)[1:-1]
    top = 0.8 if q.p.relation == "squares" and q.p.k == 1 else law_shapes.rounded(1.35 * float(target.density(x).max()))
    edges = np.linspace(*ends, BINS + 1)
    shares = np.histogram(q.made, edges)[0] / len(q.made) / (edges[1] - edges[0])
    traces = [
        viz.bars(0.5 * (edges[1:] + edges[:-1]), shares, "data", width=edges[1] - edges[0], opacity=0.4, name="made"),
        viz.line(x, np.minimum(target.density(x), 3 * top), "optimum", width=2.8, name="claimed"),
    ]
    title = f"{identity.says}: {q.p.amount} made"
    return viz.Plane(traces, viz.Axis("x", ends), viz.Axis("density", (0.0, top)), title)


def distance_panel(q: Laws) -> viz.Plane:
    """The distance left, against the limiting parameter or the number of draws; and its bound."""
    grid, apart = q.path
    bound = np.array([bound_of(q, float(n)) for n in grid])
    what = "n, ν or k" if q.limit else "draws"
    ends = (1.0, 1000.0) if q.limit else (10.0, float(law_relations.DRAWS))
    range_ = (1e-4, 1.5) if q.limit else (2e-3, 1.5)
    spot = (q.size, max(q.apart, range_[0]))
    names = ("Le Cam’s n p²" if q.p.relation == "rare" else "bound") if q.limit else "once in 10⁹, by chance"
    control = "n" if q.limit else "amount"
    least = q.limit.least if q.limit else 10.0

    def moves(x: float, _: float) -> dict[str, Any]:
        if q.limit and x < least:
            raise viz.Limit("There p = 3/n would be above 1." if least > 1 else "It begins at 1.", {control: least})
        return {control: float(np.clip(x, *ends))}

    traces = [
        viz.called(viz.line(grid, bound, "null", width=1.8, dash="dash", name="bound"), names, at=0.75),
        viz.called(viz.line(grid, apart, "accent", width=2.6, name="distance"), "distance", at=0.35),
        viz.dots(spot, "accent", size=12),
    ]
    # Whole numbers: at the left end of the axis they are far apart.
    handles = [viz.Handle("reached", spot, what, moves=moves, follows="loosely")]
    title = "Half of Σ|p − q|" if q.limit and q.limit.discrete else "Largest gap of the distribution functions"
    axes = viz.Axis(what, ends, log=True), viz.Axis("distance", range_, log=True)
    return viz.Plane(traces, *axes, title, handles=handles)


def bound_of(q: Laws, n: float) -> float:
    """What a theorem promises of the distance."""
    return law_relations.promised(q.p.relation, n) if q.limit else law_relations.band(n)


def fit_panel(q: Laws) -> viz.Plane:
    """The data as a histogram and the law over them, on the window of the data."""
    values, counts = law_fit.counted(q.p.sample)
    low, high, top = law_fit.WINDOWS[q.p.sample]
    law = q.law
    if q.whole:
        inside = values <= high
        data = viz.bars(values[inside], counts[inside] / len(q.data), "data", width=0.82, opacity=0.4, name="share")
    else:
        edges = np.linspace(low, high, BINS + 1)
        wide = edges[1] - edges[0]
        shares = np.histogram(q.data, edges)[0] / len(q.data) / wide
        data = viz.bars(0.5 * (edges[1:] + edges[:-1]), shares, "data", width=wide, opacity=0.4, name="density")
    x = np.arange(np.ceil(low), np.floor(high) + 1) if law.discrete else np.linspace(low, high, 401)
    f = np.minimum(law.density(x), 3 * top)
    bulk = viz.stems(x, f, "model", width=1.5) if law.discrete else viz.line([np.nan], [np.nan], "model")
    curve = viz.markers(x, f, "model", size=8) if law.discrete else viz.line(x, f, "model", width=2.8, name="density")
    name = f"{DATA_NAMES[q.p.sample]}, and {law.law.name}"
    spot = float(np.clip(law.ppf(q.p.u), low, high)) if q.p.view == "which" else np.nan
    mark = viz.segment((spot, 0.0), (spot, top), "accent", width=1.4, dash="dot", hover=False)
    up = "probability" if q.whole else "density"
    return viz.Plane([data, bulk, curve, mark], viz.Axis("x", (low, high)), viz.Axis(up, (0.0, top)), name)


DATA_NAMES = {
    "one": "Hidden law 1",
    "two": "Hidden law 2",
    "three": "Hidden law 3",
    "four": "Hidden law 4",
    "visits": "Doctor visits",
    "tumours": "Tumours",
    "growth": "Growth in %",
}
QUANTILES = (np.arange(199) + 0.5) / 199


def matching_panel(q: Laws) -> viz.Plane:
    """Quantiles of the data against those of the law: on the diagonal where they agree."""
    low, high, _ = law_fit.WINDOWS[q.p.sample]
    ours, theirs = q.law.ppf(QUANTILES), np.quantile(q.data, QUANTILES, method="inverted_cdf")
    inside = (ours >= low) & (ours <= high)
    spot = float(q.law.ppf(q.p.u)), float(np.quantile(q.data, q.p.u, method="inverted_cdf"))
    at = np.clip(spot, low, high)
    traces = [
        viz.segment((low, low), (high, high), "null", width=1.6, dash="dash", hover=False),
        viz.markers(np.where(inside, ours, np.nan), theirs, "data", size=6, opacity=0.7, name="quantiles"),
        viz.dots(at, "accent", size=12),
    ]
    move = lambda _, y: {"u": float(np.clip((q.data <= y).mean(), LOW, HIGH))}
    # The quantiles of a sample are steps, and those of counts are few.
    handle = viz.Handle("level", at, "the quantiles of u", moves=move, follows="loosely")
    axes = viz.Axis("quantile of the law", (low, high)), viz.Axis("quantile of the data", (low, high))
    return viz.Plane(traces, *axes, "Each quantile of the data against the law’s", equal=False, handles=[handle])


def pearson_panel(q: Laws) -> viz.Plane:
    """Pearson's plane: families as areas, curves and points; the law, and the data with their bootstrap cloud."""
    x = np.array([0.0, PLANE[0][1]])
    roles = {"gamma": "model", "t": "ink"}
    curves, names = [], []
    for key, each in law_fit.curves().items():
        role, (text, spot, side) = roles.get(key, "muted"), (law_fit.CURVES[key][0], *NAMED[key])
        curves.append(viz.polyline(each, role, width=1.6, hover=False))
        order = np.argsort(each[:, 0])
        up = spot[1] or float(np.interp(spot[0], each[order, 0], each[order, 1]))
        names.append(viz.label([spot[0]], [up], f" {text} ", role, position=side, size=12))
    dots = np.array([law_fit.place(LAWS[key].at()) for key in law_fit.POINTS])
    cloud = law_fit.cloud(q.p.sample)
    at = pinned(q.place)
    traces = [
        viz.area(x, x + 1, 0.0, "muted", opacity=0.3, name="no law"),
        viz.area(x, 3 + 1.5 * x, x + 1, "model", opacity=0.1, name="beta"),
        viz.line(x, x + 1, "ink", width=1.6, hover=False),
        *curves,
        *names,
        viz.dots(dots, "ink", size=7, symbol="square", name="one law"),
        viz.label(
            dots[:, 0] + 0.07, dots[:, 1], [SHORT[key] for key in law_fit.POINTS], position="middle right", size=12
        ),
        viz.label([3.8, 5.2], [2.4, 6.7], ["no law can be here", "beta"], "muted", size=13),
        viz.dots(cloud, "data", size=4, opacity=0.35, name="resampled"),
        viz.dots(np.where(inside_plane(q.spot), q.spot, np.nan), "data", size=12, symbol="diamond"),
        viz.dots(at, "accent", size=14),
    ]
    handle = viz.Handle("shape", at, "the law’s place", moves=lambda b, k: to_place(q, b, k), follows="loosely")
    axes = viz.Axis("skewness squared, β₁", PLANE[0]), viz.Axis("kurtosis, β₂", PLANE[1])
    return viz.Plane(traces, *axes, "Every law has its place: Pearson’s plane", weight=1.25, handles=[handle])


# Where the name of each curve of the plane stands: skewness squared, kurtosis (0: on the curve), and the side.
NAMED = {
    "gamma": ((4.75, 0.0), "bottom right"),
    "lognorm": ((4.4, 0.0), "bottom right"),
    "invgamma": ((4.3, 0.0), "middle left"),
    "weibull_min": ((2.45, 0.0), "bottom right"),
    "poisson": ((3.6, 0.0), "bottom right"),
    "t": ((0.0, 12.0), "middle right"),
}
SHORT = {
    "uniform": "uniform",
    "norm": "normal",
    "logistic": "logistic",
    "laplace": "Laplace",
    "gumbel_r": "Gumbel",
    "expon": "exponential",
    "rayleigh": "Rayleigh",
}


def inside_plane(spot: Any) -> bool:
    """Whether a place is in the part of the plane that is drawn."""
    return bool(spot[0] <= PLANE[0][1] and spot[1] <= PLANE[1][1])


def pinned(spot: tuple[float, float]) -> tuple[float, float]:
    """A place within the panel; the upper edge for a law without kurtosis."""
    if not np.isfinite(spot).all():
        return 0.0, PLANE[1][1]
    return float(np.clip(spot[0], *PLANE[0])), float(np.clip(spot[1], *PLANE[1]))


def to_place(q: Laws, b1: float, b2: float) -> dict[str, Any]:
    """Parameters at which the law is there, or as near as one of its parameters brings it."""
    from pages.probability.random_variables.state import SLIDERS

    if b2 < b1 + 1:
        raise viz.Limit("No law has a kurtosis below 1 plus its squared skewness.")
    sliders = SLIDERS[q.key]
    if q.key == "beta":
        shapes = law_fit.beta_of(max(b1, 0.0), b2)
        if shapes is None:
            raise viz.Limit("The beta laws lie below the line of the gamma laws.")
        first, second = shapes if q.law.theta[0] <= q.law.theta[1] else shapes[::-1]
        return {sliders[0].name: first, sliders[1].name: second}
    best = None
    for place, control in enumerate(sliders):
        for value in control.every():
            theta = [*q.law.theta[:place], float(value), *q.law.theta[place + 1 :]]
            spot = law_fit.place(q.law.law.at(*theta))
            off = np.hypot((spot[0] - b1) / 6, (spot[1] - b2) / 14)
            if np.isfinite(off) and (best is None or off < best[0] - 1e-9):
                best = off, {control.name: value}
    now = pinned(q.place)
    if best is None or best[0] >= np.hypot((now[0] - b1) / 6, (now[1] - b2) / 14):
        raise viz.Limit("No parameter of this law brings it nearer.")
    return best[1]


def names_panel(q: Laws) -> viz.Plane:
    """The law that is meant, and what another convention makes of the same numbers."""
    low, high, top = q.both
    x = np.arange(np.ceil(low), np.floor(high) + 1) if q.law.discrete else np.linspace(low, high, 501)
    f = np.minimum(q.law.density(x), 3 * top)
    g = np.minimum(q.other.density(x - q.shift), 3 * top) if q.other else np.full(x.shape, np.nan)
    if q.law.discrete:
        traces = [viz.bars(x - 0.2, f, "model", width=0.4, name="meant"), viz.bars(x + 0.2, g, "gradient", width=0.4)]
    else:
        meant = viz.called(viz.line(x, f, "model", width=2.8), "meant", at=0.4)
        traces = [meant, viz.called(viz.line(x, g, "gradient", width=2.4, dash="dash"), "understood", at=0.6)]
    spot = float(np.clip(q.x, low, high))
    traces += [viz.segment((spot, 0.0), (spot, top), "accent", width=1.6, dash="dot", hover=False)]
    handle = viz.Handle("where", (spot, 0.0), "x, the quantile", moves=lambda x, _: to_x(q, x), follows=held(q))
    title = "The same numbers, meant and understood"
    return viz.Plane(traces, viz.Axis("x", (low, high)), viz.Axis(density_name(q), (0.0, top)), title, handles=[handle])


def wrong_panel(q: Laws) -> viz.Plane:
    """The quantile that is reported against the one that is meant."""
    low, high, _ = q.both
    u = np.linspace(0.002, 0.998, 250)
    meant = q.law.ppf(u)
    told = q.other.ppf(u) + q.shift if q.other else np.full(u.shape, np.nan)
    spot = q.x, float(q.other.ppf(q.p.u)) + q.shift if q.other else q.x
    shown = np.where((told >= low) & (told <= high), told, np.nan)
    traces = [
        viz.segment((low, low), (high, high), "null", width=1.6, dash="dash", hover=False),
        viz.line(meant, shown, "gradient", width=2.6, step=q.law.discrete, name="reported"),
        viz.dots(np.clip(spot, low, high), "accent", size=12),
    ]
    axes = viz.Axis("quantile that is meant", (low, high)), viz.Axis("quantile that is reported", (low, high))
    return viz.Plane(traces, *axes, "What the misreading does to each quantile")
