"""Answers of exercises against closed forms and libraries, and the mistakes that their tolerances must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from explorer import catalogue, link
from explorer.exercises.build import Exercise, sheet
from explorer.predictions import judge
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


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_twice_half_and_the_other_sign_of_a_predicted_number_are_wrong_each_time_it_is_asked(lesson):
    """What the first time forgives was made for its number; another number needs its own."""
    for challenge in lesson.challenges:
        for prompt, asked in challenge.rounds():
            if asked.kind != "number":
                continue
            truth = float(asked.truth(lesson.at(lesson.parameters(asked.at))))
            off = max(asked.near, asked.share * abs(truth))
            assert abs(truth) < 1e-12 or off < abs(truth) / 2, (prompt, truth, off)


# The naive answers of each round, by lesson, challenge and round.
NAIVE = {
    ("special_matrices", 2, 0): ("1 + 60*0.05", "2*18.68"),
    ("special_matrices", 2, 1): ("1 + 60*0.03", "2", "9.8", "18.68"),
    ("bayes_theorem", 0, 0): ("80%", "5%", "8/50"),  # sick positives over the healthy ones: odds, no share
    ("bayes_theorem", 0, 1): ("90%", "10%", "9/99"),
    ("anova", 3, 0): ("5%", "90%"),
    ("anova", 3, 1): ("5%", "15%", "1 - 0.95^3"),  # three independent tests
    ("matrix_factorizations", 3, 1): ("16", "12"),  # κ, not κ²
    ("rl_diffusion", 2, 1): ("ln(2)/2",),  # without the width of the modes
    ("random_variables", 2, 0): ("1000*0.003^2", "0.0015"),
}


@pytest.mark.parametrize(("slug", "index", "place"), NAIVE)
def test_a_naive_guess_is_wrong_each_time_it_is_asked(slug, index, place):
    for guess in NAIVE[slug, index, place]:
        percent = guess if "%" in guess or slug not in ("bayes_theorem", "anova") else f"100*({guess})"
        assert not judge(catalogue.find(slug), index, {"guess": percent, "round": place})["near"], guess


def test_a_school_among_others_is_not_taken_for_their_common_mean():
    lesson = catalogue.find("bayesian_statistics")
    effects = dict(lesson.challenges[0].rounds()[1][1].at)["effects"]
    errors = np.array([15, 10, 16, 11, 9, 11, 10, 18.0])
    pooled = np.average(effects, weights=1 / errors**2)
    for guess in (pooled, effects[0]):
        assert not judge(lesson, 0, {"guess": float(guess), "round": 1})["near"]
