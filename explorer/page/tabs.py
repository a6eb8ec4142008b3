"""The tabs under the figure: Theory, In machine learning, Code, Take away. A closed tab costs nothing."""

from __future__ import annotations

import inspect

import streamlit as st

from explorer import catalogue, export, link, listing
from explorer.lesson import Lesson, Parameters, Unanswerable
from explorer.text import fill

NAMES = ("Theory", "In machine learning", "Code", "Take away")


def show(lesson: Lesson, parameters: Parameters) -> None:
    """All four tabs; only the open one runs."""
    theory, learning, code, away = st.tabs(list(NAMES), key="lesson-tabs", on_change="rerun")
    parts = catalogue.text_sections(lesson.text())
    if theory.open:
        with theory:
            _theory(lesson, parameters, parts)
    if learning.open:
        with learning:
            st.markdown(parts["In machine learning"])
    if code.open:
        with code:
            _code(lesson, parameters)
    if away.open:
        with away:
            _away(lesson, parameters)


def _theory(lesson: Lesson, parameters: Parameters, parts: dict[str, str]) -> None:
    for heading in ("Idea", "Mathematics"):
        st.subheader(heading, anchor=False)
        st.markdown(parts[heading])
    with st.container(border=True):
        st.subheader("With your numbers", anchor=False)
        try:
            st.markdown(fill(parts["With your numbers"], lesson.scene(parameters).numbers))
        except Unanswerable as error:
            st.markdown(str(error))
    for heading in ("Look for", "References"):
        st.subheader(heading, anchor=False)
        st.markdown(parts[heading])


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
            for function in lesson.source:
                st.caption(f"{function.__module__}.{function.__qualname__}")
                st.code(inspect.getsource(function), language="python")


def _away(lesson: Lesson, parameters: Parameters) -> None:
    query = link.write(lesson, parameters)
    st.caption("The figure of this state, as a file. The link of this page is in the address bar.")
    with st.container(horizontal=True, key="take-away"):
        for kind in export.FORMATS:
            address = f"figure/{lesson.slug}.{kind}?" + "&".join(part for part in (query, "download=1") if part)
            st.link_button(kind.upper(), address, help=WHAT[kind])
    options = " ".join(f"--{control.name} '{control.write(parameters[control.name])}'" for control in lesson.controls)
    st.markdown("The same from a command line, and in Python:")
    st.code(f"python -m explorer figure {lesson.slug} {options} -o {lesson.slug}.pdf", language="bash", wrap_lines=True)
    arguments = ", ".join(f"{name}={value!r}" for name, value in parameters.items())
    st.code(
        f"from explorer.catalogue import find\n\nscene = find({lesson.slug!r}).scene({arguments})\nscene.figure()",
        language="python",
        wrap_lines=True,
    )


WHAT = {
    "png": "Pixels, at twice the size of the screen",
    "svg": "Vectors, for the web and for editing",
    "pdf": "Vectors, for LaTeX and print",
    "html": "One page that works offline, with zoom and hover",
    "json": "The figure as Plotly's JSON",
    "csv": "The numbers in the figure",
}
