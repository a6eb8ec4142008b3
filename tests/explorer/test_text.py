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
from explorer.text import linked, literal, settled


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


def test_a_term_with_a_number_is_found_in_capitals_too():
    links = {"fp8": ("glossary#fp8", "A format."), "PCA": ("glossary#pca", "Axes.")}
    assert linked("FP8 is short, and pca is no name.", links).startswith("[FP8](")
    assert "[" not in linked("pca", links)


@pytest.mark.parametrize("slug", pages.slugs())
def test_the_text_of_every_lesson_is_marked(slug):
    parts = list(presets.sections(catalogue.find(slug).text()).values())
    assert len(marking.marked(slug, *parts)) == len(parts)
