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
from mathcore.common.expressions import parse
from pages.calculus.differential_equations.panels import NAMES
from pages.calculus.differential_equations.state import DISC, LOOKS, STEPS, XY

if TYPE_CHECKING:
    from pages.calculus.differential_equations.state import Flows


def steps(q: Flows) -> list[Readout | Law]:
    name, p = NAMES[q.p.method], ode.ORDERS[q.p.method]
    first, last, total = q.watched
    found: list[Readout | Law] = [
        Readout("distance from the solution at T", q.off, role="model"),
        Readout(f"slope of the error, where h is small ({name}: {p})", q.order, role="model"),
        Readout("V at the start", first, digits=7),
        Readout("V at T: solution", last, digits=7, role="optimum"),
        Readout("V at T: steps", float(parse(q.p.quantity, XY)(*q.walked.end)), digits=7, role="model"),
    ]
    if np.isfinite(last - first) and np.isfinite(total) and q.exact.whole:
        says, note = "change of V = ∫ ∇V·(x′, y′) dt", "Along the solution. Where ∇V·(x′, y′) = 0, V is kept for ever."
        slack = 1e-5 * (1 + abs(first) + abs(last) + abs(total))
        found.append(law("the field alone says how V changes", says, last - first, total, slack=slack, note=note))
    return found


def steps_notice(q: Flows) -> str:
    if q.exact.duration == 0:
        return "The field has no value at the start, or the solution leaves at once."
    if not q.exact.whole:
        return f"The solution cannot be followed beyond t = {number(q.exact.duration)}: no step size gets to T."
    if not q.walked.whole:
        return f"The steps leave every bound at t = {number(q.walked.duration)}; the solution does not."
    low, high = q.view
    return "The start is outside this window." if not (low <= min(q.p.start) and max(q.p.start) <= high) else ""


def steps_alt(q: Flows) -> str:
    (x, y), end = q.p.start, q.walked.end
    says = f"The field x′ = {q.p.dx}, y′ = {q.p.dy} with its solution from ({number(x)}, {number(y)})"
    return f"{says}, and steps of {NAMES[q.p.method]} with h = {number(q.p.h)}, which end at {_point(end)}."


def _point(p: Any) -> str:
    return f"({number(float(p[0]))}, {number(float(p[1]))})"


def stability(q: Flows) -> list[Readout | Law]:
    name, z, r = NAMES[q.p.method], complex(q.z[0]), complex(q.factors[0])
    limit = "none" if q.limit == 0 else "any" if np.isinf(q.limit) else number(q.limit, 6)
    largest = Readout("largest h whose steps do not grow", limit, role="model")
    if q.p.spectrum == "diabetes":
        problem, rate = linear.diabetes(), float(-q.rates.real.min())
        trained = linear.trained(problem, q.p.method, q.p.h, LOOKS)
        says, note = (
            f"loss after {LOOKS} steps = ½ Σ λᵢ cᵢ² R(−hλᵢ)ⁿ·²",
            "Left: trained by products with the data's matrix.",
        )
        return [
            largest,
            Readout("2 ÷ largest curvature", 2 / rate, digits=6, role="gradient"),
            Readout("largest ÷ smallest curvature", rate / float(-q.rates.real.max())),
            Readout(f"loss above its minimum after {LOOKS} steps", q.losses[0][-1], role="model"),
            law("each direction goes its own way", says, trained, q.losses[0][-1], tolerance=1e-7, note=note),
        ]
    grown, p = abs(q.stepped[-1]), ode.ORDERS[q.p.method]
    bound = f"|R(z) − e^z| ≤ |z|^{p + 1}/{p + 1}! · max(1, e^Re z)"
    return [
        Readout("z = hλ", number(z), role="data"),
        Readout("a step multiplies by R(z)", number(r), role="model"),
        Readout("… its size |R(z)|", abs(r), role="model"),
        Readout("the solution’s |e^z|", float(np.exp(z.real)), role="optimum"),
        largest,
        law("steps are powers", f"|y| after {STEPS} steps = |R(z)|^{STEPS}", grown, abs(r) ** STEPS),
        law("R is the beginning of e^z", bound, abs(r - np.exp(z)), linear.remainder(q.p.method, z)),
    ]


def stability_notice(q: Flows) -> str:
    grows, dies = float(np.abs(q.factors).max()), float(q.rates.real.max()) < 0
    if grows > 1 + 1e-12 and dies:
        return f"The solution dies out, and the steps grow: by {number(grows)} each. h is too large for this method."
    if grows < 1 - 1e-12 and float(q.rates.real.max()) > 0:
        return "The solution grows, and the steps die out: stable is not the same as right."
    return ""


def stability_alt(q: Flows) -> str:
    found = (
        f"The region of the plane of hλ in which {NAMES[q.p.method]} does not grow, and {len(q.z)} eigenvalues times h"
    )
    return f"{found}; the step that multiplies most does so by {number(float(np.abs(q.factors).max()))}."


