"""The forms of the tab Take away that make more than one state, through Streamlit's AppTest."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from explorer import catalogue
from explorer.sweeps import jobs
from explorer.sweeps import tab as away_sweeps

LESSONS = list(catalogue.lessons().values())

SCRIPT = """
from explorer.catalogue import find
from explorer.sweeps import tab as away_sweeps

lesson = find({slug!r})
away_sweeps.show(lesson, lesson.parameters({values!r}))
"""


def forms(slug: str, *opened: str, **values) -> AppTest:
    app = AppTest.from_string(SCRIPT.format(slug=slug, values=values), default_timeout=120)
    for form in opened:
        app.session_state[f"sweep-{form}"] = True
    app.run()
    assert not app.exception, app.exception
    return app


def finish(app: AppTest, form: str) -> None:
    """Run the page until its work is over."""
    until = time.monotonic() + 120
    while form in app.session_state["_session"].jobs:
        assert time.monotonic() < until
        time.sleep(0.1)
        app.run()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_lesson_has_its_forms_and_knows_their_sizes(lesson):
    app = forms(lesson.slug, "offline", "grid", "film", "embed")
    said = " ".join(caption.value for caption in app.caption)
    assert "frames, about" in said and "columns" in said and "different ones are drawn" in said
    assert any(f"/show/{lesson.slug}?" in code.value for code in app.code)
    assert not app.warning


def test_a_made_page_can_be_downloaded_until_the_form_changes():
    app = forms("eigenvectors", "offline")
    count = next(field for field in app.number_input if field.label.startswith("How many"))
    count.set_value(5).run()
    app.button(key="offline-make").click().run()
    finish(app, "offline")
    assert not app.exception and not app.error
    made = app.session_state["_session"].made["offline"][1]
    assert made.name == "eigenvectors_sliders.html" and made.body.startswith(b"<!doctype html>")
    next(field for field in app.number_input if field.label.startswith("How many")).set_value(6).run()
    assert any("has changed" in caption.value for caption in app.caption)


def test_a_film_without_ffmpeg_says_what_to_install(monkeypatch):
    import imageio_ffmpeg

    def missing() -> str:
        raise RuntimeError

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    app = forms("eigenvectors", "film")
    assert not app.warning
    app.selectbox(key="film-kind").set_value("mp4").run()
    assert "pip install imageio-ffmpeg" in app.warning[0].value


def test_a_film_that_is_too_long_says_how_long_it_may_be():
    app = forms("eigenvectors", "film")
    app.number_input(key="film-seconds").set_value(30.0).run()
    assert "at most 300 are drawn. Choose at most 20 s" in app.warning[0].value
    assert not app.exception


def test_the_work_can_be_stopped_and_begun_again():
    app = forms("gradient_descent", "offline")
    next(field for field in app.number_input if field.label.startswith("How many")).set_value(400).run()
    app.button(key="offline-make").click().run()
    job = app.session_state["_session"].jobs["offline"]
    app.button(key="offline-make").click().run()
    assert app.session_state["_session"].jobs["offline"] is job  # one at a time
    assert app.button(key="offline-make").disabled
    app.button(key="offline-stop").click().run()
    assert not app.session_state["_session"].jobs and not app.session_state["_session"].made
    assert isinstance(job.result.exception(timeout=60), jobs.Stopped)
    assert not app.button(key="offline-make").disabled


def test_what_goes_wrong_while_it_is_made_is_a_sentence(monkeypatch):
    monkeypatch.setattr(away_sweeps.offline, "MOST_BYTES", 4_000_000)
    app = forms("eigenvectors", "offline")
    assert app.button(key="offline-make").disabled  # known before
    monkeypatch.setattr(away_sweeps, "_estimate", lambda *_: 0)
    app.run()
    app.button(key="offline-make").click().run()
    finish(app, "offline")
    assert "at most 4 MB are made" in app.error[0].value


def test_when_sweeps_are_busy_the_form_says_so():
    from explorer.sweeps.sweep import places

    app = forms("eigenvectors", "offline")
    assert places.acquire(blocking=False) and places.acquire(blocking=False)
    try:
        app.button(key="offline-make").click().run()
        assert "try again" in app.error[0].value
    finally:
        places.release()
        places.release()


def test_the_snippet_is_html_whatever_the_alternative_text_says():
    found: dict[str, str | None] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.update(dict(attrs), tag=tag)

    Reader().feed(away_sweeps.snippet("http://x/show/a?b=1&c=2", 'x < 1, "y" & z', 480))
    assert found["tag"] == "iframe" and found["src"] == "http://x/show/a?b=1&c=2"
    assert found["title"] == 'x < 1, "y" & z' and found["height"] == "480"
