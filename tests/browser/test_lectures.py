"""The reader's own lecture in a browser: built from lessons, edited, kept, saved and loaded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from explorer import catalogue
from explorer.lectures import reading, shelf
from tests.browser.conftest import Server, Visitor

pytestmark = pytest.mark.browser


def stored(page: Page) -> dict[str, Any]:
    return page.evaluate("JSON.parse(localStorage.getItem('mathscope:lecture'))")


def lessons(page: Page) -> list[str]:
    return [scene["lesson"] for scene in stored(page)["scenes"]]


def take_over(page: Page, url: str, title: str) -> None:
    """A ready lecture as the reader's own."""
    page.goto(f"{url}/lectures")
    page.get_by_role("group", name=title).get_by_role("button", name="Take over").click()
    expect(page.locator(".lec-message")).to_contain_text("is your lecture now")


def test_a_state_of_a_lesson_becomes_a_scene(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=77")
    page.get_by_role("button", name="Add this state to my lecture").click()
    status = page.locator(".scope-status")
    expect(status).to_contain_text("Added as scene 1.")
    page.get_by_role("button", name="Add this state to my lecture").click()
    expect(status).to_contain_text("Added as scene 2.")
    status.get_by_role("link", name="Open my lecture").click()
    expect(page.locator(".lec-scene")).to_have_count(2)
    expect(page.locator(".lec-state").first).to_have_text("angle = 77")
    expect(page.locator(".lec-scene h3 a").first).to_have_attribute("href", "eigenvectors?angle=77")
    expect(page.locator(".lec-scene h3").first).to_have_text("Eigenvalues and Eigenvectors")
    assert visitor.complaints == []


def test_what_is_typed_survives_a_reload(visitor: Visitor):
    page = visitor.page
    take_over(page, visitor.url, "From eigenvectors to the SVD")
    scene = page.locator(".lec-scene").nth(1)
    scene.get_by_label("Caption").fill("λ₁ + λ₂ = tr A")
    scene.get_by_label("Notes").fill("Ask first.\nThen turn it.")
    scene.get_by_label("from").fill("-30")
    page.get_by_label("Author").fill("Emmy Noether")
    page.reload()
    scene = page.locator(".lec-scene").nth(1)
    expect(scene.get_by_label("Caption")).to_have_value("λ₁ + λ₂ = tr A")
    expect(scene.get_by_label("Notes")).to_have_value("Ask first.\nThen turn it.")
    expect(scene.get_by_label("from")).to_have_value("-30")
    expect(page.get_by_label("Author")).to_have_value("Emmy Noether")
    assert visitor.complaints == []


def test_scenes_are_moved_by_keys_and_by_the_mouse(visitor: Visitor):
    page = visitor.page
    take_over(page, visitor.url, "Why the mean is normal, and when it is not")
    before = [scene["caption"] for scene in stored(page)["scenes"]]
    page.get_by_role("button", name="Later: Scene 1", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the focus went along
    after = [scene["caption"] for scene in stored(page)["scenes"]]
    assert after[:3] == [before[1], before[2], before[0]]
    page.set_viewport_size({"width": 1280, "height": 2000})
    page.evaluate("scrollTo(0, 0)")
    page.locator(".lec-grip").nth(2).hover()
    page.mouse.down()
    goal = page.locator(".lec-scene").nth(0).bounding_box()
    assert goal is not None
    page.mouse.move(goal["x"] + 200, goal["y"] + 30, steps=8)
    page.mouse.move(goal["x"] + 210, goal["y"] + 35, steps=4)
    page.mouse.up()
    expect(page.locator(".lec-message")).to_have_text("Scene 3 is scene 1 now.")
    assert [scene["caption"] for scene in stored(page)["scenes"]] == before
    assert visitor.complaints == []


def test_a_deleted_scene_comes_back_with_undo(visitor: Visitor):
    page = visitor.page
    take_over(page, visitor.url, "Random projections")
    before = stored(page)
    page.get_by_role("button", name="Delete: Scene 2", exact=True).click()
    assert len(lessons(page)) == len(before["scenes"]) - 1
    page.locator(".lec-message").get_by_role("button", name="Undo").click()
    assert stored(page) == before
    page.get_by_role("button", name="Duplicate: Scene 2", exact=True).click()
    assert lessons(page)[1] == lessons(page)[2] and len(lessons(page)) == len(before["scenes"]) + 1


def test_a_sweep_is_chosen_from_the_controls(visitor: Visitor):
    page = visitor.open("svd")
    page.get_by_role("button", name="Add this state to my lecture").click()
    page.goto(f"{visitor.url}/lectures")
    page.locator("[data-field=sweep]").select_option("angle")
    assert stored(page)["scenes"][0]["sweep"] == {"name": "angle", "from": 0, "to": 360, "seconds": 6}
    expect(page.locator(".lec-shown summary")).to_have_text("On the screen: Direction of x")
    page.locator("[data-field=to]").fill("180")
    page.locator(".lec-shown summary").click()
    page.get_by_label("Matrix A").check()
    scene = stored(page)["scenes"][0]
    assert scene["sweep"]["to"] == 180 and scene["show"] == ["matrix", "angle"]


def test_the_yaml_that_is_saved_is_the_lecture_and_loads_back(visitor: Visitor, tmp_path: Path):
    page = visitor.page
    take_over(page, visitor.url, "How gradient descent fails, and what fixes it")
    before = stored(page)
    mine = page.get_by_role("group", name="My lecture")
    with page.expect_download() as told:
        mine.get_by_role("button", name="YAML", exact=True).click()
    path = tmp_path / told.value.suggested_filename
    told.value.save_as(path)
    assert path.name == "how-gradient-descent-fails-and-what-fixes-it.yaml"
    assert reading.read(path.read_text(encoding="utf-8"), "gradient-descent") == shelf.ready()["gradient-descent"]
    mine.get_by_role("button", name="Empty").click()
    assert stored(page)["scenes"] == []
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".lec-message")).to_contain_text("12 scenes loaded")
    assert stored(page) == before
    assert visitor.complaints == []


