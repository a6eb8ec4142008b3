"""The panels: a density and F; a sample that falls through F⁻¹; a map between two densities; a flow of the plane; the
likelihood of an exponent. Blue is given, orange is made of it, brown the strip that is followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.calculus import densities, flows
from mathcore.calculus.windows import broken, round_numbers
from pages.calculus.continuous_distributions.state import SIZES, Spread

Array = NDArray[np.float64]
Trace = Mapping[str, Any]
NAN = np.nan
THIN: dict[str, Any] = {"width": 1.2, "dash": "dot", "hover": False}
GAINS, SCORES, BINS = (-1.6, 0.9), (-4.0, 6.0), 40  # likelihoods, standardised data, bars of their histograms
WAYS = {"model": "from rising branches", "gradient": "from falling branches", "optimum": "stems: atoms and their mass"}
FLAT = (270.0, 85.0)  # the room of names: as narrow as a phone, as low as one of two rows on a laptop
QUARTERS: dict[str, Any] = {"range": (-0.06, 1.06), "ticks": (0, 0.25, 0.5, 0.75, 1)}


def filled(shapes: Sequence[ArrayLike], role: str, opacity: float) -> Trace:
    """Closed shapes (n, 2), filled, as one trace."""
    style = {"fill": "toself", "fillcolor": f"@{role}/{opacity:g}"}
    return viz.polyline(broken(shapes), f"{role}/0", width=0, hover=False) | style


def follow(q: Spread, x: float, **ends: float) -> dict[str, float]:
    """Ends of the strip that a pointer at x moves to, as far as the picture goes."""
    low, high = q.density.window
    if low <= x <= high:
        return ends
    nearest = float(np.clip(x, low, high)) - x
    raise viz.Limit("The strip is followed within the picture.", {name: at + nearest for name, at in ends.items()})


def ends(q: Spread, name: str, heights: ArrayLike) -> tuple[Trace, list[viz.Handle]]:
    """The ends a and b of the strip as marks and as handles, within the window."""
    spots = np.stack([np.clip([q.p.a, q.p.b], *q.density.window), heights], axis=1)
    moves = lambda k, x, y: follow(q, x, **{"ab"[k]: x})
    handles = viz.handles(name, spots, lambda k: f"end {'ab'[k]} of the strip", "accent", moves=moves, follows="x")
    return viz.dots(spots, "accent", size=12, name="an end of the strip"), handles


def density_panel(q: Spread) -> viz.Plane:
    """The density, and the area over the strip."""
    d, name = q.density, f"area {number(q.probability, 3)}"
    dot = viz.dots((q.high, min(q.height, 9 * d.top)), "gradient", size=10, name="f(b)")
    middle, room = d.roomiest(q.low, q.high)  # there the name stands; the title has the number everywhere
    spot = (middle, 0.4 * room) if room > 0.25 * d.top else (NAN, NAN)
    says, title = viz.label([spot[0]], [spot[1]], name, position="middle center", size=15), "Probability is area: "
    return _density(q, [dot, viz.called(says)], title + number(q.probability, 3), 1.0, "density f")


def histogram_panel(q: Spread) -> viz.Plane:
    """The histogram of what has fallen, over the density."""
    middles, heights = densities.histogram(q.shown, q.density.window, 30)
    heights, wide = np.minimum(heights, 3 * q.density.top), middles[1] - middles[0]
    bars = viz.bars(middles, heights, "model", width=wide, opacity=0.45, name="sample")
    return _density(q, [bars], f"Histogram of {len(q.shown)} fallen dots, and f", 1.5)


def _density(q: Spread, more: Sequence[Trace], title: str, room: float, name: str | None = None) -> viz.Plane:
    d, top, (marks, handles) = q.density, room * q.density.top, ends(q, "foot", (0.0, 0.0))
    edges = viz.line([q.low, q.low, NAN, q.high, q.high], [0, top, NAN, 0, top], "accent", **THIN)
    (x, f), (inner, under) = d.curve(), d.curve(q.low, q.high)
    curve = viz.called(viz.line(x, f, "data", width=2.8, name="f"), name, at=0.2, size=15)
    traces = [viz.area(inner, under, 0.0, "accent", opacity=0.35), viz.called(edges), curve, *more, marks]
    axes = viz.Axis("x", d.window), viz.Axis("f(x), per unit of x", (-0.06 * top, top))
    return viz.Plane(traces, *axes, title, handles=handles, room=FLAT)


def strip_on_f(q: Spread) -> list[Trace]:
    """The distribution function, and the strip going up to it and across."""
    (left, right), low, high = q.density.window, q.cdf_low, q.cdf_high
    x, inner = (np.linspace(a, b, 401) for a, b in ((left, right), np.clip((q.low, q.high), left, right)))
    lane = [(left, low), *zip(inner, q.density.cdf(inner), strict=True), (left, high)]
    across = broken([[(left, low), (q.low, low), (q.low, -1)], [(left, high), (q.high, high), (q.high, -1)]])
    return [
        filled([lane], "accent", 0.14),
        viz.called(viz.polyline(across, "accent", **THIN)),
        viz.segment((left, low), (left, high), "accent", width=9, hover=False),
        viz.called(viz.line(x, q.density.cdf(x), "data", width=2.8, name="F"), "F", at=0.93, size=16),
    ]


def cdf_panel(q: Spread) -> viz.Plane:
    """The area as a difference of heights, and the density as a slope."""
    (left, right), low, high = q.density.window, q.cdf_low, q.cdf_high
    marks, handles = ends(q, "on_f", q.density.cdf([q.p.a, q.p.b]))
    run, slope = 0.13 * (right - left) * np.array([-1, 1]), NAN if q.density.jumps(q.high) else q.height
    slope = slope if np.isfinite(slope) else NAN  # where f jumps F has a corner
    tangent = viz.line(q.high + run, high + slope * run, "gradient", width=2.6, name="tangent of F at b")
    bar = viz.segment((left, low), (left, high if high - low > 0.15 else NAN), "ink", width=0, hover=False)
    height = viz.called(bar, f"height {number(high - low, 3)}", at=0.5, size=15)
    named = viz.called(tangent, f"slope f(b) = {number(slope, 3)}", at=0.0)
    axes = viz.Axis("x", (left, right)), viz.Axis("F(x) = P(X ≤ x)", **QUARTERS)
    traces, title = [*strip_on_f(q), named, height, marks], "… and a difference of heights of F: "
    return viz.Plane(traces, *axes, title + number(high - low, 3), handles=handles, room=FLAT)


def fall_panel(q: Spread) -> viz.Plane:
    """Uniform dots on the upright axis go across to F and fall onto the x axis."""
    u, x, (left, right) = q.uniforms[: q.p.draws], q.shown, q.density.window
    inside, aside = (x >= left) & (x <= right), 0.025 * (right - left) * (np.arange(len(u)) * 0.618 % 1)
    path = [(left, u[-1]), (x[-1], u[-1]), (x[-1], 0.0)] if len(u) and inside[-1] else [(NAN, NAN)]
    traces = [
        *strip_on_f(q),
        viz.line(*densities.stairs(x, q.density.window), "model", width=1.8, step=True, name="sample"),
        viz.polyline(path, "ink", width=1.8, dash="dash", hover=False),
        viz.markers(left + aside, u, "null", size=6, opacity=0.6, name="u"),
        viz.markers(np.where(inside, x, NAN), 0.0 * x, "model", size=6, opacity=0.5, name="F⁻¹(u)"),
    ]
    axes = viz.Axis("x", (left, right)), viz.Axis("u = F(x)", **QUARTERS)
    return viz.Plane(traces, *axes, "Uniform dots go across to F, and fall", room=FLAT)


class Corner:
    """A plane with a map in its upper right part, a density under it and another at its left, each on its own foot."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.x, self.y = x, y
        self.wide, self.tall = 0.42 * (x[1] - x[0]), 0.5 * (y[1] - y[0])
        self.foot, self.side = y[0] - 1.12 * self.tall, x[0] - 1.1 * self.wide
        # Heights under the map, and lengths at its left, as shares of the room there.
        self.below = lambda share: self.foot + self.tall * np.minimum(share, 1.05)
        self.beside = lambda share: self.side + self.wide * np.minimum(share, 1.05)

    def plane(self, traces: Sequence[Trace], names: Sequence[str], title: str, handles: Any = ()) -> viz.Plane:
        """The plane, with the frame of the map, and what stands under it and at its left."""
        (x0, x1), (y0, y1) = self.x, self.y
        frame = viz.polyline([(x0, y1), (x0, y0), (x1, y0)], "null", width=1.0, hover=False)
        spots = [self.side] * 2, [y0 - 0.12 * self.tall, self.foot + 0.14 * self.tall]
        said = viz.label(*spots, [f"↑ {names[3]}", f"{names[2]} →"], "ink", position="middle right", size=13)
        x = viz.Axis(names[0], (self.side - 0.02 * self.wide, x1), ticks=round_numbers(*self.x))
        y = viz.Axis(names[1], (self.foot - 0.08 * self.tall, y1), ticks=round_numbers(*self.y, 5))
        return viz.Plane([frame, said, *traces], x, y, title, weight=1.3, handles=handles)


