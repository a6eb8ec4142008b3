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
from mathcore import eigen
from mathcore.eigen import Eigen2, Kind

Array = NDArray[np.float64]
ANGLES = np.linspace(0.0, 360.0, 361)
TIMES = np.linspace(0.0, 6.0, 121)
STARTS = 2.6 * np.stack([np.cos(np.arange(12) * np.pi / 6), np.sin(np.arange(12) * np.pi / 6)], axis=1)
LONGEST = 30


@dataclass(frozen=True)
class Result:
    """`matrix` (2, 2) after its eigenbasis was rotated; `probe` and `image` (2,); `turning` (361,), the angle in
    degrees from x to Ax at each whole degree; `flow` (12, 121, 2), the solutions of x' = Ax (empty in the other
    views); `path` (step + 1, 2), the steps of power iteration."""

    parameters: Parameters
    matrix: Array
    eigen: Eigen2
    probe: Array
    image: Array
    turned: float
    turning: Array
    flow: Array
    path: Array
    rayleigh: Array


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


def compute(p: Parameters) -> Result:
    """The eigenstructure of the rotated matrix, the probe's image, and what the second panel shows."""
    turn = eigen.rotation(p.basis)
    matrix = turn @ np.array(p.matrix) @ turn.T
    probe = eigen.rotation(p.angle)[:, 0]
    path = eigen.power_iteration(matrix, probe, p.step)
    return Result(
        parameters=p,
        matrix=matrix,
        eigen=eigen.eigen2(matrix),
        probe=probe,
        image=matrix @ probe,
        turned=float(eigen.turning(matrix, p.angle)),
        turning=eigen.turning(matrix, ANGLES),
        flow=eigen.trajectories(matrix, STARTS, TIMES) if p.view == "flow" else np.empty((0, 0, 2)),
        path=path.vectors,
        rayleigh=path.rayleigh,
    )


def aligned(r: Result) -> bool:
    """Whether x lies on an eigenvector, to half a degree (Ax = 0 counts: 0 is then the eigenvalue)."""
    return bool(np.isnan(r.turned) or min(abs(r.turned), 180 - abs(r.turned)) < 0.5)


def reach(matrix: Array) -> float:
    """Half the width of the plane: one of three sizes, so that the axes rest while a vector turns."""
    longest = float(np.linalg.norm(matrix, 2))
    return 2.4 if longest <= 2.1 else 3.6 if longest <= 3.3 else 6.4


def plane(r: Result) -> viz.Plane:
    """Circle, its image, the eigenlines, x and Ax."""
    size = reach(r.matrix)
    axis = viz.Axis("", (-size, size))
    traces = [
        viz.ellipse(np.eye(2), "null", width=1.4, dash="dot", hover=False),
        viz.ellipse(r.matrix, "null", width=1.4, hover=False),
    ]
    for k in range(2):
        if k < r.eigen.vectors.shape[1] and r.eigen.kind is not Kind.EVERY:
            v = r.eigen.vectors[:, k]
            value = float(np.real(r.eigen.values[k]))
            tip = v * value
            # Just beyond the tip's handle, and never outside of the plane.
            spot = np.clip(tip + 0.08 * size * np.sign(value or 1.0) * v, -0.93 * size, 0.93 * size)
            traces += [
                viz.segment(-9 * v, 9 * v, "optimum", width=1.4, dash="dash", hover=False),
                viz.arrow(tip, "optimum", width=2.2, name=f"λ{'₁₂'[k]}v{'₁₂'[k]}"),
                viz.label(
                    [spot[0]],
                    [spot[1]],
                    f"λ{'₁₂'[k]} = {number(value, 3)}",
                    "optimum",
                    position="middle right" if spot[0] >= 0 else "middle left",
                ),
            ]
        else:
            hidden = np.full(2, np.nan)
            traces += [
                viz.segment(hidden, hidden, "optimum", width=1.4, dash="dash", hover=False),
                viz.arrow(hidden, "optimum", tail=hidden, width=2.2),
                viz.label([np.nan], [np.nan], "", "optimum"),
            ]
    together = aligned(r)
    # Beside the arrows rather than at their tips, where the handles are.
    side = np.array([-r.probe[1], r.probe[0]]) * (-1 if r.turned > 0 else 1)
    x_spot = r.probe + 0.09 * size * side
    across = np.array([-r.image[1], r.image[0]]) / max(float(np.hypot(*r.image)), 1e-9) * (-1 if r.turned > 0 else 1)
    y_spot = 0.78 * r.image + (0.15 if together else 0.1) * size * across
    if r.parameters.view == "power":
        traces.append(viz.markers(r.path[:, 0], r.path[:, 1], "gradient", size=6, name="Aᵏx, scaled"))
        traces.append(viz.arrow(r.path[-1], "gradient", width=2.4, name="the last step"))
    traces += [
        viz.arrow(r.image, "model", name="Ax", width=4.0 if together else 3.0),
        viz.arrow(r.probe, "data", name="x"),
        viz.label([x_spot[0]], [x_spot[1]], "x", "data", position="middle center"),
        viz.label([y_spot[0]], [y_spot[1]], "Ax = λx" if together else "Ax", "model", position="middle center"),
    ]
    return viz.Plane(traces, axis, axis, "x on the unit circle, and Ax", equal=True)


