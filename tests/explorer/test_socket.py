"""The socket of the frames, in process: what it answers to good, bad and random messages."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from explorer import answers, catalogue, frames, running, socket
from explorer.catalogue import lessons
from explorer.routes import ROUTES
from mathcore.kernels._run import watcher

CLIENT = TestClient(Starlette(routes=ROUTES))


def ask(memory: answers.Memory, **message: Any) -> dict[str, Any]:
    return orjson.loads(answers.answer(orjson.dumps(message).decode(), memory))


def patched(frame: dict[str, Any], patch: list[Any]) -> dict[str, Any]:
    """The frame after a patch, as the browser makes it."""
    frame = copy.deepcopy(frame)
    for path, value in patch:
        place: Any = frame
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value
    return frame


@pytest.mark.parametrize("lesson", lessons().values(), ids=lambda lesson: lesson.slug)
@settings(max_examples=3)
@given(data=st.data())
def test_patches_add_up_to_the_full_frame(lesson, data):
    memory = answers.Memory()
    shown: dict[str, Any] = {}
    for number in range(3):
        values = {c.name: frames.jsonable(data.draw(c.strategy())) for c in lesson.controls}
        reply = ask(memory, id=number, slug=lesson.slug, values=values)
        assert reply["id"] == number
        shown = reply["frame"] if "frame" in reply else patched(shown, reply["patch"])
        full = ask(answers.Memory(), id=0, slug=lesson.slug, values=values)["frame"]
        assert shown == full


def test_what_has_other_names_or_another_length_is_sent_whole():
    """Arrays of two lengths under one name cannot be compared as values."""
    old = {"trace": {"x": np.zeros(257), "text": 1}, "many": [np.zeros(3)]}
    new = {"trace": {"x": np.zeros(6), "line": 1}, "many": [np.zeros(3), np.zeros(2)]}
    found = frames.changes(old, new)
    assert [path for path, _ in found] == [["trace"], ["many"]]
    assert found[0][1] is new["trace"] and found[1][1] is new["many"]


def test_a_frame_carries_what_moved_and_little_else():
    memory = answers.Memory()
    first = answers.answer('{"id":1,"slug":"eigenvectors","values":{"angle":20}}', memory)
    second = answers.answer('{"id":2,"slug":"eigenvectors","values":{"angle":21}}', memory)
    assert len(second) < len(first) / 8
    assert orjson.loads(answers.answer('{"id":3,"slug":"eigenvectors","values":{"angle":21}}', memory))["patch"] == []
    assert "frame" in ask(memory, id=4, slug="eigenvectors", values={"angle": 21}, fresh=True)


def test_a_drag_of_a_handle_answers_with_the_parameters_that_follow():
    frame = ask(answers.Memory(), id=1, slug="eigenvectors", drag={"name": "probe", "index": None, "x": 0, "y": 2})
    assert frame["frame"]["params"]["angle"] == 90
    frame = ask(answers.Memory(), id=1, slug="eigenvectors", drag={"name": "eigen1", "index": None, "x": 2, "y": 2})
    values = np.linalg.eigvals(np.array(frame["frame"]["params"]["matrix"]))
    assert sorted(values) == pytest.approx([1, np.sqrt(8)], abs=0.02)


def test_a_pin_leaves_a_ghost_behind():
    plain = ask(answers.Memory(), id=1, slug="eigenvectors")["frame"]["figure"]["data"]
    pinned = ask(answers.Memory(), id=1, slug="eigenvectors", pin="angle=70")["frame"]["figure"]["data"]
    assert len(pinned) > len(plain)
    assert pinned[-len(plain) :] == plain
    assert all(trace["opacity"] <= 0.5 for trace in pinned[: -len(plain)])


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"id": 1}, "name a lesson"),
        ({"id": 1, "slug": "nothing"}, "no lesson"),
        ({"id": 1, "slug": "eigenvectors", "values": {"angle": 999}}, "out of reach"),
        ({"id": 1, "slug": "eigenvectors", "values": {"angel": 9}}, "no control named angel"),
        ({"id": 1, "slug": "eigenvectors", "values": 3}, "must be an object"),
        (
            {"id": 1, "slug": "eigenvectors", "drag": {"name": "matrix", "index": None, "x": 0, "y": 0}},
            "nothing named matrix",
        ),
        (
            {"id": 1, "slug": "eigenvectors", "drag": {"name": "probe", "index": None, "x": "1", "y": 0}},
            "finite x and y",
        ),
        ({"id": 1, "slug": "eigenvectors", "predict": 0, "guess": 1}, "asks for no guess"),
        ({"id": 1, "slug": "eigenvectors", "predict": 99}, "asks for no guess"),
        ({"id": [], "slug": "eigenvectors"}, "whole number"),
        ({"id": 1, "slug": "eigenvectors", "pin": 4}, "pin"),
    ],
)
def test_a_bad_message_is_answered_with_a_sentence(message, said):
    reply = ask(answers.Memory(), **message)
    assert said in reply["error"]
    assert "fault" not in reply["error"]


def test_a_handle_is_dragged_over_the_whole_of_a_logarithmic_axis():
    """The logits lie on an axis that goes to 1e58, and a pointer on its way to the left may be as high."""
    memory, values = answers.Memory(), {"view": "softmax", "wide": "fp32"}
    drag = {"name": "logit", "index": 0, "x": -90.0, "y": 1e46}
    reply = ask(memory, id=1, slug="numerical_stability", values=values, drag=drag)
    assert "error" not in reply and reply["frame"]["params"]["logits"][0] == -90


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
fields = dict.fromkeys(
    ("id", "slug", "values", "drag", "predict", "guess", "pin", "narrow", "draft", "fresh", "reader", "stop"), json
)


@settings(max_examples=300)
@given(st.fixed_dictionaries({}, optional=fields | {"slug": st.sampled_from([*lessons(), "x"])}))
def test_no_message_is_a_fault_of_ours(message):
    reply = ask(answers.Memory(), **message)
    assert set(reply) <= {"id", "frame", "patch", "signs", "carried", "verdict", "error"}
    assert "fault" not in reply.get("error", "")


@given(st.text(max_size=200))
def test_no_text_is_a_fault_of_ours(text):
    reply = orjson.loads(answers.answer(text, answers.Memory()))
    assert "fault" not in reply.get("error", "")


def test_a_huge_message_is_refused():
    assert "characters" in orjson.loads(answers.answer(" " * (answers.LONGEST + 1), answers.Memory()))["error"]


def test_what_waits_to_be_answered_takes_no_more_room_than_a_message_may(monkeypatch):
    queued: list[int] = []

    def noted(text: str, memory: answers.Memory) -> bytes:
        queued.append(len(text))
        return orjson.dumps({"id": None, "error": "noted"})

    monkeypatch.setattr(socket, "answer", noted)
    with CLIENT.websocket_connect("/scope/live") as wire:
        for length in (10, answers.LONGEST, 5 * answers.LONGEST):
            wire.send_text(" " * length)
            assert wire.receive_json()["error"] == "noted"
    assert queued == [10, answers.LONGEST, answers.LONGEST + 1]


def test_the_connection_survives_bad_messages():
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_text("{")
        assert "JSON" in wire.receive_json()["error"]
        wire.send_json({"id": 7, "slug": "eigenvectors", "values": {"angle": 40}})
        assert wire.receive_json()["frame"]["params"]["angle"] == 40


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://["},
        {"origin": "https://maths.example", "host": "maths.example:444"},
        {"origin": "https://elsewhere.example", "x-forwarded-host": "maths.example"},
    ],
)
def test_another_sites_page_is_turned_away(headers):
    with pytest.raises(WebSocketDisconnect), CLIENT.websocket_connect("/scope/live", headers=headers) as wire:
        wire.receive_json()


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://maths.example", "host": "maths.example"},
        {"origin": "https://maths.example", "host": "maths.example:443"},
        {"origin": "https://maths.example", "host": "10.0.0.7:8501", "x-forwarded-host": "maths.example"},
        {"origin": "https://maths.example", "host": "app:8501", "x-forwarded-host": "maths.example, front.internal"},
        {"origin": "null"},  # a frame with sandbox="allow-scripts"
    ],
)
def test_a_page_behind_a_proxy_and_one_in_a_sandbox_are_answered(headers):
    with CLIENT.websocket_connect("/scope/live", headers=headers) as wire:
        wire.send_json({"id": 7, "slug": "eigenvectors", "values": {"angle": 40}})
        assert wire.receive_json()["frame"]["params"]["angle"] == 40


class Gate:
    """Makes `lesson.scene` of lln_clt wait, half done, until `open` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.ended = threading.Event()
        self.lesson = catalogue.find("lln_clt")
        drawn = self.lesson.scene

        @lru_cache
        def slow(parameters: Any) -> Any:
            if parameters.replicates > 2000:
                control = watcher(None)
                assert control is not None
                control.report(0.5)
                try:
                    while not self.open.wait(0.002):
                        control.ask()
                finally:
                    self.ended.set()
            return drawn(parameters)

        monkeypatch.setattr(running, "PATIENCE", 0.05)
        monkeypatch.setattr(socket, "BEAT", 0.02)
        monkeypatch.setitem(self.lesson.__dict__, "scene", slow)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    found = Gate(monkeypatch)
    yield found
    found.open.set()


