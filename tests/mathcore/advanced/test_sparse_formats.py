"""Formats against SciPy's arrays, reads counted by loops that touch them, PageRank against NumPy's eigenvectors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from mathcore.advanced import elimination
from mathcore.advanced import sparse_formats as s

MATRICES = arrays(float, (4, 5), elements=st.integers(-2, 2).map(float))


def cast(x: np.ndarray, width: int) -> int:
    """Bytes of numbers of that width."""
    return int(x.astype(f"i{width}").nbytes)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(MATRICES, st.sampled_from(["coo", "csr", "csc"]), st.sampled_from(["row", "column"]), st.integers(0, 3))
def test_arrays_are_scipys_and_answers_the_line(a, form, ask, place):
    found = s.stored(a, form, ask, place)
    theirs = sparse.coo_matrix(a).asformat(form)
    if form != "coo":
        theirs.sort_indices()
    for name, values in found.arrays.items():
        assert values.tolist() == getattr(theirs, name).tolist()
    line = a[place] if ask == "row" else a[:, place]
    assert found.arrays["data"][found.answers].tolist() == line[line != 0].tolist()
    assert (s.rebuilt(found.arrays, form, (4, 5)) == a).all()
    hits, z = np.count_nonzero(line), np.count_nonzero(a)
    along = {"coo": None, "csr": ask == "row", "csc": ask == "column"}[form]
    pointers = 5 if form == "csr" else 6
    assert found.reads == {None: z + 2 * hits, True: 2 + 2 * hits, False: pointers + z + hits}[along]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(MATRICES, st.sampled_from([1, 2, 4, 8]), st.sampled_from([2, 4, 8]))
def test_bytes_are_those_of_the_arrays(a, value, index):
    theirs = sparse.csr_matrix(a)
    sizes = s.weights((4, 5), theirs.nnz, value, index)
    csr = cast(theirs.data, value) + cast(theirs.indices, index) + cast(theirs.indptr, index)
    csc = sparse.csc_matrix(a)
    assert sizes["csr"] == csr and sizes["dense"] == cast(a, value)
    assert sizes["csc"] == cast(csc.data, value) + cast(csc.indices, index) + cast(csc.indptr, index)
    assert sizes["coo"] == cast(theirs.data, value) + 2 * theirs.nnz * index


def test_a_zero_that_is_kept_counts():
    a = np.array([[0.0, 1.0], [2.0, 0.0]])
    keep = np.array([[True, False], [False, False]])
    for form in ("coo", "csr", "csc"):
        found = s.stored(a, form, "row", 0, keep)
        assert len(found.arrays["data"]) == 3 and (s.rebuilt(found.arrays, form, (2, 2)) == a).all()


def test_real_matrices():
    real = s.real()
    assert real["digits"].shape == (1797, 64) and real["digits"].nnz / (1797 * 64) == pytest.approx(0.51, abs=0.005)
    assert real["karate"].nnz == 156 and abs(real["karate"] - real["karate"].T).max() == 0
    k = 31
    line = sparse.diags([-1.0, 2.0, -1.0], [-1, 0, 1], shape=(k, k))
    assert abs(real["grid"] - (sparse.kron(sparse.eye(k), line) + sparse.kron(line, sparse.eye(k)))).max() == 0
    assert np.linalg.inv(real["grid"].toarray()).min() > 0  # no zero at all
    words = real["words"]
    assert words.nnz == np.count_nonzero(words.toarray()) and words.nnz / np.prod(words.shape) < 0.01


def test_pagerank_is_the_leading_eigenvector():
    a = s.real()["karate"].toarray()
    for damping in (0.5, 0.85, 0.99):
        chain = damping * a / a.sum(axis=1, keepdims=True) + (1 - damping) / 34
        values, vectors = np.linalg.eig(chain.T)
        leading = vectors[:, values.real.argmax()].real
        found = s.pagerank(elimination.karate(), damping, 4000)
        assert found == pytest.approx(leading / leading.sum(), abs=1e-12)
    assert s.ranks()[[33, 0, 32, 2]] == pytest.approx([0.1009, 0.0970, 0.0717, 0.0571], abs=5e-5)  # published
