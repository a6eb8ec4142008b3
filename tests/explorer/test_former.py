"""Links, commands, lectures and programs of an older form of a lesson lead to the figure that they led to."""

from __future__ import annotations

import pytest

from explorer import catalogue, link
from explorer.commands import figure
from explorer.lectures import reading
from explorer.lesson import Former
from explorer.lesson.former import current

TURNED = (
    Former({"view": "table", "sorted": True}, {"view": "ranks"}),
    Former({"sorted": True}, {}),
    Former({"sorted": False}, {}),
)


@pytest.mark.parametrize(
    ("before", "today"),
    [
        ({"view": "table", "sorted": "true", "n": "3"}, {"view": "ranks", "n": "3"}),
        ({"view": "table", "sorted": True}, {"view": "ranks"}),
        ({"sorted": "True"}, {}),
        ({"view": "plot", "sorted": "false"}, {"view": "plot"}),
        ({"view": "table", "n": 3}, {"view": "table", "n": 3}),
        ({"sorted": "perhaps"}, {"sorted": "perhaps"}),
    ],
)
def test_the_first_that_is_found_gives_way_to_its_words_of_today(before, today):
    assert current(before, TURNED) == today


@pytest.mark.parametrize(
    ("before", "today"),
    [
        ("view=permutation&data=sleep&paired=true", "view=pairs&data=sleep"),
        ("view=permutation&data=models&paired=true&seed=3", "view=pairs&data=models&seed=3"),
        ("view=permutation&data=iris&paired=true", "view=permutation&data=iris"),
        ("data=sleep&paired=true", "data=sleep"),
        ("statistic=median&confidence=90", "statistic=median&confidence=90"),
    ],
)
def test_a_link_of_resampling_leads_where_it_led(before, today):
    lesson = catalogue.find("resampling")
    parameters, sentences = link.read(lesson, link.parse(before))
    assert (parameters, sentences) == (link.read(lesson, link.parse(today))[0], [])
    assert lesson.parameters(link.parse(before)) == parameters


def test_a_program_a_command_and_a_lecture_say_it_too(tmp_path):
    lesson = catalogue.find("resampling")
    pairs = lesson.parameters({"view": "pairs", "data": "sleep"})
    assert lesson.scene(view="permutation", data="sleep", paired=True).parameters == pairs
    assert (
        figure.run("resampling", ["--view=permutation", "--data=sleep", "--paired=yes", f"-o{tmp_path / 'a.csv'}"]) == 0
    )
    told = "title: T\nscenes:\n  - lesson: resampling\n    set: {view: permutation, data: sleep, paired: true}\n"
    read = reading.read(told + "    show: [paired, seed]\n", "t")
    assert read.scenes[0].parameters == pairs and read.scenes[0].show == ("seed",)


def test_a_name_that_never_was_is_refused_still():
    lesson = catalogue.find("resampling")
    with pytest.raises(KeyError, match="no control named pared"):
        lesson.parameters({"pared": True})
    assert "pared" in link.read(lesson, {"pared": "true"})[1][0]
