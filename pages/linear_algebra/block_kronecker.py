"""Cut a matrix into blocks and compute with them as with numbers; a Kronecker product has one block, scaled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import block_matrices, tables
from mathcore.block_matrices import Schur
from viz.linear import column_mask, entry_mask, headings, matrix, row_mask
from viz.parallelogram import reach
from viz.tiles import tiles

Array = NDArray[np.float64]
FLOWERS = (1, 51, 71, 101)  # rows of the iris table
SHORT = ("SL", "SW", "PL", "PW")
SIZES = np.array([2.0, 1000.0])
GRID_BOUND = 1.0


@dataclass(frozen=True)
class Result:
    """`a` (m, m) and `b` (n, n), typed or kernels, with their `product` (mn, mn), the `products` of their eigenvalues
    and the `eigenvalues` of the product itself, both (mn,). `x` (2, 3), `left` = typed A, `right` = typed B, `big`
    (6, 6) = B^T kron A, `image` (2, 3) = AXB. `flowers` (4, 4), `weights` (4, 3), the two `terms` of the lit block.
    `covariance` (4, 4) in the order `names`, its `schur` complement."""

    parameters: Parameters
    a: Array
    b: Array
    product: Array
    products: NDArray[np.complex128]
    eigenvalues: NDArray[np.complex128]
    left: Array
    right: Array
    x: Array
    big: Array
    image: Array
    flowers: Array
    weights: Array
    terms: tuple[Array, Array]
    lit: tuple[int, int]
    names: tuple[str, ...]
    covariance: Array
    schur: Schur


TYPED = {"view": ("kron",), "factors": ("typed",)}
GRID = {"view": ("kron",), "factors": ("grid",)}
FACTORS = (TYPED, {"view": ("vec",)})
CONTROLS = (
    Choice("view", "Look at", {"kron": "Kronecker", "vec": "vec trick", "blocks": "Blocks", "schur": "Schur"}, "kron"),
    Choice("factors", "Factors", {"typed": "Typed", "grid": "Kernels of a grid"}, "typed", when={"view": ("kron",)}),
    Matrix("a", "Matrix A", ((1.0, 2.0), (0.5, -0.5)), -3.0, 3.0, 0.1, when=FACTORS),
    Matrix(
        "b",
        "Matrix B",
        ((1.0, 0.5, 0.0), (0.5, 2.0, 0.5), (0.0, 0.5, 1.5)),
        -3.0,
        3.0,
        0.1,
        when=FACTORS,
    ),
    Matrix("x", "Matrix X", ((1.0, 0.0, 2.0), (-1.0, 1.0, 0.5)), -3.0, 3.0, 0.1, when={"view": ("vec",)}),
    Slider("tile", "Tile of A ⊗ B", 1, 4, 2, 1, integer=True, when={"view": ("kron",)}),
    Slider("rows", "Grid: rows m", 2, 8, 4, 1, integer=True, when=GRID),
    Slider("columns", "Grid: columns n", 2, 8, 6, 1, integer=True, when=GRID),
    Slider("length", "Length of the kernel", 0.5, 3, 1, 0.1, when=GRID),
    Steps("entry", "Entry of vec(AXB)", low=1, high=6, default=2, rate=1, when={"view": ("vec",)}),
    Slider("size", "Cost: size n of all factors", 2, 1000, 63, log=True, integer=True, when={"view": ("vec",)}),
    Slider("cut_rows", "Cut the flowers after", 1, 3, 2, 1, integer=True, when={"view": ("blocks",)}),
    Slider("cut_inner", "Cut the features after", 1, 3, 2, 1, integer=True, when={"view": ("blocks", "schur")}),
    Slider("cut_columns", "Cut the species after", 1, 2, 1, 1, integer=True, when={"view": ("blocks",)}),
    Slider("block", "Block of the product", 1, 4, 1, 1, integer=True, when={"view": ("blocks",)}),
    Toggle("reverse", "Petals first", False, help="Which features are known?", when={"view": ("schur",)}),
)


def slices(cut: int, which: int, end: int) -> slice:
    """The part before (0) or after (1) a cut."""
    return slice(0, cut) if which == 0 else slice(cut, end)


@lru_cache(maxsize=64)
def grid_factors(rows: int, columns: int, length: float) -> tuple[Array, Array, Array, Array]:
    """Two kernels, their Kronecker product and its eigenvalues, kept: the last cost 48 cubed operations."""
    a, b = block_matrices.smooth_kernel(rows, length), block_matrices.smooth_kernel(columns, length)
    product = block_matrices.kron(a, b)
    return a, b, product, np.asarray(np.linalg.eigvalsh(product))


def compute(p: Parameters) -> Result:
    """All four views: they are small."""
    left, right, x = np.array(p.a), np.array(p.b), np.array(p.x)
    if p.factors == "grid":
        a, b, product, found = grid_factors(p.rows, p.columns, p.length)
        products = np.outer(np.linalg.eigvalsh(a), np.linalg.eigvalsh(b)).ravel().astype(complex)
    else:
        a, b, product = left, right, block_matrices.kron(left, right)
        products, found = block_matrices.kron_eigenvalues(a, b), np.asarray(np.linalg.eigvals(product))
    flowers, weights = tables.iris().values[np.array(FLOWERS) - 1], tables.iris_layer()
    lit = divmod(p.block - 1, 2)
    order = [2, 3, 0, 1] if p.reverse else [0, 1, 2, 3]
    covariance = np.cov(tables.iris().values[:, order].T)
    return Result(
        parameters=p,
        a=a,
        b=b,
        product=product,
        products=products,
        eigenvalues=np.asarray(found, complex),
        left=left,
        right=right,
        x=x,
        big=block_matrices.kron(right.T, left),
        image=left @ x @ right,
        flowers=flowers,
        weights=weights,
        terms=block_matrices.block_terms(
            flowers, weights, slices(p.cut_rows, lit[0], 4), p.cut_inner, slices(p.cut_columns, lit[1], 3)
        ),
        lit=lit,
        names=tuple(SHORT[k] for k in order),
        covariance=covariance,
        schur=block_matrices.schur(covariance, p.cut_inner),
    )


def lit_tile(r: Result) -> tuple[int, int]:
    """Row and column of the outlined tile."""
    return divmod(r.parameters.tile - 1, 2)


# --- Kronecker --------------------------------------------------------------------------------------------------------


def eigen_size(r: Result) -> float:
    """Half the width of the complex plane."""
    return reach(1.1 * np.abs(np.append(r.products, r.eigenvalues)), (3.0, 6.0, 12.0, 24.0, 50.0, 90.0))


def kron_panels(r: Result) -> list[viz.Panel]:
    """The product tile by tile, and its eigenvalues as products."""
    i, j = lit_tile(r)
    grid = r.parameters.factors == "grid"
    biggest = reach([np.abs(r.product).max()], (1.0, 2.0, 4.0, 9.0))
    picture = tiles(
        r.product,
        r.b.shape,
        (i, j),
        f"A ⊗ B: {len(r.product)} × {len(r.product)}",
        bound=biggest,
        numbers=not grid,
        caption=f"tile ({i + 1}, {j + 1}) is a{'₁₂'[i]}{'₁₂'[j]} B = {number(float(r.a[i, j]), 3)} · B",
        weight=1.15,
    )
    if grid:
        k = np.arange(1, len(r.product) + 1)
        one, two = np.sort(r.products.real)[::-1], np.sort(r.eigenvalues.real)[::-1]
        traces = [
            viz.markers(k, np.maximum(one, 1e-17), "accent", size=9, ring=True, name="λᵢμⱼ"),
            viz.markers(k, np.maximum(two, 1e-17), "data", size=4, name="of A ⊗ B"),
        ]
        return [
            picture,
            viz.Plane(
                traces,
                viz.Axis("k, sorted", (0, 65), ticks=range(0, 65, 16)),
                viz.Axis("eigenvalue", (1e-17, 100), log=True, ticks=[1e-16, 1e-12, 1e-8, 1e-4, 1],
                         labels=["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]),
                "○ λᵢμⱼ   • eigenvalues of A ⊗ B",
            ),
        ]  # fmt: skip
    size = eigen_size(r)
    axis = viz.Axis("real part", (-size, size))
    first, second = np.linalg.eigvals(r.a).astype(complex), np.linalg.eigvals(r.b).astype(complex)
    traces = [
        viz.markers(first.real, first.imag, "data", size=9, symbol="diamond", name="λ of A"),
        viz.markers(second.real, second.imag, "model", size=9, symbol="square", name="μ of B"),
        viz.markers(r.products.real, r.products.imag, "accent", size=14, ring=True, name="λᵢμⱼ"),
        viz.markers(r.eigenvalues.real, r.eigenvalues.imag, "ink", size=5, name="of A ⊗ B"),
        viz.label([-0.94 * size], [0.9 * size], "◆ λ of A", "data", position="middle right"),
        viz.label([-0.94 * size], [0.78 * size], "■ μ of B", "model", position="middle right"),
        viz.label([-0.94 * size], [0.66 * size], "○ λᵢμⱼ", "accent", position="middle right"),
        viz.label([-0.94 * size], [0.54 * size], "• of A ⊗ B", "ink", position="middle right"),
    ]
    return [
        picture,
        viz.Plane(traces, axis, viz.Axis("imaginary part", (-size, size)), "Eigenvalues multiply", equal=True),
    ]


# --- vec trick --------------------------------------------------------------------------------------------------------


def vec_panels(r: Result) -> list[viz.Panel]:
    """The big matrix times the long vector, the same in small, and what each of them costs."""
    at = r.parameters.entry - 1
    row = row_mask((6, 6), at)
    vx, vy = block_matrices.vec(r.x), block_matrices.vec(r.image)
    style: dict[str, Any] = {"font": 10}
    cells = [
        *matrix(r.big, at=(0, 6), lit={"accent": row}, name="Bᵀ ⊗ A", **style),
        *matrix(vx, at=(6.7, 6), lit={"data": np.ones(6, bool)}, name="vec X", **style),
        viz.label([8.15], [3], "=", position="middle center", size=16),
        *matrix(vy, at=(8.6, 6), lit={"optimum": row_mask((6, 1), at)}, name="vec AXB", **style),
    ]
    i, j = at % 2, at // 2
    small: dict[str, Any] = {"font": 10, "size": (0.8, 0.75)}
    cells += matrix(r.left, at=(-0.6, -1.6), lit={"accent": row_mask((2, 2), i)}, name="A", **small)
    cells += matrix(r.x, at=(1.3, -1.6), lit={"data": np.ones((2, 3), bool)}, name="X", **small)
    cells += matrix(r.right, at=(4.0, -1.2), lit={"accent": column_mask((3, 3), j)}, name="B", **small)
    cells.append(viz.label([6.72], [-2.35], "=", position="middle center", size=16))
    cells += matrix(
        r.image,
        at=(7.05, -1.6),
        lit={"optimum": entry_mask((2, 3), i, j)},
        name="AXB",
        **{**small, "size": (0.95, 0.75)},
    )
    n = np.array(list(block_matrices.MEASURED), float)
    times = np.array(list(block_matrices.MEASURED.values()))
    size = float(r.parameters.size)
    full, trick = block_matrices.operations(size)
    lines = [
        viz.line(SIZES, SIZES**4, "gradient", name="full product"),
        viz.line(SIZES, 2 * SIZES**3, "optimum", name="vec trick"),
        viz.markers(n, times[:, 0] * 2e9, "gradient", size=8, ring=True, name="measured"),
        viz.markers(n, times[:, 1] * 2e9, "optimum", size=8, ring=True, name="measured"),
        viz.line([size, size], [1, 1e13], "model", width=1.6, dash="dash", hover=False),
        viz.markers([size], [full], "gradient", size=10, name="full product"),
        viz.markers([size], [trick], "optimum", size=10, name="vec trick"),
        viz.label([2.4], [3e10], "full: n⁴", "gradient", position="middle right"),
        viz.label([2.4], [3e9], "trick: 2n³", "optimum", position="middle right"),
        viz.label([1000], [6], "○ measured time, at 2 per ns", "muted", position="middle left", size=12),
    ]
    powers = [1, 1e3, 1e6, 1e9, 1e12]
    return [
        viz.Plane(
            cells,
            viz.Axis("", (-0.8, 10), visible=False),
            viz.Axis("", (-4, 6.8), visible=False),
            "Two ways to AXB",
            weight=1.5,
        ),
        viz.Plane(
            lines,
            viz.Axis("n", (2, 1100), log=True, ticks=(2, 10, 100, 1000)),
            viz.Axis("multiplications", (1, 1e13), log=True, ticks=powers, labels=["1", "10³", "10⁶", "10⁹", "10¹²"]),
            "The cost",
        ),
    ]


# --- Blocks -----------------------------------------------------------------------------------------------------------


def block_panels(r: Result) -> list[viz.Panel]:
    """Flowers times weights in Falk's scheme, cut into blocks; and the lit block as the sum of its two terms."""
    p, (i, j) = r.parameters, r.lit
    rows, columns = slices(p.cut_rows, i, 4), slices(p.cut_columns, j, 3)
    inner = (slice(0, p.cut_inner), slice(p.cut_inner, 4))
    gap = 0.7
    masks: list[NDArray[np.bool_]] = []
    for shape, pairs in (((4, 4), [(rows, k) for k in inner]), ((4, 3), [(k, columns) for k in inner])):
        for vertical, horizontal in pairs:
            mask = np.zeros(shape, bool)
            mask[vertical, horizontal] = True
            masks.append(mask)
    block = np.zeros((4, 3), bool)
    block[rows, columns] = True
    style: dict[str, Any] = {"font": 11, "digits": 1}
    scores = r.flowers @ r.weights
    cells = [
        *matrix(r.flowers, at=(-gap - 4, 0), lit={"data": masks[0], "model": masks[1]}, **style),
        *matrix(r.weights, at=(0, gap + 4), lit={"data": masks[2], "model": masks[3]}, **style),
        *matrix(scores, at=(0, 0), lit={"optimum": block}, **style),
        *headings(rows=SHORT, at=(0, gap + 4), font=11),
        *headings(columns=("set.", "vers.", "virg."), at=(0, gap + 4), font=11),
        *headings(rows=[f"row {f}" for f in FLOWERS], at=(-gap - 4, 0), font=11),
    ]
    x0, x1 = -gap - 4, 3.0
    cuts = [
        ([x0, x1], [-p.cut_rows, -p.cut_rows]),
        ([-gap - 4 + p.cut_inner] * 2, [0.15, -4.15]),
        ([-0.15, 3.15], [gap + 4 - p.cut_inner] * 2),
        ([p.cut_columns] * 2, [gap + 4.1, -4.15]),
    ]
    cells += [viz.line(x, y, "ink", width=1.6, dash="dash", hover=False) for x, y in cuts]
    one, two = (np.full((3, 2), np.nan) for _ in range(2))
    total = one.copy()
    high, wide = r.terms[0].shape
    one[:high, :wide], two[:high, :wide] = r.terms
    total[:high, :wide] = r.terms[0] + r.terms[1]
    name = f"C{'₁₂'[i]}{'₁₂'[j]}"
    parts: list[dict[str, Any]] = []
    for k, (values, role, text) in enumerate(
        (
            (one, "data", f"X{'₁₂'[i]}₁ W₁{'₁₂'[j]}"),
            (two, "model", f"X{'₁₂'[i]}₂ W₂{'₁₂'[j]}"),
            (total, "optimum", name),
        )
    ):
        parts += matrix(values, at=(0, 8.6 - 4.1 * k), size=(1.3, 1), role=role, font=13, frame="none")
        parts.append(viz.label([0.2], [8.8 - 4.1 * k], f"<b>{text}</b>", role, position="middle right"))
    parts += [
        viz.label([-0.4], [5.0 - 4.1 * k], sign, position="middle center", size=18) for k, sign in enumerate(("+", "="))
    ]
    return [
        viz.Plane(
            cells,
            viz.Axis("", (-6.1, 3.3), visible=False),
            viz.Axis("", (-4.4, 5.6), visible=False),
            "Flowers × weights = scores",
            weight=1.7,
        ),
        viz.Plane(
            parts,
            viz.Axis("", (-1, 3.4), visible=False),
            viz.Axis("", (-3, 9.6), visible=False),
            f"Block {name}: a sum",
        ),
    ]


