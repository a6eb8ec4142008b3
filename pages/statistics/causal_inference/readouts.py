"""What the lesson says in numbers: readouts, laws, notices, alternative texts, named values."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import number, settled
from mathcore.statistics import adjustment as adj
from mathcore.statistics import structural as sm
from pages.statistics.causal_inference import panels
from pages.statistics.causal_inference.state import Causes

STRUCTURES = {"fork": "Confounder: X ← Z → Y", "chain": "Mediator: X → Z → Y", "collider": "Collider: X → Z ← Y"}
STRUCTURES |= {"m": "M: hidden U and V meet in Z", "instrument": "Instrument: Z → X, hidden U"}
STORIES = {"fork": "Z causes both", "chain": "X causes Z", "collider": "Both cause Z"}
TURNED = "With one mix of strata for both, the comparison turns round."
NOTICES: dict[str, Callable[[Causes], str]] = {
    "rates": lambda q: TURNED * bool((q.crude[0] - q.crude[1]) * (q.standard[0] - q.standard[1]) < 0),
    "births": lambda q: "Nothing is adjusted for: each estimate is the difference as it is." * (q.p.used == 0),
    "hidden": lambda q: "This U would turn the effect round." * bool(q.with_u > 0),
}
n, n0, case = number, lambda value: number(settled(value)), lambda q: adj.CASES[q.p.cases]
ALTS: dict[str, Callable[[Causes], str]] = {
    "graph": lambda q: f"Causes: the effect is {n0(q.effect)}, the slope {n0(q.naive)}, at one Z {n0(q.adjusted)}.",
    "stories": lambda q: f"A scatter: at X = {n(q.told.value_x)} Y is {n(q.told.seen)}, done {n(q.told.done)}.",
    "rates": lambda q: f"Two groups by strata, {case(q)[2]}: overall {n(q.overall[0], 3)} and {n(q.overall[1], 3)}.",
    "births": lambda q: f"Births, {q.p.used} covariates weighted: smokers less others {n(q.weighted_effect, 3)} g.",
    "hidden": lambda q: f"A map of hidden causes: {n(q.estimate, 3)} g would become {n(q.with_u, 3)} g.",
}
percent = lambda value: f"{100 * value:.1f}%"
grams = lambda value, error: f"{value:.0f} ± {1.96 * error:.0f} g".replace("-", "−")


def arrow_readouts(q: Causes) -> list[Readout | Law]:
    effect, naive, adjusted = q.stated
    said = sm.FORMULAS[q.p.structure] if len(q.left_edges) == len(q.edges) else ("b", "b")
    wrong = "" if sm.identifies(q.left_edges, ()) else "X and Y have a common cause"
    spoilt = "" if sm.identifies(q.left_edges, (sm.Z,)) else "Z is not what closes the leaks"
    found: list[Readout | Law] = [
        Readout("true effect of X on Y, all directed ways", q.effect, role="optimum"),
        Readout("slope of Y on X, all", q.naive, role="data"),
        Readout("slope of Y on X with Z held fixed", q.adjusted, role="model"),
        law("least squares and paths agree", f"slope = {said[0]}", q.naive, naive),
        law("also with Z held fixed", f"slope = {said[1]}", q.adjusted, adjusted),
        law("seeing is doing", "slope = effect", q.naive, effect, unless=wrong),
        law("holding Z fixed finds the effect", "slope, Z fixed = effect", q.adjusted, effect, unless=spoilt),
    ]
    if q.p.structure == "instrument" and q.p.a and not q.p.lot:
        ratio = sm.fitted_slope(q.people, x=sm.Z) / sm.fitted_slope(q.people, x=sm.Z, y=sm.X)
        found.append(law("the instrument’s ratio", "(slope of Y on Z)/(of X on Z) = b", ratio, q.p.b))
    return found


def arrow_notice(q: Causes) -> str:
    out = int((np.abs(q.people[:, :2]).max(axis=1) > panels.EDGE).sum())
    said = ["No arrow points into X: there is nothing to cut."] * (q.p.lot and len(q.left_edges) == len(q.edges))
    said += ["With a = 0, Z moves nothing: it is no instrument."] * (q.p.structure == "instrument" and q.p.a == 0)
    said += ["A slope beyond the right panel waits at its edge."] * bool(np.abs(q.stated).max() > panels.CURVES)
    return " ".join([*said, *[f"Points beyond the picture: {out}."] * (out > 0)])


def story_notice(q: Causes) -> str:
    low, high = q.window.T
    out = int((np.clip(q.table[1][:, :2], low, high) != q.table[1][:, :2]).any(axis=1).sum())
    said = ["The diamond waits at the edge: what is done lies beyond."] * (not low[1] <= q.told.done <= high[1])
    return " ".join([*said, *[f"Points beyond the picture: {out}."] * (out > 0)])


def story_readouts(q: Causes) -> list[Readout | Law]:
    fork, t = q.p.story == "fork", q.told
    worst = float(np.abs(sm.covariance(q.tale.arrows, q.tale.noise) - q.spread[2]).max())
    says, other = "mean of Ŷ(x, Z) = E[Y | do x]", "" if fork else "Z is no common cause of X and Y"
    return [
        Readout("effect of one more X on Y, in this story", t.effect_done, role="optimum"),
        Readout("slope of Y on X", t.effect_seen, role="data"),
        Readout("slope of Y on X with Z held fixed", t.effect_fixed, role="model"),
        Readout("mean of Y among those with X = x", t.seen, role="data"),
        Readout("mean of Y if all had X = x", t.done, role="optimum"),
        law("the story fits, as the others do", "max |r by arrows − r of points| = 0", worst, 0.0),
        law("doing is seeing", "E[Y | do x] = E[Y | x]", t.done, t.seen, unless="Z causes both" * fork),
        law("averaging over Z as it is", says, t.averaged, t.done, tolerance=1e-8, unless=other),
    ]


def rates_readouts(q: Causes) -> list[Readout | Law]:
    (*both, said, _), (within, mixes) = case(q), q.rates.parts
    gaps, gap = q.rates.rates[:, 0] - q.rates.rates[:, 1], float(q.overall[0] - q.overall[1])
    unless = "the groups’ mixes differ" * (q.p.shared < 1 and not np.allclose(*q.rates.own.T))
    ends = [f"{percent(q.crude[k])} → {percent(q.standard[k])}" for k in (0, 1)]
    return [
        *(Readout(f"{both[k]} {said}: own mix → one mix", ends[k], role=panels.SIDE[k]) for k in (0, 1)),
        Readout(f"strata that favour {both[0]}", f"{(gaps > 0).sum()} of {len(gaps)}"),
        Readout("gap that comes from rates within strata", 100 * within, "points", 3),
        Readout("gap that comes from different mixes", 100 * mixes, "points", 3),
        law("the gap has two parts", "gap, own mixes = within + mixes", q.crude[0] - q.crude[1], within + mixes),
        law("no gap beyond those within strata", "gap ≤ the largest in a stratum", gap, gaps.max(), unless=unless),
    ]


def births_readouts(q: Causes) -> list[Readout | Law]:
    used, w, loose = np.append(q.balance[: q.p.used], 0.0), q.weighted, q.p.target != "overlap" and q.p.used > 0
    worth = ", ".join(f"{n:.0f} of {m}" for n, m in zip(*adj.worth(w.weights, adj.births().smoked), strict=True))
    unless, says = "only overlap weights balance exactly", "largest difference of those used = 0"
    return [
        Readout("as they are", float(adj.births_weighted(0, "all").effect), "g", role="data"),
        Readout("by weighting, with 95% interval", grams(w.effect, w.error), role="model"),
        Readout("by regression, with 95% interval", grams(q.estimate, q.error)),
        Readout("chances of smoking, from and to", f"{w.e.min():.3f} and {w.e.max():.3f}"),
        Readout("as many would do unweighted: smokers, others", worth),
        law("weights make groups alike", says, np.abs(used).max(), 0.0, tolerance=1e-7, unless=unless * loose),
    ]


def hidden_readouts(q: Causes) -> list[Readout | Law]:
    turned, noise = adj.births_turned(q.p.used)
    by_hand = adj.with_hidden(turned, q.p.hidden_x, q.p.hidden_y, noise)
    return [
        Readout("by regression, with 95% interval", grams(q.estimate, q.error)),
        Readout("had U been in it", q.with_u, "g", role="accent"),
        Readout("both shares of a U that leaves nothing", percent(q.robust), role="accent"),
        Readout("largest known share with smoking", percent(q.regressed.known[:, 0].max())),
        Readout("largest known share with weight", percent(q.regressed.known[:, 1].max())),
        law("a U made by hand", "regression with that U = formula", by_hand, q.with_u, tolerance=1e-7),
    ]


def numbers(q: Causes) -> dict[str, Any]:
    words = {"structure_text": STRUCTURES[q.p.structure], "story_text": STORIES[q.p.story]}
    story, rates = dict.fromkeys(sm.Told._fields, np.nan), adj.named(q.counts, q.p.shared)
    with suppress(Unanswerable):
        story = q.told._asdict()
    return words | story | rates | dict(zip(("group_1", "group_2"), case(q), strict=False))


def listing(q: Causes) -> dict[str, Any]:
    """The constants of the programs: strengths; moments of the three columns; the table; what the births say."""
    means, sds, r = sm.moments(q.table[1]) or (np.zeros(3), np.ones(3), np.eye(3))
    names = "structure", "a", "b", "c", "lot", "story", "at", "shared", "hidden_x", "hidden_y"
    rows = np.array([row for row in q.counts if sum(row) > 0] or q.counts, float)
    births = {"estimate": q.estimate, "error": q.error, "freedom": q.freedom}
    births |= {"first": rows[:, :2].tolist(), "second": rows[:, 2:].tolist()}
    columns = {"means": sm.tidy(means, sds), "covariance": sm.tidy(r * sds * sds[:, None], sds * sds[:, None])}
    return {name: q.p[name] for name in names} | births | columns
