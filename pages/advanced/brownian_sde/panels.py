"""The panels: a path under a lens, two schemes on one path, a double well and its clock, chains, and SGD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.advanced import brownian, double_well
from pages.advanced.brownian_sde import state

if TYPE_CHECKING:
    from pages.advanced.brownian_sde.state import Brownian

TALL, FAR = 2.2, 9.0  # heights that a path's panel shows, and beyond which nothing is drawn
WHOLE, CLOCK = np.linspace(0, 1, 1025), np.linspace(0, state.DURATION, 121)  # times
PIECES, COUNTS = 2.0 ** np.arange(state.DEEPEST + 1), 2.0 ** np.arange(state.FINEST + 1)
ROLES, NAMES = {"euler": "gradient", "milstein": "model"}, {"euler": "Euler", "milstein": "Milstein"}
LOWEST = 1e-5  # relative error that is shown
X, BINS, LAND = np.linspace(-2, 2, 201), np.linspace(-2, 2, 41), -0.75  # LAND: where the wells' bottoms are drawn
STEPS, ETAS = np.linspace(0.02, 4.2, 210), np.geomspace(0.01, 2.0, 121)
STEPPERS = {"euler": "Euler", "implicit": "implicit", "midpoint": "", "exact": "exact, midpoint"}
DASHED: dict[str, Any] = {"dash": "dash", "width": 1.8}
THIN: dict[str, Any] = {"width": 1.4, "dash": "dot", "hover": False}
SMALL: dict[str, Any] = {"position": "middle right", "size": 12}
LOOSELY: dict[str, Any] = {"follows": "loosely"}  # what is a power of two


def held(traces: Any, axes: tuple[viz.Axis, viz.Axis], title: str, at: Any, moves: viz.Moves, **how: Any) -> viz.Plane:
    """A plane with one handle."""
    return viz.Plane(traces, *axes, title, handles=[viz.Handle(title, at, moves=moves, **{"follows": "x", **how})])


def path_panel(q: Brownian) -> viz.Plane:
    """The whole path and the window, as high as the lens shows."""
    low, high, middle = q.low, q.low + q.width, q.low + q.width / 2
    at, here = (float(np.interp(t, np.linspace(0, 1, len(q.path)), q.path)) for t in (low, middle))
    widen = lambda x, _: {"zoom": power(0.5 / max(abs(x - middle), 1e-6), state.SHOWN)}
    half = min(TALL * q.width**q.p.exponent, 2 * TALL)
    up = max(half, 0.35) * (1 if at < TALL - 0.35 else -1)  # the two handles of a narrow window lie apart
    traces = [
        viz.rectangles([[low, high, at - half, at + half]], "accent", opacity=0.16, width=1.6),
        viz.line(WHOLE, q.path[:: (len(q.path) - 1) // 1024], "data", width=1.3, name="the path"),
        viz.dots((middle, here), "accent", size=10, name="the window"),
    ]
    handles = [
        viz.Handle("window", (middle, here), "the window", moves=lambda x, _: slide(q, x), follows="x"),
        viz.Handle("edge", (high, np.clip(at + up, -TALL, TALL)), "width of the window", moves=widen, **LOOSELY),
    ]
    title = {"brownian": "A Brownian path", "walk": "A walk of 256 steps ±1/16", "smooth": "A smooth path"}[q.p.kind]
    return viz.Plane(traces, viz.Axis("time t", (0, 1)), viz.Axis("B(t)", (-TALL, TALL)), title, handles=handles)


def slide(q: Brownian, to: float) -> dict[str, Any]:
    """The window around a time, within the path."""
    if abs(to - 0.5) > (1 - q.width) / 2:
        raise viz.Limit("The window ends with the path.", {"centre": np.clip(to, q.width / 2, 1 - q.width / 2)})
    return {"centre": to}


def power(x: float, most: int) -> int:
    """The exponent of the power of two that is nearest."""
    return int(np.clip(np.round(np.log2(np.clip(x, 1.0, 1e6))), 0, most))


def close_panel(q: Brownian) -> viz.Plane:
    """What is in the window, its height over the window's width to the exponent."""
    s, unit = np.linspace(0, 1, len(q.close)), q.width**q.p.exponent
    band = np.minimum(1.96 * np.sqrt(s * q.width) / unit, FAR)
    traces = [
        viz.area(s, band, -band, "null", opacity=0.16),
        viz.line(s, np.clip(q.close / unit, -FAR, FAR), "accent", width=1.3, name="magnified"),
        viz.label([0.02], [-0.94 * TALL], "grey: 95% at each time", "muted", **SMALL),
    ]
    x = viz.Axis("time in the window / width", (0, 1))
    y = viz.Axis(f"height / width^{number(q.p.exponent, 2)}", (-TALL, TALL))
    wide = f", {q.pieces:,} times as wide" if q.p.zoom else ": the whole path"
    return viz.Plane(traces, x, y, f"The window{wide}")


