"""Exercises on eigenvalues, singular values and what they decide."""

from explorer.lesson.tasks import Task
from pages.linear_algebra.exercises.words import MAPS

STRETCHES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
SYMMETRIC = (
    ((1.5, 1.0), (1.0, 0.0)),
    ((1.0, 2.0), (2.0, 1.0)),
    ((2.0, 2.0), (2.0, -1.0)),
    ((0.0, 1.0), (1.0, 1.5)),
    ((1.0, -1.0), (-1.0, 1.0)),
)


EXERCISES = {
    "eigenvectors": (
        Task(
            "A = {matrix}. Where does A send the unit vector at {angle} degrees?",
            {"matrix": MAPS, "angle": (0, 90, 180, 270)},
            "The columns of A are the images of the unit vectors; opposite vectors have opposite images.",
            near=0.05,
        ),
        Task(
            "What is the largest eigenvalue of {matrix}?",
            {
                "matrix": (
                    ((2.0, 1.0), (1.0, 2.0)),
                    ((1.0, 2.0), (2.0, -2.0)),
                    ((1.0, 2.0), (3.0, 2.0)),
                    ((0.0, 1.0), (-2.0, 3.0)),
                    ((2.0, 2.0), (1.0, 1.0)),
                    ((-1.0, 3.0), (0.0, -2.0)),
                )
            },
            "The eigenvalues solve λ² − (trace)λ + determinant = 0.",
            near=0.02,
            at={"view": "turn"},
            answer=lambda q: max(q.eigen.values),
        ),
        Task(
            "What is the Rayleigh quotient xᵀAx of A = {matrix} at the unit vector x of {angle} degrees?",
            {
                "matrix": (((2.0, 1.0), (1.0, 2.0)), ((3.0, -1.0), (-1.0, 1.0)), ((1.0, 2.0), (2.0, -2.0))),
                "angle": (30, 45, 90, 135),
            },
            "a₁₁ cos²φ + (a₁₂ + a₂₁) cos φ sin φ + a₂₂ sin²φ; at an eigenvector it is the eigenvalue.",
            near=0.02,
            at={"view": "power", "step": 0},
            answer="rayleigh",
        ),
    ),
    "svd": (
        Task(
            "How large is the largest singular value of A = {matrix}?",
            {"matrix": tuple(((1.0, c), (0.0, 1.0)) for c in STRETCHES)},
            "For the shear [1 c; 0 1], σ₁ = (c + √(c² + 4))/2.",
            share=0.02,
        ),
        Task(
            "By which factor does A = {matrix} stretch the vector at {angle} degrees?",
            {"matrix": tuple(((1.0, c), (0.0, 1.0)) for c in STRETCHES[1::2]), "angle": (45, 90, 120, 150)},
            "|Ax| with x = (cos φ, sin φ).",
            share=0.01,
            at={"view": "stretch"},
            answer=lambda q: q.stretch,
        ),
        Task(
            "How far from {matrix} is the nearest matrix of rank 1, in the spectral norm?",
            {
                "matrix": (
                    ((2.0, 1.0), (2.0, -1.0)),
                    ((2.0, -1.0), (2.0, 2.0)),
                    ((3.0, 1.0), (1.0, 3.0)),
                    ((0.0, 3.0), (-1.0, 0.0)),
                    ((2.0, 2.0), (1.0, -1.0)),
                )
            },
            "As far as σ₂, by Eckart and Young; σ₁² and σ₂² are the eigenvalues of AᵀA.",
            share=0.01,
            at={"view": "map"},
            answer=lambda q: q.rank_one_error,
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
        Task(
            "A = {matrix}. What is uᵀAu for the unit vector u at {angle} degrees?",
            {
                "matrix": (((1.0, 2.0), (2.0, 1.0)), ((2.0, -1.0), (-1.0, 1.0)), ((1.5, 0.5), (0.5, -1.0))),
                "angle": (30, 45, 90, 120),
            },
            "a cos²φ + 2b cos φ sin φ + c sin²φ: a matrix with a value below 0 is not positive semi-definite.",
            near=0.02,
            at={"view": "form"},
            answer=lambda q: q.value,
        ),
        Task(
            "What is the second pivot of {matrix}, the number under the root in the second step of Cholesky?",
            {
                "matrix": (
                    ((2.0, 1.0), (1.0, 2.0)),
                    ((1.0, 0.5), (0.5, 3.0)),
                    ((2.0, -1.0), (-1.0, 1.0)),
                    ((3.0, 2.0), (2.0, 2.0)),
                    ((2.5, 1.5), (1.5, 1.0)),
                )
            },
            "c − b²/a: what is left of the second variance when the first variable has explained its part.",
            near=0.01,
            at={"view": "form"},
            answer="pivot_2",
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
        Task(
            "What is the trace of e to the matrix {matrix}?",
            {"matrix": SYMMETRIC},
            "e to the first eigenvalue and e to the second: a function of a symmetric matrix acts on its eigenvalues.",
            share=0.01,
            at={"view": "layers"},
            answer="exponential_trace",
        ),
        Task(
            "{matrix} is the sum of two layers λqqᵀ. Which number stands in row 1, column 1 of the layer of the larger "
            "eigenvalue?",
            {"matrix": SYMMETRIC},
            "The eigenvector q lies along the columns of A − λ₂; with q of length 1 the entry is λ₁ times its first "
            "entry squared.",
            near=0.02,
            at={"view": "layers"},
            answer=lambda q: q.layers[0][0, 0],
        ),
    ),
}
