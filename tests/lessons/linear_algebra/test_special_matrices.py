"""The scorecard says what is kept, however small or near to flat a matrix is.

Oracle: closed forms of its determinant and of its stretches.
"""

from __future__ import annotations

from typing import Any

import pytest

from pages.linear_algebra.special_matrices.lesson import lesson


def card(matrix: Any) -> tuple[dict[str, tuple[bool, str]], str]:
    """What the card says of a typed matrix, by its rows, and the notice."""
    found = lesson.scene(kind="general", matrix=matrix)
    q: Any = found.state
    return {name: (kept, text) for name, kept, text in q.card}, found.notice


@pytest.mark.parametrize(
    ("matrix", "sense"),
    [
        (((1e-5, 0), (0, 1e-5)), "kept"),
        (((3e-5, 0), (0, -3e-5)), "flipped"),
        (((99, 99), (99, 98.9999999)), "flipped"),
        (((1, 1), (1, 1.00000001)), "kept"),
        (((0.7, 0.1), (2.1, 0.3)), "flat: none is left"),
        (((0, 0), (0, 0)), "flat: none is left"),
    ],
)
def test_orientation_is_that_of_the_matrix_as_it_was_typed(matrix, sense):
    rows, notice = card(matrix)
    assert rows["orientation"][1] == sense
    assert bool(notice) == sense.startswith("flat")


def test_a_small_rotation_keeps_angles_and_a_slight_shear_does_not():
    assert card(((1e-5, 0), (0, 1e-5)))[0]["angles"] == (True, "all kept")
    assert card(((1e-5, 0), (0, 1e-5)))[0]["lengths"] == (False, "all × 1×10⁻⁵")
    rows, _ = card(((1, 1e-8), (0, 1)))
    assert rows["lengths"] == (False, "× 0.999999995 to × 1")
    assert not rows["axes"][0] and not rows["AᵀA = I"][0] and rows["area"] == (True, "× 1")
    assert card(((1.00000001, 0), (0, 1)))[0]["area"] == (False, "× 1.00000001")


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (((0.71, 0.71), (0.71, -0.71)), "all × 1.004"),
        (((1, 1), (1, -1)), "all × 1.41"),
        (((0.6, -0.8), (0.8, 0.6)), "all × 1"),
    ],
)
def test_one_length_is_told_from_one(matrix, said):
    q: Any = lesson.scene(kind="general", matrix=matrix).state
    assert q.card[0][2] == said and q.card[0][1] == (said == "all × 1")
