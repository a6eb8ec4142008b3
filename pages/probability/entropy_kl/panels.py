"""Panels: p is drawn as "data", q as "model", a surplus as "accent", a saving and what is best as "optimum"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.probability import information, letters, two_humps
from mathcore.probability.two_humps import MEANS, SPREADS

if TYPE_CHECKING:
    from pages.probability.entropy_kl.state import Information

LETTERS, PLACES = "ABCD", np.arange(1.0, 5.0)
TALL, LOUD = 5.0, 12.0  # bits that the surprise of a symbol, and of a character, is drawn up to
HALF, THIRD, HELD = (280.0, 190.0), (165.0, 190.0), ("model", "model", "data", "data")  # least panels; of q and p
UPRIGHT = 26  # letters of a sentence that have room side by side
DEEP, MOST = 6.0, 4.0  # bits down to which the budget is drawn; of a symbol, that are drawn
X, LOW, HIGH, COSTLY = np.linspace(-9.0, 9.0, 451), -0.3, 0.85, 1.7  # densities and what is summed up; nats of minima
CODED = {"p": "data", "q": "model", "own": "muted"}  # words
MARKS = "dots: best for p<br>diamonds: best for q<br>ring: the tree’s code"


def bars_panel(q: Information) -> viz.Plane:
    """p and q as bars, each dragged at its top."""
    traces, handles = [], []
    for values, name, role in ((q.p_now, "p", "data"), (q.q_now, "q", "model")):
        most, aside = int(np.argmax(values)), -0.19 if name == "p" else 0.19
        spots = np.stack([PLACES + aside, values], axis=1)
        called = viz.label([spots[most, 0]], [values[most] + 0.11], name, role, size=17)
        traces += [viz.bars(spots[:, 0], values, role, width=0.34, name=name), called]
        move = lambda k, _, y, name=name: _share(q, f"{name}_shares", k, y)
        said = lambda k, name=name: f"{name} of {LETTERS[k]}"
        handles += viz.handles(f"{name}_bar", spots, said, role, moves=move, follows="y")
    axes = viz.Axis("symbol", (0.5, 4.5), ticks=(1, 2, 3, 4), labels=LETTERS), viz.Axis("probability", (0.0, 1.2))
    return viz.Plane(traces, *axes, "Two distributions", handles=handles, weight=0.8)


def _share(q: Information, name: str, which: int, share: float) -> dict[str, Any]:
    """One share of p or q is moved, and the others keep their proportions."""
    values = {name: q.shares[name].with_share(q.p[name], 0, which, share)}
    if not -0.01 <= share <= 1.01:
        raise viz.Limit("A probability goes from 0 to 1.", values)
    return values


def areas_panel(q: Information) -> viz.Plane:
    """A column for each symbol: as wide as it is probable, as tall as it surprises, by p and by q."""
    (drawn, mine, role), (model, theirs, other_role) = q.pair
    unit, top, log = q.p.unit, TALL * q.unit_bits, "ln" if q.p.unit == "nats" else "log₂"
    gone, middle = np.where(drawn > 0, 0.0, np.nan), np.cumsum(drawn) - drawn / 2
    true = [q.unit_bits * information.surprise(each) + gone for each in (drawn, model)]
    (own, other), costs = (np.minimum(each, top) for each in true), drawn * (true[1] - true[0])
    whole, surplus, saving = information.columns(drawn, own, other)
    edges, steps = whole[:, [0, 1, 1]].ravel(), lambda y: np.outer(y, [1, 1, np.nan]).ravel()
    seen = (drawn > 0.12) & (np.abs(other - own) > 0.19 * top)  # clear of the handle
    rounded = np.where(drawn > 0.2, costs, np.round(costs, 2))  # a narrow column has room for two decimals
    cost = lambda c: f"{'+' if c > 0 else ''}{number(c, 3)}".replace("0.", ".")
    sums = [cost(c) if wide else " " for c, wide in zip(rounded, seen, strict=True)]
    texts = [name if share > 0.035 else "" for name, share in zip(LETTERS, drawn, strict=True)]
    costly = zip(middle, 0.55 * own + 0.45 * other, sums, strict=True)
    traces = [
        viz.rectangles(whole, role, opacity=0.18, width=1.2),
        viz.rectangles(surplus, "accent", opacity=0.4),
        viz.rectangles(saving, "optimum", opacity=0.4),
        viz.called(viz.line(edges, steps(own), role, width=2.6, hover=False), f"{log} 1/{mine}", at=1.0),
        viz.called(viz.line(edges, steps(other), other_role, width=3.2, hover=False), f"{log} 1/{theirs}", at=0.0),
        viz.called(viz.line(steps(middle), steps(other), width=0, hover=False), around=9),  # where the handles are
        viz.called(viz.line(np.repeat(whole[:, 1], 3), np.outer(own, [0, 1, np.nan]).ravel(), width=0, hover=False)),
        viz.label(middle, np.full(4, -0.07 * top), texts, "ink", position="middle center", size=15),
        *(viz.called(viz.label([x], [y], text, "ink", position="middle center", size=12.5)) for x, y, text in costly),
    ]
    name, says = ("p_shares" if q.p.swap else "q_shares"), lambda k: f"surprise of {LETTERS[k]} under {theirs}"
    move = lambda k, _, y: _share(q, name, k, 2.0 ** min(-y / q.unit_bits, 1.0))
    found = viz.handles("height", np.stack([middle, other], axis=1), says, other_role, moves=move, follows="y")
    axes = viz.Axis(f"probability under {mine}", (0.0, 1.0)), viz.Axis(f"surprise ({unit})", (-0.14 * top, top * 1.03))
    h, cross, kl, _ = (number(each, 3) for each in q.measured)
    title = f"H({mine}) {h} + KL {kl} = H({mine}, {theirs}) {cross} {unit}"
    return viz.Plane(traces, *axes, title, handles=[found[k] for k in np.flatnonzero(drawn)], weight=1.2, room=HALF)


def tree_panel(q: Information) -> viz.Plane:
    """The words as leaves of a binary tree; each takes all that could grow below it from the budget."""
    boxes, left = information.boxes(q.words, 4, DEEP), 0.5 * (1 + q.budget) if q.budget < 0.8 else np.nan
    leaves, texts = information.leaves(q.words, 4), information.spelled(q.words, 4, "<br>")
    spots, kinds = np.where(np.isnan(leaves[0]), leaves[1], leaves[0]), (CODED[q.p.code], "gradient")
    traces = [
        *(viz.rectangles(box, role, opacity=0.2, width=1.0) for box, role in zip(boxes, kinds, strict=True)),
        viz.tree(*information.nodes(q.words), width=2.0),
        *(viz.discs(leaf, role, size=22) for leaf, role in zip(leaves, kinds, strict=True)),
        viz.node_labels(spots, LETTERS, "paper", size=14),
        viz.label(spots[:, 0], spots[:, 1] + 0.42, texts, "ink", position="bottom center", size=11.5),
        viz.label([left], [DEEP - 0.4], "unspent", "muted", position="middle center"),
    ]
    # Loosely: a word has a whole number of bits. A letter without a word gets one of 4.
    now = np.clip(np.nan_to_num(q.lengths, nan=4.0), 1, 4)
    move = lambda k, _, y: {"code": "own", "own": (*now[:k].tolist(), float(round(y)), *now[k + 1 :].tolist())}
    found = viz.handles("leaf", spots, lambda k: f"word of {LETTERS[k]}", kinds[0], moves=move, follows="loosely")
    across = viz.Axis("part of the budget: a word of l bits takes 2⁻ˡ", (-0.01, 1.01), ticks=[0, 0.25, 0.5, 0.75, 1])
    down, found = viz.Axis("bits of the word", (DEEP, -0.35), ticks=range(5)), [found[word.symbol] for word in q.words]
    return viz.Plane(traces, across, down, "The words, and the budget that they share", handles=found)


def blocks_panel(q: Information) -> viz.Plane:
    """Bits per symbol of Huffman's codes for blocks: of p they come down to H(p), of q to H(p, q)."""
    n, fine = np.arange(1.0, len(q.blocks_p) + 1), np.linspace(0.7, 4.4, 60)
    seen = lambda y: np.where(np.asarray(y) <= MOST, y, np.nan)
    level = lambda y, role, **style: viz.line([0.5, 4.5], seen([y, y]), role, width=2.0, hover=False, **style)
    taken = [q.cross_entropy, *q.blocks_q[2:], *q.blocks_p[2:]]
    free = next((y for y in (3.6, 2.75, 0.4) if min(abs(y - each) for each in taken) > 0.45), 3.6)
    bound, ring = seen(q.entropy + 1 / fine), seen([q.mean_length])
    traces = [
        viz.area(fine, np.minimum(q.entropy + 1 / fine, MOST), q.entropy, "null", opacity=0.13),
        viz.called(level(q.entropy, "data"), "H(p)", at=0.68),
        viz.called(level(q.cross_entropy, "model", dash="dash"), "H(p, q)", at=0.8),
        viz.called(viz.line(fine, bound, "null", width=1.4, dash="dot", hover=False), "H(p) + 1/n", at=0.35),
        viz.called(viz.markers(n, q.blocks_p, "data", size=11, name="best code for p")),
        viz.called(viz.markers(n, seen(q.blocks_q), "model", size=10, symbol="diamond", name="best code for q")),
        viz.called(viz.markers([1.0], ring, "ink", size=19, ring=True, name="the code on the left")),
        viz.label([4.45], [free], MARKS, "muted", position="middle left", size=12.5),
    ]
    x, y = viz.Axis("symbols in one block, n", (0.6, 4.5), ticks=range(1, 5)), viz.Axis("bits per symbol", (0, 4.15))
    return viz.Plane(traces, x, y, "Bits per symbol when p draws", room=HALF)