# --- Schur ------------------------------------------------------------------------------------------------------------


def schur_top(r: Result) -> float:
    """The top of the axis of variances."""
    return reach(1.2 * np.diag(r.schur.d), (1.0, 4.0))


def schur_panels(r: Result) -> list[viz.Panel]:
    """The covariance in four blocks with the complement under it, and the variances before and after."""
    k = r.parameters.cut_inner
    first = np.arange(4) < k
    lit = {
        "data": np.outer(first, first),
        "accent": np.outer(first, ~first) | np.outer(~first, first),
        "model": np.outer(~first, ~first),
    }
    padded = np.full((4, 4), np.nan)
    padded[k:, k:] = r.schur.complement
    style: dict[str, Any] = {"font": 12, "size": (1.25, 1.0)}
    cells = [
        *matrix(r.covariance, at=(0, 9.6), lit=lit, **style),
        *headings(rows=r.names, at=(0, 9.6), size=(1.25, 1), font=12),
        *headings(columns=r.names, at=(0, 9.6), size=(1.25, 1), font=12),
        *matrix(padded, at=(0, 4.2), lit={"optimum": np.outer(~first, ~first)}, frame="none", **style),
        viz.label([0.0], [4.7], "<b>S = D − C A⁻¹ B</b>", "optimum", position="middle right"),
    ]
    rest, top = np.arange(4), schur_top(r)
    before = np.where(first, np.nan, np.diag(r.covariance))
    after = np.full(4, np.nan)
    after[k:] = np.diag(r.schur.complement)
    left = np.where(np.isfinite(before), after / np.diag(r.covariance), np.nan)
    texts = [f"{100 * part:.0f}%" if np.isfinite(part) else "known" for part in left]
    bars = [
        viz.bars(rest - 0.2, np.nan_to_num(before), "model", width=0.38, name="before"),
        viz.bars(rest + 0.2, np.nan_to_num(after), "optimum", width=0.38, name="after"),
        viz.label(rest, np.nan_to_num(before) + 0.04 * top, texts, position="middle center", size=12),
        viz.label([-0.5], [0.95 * top], "before", "model", position="middle right"),
        viz.label([-0.5], [0.88 * top], "after: what stays unexplained", "optimum", position="middle right"),
    ]
    return [
        viz.Plane(
            cells,
            viz.Axis("", (-0.9, 5.3), visible=False),
            viz.Axis("", (-0.1, 10.5), visible=False),
            "[A B; C D], and S",
        ),
        viz.Plane(
            bars,
            viz.Axis("feature", (-0.6, 3.6), ticks=range(4), labels=r.names),
            viz.Axis("variance (cm²)", (0, top)),
            "Variance before and after",
        ),
    ]


