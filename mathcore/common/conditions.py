"""Conditions as a reader types them for the cases of a function: x > 0, 0 < x < 1, (x > 0) and (y ≤ 1)."""

from __future__ import annotations

from mathcore.common.nodes import Call, ExpressionError, Node
from mathcore.common.readings import takes
from mathcore.common.scanner import COMPARED, JOINED, Scanner

_TURNED = (">", ">=", "≥")


class Conditions(Scanner):
    """Reads the conditions of one text; how sums are read is told by its `sum`."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        super().__init__(text, variables)
        self.bars = 0  # that are open
        self.example = variables[0] if variables else "2"  # what a message puts into a function

    def sum(self) -> Node:
        """Terms added and subtracted."""
        raise NotImplementedError

    def closing(self) -> int:
        """Where what follows the parentheses that come next begins; where none come, the place of what comes next."""
        depth = 0
        for k in range(self.at, len(self.tokens)):
            depth += (self.tokens[k].text == "(") - (self.tokens[k].text == ")")
            if not depth:
                return k + (k > self.at)
        return self.at

    @staticmethod
    def conditional(name: str, place: int) -> bool:
        """Whether an argument may be a condition."""
        return (name == "if" and place == 0) or (name == "piecewise" and place % 2 == 0)

    def condition(self) -> Node:
        """Comparisons, in a chain (0 < x < 1) or joined by “and”; what is compared with nothing is a last value."""
        found = self.test(None)
        while _is_condition(found) and self.joined():
            found = self.test(found)
        if self.next.text in ("=", "=="):
            raise self.wrong("a condition has <, ≤, > or ≥; no other value is given at one point alone")
        return found

    def test(self, before: Node | None) -> Node:
        """A comparison or a chain of them, in parentheses or not, joined to the one before by “and”."""
        found = before
        if self.enclosed():
            self.at += 1
            bars, self.bars = self.bars, 0
            first = self.condition()
            self.wanted(")")
            self.bars = bars
            if _is_condition(first):
                return first if found is None else self.node("and", found, first)
        else:
            first = self.sum()
        while mark := self.taken(*COMPARED):
            second = self.sum()
            sides = (second, first) if mark in _TURNED else (first, second)
            one = self.node(COMPARED[mark], *sides)
            found = one if found is None else self.node("and", found, one)
            first = second
        if found is not None and found is before:
            raise self.wrong("a comparison is missing behind “and”, as in x > 0 and x < 1")
        return first if found is None else found

    def enclosed(self) -> bool:
        """Whether what comes next is a condition in parentheses."""
        beyond = self.closing()
        within = {token.text for token in self.tokens[self.at : beyond]}
        ends = self.next.text == "(" and self.tokens[beyond].text in (",", ";", ")", *JOINED)
        return ends and not within.isdisjoint((*COMPARED, "=", "=="))

    def joined(self) -> str:
        """Go over an “and” between comparisons."""
        if self.next.text == "or":
            raise self.wrong("“or” is written with cases, as in if(x < 0, 1, if(x > 1, 1, 0))")
        self.at += (both := self.next.text == "and")
        return "and" if both else ""

    def truth(self, name: str, node: Node) -> Node:
        """A node that must be a condition."""
        if _is_condition(node):
            return node
        raise ExpressionError(takes(name, self.example))


def _is_condition(node: Node) -> bool:
    return isinstance(node, Call) and node.name in ("lt", "le", "and")
