"""Rows and matrices of numbers as a reader pastes them: out of a spreadsheet, a program, LaTeX, a homework.

The browser cuts the same texts by the same rules (`page/static/common/numbers.js`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.controls.base import ControlError, clipped
from explorer.controls.written import commas_part_decimals, number_from, plainer

LAYERS = 4  # brackets around a whole table: [[[1, 2]]] has three
_NAMED = re.compile(r"[A-Za-z]\w*\s*:?=\s*(?=[\[({\\A-Za-z])", re.ASCII)
_CALLED = re.compile(r"(?:[a-z]+\.)?(?:as)?(?:array|matrix|tensor)\s*\(\s*(?=[\[(])", re.IGNORECASE)
_OPTIONS = re.compile(r"(?:\s*,\s*\w+\s*=[^,]*)*\s*,?\s*", re.ASCII)
_LATEX = re.compile(r"\\begin\{([a-z]*matrix|array)\}(?:\{[lcr|]*\})?((?:(?!\\begin)[\s\S])*)\\end\{\1\}")
_LATEX_FRAME = re.compile(r"(\\\\)|\\(?:left|right)\s*(?:\\?[\[\](){}|.])|\\[\[\],;! ]|\\hline|\$")
_DRAWN = str.maketrans(dict.fromkeys("⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠"))  # tall brackets, drawn line by line
_ENDS, _BEGINS = r"[\w.)½⅓⅔¼¾π|]", r"[\w.(½⅓⅔¼¾π√∛|]"
_SIDE_BY_SIDE = re.compile(rf"(?<={_ENDS})\s+(?={_BEGINS})", re.ASCII)
_SIGNED = re.compile(rf"(?<={_ENDS})\s+(?=[-+]\S)", re.ASCII)  # 1 -2 are two numbers, and 1 - 2 is one
_OPEN, _CLOSED = "([{", ")]}"


@dataclass
class _Bracket:
    """An opening bracket, what stands before it, and what parts the numbers in it: marks, or only a signed number."""

    at: int
    before: str
    several: bool
    signed: bool = False


class _Unread(ValueError):
    """Why a text is no table, after the name of what it is for."""


def table(text: str, most: int, width: int, label: str, nearest: Any) -> Sequence[Sequence[float]]:
    """The numbers of each row of a text; at most one row more than `most` and one number more than `width` in each,
    which is enough to refuse it. A row may be of another length, and where `width` is 1, one row is a column.

    Raises:
        ControlError: it is no table: a cell is empty or no number, or something stands beside the rows.
    """
    try:
        found = rows(text, width)[: most + 1]
        cells = column(found[0])[: most + 1] if width == 1 and len(found) == 1 else [cut(row, width) for row in found]
        return _values([row[: width + 1] for row in cells], label, nearest)
    except _Unread as error:
        raise ControlError(f"{label}: {error}.", nearest) from None


def numbers(text: str, width: int, label: str, nearest: Any) -> list[float]:
    """The numbers of one row of `width`, also written as a column; raises ControlError as `table` does. There may be
    more or fewer."""
    try:
        return _values([_cells(text, width)], label, nearest)[0]
    except _Unread as error:
        raise ControlError(f"{label}: {error}.", nearest) from None


def texts(text: str, width: int, label: str) -> list[str]:
    """What stands for each number of such a row, as it was written: 3% and 2 million are left to who asked for them;
    raises ControlError where nothing says where one ends."""
    try:
        return _cells(text, width)
    except _Unread as error:
        raise ControlError(f"{label}: {error}.", None) from None


def _cells(text: str, width: int) -> list[str]:
    """The cells of one row of `width`, also written as a column; one more of them at most."""
    inner = _inner(text)
    found = _bracketed(inner) if "[" in inner else [re.sub(r"\\{2,}", ";", inner)]
    return [cell for row in found[: width + 1] for cell in cut(row, width if len(found) == 1 else 1)][: width + 1]


def _values(cells: Sequence[Sequence[str]], label: str, nearest: Any) -> list[list[float]]:
    """The numbers of all cells. A comma before three digits is asked about, unless another comma says what it is."""
    for i, row in enumerate(cells, 1):
        if "" in row:
            raise _Unread(f"{f'row {i} has ' if len(cells) > 1 else ''}no number in place {list(row).index('') + 1}")
    comma = commas_part_decimals([cell for row in cells for cell in row])
    return [[number_from(cell, label, nearest, comma=comma) for cell in row] for row in cells]


def rows(text: str, width: int) -> list[str]:
    """The rows of a matrix or of a list of points: each in its own brackets, as in (0, 1), (2, 3), or parted by LaTeX's
    double backslash, on lines of their own, or parted by semicolons."""
    inner = _inner(text)
    if "[" in inner:
        return _bracketed(inner)
    if "\\\\" in inner:
        found = [row.replace("\n", " ") for row in re.split(r"\\{2,}", inner)]
    elif "\n" in inner:
        found = [
            row for row in inner.split("\n") if width == 1 or row.strip(" ")
        ]  # an empty cell is a line of a column
    else:
        found = _split(" *; *", inner)
    while found and not found[-1].strip(" "):
        found.pop()
    return found


def _bracketed(inner: str) -> list[str]:
    pieces = re.split(r"\[([^\[\]]*)\]", inner)
    outside = [each for each in pieces[::2] if not re.fullmatch(r"\s*[,;]?\s*", each)]
    if outside:
        stray = next(filter(None, (re.sub(r"[\[\]]", "", each).strip(" \n,;") for each in outside)), outside[0].strip())
        sentence = f"“{clipped(stray, 20)}” stands outside the brackets of the rows"
        raise _Unread(f"{sentence}; write only rows, as in [1, 2], [3, 4]")
    return [row.replace("\n", " ") for row in pieces[1::2]]


def _inner(text: str) -> str:
    """What stands in a table, without the brackets around all of it; those of its rows are square ones, and round ones
    belong to a number."""
    text = _structured(_unwrapped(plainer(text).translate(_DRAWN).strip(" \n")))
    for _ in range(LAYERS):
        text = text.strip(" \n").rstrip(" \n,;")
        depth, first = 0, len(text)
        for at, sign in enumerate(text):
            depth += (sign == "[") - (sign == "]")
            if not depth:
                first = at
                break
        if not text.startswith("[") or first != len(text) - 1:
            break
        text = text[1:-1]
    return text


def _unwrapped(text: str) -> str:
    """A table without what a program or LaTeX writes around all of it: A = np.array(...)."""
    if named := _NAMED.match(text):
        text = text[named.end() :]
    called = _CALLED.match(text.rstrip(" ;"))
    if called and text.rstrip(" ;").endswith(")"):
        inside = text.rstrip(" ;")[called.end() : -1]
        last = max(inside.rfind(sign) for sign in "])") + 1
        return inside[:last] if _OPTIONS.fullmatch(inside[last:]) else text
    if "\\begin" in text:
        text = _LATEX_FRAME.sub(lambda found: found[1] or " ", text).strip(" \n")
        latex = _LATEX.fullmatch(text)
        return latex[2].strip(" \n") if latex else text
    return text


def _structured(text: str) -> str:
    """The text with square brackets around rows, whatever they were; round ones stay where they belong to a number, as
    in min(1, 2) and (1 + 2)/3."""
    marks = list(text)
    begun: list[_Bracket] = []
    parted = {found.start() for found in _SIDE_BY_SIDE.finditer(text)}
    signed = {found.start() for found in _SIGNED.finditer(text)}
    for at, sign in enumerate(text):
        if sign in _OPEN:
            before = text[max(0, at - 2) : at].strip()[-1:]
            begun.append(_Bracket(at, before, sign != "("))
        elif sign in _CLOSED:
            if not begun or _OPEN.index(text[begun[-1].at]) != _CLOSED.index(sign):
                raise _Unread(f"a “{sign}” closes no bracket")
            top = begun.pop()
            before = top.before
            alone = before in ",;&([{" and text[at + 1 : at + 3].strip()[:1] in ",;&)]}([{"
            if not before.isalpha() and before not in ("√", "∛") and (top.several or (top.signed and alone)):
                marks[top.at], marks[at] = "[", "]"
            elif sign != ")":
                raise _Unread(f"“{before}{text[top.at]}” begins neither a row nor a number")
        elif begun:
            begun[-1].several |= sign in ",;&\t\n\\" or at in parted
            begun[-1].signed |= at in signed
    if begun:
        raise _Unread(f"a “{text[begun[-1].at]}” is not closed")
    return "".join(marks)


def _covered(row: str) -> str:
    """The row with what stands in round brackets covered, where nothing parts numbers."""
    found, depth = [], 0
    for sign in row:
        depth -= sign == ")"
        found.append("x" if depth else sign)
        depth += sign == "("
    return "".join(found)


def _split(mark: str, row: str) -> list[str]:
    covered, begin, found = _covered(row), 0, []
    for each in re.finditer(mark, covered):
        found.append(row[begin : each.start()].strip(" \n"))
        begin = each.end()
    return [*found, row[begin:].strip(" \n")]


def _parted(cells: Sequence[str]) -> bool:
    """Whether two numbers stand side by side in a cell."""
    covered = [_covered(cell) for cell in cells]
    return any(_SIDE_BY_SIDE.search(each) or _SIGNED.search(each) for each in covered)


def cut(row: str, width: int) -> list[str]:
    """The cells of a row of `width`, each as text.

    Tabs or & part them, or else semicolons. Where there are none, commas or spaces do: the first that makes `width`
    cells with one number each. So a comma is a decimal mark where something else parts the numbers: 0,5; 1,2 and
    0,5 1,2. An empty cell stays in its place.
    """
    row = row.strip(" \n").rstrip(" \n,;")
    covered = _covered(row)
    for mark in (r" *,? *[\t&] *", r" *; *"):
        if re.search(mark, covered):
            found = _split(mark, row)
            return found[:-1] if len(found) > width and not found[-1] else found
    ways = [_split(mark, row) for mark in (",", r",\s+", r"\s+")]
    if "" in ways[0][1:] or (ways[0][0] == "" and len(ways[0]) > 1 and not re.match(r",\d", row)):
        return ways[0]
    single = [found for found in ways if not _parted(found)]
    if not single:
        raise _Unread(f"“{clipped(row)}” is not cut into numbers by commas or spaces alone")
    return next((found for found in single if len(found) == width), max(single, key=len))


def column(row: str) -> list[list[str]]:
    """The numbers of a column that was written as one row; a comma parts them where no space does."""
    row = row.strip(" \n").rstrip(" \n,;")
    covered = _covered(row)
    if re.search(r"[\t&;]", covered):
        return [[cell] for cell in cut(row, len(row))]
    spaced, tight = re.search(r",\s", covered), re.search(r",\S", covered)
    if (spaced and tight) or re.search(r"\s,\S", covered):
        raise _Unread(f"“{clipped(row)}” can be read in two ways: write semicolons between the numbers")
    return [[cell] for cell in _split(r"\s*,\s*" if spaced or not re.search(r"\s", covered) else r"\s+", row)]
