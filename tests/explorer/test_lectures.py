"""Lectures as documents: what is read, what is refused and with which sentence, and that nothing is lost on the way."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import catalogue, routes
from explorer.controls import Slider
from explorer.lectures import check, model, reading, shelf, writing
from explorer.lectures.model import Lecture, LectureScene, Sweep
from explorer.lectures.yaml_items import LARGEST, LectureError

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)

SAMPLE = """\
title: From eigenvectors to the SVD
author: Ada
scenes:
  - lesson: eigenvectors
    set: {matrix: [[2, 1], [1, 2]]}
    sweep: {angle: 0 -> 90 in 4 s}
    caption: Two directions only stretch
    notes: |
      Ask which arrow does not turn.

      Then λ = 3.
  - lesson: svd
    show: []
"""


def refused(text: str) -> str:
    with pytest.raises(LectureError) as caught:
        reading.read(text)
    return str(caught.value)


def test_a_file_becomes_a_lecture():
    lecture = reading.read(SAMPLE, "sample")
    first, second = lecture.scenes
    assert (lecture.name, lecture.title, lecture.author) == ("sample", "From eigenvectors to the SVD", "Ada")
    assert first.sweep == Sweep("angle", 0, 90, 4)
    assert first.show == ("angle",), "without show, the swept control is on the screen"
    assert first.parameters["angle"] == 90, "a swept control that is not set stands at the end of its sweep"
    assert first.notes == "Ask which arrow does not turn.\n\nThen λ = 3."
    assert (second.lesson, second.show, second.sweep) == ("svd", (), None)


def test_a_sweep_goes_from_its_start_to_its_end():
    scene = reading.read(SAMPLE).scenes[0]
    assert [scene.at(t)["angle"] for t in (0, 0.5, 1)] == [0, 45, 90]
    assert scene.at(0)["matrix"] == scene.parameters["matrix"]


def test_a_logarithmic_slider_is_swept_by_equal_factors():
    log = [(m, c) for m in catalogue.lessons().values() for c in m.controls if isinstance(c, Slider) and c.log]
    lesson, control = next((m, c) for m, c in log if not c.integer)
    low, high = control.low, control.high
    text = f"title: x\nscenes:\n- lesson: {lesson.slug}\n  sweep: {{{control.name}: {low} -> {high} in 2 s}}"
    middle = reading.read(text).scenes[0].at(0.5)[control.name]
    assert middle == pytest.approx((low * high) ** 0.5, rel=0.1)


def test_words_that_yaml_would_turn_into_other_types_stay_as_written():
    lecture = reading.read("title: no\nauthor: 1:30\nabout: 2026-01-01\nscenes: [{lesson: svd, caption: 0x10}]")
    assert (lecture.title, lecture.author, lecture.about) == ("no", "1:30", "2026-01-01")
    assert lecture.scenes[0].caption == "0x10"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("title:", "titel:", "Line 1: A lecture has no “titel”; did you mean title?"),
        ("title: From eigenvectors to the SVD\n", "", "Line 1: a lecture needs a title."),
        ("lesson: eigenvectors", "lesson: eigenvector", "Line 4: there is no lesson “eigenvector”; did you mean eig"),
        ("lesson: eigenvectors", "lesson: zzzz", "Line 4: there is no lesson “zzzz”; python -m mathscope list"),
        ("lesson: eigenvectors", "lesson: [a]", "Line 4: lesson is one word."),
        ("- lesson: svd\n    show: []", "- show: []", "Line 12: a scene needs a lesson"),
        ("set: {matrix:", "set: {matrx:", "Line 5: eigenvectors has no control “matrx”; did you mean matrix?"),
        ("{matrix: [[2, 1], [1, 2]]}", "[1]", "Line 5: set is a list of controls and values, as in {view: …}."),
        ("[[2, 1], [1, 2]]", "[[2, 1], [1, 200]]", "Line 5: Matrix A: each number goes from"),
        ("[[2, 1], [1, 2]]", "[[2, 1], [1, x]]", "Line 5: “x” is not a number."),
        ("[[2, 1], [1, 2]]", "[{a: 1}]", "Line 5: a list holds numbers, or lists of numbers."),
        ("[[2, 1], [1, 2]]", "{a: 1}", "Line 5: matrix is one value, as in matrix: 2,1;1,2."),
        ("[[2, 1], [1, 2]]", "5", "Line 5: Matrix A needs 2 rows of 2 numbers"),
        ("angle: 0 -> 90", "angel: 0 -> 90", "Line 6: eigenvectors has no control “angel”; did you mean angle?"),
        (
            "angle: 0 -> 90",
            "matrix: 0 -> 90",
            "Line 6: matrix cannot be swept, since it is no slider; eigenvectors has",
        ),
        ("0 -> 90", "0 -> 900", "Line 6: Direction of x goes from 0 to 360°, so 900 is out of reach."),
        ("0 -> 90", "90 -> 90", "Line 6: the sweep of angle ends where it starts."),
        ("0 -> 90 in 4 s", "0 to 90", "Line 6: a sweep is written as angle: 0 -> 90 in 4 s."),
        ("in 4 s", "in 4000 s", "Line 6: a sweep takes 0.5 to 120 s, not 4000 s."),
        (
            "{angle: 0 -> 90 in 4 s}",
            "{angle: 0 -> 9 in 4 s, basis: 0 -> 9 in 4 s}",
            "Line 6: a sweep moves one control",
        ),
        ("{angle: 0 -> 90 in 4 s}", "fast", "Line 6: sweep is a list of controls and values, as in {view: …}."),
        ("caption:", "captoin:", "Line 7: A scene has no “captoin”; did you mean caption?"),
        ("caption: Two", "caption: [Two", "Line 8: this is not YAML"),
        ("caption: Two", "sweep: Two", "Line 7: sweep stands here twice (first in line 6)."),
        ("caption: Two directions only stretch", "caption: {a: b}", "Line 7: caption is text; put it in quotes"),
        ("caption: Two", "caption: " + 500 * "x", "Line 7: caption has 524 characters; at most 400 are shown."),
        ("show: []", "show: angle", "Line 13: show is a list of controls, as in ["),
        ("show: []", "show: [angel]", "Line 13: svd has no control “angel”"),
        ("author: Ada", "author: &a Ada", "Line 2: anchors (&) and aliases (*) are not read"),
        ("author: Ada", "author: *a", "Line 2: anchors (&) and aliases (*) are not read"),
        ("author: Ada", "author: !!python/name:os.system Ada", "Line 2: tags (!) are not read"),
        ("author: Ada", "author: a: b", "Line 2: this is not YAML (mapping values are not allowed"),
        ("author: Ada", "author: \x07", "Line 2: a character that no text has (U+0007)."),
        ("  - lesson: svd\n    show: []", "---\na: b", "Line 12: a second document begins here"),
        (
            "  - lesson: svd\n    show: []",
            "  - svd",
            "Line 12: a scene is a list of names and values, as in lesson: ….",
        ),
    ],
)
def test_an_error_is_one_sentence_with_the_line(old, new, sentence):
    assert old in SAMPLE
    assert refused(SAMPLE.replace(old, new, 1))[: len(sentence)] == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the file is empty"),
        ("# only a comment", "Line 1: the file is empty"),
        ("- a", "Line 1: a lecture is a list of names and values, as in title: …."),
        ("title: x", "Line 1: a lecture needs scenes."),
        ("title: x\nscenes: []", "Line 2: a lecture needs at least one scene."),
        ("title: x\nscenes: many", "Line 2: scenes is a list"),
        ("title: x\nscenes: {a: b}", "Line 2: scenes is a list"),
        ("[a, b]: c", "Line 1: a name before a colon must be a word."),
        ("title: x\nscenes:\n" + 101 * "- lesson: svd\n", "Line 103: a lecture has at most 100 scenes"),
        ("[" * 100_000, "Line 1: more than 12 lists or mappings inside one another."),
        ("a: " + "x" * LARGEST, "The file has 200 kB; a lecture has at most 200 kB."),
    ],
)
def test_what_is_no_lecture_is_refused_in_one_sentence(text, sentence):
    assert refused(text)[: len(sentence)] == sentence


def test_a_bomb_of_aliases_is_refused_before_it_is_unfolded():
    bomb = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refused(bomb).startswith("Line 1: anchors (&)")


# --- nothing is lost --------------------------------------------------------------------------------------------------

LINE = st.text(st.characters(codec="utf-8"), max_size=40).map(
    lambda text: reading._words({"about": reading.Item(text, "")}, "about")
)
NOTES = st.text(st.one_of(st.sampled_from(" \n\t#:-|'\"{}[]&*!%@`>?"), st.characters(codec="utf-8")), max_size=120).map(
    lambda text: reading._words({"notes": reading.Item(text, "")}, "notes")
)


@st.composite
def scenes(draw: Any) -> LectureScene:
    lesson = draw(st.sampled_from(list(catalogue.lessons().values())))
    values = {c.name: draw(c.strategy()) for c in lesson.controls if draw(st.booleans())}
    names = [c.name for c in lesson.controls]
    sweep = None
    swept = [c for c in lesson.controls if c.kind in model.SWEPT]
    if swept and draw(st.booleans()):
        control = draw(st.sampled_from(swept))
        start, end = draw(control.strategy()), draw(control.strategy())
        if start != end:
            sweep = Sweep(control.name, start, end, draw(st.integers(50, 12000)) / 100)
    show = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)))
    return LectureScene(lesson.slug, lesson.parameters(values), sweep, show, draw(LINE), draw(NOTES))


LECTURES = st.builds(
    Lecture,
    name=st.just(""),
    title=LINE.filter(bool),
    author=LINE,
    about=LINE,
    scenes=st.lists(scenes(), min_size=1, max_size=4).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LECTURES)
def test_what_is_written_is_read_back_the_same(lecture):
    assert reading.read(writing.write(lecture)) == lecture


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LECTURES)
def test_the_json_form_holds_the_whole_lecture(lecture):
    assert reading.from_told(json.loads(json.dumps(writing.told(lecture)))) == lecture


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LECTURES)
def test_other_yaml_readers_read_the_file_too(lecture):
    told = yaml.safe_load(writing.write(lecture))
    assert told["title"] == lecture.title
    assert [scene.get("notes", "").removesuffix("\n") for scene in told["scenes"]] == [s.notes for s in lecture.scenes]


# --- the ready lectures -----------------------------------------------------------------------------------------------


def test_every_file_of_the_folder_is_a_lecture():
    assert shelf.broken() == {}
    assert set(shelf.ready()) == {path.stem for path in shelf.FOLDER.glob("*.yaml")}
    assert len(shelf.ready()) >= 4


@pytest.mark.parametrize("name", sorted(shelf.ready()))
def test_a_ready_lecture_can_be_given(name):
    lecture = shelf.ready()[name]
    assert check.faults(lecture) == []
    told = writing.told(lecture, filled=True)["scenes"]
    assert all(len(re.findall(r"[.?!:]\s", scene["notes"] + " ")) >= 3 for scene in told)
    assert all(len(scene["caption"]) <= 110 for scene in told), "a caption is one line"
    assert reading.read(writing.write(lecture), name) == lecture


def test_the_check_finds_what_would_go_wrong():
    short = reading.read(SAMPLE)
    found = check.faults(short)
    assert "The lecture has 2 scenes; a ready one has at least 8." in found
    assert "Scene 2: there is no caption." in found and "Scene 2: there are no notes." in found
    hidden = reading.read("title: x\nscenes: [{lesson: svd, set: {view: map}, sweep: {rank: 1 -> 9 in 2 s}}]")
    assert any("rank means nothing at the start" in fault for fault in check.faults(hidden))


def test_a_broken_file_hurts_no_other(tmp_path, monkeypatch):
    (tmp_path / "good.yaml").write_text(SAMPLE)
    (tmp_path / "bad.yaml").write_text("title: [")
    (tmp_path / "mine.yaml").write_text(SAMPLE)
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    assert list(shelf.ready()) == ["good"] and list(shelf.broken()) == ["bad", "mine"]
    assert CLIENT.get("/lecture/good.json").json()["title"] == "From eigenvectors to the SVD"
    assert CLIENT.get("/lecture/good.yaml").text == SAMPLE, "the file itself, with its comments"
    answer = CLIENT.get("/lecture/bad.json")
    assert answer.status_code == 404 and "bad.yaml: Line 2: this is not YAML" in answer.text
    page = CLIENT.get("/lectures").text
    assert "this is not YAML" in page and "From eigenvectors to the SVD" in page
    (tmp_path / "good.yaml").write_text(SAMPLE.replace("From eigenvectors", "Once more, from eigenvectors"))
    assert shelf.ready()["good"].title == "Once more, from eigenvectors to the SVD", "a changed file is read again"


def test_a_title_cannot_close_the_script_of_the_page(tmp_path, monkeypatch):
    (tmp_path / "sly.yaml").write_text("title: </script><b>\nscenes: [{lesson: svd}]")
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    assert "</script><b>" not in CLIENT.get("/lectures").text


def test_a_sweep_of_endless_digits_is_refused_at_once():
    digits = "1" * 50_000  # to look for a number in them from every place would take minutes
    assert "written as angle: 0 -> 90 in 4 s" in refused(SAMPLE.replace("0 -> 90 in 4 s", digits))


# --- steps, and scenes without a figure -------------------------------------------------------------------------------

STEPS = """\
title: x
minutes: 45
scenes:
  - lesson: eigenvectors
    sweep: {angle: 0 -> 90 in 2 s on click}
    numbers: [eigenvalue 1]
    steps:
      - set: {basis: 30}
        caption: turned
      - sweep: {basis: 30 -> -30 in 3 s}
        show: [basis, angle]
  - title: Part two
    text: |
      Every matrix:

      $A = UΣVᵀ$
