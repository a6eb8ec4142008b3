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
    "min": (2, MOST),
    "max": (2, MOST),
    "if": (3, 3),
    "piecewise": (3, MOST),
}
"""Each function that can be written, with its fewest and most arguments."""

ALIASES: Mapping[str, str] = {
    "ln": "log",
    "lg": "log10",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "tg": "tan",
    "ctg": "cot",
    "sgn": "sign",
    "ceiling": "ceil",
    "logistic": "sigmoid",
    "cosec": "csc",
}
"""Other spellings."""
