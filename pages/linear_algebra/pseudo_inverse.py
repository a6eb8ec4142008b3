"""The pseudo-inverse gives the shortest best solution; where singular values are small it drowns it in noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Point, Seed, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.linear_algebra import inverse_problems
from mathcore.linear_algebra.inverse_problems import Inverse, RidgePaths, System
from viz import inverse

Array = NDArray[np.float64]
DISC = 0.25  # the radius of the disc of noise around b in the plane
PENROSE = (
    ("ABA = A", "‖ABA − A‖"),
    ("BAB = B", "‖BAB − B‖"),
    ("AB symmetric", "‖AB − (AB)ᵀ‖"),
    ("BA symmetric", "‖BA − (BA)ᵀ‖"),
)
METHODS = {"none": "A⁺", "tsvd": "Cut off", "ridge": "Ridge"}

PLANE = {"view": ("plane",)}
NOISE = {"view": ("noise",)}
RIDGE = {"view": ("ridge",)}
STRENGTH = Slider(
    "strength",
    "Strength",
    1e-8,
    1,
    0.1,
    log=True,
    per_decade=10,
    help="As a part of σ₁. Cut off: smaller singular values count as zero. Ridge: μ in σ²/(σ² + μ²).",
    when={"view": ("plane", "noise"), "method": ("tsvd", "ridge")},
)
PENALTY = Slider("penalty", "Penalty α", 0.001, 100_000, 1, log=True, per_decade=10, when=RIDGE)
CONTROLS = (
    Choice("view", "Show", {"plane": "Plane", "noise": "Noise", "ridge": "Patients"}, "plane"),
    Matrix("matrix", "Matrix A", ((1.0, 0.5), (0.6, 0.3)), -3.0, 3.0, 0.01, when=PLANE),
    Point("b", "Right side b", (1.0, 1.6), (-2.2, 2.2), (-2.2, 2.2), 0.01, when=PLANE),
    Choice("system", "System", {"blur": "Blur", "hilbert": "Hilbert"}, "blur", when=NOISE),
    Slider(
        "condition", "Condition κ", 1, 1e14, 1e6, log=True, per_decade=8, when={"view": ("noise",), "system": ("blur",)}
    ),
    Slider("size", "Size n", 2, 12, 10, 1, integer=True, when={"view": ("noise",), "system": ("hilbert",)}),
    Slider("noise", "Relative noise on b", 1e-12, 1, 0.01, log=True, per_decade=10, when=NOISE),
    Choice("method", "Solve by", METHODS, "none", when={"view": ("plane", "noise")}),
    STRENGTH,
    Seed("seed", "Seed of the noise", 1, when=NOISE),
    PENALTY,
    Slider("patients", "Patients to learn from", 20, 300, 40, 1, integer=True, when=RIDGE),
    Toggle("squares", "Squares and products too", help="65 features in place of 10.", when=RIDGE),
)
STRENGTHS = tuple(float(value) for value in STRENGTH.values)
PENALTIES = tuple(float(value) for value in PENALTY.values)


@dataclass(frozen=True)
class Result:
    """`found` the (filtered) inverse of the 2x2 matrix, `solution` (2,) what it makes of b, `ridges` (k, 2) the ridge
    solutions at all strengths; `system` the noisy system, `coefficients` (n,) of its solution, `error` of it;
    `paths` ridge regression on the patients, `place` the number of the penalty."""

    parameters: Parameters
    found: Inverse
    solution: Array
    ridges: Array
    system: System
    coefficients: Array
    error: float
    bias: float
    spread: float
    paths: RidgePaths
    place: int


def nearest(grid: Sequence[float], value: float) -> int:
    """The number of the nearest value of a logarithmic grid."""
    return int(np.argmin(np.abs(np.log(np.array(grid) / value))))


def compute(p: Parameters) -> Result:
    """The plane's inverse, the noisy system, and the patients."""
    found = inverse_problems.invert(p.matrix, p.method, p.strength)
    shadow, s = found.u.T @ np.array(p.b), found.singular
    mu = np.array(STRENGTHS)[:, None] * max(float(s[0]), 1e-100)
    ridges = (s * shadow / (s**2 + mu**2)) @ found.v.T
    system = inverse_problems.system(p.system, p.condition, p.size, p.noise, p.seed, STRENGTHS)
    coefficients = system.coefficients(p.method, p.strength)
    goal, scale = system.v.T @ system.truth, float(np.linalg.norm(system.truth))
    kept = inverse_problems.factors(system.singular, p.method, p.strength)
    spread = kept * (system.u.T @ system.noise) / system.singular
    return Result(
        parameters=p,
        found=found,
        solution=found.inverse @ np.array(p.b),
        ridges=ridges,
        system=system,
        coefficients=coefficients,
        error=float(np.linalg.norm(coefficients - goal)) / scale,
        bias=float(np.linalg.norm(coefficients - spread - goal)) / scale,
        spread=float(np.linalg.norm(spread)) / scale,
        paths=inverse_problems.diabetes_ridge(p.patients, p.squares, PENALTIES),
        place=nearest(PENALTIES, p.penalty),
    )


