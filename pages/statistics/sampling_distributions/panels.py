"""The panels of the lesson: the population is "null", what is taken of it "data", the truth "optimum", means "model"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import data_defect as dd
from mathcore.statistics import survey_designs as sd
from pages.statistics.sampling_distributions.state import SHOWN
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.sampling_distributions.state import Sampling

BINS, BELL = 40, np.linspace(-4.5, 4.5, 181)
DESIGNS = {"simple": "Simple random", "replaced": "Simple random, put back", "stratified": "Strata, in proportion"}
DESIGNS |= {"neyman": "Strata, Neyman", "convenience": "Convenience"}
STATISTICS = {"mean": "Mean", "median": "Median", "largest": "Largest", "variance": "Variance"}
TINY, SHARES = 0.004, (1e-4, 0.95)  # the least width of a bell, as part of its axis; shares that are taken
QUARTERS = (0, 0.25, 0.5, 0.75, 1)

# A text at a place; "middle left" ends there.
says = lambda x, y, text, role, side="middle right": viz.label([x], [y], text, role, position=side, size=13)
upright = lambda x, top, role, **style: viz.segment((x, 0), (x, top), role, hover=False, **style)


def span(q: Sampling) -> tuple[float, float]:
    """The axis of the values."""
    return distributions.padded(q.y)


def beside(x: float, low: float, high: float) -> str:
    """The side of an upright line on which its name has room."""
    return "middle right" if x < (low + high) / 2 else "middle left"


def strip_panel(q: Sampling) -> viz.Plane:
    """The population as a dot each, the sample lit, with both means."""
    low, high = span(q)
    x, y = distributions.stacked(q.y, low, high, 110, 22)
    lit, on = q.lit, q.p.step > 0
    mean = float(q.sample_mean) if on else np.nan
    strata = f", {len(q.strata)} strata" if q.fewest > 1 else ""
    left = mean < q.mu
    traces = [
        viz.markers(x, y, "null", size=5, opacity=0.55, name="not drawn"),
        viz.markers(x[lit] + (0 if on else np.nan), y[lit], "data", size=8, name="drawn"),
        upright(q.mu, 1.12, "optimum", width=2, dash="dash"),
        upright(mean, 1.02, "model", width=2.4),
        says(q.mu, 1.12, f" μ = {number(q.mu)} ", "optimum", "middle right" if left else "middle left"),
        says(mean, 1.0, f" mean {number(mean) if on else ''} ", "model", "middle left" if left else "middle right"),
    ]
    axes = viz.Axis(q.population.what, (low, high)), viz.Axis("", (0, 1.22), visible=False)
    title = f"Sample {q.p.step}: {q.n} of {q.size:,}{strata}" if on else f"A population of {q.size:,}{strata}"
    return viz.Plane(traces, *axes, title)


def means_panel(q: Sampling) -> viz.Plane:
    """Under it, on the same axis, the means of many samples, their bell, and the first of them as dots."""
    low, high = span(q)
    wide = max(q.width, TINY * (high - low))
    left, right = q.center - 4.5 * wide, q.center + 4.5 * wide
    x, heights = distributions.histogram(q.means, left, right, BINS)
    inside = np.count_nonzero((q.means >= left) & (q.means <= right))
    scale = heights.sum() * (right - left) / BINS / wide / np.sqrt(2 * np.pi) * len(q.means) / max(inside, 1)
    tall = np.minimum(heights / max(scale, 1e-12), 1.3) if q.width > 1e-9 * (high - low) else np.sign(heights)
    bent = q.tilted and abs(q.center - q.mu) > 0.5 * wide
    grip = q.center + q.width, float(np.exp(-0.5))
    bell = np.exp(-0.5 * BELL**2) if q.width > 1e-9 * (high - low) else np.nan * BELL
    says_error = f"± {number(q.width, 3)}: the standard error"
    traces = [
        viz.bars(x, tall, "model", width=(right - left) / BINS, opacity=0.4, name="height over that of the bell"),
        viz.line(q.center + wide * BELL, bell, "ink", width=1.6, dash="dot", hover=False),
        viz.dots(distributions.piled(q.means[:SHOWN], q.p.step, left, right, 36), "model", size=6, name="a sample"),
        upright(q.mu, 1.36, "optimum", width=2, dash="dash"),
        viz.segment((q.center - q.width, grip[1]), grip, "accent", width=3, hover=False),
        viz.dots(grip, "accent", size=11, name="standard error"),
        says(q.center + wide * 1.15, grip[1], f"  {says_error}", "accent"),
        viz.segment((q.mu, 1.2), (q.center if bent else np.nan, 1.2), "gradient", width=3, hover=False),
        says(q.center if bent else np.nan, 1.2, f"  bias {number(q.center - q.mu, 3)}", "gradient",
             "middle right" if q.center > q.mu else "middle left"),
    ]  # fmt: skip
    axes = viz.Axis(f"mean of a sample of {q.n}", (low, high)), viz.Axis("", (0, 1.42), visible=False)
    handles = [viz.Handle("error", grip, "standard error", "accent", moves=_by_error(q), follows="x")]
    return viz.Plane(traces, *axes, f"Means of {len(q.means):,} such samples", handles=handles)


def _by_error(q: Sampling) -> viz.Moves:
    """The n whose standard error it is."""

    def moves(x: float, y: float) -> dict[str, Any]:
        sums = q.biased[0] if q.tilted else np.zeros((1, q.size))
        simulated = (sums[:, q.sizes - 1] / q.sizes).std(axis=0)
        errors = simulated if q.tilted else q.error_of(q.design, q.sizes)
        found = {"n": int(q.sizes[np.argmin(np.abs(errors - (x - q.center)))])}
        low, high = span(q)
        if not errors.min() - 0.01 * (high - low) <= x - q.center <= errors.max() + 0.01 * (high - low):
            raise viz.Limit(f"From {q.sizes[0]} to {q.sizes[-1]} rows no sample has that standard error.", found)
        return found

    return moves


def chances_panel(q: Sampling) -> viz.Plane:
    """Every row at a height of its own by lot; those under the curve are the sample, and the reader bends the curve."""
    low, high = span(q)
    x, lot = np.linspace(low, high, 121), dd.chance_by(1.0, q.times[q.shown])
    curve = dd.chance_by(q.hour, np.exp(q.p.tilt * (x - q.mu) / q.sigma))
    at, mean = q.mu + min(1.5, 0.7 * float(q.z.max())) * q.sigma, q.mu + q.off
    grip = at, float(dd.chance_by(q.hour, np.exp(q.p.tilt * (at - q.mu) / q.sigma)))
    left = mean < q.mu
    traces = [
        viz.markers(q.y, np.where(q.taken, np.nan, lot), "null", size=5, opacity=0.6, name="left out"),
        viz.markers(q.y, np.where(q.taken, lot, np.nan), "data", size=6, name="in the sample"),
        viz.line(x, curve, "gradient", width=2.6, name="chance of being taken"),
        upright(q.mu, 1.1, "optimum", width=2, dash="dash"),
        upright(mean, 1.1, "model", width=2.2),
        says(q.mu, 1.1, " μ ", "optimum", "middle right" if left else "middle left"),
        says(mean, 1.1, " mean of the sample ", "model", "middle left" if left else "middle right"),
        viz.dots(grip, "gradient", size=12, name="chance of being taken"),
    ]
    axes = viz.Axis(q.population.what, (low, high)), viz.Axis("chance of being taken", (0, 1.17), ticks=QUARTERS)

    def bend(x: float, y: float) -> dict[str, float]:
        tilts = np.round(np.linspace(-1, 1, 201), 2)
        odds = np.exp(tilts[:, None] * q.z)
        hours = np.partition(q.times[q.shown] / odds, q.n - 1, axis=1)[:, q.n - 1]
        reached = dd.chance_by(hours, np.exp(tilts * (at - q.mu) / q.sigma))
        best = int(np.argmin(np.abs(reached - y)))
        if abs(reached[best] - y) > 0.015:
            raise viz.Limit("With so many rows taken the curve bends no further.", {"tilt": float(tilts[best])})
        return {"tilt": float(tilts[best])}

    handles = [viz.Handle("tilt", grip, "chance of being taken", "gradient", moves=bend, follows="y")]
    return viz.Plane(traces, *axes, f"The {q.n} under the curve are the sample", weight=1.25, handles=handles)


def _count(q: Sampling, at: tuple[float, float], name: str) -> viz.Handle:
    """What moves n along a logarithmic axis."""

    def moves(x: float, y: float) -> dict[str, Any]:
        if not q.grid[0] * 0.98 <= x <= q.grid[-1] * 1.02:
            raise viz.Limit(f"n goes from {q.grid[0]} to {q.grid[-1]} here.", {"n": int(np.clip(x, 5, q.most))})
        return {"n": int(np.clip(round(x), 5, 600))}

    return viz.Handle(name, at, "rows in the sample, n", "gradient", moves=moves, follows="x")


def error_panel(q: Sampling) -> viz.Plane:
    """The error against n: of random samples it ends at zero, of biased ones at their bias."""
    low, high = 0.006 * q.sigma, 1.3 * q.sigma
    every = np.arange(min(5, q.size), q.size)
    shown = lambda design: np.where(every < len(q.strata), np.nan, q.error_of(design, np.maximum(every, len(q.strata))))
    spot = q.n, float(np.clip(q.here[0], low * 1.05, high))
    traces = [
        viz.called(viz.line(every, q.error_of("simple", every), "optimum", name="simple random"), "random", at=0.35),
        viz.called(viz.line(every, shown("stratified"), "data", width=1.8, name="in proportion"), "strata", at=0.15),
        viz.called(viz.line(every, shown("neyman"), "data", width=1.8, dash="dot", name="Neyman"), "Neyman", at=0.7),
        viz.called(viz.line(q.grid, np.maximum(q.curves[0], 1e-9), "gradient", width=2.6, name="biased"),
                   "as drawn here", at=0.9),
        viz.dots(spot, "gradient", size=12, name="root mean squared error"),
        viz.segment((q.equal, low), (q.equal, spot[1]), "model", width=1.6, dash="dash", hover=False),
        viz.segment((q.equal, spot[1]), spot, "model", width=1.6, dash="dash", hover=False),
    ]  # fmt: skip
    x = viz.Axis("rows in the sample, n", (4, 1.1 * max(q.size, 10)), log=True)
    y = viz.Axis("root mean squared error", (low, high), log=True)
    return viz.Plane(traces, x, y, f"{q.n} as good as {number(q.equal, 2)} at random", handles=[_count(q, spot, "n")])


def coverage_panel(q: Sampling) -> viz.Plane:
    """How often the interval that takes the sample for random holds the truth."""
    held = float(q.here[1])
    traces = [
        viz.line((4, 1.1 * max(q.size, 10)), (0.95, 0.95), "optimum", width=1.8, dash="dash", hover=False),
        viz.line(q.grid, q.curves[1], "gradient", width=2.6, name="coverage"),
        viz.dots((q.n, held), "gradient", size=12, name="coverage here"),
        says(4.2, 1.01, "promised: 95%", "optimum"),
    ]
    x = viz.Axis("rows in the sample, n", (4, 1.1 * max(q.size, 10)), log=True)
    y = viz.Axis("intervals that hold μ", (-0.03, 1.06), percent=True, ticks=QUARTERS)
    return viz.Plane(traces, x, y, f"“95%” intervals: {100 * held:.0f}%", handles=[_count(q, (q.n, held), "count")])


def groups_panel(q: Sampling) -> viz.Plane:
    """One partition, and two uses: some of every group, or all of some groups."""
    values, m = q.heap.values, q.members
    values = values[np.argsort(values.mean(axis=1), kind="stable")]
    count = len(values)
    place = np.repeat(np.arange(count), m).reshape(count, m) + 1.0
    lot = sd.clocks(count * m, 1, q.p.seed)[0].reshape(count, m)
    some = max(1, round(m / 5))  # of each group: about a fifth of all
    whole = max(1, round(some * count / m))
    lit = np.argsort(np.argsort(lot, axis=1), axis=1) < some
    if q.p.use == "clusters":
        lit = np.repeat((np.argsort(np.argsort(lot[:, 0])) < whole)[:, None], m, axis=1)
    size = float(np.clip(500 / count, 3.5, 8))
    low, high = span(q)
    means = values.mean(axis=1)
    bars = np.stack([place[:, 0] - 0.4, place[:, 0] + 0.4, np.full(count, np.nan)], axis=1).ravel()
    found, mean = float(values[lit].mean()), float(values.mean())
    traces = [
        viz.markers(place.ravel(), np.where(lit, np.nan, values).ravel(), "null", size=size, opacity=0.5, name="not drawn"),
        viz.markers(place.ravel(), np.where(lit, values, np.nan).ravel(), "data", size=size + 1.5, name="drawn"),
        viz.line(bars, np.repeat(means, 3), "ink", width=2, hover=False),
        viz.segment((0, mean), (count + 1, mean), "optimum", width=1.8, dash="dash", hover=False),
        viz.segment((0, found), (count + 1, found), "model", width=2.2, hover=False),
        says(0.3, high - 0.02 * (high - low), "╌ μ   ", "optimum", "bottom right"),
        says(count + 0.7, high - 0.02 * (high - low), "— mean of what is drawn", "model", "bottom left"),
    ]  # fmt: skip
    x = viz.Axis(f"groups of {m}, in the order of their means", (0, count + 1))
    up = viz.Axis(q.population.what, (low, high))
    title = f"All of {whole} of {count} groups" if q.p.use == "clusters" else f"{some} of each of {count} groups"
    return viz.Plane(traces, x, up, title, weight=1.3)


def effects_panel(q: Sampling) -> viz.Plane:
    """How many times the variance of a simple random sample, against how alike the members of a group are."""
    m, count = q.members, len(q.heap.values)
    rows = count * m
    rho = np.linspace(-1 / (m - 1), 1.0, 201)
    clusters, strata = (1 + (m - 1) * rho) * (rows - 1) / (rows - m), (1 - rho) * (rows - 1) / rows
    chosen = q.p.use == "clusters"
    at = q.alike, float(np.clip(q.heap.cluster_effect if chosen else q.heap.strata_effect, 0.012, 75))
    other = q.alike, float(np.clip(q.heap.strata_effect if chosen else q.heap.cluster_effect, 0.012, 75))
    floor = lambda y: np.where(y < 0.01, np.nan, y)
    traces = [
        viz.segment((-0.4, 1), (1.05, 1), "optimum", width=1.6, dash="dash", hover=False),
        viz.called(viz.line(rho, floor(clusters), "model", width=3 if chosen else 1.6), "clusters: 1 + (m − 1)ρ", at=0.5),
        viz.called(viz.line(rho, floor(strata), "data", width=1.6 if chosen else 3), "strata: 1 − ρ", at=0.5),
        viz.dots(other, "data" if chosen else "model", size=9, ring=True, name="the other use"),
        viz.dots(at, "model" if chosen else "data", size=13, name="here"),
        says(1.03, 1.12, "as a simple random sample", "optimum", "top left"),
    ]  # fmt: skip
    handles = []
    if q.p.order == "like":
        handles = [viz.Handle("alike", at, "how alike a group is", "accent", moves=_by_likeness(q), follows="x")]
    x = viz.Axis("likeness within groups ρ", (-0.35, 1.05))
    up = viz.Axis("variance over that at random", (0.01, 80), log=True)
    return viz.Plane(traces, x, up, "One partition, two uses", handles=handles)


def _by_likeness(q: Sampling) -> viz.Moves:
    def moves(x: float, y: float) -> dict[str, Any]:
        tries = np.round(np.linspace(0, 1, 51), 2)
        found = np.array([sd.Groups(q.y[sd.grouping(q.y, q.members, r, q.p.seed)]).alike for r in tries])
        best = int(np.argmin(np.abs(found - x)))
        if abs(found[best] - x) > 0.035:
            raise viz.Limit("No order of these rows makes their groups so alike.", {"likeness": float(tries[best])})
        return {"likeness": float(tries[best])}

    return moves


def few_panel(q: Sampling) -> viz.Plane:
    """A small population whose values are dragged, and one of its samples."""
    x, rows = q.few, np.unique(q.pick)
    y = np.array([0.16 + 0.22 * np.count_nonzero(np.abs(x[:k] - x[k]) < 0.45) for k in range(len(x))])
    lit = np.isin(np.arange(len(x)), rows)
    found = float(sd.statistic_of(x[q.pick][None], q.p.statistic)[0])
    place, name = (np.nan if q.p.statistic == "variance" else found), STATISTICS[q.p.statistic].lower()
    drawn = "; ".join(number(each, 3) for each in np.sort(x[q.pick]))
    own = np.nan if q.p.statistic == "variance" else q.own
    traces = [
        viz.segment((-0.5, 0), (20.5, 0), "grid", width=1.4, hover=False),
        viz.markers(np.where(lit, np.nan, x), y, "null", size=15, name="not drawn"),
        viz.markers(np.where(lit, x, np.nan), y, "data", size=17, name="drawn"),
        upright(own, 0.98, "optimum", width=2, dash="dash"),
        upright(place, 0.9, "model", width=2.4),
        says(0, 1.1, f"drawn: {drawn}", "data"),
        says(20, 1.1, f"their {name}: {number(found, 3)}", "model", "middle left"),
    ]
    # Equal values stand above one another: a dragged one follows across.
    moves = lambda k, x, y: {"few": tuple(x if i == k else each for i, each in enumerate(q.p.few))}
    handles = viz.handles("few", np.stack([x, y], axis=1), "value", "data", moves=moves, follows="x")
    axes = viz.Axis("value", (-0.7, 20.7)), viz.Axis("", (-0.05, 1.22), visible=False)
    return viz.Plane(traces, *axes, f"A population of {len(x)}: drag its values", handles=handles)


def every_panel(q: Sampling) -> viz.Plane:
    """The statistic of every sample: the sampling distribution, whole."""
    top = 100.0 if q.p.statistic == "variance" else 20.0
    values, chance = q.every.statistic, q.every.chance
    bins = 82
    place = np.floor((values + 0.0125 * top) / (1.025 * top) * bins + 1e-9).astype(int)
    inside = place < bins
    heights = np.bincount(place[inside], chance[inside], minlength=bins)
    x, tallest = -0.0125 * top + (np.arange(bins) + 0.5) * 1.025 * top / bins, heights.max(initial=1e-9)
    found = float(sd.statistic_of(q.few[q.pick][None], q.p.statistic)[0])
    center, wide, own = q.every.mean, q.every.error, q.own
    same = abs(own - center) < 0.003 * top
    names = ["middle right", "middle left"] if own > center else ["middle left", "middle right"]
    traces = [
        viz.bars(x, heights / tallest, "model", width=1.025 * top / bins, opacity=0.5, name="over the tallest"),
        upright(own, 1.2, "optimum", width=2, dash="dash"),
        upright(center, 1.08, "ink", width=2.2, dash="dot"),
        viz.segment((center - wide, -0.07), (center + wide, -0.07), "accent", width=4, hover=False),
        viz.dots((min(found, 1.05 * top), 0.0), "model", size=13, symbol="triangle-down", name="the sample above"),
        says(own, 1.2, f" population {number(own, 3)} ", "optimum", names[0]),
        says(np.nan if same else center, 1.08, f" all samples {number(center, 3)} ", "ink", names[1]),
        says(top * 1.02, -0.16, f"± one standard error {number(wide, 3)}", "accent", "middle left"),
    ]
    count = len(q.few) ** q.small if q.p.back else len(chance)
    axes = viz.Axis(f"{STATISTICS[q.p.statistic].lower()} of a sample of {q.small}", (-0.035 * top, 1.035 * top))
    return viz.Plane(traces, axes, viz.Axis("", (-0.22, 1.3), visible=False), f"All {count:,} samples")


def defect_panel(q: Sampling) -> viz.Plane:
    """How defective a sample is against how large, with lines of equal worth, and what a random sample would be."""
    f = np.geomspace(*SHARES, 121)
    typical = 1 / np.sqrt(q.p.people - 1)
    bound = dd.most_defect(f, q.p.yes)
    at = q.share, q.defect
    traces = [
        viz.area(f, np.full(len(f), 2.0), np.minimum(bound, 2.0), "muted", opacity=0.25),
        *(
            viz.called(viz.line(f, dd.defect_of(worth, f, 1e12), "null", width=1.4, hover=False), name, at=at_, size=12)
            for worth, name, at_ in ((10, "10", 0.5), (1e3, "1,000", 0.5), (1e5, "100,000", 0.5))
        ),
        viz.called(viz.line(f, dd.defect_of(q.worth, f, q.p.people), "model", width=2.2, name="as good as this"),
                   f"worth {number(q.worth, 2)}", at=0.9),
        viz.called(viz.line(SHARES, (typical, typical), "optimum", width=2.2, dash="dash", hover=False),
                   "random sample: 1/√(N − 1)", at=0.02),
        viz.called(viz.dots(at, "gradient", size=13, name="this sample")),
        says(1.15e-4, 1.2, "impossible", "muted"),
    ]  # fmt: skip

    def point(x: float, y: float) -> dict[str, float]:
        share = float(np.clip(x, *SHARES))
        most = float(dd.most_defect(share, q.p.yes))
        found = {"percent": float(f"{100 * share:.3g}"), "defect": float(f"{np.clip(y, 1e-5, min(most, 1.0)):.3g}")}
        if y > most:
            raise viz.Limit("More cannot go wrong: all that are taken say yes, or all who say yes are taken.", found)
        if not (0.98e-5 <= y <= 1.02 and SHARES[0] * 0.98 <= x <= SHARES[1] * 1.02):
            raise viz.Limit("The dials end here.", found)
        return found

    def level(x: float, y: float) -> dict[str, float]:
        people = 1 + 1 / y**2
        found = {"people": float(np.clip(people, 1e4, 1e9))}
        if not 0.97e4 <= people <= 1.03e9:
            raise viz.Limit("The population goes from 10,000 to a billion.", found)
        return found

    handles = [
        viz.Handle("sample", at, "the sample", "gradient", moves=point),
        viz.Handle("people", (2.0e-4, typical), "population", "optimum", moves=level, follows="y"),
    ]
    x, y = viz.Axis("share of the population f", SHARES, log=True), viz.Axis("defect ρ", (1e-5, 2), log=True)
    return viz.Plane(traces, x, y, f"Worth {number(q.worth, 2)} random answers", weight=1.25, handles=handles)


def product_panel(q: Sampling) -> viz.Plane:
    """The error as a product, factor by factor, beside that of a random sample."""
    typical = 1 / np.sqrt(q.p.people - 1)
    steps = [q.difficulty, q.difficulty * q.quantity, q.error]
    honest = [q.difficulty, q.difficulty * q.quantity, q.difficulty * q.quantity * typical]
    low = 2e-7
    clip = lambda y: np.maximum(np.asarray(y, float), low * 1.3)
    names = ["difficulty σ", "× quantity", "× defect ρ"]
    traces = [
        viz.line([0, 1, 2], clip(honest), "optimum", width=2, dash="dash", hover=False),
        viz.line([0, 1, 2], clip(steps), "gradient", width=3, hover=False),
        viz.markers([0, 1, 2], clip(steps), "gradient", size=10, name="so far"),
        viz.markers([2], clip(honest[2:]), "optimum", size=9, name="a random sample"),
        says(0.08, clip(steps[0]) * 0.6, number(steps[0], 3), "gradient", "bottom right"),
        says(1, clip(steps[1]) * 1.5, f"× {number(q.quantity, 3)}", "gradient", "top center"),
        says(2.08, clip(q.error), f"error {number(100 * q.error, 3)} points", "gradient"),
        says(2.08, clip(honest[2]) if clip(honest[2]) < clip(q.error) / 3 else np.nan,
             f"random {number(100 * honest[2], 2)}", "optimum"),
    ]  # fmt: skip
    x = viz.Axis("", (-0.35, 3.5), ticks=[0, 1, 2], labels=names)
    return viz.Plane(traces, x, viz.Axis("product so far", (low, 1e3), log=True), "σ × quantity × defect")
