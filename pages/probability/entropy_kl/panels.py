"""Panels: p is drawn as "data", q and what is built for it as "model", a surplus as "accent", a saving as "optimum"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.probability import information, letters, two_humps

if TYPE_CHECKING:
    from pages.probability.entropy_kl.state import Information

LETTERS = "ABCD"
PLACES = np.arange(1.0, 5.0)
TALL = 5.0  # bits that the surprises and the blocks are drawn up to
DEEP = 6.0  # bits down to which the parts of the budget are drawn
X = np.linspace(-9.0, 9.0, 451)
LOW, HIGH = -0.3, 0.85  # of the densities and of what is summed up
LOUD = 12.0  # bits of a character that are drawn
SPREADS = (two_humps.SPREADS[0], two_humps.SPREADS[-1])


def _share(q: Information, name: str, which: int, share: float) -> Mapping[str, Any]:
    """One share of p or q is moved, and the others keep their proportions."""
    values = {name: (q.p_control if name == "p_shares" else q.q_control).with_share(q.p[name], 0, which, share)}
    if not -0.01 <= share <= 1.01:
        raise viz.Limit("A probability goes from 0 to 1.", values)
    return values


def bars_panel(q: Information) -> viz.Plane:
    """p and q as bars, each dragged at its top."""
    traces, handles = [], []
    for name, values, role, aside in (("p", q.p_now, "data", -0.19), ("q", q.q_now, "model", 0.19)):
        spots = np.stack([PLACES + aside, values], axis=1)
        most = int(np.argmax(values))
        traces += [
            viz.bars(spots[:, 0], values, role, width=0.34, name=name),
            viz.label([spots[most, 0]], [values[most] + 0.03], name, role, size=17),
        ]
        move = lambda k, _, y, name=name: _share(q, f"{name}_shares", k, y)
        said = lambda k, name=name: f"{name} of {LETTERS[k]}"
        handles += viz.handles(f"{name}_bar", spots, said, role, moves=move, follows="y")
    axes = viz.Axis("symbol", (0.5, 4.5), ticks=PLACES, labels=LETTERS), viz.Axis("probability", (0.0, 1.1))
    return viz.Plane(traces, *axes, "Two distributions", handles=handles, weight=0.8)


def areas_panel(q: Information) -> viz.Plane:
    """A column for each symbol: as wide as it is probable, as tall as it surprises, by both."""
    unit, top = q.p.unit, TALL * q.scale
    ends = np.concatenate([[0.0], np.cumsum(q.drawn)])
    left, right, middle = ends[:-1], ends[1:], 0.5 * (ends[:-1] + ends[1:])
    gone = np.where(q.drawn > 0, 0.0, np.nan)
    own, other = (np.minimum(q.scale * information.surprise(each), top) + gone for each in (q.drawn, q.model))
    box = lambda low, high: np.stack([left, right, low, high], axis=1)
    over, under = np.where(other > own, 1.0, np.nan)[:, None], np.where(other < own, 1.0, np.nan)[:, None]
    steps = lambda heights: (np.stack([left, right, right], axis=1).ravel(), _gapped(heights))
    mine, theirs = ("q", "p") if q.p.swap else ("p", "q")
    role, model = ("model", "data") if q.p.swap else ("data", "model")
    wide = q.drawn > 0.035
    texts = [name if room else "" for name, room in zip(LETTERS, wide, strict=True)]
    log = "ln" if unit == "nats" else "log₂"
    traces = [
        viz.rectangles(box(0 * gone, own), role, opacity=0.18, width=1.2),
        viz.rectangles(box(own, other) * over, "accent", opacity=0.45),
        viz.rectangles(box(other, own) * under, "optimum", opacity=0.5),
        viz.called(viz.line(*steps(own), role, width=2.6, hover=False), f"{log} 1/{mine}", at=1.0),
        viz.called(viz.line(*steps(other), model, width=3.2, hover=False), f"{log} 1/{theirs}", at=0.0),
        viz.label(middle, np.full(4, 0.03 * top), texts, "ink", size=15),
    ]
    name = "p_shares" if q.p.swap else "q_shares"
    move = lambda k, _, y: _share(q, name, k, 2.0 ** -max(y / q.scale, 0.0))
    spots = np.stack([middle, other + 0.0], axis=1)
    found = viz.handles(
        "height", spots, lambda k: f"surprise of {LETTERS[k]} under {theirs}", model, moves=move, follows="y"
    )
    handles = [each for each, share in zip(found, q.drawn, strict=True) if share > 0]
    axes = viz.Axis(f"probability under {mine}", (0.0, 1.0)), viz.Axis(f"surprise ({unit})", (0.0, top * 1.03))
    return viz.Plane(traces, *axes, f"Area under {mine}’s own heights: H({mine})", handles=handles, weight=1.2)


def _gapped(heights: Any) -> Any:
    """Heights of level pieces, each with its two ends and a gap."""
    return np.stack([heights, heights, np.full_like(heights, np.nan)], axis=1).ravel()


def tree_panel(q: Information) -> viz.Plane:
    """The words as leaves of a binary tree; each takes all that could grow below it from the budget."""
    boxes, edges, spots, names = (np.full((4, 4), np.nan) for _ in range(3)), [], np.full((4, 2), np.nan), [""] * 4
    free, clash, _ = boxes
    digits = [""] * 4
    for word in q.words:
        wide = 2.0**-word.length
        (clash if word.clash else free)[word.symbol] = word.start, word.start + wide, DEEP, word.length
        spots[word.symbol] = word.start + wide / 2, word.length
        names[word.symbol], digits[word.symbol] = LETTERS[word.symbol], "<br>".join(word.text)
        for depth in range(word.length):
            ends = [(np.floor(word.start * 2**n) + 0.5) / 2**n for n in (depth, depth + 1)]
            edges += [(ends[0], depth), (ends[1], depth + 1), (np.nan, np.nan)]
    roles = ["gradient" if np.isfinite(clash[k, 0]) else "data" for k in range(4)]
    discs = viz.discs(spots, size=26)
    discs["marker"]["color"] = [f"@{role}" for role in roles]
    traces = [
        viz.rectangles(free, "data", opacity=0.14, width=1.0),
        viz.rectangles(clash, "gradient", opacity=0.3, width=1.0),
        viz.polyline(np.array(edges or [(np.nan, np.nan)]), "null", width=2.0, hover=False),
        discs,
        viz.node_labels(spots, names, "paper", size=14),
        viz.label(spots[:, 0], spots[:, 1] + 0.28, digits, "ink", position="bottom center", size=13),
    ]
    # Loosely: a word has a whole number of bits.
    move = lambda k, _, y: {"code": "own", "own": _longer(q, k, y)}
    found = viz.handles("leaf", spots, lambda k: f"word of {LETTERS[k]}", "data", moves=move, follows="loosely")
    handles = [each for each in found if np.isfinite(each.at).all()]
    shares = [0, 0.25, 0.5, 0.75, 1]
    axes = (
        viz.Axis("part of the budget: a word of ℓ bits takes 2^−ℓ", (-0.01, 1.01), ticks=shares),
        viz.Axis("bits of the word", (DEEP, -0.35), ticks=range(6)),
    )
    return viz.Plane(traces, *axes, "The words, and the budget that they share", handles=handles)


def _longer(q: Information, which: int, bits: float) -> tuple[float, ...]:
    """The words' lengths as the reader's own, one of them changed; a letter without a word gets one of 5 bits."""
    lengths = [float(np.clip(5.0 if np.isnan(n) else n, 1, 5)) for n in q.lengths]
    if not 0.5 <= bits <= 5.5:
        raise viz.Limit("A word has 1 to 5 bits here.", {})
    lengths[which] = float(np.clip(np.round(bits), 1, 5))
    return tuple(lengths)


def blocks_panel(q: Information) -> viz.Plane:
    """Bits per symbol of Huffman's codes for blocks: of p they come down to H(p), of q to H(p, q)."""
    n, fine, top = np.arange(1.0, len(q.blocks_p) + 1), np.linspace(0.7, 4.4, 60), 0.8 * TALL
    seen = lambda y: np.where(np.asarray(y) <= top, y, np.nan)
    level = lambda y, role, **style: viz.line([0.5, 4.5], seen([y, y]), role, hover=False, **style)
    traces = [
        viz.area(fine, np.minimum(q.entropy + 1 / fine, top), q.entropy, "null", opacity=0.13),
        viz.called(level(q.entropy, "data", width=2.4), "H(p)", at=0.95),
        viz.called(level(q.cross_entropy, "model", width=2.4, dash="dash"), "H(p, q)", at=0.95),
        viz.called(
            viz.line(fine, seen(q.entropy + 1 / fine), "null", width=1.4, dash="dot", hover=False),
            "H(p) + 1/n",
            at=0.35,
        ),
        viz.line(n, q.blocks_p, "data", width=1.4, hover=False),
        viz.called(viz.markers(n, q.blocks_p, "data", size=11, name="best code for p")),
        viz.line(n, seen(q.blocks_q), "model", width=1.4, hover=False),
        viz.called(viz.markers(n, seen(q.blocks_q), "model", size=9, symbol="diamond", name="best code for q")),
        viz.called(viz.markers([1.0], seen([q.mean_length]), "ink", size=19, ring=True, name="the code on the left")),
        viz.label([4.42], [0.97 * top], "dots: best code for p", "data", position="middle left", size=13),
        viz.label([4.42], [0.90 * top], "diamonds: best for q", "model", position="middle left", size=13),
        viz.label([4.42], [0.83 * top], "ring: the code on the left", "ink", position="middle left", size=13),
    ]
    axes = viz.Axis("symbols coded as one block, n", (0.6, 4.5), ticks=n), viz.Axis("bits per symbol", (0.0, top))
    return viz.Plane(traces, *axes, "Bits per symbol when p draws")


