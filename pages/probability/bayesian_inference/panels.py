"""The panels of the lesson: chains on a density and what is said of them, lines through points, curves through points.

Roles: what is true "optimum", chain A and what is given "data", what is made of it "model", what is drawn "gradient",
what is proposed or picked "accent".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import sampled_chains as sc

if TYPE_CHECKING:
    from pages.probability.bayesian_inference.state import Chains, Curves, Lines

SHAPES = {"gaussian": "correlation", "banana": "bend", "mixture": "distance"}
BOXES = {"gaussian": ((-4.5, 4.5),) * 2, "banana": ((-5, 5), (-5, 9.5)), "mixture": ((-10, 10), (-5, 5))}  # of maps
RECENT, LAGS, SWEEPS = 60, 60, 60
# Where the names of the four starts stand, clear of their handles and of the ticks.
ASIDE = (0.05, 0.045, "top right"), *[(0.1, 0.0, "middle right")] * 2, (-0.1, 0.0, "middle left")
SAYS = {"metropolis": "Metropolis", "hmc": "Hamiltonian", "gibbs": "Gibbs"}
NAMES, ROLES, LAST = "ABCD", ("data", "model", "gradient", "ink"), 1000  # of the chains; their steps
MARKS = np.unique(np.round(np.geomspace(16, LAST, 10)).astype(int))  # steps after which there is a report
# Axes of effective draws for 1,000 evaluations, and tops of the axis of squared jumps; names of the step sizes.
GAIN, JUMPS = {"metropolis": (0.5, 200.0), "hmc": (0.5, 3000.0)}, {"metropolis": 1.05, "hmc": 2.05}
SIZE_NAMES = {"metropolis": "step size s of a proposal", "hmc": "length ε of a leap"}
FIRSTS = {False: (-7.0, 7.0), True: (-3.0, 8.0)}  # axis of the intercept; of the height at the middle of the points
THIRD, HALF = (165.0, 190.0), (280.0, 190.0)  # pixels of the smallest panels, beside two others and beside one
MASSES = np.sqrt(-2 * np.log([0.5, 0.05]))  # radii that hold 50% and 95% of a round normal
ACROSS, UP, SLOPES, WIDE, TALL = (-4.0, 6.0), (-3.0, 8.0), (-2.5, 2.5), (-5.0, 5.0), (-3.0, 3.0)
TICK = lambda at: viz.Handle("pull_tick", at, "step", "data", moves=lambda x, y: {"tick": round(x)}, follows="x")
PLACES, LENGTHS, NOISES = np.linspace(*WIDE, 81), np.geomspace(0.1, 30, 37), np.geomspace(0.03, 3, 37)
SO_FAR, TICKS = viz.Axis("steps so far", (15, 1080), log=True), [0.001, 0.01, 0.1, 1.0, 10.0]


def map_panel(q: Chains) -> viz.Plane:
    """The density, where the chains have been, chain A's last steps, what it proposed last and what it refused."""
    t, (xs, ys) = q.p.tick, BOXES[q.p.density]
    middle, half = np.mean([xs, ys], axis=1), max(np.ptp(xs), np.ptp(ys))
    seen = lambda points: np.where((np.abs(points - middle) < half).all(axis=1, keepdims=True), points, np.nan)
    way, taken, _ = q.course.proposal(t)
    way = np.clip(np.where(np.isfinite(way), way, np.nan), -1e6, 1e6)
    traces = [viz.contour(*q.relief, levels=(0.5, 3.5, 0.5), filled=False, role="null", width=1.2, opacity=0.75)]
    traces += [viz.dots(seen(q.course.points[: t + 1, k]), ROLES[k], size=3.2, opacity=0.35) for k in (3, 2, 1, 0)]
    traces += [
        viz.dots(seen(q.course.refused(t, RECENT)), "muted", size=6, symbol="x-thin-open", name="refused"),
        viz.polyline(viz.clipped(q.course.trail(t, RECENT), middle, half), "data", width=1.6, opacity=0.9),
        viz.polyline(viz.clipped(way, middle, half), "accent", width=2.6),
        viz.dots(seen(way), "accent", size=4.5),
        viz.dots(seen(way)[-1], "accent", size=10, symbol="circle" if taken else "x", name="last proposal"),
        viz.dots(seen(q.course.points[t]), "ink", size=9, name="now"),
        viz.dots(q.spots, "ink", size=8, symbol="circle-open"),
        *(
            viz.label([x + dx * np.ptp(xs)], [y + dy * np.ptp(ys)], name, "ink", position=side, size=13)
            for (x, y), name, (dx, dy, side) in zip(q.spots, NAMES, ASIDE, strict=True)
        ),
    ]
    part = lambda x, y: tuple(sc.parts((xs, ys), (x, y)).tolist())
    pull = lambda k, x, y: {"starts": (*q.p.starts[:k], part(x, y), *q.p.starts[k + 1 :])}
    handles = viz.handles("pull_start", q.spots, lambda k: f"start of chain {NAMES[k]}", "ink", moves=pull)
    axes = viz.Axis("x", xs), viz.Axis("y", ys)
    return viz.Plane(traces, *axes, f"{SAYS[q.mover]}: chain A", handles=handles)


