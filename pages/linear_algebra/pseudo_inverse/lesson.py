"""The pseudo-inverse gives the shortest best solution; where singular values are small it drowns it in noise."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Point, Seed, Slider, Toggle, nearly_singular
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.linear_algebra import inverse_problems
from mathcore.linear_algebra.inverse_problems import RidgePaths, System, invert
from pages.linear_algebra.pseudo_inverse import panels

METHODS = {"none": "A⁺", "tsvd": "Cut off", "ridge": "Ridge"}
PENROSE = ("Penrose 1: ABA = A", "Penrose 2: BAB = B", "Penrose 3: AB symmetric", "Penrose 4: BA symmetric")
GAPS = ("‖ABA − A‖ = ", "‖BAB − B‖ = ", "‖AB − (AB)ᵀ‖ = ", "‖BA − (BA)ᵀ‖ = ")
BROKEN = {"cut": ("A is cut off", ""), "damped": ("A⁺ is damped", "A⁺ is damped")}  # why the first two fail
FILTERED, BLUR, HILBERT = {"method": ("tsvd", "ridge")}, {"system": ("blur",)}, {"system": ("hilbert",)}
SAYS = "As a part of σ₁. Cut off: smaller singular values count as zero. Ridge: μ in σ²/(σ² + μ²)."
MATRIX = Matrix("matrix", "Matrix A", ((1.0, 0.5), (0.6, 0.3)), -3.0, 3.0, 0.01, wide=WIDE)
B = Point("b", "Right side b", (1.0, 1.6), (-2.2, 2.2), (-2.2, 2.2), 0.01)
METHOD = Choice("method", "Solve by", METHODS, "none")
STRENGTH = Slider("strength", "Strength", 1e-8, 1, 0.1, log=True, per_decade=10, help=SAYS, when=FILTERED)
SYSTEM = Choice("system", "System", {"blur": "Blur", "hilbert": "Hilbert"}, "blur")
CONDITION = Slider("condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=8, when=BLUR)
SIZE = Slider("size", "Size n", 2, 12, 10, 1, integer=True, when=HILBERT)
NOISE = Slider("noise", "Relative noise on b", 1e-12, 1, 0.01, log=True, per_decade=10)
PENALTY = Slider("penalty", "Penalty α", 0.001, 100_000, 1, log=True, per_decade=10)
PATIENTS = Slider("patients", "Patients to learn from", 20, 300, 40, 1, integer=True)
SQUARES = Toggle("squares", "Squares and products too", help="65 features in place of 10.")


class PseudoInverse(State):
    """A system of two equations; a noisy one of many; regression on patients. None asks for another."""

    b = cached_property(lambda q: np.array(q.p.b))
    found = cached_property(lambda q: invert(q.p.matrix, q.p.method, q.p.strength))  # an `Inverse`
    solved = cached_property(lambda q: q.found.solve(q.b))  # x̂, Ax̂ and its distance from b
    said = cached_property(lambda q: panels.SAID[q.solved.kind])  # what x̂ is, in words
    norm = cached_property(lambda q: np.hypot(*q.solved.x))
    rank = cached_property(lambda q: np.sum((q.found.kept > 0) & (q.found.singular > 0)))  # directions that x̂ uses
    # Unit vectors (3, 2) along the row, the null and the column space where these are lines, otherwise NaN.
    lines = cached_property(lambda q: q.steady("lines", np.c_[q.found.v, q.found.u[:, 0]] / (q.rank == 1 or np.nan)).T)
    strengths = cached_property(lambda q: np.array(STRENGTH.values))
    strength_place = cached_property(lambda q: STRENGTH.values.index(q.p.strength))
    filtered = cached_property(lambda q: q.p.method != "none")
    factors = cached_property(lambda q: inverse_problems.factors(q.problem.singular, q.p.method, q.p.strength))
    coefficients = cached_property(lambda q: q.problem.coefficients(q.p.method, q.p.strength))  # (n,), along v
    errors = cached_property(lambda q: q.problem.errors(q.p.method, q.p.strength))  # in all, by noise, by the filter
    percent = cached_property(lambda q: number(100 * q.errors[0], 3) + "%")
    place = cached_property(lambda q: PENALTY.values.index(q.p.penalty))

    @kept("system", "condition", "size", "noise", "seed")
    def problem(self) -> System:
        p = self.p
        return inverse_problems.system(p.system, p.condition, p.size, p.noise, p.seed, STRENGTH.values)

    @kept("patients", "squares")
    def paths(self) -> RidgePaths:
        return inverse_problems.diabetes_ridge(self.p.patients, self.p.squares, PENALTY.values)


def plane_readouts(q: PseudoInverse) -> list[Readout | Law]:
    broken = BROKEN.get(q.solved.kind, ("", ""))
    sides = zip(PENROSE, GAPS, q.found.penrose, (*broken, "", ""), strict=True)
    return [
        Readout("singular values", ", ".join(number(s, 3) for s in q.found.singular.tolist()), role="optimum"),
        Readout("condition κ = σ₁/σ₂", number(q.found.condition, 4)),
        Readout("length of x̂", q.norm, role="model"),
        Readout("distance from Ax̂ to b", q.solved.distance, role="data", scale=np.hypot(*q.p.b)),
        *(law(name, form, gap, 0, unless=unless, note="with 60 digits") for name, form, gap, unless in sides),
    ]


def noise_readouts(q: PseudoInverse) -> list[Readout | Law]:
    s, (error, spread, bias) = q.problem, q.errors
    found: list[Readout | Law] = [
        Readout("true error", 100 * error, "%", role="model"),
        Readout("from noise", 100 * spread, "%", role="data", note="‖f σ⁻¹uᵀe‖ ÷ |truth|; e: noise, rounding of b"),
        Readout("from the filter (bias)", 100 * bias, "%", role="gradient"),
        Readout("condition κ", s.condition),
        Readout("parameters in effect Σfᵢ", q.factors.sum(), f"of {len(q.factors)}"),
        law("error ≤ bias + noise", "error ≤ bias + noise", error, bias + spread),
    ]
    # Rounding of b is noise as well: 1e-16 of it, and as much from the computed singular vectors.
    bound = s.condition * (np.linalg.norm(s.noise) / np.linalg.norm(s.exact) + 1e-14)
    return found if q.filtered else [*found, law("error ≤ κ × relative noise", "error ≤ κ |e|/|b|", error, bound)]


def ridge_readouts(q: PseudoInverse) -> list[Readout | Law]:
    paths, k = q.paths, q.place
    pull = q.p.penalty * np.linalg.norm(paths.weights[k])
    return [
        Readout("error on other patients", paths.testing[k], "points", role="gradient"),
        Readout("error on patients seen", paths.training[k], "points", role="data"),
        Readout("least error on others", paths.testing.min(), "points", role="optimum"),
        Readout("parameters in effect", paths.effective[k], f"of {len(paths.names)}"),
        Readout("condition κ of X", number(paths.condition, 3)),
        law("at the minimum", "|Xᵀ(y − Xw)| = α|w|", paths.gradient[k], pull, tolerance=1e-7),
    ]


def numbers(q: PseudoInverse) -> dict[str, Any]:
    """The examples solve the plane's system by the pseudo-inverse, and the blur by all three ways."""
    p, paths, k, plain = q.p, q.paths, q.place, invert(q.p.matrix)
    blur = inverse_problems.system("blur", p.condition, 32, p.noise, p.seed, STRENGTH.values)
    solved, ridge, best = plain.solve(q.b), blur.error["ridge"], np.argmin(paths.testing)
    x, off = solved.x, {name: blur.errors(name, p.strength)[0] for name in METHODS}
    return (
        {"inverse": plain.inverse, "pseudo_solution": x, "x_1": x[0], "x_2": x[1], "length": np.hypot(*x)}
        | {"residual": solved.distance, "sigma_1": plain.singular[0], "sigma_2": plain.singular[1]}
        | {"error_plain": off["none"], "error_cut": off["tsvd"], "error_ridge": off["ridge"]}
        | {"best_strength": blur.strengths[np.argmin(ridge)], "best_error": ridge.min(), "bound": p.condition * p.noise}
        | {"test_error": paths.testing[k], "train_error": paths.training[k], "effective": paths.effective[k]}
        | {"best_penalty": paths.penalties[best], "best_test_error": paths.testing[best], "features": len(paths.names)}
    )


