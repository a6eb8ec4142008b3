"""Orthonormal bases of the space of 8x8 images, and a digit's coordinates in them.

Source of the cosine basis: Ahmed, Natarajan and Rao, "Discrete cosine transform", IEEE Trans. Comput. C-23 (1974) 90-93
(type II, scaled to be orthonormal), as JPEG uses it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mathcore.common import tables
from mathcore.common.memory import remembered
from mathcore.linear_algebra.subspaces import upright

Array = NDArray[np.float64]
BASES = ("pixels", "cosines", "learned")


def cosine_basis(n: int) -> Array:
    """The orthonormal DCT-II basis of R^n in columns (n, n): column k is a cosine with k half waves."""
    at, wave = np.arange(n)[:, None], np.arange(n)
    found = np.cos(np.pi * (at + 0.5) * wave / n) * np.sqrt(2 / n)
    found[:, 0] /= np.sqrt(2)
    return np.asarray(found)


@remembered
def digit_basis(name: str) -> Array:
    """An orthonormal basis of R^64 in columns (64, 64), for images read row by row. Do not change the array.

    "pixels": the standard basis. "cosines": products of cosines down and across, ordered by their number of half waves.
    "learned": the right singular vectors of all 1797 digits (not centred), the most used direction first.

    Raises:
        ValueError: the name is unknown.
    """
    found: Array
    if name == "pixels":
        found = np.eye(64)
    elif name == "cosines":
        one = cosine_basis(8)
        down, across = np.divmod(np.arange(64), 8)
        order = np.lexsort((down, down + across))
        found = np.asarray(np.kron(one, one)[:, order], dtype=float)
    elif name == "learned":
        found = upright(np.linalg.svd(tables.digits().values, full_matrices=False)[2].T)
    else:
        raise ValueError(f"There is no basis called {name!r}: it is one of {', '.join(BASES)}.")
    found.setflags(write=False)
    return found


def keep_largest(coordinates: Array, count: int) -> Array:
    """The coordinates with all but the `count` largest in modulus set to zero: the best approximation by so many
    vectors of an orthonormal basis."""
    kept = np.zeros_like(coordinates)
    order = np.argsort(-np.abs(coordinates), kind="stable")[:count]
    kept[order] = coordinates[order]
    return kept