def map_panel(q: Spread) -> viz.Plane:
    """The input's density under the map, the output's at its left; a strip goes up to the curve and across."""
    d, p, c = q.density, q.push, Corner(q.density.window, q.push.window)
    (x, f), (places, heights), y, inner = d.curve(q.low, q.high), d.curve(), q.levels, p.pieces(q.low, q.high)
    share, within = np.clip(q.layers / q.top, 0.0, 3.0), (q.roots >= q.low) & (q.roots <= q.high)
    part = c.beside(np.where(within, share, 0.0).sum(axis=0))
    reach = np.where(within, q.roots, c.side).max(axis=0, initial=c.side).clip(max=c.x[1])  # of the strip, across
    upright = lambda x: [np.stack([[c.side, *x, c.side], [y[0], *y, y[-1]]], axis=1)]
    drops = [np.concatenate([k, [(k[-1, 0], c.foot), (k[0, 0], c.foot)]]) for k in inner]
    level = q.level if c.y[0] <= q.level <= c.y[1] else NAN
    seen = q.sources[(q.sources >= c.x[0]) & (q.sources <= c.x[1])]
    (marks, handles), middle = ends(q, "foot", (c.foot, c.foot)), (np.clip(0.5 * (q.low + q.high), *d.window), c.foot)
    slide = lambda x, y: follow(q, x, a=x - 0.5 * (q.p.b - q.p.a), b=x + 0.5 * (q.p.b - q.p.a))
    traces = [
        filled(drops, "accent", 0.10),
        filled(upright(reach), "accent", 0.10),
        viz.area(x, c.below(f / d.top), c.foot, "accent", opacity=0.45),
        filled(upright(part), "accent", 0.45),
        viz.line(places, c.below(heights / d.top), "data", width=2.6, name="density of X"),
        viz.line(c.beside(share.sum(axis=0)), y, "ink" if q.p.jacobian else "null", width=2.6, name="density of Y"),
        *(viz.polyline(g, role, width=3.0, name="g") for g, role in zip(p.graphs, WAYS, strict=True)),
        viz.line([c.side, *seen], [level] * (1 + len(seen)), "ink", **THIN),
        viz.dots(broken([[(x, level)] for x in seen]), "ink", size=9, name="sent to the same y"),
        *atoms(q, lambda share, at: (c.beside(share), at), "middle right"),
        marks,
        viz.dots(middle, "accent", size=12, symbol="square", name="the strip"),
    ]
    handles.append(viz.Handle("pull_strip", middle, "the strip", "accent", moves=slide, follows="x"))
    names = "x", "y = g(x)", "density of X", "density of Y"
    return c.plane(traces, names, "A strip goes up to g, and across", handles)


