"""Names in space, checked by a perspective projection written here."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from viz import space

CAMERA, ROOM, SIZE, TEXT = (1.4, -1.65, 0.9), 3.0, 15.0, "null part"
VECTOR = st.tuples(*[st.floats(-1, 1)] * 3).map(np.array)


def projected(point):
    """Where a panel 400 pixels high shows a point: Plotly's box is one unit wide, its camera sees 45 degrees and looks
    at the middle; in pixels from there, to the right and upwards."""
    eye, at = np.array(CAMERA), np.asarray(point, float) / (2 * ROOM)
    forward = -eye / np.linalg.norm(eye)
    right = np.cross(forward, (0, 0, 1))
    right = right / np.linalg.norm(right)
    up = np.cross(right, forward)
    depth = (at - eye) @ forward
    return 200 / np.tan(np.pi / 8) * np.array([(at - eye) @ right, (at - eye) @ up]) / depth


def place(trace):
    return np.array([trace["x"][0], trace["y"][0], trace["z"][0]])


@given(VECTOR, VECTOR)
def test_a_name_stands_clear_of_its_point_in_the_direction_that_is_seen(spot, away):
    seen = projected(0.01 * away)
    assume(np.hypot(*seen) > 0.05)
    name = place(space.beside(spot, away, TEXT, "data", camera=CAMERA, extent=ROOM, size=SIZE))
    moved = projected(name) - projected(spot)
    assert moved @ seen > 0
    # Perspective makes near things up to a half larger and far ones smaller than in the middle.
    half = 0.6 * np.array([0.28 * len(TEXT), 0.5]) * SIZE
    assert (np.abs(moved) > half).any()


def test_in_the_middle_the_distance_is_the_box_and_the_gap():
    name = place(space.beside(np.zeros(3), (0, 0, 1), TEXT, "data", camera=CAMERA, extent=ROOM, size=SIZE, gap=4))
    assert projected(name) == pytest.approx((0, 0.6 * SIZE + 4), abs=1e-6)


def test_a_direction_towards_the_eye_is_none_and_the_name_stands_above():
    name = place(space.beside(np.zeros(3), CAMERA, TEXT, "data", camera=CAMERA, extent=ROOM))
    assert projected(name)[0] == pytest.approx(0, abs=1e-6)
    assert projected(name)[1] > 0


def test_a_point_that_is_missing_hides_its_name():
    trace = space.beside(np.full(3, np.nan), (1, 0, 0), TEXT, "data", camera=CAMERA, extent=ROOM)
    assert np.isnan(trace["x"]).all()


@given(st.tuples(*[st.floats(-3, 3)] * 3).map(np.array), VECTOR)
def test_a_name_is_within_the_box_outside_of_which_nothing_is_drawn(spot, away):
    assert np.abs(place(space.beside(spot, away, TEXT, "data", camera=CAMERA, extent=ROOM))).max() <= ROOM
