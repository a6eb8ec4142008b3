"""What stands between the cells of a reader's file: the cells of a line, and the separator that the lines agree on."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.controls import csv_notes
from explorer.controls.csv_numbers import GAPS, grouped, is_number

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces", "": "nothing"}
_RARE = (";", "\t", "|")  # which stand in few cells: where they cut all lines alike, they separate
_NAME = re.compile(r"[^,;|\t]*[^\W\d_][^,;|\t]*")  # a line of one cell, with a letter


@dataclass(frozen=True)
class Cut:
    """What a separator makes of the lines: its score, whether it cuts all alike, and columns that hold numbers."""

    score: float
    even: bool
    numbers: bool


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line."""
    if separator == "":
        return [line.strip().strip('"')]
    if separator == " ":
        line = re.sub(" +", " ", line.strip())
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]


def trimmed(row: list[str]) -> list[str]:
    """The row without the empty cells at its end."""
    end = len(row)
    while end > 1 and not row[end - 1]:
        end -= 1
    return row[:end]


def one_number(line: str) -> bool:
    """Whether a line is one number, perhaps with a decimal comma."""
    return is_number(line.strip().strip('"'), ",")


def separator_of(lines: Sequence[str]) -> str:
    """The separator with which most rows have the same number of cells and most cells are numbers. One that stands in
    few cells and cuts all lines alike is preferred to commas, as are these to spaces that cut the first line otherwise:
    they may stand within numbers."""
    if _one_column(lines):
        return ""
    cuts = {each: cut for each in SEPARATORS if (cut := _cut(lines, each))}
    best = max(cuts, key=lambda each: cuts[each].score, default="")
    rare = [each for each in _RARE if each in cuts and cuts[each].even and cuts[each].numbers]
    if best in (",", " ", "") and rare:
        return max(rare, key=lambda each: cuts[each].score)
    if best == " " and not cuts[best].even and "," in cuts and cuts[","].even:
        return ","
    return best


def _one_column(lines: Sequence[str]) -> bool:
    """Whether the lines are one column of numbers with commas in them: one name, perhaps under a title, over them; or
    no name, where a comma is missing in some, or all have thousands and one has decimals besides."""
    table = [line for (line,) in csv_notes.above_notes([[line] for line in lines])]
    names = next((k for k, line in enumerate(table) if one_number(line) or grouped(line)), 0)
    below = table[names:]
    if len(below) < 2 or not all(map(_NAME.fullmatch, table[:names])):
        return False
    if all(map(one_number, below)):
        return names > 0 or (any("," in line for line in below) and not all("," in line for line in below))
    return len(below) > 2 and all(map(grouped, below)) and any("." in line for line in below)


def _cut(lines: Sequence[str], separator: str) -> Cut | None:
    """The lines as a separator cuts them; None if it cannot be the separator."""
    if separator == " " and any("\t" in line for line in lines):
        return None
    if separator == "" and len(cells_of(lines[0], ",")) > 1 and not csv_notes.numeric(lines[0]):
        return None  # several names
    try:
        whole = [cells_of(line, separator) for line in lines[:200]]
    except csv.Error:
        return None
    whole = _below_titles(csv_notes.above_notes(whole) if len(lines) <= 200 else whole)
    short = list(map(trimmed, whole))
    width, share = max((Counter(map(len, rows)).most_common(1)[0] for rows in (whole, short)), key=lambda way: way[1])
    if (width < 2) == bool(separator):
        return None
    inner = [cell for row in whole[1:] or whole for cell in row]
    numbers = sum(map(_number, inner))
    score = share / len(whole) * (0.5 + numbers / max(len(inner), 1)) * {"": 0.8, " ": 0.9}.get(separator, 1.0)
    columns = zip(*(row for row in whole[1:] or whole if len(row) == width), strict=True)
    held = any(sum(map(_number, column)) >= 0.5 * len(column) and any(column) for column in columns)
    return Cut(score, len(set(map(len, whole))) == 1 or len(set(map(len, short))) == 1, held)


def _number(cell: str) -> bool:
    """Whether a cell is a number or a gap."""
    return cell.lower() in GAPS or is_number(cell, ".") or is_number(cell, ",")


def _below_titles(rows: list[list[str]]) -> list[list[str]]:
    """The rows from the names on, where lines of one cell stand above a row of several words."""
    start = next((k for k, row in enumerate(rows) if len(trimmed(row)) > 1), 0)
    return rows if any(is_number(cell, mark) for cell in rows[start] for mark in ".,") else rows[start:]
