"""Deep stacks of layers against closed forms: orthogonal ones keep everything, Gaussian ones drift by digamma."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import digamma
from scipy.stats import kstest

from mathcore.common import tables
from mathcore.linear_algebra import initialisation

FIRST, SECOND = tables.digits().values[:2]


def test_orthogonal_layers_keep_lengths_and_angles():
    found = initialisation.through("orthogonal", FIRST, SECOND, 3, 50)
    np.testing.assert_allclose(found.lengths, 1, atol=1e-12)
    cosine = FIRST @ SECOND / (np.linalg.norm(FIRST) * np.linalg.norm(SECOND))
    np.testing.assert_allclose(found.angles, np.rad2deg(np.arccos(cosine)), atol=1e-9)
    q = initialisation.orthogonal_layer(3, 0, 64)
    np.testing.assert_allclose(q.T @ q, np.eye(64), atol=1e-13)


def test_gaussian_layers_against_the_chi_square_law():
    layers = [initialisation.gaussian_layer(5, k, 64) for k in range(20)]
    assert kstest(np.concatenate([w.ravel() for w in layers]) * 8, "norm").pvalue > 1e-3
    # n |Wx|^2 of a unit x is chi-square with n degrees of freedom; the mean of its logarithm is digamma(n/2) + log 2.
    steps = np.concatenate(
        [np.diff(np.log(initialisation.through("gaussian", FIRST, SECOND, s, 40).lengths)) for s in range(10)]
    )
    mean = (digamma(32) + np.log(2 / 64)) / 2
    assert abs(steps.mean() - mean) < 4 * steps.std() / np.sqrt(len(steps))


def test_lengths_are_those_of_the_product():
    x = FIRST / np.linalg.norm(FIRST)
    for k in range(5):
        x = initialisation.gaussian_layer(1, k, 64) @ x
    assert initialisation.through("gaussian", FIRST, SECOND, 1, 5).lengths[-1] == pytest.approx(np.linalg.norm(x))


def test_what_cannot_be():
    with pytest.raises(ValueError, match="gaussian or orthogonal"):
        initialisation.through("uniform", FIRST, SECOND, 1, 2)
    with pytest.raises(ValueError, match="no direction"):
        initialisation.through("gaussian", FIRST, np.zeros(64), 1, 2)
