"""Index letters say which axes are kept and which are summed away; and with three axes, rank is no longer tame."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors import panels, readouts
from pages.advanced.tensors import state as given
from pages.advanced.tensors.state import Tensors

BATCHED = ("bij", "bi", "bj")


def is_batched(q: Tensors) -> bool:
    """Whether the string is A_bᵀ x_b for each b."""
    return any(einsum.same([*inputs, q.found.output], BATCHED) for inputs in (q.found.inputs, q.found.inputs[::-1]))


def is_on_border(q: Tensors) -> bool:
    return not q.small.parted and q.small.rank == 3 and bool((np.abs(q.small.tensor) > 0.05).all())


def is_small(q: Tensors) -> bool:
    return q.p.photo == "china" and not q.p.refined and q.squeezed.share <= 0.08 and q.squeezed.error < 0.1535


string = lambda text: {"subscripts": text}
slices = lambda *rows: {"view": "rank", "slices": rows}
photo = lambda *ranks: {"view": "photo", **dict(zip(("rows", "columns", "colours"), ranks, strict=True))}
said = lambda key: (getattr(readouts, f"{key}_readouts"), getattr(readouts, f"{key}_alt"))
BY_LETTERS = [panels.operands_panel, panels.result_panel, panels.network_panel]
BY_ORDER = [panels.lengths_panel, panels.orders_panel, panels.tree_panel]
BY_RANK = [panels.chart_panel, panels.wave_panel, panels.terms_panel]
BORDER = [panels.border_panel, panels.arrows_panel, panels.merging_panel]
PHOTOS = [panels.photo_panel, panels.spectra_panel]
lesson = Lesson(
    title="Tensors and Tensor Operations",
    terms=("einsum", "contraction", "tensor network", "Tucker", "HOSVD", "CP", "tensor rank", "attention", "matrices"),
    state=Tensors,
    views={
        "einsum": View("Contraction", BY_LETTERS, *said("einsum"), given.LETTERS, lambda q: q.found.remark),
        "order": View("Order", BY_ORDER, *said("order"), [given.SIZES, given.ORDER]),
        "rank": View("Rank", BY_RANK, *said("rank"), [given.SLICES, given.SEED], readouts.rank_notice),
        "border": View("Border", BORDER, *said("border"), [given.SPLIT, given.FORMAT], readouts.border_notice),
        "photo": View("Photo", PHOTOS, *said("photo"), given.RANKS, readouts.photo_notice),
    },
    numbers=readouts.numbers,
    draft={"refined": False},
    challenges=(
        Challenge(
            "Stacks of matrices A_b and vectors x_b, b first: write the string of the stack of all A_bᵀ x_b, b first.",
            "b is matched, not summed. The transpose is no operation: it only says which letter of A meets x.",
            is_batched,
            [string("bij,bi->bj"), string("nac,na->nc"), string("abi,ab->ai")],
            [string("bij,bj->bi"), string("bij,bi->j"), string("bij,bi->bij"), string("bij,bi->jb")],
            views=["einsum"],
        ),
        Challenge(
            "Put a tensor exactly on the border: hyperdeterminant 0, yet rank 3, and no entry 0.",
            "Det(xX + yY) needs a double zero, and Y must be no multiple of X: try Y = XJ, with a Jordan block J.",
            is_on_border,
            [slices((-1, -1, -0.5, -1.5), (-1, 1, -0.5, -0.5)), slices((-1, 1, 1, -2), (2, 1, -2, 1)),
             slices((1, -1, -1, 2), (-1, 0.5, 1, -1.5))],
            [slices((1, 1, 1, 1), (1, 2, 1, 2)), slices((0, 1, 1, 0), (1, 0, 0, 0)),
             slices((-1, 1, 1, -2), (2, 1, -2, 1.1)), slices((1, 1, 1, 1), (1, 1, 1, 1))],
            views=["rank"],
        ),
        Challenge(
            "The temple, not refined: at most 8% of the numbers, and an error below 15.35%.",
            "Where is each curve steep, and what does one more rank cost there, in the core and in the basis?",
            is_small,
            [photo(15, 13, 2), photo(14, 13, 2), photo(15, 12, 3)],
            [photo(13, 13, 3), photo(15, 14, 1), photo(16, 13, 2), photo(15, 13, 2) | {"photo": "flower"}],
            views=["photo"],
        ),
        Challenge(
            "Predict: how often do two terms u⊗v⊗w suffice for a random real 2×2×2 tensor (normal entries)?",
            "Two matrices of a random pair share real eigen-directions, or do not. It is neither never nor always.",
            predict=Prediction(
                "The chance of rank 2, in percent", lambda q: 25 * np.pi, 1.4, {"view": "border"}, unit="%",
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
