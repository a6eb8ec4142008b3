"""Two matrices are said to commute where AB = BA, and not where both products are small or nearly the same."""

from __future__ import annotations

import pytest

from pages.linear_algebra.matrix_operations.lesson import lesson


@pytest.mark.parametrize(
    ("a", "b", "commute"),
    [
        (((1e-5, 1e-5), (0, 1e-5)), ((1e-5, 0), (1e-5, 1e-5)), False),
        (((1, 1e-8), (0, 1)), ((1, 0), (1e-8, 1)), False),
        (((0.8, -0.6), (0.6, 0.8)), ((0.6, -0.8), (0.8, 0.6)), True),
        (((0.1, 0.7), (0.3, 0.2)), ((0.3, 0.7), (0.3, 0.4)), True),  # A and A + 0.2 I
    ],
)
def test_maps_commute_where_their_products_are_one(a, b, commute):
    assert ("commute" in lesson.scene(view="order", a=a, b=b).notice) == commute
