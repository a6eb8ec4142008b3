"""The one door to the heavy simulations: Rust where ``mathscope_kernels`` is installed, NumPy where not.

Every function here checks its arguments (ValueError, in a sentence), computes on the engine that ``engine()`` names,
and returns a frozen summary: what is drawn, not the draws. The same seed gives the same numbers on both engines, on any
number of threads; summaries of blocks of one run merge. ``MATHSCOPE_ENGINE`` (auto, rust, numpy) forces an engine; both
stay importable side by side as ``mathscope_kernels`` and ``mathcore.kernels_numpy``.
"""

from __future__ import annotations

from ._engine import engine
from ._run import Cancelled, Control
from .descent import Basins, Objective, Paths, Rule, basins, descend, objective, rule
from .projection import Distortions, pair_ratios, projection_matrix, random_projection_distortions
from .resampling import Bootstrap, Permutation, bootstrap, permutation_difference
from .sampling import Law, RunningMeans, SampleMeans, law, running_means, sample_means, standardisation

__all__ = [
    "Basins",
    "Bootstrap",
    "Cancelled",
    "Control",
    "Distortions",
    "Law",
    "Objective",
    "Paths",
    "Permutation",
    "Rule",
    "RunningMeans",
    "SampleMeans",
    "basins",
    "bootstrap",
    "descend",
    "engine",
    "law",
    "objective",
    "pair_ratios",
    "permutation_difference",
    "projection_matrix",
    "random_projection_distortions",
    "rule",
    "running_means",
    "sample_means",
    "standardisation",
]
