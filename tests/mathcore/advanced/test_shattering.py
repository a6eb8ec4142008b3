"""Labelings against linear programmes (scipy.optimize.linprog), counts against Cover's published 8, 14, 22, 32."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize
from scipy.special import comb

from mathcore.advanced import shattering as sh

GRIDS = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=5).map(tuple)


def by_programme(points: sh.Grid, labeling: int) -> bool:
    y = np.array([1.0 if labeling >> i & 1 else -1.0 for i in range(len(points))])[:, None]
    rows = np.hstack([np.array(points, float), np.ones((len(points), 1))])
    return bool(linprog(np.zeros(3), -y * rows, -np.ones(len(points)), bounds=(None, None)).status == 0)


def test_labelings_are_those_of_linear_programmes():
    rng = np.random.default_rng(5)
    for n, reach in ((2, 1), (3, 2), (4, 2), (4, 90), (5, 3)):
        points = tuple(map(tuple, rng.integers(-reach, reach + 1, (n, 2)).tolist()))
        assert sh.labelings(points).possible.tolist() == [by_programme(points, k) for k in range(1 << n)], points


@settings(max_examples=60, deadline=None)
@given(GRIDS)
def test_zaslavskys_count_is_the_count(points):
    found = sh.labelings(points)
    assert found.count == sh.zaslavsky(points) <= sh.sauer(len(points), 3)
    assert found.possible.tolist() == found.possible[::-1].tolist()  # the complement turns the line around


@settings(max_examples=40, deadline=None)
@given(GRIDS)
def test_certificates_certify(points):
    x = np.array(points, float).reshape(-1, 2)
    for labeling, reason in enumerate(sh.labelings(points).reasons):
        if reason is None:
            continue
        w = reason.weights
        on = np.array([bool(labeling >> i & 1) for i in range(len(points))])
        assert len({*on[w > 0].tolist()}) == len({*on[w < 0].tolist()}) == 1 and on[w > 0][0] != on[w < 0][0]
        assert w[w > 0].sum() == pytest.approx(1) and w[w < 0].sum() == pytest.approx(-1)
        assert np.maximum(w, 0) @ x == pytest.approx(-np.minimum(w, 0) @ x, abs=1e-9)
        assert np.count_nonzero(w) <= 4  # Kirchberger


def test_the_line_is_the_widest():
    """Against the quadratic programme of a support vector machine: the least |w| with y (w·x + b) ≥ 1."""
    points = ((-60, -50), (55, -60), (70, 55), (-50, 65), (10, -10))
    x = np.array(points, float) / 100
    found = sh.labelings(points)
    for k in (1, 7, 12, 19, 30):
        if not found.possible[k]:
            continue
        y = np.array([1.0 if k >> i & 1 else -1.0 for i in range(5)])
        side = {"type": "ineq", "fun": lambda v, y=y: y * (x @ v[:2] + v[2]) - 1}
        start = np.array([*found.lines[0][k], found.lines[1][k] / 100]) / (found.lines[2][k] / 100)
        best = minimize(lambda v: v[:2] @ v[:2], 1.5 * start + 0.1, constraints=[side], options={"ftol": 1e-12})
        assert 1 / np.hypot(*best.x[:2]) == pytest.approx(found.lines[2][k] / 100, rel=1e-4)


def test_published_counts():
    square, inside = ((0, 0), (9, 0), (8, 9), (0, 10)), ((0, 0), (9, 0), (4, 9), (4, 3))
    assert sh.labelings(square).count == sh.labelings(inside).count == 14
    assert sh.labelings(((0, 0), (1, 1), (2, 2))).count == 6
    assert sh.labelings(((0, 0), (3, 1), (1, 2))).count == 8 and sh.labelings(((1, 1), (1, 1))).count == 2
    assert [sh.cover(n, 2) for n in range(3, 7)] == [8, 14, 22, 32]
    assert [sh.sauer(n, 3) for n in range(3, 7)] == [8, 15, 26, 42]
    for n, d in product((1, 2, 7, 60), (1, 4, 20)):
        assert sh.cover(n, d) == sh.cover_by_recursion(n, d)
        assert sh.sauer(n, d) == sum(comb(n, k, exact=True) for k in range(d + 1))
    assert all(2 * sh.cover(2 * d + 2, d) == 2 ** (2 * d + 2) for d in range(1, 21))


def test_a_sine_makes_every_labeling():
    for n in (1, 3, 5, 6):
        x = 10.0 ** -np.arange(1, n + 1)
        for labels in product((False, True), repeat=n):
            assert (np.sin(sh.sine_frequency(labels) * x) > 0).tolist() == list(labels)


def test_a_chord_ends_at_the_edges_of_its_square():
    rng = np.random.default_rng(0)
    corners = np.array(list(product((-1, 1), repeat=2)))
    for angle in [0, np.pi / 2, np.pi, *rng.uniform(0, 2 * np.pi, 200)]:
        normal, offset = np.array([np.cos(angle), np.sin(angle)]), float(rng.uniform(-2, 2))
        ends = sh.chord(normal, offset, 1.0)
        if np.isfinite(ends).all():
            assert ends @ normal + offset == pytest.approx(0, abs=1e-9)
            assert np.abs(ends).max(axis=1) == pytest.approx(1)
        else:
            assert abs(np.sign(corners @ normal + offset).sum()) == 4  # all corners on one side
    assert np.isnan(sh.chord((0.0, 1.0), np.nan, 1.0)).all()


@settings(max_examples=40, deadline=None)
@given(GRIDS)
def test_names_go_outward_or_beside_a_row(points):
    x = np.array(points, float).reshape(-1, 2)
    ways = sh.outward(x)
    assert np.hypot(*ways.T) == pytest.approx(1)
    away = x - x.mean(axis=0)
    if len(x) > 2 and np.linalg.matrix_rank(away) < 2:
        assert (ways * away).sum(axis=1) == pytest.approx(0, abs=1e-9) and (ways == ways[0]).all()
    else:
        assert ((ways * away).sum(axis=1) == pytest.approx(np.hypot(*away.T))) or np.ptp(x, axis=0).max() == 0
