"""The panels: a path under a lens, two schemes on one path, a double well and its clock, chains, and SGD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.advanced import brownian, double_well
from pages.advanced.brownian_sde import state

if TYPE_CHECKING:
    from pages.advanced.brownian_sde.state import Brownian

Array = NDArray[np.float64]
TALL, FAR = 2.6, 9.0  # heights that a path's panel shows, and beyond which nothing is drawn
DRAWN = 10  # halvings of the whole path as it is drawn
PIECES = 2.0 ** np.arange(state.DEEPEST + 1)
ROLES = {"euler": "gradient", "milstein": "model"}
NAMES = {"euler": "Euler", "milstein": "Milstein"}
LOWEST = 1e-5  # relative error that is shown
X = np.linspace(-2.0, 2.0, 201)
BINS = np.linspace(-2.0, 2.0, 41)
LANDSCAPE = -0.75  # where the potential is drawn under the densities
CLOCK = np.linspace(0, state.DURATION, 121)
STEPPERS = {"euler": "Euler", "implicit": "implicit Euler", "midpoint": "midpoint", "exact": "exact law"}
Z = np.linspace(-5, 5, 121)
DASHED: dict[str, Any] = {"dash": "dash", "width": 1.8}
THIN: dict[str, Any] = {"width": 1.4, "dash": "dot", "hover": False}


def bell(x: Array, variance: float) -> Array:
    return np.asarray(np.exp(-x * x / (2 * variance)) / np.sqrt(2 * np.pi * variance))


def path_panel(q: Brownian) -> viz.Plane:
    """The whole path and the window, as high as the lens shows."""
    low, high, middle = q.low, q.low + q.width, q.low + q.width / 2
    b = q.path[:: 2 ** (state.DEEPEST - DRAWN)]
    at, here = (float(np.interp(t, np.linspace(0, 1, len(q.path)), q.path)) for t in (low, middle))
    half = min(TALL * q.width**q.p.exponent, 2 * TALL)
    traces = [
        viz.rectangles([[low, high, at - half, at + half]], "accent", opacity=0.16, width=1.6),
        viz.line(np.linspace(0, 1, len(b)), np.clip(b, -FAR, FAR), "data", width=1.3, name="the path"),
        viz.segment((low, at), (high, at), "accent", width=1.2, hover=False),
        viz.dots((middle, here), "accent", size=10, name="the window"),
    ]
    handles = [
        viz.Handle("window", (middle, here), "the window", moves=lambda x, _: slide(q, x), follows="x"),
        # Loosely: its width is a half, a quarter, an eighth, ... of the whole.
        viz.Handle("edge", (high, at), "width of the window", moves=lambda x, _: widen(q, x), follows="loosely"),
    ]
    title = {"brownian": "A Brownian path", "walk": "A walk of 256 steps ±1/16", "smooth": "A smooth path"}[q.p.kind]
    return viz.Plane(traces, viz.Axis("time t", (0, 1)), viz.Axis("B(t)", (-TALL, TALL)), title, handles=handles)


def slide(q: Brownian, to: float) -> dict[str, Any]:
    """The window around a time, within the path."""
    inside = min(max(to, q.width / 2), 1 - q.width / 2)
    if abs(inside - to) > 1e-9:
        raise viz.Limit("The window ends with the path.", {"centre": inside})
    return {"centre": to}


def widen(q: Brownian, to: float) -> dict[str, Any]:
    reach = max(2 * abs(to - q.low - q.width / 2), 1e-6)
    return {"zoom": int(np.clip(np.round(-np.log2(reach)), 0, state.SHOWN))}


def close_panel(q: Brownian) -> viz.Plane:
    """What is in the window, its height over the window's width to the exponent."""
    s = np.linspace(0, 1, len(q.close))
    band = 1.96 * np.sqrt(s) * q.width ** (0.5 - q.p.exponent)
    rough, says = np.clip(q.close / q.width**q.p.exponent, -FAR, FAR), "95% of Brownian paths"
    traces = [
        viz.area(s, np.minimum(band, FAR), -np.minimum(band, FAR), "null", opacity=0.16),
        viz.line(s, rough, "accent", width=1.3, name="magnified"),
        viz.label([0.02], [-0.93 * TALL], says, "muted", position="middle right", size=12),
    ]
    x = viz.Axis("time in the window, its width = 1", (0, 1))
    y = viz.Axis(f"height / width^{number(q.p.exponent, 2)}", (-TALL, TALL))
    return viz.Plane(traces, x, y, f"The window, {q.pieces:,} times as wide")


