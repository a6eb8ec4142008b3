"""The text of a function, piece by piece: names that stand side by side are parted, and what is in the way is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from mathcore.common.nodes import ALIASES, ARGUMENTS, CONSTANTS, Call, ExpressionError, Node
from mathcore.common.tokens import Token, scan

LARGEST_TREE = 120  # nodes
COMPARED = {"<": "lt", "<=": "le", "≤": "le", ">": "lt", ">=": "le", "≥": "le"}  # the smaller side first
JOINED = ("and", "or")  # of conditions


@cache
def _known(variables: tuple[str, ...]) -> Mapping[str, str]:
    """Every name that can be written, and what it stands for: capitals are as good as small letters."""
    found = {name: name for name in [*ARGUMENTS, *CONSTANTS]} | dict(ALIASES)
    return found | {name.upper(): meant for name, meant in found.items() if len(name) > 1} | {v: v for v in variables}


def _split(word: str, known: Mapping[str, str]) -> list[str] | None:
    """A word as names side by side, the longest first: xy, sinx, pix. None if it is not made of names."""
    if not word:
        return []
    for end in range(len(word), 0, -1):
        head = word[:end] if word[:end] in known else word[:end].lower()
        if head in known:
            rest = _split(word[end:], known)
            if rest is not None:
                return [head, *rest]
    return None


def _pieces(word: str, known: Mapping[str, str]) -> list[str] | None:
    """A word as names side by side and the numbers that functions stand before: cos2x is cos 2 x, and sin2xcos3x is
    sin 2 x cos 3 x. None if it is not made of those: x2 may be x^2, and is asked about."""
    if (names := _split(word, known)) is not None:
        return names
    first = re.fullmatch(r"([A-Za-z]+)(\d+)(\w*)", word)
    if first is None or (rest := _pieces(first[3], known)) is None:
        return None
    if (based := _split(first[1] + first[2], known)) is not None:  # log2
        return [*based, *rest]
    names = _split(first[1], known)
    return [*names, first[2], *rest] if names and known[names[-1]] in ARGUMENTS else None


class Scanner:
    """Goes through the pieces of one text."""

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self.text, self.variables, self.known = text.strip(), variables, _known(variables)
        self.tokens = self._names(scan(text))
        self.at, self.nodes = 0, 0

    def _names(self, tokens: Sequence[Token]) -> list[Token]:
        found = []
        for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
            parts = _split(token.text, self.known) if token.kind == "name" else None
            if parts is None and token.kind == "name" and after.text != "(":  # atan2(x, 1) and log5(x) are no products
                parts = _pieces(token.text, self.known)
            if parts is None:
                joined = token.text.lower() in JOINED
                found.append(Token("name", token.text.lower(), token.spaced) if joined else token)
                continue
            for k, part in enumerate(parts):
                kind = "number" if part.isdigit() else "name"
                found.append(Token(kind, self.known.get(part, part), token.spaced and k == 0))
        return found

    @property
    def next(self) -> Token:
        """The piece that comes next."""
        return self.tokens[self.at]

    def taken(self, *marks: str) -> str:
        """Go over the next piece if it is one of these marks; the mark, or ""."""
        if self.next.kind == "mark" and self.next.text in marks:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def wanted(self, mark: str) -> None:
        """Go over a mark that must come now."""
        if not self.taken(mark):
            raise self.compared() if self.next.text in (*COMPARED, "=", "==") else self.wrong(f"a “{mark}” is missing")

    def compared(self) -> ExpressionError:
        """The sentence on a condition where there can be none."""
        return self.wrong("it is compared with something; cases are written if(x < 0, −x, x^2)")

    def wrong(self, what: str) -> ExpressionError:
        """The sentence on what cannot be read."""
        return ExpressionError(f"“{self.text}” cannot be read as a function: {what}.")

    def node(self, name: str, *args: Node) -> Call:
        """A call, counted."""
        self.nodes += 1
        if self.nodes > LARGEST_TREE:
            raise ExpressionError("The function is too long to be drawn; shorten it.")
        return Call(name, args)
