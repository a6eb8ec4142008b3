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

P = np.linspace(0.002, 0.998, 400)
TICKS = np.array([0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99])
TOPS = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 30.0, 40.0, 60.0)
R, N = np.linspace(0.01, 16, 400), np.arange(TOSSES + 1.0)
D = np.unique(np.round(np.geomspace(1, 200, 80)))
W = (-7.0, 41.0)  # weights in the plane


def spot(x: float, y: float, text: str, role: str, symbol: str = "diamond") -> list[dict[str, Any]]:
    """A marker with its name on the side where there is room; both hide at NaN."""
    mark = viz.markers([x], [y], role, size=12, symbol=symbol, name=text)
    return [mark, viz.label([x], [y], f"  {text}  ", role, position="middle left" if x > 0.6 else "middle right")]


def upwards(title: str, top: float, low: float) -> viz.Axis:
    """An axis of densities, with room under zero for marks and no numbers there."""
    return viz.Axis(title, (low * top, 1.06 * top), ticks=np.linspace(0, top, 5).tolist())


def coin_panel(q: Posterior) -> viz.Plane:
    """Prior, likelihood (as high as the posterior) and posterior over p; under the axis the prior's mean and spread."""
    mean, sd, shape, prior = q.p.guess, q.prior.sd, q.posterior.density(P), q.prior.density(P)
    top = viz.reach(np.append(shape, min(prior.max(), 8)), TOPS)
    seen = beta.Beta(q.heads + 1.0, q.p.tossed - q.heads + 1.0).density(P)
    likely, low = seen / seen.max() * min(shape.max(), top), -0.13 * top
    prior, shape = np.minimum(prior, 2 * top), np.minimum(shape, 2 * top)
    traces = [
        viz.called(viz.line(P, prior, "null", width=2.2, name="prior"), "prior", at=0.15),
        viz.called(viz.line(P, likely, "data", width=2.2, dash="dash", name="likelihood"), "likelihood", at=0.9),
        viz.area(P, shape, 0.0, "model", opacity=0.15),
        viz.called(viz.line(P, shape, "model", width=2.8, name="posterior"), "posterior", at=0.35),
        viz.called(viz.line([q.map_p] * 2, [0, min(shape.max(), top)], "optimum", width=2.4), "MAP", at=0.1),
        viz.line([q.p.coin] * 2, [-0.03 * top, 0.03 * top], "ink", width=4, name="the coin’s p"),
        viz.line([max(0.0, mean - sd), min(1.0, mean + sd)], [low, low], "null", width=5, hover=False),
        viz.dots([(mean, low), (min(1.0, mean + sd), low)], "null", size=12, name="prior: mean, one sd"),
    ]

    def firm(x: float, _: float) -> dict[str, Any]:
        return {"strength": float(np.clip(mean * (1 - mean) / max(x - mean, 1e-3) ** 2 - 1, 1, 1000))}

    handles = [
        viz.Handle("guess", (mean, low), "prior mean", "null", moves=lambda x, _: {"guess": x}, follows="x"),
        # Loosely: the strength has steps of its own, and no prior reaches beyond half of the axis.
        viz.Handle("spread", (min(1.0, mean + sd), low), "prior spread", "null", moves=firm, follows="loosely"),
    ]
    axes = viz.Axis("probability of heads p", (-0.02, 1.02)), upwards("density", top, -0.2)
    return viz.Plane(traces, *axes, "Prior × likelihood", handles=handles)


def story_panel(q: Posterior) -> viz.Plane:
    """How share, MAP and posterior mean go with the tosses."""
    (share, peaks, means), now = q.story, q.p.tossed
    traces = [
        viz.called(viz.line([0, TOSSES], [q.p.coin] * 2, "ink", width=1.4, dash="dot", name="the coin’s p")),
        viz.called(viz.line(N, share, "data", width=1.8, name="share of heads"), "share of heads", at=0.3),
        viz.called(viz.line(N, means, "accent", width=1.8, dash="dash"), "posterior mean", at=0.6),
        viz.called(viz.line(N, peaks, "optimum", width=2.6, name="MAP"), "MAP", at=0.98),
        viz.line([now, now], [-0.05, 1.05], "muted", width=1.2, hover=False),
        viz.markers([now], [peaks[now]], "optimum", size=12, symbol="diamond", name="now"),
    ]
    pick = lambda x, _: {"tossed": round(float(np.clip(x, 0, TOSSES)))}
    handle = viz.Handle("now", (now, -0.02), "tosses so far", "muted", moves=pick, follows="x")
    axes = viz.Axis("tosses n", (-2, TOSSES + 2)), viz.Axis("estimate of p", (-0.05, 1.05))
    return viz.Plane(traces, *axes, "The data outweigh the prior", handles=[handle])


