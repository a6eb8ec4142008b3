"""Independent means that knowing one says nothing of the other; correlation hears only the part that is a line."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.probability import dependence, dependent_laws
from pages.probability.independence_correlation import panels
from pages.probability.independence_correlation import state as st
from pages.probability.independence_correlation.state import Dependence


def table_readouts(q: Dependence) -> list[Readout | Law]:
    t = q.table
    squares = float(np.sum(t.values**2))
    found: list[Readout | Law] = [
        Readout("mutual information I(X; Y)", t.mutual, "nats", role="data"),
        Readout("maximal correlation s₂", q.maximal, role="data"),
        Readout("correlation r of the numbers 1, 2, 3", q.table_r, role="model"),
        law("the layers share out the excess", "s₂² + s₃² = φ²", squares, t.phi_squared),
        law("information is bounded by the layers", "I(X; Y) ≤ ln(1 + φ²)", t.mutual, np.log1p(t.phi_squared)),
    ]
    if np.isfinite(q.table_r):
        found.append(law("no scores correlate more", "|r| ≤ s₂", abs(q.table_r), q.maximal))
    return found


def table_notice(q: Dependence) -> str:
    t = q.table
    if t.independent:
        return (
            "Independent: every column is cut alike, the table is the product of its margins, and no scores are best."
        )
    if min(t.rows.min(), t.columns.min()) <= 0:
        return "A row or a column is empty: it has no score, and a column without weight has no cuts to drag."
    scores = np.abs(np.append(t.x_scores, t.y_scores))
    return (
        "A rare value has a score beyond the right panel: its discs wait at the edge."
        if scores.max() > panels.FAR
        else ""
    )


def table_alt(q: Dependence) -> str:
    says = (
        f"A table of three by three as a mosaic. Its information is {number(q.table.mutual)} nats, its second singular"
    )
    return f"{says} value {number(q.maximal)}, the correlation of the numbers {number(q.table_r)}."


def cloud_readouts(q: Dependence) -> list[Readout | Law]:
    found: list[Readout | Law] = [
        Readout("Pearson’s r", q.pearson, role="model"),
        Readout("Spearman’s ρ, the r of the ranks", q.spearman, role="data"),
        Readout("distance correlation dCor", q.distance_correlation, role="optimum"),
        Readout("dCor after a shuffle of y (all shuffles)", q.shuffled_distance),
    ]
    if not q.cloud.constant:
        squared = dependence.distance_products(q.x, q.y)
        note = "S₁ + S₂ − 2 S₃ of the plain distances: nothing is centred."
        found.append(
            law(
                "centring does the book-keeping",
                "dCor² = its formula without centring",
                q.distance_correlation**2,
                squared,
                note=note,
            )
        )
        found.append(law("a correlation is at most 1", "dCor ≤ 1", q.distance_correlation, 1.0))
    return found


def cloud_notice(q: Dependence) -> str:
    if q.cloud.constant:
        return "All points share an x or a y: what does not vary has no correlation, and is independent of everything."
    out = np.count_nonzero(np.maximum(np.abs(q.cloud.first), np.abs(q.cloud.second)) > panels.MOST)
    return f"Pairs beyond the middle panel, which wait at its edge: {out}." if out else ""


def cloud_alt(q: Dependence) -> str:
    if q.cloud.constant:
        return f"{q.count} points that share a coordinate: no correlation is defined."
    says = (
        f"{q.count} points, their pairs by centred distances, and three measures: Pearson {number(q.pearson)}, Spearman"
    )
    return f"{says} {number(q.spearman)}, distance correlation {number(q.distance_correlation)}."


def law_readouts(q: Dependence) -> list[Readout | Law]:
    drawn = dependent_laws.stretched(q.drawn, q.s)
    unless = "" if q.only_r else "the pair is not jointly normal"
    sides = q.information, q.known_by_r
    slices = "the mean over the slices is the information"
    return [
        Readout("mutual information I(X; Y)", q.information, "nats", role="data"),
        Readout("correlation r of the law", q.true_r, role="model"),
        Readout(f"r of the {st.DOTS} draws", dependence.correlation(*drawn.T)),
        Readout("rank correlation of the law (Spearman)", q.rank_r),
        Readout("KL from Y alone to Y on the slice", q.surprise, "nats", role="accent"),
        law(slices, "mean over x of KL = I(X; Y)", q.mean_divergence, q.information, slack=1e-5),
        law("r says it all", "I(X; Y) = −½ ln(1 − r²)", *sides, unless=unless),
    ]


def law_notice(q: Dependence) -> str:
    out = int(np.count_nonzero((dependent_laws.stretched(q.drawn, q.s) > q.span[1]).any(axis=1))) if q.s else 0
    return f"Of the {st.DOTS} draws {out} lie beyond the picture: few and far, and r hangs on them." if out else ""


def law_alt(q: Dependence) -> str:
    says = f"Draws of a pair with a slice at {number(float(dependent_laws.stretched(q.z, q.s)))}, Y on the slice beside Y alone. "
    return f"{says}The correlation is {number(q.true_r)}, the information {number(q.information)} nats."


def wine_readouts(q: Dependence) -> list[Readout | Law]:
    p, found = q.pair, dependence.wines()
    a, b = found.names[int(q.p.first)], found.names[int(q.p.second)]
    order = np.argsort(-found.information).tolist()
    places = [f"place {order.index(int(k)) + 1} of 15" for k in (q.p.first, q.p.second)]
    return [
        Readout("synergy: both, less the sum of each", p.both - p.first - p.second, "nats"),
        Readout("… of which shuffling makes", p.shuffled[2] - p.shuffled[:2].sum(), "nats"),
        Readout(f"a: {a}, ranked alone", places[0], role="accent"),
        Readout(f"b: {b}, ranked alone" + " (b)" * (a == b), places[1], role="gradient"),
        law("the chain rule", "I(a, b; C) = I(a; C) + I(b; C | a)", p.both, p.first + p.given),
        law("nothing tells more than there is", "I(a, b; C) ≤ H(C)", p.both, p.entropy),
        law("both tell no less than one", "max(I(a; C), I(b; C)) ≤ I(a, b; C)", max(p.first, p.second), p.both),
    ]


def wine_notice(q: Dependence) -> str:
    return "Both are the same feature: together they tell what one tells." if q.p.first == q.p.second else ""


def wine_alt(q: Dependence) -> str:
    p, names = q.pair, dependence.wines().names
    says = f"178 wines by {names[int(q.p.first)]} and {names[int(q.p.second)]}. In {q.p.bins} bins they tell {number(p.first)} and"
    return f"{says} {number(p.second)} nats of the cultivar, both together {number(p.both)}."


def numbers(q: Dependence) -> dict[str, Any]:
    p, found = q.pair, dependence.wines()
    w = q.table
    return {
        "top": w.joint[0, 0],
        "top_row": w.rows[0],
        "top_column": w.columns[0],
        "top_product": w.product[0, 0],
        "name_a": found.names[int(q.p.first)].replace("_", " "),
        "name_b": found.names[int(q.p.second)],
        "told_a": p.first,
        "told_b": p.second,
        "told_both": p.both,
        "given": p.given,
        "entropy": p.entropy,
        "shuffled_r": q.cloud.shuffled[0],
        "squared": q.distance_correlation**2,
        "deg": float(q.p.angle),
        "by_chance": p.shuffled[2],
    }


V = tuple((round(-2.7 + 0.3 * k, 1), round(abs(-2.7 + 0.3 * k) * 1.8 - 2.4, 1)) for k in range(19))
XOR = {"weights": ((25.0, 25.0, 0.0), (25.0, 25.0, 0.0), (0.0, 0.0, 0.0))}
TABLE, POINTS = (
    [panels.mosaic_panel, panels.layers_panel, panels.scores_panel],
    [panels.cloud_panel, panels.pairs_panel, panels.strengths_panel],
)
LAWS, WINES = (
    [panels.law_panel, panels.slice_panel, panels.information_panel],
    [panels.wines_panel, panels.told_panel, panels.ranking_panel],
)
SHAPES = [st.FAMILY, st.EXPONENT, st.ANGLE, st.RHO, st.JOINT, st.STRETCH, st.SLICE, st.SEED]
lesson = Lesson(
    title="Independence and Correlation",
    terms=("mutual information", "Pearson", "Spearman", "distance correlation", "copula", "XOR", "feature selection"),
    state=Dependence,
    views={
        "table": View("Table", TABLE, table_readouts, table_alt, [st.WEIGHTS], table_notice),
        "points": View("Points", POINTS, cloud_readouts, cloud_alt, [st.POINTS], cloud_notice),
        "law": View(
            "Slices",
            LAWS,
            law_readouts,
            law_alt,
            SHAPES,
            law_notice,
            rescales={"stretch": "the axes follow the tail that the stretch draws out"},
        ),
        "wines": View("Features", WINES, wine_readouts, wine_alt, [st.FIRST, st.SECOND, st.BINS, st.SEED], wine_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "x",
            "x",
            lambda q: False,
        ),
    ),
)
