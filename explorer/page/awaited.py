"""Whether a lesson's page shows the whole figure of its state, or the draft because that one is still computed or was
stopped.

The script does not wait for a long run: a script that waits is not interrupted by the controls of the page, which live
in a fragment. The page is drawn with the draft, its figure asks for the whole frame over the socket and shows how far
it is, and a small fragment draws the page again when the result is there.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field

import streamlit as st

from explorer import running
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.page.session import session

WHOLE, COMING, STOPPED = "whole", "coming", "stopped"
LOOK = 0.5  # seconds between two looks whether the result is there


@dataclass
class Asked:
    """A scene that the page waits for."""

    lesson: Lesson
    parameters: Parameters
    wish: running.Wish = field(default_factory=lambda: running.Wish(session().reader))
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


def drawn(lesson: Lesson, parameters: Parameters) -> tuple[str, Scene | None]:
    """The page's status and, if that is WHOLE, the scene (None where there is nothing to draw).

    WHOLE: the scene is there, or comes within a second. COMING: it takes longer. STOPPED: the reader stopped it at this
    state; another state, and so coming back to this one, computes again.
    """
    key, here = (lesson.slug, parameters), session()
    last, asked = here.scene, here.asked
    if last is not None and last.lesson is lesson and last.parameters == parameters:
        return WHOLE, last
    if here.stopped == key:
        return STOPPED, None
    here.stopped = None
    if asked is not None and (asked.key != key or (asked.wish.cancelled and asked.wish.moved)):
        asked.wish.cancel()
        asked = None
    if asked is None:
        asked = here.asked = Asked(lesson, parameters)
    try:
        here.scene = asked.scene.result(max(0.0, asked.began + running.PATIENCE - time.monotonic()))
    except (TimeoutError, Unanswerable, running.Stopped):
        here.scene = None  # what cannot be drawn is said by the frame
    except BaseException:
        here.asked = None  # or the fault would be shown again when it is mended
        raise
    if asked.stopped:
        stop(lesson, parameters)
        return STOPPED, None
    if not asked.scene.done() or asked.wish.cancelled:
        return COMING, None
    here.asked = None
    return WHOLE, here.scene


def stop(lesson: Lesson, parameters: Parameters) -> None:
    """The reader does not want the whole figure of this state, where that is not there yet."""
    here = session()
    if here.asked is None:
        return
    if here.asked.key == (lesson.slug, parameters):
        here.stopped = here.asked.key
    leave()


def leave() -> None:
    """The reader has gone to another page: what was computed for this one is wanted no more."""
    here = session()
    if here.asked is not None:
        here.asked.wish.cancel()
        here.asked = None


@st.fragment(run_every=LOOK)
def watch(lesson: Lesson, parameters: Parameters) -> None:
    """Shows nothing; the page is drawn again when the result is there, or was stopped."""
    here = session()
    asked = here.asked
    if asked is None or asked.key != (lesson.slug, parameters):
        return
    if asked.wish.cancelled and asked.wish.moved:
        # The reader dragged on and will commit another state; or comes back: then the figure asks for this one again.
        if running.under_way(lesson, parameters):
            here.asked = Asked(lesson, parameters)
    elif asked.scene.done() or asked.wish.cancelled:
        here.again = True
        st.rerun()


def told_again() -> bool:
    """Whether this run follows the one before it so soon that Streamlit may have dropped what that one said to the
    browser: its widgets would stand at their first values there, and a touch of one would give those to Python."""
    here = session()
    again, here.again = here.again, False
    return again
