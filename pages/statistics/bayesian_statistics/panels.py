"""The panels of the lesson: "data" is what was seen, "model" what the setting in hand makes of it, "accent" the average
over all settings, "null" what would be without, "optimum" the truth where it is known."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import bayes_in_practice as bp
from mathcore.statistics.proportions import smooth
from pages.statistics.bayesian_statistics.state import BINS, KINDS, REACH, REPEATS, Practice
from viz.distributions import nice

NAMED = 12  # groups that are drawn large
SHARES = {"p": (-0.05, 1.72), "relative density": (-0.6, 1.28)}  # axes with room for the intervals and their names
BARS = (-0.13, -0.26, -0.39, -0.52)  # heights of the intervals
P, TAU = np.linspace(0.001, 0.999, 400), np.concatenate([[0.001], np.linspace(0, REACH, 161)[1:]])
RARE, FLOOR = 1e-3, 2e-4  # chances to miss: the least that is told apart, and the end of the axis
RARELY = {RARE: "≤ 0.1%", 0.01: "1%", 0.1: "10%", 1.0: "100%"}
TOSSES, FACTORS, HEIGHTS = np.geomspace(10, 1e5, 161), (1e-5, 2e3), (1e-6, 3.0)
STATISTICS = {"min": "smallest value", "max": "largest value", "sd": "standard deviation"}
STATISTICS |= {"skew": "skewness", "kurtosis": "kurtosis", "lag": "correlation of neighbours"}
LEFT, RIGHT = "middle left", "middle right"  # of its place a text lies

says = lambda x, y, text, role, side=RIGHT: viz.label([x], [y], text, role, position=side, size=13)
flat = lambda ends, y, role, **style: viz.line(ends, [y, y], role, hover=False, **style)
# Horizontal bars as one broken line; the axis of the effects, that of the schools wherever they are dragged.
bars = lambda ends, y, role: viz.line(np.vstack([ends, 0 * y + np.nan]).T.ravel(), np.repeat(y, 3), role, opacity=0.6)
reach = lambda q, given: given if q.p.data == "schools" else q.study.span


def rows_panel(q: Practice) -> viz.Plane:
    """Each group three times: as it was measured, given the tau in hand, and averaged over all tau."""
    s, k, y, (low, high) = q.study, q.k, q.k - np.arange(q.k, dtype=float), reach(q, (-45.0, 59.0))
    low -= 0.25 * (high - low) * (q.p.data != "schools")  # room for names
    m, sd, size = q.given.means[0], q.given.sds[0], 11 if k <= NAMED else 8
    ends = np.clip([s.effects - s.errors, s.effects + s.errors, m - sd, m + sd], low, high)
    spots = np.stack([s.effects, y + 0.2], axis=1)
    heads = ((low, " ● measured", "data", RIGHT), (0.5 * (low + high), "● at this τ", "model", "middle center"))
    traces = [
        viz.segment((q.centre, 0.3), (q.centre, k + 0.6), "null", width=1.6, dash="dash", hover=False),
        bars(ends[:2], y + 0.2, "data"),
        bars(ends[2:], y - 0.03, "model"),
        viz.dots(spots, "data", size=size, name="as measured"),
        viz.markers(m, y - 0.03, "model", size=size - 2, name="at this τ"),
        viz.markers(q.pooled.means, y - 0.26, "accent", size=8, symbol="diamond", name="over all τ"),
        viz.markers(s.truth, y - 0.03, "optimum", size=11, symbol="star", name="truth"),
        viz.label(np.full(k, low), y, [f" {name}" for name in s.names], position=RIGHT, size=12 if k <= NAMED else 11),
        *(says(x, k + 1.25, *head) for x, *head in heads),
        says(high, k + 1.25, "◆ over all τ ", "accent", LEFT),
        says(high, 0.05, "★ truth " if np.isfinite(s.truth).all() else "", "optimum", LEFT),
    ]
    grips = viz.handles("effects", spots, lambda i: f"effect of school {s.names[i]}", "data", follows="x")
    axes, title = (viz.Axis(s.unit, (low, high)), viz.Axis("", (-0.4, k + 1.8), ticks=[])), f"τ = {number(q.here, 3)}"
    return viz.Plane(traces, *axes, f"Spread of true effects: {title}", handles=grips * (q.p.data == "schools"))


def fan_panel(q: Practice) -> viz.Plane:
    """What each group gets at every tau, from all alike to each by itself; under it how probable each tau is."""
    (low, high), top, k, s = reach(q, (-21.0, 51.0)), REACH * q.scale, q.k, q.study
    base, tall, density = low - 0.42 * (high - low), 0.34 * (high - low), q.pooled.density(TAU * q.scale)
    most = max(density[TAU >= 0.03].max(), 1e-300)  # a spike at 0 is cut off; where tau lies beyond, nothing is left
    rise = base + tall * np.minimum(density / most, 1.0)
    curves, tau = np.concatenate([q.along, np.full((1, k), np.nan)]).T.ravel(), np.append(q.rungs, np.nan)
    names, spot = s.names if q.p.data == "schools" else [""] * k, (q.here, float(np.interp(q.p.tau, TAU, rise)))
    places = viz.spread(q.along[-1] - (low + high) / 2, 0.085 * (high - low), 0.48 * (high - low)) + (low + high) / 2
    traces = [
        viz.line(np.tile(tau, k), curves, "model", width=1.6, opacity=0.6, hover=False),
        viz.area(TAU * q.scale, rise, base, "accent", opacity=0.3),
        viz.line(TAU * q.scale, rise, "accent", width=2.2, hover=False),
        viz.segment((q.here, base), (q.here, high), "model", width=1.6, dash="dot", hover=False),
        viz.markers(np.full(k, q.here), q.given.means[0], "model", size=8, name="at this τ"),
        viz.label(np.full(k, 1.01 * top), places, names, "data", position=RIGHT, size=12),
        says(top, base + 1.12 * tall, "how probable each τ is ", "accent", LEFT),
        viz.dots(spot, "model", size=14, name="τ"),
    ]
    step = nice((high - low) / 6)
    ticks = (step * np.arange(np.ceil(low / step), high // step + 1)).tolist()
    grip = viz.Handle("tau", spot, "τ", "model", moves=lambda x, y: {"tau": x / q.scale}, follows="x")
    across, up = viz.Axis("τ, spread of true effects", (-0.02 * top, 1.09 * top)), (base - 0.02 * tall, high)
    axes = across, viz.Axis("mean, given τ", up, ticks=ticks)
    return viz.Plane(traces, *axes, "From all alike to each by itself", handles=[grip])


def beta_panel(q: Practice) -> viz.Plane:
    """Prior, likelihood and posterior on one scale; under them the credible interval and three others."""
    a, b, x, n, mean = q.p.a, q.p.b, q.count, q.p.trials, q.p.a / (q.p.a + q.p.b)
    prior, seen, posterior = bp.updated(P, a, b, x, n)
    lean, share = (mean, float(np.interp(mean, P, prior))), (x / n, 0.0)
    traces: list[Any] = [
        viz.area(P, np.where((q.low <= P) & (q.high >= P), posterior, 0.0), 0.0, "model", opacity=0.25),
        viz.called(viz.line(P, prior, "null", width=2.0, name="prior"), "prior", at=0.9 if x <= n / 2 else 0.1),
        viz.called(viz.line(P, seen, "data", width=2.0, dash="dash", name="likelihood")),
        viz.called(viz.line(P, posterior, "model", width=2.8, name="posterior")),
    ]
    traces += [says(1.7, 1.17, "╌ likelihood", "data", LEFT), says(1.7, 1.03, "— posterior", "model", LEFT)]
    for y, (kind, ends) in zip(BARS, {"": (q.low, q.high), **q.others}.items(), strict=True):
        role = {"": "model", q.p.kind: "gradient"}.get(kind, "muted")
        traces.append(flat(np.clip(ends, -0.05, 1.05), y, role, width=5))
        traces.append(says(1.7, y, KINDS.get(kind, "credible"), role, LEFT))
    spots = viz.dots(lean, "null", size=12, symbol="diamond", name="prior"), viz.dots(share, size=13, name="share")
    traces += [viz.called(each) for each in spots]
    kept = lambda part: min(max(part * (a + b), 0.5), 30.0)  # the prior is worth as many imagined trials as before
    leans, counts = lambda p, _: {"a": kept(p), "b": kept(1 - p)}, lambda p, _: {"seen": min(max(n * p, 0), n)}
    # Counts are whole and a, b halves: both handles go to the nearest there is.
    grips = [
        viz.Handle("prior", lean, "mean of the prior", "null", moves=leans, follows="loosely"),
        viz.Handle("count", share, "count", "data", moves=counts, follows="loosely"),
    ]
    x_axis, up = (viz.Axis(name, ends, ticks=[0, 0.5, 1]) for name, ends in SHARES.items())
    return viz.Plane(traces, x_axis, up, f"{x} of {n}: what is p?", handles=grips)


def misses_panel(q: Practice) -> viz.Plane:
    """How often the credible interval misses each p, and where p is said to come from."""
    (p, coverage), (other, held), lost = q.teeth, smooth(q.p.trials, q.p.kind, q.level), 100 - q.p.confidence
    world = np.minimum(bp.beta_density(P, *q.world), 12.0)
    rise, spot = FLOOR * 10 ** (0.55 * world / max(world.max(), 1.0)), (q.p.share, float(np.clip(q.missed, RARE, 1)))
    traces = [
        viz.area(P, rise, FLOOR, "accent", opacity=0.35),
        flat([0, 1], 1 - q.level, "null", width=1.6, dash="dash"),
        viz.line(other, np.clip(1 - held, RARE, 1.0), "gradient", width=1.2, opacity=0.7, hover=False),
        viz.line(p, np.clip(1 - coverage, RARE, 1.0), "model", width=1.8, name="credible"),
        says(0.0, 1.6, " — credible", "model"),
        says(1.0, 1.6, f"{KINDS[q.p.kind]} — ", "gradient", LEFT),
        says(0.5, 2.7e-4, "where p comes from", "accent", "middle center"),
        viz.dots(spot, "optimum", size=13, name="true p"),
    ]
    grip = viz.Handle("share", spot, "true p", "optimum", moves=lambda x, y: {"share": x}, follows="x")
    up = viz.Axis("chance to miss p", (FLOOR, 2.4), log=True, ticks=list(RARELY), labels=list(RARELY.values()))
    return viz.Plane(
        traces, viz.Axis("true p", (-0.03, 1.03)), up, f"How often it misses; dashed: {lost}% allowed", handles=[grip]
    )


def predictions_panel(q: Practice) -> viz.Plane:
    """What both hypotheses predicted for the count, per standard error; at the count itself their ratio."""
    z, *logs = bp.both_predictions(q.p.tosses, q.p.spread)
    fair, other = (np.exp(np.maximum(each, np.log(HEIGHTS[0]) - 1)) for each in logs)
    ends = np.clip([np.interp(q.z, z, fair), np.interp(q.z, z, fair) / q.factor], HEIGHTS[0], HEIGHTS[1])
    word, foot = f"{number(max(q.factor, 1 / q.factor), 3)} to 1 for {'un' * (q.factor < 1)}fair ", 1.6 * HEIGHTS[0]
    traces = [
        viz.called(viz.line(z, fair, "null", width=2.4, name="fair"), "fair: p = ½", at=0.25),
        viz.called(viz.line(z, other, "model", width=2.4, name="unknown p"), "unknown p", at=0.02),
        viz.line([q.z, q.z], ends, "accent", width=5, hover=False),
        viz.segment((q.p.result, HEIGHTS[0]), (q.p.result, ends.min()), "data", width=1.2, dash="dot", hover=False),
        viz.dots((q.p.result, foot), "data", size=14, symbol="triangle-up", name="result"),
        says(5.1, 1.5, word, "accent", LEFT),
    ]
    grip = viz.Handle("result", (q.p.result, foot), "result", "data", moves=lambda x, y: {"result": x}, follows="x")
    axes = viz.Axis("heads above ½ (standard errors)", (-5.2, 5.2)), viz.Axis("predicted per error", HEIGHTS, log=True)
    return viz.Plane(traces, *axes, f"{q.x:,} heads in {q.p.tosses:,} tosses", handles=[grip])


def lindley_panel(q: Practice) -> viz.Plane:
    """The Bayes factor against the number of tosses, for results as many standard errors off: p hardly moves."""
    factors, p, least = np.clip(bp.along_tosses(q.z, TOSSES, q.p.spread), *FACTORS)
    spot, word, ends = (q.p.tosses, float(np.clip(q.factor, *FACTORS))), f"p = {number(q.p_fair, 2)}", (10.0, 1e5)
    traces = [
        flat(ends, 1, "zero", width=1.2),
        viz.called(viz.line(TOSSES, p, "data", width=1.8), word, at=0.45),
        viz.called(viz.line(TOSSES, least, "muted", width=1.4, dash="dash"), "p guessed exactly", at=0.95),
        viz.called(viz.line(TOSSES, factors, "accent", width=2.6, name="Bayes factor"), "Bayes factor", at=0.7),
        viz.dots(spot, "accent", size=14, name="in hand"),
        *(viz.called(says(12, y, word, "muted")) for y, word in ((1300, "↑ for fair"), (1.6e-5, "↓ for unfair"))),
    ]
    grip = viz.Handle("tosses", spot, "tosses", "accent", moves=lambda x, y: {"tosses": round(x)}, follows="x")
    up = viz.Axis("how many times better “fair” predicted", FACTORS, log=True, ticks=[1e-4, 0.01, 1, 100])
    axes, title = (viz.Axis("tosses n", ends, log=True), up), f"z = {number(q.z, 3)} at every n"
    return viz.Plane(traces, *axes, title, handles=[grip])


def data_panel(q: Practice) -> viz.Plane:
    """The data in their order, and beside them one data set that the fitted model made."""
    y, n, s = q.y, len(q.y), float(q.y.std(ddof=1))
    low, high = min(float(y.min()), y.mean() - 4.4 * s), max(float(y.max()), y.mean() + 4.4 * s)
    room, at, start, made = 0.05 * (high - low), np.arange(1.0, n + 1), 1.08 * n, np.clip(q.made, low, high)
    seen = (q.observed, np.nan, q.shown) if q.p.statistic in ("min", "max") else (np.nan,) * 3  # among the values
    traces = [
        viz.line(at, y, "data", width=1.2, opacity=0.5, hover=False),
        viz.line(start + at, made, "model", width=1.2, opacity=0.5, hover=False),
        viz.markers(at, y, "data", size=5, name="data"),
        viz.markers(start + at, made, "model", size=5, name="made by the model"),
        viz.line([1, n, n, *(start + at[[0, -1]])], np.repeat(seen, (2, 1, 2)), "ink", width=1.8, dash="dash"),
        says(1, high + 2.4 * room, "the data", "data"),
        says(start + n, high + 2.4 * room, f"replicate {q.p.which} of {REPEATS:,}", "model", LEFT),
    ]
    x = viz.Axis("place", (-0.02 * n, 2.12 * n), ticks=[1, n, start + n], labels=["1", f"{n}", f"{n}"])
    return viz.Plane(traces, x, viz.Axis("value", (low - room, high + 4 * room)), "Could the model have made this?")


def check_panel(q: Practice) -> viz.Plane:
    """The statistic of all replicates, and that of the data."""
    low, high, tallest = q.span
    bins, top, spot = np.linspace(low, high, BINS + 1), 1.35 * tallest, (float(np.clip(q.shown, low, high)), 0.0)
    wide, side = bins[1] - bins[0], LEFT if q.observed > 0.5 * (low + high) else RIGHT
    less, more = bp.split_histogram(q.found, q.observed, bins)
    traces = [
        viz.bars(bins[1:] - wide / 2, less, "muted", width=0.94 * wide, opacity=0.6),
        viz.bars(bins[1:] - wide / 2, more, "model", width=0.94 * wide, opacity=0.8, base=less),
        viz.segment((q.observed, 0), (q.observed, 0.9 * top), "data", width=3, hover=False),
        says(q.observed, 0.94 * top, f" data: {number(q.observed, 3)} ", "data", side),
        viz.dots(spot, "model", size=14, name="replicate shown"),
    ]
    nearest = lambda x, y: {"which": int(np.argmin(np.abs(q.found - x))) + 1}  # they lie where they lie: loosely
    grip = viz.Handle("pick", spot, "replicate shown", "model", moves=nearest, follows="loosely")
    axes = viz.Axis(STATISTICS[q.p.statistic], (low, high)), viz.Axis("replicates", (-0.06 * top, top))
    return viz.Plane(traces, *axes, f"{100 * q.above:.1f}% of replicates reach the data’s", handles=[grip])
