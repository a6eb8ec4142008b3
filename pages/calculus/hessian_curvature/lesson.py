"""Second derivatives say how f bends in every direction at once: two eigenvalues of the Hessian sum it all up."""

from __future__ import annotations

from explorer.controls import Choice, Expression, Point, Seed, Slider, Steps
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import hessians, jets, sharpness, turning
from pages.calculus.hessian_curvature import panels, state
from pages.calculus.hessian_curvature.state import Bending

HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
EXAMPLES = (
    *(HIMMELBLAU, "x^2+y^4", "x^2-y^4", "x^3-3*x*y^2", "sqrt(4-x^2-y^2)", "x^2/2-y^2/2+y^4/4"),
    *("x*y*exp(-(x^2+y^2)/2)", "sin(x)*cos(y)", "(1-x)^2+100*(y-x^2)^2"),
)
FUNCTION = Expression("function", "Function f(x, y)", HIMMELBLAU, ("x", "y"), EXAMPLES)
WINDOW = Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±5"}, "wide")
NEARBY = "Very near a critical point it snaps onto it."
POINT = Point("point", "Point p", (0.09, 2.88), (-5.0, 5.0), (-5.0, 5.0), 0.01, help=NEARBY)
ANGLE = Slider("angle", "Direction u", 0, 180, 45, 1, unit="°")
ORDER = Slider("order", "Order of the dashed polynomials", 1, 4, 2, 1, integer=True)
RADIUS = Slider("radius", "Radius of the loop", 0.05, 5.0, 1.5, 0.05)
STEP = Slider("step", "Step size η", 0.05, 0.6, 0.3, 0.005)
RATE = Slider("rate", "Step size η", 0.4, 1.25, 1.15, 0.01)
START = Point("start", "Start (a, b)", (3.0, 0.4), (-4.0, 4.0), (-4.0, 4.0), 0.01)
SEED = Seed("seed", "Seed of the first weights", 4)
TICK = Steps("tick", "Tick", high=60, default=60, rate=8, help="In the network a tick is eight steps.")
SLICES = panels.map_panel, panels.slices_panel
SIGNS = panels.signs_panel, panels.turning_panel
SURFACE = panels.surface_panel, panels.section_panel
VALLEY = panels.valley_panel, panels.sharpness_panel
NETWORK = panels.spectrum_panel, panels.edge_panel
WHERE, LEARNS = (FUNCTION, WINDOW, POINT), (RATE, SEED, TICK)
POINTED = "slices", "signs", "surface"
# States of challenges: a function near (0, 0); two weights that learn.
at_origin = lambda function, **more: {"function": function, "window": "near", "point": (0.0, 0.0), **more}
descent = lambda start, step: {"view": "valley", "start": start, "step": step}

lesson = Lesson(
    title="Higher-Order Derivatives: Hessian and Curvature",
    terms=(
        *("Hessian", "second derivative test", "saddle point", "critical point", "principal curvature"),
        *("Gaussian curvature", "sharpness", "edge of stability", "catapult", "index of a vector field"),
    ),
    state=Bending,
    views={
        "slices": View("Slices", SLICES, state.slices, state.point_alt, [*WHERE, ANGLE, ORDER], state.slices_notice),
        "signs": View("Signs", SIGNS, state.signs, state.point_alt, [*WHERE, RADIUS], state.signs_notice),
        "surface": View(
            "Surface", SURFACE, state.surface, state.point_alt, [*WHERE, ANGLE], state.point_notice, turns=True
        ),
        "valley": View("Two weights", VALLEY, state.valley, state.valley_alt, [START, STEP, TICK], state.valley_notice),
        "network": View("Iris network", NETWORK, state.network, state.network_alt, LEARNS, state.network_notice),
    },
    numbers=state.numbers,
    listing=state.listing,
    challenges=(
        Challenge(
            "Predict: Himmelblau's function has four minima and one maximum. How many saddles has it?",
            "Far out x⁴ + y⁴ outgrows the rest, so on a very large loop the gradient points outwards.",
            predict=Prediction(
                "The number of saddles",
                lambda q: q.land.critical.counts()[1],
                0.2,
                why="On a large loop the gradient turns once, with the pointer that goes around. So 4 − s + 1 = 1.",
            ),
        ),
        Challenge(
            "Find a point where f bends upwards along x and along y, and yet downwards in some direction.",
            "The mixed derivative must outweigh the two: f_xy² > f_xx f_yy. On Himmelblau's try x and y near 1.8.",
            lambda q: [*map(q.local.sign, (*q.local.entries[::2], q.local.values[1]))] == [1, 1, -1],
            [{"point": (2.0, 1.7)}, at_origin("x^2+3*x*y+y^2"), at_origin("1-cos(x+y)+2*x*y", view="surface")],
            [{"point": (3.0, 2.0)}, {"point": (1.6, 1.6)}, at_origin("x^2+2*x*y+y^2"), at_origin("x^2-y^2")],
            views=POINTED,
        ),
        Challenge(
            "Type a smooth function with a strict minimum at p, although its whole Hessian is zero there.",
            "No second-order term may be left, and the third order cannot rise on both sides. The fourth can.",
            lambda q: q.local.rises == 1 and not any(map(q.local.sign, q.local.values)),
            [at_origin("x^4+y^4"), at_origin("(x^2+y^2)^2", view="signs"), at_origin("x^6+x^2*y^2+y^4", window="wide")],
            [*map(at_origin, ("x^2+y^4", "-x^4-y^4", "x^3-3*x*y^2", "x^4")), at_origin("x^4+y^4", point=(0.3, 0.0))],
            views=POINTED,
        ),
        Challenge(
            "Start where tiny steps would end at a sharpness above 9, and settle where it is below 2.1.",
            "Nowhere in the valley is it below 2. Steps that leap about make it gentler: try η between 0.3 and 0.45.",
            lambda q: sharpness.flow_sharpness(q.path[0]) > 9 and q.settled and q.sharp[-1] < 2.1,
            [descent((3.0, 0.4), 0.4), descent((0.5, 3.5), 0.31), descent((-3.5, -0.5), 0.27)],
            [descent((3.0, 0.4), 0.3), descent((2.5, 2.5), 0.155), descent((3.0, 0.4), 0.5)],
            views=("valley",),
        ),
    ),
    related=("multivariable_taylor", "gradient_descent", "convexity", "psd_covariance", "optimizers"),
    oracles=(
        *("derivatives: sympy.diff", "critical points: sympy.resultant", "turns: signs of det H at SciPy's roots"),
        *("curvatures: spheres, areas under Gauss's map", "the network: scikit-learn, differences of its gradient"),
    ),
    source=(jets.jet, hessians.critical_points, turning.turning, sharpness.train),
)