def used_rank(r: Result) -> int:
    """How many singular directions the solution uses."""
    return int(np.sum((r.found.kept > 0) & (r.found.singular > 0)))


def plane_notice(r: Result) -> str:
    """What is special about the matrix."""
    rank = used_rank(r)
    if rank == 0:
        return "A is zero, or all of it is cut off: its pseudo-inverse is zero."
    if rank == 1 and r.found.singular[1] > 0 and r.parameters.method == "tsvd":
        return "σ₂ is below the cut: A is treated as if it had rank one."
    if rank == 1:
        return "A has rank one: b off the column space has no solution, b on it has a whole line of them."
    return "x̂ lies far outside of the figure." if np.abs(r.solution).max() >= 90 else ""


def plane_view(r: Result) -> Scene:
    """Where solutions live, and where b lives: the pseudo-inverse goes from the column space to the row space."""
    p, rank, found, x, b = r.parameters, used_rank(r), r.found, r.solution, np.array(r.parameters.b)
    nan, ridge = np.full(2, np.nan), p.method == "ridge"
    null, row, column = (found.v[:, 1], found.v[:, 0], found.u[:, 0]) if rank == 1 else (nan, nan, nan)
    # One of four sizes, so that the axes rest while b is dragged.
    length, image = float(np.hypot(*x)), found.matrix @ x
    size = next((size for size in (2.6, 7.0, 25.0) if length <= 0.9 * size), 90.0)
    disc = inverse.circle(DISC)
    path = r.ridges.T if ridge else np.full((2, len(STRENGTHS)), np.nan)
    title = "All solutions (dashed), the shortest x̂" if rank == 1 and not ridge else "The solution x̂"
    distance = float(np.hypot(*(image - b)))
    slack = 1e-9 * (1 + float(np.linalg.norm(found.inverse)))
    handles = [Handle("b", p.b, "right side b", panel=1, role="data")]
    if not ridge and rank:
        handles.append(Handle("solution", (float(x[0]), float(x[1])), "solution x̂", role="model"))
    return Scene(
        panels=[
            inverse.solution_plane(x, row, null, x[:, None] + found.inverse @ disc, path, size, title),
            inverse.target_plane(b, image, column, disc),
        ],
        readouts=[
            Readout("singular values", ", ".join(number(float(s), 3) for s in found.singular), role="optimum"),
            Readout("condition κ = σ₁/σ₂", number(found.condition, 4)),
            Readout("length of x̂", length, role="model"),
            Readout("distance from Ax̂ to b", distance, role="data"),
            *(
                Law(f"Penrose {k + 1}: {name}", form, gap, "", 0.0, tolerance=slack)
                for k, ((name, form), gap) in enumerate(zip(PENROSE, found.penrose(), strict=True))
            ),
        ],
        handles=handles,
        notice=plane_notice(r),
        alt=f"Left the solution of Ax = b of least length, {number(length, 4)}; right b and the nearest vector of the "
        f"column space, at a distance of {number(distance, 4)}.",
        view=f"plane:{size}",
    )


