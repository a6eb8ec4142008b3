"""The singular value decomposition: a Jacobi rotation makes it by hand, NumPy checks it, a photograph shows its use."""

import math

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

# --- parameters ---
MATRIX = [[1.0, 1.0], [0.0, 1.0]]
ANGLE = 15.0
STAGE = 3.0
PHOTO = "china"
RANK = 8
BASIS = "svd"
COLOR = False
SHUFFLED = False
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

# The same for the photograph of the figure: 180 rows of 270 pixels, grey, or its three planes side by side.
small = Image.fromarray(load_sample_image(f"{PHOTO}.jpg")).resize((270, 180), Image.Resampling.LANCZOS)
pixels = np.asarray(small, dtype=float)
planes = pixels if COLOR else np.rint(pixels @ [0.299, 0.587, 0.114])[:, :, None]


def random_order(seed, count):
    """An order of 0, ..., count - 1: the words of SplitMix64 (Steele, Lea and Flood, 2014), sorted."""
    mask, step = 2**64 - 1, 0x9E3779B97F4A7C15

    def mix(z):
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    begin = mix(seed)
    words = [mix((begin + (i + 1) * step) & mask) for i in range(count)]
    return sorted(range(count), key=words.__getitem__)


if SHUFFLED:
    planes = planes.reshape(180 * 270, -1)[random_order(1, 180 * 270)].reshape(planes.shape)
photo = np.concatenate(list(np.moveaxis(planes, 2, 0)), axis=1)
P = photo - photo.mean()
left, values, right = np.linalg.svd(P, full_matrices=False)
tail = np.sum(values[RANK:] ** 2)
if BASIS == "svd":
    best = (left[:, :RANK] * values[:RANK]) @ right[:RANK]
    assert np.isclose(np.linalg.norm(P - best, 2), values[RANK] if RANK < 180 else 0.0, atol=1e-6)
else:  # within the span of columns of the photograph itself, drawn at random
    basis = np.linalg.qr(P[:, random_order(2, P.shape[1])[:180]])[0][:, :RANK]
    best = basis @ (basis.T @ P)
error = np.linalg.norm(P - best) ** 2
assert error > tail * (1 - 1e-9) - 1e-6
print(f"Rank {RANK} of {min(P.shape)} keeps {1 - error / np.sum(values**2):.4%} of the energy of {PHOTO}.jpg.")
