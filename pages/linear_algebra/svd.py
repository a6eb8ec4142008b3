"""Every matrix turns, stretches along orthogonal axes, and turns again; its largest stretches say most about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common.plane import rotation
from mathcore.linear_algebra import photographs, singular
from mathcore.linear_algebra.photographs import COLUMNS, ROWS, Photograph
from mathcore.linear_algebra.singular import Svd2
from viz.parallelogram import reach
from viz.photo import framed
from viz.svd import ROLES, energy_panel, moved_plane, stretch_panel, with_inputs

Array = NDArray[np.float64]
ANGLES = np.linspace(0.0, 360.0, 361)
RANKS = np.arange(1, ROWS + 1)
STORED = "k (rows + columns + 1) numbers in place of rows × columns; over 100% it costs more than it saves."
SPECTRAL = "The left side is the root of the largest eigenvalue of the error times its transpose."
WANTED = 0.95  # the share of the energy that the challenge asks for
SIZES = (2.2, 3.6, 7.0)  # half the widths of the planes


@dataclass(frozen=True)
class Result:
    """`found` is the SVD of `matrix` (2, 2); `staged` (2, 2) what has been applied by now; `probe` (2,) the unit
    vector x; `shot` the photograph, decomposed; `kept` and
    `rival` (181,) the share of its energy kept at each rank by the SVD and by its own columns; `rebuilt` (rows, n)
    the approximation shown, `residual` what it lacks."""

    parameters: Parameters
    matrix: Array
    found: Svd2
    staged: Array
    probe: Array
    shot: Photograph
    kept: Array
    rival: Array
    rebuilt: Array
    residual: Array
    error_squared: float
    spectral_error: float

    @property
    def energy(self) -> float:
        """The share of the energy that the approximation shown keeps."""
        return float((self.kept if self.parameters.basis == "svd" else self.rival)[self.parameters.rank])


MAP = {"view": ("map", "stretch")}
PHOTO = {"view": ("photo",)}
STAGES = "0: nothing yet. 1: Vᵀ has turned the plane. 2: Σ has stretched it. 3: U has turned it again."
BASES = {"svd": "singular vectors", "columns": "k of its columns"}
RIVAL = "The rival is the best approximation within the span of k columns of the picture itself, drawn at random."
COLOUR = "Red, green and blue side by side, as one matrix with three times the columns."
SHUFFLE = "Same brightnesses, same energy; only the likeness of neighbours goes."
CONTROLS = (
    Choice("view", "Show", {"map": "Stages", "stretch": "Stretch", "photo": "Photo"}, "map"),
    Matrix("matrix", "Matrix A", ((1.0, 1.0), (0.0, 1.0)), -3.0, 3.0, 0.01, when=MAP),
    Steps("stage", "Stage", high=3, default=3, step=0.02, integer=False, rate=40, help=STAGES, when={"view": ("map",)}),
    Slider("angle", "Direction of x", 0, 360, 15, 1, unit="°", when=MAP),
    Choice("photo", "Photograph", {"china": "Temple", "flower": "Flower"}, "china", when=PHOTO),
    Slider("rank", "Rank k", 1, ROWS, 8, log=True, integer=True, per_decade=200, when=PHOTO),
    Choice("basis", "Built from", BASES, "svd", help=RIVAL, when=PHOTO),
    Toggle("color", "In colour", help=COLOUR, when=PHOTO),
    Toggle("shuffled", "Shuffle the pixels", help=SHUFFLE, when=PHOTO),
)


@lru_cache(maxsize=32)
def approximated(name: str, color: bool, shuffled: bool, rank: int, basis: str) -> tuple[Array, Array, float, float]:
    """The approximation, the residual, and the residual's squared Frobenius norm and spectral norm."""
    shot = photographs.photograph(name, color, shuffled)
    rebuilt = shot.approximation(rank, basis)
    residual = shot.matrix - rebuilt
    return rebuilt, residual, float(np.einsum("ij,ij->", residual, residual)), photographs.spectral_norm(residual)


