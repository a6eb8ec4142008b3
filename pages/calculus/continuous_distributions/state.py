"""The state of the lesson (a law with a strip, its image under a typed map, a sample, a flow of the plane, data), and
what it says of itself: numbers, laws, notices, alternative texts."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import Law, Readout, State, Unanswerable, kept, law, up_to
from explorer.text import latex, number
from mathcore.calculus import densities, flows, pushforward, windows
from mathcore.calculus.flows import BoxCox, BoxMuller, Coupling
from mathcore.common.expressions import parse
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
Said = list[Readout | Law]
DRAWS, PUSHED, CLOUD, LEVELS = 500, 3000, 700, 361  # of the sample, the histogram of the output, the cloud; heights y
SIZES = {"coupling": (3.5, 6.0), "box_muller": (1.0, 4.0)}  # of the planes: the input's, the output's
STEP, OPEN = 1e-6, 2.0**-54  # of the difference quotient of F; what keeps uniform numbers off 0
keep: Any = kept  # for lambdas, of which mypy cannot tell the type
LAW, BENT = ("law", "sketch"), ("flow", "stretch", "bend", "layers")
OUT, WITHIN = {True: "", False: "the Jacobian is left out"}, "Of those that hold all but 10⁻⁷ of X."
# A value, or a word for an infinity or a gap.
said = lambda value: value if np.isfinite(value) else "undefined" if np.isnan(value) else "infinite"


class Spread(State):
    """What a view asks for: of a law, of a sample, of a map, of a flow, of data."""

    density = keep(*LAW)(lambda q: densities.KNOWN.get(q.p.law) or densities.drawn(q.p.sketch))
    low = cached_property(lambda q: min(q.p.a, q.p.b))
    high = cached_property(lambda q: max(q.p.a, q.p.b))
    cdf_low = cached_property(lambda q: float(q.density.cdf(q.low)))
    cdf_high = cached_property(lambda q: float(q.density.cdf(q.high)))
    probability = cached_property(lambda q: q.density.between(q.low, q.high))
    height = cached_property(lambda q: float(q.density.pdf(q.high)))  # of the density at the right end
    slope = cached_property(lambda q: q.density.between(q.high - STEP, q.high + STEP) / (2 * STEP))  # of F, without f
    # The sample: dots uniform on (0, 1), or crowded near 0, and where they fall.
    uniforms = keep("seed", "even")(lambda q: (random_uniforms(q.p.seed, 27, 0, DRAWS) + OPEN) ** (2 - q.p.even))
    sample = keep(*LAW, "seed", "even")(lambda q: q.density.ppf(q.uniforms))
    shown = cached_property(lambda q: q.sample[: q.p.draws])
    gap = cached_property(lambda q: densities.largest_gap(q.shown, q.density.cdf))
    # The map.
    push = keep(*LAW, "map")(lambda q: pushforward.push(q.p.map, q.density))
    levels = keep(*LAW, "map")(lambda q: np.linspace(0, 1, LEVELS) * np.ptp(q.push.window) + q.push.window[0])
    roots = keep(*LAW, "map")(lambda q: q.push.roots(q.levels))  # the x on each branch that is sent there
    layers = keep(*LAW, "map", "jacobian")(lambda q: q.push.shares(q.roots, q.p.jacobian))  # and what it gives
    top = keep(*LAW, "map")(lambda q: windows.usual_height(q.push.shares(q.roots).sum(axis=0)))
    level = cached_property(lambda q: float(q.push.formula(q.high)))  # g at the right end; NaN where it is not defined
    factor = cached_property(lambda q: float(pushforward.slopes(q.p.map, q.high)))  # g′ there
    sources = cached_property(lambda q: q.push.sources(q.level, q.high))  # all x that are sent there
    terms = cached_property(lambda q: q.push.shares(q.sources, q.p.jacobian))  # of the density there
    density_out = cached_property(lambda q: float(q.push.shares(q.sources).sum() + 0 * q.level))  # NaN where g is not
    cdf_out = cached_property(lambda q: float(q.push.cdf(q.level)[0] + 0 * q.level))
    drawn = keep(*LAW, "seed")(lambda q: q.density.ppf(random_uniforms(q.p.seed, 28, 0, PUSHED) + OPEN))
    histogram = keep(*LAW, "map", "seed")(lambda q: densities.histogram(q.push.formula(q.drawn), q.push.bins, 60))
    coupled = cached_property(lambda q: q.p.flow == "coupling")
    flow = cached_property(lambda q: Coupling(q.p.stretch, q.p.bend, q.p.layers) if q.coupled else BoxMuller())
    at = cached_property(lambda q: np.array(q.p.point if q.coupled else q.p.spot))
    # The corners of the cell around it; that in the square is a fifth as wide, and stays inside.
    sides = cached_property(lambda q: 0.5 * q.p.cell * np.array([[-1.0], [1.0]]) * (1.0 if q.coupled else 0.2))
    box = cached_property(lambda q: (q.at + q.sides).clip(*((-9.0, 9.0) if q.coupled else (0.002, 0.998))))
    images = cached_property(lambda q: q.flow.forward(q.at[None]))
    log_det = cached_property(lambda q: float(q.images[1][0]))
    log_in = cached_property(lambda q: float(q.flow.log_input(q.at[None])[0]))
    log_out = cached_property(lambda q: q.log_in - q.log_det)
    cell_image = cached_property(lambda q: q.flow.forward(flows.outline(*q.box))[0])
    image_mass = cached_property(lambda q: flows.image_mass(q.flow, q.box[0], q.box[1], q.p.jacobian))
    mesh = keep("flow")(lambda q: flows.mesh(-3.0, 3.0, 13) if q.coupled else flows.mesh(0.004, 0.996, 11))
    mesh_out = keep(*BENT)(lambda q: q.flow.forward(q.mesh)[0])
    cloud_out = keep(*BENT, "seed")(lambda q: q.flow.forward(q.cloud)[0])
    relief = keep(*BENT, "jacobian")(lambda q: flows.relief(q.flow, SIZES[q.p.flow][1], q.p.jacobian))
    input_draw = cached_property(lambda q: random_normals if q.coupled else random_uniforms)
    cloud = keep("flow", "seed")(lambda q: q.input_draw(q.p.seed, 29, 0, 2 * CLOUD).reshape(-1, 2) + OPEN)

    @kept("data")
    def values(self) -> Array:
        own = self.p.data.startswith("own:")
        x = np.sort(unpack(self.p.data).values[:, 0]) if own else flows.samples(self.p.data)
        if not x[0] > 0:
            raise Unanswerable("Box and Cox need positive numbers, and some of these are not.")
        if not x[-1] > x[0] * (1 + 1e-6):
            raise Unanswerable("All these numbers are alike: there is nothing to make symmetric.")
        return x

    boxcox = keep("data")(lambda q: BoxCox(q.values))
    bare = cached_property(lambda q: None if q.p.jacobian else q.p.unit)
    z = cached_property(lambda q: q.boxcox.standard(q.values, q.p.lam))
    bounds = cached_property(lambda q: (0.0, 1.04 * float(q.values[-1])))  # of the data, as they are drawn
    best = keep("data", "unit", "jacobian")(lambda q: q.boxcox.best(q.bare))  # the most likely exponent


def area(q: Spread) -> Said:
    jumps, width = "f jumps at b" if q.density.jumps(q.high) else "", q.high - q.low
    slopes = law("the slope of F is the height of f", "F′(b) = f(b)", q.slope, q.height, tolerance=1e-5, unless=jumps)
    heights = "∫ f dx = F(b) − F(a)", q.density.area(q.low, q.high), q.probability
    return [
        Readout("P(a < X < b)", q.probability, role="accent"),
        Readout("F(a) and F(b)", f"{number(q.cdf_low)} and {number(q.cdf_high)}"),
        Readout("density f(b)", said(q.height), role="gradient", note="No probability: it may exceed 1."),
        Readout("mean density, area ÷ width", q.probability / width if width else said(q.height)),
        law("the area is a difference of heights", *heights, tolerance=1e-8),
        *([slopes] if np.isfinite(q.height) else []),
    ]


def sample(q: Spread) -> Said:
    n, u, x = max(q.p.draws, 1), q.uniforms[: q.p.draws], q.shown
    landed, started = ((x > q.low) & (x < q.high)).sum() / n, ((u > q.cdf_low) & (u < q.cdf_high)).sum() / n
    crowded, limit = "" if q.p.even else "U is not uniform", densities.band(n)
    return [
        Readout("P(a < X < b)", q.probability, role="accent"),
        Readout("largest gap between stairs and F", q.gap, role="model"),
        Readout("its mean for large samples, 0.87/√n", 0.8687 / np.sqrt(n)),
        law("what starts in the lane lands in the strip", "share of x = share of u", landed, started),
        law("nearer than in all but 1 of 10⁹ samples", "gap ≤ √(ln(2·10⁹)/2n)", q.gap, limit, unless=crowded),
    ]


def push(q: Spread) -> Said:
    p, unless, strips = q.push, OUT[q.p.jacobian], ((q.low, q.high), (-np.inf, np.inf))
    (found, off), (whole, doubt) = (p.area(*strip, q.p.jacobian) for strip in strips)
    rests, lost = p.resting(q.low, q.high), p.lost(q.low, q.high)
    name, every = "P(a < X < b)" + " − atoms" * (rests > 1e-9) + " − lost" * (lost > 1e-9), 1.0 - p.undefined
    image, moved = f"area of its image = {name}", q.probability - rests - lost
    rows = p.atoms[p.atoms[:, 0] == q.level]  # intervals on which g rests there; their ends are no places of their own
    atom, alone = len(rows) > 0, [x for x in q.sources if not np.isclose(x, rows[:, 2:], rtol=0, atol=1e-7).any()]
    places = f"{len(alone)}" + " or more" * p.more + " and " * atom if alone or p.more or not atom else ""
    places += f"{len(rows)} intervals" if len(rows) > 1 else "an interval" * atom
    arrived, total = f"∫ f_Y dy + atoms = {number(every)}", whole + p.resting(-np.inf, np.inf)
    return [
        Readout("P(a < X < b)", q.probability, role="accent"),
        Readout("stretching |g′(b)|", said(abs(q.factor)), role="model"),
        Readout("density at b: before", said(q.height), role="data"),
        Readout("density at g(b): after", said(float(q.terms.sum() + 0 * q.level)), note="Beside an atom." * atom),
        Readout("places x with g(x) = g(b)", places, note=WITHIN * bool(np.isinf(q.density.support).any())),
        law("a strip keeps its probability", image, found, moved, slack=2e-6 + off, unless=unless),
        law("all the probability arrives", arrived, total, every, slack=4e-6 + doubt, unless=unless),
    ]


def plane(q: Spread) -> Said:
    (found, off), sides, size = q.image_mass, "Σ s(u)" if q.coupled else "ln(2π/x₁)", np.prod(q.box[1] - q.box[0])
    measured, given, error = flows.log_det_by_differences(q.flow, q.at), q.flow.input_mass(*q.box), 1e-7 + 2 * off
    cell, slack = ("a cell keeps its share", "P(image) = P(cell)", found, given), up_to(error, "the error of the sum")
    return [
        Readout("area of the cell’s image ÷ its own", flows.shoelace(q.cell_image) / size, role="accent"),
        Readout("|det| at its centre", np.exp(q.log_det), role="model"),
        Readout("density at the centre: before", np.exp(q.log_in), role="data"),
        Readout("density at its image: after", np.exp(q.log_out if q.p.jacobian else q.log_in), role="model"),
        law("no matrix is needed", f"ln|det DT| = {sides}", measured, q.log_det, slack=1e-6),
        law(*cell, **slack, unless=OUT[q.p.jacobian]),
    ]


def boxcox(q: Spread) -> Said:
    m, lam, unless, model = q.boxcox, q.p.lam, OUT[q.p.jacobian], "∫ φ(z) z′ dx = Φ(z₂) − Φ(z₁)"
    units = "λ̂ = λ̂ in units of the mean", q.best, m.best(None if q.p.jacobian else m.mean)
    return [
        Readout("skewness of the data", m.skewness(1.0), role="data"),
        Readout("skewness after the map", m.skewness(lam), role="model"),
        Readout("most likely exponent λ̂", q.best, role="optimum"),
        Readout("λ in hand gains over λ = 1", float(m.gain(lam, q.bare)), "nats each", role="accent"),
        law("the model of the data is a density", model, *m.covered(lam, q.bare), slack=2e-4, unless=unless),
        law("the unit does not matter", *units, slack=1e-4, unless=unless),
    ]


def strip_notice(q: Spread) -> str:
    if q.p.law == "drawn" and not any(q.p.sketch):
        return "Nothing is drawn: the density is taken to be flat."
    out = q.low < q.density.window[0] or q.high > q.density.window[1]
    return "An end of the strip is out of the picture: its mark waits at the edge." * bool(out)


def push_notice(q: Spread) -> str:
    p = q.push
    if p.undefined:
        return f"With probability {number(p.undefined, 3)} g(X) is undefined, too large or level, or wild: Y lacks it."
    if len(p.atoms):
        return f"g is constant where X has probability: atoms (green) hold {number(p.heaps[1].sum(), 3)} of it."
    own = np.isinf(q.terms) & np.isinf(q.density.pdf(q.sources))  # the density of X itself; elsewhere g' is 0
    why = "X is infinitely dense" if own.any() else "g′ = 0"
    return f"At b {why}: the density of Y is infinite there." if np.isinf(q.terms).any() else strip_notice(q)


def boxcox_notice(q: Spread) -> str:
    if abs(q.best) == 3:
        return "The likelihood rises to the very end of the axis: no maximum lies inside, and λ runs away."
    out = int((np.abs(q.z - 1) >= 5).sum())
    return f"Beyond the picture: {out} of {len(q.z)} transformed numbers." if out else ""


strip = lambda q: f"from {number(q.low)} to {number(q.high)} the area is {number(q.probability)}"
area_alt = lambda q: f"Density and distribution function of X, {q.density.name}; {strip(q)}."
sample_alt = lambda q: f"{q.p.draws} dots, sent through the inverse of F of X, {q.density.name}; gap {number(q.gap)}."
push_alt = lambda q: f"X, {q.density.name}, and its image under {q.p.map}, with a strip; {strip(q)}."
plane_alt = lambda q: f"A grid, a cloud and a cell before and after a flow; areas there × {number(np.exp(q.log_det))}."
boxcox_alt = lambda q: f"{len(q.values)} numbers under Box and Cox, λ = {number(q.p.lam)}; best {number(q.best)}."


def numbers(q: Spread) -> dict[str, Any]:
    pairs = sorted(zip(q.push.shares(q.sources), q.sources, strict=True), reverse=True)  # the largest first
    given = [f"{latex(x)} \\to {latex(f)}" for f, x in pairs]
    chosen = bent = np.nan
    with suppress(Unanswerable):
        chosen, bent = q.best, q.boxcox.skewness(q.p.lam)
    terms = ",\\quad ".join(given[:6]) + ",\\ \\ldots" * (len(given) > 6) or "\\text{none}"
    return {"formula": parse(q.p.map).latex, "terms_said": terms, "chosen": chosen, "bent": bent}
