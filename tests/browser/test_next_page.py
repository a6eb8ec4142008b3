"""From page to page: the figure is there before the rest of its page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

CURTAIN = """performance.getEntriesByType('resource').map((each) => each.name)
  .find((name) => /figure.curtain\\.js/.test(name))"""
# At each repaint: the page's title, the view of the curtain's figure and of the page's own, "" where there is none.
WATCH = """() => { window.seen = [];
  const view = (node) => (node?.querySelector('.main-svg') ? JSON.parse(node.dataset.params).view : '');
  const look = () => {
    const title = document.querySelector('h1')?.innerText.split(' ')[0] ?? '';
    const over = document.querySelector('.scope-curtain');
    const own = document.querySelector('[data-testid=live-figure][data-frames]');
    const now = [title, view(over), view(own)].join('|');
    if (window.seen.at(-1) !== now) window.seen.push(now);
    requestAnimationFrame(look);
  };
  look(); }"""


def come_near(visitor: Visitor, slug: str) -> Page:
    """Point to the lesson's link until its figure has come."""
    page = visitor.page
    page.locator(f"nav a[data-slug={slug}]").hover()
    script = page.evaluate(CURTAIN)
    page.wait_for_function(f"import('{script}').then((each) => each.frames.has('{slug}'))", timeout=30_000)
    return page


def test_the_next_figure_is_seen_before_its_page_comes_and_stays(visitor: Visitor):
    visitor.open("eigenvectors")
    page = come_near(visitor, "svd")
    page.evaluate(WATCH)
    page.locator("nav a[data-slug=svd]").click()
    expect(page.locator("h1")).to_have_text("Singular Value Decomposition (SVD)", timeout=60_000)
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
    visitor.rest()
    seen = page.evaluate("window.seen")
    assert seen[0] == "Eigenvalues||turn" and seen[-1] == "Singular||map"
    assert "Eigenvalues|map|turn" in seen, "the figure came no sooner than its page"
    expect(page.locator(".scope-curtain")).to_have_count(0)
    assert page.locator(".js-plotly-plot").count() == 1
    # It is the page's own figure: a slider moves it, and a handle is where it should be.
    before = visitor.frames()
    page.locator(".st-key-angle input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"document.querySelector('[data-testid=live-figure]').dataset.frames > {before}")
    assert page.locator(".scope-handle").count() >= 2
    assert not visitor.complaints


def test_a_figure_that_was_fetched_is_not_shown_to_who_opens_another_page(visitor: Visitor):
    visitor.open("eigenvectors")
    page = come_near(visitor, "svd")
    page.evaluate(WATCH)
    page.locator("nav a[data-slug=vectors]").evaluate("link => link.click()")
    expect(page.locator("h1")).to_contain_text("Vectors", timeout=60_000)
    visitor.rest()
    assert not any("|map|" in each for each in page.evaluate("window.seen"))
    expect(page.locator(".scope-curtain")).to_have_count(0)
    assert not visitor.complaints
