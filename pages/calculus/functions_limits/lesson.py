"""A limit is a game that can be won for good: name any ε, and there is a δ that keeps the curve in the box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Slider, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.calculus import limits, limits_in_learning, neighbourhoods, ranges
from mathcore.common.expressions import parse
from pages.calculus.functions_limits import panels
from pages.calculus.functions_limits import readouts as say
from pages.calculus.functions_limits.state import Limits

EXAMPLES = (
    *("sin(x)/x", "x^2", "abs(x)/x", "x*sin(1/x)", "sin(1/x)", "sqrt(x)", "cbrt(x)", "(1-cos(x))/x^2", "(1+x)^(1/x)"),
    *("if(abs(x)>0, x^2, 1)", "floor(x)", "exp(-1/x)", "1/x", "(x^2-1)/(x-1)"),
)
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, abs, sign, floor, tanh, if(x<0, −x, x^2) …"
FUNCTION = Expression("function", "Function f(x)", "sin(x)/x", examples=EXAMPLES, help=KNOWN)
A = Slider("a", "Point a", -3.0, 3.0, 0.0, 0.01)
SIDE = Choice("side", "x comes from", {"left": "left", "both": "both", "right": "right"}, "both")
FOLLOW = Toggle("follow", "L is the limit, if there is one", True, help="Off: L is where you put it.")
LIMIT = Slider("limit", "L", -10.0, 10.0, 0.0, 0.01, when={"follow": (False,)})
EPS = Slider("eps", "ε", 1e-4, 2.0, 0.1, log=True, domain="positive")
DELTA = Slider("delta", "δ", 1e-6, 3.0, 0.503, log=True, domain="positive")
FAMILIES = {
    "sigmoid": "σ(kx) → step",
    "softplus": "softplus(kx)/k → ReLU",
    "swish": "x σ(kx) → ReLU (swish)",
    "gelu": "x Φ(kx) → ReLU (GELU)",
    "power": "xᵏ → 0 on [0, 1)",
}
FAMILY = Choice("family", "Functions fₖ", FAMILIES, "sigmoid")
SHARPNESS = Slider("sharpness", "Sharpness k", 1.0, 1e3, 10.0, log=True, domain="positive")
GAP = Slider("gap", "Leave out: this near to the step", 0.0, 0.9, 0.0, 0.01)
IMAGE = Slider("image", "Image", 0, 1796, 578, 1, integer=True)
TIE = Toggle("tie", "Make the two largest logits equal", False)
TEMPERATURE = Slider("temperature", "Temperature T", 1e-4, 10.0, 0.01, log=True, domain="positive")
GAME, TUBE, COOL = [FUNCTION, A, SIDE, DELTA, FOLLOW, LIMIT], [FAMILY, SHARPNESS, GAP], [IMAGE, TEMPERATURE, TIE]


def listing(q: Limits) -> Mapping[str, Any]:
    p = {name: q.p[name] for name in ("a", "side", "eps", "delta", "family", "sharpness", "gap", "temperature")}
    return {"function": parse(q.p.function).plain, **p, "limit": q.limit, "logits": q.logits.tolist()}


def tight(q: Limits) -> bool:
    """Whether the pair is proved, for an ε of at most 0.001, with a δ that is at most a tenth below the largest."""
    largest = q.largest.delta
    proved = q.verdict in ("proved", "part") and q.largest.inner <= neighbourhoods.CORE
    return bool(proved and q.p.eps <= 0.001 and 0.9 * largest <= q.p.delta and largest < neighbourhoods.FAR)


def restless(q: Limits) -> bool:
    """Whether f keeps between −1 and 1 next to 0, has a limit there from the left, and from the right none."""
    around = neighbourhoods.shells(q.p.function, 0.0)
    bounded = np.nanmax(np.abs(around.f[:, around.at < 1e-3]), initial=0.0) <= 1
    return bool(bounded and around.beside("both") == [0, 1] and around.settles("left") and not around.settles("right"))


SQUARE, ROOT = {"function": "x^2", "a": 2.0, "eps": 0.001}, {"function": "sqrt(x)", "eps": 0.001, "delta": 1e-6}
DIGIT = [panels.digit_panel, panels.bars_panel, panels.cooling_panel]
ONE_SIDED = ("if(x<0, 0, sin(1/x))", "(1+sign(x))/2*cos(3/x)", "if(x<0, 1/log(-x), 0.1*sin(log(x)))")
NOT_QUITE = ("sin(1/x)", "sign(x)", "if(x<0, sin(1/x), 0)", "2*sin(1/x)*(1+sign(x))", "sin(log(x))", "x*sin(1/x)")

lesson = Lesson(
    title="Functions and Limits: The Language of Change",
    terms=(
        *("epsilon-delta", "limit", "one-sided limit", "continuity", "removable discontinuity", "jump", "squeeze"),
        *("pointwise convergence", "uniform convergence", "temperature", "softmax", "activation function"),
    ),
    controls=(EPS,),
    state=Limits,
    views={
        "box": View("Box", [panels.graph_panel, panels.pairs_panel], say.box, say.alt, GAME, say.notice),
        "zoom": View("Magnifier", [panels.box_panel, panels.pairs_panel], say.box, say.alt, GAME, say.notice),
        "near": View("Ever closer", [panels.graph_panel, panels.approach_panel], say.near, say.alt, GAME, say.notice),
        "tube": View("Activations", [panels.tube_panel, panels.needed_panel], say.tube, say.tube_alt, TUBE),
        "softmax": View("Softmax", DIGIT, say.cold, say.cold_alt, COOL),
    },
    numbers=say.numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: how large may δ be for √x at 0, from the right, with ε = 0.1?",
            "√x < 0.1 holds exactly for which x?",
            predict=Prediction(
                "The largest δ",
                lambda q: q.largest.delta,
                0.001,
                {"function": "sqrt(x)", "side": "right", "delta": 0.1},
                why="√x < ε exactly for x < ε² = 0.01: where the curve is steep, δ is far smaller than ε.",
            ),
            again=(
                Again(
                    "Predict: how large may δ be for √x at 0, from the right, with ε = 0.2?",
                    {"function": "sqrt(x)", "side": "right", "delta": 0.1, "eps": 0.2},
                    "√x < 0.2 exactly for x < 0.04.",
                ),
            ),
        ),
        Challenge(
            "For an ε of 0.001 or less find a δ that is proved, and at most a tenth below the largest one.",
            "Lower ε, then drag the point in All pairs up until it almost touches the curve.",
            tight,
            [SQUARE | {"delta": 0.000238}, ROOT | {"view": "zoom"}, {"eps": 0.0001, "delta": 0.0237}],
            [SQUARE | {"delta": 0.000212}, SQUARE | {"delta": 0.000267}, ROOT | {"function": "0*x", "delta": 3.0}],
        ),
        Challenge(
            "Type a function between −1 and 1 near 0 that has a limit there from the left, and none from the right.",
            "It must not settle however near x comes, as sin(1/x) does not; and if(x < 0, …, …) tells the sides apart.",
            restless,
            [{"function": text} for text in ONE_SIDED],
            [{"function": text} for text in NOT_QUITE],
        ),
    ),
    related=("derivatives", "taylor_series", "integration", "numerical_stability", "lln_clt"),
    oracles=(
        "largest δ: closed forms and scipy.optimize.brentq; proofs and failures: mpmath and SymPy at fifty digits",
        "limits: sympy.limit; errors of activations: scipy.optimize.minimize_scalar; temperatures: brentq",
    ),
    source=(limits.largest, ranges.enclose, limits_in_learning.coldest_needed),
)
