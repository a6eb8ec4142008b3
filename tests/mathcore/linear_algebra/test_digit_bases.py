"""The bases of digit images against SciPy's cosine transform and scikit-learn's truncated SVD."""

import numpy as np
import pytest
import scipy.fft
from sklearn.decomposition import TruncatedSVD

from mathcore.common import tables
from mathcore.linear_algebra import digit_bases as d


@pytest.mark.parametrize("name", d.BASES)
def test_bases_are_orthonormal_and_keep_lengths(name):
    basis = d.digit_basis(name)
    assert np.allclose(basis.T @ basis, np.eye(64), atol=1e-10)
    image = tables.digits().values[7]
    assert np.linalg.norm(basis.T @ image) == pytest.approx(np.linalg.norm(image))


def test_cosines_are_scipys():
    assert np.allclose(d.cosine_basis(8).T, scipy.fft.dct(np.eye(8), axis=0, norm="ortho"))
    image = tables.digits().values[3].reshape(8, 8)
    ours = np.sort(d.digit_basis("cosines").T @ image.ravel())
    assert np.allclose(ours, np.sort(scipy.fft.dctn(image, norm="ortho").ravel()))


def test_learned_basis_is_scikit_learns():
    other = TruncatedSVD(5, algorithm="arpack", random_state=0).fit(tables.digits().values).components_
    ours = d.digit_basis("learned")[:, :5]
    assert np.allclose(np.abs(np.sum(ours * other.T, axis=0)), 1, atol=1e-8)


def test_keep_largest():
    assert np.array_equal(d.keep_largest(np.array([1.0, -3.0, 2.0]), 2), [0.0, -3.0, 2.0])
    assert not d.keep_largest(np.ones(3), 0).any()
    with pytest.raises(ValueError, match="no basis"):
        d.digit_basis("wavelets")
