"""Random projections by hand: deal the matrix, project, compare all pairs, and set the lemma beside what was found."""

import math

import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import chi2
from sklearn.datasets import load_digits
from sklearn.random_projection import johnson_lindenstrauss_min_dim

# --- parameters ---
DATA = "gaussian"
D = 4096
N = 200
KIND = "gaussian"
K = 299
EPS = 0.2
SEED = 1
# --- end of parameters ---

GAMMA = 0x9E3779B97F4A7C15
MASK = 2**64 - 1


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def words(stream, count):
    """Random 64-bit words from a counter (SplitMix64), so that every language deals the same numbers."""
    start = (int(mix(np.array([SEED], np.uint64))[0]) + (stream << 40) * GAMMA) & MASK
    return mix(np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA))


def normals(stream, count):
    """Box and Muller: two words give two independent standard normals."""
    w = (words(stream, count + count % 2) >> np.uint64(11)).astype(float)
    radius = np.sqrt(-2 * np.log(1 - w[0::2] * 2.0**-53))
    angle = 2 * math.pi * (w[1::2] + 0.5) * 2.0**-53 - math.pi / 4
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).ravel()[:count]


# The points. (The patches of photographs are left to the figure: here a Gaussian cloud stands in for them.)
if DATA == "onehot":
    X = np.eye(min(N, D), D)
elif DATA == "digits":
    X = load_digits().data[:N]  # the figure takes them in another order
else:
    X = normals(2, 200 * D).reshape(200, D)[:N]

# R has K rows, and E|Rx|^2 = |x|^2 for every x. Row i is the same whatever K is.
if KIND == "gaussian":
    R = normals(0, K * D).reshape(K, D) / math.sqrt(K)
elif KIND in ("sparse", "verysparse"):
    s = 3 if KIND == "sparse" else round(math.sqrt(D))  # one entry in s is not zero
    side = np.array([int(w) * 2 * s >> 64 for w in words(0, K * D)]).reshape(K, D)
    R = np.where(side == 0, 1.0, np.where(side == 1, -1.0, 0.0)) * math.sqrt(s / K)
else:
    chosen = np.argsort(words(1, D), kind="stable")[:K]
    if KIND == "hadamard":
        signs = np.where(words(0, D) >> np.uint64(63) == 1, -1.0, 1.0)
        odd = np.bitwise_count(chosen[:, None] & np.arange(D)) % 2
        R = np.where(odd == 1, -1.0, 1.0) * signs / math.sqrt(len(chosen))
    else:
        R = np.eye(D)[chosen] * math.sqrt(D / len(chosen))

# All pairs, before and after.
Y = X @ R.T
ratios = (pdist(Y) / pdist(X)) ** 2
k, n, pairs = len(R), len(X), len(ratios)

# The lemma: k >= 4 ln n / (eps^2/2 - eps^3/3) suffices, since there the failures of all pairs add up to less than 1.
rate = EPS**2 / 2 - EPS**3 / 3
lemma = math.ceil(4 * math.log(n) / rate)
assert johnson_lindenstrauss_min_dim(n, eps=EPS) in (lemma - 1, lemma)  # scikit-learn rounds down
bound = 2 * math.exp(-k * rate / 2)
exact = chi2.cdf(k * (1 - EPS), k) + chi2.sf(k * (1 + EPS), k)  # for a Gaussian R
union = pairs * 2 * math.exp(-lemma * rate / 2)

print(f"pairs = {pairs}")
if DATA in ("gaussian", "onehot"):
    print(f"ratio_least = {ratios.min():.12g}")
    print(f"ratio_most = {ratios.max():.12g}")
    print(f"outside_percent = {100 * np.mean(np.abs(ratios - 1) > EPS + 1e-9):.12g}")
else:
    print(f"These are other points than the figure's: their ratios go from {ratios.min():.3g} to {ratios.max():.3g}.")
print(f"lemma_dimension = {lemma}")
print(f"pair_failure = {exact:.12g}")
print(f"pair_bound = {bound:.12g}")
print(f"union_bound = {union:.12g}")