def densities_panel(q: Information) -> viz.Plane:
    """p and q, and what is summed up to the divergence: where does a mismatch count?"""
    d, m, s = q.p.distance, q.p.q_mean, q.p.q_sd
    log_p = two_humps.log_density(X, d, q.p.weight)
    log_q = -0.5 * ((X - m) / s) ** 2 - np.log(s) - two_humps.HALF_LOG_2PI
    first, second = (log_p, log_q) if q.p.direction == "forward" else (log_q, log_p)
    summed = np.clip(np.exp(first) * (first - second), 1.2 * LOW, 1.2 * HIGH)
    says = "p ln p/q" if q.p.direction == "forward" else "q ln q/p"
    peak, side = float(np.exp(-two_humps.HALF_LOG_2PI) / s), float(np.exp(-0.5 - two_humps.HALF_LOG_2PI) / s)
    tops = two_humps.density([-d / 2, d / 2], d, q.p.weight)
    traces = [
        viz.area(X, np.exp(log_p), 0.0, "data", opacity=0.14),
        viz.area(X, np.maximum(summed, 0.0), 0.0, "accent", opacity=0.4),
        viz.area(X, np.minimum(summed, 0.0), 0.0, "optimum", opacity=0.4),
        viz.line([X[0], X[-1]], [0.0, 0.0], "null", width=1.0, hover=False),
        viz.called(viz.line(X, np.exp(log_p), "data", width=2.6, name="p"), "p", at=0.3, size=17),
        viz.called(viz.line(X, np.exp(log_q), "model", width=2.6, name="q"), "q", at=0.5, size=17),
        viz.called(viz.line(X, summed, "accent", width=1.4, name=says), says, at=0.7),
    ]
    handles = [
        viz.Handle("peak", (m, peak), "mean of q", "model", moves=lambda x, _: {"q_mean": x}, follows="x"),
        viz.Handle("width", (m + s, side), "width of q", "model", moves=lambda x, _: {"q_sd": x - m}, follows="x"),
        viz.Handle(
            "left", (-d / 2, tops[0]), "left hump", "data", moves=lambda x, _: {"distance": -2 * x}, follows="x"
        ),
        viz.Handle(
            "right", (d / 2, tops[1]), "right hump", "data", moves=lambda x, _: {"distance": 2 * x}, follows="x"
        ),
    ]
    axes = (
        viz.Axis("x (standard deviations of a hump)", (-9.0, 9.0)),
        viz.Axis("density; summed up (nats)", (LOW, HIGH)),
    )
    return viz.Plane(traces, *axes, "Shaded: what is summed up to KL", handles=handles)


