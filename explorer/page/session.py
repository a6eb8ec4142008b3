"""What a reader's session holds beside the widgets: one typed object in Streamlit's session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.lesson import Parameters, Scene

if TYPE_CHECKING:
    from explorer.page.awaited import Asked
    from explorer.sweeps.jobs import Job

_KEY = "_session"


@dataclass
class Session:
    """Attributes:
    page: the slug of the lesson whose page is shown; "" on the home page.
    good: the last values that could be drawn, by control.
    history: the states that undo walks back over.
    said: sentences over the figure about what an earlier link or file could not have.
    pin: the query of the state that stays behind as a ghost.
    query: what Streamlit said of the address when the page was entered; it may know an older one than is there.
    entries: how often a lesson's page was entered.
    visited: the number of the last address within the lesson that the figure told of.
    commit: the number of the last commit that the figure made.
    turn: how often all widgets were set from outside; the figure then forgets what it had in hand.
    visit: how often the figure was to be seen whole again; a reader's zoom ends there.
    scene: the scene that the page shows, if it is whole.
    asked: the scene that the page waits for.
    stopped: the state whose scene the reader stopped.
    again: this run follows the one before it at once.
    reader: the name under which page and socket know that they belong together.
    away: the file that was made last in Take away, after what it was asked for.
    jobs: the sweeps in the making, by form.
    forms: what the widgets of Take away held when they were shown last, by key, while they are not shown.
    made: by form, what the last sweep was asked for and its file; or the sentence of what went wrong.
    """

    page: str = ""
    good: dict[str, Any] = field(default_factory=dict)
    history: list[Parameters] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    pin: str = ""
    query: str = ""
    entries: int = 0
    visited: int = -1
    commit: int = -1
    turn: int = 0
    visit: int = 0
    scene: Scene | None = None
    asked: Asked | None = None
    stopped: tuple[str, Parameters] | None = None
    again: bool = False
    reader: str = field(default_factory=lambda: secrets.token_hex(12))
    away: tuple[Any, Any] | None = None
    jobs: dict[str, Job] = field(default_factory=dict)
    forms: dict[str, Any] = field(default_factory=dict)
    made: dict[str, tuple[Any, Any] | str] = field(default_factory=dict)


def session() -> Session:
    """The session of the reader for whom the script runs."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    found: Session = st.session_state[_KEY]
    return found
