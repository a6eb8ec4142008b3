"""Data: a built-in data set, or numbers from the reader's own CSV file, carried by the link itself."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from explorer.controls.base import ControlError, Widget, clipped
from explorer.controls.choice import Named
from explorer.controls.csv_files import MOST_GROUPS, DataError, Reading

MOST_NUMBERS = 2_000  # so that a link stays short enough for every server and mail program
LONGEST_LINK = 7_500  # letters: many proxies and mail programs cut an address near 8,000
LARGEST, SMALLEST = 1e15, 1e-15  # sizes of numbers whose squares and sums can still be computed and drawn
T = TypeVar("T")
_PREFIX = "own:"
_PACKED = "own:."  # the form that is written today; the one without the point is still read


@dataclass(frozen=True)
class OwnData:
    """The reader's numbers: `values` has shape (rows, len(columns)). Where a column holds groups, `levels` has their
    names at its place and the values are 0, 1, ...; elsewhere it has ()."""

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    levels: tuple[tuple[str, ...], ...] = ()

    def groups(self, column: int) -> tuple[str, ...]:
        """The names of the groups of a column; () if it holds numbers."""
        return self.levels[column] if self.levels else ()


def pack(own: OwnData) -> str:
    """The data as the text that a link carries: each number exactly.

    A column of decimals is written as whole numbers of few bytes; only one with more than twelve decimals, or that is
    wider than a double's whole numbers, takes eight bytes a number. Bytes of one weight stand together, which zlib
    likes.
    """
    kinds, body = [], b""
    for column in np.transpose(own.values):
        kind, written = _as_whole(column)
        kinds.append(kind)
        body += written
    head = {"c": list(own.columns), "n": len(own.values), "k": kinds}
    if any(own.levels):
        head["l"] = [list(each) for each in own.levels]
    told = json.dumps(head, separators=(",", ":")).encode()
    raw = zlib.compress(len(told).to_bytes(4, "little") + told + body, 9)
    return _PACKED + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _as_whole(column: NDArray[np.float64]) -> tuple[list[int], bytes]:
    """[decimals, smallest, bytes a number] and the bytes; decimals of -1 stand for doubles as they are."""
    for decimals in range(13):
        whole = np.rint(column * 10.0**decimals)
        if np.abs(whole).max() >= 2.0**53:
            break
        if (whole / 10.0**decimals == column).all():
            low = int(whole.min())
            offsets = (whole.astype(np.int64) - low).astype("<u8")
            width = max(1, (int(offsets.max()).bit_length() + 7) // 8)
            return [decimals, low, width], offsets.view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()
    return [-1, 0, 8], np.ascontiguousarray(column, dtype="<f8").view(np.uint8).reshape(-1, 8).T.tobytes()


def _from_whole(kind: Sequence[int], rows: int, body: bytes) -> NDArray[np.float64]:
    decimals, low, width = kind
    planes = np.zeros((rows, 8), dtype=np.uint8)
    planes[:, :width] = np.frombuffer(body, dtype=np.uint8).reshape(width, rows).T
    if decimals < 0:
        return planes.view("<f8").ravel().astype(float)
    return (planes.view("<u8").ravel().astype(np.int64) + low) / 10.0**decimals


def unpack(text: str) -> OwnData:
    """The data that a link's text carries; raises DataError if it is damaged or too large."""
    damaged = DataError("The data in the link are damaged; upload the file again.")
    try:
        packed = text.removeprefix(_PACKED if text.startswith(_PACKED) else _PREFIX).rstrip("=")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", packed):
            raise damaged
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        engine = zlib.decompressobj()
        body = engine.decompress(raw, 80 * MOST_NUMBERS)  # bounded: a short link must not unfold into gigabytes
        if engine.unused_data:
            raise damaged
        if engine.unconsumed_tail:
            raise DataError(f"The link carries more than {MOST_NUMBERS:,} numbers.")
        found = _packed(body) if text.startswith(_PACKED) else _listed(body)
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise (error if isinstance(error, DataError) else damaged) from None
    _check(found, damaged)
    return found


def opened(text: str, built_in: Callable[[str], T], from_columns: Callable[..., T], column: int = 1) -> T:
    """What the value of a `Data` control stands for: `built_in(name)`, or of the reader's own numbers
    `from_columns(columns, values, groups)`, `groups` being the words that stood in a column for 0, 1, ....

    Raises:
        DataError: a link's data that are damaged or too large.
    """
    if not text.startswith(_PREFIX):
        return built_in(text)
    own = unpack(text)
    return from_columns(own.columns, own.values, own.groups(column))


def _packed(body: bytes) -> OwnData:
    """What `pack` writes."""
    start = 4 + int.from_bytes(body[:4], "little")
    head = json.loads(body[4:start])
    rows, kinds = head["n"], head["k"]
    if not (isinstance(rows, int) and 0 < rows * len(kinds) <= MOST_NUMBERS):
        raise DataError(f"The link carries more than {MOST_NUMBERS:,} numbers.")
    columns = []
    for kind in kinds:
        if [type(part) for part in kind] != [int] * 3 or not (-1 <= kind[0] <= 12 and 1 <= kind[2] <= 8):
            raise ValueError
        if abs(kind[1]) >= 2**53:
            raise ValueError
        columns.append(_from_whole(kind, rows, body[start : start + rows * kind[2]]))
        start += rows * kind[2]
    if start != len(body):
        raise ValueError
    levels = tuple(tuple(_name(name) for name in each) for each in head.get("l", ()))
    return OwnData(tuple(_name(name) for name in head["c"]), np.transpose(columns), levels)


