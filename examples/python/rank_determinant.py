"""Rank, determinant and inverse: by cofactors and by singular values, with NumPy as a check."""

import math

import numpy as np

# --- parameters ---
MATRIX = [[2.0, 1.0], [0.5, 1.5]]
SECOND = [[0.8, -0.6], [0.3, 0.8]]
CUBE = [[2.0, 0.5, 0.5], [0.0, 1.5, 1.0], [0.5, 0.0, 1.5]]
ORDER = 10
TOLERANCE = 1e-10
# --- end of parameters ---


def minor(a, row, column):
    return [line[:column] + line[column + 1 :] for i, line in enumerate(a) if i != row]


def determinant(a):
    """Expansion along the first row: n! products, fine for n = 3, hopeless for n = 30 (use elimination there)."""
    if len(a) == 1:
        return a[0][0]
    return sum((-1) ** j * a[0][j] * determinant(minor(a, 0, j)) for j in range(len(a)))


def rank(a, tolerance):
    """The number of singular values above tolerance times the largest."""
    sizes = np.linalg.svd(np.array(a), compute_uv=False)
    return int(np.sum(sizes > tolerance * sizes[0]))


det_a, det_b = determinant(MATRIX), determinant(SECOND)
print(f"determinant = {det_a:.12g}")
print(f"volume = {determinant(CUBE):.12g}")
assert math.isclose(determinant(CUBE), np.linalg.det(CUBE), abs_tol=1e-9)

# Determinants multiply: first A, then B, is the product BA.
both = determinant((np.array(SECOND) @ np.array(MATRIX)).tolist())
assert math.isclose(both, det_a * det_b, abs_tol=1e-9)
print(f"determinant_b = {det_b:.12g}")
print(f"determinant_product = {both:.12g}")

# The inverse is the adjugate over the determinant, where that is not zero.
(a, b), (c, d) = MATRIX
if rank(MATRIX, 1e-9) == 2:
    inverse = np.array([[d, -b], [-c, a]]) / det_a
    assert np.allclose(inverse @ np.array(MATRIX), np.eye(2))
    print("The inverse is", inverse.tolist())
else:
    print("There is no inverse.")

print(f"rank_a = {rank(MATRIX, 1e-9):.12g}")
print(f"rank_cube = {rank(CUBE, 1e-9):.12g}")

# The Hilbert matrix is invertible, and yet most of its singular values vanish in the tolerance.
hilbert = [[1 / (i + j + 1) for j in range(ORDER)] for i in range(ORDER)]
print(f"hilbert_rank = {rank(hilbert, TOLERANCE):.12g}")