def noise_view(r: Result) -> Scene:
    """The solution; its coefficients (Picard); error over strength; and the L-curve."""
    p, s, error = r.parameters, r.system, number(100 * r.error, 3)
    plain = p.method == "none"
    kept = inverse_problems.factors(s.singular, p.method, p.strength)
    now = (np.nan, np.nan, np.nan, np.nan)
    if not plain:
        at = nearest(STRENGTHS, p.strength)
        now = (p.strength, *(float(each[p.method][at]) for each in (s.error, s.residual, s.size)))
    readouts: list[Readout | Law] = [
        Readout("true error", 100 * r.error, "%", role="model"),
        Readout("from noise", 100 * r.spread, "%", role="data", note="‖f σ⁻¹uᵀe‖, relative to the truth"),
        Readout("from the filter (bias)", 100 * r.bias, "%", role="gradient"),
        Readout("condition κ", s.condition),
        Readout("parameters in effect Σfᵢ", float(kept.sum()), f"of {len(kept)}"),
        Law("error ≤ bias + noise", "error", r.error, "bias + noise", r.bias + r.spread, "≤"),
    ]
    if plain:
        # Rounding of b is noise as well: 1e-16 of it, and as much from the computed singular vectors.
        bound = s.condition * (float(np.linalg.norm(s.noise) / np.linalg.norm(s.exact)) + 1e-14)
        readouts.append(Law("error ≤ κ × relative noise", "error", r.error, "κ |e|/|b|", bound, "≤"))
    drowned = f"The solution has nothing to do with the truth: it is off by {error}%."
    height = float(np.clip(now[1], *inverse.ERRORS))
    handle = Handle("strength_at", (now[0], height), "strength", panel=2, role="model")
    return Scene(
        panels=[
            inverse.found_panel(s.v @ r.coefficients, s.truth, f"Error {error}% (truth dashed)"),
            inverse.picard_panel(s.singular, s.u.T @ s.b, r.coefficients),
            inverse.strength_panel(STRENGTHS, s.error, now[:2]),
            inverse.l_curve(s.residual, s.size, now[2:]),
        ],
        readouts=readouts,
        handles=[] if plain else [handle],
        notice=drowned if plain and r.error > 1 else "",
        alt=f"A system with condition number {number(s.condition, 3)} and relative noise {number(p.noise, 3)}, "
        f"solved by {METHODS[p.method]}: the error is {error}%. Beside it Picard plot, error over strength, L-curve.",
        view=f"noise:{p.system}:{p.size if p.system == 'hilbert' else 32}",
    )


def ridge_view(r: Result) -> Scene:
    """The weights over the penalty, and the error on patients seen and not seen."""
    paths, k = r.paths, r.place
    testing, pull = float(paths.testing[k]), PENALTIES[k] * float(np.linalg.norm(paths.weights[k]))
    penalty = r.parameters.penalty
    return Scene(
        panels=[
            inverse.weights_panel(PENALTIES, paths.weights[:, :10], paths.names, k),
            inverse.penalty_panel(PENALTIES, paths.training, paths.testing, k),
        ],
        readouts=[
            Readout("error on other patients", testing, "points", role="gradient"),
            Readout("error on patients seen", float(paths.training[k]), "points", role="data"),
            Readout("least error on others", float(paths.testing.min()), "points", role="optimum"),
            Readout("parameters in effect", float(paths.effective[k]), f"of {paths.weights.shape[1]}"),
            Readout("condition κ of X", number(paths.condition, 3)),
            Law("at the minimum", "|Xᵀ(y − Xw)|", float(paths.gradient[k]), "α|w|", pull, tolerance=1e-7),
        ],
        handles=[
            Handle("penalty_at", (penalty, min(testing, inverse.TOPS[-1])), "penalty", panel=1, role="model"),
        ],
        alt=f"Ridge weights over the penalty, and the error: {number(testing, 4)} points on other patients at penalty "
        f"{number(penalty, 3)}.",
        view="ridge",
    )


