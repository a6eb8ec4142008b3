"""Tasks with fresh numbers: what a lesson asks for in a prediction, at states that a seed draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from explorer.lesson.challenges import Again, Challenge
from explorer.lesson.lesson import Lesson
from explorer.text import agreed, number


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
        answer: where it is another one than the prediction's: the name of one of the lesson's numbers (as its text and
            programs name them), or a function of the state.
        unit: the unit of the answer.
        alike: whether the answer is the same for all values, so that one question of the kind is enough.
        guess: whether its numbers are asked about again after a wrong guess.
        words: by control, how its value is written in the question, where not as usual.
    """

    text: str
    vary: Mapping[str, Sequence[Any]]
    law: str
    near: float = 0.0
    share: float = 0.0
    at: Mapping[str, Any] = field(default_factory=dict)
    prediction: int = 0
    answer: Callable[[Any], Any] | str | None = None
    unit: str = ""
    alike: bool = False
    guess: bool = True
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


def question(task: Task, lesson: Lesson, values: Mapping[str, Any]) -> str:
    """The text of a task with values of what it varies."""
    return agreed(task.text.format_map({name: _words(task, lesson, name, value) for name, value in values.items()}))


def with_rounds(lesson: Lesson, tasks: Sequence[Task]) -> tuple[Challenge, ...]:
    """The challenges of a lesson, in which a prediction without other numbers of its own takes them from the task that
    repeats it: the first of all values, then the last of all."""
    found, place = [], -1
    for challenge in lesson.challenges:
        place += challenge.predict is not None
        if challenge.predict is not None and not challenge.again:
            repeats = (each for each in tasks if each.prediction == place and each.answer is None)
            challenge = replace(challenge, again=_rounds(next(repeats, None), lesson, challenge.predict.at))
        found.append(challenge)
    return tuple(found)


def _rounds(task: Task | None, lesson: Lesson, asked: Mapping[str, Any]) -> list[Again]:
    if task is None or task.alike or not task.guess or not task.vary:
        return []
    found = []
    for end in (0, -1):
        values = {name: among[end] for name, among in task.vary.items()}
        state = dict(task.at or asked) | values
        if lesson.parameters(state) != lesson.parameters(asked):
            text = f"Predict: {question(task, lesson, values)}"
            label = f"The answer, in {task.unit}" if task.unit else "The answer"
            found.append(Again(text, state, task.law, label, task.near, task.share))
    return found


def _words(task: Task, lesson: Lesson, name: str, value: Any) -> str:
    if name in task.words:
        return task.words[name](value)
    return _formula(value) if lesson.control(name).kind == "expression" else _written(value)


def _formula(text: str) -> str:
    """A typed function as one writes it by hand: x^2-3*x as x² − 3x."""
    text = re.sub(r"\^([23456789])(?![\d.])", lambda power: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(power[1])], text)
    text = re.sub(r"(?<=\d)\*(?=[a-z(])", "", text).replace("*", "·").replace("-", "−")
    return re.sub(r"(?<=[\w)²³⁴⁵⁶⁷⁸⁹])([+−])", r" \1 ", text)


def _written(value: Any) -> str:
    """A number, a point or row as (1, 2), several as [1 2; 3 4]."""
    if isinstance(value, str):
        return value
    array = np.asarray(value, dtype=float)
    if array.ndim == 0:
        return number(float(array), 6)
    rows = [" ".join(number(float(each), 4) for each in row) for row in np.atleast_2d(array)]
    if array.ndim == 1:
        return "(" + ", ".join(number(float(each), 4) for each in array) + ")"
    return "[" + "; ".join(rows) + "]"
