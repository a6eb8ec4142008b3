"""The panels of the lesson: moments are "model", maximum likelihood is "gradient", the truth is "optimum"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammainc, psi
from scipy.stats import gamma

import viz
from explorer.text import number
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.mle_vs_moments.state import Array, Estimates

MOST = 200  # draws
X, K, N = np.linspace(0.0, 2.1, 421), np.linspace(-1.0, 3.0, 161), np.geomspace(1, MOST, 61)
RULES = {"uniform": ("2 × mean", "largest"), "gamma": ("mean²/variance", "likelihood")}
RULES |= {"beta": ("mean/(1 − mean)", "likelihood"), "pareto": ("mean/(mean − 1)", "likelihood")}
AXES = {"uniform": ("x, in units of θ", (-0.04, 2.04), False), "gamma": ("x, in units of its mean", (-0.1, 4.6), False)}
AXES |= {"beta": ("x", (-0.03, 1.03), False), "pareto": ("x", (0.9, 400.0), True)}
NAMES = {"gamma": "gamma", "beta": "beta(a, 1)", "pareto": "Pareto"}
SHAPES, Z = np.geomspace(0.2, 20.0, 121), np.linspace(-4.5, 4.5, 361)
PERCENTS = {-3.09: "0.1%", -1.282: "10%", 0.0: "50%", 1.282: "90%", 3.09: "99.9%"}
CURVES = {law: se.efficiency(law, SHAPES) for law in NAMES}
CURVE, PLANE = np.geomspace(0.08, 400, 200), ((0.008, 12.0), (0.004, 4.0))

# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right", size=13: viz.label([x], [y], text, role, position=side, size=size)
scored = lambda title="observation: share of the law below it": viz.Axis(title, (-4.6, 4.6), **_ticks)
_ticks: Any = {"ticks": list(PERCENTS), "labels": list(PERCENTS.values())}


def mirror_panel(q: Estimates) -> viz.Plane:
    """Where the two estimates fall: twice the mean above the axis, the multiple of the largest value below it."""
    n, c, (bias, variance, _) = q.p.n, q.factor, q.likely
    above, below = lv.doubled_density(n), lv.largest_density(n, q.p.k, np.append(X[c > X], c))
    run, spread, wide = np.append(X[c > X], c), np.sqrt(q.doubled.square), np.sqrt(variance)
    traces = [
        viz.area(lv.PLACES, 0.9 * above / above.max(), 0.0, "model", opacity=0.35),
        viz.area(run, 0.0 * run, -0.9 * below / below.max(), "gradient", opacity=0.35),
        viz.segment((0, 0), (2.1, 0), "ink", width=1.2, hover=False),
        viz.segment((1, -1.28), (1, 1.28), "optimum", width=2.2, dash="dash", hover=False),
        viz.line([1 - spread, 1 + spread], [0.12] * 2, "model", width=4, name="mean ± deviation"),
        viz.dots((1, 0.12), "model", size=11, name="mean of 2 × mean"),
        viz.line([1 + bias - wide, 1 + bias + wide], [-0.12] * 2, "gradient", width=4, name="mean ± deviation"),
        viz.dots((1 + bias, -0.12), "gradient", size=11, name="mean of the multiple"),
        viz.dots((c, 0), "gradient", size=14, symbol="diamond", name="its upper end"),
        says(0.03, 1.14, "2 × mean", "model", size=14),
        says(0.03, -1.14, f"{number(c, 4)} × largest", "gradient", size=14),
        says(1, 1.4, "truth θ", "optimum", "middle center"),
    ]
    stretch = lambda x, y: {"k": (x - 1) * (n + 1)}
    handles = [viz.Handle("cliff", (c, 0), "stretch k", "gradient", moves=stretch, follows="x")]
    x, y = viz.Axis("estimate, in units of θ", (0, 2.1)), viz.Axis("density (peak = 0.9)", (-1.3, 1.5), ticks=[])
    return viz.Plane(traces, x, y, f"Where the estimates fall, n = {n}", handles=handles, weight=1.15)


def bowl_panel(q: Estimates) -> viz.Plane:
    """Bias squared and variance of every multiple of the largest value add up to a bowl."""
    n, scale, here = q.p.n, (q.p.n + 1) ** 2, q.likely.square * (q.p.n + 1) ** 2
    total, other = lv.largest_square(n, K) * scale, q.doubled.square * scale
    bias = (K * n / (n + 1) - 1) ** 2
    low, free = lv.largest_square(n, 1.0) * scale, lv.largest_square(n, 1 + 1 / n) * scale
    level = other if other < 5.2 else np.nan
    traces = [
        viz.called(viz.line(K, bias, "null", width=1.8, dash="dash", name="bias²"), "bias²", at=0.97),
        viz.called(viz.line(K, total - bias, "null", width=1.8, dash="dot", name="variance"), "variance", at=0.75),
        viz.called(viz.line(K, total, "gradient", width=3, name="squared error")),
        viz.line([-1, 3], [level] * 2, "model", width=2.2, name="2 × mean"),
        says(-0.95, 5.35, "2 × mean" + ("" if other < 5.2 else f": {number(other, 3)}, far above"), "model"),
        viz.dots((1, low), "optimum", size=15, symbol="star", name="least error"),
        viz.dots((1 + 1 / n, free), "ink", size=10, symbol="square", name="no bias"),
        viz.dots((q.p.k, here), "gradient", size=14, symbol="diamond", name="in hand"),
    ]
    handles = [viz.Handle("bowl", (q.p.k, here), "stretch k", "gradient", moves=lambda x, y: {"k": x}, follows="x")]
    x, y = viz.Axis("stretch k of 1 + k/(n + 1)", (-1.1, 3.1)), viz.Axis("mean squared error × (n+1)²/θ²", (-0.2, 5.7))
    return viz.Plane(traces, x, y, "★ least error   ■ no bias   0: ML", handles=handles)


def race_panel(q: Estimates) -> viz.Plane:
    """The errors of both against the number of draws, on logarithmic axes: slopes −1/2 and −1."""
    n, both = q.p.n, (np.sqrt(q.doubled.square), np.sqrt(q.likely.square))
    best, own = np.sqrt(lv.largest_square(N, 1.0)), np.sqrt(lv.largest_square(N, q.p.k))
    traces = [
        viz.called(viz.line(N, np.sqrt(1 / (3 * N)), "model", width=2.8, name="2 × mean"), "2 × mean, like n^−½", at=0.9),
        viz.called(viz.line(N, best, "optimum", width=1.8, dash="dash", name="best multiple"), "best", at=0.1),
        viz.called(viz.line(N, own, "gradient", width=2.8, name="multiple"), "multiple, like 1/n", at=0.6),
        viz.called(viz.segment((n, both[0]), (n, both[1]), "ink", width=2, dash="dot", hover=False)),
        viz.dots((n, both[0]), "model", size=12, name="2 × mean"),
        viz.dots((n, both[1]), "gradient", size=14, symbol="diamond", name="multiple"),
    ]
    handles = [
        viz.Handle(name, (n, y), "draws n", role, moves=lambda x, y: {"n": x}, follows="x")
        for name, y, role in (("runner", both[0], "model"), ("leader", both[1], "gradient"))
    ]
    axes = viz.Axis("draws n", (0.9, 230), log=True), viz.Axis("root mean squared error / θ", (0.003, 1.2), log=True)
    return viz.Plane(traces, *axes, f"Squared errors: {number(q.ratio, 3)} to 1", handles=handles)


def _fitted(q: Estimates, at: Array, estimate: float) -> Array:
    """The distribution function of the law with that estimate at places of the axis; NaN where there is none."""
    if not (np.isfinite(estimate) and estimate > 0):
        return np.full(at.shape, np.nan)
    if q.p.law == "gamma":
        return np.asarray(gammainc(estimate, np.maximum(at, 0) * estimate * q.unit / q.x.mean()))
    if q.p.law == "pareto":
        return 1 - np.maximum(at, 1.0) ** -estimate
    return np.asarray(np.clip(at / estimate, 0, 1) if q.p.law == "uniform" else np.clip(at, 0, 1) ** estimate)


def sample_panel(q: Estimates) -> viz.Plane:
    """The sample in hand, its share of values up to each place, and the laws that the two estimates name."""
    title, (low, high), log = AXES[q.p.law]
    places = np.geomspace(low, high, 200) if log else np.linspace(low, high, 200)
    x = q.x / q.unit
    spots = np.stack([np.clip(x, low, 0.985 * high), np.full(q.size, -0.06)], axis=1)
    lost = x[x > q.mine.moments] if not q.regular else x[:0]  # in which the moment estimate cannot believe
    (first, second), fits = RULES[q.p.law], [_fitted(q, places, each) for each in q.mine]
    fewest = np.concatenate([lost, np.full(q.size - len(lost), np.nan)])
    traces = [
        viz.segment((low, 0), (high, 0), "zero", width=1.2, hover=False),
        distributions.steps(np.clip(x, low, high), low, high, "data", width=1.6, hover=False),
        viz.line(places, fits[0], "model", width=2.8, name="moments"),
        viz.line(places, fits[1], "gradient", width=2.8, dash="dash", name="likelihood"),
        viz.markers(fewest, np.full(q.size, -0.06), "model", size=19, ring=True, name="impossible"),
        viz.dots(spots, "data", size=12, name="observation"),
        says(low, 1.25, f" — {first}: {number(q.mine.moments, 4)}", "model"),
        says(low, 1.16, f" ╌ {second}: {number(q.mine.likelihood, 4)}", "gradient"),
        says(low, 1.07, f" truth: {number(q.truth, 4)}", "optimum"),
    ]

    def moved(index: int, to: float, _: float) -> dict[str, Any]:
        rows = list(q.p.sample)
        rows[index] = q.share(to)
        return {"sample": tuple(rows)}

    handles = viz.handles("sample", spots, "observation", "data", moves=moved, follows="x")
    y = viz.Axis("share of the values up to x", (-0.13, 1.32), ticks=[0, 0.5, 1])
    return viz.Plane(traces, viz.Axis(title, (low, high), log=log), y, "Your sample, and two laws for it", handles=handles)


def pairs_panel(q: Estimates) -> viz.Plane:
    """Both estimates of the same samples: one dot each."""
    (a, b), regular = q.many, q.regular
    low, high, top = (0.2, 10.0, 10.0) if regular else (0.0, 2.0, 1.15 if q.p.clean else 2.0)
    inside = lambda v, end: np.clip(np.where(v > 0, v, end), low * 1.02 if regular else low, 0.985 * end)
    mine = inside(np.array([q.mine.moments / q.truth]), high), inside(np.array([q.mine.likelihood / q.truth]), top)
    edge, shaded = 1 / q.truth, q.p.law == "pareto" and low < 1 / q.truth
    corners = np.full((3, 2), np.nan)
    if not regular:
        corners = np.array([(0, 0), (top, top), (0, top)])
    if shaded:
        corners = np.array([(low, low), (edge, low), (edge, top), (low, top)])[[0, 1, 2, 3]]
    told = "" if regular else "shaded: 2 × mean < largest"
    told = "shaded: a ≤ 1, never said by moments" if shaded else told
    traces = [
        viz.polygon(corners, "model", opacity=0.13, width=0),
        viz.segment((1, low), (1, top), "optimum", width=1.6, dash="dash", hover=False),
        viz.segment((low, 1), (high, 1), "optimum", width=1.6, dash="dash", hover=False),
        viz.markers(inside(a, high), inside(b, top), "null", size=3.5, opacity=0.55, name="a sample"),
        viz.dots((mine[0][0], mine[1][0]), "data", size=14, name="your sample"),
        says(high, low * 1.15 if regular else 0.05 * top, told + " ", "model", "middle left"),
    ]
    x = viz.Axis(f"by moments: {RULES[q.p.law][0]}, over the truth", (low, high), log=regular)
    y = viz.Axis("by likelihood, over the truth", (low, top), log=regular)
    return viz.Plane(traces, x, y, f"{len(a):,} samples of {q.size}, both estimates of each")


def influence_panel(q: Estimates) -> viz.Plane:
    """What one more observation does to either estimate, against where it lies."""
    root = np.sqrt(q.variances[1])
    first, second = (np.where(np.abs(each) < 7.5 * root, each / root, np.nan) for each in _influences(q))
    traces = [
        viz.segment((-4.6, 0), (4.6, 0), "zero", width=1.2, hover=False),
        viz.line(Z, first, "model", width=2.8, name="moments"),
        viz.line(Z, second, "gradient", width=2.8, name="likelihood"),
        says(-4.4, 6.5, "— moments", "model"),
        says(-4.4, 5.6, "— likelihood", "gradient"),
    ]
    y = viz.Axis("n × shift / √(n Var ML)", (-7, 7.2))
    return viz.Plane(traces, scored(), y, "What one more observation does")


def _influences(q: Estimates) -> se.Pair:
    return se.influences(q.p.family, q.p.shape, Z)


def areas_panel(q: Estimates) -> viz.Plane:
    """The squares of those shifts, weighted by how often they happen: the areas are the variances."""
    weight = np.exp(-0.5 * Z * Z)
    first, second = (each**2 * weight for each in _influences(q))
    top = max(float(np.nanmax(np.append(first, 0.0))), float(second.max()))
    more = number(1 / q.efficiency, 3) if q.efficiency > 0 else "∞"
    traces = [
        viz.area(Z, np.nan_to_num(first / top), 0.0, "model", opacity=0.4),
        viz.area(Z, 0 * Z, -second / top, "gradient", opacity=0.4),
        viz.segment((-4.6, 0), (4.6, 0), "ink", width=1.2, hover=False),
        says(-4.4, 1.13, f"moments: area {more}", "model"),
        says(-4.4, -1.13, "likelihood: area 1", "gradient"),
    ]
    y = viz.Axis("shift² × density (largest = 1)", (-1.25, 1.25), ticks=[])
    return viz.Plane(traces, scored(), y, "Its square adds up to the variance")


def efficiency_panel(q: Estimates) -> viz.Plane:
    """The efficiency of moments against the shape, for three families."""
    traces: list[Any] = [viz.segment((0.2, 1), (20, 1), "gradient", width=1.6, dash="dash", hover=False)]
    for law, at in (("gamma", 0.35), ("beta", 0.1), ("pareto", 0.6)):
        bold = law == q.p.family
        curve = viz.line(SHAPES, CURVES[law], "model" if bold else "null", width=3 if bold else 1.6, name=NAMES[law])
        traces.append(viz.called(curve, NAMES[law], at=at))
    spot = (q.p.shape, q.efficiency)
    traces.append(viz.dots(spot, "model", size=14, name="here"))
    handles = [viz.Handle("shape", spot, "shape a", "model", moves=lambda x, y: {"shape": x}, follows="x")]
    x, y = viz.Axis("shape a", (0.18, 22), log=True), viz.Axis("efficiency of moments", (-0.04, 1.08), percent=True)
    title = f"{NAMES[q.p.family]}, a = {number(q.p.shape, 3)}: {100 * q.efficiency:.1f}%"
    return viz.Plane(traces, x, y, title, handles=handles)


def densities_panel(q: Estimates) -> viz.Plane:
    """The data, and the gamma laws of both fits."""
    edge, x, found = q.edge, q.values, q.fit
    grid, top = np.linspace(edge / 400, edge, 400), 0.62
    width = edge / 30
    heights = np.histogram(x, np.linspace(0, edge, 31))[0] / (len(x) * width)
    if not q.own:
        top = distributions.nice(1.35 * heights.max())
    laws = [gamma.pdf(grid, a, scale=found.mean / a) if q.varied else grid * np.nan for a in found[-2:]]
    laws = [np.where(each < top, each, np.nan) for each in laws]
    spots = np.stack([x, np.zeros(len(x))], axis=1) if q.own else np.full((1, 2), np.nan)
    traces = [
        viz.bars((np.arange(30) + 0.5) * width, heights * (np.nan if q.own else 1), "data", width=width, opacity=0.35),
        viz.line(grid, laws[0], "model", width=2.8, name="by moments"),
        viz.line(grid, laws[1], "gradient", width=2.8, dash="dash", name="by likelihood"),
        viz.dots(spots, "data", size=12, name="observation"),
        says(edge, 0.95 * top, f"— moments: shape {number(found.moments, 4)} ", "model", "middle left"),
        says(edge, 0.88 * top, f"╌ likelihood: shape {number(found.likelihood, 4)} ", "gradient", "middle left"),
    ]
    handles = viz.handles("points", spots, "observation", "data", follows="x") if q.own else []
    axes = viz.Axis(q.column[0][:40], (-0.02 * edge, edge)), viz.Axis("density", (-0.05 * top, top))
    return viz.Plane(traces, *axes, f"{found.n} values, two gamma laws", handles=handles)


def plane_panel(q: Estimates) -> viz.Plane:
    """Gamma laws are a curve; the data are a point beside it, and the two methods take it to the curve differently."""
    (spread, gap), found, ((left, right), (low, high)) = se.curve(CURVE), q.fit, PLANE
    into = lambda x, y: np.stack([np.clip(x, 1.03 * left, right / 1.03), np.clip(y, 1.03 * low, high / 1.03)])
    here = into(found.spread, found.gap)
    feet = into(found.spread, np.log(found.moments) - psi(found.moments)), into(1 / found.likelihood, found.gap)
    if not q.varied:
        here, feet = np.full(2, np.nan), (np.full(2, np.nan),) * 2
    dust = into(*q.cloud) if q.varied else np.full((2, 1), np.nan)
    traces = [
        viz.markers(*dust, "null", size=3.5, opacity=0.5, name="a sample of the ML law"),
        viz.called(viz.line(spread, gap, "optimum", width=2.6, name="gamma laws"), "all gamma laws", at=0.1),
        viz.called(viz.segment(here, feet[0], "model", width=3, hover=False)),
        viz.called(viz.segment(here, feet[1], "gradient", width=3, hover=False)),
        viz.dots(feet[0], "model", size=13, symbol="square", name="moments"),
        viz.dots(feet[1], "gradient", size=13, symbol="square", name="likelihood"),
        viz.dots(here, "data", size=15, name="the data"),
        says(left, 0.75 * high, " ■ moments keep the spread", "model"),
        says(left, 0.53 * high, " ■ likelihood keeps the gap", "gradient"),
        says(right, 1.3 * low, "grey: samples of the ML law ", "muted", "middle left"),
    ]
    x, y = viz.Axis("spread: variance/mean²", PLANE[0], log=True), viz.Axis("gap: ln mean − mean ln", PLANE[1], log=True)
    return viz.Plane(traces, x, y, f"{number(abs(q.apart), 3)} standard errors apart")
