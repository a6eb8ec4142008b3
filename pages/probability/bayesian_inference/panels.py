"""The panels of the lesson: chains on a density and what is said of them, lines through points, curves through points.

What is true stands in the role "optimum", chain A in "data", what the model says in "model", what is proposed in "accent".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.probability import chain_diagnostics as cd

if TYPE_CHECKING:
    from pages.probability.bayesian_inference.state import Chains, Curves, Lines

Array = NDArray[np.float64]
SHAPES = {"gaussian": "correlation", "banana": "bend", "mixture": "distance"}
# What the map shows of each density: x and y.
BOXES = {"gaussian": ((-4.5, 4.5), (-4.5, 4.5)), "banana": ((-5, 5), (-5, 9.5)), "mixture": ((-10, 10), (-5, 5))}
NAMES, ROLES = "ABCD", ("data", "model", "gradient", "ink")
RECENT, LAGS, STRIP, SWEEPS = 60, 60, 300, 60
GAIN = {"metropolis": (0.3, 300.0), "hmc": (0.3, 300.0)}  # axis of effective draws for 1,000 evaluations
ACROSS, UP, SLOPES = (0.0, 6.0), (-3.0, 8.0), (-4.0, 4.0)
FIRSTS = {False: (-12.0, 12.0), True: (-3.0, 8.0)}  # axis of the intercept; of the height at the middle of the points
WIDE, TALL = (-5.0, 5.0), (-3.0, 3.0)
PLACES = np.linspace(*WIDE, 81)
CIRCLE = np.linspace(0, 2 * np.pi, 121)
MASSES = {0.5: np.sqrt(-2 * np.log(0.5)), 0.95: np.sqrt(-2 * np.log(0.05))}  # radii that hold them, of a round normal


def placed(density: str, starts: ArrayLike) -> Array:
    """Starts (n, 2), given as parts of the picture from -1 to 1, on its map."""
    low, high = np.array(BOXES[density], float).T
    return np.asarray((low + high) / 2 + (high - low) / 2 * np.asarray(starts, float))


def start_at(q: Chains, k: int, x: float, y: float) -> dict[str, Any]:
    low, high = np.array(BOXES[q.p.density], float).T
    part = (np.array([x, y]) - (low + high) / 2) / ((high - low) / 2)
    rows = [*q.p.starts]
    rows[k] = tuple(np.clip(part, -1, 1).tolist())
    return {"starts": tuple(rows)}


def tick_handle(at: tuple[float, float]) -> viz.Handle:
    return viz.Handle("pull_tick", at, "step now", "data", moves=lambda x, y: {"tick": round(x)}, follows="x")


def proposal(q: Chains) -> tuple[Array, bool]:
    """The way of chain A's last proposal, (m, 2), and whether it was taken; of Gibbs one coordinate, then the other."""
    t, c = q.p.tick, q.course[:, 0]
    if not t:
        return np.full((2, 2), np.nan), True
    if q.paths is None:
        return np.array([c[t - 1], [c[t, 0], c[t - 1, 1]], c[t]]), True
    return q.paths.points[t - 1, :, 0], bool(q.moved[-1, 0])


