"""The panels of the lesson: a Kronecker product, its eigenvalues, the vec trick and its cost, matrices in blocks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.linear_algebra.block_matrices import MEASURED, vec
from viz.linear import column_mask, entry, entry_mask, headings, matrix, row_mask

if TYPE_CHECKING:
    from pages.linear_algebra.block_kronecker.lesson import Blocks

NOWHERE = np.full(2, np.nan)
FLOWERS = (1, 51, 71, 101)  # rows of the iris table
SHORT = ("SL", "SW", "PL", "PW")
SUB = "₁₂"
FLOOR = 1e-17  # of a logarithmic axis of eigenvalues: what rounding leaves of them may be negative
SPANS = (1.5, 3.0, 5.0, 8.0, 12.0, 24.0, 50.0, 90.0)  # half the height or width of the other one
EDGE = 4.7  # where the factors of a product in blocks begin: four cells and a gap from the product's corner


def _hidden(x: tuple[float, float], y: tuple[float, float]) -> tuple[viz.Axis, viz.Axis]:
    """Axes that are not drawn, of cells with numbers in them."""
    return viz.Axis("", x, visible=False), viz.Axis("", y, visible=False)


def tiles_panel(q: Blocks) -> viz.Plane:
    """A ⊗ B, or its colours alone, cut into tiles; one is outlined, and named below."""
    found, (i, j), (a, b) = q.product, q.lit_tile, q.pair
    n, side, bound = len(found), len(b), viz.reach(q.product, (1.0, 2.0, 4.0, 9.0))
    cuts, ends = np.repeat(np.arange(0, n + 1, side) - 0.5, 3), np.tile([-0.5, n - 0.5, np.nan], n // side + 1)
    x, y = np.concatenate([np.where(np.isnan(ends), np.nan, cuts), ends]), np.concatenate([ends, cuts])
    values, (down, across) = found.ravel().tolist(), np.divmod(np.arange(n * n), n)
    texts = ["" if q.grid else entry(each, 2 if n <= 6 else 1) for each in values]
    figures = viz.label(across, down, texts, position="middle center", size=11)
    # Ink on pale cells, paper on strong ones.
    figures["textfont"]["color"] = ["@paper" if abs(each) > 0.62 * bound else "@ink" for each in values]
    box = [side * j - 0.5, side * (j + 1) - 0.5, side * i - 0.5, side * (i + 1) - 0.5]
    caption = f"tile ({i + 1}, {j + 1}) is a{SUB[i]}{SUB[j]} B = {number(a[i, j], 3)} · B"
    traces = [
        viz.heatmap(found, np.arange(n), np.arange(n), scale="diverging", bounds=(-bound, bound)),
        viz.line(x, y, "ink", width=1.6, hover=False),
        figures,
        viz.rectangles([box], "accent", opacity=0.0, width=4),
        viz.label([n / 2 - 0.5], [n + 0.06 * n - 0.5], caption, "accent", position="middle center"),
    ]
    x_axis, y_axis = _hidden((-0.7, n - 0.3), (n + 0.14 * n - 0.5, -0.7))
    # On the tile's first corner, where it hides no number; the first four tiles can be chosen.
    choose = lambda x, y: {"tile": 1 + np.clip(np.rint((np.array([y, x]) + 0.5) / side), 0, 1) @ (2, 1)}
    handle = viz.Handle("pick_tile", (box[0], box[2]), "tile", "accent", moves=choose, follows="loosely")
    return viz.Plane(traces, x_axis, y_axis, f"A ⊗ B: {n} × {n}", equal=True, weight=1.15, handles=[handle])


def eigenvalues_panel(q: Blocks) -> viz.Plane:
    """The eigenvalues of A ⊗ B, as products (rings) and of the big matrix itself (dots)."""
    if q.grid:
        return _falling(q)
    span = viz.reach(1.15 * np.abs(np.concatenate([q.products.ravel(), *q.spectra])), SPANS)
    return _turned(q, span) if any(map(np.iscomplexobj, q.spectra)) else _stretched(q, span)


def _falling(q: Blocks) -> viz.Plane:
    """Those of kernels, sorted."""
    one, two = (np.maximum(np.sort(each)[::-1], FLOOR) for each in (q.products.ravel(), q.eigenvalues))
    k = np.arange(1, len(one) + 1)
    traces = [
        viz.markers(k, one, "accent", size=9, ring=True, name="λᵢμⱼ"),
        viz.markers(k, two, "data", size=4, name="of A ⊗ B"),
    ]
    x = viz.Axis("k, sorted", (0, 65), ticks=range(0, 65, 16))
    y = viz.Axis("eigenvalue", (FLOOR, 100), log=True, ticks=(1e-16, 1e-12, 1e-8, 1e-4, 1))
    return viz.Plane(traces, x, y, "○ λᵢμⱼ   • eigenvalues of A ⊗ B")


def _stretched(q: Blocks, span: float) -> viz.Plane:
    """Real ones: those of B in the middle, on either side times one of A's."""
    (a, b), products = q.spectra, q.products
    dots = np.empty(products.size)
    dots[np.argsort(products.ravel())] = np.sort(q.eigenvalues.real)
    traces, sides, gap = [], np.repeat([-1.0, 1.0], len(b)), np.full_like(b, np.nan)
    for value, x in zip(a, (-1.0, 1.0), strict=True):
        ends = np.stack([b, value * b, gap], axis=1).ravel()
        traces.append(viz.line(np.tile([0.0, x, np.nan], len(b)), ends, "accent", width=1.6, opacity=0.6, hover=False))
    # Of both panels of eigenvalues the traces are the same in number and kind: an entry moves from one to the other.
    traces += [*2 * [viz.line(NOWHERE[:1], NOWHERE[:1], hover=False)], *2 * [viz.arrow(NOWHERE, "data")]]
    traces += [
        viz.markers(np.zeros(len(b)), b, "model", size=10, symbol="square", name="μ of B"),
        viz.markers(sides, products.ravel(), "accent", size=15, ring=True, name="λμ"),
        viz.markers(sides, dots, "ink", size=6, name="eigenvalue of A ⊗ B"),
    ]
    for x, values, role, side in ((0.0, b, "model", 1), (-1.0, products[0], "ink", -1), (1.0, products[1], "ink", 1)):
        places, texts = viz.spread(values, 0.1 * span, 0.96 * span), [entry(value) for value in values.tolist()]
        where = "middle right" if side > 0 else "middle left"
        traces.append(viz.label([x + 0.12 * side] * len(b), places, texts, role, position=where, size=12))
    for x, name in ((-1.0, f"λ₁ = {entry(a[0])}"), (0.0, "μ"), (1.0, f"λ₂ = {entry(a[1])}")):
        role = "data" if x else "model"
        traces.append(viz.label([x], [1.1 * span], f"<b>{name}</b>", role, position="middle center", size=13))
    around = viz.Axis("○ λ · μ   • eigenvalue of A ⊗ B", (-1.75, 1.75), ticks=())
    return viz.Plane(traces, around, viz.Axis("eigenvalue", (-span, 1.2 * span)), "Eigenvalues multiply")


