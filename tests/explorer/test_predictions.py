"""Guesses: how they are read, what is said of them, and that an answer on the screen is never asked for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from explorer import catalogue
from explorer.catalogue import find
from explorer.lesson import Lesson
from explorer.predictions import GuessError, judge, number_in


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1/34", "", 1 / 34),
        ("sqrt(2)", "", 2**0.5),
        ("√2", "", 2**0.5),
        ("3%", "%", 3.0),
        ("3 %", "", 0.03),
        ("5 per cent", "", 0.05),
        ("7 steps", "steps", 7.0),
        ("7 steps", "", 7.0),
        ("about 12 bits.", "bits", 12.0),
        ("≈ 0,5", "", 0.5),
        ("x = −3.5", "", -3.5),
        ("45°", "°", 45.0),
        ("1 nat", "bits", 1 / math.log(2)),
        ("1.9 bits", "nats", 1.9 * math.log(2)),
        ("π rad", "degrees", 180.0),
        ("5-2", "", 3.0),
        ("10^4", "", 1e4),
        ("2 million", "", 2e6),
        ("1.5k", "", 1500.0),
        ("2M steps", "", 2e6),
        ("about 3 thousand points", "points", 3000.0),
        ("2½", "", 2.5),
    ],
)
def test_a_number_is_read_as_a_reader_writes_it(text: str, unit: str, value: float):
    assert number_in(text, unit) == pytest.approx(value, rel=1e-12)


def test_a_number_in_another_unit_than_the_answer_is_refused():
    for text in ("1.9 epochs", "1.9 degrees", "12 items"):
        with pytest.raises(GuessError, match="The answer is in bits"):
            number_in(text, "bits")


def test_a_unit_is_that_of_the_prediction():
    lesson = find("independence_correlation")
    place = next(k for k, each in enumerate(lesson.challenges) if each.predict and each.predict.unit == "nats")
    assert judge(lesson, place, {"guess": "0 bits"})["near"]
    with pytest.raises(GuessError, match="The answer is in nats"):
        judge(lesson, place, {"guess": "0 degrees"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "half",
        "1/0",
        "1.2.3",
        "steps",
        "%",
        "__import__('os')",
        "9" * 500,
        "1e999",
        "> 3",
        "3 ± 1",
        "two",
        "1/2 or 1/3",
        "between 2 and 3",
        "2 and a half",
        "3–4",
        "1,5–2",
        "0.3-0.4",
        "10 to the minus three",
        "3 squared",
        "2 m",
        "1 000",
    ],
)
def test_what_is_no_number_gets_a_sentence(text: str):
    with pytest.raises(GuessError, match="must be a number, such as"):
        number_in(text)


def test_a_thousand_in_two_ways_is_asked_about():
    with pytest.raises(GuessError, match="two ways: write 1250 or"):
        number_in("1,250 steps")


def asking(slug: str) -> tuple[Lesson, int]:
    """A lesson and the place of its first prediction of a number."""
    lesson = find(slug)
    return lesson, next(k for k, each in enumerate(lesson.challenges) if each.predict and each.predict.kind == "number")


def alone(lesson: Lesson, place: int) -> Lesson:
    """The lesson with that prediction asked once."""
    challenges = list(lesson.challenges)
    challenges[place] = replace(challenges[place], again=())
    return lesson.placed(challenges=tuple(challenges))


def test_an_exact_answer_is_called_exact():
    lesson, place = asking("backpropagation")
    verdict = judge(lesson, place, {"guess": "4"})
    assert verdict["near"] and verdict["text"].startswith("Exactly: 4.")
    assert "off by" not in verdict["text"]
    lesson, place = asking("partial_derivatives")
    assert judge(lesson, place, {"guess": "4.243"})["text"].startswith("Right to the digits shown: 4.243.")
    assert judge(lesson, place, {"guess": "6/√2"})["text"].startswith("Exactly:")
    assert judge(lesson, place, "4.2")["text"].startswith("You said 4.2; it is 4.243: off by 0.043.")


def test_a_wrong_guess_is_asked_again_with_other_numbers_and_the_old_answer_will_not_do():
    lesson, place = asking("backpropagation")
    first = judge(lesson, place, {"guess": "9", "round": 0})
    assert not first["near"] and first["truth"] == 4 and first["next"] == 1
    prompt, asked = lesson.challenges[place].rounds()[1]
    assert "y = −2" in prompt and asked.question == "∂f/∂x at (0, −2)"
    second = judge(lesson, place, {"guess": "4", "round": 1})
    assert not second["near"] and second["next"] is None, "there are no more numbers: it was told, and that is all"
    assert second["values"]["y"] == -2
    assert judge(lesson, place, {"guess": "−1", "round": 1})["near"]


def test_a_prediction_that_an_exercise_repeats_is_asked_again_with_its_numbers_and_tolerance():
    lesson, place = asking("svd")
    rounds = lesson.challenges[place].rounds()
    assert [prompt for prompt, _ in rounds[1:]] == [
        "Predict: How large is the largest singular value of A = [1 0.5; 0 1]?",
        "Predict: How large is the largest singular value of A = [1 3; 0 1]?",
    ]
    first = judge(lesson, place, {"guess": "9"})
    assert (first["near"], first["next"]) == (False, 1)
    truth = (0.5 + 4.25**0.5) / 2
    assert judge(lesson, place, {"guess": str(truth * 1.019), "round": 1})["near"]
    off = judge(lesson, place, {"guess": str(truth * 1.021), "round": 1})
    assert not off["near"] and off["next"] == 2 and off["values"]["matrix"] == [[1.0, 0.5], [0.0, 1.0]]
    own, place = asking("backpropagation")  # its own words for other numbers come first
    assert len(own.challenges[place].rounds()) == 2
    heat, place = asking("spectral_decomposition")  # always the same answer
    assert len(heat.challenges[place].rounds()) == 1
    labs, place = asking("hypothesis_testing")  # its exercise asks for more than the guess did
    assert len(labs.challenges[place].rounds()) == 1
    asked = [each for lesson in catalogue.lessons().values() for each in lesson.challenges if each.predict]
    assert sum(len(each.rounds()) > 1 for each in asked) > 0.7 * len(asked)


def test_where_there_are_no_other_numbers_the_answer_is_kept_until_it_is_asked_for():
    lesson, place = asking("backpropagation")
    lesson = alone(lesson, place)
    for guess, says in (("9", "Too large."), ("1/3", "Too small.")):
        verdict = judge(lesson, place, {"guess": guess})
        assert verdict == {"text": says, "near": False, "truth": None, "values": None, "next": None}
    told = judge(lesson, place, {"look": True})
    assert told["truth"] == 4 and not told["near"] and told["text"].startswith("It is 4. The product sends back")


def test_a_point_and_a_curve_say_how_far_off_they_are_without_the_answer():
    lesson = find("svd")
    place = next(k for k, each in enumerate(lesson.challenges) if each.predict and each.predict.kind == "curve")
    verdict = judge(lesson, place, {"guess": [[0, 50, 100], [0, 1, 2]]})
    assert verdict["truth"] is None and verdict["text"].startswith("Your curve ")
    assert len(judge(lesson, place, {"look": True})["truth"]) == 2
    lesson = find("eigenvectors")
    place = next(k for k, each in enumerate(lesson.challenges) if each.predict)
    assert judge(lesson, place, {"guess": [1, 2]})["text"].startswith("Exactly there. It is at (1, 2).")
    assert judge(lesson, place, {"guess": [1, 1.2]})["next"] == 1


@pytest.mark.parametrize(
    "told", [{}, {"guess": None}, {"guess": "4", "round": 2}, {"guess": "4", "round": True}, {"guess": [1, 2]}, [], "x"]
)
def test_what_is_no_guess_gets_a_sentence(told: Any):
    lesson, place = asking("backpropagation")
    with pytest.raises(GuessError, match=r"\.$"):
        judge(lesson, place, told)
