"""Words for one thing: each leads to a lesson that says it, and none stands in two groups."""

from __future__ import annotations

from collections import Counter

from explorer import catalogue
from explorer.glossary.entries import entries
from explorer.lesson import presets


def test_each_group_holds_a_word_that_a_lesson_says():
    said = " · ".join(
        [
            *(f"{lesson.title} · {' · '.join(lesson.terms)}" for lesson in catalogue.lessons().values()),
            *(presets.sections(lesson.text())["Idea"] for lesson in catalogue.lessons().values()),
            *(entry.term for entry in entries()),
        ]
    ).lower()
    for group in catalogue.synonyms():
        assert len(group) >= 2
        assert all(word == word.lower().strip() for word in group)
        assert any(word in said for word in group), group


def test_no_word_stands_in_two_groups():
    counted = Counter(word for group in catalogue.synonyms() for word in group)
    assert [word for word, times in counted.items() if times > 1] == []
