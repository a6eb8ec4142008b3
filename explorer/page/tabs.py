"""The tabs under the figure: Theory, In machine learning, Code, Take away.

A closed tab costs nothing, but for its text: that is always on the page, for the browser's print (static/print.css).
"""

from __future__ import annotations

import html
import inspect

import streamlit as st

from explorer import link, listing
from explorer.controls.base import clipped
from explorer.export.origin import LICENCE
from explorer.glossary import marking
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable, presets
from explorer.page import awaited, away, path_line
from explorer.sweeps import tab as away_sweeps
from explorer.text import fill, literal
from explorer.version import VERSION

LESS = {
    awaited.COMING: "The whole figure is still being computed. Until it is there, {}.",
    awaited.STOPPED: "The run was stopped before its end, so {}. Any change of a control computes again.",
}
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
        st.subheader("In machine learning", anchor=False)
        st.markdown(marking.marked(lesson.slug, parts["In machine learning"])[0])
    if code.open:
        with code:
            _code(lesson, parameters)
    if taken.open:
        with taken:
            if status != awaited.WHOLE:
                st.caption(LESS[status].format("there is nothing to take away"))
                return
            away.show(lesson, parameters)
            away_sweeps.show(lesson, parameters)
            _exercises(lesson)


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
        st.subheader(heading, anchor=False)
        st.markdown(text)
    with st.container(border=True):
        st.subheader("With your numbers", anchor=False)
        shown = parameters if status == awaited.WHOLE else lesson.drafted(parameters)
        if status != awaited.WHOLE:
            here = "there are no numbers" if shown == parameters else "these are the numbers of the draft"
            st.caption(LESS[status].format(here))
        try:
            if status == awaited.WHOLE or shown != parameters:
                st.markdown(fill(parts["With your numbers"], (scene or lesson.scene(shown)).numbers))
        except Unanswerable as error:
            st.markdown(literal(str(error)))
    st.subheader("Look for", anchor=False)
    st.markdown(parts["Look for"].replace("](?", f"]({lesson.slug}?"))
    st.subheader("References", anchor=False)
    st.markdown(parts["References"])
    st.subheader("Terms", anchor=False)
    st.markdown(marking.listed(lesson))


def _code(lesson: Lesson, parameters: Parameters) -> None:
    st.caption("Whole programs, run by the tests, with your current parameters written in.")
    python, rust, source = st.tabs(["Python", "Rust", "Behind the figure"], key="code-tabs", on_change="rerun")
    if python.open:
        with python:
            text = listing.python(lesson, parameters)
            with st.container(horizontal=True):
                st.download_button("Download .py", text, f"{lesson.slug}.py", "text/x-python", on_click="ignore")
                notebook = listing.notebook(lesson, parameters)
                st.download_button(
                    "Download notebook", notebook, f"{lesson.slug}.ipynb", "application/x-ipynb+json", on_click="ignore"
                )
            st.code(text, language="python")
    if rust.open:
        with rust:
            text = listing.rust(lesson, parameters)
            with st.container(horizontal=True):
                st.download_button("Download .rs", text, f"{lesson.slug}.rs", "text/x-rust", on_click="ignore")
                st.download_button(
                    "Download Cargo.toml", listing.cargo(), "Cargo.toml", "text/plain", on_click="ignore"
                )
            st.caption(f"Put it into src/bin/{lesson.slug}.rs beside that Cargo.toml; cargo run --bin {lesson.slug}")
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