def turn_panel(r: Result) -> viz.Plane:
    """The angle from x to Ax over all directions; it is 0 or ±180 at the eigenvectors."""
    here = float(np.nan_to_num(r.turned))
    levels = (-180, -90, 0, 90, 180)
    traces = [
        viz.segment(
            (0, level), (360, level), "optimum" if level % 180 == 0 else "grid", width=1.2, dash="dash", hover=False
        )
        for level in (-180, 0, 180)
    ]
    curve = r.turning.copy()
    curve[1:][np.abs(np.diff(r.turning)) > 180] = np.nan  # the jump from 180 to -180 is no line
    directions = (
        np.rad2deg(np.arctan2(r.eigen.vectors[1], r.eigen.vectors[0])) % 180
        if r.eigen.kind is not Kind.EVERY
        else np.empty(0)
    )
    spots = np.concatenate([directions, directions + 180])
    spots = np.append(spots, [np.nan] * (4 - len(spots)))
    traces += [
        viz.line(ANGLES, curve, "model", name="angle from x to Ax"),
        viz.markers(
            spots,
            np.nan_to_num(eigen.turning(r.matrix, np.nan_to_num(spots))) + 0 * spots,
            "optimum",
            size=11,
            ring=True,
            name="eigenvector",
        ),
        viz.markers([r.parameters.angle], [here], "data", size=11, name="x now"),
    ]
    return viz.Plane(
        traces,
        viz.Axis("direction of x (degrees)", (0, 360), ticks=range(0, 361, 60)),
        viz.Axis("angle from x to Ax (degrees)", (-190, 190), ticks=levels),
        "Eigenvectors: where the turning is 0 or ±180",
    )


def heads(r: Result) -> dict[str, Any]:
    """An arrow head on each solution, a little after its start."""
    place, after = r.flow[:, 4], r.flow[:, 5]
    trace = viz.markers(place[:, 0], place[:, 1], "model", size=11, symbol="arrow")
    trace["marker"]["angle"] = 90 - np.rad2deg(np.arctan2(*(after - place).T[::-1]))
    return trace | {"hoverinfo": "skip"}


def flow_panel(r: Result) -> viz.Plane:
    """Solutions of x' = Ax: straight along eigenvectors, spirals where the pair is complex."""
    axis = viz.Axis("", (-5, 5))
    inside = np.where(np.abs(r.flow).max(axis=2, keepdims=True) < 8, r.flow, np.nan)
    gap = np.full((len(STARTS), 1, 2), np.nan)
    joined = np.concatenate([inside, gap], axis=1).reshape(-1, 2)
    traces = [
        viz.line(joined[:, 0], joined[:, 1], "model", width=1.8, hover=False),
        viz.markers(STARTS[:, 0], STARTS[:, 1], "data", size=6, name="start"),
        heads(r),
    ]
    for k in range(2):
        v = (
            r.eigen.vectors[:, k]
            if k < r.eigen.vectors.shape[1] and r.eigen.kind is not Kind.EVERY
            else np.full(2, np.nan)
        )
        traces.append(viz.segment(-9 * v, 9 * v, "optimum", width=1.4, dash="dash", hover=False))
    return viz.Plane(traces, axis, axis, "The flow x′ = Ax from twelve starts", equal=True)


def power_panel(r: Result) -> viz.Plane:
    """How far the direction of Aᵏx still is from the leading eigenvector."""
    steps = np.arange(len(r.path))
    if r.eigen.vectors.shape[1] and r.eigen.kind is not Kind.EVERY:
        lead = r.eigen.vectors[:, 0]
        off = np.rad2deg(np.arcsin(np.clip(np.abs(r.path[:, 0] * lead[1] - r.path[:, 1] * lead[0]), 1e-12, 1)))
    else:
        off = np.full(len(steps), np.nan)
    ratio = abs(r.eigen.values[1]) / abs(r.eigen.values[0]) if abs(r.eigen.values[0]) > 0 else 0.0
    guide = off[0] * np.maximum(ratio, 1e-12) ** np.arange(LONGEST + 1.0)
    traces = [
        viz.line(
            np.arange(LONGEST + 1), np.clip(guide, 1e-12, None), "optimum", dash="dash", width=1.6, name="off₀·|λ₂/λ₁|ᵏ"
        ),
        viz.markers(steps, off, "gradient", size=8, name="angle to v₁"),
    ]
    return viz.Plane(
        traces,
        viz.Axis("step k", (-0.5, LONGEST + 0.5)),
        viz.Axis("angle to v₁ (degrees)", (1e-8, 200), log=True, ticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 100]),
        "Power iteration against |λ₂/λ₁|ᵏ",
    )


