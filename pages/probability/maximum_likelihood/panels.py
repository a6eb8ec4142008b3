"""The panels of the lesson. The reader's parameter is "model", data "data", the peak "optimum", the one in hand "accent"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm

import viz
from explorer.text import number
from mathcore.probability import likelihood as lk
from mathcore.probability import likelihood_replicates as rp
from pages.probability.maximum_likelihood.state import DROPS, SHOWN, SLOPES

if TYPE_CHECKING:
    from pages.probability.maximum_likelihood.state import Likelihood

Array = NDArray[np.float64]
Trace = dict[str, Any]
X = np.linspace(-5.5, 5.5, 221)
SHADES = ("data", "data/0.55")  # of neighbouring stems
BELL = np.linspace(-5.0, 5.0, 161)
NORMAL = norm.pdf(BELL)
# Of each model: the parameter's axis, its name, and the curves' places in it.
SPANS = {"normal": (-1.5, 1.5), "exponential": (0.25, 2.5), "poisson": (0.4, 4.4), "uniform": (0.55, 1.6)}
NAMES = {"normal": "mean μ", "exponential": "rate λ", "poisson": "mean λ", "uniform": "end θ"}
UP = (-8.0, 6.0)
# Of each source of a logistic curve: the axis of x, its title, what a yes is.
SOURCES = {
    "points": ((-0.4, 10.4), "x", "label"),
    "spector": ((1.9, 4.15), "grade point average", "grade improved"),
    "virginica": ((2.7, 7.2), "petal length (cm)", "virginica, not versicolor"),
    "setosa": ((0.7, 5.5), "petal length (cm)", "versicolor, not setosa"),
}
THETA = np.linspace(-7.0, 7.0, 281)
PULLS = {"normal": 8.0, "laplace": 1.6, "cauchy": 1.6}  # the reach of the axis of pulls
TITLES = {"normal": "normal", "laplace": "Laplace", "cauchy": "Cauchy"}


def says(x: float, y: float, text: str, role: str, position: str, size: float = 14) -> Trace:
    """A text; it hides, and keeps its trace, where x or y is NaN."""
    return viz.label([x], [y], text if np.isfinite([x, y]).all() else "", role, position=position, size=size)


# --- stems ------------------------------------------------------------------------------------------------------------


def bell_panel(q: Likelihood) -> viz.Plane:
    """The density of the normal law in hand, and its height over each point: the likelihood of each."""
    mu, sigma, low = q.p.mu, q.p.sigma, 1 / np.sqrt(2 * np.pi * np.e) / q.p.sigma
    over, crest, best = np.exp(q.stems), np.sqrt(np.e) * low, q.peak
    with np.errstate(divide="ignore"):
        ideal = np.exp(lk.log_density(X, *best)) if best[1] > 0 else X * np.nan
    order = np.argsort(q.x, kind="stable")
    traces = [
        viz.called(viz.line(X, ideal, "optimum", width=1.6, dash="dash", hover=False), "most likely", at=0.75),
        viz.called(viz.line(X, np.exp(lk.log_density(X, mu, sigma)), "model", width=2.8, name="p(x)"), "in hand", at=0.3),
        *(viz.stems(q.x[order[k::2]], over[order[k::2]], SHADES[k], width=5) for k in (0, 1)),
        viz.dots(np.stack([q.x, 0 * q.x], 1), "data", size=12, name="observation"),
        viz.dots((mu, crest), "model", size=12, name="μ"),
        viz.dots((mu + sigma, low), "model", size=12, symbol="diamond", name="μ + σ"),
    ]
    widen = lambda x, y: {"sigma": x - mu}
    handles = [
        *viz.handles("sample", np.stack([q.x, 0 * q.x], 1), "observation", "data", follows="x"),
        viz.Handle("crest", (mu, crest), "mean μ", "model", moves=lambda x, y: {"mu": x}, follows="x"),
        viz.Handle("shoulder", (mu + sigma, low), "deviation σ", "model", moves=widen, follows="x"),
    ]
    x, y = viz.Axis("x", (-5.5, 5.5)), viz.Axis("density p(x)", (-0.04, 1.05))
    return viz.Plane(traces, x, y, "How likely is each observation?", handles=handles)


def sum_panel(q: Likelihood) -> viz.Plane:
    """The logarithms of those heights, hung one under the other: their sum is the log-likelihood."""
    order, deep = np.argsort(q.x, kind="stable"), -4.5 * len(q.x)
    each = q.stems[order]
    base = np.concatenate([[0.0], np.cumsum(each)[:-1]])
    total, best = max(q.height, deep), q.top if np.isfinite(q.top) and q.top < -0.1 * deep else np.nan
    beyond = "↓ " if q.height < deep else ""
    under = q.height < deep * 0.94
    apart = np.isfinite(best) and abs(best - total) < -0.055 * deep
    traces = [
        viz.bars(np.zeros(len(each)), each, [SHADES[k % 2] for k in range(len(each))], width=0.5, base=base, opacity=0.9),
        viz.line([-0.5, 0.5], [best, best], "optimum", width=2, dash="dash", hover=False),
        viz.line([-0.5, 0.5], [total, total], "model", width=2.8, hover=False),
        says(0.0, best, f"best {number(q.top, 4)}", "optimum", "top center" if best < -2 else "bottom center", 13),
        says(0.0, total, f"{beyond}{number(q.height, 4)}", "model", "top center" if under else "bottom center"),
    ]
    if apart:
        traces[3] = says(np.nan, np.nan, "", "optimum", "top center", 13)
    x, y = viz.Axis("sum of ln p(xᵢ)", (-0.5, 0.5), ticks=[]), viz.Axis("log-likelihood ℓ (nats)", (deep, -0.08 * deep))
    return viz.Plane(traces, x, y, "Their logs add up", weight=0.42)


def map_panel(q: Likelihood) -> viz.Plane:
    """All normal laws at once: level curves of the log-likelihood over mean and deviation."""
    traces: list[Trace] = [
        viz.polygon(curve[:-1], "optimum", opacity=0.09, width=1.1) for curve in q.levels[::-1]
    ]
    roof = [float(curve[:, 1].max()) for curve in q.levels]
    names = [f"−{drop:g}" for drop in DROPS]
    for curve, name in zip(q.levels, names, strict=True):
        high = curve[int(np.argmax(np.nan_to_num(curve[:, 1])))]
        traces.append(says(*(high if high[1] < 4.25 else (np.nan, np.nan)), name, "muted", "top center", 12))
    here = (q.p.mu, q.p.sigma)
    traces += [
        viz.line([q.p.mu, q.peak[0]], [q.p.sigma, q.peak[1]], "null", width=1.4, dash="dot", hover=False),
        viz.dots(q.peak, "optimum", size=15, symbol="star", name="peak (mean, deviation)"),
        viz.dots(here, "model", size=13, name="law in hand"),
    ]
    del roof
    held = viz.Handle("law", here, "normal law", "model", moves=lambda x, y: {"mu": x, "sigma": y})
    x, y = viz.Axis("mean μ", (-5.0, 5.0)), viz.Axis("deviation σ", (0.0, 4.4))
    return viz.Plane(traces, x, y, "Every normal law: nats below the peak", handles=[held])


# --- replicates -------------------------------------------------------------------------------------------------------


def spaghetti_panel(q: Likelihood) -> viz.Plane:
    """Log-likelihood curves of forty samples, all tied at the truth: there their slopes are the scores."""
    (low, high), n, which = SPANS[q.p.model], q.p.n, q.p.which - 1
    theta = np.sort(np.append(np.linspace(low, high, 90), q.truth))
    means, tops = q.many.mean[:SHOWN], q.many.peak[:SHOWN]
    found = np.clip(rp.curves(q.p.model, n, means, theta), -60.0, 60.0)
    summit = np.array([float(rp.curves(q.p.model, n, m, [t])[0, 0]) for m, t in zip(means, tops, strict=True)])
    centre = np.clip(rp.curves(q.p.model, n, [q.truth], theta)[0], -60.0, 60.0)
    if q.p.model == "uniform":  # likelihood 0 before the largest value: a cliff
        found = np.where(np.isnan(found), -60.0, found)
        centre = np.where(np.isnan(centre), -60.0, centre)
    gap = np.full((SHOWN, 1), np.nan)
    spots = np.stack([np.clip(tops, low, high), np.clip(summit, *UP)], axis=1)
    traces = [
        viz.line(np.tile(np.append(theta, np.nan), SHOWN), np.hstack([found, gap]).ravel(), "data", width=1.0, opacity=0.4),
        viz.line([q.truth, q.truth], UP, "null", width=1.4, dash="dash", hover=False),
        viz.line(theta, centre, "optimum", width=3.0, name="mean curve"),
        viz.dots(spots, "data", size=6, name="peak"),
        viz.line(theta, found[which], "accent", width=2.8, name="sample in hand"),
        viz.dots(spots[which], "accent", size=13, name="its peak"),
        says(q.truth, UP[0], " truth", "muted", "top right", 13),
    ]

    def nearest(x: float, y: float) -> dict[str, int]:
        apart = (spots - (x, y)) / (high - low, UP[1] - UP[0])
        return {"which": int(np.argmin(np.hypot(*apart.T))) + 1}

    # Loosely: the nearest of forty peaks is taken in hand.
    held = viz.Handle("pick", spots[which], "a sample’s curve", "accent", moves=nearest, follows="loosely")
    x, y = viz.Axis(NAMES[q.p.model], (low, high)), viz.Axis("ℓ(θ) − ℓ(truth), nats", UP)
    return viz.Plane(traces, x, y, f"{SHOWN} samples of n = {n}: their curves", handles=[held], weight=1.15)


def _bars(q: Likelihood, values: Array, reach: tuple[float, float]) -> Trace:
    """A histogram as a density. Counts lie on a lattice: there a bar holds a whole number of its places."""
    wide = 0.25
    if q.p.model == "poisson":
        lattice = 1 / np.sqrt(q.p.n * q.truth)
        wide = lattice * max(1, round(0.3 / lattice))
    first = np.floor(reach[0] / wide) + (0.5 if q.p.model == "poisson" and round(wide * np.sqrt(q.p.n * q.truth)) % 2 else 0)
    edges = wide * (first + np.arange(int((reach[1] - reach[0]) / wide) + 2)) + 1e-9
    counts, _ = np.histogram(np.clip(values, reach[0] + 1e-6, reach[1] - 1e-6), edges)
    return viz.bars(0.5 * (edges[1:] + edges[:-1]), counts / (len(values) * wide), "data", width=0.94 * wide, opacity=0.5)


def _spread(q: Likelihood, values: Array, picked: str, title: str, axis: str, wider: str) -> viz.Plane:
    """A histogram of one number a sample, under the bell that the curvature claims and that of the score's variance."""
    ratio = q.moments.ratio if q.p.model != "uniform" else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        real = norm.pdf(BELL, scale=np.sqrt(ratio)) if ratio > 0 and not q.fits else BELL * np.nan
    claim = NORMAL if q.p.model != "uniform" else BELL * np.nan
    at = float(np.clip(values[q.p.which - 1], -4.9, 4.9))
    traces = [
        _bars(q, values, (-5.0, 5.0)),
        viz.called(viz.line(BELL, claim, "model", width=2.6, name=picked), picked, at=0.68, size=13),
        viz.called(viz.line(BELL, real, "optimum", width=2.6, name=wider), wider, at=0.9, size=13),
        viz.dots((at, 0.0), "accent", size=13, name="sample in hand"),
    ]
    return viz.Plane(traces, viz.Axis(axis, (-5, 5)), viz.Axis("density", (-0.015, 0.62)), title)


