"""Types of the extension: the functions of mathcore.kernels_numpy, whose docstrings say what they do, and four more."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

__version__: str

def basins(
    objective: str,
    parameters: Floats,
    rule: str,
    hyper: Floats,
    starts: Floats,
    minima: Floats,
    radius: float,
    steps: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]: ...
def bootstrap_order(
    ordered: Floats, ranks: Integers, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats: ...
def bootstrap_sums(features: Floats, replicates: int, seed: int, first_block: int, last_block: int) -> Floats: ...
def bootstrap_trimmed(
    ordered: Floats, low: int, high: int, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats: ...
def descend(objective: str, parameters: Floats, rule: str, hyper: Floats, starts: Floats, steps: int) -> Floats: ...
def gridworld(
    following: Integers,
    rewards: Floats,
    terminal: Integers,
    policy: Integers,
    start: int,
    hyper: Floats,
    episodes: int,
    longest: int,
    seed: int,
    first_agent: int,
    last_agent: int,
) -> tuple[Floats, Floats]: ...
def interval_coverage(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    target: float,
    factors: Floats,
    fixed: Floats,
    examples: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Floats]: ...
def looks(
    means: Floats,
    deviations: Floats,
    scales: Floats,
    bounds: Floats,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]: ...
def markov(
    cumulative: Floats, initial: Floats, steps: int, chains: int, seed: int, first_block: int, last_block: int
) -> Integers: ...
def permutation_order(
    ordered: Floats,
    chosen: int,
    inside: Integers,
    outside: Integers,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats: ...
def permutation_sums(
    pooled: Floats, chosen: int, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats: ...
def poll_with(question: Callable[[], object] | None) -> None: ...
def projection_matrix(kind: str, rows: int, width: int, sparsity: int, seed: int) -> Floats: ...
def random_integers(seed: int, stream: int, first: int, count: int, below: int) -> Words: ...
def random_normals(seed: int, stream: int, first: int, count: int) -> Floats: ...
def random_uniforms(seed: int, stream: int, first: int, count: int) -> Floats: ...
def random_words(seed: int, stream: int, first: int, count: int) -> Words: ...
def reverse_diffusion(
    log_weights: Floats,
    centres: Floats,
    decays: Floats,
    variances: Floats,
    lengths: Floats,
    noisy: bool,
    grid: Integers,
    particles: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats: ...
def ruin(
    probability: float, start: int, goal: int, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[Integers, Integers]: ...
def running_means(
    source: str, parameter: float, grid: Integers, paths: int, seed: int, first_block: int, last_block: int
) -> Floats: ...
def sample_density(
    density: str,
    parameters: Floats,
    step: float,
    leaps: int,
    starts: Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Floats, Integers]: ...
def sample_means(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    centre: float,
    scale: float,
    low: float,
    high: float,
    bins: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers, Floats]: ...
def sde_paths(
    model: str,
    parameters: Floats,
    scheme: str,
    start: float,
    dt: float,
    grid: Integers,
    refine: int,
    paths: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Floats, Floats]: ...
def tail_frequencies(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    centre: float,
    scale: float,
    thresholds: Floats,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]: ...
def walks(
    probability: float, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[Integers, Integers, Integers, Integers]: ...
def instructions() -> str: ...
def limit_instructions(most: str) -> str: ...
def threads() -> int: ...
def set_threads(count: int) -> None: ...
