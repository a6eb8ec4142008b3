"""The page with live controls, opened from a file with the network off, and how the lesson's page makes it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from explorer.catalogue import find
from explorer.lectures import offline as lectures
from explorer.lectures import reading
from explorer.sweeps import offline

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]


@pytest.fixture
def unplugged(browser: Browser) -> Iterator[Opener]:
    """Opens a file in a browser that has no network and complains of nothing."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def refuse(route: Route) -> None:
        complaints.append(route.request.url)
        route.abort()

    def open_file(path: Path, size=(1280, 800), dark=False) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.route("http**", refuse)
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def opened(unplugged: Opener, tmp_path: Path) -> Opener:
    """Opens the page of a lesson's state."""

    def open_page(slug: str, sliders: str, size=(1280, 800), dark=False, look="auto", **values) -> Page:
        lesson = find(slug)
        path = tmp_path / f"{slug}.html"
        path.write_bytes(offline.read(lesson, lesson.parameters(values), sliders, look).make())
        page = unplugged(path, size, dark)
        page.wait_for_selector("[data-frame] .main-svg")
        return page

    return open_page


def drawn(page: Page, axis: str) -> list[np.ndarray]:
    """The numbers of all traces, as Plotly has them."""
    found = page.evaluate(
        """(axis) => document.querySelector('.scope-plot').data.map(
          (trace) => Array.from(trace[axis] || []).map((v) => Number.isFinite(v) ? v : null))""",
        axis,
    )
    return [np.array([np.nan if value is None else value for value in values], float) for values in found]


def at_rest(page: Page, link: str) -> None:
    """Wait for the frame of a state, and for Plotly to have drawn it (the fast lane is ahead of Plotly's data)."""
    page.wait_for_function("(link) => document.querySelector('[data-frame]').dataset.link === link", arg=link)
    page.wait_for_timeout(500)


def agree(page: Page, scene) -> None:
    for axis in "xy":
        for mine, trace in zip(drawn(page, axis), scene.plotly()["data"], strict=True):
            wanted = np.asarray(trace[axis], float)
            assert np.allclose(mine, wanted, atol=1e-5, equal_nan=True)


def test_the_figure_follows_the_slider_without_a_network(opened):
    page = opened("eigenvectors", "angle:0:90:10")
    slider = page.get_by_label("Direction of x", exact=True)
    slider.press("Home")
    at_rest(page, "angle=0")
    agree(page, find("eigenvectors").scene(angle=0))
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    at_rest(page, "")  # 20 degrees is the default
    slider.press("End")
    at_rest(page, "angle=90")
    scene = find("eigenvectors").scene(angle=90)
    agree(page, scene)
    assert page.locator("[data-frame]").get_attribute("aria-label") == scene.alt
    assert slider.get_attribute("aria-valuetext") == "90°"
    row = page.locator(".scope-readout", has_text="angle from x to Ax").locator(".scope-value")
    assert row.text_content() == "−26.57°"
    assert page.locator(".scope-law:not(.scope-fails)").count() == 3


def test_two_controls_and_a_choice_that_puts_one_at_rest(opened):
    page = opened("eigenvectors", "view;step:0:6:7")
    steps = page.get_by_label("Power iteration step", exact=True)
    assert steps.is_disabled()  # it means nothing beside the angle
    page.get_by_label("Beside it").select_option("Powers")
    at_rest(page, "view=power")
    assert steps.is_enabled()
    steps.press("End")
    at_rest(page, "view=power&step=6")
    agree(page, find("eigenvectors").scene(view="power", step=6))


def test_a_toggle_switches(opened):
    page = opened("lln_clt", "independent")
    box = page.get_by_label("Independent draws")
    assert box.is_checked()
    box.press("Space")
    at_rest(page, "independent=false")
    agree(page, find("lln_clt").scene(independent=False))


def test_a_figure_in_space_turns_with_its_slider(opened):
    page = opened("psd_covariance", "shift:-2:2:5")
    page.get_by_label("Add t to the diagonal", exact=True).press("End")
    at_rest(page, "shift=2")
    scene = find("psd_covariance").scene(shift=2)
    assert page.locator("[data-frame]").get_attribute("aria-label") == scene.alt
    surface = next(k for k, trace in enumerate(scene.plotly()["data"]) if trace["type"] == "surface")
    z = page.evaluate(f"document.querySelector('.scope-plot').data[{surface}].z.map((row) => Array.from(row))")
    assert np.allclose(np.array(z, float), scene.plotly()["data"][surface]["z"], rtol=1e-6, equal_nan=True)


