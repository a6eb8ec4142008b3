"""The panels: "data" is what was observed, "model" what follows from a model, "gradient" what is measured of it,
"accent" what is pointed at, "null" what chance alone would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

import viz
from explorer.text import number
from mathcore.statistics import arma, seasonal, spurious
from pages.statistics.time_series.state import LAGS
from viz.distributions import histogram, nice

if TYPE_CHECKING:
    from pages.statistics.time_series.state import Array, Processes

RIM, WIDE, SNAP = 1.35, 1.7, 0.05  # of the plane of the poles; how near the axis a pole is real
FREQUENCIES, WAVES, LAG = np.linspace(0.0, 0.5, 251), np.geomspace(2, 48, 400), np.arange(LAGS + 1.0)
FLOOR, CEILING, ROOF, EDGE = 0.003, 100.0, 900.0, (-0.6, LAGS + 0.8)  # of the spectrum; of the lags
BEND, DEEP, TURNS = np.linspace(-2, 2, 81), np.linspace(-1, 0, 40), np.array([3, 4, 6, 12])  # parabola, rays, periods
MEMORIES, HORIZONS = np.linspace(0, 0.99, 100), np.arange(1.0, seasonal.AHEAD + 1)
FAR, TOPS = {30: 12.0, 100: 20.0, 300: 36.0}, ("known", "forecast, 50% and 95%", "what came")  # of t; names of the fan
KINDS = (-0.06, 0.13, "zigzag", "left"), (0.06, 0.13, "decay", "right"), (0, -0.82, "swings", "center")
WAVE_TICKS = 2, 3, 4, 6, 12, 24, 48
text = lambda x, y, said, role, side="middle right", size=13: viz.label([x], [y], said, role, position=side, size=size)
flat = lambda ends, y, role="zero", dash="solid": viz.line(ends, [y, y], role, width=1.3, dash=dash, hover=False)
upright = lambda x, ends, role="muted": viz.line([x, x], ends, role, width=1.2, dash="dot", hover=False)
around = lambda time: (float(1.01 * time[0] - 0.01 * time[-1]), float(1.01 * time[-1] - 0.01 * time[0]))
over = lambda q: viz.Axis(q.long.when, around(q.long.time))


def triangle_panel(q: Processes) -> viz.Plane:
    """All pairs (φ₁, φ₂): inside the triangle a series settles, under the parabola it swings."""
    rays = 2 * np.cos(2 * np.pi / TURNS)[:, None] * np.append(np.sqrt(-DEEP), np.nan)
    seen = q.fitted if np.all(np.abs(q.fitted) < [2.35, 1.3]) else (np.nan, np.nan)
    traces = [
        viz.polygon([(-2, -1), (2, -1), (0, 1)], "model", opacity=0.1, width=2.2),
        viz.polygon(np.stack([BEND, -BEND * BEND / 4], axis=1), "model", opacity=0.1, width=1.2),
        viz.line(rays.ravel(), np.tile(np.append(DEEP, np.nan), 4), "muted", width=1, dash="dot", hover=False),
        viz.label(rays[:, 0], [-1.02] * 4, ("3", "4", "6", "12"), "muted", position="bottom center", size=12),
        *(text(x, y, said, "muted", f"middle {side}", 11) for x, y, said, side in KINDS),
        text(2.25, 0.92, "explodes", "muted", "middle left"),
        viz.dots(seen, "data", size=22, symbol="star", name="fits the series (Yule–Walker)"),
        viz.dots(q.p.phi, "model", size=13, name="φ₁, φ₂"),
    ]
    handle = viz.Handle("phi", q.p.phi, "the two coefficients", "model")
    axes = viz.Axis("φ₁ (dotted: periods)", (-2.35, 2.35)), viz.Axis("φ₂", (-1.3, 1.3), ticks=(-1, 0, 1))
    return viz.Plane(traces, *axes, "Where series settle", handles=[handle])


def poles_panel(q: Processes) -> viz.Plane:
    """The poles in the unit circle, the powers of one of them, which a shock's response follows, and the zero."""
    spots = np.stack([q.poles.real, q.poles.imag], axis=1)
    spots[np.any(np.abs(spots) > [WIDE, RIM], axis=1)] = np.nan
    powers = q.poles[0] ** np.linspace(0, LAGS, 241) * (1 if q.turn < np.inf else np.nan)
    traces = [
        viz.ellipse(np.eye(2), "ink", width=1.6, hover=False),
        viz.polyline(viz.clipped(np.stack([powers.real, powers.imag], axis=1), (0.0, 0.0), RIM), "model", width=1.2),
        viz.dots(spots, "model", size=13, symbol="x", name="pole"),
        viz.markers([-q.p.theta], [0], "gradient", size=12, ring=True, name="zero"),
        text(-1.66, -1.2, "× poles", "model"),
        text(1.66, -1.2, "○ zero", "gradient", "middle left"),
    ]

    pull, slide = lambda k, x, y: {"phi": arma.pulled(q.p.phi, k, x, y, SNAP)}, lambda x, _: {"theta": -x}
    # "line": the poles may change places, of a conjugate pair either may be the upper one.
    handles = viz.handles("pole", spots, "pole", "model", moves=pull, follows="line")[: 2 * np.isfinite(spots).all()]
    handles.append(viz.Handle("zero", (-q.p.theta, 0), "zero", "gradient", moves=slide, follows="x"))
    far, turns = number(q.modulus, 3), q.turn < np.inf
    title = f"|pole| = {far}, period {number(q.turn, 3)}" if turns else f"|pole| at most {far}"
    axes = viz.Axis("real part", (-WIDE, WIDE)), viz.Axis("imaginary part", (-RIM, RIM), ticks=(-1, 0, 1))
    return viz.Plane(traces, *axes, title, equal=True, handles=handles)


