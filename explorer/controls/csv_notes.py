"""Rows of a file that are no data: notes and totals at its end, units, names that come again, a second table.

What looks like one of them is left out and said, or kept and said; nothing is silent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from explorer.controls.base import clipped
from explorer.controls.csv_numbers import GAPS, SPACES, is_number, value_of

Row = list[str]
_NOTE = re.compile(
    r"(?:\*|†|‡|§|¹|²|³|\(?\w\)|(?:data )?source|notes?\b|footnote|remark|legend|p\s*[<=]|n\s*=|page \d|\(\d+ rows|"
    r"quelle|anmerkung|hinweis|fußnote|nota|fuente|fonte|©|https?:|last updated|generated|exported|stand:).*",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:grand|sub|over)?[- ]?total|totals|sums?|mean|averages?|avg\.?|gesamt(?:summe)?|insgesamt|"
    r"(?:zwischen)?summe|mittelwert|durchschnitt|moyenne|somme|totale?s?|total g[ée]n[ée]ral|"
    r"suma|promedio|media|σ|∑)"
    r"(?:\s*[:=(].*|\s+\d.*)?",
    re.IGNORECASE,
)
# Labels that stand beside a mean or a total, and elsewhere are codes of countries and names of groups.
_BESIDE = re.compile(
    r"all|overall|n|count|sd|s\.d\.|se|sem|std\.?(?: ?dev\.?)?|stdev|median|min\.?|max\.?|"
    r"minimum|maximum|variance|range",
    re.IGNORECASE,
)
MOST_ADDED = 5000  # rows whose sums are compared with the last one
_DATE = re.compile(r"\d{1,4}[-./:]\d{1,2}")  # or a time
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
MOST_ABOVE = 20  # lines above the names of a table
_CODES = frozenset({"-99", "-999", "-9999", "999", "9999", "99999"})  # what stands for “missing” in many files


def numeric(cell: str) -> bool:
    """Whether a cell is a number with either decimal mark."""
    return is_number(cell, ".") or is_number(cell, ",")


def above_notes(rows: list[list[str]]) -> list[list[str]]:
    """The rows without those at the end that hold words and no number, where rows before them hold some."""
    end = len(rows)
    while end and not any(map(numeric, rows[end - 1])) and re.search(r"[^\W\d_]|[*†‡]", "".join(rows[end - 1])):
        end -= 1
    return rows[:end] if end > 1 else rows


def preface(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """The rows from the names of the table on, and a sentence on what stands above them: lines of another width, or
    pairs of a word and its value above a table whose first column is one of numbers (the head of a logger's file)."""
    for head in range(1, min(MOST_ABOVE, (len(rows) - 1) // 3) + 1):
        names, above = _filled(rows[head]), [_filled(row) for row in rows[:head]]
        below = [_filled(row) for row in rows[head + 1 : head + 9]]
        if _is_table(names, below) and (_are_titles(above, names) or _are_settings(above, names, below)):
            lines = "1 line" if head == 1 else f"{head} lines"
            return rows[head:], [f"{lines} above the names of the table left out, as {_quoted(above[0])}"]
    return rows, []


def grouped(rows: list[Row]) -> tuple[list[Row], list[str]]:
    """The rows with names of two lines joined, and a sentence on it: a group stands over several columns, in the first
    cell of them (spreadsheets) or in each (pandas), and the names in different groups are alike."""
    titles = next((k for k, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
    if len(rows) < titles + 3:
        return rows, []
    names, over, group = _filled(rows[titles + 1]), list[str](), ""
    for cell in [*_filled(rows[titles]), *[""] * len(names)][: len(names)]:
        group = cell or group
        over.append(group)
    joined = [f"{group} {name}".strip() for group, name in zip(over, names, strict=True)]
    words = not any(map(numeric, names)) and not any(map(_is_value, rows[titles]))
    wide = [each for each in set(over) - {""} if over.count(each) > 1]
    alike = len(set(names)) < len(names) and len(wide) > 1
    if len(_filled(rows[titles])) > len(names) or not words or not alike or len(set(joined)) < len(joined):
        return rows, []
    example = next(each for each, group in zip(joined, over, strict=True) if group in wide)
    said = f"Two lines of names were joined, as “{clipped(example, 30)}”"
    return [*rows[:titles], joined, *rows[titles + 2 :]], [said]


def _is_value(cell: str) -> bool:
    """Whether a cell is a number and no year, which may name a group."""
    return numeric(cell) and not _YEAR.fullmatch(cell)


def _is_table(names: Row, below: Sequence[Row]) -> bool:
    """Whether rows fit under the names of several columns, most of them with numbers."""
    fits = all(len(row) <= len(names) for row in below)
    with_numbers = sum(any(map(numeric, row[1:])) for row in below)
    return len(names) > 1 and all(names) and len(below) > 2 and fits and 2 * with_numbers >= len(below)


def _are_titles(above: Sequence[Row], names: Row) -> bool:
    """Whether lines are narrower than the names (words, then perhaps years) under them. One line of several cells over
    words alone may be names of groups of columns."""
    words = len(names) - sum(map(numeric, names))
    years = not numeric(names[0]) and all(_YEAR.fullmatch(each) for each in names[words:])
    width = max(map(len, above))
    return years and 1 < width < len(names) and (len(above) > 1 or words < len(names))


def _are_settings(above: Sequence[Row], names: Row, below: Sequence[Row]) -> bool:
    """Whether lines are pairs of a word and its value, some of them numbers, over a log: rows that begin with a number
    or a date, under names that are words."""
    pairs = len(above) > 1 and all(len(row) == 2 and not numeric(row[0]) for row in above)
    log = all(numeric(row[0]) or _DATE.match(row[0]) for row in below)
    return pairs and log and any(numeric(row[1]) for row in above) and not any(map(numeric, names))


def _filled(row: Row) -> Row:
    """A row without the empty cells at its end."""
    return row[: max((k + 1 for k, cell in enumerate(row) if cell), default=0)]


def left_out(rows: Sequence[Row], names: Row, decimal: str) -> tuple[list[Row], list[str]]:
    """The rows that are data, and sentences on those that were left out."""
    kept, said = list(rows), []
    again = [row for row in kept if names and row == [name.strip() for name in names]]
    if again:
        kept = [row for row in kept if row not in again]
        said.append(f"{_rows(len(again))} with the names once more left out")
    columns = _number_columns(kept, decimal)
    if not columns:
        return kept, said
    if len(kept) > 3 and all(_word(kept[0][k], decimal) for k in columns):
        said.append(f"The row under the names, {_quoted(kept[0])}, holds no number, as units do: it was left out")
        kept = kept[1:]
    second = next((k for k, row in enumerate(kept[:-1]) if k > 2 and _heads(row, columns, decimal)), None)
    if second is not None and any(is_number(kept[second + 1][k], decimal) for k in columns):
        rest = len(kept) - second
        said.append(f"Another table begins at {_quoted(kept[second])}: it was left out, with its names {_rows(rest)}")
        kept = kept[:second]
        columns = _number_columns(kept, decimal)
    end = len(kept)
    labelled = 2 * sum(bool(_NOTE.fullmatch(_first(row))) for row in kept) > len(kept)  # n=10, n=20: what rows are of
    while end > 3 and _is_note(kept[end - 1], columns, decimal):
        if labelled and any(is_number(kept[end - 1][k], decimal) for k in columns):
            break
        end -= 1
    below = end
    while end > 3 and _label(kept[end - 1], columns, decimal) and (below - end) < 12:
        end -= 1
    strong = any(_TOTAL.fullmatch(_label(row, columns, decimal)) for row in kept[end:below])
    if not strong and not any(_sums(kept[:k], kept[k], columns, decimal) for k in range(end, below)):
        end = below
    if end == below and end > 3 and _nameless(kept, end - 1, columns, decimal):
        end -= 1
    for what, part in (("totals", kept[end:below]), ("notes", kept[below:])):
        if part:
            named = _quoted([_label(row, columns, decimal) or _first(row) for row in part])
            said.append(f"Left out at the end, as {what}: {_rows(len(part))}, {named}")
    return kept[:end], said


def suspected(rows: Sequence[Row], decimal: str) -> list[str]:
    """Sentences on what is kept as data and may be none."""
    columns, said = _number_columns(rows, decimal), []
    labels = [(k, label) for k, row in enumerate(rows) if _TOTAL.fullmatch(label := _label(row, columns, decimal))]
    ends = (0, len(rows) - 1) if len(rows) > 3 else ()
    sums = [k for k in ends if _sums([*rows[:k], *rows[k + 1 :]], rows[k], columns, decimal)]
    labels += [(k, _label(rows[k], columns, decimal)) for k in sums if _label(rows[k], columns, decimal)]
    if labels:
        place, label = labels[0]
        more = f", and {len(labels) - 1} more like it," if len(labels) > 1 else ""
        said.append(f"“{clipped(label, 20)}” in row {place + 1} reads like a total{more} and was kept as data")
    elif sums and sums[-1]:
        said.append("The last row holds the sums of the rows above: if it is a total, take it out of the file")
    for k in columns:
        said += _codes(rows, k, decimal)
    return said


def mixed(name: str, cells: Sequence[str], taken: set[str]) -> list[str]:
    """A sentence where some numbers of a column have a mark and others have none, or another one."""
    bare = sum(not any(mark in cell for mark in taken) for cell in cells)
    if len(taken) > 1:
        return [f"“{name}” has numbers with {' and with '.join(sorted(taken))}: they are read alike"]
    if bare and "%" in taken:
        numbers = "1 number" if bare == 1 else f"{bare} numbers"
        return [f"“{name}” has {numbers} without % beside others with it: 5% and 0.05 are read as 5 and 0.05"]
    return []


def _number_columns(rows: Sequence[Row], decimal: str) -> list[int]:
    """The columns in which at least half of what stands there is a number."""
    found = []
    for k in range(len(rows[0]) if rows else 0):
        there = [row[k] for row in rows[:2000] if row[k].lower() not in GAPS]
        if there and sum(is_number(cell, decimal) for cell in there) >= 0.5 * len(there):
            found.append(k)
    return found


def _word(cell: str, decimal: str) -> bool:
    return bool(re.search(r"[^\W\d_]|%|°", cell)) and cell.lower() not in GAPS and not is_number(cell, decimal)


def _heads(row: Row, columns: Sequence[int], decimal: str) -> bool:
    """Whether a row has a name over each of several columns of numbers: words that differ, and no errors of Excel."""
    names = {row[k] for k in columns if _word(row[k], decimal) and not row[k].startswith("#")}
    return len(columns) > 1 and len(names) == len(columns)


def _first(row: Row) -> str:
    return next((cell for cell in row if cell), "")


def _is_note(row: Row, columns: Sequence[int], decimal: str) -> bool:
    """Whether a row at the end is a note: it begins like one, or has words and no number (a gap that is written is one
    of data)."""
    first = _first(row)
    if _NOTE.fullmatch(first) and not is_number(first, decimal):
        numbers = sum(is_number(row[k], decimal) for k in columns)
        if not numbers or re.search(r"^[^\W\d_].*[:=<]|^[\W\d_]", first):  # beside a number, a word may be a name
            return numbers < max(2, len(columns))
    cells = [row[k] for k in columns]
    if any(is_number(cell, decimal) or (cell and cell.lower() in GAPS) for cell in cells):
        return False
    return any(_word(cell, decimal) for cell in cells) or any(len(cell.split()) > 2 for cell in row)


def _label(row: Row, columns: Sequence[int], decimal: str) -> str:
    """The word of a row that reads like that of a total, if its other cells hold a number; else ""."""
    found = next((cell for cell in row if cell and (_TOTAL.fullmatch(cell) or _BESIDE.fullmatch(cell))), "")
    return found if found and any(is_number(row[k], decimal) for k in columns) else ""


def _sums(above: Sequence[Row], row: Row, columns: Sequence[int], decimal: str) -> bool:
    """Whether each number of a row is the sum of those above it, up to rounding; that of thousands is not compared."""
    any_number = False
    if len(above) > MOST_ADDED:
        return False
    for k in columns:
        if not is_number(row[k], decimal):
            continue
        others = [value_of(each[k], decimal)[0] for each in above if is_number(each[k], decimal)]
        found, (total, _) = math.fsum(others), value_of(row[k], decimal)
        if len(others) < 3 or abs(found - total) > 1e-9 * max(map(abs, others), default=1.0) or not any(others):
            return False
        any_number = True
    return any_number


def _nameless(rows: Sequence[Row], k: int, columns: Sequence[int], decimal: str) -> bool:
    """Whether a row without a name, under rows that have one, holds their sums."""
    words = [j for j in range(len(rows[0])) if j not in columns]
    unnamed = bool(words) and not any(rows[k][j] for j in words) and all(rows[i][words[0]] for i in range(k))
    return unnamed and _sums(rows[:k], rows[k], columns, decimal)


def _codes(rows: Sequence[Row], k: int, decimal: str) -> list[str]:
    """A sentence where −999 or the like stands far from all other numbers of a column."""
    codes = _CODES & {row[k].translate(SPACES) for row in rows}
    values = [value_of(row[k], decimal)[0] for row in rows if is_number(row[k], decimal)] if codes else []
    for code in sorted(codes):
        others = [abs(value) for value in values if value != float(code)]
        if len(others) > 2 and abs(float(code)) > 5 * max(others):
            return [f"Column {k + 1} holds {code}, far from its other numbers: if it means “missing”, leave it empty"]
    return []


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _quoted(cells: Sequence[str]) -> str:
    """The first of some cells, in quotation marks."""
    shown = [f"“{clipped(cell, 30)}”" for cell in cells if cell]
    return ", ".join(shown[:2]) + (", …" if len(shown) > 2 else "")