def _turned(q: Blocks, span: float) -> viz.Plane:
    """Complex ones: the figure of B's, turned and stretched by each of A's."""
    (a, b), products = (each.astype(complex) for each in q.spectra), q.products.astype(complex)
    around = b[np.argsort(np.angle(b - b.mean()))] if np.abs(b.imag).max() > 0 else np.sort(b)
    traces = []
    for factor, role in ((1.0, "model"), (a[0], "accent"), (1.0, "model"), (a[1], "accent")):
        corners = factor * np.append(around, around[0])
        traces.append(viz.line(corners.real, corners.imag, role, width=1.6, opacity=0.6, hover=False))
    traces += [
        *(viz.arrow((value.real, value.imag), "data", width=2.4, name="λ of A") for value in a),
        viz.markers(b.real, b.imag, "model", size=10, symbol="square", name="μ of B"),
        viz.markers(products.real.ravel(), products.imag.ravel(), "accent", size=15, ring=True, name="λμ"),
        viz.markers(q.eigenvalues.real, q.eigenvalues.imag, "ink", size=6, name="eigenvalue of A ⊗ B"),
    ]
    longest = [row[np.argmax(np.abs(row))] for row in (b, *products)]
    named = [(a[0], "λ₁", "data"), (a[1], "λ₂", "data")]
    named += zip(longest, ("μ", "λ₁μ", "λ₂μ"), ("model", "accent", "accent"), strict=True)
    for value, name, role in named:
        # The eigenvalues of A are named beside their arrows, since the products lie ahead of them.
        ahead = value / abs(value) if abs(value) > 1e-9 else 1j
        spot = value + 0.15 * span * (ahead * (1j if value.imag >= 0 else -1j) if role == "data" else ahead)
        traces.append(viz.label([spot.real], [spot.imag], f"<b>{name}</b>", role, position="middle center", size=13))
    traces.append(viz.label(NOWHERE[:1], NOWHERE[:1], ""))
    x, y = viz.Axis("real part   (○ λ · μ   • of A ⊗ B)", (-span, span)), viz.Axis("imaginary part", (-span, span))
    return viz.Plane(traces, x, y, "Eigenvalues turn and stretch", equal=True)


