"""Tasks with fresh numbers: what a lesson asks for in a prediction, at states that a seed draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Task:
    """One kind of exercise. Its numbers are drawn, its answer is computed by the lesson at the drawn state.

    Args:
        text: the question, with {control} where a drawn value stands.
        vary: by control, the values that are drawn from.
        law: the law behind the answer, in a sentence, for the sheet with answers.
        near: how far off an answer may be, in its unit.
        share: how far off it may be, as a part of the true answer, instead of `near`.
        at: the state (controls not named here or in `vary`: as in the prediction, or the defaults).
        prediction: which of the lesson's predictions it repeats, from 0.
        answer: the answer from the state, where it is another one than the prediction's.
        unit: the unit of the answer.
        alike: whether the answer is the same for all values, so that one question of the kind is enough.
        words: by control, how its value is written in the question, where not as usual.
    """

    text: str
    vary: Mapping[str, Sequence[Any]]
    law: str
    near: float = 0.0
    share: float = 0.0
    at: Mapping[str, Any] = field(default_factory=dict)
    prediction: int = 0
    answer: Callable[[Any], Any] | None = None
    unit: str = ""
    alike: bool = False
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
