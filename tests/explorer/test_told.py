"""Who does not see the figure hears of every control: the alternative text changes with each of them."""

from __future__ import annotations

import pytest

from explorer import catalogue, frames
from explorer.controls import Control
from explorer.lesson import Lesson, Parameters
from explorer.page.tabs import worked

LESSONS = list(catalogue.lessons().values())


def others(control: Control) -> list[object]:
    """Values of a control: its ends, and the first that lie a step apart."""
    found = list(control.extremes())
    if control.kind in ("slider", "steps", "seed"):
        every = control.every() if hasattr(control, "every") else range(10)
        found += list(every)[:40]
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda each: each.slug)
def test_the_words_of_a_state_change_with_every_control(lesson: Lesson):
    for view in lesson.views:
        start = lesson.parameters({"view": view} if len(lesson.views) > 1 else {})
        said = frames.named(lesson, start)["told"]
        silent = [
            f"{view}: {control.name} at {control.write(value)[:40]}"
            for control in lesson.shown(start)
            for value in others(control)
            if value != start[control.name]
            and frames.named(lesson, Parameters({**start, control.name: value}))["told"] == said
        ]
        assert not silent, f"the words stay the same: {silent}"


def test_a_number_that_cannot_be_had_blanks_its_own_paragraph_alone():
    from explorer.lesson import Unanswerable

    class Some(dict):
        def __missing__(self, name):
            raise Unanswerable("The groups have no spread.")

        def __contains__(self, name):
            return True

    text = "First {{a}}.\n\nSecond {{b}}.\n\nThird {{b}}.\n\nLast {{a}}."
    assert worked(text, Some(a=2.0)) == "First 2.\n\nThe groups have no spread\\.\n\nLast 2."