"""
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_steps_begin_where_the_last_one_ended():
    lecture = reading.read(STEPS)
    scene, card = lecture.scenes
    assert lecture.minutes == 45 and scene.sweep is not None and scene.sweep.on_click
    first, second = scene.steps
    assert (first.parameters["angle"], first.parameters["basis"], first.show, first.sweep) == (90, 30, ("angle",), None)
    assert (second.parameters["angle"], second.parameters["basis"]) == (90, -30)
    assert second.numbers == ("eigenvalue 1",) and second.show == ("basis", "angle")
    assert [name for name, _ in lecture.stops()] == ["1", "1.2", "1.3", "2"]
    assert card.text == "Every matrix:\n\n$A = UΣVᵀ$"
    assert reading.read(writing.write(lecture)) == lecture
    assert reading.from_told(json.loads(json.dumps(writing.told(lecture)))) == lecture


def test_an_image_comes_from_the_lectures_own_folder_and_from_nowhere_else(tmp_path):
    (tmp_path / "in").mkdir()
    for path in (tmp_path / "in" / "a.png", tmp_path / "b.png"):
        path.write_bytes(base64.b64decode(PIXEL))
    (tmp_path / "in" / "c.png").write_text("no image")
    text = "title: x\nscenes: [{image: %s, alt: a dot, notes: n}]"
    lecture = reading.read(text % "a.png", folder=tmp_path / "in")
    assert lecture.scenes[0].image == f"data:image/png;base64,{PIXEL}"
    assert reading.read(writing.write(lecture)) == lecture
    for name, sentence in (
        ("../b.png", "no image"),
        (str(tmp_path / "b.png"), "no image"),
        ("c.png", "is a PNG"),
        ("'data:image/png;base64,AAAA'", "is a PNG"),
        ("'data:text/html,x'", "is written as"),
    ):
        with pytest.raises(LectureError, match=sentence):
            reading.read(text % name, folder=tmp_path / "in")
    with pytest.raises(LectureError, match="on the server only"):
        reading.read(text % "a.png")
