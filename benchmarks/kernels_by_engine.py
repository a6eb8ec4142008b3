"""The simulations through the door of ``mathcore.kernels``, on the engine that MATHSCOPE_ENGINE names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mathcore import kernels

from . import kernels_sizes as size


def _means(source: str) -> Any:
    return kernels.sample_means(source, size.MEANS_N, size.MEANS, 1, tail=1.5)


def _basins() -> Any:
    how = kernels.rule("momentum", step=0.002, momentum=0.9)
    return kernels.basins(kernels.objective("himmelblau"), how, size.GRID, size.GRID, size.BASIN_STEPS)


def _sde(model: str, parameters: list[float], duration: float) -> Any:
    return kernels.sde_paths(model, parameters, 0.0, duration, size.SDE_STEPS, size.SDE_PATHS, 1)


WAYS: dict[str, Callable[[], Any]] = {
    "means of 100 uniforms": lambda: _means("uniform"),
    "means of 100 exponentials": lambda: _means("exponential"),
    "means of 100 normals": lambda: _means("normal"),
    "means of 100 Pareto draws": lambda: _means("pareto"),
    "coverage of t intervals": lambda: kernels.interval_coverage("exponential", size.MEANS_N, size.MEANS, 1),
    "tail frequencies": lambda: kernels.tail_frequencies("exponential", size.MEANS_N, size.THRESHOLDS, size.MEANS, 1),
    "random walks": lambda: kernels.random_walks(size.WALK_STEPS, size.WALKS, 1),
    "Gaussian walks": lambda: _sde("brownian", [0.0, 1.0], 1.0),
    "double-well paths": lambda: _sde("double_well", [1.0, 0.5], 10.0),
    "bootstrap of the mean": lambda: kernels.bootstrap(size.VALUES, "mean", size.RESAMPLES, 1),
    "bootstrap of the median": lambda: kernels.bootstrap(size.VALUES, "median", size.RESAMPLES, 1),
    "bootstrap of the correlation": lambda: kernels.bootstrap(size.PAIRED, "correlation", size.RESAMPLES, 1),
    "permutation of a difference": lambda: kernels.permutation_difference(
        size.VALUES[:500], size.VALUES[500:], size.RESAMPLES, 1
    ),
    "basins of attraction": _basins,
    "Q-learning": lambda: kernels.gridworld(*size.world(), (0, 0), size.EPISODES, size.AGENTS, 1),
    "Markov chains": lambda: kernels.markov_chains(
        size.TRANSITION, np.eye(size.STATES)[0], size.CHAIN_STEPS, size.CHAINS, 1
    ),
    "peeking at a test": lambda: kernels.repeated_looks(
        np.arange(1, size.LOOKS + 1), np.full(size.LOOKS, 1.96), size.EXPERIMENTS, 1
    ),
    "reverse diffusion": lambda: kernels.reverse_diffusion(
        np.ones(3), size.CENTRES, 0.3, size.PARTICLES, 1, steps=size.DIFFUSION_STEPS, keep=2
    ),
    "distortions of all pairs": lambda: kernels.random_projection_distortions(size.POINTS, size.DIMENSIONS, 1),
    "Gaussian matrix": lambda: kernels.projection_matrix("gaussian", *size.MATRIX, 1),
    "Metropolis chains": lambda: kernels.sample_density(
        "banana", [0.3, 2.0], np.zeros((size.SAMPLERS, 2)), size.SAMPLER_STEPS, 1, step=1.0
    ),
}
