"""What the views say in numbers, in a notice and in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import markov_chains as markov
from mathcore.probability import riffles
from pages.probability.markov_chains.state import ALPHABET, MOST, SOURCES, WEATHER, Chains

NILE = "high", "low"


def never(kinds: markov.Classes) -> str:
    """Why a chain does not forget its start; "" if it does."""
    if len(kinds.closed) > 1:
        return f"there are {len(kinds.closed)} closed classes"
    return "" if kinds.settles else f"the chain has period {kinds.periods[0]}"


def flow(q: Chains) -> list[Readout | Law]:
    x, y = (q.powers[-1] @ markov_corners()).T
    area = abs((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])) / np.sqrt(0.75)
    left = float(np.abs(np.linalg.det(q.chain))) ** q.n
    bound = q.delta**q.n * float(markov.distance(q.first, q.settled))
    back = markov.return_time(q.chain, 2)
    apart = "there are several closed classes" if len(q.kinds.closed) > 1 else ""
    return [
        Readout("rain now, μₙ(rain)", q.mass[2], role="data"),
        Readout("rain in the long run, π(rain)", q.settled[2], role="optimum"),
        Readout("Dobrushin’s coefficient δ of one step", q.delta, role="accent"),
        Readout("longest side of the image, δ(Pⁿ)", q.side[2], role="accent"),
        law("no step takes mass farther from π", "d(μₙ, π) ≤ δⁿ · d(μ₀, π)", q.away, bound),
        law("the image’s part of the triangle", "area of the image = |det P|ⁿ", area, left),
        law(
            "share of time and time of return",
            "π(rain) = 1 / mean time of return",
            q.settled[2],
            1 / back,
            unless=apart,
        ),
        law("the start is forgotten", "δ after 2⁶⁰ steps = 0", forgotten(q), 0.0, unless=never(q.kinds)),
    ]


def forgotten(q: Chains) -> float:
    """Dobrushin's coefficient of a very high power."""
    return markov.dobrushin(markov.far_power(q.chain))


def markov_corners() -> Any:
    """The corners of the triangle, (3, 2)."""
    return np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])


def flow_notice(q: Chains) -> str:
    why = never(q.kinds)
    if len(q.kinds.closed) > 1:
        return f"Not irreducible: {why}. The green line is all of them: where mass ends depends on where it starts."
    if why:
        return f"Not aperiodic: {why}. Mass never settles; only its average over time does, at π."
    passing = [WEATHER[k] for k in range(3) if k not in q.kinds.closed[0]]
    return (
        f"Not irreducible: {' and '.join(passing)} will be left for good, so π gives no share to it." if passing else ""
    )


def flow_alt(q: Chains) -> str:
    now = ", ".join(f"{name} {number(m, 3)}" for name, m in zip(WEATHER, q.mass, strict=True))
    return f"After {q.n} steps the mass is {now}. The triangle’s image has a longest side of {number(q.side[2], 3)}."


def forgetting(q: Chains) -> list[Readout | Law]:
    d, n = q.decay, q.n
    slow = Readout("first n with d(n) ≤ ¼", d.mixing if d.mixing == d.mixing else f"beyond {MOST}")
    found: list[Readout | Law] = [
        Readout("second largest modulus |λ₂|", d.second, role="gradient"),
        Readout("Dobrushin’s coefficient δ", d.delta, role="accent"),
        slow,
        law("from above: Dobrushin", "d(n) ≤ δⁿ", d.worst[n], d.delta**n),
        law("from below: an eigenvalue", "½ |λ₂|ⁿ ≤ d(n)", 0.5 * d.second**n, d.worst[n], tolerance=1e-6),
        law("a jump shrinks", "|λ₂| = (1 − t)·|λ₂ without|", d.second, (1 - q.p.jump) * abs(d.bare[1]), tolerance=1e-6),
    ]
    smallest = float(d.settled[d.settled > 0].min())
    bound = float(markov.reversible_bound(smallest, d.second, n))
    unless = "" if d.reversible else "the chain is not reversible, or not irreducible"
    found.append(
        law("from above: reversible", "d(n) ≤ ½ √(1/π_min − 1)·|λ₂|ⁿ", d.worst[n], bound, tolerance=1e-6, unless=unless)
    )
    if q.p.source == "letters":
        counted = markov.letter_counts().sum(axis=1) / markov.letter_counts().sum()
        e, off = markov.LETTERS.index("e"), "jumps change the chain" if q.p.jump else ""
        found.append(law("π counts letters", "π(e) = share of e in the text", d.settled[e], counted[e], unless=off))
    return found


def forgetting_notice(q: Chains) -> str:
    d, why = q.decay, never(q.decay.kinds)
    if len(d.kinds.closed) > 1:
        return f"Not irreducible: {why}, so 1 is an eigenvalue twice, and d(n) never falls to 0. Jumps join them."
    if why:
        return f"Not aperiodic: {why}. More than one eigenvalue lies on the unit circle. Jumps pull them inside."
    return "" if d.worst[q.n] >= 1e-6 else "Distances below one in a million are not drawn."