def landscape_panel(q: Information) -> viz.Plane:
    """The divergence over all q, its minima, and gradient descent from the reader's q."""
    at, shown = np.array([q.p.q_mean, q.p.q_sd]), np.where(np.isfinite(q.minima[:, 2]), 1.0, np.nan)
    first = int(np.nanargmin(q.minima[:, 2]))
    lowest = np.arange(3) == first
    others = np.where((shown == 1)[:, None] & ~lowest[:, None], q.minima[:, :2], np.nan)
    heights = np.log10(np.clip(q.landscape, 10**-1.6, 10**1.6))
    hills = viz.contour(two_humps.MEANS, two_humps.SPREADS, heights, levels=(-1.6, 1.6, 0.16), width=0.6, opacity=0.85)
    traces = [
        hills | {"hoverinfo": "skip", "zmin": -1.6, "zmax": 1.6},
        viz.polyline(q.path, "gradient", width=2.6, name="gradient descent from q"),
        viz.dots(others, "accent", size=13, symbol="star", name="local minimum"),
        viz.dots(q.minima[first, :2], "optimum", size=16, symbol="star", name="lowest"),
        viz.dots(at, "model", size=11, name="q"),
    ]
    move = lambda x, y: {"q_mean": x, "q_sd": y}
    handle = viz.Handle("fit", at, "q: mean and standard deviation", "model", moves=move)
    name = "KL(p ‖ q)" if q.p.direction == "forward" else "KL(q ‖ p)"
    axes = (
        viz.Axis("mean of q", (-7.0, 7.0)),
        viz.Axis("standard deviation of q", SPREADS, log=True, ticks=(0.5, 1, 2, 4)),
    )
    return viz.Plane(traces, *axes, f"{name} of all normal q; stars: minima", handles=[handle])


