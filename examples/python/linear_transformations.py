"""Linear maps: the image of a sum, a matrix built from three moves and taken apart again, XOR behind a ReLU."""

import math

import numpy as np

# --- parameters ---
MATRIX = [[1.2, 0.8], [-0.4, 1.1]]
KIND = "linear"
U = [-1.3, 0.4]
V = [-0.5, 1.0]
TURN = 25.0
SLANT = 0.4
FIRST = 1.3
SECOND = 0.8
WEIGHTS = [[1.0, -1.0], [-1.0, 1.0]]
RELU = True
# --- end of parameters ---


def f(x):
    """Ax, or one of two maps that are not linear."""
    image = np.array(MATRIX) @ x
    if KIND == "shift":
        return image + np.array([1.0, 0.5])
    if KIND == "bend":
        return image + np.array([0.2 * x[1] ** 2, 0.0])
    return image


u, v = np.array(U), np.array(V)
image_of_sum, sum_of_images = f(u + v), f(u) + f(v)
if KIND == "linear":
    assert np.allclose(image_of_sum, sum_of_images)
print(f"image_of_sum_x = {image_of_sum[0]:.12g}")
print(f"image_of_sum_y = {image_of_sum[1]:.12g}")
print(f"sum_of_images_x = {sum_of_images[0]:.12g}")
print(f"sum_of_images_y = {sum_of_images[1]:.12g}")

# Scale first, then shear, then rotate: the move that acts first stands on the right.
c, s = math.cos(math.radians(TURN)), math.sin(math.radians(TURN))
R = np.array([[c, -s], [s, c]])
H = np.array([[1.0, SLANT], [0.0, 1.0]])
S = np.diag([FIRST, SECOND])
A = R @ H @ S
for i in range(2):
    for j in range(2):
        print(f"built_{i + 1}{j + 1} = {A[i, j]:.12g}")
print(f"built_determinant = {np.linalg.det(A):.12g}")

# The QR decomposition finds such moves again (up to signs).
if FIRST != 0 and SECOND != 0:
    _, r = np.linalg.qr(A)
    assert np.allclose(np.abs(np.diag(r)), [abs(FIRST), abs(SECOND)])
    assert math.isclose(abs(r[0, 1]), abs(SLANT * SECOND), abs_tol=1e-9)

# Behind W and a ReLU the two classes of XOR lie apart: equal signs near 0, different signs far out.
for name, x in (("same", [1.0, 1.0]), ("different", [1.0, -1.0])):
    hidden = np.array(WEIGHTS) @ np.array(x)
    hidden = np.maximum(hidden, 0.0) if RELU else hidden
    print(f"{name}_first = {hidden[0]:.12g}")
    print(f"{name}_second = {hidden[1]:.12g}")