def sums_panel(q: Brownian) -> viz.Plane:
    """Squares of the increments add up to t, their sizes to more and more."""
    n, sums, spots = q.pieces, q.sums, np.maximum([q.squares, q.lengths], 1e-9)
    promised = viz.line(PIECES, np.sqrt(2 * PIECES / np.pi), "null", **DASHED, hover=False)
    traces = [
        viz.called(promised, "√(2n/π)", at=0.3, size=12),
        viz.called(viz.line(PIECES, np.ones_like(PIECES), "optimum", **DASHED, hover=False), "t = 1", at=0.85, size=13),
        viz.called(viz.line(PIECES, np.maximum(sums.squares, 1e-9), "model", name="Σ(ΔB)²"), "Σ(ΔB)²", at=0.55),
        viz.called(viz.line(PIECES, np.maximum(sums.lengths, 1e-9), "gradient", name="Σ|ΔB|"), "Σ|ΔB|", at=0.9),
        viz.segment((n, 1e-4), (n, 1e3), "accent", **THIN),
        viz.markers([n, n], spots, "accent", size=10, name="pieces of this width"),
    ]
    pull = lambda x, _: {"zoom": power(x, state.SHOWN)}
    x = viz.Axis("pieces n", (0.8, 80_000), log=True, ticks=[1, 10, 100, 1000, 10_000])
    y = viz.Axis("sum over the pieces", (1e-4, 1e3), log=True)
    return held(traces, (x, y), "Sums over all pieces", (n, max(q.squares, 1e-4)), pull, label="pieces", **LOOSELY)


def follow_panel(q: Brownian) -> viz.Plane:
    """The exact solution, and the schemes on its Brownian motion (or on another); names where few paths come."""
    (mu, sigma, horizon), t, at = q.given, np.linspace(0, 1, len(q.exact)), np.linspace(0, 1, q.count + 1)
    rate, top = (mu - sigma**2 / 2) * horizon, viz.reach([brownian.typical(q.given)], [2.0**k for k in range(1, 18)])
    cut = lambda y: np.clip(y, -3 * top, 3 * top)
    traces: list[Any] = [
        viz.called(viz.line(t, cut(np.exp(mu * horizon * t)), "null", **DASHED, name="mean"), "mean", at=0.8, size=12),
        viz.called(viz.line(t, cut(np.exp(rate * t)), "null", **THIN, name="median"), "median", at=0.8, size=12),
        viz.called(viz.line(t, cut(q.exact), "optimum", width=1.8, name="X, exact")),
        viz.label([0.02], [0.94 * top], "— X, exact", "optimum", **SMALL),
    ]
    for k, (name, found) in enumerate(q.schemes.items()):
        spot, role = 1.03 + 0.03 * k, ROLES[name]
        traces += [
            viz.called(viz.line(at, cut(found), role, width=1.8, name=NAMES[name])),
            viz.label([0.02], [(0.87 - 0.07 * k) * top], f"— {NAMES[name]}", role, **SMALL),
            viz.called(viz.markers(at, cut(found), role, size=6 if q.count < 32 else 2, name=NAMES[name])),
            viz.called(viz.segment((spot, cut(q.exact[-1])), (spot, cut(found[-1])), role, width=5, hover=False)),
        ]
    x = viz.Axis("time / horizon T; bars: errors at T", (0, 1.12), ticks=[0, 0.25, 0.5, 0.75, 1])
    y = viz.Axis("X and its approximations Y", (-0.25 * top, top))
    return viz.Plane(traces, x, y, f"One path, n = {q.count} step{'s' if q.count > 1 else ''}")


