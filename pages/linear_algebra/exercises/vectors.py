"""Exercises on vectors, matrices and their special kinds."""

from explorer.lesson.tasks import Task
from pages.linear_algebra.exercises.words import MAPS, row

PLANE = ((1.0, 2.0), (2.0, 1.0), (-1.0, 2.0), (2.0, -1.0), (0.0, 2.0), (-2.0, -1.0))
COLUMNS = (
    ((1.0, 2.0, 0.0), (2.0, 0.0, 1.0), (2.0, 1.0, 1.0)),
    ((2.0, -1.0, 0.0), (0.0, 1.0, 2.0), (0.0, 2.0, 1.0)),
    ((0.0, 1.0, 1.0), (1.5, 2.0, 0.0), (2.0, 1.0, 1.0)),
    ((2.0, 2.0, 1.0), (-1.0, 1.0, 0.0), (2.0, 1.0, 1.0)),
)
# Rows of the table of irises, counted from 1.
FLOWERS = {1: (5.1, 3.5, 1.4, 0.2), 51: (7.0, 3.2, 4.7, 1.4), 101: (6.3, 3.3, 6.0, 2.5), 150: (5.9, 3.0, 5.1, 1.8)}


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
        Task(
            "A picture of 8 by 8 pixels is unrolled column by column, all counted from 0. At which place stands the "
            "pixel in {pixel}?",
            {"pixel": (10, 13, 17, 20, 30, 35, 44, 51, 57)},
            "Column by column, entry (i, j) stands at 8j + i.",
            near=0.4,
            at={"view": "digit", "order": "column"},
            answer=lambda q: q.p.pixel,
            words={"pixel": lambda place: f"row {place % 8}, column {place // 8}"},
        ),
        Task(
            "How far apart, in cm, are the flowers {measured} and {second}?",
            {
                "measured": tuple((row,) for row in ((5.0, 3.0, 2.0, 1.0), (6.0, 3.0, 4.0, 1.0), (5.5, 2.5, 5.0, 2.0))),
                "second": tuple(FLOWERS),
            },
            "The root of the sum of the four squared differences.",
            share=0.01,
            unit="cm",
            at={"view": "flower", "own": True},
            answer=lambda q: q.distance_four,
            words={"measured": lambda rows: row(rows[0]), "second": lambda place: row(FLOWERS[place])},
        ),
    ),
    "dot_products_norms": (
        Task(
            "a = {a} and b = {b}. What is the signed length of the shadow of b on a?",
            {"a": ((4.0, 3.0), (3.0, 4.0), (-3.0, 4.0), (0.0, 2.0), (3.0, -4.0)), "b": PLANE},
            "The shadow is a·b / |a|.",
            near=0.05,
        ),
        Task(
            "How many degrees is the angle between a = {a} and b = {b}?",
            {"a": ((4.0, 3.0), (3.0, 4.0), (-3.0, 4.0), (0.0, 2.0), (3.0, -4.0)), "b": PLANE},
            "cos φ = a·b/(|a||b|), and φ lies between 0 and 180 degrees.",
            near=1.0,
            unit="°",
            at={"view": "dot"},
            answer=lambda q: abs(q.angle),
        ),
        Task(
            "How long is a = {a} in the norm with p = {inverse}?",
            {"a": ((3.0, 4.0), (-3.0, 1.0), (2.0, -2.0), (1.0, -3.0)), "inverse": (0.0, 0.5, 1.0)},
            "p = 1 adds up the sizes of the entries, p = 2 is Pythagoras, p = ∞ takes the largest size.",
            near=0.02,
            at={"view": "ball"},
            answer=lambda q: q.norm_a,
            words={"inverse": {0.0: "∞", 0.5: "2", 1.0: "1"}.__getitem__},
        ),
    ),
    "matrix_operations": (
        Task(
            "A = {a} and B = {b}. Which number stands in row 1, column 1 of AB?",
            {"a": MAPS, "b": MAPS},
            "Row 1 of A times column 1 of B.",
            near=0.01,
        ),
        Task(
            "Which number stands in row 1, column 2 of the inverse of A = {a}?",
            {"a": MAPS},
            "A⁻¹ has a₂₂, −a₁₂, −a₂₁, a₁₁ in its rows, over det A.",
            near=0.01,
            at={"view": "inverse"},
            answer="inverse_12",
        ),
        Task(
            "A = {a} and B = {b}. Which number stands in row 2, column 1 of BA?",
            {"a": MAPS[:3], "b": MAPS[2:]},
            "Row 2 of B times column 1 of A; AB has another number there, as a rule.",
            near=0.01,
            at={"view": "order"},
            answer=lambda q: q.ba[1, 0],
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
        Task(
            "By which factor does the symmetric matrix {matrix} stretch the direction that it stretches most?",
            {
                "matrix": (
                    ((1.0, 2.0), (2.0, 1.0)),
                    ((0.0, 2.0), (2.0, 0.0)),
                    ((2.0, -1.0), (-1.0, 0.5)),
                    ((-1.5, 0.5), (0.5, -1.5)),
                    ((1.0, 1.0), (1.0, -1.0)),
                )
            },
            "By the largest size of its eigenvalues, whose axes are orthogonal.",
            near=0.02,
            at={"view": "shape", "kind": "symmetric"},
            answer=lambda q: q.stretch_max,
        ),
        Task(
            "By which factor does the diagonal matrix {matrix} multiply areas? (Less than 0 where it flips the plane.)",
            {
                "matrix": tuple(
                    ((a, 0.0), (0.0, b)) for a, b in ((2.0, 0.5), (-1.5, 2.0), (-2.0, -0.6), (0.5, 0.5), (1.2, -1.5))
                )
            },
            "By the product of its diagonal, the determinant.",
            near=0.02,
            at={"view": "shape", "kind": "diagonal"},
            answer=lambda q: q.determinant,
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
        Task(
            "A = {a} and B = {b}. By which factor does A, and then B, multiply areas? (Less than 0 where they flip.)",
            {
                "a": (((2.0, 1.0), (0.5, 1.5)), ((3.0, 1.0), (2.0, -1.0)), ((1.0, 2.0), (-1.0, 3.0))),
                "b": (((2.0, 1.0), (1.0, 2.0)), ((0.5, 1.0), (1.0, -1.0)), ((1.0, -1.0), (1.0, 1.5))),
            },
            "det BA = det B · det A.",
            near=0.02,
            at={"view": "flow"},
            answer=lambda q: q.determinant_product,
        ),
        Task(
            "What is the rank of {cube}?",
            {
                "cube": (
                    ((1.0, 2.0, 3.0), (2.0, 1.0, 3.0), (1.0, 1.0, 2.0)),
                    ((1.0, -1.0, 2.0), (2.0, -2.0, 1.0), (0.0, 1.0, 1.0)),
                    ((1.0, 2.0, -1.0), (-1.0, -2.0, 1.0), (1.5, 3.0, -1.5)),
                    ((0.0, 1.0, 2.0), (1.0, 0.0, 1.0), (1.0, 1.0, 3.0)),
                    ((2.0, 1.0, 0.0), (1.0, 2.0, 1.0), (0.0, 1.0, 2.0)),
                )
            },
            "The number of independent columns: eliminate, and count the pivots.",
            near=0.4,
            at={"view": "volume"},
            answer=lambda q: q.rank_cube,
        ),
    ),
    "linear_transformations": (
        Task(
            "The columns of A are the images of e₁ and e₂, and A = {a}. Where does A send {u}?",
            {"a": MAPS, "u": PLANE},
            "A(u₁e₁ + u₂e₂) = u₁Ae₁ + u₂Ae₂.",
            near=0.05,
        ),
        Task(
            "x is scaled by {first}, y by {second}; then a shear moves the top by {slant}, and a rotation by {turn} "
            "degrees follows. By which factor have areas changed? (Less than 0 where the plane is flipped.)",
            {"first": (1.5, 2.0, -1.2), "second": (0.5, 1.5), "slant": (0.5, 1.0), "turn": (30, 90)},
            "The factors multiply, and a shear and a rotation keep areas.",
            near=0.02,
            at={"view": "build"},
            answer=lambda q: q.built_determinant,
        ),
        Task(
            "By which factor does {cube} multiply volumes? (Less than 0 where space is mirrored.)",
            {
                "cube": (
                    ((1.0, 0.0, 1.0), (0.0, 2.0, 0.0), (-1.0, 0.0, 1.0)),
                    ((0.0, 1.5, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 2.0)),
                    ((1.0, 2.0, 0.0), (0.0, 1.0, 2.0), (1.0, 0.0, 1.0)),
                    ((2.0, -1.0, 0.0), (1.0, 1.0, 0.0), (1.0, 1.0, -1.0)),
                )
            },
            "By the determinant: along a row, entry · (determinant without its row and column), with signs + − +.",
            near=0.02,
            at={"view": "space"},
            answer=lambda q: q.volume,
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
        Task(
            "b₁ = {b1} and b₂ = {b2}. How large is the cell that they span, as the signed area from b₁ to b₂?",
            {"b1": ((1.0, 1.0), (2.0, 0.5), (1.0, -0.5)), "b2": ((-1.0, 1.0), (0.5, 2.0), (2.0, 1.5))},
            "det(b₁, b₂); where it is 0 the two are no basis.",
            near=0.02,
            at={"view": "two"},
            answer=lambda q: q.cell,
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
        Task(
            "Gram and Schmidt walk through the columns of {matrix}. What is r₁₂, the signed length of the shadow of "
            "the second column on the first?",
            {"matrix": COLUMNS},
            "a₁·a₂/|a₁|.",
            near=0.01,
            at={"view": "steps"},
            answer="r_12",
        ),
        Task(
            "Gram and Schmidt walk through the columns of {matrix}. What is r₂₂, the length of what is new in the "
            "second column?",
            {"matrix": COLUMNS},
            "By Pythagoras √(|a₂|² − r₁₂²).",
            share=0.01,
            at={"view": "steps"},
            answer="r_22",
        ),
    ),
}
