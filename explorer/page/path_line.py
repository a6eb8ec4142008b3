"""One quiet line under the idea of a lesson: what comes before it, and what it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from explorer import catalogue
from explorer.lesson import Lesson
from explorer.paths import order

MOST = 5  # of the lessons that follow are named: some lead to a dozen


def show(lesson: Lesson) -> None:
    """The line; the script of the sidebar takes clicks on its links, so that the page is not loaded anew."""
    if told := text(lesson):
        st.html(told)


def text(lesson: Lesson) -> str:
    """The line as HTML. Not only the lessons of the catalogue have a page: a new one may have no place yet."""
    if lesson.slug not in catalogue.places():
        return ""
    before, after = order.before(lesson.slug), order.after()[lesson.slug]
    parts = [f"Before this: {_links(before)}"] if before else []
    if after:
        rest = f" and {len(after) - MOST} more" if len(after) > MOST else ""
        parts.append(f"Leads to: {_links(after[:MOST])}{rest}")
    return f'<p class="scope-before">{"".join(f"<span>{part}</span> " for part in parts).strip()}</p>' if parts else ""


def _links(slugs: Sequence[str]) -> str:
    found = [
        f'<a href="{slug}" data-slug="{slug}" title="{escape(catalogue.find(slug).title)}">'
        f"{escape(catalogue.places()[slug].name)}</a>"
        for slug in slugs
    ]
    return " · ".join(found)
