"""How fast a path of gradient descent goes: what the curvatures at its minimum promise, and what was measured.

Source: Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.gradient_descent import Landscape, Path, long_run_factor

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """What decides how fast a path goes.

    Attributes:
        target: (2,), the minimum nearest to the last point of the path.
        low, high: the eigenvalues of the Hessian there; directions: (2, 2), its eigenvectors in columns.
        gap: (steps + 1,), the loss above its minimum along the path.
        parts: (2, steps + 1), the shares of the gap of the two eigendirections; NaN unless the loss is quadratic.
        factor: max |1 - step * eigenvalue|, on a quadratic over the directions that the start has a part in: what a
            step multiplies the distance to the target by, in the long run.
        jumps: a quadratic, and the start has a part in a direction that each step crosses, beyond its lowest place.
        measured: the same, measured on a long run; NaN unless the loss is quadratic, and from a start at the target.
    """

    target: Array
    low: float
    high: float
    directions: Array
    gap: Array
    parts: Array
    factor: float
    jumps: bool
    measured: float

    @property
    def limit(self) -> float:
        """2 / L: shorter steps converge."""
        return 2.0 / self.high

    @property
    def best(self) -> tuple[float, float]:
        """The step 2 / (mu + L) and its factor (kappa - 1) / (kappa + 1), the least of all."""
        return 2 / (self.low + self.high), (self.high / self.low - 1) / (self.high / self.low + 1)


def rates(land: Landscape, path: Path, step: float) -> Rates:
    """The rates of a path with steps of that size."""
    points = path.points
    target = land.minima[land.nearest(points[path.last])]
    xx, xy, yy = (float(entry) for entry in land.hessian(*target))
    matrix = np.array([[xx, xy], [xy, yy]])
    values, vectors = np.linalg.eigh(matrix)
    offset = points[0] - target
    seen = np.abs(vectors.T @ offset) > 1e-9 * float(np.hypot(*offset))
    factors = np.abs(1 - step * values)
    moving = land.matrix is not None and bool(offset.any())
    with np.errstate(all="ignore"):
        gap = land.gap(points[:, 0], points[:, 1])
        parts = 0.5 * values[:, None] * (vectors.T @ (points - target).T) ** 2
    return Rates(
        target=target,
        low=float(values[0]),
        high=float(values[1]),
        directions=vectors,
        gap=gap,
        parts=parts if land.matrix is not None else np.full((2, len(points)), np.nan),
        factor=float(factors[seen].max()) if moving else float(factors.max()),
        jumps=moving and bool((step * values[seen] > 1).any()),
        measured=long_run_factor(matrix, offset, step) if moving else float("nan"),
    )
