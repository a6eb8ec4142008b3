"""Pages with live controls and no server: read by an HTML parser, their numbers beside those of `lesson.scene`."""

from __future__ import annotations

import base64
import itertools
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import catalogue, export, frames, routes
from explorer.__main__ import main
from explorer.catalogue import find
from explorer.sweeps import offline, standalone, sweep
from explorer.sweeps import routes as sweep_routes

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)
LESSONS = list(catalogue.lessons().values())
TYPES = {"f8": "<f8", "f4": "<f4", "i4": "<i4", "i2": "<i2", "u1": "u1", "u2": "<u2", "u4": "<u4"}


class Reader(HTMLParser):
    """The story in a page, its meta elements, and every address that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside = self.story = ""
        self.meta: dict[str | None, str | None] = {}
        self.addresses: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside = given.get("id", tag) if tag in ("script", "style") else ""
        if tag == "meta":
            self.meta[given.get("name") or given.get("http-equiv")] = given.get("content")
        self.addresses += [(tag, given[name]) for name in ("src", "href") if name in given]

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "story":
            self.story += data
        elif not self.inside:
            self.text.append(data)


def story_of(body: bytes) -> dict:
    return json.loads(Reader(body.decode()).story)


def frame_of(story: dict, number: int) -> dict:
    """The frame, put together by the rule that the file's format states."""
    frame = json.loads(json.dumps(story["base"]))
    told = story["frames"][number]
    for path, value in zip(told[::2], told[1::2], strict=True):
        *way, last = story["paths"][path]
        place = frame
        for step in way:
            place = place[step]
        place[last] = story["values"][value]
    return frame


def numbers(value) -> np.ndarray:
    if isinstance(value, dict):
        array = np.frombuffer(base64.b64decode(value["bdata"]), TYPES[value["dtype"]])
        return array.reshape([int(n) for n in value["shape"].split(",")]) if "shape" in value else array
    return np.array([np.nan if each is None else each for each in np.ravel(value)], float)


def agree(drawn: dict, lesson, state) -> int:
    """How many arrays of the drawn figure were compared with the scene's; fails where one differs."""
    compared = 0
    scene = lesson.scene(state)
    ours = scene.plotly()["data"]
    assert [trace["type"] for trace in drawn["figure"]["data"]] == [trace["type"] for trace in ours]
    for told, trace in zip(drawn["figure"]["data"], ours, strict=True):
        for axis in "xyz":
            if axis in trace:
                wanted = np.asarray(trace[axis], float)
                real = wanted[np.isfinite(wanted)]
                span = float(np.ptp(real)) if real.size else 0.0
                assert np.allclose(numbers(told[axis]), wanted, rtol=1e-6, atol=1e-6 * span, equal_nan=True)
                compared += 1
    assert drawn["readouts"] == json.loads(frames.encode([frames.readout(each) for each in scene.readouts]))
    assert (drawn["alt"], drawn["notice"]) == (scene.alt, scene.notice)
    return compared


def first_slider(lesson):
    found = sweep.sweepable(lesson, lesson.parameters())
    return next((control for control in found if control.kind == "slider"), found[0])


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_the_frames_of_every_lesson_are_its_scenes(lesson):
    control = first_slider(lesson)
    page = offline.Offline(
        lesson, lesson.parameters(), [sweep.over(control, 4, keep=lesson.parameters()[control.name])]
    )
    story = story_of(page.make())
    assert len(story["frames"]) == page.count >= 2
    for number, state in enumerate(page.states()):
        assert agree(frame_of(story, number), lesson, state) > 0


def test_two_controls_span_a_grid_and_the_last_runs_fastest():
    lesson = find("eigenvectors")
    page = offline.read(lesson, lesson.parameters({"matrix": "1,2;0.5,-1"}), "angle:0:90:4;view")
    story = story_of(page.make())
    assert [len(control["words"]) for control in story["controls"]] == [4, 3]
    assert len(story["frames"]) == 12
    for number, (angle, view) in enumerate(itertools.product((0, 30, 60, 90), ("turn", "flow", "power"))):
        agree(
            frame_of(story, number), lesson, lesson.parameters({"angle": angle, "view": view, "matrix": "1,2;0.5,-1"})
        )