def compute(p: Parameters) -> Result:
    """The SVD of the matrix, the stage that was reached, and the photograph at its rank."""
    matrix = np.array(p.matrix)
    found = singular.svd2(matrix)
    shot = photographs.photograph(p.photo, p.color, p.shuffled)
    rebuilt, residual, squared, spectral = approximated(p.photo, p.color, p.shuffled, p.rank, p.basis)
    return Result(
        parameters=p,
        matrix=matrix,
        found=found,
        staged=singular.stage_map(found, p.stage),
        probe=rotation(p.angle)[:, 0],
        shot=shot,
        kept=shot.energy("svd"),
        rival=shot.energy("columns"),
        rebuilt=rebuilt,
        residual=residual,
        error_squared=squared,
        spectral_error=spectral,
    )


def size(r: Result) -> float:
    """Half the width of the planes, so that the axes rest while something turns."""
    return reach([1.2 * float(r.found.sigma[0])], SIZES)


def plane(r: Result, applied: Array, names: tuple[str, str, str], title: str) -> viz.Plane:
    """The plane after a linear map, with v1, v2 and x as they are now."""
    return moved_plane(applied, r.found.v, r.found.u, r.probe, names, size(r), title)


def rank_one_error(r: Result) -> float:
    """The Frobenius norm of what A's first layer leaves."""
    return float(np.linalg.norm(r.matrix - r.found.sigma[0] * np.outer(r.found.u[:, 0], r.found.v[:, 0])))


def flat(r: Result, panels: list[viz.Panel], tips: list[Handle], notice: str) -> Scene:
    """A scene of the 2x2 map: its panels, and the singular values with their laws."""
    sigma, length = r.found.sigma, float(np.hypot(*(r.matrix @ r.probe)))
    first, second = sigma.tolist()
    squares, area = float(np.sum(r.matrix**2)), abs(float(np.linalg.det(r.matrix)))
    if first == 0:
        notice = "A is zero: every direction is a singular direction, and both singular values are 0."
    elif second == 0:
        notice = "A has rank one: σ₂ = 0, the plane falls onto a line, and v₂ spans the kernel."
    elif first - second < 1e-9 * first:
        notice = "σ₁ = σ₂: every direction is stretched alike, so any orthogonal pair serves as v₁, v₂."
    return Scene(
        panels=panels,
        readouts=[
            Readout("first singular value σ₁", first, role=ROLES[0]),
            Readout("second singular value σ₂", second, role=ROLES[1]),
            Readout("stretch |Ax|/|x|", length, role="model"),
            Law("no unit vector is stretched more than v₁", "|Ax|", length, "σ₁", first, "≤"),
            Law("squares add up to the energy", "σ₁² + σ₂²", float(np.sum(sigma**2)), "Σ aᵢⱼ²", squares),
            Law("areas grow by their product", "σ₁σ₂", float(sigma.prod()), "|det A|", area),
            Law("nearest matrix of rank one (Eckart–Young)", "‖A − σ₁u₁v₁ᵀ‖", rank_one_error(r), "σ₂", second),
        ],
        handles=[Handle("probe", (float(r.probe[0]), float(r.probe[1])), "tip of x", role="data"), *tips],
        notice=notice,
        alt=f"The unit circle and its image under A, an ellipse with half-axes {number(first, 4)} and "
        f"{number(second, 4)}; v1 lies at {number(r.found.angle_v, 3)} degrees and u1 at "
        f"{number(r.found.angle_u, 3)} degrees. The motion has come to stage {number(r.parameters.stage, 3)} of 3.",
        view=f"{r.parameters.view}:{size(r)}",
    )


def half_axes(r: Result, panel: int) -> list[Handle]:
    """Handles at the ends of the half-axes of the ellipse."""
    return [
        Handle(
            f"image{i + 1}", (x, y), f"singular value {i + 1} times left singular vector {i + 1}", panel, role=ROLES[i]
        )
        for i, (x, y) in enumerate((r.found.sigma * r.found.u).T.tolist())
    ]