def atoms(q: Spread, place: Any, side: str) -> list[Trace]:
    """Atoms as stems as long as their probability, the three heaviest with a name; placed by share and value."""
    shown = [(m, v) for v, m in zip(*q.push.heaps, strict=True) if q.push.window[0] <= v <= q.push.window[1]]
    heavy = sorted(shown, reverse=True)[:3]
    tips = np.array([place(*each) for each in heavy] + [(NAN, NAN)] * (3 - len(heavy)))
    texts = [f"\u00a0{number(m, 3)}\u00a0" for m, _ in heavy] + [" "] * (3 - len(heavy))
    stems = viz.polyline(broken([(place(0.0, v), place(m, v)) for m, v in shown]), "optimum", width=5.0, name="atom")
    return [stems, viz.label(tips[:, 0], tips[:, 1], texts, "optimum", position=side, size=13)]


def output_panel(q: Spread) -> viz.Plane:
    """What rising and falling branches give to the density of the output, over a histogram of a pushed sample."""
    y, top, (middles, heights), (left, right) = q.levels, q.top, q.histogram, q.push.window
    up, total = (np.minimum(part.sum(axis=0), 9 * top) for part in (q.layers[q.push.rises], q.layers))
    role, dash = ("ink", "solid") if q.p.jacobian else ("null", "dash")
    there = [not np.isnan(g).all() for g in q.push.graphs]
    names = [(text, role) for shown, (role, text) in zip(there, WAYS.items(), strict=True) if shown]
    names += [("grey: a pushed sample", "null")] + [(" ", "ink")] * (3 - sum(there))
    bars = viz.bars(middles, np.minimum(heights, 9 * top), "null", width=middles[1] - middles[0], opacity=0.45)
    places = (right, "left"), (0.5 * (left + right), "center"), (left, "right")  # for the names: where there is room
    near, side = places[int(np.argmin([part.max() for part in np.array_split(total, 3)[::-1]]))]
    traces = [
        bars,
        viz.area(y, up, 0.0, "model", opacity=0.4),
        viz.area(y, total, up, "gradient", opacity=0.4),
        viz.line(y, total, role, width=2.6, dash=dash, name="density of Y"),
        *atoms(q, lambda share, at: (at, top * share), "top center"),
        viz.line([q.level, q.level], [0, 9 * top], "ink", **THIN),
        *(viz.label([near], [top * (1.34 - 0.13 * k)], *n, position=f"middle {side}") for k, n in enumerate(names)),
    ]
    title = "The density of Y: branches add up" if q.p.jacobian else "Without 1/|g′|: not the density of Y"
    axes = viz.Axis("y", (left, right), ticks=round_numbers(left, right)), viz.Axis("per unit of y", (0.0, 1.4 * top))
    return viz.Plane(traces, *axes, title)


