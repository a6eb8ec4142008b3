"""A reader's CSV file as people have it: read into columns of numbers and groups, with a sentence on each thing found.

Nothing is dropped in silence: what was understood (separator, decimal mark, first row) and what was left out (titles,
comments, odd rows, columns of words) is said, and the reader may say otherwise by `Asked`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explorer.controls import csv_notes
from explorer.controls.base import clipped
from explorer.controls.csv_numbers import GAPS, column_mark, decimal_mark, either, is_number, value_of
from explorer.controls.csv_separators import SEPARATORS, cells_of, one_number, separator_of, trimmed

LARGEST_FILE = 5_000_000  # bytes
MOST_ROWS = 200_000
MOST_COLUMNS = 400
MOST_GROUPS = 12  # different words in a column that is offered as groups
DECIMALS = {".": "point", ",": "comma"}
_RULE = re.compile(r"[-=_+:|;,\s]*(?:---|===|___)[-=_+:|;,\s]*")  # under the names, in tables drawn with letters
_WRAPPED = re.compile(r'\s*"[^"]*"\s*')
_PAIR = re.compile(r"\s*[-+]?\d+,\d+\s*")  # two whole numbers, or one with a decimal comma
_ERRORS = re.compile(r"\s*#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)  # of Excel


class DataError(ValueError):
    """A file or a link holds no data that can be used; the message is one sentence for the reader."""


@dataclass(frozen=True)
class Asked:
    """How the reader wants the file to be read; None: as it looks."""

    separator: str | None = None
    decimal: str | None = None
    header: bool | None = None
    notes: bool | None = None  # whether what looks like notes and totals is kept


@dataclass(frozen=True)
class Reading:
    """What a file holds: `table` (columns of numbers, with NaN for gaps; groups as 0, 1, ... by `levels`), how it was
    read, and sentences on what was understood and what was left out."""

    table: pd.DataFrame
    levels: dict[str, tuple[str, ...]]
    separator: str
    decimal: str
    header: bool
    said: tuple[str, ...] = field(default=())


def read(content: bytes, asked: Asked | None = None) -> Reading:
    """The columns of a reader's file.

    Raises:
        DataError: the file is too large, is not text, is no table, or has no column of numbers.
    """
    asked = asked or Asked()
    text, said = _text(content.rstrip(b"\x1a"))  # which old programs write at the end of a file
    lines, names, comments, told, declared = _lines(text)
    separator = asked.separator if asked.separator is not None else declared or separator_of(lines)
    rows, left = _rows("\n".join(lines), separator)
    unlike = ", " in lines[0] and not any(", " in line for line in lines[1:])  # “Height, cm” may be one name
    pairs = asked.separator is None and separator == "," and all(map(_PAIR.fullmatch, lines[unlike:]))
    rows, joined = (rows, []) if asked.header is False else csv_notes.grouped(rows)
    rows, above = (rows, []) if asked.notes else csv_notes.preface(rows)
    rows, named, more = _rectangle(rows, _named(names, separator), separator)
    said += told + left + joined + above + more
    if pairs and not named:
        said.append(
            "Each row is two whole numbers with a comma: if it is a decimal mark, they are separated by “nothing”"
        )
    decimal, unsure = (asked.decimal, "") if asked.decimal else decimal_mark(rows, separator)
    said += [unsure] if unsure else []
    if named and asked.header is None and _has_header(rows, decimal):
        named = []  # the comment above names that are there is a remark
    head = asked.header if asked.header is not None else not named and _has_header(rows, decimal)
    if asked.header is None and not named and not head and _years(rows):
        head = True
        said.append("The first row holds years in a row, so it was read as names")
    if head:
        named, rows = rows[0], rows[1:]
    elif asked.header is None and not named:
        said.append("The first row holds numbers, so it was read as data, and the columns are numbered")
    if head and separator == "" != asked.separator and decimal == "," and any("," in row[0] for row in rows):
        said.append("One name stands over the rows, so the commas in them were read as decimal marks")
    comments -= bool(named) and not head
    said += [f"{_count(comments, 'comment line was', 'comment lines were')} left out"] if comments else []
    titles = _names(named, len(rows[0]) if rows else 0)
    if not asked.notes:
        data, left = csv_notes.left_out(rows, named, decimal)
        said += left
    else:
        data = [*rows]
    said += csv_notes.suspected(data, decimal)
    free = "none" if asked.decimal else "asked" if unsure else "free"
    return _columns(titles, data, separator, decimal, head, said, free)


def _text(content: bytes) -> tuple[str, list[str]]:
    """The file as text, and a sentence where its encoding had to be guessed."""
    if len(content) > LARGEST_FILE:
        raise DataError(f"The file has {len(content) / 1e6:.1f} MB; at most {LARGEST_FILE / 1e6:.0f} MB are read.")
    if not content.strip():
        raise DataError("The file is empty; it needs a row of column names and rows of numbers.")
    said: list[str] = []
    zeros = (content[0::2].count(0), content[1::2].count(0))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif max(zeros) > 0.3 * len(content) / 2 and min(zeros) == 0:
        encoding = "utf-16-be" if zeros[0] else "utf-16-le"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise DataError("The file is not text; save it as CSV (UTF-8) and try again.") from None
        text = content.decode("cp1252", errors="replace")
        said.append("The file is not UTF-8; its letters were read as Windows-1252")
    if re.search(r"[\x00-\x08\x0e-\x1f]", text) or text.count("\ufffd") > 3:
        raise DataError("The file is not text; save it as CSV (UTF-8) and try again.")
    return text, said


def _lines(text: str) -> tuple[list[str], str, int, list[str], str | None]:
    """The lines without comments, the comment just before the data (NumPy writes names so), how many there were, what
    else was left out, and the separator that the file declares (Excel's `sep=;`)."""
    lines = [line for line in text.splitlines() if line.strip()]
    declared = None
    if lines and (found := re.fullmatch(r"sep=(.)\s*", lines[0], re.IGNORECASE)) and found[1] in SEPARATORS:
        declared, lines = found[1], lines[1:]
    ruled = [line for line in lines if not _RULE.fullmatch(line)]
    rules, lines = len(lines) - len(ruled), ruled
    kept = [line for line in lines if not line.lstrip().startswith("#") or _ERRORS.match(line)]
    if len(kept) == 1 and kept[0] == lines[0] and len(lines) > 3:
        kept = lines  # one line of names over rows that all begin so: numbers of items, colours
    signs = next((k for k, line in enumerate(kept) if not line.lstrip().startswith("%")), 0)
    if signs and csv_notes.numeric(re.split(r"[\s,;|]+", kept[signs].strip())[0]):
        kept = kept[signs:]  # MATLAB's comments, the names among them
    if not kept:
        raise DataError("The file is empty; it needs a row of column names and rows of numbers.")
    if sum(line.count('"') for line in kept) % 2 and any(re.match(r'\s*"[^"]*$', line) for line in kept):
        raise DataError("The file cannot be read as a table: a quotation mark is opened and never closed.")
    comments, before = len(lines) - len(kept), lines.index(kept[0])
    named = lines[before - 1].lstrip("# ") if before else ""
    wrapped = len(kept) > 1 and "," in kept[0] and all(map(_WRAPPED.fullmatch, kept)) and not any(map(one_number, kept))
    if wrapped:
        kept = [line.strip()[1:-1] for line in kept]
    said = ["Each line stands in quotation marks as a whole: they were taken off"] if wrapped else []
    said += [f"{_count(rules, 'line', 'lines')} of dashes left out"] if rules else []
    return kept, named, comments, said, declared


def _named(line: str, separator: str) -> list[list[str]]:
    """The cells of a comment that may hold the names, with the sign of a comment and without."""
    return [cells_of(each, separator) for each in (line, line.lstrip("% ")) if each]


def _rows(text: str, separator: str) -> tuple[list[list[str]], list[str]]:
    """All rows that have a cell with something in it, at most `MOST_ROWS`."""
    if separator in ("", " "):
        found = [cells_of(line, separator) for line in text.split("\n")]
    else:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
            found = [[cell.strip() for cell in row] for row in reader]
        except csv.Error:
            raise DataError("The file cannot be read as a table: one of its cells is far too long.") from None
    rows = [row for row in found if any(row)]
    if not rows:
        raise DataError("The file is empty; it needs a row of column names and rows of numbers.")
    long = [cell for row in rows for cell in row if "\n" in cell]
    first = clipped(" ".join(long[0].split()), 20) if long else ""
    said = [f"“{first}” is one cell of several lines, by its quotation marks"] if long else []
    if len(rows) > MOST_ROWS + 1:
        return rows[: MOST_ROWS + 1], [*said, f"The first {MOST_ROWS:,} of {len(rows) - 1:,} rows were read"]
    return rows, said


def _rectangle(
    rows: list[list[str]], named: list[list[str]], separator: str
) -> tuple[list[list[str]], list[str], list[str]]:
    """Rows of one width. A separator after the last cell makes no column; a title is skipped; a row with cells to
    spare is left out; a row that is short has gaps. Names that are one short stand over all columns but the first."""
    said: list[str] = []
    wide = max(len(trimmed(row)) for row in rows)
    rows = [row[:wide] for row in rows]
    width = Counter(len(row) if row[-1] or len(row) < wide else wide for row in rows[1:] or rows).most_common(1)[0][0]
    if width > MOST_COLUMNS:
        raise DataError(f"The file has {width:,} columns; at most {MOST_COLUMNS} are read.")
    if len(trimmed(rows[0])) > width and not all(is_number(cell, ".") for cell in rows[0]):
        width = len(trimmed(rows[0]))  # names without a column below them
    start = 0
    while start < len(rows) - 1 and width > 1 and len(trimmed(rows[start])) == 1:
        below = rows[start + 1]
        if width == 2 and len(trimmed(below)) == 2 and is_number(below[1], ".") and not is_number(below[0], "."):
            break  # one name over a column of row names and one of numbers
        start += 1
    if width == 1:
        there = [csv_notes.numeric(row[0]) or row[0].lower() in GAPS for row in csv_notes.above_notes(rows)]
        begin = there.index(True) if True in there else 0
        start = max(begin - 1, 0) if all(there[begin:]) else 0
    if (
        start < len(rows) - 2
        and 1 < len(trimmed(rows[start])) < width
        and all(rows[start + 1][:width])
        and len(rows[start + 1]) == width
        and not any(map(csv_notes.numeric, rows[start + 1]))
        and any(map(csv_notes.numeric, rows[start + 2]))
    ):
        start += 1  # a title with a comma in it, above the names
    if start:
        more = f" and {_count(start - 1, 'line', 'lines')} more" if start > 1 else ""
        title = next((cell for row in rows for cell in row if cell), "")
        said.append(f"“{clipped(title, 30)}”{more} above the table was taken for a title")
        rows = rows[start:]
    if len(rows) > 1 and len(rows[0]) == width - 1 and all(len(trimmed(row)) == width for row in rows[1:3]):
        rows[0] = ["row", *trimmed(rows[0])]  # R's write.table: no name over the names of the rows
        said.append(
            "The first row is one cell short: the first column was taken for names of the rows, and called “row”"
        )
    elif width > 1 and len(rows[0]) < width and not any(is_number(cell, ".") for cell in rows[0]):
        said.append(f"{len(rows[0])} names stand over {width} columns: are commas both separators and decimal marks?")
    odd = [row for row in rows if len(trimmed(row)) > width]
    if len(odd) > 0.3 * len(rows):
        raise DataError(f"The rows have different numbers of cells: most have {width}, {len(odd):,} have more.")
    named_row = not any(map(csv_notes.numeric, rows[0]))  # of which another sentence speaks
    short = sum(len(row) < width for row in csv_notes.above_notes(rows)[named_row:])
    kept = [[*row[:width], *[""] * (width - len(row))] for row in rows if len(trimmed(row)) <= width]
    if odd:
        first = clipped(odd[0][0], 20)
        said.append(f"{_count(len(odd), 'row with', 'rows with')} more than {width} cells left out, as “{first}”")
    gaps = "the last ones are gaps"
    if separator == " ":
        gaps += ", since between spaces no gap is seen: look whether their numbers moved"
    if short:
        said.append(f"{_count(short, 'row has', 'rows have')} fewer than {width} cells: {gaps}")
    return kept, next((each for each in named if len(each) == width), []), said


def _has_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row names the columns: over some column of numbers it has a word, or there are no numbers."""
    over = [False]
    for k, cell in enumerate(rows[0]):
        below = [row[k] for row in rows[1:200] if row[k].lower() not in GAPS]
        if below and sum(is_number(each, decimal) for each in below) >= 0.5 * len(below):
            over.append(cell.lower() not in GAPS and not is_number(cell, decimal))
    return any(over) if len(over) > 1 else True


def _years(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row alone holds two or more years that follow one another, beside a word or nothing."""
    found = [[int(cell) for cell in row if re.fullmatch(r"1[5-9]\d\d|20\d\d", cell)] for row in rows[:20]]
    first = found[0]
    follow = len(first) > 1 and first == [*range(first[0], first[0] + len(first))]
    alone = len(first) < len(rows[0]) and sum(map(csv_notes.numeric, rows[0])) == len(first)
    return follow and alone and not any(len(row) > 1 and row[1] == row[0] + 1 for row in found[1:])


def _names(named: Sequence[str], width: int) -> list[str]:
    """Names of at most 40 letters, none twice."""
    names = [clipped(name.strip(), 40) or f"column {k + 1}" for k, name in enumerate(named)]
    names = names or [f"column {k + 1}" for k in range(width)]
    while len(set(names)) < len(names):
        names = [f"{clipped(name, 34)} ({k + 1})" if names.count(name) > 1 else name for k, name in enumerate(names)]
    return names


def _numbers(cells: pd.Series, decimal: str) -> tuple[NDArray[np.float64], set[str]]:
    """A column as numbers (NaN where a cell holds none), and what was taken off them."""
    plain = cells if decimal == "." else cells.where(~cells.str.fullmatch(r"[-+]?\d*,\d+"), cells.str.replace(",", "."))
    usual = plain.str.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
    if decimal == ",":
        usual &= plain.ne(cells) | cells.str.fullmatch(r"[-+]?\d+")
    found = pd.to_numeric(plain.where(usual), errors="coerce").to_numpy(dtype=float, copy=True)
    taken: set[str] = set()
    for k in np.flatnonzero(~usual.to_numpy(dtype=bool)):
        found[k], off = value_of(str(cells.iat[int(k)]), decimal)
        taken |= {off} - {""}
    return found, taken


def _columns(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    separator: str,
    decimal: str,
    head: bool,
    said: list[str],
    free: str,
) -> Reading:
    """The columns of numbers and of groups; the others, and stray words among numbers, are said. `free`: whether a
    column may have a decimal mark of its own ("free", or "asked" where a sentence asks about it already; "none")."""
    columns: dict[str, NDArray[np.float64]] = {}
    levels: dict[str, tuple[str, ...]] = {}
    words: list[str] = []
    few: list[str] = []
    for k, name in enumerate(names):
        cells = pd.Series([row[k] for row in rows], dtype="object").astype(str)
        gaps = cells.str.lower().isin(GAPS).to_numpy(dtype=bool)
        if "+" in set(cells):
            gaps = gaps & ~cells.isin(["-", "–", "—"]).to_numpy(dtype=bool)  # the other sign
        own, unsure = column_mark(cells[:2000].tolist(), decimal) if free != "none" else (decimal, "")
        values, taken = _numbers(cells, own)
        numbers = np.isfinite(values)
        if numbers.sum() >= max(3, 0.5 * (~gaps).sum()):
            columns[name] = np.where(numbers, values, np.nan)
            if own != decimal:
                marks = f"the {DECIMALS[own]}, where other columns have the {DECIMALS[decimal]}"
                said.append(f"“{name}”: its decimal mark is {marks}")
            if unsure and free == "free" and not (separator == "," and own == "."):
                said.append(f"“{name}”: {either(unsure, own)}")
            if stray := cells[~gaps & ~numbers].tolist():
                said.append(
                    f"“{name}”: {_count(len(stray), 'cell is', 'cells are')} no number, as “{clipped(stray[0], 20)}”"
                )
            if cells[numbers].str.contains(")", regex=False).any():
                said.append(f"“{name}”: numbers in parentheses were read as negative")
            if taken:
                marks = " and ".join(sorted(taken))
                said.append(
                    f"“{name}”: {marks} {'was' if len(taken) == 1 else 'were'} taken off; 5{min(taken)} is read as 5"
                )
                said += csv_notes.mixed(name, cells[numbers].tolist(), taken)
            continue
        kinds = list(dict.fromkeys(cells[~gaps]))
        if 2 <= len(kinds) <= min(MOST_GROUPS, (~gaps).sum() / 2):
            levels[name] = tuple(clipped(kind, 40) for kind in kinds)
            codes = pd.Categorical(cells.where(~gaps), categories=kinds).codes.astype(float)
            columns[name] = np.where(gaps, np.nan, codes)
            if told := next((cell for cell in cells[gaps] if cell), ""):
                said.append(f"“{name}”: “{told}” was read as a gap")
        else:
            (few if numbers.sum() >= 0.5 * (~gaps).sum() else words).append(name)
    if len(columns) == len(levels):
        raise DataError("No column of the file holds numbers in at least half of its rows (and three at least).")
    for left, why in ((words, "hold words"), (few, "hold fewer than three numbers")):
        if left:
            said.append(f"Left out, since they {why}: {', '.join(clipped(name, 20) for name in left[:5])}")
    return Reading(pd.DataFrame(columns), levels, separator, decimal, head, tuple(said))


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
