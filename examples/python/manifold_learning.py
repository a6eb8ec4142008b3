"""Isomap's distances by hand: a neighbour graph on the Swiss roll, shortest paths, and the truth on the sheet."""

import math
import warnings

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist, pdist
from sklearn.manifold import Isomap

# --- parameters ---
N = 500
NOISE = 0.0
K = 7
SEED = 2
FIRST = [13.6, 6.0]
LAST = [77.6, 14.0]
# --- end of parameters ---

GAMMA = 0x9E3779B97F4A7C15
MASK = 2**64 - 1


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniforms(stream, count):
    """Random numbers from a counter (SplitMix64), so that every language deals the same."""
    start = (int(mix(np.array([SEED], np.uint64))[0]) + (stream << 40) * GAMMA) & MASK
    words = mix(np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA))
    return (words >> np.uint64(11)).astype(float) * 2.0**-53


def normals(stream, count):
    """Box and Muller: two uniforms give two independent standard normals."""
    u = uniforms(stream, count + count % 2)
    radius = np.sqrt(-2 * np.log(1 - u[0::2]))
    angle = 2 * math.pi * (u[1::2] + 0.5 * 2.0**-53) - math.pi / 4
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).ravel()[:count]


def length(t):
    """Of the spiral (t cos t, t sin t) from 0 to t."""
    return (t * np.sqrt(1 + t**2) + np.arcsinh(t)) / 2


# The roll: where each point is in space, and where it belongs on the sheet.
u = uniforms(0, 2 * N).reshape(N, 2)
t = 1.5 * math.pi * (1 + 2 * u[:, 0])
sheet = np.column_stack([length(t) - length(1.5 * math.pi), 21 * u[:, 1]])
space = np.column_stack([t * np.cos(t), sheet[:, 1], t * np.sin(t)]) + NOISE * normals(1, 3 * N).reshape(N, 3)

# Link each point to its K nearest, and they to it.
far = cdist(space, space)
near = np.argsort(far + np.diag(np.full(N, np.inf)), axis=1)[:, :K]
linked = np.zeros((N, N), bool)
linked[np.arange(N)[:, None], near] = True
linked |= linked.T
i, j = np.nonzero(np.triu(linked))
print(f"edge_count = {len(i):.10f}")
print(f"guilty_count = {np.sum(np.abs(t[i] - t[j]) > math.pi):.10f}")

# Walk: the shortest paths of all pairs. Without a path the distance is infinite.
walks = dijkstra(csr_array(np.where(linked, far, 0.0)), directed=False)
a, b = (int(np.argmin(np.hypot(*(sheet - place).T))) for place in (FIRST, LAST))
print(f"chord_length = {far[a, b]:.12g}")
print(f"graph_length = {walks[a, b]:.12g}")
print(f"sheet_length = {math.dist(sheet[a], sheet[b]):.12g}")

# Against the truth: pairs that are short-circuited, and the worst pair, which is an edge.
walked, true = walks[np.triu_indices(N, 1)], pdist(sheet)
joined = np.isfinite(walked)
ratio = walked[joined] / true[joined]
print(f"correlation = {np.corrcoef(walked[joined], true[joined])[0, 1]:.12g}")
print(f"short_percent = {100 * np.mean(ratio < 0.7):.12g}")
print(f"worst_pair = {ratio.min():.12g}")
print(f"worst_edge = {(far[i, j] / np.hypot(*(sheet[i] - sheet[j]).T)).min():.12g}")

# The library walks the same ways.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it joins the pieces of a graph that falls apart, and says so
    theirs = Isomap(n_neighbors=K).fit(space).dist_matrix_[np.triu_indices(N, 1)]
print(f"largest difference from scikit-learn's: {np.abs(theirs - walked)[joined].max():.1e}")
