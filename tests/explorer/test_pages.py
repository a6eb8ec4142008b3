"""Every page through Streamlit's AppTest: no exception, the link decides, undo, reset, presets and pin work."""

from __future__ import annotations

import shlex

import pytest
from streamlit.testing.v1 import AppTest

from explorer import catalogue, link
from explorer.version import ROOT

LESSONS = list(catalogue.lessons().values())
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)

SCRIPT = """
from explorer.catalogue import find
from explorer.page import lesson_page

lesson_page.show(find({slug!r}), {{"before": None, "after": None, "related": []}})
"""


def page(slug: str, **query: str) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(slug=slug), default_timeout=120)
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception, app.exception
    return app


def parameters(app: AppTest, slug: str):
    lesson = catalogue.find(slug)
    return lesson.parameters({c.name: app.session_state[c.name] for c in lesson.controls})


def test_home_and_the_shell_run():
    app = AppTest.from_file(ROOT / "explorer" / "page" / "main.py", default_timeout=120).run()
    assert not app.exception


@every_lesson
def test_a_page_opens_and_all_its_tabs_run(lesson):
    app = page(lesson.slug)
    assert app.title[0].value == lesson.title
    for name in ("Theory", "In machine learning", "Code", "Take away"):
        app.session_state["lesson-tabs"] = name
        app.run()
        assert not app.exception, (name, app.exception)
    for name in ("Python", "Rust", "Behind the figure"):
        app.session_state["lesson-tabs"], app.session_state["code-tabs"] = "Code", name
        app.run()
        assert not app.exception, (name, app.exception)
        assert app.code[0].value


def test_a_typed_function_is_shown_as_it_was_read():
    app = page("taylor_series", function="e^2x")
    (said,) = [each.value for each in app.caption if each.value.startswith("Read as")]
    assert said.startswith(r"Read as $e^{2} \cdot x$.") and "the other reading is written e^\\(2·x\\)" in said
    app = page("taylor_series", function="x^(1/3)", centre="1")
    assert any("the real odd root is written cbrt" in each.value for each in app.caption)
    assert not [each.value for each in page("taylor_series").caption if each.value.startswith("Read as")]


@pytest.mark.parametrize("function", ["exp(-x^2) * sin(3*x)", "2 * cos(x / 3) - 1"])
def test_the_command_that_is_shown_reads_as_one_word_for_each_control(function):
    app = page("taylor_series", function=function)
    app.session_state["lesson-tabs"] = "Take away"
    app.run()
    command = next(each.value for each in app.code if each.value.startswith("python -m mathscope figure"))
    words = shlex.split(command)
    assert words[:5] == ["python", "-m", "mathscope", "figure", "taylor_series"]
    assert f"--function={function}" in words
    told = {word.partition("=")[0].removeprefix("--") for word in words[5:]}
    assert {control.name for control in catalogue.find("taylor_series").controls} <= told


@every_lesson
def test_a_link_opens_its_state(lesson):
    for preset in lesson.presets:
        wanted = lesson.parameters(preset.values)
        assert link.read(lesson, link.parse(link.write(lesson, wanted))) == (wanted, [])
    for preset in (lesson.presets[1], lesson.presets[-1]):
        wanted = lesson.parameters(preset.values)
        app = page(lesson.slug, **link.parse(link.write(lesson, wanted)))
        assert parameters(app, lesson.slug) == wanted
        assert not app.warning


@every_lesson
def test_presets_undo_and_reset(lesson):
    app = page(lesson.slug)
    start = lesson.parameters()
    other = next(i for i, p in enumerate(lesson.presets) if lesson.parameters(p.values) != start)
    app.button(key=f"preset-{other}").click().run()
    assert parameters(app, lesson.slug) == lesson.parameters(lesson.presets[other].values)
    app.button(key="tool-undo").click().run()
    assert parameters(app, lesson.slug) == start
    app.button(key=f"preset-{other}").click().run()
    app.button(key="tool-reset").click().run()
    assert parameters(app, lesson.slug) == start
    assert not app.exception


def test_a_link_that_asks_for_what_cannot_be_says_so_and_shows_the_nearest():
    app = page("eigenvectors", angle="500", view="sideways", nonsense="1")
    assert parameters(app, "eigenvectors")["angle"] == 360
    said = [warning.value.replace("\\", "") for warning in app.warning]
    assert any("out of reach. Showing 360 instead." in text for text in said)
    assert any("sideways" in text for text in said)
    assert any("nonsense" in text for text in said)


def test_widgets_of_one_page_do_not_leak_into_the_next():
    script = SCRIPT.format(slug="eigenvectors").replace("find('eigenvectors')", "find(st.session_state.slug)")
    app = AppTest.from_string("import streamlit as st\n" + script, default_timeout=120)
    app.session_state["slug"] = "eigenvectors"
    app.run()
    other = next(lesson for lesson in LESSONS if lesson.slug != "eigenvectors")
    app.slider(key="angle").set_value(77.0).run()
    app.session_state["slug"] = other.slug
    app.run()
    assert parameters(app, other.slug) == other.parameters()
    app.session_state["slug"] = "eigenvectors"
    app.run()
    assert parameters(app, "eigenvectors") == catalogue.find("eigenvectors").parameters()


def test_a_pin_is_in_the_link():
    app = page("eigenvectors", angle="30")
    app.button(key="tool-pin").click().run()
    assert app.session_state["_session"].pin == "angle=30"  # the browser writes it into the address
    app.button(key="tool-pin").click().run()
    assert app.session_state["_session"].pin == ""
