"""A sweep: one control taken through several values, the others at rest. Grids, films and offline pages share it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.controls import Choice, Control, ControlError, Seed, Slider, Toggle
from explorer.export import ExportError
from explorer.lesson import Lesson, Parameters
from explorer.text import show

KINDS = ("slider", "steps", "choice", "toggle", "seed")
"""The controls that can be swept: those whose values can be counted."""

SEEDS = 12  # seeds in a sweep that names none
LONGEST = 2_000  # values of a list in a link; what a sweep is for bounds it further

Progress = Callable[[int, int], None]
"""Called with how many frames are done, and of how many."""

places = threading.BoundedSemaphore(2)
"""Sweeps being made at once, over all readers: each is many figures."""


class SweepError(ExportError):
    """The sweep cannot be; the message is a sentence for the reader."""


class Busy(SweepError):
    """Too much is being drawn already."""

    def __init__(self) -> None:
        super().__init__("Other sweeps are being drawn; try again in a moment.")


@dataclass(frozen=True)
class Sweep:
    """A control and the values that it takes, in order, all of them allowed and (but for an animation) distinct."""

    control: Control
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The name of the control."""
        return self.control.name

    def states(self, lesson: Lesson, parameters: Parameters) -> list[Parameters]:
        """The parameters of each value.

        Raises:
            SweepError: the control means nothing at any of them.
        """
        found = [lesson.parameters({**parameters, self.name: value}) for value in self.values]
        see(self.control, found)
        return found

    def write(self) -> str:
        """The text that `read` reads: `angle:0,30,60`."""
        return f"{self.name}:" + ",".join(self.control.write(value) for value in self.values)


def see(control: Control, states: Sequence[Parameters]) -> None:
    """Raises SweepError if the control means nothing at any of the states."""
    if not any(control.shown(state) for state in states):
        raise SweepError(f"{control.label} changes nothing in this state of the lesson; choose another view.")


def sweepable(lesson: Lesson, parameters: Parameters) -> list[Control]:
    """The controls that can be swept and that mean something at these parameters."""
    return [control for control in lesson.controls if control.kind in KINDS and control.shown(parameters)]


def word(control: Control, value: Any) -> str:
    """A value as a reader sees it: "30°", the label of an option, "on"."""
    if isinstance(control, Choice):
        return str(control.options[value])
    if isinstance(control, Toggle):
        return "on" if value else "off"
    if isinstance(control, Slider):
        return show(float(value), 4, control.unit)
    return control.write(value)


def possible(control: Control, low: Any = None, high: Any = None) -> Sequence[Any]:
    """All values of a control, in order; of a number only those between `low` and `high` (descending, if high < low).

    Raises:
        SweepError: the control cannot be swept.
        ControlError: an end that the control does not reach.
    """
    if isinstance(control, Choice):
        return list(control.options)
    if isinstance(control, Toggle):
        return [False, True]
    if isinstance(control, Seed):
        first = control.check(control.default if low is None else low)
        last = control.check(min(first + SEEDS - 1, control.highest) if high is None else high)
        return range(first, last + 1) if last >= first else range(first, last - 1, -1)
    if not isinstance(control, Slider):
        raise SweepError(f"{control.label} cannot be swept; sliders, steps, choices, toggles and seeds can.")
    start = control.check(control.low if low is None else low)
    end = control.check(control.high if high is None else high)
    between = [v for v in control.every() if min(start, end) <= v <= max(start, end)]
    return between if end >= start else between[::-1]


def spread(values: Sequence[Any], count: int) -> tuple[Any, ...]:
    """At most `count` of the values, evenly over them, both ends among them."""
    if len(values) <= count:
        return tuple(values)
    return tuple(values[int(i)] for i in np.unique(np.round(np.linspace(0, len(values) - 1, count)).astype(int)))


def over(control: Control, count: int, low: Any = None, high: Any = None, *, keep: Any = None) -> Sweep:
    """A sweep of at most `count` values evenly over the range; `keep` is a value that is to be among them.

    The value `keep` takes the place of its nearest neighbour, but not of an end; outside of the range it is left out.
    """
    every = possible(control, low, high)
    chosen = list(spread(every, count))
    if keep is not None and keep not in chosen and keep in every:
        order = list(every)
        place = order.index(keep)
        inner = range(1, len(chosen) - 1)
        nearest = min(inner, key=lambda i: abs(order.index(chosen[i]) - place), default=None)
        if nearest is None:
            chosen.insert(1, keep)
        else:
            chosen[nearest] = keep
    return Sweep(control, tuple(chosen))


def read(lesson: Lesson, text: str, *, count: int, most: int) -> Sweep:
    """The sweep that a link or a command line asks for.

    `angle` is the whole range in `count` values, `angle:0:90` a part of it, `angle:0:90:6` in six values,
    `kind:a,b,c` these values. At most `most` values.

    Raises:
        SweepError: with a sentence.
    """
    name, _, rest = text.partition(":")
    try:
        control = lesson.control(name)
    except KeyError as error:
        raise SweepError(str(error.args[0])) from None
    if control.kind not in KINDS:
        raise SweepError(f"{control.label} cannot be swept; sliders, steps, choices, toggles and seeds can.")
    try:
        if not rest:
            found = over(control, min(count, most))
        elif ":" in rest:
            found = over(control, *_range(control, rest.split(":"), min(count, most), most))
        else:
            texts = rest.split(",")
            if len(texts) > LONGEST:
                raise SweepError(f"A sweep has at most {most} values; this one has {len(texts)}.")
            found = Sweep(control, tuple(dict.fromkeys(control.read(each) for each in texts)))
    except ControlError as error:
        raise SweepError(str(error)) from None
    if len(found.values) > most:
        raise SweepError(f"This sweep of {control.label} has {len(found.values)} values; at most {most} can be drawn.")
    if len(found.values) < 2:
        raise SweepError(f"A sweep needs at least two values of {control.label}.")
    return found


def _range(control: Control, parts: Sequence[str], count: int, most: int) -> tuple[int, Any, Any]:
    if not isinstance(control, (Slider, Seed)):
        raise SweepError(f"{control.label} has names, not a range: write {control.name}:a,b,c.")
    if len(parts) not in (2, 3):
        raise SweepError(f"A range is written {control.name}:FROM:TO or {control.name}:FROM:TO:COUNT.")
    low, high = (control.read(part) for part in parts[:2])
    if len(parts) == 3:
        if not parts[2].isascii() or not parts[2].isdigit() or len(parts[2]) > 9 or not 2 <= int(parts[2]) <= most:
            raise SweepError(f"The number of values is a whole number from 2 to {most}.")
        count = int(parts[2])
    return count, low, high