VIEWS = {"plane": plane_view, "noise": noise_view, "ridge": ridge_view}


def numbers(r: Result) -> dict[str, Any]:
    """The named values. The examples solve the plane's system by the pseudo-inverse, and the blur by all three ways."""
    p = r.parameters
    plain = inverse_problems.invert(p.matrix)
    b = np.array(p.b)
    x = plain.inverse @ b
    blur = inverse_problems.system("blur", p.condition, 32, p.noise, p.seed, STRENGTHS)
    goal = blur.v.T @ blur.truth
    at = {
        method: float(np.linalg.norm(blur.coefficients(method, p.strength) - goal) / np.linalg.norm(goal))
        for method in inverse_problems.METHODS
    }
    best = int(np.argmin(r.paths.testing))
    return {
        "matrix": np.array(p.matrix),
        "b": b,
        "inverse": plain.inverse,
        "pseudo_solution": x,
        "x_1": float(x[0]),
        "x_2": float(x[1]),
        "sigma_1": float(plain.singular[0]),
        "sigma_2": float(plain.singular[1]),
        "length": float(np.hypot(*x)),
        "residual": float(np.hypot(*(plain.matrix @ x - b))),
        "condition": p.condition,
        "noise": p.noise,
        "strength": p.strength,
        "error_plain": at["none"],
        "error_cut": at["tsvd"],
        "error_ridge": at["ridge"],
        "best_strength": float(STRENGTHS[int(np.argmin(blur.error["ridge"]))]),
        "best_error": float(blur.error["ridge"].min()),
        "bound": p.condition * p.noise,
        "patients": p.patients,
        "features": len(r.paths.names),
        "penalty": p.penalty,
        "test_error": float(r.paths.testing[r.place]),
        "train_error": float(r.paths.training[r.place]),
        "effective": float(r.paths.effective[r.place]),
        "best_penalty": PENALTIES[best],
        "best_test_error": float(r.paths.testing[best]),
    }


def draw(r: Result) -> Scene:
    """The chosen view, and the laws at the present numbers."""
    return replace(VIEWS[r.parameters.view](r), numbers=numbers(r))


