"""A lecture as one page without a server: what it holds, frame by frame, and that its size and work are bounded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import export, frames, routes
from explorer.__main__ import main
from explorer.catalogue import find
from explorer.controls import Slider
from explorer.lectures import offline, reading, shelf, writing
from explorer.lesson import Lesson
from explorer.sweeps import standalone
from explorer.sweeps.sweep import places

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)

SHORT = """\
title: Of </script> turns
scenes:
  - title: First
    text: One line.
    notes: Say hello.
  - lesson: eigenvectors
    sweep: {angle: 10 -> 40 in 3 s}
    show: [angle, view, matrix]
    numbers: [eigenvalue 1]
    caption: "{{eigenvalue_1|3}} is the first"
    notes: Ask who turns.
    steps:
      - sweep: {angle: 40 -> 60 in 2 s on click}
        caption: On it goes
  - lesson: gradient_descent
    sweep: {step: 0.01 -> 1 in 4 s}
    caption: Longer steps
"""


class Reader(HTMLParser):
    """The data of the page, and every address that an element names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = self.data = ""
        self.addresses: list[str | None] = []
        self.meta: dict[str | None, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside = given.get("id") or "" if tag == "script" else ""
        if tag == "meta":
            self.meta[given.get("name") or given.get("http-equiv")] = given.get("content")
        if tag != "link":  # canonical, which nothing fetches
            self.addresses += [given[name] for name in ("src", "href") if name in given]

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "lecture":
            self.data += data


def read(text: str = SHORT):
    return reading.read(text)


@pytest.fixture(scope="module", autouse=True)
def coarse() -> Iterator[None]:
    """Coarser grids than a lecture has, for the time that the tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offline, "MOST_FRAMES", 60)
        yield


@pytest.fixture(scope="module")
def short() -> tuple[bytes, dict]:
    body = offline.Offline(read(), home="https://example.org/m/").make()
    return body, json.loads(Reader(body.decode()).data)


def frame_of(told: dict, story: dict, number: int) -> dict:
    frame = json.loads(json.dumps(story["base"]))
    pairs = story["frames"][number]
    for path, value in zip(pairs[::2], pairs[1::2], strict=True):
        *way, last = story["paths"][path]
        place = frame
        for step in way:
            place = place[step]
        place[last] = told["values"][value]
    return frame


def test_every_frame_of_every_stop_is_its_scene(short):
    told = short[1]
    lecture = read()
    plan = offline.Offline(lecture).plan()
    assert [stop["name"] for stop in told["stops"]] == ["1", "2", "2.2", "3"]
    compared = 0
    for stop, grid in zip(told["stops"], plan, strict=True):
        if grid is None:
            assert "story" not in stop
            continue
        states = grid.states()
        assert len(states) == len(stop["story"]["frames"])
        for number in {0, len(states) // 2, len(states) - 1}:
            scene = grid.lesson.scene(states[number])
            drawn = frame_of(told, stop["story"], number)
            assert drawn["alt"] == scene.alt
            assert drawn["readouts"] == json.loads(frames.encode([frames.readout(each) for each in scene.readouts]))
            compared += 1
    assert compared >= 9


def test_a_stop_opens_at_the_scene_and_says_what_rests(short):
    stops = short[1]["stops"]
    turned = stops[1]
    assert turned["caption"] == "3 is the first" and turned["numbers"] == ["eigenvalue 1"]
    controls = turned["story"]["controls"]
    assert [control["name"] for control in controls] == ["angle", "view"]
    assert controls[0]["words"][controls[0]["at"]] == "40°", "a swept control stands at the end of its sweep"
    assert len(turned["rests"]) == 1 and turned["rests"][0].startswith("Matrix")


def test_a_sweep_goes_from_its_start_to_its_end_in_steps_that_flow(short):
    for stop, ends in ((short[1]["stops"][1], ("10°", "40°")), (short[1]["stops"][2], ("40°", "60°"))):
        words = stop["story"]["controls"][0]["words"]
        way = stop["sweep"]["way"]
        assert (words[way[0][1]], words[way[-1][1]]) == ends
        assert (way[0][0], way[-1][0]) == (pytest.approx(0), pytest.approx(1))
        shares = np.diff([share for share, _ in way])
        assert len(way) >= offline.FLOWS / 2 and np.all(shares > 0) and shares.max() < 0.2
    assert [stop.get("sweep", {}).get("start") for stop in short[1]["stops"]] == [None, "entry", "click", "entry"]


def test_a_logarithmic_sweep_has_its_way_by_factors(short):
    stop = short[1]["stops"][3]
    control = find("gradient_descent").control("step")
    grid = offline.Offline(read()).plan()[3]
    assert grid is not None and isinstance(control, Slider) and control.log
    for share, at in stop["sweep"]["way"]:
        assert share == pytest.approx(np.log(grid.axes[0].values[at] / 0.01) / np.log(100), abs=1e-9)


def test_the_page_fetches_nothing_and_says_where_it_comes_from(short):
    body, told = short
    page = Reader(body.decode())
    assert page.addresses == []
    assert page.meta["Content-Security-Policy"] == standalone.POLICY
    assert told["title"] == "Of </script> turns" and b"Of </script>" not in body
    assert told["link"] == "https://example.org/m/lectures"
    assert (export.state_in(body) or "").startswith("eigenvectors")


def test_notes_are_left_out_for_the_audience(short):
    assert b"Ask who turns." in short[0]
    assert b"Ask who turns." not in offline.Offline(read(), notes=False).make()


def test_a_lecture_of_cards_alone_is_a_page_too():
    body = offline.Offline(read("title: Only words\nscenes:\n  - title: Hello\n    text: There.\n")).make()
    assert b"<title>Only words</title>" in body
    assert [stop["title"] for stop in json.loads(Reader(body.decode()).data)["stops"]] == ["Hello"]


def test_heavy_scenes_have_coarser_grids_and_light_ones_keep_theirs(monkeypatch):
    lecture = read()
    full = offline.Offline(lecture).plan()
    monkeypatch.setattr(offline, "AIM", 500_000)
    less = offline.Offline(lecture).plan()
    counts = [[len(grid.states()) for grid in plan if grid] for plan in (full, less)]
    assert sum(counts[1]) < sum(counts[0]) and min(counts[1]) >= 1
    frames_alone = len(offline.Offline(lecture).make()) - len(standalone.script(offline.SCRIPT))
    assert frames_alone < 4_900_000 + 2 * offline.AIM


def test_a_file_that_would_be_too_large_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(offline, "MOST_BYTES", 5_000_000)
    with pytest.raises(offline.TooLarge, match=r"more than 5 MB; make two of it"):
        offline.Offline(read()).make()


def test_the_work_is_bounded_however_many_scenes_there_are(monkeypatch):
    monkeypatch.setattr(offline, "MOST_OF_ALL", 12)
    assert sum(len(grid.states()) for grid in offline.Offline(read()).plan() if grid) <= 12
    monkeypatch.setattr(offline, "MOST_STOPS", 3)
    with pytest.raises(export.ExportError, match="has 4 scenes and steps; at most 3 go into one file"):
        offline.Offline(read())
    answer = CLIENT.post("/lecture/offline", json=writing.told(read()))
    assert answer.status_code == 400 and "at most 3" in answer.text


@pytest.mark.parametrize(
    ("wanted", "whole", "share"),
    [([1, 2, 3], 10, 10), ([1, 9, 9], 11, 5), ([4, 4, 4], 6, 2), ([0, 0, 5], 3, 3), ([], 3, 3)],
)
def test_what_is_there_is_dealt_out_fairly(wanted, whole, share):
    found = offline._fair(wanted, whole)
    assert found == share
    assert sum(min(each, found) for each in wanted) <= whole


@pytest.mark.parametrize("name", shelf.ready())
def test_the_grids_of_the_ready_lectures_are_bounded_and_their_sweeps_alive(name):
    for _, scene in shelf.ready()[name].stops():
        if not scene.lesson:
            continue
        grid = offline.grid(scene, offline.MOST_FRAMES)
        assert np.prod([len(axis.values) for axis in grid.axes], initial=1) <= offline.MOST_FRAMES
        for axis in grid.axes:
            assert scene.parameters[axis.name] in axis.values
        if scene.sweep:
            assert grid.axes and grid.axes[0].name == scene.sweep.control
            way = offline._way(scene.sweep, grid.axes[0])["way"]
            control = grid.lesson.control(scene.sweep.control)
            values = [grid.axes[0].values[at] for _, at in (way[0], way[-1])]
            assert values == [control.check(scene.sweep.start), control.check(scene.sweep.end)]


# --- the command and the address ----------------------------------------------------------------------------------


def test_the_command_writes_the_page_and_says_its_size(tmp_path: Path, capsys):
    own, page = tmp_path / "own.yaml", tmp_path / "own.html"
    own.write_text(SHORT, encoding="utf-8")
    arguments = ["lecture", str(own), "--offline", "-o", str(page), "--address", "https://example.org"]
    assert main(arguments) == 0
    told = capsys.readouterr().err
    assert "4 of 4 scenes drawn" in told
    assert f"{page.stat().st_size / 1e6:.1f} MB" in told
    assert page.read_bytes() == offline.Offline(read(), home="https://example.org/").make(), "same lecture, same file"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--offline", "-o", "x.html"], "Name one lecture and the HTML file to write"),
        (["gradient-descent", "--offline"], "lecture NAME --offline -o NAME.html"),
        (["gradient-descent", "--offline", "-o", "x.pdf"], "let its name end in .html"),
    ],
)
def test_what_the_command_cannot_do_is_a_sentence(arguments, sentence, capsys):
    assert main(["lecture", *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_the_address_tells_how_far_it_is_and_then_the_file():
    answer = CLIENT.post("/lecture/offline", json=writing.told(read()))
    assert answer.status_code == 200
    head, _, rest = answer.content.partition(b'{"size":')
    steps = [json.loads(line) for line in head.splitlines()]
    assert [step["done"] for step in steps] == [0, 1, 2, 3, 4] and {step["of"] for step in steps} == {4}
    last, _, body = (b'{"size":' + rest).partition(b"\n")
    assert json.loads(last) == {"size": len(body), "name": "of-script-turns.html"}
    assert Reader(body.decode()).data and b"Ask who turns." in body
    assert b"Ask who turns." not in CLIENT.post("/lecture/offline?notes=0", json=writing.told(read())).content


def test_the_address_refuses_in_a_sentence_and_gives_its_place_back(monkeypatch):
    assert CLIENT.post("/lecture/offline", content=b"{").status_code == 400
    monkeypatch.setattr(offline, "MOST_BYTES", 5_000_000)
    answer = CLIENT.post("/lecture/offline", json=writing.told(read()))
    assert "more than 5 MB" in json.loads(answer.content.splitlines()[-1])["error"]
    assert places.acquire(blocking=False) and places.acquire(blocking=False), "both places are free again"
    try:
        busy = CLIENT.post("/lecture/offline", json=writing.told(read()))
        assert busy.status_code == 503 and "try again in a moment" in busy.text
    finally:
        places.release()
        places.release()


def test_a_defect_is_logged_and_told_in_a_sentence(monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("a defect")

    monkeypatch.setattr(Lesson, "scene", broken)
    answer = CLIENT.post("/lecture/offline", json=writing.told(read("title: T\nscenes:\n  - lesson: svd\n")))
    assert json.loads(answer.content.splitlines()[-1])["error"].startswith("The page could not be made")
    assert "The page could not be made" in caplog.text
    assert "a defect" not in caplog.text, "what an exception says may be a reader's"


def test_the_script_holds_every_module_once_and_imports_nothing():
    found = standalone.script(offline.SCRIPT)
    made = re.findall(r"^const module_(\w+) = ", found, re.MULTILINE)
    assert len(made) == len(set(made)) and made[-1] == "slides"
    assert not re.search(r"^\s*(import|export) ", found, re.MULTILINE)
