"""What the reader types: the base of text controls, and Text, in an alphabet of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from explorer.controls.base import Control, ControlError, Widget, clipped

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


class Typed(Control):
    """What text controls share: a link holds the text as it is, and the tests draw the examples."""

    default: str
    examples: tuple[str, ...]

    def read(self, text: str) -> str:
        return str(self.check(text))

    def write(self, value: Any) -> str:
        return str(value)

    def told(self, value: Any) -> str:
        return f"{self.label}: {value}"

    def extremes(self) -> Sequence[Any]:
        return [self.default, *self.examples]

    def strategy(self) -> SearchStrategy[Any]:
        from hypothesis import strategies as st

        return st.sampled_from([self.default, *self.examples])


@dataclass(frozen=True)
class Text(Typed):
    """A short text: a word for a language model, an index string for `einsum`.

    `pattern` is the regular expression that the whole text matches, and `allowed` says in words what that is ("small
    letters and spaces"). `examples` are offered as buttons and drawn by the tests. Spaces at both ends are left out.
    """

    default: str
    pattern: str
    allowed: str
    longest: int = 60
    examples: tuple[str, ...] = ()

    kind: ClassVar[str] = "text"

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ControlError(f"{self.label} must be text, such as {self.default}.", self.default)
        text = value.strip()
        if len(text) > self.longest:
            raise ControlError(
                f"{self.label} has {len(text)} characters; at most {self.longest} are read.", self.default
            )
        if not re.fullmatch(self.pattern, text):
            raise ControlError(f"{self.label} is made of {self.allowed}; “{clipped(text)}” is not.", self.default)
        return text

    def widget(self) -> Widget:
        return Widget("text_input", {"max_chars": self.longest, "placeholder": self.default})

    def python(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def rust(self, value: Any) -> tuple[str, str]:
        return "&str", json.dumps(value, ensure_ascii=False)

    def describe(self) -> dict[str, Any]:
        return super().describe() | {"examples": self.examples, "longest": self.longest}