def densities_panel(q: Information) -> viz.Plane:
    """p and q, and what is summed up to the divergence: where does a mismatch count?"""
    d, m, s, says = q.p.distance, q.p.q_mean, q.p.q_sd, "p ln p/q" if q.p.direction == "forward" else "q ln q/p"
    summed = np.clip(two_humps.summed(q.p.direction, X, *q.fitted), 1.2 * LOW, 1.2 * HIGH)
    normal, side = lambda x: np.exp(two_humps.log_normal(x, m, s)), 1 if m < 2.8 else -1  # where q's handle has room
    p, tops, wide = two_humps.density(X, *q.place), two_humps.density([-d / 2, d / 2], *q.place), m + side * s
    held = (m, normal(m)), (wide, normal(wide)), (-d / 2, tops[0]), (d / 2, tops[1])
    dot = lambda k, name: viz.called(viz.dots(held[k], HELD[k], size=1), name, role=HELD[k], size=17, around=9)
    traces = [
        *map(dot, range(4), ("q", None, "p", None)),
        viz.area(X, p, 0.0, "data", opacity=0.14),
        viz.area(X, np.maximum(summed, 0.0), 0.0, "accent", opacity=0.4),
        viz.area(X, np.minimum(summed, 0.0), 0.0, "optimum", opacity=0.4),
        viz.called(viz.line(X, p, "data", width=2.6, name="p")),
        viz.called(viz.line(X, normal(X), "model", width=2.6, name="q")),
        viz.called(viz.line(X, summed, "accent", width=1.4, name=says), says, at=0.7),
    ]
    grip = lambda k, name, says, moves: viz.Handle(name, held[k], says, HELD[k], moves=moves, follows="x")
    handles = [
        grip(0, "peak", "mean of q", lambda x, _: {"q_mean": x}),
        grip(1, "width", "width of q", lambda x, _: {"q_sd": side * (x - m)}),
        grip(2, "left", "left hump", lambda x, _: {"distance": -2 * x}),
        grip(3, "right", "right hump", lambda x, _: {"distance": 2 * x}),
    ]
    x = viz.Axis("x (standard deviations of a hump)", (-9.0, 9.0))
    y = viz.Axis("density; nats per unit of x", (LOW, HIGH))
    return viz.Plane(traces, x, y, "Shaded: its integral is KL", handles=handles, room=THIRD)


