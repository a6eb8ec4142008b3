"""What every control has: a name, a label, a default, and the same few methods."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from explorer.text import number

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Value = Hashable
When = Mapping[str, Collection[Any]]


class ControlError(ValueError):
    """A value that a control cannot take: one sentence for the reader, and the nearest value that it can take."""

    def __init__(self, sentence: str, nearest: Any) -> None:
        super().__init__(sentence)
        self.nearest = nearest


@dataclass(frozen=True)
class Widget:
    """How a control looks in the page: the name of a Streamlit widget (or of one of ours) and its options."""

    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """One parameter of a lesson.

    `name` is the parameter's name everywhere: in `lesson.scene(name=...)`, in the link, on the command line, and as
    the key of its widget. `domain` says in words what mathematics demands ("positive"), for messages. `when` names the
    values of other controls for which this one means something: `when={"method": ("lu",)}` is for that method
    (views name their own controls); of several such conditions in a sequence one is enough.
    """

    name: str
    label: str
    help: str = field(default="", kw_only=True)
    domain: str = field(default="", kw_only=True)
    when: When | Sequence[When] = field(default_factory=dict, kw_only=True, hash=False)

    kind: ClassVar[str] = "control"
    component: ClassVar[str] = ""  # the editor of ours that shows it, where Streamlit has none

    @cached_property
    def initial(self) -> Any:
        """The default value, checked."""
        return self.check(getattr(self, "default"))

    def check(self, value: Any) -> Any:
        """The value as the control keeps it (hashable, rounded to the control's step).

        Raises:
            ControlError: if the control cannot take the value.
        """
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value that a link's text stands for; raises ControlError as `check` does."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The link's text for a value: `read(write(value)) == value`."""
        raise NotImplementedError

    def shown(self, parameters: Mapping[str, Any]) -> bool:
        """Whether the control means something at these parameters."""
        ways = [self.when] if isinstance(self.when, Mapping) else self.when
        return any(all(parameters[name] in values for name, values in way.items()) for way in ways)

    def accept(self, value: Any) -> Any:
        """A value from outside: text is read, anything else is checked."""
        return self.read(value) if isinstance(value, str) else self.check(value)

    def told(self, value: Any) -> str:
        """Label and value in words, for who does not see the figure; another value gives other words."""
        return f"{self.label}: {clipped(self.write(value), 60)}"

    def dragged(self, value: Any, before: Any) -> Any:
        """The value that a hand in the figure makes of the one before; raises ControlError as `check` does."""
        return self.accept(value)

    def extremes(self) -> Sequence[Any]:
        """Values at the ends of what the control allows, for the tests of the corners."""
        raise NotImplementedError

    def strategy(self) -> SearchStrategy[Any]:
        """A Hypothesis strategy that draws allowed values."""
        raise NotImplementedError

    def widget(self) -> Widget:
        """The widget that shows this control."""
        raise NotImplementedError

    def python(self, value: Any) -> str:
        """The value as a Python literal, for the code listing."""
        raise NotImplementedError

    def rust(self, value: Any) -> tuple[str, str]:
        """The value's Rust type and literal, for the code listing."""
        raise NotImplementedError

    def usage(self) -> str:
        """What the command line says of the option."""
        parts = [self.label]
        if self.domain:
            parts.append(f"({self.domain})")
        parts.append(f"default {self.write(self.initial)}")
        return ", ".join(parts).replace("%", "%%")

    def describe(self) -> dict[str, Any]:
        """What the browser must know to follow the widget while it is dragged."""
        told = {"name": self.name, "kind": self.kind, "label": self.label, "initial": jsonable(self.initial)}
        return told | ({"component": self.component} if self.component else {})


def jsonable(value: Any) -> Any:
    """Tuples as lists, all the way down."""
    return [jsonable(each) for each in value] if isinstance(value, tuple) else value


def shortest(value: float) -> str:
    """A real number as the shortest text that a reader would write: 30, 0.05, 1e-06."""
    return f"{value:.10g}"


def beyond(value: float, low: float, high: float) -> str:
    """A number outside a range as a text that is outside as well: what was typed, or -2.1 of a hand at -2.099999817."""
    whole, rounded = shortest(value), f"{value:.4g}"
    found = whole if len(whole) <= 8 or low <= float(rounded) <= high else rounded
    return number(value, 4) if "e" in found else found


def rust_float(value: float) -> str:
    """A real number as a Rust literal of type f64."""
    text = repr(float(value))
    return text if any(mark in text for mark in ".en") else text + ".0"


def finite(value: Any, label: str, nearest: Any) -> float:
    """The value as a finite real number; raises ControlError unless it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise ControlError(f"{label} must be a number, not {type(value).__name__}.", nearest)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if not np.isfinite(number):
        raise ControlError(f"{label} must be a finite number.", nearest)
    return number


def clipped(text: str, length: int = 40) -> str:
    """A reader's own text, short enough to be quoted in a sentence."""
    return text if len(text) <= length else text[: length - 1] + "…"
