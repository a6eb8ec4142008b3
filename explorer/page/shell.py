"""What surrounds every page: the title of the tab, the sidebar with search and sections, the footer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import streamlit as st

from explorer import assets, catalogue
from explorer.lesson import Lesson
from explorer.page import home, lesson_page
from explorer.page.components import mount
from explorer.page.index import search_index
from explorer.version import VERSION
from mathcore import kernels

ICON = "📐"
SIDEBAR = 236  # pixels: the figure needs the width more than the longest title does


def run() -> None:
    """One visit: the frame of the page, then the page itself."""
    found = pages()
    page = st.navigation(list(found.values()), position="hidden")
    slug = page.url_path
    lesson = catalogue.lessons().get(slug)
    st.set_page_config(
        page_title=f"{lesson.title} · Mathscope" if lesson else "Mathscope",
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state=SIDEBAR,
    )
    st.html(f"<style>{style()}</style>")
    with st.sidebar:
        st.page_link(found[""], label="**Mathscope**", icon=":material/explore:")
        mount(
            "search",
            key="sidebar-search",
            data={"sections": search_index(), "current": slug, "mode": "sidebar"},
        )
        st.caption(f"Mathscope {VERSION} · engine: {kernels.engine()}")
    page.run()


def pages() -> dict[str, Any]:
    """The Streamlit pages by slug; "" is home."""
    found: dict[str, Any] = {"": st.Page(partial_named("home", home.show), title="Mathscope", default=True)}
    for lesson in catalogue.lessons().values():
        found[lesson.slug] = st.Page(
            partial_named(lesson.slug, partial(show_lesson, lesson)), title=lesson.title, url_path=lesson.slug
        )
    return found


def partial_named(name: str, function: Callable[[], None]) -> Callable[[], None]:
    """A callable with the name that Streamlit identifies a page by."""

    def run_page() -> None:
        function()

    run_page.__name__ = run_page.__qualname__ = name
    return run_page


def show_lesson(lesson: Lesson) -> None:
    """A lesson's page, with links to its neighbours."""
    found = pages()
    slugs = list(catalogue.lessons())
    place = slugs.index(lesson.slug)
    neighbours = {
        "before": found[slugs[place - 1]] if place > 0 else None,
        "after": found[slugs[place + 1]] if place + 1 < len(slugs) else None,
        "related": [found[slug] for slug in lesson.related],
    }
    lesson_page.show(lesson, neighbours)


@cache
def style() -> str:
    """The page's style sheets, for the screen and for paper."""
    return assets.page_style() + (assets.STATIC / "styles" / "print.css").read_text(encoding="utf-8")
