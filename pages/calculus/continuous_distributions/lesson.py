"""Probability is area under a density: a map moves the area, and the density answers by dividing by the stretching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Expression, Point, Seed, Sketch, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import densities, flows, pushforward
from mathcore.common.expressions import parse
from pages.calculus.continuous_distributions import panels
from pages.calculus.continuous_distributions import state as say
from pages.calculus.continuous_distributions.state import DRAWS, Spread

LAWS = {"normal": "Normal N(0, 1)", "uniform": "Uniform on (0, 1)", "half": "Uniform on (0, ½)"}
LAWS |= {"exponential": "Exponential, rate 1", "arcsine": "Arcsine law on (0, 1)", "cauchy": "Cauchy"}
HUMP = np.exp(-(((np.linspace(-4, 4, 33) + 1.75) / 0.8) ** 2))
MAPS = ("x^2", "sin(pi*x)", "exp(x)", "x/10", "x^3-3*x", "tan(pi*(x-1/2))", "relu(x)", "floor(x)", "1/x", "sqrt(x)")
COUPLED, ROUND = {"flow": ("coupling",)}, {"flow": ("box_muller",)}
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, abs, sign, floor, tanh, if(x<0, -x, x^2) …"
LAW = Choice("law", "Law of X", LAWS | {"drawn": "Draw it yourself"}, "normal")
DRAWN = tuple((HUMP + 0.6 * HUMP[::-1]).clip(0, 1).round(3).tolist())
SKETCH = Sketch("sketch", "Density of X", DRAWN, when={"law": ("drawn",)}, help="Only its shape counts.")
A, B = (Slider(name, f"End {name} of the strip", -8.0, 8.0, at, 0.01) for name, at in (("a", -1.0), ("b", 1.0)))
MAP = Expression("map", "Map y = g(x)", "x^2", examples=(*MAPS, "erf(x/sqrt(2))"), help=KNOWN)
JACOBIAN = Toggle("jacobian", "Divide by the Jacobian", True, help="Off: heights are carried along as they are.")
SEED = Seed("seed", "Seed", 1)
DOTS = Steps("draws", "Dots that have fallen", high=DRAWS, default=120, rate=12)
EVEN = Toggle("even", "U is uniform", True, help="Off: U² takes its place, crowded near 0.")
FLOW = Choice("flow", "Flow", {"coupling": "Coupling layers", "box_muller": "Box–Muller"}, "coupling")
LAYERS = Slider("layers", "Layers", 0, 3, 1, 1, integer=True, when=COUPLED)
STRETCH = Slider("stretch", "Stretching α", -0.8, 0.8, 0.6, 0.01, when=COUPLED)
BEND = Slider("bend", "Bending β", -0.6, 0.6, 0.5, 0.01, when=COUPLED)
POINT = Point("point", "Centre of the cell", (1.2, 0.5), (-3.0, 3.0), (-3.0, 3.0), 0.01, when=COUPLED)
SPOT = Point("spot", "Centre of the cell", (0.3, 0.2), (0.02, 0.98), (0.02, 0.98), 0.01, when=ROUND)
CELL = Slider("cell", "Width of the cell", 0.05, 1.0, 0.5, 0.05)
DATA = Data("data", "Data", {"income": "Incomes 1857", "area": "Cell areas", "proline": "Proline in wines"}, "income")
LAM = Slider("lam", "Exponent λ", -3.0, 3.0, 1.0, 0.01)
UNIT = Slider("unit", "Unit of the data", 0.1, 10000.0, 1.0, log=True, per_decade=100, domain="positive")
RISES = {"unit": "Without the Jacobian the height of the likelihood hangs on the unit."}
STRIP = (LAW, SKETCH, A, B)
AREA = [panels.density_panel, panels.cdf_panel], say.area, say.area_alt, STRIP, say.strip_notice, 1
PUSH = [panels.map_panel, panels.output_panel], say.push, say.push_alt, [*STRIP, MAP, JACOBIAN, SEED], say.push_notice
FALL = [panels.fall_panel, panels.histogram_panel], say.sample, say.sample_alt
PLANE = [panels.plane_panel, panels.image_panel], say.plane, say.plane_alt
BENT = FLOW, LAYERS, STRETCH, BEND, POINT, SPOT, CELL, JACOBIAN, SEED
POWER = [panels.power_panel, panels.gain_panel], say.boxcox, say.boxcox_alt, [DATA, LAM, UNIT, JACOBIAN]


def listing(q: Spread) -> Mapping[str, Any]:
    p = {name: q.p[name] for name in ("law", "a", "b", "flow", "layers", "stretch", "bend")}
    heights = q.p.sketch if q.p.law == "drawn" else (1.0, 1.0)
    return p | {"heights": heights, "map": parse(q.p.map).plain, "at": tuple(q.at.tolist())}


sent = lambda text, law="uniform": {"view": "push", "law": law, "map": text}
half = lambda a, b: {"law": "exponential", "a": a, "b": b}
unit = lambda data, u, **more: {"view": "boxcox", "data": data, "unit": u, "jacobian": False, **more}
SQUARED: dict[str, Any] = {"view": "push", "a": -2.0, "b": 2.0}
WHY = "X² < 1 exactly for −1 < X < 1, and that strip has the probability 0.6827."
TRUE = [*map(sent, ("-log(x)", "-log(1-x)", "if(x<0.5, -log(2*x), -log(2*x-1))", "-log(abs(2*x-1))"))]
FALSE = [*map(sent, ("log(x)", "-log(x)/1.01", "-log(x^2)", "-log10(x)")), sent("-log(x)", "half")]
HALVES, LONG = [half(0.0, 0.7), half(0.7, 0.0), half(0.0, 0.695)], [half(0.1, 0.9), half(0.0, 0.69), half(0.0, 0.71)]
UNITS = [unit("income", 891.0), unit("area", 575.0), unit("proline", 676.0, lam=-2.0)]
OTHERS = [unit("income", 1000.0), unit("area", 1.0), unit("income", 891.0, jacobian=True), unit("area", 891.0)]
lesson = Lesson(
    title="Probability Meets Calculus: Continuous Distributions",
    terms=(
        *("density", "cumulative distribution function", "quantile", "inverse transform sampling", "Jacobian"),
        *("change of variables", "Box-Cox", "Box-Muller", "normalising flow", "reparameterisation", "coupling layer"),
    ),
    state=Spread,
    views={
        "area": View("Area", *AREA),
        "push": View("Through a map", *PUSH),
        "sample": View("Sampling", *FALL, [*STRIP, EVEN, SEED, DOTS], say.strip_notice, 1),
        "plane": View("In the plane", *PLANE, BENT),
        "boxcox": View("On real data", *POWER, say.boxcox_notice, rescales=RISES),
    },
    numbers=say.numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: X is standard normal. What is the probability that X² < 1?",
            "Which x are sent below 1? There are two branches.",
            predict=Prediction("P(X² < 1)", lambda q: q.push.cdf(1.0)[0], 0.02, SQUARED, why=WHY),
        ),
        Challenge(
            "Through a map: type a map that turns the uniform law on (0, 1) into the exponential law.",
            "Solve u = 1 − e^(−y) for y; or find a g with f/|g′| = e^(−y).",
            lambda q: q.p.law == "uniform" and q.push.distance(densities.EXPONENTIAL.cdf) < 0.0015,
            *(TRUE, FALSE, ["push"]),
        ),
        Challenge(
            "Area: hold at least half of the exponential law's probability in a strip that is as short as possible.",
            "Swap a piece at one end for a piece at the other: it pays while the density differs at the two ends.",
            lambda q: q.p.law == "exponential" and q.probability >= 0.4999 and q.high - q.low < 0.7051,
            *(HALVES, LONG, ["area"]),
        ),
        Challenge(
            "On real data: without the Jacobian, find a unit in which the likelihood still chooses the right λ.",
            "The Jacobian is (λ − 1) times the sum of ln(x/unit). In which unit is that sum zero?",
            lambda q: not q.p.jacobian and abs(q.best) < 3 and abs(q.best - q.boxcox.best()) < 0.1,
            *(UNITS, OTHERS, ["boxcox"]),
        ),
    ),
    related=("integration", "multivariable_taylor", "random_variables", "rank_determinant", "lln_clt", "taylor_series"),
    oracles=(
        *("densities, F, F⁻¹: scipy.stats; areas: scipy.integrate.quad", "images: scipy.stats’ chi2, arcsine, lognorm"),
        *("λ and likelihood: scipy.stats.boxcox, boxcox_llf", "determinants: differences; areas of the image"),
    ),
    source=(densities.Density.area, pushforward.push, pushforward.Push.shares, flows.Coupling, flows.BoxCox.gain),
)
