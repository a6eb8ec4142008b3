"""Index letters say which axes are kept and which are summed away; and with three axes, rank is no longer tame."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors import panels, readouts
from pages.advanced.tensors.state import (
    COLOURS, COLUMNS, ENTRY, FORMAT, PHOTO, PILE, REFINED, ROWS, SEED, SLICES, SPLIT, SUBSCRIPTS, Tensors,
)  # fmt: skip

BATCHED = ("bij", "bi", "bj")


def is_batched(q: Tensors) -> bool:
    """Whether the string is A_bᵀ x_b for each b."""
    return einsum.same([*q.found.inputs, q.found.output], BATCHED)


def is_on_border(q: Tensors) -> bool:
    return not q.parted and q.rank == 3 and bool((np.abs(q.tensor) > 0.05).all())


def is_small(q: Tensors) -> bool:
    return q.p.photo == "china" and not q.p.refined and q.stored_share <= 0.08 and q.error < 0.1535


string = lambda text: {"subscripts": text}
slices = lambda *rows: {"view": "rank", "slices": rows}
photo = lambda *ranks: {"view": "photo", **dict(zip(("rows", "columns", "colours"), ranks, strict=True))}
half = lambda n: {"view": "border", "format": "half", "split": n}
BY_EINSUM = [panels.operands_panel, panels.result_panel, panels.network_panel]
BORDER = [panels.border_panel, panels.arrows_panel, panels.merging_panel]
BY_RANK = [panels.chart_panel, panels.wave_panel, panels.terms_panel]
lesson = Lesson(
    title="Tensors and Tensor Operations",
    terms=("einsum", "contraction", "tensor network", "Tucker", "HOSVD", "CP decomposition", "tensor rank", "attention"),
    state=Tensors,
    choose="What",
    views={
        "einsum": View(
            "Contraction", BY_EINSUM, readouts.einsum_readouts, readouts.einsum_alt, [SUBSCRIPTS, PILE, ENTRY],
            readouts.einsum_notice,
        ),
        "rank": View(
            "Rank", BY_RANK, readouts.rank_readouts, readouts.rank_alt, [SLICES, SEED], readouts.rank_notice
        ),
        "border": View(
            "Border", BORDER, readouts.border_readouts, readouts.border_alt,
            [SPLIT, FORMAT], readouts.border_notice,
        ),
        "photo": View(
            "Photo", [panels.photo_panel, panels.spectra_panel], readouts.photo_readouts, readouts.photo_alt,
            [PHOTO, ROWS, COLUMNS, COLOURS, REFINED], readouts.photo_notice,
        ),
    },
    numbers=readouts.numbers,
    draft={"refined": False},
    challenges=(
        Challenge(
            "Given matrices A_b and vectors x_b: write the string of the vectors A_bᵀ x_b, one for each b.",
            "b is matched, not summed. The transpose is no operation: it only says which letter of A meets x.",
            is_batched,
            [string("bij,bi->bj"), string("nac,na->nc"), string("bij,bi")],
            [string("bij,bj->bi"), string("bij,bi->j"), string("bij,bi->bij"), string("bij,bi->jb")],
            views=["einsum"],
        ),
        Challenge(
            "Put a tensor exactly on the border: hyperdeterminant 0, yet rank 3, and no entry 0.",
            "The mixed slice needs a double zero that is no accident of X and Y being alike: Y = XJ with a Jordan block J.",
            is_on_border,
            [slices((1, 1, 1, 2), (1, 2, 1, 3)), slices((1, -1, 2, -1), (1, 1, 2, 3)), slices((2, 1, 1, 1), (-1, 1, 1, 2))],
            [slices((1, 1, 1, 1), (1, 2, 1, 2)), slices((0, 1, 1, 0), (1, 0, 0, 0)), slices((1, 1, 1, 2), (1, 2, 1, 2.9)),
             slices((1, 1, 1, 1), (1, 1, 1, 1))],
            views=["rank"],
        ),
        Challenge(
            "The temple, not refined: at most 8% of the numbers, and an error below 15.35%.",
            "Which of the three curves is steepest where you stand? A rank there costs its numbers twice: core and basis.",
            is_small,
            [photo(15, 13, 2), photo(14, 13, 2), photo(15, 12, 3)],
            [photo(13, 13, 3), photo(15, 14, 1), photo(16, 13, 2), photo(15, 13, 2) | {"photo": "flower"}],
            views=["photo"],
        ),
        Challenge(
            "In 16 bits: bring the two terms nearer to W than 0.03.",
            "Small n misses by √3/n; large n lets rounding rule. Both meet somewhere.",
            lambda q: q.p.format == "half" and q.off < 0.03,
            [half(112), half(126), half(84.1)],
            [half(79.4), half(10_000), half(1000), half(100), {"view": "border", "split": 112}],
            views=["border"],
        ),
        Challenge(
            "Predict: how often do two terms u⊗v⊗w suffice for a random real 2×2×2 tensor (normal entries)?",
            "Two matrices of a random pair share real eigen-directions, or do not. It is neither never nor always.",
            predict=Prediction(
                "The chance of rank 2, in percent", lambda q: 25 * np.pi, 3.0, {"view": "border"}, unit="%",
                why="It is π/4, about 78.5%: that of a swing larger than the mean. The rest needs three terms.",
            ),
        ),
    ),
    related=("matrix_operations", "svd", "block_kronecker", "rank_determinant"),
    source=(einsum.read, tensors.rank, tensors.two_terms, tensors.border_error, tensors.photograph),
    oracles=(
        "contractions: numpy.einsum, numpy.tensordot", "hyperdeterminant: sympy.discriminant", "rank: numpy.linalg.eig",
        "zeros: numpy.roots", "unfoldings: numpy.linalg.svd", "chance of rank 2: π/4 (Bergqvist)",
    ),
)  # fmt: skip
