"""What the lesson says in numbers: readouts, laws, notices, alternative texts, named values."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import number
from mathcore.statistics import adjustment as adj
from mathcore.statistics import structural as sm
from pages.statistics.causal_inference import panels
from pages.statistics.causal_inference.state import Causes

STRUCTURES = {"fork": "Confounder: X ← Z → Y", "chain": "Mediator: X → Z → Y", "collider": "Collider: X → Z ← Y"}
STRUCTURES |= {"m": "M: hidden U and V meet in Z", "instrument": "Instrument: Z → X, hidden U"}
STORIES = {"fork": "Z causes both", "chain": "X causes Z", "collider": "Both cause Z"}
percent = lambda value: f"{100 * value:.1f}%"
grams = lambda value, error: f"{value:.0f} ± {1.96 * error:.0f} g".replace("-", "−")


def arrow_readouts(q: Causes) -> list[Readout | Law]:
    effect, naive, adjusted = q.stated
    cut = q.p.lot and q.p.structure not in ("chain", "collider")
    said = ("b", "b") if cut else sm.FORMULAS[q.p.structure]
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
    far = np.abs([q.effect, q.naive, q.adjusted]).max() > panels.CURVES
    idle = q.p.lot and q.p.structure in ("chain", "collider")
    said = ["No arrow points into X: there is nothing to cut."] * idle
    said += ["With a = 0, Z moves nothing: it is no instrument."] * (q.p.structure == "instrument" and q.p.a == 0)
    said += ["A slope beyond the right panel waits at its edge."] * bool(far)
    return " ".join([*said, *[f"Points beyond the picture: {out}."] * (out > 0)])


def arrow_alt(q: Causes) -> str:
    says = f"A graph of causes, {len(q.people)} points and two regressions. The effect of X on Y is {number(q.effect)},"
    return f"{says} the slope through all {number(q.naive)}, the slope with Z held fixed {number(q.adjusted)}."


def story_readouts(q: Causes) -> list[Readout | Law]:
    fork, r = q.p.story == "fork", q.spread[2]
    worst = float(np.abs(sm.covariance(q.tale.arrows, q.tale.noise) - r).max())
    says, other = "mean of Ŷ(x, Z) = E[Y | do x]", "" if fork else "Z is no common cause of X and Y"
    return [
        Readout("effect of one more X on Y, in this story", q.done_slope * q.unit, role="optimum"),
        Readout("slope of Y on X", q.seen_slope * q.unit, role="data"),
        Readout("slope of Y on X with Z held fixed", q.fixed_slope * q.unit, role="model"),
        Readout("mean of Y among those with X = x", q.seen, role="data"),
        Readout("mean of Y if all had X = x", q.done, role="optimum"),
        law("the story fits, as the others do", "max |r by arrows − r of points| = 0", worst, 0.0),
        law("doing is seeing", "E[Y | do x] = E[Y | x]", q.done, q.seen, unless="Z causes both" * fork),
        law("averaging over Z as it is", says, q.averaged, q.done, tolerance=1e-8, unless=other),
    ]


def story_alt(q: Causes) -> str:
    says = f"Points of three columns under one of three stories. Where X is {number(q.value_x)}, Y is seen at"
    return f"{says} {number(q.seen)} on average; if all were given that X it would be {number(q.done)}."


def rates_readouts(q: Causes) -> list[Readout | Law]:
    (*both, said, _), (within, mixes) = adj.CASES[q.p.cases], q.rates.parts
    gaps, gap = q.rates.rates[:, 0] - q.rates.rates[:, 1], float(q.overall[0] - q.overall[1])
    unless = "the groups’ mixes differ" * (q.p.shared < 1 and not np.allclose(*q.rates.own.T))
    ends = [f"{percent(q.crude[k])} → {percent(q.standard[k])}" for k in (0, 1)]
    return [
        *(Readout(f"{both[k]} {said}: own mix → one mix", ends[k], role=panels.SIDE[k]) for k in (0, 1)),
        Readout(f"strata where {both[0]} do better", f"{(gaps > 0).sum()} of {len(gaps)}"),
        Readout("gap that comes from rates within strata", percent(within).replace("-", "−")),
        Readout("gap that comes from different mixes", percent(mixes).replace("-", "−")),
        law("the gap has two parts", "gap, own mixes = within + mixes", q.crude[0] - q.crude[1], within + mixes),
        law("no gap beyond those within strata", "gap ≤ the largest in a stratum", gap, gaps.max(), unless=unless),
        law("nor below them", "the smallest in a stratum ≤ gap", gaps.min(), gap, unless=unless),
    ]


def rates_notice(q: Causes) -> str:
    flipped = (q.crude[0] - q.crude[1]) * (q.standard[0] - q.standard[1]) < 0
    return "With one mix of strata for both, the comparison turns round." if flipped else ""


def rates_alt(q: Causes) -> str:
    first, second, said, _ = adj.CASES[q.p.cases]
    says = f"Strata of two groups as columns. At this mix {number(100 * q.overall[0], 3)}% of {first} are {said}, and"
    return f"{says} {number(100 * q.overall[1], 3)}% of {second}."


def births_readouts(q: Causes) -> list[Readout | Law]:
    used, w = np.append(q.balance[: q.p.used], 0.0), q.weighted
    unless = "" if q.p.target == "overlap" or q.p.used == 0 else "only overlap weights balance exactly"
    says = "largest difference of those used = 0"
    return [
        Readout("as they are", float(adj.births_weighted(0, "all").effect), "g", role="data"),
        Readout("by weighting, with 95% interval", grams(w.effect, w.error), role="model"),
        Readout("by regression, with 95% interval", grams(*q.ols[:2])),
        Readout("chances of smoking, from and to", f"{w.e.min():.3f} and {w.e.max():.3f}"),
        Readout("as many births, unweighted, would do", f"{w.effective:.0f} of {len(w.e)}"),
        law("weights make groups alike", says, np.abs(used).max(), 0.0, tolerance=1e-7, unless=unless),
    ]


def births_notice(q: Causes) -> str:
    return "Nothing is adjusted for: each estimate is the difference as it is." if q.p.used == 0 else ""


def births_alt(q: Causes) -> str:
    says = f"4642 births, {q.p.used} covariates adjusted for. Weighted, children of smokers and of others differ by"
    return f"{says} {number(q.weighted.effect, 3)} g, as they are by −275 g."


def hidden_readouts(q: Causes) -> list[Readout | Law]:
    by_hand = adj.with_hidden(q.regressed, q.p.hidden_x, q.p.hidden_y, adj.births_noise())
    return [
        Readout("by regression, with 95% interval", grams(*q.ols[:2])),
        Readout("had U been in it", q.with_u, "g", role="accent"),
        Readout("both shares of a U that leaves nothing", percent(q.robust), role="accent"),
        Readout("largest known share with smoking", percent(q.regressed.known[:, 0].max())),
        Readout("largest known share with weight", percent(q.regressed.known[:, 1].max())),
        law("a U made by hand", "regression with that U = formula", by_hand, q.with_u, tolerance=1e-7),
    ]


def hidden_notice(q: Causes) -> str:
    return "This U would turn the effect round." if q.with_u > 0 else ""


def hidden_alt(q: Causes) -> str:
    says = f"A map of hidden causes. Regression says {number(q.ols[0], 3)} g; with U in it, it would say"
    return f"{says} {number(q.with_u, 3)} g. Shares of {percent(q.robust)} alike would leave nothing."


def numbers(q: Causes) -> dict[str, Any]:
    found: dict[str, Any] = {"var_x": q.cov[0, 0], "cov_xy": q.cov[0, 1], "structure_text": STRUCTURES[q.p.structure]}
    found |= {"bias_naive": q.naive - q.effect, "bias_adjusted": q.adjusted - q.effect}
    names = "effect_done", "effect_seen", "effect_fixed", "seen", "done", "value_x"
    story, (crude, standard, overall, parts) = (np.nan,) * 6, [(np.nan, np.nan)] * 4
    with suppress(Unanswerable):
        slopes = (q.done_slope * q.unit, q.seen_slope * q.unit, q.fixed_slope * q.unit)
        story = (*slopes, q.seen, q.done, q.value_x)
    with suppress(Unanswerable):
        crude, standard, overall, parts = q.crude, q.standard, q.overall, q.rates.parts
    found |= dict(zip(names, story, strict=True)) | {"story_text": STORIES[q.p.story]}
    found |= {"within": 100 * parts[0], "mixes": 100 * parts[1], "crude_gap": 100 * (crude[0] - crude[1])}
    for k, side in enumerate(("first", "second")):
        found |= {f"crude_{side}": 100 * crude[k], f"standard_{side}": 100 * standard[k]}
        found |= {f"overall_{side}": 100 * overall[k], f"name_{side}": adj.CASES[q.p.cases][k]}
    found |= {"estimate": q.ols[0], "error": q.ols[1], "freedom": q.ols[2], "weighted_effect": q.weighted.effect}
    return found | {"weighted_error": q.weighted.error, "robust_percent": 100 * q.robust}


def listing(q: Causes) -> dict[str, Any]:
    """The constants of the programs: strengths; moments of the three columns; the table; what the births say."""
    means, sds, r = np.zeros(3), np.ones(3), np.eye(3)
    with suppress(Unanswerable):
        means, sds, r = q.spread
    shared = {name: q.p[name] for name in ("structure", "a", "b", "c", "lot", "story", "at", "shared")}
    table = [[float(n) for n in row] for row in q.counts if sum(row) > 0]
    births = {"estimate": q.ols[0], "error": q.ols[1], "freedom": q.ols[2]}
    hidden = {"hidden_x": q.p.hidden_x, "hidden_y": q.p.hidden_y}
    columns = {"means": means.tolist(), "covariance": (r * sds * sds[:, None]).tolist()}
    return shared | columns | {"counts": table} | births | hidden
