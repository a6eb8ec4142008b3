"""The pieces of a function that a reader typed: numbers, fractions, names, raised digits and marks, whatever signs and
alphabets they are written in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mathcore.common.nodes import ExpressionError

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = dict(zip(SUPERSCRIPTS + "⁺⁻⁽⁾ᵃᵇᵏⁿᵗˣʸᶻ", "0123456789+-()abkntxyz", strict=True))
_SCAN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<fraction>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<mark>\*\*|<=|>=|==|[-+*/^()|,√∛∜<>≤≥=;]))"
)
_SAME = str.maketrans(
    dict.fromkeys("−–—‐‑", "-")
    | dict.fromkeys("·×⋅•∙∗", "*")
    | dict.fromkeys("÷∶:⁄∕", "/")
    | dict.fromkeys("[{", "(")
    | dict.fromkeys("]}", ")")
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
    | dict.fromkeys("\u200b\u200c\u200d\u2060\u2061\u2062\ufeff")  # invisible
)
_INSTEAD = {
    "≠": "a condition has <, ≤, > or ≥; that x is not 0 is written |x| > 0",
    "∧": "conditions are joined by “and”, as in x > 0 and x < 1; a power has ^",
    "&": "conditions are joined by “and”, as in x > 0 and x < 1",
    "∨": "“or” is written with cases, as in if(x < 0, 1, if(x > 1, 1, 0))",
}
"""Signs of conditions, and what is written instead."""
_PART = "\x1f"  # parts a spelled sign from its neighbours, and is no space: √2π is not √2 π
_SPELLED = {"π": f"{_PART}pi{_PART}", "∣": "|", "σ": "sigmoid", "⌋": ")", "⌉": ")"}
_SPELLED |= {"⌊": f"{_PART}floor(", "⌈": f"{_PART}ceil("}
ROOTS = {"√": 2, "∛": 3, "∜": 4}


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind (number, fraction, name, raised, mark, end), its words, and whether a space is
    before it."""

    kind: str
    text: str
    spaced: bool = False


def scan(text: str) -> list[Token]:
    """The pieces of a text, and an end.

    Raises:
        ExpressionError: a character that means nothing.
    """
    plain, at, found = _spelled(text), 0, []
    while plain[at:].strip():
        match = _SCAN.match(plain, at)
        if match is None or match.lastgroup is None:
            strange = plain[at:].strip()[0]
            if strange in "'\"":
                raise ExpressionError("A function is made of numbers, variables and functions only.")
            strange = "≠" if plain[at:].strip().startswith("!=") else strange
            why = _INSTEAD.get(strange, f"“{strange}” means nothing here")
            raise ExpressionError(f"“{text.strip()}” cannot be read as a function: {why}.")
        words = match[match.lastgroup]
        found.append(
            Token(match.lastgroup, "^" if words == "**" else words, match[0][: -len(words)].strip(_PART) != "")
        )
        at = match.end()
    return [*found, Token("end", "")]


def _spelled(text: str) -> str:
    """The text in the signs that are scanned: letters of other alphabets of mathematics, raised letters, decimal commas
    where semicolons part the arguments."""
    text = re.sub(r"_\{(\w+)\}", r"_\1", text)  # log_{2}
    for sign, word in _SPELLED.items():
        text = text.replace(sign, word)
    text = re.sub("[\U0001d400-\U0001d7ff\uff01-\uff5e]", lambda one: unicodedata.normalize("NFKC", one[0]), text)
    text = re.sub(f"[{''.join(_RAISED)}]+", _lowered, text.translate(_SAME))
    return re.sub(r"(?<=\d),(?=\d)", ".", text) if ";" in text else text


def _lowered(run: re.Match[str]) -> str:
    """A raised run as it stands if it is a number; else in parentheses after ^: e⁻ˣ is e^(-x), e⁻ˣ² is e^(-x^2)."""
    if re.fullmatch(f"⁻?[{SUPERSCRIPTS}]+", run[0]):
        return run[0]
    return "^(" + re.sub(r"(?<=[a-z])(?=\d)", "^", "".join(map(_RAISED.__getitem__, run[0]))) + ")"
