"""The path on the home page: the map, the goals, the keyboard, and progress that leaves the browser and comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.catalogue import goals, lessons
from explorer.paths import order
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

FILE = "mathscope-progress.json"


def home(visitor: Visitor) -> Page:
    page = visitor.open("")
    page.wait_for_selector(".scope-map-node")
    return page


def states(page: Page) -> dict[str, str]:
    return page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.scope-map-node')].map(node =>"
        " [node.dataset.slug, /scope-is-(\\w+)/.exec(node.getAttribute('class'))[1]]))"
    )


def test_a_lesson_that_was_opened_opens_what_follows(visitor: Visitor):
    page = home(visitor)
    roots = {slug for slug in lessons() if not order.before(slug)}
    assert {slug for slug, state in states(page).items() if state == "open"} == roots
    page.locator(".scope-map-node[data-slug=functions_limits]").click()
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg")
    expect(page.locator(".scope-before:visible")).to_contain_text("Leads to: Derivatives")
    page.go_back()
    page.wait_for_selector(".scope-map-node")
    found = states(page)
    assert (found["functions_limits"], found["derivatives"], found["integration"]) == ("seen", "open", "later")
    page.get_by_role("button", name="I know it: Derivatives").click()
    found = states(page)
    assert (found["derivatives"], found["integration"]) == ("known", "open")
    assert not visitor.complaints


def test_a_goal_lights_its_way_and_the_keyboard_walks_the_map(visitor: Visitor):
    page = home(visitor)
    page.get_by_label("I want to understand").select_option("diffusion")
    lit = page.evaluate("[...document.querySelectorAll('.scope-map-node.scope-on-way')].map(node => node.dataset.slug)")
    assert set(lit) == set(order.way(goals()["diffusion"].ends))
    page.reload()
    page.wait_for_selector(".scope-map-node.scope-on-way")  # it is remembered
    page.locator(".scope-map-node[tabindex='0']").focus()
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.dataset.slug"))
    assert walked == ["dot_products_norms", "matrix_operations", "integration", "derivatives"]
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name.startswith("Derivatives: Measuring Change: needs others first. After Functions, limits. Leads to ")
    assert page.locator(".scope-map-node[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/derivatives")


def test_on_a_phone_and_on_demand_the_list_says_what_the_map_says(visitor: Visitor):
    page = home(visitor)
    expect(page.locator(".scope-way-list")).to_be_hidden()
    page.get_by_role("button", name="As a list").click()
    expect(page.locator(".scope-map")).to_be_hidden()
    assert page.locator(".scope-way-list li").count() == len(lessons())
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".scope-way-list summary").first.click()
    expect(page.get_by_text("open to you now", exact=False).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_progress_leaves_as_a_file_and_a_link_and_comes_back(visitor: Visitor, tmp_path: Path):
    page = home(visitor)
    told = {"seen": ["vectors", "derivatives"], "known": ["functions_limits"], "solved": {"vectors": [0, 2]}}
    for name, value in (*told.items(), ("goal", "pca")):
        page.evaluate(
            "([key, value]) => localStorage.setItem('mathscope:' + key, JSON.stringify(value))", [name, value]
        )
    page.reload()
    page.wait_for_selector(".scope-map-node.scope-is-some")
    before = states(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    download.value.save_as(tmp_path / FILE)
    saved = json.loads((tmp_path / FILE).read_text())
    assert {name: saved[name] for name in told} == told
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as a link").click()
    expect(page.locator(".scope-progress-said")).to_contain_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")

    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(".scope-progress-said")).to_contain_text("2 lessons, 2 challenges, 1 marked as known")
    assert states(page) == before
    assert "#" not in page.url

    page.evaluate("localStorage.clear()")
    page.reload()
    page.wait_for_selector(".scope-map-node")
    page.locator(".scope-progress input[type=file]").set_input_files(tmp_path / FILE)
    expect(page.locator(".scope-progress-said")).to_contain_text(FILE)
    assert states(page) == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not JSON"),
        ('{"format": "other"}', "no file of progress"),
        ('{"format": "mathscope progress", "version": 2}', "later version"),
        ("x" * 200_001, "too large"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(visitor: Visitor, text: str, sentence: str):
    page = home(visitor)
    page.locator(".scope-progress input[type=file]").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    expect(page.locator(".scope-progress-said")).to_contain_text(sentence)
    assert not visitor.complaints


def test_what_cannot_be_is_left_out_and_the_rest_kept(visitor: Visitor):
    page = home(visitor)
    told = {
        "format": "mathscope progress",
        "version": 1,
        "seen": ["vectors", "<img src=x>", 7],
        "known": "vectors",
        "solved": {"vectors": [0, 99, "1"], "__proto__": [1], "nothing": [0]},
        "goal": "constructor",
    }
    page.locator(".scope-progress input[type=file]").set_input_files(
        {"name": "mine.json", "mimeType": "application/json", "buffer": json.dumps(told).encode()}
    )
    expect(page.locator(".scope-progress-said")).to_contain_text("1 lessons, 1 challenges, 0 marked")
    assert page.evaluate("localStorage.getItem('mathscope:solved')") == '{"vectors":[0]}'
    page.goto(f"{visitor.url}/#progress=%%%")
    page.reload()
    expect(page.locator(".scope-progress-said")).to_contain_text("cut or changed")
    assert not visitor.complaints


def test_a_term_in_a_text_says_what_it_means(visitor: Visitor):
    page = visitor.open("svd")
    link = page.locator("[data-testid=stMarkdownContainer] a[href*='glossary#orthonormal-basis']")
    link.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("basis of vectors of length one")
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
