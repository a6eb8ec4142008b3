"""Numbers as people write them in files: with signs, thousands, currencies, per cent, either decimal mark, and which of
the two it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

GAPS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", "—", ".", "?", "missing"})
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2013": "-", "’": "'"})


# What can only be a decimal mark: not one to three digits followed by groups of three, or behind other thousands.
_MARK = {
    mark: re.compile(
        rf"[-+]?(?:0|\d*)\{mark}(?:\d{{1,2}}|\d{{4,}})(?:[eE].*)?|[-+]?0?\{mark}\d+|[-+]?\d{{4,}}\{mark}\d+"
        rf"|[-+]?\d{{1,3}}(?:[' ]\d{{3}})+\{mark}\d+|[-+]?\d{{1,3}}(?:\{other}\d{{3}})+\{mark}\d+"
        rf"|[-+]?\d{{1,3}}(?:\{other}\d{{3}}){{2,}}"
    )
    for mark, other in (".,", ",.")
}
_EITHER = {mark: re.compile(rf"[-+]?[1-9]\d{{0,2}}\{mark}\d{{3}}") for mark in ".,"}


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    body = rf"(?:[1-9]\d{{0,2}}(?:[{thousands}]\d{{3}})+|\d+)(?:[{decimal}]\d*)?|[{decimal}]\d+"
    unit = r"[$€£¥₹]|EUR|USD|GBP|CHF"
    return re.compile(
        rf"(?P<owed>\()? ?(?P<front>{unit})? ?(?P<sign>[-+])? ?(?P<coin>{unit})? ?"
        rf"(?P<body>{body})(?P<power>[eE][-+]?\d{{1,4}})? ?(?P<shut>\))? ?(?P<back>%|‰|{unit})? ?"
        r"(?P<end>(?(shut)(?!)|\)))?"
    )


NUMBER = {".": _pattern(".", ",' "), ",": _pattern(",", ".' ")}


def is_number(cell: str, decimal: str) -> bool:
    """Whether a cell is a number with that decimal mark."""
    return NUMBER[decimal].fullmatch(cell.translate(SPACES)) is not None


def grouped(line: str) -> bool:
    """Whether a line is one number with a comma before each group of three digits, as $3,354.35."""
    found = NUMBER["."].fullmatch(line.strip().strip('"').translate(SPACES))
    return found is not None and "," in found["body"]


def value_of(cell: str, decimal: str) -> tuple[float, str]:
    """The number in a cell (NaN: none), and what was taken off it: "%", a currency, or nothing."""
    found = NUMBER[decimal].fullmatch(cell.translate(SPACES))
    if found is None or bool(found["owed"]) != bool(found["shut"] or found["end"]):
        return np.nan, ""
    body = re.sub(r"[,' ]" if decimal == "." else r"[.' ]", "", found["body"]).replace(",", ".")
    number = float(body + (found["power"] or ""))
    taken = found["back"] or found["front"] or found["coin"] or ""
    return (-number if found["sign"] == "-" or found["owed"] else number), taken


def _bare(cell: str) -> str:
    """A number without its sign, currency and per cent; other cells as they are."""
    plain = cell.translate(SPACES)
    found = NUMBER["."].fullmatch(plain) or NUMBER[","].fullmatch(plain)
    return found["body"] + (found["power"] or "") if found else cell


def _votes(cells: Sequence[str]) -> dict[str, int]:
    """How many cells can only be read with the point, and with the comma, as their decimal mark."""
    return {mark: sum(bool(_MARK[mark].fullmatch(_bare(cell))) for cell in cells) for mark in ".,"}


def decimal_mark(rows: Sequence[Sequence[str]], separator: str) -> tuple[str, str]:
    """The decimal mark, and a sentence where nothing in the file tells it and it matters, as in 1,234. Then that comma
    is one in files of semicolons or tabs, as the countries write them that have decimal commas; 1.234 has a point."""
    seen = [cell for row in rows[:2000] for cell in row]
    votes = _votes(seen)
    if votes["."] != votes[","]:
        return max(votes, key=lambda mark: votes[mark]), ""
    unsure = next((cell for cell in seen if _EITHER[","].fullmatch(_bare(cell))), None)
    mark = "," if unsure and separator in (";", "\t") else "."
    if unsure is None and separator != ",":
        unsure = next((cell for cell in seen if _EITHER["."].fullmatch(_bare(cell))), None)
    return mark, "" if unsure is None else either(unsure, mark)


def either(cell: str, mark: str) -> str:
    """The sentence on a number that could have been read in two ways."""
    return f"“{cell}” was read as {value_of(cell, mark)[0]:g}: choose the other decimal mark if that is wrong"


def column_mark(cells: Sequence[str], mark: str) -> tuple[str, str]:
    """The decimal mark of a column in a file with that mark: the other one where only that can be. And a cell of which
    no other in the column says whether its mark stands before decimals or in thousands; or none."""
    other, votes = ".,"[mark == "."], _votes(cells)
    if votes[mark] or votes[other]:
        return (mark if votes[mark] else other), ""
    return mark, next((cell for cell in cells if _EITHER[other].fullmatch(_bare(cell))), "")
