"""What a scene says in numbers: readouts, and laws with both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from explorer.text import number

_RELATION = re.compile(r"\s+([=≤≥])\s+")


@dataclass(frozen=True)
class Readout:
    """A number of the moment. `value` may be text; `role` colours it like what it names in the figure."""

    name: str
    value: Any
    unit: str = ""
    digits: int = 4
    role: str = "ink"
    note: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            object.__setattr__(self, "value", float(self.value))


@dataclass(frozen=True)
class Law:
    """Both sides of a law, as `law` makes it. It holds when they stand in `relation` ("=", "≤" or "≥") up to
    `tolerance`, which is absolute plus relative to the larger side, or up to `slack`, absolute, where the error of a
    simulation is known. `unless` says which assumption is switched off, where the law need not hold."""

    name: str
    left_name: str
    left: float
    right_name: str
    right: float
    relation: str = "="
    tolerance: float = 1e-9
    digits: int = 6
    note: str = ""
    slack: float | None = None
    unless: str = ""

    @property
    def difference(self) -> float:
        """Left side minus right side."""
        return self.left - self.right

    @property
    def holds(self) -> bool:
        """Whether the law holds at these numbers."""
        slack = self.tolerance * (1 + max(abs(self.left), abs(self.right))) if self.slack is None else self.slack
        if self.relation == "≤":
            return self.difference <= slack
        if self.relation == "≥":
            return self.difference >= -slack
        return abs(self.difference) <= slack


def law(
    name: str,
    statement: str,
    left: Any,
    right: Any,
    *,
    tolerance: float = 1e-9,
    slack: float | None = None,
    digits: int = 6,
    note: str = "",
    unless: str = "",
) -> Law:
    """A law as it is read: `law("they add up to the trace", "λ₁ + λ₂ = tr A", left, right)`.

    `statement` has one of =, ≤, ≥ between spaces; `left` and `right` are numbers of any kind. A side that is a number,
    as in "q₁·q₂ = 0", has no other name. `unless` names the
    assumption that is switched off at this state, if one is: only there the law may fail.

    Raises:
        ValueError: a statement without, or with more than one, relation.
    """
    parts = _RELATION.split(statement)
    if len(parts) != 3:
        raise ValueError(f"A law says one of =, ≤, ≥ between spaces, once; “{statement}” does not.")
    found = float(left), float(right)
    sides = zip(parts[::2], found, strict=True)
    names = ["" if text.strip() == number(value, digits) else text for text, value in sides]
    return Law(name, names[0], found[0], names[1], found[1], parts[1], tolerance, digits, note, slack, unless)