def pull_solution(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The b that has the pointer as its solution: its part outside of the reach of A stays."""
    found = inverse_problems.invert(p.matrix, p.method, p.strength)
    b = np.array(p.b)
    target = found.matrix @ (found.inverse @ found.matrix @ np.clip((x, y), -1e3, 1e3))
    return {"b": tuple(np.clip(target + b - found.matrix @ (found.inverse @ b), -2.2, 2.2))}


def best_strength(r: Result) -> bool:
    """Whether the ridge has the least true error that any strength gives, with enough noise that it matters."""
    p = r.parameters
    errors = r.system.error["ridge"]
    return p.view == "noise" and p.system == "blur" and p.method == "ridge" and r.error <= 1.005 * errors.min() < 0.5


def blown_up(r: Result) -> bool:
    """Whether noise of a millionth at most ruins the unfiltered solution."""
    p = r.parameters
    return p.view == "noise" and p.method == "none" and p.noise <= 1.001e-6 and r.error >= 1


lesson = Lesson(
    title="Pseudo-Inverse and Ill-Conditioned Systems",
    idea="The pseudo-inverse gives the shortest best solution; where singular values are small it drowns it in noise.",
    terms=(
        "Moore-Penrose inverse",
        "least norm solution",
        "condition number",
        "Hilbert matrix",
        "truncated SVD",
        "ridge regression",
        "Tikhonov regularisation",
        "filter factors",
        "Picard condition",
        "L-curve",
        "inverse problem",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "solution": pull_solution,
        "strength_at": lambda p, x, y: {"strength": float(np.clip(x, 1e-8, 1))},
        "penalty_at": lambda p, x, y: {"penalty": float(np.clip(x, 1e-3, 1e5))},
    },
    presets=(
        Preset(
            "Rank one", {}, "No x reaches b. The dashed line holds all that come nearest; x̂ is the shortest of them."
        ),
        Preset(
            "Nearly singular",
            {"matrix": ((1.0, 0.5), (0.6, 0.38)), "b": (1.0, 0.9)},
            "Now there is one solution, but the small disc of noise around b becomes a long ellipse around it.",
        ),
        Preset(
            "Ridge",
            {"matrix": ((1.0, 0.5), (0.6, 0.38)), "b": (1.0, 0.9), "method": "ridge", "strength": 0.1},
            "The ellipse has shrunk, and x̂ has moved along the purple path towards zero: two of Penrose's laws fail.",
        ),
        Preset(
            "Drowned",
            {"view": "noise"},
            "One percent of noise, κ = 10⁶: divided by small σ it outgrows everything, and the curve leaves the axes.",
        ),
        Preset(
            "Saved",
            {"view": "noise", "method": "ridge", "strength": 0.0251},
            "The filter keeps what stands above the noise. The bump is back; the box has lost its corners for good.",
        ),
        Preset(
            "Hilbert",
            {"view": "noise", "system": "hilbert", "size": 10, "noise": 1e-6, "method": "tsvd", "strength": 1e-6},
            "Ten equations, κ above 10¹³: a millionth of noise leaves six directions that stand above it.",
        ),
        Preset(
            "Patients",
            {"view": "ridge", "squares": True, "penalty": 0.1},
            "65 features, 40 patients: nearly no error on those seen, a large one on others. Raise the penalty.",
        ),
    ),
    challenges=(
        Challenge(
            "In Noise, on the blur, find the ridge strength with the least true error.",
            "Choose Ridge and drag the point along the purple curve. In practice this curve is not known.",
            best_strength,
            {"view": "noise", "method": "ridge", "strength": 0.0251},
        ),
        Challenge(
            "Ruin the solution (error 100% or more) with noise of a millionth or less.",
            "The bound is κ times the noise.",
            blown_up,
            {"view": "noise", "noise": 1e-6, "condition": 1e10},
        ),
        Challenge(
            "Predict: x + y = 2 is one equation for two unknowns, written twice: A = [1 1; 1 1], b = (2, 2).",
            "The solution of least length is perpendicular to the line of all solutions.",
            predict=Prediction(
                "How long is A⁺b?",
                lambda r: float(np.hypot(*r.solution)),
                0.1,
                {"matrix": ((1.0, 1.0), (1.0, 1.0)), "b": (2.0, 2.0)},
                why="The point of the line x + y = 2 nearest to 0 is (1, 1), at a distance of √2.",
            ),
        ),
        Challenge(
            "Predict: A = [1 1; 1 1] again, now b = (2, 0). How far is b from every Ax?",
            "The column space is the diagonal.",
            predict=Prediction(
                "What is the least |Ax − b|?",
                lambda r: float(np.hypot(*(r.found.matrix @ r.solution - r.parameters.b))),
                0.1,
                {"matrix": ((1.0, 1.0), (1.0, 1.0)), "b": (2.0, 0.0)},
                why="(2, 0) falls onto (1, 1); what is left is (1, −1), of length √2.",
            ),
        ),
    ),
    related=("svd", "projections_least_squares", "matrix_factorizations", "subspaces_basis", "map_estimation"),
    source=(
        inverse_problems.invert,
        inverse_problems.factors,
        inverse_problems.system,
        inverse_problems.diabetes_ridge,
    ),
    listing=lambda p: {
        name: p[name]
        for name in ("matrix", "b", "condition", "noise", "strength", "seed", "penalty", "patients", "squares")
    },
)
