"""The routes of the stage in process: its pages and their data, QR codes, and what bad requests get."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import frames, link, stage
from explorer.catalogue import find, lessons
from explorer.lectures.shelf import ready
from explorer.routes import ROUTES

CLIENT = TestClient(Starlette(routes=ROUTES))
SLUGS = list(lessons())


def data(path: str, status: int = 200) -> dict[str, Any]:
    """What a page of the stage tells its script."""
    response = CLIENT.get(path)
    assert response.status_code == status
    match = re.search(r'<script id="stage-data" type="application/json">(.*?)</script>', response.text, re.DOTALL)
    assert match
    found: dict[str, Any] = json.loads(match[1])
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_holds_the_figure_of_its_link(slug):
    lesson = find(slug)
    preset = lesson.parameters(lesson.presets[0].values)
    found = data(f"/show/{slug}?{link.write(lesson, preset)}")
    assert found["frame"] == json.loads(frames.encode(frames.frame(lesson, preset)))
    assert found["values"] == found["frame"]["params"]
    assert found["sentences"] == []
    assert (found["look"], found["embedded"], found["chosen"]) == ("projector", False, None)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_control_is_shown_by_its_told_conditions_as_by_python(slug):
    lesson = find(slug)
    told = {control["name"]: control["when"] for control in stage.told(lesson)["controls"]}
    for preset in lesson.presets:
        parameters = lesson.parameters(preset.values)
        for control in lesson.controls:
            ways = told[control.name]
            shown = not ways or any(all(parameters[n] in values for n, values in way.items()) for way in ways)
            assert shown == control.shown(parameters)


@pytest.mark.parametrize(
    ("query", "look", "embedded"),
    [
        ("", "projector", False),
        ("look=light", "light", True),
        ("look=dark", "dark", True),
        ("embed=1", "auto", True),
        ("embed=true&look=projector", "projector", True),
        ("embed=1&look=dark", "dark", True),
    ],
)
def test_the_look_and_the_frame_around_it_are_as_the_link_says(query, look, embedded):
    found = data(f"/show/eigenvectors?{query}")
    assert (found["look"], found["embedded"]) == (look, embedded)


@pytest.mark.parametrize(
    ("query", "said", "values"),
    [
        ("angle=999", "out of reach", {"angle": 360}),
        ("angle=abc", "not a number", {"angle": 20}),
        ("angel=9", "The link names angel", {}),
        ("look=neon", "no look “neon”", {}),
        ("controls=angle,nothing", "no control named nothing", {"angle": 20}),
        ("&".join(f"a{i}=1" for i in range(300)), "too many things", {}),
        ("angle=30&x=" + "1" * 30_000, "more than 20,000 characters", {"angle": 30}),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_the_nearest_figure(query, said, values):
    found = data(f"/show/eigenvectors?{query}")
    assert any(said in sentence for sentence in found["sentences"])
    assert found["frame"]["figure"]["data"]
    assert values.items() <= found["values"].items()


def test_the_chosen_controls_are_told_in_order_and_once():
    assert data("/show/eigenvectors?controls=step,angle,step,none")["chosen"] == ["step", "angle"]
    assert data("/show/eigenvectors?controls=")["chosen"] == []


def test_a_pin_leaves_its_ghost():
    plain, pinned = data("/show/eigenvectors"), data("/show/eigenvectors?pin=angle%3D70")
    assert len(pinned["frame"]["figure"]["data"]) > len(plain["frame"]["figure"]["data"])


def test_an_unknown_lesson_gets_a_page_with_a_sentence():
    response = CLIENT.get("/show/nothing")
    assert (
        response.status_code == 404
        and "There is no lesson “nothing”." in response.text
        and 'href="../"' in response.text
    )
    assert CLIENT.get("/scope/lesson/nothing.json").status_code == 404
    assert CLIENT.get("/scope/state/nothing.json").status_code == 404


@pytest.mark.parametrize("path", ["/show/eigenvectors?{}=1", "/show/{}", "/show/eigenvectors?look={}", "/lecture/{}"])
def test_no_text_of_a_link_becomes_markup(path):
    text = CLIENT.get(path.format("%3Cscript%3Ealert(1)%3C%2Fscript%3E")).text
    assert "<script>alert" not in text and "</script>alert" not in text


def test_a_lecture_has_a_page_and_an_unknown_one_a_sentence():
    for name in ("mine", *ready()):
        assert data(f"/lecture/{name}?scene=2")["name"] == name
    assert data("/lecture/mine?presenter=1")["presenter"] is True
    assert "There is no lecture “nothing”" in data("/lecture/nothing", 404)["sentence"]


def test_a_page_may_stand_in_a_frame_of_another_site():
    headers = CLIENT.get("/show/eigenvectors?embed=1").headers
    assert "x-frame-options" not in headers and "frame-ancestors" not in headers.get("content-security-policy", "")


def test_a_lesson_is_told_with_its_controls_and_without_a_state():
    told = CLIENT.get("/scope/lesson/eigenvectors.json").json()
    assert [control["name"] for control in told["controls"]] == [c.name for c in find("eigenvectors").controls]
    assert told["values"]["angle"] == 20 and "frame" not in told


def test_the_browser_deals_the_same_seeds_as_python():
    control = find("lln_clt").control("seed")
    factor, more = control.describe()["deal"]
    assert (123 * factor + more) % (control.describe()["high"] + 1) == control.after(123)  # type: ignore[attr-defined]


def decoded(svg: str) -> str:
    """The text of a QR code of ours, read by ZXing from the modules that the SVG draws."""
    size = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1])  # type: ignore[index]
    image = Image.new("L", (size, size), 255)
    x, y = 0.0, 0.0
    path = re.search(r'stroke="#000" d="([^"]*)"', svg)[1]  # type: ignore[index]
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            for k in range(int(first)):
                image.putpixel((int(x) + k, int(y - 0.5)), 0)
            x += float(first)
    found = zxingcpp.read_barcode(image.resize((8 * size, 8 * size), Image.Resampling.NEAREST))
    assert found is not None
    return found.text


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8501/eigenvectors?angle=30&matrix=2,1;1,2", "a", "x" * 1500, "ümläut α→β"]
)
def test_a_qr_code_is_read_back(text):
    response = CLIENT.get("/scope/qr.svg", params={"text": text})
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert decoded(response.text) == text


@pytest.mark.parametrize("query", ["", "text=", "text=" + "x" * 1501, "other=1"])
def test_a_text_that_fits_no_qr_code_gets_a_sentence(query):
    response = CLIENT.get(f"/scope/qr.svg?{query}")
    assert response.status_code == 400 and "A QR code takes 1 to 1,500 characters" in response.text


def test_states_in_the_making_are_bounded(monkeypatch):
    monkeypatch.setattr(stage, "PATIENCE", 0.01)
    for _ in range(stage.WAITING):
        assert stage._places.acquire(blocking=False)
    try:
        assert CLIENT.get("/scope/state/eigenvectors.json").status_code == 503
        assert CLIENT.get("/show/eigenvectors").status_code == 503
    finally:
        for _ in range(stage.WAITING):
            stage._places.release()
    assert CLIENT.get("/show/eigenvectors").status_code == 200


part = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="/?#%\\"), max_size=12)
names = st.sampled_from(
    ["angle", "matrix", "look", "controls", "embed", "view", "pin", "step", "scene", "presenter", "text"]
)


@settings(max_examples=150)
@given(
    path=st.sampled_from(
        ["/show/eigenvectors", "/show/svd", "/scope/state/lln_clt.json", "/scope/qr.svg", "/lecture/mine"]
    )
    | part.map("/show/{}".format)
    | part.map("/lecture/{}".format)
    | part.map("/scope/lesson/{}.json".format),
    query=st.dictionaries(names | part, st.text(st.characters(codec="utf-8"), max_size=20), max_size=4),
)
def test_no_request_is_a_server_error(path, query):
    assert CLIENT.get(path, params=query).status_code in (200, 400, 404)


@given(st.binary(max_size=60))
def test_no_bytes_of_a_query_are_a_server_error(raw):
    query = "".join(f"%{byte:02x}" if byte < 33 or byte > 126 or byte in b"#" else chr(byte) for byte in raw)
    for path in ("/show/taylor_series?", "/scope/qr.svg?text=", "/lecture/mine?"):
        assert CLIENT.get(path + query).status_code in (200, 400)
