"""The stage in a real browser: a figure that fills its window, its controls and keys, a frame on another site, and the
player of lectures with its second window."""

from __future__ import annotations

import functools
import html
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from explorer.lectures.model import ready
from tests.browser.conftest import ARTIFACTS, Server, Visitor

pytestmark = pytest.mark.browser

NOW = "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params)"  # the parameters drawn last
FIGURE = "[data-testid=live-figure][data-frames] .main-svg"
SIZES = ((1280, 720), (1920, 1080), (390, 844), (844, 390))
PATHS = {
    "eigenvectors": "show/eigenvectors",
    "photo": "show/svd?view=photo&rank=20",
    "space": "show/rank_determinant?view=volume",
    "descent": "show/gradient_descent",
    "panels": "show/lln_clt?controls=n,source,seed",
    "table": "show/matrix_factorizations",
    "embedded": "show/eigenvectors?look=dark&controls=angle",
}


def params(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(NOW)
    return found


def wait_for(page: Page, name: str, value: Any) -> None:
    """Wait until the drawn figure has that parameter."""
    page.wait_for_function(
        f"([name, value]) => JSON.stringify({NOW}[name]) === JSON.stringify(value)",
        arg=[name, value],
        timeout=20_000,
    )


def wait_for_link(page: Page, name: str, text: str | None) -> None:
    page.wait_for_function(
        "([name, text]) => new URLSearchParams(location.search).get(name) === text", arg=[name, text], timeout=20_000
    )


def serious(page: Page) -> list[str]:
    """The findings that axe-core calls serious or critical."""
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


# --- one figure ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PATHS)
def test_the_figure_fills_each_window_without_scrolling(name: str, visitor: Visitor):
    page = visitor.open(PATHS[name])
    folder = ARTIFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)
        visitor.rest()
        page.screenshot(path=folder / f"stage-{name}-{width}.png")
        over = page.evaluate(
            "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
        )
        assert over == [0, 0], (width, height)
        box = page.locator(".scope-stage").bounding_box()
        assert box is not None
        assert box["y"] >= 0 and box["y"] + box["height"] <= height and box["x"] + box["width"] <= width + 0.5
        svg = page.locator(FIGURE).first.bounding_box()
        assert svg is not None and abs(svg["height"] - box["height"]) < 1 and abs(svg["width"] - box["width"]) < 1
        if width >= 1280:
            assert box["height"] * box["width"] > 0.6 * width * height
    assert not serious(page)
    assert not visitor.complaints


def drag_slider(page: Page, name: str) -> None:
    page.locator(f"[data-control={name}] input[type=range]").focus()
    page.keyboard.press("ArrowRight")


def choose(name: str, label: str) -> Any:
    return lambda page: page.locator(f"[data-control={name}]").get_by_label(label, exact=True).check()


def select(name: str, value: str) -> Any:
    return lambda page: page.locator(f"[data-control={name}] select").select_option(value)


def fill(name: str, text: str) -> Any:
    def act(page: Page) -> None:
        page.locator(f"[data-control={name}] input").first.fill(text)
        page.keyboard.press("Enter")

    return act


def press(name: str, label: str) -> Any:
    return lambda page: page.locator(f"[data-control={name}]").get_by_label(label, exact=True).click()


CONTROLS = {
    "slider": ("eigenvectors", "angle", functools.partial(drag_slider, name="angle"), 21, "21"),
    "logarithmic slider": ("svd?view=photo&rank=20", "rank", functools.partial(drag_slider, name="rank"), 21, "21"),
    "choice": ("eigenvectors", "view", choose("view", "Flow"), "flow", "flow"),
    "choice from a list": (
        "gradient_descent",
        "objective",
        select("objective", "rosenbrock"),
        "rosenbrock",
        "rosenbrock",
    ),
    "toggle": ("svd?view=photo", "color", press("color", "In colour"), True, "true"),
    "seed": ("lln_clt", "seed", fill("seed", "7"), 7, "7"),
    "seed, dealt": (
        "lln_clt",
        "seed",
        lambda page: page.get_by_role("button", name="Reshuffle").click(),
        48282,
        "48282",
    ),
    "point": ("gradient_descent", "start", fill("start", "2, 1"), [2, 1], "2,1"),
    "points": (
        "projections_least_squares",
        "points",
        fill("points", "0,0; 1,1; 2,1"),
        [[0, 0], [1, 1], [2, 1]],
        "0,0;1,1;2,1",
    ),
    "matrix": ("eigenvectors", "matrix", fill("matrix", "1.5"), [[1.5, 1], [1, 2]], "1.5,1;1,2"),
    "expression": ("taylor_series", "function", fill("function", "x*cos(x)"), "x*cos(x)", "x*cos(x)"),
    "steps": ("eigenvectors?view=power", "step", press("step", "One step forward"), 5, "5"),
    "data": ("resampling", "data", None, None, None),
}


