"""Frames that a browser fetches before they are wanted: the same frames, bounded, never before what is wanted now."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer import ahead, answers, catalogue, socket
from explorer.catalogue import lessons
from explorer.inbox import Full, Inbox
from explorer.routes import ROUTES
from tests.explorer.test_socket import ask, patched

CLIENT = TestClient(Starlette(routes=ROUTES))


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a message may take is no question of this machine, where a test does not ask for it."""
    monkeypatch.setattr(ahead, "PIECE", 60.0)
    monkeypatch.setattr(ahead, "COSTLY", 60.0)
    monkeypatch.setattr(ahead, "LONG", 60.0)


def sliders() -> list[Any]:
    found = [next((c for c in each.controls if c.kind == "slider"), None) for each in lessons().values()]
    return [pytest.param(*pair, id=pair[0].slug) for pair in zip(lessons().values(), found, strict=True) if pair[1]]


@pytest.mark.parametrize(("lesson", "slider"), sliders()[::4])
def test_what_is_fetched_ahead_is_the_frame_that_is_asked_for_later(lesson, slider):
    memory = answers.Memory()
    shown = ask(memory, id=1, slug=lesson.slug, draft=True)["frame"]
    every = list(slider.every())
    at = [every[0], every[len(every) // 2], every[-1]]
    reply = ask(memory, id=2, slug=lesson.slug, draft=True, ahead={"name": slider.name, "at": at})
    assert [each["at"] for each in reply["ahead"]] == at
    for each in reply["ahead"]:
        shown = patched(shown, each["patch"])
        asked = ask(answers.Memory(), id=1, slug=lesson.slug, draft=True, values={slider.name: each["at"]})["frame"]
        assert shown == asked
    # The chain goes on: the next frame that is asked for is told from the last one that was fetched.
    last = ask(memory, id=3, slug=lesson.slug, draft=True)
    assert patched(shown, last["patch"]) == ask(answers.Memory(), id=1, slug=lesson.slug, draft=True)["frame"]


def test_another_lesson_begins_with_a_whole_frame():
    memory = answers.Memory()
    ask(memory, id=1, slug="eigenvectors")
    reply = ask(memory, id=2, slug="taylor_series", ahead={"name": "order", "at": [2, 3]})
    assert ["frame" in each for each in reply["ahead"]] == [True, False]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "angle", "at": []}, "1 to 16 values"),
        ({"name": "angle", "at": [20] * 17}, "1 to 16 values"),
        ({"name": 3, "at": [20]}, "must have a name"),
        ("angle", "must have a name"),
        ({"name": "angle", "at": [999]}, "out of reach"),
        ({"name": "angel", "at": [9]}, "no control named angel"),
    ],
)
def test_what_cannot_be_fetched_gets_a_sentence(asked, said):
    assert said in ask(answers.Memory(), id=1, slug="eigenvectors", ahead=asked)["error"]


def test_a_message_takes_no_longer_than_its_piece_of_time(monkeypatch):
    monkeypatch.setattr(ahead, "PIECE", 0.0)
    reply = ask(answers.Memory(), id=1, slug="eigenvectors", ahead={"name": "angle", "at": [20, 21, 22]})
    assert len(reply["ahead"]) == 1 and reply["left"] == ""


def test_frames_that_take_long_are_not_drawn_ahead(monkeypatch):
    monkeypatch.setattr(ahead, "COSTLY", 0.0)
    memory, asked = answers.Memory(), {"name": "angle", "at": [20, 21, 22]}
    first = ask(memory, id=1, slug="eigenvectors", ahead=asked)
    assert first["left"] == "costly" and len(first["ahead"]) == 1
    assert ask(memory, id=2, slug="eigenvectors", ahead=asked)["ahead"] == []
    assert len(ask(memory, id=3, slug="taylor_series", ahead={"name": "order", "at": [2]})["ahead"]) == 1


def test_a_connection_has_a_share_of_the_clock():
    allowance = ahead.Allowance(share=0.5, most=1.0, left=1.0)
    assert allowance.ask()
    allowance.spend(1.2)
    assert not allowance.ask()
    allowance.since -= 1.0
    assert allowance.ask() and allowance.left == pytest.approx(0.3, abs=0.1)
    allowance.since -= 100.0
    allowance.ask()
    assert allowance.left == 1.0


def test_what_is_wanted_now_goes_before_what_is_fetched_ahead():
    async def taken() -> list[Any]:
        inbox = Inbox(2)
        for text, early in (("a1", True), ("a2", True), ("now", False)):
            inbox.put(text, ahead=early)
        with pytest.raises(Full):
            inbox.put("a3", ahead=True)
        found = [await inbox.take() for _ in range(3)]
        waiting = asyncio.ensure_future(inbox.take())
        await asyncio.sleep(0)
        inbox.close()
        return [*found, await waiting]

    assert asyncio.run(taken()) == [("now", False), ("a1", True), ("a2", True), None]


