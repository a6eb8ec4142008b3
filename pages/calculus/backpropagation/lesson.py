"""One sweep forward gives the value, one sweep back every derivative: so networks learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.controls import Choice, Expression, Point, Seed, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.calculus import computation_graphs, layered_networks, moon_networks
from pages.calculus.backpropagation import panels, said
from pages.calculus.backpropagation.state import DEEPEST, NODES, PATHS, PLACES, STEPS, Backprop, Nested

EXAMPLES = "x+x x*(1-x) sigmoid(x) (tanh(2x+y)-1)^2 1/(1+exp(-(2*x-y))) exp(-(x^2+y^2))*sin(x*y) max(x,y)*relu(x-y)"
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, tanh, sigmoid, softplus, erf, abs, relu, max, min …"
STARTS = {"glorot": "Glorot", "he": "He", "normal": "N(0, 1)", "zero": "zero"}
FORMULA = Expression("formula", "Formula f(x, y)", "x*y+sin(x)", ("x", "y"), tuple(EXAMPLES.split()), help=KNOWN)
X, Y = (Slider(name, name, -panels.FAR, panels.FAR, at, 0.01) for name, at in (("x", 2.0), ("y", 3.0)))
ADD = Toggle("add", "Add up what comes back from several uses", True, help="Off: the last one overwrites the others.")
LENS = Slider("lens", "Node in the lens", 0, NODES - 1, 0, 1, integer=True, help="Inputs first, the output last.")
NUDGE = Slider("nudge", "Nudge t of that node", -1.0, 1.0, 0.6, 0.01)
STEP = Steps("step", "Forward, then backward", high=PLACES, default=60, rate=8)
NEST = Slider("nest", "Nested n times: f(f(…), y)", 1, DEEPEST, 3, 1, integer=True)
WALK = Steps("walk", "Paths walked", high=PATHS, default=36, rate=6, help="64 places, from no path to all of them.")
PHI = Choice("activation", "Activation φ", {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}, "tanh")
START = Choice("start", "First weights", STARTS, "glorot")
SCALE = Slider("scale", "… times", 0.1, 10.0, 1.0, log=True, per_decade=20, domain="positive")
DEPTH = Slider("depth", "Hidden layers", 2, 16, 8, 1, integer=True)
SKIP = Toggle("skip", "Skip connections: h + φ(hW)", False)
SEED = Seed()
RATE = Slider("rate", "Learning rate η", 0.01, 100.0, 0.501, log=True, per_decade=20, domain="positive")
LATER = Slider("later", "… after the switch", 0.01, 100.0, 0.501, log=True, per_decade=20, domain="positive")
SWITCH = Slider("switch", "Switch at step", 0, STEPS, 200, 1, integer=True)
TICK = Steps("tick", "Training step", high=STEPS, default=STEPS, rate=30)
PROBE = Point("probe", "Probe", (0.5, -0.3), (-2.2, 2.2), (-2.0, 2.0))
SHOWN = Choice("shown", "Edges show", {"weights": "weights", "gradients": "gradients"}, "weights")
SWEEPS, WALKS = [FORMULA, X, Y, LENS, NUDGE, ADD, STEP], [FORMULA, X, Y, NEST, WALK]
DEEP, MOONS = [PHI, START, SCALE, DEPTH, SKIP, SEED], [PHI, START, SCALE, SEED, RATE, LATER, SWITCH, SHOWN, PROBE, TICK]
SIGMOIDS, RECTIFIERS = {"view": "depth", "activation": "sigmoid"}, {"view": "moons", "activation": "relu"}


def listing(q: Backprop) -> Mapping[str, Any]:
    names = ("x", "y", "activation", "start", "scale", "depth", "skip", "seed", "rate", "later", "switch")
    return {"formula": q.formula.plain, "nest": q.levels, "steps": q.tick} | {name: q.p[name] for name in names}


lesson = Lesson(
    title="Chain Rule and Backpropagation",
    terms=(
        *("chain rule", "computation graph", "automatic differentiation", "reverse mode", "adjoint", "gradient check"),
        *("vanishing gradient", "exploding gradient", "initialisation", "residual connection", "neural network"),
    ),
    state=Backprop,
    views={
        "graph": View(
            *("Graph", [panels.sweeps_panel, panels.nudge_panel], said.sweeps, said.sweeps_alt),
            *(SWEEPS, said.sweeps_notice, None, {"lens": "Another node moves f by another amount."}),
        ),
        "paths": View(
            *("Paths", [panels.path_panel, panels.work_panel], said.paths, said.paths_alt, WALKS, said.paths_notice),
            state=Nested,
        ),
        "depth": View(
            *("Depth", [panels.reach_panel, panels.slopes_panel], said.reach, said.reach_alt, DEEP, said.reach_notice)
        ),
        "scale": View(
            *("First weights", [panels.ends_panel, panels.slopes_panel], said.reach, said.reach_alt),
            *(DEEP, said.reach_notice),
        ),
        "moons": View(
            *("Learning", [panels.network_panel, panels.boundary_panel, panels.loss_panel], said.moons),
            *(said.moons_alt, MOONS, said.moons_notice),
        ),
    },
    numbers=said.numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: f = x·y + sin x at x = 0, y = 3. What is ∂f/∂x?",
            "x is used twice. Each use sends something back, and they add up.",
            predict=Prediction(
                *("∂f/∂x at (0, 3)", lambda q: q.right[0], 0.05, {"x": 0.0, "step": 0}),
                why="The product sends back y = 3, the sine cos 0 = 1. Together 4.",
            ),
            again=(
                Again(
                    "Predict: f = x·y + sin x at x = 0, y = −2. What is ∂f/∂x?",
                    {"x": 0.0, "y": -2.0, "step": 0},
                    "The product sends back y = −2, the sine cos 0 = 1. Together −1.",
                    "∂f/∂x at (0, −2)",
                ),
            ),
        ),
        Challenge(
            "Find f and a point where x reaches f by two paths or more, each with a product of at least 0.1 in size, "
            "and yet ∂f/∂x = 0 (to 0.005).",
            "The products must cancel. Where is the top of a hill whose formula uses x twice?",
            lambda q: q.walk.cancels(0.1, 0.005),
            [{"x": 3.14, "y": 1.0}, {"formula": "x*(1-x)", "x": 0.5}, {"formula": "x^2-2x", "x": 1.0}],
            [{"formula": "x*x", "x": 0.0}, {"formula": "sin(x)", "x": 1.57}, {"x": 3.0, "y": 1.0}],
            ["graph", "paths"],
        ),
        Challenge(
            "Sigmoids, eight hidden layers or more: bring the norm of the first layer's gradient above 0.2.",
            "A sigmoid hands back a quarter at most. What makes up for that, and what goes round it?",
            lambda q: bool(q.p.activation == "sigmoid" and q.p.depth >= 8 and q.reach.norms[0] > 0.2),
            [SIGMOIDS | {"scale": 7.94}, SIGMOIDS | {"skip": True}, SIGMOIDS | {"start": "normal", "scale": 2.0}],
            [SIGMOIDS | {"scale": 3.98}, SIGMOIDS | {"skip": True, "depth": 7}, SIGMOIDS | {"start": "normal"}],
            ["depth", "scale"],
        ),
        Challenge(
            "Silence rectifiers: a gradient in every layer at step 0, the last hidden layer off everywhere at 400.",
            "One step that is far too long moves the offsets so far that no point switches a unit on again.",
            lambda q: q.silenced,
            [RECTIFIERS | {"rate": 5.01}, RECTIFIERS | {"later": 10.0}, RECTIFIERS | {"rate": 10.0, "seed": 2}],
            [RECTIFIERS | {"rate": 2.0}, RECTIFIERS | {"start": "zero"}, RECTIFIERS | {"rate": 100.0, "seed": 2}],
            ["moons"],
        ),
    ),
    oracles=(
        *("derivatives of f: sympy.diff", "adjoints, paths: numpy.linalg.inv of I − (matrix of the graph); nudges"),
        *("networks, losses: sklearn.neural_network.MLPClassifier", "their gradients: scipy.optimize.approx_fprime"),
    ),
    related=("derivatives", "partial_derivatives", "gradient_descent", "optimizers", "matrix_operations"),
    source=(computation_graphs.sweep, computation_graphs.nudged, layered_networks.backward, moon_networks.train),
)
