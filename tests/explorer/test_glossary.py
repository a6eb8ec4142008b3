"""The glossary: each term has a sentence, the page holds all of them with their lessons, texts lead to it."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from explorer import catalogue
from explorer.glossary import entries as glossary
from explorer.glossary import marking, page
from explorer.lesson import presets
from explorer.text import linked

LESSONS = list(catalogue.lessons().values())


def test_every_term_of_every_lesson_has_a_sentence():
    found = {(slug, entry.term.lower()) for entry in glossary.entries() for slug in entry.lessons}
    assert {(lesson.slug, term.lower()) for lesson in LESSONS for term in lesson.terms} <= found
    assert len({entry.anchor for entry in glossary.entries()}) == len(glossary.entries())
    for entry in glossary.entries():
        assert entry.lessons[0] == entry.home
        assert 10 < len(entry.meaning) <= 200, entry


def test_a_term_without_a_sentence_is_an_error_and_other_meanings_stand_apart():
    first = ("a", ["kernel"], {"kernel": "One thing."})
    with pytest.raises(glossary.GlossaryError, match="“rank” of b"):
        glossary.gathered([first, ("b", ["rank"], {})])
    same, other = glossary.gathered([first, ("b", ["Kernel"], {}), ("c", ["kernel"], {"kernel": "Another."})])
    assert (same.lessons, same.anchor, other.lessons, other.anchor) == (("a", "b"), "kernel", ("c",), "kernel-c")


def test_a_sentence_stands_under_the_lesson_that_a_term_belongs_to_also_a_later_one():
    (entry,) = glossary.gathered([("a", ["Rank"], {}), ("b", [], {"rank": "One thing."}), ("c", ["rank"], {})])
    assert (entry.home, entry.lessons) == ("b", ("b", "a", "c"))
    homes = {each.term: each.home for each in glossary.entries()}
    assert (homes["backpropagation"], homes["variance"]) == ("backpropagation", "expectation_variance")
    assert (homes["covariance"], homes["maximum likelihood"]) == ("expectation_variance", "maximum_likelihood")


def test_no_term_stands_there_twice_in_two_spellings_and_no_sentence_leans_on_the_one_before():
    spelled = [re.sub(r"[\s-]", "", each.term.lower()).replace("z", "s") for each in glossary.entries()]
    plain = [each.term.lower() for each in glossary.entries()]
    assert len(set(spelled)) == len(set(plain))
    said = Counter((each.term.lower(), each.meaning) for each in glossary.entries())
    twice = [sentence for sentence, count in said.items() if count > 1]
    assert not twice, f"one sentence under two lessons, leave it under one of them: {twice}"
    for each in glossary.entries():  # by the alphabet another one stands before it; no formula is typeset there
        assert not re.search(r"[{}\\$]|\^\(", each.meaning), each
        assert not re.match(r"(The \w+( \w+)? of )?(those|that|such|these) |One such ", each.meaning), each


class Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [str(told["id"])] if "id" in told else []
        self.links += [str(told["href"])] if tag == "a" else []


def test_the_page_has_every_entry_and_its_links_lead_somewhere():
    parser = Anchors()
    parser.feed(page.html("hash"))
    assert len(set(parser.ids)) == len(parser.ids)
    assert {entry.anchor for entry in glossary.entries()} <= set(parser.ids)
    for link in parser.links:
        path, _, anchor = link.partition("#")
        assert path == "./" or path in catalogue.lessons() or (path == "glossary" and anchor in parser.ids), link
    assert sum(map(len, glossary.notation().values())) > 25


def test_texts_lead_to_the_terms_of_other_lessons_where_they_occur_first():
    anchors = {entry.anchor: entry for entry in glossary.entries()}
    total = 0
    for lesson in LESSONS:
        parts = presets.sections(lesson.text())
        plain = (parts["Idea"], parts["Mathematics"])
        marked = marking.marked(lesson.slug, *plain)
        links = re.findall(r"\[([^\[\]]+)\]\(glossary#([a-z0-9_-]+) \"", "\n".join(marked))
        assert len({anchor for _, anchor in links}) == len(links)
        assert all(lesson.slug not in anchors[anchor].lessons for _, anchor in links)
        total += len(links)
        # Taking the links away again leaves the text as it was written.
        bare = [re.sub(r'\[([^\[\]]+)\]\(glossary#[a-z0-9_-]+ "(?:\\.|[^"\\])*"\)', r"\1", text) for text in marked]
        assert tuple(bare) == plain
        assert set(lesson.terms) <= set(re.findall(r"\[([^\]]+)\]\(glossary#", marking.listed(lesson)))
    assert total > 300


def test_no_link_in_formulas_code_links_and_headings_and_acronyms_only_in_capitals():
    links = {"rank": ("glossary#rank", 'It is "r".'), "MAP": ("glossary#map", "M."), "low rank": ("glossary#low", "L.")}
    text = "## rank\n\n$rank$ `rank` [rank](x) the map\nof Ranks, low\nrank, rank. $$\nMAP\n$$ MAP"
    assert linked(text, links) == (
        "## rank\n\n$rank$ `rank` [rank](x) the map\n"
        'of [Ranks](glossary#rank "It is \\"r\\"."), [low\nrank](glossary#low "L."), rank. $$\nMAP\n$$ '
        '[MAP](glossary#map "M.")'
    )
    assert linked("a low-rank matrix", links) == "a low-rank matrix"
    assert linked("rank sums, rank", links | {"rank sum": None}) == 'rank sums, [rank](glossary#rank "It is \\"r\\".")'


def test_a_word_is_not_marked_where_it_is_a_part_of_another_name_or_means_something_else():
    for slug, text in (
        ("iterative_solvers", "Conjugate gradients"),
        ("bayes_theorem", "The likelihood ratio"),
        ("mle_vs_moments", "Maximum likelihood"),
        ("maximum_likelihood", "The maximum likelihood estimate"),
        ("lln_clt", "Lévy's continuity theorem"),
        ("distributions_in_practice", "The continuity correction"),
        ("rl_diffusion", "T is a contraction"),
        ("integration", "The mean value theorem for integrals"),
        ("integration", "The ROC curve"),
        ("bias_variance", "The mixed products vanish: bias, variance"),
        ("differential_equations", "The step size of a residual network"),
        ("natural_gradient", "Steepest descent"),
        ("manova", "The minimum covariance determinant"),
        ("backpropagation", "Backpropagation by the chain rule"),
    ):
        assert marking.marked(slug, text) == (text,), slug
    (told,) = marking.marked("bayes_theorem", "The likelihood ratio of one likelihood")
    assert told.startswith("The likelihood ratio of one [likelihood](glossary#likelihood ")
