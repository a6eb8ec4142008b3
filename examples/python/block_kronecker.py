"""Kronecker products, the vec trick with its cost measured here and now, and a Schur complement."""

import time

import numpy as np

# --- parameters ---
A = [[1.0, 2.0], [0.5, -0.5]]
B = [[1.0, 0.5, 0.0], [0.5, 2.0, 0.5], [0.0, 0.5, 1.5]]
X = [[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]
ENTRY = 2
SIZE = 63
CUT = 2
COVARIANCE_1 = [0.685693512, -0.042434004, 1.274315436, 0.516270694]
COVARIANCE_2 = [-0.042434004, 0.189979418, -0.329656376, -0.121639374]
COVARIANCE_3 = [1.274315436, -0.329656376, 3.116277852, 1.295609396]
COVARIANCE_4 = [0.516270694, -0.121639374, 1.295609396, 0.581006264]
# --- end of parameters ---

a, b, x = np.array(A), np.array(B), np.array(X)

# Tile (i, j) of the Kronecker product is a[i, j] * b.
tiles = np.block([[entry * b for entry in row] for row in a])
assert np.allclose(tiles, np.kron(a, b))
print(f"kron_trace = {np.trace(tiles):.12g}")
print(f"kron_determinant = {np.linalg.det(tiles):.12g}")

# Its eigenvalues are all products of an eigenvalue of A and one of B.
products = np.outer(np.linalg.eigvals(a), np.linalg.eigvals(b))
print(f"largest = {np.abs(products).max():.12g}")

# vec stacks columns: order="F", since NumPy stacks rows by default.
image = a @ x @ b
assert np.allclose(np.kron(b.T, a) @ x.flatten(order="F"), image.flatten(order="F"))
print(f"image_sum = {image.sum():.12g}")
print(f"lit_entry = {image.flatten(order='F')[ENTRY - 1]:.12g}")
print(f"saved = {SIZE**4 / (2 * SIZE**3):.12g}")

# Both ways on the clock, for factors of a size that fits into memory.
n = min(SIZE, 48)
rng = np.random.default_rng(1)
p, q, y = (rng.normal(size=(n, n)) for _ in range(3))
big = np.kron(q.T, p)
start = time.perf_counter()
slow = big @ y.flatten(order="F")
middle = time.perf_counter()
fast = (p @ y @ q).flatten(order="F")
end = time.perf_counter()
assert np.allclose(slow, fast)
print(f"n = {n}: {1e6 * (middle - start):.0f} microseconds in full, {1e6 * (end - middle):.0f} by the trick")

# The Schur complement: what stays of the covariance of the last features once the first CUT are known.
m = np.array([COVARIANCE_1, COVARIANCE_2, COVARIANCE_3, COVARIANCE_4])
known, cross, rest = m[:CUT, :CUT], m[:CUT, CUT:], m[CUT:, CUT:]
complement = rest - cross.T @ np.linalg.solve(known, cross)
assert np.isclose(np.linalg.det(m), np.linalg.det(known) * np.linalg.det(complement))
assert np.allclose(np.linalg.inv(m)[CUT:, CUT:], np.linalg.inv(complement))
print(f"unknown_trace = {np.trace(rest):.12g}")
print(f"complement_trace = {np.trace(complement):.12g}")
