"""The kernels in NumPy: the same functions, arguments and numbers as the Rust extension ``mathscope_kernels``.

Lessons do not call these: they call ``mathcore.kernels``, which checks the arguments and takes Rust where it is there.
"""

from __future__ import annotations

from .descent import basins, descend
from .generator import random_integers, random_normals, random_uniforms, random_words
from .means import running_means, sample_means
from .projection import count_ratios, projection_matrix
from .resampling import bootstrap_order, bootstrap_sums, bootstrap_trimmed, permutation_order, permutation_sums

__all__ = [
    "basins",
    "bootstrap_order",
    "bootstrap_sums",
    "bootstrap_trimmed",
    "count_ratios",
    "descend",
    "permutation_order",
    "permutation_sums",
    "projection_matrix",
    "random_integers",
    "random_normals",
    "random_uniforms",
    "random_words",
    "running_means",
    "sample_means",
]
