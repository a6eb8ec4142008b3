"""A colour bar stands beside its map as Plotly draws it, in the middle of its place if it keeps its shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from explorer.catalogue import find
from explorer.export.formats import printed

SIDES = st.floats(120, 900)


def panels(across: float, up: float, equal: bool) -> list[viz.Plane]:
    field = viz.heatmap(np.eye(3), np.arange(3.0), np.arange(3.0), bar="share")
    axes = viz.Axis("x", (0, across)), viz.Axis("y", (up, 0))  # row 0 on top
    return [viz.Plane([viz.line([0, 1], [0, 1])]), viz.Plane([field], *axes, equal=equal)]


def map_and_bar(drawn, size):
    """In pixels: where the map ends and how high it is (from equal units alone), and the same of its bar."""
    layout = drawn["layout"]
    (left, right), (low, high) = layout["xaxis2"]["domain"], layout["yaxis2"]["domain"]
    wide, tall = (right - left) * size[0], (high - low) * size[1]
    (x0, x1), (y0, y1) = layout["xaxis2"]["range"], layout["yaxis2"]["range"]
    unit = min(wide / abs(x1 - x0), tall / abs(y1 - y0))
    bar = next(trace["colorbar"] for trace in drawn["data"] if trace.get("showscale"))
    end = 0.5 * (left + right) * size[0] + 0.5 * unit * abs(x1 - x0)
    return (end, unit * abs(y1 - y0)), (bar["x"] * size[0], bar["len"] * size[1])


@given(SIDES, SIDES, st.floats(0.3, 9), st.floats(0.3, 9))
def test_beside_a_map_that_keeps_its_shape(width, height, across, up):
    drawn = viz.compose(panels(across, up, True), size=(width, height))
    (end, tall), (bar, long) = map_and_bar(drawn, (width, height))
    assert bar == pytest.approx(end + 4) and long == pytest.approx(tall)


def test_beside_a_map_that_fills_its_place():
    drawn = viz.compose(panels(3, 3, False), size=(900, 400))
    bar = drawn["data"][1]["colorbar"]
    assert bar["x"] == pytest.approx(drawn["layout"]["xaxis2"]["domain"][1] + 4 / 900) and bar["len"] == 1


@pytest.mark.parametrize("width", [336.4, 691.7])  # 89 mm and 183 mm
def test_on_paper_and_in_a_file_for_the_screen(width):
    lesson = find("independence_orthogonality")
    scene = lesson.scene(lesson.parameters({"view": "loss"}))
    files = [printed(scene, viz.Page(width=width, font=8)), scene.drawn(size=(960, 540)), scene.drawn("projector")]
    for drawn in files:
        layout = drawn["layout"]
        margin = {**layout["template"]["layout"]["margin"], **layout.get("margin", {})}
        size = layout["width"] - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"]
        (end, tall), (bar, long) = map_and_bar(drawn, size)
        assert bar == pytest.approx(end + 4, abs=1) and long == pytest.approx(tall, abs=1)
