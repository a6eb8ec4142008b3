"""Expression: a function that the reader types."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import Any, ClassVar

from explorer.controls.base import ControlError, Widget
from explorer.controls.words import Typed
from mathcore.common.expressions import CONSTANTS, FUNCTIONS, LONGEST, ExpressionError, parse

_FORMULA = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.operator,
    ast.unaryop,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Call,
)


@dataclass(frozen=True)
class Expression(Typed):
    """A function of `variables`, typed. `examples` are offered as buttons and drawn by the tests.

    `alone`: the ends of x between which it is drawn by itself where the lesson's figure cannot be (explorer/alone.py).
    """

    default: str
    variables: tuple[str, ...] = ("x",)
    examples: tuple[str, ...] = ()
    alone: tuple[float, float] | None = None

    kind: ClassVar[str] = "expression"

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ControlError(f"{self.label} must be text, such as {self.default}.", self.default)
        try:
            return parse(value, self.variables).text
        except ExpressionError as error:
            raise ControlError(f"{self.label}: {error}", self.default) from None

    def widget(self) -> Widget:
        return Widget("text_input", {"max_chars": LONGEST, "placeholder": self.default})

    def python(self, value: Any) -> str:
        return json.dumps(self._plain(value), ensure_ascii=False)  # a Python literal as well, whatever the text holds

    def rust(self, value: Any) -> tuple[str, str]:
        return "&str", json.dumps(self._plain(value), ensure_ascii=False)

    def _plain(self, text: str) -> str:
        """What programs are given: as it was typed where Python reads that, with ^ for powers, else as it would."""
        try:
            plain = parse(text, self.variables).plain
        except ExpressionError:  # no value of this control
            return text
        try:
            nodes = list(ast.walk(ast.parse(text.replace("^", "**"), mode="eval")))
        except (SyntaxError, ValueError):
            return plain
        calls = [node.func for node in nodes if isinstance(node, ast.Call)]
        # In Python (x-1)(x+2) is the call of a number, and [x] a list.
        if not all(isinstance(node, _FORMULA) for node in nodes) or not all(isinstance(f, ast.Name) for f in calls):
            return plain
        called = {func.id for func in calls if isinstance(func, ast.Name)}
        names = {node.id for node in nodes if isinstance(node, ast.Name)} - called
        readable = text.isascii() and called <= FUNCTIONS.keys() and names <= {*self.variables, *CONSTANTS}
        return text if readable else plain

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"variables": self.variables, "examples": self.examples}
