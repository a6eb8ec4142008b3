"""Do several groups differ? Compare the variation between their means with that within: one test, and one angle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number
from mathcore.statistics import anova, factorial, many_means, unequal_spreads
from pages.statistics.anova import panels
from pages.statistics.anova.state import NAMES, POWERS, SIMULATED, Anova

DATA = {"draw": "Your own points", "sepals": "Iris: sepal width", "petals": "Iris: petal length"}
DATA |= {f"SmLs0{k}": f"SmLs0{k}: {n} equal digits" for k, n in ((1, 1), (4, 7), (7, 13))}
DRAWN = ((4.1, 5.4, 3.2, 6.0, 4.6, 5.0), (5.3, 4.4, 6.6, 5.8, 7.1, 5.0), (6.7, 5.5, 8.3, 5.3, 6.9, 7.7))
JITTER = (-0.24, -0.12, 0.0, 0.1, 0.2, 0.28)
SPOTS = tuple((k + 1 + dx, y) for k, group in enumerate(DRAWN) for dx, y in zip(JITTER, group, strict=True))
COLUMNS = "The first column is measured; the second names its group, by words or by at most nine numbers."
SIDES = "x is the group (its nearest whole number), y the value. A double click adds a value."
CELL = "Row 1, then row 2. A cell holds four values: 80, 95, 105 and 120% of its mean."
WIDE, OWN, MINE, SEED = (0.55, 3.45), {"data": ("draw",)}, {"table": ("drawn",)}, Seed()
ALPHA = Slider("alpha", "Level α", 0.01, 0.2, 0.05, 0.01)
TABLE = Data("data", "Data", DATA, "draw", own=2, groups=(0, 9), help=COLUMNS)
POINTS = Points("points", "Your own points", SPOTS, WIDE, panels.VALUES, 0.01, fewest=4, most=30, help=SIDES, when=OWN)
MEANS = Points("means", "Three means (s)", (0.3, 0.35, -0.68), panels.SPAN, None, 0.01, fewest=3, most=3)
N = Slider("size", "Values in each group n", 6, 40, 10, 1, integer=True)
CLOUD = Choice("cloud", "Simulated", {"off": "nothing", "null": "equal means", "here": "these means"}, "off")
SETTINGS = ((18, 1), (24, 1), (6, 3))
SPREADS = Points("settings", "n and σ of each group", SETTINGS, (3, 40), (0.25, 4), 0.01, fewest=3, most=3)
FACTORS = Choice("table", "Table", {"drawn": "Your own 2 × 2", "poisons": "Poisons, 3 × 4"}, "drawn")
CELLS = Points("cells", "Cell means", (1.5, 3, 2.5, 6.5), (0.5, 8), None, 0.01, fewest=4, most=4, help=CELL, when=MINE)
SCALE = Choice("scale", "Scale", {"raw": "raw", "log": "log", "reciprocal": "1/y"}, "raw")
GROUPS = Slider("groups", "Equal groups k", 2, many_means.MOST, 6, 1, integer=True)
EXPERIMENT = Slider("experiment", "Experiment shown", 1, 100, 37, 1, integer=True)
NOTICES = {
    (1, 0): "F: the means differ. Tukey: no pair does. Both keep their level; they look for different things.",
    (0, 1): "Tukey finds a pair, and F nothing: one pair far apart is diluted by a mean in the middle.",
}
ALIKE = "Groups of one size soften what unequal spreads do to F; they do not cure it."
TINY = "Welch’s test is an approximation: with groups of five or fewer its level too is off, by up to a few points."
TESTS = {"F": "F", "t": "single t-tests", "Tukey": "Tukey", "Bonferroni": "Bonferroni"}


def counted(name: str, says: str, share: float, p: float) -> Law:
    """A share of all simulated experiments is a probability, up to simulation error."""
    slack = 5 * float(np.sqrt(p * (1 - p) / SIMULATED)) + 5 / SIMULATED
    return law(name, says, share, p, **up_to(slack))


def readouts(q: Anova) -> list[Readout | Law]:
    a, known, f = q.a, q.sample.certified, number(q.a.f, 5) if q.a.total > 0 else "0/0: nothing varies"
    names, shown, closest = q.sample.names, lambda x: number(x, 3) if np.isfinite(x) else "none", anova.closest_p(a)
    apart = [f"{names[i]}–{names[j]}" for i, j, t in q.tests if abs(t) > q.tukey_t]
    listed = ", ".join(apart) or "none"
    found: list[Readout | Law] = [
        Readout(f"F with {a.above} and {a.below} degrees of freedom", f),
        Readout("p-value", shown(a.p), role="accent", scale=0),
        Readout("η², the part between", shown(a.share), role="model"),
        Readout("pairs that differ by Tukey", listed if len(listed) < 60 else f"{len(apart)} pairs", role="optimum"),
        Readout("p of the closest pair, by Tukey", "under 10⁻⁶" if closest < 1e-6 else shown(closest), role="optimum"),
        Readout("p by Welch, for unequal spreads", shown(q.p_welch), scale=0),
        law("Pythagoras", "total = between + within", a.total, a.between + a.within, scale=a.total),
        law("the pairs hold it all", "Σ nᵢnⱼ(mᵢ − mⱼ)²/N = between", anova.through_pairs(a), a.between, scale=a.total),
    ]
    if 0 < a.f < np.inf:
        most, tail = max(t * t for _, _, t in q.tests), anova.angle_tail(q.angle, a.above, a.below)
        found.append(law("no pair says more than F", "largest t² ≤ (k − 1)·F", most, a.above * a.f))
        found.append(law("p is an area", "P(F this large) = share beyond θ", a.p, tail))
    for name, f_found in (("deviations first", a.f), ("squares first", anova.one_pass(q.sample.groups))):
        if known == known:
            said = f"{number(anova.digits(f_found, known), 3)} (F = {number(f_found, 10)})"
            found.append(Readout(f"digits of NIST’s F = {known:g}, {name}", said))
    return found


def notice(q: Anova) -> str:
    if q.a.total == 0:
        return "All values are equal: 0 between and 0 within, so F is 0/0 and says nothing."
    if q.a.within == 0:
        return "No group has any spread, so any difference of means is infinitely many of them."
    missing = [name for name in NAMES if q.drawn and name not in q.sample.names]
    return f"Group {missing[0]} is empty and left out: with two groups F is Student’s t squared." if missing else ""


def plane_readouts(q: Anova) -> list[Readout | Law]:
    half, yes, largest = q.p.size / 2, {True: "different", False: "not different"}, "largest difference ≤ √2·distance"
    simulated = q.p.cloud != "off"
    found: list[Readout | Law] = [
        Readout("F, and its critical value", f"{number(q.f_means)}, {number(half * q.limits['F'] ** 2)}", role="model"),
        Readout("distance, and the disc", f"{number(q.distance)}, {number(q.limits['F'])} s", role="model"),
        Readout("largest difference", q.largest, "s", role="data"),
    ]
    for k, name in list(TESTS.items())[1:]:
        said = yes[bool(q.verdicts[k])]
        found.append(Readout(f"{name}: different from", q.limits[k], "s", role=panels.ROLES[k], note=said))
    found += [
        law("F is the mean of the three t²", "F = (t²ab + t²ac + t²bc)/3", q.f_means, q.t_squared.mean()),
        law("and a squared distance", "F = n·distance²/2", q.f_means, half * q.distance**2),
        law("no difference leaves the distance behind", largest, q.largest, np.sqrt(2) * q.distance),
    ]
    for k, name in TESTS.items() if simulated else ():
        found.append(Readout(f"simulated: different by {name}", 100 * q.shares[k], "%", 3, panels.ROLES[k]))
    if simulated:
        found.append(counted(f"of {SIMULATED:,} experiments", "share by F = exact power", q.shares["F"], q.power_f))
    return found


def alarm_readouts(q: Anova) -> list[Readout | Law]:
    chance, apart = {k: float(each[q.p.groups - 2]) for k, each in q.alarms.items()}, np.ptp(q.nulls, axis=1)
    share = {k: float(np.mean(apart > least)) for k, least in q.least.items()}
    return [
        Readout("pairs", q.pairs_count),
        Readout("any false alarm, single t-tests", 100 * q.any_alarm, "%", role="gradient"),
        Readout("if the pairs were independent", 100 * chance["independent"], "%", role="null"),
        Readout("any false alarm, Bonferroni", 100 * chance["Bonferroni"], "%", role="muted"),
        counted("counted, single t-tests", "share with an alarm = exact", share["t"], q.any_alarm),
        counted("counted, Tukey", "share with an alarm = α", share["Tukey"], q.p.alpha),
        law("Bonferroni is on the safe side", "P(any, Bonferroni) ≤ α", chance["Bonferroni"], q.p.alpha),
    ]


def spread_readouts(q: Anova) -> list[Readout | Law]:
    alpha, unless = q.p.alpha, "the spreads differ" if len(set(q.spreads)) > 1 else ""
    share, welch = (float(unequal_spreads.rejected(each, alpha)) for each in q.simulated)
    return [
        Readout("sizes n", ", ".join(map(str, q.sizes)), role="data"),
        Readout("spreads σ", ", ".join(number(s, 3) for s in q.spreads), role="data"),
        Readout("true level of the classical F", 100 * q.level, "%", role="model"),
        Readout("level of Welch’s test, simulated", 100 * welch, "%", 3, "optimum"),
        law("F keeps its promise", "P(rejects equal means) = α", q.level, alpha, tolerance=1e-7, unless=unless),
        counted(f"counted in {SIMULATED:,} experiments", "share rejected = P", share, q.level),
    ]


def factor_readouts(q: Anova) -> list[Readout | Law]:
    two, logs, unless = q.two, np.log(np.array(q.p.cells)), "" if q.p.scale == "log" else "this is not the log scale"
    found: list[Readout | Law] = []
    for k in ("rows", "columns", "interaction"):
        name = f"F of the {k} ({two.freedoms[k]} and {two.freedoms['within']} df)"
        found.append(Readout(name, two.f(k), note=f"p = {number(two.p(k), 3)}"))
    found.append(law("Pythagoras, in four", "total = sum of four parts", two.total, sum(two.squares.values())))
    if not q.poisons:
        found.append(Readout("difference of differences", two.twist, role="accent"))
        says, right = "its value = ln(m₁₂m₂₁/(m₁₁m₂₂))", logs[1] - logs[0] - logs[3] + logs[2]
        found.append(law("on logs it is a ratio of ratios", says, two.twist, right, unless=unless))
    return found


def numbers(q: Anova) -> dict[str, Any]:
    found = vars(q.a) | {"f_statistic": q.a.f, "p_value": q.a.p, "share": q.a.share, "values_count": q.a.counts.sum()}
    names = {"disc": "F", "tukey_least": "Tukey", "t_least": "t", "bonferroni_least": "Bonferroni"}
    found |= {name: q.limits[k] for name, k in names.items()} | {"groups_count": len(q.a.counts)}
    found |= {"sizes_text": ", ".join(map(str, q.sizes)), "spreads_text": ", ".join(number(s, 3) for s in q.spreads)}
    two = {"twist": q.two.twist, "f_interaction": q.two.f("interaction"), "p_interaction": q.two.p("interaction")}
    return found | two


def listing(q: Anova) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    of = np.repeat(np.arange(len(q.sample.groups)), [len(each) for each in q.sample.groups])
    values = {"values": np.concatenate(q.sample.groups).tolist(), "of": of.tolist(), "means": list(q.p.means)}
    chosen = {"alpha": q.p.alpha, "size": q.p.size, "groups": q.p.groups, "sizes": list(q.sizes)}
    return values | chosen | {"spreads": list(q.spreads), "cells": q.values.tolist(), "power": POWERS[q.p.scale]}


alt = lambda q: f"{q.a.counts.sum():g} values in {len(q.a.counts)} groups, and a right triangle. F is {number(q.a.f)}."
plane_alt = lambda q: f"Three means as a point in a plane with a disc and hexagons. F is {number(q.f_means)}."
alarm_alt = lambda q: f"{q.p.groups} equal groups; a false alarm of single t-tests in {number(100 * q.any_alarm, 3)}%."
spread_alt = lambda q: f"Three sizes and spreads. F rejects equal means in {number(100 * q.level, 3)}% of experiments."
factor_alt = lambda q: f"Cell means as lines, four sums of squares. F of interaction: {number(q.two.f('interaction'))}."
uneven = lambda q: ALIKE if len(set(q.spreads)) > len(set(q.sizes)) == 1 else TINY if min(q.sizes) < 6 else ""
judged = lambda q: NOTICES.get((int(q.verdicts["F"]), int(q.verdicts["Tukey"])), "")
plane = lambda *means, **more: {"view": "plane", "means": means} | more
spread = lambda *settings: {"view": "spreads", "settings": settings}
cells = lambda *means, scale="log": {"view": "factors", "cells": means, "scale": scale}
in_reach = lambda spreads: min(spreads) >= 0.8 and max(spreads) <= 2
quiet, loud, TEN = (40, 0.8), (10, 2), {"view": "alarms", "groups": 10}
WHY = "61%: the range of ten means is wide. 45 independent tests would give 90%."
ON_VALUES = [panels.groups_panel, panels.triangle_panel], readouts, alt, [TABLE, POINTS, ALPHA], notice
ON_MEANS = [panels.means_panel, panels.plane_panel, panels.squares_panel], plane_readouts, plane_alt
ON_NULLS = [panels.null_panel, panels.alarms_panel], alarm_readouts, alarm_alt, [GROUPS, EXPERIMENT, ALPHA, SEED]
ON_SPREADS = [panels.settings_panel, panels.levels_panel], spread_readouts, spread_alt, [SPREADS, ALPHA, SEED]
ON_CELLS = [panels.cells_panel, panels.sources_panel], factor_readouts, factor_alt, [FACTORS, CELLS, SCALE]
lesson = Lesson(
    title="ANOVA and Comparing Multiple Groups",
    terms=("F test", "Tukey", "Bonferroni", "multiple comparisons", "familywise error", "Welch", "interaction"),
    state=Anova,
    views={
        "groups": View("Groups", *ON_VALUES),
        "plane": View("Three means", *ON_MEANS, [MEANS, N, ALPHA, CLOUD, SEED], judged, columns=3),
        "alarms": View("All pairs", *ON_NULLS),
        "spreads": View("Unequal spreads", *ON_SPREADS, uneven),
        "factors": View("Two factors", *ON_CELLS),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "In Three means, at α = 0.05 and n = 10: Tukey calls a pair different, and F does not reject.",
            "F is the mean of three t². Where must the third mean stand to make that mean small?",
            lambda q: q.verdicts["Tukey"] and not q.verdicts["F"] and (q.p.alpha, q.p.size) == (0.05, 10),
            [plane(-0.57, 0, 0.57), plane(0.56, 0.01, -0.56), plane(0.9, -0.22, 0.34)],
            [plane(-0.55, 0, 0.55), plane(-0.6, 0, 0.6), plane(-0.57, 0.2, 0.57), plane(-0.57, 0, 0.57, size=11)],
            views=["plane"],
        ),
        Challenge(
            "In Unequal spreads, σ from 0.8 to 2 and n of 10 or more: false alarms of F in over 20%, at α = 0.05.",
            "The pooled deviation listens to the large groups. Let them be the quiet ones.",
            lambda q: q.p.alpha == 0.05 and q.level > 0.2 and min(q.sizes) >= 10 and in_reach(q.spreads),
            [spread(quiet, loud, loud), spread(loud, (39, 0.85), loud), spread((10, 1.9), (11, 2), quiet)],
            [spread(quiet, (14, 2), (14, 2)), spread(quiet, (9, 2), loud), spread((40, 2), (10, 0.8), (10, 0.8))],
            views=["spreads"],
        ),
        Challenge(
            "In Two factors, your own table: an interaction with p < 0.01 on the raw scale that your scale removes.",
            "Where effects multiply, which function turns products into sums?",
            lambda q: not q.poisons and q.raw.p("interaction") < 0.01 and abs(q.two.twist) < 0.01,
            [cells(1, 2, 3, 6), cells(1, 2, 4, 8), cells(6, 2, 3, 1)],
            [cells(1, 2, 3, 6, scale="raw"), cells(1.5, 3, 2.5, 6.5), cells(2, 3, 2.6, 3.9)],
            views=["factors"],
        ),
        Challenge(
            "Predict: ten groups that are all alike, and all 45 pairs tested at 5%. Chance of a false alarm, in %?",
            "More than one test’s 5%; less than 45 independent tests would have.",
            predict=Prediction("Chance of a false alarm", lambda q: 100 * q.any_alarm, 6.0, TEN, unit="%", why=WHY),
        ),
    ),
    related=("hypothesis_testing", "confidence_intervals", "resampling", "manova", "ab_testing"),
    oracles=("one way: scipy.stats’ f_oneway, tukey_hsd; NIST", "power, two factors: statsmodels"),
    source=(anova.one_way, many_means.thresholds, anova.range_cdf, unequal_spreads.true_level, factorial.two_way),
)
