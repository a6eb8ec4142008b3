"""A phone follows a lecture over the server: the figure as the lecturer has it, in hand and back, a vote."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, Visitor
from tests.browser.stage_hands import FIGURE, drag_slider, params, read_code, serious, wait_for

pytestmark = pytest.mark.browser


def test_a_phone_follows_takes_the_figure_in_hand_comes_back_and_votes(
    visitor: Visitor, server: Server, browser: Browser, tmp_path: Path
):
    hall = visitor.open("lecture/eigenvectors-to-svd?scene=4")
    hall.keyboard.press("w")
    link = read_code(hall, tmp_path / "code.png")
    key = hall.evaluate("JSON.parse(sessionStorage.getItem('mathscope:room:eigenvectors-to-svd')).key")
    assert "room=" in link and key not in link
    hall.keyboard.press("w")

    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = context.new_page()
    guest = Visitor(phone, server.url)
    phone.goto(link)
    phone.wait_for_selector(FIGURE, timeout=60_000)
    phone.wait_for_selector("main[data-scene='4']", timeout=20_000)
    hall.keyboard.press("ArrowRight")  # the sweep that waits for a click
    hall.keyboard.press("s")
    visitor.rest()
    wait_for(phone, "angle", params(hall)["angle"])
    hall.keyboard.press("PageDown")
    phone.wait_for_selector("main[data-scene='5']", timeout=20_000)

    drag_slider(phone, "angle")  # in hand: the lecturer goes on without it
    expect(phone.get_by_role("button", name="Back to the lecturer")).to_be_visible()
    own = params(phone)
    hall.keyboard.press("Home")
    hall.wait_for_selector("main[data-scene='1']", timeout=20_000)
    phone.wait_for_timeout(600)
    assert params(phone)["matrix"] == own["matrix"] != params(hall)["matrix"]
    phone.get_by_role("button", name="Back to the lecturer").click()
    phone.wait_for_selector("main[data-scene='1']", timeout=20_000)
    wait_for(phone, "matrix", params(hall)["matrix"])

    hall.keyboard.press("t")
    hall.get_by_label("Question").fill("How often do they meet?")
    hall.get_by_label("Options").fill("once\ntwice\nnever")
    hall.get_by_role("button", name="Ask the room").click()
    phone.get_by_role("button", name="B twice").click()
    expect(hall.locator(".stage-poll-count")).to_have_text(["0", "1", "0"])
    phone.get_by_role("button", name="A once").click()
    expect(hall.locator(".stage-poll-count")).to_have_text(["1", "0", "0"])
    assert phone.locator(".stage-poll-count").all_inner_texts() == ["", "", ""], "nobody follows the others"
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert not serious(phone) and not serious(hall)
    hall.keyboard.press("t")
    expect(phone.locator(".stage-poll-count")).to_have_text(["1", "0", "0"])
    hall.screenshot(path=tmp_path / "vote_hall.png")
    phone.screenshot(path=tmp_path / "vote_phone.png")
    hall.keyboard.press("t")
    expect(phone.locator(".stage-poll")).to_be_hidden()
    assert not visitor.complaints and not guest.complaints
    context.close()
