"""The rows of a data table as points of a plane, their classes told apart by marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import Trace, dots

MARKS = ("circle", "square-open", "triangle-up")  # of three classes, told apart without colour


def class_markers(
    points: ArrayLike, classes: ArrayLike, kinds: Sequence[str], role: str, *, opacity: float
) -> list[Trace]:
    """Points (n, 2) of three `kinds`, told apart by their marks; `classes` (n,) count from 0."""
    values, labels = np.asarray(points, float), np.asarray(classes)
    return [
        dots(values[labels == k], role, size=6, symbol=mark, opacity=opacity, name=name)
        for k, (mark, name) in enumerate(zip(MARKS, kinds, strict=True))
    ]
