"""Maps of the plane that several sections use."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rotation(degrees: float) -> NDArray[np.float64]:
    """The 2x2 rotation by an angle in degrees, counterclockwise."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def frame(tip: ArrayLike) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The length of an arrow (2,) from the origin, the unit vector along it, and that turned left by 90 degrees.

    Raises:
        ValueError: the tip is at the origin, where an arrow has no direction.
    """
    end = np.asarray(tip, dtype=float)
    size = float(np.hypot(*end))
    if not size > 0:
        raise ValueError("An arrow needs a direction.")
    along = end / size
    return size, along, np.array([-along[1], along[0]])
