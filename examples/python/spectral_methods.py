"""Spectral cuts by hand: a graph of points, its Fiedler vector and the sweep; a roach; the parts of a graph."""

import numpy as np
from scipy.sparse.csgraph import laplacian

# ruff: noqa: E501
# fmt: off
# --- parameters ---
POINTS = [[0.06, 0.46], [-0.2, 0.72], [0.21, 0.36], [-1.29, 0.43], [-1.28, 0.51], [-0.5, 0.83], [-1.3, 0.11], [-0.91, 0.55], [0.24, 0.36], [0.42, -0.04], [0.49, 0.09], [-1.42, 0.41], [-0.99, 0.7], [0.0, 0.55], [-0.76, 0.69], [-1.56, -0.07], [-0.36, 0.66], [-1.46, 0.08], [-1.41, -0.24], [0.46, -0.3], [-0.09, 0.7], [0.36, 0.17], [0.22, -0.74], [1.51, 0.09], [-0.32, -0.47], [-0.46, -0.35], [0.55, -0.87], [1.28, -0.35], [0.21, -0.62], [0.92, -0.81], [0.8, -0.63], [-0.14, -0.41], [1.35, -0.17], [1.15, -0.4], [-0.5, 0.22], [-0.45, 0.27], [-0.42, -0.3], [1.54, 0.19], [-0.2, -0.68], [0.39, -0.75], [1.28, -0.49], [0.98, -0.46], [-0.48, 0.01], [1.44, 0.14]]
SIGMA = 0.15
LAPLACIAN = "normalised"
RUNGS = 5
ANTENNA = 5
EDGES = [[0, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1, 1, 0, 1, 1], [0, 0, 0, 0, 0, 1, 1, 1, 0, 1], [0, 0, 0, 0, 0, 1, 1, 1, 1, 0]]
# --- end of parameters ---
# fmt: on

# Join all points, near ones strongly. SciPy makes the Laplacian; the eigenvectors of the normalised one are D^(1/2) f.
x = np.array(POINTS)
w = np.exp(-((x[:, None] - x[None]) ** 2).sum(axis=2) / (2 * SIGMA**2))
np.fill_diagonal(w, 0.0)
d = w.sum(axis=1)
values, vectors = np.linalg.eigh(laplacian(w, normed=LAPLACIAN == "normalised"))
lambda_2 = max(values[1], 0.0)
f = vectors[:, 1]
if LAPLACIAN == "normalised":
    f = f / np.where(d > 0, np.sqrt(d), 1.0)

# The sweep: every prefix of the order of f, by what it severs over the smaller volume.
order = np.argsort(f)
conductances = []
for size in range(1, len(x)):
    inside = np.zeros(len(x), bool)
    inside[order[:size]] = True
    smaller = min(d[inside].sum(), d[~inside].sum())
    conductances.append(w[np.ix_(inside, ~inside)].sum() / smaller if smaller > 0 else 0.0)
print(f"lambda_2 = {lambda_2:.12g}")
print(f"upper = {np.sqrt(2 * lambda_2):.12g}" if lambda_2 > 1e-12 else "(λ₂ is zero to rounding)")
print(f"conductance_best = {min(conductances):.12g}" if lambda_2 > 1e-12 else "(any of several parts is cut off)")

# The roach: two paths, joined by rungs at the last places. Halve it by the Fiedler vector.
length = ANTENNA + RUNGS
roach = np.zeros((2 * length, 2 * length))
for k in range(length):
    if k + 1 < length:
        roach[k, k + 1] = roach[length + k, length + k + 1] = 1.0
    if k >= ANTENNA:
        roach[k, length + k] = 1.0
roach += roach.T
values, vectors = np.linalg.eigh(laplacian(roach))
half = np.argsort(np.round(vectors[:, 1] / np.abs(vectors[:, 1]).max(), 9), kind="stable")[:length]
rest = np.setdiff1d(np.arange(2 * length), half)
print(f"roach_lambda = {values[1]:.12g}")
print(f"fiedler_cut = {roach[np.ix_(half, rest)].sum():.12g}")

# The fewest edges of any halving, place by place: sides of the last two nodes, and how many nodes are inside.
least = {(up, low, up + low): int(up != low and ANTENNA == 0) for up in (0, 1) for low in (0, 1)}
for k in range(1, length):
    new: dict[tuple[int, int, int], int] = {}
    for (a, b, count), cut in least.items():
        for up in (0, 1):
            for low in (0, 1):
                key = up, low, count + up + low
                more = cut + (up != a) + (low != b) + (up != low and k >= ANTENNA)
                new[key] = min(more, new.get(key, more))
    least = new
print(f"best_cut = {min(cut for (_, _, count), cut in least.items() if count == length):.12g}")

# A graph of one's own: zeros count its components.
net = np.array(EDGES, float)
values = np.linalg.eigvalsh(laplacian(net))
print(f"own_lambda_2 = {max(values[1], 0.0):.12g}")
print(f"own_zeros = {(values < 1e-9 * max(1.0, values[-1])).sum():.12g}")
