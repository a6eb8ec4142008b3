"""Normalising flows, small ones: invertible maps with the logarithm of their Jacobian determinant.

A map T with an inverse sends a density p to q with q(T(x)) |det DT(x)| = p(x): a cell keeps its probability while its
area is multiplied by |det DT|. In one dimension: the transformation of Box and Cox, fitted to data. In the plane:
affine coupling layers, and the map of Box and Muller from the unit square.

Sources: Box and Cox, "An analysis of transformations", JRSS B 26 (1964); Box and Muller, Annals of Mathematical
Statistics 29 (1958); Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP", ICLR 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special
from sklearn.datasets import load_breast_cancer, load_wine
from statsmodels.datasets import engel

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
LAMBDAS = np.linspace(-3.0, 3.0, 241)  # exponents that are tried
LOG2PI = float(np.log(2 * np.pi))


# --- the plane ---


@dataclass(frozen=True)
class Coupling:
    """Layers that each leave one coordinate, u, and move the other, v, to v exp(s(u)) + t(u), where s(u) = stretch
    sin(u) and t(u) = 2 bend cos(u); u is the first coordinate in the first layer, the second in the second, and so on.
    """

    stretch: float
    bend: float
    layers: int

    def forward(self, x: ArrayLike) -> tuple[Array, Array]:
        """The images of points (n, 2), and the logarithms of the Jacobian determinant there (n,): the sum of all s."""
        out = np.array(x, dtype=float)
        logs = np.zeros(len(out))
        for layer in range(self.layers):
            u, v = layer % 2, 1 - layer % 2
            s = self.stretch * np.sin(out[:, u])
            out[:, v] = out[:, v] * np.exp(s) + 2 * self.bend * np.cos(out[:, u])
            logs += s
        return out, logs

    def backward(self, y: ArrayLike) -> tuple[Array, Array]:
        """The points (n, 2) that are sent to y (n, 2), and the same logarithms as there."""
        out = np.array(y, dtype=float)
        logs = np.zeros(len(out))
        for layer in reversed(range(self.layers)):
            u, v = layer % 2, 1 - layer % 2
            s = self.stretch * np.sin(out[:, u])
            out[:, v] = (out[:, v] - 2 * self.bend * np.cos(out[:, u])) * np.exp(-s)
            logs += s
        return out, logs

    def log_input(self, x: ArrayLike) -> Array:
        """The logarithm of the density of the input, two independent standard normals, at points (n, 2)."""
        return np.asarray(-0.5 * np.square(x).sum(axis=1) - LOG2PI)

    def input_mass(self, low: ArrayLike, high: ArrayLike) -> float:
        """The probability of the box from low (2,) to high (2,)."""
        first, last = (special.ndtr(np.asarray(end, dtype=float)) for end in (low, high))
        return float(np.prod(last - first))


@dataclass(frozen=True)
class BoxMuller:
    """The unit square sent to the plane: (u, v) to radius sqrt(-2 ln u) and angle 2 pi v. The input is uniform."""

    def forward(self, x: ArrayLike) -> tuple[Array, Array]:
        """The images of points (n, 2) of the open square, and ln |det| = ln(2 pi/u) there (n,)."""
        u, v = np.asarray(x, dtype=float).T
        radius = np.sqrt(-2 * np.log(u))
        return radius[:, None] * np.stack([np.cos(2 * np.pi * v), np.sin(2 * np.pi * v)], axis=1), LOG2PI - np.log(u)

    def backward(self, y: ArrayLike) -> tuple[Array, Array]:
        """The points (n, 2) that are sent to y (n, 2), and the same logarithms as there."""
        first, second = np.asarray(y, dtype=float).T
        half = 0.5 * (first**2 + second**2)
        turn = np.arctan2(second, first) / (2 * np.pi) % 1.0
        return np.stack([np.exp(-half), turn], axis=1), LOG2PI + half

    def log_input(self, x: ArrayLike) -> Array:
        """The logarithm of the uniform density at points (n, 2) of the square."""
        return np.zeros(len(np.asarray(x)))

    def input_mass(self, low: ArrayLike, high: ArrayLike) -> float:
        """The probability of the box from low (2,) to high (2,) in the square: its area."""
        return float(np.prod(np.asarray(high) - np.asarray(low)))


Flow = Coupling | BoxMuller


def mesh(low: float, high: float, lines: int) -> Array:
    """The lines of a grid over a square, with gaps (NaN) between them: shape (m, 2)."""
    along, each = np.append(np.linspace(low, high, 121), np.nan), np.linspace(low, high, lines)
    upright = np.stack([np.repeat(each, len(along)), np.tile(along, lines)], axis=1)
    found = np.concatenate([upright, upright[:, ::-1]])
    return np.where(np.isnan(found).any(axis=1, keepdims=True), np.nan, found)


def relief(flow: Flow, size: float, jacobian: bool = True, points: int = 81) -> tuple[Array, Array, Array]:
    """Places from -size to size along both axes, and the density of the output over the square of them, shape (points,
    points), or without the Jacobian that of the input at the source of each."""
    places = np.linspace(-size, size, points)
    source, logs = flow.backward(np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2))
    found = np.exp(flow.log_input(source) - (logs if jacobian else 0.0))
    return places, places, found.reshape(points, points)


def log_det_by_differences(flow: Flow, point: ArrayLike, step: float = 1e-6) -> float:
    """ln |det DT| at a point (2,), the matrix of derivatives by central differences."""
    at = np.asarray(point, dtype=float)
    moves = step * np.concatenate([np.eye(2), -np.eye(2)])
    images = flow.forward(at + moves)[0]
    columns = (images[:2] - images[2:]) / (2 * step)
    return float(np.log(abs(np.linalg.det(columns))))


def outline(low: ArrayLike, high: ArrayLike, points: int = 24) -> Array:
    """The boundary of the box from low (2,) to high (2,), counterclockwise and closed: shape (4 points + 1, 2)."""
    t = np.arange(points) / points
    sides = [[t, 0 * t], [0 * t + 1, t], [1 - t, 0 * t + 1], [0 * t, 1 - t]]
    unit = np.concatenate([*(np.stack(side, axis=1) for side in sides), [[0.0, 0.0]]])
    return np.asarray(low, float) + unit * (np.asarray(high, float) - np.asarray(low, float))


def shoelace(polygon: ArrayLike) -> float:
    """The area within a closed polygon (n, 2)."""
    x, y = np.asarray(polygon, dtype=float).T
    return float(abs(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def image_mass(
    flow: Flow, low: ArrayLike, high: ArrayLike, jacobian: bool = True, cells: int = 16
) -> tuple[float, float]:
    """The probability of the image of a box by a sum over the image: the area of each small quadrilateral times the
    output density in it, p/|det|, or p alone without the Jacobian. Two such sums, extrapolated, and how far they are
    apart."""
    found = []
    for count in (cells, 2 * cells):
        ends = [np.linspace(a, b, count + 1) for a, b in zip(np.asarray(low), np.asarray(high), strict=True)]
        nodes = np.stack(np.meshgrid(*ends, indexing="ij"), axis=-1)
        corners = flow.forward(nodes.reshape(-1, 2))[0].reshape(nodes.shape)
        one, other = corners[1:, 1:] - corners[:-1, :-1], corners[:-1, 1:] - corners[1:, :-1]
        area = 0.5 * np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
        middles = 0.5 * (nodes[1:, 1:] + nodes[:-1, :-1]).reshape(-1, 2)
        logs = flow.log_input(middles) - (flow.forward(middles)[1] if jacobian else 0.0)
        found.append(float((np.exp(logs).reshape(area.shape) * area).sum()))
    return (4 * found[1] - found[0]) / 3, abs(found[1] - found[0])


# --- one dimension: Box and Cox ---


@remembered
def samples(name: str) -> Array:
    """Positive data: "income", of 235 Belgian working families (Engel 1857, francs a year, as statsmodels ships them);
    "area", of 569 cell nuclei (Wisconsin breast cancer data, mean area, as scikit-learn ships them); "proline", of 178
    wines (mg/l, as scikit-learn ships them). Ascending, read-only."""
    found = {
        "income": lambda: engel.load_pandas().data["income"].to_numpy(),
        "area": lambda: load_breast_cancer().data[:, 3],
        "proline": lambda: load_wine().data[:, 12],
    }[name]()
    values = np.sort(np.asarray(found, dtype=float))
    values.setflags(write=False)
    return values


@dataclass(frozen=True, eq=False)
class BoxCox:
    """Positive data x (n,), sent to (x^lambda - 1)/lambda, ln x for lambda = 0, and taken for normal there, with the
    mean and the variance (n in the denominator) of what comes out.

    A `unit` says that the Jacobian is left out, with the data in that unit; None, that it is not: then the unit does
    not matter.
    """

    x: Array

    @cached_property
    def mean(self) -> float:
        """The geometric mean of the data."""
        return float(np.exp(np.log(self.x).mean()))

    @cached_property
    def _scaled(self) -> Array:
        return self.x / self.mean  # in this unit no digits are lost

    def standard(self, x: ArrayLike, lam: float) -> Array:
        """The transformation of x, any shape, less the mean and over the standard deviation of the data's; it does not
        depend on the unit."""
        own = special.boxcox(self._scaled, lam)
        return np.asarray((special.boxcox(np.asarray(x, dtype=float) / self.mean, lam) - own.mean()) / own.std())

    def slope(self, x: ArrayLike, lam: float) -> Array:
        """The derivative of `standard` at x, any shape."""
        scaled = np.asarray(x, dtype=float) / self.mean
        return np.asarray(scaled ** (lam - 1) / self.mean / special.boxcox(self._scaled, lam).std())

    def gain(self, lam: ArrayLike, unit: float | None = None) -> Array:
        """How much larger than at lambda = 1 the log-likelihood is, in nats for each of the data; lambda of any
        shape. The Jacobian is (lambda - 1) times the mean of ln(x/unit)."""
        lams = np.asarray(lam, dtype=float)
        spread = np.array([np.log(special.boxcox(self._scaled, each).std()) for each in [1.0, *lams.ravel()]])
        return self._bare((spread[0] - spread[1:]).reshape(lams.shape), lams, unit)

    def _bare(self, gain: Array, lams: Array, unit: float | None) -> Array:
        return gain if unit is None else np.asarray(gain - (lams - 1) * np.log(self.mean / unit))

    @cached_property
    def _curve(self) -> Array:
        return self.gain(LAMBDAS)

    def curve(self, unit: float | None = None) -> Array:
        """`gain` at LAMBDAS."""
        return self._bare(self._curve, LAMBDAS, unit)

    def best(self, unit: float | None = None) -> float:
        """The lambda of the largest `gain` between the ends of LAMBDAS; an end, if it is there."""
        k = int(np.argmax(self.curve(unit)))
        if k in (0, len(LAMBDAS) - 1):
            return float(LAMBDAS[k])

        def down(lam: float) -> float:
            return -float(self.gain(lam, unit))

        bounds = (LAMBDAS[k - 1], LAMBDAS[k + 1])
        return float(optimize.minimize_scalar(down, bounds=bounds, method="bounded", options={"xatol": 1e-9}).x)

    def model(self, x: ArrayLike, lam: float, unit: float | None = None) -> Array:
        """The density that the normal law of the transformed data means for the data themselves, at x, any shape; or
        the normal's own height, for one unit."""
        z = self.standard(x, lam)
        return np.exp(-0.5 * z * z - 0.5 * LOG2PI) * (self.slope(x, lam) if unit is None else 1 / unit)

    def covered(self, lam: float, unit: float | None = None) -> tuple[float, float]:
        """The area under `model` from half the least of the data to twice the largest, by a sum; and the normal law's
        probability of where these go."""
        x = np.geomspace(0.5 * self.x[0], 2.0 * self.x[-1], 2001)
        middles = np.sqrt(x[1:] * x[:-1])
        reached = float(np.diff(special.ndtr(self.standard(x[[0, -1]], lam)))[0])
        return float(self.model(middles, lam, unit) @ np.diff(x)), reached

    def skewness(self, lam: float) -> float:
        """The third standardised moment of the transformed data."""
        return float(np.mean(self.standard(self.x, lam) ** 3))
