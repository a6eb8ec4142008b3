"""Maps of the plane that several sections use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rotation(degrees: float) -> NDArray[np.float64]:
    """The 2x2 rotation by an angle in degrees, counterclockwise."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