PANELS = {"kron": kron_panels, "vec": vec_panels, "blocks": block_panels, "schur": schur_panels}


def readings(r: Result) -> tuple[list[Readout | Law], str, str]:
    """Readouts, notice and alternative text of the view."""
    p = r.parameters
    found: list[Readout | Law]
    if p.view == "kron":
        m, n = len(r.a), len(r.b)
        square = float(np.linalg.norm(r.product @ block_matrices.kron(r.a.T, r.b.T)))
        apart = float(np.linalg.norm(block_matrices.kron(r.a @ r.a.T, r.b @ r.b.T)))
        found = [
            Readout("size", f"{m * n} × {m * n}"),
            Readout("numbers in A ⊗ B", f"{(m * n) ** 2}"),
            Readout("numbers in A and B", f"{m * m + n * n}"),
            Readout("largest |eigenvalue|", float(np.abs(r.products).max()), role="accent"),
            Law(
                "traces multiply",
                "tr(A ⊗ B)",
                float(np.trace(r.product)),
                "tr A · tr B",
                float(np.trace(r.a) * np.trace(r.b)),
            ),
            Law("mixed product", "‖(A⊗B)(Aᵀ⊗Bᵀ)‖", square, "‖AAᵀ ⊗ BBᵀ‖", apart),
            Law(
                "determinants",
                "det(A ⊗ B)",
                float(np.linalg.det(r.product)),
                f"(det A)^{n} (det B)^{m}",
                float(np.linalg.det(r.a) ** n * np.linalg.det(r.b) ** m),
                tolerance=1e-6,
            ),
        ]
        alt = (
            f"The Kronecker product of two matrices of sizes {m} and {n} as {m * m} tiles, and {m * n} eigenvalues, "
            f"the products: the largest of size {number(float(np.abs(r.products).max()), 4)}."
        )
        return found, "", alt
    if p.view == "vec":
        at = p.entry - 1
        full, trick = block_matrices.operations(p.size)
        long = float(r.big[at] @ block_matrices.vec(r.x))
        found = [
            Law(
                "the lit entry, both ways",
                "row of Bᵀ⊗A · vec X",
                long,
                "entry of AXB",
                float(block_matrices.vec(r.image)[at]),
            ),
            Readout("operations, full product", full, role="gradient"),
            Readout("operations, vec trick", trick, role="optimum"),
            Readout("the trick saves a factor", full / trick),
            Readout("memory of Bᵀ ⊗ A", 8 * full / 2**30, "GiB", role="gradient"),
        ]
        notice = "From memory alone: Bᵀ ⊗ A would not fit into a computer of 64 GiB." if 8 * full > 2**36 else ""
        alt = (
            f"A 6 by 6 matrix times vec X beside A X B; entry {p.entry} is {number(long, 4)}. For n = {p.size} "
            f"the full product takes {full:.2g} operations, the trick {trick:.2g}."
        )
        return found, notice, alt
    if p.view == "blocks":
        block = r.terms[0] + r.terms[1]
        exact = (r.flowers @ r.weights)[slices(p.cut_rows, r.lit[0], 4), slices(p.cut_columns, r.lit[1], 3)]
        found = [
            Readout("the lit block is", f"{block.shape[0]} × {block.shape[1]}", role="optimum"),
            Law(
                "sum of the terms",
                "‖X₁W₁ + X₂W₂‖",
                float(np.linalg.norm(block)),
                "‖block of XW‖",
                float(np.linalg.norm(exact)),
            ),
            Readout("of it from the first features", float(np.abs(r.terms[0]).sum()), role="data"),
            Readout("and from the others", float(np.abs(r.terms[1]).sum()), role="model"),
        ]
        alt = f"Four flowers times a layer's weights, in blocks; the lit one is {block.shape[0]} by {block.shape[1]}."
        return found, "", alt
    total, left = float(np.trace(r.schur.d)), float(np.trace(r.schur.complement))
    k = p.cut_inner
    inverse = np.linalg.inv(r.covariance)[k:, k:]
    found = [
        Readout("variance not known, before", total, "cm²", role="model"),
        Readout("after", left, "cm²", role="optimum"),
        Readout("share that stays", 100 * left / total, "%", role="optimum"),
        Law(
            "determinants multiply",
            "det M",
            float(np.linalg.det(r.covariance)),
            "det A · det S",
            float(np.linalg.det(r.schur.a) * np.linalg.det(r.schur.complement)),
        ),
        Law(
            "the inverse knows S",
            "tr of the last block of M⁻¹",
            float(np.trace(inverse)),
            "tr S⁻¹",
            float(np.trace(np.linalg.inv(r.schur.complement))),
        ),
    ]
    alt = (
        f"The covariance of four flower features in blocks; once {', '.join(r.names[:k])} are known, "
        f"{number(100 * left / total, 3)} percent of the variance of the others stays."
    )
    return found, "", alt