def _name(name: Any) -> str:
    """The name of a column or a group, as text wherever it is drawn: Plotly takes what stands between < and > for a tag
    (bold, a link, a new line) or drops it, so < becomes its look-alike ‹."""
    return clipped(str(name), 40).replace("<", "‹")


def _listed(body: bytes) -> OwnData:
    """What links carried before: lists of numbers."""
    content = json.loads(body)
    return OwnData(tuple(_name(name) for name in content["c"]), np.array(content["v"], dtype=float).T)


def _check(own: OwnData, damaged: DataError) -> None:
    """Raises DataError unless the data are a table of finite numbers, and codes of groups where it says so."""
    values = own.values
    if values.ndim != 2 or values.shape[1] != len(own.columns) or values.shape[0] < 3 or not np.isfinite(values).all():
        raise damaged
    if values.size > MOST_NUMBERS:
        raise DataError(f"The link carries more than {MOST_NUMBERS:,} numbers.")
    if own.levels and len(own.levels) != len(own.columns):
        raise damaged
    for k, names in enumerate(own.levels):
        if names and (len(names) > MOST_GROUPS or not np.isin(values[:, k], range(len(names))).all()):
            raise damaged
    _sizes(own.columns, values)


def _sizes(columns: Sequence[str], values: NDArray[np.float64]) -> None:
    """Raises DataError for numbers whose squares leave the range of doubles."""
    for name, column in zip(columns, values.T, strict=True):
        size = np.abs(column).max()
        if size > LARGEST or 0 < size < SMALLEST:
            raise DataError(
                f"“{name}” goes up to {size:.3g} in size; between {SMALLEST:g} and {LARGEST:g} can be used: "
                "change its unit."
            )


@dataclass(frozen=True)
class Data(Named):
    """Numbers to work on: `options` maps the name of each built-in data set to its label; `own` is how many columns
    of the reader's own CSV file the lesson takes instead (0: built-in data only), and `groups` how many groups of
    words each of them may hold (0, or not given: numbers only).

    The value is the name of a built-in set, or text that `unpack` turns into the reader's numbers.
    """

    own: int = 1
    groups: Sequence[int] = field(default=(), hash=False)

    kind: ClassVar[str] = "data"

    def check(self, value: Any) -> str:
        if isinstance(value, str) and value.startswith(_PREFIX) and self.own:
            try:
                own = unpack(value)
            except DataError as error:
                raise ControlError(f"{self.label}: {error}", self.default) from None
            if len(own.columns) != self.own:
                raise ControlError(f"{self.label} takes {self.own} column(s) of numbers.", self.default)
            for k, name in enumerate(own.columns):
                most, found = self.most_groups(k), len(own.groups(k))
                if found > most:
                    raise ControlError(
                        f"{self.label}: “{name}” holds {found} groups of words; this column takes "
                        + (f"numbers or {most} groups." if most else "numbers."),
                        self.default,
                    )
            return value
        return super().check(value)

    def most_groups(self, column: int) -> int:
        """How many groups of words a column of the reader's may hold."""
        return self.groups[column] if column < len(self.groups) else 0

    def pack_columns(self, reading: Reading, columns: Sequence[str]) -> tuple[str, str]:
        """The value for `columns` of a reader's file, and a sentence on what was left out ("" if nothing was)."""
        chosen = reading.table[list(columns)]
        whole = chosen.dropna()
        most = MOST_NUMBERS // len(columns)
        kept = whole.iloc[:most]
        if len(kept) < 3:
            raise DataError("Fewer than three rows have a number in each chosen column.")
        values = kept.to_numpy(dtype=float)
        _sizes(columns, values)
        value = pack(OwnData(tuple(columns), values, tuple(reading.levels.get(name, ()) for name in columns)))
        left = []
        if len(whole) < len(chosen):
            left.append(f"{len(chosen) - len(whole):,} rows with a gap were left out")
        if len(kept) < len(whole):
            left.append(f"the first {most:,} of {len(whole):,} rows are used, as many as a link can carry")
        if len(value) > LONGEST_LINK:
            left.append(
                f"the link has about {len(value):,} letters, and some mail programs and proxies cut one near 8,000: "
                "fewer rows or fewer digits make it shorter"
            )
        note = "; ".join(left)
        return value, note[:1].upper() + note[1:]

    def told(self, value: Any) -> str:
        if value in self.options:
            return super().told(value)
        own = unpack(value)
        return f"{self.label}: your own {', '.join(clipped(name, 30) for name in own.columns)}, {len(own.values)} rows"

    def extremes(self) -> Sequence[Any]:
        own = OwnData(tuple(f"c{i}" for i in range(self.own)), np.arange(30.0 * self.own).reshape(30, self.own) % 7)
        found = [*self.options, *([pack(own)] if self.own else [])]
        if any(self.groups):
            names = tuple(tuple(f"g{i}" for i in range(self.most_groups(k))) for k in range(self.own))
            codes = own.values.copy()
            for k, each in enumerate(names):
                codes[:, k] = codes[:, k] % len(each) if each else codes[:, k]
            found.append(pack(OwnData(own.columns, codes, names)))
        return found

    def widget(self) -> Widget:
        return self.shown_by("data")
