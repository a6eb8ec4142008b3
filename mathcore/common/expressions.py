"""Functions that a reader types: parsed into a small whitelisted tree, never evaluated as Python.

`parse("sin(x) + x²/4")` gives a `Formula` that can be evaluated on arrays, real or complex, and handed to SymPy. The
text is read by `mathcore.common.notation`, as it is written in a classroom; only numbers, the named variables, the
operators and the functions of `mathcore.common.nodes` are let through, and length, size and constant powers are
bounded, so that the work for a reader's text is bounded too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.memory import remembered
from mathcore.common.nodes import CONSTANTS, Call, ExpressionError, Node, Number, Variable
from mathcore.common.notation import read
from mathcore.common.readings import varies
from mathcore.common.typeset import latex as typeset
from mathcore.common.typeset import spelled

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "LONGEST",
    "Call",
    "ExpressionError",
    "Formula",
    "Node",
    "Number",
    "Variable",
    "at_complex",
    "constant",
    "odd_root",
    "parse",
]
LONGEST = 120  # characters
HIGHEST_POWER = 20
Complex = NDArray[np.complex128]

FUNCTIONS: Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "sin": (np.sin, sympy.sin),
    "cos": (np.cos, sympy.cos),
    "tan": (np.tan, sympy.tan),
    "asin": (np.arcsin, sympy.asin),
    "acos": (np.arccos, sympy.acos),
    "atan": (np.arctan, sympy.atan),
    "sinh": (np.sinh, sympy.sinh),
    "cosh": (np.cosh, sympy.cosh),
    "tanh": (np.tanh, sympy.tanh),
    "exp": (np.exp, sympy.exp),
    "log": (np.log, sympy.log),
    "sqrt": (np.sqrt, sympy.sqrt),
    "abs": (np.abs, sympy.Abs),
    "erf": (special.erf, sympy.erf),
    "sigmoid": (special.expit, lambda u: 1 / (1 + sympy.exp(-u))),
    "softplus": (lambda u: np.logaddexp(0.0, u), lambda u: sympy.log(1 + sympy.exp(u))),
    "relu": (lambda u: np.maximum(u, 0.0), lambda u: sympy.Max(u, 0)),
    "sign": (np.sign, sympy.sign),
    "floor": (np.floor, sympy.floor),
    "ceil": (np.ceil, sympy.ceiling),
    "cbrt": (np.cbrt, lambda u: sympy.real_root(u, 3)),
    "min": (lambda *u: np.minimum.reduce(np.broadcast_arrays(*u)), sympy.Min),
    "max": (lambda *u: np.maximum.reduce(np.broadcast_arrays(*u)), sympy.Max),
    "if": (np.where, lambda condition, then, other: sympy.Piecewise((then, condition), (other, True))),
    "lt": (np.less, lambda a, b: a < b),
    "le": (np.less_equal, lambda a, b: a <= b),
    "and": (np.logical_and, sympy.And),
}
"""Each function: how NumPy computes it, and what SymPy calls it."""

_SYMBOLS: Mapping[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}
_PLANE: Mapping[str, Callable[[Complex], Any]] = {
    "sigmoid": lambda u: 1.0 / (1.0 + np.exp(-u)),
    "softplus": lambda u: np.log(1.0 + np.exp(u)),
    "abs": lambda u: np.where(u.real >= 0, u, -u),  # analytic on each side of the bend
    "relu": lambda u: np.where(u.real >= 0, u, 0.0),
    "cbrt": lambda u: np.where(u.real >= 0, 1.0, -1.0) * np.power(np.where(u.real >= 0, u, -u), 1 / 3),
    "sign": lambda u: np.sign(u.real),
    "floor": lambda u: np.floor(u.real),
    "ceil": lambda u: np.ceil(u.real),
}
"""Functions that mean something else, or are computed otherwise, at complex points."""
_PIECES: Mapping[str, Callable[..., Any]] = {
    "min": lambda a, b: np.where(np.real(a) <= np.real(b), a, b),
    "max": lambda a, b: np.where(np.real(a) >= np.real(b), a, b),
    "lt": lambda a, b: np.real(a) < np.real(b),
    "le": lambda a, b: np.real(a) <= np.real(b),
    "and": np.logical_and,
}
"""Pieces reach off the real line as they lie on it: real parts decide which one holds."""
_NUMPY: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": lambda a, b: np.where((np.abs(a) == 1) & np.isinf(b), np.nan, np.power(a, b)),  # 1^∞ tends to anything
    "neg": np.negative,
}


@dataclass(frozen=True)
class Formula:
    """A parsed function of `variables`.

    Attributes:
        remarks: a sentence on each piece that could be read otherwise, or has no value where a reader may expect one.
    """

    text: str
    tree: Node
    variables: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def __call__(self, *points: ArrayLike) -> NDArray[np.float64]:
        """The values at `points`, one array for each variable, broadcast together; NaN outside the domain.

        Raises:
            TypeError: unless there is one array for each variable.
        """
        if len(points) != len(self.variables):
            raise TypeError(f"{self.text} has the variables {self.variables}, but {len(points)} arrays were given.")
        arrays = [np.asarray(point, dtype=float) for point in points]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        with np.errstate(all="ignore"):
            values = np.asarray(_numpy(self.tree, dict(zip(self.variables, arrays, strict=True))), dtype=float)
        return np.array(np.broadcast_to(values, shape))

    def complex(self, z: ArrayLike) -> Complex:
        """The values of a function of one variable at complex z, any shape, on the principal branches; infinite or NaN
        at singularities. Of a function in pieces (abs, floor, min, cases, ...) the real parts say which one holds.
        """
        return at_complex(self.tree, z)

    @cached_property
    def plain(self) -> str:
        """The function as Python and programs write it: 2*x**2 for 2x²."""
        return _plain(self.tree, 0)

    @cached_property
    def understood(self) -> str:
        """The function in LaTeX as it was read, nothing simplified."""
        return typeset(self.tree)

    @cached_property
    def sympy(self) -> sympy.Expr:
        """The function as a SymPy expression in real symbols of the same names."""
        return _sympy(self.tree)

    @cached_property
    def latex(self) -> str:
        """The function as LaTeX."""
        return str(sympy.latex(self.sympy, ln_notation=False))


@remembered
def parse(text: str, variables: tuple[str, ...] = ("x",)) -> Formula:
    """The function that `text` describes.

    Raises:
        ExpressionError: with one sentence on what is wrong and what is allowed.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"The function has {len(text)} characters; at most {LONGEST} are read.")
    # The text is kept as it was typed, and programs are made from it: it holds no comment and no second line.
    if re.search(r"[#\\\r\n]", text.strip()):
        raise ExpressionError("A function is one line without # and \\, made of numbers, variables and + - * / ^ ( ).")
    if not text.strip():
        raise ExpressionError(
            f"Type a function of {' and '.join(variables)}, such as sin({variables[0]})." if variables else "No number."
        )
    tree, remarks = read(text, variables)
    _bound_powers(tree)
    return Formula(text.strip(), tree, variables, tuple(dict.fromkeys([*remarks, *_odd_roots(tree, variables)])))


