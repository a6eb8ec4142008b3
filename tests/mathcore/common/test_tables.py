"""The tables against their published summaries, the order of entries against NumPy, the plane of digits against PCA."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA

from mathcore.common import tables

SHAPE = st.tuples(st.integers(1, 8), st.integers(1, 8))
ORDER = st.sampled_from(["row", "column"])


def test_iris_has_the_published_means():
    found = tables.iris()
    assert found.values.shape == (150, 4) and np.bincount(found.labels).tolist() == [50, 50, 50]
    # Fisher (1936), table II: the means of the three species.
    means = [found.values[found.labels == k].mean(axis=0) for k in range(3)]
    published = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]
    np.testing.assert_allclose(means, published, atol=5e-4)
    assert not found.values.flags.writeable


def test_digits():
    found = tables.digits()
    assert found.values.shape == (1797, 64) and found.values.min() == 0 and found.values.max() == 16
    theirs = PCA(2, svd_solver="full").fit_transform(found.values)
    np.testing.assert_allclose(np.abs(tables.digits_plane()), np.abs(theirs), atol=1e-8)


@given(SHAPE, ORDER, st.data())
def test_places_and_round_trip(shape, order, data):
    matrix = data.draw(arrays(float, shape, elements=st.integers(-9, 9).map(float)))
    vector = tables.flatten(matrix, order)
    np.testing.assert_array_equal(tables.rebuild(vector, shape, order), matrix)
    k = data.draw(st.integers(0, matrix.size - 1))
    row, column = tables.place(k, shape, order)
    assert vector[k] == matrix[row, column] and tables.position(row, column, shape, order) == k
    assert (row, column) == tuple(int(i) for i in np.unravel_index(k, shape, order="C" if order == "row" else "F"))


def test_a_square_read_in_the_other_order_is_transposed():
    matrix = np.arange(64.0).reshape(8, 8)
    np.testing.assert_array_equal(tables.rebuild(tables.flatten(matrix, "row"), (8, 8), "column"), matrix.T)


def test_what_cannot_be():
    with pytest.raises(ValueError, match="row or column"):
        tables.place(0, (2, 2), "diagonal")
    with pytest.raises(ValueError, match="row or column"):
        tables.position(0, 0, (2, 2), "diagonal")
    with pytest.raises(ValueError, match="no entry number"):
        tables.place(4, (2, 2))


def test_the_layer_classifies_as_the_lesson_says():
    x, y = tables.iris()
    wrong = np.flatnonzero((x @ tables.iris_layer()).argmax(axis=1) != y)
    assert tables.iris_layer().shape == (4, 3) and len(wrong) <= 5
