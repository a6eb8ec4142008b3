"""The words of a lecture agree with the figure: placeholders, claims, numbers that are typed."""

from __future__ import annotations

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import routes
from explorer.lectures import check, reading, words
from explorer.lectures.model import Lecture, LectureScene
from explorer.lectures.yaml_items import LectureError

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)

WORDS = """\
title: x
scenes:
  - lesson: eigenvectors
    set: {matrix: "2,1;1,2"}
    sweep: {angle: 0 -> 90 in 2 s on click}
    caption: "%s"
    notes: "%s"
    given: [%s]
    holds: [%s]
"""


def spoken(caption: str = "", notes: str = "", given: str = "", holds: str = "") -> LectureScene:
    return reading.read(WORDS % (caption, notes, given, holds)).scenes[0]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{eigenvalue_1}} and {{ eigenvalue_2 | 3 }}", "3 and 1"),
        ("{{“eigenvalue 1”}}, {{matrix.0.1|.2}}, {{turned at start}}", "3, 1.00, 26.57"),
        ("{{turned|.1 at angle=45}}|{{“angle from x to Ax” at angle=0}}", "0.0|26.57°"),
        ("{{eigenvalue_1|3%}} {{trace|2 at matrix=-1,0;0,-1}} {{trace|abs at matrix=-1,0;0,-1}}", "300 −2 2"),
        ("{{x.1 at angle=30}}", "0.5"),
    ],
)
def test_placeholders_are_filled_with_the_values_of_the_scene(text, filled):
    assert words.fill(spoken(), text) == filled


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{nothing}}", "no value named nothing"),
        ("{{matrix.7.0}}", "no value named matrix.7.0"),
        ("{{matrix}}", "name a part of it"),
        ("{{“no such”}}", "no readout “no such”; it has “A as it is”"),
        ("{{trace at angle}}", "as in rank=13"),
        ("{{trace at angle=9999}}", "so 9999 is out of reach"),
        ("{{__class__}}", "no value named __class__"),
        ("{{matrix.__class__}}", "no value named"),
    ],
)
def test_a_placeholder_that_names_nothing_gets_a_sentence(text, sentence):
    with pytest.raises(LectureError, match=re.escape(sentence)):
        words.fill(spoken(), text)
    assert any(sentence in fault for fault in check.faults(Lecture("", "x", scenes=(spoken(caption=text),))))


@pytest.mark.parametrize(
    ("claim", "true"),
    [
        ("eigenvalue_1 rests", True),
        ("matrix rests", True),
        ("turned rests", False),
        ("x.1 grows", True),
        ("x.1 falls", False),
        ("x changes", True),
        ("eigenvalue_1 = 3.0", True),
        ("eigenvalue_1 = 2.9", False),
        ("turned at angle=45 < 0.1", True),
        ("eigenvalue_2 >= eigenvalue_1", False),
        ("“eigenvalue 1” = 3", True),
    ],
)
def test_claims_are_tried_over_the_sweep(claim, true):
    assert [*words.untrue(spoken(holds=claim))] == ([] if true else [f"“{claim}” is not so."])


def test_a_claim_that_cannot_be_tried_says_why():
    assert "cannot be tried" in next(words.untrue(spoken(holds="nothing at all")))


@pytest.mark.parametrize(
    ("said", "more", "strays"),
    [
        ("At 90 degrees, from 0.", {}, []),  # the ends of the sweep
        ("It is 3, of 1,796 people, 13 800 of 2 and x2, 2y, 10⁻⁸, 1/n.", {}, ["3", "1796", "13800", "2"]),
        ("It is 3, of 1,796 people.", {"given": "1796", "holds": "eigenvalue_1 = 3"}, []),
        ("It falls by 3.", {"holds": "trace at matrix=-1.5,0;0,-1.5 = -3"}, []),
        ("At 45 it is {{turned|.1 at angle=45}}.", {}, []),
        ("It is 7.", {"holds": "“eigenvalue 7” = 3"}, ["7"]),  # a name of a readout claims nothing
    ],
)
def test_a_whole_number_is_a_value_a_claim_or_given(said, more, strays):
    assert [*words.strays(spoken(notes=said, **more))] == strays


def test_the_number_of_a_readout_of_words_is_its_first():
    assert [*words.untrue(spoken(holds="“A as it is” = 2"))] == []


def test_a_number_that_is_typed_must_be_on_the_screen_or_given():
    assert [*words.strays(spoken(notes="26.57 degrees, not 26.58; α = 0.0417."))] == ["26.58", "0.0417"]
    assert [*words.strays(spoken(notes="26.57 degrees, α = 0.0417.", given="0.0417"))] == []


def test_the_player_gets_values_and_the_builder_their_names():
    name = "eigenvectors-to-svd"
    played = CLIENT.get(f"/lecture/{name}.json").json()
    assert "{{" not in json.dumps(played)
    names = CLIENT.get(f"/lecture/{name}.json?names=1").json()
    assert "{{" in json.dumps(names)
    assert CLIENT.post("/lecture/fill", json=names).json()["scenes"] == played["scenes"]
    names["scenes"][0]["caption"] = "{{nothing}}"
    answer = CLIENT.post("/lecture/fill", json=names)
    assert (answer.status_code, "no value named nothing" in answer.text) == (400, True)