def stages(r: Result) -> Scene:
    """The plane before, and the plane as far as the stage has taken it."""
    stage, v1 = r.parameters.stage, r.found.v[:, 0].tolist()
    if stage == 0:
        title, names = "Stage 0: as it was", ("v₁", "v₂", "x")
    elif stage <= 1:
        title, names = "Stage 1: Vᵀ turns", ("v₁", "v₂", "Vᵀx")
    elif stage <= 2:
        title, names = "Stage 2: Σ stretches", ("σ₁e₁", "σ₂e₂", "ΣVᵀx")
    else:
        title = "Stage 3: U turns and flips" if r.found.flipped else "Stage 3: U turns"
        names = ("σ₁u₁", "σ₂u₂", "Ax")
    before = plane(r, np.eye(2), ("v₁", "v₂", "x"), "Before: the unit circle")
    tips = [Handle("input", (v1[0], v1[1]), "first right singular vector v₁", role=ROLES[0])]
    notice = "det A < 0: U also turns the plane over, as the letter shows." if r.found.flipped else ""
    return flat(r, [before, plane(r, r.staged, names, title)], tips + (half_axes(r, 1) if stage == 3 else []), notice)


def stretch(r: Result) -> Scene:
    """The ellipse, and the length |Ax| over the direction of x: greatest at v1, least at v2."""
    spots = np.array([r.found.angle_v, r.found.angle_v + 90.0]) % 180
    now = (r.parameters.angle, float(np.hypot(*(r.matrix @ r.probe))))
    ellipse = plane(r, r.matrix, ("σ₁u₁", "σ₂u₂", "Ax"), "The circle becomes an ellipse")
    panels: list[viz.Panel] = [
        with_inputs(ellipse, r.found.v, r.probe, size(r)),
        stretch_panel(ANGLES, singular.stretch(r.matrix, ANGLES), spots, r.found.sigma, now, 0.9 * size(r)),
    ]
    return flat(r, panels, half_axes(r, 0), "")


@lru_cache(maxsize=8)
def original_image(name: str, color: bool, shuffled: bool) -> Mapping[str, Any]:
    """The photograph itself as a layout image: it does not change while the rank is dragged."""
    shot = photographs.photograph(name, color, shuffled)
    return viz.picture(shot.original, x=(0, COLUMNS), y=(0, ROWS))


def missing(r: Result) -> NDArray[np.uint8]:
    """The residual as grey pixels: middle grey is nothing, contrast doubled (in colour: its brightness)."""
    rest = r.residual
    if r.parameters.color:
        rest = photographs.unstack(rest) @ photographs.LUMA
    return np.clip(np.rint(128 + 2 * rest), 0, 255).astype(np.uint8)


def photo(r: Result) -> Scene:
    """Original and approximation, what is missing, and the curve that says how much; both forms of Eckart and Young."""
    p, shot, best = r.parameters, r.shot, r.parameters.basis == "svd"
    box = {"x": (0, COLUMNS), "y": (0, ROWS)}
    made, relation = ("singular vectors", "=") if best else ("its own columns", "≥")
    following = float(shot.sigma[p.rank]) if p.rank < ROWS else 0.0
    laws = (
        ("error = tail of the squares (Eckart–Young)", "largest stretch of the error")
        if best
        else ("no rank k beats the SVD (Eckart–Young)", "nor in the largest stretch of the error")
    )
    pixel = float(np.sqrt(r.error_squared / shot.matrix.size))
    stored = 100 * photographs.stored(p.rank, *shot.matrix.shape)
    return Scene(
        panels=[
            framed(original_image(p.photo, p.color, p.shuffled), COLUMNS, ROWS, f"Original: rank {ROWS}"),
            framed(viz.picture(shot.picture(r.rebuilt), **box), COLUMNS, ROWS, f"Rank {p.rank}, from {made}"),
            framed(viz.picture(missing(r), **box), COLUMNS, ROWS, "What is missing, doubled"),
            energy_panel(100 * r.kept, 100 * r.rival, p.rank, best, even=p.shuffled),
        ],
        readouts=[
            Readout("energy kept", 100 * r.energy, "%", role="model" if best else "null"),
            Readout("error of a pixel (root mean square)", pixel, "of 255", 3, "data"),
            Readout("numbers stored", stored, "%", 3, note=STORED),
            Law(laws[0], "‖A − B‖²", r.error_squared, f"Σ σᵢ², i > {p.rank}", shot.tail(p.rank), relation),
            Law(laws[1], "‖A − B‖₂", r.spectral_error, f"σ at {p.rank + 1}", following, relation, 1e-8, note=SPECTRAL),
        ],
        handles=[Handle("kept", (float(p.rank), 100 * r.energy), "rank k on the curve", panel=3, role="model")],
        alt=f"A {'shuffled ' if p.shuffled else ''}photograph beside its approximation of rank {p.rank}, which keeps "
        f"{number(100 * r.energy, 4)}% of the energy, the part that is missing, and the energy kept at each rank.",
        view="photo",
    )


