"""What the lesson says beside its figures: numbers, laws, notices, alternative texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import derivatives as exact
from mathcore.calculus import finite_differences as fd
from mathcore.common.expressions import parse
from pages.calculus.derivatives.panels import BITS, GOOD, NAMES, ROLES
from pages.calculus.derivatives.state import Derivatives

Said = list[Readout | Law]
RECIPES = {
    "forward": r"\frac{f(a+h)-f(a)}{h}",
    "backward": r"\frac{f(a)-f(a-h)}{h}",
    "central": r"\frac{f(a+h)-f(a-h)}{2h}",
    "complex": r"\frac{\operatorname{Im} f(a+ih)}{h}",
}


def basics(q: Derivatives) -> Said:
    role, slope = ROLES[q.p.method], q.here.slope if np.isfinite(q.here.slope) else "none"
    found: Said = [Readout("derivative f′(a)", slope, digits=8, role="optimum")]
    lost = "no second point" if q.step.real else "no step"  # where h is rounded off; else f itself has no value
    quotient = q.step.value if not np.isnan(q.step.value) else lost if q.step.lost else "f has no value there"
    found.append(Readout(f"{NAMES[q.p.method]} quotient", quotient, digits=8, role=role))
    return found + ([Readout("it is off by", q.error, digits=3, role=role, scale=0)] if np.isfinite(q.error) else [])


def agreed(q: Derivatives) -> Said:
    """The derivative exists where both sides agree, and the rules of differentiation find it."""
    here, unless, found = q.here, "f is put together at a" if q.here.seam else "", []
    if here.two_sided:
        says, note = "slope from the left = slope from the right", "At a hundred digits, with steps down to 10⁻⁴⁴."
        found += [law("f has one slope at a", says, here.left, here.right, note=note, unless=unless)]
    if np.isfinite([here.slope, here.rule]).all():
        says, note = "limit of quotients = Im f(a + ih)/h", "Left: values of f alone. Right: h = 10⁻²⁰⁰."
        found += [law("limit and rules agree", says, here.slope, here.rule, tolerance=1e-8, note=note, unless=unless)]
    return list(found)


def secant(q: Derivatives) -> Said:
    found, left, c = basics(q) + agreed(q), q.step.unrounded, q.step.mean
    right, ends = q.step.slope_at_mean, fd.slopes(q.p.function, [*q.step.between])
    if np.isfinite(c if not q.step.smooth else right) and abs(left) < 1e40:  # else too large for doubles
        says, unless = "quotient = f′(c), c between", "" if q.step.smooth else "f may break in between"
        slack = 1e-7 * (1 + np.nanmax(np.abs([left, right, *ends])))  # where f' is steep, c has too few digits
        found.append(law("mean value theorem", says, left, right, slack=slack, note=f"c = {number(c)}.", unless=unless))
    return found


def bounded(name: str, says: str, left: float, right: float) -> Said:
    """A law whose right side is proved, or the remark that nothing is."""
    if not np.isfinite([left, right]).all():
        return [Readout(name, "there is no bound, or none was proved", role="null")]
    return [law(name, says, left, right, note="The maximum within h of a is proved: ball arithmetic.")]


def stretch(q: Derivatives) -> Said:
    method, length = (q.p.method, q.p.h) if q.p.method in ("forward", "backward") else ("central", 2 * q.p.h)
    change = length * abs(float(exact.difference(q.p.function, q.p.a, q.p.h, method)))
    found = bounded("no piece is stretched by more", "|Δf| ≤ max |f′| · Δx", change, q.bound(0) * length)
    return basics(q) + agreed(q)[:1] + found


def zoom(q: Derivatives) -> Said:
    misfit = Readout("misfit: largest |f − tangent| ÷ h", q.misfit, digits=3, role="model")
    least, most = exact.misfit(q.p.function, q.p.a, q.p.h), q.bound(1) * q.p.h
    found = bounded("without rounding it falls like h", "misfit ≤ h · max |f″|/2", least, most)
    return [misfit, *basics(q)[:1], *agreed(q)[:1], *found]


def error(q: Derivatives) -> Said:
    found, power = basics(q)[2:], 2 if q.p.method == "central" else 1
    if np.isfinite(q.step.truncation):
        found.append(Readout("error of the step alone", q.step.truncation, digits=3, role=ROLES[q.p.method], scale=0))
    if np.isfinite(q.best):
        best = number(q.best, 3) if q.best else "the smaller, the better"
        found.append(Readout("best step in theory", best, role="null"))
    if not q.step.real:
        return found + agreed(q)
    says, bend = ("h² · max |f‴|/6", q.here.third) if power == 2 else ("h · max |f″|/2", q.here.second)
    most, measured = q.bound(power) * q.p.h**power, q.here.order(q.p.method)
    found += agreed(q)[1:] + bounded("the step alone is bounded", f"error ≤ {says}", q.step.truncation, most)
    if np.isfinite(measured):
        note, name = "Measured between h = 10⁻¹² and 10⁻¹³, at a hundred digits.", "it goes like a power of h"
        unless = "" if np.isfinite(bend) and bend else f"{'f‴' if power == 2 else 'f″'}(a) is 0, or none"
        found.append(law(name, f"power measured = {power}", measured, power, slack=1e-3, note=note, unless=unless))
    return found


def check(q: Derivatives) -> Said:
    passes = "passes" if q.disagreement <= GOOD else "fails" if np.isfinite(q.disagreement) else "cannot be made"
    best, says = q.at_its_best, "‖g − d‖ ÷ (‖g‖ + ‖d‖) ≤ 10⁻⁷"
    unless = "" if q.p.bug == "none" else fd.BUGS[q.p.bug]
    return [
        Readout("disagreement at this step", q.disagreement, digits=3, role="ink", scale=0),
        Readout("check at this step, threshold 10⁻⁷", passes, role="optimum" if passes == "passes" else "model"),
        law("central, 64 bit, h = 6×10⁻⁶", says, best, GOOD, tolerance=0.0, digits=3, unless=unless),
    ]


def notice(q: Derivatives) -> str:
    here, left, right = q.here, number(q.here.left), number(q.here.right)
    if np.isnan(here.value):
        return "f is not defined at a: move a."
    if np.isnan(here.slope):
        if here.two_sided:
            return f"A corner: slope {left} from the left of a, {right} from the right. There is no derivative."
        says = "the quotients grow without bound" if np.isinf([here.left, here.right]).any() else "no limit can be seen"
        return f"No derivative at a: {says}, down to h = 10⁻⁴⁴."
    if q.step.lost:
        return "In this arithmetic " + ("a + h = a: there is no second point." if q.step.real else "h is rounded to 0.")
    return ""


def check_notice(q: Derivatives) -> str:
    if np.isfinite(q.disagreement):
        return ""
    lost = "h is rounded to 0" if q.p.method == "complex" else "w + h = w for some weights"
    return f"In this arithmetic {lost}: a step is lost."


def alt(q: Derivatives) -> str:
    has = f"slope {number(q.here.slope)}" if np.isfinite(q.here.slope) else "no derivative"
    quotient = f"{NAMES[q.p.method]} quotient with step {number(q.p.h, 3)} in {BITS[q.p.precision]}"
    return f"{q.p.function} has {has} at {number(q.p.a)}; the {quotient} is {number(q.step.value)}."


def check_alt(q: Derivatives) -> str:
    named = NAMES[q.p.method].removesuffix(" step")
    says = f"With a {named} step of {number(q.p.h, 3)} in {BITS[q.p.precision]} a gradient of 31 weights"
    return f"{says} disagrees with its quotients by {number(q.disagreement, 3)}; {fd.BUGS[q.p.bug]}."


def numbers(q: Derivatives) -> dict[str, Any]:
    named = {name: getattr(q.here, name) for name in ("value", "left", "right", "slope", "second", "third", "rule")}
    more = {"quotient": q.step.value, "off": q.step.value - q.here.rule, "alone": q.step.truncation}
    texts = {"formula": parse(q.p.function).latex, "recipe": RECIPES[q.p.method], "bits": BITS[q.p.precision]}
    return named | more | texts | {"roundoff": fd.ROUNDOFF[q.p.precision]}
