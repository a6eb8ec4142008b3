"""Gram-Schmidt by hand, NumPy's QR as a check, and what rounding does to two variants of it."""

import numpy as np

# --- parameters ---
MATRIX = [[1.6, 1.0, 0.2], [0.0, 1.6, 1.0], [0.3, 0.5, 1.6]]
# --- end of parameters ---


def gram_schmidt(a, modified=True):
    """A = QR. Classical takes each shadow from the original column, modified from what is left of it."""
    m, n = a.shape
    q, r = np.zeros((m, n)), np.zeros((n, n))
    for k in range(n):
        left = a[:, k].copy()
        for j in range(k):
            r[j, k] = q[:, j] @ (left if modified else a[:, k])
            left = left - r[j, k] * q[:, j]
        length = np.linalg.norm(left)
        if length > 1e-13 * np.linalg.norm(a[:, k]):  # otherwise the column was dependent on the earlier ones
            r[k, k] = length
            q[:, k] = left / length
    return q, r


A = np.array(MATRIX)
Q, R = gram_schmidt(A)
assert np.allclose(Q @ R, A)
if R.diagonal().all():  # independent columns: QR is then unique, up to signs
    assert np.allclose(np.abs(R), np.abs(np.linalg.qr(A).R))

for j in range(3):
    for k in range(j, 3):
        print(f"r_{j + 1}{k + 1} = {R[j, k]:.12g}")
print(f"volume = {np.prod(R.diagonal()):.12g}")
print(f"determinant = {np.linalg.det(A):.12g}")

# Laeuchli's columns agree but for epsilon, and epsilon squared is lost beside 1.
epsilon = 1e-8
hard = np.vstack([np.ones(3), epsilon * np.eye(3)])
for name, variant in (("classical", False), ("modified", True)):
    q, _ = gram_schmidt(hard, variant)
    print(f"Orthogonality lost on Läuchli's matrix, {name}: {np.abs(q.T @ q - np.eye(3)).max():.1e}")
q = np.linalg.qr(hard).Q
print(f"Orthogonality lost on Läuchli's matrix, Householder: {np.abs(q.T @ q - np.eye(3)).max():.1e}")
