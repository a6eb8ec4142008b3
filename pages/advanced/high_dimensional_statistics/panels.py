"""The panels of the lesson: a spectrum and its largest eigenvalue, a direction, many means, a shrunk covariance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.advanced import shrinkage, spiked
from pages.advanced.high_dimensional_statistics.state import LENGTHS, SPIKES

if TYPE_CHECKING:
    from pages.advanced.high_dimensional_statistics.state import High

WIDE, BINS = 7.0, 64  # half the width of the plane of directions; bars of the spectrum
THIN: dict[str, Any] = {"width": 1.5, "dash": "dash", "hover": False}
KEY = "— Marchenko–Pastur law"
RISKS, FLOOR, TALL = (0.015, 40.0), 0.003, 40.0  # of the axis of risks; of that of eigenvalues
SHARES = np.linspace(0, 1, 101)
LABELS = {"spike": "spike ℓ", "length": "length |θ|", "share": "shrinkage α"}
CIRCLE = np.stack([np.cos(angles := np.linspace(0, 2 * np.pi, 121)), np.sin(angles)])
STRENGTH = viz.Axis("spike ℓ", (1, 5), log=True, ticks=[1, 1.5, 2, 3, 4, 5])


def named(trace: Any, text: str, at: float = 1.0) -> Any:
    """A curve with its name in small type, wanted at that share of it."""
    return viz.called(trace, text, at=at, size=12)


def grip(name: str, at: Any, moved: str, role: str = "data", to: Any = None, follows: Any = "x") -> Any:
    """A handle that moves one control: to `to` of the place of the pointer, or to its x."""
    return [viz.Handle(name, at, LABELS[moved], role, None, lambda x, y: {moved: to(x, y) if to else x}, follows)]


def spectrum_panel(q: High) -> viz.Plane:
    """The eigenvalues under the law of pure noise; the true variances below them, of which the spike can be dragged."""
    reach, (low, high) = float(q.reach), q.edges
    step = reach / BINS
    counts = np.histogram(q.values[: len(q.values) - q.zeros], np.arange(BINS + 1) * step)[0]
    inside = low + (high - low) * (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, 101)))
    law = np.minimum(spiked.density(inside, q.gamma), 5.0)
    tall = 1.45 * float(max(law[inside > 0.25 * q.gamma].max(), 0.1))
    zeros = f"+ {q.zeros} at 0" * (q.zeros > 0)
    heights = np.minimum(counts / (q.p.features * step), tall)
    found = min(q.lambda_top, reach - 0.05)
    truth = viz.segment((q.p.spike, 0), (q.p.spike, 0.88 * tall), "optimum", width=2.6, hover=False)
    upright = viz.segment((found, 0), (found, 0.55 * tall), "data", width=2.6, hover=False)
    traces = [
        viz.bars((np.arange(BINS) + 0.5) * step, heights, "data", width=0.94 * step, name="eigenvalues", opacity=0.45),
        viz.called(viz.line(inside, law, "model", width=2.6, name="law of noise")),
        named(viz.segment((high, 0), (high, 0.76 * tall), "null", **THIN), "edge"),
        named(viz.line([q.expected_top] * 2, [0, 0.66 * tall], "model", **THIN), "limit"),
        viz.called(upright, "found", size=13),
        viz.markers([found], [0.55 * tall], "data", size=9, name="found"),
        viz.called(truth, f"true ℓ = {number(q.p.spike, 3)}", size=13),
        viz.called(viz.label([0.98 * reach], [0.96 * tall], KEY, "model", position="middle left", size=13)),
        viz.called(viz.label([0.02 * reach], [0.96 * tall], zeros, "data", position="middle right", size=13)),
    ]
    x, y = viz.Axis("variance (eigenvalue)", (0, reach)), viz.Axis("density of eigenvalues", (0, tall))
    handles = grip("truth", (q.p.spike, 0.88 * tall), "spike", "optimum")
    return viz.Plane(traces, x, y, f"{q.p.features} eigenvalues, p/n = {number(q.gamma, 3)}", handles=handles)


def top_panel(q: High) -> viz.Plane:
    """The largest eigenvalue over the spike, on two logarithmic axes: its slope is the squared cosine."""
    reach, (spikes, values, _) = float(q.reach), np.minimum(q.course, 3 * q.reach)
    run = np.array([1 / 1.22, 1.22])
    slope = viz.line(q.p.spike * run, q.lambda_top * run**q.cos2, "accent", width=3.5, hover=False)
    traces = [
        named(viz.line([1, 5], [1, 5], "optimum", **THIN), "no bias: λ₁ = ℓ", 0.35),
        named(viz.segment((q.threshold, 1), (q.threshold, reach), "null", **THIN), "threshold", 0.02),
        viz.called(viz.line(SPIKES, spiked.expected_top(SPIKES, q.gamma), "model", name="limit"), "limit", at=0.1),
        viz.called(viz.line(spikes, values, "data", width=2.6, name="this sample"), "this sample", at=0.7),
        viz.called(slope),
        viz.dots((q.p.spike, min(q.lambda_top, reach)), "data", size=10, name="now"),
    ]
    y = viz.Axis("largest eigenvalue λ₁", (1, reach), log=True, ticks=[1, 1.5, 2, 3, 4, 5, 6, 8, 10])
    handles = grip("strength", (q.p.spike, min(q.lambda_top, 0.96 * reach)), "spike")
    return viz.Plane(traces, STRENGTH, y, f"Largest eigenvalue: its slope {q.cos2:.2f} is cos²", handles=handles)


def plane_panel(q: High) -> viz.Plane:
    """The sample in the plane of the true axis and the found one, with what is true there and what the sample shows."""
    truth, found = np.array([2 * np.sqrt(q.p.spike), 0]), 2 * np.sqrt(q.lambda_top)
    tip = min(found, WIDE - 0.8) * np.sqrt([q.cos2, 1 - q.cos2])
    gram = q.cloud.T @ q.cloud / q.p.rows
    spread = np.linalg.cholesky(gram + 1e-12 * np.trace(gram) * np.eye(2))
    out = np.abs(q.cloud).max(axis=1) > WIDE
    traces = [
        viz.dots(np.where(out[:, None], np.nan, q.cloud), "data", size=4, opacity=0.35, name="sample"),
        viz.ellipse(np.diag([2 * np.sqrt(q.p.spike), 2]), "optimum", width=2.2, dash="dash", hover=False),
        viz.polyline(viz.clipped((2 * spread @ CIRCLE).T, (0, 0), 2 * WIDE), "data", width=2.2, hover=False),
        viz.arrow(truth, "optimum", width=4, name="truth"),
        viz.arrow(tip, "data", width=4, name="found"),
        viz.off(truth, (1.0, -0.2), "truth", "optimum", WIDE),
        viz.off(tip, (0.6, 0.8), f"found, {number(q.angle, 3)}° off", "data", WIDE),
        viz.corner(-0.95, -0.92, "dashed: true spread (2 sd)", "optimum", WIDE, font=12),
        viz.corner(-0.95, 0.92, "solid: spread in this sample", "data", WIDE, font=12),
    ]
    x, y = viz.Axis("along the true axis", (-WIDE, WIDE)), viz.Axis("where the found axis errs", (-WIDE, WIDE))
    handles = grip("stretch", (truth[0], 0.0), "spike", "optimum", lambda x, y: (max(x, 0.0) / 2) ** 2)
    return viz.Plane(traces, x, y, "The sample in the plane of both axes", equal=True, handles=handles)


def cosine_panel(q: High) -> viz.Plane:
    """The squared cosine over the spike: zero up to the threshold, then rising."""
    spikes, _, cosines = q.course
    traces = [
        named(viz.segment((q.threshold, 0), (q.threshold, 1.05), "null", **THIN), "threshold", 1.0),
        viz.called(viz.line(SPIKES, spiked.expected_cos2(SPIKES, q.gamma), "model", name="limit"), "limit", at=0.8),
        viz.called(viz.line(spikes, cosines, "data", width=2.6, name="this sample"), "this sample", at=0.6),
        viz.dots((q.p.spike, q.cos2), "data", size=10, name="now"),
    ]
    y, handles = viz.Axis("cos² of the angle", (-0.03, 1.05)), grip("direction", (q.p.spike, q.cos2), "spike")
    return viz.Plane(traces, STRENGTH, y, "How much of the truth is found", handles=handles)


def means_panel(q: High) -> viz.Plane:
    """Each mean, what was seen of it, and the way that shrinkage moves it."""
    count, (low, high) = q.p.means, q.window
    at, size, key = (np.arange(count) + 0.5) / count, 10.0 - 0.05 * count, high - 0.05 * (high - low)
    ways = np.stack([q.seen, q.estimate[0], np.full(count, np.nan)], axis=1).ravel()
    traces = [
        viz.segment((0, 0), (1, 0), "zero", width=1.2, hover=False),
        viz.line(np.repeat(at, 3), ways, "gradient", width=1.8, hover=False),
        viz.markers(at, q.theta, "optimum", size=size + 3, symbol="line-ew-open", name="true mean"),
        viz.markers(at, q.seen, "data", size=size - 1, name="seen"),
        viz.markers(at, q.estimate[0], "model", size=size, symbol="diamond", name="shrunk"),
        viz.label([0.1], [key], "● seen", "data", position="middle center"),
        viz.label([0.48], [key], "◆ shrunk", "model", position="middle center"),
        viz.label([0.85], [key], "− truth", "optimum", position="middle center"),
    ]
    x = viz.Axis(f"the {count} means, side by side", (0, 1), ticks=[0, 1], labels=["1", f"{count}"])
    y = viz.Axis("value (noise has sd 1)", (low, high))
    lifted = lambda x, y: y / shrinkage.means(q.p.shape, count, 1.0)[0]
    handles = grip("lift", (at[0], q.theta[0]), "length", "optimum", lifted, "y")
    return viz.Plane(traces, x, y, f"All multiplied by {number(q.factor, 3)}", handles=handles)


def risk_panel(q: High) -> viz.Plane:
    """Mean squared errors over the length of the vector of means, for each coordinate on average, and of the worst."""
    p, (low, high) = q.p.means, RISKS
    best = np.maximum(LENGTHS**2 / (p + LENGTHS**2), low / 2)
    now = (q.positive_risk if q.p.positive else q.risk) / p
    draw = np.clip(q.loss_shrunk / p, low, high)
    traces = [
        named(viz.segment((0, 1), (12, 1), "null", width=2.2, hover=False), "as seen: 1 each", 0.6),
        named(viz.line(LENGTHS, q.worst_risks, "gradient", dash="dot", name="worst mean"), "worst single mean", 0.5),
        named(viz.line(LENGTHS, q.risks / p, "model", width=2.6, name="shrunk"), "shrunk, on average", 1.0),
        viz.called(viz.line(LENGTHS, q.positive_risks / p, "model", dash="dash", width=1.6, name="never past zero")),
        named(viz.line(LENGTHS, best, "optimum", **THIN), "best factor, if |θ| were known", 0.3),
        viz.markers([q.p.length], [draw], "model", symbol="diamond-open", size=11, name="this draw"),
    ]
    y = viz.Axis("expected squared error per mean", RISKS, log=True, ticks=[0.02, 0.1, 0.3, 1, 3, 10, 30])
    x, handles = viz.Axis("length of the means |θ|", (0, 12)), grip("length", (q.p.length, now), "length", "model")
    return viz.Plane(traces, x, y, "Better in total, for every θ" if p > 2 else "Two means: no gain", handles=handles)


def eigenvalues_panel(q: High) -> viz.Plane:
    """Eigenvalues in order: of all rows, of the rows taken, of these after shrinkage; noise alone between its edges."""
    ranks, (low, high) = np.arange(1, len(q.truth) + 1), q.noise_edges
    values = q.shrunk.values[::-1]
    pulled = (1 - q.p.share) * values + q.p.share * q.shrunk.mean
    floor = lambda v: np.maximum(v, FLOOR)
    band = viz.area([1, len(q.truth)], floor([high, high]), floor([low, low]), "null", opacity=0.14)
    traces = [
        viz.called(band, "noise alone", at=0.45, size=12),
        viz.called(viz.line(ranks, floor(q.truths), "optimum", width=2.6, name="all rows"), "all rows", at=0.75),
        viz.called(viz.line(ranks, floor(values), "data", width=2.2, name="rows taken"), "rows taken", at=0.6),
        named(viz.line(ranks, floor(pulled), "model", width=2.6, name="shrunk"), "shrunk", 1.0),
    ]
    x = viz.Axis("rank", (0, len(q.truth) + 1), ticks=[1, 10, 20, 30, 40, 50, 60])
    y = viz.Axis("eigenvalue", (FLOOR, TALL), log=True, ticks=[0.01, 0.1, 1, 10])
    down = lambda x, y: (values[0] - y) / (values[0] - q.shrunk.mean)  # the largest comes down to the mean of all
    handles = grip("pull", (1.0, min(pulled[0], 0.9 * TALL)), "share", "model", down, "y")
    return viz.Plane(traces, x, y, f"{q.p.taken} rows of {len(q.truth)} variables", handles=handles)


def error_panel(q: High) -> viz.Plane:
    """The error of the shrunk covariance over the shrinkage, in units of that of the sample covariance."""
    relative = lambda share: np.sqrt(q.parabola(share)) / q.error_of_sample
    now = min(float(relative(q.p.share)), 1.55)
    best, chosen = (float(relative(each)) for each in (q.best, q.chosen))
    below = viz.segment((q.chosen, 0), (q.chosen, chosen), "accent", **THIN)
    traces = [
        named(viz.segment((0, 1), (1, 1), "null", **THIN), "no shrinkage", 0.9),
        viz.called(viz.line(SHARES, relative(SHARES), "model", width=2.6, name="error")),
        named(viz.segment((q.best, best), (q.best, 1.6), "optimum", **THIN), "best", 1.0),
        viz.called(below, "Ledoit–Wolf", at=0.1, size=12),
        viz.markers([q.best, q.chosen], [best, chosen], "ink", size=7, name="choices"),
        viz.dots((q.p.share, now), "model", size=11, name="now"),
    ]
    y = viz.Axis("error, relative to no shrinkage", (0, 1.6), ticks=[0, 0.5, 1, 1.5])
    x, handles = viz.Axis("shrinkage α", (0, 1)), grip("share", (q.p.share, now), "share", "model")
    return viz.Plane(traces, x, y, "Error against all rows", handles=handles)
