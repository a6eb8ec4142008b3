"""The kernels in NumPy: the same functions, arguments and numbers as the Rust extension ``mathscope_kernels``.

Lessons do not call these: they call ``mathcore.kernels``, which checks the arguments and takes Rust where it is there.
"""

from __future__ import annotations

from .bandits import bandits
from .chains import gibbs, markov, proposal_paths, sample_density
from .coverage import interval_coverage, tail_frequencies
from .descent import basins, descend
from .diffusion import reverse_diffusion
from .embedding import tsne
from .generator import random_integers, random_normals, random_uniforms, random_words
from .learning import gridworld
from .means import running_means, sample_means
from .poll import poll_with
from .projection import count_ratios, projection_matrix
from .resampling import bootstrap_order, bootstrap_sums, bootstrap_trimmed, permutation_order, permutation_sums
from .sde import sde_crossings, sde_paths
from .walks import looks, ruin, walks

__all__ = [
    "bandits",
    "basins",
    "bootstrap_order",
    "bootstrap_sums",
    "bootstrap_trimmed",
    "count_ratios",
    "descend",
    "gibbs",
    "gridworld",
    "interval_coverage",
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
    "tail_frequencies",
    "tsne",
    "walks",
]
