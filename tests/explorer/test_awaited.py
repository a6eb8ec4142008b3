"""A lesson's page whose figure takes long: drawn with the draft, and again when the result is there or was stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import orjson
import pytest
from streamlit.testing.v1 import AppTest

from explorer import catalogue, frames, running, stage
from mathcore.kernels._run import watcher
from tests.explorer.test_pages import SCRIPT, page

DEADLINE = 20.0  # seconds
LESSON = catalogue.find("lln_clt")
STATE = {"replicates": "10000", "n": "7"}
BEGUN: list[Any] = []


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Large runs of lln_clt wait until it is set."""
    opened = threading.Event()

    drawn = LESSON.scene

    @lru_cache
    def slow(parameters: Any) -> Any:
        if parameters.replicates > 2000:
            control = watcher(None)
            assert control is not None, "somebody computes who cannot be stopped"
            BEGUN.append(parameters)
            while not opened.wait(0.002):
                control.ask()
        return drawn(parameters)

    BEGUN.clear()
    monkeypatch.setattr(running, "PATIENCE", 0.05)
    monkeypatch.setitem(LESSON.__dict__, "scene", slow)
    yield opened
    opened.set()
    until(lambda: not running._runs)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.005)


def data(app: AppTest) -> dict[str, Any]:
    """What the figure was given."""
    found = next(e for e in app.get("bidi_component") if e.proto.component_name == "mathscope_figure")
    told = orjson.loads(found.proto.json)
    return told | {"frame": orjson.loads(told["payload"])}


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def test_the_page_is_there_with_the_draft_and_then_with_the_whole_figure(gate):
    app = page("lln_clt", **STATE)
    told = data(app)
    assert told["status"] == "coming" and told["reader"]
    draft = orjson.loads(frames.encode(frames.draft(LESSON, LESSON.parameters(STATE))))
    assert told["frame"] == draft
    assert told["frame"]["params"]["replicates"] == 10_000 and "replicates=10000" in told["frame"]["link"]
    assert "still being computed" in captions(app)
    for name in ("Code", "Take away", "Theory"):
        app.session_state["lesson-tabs"] = name
        app.run()
        assert not app.exception
    assert len(BEGUN) == 1, "a rerun waits for what is being computed already"
    gate.set()
    until(lambda: not running._runs)
    app.run()
    told = data(app)
    assert told["status"] == "whole" and "still being computed" not in captions(app)
    assert told["frame"]["figure"] != draft["figure"]


def test_a_run_that_follows_at_once_tells_the_browser_all_values_again():
    """Streamlit drops what a run has said when the next begins before it was sent, and the next says values that Python
    set only if it sets them itself."""
    app = page("lln_clt", n="9")
    assert app.select_slider(key="n").proto.set_value
    app.run()
    assert not app.select_slider(key="n").proto.set_value, "or a slider would jump back under the hand"
    app.session_state["_session"].again = True
    app.run()
    assert app.select_slider(key="n").proto.set_value and app.select_slider(key="n").value == 9
    app.run()
    assert not app.select_slider(key="n").proto.set_value


def test_such_a_run_keeps_a_text_that_cannot_be_read():
    app = page("taylor_series")
    app.text_input(key="function").set_value("sin(").run()
    app.session_state["_session"].again = True
    app.run()
    assert app.text_input(key="function").value == "sin("
    assert "cannot be read" in " ".join(each.value for each in app.warning)


def test_the_run_after_the_wait_is_such_a_run():
    script = """
import streamlit as st
from explorer.catalogue import find
from explorer.page import awaited
from explorer.page.session import session

lesson = find("lln_clt")
if not session().again:
    session().asked = awaited.Asked(lesson, lesson.parameters())
    session().asked.scene.result()
    awaited.watch(lesson, lesson.parameters())
else:
    st.caption(f"{awaited.told_again()}, then {awaited.told_again()}")
"""
    app = AppTest.from_string(script, default_timeout=120).run()
    assert not app.exception
    assert captions(app) == "True, then False"


def test_what_the_reader_stopped_stays_a_draft_until_something_changes(gate):
    app = page("lln_clt", **STATE)
    wish = app.session_state["_session"].asked.wish
    running.stop(wish)  # as the socket does, for the reader of the page
    begun = len(BEGUN)
    for name in ("Theory", "Code", "Take away", "Theory"):
        app.session_state["lesson-tabs"] = name
        app.run()
        assert not app.exception
        assert data(app)["status"] == "stopped"
    assert "the numbers of the draft" in captions(app)
    assert len(BEGUN) == begun and not running._runs
    assert data(app)["frame"]["params"]["replicates"] == 10_000
    app.select_slider(key="n").set_value(8).run()
    assert data(app)["status"] == "coming"
    until(lambda: len(BEGUN) == begun + 1)
    # The same link in another session is the whole figure again.
    gate.set()
    until(lambda: not running._runs)
    assert data(page("lln_clt", **STATE))["status"] in ("whole", "coming")


def test_a_page_without_a_socket_stops_too(gate):
    """The figure then says so by a state of its component, whose callback is this."""
    script = (
        SCRIPT.format(slug="lln_clt")
        + """
import streamlit as st
from explorer.page import awaited, state
lesson = find("lln_clt")
st.button("stop", key="stop", on_click=lambda: awaited.stop(lesson, state.current(lesson)[0]))
"""
    )
    app = AppTest.from_string(script, default_timeout=120)
    app.query_params["replicates"] = "10000"
    app.run()
    wish = app.session_state["_session"].asked.wish
    app.button(key="stop").click().run()
    assert wish.cancelled and data(app)["status"] == "stopped"


def test_who_moves_on_does_not_leave_a_run_behind(gate):
    app = page("lln_clt", **STATE)
    wish = app.session_state["_session"].asked.wish
    running.stop(wish, moved=True)
    app.run()
    assert data(app)["status"] == "coming", "nobody stopped it"
    wish = app.session_state["_session"].asked.wish
    app.select_slider(key="n").set_value(9).run()
    assert wish.cancelled and app.session_state["_session"].asked.wish is not wish
    app.button(key="tool-reset").click().run()
    assert data(app)["status"] == "coming"


def test_the_stage_begins_with_the_draft(gate):
    found = stage.state(LESSON, "replicates=10000")
    assert found["status"] == "coming" and found["frame"]["params"]["replicates"] == 10_000
    until(lambda: not running._runs)
    gate.set()
    assert stage.state(LESSON, "replicates=10000")["status"] in ("whole", "coming")
    assert stage.state(LESSON, "replicates=1000")["status"] in ("whole", "coming")


def test_what_has_no_draft_says_so():
    lesson = catalogue.find("eigenvectors")
    found = frames.standing_in(lesson, lesson.parameters({"angle": 33}), "The figure is being computed.")
    assert found["notice"] and found["params"]["angle"] == 33 and not found["figure"]["data"]
