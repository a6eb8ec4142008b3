"""The panels of the lesson. "data" is the truth or what was counted, "model" Poisson's law or the law that is dragged,
"gradient" the normal law, "optimum" the best there is, "accent" the reader's threshold."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import count_models as cm
from mathcore.statistics import stand_ins as si
from pages.statistics.distributions_in_practice.state import Practice
from viz.axes import power

Z, ZOOMS = (-3.7, 5.7), (0.12, 0.4, 1.15)  # axes: deviations from the mean; differences, in heights of the tallest bar
ZONES = {"both": "optimum", "Poisson alone": "model", "normal alone": "gradient", "neither": "null"}
TRIALS, CHANCES = (5, 10, 20, 50, 100, 200, 500, 1000), (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
ERRORS = {"cdf": "largest error of P(X ≤ k)", "raw": "the same, uncorrected", "tv": "error of the worst event"}
TINIEST, X = 1e-4, 3.4  # of the errors along n; of the normal quantiles
DEEP, WORST = 8, 1000.0  # decades of a logarithmic axis; the ratio of tails that is drawn
KEY = (
    ("★ likeliest law; curve: within 3", "optimum"),
    ("◆ the data’s variance ÷ mean", "data"),
    ("● the law: drag it", "model"),
)
ALLOWED = np.geomspace(5, 1000, 21)  # the trials over which the level that is allowed is drawn
ROOM = 250.0, 170.0  # pixels of a panel beside another at 1280, and under another on a phone
LN, LP, M, PHI = si.LOG_N, si.LOG_P, np.log10(cm.MEANS), np.log10(cm.PHIS)  # logarithms, as the axes of maps have them
FLOOR, CEILING = float(np.log10(0.68)), float(np.log10(32))  # of the dispersions in the picture

# Rows whose numbers follow a hand; `viz.key` has those that rest.
lines = lambda x, first, gap, texts, side="middle left": [
    viz.note(x, first - k * gap, text, role, side) for k, (role, text) in enumerate(texts.items())
]
logs = lambda title, ticks, ends: viz.Axis(title, ends, ticks=np.log10(ticks), labels=[f"{each:g}" for each in ticks])


def _axis(q: Practice) -> tuple[si.Window, viz.Axis, float]:
    """The counts in the picture, their axis (a range in deviations, which rests; ticks in counts), and the largest
    probability."""
    seen = si.window(q.mean, q.unit, Z, len(q.laws.truth) - 1)
    axis = viz.Axis("successes k", Z, ticks=seen.at.tolist(), labels=[f"{each:g}" for each in seen.ticks])
    return seen, axis, max(float(each[seen.k].max()) for each in q.laws[:3])


def _laws(q: Practice, height: Any, ticks: Any, labels: list[str]) -> viz.Plane:
    """Successes as bars, Poisson's probabilities as dots, the normal law's as a curve, all at those heights."""
    (_, _, k, z), x, _ = _axis(q)
    curve, wide, said = np.linspace(*Z, 241), 0.9 / q.unit, f"X ≥ {q.first}"
    roles, side = ["accent" if each >= q.first else "data" for each in k], "left" if q.p.cut > 3.6 else "right"
    told = {"data": f"P({said}) = {number(q.tail.truth, 3)}", "model": f"● Poisson: {number(q.tail.poisson, 3)}"}
    traces = [
        viz.bars(z, height(q.laws.truth[k]), roles, width=wide, opacity=0.5, name="truth"),
        viz.line(curve, height(si.normal_around(q.mean + q.unit * curve, q.mean, q.sd)), "gradient", width=2.6),
        viz.markers(z, height(q.laws.poisson[k]), "model", size=min(7.0, 30 * wide), name="Poisson"),
        viz.segment((q.p.cut, 0), (q.p.cut, 1), "accent", width=1.8, dash="dash", hover=False),
        viz.note(q.p.cut, 1.08, f" {said} → ", "ink", f"middle {side}"),
        *lines(5.6, 1.4, 0.115, told | {"gradient": f"— normal: {number(q.tail.normal, 3)}"}),
    ]
    handles = [viz.Handle("line", (q.p.cut, 1), "threshold", "accent", moves=lambda x, _: {"cut": x}, follows="x")]
    y = viz.Axis("probability", (0, 1.46), ticks=height(ticks), labels=labels)
    title = f"{q.p.n} trials, p = {number(q.p.share)}" + f", correlation {number(q.p.rho)}" * (q.p.rho > 0)
    return viz.Plane(traces, x, y, title, handles=handles, weight=1.1)


def laws_panel(q: Practice) -> viz.Plane:
    """The three laws; the tallest bar, dot or curve reaches 1."""
    top = _axis(q)[2]
    ticks = np.arange(0, top, si.step(top, 5))
    return _laws(q, lambda mass: mass / top, ticks, [number(each) for each in ticks])


def tails_panel(q: Practice) -> viz.Plane:
    """The three laws by the logarithms of their probabilities: the normal law is a parabola."""
    ticks = 10.0 ** np.arange(-DEEP, 1, 2)
    return _laws(q, lambda mass: si.log_height(mass, DEEP), ticks, [power(each) for each in ticks])


def ratio_panel(q: Practice) -> viz.Plane:
    """P(X ≥ k) by each stand-in, as a multiple of the truth, for each k."""
    (_, _, k, z), x, _ = _axis(q)
    ratios = q.tails[:, k]
    poisson, normal = np.where((ratios >= 1 / WORST) & (ratios <= WORST), ratios, np.nan)
    top, at = np.clip([q.tail.poisson, q.tail.normal], 1e-300, 1) / max(q.tail.truth, 1e-300), (1 / WORST, WORST)
    here = np.where((top >= at[0]) & (top <= at[1]), top, np.nan)
    traces = [
        viz.line(Z, [1, 1], "data", width=1.8, dash="dash", hover=False),
        viz.called(viz.line(z, poisson, "model", width=2.6, name="Poisson ÷ truth"), "Poisson", at=0.85),
        viz.called(viz.line(z, normal, "gradient", width=2.6, name="normal ÷ truth"), "normal", at=0.85),
        viz.called(viz.segment((q.p.cut, at[0]), (q.p.cut, at[1]), "accent", width=1.6, dash="dash", hover=False)),
        viz.markers([(q.first - q.mean) / q.unit] * 2, here, "accent", size=10, name="here"),
        viz.called(viz.note(Z[0] + 0.1, 1.0, "the truth", "data", "top right")),
    ]
    y = viz.Axis("P(X ≥ k): stand-in ÷ truth", at, log=True)
    return viz.Plane(traces, x, y, "How wrong the tail is")


def differences_panel(q: Practice) -> viz.Plane:
    """What each stand-in gives to each count, less the truth: half of the length of all bars is the error."""
    ((_, _, k, z), x, top), (low, high, _), error = _axis(q), q.best, q.laws.errors
    poisson, normal = ((law[k] - q.laws.truth[k]) / top for law in (q.laws.poisson, q.laws.normal))
    most, bar, alike = max(np.abs(poisson).max(), np.abs(normal).max()), 0.4 / q.unit, q.p.rho == 0
    wide = next((each for each in ZOOMS if most <= 0.95 * each), ZOOMS[-1])
    ticks = (np.arange(-4, 5) * si.step(wide * top, 4)).tolist()
    band = np.clip((np.array([low - 0.5, high + 0.5]) - q.mean) / q.unit, *Z) if alike else np.full(2, np.nan)
    told = {"model": f"Poisson: {number(error.poisson_tv, 3)}", "gradient": f"normal: {number(error.normal_tv, 3)}"}
    labels = [number(each, 3) for each in ticks]
    note = f"shaded: Poisson’s worst event, {low} ≤ X ≤ {high}" if alike else ""
    traces = [
        viz.area(band, [wide] * 2, [-wide] * 2, "model", opacity=0.09),
        viz.bars(z - bar / 2, poisson, "model", width=bar, opacity=0.8, name="Poisson − truth"),
        viz.bars(z + bar / 2, normal, "gradient", width=bar, opacity=0.8, name="normal − truth"),
        viz.line(Z, [0, 0], "zero", width=1.2, hover=False),
        *lines(5.6, 0.9 * wide, 0.17 * wide, {"ink": "off, for the worst event, by", **told}),
        viz.note(5.6, -0.92 * wide, note, "model", "middle left", 12),
    ]
    y = viz.Axis("stand-in − truth", (-wide, wide), ticks=[each / top for each in ticks], labels=labels)
    return viz.Plane(traces, x, y, "Half the length of all bars is the error")


def map_panel(q: Practice) -> viz.Plane:
    """Which stand-in is good enough, over n and p, and what bounds and the rule of five say."""
    spot, inside = np.log10([q.p.n, q.p.share]), lambda y: np.where((y >= LP[0]) & (y <= LP[-1]), y, np.nan)
    zones = zip(q.zone_spots, ZONES, ("optimum", "model", "gradient", "ink"), strict=True)
    names = [viz.note(x, y, name, role, "middle center", 15) for (x, y), name, role in zones]
    taken = np.concatenate([np.add(each, [(-0.3, 0), (0.3, 0), (np.nan, 0)]) for each in q.zone_spots])
    rule, sure, le_cam = np.log10(5.0) - LN, np.log10(q.sure), 0.5 * (np.log10(q.p.within) - LN)
    traces = [
        viz.classes(q.zones + 0.5, LN, LP, [*ZONES.values()], strong=0.42, weak=0.42),
        *names,
        viz.called(viz.polyline(taken, "muted", width=0, hover=False)),  # keeps the names of lines off those of zones
        viz.called(viz.line(LN, inside(rule), "gradient", width=2.2, dash="dash", name="np = 5"), "np = 5", at=0.75),
        viz.called(viz.line(LN, inside(sure), "model", width=2.2, dash="dash"), "Barbour–Hall", at=0.95),
        viz.called(viz.line(LN, inside(le_cam), "model", width=1.5, dash="dot"), "Le Cam", at=0.8),
        viz.called(viz.dots(spot, "ink", size=13, name="here")),
    ]
    moves = lambda x, y: {"n": 10**x, "share": 10**y}
    handles = [viz.Handle("here", spot, "n and p", "accent", moves=moves)]
    axes = logs("trials n", TRIALS, (LN[0], LN[-1])), logs("p", CHANCES, (LP[0], LP[-1]))
    title = f"Who is within {number(q.p.within)} of the truth?"
    return viz.Plane(traces, *axes, title, handles=handles, weight=1.1, room=ROOM)


def along_panel(q: Practice) -> viz.Plane:
    """Both errors along n at this p, with the bounds on them: one falls with n, the other hardly does."""
    n, bounds = si.NS.astype(float), si.bounds(si.NS, q.p.share)
    found = [getattr(q.along, name) for name in si.KINDS[q.p.error]]
    berry = bounds.berry_esseen * (np.nan if q.p.error == "tv" else 1.0)  # it bounds distribution functions alone
    curves = np.stack([*found, bounds.barbour_hall, berry])
    poisson, normal, sure, berry = np.where((curves >= TINIEST) & (curves <= 1), curves, np.nan)
    traces = [
        viz.called(
            viz.line(ALLOWED, 0 * ALLOWED + q.p.within, "optimum", width=1.8, dash="dash"), "allowed", at=0.0, size=12
        ),
        viz.called(viz.line(n, sure, "model", width=1.5, dash="dot"), "Barbour–Hall", at=0.9, size=12),
        viz.called(viz.line(n, berry, "gradient", width=1.5, dash="dot"), "Berry–Esseen", at=0.6, size=12),
        viz.called(viz.line(n, poisson, "model", width=2.8, name="Poisson"), "Poisson", at=0.95),
        viz.called(viz.line(n, normal, "gradient", width=2.8, name="normal"), "normal", at=0.75),
        viz.called(viz.markers([q.p.n] * 2, np.maximum(q.pair, TINIEST), "ink", size=9, name="here")),
    ]
    spot, moves = (950, q.p.within), lambda _, y: {"within": y}
    handles = [viz.Handle("allowed", spot, "the error that is allowed", "optimum", moves=moves, follows="y")]
    axes = viz.Axis("trials n", (5, 1000), log=True, ticks=TRIALS), viz.Axis(ERRORS[q.p.error], (TINIEST, 1), log=True)
    return viz.Plane(traces, *axes, f"More trials, at p = {number(q.p.share)}", handles=handles, room=ROOM)


def rootogram_panel(q: Practice) -> viz.Plane:
    """Bars as long as the root of what was counted hang from the law: a foot off the zero line is a misfit."""
    (many, wide), low, top = q.cells, -0.45 * q.tallest, 1.12 * q.tallest
    k, right = (np.arange(many) + 0.5) * wide - 0.5, many * wide - 0.4
    law, gone, ends = np.sqrt(q.expected), q.table.total - float(q.seen.sum()), [-0.7, right, np.nan, -0.7, right]
    head, foot = (np.clip(each, low, top) for each in (law, law - np.sqrt(q.seen)))
    told = {"data": f"{number(q.table.total, 6)} observations" + f", {wide} counts a bar" * (wide > 1)}
    told["model"] = f"law: mean {number(q.model_mean, 3)}, variance {number(q.p.phi * q.model_mean, 3)}"
    traces = [
        viz.bars(k, head - foot, "data", base=foot, width=0.82 * wide, opacity=0.5, name="counted"),
        viz.line(ends[:2], [0, 0], "ink", width=1.4, hover=False),
        viz.line(ends, [1, 1, np.nan, -1, -1], "null", width=1.2, dash="dash", hover=False),
        viz.line(k, head, "model", width=2.4, name="law"),
        viz.markers(k, head, "model", size=7, name="law"),
        *lines(right, 0.94 * top, 0.12 * top, told),
        viz.note(right, 0.9 * low, f"{number(gone, 5)} beyond the picture" if gone else "", "data", "middle left", 12),
    ]
    axes = viz.Axis(q.column[0][:50], (-0.7, right + 0.1)), viz.Axis("√ of how often", (low, top))
    return viz.Plane(traces, *axes, "Bars hang from the law: feet at 0 fit", weight=1.1)


def dispersion_panel(q: Practice) -> viz.Plane:
    """All laws by their mean and dispersion, and how likely they make the data."""
    dot = lambda mean, phi: np.log10([mean, np.clip(phi, 0.71, 31)])
    here, short, edge = np.log10([q.p.mean_ratio, q.p.phi]), np.log10(1 + q.shortfall), np.log10(4)
    traces = [
        viz.heatmap(-short, M, PHI, bounds=(-4.5, 0.2), smooth=True, opacity=0.6),
        viz.contour(M, PHI, short, levels=(edge, edge, 1.0), filled=False, role="optimum", width=2.2),
        viz.line(M[[0, -1]], [0, 0], "model", width=2.4, dash="dash", hover=False),
        viz.note(M[0] + 0.01, -0.075, "Poisson: variance = mean", "model"),
        viz.dots(dot(1, q.table.fit_phi), "optimum", size=15, symbol="star", name="the most likely law"),
        viz.dots(dot(1, q.table.ratio), "data", size=12, symbol="diamond", name="mean and variance of the data"),
        viz.dots(here, "model", size=13, name="the law"),
        *viz.key(M[0] + 0.02, CEILING, KEY),
    ]

    def moves(x: float, y: float) -> dict[str, Any]:
        found = {"mean_ratio": 10**x, "phi": 10 ** max(y, 0.0)}
        if y < -0.02:
            raise viz.Limit("A negative binomial law varies more than its mean; the family ends at Poisson’s.", found)
        return found

    handles = [viz.Handle("law", here, "mean and dispersion of the law", "model", moves=moves)]
    x = logs("mean of the law ÷ mean of the data", (0.5, 0.7, 1, 1.4, 2), (M[0], M[-1]))
    y = logs("variance ÷ mean", (1, 2, 5, 10, 20), (FLOOR, CEILING))
    return viz.Plane(traces, x, y, f"{number(q.short, 3)} log-units short of the best", handles=handles)


def qq_panel(q: Practice) -> viz.Plane:
    """The values in order against those that a normal law expects there, with a band that holds all of them in 95%."""
    (low, high), x, ends = q.span, cm.quantiles_of_ranks(q.size), np.array([-X, X])
    inside, tall = lambda y: np.clip(y, low, high), high - low
    traces = [
        viz.area(x, inside(q.band[1]), inside(q.band[0]), "gradient", opacity=0.18),
        viz.line(ends, q.centre + q.deviation * ends, "gradient", width=2.0, hover=False),
        viz.markers(x, inside(q.fresh), "null", size=5, opacity=0.8, name="normal draws"),
        viz.markers(x, q.ordered, "data", size=6 if q.size > 60 else 10, name="values"),
        *viz.key(-X + 0.1, high, (("● the values", "data"), ("● normal draws", "null"))),
        viz.note(X - 0.1, low + 0.04 * tall, "band: 95 of 100 normal samples, whole", "gradient", "middle left", 12),
    ]
    moves = lambda index, _, y: {"points": tuple(y if k == index else each for k, each in enumerate(q.p.points))}
    # A value keeps its number while its rank, and with it its place along x, changes.
    own = q.p.points if q.p.sample == "points" else ()
    spots = [(x[rank], value) for rank, value in zip(np.argsort(np.argsort(own, kind="stable")), own, strict=True)]
    handles = viz.handles("value", np.reshape(spots, (-1, 2)), "value", "data", moves=moves, follows="y")
    title = f"{q.outside} of {q.size} outside of the band" if q.outside else f"All {q.size} within the band"
    axes = viz.Axis("normal quantile of the rank", (-X, X)), viz.Axis("value", q.span)
    return viz.Plane(traces, *axes, title, handles=handles)


def density_panel(q: Practice) -> viz.Plane:
    """The same values as a histogram, with the normal density of their mean and deviation."""
    (low, high), bins = q.span, 32 if q.size > 60 else 16
    y, wide = np.linspace(low, high, 161), (high - low) / bins
    middles = low + (np.arange(bins) + 0.5) * wide
    heights = np.histogram(q.ordered, bins, q.span)[0] / (q.size * wide / q.deviation)
    told = {"data": f"mean {number(q.centre, 4)}, deviation {number(q.deviation, 4)}", "gradient": "the bell of these"}
    told["muted"] = "bars end at 0.9" if heights.max() > 0.9 else ""
    traces = [
        viz.bars(middles, np.minimum(heights, 0.9), "data", width=0.94 * wide, opacity=0.5, name="values"),
        viz.line(y, cm.bell((y - q.centre) / q.deviation), "gradient", width=2.6, name="normal"),
        *lines(low + 0.03 * (high - low), 1.03, 0.08, told, "middle right"),
    ]
    axes = viz.Axis("value", q.span), viz.Axis("density × deviation", (0, 1.09))
    return viz.Plane(traces, *axes, "The same values, and the bell", weight=0.8)
