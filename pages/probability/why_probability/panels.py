"""The panels of the lesson. What is malignant, and a miss, is drawn as "model"; what is benign, and a false alarm, as
"data"; the formula's threshold and the price of claims as "accent", the best and the true as "optimum", the reader's as
"ink", what a mean makes of losses and of labels as "gradient"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.probability import calibration as c
from mathcore.probability import tumour_scores as t
from pages.probability.why_probability.state import EDGE, GRID, TOP, across
from viz.distributions import nice

if TYPE_CHECKING:
    from pages.probability.why_probability.state import Why

WIDE, TALL = 4.7, 3.0  # half of the axis of scores, and of that of frequencies
logit = lambda shares: across(c.log_odds([*shares])).tolist()
axis = lambda title, half, names: viz.Axis(title, (-half, half), ticks=logit(names), labels=[*names.values()])
SHARES = {1e-9: "10⁻⁹", 0.01: "0.01", 0.5: "½", 0.99: "0.99", 1 - 1e-9: "1−10⁻⁹"}
SCORES = axis("claimed probability of malignant", WIDE, SHARES)
HEAPS = np.linspace(-WIDE, WIDE, 48)  # edges of the bars
MIDDLES, BAR = 0.5 * (HEAPS[1:] + HEAPS[:-1]), 0.92 * (HEAPS[1] - HEAPS[0])
COUNTS = (10, 50, 100, 200, 400)  # on the axis of patients
PART = np.linspace(0.0, 1.0, 101)  # of a false alarm in both costs
SIZES, RANK = np.array(t.SIZES), np.arange(1, t.TESTED + 1)
ROOM = 280.0, 190.0  # pixels of the smallest panels, in which names are kept apart
LEARN = viz.Axis("training patients n", (9, 360), log=True, ticks=[10, 22, 47, 101, 218, 320])


def text(x: float, y: float, says: str, role: str, position: str) -> dict[str, Any]:
    return viz.label([x], [y], says, role, position=position)


def key(x: float, top: float, rows: list[tuple[str, str]], position: str = "bottom right") -> list[dict[str, Any]]:
    """Lines of text under one another, in the upper part of a panel that is so high."""
    return [text(x, (0.99 - 0.09 * k) * top, says, role, position) for k, (says, role) in enumerate(rows)]


def upright(x: float, top: float, role: str, low: float = 0.0, **style: Any) -> dict[str, Any]:
    return viz.segment((x, low), (x, top), role, hover=False, **style)


def mark(x: float, y: float, role: str, name: str) -> dict[str, Any]:
    """The best is a star, the formula's a diamond, the reader's own a disc; names keep clear of them."""
    symbol = {"optimum": "star", "accent": "diamond"}.get(role, "circle")
    return viz.called(viz.dots((x, y), role, symbol=symbol, size=15 if role == "optimum" else 12, name=name), around=9)


def cut_at(x: float, _: float) -> Mapping[str, Any]:
    """The threshold follows the pointer along the axis of scores."""
    return {"threshold": float(np.clip(np.sinh(np.clip(x, -5, 5)), -EDGE, EDGE))}


def miss_at(x: float, _: float = 0.0) -> Mapping[str, Any]:
    """The cost of a miss follows the formula's threshold, whose log-odds are its negative logarithm."""
    return {"miss": float(np.exp(-np.sinh(np.clip(x, -3, 3))))}


