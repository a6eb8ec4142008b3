"""Numbers as a reader writes them: 1/2, √2, 0,5, −1, π/4, |−3|.

The browser reads the same texts by the same rules (`page/static/common/numbers.js`): a number typed beside a figure and
the same number in a link are one, or both are refused. What both must read is listed in
`tests/explorer/written_texts.py`.
"""

from __future__ import annotations

import re
from typing import Any

from explorer.controls.base import ControlError, clipped, finite
from mathcore.common.expressions import ExpressionError, parse

LONGEST = 60  # letters of one number
_SPACES = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x0b\x0c\x1c-\x1f\x85"
_PLAINER = (  # marks that stand for others, in this order; the pieces of LaTeX that write a number
    (r"[\u200b-\u200d\u2060\ufeff]", ""),
    (f"[{_SPACES}]", " "),
    (r"\r\n?", "\n"),
    (r"[−–‐‑‒﹣]", "-"),
    (r"\\(?:cdot|times)(?![A-Za-z])", "*"),
    (r"\\pi(?![A-Za-z])", "π"),
    (r"\\sqrt *\{([^{}\\]*)\}", r"√(\1)"),
    (r"(?<![\w.])(\d+) *\\[td]?frac *\{(\d+)\} *\{(\d+)\}", r"(\1+\2/\3)"),  # 1½
    (r"(?<![\w.])(\d+) *\\[td]?frac *(\d)(\d)", r"(\1+\2/\3)"),
    (r"\\[td]?frac *\{([^{}\\]*)\} *\{([^{}\\]*)\}", r"((\1)/(\2))"),
    (r"\\[td]?frac *(\d)(\d)", r"(\1/\2)"),
)
_MARKS = (
    (r"[·×⋅∙•∗]|\*\*", lambda found: "^" if found[0] == "**" else "*"),
    (r"[÷∕⁄]", "/"),
    (
        r"([\dπe)|½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])(⁻?)([⁰¹²³⁴-⁹]+)",
        lambda found: f"{found[1]}^({'-' * len(found[2])}{_lowered(found[3])})",
    ),
    (r"sqrt *(\d+\.?\d*)(?= *(?:[-+*/)|,]|$))", r"√\1"),  # sqrt2; what sqrt2π means is not clear
)
_NAMES = "asin|acos|atan|sinh|cosh|tanh|sin|cos|tan|exp|log|ln|sqrt|cbrt|abs|min|max"
_PIECE = re.compile(
    r"(?:[0-9]+ *)?[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?"
    rf"|(?:{_NAMES})(?= *\()|pi|[πe√∛+\-*/^(),|]"
)
_PERIOD = re.compile(r"\.[0-9]* *\([0-9]+\)")  # 0.3(3) may be a third, and 0.9
_SIDE_BY_SIDE = re.compile(r"[0-9.] +[0-9.]")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+(?:e[-+]?[0-9]+)?", re.IGNORECASE)


class AmbiguousError(ControlError):
    """One number to one reader, and a thousandfold of it to another: 1,250."""


def plainer(text: str) -> str:
    """A text with one minus, one kind of space and of line end, and the numbers of LaTeX as they are typed."""
    for mark, other in _PLAINER:
        text = re.sub(mark, other, text, flags=re.ASCII)
    return text.translate(_WIDE)


def number_from(text: str, label: str, nearest: Any, *, comma: bool = False) -> float:
    """The real number that a text stands for: digits with a point or a comma, or a formula without a variable.

    `comma` says that a comma is a decimal mark, as another number beside this one shows.

    Raises:
        ControlError: it is not one finite number.
        AmbiguousError: it has a comma before three digits, which parts the thousands or the decimals.
    """
    plain = re.sub(r"[\t\n]", " ", plainer(text)).strip(" ")
    if not comma and _THOUSANDS.fullmatch(plain):
        whole, pointed = text.strip().replace(",", ""), text.strip().replace(",", ".")
        sentence = f"“{text.strip()}” can be read in two ways: write {whole} or {pointed}."
        raise AmbiguousError(f"{label}: {sentence}", nearest)
    value = _constant(plain.replace(",", ".") if _DECIMAL_COMMA.fullmatch(plain) else plain)
    if value != value:
        why = ": nothing stands between its parts" if _SIDE_BY_SIDE.search(plain) else ""
        raise ControlError(f"{label}: “{clipped(text.strip())}” is not a number{why}.", nearest)
    return finite(value, label, nearest)


def commas_part_decimals(cells: list[str]) -> bool:
    """Whether one of the numbers has a comma that can part nothing but decimals: then all commas do."""
    plain = [plainer(cell).strip() for cell in cells]
    return any(_DECIMAL_COMMA.fullmatch(each) and not _THOUSANDS.fullmatch(each) for each in plain)


def _constant(plain: str) -> float:
    """The value of a formula such as √2/2; NaN if it has none, or is written in another way than this module's."""
    if not plain or len(plain) > LONGEST:
        return float("nan")
    plain = plain.lower()
    for mark, other in _MARKS:
        plain = re.sub(mark, other, plain, flags=re.ASCII)
    if (
        "".join(_PIECE.findall(plain)).replace(" ", "") != plain.replace(" ", "")
        or plain.count("|") not in (0, 2)
        or "**" in plain
        or _PERIOD.search(plain)
    ):
        return float("nan")
    try:
        return float(plain)
    except ValueError:
        pass
    try:
        return float(parse(plain, ())())
    except ExpressionError:
        return float("nan")


def _lowered(raised: str) -> str:
    return "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in raised)


_WIDE = {0xFF01 + k: 0x21 + k for k in range(94)}  # the letters and digits of an East Asian keyboard
