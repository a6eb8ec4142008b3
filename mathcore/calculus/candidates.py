"""Where a formula says that its function may be singular: zeros of denominators and of what stands in a logarithm or a
root, poles and branch points of named functions, and the kinks and steps of those in pieces."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mathcore.calculus.inverses import periods
from mathcore.common.expressions import Call, Node, Number, constant

Condition = tuple[Node, tuple[complex, ...], str]


def conditions(node: Node) -> Iterator[Condition]:
    """(g, w, kind) such that the function may be singular where g(z) is one of w."""
    if not isinstance(node, Call):
        return
    node = _upright(node)
    for argument in node.args:
        yield from conditions(argument)
    match node:
        case Call("div", (_, below)):
            yield from ((factor, (0j,), "pole") for factor in factors(below))
        case Call("pow", (Call("pow", (inner, two)), exponent)) if (
            constant(two) == 2.0 and (2 * (constant(exponent) or 0.0)) % 2 == 1 and (constant(exponent) or 0.0) > 0
        ):
            yield inner, (0j,), "kink"  # it is |inner| to an odd power
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is None or p != round(p):
                yield from _branches(base)
            elif p < 0:
                yield from ((factor, (0j,), "pole") for factor in factors(base))
        case Call("sqrt", (Call("pow", (inner, exponent)),)) if constant(exponent) == 2.0:
            yield inner, (0j,), "kink"  # it is |inner|
        case Call("log" | "log10" | "log2" | "sqrt" | "cbrt", (argument,)):
            yield from _branches(argument)
        case Call("tan" | "sec", (argument,)):
            yield argument, periods(argument, np.pi, 0.5 * np.pi), "pole"
        case Call("cot" | "csc", (argument,)):
            yield argument, periods(argument, np.pi, 0.0), "pole"
        case Call("tanh", (argument,)):
            yield argument, periods(argument, 1j * np.pi, 0.5j * np.pi), "pole"
        case Call("sigmoid" | "softplus" as name, (argument,)):
            yield argument, periods(argument, 2j * np.pi, 1j * np.pi), "pole" if name == "sigmoid" else "branch"
        case Call("atan", (argument,)):
            yield argument, (1j, -1j), "branch"
        case Call("asin" | "acos", (argument,)):
            yield argument, (1 + 0j, -1 + 0j), "branch"
            yield from ((factor, (0j,), "branch") for factor in _denominators(argument))
        case Call("abs" | "relu" | "sign", (argument,)):
            yield argument, (0j,), "kink"
        case Call("floor" | "ceil", (argument,)):
            yield argument, tuple(complex(k) for k in range(-12, 13)), "kink"
        case Call("min" | "max", arguments):
            yield from (
                (Call("sub", (a, b)), (0j,), "kink") for k, a in enumerate(arguments) for b in arguments[k + 1 :]
            )
        case Call("lt" | "le", (left, right)):
            yield Call("sub", (left, right)), (0j,), "kink"
        case _:
            return


def _upright(node: Call) -> Call:
    """The same function without a fraction below a line: what makes that infinite makes the whole zero, and no pole."""
    match node:
        case Call("div", (above, Call("div", (b, c)))):
            return _upright(Call("div", (Call("mul", (above, c)), b)))
        case Call("div", (above, Call("pow", (base, exponent)))) if (constant(exponent) or 0.0) < 0:
            return Call("mul", (above, Call("pow", (base, Number(-(constant(exponent) or 0.0))))))
        case Call("div", (above, Call("sigmoid", (argument,)))):
            return Call("mul", (above, Call("add", (Number(1.0), Call("exp", (Call("neg", (argument,)),))))))
    return node


def _branches(argument: Node) -> Iterator[Condition]:
    """Where a logarithm or a root of the argument may branch: at its zeros and at its poles."""
    yield from ((factor, (0j,), "branch") for factor in factors(argument))
    yield from ((factor, (0j,), "branch") for factor in _denominators(argument))


def _denominators(node: Node) -> Iterator[Node]:
    """Nodes whose zeros together are the poles of quotients, negative powers, tan, tanh and the sigmoid in this one."""
    if not isinstance(node, Call):
        return
    match node:
        case Call("div", (_, below)):
            yield from factors(below)
        case Call("pow", (base, exponent)) if (constant(exponent) or 0.0) < 0:
            yield from factors(base)
        case Call("tan" | "tanh" as name, (argument,)):
            yield Call("cos" if name == "tan" else "cosh", (argument,))
        case Call("sigmoid", (argument,)):
            yield Call("add", (Number(1.0), Call("exp", (argument,))))
    for argument in node.args:
        yield from _denominators(argument)


def factors(node: Node, real: bool = False) -> Iterator[Node]:
    """Nodes whose zeros together are the zeros of this one, in the plane or on the real line alone: products, powers
    and roots are taken apart."""
    match node:
        case Call("mul", (left, right)):
            yield from factors(left, real)
            yield from factors(right, real)
        case Call("neg" | "sqrt" | "abs" | "cbrt", (argument,)) | Call("div", (argument, _)):
            yield from factors(argument, real)
        case Call("pow", (base, exponent)) if (constant(exponent) or 0.0) > 0:
            yield from factors(base, real)
        case Call("tan", (argument,)):
            yield Call("sin", (argument,))
        case Call("cosh" | "sigmoid" | "softplus", _) if real:
            return
        case Call("exp", _) | Number():
            return  # never zero (a zero constant divides by zero everywhere, which no root can mend)
        case _:
            yield node
