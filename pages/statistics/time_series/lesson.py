"""Values that remember: how a process forgets its shocks decides how a series looks, foretells, and misleads."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from explorer.text import latex
from mathcore.statistics import arma, seasonal, spurious
from pages.statistics.time_series import panels, state
from pages.statistics.time_series import readouts as told
from pages.statistics.time_series.state import Processes

PROCESS = panels.triangle_panel, panels.poles_panel, panels.acf_panel, panels.series_panel, panels.pacf_panel
WAVES = panels.triangle_panel, panels.spectrum_panel, panels.series_panel
APART = panels.level_panel, panels.gain_panel, panels.rest_panel, panels.season_panel
FORECAST = panels.fan_panel, panels.errors_panel, panels.fit_panel
WALKS = panels.pair_panel, panels.scatter_panel, panels.memory_panel, panels.t_panel
ON_WAVES, SEASON = (state.PHI, state.THETA, state.OBSERVED, state.SEED), (state.SERIES, state.PERIOD)
ON_ARMA = *ON_WAVES, state.MYSTERY
ON_PARTS, ON_FAN = (*SEASON, state.METHOD, state.WINDOW), (*SEASON, state.ORIGIN, state.MA, state.SMA)
NOTHING = r"\text{no variance, and no }\rho_k"
ON_WALKS = state.MEMORY, state.COUNT, state.CHANGES, state.RUN, state.SEED


def numbers(q: Processes) -> dict[str, Any]:
    """Names for the text and the programs."""
    growth = np.sqrt(np.cumsum(seasonal.psi(q.p.ma, q.p.sma, q.steps) ** 2))
    a, b, one, two = (latex(value) for value in (*q.p.phi, q.rho[1], q.rho[2]))
    said = rf"\gamma_0={latex(q.variance)},\ \rho_1={one},\ \rho_2=\varphi_1\rho_1+\varphi_2=({a})({one})+({b})={two}"
    said, poles = said if q.settles else NOTHING, r"\text{ and }".join(latex(z, 3) for z in q.poles)
    found = {"growth_season": growth[q.steps - 1], "growth_far": growth[-1], "two_steps": growth[1]}
    found |= {"spread_t": float(spurious.spread(q.p.memory, q.p.changes)), "t_pair": q.slope_and_t[1]}
    found |= {"rho_one": q.rho[1], "phi_one": q.p.phi[0], "phi_two": q.p.phi[1]}
    pair = r"\text{the changes of the pair shown}" if q.p.changes else r"\text{the pair shown}"
    return found | {"process_text": said, "poles_text": poles, "pair_text": pair}


# What the programs take: no data, which they would have to carry.
arma_of = lambda q: {"phi": list(q.p.phi), "theta": q.p.theta, "memory": q.p.memory, "changes": q.p.changes}
listing = lambda q: arma_of(q) | {"window": q.p.window, "period": q.steps, "ma": q.p.ma, "sma": q.p.sma}
off = lambda q: float(np.max(np.abs(q.rho - q.secret))) if q.settles else np.inf
colour = lambda q: float(np.max(np.abs(q.rho[1:]))) if q.settles else np.inf
lies = lambda q: abs(q.ratios[0] - 1) <= 0.08 and q.ratios[23] >= 2.2
guess = lambda *phi, theta=0, mystery=True: {"phi": phi, "theta": theta, "mystery": mystery}
blank = lambda first, theta, second=0: {"phi": (first, second), "theta": theta}
fan = lambda ma, sma, **more: {"view": "forecast", "ma": ma, "sma": sma} | more
TERMS = "autocorrelation", "AR", "MA", "ARIMA", "stationarity", "spectrum", "STL", "forecast", "spurious regression"
WHY = "Wanderings last as long as the series: there are hardly more than a few independent values in it."
lesson = Lesson(
    title="Time Series Basics: Trends, Seasonality, ARIMA",
    terms=TERMS,
    state=Processes,
    views={
        "process": View("One process", PROCESS, told.process, told.process_alt, ON_ARMA, told.process_notice, 3),
        "waves": View("Waves", WAVES, told.waves, told.process_alt, ON_WAVES, told.process_notice, 2),
        "apart": View("Taken apart", APART, told.apart, told.apart_alt, ON_PARTS, told.apart_notice),
        "forecast": View("Forecast", FORECAST, told.forecast, told.forecast_alt, ON_FAN, told.forecast_notice),
        "walks": View("Two walks", WALKS, told.walks, told.walks_alt, ON_WALKS),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: two random walks of 100 steps, unrelated. How often is the slope “significant” at 5%, in %?",
            "Each wanders off and comes back late. How many independent values are there?",
            predict=Prediction("Share of pairs", lambda q: 100 * q.share, 6, {"view": "walks"}, unit="%", why=WHY),
        ),
        Challenge(
            "In One process: show the mystery’s diamonds and find its process, each ρₖ within 0.02.",
            "How long is a full swing? That is one curve in the triangle; how fast the swing fades is a height.",
            lambda q: q.p.mystery and off(q) <= 0.02,
            [guess(1.5, -0.75), guess(1.51, -0.76), guess(1.5, -0.75, theta=0.05)],
            [guess(1.5, -0.76), guess(1.48, -0.74), guess(1.5, -0.75, mystery=False), guess(1.4, -0.8)],
            views=["process"],
        ),
        Challenge(
            "In One process: with θ of 0.4 or more, or −0.4 or less, a process whose every ρₖ (k ≥ 1) is within 0.01.",
            "A zero can stand on a pole. There is also a place for the pole when the zero lies outside the circle.",
            lambda q: abs(q.p.theta) >= 0.4 and colour(q) <= 0.01,
            [blank(-0.5, 0.5), blank(0.8, -0.8), blank(-0.8, 1.25)],
            [blank(-0.35, 0.35), blank(-0.5, 0.45), blank(-1.25, 1.25), blank(-0.5, 0.5, 0.05)],
            views=["process"],
        ),
        Challenge(
            "In Forecast, of CO₂: measured over promised error within 8% of 1 at 1 month, and at least 2.2 at 24.",
            "A model that believes in a fixed level, and a fixed season, trusts them for ever.",
            lambda q: q.p.series == "co2" and q.p.period == "12" and lies(q),
            [fan(-0.86, -0.91), fan(-0.8, -0.95), fan(-0.83, -0.93)],
            [fan(-0.96, -0.96), fan(-0.96, -0.84), fan(-0.7, -0.84), fan(-0.84, -0.84)],
            views=["forecast"],
        ),
    ),
    related=("markov_chains", "cross_validation", "resampling", "integral_transforms", "confidence_intervals"),
    oracles=(
        "autocorrelations, partial ones, spectrum: statsmodels’ ArmaProcess, arma_pacf, scipy.signal.freqz",
        "series taken apart: statsmodels’ seasonal_decompose, numpy’s Fourier transform",
        "likelihood, forecasts, their errors: statsmodels’ SARIMAX",
        "regressions: scipy.stats.linregress; level of the test on independent values: exact",
    ),
    source=(arma.autocovariances, arma.yule_walker, seasonal.classical, seasonal.airline, spurious.statistics),
)
