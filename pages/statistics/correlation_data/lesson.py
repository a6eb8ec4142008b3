"""How much do two columns go along? A mean of signed areas: one far point can own it, a third variable can turn it."""

from __future__ import annotations

import numpy as np

from explorer.controls import Data, Point, Points, Slider, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import correlations as co
from mathcore.statistics import third_variables as tv
from pages.statistics.correlation_data import panels
from pages.statistics.correlation_data import readouts as said
from pages.statistics.correlation_data.state import BOX, Correlated

CLOUD = (
    *((5.4, 5.0), (6.2, 6.6), (6.9, 4.3), (7.6, 7.4), (8.1, 5.6), (8.7, 8.0)),
    *((9.2, 6.2), (9.9, 8.9), (10.4, 5.7), (11.0, 7.8), (11.7, 9.3), (12.5, 7.0)),
)
PASTE = "Drag them, double-click to add one, or paste your own pairs."
POINTS = Points("points", "Points", CLOUD, BOX[:2], BOX[2:], 0.01, fewest=3, most=40, help=PASTE)
EXTRA = Point("extra", "One more point", (16.5, 2.0), BOX[:2], BOX[2:], 0.01)
HOLD = Toggle("hold", "Keep r on a level")
LEVEL = Slider("level", "Level of r", -0.95, 0.95, 0.5, 0.01, when={"hold": (True,)})
SETS = {"longley": "Jobs, 1947 to 1962", "iris": "Iris sepals, species", "petals": "Iris sepals, petal length"}
COLUMNS = "Your CSV: two columns of numbers, and a third of numbers or of at most nine groups."
DATA = Data("data", "Data", SETS, "longley", own=3, groups=(0, 0, 9), help=COLUMNS)
REMOVED = Slider("removed", "Taken away of what it predicts", 0, 100, 0, 1, unit="%")
R_XY = Slider("r_xy", "r of X and Y", -0.99, 0.99, 0.8, 0.01)
R_XZ = Slider("r_xz", "r of X and Z", -0.99, 0.99, 0.5, 0.01)
R_YZ = Slider("r_yz", "r of Y and Z", -0.99, 0.99, 0.1, 0.01)
TABLES = {"longley": "Longley’s economy", "iris": "Irises", "diabetes": "Diabetes patients"}
TABLE = Data("table", "Table", TABLES, "longley", own=4, help="Your CSV: any four columns of numbers.")
PARTIAL = Toggle("partial", "Each pair given all other columns")
SHRINK = Slider("shrink", "Weaken all correlations", 0, 30, 0, 0.1, unit="%")

