"""Texts that a classroom reads in two ways, as 1/2x and e^2x: what else they could mean, and how that is written; and
how functions are given what they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mathcore.common.nodes import ARGUMENTS, Call, Node, Number, Variable
from mathcore.common.tokens import Token
from mathcore.common.typeset import spelled

BRACKETS = "Brackets are read as parentheses; the integer part of x is written floor(x), what is left x − floor(x)."


@dataclass(frozen=True)
class Other:
    """A piece that could go on: what comes next might belong to a denominator, an exponent, an argument or a root.

    Attributes:
        name: of the operation or function that could hold more.
        first: its first argument, where what could be longer is the second.
        rest: what could be longer, with all that came next.
        read: the piece and what came next, as they are read.
        joins: which factors might belong to it: "any", those that are "near" (no space before them), "(", or "" (none).
        divides: whether a / after it might belong to it.
        more: further arguments.
        power: to which the function is raised by its name, as in sin²x.
        grown: whether something came next that might belong to it.
    """

    name: str
    first: Node | None
    rest: Node
    read: Node
    joins: str
    divides: bool = False
    more: tuple[Node, ...] = ()
    power: Node | None = None
    grown: bool = False

    def multiplied(self, factor: Node, token: Token) -> Other:
        """With a factor that no mark parts from it, which begins with a token."""
        parted = self.joins == "near" and (token.spaced or (token.text == "(" and isinstance(self.rest, Variable)))
        if not self.joins or parted or (self.joins == "(" and token.text != "("):
            return replace(self, joins="", divides=False)
        return self._with("mul", factor)

    def times(self, factor: Node) -> Other:
        """With a factor behind a mark, which a function without parentheses takes where it would have a number alone:
        sin 2·x."""
        return self._with("mul", factor) if self.joins == "(" and not varies(self.rest) else self

    def divided(self, below: Node) -> Other:
        """With a denominator."""
        return replace(self._with("div", below), joins="") if self.divides and not self.grown else self

    def _with(self, name: str, node: Node) -> Other:
        rest, read = (Call(name, (each, node)) for each in (self.rest, self.read))
        return replace(self, rest=rest, read=read, grown=True, divides=False)

    def whole(self) -> Node:
        """The other reading."""
        return raised(
            Call(self.name, (*([] if self.first is None else [self.first]), self.rest, *self.more)), self.power
        )


def open_power(base: Node, exponent: Node, found: Call) -> list[Other]:
    """How a power could go on whose exponent stands without parentheses: e^2x, x^-1/2, e^-x^2/2. But x^2y, x^2/2 and
    e^x/2 are read in one way."""
    fixed = isinstance(base, Number)
    # Nobody writes a power of 1; and a minus or a second power says that more than one sign stands in the exponent.
    divides = exponent == Number(1.0) or _is(exponent, "neg") or (found.name == "exp" and _is(exponent, "pow", "exp"))
    joins = "near" if fixed or not isinstance(exponent, Number) else ""
    if found.name == "exp":
        return [Other("exp", None, exponent, found, joins, divides)]
    return [Other("pow", base, exponent, found, joins, divides)]


def raised(node: Node, power: Node | None) -> Node:
    """A node to a power, if there is one."""
    return node if power is None else Call("pow", (node, power))


def remark(read: Node, other: Node) -> str:
    """The sentence that a reader sees."""
    return f"Read as {spelled(read)}; the other reading is written {spelled(other)}."


def varies(node: Node) -> bool:
    """Whether a variable is in it."""
    return isinstance(node, Variable) or (isinstance(node, Call) and any(map(varies, node.args)))


def _is(node: Node, *names: str) -> bool:
    return isinstance(node, Call) and node.name in names


def decimal_commas(text: str) -> str:
    """The text with points in its numbers, if commas between digits part decimals: max(0.5, x) for max(0,5,x). The text
    itself where they cannot: an odd run of digits has a decimal only behind a 0, as x^2,0,5 has, and 1,2,3 none."""
    if re.search(r"\.\d|\d\.|;", text):
        return text
    return re.sub(r"(?<![\w.])\d+(?:,\d+)+(?![\w.])", _paired, text)


def _paired(run: re.Match[str]) -> str:
    even = run[0].count(",") % 2 == 1
    return re.sub(r"(\d+),(\d+)" if even else r"\b(0),(\d+)", r"\1.\2", run[0])


def written(name: str, args: Sequence[Node]) -> str:
    """How a function of several arguments that is not there is written with those that are; "" if that is not known."""
    match name, args:
        case "hypot", [_, _, *_]:
            squares = (spelled(Call("pow", (each, Number(2.0)))).removesuffix("^2") for each in args)
            return f"√({' + '.join(f'{each}²' for each in squares)})"
        case "root", [u]:
            return spelled(Call("sqrt", (u,)))
        case "root", [u, degree]:
            power = spelled(Call("pow", (u, Call("div", (Number(1.0), degree)))))
            named = {2.0: "sqrt", 3.0: "cbrt"}.get(degree.value) if isinstance(degree, Number) else None
            return f"{spelled(Call(named, (u,)))} or {power}" if named else power
        case "pow" | "power", [base, exponent]:
            return spelled(Call("pow", (base, exponent)))
    return ""


def takes(name: str, x: str) -> str:
    """What a function takes, in a sentence; `x` is an example of what can be put into it."""
    if name == "if":
        return f"if takes a condition and two values, as in if({x} < 0, −{x}, {x}^2)."
    if name == "piecewise":
        example = f"piecewise({x} < 0, 0, {x} < 1, {x}, 1)"
        return f"piecewise takes conditions with their values and a last value, as in {example}."
    if name == "log":
        return f"log takes one argument, as in log({x}); to the base 2 it is log2({x}), to the base 3 log({x})/log(3)."
    if ARGUMENTS[name][1] > 1:
        return f"{name} takes two arguments or more, as in {name}({x}, 1)."
    return f"{name} takes one argument, as in {name}({x})."
