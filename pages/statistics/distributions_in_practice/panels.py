"""The panels of the lesson. "data" is the truth or what was counted, "model" Poisson's law or the law that is dragged,
"gradient" the normal law, "optimum" the best there is, "accent" what the reader points at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import count_models as cm
from mathcore.statistics import stand_ins as si
from pages.statistics.distributions_in_practice.state import MEANS, PHIS

if TYPE_CHECKING:
    from pages.statistics.distributions_in_practice.state import Array, Practice

Z = (-3.7, 5.7)  # of the counts, in deviations from the mean
ZOOMS = (0.12, 0.4, 1.15)  # of the differences, in heights of the tallest bar
ZONES = {"both": "optimum", "Poisson": "model", "normal": "gradient", "neither": "null"}
TRIALS, CHANCES = (5, 10, 20, 50, 100, 200, 500, 1000), (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
ERRORS = {"cdf": "largest error of a P(X ≤ k)", "raw": "largest error of a P(X ≤ x)", "tv": "total variation"}
TINIEST = 1e-4  # of the errors along n
X, BINS = 3.4, 28  # of the normal quantiles; bars of the histogram

percent = lambda share: f"{number(100 * share, 3)}%"
# A text that hides, and keeps its trace, where its place is NaN.
says = lambda x, y, text, role, side="middle right", size=13: viz.label(
    [x], [y], text if np.isfinite([x, y]).all() else "", role, position=side, size=size
)


def _step(most: float, parts: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that goes at most so many times into a length."""
    scale = 10.0 ** np.floor(np.log10(most / parts))
    return float(next(s * scale for s in (1, 2, 5, 10) if s * scale * parts >= most * (1 - 1e-9)))


def _counts(q: Practice) -> viz.Axis:
    """The axis of counts: its range is in deviations from the mean and rests, its ticks are counts."""
    low, high = np.maximum(q.mean + q.unit * np.array(Z), 0)
    step = max(1.0, _step(high - low, 9))
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return viz.Axis("successes k", Z, ticks=(ticks - q.mean) / q.unit, labels=[f"{k:g}" for k in ticks])


def _shown(q: Practice) -> tuple[Array, Array]:
    """The counts in the picture, and where they stand."""
    low, high = np.round(q.mean + q.unit * np.array(Z))
    k = np.arange(max(0, int(low)), min(len(q.laws.truth) - 1, int(high)) + 1)
    return k, (k - q.mean) / q.unit


def laws_panel(q: Practice) -> viz.Plane:
    """The count of successes as bars, Poisson's probabilities as stems, the normal law's as a curve."""
    k, z = _shown(q)
    truth, poisson = q.laws.truth[k], q.laws.poisson[k]
    curve = np.linspace(*Z, 241)
    normal = si.normal_around(q.mean + q.unit * curve, q.mean, q.sd)
    top = max(float(each.max()) for each in (truth, poisson, normal))
    step = _step(top, 5)
    ticks = np.arange(0.0, 1.1 * top, step)
    said = f"X ≥ {q.first}"
    traces = [
        viz.bars(
            z,
            truth / top,
            ["accent" if each >= q.first else "data" for each in k],
            width=0.9 / q.unit,
            opacity=0.5,
            name="truth",
        ),
        viz.stems(z, poisson / top, "model", width=1.6),
        viz.markers(z, poisson / top, "model", size=7, name="Poisson"),
        viz.line(curve, normal / top, "gradient", width=2.6, name="normal"),
        viz.segment((q.p.cut, 0), (q.p.cut, 0.62), "accent", width=1.8, dash="dash", hover=False),
        says(q.p.cut + 0.05, 0.62, f"{said} →" if q.p.cut < 3.6 else "", "accent"),
        says(q.p.cut - 0.05, 0.62, f"{said} →" if q.p.cut >= 3.6 else "", "accent", "middle left"),
        says(5.6, 1.05, f"P({said}) = {number(q.tail.truth, 3)}", "data", "middle left"),
        says(5.6, 0.97, f"● Poisson: {number(q.tail.poisson, 3)}", "model", "middle left"),
        says(5.6, 0.89, f"— normal: {number(q.tail.normal, 3)}", "gradient", "middle left"),
    ]
    handles = [viz.Handle("line", (q.p.cut, 0.62), "threshold", "accent", moves=lambda x, _: {"cut": x}, follows="x")]
    y = viz.Axis("probability", (0, 1.12), ticks=ticks / top, labels=[f"{each:.6g}" for each in ticks])
    title = f"{q.p.n} trials, p = {number(q.p.share)}" + (f", correlation {number(q.p.rho)}" if q.p.rho else "")
    return viz.Plane(traces, _counts(q), y, title, handles=handles, weight=1.1)


