"""An eigenvector is a direction that a matrix does not turn: it only stretches it, by the eigenvalue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common.plane import rotation
from mathcore.linear_algebra import eigen
from mathcore.linear_algebra.eigen import Eigen2, Kind
from viz.eigen import flow_panel, map_panel, power_panel, turning_panel
from viz.parallelogram import reach

Array = NDArray[np.float64]
ANGLES = np.linspace(0.0, 360.0, 361)
TIMES = np.linspace(0.0, 6.0, 121)
STARTS = 2.6 * np.stack([np.cos(np.arange(12) * np.pi / 6), np.sin(np.arange(12) * np.pi / 6)], axis=1)
LONGEST = 30  # power iteration

CONTROLS = (
    Matrix("matrix", "Matrix A", ((2.0, 1.0), (1.0, 2.0)), -3.0, 3.0, 0.01),
    Slider("angle", "Direction of x", 0, 360, 20, 1, unit="°"),
    Slider(
        "basis",
        "Rotate the eigenbasis",
        -90,
        90,
        0,
        1,
        unit="°",
        help="A becomes R A Rᵀ: eigenvectors turn, eigenvalues stay.",
    ),
    Choice("view", "Beside it", {"turn": "Angle", "flow": "Flow", "power": "Powers"}, "turn"),
    Steps(
        "step",
        "Power iteration step",
        high=LONGEST,
        default=4,
        rate=4,
        help="x, Ax, A²x, … scaled to length one.",
        when={"view": ("power",)},
    ),
)


@dataclass(frozen=True)
class Result:
    """`matrix` (2, 2) after its eigenbasis was rotated; `probe` x and `image` Ax (2,); `turned`, the angle in degrees
    from x to Ax; `path` (step + 1, 2), the steps of power iteration, with the Rayleigh quotient of the last one."""

    parameters: Parameters
    matrix: Array
    eigen: Eigen2
    probe: Array
    image: Array
    turned: float
    path: Array
    rayleigh: float

    @property
    def aligned(self) -> bool:
        """Whether x lies on an eigenvector, to half a degree (Ax = 0 counts: 0 is then the eigenvalue)."""
        return bool(np.isnan(self.turned) or min(abs(self.turned), 180 - abs(self.turned)) < 0.5)


def rotated(p: Parameters) -> Array:
    """R A Rᵀ: the matrix as typed, with its eigenbasis rotated."""
    turn = rotation(p.basis)
    return turn @ np.array(p.matrix) @ turn.T


def compute(p: Parameters) -> Result:
    """The eigenstructure of the rotated matrix, and what it does to x: once, and again and again."""
    matrix = rotated(p)
    probe = rotation(p.angle)[:, 0]
    path = eigen.power_iteration(matrix, probe, p.step)
    return Result(
        parameters=p,
        matrix=matrix,
        eigen=eigen.eigen2(matrix),
        probe=probe,
        image=matrix @ probe,
        turned=float(eigen.turning(matrix, p.angle)),
        path=path.vectors,
        rayleigh=float(path.rayleigh[-1]),
    )


def beside(r: Result) -> viz.Plane:
    """The second panel: why some directions are special, what they do to a flow, how powers find them."""
    found, p = r.eigen, r.parameters
    if p.view == "flow":
        return flow_panel(eigen.trajectories(r.matrix, STARTS, TIMES), found.lines)
    if p.view == "power":
        off = np.maximum(eigen.angles_to(r.path, found.lines[:, 0]), 1e-10)
        return power_panel(off, np.maximum(off[0] * found.ratio ** np.arange(LONGEST + 1.0), 1e-12))
    rings = found.directions
    return turning_panel(
        ANGLES, eigen.turning(r.matrix, ANGLES), rings, eigen.turning(r.matrix, rings), (p.angle, r.turned)
    )


def draw(r: Result) -> Scene:
    """The plane, the chosen panel beside it, and the laws at the present numbers."""
    p, values, tips = r.parameters, r.eigen.values, r.eigen.lines * np.real(r.eigen.values)
    first, second = (number(value) for value in values.tolist())
    names = [f"λ{'₁₂'[k]} = {number(float(np.real(value)), 3)}" for k, value in enumerate(values)]
    trace, determinant = float(np.trace(r.matrix)), float(np.linalg.det(r.matrix))
    size = reach([float(np.linalg.norm(r.matrix, 2)) + 0.3], (2.4, 3.6, 6.4))
    handles = [Handle("probe", (float(r.probe[0]), float(r.probe[1])), "tip of x", role="data")]
    if r.eigen.kind is Kind.DISTINCT:
        for k, (x, y) in enumerate(tips.T.tolist(), 1):
            handles.append(Handle(f"eigen{k}", (x, y), f"eigenvector {k}, scaled by its eigenvalue", role="optimum"))
    readouts: list[Readout | Law] = [
        Readout("eigenvalue 1", first, role="optimum"),
        Readout("eigenvalue 2", second, role="optimum"),
        Readout("angle from x to Ax", r.turned, "°", role="model"),
        Readout("stretch |Ax|/|x|", float(np.hypot(*r.image)), role="model"),
        Law("eigenvalues add up to the trace", "λ₁ + λ₂", float(np.real(values.sum())), "tr A", trace),
        Law("they multiply to the determinant", "λ₁λ₂", float(np.real(values.prod())), "det A", determinant),
    ]
    if np.isfinite(r.eigen.lines[:, 0]).all():
        stretched = float(np.linalg.norm(r.matrix @ r.eigen.lines[:, 0]))
        readouts.insert(4, Law("A only stretches v₁", "|Av₁|", stretched, "|λ₁||v₁|", abs(float(np.real(values[0])))))
    if p.view == "power":
        readouts.insert(4, Readout("Rayleigh quotient xᵀAx after k steps", r.rayleigh, role="gradient"))
    notice = "" if r.eigen.kind is Kind.DISTINCT else f"Here A has {r.eigen.kind.value}."
    if p.view == "power" and r.aligned and not notice:
        notice = "x lies on an eigenvector already, and its powers never leave the line."
    state = "x is an eigenvector" if r.aligned else f"A turns x by {number(r.turned, 3)} degrees"
    path = r.path if p.view == "power" else None
    plane = map_panel(
        r.matrix, np.real(values), r.eigen.lines, names, r.probe, r.turned, aligned=r.aligned, size=size, path=path
    )
    return Scene(
        panels=[plane, beside(r)],
        readouts=readouts,
        handles=handles,
        notice=notice,
        alt=f"The unit circle and its image under A. The eigenvalues are {first} and {second}; {state}.",
        numbers={
            "matrix": r.matrix,
            "x": r.probe,
            "image": r.image,
            "trace": trace,
            "determinant": determinant,
            "discriminant": trace**2 - 4 * determinant,
            "eigenvalue_1": values[0],
            "eigenvalue_2": values[1],
            "eigenvalue_1_real": float(np.real(values[0])),
            "eigenvalue_1_imaginary": float(np.imag(values[0])),
            "eigenvalue_2_real": float(np.real(values[1])),
            "eigenvalue_2_imaginary": float(np.imag(values[1])),
            "turned": r.turned,
            "rayleigh": r.rayleigh,
        },
        view=f"{p.view}:{size}",
    )


def pull_probe(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The direction of x follows the pointer."""
    return {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360}


