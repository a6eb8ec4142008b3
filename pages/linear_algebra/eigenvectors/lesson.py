"""An eigenvector is a direction that a matrix does not turn: it only stretches it, by the eigenvalue."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import WIDE, Matrix, Slider, Steps, nearly_singular
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, law
from explorer.text import apart, as_matrix, number, places, settled
from mathcore.common.plane import rotation
from mathcore.linear_algebra import eigen
from mathcore.linear_algebra.eigen import Eigen2, Kind, PowerPath
from pages.linear_algebra.eigenvectors import panels

Array = NDArray[np.float64]
AROUND = "A becomes R A Rᵀ: eigenvectors turn, eigenvalues stay."
MATRIX = Matrix("matrix", "Matrix A", ((2.0, 1.0), (1.0, 2.0)), -3.0, 3.0, 0.01, wide=WIDE)
ANGLE = Slider("angle", "Direction of x", 0, 360, 20, 1, unit="°")
BASIS = Slider("basis", "Rotate the eigenbasis", -90, 90, 0, 1, unit="°", help=AROUND)
SCALED = "x, Ax, A²x, … scaled to length one."
STEP = Steps("step", "Power iteration step", high=30, default=4, rate=4, help=SCALED)


class Eigenvectors(State):
    """A matrix, its eigenstructure, and what it does to x: once, and again and again."""

    @cached_property
    def turn(self) -> Array:
        """The rotation R (2, 2) of the eigenbasis."""
        return rotation(self.p.basis)

    @cached_property
    def matrix(self) -> Array:
        """R A Rᵀ (2, 2): the matrix as typed, with its eigenbasis rotated."""
        return self.turn @ np.array(self.p.matrix) @ self.turn.T

    @cached_property
    def eigen(self) -> Eigen2:
        """Of the matrix as typed, which is known without rounding, with its eigenvectors turned along."""
        return eigen.eigen2(self.p.matrix).turned(self.turn)

    @cached_property
    def lines(self) -> Array:
        """The eigenvectors as they are drawn, in columns; NaN where there is none."""
        return self.steady("lines", self.eigen.lines)

    @cached_property
    def probe(self) -> Array:
        """The unit vector x (2,)."""
        return rotation(self.p.angle)[:, 0]

    @cached_property
    def image(self) -> Array:
        """Ax (2,), without what is only the rounding of its products."""
        found = self.matrix @ self.probe
        return np.where(np.abs(found) <= 4e-16 * np.abs(self.matrix).max(), 0.0, found)

    @cached_property
    def turned(self) -> float:
        """The angle from x to Ax in degrees; NaN where Ax = 0."""
        return float(eigen.turning(self.matrix, self.p.angle))

    @cached_property
    def powers(self) -> PowerPath:
        return eigen.power_iteration(self.matrix, self.probe, self.p.step)

    @cached_property
    def off(self) -> float:
        """The angle in degrees between the lines of x and Ax; 0 where Ax = 0, for 0 is then the eigenvalue."""
        return 0.0 if np.isnan(self.turned) else min(abs(self.turned), 180 - abs(self.turned))

    @cached_property
    def exact(self) -> bool:
        """Whether x lies on an eigenvector, up to rounding."""
        return self.off <= eigen.wobble(self.matrix, self.image)

    @cached_property
    def aligned(self) -> bool:
        """Whether x lies on an eigenvector, to half a degree."""
        return self.off < 0.5 and (self.exact or self.eigen.kind is not Kind.COMPLEX)

    @cached_property
    def size(self) -> float:
        """Half the width of the plane."""
        return viz.reach([np.linalg.norm(self.matrix, 2) + 0.3], (2.4, 3.6, 6.4))


def basics(q: Eigenvectors) -> list[Readout | Law]:
    (first, second), half = apart(q.eigen.values.tolist()), 180.0 if abs(q.turned) > 90 else 0.0
    return [
        Readout("A as it is", as_matrix(q.matrix, places(q.p.matrix))),
        Readout("eigenvalue 1", first, role="optimum"),
        Readout("eigenvalue 2", second, role="optimum"),
        Readout("angle from x to Ax", half if q.exact and np.isfinite(q.turned) else q.turned, "°", role="model"),
        Readout("stretch |Ax|/|x|", np.hypot(*q.image), role="model"),
    ]


def laws(q: Eigenvectors) -> list[Readout | Law]:
    values, v1 = q.eigen.values, q.eigen.lines[:, 0]
    found: list[Readout | Law] = [
        law("eigenvalues add up to the trace", "λ₁ + λ₂ = tr A", values.sum().real, np.trace(q.matrix)),
        law("they multiply to the determinant", "λ₁λ₂ = det A", values.prod().real, np.linalg.det(q.matrix)),
    ]
    if np.isfinite(v1).all():
        stretched = np.linalg.norm(q.matrix @ v1)
        found.insert(0, law("A only stretches v₁", "|Av₁| = |λ₁||v₁|", stretched, abs(values[0].real)))
    return found


def readouts(q: Eigenvectors) -> list[Readout | Law]:
    return basics(q) + laws(q)


def power_readouts(q: Eigenvectors) -> list[Readout | Law]:
    last, size = q.powers.rayleigh[-1], float(np.linalg.norm(q.matrix))
    quotient = Readout("Rayleigh quotient xᵀAx after k steps", last, role="gradient", scale=size)
    return [*basics(q), quotient, *laws(q)]


def notice(q: Eigenvectors) -> str:
    if q.eigen.kind is not Kind.DISTINCT:
        return f"Here A has {q.eigen.kind.value}."
    first, second = np.abs(q.eigen.values)
    return nearly_singular(first, second, "λ₂")


def power_notice(q: Eigenvectors) -> str:
    if q.eigen.kind is not Kind.DISTINCT:
        return notice(q)
    if q.exact:
        if eigen.angles_to(q.powers.vectors, q.probe).max() > 0.5:
            return "x lies on an eigenvector, and rounding alone has made its powers leave the line."
        return "x lies on an eigenvector: its powers stay on the line."
    if q.eigen.values[0] == -q.eigen.values[1]:
        return "λ₁ = −λ₂, so A²x = λ₁²x: the powers go to and fro between the lines of x and Ax for ever."
    return "A turns x by less than half a degree; its powers close in on the line of v₁." if q.aligned else ""


def alt(q: Eigenvectors) -> str:
    first, second = apart(q.eigen.values.tolist())
    near = "x is an eigenvector" if q.exact else "A turns x by less than half a degree"
    state = near if q.aligned else f"A turns x by {number(q.turned, 3)} degrees"
    return f"The unit circle and its image under A. The eigenvalues are {first} and {second}; {state}."


def numbers(q: Eigenvectors) -> dict[str, Any]:
    values, (trace, determinant, discriminant) = q.eigen.values, eigen.characteristic(q.p.matrix)
    return {
        "x": q.probe,
        "trace": trace,
        "determinant": determinant,
        "discriminant": discriminant,
        "eigenvalue_1": values[0],
        "eigenvalue_2": values[1],
        "eigenvalue_1_real": values[0].real,
        "eigenvalue_1_imaginary": values[0].imag,
        "eigenvalue_2_real": values[1].real,
        "eigenvalue_2_imaginary": values[1].imag,
        "rayleigh": settled(q.powers.rayleigh[-1], float(np.abs(q.matrix).max())),
    }


lesson = Lesson(
    title="Eigenvalues and Eigenvectors",
    terms=("characteristic polynomial", "spectrum", "power iteration", "phase portrait", "defective matrix"),
    controls=(MATRIX, ANGLE, BASIS),
    state=Eigenvectors,
    choose="Beside it",
    views={
        "turn": View("Angle", [panels.map_panel, panels.turning_panel], readouts, alt, notice=notice),
        "flow": View("Flow", [panels.map_panel, panels.flow_panel], readouts, alt, notice=notice),
        "power": View("Powers", [panels.steps_panel, panels.power_panel], power_readouts, alt, [STEP], power_notice),
    },
    rescales={"matrix": "The plane has three sizes, and holds the images of all unit vectors."},
    numbers=numbers,
    challenges=(
        Challenge(
            "Find a matrix with no real eigenvector, whose diagonal entries differ by 1 or more.",
            "Make the two off-diagonal entries of opposite sign, and large: the turning must win over the stretching.",
            lambda q: q.eigen.kind is Kind.COMPLEX and abs(np.subtract(*np.diag(q.matrix))) >= 1 - 1e-9,
            [
                *({"matrix": a} for a in (((1, -1), (1, 0)), ((1.5, -2), (2, -0.5)), ((0, 1), (-1, 1)))),
                {"matrix": ((0.5, -0.5), (1.5, 0.5)), "basis": -45},  # [1 −1; 1 0], as it is
            ],
            [
                *({"matrix": a} for a in (((0, -1), (1, 0)), ((1, -0.5), (0.5, 0)), ((1, 1), (1, 0)))),
                {"matrix": ((1, -1), (1, 0)), "basis": 45},
            ],
        ),
        Challenge(
            "Find a matrix for which every vector is an eigenvector, and which reverses all of them.",
            "All directions must have the same factor, and none be turned to the side.",
            lambda q: q.eigen.kind is Kind.EVERY and q.p.matrix[0][0] < 0,
            [{"matrix": ((a, 0.0), (0.0, a))} for a in (-1.0, -2.0, -0.5)],
            [{"matrix": a} for a in (((2, 0), (0, 2)), ((-1, 0), (0, -1.1)), ((-1, 0.1), (0, -1)))],
        ),
        Challenge(
            "Predict: for A = [2 1; 1 2], where does A send the vector x at 90°? Click in the plane.",
            "A sends (0, 1) to its second column.",
            predict=Prediction(
                "Where is the tip of Ax?",
                lambda q: q.image,
                0.3,
                {"angle": 90},
                "point",
                panel=panels.map_panel,
                why="The columns of A are the images of the unit vectors.",
            ),
            again=(
                Again(
                    "Predict: for A = [2 1; 1 2], where does A send the vector x at 0°? Click in the plane.",
                    {"angle": 0},
                    "x is (1, 0): A sends it to its first column.",
                ),
            ),
        ),
    ),
    related=("svd", "spectral_decomposition", "psd_covariance", "markov_chains"),
    oracles=(
        *("eigenvalues: scipy.linalg.eigvals", "eigenlines: scipy.linalg.subspace_angles"),
        *("flow: scipy.integrate.solve_ivp",),
    ),
    source=(eigen.eigen2, eigen.power_iteration),
)
