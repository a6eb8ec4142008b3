"""Independent means that to know one says nothing of the other; correlation hears only the part that is a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number, settled
from mathcore.probability import dependence, dependent_laws
from pages.probability.independence_correlation import panels, state
from pages.probability.independence_correlation.state import DOTS, NAMES, Dependence, Normals


def table_readouts(q: Dependence) -> list[Readout | Law]:
    t, r = q.table, q.table_r
    found: list[Readout | Law] = [
        Readout("mutual information I(X; Y)", t.mutual, "nats", role="data"),
        Readout("maximal correlation s₂", q.maximal, role="data"),
        Readout("correlation r of the numbers 1, 2, 3", r, role="model", scale=1),
        law("the layers share out the excess", "s₂² + s₃² = φ²", float(np.sum(t.values**2)), t.phi_squared),
        law("they bound the information", "I(X; Y) ≤ ln(1 + φ²)", t.mutual, np.log1p(t.phi_squared), scale=1),
    ]
    return (
        [*found, law("no scores correlate more", "|r| ≤ s₂", abs(r), q.maximal, scale=1)] if np.isfinite(r) else found
    )


def table_notice(q: Dependence) -> str:
    t, scores = q.table, np.nan_to_num(np.abs([q.table.x_scores, q.table.y_scores]))
    if not np.any(q.p.weights):
        return "All weights are zero. An even table stands in for them."
    if min(t.rows.min(), t.columns.min()) <= 0:
        return "A row or a column is empty: it has no score, and a column without weight has no cuts to drag."
    if t.independent:
        return "Independent: all columns are cut alike, the table is the product of its margins, no scores are best."
    return "A rare value has a score beyond the right panel: it waits at the edge." if scores.max() > panels.FAR else ""


def table_alt(q: Dependence) -> str:
    says = f"A table of three by three as a mosaic. Its information is {number(q.mutual_information)} nats, its second"
    return f"{says} singular value {number(q.maximal)}, the correlation of the numbers {number(settled(q.table_r))}."


def cloud_readouts(q: Dependence) -> list[Readout | Law]:
    found: list[Readout | Law] = [
        Readout("Pearson’s r", q.pearson, role="model"),
        Readout("Spearman’s ρ, the r of the ranks", q.spearman, role="data"),
        Readout("distance correlation dCor", q.distance_correlation, role="optimum"),
        Readout("dCor if y is shuffled, root mean square", q.shuffled_distance),
    ]
    if q.cloud.constant:
        return found
    plain, note = dependence.distance_products(q.x, q.y), "The right side is S₁ + S₂ − 2 S₃: no distance is centred."
    says = "dCor² = its formula without centring"
    return [*found, law("two ways to the same number", says, q.distance_correlation**2, plain, note=note)]


def cloud_notice(q: Dependence) -> str:
    if q.cloud.constant:
        return "All points share an x or a y. What does not vary has no correlation, and is independent of everything."
    out = np.count_nonzero(np.maximum(np.abs(q.cloud.first), np.abs(q.cloud.second)) > panels.MOST)
    return f"Pairs that wait at the edge of the middle panel, because they lie beyond it: {out}." if out else ""


def cloud_alt(q: Dependence) -> str:
    says = f"{len(q.x)} points, their pairs by centred distances, and three measures: r {number(q.pearson)}, Spearman’s"
    return f"{says} {number(q.spearman)}, distance correlation {number(q.distance_correlation)}.".replace("nan", "none")


def law_readouts(q: Dependence) -> list[Readout | Law]:
    drawn, sides = dependent_laws.stretched(q.drawn, q.s), (q.information, q.known_by_r)
    normal = q.shape == "normal" and q.s == 0 and (q.jointly or q.t == 0)  # to flip the sign of 0 changes nothing
    unless = "" if normal else "the pair is not jointly normal"
    means = q.mean_divergence, q.information
    return [
        Readout("mutual information I(X; Y)", q.information, "nats", role="data"),
        Readout("correlation r", q.true_r, role="model"),
        Readout(f"r of these {DOTS} draws", dependence.correlation(*drawn.T)),
        Readout("Spearman’s rank correlation", q.rank_r),
        Readout("KL of Y on the slice from Y alone", q.surprise, "nats", role="accent"),
        law("a slice tells I(X; Y) on average", "mean over x of KL = I(X; Y)", *means, slack=1e-5),
        law("r says it all", "I(X; Y) = −½ ln(1 − r²)", *sides, unless=unless),
    ]


def law_notice(q: Dependence) -> str:
    (low, high), at = q.span, dependent_laws.stretched(q.drawn, q.s)
    out = int(np.count_nonzero(((at < low) | (at > high)).any(axis=1)))
    far = ": few and far, and r hangs on them" if q.s and (at > high).any() else ""
    return f"Draws beyond the picture: {out} of {DOTS}{far}." if out else ""


def law_alt(q: Dependence) -> str:
    says = f"Draws of a pair, a slice at {number(float(dependent_laws.stretched(q.z, q.s)))}, Y on it beside Y alone."
    return f"{says} The correlation is {number(q.true_r)}, the information {number(q.information)} nats."


def wine_readouts(q: Dependence) -> list[Readout | Law]:
    p, order = q.pair, np.argsort(-dependence.wines().information).tolist()
    places = [f"place {order.index(int(k)) + 1} of 15" for k in (q.p.first, q.p.second)]
    return [
        Readout("synergy: a and b, less a, less b", p.synergy, "nats"),
        Readout("… less its mean over all shuffles", p.beyond_chance, "nats"),
        Readout(f"a alone: {NAMES[q.p.first]}", places[0], role="accent"),
        Readout(f"b alone: {NAMES[q.p.second]}", places[1], role="gradient"),
        law("the chain rule", "I(a, b; C) = I(a; C) + I(b; C | a)", p.both, p.first + p.given),
        law("nothing tells more than there is", "I(a, b; C) ≤ H(C)", p.both, p.entropy),
        law("both tell no less than one", "max(I(a; C), I(b; C)) ≤ I(a, b; C)", max(p.first, p.second), p.both),
    ]


def wine_notice(q: Dependence) -> str:
    return "Both are the same feature: together they tell what one tells." if q.p.first == q.p.second else ""


def wine_alt(q: Dependence) -> str:
    p, said = q.pair, f"178 wines by {NAMES[q.p.first]} and {NAMES[q.p.second]}. In {q.p.bins} bins each they tell"
    return f"{said} {number(p.first)} and {number(p.second)} nats of the cultivar, both {number(p.both)}."


def numbers(q: Dependence) -> dict[str, Any]:
    t, p = q.table, q.pair
    cell = {"cell": t.joint[0, 0], "row": t.rows[0], "column": t.columns[0], "product": t.product[0, 0]}
    told = {"told_a": p.first, "told_b": p.second, "told_both": p.both, "given": p.given, "entropy": p.entropy}
    more = {"bound": np.log1p(t.phi_squared), "count": len(q.x), "shuffled_r": 1 / np.sqrt(len(q.x) - 1)}
    return cell | told | more | {"name_a": NAMES[q.p.first], "name_b": NAMES[q.p.second]}


def listing(q: Dependence) -> dict[str, Any]:
    shared = {name: q.p[name] for name in ("exponent", "angle", "rho", "joint", "stretch")}
    return shared | {"weights": tuple(map(tuple, q.masses.tolist())), "x": q.x.tolist(), "y": q.y.tolist()}


PLACES = tuple(0.3 * k for k in range(-9, 10))
points = lambda height: {"view": "points", "points": tuple((x, max(height(x), -3.0)) for x in PLACES)}
wine = lambda a, b, bins=3: {"view": "wines", "first": a, "second": b, "bins": bins}
XOR = {"weights": ((25.0, 25.0, 0.0), (25.0, 25.0, 0.0), (0.0, 0.0, 0.0))}
WILD = {"view": "normal", "rho": -0.99, "stretch": 1}
RESCALES = {"stretch": "the picture follows the tail that it draws out"}
unheard = lambda q: len(q.x) >= 10 and max(abs(q.pearson), abs(q.spearman)) <= 0.02  # by r and by ranks
FIVE = {"view": "points", "points": ((-1.5, -3), (0, 0), (-1.5, -3), (-3, 0), (-1.5, -3))}
ARCH, TILTED = (points(lambda x, tilt=tilt: 2.2 - 0.7 * x * x + tilt * x) for tilt in (0, 0.2))
LAW = [panels.law_panel, panels.slice_panel, panels.information_panel]
SHAPES = [state.FAMILY, state.EXPONENT, state.ANGLE, state.SLICE, state.SEED]
NORMAL = [state.RHO, state.JOINT, state.STRETCH, state.SLICE, state.SEED]
FEATURES = [state.FIRST, state.SECOND, state.BINS]
TABLE = [panels.mosaic_panel, panels.layers_panel, panels.scores_panel]
CLOUD = [panels.cloud_panel, panels.pairs_panel, panels.strengths_panel]
WINES = [panels.wines_panel, panels.told_panel, panels.ranking_panel]
lesson = Lesson(
    title="Independence and Correlation",
    terms=("uncorrelated", "mutual information", "Spearman", "distance correlation", "copula", "XOR"),
    state=Dependence,
    views={
        "table": View("Table", TABLE, table_readouts, table_alt, [state.WEIGHTS], table_notice),
        "points": View("Points", CLOUD, cloud_readouts, cloud_alt, [state.POINTS], cloud_notice),
        "shapes": View("Shapes", LAW, law_readouts, law_alt, SHAPES, law_notice),
        "normal": View("Normal", LAW, law_readouts, law_alt, NORMAL, law_notice, None, RESCALES, Normals),
        "wines": View("Features", WINES, wine_readouts, wine_alt, FEATURES, wine_notice),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "In Points, of ten or more: r and ρ within ±0.02, and a dCor of at least 1.2 times what shuffling leaves.",
            "Where would a line not know whether to rise or to fall?",
            lambda q: unheard(q) and q.distance_correlation >= 1.2 * q.shuffled_distance,
            [ARCH, points(lambda x: 1.8 * abs(x) - 2.4), points(lambda x: 2 - 4 * (abs(x) > 1.4))],
            [TILTED, points(lambda x: 2.7 * np.cos(9 * x)), points(lambda x: x), FIVE],
            views=["points"],
        ),
        Challenge(
            "In Features: two real ones that tell 0.055 nats more together than apart, beyond what shuffling leaves.",
            "Rankings of single features do not help. Look for one that gives another its meaning.",
            lambda q: max(int(q.p.first), int(q.p.second)) < 13 and q.pair.beyond_chance >= 0.055,
            [wine("2", "3"), wine("3", "2", 4), wine("3", "2", 2)],
            [wine("2", "7"), wine("2", "7", 7), wine("2", "3", 8), wine("13", "14"), wine("6", "9")],
            views=["wines"],
        ),
        Challenge(
            "Predict: X and Y are fair coins, independent. How many nats does X tell of X xor Y?",
            "Make the table of X and of X xor Y.",
            predict=Prediction("I", lambda q: q.mutual_information, 0.02, XOR, unit="nats", why="Each cell has 1/4."),
        ),
        Challenge(
            "Predict: X and Y are standard, jointly normal, with r = −0.99. What is that of e^X and e^Y?",
            "Where one is large, the other is near 0, and cannot be less. Which values does a correlation hang on?",
            predict=Prediction("The correlation", lambda q: q.stretched_r, 0.08, WILD, why="(e^−0.99 − 1)/(e − 1)."),
        ),
    ),
    related=("expectation_variance", "entropy_kl", "psd_covariance", "dot_products_norms"),
    oracles=("tables: sklearn’s mutual_info_score", "dCor: statsmodels", "r, ρ: scipy.stats", "I: scipy.integrate"),
    source=(dependence.table, dependence.cloud, dependence.pair, dependent_laws.round_information),
)