def plane_panel(q: Spread) -> viz.Plane:
    """The input of the flow: a grid, a cloud, and a cell."""
    size, title = SIZES[q.p.flow][0], "Before: two independent normals" if q.coupled else "Before: uniform on a square"
    around, name = ((-size, size), "point") if q.coupled else ((-0.04, 1.04), "spot")
    traces, held = _flow(q.mesh, q.cloud, flows.outline(*q.box), q.at, 9.0), viz.Handle(name, q.at, "the cell")
    return viz.Plane(traces, viz.Axis("x₁", around), viz.Axis("x₂", around), title, equal=True, handles=[held])


def image_panel(q: Spread) -> viz.Plane:
    """What the flow makes of it, with levels of the output's density."""
    size, title = SIZES[q.p.flow][1], f"After: areas × {number(np.exp(q.log_det), 3)} at the cell"
    ground = viz.contour(*q.relief, levels=(0.01, 0.19, 0.03), filled=False, role="model", width=1.5)
    traces = [ground | {"hoverinfo": "skip"}, *_flow(q.mesh_out, q.cloud_out, q.cell_image, q.images[0][0], size)]
    return viz.Plane(traces, viz.Axis("y₁", (-size, size)), viz.Axis("y₂", (-size, size)), title, equal=True)


def _flow(mesh: Array, cloud: Array, cell: Array, at: Array, size: float) -> list[Trace]:
    """A grid, a cloud and a cell, in a plane from -size to size."""
    return [
        viz.polyline(viz.clipped(mesh, (0, 0), 3 * size), "null", width=0.8, opacity=0.6, hover=False),
        viz.dots(np.where(np.abs(cloud) < size, cloud, NAN), "data", size=3.5, opacity=0.55, name="a point"),
        viz.polygon(np.clip(cell[:-1], -3 * size, 3 * size), "accent", opacity=0.35, width=2),
        viz.dots(np.clip(at, -3 * size, 3 * size), "accent", size=10, name="the cell"),
    ]


