"""The search of the home page finds each lesson by the words that students use."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from explorer.catalogue import lessons, sections
from tests.browser.conftest import Visitor
from tests.browser.searches import SEARCHES

pytestmark = pytest.mark.browser

# What stands in each section of the map, in order, after the words were typed.
FOUND = """words => {
    const field = document.querySelector(".scope-search-home .scope-search-field");
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return [...document.querySelectorAll(".scope-section")].map(section =>
        [...section.querySelectorAll("a[data-slug]")].map(link => link.dataset.slug));
}"""


@pytest.fixture
def home(visitor: Visitor) -> Page:
    page = visitor.open("")
    page.wait_for_selector(".scope-search-home .scope-card")
    return page


def test_every_lesson_is_among_the_first_of_its_section_for_each_of_its_searches(home: Page):
    assert list(SEARCHES) == list(lessons())
    missed = []
    for slug, searches in SEARCHES.items():
        assert len(searches) == 3
        for words in searches:
            found: list[list[str]] = home.evaluate(FOUND, words)
            place = next((under.index(slug) for under in found if slug in under), 99)
            if place > 2 or sum(map(len, found)) > 20:
                missed.append((slug, words, place, [slug for under in found for slug in under]))
    assert not missed


def test_british_and_american_spellings_find_the_same(home: Page):
    for one, other in (
        ("normalising", "normalizing"),
        ("regularisation", "regularization"),
        ("optimiser", "optimizer"),
    ):
        assert home.evaluate(FOUND, one) == home.evaluate(FOUND, other)


def test_a_few_letters_are_the_beginning_of_a_word(home: Page):
    assert any("matrix_factorizations" in under for under in home.evaluate(FOUND, "qr"))
    assert all("anova" in under for under in home.evaluate(FOUND, "f test") if set(under) & {"anova", "manova"})


def test_the_map_stands_under_its_headings_and_a_search_under_none(home: Page):
    map_ = [
        [heading.inner_text() for heading in section.locator(".scope-heading").all()]
        for section in home.locator(".scope-section").all()
    ]
    assert map_ == [[heading for heading in section.headings if heading] for section in sections()]
    home.evaluate(FOUND, "matrix")
    assert home.locator(".scope-section .scope-heading").count() == 0
