"""What the lesson says in numbers: readouts, laws, alternative texts, notices, and what the programs are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law, up_to
from explorer.text import number
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics.line_up import TILES
from pages.statistics.hypothesis_testing.panels import percent
from pages.statistics.hypothesis_testing.state import SHUFFLES, Testing

Found = list[Readout | Law]


def power_readouts(q: Testing) -> Found:
    area = 1 - ht.between(-q.edge, q.edge, q.p.effect, q.p.n)
    need = "no n: nothing is there" if np.isinf(q.needed) else f"{q.needed:,.0f} in each group"
    return [
        Readout("P(significant), if the effect is d: power", q.power, role="model"),
        Readout("P(significant), if there is no effect: α", q.p.alpha, role="null"),
        Readout("smallest significant difference", q.edge, "deviations", role="accent"),
        Readout("smallest n with 80% power", need, role="optimum"),
        law("power is an area", "mean over s = area beyond the lines", q.power, area, tolerance=1e-7),
    ]


def simulated(name: str, says: str, seen: float, share: float, count: int, errors: float = 5.0) -> Law:
    """A law up to the error of a share of so many trials."""
    slack = ht.share_slack(share, count, errors)
    return law(name, says, seen, share, **up_to(slack, f"the error of {count:,} trials"))


def p_readouts(q: Testing) -> Found:
    name, says = "what was simulated is what is expected", "simulated share = exact"
    found: Found = [
        Readout("share of the experiments with p ≤ α", q.rejected, role="accent"),
        Readout("P(p ≤ α), exactly", q.expected, role="optimum"),
        simulated(name, says, q.rejected, q.expected, ht.EXPERIMENTS),
    ]
    if q.p.shift == 0:
        says, unless = "size of the test = α", q.plan.unmet
        found.append(law("a true null: p is uniform", says, q.expected, q.p.alpha, tolerance=1e-5, unless=unless))
    return found


def filter_readouts(q: Testing) -> Found:
    (z, real), (power, ratio, wrong), theta = q.drawn, q.passing, q.p.signal
    passed = np.abs(z) >= q.cut
    lit, everything = int(np.sum(passed & real)), int(np.sum(passed))
    found: Found = [
        Readout("P(significant | real effect): power", power, role="model"),
        Readout("P(significant | no effect): α", q.p.alpha, role="null"),
        Readout("P(no effect | significant)", q.false, role="gradient"),
        Readout("P(wrong sign | real, significant)", wrong, role="accent"),
        law("a filter exaggerates", "mean size of the significant ≥ truth", ratio * theta, theta),
    ]
    if lit:
        seen, slack = float(np.abs(z[passed & real]).mean()) / theta, 6 / (theta * np.sqrt(lit))
        note = f"{lit:,} of {len(z):,} hypotheses, ±{number(slack, 2)}"
        found.append(law("by how much", "simulated mean ÷ truth = formula", seen, ratio, slack=slack, note=note))
    if everything:
        says = "simulated share = formula"
        found.append(simulated("how many are nothing", says, 1 - lit / everything, q.false, everything, 6))
    return found


def t_law(q: Testing) -> Law:
    groups = q.sample.first_group, q.sample.second_group
    again = float(ht.t_of_differences(q.shuffled[0].observed, *groups, q.paired))
    return law("labels move the difference alone", "t of the data = t of d and Σx²", q.tested.t, again, tolerance=1e-6)


def tiles_readouts(q: Testing) -> Found:
    rank = int(np.sum(np.abs(q.tile_t) >= abs(q.tested.t) * (1 - 1e-9)))
    right = "yes: by chance 1 time in 20" if q.p.pick == q.hidden else f"no: it is number {q.hidden}"
    return [
        Readout("you picked", f"number {q.p.pick}", role="accent"),
        Readout("t of your pick", q.tile_t[q.p.pick - 1], role="accent"),
        Readout("is it the real one?", right if q.p.reveal else "not yet revealed", role="optimum"),
        Readout("tiles with |t| as large as the real one’s", f"{rank} of {TILES}" if q.p.reveal else "hidden"),
        t_law(q),
    ]


def t_readouts(q: Testing) -> Found:
    null, t = q.shuffled[0], q.tested
    error = 2 * float(np.sqrt(min(0.25, null.p_value / 2 * (1 - null.p_value / 2)) / SHUFFLES))
    found: Found = [
        Readout("difference of means, first − second", null.observed, role="data"),
        Readout(f"t with {number(t.df, 4)} degrees of freedom", t.t, role="data"),
        Readout("P(|t| as large | labels mean nothing)", t.p, role="gradient", note="by Student’s t"),
        Readout("the same by shuffling", null.p_value, note=f"Monte Carlo error ±{number(error, 2)}"),
        Readout("p of Welch’s test, which ignores pairs", q.welch.p),
        t_law(q),
    ]
    if null.exact is not None:
        name, slack = f"agrees with all {len(null.exact):,} labellings", 5 * error + 12 / SHUFFLES
        close = up_to(slack, "Monte Carlo error")
        found.append(law(name, "p by shuffling = exact p", null.p_value, null.p_exact, scale=1.0, **close))
    return found


def table_readouts(q: Testing) -> Found:
    t, counts = q.table, q.table.counts
    totals, promise = counts.sum(axis=1), f"it promises {percent(q.p.alpha)}"
    shares = [percent(yes / total) if total else "no one" for yes, total in zip(counts[:, 0], totals, strict=True)]
    found: Found = [
        Readout("share of yes in A and in B", f"{shares[0]} and {shares[1]}", role="data"),
        Readout("χ²", t.chi2, role="data"),
        Readout("p by the χ² law", t.p, role="null", scale=0),
        Readout("p exactly, given the margins (Fisher)", t.exact, role="gradient", scale=0),
        Readout("P(χ² rejects | no link, these margins)", q.size, role="accent", note=promise),
        law("the chances of all tables", "their sum = 1", float(t.chances.sum()), 1.0, tolerance=1e-8),
    ]
    if not t.empty:
        whole, (first, second) = counts[:, 0].sum() / counts.sum(), counts[:, 0] / totals
        z = (first - second) / np.sqrt(whole * (1 - whole) * (1 / totals).sum())
        found.append(law("two shares compared", "Σ (O − E)²/E = z²", t.chi2, z * z, tolerance=1e-8))
    return found


ALTS: Mapping[str, Callable[[Testing], str]] = {
    "power": lambda q: f"Two bells of the observed difference, around 0 and {number(q.p.effect)}, lines of "
    f"significance at ±{number(q.edge, 3)}; power against n. With n = {q.p.n} the power is {percent(q.power)}.",
    "p": lambda q: f"Thirty experiments with their intervals, and a histogram of {ht.EXPERIMENTS:,} p-values for a "
    f"true difference of {number(q.p.shift)}. {percent(q.rejected)} of them are at most {number(q.p.alpha)}.",
    "filter": lambda q: f"Dots of estimates around 0 and {number(q.p.signal)} standard errors; those beyond a "
    f"threshold exaggerate {number(q.passing.exaggeration, 3)}-fold, and {percent(q.false)} of them are nothing.",
    "lineup": lambda q: f"Twenty small plots of two groups, one of them real; number {q.p.pick} is picked, with "
    f"t = {number(q.tile_t[q.p.pick - 1], 3)}.",
    "t": lambda q: f"Groups of {len(q.sample.first_group)} and {len(q.sample.second_group)} values, and the t of "
    f"shuffled labels with Student's density. t is {number(q.tested.t)}, p {number(q.tested.p, 3)}.",
    "table": lambda q: f"A mosaic of two groups, and the exact chances of all tables with its margins under a normal "
    f"curve. χ² is {number(q.table.chi2)}, p {number(q.table.p, 3)}, exactly {number(q.table.exact, 3)}.",
}  # fmt: skip
TIMID = "The line lies beyond the picture: so small a sample can hardly be significant."
FEW = "An expected count is below 5: the curve is a poor stand-in for the bars. Trust the exact p."
NOTHING = "There is no effect: every significant result is a false alarm; α of all experiments are, whatever n."
EMPTY = "A row or a column is empty: such a table cannot speak for or against a link."
APART = "These are pairs, and the test ignores it: switch on “Keep pairs together”."
HOLLOW = "On average more than half of what is significant is nothing, though each has p ≤ α."
NOTICES: Mapping[str, Callable[[Testing], str]] = {
    "power": lambda q: NOTHING if q.p.effect == 0 else TIMID if q.edge > 2.2 else "",
    "p": lambda q: f"The null is true, and {percent(q.expected)} are significant instead of {percent(q.p.alpha)}: "
    f"{q.plan.unmet}." if q.p.shift == 0 and abs(q.expected / q.p.alpha - 1) > 0.1 else "",
    "filter": lambda q: HOLLOW if q.false > 0.5 else "",
    "groups": lambda q: APART if q.sample.paired and not q.p.pairs else "",
    "table": lambda q: EMPTY if q.table.empty else FEW if q.table.expected.min() < 5 else "",
}  # fmt: skip


def numbers(q: Testing) -> Mapping[str, Any]:
    try:
        t, observed = q.tested, float(q.sample.first_group.mean() - q.sample.second_group.mean())
    except Unanswerable:
        t, observed = ht.TTest(*[float("nan")] * 4), float("nan")
    found = dict(zip(("passes", "exaggeration", "wrong_sign"), q.passing, strict=True))
    found |= {"expected_a": q.table.expected[0, 0], "shift_t": q.p.effect * np.sqrt(q.p.n / 2), "t_df": t.df}
    found |= {"chi2": q.table.chi2, "chi2_p": q.table.p, "fisher_p": q.table.exact}
    return found | {"t": t.t, "t_p": t.p, "t_error": t.error, "t_difference": observed}


def listing(q: Testing) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    chosen = {name: q.p[name] for name in ("effect", "n", "alpha", "signal", "real", "counts")}
    groups = {"group_a": q.given.first_group.tolist(), "group_b": q.given.second_group.tolist()}
    return chosen | groups | {"paired": q.paired}
