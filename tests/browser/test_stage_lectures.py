"""The player of lectures in a real browser: a clicker, sweeps, and two windows that follow each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from explorer.lectures.shelf import ready
from tests.browser.conftest import Server, Visitor
from tests.browser.stage_hands import FIGURE, NOW, drag_slider, params, read_code, serious, wait_for, wait_for_link

pytestmark = pytest.mark.browser

LECTURE: dict[str, Any] = {
    "name": "mine",
    "title": "A trial",
    "author": "",
    "about": "",
    "scenes": [
        {
            "lesson": "eigenvectors",
            "title": "Eigenvalues and Eigenvectors",
            "link": "basis=10",
            "show": ["angle"],
            "caption": "Most directions are turned.",
            "notes": "Ask first.\n\nThen sweep.",
            "sweep": {"name": "angle", "from": 0, "to": 90, "seconds": 6},
        },
        {
            "lesson": "eigenvectors",
            "title": "Eigenvalues and Eigenvectors",
            "link": "angle=45&matrix=1,2;2,1",
            "show": ["angle"],
            "caption": "Here it stands still.",
            "notes": "",
            "sweep": None,
        },
        {
            "lesson": "svd",
            "title": "Singular Value Decomposition (SVD)",
            "link": "view=photo",
            "show": [],
            "caption": "Most of a photograph.",
            "notes": "",
            "sweep": {"name": "rank", "from": 1, "to": 100, "seconds": 2},
        },
    ],
}

KEEP = f"localStorage.setItem('mathscope:lecture', {json.dumps(json.dumps(LECTURE))})"


@pytest.fixture
def hall(server: Server, browser: Browser) -> Iterator[Visitor]:
    """A visitor whose browser keeps the lecture above as the reader's own."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme="light", reduced_motion="no-preference"
    )
    context.add_init_script(KEEP)
    yield Visitor(context.new_page(), server.url)
    context.close()


def scene(page: Page, number: int) -> None:
    """Wait until that scene is shown."""
    wait_for_link(page, "scene", str(number))
    page.wait_for_selector(f"main[data-scene='{number}']", timeout=20_000)
    assert page.locator(".stage-caption").inner_text() == LECTURE["scenes"][number - 1]["caption"]


def test_a_lecture_is_stepped_through_with_a_clicker(hall: Visitor):
    page = hall.open("lecture/mine?scene=2")
    plot = page.locator(".scope-plot").element_handle()
    scene(page, 2)
    assert params(page)["matrix"] == [[1, 2], [2, 1]]
    page.keyboard.press("PageUp")
    scene(page, 1)
    assert plot.evaluate("node => node.isConnected")  # the same lesson: the same element
    for key, number in (
        ("ArrowRight", 2),
        ("ArrowDown", 3),
        ("ArrowUp", 2),
        ("ArrowLeft", 1),
        ("End", 3),
        ("Home", 1),
        ("Enter", 2),
        (" ", 3),
    ):
        page.keyboard.press(key)
        scene(page, number)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(300)
    scene(page, 3)
    page.go_back()
    scene(page, 2)
    wait_for(page, "angle", 45)
    assert page.evaluate(
        "[document.documentElement.scrollHeight - innerHeight, document.querySelectorAll('.scope-plot').length]"
    ) == [0, 1]
    assert not serious(page)
    assert not hall.complaints


