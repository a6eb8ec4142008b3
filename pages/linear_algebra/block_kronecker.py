"""Cut a matrix into blocks and compute with them as with numbers; a Kronecker product has one block, scaled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import block_matrices
from mathcore.linear_algebra.block_matrices import Schur
from viz.kronecker import cost, falling_eigenvalues, stretched_eigenvalues, turned_eigenvalues, two_ways
from viz.parallelogram import reach
from viz.partition import block_product, block_sum, schur_blocks, variances
from viz.tiles import tiles

Array = NDArray[np.float64]
FLOWERS = (1, 51, 71, 101)  # rows of the iris table
SHORT = ("SL", "SW", "PL", "PW")


@dataclass(frozen=True)
class Result:
    """`a` (m, m) and `b` (n, n), typed or kernels, with their eigenvalues `first` (m,) and `second` (n,); their
    `product` (mn, mn) and its own `eigenvalues` (mn,). `x` (2, 3), `left` = typed A, `right` = typed B, `big`
    (6, 6) = B^T kron A, `image` (2, 3) = AXB. `flowers` (4, 4), `weights` (4, 3), the two `terms` of the lit block.
    `covariance` (4, 4) in the order `names`, its `schur` complement."""

    parameters: Parameters
    a: Array
    b: Array
    first: NDArray[Any]
    second: NDArray[Any]
    product: Array
    eigenvalues: NDArray[Any]
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
    Matrix("b", "Matrix B", ((1.0, 0.5, 0.0), (0.5, 2.0, 0.5), (0.0, 0.5, 1.5)), -3.0, 3.0, 0.1, when=FACTORS),
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
    spectra: tuple[NDArray[Any], ...]
    if p.factors == "grid":
        a, b, product, found = grid_factors(p.rows, p.columns, p.length)
        spectra = (np.linalg.eigvalsh(a), np.linalg.eigvalsh(b), found)
    else:
        a, b, product = left, right, block_matrices.kron(left, right)
        spectra = tuple(block_matrices.eigenvalues(each) for each in (a, b, product))
    flowers, weights = tables.iris().values[np.array(FLOWERS) - 1], tables.iris_layer()
    lit = divmod(p.block - 1, 2)
    order = [2, 3, 0, 1] if p.reverse else [0, 1, 2, 3]
    covariance = np.cov(tables.iris().values[:, order].T)
    return Result(
        parameters=p,
        a=a,
        b=b,
        first=spectra[0],
        second=spectra[1],
        product=product,
        eigenvalues=spectra[2],
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


def turns(r: Result) -> bool:
    """Whether a factor has complex eigenvalues."""
    return np.iscomplexobj(r.first) or np.iscomplexobj(r.second)


def kron_view(r: Result) -> Scene:
    """The product tile by tile, and its eigenvalues as products."""
    (i, j), (m, n) = lit_tile(r), (len(r.a), len(r.b))
    grid = r.parameters.factors == "grid"
    products = np.outer(r.first, r.second)
    largest = float(np.abs(products).max())
    reaches = np.abs(np.concatenate([products.ravel(), r.first, r.second]))
    size = reach(1.15 * reaches, (1.5, 3.0, 5.0, 8.0, 12.0, 24.0, 50.0, 90.0))
    entries = f"a{'₁₂'[i]}{'₁₂'[j]} B = {number(float(r.a[i, j]), 3)} · B"
    picture = tiles(
        r.product,
        r.b.shape,
        (i, j),
        f"A ⊗ B: {m * n} × {m * n}",
        bound=reach([np.abs(r.product).max()], (1.0, 2.0, 4.0, 9.0)),
        numbers=not grid,
        caption=f"tile ({i + 1}, {j + 1}) is {entries}",
        weight=1.15,
    )
    if grid:
        spectrum = falling_eigenvalues(products.ravel(), r.eigenvalues)
    elif turns(r):
        spectrum = turned_eigenvalues(r.first, r.second, r.eigenvalues, size)
    else:
        spectrum = stretched_eigenvalues(r.first, r.second, r.eigenvalues.real, size)
    square = float(np.linalg.norm(r.product @ block_matrices.kron(r.a.T, r.b.T)))
    apart = float(np.linalg.norm(block_matrices.kron(r.a @ r.a.T, r.b @ r.b.T)))
    trace, traces = float(np.trace(r.product)), float(np.trace(r.a) * np.trace(r.b))
    one, two = float(np.linalg.det(r.product)), float(np.linalg.det(r.a) ** n * np.linalg.det(r.b) ** m)
    return Scene(
        panels=[picture, spectrum],
        readouts=[
            Readout("size", f"{m * n} × {m * n}"),
            Readout("numbers in A ⊗ B", f"{(m * n) ** 2}"),
            Readout("numbers in A and B", f"{m * m + n * n}"),
            Readout("largest |eigenvalue|", largest, role="accent"),
            Law("traces multiply", "tr(A ⊗ B)", trace, "tr A · tr B", traces),
            Law("mixed product", "‖(A⊗B)(Aᵀ⊗Bᵀ)‖", square, "‖AAᵀ ⊗ BBᵀ‖", apart),
            Law("determinants", "det(A ⊗ B)", one, f"(det A)^{n} (det B)^{m}", two, tolerance=1e-6),
        ],
        alt=f"The Kronecker product of two matrices of sizes {m} and {n} as {m * m} tiles, and {m * n} eigenvalues, "
        f"the products: the largest of size {number(largest, 4)}.",
        view=f"kron:{r.product.shape if grid else (turns(r), size)}",
    )


def vec_view(r: Result) -> Scene:
    """The big matrix times the long vector, the same in small, and what each of them costs."""
    p, at = r.parameters, r.parameters.entry - 1
    full, trick = block_matrices.operations(p.size)
    long, short = float(r.big[at] @ block_matrices.vec(r.x)), float(block_matrices.vec(r.image)[at])
    return Scene(
        panels=[
            two_ways(r.big, r.left, r.x, r.right, at),
            cost(float(p.size), full, trick, block_matrices.MEASURED),
        ],
        readouts=[
            Law("the lit entry, both ways", "row of Bᵀ⊗A · vec X", long, "entry of AXB", short),
            Readout("operations, full product", full, role="gradient"),
            Readout("operations, vec trick", trick, role="optimum"),
            Readout("the trick saves a factor", full / trick),
            Readout("memory of Bᵀ ⊗ A", 8 * full / 2**30, "GiB", role="gradient"),
        ],
        handles=[Handle("cost", (float(p.size), full), "size n", 1, role="gradient")],
        notice="From memory alone: Bᵀ ⊗ A would not fit into a computer of 64 GiB." if 8 * full > 2**36 else "",
        alt=f"A 6 by 6 matrix times vec X beside A X B; entry {p.entry} is {number(long, 4)}. For n = {p.size} "
        f"the full product takes {full:.2g} operations, the trick {trick:.2g}.",
        view="vec:0",
    )


def block_view(r: Result) -> Scene:
    """Flowers times weights in Falk's scheme, cut into blocks; and the lit block as the sum of its two terms."""
    p, block = r.parameters, r.terms[0] + r.terms[1]
    names = ([f"row {f}" for f in FLOWERS], SHORT, ("set.", "vers.", "virg."))
    cuts = (p.cut_rows, p.cut_inner, p.cut_columns)
    exact = (r.flowers @ r.weights)[slices(p.cut_rows, r.lit[0], 4), slices(p.cut_columns, r.lit[1], 3)]
    total, whole = float(np.linalg.norm(block)), float(np.linalg.norm(exact))
    return Scene(
        panels=[
            block_product(r.flowers, r.weights, cuts, r.lit, names, "Flowers × weights = scores"),
            block_sum(r.terms, r.lit),
        ],
        readouts=[
            Readout("the lit block is", f"{block.shape[0]} × {block.shape[1]}", role="optimum"),
            Law("sum of the terms", "‖X₁W₁ + X₂W₂‖", total, "‖block of XW‖", whole),
            Readout("of it from the first features", float(np.abs(r.terms[0]).sum()), role="data"),
            Readout("and from the others", float(np.abs(r.terms[1]).sum()), role="model"),
        ],
        alt=f"Four flowers times a layer's weights, in blocks; the lit one is {block.shape[0]} by {block.shape[1]}.",
        view="blocks:0",
    )


