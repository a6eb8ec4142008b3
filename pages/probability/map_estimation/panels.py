"""The drawings: a coin's posterior and its story, a ruler that bends, weights under a prior, shells of many dimensions.

The prior is `null`, the data `data`, the posterior `model`, its mode `optimum`; mean, median and ball are `accent`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.probability import beta_posterior as beta
from mathcore.probability import penalties, typical
from pages.probability.map_estimation.state import GRID, TAUS, TOSSES, TWO

if TYPE_CHECKING:
    from pages.probability.map_estimation.state import Posterior

P = np.linspace(0.002, 0.998, 300)
TICKS = np.array([0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99])
TOPS = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 30.0, 40.0, 60.0, 80.0, 120.0)
R, N = np.linspace(0.01, 17, 851), np.arange(TOSSES + 1.0)
D, NAMED = np.unique(np.round(np.geomspace(1, 200, 80))), (1, 2, 3, 4, 8)  # and the weights whose names have room
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
W, TALL = (-14.0, 46.0), 64.0  # weights in the plane; its height, with the key above what is drawn
KEY = (("blue: equal loss", "data"), ("grey: equal prior", "null"), ("star: mean", "accent"))


def spot(x: float, y: float, text: str, role: str, symbol: str = "diamond", gap: int = 2) -> list[dict[str, Any]]:
    """A marker with its name on the side where there is room, `gap` spaces away; both hide at NaN."""
    mark, blank = viz.markers([x], [y], role, size=12, symbol=symbol, name=text), gap * " "
    says, side = f"{blank}{text}{blank}", "middle left" if x > 0.5 else "middle right"
    return [mark, viz.label([x], [y], says, role, position=side)]


def upwards(title: str, top: float, low: float) -> viz.Axis:
    """An axis of densities, with room under zero for marks and no numbers there."""
    return viz.Axis(title, (low * top, 1.06 * top), ticks=np.linspace(0, top, 5).tolist())


def coin_panel(q: Posterior) -> viz.Plane:
    """Prior, likelihood (as high as the posterior) and posterior over p; under the axis the prior's mean and spread."""
    mean, sd, p = q.p.guess, q.prior.sd, beta.around(P, [q.prior, q.posterior])
    shape, prior = q.posterior.density(p), q.prior.density(p)
    ends = min(q.prior.a, q.prior.b) <= 1  # there the prior may be infinite
    top = viz.reach(np.append(shape, min(prior.max(), 8 if ends else np.inf)), TOPS)
    seen = beta.Beta(q.heads + 1.0, q.p.tossed - q.heads + 1.0).density(p)
    likely, low = seen / seen.max() * min(shape.max(), top), -0.13 * top
    prior, shape = np.minimum(prior, 2 * top), np.minimum(shape, 2 * top)
    side = 1 if mean <= 0.5 else -1  # the end that lies within the axis at any strength
    traces = [
        viz.called(viz.line(p, prior, "null", width=2.2, name="prior"), "prior", at=0.15),
        viz.called(viz.line(p, likely, "data", width=2.2, dash="dash"), "likelihood, scaled", at=0.9),
        viz.area(p, shape, 0.0, "model", opacity=0.15),
        viz.called(viz.line(p, shape, "model", width=2.8, name="posterior"), "posterior", at=0.35),
        viz.called(viz.line([q.map_p] * 2, [0, min(shape.max(), top)], "optimum", width=2.4), "MAP", at=0.1),
        viz.called(viz.line([q.p.coin] * 2, [-0.03 * top, 0.03 * top], "ink", width=4, name="the coin’s p")),
        viz.line([max(0.0, mean - sd), min(1.0, mean + sd)], [low, low], "null", width=5, hover=False),
        viz.called(viz.dots([(mean, low), (mean + side * sd, low)], "null", size=12, name="prior: mean, sd"), around=9),
    ]

    def firm(x: float, _: float) -> dict[str, Any]:
        wanted = mean * (1 - mean) / max(side * (x - mean), 1e-3) ** 2 - 1
        if 1 <= wanted <= 1000:
            return {"strength": wanted}
        raise viz.Limit("The strength of the prior goes from 1 to 1000.", {"strength": 1 if wanted < 1 else 1000})

    handles = [
        viz.Handle("guess", (mean, low), "prior mean", "null", moves=lambda x, _: {"guess": x}, follows="x"),
        # Loosely: the strength has steps of its own.
        viz.Handle("spread", (mean + side * sd, low), "prior spread", "null", moves=firm, follows="loosely"),
    ]
    axes = viz.Axis("probability of heads p", (-0.02, 1.02)), upwards("density", top, -0.2)
    return viz.Plane(traces, *axes, "Prior × likelihood", handles=handles, room=(280.0, 190.0))


