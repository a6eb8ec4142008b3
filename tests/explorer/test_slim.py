"""Cards that are loaded by the dozen are small, and show what they showed."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from explorer.catalogue import lessons
from explorer.commands import slim, thumbnails

DRAWING = """<svg class="main-svg" xmlns="http://www.w3.org/2000/svg" width="480" height="300">
<defs><clipPath id="kept"><rect width="10" height="10"/></clipPath><g class="gradients"/></defs>
<g class="trace" clip-path="url(#kept)" id="lost">%s</g><g class="empty"/></svg>"""
DOT = '<path class="point" transform="translate(%.2f,7.25)" d="M2,0A2,2 0 1,1 0,-2Z" style="opacity: 1; fill: red;"/>'


def points(path: str) -> np.ndarray:
    """The corners of a path that `lines` wrote."""
    first, *rest = (
        [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", part)] for part in re.split("[Ml]", path)[1:]
    )
    return np.cumsum([first, *rest], axis=0)


def test_a_line_keeps_its_course_with_a_tenth_of_its_points():
    x = np.linspace(0, 400, 2000)
    y = 150 + 100 * np.sin(x / 30)
    path = "M" + "L".join(f"{a:.2f},{b:.2f}" for a, b in zip(x, y, strict=True))
    found = points(slim.lines(path))
    assert len(found) < 200
    assert np.abs(np.interp(x, found[:, 0], found[:, 1]) - y).max() < 0.6
    assert np.allclose(found[[0, -1]], [[x[0], y[0]], [x[-1], y[-1]]], atol=0.06)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("M0,0L10,0L10,10L0,10Z", "M0 0l10 0l0 10l-10 0z"),
        ("M8,0h194.3", "M8 0l194.3 0"),
        ("M0,5v3H2V1", "M0 5l0 3l2 0l0-7"),
        ("M1,1C1.1,1.2 1.2,1.3 2,2M5,5L6,6", "M1 1l1 1M5 5l1 1"),
        ("M2,0A2,2 0 1,1 0,-2Z", "M2,0A2,2 0 1,1 0,-2Z"),
        ("M0,0L10,0ZM20,20L30,20L30,30Z", "M0 0l10 0zM20 20l10 0l0 10z"),
    ],
)
def test_a_path_says_the_same_in_fewer_letters(path, kept):
    assert slim.lines(path) == kept


def test_styles_and_markers_are_written_once_and_names_that_are_asked_for_stay():
    found = slim.slim((DRAWING % "".join(DOT % place for place in range(50))).encode()).decode()
    assert found.count("<use") == 50 and found.count("A2,2") == 1 and found.count("fill:red") == 1
    assert 'id="kept"' in found and "lost" not in found and "empty" not in found
    assert 'x="49.0"' in found or 'x="49"' in found


def test_cells_of_a_heat_map_keep_their_colours():
    cells = np.random.default_rng(1).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    png = io.BytesIO()
    Image.fromarray(cells).save(png, "PNG")
    address = slim.webp(png.getvalue())
    read = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    assert (np.asarray(read.convert("RGB")) == cells).all()


def test_every_card_is_small():
    large = {
        f"{lesson.slug}.{look}": lesson.card(look).stat().st_size
        for lesson in lessons().values()
        for look in thumbnails.LOOKS
        if lesson.card(look).stat().st_size > thumbnails.LARGEST + 100  # its mark
    }
    assert not large