def pull_eigen(which: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as λv: the other eigenpair stays. Nothing moves where there is none."""
    turn = rotation(p.basis)
    try:
        matrix = turn.T @ eigen.with_pair(rotated(p), which, (x, y)) @ turn
    except ValueError:
        return {}
    return {"matrix": matrix} if np.abs(matrix).max() <= 3.0 else {}


lesson = Lesson(
    title="Eigenvalues and Eigenvectors",
    idea="An eigenvector is a direction that a matrix does not turn: it only stretches it, by the eigenvalue.",
    terms=("characteristic polynomial", "spectrum", "power iteration", "phase portrait", "defective matrix"),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "probe": pull_probe,
        "eigen1": lambda p, x, y: pull_eigen(0, p, x, y),
        "eigen2": lambda p, x, y: pull_eigen(1, p, x, y),
    },
    presets=(
        Preset(
            "Symmetric",
            {},
            "A symmetric matrix: the two eigenlines meet at a right angle and are the axes of the ellipse.",
        ),
        Preset(
            "Shear",
            {"matrix": ((1.0, 1.0), (0.0, 1.0)), "angle": 60},
            "A shear is defective: the curve only touches zero, so a single line of eigenvectors is left.",
        ),
        Preset(
            "Spiral",
            {"matrix": ((0.2, -1.2), (1.2, 0.2)), "view": "flow"},
            "A complex pair: every vector is turned, no line stays, and the flow is a spiral.",
        ),
        Preset(
            "Saddle",
            {"matrix": ((1.0, 0.6), (0.6, -1.0)), "view": "flow", "angle": 70},
            "Eigenvalues of opposite sign: the flow leaves along one eigenline and arrives along the other.",
        ),
        Preset(
            "Slow powers",
            {"matrix": ((2.0, 0.3), (0.3, 1.8)), "view": "power", "angle": 120, "step": 12},
            "λ₂ is not far below λ₁: a step leaves 0.71 of the angle, where the first preset leaves a third.",
        ),
        Preset(
            "Every vector",
            {"matrix": ((1.5, 0.0), (0.0, 1.5)), "angle": 35},
            "A multiple of the identity turns nothing: every vector is an eigenvector.",
        ),
    ),
    challenges=(
        Challenge(
            "Find a matrix with no real eigenvector.",
            "A rotation turns every vector. Make the two off-diagonal entries of opposite sign, and large.",
            lambda r: r.eigen.kind is Kind.COMPLEX,
            {"matrix": ((0.0, -1.0), (1.0, 0.0))},
        ),
        Challenge(
            "Find a matrix for which every vector is an eigenvector.",
            "All directions must be stretched by the same factor, and none be turned.",
            lambda r: r.eigen.kind is Kind.EVERY,
            {"matrix": ((2.0, 0.0), (0.0, 2.0))},
        ),
        Challenge(
            "Predict: for A = [2 1; 1 2], where does A send the vector x at 90°? Click in the plane.",
            "A sends (0, 1) to its second column.",
            predict=Prediction(
                "Where is the tip of Ax?",
                lambda r: (float(r.image[0]), float(r.image[1])),
                0.3,
                {"angle": 90},
                "point",
                why="The columns of A are the images of the unit vectors.",
            ),
        ),
    ),
    related=("svd", "spectral_decomposition", "psd_covariance", "markov_chains"),
    source=(eigen.eigen2, eigen.power_iteration),
)