def tenths(q: Posterior, x: Any, heights: Any) -> list[dict[str, Any]]:
    """Ten slices of equal probability under a curve, every other one shaded."""
    cut = q.law.quantile(np.linspace(0, 1, 11))
    inside = [(cut[k] <= GRID) & (cut[k + 1] >= GRID) for k in range(0, 10, 2)]
    return [viz.area(x[part], heights[part], 0.0, "model", opacity=0.28) for part in inside]


def even_panel(q: Posterior) -> viz.Plane:
    """The density of p, with its tenths; under it the median, and the mode of the other panel's ruler."""
    heights = q.law.density(GRID)
    top = viz.reach(heights, TOPS)
    traces = [
        *tenths(q, GRID, heights),
        viz.line(GRID, heights, "model", width=2.6, name="density of p"),
        viz.line([q.mode_p] * 2, [0, top], "optimum", width=1.4, dash="dot", name="mode in p"),
        *spot(q.mode_ruler, -0.08 * top, "mode on the ruler", "optimum"),
        *spot(q.median_p, -0.19 * top, "median", "accent", "star"),
    ]

    def bent(p: float, _: float) -> dict[str, Any]:
        values = {"bend": beta.bend_of(q.law, p)}
        if abs(q.law.mode(values["bend"]) - p) > 0.002:
            raise viz.Limit("The rulers go from p itself to its log-odds: between these two the mode can be.", values)
        return values

    spots = q.mode_ruler if np.isfinite(q.mode_ruler) else np.nan
    handle = viz.Handle("mode", (spots, -0.08 * top), "mode on the ruler", "optimum", moves=bent, follows="x")
    axes = viz.Axis("p, evenly", (0, 1)), upwards("probability per unit of p", top, -0.26)
    return viz.Plane(traces, *axes, "Ten slices of 10% each", handles=[handle])


def ruler_panel(q: Posterior) -> viz.Plane:
    """The same slices on the bent ruler: as much probability in each, but other widths, and so other heights."""
    x, top, at = beta.place(GRID, q.p.bend), viz.reach(q.on_ruler, TOPS), beta.place(TICKS, q.p.bend)
    told = [f"{p:g}" if p in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99) else " " for p in TICKS]
    inside = beta.EDGE < q.mode_ruler < 1 - beta.EDGE
    highest = float(beta.place(q.mode_ruler, q.p.bend)) if inside else np.nan
    marks = np.tile([0, -0.035 * top, np.nan], len(at))
    traces = [
        *tenths(q, x, q.on_ruler),
        viz.line(x, q.on_ruler, "model", width=2.6, name="density on the ruler"),
        viz.line([0, 1], [0, 0], "ink", width=1.6, hover=False),
        viz.line(np.repeat(at, 3), marks, "ink", width=1.6, hover=False),
        viz.label(at, np.full(len(at), -0.04 * top), told, "ink", position="bottom center", size=12),
        viz.line([highest] * 2, [0, top], "optimum", width=1.4, dash="dot", name="mode"),
        *spot(highest, -0.19 * top, "mode", "optimum"),
    ]
    axes = viz.Axis("p, on the ruler", (-0.02, 1.02), ticks=()), upwards("probability per unit of ruler", top, -0.26)
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
        viz.label([9], [-2.5], "blue: equal loss", "data", position="middle right"),
        viz.label([9], [-5.2], "grey: equal prior", "null", position="middle right"),
    ]
    handle = viz.Handle("map", q.two.weights, "MAP", "optimum", moves=pick, follows="loosely")  # it stays on its path
    x, y = (viz.Axis(f"weight of {penalties.FEATURES[k]}", W) for k in TWO)
    return viz.Plane(traces, x, y, "Two weights: the contours touch", equal=True, handles=[handle])


