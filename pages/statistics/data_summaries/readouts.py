"""What the lesson says in numbers and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries.panels import CALLED, ROLES
from pages.statistics.data_summaries.state import Summaries

Said = list[Readout | Law]
UNIT = 2.0**-52  # the gap between 1 and the next double
TAKEN = "half of all or more are bad"


def bowls_readouts(q: Summaries) -> Said:
    t, x, (first, second) = q.trial, q.x, sm.medians(q.x)
    mean, half = float(np.abs(x - t).mean()), float(x.max() - x.min()) / 2
    least, square = float(np.abs(x - q.median).mean()), float(((x - t) ** 2).mean())
    middle = number(q.median, 6) if first == second else f"{number(first, 5)} to {number(second, 5)}"
    return [
        Readout("median: least mean distance", middle, role="optimum"),
        Readout("mean: least mean square", q.mean, digits=6, role="model"),
        Readout("midrange: least largest distance", q.midrange, digits=6, role="accent"),
        Readout("values below t, and above", f"{np.sum(x < t)} and {np.sum(x > t)}", role="gradient"),
        law("the median’s bowl", "mean |x − median| ≤ mean |x − t|", least, mean),
        law("the mean’s bowl is a parabola", "mean (x − t)² = SD² + (t − mean)²", square, q.sd_n**2 + (t - q.mean) ** 2),
        law(
            "the midrange’s is a V",
            "max |x − t| = range/2 + |t − midrange|",
            float(np.abs(x - t).max()),
            half + abs(t - q.midrange),
        ),
        law("mean and median, SD with divisor n", "|mean − median| ≤ SD", abs(q.mean - q.median), q.sd_n),
    ]


def outside(q: Summaries, value: float) -> float:
    """How far a value lies outside the good ones."""
    return max(0.0, value - float(q.x.max()), float(q.x.min()) - value)


def influence_readouts(q: Summaries) -> Said:
    found: Said = []
    for name in q.names:
        now, then = float(q.mixed.summary(name)[0]), float(q.clean.summary(name)[0])
        text = f"{number(now)}, was {number(then)}"
        found.append(Readout(f"{CALLED[name]} with {q.copies} bad", text, role=ROLES[name]))
    y, k, n = q.ghost_at, q.copies, q.n
    if q.p.what == "centre":
        pull, middle, cut = (n + 1) * (np.append(q.x, y).mean() - q.mean), q.mixed.median()[0], int(q.mixed.cut()[0])
        many = f"more than {cut} at one end are bad" if k > cut else ""
        return [
            *found,
            law("one value pulls the mean along a line", "(n + 1) · shift = y − mean", pull, y - q.mean, tolerance=1e-7),
            law("the median stays among the good", "median, out of the good = 0", outside(q, middle), 0.0,
                unless=TAKEN if k >= n else ""),
            law("so does the trimmed mean", "trimmed mean, out of the good = 0", outside(q, q.mixed.trimmed()[0]), 0.0,
                tolerance=1e-9 * (1 + abs(q.mean)), unless=many),
        ]  # fmt: skip
    both = n / (n + k) * q.sd_n**2 + n * k / (n + k) ** 2 * (y - q.mean) ** 2
    quarter = "a quarter of all or more are bad" if np.ceil(0.75 * (n + k - 1)) > n - 1 else ""
    spread, wide = float(q.mixed.iqr()[0]), sm.NORMAL_IQR * float(np.ptp(q.x))
    return [
        *found,
        law("two parts of a variance, divisor n + k", "SD² = within + between", q.everything.var(), both, tolerance=1e-7),
        law("the IQR is held by the good", "IQR ≤ range of the good", spread / sm.NORMAL_IQR, wide / sm.NORMAL_IQR,
            unless=quarter),
    ]  # fmt: skip


def shape_readouts(q: Summaries) -> Said:
    tallest, (q1, _, q3) = int(q.counts.max()), q.quartiles.tolist()
    binned, skew = float(q.counts @ q.middles) / q.n, sm.skewness(q.x)
    return [
        Readout("mode: middle of the tallest bar", q.mode, role="accent", note=f"{tallest} of {q.n} values"),
        Readout("quartiles, by the rule", f"{number(q1)} and {number(q3)}", role="data"),
        Readout("SD, divisor n − 1", float(q.x.std(ddof=1)), digits=6, role="model"),
        Readout("skewness", skew if np.isfinite(skew) else "undefined: all values are equal"),
        law("the mean is an area", "min + area above the steps = mean", sm.area_above(q.x), q.mean),
        law(
            "bins hide half a width at most",
            "|mean of the bars − mean| ≤ width/2",
            abs(binned - q.mean),
            q.bin_width / 2,
            tolerance=1e-8 * (1 + abs(q.mean)),
        ),
    ]


def error(found: float, true: float) -> str:
    return f"{number(found, 9)}, {ld.digits(found, true):.1f} digits" if found == found else "none: variance below 0"


def digits_readouts(q: Summaries) -> Said:
    (one, two, running), true, kappa = q.variances, q.certified, float(q.kappas[q.p.power])
    found: Said = [
        Readout("SD in exact arithmetic", true, digits=12, role="optimum"),
        Readout("two passes", error(ld.root(two), true), role="optimum"),
        Readout("one pass", error(ld.root(one), true), role="model"),
        Readout("one pass of Welford’s", error(ld.root(running), true), role="ink"),
    ]
    if not np.isfinite(kappa):
        return found
    found.append(Readout("condition number κ", kappa, role="gradient"))
    bound = 4 * q.n * kappa**2 * UNIT
    unless = "doubles keep 16 digits, and n κ² ε is not small" if bound > 1e-8 else ""
    return [
        *found,
        law("one pass is right, in exact arithmetic", "one pass = two passes", one, two, slack=1e-8 * two, unless=unless),
        law("two passes lose what storing lost", "relative error ≤ (κ + n) ε", abs(ld.root(two) / true - 1),
            (kappa + q.n) * UNIT),
    ]  # fmt: skip


EQUAL = "All values are equal: every spread is 0, and the skewness is undefined."


def bowls_notice(q: Summaries) -> str:
    first, second = sm.medians(q.x)
    if q.x.max() == q.x.min():
        return EQUAL
    if first < second:
        return f"An even number of values: every t from {number(first)} to {number(second)} is a median, and the bowl is flat."
    return ""


def influence_notice(q: Summaries) -> str:
    if q.x.max() == q.x.min():
        return EQUAL
    if q.p.what == "spread" and q.mixed.mad()[0] == 0:
        return "More than half of all values are equal: the MAD is 0, however far the others are."
    return f"{TAKEN.capitalize()}: which half is the good one? No summary can know." if q.copies >= q.n else ""


def shape_notice(q: Summaries) -> str:
    if q.x.max() == q.x.min():
        return EQUAL
    tallest = int((q.counts == q.counts.max()).sum())
    return f"{tallest} bars are tallest: the mode is one of them." if tallest > 1 else ""


def digits_notice(q: Summaries) -> str:
    if q.certified == 0:
        return "All values are equal: the deviation is 0, and has no digits to lose."
    return f"The formula says that the variance is {number(q.variances[0])}." if q.variances[0] < 0 else ""


ALTS: dict[str, Callable[[Summaries], str]] = {
    "bowls": lambda q: (
        f"Three bowls over {q.n} values, with bottoms at the median {number(q.median)}, the mean {number(q.mean)} and the "
        f"midrange {number(q.midrange)}; t is {number(q.trial)}."
    ),
    "influence": lambda q: (
        f"How one more value moves each summary of {q.n} values, and how {q.copies} bad ones at {number(q.ghost_at)} do."
    ),
    "shape": lambda q: (
        f"A histogram of {q.n} values with {q.hump_count} humps, a map of the humps by width and edge of the bins, steps, "
        "box and violin."
    ),
    "digits": lambda q: (
        f"Right digits of the deviation over the offset: {q.reached['two'][q.p.power]:.1f} by two passes and "
        f"{q.reached['one'][q.p.power]:.1f} by one; and the two sums that one pass subtracts."
    ),
}


def numbers(q: Summaries) -> dict[str, Any]:
    """Named values for the text and the programs."""
    here, (one, two, _), (q1, _, q3) = sm.losses(q.x, q.trial), q.variances, q.quartiles
    found: dict[str, Any] = {"size": q.n, "sd": float(q.x.std(ddof=1)), "under": int(np.sum(q.x < q.trial))}
    found |= {"over": int(np.sum(q.x > q.trial)), "mean_distance": float(np.abs(q.x - q.trial).mean())}
    found |= {"root_distance": float(here.root[0]), "largest_distance": float(here.largest[0])}
    found |= {"least_mean_distance": float(np.abs(q.x - q.median).mean()), "half_range": float(np.ptp(q.x)) / 2}
    for name in (*sm.CENTRES, *sm.SPREADS):
        found[f"{name}_all"] = float(q.mixed.summary(name)[0])
    found |= {"shift": (q.ghost_at - q.mean) / (q.n + 1), "tallest": int(q.counts.max()), "skew": sm.skewness(q.x)}
    found |= {"bad_percent": 100 * q.copies / (q.n + q.copies), "q_low": float(q1), "q_high": float(q3)}
    found |= {"variance_one_pass": one, "variance_two_pass": two, "kappa": float(q.kappas[q.p.power])}
    found |= {"digits_one": float(q.reached["one"][q.p.power]), "digits_two": float(q.reached["two"][q.p.power])}
    return found | {"offset_text": f"10^{{{q.p.power}}}" if q.p.power else "0"}


def listing(q: Summaries) -> dict[str, Any]:
    """The constants of the programs: the data themselves, places in their unit."""
    found: dict[str, Any] = {"values": q.x.tolist(), "trial": float(q.trial), "bad_value": float(q.ghost_at)}
    found |= {"bad_copies": q.copies, "bin_width": float(q.bin_width), "first_edge": float(q.first_edge)}
    return found | {"offset": 10.0**q.p.power if q.p.power else 0.0}