def order_panel(q: Brownian) -> viz.Plane:
    """The root mean square error at the horizon against the number of steps: exact, measured, and of this path."""
    (mu, sigma, horizon), n = q.given, q.count
    up = lambda y: np.clip(np.asarray(y) / np.exp((mu + sigma**2 / 2) * horizon), LOWEST / 10, 10.0)
    apart = up(q.promised["euler" + brownian.OTHER]) * (np.nan if q.p.same else 1.0)
    traces: list[Any] = [viz.called(viz.line(COUNTS, apart, "null", **DASHED), "Euler, other noise", size=12)]
    for name, role in ROLES.items():
        exact = viz.line(COUNTS, up(q.promised[name]), role, name=f"{NAMES[name]}, exact")
        seen = viz.markers(COUNTS, up(q.measured[name]), role, size=8, ring=True, name="measured")
        here = viz.dots(
            (n, up(abs(q.errors[name][q.p.halvings, 0]))), role, size=11, symbol="diamond", name="this path"
        )
        traces += [viz.called(exact, NAMES[name], at=0.85), viz.called(seen), viz.called(here)]
    traces.append(viz.segment((n, LOWEST), (n, 3), "muted", **THIN))
    spot = n, np.clip(up(q.promised["euler"][q.p.halvings]), LOWEST, 3)
    pull, title = lambda x, _: {"halvings": power(x, state.FINEST)}, f"Lines exact, ○ {state.PATHS} paths, ◆ this path"
    x = viz.Axis("steps n", (0.8, 320), log=True, ticks=[1, 4, 16, 64, 256])
    y = viz.Axis("error at T / root mean square of X", (LOWEST, 3), log=True)
    return held(traces, (x, y), title, spot, pull, label="number of steps", role="gradient", **LOOSELY)


def well_panel(q: Brownian) -> viz.Plane:
    """The particles on the potential; over it their histogram, the Fokker-Planck density, and the stationary one."""
    flow, wide, few = q.spreading, BINS[1] - BINS[0], np.append(q.seen, np.full(60, np.nan))[:60]
    few = np.where(np.abs(few) <= 2, few, np.nan)
    high = lambda x: double_well.potential(x) + 0.25 + LAND
    share = np.histogram(q.here, BINS)[0] / (len(q.seen) * wide)
    model = np.minimum(np.interp(X, flow.x, flow.density(q.now)), 9.0)
    traces = [
        viz.bars((BINS[1:] + BINS[:-1]) / 2, share, "data", width=wide, opacity=0.45, name="particles"),
        viz.line(X, double_well.boltzmann(X, q.p.noise), "optimum", **DASHED, name="stationary, e^(−2V/σ²)"),
        viz.line(X, model, "model", name="Fokker–Planck, now"),
        viz.line(X, high(X), "ink", width=1.8, name="V(x), shifted"),
        viz.markers(few, high(few), "data", size=7, opacity=0.5, name="a particle"),
        viz.segment((1, LAND - 0.15), (1, 0), "accent", width=1.6, dash="dash", hover=False),
        viz.label([-0.5], [2.55], "— Fokker–Planck, now", "model", **SMALL),
        viz.label([-0.5], [2.28], "- - stationary", "optimum", **SMALL),
        viz.label([0.0], [LAND + 0.28], "V", "ink", position="top center"),
        viz.label([1.0], [LAND - 0.12], "goal", "accent", position="bottom center", size=12),
    ]
    y = viz.Axis("density; below: V(x), shifted", (-1.1, 2.75), ticks=[0, 0.5, 1, 1.5, 2, 2.5])
    return viz.Plane(traces, viz.Axis("x", (-2, 2)), y, f"{q.p.particles:,} particles, t = {number(q.now, 3)}")


