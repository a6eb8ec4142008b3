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
