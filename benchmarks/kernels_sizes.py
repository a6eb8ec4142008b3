"""What is computed in the benchmark of the kernels: one set of sizes for all ways of computing it."""

from __future__ import annotations

import numpy as np

MEANS_N, MEANS = 100, 100_000
STUDENT = 1.9842169515864174  # the 0.975 quantile of Student's law with 99 degrees of freedom
THRESHOLDS = np.linspace(0.05, 1.0, 20)
WALK_STEPS, WALKS = 1_000, 20_000
SDE_STEPS, SDE_PATHS = 1_000, 20_000
VALUES = np.random.default_rng(1).exponential(size=1_000)
PAIRED = np.random.default_rng(2).normal(size=(1_000, 2))
RESAMPLES = 10_000
GRID = np.linspace(-5.0, 5.0, 300)
BASIN_STEPS = 300
EPISODES, AGENTS = 500, 8
STATES, CHAIN_STEPS, CHAINS = 6, 200, 50_000
TRANSITION = np.random.default_rng(3).dirichlet(np.ones(STATES), size=STATES)
LOOKS, EXPERIMENTS = 200, 50_000
CENTRES = np.array([[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]])
PARTICLES, DIFFUSION_STEPS = 20_000, 200
POINTS = np.random.default_rng(4).normal(size=(3_000, 200))
DIMENSIONS = 50
MATRIX = (200, 5_000)
SAMPLERS, SAMPLER_STEPS = 64, 5_000


def world() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Walls, rewards and terminal cells of an 8 x 8 grid."""
    walls, rewards, terminal = np.zeros((8, 8)), np.full((8, 8), -0.02), np.zeros((8, 8))
    walls[2, 1:7] = 1.0
    walls[5, :6] = 1.0
    rewards[7, 7] = terminal[7, 7] = 1.0
    return walls, rewards, terminal
