"""Home: the map of the curriculum."""

from __future__ import annotations

from explorer.page import awaited
from explorer.page.components import mount
from explorer.page.index import search_index
from explorer.page.session import session


def show() -> None:
    """The map, the search over it, and where the reader left off."""
    session().page = ""
    awaited.leave()
    mount(
        "search",
        key="home-search",
        data={"sections": search_index(), "current": "", "mode": "home"},
    )