def constant(node: Node) -> float | None:
    """The value of a tree without a variable, NaN outside the domain; None if there is a variable in it."""
    return None if varies(node) else float(Formula("", node, ())())


def odd_root(base: Node, exponent: Node) -> str:
    """How the real root of a negative base is written where the exponent is a fraction with an odd denominator, as
    cbrt(x) for x^(1/3); "" for other exponents."""
    p = constant(exponent)
    part = Fraction(p).limit_denominator(99) if p is not None and abs(p) <= HIGHEST_POWER else Fraction(0)
    if p is None or part.denominator % 2 == 0 or part.denominator == 1 or abs(float(part) - p) > 1e-12:
        return ""
    size, degree = Number(float(abs(part.numerator))), Number(float(part.denominator))
    if part.denominator == 3:
        found: Node = Call("cbrt", (base,))
        found = found if size.value == 1 else Call("pow", (found, size))
    else:
        found = Call("pow", (Call("abs", (base,)), Call("div", (size, degree))))
        found = Call("mul", (Call("sign", (base,)), found)) if size.value % 2 else found
    return spelled(Call("div", (Number(1.0), found)) if part < 0 else found)


def _odd_roots(node: Node, variables: tuple[str, ...]) -> Iterator[str]:
    """A sentence on each power with a fraction whose base may be negative: it has no real value there."""
    if not isinstance(node, Call):
        return
    for each in node.args:
        yield from _odd_roots(each, variables)
    if node.name == "pow" and (instead := odd_root(*node.args)):
        grid = np.meshgrid(*[np.linspace(-9.7, 9.7, 41)] * len(variables))
        if (Formula("", node.args[0], variables)(*grid) < 0).any():
            least = f"{spelled(node.args[0])} {'>' if (constant(node.args[1]) or 0.0) < 0 else '≥'} 0"
            yield f"{spelled(node)} has a real value only where {least}; the real odd root is written {instead}."


