"""Types of the extension: the functions of mathcore.kernels_numpy, whose docstrings say what they do, and four more."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float64]
_Integers = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]

__version__: str
__all__ = [
    "__version__",
    "bandits",
    "basins",
    "bootstrap_order",
    "bootstrap_sums",
    "bootstrap_trimmed",
    "count_ratios",
    "descend",
    "gibbs",
    "gridworld",
    "instructions",
    "interval_coverage",
    "limit_instructions",
    "looks",
    "markov",
    "permutation_order",
    "permutation_sums",
    "poll_with",
    "projection_matrix",
    "proposal_paths",
    "random_integers",
    "random_normals",
    "random_uniforms",
    "random_words",
    "reverse_diffusion",
    "ruin",
    "running_means",
    "sample_density",
    "sample_means",
    "sde_crossings",
    "sde_paths",
    "set_threads",
    "tail_frequencies",
    "threads",
    "tsne",
    "walks",
]

def bandits(
    probabilities: _Floats,
    policy: str,
    parameter: float,
    times: _Integers,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> _Floats: ...
def basins(
    objective: str,
    parameters: _Floats,
    rule: str,
    hyper: _Floats,
    starts: _Floats,
    minima: _Floats,
    radius: float,
    steps: int,
    first_block: int,
    last_block: int,
) -> tuple[_Integers, _Integers]: ...
def bootstrap_order(
    ordered: _Floats, ranks: _Integers, replicates: int, seed: int, first_block: int, last_block: int
) -> _Floats: ...
def bootstrap_sums(features: _Floats, replicates: int, seed: int, first_block: int, last_block: int) -> _Floats: ...
def bootstrap_trimmed(
    ordered: _Floats, low: int, high: int, replicates: int, seed: int, first_block: int, last_block: int
) -> _Floats: ...
def count_ratios(
    before: _Floats,
    after: _Floats,
    lengths_before: tuple[_Floats, _Floats],
    lengths_after: tuple[_Floats, _Floats],
    diagonal: bool,
    low: float,
    high: float,
    bins: int,
    epsilon: float,
) -> tuple[_Integers, int, int, float, float]: ...
def descend(objective: str, parameters: _Floats, rule: str, hyper: _Floats, starts: _Floats, steps: int) -> _Floats: ...
def gibbs(correlation: float, starts: _Floats, steps: int, seed: int, first_block: int, last_block: int) -> _Floats: ...
def gridworld(
    following: _Integers,
    rewards: _Floats,
    terminal: _Integers,
    policy: _Integers,
    start: int,
    hyper: _Floats,
    on_policy: bool,
    episodes: int,
    longest: int,
    seed: int,
    first_agent: int,
    last_agent: int,
) -> tuple[_Floats, _Floats]: ...
def interval_coverage(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    target: float,
    factors: _Floats,
    fixed: _Floats,
    examples: int,
    first_block: int,
    last_block: int,
) -> tuple[_Integers, _Floats]: ...
def looks(
    means: _Floats,
    deviations: _Floats,
    scales: _Floats,
    bounds: _Floats,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[_Integers, _Integers]: ...
def markov(
    cumulative: _Floats, initial: _Floats, steps: int, chains: int, seed: int, first_block: int, last_block: int
) -> _Integers: ...
def permutation_order(
    ordered: _Floats,
    chosen: int,
    inside: _Integers,
    outside: _Integers,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> _Floats: ...
def permutation_sums(
    pooled: _Floats, chosen: int, replicates: int, seed: int, first_block: int, last_block: int
) -> _Floats: ...
def poll_with(question: Callable[[], object] | None) -> None: ...
def projection_matrix(kind: str, rows: int, width: int, sparsity: int, seed: int) -> _Floats: ...
def proposal_paths(
    density: str,
    parameters: _Floats,
    step: float,
    leaps: int,
    starts: _Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> _Floats: ...
def random_integers(seed: int, stream: int, first: int, count: int, below: int) -> _Words: ...
def random_normals(seed: int, stream: int, first: int, count: int) -> _Floats: ...
def random_uniforms(seed: int, stream: int, first: int, count: int) -> _Floats: ...
def random_words(seed: int, stream: int, first: int, count: int) -> _Words: ...
def reverse_diffusion(
    log_weights: _Floats,
    centres: _Floats,
    decays: _Floats,
    variances: _Floats,
    lengths: _Floats,
    noisy: bool,
    grid: _Integers,
    particles: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> _Floats: ...
def ruin(
    probability: float, start: int, goal: int, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[_Integers, _Integers]: ...
def running_means(
    source: str, parameter: float, grid: _Integers, paths: int, seed: int, first_block: int, last_block: int
) -> _Floats: ...
def sample_density(
    density: str,
    parameters: _Floats,
    step: float,
    leaps: int,
    starts: _Floats,
    steps: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[_Floats, _Integers]: ...
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
) -> tuple[_Integers, _Integers, _Floats]: ...
def sde_crossings(
    model: str,
    parameters: _Floats,
    scheme: str,
    start: float,
    level: float,
    dt: float,
    steps: int,
    refine: int,
    paths: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> _Integers: ...
def sde_paths(
    model: str,
    parameters: _Floats,
    scheme: str,
    start: float,
    dt: float,
    grid: _Integers,
    refine: int,
    paths: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[_Floats, _Floats]: ...
def tail_frequencies(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    centre: float,
    scale: float,
    thresholds: _Floats,
    first_block: int,
    last_block: int,
) -> tuple[_Integers, _Integers]: ...
def tsne(
    affinities: _Floats,
    starts: _Floats,
    grid: _Integers,
    early: int,
    exaggeration: float,
    rate: float,
    first_block: int,
    last_block: int,
) -> _Floats: ...
def walks(
    probability: float, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[_Integers, _Integers, _Integers, _Integers]: ...
def instructions() -> str: ...
def limit_instructions(most: str) -> str: ...
def threads() -> int: ...
def set_threads(count: int) -> None: ...