def map_panel(q: Chains) -> viz.Plane:
    """The density, where the chains have been, chain A's last steps, what it proposed last and what it refused."""
    t, (xs, ys) = q.p.tick, BOXES[q.p.density]
    middle, half = placed(q.p.density, (0.0, 0.0)), max(np.ptp(xs), np.ptp(ys))
    cut = lambda points: viz.clipped(points, middle, half)
    tail = q.course[max(0, t - RECENT) : t + 1, 0]
    way, taken = proposal(q)
    if q.paths is None:
        tail = np.stack([tail, np.stack([np.append(tail[1:, 0], np.nan), tail[:, 1]], axis=1)], axis=1).reshape(-1, 2)
        refused = np.full((1, 2), np.nan)
    else:
        ends, gone = q.paths.points[max(0, t - RECENT) : t, -1, 0], q.moved[max(0, t - RECENT) : t, 0]
        refused = np.append(np.where(gone[:, None], np.nan, ends), [[np.nan] * 2], axis=0)
    refused = np.where(np.abs(refused - middle) < half, refused, np.nan)
    way = cut(np.where(np.isfinite(way), np.clip(way, -1e6, 1e6), np.nan))
    inside = np.where(np.abs(way - middle) < half, way, np.nan)
    traces = [viz.contour(*q.relief, levels=(0.5, 3.5, 0.5), filled=False, role="null", width=1.2, opacity=0.75)]
    traces += [viz.dots(q.course[: t + 1, k], ROLES[k], size=3.2, opacity=0.35) for k in (3, 2, 1, 0)]
    traces += [
        viz.dots(refused, "muted", size=6, symbol="x-thin-open", name="refused"),
        viz.polyline(cut(tail), "data", width=1.6, opacity=0.9),
        viz.polyline(way, "accent", width=2.6),
        viz.dots(inside, "accent", size=4.5),
        viz.dots(inside[-1], "accent", size=10, symbol="circle" if taken else "x", name="last proposal"),
        viz.dots(q.course[t], "ink", size=9, name="now"),
        viz.dots(q.starts, "ink", size=8, symbol="circle-open"),
        viz.label(*(q.starts + [0, 0.03 * np.ptp(ys)]).T, list(NAMES), "ink", size=13),
    ]
    pull = lambda k, x, y: start_at(q, k, x, y)
    handles = viz.handles("pull_start", q.starts, lambda k: f"start of chain {NAMES[k]}", "ink", moves=pull)
    says = {"metropolis": "Metropolis", "hmc": "Hamiltonian Monte Carlo", "gibbs": "Gibbs"}[q.method]
    return viz.Plane(traces, viz.Axis("x", xs), viz.Axis("y", ys), f"{says}: chain A’s last steps", handles=handles)


def trace_panel(q: Chains) -> viz.Plane:
    """x of each chain over the steps, and the middle 95% of where it belongs."""
    t, bounds = q.p.tick, BOXES[q.p.density][0]
    low, high = cd.middle(q.p.density, q.shape)
    steps = np.arange(t + 1.0)
    here = float(t), float(np.clip(q.course[t, 0, 0], *bounds))
    traces: list[dict[str, Any]] = [viz.area([0, 1000], [high, high], [low, low], "optimum", opacity=0.1)]
    traces += [viz.line(steps, q.course[: t + 1, k, 0], ROLES[k], width=1.2, opacity=0.8) for k in (3, 2, 1, 0)]
    half = [t / 2 if t >= 8 else np.nan] * 2
    traces += [
        viz.line(half, bounds, "null", width=1.2, dash="dot", hover=False),
        viz.dots(here, "data", size=10, name="now"),
        viz.label([990], [high], "95% of the density", "optimum", position="top left", size=12),
        viz.label(half[:1], [bounds[0]], " used from here", "muted", position="top right", size=12),
    ]
    x, y = viz.Axis("step", (-10, 1010)), viz.Axis("x of the four chains", bounds)
    return viz.Plane(traces, x, y, "Traces", handles=[tick_handle(here)])


def memory_panel(q: Chains) -> viz.Plane:
    """The correlation of a chain with itself some steps later: what is counted by its sum."""
    rho = cd.autocorrelation(q.draws)[: LAGS + 1] if q.ready else np.full(2, np.nan)
    found = np.full(LAGS + 1, np.nan)
    found[: len(rho)] = rho
    k = np.arange(LAGS + 1.0)
    says = f"{q.draws.size} draws count as {number(q.effective, 3)}" if q.ready else "after 8 moves"
    traces = [
        viz.stems(k, found, "data", width=3),
        viz.dots(np.stack([k, found], axis=1), "data", size=4),
        viz.line([0, LAGS], [0, 0], "null", width=1, hover=False),
        viz.label([LAGS], [1.12], says, "model", position="bottom left", size=14),
    ]
    x, y = viz.Axis("steps apart", (-1, LAGS + 1)), viz.Axis("correlation of x", (-0.6, 1.15))
    return viz.Plane(traces, x, y, "Memory of the chains", weight=0.8)


