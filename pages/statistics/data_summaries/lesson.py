"""A summary is the bottom of a bowl: say how far is far, and the data choose the number; a few of them may own it."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Data, Points, Slider
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries import panels
from pages.statistics.data_summaries import readouts as said
from pages.statistics.data_summaries.state import POWERS, Summaries

SETS = {"points": "Your own points", "nuclei": "569 nuclei", "michelson": "NIST: Michelson", "numacc": "NIST: NumAcc"}
SPOTS = (1.5, 2.1, 2.4, 2.8, 3.0, 3.3, 3.6, 3.9, 4.4, 5.2, 9.5)
WHAT = Choice("what", "Summary of", {"centre": "Centre", "spread": "Spread"}, "centre")
DATA = Data("data", "Data", SETS, "points", own=1, help="A column of your CSV works in every view.")
POINTS = Points("points", "Points", SPOTS, (0.0, 10.0), None, 0.05, fewest=2, most=20, when={"data": ("points",)})
TRIAL = Slider("t", "Trial value t", 0, 100, 70, 0.5, unit="% of the axis")
GHOST = Slider("ghost", "One more value, y", -100, 200, 150, 1, unit="% of the axis")
BAD = Slider("bad", "Bad values among all", 0, 60, 15, 1, unit="%")
WIDTH = Slider("width", "Bin width", 2, 50, 12, 0.5, unit="% of the axis")
ORIGIN = Slider("origin", "Left edge", 0, 100, 0, 1, unit="% of a bin")
RULE = Choice("rule", "Quartiles by", sm.RULES, "linear", help="The nine rules by their numbers in Hyndman and Fan.")
POWER = Slider("power", "Offset 10ᵏ, k (0: none)", POWERS[0], POWERS[-1], 6, 1, integer=True)


# |mean − median| in SDs of divisor n; a MAD of 0 though at least five different values have an SD above 3.
gap = lambda q: abs(q.mean - q.median) / q.sd_n if q.sd_n > 0 else 0.0
blind = lambda q: len(np.unique(q.x)) >= 5 and q.clean.mad()[0] == 0 and q.clean.sd()[0] > 3
FOURTH, SIX = {"view": "digits", "data": "numacc", "power": 4}, "About 16 − 2 · log₁₀ 10⁵ = 6. Two passes keep 11."
put = lambda *points: {"points": points}
still = lambda *points: {"view": "influence", "points": points}
BOWLS = [panels.bowls_panel, panels.slopes_panel], said.bowls_readouts, said.bowls_alt, [TRIAL]
MOVED = [panels.ghost_panel, panels.broken_panel], said.influence_readouts, said.influence_alt, [WHAT, GHOST, BAD]
BINS = [panels.histogram_panel, panels.map_panel], said.bins_readouts, said.bins_alt, [WIDTH, ORIGIN]
BOX = [panels.box_panel, panels.steps_panel], said.box_readouts, said.box_alt, [RULE]
DIGITS = [panels.digits_panel, panels.cancel_panel], said.digits_readouts, said.digits_alt, [POWER]
lesson = Lesson(
    title="Data Summaries: Mean, Median, Mode, Variance",
    terms=(
        *("mean", "median", "mode", "midrange", "variance", "standard deviation", "quartile", "box plot", "histogram"),
        *("outlier", "trimmed mean", "Huber", "MAD", "breakdown point", "ECDF", "violin", "NIST StRD", "Welford"),
    ),
    controls=(DATA, POINTS),
    state=Summaries,
    views={
        "bowls": View("Bowls", *BOWLS, said.unless_equal(said.flat)),
        "influence": View("Bad values", *MOVED, said.unless_equal(said.taken)),
        "bins": View("Bins", *BINS, said.unless_equal(said.tied)),
        "box": View("Box", *BOX, said.unless_equal(lambda q: "")),
        "digits": View("Lost digits", *DIGITS, said.unless_equal(said.below)),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Predict: which t has the least largest distance from 1, 2, 3, 4 and 10?",
            "Only two of the five values matter.",
            predict=Prediction("t", lambda q: q.midrange, 0.05, put(1, 2, 3, 4, 10), why="(1 + 10)/2 = 5.5."),
            again=(
                Again(
                    "Predict: which t has the least largest distance from 0, 5, 6, 7 and 8?",
                    put(0, 5, 6, 7, 8),
                    "(0 + 8)/2 = 4.",
                ),
            ),
        ),
        Challenge(
            "Bowls, your own points: mean and median more than 0.9 SD (divisor n) apart.",
            "They are never more than one SD apart. What would the data look like if they nearly were?",
            lambda q: q.own and gap(q) > 0.9,
            [put(*(0,) * 6, *(10,) * 5), put(*(9,) * 8, *(1,) * 7), put(*(2,) * 7, *(8,) * 5, 8.2)],
            [put(*(0,) * 5, *(10,) * 4), put(*(0,) * 6, *(10,) * 4, 5), put(*(0,) * 6, *(10,) * 6)],
            views=["bowls"],
        ),
        Challenge(
            "Bad values, your own points: an SD above 3 and a MAD of 0, with at least five different values.",
            "The MAD is the median distance from the median. When is that 0?",
            lambda q: q.own and blind(q),
            [still(*(5,) * 6, 0, 0.5, 9.5, 10), still(*(0,) * 5, 10, 9, 8, 7), still(*(3,) * 8, 0, 9, 9.5, 9.8, 10)],
            [still(*(5,) * 4, 0, 0.5, 1, 9.5, 10), still(*(5,) * 6, 3, 4, 9.5, 10), still(*(0,) * 5, 10, 10, 10, 10)],
            views=["influence"],
        ),
        Challenge(
            "Predict: NumAcc plus 10⁴. How many digits of the SD does the one-pass formula get right?",
            "Here κ = 10⁴/0.1. A double keeps 16 digits; one pass loses twice as many as κ has.",
            predict=Prediction("Right digits", lambda q: q.offsets.reached["one"][q.p.power], 1.0, FOURTH, why=SIX),
        ),
    ),
    related=("correlation_data", "distributions_in_practice", "resampling", "numerical_stability"),
    oracles=(
        *("bottoms: scipy.optimize.minimize_scalar", "trimmed mean, MAD, IQR, skewness: scipy.stats"),
        *("Huber: statsmodels", "humps: scipy.signal.find_peaks", "SD: NIST’s certified values, exact fractions"),
    ),
    source=(sm.losses, sm.Mixed, sm.humps, sm.area_above, ld.one_pass, ld.two_pass, ld.welford, ld.digits),
)