def landscape_panel(q: Information) -> viz.Plane:
    """The divergence over all q, its minima, and descent from the reader's q."""
    at, heights = np.array([q.p.q_mean, q.p.q_sd]), np.log10(np.clip(q.landscape, 10**-1.2, 10**1.4))
    hills = viz.contour(MEANS, SPREADS, heights, levels=(-1.2, 1.4, 0.13), width=0.6, opacity=0.85)
    sizes = [20 if k == q.lowest else 13 for k in range(3)]
    traces = [
        hills | {"hoverinfo": "skip", "zmin": -1.2, "zmax": 1.4},
        viz.polyline(q.path, "gradient", width=2.6, name="descent from q"),
        *(viz.dots(q.minima[k, :2], q.roles[k], size=sizes[k], symbol="star", name="minimum") for k in range(3)),
        viz.dots(at, "model", size=11, name="q"),
    ]
    move, name = lambda x, y: {"q_mean": x, "q_sd": y}, "KL(p ‖ q)" if q.p.direction == "forward" else "KL(q ‖ p)"
    handle, ends = viz.Handle("fit", at, "q: mean and spread", "model", moves=move), (SPREADS[0], SPREADS[-1])
    axes = viz.Axis("mean of q", (-7.0, 7.0)), viz.Axis("standard deviation of q", ends, log=True, ticks=(0.5, 1, 2, 4))
    return viz.Plane(traces, *axes, f"{name} of all normal q", handles=[handle])


