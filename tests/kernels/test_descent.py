"""Optimizer paths and basins against closed forms, SciPy and papers' update rules written out."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import optimize

from mathcore import kernels

RELAXED = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = ["quadratic", "rosenbrock", "beale", "himmelblau", "saddle"]
RULES = ["gradient", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]


def make(name):
    return kernels.objective(name, kappa=25.0, angle=0.4)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_is_the_derivative_of_the_value(name):
    of = make(name)
    x, y = sympy.symbols("x y")
    a, b, c = of.parameters.tolist()
    f = {
        "quadratic": (a * x * x + 2 * b * x * y + c * y * y) / 2,
        "rosenbrock": (1 - x) ** 2 + a * (y - x**2) ** 2,
        "beale": (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        "himmelblau": (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        "saddle": x**2 / 2 - y**2 / 2 + y**4 / 4,
    }[name]
    slope = sympy.lambdify((x, y), [sympy.diff(f, x), sympy.diff(f, y)])
    value = sympy.lambdify((x, y), f)
    at = np.random.default_rng(1).uniform(-3, 3, size=(2, 200))
    assert np.allclose(of.gradient(*at), slope(*at), rtol=1e-11, atol=1e-9)
    assert np.allclose(of.value(*at), value(*at), rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_minima_are_minima(name):
    of = make(name)

    def value(p: np.ndarray) -> float:
        return float(of.value(p[0], p[1]))

    for minimum in of.minima:
        assert np.allclose(of.gradient(*minimum), 0.0, atol=1e-10)
        found = optimize.minimize(value, minimum + 0.01, tol=1e-12)
        assert np.allclose(found.x, minimum, atol=1e-4)


def test_quadratic_has_the_asked_eigenvalues_and_axes():
    a, b, c = kernels.objective("quadratic", kappa=7.0, angle=0.3).parameters
    values, vectors = np.linalg.eigh([[a, b], [b, c]])
    assert np.allclose(values, [1.0, 7.0])
    assert np.allclose(np.abs(vectors[:, 0]), [np.cos(0.3), np.sin(0.3)])


@pytest.mark.parametrize("rule", RULES)
def test_steps_are_those_of_the_papers(engine, rule):
    of = make("beale")
    step, momentum, decay, epsilon, weight = 0.004, 0.8, 0.95, 1e-8, 0.1
    how = kernels.rule(rule, step=step, momentum=momentum, decay=decay, epsilon=epsilon, weight_decay=weight)
    path = kernels.descend(of, how, [[1.0, 1.5]], 6)
    p, v, m, s = np.array([1.0, 1.5]), np.zeros(2), np.zeros(2), np.zeros(2)
    for t in range(1, 7):
        g = np.array(of.gradient(*p))
        if rule == "gradient":
            p = p - step * g
        elif rule == "momentum":
            v = momentum * v - step * g
            p = p + v
        elif rule == "nesterov":
            v = momentum * v - step * np.array(of.gradient(*(p + momentum * v)))
            p = p + v
        elif rule == "adagrad":
            s = s + g**2
            p = p - step * g / (np.sqrt(s) + epsilon)
        elif rule == "rmsprop":
            s = decay * s + (1 - decay) * g**2
            p = p - step * g / (np.sqrt(s) + epsilon)
        else:
            m = momentum * m + (1 - momentum) * g
            s = decay * s + (1 - decay) * g**2
            shrink = weight * p if rule == "adamw" else 0.0
            p = p - step * ((m / (1 - momentum**t)) / (np.sqrt(s / (1 - decay**t)) + epsilon) + shrink)
        assert np.allclose(path.points[t, 0], p, rtol=1e-12)
        assert path.values[t, 0] == pytest.approx(of.value(*p), rel=1e-12)


@pytest.mark.parametrize(("step", "converges"), [(2 / 25 - 1e-3, True), (2 / 25 + 1e-3, False)])
def test_convergence_exactly_below_two_over_the_largest_eigenvalue(engine, step, converges):
    path = kernels.descend(make("quadratic"), kernels.rule("gradient", step=step), [[1.0, -1.0]], 3000)
    assert bool(path.values[-1, 0] < 1e-6) is converges
    assert converges or path.values[-1, 0] > 1e6


def test_best_step_has_the_known_rate(engine):
    path = kernels.descend(make("quadratic"), kernels.rule("gradient", step=2 / 26), [[1.0, -1.0]], 100)
    size = np.linalg.norm(path.points[:, 0], axis=1)
    assert size[100] / size[99] == pytest.approx(24 / 26, rel=1e-6)


def reference_basin(of, how, start, steps, radius):
    """The definition, on one path: the minimum near at the end, and the step since when the path is near it."""
    points = kernels.descend(of, how, [start], steps).points[:, 0]
    near = np.linalg.norm(points[:, None] - of.minima, axis=2) < radius
    lost = np.flatnonzero(~(np.abs(points).sum(axis=1) < 1e6))
    if lost.size:
        return -2, int(lost[0])
    if not near[-1].any():
        return -1, steps
    label = int(np.flatnonzero(near[-1])[0])
    outside = np.flatnonzero(~near[:, label])
    return label, int(outside[-1] + 1) if outside.size else 0


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["himmelblau", "saddle", "quadratic"])
def test_basins_are_where_the_paths_end(engine, name, rule):
    of = make(name)
    # A step of rmsprop does not shrink with the gradient, so it must be well below the radius for a point to stay in.
    how = kernels.rule(rule, step=0.01 if rule in ("gradient", "momentum", "nesterov", "rmsprop") else 0.1, decay=0.9)
    x, y = np.linspace(-4.1, 4.2, 9), np.linspace(-3.9, 4.0, 8)
    found = kernels.basins(of, how, x, y, 300)
    assert found.labels.shape == (8, 9)
    for i, j in np.ndindex(8, 9):
        assert (found.labels[i, j], found.steps[i, j]) == reference_basin(of, how, [x[j], y[i]], 300, 0.05)


def test_gradient_flow_on_the_saddle_keeps_the_side(engine):
    x = y = np.linspace(-2.0, 2.0, 40)
    found = kernels.basins(make("saddle"), kernels.rule("gradient", step=0.1), x, y, 2000)
    assert np.array_equal(found.labels, np.broadcast_to((y > 0).astype(int)[:, None], (40, 40)))


def test_a_start_beyond_control_is_called_diverged(engine):
    found = kernels.basins(make("himmelblau"), kernels.rule("gradient", step=0.5), [5.0, 40.0], [5.0], 100)
    assert np.all(found.labels == -2) and np.all(found.steps >= 1)


@RELAXED
@given(
    name=st.sampled_from(NAMES),
    rule=st.sampled_from(RULES),
    step=st.floats(1e-4, 2.0),
    seed=st.integers(0, 1000),
)
def test_engines_give_equal_bits(both, name, rule, step, seed):
    numpy, rust = both
    of, how = make(name), kernels.rule(rule, step=step)
    starts = np.random.default_rng(seed).uniform(-5, 5, (37, 2))
    for kernel, arguments in [
        ("descend", (starts, 60)),
        ("basins", (starts, of.minima, 0.05, 80, 0, 1)),
    ]:
        a = getattr(numpy, kernel)(of.name, of.parameters, how.name, how.hyper, *arguments)
        b = getattr(rust, kernel)(of.name, of.parameters, how.name, how.hyper, *arguments)
        for p, q in zip(
            np.atleast_1d(a) if kernel == "basins" else [a],
            np.atleast_1d(b) if kernel == "basins" else [b],
            strict=True,
        ):
            assert np.array_equal(p, q, equal_nan=True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kernels.objective("ackley"), "objective"),
        (lambda: kernels.objective("quadratic", kappa=0.5), "kappa"),
        (lambda: kernels.rule("sgd", step=0.1), "rule"),
        (lambda: kernels.rule("adam", step=0.0), "step"),
        (lambda: kernels.rule("adam", step=0.1, momentum=1.0), "below 1"),
        (lambda: kernels.descend(make("beale"), kernels.rule("adam", step=0.1), [[1.0, 2.0, 3.0]], 5), "columns"),
        (lambda: kernels.descend(make("beale"), kernels.rule("adam", step=0.1), [[1.0, np.inf]], 5), "finite"),
        (lambda: kernels.descend(make("beale"), kernels.rule("adam", step=0.1), [[1.0, 2.0]], 0), "steps"),
        (lambda: kernels.basins(make("beale"), kernels.rule("adam", step=0.1), [], [1.0], 5), "rows"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(engine, call, words):
    with pytest.raises(ValueError, match=words):
        call()
