"""The named quantities of the lesson: matrices after the fold, and the numerical rank of a table."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State
from mathcore.linear_algebra import determinants, linear_maps

Array = NDArray[np.float64]


def signed(matrix: Array) -> float:
    """The determinant; what is left of a folded square or box is rounding."""
    found = determinants.determinant(matrix)
    return found if abs(found) > 1e-12 else 0.0


class Volumes(State):
    """The matrices as they act, after the fold; and a table of data with its singular values."""

    matrix = cached_property(lambda q: determinants.lifted(q.p.a, q.p.fold))  # (2, 2)
    b = cached_property(lambda q: np.array(q.p.b))  # (2, 2)
    back = cached_property(lambda q: linear_maps.inverse(q.matrix, 1e-9))  # A⁻¹, if there is one
    cube = cached_property(lambda q: determinants.lifted(q.p.cube, q.p.fold))  # (3, 3)
    height = cached_property(lambda q: determinants.height(q.cube))  # (3,), of its last column over the others
    determinant = cached_property(lambda q: signed(q.matrix))
    determinant_b = cached_property(lambda q: determinants.determinant(q.b))
    determinant_product = cached_property(lambda q: signed(q.b @ q.matrix))
    volume = cached_property(lambda q: signed(q.cube))
    rank_a = cached_property(lambda q: determinants.rank(q.matrix))
    rank_cube = cached_property(lambda q: determinants.rank(q.cube))
    default = cached_property(lambda q: determinants.default_tolerance(*q.table.shape))  # NumPy's

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """A mirrored and A as typed: what the axes hold, so that they rest while it folds."""
        return determinants.lifted(self.p.a, -1), determinants.lifted(self.p.a, 1)

    @cached_property
    def flat(self) -> bool:
        """Whether A or B is singular."""
        return min(abs(self.determinant), abs(self.determinant_b)) < 1e-9

    @cached_property
    def decomposed(self) -> tuple[NDArray, NDArray, NDArray]:
        """U (3, 3), the stretches σ (3,) and Vᵀ (3, 3) of the cube."""
        return np.linalg.svd(self.cube)

    @cached_property
    def table(self) -> Array:
        """The table (m, n) whose rank is asked for."""
        hilbert = self.p.table == "hilbert"
        return determinants.hilbert(self.p.order) if hilbert else determinants.flowers_in_inches(self.p.decimals)

    @cached_property
    def singular(self) -> NDArray:
        """The singular values (n,) of the table, descending."""
        return np.linalg.svd(self.table, compute_uv=False)

    @cached_property
    def rank(self) -> int:
        """The rank of the table at the tolerance."""
        return int(determinants.numerical_rank(self.singular, self.p.tolerance))
