"""Whether a typed function is singular at a place where its formula could be.

A sum is judged by those of its summands that could be singular there: the others are analytic there, and can hide a
pole but not cancel it. What is left is followed around the place in balls, on two circles. If it does not come back to
itself, or has one and the same negative power on both, however small beside the rest, it is singular. As many bits are
taken as the values on the way are apart in size.
"""

from __future__ import annotations

import math
from functools import reduce

import flint
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mathcore.calculus.continuation import continued
from mathcore.calculus.series import _CONTEXT
from mathcore.common.expressions import Call, Node, at_complex

Complex = NDArray[np.complex128]
TURN = 64  # points of a turn around a candidate
POWERS = 24  # negative powers that are looked at
SHRINK = 8  # the inner circle is so much smaller
BITS, SPARE, MOST_BITS = 256, 192, 8192
FEWER_BITS = 2048  # where many places are looked at
NOTHING = 1024  # bits at which what is not told from 0 is taken for it
MOST_DOUBTS = 3  # circles on which the negative powers stay, and are not the same
MOST_CIRCLES = 40  # places where a pole may have cancelled that are looked at in balls
MOST_SUMMANDS = 24
SAME = 1e-6  # relative: two places that are one


def summands(node: Node) -> list[Node]:
    """Nodes whose sum is the node: sums are taken apart, also where they are multiplied or divided by something."""
    match node:
        case Call("add", (left, right)):
            found = [*summands(left), *summands(right)]
        case Call("sub", (left, right)):
            found = [*summands(left), *(Call("neg", (each,)) for each in summands(right))]
        case Call("neg", (argument,)):
            found = [Call("neg", (each,)) for each in summands(argument)]
        case Call("mul", (left, right)):
            found = [Call("mul", (a, b)) for a in summands(left) for b in summands(right)]
        case Call("div", (left, right)):
            found = [Call("div", (each, right)) for each in summands(left)]
        case _:
            found = [node]
    return found if 1 < len(found) <= MOST_SUMMANDS else [node]


def total(nodes: list[Node]) -> Node:
    """Their sum as one node."""
    return reduce(lambda a, b: Call("add", (a, b)), nodes)


def groups(places: Complex, own: list[Complex]) -> list[tuple[int, ...]]:
    """For each of the places (n,) which of the summands, each with its own places, could be singular there."""
    met = np.zeros((len(places), len(own)), bool)
    for k, each in enumerate(own):
        if len(each) and len(places):
            tree = cKDTree(np.stack([each.real, each.imag], axis=1))
            met[:, k] = tree.query(np.stack([places.real, places.imag], axis=1))[0] < SAME * (1 + np.abs(places))
    return [tuple(np.flatnonzero(row).tolist()) for row in met]


def singular(tree: Node, before: Complex, z: complex, side: complex, most: int = MOST_BITS) -> bool | None:
    """Whether a tree, followed along the points before (n,) from a real place and around z from z + side, is singular
    within that circle; None where it cannot be followed, or more than so many bits would have to tell."""
    bits, doubts = BITS, 0
    with _CONTEXT:
        while True:
            flint.ctx.prec = bits
            sizes: list[float] = []
            try:
                verdict = _turned(tree, before, z, side, sizes)
            except ZeroDivisionError:
                verdict = "wide"
            except NotImplementedError:
                return None
            apart = max(sizes, default=0.0) - min(sizes, default=0.0)
            if not math.isfinite(apart):
                return None
            needed = int(SPARE + 2 * apart)
            doubts += verdict == "doubtful"
            if verdict == "singular" or doubts > MOST_DOUBTS:
                return True
            if verdict == "regular" and bits >= needed:
                return False
            if verdict == "doubtful":
                side = side / SHRINK  # what is regular is so on smaller circles in the end
            elif bits >= most:
                return None
            else:
                bits = min(most, 4 * bits if verdict == "wide" else needed)