def trace_panel(q: Chains) -> viz.Plane:
    """x of each chain over the steps, and the middle 95% of where it belongs."""
    t, bounds = q.p.tick, BOXES[q.p.density][0]
    low, high = sc.middle(q.p.density, q.shape)
    here, half = (float(t), float(np.clip(q.course.points[t, 0, 0], *bounds))), [t / 2 if q.ready else np.nan] * 2
    ends = np.array(bounds) + np.array([-0.14, 0.14]) * np.ptp(bounds)  # words above and below of the chains
    traces: list[Any] = [viz.area([0, LAST], [high, high], [low, low], "optimum", opacity=0.1)]
    for k in (3, 2, 1, 0):
        traces.append(viz.line(np.arange(t + 1.0), q.course.points[: t + 1, k, 0], ROLES[k], width=1.2, opacity=0.8))
    traces += [
        viz.line(half, ends, "null", width=1.2, dash="dot", hover=False),
        viz.dots(here, "data", size=10, name="now"),
        viz.label([LAST], ends[1:], "band: 95% of the density", "optimum", position="bottom left", size=12),
        viz.label(half[:1], ends[:1], " used from here", "muted", position="top right", size=12),
    ]
    x, y = viz.Axis("step", (-10, LAST + 10)), viz.Axis("x of the four chains", tuple(ends))
    return viz.Plane(traces, x, y, "Traces", handles=[TICK(here)])


def memory_panel(q: Chains) -> viz.Plane:
    """The correlation of a chain with itself some steps later, and the same with what lies between the chains."""
    k, rows = np.arange(LAGS + 1.0), np.full((2, LAGS + 1), np.nan)
    if q.ready:
        rows[:, : len(q.draws)] = np.array([cd.autocorrelation(q.draws), cd.correlations(q.draws)])[:, : LAGS + 1]
    says = f"{q.draws.size} draws count as {number(q.report.effective, 3)}" if q.ready else " "
    traces = [
        viz.stems(k, rows[0], "data", width=3),
        viz.called(viz.line(k, rows[0], "data", width=1.2)),
        viz.called(viz.line(k, rows[1], "model", width=2.6), "between too", at=0.4, size=13),
        viz.line([0, LAGS], [0, 0], "null", width=1, hover=False),
        viz.label([LAGS], [1.26], says, "model", position="bottom left", size=13),
        viz.label([LAGS], [-0.59], "bars: within a chain", "data", position="top left", size=13),
    ]
    x, y = viz.Axis("steps apart", (-1, LAGS + 1)), viz.Axis("correlation of x", (-0.6, 1.27))
    return viz.Plane(traces, x, y, "Memory of the chains", room=(115.0, 170.0))


def size_plane(q: Chains, traces: list[Any], y: viz.Axis, title: str, at: tuple[float, float]) -> viz.Plane:
    """A panel over the step sizes, with the handle that moves the one in hand."""
    control = "leap" if q.tuned == "hmc" else "step"
    x = viz.Axis(SIZE_NAMES[q.tuned], (q.sizes[0] / 1.15, q.sizes[-1] * 1.15), log=True)
    pull = viz.Handle(title, at, "step size", "data", moves=lambda x, y: {control: x}, follows="x")
    return viz.Plane(traces, x, y, title, handles=[pull], room=HALF)


