"""What older links said of a lesson, in the words of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.controls import Toggle


@dataclass(frozen=True)
class Former:
    """Values that a lesson once had, and those that lead to the same figure today.

    Args:
        before: values by the names that links, files and lectures may still have; one of them may be no control today.
        today: what stands in their place; nothing, where what they said is so without it.
    """

    before: Mapping[str, Any]
    today: Mapping[str, Any]

    def found_in(self, values: Mapping[str, Any]) -> bool:
        """Whether all that was said before is among the values, as text or as it was."""
        return all(name in values and _says(values[name], value) for name, value in self.before.items())


def _says(given: Any, value: Any) -> bool:
    """Whether they are the same: a link says "true" and a command "yes" where a program says True."""
    text = str(given).strip().lower()
    return Toggle.words.get(text) is value if isinstance(value, bool) else text == str(value).lower()


def current(values: Mapping[str, Any], former: Sequence[Former]) -> dict[str, Any]:
    """The values in the words of today: each `Former` that is found in them, in order, gives way to its `today`."""
    found = dict(values)
    for each in former:
        if each.found_in(found):
            found = {name: value for name, value in found.items() if name not in each.before} | dict(each.today)
    return found
