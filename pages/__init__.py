"""The curriculum: sections and lessons in teaching order. A lesson is listed here by its slug, once it exists."""

CURRICULUM: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "linear_algebra",
        "Linear algebra",
        "Data representation and transformation",
        (
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
    ),
    (
        "calculus",
        "Calculus",
        "Optimisation and learning",
        ("gradient_descent", "taylor_series"),
    ),
    (
        "probability",
        "Probability",
        "Uncertainty in machine learning",
        ("lln_clt",),
    ),
    (
        "statistics",
        "Statistics",
        "Inference and model evaluation",
        ("resampling",),
    ),
    (
        "advanced",
        "Advanced and cross-cutting",
        "Where the sections meet",
        ("random_projections",),
    ),
)
