"""At the best allowed point the pull downhill is held by the walls, and how hard they push is what they cost."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import constrained, duality, margins, walls
from pages.calculus.constrained_optimization import panels
from pages.calculus.constrained_optimization import state as on

TYPED = [on.OBJECTIVE, on.CONSTRAINT, on.KIND, on.BOUND]
BEAD, WORTH = [panels.bead_panel, panels.profile_panel], [panels.contact_panel, panels.value_panel]
PRICES, PURSUIT = [panels.pairs_panel, panels.dual_panel], [panels.path_panel, panels.pursuit_panel]
STREET = [panels.street_panel, panels.hook_panel], on.street, on.street_alt
FLOWERS = [on.PAIR, on.LIMIT, on.FLOWER, on.TRIAL, on.PLACE]
LONG = {"bound": "the axis along the wall is as long as the wall; that of f reaches the least allowed f"}
QUARTIC, PEANUT, ELLIPSE, CUSP = "x^4-3*x^2+x+y^2", "(x^2-1)^2+y^2", "x^2+4*y^2", "y^2-x^3"
# States of challenges.
TOP = "x*y", ELLIPSE, 8, 2, 1
typed = lambda f, g, c, kind, **more: {"objective": f, "constraint": g, "bound": c, "kind": kind, **more}
priced = lambda f, g, c, kind="le": typed(f, g, c, kind, view="prices")
ring = lambda f, g, c, x, y, kind="eq": typed(f, g, c, kind, walker=(x, y))
left_out = lambda k, c: {"view": "street", "pair": "hard", "limit": c, "flower": k, "trial": "out"}
TERMS = "Lagrange multiplier, KKT, Karush-Kuhn-Tucker, constraint qualification, shadow price, duality, duality gap, "
TERMS += "Slater, complementary slackness, support vector machine, SVM, margin, saddle point"
ORACLES = "minima, multipliers: SciPy’s SLSQP; contacts: sympy.solve; dual functions: closed forms, "
ORACLES += "differential_evolution; streets: sklearn’s SVC, SLSQP"

lesson = Lesson(
    title="Constrained Optimization (Lagrange Multipliers, KKT)",
    terms=TERMS.split(", "),
    state=on.Bounded,
    views={
        "bead": View("Bead", BEAD, on.bead, on.problem_alt, [*TYPED, on.WALKER], on.bead_notice, rescales=LONG),
        "worth": View("Worth", WORTH, on.worth, on.problem_alt, [*TYPED, on.STEP], on.worth_notice),
        "prices": View("Prices", PRICES, on.prices, on.problem_alt, [*TYPED, on.PRICE], on.prices_notice),
        "pursuit": View("Pursuit", PURSUIT, on.pursuit, on.problem_alt, [*TYPED, *on.RUN], on.pursuit_notice),
        "street": View("Flowers", *STREET, FLOWERS, on.street_notice),
    },
    numbers=on.numbers,
    listing=on.listing,
    challenges=(
        Challenge(
            "Predict: f = (x − 2)² + 2(y − 1)², and x + y ≤ c. From c = 1 to c = 2.5, how much does the least f fall?",
            "At c = 1 the price is 8/3 a unit, at c = 3 it is 0: it falls while you buy, in a straight line.",
            predict=Prediction(
                *("The fall of the least f", lambda q: q.gained, 0.12, {"view": "worth", "step": 1.5}),
                why="The price falls from 8/3 to 2/3, so 5/3 on average: 1.5 · 5/3 = 5/2. At 8/3 a unit it would be 4.",
            ),
        ),
        Challenge(
            "Let the bead rest, pull and push cancelling, where f is higher by 1 or more than the least allowed f.",
            "At a ring the equations hold. A wall that pushes both ways can hold the bead at a highest point.",
            lambda q: q.rests and q.here >= q.optimum.value + 1,
            [ring(*TOP), ring(QUARTIC, "-x", 0, 0, 0, "le"), ring("x+y", PEANUT, 0.5, 0.79, -0.6, "le")],
            [{}, ring(*TOP, "le"), ring(*TOP[:3], 2.1, 0.95), typed("x+y", PEANUT, 0.1, "le")],
            views=["bead"],
        ),
        Challenge(
            "Find a problem with a gap of more than 1.2: no price explains p(c) to better than that.",
            "The pairs (g, f) need a dent at the wall. Two valleys, of which the deeper is forbidden, make one.",
            lambda q: q.gap > 1.2,
            [priced(*each) for each in ((QUARTIC, "-x", -0.2, "eq"), ("x", CUSP, -0.3), ("x^4-4*x^2+x", "-x", 0))],
            [priced(*each) for each in ((QUARTIC, "-x", 0), ("x", CUSP, 0), ("x*y", "x^2+y^2", 4))],
            views=["prices"],
        ),
        Challenge(
            "Versicolor and virginica, C of at least 100: leave out one flower for a street over 0.3 cm wide.",
            "A flower with α = 0 has no say. Which pay the largest fines, or stand on a margin that could step back?",
            lambda q: q.p.pair == "hard" and q.p.limit >= 100 and q.p.trial == "out" and q.machine.width > 0.3,
            [left_out(2, 100.0), left_out(22, 316.0), left_out(6, 1000.0)],
            [left_out(76, 100.0), left_out(84, 100.0), left_out(2, 50.1), left_out(2, 100.0) | {"trial": "as"}],
            views=["street"],
        ),
    ),
    related=("convexity", "gradient_descent", "partial_derivatives", "optimizers", "projections_least_squares"),
    oracles=ORACLES.split("; "),
    source=(constrained.solve, walls.bead, duality.best_price, duality.pursuit, margins.train),
)
