"""The controls of the lesson on tensors, and what its views draw."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

import viz
from explorer.controls import Choice, Matrix, Seed, Slider, Steps, Text, Toggle
from explorer.lesson import State, Unanswerable, kept
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors import panels

ALLOWED = "one or two groups of one to three letters, a comma between them, then perhaps -> and the output"
SAID = ("ij,jk->ik", "bij,bjk->bik", "i,j->ij", "ij,kj")
READ = "One letter for each axis; what stands in the output is kept, all else is summed."
SUBSCRIPTS = Text("subscripts", "Index string", "ij,jk->ik", einsum.GRAMMAR, ALLOWED, 24, SAID, help=READ)
PILE = Steps("pile", "Piles added", high=einsum.MOST_PILES, default=2, rate=2)
ENTRY = Slider("entry", "Entry of the result", 0, 35, 3, 1, integer=True, help="Counted in reading order, from 0.")
SLICES = Matrix("slices", "Slices X and Y, side by side", panels.START, -2, 2, 0.1)
SEED = Seed()
SPLIT = Slider("split", "n", 1, 10_000, 10, log=True, integer=False, per_decade=40)
FORMATS = {"double": np.float64, "single": np.float32, "half": np.float16}
FORMAT = Choice("format", "Computed in", {"double": "64 bits", "single": "32", "half": "16"}, "double")
PHOTO = Choice("photo", "Photograph", {"china": "Temple", "flower": "Flower"}, "china")
ROWS = Slider("rows", "Rank of the rows", 1, 107, 20, 1, integer=True)
COLUMNS = Slider("columns", "Rank of the columns", 1, 160, 20, 1, integer=True)
COLOURS = Slider("colours", "Rank of the colours", 1, 3, 3, 1, integer=True)
SWEEPS = "Three sweeps of alternating least squares (HOOI): each basis is fitted anew to the other two."
REFINED = Toggle("refined", "Refine the bases", help=SWEEPS)
COUNT = 2000  # random tensors


class Tensors(State):
    """An index string, a 2×2×2 tensor, a path to the border, a photograph: none asks for another."""

    # An index string
    @cached_property
    def found(self) -> einsum.Contraction:
        try:
            return einsum.read(self.p.subscripts)
        except einsum.Meaningless as error:
            raise Unanswerable(str(error)) from None

    piles = cached_property(lambda q: len(q.found.piles))
    added = cached_property(lambda q: min(q.p.pile, q.piles))  # piles that are in the sum
    current = cached_property(lambda q: q.found.piles[max(q.added, 1) - 1])  # the pile on show, by its letters
    this_pile = cached_property(lambda q: q.found.pile_values[max(q.added, 1) - 1])
    so_far = cached_property(lambda q: q.found.pile_values[: q.added].sum(axis=0))
    masked = cached_property(lambda q: q.found.masked(q.added))
    chosen = cached_property(lambda q: min(q.p.entry, q.so_far.size - 1))
    spot = cached_property(lambda q: tuple(int(k) for k in np.unravel_index(q.chosen, q.so_far.shape or (1,))))
    picked = cached_property(lambda q: dict(zip(q.found.output, q.spot, strict=False)))  # its letters' values

    @cached_property
    def products(self) -> list[list[float]]:
        """The factors of each product that the chosen entry has so far."""
        return [self.found.factors(pile | self.picked) for pile in self.found.piles[: self.added]]

    entry_value = cached_property(lambda q: float(sum(np.prod(each) for each in q.products)))
    entry_whole = cached_property(lambda q: float(q.found.whole().ravel()[q.chosen]))

    # A 2×2×2 tensor
    tensor = cached_property(lambda q: np.array(q.p.slices).reshape(2, 2, 2).transpose(0, 2, 1))  # [row, column, slice]
    mean = cached_property(lambda q: float(tensors.chart(q.tensor)[0]))
    swing = cached_property(lambda q: float(tensors.chart(q.tensor)[1]))
    det_x = cached_property(lambda q: float(tensors.pencil(q.tensor)[0]))
    det_y = cached_property(lambda q: float(tensors.pencil(q.tensor)[2]))
    cayley = cached_property(lambda q: tensors.hyperdeterminant(q.tensor))
    rank = cached_property(lambda q: tensors.rank(q.tensor))
    zeros = cached_property(lambda q: np.array(tensors.zeros(q.tensor)))
    terms = cached_property(lambda q: tensors.two_terms(q.tensor))
    missing = cached_property(lambda q: float(np.abs(q.terms.sum(axis=0) - q.tensor).max()))
    parted = cached_property(lambda q: abs(q.cayley) > tensors.ZERO)
    share = cached_property(lambda q: float(q.crowd.two.mean()))

    @kept("seed")
    def crowd(self) -> tensors.Cloud:
        """Random tensors."""
        return tensors.cloud(self.p.seed, COUNT)

    # The border
    kind = cached_property(lambda q: FORMATS[q.p.format])
    pair = cached_property(lambda q: tensors.border(q.p.split, q.kind))
    off = cached_property(lambda q: tensors.border_error(q.p.split, q.kind))
    off_formula = cached_property(lambda q: float(np.sqrt(3 / q.p.split**2 + 1 / q.p.split**4)))
    term_norm = cached_property(lambda q: float(np.linalg.norm(q.pair[0].astype(float))))
    close_zeros = cached_property(lambda q: np.real(np.array(tensors.zeros(tensors.border(q.p.split).sum(axis=0)))))

    near = cached_property(
        lambda q: tensors.chart(tensors.border(q.p.split).sum(axis=0))
    )  # mean, swing without rounding
    squares = cached_property(lambda q: (float(q.near[0]) ** 2, float(q.near[1]) ** 2))
    w_cayley = cached_property(lambda q: tensors.hyperdeterminant(tensors.border_target()))

    @kept("format")
    def errors(self) -> Any:
        """The error at each n of the slider, in the format."""
        return np.array([tensors.border_error(n, FORMATS[self.p.format]) for n in SPLIT.values])

    # A photograph
    ranks = cached_property(lambda q: (q.p.rows, q.p.columns, q.p.colours))
    shot = cached_property(lambda q: tensors.photograph(q.p.photo))

    @kept("photo", "rows", "columns", "colours", "refined")
    def format_of(self) -> Any:
        """The core and the three bases."""
        return self.shot.refined(self.ranks) if self.p.refined else self.shot.truncated(self.ranks)

    rebuilt = cached_property(lambda q: tensors.multiplied(q.format_of[0], *q.format_of[1]))
    error2 = cached_property(lambda q: float(np.sum((q.rebuilt - q.shot.tensor) ** 2)))
    error = cached_property(lambda q: float(np.sqrt(q.error2 / q.shot.norm2)))
    core2 = cached_property(lambda q: float(np.sum(q.format_of[0] ** 2)))
    cut2 = cached_property(lambda q: q.shot.norm2 - float(np.sum(q.shot.truncated(q.ranks)[0] ** 2)))
    tails = cached_property(lambda q: [float(t[r]) for t, r in zip(q.shot.tails, q.ranks, strict=True)])
    stored = cached_property(lambda q: tensors.numbers_stored(q.shot.tensor.shape, q.ranks))
    stored_share = cached_property(lambda q: q.stored / q.shot.tensor.size)

    @kept("photo")
    def original(self) -> Any:
        """The photograph as a layout image."""
        return viz.picture(panels.pixels(self.shot.tensor), **panels.UPPER)