far = lambda q: q.n >= 8 and abs(q.pearson) >= 0.3 and float(np.hypot(*q.offset)) >= 3
held = lambda level, *at: {"hold": True, "level": level, "extra": at}
line = lambda *points: {"view": "measures", "points": points}
trio = lambda xy, xz, yz: {"view": "trio", "r_xy": xy, "r_xz": xz, "r_yz": yz}
FALLING = ((1, 2.6), (1.2, 2.2), (1.4, 2), (1.6, 1.8), (1.8, 1.5), (2, 1.4), (2.2, 1.2), (2.4, 1))
WHY = "2 · 0.9² − 1 = 0.62: 26° and 26° make 52°."
LAND = [panels.landscape_panel, panels.areas_panel]
WAYS = [panels.cloud_panel, panels.ranks_panel, panels.measures_panel]
MOVED = [panels.third_panel, panels.removed_panel, panels.parts_panel]
ON_POINT = LAND, said.point_readouts, said.point_alt, [POINTS, EXTRA, HOLD, LEVEL], said.point_notice
ON_MEASURES = WAYS, said.measure_readouts, said.measure_alt, [POINTS], said.measure_notice
ON_THIRD = MOVED, said.third_readouts, said.third_alt, [DATA, REMOVED], said.third_notice
DISC, MATRIX = [panels.disc_panel, panels.ellipse_panel], [panels.matrix_panel, panels.inflation_panel]
ON_TRIO = DISC, said.trio_readouts, said.trio_alt, [R_XY, R_XZ, R_YZ], said.trio_notice
ON_TABLE = MATRIX, said.table_readouts, said.table_alt, [TABLE, PARTIAL, SHRINK], said.table_notice
RISEN = ((0, 9), (0.3, 8.7), (0.6, 8.4), (0.9, 8.1), (1.2, 7.8), (1.5, 7.5), (1.8, 7.2), (19, 14))
lesson = Lesson(
    title="Correlation and Covariance in Data",
    terms=(
        *("Pearson", "Spearman", "Kendall", "Chatterjee", "covariance", "rank correlation", "outlier", "influence"),
        *("Anscombe", "partial correlation", "confounding", "Simpson's paradox", "collinearity", "VIF", "elliptope"),
    ),
    state=Correlated,
    views={
        "point": View("One more point", *ON_POINT),
        "measures": View("Four measures", *ON_MEASURES),
        "third": View("A third variable", *ON_THIRD),
        "trio": View("Three together", *ON_TRIO),
        "table": View("A table", *ON_TABLE),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "In One more point: √(u² + v²) ≥ 3, and r stays within 0.002; the others are 8 or more, with |r| ≥ 0.3.",
            "The mean is a saddle: four arms of its level leave it. Follow one of them out.",
            lambda q: far(q) and abs(q.r_after - q.pearson) <= 0.002,
            [held(0.58, 11, 13), held(0.58, 2, 4.5), {"extra": (15.3, 8.05)}],
            [held(0.58, 14, 8), held(0.6, 11, 13), {"extra": (8.97, 6.82)}, {"extra": (16.5, 12)}],
            views=["point"],
        ),
        Challenge(
            "In Four measures, with eight points or more: Pearson’s r above 0.8, and Spearman’s ρ below 0.",
            "A rank has no far away. Let nearly all points fall, and one stand where areas are large.",
            lambda q: q.n >= 8 and q.pearson > 0.8 and q.spearman < 0,
            [line(*FALLING, (9.8, 9.8)), line(*FALLING, (9, 9), (10, 8)), line(*RISEN)],
            [line(*FALLING), line(*FALLING[:6], (9.8, 9.8)), line(*FALLING, (4, 4))],
            views=["measures"],
        ),
        Challenge(
            "In Three together: X goes along with Y and with Z by 0.65 or more, yet r of Y and Z is −0.1 or less.",
            "Angles add up. How far may each stand from X, if they are to be more than a right angle apart?",
            lambda q: q.possible and min(q.p.r_xy, q.p.r_xz) >= 0.65 and q.p.r_yz <= -0.1,
            [trio(0.65, 0.65, -0.15), trio(0.68, 0.65, -0.11), trio(0.65, 0.67, -0.1)],
            [trio(0.65, 0.65, -0.2), trio(0.7, 0.7, -0.1), trio(0.64, 0.65, -0.12), trio(0.65, 0.65, -0.05)],
            views=["trio"],
        ),
        Challenge(
            "Predict: X correlates by 0.9 with Y, and by 0.9 with Z. What is the least that r of Y and Z can be?",
            "Correlations are cosines. Which angle has the cosine 0.9, and what is the cosine of twice that?",
            predict=Prediction("The least r", lambda q: q.bounds[0], 0.05, trio(0.9, 0.9, 0.9), why=WHY),
        ),
    ),
    related=("data_summaries", "independence_correlation", "psd_covariance", "projections_least_squares", "resampling"),
    oracles=(
        *("r, ρ, τ, ξ: scipy.stats", "Anscombe’s quartet: published values", "partial r: regression, inverse matrix"),
        *("which three fit: eigenvalues", "VIF: statsmodels"),
    ),
    source=(co.with_one_more, co.held, co.xi, co.kendall, tv.split, tv.shadow, tv.inflation),
)