def test_play_runs_to_the_end_and_pause_stops_it(opened):
    page = opened("eigenvectors", "angle:0:90:31")
    page.get_by_role("button", name="Play Direction of x").click()
    page.wait_for_function("Number(document.querySelector('[data-frame]').dataset.frame) > 9")
    page.get_by_role("button", name="Pause Direction of x").click()
    page.wait_for_timeout(300)
    stood = page.locator("[data-frame]").get_attribute("data-frame")
    page.wait_for_timeout(500)
    assert page.locator("[data-frame]").get_attribute("data-frame") == stood
    page.get_by_role("button", name="Play Direction of x").press("Enter")
    page.wait_for_function("document.querySelector('[data-frame]').dataset.frame === '30'", timeout=20_000)
    page.get_by_role("button", name="Play Direction of x").wait_for()


def test_a_reload_keeps_the_values(opened):
    page = opened("eigenvectors", "angle:0:90:10")
    page.get_by_label("Direction of x", exact=True).press("End")
    at_rest(page, "angle=90")
    page.wait_for_function("location.hash === '#angle=9'")
    page.reload()
    page.wait_for_selector("[data-frame='9'] .main-svg")


@pytest.mark.parametrize(
    ("look", "dark", "paper"),
    [("auto", False, (255, 255, 255)), ("auto", True, (14, 17, 23)), ("light", True, (255, 255, 255))],
)
def test_the_look_follows_the_system_unless_one_was_chosen(opened, look, dark, paper):
    page = opened("eigenvectors", "angle:0:90:4", dark=dark, look=look)
    color = f"rgb({paper[0]}, {paper[1]}, {paper[2]})"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == color
    assert page.evaluate("document.querySelector('.main-svg').style.background") == color


def test_a_phone_stacks_the_panels_and_nothing_is_cut_off(opened):
    page = opened("eigenvectors", "angle:0:90:4", size=(390, 844))
    left = page.evaluate(
        """Object.values(document.querySelector('.scope-plot')._fullLayout)
          .filter((a) => a && a._id && a._id[0] === 'x').map((a) => Math.round(a._offset))"""
    )
    assert len(left) == 2 and abs(left[0] - left[1]) < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_label("Direction of x", exact=True).bounding_box()
    assert box is not None and box["y"] + box["height"] <= 844  # at hand without scrolling


def test_on_paper_it_is_light_and_as_wide_as_the_page(opened):
    page = opened("eigenvectors", "angle:0:90:4", dark=True)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.main-svg').style.background") == "rgb(255, 255, 255)"
    assert page.evaluate("document.querySelector('.main-svg').clientWidth") <= 680
    assert not page.get_by_role("button", name="Play Direction of x").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.main-svg').style.background") == "rgb(14, 17, 23)"


# --- made in the page -------------------------------------------------------------------------------------------------


def test_the_page_makes_it_while_it_stays_alive(visitor, opened, tmp_path):
    page = visitor.open("eigenvectors?angle=30")
    page.get_by_role("tab", name="Take away").click()
    page.locator(".st-key-sweep-offline summary").click()
    button = page.get_by_role("button", name="Make the page")
    button.wait_for()
    page.get_by_text(re.compile(r"61 frames, about \d\.\d MB")).wait_for()
    button.click()
    page.locator(".st-key-offline-download button").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.locator(".st-key-offline-download button").click()
    assert download.value.suggested_filename == "eigenvectors_angle-30_sliders.html"
    lesson = find("eigenvectors")
    made = offline.read(lesson, lesson.parameters({"angle": 30}), "angle")
    page_of = dataclasses.replace(made, home=visitor.url)  # its link leads to the server that made it
    assert (
        Path(download.value.path()).read_bytes().split(b"<body>")[1][:4000] == page_of.make().split(b"<body>")[1][:4000]
    )
    assert not visitor.complaints


