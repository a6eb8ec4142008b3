"""What the figures show: a rounded number, a rounded difference, four sums, a solved system, a softmax."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from explorer.controls import Choice, Points, Slider, Toggle
from explorer.lesson import State, kept
from explorer.text import number
from mathcore.advanced import floating_point as fp
from mathcore.advanced import stable_algorithms as sa

TERMS = {"tenths": "0.1 again and again", "thousandths": "0.001 again and again", "ones": "1 again and again"}
TERMS |= {"harmonic": "1, 1/2, 1/3, …", "alternating": "1, −1/2, 1/3, …", "peters": "1, B, 1, −B, … (B = 4/u)"}
MATRICES = {"small": "[[ε, 1], [1, 1]]", "wilkinson": "Wilkinson’s", "hilbert": "Hilbert’s"}
SMALL = Choice("small", "Format of 8 bits", {"E4M3": "E4M3", "E5M2": "E5M2"}, "E4M3")
X = Slider("x", "Number x", 1e-5, 1e5, 9.33, log=True, per_decade=100)
STORED = Choice("stored", "Format", {name: name for name in ("E4M3", "bf16", "fp16", "fp32")}, "E4M3")
A = Slider("a", "First number a", 0.5, 4, 2.7, 0.001)
B = Slider("b", "Second number b", 0.5, 4, 2.32, 0.001)
FORMAT = Choice("format", "Format", {name: name for name in ("bf16", "fp16", "fp32", "fp64")}, "fp16")
KIND = Choice("kind", "Added are", TERMS, "tenths")
COUNT = Slider("count", "How many terms n", 10, sa.MOST, 5010, log=True, integer=True)
MATRIX = Choice("matrix", "Matrix", MATRICES, "small")
PIVOT = Slider("pivot", "First pivot ε", 1e-20, 0.1, 1e-17, log=True, per_decade=10, when={"matrix": ("small",)})
SIZE = Slider("size", "Size n", 2, 60, 12, 1, integer=True, when={"matrix": ("wilkinson", "hilbert")})
EXCHANGE = Toggle("exchange", "Exchange rows (partial pivoting)", False)
WIDE = Choice("wide", "Format", {name: name for name in ("bf16", "fp16", "fp32")}, "fp32")
LOGITS = Points("logits", "Logits", (-40.0, 88.0, 90.0, 91.0), (-120.0, 120.0), None, 0.1, fewest=4, most=4)
GRID = np.linspace(0.5, 4, 701)  # of a, for the errors of differences
SYSTEM = ("matrix", "exchange", "pivot", "size")
NEAR = np.arange(-4, 5) * 1e-3
ALONG = {"small": PIVOT.every(), "wilkinson": range(2, 61), "hilbert": range(2, sa.HILBERT_MOST + 1)}


class Stability(State):
    """Each view asks for its own: `form` and on for the line, `gap` for differences, `sums`, `solved`, `softmax`."""

    form = cached_property(lambda q: fp.FORMATS[q.p.small])
    rounded = cached_property(lambda q: fp.stored(q.form, q.p.x))  # beyond the format infinite, or NaN
    off = cached_property(lambda q: abs(q.rounded - q.p.x) if np.isfinite(q.rounded) else np.inf)
    becomes = cached_property(lambda q: f"NaN, or {q.form.largest:g}" if np.isnan(q.rounded) else number(q.rounded, 6))
    relative = cached_property(lambda q: r"\text{NaN, or }1 - 448/x" if np.isnan(q.rounded) else q.off / q.p.x)
    spacing = cached_property(lambda q: float(q.form.spacing(q.p.x)))
    around = cached_property(lambda q: q.form.around(q.p.x))

    held = cached_property(lambda q: fp.FORMATS[q.p.stored])
    gap = cached_property(lambda q: fp.difference(q.held, q.p.a, q.p.b))
    amplification = cached_property(lambda q: fp.amplification(q.p.a, q.p.b))
    lens = cached_property(lambda q: fp.magnified(q.held, q.p.a, q.p.b))
    across = kept("b")(lambda q: np.sort(np.concatenate([GRID, np.clip(q.p.b + NEAR, 0.5, 4)])))  # of a, past the pole
    gaps = kept("stored", "b")(lambda q: fp.difference(q.held, q.across, q.p.b))

    used = cached_property(lambda q: fp.FORMATS[q.p.format])
    sums = kept("kind", "format")(lambda q: sa.sums(q.p.kind, q.p.format, tuple(map(int, COUNT.every()))))
    place = cached_property(lambda q: COUNT.every().index(q.p.count))
    ways = cached_property(lambda q: {way: float(q.sums.ways[way][q.place]) for way in sa.WAYS})
    errors = cached_property(lambda q: {way: float(q.sums.error(way)[q.place]) for way in sa.WAYS})

    order = cached_property(lambda q: min(q.p.size, sa.HILBERT_MOST) if q.p.matrix == "hilbert" else q.p.size)
    along = cached_property(lambda q: tuple(ALONG[q.p.matrix]))  # the pivots, or the sizes
    solved = kept(*SYSTEM)(lambda q: sa.posed(q.p.matrix, q.order, q.p.pivot, q.p.exchange))
    condition = kept("matrix", "pivot", "size")(lambda q: sa.condition(q.p.matrix, q.order, q.p.pivot))

    exps = cached_property(lambda q: fp.FORMATS[q.p.wide])
    z = cached_property(lambda q: np.array(q.p.logits))
    naive = cached_property(lambda q: fp.shares(q.exps, q.z, False))
    shifted = cached_property(lambda q: fp.shares(q.exps, q.z, True))
    true_log = cached_property(lambda q: float(logsumexp(q.z)))
    true_shares = cached_property(lambda q: np.exp(q.z - q.true_log))
