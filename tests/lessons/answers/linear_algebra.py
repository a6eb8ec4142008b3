"""Answers of the exercises of linear algebra, by NumPy and SciPy; beside each the mistakes that must not pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import linalg
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression

Values = Mapping[str, Any]
Answer = Callable[[Values], float]


def place(v: Values) -> float:
    """Where a lone pixel lies in the picture that NumPy unrolls; its row and column as the question has them."""
    picture = np.zeros((8, 8))
    picture[v["pixel"] % 8, v["pixel"] // 8] = 1
    return float(np.argmax(picture.ravel(order="F")))


def distance(v: Values) -> float:
    flower = load_iris().data[v["second"] - 1]
    return float(np.linalg.norm(np.asarray(v["measured"][0]) - flower))


def angle(v: Values) -> float:
    a, b = np.array(v["a"]), np.array(v["b"])
    return math.degrees(math.acos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1)))


def norm(v: Values) -> float:
    return float(np.linalg.norm(v["a"], {0.0: np.inf, 0.5: 2, 1.0: 1}[v["inverse"]]))


def unit(v: Values) -> np.ndarray:
    phi = math.radians(v["angle"])
    return np.array([math.cos(phi), math.sin(phi)])


def singular(v: Values) -> np.ndarray:
    return np.linalg.svd(np.array(v["matrix"]), compute_uv=False)


def line(v: Values) -> LinearRegression:
    points = np.array(v["points"])
    return LinearRegression().fit(points[:, :1], points[:, 1])


def residuals(v: Values) -> float:
    points = np.array(v["points"])
    return float(np.sum((points[:, 1] - line(v).predict(points[:, :1])) ** 2))


def moves(v: Values) -> float:
    """The determinant of the three matrices of the moves, multiplied out."""
    c, s = math.cos(math.radians(v["turn"])), math.sin(math.radians(v["turn"]))
    made = np.array([[c, -s], [s, c]]) @ np.array([[1, v["slant"]], [0, 1]]) @ np.diag([v["first"], v["second"]])
    return float(np.linalg.det(made))


def layer(v: Values) -> float:
    values, vectors = np.linalg.eigh(v["matrix"])
    return float(values[1] * vectors[0, 1] ** 2)


def upper(v: Values) -> np.ndarray:
    """The triangle of QR, with a diagonal above 0."""
    found = np.linalg.qr(np.array(v["matrix"], dtype=float))[1]
    return found * np.sign(np.diag(found))[:, None]


def det(name: str) -> Answer:
    return lambda v: float(np.linalg.det(v[name]))


ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("vectors", "At which place"): (place, lambda v: 8.0 * (v["pixel"] % 8) + v["pixel"] // 8),
    ("vectors", "How far apart"): (distance, lambda v: distance(v) ** 2),
    ("dot_products_norms", "angle between"): (angle, lambda v: math.radians(angle(v))),
    ("dot_products_norms", "in the norm"): (norm,),
    ("matrix_operations", "of the inverse"): (
        lambda v: float(np.linalg.inv(v["a"])[0, 1]),
        lambda v: float(np.linalg.inv(v["a"])[1, 0]),
        lambda v: v["a"][0][1],
    ),
    ("matrix_operations", "of BA"): (
        lambda v: float((np.array(v["b"]) @ v["a"])[1, 0]),
        lambda v: float((np.array(v["a"]) @ v["b"])[1, 0]),
    ),
    ("special_matrices", "symmetric"): (lambda v: float(np.linalg.norm(v["matrix"], 2)),),
    ("special_matrices", "diagonal"): (det("matrix"),),
    ("rank_determinant", "then B"): (lambda v: det("a")(v) * det("b")(v), lambda v: det("a")(v) + det("b")(v)),
    ("rank_determinant", "the rank"): (lambda v: float(np.linalg.matrix_rank(v["cube"])),),
    ("eigenvectors", "largest eigenvalue"): (lambda v: float(max(np.linalg.eigvals(v["matrix"]).real)),),
    ("eigenvectors", "Rayleigh"): (lambda v: float(unit(v) @ v["matrix"] @ unit(v)),),
    ("svd", "stretch the vector"): (
        lambda v: float(np.linalg.norm(np.array(v["matrix"]) @ unit(v))),
        lambda v: float(np.sum((np.array(v["matrix"]) @ unit(v)) ** 2)),
    ),
    ("svd", "nearest matrix"): (lambda v: float(singular(v)[1]), lambda v: float(singular(v)[0])),
    ("psd_covariance", "uᵀAu"): (lambda v: float(unit(v) @ v["matrix"] @ unit(v)),),
    ("psd_covariance", "second pivot"): (
        lambda v: float(linalg.ldl(np.array(v["matrix"]))[1][1, 1]),
        lambda v: math.sqrt(linalg.ldl(np.array(v["matrix"]))[1][1, 1]),
    ),
    ("linear_transformations", "a shear moves"): (moves, lambda v: moves(v) * v["slant"]),
    ("linear_transformations", "volumes"): (det("cube"),),
    ("subspaces_basis", "signed area"): (lambda v: float(np.linalg.det(np.array([v["b1"], v["b2"]]).T)),),
    ("independence_orthogonality", "r₁₂"): (lambda v: float(upper(v)[0, 1]),),
    ("independence_orthogonality", "r₂₂"): (
        lambda v: float(upper(v)[1, 1]),
        lambda v: float(np.linalg.norm(np.array(v["matrix"])[:, 1])),
    ),
    ("projections_least_squares", "meet the y axis"): (lambda v: float(line(v).intercept_),),
    ("projections_least_squares", "squared residuals"): (residuals, lambda v: math.sqrt(residuals(v))),
    ("matrix_factorizations", "last pivot"): (
        lambda v: float(linalg.lu(np.array(v["matrix"]))[2][3, 3]),
        lambda v: v["matrix"][0][0],
    ),
    ("pseudo_inverse", "condition number of"): (
        lambda v: float(np.linalg.cond(v["matrix"])),
        lambda v: float(np.linalg.cond(v["matrix"])) ** 2,
    ),
    ("block_kronecker", "smallest eigenvalue"): (
        lambda v: float(min(np.linalg.eigvals(np.kron(v["a"], v["b"])).real)),
        lambda v: float(min(np.linalg.eigvals(v["a"])) * min(np.linalg.eigvals(v["b"]))),
    ),
    ("block_kronecker", "multiplications"): (lambda v: v["size"] / 2, lambda v: v["size"]),
    ("spectral_decomposition", "trace of e"): (
        lambda v: float(np.trace(linalg.expm(np.array(v["matrix"])))),
        lambda v: float(np.sum(np.exp(v["matrix"]))),
    ),
    ("spectral_decomposition", "two layers"): (layer,),
}
