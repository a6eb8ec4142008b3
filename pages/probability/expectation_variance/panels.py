"""The drawings: a beam and its distances, rectangles, a triangle and its cloud, a minibatch's noise, shuffled cards.

X and what is given are `data`, Y and what is made of it `model`, the best place or the whole `optimum`, what is dragged
`accent`; rectangles with a negative area are `gradient`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.probability import gradient_noise as noise

if TYPE_CHECKING:
    from pages.probability.expectation_variance.state import Moments

LINE = (0.0, 10.0)
C = np.linspace(*LINE, 201)
TILT, BLOCKS = 0.08, (-2.3, -0.9)  # slope of the beam when it hangs as far as it goes; heights of the lever arms
PLANE = [noise.FEATURES.index("bmi"), noise.FEATURES.index("s5")]  # the components that are drawn
SIDE, LADDER = 5.5, (2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 60.0, 90.0)
B = np.unique(np.round(np.geomspace(1, noise.EXAMPLES, 160)))
FAR, MOST = 2.9, 7  # how far the minibatches are shown; so many cards in place, or more, have one bar


def signed(boxes: Any, up: Any, opacity: float) -> list[dict[str, Any]]:
    """Boxes (n, 4) in two colours: where `up` holds, and where it does not. An area of zero is seen in neither."""
    return [
        viz.rectangles(boxes[kind], role, opacity=opacity, width=0.8)
        for kind, role in ((up, "model"), (~up, "gradient"))
    ]


def beam_panel(q: Moments) -> viz.Plane:
    """Masses on a beam that tilts about its fulcrum; under it the lever arms, each as thick as its weight."""
    m, c, low = q.masses, q.p.fulcrum, BLOCKS[0]
    slope, ends = -TILT * np.tanh(0.7 * (m.mean - c)), np.array([-0.4, 10.4])
    on, order = np.stack([m.x, slope * (m.x - c)], axis=1), np.argsort(m.x, kind="stable")
    x, edges = m.x[order], low + (BLOCKS[1] - low) * np.concatenate([[0.0], np.cumsum(m.w[order])])
    spots = ((m.mean, 1.3, "mean", "optimum", "diamond"), (m.median, 1.02, "median", "muted", "star"))
    side = lambda at: "middle right" if at < 7.5 else "middle left"
    traces = [
        *signed(np.stack([np.minimum(x, c), np.maximum(x, c), edges[:-1], edges[1:]], axis=1), x >= c, 0.3),
        viz.line([c, c], [low, -0.3], "accent", width=1.4, dash="dot", hover=False),
        viz.line(ends, slope * (ends - c), "ink", width=5, hover=False),
        viz.dots(on, size=np.maximum(9, 42 * np.sqrt(m.w)), opacity=0.8, name="mass"),
        viz.markers([c], [-0.15], "accent", size=22, symbol="triangle-up", name="fulcrum c"),
        *(viz.markers([at], [y], role, size=13, symbol=mark, name=name) for at, y, name, role, mark in spots),
        *(viz.label([at], [y], f"  {name}  ", role, position=side(at)) for at, y, name, role, _ in spots),
        viz.label([-0.3], [low - 0.15], "lever arms, as thick as weights", "muted", position="middle right", size=12),
    ]
    place = lambda k, x, _: {"places": (*q.p.places[:k], x, *q.p.places[k + 1 :])}
    handles = [
        *viz.handles("places", on, "mass", "data", moves=place, follows="x"),
        viz.Handle("fulcrum", (c, -0.15), "fulcrum", "accent", moves=lambda x, _: {"fulcrum": x}, follows="x"),
    ]
    axes = viz.Axis("x", (-0.5, 10.5)), viz.Axis("", (low - 0.3, 1.5), visible=False)
    return viz.Plane(traces, *axes, "Does the beam balance at c?", handles=handles, weight=1.15)


def distances_panel(q: Moments) -> viz.Plane:
    """The two mean distances from c, for every c: the lowest places are the mean and the median."""
    m, c, sd, squares = q.masses, q.p.fulcrum, float(np.sqrt(q.variance_x)), np.sqrt(q.masses.square(C))
    spots, least = np.array([[c, np.sqrt(q.square)], [c, q.distance]]), q.least_distance
    traces = [
        viz.called(viz.line([c, c], [0, 11], "accent", width=1.4, dash="dot", hover=False)),
        viz.called(viz.line(C, squares, "optimum", width=2.6, name="root mean square"), "√E(X − c)²", at=0),
        viz.called(viz.line(C, m.distance(C), "muted", width=2.6, name="mean distance"), "E|X − c|", at=0.98),
        viz.called(viz.line([m.mean, m.mean], [0, sd], "optimum", width=2, hover=False)),
        viz.called(viz.markers([m.mean], [sd], "optimum", size=13, symbol="diamond", name="least, at the mean")),
        viz.line([m.low, m.high], [least] * 2, "muted", width=6, opacity=0.6, hover=False),
        viz.called(viz.markers([m.median], [least], "muted", size=13, symbol="star", name="least, at the median")),
        viz.called(viz.dots(spots, "accent", size=9, name="at c")),
    ]
    handle = viz.Handle("c", spots[0], "c", "accent", moves=lambda x, _: {"fulcrum": x}, follows="x")
    axes = viz.Axis("place c", (-0.5, 10.5)), viz.Axis("distance: mean, root mean square", (0, 10.4))
    return viz.Plane(traces, *axes, "How far from c, on average?", handles=[handle], room=(280.0, 190.0))


def rectangles_panel(q: Moments) -> viz.Plane:
    """The points and their rectangles, to the mean or between pairs, coloured by the sign of the area."""
    z, (i, j), mean = q.points, np.triu_indices(len(q.points), 1), q.found.mean
    pairs = q.p.between == "pairs"
    start, end = (z[i], z[j]) if pairs else (z, np.broadcast_to(mean, z.shape))
    (left, bottom), (right, top) = np.minimum(start, end).T, np.maximum(start, end).T
    up, cross = q.areas[0] >= 0, mean if not pairs else np.full(2, np.nan)  # pairs need no mean, so none is drawn
    traces = [
        *signed(np.stack([left, right, bottom, top], axis=1), up, 0.07 if pairs else 0.22),
        viz.line([cross[0]] * 2, [-SIDE, SIDE], "null", width=1, dash="dot", hover=False),
        viz.line([-SIDE, SIDE], [cross[1]] * 2, "null", width=1, dash="dot", hover=False),
        viz.dots(cross, "optimum", size=12, symbol="diamond", name="mean"),
        viz.dots(z, "data", size=11, name="point"),
    ]
    axes, title = (viz.Axis("x", (-SIDE, SIDE)), viz.Axis("y", (-SIDE, SIDE))), "Orange counts up, purple down"
    return viz.Plane(traces, *axes, title, equal=True, handles=viz.handles("cloud", z, "point", "data"))


def sorted_panel(q: Moments) -> viz.Plane:
    """The rectangles' areas side by side in their order; the area under them is the covariance."""
    values, wide = np.sort(q.areas[0])[::-1], q.areas[1]
    at, top = wide * np.arange(len(values) + 1), viz.reach(1.05 * np.append(q.areas[0], q.to_mean), LADDER)
    # The name stands where no bar is: the tall ones are on the left, those that hang lowest on the right.
    free = 0.9 if q.to_mean >= 0 else 0.1
    pairs, far = q.p.between == "pairs", 1.04 if q.p.between == "pairs" or not q.less else 1.54
    traces = [
        *signed(np.stack([at[:-1], at[1:], np.minimum(values, 0), np.maximum(values, 0)], axis=1), values >= 0, 0.4),
        viz.rectangles([[0, 1, min(q.to_mean, 0), max(q.to_mean, 0)]], "optimum", opacity=0.12),
        viz.called(viz.line([0, 1], [q.to_mean] * 2, "optimum", width=3, hover=False), "covariance", at=free),
        viz.called(viz.line(np.repeat(at, 2)[1:-1], np.repeat(values, 2), "model", width=0, hover=False)),
        viz.called(viz.line([0, far], [0, 0], "ink", width=1, hover=False)),
    ]
    axes = (
        viz.Axis("side by side, as wide as they count", (0, far)),
        viz.Axis("half areas" if pairs else "areas", (-top, top)),
    )
    return viz.Plane(traces, *axes, "As much area as the covariance over 1", room=(280.0, 190.0))


