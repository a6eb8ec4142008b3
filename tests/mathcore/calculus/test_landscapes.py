"""Landscapes against closed forms: where a sphere ends, what a point is called, what is moved and what is not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import hessians, landscapes

HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
SPHERE = "sqrt(4-x^2-y^2)"


def at(text: str, point, half: float = 3.0) -> landscapes.Local:
    return landscapes.local(landscapes.landscape(text, half), point)


@pytest.mark.parametrize(
    ("text", "point", "kind"),
    [
        (HIMMELBLAU, (3, 2), "a minimum"),
        (HIMMELBLAU, (0.09, 2.88), "a saddle"),
        (HIMMELBLAU, (-0.27, -0.92), "a maximum"),
        (HIMMELBLAU, (1, 1), "no critical point"),
        ("x^2+y^4", (0, 0), "undecided by H; it is a minimum"),
        ("-x^4-y^4", (0, 0), "undecided by H; it is a maximum"),
        ("x^2-y^4", (0, 0), "undecided by H; it is a saddle"),
        ("x^2+y^3", (0, 0), "undecided by H; it is a level stretch of a slope"),
        ("x^3-3*x*y^2", (0, 0), "undecided by H; it is a monkey saddle"),
        ("x^4-6*x^2*y^2+y^4", (0, 0), "undecided by H; it is a saddle of 4 valleys"),
        ("x^2", (0, 0), "critical, on a curve or plateau of such"),
        ("x^2", (1, 0), "no critical point"),
        ("5", (1, 0), "critical, on a curve or plateau of such"),
        ("tanh(x^2+y^2)", (0, 0), "a minimum"),
        ("tanh(x^2+y^2)", (3, 3), "level, as far as digits tell"),
        ("relu(1-x^2-y^2)^2", (3, 3), "critical, on a curve or plateau of such"),
        ("(y-x^2)*(y-2*x^2)", (0, 0), "undecided by H; it is a saddle"),  # Peano's: it rises along every line
        # rises on a small loop, and yet its second derivative along x is below zero
        ("x^4+y^4-0.00001*x^2", (0, 0), "critical, with others too near to tell apart"),
    ],
)
def test_a_point_is_called_what_it_is(text, point, kind):
    assert at(text, point).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"), [("x^2+2*y^2", "a minimum"), ("x*y", "a saddle"), ("-x^2-2*y^2", "a maximum")]
)
@pytest.mark.parametrize("isolated", [True, False])
def test_a_point_that_the_search_misses_is_told_by_its_hessian(text, kind, isolated):
    land = landscapes.landscape(text, 3.0)
    missed = dataclasses.replace(land, critical=hessians._none(isolated))
    assert landscapes.local(missed, (0, 0)).kind == kind
    assert landscapes.local(missed, (0, 0.01)).kind == "no critical point"


def test_a_point_snaps_onto_a_critical_point_and_nowhere_else():
    near, far = at(HIMMELBLAU, (3.02, 2.02), 5.0), at(HIMMELBLAU, (3.1, 2.0), 5.0)
    assert near.at.tolist() == [3.0, 2.0] and near.number is not None and near.steepness < 1e-7
    assert far.at.tolist() == [3.1, 2.0] and far.number is None


def test_a_point_where_f_has_no_second_derivatives_is_moved_to_the_nearest_that_has():
    found = at(SPHERE, (2.5, 2.5))
    assert found.moved and 1.9 < np.hypot(*found.at) < 2
    assert abs(found.at[0] - found.at[1]) < 2 * 6 / landscapes.BENDS
    assert not at(SPHERE, (1, 1)).moved


@pytest.mark.parametrize("point", [(0, 0), (1, 1), (0.5, -0.5)])
@pytest.mark.parametrize("text", ["max(x,y)", "min(x,y)", "max(x^2,y^2)", "abs(x^2-y^2)", "|x+y|", "max(x,-y)"])
def test_a_point_on_a_crease_is_moved_off_it(text, point):
    found = at(text, point)
    assert np.isfinite(found.jet).all()
    assert np.hypot(*(found.at - point)) < 0.15
    with pytest.raises(landscapes.Undefined, match="No second derivatives"):
        landscapes.landscape("sqrt(-1-x^2-y^2)", 3.0)


@settings(max_examples=25, deadline=None)
@given(st.floats(-2.9, 2.9), st.floats(-2.9, 2.9))
def test_the_quadric_has_the_value_the_slope_and_the_hessian_of_f(x, y):
    found = at("sin(x)*cos(y)+x*y", (x, y))
    px, py, z = found.patch(1e-3)
    assert np.allclose(z, found.land.formula(px, py), atol=2e-9)
    assert z[0] == pytest.approx(np.full(49, found.jet[0]))
    (high, low), v = found.values, found.frame
    hessian = np.array([[found.entries[0], found.entries[1]], [found.entries[1], found.entries[2]]])
    assert np.allclose(v @ np.diag([high, low]) @ v.T, hessian, atol=1e-10)
    assert np.allclose(v.T @ v, np.eye(2))


def test_regions_are_those_of_the_signs_of_the_eigenvalues():
    land = landscapes.landscape(HIMMELBLAU, 5.0)
    shares = [(land.regions == kind).mean() for kind in range(3)]
    assert shares == pytest.approx([0.435, 0.465, 0.101], abs=4e-3)
    for kind, (x, y) in enumerate(land.places[:, 0]):
        assert land.regions[np.argmin(np.abs(land.fine - y)), np.argmin(np.abs(land.fine - x))] == kind
        assert np.hypot(*(land.critical.points - [x, y]).T).min() > 0.3
    lonely = landscapes.landscape("x^2+y^2", 3.0)
    assert np.isfinite(lonely.places[0]).all() and np.isnan(lonely.places[1:]).all()
    places = lonely.places[0][np.isfinite(lonely.places[0, :, 0])]
    apart = places[:, None] - places
    assert len(places) > 2 and (np.hypot(*apart.T)[~np.eye(len(apart), dtype=bool)] >= lonely.half / 2).all()


def test_a_surface_ends_where_its_function_does():
    relief = landscapes.landscape(SPHERE, 3.0).relief
    assert relief.scale == 1 and relief.name == "f"
    shown = np.isfinite(relief.z)
    rim = np.hypot(relief.x, relief.y)[shown]
    assert rim.max() <= 2 and (rim > 2 - 1e-6).sum() > 60
    assert relief.z[shown].min() < 1e-3
    inside = np.hypot(*np.meshgrid(*[np.linspace(-3, 3, landscapes.NET)] * 2)) < 2
    around = np.pad(inside, 2)
    near = [around[i : i + landscapes.NET, j : j + landscapes.NET] for i in range(5) for j in range(5)]
    assert shown[np.any(near, axis=0)].mean() > 0.98  # two rows beyond, so that no cell at the rim touches a NaN
    assert landscapes.landscape(HIMMELBLAU, 5.0).relief.name == "f / 50"
    assert landscapes.landscape("exp(-x^2-y^2)/10", 5.0).relief.scale < 1
    flat = landscapes.landscape("0*x+3", 3.0).relief
    assert flat.low < 3 < flat.high and flat.scale == 1


@pytest.mark.parametrize("half", [1.5, 3.0, 5.0])
@pytest.mark.parametrize("text", [HIMMELBLAU, SPHERE, "x^2-y^4", "(1-x)^2+100*(y-x^2)^2", "1/x+y", "log(x*y)"])
def test_heights_fit_the_box(text, half):
    land = landscapes.landscape(text, half)
    relief = land.relief
    assert 0 < relief.high - relief.low <= 2.4 * half * (1 + 1e-9)
    assert np.isfinite(land.heights).any() and land.usual > 0
