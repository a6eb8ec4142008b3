"""Features that say nothing one by one can tell groups apart together: look along the best direction, and test that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Data, Point, Points, Seed, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.statistics import joint_tests as joint
from mathcore.statistics import outlying
from pages.statistics.manova import panels
from pages.statistics.manova.state import Joint

COLUMNS = "Two columns of numbers; the third names the groups, by words or by at most nine numbers."
PAIRS = {"draw": "Your own groups", "sepals": "Iris sepals: two species", "petals": "Iris petals: two species"}
TABLES = {"draw": "Your own means", "sepals": "Sepals", "petals": "Petals", "iris": "Iris", "wine": "Wine, 13 features"}
WIDE, PLANE, FIELD, MEANS = (-6.0, 6.0), (-1.5, 1.5), (-3.0, 3.0), ((-0.62, -0.3), (0.1, 0.3), (0.52, 0.0))
IGNORE = "Take the line through both means instead of S⁻¹d, as a classifier does that takes features for independent."
PAIR = Data("pair", "Data", PAIRS, "draw", own=3, groups=(0, 0, 9), help=COLUMNS)
SHIFT = Point("shift", "Difference of the means d (s)", (0.4, -0.4), PLANE, PLANE, 0.01)
RHO = Slider("rho", "Correlation within groups ρ", -0.95, 0.95, 0.9, 0.01)
SIZE = Slider("size", "Rows in each group n", 8, 60, 25, 1, integer=True)
EACH = Slider("each", "Rows in each group n", 5, 40, 10, 1, integer=True)
ANGLE = Slider("angle", "Direction of u", 0, 360, 20, 1, unit="°", integer=True)
NAIVE = Toggle("naive", "Ignore the correlation", False, help=IGNORE)
ALPHA = Slider("alpha", "Level α", 0.01, 0.2, 0.05, 0.01)
TABLE = Data("table", "Data", TABLES, "draw", own=3, groups=(0, 0, 9), help=COLUMNS)
THREE = Points("means", "Three means (s)", MEANS, FIELD, FIELD, 0.001, fewest=3, most=3, when={"table": ("draw",)})
CLOUD = Data("cloud", "Data", {"draw": "Your own points", "stackloss": "Stack loss"}, "draw", own=2)
ROWS = Points("spots", "Points", outlying.masked(), WIDE, WIDE, 0.1, fewest=5, most=18, when={"cloud": ("draw",)})
NAMES = "first", "second"
TALLER = dict.fromkeys(("shift", "rho", "size"), "The axis of t² has few heights: the lowest that holds the peak.")
FEWER = "With so few points no D² can pass the 97.5% line: none is called an outlier, wherever it lies."
STUCK = "Half of the points lie on a line: across it they have no spread, and the robust fit is that line."
ONE_ROOT = "Two groups have one root: all four tests are one, Hotelling’s T² = ν·λ₁."
p_of = lambda p: f"p = {number(p, 3)}" if p > 1e-12 else "p under 10⁻¹²"


def readouts(q: Joint) -> list[Readout | Law]:
    two, tail = q.two, lambda t: p_of(joint.t_tail(t, q.two.freedom))
    (a, b), unless = (rows @ q.chosen for rows in q.scaled), "the correlation is ignored" * q.p.naive
    student = joint.two_groups(a[:, None], b[:, None]).t_squared if q.apart else 0.0
    return [
        *(Readout(f"t², {k} feature", t, role="data", note=tail(t)) for k, t in zip(NAMES, q.singles, strict=True)),
        Readout("t² along u", q.t_u, role="accent"),
        Readout("Hotelling’s T²", q.t_squared, role="model", note=p_of(two.p)),
        Readout("distance of the means D (Mahalanobis)", np.sqrt(two.d_squared)),
        law("no direction shows more", "t² along u ≤ T²", q.t_u, q.t_squared),
        law("why: a cosine after whitening", "t² along u = T²·cos²φ", q.t_u, two.t_by_cosine(q.u)),
        law("the green direction shows it all", "Student’s t² there = T²", student, q.t_squared, unless=unless),
    ]


def plane_readouts(q: Joint) -> list[Readout | Law]:
    plan, limits, singles = q.design, q.design.critical, zip(NAMES, q.design.t, q.p_singles, strict=True)
    return [
        *(Readout(f"t of the {k} feature", t, role="gradient", note=p_of(p)) for k, t, p in singles),
        Readout("Hotelling’s T²", q.t_joint, role="model", note=p_of(q.p_joint)),
        Readout("T² rejects above", limits["joint"], role="model", note=f"one t² above {number(limits['single'])}"),
        Readout("power of T², if d and ρ were the truth", 100 * plan.power, "%", 3),
        Readout("best classifier’s error, likewise: Φ(−D/2)", 100 * plan.error, "%", 3),
        law("from two t and ρ", "(t₁² + t₂² − 2ρt₁t₂)/(1 − ρ²) = T²", q.t_joint, plan.groups.t_squared),
        law("together never less than one alone", "T² ≥ the larger t²", q.t_joint, max(t * t for t in plan.t)),
    ]


def group_readouts(q: Joint) -> list[Readout | Law]:
    m, found, log = q.m, q.m.statistics, lambda a: np.linalg.slogdet(a)[1]
    volumes, f = np.exp(log(m.error) - log(m.total)), q.roots[0] * m.design[2] / m.design[1]
    return [
        *(Readout(f"{k} {e[3]}", found[k], "", 5, e[0], p_of(q.p_four[k])) for k, e in panels.EDGES.items()),
        Readout("roots λ₁, λ₂", f"{number(q.roots[0], 5)}, {number(q.roots[1], 5)}", role="model"),
        Readout("share of the first", 100 * q.roots[0] / (found["Hotelling–Lawley"] or 1.0), "%"),
        law("Wilks is a ratio of volumes", "Π 1/(1 + λ) = det E/det T", found["Wilks"], volumes),
        law("Pythagoras", "trace T = trace H + trace E", np.trace(m.total), np.trace(m.hypothesis + m.error), scale=0),
        law("the first root is the largest F", "λ₁·ν/(k − 1) = F of the scores", f, m.first_f(q.sample.groups)),
    ]


def row_readouts(q: Joint) -> list[Readout | Law]:
    n, p = q.rows.shape
    listed = ", ".join(str(k + 1) for k in q.flagged) or "none"
    return [
        Readout("largest D², by mean and covariance", q.farthest, role="gradient"),
        Readout("97.5% of a normal law lies within D² of", q.cut),
        Readout("largest robust D²", float(q.robust.distances.max()) if q.robust else "none", role="optimum"),
        Readout("rows beyond: by mean and covariance", str(len(q.outside)), role="gradient"),
        Readout("rows beyond: robustly", listed if len(listed) < 60 else f"{len(q.flagged)} rows", role="optimum"),
        law("the distances share a fixed sum", "Σ D² = (n − 1)·p", q.classical.distances.sum(), (n - 1) * p),
        law("so none goes far", "largest D² ≤ (n − 1)²/n", q.farthest, q.wall),
    ]


def numbers(q: Joint) -> dict[str, Any]:
    found = {"flagged_count": len(q.flagged), "mcd_determinant": q.tightest[1], "half_count": len(q.tightest[0])}
    found |= {"t_of_first": q.design.t[0], "t_of_second": q.design.t[1], "rows_count": len(q.rows)}
    return q.two.named() | q.m.named() | found | {"p_first": q.p_singles[0], "p_second": q.p_singles[1]}


def listing(q: Joint) -> Mapping[str, Any]:
    m, (a, b), (_, between, within) = q.m, q.pair.groups, q.m.design
    two, sums = joint.two_groups(a, b), {"hypothesis": m.hypothesis, "error": m.error, "rows": q.rows}
    tables = {"difference": two.difference, "pooled": two.pooled} | sums
    given = {name: table.tolist() for name, table in tables.items()}
    return given | {"sizes": [len(a), len(b)], "between": between, "within": within}


alt = lambda q: f"Two clouds and their shadows; t² around the half-circle. T² is {number(q.t_squared)}."
plane_alt = lambda q: f"The difference of two means, a box and an ellipse; T² against ρ. T² is {number(q.t_joint)}."
group_alt = lambda q: f"{len(q.sample.names)} groups with ellipses H and E; the larger root is {number(q.roots[0])}."
row_alt = lambda q: f"{len(q.rows)} rows, two ellipses; flagged robustly: {len(q.flagged)}, otherwise {len(q.outside)}."
compared = lambda q: f"Compared are {q.pair.names[0][:40]} and {q.pair.names[1][:40]}." if not q.drawn else ""
notice = lambda q: compared(q) if q.apart else "Both means are one: t² is 0 in every direction."
row_notice = lambda q: STUCK if q.robust is None else FEWER if q.wall < q.cut else ""
group_notice = lambda q: ONE_ROOT if min(q.m.design[:2]) == 1 else "" if q.roots[0] > 1e-12 else "All means are one."
design = lambda x, y, rho, n=25, **more: {"view": "jointly", "shift": (x, y), "rho": rho, "size": n} | more
three = lambda *means, **more: {"view": "groups", "means": means} | more
spots = lambda *points: {"view": "outliers", "spots": points}
reverse = lambda q: q.design.single_hits == 2 and not q.design.jointly and -0.5 <= q.tie <= 0 and q.p.alpha == 0.05
round_ = lambda q: q.own_means and q.p_four["Pillai"] < 0.02 and q.p_four["Roy"] > 0.1
lone = lambda q: q.own_rows and len(q.flagged) == 1 and not len(q.outside) and q.robust.distances.max() > 49
FEW = ((0, 0), (1, 0.2), (0.3, 1), (-0.8, 0.5), (-0.5, -0.9), (0.6, -0.7), (1.1, 0.9))
LEANING, LEVEL = ((0, 0.31), (-0.61, -0.71), (0.61, 0.4)), {"shift": (0.4, 0)}
ON_CLOUDS = [panels.clouds_panel, panels.curve_panel], readouts, alt, [PAIR, ANGLE, SHIFT, RHO, SIZE, NAIVE]
ON_PLANE = [panels.plane_panel, panels.rho_panel], plane_readouts, plane_alt, [SHIFT, RHO, SIZE, ALPHA]
ON_GROUPS = [panels.he_panel, panels.roots_panel], group_readouts, group_alt, [TABLE, THREE, RHO, EACH, ALPHA, Seed()]
ON_ROWS = [panels.rows_panel, panels.distances_panel], row_readouts, row_alt, [CLOUD, ROWS], row_notice
WHY = "10.5 = t₁²/(1 − ρ²): the second feature shows the noise that both share, and it can be taken off."
lesson = Lesson(
    title="Multivariate Statistics: Correlated Features and MANOVA",
    terms=("Hotelling", "MANOVA", "Wilks", "Pillai", "Roy", "Mahalanobis", "LDA", "HE plot", "outliers", "masking"),
    state=Joint,
    views={
        "directions": View("Directions", *ON_CLOUDS[:3], [*ON_CLOUDS[3], ALPHA, Seed()], notice, rescales=TALLER),
        "jointly": View("Box and ellipse", *ON_PLANE),
        "groups": View("Several groups", *ON_GROUPS, group_notice),
        "outliers": View("Outliers", *ON_ROWS),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "In Box and ellipse, α = 0.05, ρ from −0.5 to 0: both features differ singly, and jointly they do not.",
            "Look for a corner of the box that the ellipse covers. Which way must the ellipse lean?",
            reverse,
            [design(0.58, -0.58, -0.4), design(-0.58, 0.59, -0.5), design(0.4, -0.4, -0.45, 50)],
            [design(0.6, 0.6, 0.4), design(0.58, 0.58, -0.4), design(0.58, -0.58, -0.1), design(0.5, -0.58, -0.4)],
            views=["jointly"],
        ),
        Challenge(
            "In Several groups, your own means: Pillai’s p is below 0.02, and Roy’s above 0.1.",
            "Pillai adds both roots, Roy looks at the larger alone. How must the means lie for two roots alike?",
            round_,
            [
                three(*LEANING),
                three((0, 0.7), (-0.6, -0.35), (0.6, -0.35), rho=0),
                three((0, 0.14), (-0.29, -0.34), (0.29, 0.2), each=40),
            ],
            [
                three((0, 0.2), (-0.4, -0.5), (0.4, 0.3)),
                three((0, 0.4), (-0.8, -0.97), (0.8, 0.57)),
                three((-0.3, -0.15), (0.05, 0.15), (0.25, 0)),
                three(*MEANS, rho=0.75),
            ],
            views=["groups"],
        ),
        Challenge(
            "In Outliers, your own points: exactly one robust outlier, over 7 away, that mean and covariance miss.",
            "No D² exceeds (n − 1)²/n. How few points must there be, so that this is below the 97.5% line?",
            lone,
            [spots(*FEW, (5, -5)), spots(*FEW, (-6, 0)), spots(*FEW[:6], (6, 6), (0.2, 0.3), (0.5, 0.2))],
            [
                spots(*FEW, (5, -5), (5.2, -5)),
                spots(*FEW, (2, -2)),
                spots(*FEW, (0.2, 0.4), (-0.3, 0.2), (-0.9, -0.4), (5, 5)),
            ],
            views=["outliers"],
        ),
        Challenge(
            "Predict: for d = (0.4, −0.4), ρ = 0.9, t² is 2 in each feature and T² is 40. And for d = (0.4, 0)?",
            "The second feature does not differ now. But it moves with the noise of the first: what does that leave?",
            predict=Prediction("T² for d = (0.4, 0)", lambda q: q.t_squared, 1.5, LEVEL, why=WHY),
        ),
    ),
    related=("anova", "psd_covariance", "hypothesis_testing", "independence_correlation", "ml_significance"),
    oracles=(
        *("T²: statsmodels test_mvmean_2indep", "MANOVA: statsmodels MANOVA", "directions: scikit-learn’s LDA"),
        *("Roy’s root: simulation and quadrature", "robust fit: scikit-learn’s MinCovDet"),
    ),
    source=(joint.two_groups, joint.manova, joint.roy_tail, outlying.robust),
)