def handles(r: Result) -> list[Handle]:
    """What can be dragged: the size in the cost panel, the cut of the covariance."""
    p = r.parameters
    if p.view == "vec":
        return [Handle("cost", (float(p.size), block_matrices.operations(p.size)[0]), "size n", 1, role="gradient")]
    if p.view == "schur":
        at = 1.25 * p.cut_inner
        return [Handle("cut", (at, 9.6 - p.cut_inner), "cut between known and unknown", 0, role="accent")]
    return []


def draw(r: Result) -> Scene:
    """The view that was chosen, its laws, and the numbers of all views."""
    p = r.parameters
    found, notice, alt = readings(r)
    i, j = lit_tile(r)
    full, trick = block_matrices.operations(p.size)
    typed = block_matrices.kron(r.left, r.right)
    sizes: dict[str, object] = {
        "kron": r.product.shape if p.factors == "grid" else eigen_size(r),
        "schur": schur_top(r),
    }
    values = sorted(block_matrices.kron_eigenvalues(r.left, r.right), key=lambda z: (abs(z), z.real, z.imag))
    return Scene(
        panels=PANELS[p.view](r),
        readouts=found,
        handles=handles(r),
        notice=notice,
        alt=alt,
        numbers={
            "a": r.left,
            "b": r.right,
            "kron_entry": float(r.left[i, j]),
            "tile_row": str(i + 1),
            "tile_column": str(j + 1),
            "tile": r.left[i, j] * r.right,
            "kron_trace": float(np.trace(typed)),
            "kron_determinant": float(np.linalg.det(typed)),
            "trace_a": float(np.trace(r.left)),
            "trace_b": float(np.trace(r.right)),
            "largest": float(abs(values[-1])),
            "x": r.x,
            "image": r.image,
            "image_sum": float(r.image.sum()),
            "lit_entry": float(block_matrices.vec(r.image)[p.entry - 1]),
            "size": str(p.size),
            "operations_full": full,
            "operations_trick": trick,
            "saved": full / trick,
            "covariance": r.covariance,
            "complement": r.schur.complement,
            "complement_trace": float(np.trace(r.schur.complement)),
            "complement_determinant": float(np.linalg.det(r.schur.complement)),
            "unknown_trace": float(np.trace(r.schur.d)),
        },
        view=f"{p.view}:{sizes.get(p.view, 0)}",
    )


