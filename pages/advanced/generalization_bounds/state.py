"""The controls and the named quantities of the lesson."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import Cells, Points, Seed, Slider, Toggle
from explorer.lesson import State, kept
from mathcore.advanced import generalization as gen
from mathcore.advanced import shattering as sh

GRID = 100  # steps of the exact grid in one unit of the plane
START = ((-0.6, -0.5), (0.55, -0.6), (0.7, 0.55), (-0.5, 0.65))
KNOWS = "Its answer is the label where the sample shows the case, and “benign” elsewhere: made after the sample."
PLACES = Points("places", "Points", START, (-1, 1), (-1, 1), 0.05, fewest=2, most=5)
LABELS = Cells(
    "labels", "Positive points", ("10100",), columns=tuple("12345"), help="Cells without a point do not count."
)
DIMENSION = Slider("d", "Dimension d", 1, 20, 2, 1, integer=True)
POINTS = Slider("n_points", "Points", 1, 60, 12, 1, integer=True)
SAMPLE = Slider("n", "Sample size n", 10, 10000, 178, log=True, integer=True, per_decade=4)
COUNT = Slider("m", "Hypotheses M", 1, gen.STUMPS, 1000, log=True, integer=True, per_decade=10)
DELTA = Slider("delta", "Chance of failure δ", 0.01, 0.5, 0.05, 0.01)
ROTE = Toggle("rote", "Add one that knows the sample by heart", help=KNOWS)
SEED = Seed()
WIDTH = Slider("width", "Random cosines D", 5, 5000, 2810, log=True, integer=True, per_decade=8)
NOISE = Slider("noise", "Share of training labels replaced by random ones", 0, 1, 1, 0.25)
COUNTS = np.array(COUNT.values, dtype=int)


class Bounds(State):
    """Labelings of points, counts of them, errors of stumps on samples, and labels learnt by heart."""

    grid = cached_property(lambda q: tuple((round(GRID * x), round(GRID * y)) for x, y in q.p.places))
    all = kept("places")(lambda q: sh.labelings(q.grid))
    x = cached_property(lambda q: np.array(q.p.places, dtype=float))
    size = cached_property(lambda q: len(q.p.places))
    signs = cached_property(lambda q: np.array(q.p.labels[0][: q.size], dtype=bool))  # of the points
    shown = cached_property(lambda q: sum(1 << i for i, on in enumerate(q.signs.tolist()) if on))  # as a number
    reason = cached_property(lambda q: q.all.reasons[q.shown])  # the circuit that forbids it, or None
    labelings = cached_property(lambda q: 1 << q.size)
    separable = cached_property(lambda q: q.all.count)
    zaslavsky = cached_property(lambda q: sh.zaslavsky(q.grid))
    general = cached_property(lambda q: all(sum(c.weights != 0) == 4 for c in q.all.circuits))  # position
    made = cached_property(lambda q: sh.cover(q.p.n_points, q.p.d))  # by hyperplanes
    made_share = cached_property(lambda q: q.made / 2**q.p.n_points)
    sauer_bound = cached_property(lambda q: sh.sauer(q.p.n_points, q.p.d + 1))

    runs = kept("seed")(lambda q: gen.runs(q.p.seed, COUNTS))
    row = cached_property(lambda q: gen.SIZES.index(q.p.n))
    place = cached_property(lambda q: int(np.searchsorted(COUNTS, q.p.m)))
    seen = kept("seed", "n")(lambda q: gen.sample_counts(q.p.seed, 0, q.p.n))  # the sample of the first run
    sampled = kept("seed", "n")(lambda q: gen.sample_errors(q.seen))  # errors on it, of all stumps

    @kept("seed", "m", "rote")
    def gaps(q) -> np.ndarray:
        """The largest |L̂ - L| over the class, in each run and at each sample size."""
        found = q.runs.gaps[:, :, q.place].astype(float)
        return np.maximum(found, q.runs.rote) if q.p.rote else found

    @kept("seed", "m", "rote")
    def spread(q) -> np.ndarray:
        """The least, the median and the largest of the runs at each sample size: shape (3, sizes)."""
        return np.maximum(np.quantile(q.gaps, (0.0, 0.5, 1.0), axis=0), 1e-4)

    union = cached_property(lambda q: float(gen.hoeffding(q.p.n, q.p.delta, q.p.m + q.p.rote)))
    single = cached_property(lambda q: float(gen.hoeffding(q.p.n, q.p.delta)))
    vapnik = cached_property(lambda q: float(gen.vapnik(q.p.n, q.p.delta, gen.stump_growth(2 * q.p.n, 30))))
    coins = cached_property(lambda q: float(q.runs.coins[q.row, q.place]))  # how well the class fits coins
    rademacher = cached_property(lambda q: float(gen.rademacher(q.coins, q.p.n, q.p.delta)))
    risks = cached_property(lambda q: gen.population().risks[: q.p.m])
    best = cached_property(lambda q: int(np.argmin(q.sampled[: q.p.m])))  # the stump with the least error on the sample
    best_error = cached_property(lambda q: float(q.sampled[q.best]))
    best_risk = cached_property(lambda q: float(q.risks[q.best]))
    rote_risk = cached_property(lambda q: float(q.runs.rote[0, q.row]))
    gap = cached_property(lambda q: float(q.gaps[0, q.row]))
    beyond = cached_property(lambda q: float((q.gaps[:, q.row] > q.union + 1e-6).mean()))  # share of runs
    beyond_single = cached_property(lambda q: float((q.gaps[:, q.row] > q.single + 1e-6).mean()))
    mean_gap = cached_property(lambda q: float(q.gaps[:, q.row].mean()))
    fits = cached_property(lambda q: gen.memorised())
    wide = cached_property(lambda q: gen.WIDTHS.index(q.p.width))
    noisy = cached_property(lambda q: gen.NOISES.index(q.p.noise))
    train_right = cached_property(lambda q: 100 * float(q.fits.train[q.wide, q.noisy]))
    test_right = cached_property(lambda q: 100 * float(q.fits.test[q.wide, q.noisy]))
    norm = cached_property(lambda q: float(q.fits.norm[q.wide, q.noisy]))
    price = cached_property(lambda q: float(q.fits.price[q.wide, q.noisy]))  # the norm through the spectrum
    ball = cached_property(lambda q: q.fits.ball[q.wide])
    norm_true = cached_property(lambda q: float(q.fits.norm[q.wide, 0]))
    five = cached_property(lambda q: np.array(q.p.labels[0], dtype=bool))
    theta = cached_property(lambda q: sh.sine_frequency(q.five))
    phases = cached_property(lambda q: q.theta * 10.0 ** -np.arange(1, 6))  # at the five places
