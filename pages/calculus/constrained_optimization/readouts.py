"""What the lesson says in numbers and sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import constrained as co
from mathcore.calculus import margins as ma
from mathcore.calculus import walls as wl
from pages.calculus.constrained_optimization.state import Bounded

Said = list[Readout | Law]
UNLESS = {
    "edge": "it lies on the window’s edge",
    "corner": "f has a corner there",
    "singular": "∇g is zero there, or f or g has a corner",
}
BENT = "f or g is not convex, or g = c is not straight"


def optimum(q: Bounded) -> Said:
    """The least value, where, and its multiplier."""
    if q.nothing:
        return [Readout("least allowed f", "no allowed point was found", role="optimum")]
    x, y = q.optimum.point.tolist()
    price = q.optimum.multiplier
    return [
        Readout("least allowed f, p(c)", q.optimum.value, role="optimum"),
        Readout("at", f"({number(x, 4)}, {number(y, 4)})", role="optimum"),
        Readout("multiplier λ there", price if np.isfinite(price) else "there is none", role="accent"),
    ]


def bead(q: Bounded) -> Said:
    found = optimum(q)
    if q.bead and np.isfinite(q.bead.slope):
        steep = float(np.hypot(*q.bead.pull))
        measured = wl.chord_slope(q.problem, q.p.bound, q.bead)
        found += [
            Readout("pull |∇f| at the bead", steep, role="gradient"),
            Readout("push of the wall λ|∇g|", float(np.hypot(*q.bead.push)), role="model"),
        ]
        name, says = "what is left of the pull is f’s slope on the wall", "slope by two values = ∇f · way"
        if np.isfinite(measured):
            found.append(law(name, says, measured, q.bead.slope, slack=1e-4 * (1 + steep)))
    if q.nothing:
        return found
    (f_slope,), (g_slope,) = q.problem.slopes(q.optimum.point[None])
    left = float(np.hypot(*(f_slope + np.nan_to_num(q.optimum.multiplier) * np.nan_to_num(g_slope))))
    unless = UNLESS.get(q.optimum.where, "")
    if np.isfinite(left):
        slack = 1e-5 * (1 + float(np.hypot(*f_slope)))
        found.append(
            law("pull and push cancel at the least f", "|∇f + λ∇g| = 0", left, 0.0, slack=slack, unless=unless)
        )
    if np.isfinite(q.lowest_seen):
        found.append(
            law("no allowed point of a fine grid is lower", "p(c) ≤ least f seen", q.optimum.value, q.lowest_seen)
        )
    return found


def worth(q: Bounded) -> Said:
    found = optimum(q)
    if q.nothing or q.other.where == "none":
        return found
    price = q.optimum.multiplier
    found += [Readout(f"f saved by {number(q.p.step, 3)} more", q.gained, role="gradient")]
    if not np.isfinite(price):
        return found
    found.insert(-1, Readout("promised by the price, λ · raise", q.promised, role="accent"))
    measured = co.gain(q.problem, q.p.bound, q.optimum)
    if np.isfinite(measured):
        name, says = "the multiplier is the price of the bound", "−dp/dc by two bounds = λ"
        found.append(law(name, says, measured, price, slack=1e-3 * (1 + abs(price))))
    return found + convex(q, "no raise saves more than its price", "saved ≤ λ · raise", q.gained, q.promised)


def convex(q: Bounded, name: str, says: str, left: float, right: float, **more: Any) -> Said:
    """What convexity promises: where it is proved, and where it is refuted with that as what is switched off."""
    if q.problem.convex is None:
        return []
    unless = "" if q.problem.convex else BENT
    if not unless and not q.slater:
        unless = "no point lies strictly inside the wall"
    return [law(name, says, left, right, slack=1e-6 * (1 + abs(left) + abs(right)), unless=unless, **more)]


def prices(q: Bounded) -> Said:
    found = [optimum(q)[0], Readout("d(m) at this price", q.dual, role="accent")]
    if q.nothing:
        return found
    unless = "m < 0 pays for trespass" if q.p.kind == "le" and q.p.price < 0 else ""
    scale = 1e-7 * (1 + abs(q.optimum.value))
    return [
        *found,
        Readout("largest d, over all prices", q.best.value, role="accent"),
        Readout("at the price", q.best.price, role="accent"),
        Readout("gap, which no price closes", max(q.gap, 0.0) if q.gap > scale else 0.0, role="gradient"),
        law("a price promises no more than p(c)", "d(m) ≤ p(c)", q.dual, q.optimum.value, slack=scale, unless=unless),
        law("no pair lies below the line", "d(m) ≤ least f + m(g − c) seen", q.dual, q.seen_below, slack=scale),
        *convex(q, "the best price explains all", "largest d = p(c)", q.best.value, q.optimum.value),
    ]


def street(q: Bounded) -> Said:
    found = q.machine
    alpha = q.alpha[q.p.flower]
    return [
        Readout("width of the street", found.width, "cm", role="accent"),
        Readout("support vectors; of them at α = C", f"{int(found.support.sum())}; {int(found.bound.sum())}"),
        Readout("α of the chosen flower", alpha if np.isfinite(alpha) else "left out", role="accent"),
        Readout("width with that flower as it is", q.plain.width, "cm", role="null"),
        law("price and street agree: no gap", "½|w|² + C Σξ = Σα − ½|w|²", found.primal, found.dual, tolerance=1e-7),
        law("support vectors alone hold the street", "|w| of all = |w| of them", *q.norms, tolerance=1e-6),
        law("all flowers lie on the hook", "farthest from it = 0", found.broken, 0.0, tolerance=1e-7),
    ]


def typed_notice(q: Bounded) -> str:
    if q.nothing:
        said = "has" if q.p.kind == "le" else "meets"
        return f"No point of the window was found that {said} g {'≤' if q.p.kind == 'le' else '='} c: change the bound."
    if q.singular:
        return "There is no multiplier: at the least f no push of the wall cancels the pull (∇g = 0, or a corner of f or g)."
    if q.optimum.where == "edge":
        return "The least f lies on the edge of the window, which pushes as well: it is part of the problem here."
    return ""


def bead_notice(q: Bounded) -> str:
    if q.bead is None and not q.nothing:
        return "The wall g = c does not cross the window: all of it is allowed."
    said = typed_notice(q)
    if not said and q.optimum.where == "free":
        return "The least f lies inside, where the wall does not touch it: λ = 0."
    if not said and q.bead and not q.span.f[0] <= q.here <= q.span.f[1]:
        return "The bead is higher than the right panel shows, and waits at its edge."
    return said


def worth_notice(q: Bounded) -> str:
    if not q.nothing and q.other.where == "none":
        return "At the raised bound no allowed point was found."
    return typed_notice(q)


def prices_notice(q: Bounded) -> str:
    if q.p.kind == "le" and q.p.price < 0:
        return "A negative price rewards trespass: its line says nothing of g ≤ c."
    return typed_notice(q)


def street_notice(q: Bounded) -> str:
    if q.p.trial == "moved" and tuple(q.place) != q.p.place:
        return "The flower is moved to the edge of the panel, and no further."
    if q.p.trial != "as":
        held = q.plain.alpha[q.p.flower] > 0
        if abs(q.machine.width - q.plain.width) < 1e-9 * q.plain.width:
            return "Nothing has moved: this flower has no say." if not held else "The street is as wide as before."
        return "The dotted line is where the street was, with this flower as it is."
    return ""


def problem_alt(q: Bounded) -> str:
    sign = "≤" if q.p.kind == "le" else "="
    start = f"Minimise {q.p.objective} where {q.p.constraint} {sign} {number(q.p.bound, 3)}."
    if q.nothing:
        return f"{start} No allowed point was found."
    x, y = (number(each, 3) for each in q.optimum.point.tolist())
    price = number(q.optimum.multiplier, 3) if np.isfinite(q.optimum.multiplier) else "none"
    return f"{start} The least value {number(q.optimum.value, 3)} is at ({x}, {y}); the multiplier is {price}."


def prices_alt(q: Bounded) -> str:
    return f"{problem_alt(q)} At the price {number(q.p.price, 3)} the dual function is {number(q.dual, 3)}."


def street_alt(q: Bounded) -> str:
    first, second = ma.species(q.p.pair)
    held = int(q.machine.support.sum())
    return f"Petals of {first} and {second}; a street {number(q.machine.width, 3)} cm wide, held by {held} flowers."


def numbers(q: Bounded) -> dict[str, Any]:
    """Named values for the text and the programs."""
    (f_slope,), (g_slope,) = q.problem.slopes(np.nan_to_num(q.optimum.point)[None])
    missing = np.full(2, np.nan)
    here = {"minimum": q.optimum.value, "multiplier": q.optimum.multiplier, "point": q.optimum.point}
    slopes = {"slope_f": missing if q.nothing else f_slope, "slope_g": missing if q.nothing else g_slope}
    says = {"f": q.problem.f.latex, "g": q.problem.g.latex, "sign": r"\le" if q.p.kind == "le" else "="}
    dual = {"dual_here": q.dual, "dual_best": q.best.value, "price_best": q.best.price, "gap_left": q.gap}
    raised = {"raised_minimum": q.other.value}
    w = q.machine.w
    svm = {"w_1": w[0], "w_2": w[1], "street": q.machine.width, "alpha_sum": q.machine.alpha.sum()}
    count = {"held": int(q.machine.support.sum()), "at_limit": int(q.machine.bound.sum()), "w_squared": float(w @ w)}
    return here | slopes | says | dual | raised | svm | count


def listing(q: Bounded) -> dict[str, Any]:
    """The constants of the programs; of the flowers those with α > 0, which give the same street."""
    plain = lambda formula: formula.plain.replace("**", "^")
    held = q.machine.support
    rows = np.column_stack([q.machine.x[held], q.machine.y[held]])
    typed = {"objective": plain(q.problem.f), "constraint": plain(q.problem.g), "equal": q.p.kind == "eq"}
    bounds = {"bound": q.p.bound, "raised": q.raised, "price": q.p.price}
    return typed | bounds | {"limit": q.p.limit, "flowers": rows}