def test_what_frames_share_is_stored_once():
    lesson = find("eigenvectors")
    one = len(offline.read(lesson, lesson.parameters(), "angle:0:90:10").make())
    both = len(offline.read(lesson, lesson.parameters(), "angle:0:90:10;basis:-90:90:10").make())
    base = len(offline.plotly_source())
    assert both - base < 10 * (one - base)


def test_what_a_state_has_to_say_is_in_its_frame():
    lesson = find("gradient_descent")
    story = story_of(offline.read(lesson, lesson.parameters(), "step:0.01:10:4").make())
    notices = [frame_of(story, number)["notice"] for number in range(4)]
    assert notices[0] == "" and "given up" in notices[-1]


def test_the_file_opens_on_the_state_that_it_was_made_from():
    lesson = find("eigenvectors")
    page = offline.read(lesson, lesson.parameters({"angle": 37}), "angle")
    story = story_of(page.make())
    control = story["controls"][0]
    assert control["words"][control["at"]] == "37°"
    assert frame_of(story, control["at"])["link"] == "angle=37"


def test_the_size_is_known_before_the_file_is_made():
    for slug, text in (
        ("eigenvectors", "angle"),
        ("gradient_descent", "step"),
        ("lln_clt", "n"),
        ("eigenvectors", "view"),
    ):
        lesson = find(slug)
        page = offline.read(lesson, lesson.parameters(), text)
        assert page.estimate() == pytest.approx(len(page.make()), rel=0.1)


def test_the_file_names_no_address_but_that_of_its_own_state():
    lesson = find("svd")
    page = Reader(offline.read(lesson, lesson.parameters({"view": "photo"}), "rank:1:20:3").make().decode())
    link = export.describe(lesson.scene(view="photo")).link
    assert {address for _, address in page.addresses} == {link}
    assert {tag for tag, _ in page.addresses} <= {"a", "link"}
    assert "default-src 'none'" in str(page.meta["Content-Security-Policy"])


def test_the_file_says_where_it_comes_from():
    lesson = find("eigenvectors")
    body = offline.read(lesson, lesson.parameters({"angle": 50}), "angle").make()
    assert export.state_in(body) == "eigenvectors?angle=50"
    page = Reader(body.decode())
    assert json.loads(page.meta["mathscope"])["parameters"]["angle"] == "50"
    assert "Matrix A: 2,1;1,2" in " ".join(page.text)


def test_a_reader_s_text_cannot_become_markup():
    lesson = find("taylor_series")
    body = offline.read(lesson, lesson.parameters(), "order:1:5:3").make()
    assert body.count(b"<script") - body.split(b"</head>")[0].count(b"<script") == 3 + offline.plotly_source().count(
        b"<script"
    )


