"""How large panels are on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

PANELS = """() => { const full = document.querySelector('.js-plotly-plot')._fullLayout, found = [];
  for (const [name, x] of Object.entries(full)) {
    if (!/^xaxis\\d*$/.test(name)) continue;
    const y = full['yaxis' + String(x.anchor || 'y').slice(1)];
    found.push({ width: x._length, height: y._length, square: Boolean(x.scaleanchor || y.scaleanchor) });
  }
  return found; }"""


def test_panels_on_a_phone_are_large_enough_to_read_and_to_drag(visitor: Visitor):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    for path, least in (("rank_determinant?view=flow", 190), ("vectors", 175)):
        page = visitor.open(path)
        panels = page.evaluate(PANELS)
        heights = [panel["height"] for panel in panels]
        assert min(heights) >= least, (path, panels)
        wide = [panel["height"] for panel in panels if not panel["square"]]
        shaped = [panel["height"] for panel in panels if panel["square"]]
        assert not wide or not shaped or min(shaped) > max(wide), "what keeps its shape gets more"
    assert not visitor.complaints
