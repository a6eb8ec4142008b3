"""At the best allowed point the pull downhill is held by the walls, and how hard they push is what they cost."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import constrained, duality, margins, walls
from pages.calculus.constrained_optimization import panels, readouts
from pages.calculus.constrained_optimization import state as on

TYPED = [on.OBJECTIVE, on.CONSTRAINT, on.KIND, on.BOUND]
BEAD = [panels.bead_panel, panels.profile_panel]
WORTH = [panels.contact_panel, panels.value_panel]
PRICES = [panels.pairs_panel, panels.dual_panel]
STREET = [panels.street_panel, panels.hook_panel]
QUARTIC = "x^4-3*x^2+x+y^2"
# States of challenges.
typed = lambda f, g, c, kind, **more: {"objective": f, "constraint": g, "bound": c, "kind": kind, **more}
left_out = lambda k, c: {"view": "street", "pair": "hard", "limit": c, "flower": k, "trial": "out"}
LONG = {"bound": "the axis along the wall is as long as the wall"}

lesson = Lesson(
    title="Constrained Optimization (Lagrange Multipliers, KKT)",
    terms=(
        *("Lagrange multiplier", "KKT", "Karush-Kuhn-Tucker", "constraint qualification", "shadow price", "duality"),
        *("duality gap", "Slater", "complementary slackness", "support vector machine", "SVM", "margin"),
    ),
    state=on.Bounded,
    views={
        "bead": View(
            *("Bead", BEAD, readouts.bead, readouts.problem_alt, [*TYPED, on.WALKER], readouts.bead_notice),
            rescales=LONG,
        ),
        "worth": View("Worth", WORTH, readouts.worth, readouts.problem_alt, [*TYPED, on.STEP], readouts.worth_notice),
        "prices": View(
            "Prices", PRICES, readouts.prices, readouts.prices_alt, [*TYPED, on.PRICE], readouts.prices_notice
        ),
        "street": View(
            *("Flowers", STREET, readouts.street, readouts.street_alt),
            [on.PAIR, on.LIMIT, on.FLOWER, on.TRIAL, on.PLACE],
            readouts.street_notice,
        ),
    },
    numbers=readouts.numbers,
    listing=readouts.listing,
    challenges=(
        Challenge(
            "Predict: f = (x − 2)² + 2(y − 1)², and x + y ≤ c. From c = 1 to c = 2, how much does the least f fall?",
            "At c = 1 the price is 8/3 a unit. But the price itself falls while you buy.",
            predict=Prediction(
                "The fall of the least f",
                lambda q: q.gained,
                0.08,
                {"view": "worth", "step": 1.0},
                why="p(c) = ⅔(3 − c)², so p(1) − p(2) = 8/3 − 2/3 = 2. The price 8/3 is right for the first bit alone.",
            ),
        ),
        Challenge(
            "Find a place where the bead rests, pull and push cancelling, although f is lower by 1 elsewhere on what is allowed.",
            "The equations hold at all rings. A wall that pushes both ways holds the bead anywhere f is level along it.",
            lambda q: q.rests and q.here >= q.optimum.value + 1,
            [
                typed("x*y", "x^2+4*y^2", 8.0, "eq", walker=(2.0, 1.0)),
                typed(QUARTIC, "-x", 0.0, "le", walker=(0.0, 0.0)),
                typed("x+y", "(x^2-1)^2+y^2", 0.5, "le", walker=(0.79, -0.6)),
            ],
            [
                {"walker": (0.67, 0.33)},
                typed("x*y", "x^2+4*y^2", 8.0, "le", walker=(2.0, 1.0)),
                typed("x*y", "x^2+4*y^2", 8.0, "eq", walker=(2.1, 0.95)),
            ],
            views=["bead"],
        ),
        Challenge(
            "Find a problem whose gap is larger than 1.2: no price explains more than p(c) less 1.2.",
            "The pairs (g, f) need a dent where the wall stands. Two valleys, of which the deeper is forbidden, make one.",
            lambda q: q.gap > 1.2,
            [
                typed(QUARTIC, "-x", -0.2, "eq", view="prices"),
                typed("x", "y^2-x^3", -0.3, "le", view="prices"),
                typed("x^4-4*x^2+x+y^2", "-x", 0.0, "le", view="prices"),
            ],
            [
                typed(QUARTIC, "-x", 0.0, "le", view="prices"),
                typed("x", "y^2-x^3", 0.0, "le", view="prices"),
                typed("x*y", "x^2+y^2", 4.0, "le", view="prices"),
            ],
            views=["prices"],
        ),
        Challenge(
            "Versicolor and virginica, C of at least 100: leave out one flower, and get a street more than 0.3 cm wide.",
            "A flower with α = 0 has no say. Which flowers do the fines come from, and which margin could step back?",
            lambda q: q.p.pair == "hard" and q.p.limit >= 100 and q.p.trial == "out" and q.machine.width > 0.3,
            [left_out(2, 100.0), left_out(22, 316.0), left_out(6, 1000.0)],
            [left_out(76, 100.0), left_out(84, 100.0), left_out(2, 50.1), left_out(2, 100.0) | {"trial": "as"}],
            views=["street"],
        ),
    ),
    related=("convexity", "gradient_descent", "partial_derivatives", "optimizers", "projections_least_squares"),
    oracles=(
        *("minima, multipliers: scipy.optimize SLSQP", "dual functions: scipy.optimize.differential_evolution"),
        *("stationary points: sympy.solve", "machines: SVC.dual_coef_, SLSQP on the primal"),
    ),
    source=(constrained.solve, walls.bead, duality.best_price, margins.train),
)
