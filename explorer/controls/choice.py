"""Controls with a few named values: Choice and Toggle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from explorer.controls.base import Control, ControlError, Widget, clipped

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


ROOM = 226  # pixels beside the figure of a laptop: what a row of buttons may take
LETTER, PADDING = 6.9, 15  # pixels of a letter on a button, and of what is around its label
CELL = 13  # letters on one of four buttons, two by two
LONGEST = 27  # letters that a list shows of the chosen one


def form(labels: Sequence[str]) -> str:
    """The widget in which all of the labels can be read: a row of buttons, two rows of two ("grid"), a list that opens
    ("selectbox"), or one under the other ("radio")."""
    count, longest = len(labels), max(map(len, labels))
    if count <= 4 and sum(LETTER * len(label) + PADDING for label in labels) <= ROOM:
        return "segmented_control"
    if count == 4 and longest <= CELL:
        return "grid"
    return "radio" if count == 2 or (count <= 4 and longest > LONGEST) else "selectbox"


@dataclass(frozen=True)
class Named(Control):
    """One of a few named things: `options` maps the name in the link to the label that a reader sees."""

    options: Mapping[str, str] = field(hash=False)
    default: str

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            allowed = ", ".join(self.options)
            raise ControlError(f"{self.label}: “{clipped(str(value))}” is not one of {allowed}.", self.default)
        return str(value)

    def read(self, text: str) -> str:
        return self.check(text)

    def write(self, value: Any) -> str:
        return str(value)

    def told(self, value: Any) -> str:
        return f"{self.label}: {self.options[value]}"

    def extremes(self) -> Sequence[Any]:
        return list(self.options)

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from(list(self.extremes()))

    def shown_by(self, kind: str) -> Widget:
        """The widget of that kind with the options in it."""
        return Widget(kind, {"options": list(self.options), "format_func": self.options.__getitem__})

    def python(self, value: Any) -> str:
        return f'"{value}"'

    def rust(self, value: Any) -> tuple[str, str]:
        return "&str", f'"{value}"'

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"options": dict(self.options)}


@dataclass(frozen=True)
class Choice(Named):
    """One of a few named things, shown in the `form` in which each label can be read, the chosen one too."""

    kind: ClassVar[str] = "choice"

    def widget(self) -> Widget:
        return self.shown_by(form(list(self.options.values())))


@dataclass(frozen=True)
class Toggle(Control):
    """Yes or no."""

    default: bool = False

    kind: ClassVar[str] = "toggle"
    words: ClassVar[Mapping[str, bool]] = {
        "true": True,
        "false": False,
        "1": True,
        "0": False,
        "yes": True,
        "no": False,
    }

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ControlError(f"{self.label} is either true or false.", self.default)
        return value

    def read(self, text: str) -> bool:
        if text.lower() not in self.words:
            raise ControlError(f"{self.label} is either true or false, not “{clipped(text)}”.", self.default)
        return self.words[text.lower()]

    def write(self, value: Any) -> str:
        return "true" if value else "false"

    def told(self, value: Any) -> str:
        return f"{self.label}: {'on' if value else 'off'}"

    def extremes(self) -> Sequence[Any]:
        return [False, True]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.booleans()

    def widget(self) -> Widget:
        return Widget("toggle")

    def python(self, value: Any) -> str:
        return repr(value)

    def rust(self, value: Any) -> tuple[str, str]:
        return "bool", "true" if value else "false"
