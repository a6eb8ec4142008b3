"""What the views say in numbers, in a notice and in words."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number, settled
from mathcore.probability import markov_chains as markov
from pages.probability.markov_chains.state import ALPHABET, MOST, WEATHER, Chains

Said = list[Readout | Law]


def never(kinds: markov.Classes) -> str:
    """Why a chain does not forget its start; "" if it does."""
    if len(kinds.closed) > 1:
        return f"there are {len(kinds.closed)} closed classes"
    return "" if kinds.settles else f"the chain has period {kinds.periods[0]}"


spelt = lambda path: " ".join(ALPHABET[k] for k in path)  # a path in letters


def flow(q: Chains) -> Said:
    area, det = markov.area_share(q.powers[-1]), float(np.abs(np.linalg.det(q.chain))) ** q.n
    bound, back = q.delta**q.n * float(markov.distance(q.first, q.settled)), 1 / markov.return_time(q.chain, 2)
    far, apart = markov.dobrushin(markov.far_power(q.chain)), never(q.kinds) if len(q.kinds.closed) > 1 else ""
    return [
        Readout("rain now, μₙ(rain)", q.mass[2], role="data"),
        Readout("rain in the long run, π(rain)", q.settled[2], role="optimum"),
        Readout("Dobrushin’s coefficient δ of one step", q.delta, role="accent"),
        Readout("longest side of the image, δ(Pⁿ)", q.side[2], role="accent", scale=1),
        law("no step takes mass farther from π", "d(μₙ, π) ≤ δⁿ · d(μ₀, π)", q.away, bound, scale=1),
        law("the image’s part of the triangle", "area of the image = |det P|ⁿ", area, det),
        law("share of time and time of return", "π(rain) = 1 / mean time of return", q.settled[2], back, unless=apart),
        law("the start is forgotten", "δ after 2⁶⁰ steps = 0", far, 0.0, unless=never(q.kinds)),
    ]


def notice(kinds: markov.Classes) -> str:
    """What a reader must know of a chain that does not forget, or gives no share to some of its states."""
    if len(kinds.closed) > 1:
        return f"Not irreducible: {never(kinds)}. Where mass ends depends on where it starts. Jumps join them."
    if not kinds.settles:
        return f"Not aperiodic: {never(kinds)}. Mass need not settle, only its average over time does. Jumps mend it."
    passing = [WEATHER[k] for k in range(3) if k not in kinds.closed[0]]
    says = f"Not irreducible: {' and '.join(passing)} will be left for good, so π gives no share to"
    return f"{says} {'it' if len(passing) == 1 else 'them'}." if passing else ""


def forgetting(q: Chains) -> Said:
    d, n = q.decay, q.n
    off = "" if d.reversible else "the chain is not reversible, or not irreducible"
    balance = d.worst[n], d.bounds[n]
    shrunk, jumps = (1 - q.p.jump) * abs(d.plain[1]), "jumps change the chain" if q.p.jump else ""
    of_e = markov.written().count("e") / len(markov.written())
    counts = lambda: law("π counts letters", "π(e) = share of e in the text", d.settled[4], of_e, unless=jumps)
    return [
        Readout("second largest modulus |λ₂|", d.second, role="gradient"),
        Readout("Dobrushin’s coefficient δ", d.delta, role="accent"),
        Readout("first n with d(n) ≤ ¼", d.mixing if d.mixing <= MOST else f"beyond {MOST}"),
        law("from above: Dobrushin", "d(n) ≤ δⁿ", d.worst[n], d.delta**n),
        law("from below: an eigenvalue", "½ |λ₂|ⁿ ≤ d(n)", 0.5 * d.second**n, d.worst[n], tolerance=1e-6),
        law("a jump shrinks", "|λ₂| = (1 − t)·|λ₂ without|", d.second, shrunk, tolerance=1e-6),
        law("from above: balance", "d(n) ≤ ½ √(1/π_min − 1)·|λ₂|ⁿ", *balance, tolerance=1e-6, unless=off),
        *([counts()] if q.p.source == "letters" else []),
    ]


def shuffle(q: Chains) -> Said:
    below, mean = np.flatnonzero(q.unmixed[0] < 0.5), float(np.arange(1, q.p.cards + 1) @ q.shares)
    shared = float(np.minimum(q.shares, q.even).sum())
    return [
        Readout("distance to an evenly shuffled deck", q.gap, role="data"),
        Readout("first n below ½", float(below[0]) if len(below) else "none here"),
        Readout("rising sequences in this deck", float(q.count), role="model"),
        law("what the histograms share", "distance = 1 − shared part", q.gap, 1 - shared),
        law("birthdays", "distance ≤ P(two cards share all bits)", q.gap, q.unmixed[1, q.p.riffles]),
        law("mean number of rising sequences", "Σ r·P(r) = a − (m+1) Σⱼ(j/a)ᵐ", mean, q.sequences),
        law("a riffle at most doubles them", "rising sequences ≤ 2ⁿ", q.count, 2.0**q.p.riffles),
    ]


def decode(q: Chains) -> Said:
    a, days = q.answers, np.arange(len(q.p.observed))
    right = [a.beliefs.smoothed[days, path].sum() for path in (a.daily, a.best)]
    return [
        Readout("best path", spelt(a.best), role="optimum"),
        Readout("its probability, given what was seen", q.best, role="optimum"),
        Readout("each day’s best state", spelt(a.daily), role="model"),
        Readout("its probability as a path", q.daily, role="model"),
        law("Viterbi finds the best", f"ln p of its path = best of all {len(a.every):,}", a.log_best, a.logs.max()),
        law("forward sums up all paths", "p(seen) = Σ over all paths", np.exp(q.log_evidence), np.exp(a.logs).sum()),
        law("days expected right", "of each day’s best ≥ of the best path", *right),
    ]


def nile(q: Chains) -> Said:
    b, at = q.river[0], f"in {q.p.year}"
    off = "" if q.p.stay == 0.5 else "years hang together: s is not ½"
    when = ", ".join(map(str, q.switches[:4])) + "…" * (len(q.switches) > 4)
    return [
        Readout("best path changes after", when or "never", role="optimum"),
        Readout(f"P(high) {at}, from all years", q.high, role="model"),
        Readout(f"P(high) {at}, from the years so far", q.so_far, role="gradient"),
        Readout(f"P(high) {at}, from that year alone", q.alone, role="null"),
        law("one evidence", f"ln p(record) {at} = in 1970", b.log_evidence[q.index], b.log_evidence[-1]),
        law("without memory", "P(high | all) = P(high | that year)", q.high, q.alone, unless=off),
    ]


short = lambda value: number(value, 3)
SWAPPED = "The level called high is not the higher one: the names have changed places."
ALONE = "At s = ½ the chain has no memory: each year is judged alone."
flow_notice, forgetting_notice = lambda q: notice(q.kinds), lambda q: notice(q.decay.kinds)
decode_notice = lambda q: "The days’ best states are a path the chain cannot go." * (q.answers.log_daily == -np.inf)
nile_notice = lambda q: SWAPPED if q.p.upper <= q.p.lower else ALONE if q.p.stay == 0.5 else ""
# What a screen reader says of each view.
masses = lambda q: ", ".join(f"{name} {short(m)}" for name, m in zip(WEATHER, q.mass, strict=True))
flow_alt = lambda q: f"After {q.n} steps: {masses(q)}. The image’s longest side is {short(settled(q.side[2]))}."
moduli = lambda d: f"|λ₂| is {short(d.second)}, δ is {short(d.delta)}"
forgetting_alt = lambda q: f"Eigenvalues, worst distance: {moduli(q.decay)}; d({q.n}) = {short(q.decay.worst[q.n])}."
riffled = lambda q: f"{q.p.cards} cards after {q.p.riffles} riffles have {q.count} rising sequences"
shuffle_alt = lambda q: f"{riffled(q)}; the distance to an even shuffle is {short(q.gap)}."
best = lambda q: f"Seen {q.p.observed}. Best path: {spelt(q.answers.best)} ({short(q.best)})"
decode_alt = lambda q: f"{best(q)}; each day’s best state: {spelt(q.answers.daily)} ({short(q.daily)})."
changes = lambda q: f"The Nile, 1871 to 1970: the best path changes its level {len(q.switches)} times"
nile_alt = lambda q: f"{changes(q)}. P(high) in {q.p.year} is {short(q.high)}, given the whole record."