def power_panel(q: Spread) -> viz.Plane:
    """The data under the map of Box and Cox, and at its left what becomes of them, beside the normal law."""
    c, m, lam, dash = Corner(q.bounds, SCORES), q.boxcox, q.p.lam, "solid" if q.p.jacobian else "dash"
    x, y = np.linspace(0.004 * q.bounds[1], q.bounds[1], 301), np.linspace(*SCORES, 161)
    (at, tall), (rows, long) = densities.histogram(m.x, q.bounds, BINS), densities.histogram(q.z, SCORES, BINS)
    half, thick, top, wide = 0.5 * (at[1] - at[0]), 0.5 * (rows[1] - rows[0]), 1.3 * float(tall.max()), 0.75
    normal, seen = densities.NORMAL.pdf(y) / wide, lambda z: np.where(abs(z - 1) < 5, z, NAN)
    below = np.stack([at - half, at + half, 0 * at + c.foot, c.below(tall / top)], axis=1)
    beside = np.stack([0 * rows + c.side, c.beside(long / wide), rows - thick, rows + thick], axis=1)
    traces = [
        viz.rectangles(below, "data", opacity=0.4),
        viz.rectangles(beside, "model", opacity=0.45),
        viz.line(c.beside(normal), y, "optimum", width=2.4, name="normal law"),
        viz.line(x, c.below(m.model(x, lam, q.bare) / top), "optimum", width=2.4, dash=dash, name="model"),
        viz.line(x, seen(m.standard(x, lam)), "model", width=3.0, name="map"),
        viz.markers(m.x, seen(q.z), "data", size=4, opacity=0.5, name="datum"),
    ]
    names = ("x", "transformed, standardised", "data", "transformed")
    return c.plane(traces, names, f"After the map: skewness {number(m.skewness(lam), 3)}")


def gain_panel(q: Spread) -> viz.Plane:
    """What each exponent gains in likelihood over 1, with the Jacobian and without."""
    right, wrong = np.array([q.boxcox.curve(unit) for unit in (None, q.p.unit)])
    low, high = GAINS[0], GAINS[1] if q.p.jacobian else max(GAINS[1], 1.1 * float(wrong.max()))  # all of its way up
    here, best = np.clip(q.boxcox.gain([q.p.lam, q.best], q.bare), low + 0.05, high - 0.05).tolist()
    without = viz.line(flows.LAMBDAS, wrong.clip(3 * low), "null", dash="dash", width=2.8, name="without")
    traces = [
        viz.line([-3, 3], [0, 0], "muted", **THIN),
        viz.called(without, "without the Jacobian", at=0.4),
        viz.called(viz.line(flows.LAMBDAS, right, "model", width=2.8, name="with"), "with the Jacobian", at=0.1),
        viz.line([q.best, q.best], [low, best], "optimum", **THIN),
        viz.dots((q.best, best), "optimum", size=15, symbol="star", name="most likely"),
        viz.dots((q.p.lam, here), "accent", size=12, name="λ now"),
    ]
    handle = viz.Handle("pull_lam", (q.p.lam, here), "λ", "accent", moves=lambda x, y: {"lam": x}, follows="x")
    axes = viz.Axis("exponent λ", (-3.1, 3.1)), viz.Axis("gain over λ = 1 (nats each)", (low, high))
    return viz.Plane(traces, *axes, f"Most likely: λ = {number(q.best, 3)}", handles=[handle])