def slopes_panel(q: Likelihood) -> viz.Plane:
    """The slopes of all curves at the truth."""
    return _spread(q, q.slopes, "as the curvature says", "Slopes at the truth", "slope / √(nJ)", "variance V of scores")


def peaks_panel(q: Likelihood) -> viz.Plane:
    """The peaks of all curves; of the uniform model in their own unit, which is 1/n."""
    if q.p.model != "uniform":
        return _spread(q, q.off, "claimed: 1/√(nJ)", "Peaks", "(peak − truth) × √(nJ)", "sandwich √(V/n)/J")
    line = np.linspace(-7.0, 0.0, 141)
    reach, at = (-7.0, 0.5), float(max(q.off[q.p.which - 1], -6.9))
    law = np.append(rp.end_density(q.p.n, line), 0.0)
    traces = [
        _bars(q, q.off, reach),
        viz.called(viz.line(np.append(line, 0.0), law, "model", width=2.6, name="exact"), "exact, no bell", at=0.5, size=13),
        viz.called(viz.line(line, line * np.nan, "optimum", width=2.6), " ", size=13),
        viz.dots((at, 0.0), "accent", size=13, name="sample in hand"),
    ]
    return viz.Plane(traces, viz.Axis("(peak − θ) × n/θ", reach), viz.Axis("density", (-0.03, 1.25)), "Peaks")


