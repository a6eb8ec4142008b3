"""Whether a lesson's page shows the whole figure of its state, or the draft because that one is still computed or was
stopped.

The script does not wait for a long run: a script that waits is not interrupted by the controls of the page, which live
in a fragment. The page is drawn with the draft, its figure asks for the whole frame over the socket and shows how far
it is, and a small fragment draws the page again when the result is there.
"""

from __future__ import annotations

import secrets
import time
from concurrent.futures import Future
from dataclasses import dataclass, field

import streamlit as st

from explorer import running
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable

WHOLE, COMING, STOPPED = "whole", "coming", "stopped"
LOOK = 0.5  # seconds between two looks whether the result is there


@dataclass
class Asked:
    """A scene that the page waits for."""

    lesson: Lesson
    parameters: Parameters
    wish: running.Wish = field(default_factory=lambda: running.Wish(reader()))
    began: float = field(default_factory=time.monotonic)
    scene: Future[Scene] = field(init=False)

    def __post_init__(self) -> None:
        self.scene = running.begin(self.lesson, self.parameters, self.wish)

    @property
    def key(self) -> tuple[str, Parameters]:
        """What tells one state from another."""
        return self.lesson.slug, self.parameters

    @property
    def stopped(self) -> bool:
        """Whether the reader stopped it, and did not only move on."""
        return self.wish.cancelled and not self.wish.moved


def reader() -> str:
    """The name under which the page and its figure's socket know that they belong together."""
    name: str = st.session_state.setdefault("_reader", secrets.token_hex(12))
    return name


def drawn(lesson: Lesson, parameters: Parameters) -> tuple[str, Scene | None]:
    """The page's status and, if that is WHOLE, the scene (None where there is nothing to draw).

    WHOLE: the scene is there, or comes within a second. COMING: it takes longer. STOPPED: the reader stopped it at this
    state; another state, and so coming back to this one, computes again.
    """
    key = lesson.slug, parameters
    last: Scene | None = st.session_state.get("_scene")
    if last is not None and last.lesson is lesson and last.parameters == parameters:
        return WHOLE, last
    if st.session_state.get("_stopped") == key:
        return STOPPED, None
    st.session_state.pop("_stopped", None)
    asked: Asked | None = st.session_state.get("_asked")
    if asked is not None and (asked.key != key or (asked.wish.cancelled and asked.wish.moved)):
        asked.wish.cancel()
        asked = None
    if asked is None:
        asked = st.session_state["_asked"] = Asked(lesson, parameters)
    try:
        st.session_state["_scene"] = asked.scene.result(max(0.0, asked.began + running.PATIENCE - time.monotonic()))
    except (TimeoutError, Unanswerable, running.Stopped):
        st.session_state["_scene"] = None  # what cannot be drawn is said by the frame
    except BaseException:
        del st.session_state["_asked"]  # or the fault would be shown again when it is mended
        raise
    if asked.stopped:
        stop(lesson, parameters)
        return STOPPED, None
    if not asked.scene.done() or asked.wish.cancelled:
        return COMING, None
    del st.session_state["_asked"]
    return WHOLE, st.session_state["_scene"]


def stop(lesson: Lesson, parameters: Parameters) -> None:
    """The reader does not want the whole figure of this state, where that is not there yet."""
    if "_asked" not in st.session_state:
        return
    asked: Asked = st.session_state.pop("_asked")
    if asked.key == (lesson.slug, parameters):
        st.session_state["_stopped"] = asked.key
    asked.wish.cancel()


def leave() -> None:
    """The reader has gone to another page: what was computed for this one is wanted no more."""
    asked: Asked | None = st.session_state.pop("_asked", None)
    if asked is not None:
        asked.wish.cancel()


@st.fragment(run_every=LOOK)
def watch(lesson: Lesson, parameters: Parameters) -> None:
    """Shows nothing; the page is drawn again when the result is there, or was stopped."""
    asked: Asked | None = st.session_state.get("_asked")
    if asked is None or asked.key != (lesson.slug, parameters):
        return
    if asked.wish.cancelled and asked.wish.moved:
        # The reader dragged on and will commit another state; or comes back: then the figure asks for this one again.
        if running.under_way(lesson, parameters):
            st.session_state["_asked"] = Asked(lesson, parameters)
    elif asked.scene.done() or asked.wish.cancelled:
        st.session_state["_again"] = True
        st.rerun()


def told_again() -> bool:
    """Whether this run follows the one before it so soon that Streamlit may have dropped what that one said to the
    browser: its widgets would stand at their first values there, and a touch of one would give those to Python."""
    return bool(st.session_state.pop("_again", False))