def schur_view(r: Result) -> Scene:
    """The covariance in four blocks with the complement under it, and the variances before and after."""
    m, s, k = r.covariance, r.schur.complement, r.parameters.cut_inner
    total, left = float(np.trace(r.schur.d)), float(np.trace(s))
    top = 1.0 if r.parameters.reverse else 4.0  # so that the axis rests while the cut is moved
    one, two = float(np.linalg.det(m)), float(np.linalg.det(r.schur.a) * np.linalg.det(s))
    block, inverse = float(np.trace(np.linalg.inv(m)[k:, k:])), float(np.trace(np.linalg.inv(s)))
    return Scene(
        panels=[schur_blocks(m, s, r.names), variances(m, s, r.names, top)],
        readouts=[
            Readout("variance not known, before", total, "cm²", role="model"),
            Readout("after", left, "cm²", role="optimum"),
            Readout("share that stays", 100 * left / total, "%", role="optimum"),
            Law("determinants multiply", "det M", one, "det A · det S", two),
            Law("the inverse knows S", "tr of the last block of M⁻¹", block, "tr S⁻¹", inverse),
        ],
        handles=[Handle("cut", (1.25 * k, 9.6 - k), "cut between known and unknown", 0, role="accent")],
        alt=f"The covariance of four flower features in blocks; once {', '.join(r.names[:k])} are known, "
        f"{number(100 * left / total, 3)} percent of the variance of the others stays.",
        view=f"schur:{top}",
    )


VIEWS = {"kron": kron_view, "vec": vec_view, "blocks": block_view, "schur": schur_view}


def draw(r: Result) -> Scene:
    """The view that was chosen, and the numbers of all views."""
    p, (i, j) = r.parameters, lit_tile(r)
    full, trick = block_matrices.operations(p.size)
    typed = block_matrices.kron(r.left, r.right)
    numbers = {
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
        "largest": float(np.abs(block_matrices.kron_eigenvalues(r.left, r.right)).max()),
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
    }
    return replace(VIEWS[p.view](r), numbers=numbers)


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
        Preset(
            "Tiles", {}, "Each entry of A multiplies a whole copy of B, and each eigenvalue of A all eigenvalues of B."
        ),
        Preset(
            "Complex",
            {"a": ((1.0, -1.0), (1.0, 1.0))},
            "A's eigenvalues 1 ± i have the angle ±45° and the length √2: so they turn and stretch those of B.",
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