def _size_handle(q: Chains, at: tuple[float, float], name: str) -> viz.Handle:
    control = "leap" if q.tuned == "hmc" else "step"
    return viz.Handle(name, at, "step size", "data", moves=lambda x, y: {control: x}, follows="x")


def _size_axis(q: Chains) -> viz.Axis:
    title = "length ε of a leap" if q.tuned == "hmc" else "step size s of a proposal"
    return viz.Axis(title, (q.sizes[0] / 1.15, q.sizes[-1] * 1.15), log=True)


def gain_panel(q: Chains) -> viz.Plane:
    """Effective draws for 1,000 evaluations over the step size; the dot is the one in hand."""
    low, high = GAIN[q.tuned]
    size = float(np.clip(q.size, q.sizes[0], q.sizes[-1]))
    here = size, float(np.clip(q.gain, low, high))
    best = int(np.argmax(q.sweep[0]))
    traces = [
        viz.line(q.sizes, np.clip(q.sweep[0], low, high), "model", width=2.4),
        viz.markers(q.sizes, np.clip(q.sweep[0], low, high), "model", size=6),
        viz.line([size] * 2, [low, here[1]], "data", width=1.4, dash="dot", hover=False),
        viz.dots(here, "data", size=13, name="in hand"),
        viz.label([here[0]], [here[1] * 1.12], number(q.gain, 3), "data", size=15),
        viz.dots((q.sizes[best], q.sweep[0, best]), "optimum", size=14, symbol="star", name="best measured"),
    ]
    unit = "gradients" if q.tuned == "hmc" else "densities"
    y = viz.Axis(f"effective draws for 1,000 {unit}", (low, high), log=True)
    return viz.Plane(traces, _size_axis(q), y, "What a step size earns", handles=[_size_handle(q, here, "pull_size")])


def why_panel(q: Chains) -> viz.Plane:
    """Why: short steps are accepted and go nowhere, long ones are refused."""
    size = float(np.clip(q.size, q.sizes[0], q.sizes[-1]))
    share, jump = q.own.acceptance, min(q.own.jump, 1.5)
    exact = viz.line(q.sizes, q.theory, "optimum", width=2.2, dash="dash", name="exact")
    jumps = viz.line(q.sizes, np.minimum(q.sweep[2], 1.5), "gradient", width=2.2)
    traces = [
        viz.called(exact, "exact acceptance" if q.known else "", at=0.25, size=13),
        viz.called(viz.line(q.sizes, q.sweep[1], "model", width=2.2), "accepted", at=0.45, size=13),
        viz.called(jumps, "squared jump ÷ 2 Var x", at=0.55 if q.tuned == "metropolis" else 0.95, size=13),
        viz.line([size] * 2, [0, 1.5], "data", width=1.4, dash="dot", hover=False),
        viz.dots(((size, share), (size, jump)), "data", size=9),
    ]
    y = viz.Axis("share; squared jump", (0, 1.55))
    return viz.Plane(traces, _size_axis(q), y, "Why", handles=[_size_handle(q, (size, share), "pull_share")])


def strip_panel(q: Chains) -> viz.Plane:
    """The beginning of chain A at this step size: a snake, a caterpillar, or a staircase."""
    bounds, steps = BOXES[q.p.density][0], np.arange(STRIP + 1.0)
    traces = [viz.line(steps, q.course[: STRIP + 1, 0, 0], "data", width=1.5)]
    x, y = viz.Axis("step", (0, STRIP)), viz.Axis("x of chain A", bounds)
    return viz.Plane(traces, x, y, "Chain A at this step size", weight=0.8)


