"""The curse of dimensionality by hand: an orange that is all peel, a ball that outgrows its box, points that crowd."""

import math

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import gammaln
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestNeighbors

# --- parameters ---
D = 20
PEEL = 0.1
POINTS = 1000
QUERY = "random"
COPIED = False
SEED = 1
# --- end of parameters ---

GAMMA = 0x9E3779B97F4A7C15
MASK = 2**64 - 1
MOST = 2000  # coordinates that each point is dealt, whatever D is


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniforms(stream, count):
    """Random numbers in [0, 1) from a counter (SplitMix64), so that every language deals the same."""
    start = (int(mix(np.array([SEED], np.uint64))[0]) + (stream << 40) * GAMMA) & MASK
    words = mix(np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA))
    return (words >> np.uint64(11)).astype(float) * 2.0**-53


def log10_ball(d, r):
    """The volume of a ball as a power of ten: pi^(d/2) itself would overflow."""
    return (d / 2 * math.log(math.pi) - float(gammaln(d / 2 + 1)) + d * math.log(r)) / math.log(10)


# The orange: shrinking by 1 - t leaves (1 - t)^d of the volume. (log1p and expm1 keep the digits of a thin peel.)
print(f"share = {-math.expm1(D * math.log1p(-PEEL)):.12g}")
print(f"ripe = {math.log(0.01) / math.log1p(-PEEL):.12g}")
print(f"half = {-math.expm1(-math.log(2) / D):.12g}")

# Balls and boxes: the ball between 2^d unit balls in a box of side 4.
print(f"log10_volume = {log10_ball(D, 1.0):.12g}")
print(f"radius = {math.sqrt(D) - 1:.12g}")
print(f"log10_share = {log10_ball(D, math.sqrt(D) - 1) - D * math.log10(4):.12g}")

# Points in a cube, and how far they are from a query. Copied: each coordinate repeats one of the first three.
X = uniforms(0, POINTS * MOST).reshape(POINTS, MOST)
query = uniforms(1, MOST) if QUERY == "random" else np.full(MOST, 0.5 if QUERY == "centre" else 0.0)
columns = np.arange(D) % 3 if COPIED else np.arange(D)
distances = cdist(X[:, columns], query[None, columns]).ravel()
nearest, farthest = distances.min(), distances.max()
print(f"nearest = {nearest:.12g}")
print(f"farthest = {farthest:.12g}")
print(f"contrast = {(farthest - nearest) / nearest:.12g}")
assert farthest - nearest <= distances.std() * math.sqrt(2 * POINTS)


# Do your data suffer? Estimate their intrinsic dimension from two neighbours of each row, and again after shuffling
# each column by itself: the same columns without their structure.
def two_nn(rows):
    near = NearestNeighbors(n_neighbors=3).fit(rows).kneighbors()[0]
    return (len(rows) - 1) / np.log(near[:, 1] / near[:, 0]).sum()


digits = load_digits().data[:600]
shuffled = np.column_stack([column[np.argsort(uniforms(5 + j, 600))] for j, column in enumerate(digits.T)])
print(f"600 digits: {two_nn(digits):.3g} intrinsic dimensions of 64; with every pixel shuffled {two_nn(shuffled):.3g}.")
