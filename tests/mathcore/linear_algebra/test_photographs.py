"""Low-rank approximations of photographs against scikit-learn and NumPy, and the theorem of Eckart and Young."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.datasets import load_sample_image
from sklearn.decomposition import TruncatedSVD

from mathcore.linear_algebra import photographs
from mathcore.linear_algebra.photographs import COLUMNS, ROWS

CASES = [(name, color, shuffled) for name in photographs.NAMES for color in (False, True) for shuffled in (False, True)]


@pytest.mark.parametrize(("name", "color", "shuffled"), CASES)
def test_both_errors_are_those_of_the_theorem(name, color, shuffled):
    shot = photographs.photograph(name, color, shuffled)
    assert shot.matrix.shape == (ROWS, 3 * COLUMNS if color else COLUMNS)
    for rank in (1, 13, 90, ROWS):
        error = shot.matrix - shot.approximation(rank)
        assert np.linalg.matrix_rank(shot.approximation(rank), tol=1e-6) == rank
        assert np.linalg.norm(error) ** 2 == pytest.approx(shot.tail(rank), rel=1e-9, abs=1e-9)
        following = shot.sigma[rank] if rank < ROWS else 0.0
        assert photographs.spectral_norm(error) == pytest.approx(following, rel=1e-9, abs=1e-8)
        assert photographs.spectral_norm(error) == pytest.approx(np.linalg.norm(error, 2), rel=1e-9, abs=1e-8)
        assert shot.energy()[rank] == pytest.approx(1 - shot.tail(rank) / shot.total, abs=1e-12)


def test_against_scikit_learn():
    shot = photographs.photograph("flower")
    other = TruncatedSVD(20, algorithm="arpack").fit(shot.matrix)
    assert shot.sigma[:20] == pytest.approx(other.singular_values_, rel=1e-9)
    assert np.allclose(shot.approximation(20), shot.matrix @ other.components_.T @ other.components_, atol=1e-6)


@given(st.sampled_from(CASES), st.integers(1, ROWS))
@settings(deadline=None, max_examples=30)
def test_columns_never_beat_the_singular_vectors(case, rank):
    shot = photographs.photograph(*case)
    rival = shot.approximation(rank, "columns")
    error = float(np.sum((shot.matrix - rival) ** 2))
    assert error >= shot.tail(rank) * (1 - 1e-9) - 1e-6
    assert shot.energy("columns")[rank] == pytest.approx(1 - error / shot.total, abs=1e-9)


def test_the_rival_is_the_best_within_the_span_of_its_columns():
    shot = photographs.photograph("china")
    rival = shot.approximation(7, "columns")
    spanned = [j for j in range(COLUMNS) if np.abs(shot.matrix[:, j] - rival[:, j]).max() < 1e-8]
    assert len(spanned) == 7
    basis = shot.matrix[:, spanned]
    assert np.allclose(rival, basis @ np.linalg.lstsq(basis, shot.matrix)[0], atol=1e-8)


def test_the_smallest_rank_is_the_smallest():
    for case in CASES:
        shot = photographs.photograph(*case)
        share = np.cumsum(shot.sigma**2) / np.sum(shot.matrix**2)
        rank = shot.rank_for(0.95)
        assert share[rank - 1] >= 0.95 > share[rank - 2]
    assert photographs.photograph("china").rank_for(0.95) == photographs.photograph("flower").rank_for(0.95) == 13


def test_the_shuffle_moves_pixels_and_nothing_else():
    for color in (False, True):
        plain, moved = (photographs.photograph("china", color, shuffled) for shuffled in (False, True))
        flat = (shot.original.reshape(ROWS * COLUMNS, -1) for shot in (plain, moved))
        first, second = (np.sort(pixels.view([("", pixels.dtype)] * pixels.shape[1]), axis=0) for pixels in flat)
        assert np.array_equal(first, second)
        assert plain.total == pytest.approx(moved.total, rel=1e-12)


def test_pictures_are_the_photographs_themselves():
    for name in photographs.NAMES:
        rgb = Image.fromarray(load_sample_image(f"{name}.jpg"))
        small = np.asarray(rgb.resize((COLUMNS, ROWS), Image.Resampling.LANCZOS))
        assert np.array_equal(photographs.pixels(name, True), small)
        grey = np.asarray(Image.fromarray(small).convert("L"), dtype=int)
        assert np.abs(photographs.pixels(name, False).astype(int) - grey).max() <= 1
        for color in (False, True):
            shot = photographs.photograph(name, color)
            assert np.array_equal(shot.picture(shot.approximation(ROWS)), shot.original)
    with pytest.raises(ValueError, match="no photograph"):
        photographs.pixels("moon", False)


def test_what_is_stored():
    assert photographs.stored(10, 180, 270) == pytest.approx(10 * 451 / 48600)
