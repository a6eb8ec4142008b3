"""An error rate belongs to the whole plan: when you look, when you stop, what you adjust for, whom you treat."""

from __future__ import annotations

from explorer.controls import Choice, Data, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore import kernels
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq
from pages.statistics.ab_testing import panels
from pages.statistics.ab_testing import readouts as said
from pages.statistics.ab_testing.state import Online

SOURCES = {"bmi": "Diabetes, by body mass", "age": "Diabetes, by age", "petals": "Iris petals, by width"}
COLUMNS = "The first column is the outcome, the second what was known of each unit before the experiment."
AFTER = "Off: it was measured later, and the treatment moved it by as many deviations as the outcome."
WAIT = "Off: the looks are only watched, and the last one decides."
BENT = "Bounds C·t^(Δ − 1/2): 0 is O’Brien and Fleming’s, 1/2 Pocock’s flat one."
SCALED = "The bound is tightest after about 8 times as many users (at α = 5%)."
PART = "1 is the least-squares slope over all units, 0 no adjustment."
LOOKS = Slider("looks", "Looks at the data", 1, sq.MOST_LOOKS, 10, 1, integer=True)
LEVEL = Slider("level", "Level α", 0.005, 0.1, 0.05, 0.0005)
STOP = Toggle("stop", "Stop at the first significant look", True, help=WAIT)
DELTA = Slider("delta", "Shape Δ of the boundary", 0, 0.7, 0.2, 0.01, help=BENT)
EFFECT = Slider("effect", "True effect θ (mean of z at the end)", 0, 5, 2.8, 0.01)
SCALE = Slider("scale", "Scale κ of the bound", 10, 1000, 100, log=True, help=SCALED)
LIFTED = "In deviations of the difference between a user of one arm and one of the other: z has the mean effect · √n."
LIFT = Slider("lift", "True effect per user", 0, 0.1, 0, 0.001, unit="deviations", help=LIFTED)
DATA = Data("data", "Data", SOURCES, "bmi", own=2, help=COLUMNS)
SIZE = Slider("size_of", "True effect", -0.5, 0.5, 0.2, 0.01, unit="deviations")
PART_C = Slider("slope_part", "Share c of the slope taken off", *panels.PARTS, 1, 0.01, help=PART)
BEFORE = Toggle("before", "Covariate measured before", True, help=AFTER)
RATE_A = Slider("rate_a", "True rate of A", 0.02, 0.25, 0.1, 0.001)
RATE_B = Slider("rate_b", "True rate of B", 0.02, 0.25, 0.12, 0.001)
POLICY = Choice("policy", "Policy", panels.NAMES, "thompson")
RUNS = Slider("runs", "Runs averaged", 50, 1000, 400, 50, integer=True)
PULLED = Steps("pulled", "Users so far, in steps of 50", high=len(oe.PULLS) - 1, default=29, rate=12)

bent = lambda looks, delta, effect=2.8: {"view": "design", "looks": looks, "delta": delta, "effect": effect}
dealt = lambda part, size=0.2, before=False: {"view": "cuped", "slope_part": part, "size_of": size, "before": before}
thrifty = lambda q: q.p.level <= 0.05 and q.p.looks > 1 and q.power >= 0.8 and q.size <= 0.7 and q.fixed_power <= 0.85
hidden = lambda q: abs(q.p.size_of) >= 0.2 and abs(q.expected) <= 0.01
peek = lambda looks, level, **more: {"looks": looks, "level": level, **more}
PEEK = [panels.paths_panel, panels.rates_panel], said.peek_readouts, said.ALTS["peek"]
DESIGN = [panels.boundary_panel, panels.spending_panel, panels.power_panel], said.design_readouts, said.ALTS["design"]
ALWAYS = [panels.endless_panel, panels.ever_panel], said.endless_readouts, said.ALTS["always"]
CUPED = [panels.scatter_panel, panels.estimates_panel], said.cuped_readouts, said.ALTS["cuped"]
BANDIT = [panels.wasted_panel, panels.posterior_panel], said.bandit_readouts, said.ALTS["bandit"]
WHY = "A test of a small effect reaches its bound only where chance helped a great deal, and it stops just there."
lesson = Lesson(
    title="Experimental Design and A/B Testing in ML",
    terms=("peeking", "optional stopping", "sequential test", "alpha spending", "Thompson sampling", "regret"),
    state=Online,
    views={
        "peek": View("Peeking", *PEEK, [LOOKS, LEVEL, STOP, Seed()]),
        "design": View("Boundary", *DESIGN, [LOOKS, DELTA, EFFECT, LEVEL, Seed()], said.NOTICES["design"]),
        "always": View("For all n", *ALWAYS, [SCALE, LIFT, LEVEL, Seed()]),
        "cuped": View("CUPED", *CUPED, [DATA, SIZE, PART_C, BEFORE, Seed()], said.NOTICES["cuped"]),
        "bandit": View("Bandit", *BANDIT, [RATE_A, RATE_B, POLICY, RUNS, PULLED, Seed()], said.NOTICES["bandit"]),
    },
    numbers=said.numbers,
    draft={"runs": 100},
    challenges=(
        Challenge(
            "Predict: θ = 1, five looks, Pocock’s bound. The tests that end significant: their mean estimate of θ?",
            "They end at |z| ≥ 2.41, some of them after a fifth of the data. And the estimate of θ is z/√t.",
            predict=Prediction("mean estimate of θ", lambda q: q.claimed, 0.35, bent(5, 0.5, 1.0), why=WHY),
        ),
        Challenge(
            "Peeking: look at least five times, ready to stop, and yet keep false alarms between 4.9% and 5.1% in all.",
            "Each look must ask for more than 1.96. The dashed line is what one look would have promised.",
            lambda q: q.p.stop and q.p.looks >= 5 and 0.049 <= q.overall <= 0.051,
            [peek(5, 0.016), peek(10, 0.0105), peek(20, 0.0075)],
            [peek(4, 0.018), peek(5, 0.01), peek(10, 0.05, stop=False), peek(10, 0.0125)],
            views=["peek"],
        ),
        Challenge(
            "Boundary: α ≤ 5%, power 80% or more, where one look has at most 85%, on at most 70% of the data.",
            "Look often. A flat boundary stops early and loses power; a steep one keeps power and stops late.",
            thrifty,
            [bent(5, 0.36, 2.99), bent(10, 0.25, 2.99), bent(20, 0.2, 2.98)],
            [bent(5, 0.2, 2.99), bent(10, 0.5, 2.99), bent(10, 0.25, 3.1), bent(5, 0.36, 2.8)],
            views=["design"],
        ),
        Challenge(
            "CUPED: make adjusting hide a true effect of at least 0.2 deviations, up or down (to 0.01, on average).",
            "What if the covariate is itself moved by the treatment? Then the slope decides how much is taken off.",
            hidden,
            [dealt(1.7), dealt(1.7, -0.4), dealt(1.04, 0.3) | {"data": "petals"}],
            [dealt(1.7, 0.1), dealt(1.7, 0.2, before=True), dealt(1, 0.2)],
            views=["cuped"],
        ),
    ),
    related=("hypothesis_testing", "confidence_intervals", "bayesian_statistics", "martingales", "ml_significance"),
    oracles=(
        *("looks: Armitage, McPherson and Rowe (1969)", "boundaries: tables of Jennison and Turnbull; simulation"),
        *("multivariate normal: scipy.stats", "users: statsmodels NormalIndPower", "Neyman: all assignments"),
    ),
    source=(sq.recursion, sq.operating, sq.constant, sq.mixture_bound, oe.experiments, kernels.bandits),
)
