"""How often the gradient of a function of x and y turns along a circle.

Source: Milnor, *Topology from the Differentiable Viewpoint* (1965), section 6, for the index of a zero of a field.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.jets import gradient, jet
from mathcore.common.expressions import Formula

Array = NDArray[np.float64]
REFINED = 40  # halvings of a loop's steps where the gradient turns fast
TURN = 0.5  # radians that the gradient may turn in one step around a loop


@dataclass(frozen=True, eq=False)
class Turning:
    """The gradient on a circle: at `angles` (n,) from 0 to 2 pi it has turned by `turns` (n,), in full turns
    counterclockwise, since the angle 0; `total` is the whole number at the end, NaN where there is none."""

    angles: Array
    turns: Array
    total: float


def turning(formula: Formula, centre: ArrayLike, radius: float) -> Turning:
    """How often the gradient turns while its foot goes once around a circle, counterclockwise.

    By a theorem of Poincaré it is the sum of the indices of the critical points inside, if the gradient is continuous
    in the disc and not zero on the circle. Steps are halved until the gradient turns little in each; where that does
    not help (a zero on the circle, a jump) `total` is NaN.
    """
    x, y = np.asarray(centre, float)

    def direction(angle: Array) -> Array:
        g = gradient(jet(formula, x + radius * np.cos(angle), y + radius * np.sin(angle), 1))
        with np.errstate(invalid="ignore"):
            return np.where(np.isfinite(g).all(axis=0) & (np.abs(g).max(axis=0) > 0), np.arctan2(g[1], g[0]), np.nan)

    angles = np.linspace(0.0, 2 * np.pi, 241)
    found = direction(angles)
    fast = np.zeros(0, np.intp)
    for _ in range(REFINED):
        fast = np.flatnonzero(np.abs(_wrapped(np.diff(found))) > TURN)
        if not len(fast):
            break
        between = (angles[fast] + angles[fast + 1]) / 2
        angles, found = np.insert(angles, fast + 1, between), np.insert(found, fast + 1, direction(between))
    turns = np.concatenate([[0.0], np.cumsum(_wrapped(np.diff(found)))]) / (2 * np.pi)
    whole = not len(fast) and np.isfinite(turns[-1])
    return Turning(angles, turns, float(np.round(turns[-1])) + 0.0 if whole else float("nan"))


def _wrapped(difference: Array) -> Array:
    """Differences of angles, in [-pi, pi)."""
    return (difference + np.pi) % (2 * np.pi) - np.pi
