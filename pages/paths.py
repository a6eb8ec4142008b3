"""What comes before what, and the ways through the lessons that a reader may ask for.

A lesson's prerequisites are what its text and its figure take for granted, at most four. Each is the last step before
the lesson: what a prerequisite asks for itself is not said again. The order of the curriculum is the order of teaching;
where the two differ (linear transformations and subspaces before eigenvectors), a reader who goes alone follows this.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a lesson stands on the map: its name there (22 letters at most), and what comes just before it."""

    name: str
    before: tuple[str, ...] = ()


class Goal(NamedTuple):
    """What a reader may want to understand: "I want to understand …", and the lessons that the way there ends with."""

    wish: str
    ends: tuple[str, ...]


PLACES: dict[str, Place] = {
    # Linear algebra
    "vectors": Place("Vectors"),
    "dot_products_norms": Place("Dot products, norms", ("vectors",)),
    "matrix_operations": Place("Matrix operations", ("dot_products_norms",)),
    "special_matrices": Place("Special matrices", ("eigenvectors", "independence_orthogonality")),
    "rank_determinant": Place("Rank, determinant", ("linear_transformations",)),
    "eigenvectors": Place("Eigenvectors", ("rank_determinant", "subspaces_basis")),
    "svd": Place("SVD", ("special_matrices",)),
    "psd_covariance": Place("PSD, covariance", ("eigenvectors", "independence_orthogonality", "expectation_variance")),
    "linear_transformations": Place("Linear maps", ("matrix_operations",)),
    "subspaces_basis": Place("Subspaces, basis", ("linear_transformations",)),
    "independence_orthogonality": Place("Orthogonality", ("subspaces_basis",)),
    "projections_least_squares": Place("Least squares", ("independence_orthogonality",)),
    "matrix_factorizations": Place(
        "LU, QR, Cholesky", ("psd_covariance", "projections_least_squares", "special_matrices")
    ),
    "pseudo_inverse": Place("Pseudo-inverse", ("svd", "projections_least_squares")),
    "block_kronecker": Place("Blocks, Kronecker", ("psd_covariance",)),
    "spectral_decomposition": Place("Spectral theorem, PCA", ("psd_covariance",)),
    # Calculus
    "functions_limits": Place("Functions, limits"),
    "derivatives": Place("Derivatives", ("functions_limits",)),
    "partial_derivatives": Place("Gradients", ("derivatives", "dot_products_norms")),
    "backpropagation": Place("Backpropagation", ("partial_derivatives", "matrix_operations", "expectation_variance")),
    "hessian_curvature": Place("Hessian, curvature", ("partial_derivatives", "eigenvectors")),
    "convexity": Place("Convexity", ("hessian_curvature",)),
    "gradient_descent": Place("Gradient descent", ("hessian_curvature", "expectation_variance")),
    "optimizers": Place("Momentum, Adam", ("gradient_descent",)),
    "constrained_optimization": Place("Lagrange, KKT", ("convexity",)),
    "integration": Place("Integration", ("derivatives",)),
    "continuous_distributions": Place(
        "Densities and maps", ("expectation_variance", "rank_determinant", "partial_derivatives")
    ),
    "differential_equations": Place(
        "Differential equations", ("integration", "eigenvectors", "taylor_series", "partial_derivatives")
    ),
    "taylor_series": Place("Taylor series", ("derivatives",)),
    "multivariable_taylor": Place("Quadratic models", ("taylor_series", "hessian_curvature")),
    "integral_transforms": Place("Fourier, Laplace", ("integration", "independence_orthogonality")),
    "measure_theory": Place("Measure theory", ("expectation_variance",)),
    # Probability
    "why_probability": Place("Why probability?"),
    "random_variables": Place("Random variables", ("integration",)),
    "expectation_variance": Place("Expectation, variance", ("random_variables", "dot_products_norms")),
    "bayes_theorem": Place("Bayes’ theorem"),
    "independence_correlation": Place("Independence", ("expectation_variance", "bayes_theorem")),
    "lln_clt": Place("Large numbers, CLT", ("expectation_variance",)),
    "maximum_likelihood": Place("Maximum likelihood", ("lln_clt", "partial_derivatives")),
    "map_estimation": Place("MAP estimation", ("maximum_likelihood", "bayes_theorem")),
    "entropy_kl": Place("Entropy, KL", ("expectation_variance",)),
    "markov_chains": Place("Markov chains", ("bayes_theorem", "eigenvectors")),
    "bayesian_inference": Place("MCMC", ("map_estimation", "markov_chains")),
    # Statistics
    "data_summaries": Place("Data summaries"),
    "distributions_in_practice": Place("Binomial, Poisson", ("lln_clt",)),
    "correlation_data": Place("Correlation in data", ("data_summaries", "dot_products_norms")),
    "sampling_distributions": Place("Sampling", ("data_summaries", "lln_clt")),
    "confidence_intervals": Place("Confidence intervals", ("sampling_distributions", "distributions_in_practice")),
    "hypothesis_testing": Place("Hypothesis tests", ("confidence_intervals", "bayes_theorem")),
    "anova": Place("ANOVA", ("hypothesis_testing",)),
    "resampling": Place("Bootstrap", ("hypothesis_testing",)),
    "mle_vs_moments": Place("MLE and moments", ("maximum_likelihood", "sampling_distributions")),
    "bayesian_statistics": Place("Bayesian practice", ("map_estimation", "hypothesis_testing")),
    "bias_variance": Place("Bias, variance", ("projections_least_squares", "expectation_variance", "svd")),
    "cross_validation": Place("Cross-validation", ("bias_variance", "sampling_distributions")),
    "ml_significance": Place("Comparing models", ("anova", "cross_validation")),
    "nonparametric": Place("Rank tests", ("hypothesis_testing",)),
    "manova": Place("MANOVA", ("anova", "psd_covariance")),
    "time_series": Place("Time series", ("correlation_data", "hypothesis_testing", "integral_transforms")),
    "causal_inference": Place(
        "Cause and effect", ("correlation_data", "independence_correlation", "projections_least_squares")
    ),
    "ab_testing": Place("A/B tests", ("hypothesis_testing", "map_estimation")),
    # Advanced
    "iterative_solvers": Place("Iterative solvers", ("gradient_descent", "psd_covariance")),
    "numerical_stability": Place("Numerical stability", ("matrix_factorizations",)),
    "sparse_matrices": Place("Sparse matrices", ("matrix_factorizations",)),
    "tail_inequalities": Place("Tail inequalities", ("lln_clt",)),
    "jensen": Place("Jensen’s inequality", ("convexity", "entropy_kl", "bayes_theorem")),
    "generalization_bounds": Place("Generalization", ("tail_inequalities", "bias_variance")),
    "natural_gradient": Place("Natural gradient", ("maximum_likelihood", "entropy_kl", "gradient_descent")),
    "martingales": Place("Martingales", ("lln_clt", "markov_chains")),
    "brownian_sde": Place("Brownian motion, SDEs", ("lln_clt", "differential_equations")),
    "rl_diffusion": Place("RL and diffusion", ("markov_chains", "brownian_sde")),
    "curse_of_dimensionality": Place("High dimension", ("lln_clt",)),
    "random_projections": Place("Random projections", ("tail_inequalities", "linear_transformations")),
    "high_dimensional_statistics": Place("Random matrices", ("spectral_decomposition", "bias_variance", "lln_clt")),
    "tensors": Place("Tensors", ("svd",)),
    "manifold_learning": Place("Manifold learning", ("spectral_decomposition", "entropy_kl")),
    "spectral_methods": Place("Spectral clustering", ("spectral_decomposition", "markov_chains")),
}

GOALS: dict[str, Goal] = {
    "diffusion": Goal("diffusion models", ("rl_diffusion",)),
    "training": Goal("how neural networks are trained", ("backpropagation", "optimizers")),
    "attention": Goal("the algebra of attention", ("tensors", "block_kronecker", "functions_limits")),
    "pca": Goal("PCA, embeddings and maps of data", ("svd", "manifold_learning")),
    "regression": Goal("regression and overfitting", ("pseudo_inverse", "bias_variance")),
    "generalization": Goal("why models generalise", ("generalization_bounds", "cross_validation")),
    "bayes": Goal("Bayesian inference", ("bayesian_inference", "bayesian_statistics")),
    "variational": Goal("variational inference and the ELBO", ("jensen", "continuous_distributions")),
    "experiments": Goal("A/B tests", ("ab_testing", "resampling")),
    "comparing": Goal("whether one model is better than another", ("ml_significance",)),
    "causes": Goal("cause and effect", ("causal_inference",)),
    "margins": Goal("support vector machines", ("constrained_optimization",)),
    "graphs": Goal("clustering on graphs", ("spectral_methods",)),
    "large": Goal("how large systems are solved", ("iterative_solvers", "sparse_matrices", "numerical_stability")),
}
