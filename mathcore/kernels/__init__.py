"""The one door to the heavy simulations: Rust where ``mathscope_kernels`` is installed, NumPy where not.

Every function here checks its arguments (ValueError, in a sentence), computes on the engine that ``engine()`` names,
and returns a frozen summary: what is drawn, not the draws. The same seed gives the same numbers on both engines, on any
number of threads; summaries of blocks of one run merge. ``MATHSCOPE_ENGINE`` (auto, rust, numpy) forces an engine; both
stay importable side by side as ``mathscope_kernels`` and ``mathcore.kernels_numpy``.
"""

from __future__ import annotations

from ._engine import engine
from ._run import Cancelled, Control, watching
from .bandits import Bandits, bandits
from .chains import (
    Chains,
    Learning,
    ProposalPaths,
    gibbs_chains,
    gridworld,
    log_density,
    markov_chains,
    proposal_paths,
    sample_density,
)
from .coverage import (
    Coverage,
    ProportionCoverage,
    Tails,
    interval_coverage,
    proportion_coverage,
    proportion_intervals,
    tail_frequencies,
)
from .descent import Basins, Paths, Rule, basins, descend, rule
from .embedding import Embeddings, divergences, tsne
from .objectives import Objective, objective
from .paths import Crossings, Reverse, SdePaths, first_crossings, reverse_diffusion, sde_paths
from .projection import Distortions, pair_ratios, projection_matrix, random_projection_distortions
from .resampling import Bootstrap, Permutation, bootstrap, permutation_difference
from .sampling import Law, RunningMeans, SampleMeans, law, running_means, sample_means, standardisation
from .walks import Looks, Ruin, Walks, gamblers_ruin, random_walks, repeated_looks

__all__ = [
    "Bandits",
    "Basins",
    "Bootstrap",
    "Cancelled",
    "Chains",
    "Control",
    "Coverage",
    "Crossings",
    "Distortions",
    "Embeddings",
    "Law",
    "Learning",
    "Looks",
    "Objective",
    "Paths",
    "Permutation",
    "ProportionCoverage",
    "ProposalPaths",
    "Reverse",
    "Ruin",
    "Rule",
    "RunningMeans",
    "SampleMeans",
    "SdePaths",
    "Tails",
    "Walks",
    "bandits",
    "basins",
    "bootstrap",
    "descend",
    "divergences",
    "engine",
    "first_crossings",
    "gamblers_ruin",
    "gibbs_chains",
    "gridworld",
    "interval_coverage",
    "law",
    "log_density",
    "markov_chains",
    "objective",
    "pair_ratios",
    "permutation_difference",
    "projection_matrix",
    "proportion_coverage",
    "proportion_intervals",
    "proposal_paths",
    "random_projection_distortions",
    "random_walks",
    "repeated_looks",
    "reverse_diffusion",
    "rule",
    "running_means",
    "sample_density",
    "sample_means",
    "sde_paths",
    "standardisation",
    "tail_frequencies",
    "tsne",
    "watching",
]
