"""What a 2x2 matrix keeps, the whitening of a cloud of data, and the gain of a deep stack of layers."""

import math

import numpy as np

# --- parameters ---
MATRIX = [[0.8, -0.6], [0.6, 0.8]]
COVARIANCE = [[3.116277852349, 1.295609395973], [1.295609395973, 0.581006263982]]
GAIN = 1.0
LAYERS = 60
# --- end of parameters ---

A = np.array(MATRIX)
identity = np.eye(2)

# The identities that define the kinds: 0 (up to rounding) where they hold.
print(f"not_orthogonal = {np.abs(A.T @ A - identity).max():.12f}")
print(f"not_idempotent = {np.abs(A @ A - A).max():.12f}")
print(f"not_symmetric = {np.abs(A.T - A).max():.12f}")

# Areas grow by |det A|; lengths by the singular values, here from the eigenvalues of A^T A.
determinant = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
gram = A.T @ A
middle = (gram[0, 0] + gram[1, 1]) / 2
spread = math.hypot((gram[0, 0] - gram[1, 1]) / 2, gram[0, 1])
stretch_max = math.sqrt(middle + spread)
stretch_min = abs(determinant) / stretch_max if stretch_max else 0.0  # without cancellation
assert np.allclose([stretch_max, stretch_min], np.linalg.svd(A, compute_uv=False), atol=1e-7)
print(f"determinant = {determinant:.12f}")
print(f"stretch_min = {stretch_min:.10f}")
print(f"stretch_max = {stretch_max:.10f}")

# Whitening: W = Q diag(1 / sqrt(l)) Q^T, orthogonal times diagonal times orthogonal. Then W C W^T = I.
C = np.array(COVARIANCE)
values, Q = np.linalg.eigh(C)
W = Q @ np.diag(1 / np.sqrt(values)) @ Q.T
assert np.allclose(W @ C @ W.T, identity)
print(f"white_11 = {W[0, 0]:.10g}")
print(f"white_12 = {W[0, 1]:.10g}")
print(f"white_22 = {W[1, 1]:.10g}")

# Orthogonal layers with gain g multiply every length by g, layer after layer.
print(f"gain_end = {GAIN**LAYERS:.12g}")
