"""Fourier series against SciPy's quadrature and transforms, Si(pi), and published sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, special

from mathcore.calculus import fourier_series as fs

corner = st.tuples(st.floats(-3, 3, width=32), st.floats(-3, 3, width=32))
polygons = st.lists(corner, min_size=3, max_size=24)


def polygon(corners: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Independently of the module: straight between the corners."""
    z = corners @ [1, 1j]
    knots = np.arange(len(z) + 1) / len(z)
    closed = np.append(z, z[0])
    return np.interp(t, knots, closed.real) + 1j * np.interp(t, knots, closed.imag)


@pytest.mark.parametrize("n", [3, 5, 24])
def test_coefficients_of_a_polygon_against_quadrature(n):
    corners = np.random.default_rng(n).normal(size=(n, 2))
    found = fs.circles(corners, "slowest")
    for k, c in list(zip(found.turns.tolist(), found.arms, strict=True))[:9]:
        parts = [
            integrate.quad(
                lambda t, part=part, k=k: getattr(polygon(corners, t) * np.exp(-2j * np.pi * k * t), part),
                0,
                1,
                points=np.arange(1, n) / n,
                limit=400,
            )[0]
            for part in ("real", "imag")
        ]
        assert c == pytest.approx(complex(*parts), abs=1e-8)


def test_coefficients_of_a_polygon_against_a_long_transform():
    corners = np.random.default_rng(1).normal(size=(24, 2))
    found = fs.circles(corners)
    sampled = np.fft.fft(polygon(corners, np.arange(240_000) / 240_000)) / 240_000
    assert found.arms == pytest.approx(sampled[found.turns], abs=1e-8)
    assert found.center == pytest.approx(sampled[0], abs=1e-12)


@given(polygons, st.sampled_from(["largest", "slowest", "positive"]), st.integers(0, 24))
def test_parseval_and_the_order_of_circles(corners, keep, count):
    found = fs.circles(corners, keep)
    scale = 1 + found.energy
    assert fs.misfit(corners, found, count) == pytest.approx(found.left[count], abs=1e-10 * scale)
    assert (np.diff(found.left) <= 1e-12 * scale).all()
    best = fs.circles(corners, "largest")
    assert best.left[count] <= found.left[count] + 1e-10 * scale
    if keep != "positive":
        assert found.reachable == pytest.approx(found.energy, abs=1e-9 * scale)
        assert found.left[-1] < 2e-2 * scale
    else:
        assert found.reachable <= found.energy + 1e-9 * scale


def test_the_energy_of_a_polygon_against_quadrature():
    corners = np.random.default_rng(2).normal(size=(7, 2))
    mean = (corners @ [1, 1j]).mean()
    wanted = integrate.quad(lambda t: abs(polygon(corners, t) - mean) ** 2, 0, 1, points=np.arange(1, 7) / 7)[0]
    assert fs.circles(corners).energy == pytest.approx(wanted, rel=1e-10)


def test_a_square_has_every_fourth_circle_and_a_regular_polygon_is_almost_one():
    side = np.linspace(-1, 1, 7)[:-1]
    square = np.concatenate([z * (1 + 1j * side) for z in (1, 1j, -1, -1j)])
    found = fs.circles(np.stack([square.real, square.imag], axis=1))
    assert found.turns[:8].tolist() == [1, -3, 5, -7, 9, -11, 13, -15]
    assert np.abs(found.arms[:8]) == pytest.approx(8 * np.sqrt(2) / np.pi**2 / np.abs(found.turns[:8]) ** 2)
    angle = 2 * np.pi * np.arange(24) / 24
    assert fs.circles(np.stack([np.cos(angle), np.sin(angle)], axis=1)).left[1] < 1e-3


def test_what_circles_draw():
    corners = np.array(fs.CAT)
    found = fs.circles(corners)
    t = np.linspace(0, 1, 481)
    wanted = found.center + np.exp(2j * np.pi * np.outer(t, found.turns[:7])) @ found.arms[:7]
    assert fs.rebuilt(found, 7, 480) == pytest.approx(wanted, abs=1e-12)
    assert fs.chain(found, 7, 0.3)[-1] == pytest.approx(wanted[144], abs=1e-12)
    assert len(fs.chain(found, 7, 0.3)) == 8
    assert [fs.along(corners, s) for s in (0.0, 0.21, 1.0)] == pytest.approx(
        polygon(corners, np.array([0.0, 0.21, 1.0])).tolist()
    )
    few = fs.rebuilt(found, 100, 48)  # more turns than places: they alias, and the sum is still right
    assert few == pytest.approx(fs.rebuilt(found, 100, 480)[::10], abs=1e-12)
    with pytest.raises(ValueError, match="largest"):
        fs.circles(corners, "smallest")


FORMS: dict[str, Callable[..., Any]] = {
    "square": np.sign,
    "saw": lambda t: np.sign(t) - t / np.pi,
    "triangle": lambda t: 1 - 2 * np.abs(t) / np.pi,
}