def lags_plane(q: Processes, bars: Array, dots: Array, name: str, title: str) -> viz.Plane:
    """Autocorrelations of some kind: of the series as bars, of the process as dots, of the mystery as diamonds."""
    lags, hidden = LAG[-len(bars) :], (q.secret if len(bars) > LAGS else arma.partial(q.secret))
    said = "dots: process" if q.settles else "dots: none"
    traces = [
        viz.area(EDGE, [q.band] * 2, -q.band, "null"),
        viz.bars(lags, bars, "data", width=0.55, opacity=0.55, name="series"),
        flat(EDGE, 0.0),
        viz.line(lags, dots, "model", width=1.1, opacity=0.7, hover=False),
        viz.markers(lags, dots, "model", size=6.5, name="process"),
        viz.markers(lags, hidden * (1 if q.p.mystery else np.nan), "accent", size=10, symbol="diamond", ring=True),
        text(0, -1.28, "bars: series", "data", size=12),
        text(LAGS, -1.28, said, "model", "middle left", 12),
    ]
    return viz.Plane(traces, viz.Axis("lag k", EDGE), viz.Axis(name, (-1.48, 1.1), ticks=(-1, 0, 1)), title)


acf_panel = lambda q: lags_plane(q, q.sample, q.rho, "autocorrelation ρₖ", "How alike, k steps apart")
pacf_panel = lambda q: lags_plane(q, arma.partial(q.sample), q.partial, "partial φₖₖ", "What lag k alone adds")


def series_panel(q: Processes) -> viz.Plane:
    """The series, in its own standard deviation, so that any fits."""
    x, time, simulated = arma.standardised(q.record.values), q.record.time, q.p.observed == "simulated"
    wide = 4.2 if simulated else max(4.2, 1.05 * float(np.abs(x).max()))
    traces = [flat((time[0], time[-1]), 0.0), viz.line(time, x, "data", width=1.6, name=q.record.what)]
    axes = viz.Axis(q.record.when, around(time)), viz.Axis(f"{q.record.what} (its own sd)", (-wide, wide))
    said = "The series, on the same shocks" if simulated else f"The series: {q.record.what}"
    return viz.Plane(traces, *axes, said, weight=2.0)


