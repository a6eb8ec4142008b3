"""Where on the real line a typed function changes from one formula to another, and where it jumps.

Candidates are the changes of sign of what stands in abs, relu, sign, in a condition or between the arguments of min and
max, and the steps of floor and ceil. At each the pieces on both sides are written down; where they are one and the same
function, as x² of abs(x)² on either side of 0, nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.digits import at
from mathcore.calculus.meshes import EDGE
from mathcore.calculus.series import _CONTEXT
from mathcore.calculus.singularities import singularities
from mathcore.common.expressions import Call, Formula, Node, Number, constant, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
GRID = np.linspace(-EDGE, EDGE, 24002)  # where signs and steps are looked at
COMPARED = 400  # candidates whose pieces are compared; of more it is taken that they differ
NEAR = 1e-7  # beside a candidate, where a jump shows


@dataclass(frozen=True, eq=False)
class Pieces:
    """Real places in the window, ascending: `kinks` (r,) where the formula changes, among them `jumps` (s,)."""

    kinks: Array
    jumps: Array


@remembered
def pieces(text: str) -> Pieces:
    """The places of the function of x that `text` describes."""
    f = parse(text)
    found = singularities(text).kinks
    z = np.append(found, [at for node, step in dict.fromkeys(_conditions(f.tree)) for at in _changes(node, step)])
    z = np.sort(z[np.abs(z) <= EDGE])
    short = np.round(z, 9)  # a decimal, where it may be one
    z = np.unique(np.where(np.abs(z - short) < 1e-10, short, z) + 0.0)
    z = z[np.append(True, np.diff(z) > 1e-9)] if len(z) else z
    side = NEAR * (1 + np.abs(z))
    with np.errstate(all="ignore"):
        left, right, before, beyond = f(z - side), f(z + side), f(z - 2 * side), f(z + 2 * side)
        far, near = np.abs(right - left), np.abs(f(z + 0.01 * side) - f(z - 0.01 * side))
        move = np.abs(left - before) + np.abs(beyond - right)
        # What is only steep comes together.
        jumps = (near > 0.5 * far) & (far > 3 * move) & (far > 1e-12 * (np.abs(left) + np.abs(right)))
    gaps = np.diff(np.concatenate([[-EDGE - 1], z, [EDGE + 1]]))
    reach = np.minimum(0.05, 0.4 * np.minimum(gaps[:-1], gaps[1:]))
    rest = np.flatnonzero(~jumps)
    changes = jumps.copy()
    for k in rest[:COMPARED].tolist():
        changes[k] = _differ(f.tree, float(z[k]), float(reach[k]))
    changes[rest[COMPARED:]] = True
    return Pieces(z[changes], z[jumps])


def _conditions(node: Node) -> Iterator[tuple[Node, bool]]:
    """Nodes at whose changes of sign, or (True) at whose whole values, the formula changes."""
    if not isinstance(node, Call):
        return
    for each in node.args:
        yield from _conditions(each)
    match node:
        case Call("abs" | "relu" | "sign", (argument,)):
            yield argument, False
        case Call("floor" | "ceil", (argument,)):
            yield argument, True
        case Call("sqrt", (Call("pow", (inner, _)),)) | Call("pow", (Call("pow", (inner, _)), _)):
            yield inner, False
        case Call("min" | "max", arguments):
            yield from ((Call("sub", (a, b)), False) for k, a in enumerate(arguments) for b in arguments[k + 1 :])
        case Call("lt" | "le", (left, right)):
            yield Call("sub", (left, right)), False


def _changes(node: Node, step: bool) -> list[float]:
    """Where the sign of a node changes, or the whole number below it."""
    g = Formula("", node, ("x",))

    def level(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.floor(g(x)) if step else np.sign(g(x))

    here = level(GRID)
    k = np.flatnonzero(np.abs(np.diff(here)) > 0)  # not where it begins or ends to be defined
    low, high, first = GRID[k], GRID[k + 1], here[k]
    for _ in range(50):
        middle = 0.5 * (low + high)
        same = level(middle) == first
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    found: list[float] = high.tolist()
    return found


def piece(node: Node, x: float) -> Node:
    """The formula that holds around x, without abs, relu, sign, floor, ceil, min, max and cases."""
    if not isinstance(node, Call):
        return node
    match node:
        case Call("if", (condition, then, other)):
            return piece(then if _value(condition, x) else other, x)
        case Call("abs" | "relu" as name, (argument,)):
            inner = piece(argument, x)
            if _value(argument, x) >= 0:
                return inner
            return Call("neg", (inner,)) if name == "abs" else Number(0.0)
        case Call("sign" | "floor" | "ceil", _):
            return Number(_value(node, x))
        case Call("min" | "max" as name, arguments):
            values = [_value(each, x) for each in arguments]
            return piece(arguments[values.index(min(values) if name == "min" else max(values))], x)
        case Call("sqrt", (Call("pow", (inner, two)),)) if constant(two) == 2.0:
            return piece(Call("abs", (inner,)), x)
        case Call("pow", (Call("pow", (inner, two)), exponent)) if (
            constant(two) == 2.0 and (2 * (constant(exponent) or 0.0)) % 2 == 1
        ):
            return Call("pow", (piece(Call("abs", (inner,)), x), Number(2 * (constant(exponent) or 0.0))))
    return Call(node.name, tuple(piece(each, x) for each in node.args))


def _value(node: Node, x: float) -> float:
    return float(Formula("", node, ("x",))(x))


def _differ(tree: Node, z: float, reach: float) -> bool:
    """Whether the pieces on both sides of a place are different functions; not where one side has none."""
    if not np.isfinite([_value(tree, z - reach), _value(tree, z + reach)]).all():
        return False
    left, right = piece(tree, z - reach), piece(tree, z + reach)
    if left == right:
        return False
    compared = False
    with _CONTEXT:
        flint.ctx.prec = 256
        for share in (-0.9, -0.4, 0.3, 0.8):
            a, b = (at(each, flint.arb(z + share * reach)) for each in (left, right))
            if a.is_finite() and b.is_finite():
                compared = True
                if not (a - b).contains(0):
                    return True
    return not compared
