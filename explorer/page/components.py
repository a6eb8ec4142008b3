"""Our browser components. Each is a loader: its module lies behind a route and is cached for ever by its hash."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explorer.assets import PLOTLY_PATH, static_hash

# The module is fetched once and mounted again at every rerun; `mount` must see the newest component even if it arrives
# while the module is still on its way, so the loader keeps it on the element.
_LOADER = """
const loaded = new Map();
export default function (component) {
  const { parentElement, data } = component;
  const address = new URL(data.script, document.baseURI).href;
  parentElement.__component = component;
  if (!loaded.has(address)) loaded.set(address, import(address));
  loaded.get(address).then((module) => {
    if (parentElement.__component !== component) return;
    parentElement.__cleanup = module.mount(component) || parentElement.__cleanup;
  }, () => loaded.delete(address)); // the next rerun tries again
  return () => { parentElement.__component = null; if (parentElement.__cleanup) parentElement.__cleanup(); };
}
"""


ROOMS = {"search": "home"}  # the others are parts of the figure


def _script(name: str) -> str:
    return f"scope/static/{static_hash()}/{ROOMS.get(name, 'figure')}/{name}.js"


def mount(name: str, *, key: str, data: dict[str, Any], **callbacks: Any) -> Any:
    """Mount the component `name` (a module of the browser's scripts) with JSON data; returns its state and triggers."""
    renderer = st.components.v2.component(f"mathscope_{name}", js=_LOADER, html="<div></div>", isolate_styles=False)
    return renderer(key=key, data={"script": _script(name), "plotly": PLOTLY_PATH, **data}, **callbacks)
