"""Least squares as a projection: an orthonormal basis by Gram-Schmidt, the shadow, then NumPy as a check."""

import numpy as np

# --- parameters ---
POINTS = [[1.0, 1.0], [2.0, 3.0], [3.0, 1.5]]
DEGREE = 1
INTERCEPT = True
# --- end of parameters ---

x, b = np.array(POINTS).T
X = np.stack([x**k if k or INTERCEPT else 0 * x for k in range(DEGREE + 1)], axis=1)

# Orthonormal basis of the column space. Going over each column twice keeps it orthogonal to rounding;
# a column of which nothing is left was dependent on the earlier ones and adds no direction.
Q: list[np.ndarray] = []
for column in X.T:
    w = column.copy()
    for _ in range(2):
        for q in Q:
            w -= (q @ w) * q
    if np.linalg.norm(w) > 1e-13 * np.linalg.norm(column):
        Q.append(w / np.linalg.norm(w))

p = np.zeros_like(b)
for q in Q:
    p += (q @ b) * q  # the shadow of b, one direction at a time
e = b - p  # at a right angle to every column
assert np.abs(X.T @ e).max() < 1e-8 * max(1.0, float(np.abs(X).max())) * len(b)

# The coefficients solve X c = p, which has a solution because p lies in the column space. Columns are scaled to length
# one first: where they are dependent, many c lead to p, and units shall not decide which one is the shortest. It has no
# part in directions that X maps to 0: of the singular values only as many count as there are independent columns.
sizes = np.linalg.norm(X, axis=0)
sizes[sizes == 0] = 1.0  # a column of zeros gets the coefficient 0
U, s, Vt = np.linalg.svd(X / sizes, full_matrices=False)
r = len(Q)
c = Vt[:r].T @ (U[:, :r].T @ p / s[:r]) / sizes
off = b - X @ np.linalg.lstsq(X, b, rcond=None)[0]
assert e @ e <= off @ off + 1e-9 * (1 + b @ b)  # NumPy finds nothing nearer

print(f"coefficient_0 = {c[0]:.12g}")
print(f"coefficient_1 = {c[1] if DEGREE > 0 else 0.0:.12g}")
print(f"data_squares = {b @ b:.12g}")
print(f"fitted_squares = {p @ p:.12g}")
print(f"residual_squares = {e @ e:.12g}")
print(f"rank = {len(Q)}")
