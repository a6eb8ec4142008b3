"""Numbers as a reader writes them: 1/2, √2, 0,5, −1, π/4; rows and matrices of them, out of a spreadsheet as well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from explorer.controls.base import ControlError, clipped, finite
from mathcore.common.expressions import ExpressionError, parse

LONGEST = 60  # letters of one number
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " "})
_PARTED = re.compile(r"[\d.]\s+[\d.]").search
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")


def number_from(text: str, label: str, nearest: Any) -> float:
    """The real number that a text stands for: digits with a point or a comma, or a formula without a variable.

    Raises:
        ControlError: it is not one finite number, or one to one reader and a thousandfold to another: 1,250.
    """
    if _THOUSANDS.fullmatch(text.strip().translate(_MINUS)):
        whole, pointed = text.strip().replace(",", ""), text.strip().replace(",", ".")
        raise ControlError(f"{label}: “{text.strip()}” can be read in two ways: write {whole} or {pointed}.", nearest)
    return _number(text, label, nearest)


def _number(text: str, label: str, nearest: Any) -> float:
    """The same in a row, where another comma or another separator says that this one is a decimal mark."""
    plain = text.strip().translate(_MINUS)
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = _constant(plain)
        if value != value:
            raise ControlError(f"{label}: “{clipped(text)}” is not a number.", nearest) from None
    return finite(value, label, nearest)


def _constant(text: str) -> float:
    """The value of a formula such as √2/2; NaN if it has none."""
    if not text or len(text) > LONGEST:
        return float("nan")
    try:
        return float(parse(text, ())())
    except ExpressionError:
        return float("nan")


def _bare(row: str) -> str:
    """A row without the brackets around it, whole or half; those of sqrt(2) stay."""
    row = row.strip(" |,;\t")
    while row and row[0] in "([{":
        depths = list(accumulate((c in "([{") - (c in ")]}") for c in row))
        closing = depths.index(0) if 0 in depths else None
        if closing not in (None, len(row) - 1):
            break
        row = (row[1:] if closing is None else row[1:-1]).strip(" |,;\t")
    while row and row[-1] in ")]}" and sum((c in ")]}") - (c in "([{") for c in row) > 0:
        row = row[:-1].rstrip(" |,;\t")
    return row


def parts(row: str, width: int) -> list[str]:
    """The numbers of a row of `width`, each as text; at most one more than that, which is enough to refuse the row.

    Between them stand tabs, &, semicolons, commas or spaces: the first that makes `width` of them. So a comma is a
    decimal mark where something else parts the numbers: 0,5; 1,2 and 0,5 1,2.
    """
    row = _bare(row.translate(_MINUS))
    ways = [re.split(mark, row, maxsplit=width) for mark in (r"\t|&", r";", r",", r",\s+", r"\s+")]
    fitting = [found for found in ways if len(found) == width]
    # In 0,5 1 the space parts the numbers, though the comma would make two of them as well.
    return next((found for found in fitting if not any(map(_PARTED, found))), max(ways, key=len))


def numbers(row: str, width: int, label: str, nearest: Any) -> list[float]:
    """The numbers of a row of `width`; raises ControlError for a text that is none. A row may be of another length."""
    return [_number(part, label, nearest) for part in parts(row, width)]


def rows(text: str, most: int) -> list[str]:
    """The rows of a matrix or of a list of points, at most one more than `most`: on lines of their own, parted by
    semicolons or LaTeX's double backslash, or each in its own brackets: (0, 1), (2, 3)."""
    text = text.replace("\r\n", "\n").strip().strip(";")
    if len(bracketed := re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)) > 1 and re.search(r"[)\]]\s*[,;\s]\s*[(\[]", text):
        return bracketed[: most + 1]
    for mark in ("\n", r"\\\\", ";"):
        if len(found := [row for row in re.split(mark, text) if row.strip(" ;[]()")]) > 1:
            return found[: most + 1]
    return [text] if text.strip() else []


def table(text: str, most: int, width: int, label: str, nearest: Any) -> Sequence[Sequence[float]]:
    """The numbers of each row of a text."""
    found = rows(text, most)
    if width == 1 and len(found) == 1:
        found = re.split(r",?\s+" if re.search(r"\s", found[0].strip()) else ",", found[0].strip(), maxsplit=most)
    return [numbers(row, width, label, nearest) for row in found]