near = lambda q: q.said.notice or nearly_singular(*q.found.singular)
plane_notice = lambda q: near(q) or panels.OUTSIDE * bool(q.norm >= panels.SIZES[-1])
plane_alt = lambda q: (
    f"Left {q.said.x}, of length {number(q.norm)}; right {q.said.b}, {number(q.solved.distance)} apart."
)
noise_alt = lambda q: (
    f"A system with condition number {number(q.problem.condition, 3)} and relative noise {number(q.p.noise, 3)}, "
    f"solved by {METHODS[q.p.method]}: the error is {q.percent}. Beside it Picard plot, error over strength, L-curve."
)
ridge_alt = lambda q: (
    f"Ridge weights over the penalty, and the error: {number(q.paths.testing[q.place], 4)} points on other patients "
    f"at penalty {number(q.p.penalty, 3)}."
)
drowned = lambda q: f"The error is larger than the truth itself: {q.percent} of it."
noise_notice = lambda q: drowned(q) if q.errors[0] > 1 + 1e-9 and not q.filtered else ""
PAIR, PATHS = [panels.solution_panel, panels.target_panel], [panels.weights_panel, panels.penalty_panel]
SIGNALS = [panels.found_panel, panels.picard_panel, panels.strength_panel, panels.l_curve]
PLANE = [MATRIX, B, METHOD, STRENGTH]
MANY = [SYSTEM, CONDITION, SIZE, NOISE, METHOD, STRENGTH, Seed("seed", "Seed of the noise", 1)]
TWICE, MILLIONTH = {"matrix": ((1.0, 1.0), (1.0, 1.0))}, {"view": "noise", "noise": 1e-6}
LISTED = ("matrix", "b", "condition", "noise", "strength", "seed", "penalty", "patients", "squares")
FAR = dict.fromkeys(("matrix", "b", "strength"), "The plane takes the next of four sizes where x̂ would leave it.")
COUNTED = {"size": "The Picard plot counts the directions."}
FEW = {"patients": "Few patients teach little: the error on others is then several times larger."}
RIDGED = {"view": "noise", "method": "ridge", "noise": 1e-3, "strength": 0.0251}
QUIET = lambda q: q.p.system == "blur" and q.p.noise <= 1.001e-3 and q.p.method == "ridge"
lesson = Lesson(
    title="Pseudo-Inverse and Ill-Conditioned Systems",
    terms=(
        *("Moore-Penrose inverse", "least norm solution", "Tikhonov regularisation", "Hilbert matrix", "truncated SVD"),
        *("ridge regression", "condition number", "filter factors", "Picard condition", "L-curve", "inverse problem"),
    ),
    state=PseudoInverse,
    choose="Show",
    views={
        "plane": View("Plane", PAIR, plane_readouts, plane_alt, PLANE, plane_notice, rescales=FAR),
        "noise": View("Noise", SIGNALS, noise_readouts, noise_alt, MANY, noise_notice, rescales=COUNTED),
        "ridge": View("Patients", PATHS, ridge_readouts, ridge_alt, [PENALTY, PATIENTS, SQUARES], rescales=FEW),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in LISTED},
    challenges=(
        Challenge(
            "In Noise, on the blur with noise of 0.1% or less, find the ridge strength with the least true error.",
            "Less noise asks for less of a filter. Drag the point along the purple curve; in practice it is not known.",
            lambda q: QUIET(q) and q.errors[0] <= 1.005 * q.problem.error["ridge"].min() < 0.5,
            [
                RIDGED | {"strength": 0.00316},
                RIDGED | {"strength": 0.00398},
                RIDGED | {"noise": 1e-4, "strength": 0.000251},
            ],
            *([RIDGED | {"strength": 0.0251}, RIDGED | {"noise": 0.01}, RIDGED | {"method": "tsvd"}], ("noise",)),
        ),
        Challenge(
            "Ruin the solution (error 100% or more) with noise of a millionth or less.",
            "The bound is κ times the noise.",
            lambda q: not q.filtered and q.p.noise <= 1.001e-6 and q.errors[0] >= 1,
            [
                MILLIONTH | {"condition": 1e10},
                MILLIONTH | {"system": "hilbert"},
                MILLIONTH | {"condition": 1e9, "noise": 1e-7},
            ],
            *(
                [MILLIONTH, MILLIONTH | {"condition": 1e10, "noise": 1e-12}, {"view": "noise", "condition": 1e10}],
                ("noise",),
            ),
        ),
        Challenge(
            "Predict: x + y = 2 is one equation for two unknowns, written twice: A = [1 1; 1 1], b = (2, 2).",
            "The solution of least length is perpendicular to the line of all solutions.",
            predict=Prediction(
                *("How long is A⁺b?", lambda q: q.norm, 0.1, TWICE | {"b": (2.0, 2.0)}),
                why="The point of the line x + y = 2 nearest to 0 is (1, 1), at a distance of √2.",
            ),
            again=(
                Again(
                    "Predict: x + y = 1 is one equation for two unknowns, written twice: A = [1 1; 1 1], b = (1, 1).",
                    TWICE | {"b": (1.0, 1.0)},
                    "The point of the line x + y = 1 nearest to 0 is (½, ½), at a distance of √½.",
                ),
            ),
        ),
        Challenge(
            "Predict: A = [1 1; 1 1] again, now b = (2, 0). How far is b from every Ax?",
            "The column space is the diagonal.",
            predict=Prediction(
                *("What is the least |Ax − b|?", lambda q: q.solved.distance, 0.1, TWICE | {"b": (2.0, 0.0)}),
                why="(2, 0) falls onto (1, 1); what is left is (1, −1), of length √2.",
            ),
            again=(
                Again(
                    "Predict: A = [1 1; 1 1] again, now b = (1, 0). How far is b from every Ax?",
                    TWICE | {"b": (1.0, 0.0)},
                    "(1, 0) falls onto (½, ½); what is left is (½, −½), of length √½.",
                ),
            ),
        ),
    ),
    related=("svd", "projections_least_squares", "matrix_factorizations", "subspaces_basis", "map_estimation"),
    oracles=(
        *("pseudo-inverse: scipy.linalg.pinv, numpy.linalg.lstsq", "Hilbert: scipy.linalg.invhilbert"),
        *("patients: sklearn’s Ridge",),
    ),
    source=(invert, inverse_problems.factors, inverse_problems.system, inverse_problems.diabetes_ridge),
)