def test_a_ping_is_answered_while_a_frame_is_computed(monkeypatch):
    go = threading.Event()
    answer = answers.answer
    monkeypatch.setattr(socket, "answer", lambda text, memory: go.wait(20) and answer(text, memory))
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_json({"id": 1, "slug": "eigenvectors"})
        wire.send_json({"ping": 7})
        assert wire.receive_json() == {"pong": 7}
        go.set()
        assert wire.receive_json()["id"] == 1


def test_nothing_is_drawn_ahead_while_a_reader_waits_for_a_light_frame(monkeypatch):
    monkeypatch.setattr(socket, "LIGHT", 60.0)
    go, begun = threading.Event(), threading.Event()
    answer = answers.answer

    def slow(text: str, memory: answers.Memory) -> bytes:
        if '"waits"' in text:
            begun.set()
            go.wait(20)
        return answer(text, memory)

    monkeypatch.setattr(socket, "answer", slow)
    early = {"id": 1, "slug": "eigenvectors", "ahead": {"name": "angle", "at": [30]}}
    with (
        CLIENT as client,
        client.websocket_connect("/scope/live") as one,
        client.websocket_connect("/scope/live") as two,
    ):
        one.send_json({"id": 1, "slug": "eigenvectors", "reader": "waits"})
        assert begun.wait(20)
        two.send_json(early)
        assert two.receive_json() == {"id": 1, "ahead": [], "left": "busy"}
        go.set()
        assert one.receive_json()["id"] == 1
        two.send_json(early)
        assert [each["at"] for each in two.receive_json()["ahead"]] == [30]


def test_a_connection_without_time_left_is_told_so(monkeypatch):
    monkeypatch.setattr(ahead.Allowance, "ask", lambda self: False)
    with CLIENT.websocket_connect("/scope/live") as wire:
        wire.send_json({"id": 5, "slug": "eigenvectors", "ahead": {"name": "angle", "at": [30]}})
        assert wire.receive_json() == {"id": 5, "ahead": [], "left": "busy"}


MATRIX = [[2, 0.5], [0.5, 1]]


def test_frames_ahead_keep_the_signs_of_the_gesture_or_are_not_given():
    """Directions that turn by less than a right angle take their signs from the screen; further off they might not be
    those that the hand will see."""
    memory, lesson = answers.Memory(), catalogue.find("eigenvectors")
    values, live = {"matrix": MATRIX}, {}
    for basis in range(0, 50, 5):
        live = ask(memory, id=basis, slug=lesson.slug, values={**values, "basis": basis}, gesture=1, fresh=True)
    asked = {"name": "basis", "at": [47, 49, 89]}
    reply = ask(memory, id=99, slug=lesson.slug, values={**values, "basis": 45}, gesture=1, ahead=asked)
    here = {(each["name"], each["index"]): np.array([each["x"], each["y"]]) for each in live["frame"]["handles"]}
    frame = live["frame"]
    assert [(each["at"], "patch" in each) for each in reply["ahead"]] == [(47, True), (49, True), (89, False)]
    for each in reply["ahead"][:2]:
        frame = patched(frame, each["patch"])
        for handle in frame["handles"]:
            spot = np.array([handle["x"], handle["y"]])
            assert np.hypot(*(spot - here[handle["name"], handle["index"]])) < 0.5
        assert each["signs"] and each["carried"]


def test_directions_that_rest_are_not_said_to_be_of_the_gesture():
    memory, live = answers.Memory(), {}
    for angle in (20, 21):
        live = ask(memory, id=angle, slug="eigenvectors", values={"angle": angle}, gesture=1)
    reply = ask(memory, id=3, slug="eigenvectors", gesture=1, ahead={"name": "angle", "at": [100]})
    assert reply["ahead"][0]["signs"] == live["signs"] and not reply["ahead"][0]["carried"] and not live["carried"]


def test_a_drag_goes_on_from_where_the_one_before_led():
    memory = answers.Memory()
    tip = {"name": "probe", "index": None}
    ask(memory, id=1, slug="eigenvectors", drag={**tip, "x": 0, "y": 2})
    second = {"slug": "eigenvectors", "drag": {"name": "eigen1", "index": None, "x": 2, "y": 2}}
    onward = ask(memory, id=2, onward=True, fresh=True, **second)["frame"]["params"]
    alone = ask(answers.Memory(), id=2, onward=True, fresh=True, **second)["frame"]["params"]
    assert onward["angle"] == 90 and alone["angle"] == 20 and onward["matrix"] == alone["matrix"]
