"""Sizes of test sets: against the tail bounds they solve, published numbers, and the enumeration of all counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.datasets import load_digits

from mathcore.advanced import set_sizes as ss


def test_known_sizes():
    found = {method: int(np.ceil(float(ss.items_needed(method, 0.02, 0.05)) - 1e-9)) for method in ss.METHODS}
    assert (found["chebyshev"], found["hoeffding"], found["normal"]) == (12_500, 4612, 2401)
    assert np.ceil(ss.items_needed("bernstein", 0.02, 0.05, cap=0.05)) == 1000
    widths = ss.half_width("hoeffding", [360, 10_000], 0.05)
    assert widths == pytest.approx([0.0716, 0.01358], abs=5e-5)
    assert ss.half_width("hoeffding", 10_000, 0.05, 1000) == pytest.approx(0.02302, abs=5e-6)


@pytest.mark.parametrize("method", ss.METHODS)
def test_width_and_size_are_inverse(method):
    for eps, delta, models, cap in ((0.02, 0.05, 1, 0.5), (0.1, 0.01, 500, 0.1), (0.005, 0.2, 3, 0.02)):
        n = ss.items_needed(method, eps, delta, models, cap)
        assert ss.half_width(method, n, delta, models, cap) == pytest.approx(eps)


@pytest.mark.parametrize("cap", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("method", ["chebyshev", "hoeffding", "bernstein"])
def test_promises_are_kept_by_every_error_rate_under_the_cap(method, cap):
    for eps, delta in ((0.05, 0.05), (0.1, 0.2)):
        n = int(np.ceil(ss.items_needed(method, eps, delta, cap=cap)))
        counts = np.arange(n + 1)
        for rate in np.linspace(0.01, cap, 5):
            off = np.abs(counts / n - rate) >= eps
            assert binom.pmf(counts, n, rate)[off].sum() <= delta


def test_the_model_is_the_nearest_class_mean():
    x, y = load_digits(return_X_y=True)
    means = np.stack([x[::2][y[::2] == digit].mean(axis=0) for digit in range(10)])
    nearest = ((x[1::2, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert (ss.wrong() == (nearest != y[1::2])).all() and len(ss.wrong()) == ss.HELD
    assert ss.wrong().mean() == pytest.approx(0.1013, abs=1e-4)


def test_failure_against_all_counts():
    rate = ss.wrong().mean()
    for n, eps in ((10, 0.05), (330, 0.05), (738, 0.03), (20, 0.2), (5, 0.0)):
        counts = np.arange(n + 1)
        off = np.abs(counts / n - rate) >= eps - 1e-12
        assert ss.failure(n, eps) == pytest.approx(binom.pmf(counts, n, rate)[off].sum(), rel=1e-9)


def test_walks_leave_as_often_as_binomials_do():
    walks = np.concatenate([ss.running_errors(seed) for seed in range(4)])
    assert walks.shape == (160, len(ss.COUNTED)) and (ss.running_errors(1) == ss.running_errors(1)).all()
    rate = ss.wrong().mean()
    counts = (walks + rate) * ss.COUNTED
    assert np.abs(counts - counts.round()).max() < 1e-6
    scaled = walks[:, -1] / np.sqrt(rate * (1 - rate) / ss.COUNTED[-1])
    assert abs(scaled.mean()) < 0.35 and 0.8 < scaled.std() < 1.2
