"""Functions of the plane that are descended: value, gradient and Hessian in closed form, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats
from mathcore.kernels_numpy.descent import OBJECTIVES
from mathcore.kernels_numpy.descent import gradient as _gradient

from . import _check

HIMMELBLAU_MINIMA = (
    (3.0, 2.0),
    (-2.805118086952745, 3.131312518250573),
    (-3.779310253377747, -3.283185991286170),
    (3.584428340330492, -1.848126526964404),
)
Triple = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Form:
    """The value f and the Hessian (f_xx, f_xy, f_yy) of a family, as functions of (x, y) and of its parameters (3,)."""

    value: Callable[[Floats, Floats, tuple[float, float, float]], Floats]
    hessian: Callable[[Floats, Floats, tuple[float, float, float]], Triple]


def _quadratic_hessian(x: Floats, y: Floats, parameters: tuple[float, float, float]) -> Triple:
    xx, xy, yy = (np.full(x.shape, entry) for entry in parameters)
    return xx, xy, yy


def _beale_hessian(x: Floats, y: Floats, parameters: tuple[float, float, float]) -> Triple:
    xx, xy, yy = np.zeros(x.shape), np.zeros(x.shape), np.zeros(x.shape)
    for i, start in enumerate((1.5, 2.25, 2.625), start=1):  # residuals start - x + x y^i
        residual, along_x, along_y = start - x + x * y**i, y**i - 1.0, i * x * y ** (i - 1)
        bend = i * (i - 1) * x * y ** max(i - 2, 0)
        xx += 2.0 * along_x**2
        xy += 2.0 * (along_x * along_y + residual * i * y ** (i - 1))
        yy += 2.0 * (along_y**2 + residual * bend)
    return xx, xy, yy


FORMS = {
    "quadratic": Form(
        lambda x, y, p: 0.5 * (p[0] * x * x + 2.0 * p[1] * x * y + p[2] * y * y),
        _quadratic_hessian,
    ),
    "rosenbrock": Form(
        lambda x, y, p: (1.0 - x) ** 2 + p[0] * (y - x * x) ** 2,
        lambda x, y, p: (2.0 - 4.0 * p[0] * y + 12.0 * p[0] * x * x, -4.0 * p[0] * x, np.full(x.shape, 2.0 * p[0])),
    ),
    "beale": Form(
        lambda x, y, p: (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        _beale_hessian,
    ),
    "himmelblau": Form(
        lambda x, y, p: (x * x + y - 11.0) ** 2 + (x + y * y - 7.0) ** 2,
        lambda x, y, p: (12.0 * x * x + 4.0 * y - 42.0, 4.0 * (x + y), 12.0 * y * y + 4.0 * x - 26.0),
    ),
    "saddle": Form(
        lambda x, y, p: 0.5 * x * x - 0.5 * y * y + 0.25 * y**4,
        lambda x, y, p: (np.ones(x.shape), np.zeros(x.shape), 3.0 * y * y - 1.0),
    ),
}


@dataclass(frozen=True)
class Objective:
    """A function of the plane with its derivatives in closed form.

    quadratic: f = (x, y) H (x, y)^T / 2, H with the eigenvalues 1 and ``kappa``, the first axis turned by ``angle``.
    rosenbrock: f = (1 - x)^2 + b (y - x^2)^2, b = 100 (Rosenbrock, 1960).
    beale: f = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 (Beale, 1958).
    himmelblau: f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2, four minima (Himmelblau, 1972).
    saddle: f = x^2 / 2 - y^2 / 2 + y^4 / 4: a saddle at 0 between the minima (0, -1) and (0, 1).

    Attributes
    ----------
    parameters : (3,) what the kernels read: the entries H_xx, H_xy, H_yy of the quadratic; b, 0, 0; or zeros.
    minima : (c, 2) every minimum.
    """

    name: str
    parameters: Floats
    minima: Floats

    def value(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
        """f at points of any shape."""
        return np.asarray(FORMS[self.name].value(*self._at(x, y)))

    def gradient(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """(df/dx, df/dy) at points of any shape: the closed form that the kernels use."""
        gx, gy = self.slope(*self._at(x, y)[:2])
        return np.asarray(gx), np.asarray(gy)

    def hessian(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Triple:
        """(f_xx, f_xy, f_yy) at points of any shape."""
        return FORMS[self.name].hessian(*self._at(x, y))

    @property
    def slope(self) -> Callable[[Any, Any], tuple[Any, Any]]:
        """The gradient as plain arithmetic: of two floats it gives two floats, fast, for loops over steps."""
        return _gradient(self.name, self.parameters)

    def _at(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats, tuple[float, float, float]]:
        a, b, c = self.parameters.tolist()
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), (a, b, c)


def objective(name: str, *, kappa: float = 10.0, angle: float = 0.0, b: float = 100.0) -> Objective:
    """An objective by name; kappa (1 to 10^6) and angle (radians) for the quadratic, b (above 0) for rosenbrock."""
    _check.choice("objective", name, OBJECTIVES)
    if name == "quadratic":
        k = _check.real("kappa", kappa, 1.0, 1e6)
        turn = _check.real("angle", angle)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        entries = [c * c + k * s * s, (1.0 - k) * c * s, s * s + k * c * c]
        return Objective(name, np.array(entries), np.zeros((1, 2)))
    if name == "rosenbrock":
        weight = _check.real("b", b, 0.0, 1e6, open_low=True)
        return Objective(name, np.array([weight, 0.0, 0.0]), np.ones((1, 2)))
    minima = {"beale": ((3.0, 0.5),), "himmelblau": HIMMELBLAU_MINIMA, "saddle": ((0.0, -1.0), (0.0, 1.0))}[name]
    return Objective(name, np.zeros(3), np.array(minima))