def branches_panel(q: Information) -> viz.Plane:
    """The minima against the distance of the humps: the lowest changes."""
    names = ("bridge", "left", "right") if q.p.direction == "reverse" else ("moments", " ", " ")
    now, far, move = q.p.distance, two_humps.DISTANCES, lambda x, _: {"distance": x}
    seen = lambda y: np.where(y <= COSTLY, y, np.nan)
    traces: list[Any] = [viz.called(viz.line([now] * 2, [0.0, COSTLY], "ink", width=1.2, dash="dash", hover=False))]
    for k, role in enumerate(q.roles):
        curve = viz.line(far, seen(q.branches[k, :, 2]), role, width=2.8, name=names[k])
        symbol, size = "triangle-up" if q.minima[k, 2] > COSTLY else "circle", 14 if k == q.lowest else 8
        now_at = viz.markers([now], np.minimum(q.minima[k, 2:], 0.98 * COSTLY), role, size=size, symbol=symbol)
        traces += [viz.called(curve, names[k], at=0.9 if k else 0.4), now_at]
    handle = viz.Handle("apart", (now, 0.8 * COSTLY), "distance of the humps", "data", moves=move, follows="x")
    axes = viz.Axis("distance of the humps", (0.0, 10.0)), viz.Axis("KL at its minima (nats)", (0.0, COSTLY))
    return viz.Plane(traces, *axes, "Its minima", handles=[handle], room=THIRD)


def orders_panel(q: Information) -> viz.Plane:
    """Bits per character at each order, on the text that was counted and on the text that was not."""
    orders, k, top, (counted, held) = np.arange(float(letters.ORDERS)), q.p.order, np.log2(letters.SIZE), q.by_order
    traces: list[Any] = [
        viz.called(viz.line([-0.4, 5.4], [top, top], "null", width=1.4, dash="dot", hover=False), "log₂ 27", at=0.97),
        viz.called(viz.segment((k, counted[k]), (k, held[k]), "muted", width=5, hover=False), around=9),
    ]
    for values, role, name in ((held, "model", "held out: H(p, q)"), (counted, "data", "counted")):
        traces += [viz.called(viz.line(orders, values, role, width=2.6, hover=False), name, at=0.8)]
        traces += [viz.markers(orders, values, role, size=9, name=name)]
    move = lambda x, _: {"order": int(np.clip(np.round(x), 0, letters.ORDERS - 1))}  # loosely: in whole numbers
    handle = viz.Handle("context", (k, held[k]), "order of the model", "model", moves=move, follows="loosely")
    x, y = viz.Axis("order: letters before it", (-0.4, 5.4), ticks=range(6)), viz.Axis("bits per character", (0, 5.6))
    return viz.Plane(traces, x, y, "Text that was counted, and text held out", handles=[handle], room=HALF)


def sentence_panel(q: Information) -> viz.Plane:
    """What each letter of the reader's sentence costs."""
    n, mean, costs = len(q.surprises), float(q.surprises.mean()), np.minimum(q.surprises, LOUD)
    ends, shown = (-0.7, 1.14 * max(n, 8) - 0.3), [letter if letter != " " else "␣" for letter in q.p.sentence]
    line = viz.called(viz.line(ends, [mean, mean], "accent", width=2.0, dash="dash", hover=False), "mean", at=0.98)
    # Few letters stand upright under their bars; many are left to the axis, which turns them.
    few, blank = n <= UPRIGHT, [" "] * n
    under = viz.label(np.arange(n), [-0.02 * LOUD] * n, shown if few else blank, position="bottom center", size=11)
    traces = [viz.bars(np.arange(n), costs, "model", width=0.8, name="surprise"), line, under]
    across = viz.Axis("your sentence", ends, ticks=range(n), labels=blank if few else shown)
    axes = across, viz.Axis("surprise (bits)", (-0.1 * LOUD, LOUD), ticks=range(0, 13, 2))
    return viz.Plane(traces, *axes, "The surprise of each letter")
