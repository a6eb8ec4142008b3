"""Small multiples: the panels are those of the lesson, on one scale, and every format holds them."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

import viz
from explorer import catalogue, export, routes
from explorer.__main__ import main
from explorer.catalogue import find
from explorer.sweeps import multiples, sweep

CLIENT = TestClient(Starlette(routes=routes.ROUTES), raise_server_exceptions=True)
LESSONS = list(catalogue.lessons().values())


def grid(slug: str, text: str, panel: str = "", **values):
    lesson = find(slug)
    swept = sweep.read(lesson, text, count=multiples.COUNT, most=multiples.MOST)
    return multiples.grid(lesson, lesson.parameters(values), swept, panel)


def planes(scene) -> list[viz.Plane]:
    """The panels that show something; a last row may end in empty places."""
    return [panel for panel in scene.panels if panel.traces]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_the_panels_of_every_lesson_are_its_own_on_one_scale(lesson):
    parameters = lesson.parameters()
    found = sweep.sweepable(lesson, parameters)
    # The views, where nothing but handles moves the first one.
    control = next((each for each in found if each.kind == "slider"), found[-1])
    swept = sweep.over(control, 3)
    # Views may differ in their number of panels.
    fewest = min(len(lesson.scene(state).panels) for state in swept.states(lesson, parameters))
    for number in range(1, fewest + 1):
        scene = multiples.grid(lesson, parameters, swept, str(number))
        scene.figure()  # Plotly's own validation
        shown = planes(scene)
        assert len(shown) == len(swept.values)
        for panel, state in zip(shown, swept.states(lesson, parameters), strict=True):
            own = lesson.scene(state).panels[number - 1]
            for mine, theirs in zip(panel.traces, own.traces, strict=True):
                for axis in "xyz":
                    if axis in theirs:
                        assert np.array_equal(mine[axis], theirs[axis], equal_nan=True)
            for name in "xyz" if isinstance(own, viz.Space) else "xy":
                axis, before = getattr(panel, name), getattr(own, name)
                assert axis.range is not None
                if before.range:
                    assert min(axis.range) <= min(before.range) and max(axis.range) >= max(before.range)
        for name in "xy":
            if all(getattr(panel, name).range == getattr(shown[0], name).range for panel in shown):
                continue
            # Scales differ only where the axes mean different things.
            states = [lesson.scene(state).panels[number - 1] for state in swept.states(lesson, parameters)]
            assert len({(getattr(p, name).title, getattr(p, name).log) for p in states}) > 1


def test_axes_are_labelled_at_the_left_and_at_the_bottom():
    scene = grid("gradient_descent", "step:0.01:1:6")
    assert scene.columns == 3
    assert [panel.y.bare for panel in scene.panels] == [False, True, True] * 2
    assert [panel.x.bare for panel in scene.panels] == [True] * 3 + [False] * 3


def test_numbers_are_named_in_the_titles():
    assert [panel.title for panel in grid("eigenvectors", "angle:0:90:3").panels] == [
        "Direction of x = 0°",
        "Direction of x = 45°",
        "Direction of x = 90°",
    ]
    long = grid("random_projections", "chosen")
    assert [panel.title for panel in long.panels] == ["Add a pair chosen after R = off", "on"]


def test_the_panel_that_changes_is_repeated_by_default():
    assert len(planes(grid("eigenvectors", "view"))) == 3
    first = grid("eigenvectors", "view").panels[0].traces[0]["x"]
    assert np.array_equal(first, find("eigenvectors").scene().panels[1].traces[0]["x"])


def test_all_panels_stand_under_one_another():
    scene = grid("eigenvectors", "basis:-60:60:3", "all")
    assert scene.columns == 3 and len(scene.panels) == 6
    rows = scene.panels[:3], scene.panels[3:]
    assert all(len({panel.y.range for panel in row}) == 1 for row in rows)
    assert rows[0][0].y.title == "x on the unit circle, and Ax"  # the panel's title, beside its row


def test_fields_have_one_colour_scale_and_one_bar():
    seen = 0
    for lesson in LESSONS:
        for control in sweep.sweepable(lesson, lesson.parameters()):
            scene = multiples.grid(lesson, lesson.parameters(), sweep.over(control, 2), "1")
            shown = planes(scene)
            if len({tuple(trace["type"] for trace in panel.traces) for panel in shown}) > 1:
                continue
            for place, trace in enumerate(shown[0].traces):
                if trace["type"] in ("heatmap", "contour"):
                    bounds = {(panel.traces[place]["zmin"], panel.traces[place]["zmax"]) for panel in shown}
                    assert len(bounds) == 1
                    seen += 1
                    assert sum(bool(panel.traces[place].get("showscale")) for panel in shown) <= 1
    assert seen > 5


def test_the_csv_holds_the_numbers_of_every_panel(tmp_path):
    path = tmp_path / "grid.csv"
    assert main(["figure", "eigenvectors", "--grid", "angle:0:90:4", "-o", str(path)]) == 0
    table = pd.read_csv(path)
    tips = table[table["name"] == "Ax"].groupby("panel", sort=False)[["x", "y"]].last()
    assert list(tips.index) == [f"Direction of x = {angle}°" for angle in (0, 30, 60, 90)]
    angles = np.deg2rad([0, 30, 60, 90])
    assert np.allclose(tips.to_numpy(), np.stack([np.cos(angles), np.sin(angles)], 1) @ [[2, 1], [1, 2]])


def test_images_hold_the_titles_and_have_the_natural_size():
    scene = grid("eigenvectors", "angle:0:90:6")
    width, height = multiples.natural(scene)
    picture = Image.open(io.BytesIO(CLIENT.get("/figure/eigenvectors.png?grid=angle:0:90:6&scale=1").content))
    assert picture.size == (width, height)
    root = ElementTree.fromstring(CLIENT.get("/figure/eigenvectors.svg?grid=angle:0:90:6").content)
    text = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    for angle in range(0, 91, 18):
        assert f"Direction of x = {angle}°" in text
    assert CLIENT.get("/figure/eigenvectors.pdf?grid=angle:0:90:6").content.startswith(b"%PDF")


def test_paper_keeps_the_columns():
    figure = export.figure(grid("eigenvectors", "angle:0:90:6"), export.Shape.read({"preset": "nature-double"}))
    domains = {tuple(np.round(axis.domain, 3)) for axis in figure.select_xaxes()}
    assert len(domains) == 3


def test_squares_stay_square():
    width, height = multiples.natural(grid("eigenvectors", "angle:0:90:4"))
    figure = grid("eigenvectors", "angle:0:90:4").figure(size=(width, height))
    margin = figure.layout.template.layout.margin
    inner = width - margin.l - margin.r, height - margin.t - margin.b
    for x, y in zip(figure.select_xaxes(), figure.select_yaxes(), strict=True):
        wide, high = (d[1] - d[0] for d in (x.domain, y.domain))
        assert wide * inner[0] == pytest.approx(high * inner[1], rel=0.12)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("grid=angel:0:90:6", "no control named angel"),
        ("grid=angle:0:90:99", "from 2 to 16"),
        ("grid=angle:0:90:6&panel=3", "from 1 to 2, or all"),
        ("grid=angle:0:90:6&panel=x", "from 1 to 2, or all"),
        ("grid=angle:0:90:6&panel=0000011", "from 1 to 2, or all"),
        ("grid=angle:0:90:9&panel=all", "at most 6 values"),
        ("panel=9", "from 1 to 2, or all"),
        ("grid=step:0:4", "changes nothing"),
        ("grid=", "no control named"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(query, said, capsys, tmp_path):
    answer = CLIENT.get(f"/figure/eigenvectors.json?{query}")
    assert answer.status_code == 400 and said in answer.text and "\n" not in answer.text
    arguments = [f"--{part}" for part in query.split("&")]
    assert main(["figure", "eigenvectors", *arguments, "-o", str(tmp_path / "x.json")]) == 2
    assert said in capsys.readouterr().err


def test_a_grid_has_its_own_tag():
    plain, grids = CLIENT.get("/figure/eigenvectors.csv"), CLIENT.get("/figure/eigenvectors.csv?grid=angle:0:90:3")
    assert plain.headers["etag"] != grids.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', grids.headers["etag"])
