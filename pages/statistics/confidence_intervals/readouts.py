"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from collections.abc import Callable
from math import erfc
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.statistics import intervals as iv
from mathcore.statistics import proportions as pr
from pages.statistics.confidence_intervals.panels import LOWEST, NAMES, ROLES, TALL
from pages.statistics.confidence_intervals.state import Intervals

HELD = {"mean": "the value θ", "next": "the mean of the next sample", "draw": "the next single value"}
DEFINES = {
    "wald": ("its end is z standard errors away", "(end − p̂)² = z² p̂(1 − p̂)/n"),
    "wilson": ("its end is z of its own standard errors away", "(end − p̂)² = z² end(1 − end)/n"),
    "agresti_coull": ("Wald’s, with z²/2 of each added", "(end − p̃)² = z² p̃(1 − p̃)/(n + z²)"),
    "clopper_pearson": ("its end leaves this tail", "P(count or beyond at the end) = α/2"),
}


percent = lambda share: f"{100 * share:.1f}%"
between = lambda low, high: f"{number(low)} to {number(high)}"


def _up_to(share: float, count: int) -> dict[str, Any]:
    """Five standard errors of a share of so many."""
    slack = 5 * float(np.sqrt(max(share * (1 - share), 0.001) / count)) + 5 / count
    return up_to(slack) | {"digits": 4}


def _broken(q: Intervals) -> str:
    """Which assumption of the promise is switched off."""
    if not q.asked:
        return "it is not the true mean that is to be held"
    if q.p.source != "normal":
        return "the source is not normal"
    return "s stands in for σ without Student’s quantile" if q.method == "z" else ""


def dance_readouts(q: Intervals) -> list[Readout | Law]:
    (share, count), says = q.found, "simulated coverage = confidence"
    sides = f"{percent(q.counts[2])}, {percent(q.counts[1])}"
    centre = "the centre" if q.p.source == "cauchy" else "the true mean"  # Cauchy has no mean
    found: list[Readout | Law] = [
        Readout(f"intervals that hold {HELD[q.p.held]}, of {count:,}", percent(share), role="data"),
        law("the promise", says, share, q.level, unless=_broken(q), **_up_to(q.level, count)),
        Readout(f"lie wholly above {centre}, wholly below", sides, role="model"),
        Readout("mean length of an interval", 2 * q.halves.mean(), digits=3),
    ]
    known = law("of normal draws known exactly", "simulated = by formula", share, q.exact, **_up_to(q.exact, count))
    return [*found, known] if q.p.source == "normal" else found


def belt_readouts(q: Intervals) -> list[Readout | Law]:
    chance, left, right = pr.row(q.p.trials, q.p.share, q.p.kind, q.level)
    (name, says), sides = DEFINES[q.p.kind], pr.defining(q.p.trials, q.count, q.p.kind, q.level)
    missed = f"{percent(chance[right].sum())}, {percent(chance[left].sum())}"
    return [
        Readout("coverage at the true p", percent(q.here), role="data"),
        Readout("lie wholly above p, wholly below", missed, role="model"),
        Readout("interval in hand", between(*q.ends), role="accent"),
        law(name, says, *sides, digits=5),
    ]


def teeth_readouts(q: Intervals) -> list[Readout | Law]:
    low, place = q.least
    unless = "" if q.p.kind == "clopper_pearson" else "the interval is approximate"
    now, more = (float(q.along[min(k, len(q.along) - 1)]) for k in (q.p.trials - 5, q.p.trials - 4))
    return [
        Readout("coverage at the true p", percent(q.here), role="data"),
        Readout("with one trial more", percent(more) + " (as many)" * (q.p.trials == 150)),
        Readout("coverage, averaged over all p", percent(q.average)),
        law("at every p", "least coverage ≥ confidence", low, q.level, note=f"at p → {number(place)}", unless=unless),
        law("two ways to the same sum", "along p = along n", q.here, now),
    ]


def groups_readouts(q: Intervals) -> list[Readout | Law]:
    error, touching, p = q.touch
    unless = "" if (q.p.ratio, q.p.rho) == (1, 0) else "errors are unequal or correlated"
    return [
        Readout("do the two intervals overlap?", "yes" if q.p.gap < touching else "no", role="data"),
        Readout("p-value of no difference", q.p_gap, digits=3, role="model"),
        Readout("they just touch at the distance", touching),
        Readout("the difference is significant from", q.z * error, role="optimum"),
        law("to part is more than is needed", "p where they just touch ≤ 1 − confidence", p, 1 - q.level),
        law("of equals", "p where they just touch = 2Φ(−√2 z)", p, erfc(q.z), unless=unless, scale=0),
    ]