def two_ways_panel(q: Blocks) -> viz.Plane:
    """(Bᵀ ⊗ A) vec X above, A X B below, with one entry of the result lit in both."""
    at, large, small = q.p.entry - 1, partial(matrix, font=10), partial(matrix, font=10, size=(0.8, 0.75))
    j, i = divmod(at, 2)
    cells = [
        *large(q.big, at=(0, 6), lit={"accent": row_mask((6, 6), at)}, name="Bᵀ ⊗ A"),
        *large(vec(q.x), at=(6.7, 6), lit={"data": np.ones(6, bool)}, name="vec X"),
        viz.label([8.15], [3], "=", position="middle center", size=16),
        *large(vec(q.image), at=(8.6, 6), lit={"optimum": row_mask((6, 1), at)}, name="vec AXB"),
        *small(q.left, at=(-0.6, -1.6), lit={"accent": row_mask((2, 2), i)}, name="A"),
        *small(q.x, at=(1.3, -1.6), lit={"data": np.ones((2, 3), bool)}, name="X"),
        *small(q.right, at=(4.0, -1.2), lit={"accent": column_mask((3, 3), j)}, name="B"),
        viz.label([6.72], [-2.35], "=", position="middle center", size=16),
        *small(q.image, at=(7.05, -1.6), lit={"optimum": entry_mask((2, 3), i, j)}, name="AXB", size=(1.0, 0.75)),
    ]
    return viz.Plane(cells, *_hidden((-0.8, 10.1), (-4, 6.8)), "Two ways to AXB", weight=2.0)


def cost_panel(q: Blocks) -> viz.Plane:
    """Multiplications over the size n of the factors; measured seconds are drawn as them, at two per nanosecond."""
    size, (full, trick), sizes = q.p.size, q.operations, np.array([2.0, 1000.0])
    n, times = np.array(list(MEASURED)), 2e9 * np.array(list(MEASURED.values()))
    traces = [
        viz.line(sizes, sizes**4, "gradient", name="full product"),
        viz.line(sizes, 2 * sizes**3, "optimum", name="vec trick"),
        viz.markers(n, times[:, 0], "gradient", size=8, ring=True, name="measured"),
        viz.markers(n, times[:, 1], "optimum", size=8, ring=True, name="measured"),
        viz.line([size, size], [1, 1e13], "model", width=1.6, dash="dash", hover=False),
        viz.dots((size, full), "gradient", size=10, name="full product"),
        viz.dots((size, trick), "optimum", size=10, name="vec trick"),
        viz.label([2.4], [3e10], "full: n⁴", "gradient", position="middle right"),
        viz.label([2.4], [3e9], "trick: 2n³", "optimum", position="middle right"),
        viz.label([1000], [6], "○ measured time, at 2 per ns", "muted", position="middle left", size=12),
    ]
    moves = lambda x, y: {"size": round(x)}
    handle = viz.Handle("cost", (size, full), "size n", "gradient", moves=moves, follows="x")
    powers, texts = (1, 1e3, 1e6, 1e9, 1e12), ("1", "10³", "10⁶", "10⁹", "10¹²")
    x = viz.Axis("n", (2, 1100), log=True, ticks=(2, 10, 100, 1000))
    y = viz.Axis("multiplications", (1, 1e13), log=True, ticks=powers, labels=texts)
    return viz.Plane(traces, x, y, "The cost", handles=[handle])


def product_panel(q: Blocks) -> viz.Plane:
    """Flowers times weights in Falk's scheme with its cuts; a block and the blocks that make it are lit."""
    p, inner, cell = q.p, q.p.cut_inner, partial(matrix, font=11, digits=1)
    rows, columns = (np.arange(4) >= p.cut_rows) == q.lit[0], (np.arange(3) >= p.cut_columns) == q.lit[1]
    first, x, w = np.arange(4) < inner, (-EDGE, 0), (0, EDGE)
    cells = [
        *cell(q.flowers, at=x, lit={"data": np.outer(rows, first), "model": np.outer(rows, ~first)}),
        *cell(q.weights, at=w, lit={"data": np.outer(first, columns), "model": np.outer(~first, columns)}),
        *cell(q.flowers @ q.weights, at=(0, 0), lit={"optimum": np.outer(rows, columns)}),
        *headings(SHORT, ("set.", "vers.", "virg."), at=w, font=11),
        *headings([f"row {flower}" for flower in FLOWERS], at=x, font=11),
    ]
    for across, up in (
        ((-EDGE, 3), [-p.cut_rows] * 2),
        ([inner - EDGE] * 2, (0.15, -4.15)),
        ((-0.15, 3.15), [EDGE - inner] * 2),
        ([p.cut_columns] * 2, (EDGE + 0.1, -4.15)),
    ):
        cells.append(viz.line(across, up, "ink", width=1.6, dash="dash", hover=False))
    return viz.Plane(cells, *_hidden((-EDGE - 1.4, 3.3), (-4.4, EDGE + 0.9)), "Flowers × weights = scores", weight=1.7)


