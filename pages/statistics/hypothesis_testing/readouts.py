"""What the lesson says in numbers: readouts, laws, alternative texts, notices, and what the programs are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import number
from mathcore.statistics import hypothesis_tests as ht
from pages.statistics.hypothesis_testing.panels import SIDE, percent
from pages.statistics.hypothesis_testing.state import SHUFFLES, TILES, Testing

Found = list[Readout | Law]


def power_readouts(q: Testing) -> Found:
    area = 1 - ht.between(-q.edge, q.edge, q.p.effect, q.p.n)
    need = "no n: nothing is there" if np.isinf(q.needed) else f"{q.needed:,.0f} in each group"
    found: Found = [
        Readout("P(significant), if the effect is d: power", q.power, role="model"),
        Readout("P(not significant), if the effect is d", 1 - q.power),
        Readout("P(significant), if there is no effect: α", q.p.alpha, role="null"),
        Readout("line: smallest significant difference", q.edge, "deviations", role="accent"),
        Readout("smallest n with 80% power", need, role="optimum"),
        law("power is an area", "mean over s = area beyond the lines", q.power, area, tolerance=1e-7),
    ]
    if np.isfinite(q.needed):
        reached = ht.power(q.p.effect, q.needed, q.p.alpha)
        found.append(law("the smallest n is enough", "power there ≥ 0.8", reached, 0.8))
    return found


def p_readouts(q: Testing) -> Found:
    count, share = ht.EXPERIMENTS, q.expected
    slack = 5 * float(np.sqrt(share * (1 - share) / count)) + 5 / count
    note, says = f"up to the error of {count:,} experiments: ±{number(slack, 2)}", "simulated share = exact"
    found: Found = [
        Readout("share of the experiments with p ≤ α", q.rejected, role="accent"),
        Readout("P(p ≤ α), exactly", share, role="optimum"),
        Readout("share with p ≤ 0.001", float(np.mean(q.many.p <= 0.001))),
        law("what was simulated is what is expected", says, q.rejected, share, slack=slack, note=note),
    ]
    if q.p.shift == 0:
        found.append(law("a true null: p is uniform", "size of the test = α", share, q.p.alpha, tolerance=1e-5, unless=off(q)))
    return found


def off(q: Testing) -> str:
    """Which assumption of the test does not hold."""
    if not q.p.independent:
        return "each value was counted twice"
    if q.p.test == "welch":
        return "Welch’s degrees of freedom are approximate"
    return "the groups differ in their spreads" if q.p.ratio != 1 else ""


def filter_readouts(q: Testing) -> Found:
    z, real = q.drawn
    passed = np.abs(z) >= q.cut
    lit, all_lit = int(np.sum(passed & real)), int(np.sum(passed))
    found: Found = [
        Readout("P(significant | real effect): power", q.passing.power, role="model"),
        Readout("mean size of the significant ÷ truth", q.passing.exaggeration, role="data"),
        Readout("P(wrong sign | real, significant)", q.passing.wrong_sign, role="accent"),
        Readout("P(no effect | significant)", q.false, role="gradient"),
        Readout("P(significant | no effect): α", q.p.alpha, role="null"),
        law("a filter exaggerates", "mean size of the significant ≥ truth", q.passing.exaggeration * q.p.signal,
            q.p.signal),
    ]  # fmt: skip
    if lit:
        seen, slack = float(np.abs(z[passed & real]).mean()) / q.p.signal, 6 / (q.p.signal * np.sqrt(lit))
        note = f"{lit:,} of {len(z):,} hypotheses, ±{number(slack, 2)}"
        says = "simulated ratio = formula"
        found.append(law("how much", says, seen, q.passing.exaggeration, slack=slack, note=note))
    if all_lit:
        slack = 6 * float(np.sqrt(q.false * (1 - q.false) / all_lit)) + 6 / all_lit
        note, says = f"of {all_lit:,} that pass, ±{number(slack, 2)}", "simulated share = formula"
        found.append(law("how many are nothing", says, 1 - lit / all_lit, q.false, slack=slack, note=note))
    return found


def t_law(q: Testing) -> Law:
    s = q.sample
    again = float(ht.t_of_differences(q.shuffled[0].observed, s.first_group, s.second_group, q.paired))
    return law("labels move the difference alone", "t of the data = t of d and Σx²", q.tested.t, again, tolerance=1e-6)


def tiles_readouts(q: Testing) -> Found:
    right = "not yet revealed"
    if q.p.reveal:
        right = "yes: by chance 1 in 20" if q.p.pick == q.hidden else f"no: it is number {q.hidden}"
    rank = int(np.sum(np.abs(q.tile_t) >= abs(q.tested.t) * (1 - 1e-9)))
    return [
        Readout("you picked", f"number {q.p.pick}", role="accent"),
        Readout("is it the real one?", right, role="optimum"),
        Readout("t of your pick", q.tile_t[q.p.pick - 1]),
        Readout("tiles with |t| as large as the real one’s", f"{rank} of {TILES}" if q.p.reveal else "hidden"),
        law("a blind pick", "P(right | no effect) = 0.05", 1 / TILES, 0.05),
        t_law(q),
    ]


def t_readouts(q: Testing) -> Found:
    null, t = q.shuffled[0], q.tested
    tail = min(0.5, null.p_value / 2)
    error = 2 * float(np.sqrt(tail * (1 - tail) / SHUFFLES))
    found: Found = [
        Readout("difference of means, first − second", null.observed, role="data"),
        Readout(f"t with {number(t.df, 4)} degrees of freedom", t.t, role="data"),
        Readout("P(|t| as large | labels mean nothing)", t.p, role="gradient", note="by Student’s t"),
        Readout("the same by shuffling", null.p_value, note=f"Monte Carlo error ±{number(error, 2)}"),
        Readout("p of Welch’s test, which ignores pairs", q.welch.p),
        t_law(q),
    ]
    if null.exact is not None:
        slack = 2 * (2.5 * error + 6 / SHUFFLES)
        name, says = f"agrees with all {len(null.exact):,} labellings", "p by shuffling = exact p"
        note = f"up to Monte Carlo error ±{number(slack, 2)}"
        found.append(law(name, says, null.p_value, null.p_exact, slack=slack, note=note))
    return found


def table_readouts(q: Testing) -> Found:
    t = q.table
    (a, b), (c, d) = t.counts
    found: Found = [
        Readout("share of yes in A", f"{percent(a / (a + b))}" if a + b else "no one in A", role="data"),
        Readout("share of yes in B", f"{percent(c / (c + d))}" if c + d else "no one in B", role="data"),
        Readout("χ²", t.chi2, role="data"),
        Readout("p by the χ² law", t.p, role="null"),
        Readout("p exactly, given the margins (Fisher)", t.exact, role="gradient"),
        Readout("P(χ² rejects | no link, these margins)", q.size, note=f"it promises {percent(q.p.alpha)}"),
        Readout("smallest expected count", float(t.expected.min())),
        law("the chances of all tables", "their sum = 1", float(t.chances.sum()), 1.0, tolerance=1e-8),
    ]
    if not t.empty:
        whole = float((a + c) / t.counts.sum())
        z = (a / (a + b) - c / (c + d)) / np.sqrt(whole * (1 - whole) * (1 / (a + b) + 1 / (c + d)))
        found.append(law("two shares compared", "Σ (O − E)²/E = z²", t.chi2, z * z, tolerance=1e-8))
    return found


def power_alt(q: Testing) -> str:
    return (
        f"Two bell curves of the observed difference, around 0 and around {number(q.p.effect)}, and the lines of "
        f"significance at ±{number(q.edge, 3)}; power against n. With n = {q.p.n} the power is {percent(q.power)}."
    )


def p_alt(q: Testing) -> str:
    return (
        f"Thirty experiments with their intervals, and a histogram of {ht.EXPERIMENTS:,} p-values for a true "
        f"difference of {number(q.p.shift)}. {percent(q.rejected)} of them are at most {number(q.p.alpha)}."
    )


def filter_alt(q: Testing) -> str:
    return (
        f"Dots of estimates around 0 and around {number(q.p.signal)} standard errors; those beyond ±{number(q.cut, 3)} "
        f"are lit. They exaggerate {number(q.passing.exaggeration, 3)}-fold; {percent(q.false)} of them are nothing."
    )


def tiles_alt(q: Testing) -> str:
    return (
        f"Twenty small plots of {q.sample.group_names[0]} and {q.sample.group_names[1]}, one of them real; number "
        f"{q.p.pick} is picked, with t = {number(q.tile_t[q.p.pick - 1], 3)}."
    )


def t_alt(q: Testing) -> str:
    s = q.sample
    return (
        f"Groups of {len(s.first_group)} and {len(s.second_group)} values, and the histogram of t under shuffled "
        f"labels with Student's density. t is {number(q.tested.t)}, p {number(q.tested.p, 3)}."
    )


def table_alt(q: Testing) -> str:
    return (
        f"A mosaic of two groups with their shares of yes, and the exact chances of all tables with the same margins "
        f"under a normal curve. χ² is {number(q.table.chi2)}, p {number(q.table.p, 3)}, exactly {number(q.table.exact, 3)}."
    )


def power_notice(q: Testing) -> str:
    if q.p.effect == 0:
        return "There is no effect: every significant result is a false alarm, and their share is α whatever n."
    return "The line lies beyond the picture: so small a sample can hardly be significant." if q.edge > 2.2 else ""


def p_notice(q: Testing) -> str:
    if q.p.shift == 0 and abs(q.expected - q.p.alpha) > 0.1 * q.p.alpha:
        return f"The null is true, and {percent(q.expected)} are significant instead of {percent(q.p.alpha)}: {off(q)}."
    return ""


def filter_notice(q: Testing) -> str:
    return "More than half of what is significant is nothing, whatever the p-values say." if q.false > 0.5 else ""


def groups_notice(q: Testing) -> str:
    if q.p.pairs and not q.sample.paired:
        return "These data are no pairs: the labels are shuffled over all values."
    if q.sample.paired and not q.p.pairs:
        return "These are pairs, and the test ignores it: switch on “Keep pairs together”."
    return ""


def table_notice(q: Testing) -> str:
    if q.table.empty:
        return "A row or a column is empty: such a table cannot speak for or against a link."
    if q.table.expected.min() < 5:
        return "An expected count is below 5: the curve is a poor stand-in for the bars. Trust the exact p."
    return "The table lies beyond the picture." if q.table.chi2 > SIDE**2 else ""


def numbers(q: Testing) -> Mapping[str, Any]:
    (a, b), (c, d) = q.p.counts
    found = {"exaggeration": q.passing.exaggeration, "wrong_sign": q.passing.wrong_sign, "passes": q.passing.power}
    found |= {"count_a": a, "count_b": b, "count_c": c, "count_d": d, "expected_a": q.table.expected[0, 0]}
    found |= {"shift_t": q.p.effect * np.sqrt(q.p.n / 2), "false_level": (1 - q.p.real) * q.p.alpha}
    found |= {"true_level": q.p.real * q.passing.power}
    try:
        t, observed = q.tested, float(q.sample.first_group.mean() - q.sample.second_group.mean())
    except Unanswerable:
        t, observed = ht.TTest(*[float("nan")] * 4), float("nan")
    return found | {"t": t.t, "t_df": t.df, "t_p": t.p, "t_error": t.error, "t_difference": observed}


def listing(q: Testing) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    s, p = q.given, q.p
    chosen = {name: p[name] for name in ("effect", "n", "alpha", "signal", "real", "counts")}
    groups = {"group_a": s.first_group.tolist(), "group_b": s.second_group.tolist()}
    return chosen | groups | {"paired": bool(p.pairs and s.paired)}
