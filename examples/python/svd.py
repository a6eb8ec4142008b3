"""The singular value decomposition: a Jacobi rotation makes it by hand, NumPy checks it, a photograph shows its use."""

import math

import numpy as np
from sklearn.datasets import load_sample_image

# --- parameters ---
MATRIX = [[1.0, 1.0], [0.0, 1.0]]
ANGLE = 15.0
STAGE = 3.0
PHOTO = "china"
RANK = 8
# --- end of parameters ---


def rotation(degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])


# One-sided Jacobi: turn the two columns of A until they are orthogonal. Their lengths are then the singular values,
# and their directions the left singular vectors. (Larger matrices: sweep over all pairs of columns, again and again.)
A = np.array(MATRIX)
a, b = A[:, 0], A[:, 1]
angle_v = math.degrees(0.5 * math.atan2(2 * (a @ b), a @ a - b @ b))
V = rotation(angle_v)
first, second = (A @ V).T
sigma_1 = np.linalg.norm(first)
u1 = first / sigma_1 if sigma_1 > 0 else np.array([1.0, 0.0])
across = np.array([-u1[1], u1[0]])
signed = across @ second  # the second column is orthogonal to the first, so this is its length with a sign
flipped = signed < -1e-13 * sigma_1
sigma_2 = abs(signed) if abs(signed) > 1e-13 * sigma_1 else 0.0
U = np.column_stack([u1, -across if flipped else across])
angle_u = math.degrees(math.atan2(u1[1], u1[0]))
assert np.allclose(U @ np.diag([sigma_1, sigma_2]) @ V.T, A)
assert np.allclose(np.linalg.svd(A, compute_uv=False), [sigma_1, sigma_2])

# A vector on its way through the three stages: V^T turns, Sigma stretches, U turns again (and flips, if det A < 0).
x = rotation(ANGLE)[:, 0]
s1, s2, s3 = (min(max(STAGE - i, 0.0), 1.0) for i in range(3))
staged = rotation(-angle_v * s1) @ x
staged = staged * [1 + (sigma_1 - 1) * s2, 1 + (sigma_2 - 1) * s2]
staged = rotation(angle_u * s3) @ (staged * [1, math.cos(math.pi * s3) if flipped else 1])

# Eckart and Young: the nearest matrix of rank one keeps the first layer, and its error is the next singular value.
rank_one = sigma_1 * np.outer(U[:, 0], V[:, 0])

print(f"sigma_1 = {sigma_1:.12g}")
print(f"sigma_2 = {sigma_2:.12g}")
print(f"angle_v = {angle_v:.12g}")
print(f"angle_u = {angle_u:.12g}")
print(f"stretch = {np.linalg.norm(A @ x):.12g}")
print(f"staged_x = {staged[0]:.12g}")
print(f"staged_y = {staged[1]:.12g}")
print(f"rank_one_error = {np.linalg.norm(A - rank_one):.12g}")

# The same for a photograph at its full size, grey, its mean taken off (the figure uses a smaller copy).
photo = load_sample_image(f"{PHOTO}.jpg") @ [0.299, 0.587, 0.114]
P = photo - photo.mean()
left, values, right = np.linalg.svd(P, full_matrices=False)
best = (left[:, :RANK] * values[:RANK]) @ right[:RANK]
tail = np.sum(values[RANK:] ** 2)
assert np.isclose(np.linalg.norm(P - best) ** 2, tail)
assert np.isclose(np.linalg.norm(P - best, 2), values[RANK])
print(f"Rank {RANK} of {min(P.shape)} keeps {1 - tail / np.sum(values**2):.2%} of the energy of {PHOTO}.jpg.")
