"""The roach: its spectrum by NumPy on the whole graph, its best halves by trying all, the published counts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mathcore.advanced import roach
from mathcore.advanced.spectral_graphs import spectrum


@pytest.mark.parametrize(("antenna", "body"), [(0, 2), (0, 5), (1, 4), (2, 2), (3, 3), (4, 2), (5, 2), (2, 5)])
def test_no_half_cuts_fewer_edges(antenna, body):
    n = 2 * (antenna + body)
    pairs = roach.edges(antenna, body)
    halves = np.array(list(itertools.combinations(range(n), n // 2)))
    inside = np.zeros((len(halves), n), bool)
    np.put_along_axis(inside, halves, True, axis=1)
    cuts = (inside[:, pairs[:, 0]] != inside[:, pairs[:, 1]]).sum(axis=1)
    found = roach.best_halving(antenna, body)
    assert found.cut == cuts.min() == roach.cut_of(antenna, body, found.inside)
    assert found.inside.sum() == n // 2


@pytest.mark.parametrize("k", [3, 5, 8, 12])
def test_guattery_and_miller_all_rungs_where_two_edges_would_do(k):
    assert roach.halved(k, k).cut == k
    assert roach.best_halving(k, k).cut == 2


@pytest.mark.parametrize("body", range(2, 13))
def test_the_second_eigenvalue_is_the_lower_of_both_modes(body):
    for antenna in range(13):
        values, f = roach.fiedler(antenna, body)
        odd, even = roach.odd_value(antenna, body), roach.even_value(antenna, body)
        assert values[1] == pytest.approx(min(odd, even), abs=1e-12)
        assert np.abs(values - odd).min() < 1e-12 and np.abs(values - even).min() < 1e-12
        sign = -1 if odd < even else 1
        assert abs(odd - even) < 1e-9 or f[antenna + body :] == pytest.approx(sign * f[: antenna + body], abs=1e-8)
        half = roach.halved(antenna, body)
        assert half.inside.sum() == antenna + body
        assert values[1] * (antenna + body) / 2 <= roach.best_halving(antenna, body).cut + 1e-9 <= half.cut + 1e-8


def test_edges_and_weights():
    assert len(roach.edges(4, 3)) == 2 * 6 + 3
    w = roach.weights(4, 3)
    assert (w == w.T).all() and w.sum() == 30 and w[4, 11] == 1 and w[3, 10] == 0
    assert spectrum(w, normalised=False).values[0] == pytest.approx(0, abs=1e-12)