def sums_panel(q: Brownian) -> viz.Plane:
    """Squares of the increments add up to t, their sizes to more and more."""
    n, sums = q.pieces, q.sums
    promised = viz.line(PIECES, np.sqrt(2 * PIECES / np.pi), "null", **DASHED, hover=False)
    one = viz.line(PIECES, np.ones_like(PIECES), "optimum", **DASHED, hover=False)
    squares = viz.line(PIECES, np.maximum(sums.squares, 1e-9), "model", name="Σ(ΔB)²")
    lengths = viz.line(PIECES, np.maximum(sums.lengths, 1e-9), "gradient", name="Σ|ΔB|")
    traces = [
        viz.called(promised, "√(2n/π)", at=0.3, size=12),
        viz.called(one, "t = 1", at=0.85, size=13),
        viz.called(squares, "Σ(ΔB)²", at=0.55),
        viz.called(lengths, "Σ|ΔB|", at=0.9),
        viz.segment((n, 1e-4), (n, 1e3), "accent", **THIN),
        viz.markers([n, n], np.maximum([q.squares, q.lengths], 1e-9), "accent", size=10, name="pieces of this width"),
    ]
    # Loosely: n is a power of two.
    pull = lambda x, _: {"zoom": int(np.clip(np.round(np.log2(max(x, 1.0))), 0, state.SHOWN))}
    handle = viz.Handle("pieces", (n, max(q.squares, 1e-4)), "number of pieces", moves=pull, follows="loosely")
    x = viz.Axis("pieces n", (0.8, 80_000), log=True, ticks=[1, 10, 100, 1000, 10_000])
    y = viz.Axis("sum over the pieces", (1e-4, 1e3), log=True)
    return viz.Plane(traces, x, y, "Sums over all pieces", handles=[handle])


def follow_panel(q: Brownian) -> viz.Plane:
    """The exact solution, and the schemes on its Brownian motion (or on another)."""
    mu, sigma, horizon = q.given
    t, at = np.linspace(0, 1, len(q.exact)), np.linspace(0, 1, q.count + 1)
    spread = sigma * np.sqrt(horizon)
    typical = max(np.exp((mu - sigma**2 / 2) * horizon + 1.6 * spread), np.exp(max(mu, 0.0) * horizon))
    top = viz.reach([1.3 * typical], (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0))
    ends = {name: float(y[-1]) for name, y in q.schemes.items()}
    cut = lambda y: np.clip(y, -3 * top, 3 * top)
    clocks = horizon * t
    median = viz.line(t, cut(np.exp((mu - sigma**2 / 2) * clocks)), "null", width=1.6, dash="dot", name="median")
    traces = [
        viz.called(viz.line(t, cut(np.exp(mu * clocks)), "null", **DASHED, name="mean of X"), "mean", at=0.8, size=12),
        viz.called(median, "median", at=0.8, size=12),
        viz.called(viz.line(t, cut(q.exact), "optimum", width=1.6, name="X, exact"), "X", at=0.45),
    ]
    for name, y in q.schemes.items():
        traces.append(viz.called(viz.line(at, cut(y), ROLES[name], width=1.8, name=NAMES[name])))
        traces.append(viz.markers(at, cut(y), ROLES[name], size=6 if q.count <= 64 else 3, name=NAMES[name]))
    for k, name in enumerate(q.schemes):
        spot = 1.025 + 0.03 * k
        traces.append(viz.segment((spot, cut(q.exact[-1])), (spot, cut(ends[name])), ROLES[name], width=4, hover=False))
    traces.append(viz.label([1.075], [cut(q.exact[-1])], "errors", "muted", position="middle right", size=12))
    x = viz.Axis("time / horizon T", (0, 1.2), ticks=[0, 0.25, 0.5, 0.75, 1])
    y = viz.Axis("X and its approximations Y", (-0.25 * top, top))
    return viz.Plane(traces, x, y, f"One path, n = {q.count} step{'s' if q.count > 1 else ''}")


