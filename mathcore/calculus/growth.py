"""What grows at the centre faster than every power, as exp(1/x^2) does: its arithmetic, and functions of it.

Such a part is kept as factor · exp(exponent), two nodes of a formula, for its logarithm is a series again and two of
them may cancel. One over it is flat, and so are exp of what tends to −∞ and the distance of tanh from its level.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mathcore.calculus.laurent import Grows, Laurent, SeriesError
from mathcore.common.expressions import Call, Node, Number

if TYPE_CHECKING:
    from mathcore.calculus.series_algebra import Machine

GROWTH = "grow at the centre faster than every power, and what is left of them together is not known here."
ONE = Number(1.0)


def exponential(argument: Node) -> Grows:
    """exp of what tends to infinity at the centre."""
    return Grows(1, "exp", argument, ONE)


def hyperbolic(name: str, argument: Node, sign: int) -> Grows:
    """sinh or cosh of what tends to infinity with that sign: half an exponential, up to a flat part."""
    up = sign if name == "sinh" else 1
    exponent = argument if sign > 0 else Call("neg", (argument,))
    return Grows(up, name, exponent, Number(0.5 * up), exact=False)


def combined(machine: Machine, node: Call, a: Laurent | Grows, b: Laurent | Grows) -> Laurent:
    """A sum, difference, product or quotient of which at least one part grows: it outgrows all series."""
    name, (left, right) = node.name, node.args
    match name, a, b:
        case "mul" | "div", Grows(), Grows():
            return _factored(machine, node, name, a, b)
        case _, Grows(), Grows():
            return _added(machine, node, a, b if name == "add" else b.negative())
        case "add" | "sub", Grows(), Laurent():
            raise a.rounded()
        case "add" | "sub", Laurent(), Grows():
            raise (b if name == "add" else b.negative()).rounded()
        case "div", Laurent(), Grows():
            return machine.flattened(node)
        case _, Grows(), Laurent():
            raise a.times(machine.sure_sign(b), Call(name, (a.factor, right)))
        case _, Laurent(), Grows():
            raise b.times(machine.sure_sign(a), Call(name, (left, b.factor)))
    raise SeriesError("The function cannot be expanded.")


def _factored(machine: Machine, node: Call, name: str, a: Grows, b: Grows) -> Laurent:
    """The product or quotient of two parts that grow."""
    factor = Call(name, (a.factor, b.factor))
    exponent = Call("add" if name == "mul" else "sub", (a.exponent, b.exponent))
    if name == "mul":
        raise Grows(a.sign * b.sign, a.function, exponent, factor, a.exact and b.exact)
    try:
        found = machine.chosen(node, Call("mul", (factor, Call("exp", (exponent,)))))
    except Grows as grows:
        raise grows if a.exact and b.exact else grows.rounded() from None
    machine.flat = machine.flat or not (a.exact and b.exact)
    return found


def _added(machine: Machine, node: Call, a: Grows, b: Grows) -> Laurent:
    """The sum of two parts that grow: their exponents tell which of them, or which factor, is left."""
    share = Call("exp", (Call("sub", (b.exponent, a.exponent)),))
    factor, flat = Call("add", (a.factor, Call("mul", (b.factor, share)))), machine.flat
    try:
        rest = machine.run(factor)
    except Grows:
        machine.flat = flat
        raise b.rounded() from None
    exact, machine.flat = a.exact and b.exact and machine.flat == flat, flat
    sign = machine.sign(rest)
    if sign:
        raise Grows(sign, a.function, a.exponent, factor, exact)
    if exact:
        return machine.chosen(node, Number(0.0))
    raise SeriesError(f"Two parts {GROWTH}")


def beyond(machine: Machine, node: Call, grows: Grows) -> Laurent:
    """A named function of what grows faster than every power."""
    argument = node.args[0]
    match node.name, grows.sign:
        case "exp", 1:
            raise exponential(argument)
        case "sinh" | "cosh", sign:
            raise hyperbolic(node.name, argument, sign)
        case ("exp" | "softplus" | "sigmoid", -1) | ("sigmoid", 1):
            return machine.flattened(node, 1.0 if grows.sign > 0 else 0.0)
        case "softplus", 1:
            raise grows.rounded()
        case ("abs" | "relu", 1):
            raise grows
        case "abs", -1:
            raise grows.negative()
        case "relu", -1:
            return machine.chosen(node, Number(0.0))
        case "sign", sign:
            return machine.chosen(node, Number(float(sign)))
        case "tanh" | "erf", sign:
            return machine.flattened(node, float(sign))
        case "atan", sign:
            machine.flat = True
            return machine.chosen(node, Call("mul", (Number(float(sign)), Call("div", (Number(math.pi), Number(2.0))))))
        case "log", 1:
            machine.flat = machine.flat or not grows.exact
            small = () if grows.factor == ONE else (Call("log", (grows.factor,)),)
            return machine.chosen(node, Call("add", (grows.exponent, *small)) if small else grows.exponent)
        case "sqrt", 1:
            raise grows.raised(0.5, Call("sqrt", (grows.factor,)))
        case "cbrt", _:
            raise grows.raised(1 / 3, Call("cbrt", (grows.factor,)))
        case "log", _:
            raise SeriesError("The logarithm is met below zero beside the centre, where it is not defined.")
        case "sqrt", _:
            raise SeriesError("The square root of a negative number is met beside the centre.")
        case "asin" | "acos", _:
            raise SeriesError(f"{node.name} is met outside [−1, 1] beside the centre, where it has no real value.")
        case "floor" | "ceil", _:
            raise SeriesError(f"The steps of {node.name} gather at the centre: it is not expanded there.")
        case "sin" | "cos" | "tan", _:
            raise SeriesError(f"{node.name} oscillates ever faster towards the centre: it is not expanded there.")
    raise SeriesError("The function cannot be expanded.")


def powered(machine: Machine, node: Call, grows: Grows, p: float) -> Laurent:
    """A constant power of what grows."""
    if p == 0:
        return machine.chosen(node, ONE)
    if p != round(p) and grows.sign < 0:
        raise SeriesError("A power of a negative number is met beside the centre, where it has no real value.")
    if p < 0:
        return machine.flattened(node)
    raised = grows.raised(p, Call("pow", (grows.factor, node.args[1])))
    raise raised.times(grows.sign if p % 2 == 0 else 1, raised.factor)
