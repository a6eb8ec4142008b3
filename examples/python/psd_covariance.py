"""Positive definite or not: eigenvalues, Cholesky by hand, and sampling through it."""

import math

import numpy as np

# --- parameters ---
MATRIX = [[1.5, 0.5], [0.5, 1.5]]
SHIFT = 0.0
ANGLE = 70.0
COUNT = 400
SEED = 1
# --- end of parameters ---

# Only the symmetric part of A is seen by x^T A x; adding t to the diagonal moves every eigenvalue by t.
A = (np.array(MATRIX) + np.array(MATRIX).T) / 2 + SHIFT * np.eye(2)
smaller, larger = np.linalg.eigvalsh(A)
u = np.array([math.cos(math.radians(ANGLE)), math.sin(math.radians(ANGLE))])
print(f"eigenvalue_1 = {larger:.12g}")
print(f"eigenvalue_2 = {smaller:.12g}")
print(f"value = {u @ A @ u:.12g}")


# Cholesky by hand. It fails at the first pivot that is not positive.
def cholesky(matrix):
    n = len(matrix)
    lower = np.zeros((n, n))
    for k in range(n):
        column = matrix[k:, k] - lower[k:, :k] @ lower[k, :k]
        print(f"pivot_{k + 1} = {column[0]:.12g}")
        if column[0] <= 1e-9 * np.abs(matrix).max():
            return None
        lower[k:, k] = column / math.sqrt(column[0])
    assert np.allclose(lower, np.linalg.cholesky(matrix))
    return lower


# Random numbers from a counter: word i is a hash of the seed and i, so that everyone gets the same ones.
def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    return z ^ (z >> 31)


def word(i):
    return mix((mix(SEED) + (i + 1) * 0x9E3779B97F4A7C15) % 2**64)


def normal_pair(i):
    """Box and Muller: a radius from one word, an angle from the next."""
    radius = math.sqrt(-2 * math.log(1 - (word(i) >> 11) * 2.0**-53))
    w = word(i + 1)
    quarter, place = w >> 62, (((w >> 11) & (2**51 - 1)) + 0.5) * 2.0**-51 - 0.5
    angle = math.pi / 2 * (quarter + place)
    return radius * math.cos(angle), radius * math.sin(angle)


L = cholesky(A)
if L is not None:
    z = np.array([normal_pair(2 * i) for i in range(COUNT)]).T
    x = L @ z  # covariance L I L^T = A; another root of A gives other draws of the same law
    drawn = np.cov(x)
    print(f"sample_11 = {drawn[0, 0]:.12g}")
    print(f"sample_12 = {drawn[0, 1]:.12g}")
    print(f"sample_22 = {drawn[1, 1]:.12g}")
    # A covariance matrix is semi-definite: u^T S u is the variance of the shadow on u, a mean of squares.
    assert abs(u @ drawn @ u - np.var(u @ x, ddof=1)) < 1e-9
else:
    print("Not positive definite: no Cholesky factor, and no Gaussian with this covariance that fills the plane.")
