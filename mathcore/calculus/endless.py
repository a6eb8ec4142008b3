"""The real places at which a typed function is unbounded, and on which side of them.

Only where something is divided by zero, or where a logarithm, a negative power or a tangent is met at its end, can a
typed function be unbounded. Such a place is made exact, to hundreds of digits; the function is bounded beside it if an
interval that holds all its values there says so. Otherwise it is looked at at distances down to 2^-1024 (at 0 down to
2^-(2^23)), each the square of the last: what grows there as the logarithm does, or its logarithm, or the logarithm of
that, is unbounded, and what closes in on a limit, even as 1/log log does, is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.candidates import factors
from mathcore.calculus.digits import at
from mathcore.calculus.meshes import EDGE, mesh
from mathcore.calculus.ranges import ranges
from mathcore.calculus.series import _CONTEXT
from mathcore.calculus.singularities import singularities
from mathcore.common.expressions import Call, Formula, Node, Number, constant, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
GRID = np.linspace(-EDGE, EDGE, 24002)  # where signs are looked at
MOST = 4000  # places of one function
ASKED = 40  # of them on one interval, from its middle
QUICK = (12, 30, 60)  # distances 2^-12, ...
SLOW = {True: range(3, 24), False: range(3, 11)}  # distances 2^-(2^3), ...: at 0, and elsewhere
BITS = {True: 192, False: 2304}
ROUNDED = flint.arb(2) ** 32  # how many times the last digit the rounding of an argument may leave of 0
MANY: Array = np.exp2(8 * ((np.arange(48) * 0.6180339887498949) % 1.0))  # places at about each distance
SLOWEST = 1.5  # increments that fall faster than that power of the number of the distance have a finite sum


def unbounded(text: str, centre: float, half: float) -> bool:
    """Whether the function of x that `text` describes is unbounded within `half` of the centre, as far as found."""
    near = places(text)
    near = near[np.abs(near - centre) <= half]
    for z in near[np.argsort(np.abs(near - centre), kind="stable")][:ASKED].tolist():
        for side in (1, -1):
            if (z - centre) * side < half and endless(text, z, side):
                return True
    return False


@remembered
def places(text: str) -> Array:
    """Where the function may be unbounded, ascending: changes of sign of what it divides by, of the arguments of
    logarithms and of the cosines of those of tangents, the real singularities, and what the mesh leaves open."""
    points = singularities(text).points
    found = [points.real[np.abs(points.imag) < 1e-6]]
    tree = parse(text).tree
    for node in dict.fromkeys(_denied(tree)):
        g = Formula("", node, ("x",))
        with np.errstate(all="ignore"):
            signs = np.sign(g(GRID))
            found.append(GRID[signs == 0])
            k = np.flatnonzero(signs[:-1] * signs[1:] < 0)[:MOST]
            low, high, sign = GRID[k], GRID[k + 1], signs[k]
            for _ in range(60):
                middle = 0.5 * (low + high)
                same = np.sign(g(middle)) == sign
                low, high = np.where(same, middle, low), np.where(same, high, middle)
            found.append(np.where(np.abs(g(low)) < np.abs(g(high)), low, high))
    z, holes = np.concatenate(found), mesh(text).holes
    z = np.append(z, holes[np.abs(holes[:, None] - z).min(axis=1, initial=np.inf) > 1e-7])
    z = np.sort(z[np.abs(z) <= EDGE])
    short = np.round(z, 9)  # a decimal, where it may be one
    z = np.unique(np.where(np.abs(z - short) < 1e-11, short, z) + 0.0)
    return z[np.append(True, np.diff(z) > 1e-11)] if len(z) else z


def _denied(node: Node) -> Iterator[Node]:
    """Nodes at whose real zeros the function may be unbounded."""
    if not isinstance(node, Call):
        return
    for each in node.args:
        yield from _denied(each)
    match node:
        case Call("div", (_, below)):
            yield from factors(below, real=True)
        case Call("pow", (base, exponent)) if (constant(exponent) or -1.0) < 0:
            yield from factors(base, real=True)
        case Call("log", (argument,)):
            yield from factors(argument, real=True)
        case Call("tan", (argument,)):
            yield Call("cos", (argument,))


@lru_cache(maxsize=4096)
def endless(text: str, z: float, side: int) -> bool:
    """Whether the function is unbounded beside a place, to its right (side 1) or left (-1)."""
    tree = parse(text).tree
    with np.errstate(all="ignore"):
        ends = np.array([z, z + side * 1e-5 * (1 + abs(z))])
        low, high = ranges(tree, ends[ends.argmin()][None], ends[ends.argmax()][None])
    if low[0] > high[0] or (np.isfinite(low[0]) and np.isfinite(high[0]) and max(-low[0], high[0]) < 1e300):
        return False
    with _CONTEXT:
        flint.ctx.prec = 400
        exact = _exact(tree, z)
        if exact is None:
            return False
        quick = [_height(tree, exact, side, k, MANY[:3]) for k in QUICK]
        if not math.isnan(quick[0]) and not math.isnan(quick[1]):
            first, second = quick[1] - quick[0], quick[2] - quick[1]
            if first > 2 and (second > max(2.0, 0.5 * first) or (math.isnan(second) and first > 20)):
                return True
            if abs(first) < 1e-4 and abs(second) < 1e-4:
                return False
        origin = exact.is_zero()
        flint.ctx.prec = BITS[origin]
        exact = _exact(tree, z)
        if exact is None:
            return False
        levels = [_height(tree, exact, side, 2**j, MANY) for j in SLOW[origin]]
    return _grows(levels, SLOW[origin])


def _height(tree: Node, z: flint.arb, side: int, power: int, many: Array) -> float:
    """log2 of the largest |f| at about the distance 2^-power from z; NaN where it has no value that can be told."""
    near, most = flint.arb(2) ** -power, math.nan
    for each in many.tolist():
        value = at(tree, z + side * flint.arb(each) * near)
        if value.is_finite() and not value.contains(0):
            size = float(abs(value.mid()).log() / flint.arb(2).log())
            most = size if math.isnan(most) else max(most, size)
        elif value.is_finite() and math.isnan(most):
            most = -math.inf
    return most


def _grows(levels: list[float], steps: range) -> bool:
    """Whether log2 of the sizes at ever smaller distances tells of growth without end."""
    known = [each for each in levels if not math.isnan(each)]
    if len(known) < 4:
        return False
    if known[-1] - known[0] > 60 and known[-1] > known[-2]:
        return True  # as a power
    if len(known) < len(levels):
        steps = steps[: len(known)]
    most = np.maximum.accumulate(2.0 ** np.clip(known, -1000, 1000))
    third = max(len(known) // 6, 1)
    first, last = most[-1 - third] - most[-1 - 2 * third], most[-1] - most[-1 - third]
    if not last > 0.02 * most[-1]:
        return False
    j = np.array(steps, dtype=float)
    power = j ** (1 - SLOWEST)
    return bool(last > first * (power[-1 - third] - power[-1]) / (power[-1 - 2 * third] - power[-1 - third]))


def _exact(tree: Node, z: float) -> flint.arb | None:
    """The zero of what the function is denied at that lies next to a double, to all digits of the context: that decimal
    itself, or by Schröder's iteration, which multiplicity does not slow down. None where there is none."""
    bits = flint.ctx.prec
    here = at(Number(z), flint.arb(0))
    nothing, h = flint.arb(2) ** (-bits // 2), flint.arb(2) ** (-bits // 4)
    nodes = list(dict.fromkeys(_denied(tree)))
    for g in nodes:
        value = at(g, here)
        if value.is_finite() and value.contains(0) and value.rad() < nothing:
            return here
    for g in nodes:
        root = here
        for _ in range(40):
            below, middle, above = (at(g, each) for each in (root - h, root, root + h))
            if not all(each.is_finite() for each in (below, middle, above)):
                break
            if abs(middle) < nothing * nothing * 16 or (middle.contains(0) and middle.rad() < nothing):
                return root
            slope, bend = (above - below) / (2 * h), (above - 2 * middle + below) / (h * h)
            divisor = slope * slope - middle * bend
            if divisor.contains(0):
                if abs(middle) < nothing * nothing * ROUNDED:
                    return root
                break
            step = middle * slope / divisor
            if abs(middle) < nothing and abs(step) < nothing * h * (1 + abs(z)):
                return (root - step).mid()  # what is left is the rounding of the argument, and no ball around 0 need be
            root = (root - step).mid()
            if not abs(root - here) < 1e-5 * (1 + abs(z)):
                break
    return None