@pytest.mark.parametrize("kind", CONTROLS)
def test_a_control_on_the_stage_moves_the_figure_and_the_link(kind: str, visitor: Visitor):
    path, name, act, value, text = CONTROLS[kind]
    page = visitor.open(f"show/{path}{'&' if '?' in path else '?'}controls={name}")
    if kind == "data":
        options = page.locator("[data-control=data] select option").evaluate_all("nodes => nodes.map((n) => n.value)")
        value = text = options[1]
        act = select("data", text)
        assert "on the lesson’s page" in page.locator("[data-control=data]").inner_text()
    assert params(page)[name] != value
    act(page)
    wait_for(page, name, value)
    wait_for_link(page, name, text)
    page.reload()
    page.wait_for_selector(FIGURE, timeout=60_000)
    assert params(page)[name] == value
    assert not visitor.complaints


def test_a_slider_draws_frames_while_it_is_dragged(visitor: Visitor):
    page = visitor.open("show/eigenvectors?controls=angle")
    box = page.locator("[data-control=angle] input").bounding_box()
    assert box is not None
    before = visitor.frames()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 20 / 360 * box["width"], y)
    page.mouse.down()
    for step in range(1, 16):
        page.mouse.move(box["x"] + (0.1 + step / 30) * box["width"], y)
        page.wait_for_timeout(30)
    assert visitor.frames() > before + 3
    assert "angle" not in parse_qs(urlsplit(page.url).query) or params(page)["angle"] > 100
    page.mouse.up()
    visitor.rest()
    assert parse_qs(urlsplit(page.url).query)["angle"] == [f"{params(page)['angle']:g}"]
    assert page.locator("[data-control=angle] output").inner_text() == f"{params(page)['angle']:g}°"


def test_a_text_that_is_no_value_gets_a_sentence_and_the_rest_goes_on(visitor: Visitor):
    page = visitor.open("show/taylor_series?controls=function,order")
    field = page.locator("[data-control=function] input")
    good = params(page)
    field.fill("sin(x")
    page.wait_for_selector("[data-control=function] input[aria-invalid=true]")
    assert page.locator(".scope-status").inner_text()
    page.keyboard.press("Enter")
    visitor.rest()
    assert field.input_value() == good["function"] and field.get_attribute("aria-invalid") is None
    drag_slider(page, "order")
    wait_for(page, "order", good["order"] + 1)
    assert params(page)["function"] == good["function"]


def test_a_handle_is_dragged_on_the_stage(visitor: Visitor):
    page = visitor.open("show/eigenvectors")
    box = page.locator(".scope-handle").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] - 30, steps=5)
    page.mouse.up()
    page.wait_for_function("location.search.length > 1", timeout=20_000)
    visitor.rest()
    state = params(page)
    page.reload()
    page.wait_for_selector(FIGURE, timeout=60_000)
    assert params(page) == state


