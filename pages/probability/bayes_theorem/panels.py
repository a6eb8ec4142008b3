"""What is asked about is orange (model), what speaks against it blue (data); what was seen is strong, the rest pale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.probability import bayes, icon_array

if TYPE_CHECKING:
    from pages.probability.bayes_theorem.state import Bayes

YES, NO = "model", "data"
STRONG, PALE, WIDE = 0.78, 0.16, 1.6  # opacities; the width of the icons, in heights
PRIORS, SHIFTED = (-43.0, 19.0), (-75.0, 50.0)  # decibans
P, QUARTERS = np.linspace(*PRIORS, 125), (0, 0.25, 0.5, 0.75, 1)
CHANCES, PERCENT = [0.0001, 0.001, 0.01, 0.1, 0.5, 0.9], ("0.01%", "0.1%", "1%", "10%", "50%", "90%")
TICKS = bayes.decibans(bayes.odds_of(CHANCES)).tolist()
BEFORE = viz.Axis("probability before the test (log-odds)", PRIORS, ticks=TICKS, labels=PERCENT)
TESTS, MILLION, FEWEST, STRONGEST = 5, 1e6, 0.1, 9
REACHES = (30, 60, 100, 200, 300, 500, 700, 900, 1200)  # decibans
RULER, ENDS, HEAD = (-62.0, 62.0), (-66.0, 66.0), 6.0
ODDS = ("1:10⁶", "1:10⁴", "1:100", "1:1", "100:1", "10⁴:1", "10⁶:1")

to_prior = lambda x, _: {"prevalence": 100 * float(bayes.probability_of(x))}
percent = lambda share: "> 99.9%" if 0.9995 < share < 1 else f"{number(100 * share, 3)}%"
decibans = lambda weight: f"{'+' if weight >= 0 else '−'}{number(abs(weight), 3)} dB"
held = lambda name, at, label, role, moves, follows="x": viz.Handle(name, at, label, role, None, moves, follows)
ROOM = 280.0, 190.0  # pixels of the smallest panels, in which names are kept apart


def said(x: float, y: float, text: str, role: str, side: str = "center", size: float = 13) -> Any:
    """A text beside a place: "right" or "left" of it, "top center", "top right", ..."""
    side = f"middle {side}" if side in ("left", "right", "center") else side
    return viz.label([x], [y], text, role, position=side, size=size)


def mosaic_panel(q: Bayes) -> viz.Plane:
    """All people as a unit square: across sick and healthy, upwards the share of each whose test is positive."""
    p, s, f = q.test.prevalence, q.test.sensitivity, q.test.false_positive_rate
    says = lambda row, who: f"{percent(q.test.joint[row, 0])} {who}, positive"
    middle, hidden = (1 + p) / 2, s < f - 0.02
    # Beside the column, clear of the edge of the square and of the name of the other block; within it where it is wide.
    beside = min(s, f - 0.05) if hidden else min(max(s, f + 0.27), 0.94)
    hits = said(p, beside, "     " + says(0, "sick"), "paper" if hidden else YES, "right")
    hits = said(p / 2, s - 0.08, says(0, "sick"), "paper", "bottom center") if p > 0.45 else hits
    spots = {"column": (p, -0.035), "hits": (p / 2, s), "alarms": (middle, f)}
    traces = [
        viz.rectangles([[p, 1, 0, f]], NO, opacity=STRONG, width=1),
        viz.rectangles([[p, 1, f, 1]], NO, opacity=PALE, width=1),
        viz.rectangles([[0, p, s, 1]], YES, opacity=PALE, width=1),
        viz.rectangles([[0, p, 0, s]], YES, opacity=STRONG, width=1),
        said(min(max(p / 2, 0.06), 0.42), 1.07, "sick", YES, "top center", 15),
        said(min(max(middle, 0.58), 0.9), 1.07, "healthy", NO, "top center", 15),
        hits,
        said(middle, f + 0.1, says(1, "healthy") if p < 0.55 else "", NO, "top center"),
        viz.dots(spots["hits"], YES, size=12, name="sensitivity"),
        viz.dots(spots["alarms"], NO, size=12, name="false positives"),
        viz.dots(spots["column"], "ink", size=14, symbol="triangle-up", name="prevalence"),
    ]
    handles = [
        held("column", spots["column"], "prevalence", "ink", lambda x, _: {"prevalence": 100 * x}),
        held("hits", spots["hits"], "sensitivity", YES, lambda _, y: {"sensitivity": 100 * y}, "y"),
        held("alarms", spots["alarms"], "false positives", NO, lambda _, y: {"specificity": 100 - 100 * y}, "y"),
    ]
    x = viz.Axis("share of all people", (-0.02, 1.02), ticks=QUARTERS, percent=True)
    y = viz.Axis("share whose test is positive", (-0.08, 1.17), ticks=QUARTERS, percent=True)
    return viz.Plane(traces, x, y, "Everybody: shares are areas", handles=handles)


def icons_panel(q: Bayes) -> viz.Plane:
    """So many people, a cell each, sorted: those with a positive test form one block, which alone counts after one."""
    n, shape, fine = q.counts, (*q.grid, WIDE), q.many > 10_000
    positive, groups = int(n[:, 0].sum()), icon_array.groups(n.T.ravel(), *shape)
    # A person of a hundred thousand is less than a pixel: a rim shows the sick all the same.
    traces = [
        viz.rectangles(groups[1], NO, opacity=STRONG),
        viz.rectangles(groups[3], NO, opacity=PALE),
        viz.rectangles(groups[0], YES, opacity=STRONG),
        viz.rectangles(groups[2], YES, opacity=2 * PALE),
        viz.polyline(icon_array.gaps(*shape) * (np.nan if fine else 1), "paper", width=40 / shape[0], hover=False),
        viz.polyline(icon_array.outline(positive, *shape), "ink", width=2.4, hover=False),
        viz.rectangles(groups[0], YES, opacity=0, width=3 * fine),
    ]
    for column, (says, place) in enumerate((("<b>positive</b>", -0.09), ("negative", -0.23))):
        traces.append(said(0.0, place, says, "ink", "right", 14))
        for row, (who, at) in enumerate((("sick", 0.46), ("healthy", 0.98))):
            traces.append(said(at, place, f"{n[row, column]:,} {who}", (YES, NO)[row], "right", 14))
    axes = viz.Axis("", (-0.02, WIDE + 0.02), visible=False), viz.Axis("", (-0.3, 1.03), visible=False)
    return viz.Plane(traces, *axes, f"{n[0, 0]:,} of {positive:,} positives are sick")


def curve_panel(q: Bayes) -> viz.Plane:
    """The probability after a test against that before it: one curve, moved to the left or to the right."""
    flip, prior, (up, down) = -q.shifts[0], q.prior, q.shifts
    after, cleared = bayes.probability_of(prior + q.shifts).tolist()
    chance = lambda shift: bayes.probability_of(P + shift)
    coin, says = ([PRIORS[0], flip, flip], [0.5, 0.5, 0]), f"coin flip at {percent(q.coin_flip)}"
    traces = [
        viz.called(viz.line(P, chance(0), "null", width=1.8, dash="dash", name="no test"), "no test", at=0.8),
        viz.called(viz.line(P, chance(up), YES, width=3, name="positive"), "positive", at=0.62),
        viz.called(viz.line(P, chance(down), NO, width=3, name="negative"), "negative", at=0.8),
        viz.called(viz.line(*coin, "accent", width=1.4, dash="dot", hover=False), says, at=0.1, size=13),
        viz.called(viz.line([prior, prior], [0, max(after, cleared)], "muted", width=1.4, hover=False)),
        viz.called(viz.dots((flip, 0.5), "accent", size=12, symbol="diamond", name="coin flip"), around=6),
        viz.dots((prior, cleared), NO, size=10, name="after a negative"),
        viz.called(viz.dots((prior, after), YES, size=13, name="after a positive"), around=9),
        viz.called(viz.dots((prior, -0.03), "ink", size=14, symbol="triangle-up", name="prevalence"), around=9),
    ]
    handles = [
        held("risk", (prior, after), "prevalence on the curve", YES, to_prior),
        held("base", (prior, -0.03), "prevalence", "ink", to_prior),
    ]
    y = viz.Axis("probability of being sick", (-0.07, 1.04), ticks=QUARTERS, percent=True)
    return viz.Plane(traces, BEFORE, y, "The same curve, moved sideways", handles=handles, room=ROOM)


def shift_panel(q: Bayes) -> viz.Plane:
    """The same in log-odds: parallel lines, and arrows of one length at whatever prior."""
    prior, (up, down) = q.prior, q.shifts
    traces = [
        viz.line(P, P, "null", width=1.8, dash="dash", name="no test"),
        viz.line(P, P + up, YES, width=3, name="positive"),
        viz.line(P, P + down, NO, width=3, name="negative"),
        viz.line(PRIORS, [0, 0], "accent", width=1.4, dash="dot", hover=False),
        viz.arrow((prior, prior + up), YES, tail=(prior, prior), width=4),
        viz.arrow((prior, prior + down), NO, tail=(prior, prior), width=4),
        said(PRIORS[1] - 1, -52, f"a positive: {decibans(up)}", YES, "left", 15),
        said(PRIORS[1] - 1, -64, f"a negative: {decibans(down)}", NO, "left", 15),
        viz.dots((prior, prior + up), YES, size=13, name="after a positive"),
        viz.dots((prior, prior), "ink", size=10, name="before"),
    ]
    sharpen = lambda _, y: {"specificity": 100 - q.p.sensitivity / 10 ** ((y - prior) / 10)}
    handles = [
        held("lift", (prior, prior + up), "weight of a positive", YES, sharpen, "y"),
        held("slide", (prior, prior), "log-odds before", "ink", to_prior),
    ]
    y = viz.Axis("log-odds of being sick (decibans)", SHIFTED, ticks=range(-60, 60, 20))
    return viz.Plane(traces, BEFORE, y, "In log-odds: an arrow, one length", handles=handles)


def ruler_panel(q: Bayes) -> viz.Plane:
    """Each result as an arrow on the ruler of log-odds: thin as claimed, thick as it is given those before it."""
    last, seen = q.p.tests, np.arange(TESTS + 1) <= q.p.tests
    claimed, honest = np.where(seen, np.clip(q.chains, *RULER), np.nan)
    traces = [viz.line([0, 0], [0.6, -TESTS - 1.45], "accent", width=1.4, dash="dot", hover=False)]
    for k, step in enumerate(np.diff(q.chains[1]).tolist()):
        role, row = YES if q.results[k] else NO, -k - 1
        for chain, at, color, width in ((claimed, row + 0.17, "null", 2.0), (honest, row - 0.17, role, 4.0)):
            traces.append(viz.line([chain[k]] * 2, [row + 1, at], color, width=1.2, dash="dot", hover=False))
            traces.append(viz.arrow((chain[k + 1], at), color, tail=(chain[k], at), width=width))
        says = "copy: 0" if abs(step) < 1e-9 and q.p.copied == 1 else decibans(step)
        # On the side where the claimed chain is not.
        # A short arrow is as long as its head.
        ends = honest[k], honest[k + 1], honest[k + 1] - np.sign(step) * HEAD
        low, high, behind = min(ends), max(ends), q.chains[0, k + 1] < q.chains[1, k + 1] - 1e-9
        place, side = (high, "right") if (behind or low < -22) and high < 40 else (low, "left")
        traces.append(said(place, row - 0.17, f"    {says}    " if k < last else "", role, side))
    for chain, role, says, at in ((claimed, "null", "claimed", -last - 0.72), (honest, "ink", "honest", -last - 1.22)):
        side, share = "right" if chain[last] < 15 else "left", q.claimed if role == "null" else q.honest
        traces.append(viz.dots((chain[last], at), role, size=11, symbol="diamond", name=says))
        traces.append(said(chain[last], at, f"  {says} {percent(share)}  ", role, side, 14))
    traces.append(viz.dots((q.prior, 0), "ink", size=13, name="before"))
    # Where the line of even odds does not cross it.
    traces.append(said(q.prior, 0, "     before     ", "ink", "top left" if q.prior > -32 else "top right"))
    x = viz.Axis("odds of being sick (a factor of ten: 10 decibans)", ENDS, ticks=range(-60, 61, 20), labels=ODDS)
    y = viz.Axis("", (-TESTS - 1.55, 0.75), ticks=range(-TESTS, 0), labels=[f"test {-k}" for k in range(-TESTS, 0)])
    handles = [held("start", (q.prior, 0), "log-odds before", "ink", to_prior)]
    return viz.Plane(traces, x, y, "Evidence, one arrow after another", handles=handles, weight=1.15)


def people_panel(q: Bayes) -> viz.Plane:
    """How many of a million people are left who show the results: where a copy sends nobody home, odds rest."""
    k, at = np.arange(TESTS + 1), q.p.tests
    left = MILLION * np.stack([bayes.people_left(q.test, q.results, c) for c in (0.0, q.p.copied)])
    free, true = np.where(left > 0, left, np.nan)
    now, (sick, healthy), traces = np.where(k <= at, 1.0, np.nan), np.clip(left[1, at], 2 * FEWEST, None), []
    for which, (role, name) in enumerate(((YES, "sick"), (NO, "healthy"))):
        whole, read = true[:, which], true[:, which] * now
        traces.append(viz.line(k, free[:, which], role, width=1.6, dash="dash", opacity=0.7, hover=False))
        traces.append(viz.line(k, whole, role, width=1.6, opacity=0.5, hover=False))
        traces.append(viz.called(viz.line(k, read, role, width=3.2, name=name), name, at=0.0, size=15))
        traces.append(viz.markers(k, read, role, size=8, name=name))
    traces.append(viz.line([at, at], [sick, healthy], "accent", width=5, hover=False))
    middle = float(np.sqrt(sick * healthy))
    second = true[2, 1] if true[2, 1] > FEWEST else np.nan
    traces.append(viz.called(viz.dots((2, second), NO, size=14, symbol="diamond", name="copied"), around=9))
    traces.append(viz.called(viz.dots((at, middle), "accent", size=13, name="results read"), around=9))
    # Results are whole, and the pointer is not.
    step = lambda x, _: {"tests": min(max(round(x), 0), TESTS)}
    handles = [held("reader", (at, middle), "results read", "accent", step, "loosely")]
    if np.isfinite(second):
        back = lambda _, y: {"copied": bayes.copied_of(q.test, q.results, y / MILLION)}
        handles.append(held("copying", (2, second), "how often a copy", NO, back, "y"))
    x = viz.Axis("results read", (-0.35, TESTS + 0.35), ticks=range(TESTS + 1))
    y = viz.Axis("people left of a million", (FEWEST, 2e6), log=True)
    return viz.Plane(traces, x, y, "Why: who is sent home?", handles=handles, room=ROOM)


def path_panel(q: Bayes) -> viz.Plane:
    """Log-odds after each word of the text: each word up or down by its weight."""
    path, moves, many, seen = q.reading.path, q.reading.weights, len(q.reading.words), q.seen
    reach, k, here, says = viz.reach(1.25 * path, REACHES), np.arange(many + 1), path[seen], "before"
    (up, down), x = q.reading.strokes(seen), np.repeat(k[1:], 3)
    common = np.append(np.flatnonzero(q.shared), np.nan)[[0, -2 if q.shared.any() else -1]]
    if seen:
        weight = decibans(moves[seen - 1]) if moves[seen - 1] else "does not count"
        says = f"<b>{q.reading.words[seen - 1]}</b> {weight}"
    traces = [
        viz.rectangles([[common[0], common[1] + 1, -2 * reach, 2 * reach]], "null", opacity=0.13),
        viz.pinned(said(common[1] + 1, -0.8 * reach, "shared by many texts ", "muted", "left")),
        viz.line([0, many + 1], [0, 0], "accent", width=1.4, dash="dot", hover=False),
        viz.line(k, path, "null", width=1.2, opacity=0.5, step=True, hover=False),
        viz.line(k[: seen + 1], path[: seen + 1], "ink", width=1.4, step=True, hover=False),
        viz.line(x, up, YES, width=3, hover=False),
        viz.line(x, down, NO, width=3, hover=False),
        viz.dots((seen, here), "ink", size=12, name="now"),
        viz.pinned(said(1.03 * many + 0.5, 0.96 * reach, f"{says} ", "ink", "left", 14)),
        viz.pinned(said(0.01 * many, 0.82 * reach, "↑ linalg", YES, "right", 14)),
        viz.pinned(said(0.01 * many, -0.96 * reach, "↓ stats", NO, "right", 14)),
    ]
    go = lambda x, _: {"word": min(max(round(x), 0), many)}
    handles = [held("turner", (seen, here), "words read", "ink", go, "loosely")]
    x_axis = viz.Axis("words read", (-0.02 * many, 1.03 * many + 0.5))
    y_axis = viz.Axis("log-odds of linalg (decibans)", (-1.08 * reach, 1.08 * reach))
    return viz.Plane(traces, x_axis, y_axis, "One text, word after word", handles=handles, weight=1.25)


def words_panel(q: Bayes) -> viz.Plane:
    """The words read so far that weigh most, each with how often it was counted."""
    found = q.reading.strongest(q.seen, STRONGEST)
    sums = np.array([weight for _, weight, _ in found] + [np.nan] * (STRONGEST - len(found)))
    reach, rows = viz.reach([*sums, 1.0], (25, 50, 100, 200)), -np.arange(STRONGEST, dtype=float)
    boxes = np.stack([np.minimum(sums, 0), np.maximum(sums, 0), rows - 0.36, rows + 0.36], axis=1)
    signed = [(role, np.where((sign * sums > 0)[:, None], boxes, np.nan)) for role, sign in ((YES, 1), (NO, -1))]
    traces = [viz.rectangles(those, role, opacity=STRONG) for role, those in signed]
    for k, row in enumerate(rows.tolist()):
        word, weight, times = found[k] if k < len(found) else ("", 0.0, 1)
        says = f" {word} ×{times} " if times > 1 else f" {word} "
        traces.append(said(0, row, says, "ink", "left" if weight > 0 else "right"))
    x = viz.Axis("weight (decibans)", (-reach, reach), ticks=(-reach / 2, 0, reach / 2))
    y = viz.Axis("", (0.5 - STRONGEST, 0.5), visible=False)
    return viz.Plane(traces, x, y, "The strongest words so far", weight=0.8)


def texts_panel(q: Bayes) -> viz.Plane:
    """The final log-odds of all texts, each judged by the others, in order: the more sure, the farther out."""
    found, order, many = q.judged, q.judged.order, len(q.judged.final)
    reach, at = viz.reach(found.final, REACHES), (found.final[q.p.text], order[q.p.text])
    spots = np.stack([found.final, order], axis=1)
    those = lambda mask: np.where(mask[:, None], spots, np.nan)
    traces = [
        viz.line([0, 0], [-5, 1.04 * many], "accent", width=1.4, dash="dot", hover=False),
        viz.dots(those(found.modules == 0), YES, size=6, opacity=0.6, name="linalg"),
        viz.dots(those(found.modules == 1), NO, size=6, opacity=0.6, name="stats"),
        viz.dots(those(found.wrong), "ink", size=11, ring=True, name="wrong"),
        viz.dots(at, "ink", size=12, name=q.name),
        # Above the curve: beside a text in the middle its name has no room.
        said(-0.97 * reach, 1.08 * many, f"● {q.name}", "ink", "right", 13),
        said(0.97 * reach, 0.04 * many, f"{found.wrong.sum()} wrong ○", "ink", "left", 14),
        said(-0.95 * reach, 0.75 * many, "stats", NO, "right", 15),
        said(0.95 * reach, 0.4 * many, "linalg", YES, "left", 15),
    ]
    # The nearest text is taken.
    nearest = lambda x, y: {"text": int(np.argmin(np.hypot((found.final - x) / (2 * reach), (order - y) / many)))}
    handles = [held("pick", at, "the text", "ink", nearest, "loosely")]
    x = viz.Axis("final log-odds (decibans)", (-reach, reach), ticks=(-reach / 2, 0, reach / 2))
    y = viz.Axis("texts, in order", (-5.0, 1.14 * many))
    return viz.Plane(traces, x, y, f"All {many} texts", handles=handles, weight=0.95)


def doors_panel(q: Bayes) -> viz.Plane:
    """All games as a square: across where the car is, upwards what the host does; strong where he opens door 3."""
    b, knows, traces, texts = q.p.bias, q.p.knows, [], []
    for car, (split, role) in enumerate(((b, NO), (1.0 if knows else b, YES), (0.0 if knows else b, YES))):
        left = car / 3
        texts.append(said(left + 1 / 6, 1.09, ("car 1: yours", "car 2", "car 3")[car], role, "top center", 14))
        for door, low, high in ((3, 0.0, split), (2, split, 1.0)):
            shown = car + 1 == door  # the car itself
            color, opacity = ("null", 0.3) if shown else (role, STRONG if door == 3 else PALE)
            traces.append(viz.rectangles([[left, left + 1 / 3, low, high]], color, opacity=opacity, width=1))
            says = "car shown" if shown else f"opens {door}"
            ink = "paper" if opacity == STRONG else "ink"
            texts.append(said(left + 1 / 6, (low + high) / 2, says if high - low > 0.07 else "", ink))
    habit = viz.dots((1 / 6, b), "ink", size=13, name="his habit")
    handles = [held("habit", (1 / 6, b), "his habit", "ink", lambda _, y: {"bias": y}, "y")]
    x = viz.Axis("where the car is", (-0.02, 1.02), ticks=(0, 1 / 3, 2 / 3, 1), labels=("0", "1/3", "2/3", "1"))
    y = viz.Axis("share in which door 3 is opened", (-0.06, 1.2), ticks=QUARTERS)
    return viz.Plane([*traces, *texts, habit], x, y, "You hold door 1, the host opens one", handles=handles)


def habit_panel(q: Bayes) -> viz.Plane:
    """How often switching wins after door 3, after door 2, and whatever he opens, against his habit."""
    three, two = bayes.by_habit(q.p.knows, 3), bayes.by_habit(q.p.knows, 2)
    at = q.p.bias, q.switching if np.isfinite(q.switching) else 0.5
    # One line with one name where the host does not know.
    names = ("after door 2", "after door 3") if q.p.knows else (" ", "either door")
    traces = [
        viz.called(viz.line([0, 1], [q.overall] * 2, "optimum", width=1.8, dash="dash", name="on the whole")),
        said(1.0, q.overall, "on the whole", "optimum", "top left" if q.p.knows else "bottom left", 14),
        viz.called(viz.line(*two, "null", width=2.4, name="door 2"), names[0], at=0.75),
        viz.called(viz.line(*three, YES, width=3, name="door 3"), names[1], at=0.1),
        viz.line([at[0]] * 2, [0.38, at[1]], "muted", width=1.4, hover=False),
        viz.called(viz.dots(at, YES, size=13, name="after door 3", ring=not np.isfinite(q.switching)), around=9),
    ]
    handles = [held("chance", at, "his habit", YES, lambda x, _: {"bias": x})]
    x = viz.Axis("his habit b: door 3 where he may choose", (-0.03, 1.03), ticks=QUARTERS)
    y = viz.Axis("probability that switching wins", (0.38, 1.06), ticks=(0.5, 0.6, 0.7, 0.8, 0.9, 1))
    return viz.Plane(traces, x, y, "Which door he opens tells something", handles=handles, room=ROOM)
