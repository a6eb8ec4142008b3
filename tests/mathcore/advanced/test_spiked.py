"""Spiked covariances against NumPy's eigh, SciPy's quad, and the limits of Marchenko-Pastur, Baik-Silverstein, Paul."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from mathcore.advanced import spiked

SHAPES = [(400, 200), (100, 300), (200, 200), (50, 20), (400, 3)]


@pytest.mark.parametrize("kind", ["gaussian", "signs", "heavy"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("spike", [1.0, 1.7, 3.0, 5.0])
def test_spectrum_and_top_vector_are_numpys(kind, shape, spike):
    x = spiked.entries(kind, 3)[: shape[0], : shape[1]]
    y = x.copy()
    y[:, 0] *= np.sqrt(spike)
    values, vectors = np.linalg.eigh(y.T @ y / shape[0])
    t = spiked.tridiagonal(x)
    found = spiked.top(t, spike)
    v = vectors[:, -1] * np.sign(vectors[0, -1])
    assert spiked.eigenvalues(t, spike)[::-1] == pytest.approx(values, rel=1e-10, abs=1e-10 * values[-1])
    assert found.value == pytest.approx(values[-1], rel=1e-11)
    assert found.cos2 == pytest.approx(v[0] ** 2, abs=1e-9)
    assert np.sqrt(1 - found.cos2) * found.error == pytest.approx(v[1:], abs=1e-8)
    spikes, cosines = spiked.course(t, [values[-1]])
    assert (spikes[0], cosines[0]) == pytest.approx((spike, v[0] ** 2), rel=1e-6, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 200), st.integers(3, 60), st.floats(1.05, 5))
def test_the_slope_of_the_top_eigenvalue_is_the_squared_cosine(seed, n, p, spike):
    t = spiked.tridiagonal(spiked.entries("gaussian", seed)[:n, :p])
    h = 1e-5
    low, high = (np.log(spiked.top(t, spike * np.exp(s)).value) for s in (-h, h))
    assert (high - low) / (2 * h) == pytest.approx(spiked.top(t, spike).cos2, abs=1e-4)


@pytest.mark.parametrize("gamma", [0.05, 0.5, 1.0, 2.0, 3.0])
def test_the_law_of_noise_has_its_mass_and_moments(gamma):
    low, high = spiked.edges(gamma)

    def moment(k: int) -> float:
        return quad(lambda t: 2 * t ** (2 * k + 1) * spiked.density(t * t, gamma), low**0.5, high**0.5, limit=200)[0]

    # Mean 1 and second moment 1 + gamma whatever gamma is; the mass at zero has no part in them.
    assert [moment(k) for k in range(3)] == pytest.approx([min(1, 1 / gamma), 1, 1 + gamma], abs=1e-6)


def test_published_values_at_one_half():
    assert spiked.edges(0.5) == pytest.approx((0.085786, 2.914214), abs=1e-6)
    assert spiked.threshold(0.5) == pytest.approx(1.7071068)
    assert spiked.expected_top([1, 1.7, 2, 3], 0.5) == pytest.approx([2.9142136, 2.9142136, 3.0, 3.75])
    assert spiked.expected_cos2([1, 1.7, 2, 3], 0.5) == pytest.approx([0, 0, 1 / 3, 0.7])


@given(st.floats(0.05, 3), st.floats(0.01, 5))
def test_the_limits_obey_the_same_derivative(gamma, more):
    spike, h = spiked.threshold(gamma) + more, 1e-5
    low, high = np.log(spiked.expected_top([spike * np.exp(-h), spike * np.exp(h)], gamma))
    assert (high - low) / (2 * h) == pytest.approx(float(spiked.expected_cos2(spike, gamma)), abs=1e-3)


def test_the_limits_against_samples():
    found = [spiked.top(spiked.tridiagonal(spiked.entries("gaussian", s)[:, :200]), 3.0) for s in range(30)]
    assert np.mean([each.value for each in found]) == pytest.approx(3.75, abs=0.08)
    assert np.mean([each.cos2 for each in found]) == pytest.approx(0.7, abs=0.03)
    signs = [spiked.top(spiked.tridiagonal(spiked.entries("signs", s)[:, :200]), 3.0).value for s in range(10)]
    assert np.mean(signs) == pytest.approx(3.75, abs=0.1)


def test_the_largest_eigenvalue_of_noise_is_tracys_and_widoms():
    samples = (spiked.entries("gaussian", s)[:200, :100] for s in range(120))
    tops = [np.linalg.eigvalsh(x.T @ x / 200)[-1] for x in samples]
    scaled = (np.array(tops) - spiked.edges(0.5)[1]) / spiked.edge_width(200, 100)
    assert scaled.mean() == pytest.approx(spiked.TW_MEAN, abs=0.3)
    assert scaled.std() == pytest.approx(spiked.TW_SD, abs=0.2)
    assert 0.01 < np.mean(scaled > spiked.TW_95) < 0.09


@pytest.mark.parametrize("kind", ["gaussian", "signs", "heavy"])
def test_entries_have_mean_zero_and_variance_one(kind):
    x = spiked.entries(kind, 5)
    assert x.shape == (spiked.ROWS, spiked.FEATURES)
    assert abs(x.mean()) < 0.02
    assert x.std() == pytest.approx(1, abs=0.12 if kind == "heavy" else 0.01)
    if kind == "heavy":  # the distribution function of |x|: 1 - (x sqrt 5)^-2.5 from 1/sqrt 5 on
        assert np.mean(np.abs(x) < 1) == pytest.approx(1 - 5**-1.25, abs=0.005)
        assert np.abs(x).min() >= 5**-0.5


@pytest.mark.parametrize("kind", ["gaussian", "heavy"])
def test_the_course_runs_from_end_to_end_and_rises(kind):
    t = spiked.tridiagonal(spiked.entries(kind, 2)[:100, :300])
    spikes, values, cosines = spiked.course_between(t, 1.0, 5.0)
    assert (spikes[0], spikes[-1]) == pytest.approx((1, 5), abs=1e-4)
    assert (np.diff(spikes) >= 0).all() and (np.diff(values) >= 0).all() and (np.diff(cosines) >= -1e-9).all()
