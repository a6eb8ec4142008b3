"""Lectures over the routes: files and JSON in, sentences out."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import routes
from explorer.lectures import reading, writing
from explorer.lesson import Parameters
from tests.explorer.test_lectures import SAMPLE

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)


def test_yaml_is_read_and_written_over_the_routes():
    told = CLIENT.post("/lecture/read", content=SAMPLE.encode()).json()
    assert told["scenes"][0] == {
        "lesson": "eigenvectors",
        "title": "Eigenvalues and Eigenvectors",
        "link": "angle=90",
        "show": ["angle"],
        "caption": "Two directions only stretch",
        "notes": "Ask which arrow does not turn.\n\nThen λ = 3.",
        "sweep": {"name": "angle", "from": 0, "to": 90, "seconds": 4},
    }
    answer = CLIENT.post("/lecture/write", json=told)
    assert reading.read(answer.text) == reading.read(SAMPLE)
    assert answer.headers["content-disposition"] == 'attachment; filename="from-eigenvectors-to-the-svd.yaml"'


def test_a_bad_file_is_answered_with_its_sentence():
    answer = CLIENT.post("/lecture/read", content=SAMPLE.replace("90", "900").encode())
    assert (answer.status_code, answer.text[:8]) == (400, "Line 6: ")
    assert CLIENT.post("/lecture/read", content=b"\xff\xfe").text == "The file is not UTF-8 text."
    assert CLIENT.post("/lecture/read", content=b"x" * 7_000_000).text == "The lecture has more than 6143 kB."
    assert CLIENT.get("/lecture/../app.yaml").status_code == 404
    assert CLIENT.get("/lecture/nothing.json").status_code == 404


def with_scene(**changed: Any) -> dict[str, Any]:
    told = writing.told(reading.read(SAMPLE))
    told["scenes"][0] |= changed
    return told


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "A lecture must be a JSON object."),
        ({"title": "x"}, "The scenes of a lecture must be a list."),
        ({"title": "x", "scenes": []}, "The lecture: a lecture needs at least one scene."),
        ({"title": 5, "scenes": []}, "The lecture: title must be text."),
        ({"title": "x", "scenes": [1]}, "Scene 1: a scene must be a JSON object."),
        ({"title": "x", "scenes": [{}] * 101}, "A lecture has at most 100 scenes, not 101."),
        (with_scene(link="angle=900"), "Scene 1: Direction of x goes from 0 to 360°, so 900 is out of reach."),
        (with_scene(link="angel=9"), "Scene 1: eigenvectors has no control “angel”; did you mean angle?"),
        (with_scene(link="x" * 20_001), "Scene 1: the link has more than 20,000 characters."),
        (with_scene(link="&".join("a=b" for _ in range(300))), "Scene 1: the link cannot be read"),
        (with_scene(sweep={"name": "angle", "from": "0", "to": 1, "seconds": 1}), "Scene 1: a sweep needs three num"),
        (with_scene(sweep=[1]), "Scene 1: a sweep needs the name of a control."),
        (with_scene(show="angle"), "Scene 1: show must be a list of names of controls."),
    ],
)
def test_bad_json_is_answered_with_a_sentence(told, sentence):
    answer = CLIENT.post("/lecture/write", json=told)
    assert answer.status_code == 400 and answer.text.startswith(sentence)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["title", "scenes", "lesson", "link", "sweep", "show", "name"]), inner, max_size=5
        ),
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_no_json_whatever_makes_the_server_fail(told):
    answer = CLIENT.post("/lecture/write", content=json.dumps(told).encode())
    assert answer.status_code in (200, 400)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_file_whatever_makes_the_server_fail(data):
    """Pieces of the sample cut and glued at random places, with characters that mean something to YAML between."""
    cut = st.integers(0, len(SAMPLE))
    glue = st.text(st.one_of(st.sampled_from(string.printable), st.characters()), max_size=6)
    parts = [SAMPLE[slice(*sorted((data.draw(cut), data.draw(cut))))] + data.draw(glue) for _ in range(3)]
    answer = CLIENT.post("/lecture/read", content="".join(parts).encode("utf-8", "surrogatepass"))
    assert answer.status_code in (200, 400)


def test_parameters_are_those_of_the_lesson():
    assert isinstance(reading.read(SAMPLE).scenes[0].parameters, Parameters)
