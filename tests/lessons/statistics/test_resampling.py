"""The challenges of the lesson: every statistic that does what the prompt says is an answer."""

from typing import Any

import pytest

from pages.statistics.resampling.lesson import lesson


@pytest.mark.parametrize(
    ("data", "statistic", "solved"),
    [
        ("iris", "maximum", True),
        ("models", "median", True),  # of right and wrong: it is 1 in every resample
        ("diabetes", "median", False),
        ("sleep", "maximum", False),
    ],
)
def test_a_statistic_is_judged_by_its_replicates(data, statistic, solved):
    scene = lesson.scene(data=data, statistic=statistic)
    assert bool(lesson.challenges[0].solved(scene.state)) is solved


@pytest.mark.parametrize("statistic", ["trimmed_mean", "median"])
def test_where_bca_does_not_exist_a_sentence_says_so(statistic):
    found = {each.name: each for each in lesson.scene(view="intervals", data="models", statistic=statistic).readouts}
    said: Any = found["BCa interval"]
    assert str(said.value).startswith("does not exist: no row, left out, changes the value")
