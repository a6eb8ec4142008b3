"""The tree of a function that a reader typed: its nodes, and the names that they may have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


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
    """An operation (`add`, `sub`, `mul`, `div`, `pow`, `neg`), a named function, `if` (condition, value, other value),
    or in the place of a condition `lt`, `le`, `and`; with its arguments."""

    name: str
    args: tuple[Node, ...]


Node = Number | Variable | Call

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}

MOST = 12  # arguments of what takes many
ARGUMENTS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"), (1, 1)),
    **dict.fromkeys(("exp", "log", "sqrt", "abs", "erf", "sigmoid", "softplus", "relu"), (1, 1)),
    **dict.fromkeys(("sign", "floor", "ceil", "cbrt", "sec", "csc", "cot", "log10", "log2"), (1, 1)),
    **dict.fromkeys(("sech", "csch", "coth"), (1, 1)),
    "min": (2, MOST),
    "max": (2, MOST),
    "if": (3, 3),
    "piecewise": (3, MOST),
}
"""Each function that can be written, with its fewest and most arguments."""

ALIASES: Mapping[str, str] = {
    "ln": "log",
    **dict.fromkeys(("lg", "log_10"), "log10"),
    **dict.fromkeys(("lb", "ld", "log_2"), "log2"),
    "arcsin": "asin",
    "arccos": "acos",
    **dict.fromkeys(("arctan", "arctg"), "atan"),
    "tg": "tan",
    **dict.fromkeys(("ctg", "cotg", "cotan"), "cot"),
    "sh": "sinh",
    "ch": "cosh",
    **dict.fromkeys(("th", "tgh"), "tanh"),
    **dict.fromkeys(("cth", "ctgh", "cotanh"), "coth"),
    "sgn": "sign",
    "ceiling": "ceil",
    "logistic": "sigmoid",
    "cosec": "csc",
    "cosech": "csch",
}
"""Other spellings."""

INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("asinh", "arcsinh", "arsinh", "arsh"), "log(x + √(x² + 1))"),
    **dict.fromkeys(("acosh", "arccosh", "arcosh", "arch"), "log(x + √(x² − 1))"),
    **dict.fromkeys(("atanh", "arctanh", "artanh", "arth"), "½·log((1 + x)/(1 − x))"),
    **dict.fromkeys(("acot", "arccot", "arcctg"), "π/2 − atan(x)"),
    **dict.fromkeys(("heaviside", "step", "H"), "if(x < 0, 0, 1)"),
    **dict.fromkeys(("silu", "swish"), "x·sigmoid(x)"),
    **dict.fromkeys(("pow", "power"), "x^2"),
    **dict.fromkeys(("int", "trunc"), "sign(x)·floor(|x|)"),
    **dict.fromkeys(("Phi", "normcdf"), "½(1 + erf(x/√2))"),
    **dict.fromkeys(("phi", "normpdf"), "e^(−x²/2)/√(2π)"),
    **dict.fromkeys(("sig", "sigm"), "sigmoid(x)"),
    "gelu": "½x(1 + erf(x/√2))",
    "elu": "if(x < 0, e^x − 1, x)",
    "erfc": "1 − erf(x)",
    "sinc": "sin(x)/x",
    "root": "cbrt(x) or x^(1/4)",
    "round": "floor(x + ½)",
    "frac": "x − floor(x)",
    "logit": "log(x/(1 − x))",
    "hypot": "√(x² + 1)",
}
"""Functions that are not there, and how they are written with those that are."""

PIECED = frozenset({"abs", "relu", "max", "min", "if", "sign", "floor", "ceil"})


def pieced(node: Node) -> bool:
    """Whether a formula has cases, corners or steps: only then can it be constant in one place and not in all."""
    return isinstance(node, Call) and (node.name in PIECED or any(map(pieced, node.args)))
