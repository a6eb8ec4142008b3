"""What the views say in numbers: readouts, laws, notices, alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import arma, seasonal, spurious
from pages.statistics.time_series.state import LAGS, Processes

EDGE = "On the edge no shock is ever forgotten: no variance, no ρₖ. What is simulated began at 0, 100 steps earlier."
BEYOND = "Outside the triangle shocks grow for ever: begun at 0, the series never settles, and has no ρₖ."
CLOAKED = "The zero hides a pole that is not inside: begun at 0, nothing is seen of it; begun elsewhere it shows."
LOCAL = "STL fits lines locally, so its season may change slowly. The window and its gain are those of averages."
pair, period = lambda a, b: f"{number(a)}, {number(b)}", lambda t: t if t < np.inf else "none: real poles"
EARLY = "A forecast is made of two seasons and twelve values at least: its origin is step {}."
forecast_notice = lambda q: EARLY.format(q.first) * (round(len(q.long.values) * q.p.origin / 100) < q.first)
is_named = lambda left, inside: f"{left} = {'variance' if inside else 'what the formula of the variance says'}"
beyond = lambda q: CLOAKED if q.cloaked else EDGE if q.modulus <= 1 + 1e-9 else BEYOND
process_notice = lambda q: "" if q.settles else beyond(q)
variance = lambda q: q.variance if q.settles else "none: it hangs on the start" if q.cloaked else "none: it grows"
settled = lambda q: f"its process has ρ₁ = {number(q.rho[1], 3)}" if q.settles else "its process does not settle"
process_alt = lambda q: f"Coefficients {pair(*q.p.phi)} in a triangle, and a series: {settled(q)}."
apart_alt = lambda q: f"A series, its trend, its season, the rest. The season’s strength is {number(q.strong[1], 3)}."
forecast_alt = lambda q: f"A forecast with its fan from {q.m} values; errors promised and measured; a likelihood map."
walks_alt = lambda q: f"Two unrelated series; of such pairs {100 * q.share:.0f}% are called significant."


def process(q: Processes) -> list[Readout | Law]:
    phi, theta, inside, r = q.p.phi, q.p.theta, q.settles, q.sample
    total, formal = arma.echoes(phi, theta), arma.formal_variance(phi, theta)
    unless, outside = "" if inside else "the point is not in the triangle", int(np.sum(np.abs(r[1:]) > q.band))
    found: list[Readout | Law] = [
        Readout("variance of x (that of a shock: 1)", variance(q), role="model"),
        Readout("ρ₁, ρ₂ of the process", pair(*q.rho[1:3]) if inside else "none", role="model"),
        Readout("r₁, r₂ of the series", pair(*r[1:3]), role="data"),
        Readout("φ₁, φ₂ that fit the series, ★", pair(*q.fitted), role="data"),
        Readout(f"bars outside ±1.96/√n, of {LAGS}", outside, role="data"),
        law("the triangle is the circle", "in the triangle = poles in the circle", inside, q.modulus < 1 - 1e-12),
        law("every shock leaves its echo", is_named("Σψⱼ²", inside), total, formal, tolerance=1e-6, unless=unless),
    ]
    if inside and theta:
        twin = arma.autocovariances(phi, 1 / theta, 1)
        found.append(law("θ and 1/θ are twins", "ρ₁ with 1/θ = ρ₁ with θ", twin[1] / twin[0], q.rho[1], tolerance=1e-6))
    return found


def waves(q: Processes) -> list[Readout | Law]:
    arms, inside, unless = (q.p.phi, q.p.theta), q.settles, "" if q.settles else "the point is not in the triangle"
    mean, formal, times = arma.mean_spectrum(*arms), arma.formal_variance(*arms), q.inflation if inside else "none"
    found: list[Readout | Law] = [
        Readout("period of the poles, steps", period(q.turn), role="model"),
        Readout("period that fits the series, ★", period(arma.period(q.fitted)), role="data"),
        Readout("variance of a mean, against independent", times, "×" * inside, role="model"),
        law("the waves carry it all", is_named("mean spectrum", inside), mean, formal, tolerance=1e-6, unless=unless),
    ]
    if inside:
        found.append(law("power at 0", "1 + 2Σρₖ = power at 0", arma.all_lags(*arms), q.inflation, tolerance=1e-6))
    return found


def apart(q: Processes) -> list[Readout | Law]:
    w, s, x, weights = q.p.window, q.steps, q.long.values, seasonal.average_weights(q.p.window)
    k, size = np.arange(len(weights)) - len(weights) // 2, 1e-9 * (1 + float(np.abs(x).max()))
    off = float(np.nanmax(np.abs(q.parts.trend + q.parts.season + q.parts.rest - x)))
    unless, wave = "" if w % s == 0 else "the window holds no whole seasons", weights @ np.cos(2 * np.pi * k / s)
    return [
        Readout("strength of the trend", q.strong[0], role="model"),
        Readout("strength of the season", q.strong[1], role="model"),
        Readout("sd of the rest", float(np.nanstd(q.parts.rest)), role="gradient"),
        Readout("steps without an average, at each end", len(weights) // 2),
        law("averaging the season’s main wave", "Σwⱼ cos(2πj/s) = gain", wave, q.passed),
        law("whole seasons", "average of a pure season = 0", seasonal.leak(x, w, s), 0, slack=size, unless=unless),
        law("nothing is lost", "max |trend + season + rest − x| = 0", off, 0, slack=size),
    ]


def apart_notice(q: Processes) -> str:
    way = ", upside down." if q.passed < 0 else "."
    says = f"{abs(100 * q.passed):.0f}% of the season’s main wave is left in the trend{way}"
    return LOCAL if q.p.method == "stl" else says if abs(q.passed) > 0.02 else ""


def forecast(q: Processes) -> list[Readout | Law]:
    x, ahead = q.long.values, min(seasonal.AHEAD, len(q.long.values) - q.m)
    h = min(2 * q.steps, len(x) - q.first)  # of a short series nothing came two long seasons later
    came, growth = x[q.m : q.m + ahead], (q.model.errors[1] / q.model.sigma) ** 2
    over = round(q.model.deviance - float(q.deviances.min()), 2) + 0.0  # the grid is in single precision
    within = int(np.sum(np.abs(q.fan[:ahead] - came) <= 1.96 * q.model.errors[:ahead]))
    error = lambda f: float(np.sqrt(np.mean((f[:ahead] - came) ** 2))) if ahead else "nothing came yet"
    return [
        Readout("σ of a shock, from what is known", q.model.sigma, role="model"),
        Readout("−2 log likelihood, over the best of the grid", over, digits=3, role="optimum"),
        Readout("most likely θ, Θ (of a grid), ★", pair(*seasonal.best_of(q.deviances)), role="optimum"),
        Readout(f"error of this forecast, {ahead} steps", error(q.fan), role="model"),
        Readout("error of last season again", error(q.naive[q.m - q.first]), role="muted"),
        Readout("of what came, inside the 95%", f"{within} of {ahead}", role="gradient"),
        Readout("measured over promised, 1 step ahead", float(q.ratios[0]), "×", 3, "gradient"),
        Readout(f"measured over promised, {h} steps", float(q.ratios[h - 1]), "×", 3, "gradient"),
        law("two steps take two shocks", "(promised for 2/σ)² = 1 + (1 + θ)²", growth, 1 + (1 + q.p.ma) ** 2),
    ]


def walks(q: Processes) -> list[Readout | Law]:
    (slope, t), spread = q.slope_and_t, float(spurious.spread(q.p.memory, q.p.changes))
    slack = 5 * float(np.sqrt(0.05 * 0.95 / spurious.RUNS))
    unless = "" if q.p.memory == int(q.p.changes) else "what is regressed has a memory"
    share = law("the test keeps its level", "share found = 5%", q.share, 0.05, slack=slack, unless=unless)
    return [
        Readout("slope of this pair", slope, role="accent"),
        Readout("R² of this pair", t * t / (t * t + q.n - q.p.changes - 2), role="accent"),
        Readout("|t| that is called significant", q.needed, role="null"),
        Readout(f"called significant, of {spurious.RUNS:,} pairs", 100 * q.share, "%", 3, "gradient"),
        Readout("sd of t, simulated", float(q.all_t[q.place].std()), role="gradient"),
        Readout("sd of t, long series", spread if spread < np.inf else "it grows like √n", role="model"),
        share,
    ]
