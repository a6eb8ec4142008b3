"""Every kernel with arguments of its own, on any engine: what `test_engines.py` calls."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from mathcore.kernels_numpy.learning import neighbours

rng = np.random.default_rng(12)
X = rng.exponential(size=83)
XS = np.sort(X)
STARTS = rng.normal(size=(40, 2))
MAPS = 0.1 * np.random.default_rng(3).normal(size=(3, 83, 2))
P = rng.dirichlet(np.ones(5), size=5)
C = np.cumsum(P, axis=1)
WALLS = np.zeros((4, 5), dtype=np.int64)
WALLS[1, 1:3] = 1
REWARDS = np.full(20, -0.1)
REWARDS[19] = 1.0
TERMINAL = (np.arange(20) == 19).astype(np.int64)
NOBODY = np.zeros(0, dtype=np.int64)
GRID = np.array([0, 3, 10, 31], dtype=np.int64)
K = 13
LOOKS = (np.full(K, 0.1), np.full(K, 1.0), 1.0 / np.sqrt(np.arange(1, K + 1)), np.full(K, 1.96))
T = np.linspace(2.0, 0.02, 32)
FORWARD = (np.exp(-T), 0.1 * np.exp(-2 * T) + 1 - np.exp(-2 * T), np.full(32, 0.06))
CENTRES = np.array([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])

Call = Callable[[ModuleType, int, int], Any]
# Each: what is called, how many blocks it has, whether its results are equal to the bit (or else to 1e-12).
CALLS: dict[str, tuple[Call, int, bool]] = (
    {
        f"sample_means {source}": (
            lambda e, a, b, s=source, p=parameter: e.sample_means(s, p, 31, 2500, 5, 0.4, 1.3, -2.0, 3.0, 21, a, b),  # type: ignore[misc]
            3,
            True,
        )
        for source, parameter in [
            ("uniform", 0.0),
            ("exponential", 0.0),
            ("bernoulli", 0.3),
            ("mixture", 3.0),
            ("pareto", 1.4),
            ("cauchy", 0.0),
            ("normal", 0.0),
        ]
    }
    | {
        f"interval_coverage {source}": (
            lambda e, a, b, s=source, p=parameter: e.interval_coverage(  # type: ignore[misc]
                s, p, 31, 2500, 5, 0.4, np.array([2.0, 0.0, 0.3]), np.array([0.0, 0.2, 0.1]), 9, a, b
            ),
            3,
            True,
        )
        for source, parameter in [("exponential", 0.0), ("bernoulli", 0.3), ("mixture", 3.0), ("cauchy", 0.0)]
    }
    | {
        "tail_frequencies": (
            lambda e, a, b: e.tail_frequencies("pareto", 3.0, 31, 2500, 5, 1.5, 2.0, np.array([0.1, 1.0]), a, b),
            3,
            True,
        ),
        "running_means": (lambda e, a, b: e.running_means("mixture", 3.0, GRID[1:], 1500, 5, a, b), 2, True),
        "bootstrap_sums": (lambda e, a, b: e.bootstrap_sums(np.array([X, X * X]), 200, 5, a, b), 4, True),
        "bootstrap_order": (lambda e, a, b: e.bootstrap_order(XS, np.array([0, 40, 41]), 200, 5, a, b), 4, True),
        "bootstrap_trimmed": (lambda e, a, b: e.bootstrap_trimmed(XS, 8, 75, 200, 5, a, b), 4, False),
        "permutation_sums": (lambda e, a, b: e.permutation_sums(X, 30, 200, 5, a, b), 4, True),
        "permutation_order": (
            lambda e, a, b: e.permutation_order(XS, 30, np.array([14, 15]), np.array([26]), 200, 5, a, b),
            4,
            True,
        ),
        "walks": (lambda e, a, b: e.walks(0.5, 75, 2500, 5, a, b), 3, True),
        "ruin": (lambda e, a, b: e.ruin(0.48, 5, 12, 90, 2500, 5, a, b), 3, True),
        "looks": (lambda e, a, b: e.looks(*LOOKS, 2500, 5, a, b), 3, True),
        "markov": (lambda e, a, b: e.markov(C, C[0].copy(), 20, 2500, 5, a, b), 3, True),
        "gridworld q": (
            lambda e, a, b: e.gridworld(
                neighbours(WALLS),
                REWARDS,
                TERMINAL,
                NOBODY,
                0,
                np.array([0.3, 0.95, 0.2, 0.1]),
                False,
                30,
                200,
                5,
                a,
                b,
            ),
            3,
            True,
        ),
        "gridworld sarsa": (
            lambda e, a, b: e.gridworld(
                neighbours(WALLS), REWARDS, TERMINAL, NOBODY, 0, np.array([0.3, 0.95, 0.2, 0.1]), True, 30, 40, 5, a, b
            ),
            3,
            True,
        ),
        "gridworld td": (
            lambda e, a, b: e.gridworld(
                neighbours(WALLS),
                REWARDS,
                TERMINAL,
                np.arange(20) % 4,
                0,
                np.array([0.3, 0.9, 0.0, 0.5]),
                False,
                30,
                60,
                5,
                a,
                b,
            ),
            3,
            True,
        ),
        "diffusion sde": (
            lambda e, a, b: e.reverse_diffusion(np.log([0.5, 0.3, 0.2]), CENTRES, *FORWARD, True, GRID, 600, 5, a, b),
            3,
            True,
        ),
        "diffusion ode": (
            lambda e, a, b: e.reverse_diffusion(np.log([0.5, 0.3, 0.2]), CENTRES, *FORWARD, False, GRID, 600, 5, a, b),
            3,
            True,
        ),
    }
)
for model in ("brownian", "ornstein_uhlenbeck", "geometric", "double_well"):
    for scheme in ("euler", "milstein"):
        CALLS[f"sde {model} {scheme}"] = (
            lambda e, a, b, m=model, s=scheme: e.sde_paths(  # type: ignore[misc]
                m, np.array([0.7, 0.4, 0.3]), s, 0.9, 0.05, GRID, 3, 600, 5, a, b
            ),
            3,
            True,
        )
for density, parameters in [("gaussian", [0.8, 0.0]), ("banana", [0.3, 2.0]), ("mixture", [4.0, 0.0])]:
    for leaps in (0, 7):
        CALLS[f"sample_density {density} {leaps}"] = (
            lambda e, a, b, d=density, p=parameters, n=leaps: e.sample_density(  # type: ignore[misc]
                d, np.array(p), 0.4, n, STARTS, 50, 5, a, b
            ),
            3,
            True,
        )
        CALLS[f"proposal_paths {density} {leaps}"] = (
            lambda e, a, b, d=density, p=parameters, n=leaps: e.proposal_paths(  # type: ignore[misc]
                d, np.array(p), 0.4, n, STARTS, 70, 5, a, b
            ),
            3,
            True,
        )
for policy, parameter in (("commit", 31.0), ("epsilon", 0.2), ("upper", 0.7), ("thompson", 0.0)):
    CALLS[f"bandits {policy}"] = (
        lambda e, a, b, o=policy, p=parameter: e.bandits(  # type: ignore[misc]
            np.array([0.3, 0.45]), o, p, np.array([1, 2, 90, 400]), 150, 5, a, b
        ),
        3,
        True,
    )
for model, parameters in (("double_well", [1.0, 0.9, 0.0]), ("brownian", [0.1, 1.0, 0.0])):
    CALLS[f"sde_crossings {model}"] = (
        lambda e, a, b, m=model, p=parameters: e.sde_crossings(  # type: ignore[misc]
            m, np.array(p), "euler", -1.0, 0.7, 0.04, 300, 2, 600, 5, a, b
        ),
        3,
        True,
    )
AFFINITIES = np.exp(-((X[:, None] - X) ** 2)) * (1.0 - np.eye(83)) / 1000.0
CALLS["tsne"] = (
    lambda e, a, b: e.tsne(AFFINITIES, MAPS, np.array([0, 20, 70, 200]), 60, 4.0, 30.0, a, b),
    3,
    True,
)
CALLS["gibbs"] = (lambda e, a, b: e.gibbs(-0.83, STARTS, 70, 5, a, b), 3, True)
