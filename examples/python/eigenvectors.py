"""Eigenvalues and eigenvectors: the quadratic formula, then power iteration, then NumPy as a check."""

import cmath
import math

import numpy as np

# --- parameters ---
MATRIX = [[2.0, 1.0], [1.0, 2.0]]
ANGLE = 20.0
BASIS = 0.0
STEP = 4
# --- end of parameters ---


def rotation(degrees):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])


# Rotating the eigenbasis: A becomes R A R^T. The eigenvectors turn, the eigenvalues stay.
turn = rotation(BASIS)
A = turn @ np.array(MATRIX) @ turn.T

# The characteristic polynomial of a 2x2 matrix is  t^2 - (trace) t + determinant.
trace = A[0, 0] + A[1, 1]
determinant = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]
root = cmath.sqrt(trace**2 / 4 - determinant)
larger, smaller = sorted([trace / 2 + root, trace / 2 - root], key=lambda v: (abs(v), v.real, v.imag), reverse=True)
assert np.allclose(np.poly([larger, smaller]), np.poly(np.linalg.eigvals(A)), atol=1e-6)  # in whichever order

# A vector and its image.
x = rotation(ANGLE)[:, 0]
image = A @ x
turned = math.degrees(math.atan2(x[0] * image[1] - x[1] * image[0], x @ image)) if np.any(image) else math.nan

# Power iteration: apply A, scale to length one, repeat. The Rayleigh quotient estimates the eigenvalue.
v = x
for _ in range(STEP):
    after = A @ v
    v = after / np.linalg.norm(after) if np.any(after) else v  # where Av = 0 there is no direction to go on with
rayleigh = v @ A @ v

print(f"trace = {trace:.12g}")
print(f"determinant = {determinant:.12g}")
print(f"eigenvalue_1_real = {larger.real:.12g}")
print(f"eigenvalue_1_imaginary = {larger.imag:.12g}")
print(f"eigenvalue_2_real = {smaller.real:.12g}")
print(f"eigenvalue_2_imaginary = {smaller.imag:.12g}")
print(f"turned = {turned:.12g}")
print(f"rayleigh = {rayleigh:.12g}")
