"""Every matrix turns, stretches along orthogonal axes, and turns again; its largest stretches say most of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import WIDE, Choice, Matrix, Slider, Steps, Toggle, nearly_singular
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number, settled
from mathcore.common.plane import rotation
from mathcore.linear_algebra import photographs, singular
from mathcore.linear_algebra.photographs import ROWS, Photograph
from mathcore.linear_algebra.singular import Svd2
from pages.linear_algebra.svd import panels

MATRIX = Matrix("matrix", "Matrix A", ((1.0, 1.0), (0.0, 1.0)), -3.0, 3.0, 0.01, wide=WIDE)
STAGES = "0: nothing yet. 1: Vᵀ has turned the plane. 2: Σ has stretched it. 3: U has turned it again."
STAGE = Steps("stage", "Stage", high=3, default=3, step=0.02, integer=False, rate=40, help=STAGES)
ANGLE = Slider("angle", "Direction of x", 0, 360, 15, 1, unit="°")
PHOTO = Choice("photo", "Photograph", {"china": "Temple", "flower": "Flower"}, "china")
RANK = Slider("rank", "Rank k", 1, ROWS, 8, log=True, integer=True, per_decade=200)
RIVAL = "The rival is the best approximation within the span of k columns of the picture itself, drawn at random."
BASIS = Choice("basis", "Built from", {"svd": "singular vectors", "columns": "k of its columns"}, "svd", help=RIVAL)
PLANES = "Red, green and blue side by side, as one matrix with three times the columns."
COLOR = Toggle("color", "In colour", help=PLANES)
ALIKE = "Same brightnesses, same energy; only the likeness of neighbours goes."
SHUFFLED = Toggle("shuffled", "Shuffle the pixels", help=ALIKE)
COSTS = "k (rows + columns + 1) numbers in place of rows × columns; over 100% it costs more than it saves."
SPECTRAL = "The left side is the root of the largest eigenvalue of the error times its transpose."
MAP, STRETCH = (panels.before_panel, panels.stage_panel), (panels.ellipse_panel, panels.stretch_panel)
PICTURES = panels.original_panel, panels.rebuilt_panel, panels.missing_panel, panels.energy_panel
GROWS = {"matrix": "The planes are wide enough for the ellipse, in three sizes."}


class Decomposition(State):
    """A 2x2 matrix in its three motions, and a photograph at its rank. Neither asks for the other."""

    matrix: cached_property[NDArray[np.float64]] = cached_property(lambda q: np.array(q.p.matrix))
    svd: cached_property[Svd2] = cached_property(lambda q: singular.svd2(q.matrix, typed=True))
    drawn = cached_property(lambda q: np.split(q.steady("pair", np.vstack([q.svd.v, q.svd.u])), 2))  # signs go together
    v = cached_property(lambda q: q.drawn[0])  # the singular vectors, in columns
    u = cached_property(lambda q: q.drawn[1])
    staged = cached_property(lambda q: singular.stage_map(q.svd, q.p.stage))  # what has been applied by now (2, 2)
    probe = cached_property(lambda q: rotation(q.p.angle)[:, 0])  # the unit vector x (2,)
    size = cached_property(lambda q: viz.reach([1.2 * q.svd.sigma[0]], (2.2, 3.6, 7.0)))  # half the width of the planes
    stretch = cached_property(lambda q: np.hypot(*(q.matrix @ q.probe)))
    energy = cached_property(lambda q: np.sum(q.matrix**2))
    determinant = cached_property(lambda q: np.linalg.det(q.matrix))
    rank_one_error = cached_property(lambda q: settled(float(np.linalg.norm(q.missed)), q.svd.sigma[0]))
    missed = cached_property(lambda q: q.matrix - q.svd.sigma[0] * np.outer(q.u.T[0], q.v.T[0]))

    @kept("photo", "color", "shuffled")
    def shot(self) -> Photograph:
        return photographs.photograph(self.p.photo, self.p.color, self.p.shuffled)

    @kept("photo", "color", "shuffled")
    def original(self) -> dict[str, Any]:
        """The photograph itself as a layout image."""
        return viz.picture(self.shot.original, **panels.BOX)

    @kept("photo", "color", "shuffled", "rank", "basis")
    def spectral_error(self) -> float:
        return photographs.spectral_norm(self.residual)

    rebuilt = cached_property(lambda q: q.shot.approximation(q.p.rank, q.p.basis))  # what is shown (rows, n)
    residual = cached_property(lambda q: q.shot.matrix - q.rebuilt)
    error_squared = cached_property(lambda q: np.einsum("ij,ij->", q.residual, q.residual))
    tail = cached_property(lambda q: q.shot.tail(q.p.rank))
    next_sigma = cached_property(lambda q: q.shot.sigma[q.p.rank] if q.p.rank < ROWS else 0.0)
    best = cached_property(lambda q: 100 * q.shot.energy("svd"))  # percent of the energy at each rank, from 0 (181,)
    rival = cached_property(lambda q: 100 * q.shot.energy("columns"))  # the same, of the picture's own columns
    optimal = cached_property(lambda q: q.p.basis == "svd")
    kept_percent = cached_property(lambda q: (q.best if q.optimal else q.rival)[q.p.rank])
    stored_percent = cached_property(lambda q: 100 * photographs.stored(q.p.rank, *q.shot.matrix.shape))
    columns = cached_property(lambda q: q.shot.matrix.shape[1])
    mean_brightness = cached_property(lambda q: q.shot.mean)
    photo_energy = cached_property(lambda q: q.shot.total)
    photo_sigma_1 = cached_property(lambda q: q.shot.sigma[0])


def readouts(q: Decomposition) -> list[Readout | Law]:
    first, second = q.svd.sigma
    return [
        Readout("first singular value σ₁", first, role=panels.ROLES[0]),
        Readout("second singular value σ₂", second, role=panels.ROLES[1]),
        Readout("stretch |Ax|/|x|", q.stretch, role="model"),
        law("no unit vector is stretched more than v₁", "|Ax| ≤ σ₁", q.stretch, first),
        law("squares add up to the energy", "σ₁² + σ₂² = Σ aᵢⱼ²", np.sum(q.svd.sigma**2), q.energy),
        law("areas grow by their product", "σ₁σ₂ = |det A|", first * second, abs(q.determinant)),
        law("nearest matrix of rank one (Eckart–Young)", "‖A − σ₁u₁v₁ᵀ‖ = σ₂", q.rank_one_error, second),
    ]


def photo_readouts(q: Decomposition) -> list[Readout | Law]:
    """Both forms of Eckart and Young, with equality for the SVD alone."""
    rank, pixel = q.p.rank, np.sqrt(q.error_squared / q.shot.matrix.size)
    role, sign = ("model", "=") if q.optimal else ("null", "≥")
    first, other = "no rank k beats the SVD (Eckart–Young)", "nor in the largest stretch of the error"
    if q.optimal:
        first, other = "error = tail of the squares (Eckart–Young)", "largest stretch of the error"
    return [
        Readout("energy kept", q.kept_percent, "%", role=role),
        Readout("error of a pixel (root mean square)", pixel, "of 255", 3, "data", scale=255),
        Readout("numbers stored", q.stored_percent, "%", 3, note=COSTS),
        law(first, f"‖A − B‖² {sign} Σ σᵢ², i > {rank}", q.error_squared, q.tail),
        law(other, f"‖A − B‖₂ {sign} σ at {rank + 1}", q.spectral_error, q.next_sigma, tolerance=1e-8, note=SPECTRAL),
    ]


def notice(q: Decomposition) -> str:
    first, second = q.svd.sigma
    if first == 0:
        return "A is zero: every direction is a singular direction, and both singular values are 0."
    if second == 0:
        return "A has rank one: σ₂ = 0, the plane falls onto a line, and v₂ spans the kernel."
    if singular.stretches_alike(q.matrix):
        return "σ₁ = σ₂: every direction is stretched alike, so any orthogonal pair serves as v₁, v₂."
    return nearly_singular(first, second)


def stages_notice(q: Decomposition) -> str:
    return notice(q) or ("det A < 0: U also turns the plane over, as the letter shows." if q.svd.flipped else "")


def alt(q: Decomposition) -> str:
    half_axes = " and ".join(number(value, 4) for value in q.svd.sigma)
    places = f"v1 lies at {number(q.svd.angle_v, 3)} degrees and u1 at {number(settled(q.svd.angle_u, 180), 3)} degrees"
    motion = f"The motion has come to stage {number(q.p.stage, 3)} of 3."
    return f"The unit circle and its image under A, an ellipse with half-axes {half_axes}; {places}. {motion}"


def photo_alt(q: Decomposition) -> str:
    return (
        f"A {'shuffled ' if q.p.shuffled else ''}photograph beside its approximation of rank {q.p.rank}, which keeps "
        f"{number(q.kept_percent, 4)}% of the energy, the part that is missing, and the energy kept at each rank."
    )


def numbers(q: Decomposition) -> dict[str, Any]:
    u, v, sigma, staged = q.svd.u, q.svd.v, q.svd.sigma, q.staged @ q.probe
    vectors = {"v1": v[:, 0], "v2": v[:, 1], "u1": u[:, 0], "u2": u[:, 1]}
    places = {"sigma_1": sigma[0], "sigma_2": sigma[1], "staged_x": staged[0], "staged_y": staged[1], "rows": ROWS}
    return {"gram": q.matrix.T @ q.matrix, **vectors, "angle_v": q.svd.angle_v, "angle_u": q.svd.angle_u, **places}


lesson = Lesson(
    title="Singular Value Decomposition (SVD)",
    terms=("low-rank approximation", "Frobenius norm", "spectral norm", "image compression", "truncated SVD"),
    state=Decomposition,
    choose="Show",
    views={
        "map": View("Stages", MAP, readouts, alt, [MATRIX, STAGE, ANGLE], stages_notice, rescales=GROWS),
        "stretch": View("Stretch", STRETCH, readouts, alt, [MATRIX, ANGLE], notice, rescales=GROWS),
        "photo": View("Photo", PICTURES, photo_readouts, photo_alt, [PHOTO, RANK, BASIS, COLOR, SHUFFLED]),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "In the photograph, find the smallest rank that keeps 95% of the energy.",
            "Drag the rank along the curve until it crosses the dashed line; one step less must fall below it.",
            lambda q: q.optimal and not q.p.shuffled and q.p.rank == q.shot.rank_for(0.95),
            [{"view": "photo", "rank": 13}, {"view": "photo", "rank": 14, "color": True}],
            [{"view": "photo", "rank": 12}, {"view": "photo", "rank": 14}, {"view": "map", "rank": 13}],
            views=("photo",),
        ),
        Challenge(
            "Turn x to where A stretches it most.",
            "With Stretch shown, that is the top of the curve.",
            lambda q: abs((q.p.angle - q.svd.angle_v + 90) % 180 - 90) <= 1 and q.svd.sigma[0] > 1.1 * q.svd.sigma[1],
            [{"angle": 58}, {"angle": 239}, {"matrix": ((2.0, 0.0), (0.0, 1.0)), "angle": 0}],
            [{"angle": 57}, {"angle": 148}, {"matrix": ((1.0, 0.0), (0.0, 1.0)), "angle": 0}],
        ),
        Challenge(
            "Find a matrix without small entries (none below 0.1) that stretches nothing: σ₁ = σ₂ = 1.",
            "Its columns must be orthogonal and of length one. 0.6² + 0.8² = 1.",
            lambda q: np.abs(q.svd.sigma - 1).max() <= 0.01 and np.abs(q.matrix).min() >= 0.1,
            [
                {"matrix": a}
                for a in (((0.6, -0.8), (0.8, 0.6)), ((0.71, 0.71), (0.71, -0.71)), ((-0.8, 0.6), (0.6, 0.8)))
            ],
            [{"matrix": a} for a in (((0.7, -0.7), (0.7, 0.7)), ((1, 0), (0, 1)), ((0.6, 0.8), (0.8, 0.6)))],
        ),
        Challenge(
            "Predict: a shear keeps areas. By how much does it stretch the direction that it stretches most?",
            "Its two stretches multiply to 1, and their squares add up to 1² + 1² + 1² = 3.",
            predict=Prediction(
                "How large is σ₁ for A = [1 1; 0 1]?",
                lambda q: q.svd.sigma[0],
                0.1,
                why="σ₁² + 1/σ₁² = 3 gives σ₁² = (3 + √5)/2, so σ₁ = (1 + √5)/2 ≈ 1.618.",
            ),
        ),
        Challenge(
            "Predict: the pixels are put in random order. Draw how the energy kept now grows with the rank.",
            "No direction is much better than another: think of what k equal shares of 180 would keep, and on which "
            "side of it the best k must lie. The axis of ranks is logarithmic.",
            predict=Prediction(
                "Draw the energy kept (%) over the rank, for shuffled pixels.",
                lambda q: np.stack([np.arange(1.0, ROWS + 1), q.best[1:]]),
                10.0,
                {"view": "photo", "shuffled": True},
                "curve",
                unit="%",
                panel=panels.energy_panel,
                why="Without likeness between neighbours the singular values fall slowly and without a jump, so each "
                "layer adds little. Yet they do fall: the best 30 of 180 layers keep 41%, not 17%.",
            ),
        ),
    ),
    related=("eigenvectors", "spectral_decomposition", "matrix_factorizations", "pseudo_inverse", "random_projections"),
    oracles=("singular values and directions: numpy.linalg.svd (LAPACK)", "photographs: sklearn’s TruncatedSVD"),
    source=(singular.svd2, singular.stage_map, photographs.photograph),
)