# --- logistic ---------------------------------------------------------------------------------------------------------


def curve_panel(q: Likelihood) -> viz.Plane:
    """Labels, and the probability of a yes after the steps shown."""
    span, title, yes = SOURCES[q.p.source]
    place, labels = q.data
    x = np.linspace(*span, 241)
    a, b = q.weights
    _, mean, wide = q.scaled
    end = expit(q.path[-1, 0] + q.path[-1, 1] * (x - mean) / wide) if q.best.kind == "peak" else x * np.nan
    spots, own = np.stack([place, labels], axis=1), q.p.source == "points"
    chance = expit(a + b * place)
    traces = [
        viz.line([*span], [0.5, 0.5], "null", width=1.0, dash="dot", hover=False),
        viz.line(np.repeat(place, 3), np.stack([labels, chance, chance * np.nan], 1).ravel(), "data", width=1.4, opacity=0.4),
        viz.called(viz.line(x, end, "optimum", width=1.8, dash="dash", name="most likely"), "most likely", at=0.3),
        viz.line(x, expit(a + b * x), "model", width=3.0, name="P(yes)"),
        viz.dots(spots, "data", size=13 if own else 9, opacity=0.9 if own else 0.4, name="observation"),
    ]

    def move(k: int, to: float, up: float) -> dict[str, Any]:
        rows = list(q.p.pairs)
        rows[k] = (to, 1.0 if up >= 0.5 else 0.0)
        return {"pairs": tuple(rows)}

    handles = viz.handles("pairs", spots, "observation", "data", moves=move, follows="x") if own else []
    up = viz.Axis(f"P({yes})", (-0.12, 1.12), ticks=[0, 0.25, 0.5, 0.75, 1])
    heading = "1 step" if q.p.tick == 1 else f"{q.p.tick} steps"
    return viz.Plane(traces, viz.Axis(title, span), up, f"The curve after {heading}", handles=handles)


