"""Exercises on solving: projections, factorisations, inverses and blocks."""

from collections.abc import Iterable

from explorer.lesson.tasks import Task
from pages.linear_algebra.exercises.words import power

TRIPLES = tuple(
    ((1.0, a), (2.0, b), (3.0, c))
    for a, b, c in ((1.0, 3.0, 1.5), (2.0, 1.0, 3.0), (0.5, 2.0, 2.0), (3.0, 2.0, 2.0), (1.0, 1.0, 3.5))
)


def banded(a: float) -> tuple[tuple[float, ...], ...]:
    """The 4 × 4 matrix with a on its diagonal and −1 beside it."""
    return tuple(tuple(a if i == j else -1.0 * (abs(i - j) == 1) for j in range(4)) for i in range(4))


def listed(points: Iterable[tuple[float, float]]) -> str:
    """Points in a row of words: (1, 2), (2, 1) and (3, 3)."""
    *most, last = (f"({x:g}, {y:g})" for x, y in points)
    return f"{', '.join(most)} and {last}"


EXERCISES = {
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
        Task(
            "Where does the line with an intercept that fits the points {points} best meet the y axis?",
            {"points": TRIPLES},
            "The line goes through the mean of the points, with the slope Σ(x − x̄)(y − ȳ)/Σ(x − x̄)².",
            near=0.02,
            at={"view": "space", "intercept": True, "degree": 1},
            answer="coefficient_0",
            words={"points": listed},
        ),
        Task(
            "How large is the sum of the squared residuals of the line with an intercept that fits the points {points} "
            "best?",
            {"points": TRIPLES},
            "Three equally spaced points leave the direction (1, −2, 1)/√6: (y₁ − 2y₂ + y₃)²/6.",
            near=0.02,
            at={"view": "space", "intercept": True, "degree": 1},
            answer="residual_squares",
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
            {"condition": (1e4, 1e3, 1e5, 1e6)},
            "The condition number of XᵀX is κ².",
            near=1.5,
            words={"condition": power},
            prediction=1,
        ),
        Task(
            "A is 4 × 4, with {matrix} on its diagonal, −1 beside it and 0 elsewhere. What is the last pivot of A = "
            "LU, without swaps?",
            {"matrix": tuple(banded(a) for a in (2.0, 2.5, 3.0, 4.0, 5.0))},
            "Each pivot is a − 1/(the pivot before), and the first is a.",
            near=0.01,
            at={"view": "steps", "method": "lu"},
            answer="u_44",
            words={"matrix": lambda rows: f"{rows[0][0]:g}"},
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
        Task(
            "What is the condition number of {matrix}?",
            {
                "matrix": (
                    ((2.0, 1.0), (2.0, -1.0)),
                    ((2.0, -1.0), (2.0, 2.0)),
                    ((3.0, 1.0), (1.0, 3.0)),
                    ((0.0, 3.0), (-1.0, 0.0)),
                    ((2.0, 1.0), (1.0, 1.0)),
                )
            },
            "σ₁/σ₂; σ₁² and σ₂² are the eigenvalues of AᵀA.",
            share=0.02,
            at={"view": "plane"},
            answer=lambda q: q.found.singular[0] / q.found.singular[1],
        ),
    ),
    "block_kronecker": (
        Task(
            "A is {rows} × {rows} and B is {columns} × {columns}. How many numbers has A ⊗ B?",
            {"rows": (2, 3, 4, 5, 7), "columns": (3, 4, 5, 6, 8)},
            "m² tiles of n² numbers.",
            near=0.5,
        ),
        Task(
            "A = {a} and B = {b}. What is the smallest eigenvalue of A ⊗ B?",
            {
                "a": (((2.0, 1.0), (0.0, 3.0)), ((-1.0, 0.0), (2.0, 2.0)), ((1.5, 1.0), (0.0, 0.5))),
                "b": tuple(
                    ((a, 1.0, 0.0), (0.0, b, 0.0), (0.0, 0.0, c))
                    for a, b, c in ((2.0, 1.0, 2.5), (1.0, -1.0, 3.0), (-2.0, -1.0, 1.0))
                ),
            },
            "The eigenvalues of A ⊗ B are all products of one of A and one of B, and these are triangular.",
            near=0.02,
            prediction=1,
            at={"view": "kron"},
        ),
        Task(
            "A, X and B are {size} × {size}. How many times fewer multiplications are in AXB, factor by factor, than "
            "in (Bᵀ ⊗ A) vec X with all its entries?",
            {"size": (10, 20, 100, 200, 1000)},
            "n⁴ against 2n³: n/2.",
            share=0.02,
            at={"view": "vec"},
            answer="saved",
        ),
    ),
}