def triangle_panel(q: Moments) -> viz.Plane:
    """Standard deviations as sides: Y leaves the tip of X at the angle whose cosine is the correlation."""
    a, b, r, sign = q.p.sd_x, q.p.sd_y, q.sign * q.p.r, "−" if q.p.minus else "+"
    tip, shown = np.array([a + b * r, b * np.sqrt(max(0.0, 1 - r * r))]), min(a, b) > 0.2
    named = lambda name, length: name if length > 0.2 else " "  # what has no length is nowhere
    across, up = [a - 0.3, a + 0.3, np.nan, tip[0] - 0.3, tip[0] + 0.3], [0.0, 0.0, np.nan, tip[1], tip[1]]
    traces = [
        viz.called(viz.line(across, up, "null", width=0, hover=False)),  # where the handles are
        viz.called(viz.line([a, a + 1.3], [0, 0], "null", width=1, dash="dot", hover=False)),
        viz.called(viz.arrow((a, 0)), named("X", a), at=0.4, size=16),
        viz.called(viz.arrow(tip, "model", tail=(a, 0)), named("−Y" if q.p.minus else "Y", b), at=0.6, size=16),
        viz.called(viz.arrow(tip, "optimum", width=3.4), named(f"X {sign} Y", np.hypot(*tip)), at=0.45, size=16),
        viz.called(viz.arc(0.0, np.radians(q.angle), 0.8 if shown else np.nan, "accent", center=(a, 0))),
        viz.label([a + 1.35], [-0.42], f"{q.angle:.0f}°" * shown, "accent", position="middle right", size=13),
        viz.called(viz.line([a + 1.35, a + 2.6], [-0.42] * 2, "null", width=0, hover=False)),  # where that is written
        viz.right_angle((a, 0), (-1, 0), (0, 1) if shown and abs(r) < 1e-9 else (0, 0), 0.35),
    ]

    def turn(x: float, y: float) -> dict[str, float]:
        way = np.arctan2(max(y, 0.0), x - a)
        values = {"sd_y": float(np.hypot(x - a, max(y, 0.0))), "r": q.sign * float(np.cos(way))}
        if y < -1e-9:
            raise viz.Limit("The angle goes from 0 (r = 1) to 180 degrees (r = −1); below is the same again.", values)
        return values

    handles = [
        viz.Handle("tip", tip, "tip of Y", "model", moves=turn),
        viz.Handle("base", (a, 0), "tip of X", "data", moves=lambda x, _: {"sd_x": x}, follows="x"),
    ]
    axes = viz.Axis("standard deviations as lengths", (-4.4, 8.6)), viz.Axis("", (-1.9, 5.6), visible=False)
    return viz.Plane(traces, *axes, "The triangle of standard deviations", equal=True, handles=handles, weight=1.15)