def test_no_scene_begins_with_an_empty_screen(hall: Visitor):
    page = hall.open("lecture/mine?scene=2")
    page.evaluate(
        """() => {
          window.empty = 0; window.looked = 0;
          const look = () => {
            const there = [...document.querySelectorAll('.stage-layer:not(.stage-coming) g.trace')].length;
            window.looked += 1;
            if (!there) window.empty += 1;
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    for key, number in (("PageDown", 3), ("PageUp", 2), ("PageUp", 1), ("End", 3)):
        page.keyboard.press(key)
        scene(page, number)
        hall.rest()
    assert page.evaluate("window.empty") == 0 and page.evaluate("window.looked") > 20


def test_a_sweep_moves_by_itself_is_paused_and_dragged_by_hand(hall: Visitor):
    page = hall.open("lecture/mine")
    page.wait_for_function(f"{NOW}.angle === 90", timeout=30_000)
    assert hall.frames() > 5
    page.get_by_role("button", name="Start the sweep (S)").wait_for()  # its last value comes a little before its end
    page.keyboard.press("s")  # from the end it begins again
    page.wait_for_function(f"(([a]) => a > 5 && a < 80)([{NOW}.angle])")
    page.keyboard.press("s")
    hall.rest()
    stopped = params(page)["angle"]
    assert 0 < stopped < 90 and params(page)["basis"] == 10
    page.wait_for_timeout(600)
    assert params(page)["angle"] == stopped
    page.get_by_role("button", name="Start the sweep (S)").click()
    box = page.locator("[data-control=angle] input").bounding_box()
    assert box is not None
    page.wait_for_timeout(200)
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    hall.rest()
    assert 250 < params(page)["angle"] < 290
    assert page.get_by_role("button", name="Start the sweep (S)").is_visible()
    page.locator("[data-control=angle] input").focus()
    before = params(page)["angle"]
    page.keyboard.press("ArrowLeft")
    wait_for(page, "angle", before - 1)
    page.keyboard.press("PageDown")  # a clicker's key goes on, even with the focus on a slider
    scene(page, 2)


def test_those_who_want_it_calm_see_the_end_of_the_sweep(hall: Visitor):
    hall.page.emulate_media(reduced_motion="reduce")
    page = hall.open("lecture/mine")
    assert params(page)["angle"] == 90 and hall.frames() <= 2


def test_blank_help_and_numbers(hall: Visitor):
    page = hall.open("lecture/mine?scene=2")
    for key in ("b", "."):
        page.keyboard.press(key)
        assert page.locator(".stage-blank").is_visible()
        page.keyboard.press(key)
        assert not page.locator(".stage-blank").is_visible()
    page.keyboard.press("b")
    page.keyboard.press("ArrowRight")  # only brings the picture back
    assert not page.locator(".stage-blank").is_visible()
    scene(page, 2)
    page.keyboard.press("?")
    assert "Presenter view" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("?")
    page.keyboard.press("n")
    assert page.locator(".stage-numbers").is_visible()


def test_the_presenters_window_and_the_audiences_follow_each_other(hall: Visitor, tmp_path: Path):
    page = hall.open("lecture/mine?scene=2")
    with page.context.expect_page() as opened:
        page.keyboard.press("v")
    other = opened.value
    second = Visitor(other, hall.url)
    other.set_viewport_size({"width": 1180, "height": 760})
    other.wait_for_selector(FIGURE, timeout=60_000)
    scene(other, 2)
    assert "Next: Most of a photograph." in other.locator(".stage-next").inner_text()
    # a drag in the one, a drag in the other
    drag_slider(page, "angle")
    wait_for(other, "angle", 46)
    drag_slider(other, "angle")
    wait_for(page, "angle", 47)
    wait_for(other, "angle", 47)
    # scenes, both ways
    other.keyboard.press("PageUp")
    scene(page, 1)
    assert "Ask first." in other.locator(".stage-notes").inner_text()
    # the sweep that the presenter's window plays is seen in the audience's
    page.wait_for_function(f"{NOW}.angle > 30", timeout=30_000)
    page.keyboard.press("s")
    other.wait_for_selector("button[aria-label^='Start the sweep']", timeout=10_000)
    hall.rest()
    second.rest()
    assert params(page) == params(other)
    # blank: the audience's screen only
    other.keyboard.press("b")
    page.wait_for_selector(".stage-blank:visible", timeout=10_000)
    assert not other.locator(".stage-blank").is_visible() and "blank" in other.locator(".stage-blanked").inner_text()
    page.keyboard.press("b")
    other.wait_for_function("document.querySelector('.stage-blanked').textContent === ''")
    # the code
    other.keyboard.press("q")
    text = read_code(page, tmp_path / "code.png")
    assert parse_qs(urlsplit(text).query)["angle"] == [f"{params(page)['angle']:g}"]
    other.keyboard.press("q")
    page.wait_for_function("!document.querySelector('dialog[open]')")
    assert not serious(other)
    # a reload of either catches up; without the other, each goes on alone
    state = params(page)
    other.reload()
    other.wait_for_selector(FIGURE, timeout=60_000)
    scene(other, 1)
    wait_for(other, "angle", state["angle"])
    page.reload()
    page.wait_for_selector(FIGURE, timeout=60_000)
    wait_for(page, "angle", state["angle"])
    other.close()
    page.keyboard.press("ArrowRight")
    scene(page, 2)
    wait_for(page, "angle", 45)
    assert not hall.complaints and not second.complaints


def test_a_scene_that_cannot_be_leads_to_the_nearest_with_a_sentence(hall: Visitor):
    page = hall.open("lecture/mine?scene=99")
    scene(page, 3)
    assert "scenes 1 to 3" in page.locator(".stage-words").inner_text()


def test_a_lecture_that_is_not_there_gets_a_sentence(visitor: Visitor):
    page = visitor.page
    page.goto(f"{visitor.url}/lecture/mine")
    page.get_by_text("keeps no lecture of yours yet").wait_for(timeout=20_000)


def test_the_first_ready_lecture_is_played(hall: Visitor):
    name, lecture = next(iter(ready().items()))
    page = hall.open(f"lecture/{name}?scene=2")
    page.wait_for_selector("main[data-scene='2']")
    assert page.locator(".stage-caption").inner_text() == lecture.scenes[1].caption
    page.keyboard.press("End")
    page.wait_for_selector(f"main[data-scene='{len(lecture.scenes)}']")
    hall.rest()
    assert not hall.complaints


def test_a_scene_whose_picture_comes_late_is_drawn_when_it_is_there(hall: Visitor):
    """The picture of the scene before stands in for it meanwhile, unseen, and must not stay."""

    def late(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        if told["values"]["view"] == "crowd":
            told["status"], told["frame"]["figure"] = "coming", {"data": [], "layout": {}}
        route.fulfill(json=told)

    hall.page.emulate_media(reduced_motion="reduce")  # no sweep brings other frames
    hall.page.route("**/scope/state/**", late)
    page = hall.open("lecture/why-high-dimension-is-strange?scene=2")
    page.keyboard.press("PageDown")
    page.wait_for_selector("main[data-scene='3']")
    expect(page.locator(".annotation-text").first).to_contain_text("points in a cube", timeout=30_000)
    expect(page.locator(FIGURE).first).to_be_visible()
    hall.page.unroute_all(behavior="wait")
    assert params(page)["view"] == "crowd" and not hall.complaints


def test_a_finger_over_the_caption_turns_the_page(server: Server, browser: Browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_init_script(KEEP)
    page = context.new_page()
    page.goto(f"{server.url}/lecture/mine?scene=1")
    page.wait_for_selector(FIGURE, timeout=60_000)
    box = page.locator(".stage-caption").bounding_box()
    assert box is not None
    x, y = box["x"] + 150, box["y"] + box["height"] / 2
    touch = context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for by in (30, 70, 110):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - by, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    scene(page, 2)
    page.get_by_role("button", name="Next scene").click()  # no tap: Chromium takes that for the end of a fling
    scene(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    context.close()
