"""What the lesson says in numbers and words: verdicts, laws, notices, alternative texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus.limits import deltas
from mathcore.calculus.limits_in_learning import softmax
from mathcore.calculus.neighbourhoods import CORE, FAR

if TYPE_CHECKING:
    from pages.calculus.functions_limits.state import Limits

Found = list[Readout | Law]
WORDS = {
    "proved": ("proved, for every x of the strip", "optimum"),
    "part": ("proved, but for x within {} of a", "optimum"),
    "fails": ("fails, and there is an x that shows it", "model"),
    "open": ("neither proved nor refuted", "null"),
    "void": ("f is not defined next to a", "null"),
}
SIDES = ("left", "right")


def verdict(q: Limits) -> str:
    return WORDS[q.verdict][0].format(number(q.largest.inner, 2))


def size(value: float, most: float, digits: int = 7) -> str:
    """A number that may be none, or every one up to the most that was looked at."""
    every = "every one" if np.isinf(most) else f"every one up to {number(most)}"
    return every if value >= most else "none" if value <= 10 * CORE else number(value, digits)


def box(q: Limits) -> Found:
    known, (x, off), eps, role = q.largest, q.worst, q.p.eps, WORDS[q.verdict][1]
    found: Found = [Readout("is |f(x) − L| < ε in the strip?", verdict(q), role=role)]
    if not q.rows:
        return found
    value, note = known.told(number, q.tends)
    found += [Readout("L", q.limit, role="optimum", digits=9), Readout("largest δ for this ε", value, note=note)]
    if len(known.sides) > 1 and known.left.proved != known.right.proved and known.met:
        (binds, _), (other, rest) = sorted(enumerate(known.sides), key=lambda each: each[1].proved)
        note = "at least " * bool(rest.proved < min(FAR, rest.fails / (1 + 1e-7))) + size(rest.proved, FAR, 6)
        found.append(Readout("the side that binds", SIDES[binds], role="muted", note=f"On the {SIDES[other]}: {note}."))
    if np.isfinite(known.fails):
        value = np.nan_to_num(abs(q.around.formula(known.witness) - q.limit), nan=eps, posinf=1e300)  # it may overflow
        name = "the nearest x that fails" if known.met else "an x that fails, the nearest that was found"
        found.append(law(name, "|f(x) − L| ≥ ε", value, eps, note=f"x = {known.place(number)}"))
    if np.isfinite(off):
        unless, note = "δ is larger than the largest" * (q.verdict == "fails" or off >= eps), f"At x = {number(x, 6)}."
        found.append(law("the farthest that was found", "|f(x) − L| ≤ ε", off, eps, note=note, unless=unless))
    half = deltas(q.around, q.limit, q.p.side, [eps / 2])[0][0]
    smaller = "smaller ε, never larger δ", "a proved δ for ε/2 ≤ largest δ for ε"
    return [*found, law(*smaller, half, known.delta)] if known.inner <= CORE else found


def near(q: Limits) -> Found:
    found, (high, low) = box(q)[:3], q.spread
    if not q.rows:
        return found
    where, between, note = q.around.told(q.p.side, number)
    found.append(Readout(where, between, role="data", note=note))
    if 1e4 > high - low > 0:
        far = q.around.off(q.limit)[1][q.rows][:, q.around.at <= 1e-9].max()
        found.append(Readout("two values within 10⁻⁹ of a differ by", high - low, digits=6, role="data"))
        found.append(law("no L is near to both", "|f − L| at the farther ≥ half of it", far, (high - low) / 2))
    high, low = q.around.spread(q.p.side, q.p.delta)
    if np.isfinite(high - low):
        unless = "δ is larger than the largest" if q.verdict == "fails" else ""
        found.append(law("Cauchy: two x, x′ of the strip", "f(x) − f(x′) ≤ 2ε", high - low, 2 * q.p.eps, unless=unless))
    return found


def tube(q: Limits) -> Found:
    known, none = q.family.largest(q.p.sharpness, q.p.gap), np.isinf(q.enough)
    at, name, one = (1e6, "k = 10⁶", "none: not uniform") if none else (q.enough, "k = K", number(q.enough, 6))
    error, unless = q.family.largest(at, q.p.gap), "x comes as near to the step as it likes" if none else ""
    return [
        Readout("one K that serves all x at once", one, role="optimum", note="" if none else "Every k above it does."),
        law("the largest error over all x", "searched = known", q.searched, known, tolerance=1e-7),
        law("one k is enough", "largest error ≤ ε", error, q.p.eps, note=name, unless=unless),
    ]


def cold(q: Limits) -> Found:
    (first, second), odds = q.order[:2].tolist(), q.apart / q.p.temperature
    logs, frozen = special.log_softmax(q.logits / q.p.temperature), softmax(q.logits, max(q.apart, 1e-6) / 800).max()
    tied, name = "two logits are the largest" if q.apart == 0 else "", "largest T below which the first is above 1 − ε"
    bound = q.apart / np.log(1 / q.p.eps - 1) if q.p.eps < 0.5 else np.inf
    found: Found = [
        Readout(f"probability of class {first}", q.probabilities[first], role="optimum", digits=6),
        Readout(f"probability of class {second}", q.probabilities[second], role="model", digits=6),
        Readout(name, size(q.cold, np.inf, 6)),
        law("their odds", "ln(P₁/P₂) = (z₁ − z₂)/T", logs[first] - logs[second], odds),
        law("the limit T → 0", "largest P = 1", frozen, 1.0, unless=tied),
    ]
    alone = law("the two largest alone", "largest T ≤ (z₁ − z₂)/ln((1 − ε)/ε)", q.cold, bound)
    return [*found, alone] if np.isfinite(bound) else found


def notice(q: Limits) -> str:
    gap, high, stuck = q.spread[0] - q.spread[1], 2 * q.p.eps, q.largest.fails <= 10 * CORE and q.verdict == "fails"
    if not q.rows:
        return "f is not defined next to a on the side that x comes from: no limit can be asked for. Move a."
    if stuck:
        far = f"next to a there are values {number(gap, 3)} apart, and the band is only {number(high, 3)} high"
        why = "next to a f is not bounded" if gap > 1e4 and not q.around.bounded(q.p.side) else far
        why = " for this L: f stays away from it" if q.closes or gap < high else f", whatever L: {why}"
        return "No δ down to 10⁻¹¹ works: f is on its way to its limit there." if q.tends else f"No δ works{why}."
    if not np.isfinite(q.found) and q.p.follow:
        return "f is not known to be bounded next to a: no L can be suggested."
    if q.p.side == "both" and len(q.rows) == 1:
        return f"f is defined on the {SIDES[q.rows[0]]} of a alone, and x runs over the domain: a one-sided limit."
    return ""


def alt(q: Limits) -> str:
    band = f"a band of half-height {number(q.p.eps)} around {number(q.limit, 6)}"
    return f"{q.p.function} near {number(q.p.a)}, {band}, a strip of half-width {number(q.p.delta)}: {verdict(q)}."


def tube_alt(q: Limits) -> str:
    named, most = f"{q.p.family} of sharpness {number(q.p.sharpness)}", f"largest error {number(q.searched)}"
    return f"A {named}, its limit, and a tube of half-width {number(q.p.eps)} around that; {most}."


def cold_alt(q: Limits) -> str:
    said = " and ".join(f"class {k} {number(q.probabilities[k], 3)}" for k in q.order[:2].tolist())
    return f"Softmax of the ten logits of image {q.p.image} at temperature {number(q.p.temperature)}: {said}."


def numbers(q: Limits) -> dict[str, Any]:
    left, right = (float(abs(q.around.formula(q.p.a + sign * q.p.delta) - q.limit)) for sign in (-1, 1))
    sure = q.rows and (q.largest.met or q.known in (0, FAR))
    ranks = dict(zip(("first", "second"), q.order[:2].tolist(), strict=True))
    found = {"formula": q.around.formula.latex, "said": verdict(q), "delta_largest": q.known if sure else np.nan}
    found |= {"off_left": left, "off_right": right} | {f"p_{name}": q.probabilities[k] for name, k in ranks.items()}
    return found | ranks | {"largest_error": q.family.largest(q.p.sharpness, q.p.gap)}
