"""What a smooth function has beside its Taylor series at 0: whether that is nothing at some other place.

The difference is written down as a formula of its own, in which what both have in common is left out: of x + exp(-1/x²)
and its series x it is exp(-1/x²), which has a sign where no number of digits of the sum would tell it.
"""

from __future__ import annotations

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.approximation import values
from mathcore.calculus.digits import at
from mathcore.calculus.pieces import pieces
from mathcore.calculus.series import _CONTEXT, Taylor, taylor
from mathcore.calculus.singularities import radius
from mathcore.common.expressions import Call, Node, Number, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
BITS = (128, 512, 2048, 8192)  # the next where the last leaves the sign open
GRID = np.unique(np.concatenate([np.geomspace(1e-6, 1000.0, 450), np.linspace(0.02, 12.0, 600)]))
GRID = GRID * 1.000314159  # no zero that is a short decimal is among them
TOLD = 0.5  # from there on the sign must be told
TINY = -40  # at the distance 2^TINY what is flat is smaller than the 50th power


def wrong_but_smooth(found: Taylor) -> bool:
    """Whether a series at 0 converges everywhere, and differs from its smooth function everywhere else, as far as
    looked: at 10⁻⁶ < |x| <= 1000 no zero of the difference is found, neither where its sign changes nor where its size
    has a bottom."""
    if found.centre != 0 or not found.flat or not np.isinf(radius(found).value):
        return False
    return _differs(found.text)


def lopsided(found: Taylor) -> bool:
    """Whether f(−x) and f(x) differ at some 0.5 <= x <= 3: the function is not even."""
    x = np.linspace(0.5, 3.0, 26)
    here, there = values(found, x), values(found, -x)
    return bool((np.abs(here - there) > 1e-9 * (np.abs(here) + np.abs(there))).any())


@remembered
def _differs(text: str) -> bool:
    series = taylor(text, 0.0)
    rest = difference(parse(text).tree, series.analytic)
    if rest is None:
        return False
    jumps = pieces(text).jumps
    with _CONTEXT:
        return all(_flat(rest, side) and _never_zero(rest, side * GRID, jumps) for side in (1, -1))


def difference(whole: Node, part: Node) -> Node | None:
    """The formula of whole − part, where part is whole with some of its nodes replaced; None for zero."""
    if whole == part:
        return None
    if isinstance(whole, Call) and isinstance(part, Call) and whole.name == part.name:
        match whole.name:
            case "neg":
                inner = difference(whole.args[0], part.args[0])
                return None if inner is None else Call("neg", (inner,))
            case "add" | "sub" as name:
                first, second = (difference(a, b) for a, b in zip(whole.args, part.args, strict=True))
                if first is None or second is None:
                    negative = second is not None and name == "sub"
                    return Call("neg", (second,)) if negative and second else first or second
                return Call(name, (first, second))
            case "mul":
                (a, b), (c, d) = whole.args, part.args
                parts = [(a, difference(b, d)), (d, difference(a, c))]  # ab − cd = a(b − d) + d(a − c)
                terms: list[Node] = [Call("mul", (factor, rest)) for factor, rest in parts if rest is not None]
                return terms[0] if len(terms) == 1 else Call("add", (terms[0], terms[1]))
            case "div":
                (a, b), (c, d) = whole.args, part.args
                if b == d:
                    above = difference(a, c)
                    return None if above is None else Call("div", (above, b))
    return whole if part == Number(0.0) else Call("sub", (whole, part))


def _known(rest: Node, x: float) -> flint.arb:
    """The difference at a double, to a sign if that can be told."""
    value = flint.arb(0)
    for bits in BITS if abs(x) >= TOLD else BITS[:-1]:
        flint.ctx.prec = bits
        value = at(rest, flint.arb(x))
        if value.is_zero() or (value.is_finite() and not value.contains(0)):
            break
    return value


def _flat(rest: Node, side: int) -> bool:
    """Whether the difference is nothing beside powers next to 0."""
    flint.ctx.prec = BITS[-1]
    near = flint.arb(2) ** TINY
    return bool(abs(at(rest, side * near)) < near**50)


def _never_zero(rest: Node, x: Array, jumps: Array) -> bool:
    """Whether the difference is zero nowhere between the first x and the last; its sign may change at `jumps`."""
    sizes, signs = np.full(len(x), np.nan), np.zeros(len(x))
    for k, each in enumerate(x.tolist()):
        value = _known(rest, each)
        if not value.is_finite() or value.contains(0):
            if value.is_zero() or abs(each) >= TOLD:
                return False
            continue
        sizes[k], signs[k] = _log(value), 1.0 if value > 0 else -1.0
    ends = np.sort(np.stack([x[:-1], x[1:]]), axis=0)[:, signs[:-1] * signs[1:] < 0]
    if not all(((jumps >= low) & (jumps <= high)).any() for low, high in ends.T):
        return False
    bottoms = np.flatnonzero((sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] < sizes[2:])) + 1
    return not any(_sinks(rest, float(x[k - 1]), float(x[k + 1]), float(sizes[k])) for k in bottoms.tolist())


def _log(value: flint.arb) -> float:
    """log2 of the size."""
    return float(abs(value.mid()).log() / flint.arb(2).log())


def _sinks(rest: Node, low: float, high: float, size: float) -> bool:
    """Whether the size of the difference falls to nothing between two places with a lower one between."""
    found = size
    for _ in range(80):
        one, two = low + 0.382 * (high - low), low + 0.618 * (high - low)
        values = _known(rest, one), _known(rest, two)
        if any(each.contains(0) for each in values):
            return True
        first, second = (_log(each) for each in values)
        found = min(found, first, second)
        low, high = (low, two) if first < second else (one, high)
    return found < size - 30
