"""The tabs under the figure: Theory, In machine learning, Code, Take away.

A closed tab costs nothing, but for its text: that is always on the page, for the browser's print
(static/styles/print.css).
"""

from __future__ import annotations

import html
import inspect
from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import drawing, link, listing
from explorer.controls.base import clipped
from explorer.export.origin import LICENCE
from explorer.glossary import marking
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable, presets
from explorer.lesson.scene import Numbers
from explorer.page import awaited, away, path_line
from explorer.page.session import session
from explorer.sweeps import tab as away_sweeps
from explorer.text import fill, literal
from explorer.version import VERSION

LESS = {
    awaited.COMING: "The whole figure is still being computed. Until it is there, {}.",
    awaited.STOPPED: "The run was stopped before its end, so {}. Any change of a control computes again.",
}
FORMS = ("away-", "sweep-", "offline-", "grid-", "film-", "embed-")  # how the keys of the widgets of Take away begin
PRESSED = ("-make", "-stop", "-download")  # how those of its buttons end
NAMES = ("Theory", "In machine learning", "Code", "Take away")


def show(lesson: Lesson, parameters: Parameters, status: str = awaited.WHOLE, scene: Scene | None = None) -> None:
    """All four tabs; only the open one runs. `status` says whether the figure is there: if not, nothing here computes
    it."""
    _printed(lesson, parameters)
    theory, learning, code, taken = st.tabs(list(NAMES), key="lesson-tabs", on_change="rerun")
    parts = presets.sections(lesson.text())
    if theory.open:
        with theory, st.container(key="lesson-theory"):
            _theory(lesson, parameters, parts, status, scene)
    if learning.open:
        with learning:
            st.markdown(marking.marked(lesson.slug, parts["In machine learning"])[0])
    with st.container(key="lesson-unopened"):  # seen on paper alone
        if not theory.open:
            _theory(lesson, parameters, parts, status, scene)
        st.header("In machine learning", anchor=False)
        st.markdown(marking.marked(lesson.slug, parts["In machine learning"])[0])
    if code.open:
        with code:
            _code(lesson, parameters)
    if taken.open and status == awaited.WHOLE:
        _forms_again()
    else:
        _keep_forms()
    if taken.open:
        with taken:
            if status != awaited.WHOLE:
                st.caption(LESS[status].format("there is nothing to take away"))
                return
            away.show(lesson, parameters)
            away_sweeps.show(lesson, parameters)
            _exercises(lesson)


def _keep_forms() -> None:
    """Put by what the reader chose in Take away, for the next time that it is shown: Streamlit forgets a widget that a
    run does not show, and a form that was open would be closed."""
    for key in map(str, st.session_state):
        if key.startswith(FORMS) and not key.endswith(PRESSED):
            session().forms[key] = st.session_state[key]


def _forms_again() -> None:
    """Set the widgets of Take away to what was put by: the browser hears of it in the run that shows them again."""
    for key, value in session().forms.items():
        st.session_state[key] = value
    session().forms = {}


def _exercises(lesson: Lesson) -> None:
    """The way to the lesson's sheet of exercises."""
    st.subheader("Exercises", anchor=False)
    st.caption("Questions with fresh numbers by seed, for a sheet or one by one; the answers are the lesson's own.")
    with st.container(horizontal=True, key="take-exercises"):
        st.link_button("Exercises", f"exercises/{lesson.slug}?seed=1")
        st.link_button("With answers", f"exercises/{lesson.slug}?seed=1&answers=1")


def _printed(lesson: Lesson, parameters: Parameters) -> None:
    """What stands under the figure when the page is printed: the state in words, and the link that leads back to it."""
    values = "; ".join(
        f"{control.label} = {clipped(control.write(parameters[control.name]), 60)}"
        for control in lesson.shown(parameters)
    )
    query = link.write(lesson, parameters)
    address = f"{away.home().rstrip('/')}/{lesson.slug}" + (f"?{query}" if query else "")
    shown = html.escape(clipped(address, 300))
    st.html(
        f'<div class="scope-printed"><p>{html.escape(values)}</p><p>Mathscope {VERSION}, licence {LICENCE}: '
        f'<a href="{html.escape(address)}">{shown}</a></p></div>'
    )


def _theory(lesson: Lesson, parameters: Parameters, parts: dict[str, str], status: str, scene: Scene | None) -> None:
    path_line.show(lesson)  # on a phone, where it has no place under the title
    headings = ("Idea", "Mathematics")
    for heading, text in zip(headings, marking.marked(lesson.slug, *(parts[each] for each in headings)), strict=True):
        st.header(heading, anchor=False)
        st.markdown(text)
    with st.container(border=True):
        st.header("With your numbers", anchor=False)
        shown = parameters if status == awaited.WHOLE else lesson.drafted(parameters)
        if status != awaited.WHOLE:
            here = "there are no numbers" if shown == parameters else "these are the numbers of the draft"
            st.caption(LESS[status].format(here))
        if status == awaited.WHOLE or shown != parameters:
            numbers = scene.numbers if scene else Numbers(lesson, lesson.at(shown))
            st.markdown(worked(parts["With your numbers"], numbers))
    st.header("Look for", anchor=False)
    st.markdown(parts["Look for"].replace("](?", f"]({lesson.slug}?"))
    st.header("References", anchor=False)
    st.markdown(parts["References"])
    st.header("Terms", anchor=False)
    st.markdown(marking.listed(lesson))


def worked(text: str, numbers: Mapping[str, Any]) -> str:
    """The text with its numbers filled in. A paragraph that asks for one which cannot be had, since what another view
    draws is out of its reach, says why in its place; the others stand."""
    done: list[str] = []
    for paragraph in text.split("\n\n"):
        try:
            found = fill(paragraph, numbers)
        except Unanswerable as error:
            found = literal(str(error))
        if not done or found != done[-1]:
            done.append(found)
    return "\n\n".join(done)


def _code(lesson: Lesson, parameters: Parameters) -> None:
    st.caption("Whole programs, run by the tests, with your current parameters written in.")
    python, rust, source = st.tabs(["Python", "Rust", "Behind the figure"], key="code-tabs", on_change="rerun")
    if python.open:
        with python:
            text = listing.python(lesson, parameters)
            way = st.segmented_control(
                "The files draw the figure with",
                list(drawing.WAYS),
                format_func=drawing.WAYS.__getitem__,
                default="plotly",
                required=True,
                key="code-draws",
            )
            told = (link.write(lesson, parameters), f"draw={way or 'no'}", "download=1")
            query = "&".join(part for part in told if part)
            with st.container(horizontal=True):
                st.link_button("Download .py", f"figure/{lesson.slug}.py?{query}")
                st.link_button("Download notebook", f"figure/{lesson.slug}.ipynb?{query}")
            st.code(text, language="python")
    if rust.open:
        with rust:
            text = listing.rust(lesson, parameters)
            with st.container(horizontal=True):
                st.download_button(
                    "Download the project (.zip)",
                    listing.crate(lesson, parameters),
                    f"{lesson.slug}-rust.zip",
                    "application/zip",
                    on_click="ignore",
                )
            st.caption(f"Cargo.toml and src/bin/{lesson.slug}.rs; unpack it, then: cargo run --bin {lesson.slug}")
            st.code(text, language="rust")
    if source.open:
        with source:
            if lesson.oracles:
                st.markdown(
                    "Its numbers are held by the tests against:\n" + "".join(f"\n- {each}" for each in lesson.oracles)
                )
            for function in lesson.source:
                st.caption(f"{function.__module__}.{function.__qualname__}")
                st.code(inspect.getsource(function), language="python")
