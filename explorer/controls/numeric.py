"""Controls with one number: Slider, Steps, Seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.controls.base import Control, ControlError, Widget, beyond, finite, rust_float, shortest
from explorer.controls.written import number_from
from explorer.text import number as worded

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True)
class Slider(Control):
    """A number between `low` and `high`.

    Linear sliders move in `step`s from `low`. Logarithmic ones (`log=True`, `low` > 0) move over `per_decade` values
    a decade, each rounded to three significant digits. `integer=True` keeps whole numbers. Every value is rounded to
    the nearest one that the slider has.
    """

    low: float
    high: float
    default: float
    step: float = 0.1
    unit: str = ""
    log: bool = False
    integer: bool = False
    per_decade: int = 40

    kind: ClassVar[str] = "slider"

    @cached_property
    def values(self) -> tuple[float, ...]:
        """All values of a logarithmic slider, ascending."""
        decades = np.log10(self.high / self.low)
        count = round(decades * self.per_decade)
        raw = self.low * 10 ** (np.linspace(0.0, decades, count + 1))
        rounded = [float(f"{value:.3g}") for value in raw]
        rounded[0], rounded[-1] = self.low, self.high
        if self.integer:
            return tuple(sorted({round(value) for value in rounded}))
        return tuple(sorted({float(value) for value in rounded}))

    def every(self) -> Sequence[float | int]:
        """All values that the slider has, ascending."""
        if self.log:
            return [self._snap(value) for value in self.values]
        return [self._snap(self.low + k * self._step) for k in range(round((self.high - self.low) / self._step) + 1)]

    def check(self, value: Any) -> float | int:
        number = finite(value, self.label, self._start)
        sizes = (self.low, self.high) if self.log else (max(1.0, abs(self.low), abs(self.high)),) * 2
        if number < self.low - 1e-9 * sizes[0] or number > self.high + 1e-9 * sizes[1]:
            raise ControlError(
                f"{self.reach}, so {beyond(number, self.low, self.high)} is out of reach.",
                self._snap(min(max(number, self.low), self.high)),
            )
        return self._snap(number)

    @property
    def reach(self) -> str:
        """From where to where it goes, as the beginning of a sentence."""
        return f"{self.label} goes from {shortest(self.low)} to {shortest(self.high)}{self._unit()}"

    @cached_property
    def _start(self) -> float | int:
        return self._snap(self.default)

    @cached_property
    def _logs(self) -> NDArray[np.float64]:
        return np.log(np.asarray(self.values))

    @cached_property
    def _exact(self) -> frozenset[float]:
        return frozenset(self.values)

    def _unit(self) -> str:
        return f" {self.unit}" if self.unit not in ("", "°", "%") else self.unit

    def _snap(self, number: float) -> float | int:
        if self.log:
            found = number
            if number not in self._exact:
                found = self.values[int(np.argmin(np.abs(self._logs - np.log(max(number, self.low)))))]
            return int(found) if self.integer else float(found)
        steps = round((number - self.low) / self._step)
        raw = self.low + steps * self._step
        raw = 0.0 if abs(raw) < 1e-9 * self._step else raw  # from -0.95 in steps of 0.01, zero would be 1e-16
        snapped = min(float(f"{raw:.12g}"), float(self.high))
        return round(snapped) if self.integer else snapped

    def _shown(self, value: float) -> str:
        return worded(value, 3) + self._unit()

    @property
    def _step(self) -> float:
        return max(1.0, float(round(self.step))) if self.integer else self.step

    def read(self, text: str) -> float | int:
        number = number_from(text, self.label, self._start)
        found = self.check(number)
        if abs(found - number) > 1e-6 * max(abs(found), abs(self._step if not self.log else found)):
            raise ControlError(f"{self.label} {self._grid_said()}, and {shortest(number)} is none of them.", found)
        return found

    def told(self, value: Any) -> str:
        return f"{self.label}: {shortest(value).replace('-', '−')}{self._unit()}"

    def _grid_said(self) -> str:
        if self.log:
            return f"has {self.per_decade} values a decade{', whole numbers' if self.integer else ''}"
        if self.integer and self._step == 1:
            return "takes whole numbers"
        return f"moves in steps of {shortest(self._step)}"

    def write(self, value: Any) -> str:
        return shortest(value)

    def extremes(self) -> Sequence[Any]:
        return [self._snap(self.low), self._snap(self.high)]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        if self.log:
            return st.sampled_from([self._snap(value) for value in self.values])
        return st.integers(0, round((self.high - self.low) / self._step)).map(
            lambda steps: self._snap(self.low + steps * self._step)
        )

    def widget(self) -> Widget:
        if self.log:
            shown = {} if self.integer else {"format_func": self._shown}
            return Widget("select_slider", {"options": self.every(), **shown})
        cast = int if self.integer else float
        decimals = max(0, -int(np.floor(np.log10(self._step) + 1e-9))) if not self.integer else 0
        unit = self._unit().replace("%", "%%")
        form = f"%d{unit}" if self.integer else f"%.{min(decimals, 6)}f{unit}"
        return Widget(
            "slider",
            {"min_value": cast(self.low), "max_value": cast(self.high), "step": cast(self._step), "format": form},
        )

    def python(self, value: Any) -> str:
        return repr(value)

    def rust(self, value: Any) -> tuple[str, str]:
        return ("usize" if self.low >= 0 else "i64", str(value)) if self.integer else ("f64", rust_float(value))

    def describe(self) -> dict[str, Any]:
        told = super().describe() | {"low": self.low, "high": self.high, "step": self._step, "unit": self.unit}
        return told | ({"values": list(self.values)} if self.log else {})


@dataclass(frozen=True)
class Steps(Slider):
    """A place in a computed trajectory, 0 to `high`, with a play bar under the figure.

    `rate` is the number of steps that play in a second.
    """

    low: float = 0
    high: float = 50
    default: float = 0
    step: float = 1
    integer: bool = True
    rate: float = 12.0

    kind: ClassVar[str] = "steps"

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"rate": self.rate}


@dataclass(frozen=True)
class Seed(Control):
    """The seed of a lesson's random numbers, with a button that deals new ones."""

    name: str = "seed"
    label: str = "Seed"
    default: int = 1

    kind: ClassVar[str] = "seed"
    highest: ClassVar[int] = 999_999
    FACTOR: ClassVar[int] = 48_271
    MORE: ClassVar[int] = 11

    def check(self, value: Any) -> int:
        if finite(value, self.label, self.default) != int(value):
            raise ControlError(f"{self.label} must be a whole number.", self.default)
        if not 0 <= value <= self.highest:
            raise ControlError(f"{self.label} goes from 0 to {self.highest}.", int(min(max(value, 0), self.highest)))
        return int(value)

    def read(self, text: str) -> int:
        return self.check(number_from(text, self.label, self.default))

    def write(self, value: Any) -> str:
        return str(value)

    def extremes(self) -> Sequence[Any]:
        return [0, self.highest]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.integers(0, self.highest)

    def widget(self) -> Widget:
        return Widget("seed", {"min_value": 0, "max_value": self.highest, "step": 1})

    def after(self, value: int) -> int:
        """The seed that the reshuffle button deals next: a fixed walk over all seeds, so that undo and links hold."""
        return (value * self.FACTOR + self.MORE) % (self.highest + 1)

    def python(self, value: Any) -> str:
        return repr(value)

    def rust(self, value: Any) -> tuple[str, str]:
        return "u64", str(value)

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"high": self.highest, "deal": [self.FACTOR, self.MORE]}
