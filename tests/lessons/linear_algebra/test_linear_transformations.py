"""A layer is called singular where its determinant is 0, and not where it is small."""

from __future__ import annotations

import pytest

from pages.linear_algebra.linear_transformations.lesson import lesson


@pytest.mark.parametrize(
    ("weights", "flat"),
    [
        (((1e-5, 0), (0, 1e-5)), False),
        (((1, 1), (1, 1.0000000001)), True),  # ten digits are kept of what is typed
        (((1, 1), (1, 1.00000001)), False),
        (((0.1, 0.3), (0.3, 0.9)), True),
    ],
)
def test_a_small_determinant_is_not_zero(weights, flat):
    assert ("singular" in lesson.scene(view="layer", weights=weights, relu=False).notice) == flat