def story_panel(q: Posterior) -> viz.Plane:
    """How share, MAP and posterior mean go with the tosses."""
    (share, peaks, means), now = q.story, q.p.tossed
    traces = [
        viz.called(viz.line([0, TOSSES], [q.p.coin] * 2, "ink", width=1.4, dash="dot"), "the coin’s p", at=0.75),
        viz.called(viz.line(N, share, "data", width=1.8, name="share of heads")),
        viz.called(viz.line(N, means, "accent", width=1.8, dash="dash", name="posterior mean")),
        viz.called(viz.line(N, peaks, "optimum", width=2.6, name="MAP")),
        # The three lie on one another for many tosses, so their names stand above them.
        viz.label([0], [1.2], "share of heads", "data", position="middle right", size=13),
        viz.label([0.55 * TOSSES], [1.2], "MAP", "optimum", position="middle center", size=13),
        viz.label([TOSSES], [1.2], "posterior mean", "accent", position="middle left", size=13),
        viz.line([now, now], [-0.05, 1.05], "muted", width=1.2, hover=False),
        viz.markers([now], [peaks[now]], "optimum", size=12, symbol="diamond", name="now"),
    ]
    pick = lambda x, _: {"tossed": round(float(np.clip(x, 0, TOSSES)))}
    handle = viz.Handle("now", (now, -0.02), "tosses so far", "muted", moves=pick, follows="x")
    x, y = viz.Axis("tosses n", (-2, TOSSES + 2)), viz.Axis("estimate of p", (-0.05, 1.26), ticks=QUARTERS)
    return viz.Plane(traces, x, y, "The data outweigh the prior", handles=[handle], room=(280.0, 190.0))


def tenths(q: Posterior, bend: float | None) -> list[dict[str, Any]]:
    """Every other one of ten slices of equal probability, over p or, as far as it reaches, over a ruler."""
    x, heights = beta.slices(q.law, 10, bend)
    return [viz.area(x[k], heights[k], 0.0, "model", opacity=0.28) for k in range(0, 10, 2)]


def even_panel(q: Posterior) -> viz.Plane:
    """The density of p, with its tenths; under it the median, and the mode of the other panel's ruler."""
    heights = q.law.density(GRID)
    top = viz.reach(heights, TOPS)
    traces = [
        *tenths(q, None),
        viz.line(GRID, heights, "model", width=2.6, name="density of p"),
        viz.line([q.mode_p] * 2, [0, top], "optimum", width=1.4, dash="dot"),
        *spot(q.mode_p, -0.075 * top, "mode in p", "optimum", "diamond-open"),
        *spot(q.mode_ruler, -0.17 * top, "mode on ruler", "optimum", gap=5),  # clear of the handle
        *spot(q.median_p, -0.26 * top, "median", "accent", "star"),
    ]

    def bent(p: float, _: float) -> dict[str, Any]:
        if q.p.a == q.p.b:
            raise viz.Limit("With a = b the law is symmetric: no ruler moves its mode from the middle.", {})
        values = {"bend": beta.bend_of(q.law, p)}
        if abs(q.law.mode(values["bend"]) - p) > 0.002:
            raise viz.Limit("The rulers go from p itself to its log-odds: between these two the mode can be.", values)
        return values

    spots = q.mode_ruler if np.isfinite(q.mode_ruler) else np.nan
    handle = viz.Handle("mode", (spots, -0.17 * top), "mode on the ruler", "optimum", moves=bent, follows="x")
    axes = viz.Axis("p, evenly", (-0.02, 1.02)), upwards("probability per unit of p", top, -0.33)
    return viz.Plane(traces, *axes, "Ten slices of 10% each", handles=[handle])


