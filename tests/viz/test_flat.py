"""3-D for paper: the projection is Plotly's, what is behind is drawn first, words are words."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

import viz
from explorer.export.render import image
from viz import flat, painter
from viz import space as blocks_3d
from viz.projection import Sight

SIZE = (500, 400)
POINTS = np.array([[1.5, -1.0, 0.5], [-1.2, 1.4, 1.6], [0.0, 0.0, 0.0], [1.8, 1.8, -1.7]])


def space(traces, **more):
    return viz.Space(traces, *(viz.Axis(name, (-2, 2)) for name in "xyz"), **more)


def drawn(panel: viz.Space):
    found = viz.resolve(viz.compose([panel], size=SIZE), viz.LOOKS["light"])
    margin = dict.fromkeys("lrtb", 0)
    found["layout"] |= {"template": viz.template("light"), "width": SIZE[0], "height": SIZE[1], "margin": margin}
    return found


@pytest.mark.parametrize("camera", [(1.35, -1.45, 0.9), (-0.5, -1.4, 1.2), (1.0, 2.0, -0.7)])
def test_points_stand_where_plotly_draws_them_to_a_pixel(camera):
    for point in POINTS:
        dot = {"type": "scatter3d", "mode": "markers", "marker": {"size": 9, "color": "#ff0000"}}
        told = drawn(space([dot | {name: [value] for name, value in zip("xyz", point, strict=True)}], camera=camera))
        sight = Sight.of(told["layout"]["scene"], SIZE, np.zeros((3, 2)))
        raster = Image.open(io.BytesIO(image(go.Figure(viz.plain(told)).to_plotly_json(), "png", SIZE, 2)))
        red, green, blue = np.moveaxis(np.asarray(raster.convert("RGB"), int), 2, 0)
        rows, columns = np.nonzero((red > 180) & (green < 90) & (blue < 90))
        seen = np.array([columns.mean() + 0.5, rows.mean() + 0.5]) / 2
        assert np.abs(seen - sight.pixels(sight.world(point))).max() < 1


def test_a_line_through_a_plane_is_cut_and_its_far_part_comes_first():
    plane = painter.Piece("face", np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0.0]]), "plane", wall=True)
    line = painter.Piece("stroke", np.array([[0, 0, -1], [0, 0, 3.0]]), "line")
    eye = np.array([0.0, 1.0, 5.0])
    found = painter.ordered([line, plane], eye, lambda points: np.linalg.norm(points - eye, axis=1))
    assert [piece.paint for piece in found] == ["line", "plane", "line"]
    assert (
        found[0].points[:, 2].tolist() == [-1, 0] and found[2].points[:, 2].tolist() == [0, 3] and found[2].start == 1
    )


def test_two_planes_that_cross_cut_one_another():
    square = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0.0]])
    planes = [painter.Piece("face", 2 * square, "flat", wall=True)]
    planes.append(painter.Piece("face", square[:, [2, 0, 1]], "upright", wall=True))
    eye = np.array([2.0, 3.0, 4.0])
    names = [piece.paint for piece in painter.ordered(planes, eye, lambda points: -points @ eye)]
    assert names == ["upright", "flat", "upright"]


def test_the_picture_is_vectors_and_its_words_are_texts_within_the_panel():
    traces = [*blocks_3d.arrow([1.5, 1, 1]), *blocks_3d.plane_through([0, 0, 1], extent=2.0)]
    told = drawn(space([*traces, blocks_3d.label([1.5, 1, 1], "a name")], title="A space"))
    found = viz.flattened(told, SIZE)
    assert not viz.has_space(found)
    picture = base64.b64decode(found["layout"]["images"][0]["source"].partition(",")[2]).decode()
    assert picture.count("<path") > 30 and "<image" not in picture
    assert re.search(r'fill-opacity="0.180"', picture)  # the plane lets through what is behind it
    words = found["data"][-1]
    assert {"a name", "x", "y", "z", "−1"} <= set(words["text"])
    half = [0.29 * size * len(text) for size, text in zip(words["textfont"]["size"], words["text"], strict=True)]
    assert all(h <= x <= SIZE[0] - h for x, h in zip(words["x"], half, strict=True))
    go.Figure(found)  # valid for Plotly


def test_a_surface_keeps_to_its_budget_of_cells():
    x = np.linspace(-2, 2, 101)
    trace = viz.surface(x, x, np.outer(x, x) / 4)
    scene = drawn(space([trace]))["layout"]["scene"]
    resolved = viz.resolve(trace, viz.LOOKS["light"])
    count = flat.drawn([resolved], scene, SIZE, viz.template("light")["layout"], 400)[0].count("Z")
    assert 300 < count < 9000


def test_turned_and_zoomed_the_camera_is_where_it_is_asked_for():
    panel = space([]).turned(90, 30, 2.0)
    eye = np.array(panel.camera)
    assert np.allclose(eye / np.linalg.norm(eye), [0, np.cos(np.pi / 6), 0.5]) and panel.zoom == 2
    near, far = (drawn(each)["layout"]["scene"]["camera"] for each in (panel, space([]).turned(90, 30, 1.0)))
    arms = [np.linalg.norm([each["eye"][n] - each["center"][n] for n in "xyz"]) for each in (near, far)]
    assert arms[1] == pytest.approx(2 * arms[0])
