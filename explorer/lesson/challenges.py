"""What a lesson sets its reader: goals in the figure, and guesses before it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import viz

Draws = Callable[[Any], viz.Panel | Sequence[viz.Panel]]


@dataclass(frozen=True)
class Again:
    """A prediction asked once more, with other numbers: its prompt, its state, why, and its question, `near` and
    `share` where they are others."""

    prompt: str
    at: Mapping[str, Any]
    why: str
    question: str = ""
    near: float = 0.0
    share: float = 0.0


@dataclass(frozen=True)
class Prediction:
    """A guess that is asked for before the figure answers, about the state `at` (controls not named: defaults).

    `kind` is "number", "point" (a click in the panel that `panel` draws), "curve" (drawn by hand in that panel) or
    "tile" (which of the panels it is, as in a line-up). `truth(state)` gives the number, the point (x, y), the curve as
    an array of shape (2, n), or the number of the panel, from 1. A guess is near enough when it is off by at most
    `near`, in the unit of the answer (a curve: root mean square over its x; a tile: 0), or by at most `share` of the
    answer.
    """

    question: str
    truth: Callable[[Any], Any]
    near: float
    at: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "number"
    unit: str = ""
    panel: Draws | None = None
    why: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Challenge:
    """A goal that the page recognises as reached.

    `solved(state)` says whether a state reaches it, in one of the `views` (all, if none is named). `answers` are states
    that do and `misses` states that do not quite; the tests try them, and the lesson's defaults, which do not. With
    `predict`, the goal is a good guess instead, and none of these is given. After a wrong guess its answer is told and
    the first of `again` is asked (where it names none, the catalogue takes them from the lesson's exercises); without
    any, it is only said how the guess was wrong.
    """

    prompt: str
    hint: str
    solved: Callable[[Any], bool] | None = None
    answers: Sequence[Mapping[str, Any]] = ()
    misses: Sequence[Mapping[str, Any]] = ()
    views: Sequence[str] = ()
    predict: Prediction | None = None
    again: Sequence[Again] = ()

    def rounds(self) -> list[tuple[str, Prediction]]:
        """The prompt and the prediction of each time that it can be asked, the first first; none without one."""
        if self.predict is None:
            return []
        others = [
            (
                each.prompt,
                replace(
                    self.predict,
                    at=each.at,
                    why=each.why,
                    question=each.question or self.predict.question,
                    near=each.near or (0.0 if each.share else self.predict.near),
                    share=each.share,
                ),
            )
            for each in self.again
        ]
        return [(self.prompt, self.predict), *others]