PANELS = {"turn": turn_panel, "flow": flow_panel, "power": power_panel}


def draw(r: Result) -> Scene:
    """The plane, the chosen panel beside it, and the laws at the present numbers."""
    values, p = r.eigen.values, r.parameters
    names = [
        number(float(np.real(v)), 4)
        + (f" {'+' if np.imag(v) > 0 else '−'} {number(abs(float(np.imag(v))), 4)}i" if np.imag(v) else "")
        for v in values
    ]
    handles = [Handle("probe", (float(r.probe[0]), float(r.probe[1])), "tip of x", role="data")]
    if r.eigen.kind is Kind.DISTINCT:
        for k in range(2):
            tip = r.eigen.vectors[:, k] * float(values[k])
            handles.append(
                Handle(
                    f"eigen{k + 1}",
                    (float(tip[0]), float(tip[1])),
                    f"eigenvector {k + 1}, scaled by its eigenvalue",
                    role="optimum",
                )
            )
    readouts: list[Readout | Law] = [
        Readout("eigenvalue 1", names[0], role="optimum"),
        Readout("eigenvalue 2", names[1], role="optimum"),
        Readout("angle from x to Ax", r.turned, "°", role="model"),
        Readout("stretch |Ax|/|x|", float(np.hypot(*r.image)), role="model"),
        Law(
            "eigenvalues add up to the trace",
            "λ₁ + λ₂",
            float(np.real(values.sum())),
            "tr A",
            float(np.trace(r.matrix)),
        ),
        Law(
            "they multiply to the determinant",
            "λ₁λ₂",
            float(np.real(values.prod())),
            "det A",
            float(np.linalg.det(r.matrix)),
        ),
    ]
    if p.view == "power":
        readouts.insert(4, Readout("Rayleigh quotient xᵀAx after k steps", float(r.rayleigh[-1]), role="gradient"))
    state = "x is an eigenvector" if aligned(r) else f"A turns x by {number(r.turned, 3)} degrees"
    return Scene(
        panels=[plane(r), PANELS[p.view](r)],
        readouts=readouts,
        handles=handles,
        notice="" if r.eigen.kind is Kind.DISTINCT else f"Here A has {r.eigen.kind.value}.",
        alt=f"The unit circle and its image under A. The eigenvalues are {names[0]} and {names[1]}; {state}.",
        numbers={
            "matrix": r.matrix,
            "x": r.probe,
            "image": r.image,
            "trace": float(np.trace(r.matrix)),
            "determinant": float(np.linalg.det(r.matrix)),
            "discriminant": float(np.trace(r.matrix) ** 2 - 4 * np.linalg.det(r.matrix)),
            "eigenvalue_1": values[0],
            "eigenvalue_2": values[1],
            "eigenvalue_1_real": float(np.real(values[0])),
            "eigenvalue_1_imaginary": float(np.imag(values[0])),
            "eigenvalue_2_real": float(np.real(values[1])),
            "eigenvalue_2_imaginary": float(np.imag(values[1])),
            "turned": r.turned,
            "rayleigh": float(r.rayleigh[-1]),
        },
        view=f"{p.view}:{reach(r.matrix)}",
    )


def pull_probe(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The direction of x follows the pointer."""
    return {"angle": round(float(np.rad2deg(np.arctan2(y, x)))) % 360}


def pull_eigen(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix that has the dragged arrow as λv: the other eigenpair stays."""
    turn = eigen.rotation(p.basis)
    found = eigen.eigen2(turn @ np.array(p.matrix) @ turn.T)
    size = float(np.hypot(x, y))
    if found.kind is not Kind.DISTINCT or size < 0.05:
        return {}
    values, vectors = np.array(found.values, float), found.vectors.copy()
    sign = np.sign(values[k]) or 1.0
    values[k], vectors[:, k] = sign * size, sign * np.array([x, y]) / size
    try:
        matrix = turn.T @ eigen.from_eigen(values, vectors) @ turn
    except ValueError:
        return {}  # the two arrows are parallel: no matrix has such eigenvectors, so the matrix stays
    return {"matrix": matrix} if np.abs(matrix).max() <= 3.0 else {}


lesson = Lesson(
    title="Eigenvalues and Eigenvectors",
    idea="An eigenvector is a direction that a matrix does not turn: it only stretches it, by the eigenvalue.",
    terms=(
        "eigenvalue",
        "eigenvector",
        "characteristic polynomial",
        "spectrum",
        "power iteration",
        "phase portrait",
        "defective",
        "Rayleigh quotient",
    ),
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
            "λ₂ is close to λ₁, so the angle shrinks by a factor near one each step.",
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
