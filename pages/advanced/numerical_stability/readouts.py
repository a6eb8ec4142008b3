"""The numbers and laws beside each figure."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import floating_point as fp
from pages.advanced.numerical_stability.panels import NAMES, WIDE
from pages.advanced.numerical_stability.state import MATRICES, TERMS, Stability

Said = list[Readout | Law]


def line_readouts(q: Stability) -> Said:
    f, (below, above), end = q.form, q.around, ("∞", "NaN" if q.form.name in fp.ENDLESS else "∞")
    beyond, unless = np.isinf(q.off), "x is subnormal" if q.p.x < q.form.tiny else ""
    found: Said = [
        Readout("neighbours in the format", f"{number(below, 6)} and {number(above, 6)}".replace(*end), role="model"),
        Readout("rounded fl(x)", q.becomes, role="model"),
        Readout("relative error |fl(x) − x|/x", "beyond the format" if beyond else q.relative, role="accent"),
        Readout("positive numbers", f"{len(f.positive)}, from {number(f.least)} to {number(f.largest, 5)}"),
    ]
    if beyond:
        return found
    near, sides = min(q.p.x - below, above - q.p.x), (q.off, f.unit * q.p.x)
    found.append(law("standard model of rounding", "|fl(x) − x| ≤ u x", *sides, tolerance=1e-12, unless=unless))
    return [*found, law("the nearest is taken", "|fl(x) − x| = nearest neighbour’s", q.off, near, tolerance=1e-12)]


def line_notice(q: Stability) -> str:
    if np.isinf(q.off):
        ends = "hardware gives NaN, or stops there" if q.p.small == "E4M3" else "it becomes infinity"
        return f"x is beyond the format’s largest number {q.form.largest:g}: {ends}."
    if q.rounded == 0:
        return "x is less than half of the smallest number: it becomes 0, and all of it is lost."
    return "x lies to the right of the left panel: it waits at the edge." if q.p.x > WIDE else ""


def line_alt(q: Stability) -> str:
    to = f"becomes {number(q.rounded)}" if np.isfinite(q.off) else "is beyond its largest number"
    return f"Rounding to {q.p.small}, a staircase, and its relative error: {number(q.p.x)} {to}."


def gap_readouts(q: Stability) -> Said:
    d, u, (a, b) = q.gap, q.held.unit, (q.p.a, q.p.b)
    same, far = a == b, not 0.5 <= float(d.first / d.second) <= 2
    error, exactly = abs(d.computed - d.exact), (d.computed, d.first - d.second)
    unless = "one is over twice the other" if far else ""
    return [
        Readout("exact a − b", float(d.exact), digits=6, role="optimum"),
        Readout("computed fl(fl(a) − fl(b))", float(d.computed), digits=6, role="model"),
        Readout("relative error", "none is defined: a = b" if same else float(d.error), role="accent"),
        Readout("amplification (|a| + |b|)/|a − b|", "∞" if same else q.amplification, digits=5),
        Readout("unit roundoff u", u),
        law("error under its bound", "error ≤ u(|a| + |b| + |fl a − fl b|)", error, d.bound, tolerance=1e-12),
        law("Sterbenz: subtracting is exact", "computed = fl a − fl b", *exactly, tolerance=1e-15, unless=unless),
    ]


def gap_notice(q: Stability) -> str:
    if q.p.a == q.p.b:
        return "a = b: the difference is 0, exactly, and has no relative error; its condition number is infinite."
    return "No digit of the difference is right." if float(q.gap.error) >= 1 else ""


def gap_alt(q: Stability) -> str:
    said = f"a = {q.p.a:g} and b = {q.p.b:g} in {q.p.stored}: a − b is {number(float(q.gap.exact))}, computed as"
    return f"{said} {number(float(q.gap.computed))}; its relative error against a, under a bound with a pole at a = b."


def sum_readouts(q: Stability) -> Said:
    s, k, e = q.sums, q.place, q.errors
    return [
        Readout(f"exact sum of the {s.counts[k]:,} stored terms", s.exact[k], digits=9, role="optimum"),
        *(Readout(name, q.ways[way], digits=9, role=role) for way, (name, role) in NAMES.items()),
        Readout("condition Σ|x| / |Σx|", s.condition[k]),
        law("the loop", "relative error ≤ (n − 1) u · condition", e["loop"], s.loop_bound[k]),
        law("the pairs", "relative error ≤ ((1 + u)ʰ − 1) · condition", e["pairwise"], s.pairwise_bound[k]),
    ]


def sum_notice(q: Stability) -> str:
    n, k, totals = int(q.sums.counts[q.place]), q.place, q.sums.ways["loop"]
    if q.p.kind == "peters":
        return "" if n == q.p.count else f"Whole groups of four are added: n = {n}."
    still = k > 0 and bool(totals[k] == totals[k - 1]) and q.p.kind != "alternating"
    return f"The loop stands still at {number(totals[k], 6)}: each further term is rounded away." * still


def sum_alt(q: Stability) -> str:
    each = ", ".join(f"{name} {number(q.ways[way], 6)}" for way, (name, _) in NAMES.items())
    return f"Totals of {TERMS[q.p.kind]} in {q.p.format}, and their errors. After {q.sums.counts[q.place]}: {each}."


def solve_readouts(q: Stability) -> Said:
    s, largest, n = q.solved, float(np.abs(q.solved.solution).max()), len(q.solved.truth)
    unless = "rows are not exchanged" if q.p.matrix == "small" and not q.p.exchange else ""
    forward, said = (s.error / largest, q.condition * s.backward), "η ≤ γ₃ₙ ‖|L||U|‖/‖A‖ + u‖b‖/(‖A‖‖x̂‖)"
    return [
        Readout("relative error of the solution", s.error, role="model"),
        Readout("condition κ: the problem’s", q.condition, role="optimum"),
        Readout("growth: the algorithm’s", s.growth),
        Readout("backward error η", s.backward, scale=0),
        law("with pivots numbers at most double a step", "growth ≤ 2ⁿ⁻¹", s.growth, 2.0 ** (n - 1), unless=unless),
        law("condition times backward error", "|x̂ − x|/|x̂| ≤ κ η", *forward, tolerance=1e-12),
        law("what elimination promises", said, s.backward, s.backward_bound, tolerance=1e-15),
    ]


def solve_notice(q: Stability) -> str:
    return "Hilbert’s matrix is shown up to size 20, where its condition number is 6×10²⁸." * (q.p.size > q.order)


def solve_alt(q: Stability) -> str:
    how = "with" if q.p.exchange else "without"
    said = f"Elimination {how} exchanges on {MATRICES[q.p.matrix]}, size {len(q.solved.truth)}: relative error"
    return f"{said} {number(q.solved.error)}, condition {number(q.condition)}, growth {number(q.solved.growth)}."


def soft_readouts(q: Stability) -> Said:
    naive, shifted = q.naive[1], q.shifted[1]
    said = naive if np.isfinite(naive) else "∞: the sum overflows" if naive > 0 else "−∞: the sum is zero"
    # Rounded are the logits, the differences, four exponentials, three sums, a logarithm, and the result.
    slack = 1.5 * q.exps.unit * (float(np.abs(q.z.max())) + abs(q.true_log) + 8)
    return [
        Readout("ln Σ eᶻ as it stands", said, digits=7, role="data"),
        Readout("m + ln Σ eᶻ⁻ᵐ, m the largest", shifted, digits=7, role="model"),
        Readout("true ln Σ eᶻ", q.true_log, digits=7, role="optimum"),
        law("the shifted sum is right, to rounding", "shifted = true", shifted, q.true_log, slack=slack),
        law("a soft maximum", "ln Σ eᶻ ≤ max z + ln 4", q.true_log, q.z.max() + np.log(4)),
        Readout("eᶻ overflows above z =", float(np.log(q.exps.largest)), digits=5),
    ]


def soft_notice(q: Stability) -> str:
    if np.isfinite(q.naive[1]):
        return ""
    nan, why = np.isnan(q.naive[0]), "infinite" if q.z.max() > 0 else "zero"
    shares = "NaN" if nan.all() else "NaN, or 0" if nan.any() else "0"
    return f"As it stands the sum is {why} in {q.p.wide}: shares are {shares}. Shifted, it takes one subtraction more."


def soft_alt(q: Stability) -> str:
    ways, over = "can" if np.isfinite(q.naive[1]) else "cannot", int(np.isnan(q.naive[0]).sum()) * (q.naive[1] > 0)
    said = f"Four exponentials, {over or 'none'} of them above the ceiling of {q.p.wide}: the plain softmax {ways} be"
    return f"{said} computed; the shifted one gives the logarithm of the sum as {number(q.shifted[1])}."
