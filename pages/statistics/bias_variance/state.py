"""The state of the lesson: many samples of one truth, the fits of a method to them, and their three error terms."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from explorer.text import settled
from mathcore.common.expressions import parse
from mathcore.statistics import error_terms as et
from mathcore.statistics import random_features as rf
from mathcore.statistics import resplits as rs
from mathcore.statistics import smoothers as sm

Array = NDArray[np.float64]
GRID = np.linspace(-1.0, 1.0, 121)
DRAWN = 60  # curves
SIZES = [size * 10.0**k for k in range(3) for size in (1.0, 2.0, 5.0)]  # of the truth, for the axes
KNOBS = {"polynomial": "degree", "neighbours": "neighbours", "ridge": "penalty", "tree": "leaves"}
FIT = "method", *KNOBS.values()
SAMPLES = "truth", "n", "sigma", "rho", "seed"


def heights(text: str, x: Array) -> Array:
    """The truth at x."""
    with np.errstate(all="ignore"):
        found = np.broadcast_to(parse(text)(x), x.shape).astype(float)
    if not (np.abs(found) <= SIZES[-1]).all():
        raise Unanswerable(f"The truth needs a value between −{SIZES[-1]:g} and {SIZES[-1]:g} at every x from −1 to 1.")
    return found


class Fits(State):
    """`tree` to `f_here`: what is fitted; `noise` to `variance_curve`: fits; `reactions` to `fixed`: errors; tables."""

    tree = cached_property(lambda q: q.p.method == "tree")
    setting = cached_property(lambda q: float(q.p[KNOBS[q.p.method]]))
    place = cached_property(lambda q: sm.SETTINGS[q.p.method].index(q.setting))
    x = cached_property(lambda q: sm.places(q.p.n))
    curve = kept("truth")(lambda q: heights(q.p.truth, GRID))
    f = kept("truth", "n")(lambda q: heights(q.p.truth, q.x))
    tall = cached_property(lambda q: viz.reach(q.curve, SIZES))
    f_here = cached_property(lambda q: settled(float(heights(q.p.truth, np.array([q.p.at]))[0]), q.tall))

    noise = kept("seed", "n", "rho")(lambda q: et.noise(q.p.seed, q.p.n, q.p.rho))
    new_noise = kept("seed", "n", "rho")(lambda q: et.noise(q.p.seed, q.p.n, q.p.rho, 1))
    answers = cached_property(lambda q: q.f + q.p.sigma * q.noise)  # (samples, n)
    fresh = cached_property(lambda q: q.f + q.p.sigma * q.new_noise)
    rows = kept("n", *FIT)(lambda q: sm.weights(q.p.method, q.setting, q.x, GRID))  # of a linear smoother, on GRID
    cells = kept("n")(lambda q: sm.nearest(q.x, GRID, 1)[:, 0])  # the leaf of a place is that of its nearest datum
    cell = cached_property(lambda q: int(sm.nearest(q.x, [q.p.at], 1)[0, 0]))

    def weights(self, answers: Array, at: Array) -> Array:
        """The weights of the method; of a tree, of the one that is grown on these answers."""
        if self.tree:
            return sm.tree_weights(answers, int(self.setting), self.x, at)
        return sm.weights(self.p.method, self.setting, self.x, at)

    # The hat matrix (of a tree, of the one grown without noise, its cuts held still), and what it says at the place.
    still = cached_property(lambda q: q.weights(q.f, q.x))
    still_row = cached_property(lambda q: q.weights(q.f, np.array([q.p.at]))[0])
    row = cached_property(lambda q: q.weights(q.answers[0], np.array([q.p.at]))[0])  # of the first sample's fit
    squares = cached_property(lambda q: float(q.row @ q.row))
    matrix = cached_property(lambda q: et.correlation(q.p.n, q.p.rho))
    weighed = cached_property(lambda q: q.p.sigma * float(np.sqrt(max(q.row @ q.matrix @ q.row, 0.0))))
    grown = kept(*SAMPLES, "leaves")(lambda q: sm.leaf_means(q.answers, sm.cuts(q.answers, q.p.leaves)))
    fits = cached_property(lambda q: q.grown if q.tree else q.answers @ q.still.T)  # (samples, n)
    # The first fits on GRID; what all say at the place.
    curves = cached_property(lambda q: q.fits[:DRAWN, q.cells] if q.tree else q.answers[:DRAWN] @ q.rows.T)
    said = cached_property(lambda q: q.fits[:, q.cell] if q.tree else q.answers @ q.row)
    # Mean and variance of the fits, over all samples that there could be; of trees, over those that there are.
    mean_curve = cached_property(lambda q: q.fits.mean(axis=0)[q.cells] if q.tree else q.rows @ q.f)
    mean_here = cached_property(lambda q: settled(float(q.said.mean() if q.tree else q.row @ q.f), q.tall))
    bias_here = cached_property(lambda q: settled(q.mean_here - q.f_here, q.tall))
    deviation_here = cached_property(lambda q: float(et.variance_of(q.said) ** 0.5) if q.tree else q.weighed)
    mixed = kept("rho", "n", *FIT)(lambda q: np.einsum("ij,ij->i", q.rows @ et.correlation(q.p.n, q.p.rho), q.rows))
    spread = cached_property(lambda q: q.p.sigma**2 * np.maximum(q.mixed, 0.0))
    variance_curve = cached_property(lambda q: et.variance_of(q.fits)[q.cells] if q.tree else q.spread)

    reactions = kept("method", "n", "rho", "seed")(lambda q: et.reactions(q.p.method, q.p.n, q.p.rho, q.p.seed))
    trees = kept(*SAMPLES)(lambda q: et.measured_fits(et.tree_fits(q.answers), q.f, q.answers, q.fresh))
    # Of each setting: as the samples show them; and in closed form, where there is one.
    measured = cached_property(lambda q: q.trees if q.tree else et.measured(q.p.method, q.f, q.p.sigma, q.reactions))
    terms = cached_property(lambda q: q.trees if q.tree else et.exact(q.p.method, q.f, q.p.sigma, q.p.rho))
    best = cached_property(lambda q: int(np.argmin(q.terms.error.round(12))))
    fixed = cached_property(lambda q: et.still_terms(q.still, q.f, q.p.sigma))

    @kept("data")
    def table(self) -> rs.Table:
        """What the reader chose or brought."""
        if not self.p.data.startswith("own:"):
            return rs.built_in(self.p.data)
        own = unpack(self.p.data)
        try:
            return rs.table(own.values, *own.columns)
        except ValueError as error:
            raise Unanswerable(str(error)) from None

    split = kept("data", "method", "seed")(lambda q: rs.resplit(q.table, q.p.method, q.p.seed))

    size = cached_property(lambda q: rf.SIZES.index(q.p.features))
    pull = cached_property(lambda q: rf.PENALTIES.index(q.p.shrink))
    pulled = cached_property(lambda q: rf.Sweep(*(each[q.pull] for each in rf.sweep())))  # against the features
    digit = cached_property(lambda q: rf.Sweep(*(each[q.size] for each in q.pulled)))  # of the chosen model
