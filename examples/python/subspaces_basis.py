"""Null space by elimination, the split of a vector into what a matrix keeps and forgets, coordinates in a basis."""

import numpy as np
from scipy.linalg import null_space

# --- parameters ---
MATRIX = [[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [-0.25, 0.25, 0.0]]
START = [[1.4], [0.2], [-0.8]]
ALONG = 1.2
V = [2.5, 2.0]
B1 = [1.5, 0.5]
B2 = [-0.5, 1.0]
# --- end of parameters ---


def reduce(matrix, tolerance=1e-9):
    """The reduced row echelon form and its pivot columns."""
    a = matrix.copy()
    small = tolerance * max(float(np.abs(a).max()), 1e-300)
    pivots: list[int] = []
    for column in range(a.shape[1]):
        row = len(pivots)
        if row == len(a):
            break
        best = row + int(np.argmax(np.abs(a[row:, column])))
        if abs(a[best, column]) <= small:
            a[row:, column] = 0.0
            continue
        a[[row, best]] = a[[best, row]]
        a[row] /= a[row, column]
        for other in range(len(a)):
            if other != row:
                a[other] -= a[other, column] * a[row]
        pivots.append(column)
    return a, pivots


A = np.array(MATRIX)
R, pivots = reduce(A)
free = [column for column in range(3) if column not in pivots]

# One special solution of Ax = 0 for each free variable: it is 1, the other free ones are 0.
special = np.zeros((3, len(free)))
for k, column in enumerate(free):
    special[column, k] = 1.0
    special[pivots, k] = -R[: len(pivots), column]
assert special.shape[1] == null_space(A, rcond=1e-9).shape[1]
assert np.allclose(A @ special, 0)

x = np.array(START)[:, 0]
if free:
    x = x + ALONG * special[:, 0] / np.linalg.norm(special[:, 0])

# Split x: the projection on the null space is forgotten by A, the rest lies in the row space.
Q = np.linalg.qr(special).Q
x_null = Q @ (Q.T @ x)
x_row = x - x_null
assert np.allclose(A @ x_row, A @ x)

print(f"rank = {len(pivots)}")
print(f"nullity = {len(free)}")
print(f"row_length = {np.linalg.norm(x_row):.12g}")
print(f"null_length = {np.linalg.norm(x_null):.12g}")
print(f"image_length = {np.linalg.norm(A @ x):.12g}")

# Coordinates: how many steps along b1 and b2 lead to v.
B = np.column_stack([B1, B2])
if abs(np.linalg.det(B)) > 1e-6:
    c = np.linalg.solve(B, V)
    print(f"coordinate_1 = {c[0]:.12g}")
    print(f"coordinate_2 = {c[1]:.12g}")
else:
    print("b1 and b2 lie on one line: they are no basis.")
