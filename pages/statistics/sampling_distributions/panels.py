"""The panels: the population is "null", what is drawn of it "data", the truth "optimum", means "model"."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import data_defect as dd
from mathcore.statistics import small_populations as sp
from pages.statistics.sampling_distributions.state import LEAST, SHOWN, Sampling
from viz import distributions

BINS, BELL, TINY, PAD = 40, np.linspace(-4.5, 4.5, 181), 0.004, 4 * "\u00a0"  # TINY: the least bell, of its axis
DESIGNS = {"simple": "Simple random", "replaced": "Simple random, put back", "stratified": "Strata, in proportion"}
DESIGNS |= {"neyman": "Strata, Neyman", "convenience": "Convenience"}
positive = lambda y: np.where(y > 0, y, np.nan)  # for a logarithmic axis
QUARTERS, SHARES, LOW = (0, 0.25, 0.5, 0.75, 1), (1e-4, 0.95), 1e-6  # LOW: the least product that is drawn
WORTH = {10.0: "worth 10", 1e3: "1,000", 1e5: "100,000"}
# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right": viz.label([x], [y], text, role, position=side, size=13)
upright = lambda x, top, role, **style: viz.segment((x, 0), (x, top), role, hover=False, **style)
away = lambda right: "middle right" if right else "middle left"
percent = lambda share: f"{100 * share:.1f}%"
unseen = lambda top: viz.Axis("", (0, top), visible=False)
span = lambda q: distributions.padded(q.y)  # the axis of the values
several = lambda q: viz.Axis("rows in the sample, n", (8, 1.1 * max(q.size, 12)), log=True)


def _stop(values: dict[str, Any], free: bool, sentence: str = "It goes no further with these rows.") -> dict[str, Any]:
    """Where a handle gets to: freely, or as far as it can."""
    if not free:
        raise viz.Limit(sentence, values)
    return values


def strip_panel(q: Sampling) -> viz.Plane:
    """The population as a dot each, the sample lit, with both means."""
    (low, high), lit, on = span(q), q.lit, q.p.step > 0
    x, y = distributions.stacked(q.y, low, high, 110, max(22, q.size // 40))
    mean = float(q.means[q.shown]) if on else np.nan
    traces = [
        viz.markers(x, y, "null", size=5, opacity=0.55, name="not drawn"),
        viz.markers(x[lit] + (0 if on else np.nan), y[lit], "data", size=8, name="drawn"),
        upright(q.mu, 1.12, "optimum", width=2, dash="dash"),
        upright(mean, 1.02, "model", width=2.4),
        says(q.mu, 1.12, f" μ = {number(q.mu)} ", "optimum", away(mean < q.mu)),
        says(mean, 1.0, f" mean {number(mean)} ", "model", away(not mean < q.mu)),
    ]
    title = f"Sample {q.p.step}: {q.n}" + " draws" * (q.p.design == "replaced") if on else "A population"
    title += f" of {q.size:,}" + f" in {q.strata} strata" * (q.fewest > 1)
    return viz.Plane(traces, viz.Axis(q.population.what, (low, high)), unseen(1.22), title)


def means_panel(q: Sampling) -> viz.Plane:
    """Under it, on the same axis, the means of many samples, their bell, and the first of them as dots."""
    (low, high), lies = span(q), q.width > 1e-9 * q.sigma
    wide = max(q.width, TINY * (high - low))
    heights, edges = np.histogram(q.means, BINS, ends := (q.center - 4.5 * wide, q.center + 4.5 * wide))
    tall = np.minimum(heights / len(q.means) * (BINS / 9 * np.sqrt(2 * np.pi) if lies else 1.0), 1.3)
    bell, grip, bias = np.exp(-0.5 * BELL**2), (q.center + q.width, float(np.exp(-0.5))), q.center - q.mu
    end, side = (q.center, np.sign(bias)) if q.tilted and abs(bias) > 0.5 * wide else (np.nan, 1)
    traces = [
        viz.bars(edges[:-1] + wide * 4.5 / BINS, tall, "model", width=wide * 9 / BINS, opacity=0.4, name="of the top"),
        viz.line(q.center + (wide if lies else np.nan) * BELL, bell, "ink", width=1.6, dash="dot", hover=False),
        viz.dots(distributions.piled(q.means[:SHOWN], q.p.step, *ends, 36), "model", size=6, name="a sample"),
        upright(q.mu, 1.36, "optimum", width=2, dash="dash"),
        viz.segment((q.center - q.width, grip[1]), grip, "accent", width=3, hover=False),
        viz.dots(grip, "accent", size=11, name="standard error"),
        says(q.center + 1.15 * side * wide, grip[1], f"{PAD}± {number(q.width, 3)}{PAD}", "accent", away(side > 0)),
        viz.segment((q.mu, 1.2), (end, 1.2), "gradient", width=3, hover=False),
        says(end, 1.2, f"  bias {number(bias, 3)}  ", "gradient", away(bias > 0)),
    ]

    def widen(x: float, y: float) -> dict[str, Any]:
        means = q.biased[0][:, q.sizes - 1] / q.sizes if q.tilted else np.zeros((1, 1))
        errors = means.mean(axis=0) + means.std(axis=0) if q.tilted else q.population.errors(q.p.design, q.sizes)
        off = np.abs(errors - (x - q.mu))
        says = f"No sample of {q.sizes[0]} to {q.sizes[-1]} rows has that error."
        return _stop({"n": int(q.sizes[np.argmin(off)])}, off.min() < 0.01 * (high - low), says)

    handles = [viz.Handle("error", grip, "standard error", "accent", moves=widen, follows="x")]
    across, title = (
        viz.Axis(f"mean of a sample of {q.n}", (low, high)),
        f"Means of {len(q.means):,} samples ± standard error",
    )
    return viz.Plane(traces, across, unseen(1.42), title, handles=handles)


def few_panel(q: Sampling) -> viz.Plane:
    """A small population whose values are dragged, and one of its samples."""
    x, lit, placed = q.few, np.isin(np.arange(len(q.few)), q.pick), q.p.statistic != "variance"
    y = np.array([0.16 + 0.11 * np.count_nonzero(np.abs(x[:k] - x[k]) < 0.45) for k in range(len(x))])
    drawn = "; ".join(number(each, 3) for each in np.sort(x[q.pick]))
    traces = [
        viz.segment((-0.5, 0), (20.5, 0), "grid", width=1.4, hover=False),
        viz.markers(np.where(lit, np.nan, x), y, "null", size=15, name="not drawn"),
        viz.markers(np.where(lit, x, np.nan), y, "data", size=17, name="drawn"),
        upright(q.own if placed else np.nan, 0.98, "optimum", width=2, dash="dash"),
        upright(q.value if placed else np.nan, 0.9, "model", width=2.4),
        says(-0.3, 1.12, f"drawn: {drawn}", "data"),
        says(20.3, 1.12, f"their {q.p.statistic}: {number(q.value, 3)}", "model", "middle left"),
    ]
    moves = lambda k, x, y: {"few": tuple(x if i == k else each for i, each in enumerate(q.p.few))}
    handles = viz.handles("few", np.stack([x, y], axis=1), "value", "data", moves=moves, follows="x")
    across, title = viz.Axis("value", (-0.7, 20.7)), f"A population of {len(x)}: drag its values"
    return viz.Plane(traces, across, unseen(1.25), title, handles=handles)


def every_panel(q: Sampling) -> viz.Plane:
    """The statistic of every sample: the sampling distribution, whole."""
    top, center, wide = 100.0 if q.p.statistic == "variance" else 20.0, q.every.mean, q.every.error
    (x, heights), apart = sp.shares(q.every, top, 81), center if abs(q.own - center) > 0.003 * top else np.nan
    traces = [
        viz.bars(x, heights / heights.max(initial=1e-9), "model", width=x[1], opacity=0.5, name="over the tallest"),
        upright(q.own, 1.24, "optimum", width=2, dash="dash"),
        upright(center, 1.08, "ink", width=2.2, dash="dot"),
        viz.segment((center - wide, -0.07), (center + wide, -0.07), "accent", width=4, hover=False),
        viz.dots((min(q.value, 1.03 * top), 0.0), "data", size=13, symbol="triangle-up", name="the sample above"),
        says(q.own, 1.24, f" population {number(q.own, 3)} ", "optimum", away(center < q.own < 0.8 * top)),
        says(apart, 1.08, f" all samples {number(center, 3)} ", "ink", away(q.own < center)),
        says(top * 1.03, -0.17, f"standard error ± {number(wide, 3)}", "accent", "middle left"),
    ]
    count = len(q.few) ** q.small if q.p.back else len(q.every.chance)
    across = viz.Axis(f"{q.p.statistic} of a sample of {q.small}", (-0.035 * top, 1.035 * top))
    return viz.Plane(traces, across, viz.Axis("", (-0.24, 1.34), visible=False), f"All {count:,} samples")


def groups_panel(q: Sampling) -> viz.Plane:
    """One partition, and two uses: some of every group, or all of some groups."""
    values, m, (low, high) = q.heap.values, q.members, span(q)
    values = values[np.argsort(values.mean(axis=1), kind="stable")]
    (count, _), (lit, many) = values.shape, sp.used(len(values), m, q.whole, q.p.seed)
    place = np.repeat(np.arange(1.0, count + 1), m).reshape(count, m)
    bars = np.stack([place[:, 0] - 0.4, place[:, 0] + 0.4, np.full(count, np.nan)], axis=1).ravel()
    size, mean, found = float(np.clip(500 / count, 3.5, 8)), float(values.mean()), float(values[lit].mean())
    top, ends = high + 0.07 * (high - low), (0.0, count + 1.0)
    traces = [
        viz.markers(place[~lit], values[~lit], "null", size=size, opacity=0.5, name="not drawn"),
        viz.markers(place[lit], values[lit], "data", size=size + 1.5, name="drawn"),
        viz.line(bars, np.repeat(values.mean(axis=1), 3), "ink", width=2, hover=False),
        viz.segment((0, mean), (ends[1], mean), "optimum", width=1.8, dash="dash", hover=False),
        viz.segment((0, found), (ends[1], found), "model", width=2.2, hover=False),
        says(0.01 * ends[1], top, "╌ μ", "optimum"),
        says(0.99 * ends[1], top, "— mean of what is drawn", "model", "middle left"),
    ]
    x = viz.Axis(f"groups of {m}, in the order of their means", ends)
    of = f"All rows of {many} of" if q.whole else f"{many} row{'s' * (many > 1)} of each of"
    up = viz.Axis(q.population.what.partition(" (")[0][:28], (low, high + 0.13 * (high - low)))
    return viz.Plane(traces, x, up, f"{of} {count} groups", weight=1.3)


def effects_panel(q: Sampling) -> viz.Plane:
    """How many times the variance of a simple random sample, against how alike the members of a group are."""
    (count, m), rho = q.heap.values.shape, np.linspace(-0.35, 1.0, 271)
    curves = np.stack([sp.strata_effect(rho, count, m), sp.cluster_effect(rho, count, m)])
    curves[curves < 0.01] = np.nan
    spots = np.clip([q.heap.strata_effect, q.heap.cluster_effect], 0.012, 75)
    traces = [
        viz.called(viz.line([-0.35, 1.05], [1, 1], "optimum", width=1.6, dash="dash", hover=False)),
        viz.called(viz.line(rho, curves[1], "model", width=3 if q.whole else 1.6), "clusters: 1 + (m − 1)ρ", at=0.6),
        viz.called(viz.line(rho, curves[0], "data", width=1.6 if q.whole else 3), "strata: 1 − ρ", at=0.5),
        viz.dots((q.alike, spots[1]), "model", size=13 if q.whole else 9, name="as clusters"),
        viz.dots((q.alike, spots[0]), "data", size=9 if q.whole else 13, name="as strata"),
    ]
    sort = lambda x, y: _stop({"likeness": (found := sp.likeness_for(q.ladder, x))[0]}, abs(found[1]) < 0.035)
    name, at = "how alike a group is", (q.alike, spots[int(q.whole)])
    handles = [viz.Handle("alike", at, name, "accent", moves=sort, follows="x")] * (q.p.order == "like")
    axes = viz.Axis("likeness within groups ρ", (-0.35, 1.05)), viz.Axis("relative variance", (0.01, 80), log=True)
    return viz.Plane(traces, *axes, "One partition, two uses", handles=handles)


def chances_panel(q: Sampling) -> viz.Plane:
    """Every row at a height of its own by lot; those under the curve are the sample, and the reader bends the curve."""
    (low, high), lot, mean = span(q), dd.chance_by(1.0, q.times[q.shown]), q.mu + q.off
    chance = lambda x: dd.chance_by(q.hour, np.exp(q.p.tilt * (x - q.mu) / q.sigma))
    x, far = np.linspace(low, high, 121), min(1.5, 0.7 * float(q.z.max()))
    grip = q.mu + far * q.sigma, float(chance(q.mu + far * q.sigma))
    traces = [
        viz.markers(q.y, np.where(q.taken, np.nan, lot), "null", size=5, opacity=0.6, name="left out"),
        viz.markers(q.y, np.where(q.taken, lot, np.nan), "data", size=6, name="in the sample"),
        viz.line(x, chance(x), "gradient", width=2.6, name="chance of being taken"),
        upright(q.mu, 1.1, "optimum", width=2, dash="dash"),
        upright(mean, 1.1, "model", width=2.2),
        says(q.mu, 1.1, " μ ", "optimum", away(mean < q.mu)),
        says(mean, 1.1, " sample ", "model", away(not mean < q.mu)),
        viz.dots(grip, "gradient", size=12, name="chance of being taken"),
    ]
    bend = lambda x, y: _stop({"tilt": (to := dd.tilt_for(q.times[q.shown], q.z, q.n, far, y))[0]}, abs(to[1]) < 0.015)
    handles = [viz.Handle("tilt", grip, "chance of being taken", "gradient", moves=bend, follows="y")]
    axes = viz.Axis(q.population.what, (low, high)), viz.Axis("chance of being taken", (0, 1.17), ticks=QUARTERS)
    return viz.Plane(traces, *axes, f"Under the curve: {q.n} rows", weight=1.25, handles=handles)


def _count(q: Sampling, at: tuple[float, float], name: str) -> list[viz.Handle]:
    """What moves n along a logarithmic axis."""
    (least, *_, most), says = q.grid.tolist(), f"n goes from {q.grid[0]} to {q.grid[-1]} here."
    moves = lambda x, y: _stop({"n": int(np.clip(round(x), least, most))}, 0.98 * least <= x <= 1.02 * most, says)
    return [viz.Handle(name, at, "rows in the sample, n", "gradient", moves=moves, follows="x")]


def error_panel(q: Sampling) -> viz.Plane:
    """The error against n: of random samples it ends at zero, of biased ones it stays until nearly all are taken."""
    low, high, every = 0.006 * q.sigma, 2.2 * q.sigma, np.arange(min(LEAST, q.size), q.size)
    here, errors = float(np.clip(q.here[0], low * 1.05, high)), q.population.errors
    traces = [
        viz.called(viz.line(every, errors("simple", every), "optimum", name="simple random"), "random", at=0.35),
        viz.called(viz.line(every, positive(errors("neyman", every)), "data", name="Neyman"), "strata", at=0.15),
        viz.called(viz.line(q.grid, positive(q.curves[0]), "gradient", width=2.6), "as drawn", at=0.3),
        viz.polyline([(q.equal, low), (q.equal, here), (q.n, here)], "model", width=1.6, dash="dash", hover=False),
        viz.dots((q.n, here), "gradient", size=12, name="root mean squared error"),
    ]
    up, title = viz.Axis("√ mean squared error", (low, high), log=True), f"Worth {number(q.equal, 2)} at random"
    return viz.Plane(traces, several(q), up, title, handles=_count(q, (q.n, here), "n"))


def coverage_panel(q: Sampling) -> viz.Plane:
    """How often the interval that takes the sample for random holds the truth."""
    traces = [
        viz.line((8, 1.1 * max(q.size, 12)), (0.95, 0.95), "optimum", width=1.8, dash="dash", hover=False),
        viz.line(q.grid, q.curves[1], "gradient", width=2.6, name="coverage"),
        viz.dots((q.n, q.here[1]), "gradient", size=12, name="coverage here"),
        says(8.4, 1.01, "promised: 95%", "optimum"),
    ]
    up, title = viz.Axis("intervals that hold μ", (-0.03, 1.06), percent=True), f"“95%” is {percent(q.here[1])}"
    return viz.Plane(traces, several(q), up, title, handles=_count(q, (q.n, q.here[1]), "count"))


def defect_panel(q: Sampling) -> viz.Plane:
    """How defective a sample is against how large, with lines of equal worth, and what a random sample would be."""
    f, poll = np.geomspace(*SHARES, 121), q.poll
    bound, at, name = dd.most_defect(f, poll.yes), (poll.share, poll.defect), f"worth {number(poll.worth, 2)}"
    alike = [(viz.line(f, dd.defect_of(w, f, 1e12), "null", width=1.4, hover=False), text) for w, text in WORTH.items()]
    random = viz.line(SHARES, [poll.typical] * 2, "optimum", width=2.2, dash="dash", hover=False)
    same = viz.line(f, positive(dd.defect_of(poll.worth, f, poll.people)), "model", width=2.2, name="as good as this")
    traces = [
        viz.area(f, np.full(len(f), 2.0), np.minimum(bound, 2.0), "muted", opacity=0.25),
        *(viz.called(curve, text, at=0.5, size=12) for curve, text in alike),
        viz.called(same, name, at=0.85),
        viz.called(random, "random: 1/√(N − 1)", at=0.75),
        viz.called(viz.dots(at, "gradient", size=13, name="this sample")),
        says(1.2e-4, 1.0, "impossible", "muted"),
    ]

    def point(x: float, y: float) -> dict[str, Any]:
        share = float(np.clip(x, *SHARES))
        most = min(float(dd.most_defect(share, poll.yes)), 1.0)
        found = {"percent": 100 * share, "defect": float(np.clip(y, 1e-5, most))}
        _stop(found, y <= most, "More cannot go wrong: all who answer say yes, or all who say yes answer.")
        return _stop(found, y > 0.98e-5 and 0.98 * SHARES[0] < x < 1.02 * SHARES[1], "The dials end here.")

    says_n, people = "The population goes from 10,000 to a billion.", lambda y: float(np.clip(1 + 1 / y**2, 1e4, 1e9))
    level = lambda x, y: _stop({"people": people(y)}, 0.95e4 < 1 + 1 / y**2 < 1.05e9, says_n)
    handles = [viz.Handle("sample", at, "the sample", "gradient", moves=point)]
    handles.append(viz.Handle("people", (2e-4, poll.typical), "population", "optimum", moves=level, follows="y"))
    x, title = viz.Axis("share that answers f", (8e-5, 1.1), log=True), f"{name.capitalize()} random answers"
    y = viz.Axis("defect ρ", (1e-5, 2), log=True)
    return viz.Plane(traces, x, y, title, weight=1.25, handles=handles, room=(250, 170))


def product_panel(q: Sampling) -> viz.Plane:
    """The error as a product, factor by factor, beside that of a random sample."""
    poll, ends = q.poll, np.array([q.poll.defect, q.poll.typical])[:, None]
    steps = poll.difficulty * np.array([1.0, poll.quantity, poll.quantity]) * np.where([False, False, True], ends, 1.0)
    (drawn, honest), apart = np.maximum(steps, 1.3 * LOW), abs(np.log10(poll.defect / poll.typical)) > 0.45
    traces = [
        viz.line([1, 2, 3], honest, "optimum", width=2, dash="dash", hover=False),
        viz.line([1, 2, 3], drawn, "gradient", width=3, hover=False),
        viz.markers([3], honest[2:], "optimum", size=9, name="a random sample"),
        viz.markers([1, 2, 3], drawn, "gradient", size=11, name="product so far"),
        says(1, drawn[0] / 1.8, number(poll.difficulty, 3), "gradient", "bottom center"),
        says(2, drawn[1] * 1.8, f"× {number(poll.quantity, 3)}", "gradient", "top center"),
        says(3.1, drawn[2], f"{number(100 * poll.error, 3)} points", "gradient"),
        says(3.1, honest[2] if apart else np.nan, f"random {number(100 * steps[1, 2], 2)}", "optimum"),
    ]
    x = viz.Axis("", (0.5, 5.6), ticks=[1, 2, 3], labels=["σ", "× quantity", "× ρ"])
    return viz.Plane(traces, x, viz.Axis("product so far", (LOW, 200), log=True), "Difficulty σ × quantity × defect ρ")
