"""Data: a built-in data set, or numbers from the reader's own CSV file, carried by the link itself."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explorer.controls.base import Control, ControlError, Widget, clipped

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MOST_NUMBERS = 2_000  # so that a link stays short enough for every server and mail program
LARGEST_FILE = 5_000_000  # bytes
_PREFIX = "own:"


@dataclass(frozen=True)
class OwnData:
    """The reader's numbers: `values` has shape (rows, len(columns))."""

    columns: tuple[str, ...]
    values: NDArray[np.float64]


class DataError(ValueError):
    """A file or a link holds no data that can be used; the message is one sentence for the reader."""


def read_csv(content: bytes) -> pd.DataFrame:
    """The numeric columns of a reader's CSV file (separator guessed, first row as names, empty cells as gaps).

    Raises:
        DataError: the file is too large, is not text, is no table, or has no column of numbers.
    """
    if len(content) > LARGEST_FILE:
        raise DataError(f"The file has {len(content) / 1e6:.1f} MB; at most {LARGEST_FILE / 1e6:.0f} MB are read.")
    if not content.strip():
        raise DataError("The file is empty; it needs a row of column names and rows of numbers.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError("The file is not UTF-8 text; save it as CSV (UTF-8) and try again.") from None
    if "\x00" in text:
        raise DataError("The file is not text; save it as CSV (UTF-8) and try again.")
    try:
        table = pd.read_csv(io.StringIO(text), sep=None, engine="python", nrows=200_000)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, csv.Error):
        raise DataError("The file cannot be read as a table; it needs the same number of cells in every row.") from None
    numbers = table.apply(pd.to_numeric, errors="coerce").replace([np.inf, -np.inf], np.nan)
    # A column of numbers may have gaps, but a column of words that holds a stray number is not one.
    wanted = [name for name in numbers.columns if numbers[name].notna().sum() >= max(3, 0.5 * len(numbers))]
    if not wanted:
        raise DataError("No column of the file holds numbers in at least half of its rows (and three at least).")
    names = [clipped(str(name).strip(), 40) for name in wanted]
    # Names that are alike, perhaps only since they were clipped, are told apart by a number.
    told = [f"{clipped(name, 34)} ({k + 1})" if names.count(name) > 1 else name for k, name in enumerate(names)]
    return numbers[wanted].set_axis(told, axis="columns")


def pack(own: OwnData) -> str:
    """The data as the text that a link carries; numbers are kept to six significant digits."""
    body = json.dumps(
        {"c": list(own.columns), "v": [[float(f"{v:.6g}") for v in column] for column in np.transpose(own.values)]},
        separators=(",", ":"),
    )
    return _PREFIX + base64.urlsafe_b64encode(zlib.compress(body.encode(), 9)).decode().rstrip("=")


def unpack(text: str) -> OwnData:
    """The data that a link's text carries; raises DataError if it is damaged or too large."""
    damaged = DataError("The data in the link are damaged; upload the file again.")
    try:
        packed = text.removeprefix(_PREFIX).rstrip("=")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", packed):
            raise damaged
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        engine = zlib.decompressobj()
        body = engine.decompress(raw, 80 * MOST_NUMBERS)  # bounded: a short link must not unfold into gigabytes
        if engine.unused_data:
            raise damaged
        if engine.unconsumed_tail:
            raise DataError(f"The link carries more than {MOST_NUMBERS:,} numbers.")
        content = json.loads(body)
        columns = tuple(clipped(str(name), 40) for name in content["c"])
        values = np.array(content["v"], dtype=float).T
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise (error if isinstance(error, DataError) else damaged) from None
    if values.ndim != 2 or values.shape[1] != len(columns) or values.shape[0] < 3 or not np.isfinite(values).all():
        raise damaged
    if values.size > MOST_NUMBERS:
        raise DataError(f"The link carries more than {MOST_NUMBERS:,} numbers.")
    return OwnData(columns, values)


@dataclass(frozen=True)
class Data(Control):
    """Numbers to work on: `options` maps the name of each built-in data set to its label; `own` is how many columns
    of the reader's own CSV file the lesson takes instead (0: built-in data only).

    The value is the name of a built-in set, or text that `unpack` turns into the reader's numbers.
    """

    options: Mapping[str, str] = field(hash=False)
    default: str
    own: int = 1

    kind: ClassVar[str] = "data"

    def check(self, value: Any) -> str:
        if isinstance(value, str) and value.startswith(_PREFIX) and self.own:
            try:
                own = unpack(value)
            except DataError as error:
                raise ControlError(f"{self.label}: {error}", self.default) from None
            if len(own.columns) != self.own:
                raise ControlError(f"{self.label} takes {self.own} column(s) of numbers.", self.default)
            return value
        if not isinstance(value, str) or value not in self.options:
            raise ControlError(
                f"{self.label}: “{clipped(str(value))}” is not one of {', '.join(self.options)}.", self.default
            )
        return str(value)

    def pack_columns(self, table: pd.DataFrame, columns: Sequence[str]) -> tuple[str, str]:
        """The value for `columns` of a reader's table, and a sentence on what was left out ("" if nothing was)."""
        chosen = table[list(columns)]
        whole = chosen.dropna()
        most = MOST_NUMBERS // len(columns)
        kept = whole.iloc[:most]
        if len(kept) < 3:
            raise DataError("Fewer than three rows have a number in each chosen column.")
        left = []
        if len(whole) < len(chosen):
            left.append(f"{len(chosen) - len(whole):,} rows with a gap were left out")
        if len(kept) < len(whole):
            left.append(f"the first {most:,} of {len(whole):,} rows are used, as many as a link can carry")
        note = "; ".join(left)
        return pack(OwnData(tuple(map(str, columns)), kept.to_numpy(dtype=float))), note[:1].upper() + note[1:]

    def read(self, text: str) -> str:
        return self.check(text)

    def write(self, value: Any) -> str:
        return str(value)

    def extremes(self) -> Sequence[Any]:
        own = OwnData(tuple(f"c{i}" for i in range(self.own)), np.arange(30.0 * self.own).reshape(30, self.own) % 7)
        return [*self.options, *([pack(own)] if self.own else [])]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from(list(self.extremes()))

    def widget(self) -> Widget:
        return Widget("data", {"options": list(self.options), "format_func": self.options.__getitem__})

    def python(self, value: Any) -> str:
        return f'"{value}"'

    def rust(self, value: Any) -> tuple[str, str]:
        return "&str", f'"{value}"'

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"options": dict(self.options)}
