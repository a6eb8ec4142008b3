"""The laws that a lesson can draw from, one table of draws at a time."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Words
from .generator import direction, exponential, normal_rows, table, uniform
from .portable import exp

SOURCES = ("uniform", "exponential", "bernoulli", "mixture", "pareto", "cauchy", "normal")


def draws(source: str, parameter: float, state: Words, row: int, rows: int, lanes: int) -> Floats:
    """Draws row, ..., row + rows - 1 of each column; shape (rows, columns); ``row`` and ``rows`` are even.

    ``parameter`` is the probability (bernoulli), the separation of the two means (mixture), the tail exponent (pareto),
    and is not read otherwise.
    """
    w = table(state, row, rows, lanes)
    if source == "uniform":
        return uniform(w)
    if source == "exponential":
        return exponential(w)
    if source == "bernoulli":
        return (uniform(w) < parameter).astype(np.float64)
    if source == "normal":
        return normal_rows(w)
    if source == "mixture":
        # Bit 10 is not among the bits that the normals are made of: it tosses the coin between the two humps.
        side = ((w >> np.uint64(10)) & np.uint64(1)).view(np.int64).astype(np.float64)
        side -= 0.5
        side *= parameter
        side += normal_rows(w)
        return side
    if source == "pareto":
        x = exponential(w)
        x /= parameter
        return exp(x)
    if source == "cauchy":
        sine, cosine = direction(w)
        sine /= cosine
        return sine
    raise ValueError(f"Unknown source {source!r}: choose one of {', '.join(SOURCES)}.")
