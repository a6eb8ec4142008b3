"""The spectral decomposition by hand, functions of a matrix, heat on a graph, and the components of digits."""

import math

import numpy as np
from scipy.linalg import expm
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

# --- parameters ---
MATRIX = [[1.5, 1.0], [1.0, 0.0]]
SYMMETRIC = True
ANGLE = 80.0
FIRST = True
SECOND = True
TIME = 0.501
SOURCE = 1
KEPT = 36
PAIR = "01"
COMPONENTS = 1
# --- end of parameters ---

A = np.array(MATRIX)
if SYMMETRIC:
    A = (A + A.T) / 2
(a, b), (c, d) = A
if b == c:
    # By hand: the rotation that makes it diagonal (Jacobi).
    turn = 0.5 * math.atan2(2 * b, a - d)
    Q = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    values = np.diag(Q.T @ A @ Q)
else:
    print("The theorem needs a symmetric matrix: these layers do not add up to A, nor their exponentials to exp(A).")
    middle, square = (a + d) / 2, ((a - d) / 2) ** 2 + b * c
    roots = [math.sqrt(square), -math.sqrt(square)] if square > 0 else [0.0 if square == 0 else math.nan, math.nan]
    values = middle + np.array(roots)  # NaN where no real direction stays
    Q = np.array([max((b, value - a), (value - d, c), key=lambda v: math.hypot(*v)) for value in values]).T
    Q = Q / np.hypot(*Q)
order = np.argsort(-np.abs(values), kind="stable")
values, Q = values[order], Q[:, order]
layers = [np.nan_to_num(value * np.outer(q, q)) for value, q in zip(values, Q.T, strict=True)]

x = np.array([math.cos(math.radians(ANGLE)), math.sin(math.radians(ANGLE))])
image = FIRST * layers[0] @ x + SECOND * layers[1] @ x

# A function of A is that function of its eigenvalues.
exponential = sum(math.exp(value) * np.outer(q, q) for value, q in zip(values, Q.T, strict=True))
if b == c:
    assert np.allclose(sum(layers), A)
    assert np.allclose(exponential, expm(A))

print(f"eigenvalue_1 = {values[0]:.12g}")
print(f"eigenvalue_2 = {values[1]:.12g}")
print(f"image_x = {image[0]:.12g}")
print(f"image_y = {image[1]:.12g}")
print(f"exponential_trace = {np.trace(exponential):.12g}")

# Heat on Zachary's karate club (1977): 34 members, 78 friendships, x(t) = exp(-tL) x(0).
FRIENDS = [
    # fmt: off
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (1, 9),
    (1, 11),
    (1, 12),
    (1, 13),
    (1, 14),
    (1, 18),
    (1, 20),
    (1, 22),
    (1, 32),
    (2, 3),
    (2, 4),
    (2, 8),
    (2, 14),
    (2, 18),
    (2, 20),
    (2, 22),
    (2, 31),
    (3, 4),
    (3, 8),
    (3, 9),
    (3, 10),
    (3, 14),
    (3, 28),
    (3, 29),
    (3, 33),
    (4, 8),
    (4, 13),
    (4, 14),
    (5, 7),
    (5, 11),
    (6, 7),
    (6, 11),
    (6, 17),
    (7, 17),
    (9, 31),
    (9, 33),
    (9, 34),
    (10, 34),
    (14, 34),
    (15, 33),
    (15, 34),
    (16, 33),
    (16, 34),
    (19, 33),
    (19, 34),
    (20, 34),
    (21, 33),
    (21, 34),
    (23, 33),
    (23, 34),
    (24, 26),
    (24, 28),
    (24, 30),
    (24, 33),
    (24, 34),
    (25, 26),
    (25, 28),
    (25, 32),
    (26, 32),
    (27, 30),
    (27, 34),
    (28, 34),
    (29, 32),
    (29, 34),
    (30, 33),
    (30, 34),
    (31, 33),
    (31, 34),
    (32, 33),
    (32, 34),
    (33, 34),
    # fmt: on
]
L = np.zeros((34, 34))
for i, j in FRIENDS:
    L[i - 1, j - 1] = L[j - 1, i - 1] = -1
L -= np.diag(L.sum(axis=1))
rates, modes = np.linalg.eigh(L)  # ascending: the slow layers, which matter most, come first
start = np.eye(34)[min(SOURCE, 34) - 1]
heat = (modes[:, :KEPT] * np.exp(-TIME * rates[:KEPT])) @ (modes[:, :KEPT].T @ start)
if KEPT >= 34:
    assert np.allclose(heat, expm(-TIME * L) @ start)
print(f"connectivity = {rates[1]:.12g}")
print(f"heat_at_source = {heat @ start:.12g}")
print(f"heat_at_34 = {heat[33]:.12g}")
print(f"heat_total = {heat.sum():.12g}")

# PCA: the eigenvectors of the covariance matrix of all scans of two digits.
scans, labels = load_digits(return_X_y=True)
chosen = np.isin(labels, [int(PAIR[0]), int(PAIR[1])])
X, second = scans[chosen], labels[chosen] == int(PAIR[1])
variances, directions = np.linalg.eigh(np.cov(X.T))
variances, directions = variances[::-1], directions[:, ::-1]
scores = (X - X.mean(axis=0)) @ directions[:, :COMPONENTS]
assert np.allclose(PCA().fit(X).explained_variance_, variances[: min(X.shape)], atol=1e-9)
guess = LinearRegression().fit(scores, np.where(second, 1.0, -1.0)).predict(scores) > 0
print(f"digits, variance kept in percent: {100 * variances[:COMPONENTS].sum() / variances.sum():.12g}")
print(f"digits, mistakes: {np.sum(guess != second)}")
