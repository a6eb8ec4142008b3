"""The panels of the lesson: moments are "model", maximum likelihood is "gradient", the truth is "optimum"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import gamma

import viz
from explorer.text import number
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se
from pages.statistics.mle_vs_moments.state import SCORES
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.mle_vs_moments.state import Estimates

MOST = 200  # draws
X, K, N = np.linspace(0.0, 2.15, 431), np.linspace(-1.0, 2.2, 161), np.geomspace(1, MOST, 61)
NAMES = {"gamma": "gamma", "beta": "beta (a, 1)", "pareto": "Pareto"}
RULES = {"uniform": "2 × mean", "gamma": "mean²/variance", "beta": "mean/(1 − mean)", "pareto": "mean/(mean − 1)"}
AXES = {
    "uniform": viz.Axis("x, in units of θ", (-0.04, 2.04)),
    "gamma": viz.Axis("x, in units of the mean", (-0.1, 4.6)),
}
AXES |= {"beta": viz.Axis("x", (-0.03, 1.03)), "pareto": viz.Axis("x", (0.9, 400.0), log=True)}
SHAPES, GAMMAS, SPAN = np.geomspace(0.2, 20.0, 121), np.geomspace(0.08, 400, 200), (0.2, 10.0)
PERCENTS = {-2.326: "1%", 0.0: "50%", 2.326: "99%"}
SCORE = viz.Axis("share of the law below x", (-5.7, 5.7), ticks=[*PERCENTS], labels=[*PERCENTS.values()])
COORDINATES = "spread: variance/mean²", "gap: ln mean − mean ln"
PLANE = (0.008, 12.0), (0.004, 4.0)  # spread and gap that are shown
CURVES = {law: se.efficiency(law, SHAPES) for law in NAMES}

# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right", size=13: viz.label([x], [y], text, role, position=side, size=size)
flat = lambda low, high, y, role, **style: viz.segment((low, y), (high, y), role, hover=False, **style)
upright = lambda x, low, high: viz.segment((x, low), (x, high), "optimum", width=1.8, dash="dash", hover=False)
grips = lambda at, name, label, moves, role="gradient": [viz.Handle(name, at, label, role, moves=moves, follows="x")]


def mirror_panel(q: Estimates) -> viz.Plane:
    """Where the two estimates fall: twice the mean above the axis, the multiple of the largest value below it."""
    n, c, places = q.p.n, q.factor, np.append(X[q.factor > X], q.factor)
    traces: list[Any] = []
    rows = (
        (lv.PLACES, lv.doubled_density(n), 1, "model", q.doubled),
        (places, lv.largest_density(n, q.p.k, places), -1, "gradient", q.likely),
    )
    for run, density, sign, role, error in rows:
        centre, wide = 1 + error.bias, float(np.sqrt(error.variance))
        traces.append(viz.area(run, 0.9 * sign * density / density.max(), 0.0, role, opacity=0.35))
        traces.append(flat(centre - wide, centre + wide, 0.12 * sign, role, width=4))
        traces.append(viz.dots((centre, 0.12 * sign), role, size=11, name="its mean"))
    traces += [flat(0, 2.15, 0, "ink", width=1.2), upright(1, -1.28, 1.28), says(0.03, 1.14, RULES["uniform"], "model")]
    traces.append(viz.dots((c, 0), "gradient", size=14, symbol="diamond", name="its upper end"))
    traces.append(says(0.03, -1.14, f"{number(c, 4)} × largest" if q.p.k else "largest value: ML", "gradient"))
    traces += [
        says(1, 1.4, "truth θ", "optimum", "middle center"),
        says(2.12, -1.14, "● mean ± deviation", "muted", "middle left"),
    ]
    handles = grips((c, 0), "cliff", "stretch k", lambda x, y: {"k": (x - 1) * (n + 1)})
    x, y = viz.Axis("estimate, in units of θ", (0, 2.15)), viz.Axis("density (peak = 0.9)", (-1.3, 1.5), ticks=[])
    return viz.Plane(traces, x, y, f"Where the estimates fall, n = {n}", handles=handles, weight=1.15)


def bowl_panel(q: Estimates) -> viz.Plane:
    """Bias squared and variance of every multiple of the largest value add up to a bowl."""
    n, scale, other = q.p.n, (q.p.n + 1) ** 2, q.doubled.square * (q.p.n + 1) ** 2
    square = lambda k: lv.largest_square(n, k) * scale
    total, bias, here, far = square(K), (K * n / (n + 1) - 1) ** 2, (q.p.k, float(square(q.p.k))), other >= 5.2
    traces = [
        viz.called(viz.line(K, bias, "null", width=1.8, dash="dash", name="bias²"), "bias²", at=0.97),
        viz.called(viz.line(K, total - bias, "null", width=1.8, dash="dot", name="variance"), "variance", at=0.75),
        viz.called(viz.line(K, total, "gradient", width=3, name="squared error")),
        flat(-1, 2.2, np.nan if far else other, "model", width=2.2),
        says(-1, 5.4, RULES["uniform"] + (f": {number(other, 3)}, far above" if far else " —"), "model"),
        viz.dots((1, square(1.0)), "optimum", size=15, symbol="star", name="least error"),
        viz.dots((1 + 1 / n, square(1 + 1 / n)), "ink", size=10, symbol="square", name="no bias"),
        viz.dots(here, "gradient", size=14, symbol="diamond", name="in hand"),
    ]
    handles = grips(here, "bowl", "stretch k", lambda x, y: {"k": x})
    x, y = viz.Axis("stretch k of 1 + k/(n + 1)", (-1.1, 2.3)), viz.Axis("mean squared error × (n+1)²/θ²", (-0.2, 5.8))
    return viz.Plane(traces, x, y, "★ least error   ■ no bias   0: ML", handles=handles)


def race_panel(q: Estimates) -> viz.Plane:
    """The errors of both against the number of draws, on logarithmic axes: slopes −1/2 and −1."""
    n, high, low = q.p.n, float(np.sqrt(q.doubled.square)), float(np.sqrt(q.likely.square))
    best, own = np.sqrt(lv.largest_square(N, 1.0)), np.sqrt(lv.largest_square(N, q.p.k))
    traces = [
        viz.called(viz.line(N, np.sqrt(1 / (3 * N)), "model", width=2.8, name="2 × mean"), "2 × mean: 1/√n", at=0.9),
        viz.called(viz.line(N, best, "optimum", width=1.8, dash="dash", name="best multiple"), "best", at=0.1),
        viz.called(viz.line(N, own, "gradient", width=2.8, name="multiple"), "multiple: 1/n", at=0.6),
        viz.called(viz.segment((n, high), (n, low), "ink", width=2, dash="dot", hover=False)),
        viz.dots((n, high), "model", size=12, name="2 × mean"),
        viz.dots((n, low), "gradient", size=14, symbol="diamond", name="multiple"),
    ]
    # Draws are whole: from one to two is far on this axis.
    more = lambda x, y: {"n": x}
    grip = lambda name, y, of, role: viz.Handle(name, (n, y), f"draws n, at the {of}", role, None, more, "loosely")
    handles = [grip("runner", high, "2 × mean", "model"), grip("leader", low, "multiple", "gradient")]
    axes = viz.Axis("draws n", (0.9, 230), log=True), viz.Axis("root mean squared error / θ", (0.003, 1.2), log=True)
    return viz.Plane(traces, *axes, f"Squared errors: {number(q.ratio, 3)} to 1", handles=handles)


def sample_panel(q: Estimates) -> viz.Plane:
    """The sample in hand, its share of values up to each place, and the laws that the two estimates name."""
    axis, law, x, floor = AXES[q.p.law], q.p.law, q.x / q.unit, np.full(q.size, -0.06)
    low, high = axis.range or (0.0, 1.0)
    places, spots = (np.geomspace if axis.log else np.linspace)(low, high, 200), np.clip(x, low, 0.985 * high)
    fits = [se.share_below(law, each, places, q.x.mean() / q.unit) for each in q.mine]
    lost = np.where(q.regular | (x <= q.mine.moments), np.nan, x)  # what the moment estimate says cannot be
    traces = [
        flat(low, high, 0, "zero", width=1.2),
        distributions.steps(np.clip(x, low, high), low, high, "data", width=1.6, hover=False),
        viz.line(places, fits[0], "model", width=2.8, name="moments"),
        viz.line(places, fits[1], "gradient", width=2.8, dash="dash", name="likelihood"),
        viz.markers(lost, floor, "model", size=19, ring=True, name="impossible"),
        viz.markers(spots, floor, "data", size=12, name="observation"),
        says(low, 1.33, f" — {RULES[law]}: {number(q.mine.moments, 4)}", "model"),
        says(low, 1.21, f" ╌ {'likelihood' if q.regular else 'largest'}: {number(q.mine.likelihood, 4)}", "gradient"),
        says(low, 1.09, f" truth: {number(q.truth, 4)}", "optimum"),
    ]

    def moved(index: int, to: float, _: float) -> dict[str, Any]:
        share = float(se.share_below(law, q.truth, to * q.unit))
        return {"sample": (*q.p.sample[:index], share, *q.p.sample[index + 1 :])}

    handles = viz.handles("sample", np.stack([spots, floor], 1), "observation", "data", moves=moved, follows="x")
    y = viz.Axis("share of the values up to x", (-0.13, 1.4), ticks=[0, 0.5, 1])
    return viz.Plane(traces, axis, y, "Your sample, and two laws for it", handles=handles)


def pairs_panel(q: Estimates) -> viz.Plane:
    """Both estimates of the same samples: one dot each."""
    regular, edge, high = q.regular, 1 / q.truth, 10.0 if q.regular else 2.0
    low, top = (0.2, 10.0) if regular else (0.0, 1.15 if q.p.clean else 2.0)
    shut = lambda v, end: np.clip(np.where(np.asarray(v) > 0, v, end), 1.02 * low, 0.985 * end)
    corners, told = np.full((4, 2), np.nan), ""
    if not regular:
        corners, told = np.array([(0, 0), (top, top), (0, top), (0, 0)]), "■ impossible "
    elif q.p.law == "pareto" and low < edge:
        corners, told = np.array([(low, low), (edge, low), (edge, top), (low, top)]), " ■ never: a ≤ 1"
    mine = float(shut(q.mine.moments / q.truth, high)), float(shut(q.mine.likelihood / q.truth, top))
    traces = [
        viz.polygon(corners, "model", opacity=0.13, width=0),
        upright(1, low, top),
        flat(low, high, 1, "optimum", width=1.8, dash="dash"),
        viz.markers(
            shut(q.many.moments, high), shut(q.many.likelihood, top), "null", size=3.5, opacity=0.55, name="a sample"
        ),
        viz.dots(mine, "data", size=14, name="your sample"),
        # Twice the mean is never more than twice the largest: a uniform law leaves the corner below on the right free.
        says(low, 8.5, told, "model") if regular else says(high, 0.05 * top, told, "model", "middle left"),
    ]
    x = viz.Axis(f"by moments, {RULES[q.p.law]}, over the truth", (low, high), log=regular)
    y = viz.Axis("by likelihood, over the truth", (low, top), log=regular)
    return viz.Plane(traces, x, y, f"Two estimates of {len(q.many.moments):,} samples of {q.size}")


def influence_panel(q: Estimates) -> viz.Plane:
    """What one more observation does to either estimate, against where it lies."""
    root = float(np.sqrt(q.variances[1]))
    first, second = (np.where(np.abs(each) < 7.5 * root, each / root, np.nan) for each in q.shifts)
    traces = [
        flat(-5.7, 5.7, 0, "zero", width=1.2),
        viz.line(SCORES, first, "model", width=2.8, name="moments"),
        viz.line(SCORES, second, "gradient", width=2.8, name="likelihood"),
        says(-5.6, 8.0, "— moments", "model"),
        says(5.6, 8.0, "— likelihood", "gradient", "middle left"),
    ]
    return viz.Plane(traces, SCORE, viz.Axis("n × shift / √(n Var ML)", (-7.5, 8.8)), "What one more x does")


def areas_panel(q: Estimates) -> viz.Plane:
    """The squares of those shifts, weighted by how often they happen: the areas are the variances."""
    first, second = (np.nan_to_num(each**2 * np.exp(-0.5 * SCORES**2)) for each in q.shifts)
    top, area = max(first.max(), second.max()), number(1 / q.efficiency, 3) if q.efficiency > 0 else "∞"
    traces = [
        viz.area(SCORES, first / top, 0.0, "model", opacity=0.4),
        viz.area(SCORES, -second / top, 0.0, "gradient", opacity=0.4),
        flat(-5.7, 5.7, 0, "ink", width=1.2),
        says(-5.6, 1.13, f"moments: area {area}", "model"),
        says(-5.6, -1.13, "likelihood: area 1", "gradient"),
    ]
    y = viz.Axis("shift² × density (largest = 1)", (-1.25, 1.25), ticks=[])
    return viz.Plane(traces, SCORE, y, "Squared: the variance")


def efficiency_panel(q: Estimates) -> viz.Plane:
    """The efficiency of moments against the shape, for three families."""
    spot, traces = (q.p.shape, q.efficiency), [flat(0.2, 20, 1, "gradient", width=1.6, dash="dash")]
    for law, at in (("gamma", 0.35), ("beta", 0.25), ("pareto", 0.6)):
        role, width = ("model", 3.0) if law == q.p.family else ("null", 1.6)
        traces.append(viz.called(viz.line(SHAPES, CURVES[law], role, width=width, name=NAMES[law]), NAMES[law], at=at))
    traces.append(viz.dots(spot, "model", size=14, name="here"))
    handles = grips(spot, "shape", "shape a", lambda x, y: {"shape": x}, "model")
    x, y = viz.Axis("shape a", (0.18, 22), log=True), viz.Axis("efficiency of moments", (-0.04, 1.08), percent=True)
    title = f"{NAMES[q.p.family]}, a = {number(q.p.shape, 3)}: {100 * q.efficiency:.1f}%"
    return viz.Plane(traces, x, y, title, handles=handles)


def densities_panel(q: Estimates) -> viz.Plane:
    """The data, and the gamma laws of both fits."""
    (start, edge), x, found = q.ends, q.values, q.fit
    width, grid, sides = (edge - start) / 30, np.linspace(start, edge, 401)[1:], np.linspace(start, edge, 31)
    heights = np.histogram(x, sides)[0] / (len(x) * width)
    top = 0.62 if q.own else distributions.nice(1.35 * heights.max())
    laws = [gamma.pdf(grid, a, scale=found.mean / a) if q.varied else grid * np.nan for a in found[-2:]]
    laws = [np.where(each < top, each, np.nan) for each in laws]
    spots = np.stack([x, 0 * x], axis=1) if q.own else np.full((1, 2), np.nan)
    traces = [
        viz.bars(sides[1:] - width / 2, heights * (np.nan if q.own else 1), "data", width=width, opacity=0.35),
        viz.line(grid, laws[0], "model", width=2.8, name="by moments"),
        viz.line(grid, laws[1], "gradient", width=2.8, dash="dash", name="by likelihood"),
        viz.dots(spots, "data", size=12, name="observation"),
        says(edge, 0.95 * top, f"— moments: shape {number(found.moments, 4)} ", "model", "middle left"),
        says(edge, 0.85 * top, f"╌ likelihood: shape {number(found.likelihood, 4)} ", "gradient", "middle left"),
    ]
    handles = viz.handles("points", spots, "observation", "data", follows="x") if q.own else []
    axes = viz.Axis(q.column[0][:40], (start - 0.6 * width, edge)), viz.Axis("density", (-0.05 * top, top))
    return viz.Plane(traces, *axes, f"{found.n} values, two gamma laws", handles=handles)


def plane_panel(q: Estimates) -> viz.Plane:
    """Gamma laws are a curve; the data are a point beside it, and the two methods take it to the curve differently."""
    (left, right), (low, high) = PLANE
    into = lambda x, y: np.stack([np.clip(x, 1.03 * left, right / 1.03), np.clip(y, 1.03 * low, high / 1.03)])
    data, none = q.fit, np.full(2, np.nan)
    spots = (data.spread, data.gap), (data.spread, se.curve(data.moments)[1]), (1 / data.likelihood, data.gap)
    here, first, second = (into(*each) if q.varied else none for each in spots)
    dust = into(*q.cloud) if q.varied else none
    traces = [
        viz.markers(dust[0], dust[1], "null", size=3.5, opacity=0.5, name="a sample of the ML law"),
        viz.called(viz.line(*se.curve(GAMMAS), "optimum", width=2.6, name="gamma laws"), "all gamma laws", at=0.7),
        viz.called(viz.segment(here, first, "model", width=3, hover=False)),
        viz.called(viz.segment(here, second, "gradient", width=3, hover=False)),
        viz.dots(first, "model", size=13, symbol="square", name="moments"),
        viz.dots(second, "gradient", size=13, symbol="square", name="likelihood"),
        viz.dots(here, "data", size=15, name="the data"),
        says(left, 0.75 * high, " ■ moments keep the spread", "model"),
        says(left, 0.45 * high, " ■ likelihood keeps the gap", "gradient"),
        says(right, 1.3 * low, "grey: samples of the ML law ", "muted", "middle left"),
    ]
    x, y = (viz.Axis(says, ends, log=True) for says, ends in zip(COORDINATES, PLANE, strict=True))
    title = f"{number(abs(q.apart), 3)} standard errors apart" if q.varied else "No spread, no gap"
    return viz.Plane(traces, x, y, title)
