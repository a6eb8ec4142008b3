"""Fingers, the whole screen, and pictures saved by the browser itself."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, CDPSession, FloatRect, Page, expect

from explorer.export.origin import state_in
from tests.browser.conftest import Server, Visitor

pytestmark = pytest.mark.browser

PARAMS = "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params)"


@pytest.fixture
def phone(server: Server, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    # The introduction has a test of its own; here it would lie under the finger.
    context.add_init_script("localStorage.setItem('mathscope:met', 'true')")
    yield Visitor(context.new_page(), server.url)
    context.close()


def finger(page: Page, start: tuple[float, float], end: tuple[float, float], steps: int = 16) -> CDPSession:
    """A finger put down at `start`, moved to `end` and still on the glass; `lift` takes it off."""
    touch = page.context.new_cdp_session(page)
    for step in range(steps + 1):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(25)
    return touch


def lift(touch: CDPSession) -> None:
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(box: dict[str, float] | None) -> tuple[float, float]:
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_drags_a_handle_and_the_page_does_not_scroll(phone: Visitor):
    page = phone.open("eigenvectors")
    handle = page.locator(".scope-handle[aria-label^='tip of x']")
    handle.scroll_into_view_if_needed()
    x, y = middle(handle.bounding_box())
    before, scrolled = phone.frames(), page.evaluate("document.scrollingElement.scrollTop")
    touch = finger(page, (x, y), (x - 70, y - 60))
    page.wait_for_function(f"{PARAMS}.angle > 90", timeout=20_000)
    assert phone.frames() > before
    lift(touch)
    phone.rest()
    angle = phone.params()["angle"]
    assert isinstance(angle, (int, float)) and 90 < angle < 180
    assert f"angle={angle:g}" in page.url
    assert page.evaluate("document.scrollingElement.scrollTop") == scrolled
    assert not phone.complaints


def test_a_finger_drags_a_slider_and_the_figure_follows_before_it_is_lifted(phone: Visitor):
    page = phone.open("eigenvectors")
    page.locator(".st-key-angle").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    x, y = phone.thumb("angle")
    touch = finger(page, (x, y), (x + 120, y))
    page.wait_for_function(f"{PARAMS}.angle > 60", timeout=20_000)
    lift(touch)
    phone.rest()
    assert phone.params()["angle"] == float(
        page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan"
    )
    assert not phone.complaints


def test_a_figure_out_of_sight_is_shown_small_while_a_finger_moves_a_slider(phone: Visitor):
    page = phone.open("eigenvectors")
    page.evaluate("document.querySelector('.st-key-angle').scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    stage = page.locator(".scope-stage")
    before, (x, y) = stage.bounding_box(), phone.thumb("angle")
    assert before is not None and before["y"] + before["height"] < 200, "the figure was to be out of sight"
    touch = finger(page, (x, y), (x + 120, y))
    page.wait_for_function(f"{PARAMS}.angle > 60", timeout=20_000)
    expect(page.locator(".scope-peek")).to_be_visible(timeout=20_000)
    small, held = stage.bounding_box(), phone.thumb("angle")
    assert small is not None and small["y"] >= 0 and small["y"] + small["height"] < held[1] - 40
    assert small["width"] > 0.5 * before["width"] and abs(held[1] - y) < 2, "the slider moved under the finger"
    lift(touch)
    expect(page.locator(".scope-peek")).to_have_count(0, timeout=20_000)
    phone.rest()
    assert stage.bounding_box() == pytest.approx(before, abs=2)
    assert not phone.complaints


def test_a_figure_out_of_sight_comes_along_over_the_text_on_a_wide_screen(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.evaluate("document.querySelector('.stMain').scrollBy(0, 900)")
    page.wait_for_timeout(300)
    stage = page.locator(".scope-stage")
    before, (x, y) = stage.bounding_box(), visitor.thumb("angle")
    assert before is not None and before["y"] + before["height"] < 100, "the figure was to be out of sight"
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=6)
    expect(page.locator(".scope-peek")).to_be_visible(timeout=20_000)
    shown, held = stage.bounding_box(), visitor.thumb("angle")
    assert shown is not None and shown["y"] >= 0 and shown["y"] + shown["height"] < 500
    assert before["x"] <= shown["x"] and shown["x"] + shown["width"] < held[0], "it lies over the text alone"
    assert abs(held[1] - y) < 2, "the slider moved under the hand"
    page.mouse.up()
    expect(page.locator(".scope-peek")).to_have_count(0, timeout=20_000)
    visitor.rest()
    assert stage.bounding_box() == pytest.approx(before, abs=2)
    assert not visitor.complaints


def test_the_row_of_presets_opens_at_the_one_that_is_shown(phone: Visitor):
    page = phone.open("random_projections?data=digits&k=30")
    row = page.locator(".st-key-lesson-presets").bounding_box()
    buttons = page.locator(".st-key-lesson-presets button:visible").all()
    at = [each.get_attribute("kind") for each in buttons].index("primary")
    boxes = [each.bounding_box() for each in buttons]
    first, before, shown = boxes[0], boxes[at - 1], boxes[at]
    assert row and first and before and shown
    assert first["x"] + first["width"] < row["x"] <= shown["x"] - 20, "it was to be scrolled, not as far as it goes"
    assert shown["x"] + shown["width"] < row["x"] + row["width"]
    assert before["x"] + before["width"] > row["x"] + 10, "the end of the one before was to be seen"
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == 0, "the page was scrolled with the row"


def test_the_nearest_handle_is_taken_where_several_lie_under_a_finger(phone: Visitor):
    page = phone.open("subspaces_basis?view=two&b1=1,1&b2=1.4,0.8")
    below = page.locator(".scope-handle[aria-label^='b₁']")
    below.scroll_into_view_if_needed()
    (x, y), above = middle(below.bounding_box()), middle(page.locator(".scope-handle[aria-label^='b₂']").bounding_box())
    assert abs(above[0] - x) < 20, "they were to lie under one finger"
    touch = finger(page, (x - 2, y), (x - 40, y - 30))
    page.wait_for_function(f"{PARAMS}.b1[0] < 0.8", timeout=20_000)
    lift(touch)
    phone.rest()
    assert phone.params()["b2"] == [1.4, 0.8]
    assert not phone.complaints


def test_a_second_finger_takes_no_second_handle(phone: Visitor):
    page = phone.open("subspaces_basis?view=two&b1=2,1&b2=-2,1")
    one, other = (page.locator(f".scope-handle[aria-label^='{name}']") for name in ("b₁", "b₂"))
    one.scroll_into_view_if_needed()
    (x, y), (u, v) = middle(one.bounding_box()), middle(other.bounding_box())
    touch = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [(x, y)]),
        ("touchStart", [(x, y), (u, v)]),
        ("touchMove", [(x - 15, y - 10), (u + 12, v + 12)]),
        ("touchMove", [(x - 30, y - 20), (u + 24, v + 24)]),
        ("touchEnd", [(u + 24, v + 24)]),
        ("touchEnd", []),
    ):
        told = [{"x": a, "y": b, "id": 1 if (a - x) ** 2 < (a - u) ** 2 else 2} for a, b in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})
        page.wait_for_timeout(150)
    phone.rest()
    assert phone.params()["b2"] == [-2, 1] and phone.params()["b1"] != [2, 1]
    script = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name).find((n) => /figure.store\\.js/.test(n))"
    )
    held = "async (script) => [...(await import(script)).storeOf('subspaces_basis').held]"
    assert page.evaluate(held, script) == [], "nothing is in a hand any more"
    assert not phone.complaints


@pytest.mark.parametrize("screen", [(640, 360), (844, 390), (1024, 768)])
def test_a_low_screen_shows_the_figure_whole(visitor: Visitor, screen: tuple[int, int]):
    visitor.page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page = visitor.open("eigenvectors")
    stage = page.locator(".scope-stage")
    stage.evaluate("node => node.scrollIntoView({block: 'end'})")
    box, goal = stage.bounding_box(), page.locator(".scope-goal").bounding_box()
    assert box and goal and box["y"] >= 0 and box["y"] + box["height"] <= screen[1] + 1, "it is higher than the screen"
    assert goal["y"] >= box["y"] + box["height"] - 1, "the challenge lies over it"
    assert not visitor.complaints


def test_the_bar_at_the_top_hides_neither_the_title_nor_the_tools(phone: Visitor):
    page = phone.open("eigenvectors")
    hidden = page.evaluate(
        """() => { const bar = document.querySelector('[data-testid=stHeader]');
          bar.style.setProperty('pointer-events', 'auto', 'important');
          const title = document.querySelector('h1').getBoundingClientRect();
          const tool = [...document.querySelectorAll('.st-key-tool-reset button')].map((n) => n.getBoundingClientRect())
            .find((box) => box.width > 0);
          const seen = document.elementFromPoint(tool.left + tool.width / 2, tool.top + tool.height / 2);
          return [bar.getBoundingClientRect().bottom - title.top, !seen.closest('.st-key-tool-reset')]; }"""
    )
    assert hidden[0] <= 0 and hidden[1] is False, hidden


def test_a_handle_in_the_figure_is_dragged_in_its_place(phone: Visitor):
    page = phone.open("projections_least_squares")
    handle = page.locator(".scope-handle").last
    handle.evaluate("node => node.scrollIntoView({block: 'start'})")
    page.evaluate("document.querySelector('.stMain').scrollBy(0, -90)")
    page.wait_for_timeout(300)
    x, y = middle(handle.bounding_box())
    before = phone.frames()
    touch = finger(page, (x, y), (x - 20, y + 60))
    page.wait_for_function(f"Number(document.querySelector('[data-testid=live-figure]').dataset.frames) > {before}")
    assert page.locator(".scope-peek").count() == 0
    lift(touch)
    phone.rest()
    assert not phone.complaints


def test_a_text_in_a_corner_stays_there_while_the_axes_rest(visitor: Visitor):
    page = visitor.open("matrix_operations?view=inverse")
    place = """() => { const plot = document.querySelector('.js-plotly-plot'), axis = plot._fullLayout.xaxis2;
      const found = [...plot.querySelectorAll('g.textpoint text')].find((text) => text.textContent.startsWith('e₁ = '));
      return [found && found.getBoundingClientRect().left, axis.range[1]]; }"""
    (left, reach), (x, y) = page.evaluate(place), middle(page.locator(".scope-handle").first.bounding_box())
    panel = page.locator(".js-plotly-plot .nsewdrag").nth(1).bounding_box()
    assert panel is not None and left > panel["x"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(panel["x"] + 0.04 * panel["width"], panel["y"] + 0.04 * panel["height"], steps=12)
    page.wait_for_function(f"{PARAMS}.a[1][0] > 1.4", timeout=20_000)
    visitor.rest()
    held, range_held = page.evaluate(place)
    page.mouse.up()
    visitor.rest()
    after, range_after = page.evaluate(place)
    assert range_held == reach < range_after, "the axes were to grow with what was drawn, and did not"
    assert abs(held - left) < 2 and abs(after - left) < 2
    assert not visitor.complaints


def hold(visitor: Visitor, *, handle: int, panel: int, at: tuple[float, float]) -> FloatRect:
    """Take a handle to a place in a panel, in shares of its width and height, and keep it in the hand; the panel."""
    page = visitor.page
    box = page.locator(".js-plotly-plot .nsewdrag").nth(panel).bounding_box()
    assert box is not None
    page.mouse.move(*middle(page.locator(".scope-handle").nth(handle).bounding_box()))
    page.mouse.down()
    page.mouse.move(box["x"] + at[0] * box["width"], box["y"] + at[1] * box["height"], steps=12)
    visitor.rest()
    page.wait_for_timeout(400)
    return box


def test_a_name_keeps_its_distance_from_what_it_names_while_the_axes_rest(visitor: Visitor):
    page = visitor.open("matrix_operations?a=0.4,2;0.3,2")  # axes for a large shape, which the drag makes small
    gap = """() => { const plot = document.querySelector('.js-plotly-plot'), axis = plot._fullLayout.xaxis;
      const name = [...plot.querySelectorAll('g.textpoint text')].find((text) => text.textContent === 'BA');
      const box = name.getBoundingClientRect(), frame = plot.querySelector('.nsewdrag').getBoundingClientRect();
      const trace = plot._fullData.find((each) => each.text?.[0] === '<b>BA</b>'), [x, y] = trace.meta.of;
      const at = [frame.left + axis.c2p(x), frame.top + plot._fullLayout.yaxis.c2p(y)];
      return [Math.hypot(box.left + box.width / 2 - at[0], box.top + box.height / 2 - at[1]), axis.range[1]]; }"""
    _, reach = page.evaluate(gap)
    hold(visitor, handle=1, panel=0, at=(0.5, 0.4))
    held, resting = page.evaluate(gap)
    page.mouse.up()
    visitor.rest()
    after, free = page.evaluate(gap)
    assert free < 0.7 * resting == 0.7 * reach, "the axes were to rest, and to come nearer when the shape was let go"
    assert held == pytest.approx(after, abs=2)
    assert not visitor.complaints


def test_a_name_stays_in_its_panel_while_the_axes_rest(visitor: Visitor):
    page = visitor.open("svd")
    panel = hold(visitor, handle=2, panel=1, at=(0.02, 0.06))
    name = page.locator(".js-plotly-plot g.textpoint text", has_text="σ₁u₁").bounding_box()
    page.mouse.up()
    assert name is not None and name["x"] > panel["x"] - 2, "it lay on the numbers of the axis"
    assert not visitor.complaints


def test_a_handle_that_the_resting_axes_leave_behind_waits_at_their_edge(visitor: Visitor):
    """A stronger prior is higher, and the bar below it belongs to a larger picture: it hung over the challenge."""
    page = visitor.open("map_estimation")
    panel = hold(visitor, handle=1, panel=0, at=(0.4, 0.9))
    x, y = middle(page.locator(".scope-held").bounding_box())
    assert panel["y"] <= y <= panel["y"] + panel["height"] + 1 and panel["x"] <= x <= panel["x"] + panel["width"] + 1
    page.mouse.up()
    visitor.rest()
    assert float(str(visitor.params()["strength"])) > 100 and not visitor.complaints


def test_the_figure_fills_the_screen_and_comes_back(visitor: Visitor):
    page = visitor.open("eigenvectors")
    width = page.locator(".js-plotly-plot .main-svg").first.bounding_box()
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.wait_for_function(
        "document.querySelector('.js-plotly-plot')._fullLayout.width === innerWidth"
        " && document.querySelector('.js-plotly-plot')._fullLayout.height === innerHeight",
        timeout=20_000,
    )
    x, y = middle(page.locator(".scope-handle[aria-label^='tip of x']").bounding_box())
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 120, y - 90, steps=10)
    page.wait_for_function(f"{PARAMS}.angle > 60", timeout=20_000)
    page.mouse.up()
    visitor.rest()
    page.evaluate("document.exitFullscreen()")
    assert width is not None
    page.wait_for_function(
        f"Math.abs(document.querySelector('.js-plotly-plot')._fullLayout.width - {width['width']}) < 20", timeout=20_000
    )
    assert not visitor.complaints


def test_the_browser_saves_the_picture_as_png_and_svg(visitor: Visitor, tmp_path: Path):
    page = visitor.open("eigenvectors?angle=65")
    shown = page.evaluate(
        "(({width, height}) => [width, height])(document.querySelector('.js-plotly-plot')._fullLayout)"
    )
    saved = {}
    for kind in ("png", "svg"):
        with page.expect_download() as coming:
            page.get_by_role("button", name=f"Download as {kind.upper()}").click()
        coming.value.save_as(tmp_path / f"figure.{kind}")
        assert coming.value.suggested_filename == f"eigenvectors_angle-65.{kind}"
        saved[kind] = (tmp_path / f"figure.{kind}").read_bytes()
    picture = Image.open(io.BytesIO(saved["png"]))
    assert picture.size == (2 * shown[0], 2 * shown[1])
    assert len(picture.convert("RGB").getcolors(1 << 22) or []) > 20
    told = picture.text  # type: ignore[attr-defined]  # Pillow's PNG has it
    assert told["Source"] == page.url and told["Software"].startswith("Mathscope 0.1.0, licence MIT")
    assert "The eigenvalues are 3 and 1" in told["Description"]
    assert state_in(saved["png"]) == state_in(saved["svg"]) == "eigenvectors?angle=65"
    texts = "".join(ET.fromstring(saved["svg"]).itertext())
    assert "x on the unit circle, and Ax" in texts and "λ₁ = 3" in texts
    assert not visitor.complaints
