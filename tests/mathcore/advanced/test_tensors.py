"""Ranks against eigenvalues and SymPy's discriminant, a border path against its formula, Tucker formats by SVDs."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from mathcore.advanced import tensors

SMALL = st.lists(st.integers(-20, 20), min_size=8, max_size=8).map(lambda n: np.array(n).reshape(2, 2, 2) / 10)


def test_the_hyperdeterminant_is_sympys_discriminant():
    names = sympy.symbols("a:8")
    x = sympy.Symbol("x")
    t = [[[names[4 * i + 2 * j + k] for k in range(2)] for j in range(2)] for i in range(2)]
    mixed = sympy.Matrix(2, 2, lambda i, j: x * t[i][j][0] + t[i][j][1])
    wanted = sympy.lambdify(names, sympy.discriminant(mixed.det(), x))
    for values in np.random.default_rng(1).normal(size=(30, 8)):
        assert tensors.hyperdeterminant(values.reshape(2, 2, 2)) == pytest.approx(wanted(*values), abs=1e-10)


@given(SMALL)
def test_the_chart_the_rank_and_the_terms(t):
    small = tensors.Small(t)
    assert small.cayley == pytest.approx(4 * (small.swing**2 - small.mean**2), abs=1e-9)
    x, y = t[..., 0], t[..., 1]
    for angle in (0.0, 0.4, 2.0):
        det = np.linalg.det(np.cos(angle) * x + np.sin(angle) * y)
        assert small.determinant(np.array(angle)) == pytest.approx(det, abs=1e-12)
    if small.parted or small.rank < 3:
        assert small.missing < 1e-6
        if small.rank <= 2:
            assert np.abs(small.terms.imag).max() < 1e-9
    else:
        assert small.missing > 1e-3 and tensors.flat_ranks(t) == (2, 2, 2)
    for term in small.terms:  # each is one term: all its unfoldings have rank one
        scale = max(1.0, float(np.abs(term).max()))
        for k in range(3):
            sigma = np.linalg.svd(np.moveaxis(term, k, 0).reshape(2, 4), compute_uv=False)
            assert sigma[1] < 1e-7 * scale


def test_the_rank_is_told_by_the_eigenvalues_of_a_pencil():
    for t in np.random.default_rng(2).normal(size=(400, 2, 2, 2)):
        values = np.linalg.eigvals(np.linalg.solve(t[..., 0], t[..., 1]))
        assert tensors.rank(t) == (2 if np.isreal(values).all() else 3)


@given(SMALL, st.integers(0, 2**32 - 1))
def test_the_rank_does_not_hang_on_the_bases(t, seed):
    turns = [np.linalg.qr(m)[0] for m in np.random.default_rng(seed).normal(size=(3, 2, 2))]
    if abs(tensors.hyperdeterminant(t)) > 1e-6:
        assert tensors.rank(tensors.multiplied(t, *turns)) == tensors.rank(t)


def test_the_ranks_of_orbits_that_are_known():
    """De Silva and Lim, table 7.1; and the products of three kinds of numbers."""
    e = np.eye(2)

    def term(i: int, j: int, k: int) -> np.ndarray:
        return np.einsum("i,j,k->ijk", e[i], e[j], e[k])

    def product(square: int) -> np.ndarray:
        return np.stack([[[1, 0], [0, square]], [[0, 1], [1, 0]]], axis=-1).astype(float)

    known = [
        (0 * tensors.W, 0),
        (term(0, 0, 0), 1),
        (term(0, 0, 0) + term(1, 1, 0), 2),
        (term(0, 0, 0) + term(1, 0, 1), 2),
    ]
    known += [(term(0, 0, 0) + term(0, 1, 1), 2), (term(0, 0, 0) + term(1, 1, 1), 2), (tensors.W, 3)]
    known += [(product(-1), 3), (product(0), 3), (product(1), 2)]  # complex, dual and split numbers
    assert [tensors.rank(t) for t, _ in known] == [rank for _, rank in known]
    assert tensors.rank(tensors.border_target()) == 3


def test_random_tensors_have_rank_two_with_probability_pi_over_four():
    shares = [tensors.cloud(seed, 2000).two.mean() for seed in range(20)]
    assert np.mean(shares) == pytest.approx(np.pi / 4, abs=5 * np.sqrt(0.785 * 0.215 / 40_000))
    one = tensors.cloud(3, 2000)
    assert tensors.cloud(3, 2000) is one and len(one.mean) == 2000


@pytest.mark.parametrize("n", [1.0, 2.5, 10.0, 100.0, 10_000.0])
def test_the_border_path_has_the_error_and_the_sizes_of_the_formula(n):
    pair = tensors.Pair(n)
    assert pair.off == pytest.approx(np.sqrt(3 / n**2 + 1 / n**4), rel=1e-7)
    assert pair.size == pytest.approx(n * (1 + 1 / n**2) ** 1.5)
    assert tensors.rank(tensors.border(n).sum(axis=0)) == 2 or n > 1e4 - 1  # there Δ = n⁻² is 1e-8
    assert np.diff(pair.exact.angles)[0] == pytest.approx(np.rad2deg(np.arctan(1 / n)), rel=1e-4)
    assert tensors.Pair(10.0).off == pytest.approx(0.1735, abs=5e-5) and tensors.Pair(10.0).size == pytest.approx(
        10.15, abs=5e-3
    )


def test_rounding_overtakes_the_error():
    half = [tensors.border_error(n, np.float16) for n in np.geomspace(1, 1e4, 161)]
    assert min(half) > 0.005 and half[-1] > 0.5 and np.argmin(half) < 110


def test_strassens_seven_terms_are_the_product():
    """The rank that the text names: arrays (7, 2, 2) that combine A, combine B, and place the products in AB."""
    first = [[1, 0, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0], [-1, 0, 1, 0], [0, 1, 0, -1]]
    second = [[1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, -1], [-1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]]
    places = [[1, 0, 0, 1], [0, 0, 1, -1], [0, 1, 0, 1], [1, 0, 1, 0], [-1, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    a, b, c = (np.array(each).reshape(7, 2, 2) for each in (first, second, places))
    wanted = np.zeros((2,) * 6)
    for i, j, k in np.ndindex(2, 2, 2):
        wanted[i, j, j, k, i, k] = 1
    assert np.array_equal(np.einsum("tij,tkl,tmn->ijklmn", a, b, c), wanted)


@given(st.floats(-2, 2), st.floats(0, 2))
def test_the_simplest_tensor_lies_where_it_should(mean, swing):
    t = np.array(tensors.simplest(mean, swing)).reshape(2, 2, 2).transpose(0, 2, 1)
    assert tensors.chart(t) == pytest.approx((mean, swing), abs=1e-12) and np.abs(t).max() <= 2 + 1e-12


@pytest.mark.parametrize("ranks", [(20, 20, 3), (10, 10, 3), (40, 40, 1), (1, 1, 1), (107, 160, 3)])
@pytest.mark.parametrize("refined", [False, True])
def test_tucker_formats_of_a_photograph(ranks, refined):
    whole = tensors.photograph("china")
    form = tensors.Squeezed(whole, ranks, refined)
    tails = []
    for axis, r in enumerate(ranks):
        unfolding = np.moveaxis(whole.tensor, axis, 0).reshape(whole.tensor.shape[axis], -1)
        sigma = np.linalg.svd(unfolding, compute_uv=False)
        tails.append(np.sum(sigma[r:] ** 2))
        basis = form.form[1][axis]
        assert np.allclose(basis.T @ basis, np.eye(r), atol=1e-10)
    assert form.tails == pytest.approx(tails, abs=1e-7)
    assert form.error2 == pytest.approx(whole.norm2 - form.core2, abs=1e-7)
    assert max(tails) - 1e-7 <= form.error2 <= sum(tails) + 1e-7
    plain = tensors.Squeezed(whole, ranks, False)
    assert form.error2 <= plain.error2 + 1e-7 and plain.error2 == pytest.approx(plain.cut2, abs=1e-7)
    assert form.stored == form.form[0].size + sum(basis.size for basis in form.form[1])
    if ranks == (20, 20, 3) and not refined:
        assert form.error == pytest.approx(0.1305, abs=5e-5) and form.stored == 6549
        assert (form.error2, *[max(tails), sum(tails)]) == pytest.approx((379.99, 352.6, 693.9), abs=0.05)


def test_digits_and_a_tensor_train_of_the_sine():
    images = load_digits().images.transpose(1, 2, 0)
    form = tensors.Squeezed(tensors.Tucker(images), (6, 6, 6), False)
    assert (100 * form.error, 100 * form.share) == pytest.approx((36.7, 9.6), abs=0.05)
    sine = np.sin(np.linspace(0, 7, 1024))
    assert [np.linalg.matrix_rank(sine.reshape(2**k, -1)) for k in range(1, 10)] == [2] * 9