def patients_panel(q: Why) -> viz.Plane:
    """Malignant tumours upwards, benign ones downwards; strong are those on the wrong side of the threshold."""
    x, called, sick, root = across(q.claims[0]), q.claims[0] >= q.p.threshold, q.truth == 1, np.sqrt
    parts = (sick & called, sick, ~sick & ~called, ~sick)
    caught, malignant, spared, benign = (root(np.histogram(x[who], HEAPS)[0]) for who in parts)
    up, down = root(nice(1.8 * malignant.max() ** 2)), -root(nice(1.8 * benign.max() ** 2))
    at, (hits, misses, alarms, left) = float(across(q.p.threshold)), q.counts
    traces = [
        viz.bars(MIDDLES, caught, "model", width=BAR, opacity=0.35, name="malignant, called"),
        viz.bars(MIDDLES, malignant - caught, "model", width=BAR, opacity=1.0, base=caught, name="malignant, missed"),
        viz.bars(MIDDLES, -spared, "data", width=BAR, opacity=0.35, name="benign, left alone"),
        viz.bars(MIDDLES, spared - benign, "data", width=BAR, opacity=1.0, base=-spared, name="benign, called"),
        viz.line([-WIDE, WIDE], [0, 0], "ink", width=1, hover=False),
        upright(float(across(q.formula_odds)), 0.76 * up, "accent", 0.76 * down, width=1.6, dash="dash"),
        upright(q.best_across, 0.76 * up, "optimum", 0.76 * down, width=1.6, dash="dot"),
        upright(at, 0.76 * up, "ink", 0.76 * down, width=2.6),
        text(WIDE, up, f"{hits} caught ", "model", "bottom left"),
        text(-WIDE, up, f" {misses} missed", "model", "bottom right"),
        text(-WIDE, down, f" {left} left alone", "data", "top right"),
        text(WIDE, down, f"{alarms} false alarms ", "data", "top left"),
    ]
    handle = viz.Handle("cut", (at, 0.0), "threshold", "ink", None, cut_at, "x")
    ticks = {0.0: "0"} | {sign * root(n): str(n) for n in COUNTS for sign in (1, -1) if down < sign * root(n) < up}
    y = viz.Axis("patients (root scale; benign: down)", (down, up), ticks=[*ticks], labels=[*ticks.values()])
    return viz.Plane(traces, SCORES, y, "569 patients by their score", handles=[handle])


def cost_panel(q: Why) -> viz.Plane:
    """The cost of every threshold, false alarms and misses stacked: where the formula stands, and where it is least."""
    x = np.concatenate([[-WIDE], np.repeat(across(q.cuts.values), 2), [WIDE]])
    alarms, total = (np.minimum(np.repeat(v, 2), TOP) for v in (q.cuts.alarms, q.cuts.costs(q.p.miss)))
    over = np.concatenate([[True], total >= TOP, [True]])  # the curve ends where it leaves; over it are the numbers
    curve = np.where(over[:-2] & over[1:-1] & over[2:], np.nan, total)
    own, formula, least = float(across(q.p.threshold)), float(across(q.formula_odds)), q.least_cost
    high, far = (min(cost, TOP) for cost in (q.cost, q.formula_cost))
    says = ("● yours", q.cost, "ink"), ("◆ formula", q.formula_cost, "accent"), ("★ least", least, "optimum")
    price = (f"▮ price {number(q.price)} ", "accent")
    traces = [
        viz.area(x, alarms, 0.0, "data", opacity=0.3),
        viz.area(x, total, alarms, "model", opacity=0.3),
        viz.line(x, curve, "ink", width=1.6, name="cost"),
        viz.segment((-WIDE, least), (WIDE, least), "optimum", width=1.2, dash="dot", hover=False),
        upright(formula, far, "accent", least, width=5),
        upright(own, high, "ink", width=1.6),
        mark(own, high, "ink", "yours"),
        mark(formula, far, "accent", "formula"),
        mark(q.best_across, least, "optimum", "least"),
        *key(-WIDE, 1.5 * TOP, [(f" {name} {number(cost)}", role) for name, cost, role in says]),
        *key(WIDE, 1.5 * TOP, [("■ misses ", "model"), price, ("■ false alarms ", "data")], "bottom left"),
    ]
    handles = [
        viz.Handle("cut_cost", (own, high), "threshold", "ink", None, cut_at, "x"),
        viz.Handle("formula", (formula, far), "cost of a miss", "accent", None, miss_at, "x"),
    ]
    y = viz.Axis(f"cost in false alarms, up to {TOP:.0f}", (0, 1.5 * TOP), ticks=range(0, int(TOP) + 1, 100))
    return viz.Plane(traces, SCORES, y, "What each threshold costs", handles=handles)