def linear_readouts(q: Flows) -> list[Readout | Law]:
    x, y = q.image
    area, full = ((u[:-1] * v[1:] - u[1:] * v[:-1]).sum() for u, v in ((x, y), DISC))
    first, second = sorted(q.eigenvalues.tolist(), key=lambda v: (v.real, v.imag), reverse=True)
    stable = q.eigenvalues.real.max() < 0
    most = q.growth if stable else "without bound" if q.eigenvalues.real.max() > 1e-9 else "bounded or slow"
    return [
        Readout("eigenvalues", f"{number(complex(first), 3)} and {number(complex(second), 3)}", role="accent"),
        Readout("the origin is called", linear.kind(q.a)),
        Readout("largest growth of any start, at any time", most, role="model"),
        law(
            "areas know the trace alone",
            f"carried area ÷ area = e^(t·tr A)",
            area / full,
            float(np.exp(q.t * np.trace(q.a))),
            tolerance=1e-5,
            note="Liouville. Left: the polygon’s area after the flow. In a normalizing flow it is the density’s factor.",
        ),
    ]


def linear_notice(q: Flows) -> str:
    if abs(np.linalg.det(q.a)) < 1e-9:
        return "The determinant is 0: the origin is not the only place of rest."
    if q.eigenvalues.real.max() < 0 and q.growth > 1.5:
        return f"Every start dies out in the end, and yet some first grow by {number(q.growth, 3)}."
    return ""


def linear_alt(q: Flows) -> str:
    trace, det = float(np.trace(q.a)), float(np.linalg.det(q.a))
    return f"The plane of trace {number(trace)} and determinant {number(det)}, and the flow: a {linear.kind(q.a)}."


def rings(q: Flows) -> list[Readout | Law]:
    samples, (inner, outer) = q.right
    low = q.ring_scores.min(axis=1)
    flat = "the net has one more dimension" if q.dims == 3 else ""
    found: list[Readout | Law] = [
        Readout("samples on their side at t = 1", f"{100 * samples:.1f}%"),
        Readout("the whole inner ring", f"{100 * inner:.1f}%", role="data"),
        Readout("the whole outer ring", f"{100 * outer:.1f}%", role="model"),
        Readout("score of the probe at this layer", q.probe_score),
    ]
    if q.dims == 2:
        turns = neural.winding(q.ring[q.p.layer, 1], q.ring[q.p.layer, 0, ::48])
        says = "the same around every place" if np.ptp(turns) == 0 else "not the same everywhere"
        found.append(Readout("turns of the outer ring around the inner", f"{turns[0]}, {says}"))
    says = "least score, outer ring ≤ least, inner ring"
    note = "In the plane the outer ring goes around the inner one at all times, so it sticks out on every side."
    return [*found, law("no cut gets the outer ring alone", says, low[1], low[0], unless=flat, note=note)]


def rings_notice(q: Flows) -> str:
    samples, (inner, outer) = q.right
    if samples == 1 and min(inner, outer) < 1:
        where = "outer" if outer < inner else "inner"
        return f"All samples are right, and {100 * (1 - min(inner, outer)):.1f}% of the {where} ring between them is wrong."
    return ""


def rings_alt(q: Flows) -> str:
    samples, (inner, outer) = q.right
    says = f"Two rings carried through {q.p.layer} of {neural.LAYERS} layers in {q.dims} dimensions"
    return f"{says}. At the end {100 * samples:.1f}% of the samples are right, {100 * inner:.1f}% and {100 * outer:.1f}% of the rings."


def numbers(q: Flows) -> Mapping[str, Any]:
    f, g = (parse(text, XY) for text in (q.p.dx, q.p.dy))
    (x, y), z, r = q.p.start, complex(q.z[0]), complex(q.factors[0])
    slope = float(f(x, y)), float(g(x, y))
    found = {"f": f.latex, "g": g.latex, "x": x, "y": y, "slope_x": slope[0], "slope_y": slope[1]}
    found |= {"euler_x": x + q.p.h * slope[0], "euler_y": y + q.p.h * slope[1], "name": NAMES[q.p.method]}
    found |= {"walk_x": q.walked.end[0], "walk_y": q.walked.end[1], "order_known": ode.ORDERS[q.p.method]}
    found |= {"v_start": q.watched[0], "v_end": q.watched[1], "first_rate": complex(q.rates[0]), "first_z": z}
    found |= {"first_factor": r, "factor_size": abs(r), "exact_size": float(np.exp(z.real))}
    flow = q.flow @ np.array(q.p.point)
    found |= {"trace": float(np.trace(q.a)), "det": float(np.linalg.det(q.a)), "flow_x": flow[0], "flow_y": flow[1]}
    found |= {"area": float(np.linalg.det(q.flow)), "lambdas": q.eigenvalues, "a_matrix": q.a, "p_vector": q.p.point}
    samples, (inner, outer) = q.right
    return found | {"samples_right": 100 * samples, "inner_right": 100 * inner, "outer_right": 100 * outer}