def hats_panel(q: Chains) -> viz.Plane:
    """The three R-hats after more and more steps."""
    run, top = q.running, 4.0
    shown = lambda values: np.clip(values, 1.0005, top) - 1 if np.ndim(values) else min(max(values, 1.0005), top) - 1
    now = np.array(q.hats)
    lines = zip((run.classic, run.located, run.folded), ("null", "model", "gradient"), strict=True)
    names = ("1992", "2021: where", "2021: how wide")
    curves = [viz.line(run.n, shown(v), role, width=2.4) for v, role in lines]
    traces = [viz.called(c, name, at=0.15 + 0.3 * k, size=13) for k, (c, name) in enumerate(zip(curves, names, strict=True))]
    here = float(np.clip(q.p.tick, 16, 1000)), float(shown(np.nanmax(now))) if q.ready else 1.0
    level = viz.line([16, 1000], [0.01, 0.01], "optimum", width=1.8, dash="dash")
    traces += [
        viz.called(level, "1.01: good enough?", at=0.05, size=13),
        viz.line([here[0]] * 2, [5e-4, 3], "data", width=1.4, dash="dot", hover=False),
        viz.dots(here, "data", size=11, name="the largest, now"),
    ]
    ticks = [0.001, 0.01, 0.1, 1.0]
    x = viz.Axis("steps so far (the later half is used)", (15, 1080), log=True)
    y = viz.Axis("R-hat", (4.5e-4, 3.2), log=True, ticks=ticks, labels=[f"{1 + each:g}" for each in ticks])
    handle = viz.Handle("pull_now", here, "step now", "data", moves=lambda x, y: {"tick": round(x)}, follows="x")
    return viz.Plane(traces, x, y, "What R-hat says", handles=[handle])


def claim_panel(q: Chains) -> viz.Plane:
    """The mean of all draws with two claimed standard errors, and the true mean."""
    run, bounds = q.running, BOXES[q.p.density][0]
    limit = lambda values: np.clip(values, *bounds)
    mean, error = (float(q.draws.mean()), q.error) if q.ready else (np.nan, np.nan)
    here = float(np.clip(q.p.tick, 16, 1000))
    traces = [
        viz.area(run.n, limit(run.mean + 2 * run.error), limit(run.mean - 2 * run.error), "model", opacity=0.25),
        viz.called(viz.line(run.n, limit(run.mean), "model", width=2.4), "mean ± 2 errors", at=0.9, size=13),
        viz.called(viz.line([15, 1080], [0, 0], "optimum", width=2, dash="dash"), "true mean", at=0.05, size=13),
        viz.line([here] * 2, limit([mean - 2 * error, mean + 2 * error]), "data", width=4),
        viz.dots((here, mean), "data", size=10, name="now"),
    ]
    x = viz.Axis("steps so far (the later half is used)", (15, 1080), log=True)
    return viz.Plane(traces, x, viz.Axis("mean of x", bounds), "What is claimed, and what is true")


def data_panel(q: Lines) -> viz.Plane:
    """The points, the lines that Gibbs drew, the mean line with its band, the picked line."""
    x, n = np.linspace(*ACROSS, 61), q.p.sweep
    mean, sd = q.posterior.band(x)
    ends, walk = np.array(ACROSS), q.walk[1 : n + 1]
    high = walk[:, :1] + walk[:, 1:] * (ends - q.place)
    fan = np.stack([np.tile([*ends, np.nan], (n, 1)), np.append(high, np.full((n, 1), np.nan), axis=1)], axis=-1)
    a, b = q.p.pick
    clip = lambda values: np.clip(values, UP[0] - 3, UP[1] + 3)
    traces = [
        viz.area(x, clip(mean + 2 * sd), clip(mean - 2 * sd), "model", opacity=0.18),
        viz.polyline(fan if n else np.full((1, 2), np.nan), "gradient", width=1, opacity=0.5, hover=False),
        viz.line(x, mean, "model", width=2.8, name="posterior mean"),
        viz.line(ends, a + b * ends, "accent", width=2.6, name="picked"),
        viz.line([q.place] * 2, UP, "null", width=1.2, dash="dot", hover=False),
        viz.dots(q.p.points, "data", size=11, name="point"),
    ]
    handles = viz.handles("points", q.p.points, "point", "data")
    spot = 0.3, a + 0.3 * b
    if UP[0] < spot[1] < UP[1]:
        lift = lambda x, y: {"pick": (y - 0.3 * b, b)}
        handles.append(viz.Handle("lift", spot, "height of the picked line", "accent", moves=lift, follows="y"))
    return viz.Plane(traces, viz.Axis("x", ACROSS), viz.Axis("y", UP), "Lines that the data allow", handles=handles)