def order_panel(q: Brownian) -> viz.Plane:
    """The root mean square error at the horizon against the number of steps: exact, measured, and of this path."""
    mu, sigma, horizon = q.given
    size, n, k = np.exp((mu + sigma**2 / 2) * horizon), 2.0**state.LEVELS, q.p.halvings
    up = lambda y: np.clip(np.asarray(y) / size, LOWEST / 10, 10.0)
    apart = q.promised["unrelated"] if not q.p.same else np.full(len(n), np.nan)
    traces = [viz.called(viz.line(n, up(apart), "null", **DASHED, name="other noise"), "Euler, other noise", size=12)]
    for name in brownian.SCHEMES:
        curve = viz.line(n, up(q.promised[name]), ROLES[name], name=f"{NAMES[name]}, exact")
        traces.append(viz.called(curve, NAMES[name], at=0.85))
        traces.append(viz.called(viz.markers(n, up(q.measured[name]), ROLES[name], size=8, ring=True, name="measured")))
        here = up(abs(q.errors[name][k, 0]))
        traces.append(viz.dots((n[k], here), ROLES[name], size=11, symbol="diamond", name="the path on the left"))
    traces.append(viz.segment((n[k], LOWEST), (n[k], 3), "muted", **THIN))
    # Loosely: n is a power of two.
    pull = lambda x, _: {"halvings": int(np.clip(np.round(np.log2(max(x, 1.0))), 0, state.FINEST))}
    spot = n[k], np.clip(up(q.promised["euler"][k]), LOWEST, 3)
    handle = viz.Handle("steps", spot, "number of steps", "gradient", moves=pull, follows="loosely")
    x = viz.Axis("steps n", (0.8, 640), log=True, ticks=[1, 4, 16, 64, 256])
    y = viz.Axis("error at T / root mean square of X", (LOWEST, 3), log=True)
    return viz.Plane(traces, x, y, "Lines exact, ○ 400 paths, ◆ this path", handles=[handle])


def well_panel(q: Brownian) -> viz.Plane:
    """The particles on the potential; over it their histogram, the Fokker-Planck density, and the stationary one."""
    flow, wide = q.spreading, BINS[1] - BINS[0]
    share = np.histogram(q.here, BINS)[0] / (len(q.seen) * wide)
    model = np.interp(X, flow.x, flow.density(q.now))
    still, land = double_well.boltzmann(X, q.p.noise), double_well.potential(X) + 0.25 + LANDSCAPE
    few = np.full(60, np.nan)
    few[: min(60, len(q.seen))] = q.seen[:60]
    few = np.where(np.abs(few) <= 2, few, np.nan)
    traces = [
        viz.bars((BINS[1:] + BINS[:-1]) / 2, share, "data", width=wide, opacity=0.45, name="particles"),
        viz.line(X, still, "optimum", **DASHED, name="stationary, e^(−2V/σ²)"),
        viz.line(X, np.minimum(model, 9.0), "model", name="Fokker–Planck, now"),
        viz.line(X, land, "ink", width=1.8, name="V(x), shifted"),
        viz.markers(few, double_well.potential(few) + 0.25 + LANDSCAPE, "data", size=7, opacity=0.5, name="a particle"),
        viz.segment((1, LANDSCAPE - 0.15), (1, 0), "accent", width=1.6, dash="dash", hover=False),
        viz.label([-1.95], [2.2], "— Fokker–Planck, now", "model", position="middle right", size=12),
        viz.label([-1.95], [2.02], "- - stationary", "optimum", position="middle right", size=12),
        viz.label([0.0], [LANDSCAPE + 0.28], "V", "ink", position="top center"),
        viz.label([1.0], [LANDSCAPE - 0.12], "goal", "accent", position="bottom center", size=12),
    ]
    x, y = viz.Axis("x", (-2, 2)), viz.Axis("density; below: V(x), shifted", (-1.1, 2.35), ticks=[0, 0.5, 1, 1.5, 2])
    return viz.Plane(traces, x, y, f"{q.p.particles:,} particles, t = {number(q.now, 3)}", weight=1.1)