def path_panel(q: Posterior) -> viz.Plane:
    """All ten weights against the prior's scale."""
    path, w, tau = q.ten.path, q.ten.weights, q.p.tau
    style = lambda k: ("data", 2.2) if k in TWO else ("muted", 1.4)
    traces = [
        viz.line([0.15, 300], [0, 0], "ink", width=1, hover=False),
        *(viz.line(TAUS, path[:, k], style(k)[0], width=style(k)[1], name=penalties.FEATURES[k]) for k in range(10)),
        *(viz.label([205], [path[-1, k]], penalties.FEATURES[k], "data", position="middle right") for k in TWO),
        viz.line([tau, tau], [-60, 60], "optimum", width=1.4, dash="dot", hover=False),
        viz.markers(np.full(10, tau), np.where(w == 0, np.nan, w), "optimum", size=8, name="MAP"),
        viz.markers(np.full(10, tau), np.where(w == 0, 0.0, np.nan), "gradient", size=9, symbol="x", name="exactly 0"),
    ]
    pick = lambda x, _: {"tau": float(np.clip(x, 0.2, 200))}
    handle = viz.Handle("scale", (tau, -54), "scale of the prior", "optimum", moves=pick, follows="x")
    axes = viz.Axis("standard deviation τ of the prior", (0.18, 330), log=True), viz.Axis("weights", (-58, 58))
    return viz.Plane(traces, *axes, "All ten weights", handles=[handle])


def shells_panel(q: Posterior) -> viz.Plane:
    """Density falls, the surface of the shells grows, and draws are where the product is large."""
    (falls, grows, product), r = typical.shells(R, q.p.d), q.p.radius
    inside = np.minimum(r, R)
    traces = [
        viz.area(inside, np.interp(inside, R, product), 0.0, "accent", opacity=0.3),
        viz.called(viz.line(R, np.where(falls > 0.03, falls, np.nan), "null", width=2), "density at a point", at=0.3),
        viz.called(viz.line(R, np.where(grows < 1.1, grows, np.nan), "muted", dash="dash"), "surface", at=0.97),
        viz.called(viz.line(R, product, "model", width=2.8, name="density of |x|"), "draws", at=0.75),
        viz.called(viz.line([r, r], [0, 1.12], "accent", width=1.4, dash="dot", hover=False)),
        viz.markers(q.drawn, np.full(len(q.drawn), -0.06), "data", size=6, opacity=0.4, name="a draw"),
        viz.markers([0], [-0.06], "optimum", size=12, symbol="diamond", name="mode"),
    ]
    handle = viz.Handle("ball", (r, 1.05), "radius", "accent", moves=lambda x, _: {"radius": x}, follows="x")
    axes = viz.Axis("distance |x| from the mode", (-0.5, 16)), viz.Axis("each on its own scale", (-0.12, 1.15))
    return viz.Plane(traces, *axes, "Falling density, growing shells", handles=[handle])


def dimension_panel(q: Posterior) -> viz.Plane:
    """Where half and nearly all of the draws are, against the dimension."""
    low, mid, high = typical.radius(np.array([[0.01], [0.5], [0.99]]), np.append(D, q.p.d))
    traces = [
        viz.area(D, high[:-1], low[:-1], "model", opacity=0.2),
        viz.called(viz.line(D, mid[:-1], "model", width=2.6), "half, and 98% of the draws", at=0.5),
        viz.called(viz.line([1, 200], [0, 0], "optimum", width=2.6, name="mode"), "mode", at=0.9),
        viz.called(viz.line([0.8, 260], [q.p.radius] * 2, "accent", width=1.4, dash="dot", hover=False)),
        viz.line([q.p.d] * 2, [low[-1], high[-1]], "data", width=3, hover=False),
        viz.markers([q.p.d], [mid[-1]], "data", size=11, name="now"),
    ]
    pick = lambda d, _: {"d": round(float(np.clip(d, 1, 200)))}  # loosely: a dimension is a whole number
    handle = viz.Handle("dimension", (q.p.d, mid[-1]), "dimension", "data", moves=pick, follows="loosely")
    axes = viz.Axis("dimension d", (0.9, 240), log=True), viz.Axis("distance from the mode", (-0.7, 16.5))
    return viz.Plane(traces, *axes, "Nobody is at home", handles=[handle])


COIN, RULERS = [coin_panel, story_panel], [even_panel, ruler_panel]
WEIGHTS, TYPICAL = [plane_panel, path_panel], [shells_panel, dimension_panel]
