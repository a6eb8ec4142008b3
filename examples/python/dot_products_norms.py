"""Dot product, shadow and angle; p-norms; the nearest neighbour: by hand, then NumPy and SciPy as a check."""

import math

import numpy as np
from scipy.spatial import distance

# --- parameters ---
A = [3.0, 1.0]
B = [1.2, 2.6]
INVERSE = 0.5
POINTS = [[2.0, 0.2], [1.5, 1.5], [0.0, -2.6], [-1.9, 2.2], [-3.1, -0.9], [2.9, -2.4]]
QUERY = [0.0, 0.0]
# --- end of parameters ---

p = math.inf if INVERSE == 0 else 1 / INVERSE


def norm(x):
    sizes = [abs(entry) for entry in x]
    return max(sizes) if p == math.inf else sum(size**p for size in sizes) ** (1 / p)


# The dot product, and the shadow of b on the line of a.
dot = sum(x * y for x, y in zip(A, B, strict=True))
square = sum(x * x for x in A)
shadow = [dot / square * x for x in A] if square else [0.0, 0.0]
angle = math.degrees(math.atan2(A[0] * B[1] - A[1] * B[0], dot)) if any(A) and any(B) else math.nan
assert math.isclose(dot, np.dot(A, B), abs_tol=1e-12)

# The triangle inequality holds for p >= 1 and may fail below.
total = [x + y for x, y in zip(A, B, strict=True)]

# The nearest of the points, counted from 1.
gaps = [norm([x - y for x, y in zip(point, QUERY, strict=True)]) for point in POINTS]
nearest = gaps.index(min(gaps)) + 1
check = [distance.chebyshev(x, QUERY) if p == math.inf else distance.minkowski(x, QUERY, p) for x in POINTS]
assert np.allclose(gaps, check)

print(f"dot = {dot:.12g}")
print(f"angle = {angle:.12g}")
print(f"foot_x = {shadow[0]:.12g}")
print(f"foot_y = {shadow[1]:.12g}")
print(f"norm_a = {norm(A):.12g}")
print(f"norm_b = {norm(B):.12g}")
print(f"norm_sum = {norm(total):.12g}")
print(f"norm_bound = {norm(A) + norm(B):.12g}")
print(f"nearest = {nearest}")
print(f"nearest_distance = {min(gaps):.12g}")
