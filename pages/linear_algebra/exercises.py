"""Exercises of linear algebra, by lesson: the laws of the predictions, with numbers that a seed draws."""

import math
from collections.abc import Iterable

from explorer.lesson.tasks import Task

STRETCHES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
PLANE = ((1.0, 2.0), (2.0, 1.0), (-1.0, 2.0), (2.0, -1.0), (0.0, 2.0), (-2.0, -1.0))
MAPS = (
    ((2.0, 1.0), (0.0, 1.0)),
    ((1.0, -1.0), (1.0, 2.0)),
    ((0.0, 1.0), (2.0, -1.0)),
    ((-1.0, 2.0), (1.0, 0.0)),
    ((1.0, 2.0), (-2.0, 1.0)),
)


def listed(points: Iterable[tuple[float, float]]) -> str:
    """Points in a row of words: (1, 2), (2, 1) and (3, 3)."""
    *most, last = (f"({x:g}, {y:g})" for x, y in points)
    return f"{', '.join(most)} and {last}"


def power(value: float) -> str:
    """A power of ten: 10⁻⁴."""
    return "10" + f"{math.log10(value):.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


EXERCISES = {
    "vectors": (
        Task(
            "A picture of 8 by 8 pixels is unrolled {order} by {order}, all counted from 0. In which row and column "
            "stands the pixel at place {pixel}?",
            {"pixel": (9, 12, 19, 22, 29, 34, 43, 50, 58), "order": ("column", "row")},
            "Row by row, entry (i, j) stands at 8i + j; column by column at 8j + i.",
            near=0.1,
            answer=lambda q: (q.pixel_row, q.pixel_column),
        ),
    ),
    "dot_products_norms": (
        Task(
            "a = {a} and b = {b}. What is the signed length of the shadow of b on a?",
            {"a": ((4.0, 3.0), (3.0, 4.0), (-3.0, 4.0), (0.0, 2.0), (3.0, -4.0)), "b": PLANE},
            "The shadow is a·b / |a|.",
            near=0.05,
        ),
    ),
    "matrix_operations": (
        Task(
            "A = {a} and B = {b}. Which number stands in row 1, column 1 of AB?",
            {"a": MAPS, "b": MAPS},
            "Row 1 of A times column 1 of B.",
            near=0.01,
        ),
    ),
    "special_matrices": (
        Task(
            "Sixty orthogonal layers, each multiplied by the gain {gain}. By what factor has a signal grown at the "
            "end?",
            {"gain": (0.95, 0.97, 0.98, 1.01, 1.02, 1.03, 1.04, 1.06)},
            "The factor is the gain to the power 60.",
            share=0.05,
        ),
    ),
    "rank_determinant": (
        Task(
            "What is the determinant of {cube}?",
            {
                "cube": tuple(
                    ((a, 1.0, -1.0), (0.0, b, 2.0), (0.0, 0.0, c))
                    for a, b, c in (
                        (2.0, 2.0, 2.0),
                        (1.0, -2.0, 3.0),
                        (3.0, 0.5, 2.0),
                        (-1.0, 2.0, 2.0),
                        (1.5, 2.0, -1.0),
                    )
                )
            },
            "The determinant of a triangular matrix is the product of its diagonal.",
            near=0.01,
        ),
    ),
    "eigenvectors": (
        Task(
            "A = {matrix}. Where does A send the unit vector at {angle} degrees?",
            {"matrix": MAPS, "angle": (0, 90, 180, 270)},
            "The columns of A are the images of the unit vectors; opposite vectors have opposite images.",
            near=0.05,
        ),
    ),
    "svd": (
        Task(
            "How large is the largest singular value of A = {matrix}?",
            {"matrix": tuple(((1.0, c), (0.0, 1.0)) for c in STRETCHES)},
            "For the shear [1 c; 0 1], σ₁ = (c + √(c² + 4))/2.",
            share=0.02,
        ),
    ),
    "psd_covariance": (
        Task(
            "How much must be added to both diagonal entries of {matrix} to make it positive semi-definite?",
            {
                "matrix": tuple(
                    ((a, b), (b, a)) for a, b in ((1.0, 2.0), (1.0, 3.0), (0.5, 2.0), (2.0, 2.5), (0.0, 1.5))
                )
            },
            "The smallest eigenvalue of [a b; b a] is a − |b|.",
            near=0.05,
        ),
    ),
    "linear_transformations": (
        Task(
            "The columns of A are the images of e₁ and e₂, and A = {a}. Where does A send {u}?",
            {"a": MAPS, "u": PLANE},
            "A(u₁e₁ + u₂e₂) = u₁Ae₁ + u₂Ae₂.",
            near=0.05,
        ),
    ),
    "subspaces_basis": (
        Task(
            "What is the dimension of the null space of {matrix}?",
            {
                "matrix": (
                    ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0)),
                    ((1.0, 0.0, 1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 2.0)),
                    ((1.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 1.0, -1.0)),
                    ((1.0, -1.0, 2.0), (-1.0, 1.0, -2.0), (0.5, -0.5, 1.0)),
                    ((0.0, 1.0, 0.0), (0.0, 0.0, 2.0), (0.0, 0.0, 0.0)),
                )
            },
            "Rank and nullity add up to the number of columns.",
            near=0.01,
        ),
        Task(
            "v = {v}, b₁ = {b1} and b₂ = {b2}. How many steps along b₁ lead to v, with steps along b₂ for the rest?",
            {
                "v": ((2.0, 1.0), (3.0, -1.0), (-1.0, 2.5), (1.5, 3.0)),
                "b1": ((1.0, 1.0), (2.0, 0.5), (1.0, -0.5)),
                "b2": ((-1.0, 1.0), (0.0, 2.0)),
            },
            "v = c₁b₁ + c₂b₂ is two equations; by Cramer's rule c₁ = det(v, b₂)/det(b₁, b₂).",
            near=0.02,
            at={"view": "two"},
            answer=lambda q: q.steps[0],
        ),
    ),
    "independence_orthogonality": (
        Task(
            "What is the volume of the box that the columns of {matrix} span?",
            {
                "matrix": tuple(
                    ((a, 1.0, 0.5), (0.0, b, 1.0), (0.0, 0.0, c))
                    for a, b, c in ((1.0, 2.0, 1.5), (2.0, 0.5, 1.0), (1.5, 1.5, 2.0), (0.5, 2.0, 2.0), (2.0, 2.0, 0.5))
                )
            },
            "The volume is the product of the lengths that Gram-Schmidt leaves, here of the diagonal.",
            near=0.01,
            at={"view": "steps"},
            answer=lambda q: q.volume,
        ),
    ),
    "projections_least_squares": (
        Task(
            "What slope has the line through the origin that fits the points {points} best, by least squares?",
            {
                "points": tuple(
                    ((1.0, a), (2.0, b), (3.0, c))
                    for a, b, c in ((1.0, 3.0, 1.5), (2.0, 1.0, 3.0), (0.5, 2.0, 2.0), (3.0, 2.0, 1.0), (1.0, 1.0, 3.5))
                )
            },
            "c = Σ xᵢyᵢ / Σ xᵢ².",
            share=0.02,
            words={"points": listed},
        ),
    ),
    "matrix_factorizations": (
        Task(
            "In double precision (16 digits) the first pivot is {epsilon} and is not swapped away. About how many "
            "digits of x are right?",
            {"epsilon": (1e-4, 1e-6, 1e-8, 1e-10, 1e-12)},
            "Entries grow by one over the pivot, and their rounding errors with them.",
            near=1.5,
            words={"epsilon": power},
        ),
        Task(
            "X has the condition number {condition}. About how many of 16 digits does Cholesky of XᵀX get right?",
            {"condition": (1e2, 1e3, 1e4, 1e5, 1e6)},
            "The condition number of XᵀX is κ².",
            near=1.5,
            words={"condition": power},
            prediction=1,
        ),
    ),
    "pseudo_inverse": (
        Task(
            "A = [1 1; 1 1] and b = {b}. How long is A⁺b?",
            {"b": ((2.0, 2.0), (1.0, 1.0), (2.0, 0.0), (0.0, 1.0), (-1.0, 2.0), (1.0, 2.0))},
            "b falls onto the line of (1, 1); of all solutions the shortest is orthogonal to the null space.",
            near=0.02,
        ),
        Task(
            "A = [1 1; 1 1] and b = {b}. What is the least |Ax − b|?",
            {"b": ((2.0, 0.0), (0.0, 1.0), (-1.0, 2.0), (1.0, 2.0), (-1.0, 1.0))},
            "What is left is the share of b along (1, −1).",
            near=0.02,
            prediction=1,
        ),
    ),
    "block_kronecker": (
        Task(
            "A is {rows} × {rows} and B is {columns} × {columns}. How many numbers has A ⊗ B?",
            {"rows": (2, 3, 4, 5, 7), "columns": (3, 4, 5, 6, 8)},
            "m² tiles of n² numbers.",
            near=0.5,
        ),
    ),
    "spectral_decomposition": (
        Task(
            "A unit of heat starts at member {source} of a club of 34, whose graph hangs together. How much of it is "
            "there after a very long time?",
            {"source": tuple(range(1, 35))},
            "Heat is conserved and ends up spread evenly.",
            near=0.002,
            alike=True,
        ),
    ),
}
