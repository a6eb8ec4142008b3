"""The controls and quantities: a process and its series, a series taken apart, its forecasts, two unrelated series."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Data, Point, Seed, Slider, Toggle, unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.memory import remembered
from mathcore.statistics import arma, records, seasonal, spurious
from mathcore.statistics.records import Record

Array = NDArray[np.float64]
STEPS, LAGS = 200, 24  # simulated values; lags that are shown
SECRET, ENDS = (1.5, -0.75), ((-2.2, 2.2), (-1.2, 1.2))  # the mystery; where the two coefficients end
PHI = Point("phi", "φ₁, φ₂", (1.4, -0.8), *ENDS, 0.01, help="xₜ = φ₁xₜ₋₁ + φ₂xₜ₋₂ + εₜ + θεₜ₋₁")
THETA = Slider("theta", "θ, weight of the last shock", -1.5, 1.5, 0, 0.05)
GIVEN = {"simulated": "Simulated from φ and θ", "sunspots": "Sunspots, 1700–2008"}
OBSERVED = Data("observed", "Series", GIVEN, "simulated")
MYSTERY = Toggle("mystery", "Show a mystery’s autocorrelations")
SEED = Seed("seed", "Seed of the shocks", 4)
EQUAL = "Equal steps in time, 60 or more; of a long series the last 600."
SERIES = Data("series", "Series", {"co2": "CO₂ at Mauna Loa, 1958–2001"}, "co2", help=EQUAL)
CYCLES = {"4": "4 (quarters)", "7": "7 (days)", "12": "12 (months)", "24": "24 (hours)"}
PERIOD = Choice("period", "Steps in a season", CYCLES, "12")
WINDOW = Slider("window", "Window of the moving average", 3, 36, 12, 1, "steps", integer=True)
METHOD = Choice("method", "Trend and season by", {"average": "averages", "stl": "STL"}, "average")
ORIGIN = Slider("origin", "What is known, of the series", 60, 100, 88.6, 0.2, "%")
MA = Slider("ma", "θ, of the last shock", -0.96, 0.4, -0.36, 0.01)
SMA = Slider("sma", "Θ, of the shock a season ago", -0.96, 0.2, -0.84, 0.01)
COUNT = Choice("count", "Values in each series", {"30": "30", "100": "100", "300": "300"}, "100")
MEMORY = Slider("memory", "Memory φ of both", 0, 1, 1, 0.05)
CHANGES = Toggle("changes", "Regress the changes, xₜ − xₜ₋₁")
RUN = Slider("run", "Pair shown", 1, 100, 3, 1, integer=True)

# What a reader brought, by the text of the link.
opened = lambda found: records.numbered(found.values[:, 0], found.columns[0])
own = remembered(lambda text: opened(unpack(text)))


class Processes(State):
    """ARMA(2, 1) on fixed shocks; a series with a season; two autoregressions that are unrelated."""

    # One process. Its autocorrelations are NaN where it has no stationary solution.
    settles = cached_property(lambda q: arma.stationary(q.p.phi))
    poles = cached_property(lambda q: arma.poles(q.p.phi))
    cloaked = cached_property(lambda q: arma.cloaked(q.p.phi, q.p.theta))
    modulus = cached_property(lambda q: float(np.abs(q.poles).max()))
    turn = cached_property(lambda q: arma.period(q.p.phi))
    variance = cached_property(lambda q: float(arma.autocovariances(q.p.phi, q.p.theta, 0)[0]))
    rho = cached_property(lambda q: arma.autocovariances(q.p.phi, q.p.theta, LAGS) / q.variance)
    partial = cached_property(lambda q: arma.partial(q.rho))
    secret = cached_property(lambda q: arma.autocovariances(SECRET, 0.0, LAGS) / arma.autocovariances(SECRET, 0.0, 0))
    sample = cached_property(lambda q: arma.sample_acf(q.record.values, LAGS))
    fitted = cached_property(lambda q: arma.yule_walker(q.sample))
    band = cached_property(lambda q: 1.96 / np.sqrt(len(q.record.values)))
    inflation = cached_property(lambda q: arma.inflation(q.p.phi, q.p.theta))

    @cached_property
    def record(self) -> Record:
        """The series of the first two views; raises where it says nothing."""
        if self.p.observed == "simulated":
            x = arma.series(self.p.phi, self.p.theta, arma.shocks(self.p.seed, STEPS))
            return Record(np.arange(1.0, STEPS + 1), x, "step t", "x")
        found = records.yearly_sunspots() if self.p.observed == "sunspots" else own(self.p.observed)
        if said := records.too_little(found.values, LAGS):
            raise Unanswerable(said)
        return found

    # A series with a season, taken apart.
    steps = cached_property(lambda q: int(q.p.period))

    @kept("series", "period")
    def long(self) -> Record:
        """The series with a season; raises where there is too little of it."""
        found = records.monthly_co2() if self.p.series == "co2" else own(self.p.series)
        if said := records.seasonless(found.values, self.steps):
            raise Unanswerable(said)
        return found

    smoothed = kept("series", "period")(lambda q: seasonal.stl(q.long.values, q.steps))
    averaged = cached_property(lambda q: seasonal.classical(q.long.values, q.p.window, q.steps))
    parts = cached_property(lambda q: q.smoothed if q.p.method == "stl" else q.averaged)
    strong = cached_property(lambda q: seasonal.strengths(q.parts))
    passed = cached_property(lambda q: float(seasonal.gain(q.p.window, q.steps)))  # of the season, into the trend
    left = cached_property(lambda q: q.passed * (abs(q.passed) > 1e-12))  # the same, rounding left out
    reach = kept("series", "period")(lambda q: 1.08 * seasonal.reach(q.long.values, q.steps, 36))

    # Forecasts from the origin: the first m values are known.
    first = cached_property(lambda q: seasonal.first_origin(len(q.long.values), q.steps))
    m = cached_property(lambda q: max(q.first, round(len(q.long.values) * q.p.origin / 100)))
    surface = kept("series", "period")(lambda q: seasonal.surface(q.long.values, q.steps))
    deviances = kept("series", "period", "origin")(lambda q: q.surface.deviance(q.m - q.steps - 1))
    model = cached_property(lambda q: seasonal.airline(q.long.values, q.steps, q.p.ma, q.p.sma, q.m, q.first))
    fan = cached_property(lambda q: q.model.ahead[q.m - q.first])
    naive = kept("series", "period")(lambda q: seasonal.naive(q.long.values, q.steps, q.first))
    naive_error = kept("series", "period")(lambda q: seasonal.roots_mean_square(q.naive, q.long.values, q.first))
    measured = cached_property(lambda q: seasonal.roots_mean_square(q.model.ahead, q.long.values, q.first))
    ratios = cached_property(lambda q: q.measured / q.model.errors)  # 1: the fan keeps its promise

    # Two series.
    n = cached_property(lambda q: int(q.p.count))
    place = cached_property(lambda q: int(np.abs(spurious.GRID - q.p.memory).argmin()))
    noise = kept("count", "seed")(lambda q: spurious.shocks(q.n, spurious.RUNS, q.p.seed))
    all_t = kept("count", "seed", "changes")(lambda q: spurious.statistics(q.n, q.p.seed, q.p.changes))
    shares = kept("count", "seed", "changes")(lambda q: spurious.shares(q.all_t, q.n, q.p.changes))
    pair = cached_property(lambda q: spurious.pairs(float(q.p.memory), q.noise[:, q.p.run - 1]))
    regressed = cached_property(lambda q: np.diff(q.pair, axis=-1) if q.p.changes else q.pair)
    slope_and_t = cached_property(lambda q: tuple(float(v) for v in spurious.slopes(*q.regressed)))
    share = cached_property(lambda q: float(q.shares[q.place]))
    needed = cached_property(lambda q: spurious.critical(q.n - q.p.changes))
