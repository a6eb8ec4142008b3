"""Features that say nothing one by one can tell groups apart together: look along the right direction, and test that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtr

from explorer.controls import Data, Point, Points, Seed, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.statistics import joint_tests as joint
from mathcore.statistics import outlying
from pages.statistics.manova import panels
from pages.statistics.manova.state import Joint

COLUMNS = "Two columns of numbers; the third names the groups, by words or by at most nine numbers."
PAIRS = {"draw": "Your own groups", "sepals": "Iris sepals: two species", "petals": "Iris petals: two species"}
TABLES = {"draw": "Your own means", "sepals": "Iris: sepals", "petals": "Iris: petals", "iris": "Iris: all four"}
TABLES |= {"wine": "Wine: thirteen features"}
CLOUDS = {"draw": "Your own points", "stackloss": "Stack loss: 21 days"}
SPOTS = (
    *((-2.6, -1.5), (-2.1, -1.9), (-1.7, -0.6), (-1.2, -1.2), (-0.8, 0.1), (-0.4, -0.7), (0.0, 0.5), (0.3, -0.3)),
    *((0.7, 0.9), (1.1, 0.2), (1.5, 1.4), (1.9, 0.8), (2.3, 2.0), (2.7, 1.3)),
    *((3.6, -3.4), (4.1, -3.9), (4.5, -3.2), (4.0, -2.8)),
)
MEANS = ((-0.62, -0.3), (0.1, 0.3), (0.52, 0.0))
IGNORE = "Take the line through both means instead of S⁻¹d, as a classifier does that takes features for independent."
OWN, MINE, MY = {"pair": ("draw",)}, {"table": ("draw",)}, {"cloud": ("draw",)}
PAIR = Data("pair", "Data", PAIRS, "draw", own=3, groups=(0, 0, 9), help=COLUMNS)
SHIFT = Point("shift", "Difference of the means d (s)", (0.4, -0.4), (-1.5, 1.5), (-1.5, 1.5), 0.01)
RHO = Slider("rho", "Correlation within groups ρ", -0.95, 0.95, 0.9, 0.01)
SIZE = Slider("size", "Rows in each group n", 8, 60, 25, 1, integer=True)
EACH = Slider("each", "Rows in each group n", 5, 40, 10, 1, integer=True)
ANGLE = Slider("angle", "Direction of u", 0, 360, 20, 1, unit="°", integer=True)
NAIVE = Toggle("naive", "Ignore the correlation", False, help=IGNORE)
ALPHA = Slider("alpha", "Level α", 0.01, 0.2, 0.05, 0.01)
TABLE = Data("table", "Data", TABLES, "draw", own=3, groups=(0, 0, 9), help=COLUMNS)
MEAN = Points("means", "Three means (s)", MEANS, (-3, 3), (-3, 3), 0.001, fewest=3, most=3, when=MINE)
CLOUD = Data("cloud", "Data", CLOUDS, "draw", own=2, help="Two columns of numbers.")
ROWS = Points("spots", "Your own points", SPOTS, (-6, 6), (-6, 6), 0.1, fewest=5, most=18, when=MY)
TALLER = "The axis of t² has six heights, the lowest that holds the peak."
KINDS = ("neither", "one of the two", "both")


def readouts(q: Joint) -> list[Readout | Law]:
    two, (first, second) = q.two, q.singles.tolist()
    scores = [rows @ q.chosen for rows in q.scaled]
    gap, n, m = float(scores[1].mean() - scores[0].mean()), len(scores[0]), len(scores[1])
    pooled = (n * np.var(scores[0]) + m * np.var(scores[1])) / (n + m - 2)
    student = gap**2 * n * m / ((n + m) * pooled) if two.difference.any() else 0.0
    root = np.linalg.cholesky(two.pooled)
    seen, white = root.T @ q.u, np.linalg.solve(root, two.difference)
    cosine = float(seen @ white) / (np.linalg.norm(seen) * np.linalg.norm(white) or 1.0)
    p = lambda t: f"p = {number(joint.t_tail(t, two.freedom), 3)}"
    return [
        Readout("t² of the first feature alone", first, role="data", note=p(first)),
        Readout("t² of the second feature alone", second, role="data", note=p(second)),
        Readout("t² along u", q.t_u, role="accent"),
        Readout("Hotelling’s T²", q.t_squared, role="model", note=f"p = {number(two.p, 3)}"),
        Readout("distance of the means D (Mahalanobis)", np.sqrt(two.d_squared)),
        law("no direction shows more", "t² along u ≤ T²", q.t_u, q.t_squared),
        law("why: a cosine after whitening", "t² along u = T²·cos²φ", q.t_u, q.t_squared * cosine**2),
        law(
            "the green direction shows it all",
            "Student’s t² of the scores = T²",
            *(student, q.t_squared),
            unless="the correlation is ignored" if q.p.naive else "",
        ),
    ]


def notice(q: Joint) -> str:
    if not q.two.difference.any():
        return "Both means are one: t² is 0 in every direction, and none is best."
    if len(set(q.pair.names)) < 2:
        return ""
    more = q.p.pair.startswith("own:") and q.pair.names
    return f"The first two groups are compared: {q.pair.names[0]} and {q.pair.names[1]}." if more else ""


def plane_readouts(q: Joint) -> list[Readout | Law]:
    found: list[Readout | Law] = []
    for name, t, p in zip(("first", "second"), q.signed, q.p_singles, strict=True):
        found.append(Readout(f"t of the {name} feature", t, role="gradient", note=f"p = {number(p, 3)}"))
    design = joint.TwoGroups(np.array(q.p.shift), np.array([[1, q.p.rho], [q.p.rho, 1]]), q.weight, q.freedom)
    return [
        *found,
        Readout("Hotelling’s T²", q.t_joint, role="model", note=f"p = {number(q.p_joint, 3)}"),
        Readout(
            "T² rejects above", q.critical_joint, role="model", note=f"a single t² above {number(q.critical_t, 3)}"
        ),
        Readout("features that differ singly", KINDS[q.single_hits], role="gradient"),
        Readout("jointly", "different" if q.jointly else "not different", role="model"),
        Readout("power of T², if d and ρ were the truth", 100 * q.power, "%", 3),
        Readout("best classifier’s error, likewise: Φ(−D/2)", 100 * float(ndtr(-q.distance / 2)), "%", 3),
        law("from two t and a correlation", "(t₁² + t₂² − 2ρt₁t₂)/(1 − ρ²) = T²", q.t_joint, design.t_squared),
        law("together never less than one alone", "T² ≥ the larger t²", q.t_joint, np.max(q.signed**2)),
    ]


def group_readouts(q: Joint) -> list[Readout | Law]:
    m, found = q.m, q.m.statistics
    (p, between, within), log = m.design, lambda a: np.linalg.slogdet(a)[1]
    four: list[Readout | Law] = []
    for name, sign in (("Wilks", "Λ"), ("Pillai", "V"), ("Hotelling–Lawley", "U"), ("Roy", "λ₁")):
        tail = q.p_four[name]
        said = number(tail, 3) if tail > 1e-12 else "under 10⁻¹²"
        four.append(Readout(f"{name} {sign}", found[name], "", 5, panels.EDGES[name][0], f"p = {said}"))
    share = 100 * q.roots[0] / (found["Hotelling–Lawley"] or 1.0)
    return [
        *four,
        Readout("roots λ₁, λ₂", f"{number(q.roots[0], 5)}, {number(q.roots[1], 5)}", role="model"),
        Readout("share of the first", share, "%"),
        law(
            "Wilks is a ratio of volumes",
            "Π 1/(1 + λ) = det E/det T",
            found["Wilks"],
            np.exp(log(m.error) - log(m.total)),
        ),
        law(
            "Pythagoras, as matrices",
            "trace T = trace H + trace E",
            np.trace(m.total),
            np.trace(m.hypothesis + m.error),
        ),
        law(
            "the first root is the largest F",
            "λ₁·ν/(k − 1) = F of the scores",
            q.roots[0] * within / between,
            q.first_f,
        ),
    ]


def group_notice(q: Joint) -> str:
    if min(q.m.design[:2]) == 1:
        return "Two groups have one root: all four tests are one, Hotelling’s T² = ν·λ₁."
    return "All means are one: both roots are 0." if q.roots[0] < 1e-12 else ""


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


def row_notice(q: Joint) -> str:
    n, p = q.rows.shape
    if q.robust is None:
        return "Half of the points lie on a line: across it they have no spread, and the robust fit is that line."
    if q.wall < q.cut:
        return (
            f"With {n} points no D² can exceed {number(q.wall, 3)}: none could be called an outlier, wherever it lay."
        )
    return ""


def numbers(q: Joint) -> dict[str, Any]:
    two = q.two
    found: dict[str, Any] = {"t_first": q.singles[0], "t_second": q.singles[1], "p_value": two.p}
    found |= {"f_statistic": two.f, "d_squared": two.d_squared, "correlation": two.pooled[0, 1]}
    found |= {"f_below": two.freedom - 1, "two_freedom": two.freedom, "two_weight": two.weight}
    found |= {"t_of_first": q.signed[0], "t_of_second": q.signed[1], "p_first": q.p_singles[0]}
    found |= {"p_second": q.p_singles[1]}
    return found


def group_numbers(q: Joint) -> dict[str, Any]:
    m, found = q.m, q.m.statistics
    named = {"wilks": "Wilks", "pillai": "Pillai", "hotelling_lawley": "Hotelling–Lawley", "roy": "Roy"}
    out: dict[str, Any] = {k: found[name] for k, name in named.items()} | {"root_2": q.roots[1]}
    out |= {"p_" + k: q.p_four[name] for k, name in named.items()}
    return out | {"features": m.design[0], "between": m.design[1], "within": m.design[2]}


def row_numbers(q: Joint) -> dict[str, Any]:
    half, determinant = outlying.smallest_determinant(q.rows)
    return {"flagged_count": len(q.flagged), "mcd_determinant": determinant, "rows_count": len(q.rows)}


every_number = lambda q: numbers(q) | group_numbers(q) | row_numbers(q) | {"half_count": (sum(q.rows.shape) + 2) // 2}


def listing(q: Joint) -> Mapping[str, Any]:
    """The data themselves are written into the programs; of several groups their sums of squares and products."""
    features, between, within = q.m.design
    first, second = (rows.tolist() for rows in q.pair.groups)
    sums = {"hypothesis": q.m.hypothesis.tolist(), "error": q.m.error.tolist(), "between": between, "within": within}
    return {"first": first, "second": second} | sums | {"rows": q.rows.tolist()}


alt = lambda q: f"Two clouds and their shadows; t² around the half-circle. T² is {number(q.t_squared)}."
plane_alt = lambda q: f"The difference of two means, a box and an ellipse; T² against ρ. T² is {number(q.t_joint)}."
group_alt = lambda q: f"{len(q.many.names)} groups with ellipses H and E; their roots, {number(q.roots[0])} the larger."
row_alt = lambda q: (
    f"{len(q.rows)} rows, two ellipses; {len(q.flagged)} are flagged robustly, {len(q.outside)} otherwise."
)
design = lambda x, y, rho, n=25, **more: {"view": "jointly", "shift": (x, y), "rho": rho, "size": n} | more
three = lambda *means, **more: {"view": "groups", "means": means} | more
spots = lambda *points: {"view": "outliers", "spots": points}
reverse = lambda q: q.single_hits == 2 and not q.jointly and abs(q.p.rho) <= 0.5 and q.p.alpha == 0.05
lone = lambda q: q.p.cloud == "draw" and len(q.flagged) == 1 and not len(q.outside) and q.robust.distances.max() > 49
FEW = ((0, 0), (1, 0.2), (0.3, 1), (-0.8, 0.5), (-0.5, -0.9), (0.6, -0.7), (1.1, 0.9))
TWICE = {"view": "groups", "table": "iris"}
ON_CLOUDS = [panels.clouds_panel, panels.curve_panel], readouts, alt
ON_PLANE = [panels.plane_panel, panels.rho_panel], plane_readouts, plane_alt
ON_GROUPS = [panels.he_panel, panels.roots_panel], group_readouts, group_alt
ON_ROWS = [panels.rows_panel, panels.distances_panel], row_readouts, row_alt
lesson = Lesson(
    title="Multivariate Statistics: Correlated Features and MANOVA",
    terms=("Hotelling", "MANOVA", "Wilks", "Pillai", "Roy", "Mahalanobis", "LDA", "HE plot", "outliers", "masking"),
    state=Joint,
    views={
        "directions": View(
            "Directions",
            *ON_CLOUDS,
            [PAIR, ANGLE, SHIFT, RHO, SIZE, NAIVE, ALPHA, Seed()],
            notice,
            rescales=dict.fromkeys(("shift", "rho", "size"), TALLER),
        ),
        "jointly": View("Box and ellipse", *ON_PLANE, [SHIFT, RHO, SIZE, ALPHA]),
        "groups": View("Several groups", *ON_GROUPS, [TABLE, MEAN, RHO, EACH, ALPHA, Seed()], group_notice),
        "outliers": View("Outliers", *ON_ROWS, [CLOUD, ROWS], row_notice),
    },
    numbers=every_number,
    listing=listing,
    challenges=(
        Challenge(
            "In Box and ellipse, α = 0.05, ρ from −0.5 to 0.5: both features differ singly, and jointly they do not.",
            "Look for a corner of the box that the ellipse covers. Which way must the ellipse lean?",
            reverse,
            [design(0.58, 0.58, 0.4), design(-0.58, 0.59, -0.5), design(0.4, 0.4, 0.45, 50)],
            [design(0.6, 0.6, 0.9), design(0.58, 0.58, 0.1), design(0.56, 0.58, 0.4), design(0.75, 0.75, 0.5)],
            views=["jointly"],
        ),
        Challenge(
            "In Several groups, your own means, α = 0.05: Pillai’s test rejects, and Roy’s does not.",
            "Pillai adds both roots, Roy looks at the larger alone. How must the means lie for two roots alike?",
            lambda q: q.own_means and q.p.alpha == 0.05 and q.rejects["Pillai"] and not q.rejects["Roy"],
            [three((0, 0.31), (-0.61, -0.71), (0.61, 0.4)), three((0, 0.7), (-0.6, -0.35), (0.6, -0.35), rho=0)]
            + [three((0, 0.14), (-0.29, -0.34), (0.29, 0.2), each=40)],
            [three((0, 0.2), (-0.4, -0.5), (0.4, 0.3)), three((0, 0.4), (-0.8, -0.97), (0.8, 0.57)), TWICE]
            + [
                three((-0.3, -0.15), (0.05, 0.15), (0.25, 0)),
                three((0, 0.31), (-0.61, -0.71), (0.61, 0.4), alpha=0.01),
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
            "Predict: here d = (0.4, −0.4), ρ = 0.9: t² is 2 in each feature, T² is 40. And for d = (0.4, 0.4)?",
            "Both features now say the same thing. How much news is in the second?",
            predict=Prediction(
                "T² for d = (0.4, 0.4)",
                lambda q: q.t_squared,
                0.6,
                {"shift": (0.4, 0.4)},
                why="2.1: with t₁ = t₂, T² = 2t²/(1 + ρ). The second feature repeats the first.",
            ),
        ),
    ),
    related=("anova", "psd_covariance", "hypothesis_testing", "independence_correlation", "ml_significance"),
    oracles=(
        *("T²: statsmodels test_mvmean_2indep", "MANOVA: statsmodels MANOVA", "directions: scikit-learn’s LDA"),
        *("Roy’s root: simulation and quadrature", "robust fit: scikit-learn’s MinCovDet"),
    ),
    source=(joint.two_groups, joint.manova, joint.roy_tail, outlying.robust),
)