def gain_panel(q: Chains) -> viz.Plane:
    """Effective draws for 1,000 evaluations over the step size; the dot is the one in hand."""
    low, high = GAIN[q.tuned]
    gains, best = np.clip(q.sweep[0], low, high), int(np.argmax(q.sweep[0]))
    here = q.size, float(np.clip(q.own.gain, low, high))
    side, beyond = (f"bottom {'right' if room else 'left'}" for room in (q.size < q.sizes[best], q.cliff < 0.3))
    traces = [
        viz.called(viz.line([q.cliff] * 2, [low, high], "optimum", width=1.8, dash="dash", hover=False)),
        viz.label([q.cliff], [high], " 2 × least sd ", "optimum", position=beyond, size=13),
        viz.called(viz.line(q.sizes, gains, "model", width=2.4)),
        viz.markers(q.sizes, gains, "model", size=6),
        viz.line([here[0]] * 2, [low, here[1]], "data", width=1.4, dash="dot", hover=False),
        viz.dots((q.sizes[best], gains[best]), "optimum", size=15, symbol="star", name="best measured"),
        viz.dots(here, "data", size=13, name="in hand"),
        viz.label(here[:1], [here[1] * 0.8], f"   {number(q.own.gain, 3)}   ", "data", position=side, size=15),
    ]
    y = viz.Axis(f"effective draws for 1,000 {'gradients' if q.tuned == 'hmc' else 'densities'}", (low, high), log=True)
    return size_plane(q, traces, y, "What a step size earns", here)


def why_panel(q: Chains) -> viz.Plane:
    """Why: short steps are accepted and go nowhere, long ones are refused."""
    size, top = q.size, JUMPS[q.tuned]
    exact = viz.line(q.sizes, q.theory, "optimum", width=2.2, dash="dash", name="exact")
    traces = [
        viz.called(exact, "exact" if np.isfinite(q.exact) else "", at=0.25, size=13),
        viz.called(viz.line(q.sizes, q.sweep[1], "model", width=2.2), "accepted", at=0.2, size=13),
        viz.called(viz.line(q.sizes, q.sweep[2], "gradient", width=2.2), "squared jump", at=0.6, size=13),
        viz.called(viz.line([size] * 2, [0, top], "data", width=1.4, dash="dot", hover=False)),
        viz.called(viz.dots(((size, q.own.acceptance), (size, q.own.jump)), "data", size=9)),
    ]
    return size_plane(q, traces, viz.Axis("share; squared jump ÷ 2 Var x", (0, top)), "Why", (size, q.own.acceptance))


def hats_panel(q: Chains) -> viz.Plane:
    """The three R-hats after more and more steps, on an axis of what they have above 1."""
    shown, now = np.clip(q.running[:3] - 1, 5e-4, 10.0), float(np.clip(q.p.tick, MARKS[0], LAST))
    here = now, float(np.clip(max(q.report[:3]) - 1, 5e-4, 10.0)) if q.ready else 10.0
    told = (("null", "1992", 0.15), ("model", "where", 0.45), ("gradient", "how wide", 0.75))
    curves = [viz.line(MARKS, y, role, width=2.4) for y, (role, _, _) in zip(shown, told, strict=True)]
    traces = [
        *[viz.called(c, name, at=at, size=13) for c, (_, name, at) in zip(curves, told, strict=True)],
        viz.called(viz.line([MARKS[0], LAST], [0.01] * 2, "optimum", width=1.8, dash="dash"), "1.01", at=0.05, size=13),
        viz.called(viz.line([now] * 2, [5e-4, 10], "data", width=1.4, dash="dot", hover=False)),
        viz.called(viz.dots(here, "data", size=11, name="the largest, now")),
    ]
    y = viz.Axis("R-hat", (4.5e-4, 11.0), log=True, ticks=TICKS, labels=[f"{1 + each:g}" for each in TICKS])
    return viz.Plane(traces, SO_FAR, y, "What R-hat says", handles=[TICK(here)], room=THIRD)


def claim_panel(q: Chains) -> viz.Plane:
    """The mean of all draws with two claimed standard errors, and the true mean."""
    (mean, error), bounds = q.running[4:6], BOXES[q.p.density][0]
    ends, now = np.clip([mean - 2 * error, mean, mean + 2 * error], *bounds), float(np.clip(q.p.tick, MARKS[0], LAST))
    own = q.report.mean + np.array([-2, 0, 2]) * q.report.error
    traces = [
        viz.area(MARKS, ends[2], ends[0], "model", opacity=0.25),
        viz.called(viz.line(MARKS, ends[1], "model", width=2.4), "claimed", at=0.5, size=13),
        viz.called(viz.line([15, 1080], [0, 0], "optimum", width=2, dash="dash"), "true mean", at=0.05, size=13),
        viz.called(viz.line([now] * 3, np.clip(own, *bounds), "data", width=3.5)),
        viz.dots((now, own[1]), "data", size=10, name="now"),
    ]
    return viz.Plane(traces, SO_FAR, viz.Axis("mean of x", bounds), "Claimed and true", room=THIRD)


