"""What the lesson says of a solution is so under each method and at each rank.

Oracles: NumPy's least squares, closed forms, SymPy's fractions (in the tests of its mathematics).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.lesson import Law
from pages.linear_algebra.pseudo_inverse.lesson import lesson
from tests.lessons.asking import text

NEARLY = {"matrix": ((1, 0.5), (0.6, 0.38)), "b": (1, 0.9)}


@pytest.mark.parametrize(
    ("values", "title", "said"),
    [
        ({}, "b, and the nearest Ax̂", "the shortest of all that bring Ax nearest to b, of length 1.289"),
        ({"b": (1, 0.6)}, "b, and the nearest Ax̂", "the shortest of all that bring Ax nearest to b, of length 0.8944"),
        (NEARLY, "b, which is Ax̂", "the one solution x̂ of Ax = b, of length 3.851"),
        (NEARLY | {"method": "ridge"}, "b, and the damped Ax̂", "ridge solution x̂, of length 1.182"),
        (
            {"b": (1, 0.9), "method": "ridge", "strength": 1},
            "b, and the damped Ax̂",
            "the damped Ax̂, 0.7086 apart",
        ),
        (
            NEARLY | {"method": "tsvd", "strength": 0.1},
            "b, and Ax̂ with σ₂ cut off",
            "x̂ with σ₂ cut off, of length 1.002",
        ),
        (NEARLY | {"method": "tsvd", "strength": 0.01}, "b, which is Ax̂", "the one solution x̂"),
        ({"matrix": ((0, 0), (0, 0))}, "b, and Ax̂ = 0", "x̂ = 0, of length 0"),
    ],
)
def test_title_and_alternative_text_say_what_is_solved(values, title, said):
    found = lesson.scene(**values)
    assert found.panels[1].title == title
    assert said in found.alt
    q: Any = found.state
    least = np.linalg.norm(q.found.matrix @ np.linalg.lstsq(q.found.matrix, q.b, rcond=None)[0] - q.b)
    assert title != "b, which is Ax̂" or q.solved.distance == 0
    assert ("cut" in title or "damped" in title) == (q.solved.distance > least + 1e-9)


def test_no_line_of_solutions_is_promised_where_there_is_none():
    assert lesson.scene().panels[0].title.startswith("All best x")
    assert lesson.scene(**NEARLY).panels[0].title == "The solution x̂"


@pytest.mark.parametrize(
    ("matrix", "condition"),
    [
        (((1, 1), (1, 1.0000001)), "4×10⁷"),
        (((99, 99), (99, 98.9999999)), "3.96×10⁹"),
        (((99, 0), (0, 1e-11)), "9.9×10¹²"),
        (((0.7, 0.1), (2.1, 0.3)), "∞"),
    ],
)
def test_penrose_holds_to_the_eye_however_near_to_singular(matrix, condition):
    found = lesson.scene(matrix=matrix, b=(1, 1.6))
    laws = [each for each in found.readouts if isinstance(each, Law)]
    assert len(laws) == 4 and all(each.holds and not each.unless and each.sides[0] == "0" for each in laws)
    assert text(found, "condition") == condition
    assert (text(found, "distance") == "0") == (condition != "∞")


def test_no_error_is_charged_to_a_filter_that_is_not_there():
    for values in ({}, {"condition": 1e14, "noise": 1e-12}, {"system": "hilbert", "size": 12, "noise": 1e-12}):
        found = lesson.scene(view="noise", **values)
        assert text(found, "from the filter") == "0%" and text(found, "from noise") == text(found, "true error")