VIEWS = {"map": stages, "stretch": stretch, "photo": photo}


def numbers(r: Result) -> dict[str, Any]:
    """The named values: of the 2x2 map (which the examples print as well) and of the photograph."""
    p, found, shot = r.parameters, r.found, r.shot
    staged = r.staged @ r.probe
    return {
        "matrix": r.matrix,
        "gram": r.matrix.T @ r.matrix,
        "v1": found.v[:, 0],
        "v2": found.v[:, 1],
        "u1": found.u[:, 0],
        "u2": found.u[:, 1],
        "sigma_1": float(found.sigma[0]),
        "sigma_2": float(found.sigma[1]),
        "angle_v": found.angle_v,
        "angle_u": found.angle_u,
        "determinant": float(np.linalg.det(r.matrix)),
        "energy": float(np.sum(r.matrix**2)),
        "stretch": float(np.hypot(*(r.matrix @ r.probe))),
        "staged_x": float(staged[0]),
        "staged_y": float(staged[1]),
        "rank_one_error": rank_one_error(r),
        "rank": p.rank,
        "rows": ROWS,
        "columns": shot.matrix.shape[1],
        "mean_brightness": shot.mean,
        "photo_energy": shot.total,
        "photo_sigma_1": float(shot.sigma[0]),
        "next_sigma": float(shot.sigma[p.rank]) if p.rank < ROWS else 0.0,
        "error_squared": r.error_squared,
        "tail": shot.tail(p.rank),
        "spectral_error": r.spectral_error,
        "kept_percent": 100 * r.energy,
        "stored_percent": 100 * photographs.stored(p.rank, *shot.matrix.shape),
    }


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    return replace(VIEWS[r.parameters.view](r), numbers=numbers(r))