def data_panel(q: Lines) -> viz.Plane:
    """The points, the lines that Gibbs drew, the mean line with its band, the picked line."""
    x, n, ends, (a, b) = np.linspace(*ACROSS, 61), q.p.sweep, np.array([*ACROSS, np.nan]), q.p.pick
    mean, sd = q.posterior.band(x)
    walk = q.walk[1 : max(n, 1) + 1] * (1 if n else np.nan)
    fan = np.stack([np.tile(ends, (len(walk), 1)), walk[:, :1] + walk[:, 1:] * (ends - q.place)], axis=-1)
    clip = lambda values: np.clip(values, UP[0] - 3, UP[1] + 3)
    traces = [
        viz.area(x, clip(mean + 2 * sd), clip(mean - 2 * sd), "model", opacity=0.18),
        viz.polyline(fan, "gradient", width=1, opacity=0.5, hover=False),
        viz.line(x, mean, "model", width=2.8, name="posterior mean"),
        viz.line(ends, a + b * ends, "accent", width=2.6, name="picked"),
        viz.line([q.place] * 2, UP, "null", width=1.2, dash="dot", hover=False),
        viz.dots(q.p.points, "data", size=11, name="point"),
    ]
    handles = viz.handles("points", q.p.points, "point", "data")
    return viz.Plane(traces, viz.Axis("x", ACROSS), viz.Axis("y", UP), "Lines that the data allow", handles=handles)


def ellipse_panel(q: Lines) -> viz.Plane:
    """The posterior of the two coefficients, and the staircase of Gibbs from the picked point."""
    root, walk = np.linalg.cholesky(q.shown.covariance), q.walk[: q.p.sweep + 1]
    traces = [
        *[viz.ellipse(radius * root, "model", center=q.shown.mean, width=2.2) for radius in MASSES],
        viz.polyline(sc.stairs(walk), "gradient", width=1.4, opacity=0.8, hover=False),
        viz.dots(walk, "gradient", size=5, name="after a sweep"),
        viz.dots(q.shown.mean, "model", size=12, symbol="cross", name="posterior mean"),
        viz.dots(q.start, "accent", size=13, name="picked"),
    ]
    moves = lambda x, y: {"pick": (x - q.place * y, y)}
    title = "height of the line at the mean of the x" if q.p.centre else "intercept: height of the line at x = 0"
    x, y = viz.Axis(title, FIRSTS[q.p.centre]), viz.Axis("slope", SLOPES)
    handles = [viz.Handle("pull_pick", q.start, "picked line, where Gibbs starts", "accent", moves=moves)]
    return viz.Plane(traces, x, y, "Each point here is a line there", handles=handles)


def curve_panel(q: Curves) -> viz.Plane:
    """The process through the points: mean, two deviations of f, and functions drawn from it."""
    mean, sd, says = q.curve.mean, q.curve.deviation, "band: ± 2 sd of f, no noise"
    traces = [
        viz.area(PLACES, mean + 2 * sd, mean - 2 * sd, "model", opacity=0.2),
        *[viz.line(PLACES, each, "gradient", width=1.1, opacity=0.65, hover=False) for each in q.samples.T],
        viz.line(PLACES, mean, "model", width=2.8, name="mean of f"),
        viz.dots(q.data, "data", size=11, name="point"),
        viz.label(WIDE[1:], TALL[1:], says, "model", position="bottom left", size=12),
    ]
    handles = viz.handles("observed", q.data, "point", "data")
    return viz.Plane(traces, viz.Axis("x", WIDE), viz.Axis("y", TALL), "Functions that the data allow", handles=handles)


def landscape_panel(q: Curves) -> viz.Plane:
    """How probable the data are under each length and noise, and its peaks."""
    below, tops = np.sqrt(np.maximum(q.heights.max() - q.heights, 0)), np.full((2, 2), np.nan)
    tops[: len(q.peaks)] = [each[:2] for each in q.peaks]
    here, peaks = (q.p.length, q.p.sigma), list(zip(tops, ("highest", "next"), strict=True))
    traces = [
        viz.contour(LENGTHS, NOISES, below, levels=(0.25, 3.0, 0.25), filled=False, role="null", width=1.1),
        *(viz.called(viz.dots(at, "optimum", size=15, symbol="star"), name, around=9) for at, name in peaks),
        viz.called(viz.dots(here, "data", size=13, name="in hand"), around=11),
    ]
    handle = viz.Handle("pull_both", here, "length and noise", "data", moves=lambda x, y: {"length": x, "sigma": y})
    x, y = viz.Axis("length ℓ over which f forgets", (0.1, 30.0), log=True), viz.Axis("noise σ", (0.03, 3.0), log=True)
    return viz.Plane(traces, x, y, "Log marginal likelihood: higher inside", handles=[handle], room=HALF)
