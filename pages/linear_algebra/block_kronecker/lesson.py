"""Cut a matrix into blocks and compute with them as with numbers; a Kronecker product has one block, scaled."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import WIDE, Choice, Matrix, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import block_matrices
from mathcore.linear_algebra.block_matrices import block_terms, kron, vec
from mathcore.linear_algebra.block_matrices import eigenvalues as spectrum
from pages.linear_algebra.block_kronecker import panels

TYPED, GRID = {"factors": ("typed",)}, {"factors": ("grid",)}
FACTORS = Choice("factors", "Factors", {"typed": "Typed", "grid": "Kernels of a grid"}, "typed")
A = Matrix("a", "Matrix A", ((1.0, 2.0), (0.5, -0.5)), -3.0, 3.0, 0.1, wide=WIDE)
B = Matrix("b", "Matrix B", ((1.0, 0.5, 0.0), (0.5, 2.0, 0.5), (0.0, 0.5, 1.5)), -3.0, 3.0, 0.1, wide=WIDE)
X = Matrix("x", "Matrix X", ((1.0, 0.0, 2.0), (-1.0, 1.0, 0.5)), -3.0, 3.0, 0.1, wide=WIDE)
TILE = Slider("tile", "Tile of A ⊗ B", 1, 4, 2, 1, integer=True)
ROWS = Slider("rows", "Grid: rows m", 2, 8, 4, 1, integer=True, when=GRID)
COLUMNS = Slider("columns", "Grid: columns n", 2, 8, 6, 1, integer=True, when=GRID)
LENGTH = Slider("length", "Length of the kernel", 0.5, 3, 1, 0.1, when=GRID)
ENTRY = Steps("entry", "Entry of vec(AXB)", low=1, high=6, default=2, rate=1)
SIZE = Slider("size", "Cost: size n of all factors", 2, 1000, 63, log=True, integer=True)
CUT_ROWS = Slider("cut_rows", "Cut the flowers after", 1, 3, 2, 1, integer=True)
CUT_INNER = Slider("cut_inner", "Cut the features after", 1, 3, 2, 1, integer=True)
CUT_COLUMNS = Slider("cut_columns", "Cut the species after", 1, 2, 1, 1, integer=True)
BLOCK = Slider("block", "Block of the product", 1, 4, 1, 1, integer=True)
REVERSE = Toggle("reverse", "Petals first", False, help="Which features are known?")


class Blocks(State):
    """Two factors and their Kronecker product; AXB both ways; a product and a covariance cut into blocks."""

    left = cached_property(lambda q: np.array(q.p.a))  # A as typed (2, 2)
    right = cached_property(lambda q: np.array(q.p.b))  # B as typed (3, 3)
    x = cached_property(lambda q: np.array(q.p.x))  # (2, 3)
    typed = cached_property(lambda q: kron(q.left, q.right))
    grid = cached_property(lambda q: q.p.factors == "grid")

    @kept("rows", "columns", "length")
    def kernels(self) -> tuple[NDArray[Any], ...]:
        """Two kernels (m, m) and (n, n), their Kronecker product and its eigenvalues (mn,)."""
        a, b = (block_matrices.smooth_kernel(size, self.p.length) for size in (self.p.rows, self.p.columns))
        return a, b, kron(a, b), np.linalg.eigvalsh(kron(a, b))

    # What is shown: two factors, their product, the eigenvalues of the product itself and of each factor.
    pair = cached_property(lambda q: q.kernels[:2] if q.grid else (q.left, q.right))
    product = cached_property(lambda q: q.kernels[2] if q.grid else q.typed)
    eigenvalues = cached_property(lambda q: q.kernels[3] if q.grid else spectrum(q.typed))
    spectra = cached_property(lambda q: [np.linalg.eigvalsh(each) if q.grid else spectrum(each) for each in q.pair])
    products = cached_property(lambda q: np.outer(*q.spectra))  # of an eigenvalue of A and one of B (m, n)
    lit_tile = cached_property(lambda q: divmod(q.p.tile - 1, 2))  # row and column

    image = cached_property(lambda q: q.left @ q.x @ q.right)  # AXB (2, 3)
    big = cached_property(lambda q: kron(q.right.T, q.left))  # Bᵀ ⊗ A (6, 6)
    lit_entry = cached_property(lambda q: vec(q.image)[q.p.entry - 1])
    row_times_vec = cached_property(lambda q: q.big[q.p.entry - 1] @ vec(q.x))  # the same by the big matrix
    operations = cached_property(lambda q: block_matrices.operations(q.p.size))  # of the full product, of the trick

    flowers = cached_property(lambda q: tables.iris().values[np.array(panels.FLOWERS) - 1])  # (4, 4)
    weights = cached_property(lambda q: tables.iris_layer())  # (4, 3)
    lit = cached_property(lambda q: divmod(q.p.block - 1, 2))  # row and column of the lit block
    lit_rows = cached_property(lambda q: slice(q.p.cut_rows, None) if q.lit[0] else slice(q.p.cut_rows))  # of it
    lit_columns = cached_property(lambda q: slice(q.p.cut_columns, None) if q.lit[1] else slice(q.p.cut_columns))
    terms = cached_property(lambda q: block_terms(q.flowers, q.weights, q.lit_rows, q.p.cut_inner, q.lit_columns))

    order = cached_property(lambda q: [2, 3, 0, 1] if q.p.reverse else [0, 1, 2, 3])  # of the features
    names = cached_property(lambda q: [panels.SHORT[k] for k in q.order])
    covariance = cached_property(lambda q: np.cov(tables.iris().values[:, q.order].T))
    schur = cached_property(lambda q: block_matrices.schur(q.covariance, q.p.cut_inner))
    complement = cached_property(lambda q: q.schur.complement)
    complement_trace = cached_property(lambda q: np.trace(q.complement))
    unknown_trace = cached_property(lambda q: np.trace(q.schur.d))
    share = cached_property(lambda q: q.complement_trace / q.unknown_trace)  # of the variance that stays


def kron_readouts(q: Blocks) -> list[Readout | Law]:
    (a, b), (m, n) = q.pair, q.products.shape
    square = np.linalg.norm(q.product @ kron(a.T, b.T))
    one, two = np.linalg.det(q.product), np.linalg.det(a) ** n * np.linalg.det(b) ** m
    return [
        Readout("size", f"{m * n} × {m * n}"),
        Readout("numbers in A ⊗ B", f"{(m * n) ** 2}"),
        Readout("numbers in A and B", f"{m * m + n * n}"),
        Readout("largest |eigenvalue|", np.abs(q.products).max(), role="accent"),
        law("traces multiply", "tr(A ⊗ B) = tr A · tr B", np.trace(q.product), np.trace(a) * np.trace(b)),
        law("mixed product", "‖(A⊗B)(Aᵀ⊗Bᵀ)‖ = ‖AAᵀ ⊗ BBᵀ‖", square, np.linalg.norm(kron(a @ a.T, b @ b.T))),
        law("determinants", f"det(A ⊗ B) = (det A)^{n} (det B)^{m}", one, two, tolerance=1e-6),
    ]


def kron_alt(q: Blocks) -> str:
    (m, n), largest = q.products.shape, number(np.abs(q.products).max(), 4)
    sizes = f"two matrices of sizes {m} and {n} as {m * m} tiles, and {m * n} eigenvalues"
    return f"The Kronecker product of {sizes}, the products: the largest of size {largest}."


def vec_readouts(q: Blocks) -> list[Readout | Law]:
    full, trick = q.operations
    return [
        law("the lit entry, both ways", "row of Bᵀ⊗A · vec X = entry of AXB", q.row_times_vec, q.lit_entry),
        Readout("operations, full product", full, role="gradient"),
        Readout("operations, vec trick", trick, role="optimum"),
        Readout("the trick saves a factor", full / trick),
        Readout("memory of Bᵀ ⊗ A", 8 * full / 2**30, "GiB", role="gradient"),
    ]


def vec_notice(q: Blocks) -> str:
    says = "From memory alone: Bᵀ ⊗ A would not fit into a computer of 64 GiB."
    return says if 8 * q.operations[0] > 2**36 else ""


def vec_alt(q: Blocks) -> str:
    (full, trick), entry = q.operations, number(q.row_times_vec, 4)
    cost = f"For n = {q.p.size} the full product takes {number(full, 2)} operations, the trick {number(trick, 2)}."
    return f"A 6 by 6 matrix times vec X beside A X B; entry {q.p.entry} is {entry}. {cost}"


def block_readouts(q: Blocks) -> list[Readout | Law]:
    (first, second), whole = q.terms, (q.flowers @ q.weights)[q.lit_rows, q.lit_columns]
    total = np.linalg.norm(first + second)
    return [
        Readout("the lit block is", f"{whole.shape[0]} × {whole.shape[1]}", role="optimum"),
        law("sum of the terms", "‖X₁W₁ + X₂W₂‖ = ‖block of XW‖", total, np.linalg.norm(whole)),
        Readout("of it from the first features", np.abs(first).sum(), role="data"),
        Readout("and from the others", np.abs(second).sum(), role="model"),
    ]


def block_alt(q: Blocks) -> str:
    rows, columns = q.terms[0].shape
    return f"Four flowers times a layer's weights, in blocks; the lit one is {rows} by {columns}."


def schur_readouts(q: Blocks) -> list[Readout | Law]:
    m, s, k = q.covariance, q.complement, q.p.cut_inner
    one, two = np.linalg.det(m), np.linalg.det(q.schur.a) * np.linalg.det(s)
    block, inverse = np.trace(np.linalg.inv(m)[k:, k:]), np.trace(np.linalg.inv(s))
    return [
        Readout("variance not known, before", q.unknown_trace, "cm²", role="model"),
        Readout("after", q.complement_trace, "cm²", role="optimum"),
        Readout("share that stays", 100 * q.share, "%", role="optimum"),
        law("determinants multiply", "det M = det A · det S", one, two),
        law("the inverse knows S", "tr of the last block of M⁻¹ = tr S⁻¹", block, inverse),
    ]


def schur_alt(q: Blocks) -> str:
    known, share = ", ".join(q.names[: q.p.cut_inner]), number(100 * q.share, 3)
    told = f"once {known} are known, {share} percent of the variance of the others stays"
    return f"The covariance of four flower features in blocks; {told}."


def numbers(q: Blocks) -> dict[str, Any]:
    (i, j), (full, trick) = q.lit_tile, q.operations
    largest = np.abs(block_matrices.kron_eigenvalues(q.left, q.right)).max()
    return (
        {"kron_entry": q.left[i, j], "tile_row": i + 1, "tile_column": j + 1, "tile": q.left[i, j] * q.right}
        | {"kron_trace": np.trace(q.typed), "kron_determinant": np.linalg.det(q.typed), "largest": largest}
        | {"trace_a": np.trace(q.left), "trace_b": np.trace(q.right), "image_sum": q.image.sum()}
        | {"operations_full": full, "operations_trick": trick, "saved": full / trick}
        | {"complement_determinant": np.linalg.det(q.complement)}
    )


def listed(q: Blocks) -> dict[str, Any]:
    """The constants of the examples; the covariance by rows, so that lines stay short."""
    rows = {f"covariance_{k}": row.tolist() for k, row in enumerate(q.covariance.round(9), 1)}
    return {**{name: q.p[name] for name in ("a", "b", "x", "entry", "size")}, "cut": q.p.cut_inner, **rows}


KRON = [FACTORS, replace(A, when=TYPED), replace(B, when=TYPED), TILE, ROWS, COLUMNS, LENGTH]
IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
PRODUCT, TRICK = [panels.tiles_panel, panels.eigenvalues_panel], [panels.two_ways_panel, panels.cost_panel]
SUM, SCHUR = [panels.product_panel, panels.sum_panel], [panels.schur_panel, panels.variances_panel]
WIDER, MORE = "The eigenvalues take the first of eight axes that holds them.", "A larger grid makes more cells."
GROWS = {"a": WIDER, "b": WIDER, "rows": MORE, "columns": MORE}
lesson = Lesson(
    title="Block Matrices and Kronecker Products",
    terms=(
        *("block matrix", "partitioned matrix", "Kronecker product", "tensor product", "vec", "Schur complement"),
        *("mixed product", "K-FAC", "multi-head attention", "conditional covariance", "Gaussian process on a grid"),
    ),
    state=Blocks,
    choose="Look at",
    views={
        "kron": View("Kronecker", PRODUCT, kron_readouts, kron_alt, KRON, rescales=GROWS),
        "vec": View("vec trick", TRICK, vec_readouts, vec_alt, [A, B, X, ENTRY, SIZE], vec_notice),
        "blocks": View("Blocks", SUM, block_readouts, block_alt, [CUT_ROWS, CUT_INNER, CUT_COLUMNS, BLOCK]),
        "schur": View("Schur", SCHUR, schur_readouts, schur_alt, [CUT_INNER, REVERSE]),
    },
    numbers=numbers,
    listing=listed,
    challenges=(
        Challenge(
            "Predict: A is 4 × 4 and B is 6 × 6. How many numbers has A ⊗ B?",
            "Sixteen tiles, each with as many numbers as B.",
            predict=Prediction(
                *("Numbers in A ⊗ B", lambda q: q.product.size, 0.5, {"factors": "grid", "rows": 4, "columns": 6}),
                why="16 tiles of 36 numbers: 576. The factors have 52 between them.",
            ),
            again=(
                Again(
                    "Predict: A is 3 × 3 and B is 5 × 5. How many numbers has A ⊗ B?",
                    {"factors": "grid", "rows": 3, "columns": 5},
                    "9 tiles of 25 numbers: 225. The factors have 34 between them.",
                ),
            ),
        ),
        Challenge(
            "Predict: A has the eigenvalues 2 and 3, B has −1, 1 and 3. What is the smallest eigenvalue of A ⊗ B?",
            "Every eigenvalue of A meets every one of B. Which product is the most negative?",
            predict=Prediction(
                *("Smallest eigenvalue of A ⊗ B", lambda q: q.eigenvalues.real.min(), 0.1),
                {"a": ((2.0, 1.0), (0.0, 3.0)), "b": ((-1.0, 1.0, 0.0), (0.0, 1.0, 1.0), (0.0, 0.0, 3.0))},
                why="The products are all λᵢμⱼ; the most negative is 3 · (−1) = −3.",
            ),
            again=(
                Again(
                    "Predict: A has the eigenvalues 2 and 3, B has −2, 1 and 3. What is the smallest "
                    "eigenvalue of A ⊗ B?",
                    {"a": ((2.0, 1.0), (0.0, 3.0)), "b": ((-2.0, 1.0, 0.0), (0.0, 1.0, 1.0), (0.0, 0.0, 3.0))},
                    "The most negative product is 3 · (−2) = −6.",
                ),
            ),
        ),
        Challenge(
            "Choose B so that every tile of A ⊗ B is a multiple of the identity, while A has no zero.",
            "Tile (i, j) is aᵢⱼ B. What must B be?",
            lambda q: np.allclose(q.right, q.right[0, 0] * np.eye(3)) and q.right[0, 0] and q.left.all(),
            [{"b": tuple(tuple(each * v for v in row) for row in IDENTITY)} for each in (1.0, -2.0, 0.5)],
            [
                {"b": IDENTITY, "a": ((1.0, 0.0), (0.5, -0.5))},
                {"b": ((0.0,) * 3,) * 3},
                {"b": (*IDENTITY[:2], (0.0, 0.0, 2.0))},
            ],
        ),
        Challenge(
            "From two known features, leave less than a fifth of the variance of the other two unexplained.",
            "In Schur, cut after two. Which pair predicts the other: sepals or petals?",
            lambda q: q.p.cut_inner == 2 and q.share < 0.2,
            [{"view": "schur", "cut_inner": 2, "reverse": False}],
            [{"view": "schur", "reverse": True}, {"view": "schur", "cut_inner": 3}, {"view": "schur", "cut_inner": 1}],
            ("schur",),
        ),
    ),
    related=("matrix_operations", "tensors", "matrix_factorizations", "psd_covariance"),
    oracles=(
        *("product: numpy.kron, sympy.kronecker_product", "Schur complement: numpy.linalg.inv, least squares"),
        *("grid: sklearn’s RBF kernel",),
    ),
    source=(block_matrices.kron, block_matrices.apply_kron, block_matrices.schur, block_matrices.block_terms),
)
