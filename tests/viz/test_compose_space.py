"""Beside the box of a space there is room for what is written there, by a perspective projection written here."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz import space
from viz.compose import LABELS, LETTER, compose

CAMERAS = [(1.4, -1.65, 0.9), (1.27, -1.5, 0.63), (1.75, -1.5, 0.9), (1.3, -1.58, 0.9)]


def edges(camera, width, height):
    """Pixels from the left edge of the panel to the upright edges of a cube of length one, as the camera sees them."""
    eye, middle = (np.array([camera[key][axis] for axis in "xyz"]) for key in ("eye", "center"))
    forward = (middle - eye) / np.linalg.norm(middle - eye)
    right = np.cross(forward, (0, 0, 1))
    right = right / np.linalg.norm(right)
    corners = np.array([(x, y, 0.0) for x, y in product((-0.5, 0.5), repeat=2)]) - eye
    return width / 2 + height / 2 / np.tan(np.pi / 8) * (corners @ right) / (corners @ forward)


@pytest.mark.parametrize("eye", CAMERAS)
@given(st.floats(220, 1500), st.floats(200, 900))
def test_numbers_and_title_of_the_upright_axis_have_room(eye, width, height):
    panel = space.space([space.dots(np.zeros(3), "data")], 2.0, camera=eye)
    camera = compose([panel], size=(width, height))["layout"]["scene"]["camera"]
    found = edges(camera, width, height)
    assert found.min() > 0.8 * (LABELS + 2 * LETTER)
    assert found.max() < width
    # It looks from the same side as the lesson says, and from no nearer.
    seen = np.array([camera["eye"][axis] - camera["center"][axis] for axis in "xyz"])
    assert np.allclose(seen / np.linalg.norm(seen), np.array(eye) / np.linalg.norm(eye))
    assert np.linalg.norm(seen) >= np.linalg.norm(eye) - 1e-9


def test_a_space_without_axes_is_seen_as_its_lesson_says():
    panel = space.space([space.dots(np.zeros(3), "data")], 2.0, camera=CAMERAS[0], visible=False)
    camera = compose([panel], size=(240, 600))["layout"]["scene"]["camera"]
    assert tuple(camera["eye"][axis] for axis in "xyz") == pytest.approx(CAMERAS[0])