def test_a_bad_file_says_its_line_and_changes_nothing(visitor: Visitor, tmp_path: Path):
    page = visitor.page
    take_over(page, visitor.url, "Random projections")
    before = stored(page)
    bad = tmp_path / "bad.yaml"
    bad.write_text("title: x\nscenes:\n  - lesson: svd\n    sweep: {angel: 0 -> 90 in 4 s}\n")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.locator(".lec-message")).to_contain_text(
        "bad.yaml: Line 4: svd has no control “angel”; did you mean angle? Your lecture is as it was."
    )
    assert stored(page) == before


def test_what_was_stored_by_another_hand_does_not_break_the_page(visitor: Visitor):
    page = visitor.page
    page.goto(f"{visitor.url}/lectures")
    for told in ('{"scenes": [null, {"lesson": "gone", "sweep": 5}, {"lesson": "svd", "show": "x"}]}', "[1", "7"):
        page.evaluate("text => localStorage.setItem('mathscope:lecture', text)", told)
        page.reload()
        expect(page.get_by_role("heading", name="My lecture")).to_be_visible()
    assert visitor.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_fits(server: Server, browser: Browser, scheme: Any, width: int):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    take_over(page, server.url, "From eigenvectors to the SVD")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_the_sidebar_and_home_lead_to_the_lectures(visitor: Visitor):
    page = visitor.open("")
    page.locator(".scope-search-home").get_by_role("link", name=re.compile("Lectures")).click()
    expect(page.get_by_role("heading", name="Ready to give")).to_be_visible()
    page.get_by_role("link", name="Mathscope", exact=True).click()
    expect(page).to_have_url(f"{visitor.url}/")


def test_several_lectures_are_kept_beside_each_other_and_a_link_carries_one(visitor: Visitor):
    page = visitor.page
    page.goto(f"{visitor.url}/lectures")
    cards = page.locator(".lec-card")
    cards.nth(0).get_by_role("button", name="Take over").click()
    page.get_by_text("is your lecture now").wait_for()
    first = page.locator("[data-field=title]").first.input_value()
    cards.nth(1).get_by_role("button", name="Take over").click()
    page.wait_for_selector(".lec-shelf li")
    second = page.locator("[data-field=title]").first.input_value()
    page.reload()
    page.wait_for_selector(".lec-shelf li")
    assert first in page.locator(".lec-shelf").inner_text() and first != second
    page.get_by_role("button", name=f"Open {first}").click()
    assert page.locator("[data-field=title]").first.input_value() == first
    assert second in page.locator(".lec-shelf").inner_text()
    page.get_by_role("button", name=f"Delete {second}").click()
    assert page.locator(".lec-shelf").count() == 0
    page.get_by_role("button", name="Undo").click()
    assert second in page.locator(".lec-shelf").inner_text()
    # a short one in a link: a page of text and a state
    page.get_by_role("button", name="New lecture").click()
    page.get_by_role("button", name="Text", exact=True).click()
    page.locator("[data-field=text]").fill("Every matrix:\n\n$A = UΣVᵀ$")
    packed = page.evaluate("import(document.querySelector('script[type=module]').src.replace('lectures.js', 'mylecture.js')).then(({pack, read}) => pack(read()))")  # fmt: skip  # noqa: E501
    page.evaluate("localStorage.clear()")
    page.goto(f"{visitor.url}/lecture/mine#{packed}")
    assert page.locator(".stage-formula").inner_text() == "A = UΣVᵀ"
    page.goto(f"{visitor.url}/lecture/mine#lecture=AAAA")
    page.reload()
    page.get_by_text("cannot be read").wait_for()
    assert not visitor.complaints


def test_the_builder_offers_only_sweeps_that_move_what_is_seen(visitor: Visitor):
    page = visitor.page
    scene: dict[str, object] = {
        "lesson": "svd",
        "title": "",
        "link": "view=photo",
        "show": [],
        "caption": "",
        "notes": "",
        "sweep": None,
    }
    page.goto(f"{visitor.url}/lectures")
    page.evaluate(
        "told => localStorage.setItem('mathscope:lecture', told)", json.dumps({"title": "x", "scenes": [scene]})
    )
    page.reload()
    offered = page.locator("[data-field=sweep] option").evaluate_all("nodes => nodes.map((node) => node.value)")
    lesson = catalogue.find("svd")
    shown = {c.name for c in lesson.shown(lesson.parameters({"view": "photo"})) if c.kind in ("slider", "steps")}
    assert set(offered) - {""} == shown and "rank" in shown and "angle" not in shown
    page.locator(".lec-top img").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.lec-top img').src.startsWith('data:image/png')", timeout=30_000)
