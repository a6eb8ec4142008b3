"""The curriculum: sections and lessons in teaching order. A lesson is listed here by its slug, once it exists."""

from pages.paths import GOALS, PLACES
from pages.synonyms import SYNONYMS

__all__ = ["CURRICULUM", "GOALS", "PLACES", "SYNONYMS", "slugs"]

# Name, title and subtitle of each section, and its lessons under their headings; a section that needs none has "".
CURRICULUM: tuple[tuple[str, str, str, dict[str, tuple[str, ...]]], ...] = (
    (
        "linear_algebra",
        "Linear algebra",
        "Data representation and transformation",
        {
            "": (
                "vectors",
                "dot_products_norms",
                "matrix_operations",
                "special_matrices",
                "rank_determinant",
                "eigenvectors",
                "svd",
                "psd_covariance",
                "linear_transformations",
                "subspaces_basis",
                "independence_orthogonality",
                "projections_least_squares",
                "matrix_factorizations",
                "pseudo_inverse",
                "block_kronecker",
                "spectral_decomposition",
            ),
        },
    ),
    (
        "calculus",
        "Calculus",
        "Optimisation and learning",
        {
            "": (
                "functions_limits",
                "derivatives",
                "partial_derivatives",
                "backpropagation",
                "hessian_curvature",
                "convexity",
                "gradient_descent",
                "optimizers",
                "constrained_optimization",
                "integration",
                "continuous_distributions",
                "differential_equations",
                "taylor_series",
                "multivariable_taylor",
                "integral_transforms",
                "measure_theory",
            ),
        },
    ),
    (
        "probability",
        "Probability",
        "Uncertainty in machine learning",
        {
            "": (
                "why_probability",
                "random_variables",
                "expectation_variance",
                "bayes_theorem",
                "independence_correlation",
                "lln_clt",
                "maximum_likelihood",
                "map_estimation",
                "entropy_kl",
                "markov_chains",
                "bayesian_inference",
            ),
        },
    ),
    (
        "statistics",
        "Statistics",
        "Inference and model evaluation",
        {
            "": (
                "data_summaries",
                "distributions_in_practice",
                "correlation_data",
                "sampling_distributions",
                "confidence_intervals",
                "hypothesis_testing",
                "anova",
                "resampling",
                "mle_vs_moments",
                "bayesian_statistics",
                "bias_variance",
                "cross_validation",
                "ml_significance",
                "nonparametric",
                "manova",
                "time_series",
                "causal_inference",
                "ab_testing",
            ),
        },
    ),
    (
        "advanced",
        "Advanced and cross-cutting",
        "Where the sections meet",
        {
            "Numerical linear algebra": ("iterative_solvers", "numerical_stability", "sparse_matrices"),
            "Concentration": ("tail_inequalities", "jensen", "generalization_bounds"),
            "Information geometry": ("natural_gradient",),
            "Stochastic processes": ("martingales", "brownian_sde", "rl_diffusion"),
            "High dimension": ("curse_of_dimensionality", "random_projections", "high_dimensional_statistics"),
            "Deep dives": ("tensors", "manifold_learning", "spectral_methods"),
        },
    ),
)


def slugs() -> tuple[str, ...]:
    """The slugs of all lessons, in teaching order."""
    return tuple(slug for _, _, _, headings in CURRICULUM for under in headings.values() for slug in under)