def forgetting_alt(q: Chains) -> str:
    d = q.decay
    says = f"Eigenvalues of the chain “{SOURCES[q.p.source]}” and its worst distance to the long run, step by step."
    return f"{says} |λ₂| is {number(d.second, 3)}, δ is {number(d.delta, 3)}; d({q.n}) is {number(d.worst[q.n], 3)}."


def shuffle(q: Chains) -> list[Readout | Law]:
    m, n = q.p.cards, q.p.riffles
    below = np.flatnonzero(q.unmixed[0] < 0.5)
    mean = float(np.arange(1, m + 1) @ q.shares)
    shared = float(np.minimum(q.shares, q.even).sum())
    return [
        Readout("distance to an evenly shuffled deck", q.gap, role="data"),
        Readout("first n below ½", float(below[0]) if len(below) else "none here"),
        Readout("rising sequences in this deck", float(q.runs[-1] + 1), role="model"),
        law("what the histograms share", "distance = 1 − shared part", q.gap, 1 - shared),
        law("birthdays", "distance ≤ P(two cards share all bits)", q.gap, q.unmixed[1, n]),
        law("mean number of rising sequences", "Σ r·P(r) = a − (m+1) Σⱼ(j/a)ᵐ", mean, riffles.mean_sequences(m, n)),
        law("a riffle at most doubles them", "rising sequences ≤ 2ⁿ", q.runs[-1] + 1, 2.0**n),
    ]


def shuffle_alt(q: Chains) -> str:
    says = f"A deck of {q.p.cards} cards after {q.p.riffles} riffles has {q.runs[-1] + 1} rising sequences"
    return f"{says}; the distance to an even shuffle is {number(q.gap, 3)}."


def decode(q: Chains) -> list[Readout | Law]:
    a = q.answers
    days = np.arange(len(a.best))
    right = (a.beliefs.smoothed[days, a.daily].sum(), a.beliefs.smoothed[days, a.best].sum())
    return [
        Readout("best path", spelt(a.best), role="optimum", note="Viterbi"),
        Readout("its probability, given what was seen", q.best, role="optimum"),
        Readout("each day’s best state", spelt(a.daily), role="model", note="forward and backward"),
        Readout("its probability as a path", q.daily, role="model"),
        law("Viterbi finds the best", f"ln p of its path = best of all {len(a.every):,}", a.log_best, a.logs.max()),
        law("forward sums up all paths", "p(seen) = Σ over all paths", np.exp(q.log_evidence), np.exp(a.logs).sum()),
        law("as a path", "P(each day’s best) ≤ P(best path)", q.daily, q.best),
        law("day by day: states expected right", "of each day’s best ≥ of the best path", *right),
    ]


def spelt(path: Any) -> str:
    """A path in letters."""
    return " ".join(ALPHABET[k] for k in path)


def decode_notice(q: Chains) -> str:
    if q.answers.log_daily == -np.inf:
        return "The states that are most probable day by day form a path that the chain cannot go."
    return ""


def decode_alt(q: Chains) -> str:
    says = f"Seen: {q.p.observed}. The best path is {spelt(q.answers.best)} with probability {number(q.best, 3)}"
    return f"{says}; the best states of each day are {spelt(q.answers.daily)}, probability {number(q.daily, 3)}."


def nile(q: Chains) -> list[Readout | Law]:
    b, path, _ = q.river
    unless = "" if q.p.stay == 0.5 else "years hang together: s is not ½"
    at = f"in {q.p.year}"
    when = ", ".join(str(year) for year in q.switches[:4]) + ("…" if len(q.switches) > 4 else "")
    both = b.smoothed[:, 0], np.where(path == 0, b.smoothed[:, 0], b.smoothed[:, 1])
    daily = np.maximum(both[0], 1 - both[0]).sum()
    return [
        Readout("best path changes after", when or "never", role="optimum"),
        Readout(f"P(high) {at}, from all years", q.high, role="model"),
        Readout(f"P(high) {at}, from the years so far", q.so_far, role="gradient"),
        Readout(f"P(high) {at}, from that year alone", q.alone, role="null"),
        law("one evidence", f"ln p(record) {at} = in 1970", b.log_evidence[q.index], b.log_evidence[-1]),
        law("at the end all has been seen", "so far = all, in 1970", b.filtered[-1, 0], b.smoothed[-1, 0]),
        law("years expected right", "each year’s best ≥ best path", daily, both[1].sum()),
        law("without memory", "P(high | all) = P(high | that year)", q.high, q.alone, unless=unless),
    ]


def nile_notice(q: Chains) -> str:
    if q.p.upper <= q.p.lower:
        return "The level called high is not the higher one: the names have changed places."
    return "At s = ½ the chain has no memory: each year is judged alone." if q.p.stay == 0.5 else ""


def nile_alt(q: Chains) -> str:
    says = f"The flow of the Nile from 1871 to 1970; the best path changes its level {len(q.switches)} times"
    return f"{says}. In {q.p.year} the high level has the probability {number(q.high, 3)}, given the whole record."