def ruler_panel(q: Posterior) -> viz.Plane:
    """The same slices on the bent ruler: as much probability in each, but other widths, and so other heights."""
    x, top, at = beta.place(GRID, q.p.bend), viz.reach(q.on_ruler, TOPS), beta.place(TICKS, q.p.bend)
    told = [f"{p:g}" if p in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99) else " " for p in TICKS]
    highest, middle = (float(beta.place(p, q.p.bend)) for p in (q.mode_ruler, q.median_p))
    highest, middle = (x if -0.01 < x < 1.01 else np.nan for x in (highest, middle))  # what the drawn part holds
    marks = np.tile([0, -0.035 * top, np.nan], len(at))
    traces = [
        *tenths(q, q.p.bend),
        viz.line(x, q.on_ruler, "model", width=2.6, name="density on the ruler"),
        viz.line([0, 1], [0, 0], "ink", width=1.6, hover=False),
        viz.pinned(viz.line(np.repeat(at, 3), marks, "ink", width=1.6, hover=False)),
        viz.pinned(viz.label(at, np.full(len(at), -0.04 * top), told, "ink", position="bottom center", size=12)),
        viz.line([highest] * 2, [0, top], "optimum", width=1.4, dash="dot", name="mode"),
        *map(viz.pinned, spot(highest, -0.17 * top, "mode", "optimum")),
        *map(viz.pinned, spot(middle, -0.26 * top, "median", "accent", "star")),
    ]
    ruler = viz.Axis("p, on the ruler, from 0.004 to 0.996", (-0.02, 1.02), ticks=())
    axes = ruler, upwards("probability per unit of ruler", top, -0.33)
    return viz.Plane(traces, *axes, "The same slices on another ruler")


def plane_panel(q: Posterior) -> viz.Plane:
    """Two weights: ellipses of equal loss around least squares, the prior's contour, and the MAP where they touch."""
    rings, prior, best = penalties.contours(q.two, q.laplace)
    pick = lambda x, y: {"tau": float(TAUS[np.argmin(np.hypot(*(q.two.path - (x, y)).T))])}
    traces = [
        viz.polygon(prior, "null", opacity=0.2, width=2.2),
        *(viz.polyline(ring, "data", width=1, opacity=0.5, hover=False) for ring in rings[1:]),
        viz.polyline(rings[0], "data", width=2.2, hover=False),
        viz.polyline(q.two.path, "optimum", width=2, hover=False),
        viz.dots(best, "data", size=10, name="least squares"),
        viz.dots(q.two.weights, "optimum", size=13, symbol="diamond", name="MAP"),
        viz.dots(q.average, "accent", size=11, symbol="star", name="posterior mean"),
        *viz.key(-13.5, TALL, KEY),
    ]
    handle = viz.Handle("map", q.two.weights, "MAP", "optimum", moves=pick, follows="loosely")  # it stays on its path
    ends = zip(TWO, (W, (W[0], TALL)), strict=True)
    x, y = (viz.Axis(f"weight of {penalties.FEATURES[k]}", each, ticks=range(-10, 50, 10)) for k, each in ends)
    return viz.Plane(traces, x, y, "Two weights: the contours touch", equal=True, handles=[handle])


