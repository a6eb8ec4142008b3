"""Labels on the graph of digits against scikit-learn's neighbours and LabelSpreading, SciPy's solver, and the bound."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csgraph, identity
from scipy.sparse.linalg import spsolve
from sklearn.neighbors import NearestNeighbors
from sklearn.semi_supervised import LabelSpreading

from mathcore.advanced import label_spreading as spreading
from mathcore.common.tables import digits

K = 10


def test_the_graph_is_scikit_learns():
    x = digits().values
    theirs = NearestNeighbors(n_neighbors=K).fit(x).kneighbors_graph(mode="distance")
    ours = spreading.neighbours(K)
    assert abs(ours - ours.T).sum() == 0 and ours.diagonal().sum() == 0
    reach = theirs.max(axis=1).toarray().ravel()  # the distance of the tenth; only at ties are others as near
    rows, columns = ours.nonzero()
    apart = np.sqrt(spreading.squared_distances()[rows, columns])
    assert (apart <= np.maximum(reach[rows], reach[columns]) + 1e-9).all()
    both = theirs.maximum(theirs.T)
    assert abs(both.nnz - ours.nnz) < 40
    assert spreading.parts(K) == 1


def test_ten_vectors_of_the_laplacian():
    values, vectors = spreading.embedding(K)
    laplacian = csgraph.laplacian(spreading.neighbours(K), normed=True)
    d = np.asarray(spreading.neighbours(K).sum(axis=1)).ravel()
    u = np.sqrt(d)[:, None] * vectors
    assert laplacian @ u == pytest.approx(u * values, abs=1e-8)
    assert np.sort(np.linalg.eigvalsh(u.T @ u)) == pytest.approx(np.ones(11), abs=1e-8)
    assert values[0] == pytest.approx(0, abs=1e-10) and (np.diff(values) > 0).all()
    assert ((spreading.places(K) >= 0) & (spreading.places(K) <= 1)).all()


@pytest.mark.parametrize(("alpha", "seed"), [(0.5, 1), (0.95, 4), (0.99, 2)])
def test_the_limit_is_a_linear_solve_and_the_error_shrinks(alpha, seed):
    s, found = spreading.scaled(K), spreading.spread(K, alpha, seed)
    assert (digits().labels[found.known] == np.arange(10)).all()
    y = np.zeros((s.shape[0], 10))
    y[found.known, range(10)] = 1
    ours = spreading.settled(s, alpha, y)
    left = ours - alpha * (s @ ours)
    assert left == pytest.approx(y, abs=1e-11)
    if alpha == 0.95:
        theirs = spsolve((identity(len(y)) - alpha * s).tocsc(), y[:, 3])
        assert ours[:, 3] == pytest.approx(theirs, abs=1e-11)
    assert (found.errors <= alpha ** np.arange(61) * found.errors[0] + 1e-12).all()
    assert found.mass[0] == pytest.approx(found.mass[1])
    assert (found.limit == ours.argmax(axis=1)).all()


def test_the_limit_is_scikit_learns_label_spreading():
    found = spreading.spread(K, 0.95, 4)
    labels = np.full(1797, -1)
    labels[found.known] = np.arange(10)
    # With a weight of zero between a scan and itself, and our graph as the kernel, it is the same S and the same F*.
    model = LabelSpreading(kernel=lambda a, b: spreading.neighbours(K), alpha=0.95, max_iter=500, tol=1e-6)
    theirs = model.fit(digits().values, labels).transduction_
    assert (theirs == found.limit).mean() > 0.999
    assert found.right(found.limit) == pytest.approx((theirs == digits().labels)[found.unlabelled].mean(), abs=1e-3)


def test_nothing_arrives_before_its_round():
    found = spreading.spread(K, 0.9, 7)
    steps = csgraph.shortest_path(spreading.neighbours(K), unweighted=True, indices=found.known).min(axis=0)
    for rounds in (0, 1, 2, 3, 5):
        assert ((found.classes[rounds] >= 0) <= (steps < rounds)).all()
    assert found.course[0] == 0