def ellipse_panel(q: Lines) -> viz.Plane:
    """The posterior of the two coefficients, and the staircase of Gibbs from the picked point."""
    root, n = np.linalg.cholesky(q.shown.covariance), q.p.sweep
    rings = [viz.ellipse(radius * root, "model", center=q.shown.mean, width=2.2) for radius in MASSES.values()]
    w = q.walk[: n + 1]
    stairs = np.stack([w, np.stack([np.append(w[1:, 0], np.nan), w[:, 1]], axis=1)], axis=1).reshape(-1, 2)
    traces = [
        *rings,
        viz.polyline(stairs, "gradient", width=1.4, opacity=0.8, hover=False),
        viz.dots(w, "gradient", size=5, name="after a sweep"),
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
    mean, sd = q.curve.mean, q.curve.deviation
    traces = [
        viz.area(PLACES, mean + 2 * sd, mean - 2 * sd, "model", opacity=0.2),
        *[viz.line(PLACES, each, "gradient", width=1.1, opacity=0.65, hover=False) for each in q.samples.T],
        viz.line(PLACES, mean, "model", width=2.8, name="mean of f"),
        viz.dots(q.data, "data", size=11, name="point"),
        viz.label([WIDE[1]], [0.98 * TALL[1]], "band: ± 2 sd of f, without the noise", "model", position="bottom left", size=12),
    ]
    handles = viz.handles("observed", q.data, "point", "data")
    return viz.Plane(traces, viz.Axis("x", WIDE), viz.Axis("y", TALL), "Functions that the data allow", handles=handles)


def landscape_panel(q: Curves) -> viz.Plane:
    """How probable the data are under each length and noise, and its peaks."""
    from pages.probability.bayesian_inference.state import LENGTHS, NOISES

    below = np.sqrt(np.maximum(q.heights.max() - q.heights, 0))
    tops = np.full((2, 2), np.nan)
    tops[: len(q.peaks)] = [each[:2] for each in q.peaks]
    here = q.p.length, q.p.sigma
    names = ["highest", "another peak"] if len(q.peaks) > 1 else ["highest", " "]
    side = ["middle left" if each > 5 else "middle right" for each in tops[:, 0]]
    label = viz.label(tops[:, 0], tops[:, 1], [f"  {each}  " for each in names], "optimum", size=13)
    traces = [
        viz.contour(LENGTHS, NOISES, below, levels=(0.25, 4.0, 0.25), filled=False, role="null", width=1.1),
        viz.dots(tops, "optimum", size=15, symbol="star", name="peak"),
        label | {"textposition": side},
        viz.dots(here, "data", size=13, name="in hand"),
    ]
    handle = viz.Handle("pull_both", here, "length and noise", "data", moves=lambda x, y: {"length": x, "sigma": y})
    x = viz.Axis("length ℓ over which f forgets", (0.1, 30.0), log=True)
    y = viz.Axis("noise σ", (0.03, 3.0), log=True)
    return viz.Plane(traces, x, y, "Log marginal likelihood: higher inside", handles=[handle])
