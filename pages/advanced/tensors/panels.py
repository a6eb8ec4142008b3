"""Arrays as slices with their letters, their network; det(cos θ X + sin θ Y) and what it decides; ranks of a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.advanced import tensors
from viz.linear import matrix

if TYPE_CHECKING:
    from pages.advanced.tensors.state import Tensors

Array = NDArray[np.float64]
START = ((2.0, 1.0, -0.5, -1.0), (0.0, -1.0, 1.5, 1.0))  # [X | Y], rows of both
GAP = 0.9  # between two slices, in cells
ANGLES = np.linspace(0, np.pi, 181)
DEGREES = np.rad2deg(ANGLES)
WIDE, TALL = 4.0, 5.0  # of the chart: mean, swing
NS = np.geomspace(1, 10_000, 161)
AXES = (("rows", "rows", "model"), ("columns", "columns", "data"), ("colours", "colours", "gradient"))
UPPER, LOWER = {"x": (0.0, 160.0), "y": (112.0, 219.0)}, {"x": (0.0, 160.0), "y": (0.0, 107.0)}


class Sheet:
    """A tensor as slices: the first of three axes goes along the page, the last two are rows and columns."""

    def __init__(self, letters: str, shape: tuple[int, ...], top: float) -> None:
        self.letters, self.top = letters, top
        self.count, self.rows, self.columns = (1, *shape, 1)[-3:] if len(shape) == 1 else (1, 1, 1, *shape)[-3:]
        self.shape, self.last = shape, self.columns
        self.width = self.count * (self.columns + GAP) - GAP

    def middle(self, flat: int) -> Array:
        """The middle of an entry, in reading order."""
        k, rest = divmod(flat, self.rows * self.columns)
        i, j = divmod(rest, self.columns)
        return np.array([k * (self.columns + GAP) + j + 0.5, self.top - i - 0.5])

    def nearest(self, x: float, y: float) -> int:
        """The entry, in reading order, that is nearest to a place."""
        every = np.array([self.middle(n) for n in range(self.count * self.rows * self.columns)])
        return int(np.argmin(np.hypot(*(every - (x, y)).T)))

    def drawn(self, values: Array, name: str, summed: str, lit: dict[str, Any], mute: Any = None) -> list[Any]:
        """The cells with their numbers; the letters of kept axes in one colour, of summed ones in another."""
        cells, traces = values.reshape(self.count, self.rows, self.columns), []
        masks = {role: np.reshape(mask, cells.shape) for role, mask in lit.items()}
        font, used = (14 if self.width < 9 else 12), np.ones(cells.shape, bool) if mute is None else ~mute
        for k in range(self.count):
            role = np.where(used.reshape(cells.shape)[k], "ink", "null")
            own = {each: mask[k] for each, mask in masks.items()}
            at = (k * (self.columns + GAP), self.top)
            traces += matrix(cells[k] + 0.0, at=at, lit=own, role=role, font=font, frame="rules")
        inner = self.letters[-2:] if len(self.letters) > 1 else self.letters
        says = [(-0.2, self.top - self.rows / 2, inner[:1], "middle left")] if inner else []
        says += [(self.columns / 2, self.top + 0.05, inner[1], "top center")] if len(inner) == 2 else []
        for x, y, letter, position in says:
            traces.append(viz.label([x], [y], f"<b>{letter}</b>", tone(letter, summed), position=position, size=16))
        for k in range(self.count if len(self.letters) == 3 else 0):
            x, letter = k * (self.columns + GAP) + self.columns / 2, self.letters[0]
            text, under = f"{letter} = {k}", self.top - self.rows - 0.05
            traces.append(viz.label([x], [under], text, tone(letter, summed), position="bottom center", size=12))
        return [*traces, viz.label([-0.9], [self.top + 0.85], name, "ink", position="middle right", size=14)]


def tone(letter: str, summed: str) -> str:
    """The colour of a letter: of a summed one that of the pile, of a kept one that of the entry."""
    return "accent" if letter in summed else "model"


def coloured(letters: str) -> str:
    return f"[{','.join(letters)}]" if letters else ""


def framed(sheets: list[Sheet], traces: list[Any], title: str, handles: list[viz.Handle]) -> viz.Plane:
    """Two sheets, one under the other, in a plane without axes."""
    right = max(5.2, *(sheet.width + 0.4 for sheet in sheets))
    low = min(sheet.top - sheet.rows - 1.0 for sheet in sheets)
    axes = viz.Axis("", (-1.2, right), visible=False), viz.Axis("", (min(low, -7.6), 1.4), visible=False)
    return viz.Plane(traces, *axes, title, handles=handles)


def operands_panel(q: Tensors) -> viz.Plane:
    """The operands; lit is what the pile takes of them, and what the chosen entry takes."""
    c, top, sheets, traces, handles = q.found, 0.0, [], [], []
    for number, (letters, values) in enumerate(zip(c.inputs, c.operands, strict=True)):
        sheet = Sheet(letters, values.shape, top)
        pile, entry, unused = c.lit(letters, q.current), c.lit(letters, q.picked), ~c.lit(letters, {})
        lit = {"accent": pile if q.added else np.zeros_like(pile), "model": entry}
        traces += sheet.drawn(values, f"<b>{'AB'[number]}</b>{coloured(letters)}", c.summed, lit, unused)
        sheets.append(sheet)
        top -= sheet.rows + 2.6
        if set(letters) & set(c.summed):
            first, last = sheet.middle(int(np.flatnonzero(pile)[0])), sheet.middle(int(np.flatnonzero(pile)[-1]))
            at = np.array([last[0] + 0.36, first[1] + 0.36])
            # Loosely: it takes the slice of the nearest entry.
            moves = lambda x, y, sheet=sheet: {"pile": pile_of(q, sheet, sheet.nearest(x, y))}
            handles.append(
                viz.Handle("slice", at, f"pile, in operand {number + 1}", "accent", number, moves, "loosely")
            )
    return framed(sheets, traces, "Operands: the pile, and the entry", handles)


def pile_of(q: Tensors, sheet: Sheet, flat: int) -> int:
    """The number, from 1, of the pile in which an entry of an operand takes part; what it leaves open stays."""
    spot = np.unravel_index(flat, sheet.shape)
    wanted = q.current | {a: int(k) for a, k in zip(sheet.letters, spot, strict=True) if a in q.found.summed}
    return q.found.piles.index(wanted) + 1


def result_panel(q: Tensors) -> viz.Plane:
    """The pile, and the sum of the piles so far."""
    c = q.found
    shape = q.so_far.shape
    upper, entry = Sheet(c.output, shape, 0.0), np.arange(q.so_far.size) == q.chosen
    lower = Sheet(c.output, shape, -upper.rows - 2.6)
    at = ", ".join(f"{letter} = {value}" for letter, value in q.current.items())
    said = f"this pile{': ' if at else ''}{at}" if q.added else "no pile yet"
    pile = q.this_pile if q.added else np.full(shape, np.nan)
    lit = {"accent": np.full(entry.shape, bool(q.added)), "model": np.zeros_like(entry)}
    traces = upper.drawn(np.asarray(pile), said, c.summed, lit)
    name = f"<b>sum of {q.added}</b> of {q.piles} pile{'s' * (q.piles > 1)} {coloured(c.output)}"
    traces += lower.drawn(np.asarray(q.so_far), name, c.summed, {"accent": np.zeros_like(entry), "model": entry})
    spot = lower.middle(q.chosen) + 0.36
    # Loosely: it takes the nearest entry.
    pick = viz.Handle("pick", spot, "entry", "model", None, lambda x, y: {"entry": lower.nearest(x, y)}, "loosely")
    return framed([upper, lower], traces, "The pile, and the sum so far", [pick])


def network_panel(q: Tensors) -> viz.Plane:
    """The diagram: a node for each operand, a line for each letter; what is summed ends inside."""
    c = q.found
    spots = [np.array([0.0, y]) for y in ((1.1, -1.1) if len(c.inputs) == 2 else (0.0,))]
    shared = [each for each in c.letters if all(each in group for group in c.inputs)] if len(spots) == 2 else []
    lines: dict[str, list[Array]] = {"accent": [], "model": []}
    ends, names = [], []
    for rank, letter in enumerate(shared):
        bow = 0.9 * (rank - (len(shared) - 1) / 2)
        t = np.linspace(0, 1, 25)[:, None]
        path = (1 - t) * spots[0] + t * spots[1] + 4 * t * (1 - t) * np.array([bow, 0.0])
        lines[tone(letter, c.summed)] += [path, np.full((1, 2), np.nan)]
        at = path[12]
        if letter in c.output:  # a letter that both have and the result keeps: a joint with a leg of its own
            leg = np.array([at, [1.4 if bow >= 0 else -1.4, at[1]]])
            lines["model"] += [leg, np.full((1, 2), np.nan)]
            ends.append(at)
        names.append((at + (0.3 if bow >= 0 else -0.3, 0.24), letter))
    for k, (spot, group) in enumerate(zip(spots, c.inputs, strict=True)):
        own = [each for each in dict.fromkeys(group) if each not in shared]
        aim = -np.pi / 2 if k else np.pi / 2
        for place, letter in enumerate(own):
            turn = aim + (place - (len(own) - 1) / 2) * (1.1 if len(spots) == 2 else 2 * np.pi / 3)
            way = np.array([np.cos(turn), np.sin(turn)])
            role = tone(letter, c.summed)
            if group.count(letter) > 1:  # a diagonal: the axis returns to its node
                angle = np.linspace(0, 2 * np.pi, 41)[:, None]
                side = np.array([-way[1], way[0]])
                loop = spot + 0.5 * way * (1 - np.cos(angle)) + 0.35 * side * np.sin(angle)
                lines[role] += [loop, np.full((1, 2), np.nan)]
                tip, reach = spot + way, 1.45
                if letter in c.output:
                    lines[role] += [np.array([tip, spot + reach * way]), np.full((1, 2), np.nan)]
                    ends.append(tip)
            else:
                tip = spot + (1.0 if role == "accent" else 1.25) * way
                lines[role] += [np.array([spot, tip]), np.full((1, 2), np.nan)]
                if role == "accent":
                    ends.append(tip)
            names.append((spot + 0.85 * way + 0.3 * np.array([1.0 if way[0] >= -0.1 else -1.0, 0.15]), letter))
    nodes = np.array(spots)
    drawn = [np.concatenate(lines[role]) if lines[role] else np.full((1, 2), np.nan) for role in ("accent", "model")]
    traces = [
        viz.line(*drawn[0].T, "accent", width=4, hover=False),
        viz.line(*drawn[1].T, "model", width=4, hover=False),
        viz.dots(np.array(ends or [[np.nan, np.nan]]), "ink", size=9),
        viz.discs(nodes, "data", size=40),
        viz.node_labels(nodes, ["A", "B"][: len(nodes)], "paper", size=16),
        *(viz.label([x], [y], f"<b>{a}</b> {c.size[a]}", tone(a, c.summed), position="middle center", size=14)
          for (x, y), a in names),
    ]  # fmt: skip
    axes = viz.Axis("", (-1.6, 1.6), visible=False), viz.Axis("", (-2.7, 2.7), visible=False)
    return viz.Plane(traces, *axes, "As a network", equal=True, weight=0.7)


def chart_panel(q: Tensors) -> viz.Plane:
    """All 2×2×2 tensors in a plane: the mean and the swing of det(cos θ X + sin θ Y)."""
    two, at = q.crowd.two, (float(np.clip(q.mean, -WIDE, WIDE)), min(q.swing, TALL))
    spots = np.stack([q.crowd.mean, q.crowd.swing], axis=1)
    inside = (np.abs(spots[:, 0]) < WIDE) & (spots[:, 1] < TALL)
    hide = lambda mask: np.where((mask & inside)[:, None], spots, np.nan)
    traces = [
        viz.polygon([[0, 0], [WIDE, WIDE], [WIDE, TALL], [-WIDE, TALL], [-WIDE, WIDE]], "data", opacity=0.1, width=0),
        viz.dots(hide(two), "data", size=4, opacity=0.35, name="rank 2"),
        viz.dots(hide(~two), "gradient", size=4, opacity=0.35, name="rank 3"),
        viz.line([-WIDE, 0, WIDE], [WIDE, 0, WIDE], "ink", width=2, name="the border: hyperdeterminant 0"),
        viz.label([0.0], [4.5], "<b>two terms suffice</b>", "data", position="middle center", size=15),
        viz.label([-2.7, 2.7], [0.5] * 2, ["<b>three needed</b>"] * 2, "gradient", position="middle center", size=15),
        viz.dots(at, "accent", size=13, name="your tensor"),
    ]
    own = viz.Handle("tensor", at, "your tensor", "accent", moves=simplest)
    axes = viz.Axis("mean of the determinant", (-WIDE, WIDE)), viz.Axis("swing of the determinant", (0, TALL))
    return viz.Plane(traces, *axes, "Every 2×2×2 tensor has a place here", handles=[own])


def simplest(mean: float, swing: float) -> dict[str, Any]:
    """The simplest tensor of that place, X = [[d, 0], [0, a/d]] and Y = [[0, d], [−b/d, 0]] with a = mean + swing,
    b = mean − swing; d keeps its entries small."""
    swing = max(swing, 0.0)
    a, b = mean + swing, mean - swing
    d = 1.0 if max(abs(a), abs(b)) <= 2 else 2.0
    if max(abs(a), abs(b)) > 4:
        k = 4 / max(abs(a), abs(b))
        raise viz.Limit("No entry may exceed 2: mean and swing together reach 4.", simplest(k * mean, k * swing))
    return {"slices": ((d, 0.0, 0.0, d), (0.0, a / d, -b / d, 0.0))}


def wave_panel(q: Tensors) -> viz.Plane:
    """The determinant of the mixed slice over the angle of mixing; its zeros are the terms."""
    tilt = pencil_at(q.tensor, ANGLES)
    mean = float(np.clip(q.mean, -WIDE, WIDE))
    real = np.isfinite(q.zeros) & (np.abs(q.zeros.imag) < 1e-12)
    spots = np.where(real, np.rad2deg(q.zeros.real), np.nan)
    return wave(tilt, mean, spots, "Why: a zero is a slice of rank 1", (-WIDE, WIDE))


def pencil_at(t: Array, angles: Array) -> Array:
    """det(cos θ X + sin θ Y)."""
    a, b, c = (float(each) for each in tensors.pencil(t))
    return np.asarray(a * np.cos(angles) ** 2 + b * np.cos(angles) * np.sin(angles) + c * np.sin(angles) ** 2)


def wave(heights: Array, mean: float, spots: Array, title: str, ends: tuple[float, float]) -> viz.Plane:
    """The determinant over the angle, its mean, and its zeros, shape (2,), NaN where there are none."""
    role = "data" if np.isfinite(spots).any() else "gradient"
    both = (np.where(role == each, np.clip(heights, -9, 9), np.nan) for each in ("data", "gradient"))
    traces = [
        viz.segment((0, 0), (180, 0), "ink", width=1.4, hover=False),
        viz.called(viz.segment((0, mean), (180, mean), "null", width=1.4, dash="dash", hover=False), "mean", at=0.95),
        *(viz.called(viz.line(DEGREES, y, each, width=3)) for y, each in zip(both, ("data", "gradient"), strict=True)),
        viz.markers(spots, np.zeros(2), "accent", size=12, name="a slice of rank one"),
    ]
    ticks = viz.Axis("angle θ (degrees)", (0, 180), ticks=(0, 45, 90, 135, 180))
    return viz.Plane(traces, ticks, viz.Axis("det(cos θ X + sin θ Y)", ends), title)


def terms_panel(q: Tensors) -> viz.Plane:
    """The two slices, and those of the two terms: both if they are real; of a complex pair the real and the imaginary
    part of one, for the other is its conjugate."""
    real, fits = float(np.abs(q.terms.imag).max()) < 1e-9, q.missing < 1e-6
    first, second = q.terms.real if real else (q.terms[0].real, q.terms[0].imag)
    hide = np.zeros((2, 2, 2)) if fits else np.full((2, 2, 2), np.nan)
    role = "data" if real and fits else "gradient"
    names = (("X₁", "Y₁"), ("X₂", "Y₂")) if real else (("Re X₁", "Re Y₁"), ("Im X₁", "Im Y₁"))
    says = "T = term 1 + term 2" if real else "T = 2 × the real part"
    rows = [(q.tensor, ("X", "Y"), "ink"), (first + hide, names[0], role), (second + hide, names[1], role)]
    traces = []
    for row, (values, own, tint) in enumerate(rows):
        for k, name in enumerate(own):
            traces += matrix(values[..., k], at=(k * 2.9, -row * 3.1), role=tint, name=name, font=14)
    text = says if fits else "no two terms give it back"
    traces.append(viz.label([2.45], [-8.9], text, role, position="middle center", size=15))
    axes = viz.Axis("", (-0.4, 5.3), visible=False), viz.Axis("", (-9.4, 0.9), visible=False)
    title = "The tensor, and two terms" if real or not fits else "The tensor, a complex pair"
    return viz.Plane(traces, *axes, title, weight=0.7)


def border_panel(q: Tensors) -> viz.Plane:
    """The error and the size of the terms over n."""
    n, floor = q.p.split, 1e-4
    exact, height = np.sqrt(3 / NS**2 + 1 / NS**4), max(q.off, floor)
    traces = [
        viz.called(
            viz.line(NS, exact, "null", width=2, dash="dash", name="without rounding"), "without rounding", at=0.3
        ),
        viz.called(viz.line(NS, np.maximum(q.errors, floor), "model", width=2.6, name="error"), "error", at=0.1),
        viz.called(viz.line(NS, NS * (1 + NS**-2.0) ** 1.5, "gradient", width=2.6), "size of each term", at=0.6),
        viz.line([n, n], [height, q.term_norm], "accent", width=1.6, dash="dot", hover=False),
        viz.dots((n, height), "model", size=11),
        viz.dots((n, q.term_norm), "gradient", size=11),
    ]
    moves = lambda x, _: {"split": float(np.clip(x, 1, 10_000))}
    handle = viz.Handle("n", (n, height), "n", "accent", moves=moves, follows="x")
    axes = viz.Axis("n", (1, 10_000), log=True), viz.Axis("Frobenius norm", (floor, 20_000), log=True)
    return viz.Plane(traces, *axes, "The error falls while the terms explode", handles=[handle])


def arrows_panel(q: Tensors) -> viz.Plane:
    """The two terms in the plane of e₀⊗e₀⊗e₀ and W: long and nearly opposite."""
    n, tall, far = q.p.split, float(np.sqrt(3)), 12.5
    first, second, seen = np.array([n, tall]), np.array([-n, 0.0]), n <= far
    cut = lambda v: v if seen else v * far / n
    traces = [
        viz.arrow(cut(first), "gradient", name="term 1"),
        viz.arrow(cut(second), "gradient", name="term 2"),
        viz.line([n, 0] if seen else [np.nan] * 2, [tall, tall], "null", width=1.2, dash="dot", hover=False),
        viz.arrow((0, tall), "model", width=4, name="their sum"),
        viz.label([cut(first)[0] * 0.6], [cut(first)[1] * 0.6], "term 1", "gradient", position="bottom right"),
        viz.label([cut(second)[0] * 0.6], [-0.06], "term 2", "gradient", position="bottom center"),
        viz.label([-0.5], [tall], "sum", "model", position="middle left"),
    ]
    axes = viz.Axis("part along e₀⊗e₀⊗e₀", (-13, 13)), viz.Axis("part along W / √3", (-0.5, 2.3))
    return viz.Plane(traces, *axes, "Long and nearly opposite")


def merging_panel(q: Tensors) -> viz.Plane:
    """Two zeros on their way to one."""
    found = tensors.border(q.p.split).sum(axis=0)
    mean, _ = tensors.chart(found)
    return wave(pencil_at(found, ANGLES), float(mean), np.rad2deg(q.close_zeros), "Two zeros become one", (-1.4, 1.4))


def pixels(values: Array) -> NDArray[np.uint8]:
    """Values from 0 to 1 as pixels; what is beyond is cut off."""
    return np.asarray(np.rint(255 * np.clip(values, 0, 1)), dtype=np.uint8)


def photo_panel(q: Tensors) -> viz.Plane:
    """The photograph, and what its core gives back."""
    frames = viz.rectangles([[0, 160, 112, 219], [0, 160, 0, 107]], "ink", opacity=0, width=1)
    again = viz.picture(pixels(q.rebuilt), **LOWER)
    axes = viz.Axis("", (-1, 161), visible=False), viz.Axis("", (-1, 220), visible=False)
    title = "Above the photograph, below its core’s"
    return viz.Plane([frames], *axes, title, equal=True, images=[q.original, again])


def spectra_panel(q: Tensors) -> viz.Plane:
    """Of each axis the share that is lost beyond a rank; the ranks are dragged."""
    traces, handles, floor = [], [], 0.02
    for axis, (name, label, role) in enumerate(AXES):
        tail = np.sqrt(q.shot.tails[axis] / q.shot.norm2)[1:]
        tail = np.where(tail > floor, tail, np.nan)
        ranks, r = np.arange(1, len(tail) + 1), q.ranks[axis]
        traces.append(viz.called(viz.line(ranks, 100 * tail, role, width=2.6, name=label), label, at=0.35))
        here = 100 * max(float(np.sqrt(q.tails[axis] / q.shot.norm2)), floor)
        traces += [viz.segment((r, 100 * floor), (r, here), role, width=1.4, dash="dot", hover=False)]
        traces += [viz.dots((r, here), role, size=11)]
        spot = (r, 122 * floor if name == "columns" else here)  # so that equal ranks leave both within reach
        moves = lambda x, _, name=name: {name: int(round(x))}
        handles.append(viz.Handle(name, spot, f"rank of the {label}", role, moves=moves, follows="x"))
    traces.append(viz.called(viz.line([1, 160], [100 * q.error] * 2, "accent", width=2, dash="dash"), "error", at=1.0))
    axes = (
        viz.Axis("rank", (0.9, 180), log=True, ticks=(1, 2, 3, 10, 30, 100)),
        viz.Axis("lost beyond that rank (% of the norm)", (2, 60), log=True, ticks=(2, 5, 10, 20, 50)),
    )
    return viz.Plane(traces, *axes, "Three unfoldings, three ranks", handles=handles)