def clock_panel(q: Brownian) -> viz.Plane:
    """The share that has been at the goal, against time."""
    slow = 1 - np.exp(-CLOCK / q.kramers)
    traces = [
        viz.called(viz.line(CLOCK, slow, "null", **DASHED, name="Kramers"), "Kramers", at=0.9, size=12),
        viz.called(viz.line(CLOCK, 1 - q.escape.left(CLOCK), "optimum", name="exact"), "exact", at=0.6, size=12),
        viz.called(viz.line(CLOCK, q.run.share(CLOCK), "data", width=2.0, step=True), "particles", at=0.3, size=12),
        viz.segment((q.now, 0), (q.now, 1.05), "accent", **THIN),
        viz.dots((q.now, q.crossed), "accent", size=10, name="now"),
    ]
    pull = lambda x, _: {"time": int(np.clip(np.round(x / state.DURATION * state.TICKS), 0, state.TICKS))}
    x, y = viz.Axis("time t", (0, state.DURATION)), viz.Axis("share that has been at 1", (0, 1.05))
    return held(traces, (x, y), "First arrival at the goal", (q.now, q.crossed), pull, label="time")


def noise_panel(q: Brownian) -> viz.Plane:
    """The mean time against the noise, exact and by Kramers' formula."""
    s, guess = double_well.NOISES, double_well.kramers(double_well.NOISES)
    traces = [
        viz.called(viz.line(s, guess, "null", **DASHED, name="Kramers"), "Kramers", at=0.35, size=12),
        viz.called(viz.line(s, double_well.times_of_noise(), "optimum", name="exact"), "exact", at=0.4, size=12),
        viz.called(viz.segment((q.p.noise, 2), (q.p.noise, 2000), "accent", **THIN)),
        viz.dots((q.p.noise, q.mean_time), "accent", size=11, name="here"),
    ]
    x, y = viz.Axis("noise σ", (0.27, 1.23)), viz.Axis("mean time to the goal", (2, 2000), log=True)
    spot, pull = (q.p.noise, q.mean_time), lambda x, _: {"noise": x}
    return held(traces, (x, y), "What noise is worth", spot, pull, label="noise σ")


def chain_panel(q: Brownian) -> viz.Plane:
    """The chain in units of the true deviation, over the bands that hold 95% if it is true, or as this step says;
    beside it its histogram and both laws, lying on their sides."""
    last, foot, wide = state.BURN, state.BURN + 8.0, 160.0
    edges, z = np.linspace(-5, 5, 41), np.linspace(-5, 5, 121)
    x, ratio = q.chain / np.sqrt(q.truth), q.settled / q.truth if q.stable else np.nan
    bell = lambda variance: foot + wide * np.exp(-z * z / (2 * variance)) / np.sqrt(2 * np.pi * variance)
    share, reach = np.histogram(x[last:], edges)[0] / max(len(x) - last, 1) / 0.25, 1.96 * np.sqrt(ratio)
    bars = np.stack([np.full(40, foot), foot + wide * share, edges[:-1], edges[1:]], axis=1)
    traces = [
        viz.area([0, last], [1.96, 1.96], [-1.96, -1.96], "optimum", opacity=0.14),
        viz.line(np.arange(last), np.clip(x[:last], -5, 5), "data", width=1.3, name="the chain"),
        viz.line([0, last, np.nan, 0, last], [reach, reach, np.nan, -reach, -reach], "model", **DASHED),
        viz.rectangles(bars, "data", opacity=0.4),
        viz.line(bell(1.0), z, "optimum", **DASHED, name="true law"),
        viz.line(bell(ratio), z, "model", name="law of this step"),
        viz.label([3], [6.4], "green: the true law, 95%", "optimum", **SMALL),
        viz.label([3], [5.6], "dashed: what is sampled, 95%" if q.stable else "", "model", **SMALL),
    ]
    across = viz.Axis("step k; then the histogram", (0, 290), ticks=range(0, 201, 50))
    up, title = viz.Axis("X / true deviation", (-5.2, 7)), f"The chain, h = {number(q.p.length, 3)}"
    return viz.Plane(traces, across, up, title)