def spectrum_panel(q: Processes) -> viz.Plane:
    """How much each frequency adds to the variance: of the process, and of the series, which scatters around it."""
    f, power = arma.periodogram(arma.standardised(q.record.values))
    beat = 1 / q.turn if 0 < 1 / q.turn < 0.5 and q.settles else np.nan
    tall = lambda at: np.clip(arma.spectrum(q.p.phi, q.p.theta, at) / q.variance, FLOOR, CEILING)
    traces = [
        viz.line(FREQUENCIES, tall(FREQUENCIES), "model", width=2.4, name="process"),
        viz.markers(f, np.clip(power, FLOOR, CEILING), "data", size=5, opacity=0.6, name="series"),
        text(0.005, 330.0, "dots: series", "data", size=12),
        text(0.495, 330.0, "line: process" if q.settles else "line: none", "model", "middle left", 12),
        flat((0, 0.5), 1.0, "null", "dash"),
        viz.dots((beat, tall([beat])[0]), "model", size=14, name="angle of the poles"),
    ]
    # The variance at 0 and at 1/2 belongs to real poles.
    turn = lambda at, _: {"phi": arma.turned(q.p.phi, float(np.clip(at, 0.012, 0.488)))}
    held = viz.Handle("beat", (beat, tall([beat])[0]), "frequency of the poles", "model", moves=turn, follows="x")
    axes = viz.Axis("frequency f (cycles a step)", (0, 0.5)), viz.Axis("power (mean 1)", (FLOOR, ROOF), log=True)
    handles = [held] if beat == beat else []
    return viz.Plane(traces, *axes, "Which waves carry the variance", weight=1.3, handles=handles)


def level_panel(q: Processes) -> viz.Plane:
    """The series and its trend."""
    x, time, title = q.long.values, q.long.time, "Series and trend"
    traces = [viz.line(time, x, "data", width=1.2, opacity=0.7), viz.line(time, q.parts.trend, "model", name="trend")]
    return viz.Plane(traces, over(q), viz.Axis(q.long.what, around(np.sort(x))), title, weight=1.25)


def rest_panel(q: Processes) -> viz.Plane:
    """What is left, on the scale of the season."""
    traces = [viz.line(q.long.time, q.parts.rest, "gradient", width=1.2, name="rest")]
    y = viz.Axis("rest", (-q.reach, q.reach))
    return viz.Plane(traces, over(q), y, "The rest, on the season’s scale", weight=1.25)


def gain_panel(q: Processes) -> viz.Plane:
    """What a moving average leaves of a wave, by its length."""
    w, here, role = q.p.window, q.passed, "model" if q.p.method == "average" else "muted"
    traces = [
        flat((2, 48), 0.0),
        viz.line(WAVES, seasonal.gain(w, WAVES), role, width=2.4, name="left of the wave"),
        viz.stems([q.steps], [here], "accent", width=4),
        viz.dots((q.steps, here), "accent", size=10, name="the season’s main wave"),
        viz.dots((w, 0.0), role, size=14, name="window"),
        text(2.1, 0.98, f"window: {w} steps", role),
        text(2.1, 0.8, f"left of the season: {number(100 * q.left, 2)}%", "accent"),
    ]
    moves = lambda x, _: {"window": int(np.clip(round(x), 3, 36))}
    # loosely: a window has whole steps.
    held = viz.Handle("width", (w, 0.0), "window", "model", moves=moves, follows="loosely")
    x = viz.Axis("length of a wave (steps)", (2, 48), log=True, ticks=WAVE_TICKS, labels=[f"{k}" for k in WAVE_TICKS])
    y = viz.Axis("left in the trend", (-0.48, 1.1))
    return viz.Plane(traces, x, y, "What an average lets through", handles=[held])


def season_panel(q: Processes) -> viz.Plane:
    """What the trend leaves, every season on top of the others, and the season: its first and its last."""
    s, left = q.steps, q.long.values - q.parts.trend
    phase, last, ends = np.arange(len(left)) % s + 1.0, len(left) // s * s - s, (0.4, s + 0.6)
    traces = [
        flat(ends, 0.0),
        viz.markers(phase, left, "data", size=4, opacity=0.35, name="series less trend"),
        viz.line(phase[:s], q.parts.season[:s], "model", width=2, dash="dash", name="season, first"),
        viz.line(phase[:s], q.parts.season[last : last + s], "model", width=2.6, name="season, last"),
    ]
    axes = viz.Axis(f"step within the season of {s}", ends), viz.Axis("series less trend", (-q.reach, q.reach))
    return viz.Plane(traces, *axes, "The season (dashed: its first)")