def cloud_panel(q: Moments) -> viz.Plane:
    """Points with exactly these standard deviations and this correlation, and where the sum is within one sd of 0."""
    ends, name = np.array([-13.0, 13.0]), "difference" if q.p.minus else "sum"
    upper, lower = ((side * q.sd_sum - ends) * q.sign for side in (1, -1))
    traces = [
        viz.area(ends, upper, lower, "optimum", opacity=0.12),
        *(viz.line(ends, band, "optimum", width=1.6, hover=False) for band in (upper, lower)),
        viz.dots(q.crowd, "data", size=5, opacity=0.55, name="a draw of (X, Y)"),
        viz.corner(-0.95 if q.p.minus else 0.95, 0.93, f"green: {name} within 1 sd", "optimum", 12, font=13),
    ]
    return viz.Plane(traces, viz.Axis("X", (-12, 12)), viz.Axis("Y", (-12, 12)), "Draws of X and Y", equal=True)


def steps_panel(q: Moments) -> viz.Plane:
    """What the minibatches say of two of the ten components, around what all examples say."""
    g, ring = q.gradient.whole[PLANE], noise.ring(q.gradient, q.expected_noise, PLANE)
    traces = [
        viz.dots(q.steps[:, PLANE], "data", size=5, opacity=0.55, name="a minibatch"),
        viz.polyline(ring, "model", width=2, dash="dash", hover=False),
        viz.arrow(g, "gradient", width=4, name="all 442 patients"),
        viz.dots((0, 0), "ink", size=6, name="zero"),
        *viz.key(-0.96 * FAR, FAR, (("arrow: mean gradient", "gradient"), ("ring: 2 sd of a minibatch", "model"))),
    ]
    axes = viz.Axis("gradient component of bmi", (-FAR, FAR)), viz.Axis("gradient component of s5", (-FAR, FAR))
    return viz.Plane(traces, *axes, "Gradients of 400 minibatches", equal=True)


