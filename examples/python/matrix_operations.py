"""Products in both orders, one entry by hand, the inverse of a 2x2 matrix, and the adjoint identity."""

import numpy as np

# --- parameters ---
A = [[0.0, -1.0], [1.0, 0.0]]
B = [[1.6, 0.0], [0.0, 1.0]]
LEFT = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [5.9, 3.2, 4.8, 1.8], [6.3, 3.3, 6.0, 2.5]]
RIGHT = [[0.78, 0.62, -1.4], [1.74, -0.09, -1.65], [-2.35, -0.04, 2.4], [-1.11, -1.02, 2.13]]
ROW = 2
COLUMN = 2
X = [2.0, 0.5]
Y = [1.0, 1.5]
# --- end of parameters ---


def product(left, right):
    """Row times column, entry by entry: what `left @ right` does."""
    inner = range(len(right))
    return [[sum(row[k] * right[k][j] for k in inner) for j in range(len(right[0]))] for row in left]


# "A, then B" is BA: the map that acts first stands on the right.
a_then_b, b_then_a = np.array(product(B, A)), np.array(product(A, B))
assert np.allclose(a_then_b, np.array(B) @ np.array(A))
assert np.allclose(a_then_b.T, np.array(A).T @ np.array(B).T)
print(f"commutator_size = {np.abs(a_then_b - b_then_a).max():.12g}")

# One score of a layer: a row of the batch times a column of the weights (counted from 1).
entry = product(LEFT, RIGHT)[ROW - 1][COLUMN - 1]
assert np.isclose(entry, (np.array(LEFT) @ np.array(RIGHT))[ROW - 1, COLUMN - 1])
print(f"entry = {entry:.12g}")

# The inverse of a 2x2 matrix; in larger ones use np.linalg.solve and do not form it.
(a, b), (c, d) = A
determinant = a * d - b * c
print(f"determinant = {determinant:.12g}")
if abs(determinant) > 1e-12:
    inverse = np.array([[d, -b], [-c, a]]) / determinant
    assert np.allclose(inverse @ np.array(A), np.eye(2))
    print(f"inverse_11 = {inverse[0, 0]:.12g}")
    print(f"inverse_12 = {inverse[0, 1]:.12g}")
    print(f"inverse_21 = {inverse[1, 0]:.12g}")
    print(f"inverse_22 = {inverse[1, 1]:.12g}")

# The adjoint identity: the transpose carries y back to where x lives. This is backpropagation through a layer.
x, y = np.array(X), np.array(Y)
print(f"adjoint_left = {(np.array(A) @ x) @ y:.12g}")
print(f"adjoint_right = {x @ (np.array(A).T @ y):.12g}")
