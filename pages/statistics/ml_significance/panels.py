"""The panels: "data" is model A, "model" is model B, "gradient" the test that promises too much, "optimum" the one that
keeps its promise, "null" chance, "accent" what is pointed at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from pages.statistics.ml_significance.state import MOST, PAIRS, brought
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.ml_significance.state import Compared

SCORES, RUN = (70.0, 100.0), viz.Axis("run", (0.2, MOST + 0.8), ticks=(1, 5, 10, 15, 20, 25, 30))
Z, TRIES = np.linspace(-3.2, 4.4, 191), np.arange(1, 51)
J, SPLITS, FLOOR = np.arange(2, 32), viz.Axis("splits J", (1, 32)), 5e-5  # the least p that is drawn
WIDE, TOP, ACROSS = 40, 2.5, 5  # items in a row; place of the first row; scans in a row
ROLES = {"none": "gradient", "Bonferroni": "muted", "Holm": "data", "BH": "optimum"}
LINES = {"none": ("no correction", 0.1, "dash"), "Bonferroni": ("Bonferroni", 0.6, "dot")}
LINES |= {"Holm": ("Holm", 0.8, "solid"), "BH": ("BH", 0.35, "solid")}
TESTS, PAD = ("gradient", "optimum"), 4 * "\u00a0"  # the plain one and the corrected; beside a handle
METHODS, DEEP = 8, 12.0  # of a league; depth of the names under an axis

broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
says = lambda x, y, text, role, side="middle right", size=13: viz.label([x], [y], text, role, position=side, size=size)
level = lambda y, ends, role, width=1.4, dash="dash": viz.line(ends, [y, y], role, width=width, dash=dash, hover=False)
upright = lambda x, y, role="muted": viz.line([x, x], y, role, width=1.3, dash="dot", hover=False)
percent = lambda share: f"{number(100 * share, 3)}%"
replaced = lambda rows, k, row: [*rows[:k], row, *rows[k + 1 :]]
grip = lambda name, at, label, role, moves: viz.Handle(name, at, label, role, moves=moves, follows="x")
sets = lambda name: lambda x, _: {name: x}
by_y = lambda name, at, label, role, moves: viz.Handle(name, at, label, role, moves=moves, follows="y")
both = lambda draw, *each: [draw(*given, role) for *given, role in zip(*each, ("data", "model"), strict=True)]


def within(name: str, value: float, low: float, high: float, sentence: str) -> dict[str, Any]:
    """What a handle moves, or the limit that it stops at."""
    if not low <= value <= high:
        raise viz.Limit(sentence, {name: min(max(value, low), high)})
    return {name: value}


def runs_panel(q: Compared) -> viz.Plane:
    """The scores of both models, run by run: pairs, and the window of runs that is reported."""
    s, x, handles = q.scores, np.arange(1, len(q.scores.first) + 1), []
    low, high = SCORES if q.drawn else distributions.padded(np.concatenate([s.first, s.second]))
    up, seen = high + 0.08 * (high - low), lambda y: np.where((x >= q.begin) & (x <= q.end), y, np.nan)
    best = [q.begin - 1 + int(np.argmax(each[q.chosen])) for each in (s.first, s.second)]
    pair, better = (broken(x, x), broken(seen(s.first), seen(s.second))), np.repeat(s.second > s.first, 3)
    joined = lambda chosen, role: viz.line(pair[0], np.where(chosen, pair[1], np.nan), role, width=2.4, opacity=0.55)
    shape = {"data": "circle", "model": "diamond"}
    scored = lambda y, name, role, **more: viz.markers(x, y, role, symbol=shape[role], name=name, **more)
    traces = [
        *(joined(better, "model"), joined(~better, "data")),
        *both(partial(scored, size=6, opacity=0.3), (s.first, s.second), s.names),
        *both(partial(scored, size=9), (seen(s.first), seen(s.second)), s.names),
        viz.markers(np.add(best, 1), [s.first[best[0]], s.second[best[1]]], "accent", size=19, ring=True, name="best"),
        says(0.4, up, f"● A: {s.names[0]}", "data"),
        says(MOST + 0.6, up, f"◆ B: {s.names[1]}", "model", "middle left"),
    ]
    moves = lambda k, _, y, place: {"pairs": replaced(q.p.pairs, k, tuple(replaced(q.p.pairs[k], place, y)))}
    for place, (name, role) in enumerate((("first", "data"), ("second", "model")) if q.drawn else ()):
        spots, said = np.stack([x, np.array(q.p.pairs)[:, place]], axis=1), f"{'AB'[place]} in run"
        handles += viz.handles(name, spots, said, role, moves=partial(moves, place=place), follows="y")
    axis = viz.Axis("score" if brought(q.p.data) else "accuracy (%)", (low, high + 0.16 * (high - low)))
    return viz.Plane(traces, RUN, axis, "The same run, two models", handles=handles)


def differences_panel(q: Compared) -> viz.Plane:
    """The differences, and what a report after each further run would say: their mean and its interval."""
    s, d, n, along = q.scores, q.apart, len(q.apart), np.arange(q.begin, q.end + 1)
    x, role = np.arange(1, n + 1), "gradient" if s.share else "accent"
    reach = distributions.nice(max(1.15 * float(np.abs(d).max()), 4.0 if q.drawn else 1e-9))
    (mean, half), (_, wider) = q.bands
    at, side = (0.4, "middle right") if q.begin > 12 else (MOST + 0.6, "middle left")  # clear of the band
    cut, shown = lambda y: np.clip(y, -reach, reach), wider if s.share else np.full(len(along), np.nan)
    test = q.corrected if s.share else q.plain
    bars = cut(test.mean + np.array([-1, 1]) * min(test.half(q.p.alpha), 9 * reach))
    traces = [
        level(0.0, RUN.range, "ink", 1.6, "solid"),
        viz.area(along, cut(mean + half), cut(mean - half), role, opacity=0.2),
        *(viz.line(along, cut(mean + k * shown), "optimum", width=1.8, dash="dash", hover=False) for k in (-1, 1)),
        viz.markers(x, d, "null", size=6, opacity=0.35, name="difference"),
        viz.markers(along, d[q.chosen], "ink", size=7, opacity=0.85, name="difference"),
        viz.line(along, mean, "accent", width=2.6, name="mean so far"),
        viz.line([q.end, q.end], bars, "optimum" if s.share else "accent", width=5, opacity=0.8, name="interval"),
        says(at, 0.93 * reach, f"↑ B ahead: {s.names[1]}", "model", side),
        says(at, -0.93 * reach, f"↓ A ahead: {s.names[0]}", "data", side),
    ]
    start = lambda x, _: within("start", round(x), 1, n, f"The runs go from 1 to {n}.")
    rest = f"From here the runs go from {q.begin} to {n}."
    last = lambda x, _: within("runs", round(x) - q.begin + 1, 1, n - q.begin + 1, rest)
    handles = [grip("start", (q.begin, 0.0), "first run reported", "ink", start)]
    handles.append(grip("last", (q.end, float(mean[-1])), "last run reported", "accent", last))
    title = f"Runs {q.begin} to {q.end}: p = {number(test.p, 2)}" if q.reported > 1 else "One run: no test"
    y = viz.Axis("B − A" if brought(q.p.data) else "B − A (percentage points)", (-reach, reach))
    return viz.Plane(traces, RUN, y, title, handles=handles)


def bells_panel(q: Compared) -> viz.Plane:
    """Where one run of a model lies, and where the best of many."""
    own, other = (ml.best_density(Z, k) for k in (q.p.tries, q.p.baseline))
    bell = lambda y, role, **style: viz.line(Z, y, role, width=2.6, **style)
    traces = [
        viz.area(Z, own, 0.0, "model", opacity=0.15),
        viz.called(bell(ml.best_density(Z, 1), "null", dash="dash", name="one run"), "one run", at=0.2),
        viz.called(bell(other, "data", name="baseline")),
        viz.called(bell(own, "model", name="yours"), f"best of {q.p.tries}: yours" if q.p.tries > 1 else "", at=0.75),
        *(viz.called(upright(q.luck_baseline, [0, 1.02], "data")), viz.called(upright(q.luck, [0, 1.12], "model"))),
        says(-3.1, 1.19, f"baseline: best of {q.p.baseline}", "data"),
    ]
    x, y = viz.Axis("accuracy (deviations)", (-3.2, 4.4)), viz.Axis("density", (0, 1.25), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y, f"Equal models: yours is ahead in {percent(q.ahead)}")


def luck_panel(q: Compared) -> viz.Plane:
    """The expected best against the number of runs, and what thirty real runs give."""
    real, spots = ml_runs.best_of_forests(), [(q.p.baseline, q.luck_baseline), (q.p.tries, q.luck)]
    traces = [
        viz.line(TRIES, [ml.expected_best(int(k)) for k in TRIES], "ink", width=2.6, name="normal scores"),
        viz.markers(TRIES[:MOST], real, "accent", size=7, ring=True, name="a forest, thirty seeds"),
        *both(lambda at, role: level(at[1], [0, at[0]], role, dash="dot"), spots),
        *both(lambda at, role: viz.dots(at, role, size=13, name="best of so many"), spots),
        says(50, 0.25, "○ a real forest, best of 30 seeds", "accent", "middle left", 12),
    ]
    names = ("baseline", "tries"), ("runs of the baseline", "your runs")
    handles = both(lambda name, label, at, role: grip(name, at, label, role, sets(name)), *names, spots)
    y = viz.Axis("expected best (deviations)", (0, 2.5))
    told = "A lead of" if q.luck >= q.luck_baseline else "Behind by"
    title = f"{told} {number(abs(q.luck - q.luck_baseline), 3)} deviations, for nothing"
    return viz.Plane(traces, viz.Axis("runs of which the best is reported", (0, 51)), y, title, handles=handles)


def variance_panel(q: Compared) -> viz.Plane:
    """The variance of the mean of J differences: what it is, and what each test takes it for."""
    rho, at, here = q.p.rho, q.p.splits, float(ml.mean_variance(q.p.splits, q.p.rho))
    corrected = (1 - rho) * ml.spread_factor(J, q.p.share)
    truth = viz.line(J, ml.mean_variance(J, rho), "ink", width=6, opacity=0.35, name="truth")
    traces = [
        viz.called(viz.line(J, (1 - rho) / J, "gradient", width=2.4, dash="dash", name="plain"), "plain: s²/J", at=0.3),
        viz.called(truth, "the truth", at=0.75),
        viz.called(viz.line(J, corrected, "optimum", width=2.4, name="corrected"), "corrected", at=0.45),
        upright(at, [0.005, here]),
        viz.dots((at, here), "ink", size=12, name="here"),
    ]
    tied = lambda _, y: within("rho", (31 * y - 1) / 30, 0, 0.8, "The correlation goes from 0 to 0.8.")
    handles = [by_y("rho", (31, float(ml.mean_variance(31, rho))), "correlation of two splits", "ink", tied)]
    handles.append(grip("splits", (at, here), "number of splits", "ink", sets("splits")))
    y = viz.Axis("variance of the mean / that of one", (0.005, 2), log=True)
    return viz.Plane(traces, SPLITS, y, "More splits are not more data", handles=handles)


def level_panel(q: Compared) -> viz.Plane:
    """How often two equally good models are called different, exactly for normal differences, and measured."""
    at, seen = q.p.splits, q.measured
    plain, corrected = (ml.true_level(q.p.alpha, J, q.p.rho, r) for r in (0.0, q.p.share))
    traces = [
        level(q.p.alpha, [1, 32], "null", 1.6),
        viz.called(viz.line(J, plain, "gradient", width=2.8, name="plain t-test"), "plain t-test", at=0.6),
        viz.called(viz.line(J, corrected, "optimum", width=2.8, name="corrected"), "corrected", at=0.75),
        *(viz.markers(ml_runs.COUNTS, seen[k], r, size=9, ring=True, name="measured") for k, r in enumerate(TESTS)),
        upright(at, [0, q.level]),
        viz.dots((at, q.level), "gradient", size=12, name="here"),
        says(1.4, 0.94, f"○ measured with trained models: ρ = {seen[2]:.2f}", "muted", size=12),
    ]
    handles = [grip("count", (at, q.level), "number of splits", "gradient", sets("splits"))]
    y, title = viz.Axis("P(equal models called different)", (0, 1), percent=True), f"given {percent(q.level)}"
    return viz.Plane(traces, SPLITS, y, f"Promised {percent(q.p.alpha)}, {title}", handles=handles)


def items_panel(q: Compared) -> viz.Plane:
    """All items in the order of the file, right or wrong by either model; only where they differ do they tell."""
    (a, b), n, t = q.right, np.arange(q.right.shape[1]), q.table
    x, y, seen, handles = n % WIDE + 1, -(n // WIDE) - TOP, n < q.seen, []
    at = lambda chosen, role, name, **style: viz.markers(x, np.where(chosen, y, np.nan), role, name=name, **style)
    traces = [
        at(~seen, "grid", "not seen yet", size=3),
        at(seen & a & b, "null", "both right", size=3.5, opacity=0.6),
        at(seen & ~a & ~b, "null", "both wrong", size=7, symbol="x", opacity=0.8),
        at(seen & a & ~b, "data", f"{q.models[0]} alone is right", size=10),
        at(seen & ~a & b, "model", f"{q.models[1]} alone is right", size=10, symbol="diamond"),
        says(0.5, -0.9, f"● {q.models[0]}: {t.first}", "data"),
        says(WIDE + 0.7, -0.9, f"{q.models[1]}: {t.second} ◆", "model", "middle left"),
    ]
    fewest = f"There are {min(len(a), ml_runs.TEST)} items, and 20 are the fewest."
    more = lambda _, y: within("upto", -(y + TOP) * WIDE, 20, min(len(a), ml_runs.TEST), fewest)
    if q.p.answers != "counts":
        handles.append(by_y("upto", (WIDE + 1.4, -q.seen / WIDE - TOP), "number of items", "accent", more))
    across = viz.Axis(f"{WIDE} to a row; ● ◆ one alone is right, × none is", (0.2, WIDE + 2), ticks=())
    axes, title = (across, viz.Axis("", (-22.9, -0.1), visible=False)), f"{q.seen} items: only {t.split} of them tell"
    return viz.Plane(traces, *axes, title, handles=handles, weight=1.15)


def scans_panel(q: Compared) -> Any:
    """The very digits on which the models differ; no panel where items have no picture."""
    if q.p.answers not in PAIRS:
        return []
    (a, b), scans, images, traces = q.right[:, : q.seen], ml_runs.scans()[: q.seen], [], []
    for chosen, top, most, k in ((a & ~b, -0.75, 2, 0), (~a & b, -3.5, 4, 1)):
        found = ml_runs.sheet(scans[chosen], ACROSS, most)
        traces.append(says(0, top + 0.3, f"{q.models[k]} alone", ("data", "model")[k], size=12))
        images.append(viz.picture(found, x=(0, ACROSS), y=(top - ACROSS * found.shape[0] / found.shape[1], top)))
    axes = viz.Axis("", (-0.1, ACROSS + 0.1), visible=False), viz.Axis("", (-7.6, 0.1), visible=False)
    return [viz.Plane(traces, *axes, "The digits that tell", equal=True, images=images, weight=0.62)]


def coin_panel(q: Compared) -> viz.Plane:
    """The law of how a fair coin splits the items on which the models differ, and how these were split."""
    t, n, handles = q.table, max(q.table.split, 1), []
    k, share, wide = np.arange(n + 1) / n, t.first / n, min(0.9 / n, 0.17)
    law = q.coin / q.coin.max() if t.split else np.full(2, np.nan)
    tail, at = np.abs(k - 0.5) >= abs(share - 0.5) - 1e-9, share if t.split else np.nan
    side, told = "top left" if share > 0.5 else "top right", f"{PAD}{t.first} : {t.second}{PAD}" if t.split else ""
    traces = [
        viz.bars(k, law, ["accent" if each else "null" for each in tail], width=wide, name="chance"),  # two stand apart
        upright(0.5, [0, 1.05]),
        viz.line([at, at], [0, 1.12], "accent", width=2.4, hover=False),
        says(at, 1.12, told, "accent", side, 15),
        says(0.99, 1.28, f"{q.models[0]} →", "data", "middle left", 12),
        says(0.01, 1.28, f"← {q.models[1]}", "model", "middle right", 12),
    ]
    first = lambda x: int(np.clip(round(x * t.split), max(0, t.split - 200), min(t.split, 200)))
    split = lambda x, _: {"counts": ((t.both, first(x)), (t.split - first(x), t.neither))}
    if q.p.answers == "counts" and t.split:  # loosely: counts are whole, and few of them are far apart
        handles = [viz.Handle("split", (share, 1.12), "the split", "accent", moves=split, follows="loosely")]
    x = viz.Axis(f"share of the {t.split} disagreements", (-0.1, 1.1))
    y = viz.Axis("chance (tallest = 1)", (0, 1.4), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y, f"A fair coin: p = {number(t.p, 3)}", handles=handles)


def ordered_panel(q: Compared) -> viz.Plane:
    """The p-values in order, and what each procedure compares them with."""
    (p, of), m, lines = q.tested, q.many, ml.limits(q.many, q.p.alpha)
    rank, drawn, told = np.arange(1, m + 1), np.maximum(p, FLOOR * 1.15), [f"p = {number(each, 3)}" for each in p]
    passed, null = rank <= q.rejected["BH"], of if q.p.tests == "simulated" else np.zeros(m, bool)
    if q.p.tests == "pairs":
        told = [f"{name}: {text}" for name, text in zip(of, told, strict=True)]
    x, ends = np.concatenate([[0.5], rank, [m + 0.5]]), lambda y: np.concatenate([y[:1], y, y[-1:]])
    curve = lambda k: viz.line(x, ends(lines[k]), ROLES[k], width=2.2, dash=LINES[k][2], name=LINES[k][0])
    dots = lambda shown, role, **style: viz.markers(rank, np.where(shown, drawn, np.nan), role, text=told, **style)
    traces = [
        *(viz.called(curve(k), LINES[k][0], at=LINES[k][1]) for k in ROLES),
        viz.called(dots(passed, "optimum", size=10)),
        viz.called(dots(~passed, "ink", size=9, ring=True)),
        dots(null, "gradient", size=16, symbol="x-thin-open"),
    ]
    handles = [by_y("alpha", (0.5, q.p.alpha), "level α", "gradient", lambda _, y: {"alpha": y})]
    if q.p.tests == "drawn":
        spots, moves = np.stack([np.argsort(of) + 1, q.p.ps], axis=1), lambda k, _, y: {"ps": replaced(q.p.ps, k, y)}
        handles += viz.handles("ps", spots, "p-value", "ink", moves=moves, follows="y")
    counts = ", ".join(f"{k} {q.rejected[k]}" for k in ("Bonferroni", "Holm", "BH"))
    axes = viz.Axis("rank of the p-value", (0.3, m + 0.7)), viz.Axis("p-value", (FLOOR, 1.6), log=True)
    return viz.Plane(traces, *axes, f"Rejected of {m}: {counts}", handles=handles, weight=1.1)


def rates_panel(q: Compared) -> viz.Plane:
    """What each procedure does over many experiments of as many tests."""
    x = np.concatenate([5.4 * g + np.arange(4) for g in range(3)])
    y = np.array([[q.rates[k][g] for k in ROLES] for g in range(3)]).ravel()
    promises, clear = np.repeat([q.p.alpha, q.p.alpha * q.nulls / q.many, -1], 4), np.nan_to_num(y)
    near = (clear < promises + 0.015) & (clear > promises - 0.06)  # numbers keep clear of the dashed lines
    said = [f"{100 * each:.0f}" if each == each else "" for each in y]  # in %, as the axis says: bars are narrow
    traces = [
        viz.bars(x, np.nan_to_num(y), list(ROLES.values()) * 3, width=0.86, opacity=0.75, name="share"),
        viz.label(x, np.where(near, promises, clear) + 0.005, said, "ink", position="top center", size=11),
        *(level(promises[4 * g], [5.4 * g - 0.6, 5.4 * g + 3.6], "ink", 1.8) for g in (0, 1)),
    ]
    across = viz.Axis("", (-0.8, 14.6), ticks=(1.5, 6.9, 12.3), labels=("any false", "false share", "found"))
    up, title = viz.Axis("share", (0, 1.12), percent=True), f"1,000 times: {q.nulls} of {q.many} are nothing"
    return viz.Plane(traces, across, up, title, weight=0.95)


def ranks_panel(q: Compared) -> viz.Plane:
    """The rank of each method on each data set; the two that are looked at are joined."""
    r, (i, j), fixed = q.ranked.ranks, q.ends, len(q.fixed[1])
    n, k = r.shape
    row, others = np.arange(n + 1, 1, -1), [m for m in range(fixed) if m not in (i, j)]
    spots = lambda columns: (r[:, columns].ravel(), np.repeat(row, len(columns)))
    ahead, pair = np.repeat(r[:, j] < r[:, i], 3), (broken(r[:, i], r[:, j]), broken(row, row))
    joined = lambda chosen, role: viz.line(np.where(chosen, pair[0], np.nan), pair[1], role, width=2.2, opacity=0.5)
    shift, side = (0.35, "middle right") if k < 6 else (-0.35, "middle left")
    traces = [
        *(joined(ahead, "model"), joined(~ahead, "data")),
        viz.markers(*spots(list(range(fixed, k))), "gradient", size=6, ring=True, name="joined the pool"),
        viz.markers(*spots(others), "null", size=7, name="another method"),
        viz.markers(r[:, i], row, "data", size=10, name=q.methods[i]),
        viz.markers(r[:, j], row, "model", size=10, symbol="diamond", name=q.methods[j]),
        says(0.6, n + 2.1, f"◆ {q.methods[j]}", "model"),
        says(METHODS + 0.7, n + 2.1, f"● {q.methods[i]}", "data", "middle left"),
        says(k + shift, 1.0, "drag: more methods", "gradient", side, 12),
    ]
    more = lambda x, _: {"added": int(np.clip(round(x) - fixed, 0, 4))}  # loosely: there is no half method
    handles = [viz.Handle("pool", (k, 1.0), "number of methods", "gradient", moves=more, follows="loosely")]
    x = viz.Axis("rank (1 is best)", (0.4, METHODS + 0.8), ticks=range(1, METHODS + 1))
    y, title = viz.Axis("data set", (0.2, n + 2.9), ticks=()), f"{n} data sets, {k} methods"
    return viz.Plane(traces, x, y, title, handles=handles, weight=0.9)


def diagram_panel(q: Compared) -> viz.Plane:
    """The diagram of critical differences: mean ranks on an axis, bars over those that are not told apart."""
    means, (i, j), k, fixed = q.ranked.means, q.ends, len(q.ranked.means), len(q.fixed[1])
    order, depth = np.argsort(means, kind="stable"), np.empty(k)
    depth[order] = -DEEP / k * (k - 0.3 - np.arange(k))  # the best hangs lowest, so that no name is crossed
    bars = ml.groups_within(means[order], q.cd)
    ends, heights = means[order[np.array(bars, int).reshape(-1, 2)]], 0.55 + 0.55 * (np.arange(len(bars)) % 5)
    roles = ["data" if m == i else "model" if m == j else "gradient" if m >= fixed else "null" for m in range(k)]
    traces = [viz.line([1, METHODS], [0, 0], "ink", width=2, hover=False)]
    for role in ("gradient", "null", "data", "model"):
        x, y = (np.where([each == role for each in roles], values, np.nan) for values in (means, depth))
        traces.append(viz.line(broken(x, x), broken(0 * y, y), role, width=2, hover=False))
        named = [f" {each}" if at == at else "" for each, at in zip(q.methods, x, strict=True)]
        traces.append(viz.label(x, y, named, role, position="middle right", size=13))
    traces += [
        viz.line(broken(*ends.T), broken(heights, heights), "ink", width=6, opacity=0.6, hover=False),
        viz.line([means[j], means[j] + q.cd], [4.2, 4.2], "accent", width=4, hover=False),
        *(upright(means[m], [0, 4.2], roles[m]) for m in (i, j)),
        says(means[j], 5.0, f"critical difference {number(q.cd, 3)}", "accent"),
    ]
    axes = viz.Axis("mean rank", (0.7, METHODS + 1.8), ticks=range(1, 9)), viz.Axis("", (-12.6, 6.0), visible=False)
    said = "> {}: told apart" if q.gap > q.cd else "≤ {}: not told apart"
    return viz.Plane(traces, *axes, f"Gap {number(q.gap, 3)} {said.format(number(q.cd, 3))}")