def clock_panel(q: Brownian) -> viz.Plane:
    """The share that has been at the goal, against time."""
    slow = viz.line(CLOCK, 1 - np.exp(-CLOCK / q.kramers), "null", **DASHED, name="Kramers")
    exact = viz.line(CLOCK, 1 - q.escape.left(CLOCK), "optimum", name="exact")
    seen = viz.line(CLOCK, q.run.share(CLOCK), "data", width=2.0, step=True, name="these particles")
    traces = [
        viz.called(slow, "Kramers", at=0.9, size=12),
        viz.called(exact, "exact", at=0.6, size=12),
        viz.called(seen, "particles", at=0.3, size=12),
        viz.segment((q.now, 0), (q.now, 1.05), "accent", **THIN),
        viz.dots((q.now, q.crossed), "accent", size=10, name="now"),
    ]
    pull = lambda x, _: {"time": int(np.clip(np.round(x / state.DURATION * state.TICKS), 0, state.TICKS))}
    handle = viz.Handle("clock", (q.now, q.crossed), "time", moves=pull, follows="x")
    x, y = viz.Axis("time t", (0, state.DURATION)), viz.Axis("share that has been at 1", (0, 1.05))
    return viz.Plane(traces, x, y, "First arrival at the goal", handles=[handle])


def noise_panel(q: Brownian) -> viz.Plane:
    """The mean time against the noise, exact and by Kramers' formula."""
    s = state.NOISES
    traces = [
        viz.called(viz.line(s, double_well.kramers(s), "null", **DASHED, name="Kramers"), "Kramers", at=0.35, size=12),
        viz.called(viz.line(s, state.times_of_noise(), "optimum", name="exact"), "exact", at=0.4, size=12),
        viz.called(viz.segment((q.p.noise, 2), (q.p.noise, 2000), "accent", **THIN)),
        viz.dots((q.p.noise, q.mean_time), "accent", size=11, name="here"),
    ]
    pull = lambda x, _: {"noise": x}
    handle = viz.Handle("noise", (q.p.noise, q.mean_time), "noise σ", moves=pull, follows="x")
    x, y = viz.Axis("noise σ", (0.27, 1.23)), viz.Axis("mean time to the goal", (2, 2000), log=True)
    return viz.Plane(traces, x, y, "What noise is worth", handles=[handle], weight=0.9)


def chain_panel(q: Brownian) -> viz.Plane:
    """The chain in units of the true deviation, over the bands that hold 95% if it is true, or as this step says."""
    k, x = np.arange(state.BURN), np.clip(q.chain[: state.BURN] / np.sqrt(q.truth), -FAR, FAR)
    reach = 1.96 * np.sqrt(q.settled / q.truth) if q.stable else np.nan
    bound = viz.line([0, state.BURN, np.nan, 0, state.BURN], [reach, reach, np.nan, -reach, -reach], "model", **DASHED)
    traces = [
        viz.area([0, state.BURN], [1.96, 1.96], [-1.96, -1.96], "optimum", opacity=0.14),
        viz.line(k, x, "data", width=1.3, name="the chain"),
        bound,
        viz.label([4], [-4.75], "green: 95% of the true law", "optimum", position="middle right", size=12),
        viz.label(
            [4], [4.75], "- - 95% of what is sampled" if q.stable else "", "model", position="middle right", size=12
        ),
    ]
    y = viz.Axis("X / true deviation", (-5.2, 5.2))
    return viz.Plane(traces, viz.Axis("step k", (0, state.BURN)), y, f"The chain, h = {number(q.p.length, 3)}")


def density_panel(q: Brownian) -> viz.Plane:
    """The histogram of the chain, the law it should have, and the one that this step gives it."""
    edges = np.linspace(-5, 5, 51)
    share = np.zeros(50)
    if q.stable:
        share = np.histogram(q.chain[state.BURN :] / np.sqrt(q.truth), edges)[0] / (len(q.chain) - state.BURN) / 0.2
    model = bell(Z, q.settled / q.truth) if q.stable else np.full(len(Z), np.nan)
    traces = [
        viz.bars((edges[1:] + edges[:-1]) / 2, share, "data", width=0.2, opacity=0.45, name="the chain"),
        viz.called(viz.line(Z, bell(Z, 1.0), "optimum", **DASHED, name="true law"), "true", at=0.42, size=13),
        viz.called(viz.line(Z, model, "model", name="law of this step"), "this step", at=0.62, size=13),
    ]
    x, y = viz.Axis("X / true deviation", (-5, 5)), viz.Axis("density", (0, 0.62))
    return viz.Plane(traces, x, y, "What it samples")


