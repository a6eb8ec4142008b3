"""Texts as they are shown: what a reader wrote is not read as Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pages
from explorer import catalogue
from explorer.glossary import marking
from explorer.lesson import presets
from explorer.text import fill, linked, literal, sentence, settled


@pytest.mark.parametrize("text", ["x*y*exp(-x^2)", "_a_b_", "[a](b)", "`c`", "$x$", ":material/info:", "1. 2 - 3 + #"])
def test_every_mark_of_markdown_is_escaped(text):
    shown = literal(text)
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", shown) == text
    assert not re.search(r"(?<!\\)[*_`$\[\]#:]", shown)


@given(st.text(max_size=60))
def test_nothing_else_is_changed(text):
    assert re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~$:])", r"\1", literal(text)) == text


def test_what_is_left_by_rounding_is_nothing():
    assert [settled(6.1e-17), settled(-3e-13), settled(0.25), settled(1e-9)] == [0, 0, 0.25, 1e-9]
    assert settled(1e-9, 1e4) == 0 and settled(1e-20, 0) == 1e-20


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("{{s|5}}^2", {"s": 2.5e6}, r"(2.5\times 10^{6})^2"),  # bare it is a double superscript, an error on the page
        (r"{{s}}^\circ", {"s": 1e-15}, r"(1\times 10^{-15})^\circ"),
        (r"{{s}}^\circ", {"s": -30.0}, r"-30^\circ"),
        ("{{s}}^2", {"s": -2}, "(-2)^2"),
        ("{{s}}^2", {"s": 2}, "2^2"),
        (r"{{w}} \cdot {{s}} + {{s}}", {"w": -0.5, "s": -2}, r"-0.5 \cdot (-2) + (-2)"),
        (r"({{s}}) = {{s}}, {{s}}", {"s": -2}, "(-2) = -2, -2"),
        (r"\frac{1}{ {{s}} }", {"s": 2.5e6}, r"\frac{1}{ 2.5\times 10^{6} }"),
    ],
)
def test_a_value_gets_brackets_where_it_needs_them(text, values, filled):
    assert fill(text, values) == filled


@pytest.mark.parametrize(
    "text",
    ["x + y = 2 is one line", "f = (x − 2)²", "a = (4, 3)", "a is far", "tanh(xᵀy)", "ln x falls", "i.i.d. draws"],
)
def test_a_sentence_keeps_the_case_of_a_letter_that_means_something(text):
    assert sentence(text) == text
    assert sentence(f"so {text}") == f"So {text}"


def test_a_term_with_a_number_is_found_in_capitals_too():
    links = {"fp8": ("glossary#fp8", "A format."), "PCA": ("glossary#pca", "Axes.")}
    assert linked("FP8 is short, and pca is no name.", links).startswith("[FP8](")
    assert "[" not in linked("pca", links)


@pytest.mark.parametrize("slug", pages.slugs())
def test_the_text_of_every_lesson_is_marked(slug):
    parts = list(presets.sections(catalogue.find(slug).text()).values())
    assert len(marking.marked(slug, *parts)) == len(parts)