def wanted(number: int, replicates: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "slug": "lln_clt", "values": {"replicates": replicates}, **more}


def after_progress(wire: Any, number: int) -> dict[str, Any]:
    """The answer, after the words of how far it is."""
    while "progress" in (reply := wire.receive_json()):
        assert reply["id"] == number and 0 <= reply["progress"] <= 1
    return reply


def test_a_slow_answer_says_how_far_it_is(gate: Gate):
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_json(wanted(1, 10_000))
        assert wire.receive_json()["progress"] in (0, 0.5)
        assert wire.receive_json() == {"id": 1, "progress": 0.5}
        gate.open.set()
        assert after_progress(wire, 1)["frame"]["params"]["replicates"] == 10_000


def test_what_is_slow_can_be_stopped_and_the_connection_goes_on(gate: Gate):
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_json(wanted(1, 10_000, draft=True))
        draft = after_progress(wire, 1)["frame"]
        assert draft["params"]["replicates"] == 10_000
        wire.send_json(wanted(2, 10_000))
        assert "progress" in wire.receive_json()
        wire.send_json({"stop": 1})  # answered long ago
        wire.send_json({"stop": 2})
        assert after_progress(wire, 2) == {"id": 2, "stopped": True}
        # What the patches refer to is still the draft.
        wire.send_json(wanted(3, 8000, draft=True))
        patch = after_progress(wire, 3)["patch"]
        assert patched(draft, patch)["params"]["replicates"] == 7940


