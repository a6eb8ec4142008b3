"""Nothing is lost by a slip: what a hand did not ask for does not happen, and what it did has a way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from explorer.controls import WIDE, Matrix
from tests.browser.conftest import Visitor
from tests.browser.test_editors import alone, given
from tests.browser.test_hands import PARAMS, finger, lift, middle, phone  # noqa: F401  a fixture

pytestmark = pytest.mark.browser

RANGES = """['xaxis', 'yaxis'].map((name) =>
  Array.from(document.querySelector('.js-plotly-plot')._fullLayout[name].range)).flat()"""
EYE = "Object.values(document.querySelector('.js-plotly-plot')._fullLayout.scene._scene.getCamera().eye)"
SCROLLED = "document.querySelector('.stMain').scrollTop"


def pull(page: Page, start: tuple[float, float], by: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0], start[1] + by[1], steps=8)
    page.mouse.up()
    page.wait_for_timeout(200)


def ask_nearer(page: Page, at: tuple[float, float]) -> None:
    """Ctrl and the wheel, until it has been heard: the browser hands a wheel on in its own time."""
    before = page.evaluate(RANGES)
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    changed(page, before)
    page.keyboard.up("Control")


def changed(page: Page, before: list[float]) -> list[float]:
    """The ranges once they are others."""
    page.wait_for_function(f"before => String({RANGES}) !== String(before)", arg=before, timeout=20_000)
    found: list[float] = page.evaluate(RANGES)
    return found


def scrolled(page: Page, beyond: float) -> None:
    page.wait_for_function(f"beyond => {SCROLLED} > beyond", arg=beyond, timeout=20_000)


def test_a_drag_that_misses_its_handle_changes_nothing_and_one_reset_resets_all(visitor: Visitor):
    page = visitor.open("eigenvectors")
    x, y = middle(page.locator(".scope-handle").first.bounding_box())
    start, params = page.evaluate(RANGES), visitor.params()
    pull(page, (x + 25, y + 5), (90, 70))
    assert page.evaluate(RANGES) == start and visitor.params() == params
    ask_nearer(page, (x - 60, y + 60))
    near = page.evaluate(RANGES)
    assert near[1] - near[0] < 0.7 * (start[1] - start[0]), "zoom was asked for"
    pull(page, (x - 60, y + 60), (30, 20))
    moved = changed(page, near)
    assert moved[1] - moved[0] == pytest.approx(near[1] - near[0]) and moved[0] < near[0], "and a drag moves it then"
    page.get_by_role("button", name="Reset", exact=True).click()
    visitor.rest()
    assert page.evaluate(RANGES) == start
    page.get_by_role("button", name="Zoom in").click()
    changed(page, start)
    page.get_by_role("button", name="Show the whole figure").click()
    page.wait_for_function(f"start => String({RANGES}) === String(start)", arg=start, timeout=20_000)
    assert not visitor.complaints


def test_a_finger_over_a_figure_or_beside_a_thumb_scrolls_the_page(phone: Visitor):  # noqa: F811
    page = phone.open("eigenvectors")
    start, params = page.evaluate(RANGES), phone.params()
    page.evaluate("document.querySelector('.nsewdrag').scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    first = page.evaluate(SCROLLED)
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None
    at = (box["x"] + 0.2 * box["width"], box["y"] + 0.85 * box["height"])
    lift(finger(page, at, (at[0], at[1] - 200)))
    scrolled(page, first + 80)
    assert page.evaluate(RANGES) == start
    page.evaluate("document.querySelector('.st-key-angle').scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    before, track = page.evaluate(SCROLLED), page.locator(".st-key-angle [role=group]").bounding_box()
    assert track is not None
    at = (track["x"] + 0.6 * track["width"], track["y"] + 0.5 * track["height"])
    lift(finger(page, at, (at[0], at[1] - 150)))
    scrolled(page, before + 50)
    phone.rest()
    assert phone.params() == params
    assert not phone.complaints


def test_a_key_on_a_handle_is_told_in_a_sentence(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.locator(".scope-handle[aria-label^='tip of x']").focus()
    page.keyboard.press("ArrowUp")
    said = page.locator(".scope-did")
    expect(said).to_contain_text("tip of x is now at", timeout=20_000)
    expect(said).to_contain_text("Direction of x:")
    visitor.rest()
    assert "Direction of x:" in (page.locator("[data-testid=live-figure]").get_attribute("aria-label") or "")
    assert not visitor.complaints


def test_an_entry_keeps_what_is_typed_until_it_is_whole(visitor: Visitor):
    control = Matrix("typed", "Typed", ((3, 3),), -3, 3, 0.1, wide=WIDE)
    page = alone(visitor, control)
    first, second = page.locator(".scope-entry").all()
    note = page.locator(".scope-note").first
    for text, kept in (("12", "12"), ("-3.5", "-3.5"), ("1/8", "0.125"), ("sqrt(2)", "1.41421")):
        first.fill("")
        first.press_sequentially(text, delay=120)
        assert first.input_value() == text
        first.press("Enter")
        assert first.input_value() == kept and note.inner_text() == ""
    first.fill("1/")
    second.focus()
    assert first.input_value() == "1/" and "“1/” is not" in note.inner_text()
    first.fill("250")
    first.press("Enter")
    assert first.input_value() == "99" and "250 is beyond 99" in note.inner_text()
    assert given(page, control) == ((99.0, 3.0),)
    counts = Matrix("counts", "Counts", ((4, 4),), 0, 9, 1)
    page = alone(visitor, counts)
    page.locator(".scope-entry").first.fill("2.4")
    page.keyboard.press("Enter")
    assert "2.4 becomes 2: entries are whole numbers" in page.locator(".scope-note").first.inner_text()


def test_back_and_forward_restore_address_figure_and_controls_together(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=65&matrix=1,1;0,1")
    page.locator(".st-key-angle input[type=range]").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**/eigenvectors?*angle=70*", timeout=20_000)
    visitor.rest()

    def seen(slug: str, angle: float) -> None:
        page.wait_for_function(
            """([slug, angle]) => {
              const shown = JSON.parse(document.querySelector('[data-testid=live-figure]')?.dataset.params || '{}');
              const slider = document.querySelector('.st-key-angle input[type=range]');
              return location.pathname.endsWith(slug) && shown.angle === angle && Number(slider?.value) === angle;
            }""",
            arg=[slug, angle],
            timeout=30_000,
        )
        visitor.rest()

    page.locator(".scope-search a[data-slug=svd]").first.evaluate("node => node.click()")
    seen("/svd", 15)
    page.go_back()
    seen("/eigenvectors", 70)
    assert "angle=70" in page.url and visitor.params()["matrix"] == [[1, 1], [0, 1]]
    page.go_forward()
    seen("/svd", 15)
    page.go_back()
    seen("/eigenvectors", 70)
    page.evaluate("history.pushState({}, '', 'eigenvectors?angle=120')")
    page.evaluate("history.back()")
    page.evaluate("history.forward()")
    seen("/eigenvectors", 120)
    assert "angle=120" in page.url and visitor.params()["matrix"] == [[2, 1], [1, 2]]
    page.reload()
    seen("/eigenvectors", 120)


def test_forced_colours_leave_sliders_and_choices_to_be_seen(visitor: Visitor):
    page = visitor.open("eigenvectors")
    page.emulate_media(forced_colors="active")
    colours = page.evaluate(
        """() => { const group = document.querySelector('[data-testid=stSlider] [role=group] > div');
          const thumb = group.querySelector('[data-testid=stSliderThumbValue]').parentElement;
          return [group.firstElementChild, thumb].map((n) => getComputedStyle(n).backgroundColor)
            .concat(getComputedStyle(document.body).backgroundColor); }"""
    )
    page.emulate_media(forced_colors="none")
    track, thumb, paper = colours
    assert track != paper and thumb not in (paper, track)


def test_forced_colours_tell_what_is_chosen_and_what_is_on(visitor: Visitor):
    """An option or a switch that is on differs in colour from one that is off; backgrounds are all that they have."""
    page = visitor.open("convexity?view=plane")
    page.emulate_media(forced_colors="active")
    dots = page.locator("[data-testid=stRadioOption] > div > div:first-child > div").evaluate_all(
        "all => all.map((n) => getComputedStyle(n).backgroundColor)"
    )
    assert len(dots) > 1 and dots[0] != dots[1] == dots[-1]
    page.emulate_media(forced_colors="none")
    visitor.open("spectral_decomposition")
    page.emulate_media(forced_colors="active")
    track = """() => getComputedStyle(document.querySelector('.st-key-symmetric label > span + div')).backgroundColor"""
    on = page.evaluate(track)
    page.locator(".st-key-symmetric input").focus()
    page.keyboard.press("Space")
    visitor.rest()
    off = page.evaluate(track)
    page.emulate_media(forced_colors="none")
    assert on != off


def test_reset_takes_back_a_text_that_is_no_number(visitor: Visitor):
    page = visitor.open("eigenvectors")
    entry, note = page.locator(".scope-entry").first, page.locator(".scope-matrix .scope-note").first
    entry.fill("abc")
    entry.blur()
    expect(entry).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(entry).to_have_value("2")
    expect(entry).to_have_attribute("aria-invalid", "false")
    assert note.inner_text() == ""
    assert not visitor.complaints


def test_a_press_let_go_beside_an_entry_is_over(visitor: Visitor):
    page = visitor.open("eigenvectors")
    before, box = visitor.params(), page.locator(".scope-entry").first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 12)
    page.mouse.up()
    page.mouse.move(x - 15, y + 10, steps=4)
    page.mouse.move(x + 15, y + 10, steps=4)
    visitor.rest()
    assert visitor.params() == before
    assert not visitor.complaints


def test_a_field_that_is_clicked_after_a_slider_was_typed_into_has_the_focus(visitor: Visitor):
    page = visitor.open("eigenvectors")
    slider, other = page.locator(".st-key-angle input[type=range]"), page.locator("input[type=search]:visible").first
    slider.focus()
    page.keyboard.type("45")
    other.click()
    expect(other).to_be_focused()
    page.wait_for_function(f"{PARAMS}.angle === 45", timeout=20_000)
    slider.focus()
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.wait_for_function(f"{PARAMS}.angle === 50", timeout=20_000)
    assert page.locator(".scope-exact").count() == 0
    assert not visitor.complaints


def test_a_space_that_was_not_turned_is_not_called_turned(visitor: Visitor):
    page = visitor.open("subspaces_basis")
    whole = page.get_by_role("button", name="Show the whole figure")
    whole.click()
    page.wait_for_timeout(500)
    expect(whole).not_to_have_class("scope-button scope-main")
    page.get_by_role("button", name="Zoom in").click()
    expect(whole).to_have_class("scope-button scope-main")
    assert not visitor.complaints
