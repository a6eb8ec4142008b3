"""What the lesson says in numbers and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number, settled
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries.panels import STYLES
from pages.statistics.data_summaries.state import Summaries

Said = list[Readout | Law]
EPSILON = 2.0**-52  # from 1 to the next double
TAKEN, QUARTER = "half of all or more are bad", "a quarter of all or more are bad"
SQUARES, DISTANCES = "mean (x − t)² = SD² + (t − mean)²", "max |x − t| = range/2 + |t − midrange|"
EQUAL = "All values are equal: every spread is 0, and the skewness is undefined."
FLAT = "The bowl of the median is flat: an even number of values, and every t from {} to {} is a median."
ZERO = "More than half of all values are equal: the MAD is 0, however far the others are."
HALF = f"{TAKEN.capitalize()}: which half is the good one? No summary can know."
TIED = "{} bars are tallest: the mode is one of them."
LOST = "doubles keep 16 digits, and n κ² ε is not small"
# To rounding, in the unit of the data; under a hundredth of that a side is 0.
close = lambda q, times, *said, unless="": law(*said, slack=times * q.fuzz, scale=1e10 * times * q.fuzz, unless=unless)


def bowls_readouts(q: Summaries) -> Said:
    t, x, (first, second) = q.trial, q.x, sm.medians(q.x)
    far, low, half = np.abs(x - t), np.abs(x - q.median), float(np.ptp(x)) / 2
    middle = q.told(q.median) if first == second else f"{q.told(first)} to {q.told(second)}"
    return [
        Readout("median: least mean distance", middle, role="optimum"),
        Readout("mean: least mean square", q.told(q.mean), role="model"),
        Readout("midrange: least largest distance", q.told(q.midrange), role="accent"),
        Readout("values below t, and above", f"{np.sum(x < t)} and {np.sum(x > t)}", role="gradient"),
        close(q, 1, "the median’s bowl", "mean |x − median| ≤ mean |x − t|", low.mean(), far.mean()),
        close(q, q.wide, "the mean’s bowl is a parabola", SQUARES, (far**2).mean(), q.sd_n**2 + (t - q.mean) ** 2),
        close(q, 1, "the midrange’s is a V", DISTANCES, far.max(), half + abs(t - q.midrange)),
        close(q, 1, "mean and median, SD with divisor n", "|mean − median| ≤ SD", abs(q.mean - q.median), q.sd_n),
    ]


def influence_readouts(q: Summaries) -> Said:
    y, k, n, low, high, found = q.ghost_at, q.copies, q.n, float(q.x.min()), float(q.x.max()), list[Readout | Law]()
    for name in q.names:
        now, then = (float(each.summary(name)[0]) for each in (q.mixed, q.clean))
        text = f"{q.told(now)}, was {q.told(then)}" if q.p.what == "centre" else f"{number(now)}, was {number(then)}"
        said, role = STYLES[name][0].replace("trimmed", "trimmed mean"), STYLES[name][1]
        found.append(Readout(f"{said} with {k} bad", text, role=role))
    if q.p.what == "spread":
        both = n / (n + k) * q.sd_n**2 + n * k / (n + k) ** 2 * (y - q.mean) ** 2
        iqr, spread = q.mixed.iqr()[0] / sm.NORMAL_IQR, np.concatenate([q.x, np.full(k, y)]).var()
        unless = QUARTER if np.ceil(0.75 * (n + k - 1)) > n - 1 else ""
        found.append(close(q, 4 * q.wide, "two parts of a variance", "SD² = within + between", spread, both))
        held = "the IQR is held by the good", "IQR ≤ range of the good"
        return [*found, close(q, 1, *held, iqr, high - low, unless=unless)]
    cut, pull = int(q.mixed.cut()[0]), (n + 1) * (np.append(q.x, y).mean() - q.mean)
    found.append(close(q, n + 1, "one value pulls the mean", "(n + 1) · shift = y − mean", pull, y - q.mean))
    half, more = TAKEN if k >= n else "", f"more than {cut} at one end are bad" if k > cut else ""
    for name, unless in (("median", half), ("trimmed", more)):
        at = float(q.mixed.summary(name)[0])
        out, says = max(0.0, at - high, low - at), f"how far {name} is outside = 0"
        found.append(close(q, 1, f"{name}: among the good values", says, out, 0.0, unless=unless))
    return found


def bins_readouts(q: Summaries) -> Said:
    off, says = abs(float(q.counts @ q.middles) / q.n - q.mean), "|mean of bars − mean| ≤ width/2"
    return [
        Readout("mode: middle of the tallest bar", q.told(q.mode), role="accent"),
        Readout("values in the tallest bar", f"{int(q.counts.max())} of {q.n}", role="data"),
        Readout("humps", str(q.hump_count), role="data"),
        Readout("humps with other bins", f"{q.hump_map.min():.0f} to {q.hump_map.max():.0f}"),
        close(q, 1, "bins hide half a width at most", says, off, q.bin_width / 2),
    ]


def box_readouts(q: Summaries) -> Said:
    (q1, middle, q3), skew = q.box.quartiles, sm.skewness(q.x)
    return [
        Readout("quartiles, by the rule", f"{q.told(q1)}, {q.told(middle)}, {q.told(q3)}", role="data"),
        Readout("interquartile range", q3 - q1, role="data"),
        Readout("SD, divisor n − 1", q.x.std(ddof=1), digits=6, role="model"),
        Readout("skewness", skew if np.isfinite(skew) else "undefined: all values are equal"),
        close(q, 1, "the mean is an area", "min + area above the steps = mean", sm.area_above(q.x), q.mean),
    ]


def digits_readouts(q: Summaries) -> Said:
    (one, two, _), true, kappa = q.variances, q.certified, float(q.offsets.kappas[q.p.power])
    found: Said = [Readout("SD in exact arithmetic", true, digits=12, role="ink")]
    ways = (("one pass", "model"), ("two passes", "optimum"), ("one pass of Welford’s", "optimum"))
    for (name, role), variance in zip(ways, q.variances, strict=True):
        sd = ld.root(variance)
        text = f"{number(sd, 9)}, {ld.digits(sd, true):.1f} digits"
        found.append(Readout(name, text if variance >= 0 else "none: the variance is below 0", role=role))
    if not np.isfinite(kappa):
        return found
    known = {"slack": 1e-8 * two, "scale": true**2}
    unless, off = LOST if 4 * q.n * kappa**2 * EPSILON > 1e-8 else "", abs(ld.root(two) / true - 1)
    return [
        *found,
        Readout("condition number κ", kappa, role="gradient"),
        law("in exact arithmetic one pass does", "one pass = two passes", one, two, unless=unless, **known),
        law("two passes lose what storing lost", "relative error ≤ (κ + n) ε", off, (kappa + q.n) * EPSILON),
    ]


flat = lambda q: FLAT.format(*map(q.told, sm.medians(q.x))) if np.ptp(sm.medians(q.x)) > 0 else ""
taken = lambda q: ZERO if q.p.what == "spread" and q.mixed.mad()[0] == 0 else HALF if q.copies >= q.n else ""
tied = lambda q: TIED.format(int((q.counts == q.counts.max()).sum())) if np.ptp(np.sort(q.counts)[-2:]) == 0 else ""
below = lambda q: f"One pass says that the variance is {number(q.variances[0])}." if q.variances[0] < 0 else ""


def unless_equal(notice: Callable[[Summaries], str]) -> Callable[[Summaries], str]:
    return lambda q: EQUAL if np.ptp(q.x) == 0 else notice(q)


bottoms = lambda q: ", ".join(map(q.told, (q.median, q.mean, q.midrange)))
bowls_alt = lambda q: f"Losses of t = {q.told(q.trial)} over {q.n} values, slopes, bottoms: {bottoms(q)}."
influence_alt = lambda q: f"How one more value moves each summary of {q.n}; the same with {q.copies} bad values."
bins_alt = lambda q: f"A histogram of {q.n} values with {q.hump_count} humps, and a map of the humps by bins."
right = lambda q: " and ".join(f"{q.offsets.reached[way][q.p.power]:.1f}" for way in ("two", "one"))
digits_alt = lambda q: f"Right digits over the offset, by two passes and by one {right(q)}; the sums that cancel."
box_alt = lambda q: f"{q.n} values as dots, box, violin and steps; the mean is {q.told(q.mean)}."


def numbers(q: Summaries) -> dict[str, Any]:
    """Named values for the text and the programs."""
    here, (one, two, _), (q1, _, q3), k = sm.losses(q.x, q.trial), q.variances, q.box.quartiles, q.p.power
    found: dict[str, Any] = {"size": q.n, "sd": q.x.std(ddof=1), "under": np.sum(q.x < q.trial)}
    found |= {"over": np.sum(q.x > q.trial), "mean_distance": here.mean[0], "root_distance": here.root[0]}
    found |= {"largest_distance": here.largest[0], "half_range": np.ptp(q.x) / 2}
    found |= {f"{name}_all": settled(q.mixed.summary(name)[0], q.wide) for name in (*sm.CENTRES, *sm.SPREADS)}
    found |= {"least_mean_distance": np.abs(q.x - q.median).mean(), "tallest": q.counts.max()}
    found |= {"shift": (q.ghost_at - q.mean) / (q.n + 1), "bad_percent": 100 * q.copies / (q.n + q.copies)}
    found |= {"q_low": q1, "q_high": q3, "skew": sm.skewness(q.x), "kappa": q.offsets.kappas[k]}
    found |= {"variance_one_pass": one, "variance_two_pass": two, "offset_text": f"10^{{{k}}}" if k else "0"}
    return found | {f"digits_{way}": q.offsets.reached[way][k] for way in ("one", "two")}


def listing(q: Summaries) -> dict[str, Any]:
    """The constants of the programs: the data themselves, places in their unit."""
    found: dict[str, Any] = {"values": q.x.tolist(), "trial": float(q.trial), "bad_value": float(q.ghost_at)}
    found |= {"bad_copies": q.copies, "bin_width": float(q.bin_width), "first_edge": float(q.first_edge)}
    return found | {"offset": 10.0**q.p.power if q.p.power else 0.0}