def pull_probe(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The direction of x follows the pointer."""
    return {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360}


def rebuilt_matrix(matrix: Array) -> Mapping[str, Any]:
    """The new matrix, unless it leaves the control's range: then the old one stays."""
    return {"matrix": matrix} if np.abs(matrix).max() <= 3.0 else {}


def pull_input(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix with the same stretches and images, but with v1 along the pointer."""
    return rebuilt_matrix(singular.with_input(singular.svd2(p.matrix), (x, y))) if np.hypot(x, y) > 0.05 else {}


def pull_image(which: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix whose half-axis ends at the pointer: V and the other singular value stay."""
    return rebuilt_matrix(singular.with_image(singular.svd2(p.matrix), which, (x, y))) if np.hypot(x, y) > 0.05 else {}


def pull_kept(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The rank follows the pointer along the curve."""
    return {"rank": float(np.clip(x, 1, ROWS))}


def at_the_top(r: Result) -> bool:
    """Whether x is within a degree of v1, for a matrix that stretches directions by clearly different factors."""
    off = abs((r.parameters.angle - r.found.angle_v + 90) % 180 - 90)
    return bool(off <= 1.0 and r.found.sigma[0] > 1.1 * r.found.sigma[1])


def smallest_enough(r: Result) -> bool:
    """Whether the rank shown is the smallest at which the SVD keeps the wanted share of an unshuffled photograph."""
    p = r.parameters
    return p.view == "photo" and p.basis == "svd" and not p.shuffled and p.rank == r.shot.rank_for(WANTED)


def stretches_nothing(r: Result) -> bool:
    """Whether A is a rotation or reflection to within a hundredth, and mixes the coordinates."""
    return bool(np.abs(r.found.sigma - 1).max() <= 0.01 and np.abs(r.matrix).min() >= 0.1)


lesson = Lesson(
    title="Singular Value Decomposition (SVD)",
    idea="Every matrix turns, stretches along orthogonal axes, and turns again; its largest stretches say most of it.",
    terms=("low-rank approximation", "Frobenius norm", "spectral norm", "image compression", "truncated SVD"),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "probe": pull_probe,
        "input": pull_input,
        "image1": lambda p, x, y: pull_image(0, p, x, y),
        "image2": lambda p, x, y: pull_image(1, p, x, y),
        "kept": pull_kept,
    },
    presets=(
        Preset(
            "Shear",
            {},
            "A shear has one line of eigenvectors only, yet two orthogonal singular directions. σ₁ is the golden "
            "ratio, σ₂ its inverse.",
        ),
        Preset(
            "Halfway through the stretch",
            {"stage": 1.5},
            "After stage 1 the singular directions lie on the axes, so that Σ only has to stretch the axes.",
        ),
        Preset(
            "Turned over",
            {"matrix": ((1.2, 0.8), (0.9, -0.7)), "angle": 100},
            "The determinant is negative. Singular values are never negative, so U must turn the plane over: the F "
            "comes out mirrored.",
        ),
        Preset(
            "Rank one",
            {"matrix": ((1.6, 0.8), (0.8, 0.4)), "view": "stretch", "angle": 290},
            "σ₂ = 0: the ellipse is a segment, and v₂ is sent to zero.",
        ),
        Preset(
            "Thirty layers of 180",
            {"view": "photo", "photo": "flower", "rank": 30, "color": True},
            "A sixth of the layers keeps more than 98% of the energy; what is missing is fine detail at the edges.",
        ),
        Preset(
            "Noise does not compress",
            {"view": "photo", "rank": 30, "shuffled": True},
            "The same pixels in random order: thirty layers now keep only about 40% of the energy, and every layer "
            "adds about as much as the one before.",
        ),
        Preset(
            "Columns instead",
            {"view": "photo", "rank": 12, "basis": "columns"},
            "The best picture in the span of twelve of its own columns: of the same rank, and clearly worse.",
        ),
    ),
    challenges=(
        Challenge(
            "In the photograph, find the smallest rank that keeps 95% of the energy.",
            "Drag the rank along the curve until it crosses the dashed line; one step less must fall below it.",
            smallest_enough,
            {"view": "photo", "rank": 13},
        ),
        Challenge(
            "Turn x to where A stretches it most.",
            "With Stretch shown, that is the top of the curve.",
            at_the_top,
            {"angle": 58},
        ),
        Challenge(
            "Find a matrix without small entries (none below 0.1) that stretches nothing: σ₁ = σ₂ = 1.",
            "Its columns must be orthogonal and of length one. 0.6² + 0.8² = 1.",
            stretches_nothing,
            {"matrix": ((0.6, -0.8), (0.8, 0.6))},
        ),
        Challenge(
            "Predict: a shear keeps areas. By how much does it stretch the direction that it stretches most?",
            "Its two stretches multiply to 1, and their squares add up to 1² + 1² + 1² = 3.",
            predict=Prediction(
                "How large is σ₁ for A = [1 1; 0 1]?",
                lambda r: float(r.found.sigma[0]),
                0.1,
                {},
                why="σ₁² + 1/σ₁² = 3 gives σ₁² = (3 + √5)/2, so σ₁ = (1 + √5)/2 ≈ 1.618.",
            ),
        ),
        Challenge(
            "Predict: the pixels are put in random order. Draw how the energy kept now grows with the rank.",
            "No direction is much better than another: think of what k equal shares of 180 would keep, and on which "
            "side of it the best k must lie. The axis of ranks is logarithmic.",
            predict=Prediction(
                "Draw the energy kept (%) over the rank, for shuffled pixels.",
                lambda r: np.stack([RANKS.astype(float), 100 * r.kept[1:]]),
                10.0,
                {"view": "photo", "shuffled": True},
                "curve",
                unit="%",
                panel=3,
                why="Without likeness between neighbours the singular values fall slowly and without a jump, so each "
                "layer adds little. Yet they do fall: the best 30 of 180 layers keep 41%, not 17%.",
            ),
        ),
    ),
    related=("eigenvectors", "spectral_decomposition", "matrix_factorizations", "pseudo_inverse", "random_projections"),
    source=(singular.svd2, singular.stage_map, photographs.photograph),
)
