"""Numbers as people write them in files: with signs, thousands, currencies, per cent, either decimal mark."""

from __future__ import annotations

import re

import numpy as np

GAPS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "–", "—", ".", "?", "missing"})
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2013": "-", "’": "'"})


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    body = rf"(?:\d{{1,3}}(?:[{thousands}]\d{{3}})+|\d+)(?:[{decimal}]\d*)?|[{decimal}]\d+"
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


def value_of(cell: str, decimal: str) -> tuple[float, str]:
    """The number in a cell (NaN: none), and what was taken off it: "%", a currency, or nothing."""
    found = NUMBER[decimal].fullmatch(cell.translate(SPACES))
    if found is None or bool(found["owed"]) != bool(found["shut"] or found["end"]):
        return np.nan, ""
    body = re.sub(r"[,' ]" if decimal == "." else r"[.' ]", "", found["body"]).replace(",", ".")
    number = float(body + (found["power"] or ""))
    taken = found["back"] or found["front"] or found["coin"] or ""
    return (-number if found["sign"] == "-" or found["owed"] else number), taken
