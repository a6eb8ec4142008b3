"""What the views say: numbers, laws, alternative texts, notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import linear_flows as linear
from mathcore.calculus import neural_flows as neural
from mathcore.calculus import ode_steppers as ode
from pages.calculus.differential_equations.panels import DET, EDGE, HIGH, LEFT, NAMES, TRACE
from pages.calculus.differential_equations.state import LOOKS, STEPS

if TYPE_CHECKING:
    from pages.calculus.differential_equations.state import Descent, Flows


def steps(q: Flows) -> list[Readout | Law]:
    order, lost = ode.ORDERS[q.p.method], "V has no value there"
    ended, gone = (lost if run.whole else f"{who} by then" for run, who in ((q.exact, "lost"), (q.walked, "gone")))
    far = q.off if np.isfinite(q.off) else "the steps are gone by then"
    found: list[Readout | Law] = [
        Readout(f"distance from the solution at t = {number(q.aim.duration)}", far, role="model"),
        Readout("V at the start", q.v_start if np.isfinite(q.v_start) else lost, digits=7),
        Readout("V at T: solution", q.v_end if np.isfinite(q.v_end) else ended, digits=7, role="optimum"),
        Readout("V at T: steps", q.v_walk if np.isfinite(q.v_walk) else gone, digits=7, role="model"),
    ]
    if np.isfinite(q.local) and not any(map(ode.corners, q.formulas)):
        says, note = f"slope of the error of one step ≥ {order + 1}", "At the start, for short steps, whatever h is."
        name = f"order {order}: a step errs as h^{order + 1}, or less"
        found.append(law(name, says, q.local, order + 1, slack=0.25, note=note))
    return found


def steps_notice(q: Flows) -> str:
    if q.exact.duration == 0:
        return "The field has no value at the start, or the solution leaves at once."
    if not q.exact.whole:
        lost = "out of every bound or the domain, or too fast to follow"
        return (
            f"The solution is lost at t = {number(q.exact.duration)}: {lost}. Errors: at t = {number(q.aim.duration)}."
        )
    if not q.walked.whole:
        how = "every bound" if max(map(abs, q.walked.beyond)) > ode.FAR else "the domain of the field"
        return f"The steps leave {how} at t = {number(q.walked.duration)}; the solution does not."
    low, high = q.window
    return "" if low <= min(q.p.start) and max(q.p.start) <= high else "The start is outside this window."


def steps_alt(q: Flows) -> str:
    start, end = (f"({number(float(x))}, {number(float(y))})" for x, y in (q.p.start, q.walked.end))
    says = f"The field x′ = {q.p.dx}, y′ = {q.p.dy} with its solution from {start}, and steps of {NAMES[q.p.method]}"
    return f"{says} with h = {number(q.p.h)}, which end at {end}."


def stability(q: Flows) -> list[Readout | Law]:
    z, r, p = complex(q.z[0]), complex(q.factors[0]), ode.ORDERS[q.p.method] + 1
    bound = f"|R(z) − e^z| ≤ |z|^{p}/{p}! · max(1, e^Re z)"
    return [
        Readout("z = hλ", number(z), role="data"),
        Readout("a step multiplies by R(z)", number(r), role="model"),
        Readout("… its size |R(z)|", abs(r), role="model"),
        Readout("the solution’s size |e^z|", float(np.exp(z.real)), role="optimum"),
        Readout("up to which h no step grows", "none" if q.limit == 0 else number(q.limit, 6), role="model"),
        law("steps are powers", f"|y| after {STEPS} steps = |R(z)|^{STEPS}", abs(q.stepped[-1]), abs(r) ** STEPS),
        law("R is the beginning of e^z", bound, abs(r - np.exp(z)), linear.remainder(q.p.method, z)),
    ]


def descent(q: Descent) -> list[Readout | Law]:
    trained = linear.trained(linear.diabetes(), q.p.method, q.p.h, LOOKS)
    says, after = f"loss, {LOOKS} steps = ½ Σ λᵢ cᵢ² R(−hλᵢ)^{2 * LOOKS}", q.losses[0][-1]
    name, note = "each direction goes alone", "Left: trained by products with the data’s matrix, no eigenvalues."
    return [
        Readout("up to which h no step grows", "none" if q.limit == 0 else number(q.limit, 6), role="model"),
        Readout("2 ÷ largest curvature", 2 / float(-q.rates.real.min()), digits=6, role="gradient"),
        Readout("largest ÷ smallest curvature", q.rates.real.min() / q.rates.real.max()),
        Readout(f"gradient flow after the time of {LOOKS} steps", q.losses[1][-1], role="optimum"),
        law(name, says, trained, after, tolerance=1e-7, note=note),
    ]


def stability_notice(q: Flows) -> str:
    most, slowest = float(np.abs(q.factors).max()), float(q.rates.real.max())
    if most > 1 + 1e-9 and slowest < 0:
        return f"The solution dies out, and steps grow by a factor of {number(most)} each: h is too large for them."
    z, says = q.z[-1 if len(q.z) > 2 else 0], "The solution grows, and the steps die out."
    edge = "" if LEFT[0] <= z.real <= LEFT[1] and HIGH[0] <= z.imag <= HIGH[1] else EDGE
    return says if most < 1 - 1e-9 and slowest > 0 else edge


def stability_alt(q: Flows) -> str:
    says = f"Where in the plane of hλ steps of {NAMES[q.p.method]} do not grow, and {len(q.z)} eigenvalues times h"
    return f"{says}. The largest factor of a step is {number(float(np.abs(q.factors).max()))}."


def linear_readouts(q: Flows) -> list[Readout | Law]:
    ratio, says = linear.area(q.image) / linear.area(linear.DISC), "carried area ÷ area = e^(t·tr A)"
    most = q.growth if np.isfinite(q.growth) else "without bound"
    note = "Liouville. Left: the area of the polygon after the flow. Densities are divided by this factor."
    return [
        Readout("eigenvalues", " and ".join(number(complex(v), 3) for v in q.eigenvalues), role="accent"),
        Readout("the origin is called", linear.kind(q.a)),
        Readout("largest growth of any start, at any time", most, role="model"),
        law("areas know the trace alone", says, ratio, float(np.exp(q.t * q.trace)), tolerance=1e-5, note=note),
    ]


def linear_notice(q: Flows) -> str:
    if abs(q.det) < 1e-9:
        return "The determinant is 0: the origin is not the only place of rest."
    edge = "" if TRACE[0] <= q.trace <= TRACE[1] and DET[0] <= q.det <= DET[1] else EDGE
    swells = q.eigenvalues.real.max() < 0 and q.growth > 1.5
    return f"Every start dies out, yet some first grow to {number(q.growth, 3)} times their size." if swells else edge


def linear_alt(q: Flows) -> str:
    return f"A linear flow, eigenvalues of sum {number(q.trace)} and product {number(q.det)}: {linear.kind(q.a)}."


def rings(q: Flows) -> list[Readout | Law]:
    lows, shares = q.ring_scores.min(axis=1), [f"{100 * part:.1f}%" for part in q.right]
    flat = "the net has one more dimension" if q.dims == 3 else ""
    turns = neural.winding(q.rings.places[q.p.layer, 1, :, :2], q.rings.places[q.p.layer, 0, ::360, :2])
    around = "no plane curve any more" if flat else f"{turns[0]}" if np.ptp(turns) == 0 else "not the same for all"
    name, says = "no cut gets the outer ring alone", "least score, outer ring ≤ least, inner ring"
    note = "A ring around another sticks out beyond it on every side, and in the plane a flow keeps it around."
    return [
        Readout("samples that end on their side", shares[0]),
        Readout("of the whole inner ring", shares[1], role="data"),
        Readout("of the whole outer ring", shares[2], role="model"),
        Readout("turns of the outer ring around the inner", around),
        Readout("score of the probe at this layer", q.probe_score),
        law(name, says, lows[1], lows[0], unless=flat, note=note),
    ]


def rings_notice(q: Flows) -> str:
    samples, inner, outer = q.right
    where, part = ("outer", outer) if outer < inner else ("inner", inner)
    says = f"All samples are right, and {100 * (1 - part):.1f}% of the {where} ring between them is not."
    return says if samples == 1 > part else ""


def rings_alt(q: Flows) -> str:
    samples, inner, outer = (f"{100 * part:.1f}%" for part in q.right)
    says = f"Two rings in {q.dims} dimensions after {q.p.layer} of {neural.LAYERS} layers"
    return f"{says}. At the end {samples} of the samples are right, {inner} of the inner and {outer} of the outer ring."


def numbers(q: Flows) -> Mapping[str, Any]:
    (f, g), (x, y), z, r = q.formulas, q.p.start, complex(q.z[0]), complex(q.factors[0])
    u, v, (flow_x, flow_y), (walk_x, walk_y) = float(f(x, y)), float(g(x, y)), q.flow @ q.p.point, q.walked.end
    found: dict[str, Any] = {"f": f.latex, "g": g.latex, "v": q.watch.latex, "x": x, "y": y, "u_x": u, "u_y": v}
    found |= {"euler_x": x + q.p.h * u, "euler_y": y + q.p.h * v, "walk_x": walk_x, "walk_y": walk_y}
    found |= {"name": NAMES[q.p.method], "power": ode.ORDERS[q.p.method], "rate_one": complex(q.rates[0]), "z_one": z}
    found |= {"factor": r, "factor_size": abs(r), "exact_size": float(np.exp(z.real))}
    found |= {"flow_x": flow_x, "flow_y": flow_y, "area": float(np.exp(q.t * q.trace))}
    found |= {"first_value": complex(q.eigenvalues[0]), "second_value": complex(q.eigenvalues[1])}
    return found | dict(zip(("samples_right", "inner_right", "outer_right"), 100 * np.array(q.right), strict=True))
