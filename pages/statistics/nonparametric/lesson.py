"""Ranks know who stands above whom and not by how much: a small loss where t is at its best, and safety elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import lowess
from mathcore.statistics import rank_tests as rt
from mathcore.statistics import tail_weight as tw
from pages.statistics.nonparametric import panels
from pages.statistics.nonparametric.state import ALPHA, EXPERIMENTS, LARGEST, MORPH, MOST, Ranked

DATA = {"draw": "Your own points", "radius": "Breast tumours: mean radius", "sepals": "Iris: sepal width"}
DATA |= {f"dice{k}": f"Dice {'ABC'[k - 1]} against {'BCA'[k - 1]}" for k in (1, 2, 3)}
DENSITIES = {"normal": "Normal", "humps": "Two humps", "skewed": "Skewed", "claw": "Claw"}
X_A, X_B = (18.5, 4.6, 5.2, 5.8, 6.3, 6.9, 7.6), (2.1, 2.8, 3.4, 3.9, 4.3, 4.9, 5.5)
Y_A, Y_B = (7.4, 6.6, 8.4, 7.2, 8.8, 6.4, 7.9), (2.4, 3.6, 1.6, 2.9, 3.9, 2.0, 3.2)
SPOTS = (*zip(X_A, Y_A, strict=True), *zip(X_B, Y_B, strict=True))
COLUMNS = "Two values or words in the second column label two groups; otherwise the two columns are the groups."
SIDES = "x is the number; group A lies above y = 5, group B below. The first point is the ringed one."
OWN = {"data": ("draw",)}
TABLE = Data("data", "Data", DATA, "draw", own=2, groups=(0, 2), help=COLUMNS)
POINTS = Points("points", "Your own points", SPOTS, (0, 20), (0, 10), 0.1, fewest=4, most=30, help=SIDES, when=OWN)
TURN = Steps("morph", "From values to ranks", high=MORPH, default=MORPH, rate=12, help="24: the ROC curve.")
CUT = Slider("cut", "Threshold", 0, 100, 25, 0.5, unit="%", help="In percent of the axis.")
TAIL = Slider("tail", "Tail weight s", -1, 1, 0.33, 0.01, help="1/s: the freedoms of a t.")
SHIFT = Slider("shift", "Shift of the centre", 0, 1.5, 0.6, 0.01)
SIZE = Slider("size", "Values in a sample n", 6, MOST, 20, 1, integer=True)
DENSITY = Choice("density", "The true density", DENSITIES, "humps")
COUNT = Slider("count", "Values n", 10, LARGEST, 100, log=True, integer=True, per_decade=20)
WIDTH = Slider("h", "Bandwidth h", *kd.RANGE, 0.1, log=True)
CLOUDS = {"motorcycle": "Motorcycle, 133 readings", "engel": "Engel: income and food"}
CLOUD = Data("cloud", "Data", CLOUDS, "motorcycle", own=2, help="Two columns, x and y; the first 300 rows are used.")
FRACTION = Slider("fraction", "Share of points in a window", 0.05, 1, 0.3, 0.01)
FOCUS = Slider("focus", "Place of the line", 0, 100, 38, 0.5, unit="%", help="In percent of the axis.")
ROBUST = Toggle("robust", "Robust rounds", False, help="Three times, points far from the curve lose weight.")
SHARED = "Equal values share the mean of their ranks; p "
HOW = "takes the normal law, its variance corrected for them.", "counts all labellings of these shared ranks."
endless = lambda q: "the values have no variance" * bool(np.isinf(q.efficiency[0]))
SEED, shown = Seed(), lambda p: "undefined" if np.isnan(p) else number(p, 3)


def rank_readouts(q: Ranked) -> list[Readout | Law]:
    z = (q.c.u - q.c.law.mean) / q.c.law.spread if q.c.law.spread > 0 else 0.0
    return [
        Readout("Welch’s t", shown(q.c.t), role="gradient"),
        Readout("p of Welch’s t", shown(q.c.p_t), role="gradient", scale=0),
        Readout("U, the pairs that the first group wins", f"{number(q.c.u)} of {q.m * q.n}", role="optimum"),
        Readout("p of U" if len(q.c.law.u) else "p of U, by the normal law", shown(q.c.p_u), role="optimum", scale=0),
        law("pairs are counted by ranks", "pairs won = R − m(m + 1)/2", rt.wins(q.a, q.b), q.c.u),
        law("any rising scale will do", "U of the cubes = U", rt.wins(q.a**3, q.b**3), q.c.u),
        law("two groups in Kruskal and Wallis", "H = z²", rt.kruskal([q.a, q.b]), z * z),
    ]


def pair_readouts(q: Ranked) -> list[Readout | Law]:
    _, x, y = rt.roc(q.a, q.b)
    highest, munzel = float(np.abs(y - x).max()), rt.brunner_munzel(q.a, q.b)[1]
    why = "nothing overlaps, or all is equal" if np.isnan(munzel) else "shapes may differ"
    return [
        Readout(f"share of pairs won by {q.two.first[:20]}, ties half", q.c.auc, role="data"),
        Readout("p by Brunner and Munzel", shown(munzel), note=why, scale=0),
        Readout("medians", f"{number(float(np.median(q.a)))} and {number(float(np.median(q.b)))}"),
        Readout("Kolmogorov and Smirnov’s D", abs(q.c.gap[1]), role="gradient"),
        law("U is an area", "U/(mn) = area under the ROC", q.c.auc, rt.area_under(x, y)),
        law("D is a height", "max |F_A − F_B| = max |ROC − diagonal|", abs(q.c.gap[1]), highest),
    ]


def tail_readouts(q: Ranked) -> list[Readout | Law]:
    found: list[Readout | Law] = [
        Readout("Wilcoxon: t needs, for one of its values", number(q.efficiency[0]), role="optimum"),
        Readout("sign test: t needs, for one of its values", number(q.efficiency[1]), role="muted"),
        Readout("power of t, Wilcoxon, sign", ", ".join(panels.percent(each) for each in q.power)),
        law("never a bad bargain", "Wilcoxon’s efficiency ≥ 108/125", q.efficiency[0], 0.864, note=endless(q)),
    ]
    for (name, _), level, ends in zip(panels.TESTS, (ALPHA, *tw.levels(q.p.size, ALPHA)), q.ends, strict=True):
        slack = 4.5 * float(np.sqrt(level * (1 - level) / EXPERIMENTS)) + 1e-3
        unless = "the values are not normal" if name == "t" and q.p.tail != 0 else ""
        says = f"rejected at no shift = {number(level, 4)}"
        found.append(law(f"the level of {name}", says, tw.power(ends, 0.0), level, unless=unless, **up_to(slack)))
    return found


def density_readouts(q: Ranked) -> list[Readout | Law]:
    added = kd.added_up(q.p.h, q.mixture, q.p.count)
    ise = float(np.sum((q.estimate - q.truth) ** 2) * (panels.GRID[1] - panels.GRID[0]))
    return [
        Readout("variance and bias²", " and ".join(number(part, 3) for part in q.errors)),
        Readout("the error of this sample, on the axis shown", number(ise, 2)),
        Readout("best bandwidth", q.best[0], role="optimum"),
        Readout("rule of thumb", q.rule, role="null", note=f"error × {number(q.ratio, 3)}"),
        law("the error has two parts", "variance + bias² = added up", q.mise, added, tolerance=1e-7),
        law("nothing beats the best", "error at h ≥ least error", q.mise, q.best[1]),
    ]


def smooth_readouts(q: Ranked) -> list[Readout | Law]:
    c, w, least = q.scatter, q.line.weights, float(q.checks.min())
    found: list[Readout | Law] = [
        Readout("height of the curve here", q.line.height, role="model"),
        Readout("error at left-out points, without robust rounds", q.check, note=f"the least is {number(least)}"),
    ]
    z = (c.x - q.at) / np.ptp(c.x)
    if np.average((z - np.average(z, weights=w)) ** 2, weights=w) > 1e-5:
        fitted = float(np.polynomial.polynomial.polyfit(z, c.y, 1, w=np.sqrt(w))[0])
        straight = float(lowess.lines(np.array([q.at]), c.x, 2 * z - 1, w[None])[0][0])
        found.append(law("a small regression", "height = least squares there", q.line.height, fitted, tolerance=1e-6))
        found.append(law("a straight line stays", "2z − 1 smoothed = 2z − 1", straight, -1.0, tolerance=1e-7))
    return found


def rank_notice(q: Ranked) -> str:
    if np.isnan(q.c.t):
        return "Within the groups nothing varies: t divides by zero. Ranks need no spread."
    if q.c.law.least > ALPHA:
        return "So few values, or so many equal ones, that no labelling reaches 5%: the rank test cannot reject."
    return SHARED + HOW[len(q.c.law.u) > 0] if len(np.unique(q.c.ranks)) < q.m + q.n else ""


def numbers(q: Ranked) -> dict[str, Any]:
    found = {"u": q.c.u, "auc": q.c.auc, "p_u": q.c.p_u, "welch_t": q.c.t, "welch_p": q.c.p_t, "ks": abs(q.c.gap[1])}
    found |= {"pairs_count": q.m * q.n, "wilcoxon_efficiency": q.efficiency[0], "sign_efficiency": q.efficiency[1]}
    return found | {"variance_part": q.errors[0], "bias_part": q.errors[1], "best_h": q.best[0], "best_mise": q.best[1]}


def listing(q: Ranked) -> dict[str, Any]:
    """The data themselves are written into the programs."""
    law_of = {"weights": q.mixture.w.tolist(), "means": q.mixture.mu.tolist(), "sigmas": q.mixture.sigma.tolist()}
    told = {"group_a": q.a.tolist(), "group_b": q.b.tolist(), "tail": q.p.tail, "count": q.p.count, "h": q.p.h}
    return told | law_of


PAST = "With so few points a line may run far past them: the curve leaves the panel."
cut_notice = lambda q: f"Spikes are cut off at {panels.SPIKE}." if q.estimate.max() > panels.SPIKE else ""
past_notice = lambda q: PAST if (np.clip(found := [*q.smooth[1], q.line.height], *q.frame) != found).any() else ""
rank_alt = lambda q: f"{q.m} and {q.n} values over their ranks. By t p is {shown(q.c.p_t)}, by ranks {shown(q.c.p_u)}."
pair_alt = lambda q: f"A threshold, all pairs under a curve, and the law of U. {number(q.c.auc)} of the pairs are won."
tail_alt = lambda q: f"A shape, an efficiency of {number(q.efficiency[0])} on its curve, and three curves of power."
density_alt = lambda q: f"A kernel estimate at h = {number(q.p.h)}, and its error {number(q.mise)} on the exact curve."
smooth_alt = lambda q: f"A cloud, its LOWESS curve, a window of {q.near} points, and the error at left-out points."
missed = lambda q: min(q.m, q.n) >= 6 and q.c.p_t >= 0.25 and q.c.p_u <= 0.005
blind = lambda q: min(q.m, q.n) >= 6 and abs(q.c.auc - 0.5) <= 0.02 and abs(q.c.gap[1]) >= 0.45
two = lambda upper, lower, **more: {"points": (*((x, 7) for x in upper), *((x, 3) for x in lower))} | more
far = lambda q: rt.welch_test(np.append(q.a[1:], 1e9 * max(1, np.abs(q.a).max(), np.abs(q.b).max())), q.b)[0]
low, top, wins = (1, 1.1, 1.2, 1.3, 1.4, 1.5), (1.6, 1.7, 1.8, 1.9, 2.0), {"view": "pairs"}
WHY = "The mean and its standard error both become x/m: their ratio is 1, whatever the other values are."
ON_TAILS, ON_PAIRS = [TAIL, SHIFT, SIZE, SEED], [TABLE, POINTS, CUT, TURN]
RANKS = [panels.threads_panel, panels.swept_panel], rank_readouts, rank_alt, [TABLE, POINTS]
PAIRS = [panels.threshold_panel, panels.pairs_panel, panels.null_panel], pair_readouts, pair_alt, ON_PAIRS
TAILS = [panels.shape_panel, panels.efficiency_panel, panels.power_panel], tail_readouts, tail_alt, ON_TAILS
KERNELS = [panels.bumps_panel, panels.mise_panel], density_readouts, density_alt, [DENSITY, COUNT, WIDTH, SEED]
CURVE = [panels.local_panel, panels.check_panel], smooth_readouts, smooth_alt, [CLOUD, FRACTION, FOCUS, ROBUST]
lesson = Lesson(
    title="Nonparametric Statistics: Beyond Distributions",
    terms=(
        *("Mann-Whitney", "Wilcoxon", "signed rank", "rank sum", "sign test", "Kruskal-Wallis", "Kolmogorov-Smirnov"),
        *("ROC", "AUC", "relative efficiency", "robust", "kernel density", "bandwidth", "MISE", "Brunner-Munzel"),
    ),
    state=Ranked,
    views={
        "ranks": View("Ranks", *RANKS, rank_notice),
        "pairs": View("Pairs and ROC", *PAIRS, columns=3),
        "tails": View("Tails", *TAILS, columns=3),
        "density": View("Density", *KERNELS, cut_notice),
        "smooth": View("LOWESS", *CURVE, past_notice),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: one value of the first group moves right without end, the others stay. Where does Welch’s t go?",
            "What becomes of the group’s mean, and what of its standard error?",
            predict=Prediction("Welch’s t in the end", far, 0.1, why=WHY),
        ),
        Challenge(
            "Ranks: six values or more in each group, p of t at least 0.25, and p of U at most 0.005.",
            "Let every pair be won, or nearly, by a hair. And one value must shout.",
            missed,
            [
                two((20, *top), low),
                two((20, *top, 2.1), low),
                two((19, 19.1, 19.2, 19.3, 19.4, 19.5), (0, 18, 18.2, 18.4, 18.6, 18.8)),
            ],
            [
                two((20, *top[:4]), low),
                two((20, 2.5, 2.6, 2.7, 2.8, 2.9), low),
                two((20, 0.9, *top), low),
                two((20, 5, 5.5, 6, 6.5, 7), low),
            ],
            views=["ranks"],
        ),
        Challenge(
            "Pairs: six values or more in each group, the share won within 0.02 of ½, and yet D of 0.45 or more.",
            "U sees who is higher. What differs between two groups of which neither is?",
            blind,
            [
                two((1, 2, 3, 17, 18, 19), (8, 9, 10, 11, 12, 13), **wins),
                two((8, 9, 10, 11, 12, 13, 14), (1, 2, 3, 4, 16, 17, 18, 19), **wins),
                two((2, 4, 5, 6, 12, 13, 14, 15), (8, 8.5, 9, 9.5, 10, 10.5, 11), **wins),
            ],
            [
                two((1, 2, 3, 17, 18), (8, 9, 10, 11, 12), **wins),
                two((1, 2, 17, 18, 19, 20), (8, 9, 10, 11, 12, 13), **wins),
                two((1, 2, 9, 12, 18, 19), (8, 9, 10, 11, 12, 13), **wins),
                two((1, 3, 5, 7, 9, 11), (2, 4, 6, 8, 10, 12), **wins),
            ],
            views=["pairs"],
        ),
    ),
    related=("hypothesis_testing", "resampling", "anova", "data_summaries", "ml_significance"),
    oracles=(
        *("t, U, p: scipy.stats.ttest_ind, mannwhitneyu, permutation_test", "D: scipy.stats.ks_2samp"),
        *("area: sklearn.metrics.roc_auc_score", "Brunner–Munzel: scipy.stats.brunnermunzel"),
        *("efficiencies: closed forms, scipy.integrate.quad", "intervals: scipy.stats.wilcoxon, binomtest"),
        "LOWESS: statsmodels.nonparametric.smoothers_lowess",
        "MISE: quadrature, simulation with scipy.stats.gaussian_kde",
    ),
    source=(rt.law_of_wins, rt.roc, tw.efficiency, tw.intervals, kd.errors, kd.estimate, lowess.weights, lowess.lines),
)
