"""Structural models against least squares on simulated people, SymPy, partial correlations in random models
(d-separation is what holds for all strengths), and the closed forms of the lesson against covariances."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.statistics import structural as sm

STRENGTH = st.floats(-2, 2).map(lambda x: round(x, 3))


@pytest.mark.parametrize("structure", sm.STRUCTURES)
@given(a=STRENGTH, b=STRENGTH, c=STRENGTH, lot=st.booleans())
@settings(max_examples=20, deadline=None)
def test_closed_forms_are_those_of_the_covariance(structure, a, b, c, lot):
    arrows, noise = sm.strengths(structure, a, b, c), np.ones(5)
    if lot:
        arrows, noise = sm.cut(arrows, noise)
    cov = sm.covariance(arrows, noise)
    found = sm.total(arrows)[sm.X, sm.Y], sm.slope(cov), sm.slope(cov, [sm.Z])
    assert found == pytest.approx(sm.stated(structure, a, b, c, lot), abs=1e-9)
    assert sm.slopes_along(structure, a, b, np.array([c, 0.3]), lot)[:, 0] == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize("structure", sm.STRUCTURES)
def test_closed_forms_in_symbols(structure):
    """The covariance by SymPy, and the formulas that the page writes."""
    a, b, c = sympy.symbols("a b c", real=True)
    matrix = sympy.zeros(5)
    for edge, name in sm.STRUCTURES[structure].items():
        matrix[edge] = {"a": a, "b": b, "c": c}[name] if isinstance(name, str) else name
    t = (sympy.eye(5) - matrix).inv()
    cov = t.T * t
    x, y, z = sm.X, sm.Y, sm.Z
    naive = cov[x, y] / cov[x, x]
    adjusted = (cov[x, y] * cov[z, z] - cov[x, z] * cov[z, y]) / (cov[x, x] * cov[z, z] - cov[x, z] ** 2)
    for found, written in zip((naive, adjusted), sm.FORMULAS[structure], strict=True):
        text = written.replace("−", "-").replace("²", "**2").replace("ac", "a*c").replace("2a", "2*a")
        assert sympy.simplify(found - sympy.sympify(text, {"a": a, "b": b, "c": c})) == 0


def test_cutting_is_what_a_lot_does():
    """X drawn with the same variance, everything else as it was, by simulation."""
    rng = np.random.default_rng(2)
    arrows = sm.strengths("fork", 1.2, 0.5, -1.8)
    z = rng.normal(size=400_000)
    x = rng.normal(size=len(z)) * np.sqrt(1 + 1.2**2)
    y = 0.5 * x - 1.8 * z + rng.normal(size=len(z))
    cov = sm.covariance(*sm.cut(arrows, np.ones(5)))
    assert cov[:3, :3] == pytest.approx(np.cov([x, y, z]), abs=0.04)
    assert sm.slope(cov) == pytest.approx(0.5) and sm.slope(sm.covariance(arrows, np.ones(5))) < -0.38


def test_noise_is_exact_and_reproducible():
    noise = sm.exact_noise(200, 7)
    assert noise.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-13)
    assert noise.T @ noise / 200 == pytest.approx(np.eye(5), abs=1e-12)
    assert np.array_equal(noise, sm.exact_noise(200, 7)) and not np.array_equal(noise, sm.exact_noise(200, 8))
    rows = sm.round_numbers(200, 3)
    assert np.cov(rows.T, ddof=0) == pytest.approx(sm.ROUND, abs=1e-12)
    known = stats.linregress(rows[:, 0], rows[:, 1]).slope, 0.5
    assert (sm.fitted_slope(rows), sm.fitted_slope(rows, [sm.Z])) == pytest.approx(known)


def random_graph(rng: np.random.Generator) -> list[tuple[int, int]]:
    """Arrows among five nodes, from earlier to later ones of a random order."""
    order = rng.permutation(5)
    pairs = [(int(i), int(j)) for i, j in itertools.combinations(order, 2)]
    return [pair for pair in pairs if rng.random() < 0.45]


def test_ways_are_open_exactly_where_random_models_are_dependent():
    """X and Y, given others, are uncorrelated for random strengths exactly if no way between them is open."""
    rng = np.random.default_rng(5)
    seen = {True: 0, False: 0}
    for _ in range(150):
        edges = random_graph(rng)
        given = [k for k in (sm.Z, sm.U, sm.V) if rng.random() < 0.4]
        b = np.zeros((5, 5))
        for edge in edges:
            b[edge] = rng.uniform(0.4, 1.5) * rng.choice([-1, 1])
        cov = sm.covariance(b, rng.uniform(0.5, 2, 5))
        inverse = np.linalg.inv(cov[np.ix_([0, 1, *given], [0, 1, *given])])
        partial = -inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1])
        opened = any(sm.is_open(edges, way, given) for way in sm.ways(edges))
        assert opened == (abs(partial) > 1e-9), (edges, given, partial)
        seen[opened] += 1
    assert min(seen.values()) > 20


def test_the_back_door_criterion_promises_the_effect():
    """Where it holds, the adjusted slope is the total effect, whatever the strengths."""
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(200):
        edges = random_graph(rng)
        given = [k for k in (sm.Z, sm.U, sm.V) if rng.random() < 0.4]
        b = np.zeros((5, 5))
        for edge in edges:
            b[edge] = rng.uniform(0.4, 1.5) * rng.choice([-1, 1])
        if sm.identifies(edges, given):
            held += 1
            cov = sm.covariance(b, rng.uniform(0.5, 2, 5))
            assert sm.slope(cov, given) == pytest.approx(sm.total(b)[sm.X, sm.Y], abs=1e-9), (edges, given)
    assert held > 40


def test_the_five_structures_are_read_right():
    fixed = {name: sm.identifies(edges, (sm.Z,)) for name, edges in sm.STRUCTURES.items()}
    assert fixed == {"fork": True, "chain": False, "collider": False, "m": False, "instrument": False}
    free = {name: sm.identifies(edges, ()) for name, edges in sm.STRUCTURES.items()}
    assert free == {"fork": False, "chain": True, "collider": True, "m": True, "instrument": False}
    way = sm.paths(sm.STRUCTURES["m"])[1]
    assert sm.written(sm.STRUCTURES["m"], way.nodes) == "X ← U → Z ← V → Y"
    said = [sm.passes(way, sm.strengths("m", a, 1, 1), z) for a, z in ((1, True), (1, False), (0, True))]
    assert said == ["a leak", "closed", "of strength 0"]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_every_story_makes_any_covariance(seed):
    root = np.random.default_rng(seed).normal(size=(3, 3))
    cov = root @ root.T + 0.05 * np.eye(3)
    effects = {}
    for name, order in sm.ORDERS.items():
        found = sm.story(cov, order)
        assert sm.covariance(found.arrows, found.noise) == pytest.approx(cov, abs=1e-8)
        assert (found.noise > 0).all()
        effects[name] = sm.total(found.arrows)[sm.X, sm.Y]
    wanted = {"fork": sm.slope(cov, [sm.Z]), "chain": sm.slope(cov), "collider": sm.slope(cov)}
    assert effects == pytest.approx(wanted, abs=1e-8)


def test_what_a_story_tells_of_real_numbers():
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(60, 3)) @ rng.normal(size=(3, 3)) * [3, 50, 0.1] + [10, -200, 7]
    mean, sd, r = sm.moments(rows)  # type: ignore[misc]
    for name, order in sm.ORDERS.items():
        t = sm.told(rows, sm.story(r, order), 1.3)
        line = stats.linregress(rows[:, 0], rows[:, 1])
        assert t.effect_seen == pytest.approx(line.slope) and t.value_x == pytest.approx(mean[0] + 1.3 * sd[0])
        assert t.seen == pytest.approx(line.intercept + line.slope * t.value_x)
        fit = np.linalg.lstsq(np.column_stack([np.ones(60), rows[:, [0, 2]]]), rows[:, 1], rcond=None)[0]
        assert t.effect_fixed == pytest.approx(fit[1])
        assert t.averaged == pytest.approx(np.mean(fit[0] + fit[1] * t.value_x + fit[2] * rows[:, 2]))
        assert (t.done == pytest.approx(t.averaged)) == (name == "fork")
    assert sm.moments(np.ones((5, 3))) is None and sm.moments(rows[:, [0, 1, 0]]) is None


def test_small_tools():
    values, at = np.random.default_rng(1).normal(size=80), np.linspace(-3, 3, 9)
    known = stats.gaussian_kde(values, 0.4 / values.std(ddof=1))(at)
    assert sm.density(values, at, 0.4) == pytest.approx(known)
    rows = np.array([[0.0, 5.0], [1.0, 6.0], [9.0, 7.0]])
    low, high = sm.window(rows).T
    assert (low < rows.min(axis=0)).all() and (high > rows.max(axis=0)).all()
    assert sm.tidy([1e-17, 2.0000000000000004], [1.0, 1.0]) == [0.0, 2.0]
    cov = sm.covariance(sm.strengths("fork", 1, 0.5, -1), np.ones(5))
    strata = sm.strata_lines(cov, (-1.0, 1.0))
    assert np.diff(strata[:2], axis=0)[0] @ [-0.5, 1] == pytest.approx(0) and np.isnan(strata[2]).all()
    assert sm.beside(sm.PLACES["fork"], [(0, 1)], [3])[0] == pytest.approx([2, 0.34])
