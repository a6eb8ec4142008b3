"""What a scene says in numbers: readouts, and laws with both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf, isnan
from typing import Any

from explorer.text import ROUNDING, agreed, number, settled, show

SAME = 1e-6  # rounding errors do not agree as well as this
_RELATION = re.compile(r"\s+([=≤≥])\s+")


@dataclass(frozen=True)
class Readout:
    """A number of the moment. `value` may be text; `role` colours it like what it names in the figure. `scale` is the
    size of the numbers that it comes from, where those may cancel: what is left of them by rounding is then 0. A number
    that is tiny and means it (a p-value, an error) has a scale of 0.
    """

    name: str
    value: Any
    unit: str = ""
    digits: int = 4
    role: str = "ink"
    note: str = ""
    scale: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "name", agreed(self.name))
        object.__setattr__(self, "note", agreed(self.note))

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        dust = not isinstance(self.value, str) and settled(self.value, self.scale or 0.0) == 0
        return show(0.0 if dust else self.value, self.digits, self.unit)


@dataclass(frozen=True)
class Law:
    """Both sides of a law, as `law` makes it. It holds when they stand in `relation` ("=", "≤" or "≥") up to
    `tolerance`, which is absolute plus relative to the larger side, or up to `slack`, absolute, where the error of a
    simulation is known. `unless` says which assumption is switched off, where the law need not hold. `scale` is the
    size of what the sides are computed from: a side that is only rounding of it is written as 0. None is 1 for "=",
    unless the sides agree, and for the other relations leaves them as they are; 0 always does. A side may be infinite,
    with a note that says why; where an assumption is switched off it may be NaN, which is read as "undefined"."""

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
    scale: float | None = None

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides as a reader sees them; one that takes a power of ten gets fewer digits, so that it stays on its
        line. Sides that are equal but for rounding are written alike: their last digits prove nothing."""
        same = abs(self.difference) <= SAME * max(abs(self.left), abs(self.right))
        scale = (0.0 if same or self.relation != "=" else 1.0) if self.scale is None else self.scale
        size = min(abs(self.left), abs(self.right))
        alike = not isinf(size) and abs(self.difference) <= ROUNDING * size
        both = (self.right, self.right) if alike else (self.left, self.right)
        texts = [(value, number(value, self.digits)) for value in (settled(each, scale) for each in both)]
        left, right = (number(value, 3) if "×" in text else text for value, text in texts)
        return left, right

    @property
    def gap(self) -> str:
        """What a reader is told of the difference: a rounding error is none."""
        if isinf(self.left) or isinf(self.right) or isnan(self.difference):
            return "both infinite" if self.left == self.right else ""
        size = max(abs(self.left), abs(self.right), 1.0 if self.scale is None else self.scale)
        if self.relation == "=" and abs(self.difference) <= ROUNDING * size:
            return "equal to rounding" if self.difference or self.left % 1 else "equal"
        return f"difference {number(self.difference, 2)}"

    @property
    def said(self) -> str:
        """The note; and where the law fails, which assumption is switched off."""
        why = f"It need not hold here: {self.unless}." if self.unless and not self.holds else ""
        return " ".join(
            each for each in (f"{self.note}." if why and self.note[-1:].isalnum() else self.note, why) if each
        )

    @property
    def difference(self) -> float:
        """Left side minus right side."""
        return self.left - self.right

    @property
    def sound(self) -> bool:
        """Whether both sides can be read: no NaN where the assumptions hold, and no infinity that nothing explains."""
        sides = self.left, self.right
        return bool(self.unless) or (not any(map(isnan, sides)) and (bool(self.note) or not any(map(isinf, sides))))

    @property
    def forgiven(self) -> float:
        """How far the sides may be apart, or the wrong way round."""
        return self.tolerance * (1 + max(abs(self.left), abs(self.right))) if self.slack is None else self.slack

    @property
    def holds(self) -> bool:
        """Whether the law holds at these numbers."""
        if self.relation == "≤":
            return self.difference <= self.forgiven
        if self.relation == "≥":
            return self.difference >= -self.forgiven
        if isinf(self.left) or isinf(self.right):
            return self.left == self.right
        return abs(self.difference) <= self.forgiven


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
    scale: float | None = None,
) -> Law:
    """A law as it is read: `law("they add up to the trace", "λ₁ + λ₂ = tr A", left, right)`.

    `statement` has one of =, ≤, ≥ between spaces; `left` and `right` are numbers of any kind. A side that is a number,
    as in "q₁·q₂ = 0", has no other name. `unless` names the assumption that is switched off at this state, if one is:
    only there the law may fail, and then the page says so ("It need not hold here: the walk is not fair."). `scale` is
    as in `Law`.

    Raises:
        ValueError: a statement without, or with more than one, relation.
    """
    parts = _RELATION.split(statement)
    if len(parts) != 3:
        raise ValueError(f"A law says one of =, ≤, ≥ between spaces, once; “{statement}” does not.")
    found = float(left), float(right)
    sides = zip(parts[::2], found, strict=True)
    names = ["" if text.strip() == number(value, digits) else text for text, value in sides]
    name, note, names = agreed(name), agreed(note), [agreed(each) for each in names]
    return Law(name, names[0], found[0], names[1], found[1], parts[1], tolerance, digits, note, slack, unless, scale)


def up_to(slack: float, error: str = "simulation error") -> dict[str, Any]:
    """For `law(..., **up_to(slack))`: how far the sides may be apart by an error whose size is known, and the note that
    says so."""
    return {"slack": slack, "note": f"up to {error}: ±{number(slack, 2)}"}