def differences_panel(q: Practice) -> viz.Plane:
    """What each stand-in gives to each count, less the truth: half of the length of all bars is the error."""
    k, z = _shown(q)
    laws = q.laws
    top = max(float(each[k].max()) for each in (laws.truth, laws.poisson, laws.normal))
    poisson, normal = (laws.poisson[k] - laws.truth[k]) / top, (laws.normal[k] - laws.truth[k]) / top
    most = max(float(np.abs(each).max()) for each in (poisson, normal))
    wide = next((each for each in ZOOMS if most <= 0.95 * each), ZOOMS[-1])
    step = _step(wide * top, 4)
    ticks = np.arange(-4, 5) * step
    low, high, gap = q.best
    band = (np.array([low - 0.5, high + 0.5]) - q.mean) / q.unit
    shown = q.p.rho == 0
    traces = [
        viz.area(np.clip(band, *Z) if shown else [np.nan] * 2, [wide] * 2, [-wide] * 2, "model", opacity=0.08),
        viz.bars(z - 0.21 / q.unit, poisson, "model", width=0.4 / q.unit, opacity=0.8, name="Poisson − truth"),
        viz.bars(z + 0.21 / q.unit, normal, "gradient", width=0.4 / q.unit, opacity=0.8, name="normal − truth"),
        viz.line(Z, [0, 0], "zero", width=1.2, hover=False),
        says(5.6, 0.9 * wide, f"Poisson: off by {number(laws.errors.poisson_tv, 3)}", "model", "middle left"),
        says(5.6, 0.76 * wide, f"normal: off by {number(laws.errors.normal_tv, 3)}", "gradient", "middle left"),
        says(
            5.6,
            -0.9 * wide,
            f"shaded: Poisson’s worst event, {low} ≤ X ≤ {high}" if shown else "",
            "model",
            "middle left",
            12,
        ),
    ]
    y = viz.Axis("stand-in − truth", (-wide, wide), ticks=ticks / top, labels=[number(each, 3) for each in ticks])
    return viz.Plane(traces, _counts(q), y, "Half the length of all bars = the error")


def map_panel(q: Practice) -> viz.Plane:
    """Which stand-in is good enough, over n and p, and what the rules of thumb say."""
    n, p, most = np.log10(q.p.n), np.log10(q.p.share), q.p.within
    x, lines = si.LOG_N, np.array([si.LOG_P[0], si.LOG_P[-1]])
    five = np.log10(5.0) - x
    le_cam = 0.5 * (np.log10(most) - x)
    sure = np.log10(q.sure)
    inside = lambda y: np.where((y >= lines[0]) & (y <= lines[1]), y, np.nan)
    traces: list[Any] = [viz.classes(q.zones + 0.5, x, si.LOG_P, [*ZONES.values()], strong=0.42, weak=0.42)]
    for k, (name, role) in enumerate(ZONES.items()):
        traces.append(
            says(
                *q.zone_spots[k],
                name if k in (0, 3) else f"{name} alone",
                "ink" if role == "null" else role,
                "middle center",
                15,
            )
        )
    traces += [
        viz.called(viz.line(x, inside(five), "gradient", width=2.2, dash="dash", name="np = 5"), "np = 5", at=0.1),
        viz.called(
            viz.line(x, inside(sure), "model", width=2.2, dash="dash", name="Barbour–Hall"), "Barbour–Hall", at=0.9
        ),
        viz.called(viz.line(x, inside(le_cam), "model", width=1.4, dash="dot", name="Le Cam"), "Le Cam", at=0.8),
        viz.called(viz.dots((n, p), "ink", size=13, name="here")),
    ]
    moves = lambda a, b: {"n": 10**a, "share": 10**b}
    handles = [viz.Handle("here", (n, p), "n and p", "accent", moves=moves)]
    axis = lambda title, ticks, ends: viz.Axis(title, ends, ticks=np.log10(ticks), labels=[f"{t:g}" for t in ticks])
    axes = axis("trials n", TRIALS, (x[0], x[-1])), axis("p", CHANCES, (lines[0], lines[1]))
    return viz.Plane(traces, *axes, f"Who is within {number(most)} of the truth?", handles=handles, weight=1.1)


