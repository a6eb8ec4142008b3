"""The stage in a real browser: a figure that fills its window, its controls and keys, a frame on another site."""

from __future__ import annotations

import functools
import html
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from explorer.catalogue import find
from tests.browser.conftest import ARTIFACTS, Server, Visitor
from tests.browser.stage_hands import FIGURE, NOW, drag_slider, params, read_code, serious, wait_for, wait_for_link

pytestmark = pytest.mark.browser

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


PANELS = """() => {
  const full = document.querySelector('.stage-layer:not(.stage-coming) .scope-plot')._fullLayout;
  return Object.values(full._plots).map(({ xaxis, yaxis }) => [xaxis._length, yaxis._length]);
}"""


def test_a_key_gives_each_panel_the_whole_window_and_brings_all_back(visitor: Visitor):
    page = visitor.open("show/svd?view=photo&rank=20&controls=rank")
    four = page.evaluate(PANELS)
    assert len(four) == 4
    for number in range(4):
        before = four[number][0] * four[number][1]
        page.keyboard.press("z")
        page.wait_for_function(f"({PANELS})().length === 1")
        ((width, height),) = page.evaluate(PANELS)
        assert width * height > 2 * before and height > 0.5 * 720, number
    page.keyboard.press("z")
    page.wait_for_function(f"({PANELS})().length === 4")
    page.keyboard.press("z")
    drag_slider(page, "rank")
    visitor.rest()
    assert params(page)["rank"] == 21 and len(page.evaluate(PANELS)) == 1, "a panel stays alone while a control moves"
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_timeout(400)
    button = page.get_by_role("button", name="One panel after the other, alone").bounding_box()
    assert button is not None and button["height"] > 45, "buttons grow with the window"
    assert not visitor.complaints


def test_a_box_comes_near_and_a_plot_takes_what_a_square_leaves(visitor: Visitor):
    page = visitor.open("show/psd_covariance")
    camera = page.evaluate("document.querySelector('.scope-plot')._fullLayout.scene.camera")
    far = find("psd_covariance").scene().plotly()["layout"]["scene"]["camera"]

    def distance(each):
        return sum((each["eye"][axis] - each["center"][axis]) ** 2 for axis in "xyz") ** 0.5

    assert distance(camera) < 0.9 * distance(far), "the box fills its place"
    ((square, high),) = page.evaluate(PANELS)
    assert abs(square - high) < 1
    domain = page.evaluate("document.querySelector('.scope-plot')._fullLayout.scene.domain.x")
    assert (domain[1] - domain[0]) * 1280 > 1.3 * square, "the room beside the square is for the box"


# The texts of axes that are cut by the window, and titles of axes that lie on numbers or on one another.
BESIDE = """() => {
  const plot = document.querySelector('.stage-layer:not(.stage-coming) .scope-plot');
  const box = (node) => node.getBoundingClientRect();
  const [room, found] = [box(plot), []];
  const kinds = '.xtick text, .ytick text, text[class$=title], .annotation-text';
  const seen = [...plot.querySelectorAll(kinds)].filter((node) => node.textContent && box(node).width > 0);
  for (const node of seen) {
    const at = box(node);
    const inside = at.left > room.left - 1 && at.right < room.right + 1 && at.top > room.top - 1;
    if (!inside || at.bottom > room.bottom + 1) found.push('cut: ' + node.textContent);
  }
  const named = seen.filter((node) => /title|annotation/.test(node.getAttribute('class')));
  for (const node of named) for (const other of seen) {
    const [a, b] = [box(node), box(other)];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (other !== node && across > 2 && down > 5) found.push(node.textContent + ' on ' + other.textContent);
  }
  return found;
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (1920, 1080)])
def test_panels_in_a_hall_leave_no_room_and_cut_no_text(width: int, height: int, visitor: Visitor):
    visitor.page.set_viewport_size({"width": width, "height": height})
    least = {
        "svd?view=photo": (0.26 * width, 0.23 * height),  # four panels, three photographs
        "integration?view=area": (0.88 * width, 0.26 * height),  # two over one axis
        "pseudo_inverse?view=noise": (0.38 * width, 0.25 * height),  # four plots
        "rank_determinant?view=flow": (0.27 * width, 0.27 * width),  # three squares
        "eigenvectors": (0.36 * min(width, height), 0.65 * height),
    }
    for address, (wide, high) in least.items():
        page = visitor.open(f"show/{address}")
        for across, up in page.evaluate(PANELS):
            assert across >= wide and up >= high, (address, across, up)
        assert page.evaluate(BESIDE) == [], address
    assert not visitor.complaints


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
    page.locator("dialog[open]").get_by_label("Matrix A").check()
    page.locator("dialog[open]").get_by_label("Beside it").uncheck()
    page.get_by_role("button", name="Close").click()
    assert page.locator("[data-control=matrix]").is_visible() and page.locator("[data-control=view]").count() == 0
    assert parse_qs(urlsplit(page.url).query)["controls"] == ["matrix,angle,basis"]


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