@pytest.mark.parametrize(
    ("text", "look", "said"),
    [
        ("angle:0:360:361;basis:-90:90:181", "auto", "65,341 frames; at most 400"),
        ("angle;basis;view", "auto", "one or two"),
        ("angle;angle:0:9", "auto", "one or two different"),
        ("", "auto", "one or two"),
        ("matrix", "auto", "cannot be swept"),
        ("angle", "neon", "look is one of"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(text, look, said):
    lesson = find("eigenvectors")
    with pytest.raises(sweep.SweepError, match=said) as caught:
        offline.read(lesson, lesson.parameters(), text, look)
    assert "\n" not in str(caught.value)


def test_a_file_that_grows_too_large_says_how_many_values_would_fit(monkeypatch):
    monkeypatch.setattr(offline, "MOST_BYTES", 5_200_000)
    lesson = find("gradient_descent")
    page = offline.read(lesson, lesson.parameters(), "step:0.0001:10:120")
    with pytest.raises(
        sweep.SweepError, match=r"at most 5 MB are made. Choose fewer values, about (\d+) of Step size"
    ) as caught:
        page.make()
    fewer = int(str(caught.value).split("about ")[-1].split()[0])
    assert len(offline.read(lesson, lesson.parameters(), f"step:0.0001:10:{fewer}").make()) <= 5_200_000


def test_the_work_reports_and_can_be_stopped():
    lesson = find("eigenvectors")
    page = offline.read(lesson, lesson.parameters(), "angle:0:90:5")
    seen = []
    page.make(lambda done, of: seen.append((done, of)))
    assert seen == [(k, 5) for k in range(6)]

    class Enough(Exception):
        pass

    def stop(done: int, of: int) -> None:
        if done == 2:
            raise Enough

    with pytest.raises(Enough):
        page.make(stop)


def test_the_command_line_writes_the_page(tmp_path, capsys):
    path = tmp_path / "e.html"
    assert (
        main(["offline", "eigenvectors", "--controls", "basis:-60:60:5", "--matrix", "-1,2;3,1", "-o", str(path)]) == 0
    )
    lesson = find("eigenvectors")
    story = story_of(path.read_bytes())
    agree(frame_of(story, 0), lesson, lesson.parameters({"matrix": "-1,2;3,1", "basis": -60}))
    assert "5 frames, about" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["eigenvectors", "-o", "a.html"], "view, angle, basis"),
        (["eigenvectors", "--controls", "angle", "-o", "a.png"], ".html"),
        (["nothing", "--controls", "angle", "-o", "a.html"], "no lesson"),
        (["eigenvectors", "--controls", "step", "-o", "a.html"], "changes nothing"),
        (["eigenvectors", "--controls", "angle:0:9:3", "-o", "/no/such/folder/a.html"], "cannot be written"),
    ],
)
def test_what_a_user_gets_wrong_is_one_sentence(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["offline", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())


def test_the_address_gives_the_page_and_refuses_with_a_sentence():
    answer = CLIENT.get("/figure/eigenvectors.html?matrix=1,2;3,1&sliders=angle:0:90:4")
    assert "http://testserver/eigenvectors?" in answer.text and "localhost" not in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    lesson = find("eigenvectors")
    agree(frame_of(story_of(answer.content), 2), lesson, lesson.parameters({"matrix": "1,2;3,1", "angle": 60}))
    tag = answer.headers["etag"]
    again = CLIENT.get("/figure/eigenvectors.html?matrix=1,2;3,1&sliders=angle:0:90:4", headers={"if-none-match": tag})
    assert again.status_code == 304
    for path, status, said in (
        ("/figure/eigenvectors.html?sliders=angel", 400, "no control named"),
        ("/figure/eigenvectors.png?sliders=angle", 400, "eigenvectors.html"),
        ("/figure/nothing.html?sliders=angle", 404, "no lesson"),
        ("/figure/eigenvectors.html?sliders=angle&matrix=1", 400, "rows"),
    ):
        refused = CLIENT.get(path)
        assert (refused.status_code, said in refused.text) == (status, True), refused.text


def test_when_sweeps_are_busy_the_address_says_so():
    assert sweep_routes.places.acquire(blocking=False) and sweep_routes.places.acquire(blocking=False)
    try:
        refused = CLIENT.get("/figure/eigenvectors.html?sliders=angle:0:90:4")
        assert refused.status_code == 503 and refused.headers["retry-after"]
        assert CLIENT.get("/figure/eigenvectors.csv").status_code == 200
    finally:
        sweep_routes.places.release()
        sweep_routes.places.release()


def test_the_script_holds_every_module_that_it_names_each_after_what_it_imports():
    found = standalone.script(offline.SCRIPT)
    made = re.findall(r"^const module_(\w+) = ", found, re.MULTILINE)
    assert len(made) == len(set(made)) and made[-1] == "offline"
    for used in re.finditer(r"= module_(\w+);$", found, re.MULTILINE):
        assert f"const module_{used[1]} = (() =>" in found[: used.start()], used[1]
    assert not re.search(r"^(import|export) ", found, re.MULTILINE)