def along_panel(q: Practice) -> viz.Plane:
    """Both errors along n at this p: one falls with n, the other hardly does."""
    poisson, normal = (getattr(q.along, name) for name in q.fields)
    n = si.NS.astype(float)
    low = lambda y: np.where((y >= TINIEST) & (y <= 1), y, np.nan)
    bound, berry = low(si.barbour_hall(n, q.p.share)), low(si.berry_esseen(n, q.p.share))
    berry = berry * (np.nan if q.p.error == "tv" else 1.0)
    here = np.maximum(q.pair, TINIEST)
    traces = [
        viz.line([5, 1000], [q.p.within] * 2, "optimum", width=1.6, dash="dash", hover=False),
        viz.called(viz.line(n, bound, "model", width=1.5, dash="dot"), "bound", at=0.5, size=12),
        viz.called(viz.line(n, berry, "gradient", width=1.5, dash="dot"), "bound", at=0.5, size=12),
        viz.called(viz.line(n, low(poisson), "model", width=2.8, name="Poisson"), "Poisson", at=0.95),
        viz.called(viz.line(n, low(normal), "gradient", width=2.8, name="normal"), "normal", at=0.75),
        viz.called(viz.markers([q.p.n] * 2, here, "ink", size=9, name="here")),
        says(5.2, q.p.within, "allowed", "optimum", "top right", 12),
    ]
    moves = lambda _, y: {"within": y}
    handles = [
        viz.Handle("allowed", (950, q.p.within), "the error that is allowed", "optimum", moves=moves, follows="y")
    ]
    x = viz.Axis("trials n", (5, 1000), log=True, ticks=TRIALS)
    y = viz.Axis(ERRORS[q.p.error], (TINIEST, 1.0), log=True)
    return viz.Plane(traces, x, y, f"More trials, at p = {number(q.p.share)}", handles=handles)


def rootogram_panel(q: Practice) -> viz.Plane:
    """Bars as long as the root of what was counted hang from the law: a foot off the zero line is a misfit."""
    k, top = np.arange(q.reach + 1), q.tallest
    law, seen = np.sqrt(q.expected), np.sqrt(q.seen)
    foot = law - seen
    low, high = -0.45 * top, 1.12 * top
    beyond = q.moments[0] - float(q.seen.sum())
    traces = [
        viz.bars(
            k,
            np.clip(law, low, high) - np.clip(foot, low, high),
            "data",
            base=np.clip(foot, low, high),
            width=0.82,
            opacity=0.5,
            name="counted",
        ),
        viz.line([-0.7, q.reach + 0.7], [0, 0], "ink", width=1.4, hover=False),
        viz.line(
            [-0.7, q.reach + 0.7, np.nan, -0.7, q.reach + 0.7],
            [1, 1, np.nan, -1, -1],
            "null",
            width=1.2,
            dash="dash",
            hover=False,
        ),
        viz.line(k, np.clip(law, low, high), "model", width=2.4, name="law"),
        viz.markers(k, np.clip(law, low, high), "model", size=7, name="law"),
        says(q.reach + 0.6, 1.05 * top, f"{number(q.moments[0], 6)} observations", "data", "middle left"),
        says(
            q.reach + 0.6,
            0.96 * top,
            f"law: mean {number(q.model_mean, 3)}, variance {number(q.p.phi * q.model_mean, 3)}",
            "model",
            "middle left",
        ),
        says(
            q.reach + 0.6,
            low * 0.9,
            f"{number(beyond, 5)} beyond the picture" if beyond else "",
            "data",
            "middle left",
            12,
        ),
    ]
    x = viz.Axis(q.column[0][:50], (-0.7, q.reach + 0.7))
    y = viz.Axis("√ of how often", (low, high))
    return viz.Plane(traces, x, y, "Bars hang from the law; feet should be at 0", weight=1.1)