def branches_panel(q: Information) -> viz.Plane:
    """The minima against the distance of the humps: the lowest changes."""
    back, far = q.p.direction == "reverse", two_humps.DISTANCES
    names = ("bridge", "left hump", "right hump") if back else ("moments of p", " ", " ")
    levels = -np.log([q.p.weight, 1 - q.p.weight]) if back else np.full(2, np.nan)
    traces = [viz.line([0.0, 10.0], [each] * 2, "null", width=1.2, dash="dot", hover=False) for each in levels]
    for k, (role, at) in enumerate(zip(("model", "optimum", "gradient"), (0.4, 0.9, 0.9), strict=True)):
        curve = np.where(q.curves[k] <= 1.7, q.curves[k], np.nan)
        traces.append(viz.called(viz.line(far, curve, role, width=2.8, name=names[k]), names[k], at=at))
    traces += [
        viz.line([q.p.distance] * 2, [0.0, 1.7], "ink", width=1.2, dash="dash", hover=False),
        viz.markers(np.full(3, q.p.distance), np.where(q.minima[:, 2] <= 1.7, q.minima[:, 2], np.nan), "ink", size=8),
    ]
    move = lambda x, _: {"distance": x}
    handle = viz.Handle("apart", (q.p.distance, 1.6), "distance of the humps", "data", moves=move, follows="x")
    axes = viz.Axis("distance of the humps", (0.0, 10.0)), viz.Axis("KL at its minima (nats)", (0.0, 1.7))
    return viz.Plane(traces, *axes, "Where the lowest minimum changes", handles=[handle])


def orders_panel(q: Information) -> viz.Plane:
    """Bits per character at each order, on the text that was counted and on the text that was not."""
    orders, k = np.arange(float(letters.ORDERS)), q.p.order
    counted, held = q.by_order
    top = np.log2(letters.SIZE)
    traces = [
        viz.called(viz.line([-0.4, 5.4], [top, top], "null", width=1.4, dash="dot", hover=False), "log₂ 27", at=0.02),
        viz.segment((k, counted[k]), (k, held[k]), "accent", width=5, hover=False),
        viz.called(viz.line(orders, held, "model", width=2.6, name="held out"), "held out: H(p, q)", at=0.6),
        viz.called(viz.line(orders, counted, "data", width=2.6, name="counted"), "counted", at=0.6),
        viz.markers(orders, held, "model", size=9, name="held out"),
        viz.markers(orders, counted, "data", size=9, name="counted"),
    ]
    # Loosely: an order is a whole number.
    move = lambda x, _: {"order": int(np.clip(np.round(x), 0, letters.ORDERS - 1))}
    handle = viz.Handle("context", (k, held[k]), "order of the model", "model", moves=move, follows="loosely")
    axes = (
        viz.Axis("order: letters before that count", (-0.4, 5.4), ticks=orders),
        viz.Axis("bits per character", (0.0, 5.4)),
    )
    return viz.Plane(traces, *axes, "Counted text, and text held out", handles=[handle])


def sentence_panel(q: Information) -> viz.Plane:
    """What each letter of the reader's sentence costs."""
    costs, text = q.surprises, q.p.sentence
    n, mean = len(costs), float(costs.mean())
    ends = (-0.7, max(n, 8) - 0.3)
    traces = [
        viz.bars(np.arange(n), np.minimum(costs, LOUD), "model", width=0.8, name="surprise"),
        viz.called(viz.line(ends, [mean, mean], "accent", width=2.0, dash="dash", hover=False), "mean", at=0.98),
    ]
    shown = [letter if letter != " " else "␣" for letter in text]
    axes = viz.Axis("your sentence", ends, ticks=range(n), labels=shown), viz.Axis("surprise (bits)", (0.0, LOUD))
    return viz.Plane(traces, *axes, "The surprise of each letter")