def readings_readouts(q: Intervals) -> list[Readout | Law]:
    inside = np.abs(q.scatter[:, 0]) <= iv.reaches(q.p.procedure, q.scatter[:, 1])
    unless, room = "" if q.p.procedure == "box" else "its length does not follow that of the box", 5 - q.apart / 2
    ends = between(q.middle - q.half, q.middle + q.half)
    return [
        Readout(f"interval: {NAMES[q.p.procedure]}", ends, role=ROLES[q.p.procedure]),
        Readout("the box: possible θ", between(q.middle - room, q.middle + room)),
        law("half of the triangle", "shaded area / whole area = 0.5", iv.area(iv.strip(q.p.procedure)) / 50, 0.5),
        law("half of the dots", "simulated coverage = 0.5", inside.mean(), 0.5, **_up_to(0.5, len(inside))),
        law("half of this row", "coverage given d = 0.5", q.given, 0.5, digits=4, unless=unless),
    ]


held = lambda q: f"of {q.found[1]:,} intervals {percent(q.found[0])} hold {HELD[q.p.held]}"
here = lambda q: f"at p = {number(q.p.share, 3)}, n = {q.p.trials} they hold p with probability {percent(q.here)}"
ALTS: dict[str, Callable[[Intervals], str]] = {
    "dance": lambda q: f"A hundred intervals from {q.p.n} draws each, and a thousand as dots over a cone; {held(q)}.",
    "belt": lambda q: f"An interval for every count, and how probable each count is; {here(q)}.",
    "teeth": lambda q: f"The coverage against p, a saw-tooth, and against the trials; {here(q)}.",
    "groups": lambda q: f"Two intervals and that of their difference, {q.p.gap:g} apart; p is {number(q.p_gap, 3)}.",
    "readings": lambda q: f"Two readings {number(q.apart)} apart; of such pairs the interval holds {percent(q.given)}.",
}
alike = lambda q: float(np.mean(q.dance.error == 0)) * (q.method != "known")
# Of each view what is said where something is so, the most important first.
TOLD: dict[str, dict[str, Callable[[Intervals], Any]]] = {
    "dance": {
        "A Cauchy law has no mean and no σ: Student’s interval for its centre of symmetry, the dashed line.": (
            lambda q: q.p.source == "cauchy"
        ),
        "Where all answers of a sample are alike, s = 0 and the interval is a point: the dot on the ground.": alike,
        "Dots beyond the axis wait at its upper edge.": lambda q: q.dance.error.max() > TALL * q.unit,
    },
    "belt": {
        "The true p or the count in hand lies outside of what is shown: switch the zoom off.": (
            lambda q: max(q.p.share, q.count / q.p.trials) > 1.1 * q.wide
        ),
        "Wald’s interval in hand is a single point, as if nothing were left to learn.": lambda q: (
            q.ends[0] == q.ends[1]
        ),
        "The interval in hand goes beyond 0 or 1, where no p can be.": lambda q: q.ends[0] < 0 or q.ends[1] > 1,
    },
    "teeth": {
        "The true p lies outside of what is shown: switch the zoom off.": lambda q: q.p.share > q.wide,
        "The coverage at the true p lies below the axis.": lambda q: q.here < LOWEST,
    },
    "groups": {
        "The two intervals overlap, and yet the difference is significant.": (
            lambda q: q.z * q.touch[0] < q.p.gap < q.touch[1]
        ),
    },
    "readings": {
        "Ten apart: only one θ allows both readings, and you know it for certain.": lambda q: q.apart >= 10,
        "The whole box lies in this “50%” interval: it holds θ for certain.": lambda q: q.given == 1,
        "Both readings are the same: the interval between them is a single point.": lambda q: q.half == 0,
    },
}


def notices(view: str) -> Callable[[Intervals], str]:
    """What the notice of a view says."""
    return lambda q: next((says for says, so in TOLD[view].items() if so(q)), "")


def numbers(q: Intervals) -> dict[str, Any]:
    first = q.dance.mean[0]
    found = {"low": q.ends[0], "high": q.ends[1], "observed": q.count / q.p.trials, "box": 10 - q.apart}
    found |= {f"{held}_coverage": iv.normal_coverage(q.method, held, q.p.n, q.level) for held in ("next", "draw")}
    found |= {"first_mean": first, "first_low": first - q.halves[0], "first_high": first + q.halves[0]}
    found |= {"percent_held": 100 * q.found[0], "many": q.found[1], "percent_here": 100 * q.here}
    found |= {"percent_average": 100 * q.average, "percent_given": 100 * q.given}
    found |= {"error": q.touch[0], "touching": q.touch[1], "p_touching": q.touch[2]}
    return found | {"reading_low": q.middle - q.half, "reading_high": q.middle + q.half}