def frequency_panel(q: Why) -> viz.Plane:
    """The frequency of malignant against the claim, both in log-odds: best to cut where it crosses 1/(1 + miss)."""
    share = across(c.log_odds(q.blocks.frequencies))  # of 0 and 1 beyond the axis: the line leaves the panel
    x, best = across(np.stack([q.blocks.first, q.blocks.last], axis=1)).ravel(), q.best_across
    level = formula = float(across(q.formula_odds))
    says = f"alarm from {number(q.formula, 3)}"
    traces = [
        viz.called(viz.line([-TALL, TALL], [-TALL, TALL], "null", width=1.6, dash="dash"), "calibrated", at=0.9),
        viz.called(viz.line(x, np.repeat(share, 2), "model", width=2.8, name="frequency"), "what happens", at=0.2),
        viz.called(viz.line([-WIDE, WIDE], [level, level], "ink", width=1.2, dash="dot", hover=False), says, at=0.75),
        viz.called(viz.segment((best, level), (formula, level), "accent", width=5, hover=False)),
        viz.called(upright(best, level, "optimum", -TALL, width=1.8, dash="dot")),
        viz.called(upright(formula, level, "accent", -TALL, width=1.8, dash="dash")),
        mark(best, level, "optimum", "best"),
        mark(formula, level, "accent", "formula"),
        viz.called(viz.dots((0.8 * WIDE, level), "ink", size=11, name="formula"), around=10),
    ]
    moves = lambda _, y: miss_at(y)
    handle = viz.Handle("level", (0.8 * WIDE, level), "cost of a miss", "ink", None, moves, "y")
    y = axis("how often it is malignant", TALL, {0.01: "0.01", 0.1: "0.1", 0.5: "½", 0.9: "0.9", 0.99: "0.99"})
    return viz.Plane(traces, SCORES, y, "Why: the claim, and the frequency", handles=[handle], room=ROOM)


def ratios_panel(q: Why) -> viz.Plane:
    """The loss at every cost ratio, whose area is the Brier score, over what calibrated claims would lose."""
    (claimed, calibrated, _, rest), at = q.curves, q.formula
    blind = 2 * np.minimum(PART * (1 - t.BASE), (1 - PART) * t.BASE)
    high, low = (2 * cost * at / t.PATIENTS for cost in (q.formula_cost, q.least_cost))
    lost = f"■ miscalibration {number(q.miscalibration, 3)}"
    rows = [(lost, "accent"), (f"■ the rest {number(rest, 3)}", "optimum"), ("┅ no scores", "null")]
    between = np.concatenate([np.stack(claimed, axis=1), np.stack(calibrated, axis=1)[::-1]])
    traces = [
        viz.polygon(between, "accent", opacity=0.3, width=0),
        viz.area(calibrated.x, calibrated.y, 0.0, "optimum", opacity=0.3),
        viz.line(PART, np.minimum(blind, 0.12), "null", width=1.6, dash="dash", name="no scores"),
        viz.line(claimed.x, claimed.y, "accent", width=2, name="the claims"),
        viz.line(calibrated.x, calibrated.y, "optimum", width=2, name="calibrated"),
        upright(at, 0.078, "ink", width=1.2, dash="dot"),
        upright(at, high, "accent", low, width=5),
        mark(at, high, "accent", "formula"),
        mark(at, low, "optimum", "least"),
        *key(0.84, 0.1, rows, "bottom left"),
    ]
    moves = lambda x, _: {"miss": 1 / np.clip(x, 0.001, 0.999) - 1}
    handle = viz.Handle("ratio", (at, 0.0), "cost of a miss", "ink", None, moves, "x")
    x, y = viz.Axis("threshold 1/(1 + cost of a miss)", (0, 1)), viz.Axis("loss, both costs adding up to 2", (0, 0.1))
    return viz.Plane(traces, x, y, "All costs at once: the Brier score", handles=[handle])


