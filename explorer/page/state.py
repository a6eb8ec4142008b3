"""The state of a lesson's page in Streamlit's session: from the link when a page is entered, then in the widgets.

Each control keeps its widget's value under its own name. What a reader types may be no value at all (half a function);
then the last good value is drawn and a sentence says what is wrong.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from explorer import link
from explorer.controls import Control, ControlError
from explorer.lesson import Lesson, Parameters
from explorer.page.session import session

TYPED = {"point", "points", "expression", "text"}  # controls whose widget is a field of text
LONGEST_HISTORY = 50


def to_widget(control: Control, value: Any) -> Any:
    """The value as the control's widget holds it."""
    return control.write(value) if control.kind in TYPED else value


def put(lesson: Lesson, parameters: Parameters) -> None:
    """Set all widgets; to be called before they are drawn."""
    for control in lesson.controls:
        value = to_widget(control, parameters[control.name])
        if control.kind == "data" and st.session_state.get(control.name) != value:
            st.session_state.pop(f"{control.name}-source", None)  # the list follows the data
        st.session_state[control.name] = value
    session().good = dict(parameters)


def enter(lesson: Lesson) -> None:
    """Take the state from the link, if the reader has just come to this lesson's page."""
    if session().page == lesson.slug:
        return
    query = {name: st.query_params[name] for name in st.query_params}
    parameters, sentences = link.read(lesson, query)
    here = session()
    here.page, here.history, here.said, here.pin = lesson.slug, [], sentences, query.get("pin", "")
    here.query, here.entries = urlencode(query), here.entries + 1
    here.commit, here.turn, here.visit = -1, 0, 0
    put(lesson, parameters)


def current(lesson: Lesson) -> tuple[Parameters, list[str]]:
    """The parameters that the widgets ask for, and a sentence for each that cannot be (the last good one stays)."""
    found: dict[str, Any] = {}
    sentences = []
    good = session().good
    for control in lesson.controls:
        if control.name not in st.session_state:  # Streamlit forgets a widget that was not shown
            st.session_state[control.name] = to_widget(control, good[control.name])
        try:
            found[control.name] = control.accept(st.session_state[control.name])
        except ControlError as error:
            found[control.name] = good[control.name]
            sentences.append(f"{error} The figure keeps the last one that could be drawn.")
    session().good = dict(found)
    return Parameters(found), sentences


def say_again(lesson: Lesson) -> None:
    """Set all widgets to what they hold, texts that cannot be read too, so that the browser hears it."""
    for control in lesson.controls:
        st.session_state[control.name] = st.session_state[control.name]


def remember(parameters: Parameters) -> None:
    """Add a changed state to the history that undo walks back."""
    history = session().history
    if not history or history[-1] != parameters:
        history.append(parameters)
        del history[:-LONGEST_HISTORY]


def undo(lesson: Lesson) -> None:
    """Back to the state before the last change; what the reader zoomed into stays in view."""
    history = session().history
    if len(history) > 1:
        history.pop()
        _put_in_place(lesson, history[-1])


def change(lesson: Lesson, parameters: Parameters) -> None:
    """Move all widgets to a state, from a callback; what an earlier link could not have is no news any more."""
    session().said = []
    put(lesson, parameters)


def _put_in_place(lesson: Lesson, parameters: Parameters) -> None:
    """The same for a state that takes the place of all that the reader has typed or moved, what cannot be drawn too."""
    change(lesson, parameters)
    session().turn += 1


def replace(lesson: Lesson, parameters: Parameters) -> None:
    """Such a state, seen whole: what the reader zoomed into, or turned, is as the lesson shows it again."""
    _put_in_place(lesson, parameters)
    session().visit += 1


def visit(lesson: Lesson, key: str) -> None:
    """The reader came to another address of this lesson, back or forward: its state takes the place of the one here."""
    told = st.session_state[key].get("visited") or {}
    here = session()
    if told.get("n") == here.visited or not isinstance(told.get("query"), str):
        return
    here.visited = told["n"]
    query = link.parse(told["query"])
    parameters, sentences = link.read(lesson, query)
    replace(lesson, parameters)
    here.said, here.pin = sentences, query.get("pin", "")


def commit(lesson: Lesson, key: str) -> None:
    """What the reader dragged in the figure, or played, becomes the state of the widgets."""
    told = st.session_state[key].get("commit") or {}
    if told.get("n") == session().commit or not isinstance(told.get("values"), dict):
        return
    session().commit = told["n"]
    known = {name: value for name, value in told["values"].items() if any(c.name == name for c in lesson.controls)}
    base = current(lesson)[0]
    change(lesson, lesson.nearest({**base, **known})[0])