def ridge_panel(q: Likelihood) -> viz.Plane:
    """How high the likelihood goes at each slope, and the climb: a hill with a top, or one that rises for ever."""
    n = len(q.data[0])
    steps = np.stack([np.clip(q.side * q.path[:, 1], -4.0, 25.8), np.clip(q.heights / n, -1.15, 1.0)], axis=1)
    shown, roof = steps[: q.p.tick + 1], q.best.height / n
    rest = np.concatenate([shown, np.full((len(steps) - len(shown), 2), np.nan)])
    hill = np.clip(q.ridge / n, -3.0, 1.0)
    peak = (q.side * q.path[-1, 1], roof) if q.best.kind == "peak" else (np.nan, np.nan)
    limit = "" if q.best.kind == "peak" else "least upper bound, never reached"
    traces = [
        viz.line([-4, 26], [roof, roof], "optimum", width=1.6, dash="dash", hover=False),
        viz.line(SLOPES, hill, "data", width=2.6, name="best at this slope"),
        viz.dots(peak, "optimum", size=16, symbol="star", name="peak"),
        viz.polyline(rest, "gradient", width=1.4, hover=False),
        viz.dots(rest, "gradient", size=8, name="steps"),
        viz.dots(steps[q.p.tick], "model", size=13, name="now"),
        says(25.5, roof, limit, "optimum", "top left" if roof < 0.04 else "bottom left", 13),
    ]
    sign = "" if q.side > 0 else "minus "
    x = viz.Axis(f"{sign}slope per deviation of x", (-4.0, 26.0))
    y = viz.Axis("log-likelihood per observation (nats)", (-1.2, 0.12))
    return viz.Plane(traces, x, y, "How high it goes at each slope")