def test_a_film_in_the_making_can_be_stopped(visitor):
    page = visitor.open("eigenvectors?angle=30")
    page.get_by_role("tab", name="Take away").click()
    page.locator(".st-key-sweep-film summary").click()
    page.get_by_role("button", name="Make the film").click()
    page.get_by_text(re.compile("Picture \\d+ of")).wait_for(timeout=60_000)
    # The lesson stays alive meanwhile: another state is committed while the film goes on.
    page.locator(".st-key-angle input[type=range]").press("ArrowRight")
    page.wait_for_function("location.search.includes('angle=31')")
    page.locator(".st-key-film-stop button").click()  # it is there, or again as soon as the figure is
    page.locator(".st-key-film-stop button").wait_for(state="detached", timeout=30_000)
    visitor.rest()
    assert page.locator(".st-key-film-download").count() == 0
    assert page.get_by_role("button", name="Make the film").is_enabled()
    assert not visitor.complaints


LECTURE = """\
title: Turns
scenes:
  - title: Welcome
    text: Words first.
    notes: Say hello.
  - lesson: eigenvectors
    sweep: {angle: 0 -> 60 in 1 s on click}
    show: [angle, view, matrix]
    numbers: [angle from x to Ax]
    caption: It turns
    notes: Ask who turns.
    steps:
      - sweep: {angle: 60 -> 90 in 0.5 s}
        caption: And on
  - lesson: psd_covariance
    sweep: {shift: -1 -> 1 in 1 s on click}
    caption: In space
"""


def test_a_lecture_is_given_from_its_file_alone(unplugged, tmp_path):
    path = tmp_path / "turns.html"
    path.write_bytes(lectures.Offline(reading.read(LECTURE)).make())
    page = unplugged(path, (1280, 720))
    page.get_by_role("heading", name="Welcome").wait_for()
    page.keyboard.press("PageDown")
    page.wait_for_selector("main[data-scene='2'] [data-frame] .main-svg")
    assert page.locator(".stage-caption").inner_text() == "It turns"
    at_rest(page, "angle=0")  # the sweep waits for its click
    agree(page, find("eigenvectors").scene(angle=0))
    assert page.locator(".offline-rests").inner_text().startswith("Matrix")
    page.keyboard.press("PageDown")
    at_rest(page, "angle=60")
    assert page.get_by_label("Direction of x", exact=True).get_attribute("aria-valuetext") == "60°"
    assert page.locator(".stage-values dd").inner_text() == "−9.896°"
    page.get_by_label("Beside it").select_option("Powers")  # a hand takes over
    page.wait_for_function("document.querySelector('[data-frame]').dataset.link.includes('view=power')")
    page.screenshot(path=tmp_path / "lecture.png")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.get_by_label("Beside it").blur()
    page.keyboard.press("m")
    page.get_by_text("Ask who turns.").wait_for()
    page.keyboard.press("m")
    page.keyboard.press("l")
    box = page.locator(".stage-layers").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    dot = page.locator(".stage-pointer").bounding_box()
    assert abs(dot["x"] + dot["width"] / 2 - box["x"] - 200) < 2, "the pointer is where the mouse is"
    page.keyboard.press("l")
    assert not page.locator(".stage-pointer").is_visible()
    with page.expect_popup() as opened:
        page.keyboard.press("v")
    own = opened.value
    own.get_by_text("Ask who turns.").wait_for()
    assert own.locator(".stage-next").inner_text() == "Next: And on"
    assert own.locator(".stage-clock").nth(1).inner_text().startswith("+00:")
    own.get_by_label("Target time in minutes").fill("50")
    own.get_by_text("50 min left").wait_for()
    own.locator(".stage-notes").press("PageDown")  # a key of the lecturer's window turns the page here
    page.wait_for_selector("main[data-scene='2.2']")
    own.get_by_text("This scene has no notes").or_(own.get_by_text("No notes for this scene.")).wait_for()
    own.close()
    at_rest(page, "angle=90")
    page.reload()
    page.wait_for_selector("main[data-scene='2.2'] [data-frame] .main-svg")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-scene='3'] [data-frame] canvas")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.get_by_text("There is no scene 9; the lecture has scenes 1 to 3.").wait_for()
    page.keyboard.press("s")
    at_rest(page, "shift=1")
    page.keyboard.press("b")
    assert page.locator(".stage-blank").is_visible()
    page.keyboard.press("PageUp")  # the first key only brings the picture back
    assert page.locator(".stage-blank").is_hidden() and page.locator("main[data-scene='3']").count() == 1
    assert path.stat().st_size < 12_000_000
