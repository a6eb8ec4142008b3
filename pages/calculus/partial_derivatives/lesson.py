"""Two slopes along the axes make an arrow that knows the slope in every direction, if f is differentiable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.calculus import partial_derivatives as pd
from mathcore.calculus import saliency
from pages.calculus.partial_derivatives import panels, state
from pages.calculus.partial_derivatives.state import CASES, DRAWS, Slopes

HALF_WAY = CASES.format("2xy/sqrt(x^2+y^2)")
SEAM, OTHER, TINY = "f is pieced or singular at p", "y is counted in other units than x", float(state.RADIUS.low)
FIELD, DIAL = [state.FUNCTION, state.POINT], [panels.compass_panel, panels.dial_panel]
RECOUNTED = [*FIELD, state.ANGLE, state.UNITS]
CUTS: list[Any] = [panels.map_panel, panels.surface_panel, panels.slices_panel]
LENS, DIGIT = [panels.lens_panel, panels.ring_panel, panels.error_panel], [panels.tiles_panel, panels.steps_panel]


def basics(q: Slopes) -> list[Readout | Law]:
    first, second = q.partials.tolist()
    return [
        Readout("partial derivative ∂f/∂x", first, role="data"),
        Readout("partial derivative ∂f/∂y", second, role="model"),
        Readout("length of the gradient |∇f|", q.length, role="gradient"),
    ]


def slices_readouts(q: Slopes) -> list[Readout | Law]:
    found: list[Readout | Law] = [Readout("f(p)", q.here), *basics(q)]
    if q.found and not q.dual.seam:
        for name, limit, rule in zip("xy", q.partials, q.dual.slopes, strict=True):
            says, note = f"limit of chords along {name} = ∂f/∂{name}", "Left: values of f alone. Right: the rules."
            found.append(law(f"slope of the cut along {name}", says, limit, rule, tolerance=1e-7, note=note))
    return found


def dial_readouts(q: Slopes) -> list[Readout | Law]:
    found: list[Readout | Law] = [Readout("slope along u", q.along, role="accent"), *basics(q)]
    seam, other = SEAM if q.dual.seam else "", OTHER if q.units > 1 else ""
    if q.found and np.isfinite(q.along):
        name, says = "the gradient knows the slope along u", "slope along u = ∇f · u"
        found.append(law(name, says, q.along, q.predicted, tolerance=1e-6, unless=seam))
    if q.found and np.isfinite(q.steepest):
        longest = "length of (∂f/∂x, ∂f/∂y ÷ units)" if other else "|∇f|"
        name, says = "no direction is steeper than the arrow's", f"largest slope, by search = {longest}"
        found.append(law(name, says, q.steepest, q.longest, tolerance=1e-6, unless=seam))
    if q.found and q.length > 0 and np.isfinite(q.across):
        name, says = "at a right angle to the arrow f is level", "slope across the arrow ÷ |∇f| = 0"
        found.append(law(name, says, q.across, 0.0, tolerance=1e-6, unless=other or seam))
    return found


def lens_readouts(q: Slopes) -> list[Readout | Law]:
    cases = "f may jump or be undefined within r" if pd.may_break(q.formula, q.p.point, q.p.radius) else ""
    found: list[Readout | Law] = [
        *basics(q),
        Readout("worst error of the plane on the ring, E(r)", q.worst, role="data"),
        Readout(f"… on the smallest ring, E({number(TINY)})", float(q.remainder.worst[0]), role="data"),
    ]
    if np.isfinite(q.worst):
        name, says = "the error is at most what the gradient changes", "E(r) ≤ change of ∇f within r"
        note = f"Largest over {len(pd.RING)} directions, refined; the change also over radii from 0.001 on."
        found.append(law(name, says, q.worst, q.change, tolerance=1e-6, unless=cases, note=note))
    return found


def digit_readouts(q: Slopes) -> list[Readout | Law]:
    read, s, x, (mean, spread) = q.reading, q.p.step, q.p.pixel, saliency.mean_cosine(saliency.PIXELS)
    after = saliency.along(saliency.model(), read.ink, read.answer, read.down[None], [s])[0, 0]
    told, chord = read.score - s * read.length, saliency.chord(read.ink, read.answer, x)
    drawn, slack = np.abs(q.directions @ read.down).mean(), 5.5 * spread / np.sqrt(DRAWS)
    one, near = f"pixel {x}: row {x // 8 + 1}, column {x % 8 + 1}", "The score is concave: no tangent is below it."
    rare = "In 64 dimensions nearly all directions are nearly at a right angle to the gradient."
    fall, tenth = "f(x − s∇f/|∇f|) ≤ f(x) − s|∇f|", f"mean |cos|, {DRAWS} draws = Γ(32)/(√π Γ(32.5))"
    return [
        Readout("length of the gradient |∇f|", read.length, role="gradient"),
        Readout("step against ∇f that changes the answer", read.flip, "inks", role="optimum"),
        Readout("length of the whole picture", np.linalg.norm(read.ink), "inks"),
        law(one, "slope of chords in one pixel = ∂f/∂xᵢ", chord, read.gradient[x], tolerance=1e-6),
        law("the score falls at least as the slope says", fall, after, told, note=near),
        law("a random direction has a tenth of the slope", tenth, drawn, mean, slack=slack, note=rare),
    ]


def notice(q: Slopes) -> str:
    if not np.isfinite(q.here):
        return "f is not defined at p, so there is no slope."
    for name, way, exists in zip("xy", np.eye(2), np.isfinite(q.partials), strict=True):
        if not exists:
            sides = pd.slopes(q.formula, q.p.point, [-way, way]) * [-1, 1]
            if np.isfinite(sides).all():
                back, ahead = (number(v, 3) for v in sides)
                return f"∂f/∂{name} does not exist at p: the slope is {back} on one side and {ahead} on the other."
            where = "one side" if np.isfinite(sides).any() else "either side"
            return f"No ∂f/∂{name} is seen at p: on {where} of it the chords show no limit."
    return "" if q.length else "The gradient is zero: as far as it can tell, f is level in every direction."


def dial_notice(q: Slopes) -> str:
    missing = int(np.isnan(q.fan).sum())
    none = f"In {missing} of the 72 directions no slope is seen: the chords show no limit."
    return none if missing and np.isfinite(q.here) else notice(q)


def alt(q: Slopes) -> str:
    (x, y), (first, second) = q.p.point, (number(v) for v in q.partials)
    where = f"The level curves of f = {q.p.function} around ({number(x)}, {number(y)})"
    return f"{where}. The partial derivatives there are {first} along x and {second} along y."


def dial_alt(q: Slopes) -> str:
    return f"{alt(q)} In the direction of {number(q.p.angle)} degrees the slope is {number(q.along)}."


def lens_alt(q: Slopes) -> str:
    worst = f"On the ring of radius {number(q.p.radius)} a plane errs by {number(q.worst)} in slope at worst"
    return f"{alt(q)} {worst}, on that of radius {number(TINY)} by {number(float(q.remainder.worst[0]))}."


def digit_alt(q: Slopes) -> str:
    read, (down, random) = q.reading, q.after.tolist()
    says = f"A picture of the digit {read.meant}, read as {read.answer}, and the gradient of that score as a picture"
    return f"{says}. A step of {number(q.p.step)} against it is read as {down}, one at random as {random}."


def numbers(q: Slopes) -> Mapping[str, Any]:
    read, (rule_x, rule_y) = q.reading, q.formulas
    field = {"f": q.formula.latex, "rule_x": rule_x, "rule_y": rule_y, "x": q.p.point[0], "y": q.p.point[1]}
    slopes = {"partial_x": q.partials[0], "partial_y": q.partials[1], "u_x": q.u[0], "u_y": q.u[1]}
    digit = {"answer": read.answer, "score": read.score, "pull": read.length, "flip": read.flip}
    more = {"guess": read.score / read.length, "tiny": TINY, "least": q.remainder.worst[0], "meant": read.meant}
    return field | slopes | digit | more | {"size": np.linalg.norm(read.ink), "tenth": saliency.mean_cosine(64)[0]}


def listing(q: Slopes) -> Mapping[str, Any]:
    found = {"function": q.formula.plain, "point": q.p.point, "angle": q.p.angle}
    return found | {"units": q.units, "radius": q.p.radius}


def level(q: Slopes) -> bool:
    """Whether f is level along u where its gradient is not zero."""
    return q.found and not q.dual.seam and q.length > 0 and abs(q.along) <= 0.01 * q.length


def diagonal(q: Slopes) -> bool:
    """Whether f is 0 along both axes and climbs at 45 degrees with slope 1 from the origin."""
    t, way = 1.5 * np.sin(np.arange(200.0)), [[np.sqrt(0.5)] * 2]  # in no step, so that no wave hides
    flat = max(np.abs(q.formula(t, 0.0)).max(), np.abs(q.formula(0.0, t)).max()) < 1e-12
    return q.p.point == (0, 0) and bool(flat and abs(pd.slopes(q.formula, (0, 0), way)[0] - 1) < 1e-3)


def fooled(q: Slopes) -> bool:
    """Whether a digit that is read rightly is misread after a short step against the gradient."""
    return q.reading.meant == q.reading.answer != q.after[0] and q.p.step <= 0.2


lesson = Lesson(
    title="Partial Derivatives and Gradients",
    terms=(
        *("gradient", "directional derivative", "differentiability", "level curve", "contour", "tangent plane"),
        *("saliency", "adversarial example", "steepest ascent"),
    ),
    state=Slopes,
    views={
        "slices": View(
            "Slices",
            CUTS,
            slices_readouts,
            alt,
            FIELD,
            notice,
            turns=True,
        ),
        "dial": View("Dial", DIAL, dial_readouts, dial_alt, [*FIELD, state.ANGLE], dial_notice),
        "lens": View("Lens", LENS, lens_readouts, lens_alt, [*FIELD, state.RADIUS], notice),
        "units": View("Units", DIAL, dial_readouts, dial_alt, RECOUNTED, dial_notice, state=state.Recounted),
        "digit": View("Digit", DIGIT, digit_readouts, digit_alt, [state.IMAGE, state.STEP, state.PIXEL, state.SEED]),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: f = x² + 2y² at (1, 1). How steep is the way in the direction of 45°?",
            "The gradient is (2, 4); u is (0.707, 0.707).",
            predict=Prediction(
                *("The slope at 45°", lambda q: q.along, 0.15, {"view": "dial", "angle": 45}),
                why="∇f · u = (2 + 4) ÷ √2 ≈ 4.243: less than |∇f| ≈ 4.472, and more than either partial derivative.",
            ),
            again=(
                Again(
                    "Predict: f = x² + 2y² at (1, 1). How steep is the way in the direction of 135°?",
                    {"view": "dial", "angle": 135},
                    "∇f · u = (−2 + 4) ÷ √2 ≈ 1.414.",
                    "The slope at 135°",
                ),
            ),
        ),
        Challenge(
            "Turn u until f is level along it (within 1% of |∇f|), at a point where the gradient is not zero.",
            "A right angle away from the arrow ∇f, to either side: along the level curve.",
            level,
            [
                *({"view": "dial", "angle": angle} for angle in (153, 333)),
                {"view": "dial", "function": "xy", "angle": 135},
                {"view": "units", "function": "x^2-y^2", "units": 2.0, "angle": 63},
            ],
            [
                *({"view": "dial", "angle": angle} for angle in (63, 150)),
                *({"view": "dial", "function": f, "point": (0, 0), "angle": 135} for f in ("x^2+2y^2", "|x|+|y|")),
            ],
            views=("dial", "units"),
        ),
        Challenge(
            "Type a function that is 0 along both axes, and yet climbs from p = (0, 0) with slope 1 at 45°.",
            "Both partial derivatives are then 0. On the diagonal it must grow like the distance: try roots.",
            diagonal,
            [{"point": (0, 0), "function": f} for f in ("sqrt(2|xy|)", "sqrt(2)*min(|x|, |y|)", HALF_WAY)],
            [{"point": (0, 0), "function": f} for f in ("sqrt(|xy|)", "xy", "(x+y)/sqrt(2)")],
        ),
        Challenge(
            "Find a digit that is read rightly, and misread after a step of at most 0.2 against the gradient.",
            "The curve must start close to 0: the first guess of the step is the score ÷ |∇f|.",
            fooled,
            [{"view": "digit", "image": image, "step": 0.2} for image in (10, 242, 748)],
            [{"view": "digit", "image": k, "step": s} for k, s in ((10, 0.21), (10, 0.14), (95, 0.2), (64, 0.2))],
            views=("digit",),
        ),
    ),
    related=("derivatives", "gradient_descent", "multivariable_taylor", "backpropagation", "natural_gradient"),
    oracles=(
        *("slopes: sympy.diff, scipy.differentiate", "slopes and errors at torn points: closed forms"),
        *("scores: sklearn", "their gradient: scipy.optimize.approx_fprime", "mean |cos|: scipy.integrate.quad"),
    ),
    source=(pd.slopes, pd.duals, pd.remainder, saliency.gradient),
)
