"""The 2x2 singular value decomposition against LAPACK, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.linear_algebra import singular

ENTRY = st.integers(-300, 300).map(lambda n: n / 100)
MATRIX = st.tuples(ENTRY, ENTRY, ENTRY, ENTRY).map(lambda e: np.array(e).reshape(2, 2))


@given(MATRIX)
def test_against_lapack(a):
    found = singular.svd2(a)
    assert np.allclose(found.sigma, np.linalg.svd(a, compute_uv=False), atol=1e-12)
    assert np.allclose(found.u * found.sigma @ found.v.T, a, atol=1e-12)
    assert np.allclose(found.u @ found.u.T, np.eye(2), atol=1e-12)
    assert np.linalg.det(found.v) == pytest.approx(1)
    assert -90 < found.angle_v <= 90
    assert found.sigma[0] >= found.sigma[1] >= 0
    exact = round(100 * a[0, 0]) * round(100 * a[1, 1]) - round(100 * a[0, 1]) * round(100 * a[1, 0])
    assert found.flipped == (exact < 0)
    assert (found.sigma[1] == 0) == (exact == 0)


def test_the_shear_has_the_golden_ratio():
    found = singular.svd2([[1, 1], [0, 1]])
    golden = (1 + 5**0.5) / 2
    assert found.sigma == pytest.approx([golden, 1 / golden], rel=1e-14)
    assert np.tan(np.deg2rad(found.angle_v)) == pytest.approx(golden)


@given(MATRIX)
def test_the_stages_begin_and_end(a):
    found = singular.svd2(a)
    assert np.allclose(singular.stage_map(found, 0), np.eye(2))
    assert np.allclose(singular.stage_map(found, 1), found.v.T, atol=1e-12)
    assert np.allclose(singular.stage_map(found, 2), np.diag(found.sigma) @ found.v.T, atol=1e-12)
    assert np.allclose(singular.stage_map(found, 3), a, atol=1e-12)


@given(MATRIX, st.integers(0, 149))
def test_the_motion_does_not_jump(a, step):
    found = singular.svd2(a)
    before, after = singular.stage_map(found, step / 50), singular.stage_map(found, (step + 1) / 50)
    assert np.linalg.norm(after - before, 2) < 0.1 * (1 + found.sigma[0])


@given(MATRIX, st.floats(0, 360))
def test_no_direction_is_stretched_beyond_the_singular_values(a, angle):
    found = singular.svd2(a)
    assert found.sigma[1] - 1e-12 <= singular.stretch(a, angle) <= found.sigma[0] + 1e-12
    assert singular.stretch(a, found.angle_v) == pytest.approx(found.sigma[0], abs=1e-12)
    assert singular.stretch(a, found.angle_v + 90) == pytest.approx(found.sigma[1], abs=1e-12)


@given(MATRIX, st.sampled_from([0, 1]), st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
def test_a_dragged_half_axis_ends_where_it_was_dropped(a, which, tip):
    before = singular.svd2(a)
    size = float(np.hypot(*tip))
    if size < 0.05:
        return
    matrix = singular.with_image(before, which, tip)
    kept = before.sigma[1 - which]
    length = max(size, kept + 0.02) if which == 0 else min(size, max(kept - 0.02, 0))
    assert np.allclose(matrix @ before.v[:, which], np.array(tip) / size * length, atol=1e-9)
    assert np.linalg.norm(matrix @ before.v[:, 1 - which]) == pytest.approx(kept, abs=1e-9)
    assert sorted(np.linalg.svd(matrix, compute_uv=False)) == pytest.approx(sorted([length, kept]), abs=1e-9)


@given(MATRIX, st.floats(0, 6.28))
def test_a_dragged_input_direction_keeps_the_stretches(a, angle):
    before = singular.svd2(a)
    direction = np.array([np.cos(angle), np.sin(angle)])
    matrix = singular.with_input(before, 2 * direction)
    assert np.linalg.svd(matrix, compute_uv=False) == pytest.approx(before.sigma, abs=1e-9)
    assert np.linalg.norm(matrix @ direction) == pytest.approx(before.sigma[0], abs=1e-9)
    # The matrix follows without a jump: it is within a turn by at most 90 degrees of the old one.
    assert np.linalg.norm(matrix - a) <= np.sqrt(2) * np.linalg.norm(a) + 1e-9


def test_degenerate_and_refused():
    assert singular.svd2(np.zeros((2, 2))).sigma.tolist() == [0, 0]
    for bad in (np.ones((3, 3)), [[np.nan, 0], [0, 1]]):
        with pytest.raises(ValueError, match="2x2"):
            singular.svd2(bad)
    with pytest.raises(ValueError, match="0 to 3"):
        singular.stage_map(singular.svd2(np.eye(2)), 3.1)
    with pytest.raises(ValueError, match="direction"):
        singular.with_image(singular.svd2(np.eye(2)), 0, (0, 0))
    with pytest.raises(ValueError, match="direction"):
        singular.with_input(singular.svd2(np.eye(2)), (0, 0))


@pytest.mark.parametrize(
    ("matrix", "second"),
    [
        ([[99, 0], [0, 1e-12]], 1e-12),
        ([[1, 0.3333333333], [3, 1]], 3e-11),
        ([[1, 2], [2, 4]], 0.0),
        ([[0.1, 0.2], [0.3, 0.6]], 0.0),
    ],
)
def test_of_a_typed_matrix_the_second_singular_value_is_zero_just_where_the_determinant_is(matrix, second):
    found = singular.svd2(matrix, typed=True)
    assert found.sigma[1] == pytest.approx(second, rel=1e-9, abs=0)
    assert found.u @ np.diag(found.sigma) @ found.v.T == pytest.approx(np.array(matrix, float), abs=1e-12)


def test_only_multiples_of_rotations_and_reflections_stretch_all_directions_alike():
    assert singular.stretches_alike([[3, -4], [4, 3]]) and singular.stretches_alike([[0.1, 0.2], [0.2, -0.1]])
    assert not singular.stretches_alike([[1, 0], [0, 0.9999999999]]) and not singular.stretches_alike(np.zeros((2, 2)))