# --- losses -----------------------------------------------------------------------------------------------------------


def pulls_panel(q: Likelihood) -> viz.Plane:
    """Each observation pulls the place towards itself; the curve says how hard."""
    reach, place = PULLS[q.p.density], q.p.place
    held = np.clip(q.pulls, -0.96 * reach, 0.96 * reach)
    spots = np.stack([q.xs, held], axis=1)
    curve = np.clip(lk.pull(q.p.density, THETA - place), -2 * reach, 2 * reach)
    traces = [
        viz.line([-7, 7], [0, 0], "zero", width=1.2, hover=False),
        viz.called(viz.line(THETA, curve, "model", width=2.4, name="pull"), "pull of a point at x", at=0.05),
        viz.stems(q.xs, held, "data", width=5),
        viz.called(viz.dots(spots, "data", size=12, name="observation")),
        viz.line([place, place], [-reach, reach], "model", width=1.4, dash="dot", hover=False),
        viz.dots((place, 0.0), "model", size=14, symbol="diamond", name="θ"),
        says(-6.8, -0.9 * reach, f"sum of the pulls {number(q.pulls.sum(), 3)}", "gradient", "middle right"),
    ]
    handles = [
        *viz.handles("observed", spots, "observation", "data", follows="x"),
        viz.Handle("theta", (place, 0.0), "place θ", "model", moves=lambda x, y: {"place": x}, follows="x"),
    ]
    x, y = viz.Axis("x", (-7.0, 7.0)), viz.Axis("pull on θ", (-reach, reach))
    return viz.Plane(traces, x, y, f"Pulls under the {TITLES[q.p.density]} law", handles=handles)


def heights_panel(q: Likelihood) -> viz.Plane:
    """The log-likelihood of the place under the three laws, each below its own peak, with the tangent at θ."""
    traces: list[Trace] = []
    for law in lk.LAWS:
        mine, (at, high) = law == q.p.density, q.tops[law]
        found = np.clip(lk.log_likelihood(law, q.xs, THETA) - high.max(), -40.0, 1.0)
        style = {"width": 3.0} if mine else {"width": 1.5, "opacity": 0.75}
        curve = viz.line(THETA, found, "data" if mine else "null", name=TITLES[law], **style)
        traces.append(viz.called(curve, TITLES[law], at={"normal": 0.3, "laplace": 0.6, "cauchy": 0.95}[law]))
    at, high = q.tops[q.p.density]
    here = float(lk.log_likelihood(q.p.density, q.xs, q.p.place)[0]) - float(high.max())
    slope, run = float(q.pulls.sum()), np.array([-1.0, 1.0])
    along = run / np.sqrt(1 + (slope / 3) ** 2)
    shown = here if here > -9.4 else np.nan
    traces += [
        viz.markers(at, high - high.max(), "optimum", size=14, symbol="star", name="peak"),
        viz.line(q.p.place + along, shown + slope * along, "gradient", width=2.6, hover=False),
        viz.dots((q.p.place, max(here, -9.4)), "model", size=13, symbol="diamond", name="θ"),
    ]
    held = viz.Handle("slide", (q.p.place, max(here, -9.4)), "place θ", "model", moves=lambda x, y: {"place": x}, follows="x")
    x, y = viz.Axis("place θ", (-7.0, 7.0)), viz.Axis("log-likelihood below the peak (nats)", (-9.6, 1.2))
    return viz.Plane(traces, x, y, "Their sum is the slope", handles=[held])