@pytest.mark.parametrize("shape", FORMS)
def test_coefficients_of_waves_against_quadrature(shape):
    f = fs.periodic(shape)
    form = FORMS[shape]
    for k in (0, 1, 2, 3, 7):
        real = integrate.quad(lambda t, k=k: form(t) * np.cos(k * t), -np.pi, np.pi, points=[0])[0] / (2 * np.pi)
        imaginary = -integrate.quad(lambda t, k=k: form(t) * np.sin(k * t), -np.pi, np.pi, points=[0])[0] / (2 * np.pi)
        assert f.coefficients[k] == pytest.approx(complex(real, imaginary), abs=1e-10)
    energy = integrate.quad(lambda t: form(t) ** 2, -np.pi, np.pi, points=[0])[0] / (2 * np.pi)
    assert f.energy == pytest.approx(energy)
    t = np.random.default_rng(3).uniform(-np.pi, np.pi, 50)
    assert f.at(t) == pytest.approx(form(t), abs=1e-12)
    assert f.at(t + 2 * np.pi) == pytest.approx(form(t), abs=1e-9)
    graph = f.drawn()
    seen = graph[np.isfinite(graph[:, 0])]
    assert len(seen) == 128 and np.abs(seen[1::2, 1] - form(seen[1::2, 0] - 1e-9)).max() < 1e-7


def test_a_drawn_function_against_a_long_transform():
    heights = np.random.default_rng(4).uniform(-1, 1, 64)
    f = fs.periodic("drawn", heights)
    t = -np.pi + 2 * np.pi * np.arange(64_000) / 64_000
    form = np.interp(t, fs.KNOT, np.append(heights, heights[0]))
    k = np.arange(20)
    wanted = np.exp(-1j * np.outer(k, t)) @ form / len(t)
    assert f.coefficients[:20] == pytest.approx(wanted, abs=1e-7)
    assert f.energy == pytest.approx(np.mean(form**2), abs=1e-6)
    steep = np.abs(np.diff(np.append(heights, heights[0])))
    assert f.spot == pytest.approx(fs.KNOT[np.argmax(steep)] + np.pi / 64)
    with pytest.raises(ValueError, match="square"):
        fs.periodic("round")


@settings(max_examples=40)
@given(
    st.sampled_from(["square", "saw", "triangle", "drawn"]),
    st.integers(1, 250),
    st.booleans(),
    st.lists(st.floats(-1, 1, width=16), min_size=64, max_size=64),
)
def test_parseval_and_fejer(shape, order, faded, heights):
    f = fs.periodic(shape, heights)
    c = fs.terms(f, order, faded)
    assert fs.mean_square_misfit(f, c) == pytest.approx(fs.energy_left(f, order, faded), abs=1e-11)
    table = fs.tabulated(c)
    at, top = fs.highest(c, f.spot)
    assert top >= table.max() - 1e-12
    assert fs.summed(c, [at])[0] == pytest.approx(top, abs=1e-10)
    if faded:
        assert top <= f.high + 1e-9


def test_sums_at_any_places():
    rng = np.random.default_rng(5)
    c = rng.normal(size=41) + 1j * rng.normal(size=41)
    c[0] = c[0].real
    t = rng.uniform(-9, 9, 30)
    wanted = c[0].real + 2 * (np.exp(1j * np.outer(t, np.arange(1, 41))) @ c[1:]).real
    assert fs.summed(c, t) == pytest.approx(wanted)
    grid = -np.pi + 2 * np.pi * np.arange(fs.GRID) / fs.GRID
    assert fs.tabulated(c) == pytest.approx(fs.summed(c, grid), abs=1e-9)


@pytest.mark.parametrize(("count", "overshoot"), [(5, 0.0911641), (25, 0.0895566), (125, 0.0894925)])
def test_gibbs_overshoot_of_the_square_wave(count, overshoot):
    f = fs.periodic("square")
    at, top = fs.highest(fs.terms(f, 2 * count - 1))
    assert at == pytest.approx(np.pi / (2 * count), abs=1e-9)  # where the derivative sin(2nt)/sin t is first zero
    assert (top - 1) / 2 == pytest.approx(overshoot, abs=5e-8)
    by_hand = 4 / np.pi * sum(np.sin((2 * j - 1) * at) / (2 * j - 1) for j in range(1, count + 1))
    assert top == pytest.approx(by_hand, abs=1e-12)


def test_the_limit_of_the_lens():
    assert (fs.gibbs(1.0) - 1) / 2 == pytest.approx(special.sici(np.pi)[0] / np.pi - 0.5)
    assert (fs.gibbs(1.0) - 1) / 2 == pytest.approx(0.0894899, abs=5e-8)
    x = np.linspace(-6, 6, 101)
    for shape in ("square", "saw"):
        c = fs.terms(fs.periodic(shape), 249)
        assert np.abs(fs.summed(c, np.pi / 250 * x) - fs.gibbs(x)).max() < 0.03


def test_the_highest_place_is_that_of_a_search():
    f = fs.periodic("saw")
    for order in (1, 2, 9, 60):
        c = fs.terms(f, order)
        at = np.pi / (order + 1)  # the first zero of sin(Kt/2) cos((K + 1)t/2)
        found = optimize.minimize_scalar(
            lambda t, c=c: -fs.summed(c, [t])[0],
            bounds=(0.5 * at, 1.5 * at),
            method="bounded",
            options={"xatol": 1e-10},
        )
        assert fs.highest(c)[1] == pytest.approx(-found.fun, abs=1e-10)
        assert fs.highest(c)[0] == pytest.approx(at, abs=1e-7)
