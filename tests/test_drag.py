"""The benchmark of a drag: its figure is the lesson's, and its arithmetic is right."""

import base64
import socket
import time

import numpy as np
import pytest

from benchmarks.delay import Line, delayed
from benchmarks.drag import figure
from benchmarks.drag.kinds import KINDS
from benchmarks.drag.measure import MOVES, Drags
from benchmarks.drag.openings import LABELS, Openings
from benchmarks.drag.pages import LINES, PAGES
from benchmarks.drag.report import across, kinds_table, openings_table, table
from explorer import catalogue
from explorer.controls import Slider


def numbers(values):
    """The numbers of a trace's property, whether a list or a typed array in base64."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return np.asarray(values, float)


@pytest.mark.parametrize("angle", [20, 45, 135, 200, 340])
def test_every_page_draws_the_figure_of_the_lesson(angle):
    lesson = catalogue.find("eigenvectors").scene(angle=angle).plotly()["data"]
    ours = figure.whole(angle)["data"]
    assert len(ours) == len(lesson)
    for mine, theirs in zip(ours, lesson, strict=True):
        assert mine["mode"] == theirs["mode"]
        assert mine.get("name", "") == (theirs.get("name") or "")
        assert list(mine.get("text", [])) == list(theirs.get("text") or [])
        for axis in ("x", "y") if mine["mode"] != "text" else ():  # where a word stands is a matter of polish
            np.testing.assert_allclose(numbers(mine[axis]), numbers(theirs[axis]), atol=1e-5)


def test_nothing_but_the_moving_traces_moves():
    before, after = figure.whole(20)["data"], figure.whole(21)["data"]
    assert {index for index, trace in enumerate(after) if trace != before[index]} == set(figure.moving(21))


def notes(changes, paints, released=1000.0, tasks=()):
    return {
        "changes": changes,
        "paints": paints,
        "tasks": list(tasks),
        "moves": [0.0, 20.0, 41.0],
        "released": released,
        "disagreements": 0,
    }


def test_a_value_counts_with_the_first_frame_that_shows_it():
    drags = Drags()
    changes = [[21, 100.0, 95.0], [22, 120.0, 116.0], [23, 140.0, 135.0]]
    drags.add(notes(changes, [[21, 117.0], [23, 170.0], [23, 300.0]], tasks=[[130.0, 120.0], [150.0, 60.0]]))
    assert drags.after_change == [17.0, 30.0]
    assert drags.after_mouse == [22.0, 35.0]
    assert (drags.values, drags.framed, drags.moves) == (3, 2, MOVES)
    assert drags.long_tasks == [120.0]
    assert drags.spacing == [20.0, 21.0]
    assert drags.after_release == []


def test_a_frame_after_the_release_is_no_frame_of_the_drag():
    drags = Drags()
    drags.add(notes([[21, 100.0, 95.0]], [[21, 1180.0]]))
    assert drags.framed == 0
    assert drags.after_release == [180.0]


def test_a_page_without_frames_has_dashes_for_times():
    drags = Drags(values=10, moves=10)
    assert "| – | – | – | – | 0.00 | 0.00 | 0 |" in table([(PAGES[0], drags)])


def test_over_a_line_what_comes_after_the_first_quarter_of_a_second_counts():
    drags = Drags()
    changes = [[21, 100.0, 95.0], [22, 200.0, 196.0], [23, 360.0, 355.0], [24, 380.0, 375.0]]
    drags.add(notes(changes, [[22, 290.0], [23, 460.0]]))
    assert drags.soon == [2, 1] and drags.soon_change == [100.0]
    assert "| 40 ms | **Mathscope** | 100 | 100 | 0.50 | 0.02 |" in across([(LINES[0], PAGES[0], drags)])


def test_each_kind_of_figure_has_its_row_with_the_aim_beside():
    drags = Drags(after_change=[10.0, 20.0, 60.0], values=4, framed=3)
    rows = kinds_table([(kind, drags) for kind in KINDS]).splitlines()[2:]
    assert len(rows) == len(KINDS)
    assert rows[0] == "| contour map: `gradient_descent`, condition number | 20 | 56 | 0.75 | 20 / 50 |"
    assert rows[-1].endswith("| a peer |")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.aim], ids=lambda kind: kind.page.name)
def test_the_slider_of_a_kind_is_shown_on_its_page_and_counts_its_values(kind):
    slug, _, query = kind.page.path[1:].partition("?")
    lesson = catalogue.find(slug)
    name, values = kind.page.follows
    state = lesson.parameters(dict(part.split("=") for part in query.split("&") if part))
    assert name in [control.name for control in lesson.shown(state)]
    control = lesson.control(name)
    assert isinstance(control, Slider)
    assert values is None or list(values) == list(control.every())


def test_what_is_opened_has_a_row_each():
    openings = Openings()
    openings.times["click"] += [100.0, 150.0, 420.0]
    rows = openings_table(openings).splitlines()[2:]
    assert len(rows) == len(LABELS)
    assert rows[0] == "| page to page: a click in the list | 150 | 420 | 150 / 400 |"
    assert rows[-1].endswith("| – | – | 3000 |")


def test_the_line_delays_each_way_and_lets_no_more_through_than_it_may():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        target = listening.getsockname()[1]
        with delayed(target, Line("far", 0.1)) as line, socket.create_connection(("127.0.0.1", line.port)) as here:
            begun = time.monotonic()
            here.sendall(b"there")
            there, _ = listening.accept()
            assert there.recv(9) == b"there"
            assert time.monotonic() - begun >= 0.14, "a handshake of a round trip, and half of one"
            line.use(Line("thin", 0.1, 10_000))
            begun = time.monotonic()
            there.sendall(bytes(2000))
            found = b""
            while len(found) < 2000:
                found += here.recv(2000)
            assert time.monotonic() - begun >= 0.24, "half a round trip, and a fifth of a second at that rate"
            there.close()
