"""The programs of the SVD do what its figure does."""

from __future__ import annotations

import re
from typing import cast

import pytest

from explorer import listing
from explorer.catalogue import find
from pages.linear_algebra.svd.lesson import Decomposition, lesson
from tests.lessons.contracts import python_prints


@pytest.mark.parametrize(
    "values",
    [
        {"photo": "china", "rank": 8},
        {"photo": "flower", "rank": 20, "basis": "columns", "color": True, "shuffled": True},
        {"photo": "flower", "rank": 5, "shuffled": True},
        {"photo": "china", "rank": 180, "color": True},
    ],
)
def test_the_program_keeps_as_much_of_the_photograph_as_the_figure(values):
    lesson = find("svd")
    parameters = lesson.parameters({"view": "photo", **values})
    said = re.search(r"Rank (\d+) of 180 keeps ([\d.]+)%", python_prints(listing.python(lesson, parameters)))
    assert said and int(said[1]) == values["rank"]
    assert float(said[2]) == pytest.approx(cast(Decomposition, lesson.at(parameters)).kept_percent, abs=1e-4)


def test_an_arrow_at_its_limit_is_not_moved_again():
    scene = lesson.scene(matrix=((1.02, 0), (0, 1)))
    parameters, notice = lesson.pulled(scene, "image1", None, 0.5, 0.0)
    assert "larger of the two" in notice and parameters["matrix"] == ((1.02, 0.0), (0.0, 1.0))