def fan_panel(q: Processes) -> viz.Plane:
    """What is known at the origin, the fan of what may come, and what came."""
    t, x, m, errors = q.long.time, q.long.values, q.m, q.model.errors
    step, start = t[1] - t[0], max(0, q.first - 24)
    ahead, came = t[m - 1] + step * HORIZONS, np.arange(len(x)) >= m
    low, high = float(x[start:].min()), float(x[start:].max())
    tall, ends = high - low, (float(t[start]), float(t[-1] + step * seasonal.AHEAD))
    names = zip(TOPS, ("data", "model", "gradient"), (0.5, 0.36, 0.22), strict=True)
    traces = [
        viz.area(ahead, q.fan + 1.96 * errors, q.fan - 1.96 * errors, "model", opacity=0.2),
        viz.area(ahead, q.fan + 0.6745 * errors, q.fan - 0.6745 * errors, "model", opacity=0.3),
        upright(t[m - 1], [low - 0.12 * tall, high + 0.15 * tall]),
        viz.line(t[start:], np.where(came, x, np.nan)[start:], "gradient", width=1.6, name="what came"),
        viz.line(ahead, q.fan, "model", width=1.8, name="forecast"),
        viz.line(t[start:], np.where(came, np.nan, x)[start:], "data", width=1.6, name="known"),
        viz.dots((t[m - 1], x[m - 1]), "ink", size=12, name="origin"),
        *(text(ends[0], high + k * tall, said, role) for said, role, k in names),
    ]
    share = lambda at: 100 * (round((at - t[0]) / step) + 1) / len(x)
    moves = lambda at, _: {"origin": float(np.clip(share(at), 100 * q.first / len(x), 100))}
    held = viz.Handle("now", (t[m - 1], x[m - 1]), "the origin: what is known", "ink", moves=moves, follows="x")
    axes = viz.Axis(q.long.when, ends), viz.Axis(q.long.what, (low - 0.12 * tall, high + 0.58 * tall))
    return viz.Plane(traces, *axes, "A forecast from the origin", weight=1.35, handles=[held])


def errors_panel(q: Processes) -> viz.Plane:
    """Promised and measured: the fan's standard error, and the root mean square error of forecasts from all origins."""
    kinds = (q.naive_error, "muted", "dot"), (q.measured, "gradient", "solid"), (q.model.errors, "model", "dash")
    told = zip(("last season", "measured", "promised"), (0.45, 0.6, 0.95), kinds, strict=True)
    traces = [viz.called(viz.line(HORIZONS, y, role, dash=dash), name, at=at) for name, at, (y, role, dash) in told]
    top = nice(1.02 * float(np.nanmax(q.naive_error)) or q.reach)
    axes = viz.Axis("steps ahead h", (0, seasonal.AHEAD + 1)), viz.Axis("error of a forecast (sd)", (0, top))
    return viz.Plane(traces, *axes, "Does the fan keep its word?")


def fit_panel(q: Processes) -> viz.Plane:
    """How much less likely each (θ, Θ) makes what is known at the origin."""
    z = np.log2(1 + q.deviances - q.deviances.min())
    traces = [
        viz.contour(seasonal.THETAS, seasonal.SEASONAL, z, levels=(0, 10, 1), role="null", width=0.7, opacity=0.8),
        viz.dots(seasonal.best_of(q.deviances), "optimum", size=24, symbol="star", name="most likely (of a grid)"),
        viz.dots((q.p.ma, q.p.sma), "model", size=12, name="θ, Θ"),
    ]
    held = viz.Handle("weights", (q.p.ma, q.p.sma), "θ and Θ", "model", moves=lambda x, y: {"ma": x, "sma": y})
    axes = viz.Axis("θ", (-1, 0.44)), viz.Axis("Θ", (-1, 0.24))
    return viz.Plane(traces, *axes, "Likelihood, ★ best", weight=0.85, handles=[held])


