"""Arrays as slices, their network, orders of a chain; det(cos θ X + sin θ Y) and its zeros; ranks of a photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.advanced import einsum, tensors
from mathcore.advanced.einsum import Sheet
from viz.linear import matrix

if TYPE_CHECKING:
    from pages.advanced.tensors.state import Tensors

Array = NDArray[np.float64]
START = ((2.0, 1.0, -0.5, -1.0), (0.0, -1.0, 1.5, 1.0))  # [X | Y], rows of both
LENGTHS = (10.0, 1000.0, 10.0, 1000.0, 10.0)  # of the five axes of a chain of four matrices
ANGLES = np.linspace(0, np.pi, 181)
MID = "middle center"
WIDE, TALL = 4.0, 5.0  # of the chart: mean, swing
NS = np.array([float(f"{n:.3g}") for n in np.geomspace(1, 10_000, 161)])  # as on the slider
FLOOR = 0.02  # of the norm, the least that is drawn of what a rank loses
AXES = (("rows", "model"), ("columns", "data"), ("colours", "gradient"))
UPPER, LOWER = {"x": (0.0, 160.0), "y": (112.0, 219.0)}, {"x": (0.0, 160.0), "y": (0.0, 107.0)}
LENGTH, UNSEEN = viz.Axis("length", (0.5, 2500), log=True), viz.Axis("", (-0.4, 5.3), visible=False)


def tone(letter: str, summed: str) -> str:
    """The colour of a letter: of a summed one that of the pile, of a kept one that of the entry."""
    return "accent" if letter in summed else "model"


def sheet_of(sheet: Sheet, values: Array, name: str, summed: str, lit: dict[str, Any], read: Any = True) -> list[Any]:
    """The cells of a tensor with their numbers, grey where they are not `read`, and the letters of its axes."""
    shape, traces = (sheet.count, sheet.rows, sheet.columns), []
    masks = {role: np.broadcast_to(mask, values.shape).reshape(shape) for role, mask in lit.items()}
    roles = np.where(np.broadcast_to(read, values.shape), "ink", "null").reshape(shape)
    for k, cells in enumerate(values.reshape(shape) + 0.0):
        font, own = 14 if sheet.width < 7 else 12 if sheet.width < 9 else 11, {r: mask[k] for r, mask in masks.items()}
        traces += matrix(cells, at=(sheet.left(k), sheet.top), lit=own, role=roles[k], font=font, frame="rules")
    middle, under = sheet.columns / 2, sheet.top - sheet.rows - 0.05
    places = [(-0.2, sheet.top - sheet.rows / 2, "middle left"), (middle, sheet.top + 0.05, "top center")]
    for letter, (x, y, side) in zip(sheet.letters[-2:], places, strict=False):
        traces.append(viz.label([x], [y], f"<b>{letter}</b>", tone(letter, summed), position=side, size=16))
    for k in range(sheet.count if len(sheet.letters) == 3 else 0):
        text, role = f"{sheet.letters[0]} = {k}", tone(sheet.letters[0], summed)
        traces.append(viz.label([sheet.left(k) + middle], [under], text, role, position="bottom center", size=12))
    return [*traces, viz.label([-0.9], [sheet.top + 1.5], name, "ink", position="middle right", size=14)]


def framed(sheets: list[Sheet], traces: list[Any], title: str, handles: list[viz.Handle]) -> viz.Plane:
    """Sheets, one under the other, in a plane without axes, the wider the more slices stand beside one another."""
    right = max(5.2, *(sheet.width + 0.4 for sheet in sheets))
    low = min(-8.2, *(sheet.top - sheet.rows - 1.0 for sheet in sheets))
    axes = viz.Axis("", (-1.2, right), visible=False), viz.Axis("", (low, 2.1), visible=False)
    return viz.Plane(traces, *axes, title, handles=handles, weight=max(1.0, right / 7))


def operands_panel(q: Tensors) -> viz.Plane:
    """The operands; lit is what the pile takes of them, and what the chosen entry takes."""
    c, s, top, sheets, traces, handles = q.found, q.step, 0.0, [], [], []
    for k, (letters, values) in enumerate(zip(c.inputs, c.operands, strict=True)):
        sheet, pile = Sheet(letters, values.shape, top), c.lit(letters, s.current)
        lit, name = {"accent": pile & bool(s.added), "model": c.lit(letters, s.picked)}, f"<b>{'AB'[k]}</b>"
        traces += sheet_of(sheet, values, f"{name}[{','.join(letters)}]", c.summed, lit, c.lit(letters, {}))
        sheets.append(sheet)
        top -= sheet.rows + 3.2
        if set(letters) & set(c.summed):
            first, last = (sheet.middle(int(np.flatnonzero(pile)[end])) for end in (0, -1))
            at = (last[0] + 0.36, first[1] + 0.36)
            moves = lambda x, y, own=sheet: {"pile": s.pile_of(own.letters, own.nearest(x, y))}
            # Loosely: it takes the pile of the nearest entry.
            handles.append(viz.Handle("slice", at, f"pile, in operand {k + 1}", "accent", k, moves, "loosely"))
    return framed(sheets, traces, "Operands", handles)


def result_panel(q: Tensors) -> viz.Plane:
    """The pile, and the sum of the piles so far."""
    c, s, many = q.found, q.step, len(q.found.piles)
    shape, chosen = s.so_far.shape, np.reshape(np.arange(s.so_far.size) == s.chosen, s.so_far.shape)
    upper = Sheet(c.output, shape, 0.0)
    lower = Sheet(c.output, shape, -upper.rows - 3.2)
    at = ", ".join(f"{letter} = {value}" for letter, value in s.current.items())
    said = f"this pile{': ' if at else ''}{at}" if s.added else "no pile yet"
    pile = s.this_pile if s.added else np.full(shape, np.nan)
    name = f"<b>sum of {s.added}</b> of {many} pile{'s' * (many > 1)}"
    traces = sheet_of(upper, np.asarray(pile), said, c.summed, {"accent": bool(s.added), "model": False})
    traces += sheet_of(lower, np.asarray(s.so_far), name, c.summed, {"accent": False, "model": chosen})
    moves = lambda x, y: {"entry": lower.nearest(x, y)}
    # Loosely: it takes the nearest entry.
    pick = viz.Handle("pick", lower.middle(s.chosen) + 0.36, "entry", "model", None, moves, "loosely")
    return framed([upper, lower], traces, "Pile, and sum so far", [pick])


def network_panel(q: Tensors) -> viz.Plane:
    """The diagram: a node for each operand, a line for each letter; what is summed ends inside."""
    c, net = q.found, einsum.network(q.found)
    traces = [
        viz.polyline(net.summed, "accent", width=4, hover=False),
        viz.polyline(net.kept, "model", width=4, hover=False),
        viz.dots(net.ends, "ink", size=9),
        viz.discs(net.nodes, "data", size=40),
        viz.node_labels(net.nodes, ["A", "B"][: len(net.nodes)], "paper", size=16),
        *(viz.label([x], [y], f"<b>{a}</b> {c.size[a]}", tone(a, c.summed), position=MID) for a, x, y in net.names),
    ]
    axes = viz.Axis("", (-1.6, 1.6), visible=False), viz.Axis("", (-2.7, 2.7), visible=False)
    wide = max(map(len, (*c.inputs, c.output))) == 3  # then the other panels are
    return viz.Plane(traces, *axes, "As a network", equal=True, weight=0.9 if wide else 0.65)


def lengths_panel(q: Tensors) -> viz.Plane:
    """The five lengths, to be dragged; between two neighbours stands the matrix that has both."""
    x, lengths = np.arange(5.0), np.array(q.p.sizes)
    spots = np.stack([x, lengths], axis=1)
    instead = lambda k, n: {"sizes": (*q.p.sizes[:k], n, *q.p.sizes[k + 1 :])}
    moves = lambda k, _, y: whole(y, 1000, 3.7, lambda n: instead(k, n))
    traces = [
        viz.stems(x, lengths, "model", width=5, base=0.5),
        viz.dots(spots, "model", size=12),
        viz.label(x, 1.5 * lengths, [f"{n:.0f}" for n in lengths], "model", position=MID, size=12),
        viz.label(x[:4] + 0.5, [0.72] * 4, [f"<b>{a}</b>" for a in "ABCD"], "data", position=MID, size=16),
    ]
    axes = viz.Axis("axis", (-0.5, 4.5), ticks=range(5), labels=list("ijklm")), LENGTH
    held = viz.handles("length", spots, lambda k: f"length of {'ijklm'[k]}", "model", moves=moves, follows="y")
    return viz.Plane(traces, *axes, "A[i,j] B[j,k] C[k,l] D[l,m]", handles=held)


def orders_panel(q: Tensors) -> viz.Plane:
    """What each order costs."""
    costs, y = np.array(list(q.totals.values())), np.arange(1, 6)
    roles = (("accent", y == 1 + list(q.totals).index(q.p.order)), ("optimum", costs == costs.min()))
    bars = np.stack([np.stack([end, y], axis=1) for end in (np.ones(5), costs, np.full(5, np.nan))], axis=1)
    traces = [
        viz.polyline(bars, "data", width=9, opacity=0.5, hover=False),
        *(viz.dots(np.where(own[:, None], np.stack([costs, y], axis=1), np.nan), r, size=15 - 5 * k) for k, (r, own) in
          enumerate(roles)),
        viz.label(costs, y + 0.34, [number(each) for each in costs], "ink", position=MID, size=12),
    ]  # fmt: skip
    ticks = viz.Axis("", (5.7, 0.5), ticks=range(1, 6), labels=list(einsum.ORDERS.values()))
    return viz.Plane(traces, viz.Axis("multiplications", (1, 1e11), log=True), ticks, "Five orders, one result")


def tree_panel(q: Tensors) -> viz.Plane:
    """The products of the chosen order, from the leaves up."""
    parents, texts = einsum.parents(q.p.order), [number(step[3]) for step in q.costs[q.p.order]]
    spots = viz.tidy(parents, [0, 0, 0, 0, 1, 2, 3])  # a product stands above those before: its number has room
    traces = [
        viz.tree(spots, parents, brackets=True, width=3),
        viz.discs(spots[:4], "data", size=34),
        viz.node_labels(spots[:4], list("ABCD"), "paper", size=15),
        viz.dots(spots[4:], "accent", size=10),
        viz.label(spots[4:, 0] + 0.03, spots[4:, 1] + 0.06, texts, "accent", position="top right", size=12),
    ]
    axes = viz.Axis("", (-0.9, 3.9), visible=False), viz.Axis("", (-0.5, 3.6), visible=False)
    return viz.Plane(traces, *axes, f"What {einsum.ORDERS[q.p.order]} multiplies")


def chart_panel(q: Tensors) -> viz.Plane:
    """All 2×2×2 tensors in a plane: the mean and the swing of det(cos θ X + sin θ Y)."""
    two, mean, swing = q.crowd.two, q.small.mean, q.small.swing
    within = 1 / max(1.0, abs(mean) / WIDE, swing / TALL)  # towards 0, so that it stays on its side of the border
    at = (within * mean, within * swing)
    spots = np.stack([q.crowd.mean, q.crowd.swing], axis=1)
    inside = (np.abs(spots[:, 0]) < WIDE) & (spots[:, 1] < TALL)
    wedge = np.array([[0, 0], [WIDE, WIDE], [WIDE, TALL], [-WIDE, TALL], [-WIDE, WIDE]])
    traces = [
        viz.polygon(wedge, "data", opacity=0.1, width=0),
        viz.dots(np.where((two & inside)[:, None], spots, np.nan), "data", size=4, opacity=0.35, name="rank 2"),
        viz.dots(np.where((~two & inside)[:, None], spots, np.nan), "gradient", size=4, opacity=0.35, name="rank 3"),
        viz.line([-WIDE, 0, WIDE], [WIDE, 0, WIDE], "ink", width=2, name="the border: hyperdeterminant 0"),
        viz.label([0.0], [4.5], "<b>two terms suffice</b>", "data", position=MID, size=15),
        viz.label([-3.0, 3.0], [0.6] * 2, ["<b>three</b>"] * 2, "gradient", position=MID, size=15),
        viz.dots(at, "accent", size=13, name="your tensor"),
    ]
    own = viz.Handle("tensor", at, "your tensor", "accent", moves=placed)
    axes = viz.Axis("mean of the determinant", (-WIDE, WIDE)), viz.Axis("swing of the determinant", (0, TALL))
    return viz.Plane(traces, *axes, "All 2×2×2 tensors", handles=[own])


def placed(mean: float, swing: float) -> dict[str, Any]:
    """The simplest tensor of that place."""
    share = 4 / max(4.0, abs(mean) + (swing := max(swing, 0.0)))
    nearest = {"slices": tensors.simplest(share * mean, share * swing)}
    if share < 1:
        raise viz.Limit("No entry may exceed 2: mean and swing together reach 4.", nearest)
    return nearest


def wave(small: tensors.Small, title: str, tall: float) -> viz.Plane:
    """The determinant of the mixed slice over the angle of mixing, its mean and its zeros."""
    heights, spots, mean = small.determinant(ANGLES), small.angles, small.mean if abs(small.mean) <= tall else np.nan
    crosses = bool(np.isfinite(spots).any())
    both = {role: np.where(crosses == (role == "data"), heights, np.nan) for role in ("data", "gradient")}
    traces = [
        viz.segment((0, 0), (180, 0), "ink", width=1.4, hover=False),
        viz.called(viz.segment((0, mean), (180, mean), "null", width=1.4, dash="dash", hover=False), "mean", at=0.95),
        *(viz.called(viz.line(np.rad2deg(ANGLES), each, role, width=3)) for role, each in both.items()),
        viz.markers(spots, np.zeros(2), "accent", size=12, name="a slice of rank one"),
    ]
    ticks = viz.Axis("angle θ (degrees)", (0, 180), ticks=(0, 45, 90, 135, 180))
    return viz.Plane(traces, ticks, viz.Axis("det(cos θ X + sin θ Y)", (-tall, tall)), title)


def wave_panel(q: Tensors) -> viz.Plane:
    return wave(q.small, "Zeros: slices of rank 1", WIDE)


def terms_panel(q: Tensors) -> viz.Plane:
    """The slices of T and of two terms; of a complex pair the real and the imaginary part of one."""
    terms, fits = q.small.terms, q.small.missing < 1e-6
    real = float(np.abs(terms.imag).max()) < 1e-9
    first, second = terms.real if real else (terms[0].real, terms[0].imag)
    hide, role = 0.0 if fits else np.nan, "data" if real and fits else "gradient"
    names = (("X₁", "Y₁"), ("X₂", "Y₂")) if real else (("Re X₁", "Re Y₁"), ("Im X₁", "Im Y₁"))
    traces = []
    rows = [(q.small.tensor, ("X", "Y"), "ink"), (first + hide, names[0], role), (second + hide, names[1], role)]
    for row, (values, own, tint) in enumerate(rows):
        for k, name in enumerate(own):
            traces += matrix(values[..., k], at=(k * 2.9, -row * 3.1), role=tint, name=name, font=12)
    says = ("T = term 1 + term 2" if real else "T = 2 × the real part") if fits else "no two terms give it back"
    traces.append(viz.label([2.45], [-8.9], says, role, position=MID, size=15))
    title = "T and two terms" if real or not fits else "T and a complex pair"
    return viz.Plane(traces, UNSEEN, viz.Axis("", (-9.4, 0.9), visible=False), title, weight=0.95)


def border_panel(q: Tensors) -> viz.Plane:
    """The error and the size of the terms over n."""
    n, floor, then = q.p.split, 1e-4, ", then rises" * (q.p.format != "double")
    exact, height, sizes = np.sqrt(3 / NS**2 + 1 / NS**4), max(q.pair.off, floor), NS * (1 + NS**-2.0) ** 1.5
    error = viz.line(NS, np.maximum(q.errors, floor), "model", width=2.6, name="error")
    traces = [
        viz.called(viz.line(NS, exact, "null", width=2, dash="dash", name="exact"), "without rounding", at=0.3),
        viz.called(error, "error", at=0.1),
        viz.called(viz.line(NS, sizes, "gradient", width=2.6, name="size"), "size of each term", at=0.6),
        viz.called(viz.line([n, n], [height, q.pair.size], "accent", width=1.6, dash="dot", hover=False)),
        *(viz.dots((n, y), role, size=11) for y, role in ((height, "model"), (q.pair.size, "gradient"))),
    ]
    moves = lambda x, _: {"split": float(np.clip(x, 1, 10_000))}
    handle = viz.Handle("n", (n, height), "n", "accent", moves=moves, follows="x")
    axes = viz.Axis("n", (1, 10_000), log=True), viz.Axis("Frobenius norm", (floor, 20_000), log=True)
    return viz.Plane(traces, *axes, f"Error falls{then}; terms explode", handles=[handle])


def arrows_panel(q: Tensors) -> viz.Plane:
    """The two terms in the plane of e₀⊗e₀⊗e₀ and W: long and nearly opposite."""
    n, tall, far = q.p.split, float(np.sqrt(3)), 12.5
    share = min(1.0, far / n)  # of the arrows that lies in the picture
    first, second, dotted = (share * n, share * tall), (-share * n, 0.0), n if n <= far else np.nan
    part, off, side = (0.6, (0.4, -0.05), "bottom right") if n <= far else (0.85, (0, 0.04), "top left")
    named = part * np.array(first) + off
    traces = [
        viz.arrow(first, "gradient", name="term 1"),
        viz.arrow(second, "gradient", name="term 2"),
        viz.line([dotted, 0], [tall, tall], "null", width=1.2, dash="dot", hover=False),
        viz.arrow((0, tall), "model", width=4, name="their sum"),
        viz.label(named[:1], named[1:], "term 1", "gradient", position=side),
        viz.label([second[0] * 0.6], [0.06], "term 2", "gradient", position="top center"),
        viz.label([-0.5], [tall], "sum", "model", position="middle left"),
        viz.label([0.0], [-0.3], f"cut at the edge: {number(n)} long" if n > far else "", "null", position=MID),
    ]
    axes = viz.Axis("along the cube of e₀", (-13, 13)), viz.Axis("along W/√3", (-0.5, 2.3))
    return viz.Plane(traces, *axes, "Long and nearly opposite")


def merging_panel(q: Tensors) -> viz.Plane:
    return wave(q.pair.exact, "Two zeros become one", 1.4)


def pixels(values: Array) -> NDArray[np.uint8]:
    """Values from 0 to 1 as pixels; what is beyond is cut off."""
    return np.asarray(np.rint(255 * np.clip(values, 0, 1)), dtype=np.uint8)


def photo_panel(q: Tensors) -> viz.Plane:
    """The photograph, and what its core gives back."""
    frames = viz.rectangles([[0, 160, 112, 219], [0, 160, 0, 107]], "ink", opacity=0, width=1)
    axes = viz.Axis("", (-1, 161), visible=False), viz.Axis("", (-1, 220), visible=False)
    images = [q.original, viz.picture(pixels(q.squeezed.rebuilt), **LOWER)]
    return viz.Plane([frames], *axes, "The photograph, and its core’s below", equal=True, images=images)


def spectra_panel(q: Tensors) -> viz.Plane:
    """Of each axis the share that is lost beyond a rank; the ranks are dragged."""
    traces, handles = [], []
    # Rows lose nearly as much as columns: these are drawn before them, broad and pale.
    for (name, role), tails, r in sorted(zip(AXES, q.shot.tails, q.ranks, strict=True)):
        wide, pale, size = (7, 0.45, 14) if name == "columns" else (2.2, 1.0, 9)
        lost = np.sqrt(tails / q.shot.norm2)
        shown, here = np.where(lost > FLOOR, 100 * lost, np.nan)[1:], 100 * max(float(lost[r]), FLOOR)
        spot = (r, 122 * FLOOR if name == "columns" else here)  # so that equal ranks leave both within reach
        traces += [
            viz.called(viz.line(range(1, len(lost)), shown, role, name=name, width=wide, opacity=pale), name, at=0.35),
            viz.segment((r, 100 * FLOOR), (r, here), role, width=1.4, dash="dot", hover=False),
            viz.dots([(r, here), spot], role, size=size),
        ]
        moves = lambda x, _, name=name, n=lost.size: whole(x, n - 1, 2.3, lambda k: {name: k})
        handles.append(viz.Handle(name, spot, f"rank of the {name}", role, moves=moves, follows="x"))
    level = viz.segment((1, 100 * q.squeezed.error), (160, 100 * q.squeezed.error), "accent", width=2, dash="dash")
    axis = viz.Axis("lost beyond that rank (% of the norm)", (1.75, 60), log=True, ticks=(2, 5, 10, 20, 50))
    ranks = viz.Axis("rank", (0.9, 180), log=True, ticks=(1, 2, 3, 10, 30, 100))
    return viz.Plane([*traces, viz.called(level, "error", at=1.0)], ranks, axis, "Three ranks", handles=handles)


def whole(at: float, most: int, decades: float, values: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """What a handle on a logarithmic axis moves to the nearest whole number; where these lie far apart, it says so."""
    found = int(np.clip(round(at), 1, most))
    if abs(np.log10(found / at)) > 0.02 * decades:
        raise viz.Limit(f"It takes whole numbers, from 1 to {most}.", values(found))
    return values(found)