def little_left(r: Result) -> bool:
    """Whether two known features leave less than a fifth of the variance of the other two."""
    left = float(np.trace(r.schur.complement) / np.trace(r.schur.d))
    return r.parameters.view == "schur" and r.parameters.cut_inner == 2 and left < 0.2


def listed(p: Parameters) -> dict[str, Any]:
    """The constants of the examples; the covariance by rows, so that lines stay short."""
    order = [2, 3, 0, 1] if p.reverse else [0, 1, 2, 3]
    covariance = np.cov(tables.iris().values[:, order].T).round(9)
    rows = {f"covariance_{k + 1}": row.tolist() for k, row in enumerate(covariance)}
    return {"a": p.a, "b": p.b, "x": p.x, "entry": p.entry, "size": p.size, "cut": p.cut_inner, **rows}


lesson = Lesson(
    title="Block Matrices and Kronecker Products",
    idea="Cut a matrix into blocks and compute with them as with numbers; a Kronecker product has one block, scaled.",
    terms=(
        "block matrix",
        "partitioned matrix",
        "Kronecker product",
        "tensor product",
        "vec",
        "Schur complement",
        "mixed product",
        "K-FAC",
        "multi-head attention",
        "conditional covariance",
        "Gaussian process on a grid",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "cost": lambda p, x, y: {"size": int(np.clip(round(x), 2, 1000))},
        "cut": lambda p, x, y: {"cut_inner": int(np.clip(round(x / 1.25), 1, 3))},
    },
    presets=(
        Preset("Tiles", {}, "Each entry of A multiplies a whole copy of B; the six eigenvalues are products."),
        Preset(
            "Complex",
            {"a": ((0.0, -2.0), (2.0, 0.0))},
            "A turns: its eigenvalues are ±2i, and all products lie on the imaginary axis.",
        ),
        Preset(
            "Grid",
            {"factors": "grid"},
            "The covariance of 24 points of a grid, from one kernel for the rows and one for the columns.",
        ),
        Preset(
            "vec trick",
            {"view": "vec", "size": 1000},
            "At n = 1000 the big matrix has 10¹² entries; AXB needs three small ones.",
        ),
        Preset(
            "Blocks",
            {"view": "blocks"},
            "Scores of flowers: what the sepals contribute plus what the petals contribute, block by block.",
        ),
        Preset(
            "Schur",
            {"view": "schur", "reverse": True},
            "Petal length and width are known, and a third of the sepals' variance is still unexplained.",
        ),
    ),
    challenges=(
        Challenge(
            "Predict: A is 4 × 4 and B is 6 × 6. How many numbers has A ⊗ B?",
            "Sixteen tiles, each with as many numbers as B.",
            predict=Prediction(
                "Numbers in A ⊗ B",
                lambda r: float(r.product.size),
                1.0,
                {"factors": "grid", "rows": 4, "columns": 6},
                why="16 tiles of 36 numbers: 576. The factors have 52 between them.",
            ),
        ),
        Challenge(
            "Predict: A has the eigenvalues 2 and 3, B has −1, 1 and 4. What is the smallest eigenvalue of A ⊗ B?",
            "Every eigenvalue of A meets every one of B. Which product is the most negative?",
            predict=Prediction(
                "Smallest eigenvalue of A ⊗ B",
                lambda r: float(r.eigenvalues.real.min()),
                0.1,
                {"a": ((2.0, 1.0), (0.0, 3.0)), "b": ((-1.0, 1.0, 0.0), (0.0, 1.0, 1.0), (0.0, 0.0, 3.0))},
                why="The products are all λᵢμⱼ; the most negative is 3 · (−1) = −3.",
            ),
        ),
        Challenge(
            "Choose B so that every tile of A ⊗ B is a multiple of the identity, while A has no zero.",
            "Tile (i, j) is aᵢⱼ B. What must B be?",
            lambda r: bool(np.allclose(r.right, r.right[0, 0] * np.eye(3)) and r.right[0, 0] and r.left.all()),
            {"b": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))},
        ),
        Challenge(
            "From two known features, leave less than a fifth of the variance of the other two unexplained.",
            "In Schur, cut after two. Which pair predicts the other: sepals or petals?",
            little_left,
            {"view": "schur", "cut_inner": 2, "reverse": False},
        ),
    ),
    related=("matrix_operations", "matrix_factorizations", "psd_covariance", "rank_determinant"),
    source=(block_matrices.kron, block_matrices.apply_kron, block_matrices.schur, block_matrices.block_terms),
    listing=listed,
)