def sum_panel(q: Blocks) -> viz.Plane:
    """The lit block, at most 3 by 2, as the sum of its two terms."""
    (rows, columns), (i, j) = q.terms[0].shape, (SUB[k] for k in q.lit)
    padded = [np.pad(term, ((0, 3 - rows), (0, 2 - columns)), constant_values=np.nan) for term in q.terms]
    cells: list[Mapping[str, Any]] = []
    texts = (("data", f"X{i}₁ W₁{j}"), ("model", f"X{i}₂ W₂{j}"), ("optimum", f"C{i}{j}"))
    for k, (values, (role, text)) in enumerate(zip([*padded, sum(padded)], texts, strict=True)):
        cells += matrix(values, at=(0, 8.6 - 4.1 * k), size=(1.3, 1), role=role, font=13, frame="none")
        cells.append(viz.label([0.2], [8.8 - 4.1 * k], f"<b>{text}</b>", role, position="middle right"))
    cells += [viz.label([-0.4], [5.0 - 4.1 * k], "+="[k], position="middle center", size=18) for k in range(2)]
    return viz.Plane(cells, *_hidden((-1, 3.4), (-3, 9.6)), f"Block C{i}{j}: a sum")


def schur_panel(q: Blocks) -> viz.Plane:
    """The covariance in four blocks, of known and unknown features, and the Schur complement under the last one."""
    k, known = q.p.cut_inner, np.arange(4) < q.p.cut_inner
    both = np.outer(known, ~known) | np.outer(~known, known)
    lit = {"data": np.outer(known, known), "accent": both, "model": np.outer(~known, ~known)}
    style: dict[str, Any] = {"font": 12, "size": (1.25, 1.0)}
    cells = [
        *matrix(q.covariance, at=(0, 9.6), lit=lit, **style),
        *headings(q.names, q.names, at=(0, 9.6), **style),
        *matrix(q.complement, at=(1.25 * k, 4.2), lit={"optimum": np.ones((4 - k, 4 - k), bool)}, **style),
        viz.label([5.0], [4.6], "<b>S = D − C A⁻¹ B</b>", "optimum", position="middle left"),
    ]
    # Loosely: between whole features only.
    moves, says = lambda x, y: {"cut_inner": round(x / 1.25)}, "cut between known and unknown"
    handle = viz.Handle("cut", (1.25 * k, 9.6 - k), says, "accent", moves=moves, follows="loosely")
    return viz.Plane(cells, *_hidden((-0.9, 5.3), (-0.1, 10.5)), "[A B; C D], and S", handles=[handle])


def variances_panel(q: Blocks) -> viz.Plane:
    """The variances of the features, and what is left of the unknown ones once the others are known."""
    top = 1.0 if q.p.reverse else 4.0  # so that the axis rests while the cut is moved
    before, k, at = np.diag(q.covariance), q.p.cut_inner, np.arange(4)
    after = np.concatenate([np.zeros(k), np.diag(q.complement)])
    texts = ["known"] * k + [f"{100 * part:.0f}%" for part in (after / before)[k:]]
    before = np.where(at < k, 0.0, before)
    traces = [
        viz.bars(at - 0.2, before, "model", width=0.38, name="before"),
        viz.bars(at + 0.2, after, "optimum", width=0.38, name="after"),
        viz.label(at, before + 0.04 * top, texts, position="middle center", size=12),
        viz.label([-0.5], [0.95 * top], "before", "model", position="middle right"),
        viz.label([-0.5], [0.88 * top], "after: what stays unexplained", "optimum", position="middle right"),
    ]
    x = viz.Axis("feature", (-0.6, 3.6), ticks=at.tolist(), labels=q.names)
    return viz.Plane(traces, x, viz.Axis("variance (cm²)", (0, top)), "Variance before and after")