def path_panel(q: Posterior) -> viz.Plane:
    """All ten weights against the prior's scale."""
    path, w, tau = q.ten.path, q.ten.weights, q.p.tau
    style = lambda k: ("data", 2.2) if k in TWO else ("muted", 1.4)
    traces = [
        viz.line([0.15, 400], [0, 0], "ink", width=1, hover=False),
        *(viz.line(TAUS, path[:, k], style(k)[0], width=style(k)[1], name=penalties.FEATURES[k]) for k in range(10)),
        *(
            viz.label([225], [path[-1, k]], f" {penalties.FEATURES[k]}", style(k)[0], position="middle right")
            for k in NAMED
        ),
        viz.line([tau, tau], [-60, 60], "optimum", width=1.4, dash="dot", hover=False),
        viz.markers(np.full(10, tau), np.where(w == 0, np.nan, w), "optimum", size=8, name="MAP"),
        viz.markers(np.full(10, tau), np.where(w == 0, 0.0, np.nan), "gradient", size=9, symbol="x", name="exactly 0"),
    ]
    pick = lambda x, _: {"tau": float(np.clip(x, 0.2, 200))}
    handle = viz.Handle("scale", (tau, -54), "scale of the prior", "optimum", moves=pick, follows="x")
    axes = viz.Axis("standard deviation τ of the prior", (0.18, 400), log=True), viz.Axis("weights", (-58, 58))
    return viz.Plane(traces, *axes, "All ten weights", handles=[handle])


def shells_panel(q: Posterior) -> viz.Plane:
    """Density falls, the surface of the shells grows, and draws are where the product is large."""
    (falls, grows, product), r = typical.shells(R, q.p.d), q.p.radius
    inside, shown = np.minimum(r, R), lambda y: np.where((y > 0.004) & (y < 1.2), y, np.nan)
    traces = [
        viz.area(inside, np.interp(inside, R, product), 0.0, "accent", opacity=0.3),
        viz.called(viz.line(R, shown(falls), "null", width=2), "density", at=0.1),
        viz.called(viz.line(R, shown(grows), "muted", dash="dash"), "surface", at=1.0),
        viz.called(viz.line(R, shown(product), "model", width=2.8, name="density of |x|"), "draws", at=0.6),
        viz.called(viz.line([r, r], [0, 1.27], "accent", width=1.4, dash="dot", hover=False)),
        viz.called(viz.markers(q.drawn, np.full(len(q.drawn), -0.06), "data", size=6, opacity=0.4, name="a draw")),
        viz.markers([0], [-0.06], "optimum", size=12, symbol="diamond", name="mode"),
    ]
    handle = viz.Handle("ball", (r, 1.2), "radius", "accent", moves=lambda x, _: {"radius": x}, follows="x")
    axes = viz.Axis("distance |x| from the mode", (-0.5, 17)), viz.Axis("each on its own scale", (-0.12, 1.3))
    return viz.Plane(traces, *axes, "Density × growing shells: the draws", handles=[handle], room=(280.0, 190.0))


def dimension_panel(q: Posterior) -> viz.Plane:
    """Where half and nearly all of the draws are, against the dimension."""
    low, mid, high = typical.radius(np.array([[0.01], [0.5], [0.99]]), np.append(D, q.p.d))
    traces = [
        viz.area(D, high[:-1], low[:-1], "model", opacity=0.2),
        viz.called(viz.line(D, high[:-1], "model", width=0.8, hover=False), "98% of the draws", at=0.5),
        viz.called(viz.line(D, mid[:-1], "model", width=2.6), "half", at=0.75),
        viz.called(viz.line([1, 200], [0, 0], "optimum", width=2.6, name="mode"), "mode", at=0.9),
        viz.called(viz.line([0.8, 260], [q.p.radius] * 2, "accent", width=1.4, dash="dot"), "radius", at=0.02),
        viz.called(viz.line([q.p.d] * 2, [low[-1], high[-1]], "data", width=3, hover=False)),
        viz.markers([q.p.d], [mid[-1]], "data", size=11, name="now"),
    ]
    pick = lambda d, _: {"d": round(float(np.clip(d, 1, 200)))}  # loosely: a dimension is a whole number
    handle = viz.Handle("dimension", (q.p.d, mid[-1]), "dimension", "data", moves=pick, follows="loosely")
    axes = viz.Axis("dimension d", (0.9, 240), log=True), viz.Axis("distance from the mode", (-0.7, 17))
    return viz.Plane(traces, *axes, "Nobody is at home", handles=[handle], room=(280.0, 190.0))


COIN, RULERS = [coin_panel, story_panel], [even_panel, ruler_panel]
WEIGHTS, TYPICAL = [plane_panel, path_panel], [shells_panel, dimension_panel]