def noise_panel(q: Moments) -> viz.Plane:
    """Noise against the size of the batch, beside the square of the signal; they cross at the noise scale."""
    anew, without = (noise.expected_noise(q.trace, B, noise.EXAMPLES, way) for way in (True, False))
    low, signal = 0.002, q.signal if q.signal > 0.002 else np.nan
    spot = np.array([q.p.batch, max(q.measured_noise, 1.15 * low)])
    crossing = q.noise_scale if q.noise_scale <= noise.EXAMPLES else np.nan
    right = q.noise_scale < 40
    side, words = (
        "middle right" if right else "middle left",
        crossing * (10.0 if right else 0.1) ** np.linspace(0, 1, 9),
    )
    below = np.maximum(without, low / 2)
    traces = [
        viz.called(viz.line(B, anew, "null", width=2, dash="dash", name="drawn anew"), "drawn anew", at=0.85),
        viz.called(viz.line(B, below, "model", width=2.6, name="apart"), "without replacement", at=0.4),
        viz.called(viz.line([1, 500], [signal] * 2, "gradient", width=2, name="signal"), "|mean gradient|²", at=0.95),
        viz.line([crossing] * 2, [low, 2.6 * low], "accent", width=2, hover=False),
        viz.markers([crossing], [signal], "accent", size=13, symbol="diamond", name="noise scale"),
        viz.label([crossing], [1.7 * low], " noise scale ", "accent", position=side),
        viz.called(viz.line(words, np.full(9, 1.7 * low), "null", width=0, hover=False)),  # where that is written
        viz.called(viz.dots(spot, "data", size=12, name="measured")),
    ]
    pick = lambda b, _: {"batch": round(float(np.clip(b, 1, noise.EXAMPLES)))}
    # A batch is a whole number of patients: between 1 and 2 it cannot stay under the pointer.
    handle = viz.Handle("size", spot, "batch size", "data", moves=pick, follows="loosely")
    axes = (
        viz.Axis("batch size b", (0.9, 500), log=True, ticks=(1, 10, 100, 442)),
        viz.Axis("mean squared noise", (low, 20), log=True),
    )
    return viz.Plane(traces, *axes, "Noise falls like 1/b", handles=[handle], room=(280.0, 190.0))


def order_panel(q: Moments) -> viz.Plane:
    """The last shuffle: which card lies at which place; on the diagonal it stayed."""
    n, order = q.p.cards, q.orders[max(q.p.shuffled - 1, 0)] + 1.0 if q.p.shuffled else np.arange(1.0, q.p.cards + 1)
    places, ticks = np.arange(1.0, n + 1), np.unique(np.round(np.linspace(1, n, 5))).tolist()
    stay = order == places
    traces = [
        viz.line([0.2, n + 0.8], [0.2, n + 0.8], "null", width=1.4, dash="dash", hover=False),
        viz.markers(places, np.where(stay, np.nan, order), "data", size=7, name="moved"),
        viz.markers(places, np.where(stay, order, np.nan), "accent", size=13, name="in place"),
    ]
    axes = viz.Axis("place", (0, n + 0.8), ticks=ticks), viz.Axis("card that lies there", (0, n + 0.8), ticks=ticks)
    title = f"Shuffle {q.p.shuffled}: {stay.sum()} in place" if q.p.shuffled else "Not shuffled yet"
    return viz.Plane(traces, *axes, title, equal=True)


def matches_panel(q: Moments) -> viz.Plane:
    """How often so many cards stayed: counted, and the exact law; both means as triangles."""
    k, m = np.arange(MOST + 1.0), len(q.matches)
    seen = np.bincount(np.minimum(q.matches, MOST), minlength=MOST + 1) / max(1, m)
    exact = np.bincount(np.minimum(np.arange(len(q.law)), MOST), q.law, MOST + 1)
    mean = float(q.matches.mean()) if m else np.nan
    said = (("bars: so far", "data"), ("diamonds: exact law", "optimum"), ("triangles: their means", "muted"))
    traces = [
        viz.bars(k, seen, "data", width=0.8, opacity=0.45),
        viz.markers(k, exact, "optimum", size=11, symbol="diamond", name="exact"),
        viz.markers([mean], [-0.035], "data", size=15, symbol="triangle-up", name="mean so far"),
        viz.markers([q.mean_matches], [-0.075], "optimum", size=15, symbol="triangle-up", name="expectation"),
        *viz.key(3.2, 1.01, said, size=14),
    ]
    labels = [*map(str, range(MOST)), f"{MOST}+"]
    axes = (
        viz.Axis("cards in place", (-0.6, MOST + 0.6), ticks=k.tolist(), labels=labels),
        viz.Axis("share", (-0.11, 1.02)),
    )
    return viz.Plane(traces, *axes, "How many cards stay?")


BEAM, AREAS, SIDES = [beam_panel, distances_panel], [rectangles_panel, sorted_panel], [triangle_panel, cloud_panel]
NOISE, CARDS = [steps_panel, noise_panel], [order_panel, matches_panel]
