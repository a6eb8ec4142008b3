"""Home: the map of the curriculum."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.page import awaited
from explorer.page.components import mount


def show(go: Callable[[str], None]) -> None:
    """The map, the search over it, and where the reader left off."""
    from explorer.page.shell import search_index

    st.session_state["_page"] = ""
    awaited.leave()
    result = mount(
        "search",
        key="home-search",
        data={"sections": search_index(), "current": "", "mode": "home"},
        on_open_change=lambda: None,
    )
    if result.open:
        go(result.open)
