"""The exercises of a sheet: questions with fresh numbers, answers that the lesson computes, and tasks in the figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from explorer import catalogue, link
from explorer.lesson import Lesson, Prediction
from explorer.lesson.scene import Numbers
from explorer.lesson.tasks import Task, question
from explorer.text import number, sentence, show
from mathcore.common.randomness import random_integers

LARGEST_SEED = 999_999
MOST = 12  # questions with fresh numbers on a sheet
DUST = 1e-12  # what is smaller is a zero with rounding errors
STREAM = 20  # of the random numbers of a seed, for the order of the values


class ExerciseError(ValueError):
    """A seed or a number of questions that cannot be."""


@dataclass(frozen=True)
class Exercise:
    """A question with its answer.

    Attributes:
        answer: a number, or the coordinates of a point.
        off: how far off an answer may be, in its unit.
        share: the part of the answer that `off` is; 0 if it does not hang on the answer.
        law: what is behind it; "" if nothing is said.
        state: the query of the state that shows it.
    """

    question: str
    answer: tuple[float, ...]
    off: float
    share: float
    unit: str
    law: str
    state: str

    @property
    def said(self) -> str:
        """The answer as text, with its unit."""
        if len(self.answer) == 1:
            return show(self.answer[0], 4, self.unit)
        return "(" + ", ".join(number(each, 4) for each in self.answer) + ")"

    @property
    def margin(self) -> str:
        """How far off an answer may be, as text."""
        return show(self.off, 2, self.unit)

    @property
    def tolerance(self) -> str:
        """The same for a question: a part of the answer is named as one, or one could divide."""
        return f"{number(100 * self.share, 2)}% of the answer" if self.share else self.margin

    def right(self, guess: tuple[float, ...]) -> bool:
        """Whether a guess is near enough."""
        return len(guess) == len(self.answer) and float(np.hypot.reduce(np.subtract(guess, self.answer))) <= self.off


@dataclass(frozen=True)
class Goal:
    """A challenge: something to be found in the figure, with a hint and the query of one state that solves it."""

    prompt: str
    hint: str
    state: str


@dataclass(frozen=True)
class Sheet:
    """What a seed gives for a lesson."""

    slug: str
    title: str
    seed: int
    exercises: tuple[Exercise, ...]
    goals: tuple[Goal, ...]


@lru_cache(maxsize=64)  # a sheet is a few kilobytes
def sheet(slug: str, seed: int = 1, count: int = 4) -> Sheet:
    """The sheet of a lesson: up to `count` questions of each kind, and its challenges.

    The same seed gives the same sheet. No two questions of a kind have the same numbers; a kind with fewer states than
    `count` has fewer questions, and one whose answer is always the same has one. A lesson's predictions that no kind
    repeats stand as they are.

    Raises:
        KeyError: no such lesson.
        ExerciseError: a seed or count out of range.
    """
    lesson = catalogue.find(slug)
    if not 0 <= seed <= LARGEST_SEED:
        raise ExerciseError(f"The seed is a whole number from 0 to {LARGEST_SEED:,}.")
    if not 1 <= count <= MOST:
        raise ExerciseError(f"The number of questions of a kind is 1 to {MOST}.")
    predictions = [each.predict for each in lesson.challenges if each.predict is not None]
    tasks = catalogue.tasks(lesson)
    drawn = [
        each
        for at, task in enumerate(tasks)
        for each in _drawn(lesson, task, predictions[task.prediction], seed, count, STREAM + at)
    ]
    repeated = {task.prediction for task in tasks if task.answer is None}
    as_they_are = [
        _exercise(lesson, _asked(each.prompt), dict(each.predict.at), each.predict, each.predict.near)
        for at, each in enumerate(one for one in lesson.challenges if one.predict is not None)
        if each.predict is not None and at not in repeated and each.predict.kind == "number"
    ]
    goals = tuple(
        Goal(each.prompt, each.hint, link.write(lesson, lesson.parameters(each.answers[0])))
        for each in lesson.challenges
        if each.solved is not None and each.answers
    )
    return Sheet(slug, lesson.title, seed, (*drawn, *as_they_are), goals)


def _asked(prompt: str) -> str:
    """The prompt of a prediction as a question of a sheet."""
    return sentence(prompt.removeprefix("Predict: "))


def _drawn(
    lesson: Lesson, task: Task, prediction: Prediction, seed: int, count: int, stream: int
) -> Iterator[Exercise]:
    """Questions of one kind, at different states."""
    states = list(product(*task.vary.values()))
    order = np.argsort(random_integers(seed, stream, 0, len(states), 2**31), kind="stable")
    for place in order[: 1 if task.alike else count]:
        values = dict(zip(task.vary, states[place], strict=True))
        state = dict(task.at or prediction.at) | values
        yield _exercise(lesson, question(task, lesson, values), state, prediction, task.near, task)


def _exercise(
    lesson: Lesson,
    question: str,
    values: Mapping[str, Any],
    prediction: Prediction,
    near: float,
    task: Task | None = None,
) -> Exercise:
    parameters = lesson.parameters(values)
    truth = prediction.truth if task is None or task.answer is None else task.answer
    state = lesson.at(parameters)
    found = np.atleast_1d(np.asarray(Numbers(lesson, state)[truth] if isinstance(truth, str) else truth(state), float))
    answer = tuple(float(each) for each in np.where(np.abs(found) < DUST, 0.0, found))
    share = 0.0 if task is None else task.share
    off = share * float(np.hypot.reduce(answer)) if share else near
    unit = prediction.unit if task is None else task.unit
    law = prediction.why if task is None else task.law
    return Exercise(question, answer, off, share, unit, law, link.write(lesson, parameters))