def test_answers_keep_their_order_and_one_that_waits_can_be_stopped(gate: Gate):
    with CLIENT.websocket_connect("/scope/live") as wire:
        for number in (1, 2):
            wire.send_json(wanted(number, 8000))
        wire.send_json(wanted(3, 100))
        assert "progress" in wire.receive_json()
        wire.send_json({"stop": 2, "moved": True})
        wire.send_json({"stop": 1})
        assert after_progress(wire, 1) == {"id": 1, "stopped": True}
        assert after_progress(wire, 2) == {"id": 2, "stopped": True}
        assert after_progress(wire, 3)["frame"]["params"]["replicates"] == 100


def test_a_run_ends_when_its_browser_leaves(gate: Gate):
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_json(wanted(1, 10_000))
        assert "progress" in wire.receive_json()
    assert gate.ended.wait(20) and not gate.open.is_set()


def test_a_flood_of_messages_closes_the_connection(gate: Gate):
    with CLIENT.websocket_connect("/scope/live") as wire:
        for number in range(answers.WAITING + 2):
            wire.send_json(wanted(number, 10_000))
        with pytest.raises(WebSocketDisconnect) as closed:  # noqa: PT012
            while True:
                wire.receive_json()
        assert closed.value.code == 1008
    assert gate.ended.wait(20)


@pytest.mark.parametrize("text", ['{"stop": "1"}', '{"stop', '{"id": 1, "slug": "\\"stop\\""}', '{"stop": null}'])
def test_what_only_looks_like_a_stop_is_answered(text):
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_text(text)
        assert "error" in wire.receive_json()


def test_a_reader_with_a_long_name_is_refused():
    assert "reader" in ask(answers.Memory(), id=1, slug="eigenvectors", reader="x" * 65)["error"]
    assert "reader" in ask(answers.Memory(), id=1, slug="eigenvectors", reader=7)["error"]