def _bound_powers(node: Node) -> None:
    """Constant powers are bounded, whichever way the constant is written."""
    if not isinstance(node, Call):
        return
    for each in node.args:
        _bound_powers(each)
    if node.name == "pow":
        exponent = constant(node.args[1])
        if exponent is not None and not abs(exponent) <= HIGHEST_POWER:
            raise ExpressionError(f"Powers go up to {HIGHEST_POWER}.")


def _numpy(node: Node, values: Mapping[str, NDArray[np.float64]]) -> Any:
    match node:
        case Number(value):
            return np.float64(value)
        case Variable(name):
            return values[name]
        case Call(name, args):
            arguments = [_numpy(arg, values) for arg in args]
            return _NUMPY[name](*arguments) if name in _NUMPY else FUNCTIONS[name][0](*arguments)


def _sympy(node: Node) -> Any:
    match node:
        case Number(value):
            for name, known in CONSTANTS.items():
                if value == known:
                    return _SYMBOLS[name]
            return sympy.Integer(int(value)) if value == int(value) else sympy.Float(value)
        case Variable(name):
            return sympy.Symbol(name, real=True)
        case Call("neg", (argument,)):
            return -_sympy(argument)
        case Call("add" | "sub" | "mul" | "div" | "pow" as name, (left, right)):
            first, second = _sympy(left), _sympy(right)
            match name:
                case "add":
                    return first + second
                case "sub":
                    return first - second
                case "mul":
                    return first * second
                case "div":
                    return first / second
                case _:
                    return first**second
        case Call(name, args):
            return FUNCTIONS[name][1](*(_sympy(arg) for arg in args))


def at_complex(node: Node, z: ArrayLike) -> Complex:
    """The values of a tree at complex z, any shape; as `Formula.complex`."""
    points = np.asarray(z, dtype=complex)
    with np.errstate(all="ignore"):
        return np.asarray(_complex(node, points), dtype=complex) + np.zeros_like(points)


def _complex(node: Node, z: Complex) -> Any:
    match node:
        case Number(value):
            return complex(value)
        case Variable():
            return z
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            low = _complex(base, z)
            if p is not None and p == round(p):
                return np.power(low, round(p)) if p >= 0 else np.divide(1.0, np.power(low, round(-p)))
            return np.exp(_complex(exponent, z) * np.log(low + 0j))
        case Call("if", (condition, then, other)):
            return np.where(_complex(condition, z), _complex(then, z), _complex(other, z))
        case Call(name, args) if name in _PIECES:
            return reduce(_PIECES[name], (_complex(arg, z) for arg in args))
        case Call(name, args) if name in _NUMPY:
            return _NUMPY[name](*(_complex(arg, z) for arg in args))
        case Call(name, (argument,)):
            inner = np.asarray(_complex(argument, z), dtype=complex)
            return (_PLANE[name] if name in _PLANE else FUNCTIONS[name][0])(inner)
    raise TypeError(f"{node} is no node of a formula.")


_SIGNS = {
    "add": ("+", 1),
    "sub": ("-", 1),
    "mul": ("*", 2),
    "div": ("/", 2),
    "pow": ("**", 4),
    "lt": ("<", 0),
    "le": ("<=", 0),
}


def _plain(node: Node, within: int) -> str:
    """A tree as text; parentheses where what stands around it binds tighter."""
    match node:
        case Number(value):
            name = next((name for name, known in CONSTANTS.items() if value == known), None)
            return name or (str(int(value)) if value == int(value) else repr(value))
        case Variable(name):
            return name
        case Call("neg", (argument,)):
            text, level = f"-{_plain(argument, 3)}", 1
        case Call(name, (left, right)) if name in _SIGNS:
            sign, level = _SIGNS[name]
            first = _plain(left, level + (name == "pow"))
            text = f"{first}{sign}{_plain(right, level + (name in ('sub', 'div')))}"
        case Call(name, args):
            text, level = f"{name}({', '.join(_plain(arg, 0) for arg in args)})", 9
        case _:
            raise TypeError(f"{node} is no node of a formula.")
    return f"({text})" if level < within else text