def _turned(tree: Node, before: Complex, z: complex, side: complex, sizes: list[float]) -> str:
    """What two circles tell at the precision that is set: "singular", "regular", "doubtful" (negative powers that
    differ between them) or "wide" (the balls are). Into `sizes` go binary logarithms of values on the way."""
    step = [(flint.acb(2 * j + 1) / TURN).exp_pi_i() for j in range(TURN)]
    start, out, middle = flint.acb(side), [flint.acb(each) for each in before], flint.acb(z)
    inward = [step[0] * start * flint.arb(2) ** -k + middle for k in range(1, int(math.log2(SHRINK)))]
    outer = [each * start + middle for each in (*step, step[0])]
    inner = [each * start / SHRINK + middle for each in step]
    values = continued(tree, np.array([*out, *outer, *inward, *inner], dtype=object), sizes)[len(out) :]
    far, close = values[:TURN], values[-TURN:]
    if not all(each.is_finite() for each in values):
        return "wide"
    turned = values[TURN] - far[0]
    if not turned.contains(0):
        return "singular"
    tops = [max(abs(each).mid() for each in circle) for circle in (far, close)]
    fine = flint.arb(2) ** (-flint.ctx.prec // 3)
    if flint.ctx.prec >= NOTHING and all(each.contains(0) for each in (*far, *close)):
        return "regular"  # as far as is seen it is 0 there
    if any(each.rad() > fine * top for circle, top in zip((far, close), tops, strict=True) for each in circle):
        return "wide"
    if tops[1] > 4 * tops[0]:
        return "singular"  # by the maximum principle
    doubtful, powers = False, np.array(step, dtype=object)
    power, shrink = powers, flint.arb(1)
    for _ in range(POWERS):
        shrink = shrink * SHRINK
        wide, narrow = ((circle * power).sum() / TURN for circle in (far, close))
        if not wide.contains(0) and abs(narrow / shrink - wide) < abs(wide) / 10:
            return "singular"
        doubtful = doubtful or bool(not narrow.contains(0) and abs(narrow).mid() > flint.arb(10) ** -30 * tops[1])
        power = power * powers
    return "doubtful" if doubtful else "regular"


def around(tree: Node, centre: float, z: complex, points: Complex) -> bool | None:
    """Whether a tree is singular at z, continued from a real centre along a way beside what may lie on the straight
    one, and around z nearer than any other of the points (m,). None where that cannot be told."""
    distance = abs(z - centre)
    apart = np.abs(points - z)
    r = 0.1 * min(distance, *apart[apart > 1e-12 * (1 + abs(z))], np.inf)
    if r < 1e-8 * distance:
        return None
    start, side = centre + 1e-3 * distance, r * (centre - z) / distance
    share = np.linspace(0.0, 1.0, 200)
    bent = start + (z + side - start) * (share + 0.1j * share * (1 - share))
    return singular(tree, bent, z, side)


def around_centre(tree: Node, before: Complex, centre: float, side: complex, turn: int) -> bool | None:
    """Whether a tree, followed along the points before and once around the centre from centre + side at so many
    points, does not come back to itself or has negative powers of more than a billionth of its size; None where that
    cannot be followed."""
    with _CONTEXT:
        flint.ctx.prec = BITS
        step = np.array([(flint.acb(2 * j + 1) / turn).exp_pi_i() for j in range(turn)], dtype=object)
        path = np.append(np.array([flint.acb(each) for each in before], dtype=object), step * flint.acb(side) + centre)
        try:
            values = continued(tree, path)[-turn:]
        except (ZeroDivisionError, NotImplementedError):
            return None
        if not all(each.is_finite() for each in values):
            return None
        size = max(abs(each).mid() for each in values)
        if any(each.rad() > 1e-40 * size for each in values):
            return None
        power = step
        for _ in range(POWERS):
            if abs((values * power).sum() / turn).mid() > 1e-9 * size:
                return True
            power = power * step
    return False


def _circle(tree: Node, z: Complex, r: NDArray[np.float64]) -> tuple[Complex, Complex]:
    """f at 64 points around each z (n,) at the distance r (n,), and the parts c_-m r^-m of its Laurent series there,
    m = 1 to 12: shapes (n, 64) and (n, 12)."""
    around = np.exp(2j * np.pi * (np.arange(64) + 0.3) / 64)
    with np.errstate(all="ignore"):
        values = at_complex(tree, z[:, None] + r[:, None] * around)
        return values, np.stack([np.mean(values * around**m, axis=1) for m in range(1, 13)], axis=1)


def blows_up(tree: Node, z: Complex, sharp: bool) -> tuple[NDArray[np.bool_], bool]:
    """At which z (n,) a tree has a pole, as far as its principal branch tells; and whether all of them were looked at
    in balls where doubles show none. What doubles show: the negative powers grow on a smaller circle, or |f| itself
    does (by the maximum principle: a pole of any order). Where the z are `sharp`, no circle reaches the next one."""
    unit = np.ones(len(z))
    if sharp and len(z) > 1:
        unit = np.minimum(1.0, [10 * np.partition(np.abs(z - each), 1)[1] for each in z])
    (near, inner), (_, middle), (far, outer) = (_circle(tree, z, r * unit) for r in (1e-4, 3e-3, 1e-2))
    (_, wide), m = _circle(tree, z, 3e-2 * unit), np.arange(1, 13)
    with np.errstate(all="ignore"):
        # One and the same negative power on three circles, however small beside the rest.
        same = [np.abs(part * size**m - outer) < 0.02 * np.abs(outer) for part, size in ((middle, 0.3), (wide, 3.0))]
        part = np.abs(inner).max(axis=1)
        grows = part > np.maximum(5 * np.abs(outer).max(axis=1), 1e-9 * np.abs(near).max(axis=1))
        grows |= (same[0] & same[1]).any(axis=1)
        grows |= np.abs(near).max(axis=1) > 1e4 * np.abs(far).max(axis=1)
    grows |= ~(np.isfinite(near).all(axis=1) & np.isfinite(far).all(axis=1))
    unseen = np.flatnonzero(~grows)
    seen = [singular(tree, z[:0], complex(z[k]), complex(1e-3 * unit[k]), FEWER_BITS) for k in unseen[:MOST_CIRCLES]]
    grows[unseen[: len(seen)]] = [bool(each) for each in seen]
    return np.asarray(grows), None not in seen
