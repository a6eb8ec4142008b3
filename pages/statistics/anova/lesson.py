"""Do several groups differ? Compare the variation between their means with the variation within: one test, one angle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.statistics import anova, factorial
from pages.statistics.anova import panels
from pages.statistics.anova.state import NAMES, SIMULATED, SIZE, Anova

DATA = {
    "draw": "Your own points",
    "sepals": "Iris: sepal width",
    "petals": "Iris: petal length",
    "SmLs01": "NIST SmLs01",
    "SmLs04": "NIST SmLs04: 7 equal digits",
    "SmLs07": "NIST SmLs07: 13 equal digits",
}
A, B, C = (4.1, 5.4, 3.2, 6.0, 4.6, 5.0), (5.3, 4.4, 6.6, 5.8, 7.1, 5.0), (6.4, 5.2, 8.0, 5.0, 6.6, 7.4)
JITTER = (-0.24, -0.12, 0.0, 0.1, 0.2, 0.28)
SPOTS = tuple((k + 1 + dx, y) for k, group in enumerate((A, B, C)) for dx, y in zip(JITTER, group, strict=True))
COLUMNS = "The first column is measured; the second names its group, by words or by at most nine numbers."
ALPHA = Slider("alpha", "Level α", 0.01, 0.2, 0.05, 0.01)
TABLE = Data("data", "Data", DATA, "draw", own=2, groups=(0, 9), help=COLUMNS)
SIDES = "x is the group (its nearest whole number), y the value. A double click adds a value."
POINTS = Points("points", "Your own points", SPOTS, (0.55, 3.45), panels.VALUES, 0.01, fewest=4, most=30, help=SIDES,
                when={"data": ("draw",)})  # fmt: skip
MEANS = Points("means", "Three means (s)", (0.3, 0.35, -0.68), panels.SPAN, None, 0.01, fewest=3, most=3)
N = Slider("size", "Values in each group n", 6, 40, 10, 1, integer=True)
CLOUDS = {"off": "None", "null": "Equal means", "here": "These means"}
CLOUD = Choice("cloud", "Simulated experiments", CLOUDS, "off", help="What the true means are in them.")
SETTINGS = Points("settings", "Size n and spread σ of each group", ((30, 1), (10, 3), (5, 3)), (3, 40), (0.25, 4), 0.01,
                  fewest=3, most=3, help="The size is rounded to a whole number.")  # fmt: skip
FACTORS = Choice("table", "Table", {"drawn": "Your own 2 × 2", "poisons": "Poisons, 3 × 4"}, "drawn")
CELLS = Points("cells", "Cell means", (1.5, 3, 2.5, 6.5), (0.5, 8), None, 0.01, fewest=4, most=4,
               help="Row 1, then row 2. A cell holds four values: 80, 95, 105 and 120% of its mean.", when={"table": ("drawn",)})  # fmt: skip
SCALE = Choice("scale", "Scale", {"raw": "raw", "log": "log", "reciprocal": "1/y"}, "raw")
GROUPS = Slider("groups", "Equal groups k", 2, anova.MOST, 6, 1, integer=True)
EXPERIMENT = Slider("experiment", "Experiment shown", 1, 100, 31, 1, integer=True)
SEED = Seed()


def sampling(p: float) -> dict[str, Any]:
    """The slack of a share of all simulated experiments."""
    slack = 5 * float(np.sqrt(p * (1 - p) / SIMULATED)) + 5 / SIMULATED
    return {"slack": slack, "note": f"up to simulation error: ±{number(slack, 2)}"}


def listed(names: list[str]) -> str:
    text = ", ".join(names) or "none"
    return text if len(text) <= 60 else f"{len(names)} pairs"


def readouts(q: Anova) -> list[Readout | Law]:
    a, n, t = q.a, q.sample.certified, [each[2] for each in q.tests]
    gaps = [a.counts[i] * a.counts[j] * (a.effects[i] - a.effects[j]) ** 2 for i, j, _ in q.tests]
    found: list[Readout | Law] = [
        Readout("sum of squares between the groups", a.between, role="model"),
        Readout("sum of squares within the groups", a.within, role="data"),
        Readout(f"F with {a.above} and {a.below} degrees of freedom", a.f if a.f == a.f else "0/0: nothing varies"),
        Readout("p-value", a.p if a.f == a.f else "none", role="accent"),
        Readout("η², the part between", a.share if a.total > 0 else "none", role="model"),
        Readout("pairs that differ by Tukey’s test", listed(q.differing), role="optimum"),
        Readout(
            "p of the closest pair by Tukey’s test", q.closest if q.closest == q.closest else "none", role="optimum"
        ),
        Readout("p by Welch, for unequal spreads", q.welch_p if q.welch_p == q.welch_p else "needs a spread in each"),
        law("Pythagoras", "total = between + within", a.total, a.between + a.within),
        law(
            "the pairs hold all that is between", "Σ nᵢnⱼ(mᵢ − mⱼ)²/N = between", sum(gaps) / a.counts.sum(), a.between
        ),
    ]
    if 0 < a.f < np.inf:
        most, tail = max(np.square(t)), anova.angle_tail(q.angle, a.above, a.below)
        found.append(law("no pair says more than F", "largest t² ≤ (k − 1)·F", most, a.above * a.f))
        found.append(law("p is an area", "P(F this large) = share beyond θ", a.p, tail))
    if n == n:
        for name, f in (("deviations first", a.f), ("squares first", anova.one_pass(q.sample.groups))):
            found.append(
                Readout(f"digits of NIST’s F = {n:g}: {name}", f"{number(anova.digits(f, n), 3)} (F = {f:.10g})")
            )
    return found


def notice(q: Anova) -> str:
    a, missing = q.a, [name for name in NAMES if name not in q.sample.names] if q.drawn else []
    if a.total == 0:
        return "All values are equal: 0 between and 0 within, so F is 0/0 and says nothing."
    if a.within == 0:
        return "No group has any spread, so any difference of means is infinitely many of them."
    if missing:
        return f"Group {missing[0]} is empty and left out: with two groups F is the square of Student’s t."
    return ""


def alt(q: Anova) -> str:
    a = q.a
    f = f"F is {number(a.f)}" if a.f == a.f else "Nothing varies"
    parts = f"Between them lies {number(a.between)}, within {number(a.within)} of the sum of squares"
    return f"{a.counts.sum():g} values in {len(a.counts)} groups, and a right triangle. {parts}. {f}."


def plane_readouts(q: Anova) -> list[Readout | Law]:
    said, squares, many = q.verdicts, q.t_means**2, q.p.cloud != "off"
    distance = float(np.hypot(*q.spot))
    yes = lambda name: "different" if said[name] else "not"
    found: list[Readout | Law] = [
        Readout(
            "F, and its critical value",
            f"{number(q.f_means)} / {number(q.limits['F'] ** 2 * q.p.size / 2)}",
            role="model",
        ),
        Readout("radius of the disc", q.limits["F"], "s", role="model"),
        Readout("largest difference", np.ptp(q.means), "s", role="data"),
        *(Readout(f"{name}: different from", q.limits[k], "s", role=panels.ROLES[k], note=yes(k)) for k, name in TESTS),
        law("F is the mean of the three t²", "F = (t²ab + t²ac + t²bc)/3", q.f_means, squares.mean()),
        law("and a squared distance", "F = n·distance²/2", q.f_means, q.p.size * distance**2 / 2),
        law(
            "why the disc lies between hexagons",
            "largest difference ≤ √2·distance",
            np.ptp(q.means),
            np.sqrt(2) * distance,
        ),
    ]
    if many:
        shares = q.shares
        found += [
            Readout(f"simulated: {name} says different", 100 * shares[k], "%", 3, panels.ROLES[k]) for k, name in TESTS
        ]
        says = "share by F = exact power"
        found.append(law(f"of {SIMULATED:,} experiments F rejects", says, shares["F"], q.power, **sampling(q.power)))
    return found


def plane_notice(q: Anova) -> str:
    f, tukey = q.verdicts["F"], q.verdicts["Tukey"]
    if f and not tukey:
        return "F: the means differ. Tukey: no pair does. Both keep their level; they look for different things."
    if tukey and not f:
        return "Tukey finds a pair, and F finds nothing: one pair far apart is diluted by a mean in the middle."
    return ""


def plane_alt(q: Anova) -> str:
    where = ", ".join(f"{name} {number(m, 3)}" for name, m in zip(NAMES, q.means, strict=True))
    said = ", ".join(k for k, yes in q.verdicts.items() if yes) or "no test"
    return f"Three means ({where}) as a point in a plane with a disc and three hexagons; different by {said}."


def spread_readouts(q: Anova) -> list[Readout | Law]:
    alpha, (classical, welch) = q.p.alpha, q.simulated
    unless = "" if len(set(q.spreads)) == 1 else "the spreads differ"
    counted = float(np.mean(classical <= alpha))
    return [
        Readout("sizes n", ", ".join(map(str, q.sizes)), role="data"),
        Readout("spreads σ", ", ".join(number(s, 3) for s in q.spreads), role="data"),
        Readout("true level of the classical F", 100 * q.level, "%", role="model"),
        Readout("level of Welch’s test, simulated", 100 * np.mean(welch <= alpha), "%", 3, "optimum"),
        law("F keeps its promise", "P(rejects equal means) = α", q.level, alpha, tolerance=1e-7, unless=unless),
        law(f"counted in {SIMULATED:,} experiments", "share rejected = P", counted, q.level, **sampling(q.level)),
    ]


def spread_notice(q: Anova) -> str:
    if len(set(q.spreads)) == 1:
        return ""
    if min(q.sizes) < 6:
        return "Welch’s test is an approximation: with groups of five or fewer it too is off by a few percent."
    if len(set(q.sizes)) == 1:
        return "Groups of one size forgive unequal spreads, though not entirely."
    return ""


def spread_alt(q: Anova) -> str:
    groups = "; ".join(f"{n} values with deviation {number(s, 3)}" for n, s in zip(q.sizes, q.spreads, strict=True))
    return f"Groups of {groups}. At level {number(q.p.alpha)} the classical F rejects equal means in {number(100 * q.level, 3)}%."


def factor_readouts(q: Anova) -> list[Readout | Law]:
    two, logs, drawn = q.two, np.log(np.array(q.p.cells)), q.p.table == "drawn"
    parts = sum(two.squares.values())
    found: list[Readout | Law] = [
        Readout(
            f"F of the {k} ({two.freedoms[k]} and {two.freedoms['within']} df)",
            two.f(k),
            note=f"p = {number(two.p(k), 3)}",
        )
        for k in ("rows", "columns", "interaction")
    ]
    found.append(law("Pythagoras, in four", "total = sum of four parts", two.total, parts))
    if drawn:
        unless = "" if q.p.scale == "log" else "this is not the log scale"
        ratio = logs[1] - logs[0] - logs[3] + logs[2]
        found.insert(0, Readout("difference of differences", two.twist, role="accent"))
        says = "difference of differences = ln(m₁₂m₂₁/m₁₁m₂₂)"
        found.append(law("on logs it is a ratio of ratios", says, two.twist, ratio, unless=unless))
    return found


def factor_alt(q: Anova) -> str:
    return f"Cell means as lines on the {panels.TITLES[q.p.scale]}; F of the interaction is {number(q.two.f('interaction'))}."


def alarm_readouts(q: Anova) -> list[Readout | Law]:
    k = q.p.groups
    exact, safe = float(q.alarms["t"][k - 2]), float(q.alarms["Bonferroni"][k - 2])
    counted, tukey = q.counted
    return [
        Readout("pairs", k * (k - 1) // 2, digits=4),
        Readout("any false alarm, single t-tests", 100 * exact, "%", role="gradient"),
        Readout("if the pairs were independent", 100 * float(q.alarms["independent"][k - 2]), "%", role="null"),
        Readout("any false alarm, Bonferroni", 100 * safe, "%", role="muted"),
        law("counted, single t-tests", "share with an alarm = exact", counted, exact, **sampling(exact)),
        law("counted, Tukey", "share with an alarm = α", tukey, q.p.alpha, **sampling(q.p.alpha)),
        law("Bonferroni is on the safe side", "P(any, Bonferroni) ≤ α", safe, q.p.alpha),
    ]


def alarm_alt(q: Anova) -> str:
    any_ = number(100 * float(q.alarms["t"][q.p.groups - 2]), 3)
    return f"{q.p.groups} equal groups; {len(q.false)} pairs differ by single t-tests. A false alarm comes in {any_}%."


def numbers(q: Anova) -> dict[str, Any]:
    a, two, k = q.a, q.two, q.p.groups
    welch = q.welch_p
    more = {"f_statistic": a.f, "p_value": a.p, "between": a.between, "within": a.within, "total": a.total}
    more |= {
        "above": a.above,
        "below_groups": a.below,
        "share": a.share,
        "degrees": float(np.rad2deg(q.angle)),
        "p_welch": welch,
    }
    more |= {"groups_count": len(a.counts), "values_count": float(a.counts.sum())}
    for name, key in (("disc", "F"), ("tukey_least", "Tukey"), ("t_least", "t"), ("bonferroni_least", "Bonferroni")):
        more[name] = q.limits[key]
    more |= {"distance": float(np.hypot(*q.spot)), "largest": float(np.ptp(q.means)), "power_f": q.power}
    more |= {"sizes_text": ", ".join(map(str, q.sizes)), "spreads_text": ", ".join(number(s, 3) for s in q.spreads)}
    more |= {"twist": two.twist, "f_interaction": two.f("interaction"), "p_interaction": two.p("interaction")}
    more |= {"any_alarm": float(q.alarms["t"][k - 2]), "pairs_count": k * (k - 1) // 2}
    return more


def listing(q: Anova) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    values = [x.tolist() for x in q.sample.groups]
    of = [k for k, each in enumerate(values) for _ in each]
    return {
        "values": [x for each in values for x in each],
        "of": of,
        "alpha": float(q.p.alpha),
        "means": list(q.p.means),
        "size": int(q.p.size),
        "sizes": list(q.sizes),
        "spreads": [float(s) for s in q.spreads],
        "cells": q.values.tolist(),
        "power": q.power_of_scale,
        "groups": int(q.p.groups),
    }


TESTS = (("F", "F"), ("t", "single t-tests"), ("Tukey", "Tukey"), ("Bonferroni", "Bonferroni"))
at = lambda *means, **more: {"view": "plane", "means": means} | more
far = lambda *settings, **more: {"view": "spreads", "settings": settings} | more
cells = lambda *means, **more: {"view": "factors", "cells": means} | more
lesson = Lesson(
    title="ANOVA and Comparing Multiple Groups",
    terms=("F test", "between and within", "Tukey", "Bonferroni", "multiple comparisons", "familywise error", "Welch",
           "interaction", "two-way", "Box–Cox", "η²"),
    state=Anova,
    views={
        "groups": View("Groups", [panels.groups_panel, panels.triangle_panel], readouts, alt, [TABLE, POINTS, ALPHA], notice),
        "plane": View("Three means", [panels.means_panel, panels.plane_panel, panels.squares_panel], plane_readouts,
                      plane_alt, [MEANS, N, ALPHA, CLOUD, SEED], plane_notice, columns=3),
        "alarms": View("All pairs", [panels.null_panel, panels.alarms_panel], alarm_readouts, alarm_alt,
                       [GROUPS, EXPERIMENT, ALPHA, SEED]),
        "spreads": View("Unequal spreads", [panels.settings_panel, panels.levels_panel], spread_readouts, spread_alt,
                        [SETTINGS, ALPHA, SEED], spread_notice),
        "factors": View("Two factors", [panels.cells_panel, panels.sources_panel], factor_readouts, factor_alt,
                        [FACTORS, CELLS, SCALE]),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "In Three means, at α = 0.05 and n = 10: Tukey calls a pair different, and F does not reject.",
            "F is the mean of three t². Where must the third mean stand to make that mean small?",
            lambda q: q.verdicts["Tukey"] and not q.verdicts["F"] and (q.p.alpha, q.p.size) == (0.05, 10),
            [at(-0.57, 0, 0.57), at(0.56, 0.01, -0.56), at(0.9, -0.22, 0.34)],
            [at(-0.55, 0, 0.55), at(-0.6, 0, 0.6), at(-0.57, 0.2, 0.57), at(-0.57, 0, 0.57, size=11)],
            views=["plane"],
        ),
        Challenge(
            "In Unequal spreads, σ from 0.8 to 2 and n of 10 or more: false alarms of F in over 20%, at α = 0.05.",
            "The pooled deviation listens to the large groups. Let them be the quiet ones.",
            lambda q: q.p.alpha == 0.05 and q.level > 0.2 and min(q.sizes) >= 10 and 0.8 <= min(q.spreads) <= max(q.spreads) <= 2,
            [far((40, 0.8), (10, 2), (10, 2)), far((10, 2), (39, 0.85), (10, 2)), far((10, 1.9), (11, 2), (40, 0.8))],
            [far((40, 0.8), (14, 2), (14, 2)), far((40, 0.8), (9, 2), (9, 2)), far((10, 0.8), (40, 2), (40, 2)),
             far((40, 0.8), (10, 2.1), (10, 2))],
            views=["spreads"],
        ),
        Challenge(
            "In Two factors, your own table: an interaction with p < 0.01 on the raw scale that the scale in hand removes.",
            "Where effects multiply, which function turns products into sums?",
            lambda q: q.p.table == "drawn" and q.raw.p("interaction") < 0.01 and abs(q.two.twist) < 0.01,
            [cells(1, 2, 3, 6, scale="log"), cells(1, 2, 4, 8, scale="log"), cells(6, 2, 3, 1, scale="log")],
            [cells(1, 2, 3, 6), cells(1.5, 3, 2.5, 6.5, scale="log"), cells(2, 3, 2.6, 3.9, scale="log"),
             cells(1, 2, 3, 6, scale="reciprocal")],
            views=["factors"],
        ),
        Challenge(
            "Predict: ten groups that are all alike, and all 45 pairs tested at 5%. Chance of a false alarm, in %?",
            "More than one test’s 5%; less than 45 independent tests would have.",
            predict=Prediction("Chance of at least one false alarm", lambda q: 100 * q.alarms["t"][8], 6.0,
                               {"view": "alarms", "groups": 10}, unit="%",
                               why="61%: the range of ten means is wide. Independent tests would give 90%."),
        ),
    ),
    related=("hypothesis_testing", "confidence_intervals", "resampling", "projections_least_squares", "ab_testing"),
    oracles=(
        "F, p: scipy.stats.f_oneway; NIST StRD", "Tukey: scipy.stats.tukey_hsd, studentized_range",
        "Welch: f_oneway(equal_var=False)", "power: statsmodels FTestAnovaPower", "two factors: statsmodels anova_lm",
    ),
    source=(anova.one_way, anova.thresholds, anova.range_cdf, anova.true_level, factorial.two_way),
)  # fmt: skip
