"""The panels of the lesson: "model" is the parameter in hand, "data" the data, "optimum" what is most likely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import norm

import viz
from explorer.text import number
from mathcore.probability import likelihood as lk
from mathcore.probability import likelihood_replicates as rp
from pages.probability.maximum_likelihood.state import SHOWN, SLOPES

if TYPE_CHECKING:
    from pages.probability.maximum_likelihood.state import Array, Likelihood

X, BELL, THETA = np.linspace(-5.5, 5.5, 221), np.linspace(-7.0, 5.0, 193), np.linspace(-7.0, 7.0, 281)
SHADES = {"model": ("data", "data/0.55"), "optimum": ("optimum/0.8", "optimum/0.45")}  # of neighbours
DROPS = (27.0, 9.0, 3.0, 1.0)  # of the level curves under the peak, nats
SPANS = {"normal": (-1.5, 1.5), "exponential": (0.25, 2.5), "poisson": (0.4, 4.4), "uniform": (0.55, 1.6)}
NAMES = {"normal": "mean μ", "exponential": "rate λ", "poisson": "mean λ", "uniform": "end θ"}
SHARES, WHOLE, UP, DEEP = np.linspace(0.002, 0.998, 499), (-0.03, 1.03), (-8.0, 8.0), -9.4  # UP: what curves show
SOURCES = {  # of a logistic curve: the axis of x, its title, what a yes is
    "points": ((-0.4, 10.4), "x", "label 1"),
    "spector": ((1.9, 4.15), "grade point average", "grade improved"),
    "virginica": ((2.7, 7.2), "petal length (cm)", "virginica, not versicolor"),
    "setosa": ((0.7, 5.5), "petal length (cm)", "versicolor, not setosa"),
}
LIMITS = {"peak": "", "one place": "the same at every slope"}  # what is said of the least upper bound
TESTED = (("Wald", "model", 0.9), ("score", "gradient", 0.75), ("ratio", "optimum", 0.6))
SIDES = {"normal": (-7.0, "middle right"), "laplace": (0.0, "middle center"), "cauchy": (7.0, "middle left")}
DASHES = {"normal": ("dash", "╌"), "laplace": ("dot", "┈"), "cauchy": ("solid", "—")}  # and the same in letters
TITLES = {"normal": "normal", "laplace": "Laplace", "cauchy": "Cauchy"}

# A text; it hides, and keeps its trace, where its height is NaN.
shown = lambda text, y: text if np.isfinite(y) else ""
says = lambda x, y, text, role, side, size=13: viz.label([x], [y], shown(text, y), role, position=side, size=size)
# What moves θ, at (x, y).
slide = lambda x, y, name: viz.Handle(name, (x, y), "place θ", "model", moves=lambda to, _: {"place": to}, follows="x")


def bell_panel(q: Likelihood) -> viz.Plane:
    """The density of the normal law in hand, and its height over each point: how likely that one is."""
    mu, sigma, best, order = q.p.mu, q.p.sigma, q.peak, np.argsort(q.x, kind="stable")
    over, low, feet = np.exp(q.stems), 1 / np.sqrt(2 * np.pi * np.e) / sigma, np.stack([q.x, 0 * q.x], 1)
    ideal = np.exp(lk.log_density(X, *best)) if best[1] > 0 else X * np.nan
    mine, crest = np.exp(lk.log_density(X, mu, sigma)), np.sqrt(np.e) * low
    traces = [
        viz.called(viz.line(X, ideal, "optimum", width=1.6, dash="dash", hover=False), "best", at=0.75),
        viz.called(viz.line(X, mine, "model", width=2.8, name="p(x)"), "in hand", at=0.3),
        *(viz.called(viz.stems(q.x[order[k::2]], over[order[k::2]], SHADES["model"][k], width=5)) for k in (0, 1)),
        viz.called(viz.dots(feet, "data", size=12, name="observation")),
        viz.called(viz.dots((mu, crest), "model", size=12, name="μ"), around=9),
        viz.called(viz.dots((mu + sigma, low), "model", size=12, symbol="diamond", name="μ + σ"), around=9),
    ]
    handles = [
        *viz.handles("sample", feet, "observation", "data", follows="x"),
        viz.Handle("crest", (mu, crest), "mean μ", "model", moves=lambda x, y: {"mu": x}, follows="x"),
        viz.Handle("shoulder", (mu + sigma, low), "σ", "model", moves=lambda x, y: {"sigma": x - mu}, follows="x"),
    ]
    x, y = viz.Axis("x", (-5.5, 5.5)), viz.Axis("density p(x)", (-0.03, 0.85))
    return viz.Plane(traces, x, y, "How likely is each observation?", handles=handles, room=(165.0, 190.0))


def sum_panel(q: Likelihood) -> viz.Plane:
    """The logarithms of those heights, hung one under the other: the log-likelihood. Beside it the best there is."""
    order, deep, traces = np.argsort(q.x, kind="stable"), -4.5 * len(q.x), []
    ideal, low = lk.log_density(q.x, *q.peak) if q.peak[1] > 0 else q.x * np.nan, 0.93 * deep
    for at, each, total, role in ((0, q.stems[order], q.height, "model"), (1, ideal[order], q.top, "optimum")):
        total, shades = total if np.isfinite(total) else np.nan, [SHADES[role][k % 2] for k in range(len(each))]
        text = "↓" * bool(total < low) + "↑" * bool(total > -0.06 * deep) + number(total, 4)  # beyond the panel
        ends = np.maximum(np.cumsum(each), low)
        base = np.concatenate([[0.0], ends[:-1]])
        traces += [
            viz.bars([at] * len(each), ends - base, shades, width=0.72, base=base, opacity=0.9),
            viz.line([at - 0.42, at + 0.42], [total, total], role, width=2.8, hover=False),
            says(at, np.clip(total, low, 0) + 0.02 * deep, text, role, "bottom center", 14),
        ]
    x = viz.Axis("", (-0.55, 1.55), ticks=[0, 1], labels=["in hand", "best"])
    y = viz.Axis("log-likelihood ℓ (nats)", (1.06 * deep, -0.06 * deep))
    return viz.Plane(traces, x, y, "Their logs add up", weight=0.5)


def map_panel(q: Likelihood) -> viz.Plane:
    """All normal laws at once: level curves of the log-likelihood over mean and deviation."""
    levels, here = [lk.level_curve(q.peak, drop / len(q.x)) for drop in DROPS], (q.p.mu, q.p.sigma)
    up = [np.where((np.abs(u) < 4.6) & (v < 4.05) & (v > 0.35), v, 0.0) for u, v in (each.T for each in levels)]
    crowns = np.array([c[np.argmax(v)] if v.any() else (np.nan, np.nan) for c, v in zip(levels, up, strict=True)])
    crowns[:, 0] += np.clip(q.peak[0] - crowns[:, 0], -0.5, 0.5)  # names: at the highest place, inwards
    peak = q.peak if q.peak[1] > 0 else (np.nan, np.nan)
    traces = [
        *(viz.polygon(curve, "optimum", opacity=0.09, width=1.1) for curve in levels),
        viz.label(crowns[:, 0], crowns[:, 1], [f"−{drop:g}" for drop in DROPS], "muted", size=12),
        viz.polyline([here, peak], "null", width=1.4, dash="dot", hover=False),
        viz.dots(peak, "optimum", size=15, symbol="star", name="peak (mean, deviation)"),
        viz.dots(here, "model", size=13, name="law in hand"),
    ]
    held = viz.Handle("law", here, "normal law", "model", moves=lambda x, y: {"mu": x, "sigma": y})
    x, y = viz.Axis("mean μ", (-5.0, 5.0)), viz.Axis("deviation σ", (0.0, 4.4))
    return viz.Plane(traces, x, y, "Nats below the peak", handles=[held])


def spaghetti_panel(q: Likelihood) -> viz.Plane:
    """Log-likelihood curves of forty samples, all tied at the truth: there their slopes are the scores."""
    (low, high), many, which = SPANS[q.p.model], q.many, q.p.which - 1
    theta = np.sort(np.append(np.linspace(low, high, 100), many.truth))
    found, centre = many.curves(np.arange(SHOWN), theta), rp.relative(q.p.model, q.p.n, rp.MEAN[q.p.model], theta)
    each, run = np.column_stack([found, np.full(SHOWN, np.nan)]).ravel(), np.tile(np.append(theta, np.nan), SHOWN)
    spots = np.stack([np.clip(many.peak[:SHOWN], low, high), np.clip(many.summits[:SHOWN], *UP)], axis=1)
    traces = [
        viz.line(run, np.where(each > UP[1], np.nan, each), "data", width=1.0, opacity=0.4, hover=False),
        viz.line([many.truth] * 2, UP, "null", width=1.4, dash="dash", hover=False),
        viz.line(theta, np.maximum(centre, -60.0), "optimum", width=3.0, name="mean of all"),
        viz.dots(spots, "data", size=6, name="peak"),
        viz.line(theta, np.where(found[which] > UP[1], np.nan, found[which]), "accent", width=2.8, name="in hand"),
        viz.dots(spots[which], "accent", size=13, name="its peak"),
        says(low, 10.8, " ┆ truth", "muted", "middle right"),
        says(low, 9.3, " — mean of all", "optimum", "middle right"),
        says(high, 10.8, "in hand — ", "accent", "middle left"),
    ]
    nearest = lambda x, y: {"which": int(np.argmin(np.hypot(*((spots - (x, y)) / (high - low, 16)).T))) + 1}
    held = viz.Handle("pick", spots[which], "a sample’s curve", "accent", moves=nearest, follows="loosely")
    x, y = viz.Axis(NAMES[q.p.model], (low, high)), viz.Axis("ℓ(θ) − ℓ(truth), nats", (UP[0], 11.8))
    return viz.Plane(traces, x, y, f"Curves of {SHOWN} samples of {q.p.n}", handles=[held], weight=1.15)


def _histogram(q: Likelihood, values: Array, told: tuple[str, str], title: str, axis: str) -> viz.Plane:
    """One number of each sample as a histogram, under the bell that the curvature claims and that of the scores."""
    uniform, cliff = q.p.model == "uniform", title == "Peaks" and q.p.model == "uniform"
    lone = uniform and not cliff  # one bar, of all slopes
    low, high, top = (-7.0, 0.5, 1.25) if cliff else (-5.0, 5.0, 0.75)
    values = np.maximum(values, low + 0.1) if uniform else values
    claim = rp.end_density(q.p.n, BELL) if cliff else norm.pdf(BELL) * (np.nan if uniform else 1.0)
    real = BELL * np.nan if q.fits else norm.pdf(BELL, scale=np.sqrt(q.many.law.ratio))
    counts, edges = np.histogram(values, q.many.edges(low, high))
    wide, here = edges[1] - edges[0], float(np.clip(values[q.p.which - 1], low + 0.1, high - 0.1))
    traces = [
        viz.bars(edges[1:] - wide / 2, counts / (len(values) * wide), "data", width=0.94 * wide, opacity=0.5),
        viz.line(BELL, claim, "model", width=2.6, name="claimed"),
        viz.line(BELL, real, "optimum", width=2.6, name="sandwich"),
        viz.dots((here, 0.0), "accent", size=13, name="in hand"),
        says(high if lone else low + 0.9, 0.945 * top, told[0], "model", "middle left" if lone else "middle right"),
        says(low + 0.9, 0.87 * top, "" if q.fits else told[1], "optimum", "middle right"),
    ]
    return viz.Plane(traces, viz.Axis(axis, (low, high)), viz.Axis("density", (-0.025 * top, top)), title)


def slopes_panel(q: Likelihood) -> viz.Plane:
    """The slopes of all curves at the truth."""
    lone = "← " * (q.p.n > 24) + "all at −n/θ ", "slope / √(n|J|)"
    claim, axis = lone if q.p.model == "uniform" else ("— variance J: curvature", "slope / √(nJ)")
    return _histogram(q, q.many.scores, (claim, "— variance V: scores"), "Slopes at the truth", axis)


def peaks_panel(q: Likelihood) -> viz.Plane:
    """The peaks of all curves; of the uniform model in their own unit, which is 1/n."""
    own = q.p.model == "uniform"
    told = "— exact: no bell" if own else "— claimed: 1/√(nJ)", "— sandwich: √(V/n)/J"
    return _histogram(q, q.many.off, told, "Peaks", "(peak − θ) × n/θ" if own else "(peak − truth) × √(nJ)")


def lengths_panel(q: Likelihood) -> viz.Plane:
    """The log-likelihood of a share, and three ways to say how far p₀ is from its peak: down, across, and how steep."""
    (k, n), p0 = q.counts, q.p.null
    curve, slope = lk.share_height(k, n, SHARES) - lk.share_top(k, n), k / p0 - (n - k) / (1 - p0)
    spot = (p0, max(-q.tests[2] / 2, DEEP))
    run = np.array([-0.09, 0.09]) / np.sqrt(1 + (slope / 25) ** 2)
    traces = [
        viz.line(SHARES, np.maximum(curve, -60.0), "data", width=2.8, name="ℓ(p) − ℓ(p̂)"),
        viz.segment((p0, 0), (k / n, 0), "model", width=5, hover=False),
        viz.segment((p0, 0), spot, "optimum", width=5, hover=False),
        viz.line(p0 + run, spot[1] + slope * run, "gradient", width=5, hover=False),
        says(-0.02, 2.6, "Wald: across", "model", "middle right"),
        says(0.5, 2.6, "ratio: down", "optimum", "middle center"),
        says(1.02, 2.6, "score: slope", "gradient", "middle left"),
        viz.dots((k / n, 0.0), "data", size=15, symbol="star", name="peak"),
        viz.dots(spot, "ink", size=13, name="p₀"),
    ]
    held = viz.Handle("null", spot, "p₀", "ink", moves=lambda x, y: {"null": x}, follows="x")
    x, y = viz.Axis("probability p", WHOLE), viz.Axis("ℓ below the peak (nats)", (-9.6, 3.2))
    return viz.Plane(traces, x, y, f"{k} of {n}: three distances of p₀ from it", handles=[held])


def tests_panel(q: Likelihood) -> viz.Plane:
    """The three statistics against p₀: each accepts what lies under the line."""
    found, p0 = np.clip(lk.three_tests(*q.counts, SHARES), 0.0, 40.0), q.p.null
    limit = viz.line([0, 1], [lk.LIMIT] * 2, "null", width=1.6, dash="dash", hover=False)
    traces: list[Any] = [viz.called(limit, "95%", at=0.02)]
    for (name, role, at), curve, here in zip(TESTED, found, q.tests, strict=True):
        traces.append(viz.called(viz.line(SHARES, curve, role, width=2.6, name=name), name, at=at))
        traces.append(viz.dots((p0, min(here, 12.4)), role, size=11, name=f"{name} at p₀"))
    traces.append(says(p0, 12.5 if max(q.tests) > 12.5 else np.nan, "↑", "ink", "top center"))
    return viz.Plane(
        traces,
        viz.Axis("p₀", WHOLE),
        viz.Axis("statistic", (-0.4, 13.9)),
        "What each would accept",
        room=(280.0, 190.0),
    )


def curve_panel(q: Likelihood) -> viz.Plane:
    """Labels, and the probability of a yes after the steps shown."""
    (span, title, yes), climb, t, own = SOURCES[q.p.source], q.climb, q.p.tick, q.p.source == "points"
    x, spots = np.linspace(*span, 241), np.stack([climb.x, climb.y], axis=1)
    end = climb.curve(-1, x) if climb.best.kind == "peak" else x * np.nan
    miss = np.stack([climb.y, climb.curve(t, climb.x), climb.x * np.nan], 1).ravel()
    traces = [
        viz.line([*span], [0.5, 0.5], "null", width=1.0, dash="dot", hover=False),
        viz.line(np.repeat(climb.x, 3), miss, "data", width=1.4, opacity=0.4, hover=False),
        viz.line(x, end, "optimum", width=1.8, dash="dash", name="most likely"),
        viz.line(x, climb.curve(t, x), "model", width=3.0, name="P(yes)"),
        viz.dots(spots, "data", size=13 if own else 9, opacity=0.9 if own else 0.4, name="observation"),
        says(span[0], 1.2 + 0 * end[0], " ╌ most likely", "optimum", "middle right"),
    ]
    move = lambda k, to, up: {"pairs": (*q.p.pairs[:k], (to, float(up >= 0.5)), *q.p.pairs[k + 1 :])}
    handles = viz.handles("pairs", spots, "observation", "data", moves=move, follows="x") if own else []
    up = viz.Axis(f"P({yes})", (-0.12, 1.28), ticks=[0, 0.25, 0.5, 0.75, 1])
    return viz.Plane(traces, viz.Axis(title, span), up, f"The curve after step {t}", handles=handles)


def ridge_panel(q: Likelihood) -> viz.Plane:
    """How high the likelihood goes at each slope, and the climb: a hill with a top, or one that rises for ever."""
    climb, n, t, high = q.climb, len(q.climb.x), q.p.tick, q.climb.best.kind == "peak"
    slopes, roof = climb.side * climb.path[:, 1], climb.best.height / n
    steps = np.stack([np.clip(slopes, -4.0, 25.8), np.clip(climb.heights / n, -1.15, 1.0)], axis=1)
    so_far = np.where(np.arange(len(steps))[:, None] <= t, steps, np.nan)
    traces = [
        viz.line([-4, 26], [roof, roof], "optimum", width=1.6, dash="dash", hover=False),
        viz.line(SLOPES, np.clip(q.ridge / n, -3.0, 1.0), "data", width=2.6, name="best at this slope"),
        viz.dots((slopes[-1], roof) if high else (np.nan, np.nan), "optimum", size=16, symbol="star", name="peak"),
        viz.polyline(so_far, "gradient", width=1.4, hover=False),
        viz.dots(so_far, "gradient", size=8, name="steps"),
        viz.dots(steps[t], "model", size=13, name="now"),
        says(25.5, roof + 0.09, LIMITS.get(climb.best.kind, "never reached"), "optimum", "middle left"),
    ]
    x = viz.Axis(f"{'' if climb.side > 0 else 'minus '}slope per deviation of x", (-4.0, 26.0))
    y = viz.Axis("log-likelihood per observation", (-1.2, 0.2))
    return viz.Plane(traces, x, y, "How high it goes at each slope")


def pulls_panel(q: Likelihood) -> viz.Plane:
    """Each observation pulls the place towards itself; the curve says how hard."""
    reach, place, spots = 13.0 if q.p.density == "normal" else 1.6, q.p.place, np.stack([q.xs, q.pulls], axis=1)
    traces = [
        viz.line([-7, 7], [0, 0], "zero", width=1.2, hover=False),
        viz.line(THETA, lk.pull(q.p.density, THETA - place), "model", width=2.4, name="pull"),
        viz.stems(spots[:, 0], spots[:, 1], "data", width=5),
        viz.dots(spots, "data", size=12, name="observation"),
        viz.line([place] * 2, [-0.8 * reach, 0.8 * reach], "model", width=1.4, dash="dot", hover=False),
        viz.dots((place, 0.0), "model", size=14, symbol="diamond", name="θ"),
        says(-6.8, 0.9 * reach, f"sum of the pulls {number(q.pulls.sum(), 3)}", "gradient", "middle right", 14),
        says(6.8, -0.9 * reach, "— pull of a point at x", "model", "middle left", 14),
    ]
    handles = [*viz.handles("observed", spots, "observation", "data", follows="x"), slide(place, 0.0, "theta")]
    x, y, title = viz.Axis("x", (-7, 7)), viz.Axis("pull on θ", (-reach, reach)), TITLES[q.p.density]
    return viz.Plane(traces, x, y, f"Pulls under the {title} law", handles=handles)


def heights_panel(q: Likelihood) -> viz.Plane:
    """The log-likelihood of the place under the three laws, each below its own peak, with the tangent at θ."""
    traces: list[Any] = []
    for law, (dash, sign) in DASHES.items():
        found = np.clip(lk.log_likelihood(law, q.xs, THETA) - q.tops[law][1].max(), -40.0, 1.0)
        role, width, (edge, side) = *(("data", 3.0) if law == q.p.density else ("null", 1.7)), SIDES[law]
        traces.append(viz.line(THETA, found, role, width=width, dash=dash, name=TITLES[law]))
        traces.append(says(edge, 2.2, f" {sign} {TITLES[law]} ", role, side))
    at, high, _ = q.tops[q.p.density]
    here, slope = float(lk.log_likelihood(q.p.density, q.xs, q.p.place)[0] - high.max()), float(q.pulls.sum())
    along, spot = np.array([-1.0, 1.0]) / np.sqrt(1 + (slope / 1.6) ** 2), (q.p.place, max(here, DEEP))
    traces += [
        viz.markers(at, high - high.max(), "optimum", size=14, symbol="star", name="peak"),
        viz.line(q.p.place + along, here + slope * along, "gradient", width=2.6, hover=False),
        viz.dots(spot, "model", size=13, symbol="diamond", name="θ"),
    ]
    x, y = viz.Axis("place θ", (-7, 7)), viz.Axis("log-likelihood below the peak (nats)", (-9.6, 2.8))
    return viz.Plane(traces, x, y, "Their sum is the slope", handles=[slide(*spot, "slide")])
