"""Handles: what can be dragged in a plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

Moves = Callable[[float, float], Mapping[str, Any]]
Follows = Literal["point", "line", "x", "y", "angle", "loosely"]


class Limit(ValueError):
    """Raised by what moves a handle where it can go no further: a sentence, and how far it gets (nowhere: {})."""

    def __init__(self, sentence: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.values = dict(values or {})


def span(before: ArrayLike, most: float) -> tuple[float, float]:
    """How far the entries of a matrix go that a hand moves: from -most to most, or as far as one stood before, for
    what is typed may go farther."""
    old = np.asarray(before, float)
    return min(-most, float(old.min())), max(most, float(old.max()))


def keep_within(matrix: ArrayLike, before: ArrayLike, most: float, what: str = "arrow") -> None:
    """See that a matrix which a hand makes of the one before keeps to the `span`.

    Raises:
        Limit: an entry leaves it.
    """
    low, high = span(before, most)
    found = np.asarray(matrix, float)
    if found.min() < low or found.max() > high:
        ends = " to ".join(f"{each:.10g}".replace("-", "−") for each in (low, high))
        raise Limit(f"The entries of A go from {ends}: the {what} goes no further.")


@dataclass(frozen=True)
class Handle:
    """Something in a plane that can be dragged: where, called what, and what moves.

    Args:
        name: what tells it from the others; of a Point or Points control, the control's own name.
        at: shape (2,), where it is now.
        label: what a screen reader calls it.
        role: its colour.
        index: which of several of that name it is; a point's place in its Points control.
        moves: the values of controls that put it at (x, y), the inverse drag; None: the control of that name follows.
            It may raise `Limit`. Values out of a control's range stop at the nearest, and the page says so.
        follows: what of the pointer it follows: the point; the line through it and the origin, on which either end may
            carry the handle, and the handles of a role may change places (eigenvectors have no sign and no order of
            their own); one coordinate; its angle around the origin; or only its general direction ("loosely": say in a
            comment why).
    """

    name: str
    at: ArrayLike
    label: str
    role: str = "accent"
    index: int | None = None
    moves: Moves | None = None
    follows: Follows = "point"

    @property
    def spot(self) -> tuple[float, float]:
        """Where it is, as two numbers."""
        x, y = np.asarray(self.at, dtype=float)
        return float(x), float(y)


def handles(
    name: str,
    spots: ArrayLike,
    label: str | Callable[[int], str],
    role: str = "accent",
    *,
    moves: Callable[[int, float, float], Mapping[str, Any]] | None = None,
    follows: Follows = "point",
) -> list[Handle]:
    """A handle at each of `spots`, shape (n, 2), that is told its index; `label` is called with it, or numbered."""

    def bound(index: int) -> Moves | None:
        return None if moves is None else lambda x, y: moves(index, x, y)

    said: Sequence[str] = [
        label(k) if callable(label) else f"{label} {k + 1}" for k in range(len(np.asarray(spots, float)))
    ]
    return [
        Handle(name, at, said[k], role, k, bound(k), follows)
        for k, at in enumerate(np.asarray(spots, float).reshape(-1, 2).tolist())
    ]
