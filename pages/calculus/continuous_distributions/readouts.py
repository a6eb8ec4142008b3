"""What the lesson says of itself: numbers, laws, notices, alternative texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import latex, number
from mathcore.calculus import densities, flows
from mathcore.common.expressions import parse
from pages.calculus.continuous_distributions.state import Spread

Said = list[Readout | Law]
OUT = {True: "", False: "the Jacobian is left out"}
SURE = "nearer than in all but 1 of 10⁹ samples"


def said(value: float) -> Any:
    """A value, or a word for an infinity or a gap."""
    return value if np.isfinite(value) else "undefined" if np.isnan(value) else "infinite"


def area(q: Spread) -> Said:
    jumps, width = "f jumps at b" if q.density.jumps(q.high) else "", q.high - q.low
    slopes = law("the slope of F is the height of f", "F′(b) = f(b)", q.slope, q.height, tolerance=1e-5, unless=jumps)
    heights, found = "∫ f dx = F(b) − F(a)", q.density.area(q.low, q.high)
    return [
        Readout("P(a < X < b)", q.probability, role="accent"),
        Readout("F(a) and F(b)", f"{number(q.cdf_low)} and {number(q.cdf_high)}"),
        Readout("density f(b)", said(q.height), role="gradient", note="No probability: it may exceed 1."),
        Readout("mean density, area ÷ width", q.probability / width if width else said(q.height)),
        law("the area is a difference of heights", heights, found, q.probability, tolerance=1e-8),
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
        law(SURE, "gap ≤ √(ln(2·10⁹)/2n)", q.gap, limit, unless=crowded),
    ]


def push(q: Spread) -> Said:
    p, (found, off), (whole, doubt), unless = q.push, q.image, q.whole, OUT[q.p.jacobian]
    rests, lost, infinity = p.resting(q.low, q.high), p.lost(q.low, q.high), np.inf
    name, every = "P(a < X < b)" + " − atoms" * (rests > 1e-9) + " − lost" * (lost > 1e-9), 1.0 - p.undefined
    strip, moved = f"area of its image = {name}", q.probability - rests - lost
    arrived, total = f"∫ f_Y dy + atoms = {number(every)}", whole + p.resting(-infinity, infinity)
    return [
        Readout("P(a < X < b)", q.probability, role="accent"),
        Readout("stretching |g′(b)|", said(abs(q.factor)), role="model"),
        Readout("density at b: before", said(q.height), role="data"),
        Readout("density at g(b): after", said(float(q.terms.sum()))),
        Readout("places x with g(x) = g(b)", f"{len(q.sources)}"),
        law("a strip keeps its probability", strip, found, moved, slack=2e-6 + off, unless=unless),
        law("all the probability arrives", arrived, total, every, slack=4e-6 + doubt, unless=unless),
    ]


def plane(q: Spread) -> Said:
    (found, off), sides, size = q.image_mass, "Σ s(u)" if q.coupled else "ln(2π/x₁)", np.prod(q.box[1] - q.box[0])
    slack, measured = 1e-7 + 2 * off, flows.log_det_by_differences(q.flow, q.at)
    equal = "P(image) = P(cell)", found, q.cell_mass
    return [
        Readout("area of the cell’s image ÷ its own", flows.shoelace(q.cell_image) / size, role="accent"),
        Readout("|det| at its centre", np.exp(q.log_det), role="model"),
        Readout("density at the centre: before", np.exp(q.log_in), role="data"),
        Readout("density at its image: after", np.exp(q.log_out), role="model"),
        law("no matrix is needed", f"ln|det DT| = {sides}", measured, q.log_det, slack=1e-6),
        law("a cell keeps its probability", *equal, slack=slack, unless=OUT[q.p.jacobian]),
    ]


def boxcox(q: Spread) -> Said:
    m, lam, unless, units = q.boxcox, q.p.lam, OUT[q.p.jacobian], "λ̂ = λ̂ in units of the mean"
    model = "∫ φ(z) z′ dx = Φ(z₂) − Φ(z₁)", *m.covered(lam, q.p.jacobian)
    return [
        Readout("skewness of the data", m.skewness(1.0), role="data"),
        Readout("skewness after the map", m.skewness(lam), role="model"),
        Readout("most likely exponent λ̂", q.best, role="optimum"),
        Readout("λ in hand gains over λ = 1", float(m.gain(lam, q.p.jacobian)), "nats each", role="accent"),
        law("the model of the data is a density", *model, slack=2e-4, unless=unless),
        law("the unit does not matter", units, q.best, q.best_in_means, slack=1e-4, unless=unless),
    ]


def strip_notice(q: Spread) -> str:
    if q.p.law == "drawn" and not any(q.p.sketch):
        return "Nothing is drawn: the density is taken to be flat."
    out = q.low < q.density.window[0] or q.high > q.density.window[1]
    return "An end of the strip is out of the picture: its mark waits at the edge." if out else ""


def push_notice(q: Spread) -> str:
    p = q.push
    if p.undefined > 1 - 1e-6:
        return "g is not defined where X has probability: nothing arrives."
    if p.undefined:
        return f"With probability {number(p.undefined, 3)} g(X) is not defined, or g turns too often to be followed."
    if len(p.atoms):
        return f"g is constant where X has probability: atoms (green) hold {number(p.heaps[1].sum(), 3)} of it."
    return "At b g′ = 0: the density of Y is infinite there." if np.isinf(q.terms).any() else strip_notice(q)


def boxcox_notice(q: Spread) -> str:
    if abs(q.best) == 3:
        return "The likelihood rises to the very end of the axis: no maximum lies inside, and λ runs away."
    out = int((np.abs(q.z - 1) >= 5).sum())
    return f"Beyond the picture: {out} of {len(q.z)} transformed numbers." if out else ""


# Alternative texts.
area_alt = lambda q: (
    f"Density and distribution function of X, {q.density.name}; from {number(q.low)} to {number(q.high)} the area is "
    f"{number(q.probability)}."
)
sample_alt = lambda q: f"{q.p.draws} dots fall through the inverse of F of X, {q.density.name}; gap {number(q.gap)}."
push_alt = lambda q: f"X, {q.density.name}, sent through {q.p.map}: a strip of probability {number(q.probability)}."
plane_alt = lambda q: f"A grid, a cloud and a cell before and after a flow; areas there × {number(np.exp(q.log_det))}."
boxcox_alt = lambda q: f"{len(q.values)} numbers under Box and Cox, λ = {number(q.p.lam)}; best {number(q.best)}."


def numbers(q: Spread) -> dict[str, Any]:
    given = [f"{latex(x)} \\to {latex(f)}" for x, f in zip(q.sources, q.push.shares(q.sources), strict=True)]
    try:
        chosen, bent = q.best, q.boxcox.skewness(q.p.lam)
    except Unanswerable:
        chosen, bent = np.nan, np.nan
    terms = ",\\quad ".join(given[:6]) + ",\\ \\ldots" * (len(given) > 6) or "\\text{none}"
    return {"formula": parse(q.p.map).latex, "terms_said": terms, "chosen": chosen, "bent": bent}
