"""The controls of the lesson on tensors, and what its views draw."""

from __future__ import annotations

from functools import cached_property

import numpy as np

import viz
from explorer.controls import Choice, Matrix, Points, Seed, Slider, Steps, Text, Toggle
from explorer.lesson import State, Unanswerable, kept
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors import panels

ALLOWED = "one or two groups of one to three letters a to z, a comma between them, then perhaps -> and the output"
SAID = ("ij,jk->ik", "bij,bjk->bik", "i,j->ij", "ii->")
READ = "One letter for each axis; what stands in the output is kept, all else is summed."
SUBSCRIPTS = Text("subscripts", "Index string", "ij,jk->ik", einsum.GRAMMAR, ALLOWED, 24, SAID, help=READ)
PILE = Steps("pile", "Piles added", high=einsum.MOST_PILES, default=2, rate=2)
ENTRY = Slider("entry", "Entry of the result", 0, 35, 3, 1, integer=True, help="Counted in reading order, from 0.")
SIZES = Points("sizes", "Lengths of the axes", panels.LENGTHS, (1, 1000), None, 1, fewest=5, most=5)
ORDER = Choice("order", "Order", einsum.ORDERS, "213")
SLICES = Matrix("slices", "Slices X and Y, side by side", panels.START, -2, 2, 0.1)
SEED = Seed()
SPLIT = Slider("split", "n", 1, 10_000, 10, log=True)
FORMATS = {"double": np.float64, "single": np.float32, "half": np.float16}
FORMAT = Choice("format", "Computed in", {"double": "64 bits", "single": "32", "half": "16"}, "double")
PHOTO = Choice("photo", "Photograph", {"china": "Temple", "flower": "Flower"}, "china")
ROWS = Slider("rows", "Rank of the rows", 1, 107, 20, 1, integer=True)
COLUMNS = Slider("columns", "Rank of the columns", 1, 160, 20, 1, integer=True)
COLOURS = Slider("colours", "Rank of the colours", 1, 3, 3, 1, integer=True)
SWEEPS = "Three sweeps of alternating least squares (HOOI): each basis is fitted anew to the other two."
REFINED = Toggle("refined", "Refine the bases", help=SWEEPS)
LETTERS, RANKS = (SUBSCRIPTS, PILE, ENTRY), (PHOTO, ROWS, COLUMNS, COLOURS, REFINED)
COUNT = 2000  # random tensors


class Tensors(State):
    """An index string, a chain, a 2×2×2 tensor, a path to the border, a photograph: none asks for another."""

    @cached_property
    def found(self) -> einsum.Contraction:
        try:
            return einsum.read(self.p.subscripts)
        except einsum.Meaningless as error:
            raise Unanswerable(str(error)) from None

    step = cached_property(lambda q: einsum.Moment(q.found, q.p.pile, q.p.entry))
    small = cached_property(lambda q: tensors.Small(np.array(q.p.slices).reshape(2, 2, 2).transpose(0, 2, 1)))
    crowd = kept("seed")(lambda q: tensors.cloud(q.p.seed, COUNT))
    pair = cached_property(lambda q: tensors.Pair(q.p.split, FORMATS[q.p.format]))
    errors = kept("format")(lambda q: [tensors.border_error(n, FORMATS[q.p.format]) for n in panels.NS.tolist()])
    shot = cached_property(lambda q: tensors.photograph(q.p.photo))
    ranks = cached_property(lambda q: (q.p.rows, q.p.columns, q.p.colours))
    original = kept("photo")(lambda q: viz.picture(panels.pixels(q.shot.tensor), **panels.UPPER))
    costs = cached_property(lambda q: {each: einsum.chain_costs(q.p.sizes, each) for each in einsum.ORDERS})
    totals = cached_property(lambda q: {each: sum(step[3] for step in steps) for each, steps in q.costs.items()})
    chosen_total = cached_property(lambda q: q.totals[q.p.order])
    least = cached_property(lambda q: einsum.cheapest(q.p.sizes))
    squeezed = kept(*(each.name for each in RANKS))(lambda q: tensors.Squeezed(q.shot, q.ranks, q.p.refined))