def reliability_panel(q: Why) -> viz.Plane:
    """Bins: the frequency against the mean claim, with bars for what calibrated claims would show."""
    b, off, gap = q.table, q.outside, np.full(len(q.bars), np.nan)
    size = np.where(b.counts > 0, 6 + 20 * np.sqrt(b.counts / t.PATIENTS), 0)
    few = len(b.counts) <= 12 and q.p.equal == "width"  # of equal counts there is no need to tell each
    blank = (1 + size // 7).astype(int).tolist()  # beside the dot, which grows
    told = ["\u00a0" * k + f"{n}" if n and few else " " for k, n in zip(blank, b.counts.tolist(), strict=True)]
    traces = [
        viz.line([0, 1], [0, 1], "null", width=1.6, dash="dash", name="calibrated"),
        viz.line(np.repeat(b.claimed, 3), np.column_stack([q.bars, gap]).ravel(), "null", width=7, opacity=0.45),
        viz.stems(b.edges, np.full(len(b.edges), -0.01), "muted", width=1.4, base=-0.06),
        viz.markers(b.claimed, np.where(off, np.nan, b.observed), "optimum", size=size, name="within its bar"),
        viz.markers(b.claimed, np.where(off, b.observed, np.nan), "accent", size=size, name="out of its bar"),
        viz.label(b.claimed, b.observed, told, "ink", position="middle right", size=12),
        text(0, 1.09, "● within its 90% bar", "optimum", "middle right"),
        text(1, 1.09, "● outside", "accent", "middle left"),
    ]
    # Loosely: the number of bins is whole, and with equal counts the first edge is elsewhere.
    fewer = lambda x, _: {"bins": round(1 / np.clip(x, 0.01, 1.0))}
    handle = viz.Handle("edge", (1 / q.p.bins, -0.035), "number of bins", "muted", None, fewer, "loosely")
    x, y = viz.Axis("claim, mean of a bin", (-0.06, 1.1)), viz.Axis("share that is malignant", (-0.06, 1.14))
    return viz.Plane(traces, x, y, "Do claims come true?", handles=[handle])


def parts_panel(q: Why) -> viz.Plane:
    """From the uncertainty down to the Brier score: what telling patients apart gains, what wrong claims lose."""
    (reliability, resolution, uncertainty), within = q.parts, sum(q.table.within)
    moves = np.array([uncertainty, -resolution, reliability, within])
    tops, heights = (np.append(v, moves.sum()) for v in (np.cumsum(moves), moves))
    told, under = [number(v, 2) for v in heights.round(9)], np.arange(5) == 3
    names, roles = ("UNC", "− RES", "+ REL", "+ in bins", "Brier"), ("null", "optimum", "accent", "muted", "ink")
    traces = [
        viz.bars(np.arange(5), heights, roles, width=0.66, base=tops - heights, name="part"),
        *(viz.segment((k - 0.33, tops[k]), (k + 1.33, tops[k]), "ink", width=1, hover=False) for k in range(4)),
        # What is within bins stands below: beside its neighbour a long number would touch it.
        viz.label(np.arange(5), np.where(under, np.nan, np.maximum(tops, tops - heights)), told, "ink", size=13),
        viz.label([3], [min(tops[3], tops[2])], told[3], "ink", position="bottom center", size=13),
    ]
    x = viz.Axis("", (-0.6, 4.6), ticks=range(5), labels=names)
    return viz.Plane(traces, x, viz.Axis("Brier score", (-0.01, 0.27)), "The Brier score in parts")


def report_panel(q: Why) -> viz.Plane:
    """The expected loss of every report, between what it costs if the event comes and if it does not."""
    top, p, own = q.highest, q.p.chance, q.p.report
    losses = *c.loss(q.p.rule, GRID, q.p.exponent), q.mean_loss(GRID)
    comes, stays, mean = (np.minimum(v, 2 * top) for v in losses)
    least, high = float(q.mean_loss(q.best_report)), min(float(q.mean_loss(own)), 0.985 * top)
    traces = [
        viz.called(viz.line(GRID, comes, "model", width=1.6, dash="dot", name="if it comes"), "if it comes", at=0.1),
        viz.called(viz.line(GRID, stays, "data", width=1.6, dash="dot", name="if not"), "if it does not", at=0.9),
        viz.called(viz.line(GRID, mean, "gradient", width=3, name="expected loss"), "expected"),
        viz.called(upright(p, top, "null", width=1.6, dash="dash"), "the truth", at=0.95),
        viz.called(viz.segment((0, least), (1, least), "optimum", width=1.2, dash="dot", hover=False)),
        viz.called(upright(own, high, "accent", least, width=5)),
        mark(q.best_report, least, "optimum", "best report"),
        mark(own, high, "ink", "your report"),
    ]
    handles = [
        viz.Handle("truth", (p, 0.0), "true probability", "null", None, lambda x, _: {"chance": x}, "x"),
        viz.Handle("claim", (own, high), "your report", "ink", None, lambda x, _: {"report": x}, "x"),
    ]
    axes = viz.Axis("reported probability q", (-0.02, 1.02)), viz.Axis("loss", (0, top))
    return viz.Plane(traces, *axes, "What a report costs on average", handles=handles, room=ROOM)


def honest_panel(q: Why) -> viz.Plane:
    """The best report for every true probability: on the diagonal it pays to say what is so."""
    p, own, best = q.p.chance, q.p.report, c.best_report(q.p.rule, GRID, q.p.exponent)
    traces = [
        viz.called(viz.line([0, 1], [0, 1], "null", width=1.6, dash="dash", name="honest"), "honest", at=0.3),
        viz.called(viz.line(GRID, best, "model", width=2.8, name="best report"), "best", at=0.8),
        viz.called(upright(p, own, "accent", q.best_report, width=5)),
        viz.called(mark(p, q.best_report, "optimum", "best report")),
        viz.called(mark(p, own, "ink", "your report")),
    ]
    both = lambda x, y: {"chance": x, "report": y}
    handle = viz.Handle("truth_and_claim", (p, own), "truth and report", "ink", moves=both)
    axes = viz.Axis("true probability p", (-0.02, 1.02)), viz.Axis("report q", (-0.02, 1.02))
    return viz.Plane(traces, *axes, "Does honesty pay?", equal=True, handles=[handle], room=(190.0, 190.0))


def learning_panel(q: Why) -> viz.Plane:
    """The measured error against the number of training patients, over the floor that wrong labels make."""
    measured, clean, floor = q.learnt.measured, q.learnt.errors, np.full(len(SIZES), q.floor)
    traces = [
        viz.area(SIZES, floor, 0.0, "null", opacity=0.3),
        viz.area(SIZES, measured, floor, "gradient", opacity=0.25),
        viz.called(viz.line(SIZES, floor, "null", width=2, name="floor"), "floor", at=0.1),
        viz.called(viz.line(SIZES, measured, "gradient", width=2.8, name="measured error"), "measured", at=0.9),
        viz.called(viz.line(SIZES, clean, "optimum", width=2, dash="dash", name="error"), "true labels", at=0.9),
        viz.called(mark(q.p.train, q.measured, "gradient", "measured")),
        viz.called(viz.dots((q.p.train, q.error), "optimum", size=12, name="by true labels")),
    ]
    lift, look = lambda _, y: {"noise": y / q.share}, lambda x, _: {"train": x}
    handles = [
        viz.Handle("floor", (SIZES[-1], q.floor), "wrong labels", "null", None, lift, "y"),
        # Loosely: there are ten sizes.
        viz.Handle("size", (q.p.train, q.measured), "training patients", "gradient", None, look, "loosely"),
    ]
    y = viz.Axis("share that is wrong", (0, 0.55), percent=True)
    return viz.Plane(traces, LEARN, y, "What data cure, and what they do not", handles=handles, room=ROOM)


def votes_panel(q: Why) -> viz.Plane:
    """How many runs call each test patient malignant: sorted, a step if they agree and a slope if they do not."""
    order = np.argsort(q.votes[q.size], kind="stable")
    votes, sick = q.votes[q.size][order], q.learnt.truth[order]
    rows = [("● malignant", "model"), ("● benign", "data"), (f"{q.disputed} are disputed", "ink")]
    traces = [
        viz.called(viz.line(RANK, np.sort(q.votes[0]), "null", width=1.6, dash="dash"), "n = 10", at=0.6),
        viz.markers(RANK, np.where(sick, np.nan, votes), "data", size=6, name="benign"),
        viz.markers(RANK, np.where(sick, votes, np.nan), "model", size=6, name="malignant"),
        *key(3, 1.04, rows),
    ]
    y = viz.Axis("runs that say malignant", (-0.04, 1.04), percent=True)
    return viz.Plane(traces, viz.Axis("test patients, sorted", (-2, 203)), y, f"Do {t.RUNS} training sets agree?")