def dispersion_panel(q: Practice) -> viz.Plane:
    """All laws by their mean and dispersion, and how likely they make the data."""
    known = (1.0, float(np.clip(q.ratio, 0.72, 31)))
    here, best = (q.p.mean_ratio, q.p.phi), (1.0, float(np.clip(q.fit.phi, 1.0, 31)))
    x, y, z = np.log10(MEANS), np.log10(PHIS), np.log10(1 + np.maximum(q.shortfall, 0.0))
    spot = lambda at: np.log10(at)
    low, high = np.log10(0.68), np.log10(32.0)
    line = (x[0], x[-1])
    traces = [
        viz.heatmap(-z, x, y, bounds=(-4.5, 0.0), smooth=True, opacity=0.6),
        viz.contour(x, y, z, levels=(np.log10(4), np.log10(4), 1.0), filled=False, role="optimum", width=2.2),
        viz.called(
            viz.line(line, [0, 0], "model", width=2.4, dash="dash", name="variance = mean"),
            "Poisson: variance = mean",
            at=0.02,
        ),
        viz.dots(spot(best), "optimum", size=15, symbol="star", name="the most likely law"),
        viz.dots(spot(known), "data", size=12, symbol="diamond", name="mean and variance of the data"),
        viz.dots(spot(here), "model", size=13, name="the law"),
        says(x[0] + 0.02, high - 0.06, "☆ the most likely law", "optimum"),
        says(x[0] + 0.02, high - 0.15, "◆ variance ÷ mean of the data", "data"),
        says(x[0] + 0.02, high - 0.24, "● the law: drag it", "model"),
    ]

    def moves(a: float, b: float) -> dict[str, Any]:
        found = {"mean_ratio": 10**a, "phi": max(10**b, 1.0)}
        if b < -0.02:
            raise viz.Limit("A negative binomial law has a variance above its mean; Poisson’s is where it ends.", found)
        return found

    handles = [viz.Handle("law", spot(here), "mean and dispersion of the law", "model", moves=moves)]
    ticks, rises = (0.5, 0.7, 1, 1.4, 2), (1, 2, 5, 10, 20)
    axes = viz.Axis("mean of the law ÷ mean of the data", line, ticks=np.log10(ticks), labels=[f"{t:g}" for t in ticks])
    up = viz.Axis("variance ÷ mean", (low, high), ticks=np.log10(rises), labels=[f"{t:g}" for t in rises])
    return viz.Plane(traces, axes, up, f"{number(q.short, 3)} log-units short of the best", handles=handles)


def qq_panel(q: Practice) -> viz.Plane:
    """The values in order against those that a normal law expects there, with a band that holds all of them in 95%."""
    n, (low, high), y = q.size, q.span, q.ordered
    x, inside = cm.quantiles_of_ranks(n), lambda values: np.clip(values, *q.span)
    height = lambda share: low + share * (high - low)
    ends, own = np.array([-X, X]), q.p.sample == "points"
    traces = [
        viz.area(x, inside(q.band[1]), inside(q.band[0]), "gradient", opacity=0.18),
        viz.line(ends, q.centre + q.deviation * ends, "gradient", width=2.0, hover=False),
        viz.markers(x, inside(q.centre + q.deviation * q.fresh), "null", size=5, opacity=0.8, name="normal draws"),
        viz.markers(x, y, "data", size=6 if n > 60 else 10, name="values"),
        says(-X + 0.1, height(0.96), "● the values", "data"),
        says(-X + 0.1, height(0.9), "● as many normal draws", "null"),
        says(X - 0.1, height(0.04), "band: all of a normal sample, 95 times in 100", "gradient", "middle left", 12),
    ]

    def moves(index: int, _: float, value: float) -> dict[str, Any]:
        return {"points": tuple(value if k == index else each for k, each in enumerate(q.p.points))}

    # A value keeps its number while its rank, and with it its place along x, changes.
    ranks = np.argsort(np.argsort(q.p.points, kind="stable"))
    spots = np.stack([x[ranks], q.p.points], axis=1) if own else np.empty((0, 2))
    handles = viz.handles("value", spots, "value", "data", moves=moves, follows="y")
    title = f"{q.outside} of {n} outside of the band" if q.outside else f"All {n} within the band"
    axes = viz.Axis("normal quantile of the rank", (-X, X)), viz.Axis("value", q.span)
    return viz.Plane(traces, *axes, title, handles=handles)


def density_panel(q: Practice) -> viz.Plane:
    """The same values as a histogram, with the normal density of their mean and deviation, on the same axis."""
    low, high = q.span
    y = np.linspace(low, high, 161)
    step = (high - low) / BINS
    heights = np.histogram(q.ordered, BINS, q.span)[0] / (q.size * step)
    bell = np.exp(-0.5 * ((y - q.centre) / q.deviation) ** 2) / (q.deviation * np.sqrt(2 * np.pi))
    top = max(float(heights.max()), float(bell.max()))
    traces = [
        viz.bars(
            low + (np.arange(BINS) + 0.5) * step, heights / top, "data", width=0.94 * step, opacity=0.5, name="values"
        ),
        viz.line(y, bell / top, "gradient", width=2.6, name="normal"),
        says(low + 0.03 * (high - low), 1.08, f"mean {number(q.centre, 4)}", "data"),
        says(low + 0.03 * (high - low), 1.01, f"deviation {number(q.deviation, 4)}", "data"),
    ]
    axes = viz.Axis("value", q.span), viz.Axis("density (the highest = 1)", (0, 1.15))
    return viz.Plane(traces, *axes, "The same values, and the bell", weight=0.8)