def test_one_key_leads_from_a_lesson_to_the_stage_and_back(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=33&pin=angle%3D70")
    page.keyboard.press("p")
    page.wait_for_url("**/show/eigenvectors?*", timeout=30_000)
    page.wait_for_selector(FIGURE, timeout=60_000)
    assert params(page)["angle"] == 33 and "pin" in parse_qs(urlsplit(page.url).query)
    page.locator("[data-control=angle] input").focus()
    page.keyboard.press("ArrowLeft")
    wait_for(page, "angle", 32)
    page.keyboard.press("p")
    page.wait_for_url("**/eigenvectors?angle=32*", timeout=30_000)
    page.wait_for_selector(FIGURE, timeout=60_000)
    visitor.rest()
    assert params(page)["angle"] == 32
    page.get_by_role("link", name="Projector").click()
    page.wait_for_url("**/show/eigenvectors?angle=32*", timeout=30_000)
    page.wait_for_selector(FIGURE, timeout=60_000)
    page.keyboard.press("Escape")
    page.wait_for_url("**:*/eigenvectors?angle=32*", timeout=30_000)


def test_the_key_is_a_letter_where_a_reader_types(visitor: Visitor):
    page = visitor.open("taylor_series")
    page.locator(".st-key-function input").press("p")
    page.wait_for_timeout(500)
    assert "/show/" not in page.url
    page = visitor.open("show/taylor_series?controls=function")
    page.locator("[data-control=function] input").press("p")
    page.wait_for_timeout(500)
    assert "/show/" in page.url


def test_an_old_link_to_the_projector_look_leads_to_the_stage(visitor: Visitor):
    visitor.page.goto(f"{visitor.url}/eigenvectors?angle=50&look=projector")
    visitor.page.wait_for_url("**/show/eigenvectors?angle=50", timeout=60_000)
    visitor.page.wait_for_selector(FIGURE, timeout=60_000)
    assert params(visitor.page)["angle"] == 50


def test_numbers_help_and_the_choice_of_controls_open_by_keys(visitor: Visitor):
    page = visitor.open("show/eigenvectors")
    assert not page.locator(".stage-numbers").is_visible()
    page.keyboard.press("n")
    assert page.locator(".stage-numbers .scope-value").first.is_visible()
    page.keyboard.press("?")
    assert "Full screen" in page.locator("dialog[open]").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0 and "/show/" in page.url
    page.keyboard.press("c")
    page.locator("dialog[open]").get_by_label("Beside it").check()
    page.locator("dialog[open]").get_by_label("Matrix A").uncheck()
    page.get_by_role("button", name="Close").click()
    assert page.locator("[data-control=view]").is_visible() and page.locator("[data-control=matrix]").count() == 0
    assert parse_qs(urlsplit(page.url).query)["controls"] == ["angle,basis,view"]


def read_code(page: Page, path: Path) -> str:
    page.wait_for_selector("dialog[open] .stage-code img", timeout=20_000)
    page.wait_for_timeout(200)
    page.locator(".stage-code").screenshot(path=path)
    found = zxingcpp.read_barcode(Image.open(path))
    assert found is not None
    return found.text


def test_the_qr_code_is_the_state_of_the_moment(visitor: Visitor, tmp_path: Path):
    page = visitor.open("show/eigenvectors?angle=30&controls=angle")
    drag_slider(page, "angle")
    wait_for(page, "angle", 31)
    page.keyboard.press("q")
    text = read_code(page, tmp_path / "code.png")
    assert text.startswith(visitor.url + "/eigenvectors?") and parse_qs(urlsplit(text).query)["angle"] == ["31"]


def test_the_snippet_for_a_course_page_holds_state_controls_and_look(visitor: Visitor):
    page = visitor.open("show/eigenvectors?angle=30&controls=angle,view#embed")
    field = page.get_by_label("HTML of the frame")
    page.get_by_label("Look").select_option("dark")
    page.get_by_label("Height in pixels").fill("600")
    match = re.fullmatch(
        r'<iframe src="(.*?)" title="(.*?)" style="(.*?)" loading="lazy"></iframe>', field.input_value()
    )
    assert match and "height:600px" in match[3] and match[2].startswith("Eigenvalues")
    address = html.unescape(match[1])
    assert parse_qs(urlsplit(address).query) == {
        "angle": ["30"],
        "controls": ["angle,view"],
        "embed": ["1"],
        "look": ["dark"],
    }
    page.goto(address)
    page.wait_for_selector(FIGURE, timeout=60_000)
    assert params(page)["angle"] == 30 and page.locator("[data-control]").count() == 2


# --- on another site's page ------------------------------------------------------------------------------------------


@pytest.fixture
def course(server: Server, tmp_path: Path) -> Iterator[str]:
    """The address of a page of another origin with a figure of ours in a frame."""
    address = f"{server.url}/show/eigenvectors?embed=1&controls=angle"
    (tmp_path / "index.html").write_text(
        f'<!doctype html><title>Course</title><iframe src="{address}" width="700" height="420" title="Figure"></iframe>'
    )
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    yield f"http://localhost:{other.server_address[1]}/index.html"
    other.shutdown()


def test_a_figure_lives_in_a_frame_of_another_site(course: str, visitor: Visitor):
    page = visitor.page
    page.goto(course)
    frame = page.frame_locator("iframe")
    frame.locator(FIGURE).first.wait_for(timeout=60_000)
    assert frame.locator("button").count() == 0
    inner = page.frames[1]
    inner.locator("[data-control=angle] input").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    inner.wait_for_function(f"{NOW}.angle === 23", timeout=20_000)
    assert inner.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    inner.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(14, 17, 23)'")
    inner.wait_for_function(
        "document.querySelector('.scope-plot')._fullLayout.paper_bgcolor.toLowerCase() === '#0e1117'", timeout=20_000
    )
    page.evaluate("document.querySelector('iframe').style.height = '300px'")
    inner.wait_for_function("document.querySelector('.main-svg').getBoundingClientRect().height < 280")
    assert inner.evaluate("document.documentElement.scrollHeight - innerHeight") == 0


# --- lectures --------------------------------------------------------------------------------------------------------

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
            "sweep": {"name": "angle", "from": 0, "to": 90, "seconds": 2.5},
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