def pair_panel(q: Processes) -> viz.Plane:
    """Two series that have nothing to do with one another."""
    (x, y), time = map(arma.standardised, q.regressed), np.arange(1.0, q.regressed.shape[1] + 1)
    traces = [viz.line(time, x, "data", width=1.8, name="x"), viz.line(time, y, "gradient", width=1.8, name="y")]
    traces += [text(0.02 * q.n, 3.5, "x", "data", size=15), text(0.08 * q.n, 3.5, "y", "gradient", size=15)]
    axes = viz.Axis("step t", (0, q.n + 1)), viz.Axis(f"{'changes' * q.p.changes or 'x and y'} (own sd)", (-4.2, 4.2))
    return viz.Plane(traces, *axes, f"Pair {q.p.run}: each on shocks of its own", weight=1.2)


def scatter_panel(q: Processes) -> viz.Plane:
    """One against the other, and the line that looks like a finding."""
    both, sure = np.stack([arma.standardised(v) for v in q.regressed], 1), abs(q.slope_and_t[1]) > q.needed
    r, role = float(np.mean(both[:, 0] * both[:, 1])), "accent" if sure else "null"
    traces = [
        viz.dots(both, "data", size=5.5, opacity=0.65, name="x and y"),
        viz.line([-4.2, 4.2], [-4.2 * r, 4.2 * r], role, width=2.6, name="regression"),
    ]
    title = f"t = {number(q.slope_and_t[1], 3)}: {'“significant”' if sure else 'nothing found'}"
    return viz.Plane(traces, viz.Axis("x (own sd)", (-4.2, 4.2)), viz.Axis("y (own sd)", (-4.2, 4.2)), title)


def memory_panel(q: Processes) -> viz.Plane:
    """How often a slope is called significant at 5%, by the memory of both series."""
    at, asked = float(spurious.GRID[q.place]), spurious.expected_share(MEMORIES, q.n, q.p.changes)
    traces = [
        viz.called(flat((0, 1), spurious.LEVEL, "muted", "dash")),
        text(0.0, -0.11, "promised: 5%", "muted", size=12),
        viz.called(
            viz.line(MEMORIES, asked, "model", width=1.8, dash="dash", name="long series"), "long series", at=0.6
        ),
        viz.called(viz.line(spurious.GRID, q.shares, "gradient", width=2.4, name="simulated")),
        viz.dots((at, q.share), "gradient", size=14, name="share significant"),
    ]
    held = viz.Handle("hold", (at, q.share), "memory", "gradient", moves=lambda x, _: {"memory": x}, follows="x")
    axes = viz.Axis("memory φ of both", (-0.04, 1.06)), viz.Axis("share found", (-0.2, 1.04), percent=True)
    return viz.Plane(traces, *axes, f"“Significant” in {100 * q.share:.0f}% of pairs", weight=1.2, handles=[held])


def t_panel(q: Processes) -> viz.Plane:
    """All t statistics, and the law that the test believes in."""
    end, cuts = FAR[q.n], [q.needed, q.needed, np.nan, -q.needed, -q.needed]
    x, heights = histogram(q.all_t[q.place], -end, end, 60)
    grid, now = np.linspace(-end, end, 361), float(np.clip(q.slope_and_t[1], -end, end))
    traces = [
        viz.bars(x, heights, "gradient", width=end / 30, opacity=0.55, name="simulated"),
        viz.line(grid, student.pdf(grid, q.n - q.p.changes - 2) / 0.4, "null", name="Student"),
        viz.line(cuts, [0, 1.05, np.nan, 0, 1.05], "null", width=1.3, dash="dash", hover=False),
        viz.dots((now, 0.03), "accent", size=12, symbol="triangle-up", name="this pair"),
    ]
    axes = viz.Axis(f"t of the slope, {spurious.RUNS:,} pairs", (-end, end)), viz.Axis("of the tallest", (0, 1.1))
    return viz.Plane(traces, *axes, "What t does, and should do (curve)")
