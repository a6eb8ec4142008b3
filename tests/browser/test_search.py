"""The search of the home page finds each lesson by the words that students use."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from explorer.catalogue import lessons, sections
from tests.browser.conftest import Visitor
from tests.browser.searches import MISSPELT, OTHER_WORDS, SEARCHES, SHOWN

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
    page.wait_for_selector(".scope-search-home[data-words] .scope-card")
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


def test_a_misspelt_word_another_word_and_what_a_figure_shows_find_the_lesson(home: Page):
    missed = []
    for words, slug in {**MISSPELT, **OTHER_WORDS, **SHOWN}.items():
        found: list[list[str]] = home.evaluate(FOUND, words)
        place = next((under.index(slug) for under in found if slug in under), 99)
        said = home.inner_text(".scope-search-home .scope-search-count")
        if place > 2 or sum(map(len, found)) > 25 or ("Read as" in said) != (words in MISSPELT):
            missed.append((words, slug, place, said, found))
    assert not missed


def test_what_is_no_word_finds_nothing_and_what_is_one_stays_as_it_was_typed(home: Page):
    assert home.evaluate(FOUND, "xqzwvk") == []
    assert home.inner_text(".scope-search-home .scope-search-count") == "Nothing found. Try another word."
    for words in ("Huber", "ode", "einsum", "l1 norm"):
        assert home.evaluate(FOUND, words)
        assert "Read as" not in home.inner_text(".scope-search-home .scope-search-count")


def test_a_search_says_what_a_term_means(home: Page):
    home.evaluate(FOUND, "condition number")
    first = home.locator(".scope-search-home .scope-defined > div").first
    assert first.locator("dt").inner_text() == "condition number"
    assert first.locator("a").get_attribute("href") == "glossary#condition-number"
    assert "relative error" in first.locator("dd").inner_text()


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
