"""Controls with many small values: Simplex (rows that sum to one), Cells (a grid toggled by hand), Sketch (drawn)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.controls.base import Control, ControlError, Widget, clipped, finite, rust_float
from explorer.controls.geometric import Matrix
from explorer.controls.tables import numbers, table

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Simplex(Matrix):
    """Rows of shares that sum to one each: moving one entry rescales the others of its row.

    Shares are kept in whole steps, and each row sums to one in steps.
    """

    low: float = 0.0
    high: float = 1.0
    step: float = 0.01

    kind: ClassVar[str] = "simplex"

    def check(self, value: Any) -> Rows:
        try:
            found = super().check(value)
        except ControlError as error:  # the nearest matrix need not have rows of shares
            raise ControlError(str(error), tuple(map(self._whole, error.nearest))) from None
        for number, row in enumerate(found, 1):
            # Each entry was rounded to a step on its own.
            if abs(sum(row) - 1) > 0.51 * self.step * len(row):
                which = f"Row {number} of {self.label}" if len(found) > 1 else self.label
                nearest = tuple(self._whole(each) for each in found)
                raise ControlError(f"{which} sums to {sum(row):.3g}; its shares must sum to 1.", nearest)
        return tuple(self._whole(row) for row in found)

    def read(self, text: str) -> Rows:
        return self.check(table(text, *self.shape, self.label, self.default))  # shares are always rounded

    def _whole(self, row: Sequence[float]) -> tuple[float, ...]:
        """Shares in whole steps that sum to one: the largest remainders are rounded up."""
        parts, total = np.maximum(np.asarray(row, float), 0.0), round(1 / self.step)
        wanted = total * (parts / parts.sum() if parts.sum() > 0 else np.full(len(parts), 1 / len(parts)))
        floor = np.floor(wanted + 1e-9)
        order = np.argsort(-(wanted - floor), kind="stable")[: int(total - floor.sum())]
        floor[order] += 1
        return tuple(float(f"{count / total:.12g}") for count in floor)

    def with_share(self, value: Rows, row: int, column: int, share: float) -> Rows:
        """The rows with one share moved, and the others of its row in the same proportions as before."""
        old = list(value[row])
        share = min(max(float(share), 0.0), 1.0)
        rest = 1.0 - old[column]
        for k in range(len(old)):
            if k != column:
                old[k] = (1 - share) * (old[k] / rest if rest > 1e-12 else 1 / (len(old) - 1))
        old[column] = share
        return tuple(self._whole(old) if number == row else each for number, each in enumerate(value))

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"shares": True}

    def extremes(self) -> Sequence[Any]:
        rows, columns = self.shape
        even = ((1.0 / columns,) * columns,) * rows
        first = tuple(tuple(float(j == 0) for j in range(columns)) for _ in range(rows))
        shifted = tuple(tuple(float(j == (i + 1) % columns) for j in range(columns)) for i in range(rows))
        return [tuple(map(self._whole, each)) for each in (even, first, shifted)]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        rows, columns = self.shape
        row = st.tuples(*[st.integers(0, 20)] * columns).map(lambda each: self._whole([float(n) for n in each]))
        return st.tuples(*[row] * rows)


@dataclass(frozen=True)
class Cells(Control):
    """A grid of cells that are on or off, toggled by a click, a key or painting: walls, events, edges.

    `default` has a text of 0 and 1 for each row. `symmetric` keeps (i, j) and (j, i) alike, and the diagonal off: the
    edges of a graph. `rows` and `columns` name the cells for a screen reader, and are written beside the grid.
    """

    default: tuple[str, ...]
    symmetric: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    kind: ClassVar[str] = "cells"
    component: ClassVar[str] = "cells"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; they do not change."""
        return len(self.default), len(self.default[0])

    @cached_property
    def initial(self) -> Any:
        return self.read(";".join(self.default))

    def check(self, value: Any) -> tuple[tuple[int, ...], ...]:
        rows, columns = self.shape
        try:
            array = np.asarray(value)
        except ValueError:
            array = np.zeros(0)
        bits = array.dtype != object and array.shape == (rows, columns) and np.isin(array, (0, 1)).all()
        if not bits:
            raise ControlError(self._asks(), self.initial)
        if self.symmetric:
            array = np.maximum(array, array.T) * (1 - np.eye(rows, dtype=int))
        return tuple(tuple(int(cell) for cell in row) for row in array)

    def read(self, text: str) -> tuple[tuple[int, ...], ...]:
        if len(text) > 4 * self.shape[0] * (self.shape[1] + 1) or not set(text) <= set("01;"):
            raise ControlError(f"{self.label}: “{clipped(text)}” is not made of 0, 1 and ;.", self._start())
        rows = [[int(cell) for cell in row] for row in text.split(";")]
        if {len(row) for row in rows} != {self.shape[1]} or len(rows) != self.shape[0]:
            raise ControlError(self._asks(), self._start())
        return self.check(rows)

    def _asks(self) -> str:
        rows, columns = self.shape
        return f"{self.label} needs {rows} row{'s' * (rows > 1)} of {columns} cells, each 0 or 1."

    def _start(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(int(cell) for cell in row) for row in self.default)

    def write(self, value: Any) -> str:
        return ";".join("".join(str(int(cell)) for cell in row) for row in value)

    def told(self, value: Any) -> str:
        on = [f"{i}.{j}" for i, row in enumerate(value, 1) for j, cell in enumerate(row, 1) if cell]
        named = ", ".join(on[:12]) + (f" and {len(on) - 12} more" if len(on) > 12 else "")
        return f"{self.label}: {len(on)} on" + (f", row.column {named}" if on else "")

    def extremes(self) -> Sequence[Any]:
        return [self.check(np.zeros(self.shape, int)), self.check(np.ones(self.shape, int))]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        rows, columns = self.shape
        return st.tuples(*[st.tuples(*[st.integers(0, 1)] * columns)] * rows).map(self.check)

    def widget(self) -> Widget:
        return Widget("cells", {"symmetric": self.symmetric, "rows": list(self.rows), "columns": list(self.columns)})

    def python(self, value: Any) -> str:
        return repr([list(row) for row in value])

    def rust(self, value: Any) -> tuple[str, str]:
        rows, columns = self.shape
        body = ", ".join("[" + ", ".join(str(int(cell)) for cell in row) + "]" for row in value)
        return f"[[usize; {columns}]; {rows}]", f"[{body}]"

    def describe(self) -> dict[str, Any]:
        told = {"shape": self.shape, "symmetric": self.symmetric, "rows": self.rows, "columns": self.columns}
        return super().describe() | told


