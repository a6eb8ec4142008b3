"""Controls with several numbers: Point, Points, Matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.controls.base import Control, ControlError, Widget, beyond, finite, rust_float, shortest
from explorer.controls.tables import numbers, table

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Range = tuple[float, float]
FEW = 6  # points that are named one by one
WIDE: Range = (-99.0, 99.0)  # what holds the matrices of textbooks and homework
TEN_DIGITS = "Entries keep ten digits: 1/3 is 0.3333333333."  # where what is nearly 0 was typed to be 0


def nearly_singular(first: float, second: float, name: str = "σ₂") -> str:
    """A sentence where the second of two numbers is not 0, but small enough to have been typed as 0; or none."""
    return f"{name} is not 0, and A has an inverse. {TEN_DIGITS}" if 0 < second < 1e-8 * first else ""


def _settle(value: Any, bounds: Range, step: float | None, label: str) -> float:
    """One coordinate, rounded to the step (None: to ten digits, as links have them); raises ControlError (nearest: the
    bound) outside its range."""
    number = finite(value, label, bounds[0])
    inside = min(max(number, bounds[0]), bounds[1])
    nearest = float(shortest(inside) if step is None else f"{round(inside / step) * step:.12g}") + 0.0
    nearest = min(max(nearest, bounds[0]), bounds[1])
    if number < bounds[0] - 1e-9 or number > bounds[1] + 1e-9:
        raise ControlError(
            f"{label}: each number goes from {shortest(bounds[0])} to {shortest(bounds[1])}, "
            f"so {beyond(number, *bounds)} is out of reach.",
            nearest,
        )
    return nearest


def _settle_all(values: Sequence[Any], bounds: Sequence[Range], step: float, label: str) -> tuple[float, ...]:
    """All coordinates settled; one ControlError with the nearest of all, if any of them is outside."""
    found, sentence = [], ""
    for value, limits in zip(values, bounds, strict=True):
        try:
            found.append(_settle(value, limits, step, label))
        except ControlError as error:
            sentence = sentence or str(error)
            found.append(error.nearest)
    if sentence:
        raise ControlError(sentence, tuple(found))
    return tuple(found)


def _grid(bounds: Range, step: float) -> SearchStrategy[float]:
    from hypothesis import strategies as st

    low, high = int(np.ceil(bounds[0] / step - 1e-9)), int(np.floor(bounds[1] / step + 1e-9))
    return st.integers(low, high).map(lambda n: float(f"{n * step:.12g}") + 0.0)


@dataclass(frozen=True)
class Point(Control):
    """A point of the plane: a handle in the figure (mouse, touch, arrow keys) and a field for its two numbers."""

    default: tuple[float, float]
    x: Range
    y: Range
    step: float = 0.01

    kind: ClassVar[str] = "point"

    def check(self, value: Any) -> tuple[float, float]:
        if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
            raise ControlError(f"{self.label} needs two numbers, as in {self.write(self.default)}.", self.default)
        first, second = _settle_all(list(value), [self.x, self.y], self.step, self.label)
        return first, second

    def read(self, text: str) -> tuple[float, float]:
        return self.check(numbers(text, 2, self.label, self.default))

    def write(self, value: Any) -> str:
        return ",".join(shortest(part) for part in value)

    def extremes(self) -> Sequence[Any]:
        return [self.check((a, b)) for a in self.x for b in self.y]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.tuples(_grid(self.x, self.step), _grid(self.y, self.step))

    def widget(self) -> Widget:
        return Widget("text_input", {"max_chars": 60, "placeholder": "x, y"})

    def python(self, value: Any) -> str:
        return repr(list(value))

    def rust(self, value: Any) -> tuple[str, str]:
        return "[f64; 2]", "[" + ", ".join(rust_float(part) for part in value) + "]"

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"x": self.x, "y": self.y, "step": self.step}


@dataclass(frozen=True)
class Points(Control):
    """Draggable data: `fewest` to `most` points.

    With `y` each is a pair; without, each is a number on a line. A double click in the figure adds one, Delete
    removes the one with the focus.
    """

    default: tuple[Any, ...]
    x: Range
    y: Range | None = None
    step: float = 0.01
    fewest: int = 1
    most: int = 60

    kind: ClassVar[str] = "points"

    @property
    def _bounds(self) -> tuple[Range, ...]:
        return (self.x,) if self.y is None else (self.x, self.y)

    def check(self, value: Any) -> tuple[Any, ...]:
        width = len(self._bounds)
        shape = "numbers, as in 1; 2.5; 3" if width == 1 else "pairs of numbers, as in 0,1; 2,3"
        if not isinstance(value, (tuple, list, np.ndarray)):
            raise ControlError(f"{self.label} needs {shape}.", self.default)
        rows = [tuple(row) if isinstance(row, (tuple, list, np.ndarray)) else (row,) for row in value]
        if any(len(row) != width for row in rows):
            raise ControlError(f"{self.label} needs {shape}.", self.default)
        sentence, found = "", []
        for row in rows[: self.most]:
            try:
                found.append(_settle_all(row, self._bounds, self.step, self.label))
            except ControlError as error:
                sentence, settled = sentence or str(error), error.nearest
                found.append(settled)
        nearest = tuple(row[0] for row in found) if width == 1 else tuple(found)
        if not self.fewest <= len(rows) <= self.most:
            wanted = f"{self.fewest} to {self.most}" if self.fewest < self.most else f"{self.most}"
            sentence = f"{self.label} takes {wanted} points, not {len(rows)}."
            nearest = self.default if len(rows) < self.fewest else nearest
        if sentence:
            raise ControlError(sentence, nearest)
        return nearest

    def read(self, text: str) -> tuple[Any, ...]:
        return self.check(table(text, self.most, len(self._bounds), self.label, self.default))

    def write(self, value: Any) -> str:
        return ";".join(",".join(map(shortest, row)) if isinstance(row, tuple) else shortest(row) for row in value)

    def told(self, value: Any) -> str:
        if len(value) <= FEW:
            return f"{self.label}: {self.write(value).replace(';', '; ')}"
        mean = ", ".join(f"{part:.4g}" for part in np.atleast_1d(np.mean(np.asarray(value), axis=0)))
        return f"{self.label}: {len(value)} points around {mean}"

    def extremes(self) -> Sequence[Any]:
        corner = (self.x[0], self.y[0]) if self.y is not None else self.x[0]
        other = (self.x[1], self.y[1]) if self.y is not None else self.x[1]
        return [self.check((corner,) * self.fewest), self.check(((other, corner) * self.most)[: self.most])]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        grids = [_grid(bounds, self.step) for bounds in self._bounds]
        one: SearchStrategy[Any] = grids[0] if len(grids) == 1 else st.tuples(*grids)
        return st.lists(one, min_size=self.fewest, max_size=self.most).map(tuple)

    def widget(self) -> Widget:
        return Widget(
            "text_input", {"max_chars": 20 * self.most, "placeholder": "1; 2; 3" if self.y is None else "x,y; x,y"}
        )

    def python(self, value: Any) -> str:
        return repr([list(row) if isinstance(row, tuple) else row for row in value])

    def rust(self, value: Any) -> tuple[str, str]:
        if self.y is None:
            return f"[f64; {len(value)}]", "[" + ", ".join(map(rust_float, value)) + "]"
        rows = ", ".join("[" + ", ".join(map(rust_float, row)) + "]" for row in value)
        return f"[[f64; 2]; {len(value)}]", f"[{rows}]"

    def describe(self) -> dict[str, Any]:
        told = {"x": self.x, "y": self.y, "step": self.step, "fewest": self.fewest, "most": self.most}
        return super().describe() | told


@dataclass(frozen=True)
class Matrix(Control):
    """A small matrix, edited in place: each entry can be typed, stepped by keys, or dragged sideways.

    A drag goes from `low` to `high` in steps of `step`. Where `wide` is given, what is typed may go as far as that and
    keeps ten digits (12, 1/3, √2), and the figure makes room for it; without it what is typed is rounded to the step.
    """

    default: tuple[tuple[float, ...], ...]
    low: float = -3.0
    high: float = 3.0
    step: float = 0.1
    wide: Range | None = None

    kind: ClassVar[str] = "matrix"
    component: ClassVar[str] = "matrix"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; they do not change."""
        return len(self.default), len(self.default[0])

    def check(self, value: Any) -> tuple[tuple[float, ...], ...]:
        flat = self._entries(value)
        bounds = [self.wide or (self.low, self.high)] * len(flat)
        return self._settled(flat, bounds, None if self.wide else self.step)

    def dragged(self, value: Any, before: Any) -> tuple[tuple[float, ...], ...]:
        """The matrix that a hand makes of the one before: what it moved is rounded to the step, and goes no farther
        than `low` and `high`, or than an entry did before."""
        if not self.wide:
            return self.check(value)
        old, new = self._entries(before), self._entries(value)
        span = min(self.low, *old), max(self.high, *old)
        moved = [abs(a - b) > 1e-12 * max(1.0, abs(a)) for a, b in zip(old, new, strict=True)]
        return self._settled(new, [span] * len(new), self.step, old, moved)

    def beyond(self, value: Any) -> bool:
        """Whether an entry lies where only typing leads."""
        return self.wide is not None and any(not self.low <= entry <= self.high for row in value for entry in row)

    def _entries(self, value: Any) -> list[Any]:
        """All entries, row by row; raises ControlError for another shape."""
        rows, columns = self.shape
        fits = isinstance(value, (tuple, list, np.ndarray)) and len(value) == rows
        if not fits or any(not isinstance(row, (tuple, list, np.ndarray)) or len(row) != columns for row in value):
            raise ControlError(
                f"{self.label} needs {rows} row{'s' * (rows > 1)} of {columns} numbers, "
                f"as in {self.write(self.default)}.",
                self.default,
            )
        return [entry for row in value for entry in row]

    def _settled(
        self,
        flat: Sequence[Any],
        bounds: Sequence[Range],
        step: float | None,
        old: Sequence[float] = (),
        moved: Sequence[bool] = (),
    ) -> tuple[tuple[float, ...], ...]:
        """The rows of entries within bounds and on the step's grid; those that were not moved stay as they are."""
        sentence, found = "", []
        for number, (value, limits) in enumerate(zip(flat, bounds, strict=True)):
            if moved and not moved[number]:
                found.append(old[number])
                continue
            try:
                found.append(_settle(value, limits, step, self.label))
            except ControlError as error:
                sentence = sentence or str(error)
                found.append(error.nearest)
        if sentence:
            raise ControlError(sentence, self._rows(tuple(found)))
        return self._rows(tuple(found))

    def _rows(self, flat: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
        columns = self.shape[1]
        return tuple(flat[i : i + columns] for i in range(0, len(flat), columns))

    def read(self, text: str) -> tuple[tuple[float, ...], ...]:
        given = table(text, *self.shape, self.label, self.default)
        found = self.check(given)
        off = [(a, b) for row, kept in zip(given, found, strict=True) for a, b in zip(row, kept, strict=True)]
        rounded = next((a for a, b in off if abs(a - b) > 1e-6 * max(abs(b), self.step)), None)
        if rounded is not None:
            grid = "whole numbers" if self.step == 1 else f"numbers in steps of {shortest(self.step)}"
            raise ControlError(f"{self.label} takes {grid}, and {shortest(rounded)} is none of them.", found)
        return found

    def write(self, value: Any) -> str:
        return ";".join(",".join(map(shortest, row)) for row in value)

    def told(self, value: Any) -> str:
        return f"{self.label}: rows {self.write(value).replace(',', ', ').replace(';', '; ')}"

    def extremes(self) -> Sequence[Any]:
        rows, columns = self.shape
        zero = ((0.0,) * columns,) * rows
        full = ((float(self.high),) * columns,) * rows
        turned = tuple(
            tuple(self.high if j > i else (self.low if j < i else 0.0) for j in range(columns)) for i in range(rows)
        )
        return [self.check(zero), self.check(full), self.check(turned)]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        rows, columns = self.shape
        entry = _grid((self.low, self.high), self.step)
        return st.tuples(*[st.tuples(*[entry] * columns)] * rows)

    def widget(self) -> Widget:
        return Widget("matrix", {"low": self.low, "high": self.high, "step": self.step, "wide": self.wide})

    def python(self, value: Any) -> str:
        return repr([list(row) for row in value])

    def rust(self, value: Any) -> tuple[str, str]:
        rows, columns = self.shape
        body = ", ".join("[" + ", ".join(map(rust_float, row)) + "]" for row in value)
        return f"[[f64; {columns}]; {rows}]", f"[{body}]"

    def describe(self) -> dict[str, Any]:
        told = {"low": self.low, "high": self.high, "step": self.step, "shape": self.shape, "wide": self.wide}
        return super().describe() | told
