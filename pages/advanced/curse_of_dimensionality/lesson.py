"""In many dimensions volume moves to the surface and distances grow alike, unless few dimensions do all the work."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betainc

from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import curse_neighbours as near
from mathcore.advanced import curse_of_dimensionality as curse
from pages.advanced.curse_of_dimensionality import panels, state
from pages.advanced.curse_of_dimensionality.state import DROPS, SEED, SIZES, Curse, D

FIRM = 6.0  # standard errors that a simulation may be off


def orange_readouts(q: Curse) -> list[Readout | Law]:
    seen, error = q.peeled.mean(), FIRM * np.sqrt(q.share * q.flesh / DROPS) + 1 / DROPS
    return [
        Readout("share of the orange that is peel", 100 * q.share, "%", 5, role="accent"),
        Readout("99% of it is peel from d =", q.ripe, digits=5, note="ln 0.01 / ln(1 − t), to be rounded up."),
        Readout("peel that holds half of the volume", 100 * q.half, "% of the radius", role="null"),
        law("the flesh has a beta law", "(1 − t)^d = I(1 − t; d, 1)", q.flesh, betainc(q.p.d, 1, 1 - q.p.peel)),
        law("the points say so too", "points in the peel = its share", seen, q.share, slack=error, digits=3),
    ]


def orange_alt(q: Curse) -> str:
    peel = f"The peel takes {number(100 * q.p.peel)}% of the radius and {number(100 * q.share)}% of the volume"
    return f"An orange in {q.p.d} dimensions. {peel}; {np.count_nonzero(q.peeled)} of {DROPS} random points lie in it."


def balls_readouts(q: Curse) -> list[Readout | Law]:
    before, corner = float(curse.log10_ball_volume(q.p.d - 2)), float(np.linalg.norm(np.ones(q.p.d)))
    return [
        Readout("radius of the middle ball √d − 1", q.radius, role="gradient"),
        Readout("its volume over the box’s, power of ten", q.log10_share, digits=5, role="gradient"),
        Readout("largest ball in a cube, power of ten", q.log10_cube_share, digits=5, role="data"),
        Readout("volume of a unit ball, power of ten", q.log10_volume, digits=5, role="null"),
        law("it touches its neighbours", "|(1, …, 1)| = 1 + radius", corner, 1 + q.radius),
        law("two dimensions more", "V(d) / V(d − 2) = 2π / d", 10 ** (q.log10_volume - before), 2 * np.pi / q.p.d),
    ]


def balls_notice(q: Curse) -> str:
    if q.p.d == 9:
        return "At d = 9 the middle ball touches the faces of the box."
    return "The middle ball is larger than the box that it stands in." if q.log10_share > 0 else ""


def balls_alt(q: Curse) -> str:
    where = "sticks out of" if q.radius > 2 else "lies in"
    says = f"The ball between the unit balls in a box of side 4, d = {q.p.d}"
    return f"{says}: its radius is {number(q.radius)}, and it {where} the box."


def crowding_readouts(q: Curse) -> list[Readout | Law]:
    n, off = q.p.points, np.mean((q.squares - q.mean_square) ** 2)
    error = FIRM * np.sqrt((q.crowd.fourth[q.at] - q.variance**2) / n)
    unless = "coordinates are copies of three, not independent" * q.p.copied
    bound = q.spread * np.sqrt(2 * n)
    return [
        Readout("contrast (farthest − nearest) / nearest", q.contrast, role="accent" if q.p.copied else "data"),
        Readout("spread of the distances / their mean", 100 * q.spread / q.distances.mean(), "%"),
        law("no range is wider", "farthest − nearest ≤ s · √(2n)", q.farthest - q.nearest, bound, digits=4),
        law("variances add up", "mean (D² − E D²)² = Σ vᵢ", off, q.variance, slack=error, digits=3, unless=unless),
    ]


def crowding_notice(q: Curse) -> str:
    if q.contrast > panels.MOST:
        return f"A point all but coincides with the query: the contrast {number(q.contrast, 3)} lies above the axis."
    return ""


def crowding_alt(q: Curse) -> str:
    kind = "copies of three coordinates" if q.p.copied else "independent coordinates"
    says = f"Distances of {q.p.points} points from a query in {q.p.d} dimensions, {kind}"
    return f"{says}: from {number(q.nearest)} to {number(q.farthest)}, a contrast of {number(q.contrast)}."


def table_readouts(q: Curse) -> list[Readout | Law]:
    now, real = q.now, q.real
    return [
        Readout("intrinsic dimension (TwoNN)", now.dimension, f"of {q.rows.shape[1]}", 3, "model"),
        Readout("dimension, unshuffled", real.dimension, digits=3),
        Readout("contrast, mean over the rows", now.contrast, digits=3, role="gradient"),
        Readout("contrast, unshuffled", real.contrast, digits=3),
        Readout("skewness of the times in lists", now.skew, digits=3, role="data"),
        law("shuffling moves no mean square", "mean D² = 2 Σ variances", now.square, q.twice_variances),
        law("on the average in ten lists", "mean times in a list = 10", now.times.mean(), near.NEIGHBOURS),
    ]


def table_notice(q: Curse) -> str:
    beyond = any(not panels.FEW <= value <= panels.MANY for s in q.sweep for value in (s.contrast, s.dimension))
    return "Some of this table’s contrasts or dimensions lie beyond the axis, and wait at its edge." * beyond


def table_alt(q: Curse) -> str:
    shape = f"A table of {q.rows.shape[0]} rows with {q.shuffled_columns} of {q.rows.shape[1]} columns shuffled"
    found = f"intrinsic dimension {number(q.now.dimension)}, contrast {number(q.now.contrast)}"
    return f"{shape}: {found}, hub skewness {number(q.now.skew)}."


def noise_readouts(q: Curse) -> list[Readout | Law]:
    return [
        Readout("Euclid: named right", q.right[2], "%", role="data"),
        Readout(
            "by sums of |difference|^p, p = 1 and ½", f"{number(q.right[1])}% and {number(q.right[0])}%", role="null"
        ),
        Readout("Euclid, four features chosen first", 100 * q.noise.screened[q.level], "%", role="optimum"),
        Readout("a pair of one species is the nearer one", 100 * q.nearer, "%", note="50% is no use."),
        Readout("gap of the mean D² over their deviation", q.gap / q.blur, digits=3),
        law("noise adds up", "mean D² = 2 Σ variances", q.pairs.mean(), 2 * q.noise.variances[q.level]),
    ]


def noise_alt(q: Curse) -> str:
    says = f"Iris with {q.p.features - 4} noise features: five neighbours name {number(q.right[2])}% right"
    return f"{says}; a pair of one species is nearer than one of two with probability {number(q.nearer)}."


def numbers(q: Curse) -> dict[str, Any]:
    where = "stays inside" if q.p.d < 9 else "touches the faces of" if q.p.d == 9 else "sticks out of"
    near_now = {"now": q.swept[q.p.shuffle // 10], "real": q.swept[0]}
    told = {f"{k}_{w}": getattr(s, k, r"\text{none}") for w, s in near_now.items() for k in ("dimension", "contrast")}
    return told | {
        "peel_percent": 100 * q.share,
        "ripe_whole": int(np.ceil(q.ripe)),
        "half_percent": 100 * q.half,
        "out": rf"\text{{{where} the box}}",
        "kind": r"\text{copies of three}" if q.p.copied else r"\text{independent}",
        "relative_spread": 100 * q.spread / q.distances.mean(),
        "range_bound": q.spread * np.sqrt(2 * q.p.points),
        "width": q.farthest - q.nearest,
        "table_rows": q.rows.shape[0],
        "table_columns": q.rows.shape[1],
        "noise_features": q.p.features - 4,
        "euclid_percent": q.right[2],
        "screened_percent": 100 * q.noise.screened[q.level],
        "nearer_percent": 100 * q.nearer,
        "gap_ratio": q.gap / q.blur,
    }


def ripe(q: Curse) -> bool:
    """Whether d is the first of the slider (it passes some) with 99% peel, for a peel of 3% to 8%."""
    return 0.029 < q.p.peel < 0.081 and q.at == np.searchsorted(SIZES, q.ripe)


def few_crowd(q: Curse) -> bool:
    """Whether ten independent points have about the contrast of a thousand in 400 dimensions."""
    return q.p.points == 10 and not q.p.copied and 0.15 <= q.contrast <= 0.2


few = lambda **values: {"view": "crowd", "points": 10, **values}
ORANGE, BALLS = [panels.orange_panel, panels.growth_panel], [panels.section_panel, panels.volumes_panel]
CROWD, DROWN = [panels.distances_panel, panels.contrast_panel], [panels.accuracy_panel, panels.overlap_panel]
TABLES = [panels.sweep_panel, panels.table_panel, panels.hubs_panel]
GROWS = {"d": "the box’s diagonal grows as √d, and the picture of the section with it"}
lesson = Lesson(
    title="Curse of Dimensionality",
    terms=(
        *(
            "high-dimensional space",
            "concentration of distances",
            "hypersphere volume",
            "nearest neighbour",
            "k-NN",
            "relative contrast",
        ),
        *("intrinsic dimension", "TwoNN", "hubness", "noise features", "feature selection", "unit ball", "thin shell"),
    ),
    state=Curse,
    views={
        "orange": View("Orange", ORANGE, orange_readouts, orange_alt, [D, state.PEEL, SEED]),
        "balls": View("Balls in a box", BALLS, balls_readouts, balls_alt, [D], balls_notice, rescales=GROWS),
        "crowd": View(
            "Crowding",
            CROWD,
            crowding_readouts,
            crowding_alt,
            [D, state.POINTS, state.QUERY, state.COPIED, SEED],
            crowding_notice,
        ),
        "table": View("Real data", TABLES, table_readouts, table_alt, [state.TABLE, state.SHUFFLE, SEED], table_notice),
        "noise": View("Noise features", DROWN, noise_readouts, noise_alt, [state.FEATURES, SEED]),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("d", "peel", "points", "query", "copied", "seed")},
    challenges=(
        Challenge(
            "Orange: choose a peel of 3% to 8%, and find the slider’s first dimension with 99% peel.",
            "The flesh is the (1 − t)^d of the whole. When does that fall to 0.01?",
            ripe,
            [{"peel": 0.05, "d": 90}, {"peel": 0.08, "d": 56}, {"peel": 0.04, "d": 114}],
            [{"peel": 0.05, "d": 89}, {"peel": 0.05, "d": 91}, {"peel": 0.1, "d": 44}, {"peel": 0.06, "d": 90}],
            views=["orange"],
        ),
        Challenge(
            "Crowding: 1000 points in 400 dimensions have a contrast near 0.18. Give ten independent ones 0.15 to 0.2.",
            "The extremes of ten lie 1.5 deviations from the mean, of a thousand 3.2. What makes up for half of it?",
            few_crowd,
            [few(d=200), few(d=80, query="centre"), few(d=120, query="corner", seed=2)],
            [few(d=400), few(d=20), few(d=200, copied=True), few(d=400, points=1000), few(d=200, points=100)],
            views=["crowd"],
        ),
        Challenge(
            "Predict: a box of side 4 holds 2⁹ unit balls, one in each corner. How large is the ball between them?",
            "How far is the middle of the box from the middle of a corner’s ball, (1, 1, …, 1)?",
            predict=Prediction(
                "The radius of the ball in the middle, in 9 dimensions",
                lambda q: q.radius,
                0.05,
                {"view": "balls", "d": 9},
                why="√9 − 1 = 2: it touches the faces of the box, and from d = 10 on it sticks out.",
            ),
            again=(
                Again(
                    "Predict: a box of side 4 holds 2⁴ unit balls, one in each corner. How large is "
                    "the ball between them?",
                    {"view": "balls", "d": 4},
                    "√4 − 1 = 1: as large as the balls in the corners.",
                    "The radius of the ball in the middle, in 4 dimensions",
                ),
            ),
        ),
        Challenge(
            "Predict: shuffle each of the 64 pixels of the digits by itself. What does the mean squared distance do?",
            "A mean over all pairs of (xᵢ − yᵢ)², summed over the columns: what does a column’s part hang on?",
            predict=Prediction(
                "By how many per cent does the mean of D² over all pairs change?",
                lambda q: 100 * (q.now.square / q.real.square - 1),
                0.5,
                {"view": "table", "shuffle": 100},
                unit="%",
                why="Not at all: it is twice the sum of the variances. What shuffling takes away are near neighbours.",
            ),
        ),
    ),
    related=("random_projections", "lln_clt", "svd", "cross_validation"),
    oracles=(
        *("volumes: scipy.special.betainc, Monte Carlo, closed forms", "distances: scipy.spatial.distance"),
        *("neighbours: sklearn’s NearestNeighbors, KNeighborsClassifier", "F: sklearn’s f_classif"),
    ),
    source=(curse.peel_share, curse.crowd, curse.log10_middle_share, near.neighbourhood, near.two_nn, near.drowned),
)