def variance_panel(q: Brownian) -> viz.Plane:
    """The variance that each way to step keeps, over the true one, against the step."""
    edge, seen, steep = 2 / q.p.rate, q.variance / q.truth, q.p.rate > 2
    mine = lambda name: "model" if name == q.p.stepper else "null"
    traces: list[Any] = [viz.label([edge + 0.1], [3.0], "← Euler" if steep else "", mine("euler"), **SMALL)]
    for name, says in (STEPPERS | {"euler": "" if steep else "Euler"}).items():
        ratio = np.array([brownian.stationary(name, q.p.rate, each) / q.truth for each in STEPS.tolist()])
        curve = viz.line(STEPS, np.minimum(ratio, 9.0), mine(name), width=2.6 if name == q.p.stepper else 1.3)
        traces.append(viz.called({**curve, "name": name}, says, at=0.8 if name == "euler" else 0.9, size=12))
    traces += [
        viz.called(viz.segment((edge, 0), (edge, 4), "gradient", **DASHED, hover=False), "2/θ", at=0.95),
        viz.called(viz.dots((q.p.length, min(seen, 3.95) if q.stable else np.nan), "data", size=10, name="measured")),
    ]
    pull, spot = lambda x, _: {"length": x}, (q.p.length, min(q.settled / q.truth, 3.9))
    x, y = viz.Axis("step h", (0, 4.2)), viz.Axis("variance / true variance", (0, 4))
    return held(traces, (x, y), "Bias of the step", spot, pull, label="step h", role="model")


def weights_panel(q: Brownian) -> viz.Plane:
    """A few runs of SGD from the best weight, over the band of two standard deviations."""
    k, band = np.arange(state.UPDATES + 1), np.minimum(2 * np.sqrt(np.minimum(q.due, 1e6)), 100)
    runs = np.clip(np.nan_to_num(q.descents[:, :8], nan=100.0), -100, 100).T
    top = viz.reach([3.4 * np.sqrt(min(q.wander, 4.0))], (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0))
    traces = [
        viz.area(k, band, -band, "model", opacity=0.18),
        *(viz.line(k, run, "data", width=1.0, opacity=0.7, hover=False) for run in runs),
        viz.segment((0, 0), (state.UPDATES, 0), "optimum", width=1.6, hover=False),
        viz.label([6], [0.92 * top], "±2 exact deviations", "model", **SMALL),
    ]
    y = viz.Axis("weight − best weight", (-top, top))
    return viz.Plane(traces, viz.Axis("update k", (0, state.UPDATES)), y, "Eight runs of SGD, begun at the optimum")


def eta_panel(q: Brownian) -> viz.Plane:
    """The variance that SGD keeps against its learning rate: exact, and as the equation with the same noise says."""
    low, high, sde = 1e-5, 10.0, ETAS * q.data.noise / (2 * q.p.batch)
    exact = np.array([q.data.wander(eta, q.p.batch) for eta in ETAS.tolist()])
    shown = viz.line(ETAS, np.where(exact < 1e3, exact, np.nan), "model", name="exact")
    seen = viz.dots((q.p.eta, np.clip(q.ending, low, high)), "data", size=10, name=f"{state.RUNS} runs, last update")
    traces = [
        viz.called(viz.line(ETAS, sde, "null", **DASHED, name="as an SDE"), "SDE: η s/2B", at=0.35, size=12),
        viz.called(shown, "SGD, exact", at=0.6),
        viz.called(viz.segment((q.limit, low), (q.limit, high), "gradient", **DASHED, hover=False), "limit", at=0.1),
        viz.called(seen),
    ]
    pull, spot = lambda x, _: {"eta": x}, (q.p.eta, float(np.clip(q.wander, low, high)))
    x = viz.Axis("learning rate η", (0.009, 2.2), log=True, ticks=[0.01, 0.1, 1])
    y = viz.Axis("variance of the weight", (low, high), log=True)
    return held(traces, (x, y), "How far it wanders", spot, pull, label="learning rate η", role="model")
