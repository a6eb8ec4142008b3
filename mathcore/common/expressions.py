"""Functions that a reader types: parsed into a small whitelisted tree, never evaluated as Python.

`parse("sin(x) + x^2/4")` gives a `Formula` that can be evaluated on arrays and handed to SymPy. The text is read by
Python's own parser into an abstract syntax tree; only numbers, the named variables, the operators + - * / ** ^ and
the functions of `FUNCTIONS` are let through, and length, size and exponents are bounded, so that the work for a
reader's text is bounded too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from scipy import special

LONGEST = 120  # characters
LARGEST = 60  # nodes of the tree
HIGHEST_POWER = 20


class ExpressionError(ValueError):
    """The text is not a function that can be drawn; the message says in one sentence what is wrong."""


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Variable:
    """A variable, by name."""

    name: str


@dataclass(frozen=True)
class Call:
    """An operation (`add`, `sub`, `mul`, `div`, `pow`, `neg`) or a named function, with its arguments."""

    name: str
    args: tuple[Node, ...]


Node = Number | Variable | Call

FUNCTIONS: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
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
}
"""Each allowed function: how NumPy computes it, and what SymPy calls it."""

CONSTANTS: Mapping[str, tuple[float, sympy.Expr]] = {"pi": (float(np.pi), sympy.pi), "e": (float(np.e), sympy.E)}

_BINARY: Mapping[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_NUMPY: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
}


@dataclass(frozen=True)
class Formula:
    """A parsed function of `variables`."""

    text: str
    tree: Node
    variables: tuple[str, ...]

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

    @cached_property
    def sympy(self) -> sympy.Expr:
        """The function as a SymPy expression in real symbols of the same names."""
        return _sympy(self.tree)

    @cached_property
    def latex(self) -> str:
        """The function as LaTeX."""
        return str(sympy.latex(self.sympy, ln_notation=False))


@lru_cache(maxsize=256)
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
        raise ExpressionError(f"Type a function of {' and '.join(variables)}, such as sin({variables[0]}).")
    try:
        parsed = ast.parse(text.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        hint = " (multiplication is written with *, as in 2*x)" if any(c.isdigit() for c in text) else ""
        raise ExpressionError(f"“{text.strip()}” cannot be read as a function{hint}.") from None
    if sum(1 for _ in ast.walk(parsed)) > 3 * LARGEST:
        raise ExpressionError("The function is too long to be drawn; shorten it.")
    tree = _convert(parsed, variables)
    return Formula(text.strip(), tree, variables)


def _convert(node: ast.expr, variables: tuple[str, ...]) -> Node:
    match node:
        case ast.Constant(value=bool() | str() | bytes() | None | complex()):
            raise ExpressionError("A function is made of numbers, variables and functions only.")
        case ast.Constant(value=int() | float() as value) if abs(value) <= 1e6:
            return Number(float(value))
        case ast.Constant(value=int() | float()):
            raise ExpressionError("Numbers in a function go up to 1,000,000.")
        case ast.Name(id=name) if name in variables:
            return Variable(name)
        case ast.Name(id=name) if name in CONSTANTS:
            return Number(CONSTANTS[name][0])
        case ast.Name(id=name):
            allowed = ", ".join([*variables, *CONSTANTS])
            extra = f" (to call it, write {name}({variables[0]}))" if name in FUNCTIONS else ""
            raise ExpressionError(f"“{name}” is unknown here{extra}; the names are {allowed}.")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Call("neg", (_convert(operand, variables),))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _convert(operand, variables)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            name = _BINARY[type(op)]
            first, second = _convert(left, variables), _convert(right, variables)
            if name == "pow":
                _bound_power(second)
            return Call(name, (first, second))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return Call(name, (_convert(argument, variables),))
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            raise ExpressionError(f"{name} takes one argument, as in {name}({variables[0]}).")
        case ast.Call(func=ast.Name(id=name)):
            raise ExpressionError(f"“{name}” is not a function known here; there are {', '.join(FUNCTIONS)}.")
        case _:
            raise ExpressionError("Only numbers, variables, + - * / ^ and named functions can be used.")


def _bound_power(exponent: Node) -> None:
    inner = exponent.args[0] if isinstance(exponent, Call) and exponent.name == "neg" else exponent
    if isinstance(inner, Number) and inner.value > HIGHEST_POWER:
        raise ExpressionError(f"Powers go up to {HIGHEST_POWER}.")
    if isinstance(inner, Call) and _has_power(inner):
        raise ExpressionError("A power inside an exponent is not drawn; use exp instead.")


def _has_power(node: Node) -> bool:
    return isinstance(node, Call) and (node.name == "pow" or any(_has_power(arg) for arg in node.args))


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
            for constant, symbol in CONSTANTS.values():
                if value == constant:
                    return symbol
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
