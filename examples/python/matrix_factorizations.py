"""LU with partial pivoting, Householder's QR and Cholesky by hand, and a Gaussian process solved by Cholesky."""

import math

import numpy as np
from scipy.linalg import lu, solve_triangular
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

# --- parameters ---
MATRIX = [[2.0, 1.0, 1.0, 0.0], [4.0, 3.0, 3.0, 1.0], [8.0, 7.0, 9.0, 5.0], [6.0, 7.0, 9.0, 8.0]]
POINTS = [[1.0, -0.6], [2.2, 0.5], [3.1, 1.1], [5.0, 0.2], [6.4, -0.9], [8.5, 0.7]]
WIDTH = 1.0
NOISE = 0.1
# --- end of parameters ---

A = np.array(MATRIX)
n = len(A)

# LU: swap the largest entry of the column up, subtract multiples of its row, and keep the multiples.
U, L, order = A.copy(), np.eye(n), np.arange(n)
sign, top = 1.0, np.abs(A).max()
largest = top
for k in range(n - 1):
    best = k + int(np.argmax(np.abs(U[k:, k])))
    if best != k:
        U[[k, best]], order[[k, best]] = U[[best, k]], order[[best, k]]
        L[[k, best], :k] = L[[best, k], :k]
        sign = -sign
    if abs(U[k, k]) > 1e-13 * top:
        L[k + 1 :, k] = U[k + 1 :, k] / U[k, k]
        U[k + 1 :, k:] -= np.outer(L[k + 1 :, k], U[k, k:])
        U[k + 1 :, k] = 0.0
    largest = max(largest, np.abs(U).max())
assert np.allclose(L @ U, A[order])
assert np.allclose(abs(np.prod(np.diag(lu(A)[2]))), abs(np.prod(np.diag(U))))
print(f"growth = {largest / top if top else 1:.12g}")
print(f"determinant = {sign * np.prod(np.diag(U)):.12g}")
print(f"u_11 = {U[0, 0]:.12g}")
print(f"u_44 = {U[3, 3]:.12g}")

# QR: a mirror for each column sends it onto an axis; lengths stay.
R, Q = A.copy(), np.eye(n)
for k in range(n - 1):
    v = R[k:, k].copy()
    v[0] += math.copysign(np.linalg.norm(v), v[0])  # the sign that does not cancel
    if np.linalg.norm(v) > 0:
        v /= np.linalg.norm(v)
        R[k:, k:] -= 2 * np.outer(v, v @ R[k:, k:])
        Q[:, k:] -= 2 * np.outer(Q[:, k:] @ v, v)
assert np.allclose(Q @ np.triu(R), A)
assert np.allclose(np.abs(np.diag(R)), np.abs(np.diag(np.linalg.qr(A)[1])))
print(f"r_11 = {abs(R[0, 0]):.12g}")
print(f"r_44 = {abs(R[3, 3]):.12g}")


def cholesky(matrix):
    """L with L L^T = matrix, column by column."""
    rest, lower = matrix.copy(), np.zeros_like(matrix)
    for k in range(len(rest)):
        if rest[k, k] <= 0:
            raise ValueError("Not positive definite: add noise.")
        lower[k:, k] = rest[k:, k] / math.sqrt(rest[k, k])
        rest[k:, k:] -= np.outer(lower[k:, k], lower[k:, k])
    return lower


# A Gaussian process: one Cholesky factor gives mean, deviation and likelihood.
x, y = np.array(POINTS).T


def kernel(a, b):
    return np.exp(-((a[:, None] - b) ** 2) / (2 * WIDTH**2))


lower = cholesky(kernel(x, x) + NOISE**2 * np.eye(len(x)))
white = solve_triangular(lower, y, lower=True)
across = solve_triangular(lower, kernel(x, np.array([5.0])), lower=True)[:, 0]
likelihood = -0.5 * white @ white - np.log(np.diag(lower)).sum() - len(x) / 2 * math.log(2 * math.pi)
model = GaussianProcessRegressor(RBF(WIDTH, "fixed"), alpha=NOISE**2).fit(x[:, None], y)
# Of two points in one place only the noise tells: rounding counts as much as its square is small.
assert np.isclose(model.log_marginal_likelihood_value_, likelihood, rtol=1e-5 + 1e-13 / NOISE**2)
print(f"log_likelihood = {likelihood:.12g}")
print(f"mean_at_5 = {across @ white:.12g}")
print(f"deviation_at_5 = {math.sqrt(1 - across @ across):.12g}")