def variance_panel(q: Brownian) -> viz.Plane:
    """The variance that each way to step keeps, over the true one, against the step."""
    h = np.linspace(0.02, 4.2, 210)
    traces = []
    for name, says in STEPPERS.items():
        ratio = np.minimum([brownian.stationary(name, q.p.rate, each) / q.truth for each in h.tolist()], 9.0)
        mine = name == q.p.stepper
        curve = viz.line(h, np.where(ratio < 9, ratio, np.nan), "model" if mine else "null", width=2.6 if mine else 1.3)
        text = {"euler": "Euler", "implicit": "implicit", "exact": "exact, midpoint"}.get(name)
        traces.append(viz.called({**curve, "name": says}, text, at=0.8 if name == "euler" else 0.9, size=12))
    ratio = q.variance / q.truth if q.stable else np.nan
    spot = q.p.length, min(q.settled / q.truth, 3.9)
    traces += [
        viz.called(viz.segment((2 / q.p.rate, 0), (2 / q.p.rate, 4), "gradient", **DASHED, hover=False)),
        viz.label([min(2 / q.p.rate, 4.2)], [3.75], "2/θ ", "gradient", position="middle left"),
        viz.called(viz.dots((q.p.length, min(ratio, 3.95)), "data", size=10, name="measured")),
    ]
    pull = lambda x, _: {"length": x}
    handle = viz.Handle("step length", spot, "step h", "model", moves=pull, follows="x")
    x, y = viz.Axis("step h", (0, 4.2)), viz.Axis("variance / true variance", (0, 4))
    return viz.Plane(traces, x, y, "Bias of the step", handles=[handle])


def weights_panel(q: Brownian) -> viz.Plane:
    """A few runs of SGD from the best weight, over the band of two standard deviations."""
    k = np.arange(state.UPDATES + 1)
    with np.errstate(all="ignore"):
        sd = np.sqrt(np.minimum(q.due, 1e6))
        runs = np.clip(np.nan_to_num(q.descents[:, :8], nan=100.0), -100, 100)
    top = viz.reach([3.4 * np.sqrt(min(q.wander, 4.0))], (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0))
    band = viz.area(k, np.minimum(2 * sd, 100), -np.minimum(2 * sd, 100), "model", opacity=0.18)
    lines = [viz.line(k, run, "data", width=1.0, opacity=0.7, hover=False) for run in runs.T]
    traces = [
        band,
        *lines,
        viz.segment((0, 0), (state.UPDATES, 0), "optimum", width=1.6, hover=False),
        viz.label([6], [0.92 * top], "±2 exact deviations", "model", position="middle right", size=12),
    ]
    y = viz.Axis("weight − best weight", (-top, top))
    return viz.Plane(traces, viz.Axis("update k", (0, state.UPDATES)), y, "Eight runs of SGD, begun at the optimum")


def eta_panel(q: Brownian) -> viz.Plane:
    """The variance that SGD keeps against its learning rate: exact, and as the equation with the same noise says."""
    low, high = 1e-5, 10.0
    exact = np.array([q.data.wander(eta, q.p.batch) for eta in state.ETAS.tolist()])
    line = state.ETAS * q.data.noise / (2 * q.p.batch)
    with np.errstate(all="ignore"):
        seen = float(np.mean(np.nan_to_num(q.descents[-1], nan=1e9).clip(-1e9, 1e9) ** 2))
    shown = viz.line(state.ETAS, np.where(exact < 1e3, exact, np.nan), "model", name="exact")
    spot = q.p.eta, float(np.clip(q.wander, low, high))
    traces = [
        viz.called(viz.line(state.ETAS, line, "null", **DASHED, name="as an SDE"), "SDE: η s/2B", at=0.35, size=12),
        viz.called(shown, "SGD, exact", at=0.6),
        viz.called(viz.segment((q.limit, low), (q.limit, high), "gradient", **DASHED, hover=False), "limit", at=0.1),
        viz.called(viz.dots((q.p.eta, np.clip(seen, low, high)), "data", size=10, name="400 runs, last update")),
    ]
    pull = lambda x, _: {"eta": x}
    handle = viz.Handle("learning rate", spot, "learning rate η", "model", moves=pull, follows="x")
    x = viz.Axis("learning rate η", (0.009, 2.2), log=True, ticks=[0.01, 0.1, 1])
    return viz.Plane(
        traces, x, viz.Axis("variance of the weight", (low, high), log=True), "How far it wanders", handles=[handle]
    )
