"""The panels: "data" is model A, "model" is model B, "gradient" the test that promises too much, "optimum" the one that
keeps its promise, "null" chance, "accent" what is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from pages.statistics.ml_significance.state import MOST, PAIRS
from viz import distributions

if TYPE_CHECKING:
    from pages.statistics.ml_significance.state import Compared

SCORES, RUNS, WIDE = (70.0, 100.0), (0.2, MOST + 0.8), 40  # of points that are drawn; items in a row
J, FLOOR = np.arange(2, 32), 5e-5  # splits; the least p that is drawn
TOP, DEEP = 2.5, 12.0  # of the first row of items; depth of the names under an axis
ROLES = {"none": "gradient", "Bonferroni": "muted", "Holm": "data", "BH": "optimum"}
DASHES = {"none": "dash", "Bonferroni": "dot", "Holm": "solid", "BH": "solid"}
RATES = ("any false", "false share", "found")
MOST_METHODS, ACROSS = 8, 5  # methods of a league; scans in a row

broken = lambda *ends: np.stack([*ends, np.full(len(ends[0]), np.nan)], axis=1).ravel()
says = lambda x, y, text, role, side="middle right", size=13: viz.label([x], [y], text, role, position=side, size=size)
level = lambda y, ends, role, width=1.4, dash="dash": viz.line(ends, [y, y], role, width=width, dash=dash, hover=False)
percent = lambda share, digits=3: f"{number(100 * share, digits)}%"


def replaced(rows: tuple[Any, ...], k: int, row: Any) -> list[Any]:
    """Some rows with another one at place k."""
    return [*rows[:k], row, *rows[k + 1 :]]


def runs_panel(q: Compared) -> viz.Plane:
    """The scores of both models, run by run: pairs, and the window of runs that is reported."""
    s, x = q.scores, np.arange(1, len(q.scores.first) + 1)
    low, high = SCORES if q.drawn else distributions.padded(np.concatenate([s.first, s.second]))
    top, inside = high + 0.16 * (high - low), (x >= q.begin) & (x <= q.end)
    seen = lambda y: np.where(inside, y, np.nan)
    better = s.second > s.first
    best = np.array([q.begin - 1 + np.argmax(each[q.chosen]) for each in (s.first, s.second)])
    tops = [s.first[best[0]], s.second[best[1]]]
    lines = [broken(x, x), broken(seen(s.first), seen(s.second))]
    up, down = (np.where(np.repeat(chosen, 3), lines[1], np.nan) for chosen in (better, ~better))
    traces = [
        viz.line(lines[0], up, "model", width=2.4, opacity=0.55, hover=False),
        viz.line(lines[0], down, "data", width=2.4, opacity=0.55, hover=False),
        viz.markers(x, s.first, "data", size=6, opacity=0.3, name=s.names[0]),
        viz.markers(x, s.second, "model", size=6, symbol="diamond", opacity=0.3, name=s.names[1]),
        viz.markers(x, seen(s.first), "data", size=9, name=s.names[0]),
        viz.markers(x, seen(s.second), "model", size=9, symbol="diamond", name=s.names[1]),
        viz.markers(best + 1, tops, "accent", size=19, ring=True, name="best of those reported"),
        says(0.4, high + 0.08 * (high - low), f"● A: {s.names[0]}", "data"),
        says(MOST + 0.6, high + 0.08 * (high - low), f"◆ B: {s.names[1]}", "model", "middle left"),
    ]
    handles = []
    for name, place, role in (("first", 0, "data"), ("second", 1, "model")) if q.drawn else ():
        spots = np.stack([x, np.array(q.p.pairs)[:, place]], axis=1)

        def moves(k: int, _: float, y: float, place: int = place) -> dict[str, Any]:
            return {"pairs": replaced(q.p.pairs, k, tuple(replaced(q.p.pairs[k], place, y)))}

        handles += viz.handles(name, spots, lambda k, m="AB"[place]: f"{m} in run {k + 1}", role, moves=moves, follows="y")
    across, up_axis = viz.Axis("run", RUNS, ticks=(1, 5, 10, 15, 20, 25, 30)), viz.Axis("accuracy (%)", (low, top))
    return viz.Plane(traces, across, up_axis, "The same run, two models", handles=handles)


def differences_panel(q: Compared) -> viz.Plane:
    """The differences, and what a report after each further run would say: their mean and its interval."""
    s, d, x = q.scores, q.apart, np.arange(1, len(q.apart) + 1)
    reach = 32.0 if q.drawn else distributions.nice(max(1.15 * float(np.abs(d).max()), 1e-9))
    inside, along = (x >= q.begin) & (x <= q.end), np.arange(q.begin, q.end + 1)
    (mean, half), (_, wider) = q.bands
    cut = lambda y: np.clip(y, -reach, reach)
    shown = wider if s.share else np.full(len(along), np.nan)
    test, role = (q.corrected, "optimum") if s.share else (q.plain, "accent")
    bars = [cut(test.mean + sign * min(test.half(q.p.alpha), 9 * reach)) for sign in (-1, 1)]
    traces = [
        level(0.0, RUNS, "ink", 1.6, "solid"),
        viz.area(along, cut(mean + half), cut(mean - half), "gradient" if s.share else "accent", opacity=0.2),
        viz.line(along, cut(mean + shown), "optimum", width=1.8, dash="dash", hover=False),
        viz.line(along, cut(mean - shown), "optimum", width=1.8, dash="dash", hover=False),
        viz.markers(x, d, "null", size=6, opacity=0.35, name="difference"),
        viz.markers(x, np.where(inside, d, np.nan), "ink", size=7, opacity=0.85, name="difference"),
        viz.line(along, mean, "accent", width=2.6, name="mean so far"),
        viz.line([q.end, q.end], bars, role, width=5, opacity=0.8, name="interval"),
        says(MOST + 0.6, 0.93 * reach, f"↑ B ahead: {s.names[1]}", "model", "middle left"),
        says(MOST + 0.6, -0.93 * reach, f"↓ A ahead: {s.names[0]}", "data", "middle left"),
    ]

    def last(x: float, _: float) -> dict[str, Any]:
        if round(x) > len(d):
            raise viz.Limit(f"There are {len(d)} runs and no more.", {"runs": len(d) - q.begin + 1})
        if round(x) < q.begin:
            raise viz.Limit("A report holds one run at least.", {"runs": 1})
        return {"runs": round(x) - q.begin + 1}

    def start(x: float, _: float) -> dict[str, Any]:
        if round(x) > len(d) or round(x) < 1:
            raise viz.Limit(f"The runs go from 1 to {len(d)}.", {"start": min(max(round(x), 1), len(d))})
        return {"start": round(x)}

    handles = [
        viz.Handle("start", (q.begin, 0.0), "first run reported", "ink", moves=start, follows="x"),
        viz.Handle("last", (q.end, float(mean[-1])), "last run reported", "accent", moves=last, follows="x"),
    ]
    across = viz.Axis("run", RUNS, ticks=(1, 5, 10, 15, 20, 25, 30))
    title = f"Runs {q.begin} to {q.end}: p = {number(test.p, 2)}" if q.reported > 1 else "One run: no test"
    return viz.Plane(traces, across, viz.Axis("B − A (points of a per cent)", (-reach, reach)), title, handles=handles)


def variance_panel(q: Compared) -> viz.Plane:
    """The variance of the mean of J differences: what it is, and what each test takes it for."""
    rho, at = q.p.rho, q.p.splits
    truth, claimed = ml.mean_variance(J, rho), (1 - rho) / J
    corrected = (1 - rho) * ml.spread_factor(J, q.p.share)
    here, end = float(ml.mean_variance(at, rho)), float(ml.mean_variance(31, rho))
    traces = [
        viz.called(viz.line(J, claimed, "gradient", width=2.4, dash="dash", name="plain"), "plain: s²/J", at=0.3),
        viz.called(viz.line(J, truth, "ink", width=6, opacity=0.35, name="truth"), "the truth", at=0.75, role="ink"),
        viz.called(viz.line(J, corrected, "optimum", width=2.4, name="corrected"), "corrected", at=0.45),
        viz.line([at, at], [0.005, here], "muted", width=1.2, dash="dot", hover=False),
        viz.dots((at, here), "ink", size=12, name="here"),
    ]

    def tied(_: float, y: float) -> dict[str, Any]:
        least, most = (float(ml.mean_variance(31, r)) for r in (0.0, 0.8))
        if not least <= y <= most:
            raise viz.Limit("The correlation goes from 0 to 0.8.", {"rho": 0.0 if y < least else 0.8})
        return {"rho": (y - 1 / 31) / (1 - 1 / 31)}

    handles = [
        viz.Handle("rho", (31, end), "correlation of two splits", "ink", moves=tied, follows="y"),
        viz.Handle("splits", (at, here), "number of splits", "ink", moves=lambda x, _: {"splits": x}, follows="x"),
    ]
    x, y = viz.Axis("splits J", (1, 32)), viz.Axis("variance of the mean / that of one", (0.005, 1.2), log=True)
    return viz.Plane(traces, x, y, "More splits are not more data", handles=handles)


def level_panel(q: Compared) -> viz.Plane:
    """How often two equally good models are called different, exactly for normal differences, and measured."""
    a, at, counts = q.p.alpha, q.p.splits, ml_runs.COUNTS
    plain, corrected = (ml.true_level(a, J, q.p.rho, r) for r in (0.0, q.p.share))
    seen = q.measured
    traces = [
        level(a, [1, 32], "null", 1.6),
        viz.called(viz.line(J, plain, "gradient", width=2.8, name="plain t-test"), "plain t-test", at=0.6),
        viz.called(viz.line(J, corrected, "optimum", width=2.8, name="corrected"), "corrected", at=0.75),
        viz.markers(counts, seen[0], "gradient", size=9, ring=True, name="plain, measured"),
        viz.markers(counts, seen[1], "optimum", size=9, ring=True, name="corrected, measured"),
        viz.line([at, at], [0, q.level], "muted", width=1.2, dash="dot", hover=False),
        viz.dots((at, q.level), "gradient", size=12, name="here"),
        says(1.4, 0.94, "○ measured with trained models", "muted", size=12),
    ]
    move = lambda x, _: {"splits": x}
    handles = [viz.Handle("count", (at, q.level), "number of splits", "gradient", moves=move, follows="x")]
    x, y = viz.Axis("splits J", (1, 32)), viz.Axis("P(equal models called different)", (0, 1), percent=True)
    return viz.Plane(traces, x, y, f"Promised {percent(a)}, given {percent(q.level)}", handles=handles)


def items_panel(q: Compared) -> viz.Plane:
    """All items in the order of the file, right or wrong by either model; only where they differ do they tell."""
    a, b = q.right
    n = np.arange(len(a))
    x, y, seen = n % WIDE + 1, -(n // WIDE) - TOP, n < q.seen
    where = lambda chosen: np.where(chosen, y, np.nan)
    t = q.table
    traces = [
        viz.markers(x, where(~seen), "grid", size=3, name="not seen yet"),
        viz.markers(x, where(seen & a & b), "null", size=3.5, opacity=0.6, name="both right"),
        viz.markers(x, where(seen & ~a & ~b), "null", size=7, symbol="x", opacity=0.8, name="both wrong"),
        viz.markers(x, where(seen & a & ~b), "data", size=10, name=f"{q.models[0]} alone is right"),
        viz.markers(x, where(seen & ~a & b), "model", size=10, symbol="diamond", name=f"{q.models[1]} alone is right"),
        says(0.5, -0.9, f"● {q.models[0]}: {t.first}", "data"),
        says(WIDE + 0.7, -0.9, f"{q.models[1]}: {t.second} ◆", "model", "middle left"),
    ]
    handles = []
    if q.p.answers != "counts":
        most = min(len(a), ml_runs.TEST)

        def more(_: float, y: float) -> dict[str, Any]:
            wanted = -(y + TOP) * WIDE
            if not 20 <= wanted <= most:
                raise viz.Limit(f"There are {most} items, and 20 are the fewest.", {"upto": np.clip(wanted, 20, most)})
            return {"upto": wanted}

        handles = [viz.Handle("items", (WIDE + 1.4, -q.seen / WIDE - TOP), "number of items", "accent", moves=more, follows="y")]
    across, up = viz.Axis(f"{WIDE} to a row; ● ◆ one alone is right, × none is", (0.2, WIDE + 2), ticks=()), viz.Axis("", (-22.9, -0.1), visible=False)
    return viz.Plane(traces, across, up, f"{q.seen} items: only {t.split} of them tell", handles=handles, weight=1.15)


def scans_panel(q: Compared) -> list[viz.Plane]:
    """The very digits on which the models differ; no panel where items have no picture."""
    if q.p.answers not in PAIRS:
        return []
    (a, b), scans = q.right[:, : q.seen], ml_runs.scans()[: q.seen]
    images, traces, high = [], [], 0.0
    for chosen, most, name, role in ((a & ~b, 2, q.models[0], "data"), (~a & b, 4, q.models[1], "model")):
        found = scans[chosen][: most * ACROSS]
        tiles = np.full((most, ACROSS, 9, 9), 255, np.uint8)
        tiles.reshape(-1, 9, 9)[: len(found), :8, :8] = found
        rows = max(1, -(-len(found) // ACROSS))
        sheet = tiles[:rows].swapaxes(1, 2).reshape(9 * rows, 9 * ACROSS)
        high -= 0.75
        traces.append(says(0, high + 0.3, f"{name} alone is right", role, size=12))
        images.append(viz.picture(np.kron(sheet, np.ones((4, 4), np.uint8)), x=(0, ACROSS), y=(high - rows, high)))
        high -= most
    axes = viz.Axis("", (-0.1, ACROSS + 0.1), visible=False), viz.Axis("", (high - 0.1, 0.1), visible=False)
    return [viz.Plane(traces, *axes, "The digits that tell", equal=True, images=images, weight=0.62)]


def coin_panel(q: Compared) -> viz.Plane:
    """The law of how a fair coin splits the items on which the models differ, and how these were split."""
    t, n = q.table, max(q.table.split, 1)
    k, share = np.arange(n + 1) / n, t.first / n
    law = q.coin / q.coin.max() if t.split else np.full(2, np.nan)
    tail = np.abs(k - 0.5) >= abs(share - 0.5) - 1e-9
    at = share if t.split else np.nan
    side = "top left" if share > 0.5 else "top right"
    traces = [
        viz.bars(k, np.where(tail, 0, law), "null", width=min(0.9 / n, 0.17), opacity=0.5, name="by chance"),
        viz.bars(k, np.where(tail, law, 0), "accent", width=min(0.9 / n, 0.17), opacity=0.85, name="at least so uneven"),
        viz.line([0.5, 0.5], [0, 1.05], "muted", width=1.2, dash="dot", hover=False),
        viz.line([at, at], [0, 1.12], "accent", width=2.4, hover=False),
        says(at, 1.12, f"{t.first} : {t.second}" if t.split else "", "accent", side, 15),
        says(0.99, 1.28, f"{q.models[0]} right more often →", "data", "middle left", 12),
        says(0.01, 1.28, f"← {q.models[1]}", "model", "middle right", 12),
    ]
    handles = []
    if q.p.answers == "counts" and t.split:

        def split(x: float, _: float) -> dict[str, Any]:
            first = int(np.clip(round(x * t.split), max(0, t.split - 200), min(t.split, 200)))
            return {"counts": ((t.both, first), (t.split - first, t.neither))}

        # loosely: counts are whole, and with few disagreements they are far apart
        handles = [viz.Handle("split", (share, 1.12), "split of the disagreements", "accent", moves=split, follows="loosely")]
    x, y = viz.Axis(f"share of the {t.split} disagreements", (-0.1, 1.1)), viz.Axis("chance (tallest = 1)", (0, 1.4), ticks=(0, 0.5, 1))
    return viz.Plane(traces, x, y, f"A fair coin does as much with p = {number(t.p, 3)}", handles=handles)


def ordered_panel(q: Compared) -> viz.Plane:
    """The p-values in order, and what each procedure compares them with."""
    (p, of), m = q.tested, q.many
    rank, drawn = np.arange(1, m + 1), np.maximum(p, FLOOR * 1.15)
    lines = ml.limits(m, q.p.alpha)
    passed, null = rank <= q.rejected["BH"], of if q.p.tests == "simulated" else np.zeros(m, bool)
    told = [f"p = {number(each, 3)}" for each in p]
    if q.p.tests == "pairs":
        told = [f"{name}: {text}" for name, text in zip(of, told, strict=True)]
    names = {"none": "no correction", "Bonferroni": "Bonferroni", "Holm": "Holm", "BH": "Benjamini–Hochberg"}
    at = {"none": 0.1, "Bonferroni": 0.6, "Holm": 0.8, "BH": 0.45}
    ends = lambda y: (np.concatenate([[0.5], rank, [m + 0.5]]), np.concatenate([y[:1], y, y[-1:]]))
    curve = lambda k: viz.line(*ends(lines[k]), ROLES[k], width=2.2, dash=DASHES[k], name=names[k])
    traces = [
        *(viz.called(curve(k), names[k], at=at[k]) for k in ROLES),
        viz.called(viz.markers(rank, np.where(passed, drawn, np.nan), "optimum", size=10, text=told)),
        viz.called(viz.markers(rank, np.where(passed, np.nan, drawn), "ink", size=9, ring=True, text=told)),
        viz.markers(rank, np.where(null, drawn, np.nan), "gradient", size=16, symbol="x-thin-open", name="nothing there"),
    ]

    def level_at(_: float, y: float) -> dict[str, Any]:
        return {"alpha": y}

    handles = [viz.Handle("alpha", (0.5, q.p.alpha), "level α", "gradient", moves=level_at, follows="y")]
    if q.p.tests == "drawn":
        place = np.empty(m)
        place[of] = rank
        moves = lambda k, _, y: {"ps": replaced(q.p.ps, k, y)}
        handles += viz.handles("ps", np.stack([place, q.p.ps], axis=1), "p-value", "ink", moves=moves, follows="y")
    counts = ", ".join(f"{k} {q.rejected[k]}" for k in ("Bonferroni", "Holm", "BH"))
    x, y = viz.Axis("rank of the p-value", (0.3, m + 0.7)), viz.Axis("p-value", (FLOOR, 1.6), log=True)
    return viz.Plane(traces, x, y, f"Rejected of {m}: {counts}", handles=handles, weight=1.1)


def rates_panel(q: Compared) -> viz.Plane:
    """What each procedure does over many experiments of as many tests."""
    x = np.concatenate([5.4 * g + np.arange(4) for g in range(3)])
    y = np.array([[q.rates[k][g] for k in ROLES] for g in range(3)]).ravel()
    roles = list(ROLES.values()) * 3
    said = [f"{100 * each:.0f}%" if each == each else "" for each in y]
    promise = q.p.alpha * q.nulls / q.many
    clear = np.nan_to_num(y)  # of the dashed lines
    for k, line in ((slice(0, 4), q.p.alpha), (slice(4, 8), promise)):
        near = (clear[k] < line + 0.015) & (clear[k] > line - 0.06)
        clear[k] = np.where(near, line + 0.005, clear[k])
    traces = [
        viz.bars(x, np.nan_to_num(y), roles, width=0.86, opacity=0.75, name="share"),
        viz.label(x, clear + 0.005, said, "ink", position="top center", size=11),
        viz.line([-0.6, 3.6], [q.p.alpha] * 2, "ink", width=1.8, dash="dash", hover=False),
        viz.line([4.8, 9.0], [promise] * 2, "ink", width=1.8, dash="dash", hover=False),
    ]
    across = viz.Axis("", (-0.8, 14.6), ticks=(1.5, 6.9, 12.3), labels=RATES)
    title = f"1,000 experiments: {q.nulls} of {q.many} are nothing"
    return viz.Plane(traces, across, viz.Axis("share of experiments", (0, 1.12), percent=True), title, weight=0.95)


def ranks_panel(q: Compared) -> viz.Plane:
    """The rank of each method on each data set; the two that are looked at are joined."""
    r, (i, j) = q.ranked.ranks, q.ends
    n, k = r.shape
    side = "middle right" if k < 6 else "middle left"
    row, fixed = np.arange(n + 1, 1, -1), len(q.fixed[1])
    others = [m for m in range(fixed) if m not in (i, j)]
    spots = lambda columns: (r[:, columns].ravel(), np.repeat(row, len(columns)))
    ahead = np.repeat(r[:, j] < r[:, i], 3)
    lines, up = broken(r[:, i], r[:, j]), broken(row, row)
    traces = [
        viz.line(np.where(ahead, lines, np.nan), up, "model", width=2.2, opacity=0.5, hover=False),
        viz.line(np.where(ahead, np.nan, lines), up, "data", width=2.2, opacity=0.5, hover=False),
        viz.markers(*spots(list(range(fixed, k))), "gradient", size=6, ring=True, name="joined the pool"),
        viz.markers(*spots(others), "null", size=7, name="another method"),
        viz.markers(r[:, i], row, "data", size=10, name=q.methods[i]),
        viz.markers(r[:, j], row, "model", size=10, symbol="diamond", name=q.methods[j]),
        says(0.6, n + 2.1, f"◆ {q.methods[j]}", "model"),
        says(MOST_METHODS + 0.7, n + 2.1, f"● {q.methods[i]}", "data", "middle left"),
        says(k + (0.35 if k < 6 else -0.35), 1.0, "drag: more methods", "gradient", side, 12),
    ]
    more = lambda x, _: {"added": int(np.clip(round(x) - fixed, 0, 4))}
    # loosely: there is no half method
    handles = [viz.Handle("pool", (k, 1.0), "number of methods", "gradient", moves=more, follows="loosely")]
    x, y = viz.Axis("rank (1 is best)", (0.4, MOST_METHODS + 0.8), ticks=range(1, MOST_METHODS + 1)), viz.Axis("data set", (0.2, n + 2.9), ticks=())
    return viz.Plane(traces, x, y, f"{n} data sets, {k} methods", handles=handles, weight=0.9)


def diagram_panel(q: Compared) -> viz.Plane:
    """The diagram of critical differences: mean ranks on an axis, bars over those that are not told apart."""
    means, (i, j) = q.ranked.means, q.ends
    order = np.argsort(means, kind="stable")
    k, step = len(means), DEEP / len(means)
    depth = np.empty(k)
    depth[order] = -step * (k - np.arange(k)) + 0.3 * step  # the best hangs lowest, so that no name is crossed
    apart = q.gap > q.cd
    bars = ml.groups_within(means[order], q.cd)
    heights = np.array([0.55 + 0.55 * (n % 5) for n in range(len(bars))])
    ends = np.array([[means[order[a]], means[order[b]]] for a, b in bars]).reshape(-1, 2)
    roles = ["gradient" if m >= len(q.fixed[1]) else "null" for m in range(k)]
    roles[i], roles[j] = "data", "model"
    drop = lambda chosen: (broken(means[chosen], means[chosen]), broken(np.zeros(len(chosen)), depth[chosen]))
    groups = {role: [m for m in range(k) if roles[m] == role] for role in ("gradient", "null", "data", "model")}
    pad = lambda role: [*groups[role], *[0] * (MOST_METHODS - len(groups[role]))]
    hide = lambda role: np.arange(MOST_METHODS) < len(groups[role])
    traces = [viz.line([1, MOST_METHODS], [0, 0], "ink", width=2, hover=False)]
    for role in groups:
        chosen, seen = pad(role), hide(role)
        text = [f" {q.methods[m]}" if s else "" for m, s in zip(chosen, seen, strict=True)]
        at = np.where(seen, means[chosen], np.nan), np.where(seen, depth[chosen], np.nan)
        traces.append(viz.line(*drop(groups[role]), role, width=2, hover=False))
        traces.append(viz.label(*at, text, role, position="middle right", size=13))
    traces += [
        viz.line(broken(*ends.T), broken(heights, heights), "ink", width=6, opacity=0.6, hover=False),
        viz.line([means[j], means[j] + q.cd], [4.2, 4.2], "accent", width=4, hover=False),
        viz.line([means[j], means[j]], [0, 4.2], "model", width=1.4, dash="dot", hover=False),
        viz.line([means[i], means[i]], [0, 4.2], "data", width=1.4, dash="dot", hover=False),
        says(means[j], 5.0, f"critical difference {number(q.cd, 3)}", "accent"),
    ]
    title = f"Gap {number(q.gap, 3)} {'>' if apart else '≤'} {number(q.cd, 3)}: {'told apart' if apart else 'not told apart'}"
    x = viz.Axis("mean rank", (0.7, MOST_METHODS + 1.8), ticks=range(1, MOST_METHODS + 1))
    return viz.Plane(traces, x, viz.Axis("", (-DEEP - 0.6, 6.0), visible=False), title)


