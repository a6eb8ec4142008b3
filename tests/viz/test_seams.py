"""Between the cells of a surface no paper is seen, and its outline does not move."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from viz import facets, painter, seams

PAINT = facets.Paint(fill="#336699", stroke="#336699", width=0.35)


def across(points):
    return points[:, :2]


def inside(points, polygon) -> bool:
    """Whether all points (n, 2) lie in a convex polygon (k, 2) or on its edge."""
    edges = np.roll(polygon, -1, axis=0) - polygon
    gaps = points[:, None] - polygon
    turns = edges[:, 0] * gaps[..., 1] - edges[:, 1] * gaps[..., 0]
    return bool(((turns >= -1e-9).all(axis=1) | (turns <= 1e-9).all(axis=1)).all())


def cells(rows: int, columns: int, seed: int) -> list[painter.Piece]:
    """The cells of a grid that is a little bent, in an order by chance."""
    rng = np.random.default_rng(seed)
    grid = np.stack([*np.meshgrid(20.0 * np.arange(columns), 20.0 * np.arange(rows)), np.zeros((rows, columns))], -1)
    grid[..., :2] += rng.uniform(-4, 4, (rows, columns, 2))
    found = facets._cells(grid)
    return [painter.Piece("face", found[at], PAINT) for at in rng.permutation(len(found))]


@given(st.integers(2, 5), st.integers(2, 5), st.integers(0, 10**6))
def test_a_cell_goes_on_under_those_that_are_drawn_over_it_and_nowhere_else(rows, columns, seed):
    before = cells(rows, columns, seed)
    after = seams.closed(before, across)
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        kept = [point.tolist() for point in old.points]
        added = [point for point in new.points if point.tolist() not in kept]
        assert [point.tolist() for point in new.points if point.tolist() in kept] == kept, "its own corners stay"
        for point in added:
            assert any(inside(across(point[None]), across(other.points)) for other in before[at + 1 :])
        # Of every edge that a later one shares, the cell reaches a pixel and a half to the other side.
        for other in before[at + 1 :]:
            shared = [point for point in kept if point in other.points.tolist()]
            if len(shared) < 2:
                continue
            edge = np.subtract(shared[1], shared[0])[:2]
            normal = np.array([-edge[1], edge[0]]) / np.hypot(*edge)
            side = np.sign(((across(other.points) - shared[0][:2]) @ normal).sum())
            beyond = side * ((across(new.points) - shared[0][:2]) @ normal)
            assert (beyond > seams.UNDER - 1e-6).sum() >= 2


def test_what_lets_light_through_and_walls_stay_as_they_are():
    square = np.array([[0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 9, 0.0]])
    for paint, wall in ((facets.Paint(fill="#336699", opacity=0.4), False), (PAINT, True)):
        pair = [painter.Piece("face", square + shift, paint, wall) for shift in (0.0, np.array([9.0, 0, 0]))]
        assert all(a is b for a, b in zip(pair, seams.closed(pair, across), strict=True))
