"""Answers of exercises against closed forms and libraries, and the mistakes that their tolerances must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from explorer import catalogue, link
from explorer.exercises.build import Exercise, sheet
from tests.lessons.answers import advanced, calculus, linear_algebra, probability, statistics

EXACTLY = advanced.ANSWERS | calculus.ANSWERS | linear_algebra.ANSWERS | probability.ANSWERS | statistics.ANSWERS
ANSWERS = EXACTLY | statistics.ROUGHLY | advanced.ROUGHLY
LESSONS = list(catalogue.lessons().values())
SEED, COUNT = 11, 6


@cache
def asked(slug: str) -> tuple[Exercise, ...]:
    """Six questions of each kind."""
    return sheet(slug, SEED, COUNT).exercises


def drawn(slug: str, words: str) -> Iterator[Exercise]:
    """Those of one kind, by words of its question."""
    return (each for each in asked(slug) if words in each.question)


@pytest.mark.parametrize(("slug", "words"), ANSWERS)
def test_an_answer_agrees_with_a_closed_form_and_a_typical_mistake_is_refused(slug, words):
    truth, *mistakes = ANSWERS[slug, words]
    lesson, found = catalogue.find(slug), 0
    for each in drawn(slug, words):
        values = link.read(lesson, link.parse(each.state))[0]
        right = truth(values)
        assert each.answer[0] == pytest.approx(right, abs=each.off / (10 if (slug, words) in EXACTLY else 1)), (
            each.question
        )
        for mistake in mistakes:
            wrong = mistake(values)
            assert not each.right((wrong,)) or wrong == pytest.approx(right, rel=1e-9), (each.question, wrong)
        found += 1
    assert found >= 3, f"“{words}” is in {found} of the questions of {slug}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_has_three_kinds_and_two_with_fresh_numbers(lesson):
    tasks = catalogue.tasks(lesson)
    assert len(tasks) >= 3, f"{lesson.slug} has {len(tasks)} kinds of exercises, three are asked for"
    fresh = sum(bool(task.vary) for task in tasks)
    assert fresh >= 2, f"{lesson.slug} has {fresh} kinds of exercises with fresh numbers, two are asked for"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_twice_half_and_the_other_sign_of_an_answer_are_wrong(lesson):
    for each in asked(lesson.slug):
        if len(each.answer) > 1 or not each.answer[0]:
            continue
        for wrong in (2 * each.answer[0], each.answer[0] / 2, -each.answer[0]):
            assert not each.right((wrong,)), (each.question, each.answer[0], each.off)