@dataclass(frozen=True)
class Sketch(Control):
    """A curve drawn by hand on a pad: a height for each of the places `0, 1, ..., n - 1` from left to right.

    `default` has the heights, between `low` and `high`; they are kept to LEVELS steps. `rising` keeps a distribution
    function: each height is at least the one before, whatever is drawn.
    """

    default: tuple[float, ...]
    low: float = 0.0
    high: float = 1.0
    rising: bool = False

    kind: ClassVar[str] = "sketch"
    component: ClassVar[str] = "sketch"
    LEVELS: ClassVar[int] = 1000

    def _settled(self, heights: Sequence[float]) -> tuple[float, ...]:
        span = self.high - self.low
        levels = np.rint((np.clip(heights, self.low, self.high) - self.low) / span * self.LEVELS)
        if self.rising:
            levels = np.maximum.accumulate(levels)
        return tuple(float(f"{self.low + level / self.LEVELS * span:.12g}") for level in levels)

    def check(self, value: Any) -> tuple[float, ...]:
        count = len(self.default)
        if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != count:
            raise ControlError(f"{self.label} needs {count} heights.", self._settled(self.default))
        heights = [finite(each, self.label, self.default) for each in value]
        slack = 1e-9 * (self.high - self.low)
        if min(heights) < self.low - slack or max(heights) > self.high + slack:
            raise ControlError(
                f"{self.label} has heights from {self.low:g} to {self.high:g}; some are beyond.", self._settled(heights)
            )
        return self._settled(heights)

    def read(self, text: str) -> tuple[float, ...]:
        if set(text) & set(",; \t\n"):
            return self.check(numbers(text, len(self.default), self.label, self._settled(self.default)))
        try:
            levels = np.frombuffer(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), dtype=">u2")
        except (binascii.Error, ValueError):
            raise ControlError(f"{self.label}: “{clipped(text)}” is no curve.", self._settled(self.default)) from None
        heights = self.low + levels.astype(float) / self.LEVELS * (self.high - self.low)
        return self.check(heights)

    def write(self, value: Any) -> str:
        levels = np.rint((np.asarray(value) - self.low) / (self.high - self.low) * self.LEVELS).astype(">u2")
        return base64.urlsafe_b64encode(levels.tobytes()).decode().rstrip("=")

    def told(self, value: Any) -> str:
        return f"{self.label}: drawn from {value[0]:.3g} to {value[-1]:.3g}, {np.mean(value):.4g} on average"

    def extremes(self) -> Sequence[Any]:
        count = len(self.default)
        waves = [self.low if k % 2 else self.high for k in range(count)]
        return [self.check([end] * count) for end in (self.low, self.high)] + [self.check(waves)]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        level = st.integers(0, self.LEVELS).map(lambda k: self.low + k / self.LEVELS * (self.high - self.low))
        return st.tuples(*[level] * len(self.default)).map(self.check)

    def widget(self) -> Widget:
        return Widget("sketch", {"low": self.low, "high": self.high, "rising": self.rising})

    def python(self, value: Any) -> str:
        return repr(list(value))

    def rust(self, value: Any) -> tuple[str, str]:
        return f"[f64; {len(value)}]", "[" + ", ".join(rust_float(each) for each in value) + "]"

    def describe(self) -> dict[str, Any]:
        told = {"low": self.low, "high": self.high, "rising": self.rising, "count": len(self.default)}
        return super().describe() | told
